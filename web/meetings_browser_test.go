//go:build browser

package web_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/chromedp"

	"bridgehead/internal/testenv"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/store"
	"bridgehead/web"
)

// TestMeetingsInChromium has an investor ask for a meeting on the phone, be asked, see their day, lose the
// table and then the meeting, and be told of each: on the page, by mail and in the calendar.
func TestMeetingsInChromium(t *testing.T) {
	t.Parallel()
	browser, axe := chromium(t), testenv.Axe(t)
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			t.Parallel()
			x := attack(t)
			site, err := web.New(x.db, web.Options{Address: "https://fair.example", MailFrom: "fair@example.org"})
			if err != nil {
				t.Fatal(err)
			}
			x.site = site
			server := newStopping(t, site)
			comes := func(who, name, role, side, languages string) string {
				t.Helper()
				p := x.who(who)
				form := url.Values{"edition": {"26"}, "name_hans": {name}, "party": {p.actor.Grants[0].Party}, "role": {role}, "side": {side}, "languages": {languages}}
				r := x.post(t, "/en/model/work/delegates/new", form, p.cookie)
				if r.Code != http.StatusSeeOther {
					t.Fatalf("%s: %d %s", who, r.Code, seen(r.Body.String()))
				}
				at := r.Header().Get("Location")
				return at[strings.LastIndex(at, "/")+1:]
			}
			const investor, owner, interpreter = "样例·贵宾", "样例·主人", "样例·译员"
			guest := comes("a delegate of another", investor, "investor", "hongkong", "zh")
			comes("the delegate", owner, "owner", "beijing", "en")
			comes("the secretariat of both", interpreter, "interpreter", "beijing", "zh, en")
			open := func(who string, s screen, to string) *worker {
				w := &worker{openTab(t, browser), server.address, axe, os.Getenv("BRIDGEHEAD_SCREENSHOTS"), tag}
				w.screen(s)
				w.enter(emailOf(who), "/"+string(tag)+"/model/work/"+to)
				return w
			}
			me, host := open("a delegate of another", phone, "delegates?edition=26"), open("the delegate", phone, "requests?edition=26")
			desk := open("the secretariat of both", desktop, "timetable?edition=26")
			to := func(w *worker, page string) {
				t.Helper()
				w.do(chromedp.Navigate(w.site + "/" + string(tag) + "/model/work/" + page))
			}
			begins := func(key string) string {
				text := []rune(lang.Say(tag, key))
				return string(append([]rune{unicode.ToUpper(text[0])}, text[1:]...))
			}

			// The investor asks; the other asks in turn, which is the answer.
			me.leave(func() { me.click(me.after(owner, "link")) })
			me.choose(begins("meeting.field.wish"), meeting.Must.In(tag))
			me.press(me.say("request.send"))
			me.sees(meeting.Must.In(tag))
			to(host, "requests?edition=26")
			host.sees(investor)
			host.press(meeting.Like.In(tag))
			to(me, "requests?edition=26")
			me.sees(me.say("request.received"))
			me.sees(owner)
			me.sees(meeting.Like.In(tag))
			me.looked("requests")
			me.screen(phone)

			// It is planned and released, and stands in the investor's day.
			desk.press(desk.say("planning.plan"))
			desk.sees(owner)
			desk.looked("timetable")
			desk.screen(desktop)
			desk.press(desk.say("planning.release"))
			held := func() store.Row[meeting.Meeting] {
				t.Helper()
				v, err := x.db.View(t.Context(), "model", -1)
				if err != nil {
					t.Fatal(err)
				}
				rows, err := v.MeetingsOf(t.Context(), guest)
				if err != nil || len(rows) != 1 {
					t.Fatalf("the investor's meetings: %v %v", rows, err)
				}
				return rows[0]
			}
			mails := map[string]bool{}
			// told holds what the investor is told of the last release: on the page of notices, by mail, in the calendar.
			told := func(method, sequence string) {
				t.Helper()
				to(me, "notices")
				me.sees(lang.Say(tag, "notice.line.timetable", lang.Args{"edition": 26}))
				all, err := x.db.Mails(t.Context(), "model", store.MailWaiting, 100)
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				for _, m := range all {
					if m.To != emailOf("a delegate of another") || mails[m.ID] {
						continue
					}
					mails[m.ID] = true
					n++
					if len(m.With) != 1 || !strings.HasSuffix(m.With[0].Type, "method="+method) || !strings.Contains(m.With[0].Text, "SEQUENCE:"+sequence+"\r\n") {
						t.Errorf("the mail is no %s of sequence %s: %+v", method, sequence, m)
					}
				}
				if n != 1 {
					t.Errorf("%d mails tell of the release", n)
				}
				ics := x.visit("/"+string(tag)+"/model/work/day/calendar?edition=26", x.who("a delegate of another").cookie).Body.String()
				if !strings.Contains(ics, "SEQUENCE:"+sequence+"\r\n") {
					t.Errorf("the calendar has no sequence %s:\n%s", sequence, ics)
				}
				to(me, "day?edition=26")
				me.sees(owner)
			}
			told("REQUEST", "0")
			first := held().Value.Table
			me.sees(first)
			me.soon(strings.Split(lang.Say(tag, "offline.kept", lang.Args{"until": "|"}), "|")[0])
			me.looked("day")
			me.screen(phone)

			// The table is lost: the secretariat changes as little as possible, sees what, and releases.
			loses := func(tables string) {
				t.Helper()
				to(desk, "timetable/setup?edition=26")
				desk.retype("textbox", begins("meeting.field.lost"), tables)
				desk.press(desk.say("planning.save_setup"))
				desk.press(desk.say("planning.replan"))
				desk.sees(owner)
			}
			loses(first)
			desk.sees(desk.say("meeting.change.table"))
			desk.press(desk.say("planning.release"))
			told("REQUEST", "1")
			me.sees(me.say("day.changed"))
			if now := held().Value.Table; now == first {
				t.Errorf("the meeting is still at %s", now)
			} else {
				me.sees(now)
			}
			to(desk, "day?edition=26&of="+guest) // nobody keeps what is another's
			desk.sees(owner)
			desk.until(copies + `.then(async (there) => there === "0 0" && (await navigator.serviceWorker.getRegistrations()).length === 0)`)
			me.withoutNetwork(x, server, owner, interpreter, held().Value.Table)
			me.enter(emailOf("a delegate of another"), "/"+string(tag)+"/model/work/day?edition=26")
			loses("A-1\nA-2")
			desk.sees(desk.say("meeting.change.cancelled"))
			desk.press(desk.say("planning.release"))
			told("CANCEL", "2")
			me.sees(me.say("meeting.change.cancelled"))
			me.looked("day-cancelled")
			if tag == lang.Hant {
				hard(t, x.db)
				desk.watchesPlanning()
			}
		})
	}
}
