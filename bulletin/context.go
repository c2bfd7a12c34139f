package bulletin

import (
	"slices"

	"bridgehead/figure"
	"bridgehead/lang"
)

// A setting is what the words around a number say it is about.
type setting struct {
	edition  string
	through  bool // all editions up to it
	named    bool // the edition is named near the number, and not taken from the text as a whole
	district string
}

// setting reads the scope of the number at p. A name in the number's clause counts first, in
// order with the other numbers there (13 in Chaoyang and 12 in Haidian; Chaoyang 13, Haidian 12);
// then the nearest before it in the sentence, then after it; for a district the sentence before
// too, when this one goes on with 该区 or a quotation.
func (x *examination) setting(p passage) setting {
	s := setting{edition: x.base}
	if m, ok := x.nearest(p, figure.ByEdition); ok {
		s.edition, s.through, s.named = m.value, m.through, true
	}
	if m, ok := x.nearest(p, figure.ByDistrict); ok {
		s.district = m.value
	}
	return s
}

// carriers continue the district of the sentence before.
var carriers = []string{"该区", "全区", "区内", "本区", "我区", "the district", "it also", "其签约", "我们", " we ", "its agreements", "its deals", "“we"}

func (x *examination) nearest(p passage, dimension string) (mention, bool) {
	clause, _ := at(x.layout.clauses, p.start)
	sentence, n := at(x.layout.sentences, p.start)
	var inClause, inSentence []mention
	for _, m := range x.mentionsIn(sentence) {
		if m.dimension != dimension || m.start >= p.start && m.end <= p.end || m.start >= p.end && x.compared(m) {
			continue
		}
		inSentence = append(inSentence, m)
		if clause.holds(m.start) {
			inClause = append(inClause, m)
		}
	}
	if m, ok := x.paired(p, clause, inClause); ok {
		return m, true
	}
	if m, ok := before(inSentence, p); ok {
		return m, true
	}
	if len(inSentence) > 0 {
		// What stands after the number, in a clause of its own, is a part of it or its base.
		return mention{}, false
	}
	if dimension == figure.ByDistrict && n > 0 && x.layout.hasAny(sentence, carriers...) {
		previous := x.layout.sentences[n-1]
		if paragraph, _ := at(x.layout.paragraphs, p.start); paragraph.holds(previous.start) {
			var there []mention
			for _, m := range x.mentionsIn(previous) {
				if m.dimension == dimension {
					there = append(there, m)
				}
			}
			return before(there, p)
		}
	}
	return mention{}, false
}

// comparing stand before what a number is compared with: more than at the 25th edition.
var comparing = []string{"than ", "compared ", "versus ", "比", "较", "高于", "低于", "超过", "超", "与", "逾"}

// compared reports whether a name is that of a base.
func (x *examination) compared(m mention) bool {
	reach := 2
	if x.tag == lang.En {
		reach = 14
	}
	return x.layout.hasAny(passage{max(0, m.start-reach), m.start}, comparing...)
}

// paired returns the name in a clause that belongs to the number: with as many names as
// numbers, in their order; otherwise the nearest before, or else after.
func (x *examination) paired(p, clause passage, names []mention) (mention, bool) {
	if len(names) == 0 {
		return mention{}, false
	}
	if len(names) > 1 {
		var numbers []passage
		for _, s := range x.statementsIn(clause) {
			if s.counts() {
				numbers = append(numbers, s.at)
			}
		}
		if i := slices.Index(numbers, p); i >= 0 && len(numbers) == len(names) {
			return names[i], true
		}
	}
	if m, ok := before(names, p); ok {
		return m, true
	}
	return names[0], true
}

// before returns the last mention before the number.
func before(list []mention, p passage) (mention, bool) {
	for _, m := range slices.Backward(list) {
		if m.end <= p.start {
			return m, true
		}
	}
	return mention{}, false
}
