package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
)

// Recent returns the records of an edition that were written last, the latest first.
func Recent[T agreement.Agreement | indicator.Observation | fair.Session](ctx context.Context, v View, edition int64, limit int) ([]Row[T], error) {
	// Positions are sorted first, which for agreements needs an index alone: the order of
	// the rows themselves would have SQLite walk all that were written after the edition.
	return list[T](ctx, v, "and since in (select since from "+tableOf[T]().table+
		" where fair_id = $1 and +since <= $2 and until > $2 and edition = $3 order by +since desc limit $4) order by since desc", edition, limit)
}

// A Written is a record in force that has a page: its kind, identifier and when it was last written.
type Written struct {
	Kind, ID string
	At       time.Time
}

// writtenKinds are the kinds of records that have pages.
var writtenKinds = []string{"agreement", "enterprise", "facility", "listing", "observation", "party", "path", "programme", "project", "research", "session", "technology"}

// EachWritten calls each for the records in force that have pages of their own and whose
// latest entry is after the one position and not after the other, kind by kind. They are
// not held in memory.
func (v View) EachWritten(ctx context.Context, after, to journal.Position, each func(Written) error) error {
	for _, kind := range writtenKinds {
		err := func() error {
			args := []any{v.Fair, int64(after), int64(to), int64(v.At)}
			unseen := v.eyes.condition(kind, seen{alias: "r", arg: func(x any) string {
				args = append(args, x)
				return "$" + strconv.Itoa(len(args))
			}})
			rows, err := v.q.QueryContext(ctx, "select r.id, j.at_ms from "+kind+` r
				join journal j on j.fair_id = r.fair_id and j.position = r.since
				where r.fair_id = $1 and r.since > $2 and r.since <= $3 and r.until > $4`+unseen+" order by r.since", args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				w := Written{Kind: kind}
				var at int64
				if err := rows.Scan(&w.ID, &at); err != nil {
					return err
				}
				w.At = time.UnixMilli(at).UTC()
				if err := each(w); err != nil {
					return err
				}
			}
			return rows.Err()
		}()
		if err != nil {
			return fmt.Errorf("store: records of %s written up to %d: %w", v.Fair, to, err)
		}
	}
	return nil
}

// FirstWritten returns the positions at which the records' first versions were written.
func FirstWritten[T any](ctx context.Context, v View, ids []string) (map[string]journal.Position, error) {
	out := map[string]journal.Position{}
	if len(ids) == 0 {
		return out, nil
	}
	marks, args := make([]string, len(ids)), []any{v.Fair}
	for i, id := range ids {
		args = append(args, id)
		marks[i] = "$" + strconv.Itoa(i+2)
	}
	name := tableOf[T]().table
	rows, err := v.q.QueryContext(ctx, "select id, min(since) from "+name+" where fair_id = $1 and id in ("+strings.Join(marks, ", ")+") group by id", args...)
	if err != nil {
		return nil, fmt.Errorf("store: first versions of %s: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return nil, fmt.Errorf("store: first versions of %s: %w", name, err)
		}
		out[id] = journal.Position(at)
	}
	return out, rows.Err()
}
