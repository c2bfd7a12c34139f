package timetable

import (
	"context"
	"slices"
)

// A lit is a variable or its negation: 2v or 2v+1.
type lit int32

func (l lit) not() lit   { return l ^ 1 }
func (l lit) v() int32   { return int32(l) >> 1 }
func (l lit) neg() bool  { return l&1 != 0 }
func (l lit) sign() int8 { return 1 - 2*int8(l&1) }

const noClause = int32(-1)

// A sat decides clauses by learning from conflicts (Marques-Silva and Sakallah 1996; two watched
// literals and the order of variables by activity as in Moskewicz et al. 2001). How what is learnt
// is made and kept is in sat_learn.go and sat_forget.go, where the search begins again in
// sat_restart.go. Assumptions that cannot hold together come back as a core.
type sat struct {
	// The clauses one after the other: size, levels (0: given, not learnt), use, literals.
	arena  []lit
	learnt []int32
	watch  [][]watcher // by literal: clauses to look at when it becomes false

	value  []int8 // by literal: 1, −1, 0
	level  []int32
	reason []int32
	seen   []int8
	trail  []lit
	limits []int
	head   int
	base   int // 1 when the first level is what is assumed, 0 when nothing is

	phase []int8 // by variable: what it is tried with, its last value
	modes

	activity []float64
	grow     float64
	heap     []int32
	spot     []int32

	broken    bool // the clauses contradict each other without any assumption
	core      []lit
	conflicts int64
	stack     []lit
	clear     []int32
	stamp     []int64
	stampNow  int64
	out       []lit
	forgetAt  int64 // conflicts
	forgot    int64 // how often
}

// A watcher is a clause, ^clause where it has two literals, and another literal of it: when that
// is true there is nothing to do.
type watcher struct {
	clause  int32
	blocker lit
}

// header is how many numbers stand before the literals of a clause.
const header = 3

func newSat() *sat {
	return &sat{grow: 1, forgetAt: forgetEvery, modes: modes{until: modeFirst}}
}

// variable returns a new variable.
func (s *sat) variable() lit {
	v := int32(len(s.level))
	s.value = append(s.value, 0, 0)
	s.level = append(s.level, 0)
	s.reason = append(s.reason, noClause)
	s.phase = append(s.phase, -1)
	s.target = append(s.target, 0)
	s.seen = append(s.seen, 0)
	s.activity = append(s.activity, 0)
	s.stamp = append(s.stamp, 0)
	s.watch = append(s.watch, nil, nil)
	s.spot = append(s.spot, -1)
	s.push(v)
	return lit(v << 1)
}

func (s *sat) is(l lit) int8 { return s.value[l] }

// add gives the solver a clause. It must be at level 0.
func (s *sat) add(clause ...lit) {
	if s.broken {
		return
	}
	s.cancel(0)
	c := slices.Clone(clause)
	slices.Sort(c)
	n := 0
	for i, l := range c {
		if s.is(l) > 0 || i > 0 && n > 0 && l == c[n-1].not() {
			return
		}
		if s.is(l) < 0 || n > 0 && l == c[n-1] {
			continue
		}
		c[n] = l
		n++
	}
	switch c = c[:n]; n {
	case 0:
		s.broken = true
	case 1:
		s.assign(c[0], noClause)
		s.broken = s.propagate() != noClause
	default:
		s.attach(c, 0)
	}
}

// attach keeps a clause of at least two literals, the first two of which are watched.
func (s *sat) attach(c []lit, levels int) int32 {
	at := int32(len(s.arena))
	s.arena = append(s.arena, lit(len(c)), lit(levels), 0)
	s.arena = append(s.arena, c...)
	s.watched(at)
	return at
}

func (s *sat) watched(at int32) {
	c, as := s.lits(at), at
	if len(c) == 2 {
		as = ^at
	}
	s.watch[c[0]] = append(s.watch[c[0]], watcher{as, c[1]})
	s.watch[c[1]] = append(s.watch[c[1]], watcher{as, c[0]})
}

func (s *sat) lits(c int32) []lit { return s.arena[c+header : c+header+int32(s.arena[c])] }

func (s *sat) assign(l lit, why int32) {
	v := l.v()
	s.value[l], s.value[l^1] = 1, -1
	s.level[v] = int32(len(s.limits))
	s.reason[v] = why
	s.trail = append(s.trail, l)
}

// propagate draws all conclusions. It returns a clause of which nothing is left, or noClause.
func (s *sat) propagate() int32 {
	value := s.value
	for s.head < len(s.trail) {
		p := s.trail[s.head].not() // now false
		s.head++
		ws := s.watch[p]
		n := 0
	next:
		for i := 0; i < len(ws); i++ {
			w := ws[i]
			b := value[w.blocker]
			if b > 0 || w.clause < 0 {
				ws[n] = w
				n++
				if b > 0 {
					continue
				}
				if b == 0 {
					s.assign(w.blocker, ^w.clause)
					continue
				}
				n += copy(ws[n:], ws[i+1:])
				s.watch[p] = ws[:n]
				s.head = len(s.trail)
				return ^w.clause
			}
			c := s.lits(w.clause)
			first := c[0] ^ c[1] ^ p
			f := value[first]
			if f > 0 {
				ws[n] = watcher{w.clause, first}
				n++
				continue
			}
			for k := 2; k < len(c); k++ {
				if l := c[k]; value[l] >= 0 {
					c[0], c[1], c[k] = first, l, p
					s.watch[l] = append(s.watch[l], watcher{w.clause, first})
					continue next
				}
			}
			ws[n] = watcher{w.clause, first}
			n++
			if f < 0 {
				n += copy(ws[n:], ws[i+1:])
				s.watch[p] = ws[:n]
				s.head = len(s.trail)
				return w.clause
			}
			s.assign(first, w.clause)
		}
		s.watch[p] = ws[:n]
	}
	return noClause
}

func (s *sat) cancel(level int) {
	if len(s.limits) <= level {
		return
	}
	for i := len(s.trail) - 1; i >= s.limits[level]; i-- {
		l := s.trail[i]
		v := l.v()
		s.phase[v] = l.sign()
		s.value[l], s.value[l^1] = 0, 0
		s.reason[v] = noClause
		if s.spot[v] < 0 {
			s.push(v)
		}
	}
	s.trail = s.trail[:s.limits[level]]
	s.limits = s.limits[:level]
	s.head = len(s.trail)
}

// why makes the core: the assumptions from which it follows that lits are all false, which are
// those of a clause, or the opposite of an assumption.
func (s *sat) why(lits ...lit) {
	s.core = s.core[:0]
	if len(s.limits) == 0 {
		return
	}
	for _, l := range lits {
		if s.level[l.v()] > 0 {
			s.seen[l.v()] = 1
		}
	}
	for i := len(s.trail) - 1; i >= s.limits[0]; i-- {
		v := s.trail[i].v()
		if s.seen[v] == 0 {
			continue
		}
		if s.reason[v] == noClause {
			s.core = append(s.core, s.trail[i])
		} else {
			for _, q := range s.lits(s.reason[v]) {
				if s.level[q.v()] > 0 {
					s.seen[q.v()] = 1
				}
			}
		}
		s.seen[v] = 0
	}
}

// assume decides all assumptions on one level, so that going back to it takes none of them back.
// It returns false, with the core, when one is false already.
func (s *sat) assume(assumed []lit) bool {
	s.limits = append(s.limits, len(s.trail))
	for _, a := range assumed {
		switch s.is(a) {
		case -1:
			s.why(a)
			s.core = append(s.core, a)
			return false
		case 0:
			s.assign(a, noClause)
		}
	}
	return true
}

// solve looks for values that keep all clauses and the assumptions: 1 found, −1 there are none
// (core says which assumptions are to blame), 0 not decided within the conflicts given.
func (s *sat) solve(ctx context.Context, assumed []lit, budget int64) int {
	s.core = s.core[:0]
	if s.broken {
		return -1
	}
	s.cancel(0)
	s.base = min(1, len(assumed))
	s.begin()
	for {
		if conflict := s.propagate(); conflict != noClause {
			s.conflicts++
			budget--
			if len(s.limits) <= s.base {
				s.broken = len(s.limits) == 0
				s.why(s.lits(conflict)...)
				s.cancel(0)
				return -1
			}
			s.reached()
			back := s.learn(conflict)
			lv := s.levels(s.out)
			s.met(lv)
			s.cancel(back)
			if len(s.out) == 1 {
				s.assign(s.out[0], noClause)
			} else {
				c := s.attach(s.out, lv)
				s.used(c)
				s.learnt = append(s.learnt, c)
				s.assign(s.out[0], c)
			}
			s.grow /= 0.95
			continue
		}
		if budget <= 0 || s.conflicts&255 == 0 && ctx.Err() != nil {
			s.cancel(0)
			return 0
		}
		if s.restart() {
			s.cancel(s.base)
		}
		if s.conflicts >= s.forgetAt {
			s.forget()
		}
		if len(s.limits) < s.base {
			if !s.assume(assumed) {
				s.cancel(0)
				return -1
			}
			continue
		}
		next := lit(-1)
		for next < 0 {
			if len(s.heap) == 0 {
				return 1 // the values stay until the next call
			}
			if l := lit(s.pop() << 1); s.is(l) == 0 {
				next = s.first(l)
			}
		}
		s.limits = append(s.limits, len(s.trail))
		s.assign(next, noClause)
	}
}
