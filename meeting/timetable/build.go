package timetable

import "slices"

// build places the meetings one by one, those of the busiest people and with the fewest slots
// first, each where both are free or can be made free along one chain; what finds no place it
// puts in the place of others and tries those again. It stops when all are placed, or when the
// moves are used up.
func (l *lane) build(moves int64) {
	var waiting []int32
	for m := range l.ends {
		if l.slot[m] < 0 && !l.allow[m].empty() {
			waiting = append(waiting, int32(m))
		}
	}
	tight := func(m int32) int {
		e := l.ends[m]
		slack := func(x int32) int { return l.free[x].count() - len(l.of[x]) }
		return 4*l.allow[m].count() + min(slack(e[0]), slack(e[1]))*2 - len(l.before[m]) - len(l.after[m])
	}
	slices.SortStableFunc(waiting, func(a, b int32) int { return tight(a) - tight(b) })
	var left []int32
	for _, m := range waiting {
		if !l.insert(m) {
			left = append(left, m)
		}
	}
	l.force(left, moves)
	l.recount()
}

// insert gives m a slot in which both are free, the one that costs least, or makes one free along a chain.
func (l *lane) insert(m int32) bool {
	a, b := l.ends[m][0], l.ends[m][1]
	open := l.allow[m].minus(l.used[a]).minus(l.used[b])
	best, at := 1<<30, -1
	open.each(func(s int) {
		if l.load[s] >= l.tables[s] || l.ordered && !l.inOrder(m, int16(s)) {
			return
		}
		c := l.cost(a, l.used[a].or(bit(s))) + l.cost(b, l.used[b].or(bit(s)))
		c = c<<16 + int(l.load[s])
		if c < best {
			best, at = c, s
		}
	})
	if at >= 0 {
		l.board.place(m, at)
		return true
	}
	return l.insertByChain(m, a, b) || l.insertByChain(m, b, a)
}

// insertByChain looks for slots s and t such that a is free in s, b in t, and exchanging them
// along the chain of b's meeting in s makes both free in s.
func (l *lane) insertByChain(m, a, b int32) bool {
	done := false
	l.allow[m].minus(l.used[a]).and(l.used[b]).each(func(s int) {
		if done || l.ordered && !l.inOrder(m, int16(s)) {
			return
		}
		k := l.at[int(b)*l.slots+s]
		l.allow[k].minus(l.used[b]).each(func(t int) {
			if done || !l.follow(&l.first, k, t) {
				return
			}
			shift := int32(l.first.out - l.first.in)
			if l.load[t]+shift > l.tables[t] || l.load[s]-shift >= l.tables[s] {
				return
			}
			l.swap(&l.first)
			if l.at[int(a)*l.slots+s] < 0 && l.at[int(b)*l.slots+s] < 0 && (!l.ordered || l.keepsOrder(&l.first) && l.inOrder(m, int16(s))) {
				l.board.place(m, s)
				done = true
				return
			}
			l.swap(&l.first)
		})
	})
	return done
}

// force places what is left by putting out what stands in the way. A meeting that was put
// out often is the dearer to put out again, so that the search does not run in circles.
func (l *lane) force(left []int32, moves int64) {
	if len(left) == 0 {
		return
	}
	weight := make([]int32, len(l.ends))
	for i := range weight {
		weight[i] = 1
	}
	best := len(left)
	kept := append([]int16(nil), l.slot...)
	var out, victims []int32
	for budget := moves; len(left) > 0 && budget > 0; budget-- {
		l.moves++
		i := l.below(len(left))
		m := left[i]
		if l.insert(m) {
			left[i] = left[len(left)-1]
			left = left[:len(left)-1]
		} else {
			least, ties := int32(1<<30), 0
			l.allow[m].each(func(s int) {
				var w int32
				w, victims = l.inTheWay(m, s, weight, victims[:0])
				switch {
				case w < least:
					least, ties = w, 1
				case w == least:
					ties++
					if l.below(ties) != 0 {
						return
					}
				default:
					return
				}
				out = append(append(out[:0], int32(s)), victims...)
			})
			if least >= tooMany {
				continue
			}
			for _, k := range out[1:] {
				l.take(k)
				weight[k]++
				left = append(left, k)
			}
			l.board.place(m, int(out[0]))
			left[i] = left[len(left)-1]
			left = left[:len(left)-1]
		}
		if len(left) < best {
			best = len(left)
			copy(kept, l.slot)
		}
		// Stir a little, at no cost to what is placed.
		for range 8 {
			l.stir()
		}
	}
	if len(left) > 0 {
		l.fill(kept)
	}
}

// inTheWay returns the meetings that must go for m to be in slot s, and their weight.
func (l *lane) inTheWay(m int32, s int, weight, victims []int32) (int32, []int32) {
	var w int32
	add := func(k int32) {
		if k >= 0 && k != m && !slices.Contains(victims, k) {
			victims = append(victims, k)
			w += weight[k]
		}
	}
	for _, x := range l.ends[m] {
		add(l.at[int(x)*l.slots+s])
	}
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
	gone := int32(0)
	for _, k := range victims {
		if int(l.slot[k]) == s {
			gone++
		}
	}
	if l.load[s]-gone >= l.tables[s] {
		for range 64 {
			if k := l.at[l.below(l.people)*l.slots+s]; k >= 0 && !slices.Contains(victims, k) {
				add(k)
				gone++
				break
			}
		}
		if l.load[s]-gone >= l.tables[s] {
			return tooMany, victims
		}
	}
	return w, victims
}

// tooMany stands for what cannot be made room for.
const tooMany = 1 << 29

// stir exchanges two slots along a random chain if loads and order allow it.
func (l *lane) stir() {
	m, t := l.propose()
	if m < 0 || !l.follow(&l.first, m, t) {
		return
	}
	c := &l.first
	shift := int32(c.out - c.in)
	if l.load[t]+shift > l.tables[t] || l.load[c.s]-shift > l.tables[c.s] {
		return
	}
	l.swap(c)
	if l.ordered && !l.keepsOrder(c) {
		l.swap(c)
	}
}
