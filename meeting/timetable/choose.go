package timetable

import (
	"context"
	"math"
	"slices"
)

// Choose looks for the wishes that can be held together with all meetings that must be: those that
// leave the fewest meetings wanting to the least that people should have, and of these the ones of
// greatest value; among these timetables for one with few breaks, and then for one in which the
// breaks of two people differ by no more than the instance's fairness.
//
// The bound is the greatest value of a set in which nobody has more meetings than slots or
// than they want, and all together not more than the tables have room for: a flow. Where the
// people are of two sides and every meeting may be in every slot, such a set always has a
// timetable (König 1916, the colours being balanced by exchanges along chains), and the
// answer is the best. Elsewhere as much of the set as has room is placed, and the rest is
// bettered by putting wishes in the place of lesser ones.
func Choose(ctx context.Context, in *Instance, o Options) (*Result, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	c := &choice{search: newSearch(ctx, compile(in, nil), o)}
	return c.run(), nil
}

type choice struct {
	*search
	worth     []int64 // by meeting: its value; of one that must be held more than all wishes together
	musts     int
	unit      int64 // what one that must be held is worth
	upper     int64
	need      int64   // what a meeting towards somebody's least is worth: more than the values of all wishes
	least     []int   // by person: how many meetings count so, as far as there are any
	perDay    []int32 // by person and day: the same of each day; nil where nobody says
	within    int64   // the sum of least and of perDay
	asked     int     // the sum of what the instance says, in all
	askedDays int     // and of days on which there is time
	wanted    []bool  // the set that the flow has chosen
	inside    bool    // the bound itself was found: the flow came to an end
	uniform   bool
	counts    []int // by person: meetings placed
	sum       int64
}

func (c *choice) run() *Result {
	c.weigh()
	if r := c.impossibleMusts(); r != nil {
		return r
	}
	c.two()
	c.upper, c.wanted, c.inside = c.flow(c.need)
	l := newLane(newBoard(c.problem), c.o.Seed, 1)
	c.counts = make([]int, c.people)
	c.fillFrom(l)
	best := append([]int16(nil), l.slot...)
	value := c.total(l)
	c.progress(value, best)
	if value < c.upper {
		best, value = c.better(l, best, value)
		c.progress(value, best)
	}
	r := &Result{Status: Feasible, Moves: c.moves + l.moves}
	if held := value / c.unit; held < int64(c.musts) {
		return c.without(r, best)
	}
	if value >= c.upper {
		r.Status = Optimal
	}
	c.fewerBreaks(r, best)
	return r
}

// progress tells of a timetable worth so much in all.
func (c *choice) progress(value int64, best []int16) {
	if c.o.Progress != nil {
		c.o.Progress(Progress{Share: c.spent(), Breaks: -1, Moves: c.moves, Placed: placedIn(best), Value: c.valueOf(value), Upper: c.valueOf(c.upper)})
	}
}

// impossibleMusts is the answer when it shows at once that not all that must be held can be; else nil.
func (c *choice) impossibleMusts() *Result {
	s := newSearch(c.ctx, compile(c.in, make([]bool, len(c.ends))), c.o)
	s.n = newNarrower(s.problem)
	s.n.stop = s.cancelled
	if s.why = plain(s.problem); len(s.why) == 0 && s.n.narrow() {
		return nil
	}
	if len(s.why) == 0 {
		s.why = s.explain(s.n)
	}
	return s.result(Infeasible)
}

// without is the answer when not all that must be held could be placed: it may be that this cannot be.
func (c *choice) without(r *Result, best []int16) *Result {
	only := make([]bool, len(c.ends))
	s := newSearch(c.ctx, compile(c.anyBreaks(), only), c.o)
	s.moves = c.moves
	switch s.run() {
	case Infeasible:
		return s.result(Infeasible)
	case Optimal, Feasible:
		// The musts alone have a timetable: wishes are added to it as they fit.
		l := newLane(newBoard(c.problem), c.o.Seed, 3)
		l.fill(s.best)
		c.recountFrom(l)
		c.fillFrom(l)
		c.fewerBreaks(r, append([]int16(nil), l.slot...))
		return r
	case Unknown:
	}
	r.Status = Unknown
	c.answer(r, best, nil)
	return r
}

// two says whether the people are of two sides, and every meeting may be in every slot.
func (c *choice) two() {
	c.uniform = !c.ordered && c.in.MostDay == nil && c.perDay == nil && len(c.in.Lost) == 0
	all := below(c.slots)
	for m := range c.ends {
		if c.worth[m] > 0 && c.allow[m] != all {
			c.uniform = false
		}
	}
	if !c.uniform {
		return
	}
	c.uniform = c.sides() != nil
}

// sides gives each person one of two sides so that nobody meets their own; nil when there are none.
func (c *choice) sides() []int8 {
	side := make([]int8, c.people)
	var queue []int32
	for x := range side {
		if side[x] != 0 {
			continue
		}
		side[x] = 1
		queue = append(queue[:0], int32(x))
		for len(queue) > 0 {
			y := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, m := range c.of[y] {
				z := c.ends[m][0] + c.ends[m][1] - y
				if side[z] == side[y] {
					return nil
				}
				if side[z] == 0 {
					side[z] = -side[y]
					queue = append(queue, z)
				}
			}
		}
	}
	return side
}

// fillFrom places on the lane what fits: first the chosen set, then everything else, the most worth first.
func (c *choice) fillFrom(l *lane) {
	if c.uniform && c.inside {
		c.colour(l)
		return
	}
	// The greedy answer, which the search must not fall behind.
	order := c.byWorth()
	greedy := newLane(newBoard(c.problem), c.o.Seed, 2)
	start := append([]int16(nil), l.slot...)
	greedy.fill(start)
	c.recountFrom(greedy)
	for i, m := range order {
		if i&1023 == 0 && c.cancelled() {
			return
		}
		c.plain(greedy, m)
	}
	greedySum := c.total(greedy)
	c.recountFrom(l)
	for _, wanted := range []bool{true, false} {
		for i, m := range order {
			if i&63 == 0 && c.cancelled() {
				return
			}
			if c.wanted[m] == wanted {
				c.add(l, m)
			}
		}
	}
	if c.total(l) < greedySum {
		l.fill(greedy.slot)
		c.recountFrom(l)
		for _, m := range order {
			c.add(l, m)
		}
	}
}

func (c *choice) byWorth() []int32 {
	var order []int32
	for m := range c.ends {
		if c.worth[m] > 0 && !c.allow[m].empty() {
			order = append(order, int32(m))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch x, y := c.towards(a), c.towards(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return c.allow[a].count() - c.allow[b].count()
	})
	return order
}

// towards is what m is worth while nobody has any meeting.
func (c *choice) towards(m int32) int64 {
	n := c.worth[m]
	for _, x := range c.ends[m] {
		if c.least[x] > 0 {
			n += c.need
		}
	}
	return n
}

// recountFrom makes counts and sum from the lane.
func (c *choice) recountFrom(l *lane) {
	clear(c.counts)
	c.sum = 0
	for m, s := range l.slot {
		if s >= 0 {
			c.note(int32(m), 1)
		}
	}
}

// open says whether both people of m may have another meeting.
func (c *choice) open(m int32) bool {
	for _, x := range c.ends[m] {
		if int(x) < len(c.in.Most) && c.in.Most[x] > 0 && c.counts[x] >= c.in.Most[x] {
			return false
		}
	}
	return true
}

// dayOpen says whether both people of m may have another meeting on the day of s.
func (c *choice) dayOpen(l *lane, m int32, s int) bool {
	if c.in.MostDay == nil {
		return true
	}
	for _, x := range c.ends[m] {
		if l.overDay(x, l.used[x].or(bit(s))) > 0 {
			return false
		}
	}
	return true
}

// plain is the greedy step: m gets the first slot in which both are free.
func (c *choice) plain(l *lane, m int32) {
	if l.slot[m] >= 0 || !c.open(m) {
		return
	}
	done := false
	l.allow[m].minus(l.used[l.ends[m][0]]).minus(l.used[l.ends[m][1]]).each(func(s int) {
		if !done && l.load[s] < l.tables[s] && c.dayOpen(l, m, s) && (!l.ordered || l.inOrder(m, int16(s))) {
			l.board.place(m, s)
			done = true
		}
	})
	if done {
		c.note(m, 1)
	}
}

// add gives m a slot, along a chain if need be.
func (c *choice) add(l *lane, m int32) bool {
	if l.slot[m] >= 0 {
		return true
	}
	if !c.open(m) || !l.insert(m) {
		return false
	}
	if c.in.MostDay != nil && (l.overDay(l.ends[m][0], l.used[l.ends[m][0]]) > 0 || l.overDay(l.ends[m][1], l.used[l.ends[m][1]]) > 0) {
		l.take(m)
		return false
	}
	c.note(m, 1)
	return true
}

// colour places the whole chosen set where that is certain to be possible: each meeting
// along a chain, without regard to the tables, and then the slots are levelled.
func (c *choice) colour(l *lane) {
	for m, wanted := range c.wanted {
		if !wanted || l.slot[m] >= 0 {
			continue
		}
		if m&63 == 0 && c.cancelled() {
			return
		}
		a, b := l.ends[m][0], l.ends[m][1]
		if open := l.allow[m].minus(l.used[a]).minus(l.used[b]); !open.empty() {
			least := open.first()
			open.each(func(s int) {
				if l.load[s] < l.load[least] {
					least = s
				}
			})
			l.board.place(int32(m), least)
		} else {
			s, t := l.allow[m].minus(l.used[a]).first(), l.allow[m].minus(l.used[b]).first()
			l.follow(&l.first, l.at[int(b)*l.slots+s], t)
			l.swap(&l.first)
			l.board.place(int32(m), s)
		}
		c.note(int32(m), 1)
	}
	for {
		high, low := 0, 0
		for s := range l.load {
			if l.load[s] > l.load[high] {
				high = s
			}
			if l.load[s] < l.load[low] {
				low = s
			}
		}
		if l.load[high] <= l.tables[high] && l.load[high]-l.load[low] <= 1 || l.load[high]-l.load[low] <= 1 {
			return
		}
		// Some chain has one more meeting in the fuller slot: exchange as many as it takes.
		for x := range l.people {
			m := l.at[x*l.slots+high]
			if m >= 0 && l.load[high]-l.load[low] > 1 && l.follow(&l.first, m, low) && l.first.out > l.first.in {
				l.swap(&l.first)
			}
		}
	}
}

// better puts wishes in the place of lesser ones while work and half of the time last.
func (c *choice) better(l *lane, best []int16, value int64) ([]int16, int64) {
	order := c.byWorth()
	var out []int32
	victims := make([]int32, 0, 8)
	weight := make([]int32, len(c.ends))
	began := l.moves
	temperature := 0.0
	for _, m := range order {
		temperature += float64(min(c.worth[m], c.unit))
	}
	temperature /= float64(max(1, len(order)))
	patience := int64(100_000 + 2_000*len(order)) // tries without any gain
	last := l.moves
	for {
		c.moves += l.moves - began
		began = l.moves
		share := c.spent() * 2
		if share >= 1 || value >= c.upper || l.moves-last > patience {
			break
		}
		heat := temperature * 0.2 * (1 - share)
		out = out[:0]
		for _, lacking := range []bool{true, false} {
			for _, m := range order {
				if l.slot[m] < 0 && c.lacks(m) == lacking {
					out = append(out, m)
				}
			}
		}
		if len(out) == 0 && c.perDay == nil {
			break
		}
		for i := range min(4096, max(64, 4*len(out))) {
			if i&63 == 0 && c.cancelled() {
				break
			}
			l.moves++
			if len(out) == 0 {
				c.stir(l)
				continue
			}
			// The better ones are tried more often.
			i := l.below(len(out))
			i = min(i, l.below(len(out)))
			m := out[i]
			if l.slot[m] >= 0 || c.add(l, m) {
				continue
			}
			c.exchange(l, m, weight, &victims, heat)
			for range 4 {
				c.stir(l)
			}
		}
		if total := c.total(l); total > value {
			value, last = total, l.moves
			copy(best, l.slot)
			c.progress(value, best)
		}
	}
	return best, value
}

// exchange puts m in the slot where what must go is worth least, if that is worth less than m, or little more by chance.
func (c *choice) exchange(l *lane, m int32, weight []int32, victims *[]int32, heat float64) {
	loss, at := int64(math.MaxInt64), -1
	offset := l.below(l.slots)
	for i := range l.slots {
		s := (i + offset) % l.slots
		if !l.allow[m].has(s) || !c.dayOpen(l, m, s) {
			continue
		}
		var w int32
		w, *victims = l.inTheWay(m, s, weight, (*victims)[:0])
		if w >= tooMany {
			continue
		}
		if of := c.loss(m, *victims) + c.dayLoss(l, m, s, *victims); of < loss {
			loss, at = of, s
		}
	}
	if at < 0 {
		return
	}
	if loss > 0 && (heat <= 0 || float64(l.random.Uint64()>>11)/(1<<53) > math.Exp(-float64(loss)/heat)) {
		return
	}
	_, *victims = l.inTheWay(m, at, weight, (*victims)[:0])
	if now := c.loss(m, *victims) + c.dayLoss(l, m, at, *victims); now > loss && now > 0 {
		return // another meeting would have to make room now
	}
	gone := append([]int32(nil), *victims...)
	for _, k := range gone {
		l.take(k)
		c.note(k, -1)
	}
	if !c.open(m) || l.load[at] >= l.tables[at] {
		for _, k := range gone {
			if l.insert(k) {
				c.note(k, 1)
			}
		}
		return
	}
	l.board.place(m, at)
	c.note(m, 1)
	for _, k := range gone {
		c.add(l, k)
	}
}

// fewerBreaks takes the set as it is and looks for a better timetable of it with what is left of time
// and work: one with fewer breaks, then one whose breaks are more even.
func (c *choice) fewerBreaks(r *Result, slots []int16) {
	chosen := make([]bool, len(c.ends))
	for m, s := range slots {
		chosen[m] = s >= 0
	}
	in := c.anyBreaks()
	if c.perDay != nil && in.MostDay == nil {
		in.MostDay = make([]int, c.people) // no limit, but days count: that is for the local search
	}
	s := newSearch(c.ctx, compile(in, chosen), c.forBreaks())
	s.moves, s.given, s.floor = c.moves, slots, c.reachedDays(slots)
	status := s.run()
	if status == Optimal || status == Feasible {
		slots = s.best
	}
	slots = c.even(s, slots)
	r.Moves = s.moves
	c.answer(r, slots, s)
}

func (c *choice) answer(r *Result, slots []int16, s *search) {
	r.Slots = make([]int, len(slots))
	b := newBoard(c.problem)
	for m, at := range slots {
		r.Slots[m] = int(at)
		if at >= 0 {
			b.place(int32(m), int(at))
		}
	}
	r.Breaks, _ = b.total()
	low, high := b.spread()
	r.Spread = high - low
	if s != nil {
		r.Bound = s.bound
	}
	r.Tables = seat(c.in, r.Slots)
	c.judge(r)
}
