package timetable

// A circulation finds the flow of least cost in a network of arcs with capacities, by cost
// scaling (Goldberg and Tarjan 1990): prices are bettered step by step until no arc with
// room costs less than the prices allow by more than a part of one.
type circulation struct {
	first []int32 // by node: its last added arc; −1
	next  []int32 // by arc: the arc of the same node before it
	to    []int32
	room  []int64
	cost  []int64
	price []int64
	over  []int64
	at    []int32
	queue []int32
	in    []bool
}

func newCirculation(nodes int) *circulation {
	c := &circulation{first: make([]int32, nodes), price: make([]int64, nodes), over: make([]int64, nodes), at: make([]int32, nodes), in: make([]bool, nodes)}
	for i := range c.first {
		c.first[i] = -1
	}
	return c
}

// arc adds an arc and the way back along it, and returns its number. The flow on it is the room on number+1.
func (c *circulation) arc(from, to int, room, cost int64) int {
	e := len(c.to)
	c.to = append(c.to, int32(to), int32(from))
	c.room = append(c.room, room, 0)
	c.cost = append(c.cost, cost, -cost)
	c.next = append(c.next, c.first[from], c.first[to])
	c.first[from], c.first[to] = int32(e), int32(e+1)
	return e
}

// solve makes the flow. stop is asked now and then; when it says so the flow is not the best, and solve returns false.
func (c *circulation) solve(stop func() bool) bool {
	scale := int64(len(c.first) + 1)
	step := int64(1)
	for e := range c.cost {
		c.cost[e] *= scale
		step = max(step, c.cost[e])
	}
	for {
		step = max(1, step/8)
		if !c.refine(step, stop) {
			return false
		}
		if step == 1 {
			break
		}
	}
	for e := range c.cost {
		c.cost[e] /= scale
	}
	return true
}

func (c *circulation) refine(step int64, stop func() bool) bool {
	for u := range c.first {
		for e := c.first[u]; e >= 0; e = c.next[e] {
			if c.room[e] > 0 && c.cost[e]+c.price[u]-c.price[c.to[e]] < 0 {
				c.push(u, e, c.room[e])
			}
		}
	}
	c.queue = c.queue[:0]
	for u := range c.first {
		c.at[u] = c.first[u]
		c.in[u] = c.over[u] > 0
		if c.in[u] {
			c.queue = append(c.queue, int32(u))
		}
	}
	for i, n := 0, 0; i < len(c.queue); i++ {
		if n++; n&4095 == 0 && stop() {
			return false
		}
		u := int(c.queue[i])
		c.in[u] = false
		for c.over[u] > 0 {
			e := c.at[u]
			if e < 0 {
				c.raise(u, step)
				continue
			}
			v := c.to[e]
			if c.room[e] > 0 && c.cost[e]+c.price[u]-c.price[v] < 0 {
				c.push(u, e, min(c.over[u], c.room[e]))
				if c.over[v] > 0 && !c.in[v] {
					c.in[v] = true
					c.queue = append(c.queue, v)
				}
				continue
			}
			c.at[u] = c.next[e]
		}
		if i > 1<<16 && i*2 > len(c.queue) {
			c.queue = append(c.queue[:0], c.queue[i+1:]...)
			i = -1
		}
	}
	return true
}

func (c *circulation) push(u int, e int32, amount int64) {
	c.room[e] -= amount
	c.room[e^1] += amount
	c.over[u] -= amount
	c.over[c.to[e]] += amount
}

func (c *circulation) raise(u int, step int64) {
	best := int64(-1 << 62)
	for e := c.first[u]; e >= 0; e = c.next[e] {
		if c.room[e] > 0 {
			best = max(best, c.price[c.to[e]]-c.cost[e])
		}
	}
	c.price[u] = best - step
	c.at[u] = c.first[u]
}
