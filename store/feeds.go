package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
)

// A FeedState is how a feed was read last. It stands beside the record: what changes by itself every few minutes
// is no entry of the journal.
type FeedState struct {
	Due      time.Time // not before; while somebody reads it, when another may
	Tried    time.Time // zero until it was
	Heard    time.Time // when it was read last; zero until it was
	Fails    int64     // how often in a row it could not be
	Failure  string    // why, of watched.Failures; "" when it was read
	Detail   string    // what the server said
	ETag     string
	Modified string
}

// A HeardFeed is a feed with how it was read last.
type HeardFeed struct {
	Row[watched.Feed]
	State FeedState
}

// Feeds lists the feeds of a fair in the order of their outlets.
func (v View) Feeds(ctx context.Context) ([]HeardFeed, error) {
	rows, err := list[watched.Feed](ctx, v, "order by outlet, address")
	if err != nil {
		return nil, err
	}
	states, err := feedStates(ctx, v.q, v.Fair)
	if err != nil {
		return nil, err
	}
	var out []HeardFeed
	for _, r := range rows {
		out = append(out, HeardFeed{r, states[r.Value.ID]})
	}
	return out, nil
}

func feedStates(ctx context.Context, q querier, fair string) (map[string]FeedState, error) {
	rows, err := q.QueryContext(ctx, `select feed, due_ms, tried_ms, heard_ms, fails, failure, detail, etag, modified from feed_state where fair_id = $1`, fair)
	if err != nil {
		return nil, fmt.Errorf("store: read feeds: %w", err)
	}
	defer rows.Close()
	out := map[string]FeedState{}
	for rows.Next() {
		var id string
		var s FeedState
		var due, tried, heard int64
		if err := rows.Scan(&id, &due, &tried, &heard, &s.Fails, &s.Failure, &s.Detail, &s.ETag, &s.Modified); err != nil {
			return nil, fmt.Errorf("store: read feeds: %w", err)
		}
		s.Due, s.Tried, s.Heard = moment(due), moment(tried), moment(heard)
		out[id] = s
	}
	return out, rows.Err()
}

// PutFeed writes a feed, new (before 0) or as it was seen. What is changed is read again at once. The error is invalid,
// conflict where there is one of the address already, or stale.
func (tx *Tx) PutFeed(ctx context.Context, f watched.Feed, before journal.Position, origin journal.Origin) (watched.Feed, error) {
	if err := f.Validate().Err(); err != nil {
		return f, err
	}
	rows, err := list[watched.Feed](ctx, tx.View, "")
	if err != nil {
		return f, err
	}
	if slices.ContainsFunc(rows, func(r Row[watched.Feed]) bool { return r.Value.Address == f.Address && r.Value.ID != f.ID }) {
		return f, lang.Conflict("watched.feed.taken")
	}
	if before == 0 && len(rows) >= watched.MostFeeds {
		return f, lang.Conflict("watched.feed.many", lang.Args{"most": watched.MostFeeds})
	}
	how := How{Action: journal.Corrected, Origin: origin}
	if before == 0 {
		f.ID, how.Action = tx.NewID(), journal.Created
	}
	if err := Put(ctx, tx, &f, before, how); err != nil {
		return f, err
	}
	return f, tx.forgetFeed(ctx, f.ID)
}

// DropFeed takes a feed away; what was read of it stays.
func (tx *Tx) DropFeed(ctx context.Context, id string, before journal.Position, origin journal.Origin) error {
	if err := Remove[watched.Feed](ctx, tx, id, before, How{Origin: origin}); err != nil {
		return err
	}
	_, err := tx.sql.ExecContext(ctx, `delete from feed_item where fair_id = $1 and feed = $2`, tx.Fair, id)
	if err == nil {
		err = tx.forgetFeed(ctx, id)
	}
	return err
}

func (tx *Tx) forgetFeed(ctx context.Context, id string) error {
	if _, err := tx.sql.ExecContext(ctx, `delete from feed_state where fair_id = $1 and feed = $2`, tx.Fair, id); err != nil {
		return fmt.Errorf("store: forget how a feed was read: %w", err)
	}
	return nil
}

// feedLease is how long a feed that somebody has claimed is left alone.
const feedLease = 10 * time.Minute

// ClaimFeed takes a feed that is due for the caller to read; ok is false when none is. Any number of processes may
// ask: each feed goes to one of them.
func (db *DB) ClaimFeed(ctx context.Context) (fair string, f HeardFeed, ok bool, err error) {
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return "", f, false, err
	}
	for _, fair := range fairs {
		v, err := db.View(ctx, fair, -1)
		if err != nil {
			return "", f, false, err
		}
		feeds, err := v.Feeds(ctx)
		if err != nil {
			return "", f, false, err
		}
		for _, f := range feeds {
			now := db.now()
			if f.Value.Paused || f.State.Due.After(now) {
				continue
			}
			var n int64
			err := db.transact(ctx, func(tx *sql.Tx) error {
				until := now.Add(feedLease).UnixMilli()
				r, err := tx.ExecContext(ctx, `insert into feed_state (fair_id, feed, due_ms, tried_ms, heard_ms, fails, failure, detail, etag, modified)
					values ($1, $2, $3, 0, 0, 0, '', '', '', '') on conflict do nothing`, fair, f.Value.ID, until)
				if err == nil && !f.State.Due.IsZero() {
					r, err = tx.ExecContext(ctx, `update feed_state set due_ms = $1 where fair_id = $2 and feed = $3 and due_ms = $4`,
						until, fair, f.Value.ID, f.State.Due.UnixMilli())
				}
				if err != nil {
					return err
				}
				n, err = r.RowsAffected()
				return err
			})
			if err != nil {
				return "", f, false, fmt.Errorf("store: claim a feed: %w", err)
			}
			if n == 1 {
				return fair, f, true, nil
			}
		}
	}
	return "", f, false, nil
}

// FeedDone writes how a feed that was claimed was read. A feed that was changed or taken away meanwhile is not spoken of.
func (db *DB) FeedDone(ctx context.Context, fair, feed string, s FeedState) error {
	err := db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update feed_state set due_ms = $1, tried_ms = $2, heard_ms = $3, fails = $4, failure = $5, detail = $6, etag = $7, modified = $8
			where fair_id = $9 and feed = $10`, s.Due.UnixMilli(), msOf(s.Tried), msOf(s.Heard), s.Fails, s.Failure, s.Detail, s.ETag, s.Modified, fair, feed)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: note how a feed was read: %w", err)
	}
	return nil
}

func msOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FeedItem returns the stamp under which an entry of a feed was read last, "" when it was not.
func (db *DB) FeedItem(ctx context.Context, fair, feed, item string) (string, error) {
	var stamp string
	err := db.read.QueryRowContext(ctx, `select stamp from feed_item where fair_id = $1 and feed = $2 and item = $3`, fair, feed, item).Scan(&stamp)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("store: entry of a feed: %w", err)
	}
	return stamp, nil
}

// feedMemory is how long an entry is known after it was in its feed last.
const feedMemory = 180 * 24 * time.Hour

// NoteFeedItem remembers under which stamp an entry of a feed was read, and forgets those that are long gone.
func (db *DB) NoteFeedItem(ctx context.Context, fair, feed, item, stamp string) error {
	err := db.transact(ctx, func(tx *sql.Tx) error {
		now := db.now()
		r, err := tx.ExecContext(ctx, `update feed_item set stamp = $1, seen_ms = $2 where fair_id = $3 and feed = $4 and item = $5`, stamp, now.UnixMilli(), fair, feed, item)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n > 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, `insert into feed_item (fair_id, feed, item, stamp, seen_ms) values ($1, $2, $3, $4, $5) on conflict do nothing`,
			fair, feed, item, stamp, now.UnixMilli()); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `delete from feed_item where fair_id = $1 and feed = $2 and seen_ms < $3`, fair, feed, now.Add(-feedMemory).UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("store: note an entry of a feed: %w", err)
	}
	return nil
}
