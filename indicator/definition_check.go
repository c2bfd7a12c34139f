package indicator

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bridgehead/agreement"
	"bridgehead/figure"
	"bridgehead/landing"
	"bridgehead/lang"
)

// Rules of the measures; docs/rules.md has one entry each.
const (
	RuleDefinitionVersion = "definition-version" // a figure keeps the version of the definition that its name gives
	RuleFilter            = "filter"             // which records an indicator takes
	RuleDistinctValues    = "distinct-values"    // a value counts once, however many records have it
	RuleShareOf           = "share-of"           // a part in percent of the whole that holds it
	RuleRatioOf           = "ratio-of"           // one indicator divided by another
	RuleGrowthOver        = "growth-over"        // growth names its base
	RuleDaysBetween       = "days-between"       // days between two dates of each record
	RuleShownDigits       = "shown-digits"       // a definition says how its values are shown
)

// countingRules are the rules that a definition can name.
var countingRules = []string{
	agreement.RuleCountsOnce, agreement.RuleIncrease, agreement.RuleReplacement, agreement.RuleWithoutAmount,
	agreement.RuleAttribution, agreement.RuleTwoKeys, agreement.RuleRemainder, agreement.RuleOpeningBalance,
	RuleFilter, RuleDistinctValues, RuleShareOf, RuleRatioOf, RuleGrowthOver, RulePlaceAmong, RuleDaysBetween, RuleStockAndFlow,
	RuleShownDigits, RuleAsOfDay, landing.RuleVerifiedCounts, landing.RuleReachedStage, landing.RuleFundsInPlace,
}

// A checker holds one definition to what it may say.
type checker struct {
	Definition
	find  func(code string) (Definition, bool)
	wrong []*lang.Error
}

// Check returns what is wrong in a definition: each message names the definition and the
// field, and says how to put it right. Find gives the definitions that it may be made of.
// What would count a record twice without a sign of it is refused.
func (d Definition) Check(find func(code string) (Definition, bool)) []*lang.Error {
	c := &checker{Definition: d, find: find}
	c.words()
	if !slices.Contains(Measures, d.Measure) {
		var choices []string
		for _, m := range Measures {
			choices = append(choices, string(m))
		}
		c.refuse("definition.choice", "measure", lang.Args{"given": string(d.Measure), "choices": strings.Join(choices, ", ")})
		return c.wrong
	}
	c.measureFields()
	c.ofWhat()
	c.filter()
	c.splits()
	for _, r := range d.Rules {
		c.oneOf("rules", r, countingRules)
	}
	return c.wrong
}

func (c *checker) refuse(key, field string, more lang.Args) {
	args := lang.Args{"code": c.Code, "field": field}
	maps.Copy(args, more)
	c.wrong = append(c.wrong, lang.Invalid(key, args))
}

// oneOf refuses a value that is not among the choices.
func (c *checker) oneOf(field, given string, choices []string) bool {
	if slices.Contains(choices, given) {
		return true
	}
	if len(choices) == 0 {
		c.refuse("definition.none", field, lang.Args{"given": given, "of": c.Of})
		return false
	}
	c.refuse("definition.choice", field, lang.Args{"given": given, "choices": strings.Join(choices, ", ")})
	return false
}

// words holds what people read.
func (c *checker) words() {
	if n, err := figure.ParseName(c.Code); err != nil || n.Indicator != c.Code || len(n.Scope) > 0 {
		c.refuse("definition.code", "code", nil)
	}
	for _, suffix := range []string{growthSuffix, shareSuffix} {
		if base, ok := strings.CutSuffix(c.Code, suffix); ok {
			if _, taken := c.find(base); taken {
				c.refuse("definition.suffix", "code", lang.Args{"of": base})
			}
		}
	}
	if c.Version < 0 || c.Headline < 0 {
		c.refuse("definition.negative", "version", nil)
	}
	for _, tag := range lang.Tags {
		for field, text := range map[string]lang.Text{"label": c.Label, "means": c.Means} {
			if strings.TrimSpace(text.Get(tag)) == "" {
				c.refuse("definition.language", field, lang.Args{"language": string(tag)})
			}
		}
		for _, word := range c.Synonyms[tag] {
			if strings.TrimSpace(word) == "" {
				c.refuse("definition.language", "synonyms", lang.Args{"language": string(tag)})
			}
		}
	}
	for _, tag := range c.Synonyms.stray() {
		c.refuse("definition.choice", "synonyms", lang.Args{"given": tag, "choices": "zh-Hans, zh-Hant, en"})
	}
	if c.Unit != "" && c.Unit != "statement" && !lang.Has("word.count."+c.Unit) {
		c.refuse("definition.unit", "unit", lang.Args{"given": c.Unit})
	}
	if r := c.Rounding; r != nil && r.Digits != nil && (*r.Digits < 0 || *r.Digits > figure.MostDigits) {
		c.refuse("definition.digits", "rounding", lang.Args{"most": figure.MostDigits})
	}
}

// measureFields refuses the fields of other measures and asks for those of its own.
func (c *checker) measureFields() {
	for _, x := range []struct {
		field, value string
		of           Measure
		required     bool
	}{
		{"distinct", c.Distinct, Distinct, true},
		{"from", c.From, Duration, true},
		{"to", c.To, Duration, true},
		{"average", c.Average, Duration, true},
		{"over", c.Over, Ratio, true},
		{"among", c.Among, Place, true},
		{"part", c.Part, Share, false},
	} {
		switch {
		case x.value != "" && c.Measure != x.of:
			c.refuse("definition.not_for", x.field, lang.Args{"measure": string(c.Measure), "of": string(x.of)})
		case x.value == "" && c.Measure == x.of && x.required:
			c.refuse("definition.required", x.field, lang.Args{"measure": string(c.Measure)})
		}
	}
	if len(c.Narrow) > 0 && c.Measure != Share {
		c.refuse("definition.not_for", "narrow", lang.Args{"measure": string(c.Measure), "of": string(Share)})
	}
	if c.Measure == Share && (c.Part == "") == (len(c.Narrow) == 0) {
		c.refuse("definition.share", "part", nil)
	}
	if c.Measure == Duration {
		for field, value := range map[string]string{"from": c.From, "to": c.To} {
			if value != "" {
				c.oneOf(field, value, durationDates)
			}
		}
		if c.Average != "" {
			c.oneOf("average", c.Average, []string{Mean, Median})
		}
		if c.From != "" && c.From == c.To {
			c.refuse("definition.same_date", "to", nil)
		}
	}
	want := map[Measure]string{Share: "percent", Growth: "percent", Place: "rank", Duration: "day", Sum: ""}
	if unit, ok := want[c.Measure]; ok && c.Unit != unit {
		c.refuse("definition.unit_of", "unit", lang.Args{"measure": string(c.Measure), "want": fmt.Sprintf("%q", unit)})
	}
	if c.Measure == Count || c.Measure == Distinct || c.Measure == Lines {
		if c.Unit == "" || c.Unit == "percent" || c.Unit == "rank" {
			c.refuse("definition.counted", "unit", nil)
		}
	}
	if c.Higher && !c.recorded() {
		c.refuse("definition.higher", "higher", lang.Args{"measure": string(c.Measure)})
	}
}

// ofWhat looks at what the indicator is made of.
func (c *checker) ofWhat() {
	switch {
	case c.Measure == Sum:
		c.oneOf("of", c.Of, []string{OfAgreements, OfProjects, OfContracts, OfPayments})
	case c.Measure == Duration:
		c.oneOf("of", c.Of, []string{OfAgreements})
	case c.Measure == Lines:
		c.oneOf("of", c.Of, []string{OfEnterprises, OfListings})
	case c.recorded():
		if !c.oneOf("of", c.Of, []string{OfAgreements, OfProjects, OfSessions, OfTracks}) {
			return
		}
		if c.Distinct != "" {
			c.oneOf("distinct", c.Distinct, distinctFields[c.Of])
		}
	case c.ofIndicator():
		c.references()
	case c.Of != "":
		c.refuse("definition.not_for", "of", lang.Args{"measure": string(c.Measure), "of": string(Count)})
	}
}

// references looks at the indicators that the value follows from.
func (c *checker) references() {
	of, ok := c.reference("of", c.Of)
	if !ok {
		return
	}
	if c.reaches(of, map[string]bool{}) {
		c.refuse("definition.circle", "of", lang.Args{"of": c.Of})
		return
	}
	switch c.Measure {
	case Cumulative:
		// Only what is new in each edition can be added up over the editions.
		if !of.adds() {
			c.refuse("definition.adds", "of", lang.Args{"of": of.Code, "measure": string(of.Measure)})
		}
	case Share:
		if c.Part != "" {
			if part, ok := c.reference("part", c.Part); ok && !part.within(of) {
				c.refuse("definition.part", "part", lang.Args{"given": part.Code, "of": of.Code})
			}
		}
		for _, k := range slices.Sorted(maps.Keys(c.Narrow)) {
			if !c.oneOf("narrow", k, figure.Dimensions) {
				continue
			}
			if !of.stated() && !slices.Contains(of.Split, k) {
				c.refuse("definition.split_of", "narrow", lang.Args{"given": k, "of": of.Code})
			} else if !of.stated() && !knownValue(of.Of, k, c.Narrow[k]) {
				c.refuse("definition.value", "narrow", lang.Args{"given": c.Narrow[k], "in": k})
			}
		}
	case Ratio:
		if over, ok := c.reference("over", c.Over); ok {
			want := "ratio"
			switch {
			case of.Unit == "" && over.Unit != "":
				want = ""
			case c.Unit == "percent":
				want = "percent"
			}
			if c.Unit != want {
				c.refuse("definition.unit_of", "unit", lang.Args{"measure": string(c.Measure), "want": fmt.Sprintf("%q", want)})
			}
		}
	case Place:
		if c.Among == figure.ByEdition {
			return
		}
		if c.oneOf("among", c.Among, figure.Dimensions) && (!of.adds() || !slices.Contains(of.Split, c.Among)) {
			c.refuse("definition.among", "among", lang.Args{"given": c.Among, "of": of.Code})
		}
	}
}

// within reports whether what an indicator takes can be a part of what the whole takes: it is
// in the same unit, and of records it takes those of the whole that meet further conditions.
func (d Definition) within(whole Definition) bool {
	if d.Unit != whole.Unit || d.Code == whole.Code {
		return false
	}
	if !d.recorded() || !whole.recorded() {
		return true
	}
	own := d.Filter.conditions()
	for field, condition := range whole.Filter.conditions() {
		if string(own[field]) != string(condition) {
			return false
		}
	}
	return d.Measure == whole.Measure && d.Of == whole.Of && d.Distinct == whole.Distinct
}

func (c *checker) reference(field, code string) (Definition, bool) {
	d, ok := c.find(code)
	if !ok || d.Unit == "statement" || d.Unit == "rank" {
		c.refuse("definition.reference", field, lang.Args{"given": code})
		return d, false
	}
	return d, true
}

// reaches reports whether a definition is made of the one that is checked.
func (c *checker) reaches(d Definition, seen map[string]bool) bool {
	if d.Code == c.Code {
		return true
	}
	if seen[d.Code] || !d.ofIndicator() {
		return false
	}
	seen[d.Code] = true
	for _, code := range []string{d.Of, d.Over, d.Part} {
		if next, ok := c.find(code); code != "" && ok && c.reaches(next, seen) {
			return true
		}
	}
	return false
}

// filter looks at the conditions.
func (c *checker) filter() {
	if c.Filter.IsZero() {
		return
	}
	if !c.recorded() && c.Measure != Lines {
		c.refuse("definition.not_for", "filter", lang.Args{"measure": string(c.Measure), "of": string(Count)})
		return
	}
	for _, field := range c.Filter.fields() {
		if !c.oneOf("filter", field, filterFields[c.Of]) {
			continue
		}
		for _, value := range c.Filter.Values[field] {
			if !knownValue(c.Of, field, value) {
				c.refuse("definition.value", "filter", lang.Args{"given": value, "in": field})
			}
		}
	}
	if increase := c.Filter.Increase; increase != nil && *increase && c.Measure != Sum {
		c.refuse("definition.increase", "filter", lang.Args{"measure": string(c.Measure)})
	}
	if !slices.Contains(c.Rules, RuleFilter) {
		c.refuse("definition.names_rule", "rules", lang.Args{"rule": RuleFilter, "because": lang.Word("definition.because.filter")})
	}
}

// splits refuses dimensions by which something would count twice without a sign of it.
func (c *checker) splits() {
	for _, k := range c.Split {
		if k == figure.ByEdition || !c.oneOf("split", k, figure.Dimensions) {
			if k == figure.ByEdition {
				c.refuse("definition.edition", "split", nil)
			}
			continue
		}
		switch {
		case c.Measure == Level && (k == figure.ByDay || k == figure.ByPeriod):
			c.refuse("definition.stock_over_time", "split", lang.Args{"given": k})
		case c.Measure == Stated || c.Measure == Level:
		case c.Measure == Cumulative:
			c.refuse("definition.cumulative_split", "split", lang.Args{"given": k})
		case c.recorded() || c.Measure == Lines:
			c.splitRecords(k)
		default:
			for _, code := range []string{c.Of, c.Over, c.Part} {
				if of, ok := c.find(code); code != "" && ok && !of.stated() && !slices.Contains(of.Split, k) {
					c.refuse("definition.split_of", "split", lang.Args{"given": k, "of": code})
				}
			}
			if _, fixed := c.Narrow[k]; fixed {
				c.refuse("definition.fixed", "split", lang.Args{"given": k, "by": "narrow"})
			}
		}
	}
	if c.Measure == Place && c.Among != "" && c.Among != figure.ByEdition && !slices.Contains(c.Split, c.Among) {
		c.refuse("definition.among_split", "split", lang.Args{"given": c.Among})
	}
	if c.Measure == Distinct && !slices.Contains(c.Rules, RuleDistinctValues) {
		c.refuse("definition.names_rule", "rules", lang.Args{"rule": RuleDistinctValues, "because": lang.Word("definition.because.distinct")})
	}
}

func (c *checker) splitRecords(k string) {
	if !c.oneOf("split", k, narrowing[c.Of]) {
		return
	}
	attributed := ofAgreements(c.Of) && slices.Contains(shared, k)
	if attributed && c.Filter.Attributed() {
		c.refuse("definition.fixed", "split", lang.Args{"given": k, "by": "filter"})
		return
	}
	if attributed && !slices.Contains(c.Rules, agreement.RuleAttribution) {
		c.refuse("definition.names_rule", "rules", lang.Args{"rule": agreement.RuleAttribution, "because": lang.Word("definition.because.attribution")})
	}
}
