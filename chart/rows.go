package chart

import (
	"math/big"

	"bridgehead/figure"
)

// A row is one horizontal bar with its name before and its value behind it.
type row struct {
	label  label
	value  figure.Figure
	strong bool     // name and value in bold
	colour colour   // of the bar
	rest   bool     // hatched with an outline: it is what nobody broke down
	beyond *big.Rat // what reaches further than this is hatched; nil for none
}

const (
	rowHeight = 25 * pixel
	barHeight = 14 * pixel
)

// rows draws the bars below each other on one axis. A line goes down through all of them
// at the value of through, when one is given.
func (c *canvas) rows(all []row, k kind, through *big.Rat) {
	var values []figure.Figure
	for _, r := range all {
		values = append(values, r.value)
	}
	low, high := k.ends(values)
	reading := k.reads(low, high, c.tag)

	// The names and the values take what they need, within bounds; the bars have the rest.
	texts, widest := make([]string, len(all)), px(0)
	names := px(0)
	for i, r := range all {
		texts[i] = c.value(r.value, k, reading)
		if k.draws(r.value) { // the others have the room of their bar as well
			widest = max(widest, r.width(texts[i]))
		}
		names = max(names, r.width(r.label.text))
	}
	names, widest = min(names, c.width*34/100), min(widest, c.width*40/100)
	left, right := names+10*pixel, c.width-widest-10*pixel
	end := right
	for _, v := range values {
		if k.draws(v) && v.Interval.High == nil {
			end = right - openLength
		}
	}

	apart := max(64*pixel, measure(reading.tick(high), small)+12*pixel)
	marks := ticks(low, high, int64((end-left)/apart), k.whole(values))
	line0 := axisOver(left, end, marks)
	caption := c.own(reading.caption)
	top := c.y + 18*pixel
	if measure(caption.text, small) > names && caption.text != "" {
		top += 16 * pixel
	}
	if caption.text != "" {
		c.text(words{y: c.y + 12*pixel, size: small, colour: soft, width: c.width}, caption)
	}
	bottom := top + rowHeight*px(len(all)) + 4*pixel
	if !k.any(values) {
		marks = nil // an axis of nothing has no numbers
	}
	free := px(0) // from where there is room for a number
	for _, v := range marks {
		at := line0.at(v)
		c.line(line.stroke("1"), at, top, at, bottom)
		text := reading.tick(v)
		half := measure(text, small) / 2
		if mid := min(at, c.width-half); mid-half >= free {
			c.text(words{x: mid, y: top - 6*pixel, size: small, colour: soft, anchor: "middle"}, c.own(text))
			free = mid + half + 6*pixel
		}
	}
	c.put("\n")

	for i, r := range all {
		y := top + 4*pixel + rowHeight*px(i)
		base := y + rowHeight/2 + 3*pixel
		c.begin(r.label.text + c.colon() + said(r.value, c.tag))
		c.name(r, names, base)
		s := span{
			c: c, axis: line0, horizontal: true, colour: r.colour,
			from: y + (rowHeight-barHeight)/2 - pixel, to: y + (rowHeight+barHeight)/2 - pixel,
		}
		switch {
		case !k.draws(r.value):
			c.blank(r.value)
			s.rect(c.hatched(hatchGap), left, min(end, c.width-r.width(texts[i])-labelGap))
		case r.rest:
			s.look = c.hatched(hatchRest) + ` ` + strong.attr() + ` stroke="currentColor"`
			s.draw(r.value)
		case r.beyond != nil:
			if low := r.value.Interval.Low; low != nil && low.Cmp(r.beyond) > 0 {
				s.solid(line0.zero(), line0.at(r.beyond))
				s.look = c.hatched(hatchRest) + ` ` + strong.attr() + ` stroke="currentColor"`
				s.solid(line0.at(r.beyond), line0.at(low))
				break
			}
			s.draw(r.value)
		default:
			s.draw(r.value)
		}
		room := c.width - left
		if k.draws(r.value) {
			room = widest + pixel
		}
		c.text(words{
			x: c.width, y: base, size: body, anchor: "end", bold: r.strong, width: room,
			colour: c.valueColour(r.value, k),
		}, c.own(texts[i]))
		c.end()
	}
	if through != nil {
		at := line0.at(through)
		c.line(ink.stroke("1.25")+` stroke-dasharray="5 3"`, at, top, at, bottom)
	}
	c.line(ink.stroke("1"), line0.zero(), top, line0.zero(), bottom)
	c.y = bottom
}

// width returns how much room a text of the row takes.
func (r row) width(text string) px {
	if r.strong {
		return inBold(measure(text, body))
	}
	return measure(text, body)
}

// name writes the name of a row, in two lines where one is not enough.
func (c *canvas) name(r row, width, base px) {
	w := words{x: width, y: base, size: body, anchor: "end", bold: r.strong, width: width}
	if r.width(r.label.text) <= width {
		c.text(w, r.label)
		return
	}
	const size = 11 * pixel
	room := width
	if r.strong {
		room = inRegular(width)
	}
	c.put("<g><title>%s</title>", clean(r.label.text))
	w.size, w.width = size, 0
	lines := wrap(r.label.text, size, room, 2)
	w.y -= px(len(lines)-1) * 6 * pixel
	for _, part := range lines {
		c.text(w, label{part, r.label.tag})
		w.y += 12 * pixel
	}
	c.put("</g>")
}

// value returns what is written beside a bar: the number in the unit of the axis; in full
// for what is not on the axis.
func (c *canvas) value(f figure.Figure, k kind, r reading) string {
	if k.draws(f) {
		return r.short(f)
	}
	return bare(f, c.tag)
}

func (c *canvas) valueColour(f figure.Figure, k kind) colour {
	if k.draws(f) {
		return ink
	}
	return soft
}

// blank notes that a value has no bar, and why.
func (c *canvas) blank(f figure.Figure) {
	if known(f) {
		c.keys[markOther] = true
	} else {
		c.keys[markGap] = true
	}
}
