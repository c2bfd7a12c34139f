package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
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

// OwedOfLeads is the part of what Owed lists that is about leads.
func (v View) OwedOfLeads(ctx context.Context, edition int64, now time.Time, overdue bool) ([]Owed, error) {
	o := owing{v: v, now: now, overdue: overdue}
	err := o.leads(ctx, edition)
	return o.sorted(), err
}

// owedSince leaves out steps of agreements that were planned for before a day.
func (v View) owedSince(ctx context.Context, edition int64, now time.Time, overdue bool, since lang.Date) ([]Owed, error) {
	o := owing{v: v, now: now, overdue: overdue}
	if err := o.leads(ctx, edition); err != nil {
		return nil, err
	}
	err := o.plans(ctx, edition, since)
	return o.sorted(), err
}

// An owing collects what is owed.
type owing struct {
	v       View
	now     time.Time
	overdue bool
	out     []Owed
}

// keep takes the duties that are not done.
func (w *owing) keep(o Owed, duties []landing.Duty, l landing.Limits) {
	c := landing.CalendarOf(o.Place)
	for _, d := range duties {
		if d.Done != "" || w.overdue && !d.Overdue(w.now) {
			continue
		}
		x := o
		x.Duty = d
		x.Tell, x.Unknown = landing.Reminders(o.ID, []landing.Duty{d}, l, c, w.now)
		w.out = append(w.out, x)
	}
}

func (w *owing) sorted() []Owed {
	slices.SortStableFunc(w.out, func(a, b Owed) int {
		return cmp.Or(cmp.Compare(unknown(a), unknown(b)), a.Duty.Due.Compare(b.Duty.Due), cmp.Compare(a.Code, b.Code))
	})
	return w.out
}

// leadOwing is true of the leads about which something may be owed: those that were neither
// signed nor terminated, and those of which a step is planned that none of its kind was taken of
// and that the signature does not take for granted. Few leads of an edition of the past are such.
// It reads all milestones: whoever sees a lead sees what became of it.
const leadOwing = ` and (not exists (select 1 from milestone m where m.fair_id = $1 and m.lead = lead.id and m.lead <> '' and m.actual = 1
	and m.stage in ('signed', 'terminated') and +m.since <= $2 and m.until > $2)
	or exists (select 1 from milestone p where p.fair_id = $1 and p.lead = lead.id and p.lead <> '' and p.actual = 0
	and p.stage not in ('assessed', 'negotiating', 'signed') and +p.since <= $2 and p.until > $2
	and not exists (select 1 from milestone a where a.fair_id = $1 and a.lead = lead.id and a.lead <> '' and a.actual = 1
	and a.stage = p.stage and a.stage <> 'paid_in' and +a.since <= $2 and a.until > $2)))`

// leads goes through the leads about which something may be owed, in the order in which they were
// recorded, and reads so many of them at once.
func (w *owing) leads(ctx context.Context, edition int64) error {
	limits, err := w.v.Limits(ctx)
	if err != nil {
		return err
	}
	for after := ""; ; {
		condition, args := "and id > $3", []any{after}
		if edition > 0 {
			condition, args = condition+" and edition = $4", append(args, edition)
		}
		part, err := list[landing.Lead](ctx, w.v, condition+leadOwing+" order by id limit "+strconv.Itoa(fillStep), args...)
		if err != nil || len(part) == 0 {
			return err
		}
		ids := make([]string, len(part))
		for i, l := range part {
			ids[i] = l.Value.ID
		}
		of, err := w.v.milestonesBy(ctx, ids)
		if err != nil {
			return err
		}
		for _, row := range part {
			if l := row.Value; landing.Owing(of[l.ID]) {
				w.lead(l, of[l.ID], landing.LimitsFor(limits, l.Edition))
			}
		}
		if len(part) < fillStep {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

// lead takes what is owed about a lead, or why that cannot be told.
func (w *owing) lead(l landing.Lead, all []landing.Milestone, limits landing.Limits) {
	o := Owed{Kind: "lead", ID: l.ID, Code: l.Code, Title: l.Title, Edition: l.Edition, Officer: l.Officer}
	if l.Office != "" {
		o.Offices = []string{l.Office}
	}
	var err error
	if o.Place, err = landing.PlaceOf(l.District, l.Side); err == nil {
		var duties []landing.Duty
		if duties, err = l.Duties(all, limits, landing.CalendarOf(o.Place), w.now); err == nil {
			w.keep(o, duties, limits)
		}
	}
	if err != nil {
		o.Unknown = err
		w.out = append(w.out, o)
	}
}

// plans takes the steps of agreements that were planned for a day or later.
func (w *owing) plans(ctx context.Context, edition int64, since lang.Date) error {
	limits, err := w.v.Limits(ctx)
	if err != nil {
		return err
	}
	f, err := w.v.TheFair(ctx)
	if err != nil {
		return err
	}
	until := lang.Date("9999-12-31")
	if w.overdue {
		until = landing.CalendarOf(landing.HongKong).DayOf(w.now)
	}
	return w.v.eachPlanned(ctx, edition, since, until, func(a agreement.Agreement, all []landing.Milestone, officer string) {
		o := Owed{Kind: "agreement", ID: string(a.ID), Code: a.Code, Title: a.Title, Edition: a.Edition, Officer: officer}
		for _, at := range a.Attributions {
			if at.Office != "" {
				o.Offices = append(o.Offices, at.Office)
			}
		}
		var err error
		if o.Place, err = PlaceOfAgreement(a, f.Sides); err != nil {
			if len(landing.PlanDuties(all, landing.CalendarOf(landing.HongKong))) == 0 {
				return
			}
			o.Unknown = err
			w.out = append(w.out, o)
			return
		}
		w.keep(o, landing.PlanDuties(all, landing.CalendarOf(o.Place)), landing.LimitsFor(limits, a.Edition))
	})
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

// planOpen is true of the steps that were planned for agreements and may not have been taken:
// none of their kind was, and the agreement was not terminated.
const planOpen = ` and actual = 0 and agreement <> '' and day >= $3 and day <= $4 and not exists (select 1 from milestone a
	where a.fair_id = $1 and a.agreement = milestone.agreement and a.agreement <> '' and a.actual = 1 and +a.since <= $2 and a.until > $2
	and (a.stage = 'terminated' or a.stage = milestone.stage and (a.stage <> 'paid_in' or milestone.instalment = 0 or a.instalment = milestone.instalment)))`

// planOf keeps to those of an edition.
const planOf = ` and exists (select 1 from agreement o where o.edition = $5 and o.fair_id = $1 and o.id = milestone.agreement and +o.since <= $2 and o.until > $2)`

// eachPlanned hands on each agreement of which a step may be owed that was planned for a day from
// since to until, with all of its milestones and the officer of the lead that it came from.
func (v View) eachPlanned(ctx context.Context, edition int64, since, until lang.Date, fn func(agreement.Agreement, []landing.Milestone, string)) error {
	condition, args := planOpen, []any{string(since), string(until)}
	if edition > 0 {
		condition, args = planOpen+planOf, append(args, edition)
	}
	planned, err := list[landing.Milestone](ctx, v, condition+" order by since", args...)
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
			fn(r.Value, of[string(r.Value.ID)], officers[string(r.Value.ID)])
		}
	}
	return nil
}
