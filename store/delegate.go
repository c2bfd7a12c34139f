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

// What is done about delegates, and how they are read. None of it asks who may: ask the table of
// access first.

// Delegates reads who comes to an edition, in the order in which they were registered.
func (v View) Delegates(ctx context.Context, edition int64) ([]Row[delegate.Delegate], error) {
	return list[delegate.Delegate](ctx, v, "and edition = $3 order by id", edition)
}

// DelegatesOf reads who comes to an edition for the parties.
func (v View) DelegatesOf(ctx context.Context, edition int64, parties []string) ([]Row[delegate.Delegate], error) {
	rows, err := in[delegate.Delegate](ctx, v, "party", parties)
	out := rows[:0]
	for _, r := range rows {
		if r.Value.Edition == edition {
			out = append(out, r)
		}
	}
	return out, err
}

// DelegateOf reads as whom an account comes to an edition; the error is not_found when it does not.
func (v View) DelegateOf(ctx context.Context, edition int64, account access.ID) (Row[delegate.Delegate], error) {
	return one[delegate.Delegate](ctx, v, "and edition = $3 and account = $4 and account <> '' order by id", edition, account)
}

// People reads the personal data behind references, in few statements. Who was erased is not among
// them.
func (v View) People(ctx context.Context, refs []string) (map[string]party.Person, error) {
	out := make(map[string]party.Person, len(refs))
	for len(refs) > 0 {
		part := refs[:min(len(refs), lookupStep)]
		refs = refs[len(part):]
		args := append([]any{v.Fair}, padded(part, lookupStep)...)
		rows, err := v.q.QueryContext(ctx, `select ref, name_hans, name_hant, name_en, office_hans, office_hant, office_en, email, phone
			from person where fair_id = $1 and ref in (`+marks(2, lookupStep)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("store: read people: %w", err)
		}
		for rows.Next() {
			var p party.Person
			if err := rows.Scan(&p.Ref, &p.Name.Hans, &p.Name.Hant, &p.Name.En, &p.Office.Hans, &p.Office.Hant, &p.Office.En, &p.Email, &p.Phone); err != nil {
				rows.Close()
				return nil, fmt.Errorf("store: read people: %w", err)
			}
			out[p.Ref] = p
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("store: read people: %w", err)
		}
		rows.Close()
	}
	return out, nil
}

// PutDelegate writes a delegate, new or as they were seen (before 0: new), with their personal
// data when person is not nil.
func (tx *Tx) PutDelegate(ctx context.Context, d delegate.Delegate, person *party.Person, before journal.Position, origin journal.Origin) (delegate.Delegate, error) {
	if person != nil {
		if d.Person == "" {
			d.Person = rand.Text()
		}
		person.Ref = d.Person
		if err := tx.PutPerson(ctx, *person); err != nil {
			return d, err
		}
	}
	err := putChecked(ctx, tx, &d, &d.ID, d.Validate(), before, origin)
	return d, err
}

// DelegateQuestion is what the table of access is asked about a delegate.
func DelegateQuestion(action access.Action, d delegate.Delegate) access.Question {
	q := access.Question{Action: action, Edition: d.Edition, Side: d.Side}
	if d.Party != "" {
		q.Parties = []string{string(d.Party)}
	}
	if d.Office != "" {
		q.Offices = []string{d.Office}
	}
	return q
}

// A Known is all that a fair holds of one person: what they may ask for, and are given.
type Known struct {
	Person   party.Person             `json:"person"`
	Versions []Row[delegate.Delegate] `json:"versions"` // of each of their registrations
	Requests []string                 `json:"requests"` // identifiers of what they asked for, and were asked for
	Meetings []string                 `json:"meetings"` // identifiers

	// Invitations are the identifiers of those by which they registered.
	Invitations []string `json:"invitations,omitempty"`

	Account access.ID `json:"account,omitempty"`
}

// KnownOf gathers what the fair holds of the person of a delegate.
func (v View) KnownOf(ctx context.Context, id string) (Known, error) {
	row, err := Get[delegate.Delegate](ctx, v, id)
	if err != nil {
		return Known{}, err
	}
	out := Known{Account: row.Value.Account}
	if out.Person, err = v.Person(ctx, row.Value.Person); err != nil {
		return out, err
	}
	if out.Versions, err = History[delegate.Delegate](ctx, v, id); err != nil {
		return out, err
	}
	requests, err := v.RequestsOf(ctx, id)
	if err != nil {
		return out, err
	}
	for _, r := range requests {
		out.Requests = append(out.Requests, r.Value.ID)
	}
	meetings, err := v.MeetingsOf(ctx, id)
	for _, m := range meetings {
		out.Meetings = append(out.Meetings, m.Value.ID)
	}
	if err != nil {
		return out, err
	}
	invited, err := list[delegate.Invitation](ctx, v, "and delegate = $3 and delegate <> ''", id)
	for _, i := range invited {
		out.Invitations = append(out.Invitations, i.Value.ID)
	}
	return out, err
}

// EraseDelegate erases the person of a delegate: name, post and contact are gone from the fair, of
// all versions, since these hold the reference alone, and so are mails to them in its outbox. The
// delegate is withdrawn, which the journal says. Backups that were taken before still hold what
// they held; an account is of the installation, and is disabled there.
func (tx *Tx) EraseDelegate(ctx context.Context, id string, before journal.Position, origin journal.Origin) error {
	row, err := Get[delegate.Delegate](ctx, tx.View, id)
	if err != nil {
		return err
	}
	if row.Since != before {
		return lang.Stale("record.stale")
	}
	d := row.Value
	if err := tx.forget(ctx, d.Person); err != nil {
		return err
	}
	d.Withdrawn, d.Account, d.Away = true, "", ""
	return Put(ctx, tx, &d, before, How{Action: journal.Corrected, Origin: origin})
}
