package chart

import (
	"cmp"
	"strings"

	"bridgehead/lang"
)

// A Chart is values and the way to draw them. Every method is a pure function of the
// values: the same chart gives the same bytes for ever.
type Chart interface {
	// SVG returns a whole SVG document that also stands inside an HTML page, laid out for
	// a width in pixels from MinWidth to MaxWidth; others are brought to the nearer of the
	// two. It scales to whatever width it is shown at; Narrow and Wide are the layouts for a
	// phone and for a page.
	SVG(tag lang.Tag, width int) []byte

	// Table returns the values behind the drawing, each as it is shown in full.
	Table(tag lang.Tag) Table

	// Title returns the name of the drawing.
	Title(tag lang.Tag) string

	// Describe says in a few sentences what is seen.
	Describe(tag lang.Tag) string
}

// Widths to draw for. From the middle on, a layout is a wide one.
const (
	MinWidth = 280
	Narrow   = 340
	Wide     = 900
	MaxWidth = 3000

	wideFrom = 560
)

// A Table is the values behind a drawing. The first cell of each row names it.
type Table struct {
	Head []string
	Rows [][]string
}

// About is what every chart says of itself.
type About struct {
	// Heading says what is seen. A missing language falls back visibly.
	Heading lang.Text

	// Of is what the labels name, for the first column of the table: edition, district.
	Of lang.Text

	// Source is written below the drawing; empty for none.
	Source lang.Text

	// Synthetic marks the drawing as one of synthetic data.
	Synthetic bool

	// Inline leaves heading and source out of the drawing, for a page that has them beside
	// it. They stay in its title, and the synthetic mark stays in any case.
	Inline bool
}

// Title returns the heading in the reader's language.
func (a About) Title(tag lang.Tag) string {
	return labelOf(a.Heading, tag).text
}

// of returns the heading of the column of labels.
func (a About) of(tag lang.Tag) string {
	return cmp.Or(labelOf(a.Of, tag).text, lang.Say(tag, "chart.name"))
}

// Fitting returns the drawing of a chart in three widths in one element, of which CSS shows
// the one that fits the room at hand, so that its letters keep their size.
func Fitting(c Chart, tag lang.Tag) []byte {
	b := []byte(`<div class="chart-fit">`)
	for _, x := range []struct {
		name  string
		width int
	}{{"narrow", Narrow}, {"middle", wideFrom}, {"wide", Wide}} {
		b = append(b, `<div class="chart-`+x.name+`">`...)
		b = append(b, c.SVG(tag, x.width)...)
		b = append(b, `</div>`...)
	}
	return append(b, `</div>`...)
}

// sentences puts sentences together as the language does.
func sentences(tag lang.Tag, all []string) string {
	if tag == lang.En {
		return strings.Join(all, " ")
	}
	return strings.Join(all, "")
}
