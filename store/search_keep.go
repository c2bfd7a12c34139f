package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"bridgehead/journal"
)

// KeepSearch makes the process keep the index of terms of all fairs: it is written in the
// background, block by block in short transactions, so that no import waits for it. What cannot be
// written is told to failed, and tried again when somebody searches a minute later. It must be
// called before the record is read.
func (db *DB) KeepSearch(failed func(error)) {
	ctx, stop := context.WithCancel(context.Background())
	k := &searchKeeper{db: db, ctx: ctx, stop: stop, failed: failed, fairs: map[string]*searchedFair{}}
	db.search = k
	k.tasks.Go(func() {
		// Another form of the index is of a program that was here before.
		if _, err := db.write.ExecContext(ctx, `delete from search_term where form <> $1`, searchForm); err != nil {
			k.fail(fmt.Errorf("store: remove an old index of terms: %w", err))
			return
		}
		fairs, err := db.Fairs(ctx)
		if err != nil {
			k.fail(err)
			return
		}
		for _, fair := range fairs {
			k.begin(fair)
		}
	})
}

// A searchKeeper keeps the index of several fairs.
type searchKeeper struct {
	db    *DB
	ctx   context.Context // ends with the database
	stop  context.CancelFunc
	tasks sync.WaitGroup

	failed func(error)

	mu    sync.Mutex
	fairs map[string]*searchedFair
}

// A searchedFair is what a process remembers of one fair's index.
type searchedFair struct {
	mu      sync.Mutex
	writing bool      // blocks, in the background
	rested  time.Time // when they may be written again, after an error
	whole   *wholeBlocks
	terms   map[wantedTerm][]map[section]bitset // of those blocks, what was asked for lately
	bytes   int                                 // that they take

	tailing sync.RWMutex
	tail    *termIndex // of what is in no block yet; nil before it is asked for
	to      int64      // where it ends
}

// wholeBlocks are blocks that cover the positions from 1 on, and what ended in them.
type wholeBlocks struct {
	list  []block
	ended [][][2]int64
	dead  []bitset // of each block, what ended in any
}

func (w *wholeBlocks) reach() int64 {
	if n := len(w.list); n > 0 {
		return w.list[n-1].last()
	}
	return 0
}

func (k *searchKeeper) of(fair string) *searchedFair {
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.fairs[fair]
	if f == nil {
		f = &searchedFair{whole: &wholeBlocks{}}
		k.fairs[fair] = f
	}
	return f
}

func (k *searchKeeper) close() {
	if k != nil {
		k.stop()
		k.tasks.Wait()
	}
}

// begin writes what is not written of a fair's index, in the background.
func (k *searchKeeper) begin(fair string) {
	f := k.of(fair)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.writing || k.ctx.Err() != nil || time.Now().Before(f.rested) {
		return
	}
	f.writing = true
	k.tasks.Go(func() {
		err := k.db.writeIndex(k.ctx, fair)
		f.mu.Lock()
		if f.writing = false; err != nil {
			f.rested = time.Now().Add(searchRest)
		}
		f.mu.Unlock()
		k.fail(err)
	})
}

// searchRest is how long nothing is written after an error.
const searchRest = time.Minute

// fail tells an error that is not the end of the process.
func (k *searchKeeper) fail(err error) {
	if err != nil && k.ctx.Err() == nil && k.failed != nil {
		k.failed(err)
	}
}

// chosen are the largest blocks among those that are whole that cover the positions from 1 on.
func chosen(all []block) []block {
	slices.SortFunc(all, func(a, b block) int {
		if a.start != b.start {
			return int(min(1, max(-1, a.start-b.start)))
		}
		return b.bits - a.bits
	})
	var out []block
	reach := int64(0)
	for _, b := range all {
		if b.start == reach {
			out = append(out, b)
			reach = b.last()
		}
	}
	return out
}

// readBlocks reads which blocks are whole.
func readBlocks(ctx context.Context, q querier, fair string) ([]block, error) {
	rows, err := q.QueryContext(ctx, `select bits, n from search_term where fair_id = $1 and form = $2 and term = $3`, fair, searchForm, []byte(wholeTerm))
	if err != nil {
		return nil, fmt.Errorf("store: index of terms: %w", err)
	}
	defer rows.Close()
	var all []block
	for rows.Next() {
		var size, n int64
		if err := rows.Scan(&size, &n); err != nil {
			return nil, fmt.Errorf("store: index of terms: %w", err)
		}
		all = append(all, block{int(size), n << size})
	}
	return chosen(all), rows.Err()
}

// writeIndex writes the blocks that are missing up to the fair's head.
func (db *DB) writeIndex(ctx context.Context, fair string) error {
	for {
		head, err := db.Head(ctx, fair)
		if err != nil {
			return err
		}
		have, err := readBlocks(ctx, db.read, fair)
		if err != nil {
			return err
		}
		want, _ := blocks(head)
		next := slices.IndexFunc(want, func(b block) bool { return !slices.Contains(have, b) })
		if next < 0 {
			return nil
		}
		if err := db.writeBlock(ctx, fair, want[next]); err != nil {
			return err
		}
	}
}

// termRows is how many terms are written in one short transaction.
const termRows = 500

var termColumns = []string{"fair_id", "form", "term", "bits", "n", "postings"}

// writeBlock writes a block: its terms, what ended in it, and last that it is whole. Only
// then the smaller blocks in it are taken away. Whatever breaks off is written again.
func (db *DB) writeBlock(ctx context.Context, fair string, b block) error {
	x, err := buildIndex(ctx, db.read, fair, b, b.last())
	if err != nil {
		return err
	}
	terms := slices.Sorted(maps.Keys(x.terms))
	rows := func(part []string) []any {
		var args []any
		for _, term := range part {
			postings := []byte{}
			switch term {
			case wholeTerm:
			case endedTerm:
				postings = encodeEnded(x.ended)
			default:
				postings = x.encode(term)
			}
			args = append(args, fair, searchForm, []byte(term), b.bits, b.n(), postings)
		}
		return args
	}
	insert := func(part []string) error {
		_, err := db.write.ExecContext(ctx, insertText(db.dialect, "search_term", termColumns, len(part))+" on conflict do nothing", rows(part)...)
		if err != nil {
			return fmt.Errorf("store: write the index of terms: %w", err)
		}
		return nil
	}
	for part := range slices.Chunk(terms, termRows) {
		if err := insert(part); err != nil {
			return err
		}
	}
	for _, term := range []string{endedTerm, wholeTerm} {
		if err := insert([]string{term}); err != nil {
			return err
		}
	}
	for _, smaller := range blockBits {
		if smaller >= b.bits {
			continue
		}
		for part := range slices.Chunk(slices.Concat([]string{wholeTerm, endedTerm}, terms), termRows) {
			args := []any{fair, searchForm, smaller, b.start >> smaller, b.last() >> smaller}
			for _, term := range part {
				args = append(args, []byte(term))
			}
			_, err := db.write.ExecContext(ctx, `delete from search_term where fair_id = $1 and form = $2 and bits = $3
				and n >= $4 and n < $5 and term in (`+marks(6, len(part))+`)`, args...)
			if err != nil {
				return fmt.Errorf("store: write the index of terms: %w", err)
			}
		}
	}
	return nil
}

// A termRow is the postings of one term in one block.
type termRow struct {
	term     string
	block    block
	postings []byte
}

// How much of the index a process remembers of each fair.
const (
	termsBytes = 64 << 20
	termsKept  = 10_000
)

// remembered returns what is remembered of the terms, and of which blocks it is.
func (f *searchedFair) remembered(terms []wantedTerm) (known map[wantedTerm][]map[section]bitset, of *wholeBlocks) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known = map[wantedTerm][]map[section]bitset{}
	for _, t := range terms {
		if has, ok := f.terms[t]; ok {
			known[t] = has
		}
	}
	return known, f.whole
}

// remember keeps what the blocks have of a term: nobody changes it any more.
func (f *searchedFair) remember(t wantedTerm, has []map[section]bitset, of *wholeBlocks) {
	size := 0
	for _, sets := range has {
		for _, set := range sets {
			size += 8 * len(set)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.whole != of {
		return
	}
	if f.terms == nil || len(f.terms) >= termsKept || f.bytes+size > termsBytes {
		f.terms, f.bytes = map[wantedTerm][]map[section]bitset{}, 0
	}
	if _, ok := f.terms[t]; !ok {
		f.terms[t] = has
		f.bytes += size
	}
}

// readTerms reads with one statement, so that it is of one moment, which blocks are whole
// and what they hold of the terms that are not known.
func (v View) readTerms(ctx context.Context, terms []wantedTerm, known map[wantedTerm][]map[section]bitset) ([]block, []termRow, error) {
	args := []any{v.Fair, searchForm, []byte(wholeTerm)}
	exact := 1
	for _, t := range terms {
		if _, ok := known[t]; !ok && !t.begins {
			args = append(args, []byte(t.text))
			exact++
		}
	}
	or := ""
	for _, t := range terms {
		if _, ok := known[t]; !ok && t.begins {
			n := len(args)
			or += " or term >= $" + strconv.Itoa(n+1) + " and term < $" + strconv.Itoa(n+2)
			args = append(args, []byte(t.text), []byte(t.text+"\xff"))
		}
	}
	rows, err := v.q.QueryContext(ctx, "select term, bits, n, postings from search_term where fair_id = $1 and form = $2 and (term in ("+
		marks(3, exact)+")"+or+")", args...)
	if err != nil {
		return nil, nil, fmt.Errorf("store: search: %w", err)
	}
	defer rows.Close()
	var whole []block
	var out []termRow
	for rows.Next() {
		var term, postings []byte
		var size, n int64
		if err := rows.Scan(&term, &size, &n, &postings); err != nil {
			return nil, nil, fmt.Errorf("store: search: %w", err)
		}
		b := block{int(size), n << size}
		if len(term) == 0 {
			whole = append(whole, b)
			continue
		}
		out = append(out, termRow{string(term), b, postings})
	}
	return chosen(whole), out, rows.Err()
}

// covered returns what ended in the blocks, reading what is not remembered.
func (v View) covered(ctx context.Context, f *searchedFair, list []block) (*wholeBlocks, error) {
	f.mu.Lock()
	w := f.whole
	f.mu.Unlock()
	if slices.Equal(w.list, list) {
		return w, nil
	}
	next := &wholeBlocks{list: list}
	for _, b := range list {
		if i := slices.Index(w.list, b); i >= 0 {
			next.ended = append(next.ended, w.ended[i])
			continue
		}
		var postings []byte
		err := v.q.QueryRowContext(ctx, `select postings from search_term
			where fair_id = $1 and form = $2 and term = $3 and bits = $4 and n = $5`,
			v.Fair, searchForm, []byte(endedTerm), b.bits, b.n()).Scan(&postings)
		if err != nil {
			return nil, fmt.Errorf("store: search: %w", err)
		}
		next.ended = append(next.ended, decodeEnded(postings))
	}
	next.dead = deadIn(list, next.ended, int64(journal.Open))
	f.mu.Lock()
	defer f.mu.Unlock()
	if slices.Equal(f.whole.list, list) {
		return f.whole, nil // another was faster
	}
	f.whole, f.terms, f.bytes = next, nil, 0
	return next, nil
}

// deadIn are the versions of each block that had ended at a position.
func deadIn(list []block, ended [][][2]int64, at int64) []bitset {
	dead := make([]bitset, len(list))
	for _, pairs := range ended {
		for _, e := range pairs {
			if e[1] > at {
				break
			}
			if i := blockOf(list, e[0]); i >= 0 {
				if dead[i] == nil {
					dead[i] = newBitset(list[i].size())
				}
				dead[i].add(e[0] - list[i].start - 1)
			}
		}
	}
	return dead
}

// blockOf returns which block holds a position.
func blockOf(list []block, since int64) int {
	i, _ := slices.BinarySearchFunc(list, since, func(b block, since int64) int {
		if b.last() < since {
			return -1
		}
		return 1
	})
	if i < len(list) && list[i].start < since {
		return i
	}
	return -1
}

// tailBits is how large the part may be that is in no block yet and is indexed by whoever
// searches: a second of work.
var tailBits = 14

// tailOf returns the index of what was written after the blocks, up to the view's position
// at least, and holds it until release.
func (v View) tailOf(ctx context.Context, f *searchedFair, reach int64) (x *termIndex, release func(), err error) {
	f.tailing.RLock()
	if f.tail != nil && f.tail.block.start == reach && f.to >= int64(v.At) {
		return f.tail, f.tailing.RUnlock, nil
	}
	f.tailing.RUnlock()
	f.tailing.Lock()
	if f.tail == nil || f.tail.block.start != reach {
		f.tail, f.to = newTermIndex(block{tailBits, reach}), reach
	}
	if f.to < int64(v.At) {
		if err := f.tail.grow(ctx, v.q, v.Fair, f.to, int64(v.At)); err != nil {
			f.tail = nil
			f.tailing.Unlock()
			return nil, nil, err
		}
		f.to = int64(v.At)
	}
	x = f.tail
	f.tailing.Unlock()
	f.tailing.RLock()
	return x, f.tailing.RUnlock, nil
}
