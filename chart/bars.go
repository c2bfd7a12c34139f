package chart

import (
	"math/big"
	"slices"

	"bridgehead/figure"
	"bridgehead/lang"
)

// Bars are values over editions, or whatever else has an order: a column for each, or a
// row where there is no room for columns. A value that is not known is a gap.
type Bars struct {
	About
	Points []Point // in their order, gaps included
}

// A Point is one bar. The zero Value is not known.
type Point struct {
	Label  lang.Text
	Value  figure.Figure
	Accent bool // the one that is spoken of
}

// SVG implements Chart.
func (b Bars) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(b, b.About, tag, width)
	k := kindOf(b.values())
	if len(b.Points) == 0 {
		c.note(c.says("chart.nothing"))
	} else if c.wide() || b.fits(c, k) {
		p := plotOf(k, b.values(), min(max(c.width/3, 190*pixel), 460*pixel), tag)
		c.caption(p.reading)
		b.columns(c, p)
	} else {
		var rows []row
		for _, p := range b.Points {
			r := row{label: labelOf(p.Label, tag), value: p.Value, colour: strong}
			if p.Accent {
				r.colour, r.strong = accent, true
			}
			rows = append(rows, r)
		}
		c.rows(rows, k, nil)
	}
	return c.bytes()
}

// Table implements Chart: label, value and, where any has one, reference date.
func (b Bars) Table(tag lang.Tag) Table {
	t := Table{Head: []string{b.of(tag), lang.Say(tag, "chart.value")}}
	dated := false
	for _, p := range b.Points {
		dated = dated || p.Value.AsOf != ""
	}
	if dated {
		t.Head = append(t.Head, lang.Say(tag, "word.as_of"))
	}
	for _, p := range b.Points {
		cells := []string{labelOf(p.Label, tag).text, said(p.Value, tag)}
		if dated {
			cells = append(cells, p.Value.AsOf.Format(tag))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// Describe implements Chart.
func (b Bars) Describe(tag lang.Tag) string {
	if len(b.Points) == 0 {
		return lang.Say(tag, "chart.nothing")
	}
	first, last := b.Points[0], b.Points[len(b.Points)-1]
	all := []string{lang.Say(tag, "chart.bars", lang.Args{
		"n": len(b.Points), "first": labelOf(first.Label, tag).text, "last": labelOf(last.Label, tag).text,
	})}
	return sentences(tag, append(all, b.spokenOf(tag)...))
}

// spokenOf says which value is the highest, what is highlighted, and what is missing.
func (b Bars) spokenOf(tag lang.Tag) (all []string) {
	k := kindOf(b.values())
	if most, ok := b.highest(k); ok {
		all = append(all, lang.Say(tag, "chart.bars.highest", lang.Args{
			"label": labelOf(most.Label, tag).text, "value": said(most.Value, tag),
		}))
	}
	for _, p := range b.Points {
		if p.Accent {
			all = append(all, lang.Say(tag, "chart.bars.accent", lang.Args{
				"label": labelOf(p.Label, tag).text, "value": said(p.Value, tag),
			}))
		}
	}
	return append(all, missing(tag, k, b.values())...)
}

// missing says how many values have no bar.
func missing(tag lang.Tag, k kind, values []figure.Figure) (all []string) {
	gaps, others := 0, 0
	for _, f := range values {
		switch {
		case !known(f):
			gaps++
		case !k.draws(f):
			others++
		}
	}
	if gaps > 0 {
		all = append(all, lang.Say(tag, "chart.missing", lang.Args{"n": gaps}))
	}
	if others > 0 {
		all = append(all, lang.Say(tag, "chart.others", lang.Args{"n": others}))
	}
	return all
}

func (b Bars) values() []figure.Figure {
	var all []figure.Figure
	for _, p := range b.Points {
		all = append(all, p.Value)
	}
	return all
}

// highest returns the point that is certainly above all others that are drawn.
func (b Bars) highest(k kind) (Point, bool) {
	for i, p := range b.Points {
		above := k.draws(p.Value)
		others := 0
		for j, q := range b.Points {
			if j != i && k.draws(q.Value) {
				others++
				above = above && p.Value.Interval.Compare(q.Value.Interval) == figure.Higher
			}
		}
		if above && others > 0 {
			return p, true
		}
	}
	return Point{}, false
}

const labelGap = 6 * pixel

// fits reports whether columns have room for every label in a narrow drawing.
func (b Bars) fits(c *canvas, k kind) bool {
	low, high := k.ends(b.values())
	r := k.reads(low, high, c.tag)
	slot := (c.width - 44*pixel) / px(len(b.Points))
	for _, p := range b.Points {
		if inBold(measure(labelOf(p.Label, c.tag).text, small))+labelGap > slot || inBold(measure(c.value(p.Value, k, r), small))+labelGap > slot {
			return false
		}
	}
	return true
}

// A plot is what columns are drawn on.
type plot struct {
	kind    kind
	reading reading
	marks   []*big.Rat
	height  px
	open    bool // a column has an open end
	any     bool // there is a column
}

// plotOf returns the plot with room for all the values.
func plotOf(k kind, values []figure.Figure, height px, tag lang.Tag) plot {
	low, high := k.ends(values)
	return plot{
		kind: k, reading: k.reads(low, high, tag), height: height, any: k.any(values),
		marks: ticks(low, high, int64(height/(44*pixel)), k.whole(values)),
		open: slices.ContainsFunc(values, func(f figure.Figure) bool {
			return k.draws(f) && f.Interval.High == nil
		}),
	}
}

// caption writes the unit of an axis above it.
func (c *canvas) caption(r reading) {
	if r.caption != "" {
		c.text(words{y: c.y + 12*pixel, size: small, colour: soft, width: c.width}, c.own(r.caption))
		c.y += 14 * pixel
	}
}

// columns draws one column for each point.
func (b Bars) columns(c *canvas, p plot) {
	k, r, marks := p.kind, p.reading, p.marks
	left := px(0)
	for _, v := range marks {
		left = max(left, measure(r.tick(v), small))
	}
	left += 8 * pixel
	top := c.y + 22*pixel // room for a value above the highest tick
	if p.open {
		top += openLength
	}
	bottom := top + p.height
	up := axisOver(bottom, top, marks)
	if !p.any {
		marks = nil // an axis of nothing has no numbers
	}
	for _, v := range marks {
		y := up.at(v)
		c.line(line.stroke("1"), left, y, c.width, y)
		c.text(words{x: left - 8*pixel, y: y + 4*pixel, size: small, colour: soft, anchor: "end"}, c.own(r.tick(v)))
	}
	c.put("\n")

	n := px(len(b.Points))
	edge := func(i int) px { return left + (c.width-left)*px(i)/n }
	slot := (c.width - left) / n
	thick := min(slot*64/100, 56*pixel)
	tops := make([]px, len(b.Points)) // where each column ends, for the labels
	for i, p := range b.Points {
		tops[i] = up.zero()
		if !k.draws(p.Value) {
			continue
		}
		mid := (edge(i) + edge(i+1)) / 2
		s := span{c: c, axis: up, from: mid - thick/2, to: mid + thick/2, colour: strong}
		if p.Accent {
			s.colour = accent
		}
		c.begin(labelOf(p.Label, c.tag).text + c.colon() + said(p.Value, c.tag))
		tops[i] = s.draw(p.Value)
		c.end()
	}
	taken := b.gaps(c, k, edge, top, bottom)
	c.line(ink.stroke("1"), left, up.zero(), c.width, up.zero())
	b.writeValues(c, k, r, edge, tops, up, taken)
	c.y = bottom
	b.writeLabels(c, edge, slot)
}

// A box is the room that a text takes.
type box struct{ x0, x1, y0, y1 px }

func (a box) meets(o box) bool { return a.x0 < o.x1 && o.x0 < a.x1 && a.y0 < o.y1 && o.y0 < a.y1 }

// gaps hatches the slots without a bar, of which neighbours that say the same are one, and
// returns where it wrote why.
func (b Bars) gaps(c *canvas, k kind, edge func(int) px, top, bottom px) (taken []box) {
	for i := 0; i < len(b.Points); {
		f := b.Points[i].Value
		if k.draws(f) {
			i++
			continue
		}
		text := bare(f, c.tag)
		title := ""
		from := i
		for ; i < len(b.Points) && !k.draws(b.Points[i].Value) && bare(b.Points[i].Value, c.tag) == text; i++ {
			c.blank(b.Points[i].Value)
			if title != "" {
				title += "\n"
			}
			title += labelOf(b.Points[i].Label, c.tag).text + c.colon() + said(b.Points[i].Value, c.tag)
		}
		x0, x1 := edge(from)+pixel, edge(i)-pixel
		c.begin(title)
		c.rect(c.hatched(hatchGap), x0, top, x1, bottom)
		mid, w := (x0+x1)/2, measure(text, small)
		if l := c.own(text); w+2*labelGap <= x1-x0 {
			at := box{mid - w/2 - labelGap, mid + w/2 + labelGap, (top+bottom)/2 - 11*pixel, (top+bottom)/2 + 9*pixel}
			taken = append(taken, at)
			c.rect(paper.fill(), at.x0, at.y0, at.x1, at.y1)
			c.text(words{x: mid, y: (top+bottom)/2 + 3*pixel, size: small, colour: soft, anchor: "middle"}, l)
		} else if x1-x0 >= 11*pixel {
			w = min(w, bottom-top-4*labelGap)
			at := box{mid - 8*pixel, mid + 8*pixel, bottom - w - 3*labelGap, bottom - labelGap}
			taken = append(taken, at)
			c.rect(paper.fill(), at.x0, at.y0, at.x1, at.y1)
			c.text(words{x: mid + 4*pixel, y: bottom - 2*labelGap, size: small, colour: soft, upward: true, width: w}, l)
		}
		c.end()
	}
	return taken
}

// writeValues writes the values at the ends of their columns: first those spoken of, then
// the last, the first, and the others as far as they have room beside what is taken.
func (b Bars) writeValues(c *canvas, k kind, r reading, edge func(int) px, tops []px, up axis, taken []box) {
	zero := up.zero()
	order := []int{}
	for i, p := range b.Points {
		if p.Accent {
			order = append(order, i)
		}
	}
	order = append(order, len(b.Points)-1, 0)
	for i := range b.Points {
		order = append(order, i)
	}
	done := make([]bool, len(b.Points))
	for _, i := range order {
		p := b.Points[i]
		if done[i] || !k.draws(p.Value) {
			continue
		}
		done[i] = true
		text := r.short(p.Value)
		w := measure(text, small)
		if p.Accent {
			w = inBold(w)
		}
		w = min(w, c.width)
		mid := max(min((edge(i)+edge(i+1))/2, c.width-w/2), w/2)
		at := box{mid - w/2 - 2*pixel, mid + w/2 + 2*pixel, 0, 0}
		y, raised := tops[i]-5*pixel, false
		if tops[i] > zero {
			y = tops[i] + 14*pixel
		} else {
			// A text wider than its column stands above the neighbours that it reaches over.
			for j := range b.Points {
				if edge(j) < at.x1 && edge(j+1) > at.x0 && tops[j] <= zero {
					y = min(y, tops[j]-5*pixel)
				}
			}
			raised = y < tops[i]-11*pixel
		}
		at.y0, at.y1 = y-11*pixel, y+3*pixel
		if raised || slices.ContainsFunc(taken, at.meets) {
			// In a valley, or between others, it stands upright on its own column.
			center := (edge(i) + edge(i+1)) / 2
			own := box{center - 7*pixel, center + 7*pixel, tops[i] - w - 8*pixel, tops[i] - 4*pixel}
			// In a unit of its own it would be read as one of the axis: it stands in the table.
			if (r.caption == "" || text != bare(p.Value, r.tag)) && edge(i+1)-edge(i) >= 14*pixel && tops[i] <= zero && own.y0 >= up.to && !slices.ContainsFunc(taken, own.meets) {
				taken = append(taken, own)
				c.text(words{x: center + 4*pixel, y: tops[i] - 6*pixel, size: small, upward: true, bold: p.Accent}, c.own(text))
				continue
			}
			if !p.Accent || slices.ContainsFunc(taken, at.meets) {
				continue
			}
			// What is spoken of stands above them, at the end of a line from its column.
			c.line(accent.stroke("1"), center, tops[i]-2*pixel, center, y+4*pixel)
		}
		taken = append(taken, at)
		c.text(words{x: mid, y: y, size: small, anchor: "middle", bold: p.Accent, width: c.width}, c.own(text))
	}
	c.put("\n")
}

// writeLabels writes the names below the columns, each or every so many, and those spoken
// of in any case.
func (b Bars) writeLabels(c *canvas, edge func(int) px, slot px) {
	most := max(slot-labelGap, 110*pixel)
	width := func(i int) px {
		w := measure(labelOf(b.Points[i].Label, c.tag).text, small)
		if b.Points[i].Accent {
			w = inBold(w)
		}
		return min(w, most)
	}
	widest, anchor := px(0), len(b.Points)-1
	for i, p := range b.Points {
		widest = max(widest, width(i))
		if p.Accent {
			anchor = i
		}
	}
	stride := int((widest+labelGap)/max(slot, 1)) + 1
	if widest+labelGap <= slot {
		stride = 1
	}
	var order []int
	for i, p := range b.Points {
		if p.Accent {
			order = append(order, i)
		}
	}
	for i := range b.Points {
		if (i-anchor)%stride == 0 {
			order = append(order, i)
		}
	}
	c.y += 18 * pixel
	type reach struct{ x0, x1 px }
	var taken []reach
	done := make([]bool, len(b.Points))
	for _, i := range order {
		if done[i] {
			continue
		}
		done[i] = true
		w := width(i)
		mid := min((edge(i)+edge(i+1))/2, c.width-w/2)
		at := reach{mid - w/2, mid + w/2}
		free := true
		for _, o := range taken {
			free = free && (at.x1+labelGap/2 <= o.x0 || o.x1+labelGap/2 <= at.x0)
		}
		if !free {
			continue
		}
		taken = append(taken, at)
		c.text(words{x: mid, y: c.y, size: small, anchor: "middle", bold: b.Points[i].Accent, width: most}, labelOf(b.Points[i].Label, c.tag))
	}
	c.y += 4 * pixel
}

// colon stands between a name and its value.
func (c *canvas) colon() string { return lang.Say(c.tag, "chart.colon") }

// sum adds up the values of one kind; what is not known may be anything from zero.
func sum(k kind, values []figure.Figure) figure.Interval {
	total := figure.Point(new(big.Rat))
	for _, f := range values {
		switch {
		case k.draws(f):
			total = total.Add(f.Interval)
		default:
			total = total.Add(figure.Interval{Low: new(big.Rat), HighOpen: true})
		}
	}
	return total
}
