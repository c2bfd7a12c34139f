package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"bridgehead/figure"
	"bridgehead/money"
)

// A listing is a list as it is looked for in the columns of one kind.
type listing struct {
	c      *columns
	kind   listedKind
	chunks []*chunk
	at     int64
	// What each facet takes, nil for all. Edition and band stand first, then what has a column.
	dims    []dim
	matches func(since int64) bool // nil when no words are looked for
	chosen  map[int64]bool         // the versions of a party or a session, nil for all
	order   func(n, i int) place
	desc    bool
	limits  [][]int64                  // of the bands, by the code of the currency
	shows   func(c *chunk, i int) bool // what the reader may see, nil for all
	bits    *facetBits
	base    rowSet     // the rows in force that may be seen and have what is looked for
	taken   rowSet     // those of them that all facets take
	text    *textOrder // nil when the order is by no text

	unsorted bool // the order is being made: the rows stand as they were made
}

// A dim is a facet in the columns: the code of each row, or of each attribution.
type dim struct {
	name   string
	codes  func(c *chunk) []uint16 // nil for bands, which are computed
	takes  []bool                  // by code, nil for all
	group  []uint16                // by code, where several share a set; nil where each has its own
	chosen string                  // what is asked for, "" for nothing
	words  []string                // what the codes stand for
	first  func(c *chunk) []uint32 // of attributions: where those of a row begin
}

// A place is where a row stands in an order.
type place struct {
	last  bool // without what the list is sorted by
	group uint16
	value int64
	since int64
}

func (p place) compare(q place, desc bool) int {
	value := cmp.Compare(p.value, q.value)
	if desc {
		value = -value
	}
	last := 0
	if p.last != q.last {
		last = 1
		if q.last {
			last = -1
		}
	}
	return cmp.Or(last, cmp.Compare(p.group, q.group), value, cmp.Compare(p.since, q.since))
}

// bandWords are the bands of each currency, and what a row without amount has.
func (c *columns) bandWords() []string {
	var words []string
	for _, currency := range c.words[columnOf(figure.ByCurrency)] {
		for _, exponent := range bandExponents {
			word := ""
			if currency != "" {
				word = currency + "." + strconv.Itoa(exponent)
			}
			words = append(words, word)
		}
	}
	return words
}

// listing prepares to look through a kind's columns.
func (v View) listing(ctx context.Context, c *columns, table string, f Filter, o Order) (*listing, error) {
	kind := listed[table]
	p := &listing{c: c, kind: kind, chunks: c.chunks[table], at: int64(v.At), desc: o.Descending, limits: limitsOf(c.words[columnOf(figure.ByCurrency)])}
	for _, facet := range kind.facets {
		d := dim{name: facet.name}
		column := columnOf(facet.column)
		switch {
		case facet.name == FacetEdition:
			d.codes = func(c *chunk) []uint16 { return c.edition }
			for _, n := range c.editions {
				d.words = append(d.words, strconv.Itoa(int(n)))
			}
		case facet.name == FacetBand:
			d.words = c.bandWords()
		case kind.columns[facet.column] != "":
			d.codes = func(c *chunk) []uint16 { return c.words[column] }
			d.words = c.words[column]
		default:
			d.codes = func(c *chunk) []uint16 { return c.district }
			d.first = func(c *chunk) []uint32 { return c.first }
			d.words = c.words[column]
		}
		if value := f.value(facet.name); value != "" {
			d.chosen = value
			d.takes = make([]bool, len(d.words))
			for i, w := range d.words {
				d.takes[i] = w == value || facet.name == FacetIndustry && len(w) > len(value) && w[:len(value)] == value
			}
		}
		if facet.name == FacetIndustry {
			d.group = c.divisions
		}
		p.dims = append(p.dims, d)
	}
	var err error
	if f.Text != "" {
		if p.matches, err = v.matching(ctx, table, f.Text); err != nil {
			return nil, err
		}
	}
	if f.Party != "" {
		err = p.choose(ctx, v, `select since from agreement_party where fair_id = $1 and party = $2`, f.Party)
	}
	if f.Session != "" && err == nil {
		err = p.choose(ctx, v, `select since from agreement where fair_id = $1 and session = $2 and session <> ''`, f.Session)
	}
	if err != nil {
		return nil, err
	}
	if p.shows, err = v.eyes.listedFor(ctx, v, c, table); err != nil {
		return nil, err
	}
	if p.order, err = v.ordering(ctx, p, table, o); err != nil {
		return nil, err
	}
	p.bits = v.columns.facetBits(v.Fair, table)
	p.bits.grow(p)
	p.base = p.bits.live(p, v.eyes.name())
	if p.chosen != nil || p.matches != nil {
		wanted := make(rowSet, len(p.base))
		p.base.each(func(n, i int) {
			if p.wanted(p.chunks[n].since[i]) {
				wanted.set(n*chunkRows + i)
			}
		})
		p.base = wanted
	}
	p.bits.mu.RLock()
	defer p.bits.mu.RUnlock()
	p.taken = p.bits.narrowed(p, -1)
	return p, nil
}

// choose leaves only the versions that a statement gives, of those that were left before.
func (p *listing) choose(ctx context.Context, v View, query, arg string) error {
	rows, err := v.q.QueryContext(ctx, query, v.Fair, arg)
	if err != nil {
		return fmt.Errorf("store: list of %s: %w", p.kind.table, err)
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var since int64
		if err := rows.Scan(&since); err != nil {
			return fmt.Errorf("store: list of %s: %w", p.kind.table, err)
		}
		if p.chosen == nil || p.chosen[since] {
			out[since] = true
		}
	}
	p.chosen = out
	return rows.Err()
}

// ordering returns where the row of a chunk stands.
func (v View) ordering(ctx context.Context, p *listing, table string, o Order) (func(n, i int) place, error) {
	switch o.By {
	case OrderAmount:
		column := columnOf(figure.ByCurrency)
		rank, words := ranks(p.c.words[column], func(w string) string { return w }, cmp.Compare[string])
		return func(n, i int) place {
			c := p.chunks[n]
			r := rank[c.words[column][i]]
			return place{last: words[r] == "", group: r, value: c.amount[i], since: c.since[i]}
		}, nil
	case OrderDate:
		column := columnOf(figure.ByDay)
		rank, words := ranks(p.c.words[column], func(w string) string { return w }, cmp.Compare[string])
		return func(n, i int) place {
			c := p.chunks[n]
			r := rank[c.words[column][i]]
			return place{last: words[r] == "", value: int64(r), since: c.since[i]}
		}, nil
	}
	p.text = v.columns.order(v.Fair, table, o)
	if o.Now && o.By != OrderMade && v.columns != nil && !p.text.soon(p.rows()) {
		v.columns.rank(v, p, o, p.text)
		o, p.desc, p.unsorted = Order{}, false, true
		p.text = v.columns.order(v.Fair, table, o)
	}
	ranked, err := p.text.ranked(ctx, v, p, o)
	if err != nil {
		return nil, err
	}
	return func(n, i int) place {
		r := ranked.of(n, i)
		return place{last: r == math.MaxInt64, value: r, since: p.chunks[n].since[i]}
	}, nil
}

func (p *listing) wanted(since int64) bool {
	return (p.chosen == nil || p.chosen[since]) && (p.matches == nil || p.matches(since))
}

// band is the code of the row's band.
func (p *listing) band(c *chunk, i int) int {
	currency := int(c.words[columnOf(figure.ByCurrency)][i])
	limits := p.limits[currency]
	at := len(limits) - 1
	for at > 0 && c.amount[i] < limits[at] {
		at--
	}
	return currency*len(bandExponents) + at
}

// divisionsOf gives the codes of industries of one division one number: there are many
// classes, and a set for each would take much memory. Numbers stay when codes are added.
func divisionsOf(codes []string) []uint16 {
	numbers := map[string]uint16{}
	out := make([]uint16, len(codes))
	for i, code := range codes {
		division := code[:min(len(code), 3)]
		n, ok := numbers[division]
		if !ok {
			n = uint16(len(numbers))
			numbers[division] = n
		}
		out[i] = n
	}
	return out
}

// limitsOf are the limits of bands by the code of the currency.
func limitsOf(currencies []string) [][]int64 {
	out := make([][]int64, len(currencies))
	for i, c := range currencies {
		out[i] = bandsOf(money.Currency(c))
	}
	return out
}

// page picks the rows of a part of the list, and says whether there are more on either side.
func (p *listing) page(t Turn) (picked []int64, earlier, later bool) {
	from, backwards := t.After, t.Before > 0
	if backwards {
		from = t.Before
	}
	var start place
	begun := false
	if from > 0 {
		if n, i, ok := p.c.place(p.kind.table, int64(from)); ok {
			start, begun = p.order(n, i), true
		}
	}
	if out, ok := p.walk(start, begun, backwards, t.Limit+1); ok {
		more := len(out) > t.Limit
		out = out[:min(len(out), t.Limit)]
		if backwards {
			slices.Reverse(out)
			return out, more, begun
		}
		return out, begun, more
	}
	compare := func(a, b place) int {
		if backwards {
			a, b = b, a
		}
		return a.compare(b, p.desc)
	}
	best := make([]place, 0, t.Limit+2) // a heap, the worst on top
	worse := func(a, b place) bool { return compare(a, b) > 0 }
	p.taken.each(func(n, i int) {
		at := p.order(n, i)
		if begun && compare(at, start) <= 0 {
			return
		}
		if len(best) <= t.Limit {
			best = append(best, at)
			for k := len(best) - 1; k > 0 && worse(best[k], best[(k-1)/2]); k = (k - 1) / 2 {
				best[k], best[(k-1)/2] = best[(k-1)/2], best[k]
			}
			return
		}
		if !worse(best[0], at) {
			return
		}
		best[0] = at
		for k := 0; ; {
			top := k
			for child := 2*k + 1; child <= 2*k+2 && child < len(best); child++ {
				if worse(best[child], best[top]) {
					top = child
				}
			}
			if top == k {
				break
			}
			best[k], best[top] = best[top], best[k]
			k = top
		}
	})
	slices.SortFunc(best, compare)
	more := len(best) > t.Limit
	for _, at := range best[:min(len(best), t.Limit)] {
		picked = append(picked, at.since)
	}
	if backwards {
		slices.Reverse(picked)
		return picked, more, begun
	}
	return picked, begun, more
}

// all are the rows of the list in their order.
func (p *listing) all() []int64 {
	var places []place
	p.taken.each(func(n, i int) { places = append(places, p.order(n, i)) })
	slices.SortFunc(places, func(a, b place) int { return a.compare(b, p.desc) })
	out := make([]int64, len(places))
	for i := range places {
		out[i] = places[i].since
	}
	return out
}

// countSingly is up to how many rows are counted one by one: beyond it, choice by choice.
const countSingly = 50_000

// count counts the rows, and for each facet what all other filters take. What a facet by which
// the list is narrowed comes to may be remembered.
func (p *listing) count(remembered func(facet string, count func() map[string]int64) map[string]int64) (total int64, facets []Facet) {
	p.bits.mu.RLock()
	defer p.bits.mu.RUnlock()
	total = p.taken.count()
	rows := p.taken.members(total)
	for k, d := range p.dims {
		var byWord map[string]int64
		if d.takes == nil {
			byWord = p.countBy(k, p.taken, rows, total)
		} else {
			byWord = remembered(d.name, func() map[string]int64 {
				set := p.bits.narrowed(p, k)
				n := set.count()
				return p.countBy(k, set, set.members(n), n)
			})
		}
		facets = append(facets, d.facet(byWord))
	}
	return total, facets
}

// members are the rows of a set of so many, where they are few enough to be counted singly.
func (s rowSet) members(total int64) []int {
	if total > countSingly {
		return nil
	}
	rows := make([]int, 0, total)
	s.each(func(n, i int) { rows = append(rows, n*chunkRows+i) })
	return rows
}

// countBy counts how many rows of a set have each choice of a facet.
func (p *listing) countBy(k int, set rowSet, rows []int, total int64) map[string]int64 {
	d := p.dims[k]
	counts := make([]int64, len(d.words))
	singly := func(count func(c *chunk, i int)) {
		if total > countSingly {
			set.each(func(n, i int) { count(p.chunks[n], i) })
			return
		}
		for _, row := range rows {
			count(p.chunks[row/chunkRows], row%chunkRows)
		}
	}
	switch {
	case total > countSingly && d.group == nil:
		for code, rows := range p.bits.sets[k] {
			if code < len(counts) {
				counts[code] = set.both(rows)
			}
		}
	case d.first != nil: // one in the count of each
		var seen []uint16
		singly(func(c *chunk, i int) {
			first, codes := d.first(c), d.codes(c)
			seen = seen[:0]
			for _, code := range codes[first[i]:first[i+1]] {
				if !slices.Contains(seen, code) {
					seen = append(seen, code)
					counts[code]++
				}
			}
		})
	case d.codes == nil:
		singly(func(c *chunk, i int) { counts[p.band(c, i)]++ })
	default:
		singly(func(c *chunk, i int) { counts[d.codes(c)[i]]++ })
	}
	byWord := map[string]int64{}
	for i, n := range counts {
		if n > 0 {
			byWord[d.words[i]] += n
		}
	}
	return byWord
}

// facet brings the counts of a facet in their order.
func (d dim) facet(byWord map[string]int64) Facet {
	f := Facet{Name: d.name}
	if d.name == FacetIndustry {
		f.Values = industryChoices(byWord, d.chosen)
		return f
	}
	for w, n := range byWord {
		f.Values = append(f.Values, FacetValue{w, n})
	}
	if d.chosen != "" && byWord[d.chosen] == 0 {
		f.Values = append(f.Values, FacetValue{d.chosen, 0})
	}
	slices.SortFunc(f.Values, func(a, b FacetValue) int {
		if d.name == FacetEdition || d.name == FacetBand {
			return cmp.Or(cmp.Compare(len(a.Value), len(b.Value)), cmp.Compare(a.Value, b.Value))
		}
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Value, b.Value))
	})
	return f
}
