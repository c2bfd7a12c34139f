package indicator

import (
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// An Observation is a value of an indicator taken from outside: what somebody stated,
// when, of what, and where it can be read.
type Observation struct {
	ID        string
	Code      string // identifier in the file it came from
	Indicator string
	Scope     string // canonical form of a figure.Scope, with the edition in it
	Edition   int64  // the edition of the scope, 0 when it has none
	Value     string // exact decimal in base units; empty for a statement without a number
	High      string // upper end when the qualifier is between
	Step      string // worth of the last printed digit
	Qualifier figure.Qualifier
	Unit      string
	Currency  money.Currency
	AsOf      lang.Date
	Kind      string    // printed, derived, assumed
	Printed   string    // the number as it was printed
	Words     lang.Text // what was stated, restated in our own words
	Of        lang.Text // what the value is a share or part of
	Open      bool      // the list it belongs to ends in 等
	Headline  bool      // chosen among several sources by the secretariat
	Document  string    // code of the document
	StatedBy  string    // reference of the person, when one is named
	Ordinal   int64     // its place in the document
	About     string    // identifier of the party or technology that it speaks of; "" for none
}

// How an observation's value was come by.
const (
	KindPrinted = "printed" // stands in the source as given
	KindDerived = "derived" // follows from what the source says
	KindAssumed = "assumed" // the source leaves it open and we name the assumption
)
