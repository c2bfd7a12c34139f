package timetable

// A chain is the meetings that change places when meeting m moves from slot s to slot t: the
// component of m among the meetings of both slots, in which neighbours share a person
// (a Kempe chain). Everybody stays free of clashes, and only the people at its two ends
// have other slots than before; a closed chain changes nobody's.
type chain struct {
	s, t     int
	meetings []int32
	out, in  int      // meetings that go from s to t, and from t to s
	ends     [2]int32 // the people at the ends; −1 both when it is closed
}

// longest is the longest chain that is followed.
const longest = 4096

// follow makes c the chain of meeting m to slot t, starting with what c has when more is set.
// It says whether each meeting may be in the slot that it would get.
func (b *board) follow(c *chain, m int32, t int) bool {
	s := int(b.slot[m])
	c.s, c.t, c.out, c.in = s, t, 1, 0
	c.meetings = append(c.meetings[:0], m)
	if !b.allow[m].has(t) {
		return false
	}
	for side := range 2 {
		x := b.ends[m][side]
		to := t
		for {
			k := b.at[int(x)*b.slots+to]
			if k < 0 {
				c.ends[side] = x
				break
			}
			if k == m {
				c.ends = [2]int32{-1, -1}
				return true
			}
			from := s
			if to == s {
				from = t
			}
			if !b.allow[k].has(from) || len(c.meetings) == longest {
				return false
			}
			c.meetings = append(c.meetings, k)
			if to == t {
				c.in++
			} else {
				c.out++
			}
			if e := &b.ends[k]; e[0] == x {
				x = e[1]
			} else {
				x = e[0]
			}
			to = from
		}
	}
	return true
}

// swap carries the chain out. Done twice it changes nothing.
func (b *board) swap(c *chain) {
	s, t := c.s, c.t
	for _, k := range c.meetings {
		to := t
		if int(b.slot[k]) == t {
			to = s
		}
		b.slot[k] = int16(to)
		for _, x := range b.ends[k] {
			b.at[int(x)*b.slots+to] = k
		}
	}
	// A person at an end keeps one of the two slots only.
	if c.ends[0] >= 0 {
		both := bit(s).or(bit(t))
		for _, x := range c.ends {
			b.used[x] = b.used[x].xor(both)
			if b.used[x].has(s) {
				b.at[int(x)*b.slots+t] = -1
			} else {
				b.at[int(x)*b.slots+s] = -1
			}
		}
	}
	b.load[t] += int32(c.out - c.in)
	b.load[s] += int32(c.in - c.out)
	c.out, c.in = c.in, c.out // what goes back when it is done again
}

// keepsOrder says whether the meetings of the chain, which has been carried out, come before and after each other as they must.
func (b *board) keepsOrder(c *chain) bool {
	for _, k := range c.meetings {
		if !b.inOrder(k, b.slot[k]) {
			return false
		}
	}
	return true
}
