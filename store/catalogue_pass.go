package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync/atomic"

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
}

// A dim is a facet in the columns: the code of each row, or of each attribution.
type dim struct {
	name   string
	codes  func(c *chunk) []uint16 // nil for bands, which are computed
	takes  []bool                  // by code, nil for all
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
	p.order, err = v.ordering(ctx, p, table, o)
	return p, err
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
	ranked, err := v.textOrder(ctx, p, table, o)
	if err != nil {
		return nil, err
	}
	return func(n, i int) place {
		r := ranked.of(n, i)
		return place{last: r == math.MaxInt64, value: r, since: p.chunks[n].since[i]}
	}, nil
}

// each hands fn the rows that all filters take.
func (p *listing) each(fn func(n, i int)) {
	var narrowed []dim
	for _, d := range p.dims {
		if d.takes != nil {
			narrowed = append(narrowed, d)
		}
	}
	for n, c := range p.chunks {
		if p.passes(c) {
			continue
		}
		codes := make([][]uint16, len(narrowed))
		for k, d := range narrowed {
			if d.codes != nil {
				codes[k] = d.codes(c)
			}
		}
	rows:
		for i, since := range c.since {
			if since > p.at {
				break
			}
			for k, d := range narrowed {
				if d.first == nil && codes[k] != nil {
					if !d.takes[codes[k][i]] {
						continue rows
					}
				} else if !p.taken(d, c, i) {
					continue rows
				}
			}
			if atomic.LoadInt64(&c.until[i]) <= p.at || p.shows != nil && !p.shows(c, i) || !p.wanted(since) {
				continue
			}
			fn(n, i)
		}
	}
}

// passes reports whether a chunk has no row of the edition that is asked for.
func (p *listing) passes(c *chunk) bool {
	for _, d := range p.dims {
		if d.name == FacetEdition && d.takes != nil {
			return !slices.ContainsFunc(c.present, func(e uint16) bool { return d.takes[e] })
		}
	}
	return false
}

func (p *listing) wanted(since int64) bool {
	return (p.chosen == nil || p.chosen[since]) && (p.matches == nil || p.matches(since))
}

// taken reports whether a facet takes a row.
func (p *listing) taken(d dim, c *chunk, i int) bool {
	switch {
	case d.first != nil:
		for k := d.first(c)[i]; k < d.first(c)[i+1]; k++ {
			if d.takes[d.codes(c)[k]] {
				return true
			}
		}
		return false
	case d.codes == nil:
		return d.takes[p.band(c, i)]
	}
	return d.takes[d.codes(c)[i]]
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
	compare := func(a, b place) int {
		if backwards {
			a, b = b, a
		}
		return a.compare(b, p.desc)
	}
	best := make([]place, 0, t.Limit+2) // a heap, the worst on top
	worse := func(a, b place) bool { return compare(a, b) > 0 }
	p.each(func(n, i int) {
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
	p.each(func(n, i int) { places = append(places, p.order(n, i)) })
	slices.SortFunc(places, func(a, b place) int { return a.compare(b, p.desc) })
	out := make([]int64, len(places))
	for i := range places {
		out[i] = places[i].since
	}
	return out
}

// count counts the rows, and for each facet what all other filters take.
func (p *listing) count() (total int64, facets []Facet) {
	counts := make([][]int64, len(p.dims))
	for k, d := range p.dims {
		counts[k] = make([]int64, len(d.words))
	}
	var narrowed []int
	for k, d := range p.dims {
		if d.takes != nil {
			narrowed = append(narrowed, k)
		}
	}
	codes := make([][]uint16, len(p.dims))
	seen := make([]uint16, 0, 16)
	for _, c := range p.chunks {
		for k, d := range p.dims {
			if codes[k] = nil; d.codes != nil {
				codes[k] = d.codes(c)
			}
		}
		add := func(k, i int) {
			d := &p.dims[k]
			switch {
			case d.first != nil: // one in the count of each
				seen = seen[:0]
				for n := d.first(c)[i]; n < d.first(c)[i+1]; n++ {
					if code := codes[k][n]; !slices.Contains(seen, code) {
						seen = append(seen, code)
						counts[k][code]++
					}
				}
			case codes[k] == nil:
				counts[k][p.band(c, i)]++
			default:
				counts[k][codes[k][i]]++
			}
		}
	rows:
		for i, since := range c.since {
			if since > p.at {
				break
			}
			missed := -1
			for _, k := range narrowed {
				if !p.taken(p.dims[k], c, i) {
					if missed >= 0 {
						continue rows
					}
					missed = k
				}
			}
			if atomic.LoadInt64(&c.until[i]) <= p.at || p.shows != nil && !p.shows(c, i) || !p.wanted(since) {
				continue
			}
			if missed >= 0 {
				add(missed, i)
				continue
			}
			total++
			for k := range p.dims {
				add(k, i)
			}
		}
	}
	for k, d := range p.dims {
		facets = append(facets, d.facet(counts[k]))
	}
	return total, facets
}

// facet brings the counts of a facet in their order.
func (d dim) facet(counts []int64) Facet {
	f := Facet{Name: d.name}
	byWord := map[string]int64{}
	if d.chosen != "" {
		byWord[d.chosen] = 0
	}
	for i, w := range d.words {
		byWord[w] += counts[i]
	}
	if d.name == FacetIndustry {
		f.Values = industryChoices(byWord, d.chosen)
		return f
	}
	for w, n := range byWord {
		if n > 0 || w == d.chosen && w != "" {
			f.Values = append(f.Values, FacetValue{w, n})
		}
	}
	slices.SortFunc(f.Values, func(a, b FacetValue) int {
		if d.name == FacetEdition || d.name == FacetBand {
			return cmp.Or(cmp.Compare(len(a.Value), len(b.Value)), cmp.Compare(a.Value, b.Value))
		}
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Value, b.Value))
	})
	return f
}
