package store

import (
	"context"
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

// What became of meetings, for the calendars of those who hold them, and the mails that bring it
// there.

// A MeetingHistory is a meeting as it stands, and what became of it: what a calendar that has it
// already must know.
type MeetingHistory struct {
	meeting.Meeting
	Created, Modified time.Time
	Sequence          int             // how often its time, place or being held at all was changed
	Before            meeting.Meeting // as it was held before that was last changed; zero when it never was
}

// MeetingHistories returns what became of the meetings of a delegate, by time: those that were
// cancelled too, for a calendar that has them.
func (v View) MeetingHistories(ctx context.Context, id string) ([]MeetingHistory, error) {
	now, err := v.MeetingsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	out, err := v.histories(ctx, now)
	if err != nil {
		return nil, err
	}
	// At some they interpreted, and do not any more: these are over for their calendar.
	left, err := list[meeting.Meeting](ctx, v, `and interpreter <> $3 and a <> $3 and b <> $3 and id in
		(select m.id from meeting m where m.fair_id = $1 and m.since <= $2 and m.interpreter = $3 and m.interpreter <> '' and m.cancelled = 0) order by slot, id`, id)
	if err != nil {
		return nil, err
	}
	over, err := v.histories(ctx, left)
	for i := range over {
		over[i].Cancelled = true
	}
	return append(out, over...), err
}

// ReleasedChanges returns the meetings that a release of this transaction changed, each with how it
// was before.
func (tx *Tx) ReleasedChanges(ctx context.Context, r meeting.Release) ([]MeetingHistory, error) {
	if err := tx.flush(ctx); err != nil {
		return nil, err
	}
	v := View{q: tx.q, Fair: tx.Fair, At: tx.Position()}
	changed, err := list[meeting.Meeting](ctx, v, "and edition = $3 and release = $4 order by slot, id", r.Edition, r.Number)
	if err != nil {
		return nil, err
	}
	return v.histories(ctx, changed)
}

// histories reads what became of meetings.
func (v View) histories(ctx context.Context, now []Row[meeting.Meeting]) ([]MeetingHistory, error) {
	if len(now) == 0 {
		return nil, nil
	}
	var ids []string
	for _, r := range now {
		ids = append(ids, r.Value.ID)
	}
	versions := map[string][]Row[meeting.Meeting]{}
	for part := range slices.Chunk(ids, lookupStep) {
		rows, err := tableOf[meeting.Meeting]().rows(ctx, v.q, where{
			"fair_id = $1 and +since <= $2 and id in (" + marks(3, lookupStep) + ") order by since", append([]any{v.Fair, int64(v.At)}, padded(part, lookupStep)...),
		})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			versions[r.Value.ID] = append(versions[r.Value.ID], r)
		}
	}
	var positions []journal.Position
	for _, all := range versions {
		for _, r := range all {
			positions = append(positions, r.Since)
		}
	}
	written, err := v.Times(ctx, positions)
	if err != nil {
		return nil, err
	}
	out := make([]MeetingHistory, 0, len(now))
	for _, r := range now {
		h := MeetingHistory{Meeting: r.Value}
		for i, version := range versions[r.Value.ID] {
			if i == 0 {
				h.Created, h.Modified = written[version.Since], written[version.Since]
				continue
			}
			before := versions[r.Value.ID][i-1].Value
			if before.Slot != version.Value.Slot || before.Table != version.Value.Table || before.Cancelled != version.Value.Cancelled || before.Interpreter != version.Value.Interpreter {
				h.Sequence++
				h.Before = before
				h.Modified = written[version.Since]
			}
		}
		out = append(out, h)
	}
	return out, nil
}

// WhoMeets returns how a delegate is written to: as their account has it, or as they were
// registered. The address is "" when none is known, or the account does not wish to be mailed at once
// of meetings.
func (tx *Tx) WhoMeets(ctx context.Context, d delegate.Delegate, p party.Person) (access.Account, error) {
	if d.Account == "" {
		return access.Account{Email: p.Email, Tag: spoken(d, p)}, nil
	}
	a, err := accountOf(ctx, tx.q, d.Account)
	if err != nil {
		return a, err
	}
	wish, err := wishOf(ctx, tx.q, d.Account)
	if err != nil || a.State != access.Active || wish.Way(notice.Timetable) != notice.AtOnce {
		return access.Account{}, err
	}
	return a, nil
}

// spoken is the language in which somebody is written to who has chosen none.
func spoken(d delegate.Delegate, p party.Person) lang.Tag {
	switch {
	case !slices.Contains(delegate.Words(d.Languages), "zh"):
		return lang.En
	case p.Name.Hans == "" && p.Name.Hant != "":
		return lang.Hant
	}
	return lang.Hans
}

// MailMeetings mails somebody what a release changed for them. An account is not mailed the notice of it besides.
func (tx *Tx) MailMeetings(ctx context.Context, r meeting.Release, to access.Account, l access.Letter) error {
	for i, t := range tx.told {
		if t.kind == notice.Timetable && t.subject == r.ID && to.ID != "" {
			tx.told[i].mailed[to.ID] = true
		}
	}
	return tx.Mail(ctx, l)
}
