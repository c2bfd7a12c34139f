package timetable

import (
	"context"
	"slices"
)

// Replan changes a timetable that people hold as little as it can, so that it keeps the rules
// of in, which have changed since: somebody is late or ill, a table is lost, a meeting is new or
// struck off. Held is the slot of each meeting, −1 where it has none yet. The answer's
// Breaks are those of the new timetable; Changed returns what it changes.
//
// The fewest changes are found by trying first one, then two changes, and so on: a meeting
// that cannot stay is put in each slot in turn, and what stands in its way there must
// move as well. When work or time ends before that is done, the meetings are placed by putting
// others out, and Status is Feasible; where not all could be placed, some stay without a slot
// and Status is Unknown. A meeting that is fixed to a slot other than its own is moved there.
func Replan(ctx context.Context, in *Instance, held []int, o Options) (*Result, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	s := newSearch(ctx, compile(in, nil), o)
	p := &replan{search: s, lane: newLane(newBoard(s.problem), o.Seed, 1), held: held}
	return p.run(), nil
}

// Changed returns the meetings whose slot is not the one that they had: moved, put off, or new.
func Changed(before, after []int) []int {
	var changed []int
	for m := range after {
		if m >= len(before) || before[m] != after[m] {
			changed = append(changed, m)
		}
	}
	return changed
}

type replan struct {
	*search
	lane   *lane
	held   []int
	moved  []bool // may not be moved again: it has its new slot, or waits for one
	nodes  int64
	budget int64
}

// replanNodes is how many places are tried when the options name no work.
const replanNodes = 300_000

func (p *replan) run() *Result {
	l := p.lane
	var waiting []int32
	order := make([]int32, 0, len(p.ends))
	for m := range p.ends {
		order = append(order, int32(m))
	}
	// Where two want the same place, whoever is fixed has it, then who came first.
	slices.SortStableFunc(order, func(a, b int32) int { return p.allow[a].count() - p.allow[b].count() })
	for _, m := range order {
		if p.allow[m].empty() && !p.belongs(m) {
			continue
		}
		s := -1
		if int(m) < len(p.held) {
			s = p.held[m]
		}
		if s >= 0 && s < p.slots && p.allow[m].has(s) && p.room(m, s) {
			l.board.place(m, s)
		} else {
			waiting = append(waiting, m)
		}
	}
	slices.Sort(waiting)
	var hopeless []int32
	waiting = slices.DeleteFunc(waiting, func(m int32) bool {
		if p.allow[m].empty() {
			hopeless = append(hopeless, m)
		}
		return p.allow[m].empty()
	})
	status := Optimal
	p.budget = p.o.Work
	if p.budget <= 0 {
		p.budget = replanNodes
	}
	p.moved = make([]bool, len(p.ends))
	if !p.fewest(waiting) {
		status = Feasible
		l.force(waiting, max(2000, p.budget/100))
	}
	if l.missing() > 0 || len(hopeless) > 0 {
		status = Unknown
	}
	r := &Result{Status: status, Moves: p.nodes + l.moves, Slots: make([]int, len(p.ends))}
	for m, s := range l.slot {
		r.Slots[m] = int(s)
	}
	r.Breaks, _ = l.total()
	r.Tables = seat(p.in, r.Slots)
	return r
}

// belongs says whether meeting m is to be held.
func (p *replan) belongs(m int32) bool { return !p.in.Meetings[m].Banned }

// room says whether both people and a table are free for m in slot s.
func (p *replan) room(m int32, s int) bool {
	l := p.lane
	for _, x := range l.ends[m] {
		if l.at[int(x)*l.slots+s] >= 0 {
			return false
		}
	}
	return l.load[s] < l.tables[s] && (!l.ordered || l.inOrder(m, int16(s)))
}

// fewest places what waits with the fewest other changes.
func (p *replan) fewest(waiting []int32) bool {
	for _, m := range waiting {
		p.moved[m] = true
	}
	for extra := 0; extra <= 12; extra++ {
		if p.place(waiting, extra) {
			return true
		}
		if p.nodes >= p.budget || p.timeOut() {
			return false
		}
	}
	return false
}

// place puts all that wait in slots, moving at most extra others.
func (p *replan) place(waiting []int32, extra int) bool {
	if len(waiting) == 0 {
		return true
	}
	if p.nodes >= p.budget {
		return false
	}
	// The one with the fewest places that are free as things stand goes first.
	first, fewest := 0, 1<<30
	for i, m := range waiting {
		if n := p.places(m); n < fewest {
			first, fewest = i, n
		}
	}
	m := waiting[first]
	rest := append(append([]int32(nil), waiting[:first]...), waiting[first+1:]...)
	l := p.lane
	// Free places first, then those where one, two … must make room.
	type way struct {
		s    int
		gone []int32
	}
	var ways []way
	l.allow[m].each(func(s int) {
		gone, full := p.standing(m, s)
		if len(gone) > extra || slices.ContainsFunc(gone, func(k int32) bool { return p.moved[k] }) {
			return
		}
		if !full {
			ways = append(ways, way{s, gone})
			return
		}
		if len(gone) == extra {
			return
		}
		// Any meeting of the slot may give up its table; those that can go elsewhere at once first.
		for _, k := range p.inSlot(s) {
			if !p.moved[k] && !slices.Contains(gone, k) {
				ways = append(ways, way{s, append(slices.Clone(gone), k)})
			}
		}
	})
	slices.SortStableFunc(ways, func(a, b way) int { return len(a.gone) - len(b.gone) })
	for _, w := range ways {
		if p.nodes++; p.nodes >= p.budget || p.nodes&255 == 0 && p.timeOut() {
			return false
		}
		from := make([]int, len(w.gone))
		for i, k := range w.gone {
			from[i] = int(l.slot[k])
			l.take(k)
			p.moved[k] = true
		}
		if p.room(m, w.s) {
			l.board.place(m, w.s)
			if p.place(append(slices.Clone(rest), w.gone...), extra-len(w.gone)) {
				return true
			}
			l.take(m)
		}
		for i, k := range w.gone {
			l.board.place(k, from[i])
			p.moved[k] = false
		}
	}
	return false
}

// places counts the slots in which m could be at once.
func (p *replan) places(m int32) int {
	n := 0
	p.lane.allow[m].minus(p.lane.used[p.ends[m][0]]).minus(p.lane.used[p.ends[m][1]]).each(func(s int) {
		if p.room(m, s) {
			n++
		}
	})
	return n
}

// standing returns the meetings that keep m from slot s, other than for want of a table, and whether one is wanting.
func (p *replan) standing(m int32, s int) (gone []int32, full bool) {
	l := p.lane
	add := func(k int32) {
		if k >= 0 && !slices.Contains(gone, k) {
			gone = append(gone, k)
		}
	}
	for _, x := range l.ends[m] {
		add(l.at[int(x)*l.slots+s])
	}
	here := int32(len(gone))
	for _, k := range l.before[m] {
		if t := l.slot[k]; t >= 0 && int(t) >= s {
			add(k)
		}
	}
	for _, k := range l.after[m] {
		if t := l.slot[k]; t >= 0 && int(t) <= s {
			add(k)
		}
	}
	return gone, l.load[s]-here >= l.tables[s]
}

// inSlot returns the meetings of slot s, those first that are free to be elsewhere at once.
func (p *replan) inSlot(s int) []int32 {
	var easy, hard []int32
	for x := range p.people {
		k := p.lane.at[x*p.slots+s]
		if k < 0 || int(p.ends[k][0]) != x {
			continue
		}
		if p.places(k) > 0 {
			easy = append(easy, k)
		} else {
			hard = append(hard, k)
		}
	}
	return append(easy, hard...)
}
