package timetable

import (
	"context"
	"math/rand/v2"
	"testing"
)

// fewest tries every timetable of a problem: the fewest breaks, nobody more than cap; −1 when there is none.
func fewest(p *problem, cap int) int {
	b := newBoard(p)
	best := -1
	var try func(m int)
	try = func(m int) {
		if m == len(p.ends) {
			sum := 0
			for x := range b.used {
				n := p.breaks(b.used[x])
				if n > cap {
					return
				}
				sum += n
			}
			if best < 0 || sum < best {
				best = sum
			}
			return
		}
		p.allow[m].each(func(s int) {
			if b.load[s] < p.tables[s] && !b.used[p.ends[m][0]].has(s) && !b.used[p.ends[m][1]].has(s) {
				b.place(int32(m), s)
				try(m + 1)
				b.take(int32(m))
			}
		})
	}
	try(0)
	return best
}

// days draws a small fair of one to three days whose first two people are busy.
func days(seed uint64) *Instance {
	r := rand.New(rand.NewPCG(seed, 1))
	in := &Instance{People: 5, Slots: 6 + r.IntN(3), Tables: 1 + r.IntN(2), Fairness: -1}
	for s := 1 + r.IntN(3); s < in.Slots && len(in.Days) < r.IntN(3); s += 1 + r.IntN(4) {
		in.Days = append(in.Days, s)
	}
	for range 4 + r.IntN(3) {
		a := r.IntN(2)
		m := Meeting{A: a, B: a + 1 + r.IntN(in.People-a-1), Slot: -1, Table: -1}
		for range r.IntN(6) {
			m.Not = append(m.Not, r.IntN(in.Slots))
		}
		in.Meetings = append(in.Meetings, m)
	}
	return in
}

func TestTheExactSearchAloneFindsTheFewestBreaksOfSeveralDays(t *testing.T) {
	several, none, some := 0, 0, 0
	for seed := range uint64(400) {
		in := days(seed)
		cap := int(seed % 3)
		p := compile(in, nil)
		want := fewest(p, cap)
		n := newNarrower(p)
		if !n.narrow() {
			if want >= 0 {
				t.Fatalf("fair %d: narrowing finds no timetable; one has %d breaks", seed, want)
			}
			continue
		}
		bound, least, why := n.bound()
		if why != nil {
			if want >= 0 {
				t.Fatalf("fair %d: %v; one has %d breaks", seed, why, want)
			}
			continue
		}
		if want >= 0 && bound > want {
			t.Fatalf("fair %d: bound %d; one has %d breaks", seed, bound, want)
		}
		for _, lean := range []bool{false, true} {
			e := newExact(newModel(n, cap, least, lean))
			verdict := e.run(context.Background(), 1_000_000, func() bool { return false })
			switch {
			case want < 0 && verdict != -1:
				t.Errorf("fair %d has no timetable: the verdict is %d", seed, verdict)
			case want >= 0 && verdict != 1:
				t.Errorf("fair %d has one with %d breaks: the verdict is %d", seed, want, verdict)
			case want >= 0:
				b := newBoard(p)
				b.fill(e.slotsOf())
				if breaks, _ := b.total(); breaks != want || e.bound != want {
					t.Errorf("fair %d: the best has %d breaks; found %d, bound %d", seed, want, breaks, e.bound)
				}
			}
		}
		if len(in.Days) > 0 {
			several++
		}
		if want > 0 {
			some++
		}
		if want < 0 {
			none++
		}
	}
	if several < 100 || some < 20 || none < 10 {
		t.Errorf("%d fairs of several days, %d with breaks, %d without a timetable: the test says little", several, some, none)
	}
}

func TestAMenderTakesBreaksOutAndKeepsTheRules(t *testing.T) {
	fewer := 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 2))
		in := &Instance{People: 16, Slots: 12, Tables: 6, Fairness: -1}
		if seed%3 == 0 {
			in.Days = []int{5}
		}
		for m := range 56 {
			a := r.IntN(in.People)
			next := Meeting{A: a, B: (a + 1 + r.IntN(in.People-1)) % in.People, Slot: -1, Table: -1}
			if m > 0 && r.IntN(6) == 0 {
				next.After = []int{r.IntN(m)}
			}
			in.Meetings = append(in.Meetings, next)
		}
		s := newSearch(context.Background(), compile(in, nil), Options{Seed: seed, Work: 1})
		s.n = newNarrower(s.problem)
		if !s.n.narrow() {
			continue
		}
		_, least, why := s.n.bound()
		if why != nil {
			continue
		}
		copy(s.allow, s.n.allow)
		l := s.lane(1)
		l.build(100_000)
		if l.missing() > 0 {
			continue
		}
		before, _ := l.total()
		b := l.board.clone()
		better := newMender(newExact(newModel(s.n, in.Slots, least, seed%2 == 0)), seed).run(context.Background(), b, 20_000, func() bool { return false })
		after, _ := b.total()
		if after > before || better != (after < before) {
			t.Errorf("fair %d: %d breaks before, %d after, better: %v", seed, before, after, better)
		}
		if better {
			fewer++
		}
		again := newBoard(s.problem)
		for m, at := range b.slot {
			e := s.ends[m]
			if at < 0 || !s.allow[m].has(int(at)) || again.used[e[0]].has(int(at)) || again.used[e[1]].has(int(at)) {
				t.Fatalf("fair %d: meeting %d cannot be in slot %d", seed, m, at)
			}
			again.place(int32(m), int(at))
		}
		for m := range b.slot {
			if !again.inOrder(int32(m), again.slot[m]) {
				t.Errorf("fair %d: meeting %d is out of order", seed, m)
			}
		}
		for slot, load := range again.load {
			if load > s.tables[slot] {
				t.Errorf("fair %d: %d meetings at %d tables in slot %d", seed, load, s.tables[slot], slot)
			}
		}
	}
	if fewer < 6 {
		t.Errorf("%d fairs were bettered: the test says little", fewer)
	}
}
