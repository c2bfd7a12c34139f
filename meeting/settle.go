package meeting

import (
	"context"
	"slices"

	"bridgehead/meeting/timetable"
)

// A plan is made in two steps: the solver chooses meetings and gives them slots, by as many tables
// as there are for everybody; then they get tables and interpreters. Where that breaks rules, tables and interpreters alone are
// tried first; then what breaks them is moved to a place where all rules hold, by the search that also changes a timetable on the
// day. Where the halls lie so far apart that this is not enough, times and halls of all are bettered together
// before it (walker). Nothing that the solver has placed is left out for it: what finds no such place stays, and
// Findings names the rule.

// together is how many meetings that break a rule are tried all at once.
const together = 64

// settling says how much is to be done about halls that lie apart.
type settling struct {
	seed   uint64
	fewest int                       // no timetable has fewer breaks
	spent  func(tried int64) float64 // the share of what there is for it that is gone after so many changes tried
	said   func(breaks int)          // told now and then; may be nil
}

// settled gives the solver's answer tables and interpreters, and moves what breaks rules. It returns
// the places, and whether all rules are kept.
func (p *Problem) settled(ctx context.Context, slots []int, o settling) (at []spot, kept bool) {
	r := newRepair(ctx, p)
	r.fresh = true
	helped := p.interpreters(slots)
	helper := map[string]int{}
	for i, d := range p.helpers {
		helper[d.ID] = i
	}
	r.held = make([]spot, len(slots))
	for m, t := range r.seat(slots, nil) {
		h := spot{slots[m], t, -1}
		if id := helped[m]; id != "" {
			h.helper = helper[id]
		}
		r.held[m] = h
	}
	r.pin()
	waiting := r.load()
	if kept = r.inPlace(waiting); !kept {
		kept = r.allTogether(r.load())
		if r.apart() {
			kept = r.nearer(o, kept)
		}
	}
	if !kept {
		kept = r.oneAtATime(r.load())
	}
	r.atOwnTables()
	r.stayMore()
	return r.at, kept
}

// pin notes what was put by hand and is where it was put.
func (r *repair) pin() {
	names := r.p.in.Setup.Tables()
	r.pinned = make([]bool, len(r.held))
	for m, h := range r.held {
		place := &r.p.Places[m]
		r.pinned[m] = place.Kept && h.slot >= 0 && h.table >= 0 && place.Slot == r.p.codes[h.slot] && place.Table == names[h.table] && (!r.needs[m] || h.helper >= 0)
	}
}

// apart says whether some halls lie so far from each other that nobody can get from one to the other between some slots.
func (r *repair) apart() bool {
	return slices.ContainsFunc(r.near, func(of []int) bool { return len(of) > 0 })
}

// nearer betters times and halls together, and returns whether all rules are kept. Where they are already it
// goes back to that if it comes to neither fewer meetings short of people's least nor, with as few, to fewer breaks.
func (r *repair) nearer(o settling, kept bool) bool {
	before, short, breaks := r.at, r.short(), r.breaks()
	best := newWalker(r, o.seed).run(r.ctx, o)
	slots, class := make([]int, len(best)), make([]int, len(best))
	for m, at := range best {
		if slots[m], class[m] = r.held[m].slot, -1; at.slot >= 0 {
			slots[m], class[m], r.held[m].helper = int(at.slot), int(at.class), int(at.helper)
		}
	}
	for m, t := range r.seat(slots, class) {
		r.held[m].slot, r.held[m].table = slots[m], t
	}
	r.pin()
	switch now := r.inPlace(r.load()) || r.allTogether(r.load()); {
	case now && (!kept || r.short() < short || r.short() == short && r.breaks() < breaks):
		return true
	case kept:
		r.held = before
		r.pin()
		r.load()
		return true
	}
	return false
}

// short counts the meetings that people have fewer than their least, in all and of a day.
func (r *repair) short() int { return r.p.shortBy(r.p.placed(nil, r.at).Places) }

// breaks counts those of all people.
func (r *repair) breaks() (n int) {
	for _, busy := range r.used {
		n += r.breaksOf(busy)
	}
	return n
}

// inPlace looks for other tables and interpreters for what waits, and others if need be, at the times that they have.
func (r *repair) inPlace(waiting []int32) bool {
	r.still = true
	defer func() { r.still = false }()
	return r.allTogether(waiting)
}

// allTogether looks for places for all that wait, with the fewest changes to others; false when
// there are none, or not with what work there is, or when too many wait.
func (r *repair) allTogether(waiting []int32) bool {
	if len(waiting) > together {
		return false
	}
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
