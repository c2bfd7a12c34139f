package indicator

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strconv"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// The measures whose value follows from other figures or from dates. Each names the figures
// that it follows from, so that a trace can go on with them. Intervals go through: what is
// not known of a part is not known of what is made of it.

// derive evaluates such an indicator. What was stated leads while the record of the edition
// is not declared complete, or where there is no edition; then it is the check of what the
// record comes to (docs/rules.md, reported-and-recorded).
func (e *Evaluator) derive(ctx context.Context, d Definition, name figure.Name) (figure.Figure, error) {
	var edition fair.Edition
	if n := editionOf(name.Scope); n > 0 {
		var err error
		if edition, err = e.Records.Edition(ctx, n); err != nil {
			return figure.Figure{}, err
		}
	}
	stated, err := e.stated(ctx, d, name)
	if err != nil {
		return figure.Figure{}, err
	}
	if stated != nil && !edition.Complete {
		return *stated, nil
	}
	var f figure.Figure
	switch d.Measure {
	case Share:
		f, err = e.share(ctx, d, name, edition)
	case Ratio:
		f, err = e.ratio(ctx, d, name, edition)
	case Growth:
		f, err = e.growth(ctx, d, name, edition)
	case Place:
		f, err = e.place(ctx, d, name, edition)
	case Duration:
		f, err = e.duration(ctx, d, name, edition)
	}
	if lang.CodeOf(err) == lang.CodeNotFound {
		if stated != nil {
			return *stated, nil
		}
		err = lang.NotFound("indicator.unobserved", lang.Args{"name": name.String()}).Because(err)
	}
	if err != nil {
		return f, err
	}
	// It depends on the rates where one of its parts does, or lacked one.
	ref := f.Name.Ref
	for _, p := range f.Parts {
		ref = max(ref, p.Ref)
	}
	f.Name, f.Unit = name, d.Unit
	if ref >= 0 {
		f.Name.Ref = e.Ref
	}
	if d.Unit == "percent" {
		f.Step = growthStep
	}
	if d.Rounding != nil {
		f.Step = nil
	}
	if f.AsOf == "" {
		f.AsOf = edition.AsOf()
	}
	if stated != nil {
		f.Checks = append(f.Checks, e.reportedCheck(ctx, f, *stated, edition))
	}
	return f, nil
}

// part evaluates a figure that another one is made of.
func (e *Evaluator) part(ctx context.Context, code string, scope figure.Scope) (figure.Figure, error) {
	if f, ok := e.parts[partKey(code, scope)]; ok {
		return f, nil
	}
	d, err := e.define(ctx, code, 0)
	if err != nil {
		return figure.Figure{}, err
	}
	if err := d.accepts(scope); err != nil {
		return figure.Figure{}, err
	}
	_, at := e.Records.Where()
	f, err := e.value(ctx, d, figure.Name{Indicator: code, Scope: scope, At: at, Ref: -1})
	return e.finished(f, d), err
}

// divided is one figure over another, as they are or in percent. Amounts in two currencies
// meet at the edition's rate; without one nothing is known of the quotient.
func (e *Evaluator) divided(ctx context.Context, a, b figure.Figure, by int64, edition fair.Edition) figure.Figure {
	divisor, rates, lacking := b.Interval, slices.Concat(a.Rates, b.Rates), false
	if a.Currency != "" && b.Currency != "" && a.Currency != b.Currency {
		in, rate, err := e.in(ctx, b, a.Currency, edition)
		if err == nil {
			divisor, rates = in, append(rates, *rate)
		} else {
			divisor, lacking = figure.Everything, true
		}
	}
	f := figure.FromInterval(noName, a.Interval.Quo(divisor).Scale(big.NewRat(by, 1)))
	if lacking {
		f.Name.Ref = e.Ref
	}
	f.Rates, f.Parts = distinctRates(rates), []figure.Name{a.Name, b.Name}
	return f
}

// distinctRates leaves each rate once, the oldest first.
func distinctRates(all []figure.Rate) []figure.Rate {
	slices.SortStableFunc(all, func(a, b figure.Rate) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.CompactFunc(all, func(a, b figure.Rate) bool {
		return a.From == b.From && a.To == b.To && a.Day == b.Day && a.Asked == b.Asked && a.Source == b.Source
	})
}

// share is a part in percent of its whole (docs/rules.md, share-of). The part is another
// indicator, or the same with a narrower scope; where the definition names neither, the
// whole lacks the narrowest dimension of the scope.
func (e *Evaluator) share(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (figure.Figure, error) {
	partScope, wholeScope, code := name.Scope, name.Scope, d.Of
	switch {
	case d.Part != "":
		code = d.Part
	case len(d.Narrow) > 0:
		for k, v := range d.Narrow {
			partScope = partScope.With(k, v)
		}
	default:
		for _, k := range figure.Dimensions {
			if _, ok := name.Scope[k]; ok && k != figure.ByEdition && k != figure.ByPeriod && k != figure.ByAsOf {
				wholeScope = name.Scope.With(k, "")
			}
		}
		if len(wholeScope) == len(partScope) {
			return figure.Figure{}, lang.NotFound("indicator.no_whole", lang.Args{"name": name.String()})
		}
	}
	part, err := e.part(ctx, code, partScope)
	if err != nil {
		return part, err
	}
	whole, err := e.part(ctx, d.Of, wholeScope)
	if err != nil {
		return whole, err
	}
	// Levels of two dates have no share in each other.
	if editionOf(name.Scope) == 0 && name.Scope[figure.ByPeriod] == "" && part.AsOf != whole.AsOf {
		return part, lang.NotFound("indicator.no_whole", lang.Args{"name": name.String()})
	}
	f := e.divided(ctx, part, whole, 100, edition)
	// A part is no more than its whole; one that was stated larger stands as it is.
	all := big.NewRat(100, 1)
	if i := f.Interval; i.Low != nil && i.Low.Cmp(all) <= 0 && (i.High == nil || i.High.Cmp(all) > 0) {
		f.Interval.High, f.Interval.HighOpen = all, false
		if i.Low.Cmp(all) == 0 {
			f.Interval = figure.Point(all)
		}
		f.Qualifier, f.Value = f.Interval.Qualify()
	}
	if editionOf(name.Scope) == 0 {
		f.AsOf = part.AsOf
	}
	return f, nil
}

// ratio is one indicator over another in the same scope (docs/rules.md, ratio-of).
func (e *Evaluator) ratio(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (figure.Figure, error) {
	of, err := e.part(ctx, d.Of, name.Scope)
	if err != nil {
		return of, err
	}
	over, err := e.part(ctx, d.Over, name.Scope)
	if err != nil {
		return over, err
	}
	by := int64(1)
	if d.Unit == "percent" {
		by = 100
	}
	f := e.divided(ctx, of, over, by, edition)
	if over.Currency == "" {
		f.Currency = of.Currency
	}
	return f, nil
}

// growth is that over the last edition of the record, or over the year before where the
// scope names a year (docs/rules.md, growth-over). The base is the second of its parts.
func (e *Evaluator) growth(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (figure.Figure, error) {
	var before figure.Scope
	if edition.Number > 0 {
		editions, err := e.Records.Editions(ctx)
		if err != nil {
			return figure.Figure{}, err
		}
		for _, x := range editions {
			if x.Number < edition.Number {
				before = name.Scope.With(figure.ByEdition, strconv.FormatInt(x.Number, 10))
			}
		}
	} else if year, err := strconv.Atoi(name.Scope[figure.ByPeriod]); err == nil {
		before = name.Scope.With(figure.ByPeriod, strconv.Itoa(year-1))
	}
	if before == nil {
		return figure.Figure{}, lang.NotFound("indicator.no_base", lang.Args{"name": name.String()})
	}
	now, err := e.part(ctx, d.Of, name.Scope)
	if err != nil {
		return now, err
	}
	base, err := e.part(ctx, d.Of, before)
	if err != nil {
		return base, err
	}
	f := e.divided(ctx, now, base, 100, edition)
	f.Interval = f.Interval.Sub(figure.Point(big.NewRat(100, 1)))
	f.Qualifier, f.Value = f.Interval.Qualify()
	return f, nil
}

// place is the place among the parts of a dimension, or among the editions (docs/rules.md,
// place-among).
func (e *Evaluator) place(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (figure.Figure, error) {
	if d.Among != figure.ByEdition {
		return e.placeOfPart(ctx, d, name, edition)
	}
	own, err := e.part(ctx, d.Of, name.Scope)
	if err != nil {
		return own, err
	}
	editions, err := e.Records.Editions(ctx)
	if err != nil {
		return own, err
	}
	r := newRanking(own.Interval, own.Currency, edition)
	for _, x := range editions {
		other := own
		if x.Number != edition.Number {
			other, err = e.part(ctx, d.Of, name.Scope.With(figure.ByEdition, strconv.FormatInt(x.Number, 10)))
			if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
				return other, err
			}
			if err != nil || other.Interval.Low == nil && other.Interval.High == nil {
				continue // nothing is known of it
			}
		}
		e.against(ctx, r, other, x.Number == edition.Number)
	}
	return e.placed(r), nil
}

// placed is the figure of a place, which depends on the rates where one was lacking.
func (e *Evaluator) placed(r *ranking) figure.Figure {
	f := r.result().Figure
	if r.lacking {
		f.Name.Ref = e.Ref
	}
	return f
}

func (e *Evaluator) placeOfPart(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (figure.Figure, error) {
	key := name.Scope[d.Among]
	if key == "" {
		return figure.Figure{}, lang.Invalid("indicator.rank_of_what", lang.Args{"code": d.Code, "dimension": dimensionWord(d.Among), "key": d.Among})
	}
	own, err := e.part(ctx, d.Of, name.Scope)
	if err != nil {
		return own, err
	}
	cut := Cut{Dimension: d.Among}
	if d.Among == figure.ByIndustry {
		if cut.Level = len(key); !slices.Contains(levels, cut.Level) {
			return own, lang.Invalid("indicator.scope", lang.Args{"given": name.Scope.String()})
		}
	}
	b, err := e.Split(ctx, d.Of, name.Scope.With(d.Among, ""), cut)
	if err != nil {
		return own, err
	}
	return e.placed(e.ranked(ctx, b, key, own.Interval, own.Currency, edition)), nil
}

// rank places a part among those of which something is known.
func (e *Evaluator) rank(ctx context.Context, b Breakdown, key string, own figure.Interval, currency money.Currency, edition fair.Edition) Rank {
	return e.ranked(ctx, b, key, own, currency, edition).result()
}

// ranked compares a part with the others.
func (e *Evaluator) ranked(ctx context.Context, b Breakdown, key string, own figure.Interval, currency money.Currency, edition fair.Edition) *ranking {
	r := newRanking(own, currency, edition)
	for _, p := range b.Parts {
		e.against(ctx, r, p.Figure, p.Keys[0] == key)
	}
	return r
}

// A ranking places one figure among others.
type ranking struct {
	Rank
	own      figure.Interval
	currency money.Currency
	edition  fair.Edition
	there    bool // it is one of those that are compared
	lacking  bool // a rate was not there
}

func newRanking(own figure.Interval, currency money.Currency, edition fair.Edition) *ranking {
	return &ranking{Rank: Rank{Best: 1, Worst: 1}, own: own, currency: currency, edition: edition}
}

// against holds the figure against another one, or notes that it is there itself.
func (e *Evaluator) against(ctx context.Context, r *ranking, other figure.Figure, itself bool) {
	in, rate, err := e.in(ctx, other, r.currency, r.edition)
	if err != nil {
		in, r.lacking = figure.Everything, true
	}
	if rate != nil {
		r.Figure.Rates = append(r.Figure.Rates, *rate)
	}
	r.Among++
	r.Figure.Parts = append(r.Figure.Parts, other.Name)
	if itself {
		r.there = true
		return
	}
	switch in.Compare(r.own) {
	case figure.Higher:
		r.Best++
		r.Worst++
	case figure.Undecided:
		r.Worst++
	}
}

// result is the place. What nothing is known of has none.
func (r *ranking) result() Rank {
	i := figure.Range(new(big.Rat).SetInt64(r.Best), new(big.Rat).SetInt64(r.Worst))
	if !r.there {
		i, r.Best, r.Worst = figure.Everything, 0, 0
	}
	f := figure.FromInterval(noName, i)
	f.Unit, f.AsOf = "rank", r.edition.AsOf()
	f.Parts, f.Rates = r.Figure.Parts, distinctRates(r.Figure.Rates)
	r.Figure = f
	return r.Rank
}

// stock is the level that was stated of just this scope; of an edition else the one of the
// latest date up to it (docs/rules.md, stock-and-flow).
func (e *Evaluator) stock(ctx context.Context, d Definition, name figure.Name) (figure.Figure, error) {
	f, err := e.stated(ctx, d, name)
	if err == nil && f == nil && editionOf(name.Scope) > 0 {
		var edition fair.Edition
		if edition, err = e.Records.Edition(ctx, editionOf(name.Scope)); err == nil {
			var newest []Statement
			if newest, err = e.newest(ctx, d.Code, name.Scope.With(figure.ByEdition, ""), edition); err == nil && len(newest) > 0 {
				f, err = together(newest, name, d)
			}
		}
	}
	if err == nil && f == nil {
		err = lang.NotFound("indicator.unobserved", lang.Args{"name": name.String()})
	}
	if err != nil {
		return figure.Figure{}, err
	}
	return *f, nil
}

// duration is the mean or the median of the days of the records (docs/rules.md,
// days-between). Of a record that is not declared complete neither is known, and the figure
// says what is recorded so far.
func (e *Evaluator) duration(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (figure.Figure, error) {
	f, any, err := e.recorded(ctx, d, name, edition)
	if err != nil || edition.Complete {
		return f, err
	}
	if any {
		f.Recorded = f.Value
	}
	f.Interval = figure.Everything
	f.Qualifier, f.Value = f.Interval.Qualify()
	return f, nil
}

// days brings the spans of records together; any reports whether one has both dates. The
// days are counted from the first date to the second, below zero when that is the earlier.
func (d Definition) days(name figure.Name, groups []Group) (f figure.Figure, any bool) {
	type run struct{ days, records int64 }
	var runs []run
	total, records := new(big.Int), int64(0)
	for _, g := range groups {
		r := run{DaysBetween(g.From, g.To), g.Records}
		runs = append(runs, r)
		total.Add(total, new(big.Int).Mul(big.NewInt(r.days), big.NewInt(r.records)))
		records += r.records
	}
	if records == 0 {
		f = figure.FromInterval(name, figure.Everything)
		f.Unit = d.Unit
		return f, false
	}
	v := new(big.Rat).SetFrac(total, big.NewInt(records))
	if d.Average == Median {
		slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(a.days, b.days) })
		at := func(n int64) int64 { // the days of the n-th record, from 0
			for _, r := range runs {
				if n < r.records {
					return r.days
				}
				n -= r.records
			}
			return 0
		}
		v.SetFrac64(at((records-1)/2)+at(records/2), 2)
	}
	f = figure.New(name, v)
	f.Unit = d.Unit
	return f, true
}

// DaysBetween is the number of days from one date to another, below zero when the second is
// the earlier.
func DaysBetween(from, to lang.Date) int64 {
	const day = 24 * 60 * 60
	return (to.Time().Unix() - from.Time().Unix()) / day
}
