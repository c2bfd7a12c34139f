package meeting

import (
	"context"
	"time"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/meeting/timetable"
)

// A Draft is the timetable of an edition that is worked on: there is one.
type Draft struct {
	Edition    int64            `json:"edition"`
	Version    int64            `json:"version"`          // goes up each time it is saved
	Base       int64            `json:"base"`             // number of the release that it goes on from; 0 for none
	Author     access.ID        `json:"author,omitempty"` // who saved it last
	Saved      time.Time        `json:"-"`
	Status     timetable.Status `json:"status"` // what the solver knows of it
	Breaks     int              `json:"breaks"`
	Bound      int              `json:"bound"` // no timetable of these meetings has fewer breaks
	Value      int64            `json:"value"`
	Upper      int64            `json:"upper"`                 // no timetable that leaves people no more meetings short of their least holds wishes worth more
	ShortBound int              `json:"short_bound,omitempty"` // no timetable leaves them fewer short
	Fewest     bool             `json:"fewest,omitempty"`      // of a change of what people hold: no fewer changes are enough, which is proven
	Places     []Place          `json:"places"`
	Left       []Place          `json:"left,omitempty"` // what is wanted and has no place
}

// evenBreaks is by how much the breaks of two people should differ at the most.
const evenBreaks = 2

// Plan looks for the best timetable that keeps the rules. When there is none the draft has status
// Infeasible and the reasons say why. Where the rules of walking, interpreters and reserved tables
// cannot be kept for all that the solver has placed, or not with the work that there is, Findings
// names what breaks them, and the status is not Optimal.
func (p *Problem) Plan(ctx context.Context, o timetable.Options) (Draft, []timetable.Reason, error) {
	solve := timetable.SolveEvenly
	in, wide := *p.Instance, p.everyTable()
	if in.Fairness = evenBreaks; in.Choosing() {
		solve = timetable.Choose
	}
	o, then := p.halved(o)
	r, err := solve(ctx, &in, o)
	if wide != nil && err == nil && r.Status == timetable.Infeasible {
		wide.Fairness = in.Fairness
		r, err = solve(ctx, wide, o) // it may be that tables of some parties are all that is wanting
	}
	if err != nil {
		return Draft{}, nil, err
	}
	if r.Status == timetable.Infeasible {
		none := make([]spot, len(p.Places))
		for m := range none {
			none[m] = nowhere
		}
		d := p.placed(nil, none)
		d.Status = r.Status
		return d, r.Conflict, nil
	}
	then.fewest = r.Bound
	at, kept := p.settled(ctx, r.Slots, then)
	d := p.placed(nil, at)
	short := p.shortBy(d.Places)
	limits := timetable.Limits{Breaks: r.Bound, Upper: r.Upper, Short: r.ShortBound}
	if wide != nil || short > r.Short { // what the solver says of sets is of those that leave as few short as its own
		in := *p.Instance
		if wide != nil {
			in = *wide
		}
		in.Fairness = -1 // a wish, by which no bound may go
		limits = timetable.Bounds(ctx, &in, func(m int) bool { return at[m].slot >= 0 })
	}
	d.Bound, d.Upper, d.ShortBound = limits.Breaks, limits.Upper, limits.Short
	d.Status = timetable.Feasible
	best, all := d.Breaks <= d.Bound, true
	if p.Instance.Choosing() {
		for m := range at {
			switch wish := p.Instance.Meetings[m].Wish; {
			case at[m].slot >= 0 && wish:
				d.Value += p.Instance.Meetings[m].Value
			case at[m].slot < 0 && !wish && !p.Instance.Meetings[m].Banned:
				all = false
			}
		}
		best = d.Value >= d.Upper && short <= d.ShortBound
	} else {
		d.Upper = 0
		all = len(d.Left) == 0
	}
	switch {
	case !all:
		d.Status = timetable.Unknown
	case best && kept && len(p.Findings(d.Places)) == 0: // what was put by hand may break a rule
		d.Status = timetable.Optimal
	}
	return d, nil, nil
}

// aWay is how many exchanges of the solver one change of times and halls counts as.
const aWay = 10

// halved keeps half of the work and the time for settling where halls lie apart.
func (p *Problem) halved(o timetable.Options) (timetable.Options, settling) {
	then := settling{seed: o.Seed}
	if !newRepair(context.Background(), p).apart() {
		then.spent = func(int64) float64 { return 1 }
		return o, then
	}
	if o.Work <= 0 && o.Left == nil {
		o.Work = planWork
	}
	if o.Work > 0 {
		o.Work = (o.Work + 1) / 2
	}
	work, left, told := o.Work, o.Left, o.Progress
	then.spent = func(tried int64) float64 {
		gone := 0.0
		if work > 0 {
			gone = float64(tried*aWay) / float64(work)
		}
		if left != nil {
			gone = max(gone, 1-2*left())
		}
		return gone
	}
	if left != nil {
		o.Left = func() float64 { return max(0, 2*left()-1) }
	}
	if told != nil {
		var last timetable.Progress
		o.Progress = func(p timetable.Progress) {
			p.Share /= 2
			last = p
			told(p)
		}
		begun := then.spent
		tried := int64(0)
		then.spent = func(n int64) float64 { tried = n; return begun(n) }
		then.said = func(breaks int) {
			last.Breaks, last.Share = breaks, min(1, 0.5+begun(tried)/2)
			told(last)
		}
	}
	return o, then
}

// planWork is what a plan may try when nothing is said.
const planWork = 200_000_000

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
	r := newRepair(ctx, p)
	r.hold(p.Places)
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
// stays as it is. Held is nil when nothing was.
func (p *Problem) placed(held, at []spot) Draft {
	names := p.in.Setup.Tables()
	d := Draft{Edition: p.in.Setup.Edition}
	for m, place := range p.Places {
		switch {
		case at[m].slot < 0:
			place.Slot, place.Table, place.Interpreter = "", "", ""
			d.Left = append(d.Left, place)
			continue
		case held == nil || at[m] != held[m]:
			place.Slot, place.Table, place.Interpreter = p.codes[at[m].slot], names[at[m].table], ""
			if at[m].helper >= 0 {
				place.Interpreter = p.helpers[at[m].helper].ID
			}
		}
		d.Places = append(d.Places, place)
	}
	d.Breaks = p.Measure(d.Places).Breaks
	return d
}

// NeedsInterpreter reports whether two people have no language in common.
func (p *Problem) NeedsInterpreter(a, b string) bool {
	x, here := p.number[a]
	y, there := p.number[b]
	return here && there && !p.People[x].Speaks(p.People[y])
}

// interpreters gives each meeting that needs one an interpreter: slot by slot as many as can have
// one, and the one that they have already where that is no loss.
func (p *Problem) interpreters(slots []int) map[int]string {
	by := map[int]string{}
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
	}
	return by
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
