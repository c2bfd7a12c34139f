package exchange

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"bridgehead/lang"
)

// A workbook is an xlsx file: a zip archive of XML parts (ECMA-376). It is read here and
// not through a library because what a row means lies in what libraries hide when they
// stream: the style that makes a number a date, the type of a cell, and a formula that
// was never calculated. Parts are read as a stream; the table of texts is held.
type workbook struct {
	zip      *zip.Reader
	limits   Limits
	parts    map[string]string // path of each sheet's part by the sheet's name
	date1904 bool
	strings  []string
	styles   []numberStyle // by the number of a cell's style
}

// A numberStyle is how a style shows a number.
type numberStyle byte

const (
	plain numberStyle = iota
	dateStyle
	percentStyle
)

func (s *Source) openWorkbook(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return lang.Invalid("import.file.damaged").Because(err)
	}
	w := &workbook{zip: z, limits: s.limits, parts: map[string]string{}}
	for _, read := range []func() error{w.readSheets(&s.Sheets), w.readStyles, w.readStrings} {
		if err := read(); err != nil {
			return damaged(err)
		}
	}
	if len(s.Sheets) == 0 {
		return lang.Invalid("import.file.unknown")
	}
	s.rows = func(_ context.Context, sheet string, fn func(*Row) error) error {
		return damaged(w.rows(sheet, fn))
	}
	return nil
}

// damaged turns an error of the archive or of its XML into one for the reader.
func damaged(err error) error {
	if _, ok := errors.AsType[*xml.SyntaxError](err); ok ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrAlgorithm) {
		return lang.Invalid("import.file.damaged").Because(err)
	}
	return err
}

// part opens a part of the archive; nil when it is not there. More than limit bytes are
// refused as they are unpacked, whatever the archive says of its size.
func (w *workbook) part(name string, limit int64) (io.ReadCloser, error) {
	for _, f := range w.zip.File {
		if strings.EqualFold(strings.TrimPrefix(f.Name, "/"), name) {
			r, err := f.Open()
			if err != nil {
				return nil, err
			}
			return &limited{r, limit}, nil
		}
	}
	return nil, nil
}

// limited reads at most so many bytes and refuses more.
type limited struct {
	io.ReadCloser
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, lang.Invalid("import.file.unzipped")
	}
	return n, err
}

// small parts (the list of sheets, styles) are no larger than this.
const smallPart = 16 << 20

// each hands every token of a part to fn; a part that is not there has none.
func (w *workbook) each(name string, limit int64, fn func(d *xml.Decoder, t xml.Token) error) error {
	r, err := w.part(name, limit)
	if err != nil || r == nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(bufio.NewReaderSize(r, 64<<10))
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = fn(d, t)
		}
		if err == errStop {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// errStop ends the reading of a part early.
var errStop = errors.New("exchange: enough")

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readSheets lists the worksheets that are shown, in their order.
func (w *workbook) readSheets(names *[]string) func() error {
	return func() error {
		root := "xl/workbook.xml"
		err := w.each("_rels/.rels", smallPart, func(_ *xml.Decoder, t xml.Token) error {
			if e, ok := t.(xml.StartElement); ok && strings.HasSuffix(attribute(e, "Type"), "/officeDocument") {
				root = strings.TrimPrefix(attribute(e, "Target"), "/")
			}
			return nil
		})
		if err != nil {
			return err
		}
		folder, file := path.Split(root)
		targets := map[string]string{}
		err = w.each(folder+"_rels/"+file+".rels", smallPart, func(_ *xml.Decoder, t xml.Token) error {
			if e, ok := t.(xml.StartElement); ok && strings.HasSuffix(attribute(e, "Type"), "/worksheet") {
				target := attribute(e, "Target")
				if !strings.HasPrefix(target, "/") {
					target = path.Join(folder, target)
				}
				targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
			}
			return nil
		})
		if err != nil {
			return err
		}
		return w.each(root, smallPart, func(_ *xml.Decoder, t xml.Token) error {
			e, ok := t.(xml.StartElement)
			if !ok {
				return nil
			}
			switch e.Name.Local {
			case "workbookPr":
				v := attribute(e, "date1904")
				w.date1904 = v == "1" || v == "true"
			case "sheet":
				name, part := "", ""
				for _, a := range e.Attr {
					switch {
					case a.Name.Local == "name":
						name = a.Value
					case a.Name.Local == "id" && a.Name.Space != "":
						part = targets[a.Value]
					}
				}
				if part != "" && attribute(e, "state") == "" || part != "" && attribute(e, "state") == "visible" {
					w.parts[name] = part
					*names = append(*names, name)
				}
			}
			return nil
		})
	}
}

// readStyles finds the styles that show a number as a date or as a percentage.
func (w *workbook) readStyles() error {
	formats := map[string]numberStyle{}
	inCells := false
	return w.each(path.Join(w.folder(), "styles.xml"), smallPart, func(_ *xml.Decoder, t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				formats[attribute(e, "numFmtId")] = styleOf(attribute(e, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id := attribute(e, "numFmtId")
					style, custom := formats[id]
					if n, err := strconv.Atoi(id); err == nil && !custom {
						style = builtIn(n)
					}
					w.styles = append(w.styles, style)
				}
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				return errStop
			}
		}
		return nil
	})
}

// folder is where the workbook's own parts stand.
func (w *workbook) folder() string {
	for _, f := range w.zip.File {
		if name := strings.TrimPrefix(f.Name, "/"); path.Base(name) == "workbook.xml" {
			return path.Dir(name)
		}
	}
	return "xl"
}

// builtIn tells what a number format without a code of its own shows: 14 to 22 and 45 to
// 47 are dates and times, 27 to 36 and 50 to 58 those of East Asian spreadsheets.
func builtIn(n int) numberStyle {
	switch {
	case n == 9 || n == 10:
		return percentStyle
	case n >= 14 && n <= 17, n == 22, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 54, n == 57, n == 58:
		return dateStyle
	}
	return plain
}

// quoted is what a number format holds between quotes, after a backslash or in brackets:
// text to print, colours and languages, no placeholders.
var quoted = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// styleOf tells what a number format shows. A date has a day or a year in it; a time of
// day alone is none.
func styleOf(code string) numberStyle {
	positive, _, _ := strings.Cut(quoted.ReplaceAllString(code, ""), ";")
	switch positive = strings.ToLower(positive); {
	case strings.Contains(positive, "general"):
		return plain
	case strings.ContainsAny(positive, "yd"):
		return dateStyle
	case strings.Contains(positive, "%"):
		return percentStyle
	}
	return plain
}

// readStrings reads the table of texts that cells refer to, without the readings that
// East Asian spreadsheets add to them.
func (w *workbook) readStrings() error {
	var text strings.Builder
	inText, inReading := false, false
	return w.each(path.Join(w.folder(), "sharedStrings.xml"), w.limits.Strings, func(_ *xml.Decoder, t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "t":
				inText = !inReading
			case "rPh":
				inReading = true
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				w.strings = append(w.strings, unescape(text.String()))
			case "t":
				inText = false
			case "rPh":
				inReading = false
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		}
		return nil
	})
}

// escaped is how a text writes characters that XML does not hold: _x000D_.
var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}

// rows reads a sheet row by row.
func (w *workbook) rows(sheet string, fn func(*Row) error) error {
	var row Row
	var cell struct {
		column  int
		kind    string
		style   int
		formula bool
		value   bool // has a value, even an empty one
		text    strings.Builder
	}
	inText, inReading, column := false, false, 0
	return w.each(w.parts[sheet], w.limits.Unzipped, func(_ *xml.Decoder, t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				row.N++
				if n, err := strconv.ParseInt(attribute(e, "r"), 10, 64); err == nil && n > 0 {
					row.N = n
				}
				row.Cells, row.bad, column = row.Cells[:0], nil, 0
			case "c":
				cell.column, cell.kind, cell.style, cell.formula, cell.value = column, "", 0, false, false
				cell.text.Reset()
				for _, a := range e.Attr {
					switch a.Name.Local {
					case "r":
						if at := columnOf(strings.TrimRight(a.Value, "0123456789")); at >= 0 {
							cell.column = at
						}
					case "t":
						cell.kind = a.Value
					case "s":
						cell.style, _ = strconv.Atoi(a.Value)
					}
				}
				column = cell.column + 1
				if column > w.limits.Columns {
					// Left out unless it holds something.
					column = w.limits.Columns + 1
				}
			case "f":
				cell.formula = true
			case "v":
				inText, cell.value = true, true
			case "t":
				inText = !inReading
			case "rPh":
				inReading = true
			}
		case xml.CharData:
			if inText {
				cell.text.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v", "t":
				inText = false
			case "rPh":
				inReading = false
			case "c":
				text, why := w.read(cell.text.String(), cell.kind, cell.style)
				if cell.formula && !cell.value {
					text, why = "", lang.Invalid("import.cell.formula")
				}
				if text == "" && why == nil {
					return nil
				}
				if cell.column >= w.limits.Columns {
					return lang.Invalid("import.file.columns", lang.Args{"row": row.N, "limit": w.limits.Columns})
				}
				for len(row.Cells) <= cell.column {
					row.Cells = append(row.Cells, "")
				}
				row.Cells[cell.column] = text
				if why != nil {
					row.bad = append(row.bad, badCell{cell.column, why})
				}
			case "row":
				return fn(&row)
			case "sheetData":
				return errStop
			}
		}
		return nil
	})
}

// read returns what a cell shows: texts as they are, numbers exactly as the file holds
// them, dates as 2006-01-02.
func (w *workbook) read(v, kind string, style int) (string, *lang.Error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n >= len(w.strings) {
			return "", lang.Invalid("import.cell.damaged")
		}
		return w.strings[n], nil
	case "inlineStr":
		return unescape(v), nil
	case "str": // the value of a formula that gives a text
		return unescape(v), nil
	case "b":
		if v == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "e":
		return v, lang.Invalid("import.cell.error", lang.Args{"given": v})
	case "d":
		day, _, _ := strings.Cut(v, "T")
		return day, nil
	}
	if v == "" {
		return "", nil
	}
	shown := plain
	if style >= 0 && style < len(w.styles) {
		shown = w.styles[style]
	}
	switch shown {
	case dateStyle:
		if day, err := lang.DateFromSerial(plainNumber(v), w.date1904); err == nil {
			return string(day), nil
		}
		return v, lang.Invalid("error.date.serial", lang.Args{"given": v})
	case percentStyle:
		return hundredfold(plainNumber(v)) + "%", nil
	}
	return plainNumber(v), nil
}

// plainNumber writes a number of a workbook without an exponent and with the 15 digits
// that a spreadsheet shows of it: 0.30000000000000004 stands where somebody typed 0.3.
func plainNumber(v string) string {
	digits := 0
	for _, r := range v {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits <= 15 && !strings.ContainsAny(v, "eE") {
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return v
	}
	short := strconv.FormatFloat(f, 'g', 15, 64)
	f, _ = strconv.ParseFloat(short, 64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// hundredfold moves the point of a plain number two places to the right.
func hundredfold(v string) string {
	sign := ""
	if rest, ok := strings.CutPrefix(v, "-"); ok {
		sign, v = "-", rest
	}
	whole, fraction, _ := strings.Cut(v, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	whole = strings.TrimLeft(whole+fraction[:2], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction[2:], "0"); fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}
