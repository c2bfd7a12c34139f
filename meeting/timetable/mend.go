package timetable

import (
	"context"
	"math/rand/v2"
)

// A mender takes breaks out of a timetable one at a time: somebody who has one may not have it any
// more, nobody else may get another, the meetings of most slots stay where they are, and the exact
// search is asked whether the others can be arranged so (large neighbourhood search, Shaw 1998). How
// many are free follows from the answers: more when there is no such timetable, fewer when the
// question was too hard. What is learnt on the way holds for the whole problem.
type mender struct {
	*exact
	random *rand.Rand
	size   [2]int // how many meetings are free, by kind of neighbourhood: slots in a row, slots anywhere
}

const (
	mendConflicts = 20_000 // for one question
	askingCosts   = 20     // conflicts, so that questions without one come to an end too
)

func newMender(e *exact, seed uint64) *mender {
	third := len(e.ends) / 3
	return &mender{exact: e, random: rand.New(rand.NewPCG(seed, 0)), size: [2]int{third, third}}
}

// run betters b for so many conflicts, and says whether it did.
func (r *mender) run(ctx context.Context, b *board, conflicts int64, stop func() bool) (better bool) {
	for end := r.sat.conflicts + conflicts; r.sat.conflicts < end && ctx.Err() == nil && !stop(); end -= askingCosts {
		x := r.troubled(b)
		if x < 0 {
			break
		}
		kind := r.random.IntN(len(r.size))
		size := &r.size[kind]
		r.hint(b.slot)
		ask := min(mendConflicts, end-r.sat.conflicts)
		switch r.sat.solve(ctx, append(r.fixed(b, r.around(b, x, kind == 0, *size)), r.kept(b, x)...), ask) {
		case 1:
			b.fill(r.slotsOf())
			better = true
		case -1:
			*size = min(*size+2, len(b.slot))
		default:
			*size = max(*size-8, 10)
		}
	}
	return better
}

// troubled returns somebody who has a break that is not certain; −1 when nobody has.
func (r *mender) troubled(b *board) int {
	x, n := -1, 0
	for y := range b.used {
		if b.breaks(b.used[y]) > r.least[y] {
			if n++; r.random.IntN(n) == 0 {
				x = y
			}
		}
	}
	return x
}

// fixed says that meetings outside the free slots stay where they are.
func (r *mender) fixed(b *board, free mask) (assumed []lit) {
	for m, s := range b.slot {
		if s >= 0 && !free.has(int(s)) {
			assumed = append(assumed, r.in[m][s])
		}
	}
	return assumed
}

// kept says that x has a break less, and nobody a break more.
func (r *mender) kept(b *board, x int) (assumed []lit) {
	for i, l := range r.softs {
		breaks := b.breaks(b.used[r.limits[i].person])
		if r.limits[i].person == x {
			breaks--
		}
		if breaks < r.limits[i].breaks {
			assumed = append(assumed, l)
		}
	}
	return assumed
}

// around returns slots with so many meetings: the two at the end of a break of x, and others, in
// a row with them or anywhere.
func (r *mender) around(b *board, x int, inRow bool, meetings int) mask {
	var at []int // where a break ends
	used := b.used[x]
	used.minus(used.later()).each(func(s int) {
		for _, day := range b.days {
			if day.has(s) && !used.and(day).and(below(s)).empty() && !b.starts.has(s) {
				at = append(at, s)
			}
		}
	})
	to := at[r.random.IntN(len(at))]
	from := to - 1
	free := bit(from).or(bit(to))
	n := int(b.load[from] + b.load[to])
	open := func(s int) {
		free = free.or(bit(s))
		n += int(b.load[s])
	}
	if !inRow {
		for _, s := range r.random.Perm(r.slots) {
			if n >= meetings {
				break
			}
			if !free.has(s) {
				open(s)
			}
		}
		return free
	}
	for n < meetings && (from > 0 || to < r.slots-1) {
		if from == 0 || to < r.slots-1 && r.random.IntN(2) == 0 {
			to++
			open(to)
		} else {
			from--
			open(from)
		}
	}
	return free
}
