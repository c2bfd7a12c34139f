package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
)

// hashing bounds how many passwords are worked on at once: each takes tens of megabytes, and
// two hundred people sign in in the same minute. The others wait.
const hashing = 4

func (db *DB) kiln(ctx context.Context, work func()) error {
	select {
	case db.hashes <- struct{}{}:
		defer func() { <-db.hashes }()
		db.hashed.Add(1)
		work()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) hash(ctx context.Context, password string) (hash string, err error) {
	err = db.kiln(ctx, func() { hash = access.HashPassword(password, db.cost) })
	return hash, err
}

func (db *DB) check(ctx context.Context, stored, password string) (ok, outdated bool, err error) {
	err = db.kiln(ctx, func() { ok, outdated = access.CheckPassword(stored, password, db.cost) })
	return ok, outdated, err
}

// The names under which attempts are counted. Addresses are hashed: a list of everything
// that was ever typed into the form is nobody's business.
func signInTries(email string) string { return access.HashSecret("sign-in " + access.EmailKey(email)) }

func recoveryTries(email string) string {
	return access.HashSecret("recovery " + access.EmailKey(email))
}
func codeTries(id access.ID) string { return access.HashSecret("code " + id) }

func triesOf(ctx context.Context, q querier, name string) (access.Tries, error) {
	var t access.Tries
	var last, until int64
	err := q.QueryRowContext(ctx, `select failed, last_ms, until_ms from account_try where fair_id = $1 and name = $2`, journal.Accounts, name).
		Scan(&t.Failed, &last, &until)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, fmt.Errorf("store: attempts: %w", err)
	}
	t.Last, t.Until = time.UnixMilli(last), time.UnixMilli(until)
	return t, nil
}

// countTry counts an attempt before it is looked at. The error is unavailable, with the time from
// which on another is.
func countTry(ctx context.Context, q querier, name string, now time.Time) error {
	t, err := triesOf(ctx, q, name)
	if err != nil {
		return err
	}
	t, allowed := t.Try(now)
	if !allowed {
		return lang.Unavailable("access.wait", lang.Args{"until": access.Moment(t.Until.Add(time.Minute - 1))})
	}
	r, err := q.ExecContext(ctx, `update account_try set failed = $1, last_ms = $2, until_ms = $3 where fair_id = $4 and name = $5 and failed = $6`,
		t.Failed, t.Last.UnixMilli(), max(0, t.Until.UnixMilli()), journal.Accounts, name, t.Failed-1)
	if err != nil {
		return fmt.Errorf("store: count an attempt: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 1 {
		return err
	}
	// There is no count yet, it is so old that it begins anew, or another attempt was faster.
	_, err = q.ExecContext(ctx, `delete from account_try where fair_id = $1 and last_ms < $2`, journal.Accounts, now.Add(-access.TriesKept).UnixMilli())
	if err != nil {
		return fmt.Errorf("store: count an attempt: %w", err)
	}
	r, err = q.ExecContext(ctx, `insert into account_try (fair_id, name, failed, last_ms, until_ms) values ($1, $2, $3, $4, $5) on conflict do nothing`,
		journal.Accounts, name, t.Failed, t.Last.UnixMilli(), max(0, t.Until.UnixMilli()))
	if err != nil {
		return fmt.Errorf("store: count an attempt: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return errAgain
}

// errAgain says that another transaction was faster: the whole is done again.
var errAgain = errors.New("store: another transaction was faster")

// try counts an attempt within a transaction that holds the head of the accounts.
func (tx *Tx) try(ctx context.Context, name string, now time.Time) error {
	return countTry(ctx, tx.sql, name, now)
}

// attempt counts an attempt in a transaction of its own, so that it counts whatever comes of
// it.
func (db *DB) attempt(ctx context.Context, name string) error {
	return db.transact(ctx, func(tx *sql.Tx) error { return countTry(ctx, tx, name, db.now()) })
}

func dropTries(ctx context.Context, q querier, name string) error {
	if _, err := q.ExecContext(ctx, `delete from account_try where fair_id = $1 and name = $2`, journal.Accounts, name); err != nil {
		return fmt.Errorf("store: forget attempts: %w", err)
	}
	return nil
}

// SignIn opens a session for the address and the password and returns its token. A pending one
// asks for a code, by SignInCode. The error is forbidden, and the same for a wrong password, an
// account that cannot be used and an address without one; or unavailable, when there were too
// many attempts for the address, whether it has an account or not.
func (db *DB) SignIn(ctx context.Context, email, password string, c access.Client) (token string, s access.Session, err error) {
	tries := signInTries(email)
	before, err := triesOf(ctx, db.read, tries)
	if err != nil {
		return "", s, err
	}
	if err := db.attempt(ctx, tries); err != nil {
		return "", s, err
	}
	a, err := accountWith(ctx, db.read, email)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return "", s, err
	}
	stored := a.Password
	if a.State != access.Active {
		stored = ""
	}
	ok, outdated, err := db.check(ctx, stored, password)
	if err != nil {
		return "", s, err
	}
	if !ok {
		return "", s, lang.Forbidden("access.sign_in")
	}
	rehashed := ""
	if outdated {
		if rehashed, err = db.hash(ctx, password); err != nil {
			return "", s, err
		}
	}
	token, now := access.NewSecret(), db.now().UTC().Truncate(time.Millisecond)
	s = newSession(newIDs(now).next(), a.ID, now, c)
	s.Pending = a.SecondStep()
	err = db.transact(ctx, func(tx *sql.Tx) error {
		// The password may have been changed, or the account disabled, since it was read.
		var n int64
		err := tx.QueryRowContext(ctx, `select count(*) from account where fair_id = $1 and id = $2 and password = $3 and state = $4`,
			journal.Accounts, a.ID, a.Password, string(access.Active)).Scan(&n)
		if err != nil {
			return fmt.Errorf("store: sign in: %w", err)
		}
		if n != 1 {
			return lang.Forbidden("access.sign_in")
		}
		if rehashed != "" {
			_, err := tx.ExecContext(ctx, `update account set password = $1 where fair_id = $2 and id = $3 and password = $4`,
				rehashed, journal.Accounts, a.ID, a.Password)
			if err != nil {
				return fmt.Errorf("store: sign in: %w", err)
			}
		}
		if !s.Pending {
			if err := dropTries(ctx, tx, tries); err != nil {
				return err
			}
			if err := signedInFrom(ctx, tx, s, now); err != nil {
				return err
			}
		}
		return openSession(ctx, tx, token, s)
	})
	if err != nil {
		return "", access.Session{}, err
	}
	return token, s, db.wasLocked(ctx, a, before)
}

// wasLocked writes down that there were so many attempts in the account's name that they had to
// wait. It is done once its owner has signed in: done before, the time would tell that
// there is an account.
func (db *DB) wasLocked(ctx context.Context, a access.Account, before access.Tries) error {
	if before.Until.UnixMilli() <= 0 {
		return nil
	}
	return db.Update(ctx, journal.Accounts, access.System, func(tx *Tx) error {
		return tx.event(ctx, access.Event{Kind: access.AccountLocked, Account: a.ID})
	})
}

// SignInCode completes a sign-in that is pending, by a code of the authenticator or one of the
// recovery codes, each of which is good once. The session gets another token. The error is
// forbidden or unavailable.
func (db *DB) SignInCode(ctx context.Context, token, code string) (next string, s access.Session, err error) {
	s, a, err := db.session(ctx, token)
	if err != nil {
		return "", s, err
	}
	if !s.Pending {
		return "", s, lang.Forbidden("access.session")
	}
	if err := db.attempt(ctx, codeTries(a.ID)); err != nil {
		return "", s, err
	}
	recovery := false
	next = access.NewSecret()
	s.Pending = false
	err = db.transact(ctx, func(tx *sql.Tx) (err error) {
		if recovery, err = db.useCode(ctx, tx, a, code); err != nil {
			return err
		}
		if err := closeSession(ctx, tx, token); err != nil {
			return err
		}
		if err := errors.Join(dropTries(ctx, tx, codeTries(a.ID)), dropTries(ctx, tx, signInTries(a.Email))); err != nil {
			return err
		}
		if err := signedInFrom(ctx, tx, s, db.now().UTC()); err != nil {
			return err
		}
		return openSession(ctx, tx, next, s)
	})
	if err != nil {
		return "", access.Session{}, err
	}
	if recovery {
		err = db.Update(ctx, journal.Accounts, a.ID, func(tx *Tx) error {
			if err := tx.Mail(ctx, access.NewLetter(a, "code_used", nil)); err != nil {
				return err
			}
			return tx.event(ctx, access.Event{Kind: access.CodeUsed, Account: a.ID})
		})
	}
	return next, s, err
}

// useCode uses a code up, or refuses it. Without the key that seals the secrets, recovery codes are
// taken all the same.
func (db *DB) useCode(ctx context.Context, q querier, a access.Account, code string) (recovery bool, err error) {
	var sealed, secret string
	var used int64
	err = q.QueryRowContext(ctx, `select totp, totp_used from account where fair_id = $1 and id = $2`, journal.Accounts, a.ID).Scan(&sealed, &used)
	if err != nil {
		return false, fmt.Errorf("store: code: %w", err)
	}
	refused := lang.Forbidden("access.code")
	if s, err := db.sealing(ctx, false); err != nil {
		refused = lang.Unavailable("access.seal").Because(err)
	} else if secret, err = s.Open(a.ID, sealed); err != nil {
		refused = lang.Unavailable("access.seal").Because(err)
	}
	var r sql.Result
	if step, ok := access.CheckTOTP(secret, code, db.now(), used); ok {
		r, err = q.ExecContext(ctx, `update account set totp_used = $1 where fair_id = $2 and id = $3 and totp_used < $1`, step, journal.Accounts, a.ID)
	} else {
		recovery = true
		r, err = q.ExecContext(ctx, `delete from account_code where fair_id = $1 and account = $2 and hash = $3`,
			journal.Accounts, a.ID, access.HashSecret(access.RecoveryForm(code)))
	}
	if err != nil {
		return false, fmt.Errorf("store: code: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return false, cmpErr(err, refused)
	}
	return recovery, nil
}

func newSession(id string, account access.ID, now time.Time, c access.Client) access.Session {
	c = c.Cut()
	return access.Session{
		ID: id, Account: account, Created: now, Seen: now, Expires: now.Add(access.SessionLasts), Agent: c.Agent, Address: c.Address,
	}
}

// openSession writes a session, and takes those away that have expired.
func openSession(ctx context.Context, q querier, token string, s access.Session) error {
	_, err := q.ExecContext(ctx, `delete from account_session where fair_id = $1 and expires_ms < $2`, journal.Accounts, s.Seen.UnixMilli())
	if err == nil {
		_, err = q.ExecContext(ctx, `insert into account_session (fair_id, hash, id, account, pending, renew, created_ms, seen_ms, expires_ms, agent, address)
			values ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10)`,
			journal.Accounts, access.HashSecret(token), s.ID, s.Account, field{"pending", &s.Pending}.value(),
			s.Created.UnixMilli(), s.Seen.UnixMilli(), s.Expires.UnixMilli(), s.Agent, s.Address)
	}
	if err != nil {
		return fmt.Errorf("store: open a session: %w", err)
	}
	return nil
}

// closeSession ends the session of a token, which must be there.
func closeSession(ctx context.Context, q querier, token string) error {
	r, err := q.ExecContext(ctx, `delete from account_session where fair_id = $1 and hash = $2`, journal.Accounts, access.HashSecret(token))
	if err != nil {
		return fmt.Errorf("store: close a session: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return cmpErr(err, lang.Forbidden("access.session"))
	}
	return nil
}

// dropSessions ends the sessions of an account, or the one named.
func dropSessions(ctx context.Context, q querier, account access.ID, id string) error {
	_, err := q.ExecContext(ctx, `delete from account_session where fair_id = $1 and account = $2 and ($3 = '' or id = $3)`, journal.Accounts, account, id)
	if err != nil {
		return fmt.Errorf("store: end sessions: %w", err)
	}
	return nil
}

const sessionColumns = `id, account, pending, renew, created_ms, seen_ms, expires_ms, agent, address`

func scanSession(scan func(...any) error) (access.Session, error) {
	var s access.Session
	var created, seen, expires int64
	err := scan(&s.ID, &s.Account, (*flag)(&s.Pending), (*flag)(&s.Renew), &created, &seen, &expires, &s.Agent, &s.Address)
	s.Created, s.Seen, s.Expires = time.UnixMilli(created).UTC(), time.UnixMilli(seen).UTC(), time.UnixMilli(expires).UTC()
	return s, err
}

// session returns the session of a token, pending or not, with its account.
func (db *DB) session(ctx context.Context, token string) (access.Session, access.Account, error) {
	s, err := scanSession(db.read.QueryRowContext(ctx, `select `+sessionColumns+` from account_session where fair_id = $1 and hash = $2`,
		journal.Accounts, access.HashSecret(token)).Scan)
	none := lang.Forbidden("access.session")
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return access.Session{}, access.Account{}, none
	case err != nil:
		return access.Session{}, access.Account{}, fmt.Errorf("store: read a session: %w", err)
	case !s.Live(db.now()):
		return access.Session{}, access.Account{}, none
	}
	a, err := accountOf(ctx, db.read, s.Account)
	if err == nil && a.State != access.Active {
		err = none
	}
	return s, a, err
}

// Session returns the session that a token opens, with its account, and notes that it was used.
// When it says Renew, call RenewSession and set the cookie anew before anything else. The error is
// forbidden: sign in.
func (db *DB) Session(ctx context.Context, token string) (access.Session, access.Account, error) {
	s, a, err := db.session(ctx, token)
	if err == nil && s.Pending {
		err = lang.Forbidden("access.session")
	}
	if err != nil {
		return access.Session{}, access.Account{}, err
	}
	s.Current = true
	now := db.now().UTC().Truncate(time.Millisecond)
	if now.Sub(s.Seen) < access.SessionTouched {
		return s, a, nil
	}
	s.Seen = now
	err = db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update account_session set seen_ms = $1 where fair_id = $2 and hash = $3 and seen_ms < $1`,
			now.UnixMilli(), journal.Accounts, access.HashSecret(token))
		return err
	})
	if err != nil {
		return s, a, fmt.Errorf("store: use a session: %w", err)
	}
	return s, a, nil
}

// AwaitsCode reports whether the token is of a sign-in that still needs a code: SignInCode takes it, and
// nothing else does.
func (db *DB) AwaitsCode(ctx context.Context, token string) (bool, error) {
	s, _, err := db.session(ctx, token)
	if lang.CodeOf(err) == lang.CodeForbidden {
		return false, nil
	}
	return err == nil && s.Pending, err
}

// RenewSession gives a session another token; the old one opens nothing any more. It lasts no
// longer for that.
func (db *DB) RenewSession(ctx context.Context, token string) (string, error) {
	s, _, err := db.Session(ctx, token)
	if err != nil {
		return "", err
	}
	next := access.NewSecret()
	return next, db.transact(ctx, func(tx *sql.Tx) error {
		if err := closeSession(ctx, tx, token); err != nil {
			return err
		}
		return openSession(ctx, tx, next, s)
	})
}

// SignOut ends the session of a token. One that is not there is no error.
func (db *DB) SignOut(ctx context.Context, token string) error {
	err := db.transact(ctx, func(tx *sql.Tx) error { return closeSession(ctx, tx, token) })
	if lang.CodeOf(err) == lang.CodeForbidden {
		return nil
	}
	return err
}

// Sessions lists the live sessions of the account that the token belongs to, the newest first.
func (db *DB) Sessions(ctx context.Context, token string) ([]access.Session, error) {
	current, _, err := db.Session(ctx, token)
	if err != nil {
		return nil, err
	}
	rows, err := db.read.QueryContext(ctx, `select `+sessionColumns+` from account_session where fair_id = $1 and account = $2 order by created_ms desc, id`,
		journal.Accounts, current.Account)
	if err != nil {
		return nil, fmt.Errorf("store: list sessions: %w", err)
	}
	defer rows.Close()
	var out []access.Session
	for rows.Next() {
		s, err := scanSession(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("store: list sessions: %w", err)
		}
		if s.Current = s.ID == current.ID; s.Live(db.now()) && !s.Pending {
			out = append(out, s)
		}
	}
	return out, rows.Err()
}

// RevokeSession ends a session by its identifier, one of the account's own; all of them
// when it is "".
func (db *DB) RevokeSession(ctx context.Context, account access.ID, id string) error {
	return db.transact(ctx, func(tx *sql.Tx) error { return dropSessions(ctx, tx, account, id) })
}

// BeginSecondStep makes a secret for an authenticator. It is asked for only when EndSecondStep has
// seen a code of it. The error is unavailable when the key that seals secrets is missing.
func (db *DB) BeginSecondStep(ctx context.Context, account access.ID) (secret string, err error) {
	s, err := db.sealing(ctx, true)
	if err != nil {
		return "", err
	}
	secret = access.NewTOTP()
	sealed := s.Close(account, secret)
	return secret, db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update account set totp_new = $1 where fair_id = $2 and id = $3`, sealed, journal.Accounts, account)
		if err != nil {
			return fmt.Errorf("store: second step: %w", err)
		}
		return nil
	})
}

// EndSecondStep puts the second step in force by a code of the new secret, ends all other
// sessions, and returns the recovery codes, which are never shown again, and another token. The
// error is forbidden or unavailable.
func (db *DB) EndSecondStep(ctx context.Context, token, code string) (codes []string, next string, err error) {
	s, a, err := db.Session(ctx, token)
	if err != nil {
		return nil, "", err
	}
	if err := db.attempt(ctx, codeTries(a.ID)); err != nil {
		return nil, "", err
	}
	seal, err := db.sealing(ctx, true)
	if err != nil {
		return nil, "", err
	}
	codes, next = access.NewRecoveryCodes(), access.NewSecret()
	err = db.Update(ctx, journal.Accounts, a.ID, func(tx *Tx) error {
		var sealed string
		err := tx.sql.QueryRowContext(ctx, `select totp_new from account where fair_id = $1 and id = $2`, journal.Accounts, a.ID).Scan(&sealed)
		if err != nil {
			return fmt.Errorf("store: second step: %w", err)
		}
		secret, err := seal.Open(a.ID, sealed)
		if err != nil {
			return lang.Forbidden("access.code").Because(err) // none was begun
		}
		step, ok := access.CheckTOTP(secret, code, tx.Now, 0)
		if !ok {
			return lang.Forbidden("access.code")
		}
		if a, err = accountOf(ctx, tx.sql, a.ID); err != nil {
			return err
		}
		if err := tx.changeAccount(ctx, a, []string{"totp", "totp_new", "totp_used"}, sealed, "", step); err != nil {
			return err
		}
		if err := tx.dropCodes(ctx, a.ID); err != nil {
			return err
		}
		for _, c := range codes {
			_, err := tx.sql.ExecContext(ctx, `insert into account_code (fair_id, account, hash) values ($1, $2, $3)`,
				journal.Accounts, a.ID, access.HashSecret(access.RecoveryForm(c)))
			if err != nil {
				return fmt.Errorf("store: keep a recovery code: %w", err)
			}
		}
		if err := errors.Join(dropTries(ctx, tx.sql, codeTries(a.ID)), dropSessions(ctx, tx.sql, a.ID, "")); err != nil {
			return err
		}
		if err := openSession(ctx, tx.sql, next, s); err != nil {
			return err
		}
		return tx.event(ctx, access.Event{Kind: access.SecondStepSet, Account: a.ID})
	})
	if err != nil {
		return nil, "", err
	}
	return codes, next, nil
}

// RemoveSecondStep ends the second step of somebody who is signed in and gives the password. All
// other sessions end; another token is returned.
func (db *DB) RemoveSecondStep(ctx context.Context, token, password string) (next string, err error) {
	s, a, err := db.Session(ctx, token)
	if err != nil {
		return "", err
	}
	if err := db.attempt(ctx, signInTries(a.Email)); err != nil {
		return "", err
	}
	if ok, _, err := db.check(ctx, a.Password, password); err != nil || !ok {
		return "", cmpErr(err, lang.Forbidden("access.password.old"))
	}
	next = access.NewSecret()
	err = db.Update(ctx, journal.Accounts, a.ID, func(tx *Tx) error {
		if a, err = accountOf(ctx, tx.sql, a.ID); err != nil {
			return err
		}
		if err := tx.changeAccount(ctx, a, []string{"totp", "totp_new"}, "", ""); err != nil {
			return err
		}
		if err := errors.Join(tx.dropCodes(ctx, a.ID), dropSessions(ctx, tx.sql, a.ID, ""), dropTries(ctx, tx.sql, signInTries(a.Email))); err != nil {
			return err
		}
		if err := tx.Mail(ctx, access.NewLetter(a, "second_step_removed", nil)); err != nil {
			return err
		}
		if err := openSession(ctx, tx.sql, next, s); err != nil {
			return err
		}
		return tx.event(ctx, access.Event{Kind: access.SecondStepGone, Account: a.ID})
	})
	return next, err
}

func (tx *Tx) dropCodes(ctx context.Context, account access.ID) error {
	if _, err := tx.sql.ExecContext(ctx, `delete from account_code where fair_id = $1 and account = $2`, journal.Accounts, account); err != nil {
		return fmt.Errorf("store: drop recovery codes: %w", err)
	}
	return nil
}
