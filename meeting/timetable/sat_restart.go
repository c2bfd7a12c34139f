package timetable

// The search works in two modes in turn (Biere et al. 2020): one begins again often, when what it
// learns spans more levels than usual, and finds proofs; the other seldom, tries each variable with
// the value it had when most were decided without a conflict, and finds answers.
type modes struct {
	stable bool
	until  int64 // conflicts at which the mode changes
	turns  int64

	since      int64 // conflicts since the search began again
	fast, slow float64
	luby       int64 // which of the numbers of Luby, Sinclair and Zuckerman (1993) is next

	target  []int8 // by variable: its value when most were decided; 0: none yet
	decided int
}

const (
	modeFirst    = 1000 // conflicts of the first turn
	stableUnit   = 512
	focusedLeast = 20
)

// begin is called before a question.
func (s *sat) begin() {
	s.since = 0
	s.decided = 0
}

// reached keeps the values before a conflict, if never more were decided.
func (s *sat) reached() {
	at := s.limits[len(s.limits)-1]
	if !s.stable || at <= s.decided {
		return
	}
	s.decided = at
	for _, l := range s.trail[:at] {
		s.target[l.v()] = l.sign()
	}
}

// met is told of how many levels a learnt clause is.
func (s *sat) met(levels int) {
	s.since++
	s.fast += (float64(levels) - s.fast) / 32
	s.slow += (float64(levels) - s.slow) / 4096
}

// restart says whether to begin again.
func (s *sat) restart() bool {
	if s.stable {
		if s.since < stableUnit*lubyAt(s.luby+1) {
			return false
		}
		s.luby++
	} else if s.since < focusedLeast || s.fast <= 1.15*s.slow {
		return false
	}
	s.since = 0
	s.fast = s.slow
	if s.conflicts >= s.until {
		s.turns++
		s.stable = !s.stable
		s.until = s.conflicts + modeFirst*(s.turns/2+1)
		s.decided = 0
		for i := range s.target {
			s.target[i] = 0
		}
	}
	return true
}

// first is the value that a variable is tried with.
func (s *sat) first(l lit) lit {
	p := s.phase[l.v()]
	if t := s.target[l.v()]; s.stable && t != 0 {
		p = t
	}
	if p < 0 {
		return l.not()
	}
	return l
}

// lubyAt is the i-th number, from 1: 1 1 2 1 1 2 4 …
func lubyAt(i int64) int64 {
	for {
		n := int64(1)
		for n < i+1 {
			n *= 2
		}
		if n == i+1 {
			return n / 2
		}
		i -= n/2 - 1
	}
}
