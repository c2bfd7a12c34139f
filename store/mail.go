package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
)

// The outbox holds the mails that a change brings about, written in its transaction: there is
// no mail about what did not happen, and none is forgotten about what did. A mail that was
// sent keeps its line and loses its text, which may hold a token.

// The states of a mail.
const (
	MailWaiting = "waiting"
	MailSent    = "sent"
	MailFailed  = "failed" // given up
)

// A Mail is a letter in the outbox.
type Mail struct {
	Fair    string
	ID      string // stands in the Message-ID, so that one that is sent twice is known as one
	State   string
	Kind    string
	To      string
	Name    string
	Tag     lang.Tag
	Subject string
	Body    string             // "" once it was sent
	With    []access.Enclosure // none once it was sent
	Made    time.Time
	Due     time.Time // not before; while somebody sends it, when another may try
	Tries   int64
	Sent    time.Time // zero until it was
	Failure string    // what the server said last
}

// Mail puts a letter in the fair's outbox.
func (tx *Tx) Mail(ctx context.Context, l access.Letter) error {
	return putMail(ctx, tx.sql, tx.Fair, tx.NewID(), tx.Now, l)
}

func putMail(ctx context.Context, q querier, fair, id string, now time.Time, l access.Letter) error {
	with := ""
	if len(l.With) > 0 {
		text, err := json.Marshal(l.With)
		if err != nil {
			return fmt.Errorf("store: put a mail in the outbox: %w", err)
		}
		with = string(text)
	}
	_, err := q.ExecContext(ctx, `insert into mail (fair_id, id, state, kind, recipient, name, lang, subject, body, enclosed,
		made_ms, due_ms, tries, sent_ms, failure) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, '')`,
		fair, id, MailWaiting, l.Kind, l.To, l.Name, string(l.Tag), l.Subject(), l.Body(), with, now.UnixMilli(), now.UnixMilli())
	if err != nil {
		return fmt.Errorf("store: put a mail in the outbox: %w", err)
	}
	return nil
}

const mailColumns = `id, state, kind, recipient, name, lang, subject, body, enclosed, made_ms, due_ms, tries, sent_ms, failure`

func readMails(ctx context.Context, q querier, fair, condition string, args ...any) ([]Mail, error) {
	rows, err := q.QueryContext(ctx, "select "+mailColumns+" from mail where "+condition, append([]any{fair}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("store: read mails: %w", err)
	}
	defer rows.Close()
	var out []Mail
	for rows.Next() {
		m := Mail{Fair: fair}
		var made, due, sent int64
		var with string
		err := rows.Scan(&m.ID, &m.State, &m.Kind, &m.To, &m.Name, (*string)(&m.Tag), &m.Subject, &m.Body, &with, &made, &due, &m.Tries, &sent, &m.Failure)
		if err != nil {
			return nil, fmt.Errorf("store: read mails: %w", err)
		}
		if with != "" {
			if err := json.Unmarshal([]byte(with), &m.With); err != nil {
				return nil, fmt.Errorf("store: read mails: %w", err)
			}
		}
		m.Made, m.Due = time.UnixMilli(made).UTC(), time.UnixMilli(due).UTC()
		if sent > 0 {
			m.Sent = time.UnixMilli(sent).UTC()
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// Mails lists the mails of a fair's outbox in a state, the latest first.
func (db *DB) Mails(ctx context.Context, fair, state string, limit int) ([]Mail, error) {
	return readMails(ctx, db.read, fair, "fair_id = $1 and state = $2 order by due_ms desc, id desc limit $3", state, limit)
}

// mailLease is how long a mail that somebody has claimed is left alone. Whoever claimed it
// and was killed has it sent again after that: at least once, with one Message-ID.
const mailLease = 5 * time.Minute

// ClaimMails takes mails that are due, of the accounts and of all fairs, for the caller to send. Any
// number of processes may ask: each mail goes to one of them.
func (db *DB) ClaimMails(ctx context.Context, limit int) ([]Mail, error) {
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return nil, err
	}
	var claimed []Mail
	for _, fair := range append([]string{journal.Accounts}, fairs...) {
		if len(claimed) >= limit {
			break
		}
		now := db.now()
		due, err := readMails(ctx, db.read, fair, "fair_id = $1 and state = $2 and due_ms <= $3 order by due_ms, id limit $4",
			MailWaiting, now.UnixMilli(), limit-len(claimed))
		if err != nil {
			return nil, err
		}
		for _, m := range due {
			var n int64
			err := db.transact(ctx, func(tx *sql.Tx) error {
				r, err := tx.ExecContext(ctx, `update mail set due_ms = $1, tries = tries + 1 where fair_id = $2 and id = $3 and state = $4 and due_ms = $5`,
					now.Add(mailLease).UnixMilli(), fair, m.ID, MailWaiting, m.Due.UnixMilli())
				if err != nil {
					return err
				}
				n, err = r.RowsAffected()
				return err
			})
			if err != nil {
				return nil, fmt.Errorf("store: claim a mail: %w", err)
			}
			if n == 1 {
				m.Tries++
				claimed = append(claimed, m)
			}
		}
	}
	return claimed, nil
}

// MailDone says what came of sending a mail: it was sent, it is to be tried again at the time, or,
// when that is zero, it is given up.
func (db *DB) MailDone(ctx context.Context, m Mail, failure string, again time.Time) error {
	state, sent, due := MailSent, db.now().UnixMilli(), m.Due.UnixMilli()
	if failure != "" {
		if state, sent = MailFailed, 0; !again.IsZero() {
			state, due = MailWaiting, again.UnixMilli()
		}
	}
	keeps := 0
	if state == MailWaiting {
		keeps = 1
	}
	err := db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update mail set state = $1, sent_ms = $2, due_ms = $3, failure = $4,
			body = case when $5 = 1 then body else '' end, enclosed = case when $5 = 1 then enclosed else '' end where fair_id = $6 and id = $7 and state = $8`,
			state, sent, due, failure, keeps, m.Fair, m.ID, MailWaiting)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: note what came of a mail: %w", err)
	}
	return nil
}
