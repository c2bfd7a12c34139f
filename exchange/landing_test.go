package exchange_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

var (
	leads      = exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Leads, Edition: 26}
	milestones = exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Milestones}
)

func TestLeadsAndMilestonesComeInAndGoOutAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,项目名称,签约日期,签约金额（万元）,归属区", "A-1,甲,2023-11-20,100,朝阳区", "A-2,乙,2023-11-20,,海淀区"), agreements)
		p := bring(t, db, text(t, "线索编号,事项,投资方,区,报送单位,责任人,收到时间,答复时间,签约项目编号",
			"L-1,来京设厂,甲公司,朝阳区,CHAOYANG,王某,2023-11-01 10:00+08:00,2023-11-02T09:00:00+08:00,A-1"), leads)
		if d := cmp.Diff(counts{Created: 2}, countsOf(p)); d != "" {
			t.Fatal(d)
		}
		lead := only[landing.Lead](t, db, "L-1").Value
		if lead.Received != "2023-11-01T10:00:00+08:00" || lead.Agreement == "" || lead.Investor == "" || lead.Officer == "" || lead.District != "110105" {
			t.Errorf("the lead: %+v", lead)
		}
		file := text(t, "编号,签约项目编号,线索编号,阶段,日期,实际或计划,到资额（万元）,期次,注册号,已核实,原因",
			"M-3,A-1,,投产,2024-06-01,计划,,,,,",
			"M-2,A-1,,资金到位,2023-11-28,实际,30,1,,是,",
			"M-1,A-1,,注册,2023-11-24,实际,,,91110000,是,",
			"M-4,A-2,,终止,2023-11-29,,,,,,投资方退出",
			"M-5,,L-1,研判,2023-11-03,,,,,,")
		p = bring(t, db, file, milestones)
		if d := cmp.Diff(counts{Created: 5}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		want := landing.Milestone{
			Code: "M-2", Agreement: lead.Agreement, Stage: landing.PaidIn, Date: "2023-11-28", Actual: true,
			Amount: money.Amount{Minor: 30000000, Currency: "CNY"}, Instalment: 1, VerifiedBy: "tester",
		}
		if d := cmp.Diff(want, only[landing.Milestone](t, db, "M-2").Value, cmpopts.IgnoreFields(landing.Milestone{}, "ID")); d != "" {
			t.Error(d)
		}
		if p := bring(t, db, file, milestones); p.Done || p.Unchanged != 5 {
			t.Errorf("the same file again: %+v", countsOf(p))
		}
		for _, tag := range lang.Tags {
			out := exchange.Out{Tag: tag, Fair: theFair(t, db)}
			for kind, o := range map[exchange.Kind]exchange.Options{exchange.Leads: leads, exchange.Milestones: milestones} {
				table, err := out.Records(t.Context(), view(t, db), kind, store.Filter{Edition: 26})
				if err != nil {
					t.Fatal(err)
				}
				var b bytes.Buffer
				if err := exchange.WriteCSV(&b, table); err != nil {
					t.Fatal(err)
				}
				if p := bring(t, db, text(t, strings.Split(strings.TrimSpace(b.String()), "\n")...), o); p.Done || p.Unchanged == 0 || p.Errors > 0 {
					t.Errorf("%s in %s came out and changes something: %+v %v\n%s", kind, tag, countsOf(p), p.Problems, b.String())
				}
			}
		}
	})
}

func TestMilestonesThatCannotBeAreRefusedWithTheirRow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,项目名称,签约日期,归属区", "A-1,甲,2023-11-20,朝阳区"), agreements)
		for _, c := range []struct {
			name, row, key string
		}{
			{"a step before the one it follows", "M,A-1,,投产,2023-11-25,实际,,", "landing.step.order"},
			{"before it was signed", "M,A-1,,注册,2023-11-01,实际,,", "landing.step.before_beginning"},
			{"a day that is still to come", "M,A-1,,注册,2023-12-25,实际,,", "landing.milestone.future"},
			{"of an agreement that there is not", "M,A-9,,注册,2023-11-25,实际,,", "import.amends.unknown"},
			{"of nothing", "M,,,注册,2023-11-25,实际,,", "landing.milestone.of_nothing"},
			{"suspended without a reason", "M,A-1,,暂停,2023-11-25,实际,,", "landing.milestone.reason"},
			{"a stage that nobody knows", "M,A-1,,腾飞,2023-11-25,实际,,", "error.unknown_word"},
			{"an amount of a registration", "M,A-1,,注册,2023-11-25,实际,5,", "landing.milestone.amount"},
		} {
			o := milestones
			o.DryRun = true
			o.Partial = true
			p := bring(t, db, text(t, "编号,签约项目编号,线索编号,阶段,日期,实际或计划,到资额（万元）,原因", c.row), o)
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

func theFair(t *testing.T, db *store.DB) fair.Fair {
	t.Helper()
	f, err := view(t, db).TheFair(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}
