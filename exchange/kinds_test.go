package exchange_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bridgehead/exchange"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

func with(k exchange.Kind) exchange.Options {
	o := agreements
	o.Kind = k
	return o
}

func TestPartiesAreMatchedByCodeNumberAndName(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		head := "编号,名称,英文名称,类别,国别,统一社会信用代码,上级机构,备注"
		p := bring(t, db, text(
			t, head,
			"P-1,和睦家医疗有限公司,United Family Healthcare,企业,中国,91350100M000100Y43,新风天域,",
			"P-2,新风天域,New Frontier,,,,,",
			",样例大学,,,,,,",
			"P-4,丁公司,,,,91350100M000100Y4A,,",
		), with(exchange.Parties))
		if d := cmp.Diff(counts{Created: 4, Warnings: 1}, countsOf(p)); d != "" {
			t.Error(d)
		}
		if got := p.Problems[0].In(lang.Hans); !strings.HasPrefix(got, "第5行F列（统一社会信用代码）：") {
			t.Error(got)
		}
		child := only[party.Party](t, db, "P-1").Value
		if child.Parent != only[party.Party](t, db, "P-2").Value.ID || child.Country != "CN" {
			t.Errorf("%+v", child)
		}
		p = bring(t, db, text(
			t, "名稱,備註,USCC",
			"和睦家醫療,按名稱,", // Traditional characters and another legal form
			"另名,按号码,91350100M000100Y43",
			"NEW FRONTIER Ltd.,by name,",
		), func() exchange.Options { o := with(exchange.Parties); o.DryRun = true; return o }())
		var got []string
		for _, o := range p.Outcomes {
			got = append(got, o.Code+" "+o.Title.Hans+" "+o.Matched)
		}
		want := []string{" 和睦家医疗有限公司 party.similar.name", " 另名 party.similar.uscc", " 新风天域 party.similar.name"}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
}

func TestObservationsReadWhatIsPrinted(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		src := text(
			t, "code,indicator,scope,edition,district,value,unit,as_of,kind,printed,words_hans,of_en,open,headline,document,stated_by_hans,office_hans,ordinal",
			"o1,cumulative.amount,edition=25,,,超过1110亿美元,,2022-12-14,printed,,前25届,,,yes,S1,,,1",
			"o2,enterprise.stock,,,朝阳区,近4000家,,2023-11-29,,近4000家,,,,,S1,聂杰英,朝阳区常务副区长,2",
			"o3,signed.count,,,,34,,2023-11-29,刊载,,本届34项,,,,S1,聂杰英,,3",
			"o4,investment.share,period=2022,26,,66%,,2023-10-31,printed,,,foreign investment,,,S1,林建岳,,4",
			"o5,signed.part,,,,,,2023-11-29,printed,,涉及高端消费,,是,,S1,,,5",
			"o6,signed.amount,,,,1.5,亿美元,2023-11-29,assumed,,,,,,S1,,,6",
		)
		p := bring(t, db, src, with(exchange.Observations))
		if d := cmp.Diff(counts{Created: 6, Warnings: 6}, countsOf(p)); d != "" { // the document is not there yet
			t.Error(d)
		}
		want := []indicator.Observation{
			{Code: "o1", Indicator: "cumulative.amount", Scope: "edition=25", Edition: 25, Value: "111000000000", Step: "100000000", Qualifier: "over", Currency: "USD", AsOf: "2022-12-14", Kind: "printed", Printed: "超过1110亿美元", Words: lang.Text{Hans: "前25届"}, Headline: true, Document: "S1", Ordinal: 1},
			{Code: "o2", Indicator: "enterprise.stock", Scope: "edition=26&district=110105", Edition: 26, Value: "4000", Step: "1", Qualifier: "nearly", Unit: "enterprise", AsOf: "2023-11-29", Kind: "printed", Printed: "近4000家", Document: "S1", Ordinal: 2},
			{Code: "o3", Indicator: "signed.count", Scope: "edition=26", Edition: 26, Value: "34", Step: "1", Qualifier: "exact", Unit: "agreement", AsOf: "2023-11-29", Kind: "printed", Printed: "34", Words: lang.Text{Hans: "本届34项"}, Document: "S1", Ordinal: 3},
			{Code: "o4", Indicator: "investment.share", Scope: "period=2022", Edition: 26, Value: "66", Step: "1", Qualifier: "exact", Unit: "percent", AsOf: "2023-10-31", Kind: "printed", Printed: "66%", Of: lang.Text{En: "foreign investment"}, Document: "S1", Ordinal: 4},
			{Code: "o5", Indicator: "signed.part", Scope: "edition=26", Edition: 26, Qualifier: "unknown", AsOf: "2023-11-29", Kind: "printed", Words: lang.Text{Hans: "涉及高端消费"}, Open: true, Document: "S1", Ordinal: 5},
			{Code: "o6", Indicator: "signed.amount", Scope: "edition=26", Edition: 26, Value: "150000000", Step: "10000000", Qualifier: "exact", Currency: "USD", AsOf: "2023-11-29", Kind: "assumed", Printed: "1.5", Document: "S1", Ordinal: 6},
		}
		people := map[string]string{}
		for i, w := range want {
			row := only[indicator.Observation](t, db, w.Code)
			if d := cmp.Diff(w, row.Value, cmpopts.IgnoreFields(indicator.Observation{}, "ID", "StatedBy")); d != "" {
				t.Error(d)
			}
			people[w.Code] = row.Value.StatedBy
			if i == 1 {
				who, err := view(t, db).Person(t.Context(), row.Value.StatedBy)
				if err != nil || who.Name.Hans != "聂杰英" || who.Office.Hans != "朝阳区常务副区长" {
					t.Errorf("%+v %v", who, err)
				}
				e, err := view(t, db).Entry(t.Context(), row.Since)
				if err != nil || strings.Contains(string(e.After), "聂杰英") {
					t.Errorf("the entry names a person: %s %v", e.After, err)
				}
			}
		}
		if people["o2"] == "" || people["o2"] != people["o3"] || people["o4"] == people["o2"] {
			t.Errorf("%v", people)
		}
		p = bring(t, db, src, with(exchange.Observations))
		if d := cmp.Diff(counts{Unchanged: 6, Warnings: 6}, countsOf(p)); d != "" || p.Done {
			t.Errorf("%s %+v", d, p.Outcomes)
		}
	})
}

func TestRatesGoToTheReservedFair(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		o := exchange.Options{Actor: "tester", Kind: exchange.Rates}
		ecb := text(t, "Date,USD,CNY,XYZ,", "2023-11-29,1.0985,7.8296,N/A,")
		p, err := exchange.Import(t.Context(), db, ecb, o)
		if err == nil || p.Problems[0].Row != 1 || p.Problems[0].Why.Key != "import.amount.currency_unknown" {
			t.Errorf("%v %+v", err, p)
		}
		ecb = text(t, "Date,USD,CNY,", "2023-11-29,1.0985,7.8296,", "2023-11-28,1.0951,7.8107,")
		long := text(t, "来源,日期,基准货币,货币,汇率", "PBC,2023-11-29,USD,CNY,7.1031", "PBC,2023-11-29,USD,HKD,7.8", "PBC,2023-11-28,USD,CNY,7.1132")
		for _, src := range []*exchange.Source{ecb, long} {
			p = bring(t, db, src, o)
			if d := cmp.Diff(counts{Created: 2}, countsOf(p)); d != "" || !p.Done || p.Fair != journal.Reference {
				t.Errorf("%s %+v", d, p)
			}
			if p = bring(t, db, src, o); !p.Nothing() || p.Done {
				t.Errorf("the second time: %+v", p)
			}
		}
		p = bring(t, db, text(t, "Date,USD,CNY,", "2023-11-29,1.0986,7.8296,"), o)
		if d := cmp.Diff(counts{Corrected: 1}, countsOf(p)); d != "" {
			t.Error(d)
		}
		rates, err := db.Rates(t.Context(), -1)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct{ source, base, quote, day, rate string }{
			{"ECB", "EUR", "USD", "2023-11-30", "1.0986"}, {"ECB", "EUR", "CNY", "2023-11-28", "7.8107"}, {"PBC", "USD", "HKD", "2023-11-29", "7.8"},
		} {
			v, _, err := rates.On(t.Context(), want.source, money.Currency(want.base), money.Currency(want.quote), lang.Date(want.day))
			if err != nil || v.String() != want.rate {
				t.Errorf("%+v: %s %v", want, v, err)
			}
		}
		v, err := db.View(t.Context(), journal.Reference, -1)
		if err != nil {
			t.Fatal(err)
		}
		e, err := v.Entry(t.Context(), v.At)
		if err != nil {
			t.Fatal(err)
		}
		origin, err := journal.ParseOrigin(e.Origin)
		if err != nil {
			t.Fatal(err)
		}
		if _, cells, _, err := v.SourceRow(t.Context(), origin); err != nil || cells[1] != "1.0986" {
			t.Errorf("%q %v", cells, err)
		}
	})
}
