package chart

import (
	"math/big"

	"bridgehead/figure"
)

// A span draws one figure as a bar along an axis: solid as far as the value certainly
// reaches, light with a dashed edge where it may lie, and with an open dashed end where
// nothing says how much more it is.
type span struct {
	c          *canvas
	axis       axis
	horizontal bool
	from, to   px // the two sides of the bar
	colour     colour
	look       string // how the solid part is filled; "" for the colour
}

// openLength is how far an open end reaches beyond the last thing that is known.
const openLength = 16 * pixel

// draw draws the figure and returns where it ends, away from zero.
func (s span) draw(f figure.Figure) px {
	zero := s.axis.zero()
	low, high := f.Interval.Low, f.Interval.High
	var nothing big.Rat
	switch {
	case low == nil && high == nil:
		return zero
	case low == nil && high.Sign() >= 0: // at most: somewhere from zero up to it
		low = &nothing
	case low == nil: // below what is below zero: open on the other side
		end := s.axis.at(high)
		s.solid(zero, end)
		s.open(end, -1)
		s.c.keys[markOpen] = true
		return end
	}
	end := s.axis.at(low)
	var last px
	switch {
	case high == nil:
		if low.Sign() < 0 {
			s.between(end, zero)
			end = zero
		} else {
			s.solid(zero, end)
		}
		s.open(end, 1)
		s.c.keys[markOpen] = true
		if s.horizontal {
			return end + openLength
		}
		return end - openLength
	case low.Sign() >= 0:
		last = s.axis.at(high)
		s.solid(zero, end)
		s.uncertain(f, end, last)
	case high.Sign() <= 0:
		last = end
		s.solid(zero, s.axis.at(high))
		s.uncertain(f, s.axis.at(high), end)
	default:
		last = s.axis.at(high)
		s.uncertain(f, end, last)
	}
	return last
}

// uncertain draws where the value may lie, and the value itself where one is stated.
func (s span) uncertain(f figure.Figure, from, to px) {
	if f.Interval.IsPoint() {
		return
	}
	s.c.keys[markRange] = true
	s.between(from, to)
	if f.Value != nil {
		at := s.axis.at(f.Value)
		s.across(ink.stroke("1.5"), at, 0)
	}
}

// solid fills the bar from one position to another.
func (s span) solid(from, to px) {
	if from == to {
		return
	}
	look := s.look
	if look == "" {
		look = s.colour.fill()
	}
	s.rect(look, from, to)
}

// between draws where a value may lie.
func (s span) between(from, to px) {
	s.rect(s.colour.attr()+` fill="currentColor" fill-opacity=".28" stroke="currentColor" stroke-dasharray="3 2"`, from, to)
	s.across(s.colour.stroke("2"), to, 0)
}

// open draws the sides of the bar a little further, dashed, and an arrowhead between them;
// toward is -1 where it leads below zero.
func (s span) open(at, toward px) {
	away := openLength * toward
	if !s.horizontal {
		away = -away
	}
	inset := pixel / 2
	dashed := s.colour.stroke("1.25") + ` stroke-dasharray="3 2"`
	mid, half := (s.from+s.to)/2, min((s.to-s.from)/4, 5*pixel)
	tip, foot := at+away*7/8, at+away/2
	if s.horizontal {
		s.c.line(dashed, at, s.from+inset, at+away, s.from+inset)
		s.c.line(dashed, at, s.to-inset, at+away, s.to-inset)
		s.c.put(`<path d="M%s %sL%s %sL%s %s" %s/>`, foot, mid-half, tip, mid, foot, mid+half, s.colour.stroke("1.5"))
		return
	}
	s.c.line(dashed, s.from+inset, at, s.from+inset, at+away)
	s.c.line(dashed, s.to-inset, at, s.to-inset, at+away)
	s.c.put(`<path d="M%s %sL%s %sL%s %s" %s/>`, mid-half, foot, mid, tip, mid+half, foot, s.colour.stroke("1.5"))
}

// rect draws a part of the bar.
func (s span) rect(look string, from, to px) {
	if s.horizontal {
		s.c.rect(look, from, s.from, to, s.to)
	} else {
		s.c.rect(look, s.from, from, s.to, to)
	}
}

// across draws a line across the bar, longer than it is thick by more on each side.
func (s span) across(look string, at, more px) {
	if s.horizontal {
		s.c.line(look, at, s.from-more, at, s.to+more)
	} else {
		s.c.line(look, s.from-more, at, s.to+more, at)
	}
}
