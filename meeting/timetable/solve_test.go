package timetable_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"bridgehead/lang"
	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/planted"
	"bridgehead/meeting/timetable/timetabletest"
)

func solve(t *testing.T, in *timetable.Instance, o timetable.Options) *timetable.Result {
	t.Helper()
	r, err := timetable.Solve(context.Background(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != timetable.Infeasible && len(r.Unplaced()) == 0 {
		if fault := timetabletest.Wrong(in, r); fault != "" {
			t.Fatal(fault)
		}
	}
	return r
}

// random makes a small instance with every kind of rule.
func random(seed uint64) *timetable.Instance {
	r := rand.New(rand.NewPCG(seed, 7))
	in := &timetable.Instance{People: 3 + r.IntN(3), Slots: 3 + r.IntN(3), Tables: 1 + r.IntN(2), Fairness: r.IntN(3) - 1}
	in.Morning = r.IntN(in.Slots + 1)
	if r.IntN(3) == 0 {
		in.Days = []int{1 + r.IntN(in.Slots-1)}
	}
	if r.IntN(4) == 0 {
		in.Lost = []int{r.IntN(2), r.IntN(2)}
	}
	for range 1 + r.IntN(5) {
		a := r.IntN(in.People)
		b := (a + 1 + r.IntN(in.People-1)) % in.People
		m := timetable.Meeting{A: a, B: b, Slot: -1, Table: -1}
		switch r.IntN(8) {
		case 0:
			m.Part = timetable.Morning
		case 1:
			m.Part = timetable.Afternoon
		case 2:
			m.Slot = r.IntN(in.Slots)
		case 3:
			if n := len(in.Meetings); n > 0 {
				m.After = []int{r.IntN(n)}
			}
		case 4:
			m.Not = []int{r.IntN(in.Slots)}
		}
		in.Meetings = append(in.Meetings, m)
	}
	in.Away = make([][]int, in.People)
	for x := range in.Away {
		if r.IntN(3) == 0 {
			in.Away[x] = []int{r.IntN(in.Slots)}
		}
	}
	return in
}

// best tries every timetable: the fewest breaks among those that break no rule, −1 when there is none.
func best(in *timetable.Instance) int {
	fewest := -1
	r := &timetable.Result{Slots: make([]int, len(in.Meetings)), Tables: make([]int, len(in.Meetings))}
	var try func(m int)
	try = func(m int) {
		if m == len(in.Meetings) {
			used := make([]int, in.Slots)
			for i, s := range r.Slots {
				r.Tables[i] = used[s]
				used[s]++
			}
			if fault, n, _ := timetabletest.Inspect(in, r); fault == "" && (fewest < 0 || n < fewest) {
				fewest = n
			}
			return
		}
		for s := range in.Slots {
			r.Slots[m] = s
			try(m + 1)
		}
	}
	try(0)
	return fewest
}

func TestTheBestOfAllTimetablesIsFound(t *testing.T) {
	infeasible := 0
	for seed := range uint64(200) {
		in := random(seed)
		want := best(in)
		r := solve(t, in, timetable.Options{Seed: 1, Work: 3_000_000, Threads: 1})
		switch {
		case want < 0:
			infeasible++
			if r.Status != timetable.Infeasible || len(r.Conflict) == 0 {
				t.Errorf("instance %d has no timetable: %s %v", seed, r.Status, r.Conflict)
			}
			for _, tag := range []lang.Tag{lang.Hans, lang.Hant, lang.En} {
				for _, reason := range r.Conflict {
					if text := reason.In(tag); strings.ContainsAny(text, "⟦{") {
						t.Errorf("instance %d: %s", seed, text)
					}
				}
			}
		case r.Status != timetable.Optimal || r.Breaks != want || r.Bound != want:
			t.Errorf("instance %d: the best has %d breaks; the answer is %s with %d, bound %d", seed, want, r.Status, r.Breaks, r.Bound)
		}
	}
	if infeasible < 10 || infeasible > 190 {
		t.Errorf("%d of 200 instances have no timetable: the test says little", infeasible)
	}
}

func TestTheAnswerDoesNotDependOnTheThreads(t *testing.T) {
	for _, size := range []planted.Size{planted.Sizes[0], planted.Sizes[2], {People: 3000, Meetings: 13000, Slots: 20, Tables: 800}} {
		in := planted.Instance(size, 3)
		work := int64(600_000)
		one := solve(t, in, timetable.Options{Seed: 5, Work: work, Threads: 1})
		many := solve(t, in, timetable.Options{Seed: 5, Work: work, Threads: 4})
		if !reflect.DeepEqual(one, many) {
			t.Errorf("%v: one thread finds %d breaks, four find %d", size, one.Breaks, many.Breaks)
		}
		again := solve(t, in, timetable.Options{Seed: 6, Work: work, Threads: 1})
		if reflect.DeepEqual(one.Slots, again.Slots) {
			t.Errorf("%v: another seed gives the same timetable", size)
		}
	}
}

func TestPlantedInstancesHaveTheirHiddenTimetable(t *testing.T) {
	for _, size := range planted.Sizes[:5] {
		in, hidden := planted.Hidden(size, 2)
		r := &timetable.Result{Slots: hidden, Tables: make([]int, len(hidden))}
		used := make([]int, in.Slots)
		for m, s := range hidden {
			r.Tables[m] = used[s]
			used[s]++
		}
		if fault := timetabletest.Wrong(in, r); fault != "" {
			t.Errorf("%v: %s", size, fault)
		}
	}
}

func TestSmallPlantedInstancesAreSolved(t *testing.T) {
	for _, size := range planted.Sizes[:3] {
		r := solve(t, planted.Instance(size, 1), timetable.Options{Seed: 1, Work: 40_000_000})
		if r.Status != timetable.Optimal || r.Breaks != 0 {
			t.Errorf("%v: %s with %d breaks", size, r.Status, r.Breaks)
		}
	}
}

func TestASearchThatIsStoppedReturnsWhatItHas(t *testing.T) {
	in := planted.Instance(planted.Sizes[5], 1)
	ctx, stop := context.WithCancel(context.Background())
	told := 0
	r, err := timetable.Solve(ctx, in, timetable.Options{Seed: 1, Progress: func(p timetable.Progress) {
		if told++; told == 3 {
			stop()
		}
	}})
	stop()
	if err != nil {
		t.Fatal(err)
	}
	if told == 0 || len(r.Unplaced()) > 0 {
		t.Errorf("told %d times, %d meetings without a slot", told, len(r.Unplaced()))
	}
}

func TestConflictsAreNamed(t *testing.T) {
	meet := func(a, b int) timetable.Meeting { return timetable.Meeting{A: a, B: b, Slot: -1, Table: -1} }
	fixed := func(a, b, s int) timetable.Meeting { return timetable.Meeting{A: a, B: b, Slot: s, Table: -1} }
	after := func(a, b int, others ...int) timetable.Meeting {
		return timetable.Meeting{A: a, B: b, Slot: -1, Table: -1, After: others}
	}
	for _, c := range []struct {
		name string
		in   timetable.Instance
		want string
	}{
		{"too many meetings", timetable.Instance{People: 4, Slots: 2, Tables: 2, Fairness: -1, Meetings: []timetable.Meeting{meet(0, 1), meet(0, 2), meet(0, 3)}}, "Person 1 has 3 meetings but is there in 2 slots only."},
		{"two fixed", timetable.Instance{People: 3, Slots: 2, Tables: 2, Fairness: -1, Meetings: []timetable.Meeting{fixed(0, 1, 1), fixed(0, 2, 1)}}, "Meetings 1 and 2 of person 1 are both fixed to slot 2."},
		{"fixed while away", timetable.Instance{People: 2, Slots: 2, Tables: 2, Fairness: -1, Away: [][]int{nil, {1}}, Meetings: []timetable.Meeting{fixed(0, 1, 1)}}, "Meeting 1 is fixed to slot 2, in which person 2 is away."},
		{"never both there", timetable.Instance{People: 2, Slots: 2, Tables: 2, Fairness: -1, Away: [][]int{{0}, {1}}, Meetings: []timetable.Meeting{meet(0, 1)}}, "Meeting 1 (persons 1 and 2) has no slot: there is none in which both are there and the meeting may be."},
		{"circle", timetable.Instance{People: 4, Slots: 3, Tables: 2, Fairness: -1, Meetings: []timetable.Meeting{after(0, 1, 1), after(2, 3, 0)}}, "These meetings must each come before the next, in a circle: [1 2]."},
		{"chain", timetable.Instance{People: 6, Slots: 2, Tables: 3, Fairness: -1, Meetings: []timetable.Meeting{meet(0, 1), after(2, 3, 0), after(4, 5, 1)}}, "must come after it"},
		{"tables", timetable.Instance{People: 6, Slots: 1, Tables: 2, Fairness: -1, Meetings: []timetable.Meeting{meet(0, 1), meet(2, 3), meet(4, 5)}}, "3 meetings can be in slot 1 only, which has 2 tables."},
		{"fairness", timetable.Instance{People: 5, Slots: 5, Tables: 2, Fairness: 0, Meetings: []timetable.Meeting{fixed(0, 1, 0), fixed(0, 2, 2), meet(3, 4)}}, "they may differ by 0 only"},
	} {
		r := solve(t, &c.in, timetable.Options{Seed: 1, Work: 1_000_000, Threads: 1})
		if r.Status != timetable.Infeasible || len(r.Conflict) == 0 || !strings.Contains(r.Conflict[0].In(lang.En), c.want) {
			t.Errorf("%s: %s %v", c.name, r.Status, said(r))
		}
	}
}

func said(r *timetable.Result) (texts []string) {
	for _, reason := range r.Conflict {
		texts = append(texts, reason.In(lang.En))
	}
	return texts
}
