package chart

import (
	"math/big"

	"bridgehead/figure"
	"bridgehead/lang"
)

// Parts are the parts of a whole. What the parts leave of it stands as a row of its own,
// not broken down in the source; where they come to more than the whole, so does their sum.
type Parts struct {
	About
	Whole figure.Figure
	Parts []Point // in the order in which they are drawn

	// Why says why parts may exceed the whole, where the caller knows it: an agreement
	// counts in each of its districts. It is written when they do.
	Why lang.Text
}

// SVG implements Chart.
func (p Parts) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(p, p.About, tag, width)
	b := p.balance()
	rows := []row{{label: c.says("word.total"), value: p.Whole, strong: true, colour: ink}}
	for _, part := range p.Parts {
		r := row{label: labelOf(part.Label, tag), value: part.Value, colour: strong}
		if part.Accent {
			r.colour, r.strong = accent, true
		}
		rows = append(rows, r)
	}
	if b.rest != nil {
		rows = append(rows, row{label: c.says("word.remainder"), value: *b.rest, rest: true, colour: strong})
	}
	if b.over != nil {
		rows = append(rows, row{label: c.says("chart.parts.sum"), value: b.sum, colour: strong, beyond: p.Whole.Interval.High})
	}
	var through *big.Rat
	if b.kind.draws(p.Whole) {
		through = p.Whole.Value
		if through == nil {
			through = p.Whole.Interval.High
		}
	}
	c.rows(rows, b.kind, through)
	c.y += 4 * pixel
	c.note(c.own(b.says(tag)))
	if b.over != nil {
		c.note(labelOf(p.Why, tag))
	}
	return c.bytes()
}

// Table implements Chart: the parts, what they leave or their sum, and the whole.
func (p Parts) Table(tag lang.Tag) Table {
	t := Table{Head: []string{p.of(tag), lang.Say(tag, "chart.value")}}
	for _, part := range p.Parts {
		t.Rows = append(t.Rows, []string{labelOf(part.Label, tag).text, said(part.Value, tag)})
	}
	b := p.balance()
	if b.rest != nil {
		t.Rows = append(t.Rows, []string{lang.Say(tag, "word.remainder"), said(*b.rest, tag)})
	}
	if b.over != nil {
		t.Rows = append(t.Rows, []string{lang.Say(tag, "chart.parts.sum"), said(b.sum, tag)})
	}
	t.Rows = append(t.Rows, []string{lang.Say(tag, "word.total"), said(p.Whole, tag)})
	return t
}

// Describe implements Chart.
func (p Parts) Describe(tag lang.Tag) string {
	b := p.balance()
	all := []string{
		lang.Say(tag, "chart.parts", lang.Args{"n": len(p.Parts), "whole": said(p.Whole, tag)}),
		b.says(tag),
	}
	if why := labelOf(p.Why, tag).text; b.over != nil && why != "" {
		all = append(all, why)
	}
	for _, part := range p.Parts {
		if part.Accent {
			all = append(all, lang.Say(tag, "chart.bars.accent", lang.Args{
				"label": labelOf(part.Label, tag).text, "value": said(part.Value, tag),
			}))
		}
	}
	return sentences(tag, append(all, missing(tag, b.kind, p.values())...))
}

func (p Parts) values() []figure.Figure {
	var all []figure.Figure
	for _, part := range p.Parts {
		all = append(all, part.Value)
	}
	return all
}

// A balance is how the parts stand to the whole.
type balance struct {
	kind kind
	sum  figure.Figure
	rest *figure.Figure // what they leave of it, nil when nothing or not known
	over *figure.Figure // by how much they exceed it, nil when they certainly do not or it is not known
	same bool           // they are the whole
}

func (p Parts) balance() balance {
	values := p.values()
	b := balance{kind: kindOf(append([]figure.Figure{p.Whole}, values...))}
	total := sum(b.kind, values)
	b.sum = p.derived(b.kind, total)
	if !b.kind.draws(p.Whole) {
		return b
	}
	left := p.Whole.Interval.Sub(total)
	positive := func(i figure.Interval) bool {
		return i.Low != nil && (i.Low.Sign() > 0 || i.Low.Sign() == 0 && i.LowOpen)
	}
	switch {
	case left.IsPoint() && left.Low.Sign() == 0:
		b.same = true
	case positive(left), left.Low == nil && left.High != nil && left.High.Sign() > 0:
		f := p.derived(b.kind, left)
		b.rest = &f
	case positive(left.Neg()):
		f := p.derived(b.kind, left.Neg())
		b.over = &f
	}
	return b
}

// derived returns a figure that is worked out from the given ones, shown to the coarsest of their
// last digits.
func (p Parts) derived(k kind, i figure.Interval) figure.Figure {
	f := figure.FromInterval(figure.Name{}, i)
	f.Unit, f.Currency = k.unit, k.currency
	for _, v := range append(p.values(), p.Whole) {
		if k.draws(v) && v.Step != nil && (f.Step == nil || v.Step.Cmp(f.Step) > 0) {
			f.Step = v.Step
		}
	}
	return f
}

// says states the balance in a sentence.
func (b balance) says(tag lang.Tag) string {
	switch {
	case b.same:
		return lang.Say(tag, "chart.parts.same")
	case b.rest != nil:
		return lang.Say(tag, "chart.parts.rest", lang.Args{"value": said(*b.rest, tag)})
	case b.over != nil:
		return lang.Say(tag, "chart.parts.over", lang.Args{"sum": said(b.sum, tag), "value": said(*b.over, tag)})
	}
	return lang.Say(tag, "chart.parts.unsure")
}
