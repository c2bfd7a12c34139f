package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
)

// A Planning is the search for a timetable of an edition that a server makes for somebody, or the
// last one that was made. There is one at a time for each edition, whichever process makes it. It
// stands beside the record: what comes of it is the open draft.
type Planning struct {
	Edition int64
	Job     string
	Account access.ID // for whom
	Begun   time.Time
	Told    time.Time // when it last said how far it is
	Ended   time.Time // zero while it goes on
	Asked   string    // what somebody has asked of it since: "", PlanningFinish, PlanningCancel
	Said    PlanningSaid
}

// PlanningSaid is how far a search is, or what became of it.
type PlanningSaid struct {
	Share   int64                 `json:"share"` // of its time, in thousandths
	Placed  int                   `json:"placed"`
	Breaks  int                   `json:"breaks"` // −1 when not known yet
	Bound   int                   `json:"bound"`
	Value   int64                 `json:"value,omitempty"`
	Upper   int64                 `json:"upper,omitempty"`
	Seen    int64                 `json:"seen"` // version of the draft in whose place the result comes
	Outcome string                `json:"outcome,omitempty"`
	Why     map[lang.Tag][]string `json:"why,omitempty"` // of an outcome without a draft
}

// What may be asked of a search.
const (
	PlanningFinish = "finish" // stop, and keep the best so far
	PlanningCancel = "cancel" // stop, and keep nothing
)

// What became of a search.
const (
	PlanningDone       = "done"
	PlanningCancelled  = "cancelled"
	PlanningImpossible = "impossible" // it is proven that there is no timetable
	PlanningStale      = "stale"      // the draft was changed meanwhile, so that the result was not kept
	PlanningFailed     = "failed"
	PlanningLost       = "lost" // the server that made it has stopped
)

// planningLost is how long a search may say nothing before it is taken for one whose server is gone.
const planningLost = 90 * time.Second

// Planning returns the search for a timetable of an edition; the error is not_found when there was none.
func (db *DB) Planning(ctx context.Context, fairID string, edition int64) (Planning, error) {
	p := Planning{Edition: edition}
	var begun, told, ended int64
	var body string
	err := db.read.QueryRowContext(ctx, `select job, account, begun_ms, told_ms, ended_ms, asked, body from meeting_planning where fair_id = $1 and edition = $2`, fairID, edition).
		Scan(&p.Job, &p.Account, &begun, &told, &ended, &p.Asked, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return p, lang.NotFound("planning.none")
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &p.Said)
	}
	if err != nil {
		return p, fmt.Errorf("store: read who plans: %w", err)
	}
	p.Begun, p.Told = time.UnixMilli(begun), time.UnixMilli(told)
	switch {
	case ended > 0:
		p.Ended = time.UnixMilli(ended)
	case db.now().Sub(p.Told) > planningLost:
		p.Ended, p.Said.Outcome = p.Told, PlanningLost
	}
	return p, nil
}

// Running says whether the search goes on.
func (p Planning) Running() bool { return p.Job != "" && p.Ended.IsZero() }

// BeginPlanning says that a search begins, and returns it with its identifier. The error is conflict
// when another goes on for the edition.
func (db *DB) BeginPlanning(ctx context.Context, fairID string, p Planning) (Planning, error) {
	body, err := json.Marshal(p.Said)
	if err != nil {
		return p, fmt.Errorf("store: begin to plan: %w", err)
	}
	p.Begun = db.now()
	p.Job, p.Told = newIDs(p.Begun).next(), p.Begun
	now := p.Begun.UnixMilli()
	err = db.transact(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `update meeting_planning set job = $1, account = $2, begun_ms = $3, told_ms = $4, ended_ms = 0, asked = '', body = $5
			where fair_id = $6 and edition = $7 and (ended_ms > 0 or told_ms < $8)`,
			p.Job, p.Account, now, now, string(body), fairID, p.Edition, p.Begun.Add(-planningLost).UnixMilli())
		if err != nil {
			return fmt.Errorf("store: begin to plan: %w", err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 1 {
			return err
		}
		r, err = tx.ExecContext(ctx, `insert into meeting_planning (fair_id, edition, job, account, begun_ms, told_ms, ended_ms, asked, body) values ($1, $2, $3, $4, $5, $6, 0, '', $7) on conflict do nothing`,
			fairID, p.Edition, p.Job, p.Account, now, now, string(body))
		if err != nil {
			return fmt.Errorf("store: begin to plan: %w", err)
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			return lang.Conflict("planning.running").Because(err)
		}
		return nil
	})
	return p, err
}

// TellPlanning says how far a search is, and returns what is asked of it. The error is stale when it
// is no longer the edition's.
func (db *DB) TellPlanning(ctx context.Context, fairID string, p Planning) (asked string, err error) {
	body, err := json.Marshal(p.Said)
	if err != nil {
		return "", fmt.Errorf("store: say how far a plan is: %w", err)
	}
	err = db.transact(ctx, func(tx *sql.Tx) error {
		if err := planningStands(ctx, tx, fairID, p, &asked); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `update meeting_planning set told_ms = $1, body = $2 where fair_id = $3 and edition = $4`, db.now().UnixMilli(), string(body), fairID, p.Edition)
		if err != nil {
			return fmt.Errorf("store: say how far a plan is: %w", err)
		}
		return nil
	})
	return asked, err
}

// planningStands returns stale when a search has ended or is not the edition's any more.
func planningStands(ctx context.Context, tx interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, fairID string, p Planning, asked *string,
) error {
	err := tx.QueryRowContext(ctx, `select asked from meeting_planning where fair_id = $1 and edition = $2 and job = $3 and ended_ms = 0`, fairID, p.Edition, p.Job).Scan(asked)
	if errors.Is(err, sql.ErrNoRows) {
		return lang.Stale("planning.gone")
	}
	if err != nil {
		return fmt.Errorf("store: read who plans: %w", err)
	}
	return nil
}

// AskPlanning asks the search for an edition's timetable to finish or to give up.
func (db *DB) AskPlanning(ctx context.Context, fairID string, edition int64, asked string) error {
	return db.transact(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `update meeting_planning set asked = $1 where fair_id = $2 and edition = $3 and ended_ms = 0`, asked, fairID, edition); err != nil {
			return fmt.Errorf("store: ask a plan to stop: %w", err)
		}
		return nil
	})
}

// EndPlanning writes what became of a search: with a draft that becomes the edition's open draft, all
// in one transaction, with an event of the account for which it was made. When the draft has been
// changed since the search began, the outcome is PlanningStale and the draft stays as it is.
func (db *DB) EndPlanning(ctx context.Context, fairID string, p Planning, d *meeting.Draft) (Planning, error) {
	err := db.Update(ctx, journal.Accounts, p.Account, func(tx *Tx) error {
		var asked string
		if err := planningStands(ctx, tx.sql, fairID, p, &asked); err != nil {
			return err
		}
		if d != nil {
			d.Edition, d.Version, d.Author = p.Edition, p.Said.Seen, p.Account
			_, err := db.saveDraft(ctx, tx.sql, fairID, *d)
			switch lang.CodeOf(err) {
			case "":
			case lang.CodeStale:
				p.Said.Outcome = PlanningStale
			default:
				return err
			}
		}
		p.Ended = db.now()
		body, err := json.Marshal(p.Said)
		if err != nil {
			return fmt.Errorf("store: end a plan: %w", err)
		}
		if _, err := tx.sql.ExecContext(ctx, `update meeting_planning set told_ms = $1, ended_ms = $2, body = $3 where fair_id = $4 and edition = $5`,
			p.Ended.UnixMilli(), p.Ended.UnixMilli(), string(body), fairID, p.Edition); err != nil {
			return fmt.Errorf("store: end a plan: %w", err)
		}
		if p.Said.Outcome != PlanningDone {
			return nil
		}
		return tx.event(ctx, access.Event{Kind: access.MeetingsPlanned, Account: p.Account, Fair: fairID, Subject: "meeting_draft/" + strconv.FormatInt(p.Edition, 10)})
	})
	return p, err
}
