package timetable

import "slices"

// Clauses are kept by the number of decision levels in them (Audemard and Simon 2009): for ever up
// to two, those of a few levels as long as they are used now and then, and of the others that were
// not used lately the better quarter.
const (
	forgetEvery = 300 // conflicts; as many more each time
	levelsKept  = 2
	levelsFew   = 6
)

// used marks a learnt clause, and counts its levels again: they may have become fewer.
func (s *sat) used(c int32) {
	if lv := lit(levelsKept); s.arena[c+1] > lv {
		if now := lit(s.levels(s.lits(c))); now < s.arena[c+1] {
			s.arena[c+1] = now
		}
	}
	s.arena[c+2] = 1
	if s.arena[c+1] <= levelsFew {
		s.arena[c+2] = 2
	}
}

// forget drops what is learnt and of little use, and packs the clauses.
func (s *sat) forget() {
	s.cancel(0)
	s.forgot++
	s.forgetAt = s.conflicts + forgetEvery*s.forgot
	var idle []int32
	for _, c := range s.learnt {
		switch {
		case s.arena[c+1] <= levelsKept:
		case s.arena[c+2] > 0:
			s.arena[c+2]--
		default:
			idle = append(idle, c)
		}
	}
	slices.SortStableFunc(idle, func(a, b int32) int {
		if d := s.arena[a+1] - s.arena[b+1]; d != 0 {
			return int(d)
		}
		return int(s.arena[a] - s.arena[b])
	})
	const dropped = -1
	for _, c := range idle[len(idle)/4:] {
		s.arena[c+1] = dropped
	}
	for i := range s.watch {
		s.watch[i] = s.watch[i][:0]
	}
	s.learnt = s.learnt[:0]
	to := int32(0)
	for at := int32(0); at < int32(len(s.arena)); {
		size := int32(s.arena[at]) + header
		c := s.arena[at : at+size]
		at += size
		if c[1] == dropped || s.holds(c[header:]) {
			continue
		}
		kept := s.arena[to : to+header]
		copy(kept, c[:header])
		n := to + header
		for _, l := range c[header:] {
			if s.is(l) == 0 { // it is false for ever otherwise
				s.arena[n] = l
				n++
			}
		}
		kept[0] = lit(n - to - header)
		s.watched(to)
		if kept[1] > 0 {
			s.learnt = append(s.learnt, to)
		}
		to = n
	}
	s.arena = s.arena[:to]
	for _, l := range s.trail {
		s.reason[l.v()] = noClause
	}
}

// holds says whether a clause is true at level 0 already.
func (s *sat) holds(c []lit) bool {
	for _, l := range c {
		if s.is(l) > 0 {
			return true
		}
	}
	return false
}
