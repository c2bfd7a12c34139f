package chart

import (
	"math/big"
	"slices"

	"bridgehead/figure"
)

// A step is the values that have one shade.
type step struct {
	colour    colour
	low, high *big.Rat // the least and the largest of the values in it
	text      string   // both of them as they are printed
	full      string   // one value with its unit
}

var tints = []colour{tint1, tint2, tint3, tint4, tint5}

// stepsOf parts the values into at most five steps with as many different ones in each.
// Two values that are printed alike are never in different steps, and what a step is called
// are numbers that stand in the tiles. Zero has a step of its own, without a shade, unless
// there is less than zero.
func (m *tileMap) stepsOf(values []figure.Figure) []step {
	var all []step // one for each printed value
	for _, f := range values {
		if !m.kind.draws(f) {
			continue
		}
		ends := []*big.Rat{f.Value}
		if f.Value == nil {
			ends = []*big.Rat{f.Interval.Low, f.Interval.High}
		}
		for _, v := range ends {
			if v != nil {
				one := exactly(f, v)
				all = append(all, step{low: v, high: v, text: m.reading.short(one), full: bare(one, m.reading.tag)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b step) int { return a.low.Cmp(b.low) })
	var apart []step
	for _, s := range all {
		if n := len(apart); n > 0 && apart[n-1].text == s.text {
			apart[n-1].high = s.high
			continue
		}
		apart = append(apart, s)
	}
	var steps []step
	if len(apart) > 0 && apart[0].low.Sign() == 0 {
		steps, apart = append(steps, step{paper, apart[0].low, apart[0].high, apart[0].text, ""}), apart[1:]
	}
	n := min(len(apart), len(tints))
	for i := range n {
		part := apart[i*len(apart)/n : (i+1)*len(apart)/n]
		first, last := part[0], part[len(part)-1]
		s := step{tints[i], first.low, last.high, first.text, ""}
		switch inFull := first.text == first.full; {
		case len(part) > 1 && inFull == (last.text == last.full):
			s.text += "–" + last.text
		case len(part) > 1: // one of them is not in the unit of the others: both name theirs
			s.text = first.full + "–" + last.full
		}
		if n < 4 { // few steps are told apart more easily when they lie apart
			s.colour = tints[(2*i+1)*len(tints)/(2*n)]
		}
		steps = append(steps, s)
	}
	return steps
}

// exactly is one value of a figure, printed as the figure is.
func exactly(f figure.Figure, v *big.Rat) figure.Figure {
	f.Value, f.Qualifier, f.Interval = v, figure.Exact, figure.Point(v)
	return f
}

// span returns the shades of the two ends of an interval, and whether nothing says how far
// it reaches. A number below none means one from zero.
func (m *tileMap) span(i figure.Interval) (low, high colour, open bool) {
	low, high = m.shade(i.Low), m.shade(i.High)
	switch {
	case i.Low == nil && i.High.Sign() >= 0:
		low = m.shade(new(big.Rat))
	case i.Low == nil:
		low, open = high, true
	case i.High == nil:
		high, open = low, true
	}
	return low, high, open
}

// shade returns the shade of a value: that of the last step which begins at it or below. What
// is more than zero and less than the first shaded step has the shade of that, as has what is
// below all steps; zero itself has none where nothing is less.
func (m *tileMap) shade(v *big.Rat) colour {
	found := paper
	if v == nil {
		return found
	}
	bare := v.Sign() != 0 // the value needs a shade and has none so far
	for _, s := range m.steps {
		if s.low.Cmp(v) > 0 {
			if bare {
				found = s.colour
			}
			break
		}
		found, bare = s.colour, s.colour == paper && s.high.Cmp(v) < 0
	}
	return found
}
