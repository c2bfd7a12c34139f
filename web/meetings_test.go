package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/store"
)

// meeting gives the attacked fair a delegate of Beijing's office, one of another party, and their meeting.
func (x *attacked) meeting(ctx context.Context, t testing.TB, tx *store.Tx, owner, other party.ID) {
	t.Helper()
	setup := meeting.Setup{
		Edition: 26, Ask: meeting.Across, Slots: []meeting.Slot{{Day: "2023-11-29", Begins: "09:00", Ends: "09:30"}, {Day: "2023-11-29", Begins: "09:30", Ends: "10:00"}},
		Halls: []meeting.Hall{{Code: "A", Tables: 2}},
	}
	if _, err := tx.PutMeetingSetup(ctx, setup, 0, journal.Origin{Kind: "form"}); err != nil {
		t.Fatal(err)
	}
	made := func(id party.ID, side, office, name string) string {
		d := delegate.Delegate{Edition: 26, Party: id, Role: delegate.Owner, Side: side, Office: office}
		d, err := tx.PutDelegate(ctx, d, &party.Person{Name: lang.Text{Hans: name, En: name}}, 0, journal.Origin{Kind: "form"})
		if err != nil {
			t.Fatal(err)
		}
		return d.ID
	}
	x.delegate = made(owner, "beijing", "chaoyang", secretWord)
	m := meeting.Meeting{ID: tx.NewID(), Edition: 26, A: x.delegate, PartyA: owner, B: made(other, "hongkong", "kowloon", "另一位"), PartyB: other, Slot: "2023-11-29T09:00", Table: "A-1", Release: 1}
	put(ctx, t, tx, m)
	x.met = m.ID
}

// meetingTargets adds what the routes of delegates and meetings are asked for.
func (x *attacked) meetingTargets(t testing.TB, m map[string][]target) {
	t.Helper()
	d, met := stored[delegate.Delegate](t, x.fixture, x.delegate), stored[meeting.Meeting](t, x.fixture, x.met)
	of := func(actions ...access.Action) (out []access.Question) {
		for _, a := range actions {
			out = append(out, store.DelegateQuestion(a, d.Value))
		}
		return out
	}
	ofMeeting := func(actions ...access.Action) (out []access.Question) {
		for _, a := range actions {
			out = append(out, store.MeetingQuestion(a, met.Value))
		}
		return out
	}
	plan := []access.Question{{Action: access.PlanMeetings, Edition: 26}}
	form := url.Values{"edition": {"26"}, "name_hans": {"新代表"}, "party": {x.party}, "role": {"owner"}, "side": {"beijing"}, "office": {"chaoyang"}, "before": {since[delegate.Delegate](t, x.fixture, x.delegate)}}
	before := url.Values{"before": form["before"]}
	asked := url.Values{"edition": {"26"}, "from": {x.delegate}, "to": {met.Value.B}, "wish": {"like"}}
	setup := url.Values{"edition": {"26"}, "before": {"0"}, "ask": {"nobody"}, "slots": {"2023-11-29 09:00-09:30"}, "halls": {"B | 1"}}
	held := url.Values{"held": {"held"}, "before": {since[meeting.Meeting](t, x.fixture, x.met)}}
	page := "/model/work/delegates/" + x.delegate
	for name, list := range map[string][]target{
		"GET /{fair}/work/delegates":             {{path: "/model/work/delegates"}},
		"GET /{fair}/work/delegates/new":         {{path: "/model/work/delegates/new"}},
		"POST /{fair}/work/delegates/new":        {{path: "/model/work/delegates/new", questions: of(access.WriteDelegate), form: form, harmless: also(form, "role", "none")}},
		"GET /{fair}/work/delegates/{id}":        {{path: page, questions: of(access.ReadDelegate), reads: true}},
		"POST /{fair}/work/delegates/{id}":       {{path: page, questions: of(access.ReadDelegate, access.WriteDelegate), form: form, harmless: also(form, "before", "none")}},
		"GET /{fair}/work/delegates/{id}/known":  {{path: page + "/known", questions: of(access.ReadDelegate, access.EraseDelegate), reads: true}},
		"POST /{fair}/work/delegates/{id}/erase": {{path: page + "/erase", questions: of(access.ReadDelegate, access.EraseDelegate), form: before, harmless: also(before, "before", "none")}},
		"GET /{fair}/work/requests":              {{path: "/model/work/requests"}, {path: "/model/work/requests?from=" + x.delegate, questions: of(access.ReadDelegate), reads: true}},
		"POST /{fair}/work/requests":             {{path: "/model/work/requests", questions: of(access.ReadDelegate, access.AskMeeting), form: asked, harmless: also(asked, "wish", "none")}},
		"GET /{fair}/work/timetable":             {{path: "/model/work/timetable", questions: plan}},
		"POST /{fair}/work/timetable":            {{path: "/model/work/timetable", questions: plan, form: url.Values{"edition": {"26"}, "do": {"plan"}}, harmless: url.Values{"edition": {"26"}, "do": {"none"}}}},
		"GET /{fair}/work/timetable/setup":       {{path: "/model/work/timetable/setup", questions: plan}},
		"POST /{fair}/work/timetable/setup":      {{path: "/model/work/timetable/setup", questions: plan, form: setup, harmless: also(setup, "halls", "none")}},
		"GET /{fair}/work/day":                   {{path: "/model/work/day"}, {path: "/model/work/day?of=" + x.delegate, questions: of(access.ReadDelegate), reads: true}},
		"GET /{fair}/work/day/calendar":          {{path: "/model/work/day/calendar?of=" + x.delegate, questions: of(access.ReadDelegate), reads: true}},
		"POST /{fair}/work/meetings/{id}":        {{path: "/model/work/meetings/" + x.met, questions: ofMeeting(access.ReadMeeting, access.ReportMeeting), form: held, harmless: also(held, "before", "none")}},
		"GET /{fair}/work/boards":                {{path: "/model/work/boards", questions: plan, reads: true}},
	} {
		m[name] = list
	}
}

// meets sets up meetings of an edition of a fair on the pages: a slot after the other at two tables, two
// people of each side, the first of whom registers themselves, and who wishes to meet whom; and releases the
// timetable. It returns the identifiers of the four.
func (f *fixture) meets(t testing.TB, fair, edition string, parties [4]string, desk, first *http.Cookie) (people [4]string) {
	t.Helper()
	at := fmt.Sprintf("/en/%s/work/", fair)
	by := func(who *http.Cookie, to string, form url.Values) string {
		t.Helper()
		form.Set("edition", edition)
		r := f.post(t, at+to, form, who)
		if r.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", to, r.Code, seen(r.Body.String()))
		}
		return r.Header().Get("Location")
	}
	sent := func(to string, form url.Values) string { return by(desk, to, form) }
	sent("timetable/setup", url.Values{
		"before": {"0"}, "ask": {"across"}, "slots": {"2023-11-29 09:00-09:30\n2023-11-29 09:30–10:00\n2023-11-29 10:00-10:30\r\n2023-11-30 14:00-14:30"},
		"halls": {"A | 2 | 展厅 A | 展廳 A | Hall A"}, "most_day": {"3"},
	})
	for i, name := range []string{"样例·林一", "样例·王二", "样例·陈三", "样例·何四"} {
		side, role, who := "beijing", "owner", desk
		if i > 1 {
			side, role = "hongkong", "investor"
		}
		if i == 0 {
			who = first
		}
		to := by(who, "delegates/new", url.Values{"name_hans": {name}, "name_en": {[]string{"Sample Lin", "Sample Wang", "Sample Chen", "Sample Ho"}[i]}, "party": {parties[i]}, "role": {role}, "side": {side}, "languages": {"zh, en"}})
		people[i] = to[strings.LastIndex(to, "/")+1:]
	}
	for _, x := range [][2]int{{2, 0}, {2, 1}, {3, 0}} {
		sent("requests", url.Values{"from": {people[x[0]]}, "to": {people[x[1]]}, "wish": {"must"}})
	}
	sent("timetable", url.Values{"do": {"plan"}, "version": {"0"}})
	sent("timetable", url.Values{"do": {"release"}, "version": {"1"}})
	return people
}

// The secretariat plans what people ask for, changes it with few changes, and releases it; a delegate is shown
// their day, declines, reports what came of it; and somebody is erased.
func TestMeetingsAreAskedForPlannedAndHeld(t *testing.T) {
	t.Parallel()
	x := attack(t)
	desk := x.who("the secretariat of both").cookie
	f := x.fixture
	get := func(path string, cookie *http.Cookie) string {
		t.Helper()
		r := f.visit("/en/model/work/"+path, cookie)
		if r.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, r.Code, seen(r.Body.String()))
		}
		return r.Body.String()
	}
	setup := filledForm(t, get("timetable/setup", desk), "slots")
	if got := setup.Get("slots"); got != "2023-11-29 09:00-09:30\n2023-11-29 09:30-10:00" {
		t.Errorf("the slots come back as %q", got)
	}
	setup.Set("slots", setup.Get("slots")+"\n2023-11-29 09:45-10:15")
	if r := f.post(t, "/en/model/work/timetable/setup", setup, desk); r.Code != http.StatusBadRequest || !strings.Contains(seen(r.Body.String()), "2023-11-29T09:45") {
		t.Errorf("slots that overlap: %d %s", r.Code, seen(r.Body.String()))
	}

	// The delegate of the company registers themselves, and asks the other.
	me := x.who("the delegate").cookie
	form := url.Values{"edition": {"26"}, "name_hans": {"代表本人"}, "name_en": {"Myself"}, "party": {x.party}, "role": {"owner"}, "side": {"beijing"}, "languages": {"zh"}, "least_day": {"2"}}
	r := f.post(t, "/en/model/work/delegates/new", form, me)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("registering oneself: %d %s", r.Code, seen(r.Body.String()))
	}
	mine := r.Header().Get("Location")
	mine = mine[strings.LastIndex(mine, "/")+1:]
	other := stored[meeting.Meeting](t, f, x.met).Value.B
	ask := filledForm(t, get("requests?to="+other, me), "wish")
	ask.Set("wish", "must")
	if r := f.post(t, "/en/model/work/requests", ask, me); r.Code != http.StatusSeeOther {
		t.Fatalf("asking: %d %s", r.Code, seen(r.Body.String()))
	}
	if text := seen(get("requests", me)); !strings.Contains(text, "must meet") || !strings.Contains(text, "另一位") {
		t.Errorf("what was asked: %s", text)
	}

	// The secretariat asks in somebody's name: the list leads to whom, and from there back to the list.
	inName := "requests?edition=26&amp;from=" + mine
	if page := get("delegates", desk); !strings.Contains(page, inName) {
		t.Errorf("the list does not lead to asking in somebody's name: %s", seen(page))
	}
	if page := get("requests?edition=26&from="+mine, desk); !strings.Contains(page, "delegates?edition=26&amp;from="+mine) {
		t.Errorf("one cannot choose whom to ask: %s", seen(page))
	}
	if page := get("delegates?edition=26&from="+mine, desk); !strings.Contains(page, inName+"&amp;to="+other) {
		t.Errorf("the list forgets in whose name: %s", seen(page))
	}
	if form := filledForm(t, get("requests?edition=26&from="+mine+"&to="+other, desk), "to"); form.Get("from") != mine || form.Get("to") != other {
		t.Errorf("who asks whom is %v", form)
	}
	if page := get("requests?edition=26&to="+other, desk); !strings.Contains(page, `<option value="`+mine+`">`) {
		t.Errorf("nobody is offered in whose name to ask: %s", seen(page))
	}
	if form := filledForm(t, get("delegates/"+mine, desk), "party"); form.Get("party") == x.party {
		t.Errorf("the party is shown by its identifier: %v", form["party"])
	}
	forged := url.Values{"edition": {"26"}, "from": {other}, "to": {mine}, "wish": {"must"}}
	if r := f.post(t, "/en/model/work/requests", forged, me); r.Code != http.StatusNotFound {
		t.Errorf("asking in the name of another: %d", r.Code)
	}

	// The meeting that is held already stays, the new one gets the slot that is left.
	plan := url.Values{"edition": {"26"}, "do": {"plan"}, "version": {"0"}}
	if r := f.post(t, "/en/model/work/timetable", plan, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("planning: %d %s", r.Code, seen(r.Body.String()))
	}
	text := seen(get("timetable", desk))
	if !strings.Contains(text, "Myself") || !strings.Contains(text, "optimal, proven") || !strings.Contains(text, "the least is 2 Fewer meetings are asked for") {
		t.Errorf("the draft: %s", text)
	}
	if r := f.post(t, "/en/model/work/timetable", plan, desk); r.Code != http.StatusConflict {
		t.Errorf("planning over what somebody else has planned: %d", r.Code)
	}
	release := url.Values{"edition": {"26"}, "do": {"release"}, "version": {"1"}}
	if r := f.post(t, "/en/model/work/timetable", release, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("releasing: %d %s", r.Code, seen(r.Body.String()))
	}
	day := get("day", me)
	if text := seen(day); !strings.Contains(text, "另一位") || !strings.Contains(text, "A-") {
		t.Errorf("my day: %s", text)
	}
	if ics := get("day/calendar", me); !strings.Contains(ics, "BEGIN:VEVENT") || !strings.Contains(ics, "Myself") {
		t.Errorf("my calendar: %s", ics)
	}
	if text := seen(get("notices", me)); !strings.Contains(text, "timetable") {
		t.Errorf("nobody tells the delegate: %s", text)
	}
	found := regexp.MustCompile(`action="/en/model/work/(meetings/[0-9a-z]+)"`).FindStringSubmatch(day)
	if found == nil {
		t.Fatal("there is nothing to report")
	}
	report := filledForm(t, day, "held")
	report.Set("outcome", "再议")
	refused := func(r *httptest.ResponseRecorder, code int) {
		t.Helper()
		if body := r.Body.String(); r.Code != code || !strings.Contains(body, `class="refused"`) || !strings.Contains(body, `name="outcome" value="再议"`) || !strings.Contains(body, "<details open>") {
			t.Errorf("it is not said that it was not taken, or what was typed is gone: %d %s", r.Code, seen(body))
		}
	}
	refused(f.post(t, "/en/model/work/"+found[1], report, me), http.StatusBadRequest)
	report.Set("held", "held")
	if r := f.post(t, "/en/model/work/"+found[1], report, me); r.Code != http.StatusSeeOther {
		t.Errorf("reporting: %d %s", r.Code, seen(r.Body.String()))
	}
	refused(f.post(t, "/en/model/work/"+found[1], report, me), http.StatusConflict)
	if text := seen(get("day", me)); !strings.Contains(text, "再议") {
		t.Errorf("what was reported: %s", text)
	}
	// What came of it becomes a lead, once; each leads to the other.
	if strings.Contains(get("day", me), "leads/new") {
		t.Error("a delegate is offered to record a lead")
	}
	id := strings.TrimPrefix(found[1], "meetings/")
	if !strings.Contains(get("day?of="+mine, desk), "leads/new?edition=26&amp;meeting="+id) {
		t.Errorf("the meeting does not lead to a lead: %s", seen(get("day?of="+mine, desk)))
	}
	lead := filledForm(t, get("leads/new?edition=26&meeting="+id, desk), "investor")
	if lead.Get("meeting") != id || lead.Get("note") != "再议" || lead.Get("side") != "beijing" {
		t.Errorf("what is known of the lead: %v", lead)
	}
	for name, value := range map[string]string{"title": "再议", "investor": "另一家公司", "office": "chaoyang", "officer": "某官员", "officer_post": "科长", "received": "2023-11-29T16:00"} {
		lead.Set(name, value)
	}
	r = f.post(t, "/en/model/work/leads/new", lead, desk)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("a lead: %d %s", r.Code, seen(r.Body.String()))
	}
	at, _, _ := strings.Cut(strings.TrimPrefix(r.Header().Get("Location"), "/en/model/work/"), "?")
	if !strings.Contains(get(at, desk), "day?edition=26&amp;of=") || !strings.Contains(get("day?of="+mine, desk), at) {
		t.Error("the lead and the meeting do not name each other")
	}
	if r := f.post(t, "/en/model/work/leads/new", lead, desk); r.Code != http.StatusConflict {
		t.Errorf("a second lead of the meeting: %d", r.Code)
	}
	if text := seen(get("boards", desk)); !strings.Contains(text, "Myself") {
		t.Errorf("the boards: %s", text)
	}

	// Erased, the name is gone from all pages.
	page := get("delegates/"+mine, desk)
	erase := url.Values{"before": {filledForm(t, page, "before").Get("before")}}
	if r := f.post(t, "/en/model/work/delegates/"+mine+"/erase", erase, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("erasing: %d %s", r.Code, seen(r.Body.String()))
	}
	if text := seen(get("boards", desk)) + seen(get("delegates", desk)) + seen(get("timetable", desk)); strings.Contains(text, "Myself") || strings.Contains(text, "代表本人") {
		t.Errorf("the name is still there: %s", text)
	}
}
