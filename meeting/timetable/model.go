package timetable

import "slices"

// A model says the whole problem in clauses: meeting m is in slot t, person x is busy in slot
// t, a run of x begins in slot t, x has at least k breaks. Its softs are the breaks.
type model struct {
	*narrower
	sat    *sat
	in     [][]lit // by meeting and slot; −1 where it cannot be
	softs  []lit   // "x has fewer than k breaks"
	limits []limit // by soft: x and k
	least  []int   // by person: breaks that are certain
	floor  int     // their sum
	lean   bool    // leaves out what follows: how many are busy, of a person's slots and in a slot
}

// A limit is that a person has fewer than so many breaks.
type limit struct{ person, breaks int }

// newModel says n's problem; nobody has more than cap breaks. A lean one is smaller, and decides some
// problems in a small part of the time, where others need what it leaves out.
func newModel(n *narrower, cap int, least []int, lean bool) *model {
	m := &model{narrower: n, sat: newSat(), least: least, lean: lean}
	for k := range n.ends {
		row := make([]lit, n.slots)
		var some []lit
		for t := range row {
			row[t] = -1
			if n.allow[k].has(t) {
				row[t] = m.sat.variable()
				some = append(some, row[t])
			}
		}
		m.in = append(m.in, row)
		if len(some) > 0 {
			m.sat.add(some...)
			m.one(some)
		}
	}
	for k := range n.ends {
		for _, b := range n.before[k] {
			m.earlier(int(b), k)
		}
	}
	busy := make([][]lit, n.people)
	for x := range busy {
		busy[x] = m.person(x, cap, least[x])
	}
	m.tables()
	if !m.lean {
		m.crowds(busy)
	}
	return m
}

// one says that at most one of lits holds.
func (m *model) one(lits []lit) {
	for len(lits) > 6 {
		// The first five, or one of the rest.
		rest := m.sat.variable()
		head := append(slices.Clone(lits[:5]), rest)
		m.one(head)
		for _, l := range lits[5:] {
			m.sat.add(l.not(), rest)
		}
		lits = lits[5:]
	}
	for i, a := range lits {
		for _, b := range lits[:i] {
			m.sat.add(a.not(), b.not())
		}
	}
}

// earlier says that meeting a comes before meeting b.
func (m *model) earlier(a, b int) {
	// by[t]: a is in a slot up to t.
	last := lit(-1)
	for t := range m.slots {
		if l := m.in[b][t]; l >= 0 {
			if last < 0 {
				m.sat.add(l.not())
			} else {
				m.sat.add(l.not(), last)
			}
		}
		l := m.in[a][t]
		if l < 0 {
			continue
		}
		by := m.sat.variable()
		m.sat.add(l.not(), by)
		if last < 0 {
			m.sat.add(by.not(), l)
		} else {
			m.sat.add(by.not(), l, last)
			m.sat.add(last.not(), by)
		}
		last = by
	}
}

// person says what holds for x: one meeting at a time, as many busy slots as meetings, breaks.
func (m *model) person(x, cap, least int) []lit {
	of := m.of[x]
	busy := make([]lit, m.slots)
	var all []lit
	for t := range busy {
		busy[t] = -1
		var here []lit
		for _, k := range of {
			if l := m.in[k][t]; l >= 0 {
				here = append(here, l)
			}
		}
		if len(here) == 0 {
			continue
		}
		busy[t] = here[0]
		if len(here) > 1 {
			busy[t] = m.sat.variable()
			m.one(here)
			for _, l := range here {
				m.sat.add(l.not(), busy[t])
			}
			m.sat.add(append(slices.Clone(here), busy[t].not())...)
		}
		all = append(all, busy[t])
	}
	if len(of) < 2 {
		return busy
	}
	if !m.lean {
		m.exactly(all, len(of))
	}
	most := min(cap, len(of)-1)
	var count []lit // count[k]: x has more than k breaks
	if len(m.days) == 1 {
		// Runs decide faster than breaks, and there is one more of them, for whoever has a meeting.
		count = m.count(m.begins(busy), most+2)
		count = count[min(1, len(count)):]
		if least == 0 && most > 0 && len(count) > 0 {
			m.inOneRun(busy, len(of), count[0])
		}
	} else {
		count = m.count(m.breaksEnd(busy), most+1)
	}
	for k := least; k < min(most, len(count)); k++ {
		m.softs, m.limits = append(m.softs, count[k].not()), append(m.limits, limit{x, k + 1})
	}
	if len(count) > most {
		m.sat.add(count[most].not())
	}
	m.floor += least
	return busy
}

// inOneRun says what follows when x has no break, that is unless any holds: all n meetings are in a
// row. It follows from what is counted, but the search sees it only when it is said: from one
// busy slot, that those n further off are idle.
func (m *model) inOneRun(busy []lit, n int, any lit) {
	begun := make([]lit, m.slots-n+2) // by slot: the run begins before it
	for t := 1; t <= m.slots-n; t++ {
		begun[t] = m.sat.variable()
		if t > 1 {
			m.sat.add(begun[t-1].not(), begun[t])
		}
	}
	for t := range busy {
		// It has begun before the next slot; it had before the one that is n slots back.
		from, to := min(t+1, m.slots-n+1), max(t+1-n, 0)
		if busy[t] >= 0 {
			if from <= m.slots-n {
				m.sat.add(any, busy[t].not(), begun[from])
			}
			if to > 0 {
				m.sat.add(any, busy[t].not(), begun[to].not())
			}
		}
		c := []lit{any}
		if from <= m.slots-n {
			c = append(c, begun[from].not())
		}
		if to > 0 {
			c = append(c, begun[to])
		}
		if busy[t] >= 0 {
			c = append(c, busy[t])
		}
		m.sat.add(c...)
	}
}

// begins are the slots in which a run of meetings begins: busy, and not before.
func (m *model) begins(busy []lit) (begins []lit) {
	for t := range busy {
		if busy[t] < 0 {
			continue
		}
		if t == 0 || busy[t-1] < 0 {
			begins = append(begins, busy[t])
			continue
		}
		b := m.sat.variable()
		m.sat.add(busy[t].not(), busy[t-1], b)
		// The other way round, so that a count that is small enough frees nothing.
		m.sat.add(b.not(), busy[t])
		m.sat.add(b.not(), busy[t-1].not())
		begins = append(begins, b)
	}
	return begins
}

// breaksEnd are the slots in which a break ends: busy, not in the slot before, and somewhere
// before on the same day.
func (m *model) breaksEnd(busy []lit) (ends []lit) {
	earlier := lit(-1) // busy on this day before the slot before
	for t := range busy {
		if m.starts.has(t) {
			earlier = -1
			continue
		}
		if !m.starts.has(t-1) && busy[t-2] >= 0 {
			e := m.sat.variable()
			m.sat.add(busy[t-2].not(), e)
			if earlier >= 0 {
				m.sat.add(earlier.not(), e)
			}
			earlier = e
		}
		if busy[t] < 0 || earlier < 0 {
			continue
		}
		b := m.sat.variable()
		ends = append(ends, b)
		if busy[t-1] < 0 {
			m.sat.add(busy[t].not(), earlier.not(), b)
		} else {
			m.sat.add(busy[t].not(), earlier.not(), busy[t-1], b)
		}
	}
	return ends
}

// tables says that no slot has more meetings than tables. Meetings that share a person count
// as one, since only one of them can be held.
func (m *model) tables() {
	mine := make([][]int, m.people)
	left := make([]int, m.people)
	for x := range left {
		left[x] = len(m.of[x])
	}
	counted := make([]bool, len(m.ends))
	for {
		best := 0
		for x := range left {
			if left[x] > left[best] {
				best = x
			}
		}
		if m.people == 0 || left[best] == 0 {
			break
		}
		for _, k := range m.of[best] {
			if !counted[k] {
				counted[k] = true
				mine[best] = append(mine[best], int(k))
				left[m.ends[k][0]]--
				left[m.ends[k][1]]--
			}
		}
	}
	for t := range m.slots {
		var groups []lit
		for x := range mine {
			var here []lit
			for _, k := range mine[x] {
				if l := m.in[k][t]; l >= 0 {
					here = append(here, l)
				}
			}
			switch len(here) {
			case 0:
				continue
			case 1:
				groups = append(groups, here[0])
				continue
			}
			g := m.sat.variable()
			for _, l := range here {
				m.sat.add(l.not(), g)
			}
			groups = append(groups, g)
		}
		if most := int(m.problem.tables[t]); len(groups) > most {
			count := m.count(groups, most+1)
			m.sat.add(count[most].not())
		}
	}
}

// crowds says the same again by people: twice as many are busy as tables, at most. It follows,
// but the search sees it only when it is said.
func (m *model) crowds(busy [][]lit) {
	for t := range m.slots {
		var here []lit
		for x := range busy {
			if busy[x][t] >= 0 {
				here = append(here, busy[x][t])
			}
		}
		if most := 2 * int(m.problem.tables[t]); len(here) > most {
			count := m.count(here, most+1)
			m.sat.add(count[most].not())
		}
	}
}

// count returns outputs of a totalizer (Bailleux and Boufkhad 2003): the k-th holds when at
// least k of lits do, for k up to most.
func (m *model) count(lits []lit, most int) []lit {
	return m.merge(lits, most, false)
}

// exactly says that n of lits hold.
func (m *model) exactly(lits []lit, n int) {
	if n == 0 {
		for _, l := range lits {
			m.sat.add(l.not())
		}
		return
	}
	if len(lits) == n {
		for _, l := range lits {
			m.sat.add(l)
		}
		return
	}
	if 2*n > len(lits) { // the others are fewer
		idle := make([]lit, len(lits))
		for i, l := range lits {
			idle[i] = l.not()
		}
		m.exactly(idle, len(lits)-n)
		return
	}
	count := m.merge(lits, n+1, true)
	m.sat.add(count[n-1])
	if len(count) > n {
		m.sat.add(count[n].not())
	}
}

// merge makes a totalizer; both: the outputs hold exactly when the count is reached.
func (m *model) merge(lits []lit, most int, both bool) []lit {
	if len(lits) <= 1 {
		return lits
	}
	a := m.merge(lits[:len(lits)/2], most, both)
	b := m.merge(lits[len(lits)/2:], most, both)
	n := min(len(a)+len(b), most)
	out := make([]lit, n)
	for i := range out {
		out[i] = m.sat.variable()
	}
	for i := range len(a) + 1 {
		for j := range len(b) + 1 {
			if k := i + j; k > 0 && (k <= n || i <= n && j <= n) {
				var c []lit
				if i > 0 {
					c = append(c, a[i-1].not())
				}
				if j > 0 {
					c = append(c, b[j-1].not())
				}
				m.sat.add(append(c, out[min(k, n)-1])...)
			}
			// Fewer than i+1 of a and j+1 of b are fewer than i+j+1 of both.
			if k := i + j + 1; both && k <= n {
				c := []lit{out[k-1].not()}
				if i < len(a) {
					c = append(c, a[i])
				}
				if j < len(b) {
					c = append(c, b[j])
				}
				m.sat.add(c...)
			}
		}
	}
	return out
}
