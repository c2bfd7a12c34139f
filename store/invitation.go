package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
)

// Invitations to register for an edition by a link. None of it but AcceptInvitation asks who may: that
// asks for the secret.

var _ = register(&table[delegate.Invitation]{
	kind: "delegate_invitation", table: "delegate_invitation",
	check: func(r *delegate.Invitation) error { return r.Validate().Err() },
	fields: func(r *delegate.Invitation) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"party", (*string)(&r.Party)},
			{"role", (*string)(&r.Role)},
			{"side", &r.Side},
			{"office", &r.Office},
			{"person", &r.Person},
			{"lang", (*string)(&r.Tag)},
			{"hash", &r.Hash},
			{"last_day", (*string)(&r.Until)},
			{"state", (*string)(&r.State)},
			{"delegate", &r.Delegate},
		}
	},
})

// Invitations reads those of an edition, the latest first.
func (v View) Invitations(ctx context.Context, edition int64) ([]Row[delegate.Invitation], error) {
	return list[delegate.Invitation](ctx, v, "and edition = $3 order by id desc", edition)
}

// today is the day by the clock of the fair's zone.
func (tx *Tx) today(ctx context.Context) (lang.Date, error) {
	f, err := tx.TheFair(ctx)
	return lang.Date(tx.Now.In(f.Location()).Format("2006-01-02")), err
}

// InviteDelegate writes an invitation for a person and returns it with the secret of its link, which is
// kept nowhere.
func (tx *Tx) InviteDelegate(ctx context.Context, i delegate.Invitation, person party.Person, origin journal.Origin) (delegate.Invitation, string, error) {
	today, err := tx.today(ctx)
	if err == nil {
		err = i.Validate().Err()
	}
	if err == nil {
		err = i.InTime(today)
	}
	if err != nil {
		return i, "", err
	}
	secret := access.NewSecret()
	i.Hash, i.State, i.Person = access.HashSecret(secret), delegate.InvitationOpen, rand.Text()
	person.Ref = i.Person
	if err := tx.PutPerson(ctx, person); err != nil {
		return i, "", err
	}
	err = putChecked(ctx, tx, &i, &i.ID, nil, 0, origin)
	return i, secret, err
}

// WithdrawInvitation ends an invitation that was not taken up; whom it was for is forgotten. The error is
// stale or conflict.
func (tx *Tx) WithdrawInvitation(ctx context.Context, id string, before journal.Position, origin journal.Origin) error {
	row, err := Get[delegate.Invitation](ctx, tx.View, id)
	if err != nil {
		return err
	}
	i := row.Value
	if i.State != delegate.InvitationOpen {
		return lang.Conflict("invitation.over")
	}
	i.State = delegate.InvitationWithdrawn
	if err := Put(ctx, tx, &i, before, How{Action: journal.Corrected, Origin: origin}); err != nil {
		return err
	}
	return tx.forget(ctx, i.Person)
}

// forget erases a person, and the fair's mails to them.
func (tx *Tx) forget(ctx context.Context, ref string) error {
	person, err := tx.Person(ctx, ref)
	if err != nil {
		return err
	}
	if _, err := tx.sql.ExecContext(ctx, `delete from person where fair_id = $1 and ref = $2`, tx.Fair, ref); err != nil {
		return fmt.Errorf("store: erase a person: %w", err)
	}
	if person.Email == "" {
		return nil
	}
	if _, err := tx.sql.ExecContext(ctx, `delete from mail where fair_id = $1 and recipient = $2`, tx.Fair, person.Email); err != nil {
		return fmt.Errorf("store: erase a person's mails: %w", err)
	}
	return nil
}

// InvitationBy reads the invitation with the secret and whom it is for. One that was used, withdrawn or
// is over, and one that there never was, are one refusal: not_found.
func (v View) InvitationBy(ctx context.Context, secret string, today lang.Date) (Row[delegate.Invitation], party.Person, error) {
	gone := lang.NotFound("invitation.gone")
	row, err := one[delegate.Invitation](ctx, v, "and hash = $3 and hash <> ''", access.HashSecret(secret))
	switch {
	case lang.CodeOf(err) == lang.CodeNotFound:
		return row, party.Person{}, gone
	case err != nil:
		return row, party.Person{}, err
	case !row.Value.Open(today):
		return Row[delegate.Invitation]{}, party.Person{}, gone
	}
	person, err := v.Person(ctx, row.Value.Person)
	return row, person, err
}

// AcceptInvitation registers who holds the secret: what they say of themselves goes into the delegate of
// the invitation, whose edition, party, side and office stay as they were settled. The invitation is used up in
// the same transaction.
func (tx *Tx) AcceptInvitation(ctx context.Context, secret string, said delegate.Delegate, person party.Person, origin journal.Origin) (delegate.Delegate, error) {
	today, err := tx.today(ctx)
	if err != nil {
		return said, err
	}
	row, _, err := tx.InvitationBy(ctx, secret, today)
	if err != nil {
		return said, err
	}
	i := row.Value
	d := i.Delegated()
	d.Account, d.Role, d.Languages, d.Away, d.Most = said.Account, said.Role, said.Languages, said.Away, said.Most
	if i.Party == "" || d.Role == delegate.Interpreter { // who interprets was invited to, and nobody else
		d.Role = i.Role
	}
	origin.ID = i.ID
	if d, err = tx.PutDelegate(ctx, d, &person, 0, origin); err != nil {
		return d, err
	}
	i.State, i.Delegate = delegate.InvitationUsed, d.ID
	return d, Put(ctx, tx, &i, row.Since, How{Action: journal.Corrected, Origin: origin})
}
