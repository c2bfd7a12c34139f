package meeting

// Once all have their places, people change halls and tables less where two meetings of a slot exchange their tables, or
// one goes to a table that is free, and no rule is broken by it.

// stayMore exchanges tables as long as somebody has fewer ways between halls by it, or as many and fewer changes of table. What is
// at a table of its own party, was put by hand, is fixed or was there in the draft before stays.
func (r *repair) stayMore() {
	s := &staying{repair: r, firm: make([]bool, len(r.at))}
	names := r.p.in.Setup.Tables()
	for t := range names {
		h, _ := r.p.in.Setup.HallOf(names[t])
		s.hallOf = append(s.hallOf, h.Code)
	}
	for m, at := range r.at {
		if at == nowhere {
			continue
		}
		place := &r.p.Places[m]
		s.firm[m] = r.owner[at.table] != "" || r.pinned[m] || r.p.fixed[m] == names[at.table] || place.Slot == r.p.codes[at.slot] && place.Table == names[at.table]
	}
	for range mostRounds {
		less := false
		for m, at := range r.at {
			if at != nowhere && !s.firm[m] && r.ctx.Err() == nil {
				less = s.better(int32(m)) || less
			}
		}
		if !less {
			return
		}
	}
}

// mostRounds is how often all meetings are gone through; each time something got better, so it would end by itself.
const mostRounds = 20

type staying struct {
	*repair
	hallOf []string // by table; told apart even where the way takes no time
	firm   []bool
}

// better moves m to a table where one of its people sits before or after, if that is better.
func (s *staying) better(m int32) bool {
	at := s.at[m]
	for _, x := range s.ends[m] {
		for _, k := range s.beside(x, at.slot) {
			if k < 0 || s.at[k].table == at.table {
				continue
			}
			t := s.at[k].table
			other := s.sits[at.slot*s.tables+t]
			if !s.usable(m, at.slot, t) || s.owner[t] != "" || other >= 0 && (s.firm[other] || !s.usable(other, at.slot, at.table)) {
				continue
			}
			if s.exchange(m, other, t) {
				return true
			}
		}
	}
	return false
}

// exchange has m sit at table t and the other, if there is one, at m's; it takes that back, and says false, when it is no better.
func (s *staying) exchange(m, other int32, t int) bool {
	at := s.at[m]
	both := []int32{m}
	if other >= 0 {
		both = append(both, other)
	}
	ways, changes := s.count(both)
	s.swap(m, other, t)
	w, c := s.count(both)
	if w < ways || w == ways && c < changes {
		if s.reached(m) && (other < 0 || s.reached(other)) {
			return true
		}
	}
	s.swap(m, other, at.table)
	return false
}

func (s *staying) swap(m, other int32, t int) {
	was, to := s.at[m], s.at[m]
	to.table = t
	s.take(m)
	if other >= 0 {
		h := s.at[other]
		s.take(other)
		h.table = was.table
		s.place(other, h)
	}
	s.place(m, to)
}

// reached says whether everybody at m can get there and away in time.
func (s *staying) reached(m int32) bool {
	gone, _ := s.inTheWay(m, s.at[m], nil)
	return len(gone) == 0
}

// beside are the meetings that somebody has before and after a slot on its day; −1 for none.
func (s *staying) beside(x int32, slot int) [2]int32 {
	out := [2]int32{-1, -1}
	for i, step := range [2]int{-1, 1} {
		for e := slot + step; e >= 0 && e < s.slots && s.day[e] == s.day[slot]; e += step {
			if k := s.with[int(x)*s.slots+e]; k >= 0 {
				out[i] = k
				break
			}
		}
	}
	return out
}

// count counts ways between halls and changes of table to and from meetings.
func (s *staying) count(meetings []int32) (ways, changes int) {
	for _, m := range meetings {
		t := s.at[m].table
		for _, x := range s.ends[m] {
			for _, k := range s.beside(x, s.at[m].slot) {
				if k < 0 || s.at[k].table == t {
					continue
				}
				if changes++; s.hallOf[s.at[k].table] != s.hallOf[t] {
					ways++
				}
			}
		}
	}
	return ways, changes
}
