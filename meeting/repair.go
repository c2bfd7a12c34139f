package meeting

import (
	"context"
	"math/bits"
	"slices"
	"time"

	"bridgehead/party"
)

// A repair changes a timetable as little as it can so that it keeps the rules: all of those that
// Findings checks, with tables and interpreters. What cannot stay waits; it is put in each place
// in turn, and what stands in its way there must change as well. First nothing is left out and
// nothing else changes, then one more at a time, so that what is found first is the least.
type repair struct {
	p   *Problem
	ctx context.Context

	slots, tables, helpers int
	day                    []int      // by slot
	pause                  []int64    // by two slots: minutes between them, where these may be too few for a walk
	near                   [][]int    // by slot: those with which there is such a pause
	walk                   []int64    // by two halls: minutes
	hall                   []int      // by table; all 0 where nobody has to walk
	halls                  int        // how many are told apart
	owner                  []party.ID // by table; "" for everybody's
	lost                   []bool     // by slot and table
	away                   []bool     // by slot and interpreter
	classes                []class
	class                  []int              // by table
	own                    map[party.ID][]int // the classes of tables that are reserved for a party

	ends          [][2]int32
	of            [][]int32
	allow         []slotSet
	needs         []bool // an interpreter
	before, after [][]int32

	held []spot // what people hold; slot −1 for none
	soft []bool // by meeting: it could stay if something else did not

	// Of a plan that nobody holds yet.
	still  bool   // times stay, tables and interpreters alone change
	fresh  bool   // its places are no promise: breaks count rather than whether one stays
	pinned []bool // by meeting: put by hand where it is

	// The timetable as it stands.
	at    []spot
	with  []int32 // by person and slot: meeting, −1 for none
	sits  []int32 // by slot and table
	helps []int32 // by slot and interpreter
	used  []slotSet
	days  []int     // by person and day: meetings
	count []int     // by person
	free  []int     // by class of tables and slot: those that nobody has
	open  []slotSet // by class: the slots in which there are any
	moved []bool    // has its new place, or waits for one

	budget int64
	cut    bool // something was not tried for want of changes
	wanted bool // something was not tried because a meeting could not be left out
	must   bool // the same, of one that must be held
}

// A spot is where a meeting is, in numbers; −1 for none.
type spot struct{ slot, table, helper int }

var nowhere = spot{-1, -1, -1}

// A class is tables that are as good as each other: in the same hall, for the same party.
type class struct {
	hall   int
	owner  party.ID // "" for everybody
	tables []int
}

// A slotSet is a set of slots.
type slotSet [2]uint64

func (a *slotSet) add(s int)            { a[s>>6] |= 1 << (s & 63) }
func (a *slotSet) drop(s int)           { a[s>>6] &^= 1 << (s & 63) }
func (a slotSet) has(s int) bool        { return a[s>>6]>>(s&63)&1 != 0 }
func (a slotSet) and(b slotSet) slotSet { return slotSet{a[0] & b[0], a[1] & b[1]} }
func (a slotSet) or(b slotSet) slotSet  { return slotSet{a[0] | b[0], a[1] | b[1]} }
func (a slotSet) not(b slotSet) slotSet { return slotSet{a[0] &^ b[0], a[1] &^ b[1]} }
func (a slotSet) empty() bool           { return a[0]|a[1] == 0 }

func (a slotSet) count() int { return bits.OnesCount64(a[0]) + bits.OnesCount64(a[1]) }

// each calls do with every slot of the set, in rising order.
func (a slotSet) each(do func(s int)) {
	for i, word := range a {
		for ; word != 0; word &= word - 1 {
			do(i<<6 + bits.TrailingZeros64(word))
		}
	}
}

// newRepair reads the rules that places must keep.
func newRepair(ctx context.Context, p *Problem) *repair {
	r := &repair{p: p, ctx: ctx, slots: len(p.codes), helpers: len(p.helpers), own: map[party.ID][]int{}}
	names := p.in.Setup.Tables()
	r.tables = len(names)
	r.room(names)
	r.meetings()
	return r
}

// hold notes what people hold: places are the problem's own, in its order.
func (r *repair) hold(places []Place) {
	p := r.p
	number := map[string]int{}
	for i, t := range p.in.Setup.Tables() {
		number[t] = i
	}
	helper := map[string]int{}
	for i, d := range p.helpers {
		helper[d.ID] = i
	}
	find := func(of map[string]int, name string) int {
		if i, ok := of[name]; ok {
			return i
		}
		return -1
	}
	for m := range places {
		h := nowhere
		if s, ok := p.slotOf[places[m].Slot]; ok {
			h = spot{s, find(number, places[m].Table), find(helper, places[m].Interpreter)}
		}
		r.held = append(r.held, h)
	}
}

// room reads halls and tables.
func (r *repair) room(names []string) {
	setup := r.p.in.Setup
	r.hall, r.halls, r.owner = make([]int, r.tables), 1, make([]party.ID, r.tables)
	r.lost, r.away = make([]bool, r.slots*r.tables), make([]bool, r.slots*r.helpers)
	longest := int64(0)
	for _, w := range setup.Walks {
		longest = max(longest, w.Minutes)
	}
	r.day, r.near, r.pause = make([]int, r.slots), make([][]int, r.slots), make([]int64, r.slots*r.slots)
	for s := range setup.Slots {
		if s > 0 {
			r.day[s] = r.day[s-1]
			if setup.Slots[s].Day != setup.Slots[s-1].Day {
				r.day[s]++
			}
		}
		for t := range s {
			if pause := setup.Slots[s].From(time.UTC).Sub(setup.Slots[t].To(time.UTC)); longest > 0 && r.day[s] == r.day[t] && pause < time.Duration(longest)*time.Minute {
				r.pause[s*r.slots+t], r.pause[t*r.slots+s] = int64(pause/time.Minute), int64(pause/time.Minute)
				r.near[s], r.near[t] = append(r.near[s], t), append(r.near[t], s)
			}
		}
		for h, d := range r.p.helpers {
			r.away[s*r.helpers+h] = d.IsAway(r.p.codes[s])
		}
	}
	r.walk = make([]int64, len(setup.Halls)*len(setup.Halls))
	for a := range setup.Halls {
		for b := range setup.Halls {
			r.walk[a*len(setup.Halls)+b] = setup.between(setup.Halls[a].Code, setup.Halls[b].Code)
		}
	}
	at, table := 0, map[string]int{}
	for h := range setup.Halls {
		for range setup.Halls[h].Tables {
			if longest > 0 {
				r.hall[at], r.halls = h, len(setup.Halls)
			}
			table[names[at]] = at
			at++
		}
	}
	for _, x := range setup.Reserved {
		r.owner[table[x.Table]] = x.Party
	}
	r.class = make([]int, r.tables)
	for t, of := range r.owner {
		c := slices.IndexFunc(r.classes, func(c class) bool { return c.owner == of && c.hall == r.hall[t] })
		if c < 0 {
			c = len(r.classes)
			r.classes = append(r.classes, class{hall: r.hall[t], owner: of})
			r.own[of] = append(r.own[of], c)
		}
		r.class[t] = c
		r.classes[c].tables = append(r.classes[c].tables, t)
	}
	for _, l := range setup.Lost {
		for s := range r.slots {
			if l.Slot == "" || l.Slot == r.p.codes[s] {
				r.lost[s*r.tables+table[l.Table]] = true
			}
		}
	}
}

// meetings reads who meets and when they may.
func (r *repair) meetings() {
	in := r.p.Instance
	n := len(in.Meetings)
	r.ends, r.of, r.allow, r.needs = make([][2]int32, n), make([][]int32, in.People), make([]slotSet, n), make([]bool, n)
	r.before, r.after = make([][]int32, n), make([][]int32, n)
	var all slotSet
	for s := range r.slots {
		all.add(s)
	}
	away := make([]slotSet, in.People)
	for x, slots := range in.Away {
		for _, s := range slots {
			away[x].add(s)
		}
	}
	for m := range in.Meetings {
		meeting := &in.Meetings[m]
		r.ends[m] = [2]int32{int32(meeting.A), int32(meeting.B)}
		a := all
		if meeting.Slot >= 0 {
			a = slotSet{}
			a.add(meeting.Slot)
		}
		for _, s := range meeting.Not {
			a.drop(s)
		}
		if meeting.Banned {
			a = slotSet{}
		}
		r.allow[m] = a.not(away[meeting.A]).not(away[meeting.B])
		r.needs[m] = r.p.foreign(m)
		for _, x := range r.ends[m] {
			r.of[x] = append(r.of[x], int32(m))
		}
		for _, k := range meeting.After {
			r.before[m] = append(r.before[m], int32(k))
			r.after[k] = append(r.after[k], int32(m))
		}
	}
}

// load puts each meeting where it is held if it may be there, and returns those that wait. What
// has no slot at all in which it may be is not among them.
func (r *repair) load() (waiting []int32) {
	people := len(r.of)
	r.at, r.soft, r.moved = make([]spot, len(r.ends)), make([]bool, len(r.ends)), make([]bool, len(r.ends))
	r.with, r.sits, r.helps = none(people*r.slots), none(r.slots*r.tables), none(r.slots*r.helpers)
	r.used, r.count, r.days = make([]slotSet, people), make([]int, people), make([]int, people*(r.day[r.slots-1]+1))
	r.free, r.open = make([]int, r.slots*len(r.classes)), make([]slotSet, len(r.classes))
	for s := range r.slots {
		for t, c := range r.class {
			if !r.lost[s*r.tables+t] {
				r.free[c*r.slots+s]++
				r.open[c].add(s)
			}
		}
	}
	for m := range r.at {
		r.at[m] = nowhere
	}
	for m, pinned := range r.pinned {
		if pinned && r.stands(int32(m)) {
			r.place(int32(m), r.held[m])
			r.moved[m] = true
		}
	}
	for m := range r.ends {
		h := r.held[m]
		if r.allow[m].empty() || r.at[m] != nowhere || r.fresh && h.slot < 0 {
			continue
		}
		if !r.may(int32(m), h) {
			waiting, r.moved[m] = append(waiting, int32(m)), true
			continue
		}
		gone, _ := r.inTheWay(int32(m), h, nil)
		if len(gone) > 0 || r.tooMany(int32(m), h.slot, nil) >= 0 {
			waiting, r.soft[m], r.moved[m] = append(waiting, int32(m)), !r.fresh, true
			continue
		}
		r.place(int32(m), h)
	}
	return waiting
}

func none(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// may says whether a meeting may be in a place, whatever else is there.
func (r *repair) may(m int32, h spot) bool {
	return h.slot >= 0 && r.allow[m].has(h.slot) && h.table >= 0 && r.usable(m, h.slot, h.table) &&
		(!r.needs[m] || h.helper >= 0 && r.interprets(m, h.slot, h.helper))
}

// usable says whether a meeting may have a table in a slot.
func (r *repair) usable(m int32, s, t int) bool {
	if r.lost[s*r.tables+t] {
		return false
	}
	of := r.owner[t]
	return of == "" || of == r.p.People[r.ends[m][0]].Party || of == r.p.People[r.ends[m][1]].Party
}

func (r *repair) interprets(m int32, s, h int) bool {
	return !r.away[s*r.helpers+h] && r.p.helpers[h].Interprets(r.p.People[r.ends[m][0]], r.p.People[r.ends[m][1]])
}

func (r *repair) place(m int32, h spot) {
	r.at[m] = h
	for _, x := range r.ends[m] {
		r.with[int(x)*r.slots+h.slot] = m
		r.used[x].add(h.slot)
		r.count[x]++
		r.days[r.personDay(x, h.slot)]++
	}
	r.sits[h.slot*r.tables+h.table] = m
	c := r.class[h.table]
	if r.free[c*r.slots+h.slot]--; r.free[c*r.slots+h.slot] == 0 {
		r.open[c].drop(h.slot)
	}
	if h.helper >= 0 {
		r.helps[h.slot*r.helpers+h.helper] = m
	}
}

func (r *repair) take(m int32) {
	h := r.at[m]
	r.at[m] = nowhere
	for _, x := range r.ends[m] {
		r.with[int(x)*r.slots+h.slot] = -1
		r.used[x].drop(h.slot)
		r.count[x]--
		r.days[r.personDay(x, h.slot)]--
	}
	r.sits[h.slot*r.tables+h.table] = -1
	c := r.class[h.table]
	r.free[c*r.slots+h.slot]++
	r.open[c].add(h.slot)
	if h.helper >= 0 {
		r.helps[h.slot*r.helpers+h.helper] = -1
	}
}

func (r *repair) personDay(x int32, s int) int { return int(x)*(r.day[r.slots-1]+1) + r.day[s] }

// inTheWay adds to gone the meetings that cannot stay when m is in a place, each by itself; false
// when one of them may not move.
func (r *repair) inTheWay(m int32, h spot, gone []int32) ([]int32, bool) {
	free := true
	add := func(k int32) {
		if k >= 0 && k != m && !slices.Contains(gone, k) {
			gone = append(gone, k)
			free = free && !r.moved[k]
		}
	}
	for _, x := range r.ends[m] {
		add(r.with[int(x)*r.slots+h.slot])
		for _, s := range r.near[h.slot] {
			if k := r.with[int(x)*r.slots+s]; k >= 0 && h.table >= 0 && r.tooFar(h, r.at[k]) {
				add(k)
			}
		}
	}
	if h.helper >= 0 && h.table >= 0 {
		for _, s := range r.near[h.slot] {
			if k := r.helps[s*r.helpers+h.helper]; k >= 0 && r.tooFar(h, r.at[k]) {
				add(k)
			}
		}
	}
	for _, k := range r.before[m] {
		if t := r.at[k].slot; t >= h.slot {
			add(k)
		}
	}
	for _, k := range r.after[m] {
		if t := r.at[k].slot; t >= 0 && t <= h.slot {
			add(k)
		}
	}
	if h.table >= 0 {
		add(r.sits[h.slot*r.tables+h.table])
	}
	if h.helper >= 0 {
		add(r.helps[h.slot*r.helpers+h.helper])
	}
	return gone, free
}

// tooFar says whether one cannot get from one place to the other in the time between.
func (r *repair) tooFar(a, b spot) bool {
	return r.hall[a.table] != r.hall[b.table] && r.pause[a.slot*r.slots+b.slot] < r.walk[r.hall[a.table]*r.halls+r.hall[b.table]]
}

// tooMany returns who of a meeting would have too many meetings, that day or altogether, if it
// were in a slot and what is gone were not; −1 for nobody.
func (r *repair) tooMany(m int32, s int, gone []int32) int32 {
	in := r.p.Instance
	for _, x := range r.ends[m] {
		day := in.MostDay != nil && in.MostDay[x] > 0 && r.days[r.personDay(x, s)]+1 > in.MostDay[x]
		all := in.Most[x] > 0 && r.count[x]+1 > in.Most[x]
		if !day && !all {
			continue
		}
		ofDay, ofAll := r.days[r.personDay(x, s)]+1, r.count[x]+1
		for _, k := range gone {
			if r.ends[k][0] == x || r.ends[k][1] == x {
				ofAll--
				if r.day[r.at[k].slot] == r.day[s] {
					ofDay--
				}
			}
		}
		if day && ofDay > in.MostDay[x] || all && ofAll > in.Most[x] {
			return x
		}
	}
	return -1
}
