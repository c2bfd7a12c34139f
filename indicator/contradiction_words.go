package indicator

import (
	"slices"
	"strings"

	"bridgehead/figure"
	"bridgehead/lang"
)

// The rules of Examine that look at what was stated in words: places, and claims about the last edition.

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
