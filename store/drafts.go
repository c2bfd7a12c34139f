package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/submission"
)

// SaveDraft keeps a draft as it was typed and returns it with its version; Version 0 makes a new
// one. The error is invalid, stale when somebody else has saved it since, or conflict
// when it was handed in and not returned.
func (db *DB) SaveDraft(ctx context.Context, fair string, actor access.ID, d submission.Draft) (submission.Draft, error) {
	kept, err := db.SaveDrafts(ctx, fair, actor, []submission.Draft{d})
	if err != nil {
		return d, err
	}
	return kept[0], nil
}

// SaveDrafts keeps all of the drafts, or none; see SaveDraft.
func (db *DB) SaveDrafts(ctx context.Context, fair string, actor access.ID, given []submission.Draft) ([]submission.Draft, error) {
	var kept []submission.Draft
	err := db.transact(ctx, func(tx *sql.Tx) (err error) {
		kept, err = db.saveDrafts(ctx, tx, fair, actor, given)
		return err
	})
	if err != nil && lang.CodeOf(err) == "" {
		err = fmt.Errorf("store: keep a draft: %w", err)
	}
	return kept, err
}

func (db *DB) saveDrafts(ctx context.Context, tx *sql.Tx, fair string, actor access.ID, given []submission.Draft) ([]submission.Draft, error) {
	now := db.now().UTC().Truncate(time.Millisecond)
	ids := newIDs(now)
	kept := make([]submission.Draft, len(given))
	for i, d := range given {
		if err := d.Validate().Err(); err != nil {
			return nil, err
		}
		fields, err := json.Marshal(d.Fields)
		if err != nil {
			return nil, err
		}
		d.Saved, d.SavedBy = now, actor
		if d.Version == 0 {
			d.ID, d.Author = ids.next(), actor
			_, err = tx.ExecContext(ctx, `insert into draft (fair_id, id, version, kind, edition, side, office, author, record, base, upload, row_n, fields, saved_ms, saved_by)
				values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
				fair, d.ID, string(d.Kind), d.Edition, d.Side, d.Office, d.Author, d.Record, int64(d.Base), d.Upload, d.Row, string(fields), now.UnixMilli(), actor)
		} else {
			err = db.saveAgain(ctx, tx, fair, d, string(fields))
		}
		if err != nil {
			return nil, err
		}
		d.Version++
		kept[i] = d
	}
	return kept, nil
}

// saveAgain writes what was typed over what there was. To whom a draft belongs, and where it came
// from, is settled when it is made.
func (db *DB) saveAgain(ctx context.Context, tx *sql.Tx, fair string, d submission.Draft, fields string) error {
	var closed int64
	err := tx.QueryRowContext(ctx, `select count(*) from submission where fair_id = $1 and id = $2 and until = $3 and state in ($4, $5)`,
		fair, d.ID, int64(journal.Open), string(submission.Submitted), string(submission.Approved)).Scan(&closed)
	if err != nil {
		return err
	}
	if closed > 0 {
		return lang.Conflict("submission.closed")
	}
	return changed(tx.ExecContext(ctx, `update draft set version = version + 1, fields = $1, record = $2, base = $3, saved_ms = $4, saved_by = $5
		where fair_id = $6 and id = $7 and version = $8`,
		fields, d.Record, int64(d.Base), d.Saved.UnixMilli(), d.SavedBy, fair, d.ID, d.Version))
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

const draftColumns = `id, version, kind, edition, side, office, author, record, base, upload, row_n, fields, saved_ms, saved_by`

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
		err := rows.Scan(&d.ID, &d.Version, (*string)(&d.Kind), &d.Edition, &d.Side, &d.Office, &d.Author, &d.Record, (*int64)(&d.Base), &d.Upload, &d.Row, &fields, &saved, &d.SavedBy)
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

// A DraftFilter narrows the list of drafts; an empty field takes all.
type DraftFilter struct {
	Office string
	Author access.ID
	Upload string
	Typed  bool // only those that came from no spreadsheet
}

func (f DraftFilter) conditions() *conditions {
	c := &conditions{from: 2}
	if f.Office != "" {
		c.add("and office = %s", f.Office)
	}
	if f.Author != "" {
		c.add("and author = %s", f.Author)
	}
	if f.Upload != "" {
		c.add("and upload = %s and upload <> ''", f.Upload)
	}
	if f.Typed {
		c.text = append(c.text, "and upload = ''")
	}
	return c
}

// waits is the condition for the drafts that are not handed in: those that never were, and those
// that came back.
const waits = "and not exists (select 1 from submission s where s.fair_id = draft.fair_id and s.id = draft.id and s.until = 9223372036854775807 and s.state in ('submitted', 'approved'))"

// Drafts lists the drafts that are not handed in after an identifier, in the order in which they
// were begun; those of one upload in the order of its rows.
func (db *DB) Drafts(ctx context.Context, fair string, f DraftFilter, after string, limit int) ([]submission.Draft, error) {
	c := f.conditions()
	c.add("and id > %s", after)
	c.text = append(c.text, waits)
	c.add("order by id limit %s", limit)
	return drafts(ctx, db.read, "fair_id = $1 "+strings.Join(c.text, " "), append([]any{fair}, c.args...)...)
}

// SaveUpload keeps a spreadsheet and its rows as drafts, all or none.
func (db *DB) SaveUpload(ctx context.Context, fair string, actor access.ID, u submission.Upload, rows []submission.Draft) (submission.Upload, error) {
	u.At = db.now().UTC().Truncate(time.Millisecond)
	u.ID, u.Author = newIDs(u.At).next(), actor
	layout, err := json.Marshal(sheetLayout{u.Passed, u.Columns})
	if err != nil {
		return u, fmt.Errorf("store: keep an upload: %w", err)
	}
	for i := range rows {
		d := &rows[i]
		d.Kind, d.Edition, d.Side, d.Office, d.Upload = u.Kind, u.Edition, u.Side, u.Office, u.ID
	}
	err = db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `insert into upload (fair_id, id, kind, edition, side, office, author, file, sha256, sheet, row_count, layout, at_ms)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			fair, u.ID, string(u.Kind), u.Edition, u.Side, u.Office, u.Author, u.File, u.SHA256, u.Sheet, u.Rows, string(layout), u.At.UnixMilli())
		if err == nil {
			_, err = db.saveDrafts(ctx, tx, fair, actor, rows)
		}
		return err
	})
	if err != nil && lang.CodeOf(err) == "" {
		err = fmt.Errorf("store: keep an upload: %w", err)
	}
	return u, err
}

// sheetLayout is what is kept of the columns of a spreadsheet.
type sheetLayout struct {
	Passed  []string          `json:"passed,omitempty"`
	Columns map[string]string `json:"columns,omitempty"`
}

const uploadColumns = `id, kind, edition, side, office, author, file, sha256, sheet, row_count, layout, at_ms`

func uploads(ctx context.Context, q querier, condition string, args ...any) ([]submission.Upload, error) {
	rows, err := q.QueryContext(ctx, "select "+uploadColumns+" from upload where "+condition, args...)
	if err != nil {
		return nil, fmt.Errorf("store: read uploads: %w", err)
	}
	defer rows.Close()
	var out []submission.Upload
	for rows.Next() {
		var u submission.Upload
		var text string
		var at int64
		err := rows.Scan(&u.ID, (*string)(&u.Kind), &u.Edition, &u.Side, &u.Office, &u.Author, &u.File, &u.SHA256, &u.Sheet, &u.Rows, &text, &at)
		if err == nil {
			var l sheetLayout
			err = json.Unmarshal([]byte(text), &l)
			u.Passed, u.Columns = l.Passed, l.Columns
		}
		if err != nil {
			return nil, fmt.Errorf("store: read uploads: %w", err)
		}
		u.At = time.UnixMilli(at).UTC()
		out = append(out, u)
	}
	return out, rows.Err()
}

// Upload returns a spreadsheet that was kept. The error is not_found.
func (db *DB) Upload(ctx context.Context, fair, id string) (submission.Upload, error) {
	found, err := uploads(ctx, db.read, "fair_id = $1 and id = $2", fair, id)
	if err == nil && len(found) == 0 {
		err = lang.NotFound("record.not_found", lang.Args{"kind": "upload"})
	}
	if err != nil {
		return submission.Upload{}, err
	}
	return found[0], nil
}

// Uploads lists an office's spreadsheets of which rows are not handed in, the latest first.
func (db *DB) Uploads(ctx context.Context, fair, office string, limit int) ([]submission.Upload, error) {
	return uploads(ctx, db.read, `fair_id = $1 and office = $2 and exists (select 1 from draft where draft.fair_id = upload.fair_id and draft.upload = upload.id
		and draft.upload <> '' `+waits+`) order by id desc limit $3`, fair, office, limit)
}

// DropUpload throws away the rows of a spreadsheet that were never handed in.
func (db *DB) DropUpload(ctx context.Context, fair, id string) error {
	return db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `delete from draft where fair_id = $1 and upload = $2 and upload <> ''
			and not exists (select 1 from submission s where s.fair_id = draft.fair_id and s.id = draft.id)`, fair, id)
		if err != nil {
			return fmt.Errorf("store: drop an upload: %w", err)
		}
		return nil
	})
}

// DropDraft throws away a draft that was never handed in. The error is stale when it was, or was
// saved since.
func (db *DB) DropDraft(ctx context.Context, fair string, d submission.Draft) error {
	return db.transact(ctx, func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `delete from draft where fair_id = $1 and id = $2 and version = $3
			and not exists (select 1 from submission s where s.fair_id = draft.fair_id and s.id = draft.id)`, fair, d.ID, d.Version))
	})
}
