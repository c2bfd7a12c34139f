package timetable

import "bridgehead/lang"

// leastBreaks returns a number of breaks that person x cannot go below: the fewest runs of
// as many slots as they have meetings, when up to each slot at least the meetings are held
// that may only be held by then, and at most those that need not be held later.
func (n *narrower) leastBreaks(x int32) int {
	of := n.of[x]
	if len(of) < 2 {
		return 0
	}
	total := len(of)
	union, fixed := mask{}, mask{}
	var firsts, lasts [MaxSlots + 1]int // meetings whose first slot is s, whose last slot is s
	for _, m := range of {
		a := n.allow[m]
		if a.empty() {
			return 0
		}
		union = union.or(a)
		if a.count() == 1 {
			fixed = fixed.or(a)
		}
		firsts[a.first()]++
		lasts[a.last()]++
	}
	// fewest[phase][c]: fewest breaks so far with c meetings held; the day has none yet (0), its
	// last slot is one (1), or its last slot is idle after one (2).
	const never = int32(1 << 20)
	var fewest, next [3][MaxSlots + 1]int32
	for phase := range fewest {
		for c := range fewest[phase] {
			fewest[phase][c] = never
		}
	}
	fewest[0][0] = 0
	byNow, could := 0, 0
	for s := range n.slots {
		byNow += lasts[s]
		could += firsts[s]
		for c := range total + 1 {
			if n.starts.has(s) {
				fewest[0][c] = min(fewest[0][c], fewest[1][c], fewest[2][c])
				fewest[1][c], fewest[2][c] = never, never
			}
			next[0][c], next[1][c], next[2][c] = never, never, never
		}
		for c := range total + 1 {
			if !fixed.has(s) && c >= byNow && c <= could {
				next[0][c] = fewest[0][c]
				next[2][c] = min(fewest[1][c], fewest[2][c])
			}
			if d := c + 1; union.has(s) && d <= total && d >= byNow && d <= could {
				next[1][d] = min(fewest[0][c], fewest[1][c], fewest[2][c]+1)
			}
		}
		fewest = next
	}
	return int(min(fewest[0][total], fewest[1][total], fewest[2][total]))
}

// bound returns a number of breaks that no timetable goes below, with the least that each
// person can have and the reason when fairness cannot be kept.
func (n *narrower) bound() (total int, least []int, why *Reason) {
	least = make([]int, n.people)
	high, low, most, who := 0, noLimit, 0, 0
	for x := range n.of {
		least[x] = n.leastBreaks(int32(x))
		if least[x] >= 1<<20 {
			return 0, nil, because("person_slots", lang.Args{"person": x + 1, "meetings": len(n.of[x])})
		}
		total += least[x]
		if least[x] > high {
			high, who = least[x], x
		}
		// Nobody has more breaks than there are gaps between their meetings.
		if can := max(0, len(n.of[x])-1); can < low {
			low, most = can, x
		}
	}
	if d := n.in.Fairness; d >= 0 && n.people > 0 && high > low+d {
		return 0, nil, because("fairness", lang.Args{"person": who + 1, "breaks": high, "other": most + 1, "most": low, "difference": d})
	}
	return total, least, nil
}
