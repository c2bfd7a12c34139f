package web

import (
	"fmt"
	"math/big"

	"bridgehead/chart"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// A designPage shows what pages are made of, for those who change them: type, colour,
// space, tables, forms, charts, and what stands where there is nothing or something went
// wrong. Its values are made up and say so.
type designPage struct {
	frame
	Colours  []string // custom properties of the style sheet
	Spaces   []string
	Numbers  []designNumber
	Drawings []*drawing
	Choices  []option
}

type designNumber struct{ Class, Shown string }

// design shows the design system.
func (s *site) design(v *visit) error {
	p := designPage{
		frame:   s.bare(v.Request, v.tag, v.say("design.title")),
		Colours: []string{"ink", "soft", "strong", "line", "accent", "accent-paper", "new", "raised"},
		Spaces:  []string{"s1", "s2", "s3", "s4", "s5"},
	}
	made := func(value int64, currency money.Currency, unit string) figure.Figure {
		f := figure.New(figure.Name{}, new(big.Rat).SetInt64(value))
		f.Currency, f.Unit = currency, unit
		return f
	}
	amount := made(12_345_000_000, "CNY", "")
	for _, class := range []string{"giant", "large", "mid"} {
		p.Numbers = append(p.Numbers, designNumber{class, amount.Show(v.tag)})
	}
	over := figure.Figure{
		Kind: figure.Observed, Qualifier: figure.Over, Value: big.NewRat(90_000_000_000, 1), Step: big.NewRat(1_000_000_000, 1), Currency: "USD",
		Interval: figure.Of(figure.Over, big.NewRat(90_000_000_000, 1), big.NewRat(1_000_000_000, 1)),
	}
	about := func(kind string) chart.About {
		return chart.About{Heading: everywhere("design.chart." + kind), Of: everywhere("word.edition"), Synthetic: true, Inline: true}
	}
	name := func(letter string) lang.Text { return everywhere("design.thing", lang.Args{"name": letter}) }
	var bars []chart.Point
	for i, n := range []int64{12, 18, 0, 24, 31, 28, 34} {
		point := chart.Point{Label: editionLabel(int64(i + 20)), Value: made(n, "", "agreement"), Accent: i == 6}
		if n == 0 {
			point.Value = figure.Figure{}
		}
		bars = append(bars, point)
	}
	whole := made(100, "", "agreement")
	for _, c := range []chart.Chart{
		chart.Bars{About: about("bars"), Points: bars},
		chart.Parts{About: about("parts"), Whole: whole, Parts: []chart.Point{
			{Label: name("A"), Value: made(48, "", "agreement"), Accent: true},
			{Label: name("B"), Value: made(27, "", "agreement")},
			{Label: name("C"), Value: made(9, "", "agreement")},
		}},
		chart.Flow{About: about("flow"), A: name("A"), B: name("B"), There: over, Back: made(52_000_000_000, "USD", "")},
		chart.Slope{About: about("slope"), From: editionLabel(25), To: editionLabel(26), Lines: []chart.Line{
			{Label: name("A"), From: made(12, "", "agreement"), To: made(34, "", "agreement"), Accent: true},
			{Label: name("B"), From: made(20, "", "agreement"), To: made(18, "", "agreement")},
		}},
	} {
		p.Drawings = append(p.Drawings, v.drawAlone(c))
	}
	for i := range 3 {
		p.Choices = append(p.Choices, option{Value: fmt.Sprint(i), Text: v.name(name(string(rune('A' + i)))), Selected: i == 1})
	}
	return s.show(v, "design", p)
}
