package bulletin

import (
	"strings"
	"unicode"

	"bridgehead/lang"
)

// A passage is a stretch of a text in code points, its end exclusive.
type passage struct{ start, end int }

func (p passage) holds(i int) bool { return p.start <= i && i < p.end }

// A layout is a text cut into paragraphs, sentences and clauses, as a reader takes it: what
// a number is said of stands nearest in its clause, then in its sentence, then before it.
type layout struct {
	runes  []rune
	folded []rune // each character folded for matching; the same length
	paragraphs,
	sentences,
	clauses []passage
}

// What is longer has lost its marks: it is cut where a clause ends, and a clause in the middle.
const (
	longSentence = 1500
	longClause   = 1000
)

// newLayout cuts a text. Paragraphs end with their line; sentences with 。！？； and with . ! ?
// before a space, when what stands before is no abbreviation or single letter; clauses with
// the smaller marks.
func newLayout(text string) *layout {
	l := &layout{runes: []rune(text)}
	l.folded = make([]rune, len(l.runes))
	for i, r := range l.runes {
		l.folded[i] = lang.FoldRune(r)
	}
	var paragraph, sentence, clause int
	cut := func(list *[]passage, start *int, end int) {
		if end > *start {
			*list = append(*list, passage{*start, end})
		}
		*start = end
	}
	for i, r := range l.runes {
		end := i + 1
		switch {
		case r == '\n':
			cut(&l.clauses, &clause, end)
			cut(&l.sentences, &sentence, end)
			cut(&l.paragraphs, &paragraph, end)
		case strings.ContainsRune("。！？；!?;", r) || r == '.' && l.ends(i):
			cut(&l.clauses, &clause, end)
			cut(&l.sentences, &sentence, end)
		case strings.ContainsRune("，、：（）—", r) || strings.ContainsRune(",:()", r) && l.spaced(i) || end-clause >= longClause:
			cut(&l.clauses, &clause, end)
			if end-sentence >= longSentence {
				cut(&l.sentences, &sentence, end) // no sentence, but a table without marks
			}
		}
	}
	n := len(l.runes)
	cut(&l.clauses, &clause, n)
	cut(&l.sentences, &sentence, n)
	cut(&l.paragraphs, &paragraph, n)
	return l
}

// spaced reports whether the mark at i stands before a space, and not within a number.
func (l *layout) spaced(i int) bool {
	return i+1 >= len(l.runes) || unicode.IsSpace(l.runes[i+1]) || l.runes[i] == '(' || l.runes[i] == ')'
}

// ends reports whether the full stop at i ends a sentence.
func (l *layout) ends(i int) bool {
	if i+1 < len(l.runes) && !unicode.IsSpace(l.runes[i+1]) && !strings.ContainsRune("”’\"')", l.runes[i+1]) {
		return false
	}
	start := i
	for start > 0 && unicode.IsLetter(l.runes[start-1]) {
		start--
	}
	word := string(l.runes[start:i])
	if len(word) == 1 && unicode.IsUpper(rune(word[0])) {
		return false // an initial
	}
	switch strings.ToLower(word) {
	case "mr", "mrs", "ms", "dr", "no", "vs", "etc", "st", "approx", "inc", "ltd", "co", "corp", "jr", "sr":
		return false
	}
	return true
}

// at returns the passage of a list that holds the place, and its number.
func at(list []passage, i int) (passage, int) {
	low, high := 0, len(list)
	for low < high {
		mid := (low + high) / 2
		if list[mid].end <= i {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(list) && list[low].holds(i) {
		return list[low], low
	}
	return passage{}, -1
}

// text returns a passage as it stands in the text.
func (l *layout) text(p passage) string { return string(l.runes[p.start:p.end]) }

// foldWord folds a word or phrase that is looked for in a folded text.
func foldWord(s string) []rune {
	out := []rune(s)
	for i, r := range out {
		out[i] = lang.FoldRune(r)
	}
	return out
}
