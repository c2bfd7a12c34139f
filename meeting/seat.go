package meeting

import "slices"

// seat gives the meetings of a plan their tables, slot by slot: the one that a meeting is fixed
// to, the one that it has in the draft that is gone on from, a table of the party's own. Of the
// others as many as can be stay at the table at which one of their people sat last, two who both
// sat there before one; the rest sit where their people can get to in time. −1 is no table. Where
// classes says so, a meeting gets a table of that class and no other.
func (r *repair) seat(slots, classes []int) []int {
	bySlot := make([][]int32, r.slots)
	for m, s := range slots {
		if s >= 0 {
			bySlot[s] = append(bySlot[s], int32(m))
		}
	}
	number := map[string]int{}
	for t, name := range r.p.in.Setup.Tables() {
		number[name] = t
	}
	p := &seating{
		repair: r, number: number, sat: none(len(r.of) * r.slots), last: none(len(r.of)), by: none(r.tables),
		everybody: len(r.own[""]) == 0, wanted: classes,
	}
	tables := make([]int, len(slots))
	for m := range tables {
		tables[m] = -1
	}
	for s, meetings := range bySlot {
		if s > 0 && r.day[s] != r.day[s-1] {
			for x := range p.last {
				p.last[x] = -1
			}
		}
		p.at = s
		p.one(meetings)
		for t, m := range p.by {
			if m < 0 {
				continue
			}
			tables[m] = t
			for _, x := range r.ends[m] {
				p.last[x], p.sat[int(x)*r.slots+s] = int32(t), int32(t)
			}
		}
	}
	return tables
}

// A seating is the work on one slot after the other.
type seating struct {
	*repair
	number    map[string]int // of tables, by name
	everybody bool           // all tables are reserved, so that those of others must do
	wanted    []int          // by meeting: the class of its table; nil for any
	at        int            // the slot
	by        []int32        // by table: who has it in the slot; −1
	firm      []bool         // by table: whoever has it keeps it
	seen      []bool         // by table: tried already
	last, sat []int32        // by person, and by person and slot: the table; −1
}

// one seats the meetings of the slot.
func (p *seating) one(meetings []int32) {
	p.firm, p.seen = make([]bool, p.tables), make([]bool, p.tables)
	for t := range p.by {
		p.by[t] = -1
	}
	seated := make(map[int32]bool, len(meetings))
	take := func(m int32, t int) {
		if !seated[m] && t >= 0 && p.by[t] < 0 && p.inClass(m, t) && !p.lost[p.at*p.tables+t] {
			p.by[t], p.firm[t], seated[m] = m, true, true
		}
	}
	named := func(name string) int {
		if t, ok := p.number[name]; ok {
			return t
		}
		return -1
	}
	for _, m := range meetings {
		take(m, named(p.p.fixed[int(m)]))
	}
	for _, m := range meetings {
		if p.p.Places[m].Slot == p.p.codes[p.at] {
			take(m, named(p.p.Places[m].Table))
		}
	}
	for _, m := range meetings {
		for _, x := range p.ends[m] {
			for _, c := range p.own[p.p.People[x].Party] {
				for _, t := range p.classes[c].tables {
					if p.owner[t] != "" {
						take(m, t)
					}
				}
			}
		}
	}
	left := slices.DeleteFunc(slices.Clone(meetings), func(m int32) bool { return seated[m] })
	both := func(m int32) int { // two who sat at one table come first: they count twice
		if a, b := p.last[p.ends[m][0]], p.last[p.ends[m][1]]; a >= 0 && a == b {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(left, func(a, b int32) int { return both(a) - both(b) })
	left = p.give(left, p.stay)
	if p.halls > 1 {
		left = slices.DeleteFunc(left, p.beside)
		left = slices.DeleteFunc(left, p.inPlaceOf)
	}
	for _, m := range left {
		for t := range p.tables {
			if p.open(t) && p.inClass(m, t) && (p.owner[t] == "" || p.everybody || p.wanted != nil && p.wanted[m] >= 0) {
				p.by[t] = m
				break
			}
		}
	}
}

// inClass says whether a table is of the class that a meeting is to have.
func (p *seating) inClass(m int32, t int) bool {
	return p.wanted == nil || p.wanted[m] < 0 || p.wanted[m] == p.class[t]
}

// give finds tables for meetings among those that of names for each, where others may go to
// another of theirs, and returns those that got none.
func (p *seating) give(meetings []int32, of func(int32) []int) (left []int32) {
	var find func(m int32) bool
	find = func(m int32) bool {
		tables := of(m)
		for _, t := range tables {
			if !p.seen[t] && p.by[t] < 0 {
				p.by[t] = m
				return true
			}
		}
		for _, t := range tables {
			if !p.seen[t] && !p.firm[t] {
				p.seen[t] = true
				if find(p.by[t]) {
					p.by[t] = m
					return true
				}
			}
		}
		return false
	}
	for _, m := range meetings {
		clear(p.seen)
		if !find(m) {
			left = append(left, m)
		}
	}
	return left
}

// may says whether a meeting may have a table in the slot, and its people can get there and away in time.
func (p *seating) may(m int32, t int) bool {
	if !p.inClass(m, t) || p.lost[p.at*p.tables+t] || p.owner[t] != "" && !p.everybody && !p.usable(m, p.at, t) {
		return false
	}
	for _, x := range p.ends[m] {
		for _, s := range p.repair.near[p.at] {
			if k := p.sat[int(x)*p.slots+s]; k >= 0 && p.tooFar(spot{p.at, t, -1}, spot{s, int(k), -1}) {
				return false
			}
		}
	}
	return true
}

// stay lists the tables at which the people of a meeting sat last, if it may have them.
func (p *seating) stay(m int32) []int {
	var out []int
	for _, x := range p.ends[m] {
		if t := int(p.last[x]); t >= 0 && !slices.Contains(out, t) && p.may(m, t) {
			out = append(out, t)
		}
	}
	return out
}

// open says whether nobody has a table in the slot.
func (p *seating) open(t int) bool { return p.by[t] < 0 && !p.lost[p.at*p.tables+t] }

// beside seats a meeting where its people can get to, in the hall in which one of them sat last if
// that can be.
func (p *seating) beside(m int32) bool {
	best, most := -1, -1
	for _, c := range p.classes {
		t := slices.IndexFunc(c.tables, p.open)
		if t < 0 || !p.may(m, c.tables[t]) {
			continue
		}
		n := 0
		for _, x := range p.ends[m] {
			if k := p.last[x]; k >= 0 && p.hall[k] == c.hall {
				n++
			}
		}
		if n > most {
			best, most = c.tables[t], n
		}
	}
	if best >= 0 {
		p.by[best] = m
	}
	return best >= 0
}

// inPlaceOf seats a meeting at the table of one that can be seated in another hall.
func (p *seating) inPlaceOf(m int32) bool {
	for _, c := range p.classes {
		if len(c.tables) == 0 || !p.may(m, c.tables[0]) && !p.lost[p.at*p.tables+c.tables[0]] {
			continue
		}
		for _, t := range c.tables {
			if p.firm[t] || p.by[t] < 0 {
				continue
			}
			if p.beside(p.by[t]) {
				p.by[t] = m
				return true
			}
		}
	}
	return false
}
