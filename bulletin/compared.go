package bulletin

import (
	"context"
	"strconv"
	"strings"

	"bridgehead/bulletin/claim"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
)

// decideComparison decides "higher than the last edition" for what the sentence speaks of, at
// the dated rate where currencies differ (docs/rules.md, higher-than-last).
func (x *examination) decideComparison(ctx context.Context, s *statement) error {
	if s.Kind != claim.Comparison || s.Change == "" {
		return nil
	}
	edition, err := strconv.ParseInt(x.base, 10, 64)
	if err != nil {
		return nil
	}
	base := edition - 1
	switch n, ok := strings.CutPrefix(s.Base, "edition:"); {
	case ok:
		if base, err = strconv.ParseInt(n, 10, 64); err != nil {
			return nil
		}
	case s.Base != claim.BaseLastEdition && s.Base != claim.BaseLastYear && s.Base != claim.BaseYearBefore:
		return nil
	}
	want, other := figure.Higher, figure.Lower
	if s.Change == claim.Down {
		want, other = other, want
	}
	subjects := x.growthOf(s)
	if len(subjects) == 0 {
		for _, t := range x.topics {
			if code := t.definition.Code; (code == "signed.count" || code == "signed.amount") && len(t.fixed) == 0 {
				subjects = append(subjects, &candidate{topic: t, scope: with(nil, x.base, s.setting.district)})
			}
		}
	}
	v := &s.verdict
	for _, o := range subjects {
		c, err := x.evaluator.Compare(ctx, o.topic.definition.Code, o.scope.With(figure.ByEdition, ""), base, edition)
		if lang.CodeOf(err) != "" {
			continue
		}
		if err != nil {
			return err
		}
		under := c.Own
		if c.Common != nil {
			under = *c.Common
		}
		switch under.Verdict {
		case want:
			if v.Verdict == NoFigure {
				x.name(v, c.B)
				v.Verdict, v.Rule = Supported, RuleHigher
			}
			if len(under.A.Rates)+len(under.B.Rates) > 0 {
				v.Verdict = ConsistentIf
				x.name(v, c.B)
				v.Assuming = assumingRates(append(under.A.Rates, under.B.Rates...))
			}
		case other, figure.Same:
			x.name(v, c.B)
			v.Verdict, v.Rule, v.Cause = Contradicted, RuleHigher, CauseVerdict
			v.Assuming = []string{}
			return nil
		case figure.Undecided:
			x.name(v, c.B)
			v.Verdict, v.Rule, v.Assuming = ConsistentIf, RuleHigher, []string{AssumeBase}
		}
	}
	return nil
}

func assumingRates(rates []figure.Rate) []string {
	var out []string
	for _, r := range rates {
		out = append(out, AssumeRate+":"+string(r.From)+"/"+string(r.To)+"@"+string(r.Day))
	}
	return out
}

// beyond is how many editions after the last of the record a text may speak of: the next are planned.
const beyond = 3

// heldWords say that the days in a sentence are those of the edition that it names.
var heldWords = []string{"开幕", "举行", "举办", "召开", "拉开帷幕", "启幕", "揭幕", "登场", "闭幕", "落幕", "opened", "opens", "held", "convened", "takes place", "took place", "kicked off", "closed", "concluded", "began"}

// decideEdition holds editions and days against each other (docs/rules.md, edition-and-date):
// an edition that the text names as its own is one that the record has, on the days that
// the record gives it, and editions follow one another in time.
func (x *examination) decideEdition(ctx context.Context, s *statement) error {
	if s.Kind == claim.Ordinal && x.namesEdition(s.at) && !x.foreign(s.at) && s.q.value != nil && s.q.value.IsInt() {
		number := s.q.value.Num().Int64()
		if e, ok := x.edition(number); ok {
			s.verdict.Verdict, s.verdict.Rule, s.verdict.Record = Supported, RuleEditionDate, s.q.value.Num().String()
			if d := x.heldOn(s.at); d != "" && e.Opened != "" && !heldBy(d, e) {
				s.verdict.Verdict, s.verdict.Cause, s.verdict.Record = Contradicted, CauseDate, string(e.Opened)
				for _, other := range x.editions {
					if heldBy(d, other) {
						s.verdict.Cause, s.verdict.Record = CauseEdition, strconv.FormatInt(other.Number, 10)
						s.verdict.Right = strings.Replace(s.Text, s.q.value.Num().String(), s.verdict.Record, 1)
					}
				}
			}
			return nil
		}
		if last := x.editions[len(x.editions)-1].Number; number > last+beyond && x.base != "" {
			s.verdict.Verdict, s.verdict.Rule, s.verdict.Cause, s.verdict.Record = Contradicted, RuleEditionDate, CauseEdition, strconv.FormatInt(last, 10)
			return nil
		}
		// An edition that the record does not have, on days that are another's.
		if d := x.heldOn(s.at); d != "" {
			for _, other := range x.editions {
				if other.Number != number && heldBy(d, other) {
					s.verdict.Verdict, s.verdict.Rule, s.verdict.Cause = Contradicted, RuleEditionDate, CauseEdition
					s.verdict.Record = strconv.FormatInt(other.Number, 10)
					s.verdict.Right = strings.Replace(s.Text, s.q.value.Num().String(), s.verdict.Record, 1)
				}
			}
		}
		return nil
	}
	if s.Kind != claim.DateKind || !x.firm(s) {
		return nil
	}
	sentence, _ := at(x.layout.sentences, s.at.start)
	if !x.layout.hasAny(sentence, heldWords...) {
		return nil
	}
	// Which edition is said to be held: the ordinal of the sentence, or the text's own.
	number := x.base
	for _, m := range x.mentionsIn(sentence) {
		if m.dimension == figure.ByEdition && !m.through {
			number = m.value
			break
		}
	}
	n, _ := strconv.ParseInt(number, 10, 64)
	e, ok := x.edition(n)
	if !ok || e.Opened == "" {
		return nil
	}
	if heldBy(lang.Date(s.AsOf), e) {
		s.verdict.Verdict, s.verdict.Rule, s.verdict.Record = Supported, RuleEditionDate, string(e.Opened)
		return nil
	}
	s.verdict.Verdict, s.verdict.Rule, s.verdict.Cause, s.verdict.Record = Contradicted, RuleEditionDate, CauseDate, string(e.Opened)
	s.verdict.Right = e.Opened.Format(x.tag)
	return nil
}

// heldOn is the day on which the sentence around an edition says that it was held; "" when it
// names none, or speaks of several editions.
func (x *examination) heldOn(p passage) lang.Date {
	sentence, _ := at(x.layout.sentences, p.start)
	if !x.layout.hasAny(sentence, heldWords...) {
		return ""
	}
	var day lang.Date
	for _, s := range x.statementsIn(sentence) {
		if s.at != p {
			switch {
			case s.Kind == claim.DateKind && x.firm(s):
				if day != "" && day != lang.Date(s.AsOf) {
					return ""
				}
				day = lang.Date(s.AsOf)
			case s.Kind == claim.Ordinal && x.namesEdition(s.at):
				return ""
			}
		}
	}
	return day
}

// firm reports whether a day is known: 昨日 is only where the day of the text is.
func (x *examination) firm(s *statement) bool {
	return len(s.AsOf) == len("2006-01-02") && (x.dated || strings.ContainsAny(lang.HalfWidth(s.Text), "0123456789"))
}

func heldBy(d lang.Date, e fair.Edition) bool {
	last := e.Closed
	if last == "" {
		last = e.Opened
	}
	return e.Opened != "" && e.Opened <= d && d <= last
}
