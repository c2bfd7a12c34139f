package store

import (
	"context"
	"errors"
	"maps"
	"math/big"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// A Touched is a figure that a change would make another.
type Touched struct {
	Before, After figure.Figure
}

// errLooked ends a change that was only to be looked at.
var errLooked = errors.New("store: only to look at")

// Touches carries a change out, evaluates the figures of the editions, and those that are named
// beside them, before and after, and takes it back: what a correction would touch, before it is
// made. Nothing is written. The fair's other changes wait while the change is made and the figures after it
// are evaluated; those before it are, as a rule, read without making anybody wait.
func (db *DB) Touches(ctx context.Context, fair, actor string, editions []int64, names []figure.Name, fn func(*Tx) error) ([]Touched, error) {
	rates, err := db.Rates(ctx, -1)
	if err != nil {
		return nil, err
	}
	outside, err := db.View(ctx, fair, -1)
	if err != nil {
		return nil, err
	}
	evaluate := func(v View, open bool) (map[string]figure.Figure, []string, error) {
		return evaluateAll(ctx, &indicator.Evaluator{Records: db.summing(v, open), Rates: rates, Ref: int64(rates.At)}, editions, names)
	}
	asItIs, _, err := evaluate(outside, false)
	if err != nil {
		return nil, err
	}
	var out []Touched
	err = db.Update(ctx, fair, actor, func(tx *Tx) error {
		out = nil
		inside := func() View { return View{q: tx.q, Fair: fair, At: tx.Position()} }
		before := maps.Clone(asItIs)
		if tx.Position() != outside.At { // somebody was faster
			var err error
			if before, _, err = evaluate(inside(), true); err != nil {
				return err
			}
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.flush(ctx); err != nil {
			return err
		}
		after, order, err := evaluate(inside(), true)
		if err != nil {
			return err
		}
		for _, name := range order {
			if b, a := before[name], after[name]; !alikeFigures(b, a) {
				out = append(out, Touched{b, a})
			}
			delete(before, name)
		}
		for _, b := range before { // there was one and is none
			out = append(out, Touched{Before: b})
		}
		return errLooked
	})
	if !errors.Is(err, errLooked) {
		return nil, err
	}
	return out, nil
}

// evaluateAll returns figures by their names without positions, and the order in which they came.
func evaluateAll(ctx context.Context, e *indicator.Evaluator, editions []int64, names []figure.Name) (map[string]figure.Figure, []string, error) {
	e = e.Remembering() // what one edition comes to stands in the cumulative figures of all later ones
	all := map[string]figure.Figure{}
	var order []string
	add := func(f figure.Figure) {
		key := figure.Name{Indicator: f.Name.Indicator, Scope: f.Name.Scope, At: -1, Ref: -1}.String()
		if _, there := all[key]; !there {
			all[key] = f
			order = append(order, key)
		}
	}
	for _, number := range editions {
		fs, err := e.Edition(ctx, number)
		if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
			return nil, nil, err
		}
		for _, f := range fs {
			add(f)
		}
	}
	_, at := e.Records.Where()
	for _, name := range names {
		name.At, name.Ref = at, -1
		f, err := e.Figure(ctx, name)
		switch lang.CodeOf(err) { // a name that was good once may be of a definition that is another by now
		case lang.CodeNotFound, lang.CodeInvalid, lang.CodeConflict:
		default:
			if err != nil {
				return nil, nil, err
			}
		}
		if err == nil {
			add(f)
		}
	}
	return all, order, nil
}

// alikeFigures reports whether two figures say the same to a reader.
func alikeFigures(a, b figure.Figure) bool {
	equal := func(x, y *big.Rat) bool {
		return x == nil && y == nil || x != nil && y != nil && x.Cmp(y) == 0
	}
	return a.Name.Indicator == b.Name.Indicator && a.Kind == b.Kind && a.Unit == b.Unit && a.Currency == b.Currency && a.Qualifier == b.Qualifier &&
		equal(a.Value, b.Value) && equal(a.Recorded, b.Recorded) && equal(a.Interval.Low, b.Interval.Low) && equal(a.Interval.High, b.Interval.High)
}
