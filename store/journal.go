package store

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
)

// stored is an entry with the hash that stands beside it in the database.
type stored struct {
	journal.Entry
	hash tlog.Hash
}

// readEntries reads the entries of a fair from one position to another, both included.
func readEntries(ctx context.Context, q querier, fair string, from, to journal.Position) ([]stored, error) {
	rows, err := q.QueryContext(ctx, `select position, at_ms, actor, action, kind, subject, prior, origin, image, hash
		from journal where fair_id = $1 and position >= $2 and position <= $3 order by position`, fair, int64(from), int64(to))
	if err != nil {
		return nil, fmt.Errorf("store: read the journal of %s: %w", fair, err)
	}
	defer rows.Close()
	var out []stored
	for rows.Next() {
		e := stored{Entry: journal.Entry{Fair: fair}}
		var at int64
		var hash []byte
		err := rows.Scan((*int64)(&e.Position), &at, &e.Actor, &e.Action, &e.Kind, &e.Subject, (*int64)(&e.Before), &e.Origin, &e.After, &hash)
		if err != nil {
			return nil, fmt.Errorf("store: read the journal of %s: %w", fair, err)
		}
		e.Time = time.UnixMilli(at).UTC()
		e.hash = hashOf(hash)
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read the journal of %s: %w", fair, err)
	}
	return out, nil
}

// Checkpoint returns the signed checkpoint of the fair's head, "" before the first entry.
func (db *DB) Checkpoint(ctx context.Context, fair string) (string, error) {
	var signed string
	err := db.read.QueryRowContext(ctx, `select checkpoint from journal_head where fair_id = $1`, fair).Scan(&signed)
	if err != nil {
		return "", fmt.Errorf("store: checkpoint of %s: %w", fair, err)
	}
	return signed, nil
}
