package bulletin

import (
	"context"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/bulletin/claim"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// progressEvery is after how many numbers it is told how far a check has come.
const progressEvery = 50

// decide gives every statement its verdict: amounts and counts first, on which shares, growth
// and comparisons lean; then what the text says against itself.
func (x *examination) decide(ctx context.Context, progress func(done, of int)) error {
	for _, s := range x.statements {
		s.verdict = Verdict{Claim: s.Claim, Verdict: NoFigure, Assuming: []string{}}
	}
	steps := []func(context.Context, *statement) error{x.decideNumber, x.decideBeside, x.decidePercent, x.decideComparison, x.decideEdition}
	for i, step := range steps {
		for j, s := range x.statements {
			if progress != nil && j%progressEvery == 0 {
				progress(i*len(x.statements)+j, len(steps)*len(x.statements))
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := step(ctx, s); err != nil {
				return err
			}
		}
	}
	if err := x.decideTakenTwice(ctx); err != nil {
		return err
	}
	x.inner()
	return nil
}

// decideTakenTwice looks again at two numbers of one sentence that were taken for the same
// figure: one of them is of what its own words speak for more. Of "5 clusters of a trillion and 5
// of 100 billion" the first is wrong where the record has 2 and 5.
func (x *examination) decideTakenTwice(ctx context.Context) error {
	for _, a := range x.statements {
		if a.verdict.Verdict != Supported || a.chosen == nil || len(a.all) == 0 {
			continue
		}
		sentence, _ := at(x.layout.sentences, a.at.start)
		for _, b := range x.statementsIn(sentence) {
			if a == b || b.verdict.Verdict != Supported || b.chosen == nil || !same(a.chosen, b.chosen) {
				continue
			}
			if top := a.all[0]; !same(top, a.chosen) && same(b.all[0], b.chosen) {
				rest := slices.DeleteFunc(slices.Clone(a.all), func(c *candidate) bool { return same(c, a.chosen) })
				if err := x.contradict(ctx, a, rest); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// decideNumber decides amounts, counts and places.
func (x *examination) decideNumber(ctx context.Context, s *statement) error {
	if !s.counts() && !(s.Kind == claim.Ordinal && s.q.known()) {
		return nil
	}
	if s.Kind == claim.Ordinal && x.namesEdition(s.at) {
		return nil
	}
	if s.article() || x.increment(s) || x.sizeClass(s) {
		return nil
	}
	if x.countsEditions(s) {
		return x.decideEditionCount(ctx, s)
	}
	candidates, err := x.candidates(ctx, s)
	if err != nil || len(candidates) == 0 {
		return err
	}
	s.all = candidates
	if candidates[0].topic.definition.Unit == "edition" {
		return x.decideEditionCount(ctx, s)
	}
	return x.judge(ctx, s, candidates)
}

// article reports whether a number is hardly one: 一个台阶, 一家医院.
func (s *statement) article() bool {
	return s.Kind == claim.Count && s.q.value != nil && s.q.value.Cmp(big.NewRat(1, 1)) == 0 && !strings.ContainsAny(lang.HalfWidth(s.Text), "1")
}

// sizeClass reports whether an amount names a class of size: 万亿元级产业集群, clusters at the level of
// a trillion yuan.
func (x *examination) sizeClass(s *statement) bool {
	return s.Currency != "" && (x.layout.hasAny(passage{s.at.end, min(len(x.layout.folded), s.at.end+1)}, "级") ||
		x.layout.hasAny(passage{max(0, s.at.start-12), s.at.start}, "level of", "class of"))
}

// increments are words before what was added, and not what it came to.
var increments = []string{"增加", "增加了", "多了", "多出", "减少", "减少了", "增长", "增长了", "up by ", "rose by ", "an increase of ", "increased by ", "grew by "}

// increment reports whether a number is what was added: 增加25个.
func (x *examination) increment(s *statement) bool {
	lead := string(x.layout.folded[max(0, s.at.start-16):s.at.start])
	return s.Change != "" && slices.ContainsFunc(increments, func(w string) bool { return strings.HasSuffix(lead, w) })
}

// judge accepts the figure that a number follows from, or finds the one that it contradicts. What
// only bounds the number from far away is taken where nothing near is missed by a slip: "over 82
// billion" is true of 135, and more likely 52 with a digit changed.
func (x *examination) judge(ctx context.Context, s *statement, candidates []*candidate) error {
	if c := x.fitting(s, candidates); c != nil {
		x.accept(s, c)
		return nil
	}
	if err := x.contradict(ctx, s, candidates); err != nil || s.chosen != nil {
		return err
	}
	if c := candidates[0]; c.fit >= finer && c.score >= enoughForOther && s.Currency == c.figure.Currency && !x.otherDate(s, c.figure) && !x.elsewhere(s, c) && x.namesSides(c.topic, s.at) && inReach(s.q, c.record) {
		x.accept(s, c)
	}
	return nil
}

// fitting is the figure that the number follows from: of several the one that has its digits, then
// the one that the words speak for most.
func (x *examination) fitting(s *statement, candidates []*candidate) *candidate {
	var best *candidate
	value := func(c *candidate) float64 {
		switch {
		case sameDigits(s.q, c.record):
			return c.score + 0.5
		case nearby(s.q, c.record):
			return c.score + 0.2
		}
		return c.score
	}
	for _, c := range candidates {
		switch {
		case c.fit < finer:
		case c.score*outweighs < candidates[0].score && !(toTheDigit(s.q, c.record) && sibling(c, candidates[0]) && c.score*2*outweighs >= candidates[0].score):
		case len(c.assuming) > 0 && strings.HasPrefix(c.assuming[0], AssumeRate) && c.score < enoughForSlip:
		case !natural(s.q, c.record):
		case x.otherDate(s, c.figure) && !sameDigits(s.q, c.record):
		case best == nil || value(c) > value(best):
			best = c
		}
	}
	return best
}

// toTheDigit reports whether two or more printed digits are those of the record.
func toTheDigit(said, record quantity) bool {
	return equal(said, record) && digits(said) >= 2
}

// sibling reports whether two candidates are of one indicator and different subjects.
func sibling(a, b *candidate) bool {
	return a.topic != b.topic && a.topic.definition.Code == b.topic.definition.Code
}

// accept writes the verdict of a figure that fits.
func (x *examination) accept(s *statement, c *candidate) {
	s.chosen = c
	v := &s.verdict
	x.name(v, c.figure)
	v.Verdict, v.Rule = Supported, RulePrintedPrecision
	if s.q.qualifier != figure.Exact || c.figure.Qualifier != figure.Exact {
		v.Rule = RuleQualifierTrue
	}
	if len(c.assuming) == 0 {
		if x.otherDate(s, c.figure) {
			x.misdated(s, c.figure)
		}
		return
	}
	v.Verdict, v.Assuming = ConsistentIf, c.assuming
	switch kind, _, _ := strings.Cut(c.assuming[0], ":"); kind {
	case AssumeRate:
		v.Rule = RuleConverted
	case AssumeSource:
		v.Rule = figure.RuleSeveralSources
	}
}

// misdated finds the date that gives a number of the record another reference date: the very number
// with a date of another year is the date that is wrong; otherwise it may have been so then, too.
func (x *examination) misdated(s *statement, f figure.Figure) {
	s.verdict.Rule = RuleOtherReferenceDate
	sentence, _ := at(x.layout.sentences, s.at.start)
	for _, d := range x.statementsIn(sentence) {
		if (d.Kind == claim.DateKind || d.Kind == claim.Period) && d.AsOf == s.AsOf {
			v := &d.verdict
			x.name(v, f)
			v.Verdict, v.Rule, v.Cause, v.Record = Contradicted, RuleOtherReferenceDate, CauseDate, string(f.AsOf)
			v.Right = f.AsOf.Format(x.tag)
			return
		}
	}
	s.verdict.Verdict, s.verdict.Assuming = ConsistentIf, []string{AssumeDate}
}

// name writes the figure into the verdict.
func (x *examination) name(v *Verdict, f figure.Figure) {
	v.Figure, v.found = f.Name.String(), &f
	v.Record = ""
	if f.Value != nil {
		v.Record = decimal(f.Value)
	}
	v.Trace = "/" + string(x.tag) + "/" + x.fair.ID + "/figures/" + v.Figure
}

// decimal writes a value exactly where a decimal can, and else to twelve places.
func decimal(r *big.Rat) string {
	if s, ok := money.Decimal(r); ok {
		return s
	}
	return strings.TrimRight(figure.Decimals(r, 12), "0")
}

// contradict finds the figure that the statement misses, and why. Without words enough that
// speak for one, the record knows of no such figure.
func (x *examination) contradict(ctx context.Context, s *statement, candidates []*candidate) error {
	type explained struct {
		*candidate
		rule, cause string
	}
	var best *explained
	for _, c := range candidates {
		if c.score*outweighs < candidates[0].score {
			break
		}
		if x.otherDate(s, c.figure) || x.elsewhere(s, c) {
			continue // another reference date, another number: no contradiction
		}
		if c.fit >= finer || !x.namesSides(c.topic, s.at) {
			continue
		}
		rule, cause, err := x.explain(ctx, s, c, candidates)
		if err != nil {
			return err
		}
		if !x.convinces(s, c, candidates[0], cause) {
			continue
		}
		e := &explained{c, rule, cause}
		// What a simple cause explains goes before what only differs.
		if best == nil || best.cause == CauseOtherValue && cause != CauseOtherValue {
			best = e
		}
	}
	if best == nil {
		return nil
	}
	s.chosen = best.candidate
	v := &s.verdict
	x.name(v, best.figure)
	v.Verdict, v.Rule, v.Cause = Contradicted, best.rule, best.cause
	v.Right = x.right(s, best.figure)
	falls, err := x.falls(ctx, s, best.candidate)
	if falls {
		v.Rule = RuleNeverFalls
	}
	return err
}

// falls reports whether a cumulative total is said to be less than it was an edition before
// (docs/rules.md, cumulative-never-falls).
func (x *examination) falls(ctx context.Context, s *statement, c *candidate) (bool, error) {
	n, err := strconv.ParseInt(c.scope[figure.ByEdition], 10, 64)
	if err != nil || !hasPrefix(c.topic.definition.Code, cumulativeCode) {
		return false, nil
	}
	before, ok, err := x.figure(ctx, c.topic.definition.Code, c.scope.With(figure.ByEdition, strconv.FormatInt(n-1, 10)))
	if err != nil || !ok || before.Currency != s.Currency || before.Interval.Low == nil {
		return false, err
	}
	high := s.q.interval().High
	return high != nil && high.Cmp(before.Interval.Low) <= 0, nil
}

// otherDate reports whether the text gives its number a reference date that the figure does not
// have (docs/rules.md, other-reference-date). Figures of an edition have its days, whatever date
// stands near them.
func (x *examination) otherDate(s *statement, f figure.Figure) bool {
	if f.Name.Scope[figure.ByEdition] != "" || f.AsOf == "" || s.AsOf == "" {
		return false
	}
	from, to, ok := strings.Cut(s.AsOf, "/")
	if !ok {
		to = from
	}
	if from > string(x.published) && x.published != "" {
		return false // what will be next year has no value of that day yet
	}
	asOf := string(f.AsOf)
	return !strings.HasPrefix(asOf, to) && !(ok && from <= asOf && asOf <= to) && !strings.HasPrefix(asOf, from)
}

// explain finds the likely cause of a difference, the simplest first.
func (x *examination) explain(ctx context.Context, s *statement, c *candidate, all []*candidate) (rule, cause string, err error) {
	rule = RulePrintedPrecision
	converted := s.Currency != "" && c.figure.Currency != "" && s.Currency != c.figure.Currency && !c.taken
	own := ofFigure(c.figure)
	if converted {
		rule = RuleConverted
		if s.q.value != nil && own.value != nil && (compare(s.q, own) >= finer || sameDigits(s.q, own)) {
			return rule, CauseCurrency, nil
		}
	}
	if c.fit == misjudged {
		return RuleQualifierTrue, CauseQualifier, nil
	}
	if cause := simpleCause(s.q, c.record); cause != "" && (!converted || IsSlip(cause)) {
		return rule, cause, nil
	}
	if s.Currency != "" {
		twice, err := x.twice(ctx, s, c)
		if err != nil {
			return "", "", err
		}
		if twice {
			return RuleConverted, CauseTwice, nil
		}
	}
	near, far, err := x.otherEdition(ctx, s, c)
	if err != nil {
		return "", "", err
	}
	switch {
	case near:
		return rule, CauseEdition, nil
	case digitSlip(s.q, c.record) && !converted:
		return rule, CauseDigit, nil
	case far:
		return rule, CauseEdition, nil
	}
	for _, o := range all {
		if o != c && o.fit >= finer && toTheDigit(s.q, o.record) {
			return rule, CauseOther, nil
		}
	}
	return rule, CauseOtherValue, nil
}

// otherEdition reports whether the number is right for another edition: near for one beside the
// edition or one that the text names.
func (x *examination) otherEdition(ctx context.Context, s *statement, c *candidate) (near, far bool, err error) {
	number, err := strconv.ParseInt(c.scope[figure.ByEdition], 10, 64)
	if err != nil || s.q.value == nil {
		return false, false, nil
	}
	for _, e := range x.editions {
		if e.Number == number {
			continue
		}
		scope := c.scope.With(figure.ByEdition, strconv.FormatInt(e.Number, 10))
		f, ok, err := x.figure(ctx, c.topic.definition.Code, scope)
		if err != nil {
			return false, false, err
		}
		if !ok || f.Value == nil || f.Currency != s.Currency {
			continue
		}
		if q := ofFigure(f); compare(s.q, q) < finer || s.q.qualifier != figure.Exact && !sameDigits(s.q, q) {
			continue
		}
		if d := e.Number - number; d == 1 || d == -1 || x.names(figure.ByEdition, strconv.FormatInt(e.Number, 10)) {
			near = true
		}
		far = true
	}
	return near, far, nil
}

// names reports whether the text names a value of a dimension anywhere.
func (x *examination) names(dimension, value string) bool {
	return x.named[[2]string{dimension, value}]
}

func (x *examination) editionOfScope(s figure.Scope) (fair.Edition, bool) {
	number := s[figure.ByEdition]
	if number == "" {
		number = x.base
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return fair.Edition{}, false
	}
	return x.edition(n)
}

// besideReach is how many characters apart the number and the amount of one thing stand.
const besideReach = 40

// decideBeside looks at a number that the words leave open beside one that is decided: of 576 agreements
// worth US$111 billion, the number is of the same agreements as the amount.
func (x *examination) decideBeside(ctx context.Context, s *statement) error {
	if !s.counts() || s.chosen != nil || s.List != nil || s.article() || x.increment(s) || x.countsEditions(s) {
		return nil
	}
	sentence, _ := at(x.layout.sentences, s.at.start)
	for _, j := range []int{s.n + 1, s.n - 1} {
		if j < 0 || j >= len(x.statements) {
			continue
		}
		o := x.statements[j]
		if o.chosen == nil || o.verdict.Verdict == Contradicted || !sentence.holds(o.at.start) || (o.Currency != "") == (s.Currency != "") ||
			max(s.at.start-o.at.end, o.at.start-s.at.end) > besideReach {
			continue
		}
		kind, _, ok := strings.Cut(o.chosen.topic.definition.Code, ".")
		if !ok || o.chosen.scope[figure.ByEdition] == "" {
			continue
		}
		for _, t := range x.topics {
			if code := t.definition.Code; code != kind+".count" && code != kind+".amount" || !maps.Equal(t.fixed, o.chosen.topic.fixed) || !x.admits(t, s) {
				continue
			}
			f, ok, err := x.figure(ctx, t.definition.Code, o.chosen.scope)
			if err != nil || !ok {
				return err
			}
			c := &candidate{topic: t, scope: o.chosen.scope, figure: f, score: enoughForOther}
			if err := x.hold(ctx, s, c); err != nil {
				return err
			}
			s.all = []*candidate{c}
			return x.judge(ctx, s, s.all)
		}
	}
	return nil
}

// countsEditions reports whether the number is one of editions: 前25届.
func (x *examination) countsEditions(s *statement) bool {
	return s.Kind == claim.Count && x.editionsFollow(s.at)
}

// decideEditionCount decides how many editions there have been: as many as the number of the edition
// that the text speaks of, or one fewer before it.
func (x *examination) decideEditionCount(ctx context.Context, s *statement) error {
	base, err := strconv.ParseInt(x.base, 10, 64)
	if err != nil || s.q.value == nil {
		return nil
	}
	for _, n := range []int64{base, base - 1} {
		if compare(s.q, quantity{value: new(big.Rat).SetInt64(n), qualifier: figure.Exact}) != fits {
			continue
		}
		f, ok, err := x.figure(ctx, "edition.count", figure.Scope{figure.ByEdition: strconv.FormatInt(n, 10)})
		if err != nil {
			return err
		}
		s.verdict.Verdict, s.verdict.Rule = Supported, RulePrintedPrecision
		if ok {
			x.name(&s.verdict, f)
		}
		return nil
	}
	// Only what is said of all editions before this one is a number of the record.
	lead := passage{max(0, s.at.start-5), s.at.start}
	if x.tag == lang.En {
		lead.start = max(0, s.at.start-12)
	}
	follow := passage{s.at.end, min(len(x.layout.folded), s.at.end+24)}
	if s.q.qualifier == figure.Exact && (x.layout.hasAny(follow, " before", " so far", " to date") || x.layout.hasAny(lead, "前", "此前", "过去", "过往", "以往", "举办", "举行", "历经", "previous ", "preceding ", "past ", "first ")) {
		f, ok, err := x.figure(ctx, "edition.count", figure.Scope{figure.ByEdition: strconv.FormatInt(base-1, 10)})
		if err != nil || !ok {
			return err
		}
		x.name(&s.verdict, f)
		s.verdict.Verdict, s.verdict.Rule, s.verdict.Cause = Contradicted, RulePrintedPrecision, CauseOtherValue
		if digitSlip(s.q, ofFigure(f)) {
			s.verdict.Cause = CauseDigit
		}
		s.verdict.Right = x.right(s, f)
	}
	return nil
}

// right writes what the text should say: the record's value in the language of the text, in
// place of the number, the counted noun staying as it is. A qualifier that is right stays in
// the text; one that is wrong is replaced with the number.
func (x *examination) right(s *statement, f figure.Figure) string {
	if f.Value == nil && f.Qualifier != figure.Between {
		return ""
	}
	if word := x.qualifierBefore(s); word > 0 {
		if s.q.qualifier == f.Qualifier {
			f.Qualifier, f.Interval = figure.Exact, figure.Point(f.Value)
		} else {
			s.verdict.lead = word
		}
	}
	shown := f.ShowBare(x.tag)
	if f.Currency != "" || f.Unit == "percent" {
		return shown
	}
	text := []rune(s.Text)
	end := len(text)
	for end > 0 && !strings.ContainsRune("0123456789０１２３４５６７８９十百千万亿萬億一二三四五六七八九零两", text[end-1]) {
		end--
	}
	return shown + string(text[end:])
}
