package indicator

import (
	"context"
	"errors"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// A Series is a figure over the editions, one point for each: an edition of which nothing
// is known is a gap and not a zero (docs/rules.md, gaps).
type Series struct {
	Definition Definition
	Scope      figure.Scope // beside the edition
	Points     []Point
}

// A Point is the figure of one edition.
type Point struct {
	Edition int64
	Opened  lang.Date // "" when the record has no such edition
	Held    bool      // the record has the edition
	Known   bool      // something is known of it; else it is a gap
	Figure  figure.Figure

	// From is the way from the last known point before it; nil of the first and of gaps.
	From *Comparison
	// Like says whether this point and the base of From are of one kind; Reasons of From say why.
	Like bool
	Gap  int64 // how many editions lie between the two, without a known figure
}

// Series returns the figure of each edition from one to another, 0 for the first and the last.
func (e *Evaluator) Series(ctx context.Context, code string, scope figure.Scope, from, to int64) (Series, error) {
	e = e.Remembering()
	s := Series{Scope: scope.With(figure.ByEdition, "")}
	var err error
	if s.Definition, err = e.Define(ctx, code); err != nil {
		return s, err
	}
	if err := s.Definition.accepts(s.Scope.With(figure.ByEdition, "1")); err != nil {
		return s, err
	}
	all, err := e.Records.Editions(ctx)
	if err != nil || len(all) == 0 {
		return s, err
	}
	if from <= 0 {
		from = 1
	}
	if to <= 0 {
		to = all[len(all)-1].Number
	}
	held := map[int64]fair.Edition{}
	for _, x := range all {
		held[x.Number] = x
	}
	last := -1
	for n := from; n <= to; n++ {
		p := Point{Edition: n}
		edition, ok := held[n]
		if p.Held, p.Opened = ok, edition.Opened; !ok {
			p.Figure = figure.FromInterval(noName, figure.Everything)
			p.Figure.Unit = s.Definition.Unit
			s.Points = append(s.Points, p)
			continue
		}
		if p.Figure, err = e.known(ctx, s.Definition, s.Scope, n); err != nil {
			return s, err
		}
		p.Known = p.Figure.Interval.Low != nil || p.Figure.Interval.High != nil
		if p.Known && last >= 0 {
			base := s.Points[last]
			c := Comparison{
				Definition: s.Definition, Scope: s.Scope, A: base.Figure, B: p.Figure,
				EditionA: held[base.Edition], EditionB: edition,
			}
			if err := e.compare(ctx, &c, money.Policy{}); err != nil {
				return s, err
			}
			if c.Reasons, err = e.cautions(ctx, c.A, c.B, c.EditionA, c.EditionB); err != nil {
				return s, err
			}
			p.From, p.Like, p.Gap = &c, true, n-base.Edition-1
			for _, r := range c.Reasons {
				p.Like = p.Like && !r.Bar
			}
		}
		if p.Known {
			last = len(s.Points)
		}
		s.Points = append(s.Points, p)
	}
	return s, nil
}

// cautions returns what must be known before two figures of one indicator are compared.
func (e *Evaluator) cautions(ctx context.Context, a, b figure.Figure, editionA, editionB fair.Edition) ([]Caution, error) {
	known := func(f figure.Figure) bool { return f.Interval.Low != nil || f.Interval.High != nil }
	if !known(a) || !known(b) {
		return nil, nil
	}
	var out []Caution
	add := func(bar bool, key string, args lang.Args) {
		out = append(out, Caution{Reason{"compare.caution." + key, args}, bar})
	}
	editions := func(more lang.Args) lang.Args {
		args := lang.Args{"base": editionA.Number, "edition": editionB.Number}
		for k, v := range more {
			args[k] = v
		}
		return args
	}
	if a.Currency != b.Currency {
		add(false, "currency", editions(lang.Args{"a": a.Currency, "b": b.Currency}))
	}
	if a.Unit != b.Unit {
		add(true, "unit", editions(lang.Args{"a": unitWord(a.Unit), "b": unitWord(b.Unit)}))
	}
	ofA, err := e.ofWhat(ctx, a)
	if err != nil {
		return nil, err
	}
	ofB, err := e.ofWhat(ctx, b)
	if err != nil {
		return nil, err
	}
	if ofA != ofB {
		key := "kind"
		if b.Unit == "percent" || b.Unit == "rank" {
			key = "base"
		}
		add(true, key, editions(lang.Args{"a": orNotStated(ofA), "b": orNotStated(ofB)}))
	}
	if a.Kind != b.Kind {
		key := "observed_first"
		if a.Kind == figure.Computed {
			key = "computed_first"
		}
		add(false, key, editions(nil))
	}
	for _, x := range []struct {
		f       figure.Figure
		edition fair.Edition
	}{{a, editionA}, {b, editionB}} {
		if x.f.Assumed {
			add(false, "assumed", lang.Args{"edition": x.edition.Number})
		}
		if x.f.Kind == figure.Computed && !x.edition.Complete {
			add(false, "incomplete", lang.Args{"edition": x.edition.Number})
		}
	}
	return out, nil
}

// ofWhat returns what an observed figure says that it is a part or kind of.
func (e *Evaluator) ofWhat(ctx context.Context, f figure.Figure) (lang.Text, error) {
	if f.Observation == "" {
		return lang.Text{}, nil
	}
	all, err := e.Records.Observations(ctx, f.Name.Indicator, f.Name.Scope, 0)
	for _, s := range all {
		if s.ID == f.Observation {
			return s.Of, err
		}
	}
	return lang.Text{}, err
}

func orNotStated(t lang.Text) any {
	if t.Empty() {
		return lang.Word("compare.not_stated")
	}
	return clause(t)
}

func unitWord(unit string) any {
	if key := "word." + unit; lang.Has(key) {
		return lang.Word(key)
	}
	return unit
}

// InCurrency returns what an amount of an edition comes to in another currency, at the rate
// by which that edition brings amounts together; ok is false where its source has none.
func (e *Evaluator) InCurrency(ctx context.Context, f figure.Figure, to money.Currency, edition fair.Edition) (out figure.Figure, ok bool, err error) {
	if f.Currency == to {
		return f, true, nil
	}
	i, rate, err := e.in(ctx, f, to, edition)
	if errors.Is(err, money.ErrNoRate) {
		return f, false, nil
	}
	if err != nil {
		return f, false, err
	}
	out = figure.FromInterval(noName, i)
	out.Currency, out.AsOf, out.Parts, out.Rates = to, f.AsOf, []figure.Name{f.Name}, []figure.Rate{*rate}
	return out, true, nil
}
