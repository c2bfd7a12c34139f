package exchange_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bridgehead/exchange"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func TestProgrammesFacilitiesAndPathsComeInAndGoOutAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		// As somebody would send it: units in a heading, full-width digits, a status in words, lists in cells.
		p := bring(t, db, text(t, "编号,计划名称,英文名称,方,状态,主办机构,资助额度,开始日期,截止日期,常年受理,预算（亿元）,币种,条件,申请材料,来源清单,状态沿革,发布人,备注",
			`P-1,某计划,A scheme,香港,接受申请,某署,"每项一半，
最高一亿",2024/9/16,2025年9月16日,是,１００,港元,"matter: funds
least: 1000000.00 HKD
cites: 1

matter：industry
among: I65 C27
words_hans: 某些行业

matter: place
among: hongkong
either: a

matter: stage
among: listed
either: a","name_hans: 申请表","code: 1
name_hans: 指南
address: https://example.org/guide","status: planned
day: 2023-11-29

status: open
day: 2024-09-16
cites: 1",甲某,说明`), ofKind(exchange.Programmes))
		if d := cmp.Diff(counts{Created: 1}, countsOf(p)); d != "" || len(p.NotUnderstood) > 0 {
			t.Fatal(d, p.Problems, p.NotUnderstood)
		}
		got := only[landing.Programme](t, db, "P-1").Value
		want := landing.Programme{
			Code: "P-1", Edition: 26, Name: lang.Text{Hans: "某计划", En: "A scheme"}, Side: "hongkong", Status: "open", Budget: money.Amount{Minor: 10_000_000_000_00, Currency: "HKD"},
			Sponsor: lang.Text{Hans: "某署"}, Grant: lang.Text{Hans: "每项一半，\n最高一亿"}, Opens: "2024-09-16", Closes: "2025-09-16", Rolling: true, Note: lang.Text{Hans: "说明"},
			Turns:      []landing.Turn{{Status: "planned", On: "2023-11-29"}, {Status: "open", On: "2024-09-16", Cites: "1"}},
			Conditions: []landing.Condition{{Matter: landing.OfFunds, Least: "1000000.00 HKD", Cites: "1"}, {Matter: landing.OfIndustry, Among: "I65 C27", Words: lang.Text{Hans: "某些行业"}}, {Matter: landing.OfPlace, Among: "hongkong", Either: "a"}, {Matter: landing.OfStage, Among: "listed", Either: "a"}},
			Papers:     []landing.Paper{{Name: lang.Text{Hans: "申请表"}}}, Sources: []landing.Source{{Code: "1", Name: lang.Text{Hans: "指南"}, Address: "https://example.org/guide"}},
		}
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(landing.Programme{}, "ID", "StatedBy")); d != "" {
			t.Error(d)
		}
		p = bring(t, db, text(t, "编号,名称,各方,状态,启用年份,分期,用途,容量", "F-1,某平台,北京、香港,建设中,2024,是,算力,三千卡"), ofKind(exchange.Facilities))
		if d := cmp.Diff(counts{Created: 1}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		facility := landing.Facility{
			Code: "F-1", Edition: 26, Name: lang.Text{Hans: "某平台"}, Sides: "beijing hongkong", Status: "building", From: "2024", Phased: true, Purpose: lang.Text{Hans: "算力"}, Capacity: lang.Text{Hans: "三千卡"},
		}
		if d := cmp.Diff(facility, only[landing.Facility](t, db, "F-1").Value, cmpopts.IgnoreFields(landing.Facility{}, "ID")); d != "" {
			t.Error(d)
		}
		p = bring(t, db, text(t, "编号,名称,出发方,经由方,国家,说明,步骤", `W-1,出海,北京,香港,新加坡,说明,"code: a
part: prepare
name_hans: 第一步
papers_hans: 甲
| 乙

code: b
part: enter
name_hans: 第二步"`), ofKind(exchange.Paths))
		if d := cmp.Diff(counts{Created: 1}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		path := only[landing.Path](t, db, "W-1").Value
		if path.Country != "SG" || len(path.Legs) != 2 || path.Legs[0].Papers.Hans != "甲\n乙" {
			t.Errorf("%+v", path)
		}
		for _, kind := range []exchange.Kind{exchange.Programmes, exchange.Facilities, exchange.Paths} {
			goesRound(t, db, kind)
		}

		// What cannot be read is refused with its cell; nothing is guessed.
		for _, bad := range []struct{ head, row, says string }{
			{"编号,名称,条件", `P-2,甲,"material: gold"`, "material"},
			{"编号,名称,条件", `P-2,甲,"matter: funds
least: 1 HKD
cites: 9"`, "9"},
			{"编号,名称,状态", "P-2,甲,也许", "也许"},
			{"编号,名称,截止日期,开始日期", "P-2,甲,2024-01-01,2025-01-01", ""},
		} {
			o := ofKind(exchange.Programmes)
			o.DryRun = true
			p, err := exchange.Import(t.Context(), db, text(t, bad.head, bad.row), o)
			if p == nil {
				t.Fatal(err)
			}
			if p.Done || len(p.Problems) != 1 || !strings.Contains(p.Problems[0].In(lang.Hans), bad.says) {
				t.Errorf("%s: %v", bad.row, p.Problems)
			}
		}
	})
}
