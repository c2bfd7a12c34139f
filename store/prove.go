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
	return journal.Prove(entries[0].Entry, size, signed, func(level int, first int64, count int) ([]tlog.Hash, error) {
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
