package indicator

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/figure"
	"bridgehead/lang"
)

// The rules of Examine that look at percentages that follow from amounts: shares and growth.

// shares looks at shares whose base changed, and at those whose amounts are stated too.
func (x *examiner) shares() error {
	isShare := func(s statementFigure) bool { return strings.HasSuffix(s.Indicator, shareSuffix) && s.Value != "" }
	for _, group := range x.groups(func(s statementFigure) string {
		if !isShare(s) {
			return ""
		}
		return s.Indicator + "?" + s.scope.With(figure.ByEdition, "").String()
	}) {
		slices.SortStableFunc(group, func(a, b statementFigure) int {
			return cmp.Or(cmp.Compare(a.edition, b.edition), compareStrings(string(a.AsOf), string(b.AsOf)))
		})
		for i := 1; i < len(group); i++ {
			a, b := group[i-1], group[i]
			if a.Of != b.Of && !a.Of.Empty() && !b.Of.Empty() {
				x.find(RuleShareBase, Explained, "changed", lang.Args{"before": Said{a.f}, "a": clause(a.Of), "b": clause(b.Of), "then": when(a), "now": when(b)}, nil, b, a)
			}
		}
	}
	for _, s := range x.all {
		if !isShare(s) {
			continue
		}
		code := strings.TrimSuffix(s.Indicator, shareSuffix)
		if _, err := x.Define(x.ctx, code); err != nil {
			code += ".stock"
		}
		d, err := x.Define(x.ctx, code)
		if err != nil {
			continue
		}
		whole := s.scope
		for _, k := range figure.Dimensions { // the narrowest is left out
			if _, ok := s.scope[k]; ok && k != figure.ByEdition && k != figure.ByPeriod && k != figure.ByAsOf {
				whole = s.scope.With(k, "")
			}
		}
		if len(whole) == len(s.scope) {
			continue
		}
		part, against, err := x.value(d, s.scope, s)
		if err != nil {
			return err
		}
		of, more, err := x.value(d, whole, s)
		if err != nil {
			return err
		}
		if part == nil || of == nil {
			continue
		}
		in, before := of.Interval, rounded(*of)
		if part.Currency != of.Currency {
			r, err := x.rate(of.Currency, part.Currency, s)
			if noRate(err) {
				continue
			}
			if err != nil {
				return err
			}
			in, before = in.Scale(r.Value), before.Scale(r.Value)
		}
		hundred := big.NewRat(100, 1)
		expected := figure.FromInterval(noName, part.Interval.Quo(in).Scale(hundred))
		expected.Unit, expected.Step, expected.AsOf = "percent", coarser(growthStep, nil), s.AsOf
		expected.Parts = []figure.Name{part.Name, of.Name}
		x.follows(RuleShareFollows, s, expected, rounded(*part).Quo(before).Scale(hundred), lang.Args{"part": Said{*part}, "whole": Said{*of}}, append(against, more...))
	}
	return nil
}

// value is what is known of a scope: of what is only stated the statement of the same time,
// else the figure.
func (x *examiner) value(d Definition, scope figure.Scope, like statementFigure) (*figure.Figure, []statementFigure, error) {
	var same []statementFigure
	for _, s := range x.all {
		if s.Indicator == d.Code && s.scope.String() == scope.String() && s.Value != "" && (s.edition > 0 || scope[figure.ByPeriod] != "" || s.AsOf == like.AsOf) {
			same = append(same, s)
		}
	}
	if len(same) > 0 && d.stated() {
		first := lead(same)
		return &first.f, []statementFigure{first}, nil
	}
	if d.stated() || editionOf(scope) == 0 {
		return nil, nil, nil
	}
	f, err := x.known(x.ctx, d, scope, editionOf(scope))
	if code := lang.CodeOf(err); code == lang.CodeNotFound || code == lang.CodeInvalid {
		return nil, nil, nil
	}
	if err != nil || f.Interval.Low == nil && f.Interval.High == nil {
		return nil, nil, err
	}
	for _, s := range x.all {
		if s.ID == f.Observation {
			return &f, []statementFigure{s}, nil
		}
	}
	return &f, nil, nil
}

// rounded is what an amount stands for that may have been rounded in print; a count was not.
func rounded(f figure.Figure) figure.Interval {
	if f.Currency == "" || f.Observation == "" {
		return f.Interval
	}
	return printed(f)
}

// follows says whether a stated percentage is what its inputs come to; may is what they
// could come to as they stood before they were rounded.
func (x *examiner) follows(rule string, s statementFigure, expected figure.Figure, may figure.Interval, args lang.Args, against []statementFigure) {
	args["expected"] = Said{expected}
	i := printed(s.f)
	switch {
	case !overlap(i, expected.Interval) && overlap(i, may):
		x.find(rule, Explained, "rounded", args, &expected, s, against...)
	case !overlap(i, expected.Interval):
		x.find(rule, Contradicts, "differs", args, &expected, s, against...)
	case expected.Interval.IsPoint():
		x.find(rule, Holds, "holds", args, &expected, s, against...)
	default:
		x.find(rule, CannotTell, "open", args, &expected, s, against...)
	}
}

// growths looks at growth whose base and value are stated too.
func (x *examiner) growths() error {
	for _, s := range x.all {
		code, ok := strings.CutSuffix(s.Indicator, growthSuffix)
		if !ok || s.Value == "" {
			continue
		}
		d, err := x.Define(x.ctx, code)
		if err != nil {
			continue
		}
		now, against, err := x.value(d, s.scope, s)
		if err != nil {
			return err
		}
		if now == nil {
			continue
		}
		var base *figure.Figure
		var more []statementFigure
		var then any
		skipped := false // editions between have no value
		switch {
		case s.edition > 0:
			for i := len(x.editions) - 1; i >= 0 && base == nil; i-- {
				if n := x.editions[i].Number; n < s.edition {
					if base, more, err = x.value(d, s.scope.With(figure.ByEdition, strconv.FormatInt(n, 10)), s); err != nil {
						return err
					}
					then = lang.Word("word.edition")
					if base != nil {
						then, skipped = when(statementFigure{edition: n}), n < s.edition-1
					}
				}
			}
		case s.scope[figure.ByPeriod] != "":
			year, err := strconv.Atoi(s.scope[figure.ByPeriod])
			if err != nil {
				continue
			}
			before := strconv.Itoa(year - 1)
			if base, more, err = x.value(d, s.scope.With(figure.ByPeriod, before), s); err != nil {
				return err
			}
			then = before
		}
		if base == nil {
			continue
		}
		b, before := *base, rounded(*base)
		if b.Currency != now.Currency {
			r, err := x.rate(b.Currency, now.Currency, s)
			if noRate(err) {
				continue
			}
			if err != nil {
				return err
			}
			b, before = converted(b, *r), before.Scale(r.Value)
		}
		expected := growth(b.Interval, now.Interval)
		expected.Parts, expected.AsOf, expected.Rates = []figure.Name{base.Name, now.Name}, s.AsOf, b.Rates
		may := growth(before, rounded(*now)).Interval
		if skipped && !overlap(printed(s.f), may) {
			continue // the last edition is one of which nothing is known
		}
		x.follows(RuleGrowthFollows, s, expected, may, lang.Args{"base": Said{*base}, "value": Said{*now}, "then": then}, append(against, more...))
	}
	return nil
}
