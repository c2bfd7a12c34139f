package exchange

import (
	"archive/zip"
	"fmt"
	"html/template"
	"io"
	"strings"

	"bridgehead/lang"
)

// A Leaflet is a text for people to take away, as a page or as a word processor's document. The same
// leaflet gives the same bytes.
type Leaflet struct {
	Lang  lang.Tag
	Above string // a line that has to stand above everything: synthetic, or withdrawn; "" for none
	Title []Span
	Under string   // the line under the title: day, edition, issue
	Lines [][]Span // the paragraphs
	Foot  []Span   // where it comes from
}

// A Span is a stretch of a leaflet's text; with an address it leads there.
type Span struct {
	Text, URL string
}

func joined(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// leafletPage needs nothing beside it: no script, no picture, no style from elsewhere.
var leafletPage = template.Must(template.New("leaflet").Funcs(template.FuncMap{"joined": joined}).Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{joined .Title}}</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.7 "Noto Sans", "Noto Sans CJK SC", system-ui, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.3; }
.above { border: 1px solid; padding: .5rem .75rem; }
.under, footer { font-size: .875rem; }
footer { border-top: 1px solid; margin-top: 2rem; padding-top: .5rem; overflow-wrap: anywhere; }
a { color: inherit; text-underline-offset: .2em; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } a { text-decoration: none; } }
</style>
</head>
<body>
{{with .Above}}<p class="above">{{.}}</p>
{{end}}<h1>{{template "spans" .Title}}</h1>
<p class="under">{{.Under}}</p>
{{range .Lines}}<p>{{template "spans" .}}</p>
{{end}}<footer><p>{{template "spans" .Foot}}</p></footer>
</body>
</html>
{{define "spans"}}{{range .}}{{if .URL}}<a href="{{.URL}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}{{end}}{{end}}`))

// WriteHTML writes the leaflet as one page.
func (l Leaflet) WriteHTML(w io.Writer) error { return leafletPage.Execute(w, l) }

// faces are the typefaces that a word processor takes for Chinese characters, and its name of the
// language: as public offices of the place set them.
var faces = map[lang.Tag]struct{ face, language string }{
	lang.Hans: {"SimSun", "zh-CN"},
	lang.Hant: {"PMingLiU", "zh-HK"},
	lang.En:   {"SimSun", "zh-CN"},
}

const (
	wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	wordTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	wordRoot  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
)

// WriteDOCX writes the leaflet as a word processor's document (ECMA-376, WordprocessingML, transitional): a
// page of A4 whose figures are links.
func (l Leaflet) WriteDOCX(w io.Writer) error {
	var body, links strings.Builder
	n := 0
	run := func(text, style string) {
		fmt.Fprintf(&body, `<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>`, style, xmlText(text))
	}
	paragraph := func(style string, spans []Span) {
		fmt.Fprintf(&body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
		for _, s := range spans {
			if s.URL == "" {
				run(s.Text, "")
				continue
			}
			n++
			fmt.Fprintf(&links, `<Relationship Id="l%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="%s" TargetMode="External"/>`, n, xmlText(s.URL))
			fmt.Fprintf(&body, `<w:hyperlink r:id="l%d">`, n)
			run(s.Text, `<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>`)
			body.WriteString(`</w:hyperlink>`)
		}
		body.WriteString(`</w:p>`)
	}
	if l.Above != "" {
		paragraph("Above", []Span{{Text: l.Above}})
	}
	paragraph("Title", l.Title)
	paragraph("Foot", []Span{{Text: l.Under}})
	for _, line := range l.Lines {
		paragraph("Normal", line)
	}
	paragraph("Foot", l.Foot)
	face := faces[l.Lang]
	style := func(id, name, more, run string) string {
		return fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/>%s<w:rPr>%s</w:rPr></w:style>`, id, name, more, run)
	}
	styles := `<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="` + face.face + `" w:cs="Times New Roman"/><w:sz w:val="24"/><w:lang w:val="en-GB" w:eastAsia="` + face.language + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		style("Normal", "Normal", "", "") + style("Title", "Title", `<w:basedOn w:val="Normal"/>`, `<w:b/><w:sz w:val="36"/>`) +
		style("Foot", "Foot", `<w:basedOn w:val="Normal"/>`, `<w:sz w:val="18"/>`) + style("Above", "Above", `<w:basedOn w:val="Normal"/>`, `<w:b/><w:sz w:val="20"/>`) +
		`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr></w:style></w:styles>`
	core := `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + xmlText(joined(l.Title)) + `</dc:title><dc:language>` + string(l.Lang) + `</dc:language></cp:coreProperties>`
	document := `<w:document ` + wordSpace + `><w:body>` + body.String() +
		`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>`
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", wordTypes},
		{"_rels/.rels", wordRoot},
		{"word/document.xml", document},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` + links.String() + `</Relationships>`},
		{"word/styles.xml", styles},
		{"docProps/core.xml", core},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+part.text)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
