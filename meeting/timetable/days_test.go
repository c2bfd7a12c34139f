package timetable_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/timetabletest"
)

// byDay draws a small instance of two or three days in which people should have meetings on each.
func byDay(seed uint64) *timetable.Instance {
	in := random(seed)
	r := rand.New(rand.NewPCG(seed, 33))
	in.Fairness, in.Days = -1, nil
	for s := 1; s < in.Slots; s++ {
		if r.IntN(2) == 0 {
			in.Days = append(in.Days, s)
		}
	}
	in.MostDay = nil
	if r.IntN(4) == 0 {
		in.MostDay = make([]int, in.People)
		for x := range in.MostDay {
			in.MostDay[x] = r.IntN(3)
		}
	}
	for m := range in.Meetings {
		in.Meetings[m].After = nil
		if r.IntN(3) > 0 {
			in.Meetings[m].Wish, in.Meetings[m].Value = true, int64(1+r.IntN(30))
		}
	}
	in.LeastDay = make([]int, in.People)
	for x := range in.LeastDay {
		in.LeastDay[x] = r.IntN(3)
	}
	if in.Least = nil; r.IntN(2) == 0 {
		in.Least = make([]int, in.People)
		for x := range in.Least {
			in.Least[x] = r.IntN(4)
		}
	}
	return in
}

func TestTheLeastOfADayComesBeforeValue(t *testing.T) {
	found, proven, preferred, tight, tightOfMany, all := 0, 0, 0, 0, 0, 0
	for seed := range uint64(150) {
		in := byDay(seed)
		if !in.Choosing() {
			continue
		}
		fewest, value, plain := 1<<30, int64(-1), int64(-1)
		best := map[int]int64{} // by meetings short
		every(in, func(r *timetable.Result) {
			short, v := timetabletest.Short(in, r), int64(0)
			for m, s := range r.Slots {
				if s >= 0 && in.Meetings[m].Wish {
					v += in.Meetings[m].Value
				}
			}
			best[short], plain = max(best[short], v), max(plain, v)
			if short < fewest || short == fewest && v > value {
				fewest, value = short, v
			}
		})
		got := choose(t, in, timetable.Options{Seed: 1, Work: 400_000, Threads: 1})
		if fewest == 1<<30 {
			if got.Status == timetable.Optimal || got.Status == timetable.Feasible {
				t.Errorf("choice %d: what must be held cannot be, but the answer is %s", seed, got.Status)
			}
			continue
		}
		all++
		if got.ShortBound > fewest {
			t.Errorf("choice %d: %d are called the fewest that are short, but %d can be", seed, got.ShortBound, fewest)
		}
		if got.ShortBound == fewest {
			tight++
		}
		for short, v := range best {
			if short <= got.Short && v > got.Upper {
				t.Errorf("choice %d: bound %d is below what is possible with %d short, %d", seed, got.Upper, short, v)
			}
		}
		bounds := timetable.Bounds(t.Context(), in, func(m int) bool { return got.Slots[m] >= 0 })
		if bounds.Short > fewest || bounds.Upper < plain {
			t.Errorf("choice %d: bounds %+v, but %d short and %d are possible", seed, bounds, fewest, plain)
		}
		large := *in
		large.Meetings = slices.Clone(in.Meetings)
		for range 20_000 { // no thanks: nothing changes but how the bound is found
			large.Meetings = append(large.Meetings, timetable.Meeting{B: 1, Slot: -1, Table: -1, Banned: true})
		}
		if bounds = timetable.Bounds(t.Context(), &large, func(m int) bool { return m < len(got.Slots) && got.Slots[m] >= 0 }); bounds.Short > fewest || bounds.Upper < plain {
			t.Errorf("choice %d among many: bounds %+v, but %d short and %d are possible", seed, bounds, fewest, plain)
		}
		if bounds.Short == fewest {
			tightOfMany++
		}
		switch {
		case got.Short == fewest && got.Value == value:
			if found++; value < plain {
				preferred++
			}
		case got.Status == timetable.Optimal:
			t.Errorf("choice %d: called optimal with %d short and %d, but %d and %d are possible", seed, got.Short, got.Value, fewest, value)
		default:
			t.Logf("choice %d: %d short, value %d; %d and %d are possible", seed, got.Short, got.Value, fewest, value)
		}
		if got.Status == timetable.Optimal {
			proven++
		}
	}
	t.Logf("of %d the best was found %d times, proven %d times, %d times with less value than could be; %d bounds are met, %d of many", all, found, proven, preferred, tight, tightOfMany)
	if found*20 < all*19 || proven*2 < all || preferred < 1 || tight*10 < all*8 || tightOfMany*2 < all {
		t.Errorf("of %d the best was found %d times, proven %d times, %d times with less value; %d bounds are met", all, found, proven, preferred, tight)
	}
}

func TestTheLeastOfADayIsReachedInALargeFair(t *testing.T) {
	in := wishes(6, 600, 4000, 20, 200)
	in.Days = []int{5, 10, 15}
	in.LeastDay = make([]int, in.People)
	for x := range in.LeastDay {
		in.LeastDay[x] = 2
	}
	got := choose(t, in, timetable.Options{Seed: 1, Work: 500_000, Threads: 1})
	before := *in
	before.LeastDay = nil
	without := choose(t, &before, timetable.Options{Seed: 1, Work: 500_000, Threads: 1})
	t.Logf("%s: %d short, bound %d, value %d of %d, %d breaks; without it %d short", got.Status, got.Short, got.ShortBound, got.Value, got.Upper, got.Breaks, timetabletest.Short(in, without))
	if got.Short-got.ShortBound > 10 || timetabletest.Short(in, without) < 2*got.Short+100 {
		t.Errorf("%d short, bound %d; without it %d", got.Short, got.ShortBound, timetabletest.Short(in, without))
	}
}
