package money_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/money"
)

func TestPrint(t *testing.T) {
	digits := func(n int) money.Style { return money.Style{Unit: money.Auto, Digits: n} }
	for _, tt := range []struct {
		name, value    string
		currency       money.Currency
		style          money.Style
		hans, hant, en string
	}{
		{"renminbi in 亿 and billion", "67220000000", "CNY", money.Exact, "672.2亿元", "672.2億元", "RMB 67.22 billion"},
		{"US dollars", "3539000000", "USD", money.Exact, "35.39亿美元", "35.39億美元", "US$3.539 billion"},
		{"thousands of 亿 are grouped", "111000000000", "USD", money.Exact, "1,110亿美元", "1,110億美元", "US$111 billion"},
		{"a whole unit has no decimals", "10000000000", "HKD", money.Exact, "100亿港元", "100億港元", "HK$10 billion"},
		{"four decimals are shown when they are exact", "7774500000", "USD", money.Exact, "77.745亿美元", "77.745億美元", "US$7.7745 billion"},
		{"万亿 begins with ten thousand 亿", "1350000000000", "CNY", money.Exact, "1.35万亿元", "1.35萬億元", "RMB 1.35 trillion"},
		{"below ten thousand 亿 it is 亿", "999900000000", "CNY", money.Exact, "9,999亿元", "9,999億元", "RMB 999.9 billion"},
		{"money from ten thousand is in 万", "18000", "CNY", money.Exact, "1.8万元", "1.8萬元", "RMB 18,000"},
		{"a small amount is printed in full", "4000", "CNY", money.Exact, "4,000元", "4,000元", "RMB 4,000"},
		{"cents are printed in full", "25/2", "EUR", money.Exact, "12.50欧元", "12.50歐元", "€12.50"},
		{"too many decimals for a unit are printed in full", "67220123456", "CNY", money.Exact, "67,220,123,456元", "67,220,123,456元", "RMB 67,220,123,456"},
		{"too many decimals for a unit go one unit down", "1234567000000", "CNY", money.Exact, "12,345.67亿元", "12,345.67億元", "RMB 1,234.567 billion"},
		{"zero", "0", "HKD", money.Exact, "0港元", "0港元", "HK$0"},
		{"a negative amount", "-500000000", "USD", money.Exact, "-5亿美元", "-5億美元", "-US$500 million"},
		{"a currency without a sign", "500000000", "KZT", money.Exact, "5亿 KZT", "5億 KZT", "KZT 500 million"},
		{"yen are not dollars and have no cents", "1000", "JPY", money.Exact, "1,000日元", "1,000日圓", "JPY 1,000"},
		{"no decimal fraction shows four decimals", "100000000/3", "USD", money.Exact, "3,333.3333万美元", "3,333.3333萬美元", "US$33.3333 million"},
		{"digits are rounded half up", "67225000000", "CNY", digits(1), "672.3亿元", "672.3億元", "RMB 67.2 billion"},
		{"a value that rounds to the next unit is printed in it", "99999960", "CNY", digits(1), "1亿元", "1億元", "RMB 100 million"},
		{"a value that does not round to the next unit stays", "99994000", "CNY", digits(1), "9,999.4万元", "9,999.4萬元", "RMB 100 million"},
		{"a million that rounds to a billion", "999960000", "USD", digits(1), "10亿美元", "10億美元", "US$1 billion"},
		{"yuan that round to 万", "9999.996", "CNY", digits(2), "1万元", "1萬元", "RMB 10,000"},
		{"a negative value that rounds to zero has no sign", "-0.001", "CNY", digits(2), "0元", "0元", "RMB 0"},
		{"a count below 亿 is printed in full", "18000", "", money.Exact, "18,000", "18,000", "18,000"},
		{"a count in the thousands", "4000", "", money.Exact, "4,000", "4,000", "4,000"},
		{"a count of hundreds of millions", "120000000", "", money.Exact, "1.2亿", "1.2億", "120 million"},
		{"a count that is no round number", "1411778724", "", money.Exact, "1,411,778,724", "1,411,778,724", "1,411,778,724"},
		{"a ratio", "0.125", "", money.Exact, "0.125", "0.125", "0.125"},
		{"padded decimals", "67000000000", "CNY", money.Style{Unit: money.Auto, Digits: 2, Pad: true}, "670.00亿元", "670.00億元", "RMB 67.00 billion"},
		{"without its currency", "67220000000", "CNY", money.Style{Unit: money.Auto, Digits: money.All, Bare: true}, "672.2亿", "672.2億", "67.22 billion"},
		{"in full when one is asked for", "67220000000", "CNY", money.Style{Unit: "one", Digits: money.All}, "67,220,000,000元", "67,220,000,000元", "RMB 67,220,000,000"},
		{"in 万 when it is asked for", "67220000000", "CNY", money.Style{Unit: "万", Digits: money.All}, "6,722,000万元", "6,722,000萬元", "RMB 67.22 billion"},
		{"in million when it is asked for", "67220000000", "CNY", money.Style{Unit: "million", Digits: 0}, "672亿元", "672億元", "RMB 67,220 million"},
		{"in thousand when it is asked for", "18000", "", money.Style{Unit: "thousand", Digits: money.All}, "18,000", "18,000", "18 thousand"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for tag, want := range map[lang.Tag]string{lang.Hans: tt.hans, lang.Hant: tt.hant, lang.En: tt.en} {
				if got := money.Print(rat(t, tt.value), tt.currency, tag, tt.style); got != want {
					t.Errorf("%s: got %q, want %q", tag, got, want)
				}
			}
		})
	}
}

func drawStyle(t *rapid.T) money.Style {
	return money.Style{
		Unit:   rapid.SampledFrom([]string{"", money.Auto, "one", "万", "亿", "万亿", "thousand", "million", "billion", "trillion"}).Draw(t, "unit"),
		Digits: rapid.IntRange(money.All, 6).Draw(t, "digits"),
		Pad:    rapid.Bool().Draw(t, "pad"),
	}
}

// drawSize draws values of every size alike, where the units change.
func drawSize(t *rapid.T) *big.Rat {
	v := big.NewRat(rapid.Int64Range(-99999, 99999).Draw(t, "head"), 1)
	for range rapid.IntRange(0, 14).Draw(t, "zeros") {
		v.Mul(v, big.NewRat(10, 1))
	}
	v.Add(v, big.NewRat(rapid.Int64Range(-1000, 1000).Draw(t, "tail"), rapid.SampledFrom([]int64{1, 10, 100, 3, 7}).Draw(t, "per")))
	return v
}

func TestWhatIsPrintedReadsAsWhatIsShown(t *testing.T) {
	currencies := []money.Currency{"", "CNY", "HKD", "USD", "EUR", "GBP", "JPY", "TWD", "SGD", "MOP", "CHF", "KRW", "KZT", "BHD"}
	rapid.Check(t, func(t *rapid.T) {
		v, style := drawSize(t), drawStyle(t)
		c := rapid.SampledFrom(currencies).Draw(t, "currency")
		tag := rapid.SampledFrom(lang.Tags).Draw(t, "tag")
		text := money.Print(v, c, tag, style)
		shown := money.Shown(v, c, tag, style)
		q, err := money.ParseQuantity(text)
		if err != nil {
			t.Fatal(err)
		}
		if q.Currency != c || q.Value.Cmp(shown.Value) != 0 || q.Step.Cmp(shown.Step) != 0 {
			t.Fatalf("%s is printed %q, which reads as %s step %s %s; shown is %s step %s", v, text, q.Value, q.Step, q.Currency, shown.Value, shown.Step)
		}
		if shown.Value.Cmp(money.RoundHalfUp(v, shown.Step)) != 0 {
			t.Fatalf("%s is printed %q, not rounded to its step", v, text)
		}
		if _, exact := money.Decimal(v); exact && style.Digits == money.All && shown.Value.Cmp(v) != 0 {
			t.Fatalf("%s is printed %q, which is not exact", v, text)
		}
		if c == "" {
			if n, err := money.ParseNumber(text); err != nil || n.Value.Cmp(shown.Value) != 0 {
				t.Fatalf("%q reads as %v, %v", text, n.Value, err)
			}
		}
	})
}

func TestTheUnitIsTheOneThatThePrintedFormReaches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawSize(t)
		style := money.Style{Unit: money.Auto, Digits: rapid.IntRange(0, 4).Draw(t, "digits"), Bare: true}
		tag := rapid.SampledFrom(lang.Tags).Draw(t, "tag")
		text := money.Print(v, "CNY", tag, style)
		q, err := money.ParseQuantity(text)
		if err != nil {
			t.Fatal(err)
		}
		// What was printed, printed again, is the same: no 10000.0万 that should be 1亿.
		if again := money.Print(q.Value, "CNY", tag, style); again != text {
			t.Fatalf("%s is printed %q, and that is printed %q", v, text, again)
		}
	})
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		name     string
		currency money.Currency
		tag      lang.Tag
		want     string
	}{
		{"the renminbi has a name of its own", "CNY", lang.Hans, "人民币"},
		{"in Traditional", "CNY", lang.Hant, "人民幣"},
		{"in English", "HKD", lang.En, "Hong Kong dollar"},
		{"a currency without a name shows its code", "KZT", lang.Hans, "KZT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.currency.Name(tt.tag); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
