package store

import (
	"context"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/notice"
)

// remindLanding tells of what is to be done about leads and of planned steps: first the office,
// whose officer answers for it, when its last day has begun and again when it is over; then the
// secretariat. Each is told once. What became due to be told longer ago than a week, nobody waits
// to hear.
func (db *DB) remindLanding(ctx context.Context, v View) error {
	now := db.now()
	// A step that was planned for earlier than this has been told of to the last.
	since := landing.CalendarOf(landing.HongKong).DayOf(now.Add(-remindedSince)).AddDays(-30)
	owed, err := v.owedSince(ctx, 0, now, false, since)
	if err != nil {
		return err
	}
	type due struct {
		Owed
		landing.Reminder
	}
	var list []due
	for _, o := range owed {
		for _, r := range o.Tell {
			if now.Sub(r.At) > remindedSince || len(list) == remindedAtOnce {
				continue
			}
			done, err := reminded(ctx, db.read, v.Fair, "landing/"+r.Key)
			if err != nil {
				return err
			}
			if !done {
				list = append(list, due{o, r})
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	return db.Update(ctx, v.Fair, access.System, func(tx *Tx) error {
		for _, d := range list {
			first, err := remind(ctx, tx.q, tx.Fair, "landing/"+d.Key, tx.Now)
			if err != nil {
				return err
			}
			if !first {
				continue
			}
			q, err := tx.owedQuestion(ctx, d.Kind, d.Owed.ID)
			if lang.CodeOf(err) == lang.CodeNotFound {
				continue // it is no longer there
			}
			if err != nil {
				return err
			}
			t := told{kind: notice.Duty, record: d.Kind, subject: d.Owed.ID, since: tx.At, edition: d.Edition}
			if len(d.Offices) > 0 {
				t.office = d.Offices[0]
			}
			role := access.Office
			if d.Reminder.Level == landing.ToSecretariat {
				t.kind, role = notice.Escalated, access.Secretariat
			}
			t.may = func(a access.Actor, settings access.Settings) bool {
				a.Grants = grantsOf(a.Grants, role)
				return len(a.Grants) > 0 && access.Decide(a, q, settings)
			}
			tx.tell(t)
		}
		return nil
	})
}

// grantsOf are the grants of a role.
func grantsOf(all []access.Grant, role access.Role) []access.Grant {
	var own []access.Grant
	for _, g := range all {
		if g.Role == role {
			own = append(own, g)
		}
	}
	return own
}

// owedQuestion is what the table is asked of whoever is told.
func (v View) owedQuestion(ctx context.Context, kind, id string) (access.Question, error) {
	if kind == "lead" {
		row, err := Get[landing.Lead](ctx, v, id)
		return LeadQuestion(access.WriteLead, row.Value), err
	}
	row, err := Get[agreement.Agreement](ctx, v, id)
	if err != nil {
		return access.Question{}, err
	}
	q, err := v.Questions().Agreement(ctx, row.Value)
	q.Action = access.ReportLanding
	return q, err
}

// tellingDuty fills in a notice of what is to be done.
func (v View) tellingDuty(ctx context.Context, a access.Actor, settings access.Settings, t *Telling) error {
	q, err := v.owedQuestion(ctx, t.Record, t.Subject)
	if err != nil {
		return err
	}
	t.Hidden = !access.Decide(a, q, settings)
	if t.Count > 1 || t.Hidden {
		return nil
	}
	if t.Record == "lead" {
		row, err := Get[landing.Lead](ctx, v, t.Subject)
		t.Title = row.Value.Title
		return err
	}
	row, err := Get[agreement.Agreement](ctx, v, t.Subject)
	t.Title = row.Value.Title
	return err
}
