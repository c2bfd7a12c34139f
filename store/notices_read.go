package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/bulletin/compose"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/submission"
)

// A Telling is a notice as its reader may see it now.
type Telling struct {
	notice.Notice
	Title  lang.Text // of the record that it is of; empty when there are several, or it may not be read
	Office lang.Text // of the office
	Hidden bool      // the reader may not see what it is of: nothing may be said of it
	Over   bool      // what it asks for has been done
}

// Line says it in the reader's language.
func (t Telling) Line(tag lang.Tag) string {
	title, _ := t.Title.In(tag)
	if r := []rune(lang.Clean(title)); len(r) > 80 {
		title = string(r[:79]) + "…"
	}
	office, _ := t.Office.In(tag)
	if office = lang.Clean(office); office == "" {
		office = cmp.Or(t.Notice.Office, lang.Say(tag, "notice.nobody"))
	}
	return t.Notice.Line(tag, lang.Clean(title), office)
}

// Tellings says what of notices their reader may see now, by the table and the record as they are.
func (v View) Tellings(ctx context.Context, a access.Actor, all []notice.Notice) ([]Telling, error) {
	settings, err := v.Settings(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Telling, len(all))
	var codes []string
	for i, n := range all {
		out[i].Notice = n
		if err := v.telling(ctx, a, settings, &out[i]); lang.CodeOf(err) == lang.CodeNotFound {
			out[i].Hidden = true
		} else if err != nil {
			return nil, err
		}
		if out[i].Hidden {
			out[i].Title = lang.Text{}
		} else if n.Office != "" {
			codes = append(codes, n.Office)
		}
	}
	rows, err := ByCode[party.Party](ctx, v, codes)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Hidden {
			continue
		}
		// An office that the record does not know as a party is called as the district that its code names.
		if d, ok := fair.DistrictByCode(out[i].Notice.Office); ok {
			out[i].Office = d.Name
		}
		for _, r := range rows {
			if r.Value.Code == out[i].Notice.Office {
				out[i].Office = r.Value.Name
			}
		}
	}
	return out, nil
}

// telling fills in one.
func (v View) telling(ctx context.Context, a access.Actor, settings access.Settings, t *Telling) error {
	n := t.Notice
	switch n.Kind {
	case notice.Place, notice.Locked:
		t.Hidden = n.Account != a.Account
		return nil
	case notice.HandedIn, notice.Overdue, notice.Returned, notice.Approved, notice.Merged, notice.Undone:
		row, err := Get[submission.Submission](ctx, v, n.Subject)
		if err != nil {
			return err
		}
		action := access.ReadSubmission
		if n.Kind == notice.HandedIn || n.Kind == notice.Overdue {
			action = access.Review
			if t.Over = row.Value.State != submission.Submitted; t.Over && n.Count > 1 {
				waiting, _, err := v.Waiting(ctx, Queue{State: submission.Submitted, Edition: n.Edition, Office: n.Office}, 1)
				if err != nil {
					return err
				}
				t.Over = waiting == 0
			}
		}
		t.Hidden = !access.Decide(a, row.Value.Question(action), settings)
		if n.Count == 1 {
			t.Title, err = handedTitle(row.Value)
		}
		return err
	case notice.Attribution:
		row, err := Get[agreement.Proposal](ctx, v, n.Subject)
		if err != nil {
			return err
		}
		of, err := v.Proposed(ctx, row.Value)
		if err != nil {
			return err
		}
		q := of.Question
		if q.Action = access.ReadRecord; access.Decide(a, q, settings) {
			t.Title = of.Title
		}
		open := row.Value // whoever was asked may go on reading it when the word was given
		open.Open, open.Offices = true, slices.Clone(open.Offices)
		for i := range open.Offices {
			open.Offices[i].Agreed = false
		}
		t.Hidden, t.Over = len(Asked(a, open, of.Question, settings)) == 0, len(Asked(a, row.Value, of.Question, settings)) == 0
		return nil
	case notice.Confirmation:
		return v.tellingKey(ctx, a, settings, t)
	case notice.Duty, notice.Escalated:
		return v.tellingDuty(ctx, a, settings, t)
	case notice.Entered:
		l, err := savedList(ctx, v.q, v.Fair, a.Account, n.Subject)
		action := SavedKinds[l.List]
		t.Hidden = n.Account != a.Account || action != access.ReadPublished && access.AllRefused(a, action)
		t.Title = lang.Text{Hans: l.Name, Hant: l.Name, En: l.Name}
		return err
	case notice.Bulletin, notice.Outdated:
		row, err := Get[compose.Bulletin](ctx, v, n.Subject)
		if err != nil {
			return err
		}
		t.Hidden, t.Over = !access.Decide(a, row.Value.Question(access.Compose, ""), settings), row.Value.State.Public()
		if n.Kind == notice.Outdated {
			t.Over = row.Value.State != compose.Published
		}
		for _, tag := range lang.Tags {
			line, _ := row.Value.Headline(tag)
			t.Title = t.Title.With(tag, line)
		}
		return nil
	case notice.Timetable:
		_, err := v.DelegateOf(ctx, n.Edition, a.Account)
		if t.Hidden = lang.CodeOf(err) == lang.CodeNotFound; t.Hidden {
			err = nil
		}
		return err
	case notice.Embargo, notice.Complete:
		t.Hidden = len(a.Grants) == 0
		if n.Kind == notice.Embargo && n.Subject != "" {
			row, err := Get[fair.Session](ctx, v, n.Subject)
			t.Title = row.Value.Name
			return err
		}
		return nil
	}
	return lang.NotFound("record.not_found")
}

// tellingKey fills in one of an agreement, or an increase, that lacks a key.
func (v View) tellingKey(ctx context.Context, a access.Actor, settings access.Settings, t *Telling) error {
	var rec any
	var confirmed fair.SideSet
	if t.Record == "amendment" {
		row, err := Get[agreement.Amendment](ctx, v, t.Subject)
		if err != nil {
			return err
		}
		rec, confirmed = row.Value, row.Value.Confirmed
	} else {
		row, err := Get[agreement.Agreement](ctx, v, t.Subject)
		if err != nil {
			return err
		}
		rec, confirmed = row.Value, row.Value.Confirmed
	}
	q, title, err := signableQuestion(ctx, v, rec)
	if err != nil {
		return err
	}
	edition, err := v.Edition(ctx, t.Edition)
	if err != nil {
		return err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return err
	}
	t.Hidden = !mayConfirm(a, t.Edition, lackingSides(f, edition.Requires), q, settings)
	t.Over = t.Count == 1 && !mayConfirm(a, t.Edition, lackingSides(f, edition.Requires&^confirmed), q, settings)
	if t.Count == 1 {
		t.Title = title
	}
	return nil
}

// handedTitle is what the record that was handed in is called.
func handedTitle(s submission.Submission) (lang.Text, error) {
	if s.Kind == submission.Project {
		p, err := Handed[project.Project](s)
		return p.Title, err
	}
	a, err := Handed[agreement.Agreement](s)
	return a.Title, err
}

// viewIn is a fair's record as it stands in a transaction that does not hold its head.
func viewIn(ctx context.Context, q querier, fairID string) (View, error) {
	v := View{q: q, Fair: fairID}
	err := q.QueryRowContext(ctx, `select coalesce(max(position), 0) from journal_head where fair_id = $1`, fairID).Scan((*int64)(&v.At))
	return v, err
}

// mailedMost is how many notices one mail lists.
const mailedMost = 100

// letter is the mail of notices to their reader; base is the address of the site.
func letter(a access.Account, f fair.Fair, all []Telling, base string) access.Letter {
	base = strings.TrimRight(base, "/")
	var lines []string
	for _, t := range all[:min(len(all), mailedMost)] {
		lines = append(lines, t.Line(a.Tag)+"\n"+base+t.Path(a.Tag))
	}
	name, _ := f.Short.In(a.Tag)
	if name == "" {
		name, _ = f.Name.In(a.Tag)
	}
	args := lang.Args{"lines": strings.Join(lines, "\n\n"), "address": base + notice.List(f.ID, a.Tag), "n": len(all), "fair": cmp.Or(name, lang.Say(a.Tag, "web.site"))}
	if len(all) > 1 {
		return access.NewLetter(a, "digest", args)
	}
	args["line"] = all[0].Line(a.Tag)
	return access.NewLetter(a, "notice", args)
}
