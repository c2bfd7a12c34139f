package bulletin

import (
	"context"
	"errors"
	"math/big"
	"slices"

	"bridgehead/bulletin/claim"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// Assumptions under which a claim holds.
const (
	AssumeCurrency  = "currency"  // the text leaves the currency out, and the record's is meant
	AssumeRate      = "rate"      // the dated rate of the edition's policy; written rate:USD/CNY@DAY
	AssumePrecision = "precision" // the text has more digits than the record
	AssumeSource    = "source"    // another source than the leading one says so
	AssumeBase      = "base"      // the base of a growth or share is the one that fits
	AssumeDate      = "date"
)

// hold compares a statement with the figure of a candidate, across currencies at the dated
// rate and across the sources of one thing.
func (x *examination) hold(ctx context.Context, s *statement, c *candidate) error {
	c.record = ofFigure(c.figure)
	if s.Currency == c.figure.Currency || s.Currency == "" || c.figure.Currency == "" {
		c.fit = compare(s.q, c.record)
	} else if assumed(s, c.figure.Currency) && compare(s.q, c.record) >= finer {
		c.fit, c.assuming = fits, []string{AssumeCurrency + ":" + string(c.figure.Currency)}
	} else if assumed(s, c.figure.Currency) && !x.repeats(s) && (sameDigits(s.q, c.record) || digitSlip(s.q, c.record) || simpleCause(s.q, c.record) != "") {
		c.taken = true // it is the record's with a digit changed, before it is anything else
		c.fit = compare(s.q, c.record)
	} else {
		rate, ok, err := x.rate(ctx, c.figure.Currency, s.Currency, c.scope)
		if err != nil {
			return err
		}
		if assumed(s, "USD") && s.Currency != "USD" && c.figure.Currency != "USD" {
			// $ beside an amount of another currency may be US dollars, whatever the rest counts in.
			dollars, found, err := x.rate(ctx, c.figure.Currency, "USD", c.scope)
			if err != nil {
				return err
			}
			if in := c.record.scaled(dollars.Value); found && (compareConverted(s.q, in) >= finer || simpleCause(s.q, in) != "") {
				rate, ok = dollars, true
			}
		}
		if ok {
			own := c.record
			c.record = c.record.scaled(rate.Value)
			c.record.currency = rate.To
			if c.fit = compareConverted(s.q, c.record); c.fit >= finer {
				c.assuming = []string{AssumeRate + ":" + string(rate.From) + "/" + string(rate.To) + "@" + string(rate.Day)}
				if equal(s.q, own) && !natural(s.q, c.record) {
					c.fit, c.assuming = unlike, nil // over 1,350 yuan of over 1,350 dollars is true, and nobody means it
				}
			}
		}
	}
	if c.fit == finer && len(c.assuming) == 0 {
		c.assuming = []string{AssumePrecision}
	}
	if c.fit >= finer {
		return nil
	}
	// Another source of the same thing may say what the text says.
	for _, t := range c.topic.statements {
		if t.Scope != c.scope.String() || t.Value == "" {
			continue
		}
		f, err := t.Figure()
		if err != nil {
			return err
		}
		if f.Currency != s.Currency || compare(s.q, ofFigure(f)) != fits || !natural(s.q, ofFigure(f)) || !sameDigits(s.q, ofFigure(f)) {
			continue
		}
		if c.figure.Observation == t.ID {
			continue
		}
		if x.restated(c, f) {
			continue // the leading source cannot be reconciled with it: the cause is looked for
		}
		c.fit, c.assuming = fits, []string{AssumeSource + ":" + t.Document}
		return nil
	}
	return nil
}

// assumed reports whether the text leaves the currency to its reader, and the record's may be
// meant: 元 is also what Hong Kong, Macao and Taiwan call theirs, and $ many dollars.
func assumed(s *statement, c money.Currency) bool {
	for _, a := range s.Assumed {
		switch a {
		case claim.AssumeYuan:
			return slices.Contains([]money.Currency{"HKD", "MOP", "TWD"}, c)
		case claim.AssumeDollar, claim.AssumeHongKong:
			return slices.Contains([]money.Currency{"USD", "HKD", "TWD", "SGD", "AUD", "CAD"}, c)
		}
	}
	return false
}

// restated reports whether a source's amount cannot be what the leading source states: in
// its currency the two do not meet.
func (x *examination) restated(c *candidate, other figure.Figure) bool {
	if other.Currency != c.figure.Currency || other.Value == nil || c.figure.Value == nil {
		return false
	}
	v := other.Interval.Compare(c.figure.Interval)
	return v != figure.Undecided && v != figure.Same
}

// compareConverted compares with a converted value: its digits end where those of the
// original do, so a text that rounds it in another place still follows.
//
// "约合94.31亿美元" says that it was converted, not that 94.31 is rough: an amount with three
// digits or more is held to them.
func compareConverted(said, record quantity) fit {
	if said.qualifier == figure.About && said.value != nil && said.step != nil && said.value.Cmp(new(big.Rat).Mul(said.step, big.NewRat(100, 1))) >= 0 {
		said.qualifier = figure.Exact
	}
	if f := compare(said, record); f != unlike || record.value == nil || said.value == nil || record.qualifier != figure.Exact || record.step == nil {
		return f
	}
	a, b := said.interval(), figure.Printed(record.value, record.step)
	if v := a.Compare(b); v == figure.Undecided || v == figure.Same {
		return finer
	}
	return unlike
}

// rate is the rate at which an amount of an edition is read in another currency.
func (x *examination) rate(ctx context.Context, from, to money.Currency, scope figure.Scope) (figure.Rate, bool, error) {
	edition, ok := x.editionOfScope(scope)
	if !ok {
		return figure.Rate{}, false, nil
	}
	policy := edition.RatePolicy()
	day := policy.RateDay(edition.Opened)
	if day == "" || policy.Source == "" {
		return figure.Rate{}, false, nil
	}
	q, err := money.Cross(ctx, x.evaluator.Rates, policy.Source, from, to, day)
	if errors.Is(err, money.ErrNoRate) || lang.CodeOf(err) == lang.CodeNotFound {
		return figure.Rate{}, false, nil
	}
	if err != nil {
		return figure.Rate{}, false, err
	}
	return figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source}, true, nil
}

// twice reports whether the text's amount is the record's after a rounding on the way
// through another currency, or of the record's rounded value (docs/rules.md, double-conversion).
func (x *examination) twice(ctx context.Context, s *statement, c *candidate) (bool, error) {
	v := c.figure.Value
	if s.q.value == nil || s.Currency == "" || v == nil || v.Sign() <= 0 {
		return false, nil
	}
	meets := func(w *big.Rat) bool {
		q := s.q
		q.qualifier = figure.Exact
		return compare(q, quantity{value: w, qualifier: figure.Exact}) == fits
	}
	for _, via := range []money.Currency{"USD", "CNY", "HKD", "EUR"} {
		if via == c.figure.Currency {
			continue
		}
		rate, ok, err := x.rate(ctx, c.figure.Currency, via, c.scope)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		back, ok, err := x.rate(ctx, via, s.Currency, c.scope)
		if err != nil {
			return false, err
		}
		if !ok {
			if via != s.Currency {
				continue
			}
			back.Value = big.NewRat(1, 1)
		}
		for digits := 1; digits <= 3; digits++ {
			if via == s.Currency {
				// The record's own value was rounded before it was converted.
				rounded, _ := significant(v, digits)
				if meets(new(big.Rat).Mul(rounded, rate.Value)) {
					return true, nil
				}
				continue
			}
			there, _ := significant(new(big.Rat).Mul(v, rate.Value), digits)
			if meets(there.Mul(there, back.Value)) {
				return true, nil
			}
		}
	}
	// What another source printed, converted.
	for _, t := range c.topic.statements {
		if t.Scope != c.scope.String() || t.Value == "" || t.Currency == s.Currency {
			continue
		}
		f, err := t.Figure()
		if err != nil || f.Value == nil || f.Observation == c.figure.Observation {
			continue
		}
		rate, ok, err := x.rate(ctx, f.Currency, s.Currency, c.scope)
		if err != nil {
			return false, err
		}
		if ok && meets(new(big.Rat).Mul(f.Value, rate.Value)) {
			return true, nil
		}
	}
	return false, nil
}
