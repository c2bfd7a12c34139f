package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"bridgehead/agreement"
	"bridgehead/demo"
	"bridgehead/journal"
	"bridgehead/store"
)

// benchFair is the fair that appends and imports go to.
const benchFair = "bench"

// appendCase appends agreements to the journal: one in each transaction, as a form does, and a thousand.
func appendCase(ctx context.Context, e *engine, o options) ([]result, error) {
	var results []result
	for _, v := range []struct{ transactions, each int }{{300, 1}, {20, 1000}} {
		if o.rows > 0 {
			v.transactions = max(1, o.rows/v.each)
		}
		r, err := appends(ctx, e, o.runs, v.transactions, v.each)
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

// appends measures so many transactions of so many agreements each. The program writes to one database and the hand the same
// rows to another, run by run, so that both have always grown to the same size.
func appends(ctx context.Context, e *engine, runs, transactions, each int) (r result, err error) {
	r.what = fmt.Sprintf("append %d × %d", transactions, each)
	ours, err := e.fresh(ctx)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, ours.close()) }()
	byHand, err := e.fresh(ctx)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, byHand.close()) }()
	h, err := newHand(ctx, byHand, benchFair)
	if err != nil {
		return r, err
	}
	defer h.close()

	records, err := demo.Sample{Agreements: max(1000, (runs+1)*transactions*each+1000)}.Generate()
	if err != nil {
		return r, err
	}
	next, stop := iter.Pull(records.Agreements(0))
	defer stop()
	var position int64
	for n := range runs + 1 { // the first warms up
		batch := make([][]agreement.Agreement, transactions)
		for i := range batch {
			for range each {
				a, ok := next()
				if !ok {
					return r, errors.New("the sample has too few agreements")
				}
				batch[i] = append(batch[i], a)
			}
		}
		took, err := timed(true, func() error { return appendOurs(ctx, ours.ours, batch) })
		if err != nil {
			return r, err
		}
		s, err := replay(ctx, ours, benchFair, position)
		if err != nil {
			return r, err
		}
		position += int64(transactions * each)
		tookHand, err := timed(false, func() error { return h.write(ctx, s) })
		if err != nil {
			return r, err
		}
		if n > 0 {
			r.ours, r.hand = append(r.ours, took), append(r.hand, tookHand)
		}
	}
	r.noted("%.2f ms for a transaction", float64(median(r.ours).Microseconds())/1000/float64(transactions))
	if err := h.close(); err != nil {
		return r, err
	}
	return r, same(ctx, ours, byHand, benchFair)
}

// handArgs is how many parameters a statement by hand has at most. It was chosen by trying: fewer and more are both slower.
var how = store.How{Action: journal.Created, Origin: journal.Origin{Kind: "generator", ID: "bench"}}

func appendOurs(ctx context.Context, db *store.DB, batch [][]agreement.Agreement) error {
	for _, part := range batch {
		err := db.Update(ctx, benchFair, "bench", func(tx *store.Tx) error {
			for i := range part {
				if err := store.Put(ctx, tx, &part[i], 0, how); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// same returns an error when the hand has not written what the program has.
func same(ctx context.Context, ours, byHand *database, fair string) error {
	var sums [2]string
	for i, d := range []*database{ours, byHand} {
		for _, w := range written {
			t, err := read(ctx, d.hand, w.table, fair, w.order)
			if err != nil {
				return err
			}
			sums[i] += fmt.Sprintf("%s: %d rows of hash %x\n", w.table, len(t.rows), t.hash())
		}
	}
	if sums[0] != sums[1] {
		return fmt.Errorf("the two sides have not written the same:\n%s\n%s", sums[0], sums[1])
	}
	return nil
}
