package store

import (
	"context"
	"database/sql"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
	"bridgehead/lang"
)

// Prove makes the proof that an entry stands in a fair's journal, for the signed checkpoint of its head.
// It holds the whole entry: ask the table of access for access.ReadJournal first. The error is
// not_found when there is no such entry.
func (db *DB) Prove(ctx context.Context, fair string, at journal.Position) (journal.Proof, error) {
	return db.ProveIn(ctx, fair, at, "")
}

// ProveIn is Prove for a signed tree head of an earlier size, which witnesses may have co-signed. The error is
// invalid when it is none of the fair's, conflict when it is older than the entry.
func (db *DB) ProveIn(ctx context.Context, fair string, at journal.Position, head string) (journal.Proof, error) {
	var p journal.Proof
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return p, fmt.Errorf("store: prove: %w", err)
	}
	defer tx.Rollback()
	entries, err := readEntries(ctx, tx, fair, at, at)
	if err != nil {
		return p, err
	}
	if len(entries) == 0 {
		return p, lang.NotFound("proof.no_entry", lang.Args{"fair": fair, "position": int64(at)})
	}
	var size int64
	var signed string
	err = tx.QueryRowContext(ctx, `select position, checkpoint from journal_head where fair_id = $1`, fair).Scan(&size, &signed)
	if err != nil {
		return p, fmt.Errorf("store: head of %s: %w", fair, err)
	}
	if head != "" {
		c, err := db.key.OpenHead(head)
		if err != nil || c.Fair != fair || c.Size > size {
			return p, lang.Invalid("witness.head", lang.Args{"fair": fair}).Because(err)
		}
		if c.Size < int64(at) {
			return p, lang.Conflict("witness.earlier", lang.Args{"size": c.Size, "position": int64(at)})
		}
		size, signed = c.Size, head
	}
	return journal.Prove(entries[0].Entry, size, signed, func(level int, first int64, count int) ([]tlog.Hash, error) {
		return keptHashes(ctx, tx, fair, level, first, count)
	})
}

// Advance makes what a witness is asked to co-sign: the head of a fair's journal as a signed tree head, and what shows
// that the journal still begins with what the witness saw when it had old entries, 0 for a witness that saw nothing. The error
// is invalid when there never were so many.
func (db *DB) Advance(ctx context.Context, fair string, old int64) (journal.Advance, error) {
	return db.AdvanceTo(ctx, fair, old, "")
}

// AdvanceTo is Advance to a signed tree head of an earlier size, for asking several witnesses for the same one.
func (db *DB) AdvanceTo(ctx context.Context, fair string, old int64, head string) (journal.Advance, error) {
	var a journal.Advance
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return a, fmt.Errorf("store: tree head: %w", err)
	}
	defer tx.Rollback()
	var signed string
	if err := tx.QueryRowContext(ctx, `select checkpoint from journal_head where fair_id = $1`, fair).Scan(&signed); err != nil {
		return a, fmt.Errorf("store: head of %s: %w", fair, err)
	}
	c, err := db.key.Open(signed)
	if err != nil {
		return a, err
	}
	if head == "" {
		if head, err = db.key.SignHead(c); err != nil {
			return a, err
		}
	} else {
		latest := c.Size
		if c, err = db.key.OpenHead(head); err != nil || c.Fair != fair || c.Size > latest {
			return a, lang.Invalid("witness.head", lang.Args{"fair": fair}).Because(err)
		}
	}
	if old < 0 || old > c.Size {
		return a, lang.Invalid("witness.size", lang.Args{"old": old, "size": c.Size})
	}
	return journal.NewAdvance(old, c.Size, head, func(level int, first int64, count int) ([]tlog.Hash, error) {
		return keptHashes(ctx, tx, fair, level, first, count)
	})
}

// keptHashes reads the hashes that are kept for proofs: of entries at level 0, of nodes above.
func keptHashes(ctx context.Context, q querier, fair string, level int, first int64, count int) ([]tlog.Hash, error) {
	query := `select hash from journal where fair_id = $1 and position > $2 and position <= $3 order by position`
	args := []any{fair, first, first + int64(count)}
	if level > 0 {
		query = `select hash from journal_node where fair_id = $1 and level = $2 and n >= $3 and n < $4 order by n`
		args = []any{fair, level, first, first + int64(count)}
	}
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: hashes of %s: %w", fair, err)
	}
	defer rows.Close()
	out := make([]tlog.Hash, 0, count)
	for rows.Next() {
		var h []byte
		if err := rows.Scan(&h); err != nil {
			return nil, fmt.Errorf("store: hashes of %s: %w", fair, err)
		}
		out = append(out, hashOf(h))
	}
	return out, rows.Err()
}
