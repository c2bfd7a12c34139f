package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"bridgehead/demo"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
)

// landingAsOf is the day as of which cohorts and curves are asked.
const landingAsOf = "2024-12-31"

// landingCase counts what became of agreements, five milestones each: the rates of all editions, and the cohorts with the survival
// curve until operation, as a serving process answers them from its columns. Each run is at another position, so that what is
// remembered of a position helps nobody. DuckDB does the same over the same rows in its own tables.
func landingCase(ctx context.Context, e *engine, o options) (results []result, err error) {
	n := o.rowsOr(figuresRows)
	d, peer, err := besideDuck(ctx, e, n, demo.SomeSteps)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, peer.Close(), d.close()) }()
	head, err := d.ours.Head(ctx, demo.SampleFair)
	if err != nil {
		return nil, err
	}
	// Days are days to DuckDB too.
	if _, err := peer.ExecContext(ctx, "alter table milestone alter column day type date"); err != nil {
		return nil, err
	}
	loading, err := keep(ctx, d)
	if err != nil {
		return nil, err
	}
	rates, err := landingRates(ctx, d, peer, head, o.runs)
	if err != nil {
		return nil, err
	}
	rates.what = fmt.Sprintf("landing %d, rates by edition", n)
	rates.noted("columns loaded in %.1f s", loading.Seconds())
	cohorts, err := landingCohorts(ctx, d, peer, head, o.runs)
	cohorts.what = fmt.Sprintf("landing %d, cohorts and curve", n)
	return append(results, rates, cohorts), err
}

// duckBecame is what became of each agreement that counts, at the position $1.
const duckBecame = `create or replace temp table became as
	with m as (select agreement,
		min(day) filter (stage = 'registered') as s0, min(day) filter (stage = 'paid_in') as s1,
		min(day) filter (stage = 'under_construction') as s2, min(day) filter (stage = 'operating') as s3, min(day) filter (stage = 'terminated') as ended
		from milestone where since <= $1 and until > $1 and counts = 1 group by agreement)
	select r.id, r.edition, cast(r.signed_on as date) as signed, least(s0, s1, s2, s3) as reg, s1 as paid, least(s2, s3) as con, s3 as op,
		ended is not null or r.ended_on <> '' as gone, r.amount, r.currency
	from ` + duckAgreements + ` left join m on m.agreement = r.id where ` + duckCounts

// duckRates are the rates of each edition from it, and the sums by currency.
const duckRates = `create or replace table rates as
	select 'count' as kind, edition, '' as currency, count(*) filter (reg is not null and not gone) as a, count(*) filter (con is not null) as b, count(*) filter (op is not null) as c
		from became group by edition
	union all select 'contract', edition, currency, sum(amount), 0, 0 from (
		select edition, currency, amount from became where currency <> ''
		union all select o.edition, r.currency, r.amount from amendment r join became o on o.id = r.agreement join edition e on e.number = o.edition and e.since <= $1 and e.until > $1
			where ` + duckCounts + ` and o.currency <> '') group by edition, currency
	union all select 'payment', o.edition, m.currency, sum(m.amount), 0, 0 from milestone m join became o on o.id = m.agreement
		where m.since <= $1 and m.until > $1 and m.counts = 1 and m.stage = 'paid_in' and m.currency <> '' and o.currency <> '' group by o.edition, m.currency`

func landingRates(ctx context.Context, d *database, peer *duck, head journal.Position, runs int) (result, error) {
	r := result{peer: "DuckDB"}
	with := true
	ask := []struct {
		of string
		f  indicator.Filter
	}{
		{indicator.OfAgreements, indicator.Filter{Values: map[string][]string{indicator.FieldReached: {"registered"}, indicator.FieldStanding: {indicator.GoesOn, indicator.Suspended}}}},
		{indicator.OfAgreements, indicator.Filter{Values: map[string][]string{indicator.FieldReached: {"under_construction"}}}},
		{indicator.OfAgreements, indicator.Filter{Values: map[string][]string{indicator.FieldReached: {"operating"}}}},
		{indicator.OfContracts, indicator.Filter{WithAmount: &with}},
		{indicator.OfPayments, indicator.Filter{WithAmount: &with}},
	}
	cells := make([][]indicator.Cell, len(ask))
	ours, theirs := 0, 0
	err := r.interleaved(runs, func() (time.Duration, error) {
		ours++
		return timed(true, func() error {
			v, err := d.ours.View(ctx, demo.SampleFair, head-journal.Position(ours))
			for i, x := range ask {
				if err == nil {
					cells[i], err = v.Cells(ctx, x.of, indicator.Selection{Filter: x.f}, nil)
				}
			}
			return err
		})
	}, func() (time.Duration, error) {
		theirs++
		return timed(false, func() error {
			at := int64(head) - int64(theirs)
			if _, err := peer.ExecContext(ctx, duckBecame, at); err != nil {
				return err
			}
			_, err := peer.ExecContext(ctx, duckRates, at)
			return err
		})
	})
	if err != nil {
		return r, err
	}
	counts := map[int64][3]int64{}
	var mine []string
	for i, list := range cells {
		for _, c := range list {
			if i < 3 {
				all := counts[c.Edition]
				all[i] += c.Records
				counts[c.Edition] = all
				continue
			}
			mine = append(mine, fmt.Sprintln([]string{"contract", "payment"}[i-3], c.Edition, c.Line.Amount.Currency, c.Line.Amount.Minor, 0, 0))
		}
	}
	mine = gathered(mine)
	for edition, c := range counts {
		mine = append(mine, fmt.Sprintln("count", edition, "", c[0], c[1], c[2]))
	}
	var other []string
	err = scan(ctx, peer.DB, "select kind, edition, currency, cast(a as bigint), b, c from rates where kind <> 'count' or a + b + c > 0", nil, func(rows *sql.Rows) error {
		var kind, currency string
		var edition, a, b, c int64
		err := rows.Scan(&kind, &edition, &currency, &a, &b, &c)
		other = append(other, fmt.Sprintln(kind, edition, currency, a, b, c))
		return err
	})
	r.noted("%d sums", len(mine))
	return r, errors.Join(err, sameLines(mine, other))
}

// gathered adds up the lines of one edition and currency: ours come from two tables.
func gathered(lines []string) []string {
	sums := map[[3]string]int64{}
	for _, l := range lines {
		var key [3]string
		var minor, a, b int64
		fmt.Sscan(l, &key[0], &key[1], &key[2], &minor, &a, &b)
		sums[key] += minor
	}
	var out []string
	for k, v := range sums {
		out = append(out, fmt.Sprintln(k[0], k[1], k[2], v, 0, 0))
	}
	return out
}

// duckCohorts are the cohorts of each edition over ten years, and the days of the curve.
const duckCohorts = `create or replace table cohorts as
	select 'cohort' as kind, edition, y, count(*) as al, count(*) filter (reg <= signed + to_years(cast(y as integer))) as a, count(*) filter (paid <= signed + to_years(cast(y as integer))) as b,
		count(*) filter (con <= signed + to_years(cast(y as integer))) as c, count(*) filter (op <= signed + to_years(cast(y as integer))) as d
		from became, range(11) t(y) where signed + to_years(cast(y as integer)) <= date '` + landingAsOf + `' group by edition, y
	union all select 'curve', 0, case when op <= date '` + landingAsOf + `' then op - signed else date '` + landingAsOf + `' - signed end as days,
		count(*), count(*) filter (op <= date '` + landingAsOf + `'), 0, 0, 0 from became group by days`

func landingCohorts(ctx context.Context, d *database, peer *duck, head journal.Position, runs int) (result, error) {
	r := result{peer: "DuckDB"}
	var cohorts []landing.Cohort
	var curve landing.Curve
	ours, theirs := 100, 100
	err := r.interleaved(runs, func() (time.Duration, error) {
		ours++
		return timed(true, func() error {
			v, err := d.ours.View(ctx, demo.SampleFair, head-journal.Position(ours))
			if err != nil {
				return err
			}
			all, err := v.Courses(ctx, nil)
			if err != nil {
				return err
			}
			cohorts = landing.Cohorts(all, landing.DayOf(landingAsOf), 10)
			curve = landing.Survival(all, landing.Operating, landing.DayOf(landingAsOf), false)
			return nil
		})
	}, func() (time.Duration, error) {
		theirs++
		return timed(false, func() error {
			if _, err := peer.ExecContext(ctx, duckBecame, int64(head)-int64(theirs)); err != nil {
				return err
			}
			_, err := peer.ExecContext(ctx, duckCohorts)
			return err
		})
	})
	if err != nil {
		return r, err
	}
	var mine, other []string
	for _, c := range cohorts {
		for y, s := range c.Years {
			mine = append(mine, fmt.Sprintln("cohort", c.Edition, y, s[0].All, s[0].Of, s[1].Of, s[2].Of, s[3].Of))
		}
	}
	for _, p := range curve.Points {
		mine = append(mine, fmt.Sprintln("curve", 0, p.Days, p.Events+p.Left, p.Events, 0, 0, 0))
	}
	err = scan(ctx, peer.DB, "select kind, edition, y, al, a, b, c, d from cohorts", nil, func(rows *sql.Rows) error {
		var kind string
		var n [7]int64
		err := rows.Scan(&kind, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6])
		other = append(other, fmt.Sprintln(kind, n[0], n[1], n[2], n[3], n[4], n[5], n[6]))
		return err
	})
	r.noted("%d cohort cells and %d days; the variance of each day is ours alone", len(mine)-len(curve.Points), len(curve.Points))
	slices.Sort(mine)
	return r, errors.Join(err, sameLines(mine, other))
}
