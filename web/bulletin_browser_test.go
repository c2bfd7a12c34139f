//go:build browser

package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// The texts of the bulletin, with the number of agreements that is planted or right, and a figure that is to change.
func bulletinIn(tag lang.Tag, signed int) string {
	return fmt.Sprintf(lang.Text{
		Hans: "第26届洽谈会签约%d个项目。\n海淀区签约%s。", Hant: "第26屆洽談會簽約%d個項目。\n海淀區簽約%s。",
		En: "At the 26th edition %d agreements were signed.\nHaidian signed %s.",
	}.Get(tag), signed, "{{signed.amount?edition=26&district=110108}}")
}

// TestABulletinInChromium is the way of a bulletin: the press writes it in three languages, a number that contradicts the
// record keeps it back, it is mended, both sides agree, and it is published when its embargo ends; the record is corrected, the
// press is told and corrects the bulletin; a reader follows a figure to its trace and checks the proof with the program alone.
func TestABulletinInChromium(t *testing.T) {
	t.Parallel()
	browser, axe, folder := chromium(t), testenv.Axe(t), os.Getenv("BRIDGEHEAD_SCREENSHOTS")
	f := load(t)
	const pressAt, northAt, southAt = "press@fair.example", "north@fair.example", "south@fair.example"
	f.hold(t, pressAt, access.Grant{Role: access.Press})
	f.hold(t, northAt, secretariatOf("beijing"))
	f.hold(t, southAt, secretariatOf("hongkong"))
	var record string
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		record = tx.NewID()
		put(ctx, t, tx, agreement.Agreement{
			ID: agreement.ID(record), Edition: 26, Title: lang.Text{Hans: "海淀项目", Hant: "海淀項目", En: "Of Haidian"}, Type: agreement.Contract, Direction: project.Inward, Confirmed: 3,
			Amount: money.Amount{Minor: 3_000_000_00, Currency: "USD"}, Attributions: []agreement.Attribution{{District: "110108", Num: 1, Den: 1}},
		})
		return nil
	})
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	site := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	sits := func(tag lang.Tag, s screen) *worker {
		w := &worker{openTab(t, browser), site, axe, folder, tag}
		w.screen(s)
		return w
	}
	press, north, south, reader := sits(lang.Hans, desktop), sits(lang.En, desktop), sits(lang.Hant, phone), sits(lang.En, phone)
	opens := func(w *worker, email, page string) {
		t.Helper()
		to := "/" + string(w.tag) + "/model/work/" + page
		w.do(chromedp.Navigate(site + to))
		if !strings.HasSuffix(w.where(), to) { // sessions do not last over the night
			w.enter(email, to)
		}
	}
	// what the page calls a part of the bulletin in a language
	part := func(w *worker, label, language string) string {
		return lang.Say(w.tag, "web.labelled", lang.Args{"label": w.say(label), "value": w.say("bulletin.desk." + language)})
	}
	languages := []struct {
		tag  lang.Tag
		name string
	}{{lang.Hans, "hans"}, {lang.Hant, "hant"}, {lang.En, "en"}}
	texts := func(signed int) {
		t.Helper()
		for _, l := range languages {
			press.retype("textbox", part(press, "bulletin.desk.text", l.name), bulletinIn(l.tag, signed))
		}
	}

	// It is written, and a planted number keeps it back.
	opens(press, pressAt, "bulletins")
	press.follow(press.say("bulletin.desk.new"))
	press.retype("textbox", press.say("bulletin.field.code"), "haidian")
	press.retype("textbox", press.say("bulletin.field.edition"), "26")
	for _, l := range languages {
		press.retype("textbox", part(press, "bulletin.field.title", l.name), lang.Text{Hans: "海淀区的结果", Hant: "海淀區的結果", En: "What Haidian signed"}.Get(l.tag))
	}
	texts(35)
	evaluate[bool](press.tab, `(document.getElementById("embargo").value = "2023-11-30T08:00", true)`)
	press.press(press.say("submit.save"))
	press.sees(press.say("bulletin.desk.against"))
	press.sees("34")
	press.looked("bulletin-blocked")
	press.screen(desktop)
	texts(34)
	press.press(press.say("submit.save"))
	if text := press.text(); strings.Contains(text, press.say("bulletin.desk.against")) {
		t.Fatalf("what was mended is still kept back: %s", text)
	}
	page := "bulletins/" + press.where()[strings.LastIndex(press.where(), "/")+1:]

	// agreed hands it in, and both sides agree.
	agreed := func(page string) {
		t.Helper()
		press.press(press.say("bulletin.desk.hand_in"))
		for _, x := range []struct {
			w     *worker
			email string
		}{{north, northAt}, {south, southAt}} {
			opens(x.w, x.email, page)
			x.w.looked("bulletin-agree")
			x.w.press(x.w.say("bulletin.desk.agree"))
			x.w.sees(x.w.say("bulletin.desk.agreed"))
		}
	}
	agreed(page)
	public := site + "/en/model/bulletins/haidian"
	gets := func(address string) (int, []byte) {
		t.Helper()
		r, err := http.Get(strings.Replace(address, "localhost", "127.0.0.1", 1))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, body
	}
	remind := func() {
		t.Helper()
		if err := f.db.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	remind()
	if code, _ := gets(public); code != http.StatusNotFound {
		t.Fatalf("before its embargo ends the bulletin answers %d", code)
	}
	f.pass(24 * time.Hour)
	remind()

	// A reader follows a figure to its trace.
	reads := func(address string) (figure string) {
		t.Helper()
		reader.do(chromedp.Navigate(address))
		reader.looked("bulletin-read")
		reader.screen(phone)
		return evaluate[string](reader.tab, `document.querySelector("article .figure-in").textContent`)
	}
	was := reads(public)
	reader.follow(was)
	if !regexp.MustCompile(`/figures/signed\.amount\?edition=26&district=110108&at=\d+`).MatchString(reader.where()) {
		t.Fatalf("the figure leads to %s", reader.where())
	}
	reader.sees(was)
	reader.sees("Haidian")

	// The record is corrected by somebody who sees what was published of it, and the press is told.
	opens(north, northAt, "records/agreement/"+record)
	north.retype("textbox", "Amount", "USD 5 million")
	north.press(north.say("correct.do_look"))
	north.sees("What Haidian signed")
	north.looked("bulletin-touched")
	north.screen(desktop)
	north.press(north.say("correct.save"))
	remind()
	opens(press, pressAt, "notices")
	press.follow(lang.Say(press.tag, "notice.line.outdated", lang.Args{"title": "海淀区的结果"}))
	press.sees(press.say("bulletin.outdated"))
	press.looked("bulletin-outdated")
	press.screen(desktop)
	press.press(press.say("bulletin.desk.next"))
	press.looked("bulletin-next")
	press.screen(desktop)
	agreed("bulletins/" + press.where()[strings.LastIndex(press.where(), "/")+1:])
	press.do(chromedp.Reload())
	press.press(press.say("bulletin.desk.publish"))

	// Both issues stay readable, with what changed; the proofs of both hold without the record.
	now := reads(public)
	if now == was {
		t.Fatalf("the second issue still says %s", was)
	}
	if text := reader.text(); !strings.Contains(text, "“"+was+"” should read “"+now+"”") {
		t.Errorf("the notice is not there: %s", text)
	}
	program := filepath.Join(t.TempDir(), "bridgehead")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "bridgehead/cmd/bridgehead")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v %s", err, out)
	}
	for issue, figure := range map[string]string{"1": was, "2": now} {
		reader.do(chromedp.Navigate(public + "/" + issue))
		away := t.TempDir() // where there is nothing but what the reader took away
		code, proof := gets(evaluate[string](reader.tab, `document.querySelector(".proof a[download]").href`))
		if code != http.StatusOK {
			t.Fatalf("the proof of issue %s answers %d", issue, code)
		}
		key := evaluate[string](reader.tab, `document.querySelector(".proof code").textContent`)
		verify := func(proof []byte, want int) string {
			t.Helper()
			for name, content := range map[string][]byte{"proof.json": proof, "public.key": []byte(key + "\n")} {
				if err := os.WriteFile(filepath.Join(away, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c := exec.CommandContext(t.Context(), program, "verify", "proof.json", "--key", "public.key", "--lang", "en")
			c.Dir, c.Env = away, []string{"HOME=" + away}
			out, err := c.CombinedOutput()
			if c.ProcessState == nil || c.ProcessState.ExitCode() != want {
				t.Errorf("issue %s: %v, want %d: %s", issue, err, want, out)
			}
			return string(out)
		}
		if out := verify(proof, 0); !strings.Contains(out, "Haidian signed "+figure) {
			t.Errorf("what is proven of issue %s: %s", issue, out)
		}
		verify([]byte(strings.Replace(string(proof), `"size": `, `"size": 1`, 1)), 3)
		if left, _ := os.ReadDir(away); len(left) != 2 {
			t.Errorf("checking leaves %v", left)
		}
	}
	reader.do(chromedp.Navigate(public + "/1"))
	reader.follow("issue 2")
	reader.sees(was) // among what changed
	for _, c := range reader.complaints() {
		t.Error(c)
	}
}
