package lang

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:generate go run ./foldgen

// foldTable holds one line for each Simplified character: the character, then those that
// fold to it; a character repeated in its own line is used in Traditional writing too.
//
//go:embed fold.txt
var foldTable string

// A script table tells Simplified and Traditional characters apart, and together.
type scripts struct {
	simple      map[rune]rune // a Traditional character → its Simplified one
	onlySimple  map[rune]bool // characters that Traditional writing does not use
	traditional map[rune]bool // characters that Simplified writing does not use
}

var scriptTable = sync.OnceValue(func() scripts {
	t := scripts{map[rune]rune{}, map[rune]bool{}, map[rune]bool{}}
	for line := range strings.Lines(foldTable) {
		runes := []rune(strings.TrimSuffix(line, "\n"))
		to, from := runes[0], runes[1:]
		t.onlySimple[to] = !slices.Contains(from, to)
		for _, r := range from {
			if r != to {
				t.simple[r] = to
				t.traditional[r] = true
			}
		}
	}
	return t
})

// Script reports whether s holds characters that only Simplified writing uses, and
// characters that only Traditional writing uses. Most names settle it one way; 北京 or
// "CITIC" holds neither, a slip of the pen both.
func Script(s string) (simplified, traditional bool) {
	t := scriptTable()
	for _, r := range s {
		simplified = simplified || t.onlySimple[r]
		traditional = traditional || t.traditional[r]
	}
	return simplified, traditional
}

// FoldRune folds one character for one, so that places in a text stay what they are: lower case,
// full-width forms made plain, Traditional as Simplified. What Fold would make several
// characters of, or none, stays.
func FoldRune(r rune) rune {
	if r > 0x80 {
		if 0xFF01 <= r && r <= 0xFF5E { // full-width ASCII
			r -= 0xFF01 - '!'
		}
		if simple, ok := scriptTable().simple[r]; ok {
			return simple
		}
	}
	return unicode.ToLower(r)
}

// Fold returns the form of s by which texts are searched and matched: compatibility forms
// and full-width characters made plain (NFKC), lower case, Traditional characters as their
// Simplified ones, and each run of spaces and punctuation one space, with none at the ends.
// Two texts that a reader takes for the same fold to the same string: 醫療 and 医疗,
// ＡＢＣ and abc. Folding twice changes nothing. A folded text is never shown.
//
// Characters are folded one by one, without a look at the word, so that 乾 and 幹 both
// become 干: right for finding, wrong for writing.
func Fold(s string) string {
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	return foldAny(s)
}

// foldPlain folds what most names are made of, ASCII and the common Chinese characters,
// which are normal in any order; false for texts with anything else.
func foldPlain(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	gap := false
	for _, r := range s {
		switch {
		case 0x4E00 <= r && r <= 0x9FFF:
			r = plainHan()[r-0x4E00]
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r == ' ' || r < utf8.RuneSelf && unicode.IsPunct(r) || '、' <= r && r <= '。' || '（' <= r && r <= '）' || r == '，' || r == '：':
			gap = true
			continue
		case r < ' ' || r >= 0x7F:
			return "", false
		}
		if gap && len(b) > 0 {
			b = append(b, ' ')
		}
		gap = false
		b = utf8.AppendRune(b, r)
	}
	return string(b), true
}

// plainHan holds what each common Chinese character folds to.
var plainHan = sync.OnceValue(func() *[0x9FFF - 0x4E00 + 1]rune {
	var table [0x9FFF - 0x4E00 + 1]rune
	for i := range table {
		table[i] = []rune(foldAny(string(rune(0x4E00 + i))))[0]
	}
	return &table
})

// foldAny folds any text.
func foldAny(s string) string {
	t := scriptTable()
	// Lower case can leave a form that is not normal, hence the second pass.
	s = norm.NFKC.String(strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, ""))))
	var b strings.Builder
	gap := false
	for _, r := range s {
		if simple, ok := t.simple[r]; ok {
			r = simple
		}
		switch {
		case unicode.IsSpace(r) || unicode.IsPunct(r):
			gap = true
			continue
		case invisible(r) || unicode.Is(unicode.Variation_Selector, r):
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return norm.NFKC.String(b.String())
}

// Legal forms that NameKey leaves out. The longer form comes before one that ends it.
var (
	hanForms   = []string{"股份有限公司", "有限责任公司", "股份公司", "有限公司", "有限合伙", "公司"}
	latinForms = map[string]bool{
		"co": true, "company": true, "coltd": true, "corp": true, "corporation": true,
		"inc": true, "incorporated": true, "limited": true, "llc": true, "llp": true, "lp": true,
		"ltd": true, "plc": true, "pte": true, "pty": true, "ag": true, "bv": true, "gmbh": true,
		"nv": true, "sa": true,
	}
)

// NameKey returns the form of an organisation's name by which duplicates are found. It is
// Fold without any space, and without what lists of the same organisations differ in:
//
//   - the legal form at the end: 有限公司, 有限责任公司, 股份有限公司, Co., Ltd., Limited, Inc. …
//   - brackets and other punctuation: 首创（集团）有限公司 and 首创集团有限公司
//   - "The" in front, and "and" for "&"
//
// 集团, 控股, Group and Holdings stay: a group and the company below it are two parties.
// Equal keys are a reason to ask, not proof. A name that is nothing but a legal form
// keeps it; the key is "" only when the name has neither letter, digit nor symbol.
func NameKey(s string) string {
	// Without full stops "L.L.C." and "LLC" are one word.
	words := strings.Fields(Fold(strings.ReplaceAll(HalfWidth(s), ".", "")))
	words = slices.DeleteFunc(words, func(w string) bool { return w == "and" && len(words) > 1 })
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	for len(words) > 1 && latinForms[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	key := strings.Join(words, "")
	for _, form := range hanForms {
		if rest, ok := strings.CutSuffix(key, form); ok && rest != "" {
			return rest
		}
	}
	return key
}

// Clean returns s as it is kept in a record: NFC, without control characters and without
// what cannot be seen (zero-width characters, byte order marks, soft hyphens, controls of
// writing direction), each run of white space one space, with none at the ends. Bytes
// that are not UTF-8 become U+FFFD, so that they show.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// invisible reports whether r is a control or format character that is not white space.
func invisible(r rune) bool {
	return !unicode.IsSpace(r) && unicode.In(r, unicode.Cc, unicode.Cf)
}

// HalfWidth returns s with full-width forms of ASCII, the ideographic space and the
// full-width currency signs as plain ones: １２３，４５６ is 123,456 and ￥ is ¥. Chinese
// punctuation without an ASCII form (。、「」) stays.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '！' <= r && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		case r == '￥':
			return '¥'
		case r == '￡':
			return '£'
		case r == '￠':
			return '¢'
		case r == '￦':
			return '₩'
		}
		return r
	}, s)
}
