package bulletin

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// A topic is one thing that a text can speak of: an indicator with the part of its scope
// that is fixed. Edition and district come from the text around a number.
type topic struct {
	definition indicator.Definition
	fixed      figure.Scope // subject, side, period and the like
	cues       [][]rune     // labels and synonyms, folded; the longest first
	terms      map[string]float64
	han, latin float64         // the weight of all terms of either script
	tells      map[string]bool // words and pairs of words of what was stated about a subject
	own        map[string]bool // of landing: words of its name that no other thing is called by
	sides      []int           // the hosts that everything stated about it names
	statements []indicator.Statement
	scopes     []figure.Scope // what was stated, with edition and district
}

// Fixed weights of where a term of a topic comes from. What was stated about it says more
// than the definition, which all figures of an indicator share.
const (
	weightWords = 1.0
	weightLabel = 0.7
	weightMeans = 0.25
)

// subjectOf is a scope without what the text decides.
func subjectOf(s figure.Scope) figure.Scope {
	out := figure.Scope{}
	for k, v := range s {
		if k != figure.ByEdition && k != figure.ByDistrict {
			out[k] = v
		}
	}
	return out
}

// newTopics gathers what a fair's record can be asked: all indicators that are defined, and
// every subject of which something was stated.
func newTopics(ctx context.Context, e *indicator.Evaluator, f fair.Fair) ([]*topic, error) {
	stated, err := e.Records.Observations(ctx, "", nil, 0)
	if err != nil {
		return nil, err
	}
	byKey := map[string]*topic{}
	var keys []string
	get := func(d indicator.Definition, fixed figure.Scope) *topic {
		key := figure.Name{Indicator: d.Code, Scope: fixed, At: -1, Ref: -1}.String()
		t, ok := byKey[key]
		if !ok {
			t = &topic{definition: d, fixed: fixed, terms: map[string]float64{}, tells: map[string]bool{}}
			for _, c := range cuesOf(d) {
				t.cues = append(t.cues, []rune(c))
			}
			byKey[key] = t
			keys = append(keys, key)
		}
		return t
	}
	definitions, err := e.Definitions(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range definitions {
		if d.Measure != indicator.Stated && d.Measure != indicator.Lines && d.Unit != "statement" {
			get(d, figure.Scope{})
		}
	}
	for _, s := range stated {
		scope, err := figure.ParseScope(s.Scope)
		if err != nil {
			return nil, err
		}
		d, err := e.Define(ctx, s.Indicator)
		if err != nil {
			return nil, err
		}
		t := get(d, subjectOf(scope))
		t.statements = append(t.statements, s)
		if !slices.ContainsFunc(t.scopes, func(o figure.Scope) bool { return maps.Equal(o, scope) }) {
			t.scopes = append(t.scopes, scope)
		}
		for _, tag := range lang.Tags {
			t.learn(s.Words.Get(tag), weightWords)
			folded := foldWord(s.Words.Get(tag))
			for _, w := range pairsOf(folded, passage{0, len(folded)}) {
				t.tells[w.text] = true
			}
			t.learn(s.Of.Get(tag), weightLabel)
		}
	}
	topics := make([]*topic, 0, len(keys))
	for _, k := range keys {
		t := byKey[k]
		for _, tag := range lang.Tags {
			t.learn(t.definition.Label.Get(tag), weightLabel)
			t.learn(t.definition.Means.Get(tag), weightMeans)
		}
		for _, c := range t.cues {
			t.learn(string(c), weightLabel)
		}
		if len(t.fixed) > 0 {
			t.sides = sidesOf(t, f.Sides)
			t.towards(f.Sides)
		}
		topics = append(topics, t)
	}
	weigh(topics)
	apart(topics)
	return topics, nil
}

// apart finds for each topic of landing the words of its name by which it is told from all that is not
// landing. A sentence without any of them does not speak of it (docs/rules.md, “Checking texts”).
func apart(topics []*topic) {
	names := func(t *topic, fn func(word string)) {
		for _, tag := range lang.Tags {
			folded := foldWord(t.definition.Label.Get(tag))
			for _, w := range termsOf(folded, passage{0, len(folded)}) {
				fn(w.text)
			}
		}
	}
	others := map[string]bool{}
	for _, t := range topics {
		if !strings.HasPrefix(t.definition.Code, landingCode) {
			names(t, func(word string) { others[word] = true })
		}
	}
	for _, t := range topics {
		if strings.HasPrefix(t.definition.Code, landingCode) {
			t.own = map[string]bool{}
			names(t, func(word string) { t.own[word] = t.own[word] || !others[word] })
		}
	}
}

// learn takes the terms of a sentence into the topic.
func (t *topic) learn(s string, weight float64) {
	folded := foldWord(s)
	for _, w := range termsOf(folded, passage{0, len(folded)}) {
		t.terms[w.text] = max(t.terms[w.text], weight)
	}
}

// landingCode begins the codes of what became of agreements: many indicators, in much the same words, of one thing.
const landingCode = "landing."

// weigh multiplies each term's weight by how few topics share it. Those of landing count as one:
// else the words of signing, which all of them use, would say nothing any more.
func weigh(topics []*topic) {
	in := map[string]int{}
	landed := map[string]bool{} // terms of landing that are counted
	n, first := 0.0, true
	for _, t := range topics {
		of := strings.HasPrefix(t.definition.Code, landingCode)
		if !of || first {
			n++
		}
		first = first && !of
		for w := range t.terms {
			if !of || !landed[w] {
				in[w]++
			}
			if of {
				landed[w] = true
			}
		}
	}
	for _, t := range topics {
		for w := range t.terms {
			t.terms[w] *= math.Log(1 + n/float64(in[w]))
			if r, _ := utf8.DecodeRuneInString(w); unicode.Is(unicode.Han, r) {
				t.han += t.terms[w]
			} else {
				t.latin += t.terms[w]
			}
		}
	}
}

// A term is a pair of Chinese characters, or the stem of a Latin word.
type term struct {
	text string
	at   int
}

// stops are Latin words that say nothing of what a sentence is about.
var stops = map[string]bool{
	"the": true, "a": true, "an": true, "of": true, "in": true, "on": true, "at": true, "to": true, "and": true, "or": true,
	"for": true, "by": true, "with": true, "from": true, "is": true, "was": true, "were": true, "are": true, "be": true,
	"been": true, "has": true, "have": true, "had": true, "it": true, "its": true, "that": true, "this": true, "these": true,
	"as": true, "their": true, "they": true, "he": true, "she": true, "said": true, "which": true, "who": true, "more": true,
	"than": true, "over": true, "nearly": true, "about": true, "million": true, "billion": true, "trillion": true,
	"rmb": true, "us": true, "usd": true, "yuan": true, "dollar": true,
}

// termsOf returns the terms of a stretch of folded text with their places. Digits and the
// characters of numbers are no terms: the number is what is being checked.
func termsOf(folded []rune, p passage) []term {
	var out []term
	for i := p.start; i < p.end; i++ {
		r := folded[i]
		switch {
		case unicode.Is(unicode.Han, r):
			if i+1 < p.end && unicode.Is(unicode.Han, folded[i+1]) && (!numeral(r) && !numeral(folded[i+1]) || magnitude(r) && magnitude(folded[i+1])) {
				out = append(out, term{string(folded[i : i+2]), i})
			}
		case unicode.IsLetter(r):
			start := i
			for i < p.end && (unicode.IsLetter(folded[i]) && !unicode.Is(unicode.Han, folded[i]) || folded[i] == '’' || folded[i] == '\'') {
				i++
			}
			word := strings.TrimRight(string(folded[start:i]), "’'")
			i--
			if word = strings.TrimSuffix(strings.TrimSuffix(word, "’s"), "'s"); len(word) > 1 && !stops[word] {
				out = append(out, term{stem(word), start})
			}
		}
	}
	return out
}

func numeral(r rune) bool {
	return strings.ContainsRune("一二三四五六七八九十百千万亿零两", r)
}

// magnitude tells 万亿 and 千亿, which also name kinds of things, from numbers.
func magnitude(r rune) bool { return strings.ContainsRune("百千万亿", r) }

// stem cuts the commonest English endings off, so that signed, signing and signs meet.
func stem(w string) string {
	for _, end := range []string{"ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "y", "e"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) >= 4 {
			return s
		}
	}
	return w
}

// likewise are words that the press writes for a word of the definitions.
var likewise = map[string][]string{
	"签约":     {"签下", "签成", "签了", "敲定"},
	"signed": {"inked", "clinched", "sealed"},
}

// cuesOf are the words by which texts name an indicator.
func cuesOf(d indicator.Definition) []string {
	var out []string
	for _, tag := range lang.Tags {
		out = append(out, d.Label.Get(tag))
		out = append(out, d.Synonyms[tag]...)
	}
	for i, c := range out {
		out[i] = string(foldWord(c))
		out = append(out, likewise[out[i]]...)
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(out)
}
