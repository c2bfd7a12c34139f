package chart_test

import (
	"fmt"
	"math/big"

	"bridgehead/chart"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

func rat(s string) *big.Rat {
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return v
}

// stated returns a figure as somebody stated it.
func stated(q figure.Qualifier, v, step string) figure.Figure {
	return figure.Figure{
		Kind: figure.Observed, Qualifier: q, Value: rat(v), Step: rat(step), Interval: figure.Of(q, rat(v), rat(step)),
	}
}

func in(c money.Currency, f figure.Figure) figure.Figure { f.Currency = c; return f }
func of(unit string, f figure.Figure) figure.Figure      { f.Unit = unit; return f }
func on(day lang.Date, f figure.Figure) figure.Figure    { f.AsOf = day; return f }

func agreements(n int64) figure.Figure {
	return of("agreement", figure.New(figure.Name{}, big.NewRat(n, 1)))
}

func edition(n int) lang.Text {
	return lang.Text{Hans: fmt.Sprintf("第%d届", n), Hant: fmt.Sprintf("第%d屆", n), En: fmt.Sprintf("No. %d", n)}
}

// The drawings that the tests look at. Values are made up.
var samples = map[string]chart.Chart{
	"until-curve": headed(curves(2, 3600), lang.Text{Hans: "尚未投产的比例", Hant: "尚未投產的比例", En: "The share that does not operate yet"}),
	"within-grid": headed(grid(8, 7), lang.Text{Hans: "各届到达的比例", Hant: "各屆到達的比例", En: "The share that reached it, by edition"}),
	"bars": chart.Bars{
		About: chart.About{
			Heading:   lang.Text{Hans: "各届签约金额", Hant: "各屆簽約金額", En: "Amount signed, by edition"},
			Of:        lang.Text{Hans: "届", Hant: "屆", En: "edition"},
			Source:    lang.Text{Hans: "洽谈会秘书处", En: "Secretariat of the fair"},
			Synthetic: true,
		},
		Points: []chart.Point{
			{Label: edition(19), Value: in("USD", stated(figure.Exact, "3420000000", "1e7"))},
			{Label: edition(20)},
			{Label: edition(21)},
			{Label: edition(22), Value: in("USD", stated(figure.Over, "5600000000", "1e8"))},
			{Label: edition(23), Value: in("USD", figure.FromInterval(figure.Name{}, figure.Range(rat("4100000000"), rat("6300000000"))))},
			{Label: edition(24), Value: in("CNY", stated(figure.Nearly, "56000000000", "1e9"))},
			{Label: edition(25), Value: in("USD", stated(figure.About, "7860000000", "1e7"))},
			{Label: edition(26), Value: in("USD", stated(figure.Exact, "7774500000", "1e5")), Accent: true},
		},
	},
	"parts": chart.Parts{
		About: chart.About{
			Heading: lang.Text{Hans: "签约项目的归属", Hant: "簽約項目的歸屬", En: "Agreements by district"},
			Of:      lang.Text{Hans: "区", Hant: "區", En: "district"},
		},
		Whole: agreements(34),
		Parts: []chart.Point{
			{Label: lang.Text{Hans: "朝阳区", Hant: "朝陽區", En: "Chaoyang"}, Value: agreements(13), Accent: true},
			{Label: lang.Text{Hans: "海淀区", Hant: "海淀區", En: "Haidian"}, Value: agreements(6)},
			{Label: lang.Text{Hans: "北京经济技术开发区", Hant: "北京經濟技術開發區", En: "Beijing Economic-Technological Development Area"}, Value: agreements(4)},
			{Label: lang.Text{Hans: "石景山区"}, Value: agreements(0)},
		},
	},
	"parts-over": chart.Parts{
		About: chart.About{Heading: lang.Text{Hans: "各区签约项目", Hant: "各區簽約項目", En: "Agreements counted in each district"}},
		Whole: agreements(20),
		Parts: []chart.Point{
			{Label: lang.Text{Hans: "朝阳区", Hant: "朝陽區", En: "Chaoyang"}, Value: agreements(13)},
			{Label: lang.Text{Hans: "海淀区", Hant: "海淀區", En: "Haidian"}, Value: agreements(10)},
		},
		Why: lang.Text{
			Hans: "归属两个区的项目在各区各计一次。", Hant: "歸屬兩個區的項目在各區各計一次。",
			En: "An agreement attributed to two districts counts once in each.",
		},
	},
	"slope": chart.Slope{
		About: chart.About{
			Heading: lang.Text{Hans: "各区签约金额", Hant: "各區簽約金額", En: "Amount signed, by district"},
			Of:      lang.Text{Hans: "区", Hant: "區", En: "district"},
		},
		From: edition(26), To: edition(27),
		Lines: []chart.Line{
			{Label: lang.Text{Hans: "朝阳区", Hant: "朝陽區", En: "Chaoyang"}, From: in("USD", stated(figure.Exact, "3539000000", "1e6")), To: in("USD", stated(figure.Exact, "4469000000", "1e6")), Accent: true},
			{Label: lang.Text{Hans: "海淀区", Hant: "海淀區", En: "Haidian"}, From: in("USD", stated(figure.Exact, "1210000000", "1e7")), To: in("USD", stated(figure.Over, "1180000000", "1e7"))},
			{Label: lang.Text{Hans: "丰台区", Hant: "豐台區", En: "Fengtai"}, From: in("USD", stated(figure.About, "1150000000", "1e7")), To: in("USD", stated(figure.Exact, "640000000", "1e7"))},
			{Label: lang.Text{Hans: "通州区", Hant: "通州區", En: "Tongzhou"}, From: in("USD", stated(figure.Exact, "1140000000", "1e7"))},
			{Label: lang.Text{Hans: "顺义区", Hant: "順義區", En: "Shunyi"}, From: in("USD", stated(figure.Exact, "90000000", "1e6")), To: in("USD", stated(figure.Exact, "610000000", "1e7"))},
		},
	},
	"flow": chart.Flow{
		About: chart.About{Heading: lang.Text{Hans: "京港双向投资", Hant: "京港雙向投資", En: "Investment between Beijing and Hong Kong"}},
		A:     lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"},
		B:     lang.Text{Hans: "北京", Hant: "北京", En: "Beijing"},
		There: on("2023-10-31", in("USD", stated(figure.Over, "111000000000", "1e9"))),
		Back:  on("2022-12-31", in("USD", stated(figure.About, "35000000000", "1e9"))),
	},
	"multiples": multiples(),
	"rates":     rates(),
	"tiles":     tiles("beijing"),
	"tiles-hk":  tiles("hongkong"),
}

// tiles are the districts of a side, with a value of each kind.
func tiles(side string) chart.Tiles {
	t := chart.Tiles{About: chart.About{
		Heading:   lang.Text{Hans: "各区签约金额", Hant: "各區簽約金額", En: "Amount signed, by district"},
		Of:        lang.Text{Hans: "区", Hant: "區", En: "district"},
		Synthetic: true,
	}}
	for i, d := range fair.Districts(side) {
		tile := chart.Tile{
			Label: d.Short(), Column: d.Column, Row: d.Row, Link: "/zh-Hans/sample/districts/" + d.Code, Accent: i == 2,
			Value: in("USD", stated(figure.Exact, fmt.Sprint((i*i*i*7+31)%400*10_000_000), "1e7")),
		}
		switch i {
		case 3:
			tile.Value = in("USD", figure.New(figure.Name{}, new(big.Rat)))
		case 4:
			tile.Value = figure.Figure{}
		case 6:
			tile.Value = in("USD", stated(figure.Over, "1100000000", "1e8"))
		case 9:
			tile.Value = in("USD", figure.FromInterval(figure.Name{}, figure.Range(rat("410000000"), rat("2630000000"))))
		case 11:
			tile.Value = in("CNY", stated(figure.Nearly, "56000000000", "1e9"))
		}
		t.Tiles = append(t.Tiles, tile)
	}
	return t
}

func multiples() chart.Multiples {
	m := chart.Multiples{
		About: chart.About{
			Heading:   lang.Text{Hans: "各区历届签约项目", Hant: "各區歷屆簽約項目", En: "Agreements of the districts over the editions"},
			Of:        lang.Text{Hans: "区", Hant: "區", En: "district"},
			Synthetic: true,
		},
		Labels: []lang.Text{edition(22), edition(23), edition(24), edition(25), edition(26), edition(27)},
	}
	for i, label := range []lang.Text{
		{Hans: "朝阳区", Hant: "朝陽區", En: "Chaoyang"},
		{Hans: "海淀区", Hant: "海淀區", En: "Haidian"},
		{Hans: "丰台区", Hant: "豐台區", En: "Fengtai"},
		{Hans: "通州区", Hant: "通州區", En: "Tongzhou"},
		{Hans: "顺义区", Hant: "順義區", En: "Shunyi"},
	} {
		p := chart.Panel{Label: label, Accent: i == 0}
		for n := range 6 - i%2 { // of some the last is missing
			f := agreements(int64((n*7 + i*5) % 14))
			if n == 2 && i < 3 {
				f = of("agreement", stated(figure.Over, "6", "1"))
			} else if (n+i)%5 == 3 {
				f = figure.Figure{}
			}
			p.Values = append(p.Values, f)
		}
		m.Panels = append(m.Panels, p)
	}
	return m
}

func rates() chart.Rates {
	r := chart.Rates{
		About: chart.About{
			Heading: lang.Text{Hans: "换算汇率与结论", Hant: "換算匯率與結論", En: "The rate and the verdict"},
			Source:  lang.Text{Hans: "欧洲中央银行", Hant: "歐洲中央銀行", En: "European Central Bank"},
		},
		From: "USD", To: "CNY", Turn: rat("7.1650"), Used: "2023-11-29",
	}
	day := lang.Date("2023-11-01")
	for _, v := range []string{
		"7.3170", "7.3160", "7.2980", "7.2740", "7.2790", "7.2810", "7.2850", "7.2900", "7.2880", "7.2530", "7.2460", "7.2120", "",
		"7.1640", "7.1400", "7.1560", "7.1430", "7.1470", "7.1530", "7.1380", "7.1250", "7.1310", "7.1660",
	} {
		for day.Time().Weekday()%6 == 0 {
			day = day.AddDays(1)
		}
		d := chart.Day{Day: day}
		if v != "" {
			d.Rate = rat(v)
			d.Otherwise = d.Rate.Cmp(r.Turn) >= 0
		}
		r.Days = append(r.Days, d)
		day = day.AddDays(1)
	}
	return r
}

// headed gives a drawing its heading in all languages.
func headed(c chart.Chart, heading lang.Text) chart.Chart {
	switch c := c.(type) {
	case chart.Curve:
		c.Heading, c.Of = heading, lang.Text{Hans: "线", Hant: "線", En: "line"}
		return c
	case chart.Grid:
		c.Heading, c.Of = heading, lang.Text{Hans: "届", Hant: "屆", En: "edition"}
		return c
	}
	return c
}
