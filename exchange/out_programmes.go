package exchange

import (
	"context"
	"strings"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// programmes is a table of programmes as the import reads them.
func (o Out) programmes(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.programmes"), nil, heads("code", "edition#decimal", three("name"), "side", "status", three("sponsor"), three("fields"), three("supports"), three("grant"), three("apply"),
		"opens#day", "closes#day", "rolling", "amount#decimal", "currency", "assumed", "turns", "conditions", "papers", "sources", "document", three("stated_by"), three("stated_office"), three("note"))...)
	all, err := v.Programmes(ctx, edition)
	if err != nil {
		return t, err
	}
	var rows [][]string
	for _, r := range all {
		x := r.Value
		name, office, err := o.voice(ctx, v, x.StatedBy)
		if err != nil {
			return t, err
		}
		amount, currency := amountCells(x.Budget)
		rows = append(rows, heads(x.Code, count(x.Edition), inThree(x.Name), o.side(x.Side), o.word("web.status", x.Status), inThree(x.Sponsor), inThree(x.Fields), inThree(x.Supports), inThree(x.Grant), inThree(x.Apply),
			string(x.Opens), string(x.Closes), o.yes(x.Rolling), amount, currency, x.Assumed, landing.FormatList(x.Turns), landing.FormatList(x.Conditions), landing.FormatList(x.Papers), landing.FormatList(x.Sources),
			x.Document, inThree(name), inThree(office), inThree(x.Note)))
	}
	t.Rows = Listed(rows)
	return t, nil
}

// facilities is a table of facilities as the import reads them.
func (o Out) facilities(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.facilities"), nil, heads("code", "edition#decimal", three("name"), "sides", "status", "starts", "phased", three("purpose"), three("operator"), three("capacity"), three("apply"),
		"sources", "document", three("stated_by"), three("stated_office"), three("note"))...)
	all, err := v.Facilities(ctx, edition)
	if err != nil {
		return t, err
	}
	var rows [][]string
	for _, r := range all {
		x := r.Value
		name, office, err := o.voice(ctx, v, x.StatedBy)
		if err != nil {
			return t, err
		}
		var sides []string
		for code := range strings.FieldsSeq(x.Sides) {
			sides = append(sides, o.side(code))
		}
		rows = append(rows, heads(x.Code, count(x.Edition), inThree(x.Name), strings.Join(sides, "; "), o.word("web.status", x.Status), x.From, o.yes(x.Phased), inThree(x.Purpose), inThree(x.Operator), inThree(x.Capacity), inThree(x.Apply),
			landing.FormatList(x.Sources), x.Document, inThree(name), inThree(office), inThree(x.Note)))
	}
	t.Rows = Listed(rows)
	return t, nil
}

// paths is a table of paths abroad as the import reads them.
func (o Out) paths(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.paths"), nil, heads("code", "edition#decimal", three("name"), "home", "through", "country", "industry", three("about"), "technology", "programmes", "legs", "sources", three("note"))...)
	all, err := v.Paths(ctx, edition)
	if err != nil {
		return t, err
	}
	var rows [][]string
	for _, r := range all {
		x := r.Value
		rows = append(rows, heads(x.Code, count(x.Edition), inThree(x.Name), o.side(x.From), o.side(x.Through), x.Country, x.Industry, inThree(x.About), x.Technology, x.Programmes,
			landing.FormatList(x.Legs), landing.FormatList(x.Sources), inThree(x.Note)))
	}
	t.Rows = Listed(rows)
	return t, nil
}
