package claim

import (
	"math/big"

	"bridgehead/lang"
	"bridgehead/money"
)

// A Kind says what sort of quantity a claim states.
type Kind string

// The kinds.
const (
	Money           Kind = "money"
	Count           Kind = "count"  // with the counted noun or the unit of measure in Unit
	Number          Kind = "number" // nothing is said to be counted; fractions too
	Percent         Kind = "percent"
	PercentagePoint Kind = "percentage_point"
	Ordinal         Kind = "ordinal"
	DateKind        Kind = "date"       // a day; AsOf holds it
	Period          Kind = "period"     // a year, month or other stretch of days; AsOf holds it
	Multiple        Kind = "multiple"   // 2.6倍, doubled
	Range           Kind = "range"      // two ends, of whatever Unit or Currency says
	Comparison      Kind = "comparison" // 高于上届: larger or smaller than Base, without a number
)

// A Qualifier says how the value is meant.
type Qualifier string

// The qualifiers.
const (
	Exact   Qualifier = "exact"
	About   Qualifier = "about"
	Nearly  Qualifier = "nearly"
	Over    Qualifier = "over"
	AtLeast Qualifier = "at_least"
	AtMost  Qualifier = "at_most" // also less than
)

// A Decimal is an exact decimal number in plain digits, "" when there is none (null in
// JSON). Fractions that no decimal equals have 15 digits, and the exact form in Fraction.
type Decimal string

// MarshalJSON writes a string or null.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return append(append([]byte{'"'}, d...), '"'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	*d = ""
	if len(data) >= 2 && data[0] == '"' {
		*d = Decimal(data[1 : len(data)-1])
	}
	return nil
}

// Rat returns the number, nil when there is none.
func (d Decimal) Rat() *big.Rat {
	if r, ok := new(big.Rat).SetString(string(d)); ok {
		return r
	}
	return nil
}

// A Change says which way a quantity went.
type Change string

// The directions of a change. A percentage or percentage points that fell are negative
// in Value, too.
const (
	Up   Change = "up"
	Down Change = "down"
)

// A Claim is one quantity of a text.
type Claim struct {
	// Text is the quantity as it is printed, from Start up to and without End in Unicode
	// code points: the number with its currency, unit or Chinese measure word, and with
	// 余 or 多 in it, but without the qualifier around it and without an English noun.
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`

	Kind Kind `json:"kind"`
	// Value is in the base unit: yuan, dollars, ones; 66 % is 66. A range has Low and High
	// instead, either of which may be open. Low and High are also given beside Value when
	// the qualifier opens one end: over and at_least have Low, at_most has High.
	Value Decimal `json:"value"`
	Low   Decimal `json:"low"`
	High  Decimal `json:"high"`
	// Unit is what is counted or measured, as it is printed: 家, 个, companies, 平方米.
	Unit      string         `json:"unit"`
	Currency  money.Currency `json:"currency"` // ISO 4217
	Qualifier Qualifier      `json:"qualifier"`
	Assumed   []string       `json:"assumed"` // what usage decided: see the constants Assume…
	Of        string         `json:"of"`      // what it is said of, as printed
	Edition   int            `json:"edition"` // 0 when the text names none
	AsOf      string         `json:"as_of"`   // 2023-09-30; a period is 2023-01-01/2023-09-30; "" when not said
	StatedBy  string         `json:"stated_by"`

	// Step is the worth of the last printed digit: 10000000 for 672.2亿.
	Step     Decimal `json:"step,omitempty"`
	Fraction string  `json:"fraction,omitempty"` // 2/3, when Value cannot be exact
	// Odd says that over comes from 余 or 多: the value is above, by less than its last
	// digit that is not zero.
	Odd      bool   `json:"odd,omitempty"`
	Change   Change `json:"change,omitempty"`
	Base     string `json:"base,omitempty"`     // against what it is compared: see the constants Base…
	District string `json:"district,omitempty"` // as printed
	Quoted   bool   `json:"quoted,omitempty"`   // it stands within quotation marks
	List     *List  `json:"list,omitempty"`
}

// A List says that a claim is a part of a whole that the text names before it.
type List struct {
	Whole int  `json:"whole"` // the index in Claims of the whole; -1 when it is not a claim
	Open  bool `json:"open"`  // the text says that there are more parts: 等, among others
}

// What may stand in Assumed.
const (
	AssumeYuan         = "currency:CNY"         // 元 or ¥ without a name
	AssumeDollar       = "currency:USD"         // $ without a name
	AssumeYen          = "currency:JPY"         // ¥ in a Japanese context
	AssumeHongKong     = "currency:HKD"         // $ or 元 in a text that counts in Hong Kong dollars
	AssumeFranc        = "currency:CHF"         // francs
	AssumePound        = "currency:GBP"         // pounds and pence
	AssumeDecimalComma = "decimal-comma"        // 1,3
	AssumeYear         = "year-of-publication"  // a month or day without a year
	AssumeEdition      = "edition-of-the-text"  // 本届
	AssumeSpoken       = "spoken-form"          // 三万五 is 35,000
	AssumeMillion      = "million"              // m behind a currency
	AssumeShared       = "unit-of-the-range"    // 10至20万元: 10 is 10万, too
	AssumeYearOf       = "year-before-the-text" // a month that would lie after the publication
)

// What may stand in Base besides an edition (edition:24), a year or period (2022) or the
// words of the text.
const (
	BaseLastYear    = "same-period-last-year" // 同比, year on year
	BaseYearBefore  = "year-before"           // 比上年, over the previous year
	BasePeriod      = "period-before"         // 环比
	BaseLastEdition = "edition-before"        // 较上届
	BaseFirst       = "edition:1"             // 较首届
)

// An Unread is a stretch that looks like a quantity and cannot be read for certain.
type Unread struct {
	Text   string `json:"text"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Reason string `json:"reason"` // a key of the catalogue claim, without its prefix claim.unread.
}

// A Document is what was read from one text, both lists in the order of the text.
type Document struct {
	Claims []Claim  `json:"claims"`
	Unread []Unread `json:"unread"`
}

// Options say what a text is known to be.
type Options struct {
	Lang      lang.Tag  // "" is found out from the text
	Published lang.Date // resolves 去年底 and the like; "" leaves them unread
	Edition   int       // what 本届 and "this edition" mean; 0 when not known
}

// Shift moves the claims of a part of a text to their places in the whole: by so many code
// points, behind so many claims.
func (d *Document) Shift(points, claims int) {
	for i := range d.Claims {
		c := &d.Claims[i]
		c.Start += points
		c.End += points
		if c.List != nil && c.List.Whole >= 0 {
			c.List.Whole += claims
		}
	}
	for i := range d.Unread {
		d.Unread[i].Start += points
		d.Unread[i].End += points
	}
}
