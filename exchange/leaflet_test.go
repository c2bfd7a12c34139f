package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"bridgehead/lang"
)

func TestALeafletIsWrittenAsPageAndAsDocument(t *testing.T) {
	l := Leaflet{
		Lang: lang.Hans, Above: "合成示范数据", Title: []Span{{Text: "第26届签约"}, {Text: "34个项目", URL: "https://fair.example/zh-Hans/f?a=1&b=\"2\""}},
		Under: "2023年11月29日", Lines: [][]Span{{{Text: "总额"}, {Text: "672.2亿元", URL: "https://fair.example/x"}, {Text: "。<script>alert(1)</script> & \"so\" \x01"}}},
		Foot: []Span{{Text: "见"}},
	}
	for name, write := range map[string]func(Leaflet, io.Writer) error{"page": Leaflet.WriteHTML, "document": Leaflet.WriteDOCX} {
		t.Run(name, func(t *testing.T) {
			var once, twice bytes.Buffer
			if err := write(l, &once); err != nil {
				t.Fatal(err)
			}
			if err := write(l, &twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
				t.Errorf("the same leaflet gives other bytes: %v", err)
			}
			text, err := Prose(once.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"合成示范数据", "第26届签约34个项目", "2023年11月29日", "总额672.2亿元。<script>alert(1)</script> & \"so\"", "见"} {
				if !strings.Contains(text, want) {
					t.Errorf("it reads %q, without %q", text, want)
				}
			}
		})
	}
	var page, document bytes.Buffer
	if err := l.WriteHTML(&page); err != nil || strings.Contains(page.String(), "<script") || strings.Contains(page.String(), "src=") {
		t.Errorf("%v: %s", err, page.String())
	}
	if err := l.WriteDOCX(&document); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(document.Bytes()), int64(document.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var targets []string
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" {
				for _, a := range e.Attr {
					if a.Name.Local == "Target" && strings.HasPrefix(a.Value, "https:") {
						targets = append(targets, a.Value)
					}
				}
			}
		}
	}
	if got := strings.Join(targets, " "); got != "https://fair.example/zh-Hans/f?a=1&b=\"2\" https://fair.example/x" {
		t.Errorf("it leads to %s", got)
	}
}
