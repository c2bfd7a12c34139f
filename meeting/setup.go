package meeting

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/delegate"
	"bridgehead/lang"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
)

// A Rule says who may ask whom.
type Rule string

// The rules.
const (
	Anybody Rule = "anybody" // everybody may ask everybody of another party
	Across  Rule = "across"  // people of one side ask those of the other
	Matched Rule = "matched" // investors and owners of projects ask each other
	Nobody  Rule = "nobody"  // the secretariat and offices alone ask
)

// Rules lists all rules.
var Rules = []Rule{Anybody, Across, Matched, Nobody}

// Allows reports whether one person may ask the other.
func (r Rule) Allows(from, to delegate.Delegate) bool {
	if !from.Meets() || !to.Meets() || from.Party == to.Party || from.ID == to.ID {
		return false
	}
	switch r {
	case Anybody:
		return true
	case Across:
		return from.Side != to.Side
	case Matched:
		return from.Role == delegate.Investor && to.Role == delegate.Owner || from.Role == delegate.Owner && to.Role == delegate.Investor
	case Nobody:
	}
	return false
}

// A Setup is what an edition has for its meetings.
type Setup struct {
	ID      string
	Edition int64
	Ask     Rule

	// Meetings of a person, where they do not say themselves; 0 for no limit.
	Least, Most, LeastDay, MostDay int64

	Slots    []Slot // in their order in time
	Halls    []Hall
	Walks    []Walk
	Reserved []Reserved
	Lost     []Lost
}

// A Slot is a time in which meetings are held, by the clock of the fair's zone.
type Slot struct {
	Day          lang.Date
	Begins, Ends string // 15:04
}

// Code names the slot: 2024-05-12T09:00.
func (s Slot) Code() string { return string(s.Day) + "T" + s.Begins }

// Part is the part of the day in which the slot is.
func (s Slot) Part() timetable.Part {
	if s.Begins < "12:00" {
		return timetable.Morning
	}
	return timetable.Afternoon
}

// From and To are when the slot begins and ends in the zone.
func (s Slot) From(zone *time.Location) time.Time { return moment(s.Day, s.Begins, zone) }

// To is when it ends.
func (s Slot) To(zone *time.Location) time.Time { return moment(s.Day, s.Ends, zone) }

func moment(day lang.Date, clock string, zone *time.Location) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}
	}
	d := day.Time()
	return time.Date(d.Year(), d.Month(), d.Day(), t.Hour(), t.Minute(), 0, 0, zone)
}

// A Hall is a room with tables, which are numbered from 1: table 12 of hall A is A-12.
type Hall struct {
	Code   string
	Name   lang.Text
	Tables int64
}

// A Walk is how long it takes from one hall to another, either way.
type Walk struct {
	From, To string
	Minutes  int64
}

// A Reserved table is for the meetings of one party, as at its booth.
type Reserved struct {
	Table string
	Party party.ID
}

// A Lost table cannot be used, in one slot or ("") in any.
type Lost struct {
	Table string
	Slot  string
}

// Slot returns the place of the slot with the code, −1 for none.
func (s Setup) Slot(code string) int {
	return slices.IndexFunc(s.Slots, func(t Slot) bool { return t.Code() == code })
}

// Tables lists the names of all tables, hall by hall.
func (s Setup) Tables() []string {
	var all []string
	for _, h := range s.Halls {
		for n := range h.Tables {
			all = append(all, h.Code+"-"+strconv.FormatInt(n+1, 10))
		}
	}
	return all
}

// HallOf returns the hall of a table.
func (s Setup) HallOf(table string) (Hall, bool) {
	i := strings.LastIndexByte(table, '-')
	for _, h := range s.Halls {
		if i >= 0 && h.Code == table[:i] {
			return h, true
		}
	}
	return Hall{}, false
}

// Walk returns the minutes from one table to another.
func (s Setup) Walk(from, to string) int64 {
	a, _ := s.HallOf(from)
	b, _ := s.HallOf(to)
	return s.between(a.Code, b.Code)
}

// between returns the minutes from one hall to another.
func (s Setup) between(a, b string) int64 {
	for _, w := range s.Walks {
		if w.From == a && w.To == b || w.From == b && w.To == a {
			return w.Minutes
		}
	}
	return 0
}

// The most tables and slots that an edition may have.
const (
	mostTables = 5000
	mostSlots  = timetable.MaxSlots
)

// Validate returns what is wrong in the record by itself.
func (s Setup) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string, args lang.Args) {
		found = append(found, lang.Problem{Field: "meeting.field." + field, Why: lang.Invalid(key, args)})
	}
	if s.Edition < 1 {
		wrong("edition", "error.required", nil)
	}
	if !slices.Contains(Rules, s.Ask) {
		wrong("ask", "meeting.bad.rule", lang.Args{"given": s.Ask})
	}
	if min(s.Least, s.Most, s.LeastDay, s.MostDay) < 0 || s.Most > 0 && s.Least > s.Most || s.MostDay > 0 && s.LeastDay > s.MostDay {
		wrong("most", "delegate.most", nil)
	}
	if len(s.Slots) == 0 || len(s.Slots) > mostSlots {
		wrong("slots", "meeting.bad.slots", lang.Args{"most": mostSlots, "n": len(s.Slots)})
	}
	for i, t := range s.Slots {
		if !t.Day.Valid() || !clock(t.Begins) || !clock(t.Ends) || t.Ends <= t.Begins {
			wrong("slots", "meeting.bad.slot", lang.Args{"given": t.Code() + "–" + t.Ends})
			return found
		}
		if i > 0 && (s.Slots[i-1].Day > t.Day || s.Slots[i-1].Day == t.Day && s.Slots[i-1].Ends > t.Begins) {
			wrong("slots", "meeting.bad.order", lang.Args{"given": t.Code()})
		}
	}
	tables := int64(0)
	halls := map[string]bool{}
	for _, h := range s.Halls {
		if h.Code == "" || strings.ContainsAny(h.Code, " -") || halls[h.Code] || h.Tables < 0 {
			wrong("halls", "meeting.bad.hall", lang.Args{"given": h.Code})
			return found
		}
		halls[h.Code] = true
		tables += min(h.Tables, mostTables+1)
	}
	if tables < 1 || tables > mostTables {
		wrong("halls", "meeting.bad.tables", lang.Args{"most": mostTables, "n": tables})
		return found
	}
	known := map[string]bool{}
	for _, t := range s.Tables() {
		known[t] = true
	}
	for _, r := range s.Reserved {
		if !known[r.Table] {
			wrong("reserved", "meeting.bad.table", lang.Args{"given": r.Table})
		}
	}
	for _, l := range s.Lost {
		if !known[l.Table] {
			wrong("lost", "meeting.bad.table", lang.Args{"given": l.Table})
		}
		if l.Slot != "" && s.Slot(l.Slot) < 0 {
			wrong("lost", "meeting.bad.no_slot", lang.Args{"given": l.Slot})
		}
	}
	for _, w := range s.Walks {
		if !halls[w.From] || !halls[w.To] || w.Minutes < 0 {
			wrong("walks", "meeting.bad.hall", lang.Args{"given": w.From + " – " + w.To})
		}
	}
	return found
}

func clock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}
