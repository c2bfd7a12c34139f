package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/bulletin/compose"
	"bridgehead/demo"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// proofs publishes a bulletin in a small fair, has the journal grow to millions of entries, and proves it and others among them through
// the database.
//
// What is real: the fair, its bulletin and the checkpoints; every entry's record, hash and row in the journal, the nodes of the tree and
// its right edge. What is filled in: the entries after the bulletin are written in bulk and not by the program, and the records that
// they name have no rows of their own.
func (r runner) proofs(ctx context.Context) (err error) {
	p, drop, err := r.fresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	db, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := (demo.Sample{}).Load(ctx, db, nil); err != nil {
		return err
	}
	if err := demo.SampleBulletin(ctx, db, demo.SampleFair); err != nil {
		return err
	}
	then, published, err := r.publishedIn(ctx, db)
	if err != nil {
		return err
	}
	plain, err := r.byHand(p, "&_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	defer plain.Close()
	begun := time.Now()
	bytes, err := r.fill(ctx, p, plain)
	if err != nil {
		return fmt.Errorf("filling the journal: %w", err)
	}
	fmt.Fprintf(r.progress, "%d entries written to %s in %.0f s\n", r.entries, r.engine, time.Since(begun).Seconds())
	if r.engine == "postgres" {
		if err := r.analyse(ctx, p); err != nil {
			return err
		}
	}
	// The program writes the last entry itself, and signs what all of them come to.
	if err := db.Update(ctx, demo.SampleFair, "bench", func(tx *store.Tx) error {
		return store.Put(ctx, tx, &fair.Track{ID: tx.NewID(), Edition: 1, Name: lang.Text{En: "The last"}}, 0, store.How{Action: journal.Created, Origin: journal.Origin{Kind: "bench", ID: "1"}})
	}); err != nil {
		return err
	}
	return r.measured(func() error { return r.prove(ctx, db, plain, then, published, bytes) })
}

// publishedIn proves the bulletin as it stands.
func (r runner) publishedIn(ctx context.Context, db *store.DB) (journal.Proof, journal.Position, error) {
	v, err := db.View(ctx, demo.SampleFair, -1)
	if err != nil {
		return journal.Proof{}, 0, err
	}
	rows, err := v.Bulletins(ctx, compose.Published)
	if err != nil || len(rows) != 1 {
		return journal.Proof{}, 0, errors.Join(err, fmt.Errorf("%d bulletins are published", len(rows)))
	}
	p, err := db.Prove(ctx, demo.SampleFair, rows[0].Since)
	return p, rows[0].Since, err
}

const (
	together = 100 // rows of one statement
	atOnce   = 500_000
)

// fill appends entries to the journal as the store keeps them, and returns how many bytes the record of one has on average.
func (r runner) fill(ctx context.Context, p place, db *sql.DB) (int64, error) {
	var size int64
	var peaks string
	if err := db.QueryRowContext(ctx, `select position, peaks from journal_head where fair_id = $1`, demo.SampleFair).Scan(&size, &peaks); err != nil {
		return 0, err
	}
	tree, err := journal.DecodeTree(size, peaks)
	if err != nil {
		return 0, err
	}
	first, bytes := size, int64(0)
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var nodes []journal.Node
	next := func() []any {
		n := tree.Size + 1
		id := fmt.Sprintf("fill%022d", n)
		e := journal.Entry{
			Fair: demo.SampleFair, Position: journal.Position(n), Time: now, Actor: "bench", Action: journal.Created, Kind: "track", Subject: id,
			Origin: `{"kind":"bench","id":"1"}`, After: fmt.Appendf(nil, `{"id":%q,"edition":1,"name_en":"Track %d","name_hans":"第%d专场","name_hant":"第%d專場"}`, id, n, n, n),
		}
		hash := e.Hash()
		bytes += int64(len(e.Record()))
		nodes = append(nodes, tree.Append(hash)...)
		return []any{e.Fair, n, now.UnixMilli(), e.Actor, e.Action, e.Kind, e.Subject, int64(0), e.Origin, string(e.After), hash[:]}
	}
	columns := []string{"fair_id", "position", "at_ms", "actor", "action", "kind", "subject", "prior", "origin", "image", "hash"}
	last := int64(r.entries) - 1
	if r.engine == "postgres" {
		conn, err := pgx.Connect(ctx, p.address)
		if err != nil {
			return 0, err
		}
		defer conn.Close(ctx)
		_, err = conn.CopyFrom(ctx, pgx.Identifier{"journal"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
			if tree.Size >= last {
				return nil, nil
			}
			return next(), nil
		}))
		if err != nil {
			return 0, err
		}
	}
	row := "(" + strings.Repeat("?, ", len(columns)-1) + "?)"
	text := "insert into journal (" + strings.Join(columns, ", ") + ") values " + strings.Repeat(row+", ", together-1) + row
	for tree.Size < last { // SQLite
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return 0, err
		}
		for range atOnce / together {
			if tree.Size+together > last {
				break
			}
			args := make([]any, 0, together*len(columns))
			for range together {
				args = append(args, next()...)
			}
			if _, err := tx.ExecContext(ctx, text, args...); err != nil {
				return 0, errors.Join(err, tx.Rollback())
			}
		}
		for tree.Size+together > last && tree.Size < last {
			if _, err := tx.ExecContext(ctx, "insert into journal ("+strings.Join(columns, ", ")+") values "+row, next()...); err != nil {
				return 0, errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	for _, n := range nodes {
		if _, err := tx.ExecContext(ctx, `insert into journal_node (fair_id, level, n, hash) values ($1, $2, $3, $4)`, demo.SampleFair, n.Level, n.Index, n.Hash[:]); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, `update journal_head set position = $1, at_ms = $2, peaks = $3 where fair_id = $4`, tree.Size, now.UnixMilli(), tree.EncodePeaks(), demo.SampleFair); err != nil {
		return 0, err
	}
	return bytes / max(tree.Size-first, 1), tx.Commit()
}

// proven is how many entries are proven, the bulletin's first.
const proven = 100

func (r runner) prove(ctx context.Context, db *store.DB, plain *sql.DB, then journal.Proof, published journal.Position, bytes int64) error {
	key, err := journal.PublicKey(db.PublicKey())
	if err != nil {
		return err
	}
	was, err := then.Verify(key)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(9, 11))
	positions := []journal.Position{published}
	for len(positions) < proven {
		positions = append(positions, 1+journal.Position(random.Int64N(int64(r.entries))))
	}
	var wrote, checked, plainly []time.Duration
	var sizes []int
	var head journal.Checkpoint
	for i, at := range positions {
		var file []byte
		took, err := timed(func() error {
			p, err := db.Prove(ctx, demo.SampleFair, at)
			if err == nil {
				file, err = json.MarshalIndent(p, "", "  ")
			}
			return err
		})
		if err != nil {
			return err
		}
		var p journal.Proof
		verified, err := timed(func() error {
			err := json.Unmarshal(file, &p)
			if err == nil {
				head, err = p.Verify(key)
			}
			if _, altered, ok := compose.ReadEntry(p.State()); err == nil && (altered != "" || ok != (at == published)) {
				err = fmt.Errorf("position %d: altered %q, a bulletin: %t", at, altered, ok)
			}
			return err
		})
		if err != nil {
			return err
		}
		beside, err := timed(func() error { return rowsByKey(ctx, plain, at, len(p.Hashes), random, r.entries) })
		if err != nil {
			return err
		}
		if i == 0 {
			fmt.Fprintf(r.progress, "the bulletin's proof: %d bytes, of which its entry %d; %d bytes among %d entries; written in %s, checked in %s\n",
				len(file), len(p.Record), size(then), was.Size, shown(took), shown(verified))
			continue
		}
		wrote, checked, plainly, sizes = append(wrote, took), append(checked, verified), append(plainly, beside), append(sizes, len(file))
	}
	if head.Size != int64(r.entries) {
		return fmt.Errorf("the journal has %d entries", head.Size)
	}
	slices.Sort(sizes)
	slices.Sort(wrote)
	r.line(fmt.Sprintf("writing a proof among %d entries", r.entries), wrote, plainly, "as many rows read by key",
		fmt.Sprintf("%d of them; slowest %s; %d to %d bytes, entries of %d on average", len(wrote), shown(wrote[len(wrote)-1]), sizes[0], sizes[len(sizes)-1], bytes))
	r.line("checking it from its file", checked, nil, "", "")

	var a journal.Advance
	var grown []time.Duration
	for range r.runs {
		took, err := timed(func() (err error) {
			a, err = db.Advance(ctx, demo.SampleFair, was.Size)
			return err
		})
		if err != nil {
			return err
		}
		grown = append(grown, took)
	}
	if err := tlog.CheckTree(a.Hashes, head.Size, head.Root, was.Size, was.Root); err != nil {
		return err
	}
	r.line(fmt.Sprintf("proving that it begins with its first %d", was.Size), grown, nil, "", fmt.Sprintf("%d hashes", len(a.Hashes)))

	// What it would take without the nodes: every leaf. The root is the signed one.
	took, err := timed(func() error {
		rows, err := plain.QueryContext(ctx, `select hash from journal where fair_id = $1 order by position`, demo.SampleFair)
		if err != nil {
			return err
		}
		defer rows.Close()
		var tree journal.Tree
		for rows.Next() {
			var h []byte
			if err := rows.Scan(&h); err != nil {
				return err
			}
			tree.Append(tlog.Hash(h))
		}
		if root := tree.Root(); root != head.Root {
			return fmt.Errorf("all leaves come to %s, signed is %s", root, head.Root)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	r.line("the root from all leaves, once", []time.Duration{took}, nil, "", "the same as the signed one")
	return nil
}

func size(p journal.Proof) int {
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return 0
	}
	return len(b)
}

// rowsByKey reads an entry, and as many hashes as its proof has, each by its key.
func rowsByKey(ctx context.Context, db *sql.DB, at journal.Position, hashes int, random *rand.Rand, among int) error {
	var image string
	var h []byte
	if err := db.QueryRowContext(ctx, `select image, hash from journal where fair_id = $1 and position = $2`, demo.SampleFair, int64(at)).Scan(&image, &h); err != nil {
		return err
	}
	for range hashes {
		if err := db.QueryRowContext(ctx, `select hash from journal where fair_id = $1 and position = $2`, demo.SampleFair, 1+random.Int64N(int64(among))).Scan(&h); err != nil {
			return err
		}
	}
	return nil
}
