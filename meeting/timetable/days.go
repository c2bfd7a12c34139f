package timetable

// The least that somebody should have on each day counts like the least in all: what is short of one is short as a meeting. On a
// day on which somebody has no time nothing is asked for.

// weighDays sets what each day should have, as far as there is so much, and returns the sum.
func (c *choice) weighDays() (sum int64) {
	for x, least := range c.in.LeastDay {
		if least == 0 {
			continue
		}
		if c.perDay == nil {
			c.perDay = make([]int32, c.people*len(c.days))
		}
		for i, day := range c.days {
			there := c.free[x].and(day).count()
			if there == 0 {
				continue
			}
			can := 0
			for _, m := range c.of[x] {
				if !c.allow[m].and(day).empty() {
					can++
				}
			}
			n := min(least, can, c.dayLimit(x, day), c.limit(x))
			c.perDay[x*len(c.days)+i] = int32(n)
			sum += int64(n)
			c.askedDays += least
		}
	}
	c.floor = c.perDay
	return sum
}

// dayLimit is the most meetings that x can have on a day.
func (c *choice) dayLimit(x int, day mask) int {
	n := c.free[x].and(day).count()
	if x < len(c.in.MostDay) && c.in.MostDay[x] > 0 {
		n = min(n, c.in.MostDay[x])
	}
	return n
}

// reached counts what x's days have of what they should have.
func (c *choice) reached(x int32, used mask) (n int) {
	for i, day := range c.days {
		n += min(used.and(day).count(), int(c.perDay[int(x)*len(c.days)+i]))
	}
	return n
}

// daysReached counts it of all.
func (c *choice) daysReached(b *board) (n int64) {
	if c.perDay == nil {
		return 0
	}
	for x, used := range b.used {
		n += int64(c.reached(int32(x), used))
	}
	return n
}

// reachedDays are the meetings of each day of a timetable, as far as there should be so many: what is
// changed afterwards must not fall below. It is nil where nobody says.
func (c *choice) reachedDays(slots []int16) []int32 {
	if c.perDay == nil {
		return nil
	}
	b := newBoard(c.problem)
	b.fill(slots)
	floor := make([]int32, len(c.perDay))
	for x, used := range b.used {
		for i, day := range c.days {
			n := x*len(c.days) + i
			floor[n] = min(c.perDay[n], int32(used.and(day).count()))
		}
	}
	return floor
}

// total is what the lane's timetable is worth with what days have.
func (c *choice) total(l *lane) int64 { return c.sum + c.need*c.daysReached(l.board) }

// dayLoss is what days lose by having m in slot s in the place of others.
func (c *choice) dayLoss(l *lane, m int32, s int, gone []int32) int64 {
	if c.perDay == nil {
		return 0
	}
	lost := 0
	of := func(x int32) {
		used := l.used[x]
		for _, k := range gone {
			if c.ends[k][0] == x || c.ends[k][1] == x {
				used = used.minus(bit(int(l.slot[k])))
			}
		}
		if c.ends[m][0] == x || c.ends[m][1] == x {
			used = used.or(bit(s))
		}
		lost += c.reached(x, l.used[x]) - c.reached(x, used)
	}
	of(c.ends[m][0])
	of(c.ends[m][1])
	for i, k := range gone {
	people:
		for _, x := range c.ends[k] {
			for _, other := range append(gone[:i:i], m) {
				if c.ends[other][0] == x || c.ends[other][1] == x {
					continue people
				}
			}
			of(x)
		}
	}
	return c.need * int64(lost)
}

// stir exchanges two slots along a chain, so that what is placed is elsewhere but nobody's days are worse; half of the time
// for somebody who has a day with too few.
func (c *choice) stir(l *lane) {
	if c.perDay == nil && c.in.MostDay == nil {
		l.stir()
		return
	}
	m, t := l.propose()
	if c.perDay != nil && l.below(2) == 0 {
		m, t = c.lacking(l)
	}
	if m < 0 || !l.follow(&l.first, m, t) {
		return
	}
	a := &l.first
	shift := int32(a.out - a.in)
	if l.load[t]+shift > l.tables[t] || l.load[a.s]-shift > l.tables[a.s] {
		return
	}
	was := c.ofEnds(l, a)
	l.swap(a)
	if l.ordered && !l.keepsOrder(a) || c.ofEnds(l, a) > was {
		l.swap(a)
	}
}

// ofEnds is how far the days of the people at the ends of a chain are from what they should be.
func (c *choice) ofEnds(l *lane, a *chain) (off int) {
	if a.ends[0] >= 0 {
		for _, x := range a.ends {
			off += l.offDays(x, l.used[x])
		}
	}
	return off
}

// lacking draws a meeting of somebody who has a day with too few, and a slot of that day; −1 when it comes by none.
func (c *choice) lacking(l *lane) (m int32, t int) {
	for range 32 {
		x := l.below(c.people)
		i := l.below(len(c.days))
		if l.used[x].and(c.days[i]).count() >= int(c.perDay[x*len(c.days)+i]) || l.used[x].empty() {
			continue
		}
		s := l.used[x].nth(l.below(l.used[x].count()))
		m = l.at[x*l.slots+s]
		if there := l.allow[m].and(c.days[i]).minus(bit(s)); !there.empty() {
			return m, there.nth(l.below(there.count()))
		}
	}
	return -1, 0
}

// manyDays is the number of meetings, times days, up to which the bound goes by days. Where there are more it takes each person's
// days together, as if any of their meetings could fill any day.
const manyDays = 40_000

// ofDays is what all of x's days should have.
func (c *choice) ofDays(x int) (sum int) {
	if c.perDay != nil {
		for i := range c.days {
			sum += int(c.perDay[x*len(c.days)+i])
		}
	}
	return sum
}

// flowOfDays is flow with the days: each person's meetings go by days, and each meeting by one of its days of either person,
// which need not be the same; so no timetable is worth more.
func (c *choice) flowOfDays(need int64) (upper int64, wanted []bool, inside bool) {
	room := int64(0)
	for _, t := range c.tables {
		room += int64(t)
	}
	wanted = make([]bool, len(c.ends))
	side, days := c.sides(), len(c.days)
	one, other := 2, 2+c.people*(days+1) // where those begin who stand on one side, and on the other
	net := newCirculation(other + c.people*(days+1) + 4*len(c.ends))
	next := other + c.people*(days+1)
	var first []part // the arcs that lead up to what somebody should have
	total := int64(0)
	join := func(from, to, limit, least int) {
		if least > 0 {
			first = append(first, part{net.arc(from, to, int64(least), -need), need})
			total += need * int64(least)
		}
		if limit > least {
			net.arc(from, to, int64(limit-least), 0)
		}
	}
	for x := range c.people {
		for _, left := range []bool{true, false} {
			if side != nil && side[x] > 0 != left {
				continue
			}
			node, ends := one+x*(days+1), 0
			if !left {
				node, ends = other+x*(days+1), 1
			}
			way := func(from, to, limit, least int) {
				if !left {
					from, to = to, from
				}
				join(from, to, limit, least)
			}
			way(ends, node, c.limit(x), c.least[x])
			for i, day := range c.days {
				way(node, node+1+i, c.dayLimit(x, day), int(c.perDay[x*days+i]))
			}
		}
	}
	arcs := make([][2]int, len(c.ends))
	for m := range c.ends {
		arcs[m] = [2]int{-1, -1}
		if c.worth[m] == 0 || c.allow[m].empty() {
			continue
		}
		total += c.worth[m]
		for i, x := range c.ends[m] {
			if side != nil && side[x] < 0 {
				continue
			}
			y := c.ends[m][1-i]
			arcs[m][i] = net.arc(next, next+1, 1, -c.worth[m])
			for d, day := range c.days {
				if !c.allow[m].and(day).empty() {
					net.arc(one+int(x)*(days+1)+1+d, next, 1, 0)
					net.arc(next+1, other+int(y)*(days+1)+1+d, 1, 0)
				}
			}
			next += 2
		}
	}
	if side == nil {
		room *= 2
	}
	net.arc(1, 0, room, 0)
	if !net.solve(c.timeOut) {
		return total, wanted, false
	}
	upper = c.readFlow(net, first, arcs, wanted)
	if side == nil {
		upper /= 2
	}
	return upper, wanted, true
}
