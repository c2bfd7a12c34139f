package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// A dutyLine is something that has to be done about a lead, with how its last day was found.
type dutyLine struct {
	Task   string
	Day    lang.Date
	Done   lang.Date
	Late   bool // it was done late, or is overdue
	Over   bool // it is overdue
	How    string
	Off    []string // the days on the way that are no working days, with why
	Worked []string // weekends on the way that are worked
	Source string   // the notice that says so
	Notice string   // its address
}

// dutyLines lists what is owed of a lead, and explains each day by the calendar.
func (v *visit) dutyLines(l landing.Lead, all []landing.Milestone, limits landing.Limits, c *landing.Calendar, now time.Time) ([]dutyLine, error) {
	duties, err := l.Duties(all, limits, c, now)
	if err != nil {
		return nil, err
	}
	place := v.say("landing.place." + string(c.Place))
	every := limits.Report
	var out []dutyLine
	for _, d := range duties {
		line := dutyLine{Task: v.dutyWord(d), Day: d.Day, Done: d.Done, Late: d.Late || d.Overdue(now), Over: d.Overdue(now)}
		from, n, key := d.From, int64(0), ""
		switch d.Task {
		case landing.Answer:
			n, key = limits.Answer, "follow.how.working"
		case landing.Assess:
			n, key = limits.Assess, "follow.how.working"
		case landing.Report:
			n, key = every, "follow.how.days"
			line.How = v.say(key, lang.Args{"n": n, "from": from, "place": place})
			from = from.AddDays(int(every)).AddDays(-1)
			every = limits.Every
		default:
			line.How = v.say("follow.how.plan")
			out = append(out, line)
			continue
		}
		if line.How == "" {
			line.How = v.say(key, lang.Args{"n": n, "from": from, "place": place})
		}
		for at := from.AddDays(1); at <= d.Day; at = at.AddDays(1) {
			v.explainDay(&line, c, at)
		}
		out = append(out, line)
	}
	return out, nil
}

// explainDay adds to a line why a day is no working day, or is one though it is a weekend.
func (v *visit) explainDay(line *dutyLine, c *landing.Calendar, day lang.Date) {
	working, err := c.Working(day)
	if err != nil {
		return
	}
	weekday := day.Time().Weekday()
	weekend := weekday == time.Saturday || weekday == time.Sunday
	year := c.Years[day.Time().Year()]
	named := func(key string) string { return v.say(key, lang.Args{"day": day}) }
	switch {
	case working && weekend:
		line.Worked = append(line.Worked, named("follow.day.worked"))
	case working:
		return
	case slices.Contains(year.Off(), day):
		line.Off = append(line.Off, named("follow.day.holiday"))
	default:
		line.Off = append(line.Off, named("follow.day.weekend"))
		return
	}
	line.Source, line.Notice = year.Source, year.Address
}

// A milestoneLine is a milestone as a page lists it.
type milestoneLine struct {
	Stage      string
	Date       lang.Date
	Planned    bool
	Estimated  bool
	Counts     bool
	Amount     string
	NoAmount   bool // capital was paid in, and how much is not said
	Instalment int64
	Document   string
	Registry   string
	Address    string // where it can be seen
	Link       bool   // the address leads somewhere
	Reason     string
	Note       string
	Open       bool
	Reported   string
	Verified   string
	Correct    string // its page in the workspace
	Verify     string // where it is verified; "" when it is not for the visitor to do
	Before     int64
	Owed       int64 // the edition in whose list of what waits to be verified it stands; 0 elsewhere
}

// milestoneLines prepares milestones for a page.
func (s *site) milestoneLines(v *visit, rows []store.Row[landing.Milestone], verify bool) ([]milestoneLine, error) {
	var offices []string
	for _, r := range rows {
		offices = append(offices, r.Value.ReportedBy, r.Value.VerifiedBy)
	}
	if err := s.nameOffices(v, offices); err != nil {
		return nil, err
	}
	var out []milestoneLine
	for _, r := range rows {
		m := r.Value
		line := milestoneLine{
			Stage: v.label("landing.stage." + string(m.Stage)), Date: m.Date, Planned: !m.Actual, Estimated: m.Estimated, Counts: m.Counts(),
			Amount: amountText(v.tag, m.Amount), NoAmount: m.Stage == landing.PaidIn && !m.Amount.Given(), Instalment: m.Instalment,
			Document: m.Document, Registry: m.Registry, Address: m.Address, Reason: m.Reason, Note: m.Note, Open: m.Open, Before: int64(r.Since),
			Link: strings.HasPrefix(m.Address, "https://") || strings.HasPrefix(m.Address, "http://"),
		}
		if v.whole { // the workspace
			line.Reported, line.Verified = s.whoSaid(v, m.ReportedBy), s.whoSaid(v, m.VerifiedBy)
			line.Correct = v.recordPath("milestone", m.ID)
			if verify && m.Actual && m.VerifiedBy == "" {
				line.Verify = v.workPath("steps", m.ID, "verify")
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// whoSaid names an account or an office.
func (s *site) whoSaid(v *visit, id string) string {
	if id == "" {
		return ""
	}
	if name := s.actorName(v, id); name != id {
		return name
	}
	return v.name(v.office(id))
}

// A stepForm is the form in which a milestone is reported.
type stepForm struct {
	Do        string
	Next      []option // what may follow
	Later     []option // what can only be planned
	Date      string
	Planned   bool
	Estimated bool
	Capital   bool // it is of an agreement, of which capital is paid in
	Fields    []typedField
}

// stepForm prepares the form for what may follow a state.
func (v *visit) stepForm(do string, state landing.State, ofAgreement bool, today lang.Date) *stepForm {
	form := &stepForm{
		Do: do, Capital: ofAgreement, Date: cmp.Or(v.PostFormValue("date"), string(today)),
		Planned: v.PostFormValue("actual") == "planned", Estimated: v.PostFormValue("estimated") != "",
	}
	next := state.Next()
	for _, stage := range landing.Steps {
		if ofAgreement && !stage.OfAgreement() || !ofAgreement && !stage.OfLead() {
			continue
		}
		o := option{Value: string(stage), Text: v.label("landing.stage." + string(stage)), Selected: v.PostFormValue("stage") == string(stage)}
		switch {
		case slices.Contains(next, stage):
			form.Next = append(form.Next, o)
		case stage.Rank() > state.Stage.Rank():
			form.Later = append(form.Later, o)
		}
	}
	fields := []string{"document", "registry", "address", "reason", "note"}
	if ofAgreement {
		fields = append([]string{"amount", "instalment"}, fields...)
	}
	for _, name := range fields {
		f := typedField{Name: name, Label: v.label("landing.field." + name), Value: v.PostFormValue(name), Long: name == "note"}
		if key := "follow.hint." + name; lang.Has(key) {
			f.Hint = v.say(key)
		}
		form.Fields = append(form.Fields, f)
	}
	return form
}

// stepTyped reads the form of a milestone.
func (v *visit) stepTyped() (landing.Milestone, error) {
	m := landing.Milestone{
		Stage: landing.Stage(v.field("stage")), Actual: v.field("actual") != "planned", Estimated: v.field("estimated") != "",
		Document: v.field("document"), Registry: v.field("registry"), Address: v.field("address"), Reason: v.field("reason"),
		Note: strings.TrimSpace(v.PostFormValue("note")), ReportedBy: v.account.ID,
	}
	day, err := lang.ParseDate(v.field("date"))
	if err != nil {
		return m, err
	}
	m.Date = day
	if text := v.field("amount"); text != "" {
		if m.Amount, err = amountTyped(text); err != nil {
			return m, err
		}
	}
	if text := lang.HalfWidth(v.field("instalment")); text != "" {
		if m.Instalment, err = strconv.ParseInt(text, 10, 64); err != nil || m.Instalment < 1 {
			return m, lang.Invalid("landing.milestone.instalment")
		}
	}
	for _, text := range []string{m.Document, m.Registry, m.Address, m.Reason, m.Note} {
		if len(text) > typedMost {
			return m, lang.Invalid("submission.long")
		}
	}
	return m, nil
}

// amountTyped reads an amount with its currency.
func amountTyped(text string) (money.Amount, error) {
	a, err := money.ParseAmount(text, money.Unit{}, "")
	if e, ok := errors.AsType[*money.SyntaxError](err); ok {
		key := "import.amount." + strings.NewReplacer(".", "_", "-", "_").Replace(e.Reason)
		if !lang.Has(key) {
			key = "import.amount.number_unreadable"
		}
		return a, lang.Invalid(key, lang.Args{"given": short(e.Text)})
	}
	return a, err
}

// stepOfLead reports a step of a lead.
func (s *site) stepOfLead(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.ReportLanding); err != nil {
		return err
	}
	row, err := s.openLead(v, access.ReportLanding)
	if err != nil {
		return err
	}
	m, err := v.stepTyped()
	if err == nil {
		m.Lead = row.Value.ID
		err = s.putStep(v, m, 0)
	}
	return s.backToLead(v, err)
}

func (s *site) putStep(v *visit, m landing.Milestone, before journal.Position) error {
	return s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		_, err := tx.PutMilestone(v.Context(), m, before, v.fromForm())
		return err
	})
}

// recordedAt is the address of a page of the workspace that says first that something was recorded.
func (v *visit) recordedAt(path ...string) string {
	return v.address(url.Values{"recorded": {"1"}}, append([]string{"work"}, path...)...)
}

func (v *visit) recorded() bool {
	return v.Method == http.MethodGet && v.URL.Query().Get("recorded") != ""
}

// A landingOfPage is what becomes of an agreement, for those who work on it.
type landingOfPage struct {
	frame
	Name     lang.Text
	Code     string
	Record   string
	Public   string
	Lead     string // address of the lead that it came from
	Stage    string
	Held     bool
	Signed   lang.Date
	Amount   string
	Steps    []milestoneLine
	Step     *stepForm
	Recorded bool // something just was
	Refused  string
}

// openAgreement reads the agreement that the address names, for a reader who may do the action.
func (s *site) openAgreement(v *visit, id string, action access.Action) (store.Row[agreement.Agreement], access.Question, error) {
	row, err := store.Get[agreement.Agreement](v.Context(), v.view, id)
	var q access.Question
	if lang.CodeOf(err) == lang.CodeNotFound {
		return row, q, lang.NotFound("web.error.record")
	}
	if err == nil {
		q, err = v.view.Questions().Agreement(v.Context(), row.Value)
	}
	if err != nil {
		return row, q, err
	}
	for _, a := range slices.Compact([]access.Action{access.ReadRecord, action}) {
		q.Action = a
		err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, "agreement/"+id)
		if a == access.ReadRecord && lang.CodeOf(err) == lang.CodeForbidden {
			return row, q, lang.NotFound("web.error.record").Because(err)
		}
		if err != nil {
			return row, q, err
		}
	}
	return row, q, nil
}

func (s *site) landingOf(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadRecord); err != nil {
		return err
	}
	row, q, err := s.openAgreement(v, v.PathValue("id"), access.ReadRecord)
	if err != nil {
		return err
	}
	return s.showLandingOf(v, row.Value, q, "", http.StatusOK)
}

func (s *site) showLandingOf(v *visit, a agreement.Agreement, q access.Question, refused string, status int) error {
	ctx, id := v.Context(), string(a.ID)
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	may := func(action access.Action) bool {
		q.Action = action
		return access.Decide(v.actor, q, settings)
	}
	view, err := v.seen()
	if err != nil {
		return err
	}
	rows, err := store.MilestonesOf(ctx, view, []string{id})
	if err != nil {
		return err
	}
	open := q
	open.Action, open.Signed = access.ReadRecord, false // what does not count yet is not public
	if !access.Decide(v.actor, open, settings) {
		rows = slices.DeleteFunc(rows, func(r store.Row[landing.Milestone]) bool { return !r.Value.Counts() })
	}
	var all []landing.Milestone
	for _, r := range rows {
		all = append(all, r.Value)
	}
	state, _, _ := landing.Replay(landing.Signed, "", all)
	p := landingOfPage{
		Name: a.Title, Code: a.Code, Record: v.recordPath("agreement", id), Public: v.path("agreements", id), Signed: a.SignedOn, Amount: amountText(v.tag, a.Amount),
		Stage: v.say("landing.stage." + string(state.Place())), Held: state.Suspended || state.Terminated, Recorded: v.recorded(), Refused: refused,
	}
	if p.Steps, err = s.milestoneLines(v, rows, may(access.VerifyLanding)); err != nil {
		return err
	}
	if may(access.ReportLanding) && !state.Terminated {
		p.Step = v.stepForm(v.workPath("landing", id), state, true, s.db.Today())
	}
	came, err := view.LeadOf(ctx, id)
	switch {
	case err == nil && access.Decide(v.actor, store.LeadQuestion(access.ReadLead, came.Value), settings):
		p.Lead = v.workPath("leads", came.Value.ID)
	case err != nil && lang.CodeOf(err) != lang.CodeNotFound:
		return err
	}
	if p.frame, err = s.workFrame(v, "owed", v.say("follow.became_of", lang.Args{"name": cut(cmp.Or(v.name(a.Title), a.Code), 100)})); err != nil {
		return err
	}
	return s.showAs(v, status, "landing_of", p)
}

// stepOfAgreement reports a step of an agreement.
func (s *site) stepOfAgreement(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.ReportLanding); err != nil {
		return err
	}
	row, q, err := s.openAgreement(v, v.PathValue("id"), access.ReportLanding)
	if err != nil {
		return err
	}
	m, err := v.stepTyped()
	if err == nil {
		m.Agreement = string(row.Value.ID)
		err = s.putStep(v, m, 0)
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showLandingOf(v, row.Value, q, text, status)
	}
	redirectSeen(v.w, v.Request, v.recordedAt("landing", string(row.Value.ID)))
	return nil
}

// stepQuestion is what the table is asked about a milestone: what it is asked about its agreement
// or lead. What does not count yet is for those only who work on it.
func (v *visit) stepQuestion(m landing.Milestone) (access.Question, error) {
	if m.Lead != "" {
		row, err := store.Get[landing.Lead](v.Context(), v.view, m.Lead)
		return store.LeadQuestion("", row.Value), err
	}
	row, err := store.Get[agreement.Agreement](v.Context(), v.view, m.Agreement)
	if err != nil {
		return access.Question{}, err
	}
	q, err := v.view.Questions().Agreement(v.Context(), row.Value)
	q.Signed = q.Signed && m.Counts()
	return q, err
}

// verifyStep says that what was reported is so; from then on it counts.
func (s *site) verifyStep(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.VerifyLanding); err != nil {
		return err
	}
	row, err := store.Get[landing.Milestone](v.Context(), v.view, v.PathValue("id"))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return lang.NotFound("web.error.record")
	}
	if err != nil {
		return err
	}
	m := row.Value
	q, err := v.stepQuestion(m)
	if err != nil {
		return err
	}
	for _, action := range []access.Action{access.ReadRecord, access.VerifyLanding} {
		q.Action = action
		err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, "milestone/"+m.ID)
		if action == access.ReadRecord && lang.CodeOf(err) == lang.CodeForbidden {
			return lang.NotFound("web.error.record").Because(err)
		}
		if err != nil {
			return err
		}
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	m.VerifiedBy = v.account.ID
	if err := s.putStep(v, m, journal.Position(before)); err != nil {
		return err
	}
	to := v.recordedAt("landing", m.Agreement)
	if m.Lead != "" {
		to = v.recordedAt("leads", m.Lead)
	}
	if number, err := strconv.ParseInt(v.field("owed"), 10, 64); err == nil { // it was verified from the list of an edition
		to = v.address(url.Values{"edition": {strconv.FormatInt(number, 10)}, "recorded": {"1"}}, "work", "owed") + "#verify"
	}
	redirectSeen(v.w, v.Request, to)
	return nil
}
