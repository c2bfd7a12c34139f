package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bridgehead/agreement"
	"bridgehead/landing"
	"bridgehead/lang"
)

// An Owed is something that has to be done about a lead or an agreement, and is not done.
type Owed struct {
	Kind    string // lead or agreement
	ID      string
	Code    string
	Title   lang.Text
	Edition int64
	Offices []string
	Officer string // reference of the responsible officer; "" when nobody is named
	Place   landing.Place
	Duty    landing.Duty
	Tell    []landing.Reminder // what is to be told by now, the last being the highest
	Unknown error              // a day that the calendar does not know, which is needed to tell
}

// Level is who has been told by now; "" for nobody.
func (o Owed) Level() landing.Level {
	if len(o.Tell) == 0 {
		return ""
	}
	return o.Tell[len(o.Tell)-1].Level
}

// Owed lists what has to be done about the leads and agreements of an edition, 0 for all, that the
// view may show, in the order of the times by which: all that is not done, or what is overdue at
// a time. What cannot be told, because a place or a day is not known, comes last with the reason.
func (v View) Owed(ctx context.Context, edition int64, now time.Time, overdue bool) ([]Owed, error) {
	return v.owedSince(ctx, edition, now, overdue, "")
}

// owedSince leaves out steps that were planned for before a day.
func (v View) owedSince(ctx context.Context, edition int64, now time.Time, overdue bool, since lang.Date) ([]Owed, error) {
	limits, err := v.Limits(ctx)
	if err != nil {
		return nil, err
	}
	var out []Owed
	keep := func(o Owed, duties []landing.Duty, l landing.Limits) error {
		c := landing.CalendarOf(o.Place)
		for _, d := range duties {
			if d.Done != "" || overdue && !d.Overdue(now) {
				continue
			}
			x := o
			x.Duty = d
			x.Tell, x.Unknown = landing.Reminders(o.ID, []landing.Duty{d}, l, c, now)
			out = append(out, x)
		}
		return nil
	}
	leads, err := v.Leads(ctx, edition)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(leads, fillStep) {
		ids := make([]string, len(part))
		for i, l := range part {
			ids[i] = l.Value.ID
		}
		of, err := v.milestonesBy(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, row := range part {
			l := row.Value
			o := Owed{Kind: "lead", ID: l.ID, Code: l.Code, Title: l.Title, Edition: l.Edition, Officer: l.Officer}
			if l.Office != "" {
				o.Offices = []string{l.Office}
			}
			set := landing.LimitsFor(limits, l.Edition)
			if o.Place, err = landing.PlaceOf(l.District, l.Side); err == nil {
				var duties []landing.Duty
				if duties, err = l.Duties(of[l.ID], set, landing.CalendarOf(o.Place), now); err == nil {
					err = keep(o, duties, set)
				}
			}
			if err != nil {
				o.Unknown = err
				out = append(out, o)
			}
		}
	}
	if err := v.plansOwed(ctx, edition, since, func(a agreement.Agreement, all []landing.Milestone, officer string) error {
		o := Owed{Kind: "agreement", ID: string(a.ID), Code: a.Code, Title: a.Title, Edition: a.Edition, Officer: officer}
		for _, at := range a.Attributions {
			if at.Office != "" {
				o.Offices = append(o.Offices, at.Office)
			}
		}
		f, err := v.TheFair(ctx)
		if err != nil {
			return err
		}
		if o.Place, err = PlaceOfAgreement(a, f.Sides); err != nil {
			o.Unknown = err
			out = append(out, o)
			return nil
		}
		duties, err := landing.PlanDuties(all, landing.CalendarOf(o.Place))
		if err != nil {
			return err
		}
		return keep(o, duties, landing.LimitsFor(limits, a.Edition))
	}); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b Owed) int {
		return cmp.Or(cmp.Compare(unknown(a), unknown(b)), a.Duty.Due.Compare(b.Duty.Due), cmp.Compare(a.Code, b.Code))
	})
	return out, nil
}

func unknown(o Owed) int {
	if o.Duty.Task == "" {
		return 1
	}
	return 0
}

func (v View) milestonesBy(ctx context.Context, ids []string) (map[string][]landing.Milestone, error) {
	rows, err := MilestonesOf(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]landing.Milestone{}
	for _, m := range rows {
		id := cmp.Or(m.Value.Agreement, m.Value.Lead)
		of[id] = append(of[id], m.Value)
	}
	return of, nil
}

// plansOwed hands on each agreement that has a planned step, with all of its milestones and the
// officer of the lead that it came from.
func (v View) plansOwed(ctx context.Context, edition int64, since lang.Date, fn func(agreement.Agreement, []landing.Milestone, string) error) error {
	planned, err := list[landing.Milestone](ctx, v, "and actual = 0 and agreement <> '' and day >= $3 order by since", string(since))
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range planned {
		ids = append(ids, m.Value.Agreement)
	}
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), fillStep) {
		rows, err := ByID[agreement.Agreement](ctx, v, part)
		if err != nil {
			return err
		}
		of, err := v.milestonesBy(ctx, part)
		if err != nil {
			return err
		}
		came, err := in[landing.Lead](ctx, v, "agreement <> '' and agreement", part)
		if err != nil {
			return err
		}
		officers := map[string]string{}
		for _, l := range came {
			officers[l.Value.Agreement] = l.Value.Officer
		}
		for _, r := range rows {
			if edition > 0 && r.Value.Edition != edition {
				continue
			}
			if err := fn(r.Value, of[string(r.Value.ID)], officers[string(r.Value.ID)]); err != nil {
				return err
			}
		}
	}
	return nil
}
