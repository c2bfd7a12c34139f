package store

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// Which rows of a list have each choice of each facet stands beside the columns as sets of
// bits, so that a list that is narrowed by three choices is three sets combined, and what
// each other choice would leave is counted 64 rows at a time.

// A rowSet is a set of rows: of row i of chunk n, the bit n × chunkRows + i.
type rowSet []uint64

// chunkWords is how many words of a rowSet a chunk has.
const chunkWords = chunkRows / 64

func (s rowSet) set(row int) { s[row/64] |= 1 << (row % 64) }

func (s rowSet) count() (n int64) {
	for _, w := range s {
		n += int64(bits.OnesCount64(w))
	}
	return n
}

// and leaves what the other has too; what is beyond its end it does not have.
func (s rowSet) and(t rowSet) {
	n := min(len(s), len(t))
	for i, w := range t[:n] {
		s[i] &= w
	}
	clear(s[n:])
}

func (s rowSet) or(t rowSet) {
	for i, w := range t[:min(len(s), len(t))] {
		s[i] |= w
	}
}

// both counts what two sets share.
func (s rowSet) both(t rowSet) (n int64) {
	for i, w := range t[:min(len(s), len(t))] {
		n += int64(bits.OnesCount64(s[i] & w))
	}
	return n
}

// each hands fn the chunk and the row of each member, in their order.
func (s rowSet) each(fn func(n, i int)) {
	for at, w := range s {
		n, first := at/chunkWords, at%chunkWords*64
		for ; w != 0; w &= w - 1 {
			fn(n, first+bits.TrailingZeros64(w))
		}
	}
}

// A facetBits is the sets of one table, up to some row.
type facetBits struct {
	mu    sync.RWMutex
	of    int64      // the columns whose codes these are
	rows  int        // how many are in
	sets  [][]rowSet // by facet and code
	lives []lived    // of the last positions that were asked for
}

// A lived is the rows that are in force at a position and may be seen by somebody.
type lived struct {
	at   int64
	eyes string
	rows int
	set  rowSet
}

// livesKept is how many are remembered.
const livesKept = 6

// grow adds the rows that are new.
func (b *facetBits) grow(p *listing) {
	total := p.rows()
	b.mu.RLock()
	there := b.of == p.c.id && b.rows >= total
	b.mu.RUnlock()
	if there {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of != p.c.id {
		b.of, b.rows, b.sets, b.lives = p.c.id, 0, make([][]rowSet, len(p.dims)), nil
	}
	for k, d := range p.dims {
		for len(b.sets[k]) < len(d.words) {
			b.sets[k] = append(b.sets[k], nil)
		}
		add := func(code uint16, row int) {
			if d.group != nil {
				code = d.group[code]
			}
			set := b.sets[k][code]
			if need := row/64 + 1; need > len(set) {
				set = append(set, make(rowSet, need-len(set))...)
				b.sets[k][code] = set
			}
			set.set(row)
		}
		for row := b.rows; row < total; row++ {
			c, i := p.chunks[row/chunkRows], row%chunkRows
			switch {
			case d.first != nil:
				for n := d.first(c)[i]; n < d.first(c)[i+1]; n++ {
					add(d.codes(c)[n], row)
				}
			case d.codes == nil:
				add(uint16(p.band(c, i)), row)
			default:
				add(d.codes(c)[i], row)
			}
		}
	}
	b.rows = max(b.rows, total)
}

// rows is how many rows the list's columns have.
func (p *listing) rows() int {
	n := len(p.chunks)
	if n == 0 {
		return 0
	}
	return (n-1)*chunkRows + len(p.chunks[n-1].since)
}

// live returns the rows that are in force and may be seen; it is for reading only.
func (b *facetBits) live(p *listing, eyes string) rowSet {
	total := p.rows()
	b.mu.RLock()
	for _, l := range b.lives {
		if l.at == p.at && l.eyes == eyes && l.rows == total {
			b.mu.RUnlock()
			return l.set
		}
	}
	b.mu.RUnlock()
	set := make(rowSet, len(p.chunks)*chunkWords)
	for n, c := range p.chunks {
		for i, since := range c.since {
			if since > p.at {
				break
			}
			if atomic.LoadInt64(&c.until[i]) > p.at && (p.shows == nil || p.shows(c, i)) {
				set.set(n*chunkRows + i)
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.lives) >= livesKept {
		b.lives = b.lives[1:]
	}
	b.lives = append(b.lives[:len(b.lives):len(b.lives)], lived{p.at, eyes, total, set})
	return set
}

// narrowed returns the rows that all facets take but for one; -1 for all. The lock is held.
func (b *facetBits) narrowed(p *listing, but int) rowSet {
	out := append(rowSet(nil), p.base...)
	for k, d := range p.dims {
		if d.takes == nil || k == but {
			continue
		}
		taken, partly := b.union(p, k)
		out.and(taken)
		if partly {
			out.each(func(n, i int) {
				if !d.takes[d.codes(p.chunks[n])[i]] {
					out[(n*chunkRows+i)/64] &^= 1 << (i % 64)
				}
			})
		}
	}
	return out
}

// union returns the rows that have one of the choices that a facet takes; partly says that
// some of them have another choice that shares its set.
func (b *facetBits) union(p *listing, k int) (taken rowSet, partly bool) {
	d := p.dims[k]
	sets := make([]bool, len(b.sets[k]))
	for code, takes := range d.takes {
		if takes && d.group != nil {
			sets[d.group[code]] = true
		} else if takes && code < len(sets) {
			sets[code] = true
		}
	}
	several := false
	for n, takes := range sets {
		set := b.sets[k][n]
		switch {
		case !takes || set == nil:
		case taken == nil:
			taken = set
		case !several:
			joined := make(rowSet, len(p.base))
			joined.or(taken)
			joined.or(set)
			taken, several = joined, true
		default:
			taken.or(set)
		}
	}
	for code, n := range d.group {
		partly = partly || sets[n] && !d.takes[code]
	}
	return taken, partly
}
