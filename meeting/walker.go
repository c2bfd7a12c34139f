package meeting

import "math/rand/v2"

// A walker betters times and halls together: the solver does not know where people sit, so in halls
// that lie apart its times ask for ways that nobody can go. A meeting has a slot and a class of tables here; which
// table of the class it gets is seen to afterwards. What it lessens is, in this order, ways that are too long, breaks,
// and ways at all.
type walker struct {
	r    *repair
	dice *rand.Rand

	now  []stand // by meeting; slot −1: it is left alone
	may  [][]int // by meeting: the classes that it can have
	firm []bool  // by meeting: it stays where it is

	away       []slotSet // by person, where days have a least
	with       []int32   // by goer and slot: the meeting; −1
	busy       []slotSet
	load, room []int32   // by class and slot
	in         [][]int32 // by slot: its meetings
	pos        []int32   // by meeting: its place among those
	near       []slotSet // by slot: the slots before it to or from which a way may be too long
	dayOf      []slotSet // by day: its slots
	days       int

	far    []int32 // by goer and day: ways that are too long
	bad    []int32 // the goers and days that have any
	badAt  []int32 // by goer and day: its place among those, from 1
	breaks []int32 // by person
	sum    tally

	// The change that is being tried.
	list  []shift
	inIt  []int64 // by meeting: the number of the last change that it was part of
	seen  []int64 // by goer, in the same way
	goers []int32 // whom the change concerns
	was   []tally // of each of them, the days that it is of
	is    []tally
	round int64
}

// A stand is where a meeting is, without saying at which table. Its helper is −1 for none.
type stand struct{ slot, class, helper int32 }

// A shift is that a meeting goes from one to another.
type shift struct {
	m        int32
	from, to stand
}

// A tally counts what is not liked: ways that are too long and meetings without the interpreter that they need, meetings that
// days have fewer than their least, breaks, and ways between halls.
type tally struct{ far, short, breaks, ways int }

func (a tally) plus(b tally) tally {
	return tally{a.far + b.far, a.short + b.short, a.breaks + b.breaks, a.ways + b.ways}
}

func (a tally) minus(b tally) tally {
	return tally{a.far - b.far, a.short - b.short, a.breaks - b.breaks, a.ways - b.ways}
}

func (a tally) less(b tally) bool {
	if a.far != b.far {
		return a.far < b.far
	}
	if a.short != b.short {
		return a.short < b.short
	}
	if a.breaks != b.breaks {
		return a.breaks < b.breaks
	}
	return a.ways < b.ways
}

// What each counts in the search. A meeting that goes elsewhere makes four breaks at the most.
const (
	farPrice   = 20
	shortPrice = 12
	breakPrice = 4
	wayPrice   = 1
)

// A goer is a person or, after these, an interpreter.
func (w *walker) helperGoer(h int32) int32 { return int32(len(w.r.of)) + h }

// newWalker begins where the meetings are held.
func newWalker(r *repair, seed uint64) *walker {
	people, n := len(r.of), len(r.ends)
	goers := people + r.helpers
	w := &walker{
		r: r, dice: rand.New(rand.NewPCG(seed, 71)), now: make([]stand, n), may: make([][]int, n), firm: make([]bool, n),
		with: none(goers * r.slots), busy: make([]slotSet, goers), load: make([]int32, len(r.classes)*r.slots), room: make([]int32, len(r.classes)*r.slots),
		in: make([][]int32, r.slots), pos: make([]int32, n), near: make([]slotSet, r.slots), days: r.day[r.slots-1] + 1,
		breaks: make([]int32, people), inIt: make([]int64, n), seen: make([]int64, goers),
	}
	w.dayOf, w.far, w.badAt = make([]slotSet, w.days), make([]int32, goers*w.days), make([]int32, goers*w.days)
	for s := range r.slots {
		w.dayOf[r.day[s]].add(s)
		for _, t := range r.near[s] {
			if t < s {
				w.near[s].add(t)
			}
		}
		for t, c := range r.class {
			if !r.lost[s*r.tables+t] {
				w.room[c*r.slots+s]++
			}
		}
	}
	if r.p.Instance.LeastDay != nil {
		w.away = make([]slotSet, people)
		for x, slots := range r.p.Instance.Away {
			for _, s := range slots {
				w.away[x].add(s)
			}
		}
	}
	names := r.p.in.Setup.Tables()
	for m := range w.now {
		h := r.held[m]
		w.now[m] = stand{-1, -1, -1}
		if h.slot < 0 || !r.allow[m].has(h.slot) {
			continue
		}
		w.may[m] = r.classesFor(int32(m))
		at := stand{int32(h.slot), -1, int32(h.helper)}
		if h.table >= 0 {
			at.class = int32(r.class[h.table])
			w.firm[m] = r.pinned[m] || r.p.fixed[m] == names[h.table]
		}
		w.begin(int32(m), at)
	}
	for m, at := range w.now {
		if at.slot >= 0 && at.helper < 0 && r.needs[m] {
			w.sum.far++ // nobody interprets: as bad as a way that is too long
		}
	}
	for x := range int32(goers) {
		for day := range w.days {
			of := w.tally(x, day)
			w.sum = w.sum.plus(of)
			w.note(x, day, of.far)
			if int(x) < people {
				w.breaks[x] += int32(of.breaks)
			}
		}
	}
	return w
}

// begin puts a meeting where it is held; where that cannot be, in another class with room, or nowhere.
func (w *walker) begin(m int32, at stand) {
	for _, x := range w.goersOf(m, at) {
		if x >= 0 && w.with[int(x)*w.r.slots+int(at.slot)] >= 0 {
			return
		}
	}
	free := func(c int) bool { return w.load[c*w.r.slots+int(at.slot)] < w.room[c*w.r.slots+int(at.slot)] }
	if at.class < 0 || !w.canHave(m, int(at.class)) || !free(int(at.class)) {
		at.class = -1
		for _, c := range w.may[m] {
			if free(c) {
				at.class = int32(c)
				break
			}
		}
	}
	if at.class >= 0 {
		w.put(m, at)
	}
}

func (w *walker) canHave(m int32, class int) bool {
	for _, c := range w.may[m] {
		if c == class {
			return true
		}
	}
	return false
}

// goersOf are those who are at a meeting; −1 for no interpreter.
func (w *walker) goersOf(m int32, at stand) [3]int32 {
	x := [3]int32{w.r.ends[m][0], w.r.ends[m][1], -1}
	if at.helper >= 0 {
		x[2] = w.helperGoer(at.helper)
	}
	return x
}

// put has a meeting be somewhere; false when somebody is at another already.
func (w *walker) put(m int32, at stand) bool {
	free := true
	w.now[m] = at
	for _, x := range w.goersOf(m, at) {
		if x < 0 {
			continue
		}
		if i := int(x)*w.r.slots + int(at.slot); w.with[i] < 0 {
			w.with[i] = m
			w.busy[x].add(int(at.slot))
		} else {
			free = false
		}
	}
	w.load[int(at.class)*w.r.slots+int(at.slot)]++
	w.pos[m] = int32(len(w.in[at.slot]))
	w.in[at.slot] = append(w.in[at.slot], m)
	return free
}

// lift takes a meeting from where it is.
func (w *walker) lift(m int32) {
	at := w.now[m]
	for _, x := range w.goersOf(m, at) {
		if x < 0 {
			continue
		}
		if i := int(x)*w.r.slots + int(at.slot); w.with[i] == m {
			w.with[i] = -1
			w.busy[x].drop(int(at.slot))
		}
	}
	w.load[int(at.class)*w.r.slots+int(at.slot)]--
	row := w.in[at.slot]
	last := row[len(row)-1]
	row[w.pos[m]], w.pos[last] = last, w.pos[m]
	w.in[at.slot] = row[:len(row)-1]
}

// hallAt is the hall in which a goer is in a slot in which they have a meeting.
func (w *walker) hallAt(x int32, s int) int {
	return w.r.classes[w.now[w.with[int(x)*w.r.slots+s]].class].hall
}

// tally counts a goer's day. Interpreters may wait.
func (w *walker) tally(x int32, day int) (t tally) {
	mine := w.busy[x].and(w.dayOf[day])
	if least := w.r.p.Instance.LeastDay; least != nil && int(x) < len(w.breaks) && least[x] > 0 && !w.dayOf[day].not(w.away[x]).empty() {
		t.short = max(0, least[x]-mine.count())
	}
	if mine.empty() {
		return t
	}
	last, before := -1, -1
	mine.each(func(s int) {
		hall := w.hallAt(x, s)
		if last >= 0 {
			if last < s-1 && int(x) < len(w.breaks) {
				t.breaks++
			}
			if hall != before {
				t.ways++
			}
		}
		mine.and(w.near[s]).each(func(e int) {
			if h := w.hallAt(x, e); h != hall && w.r.pause[s*w.r.slots+e] < w.r.walk[h*w.r.halls+hall] {
				t.far++
			}
		})
		last, before = s, hall
	})
	return t
}

// note keeps how many ways of a goer's day are too long.
func (w *walker) note(x int32, day, far int) {
	i := int(x)*w.days + day
	w.far[i] = int32(far)
	switch at := w.badAt[i]; {
	case far > 0 && at == 0:
		w.bad = append(w.bad, int32(i))
		w.badAt[i] = int32(len(w.bad))
	case far == 0 && at > 0:
		last := w.bad[len(w.bad)-1]
		w.bad[at-1], w.badAt[last] = last, at
		w.bad, w.badAt[i] = w.bad[:len(w.bad)-1], 0
	}
}
