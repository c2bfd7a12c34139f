package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bridgehead/fair"
	"bridgehead/journal"
)

// Agenda returns the tracks and sessions of an edition, the sessions by day and time.
func (v View) Agenda(ctx context.Context, edition int64) ([]fair.Track, []fair.Session, error) {
	tracks, err := values(list[fair.Track](ctx, v, "and edition = $3 order by id", edition))
	if err != nil {
		return nil, nil, err
	}
	sessions, err := values(list[fair.Session](ctx, v, "and edition = $3 order by day, id", edition))
	return tracks, sessions, err
}

// A SessionHistory is a session as it stands, and what became of it: what a calendar that
// has it already must know.
type SessionHistory struct {
	fair.Session                // its last version
	Versions     []fair.Session // all of them, the oldest first
	Created      time.Time
	Modified     time.Time // when the last version was written, or the session removed
	Removed      bool      // it is no longer part of the record
	Sequence     int       // how often it was changed since it was first written; a removal is a change
}

// SessionHistories returns every session that ever was on the edition's agenda, the removed
// ones too, in the order of their identifiers.
func (v View) SessionHistories(ctx context.Context, edition int64) ([]SessionHistory, error) {
	return v.sessionHistories(ctx, `id in (select id from session where fair_id = $1 and since <= $2 and edition = $3)`, edition)
}

// SessionHistory returns one session with what became of it; none has no versions.
func (v View) SessionHistory(ctx context.Context, id string) (SessionHistory, error) {
	all, err := v.sessionHistories(ctx, "id = $3", id)
	if err != nil || len(all) == 0 {
		return SessionHistory{}, err
	}
	return all[0], nil
}

func (v View) sessionHistories(ctx context.Context, condition string, arg any) ([]SessionHistory, error) {
	rows, err := tableOf[fair.Session]().rows(ctx, v.q, where{
		"fair_id = $1 and since <= $2 and " + condition + " order by id, since", []any{v.Fair, int64(v.At), arg},
	})
	if err != nil {
		return nil, err
	}
	var positions []journal.Position
	for _, r := range rows {
		positions = append(positions, r.Since)
		if r.Until <= v.At {
			positions = append(positions, r.Until)
		}
	}
	written, err := v.Times(ctx, positions)
	if err != nil {
		return nil, err
	}
	var out []SessionHistory
	for i, r := range rows {
		if i == 0 || rows[i-1].Value.ID != r.Value.ID {
			out = append(out, SessionHistory{Created: written[r.Since]})
		} else if h := &out[len(out)-1]; rows[i-1].Until == r.Since {
			h.Sequence++
		} else { // it had been removed meanwhile
			h.Sequence += 2
		}
		h := &out[len(out)-1]
		h.Session, h.Modified = r.Value, written[r.Since]
		h.Versions = append(h.Versions, r.Value)
		if last := i == len(rows)-1 || rows[i+1].Value.ID != r.Value.ID; last && r.Until <= v.At {
			h.Removed, h.Modified = true, written[r.Until]
			h.Sequence++
		}
	}
	return out, nil
}

// timesStep is how many entries' times are read with one statement.
const timesStep = 500

// Times returns when the entries at the positions were written.
func (v View) Times(ctx context.Context, positions []journal.Position) (map[journal.Position]time.Time, error) {
	out := make(map[journal.Position]time.Time, len(positions))
	for start := 0; start < len(positions); start += timesStep {
		part := positions[start:min(start+timesStep, len(positions))]
		marks, args := make([]string, len(part)), []any{v.Fair}
		for i, p := range part {
			args = append(args, int64(p))
			marks[i] = "$" + strconv.Itoa(i+2)
		}
		err := func() error {
			rows, err := v.q.QueryContext(ctx, "select position, at_ms from journal where fair_id = $1 and position in ("+strings.Join(marks, ", ")+")", args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var p, at int64
				if err := rows.Scan(&p, &at); err != nil {
					return err
				}
				out[journal.Position(p)] = time.UnixMilli(at).UTC()
			}
			return rows.Err()
		}()
		if err != nil {
			return nil, fmt.Errorf("store: times of entries of %s: %w", v.Fair, err)
		}
	}
	return out, nil
}
