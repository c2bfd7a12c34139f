package chart

import (
	"math/big"
	"strconv"

	"bridgehead/lang"
)

// Grid is shares by row and column: cohorts by the years since signing. The shade of a cell says
// to which fifth its share belongs; the share itself stands in it. A cell without a whole is empty.
type Grid struct {
	About
	Columns []lang.Text
	Rows    []GridRow
}

// A GridRow is one row, with a cell for each column that it reaches.
type GridRow struct {
	Label lang.Text
	Cells []GridCell
}

// A GridCell is a part of a whole.
type GridCell struct{ Part, Whole int64 }

// share is the part over the whole; nil when there is none.
func (g GridCell) share() *big.Rat {
	if g.Whole <= 0 {
		return nil
	}
	return big.NewRat(g.Part, g.Whole)
}

// shade is the colour of a fifth.
func shade(r *big.Rat) colour {
	fifth := new(big.Rat).Mul(r, big.NewRat(int64(len(tints)), 1))
	n := new(big.Int).Quo(fifth.Num(), fifth.Denom()).Int64()
	return tints[max(min(n, int64(len(tints)-1)), 0)]
}

// whole writes a share in whole percent.
func wholePercent(r *big.Rat) string {
	return new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(0) + "%"
}

func (g Grid) empty() bool {
	for _, r := range g.Rows {
		for _, c := range r.Cells {
			if c.Whole > 0 {
				return false
			}
		}
	}
	return true
}

// SVG implements Chart. On a narrow drawing the columns that do not fit stand in the table alone.
func (g Grid) SVG(tag lang.Tag, width int) []byte {
	c := newCanvas(g, g.About, tag, width)
	if g.empty() || len(g.Columns) == 0 {
		c.note(c.says("chart.nothing"))
		return c.bytes()
	}
	left := px(0)
	for _, r := range g.Rows {
		left = max(left, measure(labelOf(r.Label, tag).text, small))
	}
	left = min(left+8*pixel, c.width/3)
	const least = 44 * pixel
	columns := min(len(g.Columns), int((c.width-left)/least))
	cell := (c.width - left) / px(max(columns, 1))
	c.y += 16 * pixel
	for i := range columns {
		c.text(words{x: left + cell*px(i) + cell/2, y: c.y, size: small, colour: soft, anchor: "middle", width: cell - 2*pixel}, labelOf(g.Columns[i], tag))
	}
	c.y += 6 * pixel
	const high = 26 * pixel
	for _, r := range g.Rows {
		label := labelOf(r.Label, tag)
		c.text(words{y: c.y + 17*pixel, size: small, width: left - 6*pixel}, label)
		for i := range min(columns, len(r.Cells)) {
			s := r.Cells[i].share()
			if s == nil {
				continue
			}
			x := left + cell*px(i)
			c.begin(lang.Say(tag, "chart.grid.cell", lang.Args{
				"row": label.text, "column": labelOf(g.Columns[i], tag).text, "part": r.Cells[i].Part, "whole": r.Cells[i].Whole, "share": percentOf(s, tag),
			}))
			c.rect(shade(s).fill(), x, c.y, x+cell-2*pixel, c.y+high-2*pixel)
			c.text(words{x: x + cell/2, y: c.y + 17*pixel, size: small, anchor: "middle", width: cell - 2*pixel}, c.own(wholePercent(s)))
			c.end()
		}
		c.y += high
	}
	if columns < len(g.Columns) {
		c.note(c.says("chart.grid.more", lang.Args{"n": strconv.Itoa(len(g.Columns) - columns)}))
	}
	return c.bytes()
}

// Table implements Chart: part, whole and share in each cell.
func (g Grid) Table(tag lang.Tag) Table {
	t := Table{Head: []string{g.of(tag)}}
	for _, x := range g.Columns {
		t.Head = append(t.Head, labelOf(x, tag).text)
	}
	for _, r := range g.Rows {
		row := []string{labelOf(r.Label, tag).text}
		for i := range g.Columns {
			text := ""
			if i < len(r.Cells) {
				if s := r.Cells[i].share(); s != nil {
					text = lang.Say(tag, "chart.grid.of", lang.Args{"part": r.Cells[i].Part, "whole": r.Cells[i].Whole, "share": percentOf(s, tag)})
				}
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Describe implements Chart.
func (g Grid) Describe(tag lang.Tag) string {
	if g.empty() {
		return lang.Say(tag, "chart.nothing")
	}
	return lang.Say(tag, "chart.grid", lang.Args{"rows": len(g.Rows), "columns": len(g.Columns)})
}
