package timetable

import (
	"bridgehead/lang"
)

// MaxSlots is the number of slots that an Instance may have.
const MaxSlots = 128

// Any, Morning and Afternoon are the parts of the day that a meeting may be bound to.
const (
	Any Part = iota
	Morning
	Afternoon
)

// A Part is a part of the day.
type Part uint8

// An Instance is what is to be timetabled. People, slots and meetings are counted from 0.
type Instance struct {
	People  int
	Slots   int   // 1 to MaxSlots
	Tables  int   // meetings that may be held at the same time
	Lost    []int // by slot: tables that cannot be used in it; may be shorter than Slots
	Morning int   // slots 0…Morning−1 are the morning of the first day; used only by meetings that ask for it

	// Days holds the first slot of every day after the first, in rising order. Slots of
	// different days are not next to each other, and idle time between days is no break.
	Days []int

	// Fairness is the most by which the breaks of two people may differ; negative: any. It is a rule
	// for Solve; SolveEvenly and Choose keep to it as far as that takes no break more.
	Fairness int

	Meetings []Meeting
	Away     [][]int // by person: slots in which they take no meeting; may be shorter than People
	Most     []int   // by person: most meetings, 0 for no limit; only what is chosen can keep to it
	MostDay  []int   // by person: most meetings on one day, 0 for no limit
	Least    []int   // by person: meetings that they should have; Choose prefers what brings people there
	LeastDay []int   // by person: the same of each day on which they have time
}

// A Meeting is two people who are to meet, or wish to.
type Meeting struct {
	A, B   int
	Part   Part
	Slot   int   // the slot it is fixed to, or −1
	Not    []int // slots in which it must not be
	After  []int // meetings that must be in earlier slots
	Wish   bool  // it may be left out: its value counts when it is held
	Value  int64 // of a wish, at least 1
	Table  int   // the table it is fixed to, or −1
	Banned bool  // no thanks: it must not be held
}

// Choosing says whether there is more to prefer than few breaks, so that the answer is Choose's: some meetings are wishes,
// or people should have so many on each day.
func (in *Instance) Choosing() bool {
	for _, least := range in.LeastDay {
		if least > 0 {
			return true
		}
	}
	for i := range in.Meetings {
		if in.Meetings[i].Wish || in.Meetings[i].Banned {
			return true
		}
	}
	return false
}

// Check refuses an instance whose numbers are out of range, naming the first that is. Numbers
// are named as in files, from 1.
func (in *Instance) Check() error {
	switch {
	case in.People < 0:
		return lang.Invalid("timetable.bad.people", lang.Args{"number": in.People})
	case in.Slots < 1 || in.Slots > MaxSlots:
		return lang.Invalid("timetable.bad.slots", lang.Args{"number": in.Slots, "most": MaxSlots})
	case in.Tables < 0:
		return lang.Invalid("timetable.bad.tables", lang.Args{"number": in.Tables})
	case in.Morning < 0 || in.Morning > in.Slots:
		return lang.Invalid("timetable.bad.morning", lang.Args{"number": in.Morning, "slots": in.Slots})
	case max(len(in.Away), len(in.Most), len(in.MostDay), len(in.Least), len(in.LeastDay)) > in.People:
		return lang.Invalid("timetable.bad.rows", lang.Args{"people": in.People})
	}
	for i, first := range in.Days {
		if first < 1 || first >= in.Slots || i > 0 && first <= in.Days[i-1] {
			return lang.Invalid("timetable.bad.day", lang.Args{"slot": first + 1, "slots": in.Slots})
		}
	}
	if len(in.Lost) > in.Slots {
		return lang.Invalid("timetable.bad.lost", lang.Args{"slots": in.Slots})
	}
	for p, slots := range in.Away {
		for _, s := range slots {
			if s < 0 || s >= in.Slots {
				return lang.Invalid("timetable.bad.away", lang.Args{"person": p + 1, "slot": s + 1, "slots": in.Slots})
			}
		}
	}
	values, towards := int64(1), int64(1)
	for m := range in.Meetings {
		if err := in.checkMeeting(m); err != nil {
			return err
		}
		values = min(mostWorth, values) + max(0, min(in.Meetings[m].Value, mostWorth))
	}
	for i, of := range [2][]int{in.Least, in.LeastDay} {
		for x, least := range of {
			if least < 0 || least > MaxSlots {
				return lang.Invalid("timetable.bad.least", lang.Args{"person": x + 1, "number": least, "most": MaxSlots})
			}
			towards += int64(least * (1 + i*len(in.Days))) // of each day
		}
	}
	if len(in.Least)+len(in.LeastDay) > 0 && values > mostWorth/towards {
		return lang.Invalid("timetable.bad.worth")
	}
	return nil
}

// mostWorth is what the values of all wishes, as often as there are meetings towards people's
// least, must stay below for the bound to be computed.
const mostWorth = 1 << 42

func (in *Instance) checkMeeting(m int) error {
	meeting := &in.Meetings[m]
	switch {
	case meeting.A < 0 || meeting.A >= in.People:
		return lang.Invalid("timetable.bad.person", lang.Args{"meeting": m + 1, "person": meeting.A + 1, "people": in.People})
	case meeting.B < 0 || meeting.B >= in.People:
		return lang.Invalid("timetable.bad.person", lang.Args{"meeting": m + 1, "person": meeting.B + 1, "people": in.People})
	case meeting.A == meeting.B:
		return lang.Invalid("timetable.bad.alone", lang.Args{"meeting": m + 1, "person": meeting.A + 1})
	case meeting.Slot < -1 || meeting.Slot >= in.Slots:
		return lang.Invalid("timetable.bad.slot", lang.Args{"meeting": m + 1, "slot": meeting.Slot + 1, "slots": in.Slots})
	case meeting.Table < -1 || meeting.Table >= in.Tables:
		return lang.Invalid("timetable.bad.table", lang.Args{"meeting": m + 1, "table": meeting.Table + 1, "tables": in.Tables})
	case meeting.Wish && meeting.Value < 1:
		return lang.Invalid("timetable.bad.value", lang.Args{"meeting": m + 1, "value": meeting.Value})
	case meeting.Part > Afternoon:
		return lang.Invalid("timetable.bad.part", lang.Args{"meeting": m + 1})
	}
	for _, s := range meeting.Not {
		if s < 0 || s >= in.Slots {
			return lang.Invalid("timetable.bad.slot", lang.Args{"meeting": m + 1, "slot": s + 1, "slots": in.Slots})
		}
	}
	for _, before := range meeting.After {
		if before < 0 || before >= len(in.Meetings) {
			return lang.Invalid("timetable.bad.after", lang.Args{"meeting": m + 1, "other": before + 1, "meetings": len(in.Meetings)})
		}
	}
	return nil
}

// A Status says what is known of an answer.
type Status string

// The four that an answer can have.
const (
	Optimal    Status = "optimal"    // nothing is better, and that is proven
	Feasible   Status = "feasible"   // it keeps every rule; Bound or Upper say how far it can be from the best
	Infeasible Status = "infeasible" // there is none, and Conflict says why
	Unknown    Status = "unknown"    // neither a timetable nor a proof was found with the work given
)

// A Result is an answer.
type Result struct {
	Status Status
	Slots  []int // by meeting; −1 where it is not placed
	Tables []int // by meeting; −1 where it is not placed
	Breaks int   // of all people
	Bound  int   // no timetable of these meetings has fewer breaks
	Value  int64 // of the wishes that are held
	Upper  int64 // no timetable that leaves as few meetings short holds wishes worth more
	Spread int   // by how much the breaks of two people differ at the most

	Short      int   // meetings that people have fewer than their least
	ShortBound int   // no timetable leaves fewer
	Moves      int64 // exchanges tried
	// Conflict names the rules that cannot be kept together, when the status is Infeasible.
	Conflict []Reason
}

// Unplaced returns the meetings that have no slot.
func (r *Result) Unplaced() []int {
	var left []int
	for m, s := range r.Slots {
		if s < 0 {
			left = append(left, m)
		}
	}
	return left
}
