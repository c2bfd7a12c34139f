package chart

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"bridgehead/lang"
	"bridgehead/money"
)

// Rates is a rate over days, with the rate at which a verdict turns, the day whose rate
// was used, and the days on which the verdict would have been otherwise.
type Rates struct {
	About
	From, To money.Currency // the rate is units of To for one of From
	Days     []Day          // oldest first
	Turn     *big.Rat       // the rate at which the verdict turns; nil when none does
	Used     lang.Date      // the day whose rate was used, one of Days; "" for none
}

// A Day is one day of a rate.
type Day struct {
	Day       lang.Date
	Rate      *big.Rat // nil: not known, a gap in the line
	Otherwise bool     // the verdict would not have been that of the day used
}

// decimals returns how many decimals show every rate with four digits at least, and on its
// side of the turn.
func (r Rates) decimals() int {
	all := r.known()
	if r.Turn != nil {
		all = append(all, r.Turn)
	}
	if len(all) == 0 {
		return fewDecimals
	}
	n := fewDecimals
	if least := slices.MinFunc(all, (*big.Rat).Cmp); least.Sign() > 0 {
		for n < 20 && new(big.Rat).Mul(least, tenTo(n-3)).Cmp(big.NewRat(1, 1)) < 0 {
			n++
		}
	}
	// Rounding keeps the order, so that the nearest ones are enough.
	var below, above *big.Rat
	for _, v := range all {
		switch c := v.Cmp(cmp.Or(r.Turn, v)); {
		case c < 0 && (below == nil || v.Cmp(below) > 0):
			below = v
		case c > 0 && (above == nil || v.Cmp(above) < 0):
			above = v
		}
	}
	same := func(v *big.Rat) bool { return v != nil && printRate(v, n) == printRate(r.Turn, n) }
	for most := n + 6; n < most && (same(below) || same(above)); {
		n++
	}
	return n
}

// known returns the rates that are known.
func (r Rates) known() (all []*big.Rat) {
	for _, d := range r.Days {
		if d.Rate != nil {
			all = append(all, d.Rate)
		}
	}
	return all
}

func printRate(v *big.Rat, decimals int) string {
	return money.PrintNumber(v, lang.En, money.Style{Unit: "one", Digits: decimals, Pad: true})
}

// printer returns the function that writes the rates.
func (r Rates) printer(tag lang.Tag) func(*big.Rat) string {
	n := r.decimals()
	return func(v *big.Rat) string {
		if v == nil {
			return lang.Say(tag, "word.qualifier.unknown")
		}
		return printRate(v, n)
	}
}

// ends returns the least and the greatest rate, ok when there is one.
func (r Rates) ends() (low, high *big.Rat, ok bool) {
	all := r.known()
	if len(all) == 0 {
		return nil, nil, false
	}
	return slices.MinFunc(all, (*big.Rat).Cmp), slices.MaxFunc(all, (*big.Rat).Cmp), true
}

// SVG implements Chart.
func (r Rates) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(r, r.About, tag, width)
	low, high, ok := r.ends()
	if !ok {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	if r.Turn != nil && r.Turn.Cmp(low) < 0 {
		low = r.Turn
	}
	if r.Turn != nil && r.Turn.Cmp(high) > 0 {
		high = r.Turn
	}
	height := min(max(c.width*30/100, 180*pixel), 440*pixel)
	marks := ticks(low, high, int64(height/(40*pixel)), false)
	left := px(0)
	decimals := 0
	for _, v := range marks {
		_, fraction, _ := strings.Cut(plain(v, tag), ".")
		decimals = max(decimals, len(fraction))
	}
	tick := func(v *big.Rat) string { return printRate(v, decimals) }
	for _, v := range marks {
		left = max(left, measure(tick(v), small))
	}
	left = min(left+8*pixel, c.width/3)

	c.text(words{y: c.y + 12*pixel, size: small, colour: soft, width: c.width}, c.own(r.caption(tag)))
	c.y += 18 * pixel
	top := c.y + 20*pixel
	if r.Used == "" {
		top = c.y + 4*pixel
	}
	bottom := top + height
	up := axisOver(bottom, top, marks)
	says := r.printer(tag)
	along := r.along(left+6*pixel, c.width-6*pixel)

	// What would have been otherwise is hatched behind everything.
	for i := 0; i < len(r.Days); i++ {
		if !r.Days[i].Otherwise {
			continue
		}
		from := i
		for i+1 < len(r.Days) && r.Days[i+1].Otherwise {
			i++
		}
		x0, x1 := left, c.width
		if from > 0 {
			x0 = (along(r.Days[from-1].Day) + along(r.Days[from].Day)) / 2
		}
		if i+1 < len(r.Days) {
			x1 = (along(r.Days[i].Day) + along(r.Days[i+1].Day)) / 2
		}
		c.rect(c.hatched(hatchRest)+` opacity=".55"`, x0, top, x1, bottom)
	}
	for _, v := range marks {
		y := up.at(v)
		c.line(line.stroke("1"), left, y, c.width, y)
		c.text(words{x: left - 8*pixel, y: y + 4*pixel, size: small, colour: soft, anchor: "end", width: left - 8*pixel}, c.own(tick(v)))
	}
	c.put("\n")
	spots := make([]spot, len(r.Days))
	for i, d := range r.Days {
		spots[i] = spot{x: along(d.Day), known: d.Rate != nil}
		if d.Rate != nil {
			spots[i].y = up.at(d.Rate)
		}
	}
	r.drawLine(c, says, spots, top, bottom)
	if r.Turn != nil {
		r.drawTurn(c, says, spots, up.at(r.Turn), left, top, bottom)
	}
	r.drawUsed(c, says, up, along, left, top, bottom)
	c.line(ink.stroke("1"), left, bottom, c.width, bottom)
	c.y = bottom
	r.drawDays(c, along, left)
	if slices.ContainsFunc(r.Days, func(d Day) bool { return d.Otherwise }) {
		c.y += 4 * pixel
		c.rect(c.hatched(hatchRest)+` opacity=".55"`, 0, c.y+8*pixel, 22*pixel, c.y+18*pixel)
		for _, part := range wrap(r.counted(tag), small, c.width-30*pixel, 3) {
			c.y += 17 * pixel
			c.text(words{x: 30 * pixel, y: c.y, size: small, colour: soft}, c.own(part))
		}
	}
	return c.bytes()
}

// caption names the unit of the rate.
func (r Rates) caption(tag lang.Tag) string {
	return lang.Say(tag, "chart.rate.unit", lang.Args{"from": r.From.Name(tag), "to": r.To.Name(tag)})
}

// counted says on how many days the verdict would have been otherwise.
func (r Rates) counted(tag lang.Tag) string {
	n, of := 0, 0
	for _, d := range r.Days {
		if d.Rate != nil {
			of++
		}
		if d.Otherwise {
			n++
		}
	}
	return lang.Say(tag, "chart.rate.otherwise", lang.Args{"n": n, "of": of})
}

// along returns the positions of days, as many apart as there are days between them.
func (r Rates) along(from, to px) func(lang.Date) px {
	first, last := r.Days[0].Day.Time(), r.Days[len(r.Days)-1].Day.Time()
	span := px(days(first, last))
	return func(d lang.Date) px {
		if span <= 0 {
			return (from + to) / 2
		}
		return from + ((to-from)*px(days(first, d.Time()))+span/2)/span
	}
}

func days(from, to time.Time) int64 { return int64(to.Sub(from) / (24 * time.Hour)) }

// A spot is where a day stands in the drawing.
type spot struct {
	x, y  px
	known bool
}

// drawLine draws the rates, broken where one is not known. Days stand out as points, those
// otherwise as hollow squares, where there is room.
func (r Rates) drawLine(c *canvas, says func(*big.Rat) string, spots []spot, top, bottom px) {
	pen := "M"
	c.put(`<path d="`)
	for _, s := range spots {
		if !s.known {
			c.keys[markGap] = true
			pen = "M"
			continue
		}
		c.put("%s%s %s", pen, s.x, s.y)
		pen = "L"
	}
	c.put(`" %s stroke-linejoin="round" stroke-linecap="round"/>`+"\n", ink.stroke("1.75"))
	length := spots[len(spots)-1].x - spots[0].x
	room, crowd := px(len(r.Days))*8*pixel <= length, px(len(r.Days))*pixel > length
	for i, d := range r.Days {
		x, y := spots[i].x, spots[i].y
		if d.Rate != nil && crowd {
			continue
		}
		c.begin(d.Day.Format(c.tag) + c.colon() + says(d.Rate))
		if d.Rate == nil {
			x0, x1 := x-4*pixel, x+4*pixel
			if i > 0 {
				x0 = (spots[i-1].x + x) / 2
			}
			if i+1 < len(r.Days) {
				x1 = (spots[i+1].x + x) / 2
			}
			c.rect(c.hatched(hatchGap), x0, top, x1, bottom)
			c.end()
			continue
		}
		switch {
		case d.Otherwise && room:
			c.put(`<rect x="%s" y="%s" width="6" height="6" %s/>`, x-3*pixel, y-3*pixel, paper.fill())
			c.put(`<rect x="%s" y="%s" width="6" height="6" %s/>`, x-3*pixel, y-3*pixel, ink.stroke("1.5"))
		case room:
			c.put(`<circle cx="%s" cy="%s" r="2.5" %s/>`, x, y, ink.fill())
		default: // a place for the pointer to rest on
			c.put(`<circle cx="%s" cy="%s" r="4" fill="none" pointer-events="all"/>`, x, y)
		}
		c.end()
	}
}

// drawTurn draws the line at which the verdict turns and writes its rate where the fewest
// days are in the way.
func (r Rates) drawTurn(c *canvas, says func(*big.Rat) string, spots []spot, y, left, top, bottom px) {
	c.line(accent.stroke("1.75")+` stroke-dasharray="7 4"`, left, y, c.width, y)
	text := c.says("chart.rate.turns", lang.Args{"rate": says(r.Turn)})
	w := min(inBold(measure(text.text, small)), c.width-left)
	best, fewest := [2]px{left + 6*pixel, y - 6*pixel}, len(r.Days)+1
	for _, place := range [][2]px{
		{c.width - w - 4*pixel, y - 6*pixel},
		{c.width - w - 4*pixel, y + 15*pixel},
		{left + 6*pixel, y - 6*pixel},
		{left + 6*pixel, y + 15*pixel},
	} {
		if place[1] > bottom-3*pixel || place[1] < top+9*pixel {
			continue
		}
		n := 0
		for _, s := range spots {
			if s.known && s.x >= place[0]-4*pixel && s.x <= place[0]+w+4*pixel && s.y >= place[1]-15*pixel && s.y <= place[1]+6*pixel {
				n++
			}
		}
		if n < fewest {
			best, fewest = place, n
		}
	}
	c.rect(paper.fill()+` opacity=".85"`, best[0]-2*pixel, best[1]-12*pixel, best[0]+w+2*pixel, best[1]+4*pixel)
	c.text(words{x: best[0], y: best[1], size: small, colour: accent, bold: true, width: w}, text)
	c.put("\n")
}

// drawUsed marks the day whose rate was used.
func (r Rates) drawUsed(c *canvas, says func(*big.Rat) string, up axis, along func(lang.Date) px, left, top, bottom px) {
	i := slices.IndexFunc(r.Days, func(d Day) bool { return d.Day == r.Used && r.Used != "" })
	if i < 0 {
		return
	}
	d := r.Days[i]
	x := along(d.Day)
	c.line(ink.stroke("1"), x, top-4*pixel, x, bottom)
	if d.Rate != nil {
		c.put(`<circle cx="%s" cy="%s" r="5.5" %s/>`, x, up.at(d.Rate), accent.fill())
		c.put(`<circle cx="%s" cy="%s" r="5.5" %s/>`, x, up.at(d.Rate), ink.stroke("1.5"))
	}
	text := c.says("chart.rate.used", lang.Args{"day": d.Day, "rate": says(d.Rate)})
	w := inBold(measure(text.text, small))
	place := words{x: min(max(x, left+w/2), c.width-w/2), y: top - 8*pixel, size: small, bold: true, anchor: "middle", width: c.width}
	if w > c.width-left {
		place.x = c.width / 2
	}
	c.text(place, text)
	c.put("\n")
}

// drawDays writes the calendar below the line.
func (r Rates) drawDays(c *canvas, along func(lang.Date) px, left px) {
	first, last := r.Days[0].Day, r.Days[len(r.Days)-1].Day
	room := int64((c.width - left) / (62 * pixel))
	all, months := calendar(first, last, room)
	c.y += 17 * pixel
	year := -1
	for _, d := range all {
		x := along(d)
		c.line(ink.stroke("1"), x, c.y-17*pixel, x, c.y-13*pixel)
		place := words{x: x, y: c.y, size: small, colour: soft, anchor: "middle"}
		text := shortDay(d, c.tag, months)
		if w := measure(text, small); x+w/2 > c.width {
			place.x, place.anchor = c.width, "end"
		}
		c.text(place, c.own(text))
		if t := d.Time(); t.Year() != year {
			year = t.Year()
			place.y += 16 * pixel
			place.bold = true
			c.text(place, c.own(yearOf(year, c.tag)))
		}
	}
	c.y += 20 * pixel
	c.put("\n")
}

// calendar returns the days to name between two, at most as many as there is room for:
// every so many days, or the first days of months, which it then says.
func calendar(first, last lang.Date, room int64) (all []lang.Date, months bool) {
	room = max(room, 2)
	span := days(first.Time(), last.Time())
	for _, step := range []int64{1, 2, 7, 14} {
		if span/step < room {
			for n := int64(0); n <= span; n += step {
				all = append(all, first.AddDays(int(n)))
			}
			return all, false
		}
	}
	for _, step := range []int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600} {
		all = nil
		t := first.Time()
		t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		for ; !t.After(last.Time()); t = t.AddDate(0, 1, 0) {
			if month := t.Year()*12 + int(t.Month()) - 1; month%step == 0 && !t.Before(first.Time()) {
				all = append(all, lang.DateOf(t))
			}
		}
		if int64(len(all)) <= room {
			break
		}
	}
	return all, true
}

// shortDay names a day without its year.
func shortDay(d lang.Date, tag lang.Tag, month bool) string {
	t := d.Time()
	switch {
	case tag == lang.En && month:
		return t.Format("Jan")
	case tag == lang.En:
		return t.Format("2 Jan")
	case month:
		return fmt.Sprintf("%d月", t.Month())
	}
	return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
}

func yearOf(year int, tag lang.Tag) string {
	if tag == lang.En {
		return fmt.Sprint(year)
	}
	return fmt.Sprintf("%d年", year)
}

// Table implements Chart: day, rate and verdict, and last the rate at which it turns.
func (r Rates) Table(tag lang.Tag) Table {
	says := r.printer(tag)
	t := Table{Head: []string{lang.Say(tag, "chart.rate.day"), r.caption(tag), lang.Say(tag, "chart.rate.verdict")}}
	for _, d := range r.Days {
		verdict := "chart.rate.same"
		switch {
		case d.Rate == nil:
			verdict = "word.qualifier.unknown"
		case d.Day == r.Used:
			verdict = "chart.rate.this"
		case d.Otherwise:
			verdict = "chart.rate.other"
		}
		t.Rows = append(t.Rows, []string{d.Day.Format(tag), says(d.Rate), lang.Say(tag, verdict)})
	}
	if r.Turn != nil {
		t.Rows = append(t.Rows, []string{lang.Say(tag, "chart.rate.turn"), says(r.Turn), ""})
	}
	return t
}

// Describe implements Chart.
func (r Rates) Describe(tag lang.Tag) string {
	low, high, ok := r.ends()
	if !ok {
		return lang.Say(tag, "chart.nothing")
	}
	says := r.printer(tag)
	all := []string{lang.Say(tag, "chart.rate", lang.Args{
		"unit": r.caption(tag), "first": r.Days[0].Day, "last": r.Days[len(r.Days)-1].Day,
		"low": says(low), "high": says(high),
	})}
	unknown := 0
	for _, d := range r.Days {
		if d.Day == r.Used && r.Used != "" {
			all = append(all, lang.Say(tag, "chart.rate.used.sentence", lang.Args{"day": d.Day, "rate": says(d.Rate)}))
		}
		if d.Rate == nil {
			unknown++
		}
	}
	if r.Turn != nil {
		all = append(all, lang.Say(tag, "chart.rate.turns.sentence", lang.Args{"rate": says(r.Turn)}), r.counted(tag))
	}
	if unknown > 0 {
		all = append(all, lang.Say(tag, "chart.missing", lang.Args{"n": unknown}))
	}
	return sentences(tag, all)
}
