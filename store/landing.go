package store

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
)

// What is done about leads and milestones, and how they are read.

// Today is the date by the clock, where the day is the furthest on of the two places: what is
// said to be done must not be later.
func (db *DB) Today() lang.Date { return landing.CalendarOf(landing.HongKong).DayOf(db.now()) }

// MilestonesOf reads the milestones of agreements and leads by their identifiers, in the order in
// which they happened.
func MilestonesOf(ctx context.Context, v View, ids []string) ([]Row[landing.Milestone], error) {
	var out []Row[landing.Milestone]
	for _, column := range []string{"agreement", "lead"} {
		rows, err := in[landing.Milestone](ctx, v, column+" <> '' and "+column, ids)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortStableFunc(out, func(a, b Row[landing.Milestone]) int {
		if a.Value.Date != b.Value.Date {
			return compareText(string(a.Value.Date), string(b.Value.Date))
		}
		return int(a.Since - b.Since)
	})
	return out, nil
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Leads reads the leads of an edition that the view may show, 0 for all editions, in the order in
// which they were recorded.
func (v View) Leads(ctx context.Context, edition int64) ([]Row[landing.Lead], error) {
	if edition == 0 {
		return list[landing.Lead](ctx, v, "order by id")
	}
	return list[landing.Lead](ctx, v, "and edition = $3 order by id", edition)
}

// LeadsBefore reads at most so many of the leads of an edition, 0 for all editions, that were recorded before one, "" for the
// newest of all, the newest first.
func (v View) LeadsBefore(ctx context.Context, edition int64, before string, most int) ([]Row[landing.Lead], error) {
	return list[landing.Lead](ctx, v, "and (edition = $3 or $3 = 0) and ($4 = '' or id < $4) order by id desc limit "+strconv.Itoa(most), edition, before)
}

// LeadOf reads the lead that became an agreement; the error is not_found when there was none.
func (v View) LeadOf(ctx context.Context, agreement string) (Row[landing.Lead], error) {
	return one[landing.Lead](ctx, v, "and agreement = $3 and agreement <> '' order by id", agreement)
}

// Limits reads the time limits that were set.
func (v View) Limits(ctx context.Context) ([]landing.Limits, error) {
	return values(list[landing.Limits](ctx, v, "order by edition"))
}

// LimitsRow reads the limits that were set for just the edition, 0 for all of them.
func (v View) LimitsRow(ctx context.Context, edition int64) (Row[landing.Limits], error) {
	return one[landing.Limits](ctx, v, "and edition = $3", edition)
}

// SetLimits writes the limits of an edition, as they were seen (before 0: none were set).
func (tx *Tx) SetLimits(ctx context.Context, l landing.Limits, before journal.Position, origin journal.Origin) error {
	if err := l.Validate().Err(); err != nil {
		return err
	}
	how := How{Action: journal.Corrected, Origin: origin}
	if before == 0 {
		if _, err := tx.LimitsRow(ctx, l.Edition); lang.CodeOf(err) != lang.CodeNotFound {
			if err == nil {
				err = lang.Stale("record.stale")
			}
			return err
		}
		l.ID, how.Action = tx.NewID(), journal.Created
	}
	return Put(ctx, tx, &l, before, how)
}

// PutLead writes a lead, new or as it was seen. The error is invalid when it makes no sense.
func (tx *Tx) PutLead(ctx context.Context, l landing.Lead, before journal.Position, origin journal.Origin) (landing.Lead, error) {
	if err := l.Validate().Err(); err != nil {
		return l, err
	}
	how := How{Action: journal.Corrected, Origin: origin}
	if before == 0 {
		l.ID, how.Action = tx.NewID(), journal.Created
	}
	return l, Put(ctx, tx, &l, before, how)
}

// PutMilestone writes a milestone, new or as it was seen. The error is invalid when it makes no
// sense, and conflict when it cannot follow what was done before, or something that was done
// after it cannot follow it.
func (tx *Tx) PutMilestone(ctx context.Context, m landing.Milestone, before journal.Position, origin journal.Origin) (landing.Milestone, error) {
	if err := m.Validate().Err(); err != nil {
		return m, err
	}
	if why := m.NotLater(landing.CalendarOf(landing.HongKong).DayOf(tx.Now)); why != nil {
		return m, why
	}
	begin, on := landing.Signed, lang.Date("")
	if m.Agreement != "" {
		a, err := Get[agreement.Agreement](ctx, tx.View, m.Agreement)
		if err != nil {
			return m, err
		}
		on = a.Value.SignedOn
	} else {
		l, err := Get[landing.Lead](ctx, tx.View, m.Lead)
		if err != nil {
			return m, err
		}
		begin, on = landing.LeadStage, l.Value.Day()
	}
	rows, err := MilestonesOf(ctx, tx.View, []string{m.Agreement, m.Lead})
	if err != nil {
		return m, err
	}
	how := How{Action: journal.Corrected, Origin: origin}
	if before == 0 {
		m.ID, how.Action = tx.NewID(), journal.Created
	}
	all := []landing.Milestone{m}
	for _, r := range rows {
		if r.Value.ID != m.ID {
			all = append(all, r.Value)
		}
	}
	if _, _, err := landing.Replay(begin, on, all); err != nil {
		return m, err
	}
	return m, Put(ctx, tx, &m, before, how)
}

// LeadQuestion is what the table of access is asked about a lead.
func LeadQuestion(action access.Action, l landing.Lead) access.Question {
	q := access.Question{Action: action, Edition: l.Edition, Side: l.Side}
	if l.Office != "" {
		q.Offices = []string{l.Office}
	}
	if l.Investor != "" {
		q.Parties = []string{string(l.Investor)}
	}
	return q
}

// PlaceOfAgreement is the place by whose working days an agreement's time is counted: of its first
// district, else of the side that hosts.
func PlaceOfAgreement(a agreement.Agreement, sides []fair.Side) (landing.Place, error) {
	for _, at := range a.Attributions {
		if at.District != "" {
			return landing.PlaceOf(at.District, "")
		}
	}
	side := ""
	if len(sides) > 0 {
		side = sides[0].Code
	}
	return landing.PlaceOf("", side)
}

// ErrEnough ends a walk over records whose reader has gone.
var ErrEnough = errors.New("store: nobody reads any more")

// Unverified reads at most so many of the milestones of an edition, of its agreements and leads,
// that were reported as done and that nobody has verified, of those whose versions were made after
// a position, in that order.
func Unverified(ctx context.Context, v View, edition int64, after journal.Position, most int) ([]Row[landing.Milestone], error) {
	return list[landing.Milestone](ctx, v, `and actual = 1 and verified_by = '' and since > $3 and (
		exists (select 1 from agreement o where o.fair_id = $1 and o.id = milestone.agreement and +o.since <= $2 and o.until > $2 and o.edition = $4)
		or exists (select 1 from lead o where o.fair_id = $1 and o.id = milestone.lead and +o.since <= $2 and o.until > $2 and o.edition = $4))
		order by since limit `+strconv.Itoa(most), int64(after), edition)
}

// EachMilestone hands on the milestones of an edition, of its agreements and leads, 0 for all
// editions, in the order in which their versions were made.
func EachMilestone(ctx context.Context, v View, edition int64, fn func([]Row[landing.Milestone]) error) error {
	condition, args := "and since > $3", []any{int64(0)}
	if edition > 0 {
		condition = `and (agreement in (select id from agreement where fair_id = $1 and since <= $2 and until > $2 and edition = $3)
			or lead in (select id from lead where fair_id = $1 and since <= $2 and until > $2 and edition = $3)) and since > $4`
		args = []any{edition, int64(0)}
	}
	for {
		rows, err := list[landing.Milestone](ctx, v, condition+" order by since limit "+strconv.Itoa(fillStep), args...)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := fn(rows); err != nil {
			if errors.Is(err, ErrEnough) {
				return nil
			}
			return err
		}
		args[len(args)-1] = int64(rows[len(rows)-1].Since)
	}
}
