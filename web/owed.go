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
	Verify   []waitingStep
	More     bool // more waits to be verified than is shown
	Limits   string
}

// A waitingStep is what was reported and nobody has verified.
type waitingStep struct {
	milestoneLine
	Name lang.Text
	URL  string
}

// owedListed is how many lines each list of the page has at most.
const owedListed = 200

// owed lists what is overdue with who has been told, and what waits to be verified.
func (s *site) owed(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadLead); err != nil {
		return err
	}
	edition, all, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	view, err := v.seen()
	if err != nil {
		return err
	}
	now := s.db.Now()
	p := owedPage{Form: v.workPath("owed"), Editions: v.editionChoice(all, edition.Number)}
	list, err := view.Owed(v.Context(), edition.Number, now, true)
	if err != nil {
		return err
	}
	if list, err = v.owedToSee(view, list); err != nil {
		return err
	}
	if len(list) > owedListed {
		list = list[:owedListed]
	}
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

// unverified adds what was reported as done and waits to be verified, the oldest first.
func (s *site) unverified(v *visit, view store.View, edition int64, p *owedPage) error {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	var rows []store.Row[landing.Milestone]
	err = store.EachMilestone(v.Context(), view, edition, func(part []store.Row[landing.Milestone]) error {
		for _, r := range part {
			if m := r.Value; !m.Actual || m.VerifiedBy != "" {
				continue
			}
			q, err := v.stepQuestion(r.Value)
			if err != nil {
				return err
			}
			if q.Action = access.ReadRecord; !access.Decide(v.actor, q, settings) {
				continue
			}
			if len(rows) == owedListed {
				p.More = true
				return store.ErrEnough
			}
			rows = append(rows, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		q, err := v.stepQuestion(r.Value)
		if err != nil {
			return err
		}
		q.Action = access.VerifyLanding
		lines, err := s.milestoneLines(v, []store.Row[landing.Milestone]{r}, access.Decide(v.actor, q, settings))
		if err != nil {
			return err
		}
		w := waitingStep{milestoneLine: lines[0], URL: v.workPath("landing", r.Value.Agreement)}
		if r.Value.Lead != "" {
			w.URL = v.workPath("leads", r.Value.Lead)
			l, err := store.Get[landing.Lead](v.Context(), view, r.Value.Lead)
			if err != nil {
				return err
			}
			title, err := s.leadTitle(v, l.Value)
			if err != nil {
				return err
			}
			w.Name = inScript(title)
		} else {
			a, err := store.Get[agreement.Agreement](v.Context(), view, r.Value.Agreement)
			if err != nil {
				return err
			}
			w.Name = a.Value.Title
		}
		p.Verify = append(p.Verify, w)
	}
	return nil
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
