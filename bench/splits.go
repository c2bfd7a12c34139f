package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"bridgehead/demo"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/store"
)

// splitsCase splits the whole record by district × industry × edition, at the latest position and at an earlier one: the sums,
// as a serving process answers them from its columns, and the figures that are made of the sums. DuckDB adds up the same rows
// into a table of its own.
func splitsCase(ctx context.Context, e *engine, o options) (results []result, err error) {
	n := o.rowsOr(figuresRows)
	d, peer, err := besideDuck(ctx, e, n, demo.NoSteps)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, peer.Close(), d.close()) }()
	head, err := d.ours.Head(ctx, demo.SampleFair)
	if err != nil {
		return nil, err
	}
	loading, err := keep(ctx, d)
	if err != nil {
		return nil, err
	}
	cuts := []indicator.Cut{{Dimension: figure.ByDistrict}, {Dimension: figure.ByIndustry, Level: 1}}
	for _, p := range []struct {
		name string
		at   journal.Position
	}{
		{"latest", head},
		{"earlier", head - journal.Position(n/figuresEditions/2)},
	} {
		sums, err := splitSums(ctx, d, peer, p.at, cuts, o.runs)
		if err != nil {
			return nil, err
		}
		sums.what = fmt.Sprintf("splits %d, sums, %s", n, p.name)
		if p.at == head {
			sums.noted("columns loaded in %.1f s", loading.Seconds())
		}
		figures, err := splitFigures(ctx, d, peer, p.at, cuts, o.runs)
		if err != nil {
			return nil, err
		}
		figures.what = fmt.Sprintf("splits %d, figures, %s", n, p.name)
		results = append(results, sums, figures)
	}
	return results, nil
}

// keep makes the program keep columns, as a serving process does, and returns how long it took to load them.
func keep(ctx context.Context, d *database) (time.Duration, error) {
	d.ours.KeepColumns(store.ColumnsLimit)
	begun := time.Now()
	v, err := d.ours.View(ctx, demo.SampleFair, -1)
	if err != nil {
		return 0, err
	}
	for !v.HasColumns() {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return time.Since(begun), nil
}

// duckSplit is the split in DuckDB's words.
var duckSplit = func() string {
	one := func(records, from, owner string) string {
		return "select r.edition as edition, coalesce(s.district, '') as district, substr(" + owner + ".industry, 1, 1) as industry, r.currency as currency," +
			" coalesce(s.num, 0) as num, coalesce(s.den, 0) as den, " + records + " as records, count(*) as lines, sum(r.amount) as amount from " + from +
			" left join attribution s on s.since = " + owner + ".since and s.district <> '' where " + duckCounts + " group by all"
	}
	return one("count(*)", duckAgreements, "r") + " union all " + one("0", duckIncreases, "o")
}()

// split makes the split a table in DuckDB.
func (d *duck) split(ctx context.Context, at journal.Position) (time.Duration, error) {
	return timed(false, func() error {
		_, err := d.ExecContext(ctx, "create or replace table split as "+duckSplit, int64(at))
		return err
	})
}

func splitSums(ctx context.Context, d *database, peer *duck, at journal.Position, cuts []indicator.Cut, runs int) (result, error) {
	r := result{peer: "DuckDB"}
	v, err := d.ours.View(ctx, demo.SampleFair, at)
	if err != nil {
		return r, err
	}
	var cells []indicator.Cell
	err = r.interleaved(runs, func() (time.Duration, error) {
		return timed(true, func() (err error) {
			cells, err = v.Cells(ctx, indicator.OfAgreements, indicator.Selection{}, cuts)
			return err
		})
	}, func() (time.Duration, error) { return peer.split(ctx, at) })
	if err != nil {
		return r, err
	}
	r.noted("%d sums; position %d", len(cells), at)
	ours := make([]string, len(cells))
	for i, c := range cells {
		l := c.Line
		ours[i] = fmt.Sprintln(c.Edition, c.Keys[0], c.Keys[1], l.Amount.Currency, l.Num, l.Den, c.Records, l.Count, l.Amount.Minor)
	}
	var theirs []string
	err = scan(ctx, peer.DB, "select edition, district, industry, currency, num, den, records, lines, cast(amount as bigint) from split", nil, func(rows *sql.Rows) error {
		var district, industry, currency string
		var edition, num, den, records, count, amount int64
		err := rows.Scan(&edition, &district, &industry, &currency, &num, &den, &records, &count, &amount)
		theirs = append(theirs, fmt.Sprintln(edition, district, industry, currency, num, den, records, count, amount))
		return err
	})
	if err != nil {
		return r, err
	}
	return r, sameLines(ours, theirs)
}

// splitFigures makes figures of the number of agreements in all parts of all editions, with remainder and overlap.
func splitFigures(ctx context.Context, d *database, peer *duck, at journal.Position, cuts []indicator.Cut, runs int) (result, error) {
	r := result{peer: "DuckDB"}
	var all []indicator.Breakdown
	err := r.interleaved(runs, func() (time.Duration, error) {
		return timed(true, func() error {
			e, err := d.ours.Evaluator(ctx, demo.SampleFair, at, -1)
			if err != nil {
				return err
			}
			all, err = e.SplitEditions(ctx, "signed.count", figure.Scope{}, cuts...)
			return err
		})
	}, func() (time.Duration, error) { return peer.split(ctx, at) })
	if err != nil {
		return r, err
	}
	var ours, theirs []string
	parts := 0
	for _, b := range all {
		parts += len(b.Parts)
		for _, p := range b.Parts {
			if p.Recorded != nil && p.Recorded.Value.Sign() > 0 {
				ours = append(ours, fmt.Sprintln(b.Edition.Number, p.Keys[0], p.Keys[1], p.Recorded.Value.RatString()))
			}
		}
	}
	err = scan(ctx, peer.DB, `select edition, district, industry, cast(sum(records) as bigint) from split
		where district <> '' and industry <> '' group by all having sum(records) > 0`, nil, func(rows *sql.Rows) error {
		var district, industry string
		var edition, records int64
		err := rows.Scan(&edition, &district, &industry, &records)
		theirs = append(theirs, fmt.Sprintln(edition, district, industry, records))
		return err
	})
	if err != nil {
		return r, err
	}
	r.noted("%d figures", parts)
	return r, sameLines(ours, theirs)
}

// sameLines returns an error when the two sides have not come to the same, in whatever order.
func sameLines(ours, theirs []string) error {
	slices.Sort(ours)
	slices.Sort(theirs)
	for i := range min(len(ours), len(theirs)) {
		if ours[i] != theirs[i] {
			return fmt.Errorf("ours has %q where DuckDB has %q", ours[i], theirs[i])
		}
	}
	if len(ours) != len(theirs) || len(ours) == 0 {
		return fmt.Errorf("ours has %d lines, DuckDB %d", len(ours), len(theirs))
	}
	return nil
}
