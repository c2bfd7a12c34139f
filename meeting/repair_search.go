package meeting

import (
	"cmp"
	"slices"
)

// repairWork is how many places are tried before meetings are placed one by one.
const repairWork = 100_000

// run returns the places of the meetings, and whether it is proven that nothing less would do:
// first fewest that must be held are left out, then fewest of all, then fewest change that could
// have stayed.
func (r *repair) run() (at []spot, proven bool) {
	waiting := r.load()
	least := r.leftOut(waiting)
	if r.fewest(waiting, least) {
		return r.at, true
	}
	r.oneByOne(r.load())
	return r.at, false
}

// fewest looks for the least with what budget there is.
func (r *repair) fewest(waiting []int32, least int) bool {
	for musts := 0; ; musts++ {
		again := false
		for others := max(0, least-musts); ; others++ {
			more := false
			for changes := 0; ; changes++ {
				r.cut, r.wanted, r.must = false, false, false
				if r.fit(waiting, musts, others, changes) {
					return true
				}
				if r.spent() {
					return false
				}
				more, again = more || r.wanted, again || r.must
				if !r.cut {
					break
				}
			}
			if !more {
				break
			}
		}
		if !again {
			return false
		}
	}
}

func (r *repair) spent() bool { return r.budget <= 0 || r.ctx.Err() != nil }

// mustBeHeld says whether others are left out rather than m.
func (r *repair) mustBeHeld(m int32) bool { return r.p.Places[m].Must || r.p.Places[m].Kept }

// A way is a place for a meeting and what it puts out.
type way struct {
	spot spot
	gone []int32
	cost int
	rank int
}

// fit places what waits, leaving out at most so many of those that must be held and of others,
// and changing at most so many of those that could have stayed.
func (r *repair) fit(waiting []int32, musts, others, changes int) bool {
	if len(waiting) == 0 {
		return true
	}
	if r.budget--; r.spent() {
		return false
	}
	first, fewest, stuck, hard := 0, 1<<30, 0, 0
	for i, m := range waiting {
		open := r.tablesFor(m)
		if r.allow[m].and(open).empty() {
			stuck++ // no table is free for it in any slot: each takes another's
		}
		n := r.placesFor(m, open)
		if n == 0 {
			hard++ // a change makes room for at most four: two people, a table, an interpreter
		}
		if n < fewest {
			first, fewest = i, n
		}
	}
	if max(stuck, (hard+3)/4)-musts-others > changes {
		r.cut, r.wanted, r.must = true, true, true
		return false
	}
	m := waiting[first]
	rest := append(append(make([]int32, 0, len(waiting)), waiting[:first]...), waiting[first+1:]...)
	ways := r.ways(m, changes)
	r.budget -= int64(len(ways))
	for _, w := range ways {
		if r.spent() {
			return false
		}
		from := make([]spot, len(w.gone))
		for i, k := range w.gone {
			from[i] = r.at[k]
			r.take(k)
			r.moved[k] = true
		}
		r.place(m, w.spot)
		if r.fit(append(slices.Clone(rest), w.gone...), musts, others, changes-w.cost) {
			return true
		}
		r.take(m)
		for i, k := range w.gone {
			r.place(k, from[i])
			r.moved[k] = false
		}
	}
	if r.spent() {
		return false
	}
	cost := 0
	if r.soft[m] {
		cost = 1
	}
	if cost > changes {
		r.cut = true
		return false
	}
	if r.mustBeHeld(m) {
		if r.must = r.must || musts == 0; musts == 0 {
			return false
		}
		musts--
	} else {
		if r.wanted = r.wanted || others == 0; others == 0 {
			return false
		}
		others--
	}
	return r.fit(rest, musts, others, changes-cost)
}

// classesFor lists the classes of tables that m may have.
func (r *repair) classesFor(m int32) []int {
	a, b := r.p.People[r.ends[m][0]].Party, r.p.People[r.ends[m][1]].Party
	all := r.own[""]
	if len(r.own) == 1 || len(r.own[a])+len(r.own[b]) == 0 {
		return all
	}
	all = append(slices.Clone(all), r.own[a]...)
	if a != b {
		all = append(all, r.own[b]...)
	}
	return all
}

// tablesFor returns the slots in which a table is free that m may have.
func (r *repair) tablesFor(m int32) slotSet {
	var open slotSet
	for _, c := range r.classesFor(m) {
		open = open.or(r.open[c])
	}
	return open
}

// placesFor counts the slots among open in which m could be as things stand, order, limits and
// ways between halls aside.
func (r *repair) placesFor(m int32, open slotSet) int {
	open = open.and(r.allow[m]).not(r.used[r.ends[m][0]]).not(r.used[r.ends[m][1]])
	n := 0
	for s := range r.slots {
		if !open.has(s) {
			continue
		}
		if r.needs[m] {
			free := false
			for h := range r.helpers {
				free = free || r.helps[s*r.helpers+h] < 0 && r.interprets(m, s, h)
			}
			if !free {
				continue
			}
		}
		n++
	}
	return n
}

// ways lists the places that m can have with so many changes, those first that change least.
func (r *repair) ways(m int32, changes int) []way {
	var out []way
	for s := range r.slots {
		if !r.allow[m].has(s) || r.still && s != r.held[m].slot {
			continue
		}
		gone, free := r.inTheWay(m, spot{s, -1, -1}, nil)
		if !free {
			continue
		}
		if len(gone) > changes {
			r.cut = true
			continue
		}
		helpers := []int{-1}
		if r.needs[m] {
			helpers = helpers[:0]
			for h := range r.helpers {
				if r.interprets(m, s, h) {
					helpers = append(helpers, h)
				}
			}
		}
		tables := r.tablesIn(m, s, gone, len(gone) < changes)
		for _, h := range helpers {
			for _, t := range tables {
				out = r.limited(out, m, spot{s, t, h}, nil, changes)
			}
			if r.soft[m] && s == r.held[m].slot {
				out = r.limited(out, m, spot{s, r.held[m].table, h}, nil, changes)
				if h != r.held[m].helper {
					out = r.limited(out, m, r.held[m], nil, changes)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b way) int {
		if a.cost != b.cost {
			return a.cost - b.cost
		}
		return a.rank - b.rank
	})
	return out
}

// tablesIn returns the tables of a slot that m may have: of those that are alike, one that is
// free, or, where others may be put out, all.
func (r *repair) tablesIn(m int32, s int, gone []int32, evict bool) []int {
	var out []int
	row := r.sits[s*r.tables : (s+1)*r.tables]
	var liked []int
	for _, c := range r.classesFor(m) {
		if r.free[c*r.slots+s] == 0 && len(gone) == 0 && !evict {
			r.cut = true
			continue
		}
		if liked == nil {
			liked = r.liked(m, s)
		}
		best, full, taken := -1, len(out), false
		for _, t := range r.classes[c].tables {
			k := row[t]
			switch {
			case r.lost[s*r.tables+t]:
			case k < 0 || slices.Contains(gone, k):
				if best < 0 || slices.Contains(liked, t) {
					best = t
				}
			case best < 0 && !r.moved[k]:
				if taken = true; evict {
					out = append(out, t)
				}
			}
		}
		if best >= 0 {
			out = append(out[:full], best)
		} else if taken && !evict {
			r.cut = true
		}
	}
	return out
}

// liked are the tables where m, or its people before and after it, would rather be.
func (r *repair) liked(m int32, s int) []int {
	var out []int
	if r.held[m].slot == s && r.held[m].table >= 0 {
		out = append(out, r.held[m].table)
	}
	for _, x := range r.ends[m] {
		for _, near := range [2]int{s - 1, s + 1} {
			if near >= 0 && near < r.slots && r.day[near] == r.day[s] {
				if k := r.with[int(x)*r.slots+near]; k >= 0 {
					out = append(out, r.at[k].table)
				}
			}
		}
	}
	return out
}

// limited adds the ways of having m in a place: where somebody would have too many meetings, one
// for each that they could give up.
func (r *repair) limited(out []way, m int32, h spot, gone []int32, changes int) []way {
	gone, free := r.inTheWay(m, h, gone)
	own := 0
	if r.soft[m] && h != r.held[m] {
		own = 1
	}
	switch {
	case !free:
		return out
	case len(gone)+own > changes:
		r.cut = true
		return out
	}
	x := r.tooMany(m, h.slot, gone)
	if x < 0 {
		w := way{spot: h, gone: gone, cost: len(gone) + own}
		if h.slot != r.held[m].slot {
			w.rank++ // the time is kept rather than the table
		}
		if r.fresh {
			w.rank += 4 * r.moreBreaks(m, h.slot)
			if h.table != r.held[m].table {
				w.rank++
			}
			for _, x := range r.ends[m] {
				if least := r.p.Instance.LeastDay; least != nil && r.days[r.personDay(x, h.slot)] >= least[x] {
					w.rank += 8 // a day that has too few comes first
				}
			}
		}
		for _, k := range gone {
			w.rank += int(min(100, r.p.Places[k].Value)) * 2
			if r.placesFor(k, r.tablesFor(k)) == 0 {
				w.rank += 1000
			}
		}
		return append(out, w)
	}
	if len(gone)+own == changes {
		r.cut = true
		return out
	}
	for _, k := range r.of[x] {
		if k != m && r.at[k] != nowhere && !r.moved[k] && !slices.Contains(gone, k) {
			out = r.limited(out, m, h, append(slices.Clone(gone), k), changes)
		}
	}
	return out
}

// oneByOne places what waits without looking back: those that must be held first, then what is
// worth most. What finds no place with a few changes is left out.
func (r *repair) oneByOne(waiting []int32) {
	r.firstWorth(waiting)
	budget := int64(repairWork)
	for _, m := range waiting {
		done, must := false, 0
		if r.mustBeHeld(m) {
			must = 1
		}
		for others := 0; others <= must && !done; others++ {
			for changes := 0; changes <= 3 && !done && budget > 0; changes++ {
				r.budget = oneWork
				done = r.ctx.Err() == nil && r.fit([]int32{m}, 0, others, changes)
				budget -= oneWork - max(0, r.budget)
			}
		}
	}
}

// firstWorth sorts meetings: those first that must be held, then what is worth most.
func (r *repair) firstWorth(meetings []int32) {
	slices.SortStableFunc(meetings, func(a, b int32) int {
		if x := r.mustBeHeld(a); x != r.mustBeHeld(b) {
			if x {
				return -1
			}
			return 1
		}
		return cmp.Compare(r.p.Places[b].Value, r.p.Places[a].Value)
	})
}

// oneWork is how many places are tried for one meeting and number of changes.
const oneWork = 30_000
