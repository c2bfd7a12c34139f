package store

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"bridgehead/lang"
)

// Orders by texts: titles, numbers, identifiers. The texts themselves are not kept, only
// where each version stands among all others: ranks with gaps between them, so that what is
// written later finds its place by looking at a few of the titles around it.

// A textOrder ranks the versions of one table by a text.
type textOrder struct {
	making sync.Mutex  // held by whoever ranks what is new
	begun  atomic.Bool // somebody ranks in the background
	mu     sync.Mutex
	ranking
}

// A ranking says where the versions of a table stand.
type ranking struct {
	ranks  [][]int64 // by chunk and row; MaxInt64 of what has no text
	sorted []int64   // the beginnings of the ranked versions in their order
	rows   int       // how many are ranked
}

// rankGap is how far ranks stand apart at first.
const rankGap = 1 << 20

// placedSingly is how many new versions find their places one by one; when there are more,
// all are ranked anew.
const placedSingly = 500

// rankedAtOnce is how many versions are ranked in so little time that nobody minds waiting.
var rankedAtOnce = 20_000

// soon reports whether so many versions are ranked, or will be in a moment.
func (t *textOrder) soon(rows int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return rows <= rankedAtOnce || t.rows > 0 && rows-t.rows <= placedSingly
}

// ranked are ranks that nobody changes any more.
type ranked [][]int64

func (r ranked) of(n, i int) int64 { return r[n][i] }

// A textKey gives the key of a version's text, compared byte by byte; empty for none.
type textKey struct {
	columns []string
	key     func(cells []string) []byte
}

func keyOf(kind listedKind, o Order) textKey {
	switch o.By {
	case OrderTitle:
		key := lang.SortKeys(o.Tag)
		return textKey{[]string{kind.title + "_hans", kind.title + "_hant", kind.title + "_en"}, func(cells []string) []byte {
			s, _ := lang.Text{Hans: cells[0], Hant: cells[1], En: cells[2]}.In(o.Tag)
			if s == "" {
				return nil
			}
			return key(s)
		}}
	case OrderNumber:
		return textKey{[]string{"code"}, func(cells []string) []byte { return []byte(cells[0]) }}
	}
	return textKey{[]string{"id"}, func(cells []string) []byte { return []byte(cells[0]) }}
}

// ranked returns the ranks of all versions in the columns.
func (t *textOrder) ranked(ctx context.Context, v View, p *listing, o Order) (ranked, error) {
	total := p.rows()
	there := func() (ranked, int) {
		t.mu.Lock()
		defer t.mu.Unlock()
		return slices.Clone(t.ranks), t.rows
	}
	if ranks, rows := there(); rows >= total {
		return ranks, nil
	}
	t.making.Lock()
	defer t.making.Unlock()
	ranks, rows := there()
	key := keyOf(p.kind, o)
	switch fresh := total - rows; {
	case fresh <= 0:
		return ranks, nil
	case fresh > placedSingly || rows == 0:
		// Meanwhile those who need no more than is there go on.
		next, err := rankAll(ctx, v, p, key)
		if err != nil {
			return nil, err
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.ranking = next
	default:
		t.mu.Lock()
		defer t.mu.Unlock()
		if err := t.rankFresh(ctx, v, p, key); err != nil {
			return nil, err
		}
	}
	return slices.Clone(t.ranks), nil
}

// A keyed is a version with the key of its text.
type keyed struct {
	since int64
	key   []byte
}

func (a keyed) compare(b keyed) int {
	if c := bytes.Compare(a.key, b.key); c != 0 {
		return c
	}
	return int(min(1, max(-1, a.since-b.since)))
}

// walkFrom is how dense a list must be among all versions to be walked in its order: one
// in so many.
const walkFrom = 64

// walk picks rows by going along the order from where the page begins, which is short where
// many rows are taken; ok is false where it is not, or what has no text comes into it.
func (p *listing) walk(start place, begun, backwards bool, limit int) (out []int64, ok bool) {
	if p.text == nil || start.last || p.taken.count()*walkFrom < int64(p.rows()) {
		return nil, false
	}
	p.text.mu.Lock()
	sorted, ranks := p.text.sorted, p.text.rows // which nobody writes to
	p.text.mu.Unlock()
	if ranks > p.rows() {
		return nil, false // more was written while this was looked at
	}
	rankOf := func(i int) int64 {
		n, row, ok := p.c.place(p.kind.table, sorted[i])
		if !ok {
			return math.MaxInt64
		}
		return p.order(n, row).value
	}
	up := p.desc == backwards
	at, step := 0, 1
	if begun {
		at = sort.Search(len(sorted), func(i int) bool { return rankOf(i) >= start.value })
	}
	switch {
	case up && begun:
		at++
	case !up && begun:
		at, step = at-1, -1
	case !up:
		at, step = len(sorted)-1, -1
	}
	for ; at >= 0 && at < len(sorted); at += step {
		n, i, ok := p.c.place(p.kind.table, sorted[at])
		if !ok {
			continue
		}
		if row := n*chunkRows + i; p.taken[row/64]&(1<<(row%64)) != 0 {
			if out = append(out, sorted[at]); len(out) == limit {
				return out, true
			}
		}
	}
	// Forwards, what has no text comes after all that has.
	return out, backwards
}

// read reads the keys of the versions for which the condition holds, in the order of their
// beginnings.
func (k textKey) read(ctx context.Context, v View, table, condition string, args ...any) ([]keyed, error) {
	columns := "since"
	cells := make([]string, len(k.columns))
	var since int64
	targets := []any{&since}
	for i, c := range k.columns {
		columns += ", " + c
		targets = append(targets, &cells[i])
	}
	rows, err := v.q.QueryContext(ctx, "select "+columns+" from "+table+" where fair_id = $1 and "+condition+" order by since", append([]any{v.Fair}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("store: order of %s: %w", table, err)
	}
	defer rows.Close()
	var out []keyed
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, fmt.Errorf("store: order of %s: %w", table, err)
		}
		out = append(out, keyed{since, k.key(cells)})
	}
	return out, rows.Err()
}

// rankAll ranks all versions anew.
func rankAll(ctx context.Context, v View, p *listing, k textKey) (ranking, error) {
	all, err := k.read(ctx, v, p.kind.table, "since <= $2", int64(p.c.to))
	if err != nil {
		return ranking{}, err
	}
	all = slices.DeleteFunc(all, func(x keyed) bool { return len(x.key) == 0 })
	slices.SortFunc(all, keyed.compare)
	next := ranking{ranks: make([][]int64, len(p.chunks)), sorted: make([]int64, len(all))}
	for n, c := range p.chunks {
		next.ranks[n] = slices.Repeat([]int64{math.MaxInt64}, len(c.since))
		next.rows += len(c.since)
	}
	for i, x := range all {
		next.sorted[i] = x.since
		if n, row, ok := p.c.place(p.kind.table, x.since); ok {
			next.ranks[n][row] = int64(i+1) * rankGap
		}
	}
	return next, nil
}

// rankFresh finds the places of the versions that are not ranked yet.
func (t *textOrder) rankFresh(ctx context.Context, v View, p *listing, k textKey) error {
	last := int64(0)
	if n := len(t.ranks); n > 0 {
		last = p.chunks[n-1].since[len(t.ranks[n-1])-1]
	}
	fresh, err := k.read(ctx, v, p.kind.table, "since > $2 and since <= $3", last, int64(p.c.to))
	if err != nil {
		return err
	}
	t.sorted = slices.Clone(t.sorted) // somebody may be walking along it
	rankOf := func(since int64) int64 {
		n, i, ok := p.c.place(p.kind.table, since)
		if !ok {
			return 0
		}
		return t.ranks[n][i]
	}
	for _, x := range fresh {
		rank := int64(math.MaxInt64)
		if len(x.key) > 0 {
			var failed error
			at := sort.Search(len(t.sorted), func(i int) bool {
				other, err := k.read(ctx, v, p.kind.table, "since = $2", t.sorted[i])
				if err != nil || len(other) == 0 {
					failed = fmt.Errorf("store: order of %s: %w", p.kind.table, err)
					return true
				}
				return other[0].compare(x) > 0
			})
			if failed != nil {
				return failed
			}
			low, high := int64(0), int64(len(t.sorted)+2)*rankGap
			if at > 0 {
				low = rankOf(t.sorted[at-1])
			}
			if at < len(t.sorted) {
				high = rankOf(t.sorted[at])
			} else if at > 0 {
				high = low + 2*rankGap
			}
			if rank = low + (high-low)/2; rank == low {
				t.ranking, err = rankAll(ctx, v, p, k) // no room is left between two
				return err
			}
			t.sorted = slices.Insert(t.sorted, at, x.since)
		}
		n, i, ok := p.c.place(p.kind.table, x.since)
		if n == len(t.ranks) {
			t.ranks = append(t.ranks, make([]int64, 0, chunkRows))
		}
		if !ok || n != len(t.ranks)-1 || i != len(t.ranks[n]) {
			return fmt.Errorf("store: order of %s: version %d is not where it was looked for", p.kind.table, x.since)
		}
		t.ranks[n] = append(t.ranks[n], rank)
		t.rows++
	}
	return nil
}
