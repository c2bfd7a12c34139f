package meeting

import (
	"slices"
	"time"

	"bridgehead/delegate"
	"bridgehead/lang"
)

// A Finding is a rule that a timetable breaks.
type Finding struct {
	Place  int    // of the timetable's places
	Other  int    // the place that it clashes with; −1 for none
	Person string // delegate whom it concerns; "" for none
	Rule   string // busy, away, table, lost, reserved, interpreter, part, order, banned, most, most_day, walk, interpreter_walk, slot, fixed, fixed_table
	Why    error
}

// Findings checks a timetable against the record, whoever made it. It shares no code with the
// search for one.
func (p *Problem) Findings(places []Place) []Finding {
	f := &finder{p: p, places: places, setup: p.in.Setup, slots: map[string]int{}}
	for s, slot := range f.setup.Slots {
		f.slots[slot.Code()] = s
	}
	f.run()
	slices.SortStableFunc(f.out, func(a, b Finding) int { return a.Place - b.Place })
	return f.out
}

type finder struct {
	p      *Problem
	places []Place
	setup  Setup
	slots  map[string]int // by code
	out    []Finding
}

func (f *finder) found(rule string, place, other int, person string) {
	f.out = append(f.out, Finding{place, other, person, rule, problem(rule)})
}

func (f *finder) run() {
	type when struct{ who, slot string }
	busy, tables, helpers := make(map[when]int, 2*len(f.places)), make(map[when]int, len(f.places)), map[when]int{}
	known := map[string]bool{}
	for _, t := range f.setup.Tables() {
		known[t] = true
	}
	owner := map[string]string{}
	for _, r := range f.setup.Reserved {
		owner[r.Table] = string(r.Party)
	}
	away := make([]map[int]bool, len(f.p.People))
	for x, slots := range f.p.Instance.Away {
		away[x] = map[int]bool{}
		for _, s := range slots {
			away[x][s] = true
		}
	}
	numbers := make(map[pair]int, len(f.p.Places))
	for m := range f.p.Places {
		numbers[pairOf(f.p.Places[m].A, f.p.Places[m].B)] = m
	}
	at := map[int]int{} // solver's meeting → slot
	byPerson, byHelper := map[string][]int{}, map[string][]int{}
	for i, place := range f.places {
		s, ok := f.slots[place.Slot]
		if !ok {
			f.found("slot", i, -1, "")
			continue
		}
		for _, id := range [...]string{place.A, place.B} {
			if other, taken := busy[when{id, place.Slot}]; taken {
				f.found("busy", i, other, id)
			}
			busy[when{id, place.Slot}] = i
			byPerson[id] = append(byPerson[id], i)
			if x, ok := f.p.number[id]; !ok || away[x][s] {
				f.found("away", i, -1, id)
			}
		}
		f.table(i, place, known, owner)
		if other, taken := tables[when{place.Table, place.Slot}]; taken && place.Table != "" {
			f.found("table", i, other, "")
		}
		tables[when{place.Table, place.Slot}] = i
		f.interpreter(i, place)
		if place.Interpreter != "" {
			if other, taken := helpers[when{place.Interpreter, place.Slot}]; taken {
				f.found("interpreter", i, other, place.Interpreter)
			}
			helpers[when{place.Interpreter, place.Slot}] = i
			byHelper[place.Interpreter] = append(byHelper[place.Interpreter], i)
		}
		if m, ok := numbers[pairOf(place.A, place.B)]; ok {
			at[m] = s
			if slices.Contains(f.p.Instance.Meetings[m].Not, s) {
				f.found("part", i, -1, "")
			}
			if fixed := f.p.Instance.Meetings[m].Slot; fixed >= 0 && fixed != s && !place.Kept {
				f.found("fixed", i, -1, "")
			}
			if fixed := f.p.fixed[m]; fixed != "" && fixed != place.Table && !place.Kept {
				f.found("fixed_table", i, -1, "")
			}
		} else {
			f.found("banned", i, -1, "")
		}
	}
	for i, place := range f.places {
		m, ok := numbers[pairOf(place.A, place.B)]
		if !ok {
			continue
		}
		for _, before := range f.p.Instance.Meetings[m].After {
			if s, there := at[before]; there && s >= at[m] {
				f.found("order", i, -1, "")
			}
		}
	}
	for x, d := range f.p.People {
		f.person(x, d, byPerson[d.ID])
	}
	for _, d := range f.p.helpers {
		f.ways("interpreter_walk", d.ID, byHelper[d.ID])
	}
}

func (f *finder) table(i int, place Place, known map[string]bool, owner map[string]string) {
	if !known[place.Table] {
		f.found("no_table", i, -1, "")
		return
	}
	if of := owner[place.Table]; of != "" && of != f.party(place.A) && of != f.party(place.B) {
		f.found("reserved", i, -1, "")
	}
	for _, l := range f.setup.Lost {
		if l.Table == place.Table && (l.Slot == "" || l.Slot == place.Slot) {
			f.found("lost", i, -1, "")
		}
	}
}

func (f *finder) party(id string) string {
	d, _ := f.p.Person(id)
	return string(d.Party)
}

func (f *finder) interpreter(i int, place Place) {
	a, _ := f.p.Person(place.A)
	b, _ := f.p.Person(place.B)
	if !f.p.NeedsInterpreter(place.A, place.B) {
		return
	}
	for _, d := range f.p.helpers {
		if d.ID == place.Interpreter && d.Interprets(a, b) && !d.IsAway(place.Slot) {
			return
		}
	}
	f.found("no_interpreter", i, -1, "")
}

// person checks how many meetings somebody has, and whether they can walk from one to another.
func (f *finder) person(x int, d delegate.Delegate, mine []int) {
	if most := f.p.Instance.Most[x]; most > 0 && len(mine) > most {
		f.found("most", mine[len(mine)-1], -1, d.ID)
	}
	f.ways("walk", d.ID, mine)
	days := map[lang.Date]int{}
	for _, i := range mine {
		slot := f.setup.Slots[f.slots[f.places[i].Slot]]
		days[slot.Day]++
		if f.p.Instance.MostDay != nil && f.p.Instance.MostDay[x] > 0 && days[slot.Day] == f.p.Instance.MostDay[x]+1 {
			f.found("most_day", i, -1, d.ID)
		}
	}
}

// ways sorts somebody's meetings by time, and checks for each whether there is time to walk to it
// from every one before it on the day: to a hall that is far away it takes as long whatever lies between.
func (f *finder) ways(rule, who string, mine []int) {
	slices.SortFunc(mine, func(a, b int) int { return f.slots[f.places[a].Slot] - f.slots[f.places[b].Slot] })
	for k, i := range mine {
		slot := f.setup.Slots[f.slots[f.places[i].Slot]]
		for n := k - 1; n >= 0; n-- {
			before := f.setup.Slots[f.slots[f.places[mine[n]].Slot]]
			if before.Day != slot.Day {
				break
			}
			if before.Code() == slot.Code() || f.places[mine[n]].Table == f.places[i].Table {
				continue
			}
			minutes := f.setup.Walk(f.places[mine[n]].Table, f.places[i].Table)
			if minutes > 0 && slot.From(time.UTC).Sub(before.To(time.UTC)) < time.Duration(minutes)*time.Minute {
				f.found(rule, i, mine[n], who)
				break
			}
		}
	}
}

// Move puts a place of a timetable elsewhere by hand; it is kept there from then on. What it
// breaks comes back; the timetable is changed all the same, so that the caller decides.
func (p *Problem) Move(places []Place, i int, slot, table string) []Finding {
	places[i].Slot, places[i].Kept = slot, true
	if table != "" {
		places[i].Table = table
	}
	// An interpreter goes along who is free then.
	if p.NeedsInterpreter(places[i].A, places[i].B) {
		a, _ := p.Person(places[i].A)
		b, _ := p.Person(places[i].B)
		places[i].Interpreter = ""
		for _, d := range p.helpers {
			if d.Interprets(a, b) && !d.IsAway(slot) && !slices.ContainsFunc(places, func(x Place) bool { return x.Slot == slot && x.Interpreter == d.ID }) {
				places[i].Interpreter = d.ID
				break
			}
		}
	}
	return slices.DeleteFunc(p.Findings(places), func(f Finding) bool { return f.Place != i && f.Other != i })
}

// A Change is what becomes different for the two people of a meeting.
type Change struct {
	Kind          string // new, moved, table, interpreter, cancelled
	Before, After Place
}

// The kinds of changes.
const (
	ChangeNew         = "new"
	ChangeMoved       = "moved"
	ChangeTable       = "table"
	ChangeInterpreter = "interpreter"
	ChangeCancelled   = "cancelled"
)

// Changes lists what a timetable changes for those who hold the former: first what is cancelled,
// then what is different, in the order of the places.
func Changes(before, after []Place) []Change {
	was := map[pair]Place{}
	is := map[pair]bool{}
	for _, p := range before {
		was[pairOf(p.A, p.B)] = p
	}
	for _, p := range after {
		is[pairOf(p.A, p.B)] = true
	}
	var out []Change
	for _, p := range before {
		if !is[pairOf(p.A, p.B)] {
			out = append(out, Change{ChangeCancelled, p, Place{}})
		}
	}
	for _, p := range after {
		old, held := was[pairOf(p.A, p.B)]
		switch {
		case !held:
			out = append(out, Change{ChangeNew, Place{}, p})
		case old.Slot != p.Slot:
			out = append(out, Change{ChangeMoved, old, p})
		case old.Table != p.Table:
			out = append(out, Change{ChangeTable, old, p})
		case old.Interpreter != p.Interpreter:
			out = append(out, Change{ChangeInterpreter, old, p})
		}
	}
	return out
}
