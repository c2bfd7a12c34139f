package timetable

import "slices"

// seat gives the meetings of each slot their tables: first those that are fixed, then as many as can
// be stay at the table at which one of the two sat last that day, those first where both did; the rest
// have the lowest that are free. For a slot, with the one before as it is, nothing changes tables less.
func seat(in *Instance, slots []int) []int {
	s := &seating{in: in, tables: make([]int, len(slots)), last: make([]int, in.People), by: make([]int, in.Tables)}
	bySlot := make([][]int, in.Slots)
	for m, at := range slots {
		s.tables[m] = -1
		if at >= 0 {
			bySlot[at] = append(bySlot[at], m)
		}
	}
	for at, meetings := range bySlot {
		if at == 0 || slices.Contains(in.Days, at) {
			for x := range s.last {
				s.last[x] = -1
			}
		}
		s.one(meetings)
	}
	return s.tables
}

// A seating is the work on one slot after the other.
type seating struct {
	in     *Instance
	tables []int  // by meeting; −1
	last   []int  // by person: the table of their meeting before on the day; −1
	by     []int  // by table: who has it in the slot; −1
	firm   []bool // by table: whoever has it keeps it
	seen   []bool // by table: tried already
}

func (s *seating) one(meetings []int) {
	s.firm, s.seen = make([]bool, len(s.by)), make([]bool, len(s.by))
	for t := range s.by {
		s.by[t] = -1
	}
	var left []int
	for _, m := range meetings {
		if t := s.in.Meetings[m].Table; t >= 0 && s.by[t] < 0 {
			s.by[t], s.firm[t] = m, true
			continue
		}
		left = append(left, m)
	}
	// Two who sat at one table count twice. A meeting whose two sat at different tables counts once
	// at either, so taking them in this order, each if it can be with all before, gives the most.
	both := func(m int) int {
		a, b := s.last[s.in.Meetings[m].A], s.last[s.in.Meetings[m].B]
		if a >= 0 && a == b {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(left, func(a, b int) int { return both(a) - both(b) })
	next := 0
	for _, m := range slices.DeleteFunc(left, func(m int) bool { clear(s.seen); return s.stay(m) }) {
		for next < len(s.by) && s.by[next] >= 0 {
			next++
		}
		if next < len(s.by) {
			s.by[next] = m
		}
	}
	for t, m := range s.by {
		if m >= 0 {
			s.tables[m] = t
			s.last[s.in.Meetings[m].A], s.last[s.in.Meetings[m].B] = t, t
		}
	}
}

// stay gives m a table at which one of its people sat last; whoever has it may have to go to another of theirs.
func (s *seating) stay(m int) bool {
	for _, x := range [...]int{s.in.Meetings[m].A, s.in.Meetings[m].B} {
		t := s.last[x]
		if t < 0 || s.firm[t] || s.seen[t] {
			continue
		}
		s.seen[t] = true
		if s.by[t] < 0 || s.stay(s.by[t]) {
			s.by[t] = m
			return true
		}
	}
	return false
}
