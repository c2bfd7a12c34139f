package meeting

import (
	"context"
	"slices"
	"time"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/meeting/timetable"
)

// A Draft is the timetable of an edition that is worked on: there is one.
type Draft struct {
	Edition int64            `json:"edition"`
	Version int64            `json:"version"`          // goes up each time it is saved
	Base    int64            `json:"base"`             // number of the release that it goes on from; 0 for none
	Author  access.ID        `json:"author,omitempty"` // who saved it last
	Saved   time.Time        `json:"-"`
	Status  timetable.Status `json:"status"` // what the solver knows of it
	Breaks  int              `json:"breaks"`
	Bound   int              `json:"bound"` // no timetable of these meetings has fewer breaks
	Value   int64            `json:"value"`
	Upper   int64            `json:"upper"`            // no timetable holds wishes worth more
	Fewest  bool             `json:"fewest,omitempty"` // of a change of what people hold: no fewer changes are enough, which is proven
	Places  []Place          `json:"places"`
	Left    []Place          `json:"left,omitempty"` // what is wanted and has no place
}

// interpreterRounds is how often meetings are moved to slots where an interpreter is free.
const interpreterRounds = 6

// Plan looks for the best timetable. When there is none the draft has status Infeasible and the
// reasons say why.
func (p *Problem) Plan(ctx context.Context, o timetable.Options) (Draft, []timetable.Reason, error) {
	solve := timetable.Solve
	if p.Instance.Choosing() {
		solve = timetable.Choose
	}
	r, err := solve(ctx, p.Instance, o)
	if err != nil {
		return Draft{}, nil, err
	}
	d := p.draft(ctx, r, o)
	d.Bound, d.Upper = r.Bound, r.Upper
	return d, r.Conflict, nil
}

// Replan changes what people hold as little as it can so that the rules are kept, tables,
// interpreters and ways between halls among them. As many meetings as can be are held, those first
// that must be; then the fewest are changed, whether in time, table or interpreter. What cannot be
// held any more is left over.
//
// The status is Optimal when all are held and no fewer changes are enough, which is proven; else
// Feasible. Work is how many places are tried before that proof is given up and what has no place
// is placed one by one; 0: enough for a fair of the largest size.
func (p *Problem) Replan(ctx context.Context, o timetable.Options) (Draft, error) {
	if err := p.Instance.Check(); err != nil {
		return Draft{}, err
	}
	r := newRepair(ctx, p, p.Places)
	if r.budget = o.Work; r.budget <= 0 {
		r.budget = repairWork
	}
	at, proven := r.run()
	d := p.placed(r.held, at)
	d.Status, d.Fewest = timetable.Feasible, proven
	if proven && len(d.Left) == 0 {
		d.Status = timetable.Optimal
	}
	for _, x := range d.Places {
		d.Value += x.Value
	}
	return d, nil
}

// placed makes the draft in which each meeting is where it is said; one that is where it was held
// stays as it is.
func (p *Problem) placed(held, at []spot) Draft {
	names := p.in.Setup.Tables()
	d := Draft{Edition: p.in.Setup.Edition}
	slots := make([]int, len(at))
	for m, place := range p.Places {
		slots[m] = at[m].slot
		switch {
		case at[m].slot < 0:
			place.Slot, place.Table, place.Interpreter = "", "", ""
			d.Left = append(d.Left, place)
			continue
		case at[m] != held[m]:
			place.Slot, place.Table, place.Interpreter = p.codes[at[m].slot], names[at[m].table], ""
			if at[m].helper >= 0 {
				place.Interpreter = p.helpers[at[m].helper].ID
			}
		}
		d.Places = append(d.Places, place)
	}
	d.Breaks = p.breaks(slots)
	return d
}

// breaks counts the groups of idle slots between a person's first and last meeting of each day.
func (p *Problem) breaks(slots []int) int {
	busyIn := make([][]int, len(p.People)) // by person
	for m, s := range slots {
		if s >= 0 {
			for _, x := range p.both(m) {
				busyIn[x] = append(busyIn[x], s)
			}
		}
	}
	n := 0
	for _, busy := range busyIn {
		slices.Sort(busy)
		for i := 1; i < len(busy); i++ {
			if busy[i] > busy[i-1]+1 && p.in.Setup.Slots[busy[i]].Day == p.in.Setup.Slots[busy[i-1]].Day {
				n++
			}
		}
	}
	return n
}

// draft turns the solver's answer into places, with tables and interpreters.
func (p *Problem) draft(ctx context.Context, r *timetable.Result, o timetable.Options) Draft {
	slots := p.helpable(ctx, r, o)
	helped, _ := p.interpreters(slots)
	tables := p.seat(slots)
	d := Draft{Edition: p.in.Setup.Edition, Status: r.Status, Breaks: r.Breaks, Value: r.Value}
	for m, place := range p.Places {
		if slots[m] < 0 {
			place.Slot, place.Table, place.Interpreter = "", "", ""
			d.Left = append(d.Left, place)
			continue
		}
		place.Slot, place.Table, place.Interpreter = p.in.Setup.Slots[slots[m]].Code(), tables[m], helped[m]
		d.Places = append(d.Places, place)
	}
	return d
}

// helpable moves meetings that got no interpreter to slots in which one is free, while that keeps
// all of them placed.
func (p *Problem) helpable(ctx context.Context, r *timetable.Result, o timetable.Options) []int {
	slots := r.Slots
	_, unhelped := p.interpreters(slots)
	next, trial := *p.Instance, slots
	next.Meetings = slices.Clone(p.Instance.Meetings)
	for m := range next.Meetings {
		next.Meetings[m].Banned = next.Meetings[m].Banned || slots[m] < 0
	}
	for round := 0; round < interpreterRounds && len(unhelped) > 0 && r.Status != timetable.Infeasible; round++ {
		_, still := p.interpreters(trial)
		for _, m := range still {
			next.Meetings[m].Not = append(slices.Clone(next.Meetings[m].Not), trial[m])
		}
		again, err := timetable.Replan(ctx, &next, slots, timetable.Options{Seed: o.Seed, Threads: o.Threads, Work: 20_000})
		if err != nil || placed(again.Slots) < placed(slots) {
			break
		}
		trial = again.Slots
		if _, still = p.interpreters(trial); len(still) < len(unhelped) {
			slots, unhelped, r.Breaks = trial, still, again.Breaks
		}
	}
	return slots
}

func placed(slots []int) int {
	n := 0
	for _, s := range slots {
		if s >= 0 {
			n++
		}
	}
	return n
}

// NeedsInterpreter reports whether two people have no language in common.
func (p *Problem) NeedsInterpreter(a, b string) bool {
	x, here := p.number[a]
	y, there := p.number[b]
	return here && there && !p.People[x].Speaks(p.People[y])
}

// interpreters gives each meeting that needs one an interpreter: slot by slot as many as can have
// one, and the one that they have already where that is no loss. Those that got none come back.
func (p *Problem) interpreters(slots []int) (by map[int]string, without []int) {
	by = map[int]string{}
	need := make([][]int, len(p.in.Setup.Slots))
	for m, s := range slots {
		if s >= 0 && p.NeedsInterpreter(p.Places[m].A, p.Places[m].B) {
			need[s] = append(need[s], m)
		}
	}
	for s, meetings := range need {
		code := p.in.Setup.Slots[s].Code()
		taken := make([]int, len(p.helpers)) // meeting + 1
		var give func(m int, tried []bool) bool
		give = func(m int, tried []bool) bool {
			a, b := p.People[p.number[p.Places[m].A]], p.People[p.number[p.Places[m].B]]
			order := make([]int, 0, len(p.helpers))
			for h, d := range p.helpers {
				if d.ID == p.Places[m].Interpreter {
					order = append([]int{h}, order...)
				} else {
					order = append(order, h)
				}
			}
			for _, h := range order {
				d := p.helpers[h]
				if tried[h] || !d.Interprets(a, b) || d.IsAway(code) {
					continue
				}
				tried[h] = true
				if taken[h] == 0 || give(taken[h]-1, tried) {
					taken[h] = m + 1
					return true
				}
			}
			return false
		}
		for _, m := range meetings {
			give(m, make([]bool, len(p.helpers)))
		}
		for h, m := range taken {
			if m > 0 {
				by[m-1] = p.helpers[h].ID
			}
		}
		for _, m := range meetings {
			if by[m] == "" {
				without = append(without, m)
			}
		}
	}
	return by, without
}

// seat gives tables: the one that a meeting is fixed to, the one that it has already, a table of
// the party's own, then one in the hall where its people come from, the nearest to their last.
func (p *Problem) seat(slots []int) []string {
	setup := p.in.Setup
	names := setup.Tables()
	number := map[string]int{}
	for i, t := range names {
		number[t] = i
	}
	own := map[string][]int{} // by party
	reserved := make([]bool, len(names))
	for _, r := range setup.Reserved {
		own[string(r.Party)] = append(own[string(r.Party)], number[r.Table])
		reserved[number[r.Table]] = true
	}
	allReserved := len(setup.Reserved) >= len(names)
	bySlot := make([][]int, len(setup.Slots))
	for m, s := range slots {
		if s >= 0 {
			bySlot[s] = append(bySlot[s], m)
		}
	}
	tables := make([]string, len(slots))
	last := make([]int, len(p.People)) // table + 1 of the meeting before
	for s, meetings := range bySlot {
		code := setup.Slots[s].Code()
		if s > 0 && setup.Slots[s-1].Day != setup.Slots[s].Day {
			clear(last)
		}
		taken := make([]bool, len(names))
		for _, l := range setup.Lost {
			if l.Slot == "" || l.Slot == code {
				taken[number[l.Table]] = true
			}
		}
		take := func(m, t int) {
			if tables[m] == "" && t >= 0 && !taken[t] {
				tables[m], taken[t] = names[t], true
			}
		}
		at := func(name string) int {
			if t, ok := number[name]; ok && name != "" {
				return t
			}
			return -1
		}
		for _, m := range meetings {
			take(m, at(p.fixed[m]))
		}
		for _, m := range meetings {
			if p.Places[m].Slot == code {
				take(m, at(p.Places[m].Table))
			}
		}
		for _, m := range meetings {
			for _, x := range p.both(m) {
				for _, t := range own[string(p.People[x].Party)] {
					take(m, t)
				}
			}
		}
		for _, m := range meetings {
			for _, x := range p.both(m) {
				if t := last[x] - 1; t >= 0 && (!reserved[t] || allReserved) {
					take(m, t)
				}
			}
		}
		next := 0
		for _, m := range meetings {
			for tables[m] == "" && next < len(names) {
				if !reserved[next] || allReserved {
					take(m, next)
				}
				next++
			}
			if tables[m] == "" {
				continue
			}
			for _, x := range p.both(m) {
				last[x] = number[tables[m]] + 1
			}
		}
	}
	return tables
}

// both are the numbers of the two people of a meeting.
func (p *Problem) both(m int) [2]int {
	return [2]int{p.Instance.Meetings[m].A, p.Instance.Meetings[m].B}
}

// Person returns the delegate with the identifier, if they hold meetings.
func (p *Problem) Person(id string) (delegate.Delegate, bool) {
	x, ok := p.number[id]
	if !ok {
		return delegate.Delegate{}, false
	}
	return p.People[x], true
}
