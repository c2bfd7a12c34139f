package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/pressly/goose/v3"
	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
)

// A Tx is a change of one fair's record. It holds the fair's head, so that changes of one
// fair follow one another and those of different fairs never wait for each other.
type Tx struct {
	View // the record as the transaction found it; rows written by it are not in it

	Now     time.Time // one time for all of the transaction, never before the last entry's
	sql     writer
	dialect goose.Dialect
	actor   string
	tree    journal.Tree
	ids     *ids
	queues  map[string]*queue
	order   []*queue
	pipe    *pipe // writes full queues beside the caller, once there is one; nil before
	tally   tallying
	told    []told // what is told of when it ends
	broken  error  // what failed after part of a change was made; then nothing may be committed
}

// A How says by what act a record is written and where the change came from.
type How struct {
	Action string // one of the actions of package journal
	Origin journal.Origin
}

// Update runs fn as one change of the fair's record by the actor: all of it is written,
// with its entries and a signed checkpoint, or nothing. fn may run more than once when the
// transaction loses to another, so it must not keep anything from an earlier run.
func (db *DB) Update(ctx context.Context, fair, actor string, fn func(*Tx) error) error {
	var checkpoint string
	db.statements.prepare(ctx)
	err := db.transact(ctx, func(stx *sql.Tx) error {
		tx, err := db.begin(ctx, writer{stx, &db.statements}, fair, actor)
		if err != nil {
			return err
		}
		defer func() { tx.pipe.stop() }()
		before := tx.tree.Size
		if err := fn(tx); err != nil {
			return err
		}
		if tx.broken != nil { // fn has passed over it, and half a change would be written
			return tx.broken
		}
		if err := tx.writeNotices(ctx); err != nil {
			return err
		}
		if err := tx.flush(ctx); err != nil {
			return err
		}
		if checkpoint = ""; tx.tree.Size > before {
			checkpoint, err = tx.close(ctx, db.key)
		}
		return err
	})
	if err == nil && fair != journal.Accounts { // what was taken back, or is of accounts, no reader sees
		db.changes.Add(1)
	}
	if err != nil || checkpoint == "" {
		return err
	}
	return db.writeOut(checkpoint)
}

// Changes goes up with every transaction of this process that changes what can be read in a fair: while it
// stays the same, nothing was changed from here.
func (db *DB) Changes() int64 { return db.changes.Load() }

// begin locks the fair's head and reads it.
func (db *DB) begin(ctx context.Context, stx writer, fair, actor string) (*Tx, error) {
	const lock = `update journal_head set position = position where fair_id = $1 returning position, at_ms, peaks`
	const first = `insert into journal_head (fair_id, position, at_ms, peaks, checkpoint) values ($1, 0, 0, '', '') on conflict do nothing`
	var size, at int64
	var peaks string
	err := stx.QueryRowContext(ctx, lock, fair).Scan(&size, &at, &peaks)
	if err == sql.ErrNoRows {
		if _, err = stx.ExecContext(ctx, first, fair); err == nil {
			err = stx.QueryRowContext(ctx, lock, fair).Scan(&size, &at, &peaks)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("store: head of %s: %w", fair, err)
	}
	tree, err := journal.DecodeTree(size, peaks)
	if err != nil {
		return nil, err
	}
	now := db.now().UTC().Truncate(time.Millisecond)
	if last := time.UnixMilli(at).UTC(); now.Before(last) {
		now = last
	}
	tx := &Tx{
		Now: now, sql: stx, dialect: db.dialect, actor: actor, tree: tree, ids: newIDs(now), queues: map[string]*queue{},
	}
	tx.tally = newTallying(tx.ids)
	tx.View = View{q: quiet{tx}, Fair: fair, At: journal.Position(size)}
	return tx, nil
}

// NewID returns an identifier for a record that is new.
func (tx *Tx) NewID() string { return tx.ids.next() }

// Position returns the position of the last entry, those of this transaction included.
func (tx *Tx) Position() journal.Position { return journal.Position(tx.tree.Size) }

// Put writes a version of a record and its entry. Before is the version that the caller
// has read (Row.Since), 0 for a record that is new: when somebody else has changed it
// since, or it exists already, nothing is written and the error is stale, with a *Change as
// its cause, or conflict.
func Put[T any](ctx context.Context, tx *Tx, rec *T, before journal.Position, how How) error {
	t := tableOf[T]()
	if t.check != nil {
		if err := t.check(rec); err != nil {
			return err
		}
	}
	fs := t.fields(rec)
	id := *fs[0].p.(*string)
	at := tx.Position() + 1
	if before > 0 {
		if err := tx.end(ctx, t.table, id, before, at); err != nil {
			return stale[T](ctx, tx, id, before, err)
		}
	}
	if err := tx.append(ctx, journal.Entry{
		Action: how.Action, Kind: t.kind, Subject: id, Before: before,
		Origin: how.Origin.String(), After: t.image(rec),
	}); err != nil {
		return tx.fail(err)
	}
	tx.tally.put(tx, rec, id, before)
	if t.derived != nil {
		fs = append(fs, t.derived(rec)...)
	}
	tx.insert(ctx, t.table, fs, field{"since", (*int64)(&at)}, field{"until", ptr(int64(journal.Open))})
	for _, l := range t.lists {
		for i := range l.size(rec) {
			n := int64(i + 1)
			tx.insert(ctx, l.table, l.at(rec, i), field{"since", (*int64)(&at)}, field{"n", &n})
		}
	}
	return nil
}

// fail keeps the first error that leaves the transaction unfit to be committed.
func (tx *Tx) fail(err error) error {
	if tx.broken == nil {
		tx.broken = err
	}
	return err
}

// Remove ends a record: it is no longer part of the fair, and all its states stay.
func Remove[T any](ctx context.Context, tx *Tx, id string, before journal.Position, how How) error {
	t := tableOf[T]()
	if err := tx.end(ctx, t.table, id, before, tx.Position()+1); err != nil {
		return stale[T](ctx, tx, id, before, err)
	}
	err := tx.append(ctx, journal.Entry{
		Action: journal.Removed, Kind: t.kind, Subject: id, Before: before, Origin: how.Origin.String(),
	})
	if err != nil {
		return tx.fail(err)
	}
	tx.tally.removed(t.table, id, before)
	return nil
}

func ptr[T any](v T) *T { return &v }

// end closes the version that the caller has read.
func (tx *Tx) end(ctx context.Context, table, id string, before, at journal.Position) error {
	// The version may still wait in the queue when this transaction itself wrote it.
	if before > tx.At {
		if err := tx.flush(ctx); err != nil {
			return err
		}
	}
	r, err := tx.sql.ExecContext(ctx,
		"update "+table+" set until = $1 where fair_id = $2 and since = $3 and id = $4 and until = "+openText,
		int64(at), tx.Fair, int64(before), id)
	if err != nil {
		return fmt.Errorf("store: end a version of %s: %w", table, err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return lang.Stale("record.stale").Because(err)
	}
	return nil
}

var openText = strconv.FormatInt(int64(journal.Open), 10)

// append hashes the entry into the tree and queues its row.
func (tx *Tx) append(ctx context.Context, e journal.Entry) error {
	e.Fair, e.Actor, e.Time, e.Position = tx.Fair, tx.actor, tx.Now, tx.Position()+1
	if err := e.Validate(); err != nil {
		return err
	}
	hash := e.Hash()
	for _, n := range tx.tree.Append(hash) {
		tx.queue("journal_node", nodeColumns).add(ctx, tx, tx.Fair, int64(n.Level), n.Index, n.Hash[:])
	}
	tx.queue("journal", entryColumns).add(ctx, tx,
		e.Fair, int64(e.Position), e.Time.UnixMilli(), e.Actor, e.Action, e.Kind, e.Subject,
		int64(e.Before), e.Origin, string(e.After), hash[:])
	return nil
}

var (
	entryColumns = []string{"fair_id", "position", "at_ms", "actor", "action", "kind", "subject", "prior", "origin", "image", "hash"}
	nodeColumns  = []string{"fair_id", "level", "n", "hash"}
)

// insert queues a row made of the fair, the two leading columns and the fields.
func (tx *Tx) insert(ctx context.Context, table string, fs []field, lead ...field) {
	q := tx.queues[table]
	if q == nil {
		columns := []string{"fair_id"}
		for _, f := range append(lead, fs...) {
			columns = append(columns, f.column)
		}
		q = tx.queue(table, columns)
	}
	q.args = append(q.args, tx.Fair)
	for _, f := range lead {
		q.args = append(q.args, f.value())
	}
	for _, f := range fs {
		q.args = append(q.args, f.value())
	}
	q.full(ctx, tx)
}

// close writes the tally and the new head with its signed checkpoint, and returns the checkpoint.
func (tx *Tx) close(ctx context.Context, key *journal.Key) (string, error) {
	if err := tx.tally.write(ctx, tx); err != nil {
		return "", err
	}
	signed, err := key.Sign(journal.Checkpoint{Fair: tx.Fair, Size: tx.tree.Size, Time: tx.Now, Root: tx.tree.Root()})
	if err != nil {
		return "", err
	}
	_, err = tx.sql.ExecContext(ctx,
		`update journal_head set position = $1, at_ms = $2, peaks = $3, checkpoint = $4 where fair_id = $5`,
		tx.tree.Size, tx.Now.UnixMilli(), tx.tree.EncodePeaks(), signed, tx.Fair)
	if err != nil {
		return "", fmt.Errorf("store: head of %s: %w", tx.Fair, err)
	}
	return signed, nil
}

// writeOut appends a checkpoint to the file outside the database, one line each, so that
// a journal whose tail is cut off no longer agrees with it. A line that broke off when the
// machine stopped is left behind as it is.
func (db *DB) writeOut(checkpoint string) error {
	f, err := os.OpenFile(db.checkpoints, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return fmt.Errorf("store: the change is recorded, but its checkpoint could not be written out: %w", err)
	}
	line := base64.StdEncoding.EncodeToString([]byte(checkpoint)) + "\n"
	if end, e := f.Seek(0, io.SeekEnd); e == nil && end > 0 {
		last := []byte{'\n'}
		if _, e := f.ReadAt(last, end-1); e == nil && last[0] != '\n' {
			line = "\n" + line
		}
	}
	_, err = f.WriteString(line)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("store: the change is recorded, but its checkpoint could not be written out: %w", err)
	}
	return nil
}

// PutPerson keeps the personal data behind a reference, outside versions and journal.
func (tx *Tx) PutPerson(ctx context.Context, p party.Person) error {
	args := []any{
		p.Name.Hans, p.Name.Hant, p.Name.En, p.Office.Hans, p.Office.Hant, p.Office.En, p.Email, p.Phone, tx.Fair, p.Ref,
	}
	r, err := tx.sql.ExecContext(ctx, `update person set name_hans = $1, name_hant = $2, name_en = $3,
		office_hans = $4, office_hant = $5, office_en = $6, email = $7, phone = $8 where fair_id = $9 and ref = $10`, args...)
	if err != nil {
		return fmt.Errorf("store: write person: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.sql.ExecContext(ctx, `insert into person
		(name_hans, name_hant, name_en, office_hans, office_hant, office_en, email, phone, fair_id, ref)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`, args...)
	if err != nil {
		return fmt.Errorf("store: write person: %w", err)
	}
	return nil
}

// hashOf reads a stored hash; a damaged one reads as zero and then differs.
func hashOf(b []byte) (h tlog.Hash) {
	copy(h[:], b)
	return h
}
