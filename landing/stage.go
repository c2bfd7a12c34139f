package landing

import (
	"cmp"
	"slices"

	"bridgehead/lang"
)

// A Stage is how far what began with a lead has come.
type Stage string

// The stages in their order, and what can happen at any of them.
const (
	LeadStage    Stage = "lead"
	Assessed     Stage = "assessed"
	Negotiating  Stage = "negotiating"
	Signed       Stage = "signed"
	Registered   Stage = "registered"
	PaidIn       Stage = "paid_in" // an instalment of the capital; there can be several
	Construction Stage = "under_construction"
	Operating    Stage = "operating"

	Suspended  Stage = "suspended"
	Resumed    Stage = "resumed" // goes on where it was suspended
	Terminated Stage = "terminated"
	Reported   Stage = "reported" // a report of how it stands, which moves nothing
)

// Stages are those that follow one another, in their order.
var Stages = []Stage{LeadStage, Assessed, Negotiating, Signed, Registered, PaidIn, Construction, Operating}

// Steps are all that a milestone can say: the stages after the lead itself, and what can happen
// at any of them.
var Steps = []Stage{Assessed, Negotiating, Signed, Registered, PaidIn, Construction, Operating, Reported, Suspended, Resumed, Terminated}

// Rank is the place of a stage in the order, from 0; -1 for what is no stage of its own.
func (s Stage) Rank() int { return slices.Index(Stages, s) }

// Known reports whether a milestone can say it.
func (s Stage) Known() bool { return slices.Contains(Steps, s) }

// OfAgreement reports whether a milestone of an agreement can say it: an agreement begins signed.
func (s Stage) OfAgreement() bool { return s.Rank() < 0 || s.Rank() > Signed.Rank() }

// OfLead reports whether a milestone of a lead can say it: what becomes of it once it is signed
// is said of the agreement.
func (s Stage) OfLead() bool { return s.Rank() <= Signed.Rank() }

// follows are the stages that each stage may follow. Capital may be paid in at any time after
// registration, in instalments; what needs no building begins to operate without it.
var follows = map[Stage][]Stage{
	Assessed:     {LeadStage},
	Negotiating:  {Assessed},
	Signed:       {Negotiating},
	Registered:   {Signed},
	PaidIn:       {Registered, PaidIn, Construction, Operating},
	Construction: {Registered, PaidIn},
	Operating:    {Registered, PaidIn, Construction},
}

// Names of the rules; docs/rules.md explains each, and each has a test.
const (
	RuleVerifiedCounts  = "verified-counts"  // a milestone counts once it was done, is confirmed and is verified
	RuleReachedStage    = "reached-stage"    // what reached a stage reached those before it, but for capital paid in
	RuleFundsInPlace    = "funds-in-place"   // paid in over contracted, of the same agreements, at the same rates
	RuleTerminatedStays = "terminated-stays" // what was terminated never lands, and stays in the whole
	RuleCohortYears     = "cohort-years"     // of the agreements whose year is over
	RuleWorkingDays     = "working-days"     // time limits, in the working days that were announced
	RuleSuspendedRests  = "suspended-rests"  // what is suspended owes nothing until it is resumed
)

// A State is where something stands after its milestones.
type State struct {
	Stage      Stage // the furthest stage that was reached
	Suspended  bool
	Terminated bool
	On         lang.Date // of the last step
}

// Place is the stage, or what keeps it from going on.
func (s State) Place() Stage {
	switch {
	case s.Terminated:
		return Terminated
	case s.Suspended:
		return Suspended
	}
	return s.Stage
}

// After returns the state after a step, or a refusal that says which steps may come before.
func (s State) After(step Stage) (State, error) {
	now := lang.Word("landing.stage." + string(s.Place()))
	args := lang.Args{"step": lang.Word("landing.stage." + string(step)), "now": now}
	switch {
	case !step.Known():
		return s, lang.Invalid("landing.step.unknown", lang.Args{"given": string(step)})
	case s.Terminated:
		return s, lang.Conflict("landing.step.terminated", args)
	case step == Reported:
		return s, nil
	case step == Terminated:
		s.Terminated = true
		return s, nil
	case step == Suspended && s.Suspended:
		return s, lang.Conflict("landing.step.suspended_twice")
	case step == Suspended:
		s.Suspended = true
		return s, nil
	case step == Resumed && !s.Suspended:
		return s, lang.Conflict("landing.step.not_suspended", args)
	case step == Resumed:
		s.Suspended = false
		return s, nil
	case s.Suspended:
		return s, lang.Conflict("landing.step.suspended", args)
	case !slices.Contains(follows[step], s.Stage):
		args["before"] = stageWords(follows[step])
		return s, lang.Conflict("landing.step.order", args)
	}
	if step.Rank() > s.Stage.Rank() {
		s.Stage = step
	}
	return s, nil
}

// Next returns the steps that may come after the state.
func (s State) Next() []Stage {
	var list []Stage
	for _, step := range Steps {
		if _, err := s.After(step); err == nil {
			list = append(list, step)
		}
	}
	return list
}

// words are stages as a list in the reader's language.
type words []Stage

func stageWords(list []Stage) words { return list }

// In writes the list in a reader's language.
func (w words) In(tag lang.Tag) string {
	separator, last := "、", "或"
	if tag == lang.En {
		separator, last = ", ", " or "
	}
	out := ""
	for i, s := range w {
		switch {
		case i > 0 && i == len(w)-1:
			out += last
		case i > 0:
			out += separator
		}
		out += lang.Say(tag, "landing.stage."+string(s), nil)
	}
	return out
}

// Replay goes through the actual milestones of one agreement or lead in the order of their
// dates, and returns where it stands. Begin is the stage at which it began: Signed for an
// agreement, LeadStage for a lead. The error says which of them cannot be, and why; index is its
// place among those that were given.
func Replay(begin Stage, on lang.Date, all []Milestone) (s State, index int, err error) {
	s = State{Stage: begin, On: on}
	for order := inOrder(all); len(order) > 0; {
		day := 1
		for day < len(order) && all[order[day]].Date == all[order[0]].Date {
			day++
		}
		if m := all[order[0]]; m.Date < on && on != "" {
			return s, order[0], lang.Conflict("landing.step.before_beginning", lang.Args{
				"step": lang.Word("landing.stage." + string(m.Stage)), "date": m.Date, "begin": lang.Word("landing.stage." + string(begin)), "on": on,
			})
		}
		if s, index, err = s.through(all, order[:day]); err != nil {
			return s, index, err
		}
		order = order[day:]
	}
	return s, -1, nil
}

// through goes through the steps of one day: each time the first in the order of the stages that
// may follow. So what was resumed goes on the same day; it is not suspended again on that day,
// for the later of the two could not be told from their dates. A termination comes last.
func (s State) through(all []Milestone, day []int) (State, int, error) {
	day = slices.Clone(day)
	for resumed := false; len(day) > 0; {
		took := 0
		for n, i := range day {
			step := all[i].Stage
			if step == Terminated && all[day[0]].Stage != Terminated || resumed && step == Suspended {
				continue
			}
			if _, err := s.After(step); err == nil {
				took = n
				break
			}
		}
		m := all[day[took]]
		next, err := s.After(m.Stage)
		if err == nil && resumed && m.Stage == Suspended {
			err = lang.Conflict("landing.step.suspended_again")
		}
		if err != nil {
			return s, day[took], err
		}
		if s = next; m.Stage != Reported {
			s.On = m.Date
		}
		resumed = resumed || m.Stage == Resumed
		day = slices.Delete(day, took, took+1)
	}
	return s, -1, nil
}

// inOrder are the places of the actual milestones in the order of their dates; of one day, in
// the order of the stages.
func inOrder(all []Milestone) []int {
	var order []int
	for i, m := range all {
		if m.Actual {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[a].Date, all[b].Date), cmp.Compare(slices.Index(Steps, all[a].Stage), slices.Index(Steps, all[b].Stage)))
	})
	return order
}
