package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
)

// The index of terms is made of blocks: all versions that begin at the positions of one
// aligned range of the journal. A block never changes, for versions do not, so that every
// process makes the same one; a larger block takes the place of the smaller ones in it, as
// tiles of a Merkle tree do. Within a block a record is a bit: a set of them is combined
// with another in a few microseconds.

// searchForm is the form of the index: when what is written changes, so does it, and the
// index is made anew.
const searchForm = 1

// blockBits are the sizes of blocks, as powers of two.
var blockBits = []int{18, 14, 10}

// A block is a range of positions: 1<<bits of them after start.
type block struct {
	bits  int
	start int64
}

func (b block) size() int   { return 1 << b.bits }
func (b block) last() int64 { return b.start + 1<<b.bits }

// n is the number of the block among those of its size.
func (b block) n() int64 { return b.start >> b.bits }

// blocks are the blocks that cover the positions 1 to head, the largest first, and what is
// left after them.
func blocks(head journal.Position) (list []block, tail int64) {
	for _, size := range blockBits {
		for tail+1<<size <= int64(head) {
			list = append(list, block{size, tail})
			tail += 1 << size
		}
	}
	return list, tail
}

// A bitset is a set of positions of a block.
type bitset []uint64

func newBitset(size int) bitset { return make(bitset, max(1, size/64)) }

func (s bitset) add(i int64) { s[i/64] |= 1 << (i % 64) }

func (s bitset) has(i int64) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s bitset) count() int64 {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return int64(n)
}

func (s bitset) and(t bitset) {
	for i := range s {
		s[i] &= t[i]
	}
}

func (s bitset) or(t bitset) {
	for i := range s {
		s[i] |= t[i]
	}
}

func (s bitset) without(t bitset) {
	for i := range s {
		s[i] &^= t[i]
	}
}

// A section is one kind of record and one sort of field: which of them a posting speaks of.
type section byte

// A posting is the positions in a block of the records that have a term, in ascending order.
type posting struct {
	last  int64
	n     int
	bytes []byte // differences
}

func (p *posting) add(i int64) {
	if p.n > 0 && i == p.last {
		return
	}
	p.bytes = binary.AppendUvarint(p.bytes, uint64(i-p.last))
	p.last, p.n = i, p.n+1
}

// A termIndex is what a block is made of while it is made.
type termIndex struct {
	block block
	terms map[string]map[section]*posting
	ended [][2]int64 // versions that the entries of the block ended, with the position
}

func newTermIndex(b block) *termIndex {
	return &termIndex{block: b, terms: map[string]map[section]*posting{}}
}

// add notes that the version at the position has the term.
func (x *termIndex) add(term string, s section, since int64) {
	if len(term) > termLength {
		term = term[:termLength]
	}
	of := x.terms[term]
	if of == nil {
		of = map[section]*posting{}
		x.terms[strings.Clone(term)] = of
	}
	p := of[s]
	if p == nil {
		p = &posting{}
		of[s] = p
	}
	p.add(since - x.block.start - 1)
}

// termLength is how many bytes of a term are kept.
const termLength = 48

// encode writes the postings of a term: for each section its byte, the length, and the
// positions as differences; or as bits, where that is shorter.
func (x *termIndex) encode(term string) []byte {
	var b []byte
	of := x.terms[term]
	for _, s := range slices.Sorted(maps.Keys(of)) {
		p := of[s]
		body, form := p.bytes, byte(0)
		if size := x.block.size() / 8; len(body) > size {
			set := newBitset(x.block.size())
			eachDifference(p.bytes, set.add)
			body, form = make([]byte, 0, size), 1
			for _, w := range set {
				body = binary.LittleEndian.AppendUint64(body, w)
			}
		}
		b = append(b, byte(s), form)
		b = binary.AppendUvarint(b, uint64(len(body)))
		b = append(b, body...)
	}
	return b
}

func eachDifference(b []byte, fn func(int64)) {
	at := int64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			return
		}
		at += int64(d)
		fn(at)
		b = b[n:]
	}
}

// decodePostings adds what encode wrote to the sets of the sections.
func decodePostings(b []byte, size int, sets func(section) bitset) error {
	for len(b) > 2 {
		s, form := section(b[0]), b[1]
		length, n := binary.Uvarint(b[2:])
		if n <= 0 || uint64(len(b)-2-n) < length {
			break
		}
		body := b[2+n:][:length]
		b = b[2+n+int(length):]
		set := sets(s)
		if form == 1 {
			for i := 0; i+8 <= len(body) && i/8 < len(set); i += 8 {
				set[i/8] |= binary.LittleEndian.Uint64(body[i:])
			}
			continue
		}
		eachDifference(body, func(i int64) {
			if i < int64(size) {
				set.add(i)
			}
		})
	}
	if len(b) > 0 {
		return fmt.Errorf("store: the index of terms is damaged: empty the table search_term, and it is made again")
	}
	return nil
}

// encodeEnded writes which versions ended, as differences of the positions of the ends.
func encodeEnded(ended [][2]int64) []byte {
	b := []byte{} // not nil, which would be stored as null
	at := int64(0)
	for _, e := range ended {
		b = binary.AppendUvarint(b, uint64(e[1]-at))
		b = binary.AppendUvarint(b, uint64(e[1]-e[0]))
		at = e[1]
	}
	return b
}

func decodeEnded(b []byte) (ended [][2]int64) {
	at := int64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			break
		}
		age, m := binary.Uvarint(b[n:])
		if m <= 0 {
			break
		}
		at += int64(d)
		ended = append(ended, [2]int64{at - int64(age), at})
		b = b[n+m:]
	}
	return ended
}

// The terms that stand for no word: what is found by them is the block itself.
const (
	wholeTerm = ""     // the block is whole
	endedTerm = "\x00" // which versions ended
	exactMark = "\x01" // begins the terms of identifiers
)

// indexStep is how many positions are read at once.
const indexStep = 20_000

// buildIndex reads the records of a block, or of the part of it up to a position, and makes
// their index.
func buildIndex(ctx context.Context, q querier, fair string, b block, to int64) (*termIndex, error) {
	x := newTermIndex(b)
	if err := x.grow(ctx, q, fair, b.start, min(b.last(), to)); err != nil {
		return nil, err
	}
	return x, nil
}

// grow adds what was written after one position and up to another.
func (x *termIndex) grow(ctx context.Context, q querier, fair string, from, to int64) error {
	words := fixedTerms{}
	for low := from; low < to; low += indexStep {
		high := min(low+indexStep, to)
		for kind, s := range searchedKinds {
			if err := x.read(ctx, q, fair, low, high, section(kind)*sectionsOfKind, s, words); err != nil {
				return err
			}
		}
	}
	rows, err := q.QueryContext(ctx, `select prior, position from journal
		where fair_id = $1 and position > $2 and position <= $3 and prior > 0
		and kind in (`+searchedNames+`) order by position`, fair, from, to)
	if err != nil {
		return fmt.Errorf("store: index of terms of %s: %w", fair, err)
	}
	defer rows.Close()
	for rows.Next() {
		var e [2]int64
		if err := rows.Scan(&e[0], &e[1]); err != nil {
			return fmt.Errorf("store: index of terms of %s: %w", fair, err)
		}
		x.ended = append(x.ended, e)
	}
	return rows.Err()
}

// fixedTerms keeps the terms of what many records share: districts and industries.
type fixedTerms map[string][]string

func (f fixedTerms) of(code string, name func(code string) lang.Text) []string {
	terms, ok := f[code]
	if !ok && code != "" {
		t := name(code)
		for _, tag := range lang.Tags {
			lang.Terms(t.Get(tag), func(term string) { terms = append(terms, strings.Clone(term)) })
		}
		slices.Sort(terms)
		terms = slices.Compact(terms)
		f[code] = terms
	}
	return terms
}

// read adds the versions of one kind that begin in the range.
func (x *termIndex) read(ctx context.Context, q querier, fair string, low, high int64, first section, s searchedKind, fixed fixedTerms) error {
	columns := "since"
	for _, c := range s.columns() {
		columns += ", " + c
	}
	rows, err := q.QueryContext(ctx, "select "+columns+" from "+s.table+
		" where fair_id = $1 and since > $2 and since <= $3 order by since", fair, low, high)
	if err != nil {
		return fmt.Errorf("store: index of terms of %s: %w", s.table, err)
	}
	defer rows.Close()
	var since int64
	cells := make([]string, len(s.columns()))
	targets := []any{&since}
	for i := range cells {
		targets = append(targets, &cells[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("store: index of terms of %s: %w", s.table, err)
		}
		rest := cells
		for range s.names {
			for range lang.Tags {
				lang.Terms(rest[0], func(term string) { x.add(term, first, since) })
				rest = rest[1:]
			}
		}
		for _, c := range s.coded {
			for _, term := range fixed.of(rest[0], c.name) {
				x.add(term, first+1, since)
			}
			rest = rest[1:]
		}
		for range s.exact {
			if key := exactKey(rest[0]); key != exactMark {
				x.add(key, first, since)
			}
			rest = rest[1:]
		}
	}
	if err := rows.Err(); err != nil || s.districts == "" {
		return err
	}
	return x.readDistricts(ctx, q, fair, low, high, first+2, s, fixed)
}

// readDistricts adds the districts that stand in a table beside the records.
func (x *termIndex) readDistricts(ctx context.Context, q querier, fair string, low, high int64, to section, s searchedKind, fixed fixedTerms) error {
	rows, err := q.QueryContext(ctx, "select since, district from "+s.districts+
		" where fair_id = $1 and since > $2 and since <= $3 and district <> '' order by since", fair, low, high)
	if err != nil {
		return fmt.Errorf("store: index of terms of %s: %w", s.districts, err)
	}
	defer rows.Close()
	for rows.Next() {
		var since int64
		var district string
		if err := rows.Scan(&since, &district); err != nil {
			return fmt.Errorf("store: index of terms of %s: %w", s.districts, err)
		}
		for _, term := range fixed.of(district, districtNames) {
			x.add(term, to, since)
		}
	}
	return rows.Err()
}

// exactKey is the term of an identifier: without spaces and punctuation, in small letters.
func exactKey(s string) string { return exactMark + strings.ReplaceAll(lang.Fold(s), " ", "") }
