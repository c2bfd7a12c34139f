package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"bridgehead/access"
	"bridgehead/bulletin/compose"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/notice"
)

// Outdated returns the figures of a published bulletin that read otherwise at the fair's latest position.
func (db *DB) Outdated(ctx context.Context, v View, b compose.Bulletin) ([]compose.Reread, error) {
	figures, _, err := db.figuresNow(ctx, v)
	if err != nil {
		return nil, err
	}
	return figures.Reread(ctx, b)
}

// figuresNow evaluates as of a view of the latest position, by the sums that are brought along from where somebody last looked.
func (db *DB) figuresNow(ctx context.Context, v View) (*compose.Figures, rereadAt, error) {
	rates, err := db.Rates(ctx, -1)
	if err != nil {
		return nil, rereadAt{}, err
	}
	e := &indicator.Evaluator{Records: db.summing(v, false), Rates: rates, Ref: int64(rates.At)}
	return compose.NewFigures(e), rereadAt{v.At, rates.At}, nil
}

// rereadAt is what the figures of a bulletin hang on.
type rereadAt struct{ at, ref journal.Position }

// outdatedMark begins the reminder that the press office was told of a bulletin; behind it stand the
// bulletin and the sum of what reads otherwise.
const outdatedMark = "outdated/"

// remindOutdated tells the press office of each published bulletin of which figures read otherwise by now,
// whatever changed the record: once for what they read. It looks when something was written since it last did.
func (db *DB) remindOutdated(ctx context.Context, fairID string) error {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return err
	}
	figures, here, err := db.figuresNow(ctx, v)
	if err != nil {
		return err
	}
	if last, ok := db.reread.Load(fairID); ok && last == here {
		return nil
	}
	rows, err := v.Bulletins(ctx, compose.Published)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		known, err := outdatedTold(ctx, db.read, fairID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			changed, err := figures.Reread(ctx, r.Value)
			if err != nil {
				return err
			}
			if sum := outdatedSum(changed); sum != known[r.Value.ID] {
				if err := db.tellOutdated(ctx, fairID, r, sum); err != nil {
					return err
				}
			}
		}
	}
	db.reread.Store(fairID, here)
	return nil
}

// outdatedSum stands for what reads otherwise, "" for nothing.
func outdatedSum(changed []compose.Reread) string {
	if len(changed) == 0 {
		return ""
	}
	h := sha256.New()
	for _, c := range changed {
		fmt.Fprintf(h, "%s %d %q\n", c.Tag, c.Start, c.Now)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// outdatedTold is what the press office was told last, by bulletin.
func outdatedTold(ctx context.Context, q querier, fairID string) (map[string]string, error) {
	rows, err := q.QueryContext(ctx, `select id from reminder where fair_id = $1 and id >= $2 and id < $3`, fairID, outdatedMark, strings.TrimSuffix(outdatedMark, "/")+"0")
	if err != nil {
		return nil, fmt.Errorf("store: read reminders: %w", err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("store: read reminders: %w", err)
		}
		bulletin, sum, _ := strings.Cut(strings.TrimPrefix(id, outdatedMark), "/")
		out[bulletin] = sum
	}
	return out, rows.Err()
}

// tellOutdated notes what a bulletin reads, and tells the press office unless it reads as it was published.
func (db *DB) tellOutdated(ctx context.Context, fairID string, r Row[compose.Bulletin], sum string) error {
	return db.Update(ctx, fairID, access.System, func(tx *Tx) error {
		known, err := outdatedTold(ctx, tx.q, fairID)
		if err != nil || known[r.Value.ID] == sum { // another process was faster
			return err
		}
		if was, there := known[r.Value.ID]; there {
			if _, err := tx.q.ExecContext(ctx, `delete from reminder where fair_id = $1 and id = $2`, fairID, outdatedMark+r.Value.ID+"/"+was); err != nil {
				return fmt.Errorf("store: forget a reminder: %w", err)
			}
		}
		if sum == "" {
			return nil
		}
		if _, err := remind(ctx, tx.q, fairID, outdatedMark+r.Value.ID+"/"+sum, tx.Now); err != nil {
			return err
		}
		tx.tell(told{
			kind: notice.Outdated, record: "bulletin", subject: r.Value.ID, since: r.Since, edition: r.Value.Edition,
			may: func(a access.Actor, settings access.Settings) bool {
				return access.Decide(a, r.Value.Question(access.Publish, ""), settings)
			},
		})
		return nil
	})
}
