package exchange

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
)

// A layout says what the columns of a sheet mean.
type layout struct {
	kind      Kind
	sheet     string
	row       int64    // of the headings
	headings  []string // as they stand, one for each column
	columns   []string // name of what each column holds; "" when it is not understood
	ignored   []bool   // passed over by the mapping, on purpose
	units     []money.Unit
	constants []constant
	order     lang.DateOrder
	words     map[string]map[string]string // by the column's name and the folded word
	others    map[string]string            // by the column's name: what stands for every other word
	only      map[int][]string             // folded words of which a column must have one, by its place
	rounded   bool                         // amounts were printed shorter than they are written
}

// A constant is a cell that every row has by the mapping.
type constant struct{ column, text string }

// leading is how many rows are looked at to find the headings.
const leading = 20

// layoutOf finds the sheet and the headings of a file that is brought in to the fair.
func layoutOf(ctx context.Context, s *Source, k Kind, f fair.Fair, sheet string, m *Mapping) (*layout, error) {
	if m == nil {
		m = &Mapping{}
	}
	if sheet == "" {
		sheet = m.Sheet
	}
	sheets := s.Sheets
	if sheet != "" {
		if !slices.Contains(s.Sheets, sheet) {
			return nil, lang.Invalid("import.sheet.unknown", lang.Args{"given": sheet, "choices": strings.Join(s.Sheets, ", ")})
		}
		sheets = []string{sheet}
	}
	byHeading := map[string]string{}
	for h, name := range m.Columns {
		byHeading[lang.Fold(h)] = name
	}
	known := func(column int, text string) (name string, given, ok bool) {
		if name, ok = m.Columns["="+Letter(column)]; ok {
			return name, true, true
		}
		if name, ok = byHeading[lang.Fold(text)]; ok {
			return name, true, true
		}
		name, ok = knownHeading(k, text)
		return name, false, ok
	}
	// The headings are in the first row of which most cells are known; failing that, in
	// the one of which most are.
	var found *Row
	best := 0
	for _, try := range sheets {
		err := s.Rows(ctx, try, func(r *Row) error {
			if r.N > leading && m.HeadingRow < r.N {
				return errStop
			}
			if m.HeadingRow > 0 && r.N != m.HeadingRow {
				return nil
			}
			hits, filled := 0, 0
			for i, c := range r.Cells {
				if c != "" {
					filled++
					if _, _, ok := known(i, c); ok {
						hits++
					}
				}
			}
			most := hits*2 > filled && hits >= 2
			if hits > best || m.HeadingRow > 0 {
				best, sheet = hits, try
				found = &Row{N: r.N, Cells: slices.Clone(r.Cells)}
			}
			if most || m.HeadingRow > 0 {
				return errStop
			}
			return nil
		})
		if err != nil && err != errStop {
			return nil, err
		}
		if found != nil {
			break
		}
	}
	if found == nil {
		return nil, lang.Invalid("import.heading.none", lang.Args{"rows": leading, "choices": strings.Join(columnNames(k), ", ")})
	}
	l := &layout{
		kind: k, sheet: sheet, row: found.N, headings: found.Cells, order: m.DateOrder,
		columns: make([]string, len(found.Cells)), ignored: make([]bool, len(found.Cells)), units: make([]money.Unit, len(found.Cells)),
	}
	unit, hasUnit := money.ParseUnit(m.Unit)
	// What the mapping names goes before what the heading says.
	for _, byMapping := range []bool{true, false} {
		for i, h := range found.Cells {
			name, given, ok := known(i, h)
			if !ok || given != byMapping {
				continue
			}
			if name == "" {
				l.ignored[i] = true
				continue
			}
			if at := slices.Index(l.columns, name); at >= 0 {
				if given {
					return nil, lang.Invalid("import.heading.twice", lang.Args{"name": name, "first": Letter(at), "second": Letter(i)})
				}
				continue // listed as not understood: the first of the name counts
			}
			l.columns[i] = name
			if l.units[i], _ = money.ParseUnit(h); hasUnit && inMoney(name) {
				l.units[i] = unit
			}
		}
	}
	for _, name := range columnNames(k) {
		if text, ok := m.Constants[name]; ok && !slices.Contains(l.columns, name) {
			l.constants = append(l.constants, constant{name, text})
		}
	}
	for _, group := range required[k] {
		if !slices.ContainsFunc(group, l.has) {
			return nil, lang.Invalid("import.heading.missing", lang.Args{"row": l.row, "choices": strings.Join(group, ", ")})
		}
	}
	l.words, l.others, l.rounded = map[string]map[string]string{}, map[string]string{}, m.Rounded
	for column, words := range m.Words {
		l.words[column] = map[string]string{}
		for word, means := range words {
			if word == "*" {
				l.others[column] = means
			} else {
				l.words[column][lang.Fold(word)] = means
			}
		}
	}
	l.only = map[int][]string{}
	for heading, word := range m.Only {
		at := slices.IndexFunc(l.headings, func(h string) bool { return lang.Fold(h) == lang.Fold(heading) })
		if at < 0 {
			return nil, lang.Invalid("import.mapping.only", lang.Args{"given": heading, "choices": strings.Join(l.headings, ", ")})
		}
		words := []string{word}
		if word == "{fair}" {
			words = []string{f.ID}
			for _, tag := range lang.Tags {
				words = append(words, f.Name.Get(tag), f.Short.Get(tag))
			}
		}
		for _, w := range words {
			if w = lang.Fold(w); w != "" {
				l.only[at] = append(l.only[at], w)
			}
		}
	}
	return l, nil
}

// takes reports whether the mapping takes the row.
func (l *layout) takes(r *Row) bool {
	for at, words := range l.only {
		if at >= len(r.Cells) || !slices.Contains(words, lang.Fold(r.Cells[at])) {
			return false
		}
	}
	return true
}

// worded reports whether the mapping has words for the column.
func (l *layout) worded(column string) bool {
	_, others := l.others[column]
	return others || l.words[column] != nil
}

// meaning is what stands for a cell of the column by the mapping's words; the cell itself
// when they have nothing for it. A * in what stands for all others is the cell, escaped as
// in the name of a figure.
func (l *layout) meaning(column, text string) string {
	if means, ok := l.words[column][lang.Fold(text)]; ok {
		return means
	}
	if means, ok := l.others[column]; ok {
		return strings.ReplaceAll(means, "*", url.QueryEscape(text))
	}
	return text
}

// has reports whether the rows have the column, in the file or by the mapping.
func (l *layout) has(name string) bool {
	return slices.Contains(l.columns, name) || slices.ContainsFunc(l.constants, func(c constant) bool { return c.column == name })
}
