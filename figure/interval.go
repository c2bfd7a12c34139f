package figure

import "math/big"

// A Qualifier says how a printed value is to be read.
type Qualifier string

// The qualifiers, each with the interval that a value v stands for. Step is the worth
// of the last printed digit.
const (
	Exact   Qualifier = "exact"    // [v, v]
	About   Qualifier = "about"    // 约: [0.95 v, 1.05 v]
	Nearly  Qualifier = "nearly"   // 近: [0.9 v, v)
	Over    Qualifier = "over"     // 超过 逾: (v, ∞)
	Odd     Qualifier = "odd"      // 余 多: (v, v + step), step being that of the last digit that is not zero
	AtLeast Qualifier = "at_least" // 不少于: [v, ∞)
	AtMost  Qualifier = "at_most"  // 不超过: (-∞, v]
	Between Qualifier = "between"  // a low and a high value are given
	Unknown Qualifier = "unknown"  // (-∞, ∞)
)

// Known reports whether q is one of the qualifiers above.
func (q Qualifier) Known() bool {
	switch q {
	case Exact, About, Nearly, Over, Odd, AtLeast, AtMost, Between, Unknown:
		return true
	}
	return false
}

// An Interval is the set of values that a number may have. A nil Low or High is
// unbounded; an open end is not itself in the set.
type Interval struct {
	Low, High         *big.Rat
	LowOpen, HighOpen bool
}

// Everything is the interval of a value that is not known.
var Everything = Interval{LowOpen: true, HighOpen: true}

// Point is the interval of exactly v.
func Point(v *big.Rat) Interval { return Interval{Low: v, High: v} }

// lastDigit returns what the last digit of v that is not zero is worth: 570多 is some
// number of the 570s, not one between 570 and 571.
func lastDigit(v, step *big.Rat) *big.Rat {
	ten := big.NewRat(10, 1)
	for v.Sign() != 0 {
		next := new(big.Rat).Mul(step, ten)
		if !new(big.Rat).Quo(v, next).IsInt() {
			break
		}
		step = next
	}
	return step
}

// Of returns the interval that v stands for under q. Step matters for Odd alone.
// Between needs two values and is made with Range.
func Of(q Qualifier, v, step *big.Rat) Interval {
	switch q {
	case Exact:
		return Point(v)
	case About:
		return ordered(scaled(v, 95, 100), scaled(v, 105, 100), false, false)
	case Nearly:
		return ordered(scaled(v, 9, 10), v, false, true)
	case Over:
		return Interval{Low: v, LowOpen: true, HighOpen: true}
	case Odd:
		return Interval{Low: v, High: new(big.Rat).Add(v, lastDigit(v, step)), LowOpen: true, HighOpen: true}
	case AtLeast:
		return Interval{Low: v, HighOpen: true}
	case AtMost:
		return Interval{High: v, LowOpen: true}
	}
	return Everything
}

// Printed returns what a printed value whose last digit is worth step stands for when
// it may have been rounded: [v - step/2, v + step/2).
func Printed(v, step *big.Rat) Interval {
	half := scaled(step, 1, 2)
	return Interval{Low: new(big.Rat).Sub(v, half), High: new(big.Rat).Add(v, half), HighOpen: true}
}

// Range is the closed interval from low to high.
func Range(low, high *big.Rat) Interval { return ordered(low, high, false, false) }

func ordered(low, high *big.Rat, lowOpen, highOpen bool) Interval {
	if low.Cmp(high) > 0 {
		low, high, lowOpen, highOpen = high, low, highOpen, lowOpen
	}
	return Interval{low, high, lowOpen, highOpen}
}

func scaled(v *big.Rat, num, den int64) *big.Rat {
	return new(big.Rat).Mul(v, big.NewRat(num, den))
}

// IsPoint reports whether the interval holds exactly one value.
func (i Interval) IsPoint() bool {
	return i.Low != nil && i.High != nil && !i.LowOpen && !i.HighOpen && i.Low.Cmp(i.High) == 0
}

// Contains reports whether v is in the interval.
func (i Interval) Contains(v *big.Rat) bool {
	if i.Low != nil {
		if c := v.Cmp(i.Low); c < 0 || c == 0 && i.LowOpen {
			return false
		}
	}
	if i.High != nil {
		if c := v.Cmp(i.High); c > 0 || c == 0 && i.HighOpen {
			return false
		}
	}
	return true
}

// Add returns the sums of a value of i and a value of j.
func (i Interval) Add(j Interval) Interval {
	return Interval{
		Low: plus(i.Low, j.Low), LowOpen: i.LowOpen || j.LowOpen,
		High: plus(i.High, j.High), HighOpen: i.HighOpen || j.HighOpen,
	}
}

// Neg returns the interval mirrored at zero.
func (i Interval) Neg() Interval {
	n := Interval{LowOpen: i.HighOpen, HighOpen: i.LowOpen}
	if i.High != nil {
		n.Low = new(big.Rat).Neg(i.High)
	}
	if i.Low != nil {
		n.High = new(big.Rat).Neg(i.Low)
	}
	return n
}

// Sub returns the differences of a value of i and a value of j.
func (i Interval) Sub(j Interval) Interval { return i.Add(j.Neg()) }

// Scale returns the values of i multiplied by an exact factor.
func (i Interval) Scale(by *big.Rat) Interval {
	switch by.Sign() {
	case 0:
		return Point(new(big.Rat))
	case -1:
		return i.Neg().Scale(new(big.Rat).Neg(by))
	}
	s := Interval{LowOpen: i.LowOpen, HighOpen: i.HighOpen}
	if i.Low != nil {
		s.Low = new(big.Rat).Mul(i.Low, by)
	}
	if i.High != nil {
		s.High = new(big.Rat).Mul(i.High, by)
	}
	return s
}

// Quo returns the ratios of a value of i and a value of j, for intervals of values that
// are not negative, such as counts and amounts. A divisor that may be zero leaves the
// ratio unbounded above; other intervals give Everything.
func (i Interval) Quo(j Interval) Interval {
	if i.Low == nil || i.Low.Sign() < 0 || j.Low == nil || j.Low.Sign() < 0 || j.High != nil && j.High.Sign() == 0 {
		return Everything
	}
	q := Interval{Low: new(big.Rat), LowOpen: i.LowOpen, HighOpen: true}
	// The least ratio is that of the least value to the largest divisor; zero divided by
	// anything is zero, whether the divisor's end belongs to it or not.
	if i.Low.Sign() > 0 {
		q.LowOpen = i.LowOpen || j.HighOpen
		if j.High != nil {
			q.Low.Quo(i.Low, j.High)
		}
	}
	if i.High != nil && j.Low.Sign() > 0 {
		q.High = new(big.Rat).Quo(i.High, j.Low)
		q.HighOpen = i.HighOpen || j.LowOpen && i.High.Sign() > 0
	}
	return q
}

func plus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Add(a, b)
}

// A Verdict is the outcome of comparing two numbers.
type Verdict string

// What a comparison can say.
const (
	Higher     Verdict = "higher"
	Lower      Verdict = "lower"
	Same       Verdict = "same"
	Undecided  Verdict = "unknown"    // the intervals overlap
	Incomplete Verdict = "incomplete" // one of the two is missing
)

// Compare says how i stands to j: higher or lower when every value of one is beyond
// every value of the other, same when both are the same point, unknown otherwise.
func (i Interval) Compare(j Interval) Verdict {
	if i.IsPoint() && j.IsPoint() && i.Low.Cmp(j.Low) == 0 {
		return Same
	}
	if beyond(i, j) {
		return Higher
	}
	if beyond(j, i) {
		return Lower
	}
	return Undecided
}

// beyond reports whether every value of i is greater than every value of j.
func beyond(i, j Interval) bool {
	if i.Low == nil || j.High == nil {
		return false
	}
	c := i.Low.Cmp(j.High)
	return c > 0 || c == 0 && (i.LowOpen || j.HighOpen)
}

// Qualify returns the qualifier that says no more than the interval, with the value it
// belongs to; for Between the value is nil and both ends count.
func (i Interval) Qualify() (Qualifier, *big.Rat) {
	switch {
	case i.IsPoint():
		return Exact, i.Low
	case i.Low == nil && i.High == nil:
		return Unknown, nil
	case i.High == nil && i.LowOpen:
		return Over, i.Low
	case i.High == nil:
		return AtLeast, i.Low
	case i.Low == nil:
		return AtMost, i.High
	}
	if i.High.Sign() > 0 && !i.LowOpen && i.HighOpen && i.Low.Cmp(scaled(i.High, 9, 10)) == 0 {
		return Nearly, i.High
	}
	mid := scaled(new(big.Rat).Add(i.Low, i.High), 1, 2)
	if i.Low.Sign() > 0 && !i.LowOpen && !i.HighOpen && i.Low.Cmp(scaled(mid, 95, 100)) == 0 {
		return About, mid
	}
	return Between, nil
}
