package bulletin

import (
	"context"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/bulletin/claim"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// Words that make a percentage a share, or growth.
var (
	shareWords  = []string{"占", "比重", "份额", "share", "account", "percent of", "per cent of", "% of", "of the total", "make up", "made up", "represent"}
	growthWords = []string{"增长", "增幅", "增加", "上升", "提高", "提升", "下降", "减少", "回落", "同比", "环比", "较上", "比上", "grew", "growth", "increase", "rose", "rise", "up ", "up by", "fell", "down", "decline", "decrease", "more than at the last", "higher than", "lower than", "jump", "climb", "drop"}
)

// signedWords are words of agreements; wholeWords name the whole that a share is of.
var (
	signedWords = []string{"签约", "签署", "签订", "协议", "sign", "agreement", "deal", "contract"}
	wholeWords  = []string{"签约", "协议", "项目", "总", "全部", "合同", "agreement", "deal", "contract", "project", "total", "all"}
)

// fallWords make growth negative.
var fallWords = []string{"下降", "减少", "回落", "下滑", "fell", "fall", "down", "decline", "decrease", "drop"}

// decidePercent decides percentages and multiples: what was stated as such, growth from its
// base, shares from their amounts.
func (x *examination) decidePercent(ctx context.Context, s *statement) error {
	if s.Kind != claim.Percent && s.Kind != claim.Multiple && s.Kind != claim.PercentagePoint || !s.q.known() {
		return nil
	}
	candidates, err := x.candidates(ctx, s)
	if err != nil {
		return err
	}
	if s.Kind == claim.Percent && s.Change != "" {
		// What went up or down by a percentage is no share of anything, even where one happens to be as large.
		candidates = slices.DeleteFunc(candidates, func(c *candidate) bool { return c.topic.definition.Measure == indicator.Share })
	}
	if c := x.fitting(s, candidates); c != nil {
		x.accept(s, c)
		return nil
	}
	clause, _ := at(x.layout.clauses, s.at.start)
	switch {
	case s.Kind == claim.Percent && x.layout.hasAny(clause, shareWords...):
		if done, err := x.decideShare(ctx, s); done || err != nil {
			return err
		}
	case s.Kind != claim.PercentagePoint && (s.Change != "" || s.Base != "" || x.layout.hasAny(clause, growthWords...)):
		if done, err := x.decideGrowth(ctx, s); done || err != nil {
			return err
		}
	}
	if len(candidates) > 0 {
		return x.contradict(ctx, s, candidates)
	}
	return nil
}

// beside returns the decided numbers of the statement's sentence, those before it first and the
// nearest first, and then those of the sentence before.
func (x *examination) beside(s *statement) []*statement {
	_, n := at(x.layout.sentences, s.at.start)
	paragraph, _ := at(x.layout.paragraphs, s.at.start)
	var before, after, previous []*statement
	reach := passage{x.layout.sentences[max(0, n-1)].start, x.layout.sentences[max(0, n)].end}
	for _, o := range x.statementsIn(reach) {
		if o == s || o.chosen == nil || !o.counts() {
			continue
		}
		_, m := at(x.layout.sentences, o.at.start)
		switch {
		case m == n && o.at.start < s.at.start:
			before = append([]*statement{o}, before...)
		case m == n:
			after = append(after, o)
		case m == n-1 && paragraph.holds(o.at.start):
			previous = append([]*statement{o}, previous...)
		}
	}
	return append(append(before, after...), previous...)
}

// decideShare holds a share against the amounts it follows from (docs/rules.md,
// share-of-amounts): the figure named beside it, in the same without its narrowest dimension.
func (x *examination) decideShare(ctx context.Context, s *statement) (bool, error) {
	type share struct {
		part  figure.Figure
		value figure.Interval
	}
	var all []share
	try := func(code string, scope figure.Scope) error {
		part, ok, err := x.figure(ctx, code, scope)
		if err != nil || !ok {
			return err
		}
		whole, ok, err := x.figure(ctx, code, wider(scope))
		if err != nil || !ok || whole.Currency != part.Currency {
			return err
		}
		if v := part.Interval.Quo(whole.Interval).Scale(big.NewRat(100, 1)); v.Low != nil && v.High != nil {
			all = append(all, share{part, v})
		}
		return nil
	}
	clause, _ := at(x.layout.clauses, s.at.start)
	byWords := func(code string) bool { // the clause may say which share it is
		amount, number := x.layout.hasAny(clause, "额", "amount", "value"), x.layout.hasAny(clause, "项目", "个数", "数量", "家数", "number", "agreements", "projects")
		return amount == number || amount == strings.HasSuffix(code, ".amount")
	}
	for _, o := range x.beside(s) {
		if !byWords(o.chosen.topic.definition.Code) {
			continue
		}
		if scope := o.chosen.scope; scope[figure.ByDistrict] != "" && scope[figure.ByEdition] != "" {
			if err := try(o.chosen.topic.definition.Code, scope); err != nil {
				return false, err
			}
		}
	}
	if sentence, _ := at(x.layout.sentences, s.at.start); s.setting.district != "" && len(all) == 0 && x.layout.hasAny(sentence, signedWords...) {
		for _, code := range []string{"signed.count", "signed.amount"} {
			if !byWords(code) {
				continue
			}
			if err := try(code, with(nil, s.setting.edition, s.setting.district)); err != nil {
				return false, err
			}
		}
	}
	for _, a := range all {
		if !a.value.IsPoint() {
			continue
		}
		q := quantity{value: a.value.Low, qualifier: figure.Exact}
		if compare(s.q, q) >= finer {
			x.name(&s.verdict, a.part)
			s.verdict.Record = figure.Decimals(a.value.Low, 4)
			s.verdict.Verdict, s.verdict.Rule = Supported, RuleShareOf
			return true, nil
		}
	}
	for _, a := range all {
		if !a.value.IsPoint() {
			continue
		}
		q := quantity{value: a.value.Low, qualifier: figure.Exact}
		cause := simpleCause(s.q, q)
		if cause == "" && digitSlip(s.q, quantity{value: roundTo(a.value.Low, s.q.step), qualifier: figure.Exact}) {
			cause = CauseDigit
		}
		if cause == "" {
			continue
		}
		x.wrongPercent(s, a.part, a.value.Low, RuleShareOf, cause)
		return true, nil
	}
	if len(all) == 1 && all[0].value.IsPoint() && x.layout.hasAny(clause, wholeWords...) {
		x.wrongPercent(s, all[0].part, all[0].value.Low, RuleShareOf, CauseOtherValue)
		return true, nil
	}
	return false, nil
}

// wider is a scope without its district.
func wider(s figure.Scope) figure.Scope { return s.With(figure.ByDistrict, "") }

// wrongPercent writes the verdict of a percentage that does not follow.
func (x *examination) wrongPercent(s *statement, of figure.Figure, v *big.Rat, rule, cause string) {
	if x.guess {
		return
	}
	x.name(&s.verdict, of)
	s.verdict.Record = figure.Decimals(v, 4)
	s.verdict.Verdict, s.verdict.Rule, s.verdict.Cause = Contradicted, rule, cause
	digits := 1
	if s.q.step != nil {
		digits = len(s.q.step.Denom().String()) - 1
	}
	s.verdict.Right = figure.Decimals(v, digits) + "%"
}

// roundTo rounds half up to a printed digit.
func roundTo(v, step *big.Rat) *big.Rat {
	if step == nil || step.Sign() <= 0 {
		return v
	}
	half := new(big.Rat).Quo(step, big.NewRat(2, 1))
	return floorTo(new(big.Rat).Add(v, half), step)
}

// decideGrowth holds growth against its base (docs/rules.md, growth-base): of the figures
// named beside it, over the edition that the text names, else over the last one.
func (x *examination) decideGrowth(ctx context.Context, s *statement) (bool, error) {
	edition, err := strconv.ParseInt(s.setting.edition, 10, 64)
	if _, known := x.edition(edition); err != nil || !known {
		return false, nil
	}
	base := edition - 1
	if n, ok := strings.CutPrefix(s.Base, "edition:"); ok {
		base, _ = strconv.ParseInt(n, 10, 64)
		if edition == base { // the edition that was named near the number is the base
			edition, _ = strconv.ParseInt(x.base, 10, 64)
		}
	} else if s.setting.named && s.setting.edition != x.base {
		edition, _ = strconv.ParseInt(x.base, 10, 64)
		base = edition - 1
	}
	q := s.q
	clause, _ := at(x.layout.clauses, s.at.start)
	down := s.Change == claim.Down || s.Change == "" && x.layout.hasAny(clause, fallWords...)
	if down && q.value != nil && q.value.Sign() > 0 {
		q = q.scaled(big.NewRat(-1, 1))
		q.step = s.q.step
	}
	if s.Kind == claim.Multiple && q.value != nil { // 3.5倍 of the base is 250 percent more
		q = q.scaled(big.NewRat(100, 1))
		q.value = new(big.Rat).Sub(q.value, big.NewRat(100, 1))
	}
	subjects := x.growthOf(s)
	type growth struct {
		of    figure.Figure
		value *big.Rat
		rates []figure.Rate // at which the two ends were compared
	}
	at := func(code string, scope figure.Scope, base int64) (growth, bool, error) {
		c, err := x.evaluator.Compare(ctx, code, scope.With(figure.ByEdition, ""), base, edition)
		if lang.CodeOf(err) != "" {
			return growth{}, false, nil
		}
		if err != nil {
			return growth{}, false, err
		}
		under := c.Own
		if c.Own.Verdict == indicator.NoRate && c.Common != nil {
			under = *c.Common
		}
		g := under.Growth
		return growth{c.B, g.Value, slices.Concat(under.A.Rates, under.B.Rates)}, g.Value != nil && g.Qualifier == figure.Exact, nil
	}
	var found []growth
	for _, o := range subjects {
		g, ok, err := at(o.topic.definition.Code, o.scope, base)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		if compare(q, quantity{value: g.value, qualifier: figure.Exact}) >= finer {
			x.name(&s.verdict, g.of)
			s.verdict.Record = figure.Decimals(g.value, 4)
			s.verdict.Verdict, s.verdict.Rule = Supported, RuleGrowthBase
			if len(g.rates) > 0 {
				s.verdict.Verdict, s.verdict.Assuming = ConsistentIf, assumingRates(g.rates)
			}
			return true, nil
		}
		if len(g.rates) == 0 { // across currencies it depends on the rate that the text does not name
			found = append(found, g)
		}
	}
	if len(found) == 0 {
		return false, nil
	}
	for _, g := range found { // the digits first, then another base
		if cause := simpleCause(q, quantity{value: g.value, qualifier: figure.Exact}); cause != "" {
			x.wrongPercent(s, g.of, g.value, RuleGrowthBase, cause)
			return true, nil
		}
	}
	for i, o := range subjects {
		for _, e := range x.editions {
			if e.Number >= edition || e.Number == base {
				continue
			}
			g, ok, err := at(o.topic.definition.Code, o.scope, e.Number)
			if err != nil {
				return false, err
			}
			if ok && compare(q, quantity{value: g.value, qualifier: figure.Exact}) >= finer {
				x.wrongPercent(s, found[min(i, len(found)-1)].of, found[min(i, len(found)-1)].value, RuleGrowthBase, CauseBase)
				return true, nil
			}
		}
	}
	g := found[0]
	cause := CauseOtherValue
	if digitSlip(q, quantity{value: roundTo(g.value, q.step), qualifier: figure.Exact}) {
		cause = CauseDigit
	} else if x.undecidedBefore(s) {
		return false, nil // it may be the growth of what the record does not know
	}
	x.wrongPercent(s, g.of, g.value, RuleGrowthBase, cause)
	return true, nil
}

// undecidedBefore reports whether a number before in the sentence is of no figure.
func (x *examination) undecidedBefore(s *statement) bool {
	sentence, _ := at(x.layout.sentences, s.at.start)
	return slices.ContainsFunc(x.statementsIn(passage{sentence.start, s.at.start}), func(o *statement) bool {
		return o.counts() && o.chosen == nil && !o.article()
	})
}

// growthOf returns what grew: the figures of editions named beside the percentage, the nearest
// first.
func (x *examination) growthOf(s *statement) []*candidate {
	var out []*candidate
	for _, o := range x.beside(s) {
		if o.chosen.scope[figure.ByEdition] != "" && recorded(o.chosen.topic.definition) && !hasPrefix(o.chosen.topic.definition.Code, cumulativeCode) {
			out = append(out, o.chosen)
			if len(out) == 2 {
				break
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	// No number stands beside it: the words of the sentence say what grew.
	var best *candidate
	for _, t := range x.topics {
		if m := t.definition.Measure; m != indicator.Count && m != indicator.Sum || len(t.fixed) > 0 || !t.definition.Filter.IsZero() {
			continue
		}
		district := s.setting.district
		if !slices.Contains(t.definition.Split, figure.ByDistrict) {
			district = ""
		}
		if score := x.score(t, s.at); score > leastScore && (best == nil || score > best.score) {
			best = &candidate{topic: t, scope: with(nil, x.base, district), score: score}
		}
	}
	if best != nil {
		out = append(out, best)
	}
	return out
}
