package chart

import (
	"math/big"
	"strconv"

	"bridgehead/lang"
	"bridgehead/money"
)

// Curve is shares that change on certain days and stay in between: the survival curve since
// signing, until each of several stages is reached. It begins at 1, on day 0.
type Curve struct {
	About
	Lines []CurveLine // at most three are told apart
}

// A CurveLine is one of the curves.
type CurveLine struct {
	Label  lang.Text
	Points []CurvePoint // in the order of the days
}

// A CurvePoint is a day on which something happened: the share from it on, and how many were
// looked at until then.
type CurvePoint struct {
	Days   int64
	Share  *big.Rat
	AtRisk int64
}

// curveLooks are how the lines are drawn, so that they are told apart without colour too.
var curveLooks = []struct {
	colour colour
	dash   string
}{{accent, ""}, {ink, ` stroke-dasharray="6 4"`}, {soft, ` stroke-dasharray="2 3"`}}

const daysAYear = 365

// last is the last day of all lines.
func (v Curve) last() int64 {
	last := int64(0)
	for _, l := range v.Lines {
		for _, p := range l.Points {
			last = max(last, p.Days)
		}
	}
	return last
}

// percentOf writes a share in percent with one decimal.
func percentOf(r *big.Rat, tag lang.Tag) string {
	v := money.RoundHalfUp(new(big.Rat).Mul(r, big.NewRat(100, 1)), big.NewRat(1, 10))
	return plain(v, tag) + "%"
}

// SVG implements Chart.
func (v Curve) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(v, v.About, tag, width)
	last := v.last()
	if last == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	height := min(max(c.width*40/100, 200*pixel), 420*pixel)
	left := measure("100%", small) + 8*pixel
	c.text(words{y: c.y + 12*pixel, size: small, colour: soft, width: c.width}, c.says("chart.curve.share"))
	c.y += 26 * pixel
	top, bottom := c.y, c.y+height
	up := axis{bottom, top, new(big.Rat), big.NewRat(1, 1)}
	for n := int64(0); n <= 4; n++ {
		r := big.NewRat(n, 4)
		y := up.at(r)
		c.line(line.stroke("1"), left, y, c.width, y)
		c.text(words{x: left - 8*pixel, y: y + 4*pixel, size: small, colour: soft, anchor: "end", width: left}, c.own(percentOf(r, tag)))
	}
	years := (last + daysAYear - 1) / daysAYear
	along := axis{left, c.width - 6*pixel, new(big.Rat), big.NewRat(max(years, 1)*daysAYear, 1)}
	at := func(days int64) px { return along.at(big.NewRat(days, 1)) }
	step := max((years+int64(c.width/(70*pixel))-1)/max(int64(c.width/(70*pixel)), 1), 1)
	for y := int64(0); y <= years; y += step {
		x := at(y * daysAYear)
		c.line(line.stroke("1"), x, bottom, x, bottom+4*pixel)
		anchor := "middle"
		if y+step > years {
			anchor = "end"
		}
		c.text(words{x: x, y: bottom + 17*pixel, size: small, colour: soft, anchor: anchor}, c.own(strconv.FormatInt(y, 10)))
	}
	for i, l := range v.Lines {
		look := curveLooks[min(i, len(curveLooks)-1)]
		c.begin(v.spoken(l, tag))
		c.put(`<path %s%s d="M%s %s`, look.colour.stroke("2"), look.dash, at(0), up.at(big.NewRat(1, 1)))
		for _, p := range l.Points {
			c.put("H%sV%s", at(p.Days), up.at(p.Share))
		}
		c.put(`"/>`)
		c.end()
	}
	c.line(ink.stroke("1"), left, bottom, c.width, bottom)
	c.y = bottom + 20*pixel
	c.note(c.says("chart.curve.years"))
	for i, l := range v.Lines {
		look := curveLooks[min(i, len(curveLooks)-1)]
		c.y += 18 * pixel
		c.put(`<path %s%s d="M0 %sH%s"/>`, look.colour.stroke("2"), look.dash, c.y-4*pixel, 26*pixel)
		c.text(words{x: 34 * pixel, y: c.y, size: small, width: c.width - 34*pixel}, labelOf(l.Label, tag))
	}
	return c.bytes()
}

// Table implements Chart: each line with its days, how many were looked at, and the share.
func (v Curve) Table(tag lang.Tag) Table {
	t := Table{Head: []string{v.of(tag), lang.Say(tag, "chart.curve.days"), lang.Say(tag, "chart.curve.at_risk"), lang.Say(tag, "chart.curve.open")}}
	for _, l := range v.Lines {
		for _, p := range l.Points {
			t.Rows = append(t.Rows, []string{
				labelOf(l.Label, tag).text, plain(big.NewRat(p.Days, 1), tag), plain(big.NewRat(p.AtRisk, 1), tag), percentOf(p.Share, tag),
			})
		}
	}
	return t
}

// spoken says where a line ends.
func (v Curve) spoken(l CurveLine, tag lang.Tag) string {
	if len(l.Points) == 0 {
		return labelOf(l.Label, tag).text
	}
	p := l.Points[len(l.Points)-1]
	return lang.Say(tag, "chart.curve.ends", lang.Args{"label": labelOf(l.Label, tag).text, "days": plain(big.NewRat(p.Days, 1), tag), "share": percentOf(p.Share, tag)})
}

// Describe implements Chart.
func (v Curve) Describe(tag lang.Tag) string {
	if v.last() == 0 {
		return lang.Say(tag, "chart.nothing")
	}
	var all []string
	for _, l := range v.Lines {
		all = append(all, v.spoken(l, tag))
	}
	return sentences(tag, all)
}
