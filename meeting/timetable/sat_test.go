package timetable

import (
	"context"
	"math/rand/v2"
	"testing"
)

// clauses returns random clauses of three literals; hidden, if not nil, keeps them all.
func clauses(r *rand.Rand, variables, count int, hidden []bool) (all [][]lit) {
	for len(all) < count {
		c := make([]lit, 3)
		kept := hidden == nil
		for i, v := range r.Perm(variables)[:3] {
			c[i] = lit(2*v + r.IntN(2))
			kept = kept || hidden[v] != c[i].neg()
		}
		if kept {
			all = append(all, c)
		}
	}
	return all
}

func loaded(variables int, all [][]lit) *sat {
	s := newSat()
	for range variables {
		s.variable()
	}
	for _, c := range all {
		s.add(c...)
	}
	return s
}

// broken returns a clause that the solver's values do not keep, or nil.
func broken(s *sat, all [][]lit) []lit {
next:
	for _, c := range all {
		for _, l := range c {
			if s.is(l) > 0 {
				continue next
			}
		}
		return c
	}
	return nil
}

// Small problems are held against a trial of all values, again and again under other assumptions,
// so that what was learnt for one is used for the next.
func TestClausesAreDecidedAsATrialOfAllValuesDoes(t *testing.T) {
	const variables = 10
	yes, no := 0, 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		all := clauses(r, variables, 20+r.IntN(25), nil)
		s := loaded(variables, all)
		for range 12 {
			assumed := make([]lit, r.IntN(5))
			for i, v := range r.Perm(variables)[:len(assumed)] {
				assumed[i] = lit(2*v + r.IntN(2))
			}
			possible := func(assumed []lit) bool {
			values:
				for values := range 1 << variables {
					holds := func(l lit) bool { return values>>l.v()&1 == 1 != l.neg() }
					for _, l := range assumed {
						if !holds(l) {
							continue values
						}
					}
					for _, c := range all {
						if !holds(c[0]) && !holds(c[1]) && !holds(c[2]) {
							continue values
						}
					}
					return true
				}
				return false
			}
			verdict, want := s.solve(context.Background(), assumed, 1<<40), possible(assumed)
			switch {
			case want && verdict == 1:
				yes++
				for _, l := range assumed {
					if s.is(l) <= 0 {
						t.Errorf("problem %d: an assumption does not hold", seed)
					}
				}
				if c := broken(s, all); c != nil {
					t.Errorf("problem %d: clause %v is broken", seed, c)
				}
			case !want && verdict == -1:
				no++
				if possible(s.core) {
					t.Errorf("problem %d: the core %v of %v can hold", seed, s.core, assumed)
				}
			default:
				t.Errorf("problem %d with %v: verdict %d; can hold: %v", seed, assumed, verdict, want)
			}
		}
	}
	if yes < 200 || no < 200 {
		t.Errorf("%d can hold and %d cannot: the test says little", yes, no)
	}
}

// Hard problems make the solver forget, begin again and change its mode: hidden values are found or
// others that keep all, and one pigeon more than there are holes is proven to have none.
func TestHardProblemsAreDecidedAfterForgettingAndBeginningAgain(t *testing.T) {
	forgot, turns := int64(0), int64(0)
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 4))
		hidden := make([]bool, 150)
		for v := range hidden {
			hidden[v] = r.IntN(2) == 0
		}
		all := clauses(r, len(hidden), 4*len(hidden), hidden)
		// Without the hidden values: often there are none.
		none := clauses(r, len(hidden), 19*len(hidden)/4, nil)
		s := loaded(len(hidden), all)
		if v := s.solve(context.Background(), nil, 1<<40); v != 1 {
			t.Errorf("problem %d: verdict %d", seed, v)
		} else if c := broken(s, all); c != nil {
			t.Errorf("problem %d: clause %v is broken", seed, c)
		}
		s = loaded(len(hidden), none)
		if s.solve(context.Background(), nil, 1<<40) == 1 {
			if c := broken(s, none); c != nil {
				t.Errorf("problem %d: clause %v is broken", seed, c)
			}
		}
		forgot, turns = max(forgot, s.forgot), max(turns, s.turns)
	}
	const holes = 7
	s := newSat()
	var in [holes + 1][holes]lit
	for p := range in {
		for h := range in[p] {
			in[p][h] = s.variable()
		}
		s.add(in[p][:]...)
	}
	for h := range holes {
		for p := range in {
			for q := range p {
				s.add(in[p][h].not(), in[q][h].not())
			}
		}
	}
	if v := s.solve(context.Background(), nil, 1<<40); v != -1 || len(s.core) != 0 {
		t.Errorf("%d pigeons in %d holes: verdict %d, core %v", holes+1, holes, v, s.core)
	}
	if forgot < 2 || turns < 1 {
		t.Errorf("forgot %d times, changed the mode %d times: the test says little", forgot, turns)
	}
}
