package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// How the registers of companies and of listings are counted (docs/rules.md, as-of-day).

// A ledger is a register whose lines begin, and may end, on dates that are known as far as they
// are: a year, a month, a day or nothing.
type ledger struct {
	table        string
	began, ended string
	columns      map[string]string // the dimensions it can be narrowed and split by
}

var ledgers = map[string]ledger{
	indicator.OfEnterprises: {"enterprise", "r.established", "r.closed", map[string]string{figure.BySide: "r.in_side", figure.ByDistrict: "r.district"}},
	indicator.OfListings:    {"listing", "r.listed", "r.delisted", map[string]string{figure.BySide: "r.side", figure.ByExchange: "r.exchange"}},
}

// key is the expression of a dimension of the lines.
func (l ledger) key(dimension string) (string, error) {
	if dimension == figure.ByPeriod {
		return "substr(" + l.began + ", 1, 4)", nil
	}
	column, ok := l.columns[dimension]
	if !ok {
		return "", fmt.Errorf("store: %s cannot be narrowed by %s", l.table, dimension)
	}
	return column, nil
}

// A taking is the lines that may count, as "taken r" of a statement, with the expression that says of
// which this is sure.
type taking struct {
	with string
	sure string
	args []any
}

func (v View) taking(l ledger, s indicator.Selection) (taking, error) {
	// The last year and month that are surely over by then. By the record's own day all that the
	// register says of a date that has begun has come about.
	over := func(length int) string {
		p := lang.Partial(s.AsOf[:length])
		if p.Last() > s.AsOf && !s.Settled {
			p = lang.Partial(lang.DateOf(p.First().Time().AddDate(0, 0, -1))[:length])
		}
		return string(p)
	}
	t := taking{args: []any{v.Fair, int64(v.At), string(s.AsOf), over(len("2006")), over(len("2006-01"))}}
	arg := func(x string) string {
		t.args = append(t.args, x)
		return "cast($" + strconv.Itoa(len(t.args)) + " as text)"
	}
	perhaps := func(date string) string { return date + " <= substr(r.asked_day, 1, length(" + date + "))" }
	surely := func(date string) string {
		return date + " <> '' and " + date + " <= case length(" + date + ") when 4 then r.asked_year when 7 then r.asked_month else r.asked_day end"
	}
	where := []string{perhaps(l.began)}
	sure := []string{surely(l.began)}
	if s.Settled {
		sure[0] = perhaps(l.began)
	}
	if ended := s.Filter.Ended; ended != nil && *ended {
		where = append(where, l.ended+" <> ''", perhaps(l.ended))
		sure = append(sure, surely(l.ended))
	} else if ended != nil {
		where = append(where, "not ("+surely(l.ended)+")")
		sure = append(sure, "("+l.ended+" = '' or not ("+perhaps(l.ended)+"))")
	}
	for _, k := range figure.Dimensions {
		value, ok := s.Scope[k]
		if !ok {
			continue
		}
		key, err := l.key(k)
		if err != nil {
			return t, err
		}
		is := key + " = " + arg(value)
		if k == figure.ByPeriod {
			where, sure = append(where, "("+l.began+" = '' or "+is+")"), append(sure, is)
		} else {
			where = append(where, is)
		}
	}
	t.with = "with asked as (select cast($1 as text) as fair, cast($2 as bigint) as at, cast($3 as text) as day, cast($4 as text) as year, cast($5 as text) as month), " +
		"held as (select r.*, a.at as asked_at, a.day as asked_day, a.year as asked_year, a.month as asked_month from asked a cross join " + l.table +
		" r where r.fair_id = a.fair and +r.since <= a.at and r.until > a.at), taken as (select * from held r where " + strings.Join(where, " and ") + ") "
	t.sure = "case when (" + strings.Join(sure, ") and (") + ") then 1 else 0 end"
	return t, nil
}

// Lines implements indicator.Records.
func (v View) Lines(ctx context.Context, of string, s indicator.Selection, by []indicator.Cut) ([]indicator.LineCell, error) {
	l, ok := ledgers[of]
	if !ok || !s.AsOf.Valid() {
		return nil, fmt.Errorf("store: %s is no register that is counted as of %q", of, s.AsOf)
	}
	t, err := v.taking(l, s)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, c := range by {
		key, err := l.key(c.Dimension)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	text := t.with + "select " + strings.Join(append(slices.Clone(keys), "coalesce(sum("+t.sure+"), 0)", "count(*)"), ", ") + " from taken r"
	if len(keys) > 0 {
		text += " group by " + strings.Join(keys, ", ")
	}
	rows, err := v.q.QueryContext(ctx, text, t.args...)
	if err != nil {
		return nil, fmt.Errorf("store: lines of %s: %w", l.table, err)
	}
	defer rows.Close()
	var out []indicator.LineCell
	for rows.Next() {
		c := indicator.LineCell{Keys: make([]string, len(keys))}
		var into []any
		for i := range c.Keys {
			into = append(into, &c.Keys[i])
		}
		if err := rows.Scan(append(into, &c.Sure, &c.Most)...); err != nil {
			return nil, fmt.Errorf("store: lines of %s: %w", l.table, err)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b indicator.LineCell) int { return slices.Compare(a.Keys, b.Keys) })
	return out, rows.Err()
}

// lineItems lists the lines that count, or may.
func (v View) lineItems(ctx context.Context, l ledger, s indicator.Selection, after string, limit int) ([]indicator.Item, error) {
	t, err := v.taking(l, s)
	if err != nil {
		return nil, err
	}
	arg := func(x any) string {
		t.args = append(t.args, x)
		return "$" + strconv.Itoa(len(t.args))
	}
	text := t.with + "select r.id, r.since, r.code, " + l.began + ", " + l.ended + ", " + t.sure + ", j.origin, " +
		"coalesce(c.name_hans, ''), coalesce(c.name_hant, ''), coalesce(c.name_en, '') from taken r join journal j on j.fair_id = r.fair_id and j.position = r.since" +
		" left join party c on c.fair_id = r.fair_id and c.id = r.company and +c.since <= r.asked_at and c.until > r.asked_at where r.id > " + arg(after) +
		" order by r.id limit " + arg(limit)
	rows, err := v.q.QueryContext(ctx, text, t.args...)
	if err != nil {
		return nil, fmt.Errorf("store: lines of %s: %w", l.table, err)
	}
	defer rows.Close()
	var out []indicator.Item
	for rows.Next() {
		i := indicator.Item{Kind: l.table}
		var counts int64
		err := rows.Scan(&i.ID, &i.Since, &i.Code, (*string)(&i.Began), (*string)(&i.Ended), &counts, &i.Origin, &i.Title.Hans, &i.Title.Hant, &i.Title.En)
		if err != nil {
			return nil, fmt.Errorf("store: lines of %s: %w", l.table, err)
		}
		i.Counts, i.Cursor = counts == 1, i.ID
		out = append(out, i)
	}
	return out, rows.Err()
}
