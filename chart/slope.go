package chart

import (
	"cmp"
	"math/big"
	"slices"

	"bridgehead/figure"
	"bridgehead/lang"
)

// A Slope puts two editions beside each other: one line for each thing compared, with its
// values at both ends.
type Slope struct {
	About
	From, To lang.Text // the names of the two editions
	Lines    []Line
}

// A Line leads from the value at one edition to that at the other. A zero Figure is not
// known; no line is drawn to it.
type Line struct {
	Label    lang.Text
	From, To figure.Figure
	Accent   bool
}

// SVG implements Chart.
func (s Slope) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(s, s.About, tag, width)
	if len(s.Lines) == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	values := s.values()
	k := kindOf(values)
	low, high := k.ends(values)
	r := k.reads(low, high, tag)

	// The two columns of values take what they need, the names what is left beside them.
	var names, numbers [2]px
	texts := make([][2]string, len(s.Lines))
	for i, l := range s.Lines {
		for side, f := range l.ends() {
			texts[i][side] = c.value(f, k, r)
			numbers[side] = max(numbers[side], l.width(texts[i][side]))
		}
		if len(s.Lines) > 1 { // the title names a line that is alone
			names[0] = max(names[0], l.width(labelOf(l.Label, tag).text))
		}
	}
	for side := range numbers {
		numbers[side] = min(numbers[side], c.width*27/100)
	}
	const gap, apart = 10 * pixel, 100 * pixel // of the two posts from each other, at least
	room := c.width * 24 / 100
	if !c.wide() { // the names stand on one side alone
		room = max(room, min(c.width*40/100, c.width-numbers[0]-numbers[1]-3*gap-apart))
	}
	names[0] = min(names[0], room)
	if c.wide() {
		names[1] = names[0]
	}
	posts := [2]px{names[0] + numbers[0] + 2*gap, c.width - names[1] - numbers[1] - gap}
	if names[1] > 0 {
		posts[1] -= gap
	}

	from := labelOf(s.From, tag)
	if caption := r.caption; caption != "" {
		c.text(words{y: c.y + 14*pixel, size: small, colour: soft, width: c.width}, c.own(caption))
		if measure(caption, small)+gap+inBold(measure(from.text, body)) > posts[0] {
			c.y += 18 * pixel
		}
	}
	c.y += 14 * pixel
	half := c.width/2 - gap
	c.text(words{x: min(posts[0], half), y: c.y, size: body, bold: true, anchor: "end", width: min(posts[0], half)}, from)
	to := words{x: posts[1], y: c.y, size: body, bold: true, width: half}
	if w := inBold(measure(labelOf(s.To, tag).text, body)); w > c.width-posts[1] {
		to.x, to.anchor = c.width, "end"
	}
	c.text(to, labelOf(s.To, tag))
	top := c.y + 12*pixel
	for _, f := range values {
		if k.draws(f) && f.Interval.High == nil {
			top = c.y + 12*pixel + openLength
		}
	}
	const textHeight = 18 * pixel
	height := max(220*pixel, c.width*36/100, textHeight*px(len(s.Lines)+1))
	bottom := top + min(height, max(460*pixel, textHeight*px(len(s.Lines)+1)))
	marks := ticks(low, high, 5, k.whole(values))
	up := axisOver(bottom, top, marks)
	for _, v := range marks {
		c.line(line.stroke("1"), posts[0], up.at(v), posts[1], up.at(v))
	}
	for _, x := range posts {
		c.line(soft.stroke("1"), x, top, x, bottom)
	}
	c.line(ink.stroke("1"), posts[0], up.zero(), posts[1], up.zero())
	c.put("\n")

	// Highlighted lines last, so that they lie above.
	order := make([]int, len(s.Lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(btoi(s.Lines[a].Accent), btoi(s.Lines[b].Accent))
	})
	for _, i := range order {
		l := s.Lines[i]
		c.begin(labelOf(l.Label, tag).text + c.colon() + said(l.From, tag) + " → " + said(l.To, tag))
		l.draw(c, k, up, posts)
		c.end()
	}

	// The values stand beside their points, pushed apart where they would meet; what is not
	// drawn stands below the axis, where it is no zero.
	below := bottom
	for side := range posts {
		n := px(0)
		for _, l := range s.Lines {
			if !k.draws(l.ends()[side]) {
				n++
			}
		}
		if n > 0 {
			below = max(below, bottom+textHeight*(n+1))
		}
	}
	for side, x := range posts {
		want := make([]px, len(s.Lines))
		for i, l := range s.Lines {
			want[i] = below
			if f := l.ends()[side]; k.draws(f) {
				want[i] = up.at(anchorOf(f))
			}
		}
		at := spread(want, textHeight, top, below)
		for i, l := range s.Lines {
			f := l.ends()[side]
			if !k.draws(f) {
				c.blank(f)
			}
			name := labelOf(l.Label, tag)
			y := at[i] + 4*pixel
			number, beside := words{y: y, size: body, bold: l.Accent, colour: c.valueColour(f, k), width: numbers[side]}, words{
				y: y, size: body, bold: l.Accent, colour: soft, width: names[side],
			}
			if l.Accent {
				beside.colour = accent
			}
			if side == 0 {
				number.x, number.anchor = x-gap, "end"
				beside.x, beside.anchor = names[0], "end"
			} else {
				number.x, beside.x = x+gap, x+2*gap+numbers[1]
			}
			if k.draws(f) && (at[i]-want[i] > 3*pixel || want[i]-at[i] > 3*pixel) {
				reach := gap - 3*pixel
				if side == 0 {
					reach = -reach
				}
				c.line(soft.stroke(".75"), x, want[i], x+reach, at[i])
			}
			switch {
			case names[side] > 0:
				c.text(number, c.own(texts[i][side]))
				c.text(beside, name)
			case k.draws(f) || len(s.Lines) == 1:
				c.text(number, c.own(texts[i][side]))
			default: // no line leads from its name to it
				number.x, number.anchor, number.width = c.width, "end", c.width-posts[0]-gap
				c.text(number, label{name.text + c.colon() + texts[i][side], name.tag})
			}
		}
		c.put("\n")
	}
	c.y = below + textHeight/2
	return c.bytes()
}

// width returns how much room a text of the line takes.
func (l Line) width(text string) px {
	if l.Accent {
		return inBold(measure(text, body))
	}
	return measure(text, body)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (l Line) ends() [2]figure.Figure { return [2]figure.Figure{l.From, l.To} }

// anchorOf returns the value at which the line to a figure ends: the one stated, else the
// middle of its interval or its only end.
func anchorOf(f figure.Figure) *big.Rat {
	switch {
	case f.Value != nil:
		return f.Value
	case f.Interval.High == nil:
		return f.Interval.Low
	case f.Interval.Low == nil:
		return f.Interval.High
	}
	mid := new(big.Rat).Add(f.Interval.Low, f.Interval.High)
	return mid.Mul(mid, big.NewRat(1, 2))
}

// draw draws the line and its two points. A line to or from what is not exact is dashed, one
// to what is not known stops short.
func (l Line) draw(c *canvas, k kind, up axis, posts [2]px) {
	look, colour := "1.5", strong
	if l.Accent {
		look, colour = "3", accent
	}
	ends := l.ends()
	exact := ends[0].Interval.IsPoint() && ends[1].Interval.IsPoint()
	var at [2]px
	for side, f := range ends {
		if k.draws(f) {
			at[side] = up.at(anchorOf(f))
		}
	}
	dash := ""
	if !exact {
		dash = ` stroke-dasharray="6 4"`
	}
	switch {
	case k.draws(ends[0]) && k.draws(ends[1]):
		c.line(colour.stroke(look)+dash, posts[0], at[0], posts[1], at[1])
	case k.draws(ends[0]):
		c.line(colour.stroke(look)+` stroke-dasharray="2 3"`, posts[0], at[0], posts[0]+(posts[1]-posts[0])/6, at[0])
	case k.draws(ends[1]):
		c.line(colour.stroke(look)+` stroke-dasharray="2 3"`, posts[1]-(posts[1]-posts[0])/6, at[1], posts[1], at[1])
	}
	for side, f := range ends {
		if !k.draws(f) {
			continue
		}
		s := span{c: c, axis: up, from: posts[side] - 3*pixel, to: posts[side] + 3*pixel, colour: colour}
		fill := colour.fill()
		if !f.Interval.IsPoint() {
			low, high := up.zero(), px(0)
			if f.Interval.Low != nil {
				low = up.at(f.Interval.Low)
			}
			switch {
			case f.Interval.Low == nil && f.Interval.High.Sign() < 0:
				s.open(up.at(f.Interval.High), -1)
				c.keys[markOpen] = true
			case f.Interval.High != nil:
				high = up.at(f.Interval.High)
				s.between(low, high)
				c.keys[markRange] = true
			default:
				s.open(low, 1)
				c.keys[markOpen] = true
			}
			c.put(`<circle cx="%s" cy="%s" r="4" %s/>`, posts[side], at[side], paper.fill())
			fill = colour.stroke("2")
		}
		c.put(`<circle cx="%s" cy="%s" r="4" %s/>`, posts[side], at[side], fill)
	}
}

// spread moves positions apart until each has the height to itself, as little as it can,
// and keeps them between top and bottom where there is room for all of them. The order of
// equal positions stays.
func spread(want []px, height, top, bottom px) []px {
	order := make([]int, len(want))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(want[a], want[b]) })

	// Neighbours that would meet become one block about the mean of where they want to be.
	type block struct {
		sum   px // of the places of its first member that each member asks for
		count px
	}
	var blocks []block
	for _, i := range order {
		blocks = append(blocks, block{want[i], 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.sum/a.count+height*a.count <= b.sum/b.count {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.sum + b.sum - height*a.count*b.count, a.count + b.count})
		}
	}
	at := make([]px, 0, len(want))
	for _, b := range blocks {
		for n := range b.count {
			at = append(at, b.sum/b.count+height*n)
		}
	}
	for i := len(at) - 1; i >= 0; i-- {
		at[i] = min(at[i], bottom-height*px(len(at)-1-i))
	}
	for i := range at {
		at[i] = max(at[i], top+height*px(i))
	}
	placed := make([]px, len(want))
	for n, i := range order {
		placed[i] = at[n]
	}
	return placed
}

// Table implements Chart: label and the two values.
func (s Slope) Table(tag lang.Tag) Table {
	t := Table{Head: []string{s.of(tag), labelOf(s.From, tag).text, labelOf(s.To, tag).text}}
	for _, l := range s.Lines {
		t.Rows = append(t.Rows, []string{labelOf(l.Label, tag).text, said(l.From, tag), said(l.To, tag)})
	}
	return t
}

// maxSentences is how many lines a description goes through one by one.
const maxSentences = 6

// Describe implements Chart.
func (s Slope) Describe(tag lang.Tag) string {
	k := kindOf(s.values())
	count := map[figure.Verdict]int{}
	for _, l := range s.Lines {
		verdict := figure.Undecided
		if k.draws(l.From) && k.draws(l.To) {
			verdict = l.To.Interval.Compare(l.From.Interval)
		}
		count[verdict]++
	}
	all := []string{lang.Say(tag, "chart.slope", lang.Args{
		"from": labelOf(s.From, tag).text, "to": labelOf(s.To, tag).text, "up": count[figure.Higher],
		"down": count[figure.Lower], "same": count[figure.Same], "open": count[figure.Undecided],
	})}
	for i, l := range s.Lines {
		if i < maxSentences || l.Accent {
			all = append(all, lang.Say(tag, "chart.slope.line", lang.Args{
				"label": labelOf(l.Label, tag).text, "from": said(l.From, tag), "to": said(l.To, tag),
			}))
		}
	}
	return sentences(tag, append(all, missing(tag, k, s.values())...))
}

func (s Slope) values() []figure.Figure {
	var all []figure.Figure
	for _, l := range s.Lines {
		all = append(all, l.From, l.To)
	}
	return all
}
