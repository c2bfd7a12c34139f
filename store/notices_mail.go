package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/submission"
)

// mailedAtOnce is for how many accounts of a fair notices are mailed in one round.
const mailedAtOnce = 200

// MailNotices puts what is due to be mailed into the outbox: one mail for each account and fair. Any
// number of processes may do so at once; each notice goes into one mail, in the transaction that
// marks it as mailed. What its reader may not know any more, what is done already and what was
// read while it waited for a digest is not mailed. Base is the address of the site. It returns
// how many mails there are.
func (db *DB) MailNotices(ctx context.Context, base string) (mails int, err error) {
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return 0, err
	}
	now := db.now()
	if err := db.dropNotices(ctx, now); err != nil {
		return 0, err
	}
	for _, id := range append(fairs, journal.Accounts) {
		accounts, err := db.dueAccounts(ctx, id, now)
		if err != nil {
			return mails, err
		}
		for _, account := range accounts {
			sent, err := db.mailTo(ctx, id, account, base, now)
			if err != nil {
				return mails, err
			}
			if sent {
				mails++
			}
		}
	}
	return mails, nil
}

// noticeKept is for how long notices, and the marks of reminders that were given, are kept.
const noticeKept = 2 * 365 * 24 * time.Hour

// dropNotices removes, once a day in each process, the notices that nobody needs to be told any more, and
// the marks of reminders from long ago. The journal has what happened.
func (db *DB) dropNotices(ctx context.Context, now time.Time) error {
	last := db.dropped.Load()
	if now.UnixMilli()-last < (24*time.Hour).Milliseconds() || !db.dropped.CompareAndSwap(last, now.UnixMilli()) {
		return nil
	}
	err := db.transact(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"notice", "reminder"} {
			if _, err := tx.ExecContext(ctx, "delete from "+table+" where at_ms < $1", now.Add(-noticeKept).UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: drop old notices: %w", err)
	}
	return nil
}

func (db *DB) dueAccounts(ctx context.Context, fairID string, now time.Time) ([]access.ID, error) {
	rows, err := db.read.QueryContext(ctx, `select distinct account from notice where fair_id = $1 and mailed_ms = 0 and due_ms > 0 and due_ms <= $2 limit $3`,
		fairID, now.UnixMilli(), mailedAtOnce)
	if err != nil {
		return nil, fmt.Errorf("store: notices that are due: %w", err)
	}
	defer rows.Close()
	var out []access.ID
	for rows.Next() {
		var id access.ID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("store: notices that are due: %w", err)
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// mailTo mails one account what is due.
func (db *DB) mailTo(ctx context.Context, fairID string, account access.ID, base string, now time.Time) (sent bool, err error) {
	err = db.transact(ctx, func(tx *sql.Tx) error {
		sent = false
		due, err := scanNotices(tx.QueryContext(ctx, `update notice set mailed_ms = $1 where fair_id = $2 and account = $3 and mailed_ms = 0 and due_ms > 0 and due_ms <= $1
			returning `+noticeColumns, now.UnixMilli(), fairID, account))
		if err != nil || len(due) == 0 {
			return err
		}
		a, err := accountOf(ctx, tx, account)
		if err != nil || a.State != access.Active {
			if lang.CodeOf(err) == lang.CodeNotFound {
				return nil
			}
			return err
		}
		slices.SortFunc(due, func(a, b notice.Notice) int { return strings.Compare(a.ID, b.ID) })
		v, err := viewIn(ctx, tx, fairID)
		if err != nil {
			return err
		}
		var f fair.Fair
		actor := access.Actor{Account: account}
		if fairID != journal.Accounts {
			if f, err = v.TheFair(ctx); err != nil {
				return err
			}
			if actor.Grants, err = v.GrantsOf(ctx, account); err != nil {
				return err
			}
		}
		all, err := v.Tellings(ctx, actor, due)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(t Telling) bool {
			waited := t.Due.Sub(t.At) > time.Minute
			return t.Hidden || t.Over || waited && !t.Read.IsZero()
		})
		if len(all) == 0 {
			return nil
		}
		sent = true
		return putMail(ctx, tx, fairID, newIDs(now).next(), now, letter(a, f, all, base))
	})
	if err != nil {
		return false, fmt.Errorf("store: mail notices: %w", err)
	}
	return sent, nil
}

// remindedSince is how long ago something may have happened that nobody is reminded of yet: what
// is older, nobody waits to hear.
const remindedSince = 7 * 24 * time.Hour

// remindedAtOnce bounds how many submissions one change reminds of.
const remindedAtOnce = 200

// Remind tells of what comes about by itself: an embargo ends, a review is overdue, something new
// stands in a list that was saved, an account is locked. Any number of processes may do so at once, and again; each is told of once.
func (db *DB) Remind(ctx context.Context) error {
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return err
	}
	for _, id := range fairs {
		v, err := db.View(ctx, id, -1)
		if err != nil {
			return err
		}
		if err := db.remindEnded(ctx, v); err != nil {
			return err
		}
		if err := db.remindOverdue(ctx, v); err != nil {
			return err
		}
		if err := db.remindLanding(ctx, v); err != nil {
			return err
		}
		if err := db.remindSaved(ctx, v); err != nil {
			return err
		}
		if err := db.publishDue(ctx, v); err != nil {
			return err
		}
		if err := db.remindOutdated(ctx, id); err != nil {
			return err
		}
	}
	if err := db.remindLocked(ctx); err != nil {
		return err
	}
	// Last, since there can be much of it, and what one of others' texts comes to stops nothing else.
	for _, id := range fairs {
		err = errors.Join(err, db.holdAgain(ctx, id))
	}
	return err
}

func (db *DB) remindEnded(ctx context.Context, v View) error {
	all, err := v.Embargoes(ctx)
	if err != nil {
		return err
	}
	now := db.now()
	for _, e := range all {
		if e.Until().After(now) || now.Sub(e.Until()) > remindedSince {
			continue
		}
		done, err := reminded(ctx, db.read, v.Fair, endedID(e))
		if err != nil {
			return err
		}
		if done {
			continue
		}
		err = db.Update(ctx, v.Fair, access.System, func(tx *Tx) error {
			// It may have been put off since.
			row, err := Get[access.Embargo](ctx, tx.View, e.ID)
			if err != nil || row.Value != e {
				if lang.CodeOf(err) == lang.CodeNotFound {
					return nil
				}
				return err
			}
			return tx.tellEnded(ctx, e)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) remindOverdue(ctx context.Context, v View) error {
	late, err := v.Late(ctx, db.now())
	if err != nil {
		return err
	}
	rows, err := v.unreminded(ctx, late)
	if err != nil || len(rows) == 0 {
		return err
	}
	return db.Update(ctx, v.Fair, access.System, func(tx *Tx) error {
		rows, err := tx.unreminded(ctx, late)
		if err != nil {
			return err
		}
		for _, r := range rows {
			first, err := remind(ctx, tx.q, tx.Fair, "overdue/"+r.Value.ID, tx.Now)
			if err != nil {
				return err
			}
			if first {
				tx.tellOf(notice.Overdue, r.Value)
			}
		}
		return nil
	})
}

// unreminded lists submissions that are overdue and that nobody was reminded of.
func (v View) unreminded(ctx context.Context, late Late) ([]Row[submission.Submission], error) {
	q := Queue{State: submission.Submitted, Late: late, Only: OnlyLate}
	c := q.conditions()
	c.add(`and not exists (select 1 from reminder d where d.fair_id = submission.fair_id and d.id = 'overdue/' || submission.id)
		order by asked_ms, id limit %s`, remindedAtOnce)
	return list[submission.Submission](ctx, v, strings.Join(c.text, " "), c.args...)
}

// remindLocked tells those in whose names there were so many attempts to sign in that the next has
// to wait. It is not done when that comes about: the time that it takes would tell that there is an
// account.
func (db *DB) remindLocked(ctx context.Context) error {
	now := db.now()
	rows, err := db.read.QueryContext(ctx, `select name from account_try where fair_id = $1 and until_ms > $2`, journal.Accounts, now.UnixMilli())
	if err != nil {
		return fmt.Errorf("store: accounts that are locked: %w", err)
	}
	defer rows.Close()
	waiting := map[string]string{} // reminder by name
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fmt.Errorf("store: accounts that are locked: %w", err)
		}
		waiting[name] = "locked/" + name + "/" + now.UTC().Format(time.DateOnly)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: accounts that are locked: %w", err)
	}
	for name, id := range waiting {
		done, err := reminded(ctx, db.read, journal.Accounts, id)
		if err != nil {
			return err
		}
		if done {
			delete(waiting, name)
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	owners := map[string]access.ID{}
	for after := ""; ; {
		page, err := db.accountKeys(ctx, after, 1000)
		if err != nil {
			return err
		}
		for _, a := range page {
			owners[signInTries(a.Email)], owners[codeTries(a.ID)] = a.ID, a.ID
			after = a.ID
		}
		if len(page) < 1000 {
			break
		}
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		for name, id := range waiting {
			first, err := remind(ctx, tx, journal.Accounts, id, now)
			if err != nil {
				return err
			}
			if owner := owners[name]; first && owner != "" {
				if err := tellOwner(ctx, tx, notice.Locked, owner, "", now); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// accountKeys lists accounts with their addresses alone.
func (db *DB) accountKeys(ctx context.Context, after access.ID, limit int) ([]access.Account, error) {
	rows, err := db.read.QueryContext(ctx, `select id, email from account where fair_id = $1 and id > $2 order by id limit $3`, journal.Accounts, after, limit)
	if err != nil {
		return nil, fmt.Errorf("store: list accounts: %w", err)
	}
	defer rows.Close()
	var out []access.Account
	for rows.Next() {
		var a access.Account
		if err := rows.Scan(&a.ID, &a.Email); err != nil {
			return nil, fmt.Errorf("store: list accounts: %w", err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
