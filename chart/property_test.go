package chart_test

import (
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/chart"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

func TestDrawingsOfAnythingArePlainSVG(t *testing.T) {
	for name, c := range extremes {
		for i, tag := range lang.Tags {
			t.Run(fmt.Sprintf("%s %s", name, tag), func(t *testing.T) {
				plain(t, c, tag, []int{chart.Narrow, chart.Wide, chart.MinWidth}[i])
				plain(t, c, tag, []int{chart.Wide, chart.Narrow, 600}[i])
			})
		}
	}
}

// length is a number of a drawing, in pixels.
func length(t rapid.TB, s string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no length", s)
	}
	return v
}

// bars returns the lengths of the solid bars in their order.
func bars(t rapid.TB, all []*element, along string) (lengths []*big.Rat) {
	for _, e := range all {
		if e.name == "rect" && e.attr["fill"] == "currentColor" && e.attr["class"] != "c-paper" && e.attr["fill-opacity"] == "" {
			lengths = append(lengths, length(t, e.attr[along]))
		}
	}
	return lengths
}

func TestBarsAreAsLongAsTheirValues(t *testing.T) {
	tolerance := big.NewRat(2, 100) // two ends of each of two bars, each right to half of 1/100 pixel
	rapid.Check(t, func(t *rapid.T) {
		var b chart.Bars
		var values []*big.Rat
		size := rat(fmt.Sprintf("1e%d", rapid.IntRange(-20, 30).Draw(t, "size")))
		var most big.Rat
		for i := range rapid.IntRange(1, 40).Draw(t, "points") {
			p := chart.Point{Label: edition(i + 1), Accent: rapid.Bool().Draw(t, "accent")}
			if rapid.IntRange(0, 3).Draw(t, "known") > 0 {
				v := new(big.Rat).SetInt64(rapid.Int64Range(1000, 1_000_000).Draw(t, "value")) // each is seen beside each
				if rapid.IntRange(0, 4).Draw(t, "zero") == 0 {
					v.SetInt64(0)
				}
				v.Mul(v, size)
				p.Value = figure.New(figure.Name{}, v)
				if most.Cmp(v) < 0 {
					most.Set(v)
				}
				values = append(values, v)
			}
			b.Points = append(b.Points, p)
		}
		width := rapid.IntRange(chart.MinWidth, chart.MaxWidth).Draw(t, "width")
		all := plain(t, b, rapid.SampledFrom(lang.Tags).Draw(t, "language"), width)
		along := "height"
		if upright := slices.ContainsFunc(all, func(e *element) bool { return e.name == "rect" && e.attr["height"] == "14" }); upright {
			along = "width"
		}
		got := bars(t, all, along)
		longest := new(big.Rat)
		for _, l := range got {
			if longest.Cmp(l) < 0 {
				longest = l
			}
		}
		i := 0
		for _, v := range values {
			if v.Sign() == 0 {
				continue // no bar at all
			}
			want := new(big.Rat).Mul(v, longest)
			want.Quo(want, &most)
			if i == len(got) {
				t.Fatalf("%d bars for %v", len(got), values)
			}
			if d := new(big.Rat).Sub(got[i], want); d.Abs(d).Cmp(tolerance) > 0 {
				t.Errorf("%v of %v: a bar of %v, want %v", v, &most, got[i].FloatString(2), want.FloatString(4))
			}
			i++
		}
		if i != len(got) {
			t.Errorf("%d bars, %d of them for values", len(got), i)
		}
	})
}

func TestWhatIsNotKnownIsAGapAndNoZero(t *testing.T) {
	drawn := func(c chart.Chart, width int) (hatched, solid int, texts []string) {
		all := plain(t, c, lang.En, width)
		for _, e := range all {
			switch {
			case e.name == "rect" && strings.HasPrefix(e.attr["fill"], "url("):
				hatched++
			case e.name == "text":
				texts = append(texts, e.text)
			}
		}
		return hatched, len(bars(t, all, "width")), texts
	}
	known := []chart.Point{{Label: edition(1), Value: agreements(8)}, {Label: edition(2)}}
	zero := []chart.Point{known[0], {Label: edition(2), Value: agreements(0)}}
	for name, charts := range map[string][2]chart.Chart{
		"bars":  {chart.Bars{Points: known}, chart.Bars{Points: zero}},
		"parts": {chart.Parts{Whole: agreements(8), Parts: known}, chart.Parts{Whole: agreements(8), Parts: zero}},
	} {
		for _, width := range []int{chart.Narrow, chart.Wide} {
			t.Run(fmt.Sprintf("%s %d", name, width), func(t *testing.T) {
				gaps, before, texts := drawn(charts[0], width)
				if !slices.Contains(texts, "not known") || gaps != 2 { // itself and the key
					t.Errorf("not known: %d hatched places, texts %q", gaps, texts)
				}
				gaps, after, texts := drawn(charts[1], width)
				if !slices.Contains(texts, "0") || slices.Contains(texts, "not known") || gaps != 0 {
					t.Errorf("zero: %d hatched places, texts %q", gaps, texts)
				}
				if before != after {
					t.Errorf("%d bars beside a gap, %d beside a zero", before, after)
				}
			})
		}
	}
}

func TestBarsSayNoMoreThanTheirIntervals(t *testing.T) {
	exact := chart.Point{Value: agreements(100)} // the measure of the others
	ten := func(q figure.Qualifier) figure.Figure { return of("agreement", stated(q, "40", "10")) }
	for _, tt := range []struct {
		name         string
		value        figure.Figure
		solid, light string // lengths, where 100 is the length of the bar beside
		open         bool
	}{
		{"an exact value is solid", ten(figure.Exact), "40", "", false},
		{"what is over something is solid up to it and open beyond", ten(figure.Over), "40", "", true},
		{"at least is open as well", ten(figure.AtLeast), "40", "", true},
		{"nearly is solid up to nine tenths", ten(figure.Nearly), "36", "4", false},
		{"about lies five hundredths to both sides", ten(figure.About), "38", "4", false},
		{"odd lies within the last digit", ten(figure.Odd), "40", "10", false},
		{"at most is solid nowhere", ten(figure.AtMost), "", "40", false},
		{"between two is solid up to the first", of("agreement", figure.FromInterval(figure.Name{}, figure.Range(rat("20"), rat("70")))), "20", "50", false},
		{"below zero as well", of("agreement", figure.FromInterval(figure.Name{}, figure.Range(rat("-70"), rat("-20")))), "20", "50", false},
		{"on both sides of zero it is solid nowhere", of("agreement", figure.FromInterval(figure.Name{}, figure.Range(rat("-20"), rat("30")))), "", "50", false},
		{"at most something below zero is open below", of("agreement", stated(figure.AtMost, "-40", "10")), "40", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := plain(t, chart.Bars{Points: []chart.Point{exact, {Value: tt.value}}}, lang.En, chart.Wide)
			// The arrowhead of an open end is the only line of its breadth.
			open := slices.ContainsFunc(all, func(e *element) bool {
				return e.name == "path" && e.attr["stroke-width"] == "1.5" && e.attr["class"] == "c-strong" && strings.Count(e.attr["d"], "L") == 2
			})
			if open != tt.open {
				t.Errorf("open: %v", open)
			}
			solid := bars(t, all, "height")
			scale := func(v *big.Rat) string {
				part := new(big.Rat).Quo(v, solid[0])
				return part.Mul(part, big.NewRat(100, 1)).FloatString(0)
			}
			got := ""
			for _, l := range solid[1:] {
				if text := scale(l); !open || text != "7" { // the sample in the key
					got += text
				}
			}
			light := ""
			for _, e := range all {
				if h := e.attr["height"]; e.name == "rect" && e.attr["fill-opacity"] != "" && h != "10" {
					light += scale(length(t, h))
				}
			}
			if want := strings.TrimSuffix(got, scale(big.NewRat(10, 1))); got != tt.solid && want != tt.solid || light != tt.light {
				t.Errorf("solid %q, want %q; light %q, want %q", got, tt.solid, light, tt.light)
			}
		})
	}
}

// shown is a figure as its text says it.
func shown(f figure.Figure, tag lang.Tag) string {
	if f.Qualifier == "" {
		f.Qualifier = figure.Unknown
	}
	return f.Show(tag)
}

func TestTablesHoldEveryValue(t *testing.T) {
	all := maps.Clone(samples)
	maps.Copy(all, extremes)
	for name, c := range all {
		for _, tag := range lang.Tags {
			t.Run(fmt.Sprintf("%s %s", name, tag), func(t *testing.T) {
				var want []string
				switch c := c.(type) {
				case chart.Bars:
					for _, p := range c.Points {
						want = append(want, shown(p.Value, tag))
					}
				case chart.Parts:
					for _, p := range c.Parts {
						want = append(want, shown(p.Value, tag))
					}
					want = append(want, shown(c.Whole, tag))
				case chart.Slope:
					for _, l := range c.Lines {
						want = append(want, shown(l.From, tag), shown(l.To, tag))
					}
				case chart.Flow:
					want = append(want, shown(c.There, tag), shown(c.Back, tag))
				case chart.Multiples:
					for _, p := range c.Panels {
						for i := range c.Labels {
							var f figure.Figure
							if i < len(p.Values) {
								f = p.Values[i]
							}
							want = append(want, shown(f, tag))
						}
					}
				case chart.Tiles:
					for _, t := range c.Tiles {
						want = append(want, shown(t.Value, tag))
					}
				case chart.Rates:
					for _, d := range c.Days {
						want = append(want, d.Day.Format(tag))
					}
				case chart.Curve:
					for _, l := range c.Lines {
						for _, p := range l.Points {
							percent := money.RoundHalfUp(new(big.Rat).Mul(p.Share, big.NewRat(100, 1)), big.NewRat(1, 10))
							want = append(want, money.PrintNumber(percent, tag, money.Style{Unit: "one", Digits: money.All})+"%")
						}
					}
				case chart.Grid:
					for _, r := range c.Rows {
						for _, x := range r.Cells {
							if x.Whole == 0 {
								want = append(want, "")
								continue
							}
							percent := money.RoundHalfUp(big.NewRat(100*x.Part, x.Whole), big.NewRat(1, 10))
							want = append(want, lang.Say(tag, "chart.grid.of", lang.Args{"part": x.Part, "whole": x.Whole, "share": money.PrintNumber(percent, tag, money.Style{Unit: "one", Digits: money.All}) + "%"}))
						}
					}
				default:
					t.Fatalf("what does the table of a %T hold?", c)
				}
				table := c.Table(tag)
				var cells []string
				for _, row := range table.Rows {
					if len(row) != len(table.Head) {
						t.Errorf("a row of %d cells under %d headings", len(row), len(table.Head))
					}
					cells = append(cells, row...)
				}
				for _, w := range want {
					i := slices.Index(cells, w)
					if i < 0 {
						t.Fatalf("%q is not in the table, or behind the one after it: %q", w, cells)
					}
					cells = cells[i+1:]
				}
			})
		}
	}
}

func TestTextsAreInTheLanguageOfTheReader(t *testing.T) {
	fallback := strings.NewReplacer("石景山区", "", "洽谈会秘书处", "", "USD", "", "CNY", "")
	for name, c := range samples {
		for _, tag := range lang.Tags {
			t.Run(fmt.Sprintf("%s %s", name, tag), func(t *testing.T) {
				for _, e := range plain(t, c, tag, chart.Wide) {
					text := fallback.Replace(e.text)
					simplified, traditional := lang.Script(text)
					latin, han := regexp.MustCompile(`\p{Latin}`).FindString(text), regexp.MustCompile(`\p{Han}`).FindString(text)
					if tag == lang.En && han != "" || tag != lang.En && latin != "" || tag == lang.Hant && simplified || tag == lang.Hans && traditional {
						t.Errorf("%s: %q", e.name, text)
					}
				}
			})
		}
	}
}

func TestEqualDrawingsOfTwoWidthsShareNoIdentifier(t *testing.T) {
	for name, c := range samples {
		pair := string(chart.Fitting(c, lang.En))
		ids := regexp.MustCompile(` id="([^"]+)"`).FindAllString(pair, -1)
		slices.Sort(ids)
		if diff := cmp.Diff(slices.Compact(slices.Clone(ids)), ids); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestEveryClassHasItsRule(t *testing.T) {
	used := map[string]bool{}
	for _, c := range samples {
		for _, class := range regexp.MustCompile(`class="([^"]+)"`).FindAllSubmatch(chart.Fitting(c, lang.En), -1) {
			used[string(class[1])] = true
		}
	}
	ruled := map[string]bool{}
	for _, class := range regexp.MustCompile(`(?m)^\s*\.([a-z0-9-]+) \{`).FindAllStringSubmatch(chart.CSS, -1) {
		ruled[class[1]] = true
	}
	if diff := cmp.Diff(used, ruled); diff != "" {
		t.Errorf("classes that are used and those that have a rule:\n%s", diff)
	}
}

func TestSyntheticDataIsLabelledInThePicture(t *testing.T) {
	about := chart.About{Synthetic: true, Inline: true}
	for _, c := range []chart.Chart{
		chart.Bars{About: about},
		chart.Parts{About: about},
		chart.Slope{About: about},
		chart.Flow{About: about},
		chart.Rates{About: about},
		chart.Multiples{About: about},
		chart.Tiles{About: about},
		chart.Curve{About: about},
		chart.Grid{About: about},
	} {
		for _, tag := range lang.Tags {
			want := lang.Say(tag, "chart.synthetic")
			if !slices.ContainsFunc(plain(t, c, tag, chart.Narrow), func(e *element) bool { return e.name == "text" && e.text == want }) {
				t.Errorf("a %T in %s does not say %s", c, tag, want)
			}
		}
	}
}

func FuzzLabels(f *testing.F) {
	f.Add("</text><script>alert(1)</script>", "1e9")
	f.Add("\u202e\x00\xff朝阳]]>&amp;<![CDATA[", "-3/7")
	f.Add(strings.Repeat("a\u0300", 60), "123456789012345678901234567890")
	f.Fuzz(func(t *testing.T, text, value string) {
		if len(value) > 400 || strings.ContainsAny(value, "eEpP") && len(value) > 6 {
			return // a number may be written in few characters and have a million digits
		}
		v, ok := new(big.Rat).SetString(value)
		if !ok {
			v = new(big.Rat).SetInt64(int64(len(value)))
		}
		label := lang.Text{Hans: text}
		value1 := in("USD", figure.New(figure.Name{}, v))
		value2 := in("USD", figure.FromInterval(figure.Name{}, figure.Of(figure.Over, v, nil)))
		about := chart.About{Heading: label, Of: label, Source: label}
		points := []chart.Point{{Label: label, Value: value1}, {Label: label, Value: value2, Accent: true}, {Label: label}}
		for _, c := range []chart.Chart{
			chart.Bars{About: about, Points: points},
			chart.Parts{About: about, Whole: value1, Parts: points, Why: label},
			chart.Slope{About: about, From: label, To: label, Lines: []chart.Line{{Label: label, From: value1, To: value2}, {Label: label, To: value1}}},
			chart.Multiples{About: about, Labels: []lang.Text{label, label}, Panels: []chart.Panel{{Label: label, Values: []figure.Figure{value1}}}},
			chart.Flow{About: about, A: label, B: label, There: value1, Back: value2},
			chart.Tiles{About: about, Tiles: []chart.Tile{
				{Label: label, Value: value1, Link: text},
				{Label: label, Column: 1, Value: value2, Accent: true},
				{Label: label, Column: 5, Row: 2, Link: "/" + text},
			}},
			chart.Rates{About: about, From: "USD", To: "CNY", Turn: v, Days: []chart.Day{{Day: "2023-11-29", Rate: v}, {Day: "2023-11-30"}}},
		} {
			for _, width := range []int{chart.Narrow, chart.Wide} {
				for _, e := range plain(t, c, lang.Hant, width) {
					size, err := strconv.ParseFloat(e.attr["font-size"], 64)
					if e.name == "text" && (err != nil || size < 11) {
						t.Errorf("a text of the size %q", e.attr["font-size"])
					}
				}
			}
		}
	})
}
