package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"bridgehead/demo"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/store"
)

// headlineCase answers number and amount of one edition's agreements at the latest position. The first line has the sums that
// both are made of, as the evaluation asks for them; the second the two figures themselves, with rates, with what was stated,
// and compared with the edition before. DuckDB scans for the sums of that edition each time.
func headlineCase(ctx context.Context, e *engine, o options) (results []result, err error) {
	n := o.rowsOr(figuresRows)
	d, peer, err := besideDuck(ctx, e, n, demo.NoSteps)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, peer.Close(), d.close()) }()
	var v store.View
	if v, err = d.ours.View(ctx, demo.SampleFair, -1); err != nil {
		return nil, err
	}
	edition, err := v.Edition(ctx, figuresEditions)
	if err != nil {
		return nil, err
	}
	version, err := peer.version(ctx)
	if err != nil {
		return nil, err
	}
	var groups []indicator.Group
	var theirs []string
	scanned := func() (took time.Duration, err error) {
		theirs, took, err = peer.headline(ctx, v.At)
		return took, err
	}
	sums := result{what: fmt.Sprintf("headline %d, sums", n), peer: "DuckDB"}
	err = sums.interleaved(o.runs, func() (time.Duration, error) {
		return timed(true, func() (err error) {
			// As a request does it: where the fair stands comes first.
			if v, err = d.ours.View(ctx, demo.SampleFair, -1); err != nil {
				return err
			}
			groups, err = v.Groups(ctx, indicator.OfAgreements, indicator.Selection{Edition: figuresEditions, Required: edition.Requires})
			return err
		})
	}, scanned)
	if err != nil {
		return nil, err
	}
	sums.noted("%d sums; DuckDB %s", len(groups), version)
	ours := make([]string, len(groups))
	for i, g := range groups {
		ours[i] = fmt.Sprintln(g.Line.Amount.Currency, g.Records, g.Line.Count, g.Line.Amount.Minor)
	}
	if err := sameLines(ours, theirs); err != nil {
		return nil, err
	}

	figures := result{what: fmt.Sprintf("headline %d, figures", n), peer: "DuckDB"}
	codes := []string{"signed.count", "signed.amount"}
	err = figures.interleaved(o.runs, func() (time.Duration, error) {
		return timed(true, func() error {
			e, err := d.ours.Evaluator(ctx, demo.SampleFair, -1, -1)
			if err != nil {
				return err
			}
			for _, code := range codes {
				if _, err := e.Figure(ctx, figure.Name{Indicator: code, Scope: lastEdition, At: -1, Ref: -1}); err != nil {
					return err
				}
			}
			return nil
		})
	}, scanned)
	figures.noted("%d figures", len(codes))
	return []result{sums, figures}, err
}

// lastEdition is the scope of the last edition.
var lastEdition = figure.Scope{figure.ByEdition: fmt.Sprint(figuresEditions)}

// headline scans for the sums of the last edition.
func (d *duck) headline(ctx context.Context, at journal.Position) (lines []string, took time.Duration, err error) {
	one := func(records, from string) string {
		return "select r.currency, " + records + ", count(*), cast(sum(r.amount) as bigint) from " + from + " where " + duckCounts + " and r.edition = $2 group by all"
	}
	text := one("count(*)", duckAgreements) + " union all " + one("0", duckIncreases)
	took, err = timed(false, func() error {
		return scan(ctx, d.DB, text, []any{int64(at), int64(figuresEditions)}, func(rows *sql.Rows) error {
			var currency string
			var records, count, amount int64
			err := rows.Scan(&currency, &records, &count, &amount)
			lines = append(lines, fmt.Sprintln(currency, records, count, amount))
			return err
		})
	})
	return lines, took, err
}
