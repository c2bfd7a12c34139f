package timetable

import "context"

// Fairness after the breaks: the timetable with the fewest breaks that was found is bettered further
// with a price on breaks that somebody has over Fairness more than whoever has the fewest. What it
// comes by is kept only if it has no break more.

const (
	evenShare = 10   // of the work and time a tenth is kept for it
	evenUnit  = 4    // what a break counts in the cost
	evenRound = 4096 // exchanges after which it is seen how far it is
)

// SolveEvenly is Solve with the instance's fairness as a wish and no rule: of the timetables with the fewest breaks that are found one
// in which the breaks of two people differ by no more, as far as a tenth of the work and time comes to it. Without fairness it is Solve.
func SolveEvenly(ctx context.Context, in *Instance, o Options) (*Result, error) {
	if in.Fairness < 0 {
		return Solve(ctx, in, o)
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	c := &choice{search: newSearch(ctx, compile(in, nil), o)}
	s := newSearch(ctx, compile(c.anyBreaks(), nil), c.forBreaks())
	status := s.run()
	if s.best == nil {
		return s.result(status), nil
	}
	s.best = c.even(s, s.best)
	r := s.result(status)
	if r.Breaks <= r.Bound {
		r.Status = Optimal
	}
	return r, nil
}

// forBreaks are the options for what comes before fairness.
func (c *choice) forBreaks() Options {
	o := c.o
	if c.in.Fairness < 0 {
		return o
	}
	if o.Work > 0 {
		o.Work = max(1, o.Work-o.Work/evenShare)
	}
	if left := o.Left; left != nil {
		o.Left = func() float64 { return max(0, (left()*evenShare-1)/(evenShare-1)) }
	}
	return o
}

// anyBreaks is the instance without fairness as a rule.
func (c *choice) anyBreaks() *Instance {
	free := *c.in
	free.Fairness = -1
	return &free
}

// even betters a timetable of s's meetings with work up to the end of what the options give; the
// answer has no break more.
func (c *choice) even(s *search, slots []int16) []int16 {
	p := *s.problem
	b := newBoard(&p)
	b.fill(slots)
	low, high := b.spread()
	if c.in.Fairness < 0 || high-low <= c.in.Fairness {
		return slots
	}
	p.most, p.even = low+c.in.Fairness, true
	l := newLane(b, c.o.Seed, 4)
	breaks, over := b.uneven()
	best := append([]int16(nil), slots...)
	spent := c.evenSpent()
	for gone := 0.0; over > 0 && gone < 1; gone = spent(l.moves) {
		l.cool(evenUnit * (0.15 - 0.13*gone))
		for range evenRound {
			l.step()
		}
		if n, o := b.uneven(); n <= breaks && (o < over || o == over && n < breaks) && b.withinDays() {
			breaks, over = n, o
			copy(best, l.slot)
		}
	}
	s.moves += l.moves
	return best
}

// uneven returns the breaks of all, and what they are over the most, the more the more there are of one person.
func (b *board) uneven() (breaks, over int) {
	for x := range b.used {
		n := b.breaks(b.used[x])
		breaks += n
		over += tooManyBreaks(n - b.most)
	}
	return breaks, over
}

// withinDays says whether nobody has too many meetings on a day, or too few.
func (b *board) withinDays() bool {
	for x := range b.used {
		if b.offDays(int32(x), b.used[x]) > 0 {
			return false
		}
	}
	return true
}

func tooManyBreaks(over int) int {
	over = max(0, over)
	return over * (over + 1) / 2
}

// evenSpent returns what says, after so many moves, which share is gone of what is kept for fairness: a tenth of the
// whole from now on, or what is left where that is less.
func (c *choice) evenSpent() func(moves int64) float64 {
	from, span := 0.0, 0.0
	if c.o.Left != nil {
		from = c.o.Left()
		span = min(from, 1.0/evenShare)
	}
	return func(moves int64) float64 {
		if c.ctx.Err() != nil || c.o.Left != nil && span <= 0 {
			return 1
		}
		gone := 0.0
		if c.o.Work > 0 {
			gone = float64(moves) / float64(max(1, c.o.Work/evenShare))
		}
		if c.o.Left != nil {
			gone = max(gone, (from-c.o.Left())/span)
		}
		return gone
	}
}

// spread returns the fewest and the most breaks that somebody has.
func (b *board) spread() (low, high int) {
	for x := range b.used {
		n := b.breaks(b.used[x])
		if x == 0 || n < low {
			low = n
		}
		high = max(high, n)
	}
	return low, high
}

// evenCost is what a person's timetable counts while fairness is looked for.
func (b *board) evenCost(x int32, used mask) int {
	n := b.breaks(used)
	return evenUnit * (n + tooManyBreaks(n-b.most) + b.offDays(x, used))
}
