// Package planted makes instances of the meeting timetable with a hidden timetable in which
// nobody has a break, so that the best answer is known however large they are: what solvers
// are measured by.
package planted

import (
	"math/rand/v2"

	"bridgehead/meeting/timetable"
)

// A Size says how large an instance is.
type Size struct {
	People, Meetings, Slots, Tables int // Meetings is met nearly, not exactly
}

// Sizes are those that are measured: from a small round of talks to a fair of twenty thousand.
var Sizes = []Size{
	{60, 180, 10, 20},
	{100, 263, 20, 18},
	{250, 708, 20, 45},
	{500, 1883, 24, 89},
	{1000, 3738, 24, 172},
	{5000, 27860, 40, 775},
	{20000, 115819, 40, 3122},
}

// Instance returns an instance of two sides that meet each other. One in twenty of the slots
// in which somebody has no meeting is forbidden to them, one in five meetings is bound to the
// part of the day in which the hidden timetable has it.
func Instance(size Size, seed uint64) *timetable.Instance {
	in, _ := Hidden(size, seed)
	return in
}

// Hidden returns the instance together with its hidden timetable, by meeting.
func Hidden(size Size, seed uint64) (*timetable.Instance, []int) {
	r := rand.New(rand.NewPCG(seed, 26))
	in := &timetable.Instance{People: size.People, Slots: size.Slots, Tables: size.Tables, Morning: size.Slots / 2, Fairness: 2}
	mean := 2 * size.Meetings // in meetings of a person, times the number of people
	half := size.People / 2
	// Of each side: who has not begun, and for those who are in their run how long it still is.
	var fresh [2][]int
	for x := range half {
		fresh[0] = append(fresh[0], x)
		fresh[1] = append(fresh[1], half+x)
	}
	for side := range fresh {
		r.Shuffle(half, func(i, j int) { fresh[side][i], fresh[side][j] = fresh[side][j], fresh[side][i] })
	}
	type run struct{ x, left int }
	var active [2][]run
	met := make(map[[2]int]bool)
	var slots []int
	busy := make([]map[int]bool, size.People)
	for t := range size.Slots {
		want := min(size.Tables*93/100, size.Meetings/size.Slots*(95+r.IntN(11))/100+1)
		for side := range active {
			want = max(want, len(active[side]))
		}
		want = min(want, size.Tables, len(active[0])+len(fresh[0]), len(active[1])+len(fresh[1]))
		for side := range active {
			r.Shuffle(len(active[side]), func(i, j int) { active[side][i], active[side][j] = active[side][j], active[side][i] })
			for len(active[side]) < want {
				x := fresh[side][0]
				fresh[side] = fresh[side][1:]
				active[side] = append(active[side], run{x, max(1, (mean+r.IntN(2*mean+1)+size.People-1)/(2*size.People))})
			}
			active[side] = active[side][:want] // who is too many stops here
		}
		for i := range want {
			for j := i; j < want; j++ {
				if !met[[2]int{active[0][i].x, active[1][j].x}] {
					active[1][i], active[1][j] = active[1][j], active[1][i]
					break
				}
			}
			a, b := active[0][i].x, active[1][i].x
			met[[2]int{a, b}] = true
			m := timetable.Meeting{A: a, B: b, Slot: -1, Table: -1}
			if r.IntN(5) == 0 {
				m.Part = timetable.Morning
				if t >= in.Morning {
					m.Part = timetable.Afternoon
				}
			}
			in.Meetings = append(in.Meetings, m)
			slots = append(slots, t)
			for _, x := range []int{a, b} {
				if busy[x] == nil {
					busy[x] = make(map[int]bool)
				}
				busy[x][t] = true
			}
		}
		for side := range active {
			// Where nobody new is left, those who would stop go on.
			going := 0
			for i := range active[side] {
				if active[side][i].left--; active[side][i].left > 0 {
					going++
				}
			}
			spare := max(0, size.Meetings/size.Slots-going-len(fresh[side]))
			n := 0
			for _, a := range active[side] {
				if a.left <= 0 {
					if spare == 0 {
						continue
					}
					spare--
				}
				active[side][n] = a
				n++
			}
			active[side] = active[side][:n]
		}
	}
	in.Away = make([][]int, size.People)
	for x := range in.Away {
		for t := range size.Slots {
			if !busy[x][t] && r.IntN(20) == 0 {
				in.Away[x] = append(in.Away[x], t)
			}
		}
	}
	// The order of the meetings must not tell the timetable.
	order := r.Perm(len(in.Meetings))
	shuffled, hidden := make([]timetable.Meeting, len(order)), make([]int, len(order))
	for i, m := range order {
		shuffled[i], hidden[i] = in.Meetings[m], slots[m]
	}
	in.Meetings = shuffled
	return in, hidden
}
