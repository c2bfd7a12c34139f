package timetable_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/timetabletest"
)

// every calls see with each timetable that keeps the rules, of every set.
func every(in *timetable.Instance, see func(*timetable.Result)) {
	r := &timetable.Result{Slots: make([]int, len(in.Meetings)), Tables: make([]int, len(in.Meetings))}
	var try func(m int)
	try = func(m int) {
		if m == len(in.Meetings) {
			used := make([]int, in.Slots)
			for i, s := range r.Slots {
				if r.Tables[i] = -1; s >= 0 {
					r.Tables[i] = used[s]
					used[s]++
				}
			}
			if fault, _, _ := timetabletest.Inspect(in, r); fault == "" {
				see(r)
			}
			return
		}
		if meeting := in.Meetings[m]; meeting.Wish || meeting.Banned {
			r.Slots[m] = -1
			try(m + 1)
			if meeting.Banned {
				return
			}
		}
		for s := range in.Slots {
			r.Slots[m] = s
			try(m + 1)
		}
	}
	try(0)
}

func TestTheLeastComesBeforeValue(t *testing.T) {
	found, proven, preferred := 0, 0, 0
	for seed := range uint64(80) {
		in := random(seed)
		r := rand.New(rand.NewPCG(seed, 21))
		in.Fairness, in.MostDay = -1, nil
		for m := range in.Meetings {
			in.Meetings[m].After = nil
			if r.IntN(4) > 0 {
				in.Meetings[m].Wish, in.Meetings[m].Value = true, int64(1+r.IntN(30))
			}
		}
		in.Least = make([]int, in.People)
		for x := range in.Least {
			in.Least[x] = r.IntN(3)
		}
		if !in.Choosing() {
			continue
		}
		// The fewest that can be short, the most value with that, and the most value of all.
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
			if got.Status != timetable.Infeasible {
				t.Errorf("choice %d: what must be held cannot be, but the answer is %s", seed, got.Status)
			}
			continue
		}
		if got.ShortBound > fewest {
			t.Errorf("choice %d: %d are called the fewest that are short, but %d can be", seed, got.ShortBound, fewest)
		}
		for short, v := range best {
			if short <= got.Short && v > got.Upper {
				t.Errorf("choice %d: bound %d is below what is possible with %d short, %d", seed, got.Upper, short, v)
			}
		}
		if got.Short == fewest && got.Value == value {
			if found++; value < plain {
				preferred++
			}
		} else if got.Status == timetable.Optimal {
			t.Errorf("choice %d: called optimal with %d short and %d, but %d and %d are possible", seed, got.Short, got.Value, fewest, value)
		} else {
			t.Logf("choice %d: %d short, value %d; %d and %d are possible", seed, got.Short, got.Value, fewest, value)
		}
		if got.Status == timetable.Optimal {
			proven++
		}
	}
	if found < 60 || proven < 20 || preferred < 1 {
		t.Errorf("the best was found %d times, proven %d times, %d times with less value than could be", found, proven, preferred)
	}
}

func TestTheLeastOfManyIsReached(t *testing.T) {
	in := wishes(3, 600, 8000, 16, 60) // tables for 960 meetings of 8,000
	in.Least = make([]int, in.People)
	for x := range in.Least {
		in.Least[x] = 3
	}
	got := choose(t, in, timetable.Options{Seed: 1, Work: 200_000, Threads: 1})
	if got.Status != timetable.Optimal || got.Short != got.ShortBound || got.Short > 0 {
		t.Errorf("between two sides: %s, %d short, bound %d, value %d of %d", got.Status, got.Short, got.ShortBound, got.Value, got.Upper)
	}
	in.Least = nil
	if without := choose(t, in, timetable.Options{Seed: 1, Work: 200_000, Threads: 1}); without.Value <= got.Value || without.Status != timetable.Optimal {
		t.Errorf("without the least %d, with it %d: %s", without.Value, got.Value, without.Status)
	}
}

// Between two sides with every slot open the search is the same up to the end of what the breaks are
// given of the work, so what fairness costs can be seen.
func TestBreaksAreMoreEvenAndNotMore(t *testing.T) {
	evened := 0
	for seed := range uint64(4) {
		in := wishes(seed, 200, 1200, 20, 55)
		before := choose(t, in, timetable.Options{Seed: 1, Work: 522_000, Threads: 1})
		in.Fairness = 2
		got := choose(t, in, timetable.Options{Seed: 1, Work: 580_000, Threads: 1})
		if got.Value != before.Value || got.Breaks > before.Breaks || got.Spread > before.Spread {
			t.Errorf("instance %d: value %d, %d breaks that differ by %d; before %d, %d, %d", seed, got.Value, got.Breaks, got.Spread, before.Value, before.Breaks, before.Spread)
		}
		if got.Spread < before.Spread {
			evened++
		}
		t.Logf("%d: %d breaks differ by %d, before %d by %d, moves %d %d", seed, got.Breaks, got.Spread, before.Breaks, before.Spread, before.Moves, got.Moves)
	}
	if evened < 2 {
		t.Errorf("%d of 4 are more even", evened)
	}
}

func TestACancelIsHeardInEveryPhase(t *testing.T) {
	in := wishes(4, 5000, 60_000, 40, 600)
	r := rand.New(rand.NewPCG(2, 2))
	in.Away = make([][]int, in.People)
	for x := range in.Away {
		for s := range in.Slots {
			if r.IntN(10) == 0 {
				in.Away[x] = append(in.Away[x], s)
			}
		}
	}
	for _, after := range []time.Duration{0, 100 * time.Millisecond, 400 * time.Millisecond, 1200 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), after)
		begun := time.Now()
		if _, err := timetable.Choose(ctx, in, timetable.Options{Seed: 1, Work: 1 << 40, Threads: 1}); err != nil {
			t.Fatal(err)
		}
		cancel()
		t.Logf("cancelled after %v, heard %v later", after, time.Since(begun)-after)
		if late := time.Since(begun) - after; late > 30*time.Second {
			t.Errorf("cancelled after %v: the answer came %v later", after, late)
		}
	}
}
