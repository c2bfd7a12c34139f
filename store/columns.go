package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
)

// A process that runs for long can keep a copy of what is counted, column by column: splits
// and figures of earlier positions are then one pass over memory instead of one over the
// database. It holds every version of every agreement, increase and project with the
// positions of its beginning and end, and so answers for every position up to the one it
// has come to. It grows by reading what has been written since. Nothing is ever asked of it
// that the rows do not say: without it, before it is loaded, or above its limit, SQL answers,
// and gives the same (columns_cells.go).

// ColumnsLimit is how many bytes of columns a serving process keeps when nobody says
// otherwise. A version of an agreement takes 44 bytes and 6 for each of its attributions, one
// of an increase 60, one of a project 42, one of a party 38: this is enough for ten million records.
// Where there are milestones, an agreement takes 60 more and a milestone that counts 33.
// Each order of a list by texts adds 16 for each version: five of them are made in the background.
const ColumnsLimit = 512 << 20

// KeepColumns makes the process keep columns of the fairs whose figures are asked for, in at
// most so many bytes. A fair is loaded in the background when it is first asked for; the one
// that was not asked for longest makes way for another, and one that is too large for the
// limit is left to SQL. It must be called before the record is read.
func (db *DB) KeepColumns(limit int64) {
	ctx, stop := context.WithCancel(context.Background())
	db.columns = &keeper{q: db.read, limit: limit, ctx: ctx, stop: stop, fairs: map[string]*kept{}}
}

// HasColumns reports whether the columns reach the view's position, and begins to load them
// when they do not.
func (v View) HasColumns() bool { return v.columns.at(v.Fair, v.At) != nil }

// A keeper keeps the columns of several fairs.
type keeper struct {
	q     querier
	limit int64
	ctx   context.Context // ends with the database
	stop  context.CancelFunc
	tasks sync.WaitGroup

	mu    sync.Mutex
	asked int64 // counts up
	fairs map[string]*kept
}

// A kept is the columns of one fair.
type kept struct {
	now     atomic.Pointer[columns] // nil while there are none
	loading atomic.Bool             // in the background
	mu      sync.Mutex              // of the grower
	grower  *grower                 // nil at first, and after an error

	// Of the keeper, under its lock.
	asked, bytes int64
	tooLarge     bool
	orders       map[orderOf]*textOrder
	bits         map[string]*facetBits // by table
	counts       map[countOf]totals
	facets       map[countOf]map[string]int64
}

// inlineEntries is how far the columns may be behind so that whoever asks brings them up
// himself: some tens of milliseconds.
const inlineEntries = 2000

// at returns columns that reach the position, or nil when there are none yet.
func (k *keeper) at(fair string, p journal.Position) *columns {
	if k == nil || k.ctx.Err() != nil {
		return nil
	}
	k.mu.Lock()
	f := k.fairs[fair]
	if f == nil {
		f = &kept{}
		k.fairs[fair] = f
	}
	k.asked++
	f.asked = k.asked
	tooLarge := f.tooLarge
	k.mu.Unlock()
	c := f.now.Load()
	switch {
	case c != nil && c.to >= p:
		return c
	case tooLarge || f.loading.Load():
		return nil
	case c != nil && p-c.to <= inlineEntries:
		k.grow(f, fair, p)
		if c := f.now.Load(); c != nil && c.to >= p {
			return c
		}
		return nil
	case f.loading.CompareAndSwap(false, true):
		k.tasks.Go(func() {
			k.grow(f, fair, p)
			f.loading.Store(false)
			k.prepare(f, fair, p)
		})
	}
	return nil
}

// grow brings the columns to the position. After an error they are begun anew when they are
// next asked for.
func (k *keeper) grow(f *kept, fair string, p journal.Position) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.grower == nil {
		f.grower = newGrower(k.q, fair)
	}
	if f.grower.to >= p {
		return
	}
	err := f.grower.grow(k.ctx, p, func(bytes int64) bool { return k.room(f, bytes) })
	if err != nil {
		f.now.Store(nil)
		tooMany := f.grower.full
		f.grower = nil
		k.mu.Lock()
		f.tooLarge = errors.Is(err, errTooLarge) && (f.bytes > k.limit || tooMany)
		f.bytes = 0
		k.mu.Unlock()
		return
	}
	f.now.Store(f.grower.snapshot())
}

// room reports whether a fair can have so many bytes, others making way for it.
func (k *keeper) room(f *kept, bytes int64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	f.bytes = bytes
	for {
		var total int64
		var oldest *kept
		for _, other := range k.fairs {
			total += other.bytes
			if other != f && other.bytes > 0 && (oldest == nil || other.asked < oldest.asked) {
				oldest = other
			}
		}
		if total <= k.limit {
			return true
		}
		if oldest == nil || !oldest.mu.TryLock() { // one that grows itself stays
			return false
		}
		oldest.now.Store(nil)
		oldest.grower, oldest.bytes = nil, 0
		oldest.mu.Unlock()
	}
}

// close ends what is under way.
func (k *keeper) close() {
	if k != nil {
		k.stop()
		k.tasks.Wait()
	}
}

// columnDimensions are the dimensions that are columns of their own.
var columnDimensions = [...]string{
	figure.ByDirection, figure.ByType, figure.ByIndustry, figure.ByCountry, figure.ByCurrency, figure.ByDay,
	figure.ByDistrict, figure.ByOffice, figure.BySide,
}

func columnOf(dimension string) int { return slices.Index(columnDimensions[:], dimension) }

// columns are the versions of a fair's counted records up to a position. Nothing in them
// changes once they are given out, but for the ends of versions (chunk.until).
type columns struct {
	id     int64 // of those that grow from one beginning, whose codes and rows are the same
	to     journal.Position
	chunks map[string][]*chunk // by table
	words  [len(columnDimensions)][]string
	// The codes of editions, sets of keys and shares stand for these.
	editions, keys []int64
	shares         []share
	divisions      []uint16 // of the codes of industries: see divisionsOf

	numbered bool                    // there are milestones, and the agreements have numbers
	subjects int                     // how many
	landed   *atomic.Pointer[became] // what became of them at the position that was asked for last
}

// A share is the part of an amount that an attribution takes; 0/0 without attribution.
type share struct{ num, den int64 }

// chunkRows is how many versions are in a chunk, which is filled before the next is begun.
const chunkRows = 8192

// A chunk is some versions of one table, each column by itself, words as codes. The versions
// of agreements and projects stand in the order of their beginning. A version of an increase
// is split where that of its agreement changes, and has what it takes from it.
type chunk struct {
	since  []int64
	until  []int64 // set, once, when the version ends: to be read and written atomically
	amount []int64

	edition, confirmed []uint16
	words              [len(columnDimensions)][]uint16 // nil for what the table has no column of

	// The attributions of row i are those from first[i] to first[i+1].
	first                   []uint32
	district, office, share []uint16

	entry, owner []int64 // of increases: the beginnings of the versions of increase and agreement

	subject []uint32      // of agreements, and of milestones that count: the number of the agreement
	ended   []landing.Day // of agreements: when they say that they ended
	stage   []uint8       // of milestones: the place among columnStages

	present []uint16 // the editions in it
}

// A version is a row as it is added to a chunk.
type columnRow struct {
	since, until, amount int64
	edition, confirmed   uint16
	words                [len(columnDimensions)]uint16
	entry, owner         int64
	subject              uint32
	ended                landing.Day
	stage                uint8
}

// An attributed is an attribution of a row.
type attributed struct{ district, office, share uint16 }

func newChunk(t counted, numbered bool) *chunk {
	c := &chunk{
		since: make([]int64, 0, chunkRows), until: make([]int64, 0, chunkRows), amount: make([]int64, 0, chunkRows),
		edition: make([]uint16, 0, chunkRows), confirmed: make([]uint16, 0, chunkRows),
	}
	for dimension := range t.columns {
		c.words[columnOf(dimension)] = make([]uint16, 0, chunkRows)
	}
	if t.shares {
		c.first = append(make([]uint32, 0, chunkRows+1), 0)
	}
	if t.of != "" {
		c.entry, c.owner = make([]int64, 0, chunkRows), make([]int64, 0, chunkRows)
	}
	switch {
	case !numbered:
	case t.table == "agreement":
		c.subject, c.ended = make([]uint32, 0, chunkRows), make([]landing.Day, 0, chunkRows)
	case t.table == "milestone":
		c.subject, c.stage = make([]uint32, 0, chunkRows), make([]uint8, 0, chunkRows)
	}
	return c
}

func (c *chunk) add(r columnRow, parts []attributed) {
	c.since, c.until, c.amount = append(c.since, r.since), append(c.until, r.until), append(c.amount, r.amount)
	c.edition, c.confirmed = append(c.edition, r.edition), append(c.confirmed, r.confirmed)
	for i := range c.words {
		if c.words[i] != nil {
			c.words[i] = append(c.words[i], r.words[i])
		}
	}
	if c.first != nil {
		for _, p := range parts {
			c.district, c.office, c.share = append(c.district, p.district), append(c.office, p.office), append(c.share, p.share)
		}
		c.first = append(c.first, uint32(len(c.share)))
	}
	if c.entry != nil {
		c.entry, c.owner = append(c.entry, r.entry), append(c.owner, r.owner)
	}
	if c.subject != nil {
		c.subject = append(c.subject, r.subject)
	}
	if c.ended != nil {
		c.ended = append(c.ended, r.ended)
	}
	if c.stage != nil {
		c.stage = append(c.stage, r.stage)
	}
	if !slices.Contains(c.present, r.edition) {
		c.present = append(c.present, r.edition)
	}
}

// bytes is what the chunk takes.
func (c *chunk) bytes() int64 {
	n := int64(3*8+2*2) * chunkRows
	for _, w := range c.words {
		n += 2 * int64(cap(w))
	}
	return n + 4*int64(cap(c.first)) + 6*int64(cap(c.share)) + 16*int64(cap(c.entry)) + 4*int64(cap(c.subject)+cap(c.ended)) + int64(cap(c.stage))
}

// place returns the number of the chunk and of the row of the version of a table that begins
// at the position.
func (c *columns) place(table string, since int64) (n, i int, ok bool) {
	list := c.chunks[table]
	n = sort.Search(len(list), func(i int) bool { return list[i].since[0] > since }) - 1
	if n < 0 {
		return 0, 0, false
	}
	i, ok = slices.BinarySearch(list[n].since, since)
	return n, i, ok
}

// find returns the chunk and row of the version of a table that begins at the position.
func (c *columns) find(table string, since int64) (*chunk, int, bool) {
	n, i, ok := c.place(table, since)
	if !ok {
		return nil, 0, false
	}
	return c.chunks[table][n], i, true
}

var errTooLarge = errors.New("store: more than is kept in memory")

// A grower reads what has been written and adds it.
type grower struct {
	q    querier
	fair string
	columns

	codes     [len(columnDimensions)]map[string]uint16
	editionOf map[int64]uint16
	keysOf    map[int64]uint16
	shareOf   map[share]uint16
	subjectOf map[[16]byte]uint32 // by the sum of the identifier, which is shorter than most
	full      bool                // there are more words of a dimension than codes
}

// growers counts those that were begun.
var growers atomic.Int64

func newGrower(q querier, fair string) *grower {
	g := &grower{q: q, fair: fair, editionOf: map[int64]uint16{}, keysOf: map[int64]uint16{}, shareOf: map[share]uint16{}, subjectOf: map[[16]byte]uint32{}}
	g.landed = new(atomic.Pointer[became])
	g.chunks = map[string][]*chunk{}
	g.id = growers.Add(1)
	for i := range g.codes {
		g.codes[i] = map[string]uint16{}
	}
	code(g, g.shareOf, &g.shares, share{}) // 0
	return g
}

// code returns the code of a value, a new one when it was not met before.
func code[T comparable](g *grower, codes map[T]uint16, values *[]T, v T) uint16 {
	c, ok := codes[v]
	if !ok {
		g.full = g.full || len(*values) > math.MaxUint16
		c = uint16(len(*values))
		codes[v] = c
		*values = append(*values, v)
	}
	return c
}

// number returns the number of an agreement, a new one when it was not met before.
func (g *grower) number(id string) uint32 {
	sum := sha256.Sum256([]byte(id))
	key := [16]byte(sum[:16])
	n, ok := g.subjectOf[key]
	if !ok {
		n = uint32(len(g.subjectOf))
		g.subjectOf[key] = n
	}
	return n
}

func (g *grower) word(dimension int, w string) uint16 {
	return code(g, g.codes[dimension], &g.words[dimension], w)
}

// snapshot returns the columns as they are now. The lists go on to be appended to, beyond
// what the snapshot sees of them.
func (g *grower) snapshot() *columns {
	c := g.columns
	c.divisions = divisionsOf(c.words[columnOf(figure.ByIndustry)])
	c.subjects = len(g.subjectOf)
	c.chunks = make(map[string][]*chunk, len(g.chunks))
	for table, chunks := range g.chunks {
		list := slices.Clone(chunks)
		if n := len(list); n > 0 {
			last := *list[n-1]
			list[n-1] = &last
		}
		c.chunks[table] = list
	}
	return &c
}

func (g *grower) add(t counted, r columnRow, parts []attributed) {
	list := g.chunks[t.table]
	if n := len(list); n == 0 || len(list[n-1].since) == chunkRows {
		list = append(list, newChunk(t, g.numbered))
		g.chunks[t.table] = list
	}
	list[len(list)-1].add(r, parts)
}

// growStep is how many positions are read at once.
const growStep = 20_000

// grow reads the entries up to the position. Room says whether so many bytes may be kept.
func (g *grower) grow(ctx context.Context, to journal.Position, room func(bytes int64) bool) error {
	from := g.to
	agreement, amendment := tallied["agreement"], tallied["amendment"]
	if err := g.numbering(ctx); err != nil {
		return err
	}
	for low := from; low < to; low += growStep {
		high := min(low+growStep, to)
		if err := g.readOwn(ctx, agreement, low, high, to); err != nil {
			return err
		}
		if err := g.readOwn(ctx, tallied["project"], low, high, to); err != nil {
			return err
		}
		if err := g.readOwn(ctx, partyColumns, low, high, to); err != nil {
			return err
		}
		if err := g.readMilestones(ctx, low, high, to); err != nil {
			return err
		}
		if !room(g.bytes()) || g.full {
			return errTooLarge
		}
	}
	if from > 0 {
		if err := g.readEnds(ctx, from, to); err != nil {
			return err
		}
	}
	for low := from; low < to; low += growStep {
		high := min(low+growStep, to)
		// Increases that are new, with the agreements that are there, and those that were there
		// with versions of agreements that are new.
		if err := g.readIncreases(ctx, amendment, "r.fair_id = $1 and r.since > $2 and r.since <= $3 and +o.since <= $4", to, int64(low), int64(high), int64(to)); err != nil {
			return err
		}
		if from > 0 {
			if err := g.readIncreases(ctx, amendment, "o.fair_id = $1 and o.since > $2 and o.since <= $3 and +r.since <= $4", to, int64(low), int64(high), int64(from)); err != nil {
				return err
			}
		}
	}
	if !room(g.bytes()) || g.full {
		return errTooLarge
	}
	g.to = to
	return nil
}

func (g *grower) bytes() int64 {
	n := int64(0)
	for _, chunks := range g.chunks {
		for _, c := range chunks {
			n += c.bytes()
		}
	}
	for _, words := range g.words {
		n += 64 * int64(len(words)) // with their codes
	}
	return n + subjectBytes*int64(len(g.subjectOf))
}

// ended is the end of a version as it is at the position that is grown to: a later end is
// added when the columns come to it.
func ended(until int64, to journal.Position) int64 {
	if until > int64(to) {
		return int64(journal.Open)
	}
	return until
}

// readOwn reads versions that begin in the range, of a table with all columns of its own.
func (g *grower) readOwn(ctx context.Context, t counted, low, high, to journal.Position) error {
	parts, err := g.readParts(ctx, t, low, high)
	if err != nil {
		return err
	}
	return g.read(ctx, t, []string{"r.since", "r.until"}, t.table+" r", "r.fair_id = $1 and r.since > $2 and r.since <= $3 order by r.since",
		func(r columnRow, ends []int64) {
			r.since, r.until = ends[0], ended(ends[1], to)
			g.add(t, r, parts[r.since])
		}, int64(low), int64(high))
}

// read reads the columns of a table's own; the ends of versions come before them.
func (g *grower) read(ctx context.Context, t counted, ends []string, from, where string, row func(r columnRow, ends []int64), args ...any) error {
	edited, confirmed, sum := "0", "0", "0"
	if t.table != partyColumns.table {
		edited = "r.edition"
	}
	if t.keys {
		confirmed = "r.confirmed"
	}
	if t.amount {
		sum = "r.amount"
	}
	subject, closed := "''", "''"
	if t.table == "agreement" {
		subject, closed = "r.id", "r.ended_on"
	}
	names := append(slices.Clone(ends), edited, confirmed, sum, subject, closed)
	var own []int
	for i, dimension := range columnDimensions {
		if column := t.columns[dimension]; column != "" && !strings.Contains(column, ".") {
			names = append(names, "r."+column)
			own = append(own, i)
		}
	}
	rows, err := g.q.QueryContext(ctx, "select "+strings.Join(names, ", ")+" from "+from+" where "+where, append([]any{g.fair}, args...)...)
	if err != nil {
		return fmt.Errorf("store: columns of %s: %w", t.table, err)
	}
	defer rows.Close()
	var r columnRow
	var edition, keys int64
	at := make([]int64, len(ends))
	words := make([]string, len(own))
	var targets []any
	for i := range at {
		targets = append(targets, &at[i])
	}
	var id, endedOn string
	targets = append(targets, &edition, &keys, &r.amount, &id, &endedOn)
	for i := range words {
		targets = append(targets, &words[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("store: columns of %s: %w", t.table, err)
		}
		r.edition, r.confirmed = code(g, g.editionOf, &g.editions, edition), code(g, g.keysOf, &g.keys, keys)
		if id != "" && g.numbered {
			r.subject, r.ended = g.number(id), landing.DayOf(lang.Date(endedOn))
		}
		for i, dimension := range own {
			r.words[dimension] = g.word(dimension, words[i])
		}
		row(r, at)
	}
	return rows.Err()
}

// readParts reads the attributions of the versions that begin in the range.
func (g *grower) readParts(ctx context.Context, t counted, low, high journal.Position) (map[int64][]attributed, error) {
	if !t.shares {
		return nil, nil
	}
	rows, err := g.q.QueryContext(ctx, `select since, district, office, num, den from agreement_attribution
		where fair_id = $1 and since > $2 and since <= $3 order by since, n`, g.fair, int64(low), int64(high))
	if err != nil {
		return nil, fmt.Errorf("store: columns of attributions: %w", err)
	}
	defer rows.Close()
	parts := map[int64][]attributed{}
	for rows.Next() {
		var since int64
		var district, office string
		var s share
		if err := rows.Scan(&since, &district, &office, &s.num, &s.den); err != nil {
			return nil, fmt.Errorf("store: columns of attributions: %w", err)
		}
		parts[since] = append(parts[since], attributed{
			g.word(columnOf(figure.ByDistrict), district), g.word(columnOf(figure.ByOffice), office), code(g, g.shareOf, &g.shares, s),
		})
	}
	return parts, rows.Err()
}

// readIncreases reads versions of increases with each version of their agreement that was in
// force with them. The sign before since leads SQLite to the agreement by its identifier.
func (g *grower) readIncreases(ctx context.Context, t counted, where string, to journal.Position, args ...any) error {
	owner := tallied[t.of]
	var parts []attributed
	missing := false
	err := g.read(ctx, t, []string{"r.since", "r.until", "o.since", "o.until"}, t.table+" r, "+t.of+" o",
		where+" and o.fair_id = r.fair_id and o.id = r."+t.of+" and +o.since < r.until and +r.since < o.until order by r.since, o.since",
		func(r columnRow, ends []int64) {
			r.entry, r.owner = ends[0], ends[2]
			r.since, r.until = max(ends[0], ends[2]), ended(min(ends[1], ends[3]), to)
			c, i, ok := g.find(owner.table, r.owner)
			if !ok {
				missing = true
				return
			}
			for dimension, column := range t.columns {
				if strings.Contains(column, ".") {
					r.words[columnOf(dimension)] = c.words[columnOf(dimension)][i]
				}
			}
			parts = parts[:0]
			for n := c.first[i]; n < c.first[i+1]; n++ {
				parts = append(parts, attributed{c.district[n], c.office[n], c.share[n]})
			}
			g.add(t, r, parts)
		}, args...)
	if err == nil && missing {
		err = fmt.Errorf("store: columns of %s: an agreement is not there", t.table)
	}
	return err
}

// readEnds reads from the journal which versions ended in the range, of those that are there.
func (g *grower) readEnds(ctx context.Context, from, to journal.Position) error {
	rows, err := g.q.QueryContext(ctx, `select kind, prior, position from journal
		where fair_id = $1 and position > $2 and position <= $3 and prior > 0 and prior <= $2 and kind in ('agreement', 'amendment', 'project', 'party', 'milestone')`,
		g.fair, int64(from), int64(to))
	if err != nil {
		return fmt.Errorf("store: columns of %s: %w", g.fair, err)
	}
	defer rows.Close()
	ends := map[int64]int64{} // of agreements and increases
	for rows.Next() {
		var kind string
		var since, until int64
		if err := rows.Scan(&kind, &since, &until); err != nil {
			return fmt.Errorf("store: columns of %s: %w", g.fair, err)
		}
		if kind == "agreement" || kind == "amendment" {
			ends[since] = until
		}
		if kind == "amendment" {
			continue
		}
		if c, i, ok := g.find(kind, since); ok {
			atomic.StoreInt64(&c.until[i], until)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: columns of %s: %w", g.fair, err)
	}
	if len(ends) == 0 {
		return nil
	}
	for _, c := range g.chunks["amendment"] {
		for i, until := range c.until { // nobody else writes them
			for _, since := range []int64{c.entry[i], c.owner[i]} {
				if end, ok := ends[since]; ok {
					until = min(until, end)
				}
			}
			if until != c.until[i] {
				atomic.StoreInt64(&c.until[i], until)
			}
		}
	}
	return nil
}
