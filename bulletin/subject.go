package bulletin

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bridgehead/bulletin/claim"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// What is left of the score of a subject when the words tell of another one: those next to the
// number, or those of its clause and sentence.
const (
	surelyOther  = 0.4
	otherSubject = 0.6
)

// apart weakens the candidates whose subject is not the one that the words near the number tell: of
// two subjects of one indicator, the words that only one of them has decide. Investment from
// Hong Kong in Beijing and from Beijing in Hong Kong differ in no character, but in pairs.
func (x *examination) apart(s *statement, list []*candidate) {
	zones := x.tellingWords(s)
	told := func(a, b *topic) (own int, left float64) {
		for i, words := range zones {
			own := 0
			for w := range words {
				n := 1
				if slices.Contains(scales, w) {
					n = 3 // a cluster of a trillion is no cluster of a billion
				}
				switch {
				case a.tells[w] && !b.tells[w]:
					own += n
				case b.tells[w] && !a.tells[w]:
					own -= n
				}
			}
			own += 2 * (x.namedSide(a, words) - x.namedSide(b, words))
			switch {
			case own != 0 && i <= 1:
				return own, surelyOther
			case own != 0:
				return own, otherSubject
			}
		}
		return 0, 1
	}
	weak := map[*topic]float64{}
	for _, a := range list {
		for _, b := range list {
			if !sibling(a, b) || len(a.topic.fixed) == 0 || len(b.topic.fixed) == 0 {
				continue
			}
			if own, left := told(a.topic, b.topic); own < 0 {
				if had, ok := weak[a.topic]; !ok || left < had {
					weak[a.topic] = left
				}
			}
		}
	}
	for _, c := range list {
		if left, ok := weak[c.topic]; ok {
			c.score *= left
		}
	}
}

// namedSide is 1 when the words hold the name of the host that a topic's scope is about.
func (x *examination) namedSide(t *topic, words map[string]bool) int {
	for _, side := range x.fair.Sides {
		if side.Code != t.fixed["side"] {
			continue
		}
		for _, tag := range lang.Tags {
			name := foldWord(side.Name.Get(tag))
			if terms := termsOf(name, passage{0, len(name)}); len(terms) > 0 && words[terms[0].text] {
				return 1
			}
		}
		for _, short := range shortSide(side.Name) {
			if words[string(foldWord(short))] {
				return 1
			}
		}
	}
	return 0
}

// voiced raises what the speaker of the sentence is on record for.
func (x *examination) voiced(s *statement, list []*candidate) {
	if s.StatedBy == "" {
		return
	}
	by := string(foldWord(s.StatedBy))
	for _, c := range list {
		if slices.ContainsFunc(c.topic.statements, func(o indicator.Statement) bool {
			return o.HasVoice && slices.ContainsFunc(lang.Tags[:], func(tag lang.Tag) bool {
				name := o.Speaker.Name.Get(tag)
				return name != "" && strings.Contains(by, string(foldWord(name)))
			})
		}) {
			c.score += voiceSays
		}
	}
}

// dateSays is how much the reference date of a figure that belongs to no edition speaks for it.
const dateSays = 0.15

// sameDate reports whether a number has the reference date of a figure that belongs to no edition.
func sameDate(s *statement, f figure.Figure) bool {
	if s.AsOf == "" || f.AsOf == "" || f.Name.Scope[figure.ByEdition] != "" {
		return false
	}
	_, to, ok := strings.Cut(s.AsOf, "/")
	return ok && to == string(f.AsOf) || s.AsOf == string(f.AsOf)
}

// parallel raises what the number before in the sentence is, of the edition of this one: 9 agreements
// at the last edition; this year the number is 34.
func (x *examination) parallel(s *statement, list []*candidate) {
	sentence, n := at(x.layout.sentences, s.at.start)
	if n > 0 && strings.HasSuffix(x.layout.text(x.layout.sentences[n-1]), "；") {
		sentence.start = x.layout.sentences[n-1].start
	}
	for _, o := range slices.Backward(x.statementsIn(passage{sentence.start, s.at.start})) {
		if o.chosen == nil || !o.counts() || (o.Currency != "") != (s.Currency != "") {
			continue
		}
		for _, c := range list {
			if c.topic == o.chosen.topic && recorded(c.topic.definition) && !same(c, o.chosen) &&
				c.scope[figure.ByEdition] == s.setting.edition && o.setting.edition != s.setting.edition {
				c.score += 0.2
			}
		}
		return
	}
}

// voiceSays is how much the speaker of a sentence speaks for what he is on record for.
const voiceSays = 0.35

// parted turns a part of a number just before to the other subjects of its indicator: of 75 companies
// "17 of them" are not the 75.
func (x *examination) parted(s *statement, list []*candidate) {
	sentence, _ := at(x.layout.sentences, s.at.start)
	for _, o := range slices.Backward(x.statementsIn(passage{sentence.start, s.at.start})) {
		if o.chosen == nil || o.verdict.Verdict != Supported || len(o.chosen.topic.fixed) == 0 {
			continue
		}
		for _, c := range list {
			switch {
			case same(c, o.chosen):
				c.score *= otherSubject
			case sibling(c, o.chosen) && s.List != nil:
				c.score += 0.3
			}
		}
		return
	}
}

// tellingWords are the words that may tell a number's subject: those that follow it, and those next to
// it, up to the numbers before and after it, which have words of their own; those of its
// clause; and of its sentence.
func (x *examination) tellingWords(s *statement) (zones [4]map[string]bool) {
	clause, _ := at(x.layout.clauses, s.at.start)
	sentence, _ := at(x.layout.sentences, s.at.start)
	own := clause
	for _, o := range x.statementsIn(clause) {
		if o == s || !o.counts() || (o.Currency != "") != (s.Currency != "") {
			continue
		}
		switch {
		case o.at.end <= s.at.start:
			own.start = s.at.start // what follows a number belongs to it
		case o.at.start >= s.at.end:
			own.end = min(own.end, o.at.start)
		}
	}
	for i := range zones {
		zones[i] = map[string]bool{}
	}
	for _, w := range pairsOf(x.layout.folded, sentence) {
		switch {
		case s.at.holds(w.at):
		case own.holds(w.at):
			zones[1][w.text] = true
			if w.at >= s.at.end {
				zones[0][w.text] = true
			}
		case clause.holds(w.at):
			zones[2][w.text] = true
		default:
			zones[3][w.text] = true
		}
	}
	return zones
}

// pairsOf are the terms of a text and, for Latin words, each with the word before it, the
// small ones too: invested in Beijing, investment in Hong Kong.
func pairsOf(folded []rune, p passage) []term {
	out := termsOf(folded, p)
	previous := ""
	for i := p.start; i < p.end; i++ {
		r := folded[i]
		if !unicode.IsLetter(r) || unicode.Is(unicode.Han, r) {
			if !unicode.IsSpace(r) && r != '-' && r != '–' && r != '’' && r != '\'' {
				previous = ""
			}
			continue
		}
		start := i
		for i < p.end && unicode.IsLetter(folded[i]) && !unicode.Is(unicode.Han, folded[i]) {
			i++
		}
		word := stem(string(folded[start:i]))
		i--
		if slices.Contains(scales, word) {
			out = append(out, term{word, start})
		}
		if previous != "" {
			out = append(out, term{previous + " " + word, start})
		}
		previous = word
	}
	return out
}

// scales are words of numbers that also name kinds of things: clusters of a trillion.
var scales = []string{"trillion", "billion", "million"}

// alike raises the share that belongs to the subject of the amount just before it: "… US$135 billion,
// or 66 percent of …" is the share of that investment.
func (x *examination) alike(s *statement, list []*candidate) {
	if s.Kind != claim.Percent {
		return
	}
	sentence, _ := at(x.layout.sentences, s.at.start)
	for _, o := range slices.Backward(x.statementsIn(passage{sentence.start, s.at.start})) {
		if o.chosen == nil || !o.counts() {
			continue
		}
		for _, c := range list {
			if len(c.topic.fixed) > 0 && maps.Equal(c.topic.fixed, o.chosen.topic.fixed) {
				c.score += 0.45
			}
		}
		return
	}
}

// sidesOf are the hosts that everything stated about a topic names: a text that does not name them
// speaks of something else.
func sidesOf(t *topic, sides []fair.Side) []int {
	var out []int
	for i, side := range sides {
		side := side.Name
		named := len(t.statements) > 0
		for _, s := range t.statements {
			if !strings.Contains(s.Words.Hans, side.Hans) && !strings.Contains(s.Words.En, side.En) {
				named = false
			}
		}
		if named {
			out = append(out, i)
		}
	}
	return out
}

// bothSides are words for the hosts together.
var bothSides = []string{"两地", "双方", "双向", "the two sides", "the two places", "the two cities", "both sides", "both places", "both cities"}

// namesSides reports whether the passage around a number names the hosts that a topic is about.
func (x *examination) namesSides(t *topic, p passage) bool {
	need := t.sides
	if len(need) == 0 {
		return true
	}
	sentence, _ := at(x.layout.sentences, p.start)
	if len(need) == 1 && x.ownTerms(t, sentence) >= 3 {
		return true // its own name stands there: 新型工业加速计划
	}
	around, _ := at(x.layout.paragraphs, p.start)
	_, n := at(x.layout.sentences, p.start)
	if n >= 0 {
		around.end = x.layout.sentences[n].end
		if from := x.layout.sentences[max(0, n-2)].start; from > around.start {
			around.start = from
		}
	}
	if x.layout.hasAny(around, bothSides...) {
		return x.namesHosts(need) // whom they are is said somewhere
	}
	return !slices.ContainsFunc(need, func(i int) bool { return !x.namesSide(x.fair.Sides[i].Name, around) })
}

func (x *examination) namesSide(side lang.Text, p passage) bool {
	return x.layout.hasAny(p, side.Hans, side.Hant, side.En) || x.layout.hasAny(p, shortSide(side)...)
}

// namesHosts reports whether the text names hosts anywhere.
func (x *examination) namesHosts(need []int) bool {
	if x.hosts == nil {
		for _, side := range x.fair.Sides {
			x.hosts = append(x.hosts, x.namesSide(side.Name, passage{0, len(x.layout.folded)}))
		}
	}
	return !slices.ContainsFunc(need, func(i int) bool { return !x.hosts[i] })
}

// towards lets 在港, 对港 and 赴港 tell what 在香港 tells.
func (t *topic) towards(sides []fair.Side) {
	for _, side := range sides {
		name := []rune(side.Name.Hans)
		if len(name) < 2 || !t.tells["在"+string(name[0])] {
			continue
		}
		for _, to := range []string{"在", "对", "赴", "到", "于"} {
			t.tells[to+string(name[0])], t.tells[to+string(name[len(name)-1])] = true, true
		}
	}
}

// ownTerms counts the different terms of a passage that only this topic has.
func (x *examination) ownTerms(t *topic, p passage) int {
	found := map[string]bool{}
	for _, w := range termsOf(x.layout.folded, p) {
		if t.tells[w.text] && x.told[w.text] == 1 {
			found[w.text] = true
		}
	}
	return len(found)
}

// shortSide are the forms of one character that Chinese texts use of a host: 在港, 京企.
func shortSide(side lang.Text) []string {
	r := []rune(side.Hans)
	if len(r) == 0 {
		return nil
	}
	var out []string
	for _, c := range []rune{r[0], r[len(r)-1]} {
		if !strings.ContainsRune("南北东西中上下", c) {
			for _, before := range []string{"在", "赴", "来", "到", "留", "驻"} {
				out = append(out, before+string(c), before+"本"+string(c))
			}
			out = append(out, "本"+string(c))
			for _, after := range []string{"企", "资", "商", "人", "府"} {
				out = append(out, string(c)+after)
			}
		}
	}
	return out
}

// elsewhere reports whether a figure that belongs to no edition was stated for another one than the
// text's, and the text gives no date: what is counted has gone on since (docs/rules.md,
// other-reference-date).
func (x *examination) elsewhere(s *statement, c *candidate) bool {
	if s.AsOf != "" || c.figure.AsOf == "" || c.scope[figure.ByEdition] != "" || recorded(c.topic.definition) {
		return false
	}
	var of fair.Edition
	for _, e := range x.editions {
		if e.AsOf() >= c.figure.AsOf && (of.Number == 0 || e.AsOf() < of.AsOf()) {
			of = e
		}
	}
	return of.Number != 0 && strconv.FormatInt(of.Number, 10) != x.base
}
