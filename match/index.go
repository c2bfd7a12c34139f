package match

import (
	"cmp"
	"context"
	"hash/fnv"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// An Index holds wishes and offers so that a list is found without looking at every pair. It is
// never changed once it is made, so that any number may read it at a time.
type Index struct {
	wishes []Wish
	asks   []ask // beside wishes
	offers []Offer

	// The offers stand by industry, and within it by identifier. What follows is beside offers.
	groups                            []group
	kind, direction, stage, place     []uint16 // their numbers in words
	currency                          []uint16 // 0: no amount
	minor                             []int64
	spread                            []uint64 // of the identifier: who comes first among equals
	kinds, directions, stages, places []string
	currencies                        []money.Currency

	terms    map[string]uint32
	postings [][]uint32 // offers by term, ascending
	weight   []int32    // of terms

	byParty   map[party.ID]int
	byProject map[project.ID]int
	past      map[party.ID][]said
}

// A group is the offers of one industry.
type group struct {
	industry string
	from, to int
}

// said is a Past with the offer's number.
type said struct {
	offer    int
	industry string
	past     Past
}

// An ask is a wish made ready.
type ask struct {
	spans  []span // by currency
	terms  []uint32
	enough int32 // weight of words that gives all points for text
	spread uint64
	tastes []string // divisions of what the investor asked for
}

// wordsOfWish bounds how many words of a wish are looked for: the rarest.
const wordsOfWish = 24

// NewIndex makes an index of wishes and offers, with what was said before. Each party and
// each project stands once. Without rates, amounts of different currencies are not compared.
func NewIndex(wishes []Wish, offers []Offer, past []Past, rates Rates) *Index {
	x := &Index{
		offers: slices.Clone(offers),
		terms:  map[string]uint32{}, byProject: make(map[project.ID]int, len(offers)),
	}
	slices.SortFunc(x.offers, func(a, b Offer) int {
		return cmp.Or(cmp.Compare(a.Industry, b.Industry), cmp.Compare(a.Project, b.Project))
	})
	x.layOut()
	x.hear(wishes, past, rates)
	return x
}

// Len returns how many offers it holds.
func (x *Index) Len() int { return len(x.offers) }

// hear takes wishes, and what was said before.
func (x *Index) hear(wishes []Wish, past []Past, rates Rates) {
	x.wishes, x.byParty, x.past = slices.Clone(wishes), make(map[party.ID]int, len(wishes)), map[party.ID][]said{}
	for _, p := range past {
		if i, ok := x.byProject[p.Project]; ok {
			x.past[p.Investor] = append(x.past[p.Investor], said{i, x.offers[i].Industry, p})
		}
	}
	for _, of := range x.past {
		slices.SortFunc(of, func(a, b said) int {
			return cmp.Or(cmp.Compare(a.offer, b.offer), compareBool(a.past.ByOwner, b.past.ByOwner), compareBool(a.past.Declined, b.past.Declined))
		})
	}
	x.asks = make([]ask, len(x.wishes))
	for i := range x.wishes {
		x.asks[i] = x.prepare(&x.wishes[i], rates)
		x.byParty[x.wishes[i].Party] = i
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func spreadOf(id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	return h.Sum64()
}

// mixed orders equals: each investor's equals in an order of their own, so that none is always last.
func mixed(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b|1)
	return hi ^ lo
}

// numbers gives words their numbers in the order in which they come.
type numbers struct {
	of    map[string]uint16
	words *[]string
}

func (n numbers) number(s string) uint16 {
	i, ok := n.of[s]
	if !ok {
		i = uint16(len(*n.words))
		n.of[s] = i
		*n.words = append(*n.words, s)
	}
	return i
}

// layOut fills what stands beside the offers.
func (x *Index) layOut() {
	n := len(x.offers)
	x.kind, x.direction, x.stage, x.place, x.currency = make([]uint16, n), make([]uint16, n), make([]uint16, n), make([]uint16, n), make([]uint16, n)
	x.minor, x.spread = make([]int64, n), make([]uint64, n)
	kinds, directions := numbers{map[string]uint16{}, &x.kinds}, numbers{map[string]uint16{}, &x.directions}
	stages, places := numbers{map[string]uint16{}, &x.stages}, numbers{map[string]uint16{}, &x.places}
	x.currencies = []money.Currency{""}
	currencies := map[money.Currency]uint16{"": 0}
	last := make([]uint32, 0) // of each term, the offer that has it, counted from 1
	for i := range x.offers {
		o := &x.offers[i]
		if len(x.groups) == 0 || x.groups[len(x.groups)-1].industry != o.Industry {
			x.groups = append(x.groups, group{o.Industry, i, i})
		}
		x.groups[len(x.groups)-1].to = i + 1
		x.kind[i], x.direction[i], x.stage[i] = kinds.number(string(o.Type)), directions.number(string(o.Direction)), stages.number(o.Stage)
		x.place[i] = places.number(o.Side + " " + o.District)
		c, ok := currencies[o.Amount.Currency]
		if !ok {
			c = uint16(len(x.currencies))
			currencies[o.Amount.Currency] = c
			x.currencies = append(x.currencies, o.Amount.Currency)
		}
		x.currency[i], x.minor[i] = c, o.Amount.Minor
		x.spread[i] = spreadOf(string(o.Project))
		x.byProject[o.Project] = i
		lang.Terms(o.Text, func(term string) {
			t, ok := x.terms[term]
			if !ok {
				t = uint32(len(x.postings))
				x.terms[strings.Clone(term)] = t
				x.postings = append(x.postings, nil)
				last = append(last, 0)
			}
			if last[t] != uint32(i+1) {
				last[t] = uint32(i + 1)
				x.postings[t] = append(x.postings[t], uint32(i))
			}
		})
	}
	x.weight = make([]int32, len(x.postings))
	for t, p := range x.postings {
		// Sixteenths of the binary logarithm of how rare the term is. What one offer in eight has says nothing.
		if len(p)*8 <= n || n < 64 {
			x.weight[t] = rarity(n, len(p))
		}
	}
}

// rarity returns sixteen times the binary logarithm of (1+n)/k, by whole numbers.
func rarity(n, k int) int32 {
	v := uint64(1+n) << 16 / uint64(k)
	whole := bits.Len64(v) - 1
	part := v << (63 - whole) >> 59 & 15
	return int32(16*(whole-16) + int(part))
}

// prepare makes a wish ready.
func (x *Index) prepare(w *Wish, rates Rates) ask {
	a := ask{spread: spreadOf(string(w.Party))}
	if w.Least.Given() || w.Most.Given() {
		a.spans = make([]span, len(x.currencies))
		for i, c := range x.currencies {
			if c != "" {
				a.spans[i] = spanIn(w, c, rates)
			}
		}
	}
	lang.Terms(w.Text, func(term string) {
		if t, ok := x.terms[term]; ok && x.weight[t] > 0 {
			a.terms = append(a.terms, t)
		}
	})
	slices.Sort(a.terms)
	a.terms = slices.Compact(a.terms)
	slices.SortFunc(a.terms, func(s, t uint32) int { return cmp.Or(cmp.Compare(x.weight[t], x.weight[s]), cmp.Compare(s, t)) })
	// All of a weight stay or go together, so that no order of the input decides.
	if len(a.terms) > wordsOfWish {
		cut := x.weight[a.terms[wordsOfWish]]
		end := wordsOfWish
		for end > 0 && x.weight[a.terms[end-1]] == cut {
			end--
		}
		if end == 0 {
			end = len(a.terms)
		}
		a.terms = a.terms[:end]
	}
	for _, t := range a.terms {
		a.enough += x.weight[t]
	}
	a.enough = (a.enough + 1) / 2
	for _, s := range x.past[w.Party] {
		if d := division(s.industry); d != "" && !s.past.ByOwner && !s.past.Declined && !slices.Contains(a.tastes, d) {
			a.tastes = append(a.tastes, d)
		}
	}
	slices.Sort(a.tastes)
	return a
}

// sideOf returns the side that a place belongs to, which is the place itself when it is no district.
func sideOf(place string) string {
	if d, ok := fair.DistrictByCode(place); ok {
		return d.Side
	}
	return place
}

// textPoints returns the points for the weight of words found.
func (a *ask) textPoints(found int32) int {
	if found == 0 {
		return 0
	}
	return Text.Full() * int(min(found, a.enough)) / int(a.enough)
}

// Options say what a list holds.
type Options struct {
	Limit int                   // at most so many; 0 is 20
	Sees  func(project.ID) bool // what its reader may see; nil is everything
}

func (o Options) limit() int {
	if o.Limit <= 0 {
		return 20
	}
	return o.Limit
}

// ForParty returns the projects that fit what a party seeks, the best first. It is empty when the
// party seeks nothing.
func (x *Index) ForParty(p party.ID, o Options) []Suggestion {
	w, ok := x.byParty[p]
	if !ok {
		return nil
	}
	return x.list(w, o, x.newScratch())
}

// ForProject returns the investors whose wish a project fits, the best first. It is
// empty when there is no such project, or its reader does not see it.
func (x *Index) ForProject(id project.ID, o Options) []Suggestion {
	i, ok := x.byProject[id]
	if !ok || o.Sees != nil && !o.Sees(id) {
		return nil
	}
	has := map[uint32]bool{}
	lang.Terms(x.offers[i].Text, func(term string) { has[x.terms[term]] = true })
	var all []found
	for w := range x.wishes {
		var words int32
		for _, t := range x.asks[w].terms {
			if has[t] {
				words += x.weight[t]
			}
		}
		if score, known := x.score(w, i, words); known > 0 && !x.excluded(w, i) {
			all = append(all, found{score, mixed(x.spread[i], x.asks[w].spread), w})
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.spread, b.spread), cmp.Compare(x.wishes[a.at].Party, x.wishes[b.at].Party))
	})
	all = all[:min(len(all), o.limit())]
	list := make([]Suggestion, len(all))
	for n, f := range all {
		list[n] = x.suggestion(f.at, i)
	}
	return list
}

// All hands fn the list of every wish, each once, in no order and from several threads at a time.
// progress, when it is given, is told how many are done, now and then. It ends early with the context's error.
func (x *Index) All(ctx context.Context, threads int, o Options, progress func(done int), fn func(wish int, list []Suggestion)) error {
	var next, done atomic.Int64
	var group sync.WaitGroup
	var told sync.Mutex
	for range max(1, threads) {
		group.Go(func() {
			s := x.newScratch()
			for ctx.Err() == nil {
				w := int(next.Add(1)) - 1
				if w >= len(x.wishes) {
					return
				}
				fn(w, x.list(w, o, s))
				if n := int(done.Add(1)); progress != nil && (n%100 == 0 || n == len(x.wishes)) {
					told.Lock()
					progress(n)
					told.Unlock()
				}
			}
		})
	}
	group.Wait()
	return ctx.Err()
}
