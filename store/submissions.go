package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/submission"
)

var _ = register(&table[submission.Submission]{
	kind: "submission", table: "submission",
	fields: func(r *submission.Submission) []field {
		return []field{
			{"id", &r.ID},
			{"kind", (*string)(&r.Kind)},
			{"edition", &r.Edition},
			{"side", &r.Side},
			{"office", &r.Office},
			{"author", &r.Author},
			{"state", (*string)(&r.State)},
			{"content", &r.Content},
			{"record", &r.Record},
			{"base", &r.Base},
			{"officer", &r.Officer},
			{"comment", &r.Comment},
			{"asked_ms", &r.Asked},
		}
	},
})

// Submittable is what an office can hand in.
type Submittable interface {
	project.Project | agreement.Agreement
}

// SaveDraft keeps a draft as it was typed and returns it with its version; Version 0 makes a new
// one. The error is invalid, stale when somebody else has saved it since, or conflict
// when it was handed in and not returned.
func (db *DB) SaveDraft(ctx context.Context, fair string, actor access.ID, d submission.Draft) (submission.Draft, error) {
	if err := d.Validate().Err(); err != nil {
		return d, err
	}
	fields, err := json.Marshal(d.Fields)
	if err != nil {
		return d, fmt.Errorf("store: keep a draft: %w", err)
	}
	now := db.now().UTC().Truncate(time.Millisecond)
	d.Saved, d.SavedBy = now, actor
	if d.Version == 0 {
		d.ID, d.Author = newIDs(now).next(), actor
	}
	err = db.transact(ctx, func(tx *sql.Tx) error {
		if d.Version == 0 {
			_, err := tx.ExecContext(ctx, `insert into draft (fair_id, id, version, kind, edition, side, office, author, record, base, fields, saved_ms, saved_by)
				values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
				fair, d.ID, string(d.Kind), d.Edition, d.Side, d.Office, d.Author, d.Record, int64(d.Base), string(fields), now.UnixMilli(), actor)
			return err
		}
		var closed int64
		err := tx.QueryRowContext(ctx, `select count(*) from submission where fair_id = $1 and id = $2 and until = $3 and state in ($4, $5)`,
			fair, d.ID, int64(journal.Open), string(submission.Submitted), string(submission.Approved)).Scan(&closed)
		if err != nil {
			return err
		}
		if closed > 0 {
			return lang.Conflict("submission.closed")
		}
		// To whom it belongs is settled when it is made.
		return changed(tx.ExecContext(ctx, `update draft set version = version + 1, fields = $1, record = $2, base = $3, saved_ms = $4, saved_by = $5
			where fair_id = $6 and id = $7 and version = $8`,
			string(fields), d.Record, int64(d.Base), now.UnixMilli(), actor, fair, d.ID, d.Version))
	})
	if err != nil {
		if lang.CodeOf(err) == "" {
			err = fmt.Errorf("store: keep a draft: %w", err)
		}
		return d, err
	}
	d.Version++
	return d, nil
}

// changed turns a change that found no row of the version which was read into the refusal.
func changed(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return lang.Stale("record.stale").Because(err)
	}
	return nil
}

const draftColumns = `id, version, kind, edition, side, office, author, record, base, fields, saved_ms, saved_by`

func drafts(ctx context.Context, q querier, condition string, args ...any) ([]submission.Draft, error) {
	rows, err := q.QueryContext(ctx, "select "+draftColumns+" from draft where "+condition, args...)
	if err != nil {
		return nil, fmt.Errorf("store: read drafts: %w", err)
	}
	defer rows.Close()
	var out []submission.Draft
	for rows.Next() {
		var d submission.Draft
		var fields string
		var saved int64
		err := rows.Scan(&d.ID, &d.Version, (*string)(&d.Kind), &d.Edition, &d.Side, &d.Office, &d.Author, &d.Record, (*int64)(&d.Base), &fields, &saved, &d.SavedBy)
		if err == nil {
			err = json.Unmarshal([]byte(fields), &d.Fields)
		}
		if err != nil {
			return nil, fmt.Errorf("store: read drafts: %w", err)
		}
		d.Saved = time.UnixMilli(saved).UTC()
		out = append(out, d)
	}
	return out, rows.Err()
}

// Draft returns a draft. The error is not_found.
func (db *DB) Draft(ctx context.Context, fair, id string) (submission.Draft, error) {
	found, err := drafts(ctx, db.read, "fair_id = $1 and id = $2", fair, id)
	if err == nil && len(found) == 0 {
		err = lang.NotFound("record.not_found", lang.Args{"kind": "draft"})
	}
	if err != nil {
		return submission.Draft{}, err
	}
	return found[0], nil
}

// Drafts lists the drafts of an office after an identifier, in the order in which they were begun.
func (db *DB) Drafts(ctx context.Context, fair, office, after string, limit int) ([]submission.Draft, error) {
	return drafts(ctx, db.read, "fair_id = $1 and office = $2 and id > $3 order by id limit $4", fair, office, after, limit)
}

// DropDraft throws away a draft that was never handed in. The error is stale when it was, or was
// saved since.
func (db *DB) DropDraft(ctx context.Context, fair string, d submission.Draft) error {
	return db.transact(ctx, func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `delete from draft where fair_id = $1 and id = $2 and version = $3
			and not exists (select 1 from submission s where s.fair_id = draft.fair_id and s.id = draft.id)`, fair, d.ID, d.Version))
	})
}

// Submit hands a draft in, for the first time or again, as the record that its fields were read
// into. What is recorded is read again from there; the draft stays, to be changed should it
// be returned. The error is invalid, stale or conflict.
func Submit[T Submittable](ctx context.Context, tx *Tx, d submission.Draft, rec T, how How) (submission.Submission, error) {
	var s submission.Submission
	if v, ok := any(rec).(interface{ Validate() lang.Problems }); ok {
		if err := v.Validate().Err(); err != nil {
			return s, err
		}
	}
	// The draft is named by its version, so that what is handed in is what was seen.
	err := changed(tx.q.ExecContext(ctx, `update draft set version = version + 1 where fair_id = $1 and id = $2 and version = $3`, tx.Fair, d.ID, d.Version))
	if err != nil {
		return s, err
	}
	t := tableOf[T]()
	*t.fields(&rec)[0].p.(*string) = d.Record
	row, err := Get[submission.Submission](ctx, tx.View, d.ID)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return s, err
	}
	if s = row.Value; s.ID == "" {
		s = submission.Submission{
			ID: d.ID, Kind: submission.Kind(t.kind), Edition: d.Edition, Side: d.Side, Office: d.Office, Author: d.Author, Asked: tx.Now.UnixMilli(),
		}
	}
	if submission.Kind(t.kind) != d.Kind {
		return s, lang.Conflict("submission.move", lang.Args{"from": d.Kind, "to": t.kind})
	}
	if s, err = s.Move(submission.Submitted, ""); err != nil {
		return s, err
	}
	if p := d.OfficerFrom(lang.Hans); !p.Name.Empty() {
		p.Ref = cmp.Or(s.Officer, "officer-"+access.NewSecret()[:22])
		if err := tx.PutPerson(ctx, p); err != nil {
			return s, err
		}
		s.Officer = p.Ref
	}
	if p, ok := any(&rec).(*project.Project); ok {
		p.Officer = s.Officer
	}
	s.Content, s.Record, s.Base = string(t.image(&rec)), d.Record, int64(d.Base)
	return s, Put(ctx, tx, &s, row.Since, how)
}

// Handed returns the record as it was handed in.
func Handed[T Submittable](s submission.Submission) (T, error) { return read[T](s.Content) }

// Decide returns or withdraws a submission; before is the version that was seen. The error is
// invalid, conflict or stale.
func (tx *Tx) Decide(ctx context.Context, id string, before journal.Position, to submission.State, comment string, how How) error {
	row, err := tx.seen(ctx, id, before)
	if err != nil {
		return err
	}
	if to == submission.Approved {
		return lang.Conflict("submission.move", lang.Args{"from": row.Value.State, "to": to}) // by Approve, with its record
	}
	s, err := row.Value.Move(to, comment)
	if err != nil {
		return err
	}
	return Put(ctx, tx, &s, before, how)
}

// seen reads a submission that must still be what was seen.
func (tx *Tx) seen(ctx context.Context, id string, before journal.Position) (Row[submission.Submission], error) {
	row, err := Get[submission.Submission](ctx, tx.View, id)
	if err == nil && row.Since != before {
		err = stale[submission.Submission](ctx, tx, id, before, lang.Stale("record.stale"))
	}
	return row, err
}

// Approve puts a submission into the record, new or as a correction, and returns the record's
// identifier; before is the version of the submission that was seen. Amend, when it is not
// nil, is the record as the secretariat wants it. The origin of the record is the
// submission. The error is stale when the submission, or the record that it corrects, has changed
// since.
func Approve[T Submittable](ctx context.Context, tx *Tx, id string, before journal.Position, amend *T, how How) (string, error) {
	row, err := tx.seen(ctx, id, before)
	if err != nil {
		return "", err
	}
	s, err := row.Value.Move(submission.Approved, "")
	if err != nil {
		return "", err
	}
	t := tableOf[T]()
	if submission.Kind(t.kind) != s.Kind {
		return "", lang.Conflict("submission.move", lang.Args{"from": s.Kind, "to": t.kind})
	}
	rec, err := read[T](s.Content)
	if err != nil {
		return "", err
	}
	if amend != nil {
		rec = *amend
	}
	name := t.fields(&rec)[0].p.(*string)
	act := How{Action: journal.Corrected, Origin: journal.Origin{Kind: "submission", ID: s.ID}}
	if *name = s.Record; *name == "" {
		*name, act.Action = tx.NewID(), journal.Created
	}
	if err := Put(ctx, tx, &rec, journal.Position(s.Base), act); err != nil {
		return "", err
	}
	s.Record = *name
	if err := Put(ctx, tx, &s, before, how); err != nil {
		return "", err
	}
	if _, err := tx.q.ExecContext(ctx, `delete from draft where fair_id = $1 and id = $2`, tx.Fair, s.ID); err != nil {
		return "", fmt.Errorf("store: drop a draft: %w", err)
	}
	return *name, nil
}

// A Queue narrows the list of submissions; an empty field takes all.
type Queue struct {
	State   submission.State // never empty: a list of one state
	Edition int64
	Side    string
	Office  string
}

func (q Queue) conditions() *conditions {
	c := &conditions{}
	c.add("and state = %s", string(q.State))
	if q.Office != "" {
		c.add("and office = %s", q.Office)
	}
	if q.Edition > 0 {
		c.add("and edition = %s", q.Edition)
	}
	if q.Side != "" {
		c.add("and side = %s", q.Side)
	}
	return c
}

// A Place is where a page of the queue begins: after the submission that was first handed in at
// the time.
type Place struct {
	Asked int64
	ID    string
}

// Submissions lists the submissions of a state, those that have waited longest first.
func (v View) Submissions(ctx context.Context, q Queue, after Place, limit int) ([]Row[submission.Submission], error) {
	c := q.conditions()
	c.add("and (asked_ms > %s", after.Asked)
	n := len(c.args) + 2
	c.args = append(c.args, after.ID)
	c.text = append(c.text, fmt.Sprintf("or asked_ms = $%d and id > $%d)", n, n+1))
	c.add("order by asked_ms, id limit %s", limit)
	// Of what is in force now, which is what a queue is asked for, one index answers in order.
	return list[submission.Submission](ctx, v, strings.Join(c.text, " "), c.args...)
}

// SubmissionOf returns the submission that a record came from last, not_found when it came from
// none.
func (v View) SubmissionOf(ctx context.Context, record string) (Row[submission.Submission], error) {
	return one[submission.Submission](ctx, v, "and record = $3 order by since desc", record)
}
