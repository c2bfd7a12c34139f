package exchange_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

// interestOf is what a party of the name asks for at the 26th edition.
func interestOf(t *testing.T, db *store.DB, name string) match.Interest {
	t.Helper()
	v := view(t, db)
	rows, err := v.Interests(t.Context(), 26)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		p, err := store.Get[party.Party](t.Context(), v, string(r.Value.Party))
		if err != nil {
			t.Fatal(err)
		}
		if p.Value.Name.Hans == name || p.Value.Name.Hant == name || p.Value.Name.En == name {
			return r.Value
		}
	}
	t.Fatalf("%s asks for nothing", name)
	return match.Interest{}
}

func amountOf(minor int64, c money.Currency) money.Amount {
	return money.Amount{Minor: minor, Currency: c}
}

func TestADirtyBookOfWhatIsAskedForComesInAndGoesOutAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		fill := func(f *excelize.File) {
			for i, row := range [][]any{
				{"2023年投资意向汇总表（会务组）"},
				{},
				{"投资方名称 Investor", "意向行业\nSectors", "意向合作方式", "投資方向", "意向地區", "意向投资额（万美元）", "投资阶段", "合作意向", "是否公开", "内部评级"},
				{"甲公司", "C39 计算机、通信和其他电子设备制造业；I65", "园区、楼宇", "引资", "朝阳区、香港", "１,０００－５,０００", "A轮；early stage", "寻找智能制造\n量子传感", "是", "A"},
				{"乙公司", "计算机、通信和其他电子设备制造业", "不限", "", "北京", "不低于2亿", "", "", "", ""},
				{"丙公司", "c39、i65，C39", "企业融资", "双向", "", "不超过 3,000 万美元", "-", "", "否", ""},
				{"丁公司", "", "", "", "", 800.5, "", "只看项目", "", ""},
				{"乙公司", "计算机、通信和其他电子设备制造业", "不限", "", "北京", "不低于2亿", "", "", "", ""},
			} {
				if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
					t.Fatal(err)
				}
			}
		}
		o := ofKind(exchange.Interests)
		o.DryRun, o.Partial = true, true
		p := bring(t, db, book(t, fill), o)
		// Three parties come with what they ask for.
		if d := cmp.Diff(counts{Created: 6, Repeated: 1, LeftOut: 1, Errors: 1}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		if x := p.Problems[0]; x.Row != 6 || x.Why.Key != "error.unknown_word" || len(p.NotUnderstood) != 1 || p.NotUnderstood[0].Heading != "内部评级" {
			t.Errorf("%+v %+v", x, p.NotUnderstood)
		}
		o.DryRun = false
		p = bring(t, db, book(t, fill), o)
		if !p.Done || p.Created != 6 || p.Parties != 3 {
			t.Fatalf("%+v", countsOf(p))
		}
		for name, want := range map[string]match.Interest{
			"甲公司": {
				Industries: "C39 I65", Types: "park building", Directions: "inward", Places: "110105 hongkong", Stages: "A轮 early-stage", Text: "寻找智能制造\n量子传感", Shown: true,
				Least: amountOf(1_000_000_000, "USD"), Most: amountOf(5_000_000_000, "USD"),
			},
			"丁公司": {Text: "只看项目", Least: amountOf(800_500_000, "USD"), Most: amountOf(800_500_000, "USD")},
		} {
			want.Edition = 26
			if d := cmp.Diff(want, interestOf(t, db, name), cmpopts.IgnoreFields(match.Interest{}, "ID", "Party")); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
		if b := interestOf(t, db, "乙公司"); b.Industries != "C39" || b.Places != "beijing" || b.Types != "" || b.Least != amountOf(20_000_000_000, "USD") || b.Most.Given() {
			t.Errorf("%+v", b)
		}
		// What a row does not say stays, a dash takes away; the heading may be in any of the languages.
		p = bring(t, db, text(t, "party,least amount,currency,most amount,cooperation types,may be shown", "甲公司,2000000,HKD,-,,no"), ofKind(exchange.Interests))
		var changes []string
		for _, c := range p.Outcomes[0].Changes {
			changes = append(changes, c.Field+" "+c.Old+" → "+c.New)
		}
		want := []string{"least_amount 10000000.00 USD → 2000000.00 HKD", "most_amount 50000000.00 USD → ", "readable true → "}
		if d := cmp.Diff(want, changes); d != "" || p.Outcomes[0].Matched != "import.match.party" {
			t.Error(d, p.Outcomes)
		}
		for _, tag := range lang.Tags {
			for _, form := range []string{"again.csv", "again.xlsx"} {
				out := exchange.Out{Tag: tag, Fair: theFair(t, db), Sees: func(q access.Question) bool { return q.Action == access.ReadMeeting && len(q.Parties) == 1 }}
				table, err := out.Records(t.Context(), view(t, db), exchange.Interests, store.Filter{})
				if err != nil {
					t.Fatal(err)
				}
				var b bytes.Buffer
				if form == "again.csv" {
					err = exchange.WriteCSV(&b, table)
				} else {
					err = exchange.WriteXLSX(&b, table)
				}
				if err != nil {
					t.Fatal(err)
				}
				p := bring(t, db, source(t, form, b.Bytes()), ofKind(exchange.Interests))
				if p.Done || p.Unchanged != 3 || len(p.NotUnderstood) > 0 {
					t.Errorf("in %s as %s it came out and changes something: %+v %v %v %+v", tag, form, countsOf(p), p.Problems, p.NotUnderstood, p.Outcomes)
				}
			}
		}
		table, err := exchange.Out{Tag: lang.En, Fair: theFair(t, db)}.Records(t.Context(), view(t, db), exchange.Interests, store.Filter{Edition: 26})
		if err != nil {
			t.Fatal(err)
		}
		for range table.Rows {
			t.Error("nobody asked the table, and something came out")
		}
		if found, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(found.Findings) > 0 {
			t.Errorf("%+v %v", found.Findings, err)
		}
	})
}

func TestAmountsThatAreAskedForAreReadAsRangesAndNeverGuessed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		n := 0
		dry := func(head, row string) *exchange.Preview {
			o := ofKind(exchange.Interests)
			o.Partial = true
			n++
			return bring(t, db, text(t, "机构,"+head, fmt.Sprintf("公司%d,%s", n, row)), o)
		}
		for _, c := range []struct{ head, row, want string }{
			{"投资金额", "1000万至5000万美元", "10000000.00 USD – 50000000.00 USD"},
			{"amount", "US$1-5 million", "1000000.00 USD – 5000000.00 USD"},
			{"amount", "USD 10–50 million", "10000000.00 USD – 50000000.00 USD"},
			{"amount", "HK$100 to 300 million", "100000000.00 HKD – 300000000.00 HKD"},
			{"投资金额", "一至三亿元", "100000000.00 CNY – 300000000.00 CNY"},
			{"投资金额", "二千至五千万元", "20000000.00 CNY – 50000000.00 CNY"},
			{"投资金额", "1千-5千万美元", "10000000.00 USD – 50000000.00 USD"},
			{"投资金额", "500万至1亿美元", "5000000.00 USD – 100000000.00 USD"},
			{"投资金额", "1000-5000万美元", "10000000.00 USD – 50000000.00 USD"},
			{"投资金额", "5000万～1亿港元", "50000000.00 HKD – 100000000.00 HKD"},
			{"投资金额", "一千万到五千万元", "10000000.00 CNY – 50000000.00 CNY"},
			{"amount", "US$1.5 million to 3 million", "1500000.00 USD – 3000000.00 USD"},
			{"amount", "between HK$10m and HK$20m", "10000000.00 HKD – 20000000.00 HKD"},
			{"amount range (USD million)", "5 - 12.5", "5000000.00 USD – 12500000.00 USD"},
			{"投资金额（亿元）", "0.5—2", "50000000.00 CNY – 200000000.00 CNY"},
			{"投资金额,币种", "1000万-5000万,美元", "10000000.00 USD – 50000000.00 USD"},
			{"amount,currency,amount unit", "1-5,EUR,million", "1000000.00 EUR – 5000000.00 EUR"},
			{"投资金额", "至少3000万欧元", "30000000.00 EUR – "},
			{"amount", "up to JPY 500 million", " – 500000000 JPY"},
			{"投资金额", "1亿元以上", "100000000.00 CNY – "},
			{"投资金额", "500万英镑以内", " – 5000000.00 GBP"},
			{"投资金额", "约2000万元", "20000000.00 CNY – 20000000.00 CNY"},
			{"最低金额（万元）,最高金额（万元）", "100,200", "1000000.00 CNY – 2000000.00 CNY"},
			{"最低金额,最高金额,最低币种,最高币种", "100,200,USD,HKD", "100.00 USD – 200.00 HKD"},
			{"投资金额,投资下限", "100-200元,100元", "100.00 CNY – 200.00 CNY"},
			{"投资金额,最高金额", "不限,均可", " – "},
		} {
			p := dry(c.head, c.row)
			if len(p.Problems) > 0 {
				t.Errorf("%s under %s: %+v", c.row, c.head, p.Problems)
				continue
			}
			i := interestOf(t, db, fmt.Sprintf("公司%d", n))
			if got := i.Least.String() + " – " + i.Most.String(); got != c.want {
				t.Errorf("%s under %s is %q, want %q", c.row, c.head, got, c.want)
			}
		}
		for _, c := range []struct{ head, row, key string }{
			{"投资金额", "1000-5000", "import.amount.currency_missing"},
			{"amount", "$5 million", "import.amount.currency_ambiguous"},
			{"投资金额（万美元）", "1000-5000万港元", "import.amount.currency_conflict"},
			{"投资金额", "面议", "import.amount.number_unreadable"},
			{"投资金额", "12.345元", "import.amount.number_too_fine"},
			{"投资金额", "5000万-1000万元", "interest.range"},
			{"投资金额", "-5万元", "record.negative"},
			{"投资金额,最低金额", "100-200元,300元", "import.interest.bounds"},
			{"行业", "Z99", "industry.unknown"},
			{"行业", "C39、火星业", "industry.unknown"},
			{"合作类型", "城堡", "error.unknown_word"},
			{"方向", "向上", "error.unknown_word"},
			{"意向地区", "火星", "district.unknown"},
			{"届次", "99", "import.edition.unknown"},
			{"是否公开", "也许", "import.truth"},
		} {
			p := dry(c.head, c.row)
			if len(p.Problems) != 1 || p.Problems[0].Why.Key != c.key || p.Problems[0].Row != 2 || p.Problems[0].Letter == "" {
				t.Errorf("%s under %s: %+v", c.row, c.head, p.Problems)
			}
		}
		o := ofKind(exchange.Interests)
		o.DryRun, o.Partial = true, true
		p := bring(t, db, text(t, "机构,行业", "赵某公司,C39", "赵某公司,C39", "赵某公司,I65", ",C39"), o)
		if d := cmp.Diff(counts{Created: 2, Repeated: 1, LeftOut: 2, Errors: 2}, countsOf(p)); d != "" {
			t.Error(d, p.Problems)
		}
		if !slices.ContainsFunc(p.Problems, func(x exchange.Problem) bool { return x.Why.Key == "import.interest.twice" }) {
			t.Errorf("%+v", p.Problems)
		}
		var said strings.Builder
		p.Write(&said, lang.Hans)
		if !strings.Contains(said.String(), "赵某公司") {
			t.Errorf("the preview is\n%s", said.String())
		}
	})
}
