package indicator

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"strconv"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// An Evaluator makes figures from the records of a fair at one position and the rates at
// one position of the reference fair.
type Evaluator struct {
	Records Records
	Rates   money.Rates
	Ref     int64 // position of the reference fair that Rates are read at

	parts map[string]figure.Figure // what is known already of what others are made of
}

// Figure evaluates one figure by its indicator and scope, with the version of the definition
// that the name gives; the positions of the name are those of the evaluator.
func (e *Evaluator) Figure(ctx context.Context, name figure.Name) (figure.Figure, error) {
	return e.figure(ctx, name, true)
}

// Uncompared is Figure without the check against the last edition, which costs as much as the figure: for
// those who write the value alone. The name keeps the rates' position that such a check of amounts hangs
// on, so that whoever follows it is shown the check as it then was.
func (e *Evaluator) Uncompared(ctx context.Context, name figure.Name) (figure.Figure, error) {
	return e.figure(ctx, name, false)
}

func (e *Evaluator) figure(ctx context.Context, name figure.Name, compared bool) (figure.Figure, error) {
	e = e.Remembering()
	d, err := e.define(ctx, name.Indicator, name.Definition)
	if err != nil {
		return figure.Figure{}, err
	}
	if err := d.accepts(name.Scope); err != nil {
		return figure.Figure{}, err
	}
	_, name.At = e.Records.Where()
	name.Ref, name.Definition = -1, 0
	f, err := e.value(ctx, d, name)
	if err != nil {
		return figure.Figure{}, err
	}
	switch {
	case d.Higher && !compared && d.Measure == Sum:
		f.Name.Ref = e.Ref
	case d.Higher && compared:
		if err := e.compareWithLast(ctx, d, &f); err != nil {
			return figure.Figure{}, err
		}
	}
	return e.finished(f, d), nil
}

// accepts refuses a scope that the indicator cannot be narrowed to, and one that nothing
// can be of: a district that there is not would else have no agreements. Types are as the
// source names them, and offices the fair's own.
func (d Definition) accepts(s figure.Scope) error {
	if d.stated() {
		return nil
	}
	for _, k := range figure.Dimensions {
		if d.Measure == Lines && k == figure.ByAsOf {
			if v, ok := s[k]; ok && !lang.Date(v).Valid() {
				return lang.NotFound("indicator.no_such", lang.Args{"dimension": lang.Word("dimension." + k), "given": v})
			}
			continue
		}
		if _, ok := s[k]; ok && (k != figure.ByEdition || d.Measure == Lines) && !slices.Contains(d.Split, k) {
			return lang.Invalid("indicator.split", lang.Args{"code": d.Code, "dimension": k})
		}
		if v, ok := s[k]; ok && (k != figure.ByType && !knownValue(d.Of, k, v) || k == figure.ByDay && !lang.Date(v).Valid()) {
			return lang.NotFound("indicator.no_such", lang.Args{"dimension": lang.Word("dimension." + k), "given": v})
		}
	}
	if d.Measure == Lines {
		return nil
	}
	if n, err := strconv.ParseInt(s[figure.ByEdition], 10, 64); err != nil || n < 1 {
		return lang.Invalid("indicator.edition", lang.Args{"code": d.Code})
	}
	return nil
}

func editionOf(s figure.Scope) int64 {
	n, _ := strconv.ParseInt(s[figure.ByEdition], 10, 64)
	return n
}

// value evaluates the figure without its comparison.
func (e *Evaluator) value(ctx context.Context, d Definition, name figure.Name) (figure.Figure, error) {
	switch d.Measure {
	case Count, Sum, Distinct:
		return e.headline(ctx, d, name)
	case Cumulative:
		return e.cumulative(ctx, d, name)
	case Share, Ratio, Growth, Place, Duration:
		return e.derive(ctx, d, name)
	case Lines:
		return e.lines(ctx, d, name)
	case Level:
		return e.stock(ctx, d, name)
	}
	stated, err := e.stated(ctx, d, name)
	if err == nil && stated == nil {
		err = lang.NotFound("indicator.unobserved", lang.Args{"name": name.String()})
	}
	if err != nil {
		return figure.Figure{}, err
	}
	return *stated, nil
}

// headline brings together what is recorded and what was reported (docs/rules.md,
// reported-and-recorded): the reported value leads until the record is declared complete.
func (e *Evaluator) headline(ctx context.Context, d Definition, name figure.Name) (figure.Figure, error) {
	edition, err := e.Records.Edition(ctx, editionOf(name.Scope))
	if err != nil {
		return figure.Figure{}, err
	}
	recorded, any, err := e.recorded(ctx, d, name, edition)
	if err != nil {
		return figure.Figure{}, err
	}
	reported, err := e.stated(ctx, d, name)
	if err != nil {
		return figure.Figure{}, err
	}
	return e.lead(ctx, recorded, any, reported, edition), nil
}

// lead says which of the two is the headline; the other is its check.
func (e *Evaluator) lead(ctx context.Context, recorded figure.Figure, any bool, reported *figure.Figure, edition fair.Edition) figure.Figure {
	if edition.Complete || reported == nil {
		if !edition.Complete {
			recorded = unfinished(recorded, any)
		}
		if reported != nil {
			recorded.Checks = append(recorded.Checks, e.reportedCheck(ctx, recorded, *reported, edition))
		}
		return recorded
	}
	f := *reported
	if any {
		f.Recorded, f.RecordedCurrency = recorded.Value, recorded.Currency
		f.Checks = append(f.Checks, e.recordedCheck(ctx, f, recorded, edition))
	}
	return f
}

// unfinished turns what is recorded of an edition whose record is not declared complete,
// and of which nothing was reported, into what can be said: at least as much, or nothing.
func unfinished(f figure.Figure, any bool) figure.Figure {
	if !any {
		f.Interval = figure.Everything
	} else {
		f.Interval = figure.Interval{Low: f.Value, HighOpen: true}
	}
	f.Qualifier, f.Value = f.Interval.Qualify()
	return f
}

// recorded computes the figure from the records; any reports whether there are records, and
// of a sum whether one of them has an amount.
func (e *Evaluator) recorded(ctx context.Context, d Definition, name figure.Name, edition fair.Edition) (f figure.Figure, any bool, err error) {
	s := d.selection(edition, name.Scope)
	s.PerDay = s.Span == Span{} && ratePolicy(d, edition).On == money.OnSigning // also for a count, so that it asks what the sum does
	groups, err := e.Records.Groups(ctx, d.Of, s)
	if err != nil {
		return f, false, err
	}
	return e.total(ctx, d, name, edition, groups)
}

// selection is what the indicator takes of an edition's records.
func (d Definition) selection(edition fair.Edition, scope figure.Scope) Selection {
	return Selection{
		Edition: edition.Number, Required: edition.Requires, Scope: scope,
		Filter: d.Filter, Shares: d.Measure == Sum && d.Filter.Attributed(), Distinct: d.Distinct, Span: Span{d.From, d.To},
	}
}

// total brings the groups of a figure's records together.
func (e *Evaluator) total(ctx context.Context, d Definition, name figure.Name, edition fair.Edition, groups []Group) (f figure.Figure, any bool, err error) {
	policy := ratePolicy(d, edition)
	if d.Measure == Duration {
		f, any = d.days(name, groups)
		f.AsOf = edition.AsOf()
		return f, any, nil
	}
	if d.Measure != Sum {
		n := new(big.Rat)
		for _, g := range groups {
			n.Add(n, new(big.Rat).SetInt64(g.Records))
		}
		f = figure.New(name, n)
		f.Unit, f.AsOf = d.Unit, edition.AsOf()
		return f, n.Sign() > 0, nil
	}
	var lines []money.Line
	for _, g := range groups {
		if g.Line.Amount.Given() {
			any = true
			lines = append(lines, g.Line)
		}
	}
	if policy.Currency == "" {
		if policy, err = soleCurrency(lines, edition); err != nil {
			return f, any, err
		}
	}
	total, used, err := money.Convert(ctx, e.Rates, policy, lines)
	if err != nil {
		return f, any, rateRefusal(err, edition, policy)
	}
	f = figure.New(name, total)
	f.Currency, f.AsOf = policy.Currency, edition.AsOf()
	if f.Rates = ratesOf(used, policy, lines); len(f.Rates) > 0 {
		f.Name.Ref = e.Ref
	}
	return f, any, nil
}

// ratePolicy is the edition's policy for what the indicator sums. Projects on offer are
// not signed: where the day of signing is asked for, theirs is the opening (docs/rules.md,
// rate-policy).
func ratePolicy(d Definition, edition fair.Edition) money.Policy {
	p := edition.RatePolicy()
	if p.On == money.OnSigning && d.Of == OfProjects {
		p.On, p.Day = money.OnOpening, edition.Opened
	}
	return p
}

// soleCurrency is the policy of an edition that has none: amounts of one currency need no
// rate, and several are never added.
func soleCurrency(lines []money.Line, edition fair.Edition) (money.Policy, error) {
	p := money.Policy{Source: "none", On: money.OnNamed, Day: edition.Opened}
	for _, l := range lines {
		if p.Currency != "" && p.Currency != l.Amount.Currency {
			return p, lang.Invalid("indicator.policy", lang.Args{"edition": edition.Number})
		}
		p.Currency = l.Amount.Currency
	}
	if p.Currency == "" {
		p.Currency = "CNY"
	}
	if p.Day == "" {
		p.On = money.OnSigning
	}
	return p, nil
}

func rateRefusal(err error, edition fair.Edition, p money.Policy) error {
	if errors.Is(err, money.ErrNoRate) {
		return lang.Invalid("indicator.no_rate", lang.Args{"edition": edition.Number, "source": p.Source}).Because(err)
	}
	if _, ok := errors.AsType[*money.SyntaxError](err); ok { // a day that was to be named and is not, say
		return edition.RefusePolicy(err)
	}
	return err
}

// ratesOf says which rates were used, and which day was asked for: under OnSigning the
// last day of signing that a rate stood in for. Used is in the order of currencies and days.
func ratesOf(used []money.Quote, p money.Policy, lines []money.Line) []figure.Rate {
	var out []figure.Rate
	for i, q := range used {
		asked := p.Day
		if p.On == money.OnSigning {
			asked = q.Day
			for _, l := range lines {
				later := i+1 < len(used) && used[i+1].From == q.From && l.Day >= used[i+1].Day
				if l.Amount.Currency == q.From && l.Day > asked && !later {
					asked = l.Day
				}
			}
		}
		out = append(out, figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: asked, Day: q.Day, Source: q.Source})
	}
	return out
}

// stated returns the observed figure of the name, nil when nothing was stated. Among
// several sources the one chosen by the secretariat leads, then the most exact one, then
// the first (docs/rules.md, several-sources).
func (e *Evaluator) stated(ctx context.Context, d Definition, name figure.Name) (*figure.Figure, error) {
	all, err := e.Records.Observations(ctx, d.Code, name.Scope, 0)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return together(all, name, d)
}

// together makes the figure of several statements of one thing.
func together(all []Statement, name figure.Name, d Definition) (*figure.Figure, error) {
	lead := leading(all)
	f, err := observed(lead, name, d)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.ID == lead.ID {
			continue
		}
		other, err := observed(s, name, d)
		if err != nil {
			return nil, err
		}
		verdict := "differs"
		if other.Currency == f.Currency && overlap(other.Interval, f.Interval) {
			verdict = "agrees"
		}
		f.Checks = append(f.Checks, figure.Check{
			Rule: figure.RuleSeveralSources, Verdict: verdict, Against: name, Observation: s.ID,
			Value: other.Value, Qualifier: other.Qualifier, Currency: other.Currency,
		})
	}
	return &f, nil
}

func leading(all []Statement) Statement {
	return slices.MinFunc(all, func(a, b Statement) int { return weight(a) - weight(b) })
}

// weight orders statements of one thing; MinFunc takes the first of equal ones.
func weight(s Statement) int {
	w := 0
	if !s.Headline {
		w += 8
	}
	if s.Value == "" {
		w += 4
	}
	if s.Qualifier != figure.Exact {
		w += 2
	}
	if s.Kind != KindPrinted {
		w++
	}
	return w
}

func overlap(a, b figure.Interval) bool {
	v := a.Compare(b)
	return v == figure.Same || v == figure.Undecided
}

// observed makes the figure of one statement.
func observed(s Statement, name figure.Name, d Definition) (figure.Figure, error) {
	f := figure.Figure{
		Name: name, Kind: figure.Observed, Unit: d.Unit, Currency: s.Currency, AsOf: s.AsOf,
		Interval: figure.Everything, Qualifier: figure.Unknown, Observation: s.ID,
		StatedBy: s.StatedByText(), Source: s.Source.Citation(), Assumed: s.Kind == KindAssumed,
	}
	if s.Unit != "" {
		f.Unit = s.Unit
	}
	if s.Value == "" {
		return f, nil
	}
	v, ok := new(big.Rat).SetString(s.Value)
	if !ok {
		return f, lang.Invalid("indicator.value", lang.Args{"value": s.Value, "id": s.ID})
	}
	step, ok := new(big.Rat).SetString(s.Step)
	if !ok || step.Sign() <= 0 {
		step = big.NewRat(1, 1)
	}
	f.Step = step
	if s.Qualifier == figure.Between {
		high, ok := new(big.Rat).SetString(s.High)
		if !ok {
			return f, lang.Invalid("indicator.value", lang.Args{"value": s.High, "id": s.ID})
		}
		f.Interval, f.Qualifier = figure.Range(v, high), figure.Between
		return f, nil
	}
	f.Interval, f.Qualifier, f.Value = figure.Of(s.Qualifier, v, step), s.Qualifier, v
	return f, nil
}

// cumulative adds the editions after the latest opening balance to it (docs/rules.md,
// opening-balance). An edition of which nothing is known leaves the sum open above.
func (e *Evaluator) cumulative(ctx context.Context, d Definition, name figure.Name) (figure.Figure, error) {
	through := editionOf(name.Scope)
	edition, err := e.Records.Edition(ctx, through)
	if err != nil {
		return figure.Figure{}, err
	}
	opening, from, err := e.opening(ctx, d, through)
	if err != nil {
		return figure.Figure{}, err
	}
	if opening != nil && from == through {
		opening.Name = name
		return *opening, nil
	}
	part, err := e.define(ctx, d.Of, 0)
	if err != nil {
		return figure.Figure{}, err
	}
	editions, err := e.Records.Editions(ctx)
	if err != nil {
		return figure.Figure{}, err
	}
	f := figure.New(name, new(big.Rat))
	f.Unit, f.AsOf = d.Unit, edition.AsOf()
	if opening != nil {
		f.Interval, f.Currency, f.Step = opening.Interval, opening.Currency, opening.Step
		f.Parts = append(f.Parts, opening.Name)
	}
	for n := from + 1; n <= through; n++ {
		i := slices.IndexFunc(editions, func(x fair.Edition) bool { return x.Number == n })
		if i < 0 {
			f.Interval = f.Interval.Add(figure.Interval{Low: new(big.Rat), HighOpen: true})
			continue
		}
		one, err := e.value(ctx, part, figure.Name{Indicator: part.Code, Scope: figure.Scope{figure.ByEdition: strconv.FormatInt(n, 10)}, At: name.At, Ref: -1})
		if err != nil {
			return figure.Figure{}, err
		}
		if f.Currency == "" {
			f.Currency = one.Currency
		}
		add, step := one.Interval, one.Step
		if add.Low == nil {
			add.Low, add.LowOpen = new(big.Rat), false // a count or an amount is never negative
		}
		// What may be anything from zero on is that in every currency.
		if anything := add.Low.Sign() == 0 && add.High == nil; one.Currency != f.Currency && !anything {
			day := editions[i].RatePolicy().RateDay(editions[i].Opened)
			q, err := money.Cross(ctx, e.Rates, editions[i].Policy.Source, one.Currency, f.Currency, day)
			if err != nil {
				return figure.Figure{}, rateRefusal(err, editions[i], editions[i].Policy)
			}
			add = add.Scale(q.Rate)
			if step != nil {
				step = digitIn(new(big.Rat).Mul(step, q.Rate))
			}
			f.Rates = append(f.Rates, figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source})
		}
		if step != nil && (f.Step == nil || step.Cmp(f.Step) > 0) {
			f.Step = step
		}
		f.Rates = append(f.Rates, one.Rates...)
		f.Interval = f.Interval.Add(add)
		f.Parts = append(f.Parts, one.Name)
	}
	f.Qualifier, f.Value = f.Interval.Qualify()
	return f, nil
}

// digitIn returns the largest power of ten up to step: the worth of a digit that can be
// printed, where a step came about by a rate.
func digitIn(step *big.Rat) *big.Rat {
	ten, digit := big.NewRat(10, 1), big.NewRat(1, 1)
	for digit.Cmp(step) > 0 {
		digit.Quo(digit, ten)
	}
	for next := new(big.Rat).Mul(digit, ten); next.Cmp(step) <= 0; next = new(big.Rat).Mul(digit, ten) {
		digit = next
	}
	return digit
}

// opening returns the cumulative observation of the latest edition up to the one given,
// and that edition; nil and 0 when there is none.
func (e *Evaluator) opening(ctx context.Context, d Definition, through int64) (*figure.Figure, int64, error) {
	all, err := e.Records.Observations(ctx, d.Code, nil, 0)
	if err != nil {
		return nil, 0, err
	}
	latest := int64(0)
	for _, s := range all {
		if scope, err := figure.ParseScope(s.Scope); err == nil && len(scope) == 1 {
			if n := editionOf(scope); n <= through && n > latest {
				latest = n
			}
		}
	}
	if latest == 0 {
		return nil, 0, nil
	}
	_, at := e.Records.Where()
	f, err := e.stated(ctx, d, figure.Name{
		Indicator: d.Code, Scope: figure.Scope{figure.ByEdition: strconv.FormatInt(latest, 10)}, At: at, Ref: -1,
	})
	return f, latest, err
}

// Edition evaluates all figures of an edition: the headlines, the cumulative ones of the
// edition before, and whatever was stated about it or on its occasion.
func (e *Evaluator) Edition(ctx context.Context, number int64) ([]figure.Figure, error) {
	e = e.Remembering()
	if _, err := e.Records.Edition(ctx, number); err != nil {
		return nil, err
	}
	_, at := e.Records.Where()
	scope := figure.Scope{figure.ByEdition: strconv.FormatInt(number, 10)}
	var out []figure.Figure
	seen := map[string]bool{}
	add := func(name figure.Name) error {
		if seen[name.String()] {
			return nil
		}
		seen[name.String()] = true
		f, err := e.Figure(ctx, name)
		if err == nil {
			out = append(out, f)
		}
		return err
	}
	headlines, err := e.headlines(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range headlines {
		if err := add(figure.Name{Indicator: d.Code, Scope: scope, At: at, Ref: -1}); err != nil {
			return nil, err
		}
		if d.Measure == Cumulative && number > 1 {
			before := scope.With(figure.ByEdition, strconv.FormatInt(number-1, 10))
			err := add(figure.Name{Indicator: d.Code, Scope: before, At: at, Ref: -1})
			if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
				return nil, err
			}
		}
	}
	stated, err := e.Records.Observations(ctx, "", nil, number)
	if err != nil {
		return nil, err
	}
	for _, s := range stated {
		scope, err := figure.ParseScope(s.Scope)
		if err != nil {
			return nil, lang.Invalid("indicator.scope", lang.Args{"given": s.Scope}).Because(err)
		}
		if err := add(figure.Name{Indicator: s.Indicator, Scope: scope, At: at, Ref: -1}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
