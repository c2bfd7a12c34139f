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
	"os"
	"slices"
	"strings"

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
)

// A Verification is what came of checking one fair.
type Verification struct {
	Fair        string    `json:"fair"`
	Entries     int64     `json:"entries"`
	Root        string    `json:"root"`        // root hash of the entries as they are, base64
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
// made it. Progress, when not nil, is told how many entries are done.
func (db *DB) Verify(ctx context.Context, fair string, files []string, progress func(done, total int64)) (Verification, error) {
	v := &verifier{db: db, fair: fair, ended: map[journal.Position]journal.Position{}}
	v.out.Fair = fair
	if err := v.checkpoints(ctx, files); err != nil {
		return v.out, err
	}
	if err := v.entries(ctx, progress); err != nil {
		return v.out, err
	}
	if err := v.beyond(ctx); err != nil {
		return v.out, err
	}
	v.finish()
	return v.out, nil
}

type verifier struct {
	db    *DB
	fair  string
	out   Verification
	tree  journal.Tree
	head  journal.Position
	peaks string
	// due are the checkpoints to be met, by size.
	due []journal.Checkpoint
	// ended holds, for versions that ended, where: the rows' own word is taken off the
	// entries' word, and what is left over is wrong.
	ended map[journal.Position]journal.Position
}

func (v *verifier) found(at journal.Position, problem, format string, args ...any) {
	if len(v.out.Findings) < maxFindings {
		v.out.Findings = append(v.out.Findings, Finding{v.fair, at, problem, fmt.Sprintf(format, args...)})
	}
}

// checkpoints gathers all that is known of the fair from outside and from the head.
func (v *verifier) checkpoints(ctx context.Context, files []string) error {
	var signed string
	err := v.db.read.QueryRowContext(ctx, `select position, peaks, checkpoint from journal_head where fair_id = $1`, v.fair).
		Scan((*int64)(&v.head), &v.peaks, &signed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("store: head of %s: %w", v.fair, err)
	}
	if signed != "" {
		v.hold(signed, "the head")
	}
	for i, name := range append([]string{v.db.checkpoints}, files...) {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) && i == 0 {
			continue // nothing was ever written out, or the file was moved away
		}
		if err != nil {
			return fmt.Errorf("store: checkpoints: %w", err)
		}
		err = eachCheckpoint(f, func(line int, signed string) { v.hold(signed, fmt.Sprintf("%s line %d", name, line)) })
		f.Close()
		if err != nil {
			return fmt.Errorf("store: checkpoints in %s: %w", name, err)
		}
	}
	slices.SortFunc(v.due, func(a, b journal.Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
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
		if b, err := base64.StdEncoding.DecodeString(line); err == nil && len(b) > 0 && whole.Len() == 0 {
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

func (v *verifier) hold(signed, where string) {
	c, err := v.db.key.Open(signed)
	if err != nil {
		v.found(0, ProblemCheckpoint, "the checkpoint of %s: %v", where, err)
		return
	}
	if c.Fair == v.fair {
		v.due = append(v.due, c)
	}
}

func (v *verifier) entries(ctx context.Context, progress func(done, total int64)) error {
	var last stored
	good := journal.Position(0) // up to here a checkpoint has vouched for the entries
	for from := journal.Position(1); from <= v.head; from += verifyStep {
		to := min(from+verifyStep-1, v.head)
		es, err := readEntries(ctx, v.db.read, v.fair, from, to)
		if err != nil {
			return err
		}
		want := from
		for _, e := range es {
			for ; want < e.Position; want++ {
				v.found(want, ProblemDropped, "entry %d is missing", want)
			}
			want++
			switch {
			case e.Hash() != e.hash:
				v.found(e.Position, ProblemAltered, "entry %d is not what was hashed when it was written", e.Position)
			case e.Time.Before(last.Time):
				v.found(e.Position, ProblemAltered, "entry %d is earlier than the one before it", e.Position)
			}
			if e.Before > 0 {
				v.ended[e.Before] = e.Position
			}
			v.tree.Append(e.Hash())
			last = e
			for len(v.due) > 0 && v.due[0].Size <= v.tree.Size {
				if v.due[0].Size == v.tree.Size {
					if v.due[0].Root != v.tree.Root() {
						v.found(good+1, ProblemCheckpoint, "entries %d to %d are not those that the signed checkpoint of %s vouches for",
							good+1, v.due[0].Size, v.due[0].Time.Format("2006-01-02 15:04:05"))
					} else {
						good = journal.Position(v.tree.Size)
					}
				}
				v.due = v.due[1:]
			}
		}
		for ; want <= to; want++ {
			v.found(want, ProblemDropped, "entry %d is missing", want)
		}
		if err := v.rows(ctx, es, from, to); err != nil {
			return err
		}
		if progress != nil {
			progress(int64(to), int64(v.head))
		}
	}
	v.out.Entries = v.tree.Size
	root := v.tree.Root()
	v.out.Root = base64.StdEncoding.EncodeToString(root[:])
	if v.tree.Size == int64(v.head) && v.peaks != v.tree.EncodePeaks() {
		v.found(v.head, ProblemHead, "the head does not follow from the entries")
	}
	for _, c := range v.due {
		if c.Size > int64(v.head) {
			v.found(v.head+1, ProblemCut, "a signed checkpoint of %s knows %d entries, but the journal ends at %d",
				c.Time.Format("2006-01-02 15:04:05"), c.Size, v.head)
			break
		}
	}
	return nil
}

// rows holds the versions made at the given positions against their entries.
func (v *verifier) rows(ctx context.Context, es []stored, from, to journal.Position) error {
	made := map[journal.Position]version{}
	for _, t := range registry {
		versions, err := t.(versioned).between(ctx, v.db.read, v.fair, from, to)
		if err != nil {
			return err
		}
		for _, r := range versions {
			if _, twice := made[r.since]; twice {
				v.found(r.since, ProblemAdded, "two rows claim to be made by entry %d", r.since)
			}
			made[r.since] = r
		}
	}
	for _, e := range es {
		r, ok := made[e.Position]
		delete(made, e.Position)
		switch {
		case e.Action == journal.Removed && ok:
			v.found(e.Position, ProblemRow, "%s %s was removed by entry %d and yet has a row", e.Kind, e.Subject, e.Position)
		case e.Action == journal.Removed:
		case !ok:
			v.found(e.Position, ProblemRow, "%s %s: the row made by entry %d is missing", e.Kind, e.Subject, e.Position)
		case r.kind != e.Kind || r.id != e.Subject || string(r.image) != string(e.After):
			v.found(e.Position, ProblemRow, "%s %s: the row is not what entry %d says", e.Kind, e.Subject, e.Position)
		}
		if ok && r.until != journal.Open {
			v.endedAt(r)
		}
	}
	for since, r := range made {
		v.found(since, ProblemAdded, "%s %s: a row without an entry", r.kind, r.id)
	}
	return nil
}

// endedAt notes where a row says that it ended, as a debt that an entry must pay.
func (v *verifier) endedAt(r version) {
	const rowSaid = -1 << 62
	if by, ok := v.ended[r.since]; ok && by == r.until {
		delete(v.ended, r.since)
		return
	}
	v.ended[r.since] = rowSaid + r.until
}

func (v *verifier) finish() {
	for since, until := range v.ended {
		// Left over are versions that an entry ended and whose row does not say so, or
		// the other way round.
		v.found(since, ProblemRow, "the version made by entry %d does not end where the journal says", since)
		_ = until
	}
	slices.SortStableFunc(v.out.Findings, func(a, b Finding) int { return cmp.Compare(a.Position, b.Position) })
}

// beyond looks for entries and rows past the head, which nothing appended.
func (v *verifier) beyond(ctx context.Context) error {
	var n int64
	err := v.db.read.QueryRowContext(ctx, `select count(*) from journal where fair_id = $1 and (position > $2 or position < 1)`, v.fair, int64(v.head)).Scan(&n)
	if err != nil {
		return fmt.Errorf("store: verify %s: %w", v.fair, err)
	}
	if n > 0 {
		v.found(v.head+1, ProblemHead, "the head says %d entries, but %d more are there", v.head, n)
	}
	for _, t := range registry {
		name := t.(versioned).name()
		err := v.db.read.QueryRowContext(ctx, "select count(*) from "+name+" where fair_id = $1 and (since > $2 or since < 1)", v.fair, int64(v.head)).Scan(&n)
		if err != nil {
			return fmt.Errorf("store: verify %s: %w", v.fair, err)
		}
		if n > 0 {
			v.found(v.head+1, ProblemAdded, "%d rows of %s were made by no entry", n, name)
		}
	}
	return nil
}

// A version is a row of any kind as verification sees it.
type version struct {
	kind, id     string
	since, until journal.Position
	image        []byte
}

// versioned is what verification needs of a table of any kind.
type versioned interface {
	name() string
	between(ctx context.Context, q querier, fair string, from, to journal.Position) ([]version, error)
}

func (t *table[T]) name() string { return t.table }

func (t *table[T]) between(ctx context.Context, q querier, fair string, from, to journal.Position) ([]version, error) {
	rows, err := t.rows(ctx, q, where{"fair_id = $1 and since >= $2 and since <= $3", []any{fair, int64(from), int64(to)}})
	if err != nil {
		return nil, err
	}
	out := make([]version, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = version{t.kind, *t.fields(&r.Value)[0].p.(*string), r.Since, r.Until, t.image(&r.Value)}
	}
	return out, nil
}
