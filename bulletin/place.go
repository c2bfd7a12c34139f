package bulletin

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
)

// A mention is a name in the text that narrows what the numbers near it are said of.
type mention struct {
	passage
	dimension string // a figure's dimension
	value     string
	through   bool // of an edition: all editions up to it
}

// vague are English names of districts that are also plain words: they count only in full,
// with District.
var vague = map[string]bool{"eastern": true, "southern": true, "north": true, "islands": true}

// A finder looks for names in folded text, the longest first, in one pass: the names are
// kept by their first two characters.
type finder struct {
	names map[[2]rune][]name
}

type name struct {
	form      []rune
	dimension string
	value     string
}

func (f *finder) add(form, dimension, value string) {
	r := foldWord(form)
	if len(r) < 2 {
		return
	}
	key := [2]rune{r[0], r[1]}
	f.names[key] = append(f.names[key], name{r, dimension, value})
	slices.SortStableFunc(f.names[key], func(a, b name) int { return len(b.form) - len(a.form) })
}

// newFinder knows the districts of both sides.
func newFinder() *finder {
	f := &finder{names: map[[2]rune][]name{}}
	for _, d := range fair.Districts("") {
		for _, form := range d.Forms()[1:] {
			if !vague[strings.ToLower(form)] {
				f.add(form, figure.ByDistrict, d.Code)
			}
		}
	}
	return f
}

// find returns the mentions in the order of the text.
func (f *finder) find(l *layout) []mention {
	var out []mention
	for i := 0; i+1 < len(l.folded); i++ {
		for _, n := range f.names[[2]rune{l.folded[i], l.folded[i+1]}] {
			end := i + len(n.form)
			if end > len(l.folded) || !slices.Equal(l.folded[i:end], n.form) || !l.whole(i, end) {
				continue
			}
			out = append(out, mention{passage: passage{i, end}, dimension: n.dimension, value: n.value})
			i = end - 1
			break
		}
	}
	return out
}

// whole reports whether a Latin word does not go on at either end.
func (l *layout) whole(start, end int) bool {
	latin := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }
	return !(start > 0 && latin(l.runes[start]) && latin(l.runes[start-1])) &&
		!(end < len(l.runes) && latin(l.runes[end-1]) && latin(l.runes[end]))
}

// Words that name an edition from where the text stands. Of each, the longest that fits
// counts.
var (
	thisEdition = []string{"本届", "今届", "这届", "此届", "this edition", "this year's", "this year’s", "the edition", "this symposium", "this fair"}
	lastEdition = []string{"上届", "上一届", "前一届", "去届", "last edition", "previous edition", "last symposium", "the edition before", "last year's", "last year’s", "previous year’s", "previous year's"}
)

// editionWords finds 本届, 上届 and the like; base is the edition that the text speaks of.
func editionWords(l *layout, base int64) []mention {
	if base <= 0 {
		return nil
	}
	var out []mention
	for _, w := range []struct {
		words []string
		n     int64
	}{{thisEdition, base}, {lastEdition, base - 1}} {
		for _, word := range w.words {
			form := foldWord(word)
			for _, i := range occurrences(l.folded, form) {
				out = append(out, mention{passage: passage{i, i + len(form)}, dimension: figure.ByEdition, value: strconv.FormatInt(w.n, 10)})
			}
		}
	}
	return out
}

// occurrences returns where a folded word stands in a folded text.
func occurrences(text, word []rune) []int {
	var out []int
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i] == word[0] && slices.Equal(text[i:i+len(word)], word) {
			out = append(out, i)
			i += len(word) - 1
		}
	}
	return out
}

// hasAny reports whether one of the folded words stands in the passage.
func (l *layout) hasAny(p passage, words ...string) bool {
	for _, w := range words {
		if len(occurrences(l.folded[p.start:p.end], foldWord(w))) > 0 {
			return true
		}
	}
	return false
}

// anotherFair stands for the edition of a fair that is not the record's.
const anotherFair = "0"

// foreign reports whether the edition at p is one of another fair: a name follows it that is
// none of this fair's, 第14届广州某博览会.
func (x *examination) foreign(p passage) bool {
	after := x.layout.folded[p.end:min(len(x.layout.folded), p.end+60)]
	if x.tag == lang.En {
		return x.foreignWords(x.layout.runes[p.end:min(len(x.layout.runes), p.end+80)])
	}
	text := strings.TrimLeft(plainDashes(string(after)), "届（）()“”「」《》 ")
	// The name ends where a fair's does.
	end := -1
	for _, kind := range []string{"会", "展", "节", "论坛"} {
		if i := strings.Index(text, kind); i >= 0 && (end < 0 || i+len(kind) < end) {
			end = i + len(kind)
		}
	}
	if stop := strings.IndexAny(text, "，。；：、,;0123456789\n"); end < 0 || stop >= 0 && stop < end {
		return false
	}
	name := text[:end]
	for _, own := range x.ownNames() {
		own = plainDashes(own)
		if strings.HasPrefix(name, own) || strings.HasPrefix(own, name) {
			return false
		}
	}
	for _, kind := range []string{"洽谈会", "大会", "会", "研讨会", "本会", "展"} {
		if name == kind {
			return false
		}
	}
	// Verbs that follow the ordinal at once: 第26届于香港开会.
	return !strings.ContainsAny(name, "在于将共已是为和与的")
}

// ownNames are the folded names of the fair.
func (x *examination) ownNames() []string {
	var out []string
	for _, t := range []lang.Text{x.fair.Name, x.fair.Short} {
		for _, tag := range lang.Tags {
			if s := strings.TrimSpace(string(foldWord(t.Get(tag)))); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// foreignWords reports whether the capitalised words that follow an ordinal hold one that is in
// no name of the fair.
func (x *examination) foreignWords(after []rune) bool {
	own := strings.Join(x.ownNames(), " ")
	for i, word := range strings.FieldsFunc(string(after), func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '–' || r == '—' }) {
		clean := strings.Trim(word, ".,;:()“”\"’'")
		if clean == "" || i > 8 {
			return false
		}
		if !unicode.IsUpper([]rune(clean)[0]) {
			if i == 0 || clean == "of" || clean == "for" || clean == "and" || clean == "on" {
				if clean == "edition" || clean == "symposium" || clean == "fair" || clean == "session" {
					return false
				}
				continue
			}
			return false
		}
		if !strings.Contains(own, strings.ToLower(clean)) && !slices.Contains([]string{"Symposium", "Fair", "Edition", "BHKS"}, clean) {
			return true
		}
		if clean != word {
			return false
		}
	}
	return false
}
