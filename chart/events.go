package chart

import (
	"slices"
	"strconv"

	"bridgehead/lang"
)

// Events are things that happened, each on a line of its own below the others, on one axis of time.
// What is known of a date only in part takes up all the days that it may have been; what is not known
// at all is hatched, up to the day by which it was, where that is known.
type Events struct {
	About
	Events []Event
}

// An Event is one thing.
type Event struct {
	Label lang.Text
	Began lang.Partial // "" when it is not known
	Ended lang.Partial // "" when it goes on, or is not known
	Goes  bool         // it goes on: up to the end of the axis
	By    lang.Date    // a day on which it is known to have begun, where the source is of that day
}

// SVG implements Chart.
func (e Events) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(e, e.About, tag, width)
	if len(e.Events) == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	first, last := e.years()
	side := c.width * 2 / 5
	if c.wide() {
		side = c.width * 3 / 10
	}
	from, to := side+8*pixel, c.width-14*pixel
	total := daysApart(lang.Date(strconv.Itoa(first)+"-01-01"), lang.Date(strconv.Itoa(last+1)+"-01-01"))
	at := func(d lang.Date) px {
		n := daysApart(lang.Date(strconv.Itoa(first)+"-01-01"), d)
		return from + (to-from)*px(max(0, min(n, total)))/px(total)
	}
	c.y += 16 * pixel
	// Years on the axis, as many as there is room for.
	step := 1
	for (last-first+1)/step*44 > int((to-from)/pixel) {
		step++
	}
	head := c.y
	const high, bar = 36 * pixel, 12 * pixel
	bottom := head + 8*pixel + high*px(len(e.Events))
	for y := first; y <= last+1; y++ {
		x := at(lang.Date(strconv.Itoa(y) + "-01-01"))
		c.line(line.stroke("1"), x, head+4*pixel, x, bottom)
		if (y-first)%step == 0 && y <= last {
			mid := (x + at(lang.Date(strconv.Itoa(min(y+step, last+1))+"-01-01"))) / 2
			c.text(words{x: mid, y: head, size: small, anchor: "middle", colour: soft}, c.own(strconv.Itoa(y)))
		}
	}
	c.y = head + 8*pixel
	for _, event := range e.Events {
		c.begin(event.said(tag))
		l := linesOf(labelOf(event.Label, tag), body, side-8*pixel, false)
		y := c.y + (high-l.height())/2
		for _, text := range l.all {
			y += l.size * 12 / 10
			c.text(words{x: 0, y: y - l.size*3/10, size: l.size}, label{text, l.tag})
		}
		mid := c.y + high/2
		c.event(event, at, from, to, mid-bar/2, mid+bar/2)
		c.end()
		c.y += high
	}
	c.line(line.stroke("1"), from, bottom, to, bottom)
	c.y = bottom + 6*pixel
	if slices.ContainsFunc(e.Events, func(x Event) bool { return x.Began == "" }) {
		c.note(c.says("chart.events.key"))
	}
	return c.bytes()
}

// event draws one on its line.
func (c *canvas) event(e Event, at func(lang.Date) px, from, to, top, bottom px) {
	if e.Began == "" {
		end := to
		if e.By != "" {
			end = max(at(e.By), from+4*pixel)
		}
		c.rect(c.hatched(hatchGap), from, top, end, bottom)
		c.rect(line.stroke("1"), from+pixel/2, top+pixel/2, end-pixel/2, bottom-pixel/2)
		if e.By != "" {
			c.line(accent.stroke("3"), end, top-4*pixel, end, bottom+4*pixel)
		}
		return
	}
	x0, x1 := at(e.Began.First()), at(e.Began.Last().AddDays(1))
	end := x1
	switch {
	case e.Ended != "":
		end = at(e.Ended.Last().AddDays(1))
	case e.Goes:
		end = to
	}
	if end > x1 {
		c.rect(tint3.fill(), x1, top, end, bottom)
	}
	c.rect(accent.fill(), x0, top, max(x1, x0+4*pixel), bottom)
}

// years are the first and the last year of the axis.
func (e Events) years() (first, last int) {
	take := func(y int) {
		if y == 0 {
			return
		}
		if first == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	for _, x := range e.Events {
		take(x.Began.Year())
		take(x.Ended.Year())
		take(lang.Partial(x.By).Year())
	}
	if first == 0 {
		return 2000, 2000
	}
	return first, last
}

func daysApart(a, b lang.Date) int { return int(b.Time().Sub(a.Time()).Hours()) / 24 }

// when says when it was as far as that is known.
func (e Event) when(tag lang.Tag) string {
	switch {
	case e.Began == "" && e.By != "":
		return lang.Say(tag, "chart.events.by", lang.Args{"day": e.By})
	case e.Began == "":
		return lang.Say(tag, "chart.events.unknown")
	case e.Ended != "":
		return lang.Say(tag, "chart.events.until", lang.Args{"from": e.Began.In(tag), "until": e.Ended.In(tag)})
	case e.Goes:
		return lang.Say(tag, "chart.events.since", lang.Args{"from": e.Began.In(tag)})
	}
	return e.Began.In(tag)
}

func (e Event) said(tag lang.Tag) string {
	return labelOf(e.Label, tag).text + lang.Say(tag, "chart.events.colon") + e.when(tag)
}

// Table implements Chart.
func (e Events) Table(tag lang.Tag) Table {
	t := Table{Head: []string{e.of(tag), lang.Say(tag, "chart.events.when")}}
	for _, x := range e.Events {
		t.Rows = append(t.Rows, []string{labelOf(x.Label, tag).text, x.when(tag)})
	}
	return t
}

// Describe implements Chart.
func (e Events) Describe(tag lang.Tag) string {
	if len(e.Events) == 0 {
		return lang.Say(tag, "chart.nothing")
	}
	known := 0
	for _, x := range e.Events {
		if x.Began != "" {
			known++
		}
	}
	return lang.Say(tag, "chart.events.told", lang.Args{"n": len(e.Events), "known": known})
}
