package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bridgehead/meeting"
	"bridgehead/store"
	"bridgehead/web"
)

// Whoever holds a meeting that a release changes is mailed an entry for their calendar: those who have no
// account too, and an interpreter who is taken off. What they take into a calendar themselves says the same.
func TestReleasesAreMailedWithCalendars(t *testing.T) {
	t.Parallel()
	x := attack(t)
	desk := x.who("the secretariat of both").cookie
	f := x.fixture
	site, err := web.New(f.db, web.Options{Address: "https://fair.example", MailFrom: "fair@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	f.site = site
	send := func(to string, form url.Values) string {
		t.Helper()
		r := f.post(t, "/en/model/work/"+to, form, desk)
		if r.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", to, r.Code, seen(r.Body.String()))
		}
		at := r.Header().Get("Location")
		return at[strings.LastIndex(at, "/")+1:]
	}
	page := func(to string) string {
		t.Helper()
		r := f.visit("/en/model/work/"+to, desk)
		if r.Code != http.StatusOK {
			t.Fatalf("%s: %d", to, r.Code)
		}
		return r.Body.String()
	}
	person := func(name, role, languages, mail string) string {
		form := url.Values{"edition": {"26"}, "name_hans": {name}, "name_en": {name}, "role": {role}, "languages": {languages}, "email": {mail}}
		if role != "interpreter" {
			form.Set("party", map[string]string{"owner": x.party, "investor": "另一家公司"}[role])
			form.Set("side", map[string]string{"owner": "beijing", "investor": "hongkong"}[role])
		}
		return send("delegates/new", form)
	}
	investor, owner := person("Visitor", "investor", "en", "visitor@example.org"), person("样例主人", "owner", "zh", "owner@example.org")
	one, two := person("First", "interpreter", "zh en", "first@example.org"), person("Second", "interpreter", "zh en", "second@example.org")
	send("requests", url.Values{"edition": {"26"}, "from": {investor}, "to": {owner}, "wish": {"must"}})
	release := func(do string) {
		t.Helper()
		send("timetable", url.Values{"edition": {"26"}, "do": {do}, "version": {"0"}})
		form := url.Values{"edition": {"26"}, "do": {"release"}, "version": {"1"}}
		send("timetable", form)
	}
	known := map[string]bool{}
	// mailed are the mails that came since it was last asked, by recipient.
	mailed := func() map[string]store.Mail {
		t.Helper()
		all, err := f.db.Mails(t.Context(), "model", store.MailWaiting, 100)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]store.Mail{}
		for _, m := range all {
			if m.Kind == "meetings" && !known[m.ID] {
				known[m.ID], out[m.To] = true, m
			}
		}
		return out
	}
	holds := func(m store.Mail, kind string, lines ...string) string {
		t.Helper()
		if len(m.With) != 1 || m.With[0].Type != "text/calendar; charset=utf-8; method="+kind {
			t.Fatalf("%q is enclosed for %s, not a %s", m.With, m.To, kind)
		}
		text := contentText(m.With[0].Text)
		for _, l := range append(lines, "METHOD:"+kind, "ORGANIZER:mailto:fair@example.org", "mailto:"+m.To) {
			if !strings.Contains(text, l) {
				t.Errorf("%s is not told %q:\n%s", m.To, l, text)
			}
		}
		_, uid, _ := strings.Cut(text, "UID:")
		uid, _, _ = strings.Cut(uid, "\r\n")
		return uid
	}

	release("plan")
	got := mailed()
	interpreter, other := "first@example.org", "second@example.org" // and one, two
	if _, ok := got[other]; ok {
		interpreter, other, one, two = other, interpreter, two, one
	}
	if len(got) != 3 {
		t.Fatalf("those who are mailed: %v", slices.Collect(maps.Keys(got)))
	}
	uid := holds(got["visitor@example.org"], "REQUEST", "SEQUENCE:0", "STATUS:CONFIRMED")
	holds(got["owner@example.org"], "REQUEST", "SEQUENCE:0")
	holds(got[interpreter], "REQUEST", "SEQUENCE:0")
	if m := got["visitor@example.org"]; !strings.Contains(m.Body, "New: ") || !strings.Contains(m.Body, "A-") || m.Name != "Visitor" {
		t.Errorf("what the visitor is written: %+v", m)
	}
	if m := got["owner@example.org"]; !strings.Contains(m.Body, "新增：") {
		t.Errorf("what the owner is written: %s", m.Body)
	}

	// The interpreter has no time any more: the other takes their place.
	form := filledForm(t, page("delegates/"+one), "away")
	form.Set("away", "2023-11-29")
	if r := f.post(t, "/en/model/work/delegates/"+one, form, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("the interpreter is away: %d %s", r.Code, seen(r.Body.String()))
	}
	release("replan")
	if got = mailed(); len(got) != 4 {
		t.Fatalf("those who are mailed of another interpreter: %v", slices.Collect(maps.Keys(got)))
	}
	if again := holds(got["visitor@example.org"], "REQUEST", "SEQUENCE:1"); again != uid {
		t.Errorf("the meeting was %s and is %s", uid, again)
	}
	holds(got[other], "REQUEST", "SEQUENCE:1", "STATUS:CONFIRMED")
	if off := holds(got[interpreter], "CANCEL", "SEQUENCE:1", "STATUS:CANCELLED"); off != uid {
		t.Errorf("of %s, %s is cancelled", uid, off)
	}
	// taken is the meeting in the calendar that somebody takes from their page.
	taken := func(of string) string {
		t.Helper()
		events := strings.Split(contentText(page("day/calendar?edition=26&of="+of)), "BEGIN:VEVENT\r\n")
		if len(events) != 2 {
			t.Fatalf("the calendar of %s has %d events: %q", of, len(events)-1, events)
		}
		return events[1]
	}
	for of, want := range map[string][]string{
		one:   {"UID:" + uid + "\r\n", "SEQUENCE:1\r\n", "STATUS:CANCELLED\r\n"},
		two:   {"UID:" + uid + "\r\n", "SEQUENCE:1\r\n", "STATUS:CONFIRMED\r\n"},
		owner: {"UID:" + uid + "\r\n", "SEQUENCE:1\r\n", "STATUS:CONFIRMED\r\n"},
	} {
		for _, line := range want {
			if event := taken(of); !strings.Contains(event, line) {
				t.Errorf("the calendar of %s does not say %q: %s", of, line, event)
			}
		}
	}

	// Its table is lost, and another is free at the same time: that the time stays is said.
	held := func() meeting.Meeting {
		t.Helper()
		id, _, _ := strings.Cut(uid, "@")
		return stored[meeting.Meeting](t, f, id).Value
	}
	before := held()
	form = filledForm(t, page("timetable/setup"), "slots")
	form.Set("halls", strings.Replace(form.Get("halls"), "2", "3", 1))
	form.Set("lost", before.Table)
	if r := f.post(t, "/en/model/work/timetable/setup", form, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("the table is lost: %d %s", r.Code, seen(r.Body.String()))
	}
	release("replan")
	if now := held(); now.Slot != before.Slot || now.Table == before.Table || now.Table == "" {
		t.Fatalf("from %s at %s they were moved to %s at %s", before.Table, before.Slot, now.Table, now.Slot)
	}
	got = mailed()
	for to, says := range map[string]string{"visitor@example.org": "Another table, the same time: ", "owner@example.org": "换桌，时间不变：", other: "换桌，时间不变："} {
		holds(got[to], "REQUEST", "SEQUENCE:2", "STATUS:CONFIRMED", ":"+held().Table+"\r\n")
		if m := got[to]; !strings.Contains(m.Body, says) || !strings.Contains(m.Body, held().Table) || strings.Contains(m.Body, before.Table) {
			t.Errorf("of another table %s is written: %s", to, m.Body)
		}
	}

	// Nobody comes for the other side: the meeting is off for all three.
	form = filledForm(t, page("delegates/"+owner), "away")
	form.Set("withdrawn", "1")
	if r := f.post(t, "/en/model/work/delegates/"+owner, form, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("the owner does not come: %d %s", r.Code, seen(r.Body.String()))
	}
	release("replan")
	got = mailed()
	for _, to := range []string{"visitor@example.org", "owner@example.org", other} {
		holds(got[to], "CANCEL", "SEQUENCE:3", "STATUS:CANCELLED")
	}
	if len(got) != 3 {
		t.Errorf("those who are mailed of what is off: %v", slices.Collect(maps.Keys(got)))
	}
}

// contentText is a calendar's text with its folded lines whole.
func contentText(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }
