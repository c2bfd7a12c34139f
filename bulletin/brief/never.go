package brief

import (
	"cmp"
	"math/big"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// What may not be said of a figure, by the rule that says so. Each has an entry in docs/rules.md.
const (
	RuleNeverQualify = "never-qualify"      // an exact value is not "over", "nearly" or "about"
	RuleNeverDrop    = "never-drop"         // a qualifier stays
	RuleNeverArrived = "never-arrived"      // what was signed was not invested
	RuleNeverOffered = "never-offered"      // what is on offer was not signed
	RuleNeverShare   = "never-share"        // no share of what the source does not break down
	RuleNeverConvert = "never-convert"      // no other currency without its rate, day and source
	RuleNeverGrow    = "never-grow"         // no growth of what is not of one kind
	RuleNeverHigher  = "never-higher"       // no "higher" or "lower" that cannot be told
	RuleNeverThis    = "never-this-edition" // a sum of all editions is not this one's
)

// asked are the currencies in which speakers are asked for an amount.
var asked = []money.Currency{"CNY", "USD", "HKD"}

// A Warning is what may not be said of a figure.
type Warning struct {
	Rule  string
	key   string // of what is said, where it is not the rule's own
	words func(tag lang.Tag) lang.Args
}

// In says it in words.
func (w Warning) In(tag lang.Tag) string {
	var args lang.Args
	if w.words != nil {
		args = w.words(tag)
	}
	return lang.Say(tag, "brief."+cmp.Or(w.key, w.Rule), args)
}

// warnings derives what may not be said of the line's figure.
func (l Line) warnings() []Warning {
	var out []Warning
	never := func(rule string, words func(tag lang.Tag) lang.Args) {
		out = append(out, Warning{Rule: rule, words: words})
	}
	f, d := l.Figure, l.Definition
	bare := f
	bare.Qualifier = figure.Exact
	// The digits stay those of the figure: a copy that is "over" would be rounded down.
	as := func(q figure.Qualifier, tag lang.Tag) string {
		return lang.Say(tag, "word.qualifier."+string(q), lang.Args{"v": bare.Show(tag)})
	}
	switch f.Qualifier {
	case figure.Exact:
		never(RuleNeverQualify, func(tag lang.Tag) lang.Args {
			return lang.Args{"over": as(figure.Over, tag), "nearly": as(figure.Nearly, tag), "about": as(figure.About, tag)}
		})
	case figure.Between:
		never(RuleNeverDrop, func(tag lang.Tag) lang.Args {
			low := f
			low.Qualifier, low.Value = figure.Exact, f.Interval.Low
			return lang.Args{"value": f.Show(tag), "bare": low.Show(tag)}
		})
	default:
		never(RuleNeverDrop, func(tag lang.Tag) lang.Args {
			return lang.Args{"value": f.Show(tag), "bare": bare.Show(tag)}
		})
	}
	sum := d.Measure == indicator.Cumulative
	switch {
	case d.Measure == indicator.Sum && d.Of == indicator.OfAgreements, sum && f.Currency != "":
		never(RuleNeverArrived, nil)
	case d.Of == indicator.OfProjects:
		never(RuleNeverOffered, nil)
	}
	if sum {
		never(RuleNeverThis, func(lang.Tag) lang.Args { return lang.Args{"edition": l.Edition.Number} })
	}
	if f.Kind == figure.Observed {
		out = append(out, l.sharing())
	}
	if f.Currency != "" {
		never(RuleNeverConvert, func(tag lang.Tag) lang.Args { return lang.Args{"rates": l.Rates(tag)} })
	}
	return append(out, l.compared()...)
}

// sharing says what share of a stated figure may be given: one that follows from two stated numbers, and no other.
func (l Line) sharing() Warning {
	switch {
	case len(l.Shares) == 0:
		return Warning{Rule: RuleNeverShare}
	case l.District != "":
		return Warning{Rule: RuleNeverShare, key: RuleNeverShare + ".part"}
	}
	return Warning{Rule: RuleNeverShare, key: RuleNeverShare + ".whole", words: func(tag lang.Tag) lang.Args {
		var names []string
		for _, code := range l.Shares {
			if d, ok := fair.DistrictByCode(code); ok {
				names = append(names, said(d.Name, tag))
			}
		}
		return lang.Args{"parts": strings.Join(names, lang.Say(tag, "error.list"))}
	}}
}

// Rates are what the amount comes to in other currencies, each with the rate that brings it there.
func (l Line) Rates(tag lang.Tag) string {
	if len(l.Converted) == 0 {
		return lang.Say(tag, "brief.rates.none")
	}
	var all []string
	for _, f := range l.Converted {
		r := f.Rates[0]
		all = append(all, lang.Say(tag, "brief.rate", lang.Args{
			"value": f.Show(tag), "from": string(r.From), "to": string(r.To), "rate": figure.Decimals(r.Value, decimals(r.Value)), "day": r.Day.Format(tag), "source": r.Source,
		}))
	}
	return strings.Join(all, lang.Say(tag, "brief.and")+gap(tag))
}

// decimals is how many decimals a rate is given with: four digits that count.
func decimals(v *big.Rat) int {
	n := 4
	for limit := big.NewRat(1, 1); v.Cmp(limit) < 0 && n < 8; n++ {
		limit = new(big.Rat).Mul(limit, big.NewRat(1, 10))
	}
	return n
}

// compared says what may not be said of the figure beside that of the last edition.
func (l Line) compared() []Warning {
	if l.Definition.Measure == indicator.Cumulative || l.Edition.Number < 2 {
		return nil
	}
	if l.Before == nil {
		return []Warning{{Rule: RuleNeverHigher, words: func(tag lang.Tag) lang.Args {
			return lang.Args{"why": lang.Say(tag, "brief.why.missing", lang.Args{"edition": l.Edition.Number - 1})}
		}}}
	}
	c := l.Before
	switch c.Own.Verdict {
	case figure.Higher, figure.Lower, figure.Same:
	default:
		return []Warning{{Rule: RuleNeverHigher, words: func(tag lang.Tag) lang.Args {
			return lang.Args{"why": lang.Say(tag, "brief.why.apart", lang.Args{"edition": c.EditionA.Number, "value": c.A.Show(tag)})}
		}}}
	}
	if len(c.Reasons) == 0 && c.Own.Growth.Qualifier == figure.Exact {
		return nil
	}
	return []Warning{{Rule: RuleNeverGrow, words: func(tag lang.Tag) lang.Args {
		var why []string
		for _, r := range c.Reasons {
			why = append(why, r.In(tag))
		}
		if len(why) == 0 {
			why = append(why, lang.Say(tag, "brief.why.inexact", lang.Args{"edition": c.EditionA.Number, "value": c.A.Show(tag)}))
		}
		return lang.Args{"why": strings.Join(why, gap(tag))}
	}}}
}
