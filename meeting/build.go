package meeting

import (
	"cmp"
	"slices"
	"time"

	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
)

// An Input is the record of an edition's meetings as a timetable is made of it.
type Input struct {
	Setup     Setup
	Delegates []delegate.Delegate
	Requests  []Request
	Sessions  []fair.Session
	Zone      *time.Location
	Met       map[[2]party.ID]bool // parties that met at an earlier edition, the lesser first
	Held      []Place              // what people hold, or the open draft
}

// A Place is a meeting with its place in a timetable.
type Place struct {
	Meeting     string `json:"meeting,omitempty"` // identifier; "" of one that was never released
	A           string `json:"a"`
	B           string `json:"b"`
	Project     string `json:"project,omitempty"`
	Slot        string `json:"slot,omitempty"` // "" when it has none
	Table       string `json:"table,omitempty"`
	Interpreter string `json:"interpreter,omitempty"`
	Kept        bool   `json:"kept,omitempty"`
	Value       int64  `json:"value,omitempty"` // of the wishes for it
	Must        bool   `json:"must,omitempty"`
}

// A Problem is what the solver works on, with what each of its numbers stands for.
type Problem struct {
	Instance *timetable.Instance
	People   []delegate.Delegate // by the solver's number
	Places   []Place             // by the solver's number of a meeting; with what people hold of it
	in       Input
	number   map[string]int // of a person, by identifier
	asked    map[string]int // by identifier: people with whom a meeting is asked for
	fixed    map[int]string // the table that a meeting is fixed to
	helpers  []delegate.Delegate
	codes    []string       // of the slots
	slotOf   map[string]int // by code
}

// pair is two people, the lesser identifier first.
type pair [2]string

func pairOf(a, b string) pair {
	if b < a {
		a, b = b, a
	}
	return pair{a, b}
}

// MetPair is the key of two parties in Input.Met.
func MetPair(a, b party.ID) [2]party.ID {
	if b < a {
		a, b = b, a
	}
	return [2]party.ID{a, b}
}

// Build makes the problem of planning: all that is asked for is to be chosen from and placed.
// Meetings that were placed by hand stay where they are. The error is invalid when the record has
// no slots or tables.
func Build(in Input) (*Problem, error) { return build(in, false) }

// BuildHeld makes the problem of changing what people hold: the meetings that they hold, those
// that must be held, and nothing that is only wished for.
func BuildHeld(in Input) (*Problem, error) { return build(in, true) }

// wanted gathers what is said of a pair.
type wanted struct {
	pair
	from, to   Wish // of the first and the second of the pair
	must, no   bool
	project    string
	slot, part string
	table      string
	not, after []string
	held       *Place
}

func build(in Input, held bool) (*Problem, error) {
	if err := in.Setup.Validate().Err(); err != nil {
		return nil, err
	}
	p := &Problem{in: in, number: map[string]int{}, asked: map[string]int{}, fixed: map[int]string{}, slotOf: map[string]int{}}
	for i, s := range in.Setup.Slots {
		p.codes = append(p.codes, s.Code())
		p.slotOf[s.Code()] = i
	}
	byParty := map[party.ID][]int{}
	for _, d := range in.Delegates {
		switch {
		case d.Role == delegate.Interpreter && !d.Withdrawn:
			p.helpers = append(p.helpers, d)
		case d.Meets():
			p.number[d.ID] = len(p.People)
			byParty[d.Party] = append(byParty[d.Party], len(p.People))
			p.People = append(p.People, d)
		}
	}
	all, byRequest := p.gather(byParty)
	p.Instance = &timetable.Instance{People: len(p.People), Slots: len(in.Setup.Slots), Tables: p.general(), Lost: p.lost(), Fairness: -1}
	for i, s := range in.Setup.Slots {
		if i > 0 && s.Day != in.Setup.Slots[i-1].Day {
			p.Instance.Days = append(p.Instance.Days, i)
		}
	}
	p.limits()
	numbers := map[pair]int{}
	for _, w := range all {
		if !w.no && (w.from != "" || w.to != "" || w.must) {
			p.asked[w.pair[0]]++
			p.asked[w.pair[1]]++
		}
		if w.no || held && w.held == nil && !w.must || w.held == nil && w.from == "" && w.to == "" && !w.must {
			continue
		}
		numbers[w.pair] = len(p.Places)
		p.add(w, held)
	}
	for _, w := range all {
		m, ok := numbers[w.pair]
		if !ok {
			continue
		}
		for _, id := range w.after {
			if before, ok := numbers[byRequest[id]]; ok && before != m {
				p.Instance.Meetings[m].After = append(p.Instance.Meetings[m].After, before)
			}
		}
	}
	return p, p.Instance.Check()
}

// gather brings together what is said of each pair, in the order in which it was asked for.
func (p *Problem) gather(byParty map[party.ID][]int) (all []*wanted, byRequest map[string]pair) {
	known := map[pair]*wanted{}
	of := func(a, b string) *wanted {
		k := pairOf(a, b)
		w := known[k]
		if w == nil {
			w = &wanted{pair: k}
			known[k] = w
			all = append(all, w)
		}
		return w
	}
	byRequest = map[string]pair{}
	load := make([]int, len(p.People))
	for i := range p.in.Held {
		h := &p.in.Held[i]
		a, here := p.number[h.A]
		b, there := p.number[h.B]
		if !here || !there {
			continue // one of them no longer comes
		}
		w := of(h.A, h.B)
		w.held = h
		w.must = w.must || h.Must
		load[a]++
		load[b]++
	}
	for _, r := range p.in.Requests {
		from, comes := p.number[r.From]
		if r.Removed || !comes {
			continue
		}
		if r.To != "" {
			to, comes := p.number[r.To]
			if comes {
				of(r.From, r.To).say(r)
				byRequest[r.ID] = pairOf(r.From, r.To)
				if r.Wish != No {
					load[from]++
					load[to]++
				}
			}
			continue
		}
		if r.Wish == No {
			for _, x := range byParty[r.ToParty] {
				of(r.From, p.People[x].ID).say(r)
			}
			continue
		}
		if x := p.whom(from, byParty[r.ToParty], load, known); x >= 0 {
			load[from]++
			load[x]++
			of(r.From, p.People[x].ID).say(r)
			byRequest[r.ID] = pairOf(r.From, p.People[x].ID)
		}
	}
	return all, byRequest
}

// whom chooses who of a party holds a meeting that anybody of it may hold: who holds it already,
// else one who needs no interpreter, else who has the fewest; −1 when there is nobody.
func (p *Problem) whom(from int, of []int, load []int, known map[pair]*wanted) int {
	best := -1
	better := func(x, y int) bool {
		held := func(x int) bool {
			w := known[pairOf(p.People[from].ID, p.People[x].ID)]
			return w != nil && w.held != nil
		}
		if a, b := held(x), held(y); a != b {
			return a
		}
		if a, b := p.People[from].Speaks(p.People[x]), p.People[from].Speaks(p.People[y]); a != b {
			return a
		}
		return load[x] < load[y]
	}
	for _, x := range of {
		if w := known[pairOf(p.People[from].ID, p.People[x].ID)]; w != nil && w.no || x == from {
			continue
		}
		if best < 0 || better(x, best) {
			best = x
		}
	}
	return best
}

func (w *wanted) say(r Request) {
	if r.Wish == No {
		w.no = true
		return
	}
	said := &w.from
	if r.From != w.pair[0] {
		said = &w.to
	}
	if *said != Must {
		*said = r.Wish
	}
	if r.By == BySecretariat && r.Wish == Must {
		w.must = true
	}
	w.project = cmp.Or(w.project, r.Project)
	w.slot, w.part, w.table = cmp.Or(r.Slot, w.slot), cmp.Or(r.Part, w.part), cmp.Or(r.Table, w.table)
	w.not = append(w.not, delegate.Words(r.Not)...)
	w.after = append(w.after, delegate.Words(r.After)...)
}

// add makes the solver's meeting of a pair.
func (p *Problem) add(w *wanted, held bool) {
	a, b := p.number[w.pair[0]], p.number[w.pair[1]]
	place := Place{A: w.pair[0], B: w.pair[1], Project: w.project, Must: w.must}
	for _, said := range []Wish{w.from, w.to} {
		if said != "" {
			place.Value += worth(said)
		}
	}
	if w.from != "" && w.to != "" {
		place.Value += worthBoth
	}
	if p.in.Met[MetPair(p.People[a].Party, p.People[b].Party)] {
		place.Value = max(1, place.Value/metBeforeBy)
	}
	m := timetable.Meeting{A: a, B: b, Slot: -1, Table: -1, Wish: !w.must && !held, Value: max(1, place.Value)}
	if w.held != nil {
		place.Meeting, place.Kept = w.held.Meeting, w.held.Kept
		place.Slot, place.Table, place.Interpreter = w.held.Slot, w.held.Table, w.held.Interpreter
		place.Project = cmp.Or(place.Project, w.held.Project)
		place.A, place.B = w.held.A, w.held.B
		if held {
			place.Value = max(place.Value, w.held.Value)
		}
		if s := p.slot(place.Slot); place.Kept && s >= 0 {
			if held && (slices.Contains(p.Instance.Away[a], s) || slices.Contains(p.Instance.Away[b], s)) {
				place.Kept = false // one of them is not there any more: better moved than not held
			} else {
				m.Slot, m.Wish = s, false
			}
		}
	}
	if s := p.slot(w.slot); s >= 0 && m.Slot < 0 {
		m.Slot = s
	}
	part, foreign := parts[w.part], !p.People[a].Speaks(p.People[b])
	for s, slot := range p.in.Setup.Slots {
		if part != timetable.Any && slot.Part() != part || slices.Contains(w.not, p.codes[s]) {
			m.Not = append(m.Not, s)
		} else if foreign && !slices.ContainsFunc(p.helpers, func(d delegate.Delegate) bool {
			return d.Interprets(p.People[a], p.People[b]) && !d.IsAway(p.codes[s])
		}) {
			m.Not = append(m.Not, s)
		}
	}
	if w.table != "" {
		p.fixed[len(p.Places)] = w.table
	}
	p.Places = append(p.Places, place)
	p.Instance.Meetings = append(p.Instance.Meetings, m)
}

// general is the number of tables that the solver counts with: those that are for everybody, or,
// where all are reserved, all of them. A party that has a table of its own is counted too, so
// that there is always room.
func (p *Problem) general() int {
	all := len(p.in.Setup.Tables())
	reserved := map[string]bool{}
	for _, r := range p.in.Setup.Reserved {
		reserved[r.Table] = true
	}
	if all == len(reserved) {
		return all
	}
	return all - len(reserved)
}

// lost counts by slot the tables for everybody that cannot be used.
func (p *Problem) lost() []int {
	reserved := map[string]bool{}
	for _, r := range p.in.Setup.Reserved {
		reserved[r.Table] = len(p.in.Setup.Tables()) != len(p.in.Setup.Reserved)
	}
	out := make([]int, len(p.in.Setup.Slots))
	for s, slot := range p.in.Setup.Slots {
		gone := map[string]bool{}
		for _, l := range p.in.Setup.Lost {
			if (l.Slot == "" || l.Slot == slot.Code()) && !reserved[l.Table] {
				gone[l.Table] = true
			}
		}
		out[s] = min(len(gone), p.general())
	}
	return out
}

// limits says when people are away and how many meetings they take.
func (p *Problem) limits() {
	in, setup := p.Instance, p.in.Setup
	busy := p.sessions()
	in.Away, in.Most = make([][]int, len(p.People)), make([]int, len(p.People))
	perDay := make([]int, len(p.People))
	limited := false
	for x, d := range p.People {
		taken := make([]bool, len(setup.Slots))
		for _, id := range delegate.Words(d.Sessions) {
			for _, s := range busy[id] {
				taken[s] = true
			}
		}
		gone := delegate.Words(d.Away)
		for s, code := range p.codes {
			if taken[s] || len(gone) > 0 && (slices.Contains(gone, code) || slices.Contains(gone, string(setup.Slots[s].Day))) {
				in.Away[x] = append(in.Away[x], s)
			}
		}
		in.Most[x] = int(cmp.Or(d.Most, setup.Most))
		perDay[x] = int(cmp.Or(d.MostDay, setup.MostDay))
		limited = limited || perDay[x] > 0
		if least := p.least(d); least > 0 {
			if in.Least == nil {
				in.Least = make([]int, len(p.People))
			}
			in.Least[x] = min(least, timetable.MaxSlots)
		}
		if least := p.leastDay(d); least > 0 {
			if in.LeastDay == nil {
				in.LeastDay = make([]int, len(p.People))
			}
			in.LeastDay[x] = min(least, timetable.MaxSlots)
		}
	}
	if limited {
		in.MostDay = perDay
	}
}

// sessions says which slots each session of the agenda takes.
func (p *Problem) sessions() map[string][]int {
	out := map[string][]int{}
	for _, session := range p.in.Sessions {
		if session.Status == fair.Cancelled {
			continue
		}
		for s, slot := range p.in.Setup.Slots {
			if session.Clashes(fair.Session{ID: "slot", Day: slot.Day, Time: slot.Begins, Ends: slot.Ends}) ||
				session.Day == slot.Day && (session.Time == "morning" && slot.Part() == timetable.Morning || session.Time == "afternoon" && slot.Part() == timetable.Afternoon) {
				out[session.ID] = append(out[session.ID], s)
			}
		}
	}
	return out
}

// slot is the number of the slot with the code, −1 for none.
func (p *Problem) slot(code string) int {
	if s, ok := p.slotOf[code]; ok {
		return s
	}
	return -1
}

// foreign says whether the two people of a meeting have no language in common.
func (p *Problem) foreign(m int) bool {
	x := p.both(m)
	return !p.People[x[0]].Speaks(p.People[x[1]])
}

// Slots are the numbers of the slots that people hold the meetings in; −1 for none.
func (p *Problem) Slots() []int {
	out := make([]int, len(p.Places))
	for i := range p.Places {
		out[i] = p.slot(p.Places[i].Slot)
	}
	return out
}

// problem is one thing that is wrong in a timetable, in the words of the catalogue.
func problem(rule string) error { return lang.Conflict("meeting.breaks." + rule) }
