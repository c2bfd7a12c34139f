package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bridgehead/figure"
	"bridgehead/indicator"
)

// The conditions of definitions in SQL: which records a filter takes, where the values stand
// that are counted once each, and between which dates days are counted.

// takes reports whether records of the table can be among those that the selection counts.
func (t counted) takes(s indicator.Selection) bool {
	if s.Distinct != "" || s.Span != (indicator.Span{}) {
		return t.one
	}
	increase := s.Filter.Increase
	return increase == nil || *increase == (t.of != "")
}

// column is where the table keeps a dimension or a field; "" when it does not.
func (t counted) column(field string) string {
	column, ok := t.columns[field]
	if !ok {
		column = t.fields[field]
	}
	if column == "" || strings.Contains(column, ".") {
		return column
	}
	return "r." + column
}

// filtered writes the conditions of the selection's filter.
func (t counted) filtered(s indicator.Selection, owner string, p *part, arg func(any) string) ([]string, error) {
	var where, attributed []string
	for _, field := range slices.Sorted(maps.Keys(s.Filter.Values)) {
		if landed := becameOf(field, s.Filter.Values[field], owner); landed != "" {
			where = append(where, landed)
			continue
		}
		column := t.column(field)
		ofAttribution := t.shares && (field == figure.ByDistrict || field == figure.ByOffice)
		if ofAttribution {
			column = "f." + field
			if s.Shares {
				column = "s." + field
			}
		}
		if column == "" {
			return nil, fmt.Errorf("store: %s cannot be filtered by %s", t.table, field)
		}
		var either []string
		for _, value := range s.Filter.Values[field] {
			if field == figure.ByIndustry {
				either = append(either, "substr("+column+", 1, "+strconv.Itoa(len(value))+") = "+arg(value))
			} else {
				either = append(either, column+" = "+arg(value))
			}
		}
		condition := "(" + strings.Join(either, " or ") + ")"
		if ofAttribution {
			attributed = append(attributed, condition)
		} else {
			where = append(where, condition)
		}
	}
	of := func(attribution string) string {
		return attribution + ".fair_id = r.fair_id and " + attribution + ".since = " + owner + ".since"
	}
	switch {
	case len(attributed) == 0:
	case s.Shares:
		p.from += " cross join agreement_attribution s"
		p.shared = true
		where = append(append(where, of("s")), attributed...)
	default:
		where = append(where, "exists (select 1 from agreement_attribution f where "+of("f")+" and "+strings.Join(attributed, " and ")+")")
	}
	if with := s.Filter.WithAmount; with != nil {
		if !t.amount {
			return nil, fmt.Errorf("store: %s has no amounts", t.table)
		}
		where = append(where, cmp.Or(t.agreed, "r.currency")+" "+unequal(*with)+" ''")
	}
	if ended := s.Filter.Ended; ended != nil {
		if t.ended == "" {
			return nil, fmt.Errorf("store: %s has no end", t.table)
		}
		where = append(where, t.ended+" "+unequal(*ended)+" ''")
	}
	if len(s.Filter.AtLeast) > 0 {
		var either []string
		for _, a := range s.Filter.AtLeast {
			either = append(either, "r.currency = "+arg(string(a.Currency))+" and r.amount >= "+arg(a.Minor))
		}
		where = append(where, "("+strings.Join(either, " or ")+")")
	}
	return where, nil
}

func unequal(yes bool) string {
	if yes {
		return "<>"
	}
	return "="
}

// roles are the roles of an agreement's parties that a field takes; "" for any.
var roles = map[string]string{indicator.FieldParty: "", indicator.FieldInvestor: "investor", indicator.FieldPartner: "partner"}

// A valued is where the values of a field stand: in a column of what is read anyway, or in
// a table beside it that has one row for each.
type valued struct {
	column, table, on string
}

// values says where a field's values stand; shared when the attribution is read anyway.
func (t counted) values(field string, shared bool) (valued, error) {
	role, ofParty := roles[field]
	switch {
	case t.column(field) != "":
		return valued{column: t.column(field)}, nil
	case t.shares && (field == figure.ByDistrict || field == figure.ByOffice):
		if shared {
			return valued{column: "s." + field}, nil
		}
		return valued{"w." + field, "agreement_attribution w", "w.fair_id = r.fair_id and w.since = r.since"}, nil
	case t.shares && ofParty:
		v := valued{"w.party", "agreement_party w", "w.fair_id = r.fair_id and w.since = r.since"}
		if role != "" {
			v.on += " and w.role = '" + role + "'"
		}
		return v, nil
	}
	return valued{}, fmt.Errorf("store: %s has no %s to count", t.table, field)
}

// given is the condition that there is a value.
func (v valued) given() string {
	if v.on == "" {
		return v.column + " <> ''"
	}
	return v.on + " and " + v.column + " <> ''"
}

// exists is the condition that a record has a value, however many.
func (v valued) exists() string {
	if v.table == "" {
		return v.given()
	}
	return "exists (select 1 from " + v.table + " where " + v.given() + ")"
}

// span joins what the dates of a span are read from and returns where they stand. Records
// without one of them are left out.
func (t counted) span(s indicator.Span, p *part) (from, to string, err error) {
	date := func(name string) (column string, err error) {
		switch {
		case name == indicator.DateOpened:
			if !strings.Contains(p.from, " join edition e ") {
				p.from += " join edition e on e.fair_id = r.fair_id and e.number = " + t.editionOf() + " and e.since <= $2 and e.until > $2"
			}
			column = "e.opened"
		case name == indicator.DateSigned && t.day:
			column = t.signedOn()
		case name == indicator.DateEnded && t.ended != "":
			column = t.ended
		default:
			return "", fmt.Errorf("store: %s has no date %s", t.table, name)
		}
		p.where += " and " + column + " <> ''"
		return column, nil
	}
	if from, err = date(s.From); err != nil {
		return "", "", err
	}
	to, err = date(s.To)
	return from, to, err
}

// distinct counts the values of a field, or the records that have each of them.
func (v View) distinct(ctx context.Context, t counted, s indicator.Selection, p part) ([]indicator.Group, error) {
	value, err := t.values(s.Distinct, p.shared)
	if err != nil {
		return nil, err
	}
	if value.table != "" {
		p.from += " cross join " + value.table
	}
	from := " from " + p.from + " where " + p.where + " and " + value.given()
	if !s.Each {
		var g indicator.Group
		if err := v.q.QueryRowContext(ctx, "select count(distinct "+value.column+")"+from, p.args...).Scan(&g.Records); err != nil {
			return nil, fmt.Errorf("store: values of %s: %w", t.table, err)
		}
		return []indicator.Group{g}, nil
	}
	rows, err := v.q.QueryContext(ctx, "select "+value.column+", count(distinct r.id)"+from+" group by "+value.column, p.args...)
	if err != nil {
		return nil, fmt.Errorf("store: values of %s: %w", t.table, err)
	}
	defer rows.Close()
	var out []indicator.Group
	for rows.Next() {
		var g indicator.Group
		if err := rows.Scan(&g.Value, &g.Records); err != nil {
			return nil, fmt.Errorf("store: values of %s: %w", t.table, err)
		}
		out = append(out, g)
	}
	// Databases order texts by the languages that they are set up for.
	slices.SortFunc(out, func(a, b indicator.Group) int { return strings.Compare(a.Value, b.Value) })
	return out, rows.Err()
}

// spans counts the records by their two dates: there are as many groups as pairs of days.
func (v View) spans(ctx context.Context, t counted, s indicator.Span, p part) ([]indicator.Group, error) {
	from, to, err := t.span(s, &p)
	if err != nil {
		return nil, err
	}
	rows, err := v.q.QueryContext(ctx, "select "+from+", "+to+", count(*) from "+p.from+" where "+p.where+" group by "+from+", "+to, p.args...)
	if err != nil {
		return nil, fmt.Errorf("store: dates of %s: %w", t.table, err)
	}
	defer rows.Close()
	var out []indicator.Group
	for rows.Next() {
		var g indicator.Group
		if err := rows.Scan((*string)(&g.From), (*string)(&g.To), &g.Records); err != nil {
			return nil, fmt.Errorf("store: dates of %s: %w", t.table, err)
		}
		out = append(out, g)
	}
	return out, rows.Err()
}
