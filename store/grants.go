package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
)

// Grant gives an account a role in a fair; in journal.Accounts, in the installation. Sessions of
// the account are renewed at their next request. A role that it holds already is a
// conflict.
func (db *DB) Grant(ctx context.Context, fair string, actor access.ID, g access.Grant) (access.Grant, error) {
	if err := g.Validate().Err(); err != nil {
		return g, err
	}
	if _, err := db.Account(ctx, g.Account); err != nil {
		return g, err
	}
	err := db.Update(ctx, fair, actor, func(tx *Tx) error {
		held, err := tx.GrantsOf(ctx, g.Account)
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.ID = ""; h == (access.Grant{Account: g.Account, Role: g.Role, Side: g.Side, Office: g.Office, Party: g.Party}) {
				return lang.Conflict("access.grant.held")
			}
		}
		g.ID = tx.NewID()
		return Put(ctx, tx, &g, 0, How{Action: journal.Created, Origin: journal.Origin{Kind: "account", ID: actor}})
	})
	if err != nil {
		return g, err
	}
	return g, db.renewSessions(ctx, g.Account)
}

// Revoke takes a grant back. The error is not_found.
func (db *DB) Revoke(ctx context.Context, fair string, actor access.ID, grant string) error {
	var account access.ID
	err := db.Update(ctx, fair, actor, func(tx *Tx) error {
		row, err := Get[access.Grant](ctx, tx.View, grant)
		if err != nil {
			return err
		}
		account = row.Value.Account
		return Remove[access.Grant](ctx, tx, grant, row.Since, How{Origin: journal.Origin{Kind: "account", ID: actor}})
	})
	if err != nil {
		return err
	}
	return db.renewSessions(ctx, account)
}

// renewSessions has the tokens of an account exchanged. Rights are read anew with every
// request, so nothing hangs on when.
func (db *DB) renewSessions(ctx context.Context, account access.ID) error {
	err := db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update account_session set renew = 1 where fair_id = $1 and account = $2`, journal.Accounts, account)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: renew sessions: %w", err)
	}
	return nil
}

// Grants returns all grants of the view's fair in the order in which they were given.
func (v View) Grants(ctx context.Context) ([]access.Grant, error) {
	return values(list[access.Grant](ctx, v, "order by id"))
}

// GrantsOf returns what an account holds in the view's fair.
func (v View) GrantsOf(ctx context.Context, account access.ID) ([]access.Grant, error) {
	return values(list[access.Grant](ctx, v, "and account = $3 order by id", account))
}

// Settings returns what the sides may enter, see and confirm, in the editions that say so.
func (v View) Settings(ctx context.Context) (access.Settings, error) {
	return values(list[access.Setting](ctx, v, "order by edition, side"))
}

// Embargoes returns the embargoes of the fair, those that have ended among them.
func (v View) Embargoes(ctx context.Context) (access.Embargoes, error) {
	return values(list[access.Embargo](ctx, v, "order by edition, session"))
}

// SetSides writes what a side may do in an edition, in the place of what was set.
func (tx *Tx) SetSides(ctx context.Context, s access.Setting, how How) error {
	if err := s.Validate().Err(); err != nil {
		return err
	}
	rows, err := list[access.Setting](ctx, tx.View, "and edition = $3 and side = $4", s.Edition, s.Side)
	if err != nil {
		return err
	}
	return replace(ctx, tx, rows, &s, &s.ID, how)
}

// SetEmbargo holds a session or an edition back until a time, in the place of what was set; a time
// that has passed releases it.
func (tx *Tx) SetEmbargo(ctx context.Context, e access.Embargo, how How) error {
	if err := e.Validate().Err(); err != nil {
		return err
	}
	rows, err := list[access.Embargo](ctx, tx.View, "and edition = $3 and session = $4", e.Edition, e.Session)
	if err != nil {
		return err
	}
	if err := replace(ctx, tx, rows, &e, &e.ID, how); err != nil || e.Until().After(tx.Now) {
		return err
	}
	return tx.tellEnded(ctx, e)
}

// replace writes a record in the place of the one that is there, or a new one.
func replace[T any](ctx context.Context, tx *Tx, there []Row[T], rec *T, id *string, how How) error {
	var before journal.Position
	if *id = tx.NewID(); len(there) > 0 {
		*id, before = *tableOf[T]().fields(&there[0].Value)[0].p.(*string), there[0].Since
	}
	return Put(ctx, tx, rec, before, how)
}

// Actor returns an account with what it holds in a fair: whom access.Decide is asked about. The
// identifier "" is the public and access.System the operator.
func (db *DB) Actor(ctx context.Context, fair string, account access.ID) (access.Actor, error) {
	a := access.Actor{Account: account}
	if account == "" || account == access.System {
		return a, nil
	}
	v, err := db.View(ctx, fair, -1)
	if err == nil {
		a.Grants, err = v.GrantsOf(ctx, account)
	}
	return a, err
}

// Allow asks the table, with the settings of the fair, and returns nil or the refusal, which is
// forbidden. A refusal that matters is written down, with the subject, kind/identifier,
// when it is about a record. It is what pages, API and commands ask before they do anything.
func (db *DB) Allow(ctx context.Context, fair string, a access.Actor, q access.Question, subject string) error {
	var settings access.Settings
	if !q.Installation {
		v, err := db.View(ctx, fair, -1)
		if err != nil {
			return err
		}
		if settings, err = v.Settings(ctx); err != nil {
			return err
		}
	}
	if access.Decide(a, q, settings) {
		return nil
	}
	if a.Account != "" && q.Action.Journalled() {
		if err := db.refused(ctx, fair, a.Account, q.Action, subject); err != nil {
			return err
		}
	}
	return access.Refusal(q.Action)
}

// Refusals of one account within an hour are written down once each, and no more than so many: who
// is refused must not fill the journal.
const (
	refusalsHour = time.Hour
	refusalsMost = 100
)

func (db *DB) refused(ctx context.Context, fair string, account access.ID, action access.Action, subject string) error {
	subject = lang.Clean(subject)
	if len(subject) > 200 {
		subject = strings.ToValidUTF8(subject[:200], "")
	}
	return db.Update(ctx, journal.Accounts, account, func(tx *Tx) error {
		var all, same int64
		err := tx.sql.QueryRowContext(ctx, `select count(*), coalesce(sum(case when e.of_fair = $1 and e.action = $2 and e.subject = $3 then 1 else 0 end), 0)
			from access_event e join journal j on j.fair_id = e.fair_id and j.position = e.since
			where e.fair_id = $4 and e.account = $5 and e.kind = $6 and j.at_ms > $7`,
			fair, string(action), subject, journal.Accounts, account, string(access.Refused), tx.Now.Add(-refusalsHour).UnixMilli()).Scan(&all, &same)
		if err != nil {
			return fmt.Errorf("store: count refusals: %w", err)
		}
		if same > 0 || all >= refusalsMost {
			return nil
		}
		return tx.event(ctx, access.Event{Kind: access.Refused, Account: account, Fair: fair, Action: action, Subject: subject})
	})
}
