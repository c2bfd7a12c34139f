package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"

	"bridgehead/access"
	"bridgehead/journal"
)

// Entries narrows the journal of a fair; an empty field takes all.
type Entries struct {
	Actor, Action, Kind, Subject string
	From, To                     journal.Position // the first and the last; 0 for no end
}

// journalReach is how many entries one page of the journal looks through: the journal has no index
// by who or what, which every import would pay for.
const journalReach = 50_000

// Journal returns the latest entries before a position that the filter takes, without their images,
// and the position before which to go on looking, 0 when all was looked through.
func (v View) Journal(ctx context.Context, f Entries, before journal.Position, limit int) ([]journal.Entry, journal.Position, error) {
	if before <= 0 || before > v.At {
		before = v.At + 1
	}
	if f.To > 0 && before > f.To {
		before = f.To + 1
	}
	from := max(f.From, 1)
	end := max(before-journalReach, from)
	rows, err := v.q.QueryContext(ctx, `select position, at_ms, actor, action, kind, subject, prior, origin from journal
		where fair_id = $1 and position < $2 and position >= $3 and ($4 = '' or actor = $4) and ($5 = '' or action = $5)
		and ($6 = '' or kind = $6) and ($7 = '' or subject = $7) order by position desc limit $8`,
		v.Fair, int64(before), int64(end), f.Actor, f.Action, f.Kind, f.Subject, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("store: read the journal of %s: %w", v.Fair, err)
	}
	defer rows.Close()
	var out []journal.Entry
	for rows.Next() {
		e := journal.Entry{Fair: v.Fair}
		var at int64
		if err := rows.Scan((*int64)(&e.Position), &at, &e.Actor, &e.Action, &e.Kind, &e.Subject, (*int64)(&e.Before), &e.Origin); err != nil {
			return nil, 0, fmt.Errorf("store: read the journal of %s: %w", v.Fair, err)
		}
		e.Time = time.UnixMilli(at).UTC()
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("store: read the journal of %s: %w", v.Fair, err)
	}
	next := end
	if len(out) == limit {
		next = out[limit-1].Position
	}
	if next <= from {
		next = 0
	}
	return out, next, nil
}

// A Refusal is something that somebody was not allowed to do, with when that was.
type Refusal struct {
	access.Event
	Position journal.Position // in the journal of the accounts
	At       time.Time
}

// Refusals returns what was refused in a fair, to one account or to all, the latest first.
func (db *DB) Refusals(ctx context.Context, fair string, account access.ID, before journal.Position, limit int) ([]Refusal, error) {
	rows, err := db.Events(ctx, fair, account, before, limit)
	if err != nil {
		return nil, err
	}
	accounts, err := db.View(ctx, journal.Accounts, -1)
	if err != nil {
		return nil, err
	}
	var at []journal.Position
	for _, r := range rows {
		at = append(at, r.Since)
	}
	times, err := accounts.Times(ctx, at)
	if err != nil {
		return nil, err
	}
	var out []Refusal
	for _, r := range rows {
		out = append(out, Refusal{r.Value, r.Since, times[r.Since]})
	}
	return out, nil
}

// sizes are how each database says how large it is.
var sizes = map[goose.Dialect]string{
	goose.DialectSQLite3:  `page_count * page_size from pragma_page_count(), pragma_page_size()`,
	goose.DialectPostgres: `pg_database_size(current_database())`,
}

// Size returns how large the database is, in bytes.
func (db *DB) Size(ctx context.Context) (int64, error) {
	var n int64
	if err := db.read.QueryRowContext(ctx, "select "+sizes[db.dialect]).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: size of the database: %w", err)
	}
	return n, nil
}

// Kept reports what this process keeps of the fair's record for quick answers: whether columns reach
// the view's position, and up to where the search has come.
func (v View) Kept(ctx context.Context) (columns bool, searched journal.Position, err error) {
	found, err := v.Search(ctx, Wanted{Text: v.Fair})
	return v.HasColumns(), found.Reach, err
}
