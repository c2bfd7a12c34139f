package chart

import (
	"bridgehead/figure"
	"bridgehead/lang"
)

// Multiples are bars over the same editions for each of several things, side by side and
// all on one scale, so that they can be compared: districts over editions.
type Multiples struct {
	About
	Labels []lang.Text // of the editions, in their order
	Panels []Panel
}

// A Panel is one of several drawings side by side. A value that is missing is not known.
type Panel struct {
	Label  lang.Text
	Values []figure.Figure // one for each label
	Accent bool            // the one that is spoken of
}

// SVG implements Chart.
func (m Multiples) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(m, m.About, tag, width)
	if len(m.Panels) == 0 || len(m.Labels) == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	const gap, least = 24 * pixel, 150 * pixel
	across := max(min((c.width+gap)/(least+gap), px(len(m.Panels))), 1)
	if c.wide() {
		across = min(across, 4)
	}
	p := plotOf(kindOf(m.values()), m.values(), 110*pixel, tag)
	c.caption(p.reading)
	c.y += 8 * pixel
	top, bottom := c.y, c.y
	for i, panel := range m.Panels {
		if px(i)%across == 0 {
			top = bottom
		}
		// Each is drawn on a canvas of its own that is moved to its place.
		part := *c
		part.b.Reset()
		part.width, part.y = (c.width-gap*(across-1))/across, 14*pixel
		title := words{y: part.y, size: body, bold: true, width: part.width}
		if panel.Accent {
			title.colour = accent
		}
		part.text(title, labelOf(panel.Label, tag))
		m.bars(panel).columns(&part, p)
		c.put(`<g transform="translate(%s %s)">%s</g>`+"\n", (part.width+gap)*(px(i)%across), top, part.b.String())
		bottom = max(bottom, top+part.y+14*pixel)
	}
	c.y = bottom
	return c.bytes()
}

// bars returns the points of one panel.
func (m Multiples) bars(p Panel) Bars {
	var b Bars
	for i, l := range m.Labels {
		point := Point{Label: l}
		if i < len(p.Values) {
			point.Value = p.Values[i]
		}
		b.Points = append(b.Points, point)
	}
	return b
}

func (m Multiples) values() []figure.Figure {
	var all []figure.Figure
	for _, p := range m.Panels {
		all = append(all, m.bars(p).values()...)
	}
	return all
}

// Table implements Chart: a row for each panel, a column for each label.
func (m Multiples) Table(tag lang.Tag) Table {
	t := Table{Head: []string{m.of(tag)}}
	for _, l := range m.Labels {
		t.Head = append(t.Head, labelOf(l, tag).text)
	}
	for _, p := range m.Panels {
		cells := []string{labelOf(p.Label, tag).text}
		for _, f := range m.bars(p).values() {
			cells = append(cells, said(f, tag))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// Describe implements Chart.
func (m Multiples) Describe(tag lang.Tag) string {
	if len(m.Panels) == 0 || len(m.Labels) == 0 {
		return lang.Say(tag, "chart.nothing")
	}
	first, last := m.Labels[0], m.Labels[len(m.Labels)-1]
	all := []string{lang.Say(tag, "chart.multiples", lang.Args{
		"n": len(m.Panels), "first": labelOf(first, tag).text, "last": labelOf(last, tag).text,
	})}
	for i, p := range m.Panels {
		if values := m.bars(p).values(); i < maxSentences || p.Accent {
			all = append(all, lang.Say(tag, "chart.slope.line", lang.Args{
				"label": labelOf(p.Label, tag).text, "from": said(values[0], tag), "to": said(values[len(values)-1], tag),
			}))
		}
	}
	return sentences(tag, append(all, missing(tag, kindOf(m.values()), m.values())...))
}
