package indicator

import (
	"context"
	"fmt"
	"slices"

	"bridgehead/fair"
	"bridgehead/figure"
)

// remembered are records that are asked for the same thing once. The figures of an edition
// share much: a count and an amount the same groups, the cumulative figures every edition
// but the last, each comparison the last edition's figure.
type remembered struct {
	Records

	editions     []fair.Edition
	groups       map[string][]Group
	observations map[string][]Statement
	definitions  []Definition
	defined      bool
}

// Remembering returns an evaluator that does what e does and remembers what it has read.
// Records at a position never change. It is for one task and one goroutine: it forgets nothing.
func (e *Evaluator) Remembering() *Evaluator {
	if _, ok := e.Records.(*remembered); ok {
		return e
	}
	inner := *e
	inner.Records = &remembered{Records: e.Records, groups: map[string][]Group{}, observations: map[string][]Statement{}}
	return &inner
}

// Editions returns all editions.
func (r *remembered) Editions(ctx context.Context) ([]fair.Edition, error) {
	if r.editions == nil {
		var err error
		if r.editions, err = r.Records.Editions(ctx); err != nil {
			return nil, err
		}
	}
	return slices.Clone(r.editions), nil
}

// Edition finds the edition among all; the refusal of one that is not there is the record's.
func (r *remembered) Edition(ctx context.Context, number int64) (fair.Edition, error) {
	all, err := r.Editions(ctx)
	if err != nil {
		return fair.Edition{}, err
	}
	if i := slices.IndexFunc(all, func(e fair.Edition) bool { return e.Number == number }); i >= 0 {
		return all[i], nil
	}
	return r.Records.Edition(ctx, number)
}

// Groups returns the groups of a selection.
func (r *remembered) Groups(ctx context.Context, of string, s Selection) ([]Group, error) {
	key := fmt.Sprintf("%s %d %d %t %s %s %t %s %t %s", of, s.Edition, s.Required, s.PerDay, s.Scope, s.Filter, s.Shares, s.Distinct, s.Each, s.Span)
	return ask(r.groups, key, func() ([]Group, error) { return r.Records.Groups(ctx, of, s) })
}

// Observations returns what was stated.
func (r *remembered) Observations(ctx context.Context, indicator string, scope figure.Scope, edition int64) ([]Statement, error) {
	key := fmt.Sprintf("%s %t %d %s", indicator, scope == nil, edition, scope)
	return ask(r.observations, key, func() ([]Statement, error) { return r.Records.Observations(ctx, indicator, scope, edition) })
}

// Definitions returns the fair's own definitions.
func (r *remembered) Definitions(ctx context.Context) ([]Definition, error) {
	if !r.defined {
		var err error
		if r.definitions, err = r.Records.Definitions(ctx); err != nil {
			return nil, err
		}
		r.defined = true
	}
	return r.definitions, nil
}

// ask returns what is known under the key, or finds it.
func ask[T any](known map[string][]T, key string, find func() ([]T, error)) ([]T, error) {
	got, ok := known[key]
	if !ok {
		var err error
		if got, err = find(); err != nil {
			return nil, err
		}
		known[key] = got
	}
	return slices.Clone(got), nil
}
