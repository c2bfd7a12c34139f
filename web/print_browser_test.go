//go:build browser

package web_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"bridgehead/access"
	"bridgehead/lang"
)

var pdfPage = regexp.MustCompile(`/Type\s*/Page\b`)

// TestPrintedPagesInChromium prints what goes to a minister's desk on A4: the briefing sheet on one page, a
// bulletin on one. With a folder named by BRIDGEHEAD_SCREENSHOTS the prints are left there.
func TestPrintedPagesInChromium(t *testing.T) {
	t.Parallel()
	browser, f := chromium(t), demonstration(t)
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	f.holdIn(t, "sample", "prints@fair.example", access.Grant{Role: access.Press})
	w := &worker{tab: openTab(t, browser), site: strings.Replace(server.URL, "127.0.0.1", "localhost", 1), tag: lang.En}
	w.screen(desktop)
	w.enter("prints@fair.example", "/en/sample/work/briefing")
	for _, tag := range lang.Tags {
		for name, path := range map[string]string{"briefing": "/sample/work/briefing?edition=26", "bulletin": "/sample/bulletins/signing-results"} {
			w.do(chromedp.Navigate(w.site + "/" + string(tag) + path))
			pdf := call(w.tab, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69, PreferCSSPageSize: new(true)}).Data
			if folder := os.Getenv("BRIDGEHEAD_SCREENSHOTS"); folder != "" {
				if err := os.WriteFile(filepath.Join(folder, name+"."+string(tag)+".pdf"), pdf, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if n := len(pdfPage.FindAll(pdf, -1)); n != 1 {
				t.Errorf("%s in %s takes %d pages", name, tag, n)
			}
		}
	}
}
