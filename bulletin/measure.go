package bulletin

import (
	"math/big"

	"bridgehead/figure"
	"bridgehead/money"
)

// A quantity is a number as a text or the record states it.
type quantity struct {
	value     *big.Rat // the number the qualifier belongs to; nil when there are two ends
	low, high *big.Rat // the ends of a range; nil where open
	step      *big.Rat // worth of the last printed digit; nil when the number is exact to any digit
	qualifier figure.Qualifier
	currency  money.Currency
}

// interval is what the quantity says: a printed number stands for all that is rounded to it.
func (q quantity) interval() figure.Interval {
	if q.value == nil {
		return figure.Interval{Low: q.low, High: q.high}
	}
	switch q.qualifier {
	case figure.Exact:
		if q.step == nil {
			return figure.Point(q.value)
		}
		return figure.Printed(q.value, q.step)
	case figure.About, figure.Nearly, figure.Over, figure.AtLeast, figure.AtMost, figure.Odd:
		return figure.Of(q.qualifier, q.value, q.step)
	}
	return figure.Everything
}

// scaled is the quantity times an exact factor, its last digit included.
func (q quantity) scaled(by *big.Rat) quantity {
	times := func(v *big.Rat) *big.Rat {
		if v == nil {
			return nil
		}
		return new(big.Rat).Mul(v, by)
	}
	q.value, q.low, q.high, q.step = times(q.value), times(q.low), times(q.high), times(q.step)
	return q
}

// number is the number that stands in the text: the value, or the lower end of a range.
func (q quantity) number() *big.Rat {
	if q.value != nil {
		return q.value
	}
	if q.low != nil {
		return q.low
	}
	return q.high
}

// ofFigure is what the record states.
func ofFigure(f figure.Figure) quantity {
	q := quantity{value: f.Value, qualifier: f.Qualifier, currency: f.Currency, step: f.Step}
	if f.Kind == figure.Computed && f.Qualifier == figure.Exact && f.Currency == "" && f.Unit != "percent" {
		q.step = nil
	}
	if f.Value == nil {
		q.low, q.high = f.Interval.Low, f.Interval.High
	}
	return q
}

// equal reports whether two numbers are the same, whatever qualifies them.
func equal(said, record quantity) bool {
	return said.value != nil && record.value != nil && said.value.Cmp(record.value) == 0
}

// known reports whether the quantity has a number at all.
func (q quantity) known() bool { return q.number() != nil }

// A fit says how what a text states stands to what the record states.
type fit int

const (
	unlike    fit = iota // another number
	misjudged            // the number of the record with a qualifier that makes it false
	finer                // more digits than the record has, which agree as far as those go
	fits                 // it follows from the record
)

// floor-like qualifiers say that the value is not less than the number.
func isFloor(q figure.Qualifier) bool {
	return q == figure.Over || q == figure.AtLeast || q == figure.Odd
}

// compare holds a claim against the record, both in one currency (docs/rules.md,
// printed-precision and qualifier-true). Where the record is itself no more than "over" or
// "nearly" a number, a text follows from it when it repeats the number in that sense or
// says less; a number far from it is another number, although it might be true.
func compare(said, record quantity) fit {
	if !said.known() || !record.known() {
		return unlike
	}
	if record.value == nil || said.value == nil {
		return compareRanges(said, record)
	}
	if record.qualifier == figure.Exact {
		if said.qualifier == figure.About && digits(said) >= 3 {
			said = roughly(said)
			if said.interval().Contains(record.value) {
				return fits
			}
			return unlike
		}
		if said.interval().Contains(record.value) {
			if said.qualifier != figure.Exact && miswritten(said, record) {
				return unlike
			}
			return fits
		}
		if said.qualifier == figure.Exact && said.step != nil && record.step != nil &&
			said.step.Cmp(record.step) < 0 && figure.Printed(record.value, record.step).Contains(said.value) {
			return finer
		}
		if said.qualifier != figure.Exact && sameDigits(said, record) {
			return misjudged
		}
		return unlike
	}
	same := said.value.Cmp(record.value) == 0
	switch {
	case same && (said.qualifier == record.qualifier || isFloor(said.qualifier) && isFloor(record.qualifier)):
		return fits
	case same && said.qualifier == figure.About:
		return finer // "about" of what is over or nearly: true of most that it may be
	case same:
		return misjudged
	}
	near := plausible(record)
	i := said.interval()
	if i.Contains(near.Low) && i.Contains(near.High) && !miswritten(said, record) {
		return fits
	}
	if sameDigits(said, record) {
		return misjudged
	}
	return unlike
}

// roughly is what "about" says of a number with three digits or more: it was rounded to its last
// digit, or to five of it.
func roughly(said quantity) quantity {
	_, last := roundDown(said, said)
	half := new(big.Rat).Quo(last, big.NewRat(2, 1))
	if n := new(big.Rat).Quo(said.value, last); n.IsInt() && new(big.Int).Mod(n.Num(), big.NewInt(10)).Int64() == 5 {
		half.Mul(half, big.NewRat(5, 1))
	}
	return quantity{low: new(big.Rat).Sub(said.value, half), high: new(big.Rat).Add(said.value, half), qualifier: figure.Between, currency: said.currency}
}

// miswritten reports whether a number that a qualifier makes true is still the record's with a
// digit changed: nobody says "over 1,310" of what is over 1,350, although it is. Fewer digits,
// "over 1,300", are the number rounded.
func miswritten(said, record quantity) bool {
	if said.qualifier == figure.About || !digitSlip(said, record) {
		return false
	}
	down, last := roundDown(said, record)
	switch said.qualifier {
	case figure.Over, figure.AtLeast, figure.Odd:
		return said.value.Cmp(down) != 0
	case figure.Nearly, figure.AtMost:
		return said.value.Cmp(new(big.Rat).Add(down, last)) != 0
	}
	return said.value.Cmp(down) != 0 && said.value.Cmp(new(big.Rat).Add(down, last)) != 0
}

// roundDown is the record's number cut off at the last digit of the text's that is not zero, with the
// worth of that digit.
func roundDown(said, record quantity) (down, last *big.Rat) {
	last = big.NewRat(1, 1)
	if said.step != nil {
		last = said.step
	}
	ten := big.NewRat(10, 1)
	for next := new(big.Rat).Mul(last, ten); said.value.Sign() != 0 && new(big.Rat).Quo(said.value, next).IsInt(); next = new(big.Rat).Mul(last, ten) {
		last = next
	}
	return floorTo(record.value, last), last
}

// sameDigits reports whether the number of the text is the one of the record, rounded to its
// printed digits.
func sameDigits(said, record quantity) bool {
	if said.value == nil || record.value == nil {
		return false
	}
	if said.step == nil {
		return said.value.Cmp(record.value) == 0
	}
	return figure.Printed(said.value, said.step).Contains(record.value)
}

// plausible is where a value is that the record states with a qualifier: nobody says "over
// 1,110" of 2,000. Within it a coarser wording follows from the record.
func plausible(record quantity) figure.Interval {
	v := record.value
	within := func(num, den int64) *big.Rat { return new(big.Rat).Mul(v, big.NewRat(num, den)) }
	switch record.qualifier {
	case figure.Odd:
		if record.step != nil {
			return figure.Range(v, new(big.Rat).Add(v, record.step))
		}
		return figure.Range(v, within(101, 100))
	case figure.Over, figure.AtLeast:
		return figure.Range(v, within(101, 100))
	case figure.Nearly, figure.AtMost:
		return figure.Range(within(99, 100), v)
	}
	return figure.Range(within(99, 100), within(101, 100))
}

// compareRanges compares where one of the two has two ends.
func compareRanges(said, record quantity) fit {
	a, b := said.interval(), record.interval()
	if record.value != nil && record.qualifier != figure.Exact {
		b = plausible(record)
	}
	alike := func(x, y *big.Rat) bool { return x == nil && y == nil || x != nil && y != nil && x.Cmp(y) == 0 }
	switch {
	case alike(a.Low, b.Low) && alike(a.High, b.High):
		return fits
	case b.Low != nil && b.High != nil && covers(a, b):
		return fits
	}
	return unlike
}

// covers reports whether every value of b may be one of a.
func covers(a, b figure.Interval) bool {
	low := a.Low == nil || b.Low != nil && (b.Low.Cmp(a.Low) > 0 || b.Low.Cmp(a.Low) == 0 && (!a.LowOpen || b.LowOpen))
	high := a.High == nil || b.High != nil && (b.High.Cmp(a.High) < 0 || b.High.Cmp(a.High) == 0 && (!a.HighOpen || b.HighOpen))
	return low && high
}

// floorTo cuts a number off after the digit worth step.
func floorTo(v, step *big.Rat) *big.Rat {
	n := new(big.Rat).Quo(v, step)
	whole := new(big.Int).Div(n.Num(), n.Denom())
	return n.Mul(n.SetInt(whole), step)
}

// significant rounds a positive number half up to n significant digits and returns the worth
// of the last of them.
func significant(v *big.Rat, n int) (rounded, step *big.Rat) {
	ten := big.NewRat(10, 1)
	step = big.NewRat(1, 1)
	for v.Cmp(new(big.Rat).Mul(step, ten)) >= 0 {
		step = new(big.Rat).Mul(step, ten)
	}
	for v.Sign() > 0 && v.Cmp(step) < 0 {
		step = new(big.Rat).Quo(step, ten)
	}
	for range n - 1 {
		step = new(big.Rat).Quo(step, ten)
	}
	return money.RoundHalfUp(v, step), step
}
