package indicator

import (
	"cmp"
	"context"
	"errors"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// Rules of comparing and splitting, and those by which statements are examined;
// docs/rules.md has one entry each.
const (
	RuleCommonRate    = "common-rate"     // amounts are compared at each edition's own rates and at one common rate
	RuleQuotedDays    = "quoted-days"     // the verdict at the rates of each quoted day
	RuleGaps          = "gaps"            // an edition of which nothing is known is a gap and not a zero
	RuleLikeWithLike  = "like-with-like"  // what makes two figures comparable or not
	RuleWholeAndParts = "whole-and-parts" // parts and remainder, less the overlap, are the whole
	RuleOpenList      = "open-list"       // a list with 等 has more parts
	RuleStockAndFlow  = "stock-and-flow"  // what an edition adds and what has come together are not added
	RulePlaceAmong    = "place-among"     // a rank among those of which something is known

	RuleSeveralTotals   = "several-totals"   // several numbers for one thing
	RuleCumulativeFalls = "cumulative-falls" // what has come together cannot become less
	RuleCumulativeSum   = "cumulative-sum"   // a cumulative total is the one before it and the editions since
	RuleShareBase       = "share-base"       // shares of different wholes are no series
	RuleShareFollows    = "share-follows"    // a share follows from its amounts
	RuleGrowthFollows   = "growth-follows"   // growth follows from its base
	RulePartsSum        = "parts-sum"        // parts come to their total
	RuleRankInWords     = "rank-in-words"    // two wordings of one place
	RuleHigherClaimed   = "higher-claimed"   // a claim that this edition is higher than the last
)

// What the examination of statements can say.
const (
	Holds       = "holds"       // it follows from what else is stated
	Contradicts = "contradicts" // it cannot be true together with what else is stated
	Explained   = "explained"   // it looks like a contradiction and need not be one
	CannotTell  = "cannot_tell" // what else is stated leaves it open
)

// A Finding is what one rule says of statements, by itself.
type Finding struct {
	Rule       string
	Verdict    string
	Indicator  string
	Scope      figure.Scope
	Statements []Statement    // the one that was examined first, then those it was held against
	Expected   *figure.Figure // what would follow, with its inputs; nil when nothing does
	Reason                    // the explanation in words
}

// An examiner holds what the rules look at.
type examiner struct {
	*Evaluator
	ctx      context.Context
	editions []fair.Edition
	all      []statementFigure
	found    []Finding
}

type statementFigure struct {
	Statement
	f       figure.Figure
	scope   figure.Scope
	edition int64 // of the scope
}

// Contradictions returns what statements contradict, or seem to: all findings of Examine
// that do not simply hold.
func (e *Evaluator) Contradictions(ctx context.Context, edition int64) ([]Finding, error) {
	all, err := e.Examine(ctx, edition)
	return slices.DeleteFunc(all, func(f Finding) bool { return f.Verdict == Holds }), err
}

// Examine holds all that was stated against itself and against the record, rule by rule.
// An edition that is given leaves the findings that one of its statements takes part in.
func (e *Evaluator) Examine(ctx context.Context, edition int64) ([]Finding, error) {
	x := &examiner{Evaluator: e.remembering(), ctx: ctx}
	var err error
	if x.editions, err = e.Records.Editions(ctx); err != nil {
		return nil, err
	}
	stated, err := e.Records.Observations(ctx, "", nil, 0)
	if err != nil {
		return nil, err
	}
	_, at := e.Records.Where()
	for _, s := range stated {
		d, err := e.Define(ctx, s.Indicator)
		if err != nil {
			return nil, err
		}
		scope, err := figure.ParseScope(s.Scope)
		if err != nil {
			return nil, lang.Invalid("indicator.scope", lang.Args{"given": s.Scope}).Because(err)
		}
		f, err := observed(s, figure.Name{Indicator: s.Indicator, Scope: scope, At: at, Ref: -1}, d)
		if err != nil {
			return nil, err
		}
		x.all = append(x.all, statementFigure{s, f, scope, editionOf(scope)})
	}
	for _, rule := range []func() error{
		x.severalTotals, x.cumulativeFalls, x.cumulativeSums, x.shares, x.growths, x.partsSums, x.ranks, x.higherClaims,
	} {
		if err := rule(); err != nil {
			return nil, err
		}
	}
	if edition > 0 {
		x.found = slices.DeleteFunc(x.found, func(f Finding) bool {
			return !slices.ContainsFunc(f.Statements, func(s Statement) bool { return s.Edition == edition })
		})
	}
	return x.found, nil
}

// find adds a finding; its explanation is finding.<rule>.<how>.
func (x *examiner) find(rule, verdict, how string, args lang.Args, expected *figure.Figure, about statementFigure, against ...statementFigure) {
	f := Finding{Rule: rule, Verdict: verdict, Indicator: about.Indicator, Scope: about.scope, Expected: expected}
	for _, s := range slices.Concat([]statementFigure{about}, against) {
		f.Statements = append(f.Statements, s.Statement)
	}
	args["stated"] = Said{about.f}
	if about.Value == "" && !about.Words.Empty() {
		args["stated"] = clause(about.Words)
	}
	f.Reason = Reason{"finding." + rule + "." + how, args}
	x.found = append(x.found, f)
}

// clause is a sentence without its full stop, to stand within another.
func clause(t lang.Text) lang.Text {
	for _, tag := range lang.Tags {
		t = t.With(tag, strings.TrimRight(t.Get(tag), "。."))
	}
	return t
}

// groups returns the statements by a key, in the order in which the keys appear.
func (x *examiner) groups(key func(statementFigure) string) [][]statementFigure {
	at := map[string]int{}
	var out [][]statementFigure
	for _, s := range x.all {
		k := key(s)
		if k == "" {
			continue
		}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

func lead(group []statementFigure) statementFigure {
	return slices.MinFunc(group, func(a, b statementFigure) int { return weight(a.Statement) - weight(b.Statement) })
}

// printed is what a stated number stands for: an exact one may have been rounded.
func printed(f figure.Figure) figure.Interval {
	if f.Qualifier == figure.Exact && f.Step != nil {
		return figure.Printed(f.Value, f.Step)
	}
	return f.Interval
}

// editionAt is the edition with the number; one of which the record knows nothing has no policy.
func (x *examiner) editionAt(number int64) fair.Edition {
	for _, e := range x.editions {
		if e.Number == number {
			return e
		}
	}
	return fair.Edition{Number: number}
}

// rate is the rate between the currencies of two statements: by the policy of the edition
// that the statement speaks of, else the ECB's of its reference date.
func (x *examiner) rate(from, to money.Currency, s statementFigure) (*figure.Rate, error) {
	policy, day := x.editionAt(s.edition).RatePolicy(), s.AsOf
	if s.edition > 0 {
		day = cmp.Or(policy.RateDay(x.editionAt(s.edition).Opened), day)
	}
	q, err := money.Cross(x.ctx, x.Rates, cmp.Or(policy.Source, money.ECB), from, to, day)
	if err != nil {
		return nil, err
	}
	return &figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source}, nil
}

// rateArgs say a rate in the words that an explanation uses.
func rateArgs(r figure.Rate, args lang.Args) lang.Args {
	args["rate"], args["day"], args["source"] = figure.Decimals(r.Value, 4), r.Day, r.Source
	args["from"], args["to"] = currencyName{r.From}, currencyName{r.To}
	return args
}

type currencyName struct{ money.Currency }

// In names the currency.
func (c currencyName) In(tag lang.Tag) string { return c.Name(tag) }

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
			if _, ok := s.scope[k]; ok && k != figure.ByEdition && k != figure.ByPeriod {
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
		in := of.Interval
		if part.Currency != of.Currency {
			r, err := x.rate(of.Currency, part.Currency, s)
			if noRate(err) {
				continue
			}
			if err != nil {
				return err
			}
			in = in.Scale(r.Value)
		}
		expected := figure.FromInterval(noName, part.Interval.Quo(in).Scale(big.NewRat(100, 1)))
		expected.Unit, expected.Step, expected.AsOf = "percent", coarser(growthStep, nil), s.AsOf
		expected.Parts = []figure.Name{part.Name, of.Name}
		x.follows(RuleShareFollows, s, expected, lang.Args{"part": Said{*part}, "whole": Said{*of}}, append(against, more...))
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

// follows says whether a stated percentage is what its inputs come to.
func (x *examiner) follows(rule string, s statementFigure, expected figure.Figure, args lang.Args, against []statementFigure) {
	args["expected"] = Said{expected}
	i := printed(s.f)
	switch {
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
		switch {
		case s.edition > 0:
			for i := len(x.editions) - 1; i >= 0 && base == nil; i-- {
				if n := x.editions[i].Number; n < s.edition {
					if base, more, err = x.value(d, s.scope.With(figure.ByEdition, strconv.FormatInt(n, 10)), s); err != nil {
						return err
					}
					then = lang.Word("word.edition")
					if base != nil {
						then = when(statementFigure{edition: n})
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
		b := *base
		if b.Currency != now.Currency {
			r, err := x.rate(b.Currency, now.Currency, s)
			if noRate(err) {
				continue
			}
			if err != nil {
				return err
			}
			b = converted(b, *r)
		}
		expected := growth(b.Interval, now.Interval)
		expected.Parts, expected.AsOf, expected.Rates = []figure.Name{base.Name, now.Name}, s.AsOf, b.Rates
		x.follows(RuleGrowthFollows, s, expected, lang.Args{"base": Said{*base}, "value": Said{*now}, "then": then}, append(against, more...))
	}
	return nil
}

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
			if _, ok := s.scope[k]; !ok || k == figure.ByEdition || k == figure.ByPeriod {
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

// ranks looks at places that were stated twice.
func (x *examiner) ranks() error {
	for _, group := range x.groups(func(s statementFigure) string {
		if d, err := x.Define(x.ctx, s.Indicator); err != nil || d.Unit != "rank" {
			return ""
		}
		return s.Indicator + "?" + s.scope.String()
	}) {
		first := lead(group)
		for _, s := range group {
			switch {
			case s.ID == first.ID || s.Value == first.Value:
			case s.Value == "" || first.Value == "":
				x.find(RuleRankInWords, Explained, "words", lang.Args{"lead": Said{first.f}}, nil, s, first)
			default:
				x.find(RuleRankInWords, Contradicts, "differs", lang.Args{"lead": Said{first.f}}, nil, s, first)
			}
		}
	}
	return nil
}

// Words that a claim about the last edition uses, in the order of the verdict.
var claimWords = []struct {
	verdict figure.Verdict
	words   []string
}{
	{figure.Higher, []string{"高于", "多于", "超过上", "均超", "增长", "higher", "more than", "exceed", "up from", "above last"}},
	{figure.Lower, []string{"低于", "少于", "不及", "下降", "减少", "lower", "fewer", "down from", "below last"}},
	{figure.Same, []string{"持平", "相同", "the same as"}},
}

// higherClaims looks at what was said of an edition against the last.
func (x *examiner) higherClaims() error {
	for _, s := range x.all {
		if s.Indicator != "signed.versus" || s.edition == 0 {
			continue
		}
		claim := figure.Verdict("")
		for _, c := range claimWords {
			for _, w := range c.words {
				if claim == "" && (strings.Contains(s.Words.Hans, w) || strings.Contains(strings.ToLower(s.Words.En), w)) {
					claim = c.verdict
				}
			}
		}
		last := int64(0)
		for _, e := range x.editions {
			if e.Number < s.edition {
				last = e.Number
			}
		}
		if claim == "" || last == 0 || x.editionAt(s.edition).ID == "" {
			continue
		}
		headlines, err := x.headlines(x.ctx)
		if err != nil {
			return err
		}
		for _, d := range headlines {
			if !d.Higher || !speaksOf(s, d) {
				continue
			}
			scope := s.scope.With(figure.BySubject, "")
			c, err := x.Compare(x.ctx, d.Code, scope, last, s.edition)
			if err != nil {
				if lang.CodeOf(err) != "" {
					continue
				}
				return err
			}
			u := c.Own
			if c.Common != nil {
				u = *c.Common
			}
			args := lang.Args{"indicator": d.Label, "base": last, "edition": s.edition, "a": Said{u.A}, "b": Said{u.B}}
			how, verdict := "holds", Holds
			switch u.Verdict {
			case claim:
			case figure.Higher, figure.Lower, figure.Same:
				how, verdict = "differs", Contradicts
			default:
				how, verdict = "open", CannotTell
			}
			if verdict != CannotTell && c.Turn != nil && c.Turn.Rate.IsPoint() && len(u.A.Rates)+len(u.B.Rates) > 0 {
				how += "_at_rate"
				r := slices.Concat(u.A.Rates, u.B.Rates)[0]
				args = rateArgs(r, args)
				args["turn"] = figure.Decimals(c.Turn.Rate.Low, 3)
			}
			difference := u.Difference
			x.find(RuleHigherClaimed, verdict, how, args, &difference, s)
		}
	}
	return nil
}

// speaksOf reports whether a claim speaks of an indicator: of the one that it names, of
// both when it names none.
func speaksOf(s statementFigure, d Definition) bool {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return strings.Contains(s.Words.Hans, w) || strings.Contains(strings.ToLower(s.Words.En), w)
		})
	}
	count, amount := has("个数", "数量", "项目数", "number"), has("金额", "总额", "amount", "value")
	if count == amount {
		return true
	}
	if d.Measure == Sum {
		return amount
	}
	return count
}
