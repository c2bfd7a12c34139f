package exchange_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"bridgehead/exchange"
	"bridgehead/lang"
)

// document makes a docx file with the given main part.
func document(t *testing.T, name, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestProseTakesTheTextThatAReaderSees(t *testing.T) {
	encode := func(s string, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return []byte(s)
	}
	const mainland, hongkong = "本届洽谈会签约三十四个项目，总金额为六百七十二亿元。", "本屆洽談會簽約三十四個項目，總金額為六百七十二億元。"
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"plain text as it stands", []byte("签约34个。\r\n下一段。\n"), "签约34个。\n下一段。\n"},
		{"GB18030", encode(simplifiedchinese.GB18030.NewEncoder().String(mainland)), mainland},
		{"Big5", encode(traditionalchinese.Big5.NewEncoder().String(hongkong)), hongkong},
		{"a page without its scripts and with a line for each block", []byte("<!DOCTYPE html><html><head><title>签约</title><style>p{}</style></head><body><h1>标题 34</h1><script>var n = 99</script><p>签约<b>34</b>个 &amp; 更多</p><table><tr><td>甲</td><td>13</td></tr></table></body></html>"), "签约\n标题 34\n签约34个 & 更多\n甲\t13\n"},
		{"a fragment of a page", []byte("<div>签约34个</div><p>13个</p>"), "签约34个\n13个\n"},
		{"a document's paragraphs", document(t, "word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="x"><w:body><w:p><w:r><w:t>签约</w:t></w:r><w:r><w:t>34个</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">second </w:t><w:tab/><w:t>13</w:t></w:r></w:p></w:body></w:document>`), "签约34个\nsecond \t13\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := exchange.Prose(test.data)
			if err != nil || got != test.want {
				t.Errorf("Prose = %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestProseRefusesWhatIsNoText(t *testing.T) {
	bomb := document(t, "word/document.xml", "<w:p><w:t>"+strings.Repeat("0", 33<<20)+"</w:t></w:p>")
	for name, data := range map[string][]byte{
		"nothing":                 []byte(" \n"),
		"a picture":               []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
		"an old document":         []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"),
		"a zip without a text":    document(t, "xl/workbook.xml", "<workbook/>"),
		"a document that breaks":  document(t, "word/document.xml", "<w:p><w:t>34"),
		"a document that swells":  bomb,
		"a zip that is cut short": document(t, "word/document.xml", "<w:p/>")[:20],
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exchange.Prose(data); lang.CodeOf(err) != lang.CodeInvalid {
				t.Errorf("the error is %v, and should be an invalid lang.Error", err)
			}
		})
	}
}
