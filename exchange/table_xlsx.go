package exchange

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"bridgehead/lang"
)

// The limits of a sheet, by the format.
const (
	mostRows       = 1_048_576
	mostCharacters = 32_767
	mostDigits     = 15 // a spreadsheet holds no more of a number
)

// The cell styles of a workbook, by their place in styles.xml.
const (
	styleWords = iota
	styleHead
	styleDay
	styleWhole
	styleCents
	styleFine
	styleQuoted // words that look like a formula
	styleAbout
)

// WriteXLSX writes the tables as a workbook, a sheet for each, row by row. Words are words,
// whatever they look like: no cell is a formula. A number that a spreadsheet would round
// stands as words, digit by digit.
func WriteXLSX(w io.Writer, tables ...Table) error {
	z := zip.NewWriter(w)
	put := func(name, text string) error {
		f, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(f, xml.Header+text)
		}
		return err
	}
	var types, sheets, links strings.Builder
	taken := map[string]bool{}
	for i, t := range tables {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="r%d"/>`, xmlText(sheetName(t.Name, n, taken)), n, n)
		fmt.Fprintf(&links, `<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, n, n)
	}
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + links.String() + `<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styles},
	}
	for _, p := range parts {
		if err := put(p.name, p.text); err != nil {
			return err
		}
	}
	for i, t := range tables {
		f, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			return err
		}
		if err := writeSheet(f, t); err != nil {
			return err
		}
	}
	return z.Close()
}

// styles has a format for each style constant, in their order.
const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="#,##0.00##########"/></numFmts>` +
	`<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8">` +
	`<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="49" fontId="2" applyFont="1"/></cellXfs></styleSheet>`

// writeSheet writes what the table is, its headings and its rows; the headings stay in
// view when the rows are scrolled.
func writeSheet(w io.Writer, t Table) error {
	b := bufio.NewWriterSize(w, 1<<16)
	about := t.About
	if t.Mark != "" {
		about = append([]string{t.Mark}, about...)
	}
	b.WriteString(xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	fmt.Fprintf(b, `<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`, len(about)+1, len(about)+2)
	for i, h := range t.Head {
		fmt.Fprintf(b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, min(max(columnsOf(h.Text)+4, 14), 60))
	}
	b.WriteString(`</cols><sheetData>`)
	row := 0
	line := func(cells func()) error {
		if row++; row > mostRows {
			return lang.Invalid("table.too_long", lang.Args{"most": mostRows})
		}
		fmt.Fprintf(b, `<row r="%d">`, row)
		cells()
		_, err := b.WriteString(`</row>`)
		return err
	}
	for _, text := range about {
		if err := line(func() { wordsCell(b, 0, row, text, styleAbout) }); err != nil {
			return err
		}
	}
	if err := line(func() {
		for i, h := range t.Head {
			wordsCell(b, i, row, h.Text, styleHead)
		}
	}); err != nil {
		return err
	}
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := line(func() {
			for i, h := range t.Head {
				tableCell(b, i, row, cells[i], h.Cell)
			}
		}); err != nil {
			return err
		}
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.Flush()
}

func tableCell(b *bufio.Writer, column, row int, text string, kind CellKind) {
	switch {
	case text == "":
	case kind == Decimal && holdsExactly(text):
		style := styleWhole
		if _, fraction, ok := strings.Cut(text, "."); ok && len(fraction) > 2 {
			style = styleFine
		} else if ok {
			style = styleCents
		}
		fmt.Fprintf(b, `<c r="%s%d" s="%d"><v>%s</v></c>`, letters(column), row, style, text)
	case kind == Day && lang.Date(text).Valid() && text > "1900-03-01":
		days := int(lang.Date(text).Time().Sub(firstDay).Hours()) / 24
		fmt.Fprintf(b, `<c r="%s%d" s="%d"><v>%d</v></c>`, letters(column), row, styleDay, days)
	case harmless(text) != text:
		wordsCell(b, column, row, text, styleQuoted)
	default:
		wordsCell(b, column, row, text, styleWords)
	}
}

// firstDay is the day from which spreadsheets count.
var firstDay = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// holdsExactly reports whether a spreadsheet keeps every digit of a number.
func holdsExactly(text string) bool {
	digits := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			if digits > 0 || r != '0' {
				digits++
			}
		case r == '-' && i == 0 && len(text) > 1, r == '.' && i > 0 && i < len(text)-1 && !strings.Contains(text[:i], "."):
		default:
			return false
		}
	}
	return digits <= mostDigits
}

func wordsCell(b *bufio.Writer, column, row int, text string, style int) {
	if len(text) > mostCharacters { // in bytes at least as many as the limit counts
		if units := utf16.Encode([]rune(text)); len(units) > mostCharacters {
			text = strings.TrimSuffix(string(utf16.Decode(units[:mostCharacters-1])), "\ufffd") + "…"
		}
	}
	fmt.Fprintf(b, `<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, letters(column), row, style, xmlText(text))
}

func xmlText(text string) string {
	var s strings.Builder
	_ = xml.EscapeText(&s, []byte(text)) // a strings.Builder takes everything
	return s.String()
}

// letters names a column, 0 being A.
func letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return letters(column/26-1) + string(rune('A'+column%26))
}

// sheetName is the table's name as a sheet can have it: without the signs that are not
// allowed, of at most 31 characters, and once in the workbook.
func sheetName(name string, n int, taken map[string]bool) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, name), "' ")
	if r := []rune(name); len(r) > 28 {
		name = string(r[:28])
	}
	if name == "" {
		name = strconv.Itoa(n)
	}
	if key := strings.ToLower(name); taken[key] {
		name += " " + strconv.Itoa(n)
	}
	taken[strings.ToLower(name)] = true
	return name
}
