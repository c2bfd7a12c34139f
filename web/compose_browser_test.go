//go:build browser

package web_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bridgehead/access"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
)

// TestWritingInChromium has somebody write a bulletin with the keyboard: two braces lead to the figures, a word
// finds them, return puts the first one in; how it would read follows what is typed, and says what contradicts
// the record before anything is saved.
func TestWritingInChromium(t *testing.T) {
	t.Parallel()
	browser, axe, f := chromium(t), testenv.Axe(t), demonstration(t)
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	f.holdIn(t, "sample", "writes@fair.example", access.Grant{Role: access.Press})
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			w := &worker{openTab(t, browser), strings.Replace(server.URL, "127.0.0.1", "localhost", 1), axe, os.Getenv("BRIDGEHEAD_SCREENSHOTS"), tag}
			w.screen(desktop)
			w.enter("writes@fair.example", "/"+string(tag)+"/sample/work/bulletins/new")
			field := func(key, part string) string {
				return lang.Say(tag, "web.labelled", lang.Args{"label": w.say(key), "value": w.say("bulletin.desk." + part)})
			}
			typed := func(text string) { call(w.tab, input.InsertText, input.InsertTextParams{Text: text}) }
			text := func() string { return evaluate[string](w.tab, `document.getElementById("text_en").value`) }
			w.fill("textbox", w.say("bulletin.field.code"), "written-"+strings.ToLower(string(tag)))
			w.fill("textbox", field("bulletin.field.title", "en"), "Results")
			w.fill("textbox", field("bulletin.desk.text", "en"), "The fair brought ")

			typed("{{")
			w.soon(w.say("bulletin.desk.close"))
			typed(map[lang.Tag]string{lang.Hans: "签约项目 朝阳", lang.Hant: "簽約項目 朝陽", lang.En: "agreements signed chaoyang"}[tag])
			w.soon(map[lang.Tag]string{lang.Hans: "朝阳区", lang.Hant: "朝陽區", lang.En: "Chaoyang"}[tag])
			if tag == lang.Hant {
				w.looked("writing-figures")
				w.screen(desktop)
			}
			w.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
			if got := text(); !strings.HasPrefix(got, "The fair brought {{signed.count?edition=26&district=110105") {
				t.Fatalf("what was put in: %q", got)
			}
			w.soon("The fair brought 4 agreements")

			// A number of its own contradicts the record; taking it back ends that.
			typed(", and 99 agreements were signed at the 26th edition.")
			w.soon(w.say("bulletin.desk.against"))
			w.looked("writing-against")
			w.screen(desktop)
			w.retype("textbox", field("bulletin.desk.text", "en"), "At the 26th edition {{signed.count?edition=26}} were signed, and {{signed.nothing?edition=26}} more.")
			w.soon(lang.Say(tag, "bulletin.desk.preview"))
			w.soon("signed.nothing")
			w.retype("textbox", field("bulletin.desk.text", "en"), "At the 26th edition {{signed.count?edition=26}} were signed.")
			w.soon("At the 26th edition 36 agreements were signed.")
			if strings.Contains(w.text(), w.say("bulletin.desk.against")) {
				t.Errorf("it still contradicts: %s", w.text())
			}
			w.press(w.say("submit.save"))
			w.sees("At the 26th edition 36 agreements were signed.")
			for _, c := range w.complaints() {
				t.Error(c)
			}
		})
	}
}
