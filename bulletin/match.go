package bulletin

import (
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bridgehead/bulletin/claim"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// A candidate is a figure that a statement may speak of.
type candidate struct {
	topic  *topic
	scope  figure.Scope
	figure figure.Figure
	score  float64 // how much of the words around the number speak for it
	fit    fit
	// assuming are the assumptions under which it fits; against is the other source that it
	// was held against, when it is not the leading one.
	assuming []string
	record   quantity // the record's value in the currency of the text
	taken    bool     // the text leaves its currency open, and the record's is taken
}

// How much words count by where they stand.
const (
	inClause   = 1.0
	inSentence = 0.7
	justBefore = 0.3 // in the sentence before
	leastScore = 0.15
)

// togetherWords make a number one of all editions.
var togetherWords = []string{"累计", "历届", "迄今", "cumulative", "to date", "so far", "accumulat", "since the first", "since 1997"}

// Cues of the two things that a fair counts most; where neither stands near, the nearest
// before goes on.
const (
	signedCode     = "signed."
	cumulativeCode = "cumulative."
)

// candidates are the figures that a statement may speak of, the likeliest first.
func (x *examination) candidates(ctx context.Context, s *statement) ([]*candidate, error) {
	together := s.setting.through || x.together(s.at)
	var out []*candidate
	for _, t := range x.topics {
		if !x.admits(t, s) || t.own != nil && !x.spoken(t, s.at) {
			continue
		}
		score := x.score(t, s.at)
		switch {
		case hasPrefix(t.definition.Code, cumulativeCode):
			if score += 0.3; !together {
				score -= 0.9
			}
		case hasPrefix(t.definition.Code, signedCode) && together:
			score -= 0.6
		}
		if score < leastScore/2 {
			continue
		}
		for _, r := range x.scopes(t, s.setting) {
			if score*r.weight < leastScore/2 {
				continue
			}
			f, ok, err := x.figure(ctx, t.definition.Code, r.scope)
			if err != nil {
				return nil, err
			}
			if ok {
				c := &candidate{topic: t, scope: r.scope, figure: f, score: score * r.weight}
				if sameDate(s, f) {
					c.score += dateSays
				}
				out = append(out, c)
			}
		}
	}
	x.apart(s, out)
	x.voiced(s, out)
	x.parallel(s, out)
	x.parted(s, out)
	x.alike(s, out)
	if c := x.inApposition(s); c != nil {
		out = slices.DeleteFunc(out, func(o *candidate) bool { return same(o, c) })
		out = append(out, c)
	}
	out = slices.DeleteFunc(out, func(c *candidate) bool { return c.score < leastScore })
	slices.SortStableFunc(out, func(a, b *candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	for _, c := range out {
		if err := x.hold(ctx, s, c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// inApposition is the figure of the amount just before, which an amount of another currency
// repeats: 672.2亿元（约合94.3亿美元）.
func (x *examination) inApposition(s *statement) *candidate {
	if s.Currency == "" {
		return nil
	}
	if s.n == 0 {
		return nil
	}
	before := x.statements[s.n-1]
	sentence, _ := at(x.layout.sentences, s.at.start)
	if before.chosen == nil || before.Currency == "" || before.Currency == s.Currency || !sentence.holds(before.at.start) || s.at.start-before.at.end > 14 {
		return nil
	}
	c := *before.chosen
	c.score, c.fit, c.assuming = 1.5, unlike, nil
	return &c
}

// repeats reports whether an amount stands in apposition to one of another currency.
func (x *examination) repeats(s *statement) bool { return x.inApposition(s) != nil }

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// together reports whether the number is said of all editions: the word stands before it in
// its sentence, with no other edition's number between.
func (x *examination) together(p passage) bool {
	sentence, _ := at(x.layout.sentences, p.start)
	clause, _ := at(x.layout.clauses, p.start)
	return x.layout.hasAny(clause, togetherWords...) || x.layout.hasAny(passage{sentence.start, p.start}, togetherWords...)
}

// admits reports whether the number can be of the topic's unit.
func (x *examination) admits(t *topic, s *statement) bool {
	money := s.Currency != ""
	unit := t.definition.Unit
	switch {
	case s.Kind == claim.Percent:
		return unit == "percent"
	case s.Kind == claim.Ordinal:
		return unit == "rank" && !x.namesEdition(s.at)
	case money:
		return unit == ""
	case s.Kind == claim.Count || s.Kind == claim.Number || s.Kind == claim.Range:
		if unit == "" || unit == "percent" || unit == "rank" || unit == "statement" || unit == "ratio" {
			return false
		}
		return x.counted(unit, s) || x.tag == lang.En && x.bare(s) && x.countedBefore(unit, s)
	}
	return false
}

// counted reports whether what stands at and after a number can be the unit.
func (x *examination) counted(unit string, s *statement) bool {
	after := passage{s.at.end, min(len(x.layout.folded), s.at.end+40)}
	if x.tag != lang.En && !x.nounFollows(s.at.end) && nounBefore(unit, string(x.layout.folded[max(x.clauseStart(s.at), s.at.start-8):s.at.start])) {
		return false
	}
	return nounFits(unit, string(x.layout.folded[s.at.start:s.at.end]), string(foldWord(s.Unit)), string(x.layout.folded[after.start:after.end]))
}

// clauseStart is where the clause of a place begins.
func (x *examination) clauseStart(p passage) int {
	clause, _ := at(x.layout.clauses, p.start)
	return clause.start
}

// nounFollows reports whether a word stands right after a place, and not a mark.
func (x *examination) nounFollows(i int) bool {
	return i < len(x.layout.folded) && unicode.Is(unicode.Han, x.layout.folded[i])
}

// bare reports whether an English number leaves its noun to the number before: 2 clusters of a
// trillion and 5 of 100 billion.
func (x *examination) bare(s *statement) bool {
	if s.Kind != claim.Number && s.Kind != claim.Count {
		return false
	}
	word := strings.TrimLeft(string(x.layout.folded[s.at.end:min(len(x.layout.folded), s.at.end+8)]), " ")
	for _, w := range []string{"at ", "in ", "of ", "from ", "with ", "on ", "were ", "are ", "came ", "come "} {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}

// countedBefore reports whether the number before in the sentence is one of the unit.
func (x *examination) countedBefore(unit string, s *statement) bool {
	sentence, _ := at(x.layout.sentences, s.at.start)
	for _, o := range slices.Backward(x.statementsIn(passage{sentence.start, s.at.start})) {
		if o.Currency == "" && (o.Kind == claim.Count || o.Kind == claim.Number) {
			return x.counted(unit, o)
		}
	}
	// 13 of the 34 agreements.
	for _, o := range x.statementsIn(sentence) {
		if o.at.start >= s.at.end {
			return x.layout.hasAny(passage{s.at.end, min(len(x.layout.folded), s.at.end+4)}, " of ") && o.at.start-s.at.end < 12 && x.counted(unit, o)
		}
	}
	return false
}

// surroundings are the words around a number, with how much each counts by where it stands.
type surroundings struct {
	of       passage // the number
	from, to int
	zone     func(int) float64
	words    []weighed
}

type weighed struct {
	text   string
	weight float64
}

// surround gathers the words around a number once, for all topics.
func (x *examination) surround(p passage) *surroundings {
	if x.around.of == p && x.around.zone != nil {
		return &x.around
	}
	clause, _ := at(x.layout.clauses, p.start)
	sentence, n := at(x.layout.sentences, p.start)
	a := surroundings{of: p, from: sentence.start, to: sentence.end}
	if n > 0 {
		if paragraph, _ := at(x.layout.paragraphs, p.start); paragraph.holds(x.layout.sentences[n-1].start) {
			a.from = x.layout.sentences[n-1].start
		}
	}
	a.zone = func(i int) float64 {
		switch {
		case clause.holds(i):
			return inClause
		case sentence.holds(i):
			return inSentence
		}
		return justBefore
	}
	place := map[string]int{}
	for _, w := range termsOf(x.layout.folded, passage{a.from, a.to}) {
		if p.holds(w.at) {
			continue
		}
		i, ok := place[w.text]
		if !ok {
			i = len(a.words)
			place[w.text] = i
			a.words = append(a.words, weighed{text: w.text})
		}
		a.words[i].weight = max(a.words[i].weight, a.zone(w.at))
	}
	x.around = a
	return &x.around
}

// spoken reports whether the sentence has a word that is the topic's own.
func (x *examination) spoken(t *topic, p passage) bool {
	return slices.ContainsFunc(x.surround(p).words, func(w weighed) bool { return w.weight >= inSentence && t.own[w.text] })
}

// score says how much of the words around a number speak for a topic.
func (x *examination) score(t *topic, p passage) float64 {
	around := x.surround(p)
	reach := 30.0 // characters over which a word loses half of its say
	if x.tag == lang.En {
		reach = 80
	}
	cue := 0.0
	for _, form := range t.cues {
		for _, i := range occurrences(x.layout.folded[around.from:around.to], form) {
			i += around.from
			distance := p.start - i - len(form)
			if i >= p.end {
				distance = 2 * (i - p.end) // what comes after belongs to the next number as easily
			}
			cue = max(cue, around.zone(i)*reach/(reach+float64(max(0, distance))))
		}
	}
	got := 0.0
	for _, w := range around.words {
		got += t.terms[w.text] * w.weight
	}
	covered := 0.0
	weight := t.han
	if x.tag == lang.En {
		weight = t.latin
	}
	if weight > 0 {
		covered = 1 - math.Exp(-2.6*got/weight) // a text repeats a part of the words
	}
	return 0.6*cue + 0.8*covered
}

// A span is a scope of a topic with how well it agrees with the words around a number.
type span struct {
	scope  figure.Scope
	weight float64
}

// scopes are the scopes of a topic that the setting allows.
func (x *examination) scopes(t *topic, s setting) []span {
	var out []span
	put := func(scope figure.Scope, w float64) {
		for i, r := range out {
			if maps.Equal(r.scope, scope) {
				out[i].weight = max(r.weight, w)
				return
			}
		}
		out = append(out, span{scope, w})
	}
	if recorded(t.definition) {
		splits := slices.Contains(t.definition.Split, figure.ByDistrict)
		if s.district == "" || splits {
			put(with(t.fixed, s.edition, s.district), 1)
		}
		if s.district != "" { // the name may belong to something else in the sentence
			put(with(t.fixed, s.edition, ""), 0.6)
		}
		if hasPrefix(t.definition.Code, cumulativeCode) && !s.through {
			if n, err := strconv.ParseInt(s.edition, 10, 64); err == nil && n > 1 {
				put(with(t.fixed, strconv.FormatInt(n-1, 10), ""), 0.9)
			}
		}
	}
	for _, scope := range t.scopes {
		w := 1.0
		switch d := scope[figure.ByDistrict]; {
		case d == s.district:
		case d == "":
			w *= 0.7
		case s.district == "" && x.names(figure.ByDistrict, d):
			w *= 0.5
		default:
			continue
		}
		if e := scope[figure.ByEdition]; e != "" && e != s.edition {
			if t.definition.Unit != "edition" {
				continue
			}
			w *= 0.9
		}
		put(scope, w)
	}
	return out
}

// recorded reports whether the indicator has a value for any edition, and not only where something
// was stated.
func recorded(d indicator.Definition) bool {
	return d.Measure != indicator.Stated && d.Measure != indicator.Lines && d.Measure != indicator.Level
}

// same reports whether two candidates are one figure.
func same(a, b *candidate) bool {
	return a.topic.definition.Code == b.topic.definition.Code && maps.Equal(a.scope, b.scope)
}
