package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

// The secretariat's desk of meetings: slots and tables, the open draft of the timetable with what
// it breaks and what it changes for those who hold the last one, and its release.

func (s *site) timetableDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/timetable", action: access.PlanMeetings, do: s.timetable},
		{method: "POST", pattern: "/{fair}/work/timetable", action: access.PlanMeetings, do: s.workTimetable},
		{method: "GET", pattern: "/{fair}/work/timetable/setup", action: access.PlanMeetings, do: s.meetingSetup},
		{method: "POST", pattern: "/{fair}/work/timetable/setup", action: access.PlanMeetings, do: s.writeMeetingSetup},
	}
}

// planTime is how long a page looks for a timetable. The command line takes all the time that it is
// given.
const planTime = 8 * time.Second

// A timetablePage is the desk of an edition's meetings.
type timetablePage struct {
	frame
	Form     string
	Editions choice
	Edition  int64
	Setup    string // address of its form
	Refused  string
	Ready    bool // there are slots and tables
	Counts   []duty
	Draft    *planLine
	Person   string // whose places of the draft are shown; "" for none
	Places   []draftPlace
	Slots    []option
	Findings []findingLine
	MoreFind int
	Changes  []changeLine
	MoreChg  int
	Releases []releaseLine
	Boards   string
	Why      []string // why there is no timetable
}

// A planLine is the draft in short.
type planLine struct {
	Version, Base int64
	Status        string
	Places, Left  int
	Breaks, Bound int
	Value, Upper  int64
	Kept          int
	Open          bool // it breaks a rule
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
	p.Setup, p.Boards = v.address(here, "work", "timetable", "setup"), v.address(here, "work", "boards")
	in, err := v.view.MeetingInput(v.Context(), n, nil)
	switch lang.CodeOf(err) {
	case "":
		p.Ready = true
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
		Breaks: d.Breaks, Bound: d.Bound, Value: d.Value, Upper: d.Upper,
	}
	drafted := in
	drafted.Held = d.Places
	problem, err := meeting.BuildHeld(drafted)
	if err != nil {
		return err
	}
	findings := problem.Findings(d.Places)
	changes := meeting.Changes(in.Held, d.Places)
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
		x := d.Places[f.Place]
		p.Findings = append(p.Findings, findingLine{names[x.A], names[x.B], v.clockOf(in.Setup, x.Slot), x.Table, lang.Explain(v.tag, f.Why)})
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

// workTimetable plans, changes, releases or drops the draft.
func (s *site) workTimetable(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return err
	}
	if err := s.ask(v, access.PlanMeetings, edition.Number); err != nil {
		return err
	}
	var why []timetable.Reason
	switch v.field("do") {
	case "plan", "replan":
		why, err = s.plan(v, edition.Number, v.field("do") == "replan")
	case "move":
		err = s.moveMeeting(v, edition.Number)
	case "release":
		err = s.releaseMeetings(v, edition.Number)
	case "drop":
		err = s.db.DropMeetingDraft(v.Context(), v.fair.ID, edition.Number)
	default:
		err = lang.Invalid("web.error.form")
	}
	if err != nil || len(why) > 0 {
		p, status := timetablePage{}, http.StatusConflict
		if err != nil {
			text, code, rest := v.refusal(err)
			if rest != nil {
				return err
			}
			p.Refused, status = text, code
		}
		for _, r := range why {
			p.Why = append(p.Why, r.In(v.tag))
		}
		return s.showTimetable(v, v.field("edition"), p, status)
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

// plan looks for a timetable: of all that is asked for, or with the fewest changes to what people hold.
func (s *site) plan(v *visit, edition int64, replan bool) ([]timetable.Reason, error) {
	old, err := s.draftSeen(v, edition)
	if err != nil {
		return nil, err
	}
	var from *meeting.Draft
	if old.Version > 0 {
		from = &old
	}
	in, err := v.view.MeetingInput(v.Context(), edition, from)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	o := timetable.Options{Seed: 1, Left: func() float64 { return 1 - float64(time.Since(begun))/float64(planTime) }}
	var d meeting.Draft
	var why []timetable.Reason
	if replan {
		problem, err := meeting.BuildHeld(in)
		if err != nil {
			return nil, err
		}
		if d, err = problem.Replan(v.Context(), o); err != nil {
			return nil, err
		}
	} else {
		problem, err := meeting.Build(in)
		if err != nil {
			return nil, err
		}
		if d, why, err = problem.Plan(v.Context(), o); err != nil || d.Status == timetable.Infeasible {
			return why, err
		}
	}
	d.Edition, d.Version, d.Base = edition, old.Version, old.Base
	if from == nil {
		releases, err := v.view.Releases(v.Context(), edition)
		if err != nil {
			return nil, err
		}
		if len(releases) > 0 {
			d.Base = releases[0].Value.Number
		}
	}
	_, err = s.db.SaveMeetingDraft(v.Context(), v.fair.ID, d)
	return nil, err
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
	d.Places = places
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
		_, err := tx.ReleaseMeetings(v.Context(), d, v.fromForm())
		return err
	})
}

// A setupPage is the form of slots, halls and rules.
type setupPage struct {
	frame
	Form    string
	Back    string
	Edition int64
	Before  string
	Fields  []typedField
	Refused string
}

// setupForm writes what an edition has in the lines in which it is typed.
func setupForm(m meeting.Setup) url.Values {
	var slots, halls, walks, reserved, lost []string
	for _, t := range m.Slots {
		slots = append(slots, fmt.Sprintf("%s %s-%s", t.Day, t.Begins, t.Ends))
	}
	for _, h := range m.Halls {
		halls = append(halls, strings.Join([]string{h.Code, strconv.FormatInt(h.Tables, 10), h.Name.Hans, h.Name.Hant, h.Name.En}, " | "))
	}
	for _, w := range m.Walks {
		walks = append(walks, fmt.Sprintf("%s %s %d", w.From, w.To, w.Minutes))
	}
	for _, r := range m.Reserved {
		reserved = append(reserved, r.Table+" "+string(r.Party))
	}
	for _, l := range m.Lost {
		lost = append(lost, strings.TrimSpace(l.Table+" "+l.Slot))
	}
	number := func(n int64) string { return strings.TrimPrefix(strconv.FormatInt(n, 10), "0") }
	line := func(all []string) []string { return []string{strings.Join(all, "\n")} }
	return url.Values{
		"slots": line(slots), "halls": line(halls), "walks": line(walks), "reserved": line(reserved), "lost": line(lost), "ask": {string(m.Ask)},
		"least": {number(m.Least)}, "most": {number(m.Most)}, "most_day": {number(m.MostDay)},
	}
}

func (s *site) meetingSetup(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	row, err := v.view.MeetingSetup(v.Context(), edition.Number)
	if lang.CodeOf(err) == lang.CodeNotFound {
		row.Value, err = meeting.Setup{Ask: meeting.Across}, nil
	}
	if err != nil {
		return err
	}
	return s.showSetup(v, edition.Number, setupForm(row.Value), strconv.FormatInt(int64(row.Since), 10), "", http.StatusOK)
}

func (s *site) showSetup(v *visit, edition int64, form url.Values, before, refused string, status int) error {
	p := setupPage{
		Form: v.workPath("timetable", "setup"), Back: v.address(url.Values{"edition": {strconv.FormatInt(edition, 10)}}, "work", "timetable"),
		Edition: edition, Before: before, Refused: refused,
	}
	var rules []option
	for _, r := range meeting.Rules {
		rules = append(rules, option{Value: string(r), Text: v.say("meeting.rule." + string(r)), Selected: string(r) == form.Get("ask")})
	}
	field := func(name, key string, long bool, options []option) {
		f := typedField{Name: name, Label: v.label(key), Value: form.Get(name), Long: long, Options: options}
		if hint := "planning.hint." + name; lang.Has(hint) {
			f.Hint = v.say(hint)
		}
		p.Fields = append(p.Fields, f)
	}
	field("ask", "meeting.field.ask", false, rules)
	field("least", "delegate.field.least", false, nil)
	field("most", "delegate.field.most", false, nil)
	field("most_day", "delegate.field.most_day", false, nil)
	for _, name := range []string{"slots", "halls", "walks", "reserved", "lost"} {
		field(name, "meeting.field."+name, true, nil)
	}
	var err error
	if p.frame, err = s.workFrame(v, "timetable", v.say("planning.setup")); err != nil {
		return err
	}
	return s.showAs(v, status, "meeting_setup", p)
}

// setupTyped reads the lines of the form.
func (s *site) setupTyped(v *visit, edition int64) (meeting.Setup, error) {
	m := meeting.Setup{Edition: edition, Ask: meeting.Rule(v.field("ask"))}
	for name, to := range map[string]*int64{"least": &m.Least, "most": &m.Most, "most_day": &m.MostDay} {
		if text := v.field(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 32)
			if err != nil {
				return m, lang.Invalid("delegate.number", lang.Args{"field": lang.Word("delegate.field." + name), "given": short(text)})
			}
			*to = n
		}
	}
	lines := func(name string) []string {
		return slices.DeleteFunc(strings.Split(strings.ReplaceAll(v.PostFormValue(name), "\r", ""), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
	}
	for _, l := range lines("slots") {
		day, clock, _ := strings.Cut(strings.TrimSpace(l), " ")
		begins, ends, _ := strings.Cut(strings.NewReplacer("–", "-", "—", "-", "－", "-").Replace(strings.TrimSpace(clock)), "-")
		m.Slots = append(m.Slots, meeting.Slot{Day: lang.Date(day), Begins: strings.TrimSpace(begins), Ends: strings.TrimSpace(ends)})
	}
	for _, l := range lines("halls") {
		cells := strings.Split(l+"||||", "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		n, err := strconv.ParseInt(cells[1], 10, 32)
		if err != nil {
			return m, lang.Invalid("planning.bad_hall", lang.Args{"given": short(l)})
		}
		m.Halls = append(m.Halls, meeting.Hall{Code: cells[0], Tables: n, Name: lang.Text{Hans: cells[2], Hant: cells[3], En: cells[4]}})
	}
	for _, l := range lines("walks") {
		words := strings.Fields(l)
		if len(words) != 3 {
			return m, lang.Invalid("planning.bad_walk", lang.Args{"given": short(l)})
		}
		n, err := strconv.ParseInt(words[2], 10, 32)
		if err != nil {
			return m, lang.Invalid("planning.bad_walk", lang.Args{"given": short(l)})
		}
		m.Walks = append(m.Walks, meeting.Walk{From: words[0], To: words[1], Minutes: n})
	}
	for _, l := range lines("reserved") {
		table, name, _ := strings.Cut(strings.TrimSpace(l), " ")
		id, err := s.findParty(v, strings.TrimSpace(name))
		if err != nil {
			return m, err
		}
		m.Reserved = append(m.Reserved, meeting.Reserved{Table: table, Party: id})
	}
	for _, l := range lines("lost") {
		table, slot, _ := strings.Cut(strings.TrimSpace(l), " ")
		m.Lost = append(m.Lost, meeting.Lost{Table: table, Slot: strings.TrimSpace(slot)})
	}
	return m, m.Validate().Err()
}

func (s *site) writeMeetingSetup(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return err
	}
	if err := s.ask(v, access.PlanMeetings, edition.Number); err != nil {
		return err
	}
	m, err := s.setupTyped(v, edition.Number)
	before, wrong := strconv.ParseInt(v.field("before"), 10, 64)
	if err == nil && wrong != nil {
		err = lang.Stale("record.stale")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			x := m
			if before > 0 {
				row, err := tx.MeetingSetup(v.Context(), x.Edition)
				if err != nil {
					return err
				}
				x.ID = row.Value.ID
			}
			_, err := tx.PutMeetingSetup(v.Context(), x, journal.Position(before), v.fromForm())
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return err
		}
		return s.showSetup(v, edition.Number, v.PostForm, v.field("before"), text, status)
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "timetable"))
	return nil
}
