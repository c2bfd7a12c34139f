package demo_test

import (
	"slices"
	"strings"
	"testing"

	"bridgehead/bulletin"
	"bridgehead/bulletin/brief"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// sheetOf is the sheet of an edition.
func sheetOf(t *testing.T, e *indicator.Evaluator, edition int64, district string) brief.Sheet {
	t.Helper()
	s, err := brief.Read(t.Context(), e, edition, district)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lineOf is one figure of a sheet.
func lineOf(t *testing.T, s brief.Sheet, code string) brief.Line {
	t.Helper()
	i := slices.IndexFunc(s.Lines, func(l brief.Line) bool { return l.Definition.Code == code })
	if i < 0 {
		t.Fatalf("%s is not on the sheet", code)
	}
	return s.Lines[i]
}

// never is what a rule says in a language of a figure; "" where it does not apply.
func never(l brief.Line, rule string, tag lang.Tag) string {
	for _, w := range l.Never {
		if w.Rule == rule {
			return w.In(tag)
		}
	}
	return ""
}

func TestRuleSpeakersFigures(t *testing.T) {
	e := jinggangEvaluator(t)
	for _, tt := range []struct {
		district string
		want     []string
	}{
		{"", []string{"signed.count changed", "signed.amount changed", "catalogue.count headline", "catalogue.amount headline", "cumulative.count cumulative", "cumulative.amount cumulative"}},
		{"110105", []string{"signed.count headline", "signed.amount headline"}},
	} {
		var got []string
		for _, l := range sheetOf(t, e, 26, tt.district).Lines {
			got = append(got, l.Definition.Code+" "+l.Why)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: the sheet has %q, want %q", tt.district, got, tt.want)
		}
	}
	if _, err := brief.Read(t.Context(), e, 26, "999999"); lang.CodeOf(err) != lang.CodeNotFound {
		t.Errorf("a district that there is not: %v", err)
	}
}

// Each rule's words on edition 26, and a figure that it does not apply to.
func checkNever(t *testing.T, rule, of, in, want, not string) {
	t.Helper()
	s := sheetOf(t, jinggangEvaluator(t), 26, "")
	if got := never(lineOf(t, s, of), rule, lang.Tag(in)); got != want {
		t.Errorf("%s: %q, want %q", of, got, want)
	}
	if got := never(lineOf(t, s, not), rule, lang.Hans); got != "" {
		t.Errorf("%s applies to %s: %s", rule, not, got)
	}
}

func TestRuleNeverQualify(t *testing.T) {
	checkNever(t, brief.RuleNeverQualify, "signed.count", "zh-Hans", "这是确数：不说“超过34个签约项目”，不说“近34个签约项目”，也不说“约34个签约项目”。", "cumulative.amount")
}

func TestRuleNeverDrop(t *testing.T) {
	checkNever(t, brief.RuleNeverDrop, "cumulative.amount", "en", "Keep the qualifier: say “over US$120.4 billion”, not “US$120.4 billion”.", "signed.amount")
}

func TestRuleNeverArrived(t *testing.T) {
	checkNever(t, brief.RuleNeverArrived, "signed.amount", "zh-Hant", "這是簽約金額，不說「投資額」「到位資金」或「引資額」。", "signed.count")
}

func TestRuleNeverOffered(t *testing.T) {
	checkNever(t, brief.RuleNeverOffered, "catalogue.amount", "zh-Hans", "这是对外发布、寻求投资的，不说“签约”“成交”或“落地”。", "signed.amount")
}

func TestRuleNeverShare(t *testing.T) {
	checkNever(t, brief.RuleNeverShare, "signed.amount", "en",
		"The source gives this number alone: give no share in it of a side, district or industry, nor its share of any total.", "cumulative.count")
	// Where a part is stated, too, its share is the one that the checker supports, and the only one.
	for _, c := range []struct{ district, want string }{
		{"", "来源除这个数外只给出朝阳区的数：可说其所占比重，由这两个数算出；不说其他各方、各区或各行业所占的比重。"},
		{"110105", "全届总数也由来源给出：可说占全届的比重，由这两个数算出；不说本区内某行业、某企业的比重。"},
	} {
		l := lineOf(t, sheetOf(t, jinggangEvaluator(t), 26, c.district), "signed.count")
		if got := never(l, brief.RuleNeverShare, lang.Hans); got != c.want {
			t.Errorf("district %q: %q", c.district, got)
		}
	}
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"the share of the stated part", "朝阳区签约13个项目，占全部34个签约项目的38.2%。", "38.2%", bulletin.Supported, bulletin.RuleShareOf, ""},
		{"a share that nobody stated", "本届签约34个项目，其中海淀区占38.2%。", "38.2%", bulletin.NoFigure, "", ""},
	})
	if never(lineOf(t, sheetOf(t, sampleEvaluator(t), 26, ""), "signed.amount"), brief.RuleNeverShare, lang.En) != "" {
		t.Error("an edition whose record is complete may be broken down")
	}
}

func TestRuleNeverConvert(t *testing.T) {
	checkNever(t, brief.RuleNeverConvert, "signed.amount", "zh-Hans",
		"换算成其他币种时，必须同时说明汇率、日期和来源：94.31亿美元（1 CNY兑0.14030 USD，2023年11月29日，ECB）；735.86亿港元（1 CNY兑1.0947 HKD，2023年11月29日，ECB）", "signed.count")
}

func TestRuleNeverGrow(t *testing.T) {
	s := sheetOf(t, jinggangEvaluator(t), 26, "")
	if got := never(lineOf(t, s, "signed.amount"), brief.RuleNeverGrow, lang.En); !strings.HasPrefix(got, "Give no percentage of growth or decline. Different currencies: USD at edition 25 and CNY at edition 26, which only a rate can compare. They may not be of one kind.") {
		t.Errorf("signed.amount: %q", got)
	}
	l := lineOf(t, sheetOf(t, sampleEvaluator(t), 26, ""), "signed.count")
	if got := never(l, brief.RuleNeverGrow, lang.En); got != "" || l.Why != brief.Changed {
		t.Errorf("two complete editions in one unit: %s, %q", l.Why, got)
	}
}

func TestRuleNeverHigher(t *testing.T) {
	checkNever(t, brief.RuleNeverHigher, "catalogue.count", "zh-Hans", "不说高于或低于上届。没有第25届的这项数据。", "signed.count")
}

func TestRuleNeverThisEdition(t *testing.T) {
	checkNever(t, brief.RuleNeverThis, "cumulative.count", "en", "It is the sum of all editions: do not say that it is of edition 26.", "signed.count")
}

func TestASheetIsSpokenAndQuotedInThreeLanguages(t *testing.T) {
	e := jinggangEvaluator(t)
	f := fair.Fair{Name: lang.Text{Hans: "京港会", Hant: "京港會", En: "The symposium"}}
	l := lineOf(t, sheetOf(t, e, 26, ""), "signed.amount")
	for tag, want := range map[lang.Tag][2]string{
		lang.Hans: {"六百七十二亿二千万元", "第26届京港会签约金额为672.2亿元。口径：本届签约项目的金额与本届增资之和"},
		lang.Hant: {"六百七十二億二千萬元", "第26屆京港會簽約金額為672.2億元。口徑：本屆簽約項目的金額與本屆增資之和"},
		lang.En:   {"sixty-seven point two two billion yuan", "The symposium, edition 26: Amount signed, RMB 67.22 billion. The amounts of the agreements"},
	} {
		if said, ok := l.Said(tag); said != want[0] || !ok {
			t.Errorf("it is said %q, want %q", said, want[0])
		}
		if got := l.Quote(f, tag); !strings.HasPrefix(got, want[1]) || !strings.Contains(got, l.Source(tag)) {
			t.Errorf("it is quoted %q, want %q and the source", got, want[1])
		}
	}
	sum := lineOf(t, sheetOf(t, e, 26, ""), "cumulative.amount")
	if got := sum.Quote(f, lang.Hans); !strings.HasPrefix(got, "第26届京港会累计签约金额超过1,204亿美元。") {
		t.Errorf("the qualifier is not quoted: %s", got)
	}
}
