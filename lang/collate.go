package lang

import (
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SortKeys returns a function that gives the key by which texts stand in the order in which
// a reader of the language looks them up: in Simplified Chinese by pinyin, in Traditional
// by strokes. Keys are compared byte by byte. The function is for one goroutine.
func SortKeys(tag Tag) func(s string) []byte {
	c := collate.New(language.MustParse(string(tag)), collate.Numeric)
	var b collate.Buffer
	return func(s string) []byte {
		b.Reset()
		return slices.Clone(c.KeyFromString(&b, s))
	}
}
