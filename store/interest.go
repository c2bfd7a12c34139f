package store

import (
	"context"
	"fmt"
	"strings"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/project"
)

// What parties ask for, and what was asked for and declined before, as suggestions take it (package
// match). None of it asks who may.

var _ = register(&table[match.Interest]{
	kind: "interest", table: "interest",
	check: func(r *match.Interest) error { return r.Validate().Err() },
	fields: func(r *match.Interest) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"party", (*string)(&r.Party)},
			{"side", &r.Side},
			{"office", &r.Office},
			{"industries", &r.Industries},
			{"types", &r.Types},
			{"directions", &r.Directions},
			{"places", &r.Places},
			{"stages", &r.Stages},
			{"least", &r.Least.Minor},
			{"least_currency", (*string)(&r.Least.Currency)},
			{"most", &r.Most.Minor},
			{"most_currency", (*string)(&r.Most.Currency)},
			{"words", &r.Text},
			{"declined", &r.Declined},
			{"shown", &r.Shown},
		}
	},
})

// InterestQuestion asks whether somebody may do something to what a party asks for; to read it is ReadMeeting.
func InterestQuestion(action access.Action, i match.Interest) access.Question {
	q := access.Question{Action: action, Edition: i.Edition, Side: i.Side, Parties: []string{string(i.Party)}}
	if i.Office != "" {
		q.Offices = []string{i.Office}
	}
	return q
}

// An InterestFilter narrows what the parties of an edition ask for.
type InterestFilter struct {
	Edition int64
	Sees    access.Sees // whose may be read, of the action ReadMeeting
	Section string      // of industries; "" for all
	Type    project.Type
	Parties []string // identifiers, at most InterestParties; nil for all
}

// InterestParties is how many parties a filter names at most.
const InterestParties = 500

func (f InterestFilter) conditions() *conditions {
	c := &conditions{}
	c.add("and edition = %s", f.Edition)
	if !f.Sees.All {
		own := []string{"1 = 0"}
		for _, of := range []struct {
			column string
			values []string
		}{{"office", f.Sees.Offices}, {"party", f.Sees.Parties}, {"side", f.Sees.Sides}} {
			if len(of.values) == 0 {
				continue
			}
			values := of.values
			if of.column == "side" { // what is of no side is everybody's who sees a side
				values = append([]string{""}, values...)
			}
			own = append(own, c.among(of.column, values, len(values)))
		}
		c.text = append(c.text, "and ("+strings.Join(own, " or ")+")")
	}
	if f.Section != "" {
		c.add("and ' ' || industries like %s", "% "+f.Section+"%")
	}
	if f.Type != "" {
		c.add("and ' ' || types || ' ' like %s", "% "+string(f.Type)+" %")
	}
	if f.Parties != nil {
		c.text = append(c.text, "and "+c.among("party", append(f.Parties, ""), askedSize(len(f.Parties)+1)))
	}
	return c
}

// among is the condition that a column has one of the values, of as many parameters as the size says.
func (c *conditions) among(column string, values []string, size int) string {
	c.args = append(c.args, padded(values, size)...)
	return column + " in (" + marks(len(c.args)+3-size, size) + ")"
}

// InterestPage reads a page of what the parties of an edition ask for.
func (v View) InterestPage(ctx context.Context, f InterestFilter, p Page) (Listing[match.Interest], error) {
	return page[match.Interest](ctx, v, f.conditions(), p)
}

// CountInterests counts what parties of an edition ask for, up to a number.
func (v View) CountInterests(ctx context.Context, f InterestFilter, most int) (n int64, err error) {
	c := f.conditions()
	c.add("limit %s", most)
	err = v.q.QueryRowContext(ctx, "select count(*) from (select id from interest where "+at+" "+strings.Join(c.text, " ")+") w", append([]any{v.Fair, int64(v.At)}, c.args...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: count what parties ask for: %w", err)
	}
	return n, nil
}

// Interests reads what all parties of an edition ask for.
func (v View) Interests(ctx context.Context, edition int64) ([]Row[match.Interest], error) {
	return list[match.Interest](ctx, v, "and edition = $3 order by id", edition)
}

// InterestsOf reads what parties ask for, at each edition.
func (v View) InterestsOf(ctx context.Context, parties []string) ([]Row[match.Interest], error) {
	return in[match.Interest](ctx, v, "party", parties)
}

// InterestOf reads what a party asks for at an edition; the error is not_found when it has not said.
func (v View) InterestOf(ctx context.Context, edition int64, id party.ID) (Row[match.Interest], error) {
	return one[match.Interest](ctx, v, "and party = $3 and edition = $4", string(id), edition)
}

// PutInterest writes what a party asks for, new or as it was seen. The error is stale when there is another of the party.
func (tx *Tx) PutInterest(ctx context.Context, i match.Interest, before journal.Position, origin journal.Origin) (match.Interest, error) {
	if before == 0 {
		switch _, err := tx.InterestOf(ctx, i.Edition, i.Party); {
		case err == nil:
			return i, lang.Stale("record.stale")
		case lang.CodeOf(err) != lang.CodeNotFound:
			return i, err
		}
	}
	err := putChecked(ctx, tx, &i, &i.ID, i.Validate(), before, origin)
	return i, err
}

// repointInterests has what the dropped party asks for be what the kept one does. Where both ask at an edition the later one
// stands as it was written, since it is the party's last word, and the other is removed; what either said no
// thanks to stays declined. Both are there again when the merge is undone.
func (w merging) repointInterests(ctx context.Context, from, to party.ID) error {
	rows, err := list[match.Interest](ctx, w.tx.View, "and party = $3 order by id", string(from))
	if err != nil {
		return err
	}
	for _, r := range rows {
		stays := r
		switch other, err := w.tx.InterestOf(ctx, r.Value.Edition, to); {
		case err == nil:
			goes := other
			if other.Since > r.Since {
				stays, goes = other, r
			}
			for id := range strings.FieldsSeq(goes.Value.Declined) {
				stays.Value.Decline(project.ID(id))
			}
			if err := Remove[match.Interest](ctx, w.tx, goes.Value.ID, goes.Since, w.how); err != nil {
				return err
			}
			w.m.Changes = append(w.m.Changes, MergeChange{"interest", goes.Value.ID, int64(goes.Since), 0})
		case lang.CodeOf(err) != lang.CodeNotFound:
			return err
		}
		stays.Value.Party = to
		if err := rewrite(ctx, w, stays.Value, stays.Since); err != nil {
			return err
		}
	}
	return nil
}

// PastOf gathers what was asked for and declined between a party and others at an edition, of the party as an investor or
// as the owner of projects. A wish that names no project is one for each project of whoever is asked.
func (v View) PastOf(ctx context.Context, edition int64, id party.ID, owner bool) ([]match.Past, error) {
	asked, err := list[meeting.Request](ctx, v, "and from_party = $3 and edition = $4 and removed = 0 order by id", string(id), edition)
	if err != nil {
		return nil, err
	}
	answered, err := list[meeting.Request](ctx, v, "and to_party = $3 and edition = $4 and removed = 0 order by id", string(id), edition)
	if err != nil {
		return nil, err
	}
	owners := []string{string(id)}
	if !owner {
		owners = nil
		for _, r := range append(asked[:len(asked):len(asked)], answered...) {
			if r.Value.Project == "" || r.Value.Wish == meeting.No {
				owners = append(owners, string(r.Value.FromParty), string(r.Value.ToParty))
			}
		}
	}
	rows, err := in[project.Project](ctx, v, "owner", owners)
	if err != nil {
		return nil, err
	}
	of := map[party.ID][]project.ID{}
	for _, r := range rows {
		if r.Value.Edition == edition {
			of[r.Value.Owner] = append(of[r.Value.Owner], r.Value.ID)
		}
	}
	var out []match.Past
	say := func(r meeting.Request, investor, owned party.ID, byOwner bool) {
		projects := []project.ID{project.ID(r.Project)}
		if r.Project == "" || r.Wish == meeting.No { // a meeting that is declined is one with the owner
			projects = of[owned]
		}
		for _, p := range projects {
			out = append(out, match.Past{Investor: investor, Project: p, ByOwner: byOwner, Declined: r.Wish == meeting.No})
		}
	}
	for _, r := range asked {
		if owner {
			say(r.Value, r.Value.ToParty, id, true)
		} else {
			say(r.Value, id, r.Value.ToParty, false)
		}
	}
	for _, r := range answered {
		if owner {
			say(r.Value, r.Value.FromParty, id, false)
		} else {
			say(r.Value, id, r.Value.FromParty, true)
		}
	}
	return out, nil
}

// Written reports whether an entry after one position and up to the view's own speaks of one of the
// kinds.
func (v View) Written(ctx context.Context, since journal.Position, kinds ...string) (bool, error) {
	if v.At <= since {
		return false, nil
	}
	args := []any{v.Fair, int64(since), int64(v.At)}
	for _, k := range kinds {
		args = append(args, k)
	}
	var n int64
	err := v.q.QueryRowContext(ctx, `select count(*) from journal where fair_id = $1 and position > $2 and position <= $3
		and kind in (`+marks(4, len(kinds))+`)`, args...).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("store: what was written since position %d: %w", since, err)
	}
	return n > 0, nil
}

// ProjectsOf reads the projects that a party offers at an edition.
func (v View) ProjectsOf(ctx context.Context, edition int64, owner party.ID) ([]Row[project.Project], error) {
	return list[project.Project](ctx, v, "and owner = $3 and owner <> '' and edition = $4 and status <> 'withdrawn' order by id", string(owner), edition)
}
