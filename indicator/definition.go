package indicator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"bridgehead/lang"
)

// A Measure says how an indicator's value comes about.
type Measure string

// The measures.
const (
	Count      Measure = "count"      // the number of records
	Sum        Measure = "sum"        // the amounts of the records, at the edition's rate policy
	Cumulative Measure = "cumulative" // an opening balance and the editions after it
	Stated     Measure = "stated"     // taken from outside, never computed
)

// What records an indicator counts or sums.
const (
	OfAgreements = "agreement" // signed agreements; their amounts with the increases of the edition
	OfProjects   = "project"   // projects on offer
	OfSessions   = "session"   // sessions of the agenda
	OfTracks     = "track"     // tracks of the agenda
)

// A Definition says what an indicator is.
type Definition struct {
	Code    string    `json:"code"`
	Version int64     `json:"version"`
	Label   lang.Text `json:"label"`
	Means   lang.Text `json:"means"` // the definition in words
	Unit    string    `json:"unit"`  // counted noun, a catalogue word; "" for money; percent; rank
	Measure Measure   `json:"measure"`
	Of      string    `json:"of"`    // the kind of record, or for Cumulative the indicator that is added up
	Split   []string  `json:"split"` // the dimensions by which it may be narrowed, beside the edition
	Rules   []string  `json:"rules"` // the counting rules that it follows, by name

	// Higher marks the headline indicators that each edition compares with the last.
	Higher bool `json:"higher"`
	// Headline places it among an edition's headline figures, 1 first; 0 is no headline.
	Headline int `json:"headline"`
}

//go:embed indicators.json
var builtinFile []byte

var builtin = sync.OnceValue(func() map[string]Definition {
	var list []Definition
	if err := json.Unmarshal(builtinFile, &list); err != nil {
		panic(fmt.Errorf("indicator: the built-in definitions: %w", err))
	}
	all := make(map[string]Definition, len(list))
	for _, d := range list {
		all[d.Code] = d
	}
	return all
})

// Define returns the definition of an indicator, or a refusal that it is not known.
func Define(code string) (Definition, error) {
	d, ok := builtin()[code]
	if !ok {
		if d, ok := derived(code); ok {
			return d, nil
		}
		return Definition{}, lang.NotFound("indicator.unknown", lang.Args{"code": code})
	}
	return d, nil
}

// What can be stated of every indicator that has a number.
const (
	growthSuffix = ".growth" // its growth over the edition or the year before, in percent
	shareSuffix  = ".share"  // its share in the same without its narrowest dimension, in percent
)

// derived defines the growth or the share of a defined indicator, which is only stated:
// signed.count.growth?edition=26. The product computes them too, and says whether they
// follow (docs/rules.md, growth-follows and share-follows).
func derived(code string) (Definition, bool) {
	for _, suffix := range []string{growthSuffix, shareSuffix} {
		of, ok := builtin()[strings.TrimSuffix(code, suffix)]
		if !strings.HasSuffix(code, suffix) || !ok || of.Unit == "statement" || of.Unit == "rank" {
			continue
		}
		d := Definition{Code: code, Version: of.Version, Unit: "percent", Measure: Stated}
		for _, tag := range lang.Tags {
			label, _ := of.Label.In(tag)
			d.Label = d.Label.With(tag, lang.Say(tag, "indicator.label"+suffix, lang.Args{"of": label}))
			d.Means = d.Means.With(tag, lang.Say(tag, "indicator.means"+suffix, lang.Args{"of": label}))
		}
		return d, true
	}
	return Definition{}, false
}

// Definitions returns all definitions in the order of their codes.
func Definitions() []Definition {
	var all []Definition
	for _, d := range builtin() {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Definition) int { return compareStrings(a.Code, b.Code) })
	return all
}

// headlines returns the headline indicators of an edition in their order.
func headlines() []Definition {
	var all []Definition
	for _, d := range Definitions() {
		if d.Headline > 0 {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b Definition) int { return a.Headline - b.Headline })
	return all
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
