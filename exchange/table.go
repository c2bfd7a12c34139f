package exchange

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"bridgehead/lang"
)

// A Table is rows on their way out: figures, a series, a list, a trace. Numbers are exact
// decimal strings and stay so in every form.
type Table struct {
	Name  string   // of the sheet
	About []string // what it is, one line each: above the headings of a sheet and of a printed table
	Mark  string   // what every row must say of itself, such as that it is synthetic; "" for nothing
	Head  []Head
	Rows  iter.Seq2[[]string, error] // each with one cell for each of Head
}

// A Head is a column of a table.
type Head struct {
	Key  string // its name in JSON, the same in every language
	Text string // its heading, in the reader's language
	Cell CellKind
	Wide bool // left out where there is little room: on a terminal
}

// A CellKind says how the cells of a column are read.
type CellKind int

// The kinds of cells.
const (
	Words   CellKind = iota // text, whatever it looks like: never a formula
	Decimal                 // an exact decimal string, or nothing
	Day                     // 2023-11-29, or nothing
)

// markKey is the column of CSV and the field of JSON in which a table's mark stands.
const markKey = "mark"

// Listed returns the rows of a list that is held already.
func Listed(rows [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// WriteCSV writes the table as CSV in UTF-8: headings first, then the rows. A cell of words
// that a spreadsheet would take for a formula gets an apostrophe before it.
func WriteCSV(w io.Writer, t Table) error {
	out := csv.NewWriter(w)
	line := make([]string, 0, len(t.Head)+1)
	for _, h := range t.Head {
		line = append(line, h.Text)
	}
	if t.Mark != "" {
		line = append(line, markKey)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		line = line[:0]
		for i, h := range t.Head {
			cell := row[i]
			if h.Cell == Words {
				cell = harmless(cell)
			}
			line = append(line, cell)
		}
		if t.Mark != "" {
			line = append(line, t.Mark)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless puts an apostrophe before what a spreadsheet would take for a formula, also
// behind spaces and in full width.
func harmless(cell string) string {
	switch first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \t\r\n\u00a0\u3000\ufeff")); first {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠':
		return "'" + cell
	}
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}

// asMeant takes away an apostrophe that [harmless] has put there.
func asMeant(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && harmless(rest) != rest {
		return rest
	}
	return cell
}

// WriteJSON writes the table as a JSON object: what it is, and its rows as objects whose
// fields are named by the columns' keys. Cells are strings, so that numbers stay exact;
// one that holds nothing is null.
func WriteJSON(w io.Writer, t Table) error {
	b := bufio.NewWriter(w)
	value := func(v any) error {
		var s strings.Builder
		e := json.NewEncoder(&s)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
		_, err := b.WriteString(strings.TrimSuffix(s.String(), "\n"))
		return err
	}
	if t.About == nil {
		t.About = []string{}
	}
	b.WriteString(`{"about":`)
	if err := value(t.About); err != nil {
		return err
	}
	if t.Mark != "" {
		b.WriteString(`,"` + markKey + `":`)
		if err := value(t.Mark); err != nil {
			return err
		}
	}
	b.WriteString(`,"rows":[`)
	first := true
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		for i, h := range t.Head {
			b.WriteString(map[bool]string{true: "\n{", false: ","}[i == 0])
			if err := value(h.Key); err != nil {
				return err
			}
			b.WriteByte(':')
			if row[i] == "" {
				b.WriteString("null")
			} else if err := value(row[i]); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

// WriteText writes the table for a terminal: columns of equal width, numbers to the right.
// It holds all rows, to know how wide the columns are.
func WriteText(w io.Writer, t Table) error {
	b := bufio.NewWriter(w)
	for _, line := range t.About {
		b.WriteString(lang.Clean(line) + "\n")
	}
	if t.Mark != "" {
		b.WriteString(lang.Clean(t.Mark) + "\n")
	}
	lines := [][]string{{}}
	for _, h := range t.Head {
		lines[0] = append(lines[0], h.Text)
	}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = lang.Clean(cell)
		}
		lines = append(lines, line)
	}
	wide := make([]int, len(t.Head))
	used := make([]bool, len(t.Head))
	for n, line := range lines {
		for i, cell := range line {
			wide[i] = max(wide[i], columnsOf(cell))
			used[i] = used[i] || n > 0 && cell != "" && !t.Head[i].Wide
		}
	}
	for _, line := range lines {
		var s strings.Builder
		for i, cell := range line {
			if !used[i] {
				continue
			}
			if s.Len() > 0 {
				s.WriteString("  ")
			}
			pad := strings.Repeat(" ", wide[i]-columnsOf(cell))
			if t.Head[i].Cell == Decimal {
				s.WriteString(pad + cell)
			} else {
				s.WriteString(cell + pad)
			}
		}
		b.WriteString(strings.TrimRight(s.String(), " ") + "\n")
	}
	return b.Flush()
}

// columnsOf returns how many columns of a terminal a text takes: two for each Chinese
// character and full-width sign.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff ||
			r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x20000 && r <= 0x3fffd) {
			n++
		}
	}
	return n
}
