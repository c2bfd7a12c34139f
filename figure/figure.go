package figure

import (
	"math/big"

	"bridgehead/lang"
	"bridgehead/money"
)

// A Kind says where a figure comes from.
type Kind string

// The kinds of figures.
const (
	Computed Kind = "computed" // from the records of the fair
	Observed Kind = "observed" // stated by somebody, with a source
)

// A Figure is a value of an indicator for a scope, at a position of the record.
type Figure struct {
	Name       Name
	Interval   Interval
	Value      *big.Rat  // the value the qualifier belongs to; nil when between or unknown
	Qualifier  Qualifier // how Value is to be read
	Step       *big.Rat  // worth of the last printed digit of an observed value, or the coarsest of those it was added up from; nil when computed from records alone
	Rounding   *Rounding // how a computed value is shown, as its definition says; nil for the usual way
	Unit       string    // unit of measure or counted noun, a catalogue word; "" for money
	Currency   money.Currency
	AsOf       lang.Date // the reference date the figure speaks of
	Kind       Kind
	Definition int64 // version of the indicator's definition that was used

	// Where the headline is observed: what the records alone come to, nil when there are
	// none, and the currency of that.
	Recorded         *big.Rat
	RecordedCurrency money.Currency

	Source      lang.Text // the document it comes from
	StatedBy    lang.Text // person and office, or outlet
	Observation string    // identifier of the observation, when Kind is Observed
	Assumed     bool      // the observation names an assumption instead of a printed value
	Parts       []Name    // the figures that it is the sum of, when it is a sum of figures

	Rates  []Rate  // the rates used in it, oldest first
	Checks []Check // what the product says about it by itself

	unit lang.Text // the unit that was asked for, of each language: see In
}

// A Rate is one exchange rate as it was used.
type Rate struct {
	From, To money.Currency
	Value    *big.Rat  // units of To for one of From
	Asked    lang.Date // the day the policy names
	Day      lang.Date // the day whose rate was used: the day asked or the last earlier one
	Source   string
}

// Rules by which the product checks figures by itself; docs/rules.md has one entry each.
const (
	RuleReportedRecorded = "reported-and-recorded"
	RuleHigherThanLast   = "higher-than-last-edition"
	RuleSeveralSources   = "several-sources"
	RuleOutwardRounding  = "outward-rounding" // a text never says more than the interval
	RuleSumPrecision     = "sum-precision"    // a sum is shown to the coarsest digit that went into it
)

// A Check is what one rule says about a figure.
type Check struct {
	Rule      string         // one of the Rule constants
	Verdict   string         // a Verdict, or agrees, part, differs
	Against   Name           // the figure it is held against
	Value     *big.Rat       // that figure's value, in its own currency
	Qualifier Qualifier      // how that value is to be read; "" for exact
	Currency  money.Currency // its currency
	Converted *big.Rat       // the checked figure's value in that currency, when a rate was needed
	Rate      *Rate          // the rate, when one was needed
	BreakEven *big.Rat       // the rate at which the verdict would turn; nil when none

	Observation string // the observation it is held against, when it is one
}

// New returns a computed figure that is exactly v.
func New(name Name, v *big.Rat) Figure {
	return Figure{Name: name, Interval: Point(v), Value: v, Qualifier: Exact, Kind: Computed}
}

// FromInterval returns a computed figure with the qualifier that its interval allows.
func FromInterval(name Name, i Interval) Figure {
	q, v := i.Qualify()
	return Figure{Name: name, Interval: i, Value: v, Qualifier: q, Kind: Computed}
}
