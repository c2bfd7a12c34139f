package landing

import (
	"cmp"
	"slices"
	"time"

	"bridgehead/lang"
)

// Limits are the times within which something has to be done about a lead, set by the organiser
// for an edition. A lead is answered and assessed within so many working days after the day on
// which it was received; reported back within so many days of it, and then every so many days of
// the last report, on the next working day where that is none.
type Limits struct {
	ID      string
	Edition int64 // 0: of all editions that have none of their own

	Answer, Assess int64 // working days
	Report, Every  int64 // days

	// Who is told beside the responsible officer, so many working days after it was due.
	Office, Secretariat int64
}

// DefaultLimits is the published rule that holds where the organiser has set nothing: answered
// within 1 working day, assessed in 3, reported back within a week, then every two weeks.
func DefaultLimits() Limits {
	return Limits{Answer: 1, Assess: 3, Report: 7, Every: 14, Office: 1, Secretariat: 3}
}

// longest is the longest limit that can be set, in days.
const longest = 366

// Validate returns what is wrong in the limits.
func (l Limits) Validate() lang.Problems {
	var found lang.Problems
	for _, f := range []struct {
		name  string
		value int64
	}{{"answer", l.Answer}, {"assess", l.Assess}, {"report", l.Report}, {"every", l.Every}, {"tell_office", l.Office}, {"tell_secretariat", l.Secretariat}} {
		if f.value < 1 || f.value > longest {
			found = append(found, lang.Problem{Field: "landing.field." + f.name, Why: lang.Invalid("landing.limit.range", lang.Args{"most": longest})})
		}
	}
	if len(found) == 0 && l.Secretariat < l.Office {
		found = append(found, lang.Problem{Field: "landing.field.tell_secretariat", Why: lang.Invalid("landing.limit.escalation")})
	}
	return found
}

// LimitsFor chooses the limits of an edition: its own, else those of all editions, else the
// published rule.
func LimitsFor(all []Limits, edition int64) Limits {
	for _, of := range []int64{edition, 0} {
		if i := slices.IndexFunc(all, func(l Limits) bool { return l.Edition == of }); i >= 0 {
			return all[i]
		}
	}
	return DefaultLimits()
}

// A Task is what has to be done within a limit.
type Task string

// The tasks.
const (
	Answer Task = "answer" // answer the investor
	Assess Task = "assess" // assess the lead
	Report Task = "report" // report back on how it stands
	Plan   Task = "plan"   // a step that was planned for a day: take it, or say why not
)

// A Duty is one task with the time by which it has to be done. It is overdue from the moment
// of Due on.
type Duty struct {
	Task  Task
	Stage Stage     // of Plan: the step that was planned
	Of    string    // of Plan: the milestone
	Day   lang.Date // the last day, at its place
	Due   time.Time // the end of that day
	Done  lang.Date // when it was done; "" while it is not
	Late  bool      // it was done after its day
}

// Overdue reports whether it is not done and its time is over.
func (d Duty) Overdue(now time.Time) bool { return d.Done == "" && !now.Before(d.Due) }

// Duties returns what has to be done about a lead, in the order of the times by which, as it
// stands at a time. Of reports that follow one another those that were due before the last one
// was given, and the next, are listed. A lead that was signed or terminated is owed nothing more,
// and one that is suspended no reports. The error is that of a calendar which does not know the
// day.
func (l Lead) Duties(all []Milestone, limits Limits, c *Calendar, now time.Time) ([]Duty, error) {
	received, err := l.ReceivedAt()
	if err != nil {
		return nil, err
	}
	day := c.DayOf(received)
	state, _, _ := Replay(LeadStage, "", all)
	closed := lang.Date("") // when nothing more was owed
	first := map[Stage]lang.Date{}
	var reports []lang.Date
	for _, i := range inOrder(all) {
		m := all[i]
		if _, ok := first[m.Stage]; !ok {
			first[m.Stage] = m.Date
		}
		if m.Stage == Reported {
			reports = append(reports, m.Date)
		}
		if closed == "" && (m.Stage == Signed || m.Stage == Terminated) {
			closed = m.Date
		}
	}
	var list []Duty
	add := func(task Task, day, done lang.Date) {
		if done == "" && closed != "" {
			return // it is owed no more
		}
		list = append(list, Duty{Task: task, Day: day, Due: c.EndOf(day), Done: done, Late: done > day})
	}
	answered := lang.Date("")
	if l.Answered != "" {
		at, err := ParseMoment("answered", l.Answered)
		if err != nil {
			return nil, err
		}
		answered = c.DayOf(at)
	}
	last, err := c.After(day, int(limits.Answer))
	if err != nil {
		return nil, err
	}
	add(Answer, last, answered)
	if last, err = c.After(day, int(limits.Assess)); err != nil {
		return nil, err
	}
	assessed := first[Assessed]
	for _, later := range []Stage{Negotiating, Signed} {
		if at := first[later]; assessed == "" || at != "" && at < assessed {
			assessed = at // what was taken further had been assessed
		}
	}
	add(Assess, last, assessed)
	from, every := day, int(limits.Report)
	for _, done := range append(reports, "") {
		if done == "" && (state.Suspended || closed != "") {
			break
		}
		if last, err = c.OnOrAfter(from.AddDays(every)); err != nil {
			return nil, err
		}
		add(Report, last, done)
		from, every = done, int(limits.Every)
	}
	planned, err := planDuties(all, state, c)
	if err != nil {
		return nil, err
	}
	return sorted(append(list, planned...)), nil
}

// PlanDuties returns the steps that were planned for an agreement and the days by which they
// had to be taken, as it stands at a time.
func PlanDuties(all []Milestone, c *Calendar) ([]Duty, error) {
	state, _, _ := Replay(Signed, "", all)
	list, err := planDuties(all, state, c)
	return sorted(list), err
}

func planDuties(all []Milestone, state State, c *Calendar) ([]Duty, error) {
	var list []Duty
	for _, m := range all {
		if m.Actual || state.Terminated || state.Suspended {
			continue
		}
		done := lang.Date("")
		for _, i := range inOrder(all) {
			a := all[i]
			same := a.Stage == m.Stage && (m.Stage != PaidIn || m.Instalment == 0 || a.Instalment == m.Instalment)
			later := a.Stage.Rank() > m.Stage.Rank() && m.Stage.Rank() >= 0 && m.Stage != PaidIn
			if same || later {
				done = a.Date
				break
			}
		}
		// A plan for a day off is for that day: nobody has set it as a limit.
		list = append(list, Duty{Task: Plan, Stage: m.Stage, Of: m.ID, Day: m.Date, Due: c.EndOf(m.Date), Done: done, Late: done > m.Date})
	}
	return list, nil
}

func sorted(list []Duty) []Duty {
	slices.SortStableFunc(list, func(a, b Duty) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Task, b.Task)) })
	return list
}

// A Level says who is told.
type Level string

// The levels, in the order in which they are told.
const (
	ToOfficer     Level = "officer"     // the responsible officer, in the morning of the last day
	ToOffice      Level = "office"      // the reporting office, once it is overdue
	ToSecretariat Level = "secretariat" // the secretariat, when it stays so
)

// A Reminder is a notice that has to be given once. Its key is the same whenever and wherever
// it is worked out, so that whoever sends it can tell whether it was sent.
type Reminder struct {
	Key   string // of lead or agreement, task, day and level
	Of    string // identifier of the lead or agreement
	Level Level
	At    time.Time // from when on
	Duty  Duty
}

// Reminders returns what is to be told about duties that are not done, at a time: all that has
// become due to be told since the beginning. What a calendar does not know is left out and said
// in the error.
func Reminders(of string, duties []Duty, limits Limits, c *Calendar, now time.Time) ([]Reminder, error) {
	var list []Reminder
	var missing error
	for _, d := range duties {
		if d.Done != "" {
			continue
		}
		tell := func(level Level, at time.Time) {
			if now.Before(at) {
				return
			}
			key := of + " " + string(d.Task) + " " + string(d.Day) + " " + string(level)
			if d.Of != "" {
				key += " " + d.Of
			}
			list = append(list, Reminder{Key: key, Of: of, Level: level, At: at, Duty: d})
		}
		tell(ToOfficer, c.BeginningOf(d.Day))
		for _, x := range []struct {
			level Level
			after int64
		}{{ToOffice, limits.Office}, {ToSecretariat, limits.Secretariat}} {
			day, err := c.After(d.Day, int(x.after))
			if err != nil {
				missing = err
				continue
			}
			tell(x.level, c.BeginningOf(day))
		}
	}
	return list, missing
}
