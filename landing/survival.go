package landing

import (
	"iter"
	"maps"
	"math/big"
	"slices"
)

// A tally counts by a number of days.
type tally map[int64]int64

func (t tally) add(days, n int64) { t[days] += n }

// median is the middle one, or half way between the two in the middle; nil for none.
func (t tally) median() *big.Rat {
	all := int64(0)
	days := slices.Sorted(maps.Keys(t))
	for _, d := range days {
		all += t[d]
	}
	if all == 0 {
		return nil
	}
	at := func(n int64) int64 {
		for _, d := range days {
			if n < t[d] {
				return d
			}
			n -= t[d]
		}
		return 0
	}
	return big.NewRat(at((all-1)/2)+at(all/2), 2)
}

// A Point is a day of a survival curve on which something happened.
type Point struct {
	Days   int64 // since signing
	AtRisk int64 // that had not reached the stage before, and were still looked at
	Events int64 // that reached it on this day
	Left   int64 // that are looked at no longer: right-censored

	// Open is the share that has not reached the stage by the end of this day, by Kaplan and Meier;
	// Variance is Greenwood's of it. Both are given with CurveDigits decimals, rounded half up;
	// they are computed with workDigits, so that no digit that is given depends on rounding on the way.
	Open, Variance *big.Rat
}

// z95 is the quantile of the normal distribution that leaves 2.5% above it, with 15 decimals.
var z95 = big.NewRat(1959963984540054, 1e15)

// Band is between which shares the open one lies with 95% confidence, by Greenwood's variance as it
// is ("plain" in R's survival package), and never below 0 or above 1.
func (p Point) Band() (low, high *big.Rat) {
	// The root, with the digits of the curve: of v × 10^36, over 10^18.
	digits := new(big.Int).Exp(big.NewInt(10), big.NewInt(CurveDigits), nil)
	v := new(big.Int).Mul(p.Variance.Num(), new(big.Int).Mul(digits, digits))
	root := new(big.Rat).SetFrac(v.Sqrt(v.Quo(v, p.Variance.Denom())), digits)
	half := root.Mul(root, z95)
	low, high = new(big.Rat).Sub(p.Open, half), new(big.Rat).Add(p.Open, half)
	if low.Sign() < 0 {
		low.SetInt64(0)
	}
	if one := big.NewRat(1, 1); high.Cmp(one) > 0 {
		high.Set(one)
	}
	return low, high
}

// A Curve is the share of agreements that have not reached a stage, by the days since signing.
type Curve struct {
	Stage   Stage
	AsOf    Day
	Signed  int64 // agreements that are in it
	Undated int64 // those that are not: without a day of signing, or where the stage lies before it
	Events  int64
	Points  []Point
	Median  *int64 // days after which half have reached it; nil while more than half have not
}

// CurveDigits is how many decimals of a curve are given, and workDigits how many it is computed with.
const (
	CurveDigits = 18
	workDigits  = 60
)

// Survival makes the curve for a stage, as of a day: what has not reached it by then is still
// open, and right-censored there. An agreement that was terminated never reaches it. It stays at
// risk until the day as of which it is asked, so that the curve is the share of all that were
// signed (docs/rules.md, terminated-stays); with leaves it is censored on the day on which it
// was terminated, as if it might have gone on like the others.
func Survival(all iter.Seq[Course], stage Stage, asOf Day, leaves bool) Curve {
	curve := Curve{Stage: stage, AsOf: asOf}
	type happened struct{ events, left int64 }
	by := map[int64]*happened{}
	at := func(days int64) *happened {
		h := by[days]
		if h == nil {
			h = &happened{}
			by[days] = h
		}
		return h
	}
	for c := range all {
		n, reached, end := c.count(), c.Reached(stage), asOf
		if leaves && c.Terminated != NoDay {
			end = min(end, c.Terminated)
		}
		switch {
		case c.Signed == NoDay || c.Signed > asOf || reached != NoDay && reached < c.Signed:
			curve.Undated += n
			continue
		case reached != NoDay && reached <= end:
			at(int64(reached - c.Signed)).events += n
			curve.Events += n
		default:
			at(int64(max(end-c.Signed, 0))).left += n
		}
		curve.Signed += n
	}
	risk := curve.Signed
	open, sum := new(big.Int).Set(scale), new(big.Int)
	half := new(big.Int).Rsh(scale, 1)
	for _, days := range slices.Sorted(maps.Keys(by)) {
		h := by[days]
		p := Point{Days: days, AtRisk: risk, Events: h.events, Left: h.left}
		if h.events > 0 {
			open.Quo(open.Mul(open, big.NewInt(risk-h.events)), big.NewInt(risk))
			if risk > h.events {
				// Greenwood: the sum of d / (n (n − d)).
				term := new(big.Int).Mul(scale, big.NewInt(h.events))
				sum.Add(sum, term.Quo(term, new(big.Int).Mul(big.NewInt(risk), big.NewInt(risk-h.events))))
			}
		}
		p.Open = rounded(open)
		v := new(big.Int).Mul(open, open)
		p.Variance = rounded(v.Quo(v.Quo(v.Mul(v, sum), scale), scale))
		if curve.Median == nil && open.Cmp(half) <= 0 {
			curve.Median = &days
		}
		risk -= h.events + h.left
		curve.Points = append(curve.Points, p)
	}
	return curve
}

var scale = new(big.Int).Exp(big.NewInt(10), big.NewInt(workDigits), nil)

// rounded gives CurveDigits decimals of a scaled number, half up.
func rounded(v *big.Int) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(workDigits-CurveDigits), nil)
	q := new(big.Int).Add(v, new(big.Int).Rsh(unit, 1))
	q.Quo(q, unit)
	return new(big.Rat).SetFrac(q, new(big.Int).Exp(big.NewInt(10), big.NewInt(CurveDigits), nil))
}

// At is the share that has reached the stage within so many days; nil after the last day that
// anything is known of.
func (c Curve) At(days int64) *big.Rat {
	one := big.NewRat(1, 1)
	if len(c.Points) == 0 || days > c.Points[len(c.Points)-1].Days {
		return nil
	}
	open := one
	for _, p := range c.Points {
		if p.Days > days {
			break
		}
		open = p.Open
	}
	return new(big.Rat).Sub(one, open)
}
