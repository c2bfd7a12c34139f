package indicator

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"bridgehead/figure"
	"bridgehead/lang"
)

// A Measure says how an indicator's value comes about. docs/indicators.md explains each.
type Measure string

// The measures.
const (
	Count      Measure = "count"      // the number of records
	Sum        Measure = "sum"        // the amounts of the records, at the edition's rate policy
	Distinct   Measure = "distinct"   // how many different values a field of the records has
	Duration   Measure = "duration"   // days between two dates of each record, their mean or median
	Cumulative Measure = "cumulative" // an opening balance and the editions after it
	Share      Measure = "share"      // one indicator in percent of another that holds it
	Ratio      Measure = "ratio"      // one indicator divided by another
	Growth     Measure = "growth"     // of an indicator over the last edition or the year before, in percent
	Place      Measure = "rank"       // of a part among the parts, or of an edition among the editions
	Lines      Measure = "lines"      // the lines of a register as of a day
	Level      Measure = "stock"      // what has come together until a date, taken from outside and never added up
	Stated     Measure = "stated"     // taken from outside, never computed
)

// Measures lists them in the order in which docs/indicators.md explains them.
var Measures = []Measure{Count, Sum, Distinct, Duration, Cumulative, Share, Ratio, Growth, Place, Lines, Level, Stated}

// What records an indicator counts or sums.
const (
	OfAgreements  = "agreement"  // signed agreements; their amounts with the increases of the edition
	OfProjects    = "project"    // projects on offer
	OfSessions    = "session"    // sessions of the agenda
	OfTracks      = "track"      // tracks of the agenda
	OfContracts   = "contract"   // what the edition's agreements come to, with their increases of any edition
	OfPayments    = "payment"    // capital paid in under the edition's agreements, instalment by instalment
	OfEnterprises = "enterprise" // the register of each side's companies in the other
	OfListings    = "listing"    // that of companies whose shares came to be traded at an exchange
)

// How a duration brings the days of its records together.
const (
	Mean   = "mean"   // their sum over their number, an exact fraction
	Median = "median" // the middle one, or half way between the two in the middle
)

// A Definition says what an indicator is.
type Definition struct {
	Code     string    `json:"code"`
	Version  int64     `json:"version"`
	Label    lang.Text `json:"label"`
	Synonyms Words     `json:"synonyms"` // what else people call it, in texts
	Means    lang.Text `json:"means"`    // the definition in words
	Unit     string    `json:"unit"`     // counted noun, a catalogue word; "" for money; percent; rank; ratio; day
	Measure  Measure   `json:"measure"`
	Of       string    `json:"of"` // the kind of record, or the indicator that the value is made of

	Distinct string            `json:"distinct,omitempty"` // of Distinct: the field whose values are counted
	From     string            `json:"from,omitempty"`     // of Duration: the date that the days begin at
	To       string            `json:"to,omitempty"`       // of Duration: the date that they end at
	Average  string            `json:"average,omitempty"`  // of Duration: Mean or Median
	Part     string            `json:"part,omitempty"`     // of Share: the indicator that is the part; Of is the whole
	Narrow   map[string]string `json:"narrow,omitempty"`   // of Share: the narrower scope that is the part
	Over     string            `json:"over,omitempty"`     // of Ratio: the indicator that Of is divided by
	Among    string            `json:"among,omitempty"`    // of Place: the dimension of the parts, or edition

	Filter   Filter           `json:"filter,omitzero"`    // which of the records; all when empty
	Split    []string         `json:"split"`              // the dimensions by which it may be narrowed, beside the edition
	Rules    []string         `json:"rules"`              // the counting rules that it follows, by name
	Rounding *figure.Rounding `json:"rounding,omitempty"` // how a computed value is shown; it stays exact

	// Higher marks the headline indicators that each edition compares with the last.
	Higher bool `json:"higher"`
	// Headline places it among an edition's headline figures, 1 first; 0 is no headline.
	Headline int `json:"headline"`

	open  bool  // its scope is that of whatever was stated
	named int64 // the version as its figures' names give it; 0 where it is the one in force
}

// Words are lists of words by language.
type Words map[lang.Tag][]string

// stated reports whether there are no records by which it could be narrowed or split: its
// scopes are those of what was stated.
func (d Definition) stated() bool { return d.Measure == Stated || d.Measure == Level || d.open }

// adds reports whether its parts add up to the whole, or exceed it in a way that is shown.
func (d Definition) adds() bool { return d.Measure == Count || d.Measure == Sum }

// recorded reports whether it is evaluated from the records of an edition.
func (d Definition) recorded() bool {
	switch d.Measure {
	case Count, Sum, Distinct, Duration:
		return true
	}
	return false
}

// ofIndicator reports whether its Of is another indicator.
func (d Definition) ofIndicator() bool {
	switch d.Measure {
	case Cumulative, Share, Ratio, Growth, Place:
		return true
	}
	return false
}

//go:embed indicators.json
var builtinFile []byte

// builtin holds the versions of each built-in definition, the latest last.
var builtin = sync.OnceValue(func() map[string][]Definition {
	list, wrong := ReadDefinitions(builtinFile)
	if len(wrong) > 0 {
		panic(fmt.Errorf("indicator: the built-in definitions: %w", wrong[0]))
	}
	all := make(map[string][]Definition, len(list))
	for _, d := range list {
		all[d.Code] = append(all[d.Code], d)
	}
	for code, versions := range all {
		for i := range versions {
			all[code][i] = versions[i].resolved(func(code string) (Definition, bool) {
				of, ok := all[code]
				if !ok {
					return Definition{}, false
				}
				return of[len(of)-1], true
			})
		}
	}
	return all
})

// resolved settles what follows from the indicator that a definition is made of.
func (d Definition) resolved(of func(code string) (Definition, bool)) Definition {
	switch d.Measure {
	case Share, Ratio, Growth:
		base, ok := of(d.Of)
		d.open = ok && base.stated()
	}
	return d
}

// Define returns the built-in definition of an indicator, or a refusal that it is not
// known. An Evaluator's Define knows the fair's own definitions too.
func Define(code string) (Definition, error) { return choose(nil, code, 0) }

// Among returns the definition in force where a fair has its own, all versions of which are
// given in the order of their making.
func Among(own []Definition, code string) (Definition, error) { return choose(own, code, 0) }

// choose finds a definition: the fair's own before the built-in one, the latest version
// when none is named. Own are all versions in force or before, in the order of their making.
func choose(own []Definition, code string, version int64) (Definition, error) {
	find := func(code string, version int64) (found Definition, latest bool, ok bool) {
		latest = true
		for _, list := range [][]Definition{own, builtin()[code]} {
			for i := len(list) - 1; i >= 0; i-- {
				if list[i].Code != code {
					continue
				}
				if version == 0 || list[i].Version == version {
					return list[i], latest, true
				}
				latest = false
			}
		}
		return Definition{}, false, false
	}
	d, latest, ok := find(code, version)
	if !ok {
		if _, known, other := find(code, 0); known || other {
			return d, lang.NotFound("indicator.unknown_version", lang.Args{"code": code, "version": version})
		}
		for _, suffix := range []string{growthSuffix, shareSuffix} {
			base, cut := strings.CutSuffix(code, suffix)
			if of, _, known := find(base, version); cut && known {
				return derived(of, code, suffix)
			}
		}
		return d, lang.NotFound("indicator.unknown", lang.Args{"code": code})
	}
	// The first version in force goes without saying, as it did before there were others.
	if d.Version > 1 || !latest {
		d.named = d.Version
	}
	return d.resolved(func(code string) (Definition, bool) { of, _, ok := find(code, 0); return of, ok }), nil
}

// What there is of every indicator that has a number.
const (
	growthSuffix = ".growth" // its growth over the edition or the year before, in percent
	shareSuffix  = ".share"  // its share in the same without its narrowest dimension, in percent
)

// derived defines the growth or the share of a defined indicator: what was stated of it,
// such as signed.count.growth?edition=26, and else what it comes to. The product says whether
// what was stated follows (docs/rules.md, growth-follows and share-follows).
func derived(of Definition, code, suffix string) (Definition, error) {
	if of.Unit == "statement" || of.Unit == "rank" {
		return Definition{}, lang.NotFound("indicator.unknown", lang.Args{"code": code})
	}
	d := Definition{Code: code, Version: of.Version, Unit: "percent", Measure: Growth, Of: of.Code, open: true, named: of.named}
	if suffix == shareSuffix {
		d.Measure = Share
	}
	for _, tag := range lang.Tags {
		label, _ := of.Label.In(tag)
		d.Label = d.Label.With(tag, lang.Say(tag, "indicator.label"+suffix, lang.Args{"of": label}))
		d.Means = d.Means.With(tag, lang.Say(tag, "indicator.means"+suffix, lang.Args{"of": label}))
	}
	return d, nil
}

// Definitions returns the latest built-in definitions in the order of their codes.
func Definitions() []Definition {
	all, _ := InForce(nil)
	return all
}

// InForce returns the definitions in the order of their codes: of each indicator the
// latest of the fair's own versions, else the built-in one.
func InForce(own []Definition) ([]Definition, error) {
	codes := map[string]bool{}
	for code := range builtin() {
		codes[code] = true
	}
	for _, d := range own {
		codes[d.Code] = true
	}
	var all []Definition
	for code := range codes {
		d, err := choose(own, code, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Definition) int { return strings.Compare(a.Code, b.Code) })
	return all, nil
}

// Latest returns the definition that a next version would follow: the fair's own, else the
// built-in one, but no growth or share that follows from another indicator by itself.
func Latest(own []Definition, code string) (Definition, error) {
	if slices.ContainsFunc(own, func(d Definition) bool { return d.Code == code }) || len(builtin()[code]) > 0 {
		return choose(own, code, 0)
	}
	return Definition{}, lang.NotFound("indicator.unknown", lang.Args{"code": code})
}

// Define returns the definition of an indicator that is in force at the position: the
// fair's own, else the built-in one; or a refusal that it is not known.
func (e *Evaluator) Define(ctx context.Context, code string) (Definition, error) {
	return e.define(ctx, code, 0)
}

// define returns a version of a definition, 0 for the one in force. Versions are never
// taken away, so that a figure keeps the one that its name gives (docs/rules.md, definition-version).
func (e *Evaluator) define(ctx context.Context, code string, version int64) (Definition, error) {
	own, err := e.Records.Definitions(ctx)
	if err != nil {
		return Definition{}, err
	}
	return choose(own, code, version)
}

// Definitions returns all definitions that are in force at the position.
func (e *Evaluator) Definitions(ctx context.Context) ([]Definition, error) {
	own, err := e.Records.Definitions(ctx)
	if err != nil {
		return nil, err
	}
	return InForce(own)
}

// headlines returns the headline indicators of an edition in their order.
func (e *Evaluator) headlines(ctx context.Context) ([]Definition, error) {
	all, err := e.Definitions(ctx)
	all = slices.DeleteFunc(all, func(d Definition) bool { return d.Headline == 0 })
	slices.SortStableFunc(all, func(a, b Definition) int { return a.Headline - b.Headline })
	return all, err
}

func compareStrings(a, b string) int { return strings.Compare(a, b) }
