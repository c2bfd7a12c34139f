package chart

import (
	"net/url"
	"strings"

	"bridgehead/figure"
	"bridgehead/lang"
)

// Tiles are values on a map on which every district is one tile, so that a small one is
// seen as well as a large one. The shade of a tile says to which step its value belongs;
// the value itself stands in the tile.
type Tiles struct {
	About
	Tiles []Tile // in the order in which they are read; no two in one place
}

// A Tile is one district. The zero Value is not known.
type Tile struct {
	Label       lang.Text // short: 朝阳, Central & Western
	Column, Row int       // its place, from 0
	Value       figure.Figure
	Accent      bool // the one that is spoken of

	// Link is the address on this site that the tile leads to, from its first slash; empty
	// for none. An address of any other kind is left out.
	Link string
}

// SVG implements Chart.
func (t Tiles) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(t, t.About, tag, width)
	if len(t.Tiles) == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	values := t.bars().values()
	k := kindOf(values)
	low, high := k.ends(values)
	m := tileMap{Tiles: t, c: c, kind: k, reading: k.reads(low, high, tag)}
	m.steps = m.stepsOf(values)
	m.draw()
	return c.bytes()
}

// Table implements Chart: name, value and, where any has one, reference date.
func (t Tiles) Table(tag lang.Tag) Table { return t.bars().Table(tag) }

// Describe implements Chart.
func (t Tiles) Describe(tag lang.Tag) string {
	if len(t.Tiles) == 0 {
		return lang.Say(tag, "chart.nothing")
	}
	all := []string{lang.Say(tag, "chart.tiles", lang.Args{"n": len(t.Tiles)})}
	return sentences(tag, append(all, t.bars().spokenOf(tag)...))
}

// bars are the same values in a row.
func (t Tiles) bars() Bars {
	b := Bars{About: t.About}
	for _, tile := range t.Tiles {
		b.Points = append(b.Points, Point{Label: tile.Label, Value: tile.Value, Accent: tile.Accent})
	}
	return b
}

// link returns the tile's address if it is one of this site. A browser takes a second slash
// or a backslash for the beginning of a host.
func (t Tile) link() string {
	u, err := url.Parse(t.Link)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(t.Link, "/") || strings.HasPrefix(t.Link, "//") || strings.Contains(t.Link, `\`) {
		return ""
	}
	return t.Link
}

// A tileMap is a map under way.
type tileMap struct {
	Tiles
	c       *canvas
	kind    kind
	reading reading
	steps   []step

	width, height px // of a tile
	gap           px
	columns, rows px
	size          px // of the names
}

const tilePad = 3 * pixel

// draw draws the tiles, and what their shades mean: beside the map where there is room, else
// below it.
func (m *tileMap) draw() {
	c := m.c
	first := m.Tiles.Tiles[0]
	left, top := first.Column, first.Row
	right, bottom := left, top
	for _, t := range m.Tiles.Tiles {
		left, right = min(left, t.Column), max(right, t.Column)
		top, bottom = min(top, t.Row), max(bottom, t.Row)
	}
	m.columns, m.rows = px(right-left+1), px(bottom-top+1)
	m.gap, m.size = 3*pixel, 11*pixel
	if c.wide() {
		m.gap, m.size = 4*pixel, body
	}
	room := c.width
	const key = 220 * pixel
	beside := c.width >= 720*pixel
	if beside {
		room -= key
	}
	m.width = max(min((room-m.gap*(m.columns-1))/m.columns, 150*pixel), 2*tilePad+pixel)

	// All are as high as the one with most to say needs.
	names, texts := make([]lines, len(m.Tiles.Tiles)), make([]lines, len(m.Tiles.Tiles))
	for i, t := range m.Tiles.Tiles {
		l := labelOf(t.Label, c.tag)
		names[i] = linesOf(l, m.size, m.width-2*tilePad, t.Accent)
		if says := c.own(c.value(t.Value, m.kind, m.reading)); m.kind.draws(t.Value) {
			texts[i] = linesOf(says, body, m.width-2*tilePad, true)
		} else { // so that what is known stands out
			texts[i] = linesOf(says, small, m.width-2*tilePad, false)
			texts[i].colour = soft
		}
		m.height = max(m.height, names[i].height()+texts[i].height())
	}
	m.height = max(m.height+4*tilePad, m.width*2/3)

	start := c.y + 4*pixel
	for i, t := range m.Tiles.Tiles {
		x := (m.width + m.gap) * px(t.Column-left)
		y := start + (m.height+m.gap)*px(t.Row-top)
		m.tile(t, x, y, names[i], texts[i])
	}
	c.y = start + (m.height+m.gap)*m.rows - m.gap
	if beside {
		end := c.y
		c.y = start
		m.legend((m.width+m.gap)*m.columns+24*pixel, true)
		c.y = max(c.y, end)
	} else {
		c.y += 6 * pixel
		m.legend(0, false)
	}
}

// tile draws one tile.
func (m *tileMap) tile(t Tile, x, y px, name, text lines) {
	c, f := m.c, t.Value
	link := t.link()
	said := labelOf(t.Label, c.tag).text + c.colon() + said(f, c.tag)
	if link != "" {
		c.linked = true
		c.put(`<a href="%s"><title>%s</title>`, clean(link), clean(said)) // its title is its name for reader's aids
	} else {
		c.begin(said)
	}
	x1, y1 := x+m.width, y+m.height
	edge, dash := line.stroke("1"), ""
	if !m.kind.draws(f) {
		c.blank(f)
		c.rect(c.hatched(hatchGap), x, y, x1, y1)
		const frame = 6 * pixel // the ground of the text lies within the hatching
		c.rect(paper.fill(), x+frame, y+frame, x1-frame, y1-frame)
	} else {
		low, high, open := m.span(f.Interval)
		c.rect(low.fill(), x, y, x1, y1)
		if high != low {
			c.keys[markHalves] = true
			c.rect(high.fill(), (x+x1)/2, y, x1, y1)
		}
		if open {
			c.keys[markMore] = true
			edge, dash = ink.stroke("1.5"), ` stroke-dasharray="4 3"`
		}
	}
	if t.Accent {
		edge = accent.stroke("3")
	}
	c.rect(edge+dash, x+pixel, y+pixel, x1-pixel, y1-pixel)
	mid := (x + x1) / 2
	at := y + (m.height-name.height()-text.height())/2
	at = name.write(c, mid, at)
	text.write(c, mid, at)
	if link != "" {
		c.put("</a>\n")
	} else {
		c.end()
	}
}

// legend writes what the shades mean, and the unit of the numbers above them.
func (m *tileMap) legend(x px, column bool) {
	c := m.c
	if caption := c.own(m.reading.caption); caption.text != "" && m.kind.any(m.bars().values()) {
		c.y += 14 * pixel
		c.text(words{x: x, y: c.y, size: small, colour: soft, width: c.width - x}, caption)
		c.y += 4 * pixel
	}
	const box, apart = 22 * pixel, 14 * pixel
	at, begun := x, false
	for _, s := range m.steps {
		w := box + 6*pixel + measure(s.text, small)
		if !begun || column || at+w > c.width {
			at, begun = x, true
			c.y += 20 * pixel
		}
		c.rect(s.colour.fill(), at, c.y-12*pixel, at+box, c.y)
		c.rect(line.stroke("1"), at+pixel/2, c.y-12*pixel+pixel/2, at+box-pixel/2, c.y-pixel/2)
		c.text(words{x: at + box + 6*pixel, y: c.y - 2*pixel, size: small, width: c.width - at - box - 6*pixel}, c.own(s.text))
		at += w + apart
	}
	c.put("\n")
}

// Lines are a text in one line or, where it is too long, in two.
type lines struct {
	all  []string
	tag  lang.Tag
	size px
	bold bool

	colour colour
}

// linesOf sets a text in the given size, or in a smaller one when that spares breaking it.
func linesOf(l label, size, width px, bold bool) lines {
	if bold {
		width = inRegular(width)
	}
	const least = 11 * pixel
	for s := size; s >= least; s -= pixel {
		if measure(l.text, s) <= width {
			return lines{all: []string{l.text}, tag: l.tag, size: s, bold: bold}
		}
	}
	return lines{all: wrap(divided(l.text, least, width), least, width, 2), tag: l.tag, size: least, bold: bold}
}

// height is what the lines take, with the room above the first one.
func (l lines) height() px { return px(len(l.all)) * l.size * 12 / 10 }

// write writes the lines below y and returns where they end.
func (l lines) write(c *canvas, mid, y px) px {
	for _, text := range l.all {
		y += l.size * 12 / 10
		c.text(words{x: mid, y: y - l.size*3/10, size: l.size, anchor: "middle", bold: l.bold, colour: l.colour}, label{text, l.tag})
	}
	return y
}

// divided gives a text places to be broken where a word alone is too long for a line: after
// a dash between numbers, and with a hyphen before a syllable, which begins with a consonant
// before a vowel: Shijing-shan.
func divided(text string, size, width px) string {
	all := strings.Fields(strings.ReplaceAll(text, "–", "– "))
	for i, word := range all {
		if measure(word, size) > width {
			all[i] = hyphenated(word, size, width)
		}
	}
	return strings.Join(all, " ")
}

const vowels = "aeiouAEIOU"

func hyphenated(word string, size, width px) string {
	vowel := func(r byte) bool { return strings.IndexByte(vowels, r) >= 0 }
	for _, r := range word {
		if r < 'A' || r > 'z' {
			return word
		}
	}
	for at := len(word) - 2; at > 1; at-- {
		begins := !vowel(word[at]) && vowel(word[at+1]) && word[at] != 'h'
		if word[at+1] == 'h' && at+2 < len(word) && vowel(word[at+2]) && strings.IndexByte("csz", word[at]) >= 0 {
			begins = true
		}
		if begins && measure(word[:at]+"-", size) <= width {
			return word[:at] + "- " + word[at:]
		}
	}
	return word
}
