package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

// The secretariat's desk of meetings: the open draft of the timetable with what
// it breaks and what it changes for those who hold the last one, and its release.

func (s *site) timetableDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/timetable", action: access.PlanMeetings, do: s.timetable},
		{method: "POST", pattern: "/{fair}/work/timetable", action: access.PlanMeetings, do: s.workTimetable},
	}
}

// A timetablePage is the desk of an edition's meetings.
type timetablePage struct {
	frame
	Form      string
	Here      string // its own address
	Editions  choice
	Edition   int64
	Setup     string // address of its form
	Refused   string
	Ready     bool // there are slots and tables
	Counts    []duty
	Draft     *planLine
	Person    string // whose places of the draft are shown; "" for none
	Places    []draftPlace
	Slots     []option
	Findings  []findingLine
	MoreFind  int
	Short     []shortLine
	MoreShort int
	Changes   []changeLine
	MoreChg   int
	Releases  []releaseLine
	Boards    string
	Planning  *planningLine
	Times     []option // for how long one may be looked for, in seconds
}

// A planLine is the draft in short.
type planLine struct {
	Version, Base int64
	Status        string
	Places, Left  int
	Breaks, Bound int
	Value, Upper  int64
	Measured      string
	Kept          int
	Open          bool // it breaks a rule
	Fewest        bool // no fewer changes are enough
	Author        string
	Saved         time.Time
}

// A draftPlace is a meeting of the draft with the form that moves it.
type draftPlace struct {
	N           int // among the places of the draft
	A, B        string
	Slot, Table string
	Interpreter string
	Kept        bool
}

// A findingLine says which rule a place breaks.
type findingLine struct{ A, B, When, Table, Why string }

// A shortLine is somebody who has fewer meetings than the least.
type shortLine struct{ Who, Has, Why string }

// A changeLine is what becomes different for two people.
type changeLine struct{ Kind, A, B, Before, After string }

// A releaseLine is a timetable that people were given.
type releaseLine struct {
	Number, Meetings, New, Moved, Cancelled int64
	At                                      time.Time
}

// clockOf says a slot in words; one that is not among the setup's shows its code.
func (v *visit) clockOf(setup meeting.Setup, code string) string {
	if i := setup.Slot(code); i >= 0 {
		return setup.Slots[i].Day.Format(v.tag) + " " + setup.Slots[i].Begins + "–" + setup.Slots[i].Ends
	}
	return code
}

func (s *site) timetable(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return err
	}
	return s.showTimetable(v, v.URL.Query().Get("edition"), timetablePage{}, http.StatusOK)
}

func (s *site) showTimetable(v *visit, number string, p timetablePage, status int) error {
	edition, all, err := s.workEdition(v, number)
	if err != nil {
		return err
	}
	n := edition.Number
	here := url.Values{"edition": {strconv.FormatInt(n, 10)}}
	p.Form, p.Editions, p.Edition = v.workPath("timetable"), v.editionChoice(all, n), n
	p.Here = v.address(here, "work", "timetable")
	p.Setup, p.Boards = v.address(here, "work", "timetable", "setup"), v.address(here, "work", "boards")
	in, err := v.view.MeetingInput(v.Context(), n, nil)
	switch lang.CodeOf(err) {
	case "":
		p.Ready = true
		if p.Planning, err = s.planningOf(v, n); err != nil {
			return err
		}
		for _, t := range planTimes {
			p.Times = append(p.Times, option{Value: strconv.Itoa(t), Text: v.say("planning.seconds", lang.Args{"n": t})})
		}
		if err := s.fillTimetable(v, in, &p); err != nil {
			return err
		}
	case lang.CodeNotFound:
	default:
		return err
	}
	if p.frame, err = s.workFrame(v, "timetable", v.say("planning.of", lang.Args{"edition": v.editionWord(n)})); err != nil {
		return err
	}
	s.with(&p.frame, "planning.js")
	return s.showAs(v, status, "timetable", p)
}

// fillTimetable shows what there is of an edition that has slots and tables.
func (s *site) fillTimetable(v *visit, in meeting.Input, p *timetablePage) error {
	people := 0
	for _, d := range in.Delegates {
		if d.Meets() {
			people++
		}
	}
	p.Counts = []duty{
		{Text: v.say("planning.people"), Count: int64(people), URL: v.address(url.Values{"edition": {strconv.FormatInt(p.Edition, 10)}}, "work", "delegates")},
		{Text: v.say("planning.requests"), Count: int64(len(in.Requests)), URL: v.address(url.Values{"edition": {strconv.FormatInt(p.Edition, 10)}}, "work", "requests")},
		{Text: v.say("planning.slots"), Count: int64(len(in.Setup.Slots))},
		{Text: v.say("planning.tables"), Count: int64(len(in.Setup.Tables()))},
		{Text: v.say("planning.held"), Count: int64(len(in.Held))},
	}
	releases, err := v.view.Releases(v.Context(), p.Edition)
	if err != nil {
		return err
	}
	var positions []journal.Position
	for _, r := range releases {
		positions = append(positions, r.Since)
	}
	times, err := v.view.Times(v.Context(), positions)
	if err != nil {
		return err
	}
	for _, r := range releases {
		p.Releases = append(p.Releases, releaseLine{r.Value.Number, r.Value.Meetings, r.Value.New, r.Value.Moved, r.Value.Cancelled, times[r.Since].In(v.fair.Location())})
	}
	d, err := s.db.MeetingDraft(v.Context(), v.fair.ID, p.Edition)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	p.Draft = &planLine{
		Version: d.Version, Base: d.Base, Status: v.say("timetable.status." + string(d.Status)), Places: len(d.Places), Left: len(d.Left),
		Breaks: d.Breaks, Bound: d.Bound, Value: d.Value, Upper: d.Upper, Fewest: d.Fewest, Saved: d.Saved.In(v.fair.Location()),
	}
	if d.Author != "" {
		p.Draft.Author = s.accountName(v, d.Author)
	}
	drafted := in
	drafted.Held = d.Places
	problem, err := meeting.BuildHeld(drafted)
	if err != nil {
		return err
	}
	findings := problem.Findings(d.Places)
	changes := meeting.Changes(in.Held, d.Places)
	short, measured := problem.Short(d.Places), problem.Measure(d.Places)
	p.Draft.Measured = v.say("meeting.said.measured", lang.Args{"spread": measured.Spread, "walks": measured.Walks, "tables": measured.TableChanges})
	if len(short) > delegatesListed {
		p.MoreShort, short = len(short)-delegatesListed, short[:delegatesListed]
	}
	p.Draft.Open = len(findings) > 0
	if len(findings) > delegatesListed {
		p.MoreFind, findings = len(findings)-delegatesListed, findings[:delegatesListed]
	}
	if len(changes) > delegatesListed {
		p.MoreChg, changes = len(changes)-delegatesListed, changes[:delegatesListed]
	}
	person := v.FormValue("person")
	var ids []string
	add := func(x meeting.Place) { ids = append(ids, x.A, x.B, x.Interpreter) }
	for _, f := range findings {
		add(d.Places[f.Place])
		ids = append(ids, f.Person)
	}
	for _, x := range short {
		ids = append(ids, x.Person.ID)
	}
	for _, c := range changes {
		add(c.Before)
		add(c.After)
	}
	for _, x := range d.Places {
		if x.Kept {
			p.Draft.Kept++
		}
		if person != "" && (x.A == person || x.B == person) {
			add(x)
		}
	}
	names, err := s.namesOf(v, append(ids, person), nil)
	if err != nil {
		return err
	}
	for _, f := range findings {
		x, why := d.Places[f.Place], lang.Explain(v.tag, f.Why)
		if f.Person != "" && f.Other >= 0 {
			from := d.Places[f.Other]
			why = v.say("planning.from", lang.Args{"why": why, "who": names[f.Person], "table": from.Table, "when": v.clockOf(in.Setup, from.Slot)})
		}
		p.Findings = append(p.Findings, findingLine{names[x.A], names[x.B], v.clockOf(in.Setup, x.Slot), x.Table, why})
	}
	for _, x := range short {
		has := v.say("meeting.short.has", lang.Args{"n": x.Has, "least": x.Least})
		if x.Day != "" {
			has = v.say("meeting.short.day", lang.Args{"day": x.Day.Format(v.tag), "n": x.Has, "least": x.Least})
		}
		p.Short = append(p.Short, shortLine{names[x.Person.ID], has, v.say("meeting.short." + x.Why)})
	}
	where := func(x meeting.Place) string {
		if x.Slot == "" {
			return ""
		}
		text := v.clockOf(in.Setup, x.Slot) + " " + x.Table
		if x.Interpreter != "" {
			text += v.say("web.comma") + names[x.Interpreter]
		}
		return text
	}
	for _, c := range changes {
		x := c.After
		if c.Kind == meeting.ChangeCancelled {
			x = c.Before
		}
		p.Changes = append(p.Changes, changeLine{v.say("meeting.change." + c.Kind), names[x.A], names[x.B], where(c.Before), where(c.After)})
	}
	if person != "" {
		p.Person = names[person]
		for i, x := range d.Places {
			if x.A == person || x.B == person {
				p.Places = append(p.Places, draftPlace{i, names[x.A], names[x.B], x.Slot, x.Table, names[x.Interpreter], x.Kept})
			}
		}
		for _, t := range in.Setup.Slots {
			p.Slots = append(p.Slots, option{Value: t.Code(), Text: v.clockOf(in.Setup, t.Code())})
		}
	}
	return nil
}

// planned reads a form about the meetings of an edition, which the visitor must be allowed to plan.
func (s *site) planned(v *visit) (fair.Edition, error) {
	v.latest()
	if err := v.form(); err != nil {
		return fair.Edition{}, err
	}
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return fair.Edition{}, err
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return edition, err
	}
	return edition, s.ask(v, access.PlanMeetings, edition.Number)
}

// workTimetable has the draft planned, changes, releases or drops the draft.
func (s *site) workTimetable(v *visit) error {
	edition, err := s.planned(v)
	if err != nil {
		return err
	}
	switch v.field("do") {
	case "plan":
		err = s.beginPlanning(v, edition.Number)
	case store.PlanningFinish, store.PlanningCancel:
		err = s.db.AskPlanning(v.Context(), v.fair.ID, edition.Number, v.field("do"))
	case "replan":
		err = s.replan(v, edition.Number)
	case "move":
		err = s.moveMeeting(v, edition.Number)
	case "release":
		err = s.releaseMeetings(v, edition.Number)
	case "drop":
		err = s.db.DropMeetingDraft(v.Context(), v.fair.ID, edition.Number)
	default:
		err = lang.Invalid("web.error.form")
	}
	if err != nil {
		text, code, rest := v.refusal(err)
		if rest != nil {
			return err
		}
		return s.showTimetable(v, v.field("edition"), timetablePage{Refused: text}, code)
	}
	to := url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}
	if person := v.field("person"); person != "" {
		to.Set("person", person)
	}
	redirectSeen(v.w, v.Request, v.address(to, "work", "timetable"))
	return nil
}

// draftSeen is the open draft as the visitor saw it; the version 0 says that there was none.
func (s *site) draftSeen(v *visit, edition int64) (meeting.Draft, error) {
	d, err := s.db.MeetingDraft(v.Context(), v.fair.ID, edition)
	if lang.CodeOf(err) == lang.CodeNotFound {
		d, err = meeting.Draft{Edition: edition}, nil
	}
	if err == nil && strconv.FormatInt(d.Version, 10) != cmp.Or(v.field("version"), "0") {
		err = lang.Stale("record.stale")
	}
	return d, err
}

// replan looks for a timetable with the fewest changes to what people hold, or to the open draft.
func (s *site) replan(v *visit, edition int64) error {
	old, err := s.draftSeen(v, edition)
	if err != nil {
		return err
	}
	base := old.Base
	var from *meeting.Draft
	if old.Version > 0 {
		from = &old
	} else if base, err = s.lastRelease(v, edition); err != nil {
		return err
	}
	in, err := v.view.MeetingInput(v.Context(), edition, from)
	if err != nil {
		return err
	}
	problem, err := meeting.BuildHeld(in)
	if err != nil {
		return err
	}
	d, err := problem.Replan(v.Context(), timetable.Options{})
	if err != nil {
		return err
	}
	d.Edition, d.Version, d.Base, d.Author = edition, old.Version, base, v.account.ID
	_, err = s.db.SaveMeetingDraft(v.Context(), v.fair.ID, d)
	return err
}

// moveMeeting puts a meeting of the draft elsewhere. What breaks a rule is not taken; it says which.
func (s *site) moveMeeting(v *visit, edition int64) error {
	d, err := s.draftSeen(v, edition)
	if err != nil {
		return err
	}
	in, err := v.view.MeetingInput(v.Context(), edition, &d)
	if err != nil {
		return err
	}
	problem, err := meeting.BuildHeld(in)
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(v.field("place"))
	if err != nil || i < 0 || i >= len(d.Places) || in.Setup.Slot(v.field("slot")) < 0 {
		return lang.Invalid("meeting.bad.no_slot", lang.Args{"given": short(v.field("slot"))})
	}
	table := v.field("table")
	if table != "" && !slices.Contains(in.Setup.Tables(), table) {
		return lang.Invalid("meeting.bad.table", lang.Args{"given": short(table)})
	}
	places := slices.Clone(d.Places)
	if found := problem.Move(places, i, v.field("slot"), table); len(found) > 0 {
		return lang.Conflict("planning.move_breaks", lang.Args{"why": lang.Explain(v.tag, found[0].Why)})
	}
	d.Places, d.Author = places, v.account.ID
	_, err = s.db.SaveMeetingDraft(v.Context(), v.fair.ID, d)
	return err
}

func (s *site) releaseMeetings(v *visit, edition int64) error {
	d, err := s.draftSeen(v, edition)
	if err != nil {
		return err
	}
	if d.Version == 0 {
		return lang.NotFound("meeting.no_draft")
	}
	in, err := v.view.MeetingInput(v.Context(), edition, &d)
	if err != nil {
		return err
	}
	problem, err := meeting.BuildHeld(in)
	if err != nil {
		return err
	}
	if found := problem.Findings(d.Places); len(found) > 0 && v.field("anyway") == "" {
		return lang.Conflict("meeting.open_findings", lang.Args{"n": len(found)})
	}
	return s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		r, err := tx.ReleaseMeetings(v.Context(), d, v.fromForm())
		if err != nil || s.mailFrom == "" {
			return err
		}
		return exchange.MailMeetings(v.Context(), tx, r, s.mailFrom)
	})
}
