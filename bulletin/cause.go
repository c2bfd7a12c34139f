package bulletin

import (
	"math/big"
	"strconv"
	"strings"

	"bridgehead/figure"
)

// What decided a verdict. Each rule has an entry in docs/rules.md and a test of its name.
const (
	RulePrintedPrecision   = "printed-precision" // a printed number stands for what is rounded to it
	RuleQualifierTrue      = "qualifier-true"    // "over", "nearly" and the like are true or false of the record's value
	RuleConverted          = "converted"         // an amount in another currency, at the dated rate
	RulePartsAndWhole      = "parts-and-whole"   // parts named in one passage come to their whole
	RuleShareOf            = "share-of-amounts"  // a share follows from its amounts
	RuleGrowthBase         = "growth-base"       // growth follows from its base
	RuleHigher             = "higher-than-last"  // "higher than the last edition", across currencies at the dated rate
	RuleNeverFalls         = "cumulative-never-falls"
	RuleHeadlineBody       = "headline-and-body"    // a headline says no more than its body
	RuleSaidTwice          = "said-twice"           // one thing stated twice in one text is one number
	RuleBetweenTexts       = "between-texts"        // two texts that state one figure state one number
	RuleEditionDate        = "edition-and-date"     // an edition and the days it was held on
	RuleOtherReferenceDate = "other-reference-date" // a value of another reference date is no contradiction
)

// The likely causes of a contradiction. A slip of units is written with its factor.
const (
	CauseSlip       = "unit-slip-" // 10, 100, 1000, 10000 …
	CauseCut        = "cut-off"    // cut off instead of rounded
	CauseDigit      = "digit"      // one digit differs, or two neighbours changed places
	CauseCurrency   = "wrong-currency"
	CauseEdition    = "other-edition"
	CauseBase       = "wrong-base" // growth against another edition
	CauseQualifier  = "qualifier"
	CausePart       = "part"
	CauseTwice      = "double-conversion" // a rounded figure was converted back
	CauseOther      = "other-figure"      // right for another thing
	CauseDate       = "other-date"
	CauseVerdict    = "verdict" // higher is said to be lower, or the other way round
	CauseOtherValue = "value"   // nothing simpler explains it
)

// slips are the factors by which units are mistaken: 万 for 亿, million for billion, a zero.
var slips = []int64{10, 100, 1000, 10_000, 1_000_000, 100_000_000, 1_000_000_000}

// slip returns the factor by which the text is off, 0 when it is off by no power of ten.
// Counts are taken to their last digit: 34 is no slip of 340 unless all digits agree.
func slip(said, record quantity) int64 {
	if said.value == nil || record.value == nil || said.value.Sign() == 0 || record.value.Sign() == 0 {
		return 0
	}
	if said.step != nil { // the zeros at its end may be no digits: 6,720 for 67.2
		_, said.step = roundDown(said, said)
	}
	for _, n := range slips {
		for _, by := range []*big.Rat{big.NewRat(n, 1), big.NewRat(1, n)} {
			moved := said.scaled(by)
			if moved.step == nil || moved.step.Cmp(new(big.Rat).Quo(moved.value, big.NewRat(5, 1))) > 0 {
				// One digit alone agrees too easily after rounding: it must be the same number.
				if moved.value.Cmp(record.value) == 0 {
					return n
				}
				continue
			}
			if moved.value.Cmp(record.value) == 0 || figure.Printed(moved.value, moved.step).Contains(record.value) {
				return n
			}
		}
	}
	return 0
}

// cutOff reports whether the text cut the record's value off at its last digit where
// rounding gives another number.
func cutOff(said quantity, record *big.Rat) bool {
	return said.value != nil && said.step != nil && record != nil && record.Sign() > 0 &&
		floorTo(record, said.step).Cmp(said.value) == 0 && !figure.Printed(said.value, said.step).Contains(record)
}

// digitSlip reports whether the two numbers, written with the same number of digits, differ in one
// digit or in two neighbours that changed places.
func digitSlip(said, record quantity) bool {
	if said.value == nil || record.value == nil {
		return false
	}
	step := said.step
	if step == nil {
		step = big.NewRat(1, 1)
	}
	a := new(big.Rat).Quo(said.value, step)
	b := new(big.Rat).Quo(record.value, step)
	x, y := a.FloatString(0), b.FloatString(0)
	if len(x) != len(y) || x == y || y == "0" {
		return false
	}
	var off []int
	for i := range len(x) {
		if x[i] != y[i] {
			off = append(off, i)
		}
	}
	return len(off) == 1 ||
		len(off) == 2 && off[1] == off[0]+1 && x[off[0]] == y[off[1]] && x[off[1]] == y[off[0]]
}

// simpleCause explains a difference from the two numbers alone; "" when it takes more.
func simpleCause(said, record quantity) string {
	switch n := slip(said, record); {
	case n > 0:
		return CauseSlip + strconv.FormatInt(n, 10)
	case cutOff(said, record.value):
		return CauseCut
	}
	return ""
}

// IsSlip reports whether a cause is a slip of units.
func IsSlip(cause string) bool { return strings.HasPrefix(cause, CauseSlip) }
