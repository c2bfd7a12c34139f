package landing

import (
	"iter"
	"math/big"
	"time"

	"bridgehead/lang"
)

// A Day is a number of days since 1 January 1970; NoDay where there is none.
type Day int32

// NoDay is the day of what has not happened.
const NoDay = Day(-1 << 31)

// DayOf numbers a date; one that is not whole has no day.
func DayOf(d lang.Date) Day {
	if d == "" || !d.Valid() {
		return NoDay
	}
	return Day(d.Time().Unix() / (24 * 60 * 60))
}

// Date is the date of a day.
func (d Day) Date() lang.Date {
	if d == NoDay {
		return ""
	}
	return lang.DateOf(time.Unix(int64(d)*24*60*60, 0).UTC())
}

// years returns the day so many years later. What was signed on 29 February has its anniversary
// on 1 March.
func (d Day) years(n int) Day {
	return Day(time.Unix(int64(d)*24*60*60, 0).UTC().AddDate(n, 0, 0).Unix() / (24 * 60 * 60))
}

// Landed are the stages that an agreement can reach after it was signed, in their order.
var Landed = [4]Stage{Registered, PaidIn, Construction, Operating}

// A Course is what became of one agreement: the first day on which it reached each stage, as far
// as its actual milestones say. What reached a stage has reached those before it, except that
// capital need not be paid in nor anything be built.
type Course struct {
	Edition    int64
	Signed     Day
	First      [4]Day // of each stage in Landed
	Terminated Day
	Suspended  bool
	Count      int64 // how many agreements are alike; 0 is one
}

// NewCourse returns the course of an agreement that has only been signed.
func NewCourse(edition int64, signed Day) Course {
	return Course{Edition: edition, Signed: signed, First: [4]Day{NoDay, NoDay, NoDay, NoDay}, Terminated: NoDay}
}

// CourseOf returns the course that milestones tell.
func CourseOf(edition int64, signed lang.Date, all []Milestone) Course {
	c := NewCourse(edition, DayOf(signed))
	last := NoDay
	for _, i := range inOrder(all) {
		m := all[i]
		day := DayOf(m.Date)
		switch m.Stage {
		case Terminated:
			c.Terminated = earlier(c.Terminated, day)
		case Suspended:
			c.Suspended, last = true, day
		case Resumed:
			c.Suspended = c.Suspended && day < last
		default:
			if n := m.Stage.Rank() - Registered.Rank(); n >= 0 {
				c.First[n] = earlier(c.First[n], day)
			}
		}
	}
	return c
}

// earlier returns the earlier of two days of which either may be missing.
func earlier(a, b Day) Day {
	if a == NoDay || b != NoDay && b < a {
		return b
	}
	return a
}

func (c Course) count() int64 { return max(c.Count, 1) }

// place is where a stage stands in Landed, -1 for others.
func place(s Stage) int {
	if n := s.Rank() - Registered.Rank(); n >= 0 && n < len(Landed) {
		return n
	}
	return -1
}

// Reached returns the day on which it reached the stage or one beyond it, NoDay when it has not.
// Capital that is paid in is another matter than what is built: beyond paid_in lies nothing.
func (c Course) Reached(s Stage) Day {
	n := place(s)
	if n < 0 {
		return NoDay
	}
	if s == PaidIn {
		return c.First[n]
	}
	day := NoDay
	for _, d := range c.First[n:] {
		day = earlier(day, d)
	}
	return day
}

// Stage is the furthest stage that it reached by a day.
func (c Course) Stage(by Day) Stage {
	for n := len(Landed) - 1; n >= 0; n-- {
		if c.First[n] != NoDay && c.First[n] <= by {
			return Landed[n]
		}
	}
	return Signed
}

// A Share is a part of a whole, exactly.
type Share struct{ Of, All int64 }

// Rat is the share as a fraction; nil when there is no whole.
func (s Share) Rat() *big.Rat {
	if s.All == 0 {
		return nil
	}
	return big.NewRat(s.Of, s.All)
}

// A Cohort is what became of the agreements of one edition, by full years since each was signed.
type Cohort struct {
	Edition int64
	Signed  int64 // how many agreements
	Undated int64 // of them, how many have no day of signing: they are in no year
	// Years holds, for each full year since signing from 0 on, the share that had reached each
	// stage of Landed within it. All are those whose year is over at the day as of which it is
	// asked; where they are not all, the share is of those.
	Years [][4]Share
}

// Cohorts makes the table of cohorts as of a day, over at most so many years since signing, in
// the order of the editions. An agreement that was terminated stays in the whole: it was signed.
func Cohorts(all iter.Seq[Course], asOf Day, most int) []Cohort {
	var editions []int64
	by := map[int64]*Cohort{}
	anniversaries := map[Day][]Day{}
	for c := range all {
		t := by[c.Edition]
		if t == nil {
			t = &Cohort{Edition: c.Edition, Years: make([][4]Share, most+1)}
			by[c.Edition] = t
			at := len(editions)
			for at > 0 && editions[at-1] > c.Edition {
				at--
			}
			editions = append(editions[:at], append([]int64{c.Edition}, editions[at:]...)...)
		}
		n := c.count()
		t.Signed += n
		if c.Signed == NoDay || c.Signed > asOf {
			t.Undated += n
			continue
		}
		ends := anniversaries[c.Signed]
		if ends == nil {
			ends = make([]Day, most+1)
			for y := range ends {
				ends[y] = c.Signed.years(y)
			}
			anniversaries[c.Signed] = ends
		}
		var reached [4]Day
		for i, s := range Landed {
			reached[i] = c.Reached(s)
		}
		for y, end := range ends {
			if end > asOf {
				break
			}
			for i := range Landed {
				t.Years[y][i].All += n
				if reached[i] != NoDay && reached[i] <= end {
					t.Years[y][i].Of += n
				}
			}
		}
	}
	out := make([]Cohort, len(editions))
	for i, e := range editions {
		t := by[e]
		for len(t.Years) > 0 && t.Years[len(t.Years)-1][0].All == 0 {
			t.Years = t.Years[:len(t.Years)-1]
		}
		out[i] = *t
	}
	return out
}

// A Stall is how long agreements stay in a stage before they go on, and how many wait in it.
type Stall struct {
	Stage   Stage
	Passed  int64    // how many went on
	Median  *big.Rat // days until they went on, the middle of those that did; nil for none
	Waiting int64    // how many are in it
	Since   *big.Rat // days that these have waited, the middle of them; nil for none
	Held    int64    // of those that wait, how many are suspended
	Ended   int64    // how many were terminated in it
}

// Stalls says for each stage from signing on, but the last, how long it takes and how many wait, as of a day.
// The median of those that went on says nothing of those that have not: both are given.
func Stalls(all iter.Seq[Course], asOf Day) []Stall {
	stages := append([]Stage{Signed}, Landed[:]...)
	out := make([]Stall, len(stages))
	passed, waiting := make([]tally, len(stages)), make([]tally, len(stages))
	for i, s := range stages {
		out[i].Stage = s
		passed[i], waiting[i] = tally{}, tally{}
	}
	for c := range all {
		if c.Signed == NoDay || c.Signed > asOf {
			continue
		}
		n, at, since := c.count(), 0, c.Signed
		for i, d := range c.First {
			if d == NoDay || d > asOf || d < since {
				continue
			}
			out[at].Passed += n
			passed[at].add(int64(d-since), n)
			at, since = i+1, d
		}
		switch {
		case c.Terminated != NoDay && c.Terminated <= asOf:
			out[at].Ended += n
		default:
			out[at].Waiting += n
			waiting[at].add(int64(asOf-since), n)
			if c.Suspended {
				out[at].Held += n
			}
		}
	}
	for i := range out {
		out[i].Median, out[i].Since = passed[i].median(), waiting[i].median()
	}
	return out[:len(out)-1] // what operates has nothing to wait for
}
