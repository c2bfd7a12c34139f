//go:build browser

package web_test

import (
	"context"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bridgehead/agreement"
	"bridgehead/internal/testenv"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// A hand works a form with the mouse, or with the keyboard alone.
type hand struct {
	*worker
	keys bool
}

// open opens a page of the workspace, and signs in first: sessions do not last over the night.
func (h *hand) open(email, to string) {
	h.t.Helper()
	to = "/" + string(h.tag) + "/model/" + to
	if !h.keys {
		h.enter(email, to)
		return
	}
	h.do(chromedp.Navigate(h.site + "/" + string(h.tag) + "/account/sign-in?to=" + to))
	h.write(h.say("access.field.email"), email)
	h.write(h.say("account.password"), goodPassword)
	h.leave(func() { h.do(chromedp.KeyEvent(kb.Enter)) })
}

// write types into a field of text in place of what stands there.
func (h *hand) write(name, text string) {
	h.t.Helper()
	if !h.keys {
		h.retype("textbox", name, text)
		return
	}
	h.reach(h.find("textbox", name))
	call(h.tab, input.InsertText, input.InsertTextParams{Text: text}) // Tab has selected what stands there
}

// pick chooses an option of a list.
func (h *hand) pick(name, option string) {
	h.t.Helper()
	if h.keys {
		h.reach(h.find("combobox", name))
	}
	h.choose(name, option)
}

func (h *hand) press(name string) {
	h.t.Helper()
	if h.keys {
		h.enterKey("button", name)
		return
	}
	h.worker.press(name)
}

func (h *hand) follow(name string) {
	h.t.Helper()
	if h.keys {
		h.enterKey("link", name)
		return
	}
	h.worker.follow(name)
}

// field is what a form calls a field of a lead or a milestone.
func (h *hand) field(name string) string {
	text := []rune(h.say("landing.field." + name))
	text[0] = unicode.ToUpper(text[0])
	return string(text)
}

func (h *hand) stage(s landing.Stage) string { return h.say("landing.stage." + string(s)) }

// report reports a step with what else the form asks for, and sees that it was recorded.
func (h *hand) report(s landing.Stage, fields ...string) {
	h.t.Helper()
	h.pick(h.field("stage"), h.stage(s))
	for i := 0; i < len(fields); i += 2 {
		h.write(h.field(fields[i]), fields[i+1])
	}
	h.press(h.say("follow.do_report"))
	h.sees(h.say("follow.recorded"))
}

// TestAWeekOfLeadsInChromium is what an officer does with leads until one of them is a plant that
// works: in each language once, and in one of them without a mouse.
func TestAWeekOfLeadsInChromium(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	folder, axe := os.Getenv("BRIDGEHEAD_SCREENSHOTS"), testenv.Axe(t)
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			t.Parallel()
			w := &week{fixture: load(t), t: t}
			server := httptest.NewServer(w.site)
			t.Cleanup(server.Close)
			site := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
			sits := func() *hand {
				h := &hand{&worker{openTab(t, browser), site, axe, folder, tag}, tag == lang.Hant}
				h.screen(desktop)
				return h
			}
			w.begin()
			w.officer, w.desk = sits(), sits()
			w.wednesday()
			w.thursday()
			w.nextWeek()
			w.landing()
		})
	}
}

// A week is one office's, with a secretariat that looks on.
type week struct {
	*fixture
	t             *testing.T
	officer, desk *hand
	signed        agreement.Agreement
	lead          string // address of the one that becomes an agreement
}

const (
	officerAt, deskAt = "officer@fair.example", "desk@fair.example"
	forgotten         = "Battery works"
	heard             = "氢能设备"
)

// begin leaves an agreement that both sides have confirmed, and a lead that nobody answered last Thursday.
func (w *week) begin() {
	w.signed = agreementOfChaoyang(w.t, w.fixture)
	w.update(w.t, "model", func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.PutLead(ctx, landing.Lead{
			Code: "L-9", Edition: 26, Title: lang.Text{En: forgotten}, Side: "beijing", District: "110105", Office: "chaoyang", Received: "2023-11-23T10:00:00+08:00",
		}, 0, created.Origin)
		return err
	})
	w.hold(w.t, officerAt, chaoyang)
	w.hold(w.t, deskAt, secretariatOf("beijing"))
}

// wednesday: somebody calls, is written down and answered; the desk sees what was forgotten, and that it has been told.
func (w *week) wednesday() {
	if err := w.db.Remind(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.desk.open(deskAt, "work/notices")
	w.desk.sees(forgotten)
	w.desk.follow(w.desk.say("work.menu.owed"))
	w.desk.sees(forgotten)
	w.desk.sees(w.desk.say("landing.level.secretariat"))
	w.desk.looked("week-owed")

	o := w.officer
	o.open(officerAt, "work/leads")
	o.sees(o.say("review.overdue"))
	o.looked("week-leads")
	o.screen(desktop)
	o.follow(o.say("follow.new"))
	o.write(o.field("title"), heard)
	o.pick(o.field("district"), map[lang.Tag]string{lang.Hans: "朝阳", lang.Hant: "朝陽", lang.En: "Chaoyang"}[o.tag])
	o.write(o.field("officer"), "李雷")
	o.press(o.say("follow.do_new"))
	o.sees(o.say("follow.recorded"))
	w.lead, _, _ = strings.Cut(strings.TrimPrefix(o.where(), o.site+"/"+string(o.tag)+"/model/"), "?")
	o.sees(lang.Date("2023-12-04").Format(o.tag)) // assessed by the third working day, over a weekend
	o.press(o.say("follow.do_answer"))
	o.sees(o.say("follow.recorded"))
}

// thursday: the lead is assessed, the forgotten one answered and put off, which needs a reason.
func (w *week) thursday() {
	w.pass(24 * time.Hour)
	o := w.officer
	o.open(officerAt, w.lead)
	o.report(landing.Assessed)
	o.follow(o.say("work.menu.leads"))
	o.follow(forgotten)
	o.press(o.say("follow.do_answer"))
	o.sees(o.say("follow.late"))
	o.pick(o.field("stage"), o.stage(landing.Suspended))
	o.press(o.say("follow.do_report"))
	o.sees(lang.Say(o.tag, "landing.milestone.reason", lang.Args{"stage": lang.Word("landing.stage.suspended")}))
	o.looked("week-reason")
	o.screen(desktop)
	o.report(landing.Suspended, "reason", "board meets in spring")
	o.sees("board meets in spring")
}

// nextWeek: one is reported back on and negotiated, the other goes on where it was.
func (w *week) nextWeek() {
	w.pass(5 * 24 * time.Hour)
	o := w.officer
	o.open(officerAt, w.lead)
	o.report(landing.Reported)
	o.report(landing.Negotiating)
	o.report(landing.Signed)
	o.write(o.field("agreement"), w.signed.Code)
	o.press(o.say("follow.do_link"))
	o.sees(o.say("follow.recorded"))
	o.follow(o.say("work.menu.leads"))
	o.follow(forgotten)
	o.report(landing.Resumed)
	o.report(landing.Assessed)
}

// landing: what was signed is registered, paid in, verified by another, built and put to work.
func (w *week) landing() {
	o, d := w.officer, w.desk
	o.follow(o.say("work.menu.leads"))
	o.follow(heard)
	o.follow(o.say("follow.to_agreement"))
	o.report(landing.Registered, "registry", "91110105MA01")
	o.report(landing.PaidIn, "amount", "USD 3 million", "instalment", "1", "document", "Capital verification 7", "registry", "CV-7")
	shown := money.Print(money.Amount{Minor: 3_000_000_00, Currency: "USD"}.Rat(), "USD", o.tag, money.Exact)
	o.sees(shown)
	o.sees("CV-7")
	for _, th := range o.things() {
		if th.role == "button" && strings.HasPrefix(th.name, o.say("follow.verify")) {
			w.t.Errorf("the office is offered %q", th.name)
		}
	}
	public := "agreements/" + string(w.signed.ID)
	visitor := openTab(w.t, o.ctx)
	visitor.do(chromedp.Navigate(o.site + "/" + string(o.tag) + "/model/" + public))
	if strings.Contains(visitor.text(), "CV-7") {
		w.t.Error("the public is told what nobody has verified")
	}

	d.open(deskAt, "work/owed")
	d.sees("CV-7")
	for n := 0; d.has("button", d.say("follow.verify")); n++ {
		if n == 9 {
			w.t.Fatalf("%s: there is always more to verify: %s", d.where(), d.text())
		}
		d.press(d.say("follow.verify"))
		d.sees(d.say("follow.recorded"))
	}
	d.sees(d.say("follow.nothing_to_verify"))
	visitor.do(chromedp.Navigate(o.site + "/" + string(o.tag) + "/model/" + public))
	visitor.sees("CV-7")
	visitor.sees(shown)

	w.pass(90 * 24 * time.Hour)
	o.open(officerAt, "work/landing/"+string(w.signed.ID))
	o.report(landing.Construction)
	o.report(landing.Operating, "address", "https://example.org/opened")
	o.looked("week-landing")
	o.screen(desktop)
	o.sees(o.stage(landing.Operating))
	for _, s := range []landing.Stage{landing.Registered, landing.PaidIn, landing.Construction, landing.Operating} {
		m := milestoneOf(w.t, w.fixture, string(w.signed.ID), s).Value
		if counts := s == landing.Registered || s == landing.PaidIn; m.Counts() != counts {
			w.t.Errorf("%s counts: %v", s, m.Counts())
		}
	}
}

// has reports whether the page has a thing of the role whose name begins so.
func (b *tab) has(role, name string) bool {
	b.t.Helper()
	for _, th := range b.things() {
		if th.role == role && strings.HasPrefix(th.name, name) {
			return true
		}
	}
	return false
}
