package figure_test

import (
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func observed(t *testing.T, q figure.Qualifier, v, step string) figure.Figure {
	return figure.Figure{
		Kind: figure.Observed, Qualifier: q, Value: rat(t, v), Step: rat(t, step), Interval: figure.Of(q, rat(t, v), rat(t, step)),
	}
}

func TestShow(t *testing.T) {
	usd := func(f figure.Figure) figure.Figure { f.Currency = "USD"; return f }
	cny := func(f figure.Figure) figure.Figure { f.Currency = "CNY"; return f }
	unit := func(f figure.Figure, u string) figure.Figure { f.Unit = u; return f }
	computed := func(i figure.Interval) figure.Figure { return figure.FromInterval(figure.Name{}, i) }
	over := func(v string) figure.Interval { return figure.Of(figure.Over, rat(t, v), nil) }
	for _, tt := range []struct {
		name           string
		f              figure.Figure
		hans, hant, en string
	}{
		{
			"over US$111 billion through edition 25", usd(observed(t, figure.Over, "111e9", "1e9")),
			"超过1,110亿美元", "超過1,110億美元", "over US$111 billion",
		},
		{
			"an exact amount in yuan", cny(observed(t, figure.Exact, "67220000000", "1e7")),
			"672.2亿元", "672.2億元", "RMB 67.22 billion",
		},
		{
			"a count with its noun", unit(figure.New(figure.Name{}, rat(t, "34")), "agreement"),
			"34个签约项目", "34個簽約項目", "34 agreements",
		},
		{
			"one of something", unit(figure.New(figure.Name{}, rat(t, "1")), "agreement"),
			"1个签约项目", "1個簽約項目", "1 agreement",
		},
		{
			"nearly 4,000 enterprises", unit(observed(t, figure.Nearly, "4000", "1000"), "enterprise"),
			"近4,000家企业", "近4,000家企業", "nearly 4,000 enterprises",
		},
		{
			"about, stated with every digit it has", usd(observed(t, figure.About, "7860000000", "1e7")),
			"约78.6亿美元", "約78.6億美元", "about US$7.86 billion",
		},
		{
			"not known", usd(computed(figure.Everything)),
			"不详", "不詳", "not known",
		},
		{
			"a computed over is rounded down", usd(computed(over("120431999999.99"))),
			"超过1,204.3199亿美元", "超過1,204.3199億美元", "over US$120.4319 billion",
		},
		{
			"and down past a digit that would otherwise be carried", usd(computed(over("199999999999.99"))),
			"超过1,999.9999亿美元", "超過1,999.9999億美元", "over US$199.9999 billion",
		},
		{
			"and down through the unit", usd(computed(over("99999999.99"))),
			"超过9,999万美元", "超過9,999萬美元", "over US$99.9999 million",
		},
		{
			"a computed at most is rounded up", usd(computed(figure.Of(figure.AtMost, rat(t, "120431000000.01"), nil))),
			"不超过1,204.3101亿美元", "不超過1,204.3101億美元", "at most US$120.4311 billion",
		},
		{
			"a computed between is rounded outward at both ends", usd(computed(figure.Range(rat(t, "120431999999.99"), rat(t, "120432000000.01")))),
			"1,204.3199亿美元至1,204.3201亿美元之间", "1,204.3199億美元至1,204.3201億美元之間", "between US$120.4319 billion and US$120.4321 billion",
		},
		{
			"an exact computed value is rounded half up", usd(computed(figure.Point(rat(t, "120431955000")))),
			"1,204.3196亿美元", "1,204.3196億美元", "US$120.432 billion",
		},
		{
			"an exact computed amount shows nothing finer than the minor unit", cny(computed(figure.Point(rat(t, "4203/200")))),
			"21.02元", "21.02元", "RMB 21.02",
		},
		{
			"nor does what is over", cny(computed(over("4203/200"))),
			"超过21.01元", "超過21.01元", "over RMB 21.01",
		},
		{
			"a sum of stated values shows no digit finer than theirs", func() figure.Figure {
				f := usd(computed(over("120431027127.82")))
				f.Step = rat(t, "1e8")
				return f
			}(),
			"超过1,204亿美元", "超過1,204億美元", "over US$120.4 billion",
		},
		{
			"a stated between keeps its digits",
			figure.Figure{
				Kind: figure.Observed, Qualifier: figure.Between, Currency: "CNY", Interval: figure.Range(rat(t, "1234567890"), rat(t, "2000000000")),
			},
			"1,234,567,890元至20亿元之间", "1,234,567,890元至20億元之間", "between RMB 1,234,567,890 and RMB 2 billion",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for tag, want := range map[lang.Tag]string{lang.Hans: tt.hans, lang.Hant: tt.hant, lang.En: tt.en} {
				if got := tt.f.Show(tag); got != want {
					t.Errorf("%s: got %s, want %s", tag, got, want)
				}
			}
		})
	}
}

func TestShowBareLeavesTheCountedNounToTheHeading(t *testing.T) {
	f := figure.New(figure.Name{}, rat(t, "34"))
	for unit, want := range map[string]string{"agreement": "34", "enterprise": "34", "percent": "34%", "": "34"} {
		f.Unit = unit
		if got := f.ShowBare(lang.En); got != want {
			t.Errorf("%q: got %s, want %s", unit, got, want)
		}
	}
}

// What is shown of a computed value must be true: read back, it says no more than the interval.
func TestWhatIsShownOfAComputedValueSaysNoMoreThanItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := big.NewRat(rapid.Int64Range(1, 1<<50).Draw(t, "v"), rapid.Int64Range(1, 2000).Draw(t, "den"))
		q := rapid.SampledFrom([]figure.Qualifier{figure.Over, figure.AtLeast, figure.AtMost}).Draw(t, "qualifier")
		tag := rapid.SampledFrom(lang.Tags).Draw(t, "language")
		f := figure.FromInterval(figure.Name{}, figure.Of(q, v, nil))
		f.Currency = rapid.SampledFrom([]money.Currency{"CNY", "USD", "HKD", "JPY"}).Draw(t, "currency")
		text := f.Show(tag)
		said, rest := figure.CutQualifier(text)
		shown, err := money.ParseQuantity(rest)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		c := shown.Value.Cmp(v)
		if said != q || q == figure.AtMost && c < 0 || q != figure.AtMost && c > 0 {
			t.Errorf("%s %s is shown as %q", q, v.FloatString(6), text)
		}
		// And it is no further off than the last decimal of its unit.
		if off := new(big.Rat).Abs(new(big.Rat).Sub(shown.Value, v)); off.Cmp(new(big.Rat).Mul(v, big.NewRat(1, 1000))) > 0 && off.Cmp(big.NewRat(1, 1)) > 0 {
			t.Errorf("%s %s is shown as %q, which gives too much away", q, v.FloatString(6), text)
		}
	})
}

func TestJSON(t *testing.T) {
	ecb := figure.Rate{From: "CNY", To: "USD", Value: big.NewRat(10985, 78296), Asked: "2023-11-26", Day: "2023-11-24", Source: "ECB"}
	inverse := figure.Rate{From: "USD", To: "CNY", Value: big.NewRat(78296, 10985), Asked: "2023-11-26", Day: "2023-11-24", Source: "ECB"}
	name := figure.Name{Indicator: "signed.amount", Scope: figure.Scope{figure.ByEdition: "26", figure.ByDistrict: "110105"}, At: 57, Ref: 3}
	last := figure.Name{Indicator: "signed.amount", Scope: figure.Scope{figure.ByEdition: "25"}, At: 57, Ref: -1}
	list := figure.List{Fair: "jinggang", Position: 57, Reference: 3, Figures: []figure.JSON{
		figure.Figure{
			Name: name, Interval: figure.Point(rat(t, "67220000000")), Value: rat(t, "67220000000"), Qualifier: figure.Exact, Step: rat(t, "1e7"),
			Currency: "CNY", AsOf: "2023-11-29", Kind: figure.Observed, Definition: 1,
			Recorded: rat(t, "50370000000"), RecordedCurrency: "CNY",
			Source: lang.Text{Hans: "北京日报", En: "Beijing Daily"}, StatedBy: lang.Text{Hans: "某人"}, Observation: "01h",
			Rates: []figure.Rate{ecb},
			Checks: []figure.Check{{
				Rule: figure.RuleHigherThanLast, Verdict: string(figure.Higher), Against: last, Value: rat(t, "9202000000"), Currency: "USD",
				Converted: new(big.Rat).Mul(rat(t, "67220000000"), ecb.Value), Rate: &inverse, BreakEven: rat(t, "67220/9202"),
			}},
		}.JSON(),
		func() figure.JSON {
			f := figure.FromInterval(figure.Name{Indicator: "cumulative.amount", Scope: figure.Scope{figure.ByEdition: "26"}, At: 57, Ref: -1},
				figure.Of(figure.Over, rat(t, "111e9"), nil))
			f.Currency, f.AsOf, f.Definition = "USD", "2023-11-29", 1
			f.Parts = []figure.Name{last}
			f.Rates = []figure.Rate{ecb, inverse}
			return f.JSON()
		}(),
		func() figure.JSON {
			f := figure.FromInterval(figure.Name{Indicator: "signed.count", Scope: figure.Scope{figure.ByEdition: "n"}, At: 0, Ref: -1}, figure.Everything)
			f.Unit = "agreement"
			return f.JSON()
		}(),
	}}
	got, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const golden = "testdata/figures.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("the JSON form is not that of %s (-update rewrites it):\n%s", golden, d)
	}
}
