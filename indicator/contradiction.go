package indicator

import (
	"cmp"
	"context"
	"slices"
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
	x := &examiner{Evaluator: e.Remembering(), ctx: ctx}
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
