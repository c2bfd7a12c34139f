package match

import (
	"cmp"
	"container/heap"
	"slices"
)

// found is an offer, or a wish, with its score.
type found struct {
	score  int
	spread uint64
	at     int
}

// worse puts the one that leaves first at the top of a heap.
func (x *Index) worse(a, b found) bool {
	return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(b.spread, a.spread), cmp.Compare(x.offers[b.at].Project, x.offers[a.at].Project)) < 0
}

// kept is a heap of the best so far.
type kept struct {
	x     *Index
	items []found
}

func (k *kept) Len() int           { return len(k.items) }
func (k *kept) Less(i, j int) bool { return k.x.worse(k.items[i], k.items[j]) }
func (k *kept) Swap(i, j int)      { k.items[i], k.items[j] = k.items[j], k.items[i] }
func (k *kept) Push(v any)         { k.items = append(k.items, v.(found)) }
func (k *kept) Pop() any {
	last := k.items[len(k.items)-1]
	k.items = k.items[:len(k.items)-1]
	return last
}

// scratch is what one list needs beside the index; it is used again for the next.
type scratch struct {
	words   []int32 // weight of the words found, by offer
	touched []uint32
}

func (x *Index) newScratch() *scratch { return &scratch{words: make([]int32, len(x.offers))} }

// table returns what a criterion gives for each of its words, and the most of it.
func table(words []string, asked bool, points func(i int) int) (of []int, most int) {
	of = make([]int, len(words))
	if asked {
		for i := range words {
			of[i] = points(i)
			most = max(most, of[i])
		}
	}
	return of, most
}

// list returns the best offers of one wish. Offers that share a word with it, or were asked for, are
// scored first; the others by industry, those of the industries that fit best before others, until
// no industry that is left can bring one that is better than the worst that is kept.
func (x *Index) list(w int, o Options, s *scratch) []Suggestion {
	wish, a := &x.wishes[w], &x.asks[w]
	best := &kept{x: x}
	limit := o.limit()
	offer := func(at, score int) {
		if len(best.items) == limit && score < best.items[0].score {
			return
		}
		f := found{score, mixed(a.spread, x.spread[at]), at}
		if len(best.items) == limit && !x.worse(best.items[0], f) {
			return
		}
		if o.Sees != nil && !o.Sees(x.offers[at].Project) || x.excluded(w, at) {
			return
		}
		if _, known := x.score(w, at, s.words[at]); known <= 0 {
			return
		}
		if len(best.items) < limit {
			heap.Push(best, f)
			return
		}
		best.items[0] = f
		heap.Fix(best, 0)
	}

	for _, t := range a.terms {
		for _, at := range x.postings[t] {
			if s.words[at] == 0 {
				s.touched = append(s.touched, at)
			}
			s.words[at] += x.weight[t]
		}
	}
	asked := map[int]bool{}
	for _, p := range x.past[wish.Party] {
		asked[p.offer] = true
	}
	for at := range asked {
		score, _ := x.score(w, at, s.words[at])
		offer(at, score)
	}

	kind, mostKind := table(x.kinds, len(wish.Types) > 0, func(i int) int { return x.kindPoints(wish, i) })
	direction, mostDirection := table(x.directions, len(wish.Directions) > 0, func(i int) int { return x.directionPoints(wish, i) })
	stage, mostStage := table(x.stages, len(wish.Stages) > 0, func(i int) int { return x.stagePoints(wish, i) })
	place, mostPlace := table(x.places, len(wish.Places) > 0, func(i int) int { return x.placePoints(wish, i) })
	industry := make([]int, len(x.groups))
	groupOf := func(at uint32) int {
		g, _ := slices.BinarySearchFunc(x.groups, int(at), func(g group, at int) int {
			switch {
			case g.to <= at:
				return -1
			case g.from > at:
				return 1
			}
			return 0
		})
		return g
	}
	order := make([]int, len(x.groups))
	for g := range x.groups {
		industry[g], order[g] = x.industryPoints(wish, a, x.groups[g].industry), g
	}
	slices.SortStableFunc(order, func(g, h int) int { return cmp.Compare(industry[h], industry[g]) })
	amount := func(at int) int {
		if a.spans == nil {
			return 0
		}
		return Amount.points(x.amountFinding(a, at))
	}
	mostAmount := 0
	if a.spans != nil {
		mostAmount = Amount.Full()
	}
	rest := func(at int) int {
		return kind[x.kind[at]] + direction[x.direction[at]] + stage[x.stage[at]] + place[x.place[at]] + amount(at)
	}
	for _, at := range s.touched {
		if !asked[int(at)] {
			offer(int(at), industry[groupOf(at)]+a.textPoints(s.words[at])+rest(int(at)))
		}
	}
	most := mostKind + mostDirection + mostStage + mostPlace + mostAmount
	for _, g := range order {
		if industry[g]+most == 0 || len(best.items) == limit && industry[g]+most < best.items[0].score {
			break
		}
		for at := x.groups[g].from; at < x.groups[g].to; at++ {
			if s.words[at] == 0 && (len(asked) == 0 || !asked[at]) {
				offer(at, industry[g]+rest(at))
			}
		}
	}
	for _, at := range s.touched {
		s.words[at] = 0
	}
	s.touched = s.touched[:0]

	slices.SortFunc(best.items, func(a, b found) int {
		if x.worse(b, a) {
			return -1
		}
		return 1
	})
	list := make([]Suggestion, len(best.items))
	for i, f := range best.items {
		list[i] = x.suggestion(w, f.at)
	}
	return list
}
