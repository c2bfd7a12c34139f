package chart

import (
	"cmp"
	"math/big"
	"slices"
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

// A CurvePoint is a day on which something happened: the share from it on, how many were
// looked at until then, and how many are looked at no longer from it on.
type CurvePoint struct {
	Days   int64
	Share  *big.Rat
	AtRisk int64
	Left   int64

	// Low and High are the ends of the confidence band; nil for none. A band is drawn where there
	// is one line alone.
	Low, High *big.Rat
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
	if len(v.Lines) == 1 {
		c.band(v.Lines[0].Points, at, up)
	}
	for i, l := range v.Lines {
		look := curveLooks[min(i, len(curveLooks)-1)]
		c.begin(v.spoken(l, tag))
		c.put(`<path %s%s d="M%s %s`, look.colour.stroke("2"), look.dash, at(0), up.at(big.NewRat(1, 1)))
		for _, p := range steps(l.Points, at) {
			c.put("H%sV%s", at(p.Days), up.at(p.Share))
		}
		c.put(`"/>`)
		c.end()
		c.leavings(l.Points, look.colour, at, up)
	}
	c.line(ink.stroke("1"), left, bottom, c.width, bottom)
	c.y = bottom + 20*pixel
	c.note(c.says("chart.curve.years"))
	c.y += 8 * pixel
	c.note(c.says("chart.curve.at_risk"))
	for i, l := range v.Lines {
		look := curveLooks[min(i, len(curveLooks)-1)]
		c.y += 18 * pixel
		c.put(`<path %s%s d="M0 %sH%s"/>`, look.colour.stroke("2"), look.dash, c.y-4*pixel, left-14*pixel)
		for y := int64(0); y <= years; y += step {
			anchor := "middle"
			if y+step > years {
				anchor = "end"
			}
			c.text(words{x: at(y * daysAYear), y: c.y, size: small, colour: soft, anchor: anchor}, c.own(plain(big.NewRat(atRisk(l.Points, y*daysAYear), 1), tag)))
		}
	}
	c.y += 6 * pixel
	for i, l := range v.Lines {
		look := curveLooks[min(i, len(curveLooks)-1)]
		c.y += 18 * pixel
		c.put(`<path %s%s d="M0 %sH%s"/>`, look.colour.stroke("2"), look.dash, c.y-4*pixel, 26*pixel)
		c.text(words{x: 34 * pixel, y: c.y, size: small, width: c.width - 34*pixel}, labelOf(l.Label, tag))
	}
	if len(v.Lines) == 1 && banded(v.Lines[0].Points) {
		c.y += 18 * pixel
		c.rect(tint2.fill(), 0, c.y-9*pixel, 26*pixel, c.y+pixel)
		c.text(words{x: 34 * pixel, y: c.y, size: small, width: c.width - 34*pixel}, c.says("chart.curve.band"))
	}
	if slices.ContainsFunc(v.Lines, func(l CurveLine) bool {
		return slices.ContainsFunc(l.Points, func(p CurvePoint) bool { return p.Left > 0 })
	}) {
		c.y += 18 * pixel
		c.line(ink.stroke("1"), 13*pixel, c.y-9*pixel, 13*pixel, c.y+pixel)
		c.text(words{x: 34 * pixel, y: c.y, size: small, width: c.width - 34*pixel}, c.says("chart.curve.left"))
	}
	return c.bytes()
}

// steps leaves out the points that end where the next one is drawn: of a day that is no
// wider than a fifth of a pixel nothing is seen but what it ends with.
func steps(all []CurvePoint, at func(int64) px) []CurvePoint {
	var out []CurvePoint
	for i, p := range all {
		if i+1 < len(all) && at(all[i+1].Days)-at(p.Days) < pixel/5 {
			continue
		}
		if n := len(out); n > 0 && i+1 < len(all) && p.Share.Cmp(out[n-1].Share) == 0 {
			continue
		}
		out = append(out, p)
	}
	return out
}

func banded(all []CurvePoint) bool {
	return slices.ContainsFunc(all, func(p CurvePoint) bool { return p.Low != nil && p.High != nil })
}

// band fills what lies between the ends of the confidence band.
func (c *canvas) band(all []CurvePoint, at func(int64) px, up axis) {
	if !banded(all) {
		return
	}
	one := big.NewRat(1, 1)
	ends := func(p CurvePoint) (low, high *big.Rat) {
		if p.Low == nil || p.High == nil {
			return p.Share, p.Share
		}
		return p.Low, p.High
	}
	drawn := steps(all, at)
	c.put(`<path %s d="M%s %s`, tint2.fill(), at(0), up.at(one))
	for _, p := range drawn {
		_, high := ends(p)
		c.put("H%sV%s", at(p.Days), up.at(high))
	}
	for i := len(drawn) - 1; i >= 0; i-- {
		low, _ := ends(drawn[i])
		c.put("V%sH%s", up.at(low), at(drawn[i].Days))
	}
	c.put(`V%sZ"/>`, up.at(one))
}

// leavings marks the days from which on some are looked at no longer: one mark where several
// would lie upon each other.
func (c *canvas) leavings(all []CurvePoint, look colour, at func(int64) px, up axis) {
	last := -10 * pixel
	for _, p := range all {
		if x := at(p.Days); p.Left > 0 && x-last >= 3*pixel {
			y := up.at(p.Share)
			c.line(look.stroke("1"), x, y-4*pixel, x, y+4*pixel)
			last = x
		}
	}
}

// atRisk is how many were looked at on a day.
func atRisk(all []CurvePoint, days int64) int64 {
	for _, p := range all {
		if p.Days >= days {
			return p.AtRisk
		}
	}
	return 0
}

// curveRows is how many rows of the table a line takes: of more points, what was reached after
// each quarter of the first year and each year stands in it.
const curveRows = 60

// rows are the points of a line that stand in the table.
func (l CurveLine) rows() []CurvePoint {
	if len(l.Points) <= curveRows {
		return l.Points
	}
	var out []CurvePoint
	next := int64(0)
	marks := []int64{91, 182, 273}
	for day := int64(daysAYear); day < l.Points[len(l.Points)-1].Days; day += daysAYear {
		marks = append(marks, day)
	}
	for _, m := range marks {
		i, _ := slices.BinarySearchFunc(l.Points, m+1, func(p CurvePoint, day int64) int { return cmp.Compare(p.Days, day) })
		if i > 0 && m > next {
			p := l.Points[i-1]
			p.Days, p.AtRisk, next = m, atRisk(l.Points, m), m
			out = append(out, p)
		}
	}
	return append(out, l.Points[len(l.Points)-1])
}

// Table implements Chart: each line with its days, how many were looked at, and the share, with its
// band where there is one.
func (v Curve) Table(tag lang.Tag) Table {
	t := Table{Head: []string{v.of(tag), lang.Say(tag, "chart.curve.days"), lang.Say(tag, "chart.curve.at_risk"), lang.Say(tag, "chart.curve.open")}}
	for _, l := range v.Lines {
		for _, p := range l.rows() {
			share := percentOf(p.Share, tag)
			if p.Low != nil && p.High != nil {
				share = lang.Say(tag, "chart.curve.between", lang.Args{"share": share, "low": percentOf(p.Low, tag), "high": percentOf(p.High, tag)})
			}
			t.Rows = append(t.Rows, []string{
				labelOf(l.Label, tag).text, plain(big.NewRat(p.Days, 1), tag), plain(big.NewRat(p.AtRisk, 1), tag), share,
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
