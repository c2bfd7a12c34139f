package timetable

import (
	"slices"

	"bridgehead/lang"
)

// mostReasons is how many reasons of one kind are named.
const mostReasons = 10

// plain looks for what is wrong at first sight, so that it can be said in the words in which
// the rules were given: a person with more meetings than slots, two fixed meetings that
// clash, a meeting without any slot, meetings that are each before the other.
func plain(p *problem) []Reason {
	var found []Reason
	add := func(key string, args lang.Args) { found = append(found, *because(key, args)) }
	for x := range p.of {
		if len(p.of[x]) > p.free[x].count() {
			add("person", lang.Args{"person": x + 1, "meetings": len(p.of[x]), "slots": p.free[x].count()})
		} else if x < len(p.in.Most) && p.in.Most[x] > 0 && len(p.of[x]) > p.in.Most[x] {
			add("most", lang.Args{"person": x + 1, "meetings": len(p.of[x]), "most": p.in.Most[x]})
		}
		if len(found) == mostReasons {
			return found
		}
		at := make(map[int]int32)
		for _, m := range p.of[x] {
			s := p.in.Meetings[m].Slot
			if s < 0 {
				continue
			}
			if other, clash := at[s]; clash {
				add("clash", lang.Args{"person": x + 1, "meeting": int(other) + 1, "other": int(m) + 1, "slot": s + 1})
			}
			at[s] = m
		}
		for _, m := range p.of[x] {
			if p.allow[m].empty() && int(p.ends[m][0]) == x {
				found = append(found, p.nowhere(m))
			}
		}
		if len(found) >= mostReasons {
			return found
		}
	}
	if len(found) == 0 && p.ordered {
		if circle := p.circle(); circle != nil {
			add("circle", lang.Args{"meetings": circle})
		}
	}
	return found
}

// nowhere says why meeting m has no slot at all.
func (p *problem) nowhere(m int32) Reason {
	meeting := &p.in.Meetings[m]
	args := lang.Args{"meeting": int(m) + 1, "person": meeting.A + 1, "other": meeting.B + 1}
	if meeting.Slot >= 0 {
		args["slot"] = meeting.Slot + 1
		for _, x := range [...]int{meeting.A, meeting.B} {
			if !p.free[x].has(meeting.Slot) {
				args["person"] = x + 1
				return *because("fixed_away", args)
			}
		}
		return *because("fixed_part", args)
	}
	return *because("nowhere", args)
}

// circle returns meetings each of which must come before the next and the last before the first, as numbers from 1.
func (p *problem) circle() []int {
	state := make([]int8, len(p.ends))
	var path []int
	var visit func(m int32) []int
	visit = func(m int32) []int {
		state[m] = 1
		path = append(path, int(m)+1)
		for _, k := range p.after[m] {
			if state[k] == 1 {
				return slices.Clone(path[slices.Index(path, int(k)+1):])
			}
			if state[k] == 0 {
				if circle := visit(k); circle != nil {
					return circle
				}
			}
		}
		path = path[:len(path)-1]
		state[m] = 2
		return nil
	}
	for m := range p.ends {
		if state[m] == 0 {
			if circle := visit(int32(m)); circle != nil {
				return circle
			}
		}
	}
	return nil
}

// rules are the kinds of rule that can be left out to see which of them are in conflict.
var rules = []struct {
	name string
	drop func(in *Instance)
}{
	{"fairness", func(in *Instance) { in.Fairness = -1 }},
	{"tables", func(in *Instance) { in.Tables, in.Lost = max(1, len(in.Meetings)), nil }},
	{"order", func(in *Instance) { each(in, func(m *Meeting) { m.After = nil }) }},
	{"fixed", func(in *Instance) { each(in, func(m *Meeting) { m.Slot = -1 }) }},
	{"parts", func(in *Instance) { each(in, func(m *Meeting) { m.Part = Any; m.Not = nil }) }},
	{"away", func(in *Instance) { in.Away = nil }},
}

func each(in *Instance, change func(m *Meeting)) {
	for m := range in.Meetings {
		change(&in.Meetings[m])
	}
}

// explain says why there is no timetable, when narrow or the exact search has found that there
// is none: what is wrong at first sight; else what narrowing ran into; else the kinds of rule that
// cannot be kept together, found by leaving out one after the other.
func (s *search) explain(n *narrower) []Reason {
	if found := plain(s.problem); len(found) > 0 {
		return found
	}
	if n.why != nil {
		return []Reason{*n.why}
	}
	in := *s.in
	in.Meetings = slices.Clone(s.in.Meetings)
	needed := []string{}
	for _, rule := range rules {
		without := in
		without.Meetings = slices.Clone(in.Meetings)
		rule.drop(&without)
		if s.impossible(&without) {
			in = without
		} else {
			needed = append(needed, rule.name)
		}
	}
	if len(needed) == 0 {
		return []Reason{*because("people", nil)}
	}
	found := []Reason{*because("together", nil)}
	for _, name := range needed {
		found = append(found, *because("rule_"+name, nil))
	}
	return found
}

// impossible says whether a little work proves that in has no timetable.
func (s *search) impossible(in *Instance) bool {
	few := newSearch(s.ctx, compile(in, nil), Options{Work: 1})
	n := newNarrower(few.problem)
	if !n.narrow() {
		return true
	}
	_, least, why := n.bound()
	if why != nil {
		return true
	}
	few.least = least
	copy(few.allow, n.allow)
	e := newExact(newModel(n, min(few.mostBreaks(), in.Slots), least, false))
	return e.sat.solve(s.ctx, nil, 20_000) == -1
}
