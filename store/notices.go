package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/submission"
)

// Notices are written in the transaction of the deed that they tell of: there is none of what
// did not happen, and none is forgotten of what did. Whom they are for is asked of the table of
// access when they are written, and again when they are shown or mailed.

// A told is what a transaction tells of, before it is settled whom.
type told struct {
	kind            notice.Kind
	record, subject string
	since           journal.Position
	edition         int64
	office          string
	count           int64
	may             func(access.Actor, access.Settings) bool // who is told; never whoever did it
	mailed          map[access.ID]bool                       // who was mailed of it already
}

// tell tells of something when the transaction ends. What is of one kind, edition and office, and
// happens in one transaction, is one notice.
func (tx *Tx) tell(t told) {
	for i := range tx.told {
		if o := &tx.told[i]; o.kind == t.kind && o.edition == t.edition && o.office == t.office && o.record == t.record {
			o.count++
			return
		}
	}
	t.count = 1
	tx.told = append(tx.told, t)
}

// writeNotices writes what was told, a line for each account that it is for.
func (tx *Tx) writeNotices(ctx context.Context) error {
	if len(tx.told) == 0 {
		return nil
	}
	grants, err := tx.Grants(ctx)
	if err != nil {
		return err
	}
	settings, err := tx.Settings(ctx)
	if err != nil {
		return err
	}
	var order []access.ID
	held := map[access.ID][]access.Grant{}
	for _, g := range grants {
		if held[g.Account] == nil {
			order = append(order, g.Account)
		}
		held[g.Account] = append(held[g.Account], g)
	}
	for _, t := range tx.told {
		for _, id := range order {
			if id == tx.actor || !t.may(access.Actor{Account: id, Grants: held[id]}, settings) {
				continue
			}
			wish, err := wishOf(ctx, tx.q, id)
			if err != nil {
				return err
			}
			due := wish.Due(t.kind, tx.Now)
			if t.mailed[id] {
				due = time.Time{}
			}
			err = insertNotice(ctx, tx.q, notice.Notice{
				Fair: tx.Fair, ID: tx.NewID(), Account: id, Kind: t.kind, Record: t.record, Subject: t.subject, Since: int64(t.since),
				Edition: t.edition, Office: t.office, Count: t.count, At: tx.Now, Due: due,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func insertNotice(ctx context.Context, q querier, n notice.Notice) error {
	_, err := q.ExecContext(ctx, `insert into notice (fair_id, account, id, kind, record, subject, since, edition, office, told, detail, at_ms, due_ms,
		mailed_ms, read_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0)`,
		n.Fair, n.Account, n.ID, string(n.Kind), n.Record, n.Subject, n.Since, n.Edition, n.Office, n.Count, n.Detail, n.At.UnixMilli(), millis(n.Due))
	if err != nil {
		return fmt.Errorf("store: write a notice: %w", err)
	}
	return nil
}

// millis is a time as it is kept: 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is the time that was kept.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// tellOf tells those of its office, or those who review it, what became of a submission.
func (tx *Tx) tellOf(kind notice.Kind, s submission.Submission) {
	action := access.ReadSubmission
	if kind == notice.HandedIn || kind == notice.Overdue {
		action = access.Review
	}
	q := s.Question(action)
	tx.tell(told{
		kind: kind, record: "submission", subject: s.ID, since: tx.Position(), edition: s.Edition, office: s.Office,
		may: func(a access.Actor, settings access.Settings) bool {
			return access.Decide(a, q, settings) && (action == access.Review || reportsFor(a, s.Office))
		},
	})
}

// reportsFor reports whether the actor reports for the office.
func reportsFor(a access.Actor, office string) bool {
	for _, g := range a.Grants {
		if g.Role == access.Office && g.Office == office {
			return true
		}
	}
	return false
}

// tellMerged tells the offices from whose submissions two records came.
func (tx *Tx) tellMerged(ctx context.Context, kind notice.Kind, m Merge) error {
	if m.Kind != "project" && m.Kind != "agreement" {
		return nil
	}
	for _, record := range []string{m.Dropped, m.Kept} {
		row, err := tx.SubmissionOf(ctx, record)
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		tx.tellOf(kind, row.Value)
	}
	return nil
}

// tellKey tells the sides that a record still lacks the keys of.
func tellKey[T Signable](ctx context.Context, tx *Tx, rec T) error {
	confirmed, number, _ := keysOf(&rec)
	edition, err := tx.Edition(ctx, number)
	if err != nil {
		return err
	}
	if edition.Requires&^*confirmed == 0 {
		return nil
	}
	f, err := tx.TheFair(ctx)
	if err != nil {
		return err
	}
	q, _, err := signableQuestion(ctx, tx.View, any(rec))
	if err != nil {
		return err
	}
	lacking := lackingSides(f, edition.Requires&^*confirmed)
	t := tableOf[T]()
	tx.tell(told{
		kind: notice.Confirmation, record: t.kind, subject: *t.fields(&rec)[0].p.(*string), since: tx.Position(), edition: number,
		may: func(a access.Actor, settings access.Settings) bool {
			return mayConfirm(a, number, lacking, q, settings)
		},
	})
	return nil
}

// lackingSides are the codes of the sides of a set.
func lackingSides(f fair.Fair, set fair.SideSet) []string {
	var out []string
	for i, s := range f.Sides {
		if set.Has(fair.SideBit(i)) {
			out = append(out, s.Code)
		}
	}
	return out
}

// mayConfirm reports whether the actor may confirm for one of the sides, and read what for.
func mayConfirm(a access.Actor, edition int64, sides []string, record access.Question, settings access.Settings) bool {
	record.Action = access.ReadRecord
	if !access.Decide(a, record, settings) {
		return false
	}
	for _, side := range sides {
		if access.Decide(a, access.Question{Action: access.ConfirmFor, Edition: edition, Side: side}, settings) {
			return true
		}
	}
	return false
}

// signableQuestion is what the table is asked about reading an agreement, or that of an increase,
// and what it is called.
func signableQuestion(ctx context.Context, v View, rec any) (access.Question, lang.Text, error) {
	a, ok := rec.(agreement.Agreement)
	if x, increase := rec.(agreement.Amendment); increase {
		row, err := Get[agreement.Agreement](ctx, v, string(x.Agreement))
		if err != nil {
			return access.Question{}, lang.Text{}, err
		}
		a, ok = row.Value, true
	}
	if !ok {
		return access.Question{}, lang.Text{}, lang.NotFound("record.not_found")
	}
	q, err := v.Questions().Agreement(ctx, a)
	return q, a.Title, err
}

// tellAll tells everybody who holds a role in the fair.
func (tx *Tx) tellAll(kind notice.Kind, record, subject string, edition int64) {
	tx.tell(told{
		kind: kind, record: record, subject: subject, since: tx.Position(), edition: edition,
		may: func(a access.Actor, _ access.Settings) bool { return len(a.Grants) > 0 },
	})
}

// remind notes that a reminder is given, and reports whether it had not been before.
func remind(ctx context.Context, q querier, fair, id string, now time.Time) (bool, error) {
	r, err := q.ExecContext(ctx, `insert into reminder (fair_id, id, at_ms) values ($1, $2, $3) on conflict do nothing`, fair, id, now.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("store: note a reminder: %w", err)
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

// reminded reports whether a reminder was given.
func reminded(ctx context.Context, q querier, fair, id string) (bool, error) {
	var n int64
	err := q.QueryRowContext(ctx, `select count(*) from reminder where fair_id = $1 and id = $2`, fair, id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("store: look for a reminder: %w", err)
	}
	return n > 0, nil
}

func endedID(e access.Embargo) string { return "embargo/" + e.ID + "/" + strconv.FormatInt(e.Ends, 10) }

// tellEnded tells that an embargo has ended, once.
func (tx *Tx) tellEnded(ctx context.Context, e access.Embargo) error {
	first, err := remind(ctx, tx.q, tx.Fair, endedID(e), tx.Now)
	if first {
		tx.tellAll(notice.Embargo, "session", e.Session, e.Edition)
	}
	return err
}

// wishOf is how an account wants to be told.
func wishOf(ctx context.Context, q querier, account access.ID) (notice.Wish, error) {
	w := notice.UsualWish()
	var ways string
	var weekday int64
	err := q.QueryRowContext(ctx, `select ways, zone, minute, weekly, weekday from notice_wish where fair_id = $1 and account = $2`, journal.Accounts, account).
		Scan(&ways, &w.Zone, &w.Minute, (*flag)(&w.Weekly), &weekday)
	if errors.Is(err, sql.ErrNoRows) {
		return w, nil
	}
	if err == nil {
		w.Weekday = time.Weekday(weekday)
		err = json.Unmarshal([]byte(ways), &w.Ways)
	}
	if err != nil {
		return w, fmt.Errorf("store: how somebody wants to be told: %w", err)
	}
	return w, nil
}

// Wish returns how an account wants to be told.
func (db *DB) Wish(ctx context.Context, account access.ID) (notice.Wish, error) {
	return wishOf(ctx, db.read, account)
}

// SetWish writes how an account wants to be told. What waits to be mailed follows it. The error is
// invalid.
func (db *DB) SetWish(ctx context.Context, account access.ID, w notice.Wish) error {
	if err := w.Validate().Err(); err != nil {
		return err
	}
	ways, err := json.Marshal(w.Ways)
	if err != nil {
		return err
	}
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return err
	}
	now := db.now()
	err = db.transact(ctx, func(tx *sql.Tx) error {
		args := []any{string(ways), w.Zone, w.Minute, field{"weekly", &w.Weekly}.value(), int64(w.Weekday), journal.Accounts, account}
		r, err := tx.ExecContext(ctx, `update notice_wish set ways = $1, zone = $2, minute = $3, weekly = $4, weekday = $5 where fair_id = $6 and account = $7`, args...)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			_, err := tx.ExecContext(ctx, `insert into notice_wish (ways, zone, minute, weekly, weekday, fair_id, account) values ($1, $2, $3, $4, $5, $6, $7)`, args...)
			if err != nil {
				return err
			}
		}
		for _, id := range append(fairs, journal.Accounts) {
			for _, k := range notice.Kinds {
				_, err := tx.ExecContext(ctx, `update notice set due_ms = $1 where fair_id = $2 and account = $3 and kind = $4 and mailed_ms = 0 and due_ms > 0`,
					millis(w.Due(k, now)), id, account, string(k))
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: choose how to be told: %w", err)
	}
	return nil
}

const noticeColumns = `fair_id, account, id, kind, record, subject, since, edition, office, told, detail, at_ms, due_ms, mailed_ms, read_ms`

func scanNotices(rows *sql.Rows, err error) ([]notice.Notice, error) {
	if err != nil {
		return nil, fmt.Errorf("store: read notices: %w", err)
	}
	defer rows.Close()
	var out []notice.Notice
	for rows.Next() {
		var n notice.Notice
		var made, due, mailed, read int64
		err := rows.Scan(&n.Fair, &n.Account, &n.ID, (*string)(&n.Kind), &n.Record, &n.Subject, &n.Since, &n.Edition, &n.Office, &n.Count, &n.Detail,
			&made, &due, &mailed, &read)
		if err != nil {
			return nil, fmt.Errorf("store: read notices: %w", err)
		}
		n.At, n.Due, n.Mailed, n.Read = moment(made), moment(due), moment(mailed), moment(read)
		out = append(out, n)
	}
	return out, rows.Err()
}

// Notices lists what an account was told of in a fair, and of itself, before an identifier, "" for
// the latest, the latest first.
func (db *DB) Notices(ctx context.Context, fair string, account access.ID, before string, limit int) ([]notice.Notice, error) {
	if before == "" {
		before = "~" // after every identifier
	}
	return scanNotices(db.read.QueryContext(ctx, "select "+noticeColumns+` from notice where fair_id in ($1, $2) and account = $3 and id < $4
		order by id desc limit $5`, fair, journal.Accounts, account, before, limit))
}

// Unread counts what an account was told of and has not read, up to most.
func (db *DB) Unread(ctx context.Context, fair string, account access.ID, most int) (n int64, err error) {
	err = db.read.QueryRowContext(ctx, `select count(*) from (select id from notice where fair_id in ($1, $2) and account = $3 and read_ms = 0 limit $4) u`,
		fair, journal.Accounts, account, most).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: count notices: %w", err)
	}
	return n, nil
}

// MarkRead marks one of an account's notices as read, or, with all, those up to it.
func (db *DB) MarkRead(ctx context.Context, fair string, account access.ID, id string, all bool) error {
	op := "="
	if all {
		op = "<="
	}
	now := db.now().UnixMilli()
	err := db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "update notice set read_ms = $1 where fair_id in ($2, $3) and account = $4 and read_ms = 0 and id "+op+" $5",
			now, fair, journal.Accounts, account, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: mark notices as read: %w", err)
	}
	return nil
}

// placeKept is for how long it is remembered from where an account was signed in to.
const placeKept = 365 * 24 * time.Hour

// signedInFrom notes from where an account is signed in to, and tells its owner when that is new. What
// is kept is a hash of the network: the first three numbers of an address, or the first
// three groups.
func signedInFrom(ctx context.Context, q querier, s access.Session, now time.Time) error {
	network := access.Network(s.Address)
	if network == "" {
		return nil
	}
	place := access.HashSecret("place " + s.Account + " " + network)
	var known, same int64
	err := q.QueryRowContext(ctx, `select count(*), coalesce(sum(case when place = $1 then 1 else 0 end), 0) from account_place where fair_id = $2 and account = $3 and seen_ms > $4`,
		place, journal.Accounts, s.Account, now.Add(-placeKept).UnixMilli()).Scan(&known, &same)
	if err == nil && same == 0 {
		_, err = q.ExecContext(ctx, `delete from account_place where fair_id = $1 and account = $2 and (place = $3 or seen_ms <= $4)`,
			journal.Accounts, s.Account, place, now.Add(-placeKept).UnixMilli())
		if err == nil {
			_, err = q.ExecContext(ctx, `insert into account_place (fair_id, account, place, seen_ms) values ($1, $2, $3, $4)`,
				journal.Accounts, s.Account, place, now.UnixMilli())
		}
	} else if err == nil {
		_, err = q.ExecContext(ctx, `update account_place set seen_ms = $1 where fair_id = $2 and account = $3 and place = $4`,
			now.UnixMilli(), journal.Accounts, s.Account, place)
	}
	if err != nil {
		return fmt.Errorf("store: from where somebody signs in: %w", err)
	}
	if known == 0 || same > 0 {
		return nil
	}
	return tellOwner(ctx, q, notice.Place, s.Account, strings.TrimSpace(s.Address), now)
}

// tellOwner tells the owner of an account what happened to it.
func tellOwner(ctx context.Context, q querier, kind notice.Kind, account access.ID, detail string, now time.Time) error {
	wish, err := wishOf(ctx, q, account)
	if err != nil {
		return err
	}
	return insertNotice(ctx, q, notice.Notice{
		Fair: journal.Accounts, ID: newIDs(now).next(), Account: account, Kind: kind, Record: "account", Subject: account, Count: 1, Detail: detail,
		At: now, Due: wish.Due(kind, now),
	})
}
