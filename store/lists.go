package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/project"
)

// A Page says which part of a list is read. Lists are in the order of identifiers, which
// is that in which the records were made, and a page begins where the one before it ended:
// the thousandth page costs what the first one does.
type Page struct {
	After  string // begin after this identifier; "" at the beginning
	Before string // or end before this one
	Limit  int    // at most so many records
}

// A Listing is one page of a list, with whether there is more on either side of it.
type Listing[T any] struct {
	Rows    []Row[T]
	Earlier bool
	Later   bool
}

// A Filter narrows a list of agreements or projects; an empty field takes all.
type Filter struct {
	Edition   int64
	District  string // code
	Type      string
	Direction string
	Party     string // identifier; of agreements only
	Session   string // identifier of that at which they were signed; of agreements only
}

// conditions collects what a list is narrowed by, with arguments numbered from $3.
type conditions struct {
	text []string
	args []any
	id   string // how the identifier is written where the list is ordered; "" as it is
}

func (c *conditions) add(format string, arg any) {
	c.args = append(c.args, arg)
	c.text = append(c.text, fmt.Sprintf(format, "$"+strconv.Itoa(len(c.args)+2)))
}

func (f Filter) common() *conditions {
	c := &conditions{}
	if f.Edition > 0 {
		c.add("and edition = %s", f.Edition)
	}
	if f.Type != "" {
		c.add("and type = %s", f.Type)
	}
	if f.Direction != "" {
		c.add("and direction = %s", f.Direction)
	}
	return c
}

// Agreements lists the agreements that the filter takes.
func (v View) Agreements(ctx context.Context, f Filter, p Page) (Listing[agreement.Agreement], error) {
	c := f.common()
	if f.District != "" {
		c.add(`and exists (select 1 from agreement_attribution s
			where s.fair_id = agreement.fair_id and s.since = agreement.since and s.district = %s)`, f.District)
	}
	if f.Party != "" {
		// A party has few agreements among very many: they are found by the party and then put
		// in order. A bare identifier would have SQLite walk all agreements in their order.
		c.add("and since in (select since from agreement_party where fair_id = $1 and party = %s)", f.Party)
		c.id = "id || ''"
	}
	if f.Session != "" {
		// The second condition is that of the index.
		c.add("and session = %s and session <> ''", f.Session)
		c.id = "id || ''"
	}
	return page[agreement.Agreement](ctx, v, c, p)
}

// Projects lists the projects that the filter takes.
func (v View) Projects(ctx context.Context, f Filter, p Page) (Listing[project.Project], error) {
	c := f.common()
	if f.District != "" {
		c.add("and district = %s", f.District)
	}
	return page[project.Project](ctx, v, c, p)
}

// page reads one record more than is shown, to see whether there are more.
func page[T any](ctx context.Context, v View, c *conditions, p Page) (Listing[T], error) {
	id := cmp.Or(c.id, "id")
	order := " order by " + id
	if p.Before != "" {
		c.add("and "+id+" < %s", p.Before)
		order += " desc"
	} else {
		c.add("and "+id+" > %s", p.After)
	}
	c.args = append(c.args, p.Limit+1)
	text := strings.Join(c.text, " ") + order + " limit $" + strconv.Itoa(len(c.args)+2)
	rows, err := list[T](ctx, v, text, c.args...)
	if err != nil {
		return Listing[T]{}, err
	}
	more := len(rows) > p.Limit
	rows = rows[:min(len(rows), p.Limit)]
	if p.Before != "" {
		slices.Reverse(rows)
		return Listing[T]{Rows: rows, Earlier: more, Later: true}, nil
	}
	return Listing[T]{Rows: rows, Earlier: p.After != "", Later: more}, nil
}

// Landed returns what an edition's record holds of technologies put to use, in the order
// of their chains, of programmes and of facilities.
func (v View) Landed(ctx context.Context, edition int64) ([]landing.Deployment, []landing.Programme, []landing.Facility, error) {
	deployments, err := values(list[landing.Deployment](ctx, v, "and edition = $3 order by technology_hans, technology_en, step, id", edition))
	if err != nil {
		return nil, nil, nil, err
	}
	programmes, err := values(list[landing.Programme](ctx, v, "and edition = $3 order by id", edition))
	if err != nil {
		return nil, nil, nil, err
	}
	facilities, err := values(list[landing.Facility](ctx, v, "and edition = $3 order by id", edition))
	return deployments, programmes, facilities, err
}

// Documents returns the documents that observations come from, in the order of their codes.
func (v View) Documents(ctx context.Context) ([]fair.Document, error) {
	return values(list[fair.Document](ctx, v, "order by code, id"))
}

// DocumentCoded returns the document with the code; an empty one when there is none.
func (v View) DocumentCoded(ctx context.Context, code string) (fair.Document, error) {
	row, err := one[fair.Document](ctx, v, "and code = $3", code)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return fair.Document{}, nil
	}
	return row.Value, err
}
