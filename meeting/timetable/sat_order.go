package timetable

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
