package chart

import (
	"slices"
	"strconv"
	"strings"

	"bridgehead/lang"
)

// Places are the places of a chain on a map that is a scheme: each place is a tile that lies west
// or east, north or south of the others as it does on the globe, and distances mean nothing. Lines
// lead from the places of each step to those of the next.
type Places struct {
	About
	Stops []Stop // in the order of the chain
}

// A Stop is one place of a chain.
type Stop struct {
	Name lang.Text
	Code string // ISO 3166: HK, CN-BJ; a place without a known one stands below the map
	Step int    // 0 for where it comes from
	What lang.Text
	// Planned is of a place where it is not used yet: what leads there and what is there is dashed,
	// and said to be planned.
	Planned bool
}

// called is the name of the place, with a word where it is only planned.
func (s Stop) called(tag lang.Tag) string {
	name := labelOf(s.Name, tag).text
	if s.Planned {
		name = lang.Say(tag, "chart.places.planned", lang.Args{"place": name})
	}
	return name
}

// positions are the whole degrees east and north of a point in each place, which are enough for
// what the scheme says. Regions are those of ISO 3166-1 and 3166-2.
var positions = map[string][2]int{
	"CN-BJ": {116, 40}, "CN-TJ": {117, 39}, "CN-HE": {114, 38}, "CN-SH": {121, 31}, "CN-GD": {113, 23}, "CN-SC": {104, 31}, "CN-ZJ": {120, 30}, "CN-JS": {119, 32}, "CN-SN": {109, 34}, "CN-HB": {114, 31},
	"CN": {104, 35}, "HK": {114, 22}, "MO": {113, 22}, "TW": {121, 24}, "SG": {104, 1}, "MY": {102, 3}, "TH": {100, 14}, "VN": {106, 16}, "ID": {107, -6}, "PH": {121, 14}, "KH": {105, 12}, "LA": {102, 18}, "MM": {96, 20}, "BN": {115, 5},
	"JP": {140, 36}, "KR": {127, 37}, "MN": {107, 48}, "KZ": {71, 51}, "UZ": {69, 41}, "IN": {77, 28}, "PK": {73, 34}, "BD": {90, 24}, "LK": {80, 7}, "NP": {85, 28},
	"AE": {54, 24}, "SA": {46, 25}, "QA": {51, 25}, "KW": {48, 29}, "OM": {58, 23}, "BH": {50, 26}, "IL": {35, 32}, "TR": {33, 40}, "IR": {51, 36}, "EG": {31, 30}, "KE": {37, -1}, "ET": {39, 9}, "NG": {7, 9}, "ZA": {28, -26}, "MA": {-7, 34},
	"GB": {0, 51}, "FR": {2, 49}, "DE": {13, 52}, "IT": {12, 42}, "ES": {-4, 40}, "PT": {-9, 39}, "NL": {5, 52}, "BE": {4, 51}, "CH": {8, 47}, "AT": {16, 48}, "SE": {18, 59}, "NO": {11, 60}, "DK": {12, 56}, "FI": {25, 60}, "PL": {21, 52}, "CZ": {14, 50}, "HU": {19, 47}, "GR": {24, 38}, "RS": {20, 45}, "RU": {37, 56}, "UA": {30, 50}, "IE": {-6, 53},
	"US": {-77, 39}, "CA": {-76, 45}, "MX": {-99, 19}, "BR": {-48, -16}, "AR": {-58, -35}, "CL": {-71, -33}, "PE": {-77, -12}, "AU": {149, -35}, "NZ": {175, -41},
}

// gridStep is how many degrees apart two places have to be to lie in different columns or rows.
const gridStep = 15

// SVG implements Chart.
func (p Places) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(p, p.About, tag, width)
	if len(p.Stops) == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	placed, rest := p.tiles()
	m := placeMap{c: c, all: placed}
	m.draw()
	if len(rest) > 0 {
		names := make([]string, len(rest))
		for i, s := range rest {
			names[i] = s.called(tag)
		}
		c.note(c.says("chart.places.elsewhere", lang.Args{"places": strings.Join(names, lang.Say(tag, "error.list"))}))
	}
	c.note(c.says("chart.places.scheme"))
	return c.bytes()
}

// A placedStop is what lies on one tile: the stops of a chain that are in the same place.
type placedStop struct {
	stops       []Stop
	column, row int
}

// tiles puts the stops on the grid, west to east and north to south, without columns and rows in
// which nothing lies; and returns those that have no place on it.
func (p Places) tiles() (placed []placedStop, rest []Stop) {
	at := map[string]int{}
	for _, s := range p.Stops {
		degrees, ok := positions[s.Code]
		if !ok {
			rest = append(rest, s)
			continue
		}
		if i, there := at[s.Code]; there {
			placed[i].stops = append(placed[i].stops, s)
			continue
		}
		at[s.Code] = len(placed)
		placed = append(placed, placedStop{[]Stop{s}, (degrees[0] + 180) / gridStep, (90 - degrees[1]) / gridStep})
	}
	columns, rows := map[int]bool{}, map[int]bool{}
	for i := range placed {
		// Two that lie too near each other: the one that comes later goes a column further.
		for slices.ContainsFunc(placed[:i], func(o placedStop) bool { return o.column == placed[i].column && o.row == placed[i].row }) {
			placed[i].column++
		}
		columns[placed[i].column], rows[placed[i].row] = true, true
	}
	rank := func(of map[int]bool, n int) int {
		r := 0
		for x := range of {
			if x < n {
				r++
			}
		}
		return r
	}
	for i := range placed {
		placed[i].column, placed[i].row = rank(columns, placed[i].column), rank(rows, placed[i].row)
	}
	return placed, rest
}

// A placeMap is such a map under way.
type placeMap struct {
	c             *canvas
	all           []placedStop
	width, height px
	gap           px
	left, top     px
}

func (m *placeMap) draw() {
	c := m.c
	columns, rows := 0, 0
	for _, p := range m.all {
		columns, rows = max(columns, p.column+1), max(rows, p.row+1)
	}
	if columns == 0 {
		return
	}
	m.gap = 22 * pixel
	if c.wide() {
		m.gap = 56 * pixel
	}
	m.width = max(min((c.width-m.gap*px(columns-1)-4*pixel)/px(columns), 190*pixel), 2*tilePad+pixel)
	size := small
	names, whats := make([]lines, len(m.all)), make([]lines, len(m.all))
	for i, p := range m.all {
		names[i] = linesOf(labelOf(p.stops[0].Name, c.tag), body, m.width-2*tilePad, true)
		whats[i] = linesOf(labelOf(p.stops[0].What, c.tag), size, m.width-2*tilePad, false)
		m.height = max(m.height, names[i].height()+whats[i].height())
	}
	const badge = 18 * pixel
	m.height += 4*tilePad + badge
	m.left, m.top = 2*pixel, c.y+4*pixel
	m.lines()
	for i, p := range m.all {
		x, y := m.corner(p)
		c.begin(p.said(c.tag))
		shade, edge := tint2, line.stroke("1")
		if p.stops[0].Step == 0 {
			shade, edge = tint1, accent.stroke("3")
		}
		if p.planned() {
			shade, edge = tint1, accent.stroke("1")+plannedDash
		}
		c.rect(paper.fill(), x, y, x+m.width, y+m.height)
		c.rect(shade.fill(), x, y, x+m.width, y+m.height)
		c.rect(edge, x+pixel, y+pixel, x+m.width-pixel, y+m.height-pixel)
		mid := x + m.width/2
		c.text(words{x: mid, y: y + tilePad + 12*pixel, size: size, anchor: "middle", colour: ink}, c.own(p.steps(c.tag)))
		next := names[i].write(c, mid, y+tilePad+badge)
		whats[i].write(c, mid, next)
		c.end()
	}
	c.y = m.top + (m.height+m.gap)*px(rows) - m.gap + 6*pixel
}

// steps are the numbers of a place in the chain; where it comes from has a word instead.
func (p placedStop) steps(tag lang.Tag) string {
	text := ""
	for i, s := range p.stops {
		if i > 0 {
			text += " · "
		}
		if s.Step == 0 {
			text += lang.Say(tag, "chart.places.origin")
		} else {
			text += strconv.Itoa(s.Step)
		}
	}
	return text
}

// plannedDash is the look of what is only planned.
const plannedDash = ` stroke-dasharray="5 4"`

// planned reports whether all that lies on the tile is only planned.
func (p placedStop) planned() bool {
	return !slices.ContainsFunc(p.stops, func(s Stop) bool { return !s.Planned })
}

func (p placedStop) said(tag lang.Tag) string {
	text := p.steps(tag) + " " + p.stops[0].called(tag)
	if what := labelOf(p.stops[0].What, tag).text; what != "" {
		text += " (" + what + ")"
	}
	return text
}

func (m *placeMap) corner(p placedStop) (x, y px) {
	return m.left + (m.width+m.gap)*px(p.column), m.top + (m.height+m.gap)*px(p.row)
}

// lines draws the ways from each step to the next, below the tiles.
func (m *placeMap) lines() {
	for _, from := range m.all {
		for _, to := range m.all {
			if from.column == to.column && from.row == to.row || !leads(from, to) {
				continue
			}
			x0, y0 := m.corner(from)
			x1, y1 := m.corner(to)
			half, tall := m.width/2, m.height/2
			look := accent.stroke("2")
			if to.planned() {
				look += plannedDash
			}
			m.arrow(look, x0+half, y0+tall, x1+half, y1+tall)
		}
	}
}

// leads reports whether a step of one place is followed by one of the other.
func leads(from, to placedStop) bool {
	return slices.ContainsFunc(from.stops, func(a Stop) bool {
		return slices.ContainsFunc(to.stops, func(b Stop) bool { return b.Step == a.Step+1 })
	})
}

// arrow draws a line between the middles of two tiles, with a point where it meets the second.
func (m *placeMap) arrow(look string, x0, y0, x1, y1 px) {
	dx, dy := x1-x0, y1-y0
	abs := func(v px) px { return max(v, -v) }
	// How far the edge of the tile lies back from its middle along the line, in thousandths.
	back := px(1000)
	if dx != 0 {
		back = min(back, (m.width/2+5*pixel)*1000/abs(dx))
	}
	if dy != 0 {
		back = min(back, (m.height/2+5*pixel)*1000/abs(dy))
	}
	tx, ty := x1-dx*back/1000, y1-dy*back/1000
	m.c.line(look, x0, y0, tx, ty)
	// The point: a triangle whose sides follow the line.
	long := max(abs(dx), abs(dy))
	ux, uy := dx*1000/long, dy*1000/long
	const size = 9
	bx, by := tx-ux*size*pixel/1000, ty-uy*size*pixel/1000
	wx, wy := -uy*size/2*pixel/1000, ux*size/2*pixel/1000
	m.c.put(`<path d="M%s %sL%s %sL%s %sZ" %s/>`, tx, ty, bx+wx, by+wy, bx-wx, by-wy, accent.fill())
}

// Table implements Chart.
func (p Places) Table(tag lang.Tag) Table {
	t := Table{Head: []string{p.of(tag), lang.Say(tag, "chart.places.step"), lang.Say(tag, "chart.places.what")}}
	for _, s := range p.Stops {
		step := strconv.Itoa(s.Step)
		if s.Step == 0 {
			step = lang.Say(tag, "chart.places.origin")
		}
		t.Rows = append(t.Rows, []string{s.called(tag), step, labelOf(s.What, tag).text})
	}
	return t
}

// Describe implements Chart.
func (p Places) Describe(tag lang.Tag) string {
	if len(p.Stops) == 0 {
		return lang.Say(tag, "chart.nothing")
	}
	var steps []string
	var names []string
	for i, s := range p.Stops {
		names = append(names, s.called(tag))
		if i+1 == len(p.Stops) || p.Stops[i+1].Step != s.Step {
			steps = append(steps, strings.Join(names, lang.Say(tag, "error.list")))
			names = nil
		}
	}
	text := steps[0]
	for _, s := range steps[1:] {
		text = lang.Say(tag, "chart.places.then", lang.Args{"from": text, "to": s})
	}
	return lang.Say(tag, "chart.places.way", lang.Args{"way": text})
}
