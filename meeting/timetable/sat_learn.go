package timetable

func (s *sat) bump(v int32) {
	s.activity[v] += s.grow
	if s.activity[v] > 1e100 {
		for i := range s.activity {
			s.activity[i] *= 1e-100
		}
		s.grow *= 1e-100
	}
	if s.spot[v] >= 0 {
		s.up(s.spot[v])
	}
}

// learn makes a clause of a conflict: the one with a single literal of the last level. It
// returns the level to go back to.
func (s *sat) learn(conflict int32) (back int) {
	s.out = append(s.out[:0], 0)
	open, i := 0, len(s.trail)-1
	p := lit(-1)
	for {
		if s.arena[conflict+1] > 0 {
			s.used(conflict)
		}
		for _, q := range s.lits(conflict) {
			if q == p {
				continue
			}
			v := q.v()
			if s.seen[v] == 0 && s.level[v] > 0 {
				s.seen[v] = 1
				s.clear = append(s.clear, v)
				s.bump(v)
				if int(s.level[v]) == len(s.limits) {
					open++
				} else {
					s.out = append(s.out, q)
				}
			}
		}
		for s.seen[s.trail[i].v()] == 0 {
			i--
		}
		p = s.trail[i]
		i--
		conflict = s.reason[p.v()]
		s.seen[p.v()] = 0
		if open--; open == 0 {
			break
		}
	}
	s.out[0] = p.not()
	among := uint64(0) // levels, by their last six bits
	for _, q := range s.out[1:] {
		among |= 1 << (s.level[q.v()] & 63)
	}
	n := 1
	for _, q := range s.out[1:] {
		if s.reason[q.v()] == noClause || !s.redundant(q, among) {
			s.out[n] = q
			n++
		}
	}
	s.out = s.out[:n]
	for _, v := range s.clear {
		s.seen[v] = 0
	}
	s.clear = s.clear[:0]
	if n == 1 {
		return 0
	}
	far := 1
	for k := 2; k < n; k++ {
		if s.level[s.out[k].v()] > s.level[s.out[far].v()] {
			far = k
		}
	}
	s.out[1], s.out[far] = s.out[far], s.out[1]
	return int(s.level[s.out[1].v()])
}

// redundant says whether q follows from the other literals of the learnt clause, whose levels
// are among.
func (s *sat) redundant(q lit, among uint64) bool {
	s.stack = append(s.stack[:0], q)
	top := len(s.clear)
	for len(s.stack) > 0 {
		p := s.stack[len(s.stack)-1]
		s.stack = s.stack[:len(s.stack)-1]
		for _, r := range s.lits(s.reason[p.v()]) {
			v := r.v()
			if v == p.v() || s.seen[v] != 0 || s.level[v] == 0 {
				continue
			}
			if s.reason[v] == noClause || among&(1<<(s.level[v]&63)) == 0 {
				for _, u := range s.clear[top:] {
					s.seen[u] = 0
				}
				s.clear = s.clear[:top]
				return false
			}
			s.seen[v] = 1
			s.clear = append(s.clear, v)
			s.stack = append(s.stack, r)
		}
	}
	return true
}

// levels counts the decision levels in a clause, at least 1. What is assumed is no decision.
func (s *sat) levels(c []lit) int {
	s.stampNow++
	n := 0
	for _, l := range c {
		if lv := s.level[l.v()] - int32(s.base); lv > 0 && s.stamp[lv-1] != s.stampNow {
			s.stamp[lv-1] = s.stampNow
			n++
		}
	}
	return max(n, 1)
}
