package timetable

// seat gives the meetings of each slot their tables: the fixed ones first, then to each the
// table at which one of the two has just sat, if it is free, else the lowest free one.
func seat(in *Instance, slots []int) []int {
	tables := make([]int, len(slots))
	bySlot := make([][]int, in.Slots)
	for m, s := range slots {
		tables[m] = -1
		if s >= 0 {
			bySlot[s] = append(bySlot[s], m)
		}
	}
	last := make([]int, in.People) // by person: the table of their meeting before; −1
	for x := range last {
		last[x] = -1
	}
	for _, meetings := range bySlot {
		taken := make([]bool, in.Tables)
		for _, m := range meetings {
			if t := in.Meetings[m].Table; t >= 0 && !taken[t] {
				tables[m], taken[t] = t, true
			}
		}
		for _, m := range meetings {
			for _, x := range [...]int{in.Meetings[m].A, in.Meetings[m].B} {
				if t := last[x]; tables[m] < 0 && t >= 0 && !taken[t] {
					tables[m], taken[t] = t, true
				}
			}
		}
		next := 0
		for _, m := range meetings {
			for tables[m] < 0 && next < in.Tables {
				if !taken[next] {
					tables[m], taken[next] = next, true
				}
				next++
			}
			last[in.Meetings[m].A], last[in.Meetings[m].B] = tables[m], tables[m]
		}
	}
	return tables
}
