package store

import (
	"bridgehead/journal"
	"bridgehead/lang"
)

// What a process remembers of a fair's lists beside the columns: where versions stand in the
// orders by texts, and what was counted. A count is of a position, and so never changes.

// An orderOf is one order of one table.
type orderOf struct{ table, by, tag string }

// A countOf is a list at a position, or one of its facets.
type countOf struct {
	at     journal.Position
	table  string
	filter Filter // of a facet: all but what it takes itself
	facet  string // "" of the list
	eyes   string
}

type totals struct {
	total  int64
	facets []Facet
}

const (
	// countsKept is how many lists' counts of a fair are remembered.
	countsKept = 500
	// facetCountsKept is how many facets'. One facet's counts serve all lists that differ in what
	// it takes alone.
	facetCountsKept = 2000
)

// fair returns what is kept of a fair, under the keeper's lock.
func (k *keeper) fair(id string) *kept {
	f := k.fairs[id]
	if f == nil {
		f = &kept{}
		k.fairs[id] = f
	}
	return f
}

// refuses reports whether the fair is too large to be kept.
func (k *keeper) refuses(fair string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ctx.Err() != nil || k.fair(fair).tooLarge
}

// order returns the order of a table, to be filled when it is new.
func (k *keeper) order(fair, table string, o Order) *textOrder {
	if k == nil {
		return &textOrder{}
	}
	key := orderOf{table, o.By, ""}
	if o.By == OrderTitle {
		key.tag = string(o.Tag)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.fair(fair)
	if f.orders[key] == nil {
		if f.orders == nil {
			f.orders = map[orderOf]*textOrder{}
		}
		f.orders[key] = &textOrder{}
	}
	return f.orders[key]
}

// prepare makes what the first list of each kind needs, before anybody asks for it.
func (k *keeper) prepare(f *kept, fair string, p journal.Position) {
	c := f.now.Load()
	if c == nil {
		return
	}
	v := View{q: k.q, Fair: fair, At: min(p, c.to), columns: k}
	rank := func(o Order) {
		for table := range listed {
			// Whoever asks makes what could not be made here.
			_, _ = v.listing(k.ctx, c, table, Filter{}, o)
		}
	}
	rank(Order{})
	for _, tag := range lang.Tags {
		rank(Order{By: OrderTitle, Tag: tag})
	}
	rank(Order{By: OrderNumber})
}

// rank makes an order in the background.
func (k *keeper) rank(v View, p *listing, o Order, t *textOrder) {
	if k == nil || !t.begun.CompareAndSwap(false, true) {
		return
	}
	v.q = k.q
	k.tasks.Go(func() {
		defer t.begun.Store(false)
		_, _ = t.ranked(k.ctx, v, p, o) // whoever asks next tries again
	})
}

// facetBits returns the sets of a table, to be filled when they are new.
func (k *keeper) facetBits(fair, table string) *facetBits {
	if k == nil {
		return &facetBits{}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.fair(fair)
	if f.bits[table] == nil {
		if f.bits == nil {
			f.bits = map[string]*facetBits{}
		}
		f.bits[table] = &facetBits{}
	}
	return f.bits[table]
}

// counts counts a list, or remembers what was counted.
func (k *keeper) counts(v View, p *listing, f Filter) (int64, []Facet) {
	if k == nil {
		return p.count(func(_ string, count func() map[string]int64) map[string]int64 { return count() })
	}
	key := countOf{at: v.At, table: p.kind.table, filter: f, eyes: v.eyes.name()}
	k.mu.Lock()
	t, ok := k.fair(v.Fair).counts[key]
	k.mu.Unlock()
	if ok {
		return t.total, t.facets
	}
	t.total, t.facets = p.count(func(facet string, count func() map[string]int64) map[string]int64 {
		of := key
		of.facet, of.filter = facet, f.without(facet)
		return k.facetCounts(v.Fair, of, count)
	})
	k.mu.Lock()
	defer k.mu.Unlock()
	of := k.fair(v.Fair)
	if of.counts == nil || len(of.counts) >= countsKept {
		of.counts = map[countOf]totals{}
	}
	of.counts[key] = t
	return t.total, t.facets
}

// facetCounts counts a facet, or remembers what was counted.
func (k *keeper) facetCounts(fair string, of countOf, count func() map[string]int64) map[string]int64 {
	k.mu.Lock()
	counts, ok := k.fair(fair).facets[of]
	k.mu.Unlock()
	if ok {
		return counts
	}
	counts = count()
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.fair(fair)
	if f.facets == nil || len(f.facets) >= facetCountsKept {
		f.facets = map[countOf]map[string]int64{}
	}
	f.facets[of] = counts
	return counts
}
