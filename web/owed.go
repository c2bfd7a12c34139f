package web

import (
	"net/http"
	"net/url"
	"strconv"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// An owedPage lists what is overdue, and what waits to be verified.
type owedPage struct {
	frame
	Form     string
	Editions choice
	Lines    []owedLine
	Later    string // address of what is overdue beside what is listed
	Verify   []waitingStep
	More     string // address of what waits to be verified beside what is listed
	Limits   string
	Recorded bool // something just was verified
}

// A waitingStep is what was reported and nobody has verified.
type waitingStep struct {
	milestoneLine
	Name lang.Text
	URL  string
}

// owed lists what is overdue with who has been told, and what waits to be verified.
func (s *site) owed(v *visit) error {
	edition, all, view, err := s.leadsOf(v)
	if err != nil {
		return err
	}
	now := s.db.Now()
	p := owedPage{Recorded: v.recorded(), Form: v.workPath("owed"), Editions: v.editionChoice(all, edition.Number)}
	list, err := view.Owed(v.Context(), edition.Number, now, true)
	if err != nil {
		return err
	}
	if list, err = v.owedToSee(view, list); err != nil {
		return err
	}
	list, last := part(list, owedAt, v.URL.Query().Get("due"))
	p.Later = v.goesOn("owed", edition.Number, "due", last)
	if p.Lines, err = s.owedLines(v, view, list, now); err != nil {
		return err
	}
	if err := s.unverified(v, view, edition.Number, &p); err != nil {
		return err
	}
	if !access.AllRefused(v.actor, access.SetLimits) {
		p.Limits = v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "limits")
	}
	if p.frame, err = s.workFrame(v, "owed", v.say("follow.owed", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.show(v, "owed", p)
}

// unverified adds what was reported as done and waits to be verified, in the order in which it was
// reported, after the one that the address names.
func (s *site) unverified(v *visit, view store.View, edition int64, p *owedPage) error {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	after, err := v.position("after")
	if err != nil {
		return err
	}
	w := waiting{v.view.Questions(), map[string]agreement.Agreement{}, map[string]landing.Lead{}}
	var rows []store.Row[landing.Milestone]
	for more := true; more; {
		waits, err := store.Unverified(v.Context(), view, edition, journal.Position(after), mostListed+1)
		if err != nil {
			return err
		}
		if err := w.read(v, view, waits); err != nil {
			return err
		}
		more = len(waits) > mostListed
		for _, r := range waits {
			q, err := w.question(v, r.Value, access.ReadRecord)
			if err != nil {
				return err
			}
			if !access.Decide(v.actor, q, settings) {
				continue
			}
			if len(rows) == mostListed {
				p.More, more = v.goesOn("owed", edition, "after", strconv.FormatInt(int64(rows[len(rows)-1].Since), 10))+"#verify", false
				break
			}
			rows = append(rows, r)
		}
		if len(waits) > 0 {
			after = int64(waits[len(waits)-1].Since)
		}
	}
	lines, err := s.milestoneLines(v, rows, true)
	if err != nil {
		return err
	}
	for i, r := range rows {
		q, err := w.question(v, r.Value, access.VerifyLanding)
		if err != nil {
			return err
		}
		x := waitingStep{milestoneLine: lines[i], URL: v.workPath("landing", r.Value.Agreement), Name: w.agreements[r.Value.Agreement].Title}
		x.Owed = edition
		if !access.Decide(v.actor, q, settings) {
			x.Verify = ""
		}
		if r.Value.Lead != "" {
			x.URL = v.workPath("leads", r.Value.Lead)
			title, err := s.leadTitle(v, w.leads[r.Value.Lead])
			if err != nil {
				return err
			}
			x.Name = inScript(title)
		}
		p.Verify = append(p.Verify, x)
	}
	return nil
}

// A waiting knows the agreements and leads of milestones, so that they are read together.
type waiting struct {
	questions  *store.Questions
	agreements map[string]agreement.Agreement
	leads      map[string]landing.Lead
}

// read reads what the milestones are of.
func (w waiting) read(v *visit, view store.View, part []store.Row[landing.Milestone]) error {
	var agreements, leads []string
	for _, r := range part {
		agreements, leads = append(agreements, r.Value.Agreement), append(leads, r.Value.Lead)
	}
	signed, err := store.ByID[agreement.Agreement](v.Context(), view, missing(agreements, w.agreements))
	if err != nil {
		return err
	}
	for _, r := range signed {
		w.agreements[string(r.Value.ID)] = r.Value
	}
	heard, err := store.ByID[landing.Lead](v.Context(), view, missing(leads, w.leads))
	for _, r := range heard {
		w.leads[r.Value.ID] = r.Value
	}
	return err
}

// question asks about a milestone; one of what the view does not show is refused to everybody.
func (w waiting) question(v *visit, m landing.Milestone, a access.Action) (access.Question, error) {
	if m.Lead != "" {
		return store.LeadQuestion(a, w.leads[m.Lead]), nil
	}
	q, err := w.questions.Agreement(v.Context(), w.agreements[m.Agreement])
	q.Action, q.Signed = a, false // what nobody has verified is not public
	return q, err
}

// A limitsPage sets the time limits of an edition, or of all.
type limitsPage struct {
	frame
	Form     string
	Editions choice
	Edition  int64
	Fields   []typedField
	Before   int64
	Own      bool // they were set for just this edition
	Saved    bool
	Refused  string
}

// limitFields are the numbers of the limits in the order of the form.
func limitFields(l *landing.Limits) []struct {
	name string
	at   *int64
} {
	return []struct {
		name string
		at   *int64
	}{{"answer", &l.Answer}, {"assess", &l.Assess}, {"report", &l.Report}, {"every", &l.Every}, {"tell_office", &l.Office}, {"tell_secretariat", &l.Secretariat}}
}

func (s *site) limits(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.SetLimits); err != nil {
		return err
	}
	return s.showLimits(v, http.StatusOK, "")
}

func (s *site) showLimits(v *visit, status int, refused string) error {
	edition, all, err := s.workEdition(v, v.FormValue("edition"))
	if err != nil {
		return err
	}
	p := limitsPage{
		Form: v.workPath("limits"), Editions: v.editionChoice(all, edition.Number), Edition: edition.Number,
		Saved: v.URL.Query().Get("saved") != "", Refused: refused,
	}
	set, err := v.view.Limits(v.Context())
	if err != nil {
		return err
	}
	holds := landing.LimitsFor(set, edition.Number)
	row, err := v.view.LimitsRow(v.Context(), edition.Number)
	switch {
	case err == nil:
		p.Before, p.Own = int64(row.Since), true
	case lang.CodeOf(err) != lang.CodeNotFound:
		return err
	}
	for _, f := range limitFields(&holds) {
		value := strconv.FormatInt(*f.at, 10)
		if refused != "" {
			value = v.PostFormValue(f.name)
		}
		p.Fields = append(p.Fields, typedField{Name: f.name, Label: v.label("landing.field." + f.name), Value: value, Required: true})
	}
	if p.frame, err = s.workFrame(v, "limits", v.say("work.menu.limits")); err != nil {
		return err
	}
	return s.showAs(v, status, "limits", p)
}

// setLimits writes the limits of an edition as they were seen.
func (s *site) setLimits(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.SetLimits); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return err
	}
	if err := s.ask(v, access.SetLimits, edition.Number); err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil || before < 0 {
		return lang.Invalid("web.error.form")
	}
	l := landing.Limits{Edition: edition.Number}
	if before > 0 {
		row, err := v.view.LimitsRow(v.Context(), edition.Number)
		if err != nil {
			return err
		}
		l.ID = row.Value.ID
	}
	for _, f := range limitFields(&l) {
		// What is no number stays 0, which no limit may be.
		*f.at, _ = strconv.ParseInt(lang.HalfWidth(v.field(f.name)), 10, 64)
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.SetLimits(v.Context(), l, journal.Position(before), v.fromForm())
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		if err := s.enter(v); err != nil {
			return err
		}
		return s.showLimits(v, status, text)
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}, "saved": {"1"}}, "work", "limits"))
	return nil
}
