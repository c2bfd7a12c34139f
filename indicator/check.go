package indicator

import (
	"context"
	"math/big"
	"strconv"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// What a check of reported against recorded can say.
const (
	Agrees  = "agrees"  // the two are the same
	Part    = "part"    // the records are a part; the rest is not broken down in the source
	Differs = "differs" // they contradict each other
	NoRate  = "no_rate" // they are in different currencies and no rate is known
)

// recordedCheck holds the records against the reported headline: while the record is not
// complete they are a part of it, and may not exceed it.
func (e *Evaluator) recordedCheck(ctx context.Context, reported, recorded figure.Figure, edition fair.Edition) figure.Check {
	c := figure.Check{Rule: figure.RuleReportedRecorded, Against: recorded.Name, Value: recorded.Value, Currency: recorded.Currency}
	in, rate, err := e.in(ctx, recorded, reported.Currency, edition)
	if err != nil {
		c.Verdict = NoRate
		return c
	}
	c.Rate = rate
	switch in.Compare(reported.Interval) {
	case figure.Higher:
		c.Verdict = Differs
	case figure.Same:
		c.Verdict = Agrees
	default:
		c.Verdict = Part
	}
	return c
}

// reportedCheck holds a reported value against the records that were declared complete.
func (e *Evaluator) reportedCheck(ctx context.Context, recorded, reported figure.Figure, edition fair.Edition) figure.Check {
	c := figure.Check{
		Rule: figure.RuleReportedRecorded, Against: reported.Name, Observation: reported.Observation,
		Value: reported.Value, Qualifier: reported.Qualifier, Currency: reported.Currency, Verdict: Differs,
	}
	in, rate, err := e.in(ctx, recorded, reported.Currency, edition)
	if err != nil {
		c.Verdict = NoRate
		return c
	}
	c.Rate = rate
	if in.Low != nil && (reported.Interval.Contains(in.Low) ||
		reported.Qualifier == figure.Exact && figure.Printed(reported.Value, reported.Step).Contains(in.Low)) {
		c.Verdict = Agrees
	}
	return c
}

// in returns the figure's interval in another currency, at the edition's own rates.
func (e *Evaluator) in(ctx context.Context, f figure.Figure, to money.Currency, edition fair.Edition) (figure.Interval, *figure.Rate, error) {
	if f.Currency == to {
		return f.Interval, nil, nil
	}
	policy := edition.RatePolicy()
	day := policy.RateDay(edition.Opened)
	q, err := money.Cross(ctx, e.Rates, policy.Source, f.Currency, to, day)
	if err != nil {
		return figure.Interval{}, nil, err
	}
	return f.Interval.Scale(q.Rate), &figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source}, nil
}

// compareWithLast adds the verdict on an edition's figure against the last edition held
// before it (docs/rules.md, higher-than-last-edition). Amounts in different currencies are
// compared at this edition's rate, with the rate at which the verdict would turn.
func (e *Evaluator) compareWithLast(ctx context.Context, d Definition, f *figure.Figure) error {
	number := editionOf(f.Name.Scope)
	editions, err := e.Records.Editions(ctx)
	if err != nil {
		return err
	}
	var edition, last fair.Edition
	for _, x := range editions {
		switch {
		case x.Number == number:
			edition = x
		case x.Number < number:
			last = x
		}
	}
	if last.Number == 0 {
		return nil
	}
	base, err := e.value(ctx, d, figure.Name{
		Indicator: d.Code, At: f.Name.At, Ref: -1,
		Scope: f.Name.Scope.With(figure.ByEdition, strconv.FormatInt(last.Number, 10)),
	})
	if err != nil {
		if lang.CodeOf(err) != "" { // nothing to compare with is no failure of the figure itself
			return nil
		}
		return err
	}
	base.Name.Definition = d.named
	c := figure.Check{
		Rule: figure.RuleHigherThanLast, Against: base.Name, Value: base.Value, Qualifier: base.Qualifier, Currency: base.Currency,
		Verdict: string(figure.Incomplete), Observation: base.Observation,
	}
	if base.Interval.Low == nil && base.Interval.High == nil || f.Interval.Low == nil && f.Interval.High == nil {
		f.Checks = append(f.Checks, c)
		return nil
	}
	in, rate, err := e.in(ctx, *f, base.Currency, edition)
	if err != nil {
		c.Verdict = NoRate
		f.Checks = append(f.Checks, c)
		return nil
	}
	c.Verdict = string(in.Compare(base.Interval))
	if rate != nil {
		// Shown as units of this edition's currency for one of the last's, as the press
		// quotes yuan to the dollar.
		c.Rate = &figure.Rate{
			From: rate.To, To: rate.From, Value: new(big.Rat).Inv(rate.Value),
			Asked: rate.Asked, Day: rate.Day, Source: rate.Source,
		}
		if f.Value != nil && base.Value != nil && base.Value.Sign() > 0 {
			c.Converted = new(big.Rat).Mul(f.Value, rate.Value)
			c.BreakEven = new(big.Rat).Quo(f.Value, base.Value)
		}
	}
	f.Checks = append(f.Checks, c)
	return nil
}
