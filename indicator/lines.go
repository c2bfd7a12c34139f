package indicator

import (
	"context"
	"math/big"
	"slices"

	"bridgehead/figure"
	"bridgehead/lang"
)

// RuleAsOfDay says how the lines of a register count as of a day (docs/rules.md).
const RuleAsOfDay = "as-of-day"

// A LineCell is how many lines of a register have the same keys: surely, and at most, where a
// date that is known only in part, or not at all, leaves it open.
type LineCell struct {
	Keys       []string // one for each cut; "" where the line names none
	Sure, Most int64
}

// register says which lines of a register the indicator takes. Without a day that is asked for
// it is counted as of the position's own; the register knows of no later one.
func (e *Evaluator) register(ctx context.Context, d Definition, scope figure.Scope) (Selection, error) {
	s := Selection{Scope: scope.With(figure.ByAsOf, ""), Filter: d.Filter, AsOf: lang.Date(scope[figure.ByAsOf])}
	last, err := e.Records.Day(ctx)
	if err != nil {
		return s, err
	}
	if s.AsOf == "" {
		s.AsOf = last
	}
	if s.AsOf > last {
		return s, lang.Invalid("indicator.later", lang.Args{"code": d.Code, "day": s.AsOf, "last": last})
	}
	s.Settled = s.AsOf == last
	return s, nil
}

// lines counts the lines of a register (docs/rules.md, as-of-day).
func (e *Evaluator) lines(ctx context.Context, d Definition, name figure.Name) (figure.Figure, error) {
	s, err := e.register(ctx, d, name.Scope)
	if err != nil {
		return figure.Figure{}, err
	}
	cells, err := e.Records.Lines(ctx, d.Of, s, nil)
	if err != nil {
		return figure.Figure{}, err
	}
	var c LineCell
	for _, x := range cells {
		c.Sure, c.Most = c.Sure+x.Sure, c.Most+x.Most
	}
	return d.tally(name, s.AsOf, c), nil
}

// tally is the figure of so many lines.
func (d Definition) tally(name figure.Name, day lang.Date, c LineCell) figure.Figure {
	f := figure.New(name, new(big.Rat).SetInt64(c.Sure))
	if c.Most > c.Sure {
		f = figure.FromInterval(name, figure.Range(new(big.Rat).SetInt64(c.Sure), new(big.Rat).SetInt64(c.Most)))
	}
	f.Unit, f.AsOf = d.Unit, day
	return f
}

// traceLines adds the lines that make the figure up, those that count only perhaps among them.
func (e *Evaluator) traceLines(ctx context.Context, t *Trace, after string, limit int) error {
	s, err := e.register(ctx, t.Definition, t.Figure.Name.Scope)
	if err != nil {
		return err
	}
	items, err := e.Records.Items(ctx, t.Definition.Of, s, after, limit+1)
	if err != nil {
		return err
	}
	if len(items) > limit {
		items, t.More = items[:limit], true
		t.Cursor = items[limit-1].Cursor
	}
	for _, i := range items {
		if i.Counts {
			t.Count++
		}
		t.Items = append(t.Items, TraceItem{Item: i})
	}
	return nil
}

// splitLines splits the lines of a register. A line is in one part alone, or in none, which is the
// remainder; one whose year is not known may be in each of the years.
func (e *Evaluator) splitLines(ctx context.Context, d Definition, scope figure.Scope, cuts []Cut) (Breakdown, error) {
	b := Breakdown{Definition: d, Scope: scope, Cuts: cuts}
	if err := d.accepts(scope); err != nil {
		return b, err
	}
	s, err := e.register(ctx, d, scope)
	if err != nil {
		return b, err
	}
	_, at := e.Records.Where()
	name := figure.Name{Indicator: d.Code, Scope: scope, At: at, Ref: -1}
	whole, err := e.lines(ctx, d, name)
	if err != nil {
		return b, err
	}
	b.Whole = e.finished(whole, d)
	cells, err := e.Records.Lines(ctx, d.Of, s, cuts)
	if err != nil || len(cuts) == 0 {
		return b, err
	}
	var sum, rest LineCell
	year := slices.IndexFunc(cuts, func(c Cut) bool { return c.Dimension == figure.ByPeriod })
	for _, c := range cells {
		if slices.Contains(c.Keys, "") {
			rest.Sure, rest.Most = rest.Sure+c.Sure, rest.Most+c.Most
			continue
		}
		sum.Sure, sum.Most = sum.Sure+c.Sure, sum.Most+c.Most
		p := SplitPart{Keys: c.Keys}
		of := name
		for i, cut := range cuts {
			of.Scope = of.Scope.With(cut.Dimension, c.Keys[i])
			p.Labels = append(p.Labels, e.label(ctx, d, cut.Dimension, c.Keys[i]))
		}
		if year >= 0 {
			for _, x := range cells {
				if x.Keys[year] == "" && alikeBut(x.Keys, c.Keys, year) {
					c.Most += x.Most
				}
			}
		}
		p.Figure = e.finished(d.tally(of, s.AsOf, c), d)
		p.Recorded = &p.Figure
		b.Parts = append(b.Parts, p)
	}
	follows := func(c LineCell, withWhole bool) figure.Figure {
		return b.derived(d.tally(noName, s.AsOf, c).Interval, b.Whole, withWhole)
	}
	b.Sum, b.Remainder, b.Overlap = follows(sum, false), follows(rest, true), follows(LineCell{}, true)
	records := b.Balance
	b.Records = &records
	if rest.Most > 0 {
		var by []string
		for _, c := range cuts {
			by = append(by, c.Dimension)
		}
		b.Why = append(b.Why, Reason{"split.why.remainder", lang.Args{"by": dimensionWords(by), "rest": Said{b.Remainder}}})
	}
	return b, nil
}

// alikeBut reports whether keys are the same but for one of them.
func alikeBut(a, b []string, but int) bool {
	for i := range a {
		if i != but && a[i] != b[i] {
			return false
		}
	}
	return true
}
