package store

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// Splits and figures from the columns that a process keeps (columns.go): edition by edition
// the versions in force at the position are picked, each with the ranks of its keys in their
// order, and added up in a table that has a place for each combination of keys. What comes
// out is what the statement of splits.go gives, in the same order.

// fromColumns answers Cells when the columns can. Otherwise ok is false.
func (v View) fromColumns(ctx context.Context, of string, s indicator.Selection, by []indicator.Cut) (out []indicator.Cell, ok bool, err error) {
	if v.columns == nil || !inColumns(of, s) {
		return nil, false, nil
	}
	var passes []pass
	c := v.columns.at(v.Fair, v.At)
	if c == nil || !c.numbered && needsNumbers(of, s) {
		return nil, false, nil
	}
	for _, t := range countedTables[of] {
		p, ok := c.pass(t, int64(v.At), s, by)
		if !ok {
			return nil, false, nil
		}
		p.landing(s.Filter)
		passes = append(passes, p)
	}
	if len(passes) == 0 {
		return nil, false, nil
	}
	editions := []edition{{s.Edition, int64(s.Required)}}
	if s.Edition == 0 {
		if editions, err = v.editionKeys(ctx); err != nil {
			return nil, false, err
		}
	}
	for _, p := range passes {
		cells, err := p.run(editions, s.Edition == 0)
		if err != nil {
			return nil, false, fmt.Errorf("store: split of %s: %w", p.t.table, err)
		}
		out = append(out, cells...)
	}
	return out, true, nil
}

// groupsFromColumns answers Groups when the columns can.
func (v View) groupsFromColumns(ctx context.Context, of string, s indicator.Selection) ([]indicator.Group, bool, error) {
	if s.Edition == 0 {
		return nil, false, nil // which Cells understand as all
	}
	cells, ok, err := v.fromColumns(ctx, of, s, nil)
	out := make([]indicator.Group, len(cells))
	for i := range cells {
		out[i] = cells[i].Group
	}
	return out, ok, err
}

// An edition has a number and the sides that must have confirmed.
type edition struct{ number, requires int64 }

func (v View) editionKeys(ctx context.Context) ([]edition, error) {
	rows, err := v.q.QueryContext(ctx, `select number, requires from edition
		where fair_id = $1 and since <= $2 and until > $2`, v.Fair, int64(v.At))
	if err != nil {
		return nil, fmt.Errorf("store: editions: %w", err)
	}
	defer rows.Close()
	var out []edition
	for rows.Next() {
		var e edition
		if err := rows.Scan(&e.number, &e.requires); err != nil {
			return nil, fmt.Errorf("store: editions: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// A pass is what one table is looked through for.
type pass struct {
	c  *columns
	t  counted
	at int64
	// own are the conditions on columns: which codes are taken.
	own []condition
	// Attributions are looked at when the scope narrows by them, and then each one that it
	// takes counts; or when a cut is by them, and then a record with none counts once.
	shared, scoped   bool
	district, office []bool // the codes that are taken, nil for all
	keys             []key
	cuts             int // how many keys are cuts
	currency, day    bool
	landed           // what is asked of what became of it (columns_landed.go)
}

type condition struct {
	dimension int
	takes     []bool
}

// A key is what cells are kept apart by: the rank of each code and what stands at each rank.
type key struct {
	from   source
	column int // of a dimension
	rank   []uint16
	words  []string
	shares []share
}

type source int

const (
	fromColumn source = iota
	fromDistrict
	fromOffice
	fromShare
)

// pass prepares to look through a table; ok is false for what is not a question to it.
func (c *columns) pass(t counted, at int64, s indicator.Selection, by []indicator.Cut) (p pass, ok bool) {
	if _, ok := itemColumns[t.table]; !ok || t.table == "session" || t.table == "track" {
		return p, false
	}
	p = pass{c: c, t: t, at: at, currency: t.amount, day: t.amount && t.day && s.PerDay}
	takes := func(dimension string, fits func(string) bool) []bool {
		words := c.words[columnOf(dimension)]
		list := make([]bool, len(words))
		for i, w := range words {
			list[i] = fits(w)
		}
		return list
	}
	isShare := func(dimension string) bool {
		return t.shares && (dimension == figure.ByDistrict || dimension == figure.ByOffice)
	}
	for _, dimension := range figure.Dimensions {
		value, narrowed := s.Scope[dimension]
		if !narrowed || dimension == figure.ByEdition {
			continue
		}
		_, direct := t.columns[dimension]
		equal := func(w string) bool { return w == value }
		switch {
		case direct && columnOf(dimension) < 0:
			return p, false
		case direct && dimension == figure.ByIndustry:
			p.own = append(p.own, condition{columnOf(dimension), takes(dimension, func(w string) bool { return strings.HasPrefix(w, value) })})
		case direct:
			p.own = append(p.own, condition{columnOf(dimension), takes(dimension, equal)})
		case isShare(dimension):
			p.shared, p.scoped = true, true
			if dimension == figure.ByDistrict {
				p.district = takes(dimension, equal)
			} else {
				p.office = takes(dimension, equal)
			}
		default:
			return p, false
		}
	}
	word := func(from source, dimension string, say func(string) string) {
		k := key{from: from, column: columnOf(dimension)}
		k.rank, k.words = ranks(c.words[k.column], say, cmp.Compare[string])
		p.keys = append(p.keys, k)
	}
	same := func(w string) string { return w }
	for _, cut := range by {
		_, direct := t.columns[cut.Dimension]
		switch {
		case direct && columnOf(cut.Dimension) < 0:
			return p, false
		case direct && cut.Dimension == figure.ByIndustry:
			word(fromColumn, cut.Dimension, func(w string) string {
				if len(w) < cut.Level {
					return ""
				}
				return w[:cut.Level]
			})
		case direct:
			word(fromColumn, cut.Dimension, same)
		case isShare(cut.Dimension):
			from, dimension := fromDistrict, &p.district
			if cut.Dimension == figure.ByOffice {
				from, dimension = fromOffice, &p.office
			}
			if !p.shared {
				p.shared = true
				*dimension = takes(cut.Dimension, func(w string) bool { return w != "" })
			}
			word(from, cut.Dimension, same)
		default:
			return p, false
		}
	}
	p.cuts = len(p.keys)
	if p.currency {
		word(fromColumn, figure.ByCurrency, same)
	}
	if p.day {
		word(fromColumn, figure.ByDay, same)
	}
	if p.shared {
		k := key{from: fromShare}
		k.rank, k.shares = ranks(c.shares, func(s share) share { return s }, func(a, b share) int {
			return cmp.Or(cmp.Compare(a.num, b.num), cmp.Compare(a.den, b.den))
		})
		p.keys = append(p.keys, k)
	}
	return p, true
}

// ranks returns for each code the rank of what is said of its value, and what is said at each rank.
func ranks[T comparable](values []T, say func(T) T, compare func(a, b T) int) (rank []uint16, said []T) {
	rank = make([]uint16, len(values))
	for _, v := range values {
		said = append(said, say(v))
	}
	var none T
	said = append(said, none) // of a record without attribution
	slices.SortFunc(said, compare)
	said = slices.Compact(said)
	for i, v := range values {
		n, _ := slices.BinarySearchFunc(said, say(v), compare)
		rank[i] = uint16(n)
	}
	return rank, said
}

// run looks through the editions, several at a time, and returns the cells in their order.
// All says that they are all of the fair's: then a table without keys counts by whatever
// edition its rows name.
func (p pass) run(editions []edition, all bool) ([]indicator.Cell, error) {
	if !p.t.keys {
		if all {
			editions = nil
			for _, number := range p.c.editions {
				if number > 0 {
					editions = append(editions, edition{number: number})
				}
			}
		} else {
			editions = []edition{{number: editions[0].number}}
		}
	}
	slices.SortFunc(editions, func(a, b edition) int { return cmp.Compare(a.number, b.number) })
	cells := make([][]indicator.Cell, len(editions))
	errs := make([]error, len(editions))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(len(editions), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			w := worker{pass: p}
			for {
				i := int(next.Add(1)) - 1
				if i >= len(editions) {
					return
				}
				cells[i], errs[i] = w.edition(editions[i])
			}
		})
	}
	workers.Wait()
	return slices.Concat(cells...), cmp.Or(errs...)
}

// A worker looks through one edition after the other.
type worker struct {
	pass
	amounts []int64
	picked  [][]uint16 // the ranks of each key of what was picked
	sums    []sum
}

// A sum is of 128 bits, so that it cannot overflow before it is whole.
type sum struct {
	count int64
	low   uint64
	high  int64
}

func (s *sum) add(amount int64) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, uint64(amount), 0)
	s.high += amount>>63 + int64(carry)
	s.count++
}

// edition picks and adds up what counts in an edition.
func (w *worker) edition(e edition) ([]indicator.Cell, error) {
	number := slices.Index(w.c.editions, e.number)
	if number < 0 {
		return nil, nil
	}
	held := make([]bool, len(w.c.keys))
	for i, keys := range w.c.keys {
		held[i] = keys&e.requires == e.requires
	}
	w.amounts = w.amounts[:0]
	if w.picked == nil {
		w.picked = make([][]uint16, len(w.keys))
	}
	for i := range w.picked {
		w.picked[i] = w.picked[i][:0]
	}
	for _, c := range w.c.chunks[w.rows()] {
		switch {
		case w.t.edition != "":
			w.pickOwned(c, uint16(number), held)
		case slices.Contains(c.present, uint16(number)):
			w.pick(c, uint16(number), held)
		}
	}
	return w.addUp(e.number)
}

// pick takes what counts of a chunk.
func (w *worker) pick(c *chunk, number uint16, held []bool) {
	var rows, parts []int32 // row and attribution, -1 for none
	for i, n := range c.edition {
		if n != number || c.since[i] > w.at || atomic.LoadInt64(&c.until[i]) <= w.at || !held[c.confirmed[i]] || !w.takes(c, i) {
			continue
		}
		if !w.shared {
			rows = append(rows, int32(i))
			continue
		}
		none := true
		for n := c.first[i]; n < c.first[i+1]; n++ {
			if (w.district == nil || w.district[c.district[n]]) && (w.office == nil || w.office[c.office[n]]) {
				none = false
				rows, parts = append(rows, int32(i)), append(parts, int32(n))
			}
		}
		if none && !w.scoped {
			rows, parts = append(rows, int32(i)), append(parts, -1)
		}
	}
	for _, i := range rows {
		w.amounts = append(w.amounts, c.amount[i])
	}
	for n, k := range w.keys {
		list := w.picked[n]
		var of []uint16
		switch k.from {
		case fromColumn:
			column := c.words[k.column]
			for _, i := range rows {
				list = append(list, k.rank[column[i]])
			}
		case fromDistrict:
			of = c.district
		case fromOffice:
			of = c.office
		case fromShare:
			of = c.share
		}
		if k.from != fromColumn {
			for _, i := range parts {
				if i < 0 {
					list = append(list, k.none())
				} else {
					list = append(list, k.rank[of[i]])
				}
			}
		}
		w.picked[n] = list
	}
}

func (w *worker) takes(c *chunk, i int) bool {
	for _, own := range w.own {
		if !own.takes[c.words[own.dimension][i]] {
			return false
		}
	}
	return w.lands(c, i)
}

// none is the rank of a record without attribution.
func (k key) none() uint16 {
	if k.from == fromShare {
		return uint16(slices.Index(k.shares, share{}))
	}
	return 0 // the empty word comes first
}

// densePlaces is how many places the table of an edition may have, used or not.
const densePlaces = 1 << 20

// addUp adds up what was picked. The ranks that are met are numbered anew, in their order, so
// that a place for each combination of them is no large table.
func (w *worker) addUp(number int64) ([]indicator.Cell, error) {
	place := make([]uint64, len(w.amounts))
	met := make([][]uint16, len(w.keys)) // the ranks that are met, in their order
	places := uint64(1)
	for n, k := range w.keys {
		size := len(k.words) + len(k.shares)
		used := make([]uint16, size)
		for _, r := range w.picked[n] {
			used[r] = 1
		}
		for r, is := range used {
			if is == 1 {
				used[r] = uint16(len(met[n]))
				met[n] = append(met[n], uint16(r))
			}
		}
		base := uint64(len(met[n]))
		for i, r := range w.picked[n] {
			place[i] = place[i]*base + uint64(used[r])
		}
		high, low := bits.Mul64(places, base)
		if high != 0 {
			return nil, fmt.Errorf("store: more combinations than can be told apart")
		}
		places = low
	}
	if len(w.amounts) == 0 {
		return nil, nil
	}
	if places > densePlaces {
		return w.cells(number, met, w.sparse(place))
	}
	if uint64(len(w.sums)) < places {
		w.sums = make([]sum, places)
	}
	sums := w.sums[:places]
	clear(sums)
	for i, at := range place {
		sums[at].add(w.amounts[i])
	}
	count := 0
	for i := range sums {
		if sums[i].count > 0 {
			count++
		}
	}
	all := make([]placed, 0, count)
	for i := range sums {
		if sums[i].count > 0 {
			all = append(all, placed{uint64(i), sums[i]})
		}
	}
	return w.cells(number, met, all)
}

type placed struct {
	place uint64
	sum
}

// sparse adds up where a table of all places would be too large.
func (w *worker) sparse(place []uint64) []placed {
	index := map[uint64]int{}
	var all []placed
	for i, at := range place {
		n, ok := index[at]
		if !ok {
			n = len(all)
			index[at] = n
			all = append(all, placed{place: at})
		}
		all[n].add(w.amounts[i])
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.place, b.place) })
	return all
}

// cells makes cells of the sums.
func (w *worker) cells(number int64, met [][]uint16, all []placed) ([]indicator.Cell, error) {
	out := make([]indicator.Cell, len(all))
	words := make([]string, len(all)*w.cuts)
	for i, s := range all {
		c := &out[i]
		c.Edition = number
		c.Keys = words[i*w.cuts : (i+1)*w.cuts : (i+1)*w.cuts]
		l := &c.Line
		if s.high != int64(s.low)>>63 {
			return nil, money.ErrOverflow
		}
		l.Count, l.Amount.Minor = s.count, int64(s.low)
		if w.t.one {
			c.Records = s.count
		}
		at := s.place
		for n := len(w.keys) - 1; n >= 0; n-- {
			k, base := w.keys[n], uint64(len(met[n]))
			rank := met[n][at%base]
			at /= base
			switch {
			case n < w.cuts:
				c.Keys[n] = k.words[rank]
			case k.from == fromShare:
				l.Num, l.Den = k.shares[rank].num, k.shares[rank].den
			case k.column == columnOf(figure.ByDay):
				l.Day = lang.Date(k.words[rank])
			default:
				l.Amount.Currency = money.Currency(k.words[rank])
			}
		}
	}
	return out, nil
}
