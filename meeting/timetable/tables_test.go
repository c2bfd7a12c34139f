package timetable_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"bridgehead/meeting/timetable"
)

// stays counts the people of a slot's meetings who sit where they sat last.
func stays(in *timetable.Instance, last []int, meetings, tables []int) int {
	n := 0
	for i, m := range meetings {
		for _, x := range []int{in.Meetings[m].A, in.Meetings[m].B} {
			if last[x] >= 0 && last[x] == tables[i] {
				n++
			}
		}
	}
	return n
}

// mostStays tries every seating of a slot.
func mostStays(in *timetable.Instance, last []int, meetings []int) int {
	best, tables, taken := 0, make([]int, len(meetings)), make([]bool, in.Tables)
	var try func(i int)
	try = func(i int) {
		if i == len(meetings) {
			best = max(best, stays(in, last, meetings, tables))
			return
		}
		for t := range in.Tables {
			if fixed := in.Meetings[meetings[i]].Table; taken[t] || fixed >= 0 && fixed != t {
				continue
			}
			tables[i], taken[t] = t, true
			try(i + 1)
			taken[t] = false
		}
	}
	try(0)
	return best
}

func TestInEachSlotAsManyAsCanBeStayAtTheirTable(t *testing.T) {
	total := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 12))
		in := wishes(seed, 14, 24, 8, 5)
		in.Days = []int{4}
		for m := range in.Meetings {
			if r.IntN(20) == 0 {
				in.Meetings[m].Table = r.IntN(in.Tables)
			}
		}
		got := choose(t, in, timetable.Options{Seed: 1, Work: 20_000, Threads: 1})
		last := make([]int, in.People)
		for s := range in.Slots {
			if s == 0 || s == in.Days[0] {
				for x := range last {
					last[x] = -1
				}
			}
			var meetings, tables []int
			fixed := map[int]bool{}
			for m, at := range got.Slots {
				if at == s {
					if t := in.Meetings[m].Table; t >= 0 && fixed[t] {
						in.Meetings[m].Table = -1 // another that is fixed there has it
					} else if t >= 0 {
						fixed[t] = true
					}
					meetings, tables = append(meetings, m), append(tables, got.Tables[m])
				}
			}
			have, want := stays(in, last, meetings, tables), mostStays(in, last, meetings)
			if total += have; have != want {
				t.Errorf("instance %d, slot %d: %d stay where they sat, %d can: %v at %v", seed, s, have, want, meetings, slices.Clone(tables))
			}
			for i, m := range meetings {
				last[in.Meetings[m].A], last[in.Meetings[m].B] = tables[i], tables[i]
			}
		}
	}
	if total < 200 {
		t.Errorf("only %d stay", total)
	}
}
