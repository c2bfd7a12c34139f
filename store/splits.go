package store

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

var _ indicator.Cells = View{}

// Cells implements indicator.Cells: one grouped statement for each counted table.
func (v View) Cells(ctx context.Context, of string, s indicator.Selection, by []indicator.Cut) ([]indicator.Cell, error) {
	if v.unseen(s.Edition) {
		return nil, v.withheld(s.Edition)
	}
	out, ok, err := v.fromColumns(ctx, of, s, by)
	if err != nil {
		return nil, err
	}
	for _, t := range countedTables[of] {
		if ok || !t.takes(s) {
			continue
		}
		text, args, err := v.cells(t, s, by)
		if err != nil {
			return nil, err
		}
		got, err := v.readCells(ctx, text, args, t, len(by))
		if err != nil {
			return nil, fmt.Errorf("store: split of %s: %w", t.table, err)
		}
		out = append(out, got...)
	}
	return slices.DeleteFunc(out, func(c indicator.Cell) bool { return v.unseen(c.Edition) }), nil
}

// cells writes the statement.
func (v View) cells(t counted, s indicator.Selection, by []indicator.Cut) (text string, args []any, err error) {
	all := s.Edition == 0
	if all {
		s.Required = 0 // each edition brings its own
	}
	p, err := v.condition(t, s, true)
	if err != nil {
		return "", nil, err
	}
	if all {
		// No edition has the number 0, so the condition turned round takes all of them.
		p.where = strings.Replace(p.where, t.editionOf()+" = $3", t.editionOf()+" > $3", 1)
		if t.keys {
			p.from += " join edition e on e.fair_id = r.fair_id and e.number = " + t.editionOf() + " and e.since <= $2 and e.until > $2"
			p.where += " and (" + t.confirmedBy() + " & e.requires) = e.requires"
		}
	}
	columns := []string{t.editionOf()}
	for _, c := range by {
		column, err := t.key(c, &p)
		if err != nil {
			return "", nil, err
		}
		columns = append(columns, column)
	}
	currency, day, num, den, sums := "''", "''", "0", "0", "0, 0"
	if t.amount {
		currency = "r.currency"
		sums = "cast(coalesce(sum(r.amount / 1000000000), 0) as bigint), cast(coalesce(sum(r.amount % 1000000000), 0) as bigint)"
		if t.day && s.PerDay {
			day = t.signedOn()
		}
	}
	if p.shared {
		num, den = "coalesce(s.num, 0)", "coalesce(s.den, 0)"
	}
	columns = append(columns, currency, day, num, den)
	// A constant is no column to group by.
	var group []string
	for i, c := range columns {
		if strings.Contains(c, ".") {
			group = append(group, strconv.Itoa(i+1))
		}
	}
	text = "select " + strings.Join(columns, ", ") + ", count(*), " + sums + " from " + p.from + " where " + p.where +
		" group by " + strings.Join(group, ", ") + " order by " + strings.Join(group, ", ")
	return text, p.args, nil
}

// key returns the expression by which the records of a table are cut, and joins what it needs.
func (t counted) key(c indicator.Cut, p *part) (string, error) {
	column, direct := t.columns[c.Dimension]
	if direct && !strings.Contains(column, ".") {
		column = "r." + column
	}
	switch {
	case c.Dimension == figure.ByIndustry && direct:
		// A code that is less fine than the level names no industry of that level.
		n := strconv.Itoa(c.Level)
		return "case when length(" + column + ") >= " + n + " then substr(" + column + ", 1, " + n + ") else '' end", nil
	case direct:
		return column, nil
	case t.shares && (c.Dimension == figure.ByDistrict || c.Dimension == figure.ByOffice):
		if !p.shared {
			owner := "r"
			if t.of != "" {
				owner = "o"
			}
			p.from += " left join agreement_attribution s on s.fair_id = r.fair_id and s.since = " + owner + ".since and s." + c.Dimension + " <> ''"
			p.shared = true
		}
		return "coalesce(s." + c.Dimension + ", '')", nil
	}
	return "", fmt.Errorf("store: %s cannot be split by %s", t.table, c.Dimension)
}

func (v View) readCells(ctx context.Context, text string, args []any, t counted, keys int) ([]indicator.Cell, error) {
	rows, err := v.q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []indicator.Cell
	for rows.Next() {
		c := indicator.Cell{Keys: make([]string, keys)}
		var high, low int64
		l := &c.Line
		targets := []any{&c.Edition}
		for i := range c.Keys {
			targets = append(targets, &c.Keys[i])
		}
		targets = append(targets, (*string)(&l.Amount.Currency), (*string)(&l.Day), &l.Num, &l.Den, &l.Count, &high, &low)
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		sum := new(big.Int).Mul(big.NewInt(high), big.NewInt(sumUnit))
		if sum.Add(sum, big.NewInt(low)); !sum.IsInt64() {
			return nil, money.ErrOverflow
		}
		l.Amount.Minor = sum.Int64()
		if t.one {
			c.Records = l.Count
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Days returns what the source published on each day of the range, the oldest first. It
// implements money.Quoted.
func (r *Rates) Days(ctx context.Context, source string, from, to lang.Date) ([]money.Day, error) {
	rows, err := list[rateDay](ctx, r.View, "and source = $3 and day >= $4 and day <= $5 order by day, base", source, string(from), string(to))
	if err != nil {
		return nil, err
	}
	out := make([]money.Day, len(rows))
	for i, row := range rows {
		if out[i], err = row.Value.published(); err != nil {
			return nil, fmt.Errorf("store: rates by %s on %s: %w", source, row.Value.day, err)
		}
	}
	return out, nil
}

// published is the row as the day of rates that it keeps.
func (r rateDay) published() (money.Day, error) {
	d := money.Day{Source: r.source, Date: lang.Date(r.day), Base: money.Currency(r.base), Quotes: map[money.Currency]decimal.Decimal{}}
	for line := range strings.Lines(r.quotes) {
		code, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		v, err := decimal.Parse(value)
		if err != nil {
			return d, err
		}
		d.Quotes[money.Currency(code)] = v
	}
	return d, nil
}
