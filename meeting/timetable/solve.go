package timetable

import (
	"context"
	"math"
	"runtime"
	"sync"
)

// Options say how much is to be done.
type Options struct {
	Seed    uint64
	Threads int // 0: as many as there are processors; the answer does not depend on it

	// Work is the number of exchanges that may be tried; 0: as many as the time allows. A conflict
	// of the exact search counts as conflictWork of them.
	Work int64

	// Left returns which share of the time is left, from 1 down to 0; nil when Work alone counts.
	// It is asked from several goroutines.
	Left func() float64

	// Progress is told now and then how far the search has come; it may be nil.
	Progress func(Progress)
}

// Progress is how far a search has come.
type Progress struct {
	Share  float64 // of the work or time, 0 to 1
	Breaks int     // of the best timetable so far; −1 when there is none yet
	Bound  int
	Moves  int64
	Placed int // meetings of the best timetable so far

	Value, Upper int64 // Choose alone: of the wishes that have a place, and what no set goes over
}

const (
	conflictWork = 300
	defaultWork  = 200_000_000

	smallEnough = 12_000 // pairs of meeting and slot up to which the exact search takes part
	largeFrom   = 12_000 // meetings from which the slots are worked on in blocks

	// What small does in its shortest round: conflicts of the two models and of the mender on each
	// lane's timetable, and moves of each lane. The lean model decides at once or not at all.
	fullShare, leanShare, mendShare, laneShare = 1000, 400, 200, 60_000
)

// Solve looks for the timetable of all meetings with the fewest breaks. It stops when that is
// proven, when there is proven to be none, or when ctx, time or work ends; the best so far is
// the answer then. It refuses an instance that Check refuses. Wishes are taken as meetings
// that must be held: Choose is for those.
func Solve(ctx context.Context, in *Instance, o Options) (*Result, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	s := newSearch(ctx, compile(in, nil), o)
	return s.result(s.run()), nil
}

// A search is one call of Solve.
type search struct {
	*problem
	ctx     context.Context
	o       Options
	n       *narrower
	least   []int
	bound   int
	why     []Reason
	lanes   []*lane
	best    []int16 // nil: none yet
	breaks  int
	moves   int64
	proven  bool
	given   []int16 // a timetable to begin with
	partial []int16 // the most meetings placed, when not all could be
}

func newSearch(ctx context.Context, p *problem, o Options) *search {
	if o.Threads < 1 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Work <= 0 && o.Left == nil {
		o.Work = defaultWork
	}
	return &search{problem: p, ctx: ctx, o: o, breaks: noLimit}
}

// spent returns the share of work and time that is gone.
func (s *search) spent() float64 {
	share := 0.0
	if s.ctx.Err() != nil {
		return 1
	}
	if s.o.Work > 0 {
		share = float64(s.moves) / float64(s.o.Work)
	}
	if s.o.Left != nil {
		share = max(share, 1-s.o.Left())
	}
	return min(1, share)
}

func (s *search) tell() {
	if s.o.Progress == nil {
		return
	}
	p := Progress{Share: s.spent(), Breaks: -1, Bound: s.bound, Moves: s.moves}
	if s.best != nil {
		p.Breaks = s.breaks
	}
	p.Placed = placedIn(s.best)
	s.o.Progress(p)
}

func placedIn(slots []int16) int {
	n := 0
	for _, s := range slots {
		if s >= 0 {
			n++
		}
	}
	return n
}

// run returns the status.
func (s *search) run() Status {
	s.n = newNarrower(s.problem)
	s.n.stop = s.cancelled
	if s.why = plain(s.problem); len(s.why) > 0 {
		return Infeasible
	}
	if !s.n.narrow() {
		s.why = s.explain(s.n)
		return Infeasible
	}
	var why *Reason
	if s.bound, s.least, why = s.n.bound(); why != nil {
		s.why = []Reason{*why}
		return Infeasible
	}
	copy(s.allow, s.n.allow)
	s.most = s.mostBreaks()
	s.tell()
	pairs := 0
	for _, a := range s.allow {
		pairs += a.count()
	}
	if pairs <= smallEnough && s.in.MostDay == nil {
		return s.small()
	}
	return s.wide()
}

// mostBreaks is the number of breaks that nobody goes over: then nobody has more than Fairness
// more than anybody else.
func (s *search) mostBreaks() int {
	if s.in.Fairness < 0 || s.people == 0 {
		return noLimit
	}
	low := noLimit
	for x, least := range s.least {
		if s.in.People > 0 && x < s.people {
			low = min(low, least)
		}
	}
	return low + s.in.Fairness
}

func (s *search) done() bool {
	return s.proven || s.best != nil && s.breaks <= s.bound || s.spent() >= 1
}

// take keeps a timetable that has every meeting and breaks no rule, if it is the best so far.
func (s *search) take(b *board) {
	breaks, over := b.total()
	if over > 0 || breaks >= s.breaks {
		return
	}
	for m, slot := range b.slot {
		if slot < 0 && !s.allow[m].empty() {
			return
		}
	}
	s.breaks, s.best = breaks, append(s.best[:0], b.slot...)
}

// start builds the lanes' first timetables, each in its own way.
func (s *search) start(count int) {
	for i := range count {
		s.lanes = append(s.lanes, s.lane(uint64(i+1)))
	}
}

// lane returns a lane with the timetable that is given, or with none.
func (s *search) lane(stream uint64) *lane {
	l := newLane(newBoard(s.problem), s.o.Seed, stream)
	if s.given != nil {
		l.begins(s.given)
	}
	return l
}

// begins makes the lane go on from a timetable.
func (l *lane) begins(slots []int16) {
	l.fill(slots)
	l.recount()
	l.best = l.now
	copy(l.bestSlots, l.slot)
}

// parallel runs the jobs, Threads of them at a time.
func (s *search) parallel(jobs ...func()) {
	if s.o.Threads == 1 || len(jobs) == 1 {
		for _, job := range jobs {
			job()
		}
		return
	}
	var wait sync.WaitGroup
	gate := make(chan struct{}, s.o.Threads)
	for _, job := range jobs {
		gate <- struct{}{}
		wait.Add(1)
		go func() {
			defer func() { <-gate; wait.Done() }()
			job()
		}()
	}
	wait.Wait()
}

// small works in rounds: the exact search of the full and of the lean model, and two lanes whose
// timetables of the round before the mender betters, each round longer than the last. After each a
// lane goes on from what was mended if it has found nothing better itself.
func (s *search) small() Status {
	most := min(s.most, s.slots)
	exacts := []*exact{newExact(newModel(s.n, most, s.least, false)), newExact(newModel(s.n, most, s.least, true))}
	s.start(2)
	mender := newMender(exacts[1], s.o.Seed)
	for round := 0; !s.done(); round++ {
		size := int64(1) << min(round, 5)
		before := exacts[0].sat.conflicts + exacts[1].sat.conflicts
		verdicts := make([]int, len(exacts))
		mended := make([]*board, len(s.lanes))
		for i, l := range s.lanes {
			if l.missing() == 0 {
				mended[i] = newBoard(s.problem)
				mended[i].fill(l.bestSlots)
			}
		}
		decide := func(i int, share int64) {
			stop := func() bool { return exacts[i].bound >= s.breaks || s.timeOut() }
			verdicts[i] = exacts[i].run(s.ctx, share*size, stop)
		}
		jobs := []func(){func() { decide(0, fullShare) }, func() {
			for i, b := range mended {
				if b != nil && !mender.run(s.ctx, b, mendShare*size, s.timeOut) {
					mended[i] = nil
				}
			}
			if s.best != nil {
				mender.hint(s.best)
			}
			decide(1, leanShare)
		}}
		for _, l := range s.lanes {
			jobs = append(jobs, func() { s.cycle(l, 0.6, 0.12, laneShare*size) })
		}
		s.parallel(jobs...)
		s.moves += (exacts[0].sat.conflicts + exacts[1].sat.conflicts - before) * conflictWork
		for i, l := range s.lanes {
			s.collect(l)
			if b := mended[i]; b != nil {
				if breaks, _ := b.total(); breaks < l.best {
					l.begins(b.slot)
					s.collect(l)
				}
			}
		}
		for i, e := range exacts {
			s.bound = max(s.bound, e.bound)
			switch verdicts[i] {
			case -1:
				if s.best == nil {
					s.n.why = nil // the search found it, not the narrowing
					s.why = s.explain(s.n)
					return Infeasible
				}
				s.proven = true
			case 1:
				b := newBoard(s.problem)
				b.fill(e.slotsOf())
				s.take(b)
				s.bound, s.proven = s.breaks, true
			}
		}
		s.tell()
	}
	return s.status()
}

func (s *search) timeOut() bool { return s.ctx.Err() != nil || s.o.Left != nil && s.o.Left() <= 0 }

func (s *search) cancelled() bool { return s.ctx.Err() != nil }

// collect takes over what a lane has found.
func (s *search) collect(l *lane) {
	s.moves += l.moves
	l.moves = 0
	kept := l.board.clone()
	kept.fill(l.bestSlots)
	s.take(kept)
	placed := 0
	for _, slot := range kept.slot {
		if slot >= 0 {
			placed++
		}
	}
	have := 0
	for _, slot := range s.partial {
		if slot >= 0 {
			have++
		}
	}
	if s.partial == nil || placed > have {
		s.partial = append(s.partial[:0], kept.slot...)
	}
}

// anneal makes so many moves on a lane at the temperature that belongs to share, the part of
// the way from hot to cold. A lane that has not placed all goes on with that first.
func (s *search) anneal(l *lane, hot, cold, share float64, moves int64) {
	if l.missing() > 0 {
		l.build(int64(len(l.ends)) * 20)
		l.best = noLimit * 8
		copy(l.bestSlots, l.slot)
		if l.missing() > 0 {
			return
		}
		l.best = l.now
	}
	l.cool(hot * math.Pow(cold/hot, share))
	for end := l.moves + moves; l.moves < end && l.best > s.bound && !s.timeOut(); {
		for range 1024 {
			l.step()
		}
	}
}

// cycle takes a lane from hot to cold with so many moves, starting from its best timetable.
func (s *search) cycle(l *lane, hot, cold float64, moves int64) {
	if l.missing() == 0 {
		l.fill(l.bestSlots)
		l.recount()
	}
	const steps = 64
	for i := range steps {
		s.anneal(l, hot, cold, float64(i)/steps, moves/steps)
	}
}

// missing counts the meetings that have no slot yet.
func (l *lane) missing() int {
	n := 0
	for m := range l.slot {
		if l.slot[m] < 0 && !l.allow[m].empty() {
			n++
		}
	}
	return n
}

// wide works on fairs that are too large for the exact search: in two lanes or, where the fair
// is large, in blocks of slots.
func (s *search) wide() Status {
	if len(s.ends) >= largeFrom && s.slots >= 16 {
		s.blocks(1, 0.1)
		return s.status()
	}
	s.start(2)
	jobs := make([]func(), len(s.lanes))
	for !s.done() {
		from := s.spent()
		for i, l := range s.lanes {
			jobs[i] = func() { s.anneal(l, 1, 0.1, from, 1<<18) }
		}
		s.parallel(jobs...)
		for _, l := range s.lanes {
			s.collect(l)
		}
		s.tell()
	}
	return s.status()
}

func (s *search) status() Status {
	switch {
	case s.best == nil:
		return Unknown
	case s.breaks <= s.bound:
		return Optimal
	}
	return Feasible
}

func (s *search) result(status Status) *Result {
	r := &Result{Status: status, Bound: s.bound, Moves: s.moves, Conflict: s.why}
	slots := s.best
	if slots == nil {
		slots = s.partial
	}
	r.Slots = make([]int, len(s.ends))
	for m := range r.Slots {
		r.Slots[m] = -1
		if slots != nil && status != Infeasible {
			r.Slots[m] = int(slots[m])
		}
	}
	b := newBoard(s.problem)
	for m, slot := range r.Slots {
		if slot >= 0 {
			b.place(int32(m), slot)
		}
	}
	r.Breaks, _ = b.total()
	low, high := b.spread()
	r.Spread = high - low
	r.Tables = seat(s.in, r.Slots)
	return r
}
