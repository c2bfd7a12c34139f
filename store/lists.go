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

// A Filter narrows a list; an empty field takes all. What a kind of record does not have
// does not narrow it.
type Filter struct {
	Edition   int64
	District  string // code
	Type      string // of a party its kind
	Direction string
	Industry  string // code, and all below it
	Side      string
	Country   string
	Currency  string
	Band      string // of amounts: see BandLimits
	Party     string // identifier; of agreements only
	Session   string // identifier of that at which they were signed; of agreements only
	Text      string // words that are looked for
}

// conditions collects what a list is narrowed by, with arguments numbered from $3.
type conditions struct {
	text []string
	args []any
	id   string // how the identifier is written where the list is ordered; "" as it is
	from int    // number of the first parameter; 0 for that of a view, which is 3

	descending bool
}

func (c *conditions) add(format string, arg any) {
	c.args = append(c.args, arg)
	c.text = append(c.text, fmt.Sprintf(format, "$"+strconv.Itoa(len(c.args)+cmp.Or(c.from, 3)-1)))
}

// Agreements lists the agreements that the filter takes, but for words.
func (v View) Agreements(ctx context.Context, f Filter, p Page) (Listing[agreement.Agreement], error) {
	return page[agreement.Agreement](ctx, v, f.rows(listed["agreement"]), p)
}

// page reads one record more than is shown, to see whether there are more.
func page[T any](ctx context.Context, v View, c *conditions, p Page) (Listing[T], error) {
	id := cmp.Or(c.id, "id")
	order := " order by " + id
	from, op := p.After, ">"
	if p.Before != "" {
		from, op = p.Before, "<"
	}
	if c.descending {
		op = map[string]string{">": "<", "<": ">"}[op]
	}
	if op == "<" {
		order += " desc"
	}
	if from != "" || op == ">" {
		c.add("and "+id+" "+op+" %s", from)
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
	deployments, err := values(list[landing.Deployment](ctx, v, "and edition = $3 order by technology_hans, technology_en, of_technology, step, id", edition))
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
