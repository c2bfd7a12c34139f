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
	From  lang.Date // the day after which the limit is counted; "" of Plan
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
// and one that is suspended nothing until it is resumed: a limit that was running then begins
// anew on that day. The error is that of a calendar which does not know the day.
func (l Lead) Duties(all []Milestone, limits Limits, c *Calendar, now time.Time) ([]Duty, error) {
	received, err := l.ReceivedAt()
	if err != nil {
		return nil, err
	}
	day := c.DayOf(received)
	closed := closedOn(all)
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
	}
	rests := restsOf(all)
	var list []Duty
	add := func(task Task, from, done lang.Date, limit func(from lang.Date) (lang.Date, error)) error {
		last, err := limit(from)
		if err != nil {
			return err
		}
		for _, r := range rests {
			if done != "" && done <= r.from || last < r.from || r.until != "" && r.until <= from {
				continue // it was done by then, was overdue, or is counted from later
			}
			if r.until == "" {
				last = max(last, done) // a report that was given while it rested was not late
				continue
			}
			from = r.until
			if last, err = limit(from); err != nil {
				return err
			}
		}
		if done == "" && (closed != "" || len(rests) > 0 && rests[len(rests)-1].until == "") {
			return nil // it is owed no more, or not now
		}
		list = append(list, Duty{Task: task, From: from, Day: last, Due: c.EndOf(last), Done: done, Late: done > last})
		return nil
	}
	working := func(days int64) func(lang.Date) (lang.Date, error) {
		return func(from lang.Date) (lang.Date, error) { return c.After(from, int(days)) }
	}
	answered := lang.Date("")
	if l.Answered != "" {
		at, err := ParseMoment("answered", l.Answered)
		if err != nil {
			return nil, err
		}
		answered = c.DayOf(at)
	}
	if err := add(Answer, day, answered, working(limits.Answer)); err != nil {
		return nil, err
	}
	assessed := first[Assessed]
	for _, later := range []Stage{Negotiating, Signed} {
		if at := first[later]; assessed == "" || at != "" && at < assessed {
			assessed = at // what was taken further had been assessed
		}
	}
	if err := add(Assess, day, assessed, working(limits.Assess)); err != nil {
		return nil, err
	}
	from, every := day, int(limits.Report)
	for _, done := range append(reports, "") {
		if done == "" && !Owing(all) {
			break
		}
		err := add(Report, from, done, func(from lang.Date) (lang.Date, error) { return c.OnOrAfter(from.AddDays(every)) })
		if err != nil {
			return nil, err
		}
		from, every = done, int(limits.Every)
	}
	return sorted(append(list, PlanDuties(all, c)...)), nil
}

// closedOn is the day from which nothing more is owed about a lead, because it was signed or
// terminated; "" while there is none.
func closedOn(all []Milestone) lang.Date {
	for _, i := range inOrder(all) {
		if all[i].Stage == Signed || all[i].Stage == Terminated {
			return all[i].Date
		}
	}
	return ""
}

// A rest is a time for which a lead or agreement was suspended; until is "" while it is.
type rest struct{ from, until lang.Date }

func restsOf(all []Milestone) []rest {
	var list []rest
	for _, i := range inOrder(all) {
		switch m := all[i]; {
		case m.Stage == Suspended && !resting(list):
			list = append(list, rest{from: m.Date})
		case m.Stage == Resumed && resting(list):
			list[len(list)-1].until = m.Date
		}
	}
	return list
}

// resting reports whether the last of the rests is not over.
func resting(list []rest) bool { return len(list) > 0 && list[len(list)-1].until == "" }

// Owing reports whether anything may be owed about a lead after its milestones: it goes on, or it
// was signed and a step is planned that was not taken. No day has to be known of one about which
// nothing can be owed.
func Owing(all []Milestone) bool {
	if resting(restsOf(all)) {
		return false
	}
	return closedOn(all) == "" || slices.ContainsFunc(plansOf(all), func(p plan) bool { return p.done == "" })
}

// PlanDuties returns the steps that were planned for an agreement or lead and the days by which
// they had to be taken. None is owed of one that is suspended or terminated.
func PlanDuties(all []Milestone, c *Calendar) []Duty {
	var list []Duty
	for _, p := range plansOf(all) {
		// A plan for a day off is for that day: nobody has set it as a limit.
		list = append(list, Duty{Task: Plan, Stage: p.Stage, Of: p.ID, Day: p.Date, Due: c.EndOf(p.Date), Done: p.done, Late: p.done > p.Date})
	}
	return sorted(list)
}

// A plan is a planned step, and when it was taken, or one that takes it for granted; done is ""
// while none was.
type plan struct {
	Milestone
	done lang.Date
}

func plansOf(all []Milestone) []plan {
	order := inOrder(all)
	if resting(restsOf(all)) || slices.ContainsFunc(order, func(i int) bool { return all[i].Stage == Terminated }) {
		return nil
	}
	var list []plan
	for _, m := range all {
		if m.Actual {
			continue
		}
		p := plan{Milestone: m}
		for _, i := range order {
			a := all[i]
			same := a.Stage == m.Stage && (m.Stage != PaidIn || m.Instalment == 0 || a.Instalment == m.Instalment)
			later := a.Stage.Rank() > m.Stage.Rank() && m.Stage.Rank() >= 0 && m.Stage != PaidIn
			if same || later {
				p.done = a.Date
				break
			}
		}
		list = append(list, p)
	}
	return list
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
