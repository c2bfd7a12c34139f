package timetable

// A problem is an instance in the form that the search works on. It is not changed once made.
type problem struct {
	in     *Instance
	people int
	slots  int
	tables []int32 // by slot: how many there are

	ends  [][2]int32 // by meeting: its two people
	allow []mask     // by meeting: the slots it may be in
	free  []mask     // by person: the slots they are there
	of    [][]int32  // by person: their meetings

	before, after [][]int32 // by meeting: those that must be earlier, later
	ordered       bool      // some meeting has others before or after it

	starts mask   // slots that begin a day
	days   []mask // the slots of each day

	floor []int32 // by person and day: meetings that they should have then; nil where nobody says

	most int  // breaks that a person may have; a large number when there is no limit
	even bool // most is looked for without a break more
}

const noLimit = 1 << 20

// compile takes the meetings of in that must be held, and those of chosen; nil: all that are not banned.
func compile(in *Instance, chosen []bool) *problem {
	p := &problem{
		in: in, people: in.People, slots: in.Slots, tables: make([]int32, in.Slots), most: noLimit,
		ends: make([][2]int32, len(in.Meetings)), allow: make([]mask, len(in.Meetings)),
		free: make([]mask, in.People), of: make([][]int32, in.People),
		before: make([][]int32, len(in.Meetings)), after: make([][]int32, len(in.Meetings)),
	}
	for s := range p.tables {
		p.tables[s] = int32(in.Tables)
		if s < len(in.Lost) {
			p.tables[s] = int32(max(0, in.Tables-in.Lost[s]))
		}
	}
	p.starts = bit(0)
	first := 0
	for _, next := range append(append([]int(nil), in.Days...), in.Slots) {
		p.days = append(p.days, below(next).minus(below(first)))
		if next < in.Slots {
			p.starts = p.starts.or(bit(next))
		}
		first = next
	}
	all := below(in.Slots)
	for person := range p.free {
		p.free[person] = all
	}
	for person, away := range in.Away {
		for _, s := range away {
			p.free[person] = p.free[person].minus(bit(s))
		}
	}
	for m := range in.Meetings {
		meeting := &in.Meetings[m]
		p.ends[m] = [2]int32{int32(meeting.A), int32(meeting.B)}
		if !held(meeting, m, chosen) {
			continue
		}
		p.allow[m] = p.wanted(meeting).and(p.free[meeting.A]).and(p.free[meeting.B])
		p.of[meeting.A] = append(p.of[meeting.A], int32(m))
		p.of[meeting.B] = append(p.of[meeting.B], int32(m))
		for _, b := range meeting.After {
			if held(&in.Meetings[b], b, chosen) {
				p.before[m] = append(p.before[m], int32(b))
				p.after[b] = append(p.after[b], int32(m))
				p.ordered = true
			}
		}
	}
	return p
}

func held(meeting *Meeting, m int, chosen []bool) bool {
	if meeting.Banned {
		return false
	}
	return chosen == nil || !meeting.Wish || chosen[m]
}

// wanted returns the slots that the meeting itself allows.
func (p *problem) wanted(meeting *Meeting) mask {
	slots := below(p.slots)
	switch meeting.Part {
	case Morning:
		slots = below(p.in.Morning)
	case Afternoon:
		slots = slots.minus(below(p.in.Morning))
	case Any:
	}
	if meeting.Slot >= 0 {
		slots = slots.and(bit(meeting.Slot))
	}
	for _, s := range meeting.Not {
		slots = slots.minus(bit(s))
	}
	return slots
}

// breaks counts the groups of idle slots between a person's first and last meeting of each
// day, used being the slots of their meetings: the runs less one.
func (p *problem) breaks(used mask) int {
	runs := used.minus(used.later().minus(p.starts)).count()
	if len(p.days) == 1 {
		if runs == 0 {
			return 0
		}
		return runs - 1
	}
	for _, day := range p.days {
		if !used.and(day).empty() {
			runs--
		}
	}
	return runs
}
