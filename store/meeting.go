package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/notice"
	"bridgehead/party"
)

// What is done about requests, drafts and meetings, and how they are read. None of it asks who may:
// ask the table of access first.

// MeetingSetup reads what an edition has for its meetings; the error is not_found when it has
// nothing.
func (v View) MeetingSetup(ctx context.Context, edition int64) (Row[meeting.Setup], error) {
	return one[meeting.Setup](ctx, v, "and edition = $3", edition)
}

// PutMeetingSetup writes what an edition has for its meetings, as it was seen (before 0: nothing).
func (tx *Tx) PutMeetingSetup(ctx context.Context, s meeting.Setup, before journal.Position, origin journal.Origin) (meeting.Setup, error) {
	if before == 0 {
		if _, err := tx.MeetingSetup(ctx, s.Edition); lang.CodeOf(err) != lang.CodeNotFound {
			if err == nil {
				err = lang.Stale("record.stale")
			}
			return s, err
		}
	}
	err := putChecked(ctx, tx, &s, &s.ID, s.Validate(), before, origin)
	return s, err
}

// Requests reads what is asked for in an edition, in the order in which it was, without what was
// taken back.
func (v View) Requests(ctx context.Context, edition int64) ([]Row[meeting.Request], error) {
	return list[meeting.Request](ctx, v, "and edition = $3 and removed = 0 order by id", edition)
}

// RequestsOf reads what a delegate asks for and is asked for by name, what was taken back too.
func (v View) RequestsOf(ctx context.Context, id string) ([]Row[meeting.Request], error) {
	mine, err := list[meeting.Request](ctx, v, "and from_delegate = $3 order by id", id)
	if err != nil {
		return nil, err
	}
	theirs, err := list[meeting.Request](ctx, v, "and to_delegate = $3 and to_delegate <> '' order by id", id)
	return append(mine, theirs...), err
}

// RequestsToParty reads what is asked of whoever comes for a party.
func (v View) RequestsToParty(ctx context.Context, edition int64, id party.ID) ([]Row[meeting.Request], error) {
	return list[meeting.Request](ctx, v, "and to_party = $3 and edition = $4 and to_delegate = '' and removed = 0 order by id", string(id), edition)
}

// PutRequest writes a wish, new or as it was seen. A second one of the same two is a change of the
// first: the error is stale. Whether one may ask the other the rule of the edition says: forbidden.
func (tx *Tx) PutRequest(ctx context.Context, r meeting.Request, before journal.Position, origin journal.Origin) (meeting.Request, error) {
	from, err := Get[delegate.Delegate](ctx, tx.View, r.From)
	if err != nil {
		return r, err
	}
	r.FromParty = from.Value.Party
	to := delegate.Delegate{Party: r.ToParty, Role: delegate.Owner}
	if r.To != "" {
		row, err := Get[delegate.Delegate](ctx, tx.View, r.To)
		if err != nil {
			return r, err
		}
		to = row.Value
		r.ToParty = to.Party
	} else if rows, err := tx.DelegatesOf(ctx, r.Edition, []string{string(r.ToParty)}); err != nil {
		return r, err
	} else if len(rows) > 0 {
		to = rows[0].Value
	}
	setup, err := tx.MeetingSetup(ctx, r.Edition)
	if err != nil {
		return r, err
	}
	if err := r.Allowed(setup.Value, from.Value, to); err != nil {
		return r, err
	}
	if before == 0 {
		there, err := list[meeting.Request](ctx, tx.View, "and from_delegate = $3 and to_delegate = $4 and to_party = $5", r.From, r.To, string(r.ToParty))
		if err != nil {
			return r, err
		}
		if len(there) > 0 {
			return r, lang.Stale("record.stale")
		}
	}
	err = putChecked(ctx, tx, &r, &r.ID, r.Validate(), before, origin)
	return r, err
}

// RequestQuestion is what the table of access is asked about a wish: it is of whoever has it and
// of whoever it is of. Only the first may change it.
func RequestQuestion(action access.Action, r meeting.Request) access.Question {
	q := access.Question{Action: action, Edition: r.Edition, Parties: []string{string(r.FromParty)}}
	if action != access.AskMeeting {
		q.Parties = append(q.Parties, string(r.ToParty))
	}
	if r.Office != "" {
		q.Offices = []string{r.Office}
	}
	return q
}

// Meetings reads the meetings of an edition as they were released, those that were cancelled too.
func (v View) Meetings(ctx context.Context, edition int64) ([]Row[meeting.Meeting], error) {
	return list[meeting.Meeting](ctx, v, "and edition = $3 order by slot, place, id", edition)
}

// MeetingsOf reads the meetings of a delegate, and those at which they interpret, by time.
func (v View) MeetingsOf(ctx context.Context, id string) ([]Row[meeting.Meeting], error) {
	var out []Row[meeting.Meeting]
	for _, condition := range []string{"and a = $3", "and b = $3", "and interpreter = $3 and interpreter <> ''"} {
		rows, err := list[meeting.Meeting](ctx, v, condition, id)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b Row[meeting.Meeting]) int {
		if a.Value.Slot != b.Value.Slot {
			return compareText(a.Value.Slot, b.Value.Slot)
		}
		return compareText(a.Value.ID, b.Value.ID)
	})
	return out, nil
}

// MeetingOfLead reads the meeting that became a lead; the error is not_found when it came of none.
func (v View) MeetingOfLead(ctx context.Context, lead string) (Row[meeting.Meeting], error) {
	return one[meeting.Meeting](ctx, v, "and lead = $3 and lead <> ''", lead)
}

// MeetingQuestion is what the table of access is asked about a meeting.
func MeetingQuestion(action access.Action, m meeting.Meeting) access.Question {
	return access.Question{Action: action, Edition: m.Edition, Parties: []string{string(m.PartyA), string(m.PartyB)}}
}

// Releases reads the versions of an edition's timetable, the last one first. The view at Row.Since
// is the timetable as it was released.
func (v View) Releases(ctx context.Context, edition int64) ([]Row[meeting.Release], error) {
	return list[meeting.Release](ctx, v, "and edition = $3 order by number desc", edition)
}

// ReportMeeting writes what became of a meeting, as it was seen. What was released of it stays.
func (tx *Tx) ReportMeeting(ctx context.Context, m meeting.Meeting, before journal.Position, origin journal.Origin) error {
	row, err := Get[meeting.Meeting](ctx, tx.View, m.ID)
	if err != nil {
		return err
	}
	if row.Value.Cancelled {
		return lang.Conflict("meeting.cancelled")
	}
	now := row.Value
	now.Held, now.Outcome, now.Next, now.Lead = m.Held, m.Outcome, m.Next, m.Lead
	return Put(ctx, tx, &now, before, How{Action: journal.Corrected, Origin: origin})
}

// MeetingInput reads all that a timetable of an edition is made of. People hold what was released;
// with draft they hold what the open draft says, where there is one.
func (v View) MeetingInput(ctx context.Context, edition int64, draft *meeting.Draft) (meeting.Input, error) {
	var in meeting.Input
	setup, err := v.MeetingSetup(ctx, edition)
	if err != nil {
		return in, err
	}
	in.Setup = setup.Value
	if in.Delegates, err = values(v.Delegates(ctx, edition)); err != nil {
		return in, err
	}
	if in.Requests, err = values(v.Requests(ctx, edition)); err != nil {
		return in, err
	}
	if _, in.Sessions, err = v.Agenda(ctx, edition); err != nil {
		return in, err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return in, err
	}
	if in.Zone, err = time.LoadLocation(f.Zone); err != nil {
		in.Zone = time.UTC
	}
	if in.Met, err = v.met(ctx, edition); err != nil {
		return in, err
	}
	if draft != nil {
		in.Held = draft.Places
		return in, nil
	}
	in.Held, err = v.Held(ctx, edition)
	return in, err
}

// Held lists the places of the meetings that were released and not cancelled.
func (v View) Held(ctx context.Context, edition int64) ([]meeting.Place, error) {
	rows, err := v.Meetings(ctx, edition)
	var out []meeting.Place
	for _, r := range rows {
		if !r.Value.Cancelled {
			out = append(out, r.Value.Place())
		}
	}
	return out, err
}

// met returns which parties met at an earlier edition.
func (v View) met(ctx context.Context, edition int64) (map[[2]party.ID]bool, error) {
	rows, err := v.q.QueryContext(ctx, `select distinct party_a, party_b from meeting where `+at+` and edition < $3 and held = $4`,
		v.Fair, int64(v.At), edition, string(meeting.Took))
	if err != nil {
		return nil, fmt.Errorf("store: who has met: %w", err)
	}
	defer rows.Close()
	out := map[[2]party.ID]bool{}
	for rows.Next() {
		var a, b party.ID
		if err := rows.Scan(&a, &b); err != nil {
			return nil, fmt.Errorf("store: who has met: %w", err)
		}
		out[meeting.MetPair(a, b)] = true
	}
	return out, rows.Err()
}

// MeetingDraft reads the open draft of an edition; the error is not_found when there is none.
func (db *DB) MeetingDraft(ctx context.Context, fairID string, edition int64) (meeting.Draft, error) {
	var d meeting.Draft
	var version, at int64
	var body string
	err := db.read.QueryRowContext(ctx, `select version, at_ms, body from meeting_draft where fair_id = $1 and edition = $2`, fairID, edition).Scan(&version, &at, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return d, lang.NotFound("meeting.no_draft")
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &d)
	}
	if err != nil {
		return d, fmt.Errorf("store: read a draft of meetings: %w", err)
	}
	d.Version, d.Saved = version, time.UnixMilli(at)
	return d, nil
}

// SaveMeetingDraft keeps the draft, and drops the one before. The error is stale when somebody else
// has saved it since it was read; a new one has Version 0.
func (db *DB) SaveMeetingDraft(ctx context.Context, fairID string, d meeting.Draft) (meeting.Draft, error) {
	err := db.transact(ctx, func(tx *sql.Tx) error {
		var err error
		d, err = db.saveDraft(ctx, tx, fairID, d)
		return err
	})
	return d, err
}

// saveDraft is SaveMeetingDraft in a transaction that has more to do.
func (db *DB) saveDraft(ctx context.Context, tx interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, fairID string, d meeting.Draft,
) (meeting.Draft, error) {
	saved := d
	saved.Version++
	body, err := json.Marshal(saved)
	if err != nil {
		return d, fmt.Errorf("store: write a draft of meetings: %w", err)
	}
	var r sql.Result
	if d.Version == 0 {
		r, err = tx.ExecContext(ctx, `insert into meeting_draft (fair_id, edition, version, at_ms, body) values ($1, $2, $3, $4, $5) on conflict do nothing`,
			fairID, d.Edition, saved.Version, db.now().UnixMilli(), string(body))
	} else {
		r, err = tx.ExecContext(ctx, `update meeting_draft set version = $1, at_ms = $2, body = $3 where fair_id = $4 and edition = $5 and version = $6`,
			saved.Version, db.now().UnixMilli(), string(body), fairID, d.Edition, d.Version)
	}
	if err != nil {
		return d, fmt.Errorf("store: write a draft of meetings: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return d, lang.Stale("record.stale").Because(err)
	}
	return saved, nil
}

// DropMeetingDraft gives a draft up.
func (db *DB) DropMeetingDraft(ctx context.Context, fairID string, edition int64) error {
	return db.transact(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `delete from meeting_draft where fair_id = $1 and edition = $2`, fairID, edition); err != nil {
			return fmt.Errorf("store: drop a draft of meetings: %w", err)
		}
		return nil
	})
}

// ReleaseMeetings makes the draft what people hold: each meeting that it changes is written, then
// the release, and those whom it concerns are told. The draft is gone with it. The error is stale
// when it does not go on from the last release, or has been saved since it was read.
func (tx *Tx) ReleaseMeetings(ctx context.Context, d meeting.Draft, origin journal.Origin) (meeting.Release, error) {
	var out meeting.Release
	r, err := tx.sql.ExecContext(ctx, `delete from meeting_draft where fair_id = $1 and edition = $2 and version = $3`, tx.Fair, d.Edition, d.Version)
	if err != nil {
		return out, fmt.Errorf("store: drop a draft of meetings: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return out, lang.Stale("record.stale").Because(err)
	}
	releases, err := tx.Releases(ctx, d.Edition)
	if err != nil {
		return out, err
	}
	out = meeting.Release{
		ID: tx.NewID(), Edition: d.Edition, Number: 1, Status: string(d.Status), Meetings: int64(len(d.Places)), Unplaced: int64(len(d.Left)),
		Breaks: int64(d.Breaks), Bound: int64(d.Bound), Value: d.Value, Upper: d.Upper,
	}
	if len(releases) > 0 {
		out.Number = releases[0].Value.Number + 1
	}
	if out.Number != d.Base+1 {
		return out, lang.Stale("record.stale")
	}
	affected, err := tx.writeMeetings(ctx, d, &out, origin)
	if err != nil {
		return out, err
	}
	if err := Put(ctx, tx, &out, 0, How{Action: journal.Created, Origin: origin}); err != nil {
		return out, err
	}
	return out, tx.tellMeetings(ctx, out, affected)
}

// writeMeetings writes the meetings that a draft changes, and returns the delegates concerned.
func (tx *Tx) writeMeetings(ctx context.Context, d meeting.Draft, out *meeting.Release, origin journal.Origin) (map[string]bool, error) {
	rows, err := tx.Meetings(ctx, d.Edition)
	if err != nil {
		return nil, err
	}
	delegates, err := tx.Delegates(ctx, d.Edition)
	if err != nil {
		return nil, err
	}
	of := make(map[string]party.ID, len(delegates))
	for _, x := range delegates {
		of[x.Value.ID] = x.Value.Party
	}
	there := make(map[[2]string]Row[meeting.Meeting], len(rows))
	var held []meeting.Place
	for _, r := range rows {
		if r.Value.Cancelled {
			there[twoOf(r.Value.A, r.Value.B)] = r // it may be held again
		}
	}
	for _, r := range rows {
		if !r.Value.Cancelled {
			there[twoOf(r.Value.A, r.Value.B)] = r
			held = append(held, r.Value.Place())
		}
	}
	affected := map[string]bool{}
	for _, c := range meeting.Changes(held, d.Places) {
		place := c.After
		if c.Kind == meeting.ChangeCancelled {
			place = c.Before
		}
		row, known := there[twoOf(place.A, place.B)]
		m := row.Value
		if !known {
			m = meeting.Meeting{ID: tx.NewID(), Edition: d.Edition, A: place.A, PartyA: of[place.A], B: place.B, PartyB: of[place.B], Project: place.Project}
		}
		m.Release = out.Number
		for _, id := range []string{place.A, place.B, m.Interpreter, place.Interpreter} {
			if id != "" {
				affected[id] = true
			}
		}
		m.Cancelled = c.Kind == meeting.ChangeCancelled
		switch c.Kind {
		case meeting.ChangeCancelled:
			out.Cancelled++
		case meeting.ChangeNew:
			out.New++
		default:
			out.Moved++
		}
		if !m.Cancelled {
			m.Slot, m.Table, m.Interpreter, m.Kept = place.Slot, place.Table, place.Interpreter, place.Kept
		}
		how := How{Action: journal.Corrected, Origin: origin}
		if !known {
			how.Action = journal.Created
		}
		if err := Put(ctx, tx, &m, row.Since, how); err != nil {
			return nil, err
		}
	}
	return affected, nil
}

func twoOf(a, b string) [2]string {
	if b < a {
		a, b = b, a
	}
	return [2]string{a, b}
}

// tellMeetings tells the accounts of those whose meetings a release changes.
func (tx *Tx) tellMeetings(ctx context.Context, r meeting.Release, affected map[string]bool) error {
	rows, err := tx.Delegates(ctx, r.Edition)
	if err != nil {
		return err
	}
	accounts := map[access.ID]bool{}
	for _, d := range rows {
		if affected[d.Value.ID] && d.Value.Account != "" {
			accounts[d.Value.Account] = true
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	tx.tell(told{
		mailed: map[access.ID]bool{},
		kind:   notice.Timetable, record: "meeting_release", subject: r.ID, since: tx.Position(), edition: r.Edition,
		may: func(a access.Actor, _ access.Settings) bool { return accounts[a.Account] },
	})
	return nil
}
