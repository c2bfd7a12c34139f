package chart

import (
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"bridgehead/lang"
)

// px is a length in hundredths of a pixel.
type px int64

const pixel px = 100

func (p px) String() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	s := sign + strconv.FormatInt(int64(p/100), 10)
	if p%100 != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%02d", int64(p%100)), "0")
	}
	return s
}

// A colour is the name of a class, c-<colour>, and of a custom property of the page.
type colour string

const (
	ink    colour = "ink"    // text, zero
	soft   colour = "soft"   // text beside
	line   colour = "line"   // grid
	strong colour = "strong" // bars
	accent colour = "accent" // what is highlighted
	paper  colour = "paper"  // the ground

	// The shades of tiles, from few to many. Ink is read on each of them.
	tint1 colour = "tint1"
	tint2 colour = "tint2"
	tint3 colour = "tint3"
	tint4 colour = "tint4"
	tint5 colour = "tint5"
)

// alone are the colours of a drawing without a style sheet: those of a page in the light.
var alone = map[colour]string{
	ink: "#1b1a18", soft: "#5c5851", line: "#dbd6cc", strong: "#8d877b", accent: "#9e1b1b", paper: "#fbfaf7",
	tint1: "#f6e7e3", tint2: "#ecccc5", tint3: "#e0aea6", tint4: "#d38f87", tint5: "#c67068",
}

// fonts are the faces of a drawing without a style sheet.
var fonts = map[lang.Tag]string{
	lang.Hans: "'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif",
	lang.Hant: "'PingFang HK','Microsoft JhengHei','Noto Sans HK','Noto Sans CJK HK',sans-serif",
	lang.En:   "system-ui,'Segoe UI','Noto Sans','Helvetica Neue',Arial,sans-serif",
}

// Sizes of text.
const (
	body  = 13 * pixel
	small = 12 * pixel
)

// A canvas is a drawing under way, from top to bottom.
type canvas struct {
	b      strings.Builder
	about  About
	tag    lang.Tag
	id     string
	width  px
	y      px            // what is above is done
	keys   map[mark]bool // the marks that were used and need an explanation
	hatch  map[string]bool
	linked bool // parts of it lead somewhere
	titled string
	desc   string
}

// A mark is a way of drawing that a key below the drawing explains.
type mark string

const (
	markGap   mark = "gap"
	markOpen  mark = "open"
	markRange mark = "range"
	markOther mark = "other"

	markMore   mark = "more"   // of a tile: nothing says how far its value reaches
	markHalves mark = "halves" // of a tile: its value belongs to either shade, or to one between them
)

// newCanvas begins the drawing with its heading.
func newCanvas(c Chart, a About, tag lang.Tag, width int) *canvas {
	k := &canvas{
		about: a, tag: tag, width: px(min(max(width, MinWidth), MaxWidth)) * pixel,
		keys: map[mark]bool{}, hatch: map[string]bool{}, titled: c.Title(tag), desc: c.Describe(tag),
	}
	// Identifiers must differ between the drawings of one page.
	h := fnv.New64a()
	fmt.Fprintf(h, "%T %s %d %q %q %q", c, tag, k.width, k.titled, k.desc, c.Table(tag))
	k.id = fmt.Sprintf("chart-%016x", h.Sum64())

	if !a.Inline && k.titled != "" {
		size := 15 * pixel
		if k.wide() {
			size = 17 * pixel
		}
		head := labelOf(a.Heading, tag)
		for _, part := range wrap(head.text, size, inRegular(k.width), 3) {
			k.y += size * 13 / 10
			k.text(words{x: 0, y: k.y - size*3/10, size: size, bold: true}, label{part, head.tag})
		}
		k.y += 12 * pixel
	}
	return k
}

func (c *canvas) wide() bool { return c.width >= wideFrom*pixel }

// clean escapes a text for XML; characters that XML cannot hold become �.
func clean(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

func (c *canvas) put(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// fill and stroke are the attributes of an element in a colour.
func (k colour) attr() string { return fmt.Sprintf(`class="c-%s" color="%s"`, k, alone[k]) }
func (k colour) fill() string { return k.attr() + ` fill="currentColor"` }

func (k colour) stroke(width string) string {
	return k.attr() + ` fill="none" stroke="currentColor" stroke-width="` + width + `"`
}

// rect draws a rectangle between two corners in any order.
func (c *canvas) rect(look string, x0, y0, x1, y1 px) {
	x0, x1 = min(x0, x1), max(x0, x1)
	y0, y1 = min(y0, y1), max(y0, y1)
	c.put(`<rect x="%s" y="%s" width="%s" height="%s" %s/>`, x0, y0, x1-x0, y1-y0, look)
}

func (c *canvas) line(look string, x0, y0, x1, y1 px) {
	c.put(`<path d="M%s %sL%s %s" %s/>`, x0, y0, x1, y1, look)
}

// hatched is the look of an area filled with slanting lines.
func (c *canvas) hatched(name string) string {
	c.hatch[name] = true
	return fmt.Sprintf(`fill="url(#%s-%s)"`, c.id, name)
}

const (
	hatchGap  = "gap"  // nothing is known here
	hatchRest = "rest" // not broken down; beyond the whole; otherwise
)

// begin opens a group with the words that a pointer resting on it shows.
func (c *canvas) begin(title string) { c.put("<g><title>%s</title>", clean(title)) }
func (c *canvas) end()               { c.put("</g>\n") }

// words says how a text is set.
type words struct {
	x, y   px // of the baseline
	size   px
	anchor string // "", middle or end
	colour colour // ink when not given
	bold   bool
	width  px   // what is longer is cut; 0 for no limit
	upward bool // turned to be read from below
}

// text writes a text. One that is cut has the whole as its title.
func (c *canvas) text(w words, l label) {
	if l.text == "" {
		return
	}
	if w.colour == "" {
		w.colour = ink
	}
	shown := l.text
	switch {
	case w.width > 0 && w.bold:
		shown = cut(shown, w.size, inRegular(w.width))
	case w.width > 0:
		shown = cut(shown, w.size, w.width)
	}
	c.put(`<text x="%s" y="%s" font-size="%s" %s`, w.x, w.y, w.size, w.colour.fill())
	if w.anchor != "" {
		c.put(` text-anchor="%s"`, w.anchor)
	}
	if w.bold {
		c.put(` font-weight="600"`)
	}
	if w.upward {
		c.put(` transform="rotate(-90 %s %s)"`, w.x, w.y)
	}
	if l.tag != c.tag {
		c.put(` lang="%s" xml:lang="%s"`, l.tag, l.tag)
	}
	c.put(">")
	if shown != l.text {
		c.put("<title>%s</title>", clean(l.text))
	}
	c.put("%s</text>", clean(shown))
}

// says returns a label with a message of the catalogue.
func (c *canvas) says(key string, args ...lang.Args) label {
	return label{lang.Say(c.tag, key, args...), c.tag}
}

// own returns a label in the reader's language.
func (c *canvas) own(s string) label { return label{s, c.tag} }

// note writes a paragraph below what is drawn.
func (c *canvas) note(l label) {
	for _, part := range wrap(l.text, small, c.width, 6) {
		c.y += 17 * pixel
		c.text(words{y: c.y, size: small, colour: soft}, label{part, l.tag})
	}
}

// explain writes the keys of the marks that were used.
func (c *canvas) explain() {
	const box = 22 * pixel
	c.y += 6 * pixel
	for _, m := range []mark{markOpen, markRange, markMore, markHalves, markGap, markOther} {
		if !c.keys[m] {
			continue
		}
		lines := wrap(lang.Say(c.tag, "chart.key."+string(m)), small, c.width-box-8*pixel, 4)
		for i, part := range lines {
			c.y += 17 * pixel
			if i == 0 {
				c.swatch(m, c.y-9*pixel, box)
			}
			c.text(words{x: box + 8*pixel, y: c.y, size: small, colour: soft}, c.own(part))
		}
	}
}

// swatch draws a mark as a sample before its explanation.
func (c *canvas) swatch(m mark, y, box px) {
	s := span{c: c, horizontal: true, from: y, to: y + 10*pixel, colour: strong}
	switch m {
	case markGap, markOther:
		c.rect(line.stroke("1"), pixel/2, y+pixel/2, box-pixel/2, y+10*pixel-pixel/2)
		c.rect(c.hatched(hatchGap), 0, y, box, y+10*pixel)
	case markOpen:
		s.solid(0, 4*pixel)
		s.open(4*pixel, 1)
	case markRange:
		s.solid(0, 7*pixel)
		s.between(7*pixel, box)
	case markMore:
		c.rect(ink.stroke("1.5")+` stroke-dasharray="4 3"`, pixel, y, box-pixel, y+10*pixel)
	case markHalves:
		c.rect(tint2.fill(), 0, y, box/2, y+10*pixel)
		c.rect(tint5.fill(), box/2, y, box, y+10*pixel)
	}
}

// bytes ends the drawing and returns it.
func (c *canvas) bytes() []byte {
	c.explain()
	if source := labelOf(c.about.Source, c.tag); source.text != "" && !c.about.Inline {
		said := c.says("chart.source", lang.Args{"source": source.text})
		said.tag = source.tag // a source that fell back brings the whole line with it
		c.note(said)
	}
	if c.about.Synthetic {
		c.y += 20 * pixel
		c.text(words{y: c.y, size: small, bold: true, colour: accent}, c.says("chart.synthetic"))
	}
	height := (c.y + 8*pixel + pixel - 1) / pixel * pixel

	role := "img"
	if c.linked {
		role = "group" // nothing inside an image can be reached
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="%s" lang="%s" xml:lang="%s" `+
		`viewBox="0 0 %s %s" width="%s" height="%s" aria-labelledby="%s-t" aria-describedby="%s-d" font-family="%s">`+"\n",
		role, c.tag, c.tag, c.width, height, c.width, height, c.id, c.id, fonts[c.tag])
	head := labelOf(c.about.Heading, c.tag)
	fmt.Fprintf(&b, `<title id="%s-t"`, c.id)
	if head.tag != c.tag {
		fmt.Fprintf(&b, ` lang="%s" xml:lang="%s"`, head.tag, head.tag)
	}
	fmt.Fprintf(&b, ">%s</title>\n<desc id=\"%s-d\">%s</desc>\n", clean(head.text), c.id, clean(c.desc))
	for _, p := range []struct {
		name   string
		colour colour
		every  int
		angle  int
		faint  string
	}{{hatchGap, strong, 7, 45, ".5"}, {hatchRest, strong, 4, -45, "1"}} {
		if c.hatch[p.name] {
			fmt.Fprintf(&b, `<pattern id="%s-%s" patternUnits="userSpaceOnUse" width="%d" height="%d" patternTransform="rotate(%d)">`+
				`<path d="M0 0V%d" %s opacity="%s"/></pattern>`+"\n", c.id, p.name, p.every, p.every, p.angle, p.every, p.colour.stroke("1.25"), p.faint)
		}
	}
	fmt.Fprintf(&b, `<rect width="%s" height="%s" %s/>`+"\n", c.width, height, paper.fill())
	b.WriteString(c.b.String())
	b.WriteString("</svg>\n")
	return []byte(b.String())
}
