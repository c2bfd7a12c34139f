package timetable_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/planted"
	"bridgehead/meeting/timetable/timetabletest"
)

// fewestChanges tries every timetable: how many meetings that had a slot get another; −1 when there is none.
func fewestChanges(in *timetable.Instance, held []int) int {
	fewest := -1
	r := &timetable.Result{Slots: make([]int, len(in.Meetings)), Tables: make([]int, len(in.Meetings))}
	var try func(m, changes int)
	try = func(m, changes int) {
		if fewest >= 0 && changes >= fewest {
			return
		}
		if m == len(in.Meetings) {
			used := make([]int, in.Slots)
			for i, s := range r.Slots {
				r.Tables[i] = used[s]
				used[s]++
			}
			if fault, _, _ := timetabletest.Inspect(in, r); fault == "" {
				fewest = changes
			}
			return
		}
		for s := range in.Slots {
			r.Slots[m] = s
			n := 0
			if held[m] != s {
				n = 1
			}
			try(m+1, changes+n)
		}
	}
	try(0, 0)
	return fewest
}

func TestAChangedTimetableChangesTheFewestMeetings(t *testing.T) {
	tried := 0
	for seed := range uint64(80) {
		in := random(seed)
		in.Fairness = -1
		first := solve(t, in, timetable.Options{Seed: 1, Work: 500_000, Threads: 1})
		if first.Status == timetable.Infeasible {
			continue
		}
		r := rand.New(rand.NewPCG(seed, 9))
		switch r.IntN(3) {
		case 0:
			x := r.IntN(in.People)
			in.Away[x] = append(in.Away[x], r.IntN(in.Slots))
		case 1:
			in.Lost = make([]int, in.Slots)
			in.Lost[r.IntN(in.Slots)] = 1
		case 2:
			a := r.IntN(in.People)
			in.Meetings = append(in.Meetings, timetable.Meeting{A: a, B: (a + 1) % in.People, Slot: -1, Table: -1})
			first.Slots = append(first.Slots, -1)
		}
		want := fewestChanges(in, first.Slots)
		got, err := timetable.Replan(context.Background(), in, first.Slots, timetable.Options{Seed: 1, Work: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		if want < 0 {
			if len(got.Unplaced()) == 0 {
				t.Errorf("disturbance %d: there is no timetable, but the answer has every meeting: %s", seed, timetabletest.Wrong(in, got))
			}
			continue
		}
		tried++
		if fault := timetabletest.Wrong(in, got); fault != "" || len(got.Unplaced()) > 0 {
			t.Errorf("disturbance %d: %s, %d not placed", seed, fault, len(got.Unplaced()))
		}
		if n := len(timetable.Changed(first.Slots, got.Slots)); n != want {
			t.Errorf("disturbance %d: %d changes, %d are enough", seed, n, want)
		}
	}
	if tried < 20 {
		t.Errorf("only %d disturbances could be mended", tried)
	}
}

func TestAtALargeFairHardlyAnythingElseChanges(t *testing.T) {
	in := planted.Instance(planted.Size{People: 1000, Meetings: 3738, Slots: 24, Tables: 172}, 4)
	first := solve(t, in, timetable.Options{Seed: 1, Work: 2_000_000})
	r := rand.New(rand.NewPCG(4, 4))
	for range 20 {
		after := *in
		after.Away = append([][]int(nil), in.Away...)
		x := r.IntN(in.People)
		for s := range 4 {
			after.Away[x] = append(append([]int(nil), after.Away[x]...), s+r.IntN(in.Slots-4))
		}
		got, err := timetable.Replan(context.Background(), &after, first.Slots, timetable.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		own := 0
		for _, m := range in.Meetings {
			if m.A == x || m.B == x {
				own++
			}
		}
		if n := len(timetable.Changed(first.Slots, got.Slots)); n > 2*own+8 {
			t.Errorf("person %d with %d meetings is away: %d changes", x, own, n)
		}
	}
}
