package exchange_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bridgehead/exchange"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

func ofKind(kind exchange.Kind) exchange.Options {
	return exchange.Options{Fair: "test", Actor: "tester", Kind: kind, Edition: 26}
}

// goesRound writes the records of a kind out in each language and brings them in again.
func goesRound(t *testing.T, db *store.DB, kind exchange.Kind) {
	t.Helper()
	for _, tag := range lang.Tags {
		table, err := exchange.Out{Tag: tag, Fair: theFair(t, db)}.Records(t.Context(), view(t, db), kind, store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := exchange.WriteCSV(&b, table); err != nil {
			t.Fatal(err)
		}
		p := bring(t, db, source(t, "again.csv", b.Bytes()), ofKind(kind))
		if p.Done || p.Unchanged == 0 || p.Errors > 0 || len(p.NotUnderstood) > 0 {
			t.Errorf("%s in %s came out and changes something: %+v %v %v\n%s", kind, tag, countsOf(p), p.Problems, p.NotUnderstood, b.String())
		}
	}
}

func TestTechnologiesComeInAndGoOutAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,机构名称", "P-1,甲大学"), ofKind(exchange.Parties))
		p := bring(t, db, text(t, "编号,技术名称,名称 英文,用途,来源地,来源地代码,来源机构,来源企业,专利号,最短月数,最长月数,发布人,发布人职务",
			"T-1,巡逻车,patrol vehicle,巡逻,北京中关村,CN-BJ,甲大学；乙研究院,某企业,CN1；CN2,24,36,钟某,某局代表"), ofKind(exchange.Technologies))
		if d := cmp.Diff(counts{Created: 1}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		got := only[landing.Technology](t, db, "T-1").Value
		university := only[party.Party](t, db, "P-1").Value.ID
		want := landing.Technology{
			Code: "T-1", Edition: 26, Name: lang.Text{Hans: "巡逻车", En: "patrol vehicle"}, What: lang.Text{Hans: "巡逻"}, TookLow: 24, TookHigh: 36,
			Origins: []landing.Origin{
				{Kind: landing.FromPlace, Name: lang.Text{Hans: "北京中关村"}, Place: "CN-BJ"},
				{Kind: landing.FromInstitution, Name: lang.Text{Hans: "甲大学"}, Party: university},
				{Kind: landing.FromInstitution, Name: lang.Text{Hans: "乙研究院"}},
				{Kind: landing.FromCompany, Name: lang.Text{Hans: "某企业"}},
				{Kind: landing.FromPatent, Number: "CN1"},
				{Kind: landing.FromPatent, Number: "CN2"},
			},
		}
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(landing.Technology{}, "ID", "StatedBy")); d != "" {
			t.Error(d)
		}
		if who, err := view(t, db).Person(t.Context(), got.StatedBy); err != nil || who.Name.Hans != "钟某" || who.Office.Hans != "某局代表" {
			t.Errorf("who said so: %+v %v", who, err)
		}
		p = bring(t, db, text(t, "编号,技术编号,地点,地点代码,场景,次序,状态,开始使用,使用单位,规模,未尽列",
			"D-1,T-1,香港,HK,机场,1,已使用,2021年5月,某机场,三台,", "D-2,T-1,新加坡,SG,机场,2,计划使用,,,,等"), ofKind(exchange.Deployments))
		if d := cmp.Diff(counts{Created: 2}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		d := only[landing.Deployment](t, db, "D-1").Value
		if d.Of != got.ID || d.Began != "2021-05" || d.Status != landing.InUse || d.Operator.Hans != "某机场" || d.PlaceCode != "HK" {
			t.Errorf("%+v", d)
		}
		if d := only[landing.Deployment](t, db, "D-2").Value; !d.Open || d.Status != landing.UsePlanned || d.Began != "" {
			t.Errorf("%+v", d)
		}
		p = bring(t, db, text(t, "编号,项目名称,领域,开始,参与机构,参与机构 英文,产出,转化步骤",
			"R-1,联合研究,机器人,2020,北京：甲大学；香港：丙大学,Beijing: A University; Hong Kong: C University,专利：某方法 | CN1 | 2021；论文：某文,取得成果：2021；中试：2022-03 | 某园区"), ofKind(exchange.Research))
		if d := cmp.Diff(counts{Created: 1}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		research := landing.Research{
			Code: "R-1", Edition: 26, Title: lang.Text{Hans: "联合研究"}, Fields: lang.Text{Hans: "机器人"}, Begun: "2020",
			Partners: []landing.Partner{{Side: "beijing", Party: university, Name: lang.Text{Hans: "甲大学", En: "A University"}}, {Side: "hongkong", Name: lang.Text{Hans: "丙大学", En: "C University"}}},
			Outputs:  []landing.Output{{Kind: landing.OutPatent, Name: lang.Text{Hans: "某方法"}, Number: "CN1", Day: "2021"}, {Kind: landing.OutPaper, Name: lang.Text{Hans: "某文"}}},
			Steps:    []landing.Advance{{Step: landing.Resulted, Day: "2021"}, {Step: landing.Piloted, Day: "2022-03", Name: lang.Text{Hans: "某园区"}}},
		}
		if d := cmp.Diff(research, only[landing.Research](t, db, "R-1").Value, cmpopts.IgnoreFields(landing.Research{}, "ID")); d != "" {
			t.Error(d)
		}
		for _, kind := range []exchange.Kind{exchange.Technologies, exchange.Deployments, exchange.Research} {
			goesRound(t, db, kind)
		}
	})
}

func TestAnExtractOfARegisterComesIn(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,机构名称,统一社会信用代码", "P-1,北京甲科技有限公司,", "P-2,乙集团,"), ofKind(exchange.Parties))
		head := "企业名称,统一社会信用代码,母公司,资本来自,设立于,登记区,成立日期,注销日期,登记机关"
		file := text(t, head,
			"北京甲科技有限公司,91110000MA0000001A,乙集团,香港,北京,朝阳区,2015年3月,,登记机关",
			"北京丙医疗有限公司,91110000MA0000002B,丁控股,香港,,海淀区,2016-05-04,2020,登记机关",
			"北京戊有限公司,,,香港,北京,,,,登记机关")
		p := bring(t, db, file, ofKind(exchange.Enterprises))
		// Three lines and three companies that the fair lacked; one that it had is told its code.
		if d := cmp.Diff(counts{Created: 6, Corrected: 1}, countsOf(p)); d != "" || p.Parties != 3 {
			t.Fatal(d, p.Parties, p.Problems)
		}
		first := only[party.Enterprise](t, db, "91110000MA0000001A").Value
		company := only[party.Party](t, db, "P-1").Value
		if first.Company != company.ID || company.USCC != "91110000MA0000001A" || company.Parent != only[party.Party](t, db, "P-2").Value.ID || company.District != "110105" {
			t.Errorf("the company that was there: %+v %+v", first, company)
		}
		second := only[party.Enterprise](t, db, "91110000MA0000002B").Value
		want := party.Enterprise{Code: "91110000MA0000002B", From: "hongkong", In: "beijing", District: "110108", Established: "2016-05-04", Closed: "2020", Register: "登记机关"}
		if d := cmp.Diff(want, second, cmpopts.IgnoreFields(party.Enterprise{}, "ID", "Company")); d != "" {
			t.Error(d)
		}
		if p := bring(t, db, file, ofKind(exchange.Enterprises)); p.Done || p.Unchanged != 3 {
			t.Errorf("the same extract again: %+v %v", countsOf(p), p.Problems)
		}
		// A later extract corrects what it knows better, and leaves the rest.
		p = bring(t, db, text(t, head, "北京甲科技有限公司,91110000MA0000001A,,香港,北京,,2015-03-10,,"), ofKind(exchange.Enterprises))
		if p.Corrected != 1 {
			t.Errorf("%+v %v", countsOf(p), p.Problems)
		}
		if got := only[party.Enterprise](t, db, "91110000MA0000001A").Value; got.Established != "2015-03-10" || got.District != "110105" {
			t.Errorf("%+v", got)
		}
		rows, err := view(t, db).Enterprises(t.Context(), "hongkong", "beijing", "")
		if err != nil || len(rows) != 3 {
			t.Errorf("%d lines, %v", len(rows), err)
		}
		p = bring(t, db, text(t, "公司名称,证券代码,交易所,上市日期,所属方", "北京甲科技有限公司,0001,港交所,2022,北京", "乙集团,600001,上海证券交易所,2019-07-01,香港"), ofKind(exchange.Listings))
		if d := cmp.Diff(counts{Created: 2}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		if l := only[party.Listing](t, db, "XHKG:0001").Value; l.Company != company.ID || l.Listed != "2022" || l.Side != "beijing" {
			t.Errorf("%+v", l)
		}
		for _, kind := range []exchange.Kind{exchange.Enterprises, exchange.Listings} {
			goesRound(t, db, kind)
		}
	})
}

func TestWhatCannotBeOfWhatCrossedIsRefusedWithItsRow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,技术名称", "T-1,巡逻车"), ofKind(exchange.Technologies))
		for _, c := range []struct {
			name      string
			kind      exchange.Kind
			head, row string
			key       string
		}{
			{"a technology that there is not", exchange.Deployments, "编号,技术编号,地点,次序", "D,T-9,香港,1", "import.crossed.technology"},
			{"no step", exchange.Deployments, "编号,技术编号,地点,次序", "D,T-1,香港,", "landing.technology.no_step"},
			{"a time that cannot be", exchange.Technologies, "编号,技术名称,最短月数,最长月数", "T,甲,36,24", "landing.technology.took_order"},
			{"lists of two lengths", exchange.Technologies, "编号,技术名称,来源企业,来源企业 英文", "T,甲,乙；丙,B", "import.crossed.lists"},
			{"an institution of no side", exchange.Research, "编号,项目名称,参与机构", "R,甲,某大学", "import.crossed.item"},
			{"an output of no kind", exchange.Research, "编号,项目名称,产出", "R,甲,奖状：一等奖", "import.crossed.item"},
			{"steps back", exchange.Research, "编号,项目名称,转化步骤", "R,甲,产品：2020；中试：2021", "landing.research.step_order"},
			{"its own side", exchange.Enterprises, "企业名称,资本来自,设立于", "甲,北京,北京", "party.enterprise.same_side"},
			{"closed before", exchange.Enterprises, "企业名称,资本来自,设立于,成立日期,注销日期", "甲,北京,香港,2020,2019", "party.ends_before"},
			{"an exchange that nobody knows", exchange.Listings, "公司名称,证券代码,交易所", "甲,1,街市", "party.listing.no_exchange"},
			{"of nobody", exchange.Observations, "编号,指标,表述,关于", "O,fair.statement,话,P-9", "import.crossed.about"},
		} {
			o := ofKind(c.kind)
			o.DryRun, o.Partial = true, true
			p := bring(t, db, text(t, c.head, c.row), o)
			if len(p.Problems) != 1 || p.Problems[0].Why.Key != c.key || p.Problems[0].Row != 2 {
				t.Errorf("%s: %+v", c.name, p.Problems)
				continue
			}
			for _, tag := range lang.Tags {
				if s := p.Problems[0].Why.In(tag); s == "" || strings.ContainsAny(s, "⟦{") {
					t.Errorf("%s in %s: %q", c.name, tag, s)
				}
			}
		}
	})
}
