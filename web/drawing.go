package web

import (
	"html/template"

	"bridgehead/chart"
	"bridgehead/exchange"
	"bridgehead/figure"
	"bridgehead/lang"
)

// A drawing is a chart as a page shows it: the picture, what is seen in words, the table
// behind it, and the figures that it is drawn from.
type drawing struct {
	Title    string
	Describe string
	Picture  template.HTML
	Table    chart.Table
	Figures  []labelled // their names, each with its address
}

// drawnNames is how many figures a drawing names before it refers to its table.
const drawnNames = 60

// draw puts a chart on a page. The names are those of the figures in it.
func (v *visit) draw(c chart.Chart, names ...figure.Name) *drawing {
	d := v.drawAlone(c)
	seen := map[string]bool{}
	for _, n := range names {
		if n.Indicator == "" || len(d.Figures) == drawnNames {
			continue
		}
		n.At, n.Ref = v.at(), v.figures.Ref
		if text := n.String(); !seen[text] {
			seen[text] = true
			d.Figures = append(d.Figures, labelled{Value: text, URL: v.nameAddress(n)})
		}
	}
	return d
}

// drawAlone puts a chart on a page whose values are no figures of a fair.
func (v *visit) drawAlone(c chart.Chart) *drawing {
	return &drawing{
		Title: c.Title(v.tag), Describe: c.Describe(v.tag), Table: c.Table(v.tag),
		Picture: template.HTML(chart.Fitting(c, v.tag)), // package chart escapes what it is given
	}
}

// about is what a drawing on a page of the visit's fair says of itself. Its heading stands
// on the page beside it.
func (v *visit) about(heading, of string) chart.About {
	return chart.About{Heading: everywhere(heading), Of: everywhere(of), Synthetic: v.fair.Synthetic, Inline: true}
}

// everywhere is a message as a text that has it in each language.
func everywhere(key string, args ...lang.Args) lang.Text {
	return lang.Text{Hans: lang.Say(lang.Hans, key, args...), Hant: lang.Say(lang.Hant, key, args...), En: lang.Say(lang.En, key, args...)}
}

// editionLabel names an edition on an axis.
func editionLabel(n int64) lang.Text {
	return everywhere("overview.edition", lang.Args{"n": n})
}

// out makes the tables of downloads for the visit's reader.
func (v *visit) out() exchange.Out { return exchange.Out{Fair: v.fair, Tag: v.tag, Position: v.at()} }
