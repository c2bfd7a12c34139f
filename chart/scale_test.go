package chart

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// drawRat draws a number of any size.
func drawRat(t *rapid.T, label string) *big.Rat {
	v := big.NewRat(rapid.Int64().Draw(t, label), rapid.Int64Range(1, 1000).Draw(t, label+" in"))
	return v.Mul(v, tenTo(rapid.IntRange(-40, 40).Draw(t, label+" ten to")))
}

func TestTicksAreRoundFewAndCoverTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low, high := drawRat(t, "low"), drawRat(t, "high")
		if low.Cmp(high) > 0 {
			low, high = high, low
		}
		most := rapid.Int64Range(2, 20).Draw(t, "most")
		whole := rapid.Bool().Draw(t, "whole")
		all := ticks(low, high, most, whole)
		if len(all) < 2 || int64(len(all)) > most+1 || all[0].Cmp(low) > 0 || all[len(all)-1].Cmp(high) < 0 {
			t.Fatalf("from %v to %v in at most %d steps: %v", low, high, most, all)
		}
		step := new(big.Rat).Sub(all[1], all[0])
		first := new(big.Rat).Quo(step, tenTo(magnitude(step)))
		if s := first.RatString(); s != "1" && s != "2" && s != "5" || whole && !step.IsInt() {
			t.Errorf("steps of %v", step)
		}
		for i, v := range all[1:] {
			if new(big.Rat).Sub(v, all[i]).Cmp(step) != 0 || !new(big.Rat).Quo(v, step).IsInt() {
				t.Errorf("uneven ticks %v", all)
			}
		}
	})
}

func TestMagnitudeIsThatOfTheFirstDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-400, 400).Draw(t, "n")
		v := new(big.Rat).Mul(big.NewRat(rapid.Int64Range(1_000_000, 9_999_999).Draw(t, "digits"), 1_000_000), tenTo(n))
		if got := magnitude(v); got != n {
			t.Errorf("magnitude of %v is %d, want %d", v, got, n)
		}
	})
}

// The numbers on an axis are those of the figures' own texts, in another unit.
func TestShortTextsAreTheFiguresOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom(lang.Tags).Draw(t, "language")
		k := kind{unit: "agreement"}
		if rapid.Bool().Draw(t, "money") {
			k = kind{currency: rapid.SampledFrom([]money.Currency{"CNY", "HKD", "USD", "JPY"}).Draw(t, "currency")}
		}
		draw := func(label string) *big.Rat {
			digits := rapid.Int64Range(0, 99_999).Draw(t, label)
			return new(big.Rat).Mul(big.NewRat(digits, 1), tenTo(rapid.IntRange(0, 12).Draw(t, label+" ten to")))
		}
		v, step := draw("value"), big.NewRat(1, 1)
		q := rapid.SampledFrom([]figure.Qualifier{
			figure.Exact, figure.About, figure.Nearly, figure.Over, figure.Odd, figure.AtLeast, figure.AtMost, figure.Between,
		}).Draw(t, "qualifier")
		f := figure.Figure{Kind: figure.Observed, Qualifier: q, Value: v, Step: step, Interval: figure.Of(q, v, step)}
		if q == figure.Between {
			f = figure.FromInterval(figure.Name{}, figure.Range(v, draw("other")))
		}
		f.Unit, f.Currency = k.unit, k.currency
		low, high := k.ends([]figure.Figure{f, {Unit: k.unit, Currency: k.currency, Interval: figure.Point(draw("axis"))}})
		r := k.reads(low, high, tag)

		text, full := r.short(f), bare(f, tag)
		if text == full {
			return
		}
		var got, want []string
		for _, n := range digits.FindAllString(text, -1) {
			v, _ := new(big.Rat).SetString(strings.ReplaceAll(n, ",", ""))
			got = append(got, v.Mul(v, r.unit.size).RatString())
		}
		for _, n := range printed.FindAllStringSubmatch(full, -1) {
			v, err := money.ParseNumber(strings.ReplaceAll(n[0], " ", ""))
			if err != nil {
				t.Fatalf("%q in %q: %v", n[0], full, err)
			}
			want = append(want, v.Value.RatString())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is %q on an axis of %q: %v, want %v", full, text, r.caption, got, want)
		}
	})
}

var printed = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?( ?(trillion|billion|million|thousand|万亿|萬億|亿|億|万|萬))?`)

func TestTextsThatAreCutFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := labelOf(lang.Text{Hans: rapid.StringN(0, 80, -1).Draw(t, "text")}, lang.Hans).text
		size := px(rapid.IntRange(11, 20).Draw(t, "size")) * pixel
		width := px(rapid.IntRange(60, 400).Draw(t, "width")) * pixel
		short := cut(text, size, width)
		if head, was := strings.CutSuffix(short, ellipsis); measure(short, size) > width || was && short != text && !strings.HasPrefix(text, head) || !was && short != text {
			t.Errorf("%q cut to %v is %q of %v", text, width, short, measure(short, size))
		}
		whole := ""
		for _, part := range wrap(text, size, width, 1000) {
			// One character may be wider than a line, with the marks upon it.
			alone := strings.TrimLeftFunc(part, isMark) == "" || strings.TrimLeftFunc(string([]rune(part)[1:]), extends) == ""
			if measure(part, size) > width && !alone && !strings.Contains(part, "﷽") {
				t.Errorf("a line %q of %v in %v", part, measure(part, size), width)
			}
			whole += part
		}
		if strings.ReplaceAll(whole, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%q was wrapped to %q", text, whole)
		}
	})
}

func TestWrappedChineseKeepsItsPunctuation(t *testing.T) {
	for _, tt := range []struct {
		name  string
		text  string
		width px
		want  []string
	}{
		{"a closing mark does not begin a line", "各部分之和，为", 5 * small, []string{"各部分之", "和，为"}},
		{"an opening mark does not end one", "各部分（合计）", 4 * small, []string{"各部分", "（合计）"}},
		{"Latin words stay whole", "来源 European Central Bank", 100 * pixel, []string{"来源 European", "Central Bank"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrap(tt.text, small, tt.width, 9); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPlacesAreSpreadAsLittleAsTheyNeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 10_000), func(n int) px { return px(n) }), 1, 40).Draw(t, "want")
		height := px(100)
		got := spread(want, height, 0, 10_000)
		order := slices.Clone(got)
		slices.Sort(order)
		for i := range order[1:] {
			if order[i+1]-order[i] < height {
				t.Fatalf("%v is nearer than %v to the next in %v", order[i], height, order)
			}
		}
		if order[0] < 0 || order[len(order)-1] > 10_000 {
			t.Errorf("beyond the ends: %v", order)
		}
		for i := range want {
			for j := range want {
				if want[i] < want[j] && got[i] > got[j] {
					t.Errorf("%v and %v changed places", want[i], want[j])
				}
			}
		}
	})
	if got := fmt.Sprint(spread([]px{500, 2000}, 100, 0, 10_000)); got != "[5 20]" {
		t.Errorf("what has room moved: %s", got)
	}
}

// A tile never says of its value what the key of its shade does not.
func TestStepsHoldTheirValuesAndNoOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.SampledFrom([]int64{0, -50}).Draw(t, "least")
		digits := rapid.Int64Range(0, 3).Draw(t, "digits")
		unit := tenTo(rapid.IntRange(0, 11).Draw(t, "ten to"))
		var values []figure.Figure
		for range rapid.IntRange(0, 34).Draw(t, "values") {
			v := big.NewRat(rapid.Int64Range(least, 40).Draw(t, "value"), rapid.SampledFrom([]int64{1, 3, 8}).Draw(t, "in"))
			f := figure.New(figure.Name{}, v.Mul(v, unit))
			f.Currency, f.Step = "USD", tenTo(int(digits))
			values = append(values, f)
		}
		k := kind{currency: "USD"}
		low, high := k.ends(values)
		m := tileMap{kind: k, reading: k.reads(low, high, rapid.SampledFrom(lang.Tags).Draw(t, "language"))}
		m.steps = m.stepsOf(values)

		colours := map[colour]int{}
		for i, s := range m.steps {
			colours[s.colour]++
			if i > 0 && m.steps[i-1].high.Cmp(s.low) >= 0 || s.low.Cmp(s.high) > 0 {
				t.Errorf("step %d from %v to %v", i, s.low, s.high)
			}
		}
		if colours[paper] > 1 || len(m.steps)-colours[paper] > 5 || len(colours) != len(m.steps) {
			t.Errorf("the shades %v", colours)
		}
		shades := map[string]colour{} // by what is printed
		for _, f := range values {
			var of step
			for _, s := range m.steps {
				if s.low.Cmp(f.Value) <= 0 && f.Value.Cmp(s.high) <= 0 {
					of = s
				}
			}
			from, to, open := m.span(f.Interval)
			if from != of.colour || to != of.colour || open {
				t.Errorf("%v is in %v and has the shades %s and %s, open %v", f.Value, of, from, to, open)
			}
			text := m.reading.short(f)
			if got, ok := shades[text]; ok && got != from && least == 0 {
				t.Errorf("%s has the shades %s and %s", text, got, from)
			}
			shades[text] = from
			if ends := strings.Split(of.text, "–"); len(ends) > 2 {
				t.Errorf("a step %q", of.text)
			} else if of.low.Cmp(of.high) != 0 && of.low.Cmp(f.Value) == 0 && ends[0] != text && ends[0] != bare(f, m.reading.tag) {
				t.Errorf("the step of %s begins with %q", text, ends[0])
			}
		}
	})
}

func TestWordsAreDividedBeforeASyllable(t *testing.T) {
	for word, want := range map[string]string{
		"Shijingshan": "Shijing- shan", "Mentougou": "Mentou- gou", "Changping": "Chang- ping", "Dongcheng": "Dong- cheng",
		"Chaoyang": "Chao- yang", "Xi": "Xi", "Fangshan": "Fang- shan", "Grrrrrrrrrrrrrr": "Grrrrrrrrrrrrrr", "石景山石景山石景山": "石景山石景山石景山",
	} {
		if got := divided(word, 11*pixel, 50*pixel); got != want && measure(word, 11*pixel) > 50*pixel {
			t.Errorf("%s is divided as %s, want %s", word, got, want)
		}
	}
}
