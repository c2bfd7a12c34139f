package money_test

import (
	"math/big"
	"testing"

	"bridgehead/money"
)

func TestParseQuantity(t *testing.T) {
	for _, tt := range []struct {
		name, text, value, step string
		currency                money.Currency
		unit                    string
	}{
		{"元 alone is the renminbi", "672.2亿元", "67220000000", "10000000", "CNY", ""},
		{"renminbi named after 元", "672.2亿元人民币", "67220000000", "10000000", "CNY", ""},
		{"renminbi named before the number", "人民幣672.2億元", "67220000000", "10000000", "CNY", ""},
		{"万亿元", "1.35万亿元", "1350000000000", "10000000000", "CNY", ""},
		{"a unit parted by a space", "6722000 万元", "67220000000", "10000", "CNY", ""},
		{"a unit in full-width brackets", "6722000（万元）", "67220000000", "10000", "CNY", ""},
		{"a unit in brackets after a named currency", "人民币6722000(万元)", "67220000000", "10000", "CNY", ""},
		{"US dollars in Chinese", "35.39亿美元", "3539000000", "1000000", "USD", ""},
		{"US dollars by their spoken name", "5万美金", "50000", "10000", "USD", ""},
		{"Hong Kong dollars before the number", "港币550亿", "55000000000", "100000000", "HKD", ""},
		{"元 stands for the currency named before it", "港币550亿元", "55000000000", "100000000", "HKD", ""},
		{"元 stands for the code before it", "USD 5亿元", "500000000", "100000000", "USD", ""},
		{"Hong Kong dollars in Traditional", "550億港元", "55000000000", "100000000", "HKD", ""},
		{"euro in Traditional", "3.5億歐元", "350000000", "10000000", "EUR", ""},
		{"pounds", "2万英镑", "20000", "10000", "GBP", ""},
		{"yen", "10億日圓", "1000000000", "100000000", "JPY", ""},
		{"Singapore dollars", "1.2亿新加坡元", "120000000", "10000000", "SGD", ""},
		{"Macao patacas", "5000万澳门元", "50000000", "10000", "MOP", ""},
		{"Taiwan dollars", "3億新臺幣", "300000000", "100000000", "TWD", ""},
		{"Chinese numerals", "二十五点六亿元", "2560000000", "10000000", "CNY", ""},
		{"accounting numerals", "人民币壹佰万圆", "1000000", "1000000", "CNY", ""},
		{"an amount as on a cheque", "人民币壹佰贰拾万圆整", "1200000", "100000", "CNY", ""},
		{"full-width everything", "ＵＳ＄１４０ｂｎ", "140000000000", "1000000000", "USD", ""},
		{"a code and a unit in English", "USD 3.539 billion", "3539000000", "1000000", "USD", ""},
		{"a sign and an abbreviation", "US$140bn", "140000000000", "1000000000", "USD", ""},
		{"RMB", "RMB 67.22 billion", "67220000000", "10000000", "CNY", ""},
		{"RMB and yuan", "RMB 100 million yuan", "100000000", "1000000", "CNY", ""},
		{"a Hong Kong sign", "HK$10 billion", "10000000000", "1000000000", "HKD", ""},
		{"a dollar sign alone", "$1,234.50", "2469/2", "1/100", "USD", ""},
		{"a yen sign alone is the renminbi", "￥500", "500", "1", "CNY", ""},
		{"a yen sign after JPY is yen", "JPY ¥500", "500", "1", "JPY", ""},
		{"a name and a sign before the number", "人民币￥500万", "5000000", "10000", "CNY", ""},
		{"a code after the number", "1,234.50 USD", "2469/2", "1/100", "USD", ""},
		{"a code in small letters", "1,234.50 usd", "2469/2", "1/100", "USD", ""},
		{"a name after the number", "3.5 billion US dollars", "3500000000", "100000000", "USD", ""},
		{"dollars named more surely before", "HK$5 million dollars", "5000000", "1000000", "HKD", ""},
		{"yuan", "67.22 billion yuan", "67220000000", "10000000", "CNY", ""},
		{"a euro sign", "€20m", "20000000", "1000000", "EUR", ""},
		{"an ISO code of a far currency", "BHD 1.250", "5/4", "1/1000", "BHD", ""},
		{"a minus before the currency", "-US$5m", "-5000000", "1000000", "USD", ""},
		{"a minus after the currency", "US$-5m", "-5000000", "1000000", "USD", ""},
		{"a negative amount in brackets", "(€20)", "-20", "1", "EUR", ""},
		{"a negative number in brackets after its currency", "USD (1,234)", "-1234", "1", "USD", ""},
		{"a plain number", "3,539.00", "3539", "1/100", "", ""},
		{"a percent sign", "66%", "66", "1", "", money.Percent},
		{"a full-width percent sign", "６６．５％", "133/2", "1/10", "", money.Percent},
		{"per cent in words", "66 per cent", "66", "1", "", money.Percent},
		{"percent in one word", "66 percent", "66", "1", "", money.Percent},
		{"a percentage in Chinese", "百分之六十六", "66", "1", "", money.Percent},
		{"a percentage in Chinese with digits", "百分之3.5", "7/2", "1/10", "", money.Percent},
		{"all of it in Chinese", "百分之百", "100", "1", "", money.Percent},
		{"a negative percentage", "-3.5%", "-7/2", "1/10", "", money.Percent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, err := money.ParseQuantity(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if q.Value.Cmp(rat(t, tt.value)) != 0 || q.Step.Cmp(rat(t, tt.step)) != 0 || q.Currency != tt.currency || q.Unit != tt.unit {
				t.Errorf("%q: got %s step %s %q %q", tt.text, q.Value.RatString(), q.Step.RatString(), q.Currency, q.Unit)
			}
		})
	}
}

func TestParseQuantityRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, text, reason string
	}{
		{"nothing", "　", "number.empty"},
		{"a currency alone", "USD", "number.empty"},
		{"two currencies", "USD 5亿港元", "currency.conflict"},
		{"a pound in 元", "英镑5万元", "currency.conflict"},
		{"two currencies after the number", "5亿港元人民币", "currency.conflict"},
		{"an unknown currency", "XYZ 500", "number.unreadable"},
		{"a word that is a code in capitals", "Top 10", "number.unreadable"},
		{"two amounts", "US$5m (RMB 35m)", "number.unreadable"},
		{"a percentage of a unit", "5万%", "number.unreadable"},
		{"two minus signs around a currency", "-US$-5", "number.unreadable"},
		{"two minus signs around a percentage", "--5%", "number.unreadable"},
		{"angles of a yuan, which are spoken", "三元五角", "number.unreadable"},
		{"a negotiable amount", "面议", "number.unreadable"},
		{"thousands parted by a plain space", "$5 000", "number.unreadable"},
		{"a range", "5-6亿元", "number.unreadable"},
		{"a count of something", "161项", "number.unreadable"},
		{"Indian grouping with a currency", "₹12,34,567", "number.grouping"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, err := money.ParseQuantity(tt.text)
			if got := reasonOf(t, err); got != tt.reason {
				t.Errorf("%q: got %+v (%q), want %q", tt.text, q, got, tt.reason)
			}
		})
	}
}

func TestParseUnit(t *testing.T) {
	for _, tt := range []struct {
		name, heading string
		scale         int64
		currency      money.Currency
	}{
		{"万元 in full-width brackets", "金额（万元）", 1e4, "CNY"},
		{"万元 in Traditional", "金額（萬元）", 1e4, "CNY"},
		{"US$ million in brackets", "Amount (US$ million)", 1e6, "USD"},
		{"million before the currency", "Amount (million US$)", 1e6, "USD"},
		{"the heading is the unit", "亿美元", 1e8, "USD"},
		{"a compound unit", "百万美元", 1e6, "USD"},
		{"a sign with a letter", "US$m", 1e6, "USD"},
		{"RMB bn", "RMB bn", 1e9, "CNY"},
		{"the currency after a space", "万元 人民币", 1e4, "CNY"},
		{"the currency after a stroke", "金额（人民币/万元）", 1e4, "CNY"},
		{"元 under a named currency", "投资额（港币 万元）", 1e4, "HKD"},
		{"a unit after a colon", "单位：亿港元", 1e8, "HKD"},
		{"a unit after a comma", "Contract value, HK$ billion", 1e9, "HKD"},
		{"a unit after in", "Amount in RMB million", 1e6, "CNY"},
		{"a unit in the last words", "Contract value USD m", 1e6, "USD"},
		{"a unit that grew onto its word", "合同金额万元", 1e4, "CNY"},
		{"accountants' thousands", "Paid in (US$'000)", 1e3, "USD"},
		{"ten thousand in English", "Amount (RMB 10,000)", 1e4, "CNY"},
		{"a hundred million in English", "Amount (100 million yuan)", 1e8, "CNY"},
		{"millions of a currency", "Amount (millions of euros)", 1e6, "EUR"},
		{"a currency alone", "金额（美元）", 1, "USD"},
		{"a scale alone", "人数（万）", 1e4, ""},
		{"a scale alone in English", "Visitors (thousand)", 1e3, ""},
		{"the last brackets that hold a unit", "金额（含税）（万元）", 1e4, "CNY"},
		{"a note after the unit", "金额（万元）（含税）", 1e4, "CNY"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, ok := money.ParseUnit(tt.heading)
			if !ok || u.Scale != tt.scale || u.Currency != tt.currency {
				t.Errorf("%q: got %d %q %t", tt.heading, u.Scale, u.Currency, ok)
			}
		})
	}
	for _, tt := range []struct{ name, heading string }{
		{"a heading without a unit", "金额"},
		{"nothing", ""},
		{"a word that ends in 元", "单元"},
		{"a word that is a code in capitals", "All"},
		{"square metres", "面积（万平方米）"},
		{"a price per tonne", "单价（元/吨）"},
		{"metres", "Length (m)"},
		{"a count of people", "合计（人）"},
		{"a note in brackets", "Deals won (signed)"},
		{"two currencies", "金额（美元/港元）"},
		{"brackets that do not close", "金额（万"},
	} {
		t.Run(tt.name+" says nothing", func(t *testing.T) {
			if u, ok := money.ParseUnit(tt.heading); ok {
				t.Errorf("%q: got %d %q", tt.heading, u.Scale, u.Currency)
			}
		})
	}
}

func TestParseAmount(t *testing.T) {
	for _, tt := range []struct {
		name, text, heading string
		fallback            money.Currency
		want, reason        string
	}{
		{"a plain number takes scale and currency of its heading", "6722000", "金额（万元）", "", "67220000000.00 CNY", ""},
		{"a unit word in the cell wins", "672.2亿", "金额（万元）", "", "67220000000.00 CNY", ""},
		{"a currency after the number is a unit word", "500元", "金额（万元）", "", "500.00 CNY", ""},
		{"a currency before the number is none", "US$500", "Amount (US$ million)", "", "500000000.00 USD", ""},
		{"百 and 千 are numerals, no unit words", "一百六十一", "金额（万元）", "", "1610000.00 CNY", ""},
		{"元 takes the heading's currency", "550亿元", "金额（港币）", "", "55000000000.00 HKD", ""},
		{"a dollar sign takes the heading's currency", "$5", "Amount (HK$ million)", "", "5000000.00 HKD", ""},
		{"a sure currency in the cell tells what the heading's 元 is", "港币5", "金额（万元）", "", "50000.00 HKD", ""},
		{"a number without a heading takes the fallback", "1,234.50", "金额", "HKD", "1234.50 HKD", ""},
		{"a scale without a currency takes the fallback", "12", "Amount (million)", "CNY", "12000000.00 CNY", ""},
		{"元 without a heading is the renminbi whatever the fallback", "5元", "金额", "HKD", "5.00 CNY", ""},
		{"a currency without minor units", "500", "Amount (JPY)", "", "500 JPY", ""},
		{"three decimals where the currency has them", "1.250", "Amount (BHD)", "", "1.250 BHD", ""},
		{"a negative amount", "(5)", "金额（万元）", "", "-50000.00 CNY", ""},
		{"trailing zeros are not too fine", "1.2300", "金额（元）", "", "1.23 CNY", ""},
		{"currencies that contradict each other", "5万美元", "金额（港币 万元）", "", "", "currency.conflict"},
		{"a dollar sign under 元, which many dollars go by", "$5", "金额（万元）", "", "", "currency.ambiguous"},
		{"a dollar sign alone", "$5 million", "Amount", "", "", "currency.ambiguous"},
		{"no currency anywhere", "5", "金额", "", "", "currency.missing"},
		{"finer than a fen", "0.001", "金额（元）", "", "", "number.too-fine"},
		{"finer than a yen", "1.5", "Amount (JPY)", "", "", "number.too-fine"},
		{"more than an amount can hold", "10万兆", "金额（元）", "", "", "number.range"},
		{"more than an amount can hold, in its heading's unit", "92233720368548", "金额（万元）", "", "", "number.range"},
		{"a percentage", "66%", "金额（元）", "", "", "number.percent"},
		{"an empty cell", "", "金额（元）", "", "", "number.empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			unit, _ := money.ParseUnit(tt.heading)
			a, err := money.ParseAmount(tt.text, unit, tt.fallback)
			if got := reasonOf(t, err); got != tt.reason || a.String() != tt.want {
				t.Errorf("%q under %q: got %q (%q), want %q (%q)", tt.text, tt.heading, a, got, tt.want, tt.reason)
			}
		})
	}
}

func TestParseCurrency(t *testing.T) {
	for _, tt := range []struct {
		name string
		text []string
		want money.Currency
	}{
		{"the renminbi", []string{"人民币", "人民幣", "元", "RMB", "rmb", "CNY", "cny", "CN¥", "¥", "￥", "ＣＮＹ", "Chinese yuan", "Renminbi"}, "CNY"},
		{"the US dollar", []string{"美元", "美金", "US$", "USD", "$", "US dollars", "ＵＳ＄", "us  dollar"}, "USD"},
		{"the Hong Kong dollar", []string{"港元", "港币", "港幣", "HK$", "HKD", "Hong Kong dollars"}, "HKD"},
		{"the euro", []string{"欧元", "歐元", "€", "EUR", "euro", "Euros"}, "EUR"},
		{"sterling", []string{"英镑", "英鎊", "£", "￡", "GBP", "pounds sterling"}, "GBP"},
		{"the yen", []string{"日元", "日圓", "日圆", "円", "JPY", "JP¥"}, "JPY"},
		{"the Singapore dollar", []string{"新加坡元", "S$", "SGD"}, "SGD"},
		{"the pataca", []string{"澳门元", "澳門幣", "MOP", "patacas"}, "MOP"},
		{"the Taiwan dollar", []string{"NT$", "新台币", "新臺幣", "TWD"}, "TWD"},
		{"the Australian dollar", []string{"AUD", "澳元", "A$"}, "AUD"},
		{"the Canadian dollar", []string{"CAD", "加元", "C$"}, "CAD"},
		{"the won", []string{"KRW", "韩元", "韓元", "₩", "￦"}, "KRW"},
		{"the Swiss franc", []string{"CHF", "瑞士法郎", "Swiss francs"}, "CHF"},
		{"a historic currency", []string{"skk"}, "SKK"},
		{"a currency without a name here", []string{"kzt"}, "KZT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range tt.text {
				if got, err := money.ParseCurrency(text); err != nil || got != tt.want {
					t.Errorf("%q: got %q, %v", text, got, err)
				}
			}
		})
	}
	for name, tt := range map[string]struct{ text, reason string }{
		"nothing":        {" ", "number.empty"},
		"an unused code": {"ABC", "currency.unknown"},
		"a metal":        {"XAU", "currency.unknown"},
		"an amount":      {"5元", "currency.unknown"},
	} {
		t.Run(name+" is no currency", func(t *testing.T) {
			_, err := money.ParseCurrency(tt.text)
			if got := reasonOf(t, err); got != tt.reason {
				t.Errorf("%q: got %q, want %q", tt.text, got, tt.reason)
			}
		})
	}
}

func FuzzParseQuantity(f *testing.F) {
	for _, s := range []string{"672.2亿元人民币", "6722000（万元）", "USD 3.539 billion", "-US$5m", "US$-5", "(€20)", "USD (5)", "66%", "百分之六十六", "港币550亿元", "$", "5()", "(((", "\xff元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		money.ParseUnit(s)
		q, err := money.ParseQuantity(s)
		if err != nil {
			reasonOf(t, err)
			return
		}
		if !new(big.Rat).Quo(q.Value, q.Step).IsInt() {
			t.Fatalf("%q: %s is no multiple of its step %s", s, q.Value, q.Step)
		}
		if q.Currency != "" && !q.Currency.Known() {
			t.Fatalf("%q: unknown currency %q", s, q.Currency)
		}
		a, err := money.ParseAmount(s, money.Unit{}, "CNY")
		if err != nil {
			reasonOf(t, err)
		} else if a.Rat().Cmp(q.Value) != 0 {
			t.Fatalf("%q is %s as a quantity, %s as an amount", s, q.Value, a)
		}
	})
}
