package indicator

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
)

// A BesideRow is an edition, or a part of one, with the figures that were asked for and those that
// they are made of, by their codes.
type BesideRow struct {
	Edition fair.Edition
	Keys    []string // one for each cut
	Labels  []lang.Text
	Of      map[string]figure.Figure
}

// Beside evaluates several figures side by side: of an edition where the scope names one, else of
// each edition; of the whole without cuts, else of each part. Shares and ratios add to nothing, but what they are made of
// does: that is read together, once for all of them, and each is what Figure gives of the same
// name. The error is invalid for indicators that are not made of what adds.
func (e *Evaluator) Beside(ctx context.Context, codes []string, scope figure.Scope, by ...Cut) ([]BesideRow, error) {
	e = e.Remembering()
	var asked []Definition
	var made []string
	for _, code := range codes {
		d, err := e.Define(ctx, code)
		if err != nil {
			return nil, err
		}
		of, ok := d.madeOf()
		if !ok {
			return nil, lang.Invalid("split.not_additive", lang.Args{"code": d.Code, "label": d.Label})
		}
		asked = append(asked, d)
		made = append(made, of...)
	}
	slices.Sort(made)
	known := *e
	known.parts = map[string]figure.Figure{}
	rows := map[string]*BesideRow{}
	var order []*BesideRow
	at := func(b Breakdown, keys []string, labels []lang.Text) *BesideRow {
		key := strings.Join(append([]string{b.Scope[figure.ByEdition]}, keys...), keySeparator)
		if rows[key] == nil {
			rows[key] = &BesideRow{Edition: b.Edition, Keys: keys, Labels: labels, Of: map[string]figure.Figure{}}
			order = append(order, rows[key])
		}
		return rows[key]
	}
	for _, code := range slices.Compact(made) {
		all, err := e.splitOrAll(ctx, code, scope, by)
		if err != nil {
			return nil, err
		}
		for _, b := range all {
			if len(by) == 0 {
				at(b, nil, nil).Of[code] = b.Whole
				known.parts[partKey(code, b.Scope)] = b.Whole
			}
			for _, p := range b.Parts {
				at(b, p.Keys, p.Labels).Of[code] = p.Figure
				known.parts[partKey(code, p.Figure.Name.Scope)] = p.Figure
			}
		}
	}
	out := make([]BesideRow, len(order))
	for i, row := range order {
		of := scopeOf(scope, *row, by)
		for _, d := range asked {
			if err := known.rate(ctx, d, of, row); err != nil {
				return nil, err
			}
		}
		out[i] = *row
	}
	slices.SortStableFunc(out, func(a, b BesideRow) int {
		return cmp.Or(cmp.Compare(a.Edition.Number, b.Edition.Number), slices.Compare(a.Keys, b.Keys))
	})
	return out, nil
}

// rate adds a figure to a row, with what it is made of where that was in no part.
func (e *Evaluator) rate(ctx context.Context, d Definition, scope figure.Scope, row *BesideRow) error {
	of, _ := d.madeOf()
	for _, code := range of {
		if _, ok := row.Of[code]; ok {
			continue
		}
		f, err := e.part(ctx, code, scope)
		if err != nil {
			return err
		}
		row.Of[code] = f
	}
	if d.adds() {
		return nil
	}
	f, err := e.part(ctx, d.Code, scope)
	if lang.CodeOf(err) == lang.CodeNotFound { // nothing is known of it
		f, err = figure.FromInterval(figure.Name{Indicator: d.Code, Scope: scope, At: -1, Ref: -1}, figure.Everything), nil
		f.Unit = d.Unit
	}
	row.Of[d.Code] = f
	return err
}

// madeOf are the codes of what adds, of which the figure is made; ok is false where there are none.
func (d Definition) madeOf() (codes []string, ok bool) {
	switch {
	case d.adds():
		return []string{d.Code}, true
	case d.Measure == Share && d.Part != "":
		return []string{d.Part, d.Of}, true
	case d.Measure == Ratio:
		return []string{d.Of, d.Over}, true
	}
	return nil, false
}

// splitOrAll splits the figure of the edition that the scope names, else of each edition.
func (e *Evaluator) splitOrAll(ctx context.Context, code string, scope figure.Scope, by []Cut) ([]Breakdown, error) {
	if editionOf(scope) == 0 {
		return e.SplitEditions(ctx, code, scope, by...)
	}
	b, err := e.Split(ctx, code, scope, by...)
	return []Breakdown{b}, err
}

// scopeOf is the scope of a row.
func scopeOf(scope figure.Scope, row BesideRow, by []Cut) figure.Scope {
	of := scope.With(figure.ByEdition, strconv.FormatInt(row.Edition.Number, 10))
	for i, c := range by {
		of = of.With(c.Dimension, row.Keys[i])
	}
	return of
}

func partKey(code string, scope figure.Scope) string { return code + "?" + scope.String() }
