package meeting

import (
	"cmp"
	"slices"

	"bridgehead/delegate"
	"bridgehead/lang"
)

// Measures say how good a timetable is beyond what is held, in the order in which they count.
type Measures struct {
	Breaks       int // groups of idle slots between a person's first and last meeting of a day
	Spread       int // by how much the breaks of two people differ at the most
	Walks        int // from one hall to another, between two meetings of a person on a day
	TableChanges int // from one table to another
}

// Measure counts them for a timetable, whoever made it.
func (p *Problem) Measure(places []Place) (m Measures) {
	type stop struct {
		slot  int
		table string
	}
	of := make([][]stop, len(p.People))
	for _, place := range places {
		s := p.slot(place.Slot)
		if s < 0 {
			continue
		}
		for _, id := range [...]string{place.A, place.B} {
			if x, ok := p.number[id]; ok {
				of[x] = append(of[x], stop{s, place.Table})
			}
		}
	}
	hall := map[string]string{}
	for _, t := range p.in.Setup.Tables() {
		h, _ := p.in.Setup.HallOf(t)
		hall[t] = h.Code
	}
	fewest, most := 0, 0
	for x, stops := range of {
		slices.SortFunc(stops, func(a, b stop) int { return cmp.Compare(a.slot, b.slot) })
		n := 0
		for i := 1; i < len(stops); i++ {
			a, b := stops[i-1], stops[i]
			if p.in.Setup.Slots[a.slot].Day != p.in.Setup.Slots[b.slot].Day {
				continue
			}
			if b.slot > a.slot+1 {
				n++
			}
			if a.table != b.table {
				m.TableChanges++
			}
			if hall[a.table] != hall[b.table] {
				m.Walks++
			}
		}
		m.Breaks += n
		most = max(most, n)
		if x == 0 || n < fewest {
			fewest = n
		}
	}
	m.Spread = most - fewest
	return m
}

// Why somebody has fewer meetings than the least.
const (
	ShortOfWishes = "asked" // fewer than that are asked for with them
	ShortOfTime   = "slots" // they have time in fewer slots
	ShortOfRoom   = "room"  // no place was found: tables, or the others' time
)

// A Shortage is somebody who has fewer meetings than they, or the edition, want at the least, in all or on a day.
type Shortage struct {
	Person delegate.Delegate
	Day    lang.Date // "" in all
	Has    int
	Least  int
	Asked  int // people with whom a meeting is asked for, as requests for a party were understood
	Why    string
}

// Short lists who has fewer meetings than the least, in all or on a day on which they have time, and why.
func (p *Problem) Short(places []Place) []Shortage {
	type day struct {
		who string
		lang.Date
	}
	have, onDay := map[string]int{}, map[day]int{}
	for _, x := range places {
		s := p.slot(x.Slot)
		for _, id := range [...]string{x.A, x.B} {
			if have[id]++; s >= 0 {
				onDay[day{id, p.in.Setup.Slots[s].Day}]++
			}
		}
	}
	var out []Shortage
	for x, d := range p.People {
		out = append(out, p.shortDays(x, max(p.asked[d.ID], have[d.ID]), func(on lang.Date) int { return onDay[day{d.ID, on}] })...)
		least := p.least(d)
		if have[d.ID] >= least {
			continue
		}
		s := Shortage{Person: d, Has: have[d.ID], Least: least, Asked: max(p.asked[d.ID], have[d.ID]), Why: ShortOfRoom}
		switch time := len(p.codes) - len(p.Instance.Away[x]); {
		case s.Asked < least:
			s.Why = ShortOfWishes
		case time < least:
			s.Why = ShortOfTime
		}
		out = append(out, s)
	}
	return out
}

// shortBy counts the meetings that people have fewer than their least.
func (p *Problem) shortBy(places []Place) (n int) {
	for _, x := range p.Short(places) {
		n += x.Least - x.Has
	}
	return n
}

// shortDays lists the days on which somebody has fewer than the least of a day.
func (p *Problem) shortDays(x, asked int, has func(lang.Date) int) (out []Shortage) {
	d := p.People[x]
	least := p.leastDay(d)
	if least == 0 {
		return nil
	}
	var days []lang.Date
	time := map[lang.Date]int{}
	for s, slot := range p.in.Setup.Slots {
		if slices.Contains(p.Instance.Away[x], s) {
			continue
		}
		if time[slot.Day]++; time[slot.Day] == 1 {
			days = append(days, slot.Day)
		}
	}
	for _, on := range days {
		s := Shortage{Person: d, Day: on, Has: has(on), Least: least, Asked: asked, Why: ShortOfRoom}
		switch {
		case s.Has >= least:
			continue
		case time[on] < least:
			s.Why = ShortOfTime
		case asked < least*len(days):
			s.Why = ShortOfWishes
		}
		out = append(out, s)
	}
	return out
}

// leastDay is how many meetings somebody should have on a day.
func (p *Problem) leastDay(d delegate.Delegate) int {
	return int(cmp.Or(d.LeastDay, p.in.Setup.LeastDay))
}

// least is how many meetings somebody should have.
func (p *Problem) least(d delegate.Delegate) int { return int(cmp.Or(d.Least, p.in.Setup.Least)) }
