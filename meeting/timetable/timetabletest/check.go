// Package timetabletest holds timetables against the rules of their instance, in the plainest
// way: it shares no code with the search. Tests and benchmarks use it.
package timetabletest

import (
	"fmt"

	"bridgehead/meeting/timetable"
)

// Wrong returns the first rule of the instance that an answer breaks, or what it says of itself that is not so; "" when
// all is right.
func Wrong(in *timetable.Instance, r *timetable.Result) string {
	fault, breaks, value := Inspect(in, r)
	switch {
	case fault != "":
		return fault
	case breaks != r.Breaks:
		return fmt.Sprintf("it says %d breaks, but there are %d", r.Breaks, breaks)
	case value != r.Value && in.Choosing():
		return fmt.Sprintf("it says value %d, but %d is held", r.Value, value)
	}
	if spread := Spread(in, r); spread != r.Spread {
		return fmt.Sprintf("it says that breaks differ by %d, but they do by %d", r.Spread, spread)
	}
	if short := Short(in, r); short != r.Short && in.Choosing() {
		return fmt.Sprintf("it says that %d meetings are short, but %d are", r.Short, short)
	}
	return ""
}

// Inspect returns the first rule that is broken, and what the breaks and the value come to.
func Inspect(in *timetable.Instance, r *timetable.Result) (fault string, breaks int, value int64) {
	return broken(in, r, &breaks, &value), breaks, value
}

func broken(in *timetable.Instance, r *timetable.Result, total *int, value *int64) string {
	if len(r.Slots) != len(in.Meetings) || len(r.Tables) != len(in.Meetings) {
		return "the answer has not one entry for each meeting"
	}
	type seat struct{ slot, table int }
	busy := map[[2]int]int{}
	taken := map[seat]int{}
	perSlot := map[int]int{}
	dayOf := func(slot int) int {
		day := 0
		for _, first := range in.Days {
			if slot >= first {
				day++
			}
		}
		return day
	}
	count, onDay := map[int]int{}, map[[2]int]int{}
	for m, meeting := range in.Meetings {
		s := r.Slots[m]
		if s < 0 {
			continue
		}
		if meeting.Banned {
			return fmt.Sprintf("meeting %d is banned but held", m)
		}
		if meeting.Wish {
			*value += meeting.Value
		}
		if s >= in.Slots || meeting.Slot >= 0 && s != meeting.Slot {
			return fmt.Sprintf("meeting %d is in slot %d", m, s)
		}
		if meeting.Part == timetable.Morning && s >= in.Morning || meeting.Part == timetable.Afternoon && s < in.Morning {
			return fmt.Sprintf("meeting %d is in the wrong part of the day: slot %d", m, s)
		}
		for _, not := range meeting.Not {
			if s == not {
				return fmt.Sprintf("meeting %d is in slot %d, where it must not be", m, s)
			}
		}
		for _, x := range []int{meeting.A, meeting.B} {
			if x < len(in.Away) {
				for _, away := range in.Away[x] {
					if away == s {
						return fmt.Sprintf("person %d is away in slot %d of meeting %d", x, s, m)
					}
				}
			}
			if other, ok := busy[[2]int{x, s}]; ok {
				return fmt.Sprintf("person %d has meetings %d and %d in slot %d", x, other, m, s)
			}
			busy[[2]int{x, s}] = m
			count[x]++
			onDay[[2]int{x, dayOf(s)}]++
		}
		t := r.Tables[m]
		if t < 0 || t >= in.Tables {
			return fmt.Sprintf("meeting %d is at table %d", m, t)
		}
		if other, ok := taken[seat{s, t}]; ok {
			return fmt.Sprintf("meetings %d and %d share table %d in slot %d", other, m, t, s)
		}
		taken[seat{s, t}] = m
		perSlot[s]++
		for _, before := range meeting.After {
			if b := r.Slots[before]; b >= 0 && b >= s {
				return fmt.Sprintf("meeting %d in slot %d must come after meeting %d in slot %d", m, s, before, b)
			}
		}
	}
	for s, n := range perSlot {
		lost := 0
		if s < len(in.Lost) {
			lost = in.Lost[s]
		}
		if n > in.Tables-lost {
			return fmt.Sprintf("slot %d has %d meetings", s, n)
		}
	}
	for x, n := range count {
		if x < len(in.Most) && in.Most[x] > 0 && n > in.Most[x] {
			return fmt.Sprintf("person %d has %d meetings", x, n)
		}
	}
	for key, n := range onDay {
		if x := key[0]; x < len(in.MostDay) && in.MostDay[x] > 0 && n > in.MostDay[x] {
			return fmt.Sprintf("person %d has %d meetings on day %d", x, n, key[1])
		}
	}
	least, most := 1<<30, 0
	for x := range in.People {
		breaks := 0
		last, day := -1, -1
		for s := range in.Slots {
			if _, ok := busy[[2]int{x, s}]; !ok {
				continue
			}
			if last >= 0 && s > last+1 && dayOf(s) == day {
				breaks++
			}
			last, day = s, dayOf(s)
		}
		*total += breaks
		least, most = min(least, breaks), max(most, breaks)
	}
	if in.Fairness >= 0 && in.People > 0 && most-least > in.Fairness && !in.Choosing() {
		return fmt.Sprintf("breaks differ by %d", most-least)
	}
	return ""
}

// Spread returns by how much the breaks of two people differ.
func Spread(in *timetable.Instance, r *timetable.Result) int {
	least, most := 1<<30, 0
	for x := range in.People {
		busy, n := map[int]bool{}, 0
		for m, meeting := range in.Meetings {
			if r.Slots[m] >= 0 && (meeting.A == x || meeting.B == x) {
				busy[r.Slots[m]] = true
			}
		}
		last := -1
		for s := range in.Slots {
			for _, first := range in.Days {
				if first == s {
					last = -1
				}
			}
			if busy[s] {
				if last >= 0 && last != s-1 {
					n++
				}
				last = s
			}
		}
		least, most = min(least, n), max(most, n)
	}
	return max(0, most-least)
}

// Short returns how many meetings people have fewer than their least.
func Short(in *timetable.Instance, r *timetable.Result) int {
	n := 0
	for x, least := range in.Least {
		for m, meeting := range in.Meetings {
			if r.Slots[m] >= 0 && (meeting.A == x || meeting.B == x) {
				least--
			}
		}
		n += max(0, least)
	}
	for x, least := range in.LeastDay {
		for day := range len(in.Days) + 1 {
			from, to := 0, in.Slots
			if day > 0 {
				from = in.Days[day-1]
			}
			if day < len(in.Days) {
				to = in.Days[day]
			}
			there := map[int]bool{}
			for s := from; s < to; s++ {
				there[s] = true
			}
			if x < len(in.Away) {
				for _, s := range in.Away[x] {
					delete(there, s)
				}
			}
			if len(there) == 0 {
				continue // they are not there on that day
			}
			has := 0
			for m, meeting := range in.Meetings {
				if there[r.Slots[m]] && (meeting.A == x || meeting.B == x) {
					has++
				}
			}
			n += max(0, least-has)
		}
	}
	return n
}
