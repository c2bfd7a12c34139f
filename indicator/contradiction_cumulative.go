package indicator

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
)

// The rules of Examine that look at what has come together over editions, or over time.

// cumulativeFalls looks at what has come together, in the order of editions or of dates.
func (x *examiner) cumulativeFalls() error {
	for _, group := range x.groups(func(s statementFigure) string {
		d, err := x.Define(x.ctx, s.Indicator)
		if err != nil || s.f.Value == nil || d.Measure != Cumulative && !strings.HasSuffix(s.Indicator, ".stock") {
			return ""
		}
		return s.Indicator + "?" + s.scope.With(figure.ByEdition, "").String()
	}) {
		if d, _ := x.Define(x.ctx, group[0].Indicator); d.Measure == Cumulative {
			slices.SortStableFunc(group, func(a, b statementFigure) int { return cmp.Compare(a.edition, b.edition) })
		} else {
			slices.SortStableFunc(group, func(a, b statementFigure) int { return compareStrings(string(a.AsOf), string(b.AsOf)) })
		}
		var most *statementFigure
		for _, s := range group {
			if most == nil {
				most = &s
				continue
			}
			earlier := most.edition < s.edition || most.edition == s.edition && most.AsOf < s.AsOf
			f := most.f
			if f.Currency != s.f.Currency {
				r, err := x.rate(f.Currency, s.f.Currency, s)
				if noRate(err) {
					continue
				}
				if err != nil {
					return err
				}
				f = converted(f, *r)
			}
			if s.f.Value.Cmp(f.Value) >= 0 {
				most = &s
				continue
			}
			if !earlier {
				continue // several numbers of one time are several totals
			}
			args := lang.Args{"before": Said{most.f}, "then": when(*most), "now": when(s)}
			if printed(s.f).Compare(printed(f)) == figure.Lower {
				x.find(RuleCumulativeFalls, Contradicts, "falls", args, nil, s, *most)
			} else {
				x.find(RuleCumulativeFalls, Explained, "falls_in_print", args, nil, s, *most)
			}
		}
	}
	return nil
}

// when is the edition or the day that a statement speaks of.
func when(s statementFigure) any {
	if s.edition > 0 {
		var t lang.Text
		for _, tag := range lang.Tags {
			t = t.With(tag, lang.Say(tag, "word.edition_number", lang.Args{"n": s.edition}))
		}
		return t
	}
	return s.AsOf
}

// cumulativeSums adds up the editions to what was printed as their total.
func (x *examiner) cumulativeSums() error {
	for _, s := range x.all {
		d, err := x.Define(x.ctx, s.Indicator)
		if err != nil {
			return err
		}
		if d.Measure != Cumulative || s.Value == "" || len(s.scope) != 1 || s.edition == 0 {
			continue
		}
		if err := x.cumulativeSum(s, d); err != nil {
			return err
		}
	}
	return nil
}

func (x *examiner) cumulativeSum(s statementFigure, d Definition) error {
	part, err := x.Define(x.ctx, d.Of)
	if err != nil {
		return err
	}
	// The latest total before it, or nothing before the first edition.
	var before []statementFigure
	for _, o := range x.all {
		if o.Indicator != s.Indicator || o.Value == "" || len(o.scope) != 1 || o.edition == 0 || o.edition >= s.edition {
			continue
		}
		if len(before) > 0 && o.edition > before[0].edition {
			before = nil
		}
		if len(before) == 0 || o.edition == before[0].edition {
			before = append(before, o)
		}
	}
	sum := figure.FromInterval(noName, figure.Point(new(big.Rat)))
	sum.Unit, sum.Currency, sum.AsOf = d.Unit, s.f.Currency, s.AsOf
	against, from := []statementFigure(nil), int64(0)
	add := func(f figure.Figure, of fair.Edition) error {
		in, rate, err := x.in(x.ctx, f, sum.Currency, of)
		if err != nil {
			return err
		}
		if in.Low == nil {
			in.Low, in.LowOpen = new(big.Rat), false
		}
		if rate != nil {
			sum.Rates = append(sum.Rates, *rate)
		}
		sum.Step = coarser(sum.Step, stepIn(f.Step, rate))
		sum.Interval = sum.Interval.Add(in)
		sum.Parts = append(sum.Parts, f.Name)
		return nil
	}
	if len(before) > 0 {
		base := lead(before)
		against, from = append(against, base), base.edition
		if err := add(base.f, x.editionAt(base.edition)); err != nil {
			return ignoreNoRate(err)
		}
	}
	var missing []int64
	for n := from + 1; n <= s.edition; n++ {
		edition := x.editionAt(n)
		f := figure.FromInterval(noName, figure.Everything)
		if edition.Opened != "" || edition.ID != "" {
			if f, err = x.known(x.ctx, part, figure.Scope{}, n); err != nil {
				return err
			}
		}
		if f.Interval.Low == nil && f.Interval.High == nil {
			missing = append(missing, n)
			continue
		}
		if err := add(f, edition); err != nil {
			return ignoreNoRate(err)
		}
		for _, o := range x.all {
			if o.ID == f.Observation {
				against = append(against, o)
			}
		}
	}
	if len(before) == 0 && len(missing) > 0 {
		return nil // nothing to add up from
	}
	sum.Qualifier, sum.Value = sum.Interval.Qualify()
	args := lang.Args{"sum": Said{sum}, "through": s.edition, "n": len(sum.Parts)}
	if len(missing) == 0 {
		difference := figure.FromInterval(noName, printed(s.f).Sub(sum.Interval))
		if s.f.Value != nil && sum.Value != nil && s.f.Qualifier == figure.Exact && sum.Qualifier == figure.Exact {
			difference = figure.New(noName, new(big.Rat).Sub(s.f.Value, sum.Value))
		}
		difference.Unit, difference.Currency = d.Unit, sum.Currency
		args["difference"] = Said{difference}
		if overlap(printed(s.f), sum.Interval) {
			x.find(RuleCumulativeSum, Holds, "holds", args, &sum, s, against...)
		} else {
			x.find(RuleCumulativeSum, Contradicts, "differs", args, &sum, s, against...)
		}
		return nil
	}
	implied := figure.FromInterval(noName, printed(s.f).Sub(sum.Interval))
	if s.f.Qualifier == figure.Exact {
		implied = figure.FromInterval(noName, s.f.Interval.Sub(sum.Interval))
	}
	implied.Unit, implied.Currency, implied.Parts, implied.Step, implied.Rates = d.Unit, sum.Currency, sum.Parts, sum.Step, sum.Rates
	args["missing"] = numbers(missing)
	if implied.Interval.High != nil && implied.Interval.High.Sign() < 0 {
		x.find(RuleCumulativeSum, Contradicts, "less", args, &sum, s, against...)
		return nil
	}
	implied.Interval = notNegative(implied.Interval)
	implied.Qualifier, implied.Value = implied.Interval.Qualify()
	if implied.Qualifier == figure.Between && implied.Interval.Low.Sign() == 0 {
		implied.Qualifier, implied.Value = figure.AtMost, implied.Interval.High
	}
	args["implied"] = Said{implied}
	if len(missing) == 1 {
		implied.AsOf = x.editionAt(missing[0]).AsOf()
		for _, o := range x.all {
			if o.Indicator != d.Of || o.edition != missing[0] || len(o.scope) < 2 || o.Value == "" {
				continue
			}
			in, _, err := x.in(x.ctx, o.f, implied.Currency, x.editionAt(missing[0]))
			if err != nil {
				continue
			}
			if in.Compare(implied.Interval) == figure.Higher {
				args["part"] = Said{o.f}
				x.find(RuleCumulativeSum, Contradicts, "part_exceeds", args, &implied, s, append(against, o)...)
				return nil
			}
		}
	}
	x.find(RuleCumulativeSum, CannotTell, "implied", args, &implied, s, against...)
	return nil
}

func numbers(list []int64) string {
	var out []string
	for _, n := range list {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return strings.Join(out, ", ")
}

func ignoreNoRate(err error) error {
	if noRate(err) {
		return nil
	}
	return err
}
