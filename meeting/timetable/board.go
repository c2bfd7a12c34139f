package timetable

// A board is a timetable in the making: which meeting each person has in each slot.
type board struct {
	*problem
	slot []int16 // by meeting; −1 where it has none
	at   []int32 // by person and slot: the meeting, −1 for none
	used []mask  // by person: the slots of their meetings
	load []int32 // by slot: meetings
}

func newBoard(p *problem) *board {
	b := &board{
		problem: p, slot: make([]int16, len(p.ends)), at: make([]int32, p.people*p.slots),
		used: make([]mask, p.people), load: make([]int32, p.slots),
	}
	for i := range b.slot {
		b.slot[i] = -1
	}
	for i := range b.at {
		b.at[i] = -1
	}
	return b
}

func (b *board) clone() *board {
	return &board{
		problem: b.problem, slot: append([]int16(nil), b.slot...), at: append([]int32(nil), b.at...),
		used: append([]mask(nil), b.used...), load: append([]int32(nil), b.load...),
	}
}

// fill makes b what slots say.
func (b *board) fill(slots []int16) {
	for i := range b.at {
		b.at[i] = -1
	}
	clear(b.used)
	clear(b.load)
	for m, s := range slots {
		b.slot[m] = -1
		if s >= 0 {
			b.place(int32(m), int(s))
		}
	}
}

// place gives meeting m the slot s, which both people must have free.
func (b *board) place(m int32, s int) {
	ends := b.ends[m]
	b.slot[m] = int16(s)
	b.load[s]++
	for _, x := range ends {
		b.at[int(x)*b.slots+s] = m
		b.used[x] = b.used[x].or(bit(s))
	}
}

// take removes meeting m from its slot.
func (b *board) take(m int32) {
	s := int(b.slot[m])
	b.slot[m] = -1
	b.load[s]--
	for _, x := range b.ends[m] {
		b.at[int(x)*b.slots+s] = -1
		b.used[x] = b.used[x].minus(bit(s))
	}
}

// cost is what a person's timetable counts in the search: its breaks, and much for each rule
// about one person that it breaks.
func (b *board) cost(x int32, used mask) int {
	if b.even {
		return b.evenCost(x, used)
	}
	n := b.breaks(used)
	if n > b.most {
		n += overLimit * (n - b.most)
	}
	return n + b.offDays(x, used)
}

// overLimit is what a break too many, or a meeting too many on a day, counts in breaks.
const overLimit = 4

// offDays is what it counts that a person has too many meetings on some days, or too few.
func (b *board) offDays(x int32, used mask) int {
	n := 0
	if b.in.MostDay != nil {
		n = b.overDay(x, used)
	}
	if b.floor != nil {
		for i, day := range b.days {
			n += max(0, int(b.floor[int(x)*len(b.days)+i])-used.and(day).count()) * overLimit * 4
		}
	}
	return n
}

func (b *board) overDay(x int32, used mask) int {
	if int(x) >= len(b.in.MostDay) || b.in.MostDay[x] == 0 {
		return 0
	}
	over := 0
	for _, day := range b.days {
		over += max(0, used.and(day).count()-b.in.MostDay[x])
	}
	return over * overLimit * 4
}

// total returns the breaks of all and what the rules about one person count beyond them.
func (b *board) total() (breaks, over int) {
	for x := range b.used {
		n := b.breaks(b.used[x])
		breaks += n
		over += b.cost(int32(x), b.used[x]) - n
	}
	return breaks, over
}

// inOrder says whether meeting m would be after those before it and before those after it if it were in slot s.
func (b *board) inOrder(m int32, s int16) bool {
	for _, o := range b.before[m] {
		if t := b.slot[o]; t >= 0 && t >= s {
			return false
		}
	}
	for _, o := range b.after[m] {
		if t := b.slot[o]; t >= 0 && t <= s {
			return false
		}
	}
	return true
}
