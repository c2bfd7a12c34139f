package store

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
)

// A Finding is one place where the record does not agree with its journal, or the journal
// with a checkpoint.
type Finding struct {
	Fair     string           `json:"fair"`
	Position journal.Position `json:"position"` // the first position concerned
	Problem  string           `json:"problem"`  // one of the Problem constants
	Detail   string           `json:"detail"`
}

// What verification can find.
const (
	ProblemAltered    = "altered"    // the entry is not what was hashed
	ProblemDropped    = "dropped"    // the entry is missing
	ProblemAdded      = "added"      // there is an entry or a row that was never appended
	ProblemRow        = "row"        // the row is not what the entry says
	ProblemHead       = "head"       // the head does not follow from the entries
	ProblemCheckpoint = "checkpoint" // a signed checkpoint does not agree
	ProblemCut        = "cut"        // a checkpoint knows of entries that are not there
	ProblemNode       = "node"       // a hash that is kept for proofs does not follow from the entries
)

// A Verification is what came of checking one fair.
type Verification struct {
	Fair        string    `json:"fair"`
	Entries     int64     `json:"entries"`
	Root        string    `json:"root"`        // root of the hashes as they stand, base64
	Checkpoints int       `json:"checkpoints"` // how many signed checkpoints were held against it
	Findings    []Finding `json:"findings"`    // by position; empty when all is well
}

// verifyStep is how many entries are read at once.
const verifyStep = 2000

// maxFindings bounds the list: the first ones matter.
const maxFindings = 100

// Verify checks a fair's journal from the first entry to the last: each entry against its
// hash, all of them against every signed checkpoint (of the head, of the file beside the
// database and of the files named), and every version of every row against the entry that
// made it. What it reads is one moment of the record, so that changes made meanwhile are
// no findings. Progress, when not nil, is told how many entries are done.
func (db *DB) Verify(ctx context.Context, fair string, files []string, progress func(done, total int64)) (Verification, error) {
	v := &verifier{db: db, fair: fair, ended: map[journal.Position]journal.Position{}, orphans: map[string]bool{}}
	v.out.Fair = fair
	// The files come first: a checkpoint is written out after its commit, so that none of
	// them is ahead of the record as it is read afterwards.
	if err := v.written(files); err != nil {
		return v.out, err
	}
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return v.out, fmt.Errorf("store: verify %s: %w", fair, err)
	}
	defer tx.Rollback()
	v.q = tx
	for _, step := range []func(context.Context) error{
		v.readHead,
		func(ctx context.Context) error { return v.entries(ctx, progress) },
		v.nodes,
		v.beyond,
		v.tallies,
	} {
		if err := step(ctx); err != nil {
			return v.out, err
		}
	}
	v.finish()
	return v.out, nil
}

// Written lists every fair of which there is a trace: a head, an entry, or a checkpoint in
// the file beside the record or in the files named. A fair whose head was taken away is
// among them, which [DB.Fairs] does not know.
func (db *DB) Written(ctx context.Context, files []string) ([]string, error) {
	all := map[string]bool{journal.Reference: true}
	rows, err := db.read.QueryContext(ctx, `select fair_id from journal_head where position > 0 union select distinct fair_id from journal`)
	if err != nil {
		return nil, fmt.Errorf("store: fairs: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("store: fairs: %w", err)
		}
		all[id] = true
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: fairs: %w", err)
	}
	err = db.eachWritten(files, func(_ string, _ int, c journal.Checkpoint, err error) {
		if err == nil {
			all[c.Fair] = true
		}
	})
	return slices.Sorted(maps.Keys(all)), err
}

type verifier struct {
	db   *DB
	q    querier
	fair string
	out  Verification

	// The head as it stands in the database.
	head  journal.Position
	at    int64 // time of its last entry, in milliseconds
	peaks string

	tree journal.Tree   // of the hashes that stand beside the entries
	kept []journal.Node // the nodes that were to be kept while it grew
	lost bool           // an entry is missing, so that the tree no longer follows from what is there
	// due are the checkpoints to be met, by size.
	due []journal.Checkpoint
	// ended holds where versions ended, by the word of an entry or of the row, whichever
	// came first; the other must say the same, and what is left over is wrong.
	ended map[journal.Position]journal.Position
	// orphans are the lists of which a row without a record was found.
	orphans map[string]bool
}

func (v *verifier) found(at journal.Position, problem, format string, args ...any) {
	if len(v.out.Findings) < maxFindings {
		v.out.Findings = append(v.out.Findings, Finding{v.fair, at, problem, fmt.Sprintf(format, args...)})
	}
}

// written gathers the checkpoints that were written out.
func (v *verifier) written(files []string) error {
	return v.db.eachWritten(files, func(name string, line int, c journal.Checkpoint, err error) {
		switch {
		case err != nil:
			v.found(0, ProblemCheckpoint, "the checkpoint of %s line %d: %v", name, line, err)
		case c.Fair == v.fair:
			v.due = append(v.due, c)
		}
	})
}

// eachWritten reads the checkpoints in the file beside the record and in the files named,
// with the error of one that is not signed as it should be.
func (db *DB) eachWritten(files []string, fn func(name string, line int, c journal.Checkpoint, err error)) error {
	for i, name := range append([]string{db.checkpoints}, files...) {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) && i == 0 {
			continue // nothing was ever written out, or the file was moved away
		}
		if err != nil {
			return fmt.Errorf("store: checkpoints: %w", err)
		}
		err = eachCheckpoint(f, func(line int, signed string) {
			c, err := db.key.Open(signed)
			fn(name, line, c, err)
		})
		f.Close()
		if err != nil {
			return fmt.Errorf("store: checkpoints in %s: %w", name, err)
		}
	}
	return nil
}

// readHead reads the head, whose checkpoint must vouch for all of the journal.
func (v *verifier) readHead(ctx context.Context) error {
	var signed string
	err := v.q.QueryRowContext(ctx, `select position, at_ms, peaks, checkpoint from journal_head where fair_id = $1`, v.fair).
		Scan((*int64)(&v.head), &v.at, &v.peaks, &signed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("store: head of %s: %w", v.fair, err)
	}
	if v.head > 0 || signed != "" {
		c, err := v.db.key.Open(signed)
		switch {
		case err != nil:
			v.found(v.head, ProblemCheckpoint, "the checkpoint of the head: %v", err)
		case c.Fair != v.fair:
			v.found(v.head, ProblemCheckpoint, "the checkpoint of the head is one of the fair %s", c.Fair)
		case journal.Position(c.Size) < v.head:
			v.found(journal.Position(c.Size)+1, ProblemCheckpoint, "the checkpoint of the head vouches for %d entries, but the head says %d", c.Size, v.head)
			v.due = append(v.due, c)
		default:
			v.due = append(v.due, c)
		}
	}
	slices.SortStableFunc(v.due, func(a, b journal.Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	v.out.Checkpoints = len(v.due)
	return nil
}

// eachCheckpoint reads a file of checkpoints: one in base64 on each line, as they are
// written out, or a single signed checkpoint as it is printed.
func eachCheckpoint(f *os.File, fn func(line int, signed string)) error {
	s := bufio.NewScanner(f)
	var whole strings.Builder
	for n := 1; s.Scan(); n++ {
		line := s.Text()
		b, err := base64.StdEncoding.DecodeString(line)
		switch {
		case whole.Len() > 0:
		case brokenOff(line, b):
			continue
		case err == nil:
			fn(n, string(b))
			continue
		}
		whole.WriteString(line + "\n")
	}
	if whole.Len() > 0 {
		fn(1, whole.String())
	}
	return s.Err()
}

// brokenOff reports whether a line, of which b is what could be decoded, is only the
// beginning of one that was written out: the machine stopped, or the disk was full, while it
// was written. It vouches for nothing, and the head still holds its checkpoint.
func brokenOff(line string, b []byte) bool {
	const signature = "\n\n— "
	ours := strings.HasPrefix(line, writtenHead) || strings.HasPrefix(writtenHead, line)
	return ours && !(strings.Contains(string(b), signature) && strings.HasSuffix(string(b), "\n"))
}

// writtenHead is how every line that is written out begins.
var writtenHead = base64.StdEncoding.EncodeToString([]byte("bridgehead journal"))

func (v *verifier) entries(ctx context.Context, progress func(done, total int64)) error {
	var last stored
	good := journal.Position(0)    // up to here a checkpoint has vouched for the entries
	doubted := journal.Position(0) // from here on a checkpoint was already found not to
	altered := journal.Position(0) // the first entry after good that disagrees with its own hash
	missing := func(at journal.Position) {
		v.found(at, ProblemDropped, "entry %d is missing", at)
		v.lost = true
		v.tree.Append(tlog.Hash{})
	}
	for from := journal.Position(1); from <= v.head; from += verifyStep {
		to := min(from+verifyStep-1, v.head)
		es, err := readEntries(ctx, v.q, v.fair, from, to)
		if err != nil {
			return err
		}
		v.out.Entries += int64(len(es))
		want := from
		for _, e := range es {
			for ; want < e.Position; want++ {
				missing(want)
			}
			want++
			switch {
			case e.Hash() != e.hash:
				v.found(e.Position, ProblemAltered, "entry %d is not what was hashed when it was written", e.Position)
				if altered == 0 {
					altered = e.Position
				}
			case e.Time.Before(last.Time):
				v.found(e.Position, ProblemAltered, "entry %d is earlier than the one before it", e.Position)
			}
			if e.Before > 0 {
				v.endedAt(e.Before, e.Position)
			}
			// The tree is made of the hashes as they stand, so that an entry that disagrees
			// with its own hash is one finding, and a hash that was changed with its entry
			// disagrees with the next checkpoint.
			v.kept = append(v.kept, v.tree.Append(e.hash)...)
			last = e
			for len(v.due) > 0 && v.due[0].Size <= v.tree.Size {
				c := v.due[0]
				v.due = v.due[1:]
				switch {
				case c.Size < v.tree.Size || v.lost:
				case c.Root == v.tree.Root():
					good, altered = journal.Position(c.Size), 0
				case doubted != good+1:
					doubted = good + 1
					v.found(cmp.Or(altered, doubted), ProblemCheckpoint, "entries %d to %d are not those that the signed checkpoint of %s vouches for",
						good+1, c.Size, c.Time.Format("2006-01-02 15:04:05"))
				}
			}
		}
		for ; want <= to; want++ {
			missing(want)
		}
		if err := v.rows(ctx, es, from, to); err != nil {
			return err
		}
		if progress != nil {
			progress(int64(to), int64(v.head))
		}
	}
	root := v.tree.Root()
	v.out.Root = base64.StdEncoding.EncodeToString(root[:])
	if !v.lost && (v.peaks != v.tree.EncodePeaks() || v.head > 0 && v.at != last.Time.UnixMilli()) {
		v.found(v.head, ProblemHead, "the head does not follow from the entries")
	}
	if n := len(v.due); n > 0 { // only those that reach beyond the head are left
		c := v.due[n-1]
		v.found(v.head+1, ProblemCut, "a signed checkpoint of %s knows %d entries, but the journal ends at %d",
			c.Time.Format("2006-01-02 15:04:05"), c.Size, v.head)
	}
	return nil
}

// nodes holds the hashes that are kept for proofs against those that the entries give.
func (v *verifier) nodes(ctx context.Context) error {
	if v.lost {
		return nil
	}
	rows, err := v.q.QueryContext(ctx, `select level, n, hash from journal_node where fair_id = $1`, v.fair)
	if err != nil {
		return fmt.Errorf("store: hashes of %s: %w", v.fair, err)
	}
	defer rows.Close()
	type place struct {
		level int
		index int64
	}
	is := map[place]tlog.Hash{}
	for rows.Next() {
		var at place
		var hash []byte
		if err := rows.Scan(&at.level, &at.index, &hash); err != nil {
			return fmt.Errorf("store: hashes of %s: %w", v.fair, err)
		}
		is[at] = hashOf(hash)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: hashes of %s: %w", v.fair, err)
	}
	for _, n := range v.kept {
		at := place{n.Level, n.Index}
		if h, ok := is[at]; !ok || h != n.Hash {
			first := n.Index<<n.Level + 1
			v.found(journal.Position(first), ProblemNode, "the hash that is kept of entries %d to %d does not follow from them", first, first+1<<n.Level-1)
		}
		delete(is, at)
	}
	if len(is) > 0 {
		v.found(v.head+1, ProblemNode, "%d hashes are kept of entries that are not there", len(is))
	}
	return nil
}

// rows holds the versions made at the given positions against their entries.
func (v *verifier) rows(ctx context.Context, es []stored, from, to journal.Position) error {
	kinds := make(map[journal.Position]string, len(es))
	for _, e := range es {
		kinds[e.Position] = e.Kind
	}
	made := map[journal.Position]version{}
	there := map[owner]bool{} // rows that lists may belong to, with an entry or without
	for _, t := range registry {
		versions, err := t.(versioned).between(ctx, v.q, v.fair, from, to)
		if err != nil {
			return err
		}
		for _, r := range versions {
			there[owner{r.kind, r.since}] = true
			if kinds[r.since] != r.kind {
				v.found(r.since, ProblemAdded, "%s %s: a row without an entry", r.kind, r.id)
				continue
			}
			if r.astray {
				v.found(r.since, ProblemRow, "%s %s: the columns by which it is looked up do not follow from it", r.kind, r.id)
			}
			made[r.since] = r
		}
	}
	if err := v.lists(ctx, there, from, to); err != nil {
		return err
	}
	for _, e := range es {
		r, ok := made[e.Position]
		switch {
		case e.Action == journal.Removed && ok:
			v.found(e.Position, ProblemRow, "%s %s was removed by entry %d and yet has a row", e.Kind, e.Subject, e.Position)
		case e.Action == journal.Removed:
		case !ok:
			v.found(e.Position, ProblemRow, "%s %s: the row made by entry %d is missing", e.Kind, e.Subject, e.Position)
		case r.id != e.Subject || string(r.image) != string(e.After):
			v.found(e.Position, ProblemRow, "%s %s: the row is not what entry %d says", e.Kind, e.Subject, e.Position)
		}
		if ok && r.until != journal.Open {
			v.endedAt(r.since, r.until)
		}
	}
	return nil
}

// endedAt takes the word of an entry or of a row on where a version ended.
func (v *verifier) endedAt(since, until journal.Position) {
	if other, ok := v.ended[since]; ok && other == until {
		delete(v.ended, since)
		return
	}
	v.ended[since] = until
}

func (v *verifier) finish() {
	for since := range v.ended {
		v.found(since, ProblemRow, "the version made by entry %d does not end where the journal says", since)
	}
	slices.SortStableFunc(v.out.Findings, func(a, b Finding) int { return cmp.Compare(a.Position, b.Position) })
}

// lists looks for rows of lists made at the given positions that belong to no version of
// their record. The positions bound what is read: a database that has just been filled has
// no idea how many rows there are, and would take hours over all of them at once.
func (v *verifier) lists(ctx context.Context, there map[owner]bool, from, to journal.Position) error {
	for _, t := range registry {
		t := t.(versioned)
		for _, list := range t.listNames() {
			rows, err := v.q.QueryContext(ctx, "select distinct since from "+list+
				" where fair_id = $1 and since >= $2 and since <= $3 order by since", v.fair, int64(from), int64(to))
			if err != nil {
				return fmt.Errorf("store: verify %s: %w", v.fair, err)
			}
			for rows.Next() {
				var since journal.Position
				if err := rows.Scan((*int64)(&since)); err != nil {
					return errors.Join(fmt.Errorf("store: verify %s: %w", v.fair, err), rows.Close())
				}
				if !there[owner{t.kindName(), since}] {
					v.orphan(since, list, t.name())
				}
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return fmt.Errorf("store: verify %s: %w", v.fair, err)
			}
		}
	}
	return nil
}

// An owner is a version that rows of lists may belong to.
type owner struct {
	kind  string
	since journal.Position
}

// orphan notes the first row of a list without a record.
func (v *verifier) orphan(since journal.Position, list, table string) {
	if !v.orphans[list] {
		v.orphans[list] = true
		v.found(since, ProblemAdded, "a row of %s belongs to no row of %s", list, table)
	}
}

// beyond looks for entries and rows past the head, which nothing appended.
func (v *verifier) beyond(ctx context.Context) error {
	var n int64
	err := v.q.QueryRowContext(ctx, `select count(*) from journal where fair_id = $1 and (position > $2 or position < 1)`, v.fair, int64(v.head)).Scan(&n)
	if err != nil {
		return fmt.Errorf("store: verify %s: %w", v.fair, err)
	}
	if n > 0 {
		v.found(v.head+1, ProblemHead, "the head says %d entries, but %d more are there", v.head, n)
	}
	for _, t := range registry {
		name := t.(versioned).name()
		err := v.q.QueryRowContext(ctx, "select count(*) from "+name+" where fair_id = $1 and (since > $2 or since < 1)", v.fair, int64(v.head)).Scan(&n)
		if err != nil {
			return fmt.Errorf("store: verify %s: %w", v.fair, err)
		}
		if n > 0 {
			v.found(v.head+1, ProblemAdded, "%d rows of %s were made by no entry", n, name)
		}
		for _, list := range t.(versioned).listNames() {
			err := v.q.QueryRowContext(ctx, "select count(*) from "+list+" c where fair_id = $1 and (since > $2 or since < 1) and not exists (select 1 from "+
				name+" p where p.fair_id = c.fair_id and p.since = c.since)", v.fair, int64(v.head)).Scan(&n)
			if err != nil {
				return fmt.Errorf("store: verify %s: %w", v.fair, err)
			}
			if n > 0 {
				v.orphan(v.head+1, list, name)
			}
		}
	}
	return nil
}

// A version is a row of any kind as verification sees it.
type version struct {
	kind, id     string
	since, until journal.Position
	image        []byte
	astray       bool // its derived columns are not what follows from it
}

// versioned is what verification needs of a table of any kind.
type versioned interface {
	name() string
	kindName() string
	listNames() []string
	between(ctx context.Context, q querier, fair string, from, to journal.Position) ([]version, error)
}

func (t *table[T]) name() string { return t.table }

func (t *table[T]) kindName() string { return t.kind }

func (t *table[T]) listNames() []string {
	names := make([]string, len(t.lists))
	for i, l := range t.lists {
		names[i] = l.table
	}
	return names
}

func (t *table[T]) between(ctx context.Context, q querier, fair string, from, to journal.Position) ([]version, error) {
	rows, err := t.rows(ctx, q, where{"fair_id = $1 and since >= $2 and since <= $3", []any{fair, int64(from), int64(to)}})
	if err != nil {
		return nil, err
	}
	astray, err := t.astray(ctx, q, fair, rows, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]version, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = version{t.kind, *t.fields(&r.Value)[0].p.(*string), r.Since, r.Until, t.image(&r.Value), astray[r.Since]}
	}
	return out, nil
}

// astray finds the versions whose derived columns do not follow from them.
func (t *table[T]) astray(ctx context.Context, q querier, fair string, rows []Row[T], from, to journal.Position) (map[journal.Position]bool, error) {
	if t.derived == nil || len(rows) == 0 {
		return nil, nil
	}
	var probe T
	columns := []string{"since"}
	for _, f := range t.derived(&probe) {
		columns = append(columns, f.column)
	}
	want := make(map[journal.Position]*T, len(rows))
	for i := range rows {
		want[rows[i].Since] = &rows[i].Value
	}
	rs, err := q.QueryContext(ctx, "select "+strings.Join(columns, ", ")+" from "+t.table+
		" where fair_id = $1 and since >= $2 and since <= $3", fair, int64(from), int64(to))
	if err != nil {
		return nil, fmt.Errorf("store: read %s: %w", t.table, err)
	}
	defer rs.Close()
	out := map[journal.Position]bool{}
	for rs.Next() {
		var since journal.Position
		is := t.derived(new(T))
		targets := []any{(*int64)(&since)}
		for _, f := range is {
			targets = append(targets, f.target())
		}
		if err := rs.Scan(targets...); err != nil {
			return nil, fmt.Errorf("store: read %s: %w", t.table, err)
		}
		for i, f := range t.derived(want[since]) {
			if f.value() != is[i].value() {
				out[since] = true
			}
		}
	}
	return out, rs.Err()
}
