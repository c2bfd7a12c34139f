package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/store"
)

// "My day": whom a delegate meets, when and where, as it was released; what came of it; and the same for
// a calendar, which learns of every change by the sequence of each event.

func (s *site) dayDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/day", action: access.ReadMeeting, do: s.day},
		{method: "GET", pattern: "/{fair}/work/day/calendar", action: access.ReadMeeting, do: s.dayEvents},
		{method: "POST", pattern: "/{fair}/work/meetings/{id}", action: access.ReportMeeting, do: s.reportMeeting},
		{method: "GET", pattern: "/{fair}/work/boards", action: access.PlanMeetings, do: s.boards},
	}
}

// A dayPage is the meetings of one person.
type dayPage struct {
	frame
	Form     string
	Editions choice
	Of       string // in whose name it is shown; "" for nobody
	Who      string // their identifier
	Days     []dayLines
	Calendar string
	Requests string
	Refused  string
	Release  int64 // number of the timetable; 0 for none yet

	Worker      string // has the browser keep the page; "" where that is not the visitor's own day
	Made, Until string // when the page was made, and how long it is kept
}

// A dayLines is one day.
type dayLines struct {
	Day      lang.Date
	Meetings []dayLine
}

// A dayLine is one meeting.
type dayLine struct {
	ID, Before  string
	Begins, End string
	Table, Hall string
	With        string
	Party       lang.Text
	Interpreter string
	Cancelled   bool
	Changed     bool // by the last release
	Report      string
	Helds       []option
	Held        string
	Outcome     string
	Next        string
	Typed       [2]string // outcome and next step in the form: as they stand, or as they were typed and refused
	Open        bool      // the form
	Lead        string    // that it became
	ToLead      string    // where it becomes one
	Interprets  bool      // they interpret there
	A, B        string
}

func (s *site) day(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadMeeting); err != nil {
		return err
	}
	q := v.URL.Query()
	return s.showDay(v, q.Get("edition"), q.Get("of"), "", http.StatusOK)
}

func (s *site) showDay(v *visit, number, of, refused string, status int) error {
	edition, all, err := s.workEdition(v, number)
	if err != nil {
		return err
	}
	me, err := s.asWhom(v, of, edition.Number)
	if err != nil {
		return err
	}
	p := dayPage{Form: v.workPath("day"), Editions: v.editionChoice(all, edition.Number), Refused: refused}
	if me.ID != "" {
		if err := s.fillDay(v, me, &p); err != nil {
			return err
		}
	}
	title := v.say("day.title")
	if p.Of != "" {
		title = v.say("day.of", lang.Args{"name": p.Of})
	}
	if p.frame, err = s.workFrame(v, "day", title); err != nil {
		return err
	}
	if status == http.StatusOK {
		if err := s.keepDay(v, edition, me, &p); err != nil {
			return err
		}
	}
	return s.showAs(v, status, "day", p)
}

// fillDay reads the meetings of a delegate, day by day.
func (s *site) fillDay(v *visit, me delegate.Delegate, p *dayPage) error {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	setup, err := v.view.MeetingSetup(v.Context(), me.Edition)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	releases, err := v.view.Releases(v.Context(), me.Edition)
	if err != nil {
		return err
	}
	if len(releases) > 0 {
		p.Release = releases[0].Value.Number
	}
	rows, err := v.view.MeetingsOf(v.Context(), me.ID)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.Row[meeting.Meeting]) bool { return r.Value.Cancelled && r.Value.Release != p.Release })
	var ids, parties []string
	for _, r := range rows {
		ids, parties = append(ids, r.Value.A, r.Value.B, r.Value.Interpreter), append(parties, string(r.Value.PartyA), string(r.Value.PartyB))
	}
	names, err := s.namesOf(v, append(ids, me.ID), parties)
	if err != nil {
		return err
	}
	p.Of, p.Who = names[me.ID], me.ID
	p.Calendar = v.address(url.Values{"of": {me.ID}}, "work", "day", "calendar")
	p.Requests = v.address(url.Values{"edition": {strconv.FormatInt(me.Edition, 10)}, "from": {me.ID}}, "work", "requests")
	for _, r := range rows {
		m := r.Value
		line := dayLine{
			ID: m.ID, Before: strconv.FormatInt(int64(r.Since), 10), Table: m.Table, Interpreter: names[m.Interpreter], Cancelled: m.Cancelled,
			Changed: p.Release > 1 && m.Release == p.Release && m.Held == "", Outcome: m.Outcome, Next: m.Next, Interprets: m.Interpreter == me.ID, A: names[m.A], B: names[m.B],
		}
		line.With, line.Party = names[m.B], v.named(m.PartyB).Name
		if m.B == me.ID {
			line.With, line.Party = names[m.A], v.named(m.PartyA).Name
		}
		var day lang.Date
		if i := setup.Value.Slot(m.Slot); i >= 0 {
			t := setup.Value.Slots[i]
			day, line.Begins, line.End = t.Day, t.Begins, t.Ends
		}
		if h, ok := setup.Value.HallOf(m.Table); ok {
			line.Hall = v.name(h.Name)
		}
		if m.Held != "" {
			line.Held = v.say("meeting.held." + string(m.Held))
		}
		if !m.Cancelled && access.Decide(v.actor, store.MeetingQuestion(access.ReportMeeting, m), settings) {
			line.Report = v.workPath("meetings", m.ID)
			line.Typed, line.Open = [2]string{m.Outcome, m.Next}, p.Refused != "" && v.PathValue("id") == m.ID
			held := m.Held
			if line.Open {
				line.Typed, held = [2]string{v.field("outcome"), v.field("next")}, meeting.Held(v.field("held"))
			}
			for _, h := range meeting.Helds {
				line.Helds = append(line.Helds, option{Value: string(h), Text: v.say("meeting.held." + string(h)), Selected: h == held})
			}
		}
		if mayLead := !access.AllRefused(v.actor, access.WriteLead); m.Lead != "" && !access.AllRefused(v.actor, access.ReadLead) {
			line.Lead = v.workPath("leads", m.Lead)
		} else if mayLead && line.Report != "" && leadsTo(m) == nil {
			line.ToLead = v.address(url.Values{"edition": {strconv.FormatInt(m.Edition, 10)}, "meeting": {m.ID}}, "work", "leads", "new")
		}
		if n := len(p.Days); n == 0 || p.Days[n-1].Day != day {
			p.Days = append(p.Days, dayLines{Day: day})
		}
		last := &p.Days[len(p.Days)-1]
		last.Meetings = append(last.Meetings, line)
	}
	return nil
}

// dayEvents is the same for a calendar: what was cancelled too, for one that has it.
func (s *site) dayEvents(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadMeeting); err != nil {
		return err
	}
	q := v.URL.Query()
	edition, _, err := s.workEdition(v, q.Get("edition"))
	if err != nil {
		return err
	}
	me, err := s.asWhom(v, q.Get("of"), edition.Number)
	if err != nil {
		return err
	}
	if me.ID == "" {
		return lang.NotFound("web.error.record")
	}
	setup, err := v.view.MeetingSetup(v.Context(), me.Edition)
	if err != nil {
		return err
	}
	all, err := v.view.MeetingHistories(v.Context(), me.ID)
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range all {
		ids = append(ids, m.A, m.B, m.Interpreter)
	}
	names, err := s.namesOf(v, append(ids, me.ID), nil)
	if err != nil {
		return err
	}
	c := exchange.Calendar{Name: v.say("day.of", lang.Args{"name": names[me.ID]}), Zone: v.fair.Location(), Language: v.tag}
	for _, m := range all {
		if e, ok := exchange.MeetingEvent(v.tag, v.fair, setup.Value, m, names); ok {
			c.Events = append(c.Events, e)
		}
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="day.ics"`)
	h.Set("Cache-Control", "no-store")
	return c.Write(v.w)
}

// reportMeeting writes whether a meeting was held, and what came of it.
func (s *site) reportMeeting(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.ReportMeeting); err != nil {
		return err
	}
	row, err := s.openMeeting(v, v.PathValue("id"))
	if err != nil {
		return err
	}
	m := row.Value
	m.Held, m.Outcome, m.Next = meeting.Held(v.field("held")), v.field("outcome"), v.field("next")
	before, wrong := strconv.ParseInt(v.field("before"), 10, 64)
	err = m.Validate().Err()
	if err == nil && wrong != nil {
		err = lang.Stale("record.stale")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			return tx.ReportMeeting(v.Context(), m, journal.Position(before), v.fromForm())
		})
	}
	of := v.field("of")
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden {
			return err
		}
		return s.showDay(v, strconv.FormatInt(m.Edition, 10), of, text, status)
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(m.Edition, 10)}, "of": {of}}, "work", "day"))
	return nil
}

// A boardsPage is what hangs in the halls: slot by slot, table by table.
type boardsPage struct {
	frame
	Form     string
	Editions choice
	Halls    []hallBoard
}

// A hallBoard is a hall with its slots.
type hallBoard struct {
	Name  string
	Slots []hallSlot
}

// A hallSlot is what happens in a hall at one time.
type hallSlot struct {
	When  string
	Lines []tableLine
}

// A tableLine is one table.
type tableLine struct {
	Table          string
	A, B           string
	PartyA, PartyB lang.Text
}

func (s *site) boards(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return err
	}
	edition, all, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	p := boardsPage{Form: v.workPath("boards"), Editions: v.editionChoice(all, edition.Number)}
	setup, err := v.view.MeetingSetup(v.Context(), edition.Number)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	rows, err := v.view.Meetings(v.Context(), edition.Number)
	if err != nil {
		return err
	}
	var ids, parties []string
	for _, r := range rows {
		ids, parties = append(ids, r.Value.A, r.Value.B), append(parties, string(r.Value.PartyA), string(r.Value.PartyB))
	}
	names, err := s.namesOf(v, ids, parties)
	if err != nil {
		return err
	}
	type place struct{ hall, slot string }
	at := map[place][]tableLine{}
	for _, r := range rows {
		m := r.Value
		if h, ok := setup.Value.HallOf(m.Table); ok && !m.Cancelled {
			here := place{h.Code, m.Slot}
			at[here] = append(at[here], tableLine{m.Table, names[m.A], names[m.B], v.named(m.PartyA).Name, v.named(m.PartyB).Name})
		}
	}
	for _, h := range setup.Value.Halls {
		hall := hallBoard{Name: v.name(h.Name)}
		if hall.Name == "" {
			hall.Name = h.Code
		}
		for _, t := range setup.Value.Slots {
			if lines := at[place{h.Code, t.Code()}]; len(lines) > 0 {
				slices.SortFunc(lines, func(a, b tableLine) int {
					return cmp.Or(cmp.Compare(len(a.Table), len(b.Table)), cmp.Compare(a.Table, b.Table))
				})
				hall.Slots = append(hall.Slots, hallSlot{v.clockOf(setup.Value, t.Code()), lines})
			}
		}
		p.Halls = append(p.Halls, hall)
	}
	if p.frame, err = s.workFrame(v, "timetable", v.say("day.boards")); err != nil {
		return err
	}
	return s.showAs(v, http.StatusOK, "boards", p)
}
