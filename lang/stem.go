package lang

import "strings"

// Stem returns the stem of an English word in lower case, by M. F. Porter's algorithm of
// 1980: investment, investments and investing share one. Words of up to two letters, and
// those with anything but the letters a to z, are their own stems. A stem is for finding
// and is never shown.
func Stem(word string) string {
	if len(word) < 3 {
		return word
	}
	for i := range len(word) {
		if c := word[i]; c < 'a' || c > 'z' {
			return word
		}
	}
	w := stemming{b: []byte(word)}
	w.plurals()
	w.pastAndGerund()
	if w.ends("y") && w.vowelBefore(1) {
		w.b[len(w.b)-1] = 'i'
	}
	w.replace(step2, 0)
	w.replace(step3, 0)
	w.remove()
	w.tidy()
	if string(w.b) == word {
		return word
	}
	return string(w.b)
}

// A stemming is a word that loses its endings step by step.
type stemming struct{ b []byte }

func (w *stemming) consonant(i int) bool {
	switch w.b[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !w.consonant(i-1)
	}
	return true
}

// measure counts how often consonants follow vowels in the first n letters.
func (w *stemming) measure(n int) int {
	m := 0
	for i := 1; i < n; i++ {
		if w.consonant(i) && !w.consonant(i-1) {
			m++
		}
	}
	return m
}

// vowelBefore reports whether a vowel stands before the last n letters.
func (w *stemming) vowelBefore(n int) bool {
	for i := range len(w.b) - n {
		if !w.consonant(i) {
			return true
		}
	}
	return false
}

func (w *stemming) ends(s string) bool { return strings.HasSuffix(string(w.b), s) }

func (w *stemming) cut(n int) { w.b = w.b[:len(w.b)-n] }

func (w *stemming) doubled() bool {
	n := len(w.b)
	return n >= 2 && w.b[n-1] == w.b[n-2] && w.consonant(n-1)
}

// short reports whether the first n letters end in consonant, vowel, consonant, the last
// not w, x or y: as in hop, not in snow.
func (w *stemming) short(n int) bool {
	return n >= 3 && w.consonant(n-3) && !w.consonant(n-2) && w.consonant(n-1) && !strings.ContainsRune("wxy", rune(w.b[n-1]))
}

func (w *stemming) plurals() {
	switch {
	case w.ends("sses"), w.ends("ies"):
		w.cut(2)
	case w.ends("ss"):
	case w.ends("s"):
		w.cut(1)
	}
}

func (w *stemming) pastAndGerund() {
	switch {
	case w.ends("eed"):
		if w.measure(len(w.b)-3) > 0 {
			w.cut(1)
		}
		return
	case w.ends("ed") && w.vowelBefore(2):
		w.cut(2)
	case w.ends("ing") && w.vowelBefore(3):
		w.cut(3)
	default:
		return
	}
	switch {
	case w.ends("at"), w.ends("bl"), w.ends("iz"):
		w.b = append(w.b, 'e')
	case w.doubled() && !w.ends("l") && !w.ends("s") && !w.ends("z"):
		w.cut(1)
	case w.measure(len(w.b)) == 1 && w.short(len(w.b)):
		w.b = append(w.b, 'e')
	}
}

// An ending is put in the place of another.
type ending struct{ from, to string }

var (
	step2 = []ending{
		{"ational", "ate"},
		{"tional", "tion"},
		{"enci", "ence"},
		{"anci", "ance"},
		{"izer", "ize"},
		{"abli", "able"},
		{"alli", "al"},
		{"entli", "ent"},
		{"eli", "e"},
		{"ousli", "ous"},
		{"ization", "ize"},
		{"ation", "ate"},
		{"ator", "ate"},
		{"alism", "al"},
		{"iveness", "ive"},
		{"fulness", "ful"},
		{"ousness", "ous"},
		{"aliti", "al"},
		{"iviti", "ive"},
		{"biliti", "ble"},
	}
	step3 = []ending{
		{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""},
	}
	step4 = []string{
		"al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism",
		"ate", "iti", "ous", "ive", "ize",
	}
)

// replace puts the new ending for the first old one that is there, when enough stands before it.
func (w *stemming) replace(endings []ending, above int) {
	for _, e := range endings {
		if w.ends(e.from) {
			if n := len(w.b) - len(e.from); w.measure(n) > above {
				w.b = append(w.b[:n], e.to...)
			}
			return
		}
	}
}

// remove takes the longest of the last endings off.
func (w *stemming) remove() {
	longest := ""
	for _, e := range step4 {
		if len(e) > len(longest) && w.ends(e) {
			longest = e
		}
	}
	n := len(w.b) - len(longest)
	switch {
	case longest == "" || w.measure(n) < 2:
	case longest == "ion" && w.b[n-1] != 's' && w.b[n-1] != 't':
	default:
		w.b = w.b[:n]
	}
}

func (w *stemming) tidy() {
	if n := len(w.b) - 1; w.ends("e") {
		if m := w.measure(n); m > 1 || m == 1 && !w.short(n) {
			w.b = w.b[:n]
		}
	}
	if w.ends("ll") && w.measure(len(w.b)) > 1 {
		w.cut(1)
	}
}
