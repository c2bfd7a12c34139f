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
// literals and the order of variables by activity as in Moskewicz et al. 2001; clauses kept by
// the number of decision levels in them as in Audemard and Simon 2009). Assumptions
// that cannot hold together come back as a core.
type sat struct {
	// The clauses one after the other: size, levels (0: given, not learnt), literals.
	arena  []lit
	learnt []int32
	watch  [][]watcher // by literal: clauses to look at when it becomes false

	value  []int8 // by variable: 1, −1, 0
	level  []int32
	reason []int32
	phase  []int8
	seen   []int8
	trail  []lit
	limits []int
	head   int

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
	fast      float64
	slow      float64
	maxLearnt int
}

type watcher struct {
	clause  int32
	blocker lit
}

func newSat() *sat { return &sat{grow: 1, maxLearnt: 4000} }

// variable returns a new variable.
func (s *sat) variable() lit {
	v := int32(len(s.value))
	s.value = append(s.value, 0)
	s.level = append(s.level, 0)
	s.reason = append(s.reason, noClause)
	s.phase = append(s.phase, -1)
	s.seen = append(s.seen, 0)
	s.activity = append(s.activity, 0)
	s.stamp = append(s.stamp, 0)
	s.watch = append(s.watch, nil, nil)
	s.spot = append(s.spot, -1)
	s.push(v)
	return lit(v << 1)
}

func (s *sat) is(l lit) int8 {
	if l.neg() {
		return -s.value[l>>1]
	}
	return s.value[l>>1]
}

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

func (s *sat) attach(c []lit, levels int) int32 {
	at := int32(len(s.arena))
	s.arena = append(s.arena, lit(len(c)), lit(levels))
	s.arena = append(s.arena, c...)
	s.watch[c[0]] = append(s.watch[c[0]], watcher{at, c[1]})
	s.watch[c[1]] = append(s.watch[c[1]], watcher{at, c[0]})
	return at
}

func (s *sat) lits(c int32) []lit { return s.arena[c+2 : c+2+int32(s.arena[c])] }

func (s *sat) assign(l lit, why int32) {
	v := l.v()
	s.value[v] = l.sign()
	s.level[v] = int32(len(s.limits))
	s.reason[v] = why
	s.trail = append(s.trail, l)
}

// propagate draws all conclusions. It returns a clause of which nothing is left, or noClause.
func (s *sat) propagate() int32 {
	for s.head < len(s.trail) {
		p := s.trail[s.head].not() // now false
		s.head++
		ws := s.watch[p]
		n := 0
	next:
		for i := 0; i < len(ws); i++ {
			w := ws[i]
			if s.is(w.blocker) > 0 {
				ws[n] = w
				n++
				continue
			}
			c := s.lits(w.clause)
			if c[0] == p {
				c[0], c[1] = c[1], p
			}
			if c[0] != w.blocker && s.is(c[0]) > 0 {
				ws[n] = watcher{w.clause, c[0]}
				n++
				continue
			}
			for k := 2; k < len(c); k++ {
				if s.is(c[k]) >= 0 {
					c[1], c[k] = c[k], p
					s.watch[c[1]] = append(s.watch[c[1]], watcher{w.clause, c[0]})
					continue next
				}
			}
			ws[n] = watcher{w.clause, c[0]}
			n++
			if s.is(c[0]) < 0 {
				n += copy(ws[n:], ws[i+1:])
				s.watch[p] = ws[:n]
				s.head = len(s.trail)
				return w.clause
			}
			s.assign(c[0], w.clause)
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
		v := s.trail[i].v()
		s.phase[v] = s.value[v]
		s.value[v] = 0
		s.reason[v] = noClause
		if s.spot[v] < 0 {
			s.push(v)
		}
	}
	s.trail = s.trail[:s.limits[level]]
	s.limits = s.limits[:level]
	s.head = len(s.trail)
}

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
	n := 1
	for _, q := range s.out[1:] {
		if s.reason[q.v()] == noClause || !s.redundant(q) {
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

// redundant says whether q follows from the other literals of the learnt clause.
func (s *sat) redundant(q lit) bool {
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
			if s.reason[v] == noClause {
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

// levels counts the decision levels in a clause.
func (s *sat) levels(c []lit) int {
	s.stampNow++
	n := 0
	for _, l := range c {
		if lv := s.level[l.v()]; lv < int32(len(s.stamp)) && s.stamp[lv] != s.stampNow {
			s.stamp[lv] = s.stampNow
			n++
		}
	}
	return n
}

// why makes the core: the assumptions from which it follows that l is false.
func (s *sat) why(l lit) {
	s.core = append(s.core[:0], l)
	if len(s.limits) == 0 {
		return
	}
	s.seen[l.v()] = 1
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
	s.seen[l.v()] = 0
}

// solve looks for values that keep all clauses and the assumptions: 1 found, −1 there are none
// (core says which assumptions are to blame), 0 not decided within the conflicts given.
func (s *sat) solve(ctx context.Context, assumed []lit, budget int64) int {
	if s.broken {
		s.core = s.core[:0]
		return -1
	}
	s.cancel(0)
	since := 0
	for {
		if conflict := s.propagate(); conflict != noClause {
			s.conflicts++
			budget--
			since++
			if len(s.limits) == 0 {
				s.broken = true
				s.core = s.core[:0]
				return -1
			}
			back := s.learn(conflict)
			lv := s.levels(s.out)
			s.fast += (float64(lv) - s.fast) / 32
			s.slow += (float64(lv) - s.slow) / 4096
			s.cancel(back)
			if len(s.out) == 1 {
				s.assign(s.out[0], noClause)
			} else {
				c := s.attach(s.out, lv)
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
		if since >= 50 && s.fast > 1.2*s.slow {
			since = 0
			s.fast = s.slow
			s.cancel(len(assumed)) // they would be assumed again
		}
		if len(s.learnt) > s.maxLearnt {
			s.forget()
		}
		next := lit(-1)
		for len(s.limits) < len(assumed) {
			a := assumed[len(s.limits)]
			if s.is(a) > 0 {
				s.limits = append(s.limits, len(s.trail))
				continue
			}
			if s.is(a) < 0 {
				s.why(a)
				s.cancel(0)
				return -1
			}
			next = a
			break
		}
		if next < 0 {
			for next < 0 && len(s.heap) > 0 {
				v := s.pop()
				if s.value[v] == 0 {
					next = lit(v << 1)
					if s.phase[v] < 0 {
						next = next.not()
					}
				}
			}
			if next < 0 {
				return 1 // the values stay until the next call
			}
		}
		s.limits = append(s.limits, len(s.trail))
		s.assign(next, noClause)
	}
}

// forget drops the worse half of what was learnt, and packs the clauses.
func (s *sat) forget() {
	s.cancel(0)
	slices.SortStableFunc(s.learnt, func(a, b int32) int {
		if d := s.arena[a+1] - s.arena[b+1]; d != 0 {
			return int(d)
		}
		return int(s.arena[a] - s.arena[b])
	})
	keep := len(s.learnt) / 2
	for keep < len(s.learnt) && s.arena[s.learnt[keep]+1] <= 2 {
		keep++
	}
	dropped := make(map[int32]bool, len(s.learnt)-keep)
	for _, c := range s.learnt[keep:] {
		dropped[c] = true
	}
	s.learnt = s.learnt[:keep]
	slices.Sort(s.learnt)
	to := int32(0)
	moved := s.learnt[:0:0]
	for i := range s.watch {
		s.watch[i] = s.watch[i][:0]
	}
	for at := int32(0); at < int32(len(s.arena)); {
		size := int32(s.arena[at]) + 2
		if !dropped[at] && !s.holds(s.arena[at+2:at+size]) {
			copy(s.arena[to:], s.arena[at:at+size])
			c := s.lits(to)
			s.watch[c[0]] = append(s.watch[c[0]], watcher{to, c[1]})
			s.watch[c[1]] = append(s.watch[c[1]], watcher{to, c[0]})
			if s.arena[to+1] > 0 {
				moved = append(moved, to)
			}
			to += size
		}
		at += size
	}
	s.arena = s.arena[:to]
	s.learnt = moved
	s.maxLearnt += 300
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

// The heap of variables, the most active first.

func (s *sat) push(v int32) {
	s.spot[v] = int32(len(s.heap))
	s.heap = append(s.heap, v)
	s.up(s.spot[v])
}

func (s *sat) pop() int32 {
	v := s.heap[0]
	last := s.heap[len(s.heap)-1]
	s.heap = s.heap[:len(s.heap)-1]
	s.spot[v] = -1
	if len(s.heap) > 0 {
		s.heap[0], s.spot[last] = last, 0
		s.down(0)
	}
	return v
}

func (s *sat) up(i int32) {
	v := s.heap[i]
	for i > 0 {
		p := (i - 1) / 2
		if s.activity[s.heap[p]] >= s.activity[v] {
			break
		}
		s.heap[i] = s.heap[p]
		s.spot[s.heap[i]] = i
		i = p
	}
	s.heap[i], s.spot[v] = v, i
}

func (s *sat) down(i int32) {
	v := s.heap[i]
	for {
		c := 2*i + 1
		if c >= int32(len(s.heap)) {
			break
		}
		if c+1 < int32(len(s.heap)) && s.activity[s.heap[c+1]] > s.activity[s.heap[c]] {
			c++
		}
		if s.activity[s.heap[c]] <= s.activity[v] {
			break
		}
		s.heap[i] = s.heap[c]
		s.spot[s.heap[i]] = i
		i = c
	}
	s.heap[i], s.spot[v] = v, i
}
