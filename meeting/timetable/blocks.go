package timetable

import "math"

// Where a fair is large its slots are cut into blocks that are worked on at the same time. A
// run of meetings begins in a slot or not, whatever the slots are that are further away; so when
// one slot between two blocks stays as it is, what an exchange within a block changes in the
// number of runs does not depend on the other blocks. After each round the blocks are cut
// elsewhere. There are as many blocks for any number of threads, and each draws its own numbers:
// the answer is the same.

// blockCount is the number of blocks. More of them leave too few exchanges within each.
const blockCount = 2

// cut returns the blocks of a round that begins at slot o.
func cut(slots, o int) []mask {
	var blocks []mask
	for i := range blockCount {
		from, to := i*slots/blockCount, (i+1)*slots/blockCount
		block := mask{}
		for s := from + 1; s < to; s++ {
			block = block.or(bit((o + s) % slots))
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// blocks betters the timetable of one board, from hot to cold.
func (s *search) blocks(hot, cold float64) {
	main := s.lane(1)
	main.build(int64(len(s.ends)) * 20)
	s.moves += main.moves
	main.moves = 0
	main.best = main.now
	copy(main.bestSlots, main.slot)
	s.collect(main)
	if main.missing() > 0 {
		return
	}
	s.tell()
	workers := make([]*lane, blockCount)
	for i := range workers {
		workers[i] = newLane(&board{problem: s.problem, slot: main.slot, at: main.at, load: main.load, used: make([]mask, s.people)}, 0, 0)
	}
	moves := int64(max(s.people/2, 1024) &^ 1023)
	jobs := make([]func(), blockCount)
	for round := uint64(0); !s.done(); round++ {
		temperature := hot * math.Pow(cold/hot, s.spent())
		for i, block := range cut(s.slots, main.below(s.slots)) {
			w := workers[i]
			jobs[i] = func() {
				w.begin(main, block, s.o.Seed, round*blockCount+uint64(i)+2)
				w.cool(temperature)
				for end := w.moves + moves; w.moves < end && !s.timeOut(); {
					for range 1024 {
						w.step()
					}
				}
			}
		}
		s.parallel(jobs...)
		for _, w := range workers {
			for x := range main.used {
				main.used[x] = main.used[x].minus(w.within).or(w.used[x].and(w.within))
			}
			s.moves += w.moves
			w.moves = 0
		}
		main.recount()
		if main.now < main.best {
			main.best = main.now
			copy(main.bestSlots, main.slot)
			s.take(main.board)
		}
		if round%16 == 0 {
			s.tell()
		}
	}
	s.tell()
}

// begin makes a lane work on one block of main's board.
func (l *lane) begin(main *lane, block mask, seed, stream uint64) {
	l.random.Seed(seed, stream)
	l.within, l.size = block, block.count()
	l.best = math.MinInt // the best is kept by main
	copy(l.used, main.used)
	copy(l.costs, main.costs)
	l.now, l.troubled = main.now, append(l.troubled[:0], main.troubled...)
	copy(l.spot, main.spot)
}
