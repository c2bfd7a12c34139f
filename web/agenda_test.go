package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// calendar reads a calendar of the site, having held its lines against the form.
func (f *fixture) calendar(t *testing.T, address string) []*ics.VEvent {
	t.Helper()
	w := f.get(t, address)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%s: %d %s", address, w.Code, w.Header())
	}
	body := w.Body.String()
	for line := range strings.SplitSeq(strings.TrimSuffix(body, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n\u202e") {
			t.Errorf("%s: a line of %d octets: %q", address, len(line), line)
		}
	}
	if !strings.Contains(body, "\r\nMETHOD:PUBLISH\r\n") {
		t.Errorf("%s is not published", address)
	}
	read, err := ics.ParseCalendar(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return read.Events()
}

func value(e *ics.VEvent, property ics.ComponentProperty) string {
	if p := e.GetProperty(property); p != nil {
		return p.Value
	}
	return ""
}

// programme writes a fair with an agenda of two days and returns its sessions by name.
func programme(t *testing.T) (*fixture, map[string]string) {
	t.Helper()
	f := open(t)
	ids := map[string]string{}
	f.update(t, "prog", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, fair.Fair{ID: "prog", Name: lang.Text{Hans: "洽谈会", En: "Programme"}, Current: 1, Zone: "Asia/Hong_Kong"})
		put(ctx, t, tx, fair.Edition{ID: "e", Number: 1, Opened: "2023-11-29", Closed: "2023-11-30", Venue: lang.Text{En: "Convention Centre"}})
		track := fair.Track{ID: tx.NewID(), Edition: 1, Name: lang.Text{En: "Innovation"}}
		put(ctx, t, tx, track)
		ids["track"] = track.ID
		for _, s := range []fair.Session{
			{Name: lang.Text{En: "Opening"}, Day: "2023-11-29", Time: "09:00", Ends: "10:00"},
			{Name: lang.Text{En: "Forum"}, Day: "2023-11-29", Time: "09:30", Ends: "11:00", Track: track.ID, Room: lang.Text{En: "Room 1"}},
			{Name: lang.Text{En: "Talks"}, Day: "2023-11-30", Time: "14:00", Ends: "15:00", Track: track.ID},
			{Name: lang.Text{En: "Visit"}, Day: "2023-11-30", Time: "afternoon"},
			{Name: lang.Text{En: "Some day"}},
		} {
			s.ID, s.Edition, s.Kind = tx.NewID(), 1, "forum"
			put(ctx, t, tx, s)
			ids[s.Name.En] = s.ID
		}
		return nil
	})
	return f, ids
}

// change corrects a session.
func (f *fixture) change(t *testing.T, id string, change func(*fair.Session)) {
	t.Helper()
	f.update(t, "prog", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[fair.Session](ctx, tx.View, id)
		if err != nil {
			return err
		}
		change(&row.Value)
		return store.Put(ctx, tx, &row.Value, row.Since, store.How{Action: journal.Corrected, Origin: created.Origin})
	})
}

func TestCalendarsHoldWhatTheirAddressesSay(t *testing.T) {
	t.Parallel()
	f, ids := programme(t)
	for address, want := range map[string][]string{
		"/en/prog/editions/1/agenda.ics":                                                {"Opening", "Forum", "Visit", "Talks"},
		"/en/prog/editions/1/agenda.ics?day=2023-11-30":                                 {"Visit", "Talks"},
		"/en/prog/editions/1/agenda.ics?track=" + ids["track"]:                          {"Forum", "Talks"},
		"/en/prog/editions/1/agenda.ics?mine=" + ids["Visit"] + "." + ids["Forum"]:      {"Forum", "Visit"},
		"/en/prog/editions/1/agenda.ics?mine=" + ids["Visit"] + "&mine=" + ids["Forum"]: {"Forum", "Visit"},
		"/en/prog/sessions/" + ids["Talks"] + ".ics":                                    {"Talks"},
		"/en/prog/sessions/" + ids["Some day"] + ".ics":                                 nil,
	} {
		var got []string
		for _, e := range f.calendar(t, address) {
			got = append(got, value(e, ics.ComponentPropertySummary))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", address, d)
		}
	}
	for address, want := range map[string]int{
		"/en/prog/editions/1/agenda.ics?day=tomorrow":          http.StatusBadRequest,
		"/en/prog/editions/1/agenda?day=2023-02-30":            http.StatusBadRequest,
		"/en/prog/editions/1/agenda.ics?track=none":            http.StatusNotFound,
		"/en/prog/editions/2/agenda.ics":                       http.StatusNotFound,
		"/en/prog/editions/x/agenda":                           http.StatusNotFound,
		"/en/prog/sessions/none":                               http.StatusNotFound,
		"/en/prog/sessions/none.ics":                           http.StatusNotFound,
		"/en/prog/editions/1/agenda/mine?mine=" + manyIDs(101): http.StatusBadRequest,
	} {
		if w := f.get(t, address); w.Code != want {
			t.Errorf("%s: %d, want %d", address, w.Code, want)
		}
	}
}

func manyIDs(n int) string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("id%d", i))
	}
	return strings.Join(ids, ".")
}

func TestASubscribedCalendarLearnsOfEveryChange(t *testing.T) {
	t.Parallel()
	f, ids := programme(t)
	find := func(address, name string) *ics.VEvent {
		t.Helper()
		all := f.calendar(t, address)
		i := slices.IndexFunc(all, func(e *ics.VEvent) bool { return strings.HasPrefix(e.Id(), ids[name]+"@") })
		if i < 0 {
			t.Fatalf("%s does not tell of %s", address, name)
		}
		return all[i]
	}
	type state struct{ uid, sequence, start, end, place, status string }
	read := func(e *ics.VEvent) state {
		return state{
			e.Id(), value(e, ics.ComponentPropertySequence), value(e, ics.ComponentPropertyDtStart), value(e, ics.ComponentPropertyDtEnd),
			value(e, ics.ComponentPropertyLocation), value(e, ics.ComponentPropertyStatus),
		}
	}
	all := "/en/prog/editions/1/agenda.ics"
	day := all + "?day=2023-11-29"
	uid := ids["Forum"] + "@prog.bridgehead"
	was := find(day, "Forum")
	if d := cmp.Diff(state{uid, "0", "20231129T093000", "20231129T110000", "Room 1, Convention Centre", "CONFIRMED"}, read(was), cmp.AllowUnexported(state{})); d != "" {
		t.Error(d)
	}
	f.change(t, ids["Forum"], func(s *fair.Session) {
		s.Day, s.Time, s.Ends, s.Room, s.Status = "2023-11-30", "10:00", "12:00", lang.Text{En: "Room 2"}, fair.Changed
	})
	moved := find(day, "Forum") // in the calendar of the day that it was moved away from
	if d := cmp.Diff(state{uid, "1", "20231130T100000", "20231130T120000", "Room 2, Convention Centre", "CONFIRMED"}, read(moved), cmp.AllowUnexported(state{})); d != "" {
		t.Error(d)
	}
	if before, after := value(was, ics.ComponentPropertyLastModified), value(moved, ics.ComponentPropertyLastModified); before >= after || value(moved, ics.ComponentPropertyDtstamp) != after {
		t.Errorf("modified %s, then %s", before, after)
	}
	if value(was, ics.ComponentPropertyCreated) != value(moved, ics.ComponentPropertyCreated) {
		t.Error("it is said to have been created later")
	}
	f.change(t, ids["Forum"], func(s *fair.Session) { s.Status = fair.Cancelled })
	if got := read(find("/zh-Hans/prog/editions/1/agenda.ics", "Forum")); got.uid != uid || got.sequence != "2" || got.status != "CANCELLED" {
		t.Errorf("cancelled: %+v", got)
	}
	f.update(t, "prog", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[fair.Session](ctx, tx.View, ids["Talks"])
		if err != nil {
			return err
		}
		return store.Remove[fair.Session](ctx, tx, ids["Talks"], row.Since, store.How{Action: journal.Removed, Origin: created.Origin})
	})
	for _, address := range []string{all, all + "?track=" + ids["track"], "/en/prog/sessions/" + ids["Talks"] + ".ics", all + "?mine=" + ids["Talks"]} {
		if got := read(find(address, "Talks")); got.sequence != "1" || got.status != "CANCELLED" || got.start != "20231130T140000" {
			t.Errorf("removed, %s: %+v", address, got)
		}
	}
	if text := seen(f.get(t, "/en/prog/sessions/"+ids["Talks"]).Body.String()); !strings.Contains(text, "This session is no longer on the agenda.") {
		t.Error("the page of a removed session does not say so")
	}
	if text := seen(f.get(t, "/en/prog/editions/1/agenda").Body.String()); strings.Contains(text, "Talks") || !strings.Contains(text, "cancelled") || !strings.Contains(text, "All times are Hong Kong time (UTC+8).") {
		t.Errorf("the agenda: %s", text)
	}
}

func TestAPersonalAgendaIsKeptInItsAddress(t *testing.T) {
	t.Parallel()
	f, ids := programme(t)
	mine := "/en/prog/editions/1/agenda/mine?mine="
	text := seen(f.get(t, mine+ids["Opening"]+"."+ids["Forum"]+"."+ids["Visit"]+".unknown").Body.String())
	for _, want := range []string{
		"My agenda for edition 1", "Clashes with Forum", "Clashes with Opening", "29 November 2023", "30 November 2023",
		"1 of the sessions you chose is no longer on the agenda.",
		"http://example.com/en/prog/editions/1/agenda.ics?mine=" + ids["Opening"] + "." + ids["Forum"] + "." + ids["Visit"] + ".unknown",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Talks") {
		t.Error("a session stands there that nobody chose")
	}
	body := f.get(t, mine+ids["Opening"]+"."+ids["Forum"]).Body.String()
	if !strings.Contains(body, `href="/en/prog/editions/1/agenda/mine?mine=`+ids["Forum"]+`" rel="nofollow" data-remove="`+ids["Opening"]+`"`) {
		t.Error("no link takes one out")
	}
	agenda := f.get(t, "/en/prog/editions/1/agenda?day=2023-11-29&mine="+ids["Talks"]+"."+ids["Forum"]).Body.String()
	for _, want := range []string{
		`value="` + ids["Forum"] + `" checked`,                           // shown, and chosen
		`<input type="hidden" name="mine" value="` + ids["Talks"] + `">`, // chosen, and not shown
		`agenda?mine=` + ids["Talks"] + "." + ids["Forum"] + `"`,         // kept by the links
	} {
		if !strings.Contains(agenda, want) {
			t.Errorf("no %s", want)
		}
	}
	if text := seen(f.get(t, "/en/prog/editions/1/agenda/mine").Body.String()); !strings.Contains(text, "You have not chosen any session yet.") {
		t.Error(text)
	}
}

func TestHostileTextStaysTextInTheCalendars(t *testing.T) {
	t.Parallel()
	f := load(t)
	for _, tag := range lang.Tags {
		if n := len(f.calendar(t, "/"+string(tag)+"/model/editions/26/agenda.ics")); n != 3 {
			t.Errorf("%s: %d events, want 3", tag, n)
		}
	}
}

func TestASessionPageShowsWhatBelongsToIt(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Agreements(ctx, store.Filter{Session: f.ids.session}, store.Page{Limit: 1})
		if err != nil {
			return err
		}
		row := all.Rows[0]
		row.Value.Confirmed = 3
		return store.Put(ctx, tx, &row.Value, row.Since, created)
	})
	text := seen(f.get(t, "/zh-Hans/model/sessions/"+f.ids.session).Body.String())
	for _, want := range []string{"10:00–11:30，香港时间（UTC+8）", "2023年11月30日", "张三", "本场签约", "有变动"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}
