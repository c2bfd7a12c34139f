package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
)

// sealing returns the key that seals the secrets of authenticators. With create a missing one is made,
// unless there are secrets that another one has sealed: they would be lost without
// anybody noticing. The error is unavailable when there is no key, or not the right one.
func (db *DB) sealing(ctx context.Context, create bool) (*access.Seal, error) {
	refused := func(err error) error { return lang.Unavailable("access.seal").Because(err) }
	s, err := access.LoadSeal(db.seal, false)
	missing := errors.Is(err, fs.ErrNotExist)
	if !create || err != nil && !missing {
		if err != nil {
			err = refused(err)
		}
		return s, err
	}
	mark := "sealed:?" // of no key
	if !missing {
		mark = s.Mark()
	}
	var others int64
	err = db.read.QueryRowContext(ctx, `select count(*) from account where fair_id = $1 and totp like 'sealed:%' and substr(totp, 1, $2) <> $3`,
		journal.Accounts, len(mark), mark).Scan(&others)
	if err != nil {
		return nil, fmt.Errorf("store: second step: %w", err)
	}
	if others > 0 {
		return nil, refused(fmt.Errorf("store: %d secrets were sealed with another key than %s holds", others, db.seal))
	}
	if missing {
		if s, err = access.LoadSeal(db.seal, true); err != nil {
			return nil, refused(err)
		}
	}
	return s, nil
}

// sealOld seals the secrets that were kept as they are by a program before this one, or that such
// a program's backup held.
func (db *DB) sealOld(ctx context.Context) error {
	rows, err := db.read.QueryContext(ctx, `select id, totp, totp_new from account where fair_id = $1 and (totp <> '' or totp_new <> '')`, journal.Accounts)
	if err != nil {
		return fmt.Errorf("store: seal: %w", err)
	}
	defer rows.Close()
	type owed struct {
		id     access.ID
		column string
		secret string
	}
	var list []owed
	for rows.Next() {
		var id, totp, fresh string
		if err := rows.Scan(&id, &totp, &fresh); err != nil {
			return fmt.Errorf("store: seal: %w", err)
		}
		for _, o := range []owed{{id, "totp", totp}, {id, "totp_new", fresh}} {
			if o.secret != "" && !access.Sealed(o.secret) {
				list = append(list, o)
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(list) == 0 {
		return err
	}
	s, err := db.sealing(ctx, true)
	if err != nil {
		return err
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		for _, o := range list {
			// Another process may have been faster, or the owner has another secret by now.
			_, err := tx.ExecContext(ctx, "update account set "+o.column+" = $1 where fair_id = $2 and id = $3 and "+o.column+" = $4",
				s.Close(o.id, o.secret), journal.Accounts, o.id, o.secret)
			if err != nil {
				return fmt.Errorf("store: seal: %w", err)
			}
		}
		return nil
	})
}
