package indicator

import (
	"context"
	"math/big"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// A Trace is all that stands behind a figure: what it means, the rates, every record or
// statement that makes it up, and what was left out and why. The shown amounts of its
// items and the rounding add up to the total to the last digit.
type Trace struct {
	Figure     figure.Figure
	Definition Definition
	Edition    fair.Edition // the edition of the scope; empty when it has none
	Policy     money.Policy // how amounts were brought together; empty for a count

	Statements []Statement     // what was stated of just this, the leading one first
	Items      []TraceItem     // the records, in the order of their identifiers
	More       bool            // there are more records than Items
	Cursor     string          // where they continue
	LeftOut    []Item          // records of the edition that do not count, as keys are missing, that the reader may see
	Missing    int64           // how many they are, seen or not
	Parts      []figure.Figure // the figures it is made of
	Lines      []TracePart     // of a sum of amounts: how each of Parts entered it
	Values     []TraceValue    // the values that it counts, in their order; of distinct values alone

	Count    int64    // records among Items that add one to a count
	Rounding *big.Rat // what closes the sum of the shown amounts; nil for a count or a part of the list
	Total    *big.Rat // what Items come to, rounded once; nil when More
	Step     *big.Rat // the minor unit to which amounts are shown
}

// A TraceValue is a value that counts once, however many records have it.
type TraceValue struct {
	Value   string    // its code, or the identifier of a party
	Label   lang.Text // what it is called; the value itself where it has no name
	Records int64
}

// A TracePart is how a part entered a sum of figures. A part that is bounded on one side
// alone entered with that bound: over 100 is 100 and more.
type TracePart struct {
	Rate  *figure.Rate // the rate it was converted at; nil when none was needed
	Shown *big.Rat     // what it comes to in the sum's currency, rounded to the minor unit
}

// A TraceItem is one record with its amount as it entered the sum.
type TraceItem struct {
	Item
	Rate  *figure.Rate // the rate it was converted at; nil when none was needed
	Shown *big.Rat     // its amount in the figure's currency, by its share, rounded to the minor unit
}

// Trace returns what stands behind a figure, with at most limit records after the cursor.
// Only a trace that holds all records can be closed by its rounding line.
func (e *Evaluator) Trace(ctx context.Context, name figure.Name, after string, limit int) (Trace, error) {
	e = e.Remembering()
	f, err := e.Figure(ctx, name)
	if err != nil {
		return Trace{}, err
	}
	t := Trace{Figure: f}
	if t.Definition, err = e.define(ctx, name.Indicator, name.Definition); err != nil {
		return t, err
	}
	if n := editionOf(name.Scope); n > 0 {
		if t.Edition, err = e.Records.Edition(ctx, n); err != nil && !t.Definition.stated() {
			return t, err
		}
	}
	if t.Statements, err = e.Records.Observations(ctx, name.Indicator, name.Scope, 0); err != nil {
		return t, err
	}
	if len(t.Statements) == 0 && f.Observation != "" { // a stock of the edition is that of a date
		if t.Statements, err = e.Records.Observations(ctx, name.Indicator, name.Scope.With(figure.ByEdition, ""), 0); err != nil {
			return t, err
		}
	}
	for i, s := range t.Statements {
		if s.ID == f.Observation {
			t.Statements[0], t.Statements[i] = t.Statements[i], t.Statements[0]
		}
	}
	for _, p := range f.Parts {
		part, err := e.Figure(ctx, p)
		if err != nil {
			return t, err
		}
		t.Parts = append(t.Parts, part)
	}
	if t.Definition.Measure == Cumulative && f.Currency != "" && len(t.Parts) > 0 {
		return t, e.summands(ctx, &t)
	}
	if t.Definition.Measure == Lines {
		return t, e.traceLines(ctx, &t, after, limit)
	}
	if t.Definition.recorded() {
		return t, e.items(ctx, &t, after, limit)
	}
	return t, nil
}

// items adds the records and closes their sum.
func (e *Evaluator) items(ctx context.Context, t *Trace, after string, limit int) error {
	s := t.Definition.selection(t.Edition, t.Figure.Name.Scope)
	items, err := e.Records.Items(ctx, t.Definition.Of, s, after, limit+1)
	if err != nil {
		return err
	}
	if t.LeftOut, t.Missing, err = e.Records.LeftOut(ctx, t.Definition.Of, s, limit); err != nil {
		return err
	}
	if s.Distinct != "" {
		if err := e.values(ctx, t, s); err != nil {
			return err
		}
	}
	if len(items) > limit {
		items, t.More = items[:limit], true
		t.Cursor = items[limit-1].Cursor
	}
	if t.Definition.Measure != Sum {
		for _, i := range items {
			if i.Counts {
				t.Count++
				t.Items = append(t.Items, TraceItem{Item: i})
			}
		}
		return nil
	}
	t.Policy = ratePolicy(t.Definition, t.Edition)
	if t.Policy.Currency == "" {
		t.Policy.Currency = t.Figure.Currency
		if t.Figure.RecordedCurrency != "" {
			t.Policy.Currency = t.Figure.RecordedCurrency
		}
	}
	return e.amounts(ctx, t, items, after == "" && !t.More)
}

// summands converts each part of a cumulative amount by the rate of its own edition, and
// closes them with the sum.
func (e *Evaluator) summands(ctx context.Context, t *Trace) error {
	f := t.Figure
	t.Policy = t.Edition.RatePolicy()
	t.Policy.Currency = f.Currency
	t.Step = new(big.Rat).SetFrac64(1, pow10(f.Currency.Digits()))
	var values []*big.Rat
	for _, p := range t.Parts {
		v := p.Interval.Low
		if v == nil {
			v = new(big.Rat) // nothing is known of it, and it is not negative
		}
		var line TracePart
		if p.Currency != f.Currency && v.Sign() != 0 {
			edition, err := e.Records.Edition(ctx, editionOf(p.Name.Scope))
			if err != nil {
				return err
			}
			policy := edition.RatePolicy()
			day := policy.RateDay(edition.Opened)
			q, err := money.Cross(ctx, e.Rates, policy.Source, p.Currency, f.Currency, day)
			if err != nil {
				return rateRefusal(err, edition, policy)
			}
			line.Rate = &figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source}
			v = new(big.Rat).Mul(v, q.Rate)
		}
		line.Shown = money.RoundHalfUp(v, t.Step)
		t.Lines = append(t.Lines, line)
		values = append(values, v)
	}
	if f.Interval.Low != nil {
		c := money.Close(values, t.Step, money.RoundHalfUp(f.Interval.Low, t.Step))
		t.Rounding, t.Total = c.Rounding, c.Total
	}
	return nil
}

// values adds the values that a figure of distinct values counts.
func (e *Evaluator) values(ctx context.Context, t *Trace, s Selection) error {
	s.Each = true
	groups, err := e.Records.Groups(ctx, t.Definition.Of, s)
	if err != nil {
		return err
	}
	var names map[string]lang.Text
	switch s.Distinct {
	case FieldParty, FieldInvestor, FieldPartner, FieldOwner:
		ids := make([]string, len(groups))
		for i, g := range groups {
			ids[i] = g.Value
		}
		if names, err = e.Records.PartyNames(ctx, ids); err != nil {
			return err
		}
	}
	for _, g := range groups {
		label, ok := names[g.Value]
		if !ok {
			label = e.label(ctx, t.Definition, s.Distinct, g.Value)
		}
		t.Values = append(t.Values, TraceValue{g.Value, label, g.Records})
	}
	return nil
}

// amounts converts each record's amount by its own rate and closes the list.
func (e *Evaluator) amounts(ctx context.Context, t *Trace, items []Item, whole bool) error {
	t.Step = new(big.Rat).SetFrac64(1, pow10(t.Policy.Currency.Digits()))
	values := make([]*big.Rat, 0, len(items))
	exact := new(big.Rat)
	for _, i := range items {
		if i.Counts {
			t.Count++
		}
		line := TraceItem{Item: i}
		if i.Amount.Given() {
			v, err := money.Line{Amount: i.Amount, Num: i.Num, Den: i.Den}.Share()
			if err != nil {
				return err
			}
			if i.Amount.Currency != t.Policy.Currency {
				day := t.Policy.RateDay(i.Day)
				q, err := money.Cross(ctx, e.Rates, t.Policy.Source, i.Amount.Currency, t.Policy.Currency, day)
				if err != nil {
					return rateRefusal(err, t.Edition, t.Policy)
				}
				line.Rate = &figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source}
				v = v.Mul(v, q.Rate)
			}
			line.Shown = money.RoundHalfUp(v, t.Step)
			values = append(values, v)
			exact.Add(exact, v)
		}
		t.Items = append(t.Items, line)
	}
	if whole {
		c := money.Close(values, t.Step, money.RoundHalfUp(exact, t.Step))
		t.Rounding, t.Total = c.Rounding, c.Total
	}
	return nil
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// Same reports whether the figure at a later position of the fair has the same value, so
// that a page can say that an address has been overtaken.
func (e *Evaluator) Same(ctx context.Context, f figure.Figure) (figure.Figure, bool, error) {
	now, err := e.Figure(ctx, f.Name)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return figure.Figure{}, false, nil
	}
	if err != nil {
		return figure.Figure{}, false, err
	}
	return now, now.Show(lang.En) == f.Show(lang.En) && equal(now.Value, f.Value), nil
}

func equal(a, b *big.Rat) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(b) == 0
}
