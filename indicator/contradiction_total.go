package indicator

import (
	"cmp"
	"errors"
	"math/big"
	"slices"

	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// The rules of Examine that look at several numbers of one thing, and parts of one whole.

// sameThing is what several totals are totals of: a stock of one day, a flow of one scope.
func sameThing(s statementFigure) string {
	if s.Value == "" || s.f.Unit == "statement" || s.f.Unit == "rank" {
		return ""
	}
	key := s.Indicator + "?" + s.scope.String()
	if s.edition == 0 {
		key += "@" + string(s.AsOf)
	}
	return key
}

// nearEnough is by how much a number that was converted by another bank's rate of the same
// days may differ: half a percent.
var nearEnough = big.NewRat(1, 200)

func near(a, b *big.Rat) bool {
	d := new(big.Rat).Sub(a, b)
	return d.Abs(d).Cmp(new(big.Rat).Mul(new(big.Rat).Abs(b), nearEnough)) <= 0
}

// severalTotals looks at the numbers that were stated of one thing.
func (x *examiner) severalTotals() error {
	for _, group := range x.groups(sameThing) {
		if len(group) < 2 {
			continue
		}
		first := lead(group)
		for _, s := range group {
			if s.ID == first.ID || s.f.Currency == first.f.Currency && s.Value == first.Value && s.Qualifier == first.Qualifier {
				continue
			}
			if err := x.severalTotal(group, first, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *examiner) severalTotal(group []statementFigure, first, s statementFigure) error {
	args := lang.Args{"lead": Said{first.f}}
	if s.f.Currency != first.f.Currency {
		r, err := x.rate(first.f.Currency, s.f.Currency, first)
		if noRate(err) {
			x.find(RuleSeveralTotals, CannotTell, "no_rate", args, nil, s, first)
			return nil
		}
		if err != nil {
			return err
		}
		in := converted(first.f, *r)
		args["converted"] = Said{in}
		if overlap(in.Interval, printed(s.f)) {
			x.find(RuleSeveralTotals, Explained, "converted", rateArgs(*r, args), &in, s, first)
		} else {
			x.find(RuleSeveralTotals, Contradicts, "converted_differs", rateArgs(*r, args), &in, s, first)
		}
		return nil
	}
	// Was a rounded number in another currency converted back?
	if s.f.Value != nil && first.f.Value != nil && !near(s.f.Value, first.f.Value) {
		for _, via := range group {
			if via.f.Currency == s.f.Currency || via.f.Value == nil {
				continue
			}
			r, err := x.rate(via.f.Currency, s.f.Currency, s)
			if noRate(err) {
				continue
			}
			if err != nil {
				return err
			}
			back := figure.New(noName, new(big.Rat).Mul(via.f.Value, r.Value))
			back.Currency, back.Rates, back.Parts, back.AsOf = s.f.Currency, []figure.Rate{*r}, []figure.Name{via.f.Name}, s.AsOf
			if !near(s.f.Value, back.Value) {
				continue
			}
			args["via"], args["back"] = Said{via.f}, Said{back}
			turned := *r // the press quotes yuan to the dollar
			if turned.Value.Cmp(big.NewRat(1, 1)) < 0 {
				turned.From, turned.To, turned.Value = r.To, r.From, new(big.Rat).Inv(r.Value)
			}
			x.find(RuleSeveralTotals, Explained, "converted_back", rateArgs(turned, args), &back, s, first, via)
			return nil
		}
	}
	if overlap(printed(s.f), printed(first.f)) {
		x.find(RuleSeveralTotals, Explained, "rounded", args, nil, s, first)
	} else {
		x.find(RuleSeveralTotals, Contradicts, "differs", args, nil, s, first)
	}
	return nil
}

func noRate(err error) bool { return errors.Is(err, money.ErrNoRate) }

// partsSums adds up the parts of what was stated as a whole.
func (x *examiner) partsSums() error {
	type list struct {
		whole statementFigure
		by    string
		parts []statementFigure
	}
	var lists []*list
	at := map[string]*list{}
	for _, s := range x.all {
		if s.Value == "" || s.f.Unit == "percent" || s.f.Unit == "rank" || s.f.Unit == "statement" {
			continue
		}
		code := cmp.Or(wholes[s.Indicator], s.Indicator)
		for _, k := range figure.Dimensions {
			if _, ok := s.scope[k]; !ok || k == figure.ByEdition || k == figure.ByPeriod || k == figure.ByAsOf {
				continue
			}
			scope := s.scope.With(k, "")
			var same []statementFigure
			for _, w := range x.all {
				if w.Indicator == code && w.Value != "" && w.scope.String() == scope.String() && (w.edition > 0 || w.AsOf == s.AsOf) {
					same = append(same, w)
				}
			}
			if len(same) == 0 {
				continue
			}
			key := s.Indicator + "?" + scope.String() + " " + k
			if s.edition == 0 {
				key += " " + string(s.AsOf)
			}
			if at[key] == nil {
				at[key] = &list{whole: lead(same), by: k}
				lists = append(lists, at[key])
			}
			at[key].parts = append(at[key].parts, s)
		}
	}
	for _, l := range lists {
		if err := x.partsSum(l.whole, l.by, l.parts); err != nil {
			return err
		}
	}
	return nil
}

func (x *examiner) partsSum(whole statementFigure, by string, all []statementFigure) error {
	var parts []statementFigure // one for each scope
	seen := map[string][]statementFigure{}
	open := false
	for _, s := range all {
		open = open || s.Open
		k := s.scope.String()
		if seen[k] == nil {
			parts = append(parts, s)
		}
		seen[k] = append(seen[k], s)
	}
	if len(parts) < 2 {
		return nil // one part alone is no list
	}
	sum := figure.FromInterval(noName, figure.Point(new(big.Rat)))
	sum.Unit, sum.Currency, sum.AsOf = whole.f.Unit, whole.f.Currency, whole.AsOf
	precision := new(big.Rat)
	for i := range parts {
		parts[i] = lead(seen[parts[i].scope.String()])
		in := parts[i].f
		if in.Currency != whole.f.Currency {
			r, err := x.rate(in.Currency, whole.f.Currency, whole)
			if noRate(err) {
				return nil
			}
			if err != nil {
				return err
			}
			in = converted(in, *r)
			sum.Rates = append(sum.Rates, *r)
		}
		sum.Interval = sum.Interval.Add(in.Interval)
		sum.Step = coarser(sum.Step, in.Step)
		sum.Parts = append(sum.Parts, parts[i].f.Name)
		if in.Step != nil && in.Currency != "" { // an amount may have been rounded
			precision.Add(precision, in.Step)
		}
	}
	sum.Qualifier, sum.Value = sum.Interval.Qualify()
	may := printed(whole.f)
	if precision.Sign() > 0 { // so may each of its parts
		half := new(big.Rat).Mul(precision, big.NewRat(1, 2))
		may = may.Add(figure.Range(new(big.Rat).Neg(half), half))
	}
	rest, over := remainderOf(whole.f.Interval, sum.Interval, figure.Point(new(big.Rat)), false)
	difference := figure.FromInterval(noName, rest)
	if !isZero(figure.Figure{Interval: over}) {
		difference = figure.FromInterval(noName, over)
	}
	difference.Unit, difference.Currency, difference.Step = sum.Unit, sum.Currency, sum.Step
	args := lang.Args{"sum": Said{sum}, "n": len(parts), "by": dimensionWord(by), "difference": Said{difference}}
	several := slices.Contains(shared, by)
	switch sum.Interval.Compare(may) {
	case figure.Same, figure.Undecided:
		if open {
			x.find(RulePartsSum, CannotTell, "open_full", args, &sum, whole, parts...)
		} else if !several {
			x.find(RulePartsSum, Holds, "holds", args, &sum, whole, parts...)
		}
	case figure.Higher:
		if several {
			x.find(RulePartsSum, Explained, "overlap", args, &sum, whole, parts...)
		} else {
			x.find(RulePartsSum, Contradicts, "exceeds", args, &sum, whole, parts...)
		}
	case figure.Lower:
		switch {
		case open:
			x.find(RulePartsSum, Explained, "open", args, &sum, whole, parts...)
		case !several: // not every district is ever reported
			x.find(RulePartsSum, Contradicts, "short", args, &sum, whole, parts...)
		}
	}
	return nil
}
