package chart

import (
	"math/big"

	"bridgehead/money"
)

// ticks returns the round values, 1, 2 or 5 times a power of ten apart, from the last one
// not above low to the first one not below high: at most `most` steps between them, and
// no finer than whole numbers when asked.
func ticks(low, high *big.Rat, most int64, whole bool) []*big.Rat {
	if low.Cmp(high) == 0 {
		high = new(big.Rat).Add(high, big.NewRat(1, 1))
	}
	if low.Cmp(high) > 0 {
		low, high = high, low
	}
	most = max(most, 2)
	step := niceStep(new(big.Rat).Quo(new(big.Rat).Sub(high, low), big.NewRat(most, 1)))
	if one := big.NewRat(1, 1); whole && step.Cmp(one) < 0 {
		step = one
	}
	for {
		first, last := floor(low, step), ceil(high, step)
		count := new(big.Rat).Quo(new(big.Rat).Sub(last, first), step)
		// The ends that were rounded outward may make it one or two steps more.
		if count.Cmp(big.NewRat(most, 1)) > 0 {
			step = niceStep(new(big.Rat).Mul(step, big.NewRat(11, 10)))
			continue
		}
		var all []*big.Rat
		for v := first; v.Cmp(last) <= 0; v = new(big.Rat).Add(v, step) {
			all = append(all, v)
		}
		return all
	}
}

// niceStep returns the least of 1, 2, 5 times a power of ten that is not below v, which is
// above zero.
func niceStep(v *big.Rat) *big.Rat {
	power := tenTo(magnitude(v))
	for _, times := range []int64{1, 2, 5} {
		if step := new(big.Rat).Mul(power, big.NewRat(times, 1)); step.Cmp(v) >= 0 {
			return step
		}
	}
	return power.Mul(power, big.NewRat(10, 1))
}

// magnitude returns the exponent of the greatest power of ten that is not above v, which is
// above zero.
func magnitude(v *big.Rat) int {
	n := (v.Num().BitLen() - v.Denom().BitLen()) * 30103 / 100000 // log 2; at most a few off
	for tenTo(n).Cmp(v) > 0 {
		n--
	}
	for tenTo(n+1).Cmp(v) <= 0 {
		n++
	}
	return n
}

// tenTo returns a power of ten.
func tenTo(n int) *big.Rat {
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		power.Inv(power)
	}
	return power
}

func floor(v, step *big.Rat) *big.Rat {
	q := new(big.Rat).Quo(v, step)
	n := new(big.Int).Div(q.Num(), q.Denom()) // Div rounds down for a positive divisor
	return new(big.Rat).Mul(new(big.Rat).SetInt(n), step)
}

func ceil(v, step *big.Rat) *big.Rat {
	return new(big.Rat).Neg(floor(new(big.Rat).Neg(v), step))
}

// An axis puts the values from low to high on the line between two positions, which may
// run upward.
type axis struct {
	from, to  px
	low, high *big.Rat
}

// axisOver is the axis that its ticks cover.
func axisOver(from, to px, ticks []*big.Rat) axis {
	return axis{from, to, ticks[0], ticks[len(ticks)-1]}
}

// at returns the position of a value, rounded once.
func (a axis) at(v *big.Rat) px {
	part := new(big.Rat).Sub(v, a.low)
	part.Quo(part, new(big.Rat).Sub(a.high, a.low))
	part.Mul(part, big.NewRat(int64(a.to-a.from), 1))
	return a.from + px(money.RoundHalfUp(part, big.NewRat(1, 1)).Num().Int64())
}

// zero returns the position of zero, or the end of the axis that is nearest to it.
func (a axis) zero() px {
	switch {
	case a.low.Sign() > 0:
		return a.from
	case a.high.Sign() < 0:
		return a.to
	}
	return a.at(new(big.Rat))
}
