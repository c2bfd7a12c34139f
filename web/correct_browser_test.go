//go:build browser

package web_test

import (
	"fmt"
	"math/big"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
	"bridgehead/money"
)

// A worker is somebody at work in the browser, in one language.
type worker struct {
	*tab
	site, axe, folder string
	tag               lang.Tag
}

func (w *worker) say(key string) string { return lang.Say(w.tag, key) }

// enter signs in with the form and opens a page of the workspace.
func (w *worker) enter(email, to string) {
	w.t.Helper()
	w.do(chromedp.Navigate(w.site + "/" + string(w.tag) + "/account/sign-in?" + url.Values{"to": {to}}.Encode()))
	w.fill("textbox", w.say("access.field.email"), email)
	w.fill("textbox", w.say("account.password"), goodPassword)
	w.leave(func() { w.click(w.after(w.say("account.password"), "button")) })
	if !strings.HasSuffix(w.where(), to) {
		w.t.Fatalf("signing in leads to %s: %s", w.where(), w.text())
	}
}

// retype puts a text in the place of what stands in a field.
func (w *worker) retype(role, name, text string) {
	w.t.Helper()
	w.click(w.find(role, name))
	evaluate[bool](w.tab, `(document.activeElement.select(), true)`)
	call(w.tab, input.InsertText, input.InsertTextParams{Text: text})
}

// looked looks at the page as it is now: it fits the phone and the desktop, and axe finds nothing.
func (w *worker) looked(name string) {
	w.t.Helper()
	for _, s := range []screen{phone, {"desktop", 1280, 900}} {
		w.screen(s)
		where := name + " " + string(w.tag) + " on a " + s.name
		if wide := evaluate[string](w.tab, overflowing); wide != "" {
			w.t.Errorf("%s is %s", where, wide)
		}
		for i, scheme := range schemes {
			w.scheme(scheme)
			for _, v := range w.tab.axe(w.axe, []string{allRules, colourRules}[i]) {
				w.t.Errorf("%s, %s: %s", where, scheme, v)
			}
			if w.folder != "" {
				png, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
				if err == nil {
					err = os.WriteFile(filepath.Join(w.folder, fmt.Sprintf("%s.%s.%s.%s.png", name, w.tag, s.name, scheme)), png, 0o644)
				}
				if err != nil {
					w.t.Fatal(err)
				}
			}
		}
		w.scheme("light")
	}
	for _, c := range w.complaints() {
		if !strings.Contains(c, "status of 409") && !strings.Contains(c, "status of 400") { // the browser tells of every page that is no success
			w.t.Errorf("%s %s: %s", name, w.tag, c)
		}
	}
}

// TestACorrectionInChromium corrects an amount and sees first which figures that touches; the
// auditor follows it. Two at once choose. With a folder named by BRIDGEHEAD_SCREENSHOTS it
// leaves a picture of each page.
func TestACorrectionInChromium(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.hold(t, "secretariat@fair.example", secretariatOf(""))
	f.hold(t, "second@fair.example", secretariatOf("hongkong"))
	f.hold(t, "auditor@fair.example", auditor)
	f.hold(t, "admin@fair.example", access.Grant{Role: access.Administrator})
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	site := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	browser := chromium(t)
	folder := os.Getenv("BRIDGEHEAD_SCREENSHOTS")
	axe := testenv.Axe(t)
	for i, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			amount := map[lang.Tag]string{lang.Hans: "金额", lang.Hant: "金額", lang.En: "Amount"}[tag]
			open := func(email, to string) *worker {
				w := &worker{openTab(t, browser), site, axe, folder, tag}
				w.screen(desktop)
				w.enter(email, "/"+string(tag)+to)
				return w
			}
			record := "/model/work/records/agreement/" + f.ids.corrected
			w := open("secretariat@fair.example", "/model/agreements/"+f.ids.corrected)
			second := open("second@fair.example", record)
			w.follow(w.say("correct.work"))
			w.looked("correct")
			// Each language makes the amount another, so that there is something to correct.
			typed, shown := fmt.Sprintf("USD %d million", 3+i), money.Print(big.NewRat(int64(3+i)*1_000_000, 1), "USD", tag, money.Exact)
			w.retype("textbox", amount, typed)
			w.press(w.say("correct.do_look"))
			if text := w.text(); !strings.Contains(text, shown) || !strings.Contains(text, w.say("correct.touched")) || strings.Contains(text, w.say("correct.untouched")) {
				t.Fatalf("what it touches is not seen first: %s", text)
			}
			w.looked("look")
			w.press(w.say("correct.save"))
			if text := w.text(); !strings.Contains(w.where(), "/history") || !strings.Contains(text, w.say("correct.saved")) || !strings.Contains(text, shown) {
				t.Fatalf("%s: %s", w.where(), text)
			}

			// The second opened the form before that, and loses nothing.
			second.retype("textbox", amount, fmt.Sprintf("USD %d million", 13+i))
			second.fill("textbox", second.say("web.field.note"), string(tag)+" ")
			second.press(second.say("correct.do_look"))
			second.looked("clash")
			second.click(second.find("radio", shown))
			second.press(second.say("correct.do_look"))
			second.press(second.say("correct.save"))
			if got := stored[agreement.Agreement](t, f, f.ids.corrected).Value; got.Amount.Minor != int64(3+i)*1_000_000_00 || !strings.Contains(got.Note, string(tag)) {
				t.Errorf("after both the record is %v, %q", got.Amount, got.Note)
			}

			// The auditor follows it from its entry to the record's history, and changes nothing.
			a := open("auditor@fair.example", "/model/work")
			a.follow(a.say("work.menu.audit"))
			a.choose(a.say("audit.what"), a.say("web.action.correct"))
			a.press(a.say("web.filter.do"))
			a.looked("audit")
			a.follow(f.ids.corrected)
			if text := a.text(); !strings.Contains(a.where(), "/history#at-") || !strings.Contains(text, shown) || !strings.Contains(text, "王小明") {
				t.Errorf("%s: %s", a.where(), text)
			}
			a.looked("past")
			a.follow(a.say("work.menu.status"))
			a.looked("status")
			a.follow(a.say("work.menu.accounts"))
			a.looked("accounts-read")

			admin := open("admin@fair.example", "/model/work/accounts")
			admin.looked("accounts")
			s := open("secretariat@fair.example", "/model/work/records/agreement/"+f.ids.agreement)
			s.looked("hostile-correct")
			s.follow(s.say("correct.to_past"))
			s.looked("hostile-past")
		})
	}
}
