package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/transform"

	"bridgehead/lang"
)

// proseLimit bounds a text that is to be checked, packed and unpacked. A daily newspaper is
// about a megabyte.
const proseLimit = 32 << 20

// Prose returns the text of a document that people write: plain text in UTF-8, UTF-16,
// GB18030 or Big5, HTML, or docx. What it is shows in its bytes, not in its name. Paragraphs
// are lines; headings stand on lines of their own. What cannot be read is an invalid
// lang.Error.
func Prose(data []byte) (string, error) {
	switch {
	case len(data) > proseLimit:
		return "", lang.Invalid("import.file.large", lang.Args{"limit": "32 MiB"})
	case len(bytes.TrimSpace(data)) == 0:
		return "", lang.Invalid("import.file.empty")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return docx(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", lang.Invalid("prose.old")
	}
	enc, err := encodingOf(data)
	if err != nil {
		return "", err
	}
	text, _, err := transform.Bytes(enc.NewDecoder(), data)
	if err != nil {
		return "", lang.Invalid("import.file.encoding").Because(err)
	}
	if looksLikeHTML(text) {
		return fromHTML(text)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n"), nil
}

// looksLikeHTML reports whether a text begins as a page does.
func looksLikeHTML(text []byte) bool {
	head := strings.ToLower(string(bytes.TrimSpace(text[:min(len(text), 1024)])))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<?xml") && strings.Contains(head, "<html") ||
		strings.HasPrefix(head, "<") && (strings.Contains(head, "<p") || strings.Contains(head, "<div") || strings.Contains(head, "<body"))
}

// blocks are the elements that begin and end a line.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Br: true, atom.Li: true, atom.Tr: true, atom.Table: true, atom.Ul: true, atom.Ol: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Title: true,
	atom.Article: true, atom.Section: true, atom.Header: true, atom.Footer: true, atom.Blockquote: true, atom.Figcaption: true, atom.Dd: true, atom.Dt: true,
}

// fromHTML takes the text that a reader sees.
func fromHTML(text []byte) (string, error) {
	var b strings.Builder
	line := func() {
		if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") {
			b.WriteByte('\n')
		}
	}
	hidden := 0
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch t := z.Next(); t {
		case html.ErrorToken:
			if errors.Is(z.Err(), io.EOF) {
				return strings.TrimSpace(b.String()) + "\n", nil
			}
			return "", lang.Invalid("prose.damaged").Because(z.Err())
		case html.TextToken:
			if hidden == 0 {
				s := string(z.Text())
				words := strings.Join(strings.Fields(s), " ")
				if words != "" {
					if strings.TrimLeft(s, " \t\r\n") != s && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
						b.WriteByte(' ')
					}
					b.WriteString(words)
					if strings.TrimRight(s, " \t\r\n") != s {
						b.WriteByte(' ')
					}
				}
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case a == atom.Script || a == atom.Style || a == atom.Template || a == atom.Noscript:
				if t == html.StartTagToken {
					hidden++
				} else if t == html.EndTagToken && hidden > 0 {
					hidden--
				}
			case a == atom.Td || a == atom.Th:
				if s := b.String(); t == html.StartTagToken && s != "" && !strings.HasSuffix(s, "\n") {
					b.WriteByte('\t')
				}
			case blocks[a]:
				line()
			}
		}
	}
}

// docx takes the paragraphs of a word processor's document.
func docx(data []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", lang.Invalid("import.file.damaged").Because(err)
	}
	part, err := z.Open("word/document.xml")
	if err != nil {
		return "", lang.Invalid("prose.no_text").Because(err)
	}
	defer part.Close()
	// One byte more than allowed shows that there is more.
	limited := &io.LimitedReader{R: part, N: proseLimit + 1}
	d := xml.NewDecoder(limited)
	var b strings.Builder
	inText := false
	for {
		token, err := d.Token()
		if limited.N == 0 {
			return "", lang.Invalid("import.file.large", lang.Args{"limit": "32 MiB"})
		}
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", lang.Invalid("import.file.damaged").Because(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText = true
			case "tab":
				b.WriteByte('\t')
			case "br", "cr":
				b.WriteByte('\n')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "p":
				b.WriteByte('\n')
			}
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		}
	}
}
