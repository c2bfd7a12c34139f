package demo

import (
	"context"

	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// schemes writes programmes, a facility and a path that nobody has: enough to see each window and
// each way in which a condition is not known.
func (l *loading) schemes(ctx context.Context, tx *store.Tx) error {
	last := l.r.Editions()[len(l.r.Editions())-1]
	named := func(hans, hant, en string) lang.Text { return t3("样例·"+hans, "樣例·"+hant, "Sample "+en) }
	id := func(n int64) string { return l.r.id(ofDocument, last.Opened, n) }
	source := []landing.Source{{Code: "1", Name: named("来源（虚构）", "來源（虛構）", "source (made up)"), Published: last.Opened, Read: last.Opened}}
	programme := func(n int64, code string, name lang.Text, side string) landing.Programme {
		return landing.Programme{ID: id(n), Edition: last.Number, Code: code, Name: name, Side: side, Status: "open", Sponsor: named("主办机构", "主辦機構", "sponsor"), Sources: source}
	}
	grants := programme(11, "SAMPLE-1", named("成长企业资助", "成長企業資助", "grants for growing companies"), beijing)
	grants.Rolling, grants.Budget = true, money.Amount{Minor: 500_000_000_00, Currency: "CNY"}
	grants.Conditions = []landing.Condition{
		{Matter: landing.OfPlace, Among: beijing, Cites: "1"},
		{Matter: landing.OfIndustry, Among: "C27 C39 I65", Cites: "1"},
		{Matter: landing.OfEmployees, Least: "10", Most: "300", Cites: "1"},
		{Matter: landing.OfYears, Least: "2", Cites: "1"},
		{Matter: landing.OfRevenue, Most: "400000000.00 CNY", Cites: "1"},
		{Matter: landing.OfStage, Among: "listed", Cites: "1", Either: "means"},
		{Matter: landing.OfFunds, Least: "1000000.00 CNY", Cites: "1", Either: "means"},
	}
	grants.Papers = []landing.Paper{{Name: named("申请书", "申請書", "application form"), Cites: "1"}}
	vouchers := programme(12, "SAMPLE-2", named("创新券", "創新券", "innovation vouchers"), hongkong)
	vouchers.Opens, vouchers.Closes = last.Opened, last.Opened.AddDays(60)
	vouchers.Conditions = []landing.Condition{
		{Matter: landing.OfSide, Among: beijing + " " + hongkong, Cites: "1"},
		{Matter: landing.OfStage, Among: "founding growing", Cites: "1"},
		{Matter: landing.Unstated, Words: named("评审标准", "評審標準", "measures of the assessment")},
	}
	facility := landing.Facility{
		ID: id(13), Edition: last.Number, Code: "SAMPLE-F", Name: named("共享实验室", "共享實驗室", "shared laboratory"), Sides: beijing + " " + hongkong, Status: "open",
		Capacity: named("40个工位", "40個工位", "40 benches"), Apply: named("网上预约", "網上預約", "booking online"), Sources: source,
	}
	path := landing.Path{
		ID: id(14), Edition: last.Number, Code: "SAMPLE-P", Name: named("出海路径", "出海路徑", "path abroad"), From: beijing, Through: hongkong, Country: "SG", Programmes: "SAMPLE-2",
		Legs: []landing.PathStep{
			{Code: "one", Part: "prepare", Name: named("准备", "準備", "preparation"), Papers: named("计划书", "計劃書", "plan"), Cites: "1"},
			{Code: "two", Part: "enter", Name: named("进入", "進入", "entry"), Gap: named("尚不清楚之处", "尚不清楚之處", "gap"), Cites: "1"},
		},
		Sources: source,
	}
	how := l.how(journal.Created)
	for _, p := range []landing.Programme{grants, vouchers} {
		if err := store.Put(ctx, tx, &p, 0, how); err != nil {
			return err
		}
	}
	if err := store.Put(ctx, tx, &facility, 0, how); err != nil {
		return err
	}
	return store.Put(ctx, tx, &path, 0, how)
}
