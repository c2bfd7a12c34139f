package exchange_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

const delegateHead = "编号,姓名,英文姓名,职务,邮箱,电话,单位,身份,所属方,登记单位,语言,没有时间,最多对接,护照号"

func TestDelegatesComeInAndGoOutAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,机构名称", "P-1,甲公司"), ofKind(exchange.Parties))
		file := text(t, "保密：会务组名单", delegateHead+",每日最少对接",
			"D-1,张某,Zhang,总经理,ZHANG@example.org,010-1,甲公司,投资方,香港,朝阳区,普通话、英语,2023-11-29 9:00；2023年11月30日,８,E111,2",
			",李某,,,li@example.org,,乙公司,项目方,北京,,中文,,,E222,",
			",翻译员,,,,,,翻译,,,zh/en/ja,,,,")
		p := bring(t, db, file, ofKind(exchange.Delegates))
		if d := cmp.Diff(counts{Created: 4}, countsOf(p)); d != "" || p.Parties != 1 { // and 乙公司
			t.Fatal(d, p.Parties, p.Problems)
		}
		first := only[delegate.Delegate](t, db, "D-1").Value
		want := delegate.Delegate{
			Code: "D-1", Edition: 26, Party: only[party.Party](t, db, "P-1").Value.ID, Role: delegate.Investor, Side: "hongkong", Office: "朝阳区",
			Languages: "zh en", Away: "2023-11-29T09:00 2023-11-30", Most: 8, LeastDay: 2,
		}
		if d := cmp.Diff(want, first, cmpopts.IgnoreFields(delegate.Delegate{}, "ID", "Person")); d != "" {
			t.Error(d)
		}
		who, err := view(t, db).Person(t.Context(), first.Person)
		wantPerson := party.Person{Ref: first.Person, Name: lang.Text{Hans: "张某", En: "Zhang"}, Office: lang.Text{Hans: "总经理"}, Email: "ZHANG@example.org", Phone: "010-1"}
		if d := cmp.Diff(wantPerson, who); d != "" || err != nil {
			t.Error(d, err)
		}
		if p := bring(t, db, file, ofKind(exchange.Delegates)); p.Done || p.Unchanged != 3 {
			t.Errorf("the same file again: %+v %v", countsOf(p), p.Problems)
		}
		// Without a code somebody is known by the address, or by party and name; an empty cell says nothing.
		p = bring(t, db, text(t, "姓名,邮箱,单位,身份,电话,语言", "李某某,LI@example.org,乙公司,项目方,2,", "张某,,P-1,投资方,,英语"), ofKind(exchange.Delegates))
		if d := cmp.Diff(counts{Corrected: 2}, countsOf(p)); d != "" {
			t.Fatal(d, p.Problems)
		}
		var changes []string
		for _, o := range p.Outcomes {
			for _, c := range o.Changes {
				changes = append(changes, c.Field+" "+c.Old+" "+c.New)
			}
		}
		slices.Sort(changes)
		if d := cmp.Diff([]string{"email … LI@example.org", "languages zh en en", "name_hans … 李某某", "phone  2"}, changes); d != "" {
			t.Error(d)
		}
		out := func(tag lang.Tag, sees func(access.Question) bool) string {
			table, err := exchange.Out{Tag: tag, Fair: theFair(t, db), Sees: sees}.Records(t.Context(), view(t, db), exchange.Delegates, store.Filter{Edition: 26})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := exchange.WriteCSV(&b, table); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		for _, tag := range lang.Tags {
			all := out(tag, func(q access.Question) bool { return q.Action == access.ReadDelegate })
			p := bring(t, db, source(t, "again.csv", []byte(all)), ofKind(exchange.Delegates))
			if p.Done || p.Unchanged != 3 || len(p.NotUnderstood) > 0 {
				t.Errorf("in %s it came out and changes something: %+v %v %v\n%s", tag, countsOf(p), p.Problems, p.NotUnderstood, all)
			}
		}
		// Only those go out who may be seen, and nobody's where nothing says who may.
		some := out(lang.Hans, func(q access.Question) bool { return slices.Contains(q.Offices, "朝阳区") })
		if !strings.Contains(some, "张某") || strings.Contains(some, "李某") {
			t.Errorf("an office is given\n%s", some)
		}
		if none := out(lang.Hans, nil); strings.Contains(none, "张某") {
			t.Errorf("nobody asked the table, and out came\n%s", none)
		}
	})
}

func TestAFileOfDelegatesLeavesNoPersonalDataBesideThePerson(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		file := text(t, "联系人：王秘书", delegateHead, "D-1,张某,Zhang,总经理,z@example.org,010-1,甲公司,投资方,香港,,中文,,,E111")
		bring(t, db, file, ofKind(exchange.Delegates))
		v := view(t, db)
		d := only[delegate.Delegate](t, db, "D-1")
		e, err := v.Entry(t.Context(), d.Since)
		if err != nil {
			t.Fatal(err)
		}
		origin, err := journal.ParseOrigin(e.Origin)
		if err != nil {
			t.Fatal(err)
		}
		headings, cells, _, err := v.SourceRow(t.Context(), origin)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"D-1", "", "", "", "", "", "甲公司", "投资方", "香港", "", "中文", "", "", ""}
		if diff := cmp.Diff(want, cells); diff != "" || len(headings) != len(want) {
			t.Error(diff)
		}
		above := origin
		above.Row = 1
		if _, cells, _, err = v.SourceRow(t.Context(), above); err != nil || strings.Join(cells, "") != "" {
			t.Errorf("what stands above the headings is kept: %q %v", cells, err)
		}
		// Who was erased does not come back with the next file.
		err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
			return tx.EraseDelegate(t.Context(), d.Value.ID, d.Since, journal.Origin{Kind: "form"})
		})
		if err != nil {
			t.Fatal(err)
		}
		o := ofKind(exchange.Delegates)
		o.DryRun, o.Partial = true, true
		p := bring(t, db, file, o)
		if len(p.Problems) != 1 || p.Problems[0].Why.Key != "import.delegate.erased" {
			t.Errorf("%+v %+v", countsOf(p), p.Problems)
		}
	})
}

func TestWhatIsWrongInAFileOfDelegatesIsSaidWithItsRow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "编号,姓名,单位,身份", "D-1,王某,甲公司,投资方", "D-2,王某,甲公司,顾问"), ofKind(exchange.Delegates))
		for _, c := range []struct{ name, head, row, key string }{
			{"nobody", "编号,姓名,单位,身份", "D-9,,甲公司,投资方", "import.required"},
			{"for nobody", "编号,姓名,单位,身份", "D-9,张某,,投资方", "import.required"},
			{"a role that there is not", "编号,姓名,单位,身份", "D-9,张某,甲公司,游客", "delegate.role.unknown"},
			{"no address", "编号,姓名,单位,身份,邮箱", "D-9,张某,甲公司,投资方,没有", "access.email"},
			{"no language", "编号,姓名,单位,身份,语言", "D-9,张某,甲公司,投资方,火星话", "delegate.language"},
			{"no time", "编号,姓名,单位,身份,没有时间", "D-9,张某,甲公司,投资方,下午", "delegate.away"},
			{"more than the most", "编号,姓名,单位,身份,最少场次,最多场次", "D-9,张某,甲公司,投资方,5,4", "delegate.most"},
			{"no edition", "编号,姓名,单位,身份,届次", "D-9,张某,甲公司,投资方,99", "import.edition.unknown"},
			{"one of two of the same name", "姓名,单位,身份", "王某,甲公司,投资方", "import.delegate.several"},
		} {
			o := ofKind(exchange.Delegates)
			o.DryRun, o.Partial = true, true
			p := bring(t, db, text(t, c.head, c.row), o)
			if len(p.Problems) != 1 || p.Problems[0].Why.Key != c.key || p.Problems[0].Row != 2 {
				t.Errorf("%s: %+v", c.name, p.Problems)
			}
		}
		o := ofKind(exchange.Delegates)
		o.DryRun, o.Partial = true, true
		p := bring(t, db, text(t, "姓名,单位,身份,语言", "赵某,甲公司,投资方,中文", "赵某,甲公司,投资方,中文", "赵某,甲公司,投资方,英文"), o)
		if d := cmp.Diff(counts{Created: 1, Repeated: 1, LeftOut: 1, Errors: 1}, countsOf(p)); d != "" {
			t.Error(d, p.Problems)
		}
	})
}
