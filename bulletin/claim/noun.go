package claim

import "strings"

// stopWords end an English noun phrase.
var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a about above accounted accounts ago according across after against all along already also among amid an and are around as at
		attended be became because been before began being below between both but by came can climbed cannot could did do does during each
		either exhibited for from had has have he held her his if in into is it its joined last made may might more most must near nearly new-
		next no nor not of off on once only onto or our out over per record recorded reported said signed since so some stood such than that the their them then there these they
		this those through to took totaling totalling toward towards under until up upon us using via visited was we were what when where which while who
		will with within without worth would yet you your`) {
		m[w] = true
	}
	return m
}()

// people are plurals without an s.
var people = map[string]bool{
	"people": true, "staff": true, "personnel": true, "women": true, "men": true, "children": true, "media": true, "aircraft": true, "hectare": true,
	"enterprise": true, "company": true, "project": true, "agreement": true, "person": true, "deal": true, "firm": true, "country": true,
	"exhibitor": true, "event": true, "forum": true, "visitor": true, "job": true, "city": true, "edition": true,
}

// noun returns the English noun that is counted, the head of the words from the token j:
// enterprises in “Hong Kong enterprises and bodies”. "" when no plural is found.
func (p *parser) noun(j int) string {
	for k := j; k < len(p.tokens) && k < j+7; k++ {
		t := p.tokens[k]
		if t.kind == tLine || t.kind == tMark && !p.hyphen(k) || t.kind == tNumber || p.class(int(t.start)) != classLetter && !p.hyphen(k) {
			return ""
		}
		if p.hyphen(k) {
			continue
		}
		w := p.folded(k)
		if k == j && p.is(k, catMillion) {
			return "" // metres or millions
		}
		if stopWords[w] || p.is(k, catList) || p.is(k, catBefore) && w != "top" || p.is(k, catCurrency) || p.is(k, catUp) || p.is(k, catDown) {
			return ""
		}
		if plural(w) && !(k+1 < len(p.tokens) && p.tokens[k+1].kind != tLine && plural(p.folded(k+1))) || people[w] {
			start := t.start
			if k-2 >= j && p.hyphen(k-1) && !p.gap(k) && !p.gap(k-1) {
				start = p.tokens[k-2].start // start-ups
			}
			return p.text(int(start), int(t.end))
		}
	}
	return ""
}

// plural reports whether a word has the form of an English plural.
func plural(w string) bool {
	if len(w) < 3 || !strings.HasSuffix(w, "s") || strings.HasSuffix(w, "'s") {
		return false
	}
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return false
	case w == "overseas", w == "business", w == "sales", w == "news", w == "series", w == "always", w == "perhaps", w == "besides", w == "across":
		return false
	}
	return true
}
