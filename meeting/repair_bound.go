package meeting

import "slices"

// leftOut returns a number of meetings that must be left out at the least: the tables are too few
// for all, or some people have fewer slots than meetings.
func (r *repair) leftOut(waiting []int32) int {
	if len(waiting) == 0 {
		return 0
	}
	room := make([]int, r.slots)
	for s := range r.slots {
		for t := range r.tables {
			if !r.lost[s*r.tables+t] {
				room[s]++
			}
		}
	}
	all := make([]int32, 0, len(r.ends))
	for m := range r.ends {
		if !r.allow[m].empty() {
			all = append(all, int32(m))
		}
	}
	return max(r.unmatched(all, room), r.crowded(waiting))
}

// crowded adds up how many meetings too many people have who wait for some and do not meet each other.
func (r *repair) crowded(waiting []int32) int {
	over := map[int32]int{}
	one := make([]int, r.slots)
	for s := range one {
		one[s] = 1
	}
	var people []int32
	for _, m := range waiting {
		for _, x := range r.ends[m] {
			if _, known := over[x]; known {
				continue
			}
			mine := slices.DeleteFunc(slices.Clone(r.of[x]), func(k int32) bool { return r.allow[k].empty() })
			over[x] = r.unmatched(mine, one)
			if most := r.p.Instance.Most[x]; most > 0 {
				over[x] = max(over[x], len(mine)-most)
			}
			if over[x] > 0 {
				people = append(people, x)
			}
		}
	}
	slices.SortStableFunc(people, func(a, b int32) int { return over[b] - over[a] })
	counted := map[int32]bool{}
	n := 0
	for _, x := range people {
		if !slices.ContainsFunc(r.of[x], func(m int32) bool { return counted[r.ends[m][0]] || counted[r.ends[m][1]] }) {
			counted[x] = true
			n += over[x]
		}
	}
	return n
}

// unmatched sends meetings to slots that have room for so many, and returns how many find none
// wherever the others are: those that stand begin where they stand.
func (r *repair) unmatched(meetings []int32, room []int) int {
	in := make([][]int32, r.slots)
	var waiting []int32
	for _, m := range meetings {
		if s := r.at[m].slot; s >= 0 {
			in[s] = append(in[s], m)
		} else {
			waiting = append(waiting, m)
		}
	}
	without := 0
	from := make([]int32, r.slots) // by slot: the meeting that would come there
	for _, m := range waiting {
		var seen slotSet
		var queue []int
		reach := func(k int32) {
			for s := range r.slots {
				if r.allow[k].has(s) && !seen.has(s) {
					seen.add(s)
					from[s] = k
					queue = append(queue, s)
				}
			}
		}
		end := -1
		reach(m)
		for i := 0; i < len(queue) && end < 0; i++ {
			s := queue[i]
			if len(in[s]) < room[s] {
				end = s
				break
			}
			for _, k := range in[s] {
				if !r.allow[k].not(seen).empty() {
					reach(k)
				}
			}
		}
		if end < 0 {
			without++
			continue
		}
		for s := end; ; {
			k := from[s]
			was := slices.IndexFunc(in, func(of []int32) bool { return slices.Contains(of, k) })
			in[s] = append(in[s], k)
			if k == m {
				break
			}
			in[was] = slices.DeleteFunc(in[was], func(x int32) bool { return x == k })
			s = was
		}
	}
	return without
}
