package timetable

import "bridgehead/lang"

// A Reason is one of the rules that cannot be kept together, as it is said to a reader.
type Reason struct {
	Key  string
	Args lang.Args
}

// In returns the reason in the reader's language.
func (r Reason) In(tag lang.Tag) string { return lang.Say(tag, r.Key, r.Args) }

func because(key string, args lang.Args) *Reason {
	return &Reason{Key: "timetable.reason." + key, Args: args}
}

// A narrower takes slots from meetings that no timetable can give them, and finds out when a
// meeting has none left: then there is no timetable.
type narrower struct {
	*problem
	allow []mask
	why   *Reason

	queue  []int32 // people whose meetings have lost slots
	queued []bool

	// of one person, used again
	match   [MaxSlots]int32 // by slot: the index of the meeting that has it
	slotOf  []int16         // by index of a meeting: its slot
	visited mask

	stop func() bool // asked now and then; what is not narrowed by then stays as it is. nil: never
}

func newNarrower(p *problem) *narrower {
	n := &narrower{problem: p, allow: append([]mask(nil), p.allow...), queued: make([]bool, p.people)}
	for x := range p.of {
		n.touch(int32(x))
	}
	return n
}

func (n *narrower) touch(x int32) {
	if !n.queued[x] {
		n.queued[x] = true
		n.queue = append(n.queue, x)
	}
}

// keep leaves meeting m the slots to; false when none is left.
func (n *narrower) keep(m int32, to mask) bool {
	now := n.allow[m].and(to)
	if now == n.allow[m] {
		return true
	}
	n.allow[m] = now
	for _, x := range n.ends[m] {
		n.touch(x)
	}
	return !now.empty()
}

// narrow takes away what it can. It returns false, with the reason in why, when nothing is left.
func (n *narrower) narrow() bool {
	for {
		for len(n.queue) > 0 {
			x := n.queue[len(n.queue)-1]
			n.queue = n.queue[:len(n.queue)-1]
			n.queued[x] = false
			if n.stop != nil && len(n.queue)&63 == 0 && n.stop() {
				return true
			}
			if !n.person(x) {
				return false
			}
		}
		if n.ordered && !n.order() {
			return false
		}
		if len(n.queue) > 0 {
			continue
		}
		if !n.loads() {
			return false
		}
		if len(n.queue) == 0 {
			return true
		}
	}
}

// person gives the meetings of x different slots (a matching), and takes from each the slots
// that it has in no matching.
func (n *narrower) person(x int32) bool {
	of := n.of[x]
	if len(of) == 0 {
		return true
	}
	for s := range n.slots {
		n.match[s] = -1
	}
	n.slotOf = n.slotOf[:0]
	for range of {
		n.slotOf = append(n.slotOf, -1)
	}
	for i := range of {
		n.visited = mask{}
		if !n.augment(of, int32(i)) {
			n.why = n.crowded(x)
			return false
		}
	}
	if len(of) > 64 {
		return true
	}
	for i, m := range of {
		mine := n.slotOf[i]
		loses := mask{}
		n.allow[m].minus(bit(int(mine))).each(func(s int) {
			k := n.match[s]
			if k < 0 {
				return
			}
			// m takes s, and the meeting there must find another slot without m's help; m's own is free then.
			n.match[s], n.match[mine] = int32(i), -1
			n.slotOf[i] = int16(s)
			n.visited = bit(s)
			if n.augment(of, k) {
				mine = n.slotOf[i] // still a matching, another one
				return
			}
			n.match[s], n.match[mine] = k, int32(i)
			n.slotOf[i] = mine
			loses = loses.or(bit(s))
		})
		if !loses.empty() && !n.keep(m, n.allow[m].minus(loses)) {
			n.why = n.crowded(x)
			return false
		}
	}
	return true
}

// augment finds a slot for the i-th meeting of a person, moving others along.
func (n *narrower) augment(of []int32, i int32) bool {
	open := n.allow[of[i]].minus(n.visited)
	for !open.empty() {
		s := open.first()
		open = open.minus(bit(s))
		if n.visited.has(s) {
			continue
		}
		n.visited = n.visited.or(bit(s))
		if k := n.match[s]; k < 0 || n.augment(of, k) {
			n.match[s] = i
			n.slotOf[i] = int16(s)
			return true
		}
	}
	return false
}

// crowded says which meetings of x have fewer slots than they are: those that the last, failing search has reached.
func (n *narrower) crowded(x int32) *Reason {
	reached := n.visited
	meetings := 0
	for _, m := range n.of[x] {
		if n.allow[m].minus(reached).empty() {
			meetings++
		}
	}
	free := n.free[x].count()
	if meetings == len(n.of[x]) && meetings > free {
		return because("person", lang.Args{"person": int(x) + 1, "meetings": meetings, "slots": free})
	}
	return because("person_some", lang.Args{"person": int(x) + 1, "meetings": meetings, "slots": reached.count()})
}

// order narrows by what must come before and after: a meeting can begin only once those before it can have been held.
func (n *narrower) order() bool {
	for changed := true; changed; {
		changed = false
		for m := range n.ends {
			if len(n.before[m])+len(n.after[m]) == 0 || n.allow[m].empty() {
				continue
			}
			first, last := n.span(int32(m))
			to := below(last + 1).minus(below(first))
			if n.allow[m].and(to) == n.allow[m] {
				continue
			}
			changed = true
			if !n.keep(int32(m), to) {
				n.why = because("order", lang.Args{"meeting": m + 1, "before": len(n.before[m]), "after": len(n.after[m])})
				return false
			}
		}
	}
	return true
}

// span returns the first and last slot that m can have for those before and after it. Those
// before it that share a person need slots of their own.
func (n *narrower) span(m int32) (first, last int) {
	first, last = 0, n.slots-1
	for side := range 2 {
		x := n.ends[m][side]
		before, after := mask{}, mask{}
		nb, na := 0, 0
		for _, k := range n.before[m] {
			if n.allow[k].empty() {
				continue
			}
			first = max(first, n.allow[k].first()+1)
			if n.ends[k][0] == x || n.ends[k][1] == x {
				before, nb = before.or(n.allow[k]), nb+1
			}
		}
		for _, k := range n.after[m] {
			if n.allow[k].empty() {
				continue
			}
			last = min(last, n.allow[k].last()-1)
			if n.ends[k][0] == x || n.ends[k][1] == x {
				after, na = after.or(n.allow[k]), na+1
			}
		}
		for ; nb > 1 && first < n.slots && before.and(below(first)).count() < nb; first++ {
		}
		for ; na > 1 && last >= 0 && after.minus(below(last+1)).count() < na; last-- {
		}
	}
	return first, last
}

// loads looks at the slots: what is bound to one must fit its tables, what is bound to some
// neighbouring ones must fit the tables of all of these, and a slot that is full takes no more.
func (n *narrower) loads() bool {
	load := make([]int32, n.slots)
	bound := make(map[mask]int)
	for m := range n.ends {
		a := n.allow[m]
		if a.empty() {
			continue
		}
		bound[a]++
		if a.count() == 1 {
			load[a.first()]++
		}
	}
	full := mask{}
	for s, l := range load {
		if l > n.tables[s] {
			n.why = because("slot", lang.Args{"slot": s + 1, "meetings": int(l), "tables": int(n.tables[s])})
			return false
		}
		if l == n.tables[s] {
			full = full.or(bit(s))
		}
	}
	if n.why = n.windows(bound); n.why != nil {
		return false
	}
	if len(bound) <= fewGroups {
		if n.why = n.capacity(bound); n.why != nil {
			return false
		}
	}
	if full.empty() {
		return true
	}
	for m := range n.ends {
		if n.allow[m].count() > 1 && !n.keep(int32(m), n.allow[m].minus(full)) {
			n.why = because("full", lang.Args{"meeting": m + 1})
			return false
		}
	}
	return true
}

// fewGroups is the number of different sets of slots up to which these are looked at all together.
const fewGroups = 600

// windows holds what must be between two slots against the tables there.
func (n *narrower) windows(groups map[mask]int) *Reason {
	within := make([][]int, n.slots) // by first and last slot: meetings
	for s := range within {
		within[s] = make([]int, n.slots)
	}
	for slots, count := range groups {
		within[slots.first()][slots.last()] += count
	}
	for first := n.slots - 1; first >= 0; first-- {
		room := 0
		for last := first; last < n.slots; last++ {
			room += int(n.tables[last])
			if first+1 < n.slots && last > first {
				within[first][last] += within[first+1][last]
			}
			if last > first {
				within[first][last] += within[first][last-1]
				if first+1 < n.slots && last-1 > first {
					within[first][last] -= within[first+1][last-1]
				}
			}
			if within[first][last] > room {
				return because("window", lang.Args{"meetings": within[first][last], "first": first + 1, "last": last + 1, "room": room})
			}
		}
	}
	return nil
}

// capacity sends the meetings, in groups of those that may be in the same slots, to the slots'
// tables. What cannot be sent names the slots that are too few.
func (n *narrower) capacity(groups map[mask]int) *Reason {
	rest := append([]int32(nil), n.tables...)
	type group struct {
		slots mask
		sent  []int32
	}
	var all []group
	total := 0
	for slots, count := range groups {
		all = append(all, group{slots: slots, sent: make([]int32, n.slots)})
		g := &all[len(all)-1]
		total += count
		for need := int32(count); need > 0; {
			// Room at once, or by moving what others have sent.
			from := make([]int32, n.slots) // by slot: the group by which it was reached, and the slot before it
			prev := make([]int32, n.slots)
			seen := slots
			var queue []int
			slots.each(func(s int) { queue = append(queue, s); from[s], prev[s] = int32(len(all)-1), -1 })
			end := -1
			for i := 0; i < len(queue) && end < 0; i++ {
				s := queue[i]
				if rest[s] > 0 {
					end = s
					break
				}
				for j := range all {
					if all[j].sent[s] == 0 {
						continue
					}
					all[j].slots.minus(seen).each(func(t int) {
						seen = seen.or(bit(t))
						from[t], prev[t] = int32(j), int32(s)
						queue = append(queue, t)
					})
				}
			}
			if end < 0 {
				inside := 0
				for a, c := range groups {
					if a.minus(seen).empty() {
						inside += c
					}
				}
				room := 0
				seen.each(func(s int) { room += int(n.tables[s]) })
				return because("tables", lang.Args{"meetings": inside, "slots": seen.count(), "room": room})
			}
			move := min(need, rest[end])
			for s := end; prev[s] >= 0; s = int(prev[s]) {
				move = min(move, all[from[s]].sent[prev[s]])
			}
			rest[end] -= move
			s := end
			for ; prev[s] >= 0; s = int(prev[s]) {
				all[from[s]].sent[s] += move
				all[from[s]].sent[prev[s]] -= move
			}
			g.sent[s] += move
			need -= move
		}
	}
	return nil
}
