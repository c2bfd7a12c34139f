package meeting

import (
	"context"
	"slices"

	"bridgehead/meeting/timetable"
)

// A plan is made in two steps: the solver chooses meetings and gives them slots, by as many tables
// as there are for everybody; then they get tables and interpreters, and what breaks a rule in its
// place is moved to one where all rules hold, by the search that also changes a timetable on the
// day. Nothing that the solver has placed is left out for it: what finds no such place stays, and
// Findings names the rule.

// together is how many meetings that break a rule are tried all at once.
const together = 64

// settled gives the solver's answer tables and interpreters, and moves what breaks rules. It returns
// the places, and whether all rules are kept.
func (p *Problem) settled(ctx context.Context, slots []int) (at []spot, kept bool) {
	r := newRepair(ctx, p)
	r.fresh = true
	helped := p.interpreters(slots)
	helper := map[string]int{}
	for i, d := range p.helpers {
		helper[d.ID] = i
	}
	r.held, r.pinned = make([]spot, len(slots)), make([]bool, len(slots))
	names := p.in.Setup.Tables()
	for m, t := range r.seat(slots) {
		h := spot{slots[m], t, -1}
		if id := helped[m]; id != "" {
			h.helper = helper[id]
		}
		r.held[m] = h
		place := &p.Places[m]
		r.pinned[m] = place.Kept && t >= 0 && place.Slot == p.codes[h.slot] && place.Table == names[t] && (!r.needs[m] || h.helper >= 0)
	}
	waiting := r.load()
	if len(waiting) > together || !r.allTogether(waiting) {
		kept = r.oneAtATime(r.load())
	} else {
		kept = true
	}
	r.atOwnTables()
	return r.at, kept
}

// allTogether looks for places for all that wait, with the fewest changes to others; false when
// there are none, or not with what work there is.
func (r *repair) allTogether(waiting []int32) bool {
	r.budget = repairWork
	for changes := 0; ; changes++ {
		r.cut = false
		if r.fit(waiting, 0, 0, changes) {
			return true
		}
		if r.spent() || !r.cut {
			return false
		}
	}
}

// oneAtATime moves what breaks a rule, each by itself: first what can go elsewhere at once, then
// what needs one other to move, and so on. What finds nothing stays where it was put. It returns whether all found a place.
func (r *repair) oneAtATime(waiting []int32) bool {
	for _, m := range waiting {
		if r.stands(m) {
			r.place(m, r.held[m])
		}
	}
	budget := int64(2 * repairWork)
	for changes := 0; changes <= 3 && len(waiting) > 0; changes++ {
		var still []int32
		for i, m := range waiting {
			if budget <= 0 || r.ctx.Err() != nil {
				still = append(still, waiting[i:]...)
				break
			}
			was := r.at[m]
			if was != nowhere {
				r.take(m)
			}
			r.budget = oneWork
			if !r.fit([]int32{m}, 0, 0, changes) {
				if was != nowhere {
					r.place(m, was)
				}
				still = append(still, m)
			} else if changes > 0 {
				copy(r.moved, r.pinned)
				for _, k := range append(slices.Clone(still), waiting[i+1:]...) {
					r.moved[k] = true
				}
			} else {
				r.moved[m] = false
			}
			budget -= oneWork - max(0, r.budget)
		}
		waiting = still
	}
	return len(waiting) == 0
}

// stands says whether m can be where it was put without another having the same place or person.
func (r *repair) stands(m int32) bool {
	h := r.held[m]
	return h.table >= 0 && r.sits[h.slot*r.tables+h.table] < 0 && (h.helper < 0 || r.helps[h.slot*r.helpers+h.helper] < 0) &&
		!r.used[r.ends[m][0]].has(h.slot) && !r.used[r.ends[m][1]].has(h.slot)
}

// atOwnTables holds what the solver had no table for where a table is free that is reserved for
// one of the two: the solver does not count with those. What must be held and has no place is tried wherever it may be.
func (r *repair) atOwnTables() {
	var more []int32
	for m := range r.ends {
		if r.at[m] == nowhere && !r.allow[m].empty() && (r.mustBeHeld(int32(m)) || len(r.classesFor(int32(m))) > len(r.own[""])) {
			more = append(more, int32(m))
		}
	}
	r.firstWorth(more)
	for _, m := range more {
		if r.placesFor(m, r.tablesFor(m)) == 0 || r.ctx.Err() != nil {
			continue
		}
		r.budget, r.moved[m] = oneWork, true
		r.fit([]int32{m}, 0, 0, 0)
	}
}

// moreBreaks is by how much the breaks of the two people of m grow when it is put in a slot.
func (r *repair) moreBreaks(m int32, s int) int {
	n := 0
	for _, x := range r.ends[m] {
		with := r.used[x]
		with.add(s)
		n += r.breaksOf(with) - r.breaksOf(r.used[x])
	}
	return n
}

// breaksOf counts the breaks between busy slots.
func (r *repair) breaksOf(busy slotSet) int {
	n, last := 0, -1
	for s := range r.slots {
		if !busy.has(s) {
			continue
		}
		if last >= 0 && last < s-1 && r.day[last] == r.day[s] {
			n++
		}
		last = s
	}
	return n
}

// everyTable is the instance in which every table is for everybody: what cannot be in it, cannot
// be at all. It is nil where no table is reserved.
func (p *Problem) everyTable() *timetable.Instance {
	if p.general() == len(p.in.Setup.Tables()) {
		return nil
	}
	in := *p.Instance
	in.Tables = len(p.in.Setup.Tables())
	in.Lost = make([]int, len(p.codes))
	for s, code := range p.codes {
		gone := map[string]bool{}
		for _, l := range p.in.Setup.Lost {
			if l.Slot == "" || l.Slot == code {
				gone[l.Table] = true
			}
		}
		in.Lost[s] = len(gone)
	}
	return &in
}
