package figure

import (
	"math/big"

	"bridgehead/lang"
	"bridgehead/money"
)

// shownDecimals is how many decimals of a unit a computed value shows before the exact
// value is one step away.
const shownDecimals = 4

// MostDigits is the most decimals that a Rounding can ask for.
const MostDigits = 12

// A Rounding says how a computed value is shown; the value itself stays exact.
type Rounding struct {
	Digits *int      `json:"digits,omitempty"` // decimals of the unit, 0 to MostDigits; four when not given
	Unit   lang.Text `json:"unit,omitzero"`    // the unit of each language: 万 or 亿, thousand, million or billion; by size where empty
}

// style is how a computed value is printed in a language.
func (f Figure) style(tag lang.Tag, pad bool) money.Style {
	s := money.Style{Unit: money.Auto, Digits: shownDecimals, Pad: pad}
	if r := f.Rounding; r != nil && f.Kind == Computed {
		s.Unit = r.Unit.Get(tag)
		if r.Digits != nil {
			s.Digits = *r.Digits
		}
	}
	return s
}

// Show writes the figure for a reader: 34个签约项目, 超过1,110亿美元, over US$111 billion.
// A value that was stated is shown with every digit it has; a computed one is rounded so
// that the text never says more than the interval (docs/rules.md, outward-rounding): what
// is "over" or "at least" is rounded down, what is "at most" up, and an exact value half up.
func (f Figure) Show(tag lang.Tag) string { return f.show(tag, true) }

// ShowBare writes it without the counted noun, for a column whose heading names it.
func (f Figure) ShowBare(tag lang.Tag) string { return f.show(tag, false) }

func (f Figure) show(tag lang.Tag, noun bool) string {
	key := "word.qualifier." + string(f.Qualifier)
	switch f.Qualifier {
	case Unknown:
		if f.Unit == "statement" {
			return lang.Say(tag, "figure.in_words")
		}
		return lang.Say(tag, key)
	case Between:
		low, high := f.Interval.Low, f.Interval.High
		if f.Kind == Computed {
			low, high = f.outward(low, tag, down), f.outward(high, tag, up)
		}
		return lang.Say(tag, key, lang.Args{"low": f.number(tag, low, false), "high": f.number(tag, high, noun)})
	}
	v := f.Value
	if f.Kind == Computed {
		switch f.Qualifier {
		case Over, AtLeast, Odd:
			v = f.outward(v, tag, down)
		case AtMost:
			v = f.outward(v, tag, up)
		default:
			v = f.outward(v, tag, near)
		}
	}
	return lang.Say(tag, key, lang.Args{"v": f.number(tag, v, noun)})
}

// In returns the figure to be shown as somebody asks for it: in a unit, where the language has it,
// and a computed one with so many decimals. What was stated keeps every digit it has.
func (f Figure) In(r Rounding) Figure {
	f.unit = r.Unit
	if f.Kind == Computed {
		if f.Rounding != nil && r.Digits == nil {
			r.Digits = f.Rounding.Digits
		}
		f.Rounding = &r
	}
	return f
}

// number writes one value with its currency or counted noun.
func (f Figure) number(tag lang.Tag, v *big.Rat, noun bool) string {
	style := money.Exact
	if f.Rounding != nil && f.Kind == Computed {
		style = f.style(tag, false)
	} else if f.unit.Get(tag) != "" {
		style.Unit = f.unit.Get(tag)
	}
	text := money.Print(v, f.Currency, tag, style)
	if f.Currency != "" || f.Unit == "" || !noun && f.Unit != "percent" && f.Unit != "rank" {
		return text
	}
	return lang.Say(tag, "word.count."+f.Unit, lang.Args{"n": text})
}

type direction int

const (
	down direction = iota
	near
	up
)

// outward rounds a computed value to what a headline shows, in the direction that keeps
// the text true. What was put together from stated values is shown to the coarsest of
// their last digits (docs/rules.md, sum-precision).
func (f Figure) outward(v *big.Rat, tag lang.Tag, to direction) *big.Rat {
	// Padded, so that the step is that of the last decimal and not of the last digit that is
	// not zero: what is just under 2 billion is over 1.9999 billion, not over 1 billion.
	shown := money.Shown(v, f.Currency, tag, f.style(tag, true))
	steps := []*big.Rat{f.Step}
	if f.Currency != "" { // nothing finer than the minor unit is an amount
		minor := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(f.Currency.Digits())), nil)
		steps = append(steps, new(big.Rat).SetFrac(big.NewInt(1), minor))
	}
	for _, step := range steps {
		if step != nil && step.Cmp(shown.Step) > 0 {
			shown = money.Number{Value: money.RoundHalfUp(v, step), Step: step}
		}
	}
	switch {
	case to == down && shown.Value.Cmp(v) > 0:
		return new(big.Rat).Sub(shown.Value, shown.Step)
	case to == up && shown.Value.Cmp(v) < 0:
		return new(big.Rat).Add(shown.Value, shown.Step)
	}
	return shown.Value
}
