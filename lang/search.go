package lang

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Texts are found by their terms, of the folded text: a Latin word by its stem; Chinese by
// each two characters that stand beside each other, and by the last one of a run. So 京港
// finds 京港洽谈会 and 京港合作, and a single character is found as the beginning of a term.

// stopWords are English words that say nothing of what a text is about.
var stopWords = map[string]bool{
	"a": true, "an": true, "and": true, "as": true, "at": true, "by": true, "for": true, "from": true, "in": true,
	"is": true, "of": true, "on": true, "or": true, "the": true, "to": true, "with": true,
}

// ideographic reports whether a word of the script is not set apart by spaces.
func ideographic(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// runs hands fn the runs of one kind in a text: Chinese characters, or letters and digits.
func runs(s string, fn func(from, to int, chinese bool)) {
	start, chinese := -1, false
	for i, r := range s {
		is := ideographic(r)
		if start >= 0 && (is != chinese || !is && !letter(r)) {
			fn(start, i, chinese)
			start = -1
		}
		if start < 0 && (is || letter(r)) {
			start, chinese = i, is
		}
	}
	if start >= 0 {
		fn(start, len(s), chinese)
	}
}

// Terms hands fn each term by which a text is found, in the order of the text.
func Terms(s string, fn func(term string)) {
	s = Fold(s)
	runs(s, func(from, to int, chinese bool) {
		run := s[from:to]
		if !chinese {
			if !stopWords[run] {
				fn(Stem(run))
			}
			return
		}
		for run != "" {
			_, one := utf8.DecodeRuneInString(run)
			_, two := utf8.DecodeRuneInString(run[one:])
			fn(run[:one+two])
			run = run[one:]
		}
	})
}

// A Search is what somebody looks for: words, all of which are wanted.
type Search struct{ Words []SearchWord }

// A SearchWord is a Latin word, or a run of Chinese characters.
type SearchWord struct {
	Folded string   // as it was asked for, folded
	Terms  []string // all of which a text must have
	// Begins says that a text need only have a term that begins with the single one of Terms.
	Begins bool
}

// searchWords bounds what is looked for: what is asked beyond it is left out.
const searchWords = 16

// ParseSearch reads what somebody looks for. English words that say nothing are left out,
// where others are there.
func ParseSearch(s string) Search {
	s = Fold(s)
	var q, idle Search
	runs(s, func(from, to int, chinese bool) {
		w := SearchWord{Folded: s[from:to]}
		into := &q
		switch {
		case !chinese:
			w.Terms = []string{Stem(w.Folded)}
			if stopWords[w.Folded] {
				into = &idle
			}
		case utf8.RuneCountInString(w.Folded) == 1:
			w.Terms, w.Begins = []string{w.Folded}, true
		default:
			Terms(w.Folded, func(term string) {
				if utf8.RuneCountInString(term) > 1 && len(w.Terms) < searchWords {
					w.Terms = append(w.Terms, term)
				}
			})
			slices.Sort(w.Terms)
			w.Terms = slices.Compact(w.Terms)
		}
		if len(into.Words) < searchWords && !slices.ContainsFunc(into.Words, func(x SearchWord) bool { return x.Folded == w.Folded }) {
			into.Words = append(into.Words, w)
		}
	})
	if len(q.Words) == 0 {
		return idle
	}
	return q
}

// Finds reports whether the text has the word.
func (w SearchWord) Finds(s string) bool {
	has := make([]bool, len(w.Terms))
	Terms(s, func(term string) {
		if w.Begins && strings.HasPrefix(term, w.Terms[0]) {
			has[0] = true
		}
		if i := slices.Index(w.Terms, term); i >= 0 {
			has[i] = true
		}
	})
	return !slices.Contains(has, false)
}

// A Piece is a part of a text that is shown with what was found in it.
type Piece struct {
	Text string
	Hit  bool
}

// Mark cuts the text into pieces, those that were looked for apart from the others, and
// reports whether there are any. Of a text longer than limit characters only the part
// around the first hit is returned, with … where it is cut; 0 is no limit.
func (q Search) Mark(s string, limit int) (pieces []Piece, found bool) {
	original := []rune(s)
	folded := make([]rune, len(original))
	for i, r := range original {
		folded[i] = FoldRune(r)
	}
	hit := make([]bool, len(original))
	first := -1
	set := func(from, to int) {
		for i := from; i < to; i++ {
			hit[i] = true
		}
		if first < 0 || from < first {
			first = from
		}
	}
	for i := 0; i < len(folded); {
		switch {
		case ideographic(folded[i]):
			for _, w := range q.Words {
				if n := matchChinese(w, folded[i:]); n > 0 {
					set(i, i+n)
				}
			}
			i++
		case letter(folded[i]):
			end := i + 1
			for end < len(folded) && letter(folded[end]) && !ideographic(folded[end]) {
				end++
			}
			stem := Stem(string(folded[i:end]))
			for _, w := range q.Words {
				if len(w.Terms) == 1 && w.Terms[0] == stem {
					set(i, end)
				}
			}
			i = end
		default:
			i++
		}
	}
	from, to := 0, len(original)
	if limit > 0 && to > limit {
		from = max(0, min(first-limit/4, to-limit))
		to = from + limit
	}
	if from > 0 {
		pieces = append(pieces, Piece{Text: "…"})
	}
	for i := from; i < to; {
		end := i + 1
		for end < to && hit[end] == hit[i] {
			end++
		}
		pieces = append(pieces, Piece{string(original[i:end]), hit[i]})
		i = end
	}
	if to < len(original) {
		pieces = append(pieces, Piece{Text: "…"})
	}
	return pieces, first >= 0
}

// matchChinese returns how many characters at the beginning of s are the word, or two of it
// that stand beside each other in it.
func matchChinese(w SearchWord, s []rune) int {
	r, _ := utf8.DecodeRuneInString(w.Folded)
	if !ideographic(r) {
		return 0
	}
	word := []rune(w.Folded)
	if len(word) <= len(s) && slices.Equal(word, s[:len(word)]) {
		return len(word)
	}
	if len(s) >= 2 && slices.Contains(w.Terms, string(s[:2])) {
		return 2
	}
	return 0
}
