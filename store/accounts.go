package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
)

// Accounts stand outside the versions of any fair. What happens to them that somebody may have
// to answer for is an event in the journal of the reserved fair "accounts", written in the
// same transaction.

const accountColumns = `id, version, email, name, lang, state, password, totp, created_ms`

func scanAccount(row *sql.Row) (access.Account, error) {
	var a access.Account
	var created int64
	err := row.Scan(&a.ID, &a.Version, &a.Email, &a.Name, (*string)(&a.Tag), (*string)(&a.State), &a.Password, &a.TOTP, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return a, lang.NotFound("access.account.unknown")
	}
	if err != nil {
		return a, fmt.Errorf("store: read an account: %w", err)
	}
	a.Created = time.UnixMilli(created).UTC()
	return a, nil
}

func accountOf(ctx context.Context, q querier, id access.ID) (access.Account, error) {
	return scanAccount(q.QueryRowContext(ctx, `select `+accountColumns+` from account where fair_id = $1 and id = $2`, journal.Accounts, id))
}

func accountWith(ctx context.Context, q querier, email string) (access.Account, error) {
	return scanAccount(q.QueryRowContext(ctx, `select `+accountColumns+` from account where fair_id = $1 and email_key = $2`,
		journal.Accounts, access.EmailKey(email)))
}

// Account returns the account with the identifier. The error is not_found.
func (db *DB) Account(ctx context.Context, id access.ID) (access.Account, error) {
	return accountOf(ctx, db.read, id)
}

// AccountNamed returns the account with the e-mail address or the identifier. The error is
// not_found; it is never shown to somebody who is not signed in.
func (db *DB) AccountNamed(ctx context.Context, who string) (access.Account, error) {
	if strings.Contains(who, "@") {
		return accountWith(ctx, db.read, who)
	}
	return accountOf(ctx, db.read, who)
}

// An AccountLine is an account in a list: with no secret in it.
type AccountLine struct {
	access.Account
	Locked time.Time // no attempt to sign in is looked at before; zero when there is no wait
}

// AccountList lists the accounts of the installation in the order in which they were made,
// those after the identifier and at most limit.
func (db *DB) AccountList(ctx context.Context, after access.ID, limit int) ([]AccountLine, error) {
	rows, err := db.read.QueryContext(ctx, `select `+accountColumns+` from account where fair_id = $1 and id > $2 order by id limit $3`,
		journal.Accounts, after, limit)
	if err != nil {
		return nil, fmt.Errorf("store: list accounts: %w", err)
	}
	defer rows.Close()
	var out []AccountLine
	for rows.Next() {
		var a AccountLine
		var created int64
		if err := rows.Scan(&a.ID, &a.Version, &a.Email, &a.Name, (*string)(&a.Tag), (*string)(&a.State), &a.Password, &a.TOTP, &created); err != nil {
			return nil, fmt.Errorf("store: list accounts: %w", err)
		}
		a.Created = time.UnixMilli(created).UTC()
		if a.Password = ""; a.TOTP != "" {
			a.TOTP = "set"
		}
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: list accounts: %w", err)
	}
	for i := range out {
		t, err := triesOf(ctx, db.read, signInTries(out[i].Email))
		if err != nil {
			return nil, err
		}
		if db.now().Before(t.Until) {
			out[i].Locked = t.Until
		}
	}
	return out, nil
}

// AccountState returns the account with the identifier as lists show it. The error is not_found.
func (db *DB) AccountState(ctx context.Context, id access.ID) (AccountLine, error) {
	a, err := db.Account(ctx, id)
	if err != nil {
		return AccountLine{}, err
	}
	t, err := triesOf(ctx, db.read, signInTries(a.Email))
	line := AccountLine{Account: a}
	if line.Password = ""; a.TOTP != "" {
		line.TOTP = "set"
	}
	if db.now().Before(t.Until) {
		line.Locked = t.Until
	}
	return line, err
}

// AddAccount makes an account that nobody can sign in to yet and returns it. The error is
// invalid, or conflict when the address has one.
func (db *DB) AddAccount(ctx context.Context, actor access.ID, a access.Account) (access.Account, error) {
	err := db.Update(ctx, journal.Accounts, actor, func(tx *Tx) (err error) {
		a, err = tx.addAccount(ctx, a)
		return err
	})
	return a, err
}

func (tx *Tx) addAccount(ctx context.Context, a access.Account) (access.Account, error) {
	a.Email, a.Name = lang.HalfWidth(lang.Clean(a.Email)), lang.Clean(a.Name)
	if err := a.Validate().Err(); err != nil {
		return a, err
	}
	if _, err := accountWith(ctx, tx.sql, a.Email); lang.CodeOf(err) != lang.CodeNotFound {
		if err == nil {
			err = lang.Conflict("access.account.exists", lang.Args{"email": a.Email})
		}
		return a, err
	}
	a.ID, a.Version, a.State, a.Created, a.Password, a.TOTP = tx.NewID(), 1, access.Invited, tx.Now, "", ""
	_, err := tx.sql.ExecContext(ctx, `insert into account (fair_id, id, version, email, email_key, name, lang, state,
		password, totp, totp_new, totp_used, created_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', 0, $9)`,
		journal.Accounts, a.ID, a.Version, a.Email, access.EmailKey(a.Email), a.Name, string(a.Tag), string(a.State), a.Created.UnixMilli())
	if isUnique(err) {
		return a, lang.Conflict("access.account.exists", lang.Args{"email": a.Email}).Because(err)
	}
	if err != nil {
		return a, fmt.Errorf("store: add an account: %w", err)
	}
	return a, tx.event(ctx, access.Event{Kind: access.AccountAdded, Account: a.ID})
}

// event writes an event of the accounts.
func (tx *Tx) event(ctx context.Context, e access.Event) error {
	e.ID = tx.NewID()
	return Put(ctx, tx, &e, 0, How{Action: journal.Created})
}

// changeAccount sets columns of an account that has the version which was read, and returns
// stale when it has changed.
func (tx *Tx) changeAccount(ctx context.Context, a access.Account, columns []string, values ...any) error {
	set := "version = version + 1"
	for i, c := range columns {
		set += ", " + c + " = $" + strconv.Itoa(i+1)
	}
	n := len(columns)
	where := fmt.Sprintf(" where fair_id = $%d and id = $%d and version = $%d", n+1, n+2, n+3)
	r, err := tx.sql.ExecContext(ctx, "update account set "+set+where, append(values, journal.Accounts, a.ID, a.Version)...)
	if isUnique(err) {
		return lang.Conflict("access.account.exists", lang.Args{"email": a.Email}).Because(err)
	}
	return changed(r, err)
}

// SetAccount changes the name, the language or the address of an account whose version the
// caller has read. The error is invalid, conflict or stale.
func (db *DB) SetAccount(ctx context.Context, actor access.ID, a access.Account) error {
	a.Email, a.Name = lang.HalfWidth(lang.Clean(a.Email)), lang.Clean(a.Name)
	if err := a.Validate().Err(); err != nil {
		return err
	}
	return db.Update(ctx, journal.Accounts, actor, func(tx *Tx) error {
		return tx.changeAccount(ctx, a, []string{"name", "lang", "email", "email_key"}, a.Name, string(a.Tag), a.Email, access.EmailKey(a.Email))
	})
}

// Invite mails an invitation to the account, which takes the place of an earlier one. Base is
// the address at which the pages are reached. The error is conflict when the account is in use
// already.
func (db *DB) Invite(ctx context.Context, actor, account access.ID, base string) error {
	return db.Update(ctx, journal.Accounts, actor, func(tx *Tx) error {
		a, err := accountOf(ctx, tx.sql, account)
		if err != nil {
			return err
		}
		if a.State != access.Invited {
			return lang.Conflict("access.account.joined", lang.Args{"email": a.Email})
		}
		if err := tx.mailToken(ctx, a, access.Invitation, base); err != nil {
			return err
		}
		return tx.event(ctx, access.Event{Kind: access.AccountInvited, Account: a.ID})
	})
}

// mailToken makes a token, drops earlier ones of the purpose, and puts the mail with it in the
// outbox.
func (tx *Tx) mailToken(ctx context.Context, a access.Account, p access.Purpose, base string) error {
	token, expires := access.NewSecret(), tx.Now.Add(p.Lasts())
	if err := tx.dropTokens(ctx, a.ID, p); err != nil {
		return err
	}
	_, err := tx.sql.ExecContext(ctx, `insert into account_token (fair_id, hash, account, purpose, expires_ms) values ($1, $2, $3, $4, $5)`,
		journal.Accounts, access.HashSecret(token), a.ID, string(p), expires.UnixMilli())
	if err != nil {
		return fmt.Errorf("store: keep a token: %w", err)
	}
	return tx.Mail(ctx, access.NewLetter(a, string(p), lang.Args{
		"address": p.Link(base, a.Tag, token), "until": access.Moment(expires),
	}))
}

func (tx *Tx) dropTokens(ctx context.Context, account access.ID, p access.Purpose) error {
	_, err := tx.sql.ExecContext(ctx, `delete from account_token where fair_id = $1 and account = $2 and purpose = $3`,
		journal.Accounts, account, string(p))
	if err != nil {
		return fmt.Errorf("store: drop tokens: %w", err)
	}
	return nil
}

// tokenLeft is the refusal of a token that is wrong, used or too old: one for all.
func tokenLeft() error { return lang.Forbidden("access.token") }

// tokenAccount returns the account that a token is for. It does not use the token up.
func tokenAccount(ctx context.Context, q querier, p access.Purpose, token string, now time.Time) (access.Account, error) {
	var account string
	err := q.QueryRowContext(ctx, `select account from account_token where fair_id = $1 and hash = $2 and purpose = $3 and expires_ms > $4`,
		journal.Accounts, access.HashSecret(token), string(p), now.UnixMilli()).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Account{}, tokenLeft()
	}
	if err != nil {
		return access.Account{}, fmt.Errorf("store: look up a token: %w", err)
	}
	return accountOf(ctx, q, account)
}

// TokenAccount returns the account that a token which was mailed is for, so that a page can
// greet its owner; the token stays good. The error is forbidden.
func (db *DB) TokenAccount(ctx context.Context, p access.Purpose, token string) (access.Account, error) {
	a, err := tokenAccount(ctx, db.read, p, token, db.now())
	a.Password, a.TOTP = "", ""
	return a, err
}

// SetPassword uses a token up and sets the password of its account, ending all its sessions. A
// second step stays as it is. The error is forbidden, or invalid when the password is easily
// guessed; then the token stays good.
func (db *DB) SetPassword(ctx context.Context, p access.Purpose, token, password string) (access.Account, error) {
	a, err := db.TokenAccount(ctx, p, token)
	if err != nil {
		return a, err
	}
	if err := access.Acceptable(password, a); err != nil {
		return a, err
	}
	hash, err := db.hash(ctx, password)
	if err != nil {
		return a, err
	}
	err = db.Update(ctx, journal.Accounts, a.ID, func(tx *Tx) error {
		r, err := tx.sql.ExecContext(ctx, `delete from account_token where fair_id = $1 and hash = $2 and purpose = $3 and expires_ms > $4`,
			journal.Accounts, access.HashSecret(token), string(p), tx.Now.UnixMilli())
		if err != nil {
			return fmt.Errorf("store: use a token: %w", err)
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			return tokenLeft()
		}
		if a, err = accountOf(ctx, tx.sql, a.ID); err != nil {
			return err
		}
		kind := access.PasswordChanged
		switch a.State {
		case access.Disabled:
			return tokenLeft()
		case access.Invited:
			kind = access.AccountJoined
		}
		if err := tx.changeAccount(ctx, a, []string{"password", "state"}, hash, string(access.Active)); err != nil {
			return err
		}
		return tx.passwordSet(ctx, a, kind)
	})
	return a, err
}

// passwordSet is what every new password brings: all sessions and mailed tokens end, waiting
// too, and the owner is told.
func (tx *Tx) passwordSet(ctx context.Context, a access.Account, kind access.EventKind) error {
	if err := dropSessions(ctx, tx.sql, a.ID, ""); err != nil {
		return err
	}
	if err := errors.Join(tx.dropTokens(ctx, a.ID, access.Recovery), tx.dropTokens(ctx, a.ID, access.Invitation)); err != nil {
		return err
	}
	if err := dropTries(ctx, tx.sql, signInTries(a.Email)); err != nil {
		return err
	}
	if kind != access.AccountJoined {
		if err := tx.Mail(ctx, access.NewLetter(a, "changed", nil)); err != nil {
			return err
		}
	}
	return tx.event(ctx, access.Event{Kind: kind, Account: a.ID})
}

// RequestRecovery mails a token to the account of the address, if there is one that can be
// used. The answer is the same for every address, and so is what is waited for: one short
// transaction. Mails to one address are few; the error is unavailable when there were too many.
func (db *DB) RequestRecovery(ctx context.Context, email, base string) error {
	return db.Update(ctx, journal.Accounts, access.System, func(tx *Tx) error {
		if err := tx.try(ctx, recoveryTries(email), tx.Now); err != nil {
			return err
		}
		a, err := accountWith(ctx, tx.sql, email)
		switch {
		case lang.CodeOf(err) == lang.CodeNotFound || err == nil && a.State == access.Disabled:
			return nil
		case err != nil:
			return err
		}
		p := access.Recovery
		if a.State == access.Invited { // the invitation was lost: it is sent again
			p = access.Invitation
		}
		return tx.mailToken(ctx, a, p, base)
	})
}

// ChangePassword sets another password for somebody who is signed in and gives the old one.
// All sessions end; the token of a new one is returned. The error is forbidden, invalid or
// unavailable (too many attempts).
func (db *DB) ChangePassword(ctx context.Context, token, old, password string, c access.Client) (string, error) {
	s, a, err := db.Session(ctx, token)
	if err != nil {
		return "", err
	}
	if err := db.attempt(ctx, signInTries(a.Email)); err != nil {
		return "", err
	}
	if ok, _, err := db.check(ctx, a.Password, old); err != nil || !ok {
		return "", cmpErr(err, lang.Forbidden("access.password.old"))
	}
	if err := access.Acceptable(password, a); err != nil {
		return "", err
	}
	hash, err := db.hash(ctx, password)
	if err != nil {
		return "", err
	}
	next := access.NewSecret()
	err = db.Update(ctx, journal.Accounts, a.ID, func(tx *Tx) error {
		if a, err = accountOf(ctx, tx.sql, a.ID); err != nil {
			return err
		}
		if err := tx.changeAccount(ctx, a, []string{"password"}, hash); err != nil {
			return err
		}
		if err := tx.passwordSet(ctx, a, access.PasswordChanged); err != nil {
			return err
		}
		fresh := newSession(tx.NewID(), a.ID, tx.Now, c)
		fresh.Expires = s.Expires
		return openSession(ctx, tx.sql, next, fresh)
	})
	return next, err
}

// cmpErr returns the first error that there is.
func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Reset takes the password and the second step from an account, ends its sessions, and mails
// its owner a token. It is what an administrator does for somebody who has lost both.
func (db *DB) Reset(ctx context.Context, actor, account access.ID, base string) error {
	return db.Update(ctx, journal.Accounts, actor, func(tx *Tx) error {
		a, err := accountOf(ctx, tx.sql, account)
		if err != nil {
			return err
		}
		if a.State == access.Disabled {
			return lang.Conflict("access.account.disabled", lang.Args{"email": a.Email})
		}
		if err := tx.changeAccount(ctx, a, []string{"password", "totp", "totp_new"}, "", "", ""); err != nil {
			return err
		}
		if err := tx.dropCodes(ctx, a.ID); err != nil {
			return err
		}
		if err := dropSessions(ctx, tx.sql, a.ID, ""); err != nil {
			return err
		}
		p := access.Recovery
		if a.State == access.Invited {
			p = access.Invitation
		}
		if err := tx.mailToken(ctx, a, p, base); err != nil {
			return err
		}
		return tx.event(ctx, access.Event{Kind: access.PasswordReset, Account: a.ID})
	})
}

// Unlock ends the wait that failed attempts have brought about.
func (db *DB) Unlock(ctx context.Context, actor, account access.ID) error {
	return db.Update(ctx, journal.Accounts, actor, func(tx *Tx) error {
		a, err := accountOf(ctx, tx.sql, account)
		if err != nil {
			return err
		}
		for _, name := range []string{signInTries(a.Email), codeTries(a.ID), recoveryTries(a.Email)} {
			if err := dropTries(ctx, tx.sql, name); err != nil {
				return err
			}
		}
		return tx.event(ctx, access.Event{Kind: access.AccountUnlocked, Account: a.ID})
	})
}

// SetDisabled takes an account out of use, ending its sessions, or brings it back.
func (db *DB) SetDisabled(ctx context.Context, actor, account access.ID, disabled bool) error {
	return db.Update(ctx, journal.Accounts, actor, func(tx *Tx) error {
		a, err := accountOf(ctx, tx.sql, account)
		if err != nil || (a.State == access.Disabled) == disabled {
			return err
		}
		state, kind := access.Disabled, access.AccountDisabled
		if !disabled {
			kind = access.AccountEnabled
			if state = access.Active; a.Password == "" {
				state = access.Invited
			}
		}
		if err := tx.changeAccount(ctx, a, []string{"state"}, string(state)); err != nil {
			return err
		}
		if err := dropSessions(ctx, tx.sql, a.ID, ""); err != nil {
			return err
		}
		return tx.event(ctx, access.Event{Kind: kind, Account: a.ID})
	})
}

// Events returns the latest events of the accounts, the newest first: all of them, those of one
// fair or of one account. Each comes with its position in the journal of journal.Accounts.
func (db *DB) Events(ctx context.Context, fair string, account access.ID, before journal.Position, limit int) ([]Row[access.Event], error) {
	if before <= 0 {
		before = journal.Open
	}
	return tableOf[access.Event]().rows(ctx, db.read, where{
		`fair_id = $1 and since < $2 and ($3 = '' or of_fair = $3) and ($4 = '' or account = $4) order by since desc limit $5`,
		[]any{journal.Accounts, int64(before), fair, account, limit},
	})
}
