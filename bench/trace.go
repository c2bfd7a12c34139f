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
)

// traceRecords is how many records of a trace are read.
const traceRecords = 10_000

// traceCase follows the amount of the last edition's agreements to its first 10,000 records, each with its amount, rate, origin
// and converted amount, and closes the sum. DuckDB reads the same records with their origins, and converts nothing.
func traceCase(ctx context.Context, e *engine, o options) (results []result, err error) {
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
	name := figure.Name{Indicator: "signed.amount", Scope: lastEdition, At: -1, Ref: -1}
	text := "select r.id, r.code, r.title, r.amount, r.currency, r.signed_on, r.confirmed, r.since, j.origin from " + duckAgreements +
		" join journal j on j.position = r.since where " + duckCounts + " and r.edition = $2 order by r.id limit $3"
	r := result{what: fmt.Sprintf("trace %d of %d", traceRecords, n), peer: "DuckDB"}
	var trace indicator.Trace
	var theirs []string
	err = r.interleaved(o.runs, func() (time.Duration, error) {
		return timed(true, func() error {
			e, err := d.ours.Evaluator(ctx, demo.SampleFair, -1, -1)
			if err != nil {
				return err
			}
			trace, err = e.Trace(ctx, name, "", traceRecords)
			return err
		})
	}, func() (time.Duration, error) {
		theirs = theirs[:0]
		return timed(false, func() error {
			return scan(ctx, peer.DB, text, []any{int64(head), int64(figuresEditions), int64(traceRecords)}, func(rows *sql.Rows) error {
				var id, code, title, currency, day, origin string
				var amount, confirmed, since int64
				err := rows.Scan(&id, &code, &title, &amount, &currency, &day, &confirmed, &since, &origin)
				theirs = append(theirs, fmt.Sprintln(id, code, amount, currency, day, since, origin))
				return err
			})
		})
	})
	if err != nil {
		return nil, err
	}
	r.noted("%d records", len(trace.Items))
	var ours []string
	for _, i := range trace.Items {
		if i.Kind == "agreement" { // increases come after all agreements
			ours = append(ours, fmt.Sprintln(i.ID, i.Code, i.Amount.Minor, i.Amount.Currency, i.Day, i.Since, i.Origin))
		}
	}
	return []result{r}, sameLines(ours, theirs)
}
