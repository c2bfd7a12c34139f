package timetable

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// A lane betters one timetable by simulated annealing: it proposes exchanges of two slots
// along a chain, takes those that cost nothing, and others the less often the more they cost
// and the further it has come.
type lane struct {
	*board
	random rand.PCG
	moves  int64 // proposals so far

	costs []int32 // by person: what their timetable costs
	now   int     // the sum of costs

	troubled []int32 // people with a cost
	spot     []int32 // by person: where they stand in troubled; −1

	best      int // cost of the best timetable so far
	bestSlots []int16

	first, second chain
	mark          []uint32 // by meeting: the epoch in which it was on the first chain
	epoch         uint32

	within mask // the slots that may change; all, or a block
	size   int  // how many these are

	odds [16]uint64 // by rise in cost: the chance of taking it, of 2⁶⁴
}

func newLane(b *board, seed, stream uint64) *lane {
	l := &lane{
		board: b, random: *rand.NewPCG(seed, stream), costs: make([]int32, b.people),
		spot: make([]int32, b.people), mark: make([]uint32, len(b.ends)), within: below(b.slots), size: b.slots,
	}
	l.recount()
	l.best, l.bestSlots = l.now, append([]int16(nil), b.slot...)
	return l
}

// recount makes the costs anew from the board.
func (l *lane) recount() {
	l.now, l.troubled = 0, l.troubled[:0]
	for x := range l.costs {
		c := l.cost(int32(x), l.used[x])
		l.costs[x], l.spot[x] = int32(c), -1
		l.now += c
		if c > 0 {
			l.spot[x] = int32(len(l.troubled))
			l.troubled = append(l.troubled, int32(x))
		}
	}
}

func (l *lane) below(n int) int {
	hi, _ := bits.Mul64(l.random.Uint64(), uint64(n))
	return int(hi)
}

// cool sets the temperature, in breaks.
func (l *lane) cool(temperature float64) {
	for d := range l.odds {
		l.odds[d] = uint64(math.Exp(-float64(d)/temperature) * (1 << 62) * 3.9999)
	}
}

func (l *lane) takes(rise int) bool {
	if rise <= 0 {
		return true
	}
	return rise < len(l.odds) && l.random.Uint64() < l.odds[rise]
}

// setCost notes what a person's timetable costs from now on.
func (l *lane) setCost(x int32, c int) {
	old := l.costs[x]
	if int(old) == c {
		return
	}
	l.costs[x] = int32(c)
	switch {
	case old == 0:
		l.spot[x] = int32(len(l.troubled))
		l.troubled = append(l.troubled, x)
	case c == 0:
		i := l.spot[x]
		last := l.troubled[len(l.troubled)-1]
		l.troubled[i], l.spot[last] = last, i
		l.troubled = l.troubled[:len(l.troubled)-1]
		l.spot[x] = -1
	}
}

// propose returns a meeting and the slot that it should move to; −1 when there is nothing to propose.
func (l *lane) propose() (m int32, t int) {
	r := l.random.Uint64()
	if r&3 != 0 && len(l.troubled) > 0 {
		x := l.troubled[l.below(len(l.troubled))]
		used := l.used[x]
		// A slot next to a run, for a meeting at the edge of a run.
		next := used.later().minus(l.starts).or(used.minus(l.starts).earlier()).minus(used).and(l.free[x]).and(l.within)
		edge := used.minus(used.later().minus(l.starts).and(used.minus(l.starts).earlier())).and(l.within)
		if n, e := next.count(), edge.count(); n > 0 && e > 0 {
			return l.at[int(x)*l.slots+edge.nth(l.below(e))], next.nth(l.below(n))
		}
	}
	for range 8 {
		at := l.within.nth(l.below(l.size))
		if m = l.at[l.below(l.people)*l.slots+at]; m < 0 {
			continue
		}
		there := l.allow[m].and(l.within).minus(bit(at))
		if n := there.count(); n > 0 {
			return m, there.nth(l.below(n))
		}
		break
	}
	return -1, 0
}

// step proposes one exchange and carries it out if it is taken.
func (l *lane) step() {
	l.moves++
	m, t := l.propose()
	if m < 0 || !l.follow(&l.first, m, t) {
		return
	}
	a, b := &l.first, (*chain)(nil)
	switch shift := int32(a.out - a.in); {
	case shift > 0 && l.load[t]+shift > l.tables[t]:
		b = l.counter(t, a.s)
	case shift < 0 && l.load[a.s]-shift > l.tables[a.s]:
		b = l.counter(a.s, t)
	default:
		l.decide(a, nil)
		return
	}
	if b != nil {
		l.decide(a, b)
	}
}

// counter looks for a second chain that takes a meeting from slot s to slot t, so that the loads stay as they are.
func (l *lane) counter(s, t int) *chain {
	l.epoch++
	for _, k := range l.first.meetings {
		l.mark[k] = l.epoch
	}
	for range 4 {
		k := l.at[l.below(l.people)*l.slots+s]
		if k < 0 || l.mark[k] == l.epoch {
			continue
		}
		if l.follow(&l.second, k, t) && l.second.out-l.second.in == 1 {
			return &l.second
		}
	}
	return nil
}

// decide carries out chain a, and b unless it is nil, if the rise in cost is taken.
func (l *lane) decide(a, b *chain) {
	var fresh [4]int
	rise := l.rise(a, fresh[:2])
	if b != nil {
		rise += l.rise(b, fresh[2:])
	}
	if !l.takes(rise) {
		return
	}
	l.swap(a)
	if b != nil {
		l.swap(b)
	}
	if l.ordered && (!l.keepsOrder(a) || b != nil && !l.keepsOrder(b)) {
		if b != nil {
			l.swap(b)
		}
		l.swap(a)
		return
	}
	l.settle(a, fresh[:2])
	if b != nil {
		l.settle(b, fresh[2:])
	}
	l.now += rise
	if l.now < l.best {
		l.best = l.now
		copy(l.bestSlots, l.slot)
	}
}

func (l *lane) rise(c *chain, fresh []int) int {
	if c.ends[0] < 0 {
		return 0
	}
	both := bit(c.s).or(bit(c.t))
	rise := 0
	for i, x := range c.ends {
		fresh[i] = l.cost(x, l.used[x].xor(both))
		rise += fresh[i] - int(l.costs[x])
	}
	return rise
}

func (l *lane) settle(c *chain, fresh []int) {
	if c.ends[0] < 0 {
		return
	}
	l.setCost(c.ends[0], fresh[0])
	l.setCost(c.ends[1], fresh[1])
}
