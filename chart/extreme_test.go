package chart_test

import (
	"fmt"
	"math/big"
	"strings"

	"bridgehead/chart"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// Drawings of very many things, of one, of none, of what is not known, of numbers of any
// size and of texts that mean harm. Their look is tested, not their bytes.
var extremes = map[string]chart.Chart{
	"bars-28":           editions(28),
	"bars-40":           editions(40),
	"bars-one":          chart.Bars{About: about("一个", "one"), Points: []chart.Point{{Label: edition(1), Value: agreements(34)}}},
	"bars-none":         chart.Bars{About: about("没有", "none")},
	"bars-unknown":      chart.Bars{About: about("都不详", "nothing known"), Points: []chart.Point{{Label: edition(1)}, {Label: edition(2)}, {Label: edition(3)}}},
	"bars-signs":        chart.Bars{About: about("增减", "growth"), Points: points("percent", "12.5", "-3.25", "0", "-0.4", "7")},
	"bars-huge":         chart.Bars{About: about("极大", "huge"), Points: points("", "1e40", "3.3333333333e40", "0", "5e39")},
	"bars-tiny":         chart.Bars{About: about("极小", "tiny"), Points: points("percent", "1e-9", "2.5e-9", "0")},
	"bars-hostile":      chart.Bars{About: hostileAbout, Points: hostilePoints()},
	"parts-34":          districts(34),
	"parts-unknown":     chart.Parts{About: about("都不详", "nothing known"), Parts: []chart.Point{{Label: edition(1)}, {Label: edition(2)}}},
	"parts-none":        chart.Parts{About: about("没有细分", "no parts"), Whole: agreements(34)},
	"parts-over-1":      chart.Parts{About: about("只知超过", "over"), Whole: in("USD", stated(figure.Over, "111e9", "1e9")), Parts: []chart.Point{{Label: edition(1), Value: in("USD", stated(figure.Exact, "35e9", "1e9"))}}},
	"parts-hostile":     chart.Parts{About: hostileAbout, Whole: in("USD", stated(figure.Exact, "123456789012345678", "1")), Parts: hostilePoints(), Why: hostile},
	"slope-34":          slopes(34),
	"slope-none":        chart.Slope{About: about("没有", "none"), From: edition(1), To: edition(2)},
	"slope-unknown":     chart.Slope{About: about("都不详", "nothing known"), From: edition(1), To: edition(2), Lines: []chart.Line{{Label: edition(3)}}},
	"slope-hostile":     chart.Slope{About: hostileAbout, From: hostile, To: hostile, Lines: []chart.Line{{Label: hostile, From: agreements(3), To: agreements(4)}, {Label: bidi, From: agreements(3), To: agreements(4), Accent: true}}},
	"flow-range":        chart.Flow{About: about("双向", "flow"), A: lang.Text{Hans: "北京", En: "Beijing"}, B: lang.Text{Hans: "香港", En: "Hong Kong"}, There: in("USD", figure.FromInterval(figure.Name{}, figure.Range(rat("2e9"), rat("5e9"))))},
	"flow-small":        chart.Flow{About: about("双向", "flow"), A: lang.Text{Hans: "北京", En: "Beijing"}, B: lang.Text{Hans: "香港", En: "Hong Kong"}, There: in("USD", stated(figure.Exact, "5e12", "1e9")), Back: in("USD", stated(figure.Exact, "1", "1"))},
	"flow-zero":         chart.Flow{About: about("双向", "flow"), A: lang.Text{Hans: "北京", En: "Beijing"}, B: lang.Text{Hans: "香港", En: "Hong Kong"}, There: agreements(0), Back: agreements(0)},
	"flow-hostile":      chart.Flow{About: hostileAbout, A: hostile, B: bidi, There: in("CNY", stated(figure.Exact, "1234567890123456789012345678901234567890", "1")), Back: in("HKD", stated(figure.Over, "3", "1"))},
	"multiples-34":      many(34, 28),
	"multiples-none":    chart.Multiples{About: about("没有", "none")},
	"multiples-hostile": chart.Multiples{About: hostileAbout, Labels: []lang.Text{hostile, bidi}, Panels: []chart.Panel{{Label: hostile, Values: []figure.Figure{agreements(3), agreements(1 << 62)}}, {Label: bidi}}},
	"tiles-none":        chart.Tiles{About: about("没有", "none")},
	"tiles-unknown":     chart.Tiles{About: about("都不详", "nothing known"), Tiles: []chart.Tile{{Label: edition(1)}, {Label: edition(2), Column: 3, Row: 2}}},
	"tiles-one":         chart.Tiles{About: about("一个", "one"), Tiles: []chart.Tile{{Label: edition(1), Column: 3, Row: -2, Value: agreements(34)}}},
	"tiles-counts":      countedTiles(),
	"tiles-signs":       signedTiles(),
	"tiles-hostile":     hostileTiles(),
	"rates-year":        ratesOver(365, "7.1650", "USD", "CNY", 10000),
	"rates-decade":      ratesOver(3650, "7.1650", "USD", "CNY", 10000),
	"rates-one":         ratesOver(1, "7.1650", "USD", "CNY", 10000),
	"rates-none":        chart.Rates{About: about("没有", "none"), From: "USD", To: "CNY"},
	"rates-unknown":     chart.Rates{About: about("都不详", "nothing known"), From: "USD", To: "CNY", Days: []chart.Day{{Day: "2023-01-01"}, {Day: "2023-01-02"}}},
	"rates-tiny":        ratesOver(30, "0.0000070", "IDR", "HKD", 10000000000),
	"rates-huge":        ratesOver(30, "7100000000", "ZWL", "USD", 1),
	"curve-none":        chart.Curve{About: about("没有", "none")},
	"curve-days":        curves(1, 40),
	"curve-decades":     curves(3, 20_000),
	"curve-hostile":     chart.Curve{About: hostileAbout, Lines: []chart.CurveLine{{Label: hostile, Points: []chart.CurvePoint{{Days: 3, Share: rat("1/2"), AtRisk: 2}}}, {Label: bidi}}},
	"grid-none":         chart.Grid{About: about("没有", "none"), Columns: []lang.Text{edition(1)}},
	"grid-26":           grid(26, 11),
	"grid-hostile":      chart.Grid{About: hostileAbout, Columns: []lang.Text{hostile, bidi}, Rows: []chart.GridRow{{Label: hostile, Cells: []chart.GridCell{{1, 3}, {0, 0}}}, {Label: bidi}}},
}

// curves are lines that fall in steps over so many days.
func curves(lines int, days int64) chart.Curve {
	v := chart.Curve{About: about("尚未投产的比例", "The share that does not operate yet")}
	for n := range lines {
		l := chart.CurveLine{Label: edition(n + 1)}
		for i := range int64(20) {
			l.Points = append(l.Points, chart.CurvePoint{Days: (i + 1) * days / 20, Share: big.NewRat(20-i+int64(n), 24), AtRisk: 400 - 20*i})
		}
		v.Lines = append(v.Lines, l)
	}
	return v
}

// grid are cohorts of which later ones have fewer years.
func grid(rows, columns int) chart.Grid {
	g := chart.Grid{About: about("各届到达的比例", "The share that reached it, by edition")}
	for n := range columns {
		g.Columns = append(g.Columns, edition(n))
	}
	for n := range rows {
		r := chart.GridRow{Label: edition(n + 1)}
		for i := range min(columns, rows-n) {
			r.Cells = append(r.Cells, chart.GridCell{Part: int64(i * 2), Whole: 23})
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

var (
	hostile = lang.Text{
		Hans: strings.Repeat(`</text><script>alert("朝阳&区")</script>'style="x"`, 200), Hant: "\x00\x1b]0;x\a\xff\ufffe" + strings.Repeat("ਁ̵͆", 3000),
		En: strings.Repeat("m", 10_000),
	}
	bidi         = lang.Text{Hans: "\u202e朝阳\u2066区", Hant: "\u202dمنطقة\u2067朝陽", En: "\u202eChaoyang \u2067(منطقة)"}
	hostileAbout = chart.About{Heading: hostile, Of: hostile, Source: hostile, Synthetic: true}
)

func about(hans, en string) chart.About {
	return chart.About{Heading: lang.Text{Hans: hans, En: en}, Synthetic: true}
}

func points(unit string, values ...string) []chart.Point {
	var all []chart.Point
	for i, v := range values {
		all = append(all, chart.Point{Label: edition(i + 1), Value: of(unit, stated(figure.Exact, v, v))})
	}
	return all
}

// countedTiles are counts that no drawing may hold for another.
func countedTiles() chart.Tiles {
	t := tiles("beijing")
	for i := range t.Tiles {
		t.Tiles[i].Value = agreements(int64(i * i * 13 % 40))
	}
	t.Tiles[5].Value = of("agreement", figure.FromInterval(figure.Name{}, figure.Range(rat("20"), rat("70"))))
	t.Tiles[6].Value = of("agreement", stated(figure.AtMost, "7", "1"))
	t.Tiles[7].Value = of("agreement", stated(figure.AtLeast, "100000", "1"))
	return t
}

func signedTiles() chart.Tiles {
	t := chart.Tiles{About: about("增减", "growth")}
	for i, p := range points("percent", "12.5", "-3.25", "0", "-0.4", "7") {
		t.Tiles = append(t.Tiles, chart.Tile{Label: p.Label, Column: i % 3, Row: i / 3, Value: p.Value})
	}
	t.Tiles = append(t.Tiles, chart.Tile{Label: edition(6), Column: 2, Row: 1, Value: of("percent", stated(figure.AtMost, "-40", "10"))})
	return t
}

func hostileTiles() chart.Tiles {
	t := chart.Tiles{About: hostileAbout}
	for i, p := range hostilePoints() {
		t.Tiles = append(t.Tiles, chart.Tile{Label: p.Label, Value: p.Value, Accent: p.Accent, Column: i, Row: i % 2, Link: `/"><script>alert(1)</script>`})
	}
	return t
}

func hostilePoints() []chart.Point {
	return []chart.Point{
		{Label: hostile, Value: in("USD", stated(figure.Exact, "98765432109876543", "1"))},
		{Label: bidi, Value: in("USD", stated(figure.Over, "123456789012345678", "1")), Accent: true},
		{Value: in("USD", stated(figure.Exact, "1", "1"))},
		{Label: lang.Text{En: strings.Repeat("﷽", 30)}},
		{Label: lang.Text{En: strings.Repeat("a̸̡̢", 50)}, Value: in("HKD", stated(figure.Exact, "98765432109876543", "1"))},
	}
}

// editions are the counts of n editions, some of them not known, one only over something.
func editions(n int) chart.Bars {
	b := chart.Bars{About: about("历届签约项目数", "Agreements signed over the editions")}
	for i := 1; i <= n; i++ {
		p := chart.Point{Label: edition(i), Accent: i == 26}
		switch {
		case i <= 3 || i > 12 && i < 17 || i == 21:
		case i == 23:
			p.Value = of("agreement", stated(figure.Over, "60", "10"))
		default:
			p.Value = agreements(int64((i*37)%61 + 900*(i%2)))
		}
		b.Points = append(b.Points, p)
	}
	return b
}

func district(i int) lang.Text {
	return lang.Text{Hans: fmt.Sprintf("第%d区", i), Hant: fmt.Sprintf("第%d區", i), En: fmt.Sprintf("District number %d", i)}
}

func districts(n int) chart.Parts {
	p := chart.Parts{About: about("各区签约项目", "Agreements by district"), Whole: agreements(900)}
	for i := 1; i <= n; i++ {
		part := chart.Point{Label: district(i), Accent: i == 7}
		if i%9 != 0 {
			part.Value = agreements(int64(i * i * 13 % 40))
		}
		p.Parts = append(p.Parts, part)
	}
	return p
}

func slopes(n int) chart.Slope {
	s := chart.Slope{About: about("各区签约金额", "Amount signed, by district"), From: edition(26), To: edition(27)}
	for i := 1; i <= n; i++ {
		amount := func(k int) figure.Figure {
			return in("CNY", stated(figure.Exact, fmt.Sprint((i*k)%97*100_000_000), "1e8"))
		}
		s.Lines = append(s.Lines, chart.Line{Label: district(i), From: amount(31), To: amount(53), Accent: i == 7})
	}
	return s
}

// many are panels for n districts over m editions.
func many(n, m int) chart.Multiples {
	all := chart.Multiples{About: about("各区历届签约项目", "Agreements of the districts over the editions")}
	for i := range m {
		all.Labels = append(all.Labels, edition(i+1))
	}
	for i := range n {
		p := chart.Panel{Label: district(i + 1)}
		for _, b := range editions(m).Points {
			p.Values = append(p.Values, b.Value)
		}
		all.Panels = append(all.Panels, p)
	}
	return all
}

// ratesOver are rates about a turn over n days.
func ratesOver(n int, turn string, from, to money.Currency, in int64) chart.Rates {
	r := chart.Rates{About: about("换算汇率与结论", "The rate and the verdict"), From: from, To: to, Turn: rat(turn), Used: "2023-01-02"}
	day := lang.Date("2023-01-02")
	for i := range int64(n) {
		d := chart.Day{Day: day}
		if i%29 != 7 {
			d.Rate = new(big.Rat).Add(r.Turn, big.NewRat((i*i*7+i*53)%900-450, in))
			d.Otherwise = d.Rate.Cmp(r.Turn) >= 0
		}
		r.Days = append(r.Days, d)
		day = day.AddDays(1)
	}
	return r
}
