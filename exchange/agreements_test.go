package exchange_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bridgehead/agreement"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

func only[T store.Coded](t *testing.T, db *store.DB, code string) store.Row[T] {
	t.Helper()
	rows, err := store.ByCode[T](t.Context(), view(t, db), []string{code})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d records with the code %s: %v", len(rows), code, err)
	}
	return rows[0]
}

func TestARowOfAgreementsBecomesAWholeRecord(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		p := bring(t, db, text(
			t, "编号,项目名称,项目名称（英文）,协议类型,方向,签约日期,签约金额（万元）,投资方,合作方,归属区,行业,国别,备注",
			"A-1,颐堤港二期,INDIGO phase two,投资合同,引进来,2023年11月29日,“x”,甲公司；乙公司,朝阳区政府,朝阳区 60%；海淀区 40%,A0111,香港,说明",
		), func() exchange.Options { o := agreements; o.Partial = true; return o }())
		if d := cmp.Diff(counts{LeftOut: 1, Errors: 1}, countsOf(p)); d != "" {
			t.Fatal(d)
		}
		p = bring(t, db, text(
			t, "编号,项目名称,项目名称（英文）,协议类型,方向,签约日期,签约金额（万元）,投资方,合作方,归属区,行业,国别,备注",
			"A-1,颐堤港二期,INDIGO phase two,投资合同,引进来,2023年11月29日,\"１，２３４.５\",甲公司；乙公司,朝阳区政府,朝阳区 60%；海淀区 40%,A0111,香港,说明",
		), agreements)
		if d := cmp.Diff(counts{Created: 4}, countsOf(p)); d != "" {
			t.Error(d)
		}
		if p.Parties != 3 || !p.Done || p.Import == "" {
			t.Errorf("parties %d, done %v", p.Parties, p.Done)
		}
		row := only[agreement.Agreement](t, db, "A-1")
		names := map[string]string{}
		for _, r := range row.Value.Parties {
			x, err := store.Get[party.Party](t.Context(), view(t, db), string(r.Party))
			if err != nil {
				t.Fatal(err)
			}
			names[x.Value.Name.Hans] = r.Role + " " + string(x.Value.Kind)
		}
		if d := cmp.Diff(map[string]string{"甲公司": "investor company", "乙公司": "investor company", "朝阳区政府": "partner government"}, names); d != "" {
			t.Error(d)
		}
		want := agreement.Agreement{
			Code: "A-1", Edition: 26, Title: lang.Text{Hans: "颐堤港二期", En: "INDIGO phase two"}, Type: agreement.Contract,
			Direction: project.Inward, SignedOn: "2023-11-29", Amount: money.Amount{Minor: 1234500000, Currency: "CNY"},
			Industry: "A0111", Country: "HK", Note: "说明",
			Attributions: []agreement.Attribution{{District: "110105", Num: 3, Den: 5}, {District: "110108", Num: 2, Den: 5}},
		}
		if d := cmp.Diff(want, row.Value, cmpopts.IgnoreFields(agreement.Agreement{}, "ID", "Parties")); d != "" {
			t.Error(d)
		}
		e, err := view(t, db).Entry(t.Context(), row.Since)
		if err != nil {
			t.Fatal(err)
		}
		o, err := journal.ParseOrigin(e.Origin)
		if err != nil || o != (journal.Origin{Kind: "file", ID: p.Import, Row: 2}) {
			t.Errorf("origin %+v, %v", o, err)
		}
		heads, cells, imp, err := view(t, db).SourceRow(t.Context(), o)
		if err != nil || heads[1] != "项目名称" || cells[6] != "１，２３４.５" || imp.File != "test.csv" || imp.Rows != 1 {
			t.Errorf("%q %q %+v %v", heads, cells, imp, err)
		}
	})
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		src := text(
			t, "code,title,row,amends,date,amount,currency,investor,district,note",
			"A-1,First,,,2023-11-29,100,USD,Alpha Ltd,Chaoyang,",
			"A-2,Second,,,2023-11-29,,,Beta Inc.;Alpha,,x",
			",Without a code,,,2023-11-29,5,CNY,,东城、西城,",
			"I-1,,increase,A-1,2023-11-29,50,USD,,,",
			",,increase,A-1,2023-11-29,60,USD,,,",
			"A-3,Third,replacement,A-2,2023-11-29,70,HKD,Gamma,,",
			",Fourth,替换,A-1,2023-11-29,80,HKD,Gamma,,",
		)
		o := agreements
		o.Confirm = []string{"beijing", "香港"}
		p := bring(t, db, src, o)
		if d := cmp.Diff(counts{Created: 6, Amended: 4}, countsOf(p)); d != "" {
			t.Error(d)
		}
		if a := only[agreement.Agreement](t, db, "A-2").Value; a.EndedOn != "2023-11-29" || a.Confirmed != 3 {
			t.Errorf("the replaced agreement: %+v", a)
		}
		if a := only[agreement.Agreement](t, db, "A-3").Value; a.Replaces != only[agreement.Agreement](t, db, "A-2").Value.ID {
			t.Errorf("the replacing agreement: %+v", a)
		}
		if x := only[agreement.Amendment](t, db, "I-1").Value; x.Agreement != only[agreement.Agreement](t, db, "A-1").Value.ID || x.Amount.Minor != 5000 || x.Confirmed != 3 {
			t.Errorf("the increase: %+v", x)
		}
		head := view(t, db).At
		for range 2 {
			p = bring(t, db, src, o)
			if d := cmp.Diff(counts{Unchanged: 7}, countsOf(p)); d != "" {
				t.Error(d)
			}
			if !p.Nothing() || p.Done || p.Import != "" || view(t, db).At != head {
				t.Errorf("something was written: %s", p)
			}
		}
		v, err := db.Verify(t.Context(), "test", nil, nil)
		if err != nil || len(v.Findings) > 0 {
			t.Errorf("%v %v", v.Findings, err)
		}
	})
}

func TestTheSameCodeWithChangedValuesIsACorrection(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(
			t, "code,title,date,amount,currency,district,note,investor",
			"A-1,First,2023-11-29,100,USD,Chaoyang,keep,Alpha",
		), agreements)
		p := bring(t, db, text(
			t, "Code,Title,Amount (US$ million),Note,District",
			"A-1,,1.5,,—",
		), agreements)
		want := []exchange.Outcome{{
			Row: 2, Action: exchange.ActionCorrect, Record: "agreement", Code: "A-1", Title: lang.Text{En: "First"}, Matched: "import.match.code",
			Changes: []exchange.Change{{Field: "amount", Old: "100.00 USD", New: "1500000.00 USD"}, {Field: "district", Old: "110105", New: ""}},
		}}
		if d := cmp.Diff(want, p.Outcomes, cmpopts.IgnoreFields(exchange.Outcome{}, "ID")); d != "" {
			t.Error(d)
		}
		row := only[agreement.Agreement](t, db, "A-1")
		if a := row.Value; a.Note != "keep" || a.Title.En != "First" || len(a.Parties) != 1 || a.Attributions != nil {
			t.Errorf("%+v", a)
		}
		e, err := view(t, db).Entry(t.Context(), row.Since)
		if err != nil || e.Action != journal.Corrected {
			t.Errorf("%s %v", e.Action, err)
		}
		o := agreements
		o.Confirm = []string{"beijing"}
		p = bring(t, db, text(t, "code,title", "A-1,First"), o)
		if d := cmp.Diff([]exchange.Change{{Field: "confirmed", New: "beijing"}}, p.Outcomes[0].Changes); d != "" || p.Outcomes[0].Action != exchange.ActionConfirm {
			t.Errorf("%s %s", p.Outcomes[0].Action, d)
		}
	})
}

func TestErrorsInRowsSayWhereAndHow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		head := "code,title,edition,date,amount（万元）,currency,district,row,amends,type,confirmed"
		for _, tt := range []struct{ name, row, want string }{
			{"an edition that the fair does not have", "A,T,99,,,,,,,,", "Row 2, column C (edition): There is no edition 99; there are editions 25 to 26."},
			{"an amount whose separators are wrong", `A,T,26,,"12,34,5",,,,,,`, "Row 2, column E (amount（万元）): In “12,34,5” the separators do not stand before each three digits: write it like 1,234,567."},
			{"an amount finer than the minor unit", "A,T,26,,0.0000001,,,,,,", "Row 2, column E (amount（万元）): “0.0000001” is finer than the currency’s smallest unit: round it, or check the unit in the heading."},
			{"a negative amount", "A,T,26,,-5,,,,,,", "Row 2, column E (amount（万元）): An amount cannot be negative."},
			{"a currency that contradicts the cell", "A,T,26,,5美元,EUR,,,,,", "Row 2, column E (amount（万元）): The currency in “EUR 5美元” is not that of the heading or of the currency column: keep one."},
			{"an unknown district", "A,T,26,,,,朝阴区,,,,", "Row 2, column G (district): There is no district “朝阴区”: write its full name or its code of six digits."},
			{"shares of which some are missing", "A,T,26,,,,朝阳区 60%；海淀区,,,,", "Row 2, column G (district): The shares “朝阳区 60%;海淀区” cannot be read: write them like “Chaoyang 60%; Haidian 40%”, or leave all of them out."},
			{"shares of more than the whole", "A,T,26,,,,朝阳区 60%；海淀区 50%,,,,", "Row 2, column G (district): The shares of the attributions add up to more than the whole."},
			{"an ambiguous date", "A,T,26,03/04/2023,,,,,,,", "Row 2, column D (date): In “03/04/2023” day and month cannot be told apart: write it like 2023-11-29, or say which order the column uses."},
			{"a missing title", "A,,26,,,,,,,,", "Row 2, column B (title): “Title” is missing: fill it in."},
			{"an increase of an agreement that is not there", "B,,26,,5,,,增资,A-9,,", "Row 2, column I (amends): There is no agreement with the code “A-9”: check the original code, or bring that agreement in first."},
			{"a type that is none", "A,T,26,,,,,,,circus,", "Row 2, column J (type): “circus” is not one of the choices: investment contract, framework agreement, strategic cooperation agreement, memorandum, other agreement."},
			{"a side that is none", "A,T,26,,,,,,,,paris", "Row 2, column K (confirmed): “paris” is not one of the choices: beijing, hongkong."},
		} {
			t.Run(tt.name, func(t *testing.T) {
				before := view(t, db).At
				p, err := exchange.Import(t.Context(), db, text(t, head, tt.row), agreements)
				if lang.CodeOf(err) != lang.CodeInvalid || p == nil {
					t.Fatalf("%v", err)
				}
				var got []string
				for _, x := range p.Problems {
					got = append(got, x.In(lang.En))
				}
				if d := cmp.Diff([]string{tt.want}, got); d != "" {
					t.Error(d)
				}
				if view(t, db).At != before {
					t.Error("something was written")
				}
				for _, x := range p.Problems {
					for _, tag := range lang.Tags {
						if s := x.In(tag); strings.Contains(s, "⟦") || strings.Contains(s, "{") {
							t.Errorf("%s: %s", tag, s)
						}
					}
				}
			})
		}
	})
}

func TestTheSameCodeTwiceInOneFile(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		p := bring(t, db, text(t, "code,title,amount,currency", "A-1,First,1,USD", "A-2,Second,,", "A-1,First,1,USD"), agreements)
		if d := cmp.Diff(counts{Created: 2, Repeated: 1}, countsOf(p)); d != "" {
			t.Error(d)
		}
		p, err := exchange.Import(t.Context(), db, text(t, "code,title,amount,currency", "B-1,First,1,USD", "B-1,First,2,USD"), agreements)
		if err == nil || p.Problems[0].In(lang.Hans) != "第3行A列（code）：编号“B-1”在第2行和第3行各出现一次，内容不同；请删去其一，或更正编号。" {
			t.Errorf("%v %+v", err, p)
		}
	})
}

func TestPartialLeavesOutRowsWithErrorsAndListsThem(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		src := text(t, "code,title,amount,currency,investor", "A-1,First,1,USD,", "A-2,Second,x,USD,Omega", "A-3,Third,2,USD,")
		if _, err := exchange.Import(t.Context(), db, src, agreements); lang.CodeOf(err) != lang.CodeInvalid {
			t.Fatal(err)
		}
		o := agreements
		o.Partial = true
		p := bring(t, db, src, o)
		if d := cmp.Diff(counts{Created: 2, LeftOut: 1, Errors: 1}, countsOf(p)); d != "" {
			t.Error(d)
		}
		if !p.Done || p.Problems[0].Row != 3 || p.Problems[0].Letter != "C" {
			t.Errorf("%+v", p.Problems)
		}
	})
}

func TestTheRecordMovesBetweenPlanAndCommit(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		src := text(t, "code,title,amount,currency", "A-1,First,1,USD")
		o := agreements
		times := 0
		o.Progress = func(step exchange.Step, _, _ int64) {
			// Somebody brings in the same code between the reading and the commit.
			if step != exchange.Staging {
				return
			}
			times++
			bring(t, db, text(t, "code,title,amount,currency", "A-1,Other,2,USD"), agreements)
		}
		p := bring(t, db, src, o)
		if d := cmp.Diff(counts{Corrected: 1}, countsOf(p)); d != "" || times != 1 {
			t.Errorf("staged %d times; %s", times, d)
		}
		if a := only[agreement.Agreement](t, db, "A-1").Value; a.Title.En != "First" {
			t.Errorf("%+v", a)
		}
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		before := view(t, db).At
		p, err := exchange.Plan(t.Context(), db, text(t, "code,title", "A-1,First"), agreements)
		if err != nil || p.Created != 1 || p.Done || view(t, db).At != before {
			t.Errorf("%v %+v", err, p)
		}
	})
}

func TestAFailureLeavesNothingStaged(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		o := agreements
		boom := errors.New("boom")
		o.Progress = func(step exchange.Step, _, _ int64) {
			if step == exchange.Staging {
				panic(boom)
			}
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = exchange.Import(t.Context(), db, text(t, "code,title", "A-1,First"), o)
		}()
		if p := bring(t, db, text(t, "code,title", "A-1,First"), agreements); p.Created != 1 {
			t.Errorf("%+v", p)
		}
	})
}
