package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"github.com/pressly/goose/v3"

	"bridgehead/journal"
	"bridgehead/lang"
)

// A backup is one moment of all tables, read while others write, in a form that belongs to
// neither database: what was backed up from SQLite can be restored into PostgreSQL and the other
// way round. It is gzip, and in it lines of JSON:
//
//	{"bridgehead_backup":1,"schema":9,"at":"2023-11-29T08:00:00Z"}
//	{"table":"journal","columns":["fair_id",…]}
//	["sample",1,…,{"b":"base64 of bytes"}]
//	{"end":"journal","rows":1}
//	{"sha256":"of all the lines before"}
//
// Left out is what is worth nothing later, or would be worth something to a thief: sessions,
// mailed tokens, counts of attempts, from where people signed in, the outbox, and who has a timetable looked for. The keys that sign
// checkpoints and seal the secrets of authenticators are no part of the database, nor of a backup.
var (
	backedUp = []string{
		"journal_head", "journal", "journal_node", "fair", "fair_side", "edition", "track", "session", "session_guest", "document",
		"party", "project", "agreement", "agreement_party", "agreement_attribution", "amendment", "deployment", "programme", "facility",
		"lead", "milestone", "landing_limits",
		"technology", "technology_origin", "research", "research_partner", "research_output", "research_step", "enterprise", "listing",
		"programme_turn", "programme_condition", "programme_paper", "programme_source", "facility_source", "path", "path_leg", "path_source", "checklist", "checklist_mark",
		"observation", "rate_day", "person", "indicator", "tally", "import", "import_chunk",
		"account", "account_code", "access_grant", "access_setting", "embargo", "access_event",
		"draft", "upload", "submission", "merge", "merge_change", "proposal", "proposal_share", "proposal_office", "upkeep", "search_term",
		"notice", "notice_wish", "reminder", "saved_list",
		"delegate", "delegate_invitation", "interest", "meeting_setup", "meeting_slot", "meeting_hall", "meeting_walk", "meeting_reserved", "meeting_lost", "meeting_request", "meeting",
		"meeting_release", "meeting_draft",
		"bulletin", "bulletin_quote", "bulletin_agreement", "bulletin_figure",
		"watched", "watched_finding", "watched_letter", "watched_words", "watched_said", "feed", "feed_state", "feed_item",
	}
	leftOut = []string{"account_token", "account_session", "account_try", "account_place", "mail", "meeting_planning"}
)

// backupHead is the first line.
type backupHead struct {
	Format int       `json:"bridgehead_backup"`
	Schema int64     `json:"schema"`
	At     time.Time `json:"at"`
}

// backupMark is a line between rows.
type backupMark struct {
	Table   string   `json:"table,omitempty"`
	Columns []string `json:"columns,omitempty"`
	End     string   `json:"end,omitempty"`
	Rows    int64    `json:"rows,omitempty"`
	SHA256  string   `json:"sha256,omitempty"`
}

// backupFormat is the version of the form.
const backupFormat = 1

// Backup writes all tables to w as they are at one moment, and returns how many rows there are.
// Nobody waits for it.
func (db *DB) Backup(ctx context.Context, w io.Writer) (rows int64, err error) {
	p, err := db.migrator()
	if err != nil {
		return 0, err
	}
	schema, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("store: back up: %w", err)
	}
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return 0, fmt.Errorf("store: back up: %w", err)
	}
	defer tx.Rollback()
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return 0, fmt.Errorf("store: back up: %w", err)
	}
	out := &lines{w: bufio.NewWriterSize(zip, 1<<16), sum: sha256.New()}
	out.put(backupHead{backupFormat, schema, db.now().UTC().Truncate(time.Second)})
	for _, table := range backedUp {
		n, err := out.table(ctx, tx, table)
		if err != nil {
			return 0, fmt.Errorf("store: back up %s: %w", table, err)
		}
		rows += n
	}
	out.put(backupMark{SHA256: hex.EncodeToString(out.sum.Sum(nil))})
	if err := cmpErr(out.err, out.w.Flush(), zip.Close()); err != nil {
		return 0, fmt.Errorf("store: back up: %w", err)
	}
	return rows, nil
}

// lines writes JSON, a line each, and keeps the first error.
type lines struct {
	w   *bufio.Writer
	sum hash.Hash
	err error
}

func (l *lines) put(v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); l.err == nil {
		l.err = err
	}
	l.sum.Write(b.Bytes())
	if _, err := l.w.Write(b.Bytes()); l.err == nil {
		l.err = err
	}
}

// bytesValue is a column of bytes.
type bytesValue struct {
	B string `json:"b"`
}

func (l *lines) table(ctx context.Context, tx *sql.Tx, table string) (n int64, err error) {
	rows, err := tx.QueryContext(ctx, "select * from "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	l.put(backupMark{Table: table, Columns: columns})
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return 0, err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = bytesValue{base64.StdEncoding.EncodeToString(b)}
			}
		}
		if l.put(values); l.err != nil {
			return 0, l.err
		}
		n++
	}
	l.put(backupMark{End: table, Rows: n})
	return n, rows.Err()
}

// Restore makes an empty database what a backup holds, all of it or nothing, brings its tables to
// what this program has, and returns the database, open. Verify it: the key must be the one that
// signed its checkpoints. The error is conflict when there is something in the database already,
// and invalid when the backup is damaged or newer than the program.
func Restore(ctx context.Context, address string, o Options, r io.Reader) (*DB, error) {
	bad := func(where string, cause error) error {
		return lang.Invalid("backup.unreadable", lang.Args{"where": where}).Because(cause)
	}
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return nil, bad("gzip", err)
	}
	in := &reading{r: bufio.NewReaderSize(unzipped, 1<<16), sum: sha256.New()}
	var head backupHead
	if err := in.next(&head); err != nil || head.Format == 0 {
		return nil, bad("1", err)
	}
	known, err := lastMigration()
	if err != nil {
		return nil, err
	}
	if head.Format != backupFormat || head.Schema < 1 || head.Schema > known {
		return nil, lang.Invalid("backup.newer", lang.Args{"schema": head.Schema})
	}
	db, err := openAt(ctx, address, o, head.Schema)
	if err != nil {
		return nil, err
	}
	fail := func(err error) (*DB, error) { return nil, errors.Join(err, db.Close()) }
	p, err := db.migrator()
	if err != nil {
		return fail(err)
	}
	version, err := p.GetDBVersion(ctx)
	if err != nil {
		return fail(fmt.Errorf("store: restore: %w", err))
	}
	err = db.once(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, `select (select count(*) from journal_head) + (select count(*) from person)`).Scan(&n)
		if err != nil {
			return fmt.Errorf("store: restore: %w", err)
		}
		if n > 0 || version != head.Schema {
			return lang.Conflict("backup.not_empty", lang.Args{"db": address})
		}
		if err := in.tables(ctx, db, tx); err != nil {
			return bad(fmt.Sprint(in.line), err)
		}
		return nil
	})
	if err != nil {
		return fail(err)
	}
	if err := db.migrate(ctx); err != nil {
		return fail(err)
	}
	// What the heads vouch for is written out, as it was when they were made.
	fairs, err := db.Fairs(ctx)
	for _, fair := range append(fairs, journal.Reference, journal.Accounts) {
		var at journal.Position
		var signed string
		if err == nil {
			at, err = db.Head(ctx, fair)
		}
		if err == nil && at > 0 {
			if signed, err = db.Checkpoint(ctx, fair); err == nil {
				err = db.writeOut(signed)
			}
		}
	}
	if err != nil {
		return fail(err)
	}
	return db, nil
}

// lastMigration returns the number of the last step that this program knows.
func lastMigration() (last int64, err error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, fmt.Errorf("store: migrations: %w", err)
	}
	for _, f := range files {
		n, err := goose.NumericComponent(f.Name())
		if err != nil {
			return 0, fmt.Errorf("store: migrations: %w", err)
		}
		last = max(last, n)
	}
	for _, m := range goMigrations {
		last = max(last, m.Version)
	}
	return last, nil
}

// reading reads lines of JSON.
type reading struct {
	r    *bufio.Reader
	sum  hash.Hash
	line int64
}

// bytes returns the next line.
func (r *reading) bytes() ([]byte, error) {
	r.line++
	line, err := r.r.ReadBytes('\n')
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return line, err
}

func (r *reading) next(v any) error {
	line, err := r.bytes()
	if err == nil {
		r.sum.Write(line)
		err = json.Unmarshal(line, v)
	}
	return err
}

// tables writes the tables of the backup, whose sum must be right.
func (r *reading) tables(ctx context.Context, db *DB, tx *sql.Tx) error {
	for {
		line, err := r.bytes()
		if err != nil {
			return err
		}
		want := hex.EncodeToString(r.sum.Sum(nil))
		r.sum.Write(line)
		var mark backupMark
		if err := json.Unmarshal(line, &mark); err != nil {
			return err
		}
		if mark.SHA256 != "" {
			if _, err := r.r.ReadByte(); mark.SHA256 != want || err != io.EOF {
				return fmt.Errorf("the sum is not that of the lines: %w", err)
			}
			return nil
		}
		// The names go into the statement: only tables that we know, and columns that are words.
		if !slices.Contains(backedUp, mark.Table) || slices.ContainsFunc(mark.Columns, func(c string) bool { return !word(c) }) || len(mark.Columns) == 0 {
			return fmt.Errorf("there is no table %q", mark.Table)
		}
		if err := r.table(ctx, db, tx, mark); err != nil {
			return err
		}
	}
}

func word(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && c != '_' && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func (r *reading) table(ctx context.Context, db *DB, tx *sql.Tx, mark backupMark) error {
	limit := max(1, statementArgs/len(mark.Columns))
	var args []any
	var n int64
	write := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, insertText(db.dialect, mark.Table, mark.Columns, len(args)/len(mark.Columns)), args...)
		args = args[:0]
		return err
	}
	for {
		line, err := r.bytes()
		if err != nil {
			return err
		}
		r.sum.Write(line)
		if line[0] == '{' {
			var end backupMark
			if err := json.Unmarshal(line, &end); err != nil {
				return err
			}
			if end.End != mark.Table || end.Rows != n {
				return fmt.Errorf("%d rows of %s were read, %d of %q are said to be there", n, mark.Table, end.Rows, end.End)
			}
			return write()
		}
		var values []any
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&values); err != nil {
			return err
		}
		if len(values) != len(mark.Columns) {
			return fmt.Errorf("a row of %s has %d values", mark.Table, len(values))
		}
		for _, v := range values {
			switch v := v.(type) {
			case string:
				args = append(args, v)
			case json.Number:
				whole, err := v.Int64()
				if err != nil {
					return err
				}
				args = append(args, whole)
			case map[string]any:
				text, _ := v["b"].(string)
				b, err := base64.StdEncoding.DecodeString(text)
				if err != nil {
					return err
				}
				args = append(args, b)
			default:
				return fmt.Errorf("a row of %s holds %v", mark.Table, v)
			}
		}
		if n++; len(args) >= limit*len(mark.Columns) {
			if err := write(); err != nil {
				return err
			}
		}
	}
}

// The tasks of looking after an installation.
const (
	TaskBackup  = "backup"
	TaskRestore = "restore"
	TaskVerify  = "verify"
)

// An Upkeep says when a task was last done, and what came of it.
type Upkeep struct {
	At     time.Time
	Detail string
}

// NoteUpkeep writes down that a task was done.
func (db *DB) NoteUpkeep(ctx context.Context, task, detail string) error {
	at := db.now().UnixMilli()
	err := db.transact(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `update upkeep set at_ms = $1, detail = $2 where fair_id = $3 and task = $4`, at, detail, journal.Accounts, task)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n > 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `insert into upkeep (fair_id, task, at_ms, detail) values ($1, $2, $3, $4) on conflict do nothing`, journal.Accounts, task, at, detail)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: note that %s was done: %w", task, err)
	}
	return nil
}

// Upkeeps returns when each task was last done; one that never was is missing.
func (db *DB) Upkeeps(ctx context.Context) (map[string]Upkeep, error) {
	rows, err := db.read.QueryContext(ctx, `select task, at_ms, detail from upkeep where fair_id = $1`, journal.Accounts)
	if err != nil {
		return nil, fmt.Errorf("store: upkeep: %w", err)
	}
	defer rows.Close()
	out := map[string]Upkeep{}
	for rows.Next() {
		var task string
		var at int64
		var u Upkeep
		if err := rows.Scan(&task, &at, &u.Detail); err != nil {
			return nil, fmt.Errorf("store: upkeep: %w", err)
		}
		u.At = time.UnixMilli(at).UTC()
		out[task] = u
	}
	return out, rows.Err()
}
