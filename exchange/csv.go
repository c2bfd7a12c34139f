package exchange

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"bridgehead/lang"
)

// openText prepares a text with parted columns, which has one sheet without a name, or with
// objects.
func (s *Source) openText(r io.ReaderAt, size int64, head []byte) error {
	enc, err := encodingOf(head)
	if err != nil {
		return err
	}
	decoded, _, err := transform.Bytes(enc.NewDecoder(), head)
	if err != nil && !errors.Is(err, transform.ErrShortSrc) {
		return lang.Invalid("import.file.encoding").Because(err)
	}
	if looksLikeJSON(string(decoded)) {
		return s.openJSON(r, size, enc)
	}
	comma := separatorOf(string(decoded))
	s.Sheets = []string{""}
	s.rows = func(_ context.Context, _ string, fn func(*Row) error) error {
		text := transform.NewReader(io.NewSectionReader(r, 0, size), enc.NewDecoder())
		return textRows(text, comma, fn)
	}
	return nil
}

// textRows reads rows and counts them as a spreadsheet does: an empty line is a row, a
// line break inside quotes is none.
func textRows(text io.Reader, comma rune, fn func(*Row) error) error {
	c := csv.NewReader(text)
	c.Comma = comma
	c.FieldsPerRecord = -1
	var row Row
	line := 1 // on which the next record would begin
	for {
		cells, err := c.Read()
		if err == io.EOF {
			return nil
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return lang.Invalid("import.file.quote", lang.Args{"line": bad.Line}).Because(err)
		}
		if err != nil {
			return err
		}
		start, _ := c.FieldPos(0)
		row.N += int64(start-line) + 1
		line = start + 1
		for i, cell := range cells {
			line += strings.Count(cell, "\n")
			if !utf8.ValidString(cell) {
				return lang.Invalid("import.file.bytes", lang.Args{"row": row.N, "column": Letter(i)})
			}
			cells[i] = asMeant(cell)
		}
		row.Cells = cells
		if err := fn(&row); err != nil {
			return err
		}
	}
}

// encodingOf tells how a text is encoded from how it begins: by its mark, as UTF-8 when
// it is valid, and else as GB18030 or Big5, whichever makes sense of it.
func encodingOf(head []byte) (encoding.Encoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")), validUTF8(head):
		return unicode.UTF8BOM, nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, lang.Invalid("import.file.unknown")
	}
	mainland, hongkong := likelihood(head, simplifiedchinese.GB18030), likelihood(head, traditionalchinese.Big5)
	switch {
	case mainland < 0 && hongkong < 0:
		return nil, lang.Invalid("import.file.encoding")
	case hongkong > mainland:
		return traditionalchinese.Big5, nil
	}
	return simplifiedchinese.GB18030, nil
}

// validUTF8 reports whether the text is UTF-8 as far as it was read; its last character may
// be cut.
func validUTF8(head []byte) bool {
	for cut := range min(4, len(head)) {
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
		if len(head) < sample {
			break
		}
	}
	return false
}

// likelihood is how well the text reads in an encoding: below zero when it does not at
// all. Nearly any bytes are characters of both, but only in the right one are they
// characters that people write: those of headings, and those in everyday use, which both
// standards put first.
func likelihood(head []byte, enc encoding.Encoding) float64 {
	decoded, _, err := transform.Bytes(enc.NewDecoder(), head)
	if err != nil {
		return -1
	}
	known, all, broken := 0, 0, 0
	for _, r := range string(decoded) {
		switch {
		case r == utf8.RuneError:
			broken++
		case r < 0x80:
		default:
			all++
			if headingRunes()[r] {
				known++
			}
		}
	}
	// The last character may be cut.
	if broken > 1 && broken*50 > all || all == 0 {
		return -1
	}
	everyday := 0
	for i := 0; i+1 < len(head); i++ {
		if head[i] < 0x80 {
			continue
		}
		switch enc {
		case simplifiedchinese.GB18030:
			if head[i] >= 0xb0 && head[i] <= 0xd7 && head[i+1] >= 0xa1 {
				everyday++
			}
		default:
			if head[i] >= 0xa4 && head[i] <= 0xc6 && (head[i+1] < 0x80 || head[i+1] >= 0xa1) {
				everyday++
			}
		}
		i++
	}
	return 3*float64(known)/float64(all) + float64(everyday)/float64(all)
}

// separatorOf returns what parts the columns: the one of comma, tab and semicolon that
// stands most often, outside quotes, in the lines that have most of it.
func separatorOf(text string) rune {
	best, most := ',', 0
	for _, try := range []rune{',', '\t', ';', '|'} {
		count, quoted, inLine := 0, false, 0
		lines := 0
		for _, r := range text {
			switch {
			case r == '"':
				quoted = !quoted
			case r == try && !quoted:
				inLine++
			case r == '\n' && !quoted:
				count = max(count, inLine)
				inLine = 0
				lines++
			}
			if lines > 50 {
				break
			}
		}
		if count = max(count, inLine); count > most {
			best, most = try, count
		}
	}
	return best
}
