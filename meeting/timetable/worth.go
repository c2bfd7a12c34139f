package timetable

// What a set of meetings is worth is one number, in which what matters more outweighs all that
// matters less: a meeting that must be held more than everything else, one towards the least that
// somebody should have more than the value of all wishes.

// weigh sets what each meeting is worth.
func (c *choice) weigh() {
	c.worth, c.least = make([]int64, len(c.ends)), make([]int, c.people)
	values := int64(1)
	for m := range c.in.Meetings {
		if meeting := &c.in.Meetings[m]; meeting.Wish && !meeting.Banned {
			c.worth[m] = meeting.Value
			values += meeting.Value
		}
	}
	towards := int64(0)
	for x, least := range c.in.Least {
		can := 0
		for _, m := range c.of[x] {
			if !c.allow[m].empty() {
				can++
			}
		}
		c.least[x] = max(0, min(least, can, c.limit(x)))
		towards += int64(c.least[x])
		c.asked += least
	}
	towards += c.weighDays()
	c.unit = values
	if c.within = towards; towards > 0 {
		c.need, c.unit = values, values*(towards+1)
	}
	for m := range c.in.Meetings {
		if meeting := &c.in.Meetings[m]; !meeting.Wish && !meeting.Banned {
			c.worth[m] = c.unit
			c.musts++
		}
	}
}

// limit is the most meetings that x can have.
func (c *choice) limit(x int) int {
	n := c.free[x].count()
	if x < len(c.in.Most) && c.in.Most[x] > 0 {
		n = min(n, c.in.Most[x])
	}
	if x < len(c.in.MostDay) && c.in.MostDay[x] > 0 {
		days := 0
		for _, day := range c.days {
			days += min(c.in.MostDay[x], c.free[x].and(day).count())
		}
		n = min(n, days)
	}
	return n
}

// flow finds the bound, and the set that reaches it. Where the people are not of two sides each
// stands on both, and the bound is half of what the flow is worth. Need is what a meeting towards
// somebody's least counts beside its value.
func (c *choice) flow(need int64) (upper int64, wanted []bool, inside bool) {
	if need > 0 && c.perDay != nil && len(c.ends)*len(c.days) <= manyDays {
		return c.flowOfDays(need)
	}
	room := int64(0)
	for _, t := range c.tables {
		room += int64(t)
	}
	wanted = make([]bool, len(c.ends))
	side := c.sides()
	source, sink := 2*c.people, 2*c.people+1
	net := newCirculation(2*c.people + 2)
	var first []part // the arcs that lead up to what somebody should have
	total := int64(0)
	join := func(from, to, x int) {
		limit := c.limit(x)
		if need == 0 {
			net.arc(from, to, int64(limit), 0)
			return
		}
		// As many meetings as the lesser of the two count twice, more up to the greater once.
		least, days := c.least[x], min(limit, c.ofDays(x))
		total += need * int64(least+days)
		done := 0
		for i, upto := range [3]int{min(least, days), max(least, days), limit} {
			if upto > done {
				worth := need * int64(2-i)
				first = append(first, part{net.arc(from, to, int64(upto-done), -worth), worth})
				done = upto
			}
		}
	}
	for x := range c.people {
		if side == nil || side[x] > 0 {
			join(source, x, x)
		}
		if side == nil || side[x] < 0 {
			join(c.people+x, sink, x)
		}
	}
	arcs := make([][2]int, len(c.ends))
	for m := range c.ends {
		arcs[m] = [2]int{-1, -1}
		if c.worth[m] == 0 || c.allow[m].empty() {
			continue
		}
		total += c.worth[m]
		a, b := int(c.ends[m][0]), int(c.ends[m][1])
		if side == nil || side[a] > 0 {
			arcs[m][0] = net.arc(a, c.people+b, 1, -c.worth[m])
		}
		if side == nil || side[b] > 0 {
			arcs[m][1] = net.arc(b, c.people+a, 1, -c.worth[m])
		}
	}
	if side == nil {
		room *= 2
	}
	net.arc(sink, source, room, 0)
	if !net.solve(c.timeOut) {
		return total, wanted, false
	}
	upper = c.readFlow(net, first, arcs, wanted)
	if side == nil {
		upper /= 2
	}
	return upper, wanted, true
}

// A part is an arc, and what a meeting on it counts beside its value.
type part struct {
	arc   int
	worth int64
}

// readFlow returns what a flow is worth, and notes which meetings it holds: first are the arcs that lead up to somebody's
// least, and each meeting has one or two.
func (c *choice) readFlow(net *circulation, first []part, arcs [][2]int, wanted []bool) (worth int64) {
	for _, p := range first {
		worth += net.room[p.arc+1] * p.worth
	}
	for m := range arcs {
		held := int64(0)
		for _, e := range arcs[m] {
			if e >= 0 {
				held += net.room[e+1]
			}
		}
		worth += held * c.worth[m]
		wanted[m] = held > 0
	}
	return worth
}

// note counts a meeting that is placed (n = 1) or taken out (n = −1).
func (c *choice) note(m int32, n int) {
	c.sum += int64(n) * c.worth[m]
	for _, x := range c.ends[m] {
		if n < 0 {
			c.counts[x]--
		}
		if c.counts[x] < c.least[x] {
			c.sum += int64(n) * c.need
		}
		if n > 0 {
			c.counts[x]++
		}
	}
}

// lacks says whether one of the two people of m has fewer meetings than the least.
func (c *choice) lacks(m int32) bool {
	a, b := c.ends[m][0], c.ends[m][1]
	return c.counts[a] < c.least[a] || c.counts[b] < c.least[b]
}

// loss is what it costs to hold m in the place of others; below 0 when it is a gain.
func (c *choice) loss(m int32, gone []int32) int64 {
	if c.need == 0 {
		sum := -c.worth[m]
		for _, k := range gone {
			sum += c.worth[k]
		}
		return sum
	}
	was := c.sum
	for _, k := range gone {
		c.note(k, -1)
	}
	c.note(m, 1)
	loss := was - c.sum
	c.note(m, -1)
	for _, k := range gone {
		c.note(k, 1)
	}
	return loss
}

// valueOf takes from what a set is worth in all what is not the value of wishes.
func (c *choice) valueOf(sum int64) int64 {
	sum = max(0, sum-int64(c.musts)*c.unit)
	if c.need > 0 {
		sum %= c.need
	}
	return sum
}

// judge says of an answer what its wishes are worth, how many meetings people have fewer than their
// least, and what no answer goes beyond.
func (c *choice) judge(r *Result) {
	count, board := make([]int, c.people), newBoard(c.problem)
	r.Value, r.Short, r.ShortBound = 0, 0, 0
	for m, s := range r.Slots {
		if s < 0 {
			continue
		}
		count[c.ends[m][0]]++
		count[c.ends[m][1]]++
		board.place(int32(m), s)
		if c.in.Meetings[m].Wish {
			r.Value += c.in.Meetings[m].Value
		}
	}
	reached := int64(0)
	for x, least := range c.in.Least {
		reached += int64(min(count[x], c.least[x]))
		r.Short += max(0, least-count[x])
	}
	days := c.daysReached(board)
	reached += days
	r.Short += c.askedDays - int(days)
	r.ShortBound, r.Upper = c.asked+c.askedDays, max(0, c.upper-int64(c.musts)*c.unit)
	if c.need == 0 {
		return
	}
	most := min(c.within, r.Upper/c.need)
	r.ShortBound -= int(most)
	if r.Upper -= most * c.need; reached < most {
		// Whoever brings fewer people to their least may hold more: the bound is that without it.
		plain, _, _ := c.flow(0)
		r.Upper = max(0, plain-int64(c.musts)*c.unit)
	}
}
