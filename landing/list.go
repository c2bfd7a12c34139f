package landing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bridgehead/lang"
)

// A Cell is one text of an item of a list that belongs to a record: its name, by which files,
// forms and the record call it, and where it lives.
type Cell struct {
	Name string
	Text *string
}

// An Item is an element of such a list, which is nothing but texts.
type Item[T any] interface {
	*T
	Cells() []Cell
}

// three are the cells of a text in three languages.
func three(name string, t *lang.Text) []Cell {
	return []Cell{{name + "_hans", &t.Hans}, {name + "_hant", &t.Hant}, {name + "_en", &t.En}}
}

func cells(parts ...[]Cell) []Cell { return slices.Concat(parts...) }

func cell(name string, at *string) []Cell { return []Cell{{name, at}} }

// FormatList writes a list as one text, such as stands in a cell of a spreadsheet: each item is
// a block of lines "name: text", and an empty line stands between blocks. What is empty is left
// out; a text of several lines goes on in lines that begin with a bar.
func FormatList[T any, P Item[T]](list []T) string {
	var b strings.Builder
	for i := range list {
		if i > 0 {
			b.WriteString("\n")
		}
		for _, c := range P(&list[i]).Cells() {
			if *c.Text != "" {
				b.WriteString(c.Name + ": " + strings.ReplaceAll(*c.Text, "\n", "\n| ") + "\n")
			}
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// ParseList reads what FormatList writes.
func ParseList[T any, P Item[T]](text string) ([]T, error) {
	var out []T
	var item T
	var last *string
	flush := func() {
		if !Blank[T, P](&item) {
			out = append(out, item)
		}
		item, last = *new(T), nil
	}
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = strings.TrimRight(line, "\n \t")
		if strings.TrimSpace(line) == "" {
			flush()
			continue
		}
		if more, ok := strings.CutPrefix(line, "|"); ok && last != nil {
			*last += "\n" + strings.TrimPrefix(more, " ")
			continue
		}
		name, value := line, ""
		if at := strings.IndexAny(line, ":："); at >= 0 {
			_, width := utf8.DecodeRuneInString(line[at:])
			name, value = line[:at], line[at+width:]
		}
		if last = nil; name != line {
			for _, c := range P(&item).Cells() {
				if c.Name == strings.ToLower(strings.TrimSpace(name)) {
					last = c.Text
				}
			}
		}
		if last == nil {
			return nil, lang.Invalid("scheme.list.line", lang.Args{"line": line, "names": CellNames[T, P]()})
		}
		*last = strings.TrimSpace(value)
	}
	flush()
	return out, nil
}

// CellNames are the names of an item's texts, to be shown.
func CellNames[T any, P Item[T]]() string {
	var item T
	var names []string
	for _, c := range P(&item).Cells() {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// Blank reports whether nothing stands in an item.
func Blank[T any, P Item[T]](item *T) bool {
	return !slices.ContainsFunc(P(item).Cells(), func(c Cell) bool { return *c.Text != "" })
}
