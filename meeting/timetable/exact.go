package timetable

import "context"

// An exact search raises the number of breaks that is proven to be needed, core by core (Morgado,
// Dodaro and Marques-Silva 2014): it assumes that nobody has a break that is not certain, and
// each time these assumptions contradict each other it allows one more among them.
type exact struct {
	*model
	assumed map[lit]bool
	order   []lit
	sums    map[lit]sum // of assumptions that stand for a count
	bound   int
}

type sum struct {
	count []lit
	at    int
}

func newExact(m *model) *exact {
	e := &exact{model: m, assumed: make(map[lit]bool), sums: make(map[lit]sum), bound: m.floor}
	for _, l := range m.softs {
		e.assume(l)
	}
	return e
}

func (e *exact) assume(l lit) {
	if !e.assumed[l] {
		e.assumed[l] = true
		e.order = append(e.order, l)
	}
}

// hint makes the solver try the given slots first.
func (e *exact) hint(slots []int16) {
	for m, row := range e.in {
		for t, l := range row {
			if l >= 0 {
				e.sat.phase[l.v()] = -1
				if int(slots[m]) == t {
					e.sat.phase[l.v()] = 1
				}
			}
		}
	}
}

// run goes on for so many conflicts: 1 when the timetable with the fewest breaks is found, −1
// when there is none at all, 0 when it is not decided. Bound holds at any time.
func (e *exact) run(ctx context.Context, conflicts int64, stop func() bool) int {
	end := e.sat.conflicts + conflicts
	for {
		left := end - e.sat.conflicts
		if left <= 0 || stop() {
			return 0
		}
		now := make([]lit, 0, len(e.order))
		for _, l := range e.order {
			if e.assumed[l] {
				now = append(now, l)
			}
		}
		switch e.sat.solve(ctx, now, left) {
		case 1:
			return 1
		case 0:
			return 0
		}
		core := append([]lit(nil), e.sat.core...)
		if len(core) == 0 {
			return -1
		}
		core = e.shrink(ctx, core)
		e.bound++
		e.relax(core)
	}
}

// shrink leaves out of a core what it does not need, as far as little work shows it.
func (e *exact) shrink(ctx context.Context, core []lit) []lit {
	for i := 0; i < len(core) && len(core) > 1; {
		try := append(append([]lit(nil), core[:i]...), core[i+1:]...)
		if e.sat.solve(ctx, try, 200) == -1 {
			core = append(core[:0], e.sat.core...)
			i = 0
			if len(core) == 0 {
				return core
			}
			continue
		}
		i++
		if i > 30 {
			break
		}
	}
	return core
}

// relax allows one of the core to fail.
func (e *exact) relax(core []lit) {
	e.sat.cancel(0)
	failed := make([]lit, 0, len(core))
	for _, l := range core {
		e.assumed[l] = false
		failed = append(failed, l.not())
		// Of a count the next one is assumed instead.
		if s, ok := e.sums[l]; ok {
			delete(e.sums, l)
			e.next(s.count, s.at+1)
		}
	}
	if len(core) == 1 {
		e.sat.add(core[0].not())
		return
	}
	e.sat.add(failed...)
	e.next(e.count(failed, len(failed)), 1)
}

// next assumes that not more than at of a count hold.
func (e *exact) next(count []lit, at int) {
	if at >= len(count) {
		return
	}
	l := count[at].not()
	e.sums[l] = sum{count, at}
	e.assume(l)
}

// slotsOf reads the timetable that was found.
func (e *exact) slotsOf() []int16 {
	slots := make([]int16, len(e.in))
	for m, row := range e.in {
		slots[m] = -1
		for t, l := range row {
			if l >= 0 && e.sat.is(l) > 0 {
				slots[m] = int16(t)
			}
		}
	}
	return slots
}
