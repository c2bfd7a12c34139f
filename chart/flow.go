package chart

import (
	"math/big"

	"bridgehead/figure"
	"bridgehead/lang"
)

// A Flow is what goes from one place to another and what comes back, as two opposed
// arrows whose breadth is the amount.
type Flow struct {
	About
	A, B  lang.Text     // the two places
	There figure.Figure // from A to B
	Back  figure.Figure // from B to A
}

// SVG implements Chart.
func (f Flow) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(f, f.About, tag, width)
	k := kindOf(f.values())
	_, high := k.ends(f.values())
	if high.Sign() == 0 {
		high = big.NewRat(1, 1)
	}
	most, post := 40*pixel, 5*pixel
	size := 16 * pixel
	if c.wide() {
		most, size = 64*pixel, 20*pixel
	}
	breadth := axis{0, most, new(big.Rat), high}

	c.y += 16 * pixel
	c.text(words{y: c.y, size: body, bold: true, width: c.width/2 - 8*pixel}, labelOf(f.A, tag))
	c.text(words{x: c.width, y: c.y, size: body, bold: true, anchor: "end", width: c.width/2 - 8*pixel}, labelOf(f.B, tag))
	top := c.y + 8*pixel
	c.y = top
	f.arrow(c, k, breadth, f.There, post+8*pixel, c.width-post-4*pixel, size, accent)
	c.y += 6 * pixel
	f.arrow(c, k, breadth, f.Back, c.width-post-8*pixel, post+4*pixel, size, strong)
	c.rect(ink.fill(), 0, top, post, c.y)
	c.rect(ink.fill(), c.width-post, top, c.width, c.y)
	return c.bytes()
}

// arrow writes a value and draws its arrow below it, from its tail to its tip.
func (f Flow) arrow(c *canvas, k kind, breadth axis, v figure.Figure, tail, tip, size px, colour colour) {
	from, to := labelOf(f.A, c.tag), labelOf(f.B, c.tag)
	toward, anchor := px(1), ""
	if tip < tail {
		from, to, toward, anchor = to, from, -1, "end"
	}
	room := (tip-tail)*toward - 8*pixel
	c.begin(from.text + " → " + to.text + c.colon() + said(v, c.tag) + dated(c.tag, v, " "))
	for size > small && inBold(measure(said(v, c.tag), size)) > room {
		size -= pixel
	}
	c.y += size + 8*pixel
	c.text(words{x: tail, y: c.y, size: size, bold: true, anchor: anchor, width: room}, c.own(said(v, c.tag)))
	if v.AsOf != "" {
		c.y += 17 * pixel
		c.text(words{x: tail, y: c.y, size: small, colour: soft, anchor: anchor, width: room}, c.own(dated(c.tag, v, "")))
	}

	const head = 7 * pixel // by which the head is broader on each side
	solid, end := px(0), px(0)
	switch {
	case !k.draws(v):
		c.blank(v)
	case v.Interval.Low == nil:
		end = breadth.at(v.Interval.High)
	case v.Interval.High == nil:
		solid = max(breadth.at(v.Interval.Low), 0)
		end = solid + openLength*2/3
	default:
		solid, end = max(breadth.at(v.Interval.Low), 0), max(breadth.at(v.Interval.High), 0)
	}
	// Its head shows that there is something, however little it is.
	if low := v.Interval.Low; k.draws(v) && low != nil && low.Sign() > 0 {
		solid = max(solid, 1)
		end = max(end, solid)
	}
	y := c.y + 7*pixel + head
	neck := func(breadth, head px) px { return tip - toward*(breadth/2+head) }
	switch {
	case !k.draws(v):
		end = 16 * pixel
		c.put(`<path d="%s" %s stroke="currentColor" stroke-dasharray="3 3" %s/>`, outline(tail, neck(end, head), tip, y, end, head), strong.attr(), c.hatched(hatchGap))
	case solid == 0 && end == 0: // nothing: the way alone
		c.line(soft.stroke("1")+` stroke-dasharray="1 4"`, tail, y, tip, y)
	default:
		shape := outline(tail, neck(end, head), tip, y, end, head)
		if end > solid {
			look := `fill="currentColor" fill-opacity=".28"`
			if v.Interval.High == nil {
				look = `fill="none"`
				c.keys[markOpen] = true
			} else {
				c.keys[markRange] = true
			}
			c.put(`<path d="%s" %s %s stroke="currentColor" stroke-dasharray="4 3"/>`, shape, colour.attr(), look)
			// The certain part lies in the middle of it.
			if solid > 0 {
				part := head * solid / end
				c.put(`<path d="%s" %s/>`, outline(tail, neck(solid, part), tip, y+(end-solid)/2, solid, part), colour.fill())
			}
		} else {
			c.put(`<path d="%s" %s/>`, shape, colour.fill())
		}
	}
	c.end()
	c.y = y + end + head + 6*pixel
}

// outline is the path of an arrow whose shaft lies between y and y + breadth.
func outline(tail, neck, tip, y, breadth, head px) string {
	mid := y + breadth/2
	p := func(x, y px) string { return x.String() + " " + y.String() }
	return "M" + p(tail, y) + "L" + p(neck, y) + "L" + p(neck, y-head) + "L" + p(tip, mid) +
		"L" + p(neck, y+breadth+head) + "L" + p(neck, y+breadth) + "L" + p(tail, y+breadth) + "Z"
}

// dated returns the reference date of a figure after a lead, "" when it has none.
func dated(tag lang.Tag, f figure.Figure, lead string) string {
	if f.AsOf == "" {
		return ""
	}
	return lead + lang.Say(tag, "chart.as_of", lang.Args{"day": f.AsOf})
}

func (f Flow) values() []figure.Figure { return []figure.Figure{f.There, f.Back} }

// Table implements Chart: direction, value and reference date.
func (f Flow) Table(tag lang.Tag) Table {
	a, b := labelOf(f.A, tag).text, labelOf(f.B, tag).text
	return Table{
		Head: []string{lang.Say(tag, "word.direction"), lang.Say(tag, "chart.value"), lang.Say(tag, "word.as_of")},
		Rows: [][]string{
			{a + " → " + b, said(f.There, tag), f.There.AsOf.Format(tag)},
			{b + " → " + a, said(f.Back, tag), f.Back.AsOf.Format(tag)},
		},
	}
}

// Describe implements Chart.
func (f Flow) Describe(tag lang.Tag) string {
	a, b := labelOf(f.A, tag).text, labelOf(f.B, tag).text
	var all []string
	for _, d := range []struct {
		from, to string
		v        figure.Figure
	}{{a, b, f.There}, {b, a, f.Back}} {
		key := "chart.flow"
		if d.v.AsOf != "" {
			key = "chart.flow.as_of"
		}
		all = append(all, lang.Say(tag, key, lang.Args{"from": d.from, "to": d.to, "value": said(d.v, tag), "day": d.v.AsOf}))
	}
	k := kindOf(f.values())
	if k.draws(f.There) && k.draws(f.Back) {
		switch f.There.Interval.Compare(f.Back.Interval) {
		case figure.Higher:
			all = append(all, lang.Say(tag, "chart.flow.more", lang.Args{"from": a, "to": b}))
		case figure.Lower:
			all = append(all, lang.Say(tag, "chart.flow.more", lang.Args{"from": b, "to": a}))
		case figure.Undecided:
			all = append(all, lang.Say(tag, "chart.flow.unsure"))
		}
	}
	if f.There.AsOf != "" && f.Back.AsOf != "" && f.There.AsOf != f.Back.AsOf {
		all = append(all, lang.Say(tag, "chart.flow.dates"))
	}
	return sentences(tag, append(all, missing(tag, k, f.values())...))
}
