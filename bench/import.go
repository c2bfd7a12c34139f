package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

const importRows = 100_000

// importCase brings in a file of agreements. The first line of its results is everything but the reading of the file's bytes:
// understanding each cell, matching parties, staging, writing. The second is the writing alone, for which the same is done
// by hand in both.
func importCase(ctx context.Context, e *engine, o options) ([]result, error) {
	n := o.rowsOr(importRows)
	file := agreementsFile(n)
	whole := result{what: fmt.Sprintf("import %d", n)}
	writing := result{what: fmt.Sprintf("import %d, writing", n)}
	var reading, planning []time.Duration
	for range o.runs {
		t, err := importOnce(ctx, e, file)
		if err != nil {
			return nil, err
		}
		reading, planning = append(reading, t.reading), append(planning, t.planning)
		whole.ours, whole.hand = append(whole.ours, t.planning+t.writing), append(whole.hand, t.hand)
		writing.ours, writing.hand = append(writing.ours, t.writing), append(writing.hand, t.hand)
	}
	whole.noted("reading apart (%s); understanding and matching the rows, which nobody does by hand, takes %s", shown(median(reading)), shown(median(planning)))
	writing.noted("staging and commit")
	return []result{whole, writing}, nil
}

type importTimes struct {
	reading, planning, writing, hand time.Duration
}

// importOnce imports into a fresh database, and writes the same by hand into another.
func importOnce(ctx context.Context, e *engine, file []byte) (t importTimes, err error) {
	ours, err := e.fresh(ctx)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, ours.close()) }()
	if err := beginFair(ctx, ours.ours); err != nil {
		return t, err
	}
	begun, err := replay(ctx, ours, benchFair, 0)
	if err != nil {
		return t, err
	}
	position := begun.transactions[len(begun.transactions)-1].head[0].(int64)

	src, err := exchange.Read(bytes.NewReader(file), int64(len(file)), "agreements.csv", exchange.Limits{})
	if err != nil {
		return t, err
	}
	t.reading, err = timed(false, func() error {
		return src.Rows(ctx, src.Sheets[0], func(*exchange.Row) error { return nil })
	})
	if err != nil {
		return t, err
	}
	var planned time.Time
	options := exchange.Options{
		Fair: benchFair, Actor: "bench", Kind: exchange.Agreements, Edition: 26,
		Progress: func(step exchange.Step, _, _ int64) {
			if step == exchange.Staging && planned.IsZero() {
				planned = time.Now()
			}
		},
	}
	start := time.Now()
	took, err := timed(true, func() error {
		start = time.Now()
		_, err := exchange.Import(ctx, ours.ours, src, options)
		return err
	})
	if err != nil {
		return t, err
	}
	t.planning = planned.Sub(start) - t.reading
	t.writing = took - planned.Sub(start)

	s, err := replay(ctx, ours, benchFair, position)
	if err != nil {
		return t, err
	}
	chunks, err := read(ctx, ours.hand, "import_chunk", benchFair, "n")
	if err != nil {
		return t, err
	}
	byHand, err := e.fresh(ctx)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, byHand.close()) }()
	h, err := newHand(ctx, byHand, benchFair)
	if err != nil {
		return t, err
	}
	defer h.close()
	if err := h.write(ctx, begun); err != nil {
		return t, err
	}
	t.hand, err = timed(false, func() error {
		for part := range slices.Chunk(chunks.rows, 8) {
			err := h.execute(ctx, insertText(chunks, len(part), h.lite), slices.Concat(part...))
			if err != nil {
				return err
			}
		}
		return h.write(ctx, s)
	})
	if err != nil {
		return t, err
	}
	if err := h.close(); err != nil {
		return t, err
	}
	return t, same(ctx, ours, byHand, benchFair)
}

// beginFair writes the fair with the edition that the agreements belong to.
func beginFair(ctx context.Context, db *store.DB) error {
	return db.Update(ctx, benchFair, "bench", func(tx *store.Tx) error {
		f := fair.Fair{ID: benchFair, Name: lang.Text{En: "Bench"}, Sides: []fair.Side{
			{Code: "beijing", Name: lang.Text{Hans: "北京"}}, {Code: "hongkong", Name: lang.Text{Hans: "香港"}},
		}}
		if err := store.Put(ctx, tx, &f, 0, how); err != nil {
			return err
		}
		e := fair.Edition{
			ID: fair.EditionID(tx.NewID()), Number: 26, Opened: "2023-11-29", Requires: 3,
			Policy: money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening},
		}
		return store.Put(ctx, tx, &e, 0, how)
	})
}

// agreementsFile makes a csv file of n agreements as an office sends them, with a thousand investors among them.
func agreementsFile(n int) []byte {
	districts := []string{"朝阳区", "海淀区", "东城区", "西城区", "丰台区", "通州区 60%；大兴区 40%"}
	types := []string{"投资合同", "框架协议", "备忘录"}
	var b bytes.Buffer
	b.WriteString("编号,项目名称,英文名称,协议类型,方向,签约日期,金额（万元）,币种,投资方,归属区,行业,备注\n")
	for i := range n {
		fmt.Fprintf(&b, "BM-%06d,样例合作项目第%d号,Sample cooperation %d,%s,引进来,2023-11-%02d,%d.%02d,CNY,样例投资%d有限公司,%s,A0111,\n",
			i, i, i, types[i%3], 1+i%28, 100+i%9000, i%100, i%1000, districts[i%len(districts)])
	}
	return b.Bytes()
}
