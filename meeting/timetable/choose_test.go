package timetable_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/timetabletest"
)

func choose(t *testing.T, in *timetable.Instance, o timetable.Options) *timetable.Result {
	t.Helper()
	r, err := timetable.Choose(context.Background(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != timetable.Infeasible {
		if fault := timetabletest.Wrong(in, r); fault != "" {
			t.Fatal(fault)
		}
	}
	return r
}

// wishes makes requests between two sides, with values from 1 to 100.
func wishes(seed uint64, people, requests, slots, tables int) *timetable.Instance {
	r := rand.New(rand.NewPCG(seed, 11))
	in := &timetable.Instance{People: people, Slots: slots, Tables: tables, Fairness: -1}
	met := map[[2]int]bool{}
	for len(in.Meetings) < requests {
		a, b := r.IntN(people/2), people/2+r.IntN(people-people/2)
		if met[[2]int{a, b}] {
			continue
		}
		met[[2]int{a, b}] = true
		in.Meetings = append(in.Meetings, timetable.Meeting{A: a, B: b, Slot: -1, Table: -1, Wish: true, Value: int64(1 + r.IntN(100))})
	}
	return in
}

// greedy holds the wishes in the order of their value, each in the first slot that is free.
func greedy(in *timetable.Instance) int64 {
	order := make([]int, len(in.Meetings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(in.Meetings[b].Value - in.Meetings[a].Value) })
	busy, load := map[[2]int]bool{}, make([]int, in.Slots)
	for x, away := range in.Away {
		for _, s := range away {
			busy[[2]int{x, s}] = true
		}
	}
	sum := int64(0)
	for _, m := range order {
		meeting := in.Meetings[m]
		for s := range in.Slots {
			if load[s] < in.Tables && !busy[[2]int{meeting.A, s}] && !busy[[2]int{meeting.B, s}] {
				load[s]++
				busy[[2]int{meeting.A, s}], busy[[2]int{meeting.B, s}] = true, true
				sum += meeting.Value
				break
			}
		}
	}
	return sum
}

func TestWishesBetweenTwoSidesAreChosenBest(t *testing.T) {
	for _, c := range []struct{ people, requests, slots, tables int }{{20, 60, 4, 6}, {30, 150, 6, 8}, {100, 800, 8, 40}, {600, 8000, 16, 200}} {
		in := wishes(1, c.people, c.requests, c.slots, c.tables)
		r := choose(t, in, timetable.Options{Seed: 1, Work: 200_000, Threads: 1})
		if r.Status != timetable.Optimal || r.Value != r.Upper || r.Value < greedy(in) {
			t.Errorf("%v: %s, value %d of %d, greedy %d", c, r.Status, r.Value, r.Upper, greedy(in))
		}
	}
}

func TestTheBestChoiceIsFound(t *testing.T) {
	found, proven := 0, 0
	for seed := range uint64(80) {
		in := random(seed)
		r := rand.New(rand.NewPCG(seed, 5))
		in.Fairness = -1
		in.MostDay = nil
		for m := range in.Meetings {
			in.Meetings[m].After = nil
			if r.IntN(4) > 0 {
				in.Meetings[m].Wish, in.Meetings[m].Value = true, int64(1+r.IntN(9))
			}
			in.Meetings[m].Banned = r.IntN(12) == 0
		}
		if !in.Choosing() {
			continue
		}
		want := bestChoice(in)
		got := choose(t, in, timetable.Options{Seed: 1, Work: 400_000, Threads: 1})
		if want < 0 {
			if got.Status != timetable.Infeasible {
				t.Errorf("choice %d: what must be held cannot be, but the answer is %s", seed, got.Status)
			}
			continue
		}
		if got.Upper < want {
			t.Errorf("choice %d: bound %d is below what is possible, %d", seed, got.Upper, want)
		}
		if got.Value == want {
			found++
		} else {
			t.Logf("choice %d: %d of %d", seed, got.Value, want)
		}
		if got.Status == timetable.Optimal {
			proven++
			if got.Value != want {
				t.Errorf("choice %d: called optimal with %d, but %d is possible", seed, got.Value, want)
			}
		}
	}
	if found < 50 || proven < 20 {
		t.Errorf("the best value was found %d times, proven %d times", found, proven)
	}
}

// bestChoice tries every set and every timetable; −1 when what must be held cannot be.
func bestChoice(in *timetable.Instance) int64 {
	top := int64(-1)
	r := &timetable.Result{Slots: make([]int, len(in.Meetings)), Tables: make([]int, len(in.Meetings))}
	var try func(m int, value int64)
	try = func(m int, value int64) {
		if m == len(in.Meetings) {
			if value <= top {
				return
			}
			used := make([]int, in.Slots)
			for i, s := range r.Slots {
				r.Tables[i] = -1
				if s >= 0 {
					r.Tables[i] = used[s]
					used[s]++
				}
			}
			if fault, _, _ := timetabletest.Inspect(in, r); fault == "" {
				top = value
			}
			return
		}
		if meeting := in.Meetings[m]; meeting.Wish || meeting.Banned {
			r.Slots[m] = -1
			try(m+1, value)
			if meeting.Banned {
				return
			}
		}
		for s := range in.Slots {
			r.Slots[m] = s
			worth := int64(0)
			if in.Meetings[m].Wish {
				worth = in.Meetings[m].Value
			}
			try(m+1, value+worth)
		}
	}
	try(0, 0)
	return top
}

func TestAChoiceWithAbsencesComesNearTheBound(t *testing.T) {
	in := wishes(2, 300, 3000, 12, 90)
	r := rand.New(rand.NewPCG(1, 1))
	in.Away = make([][]int, in.People)
	for x := range in.Away {
		for s := range in.Slots {
			if r.IntN(10) == 0 {
				in.Away[x] = append(in.Away[x], s)
			}
		}
	}
	got := choose(t, in, timetable.Options{Seed: 1, Work: 1_000_000, Threads: 1})
	if got.Value*1000 < got.Upper*995 || got.Value < greedy(in) {
		t.Errorf("value %d of %d, greedy %d", got.Value, got.Upper, greedy(in))
	}
}
