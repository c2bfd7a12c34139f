package demo_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bridgehead/bulletin"
	"bridgehead/indicator"
)

// A checkCase is a text with what is said of one stretch of it.
type checkCase struct {
	name, text, at       string
	verdict, rule, cause string
}

func checkCases(t *testing.T, e *indicator.Evaluator, o bulletin.Options, cases []checkCase) {
	t.Helper()
	c := checkerOf(t, e)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			r, err := c.Check(t.Context(), test.text, o)
			if err != nil {
				t.Fatal(err)
			}
			var v *bulletin.Verdict
			for i := range r.Verdicts {
				if strings.Contains(r.Verdicts[i].Claim.Text, test.at) {
					v = &r.Verdicts[i]
				}
			}
			if v == nil {
				t.Fatalf("%s is not read: %+v", test.at, r.Verdicts)
			}
			if v.Verdict != test.verdict || v.Cause != test.cause || test.rule != "" && v.Rule != test.rule {
				t.Errorf("%s is %s, want %s by %s, cause %q", test.at, show(v), test.verdict, test.rule, test.cause)
			}
		})
	}
}

var of26 = bulletin.Options{Edition: 26, Published: "2023-11-29"}

func TestRuleConverted(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"at the dated rate", "本届签约34个项目，总金额约合94.3亿美元。", "94.3亿美元", bulletin.ConsistentIf, bulletin.RuleConverted, ""},
		{"of a rounded amount", "本届签约34个项目，总金额合94.00亿美元。", "94.00亿美元", bulletin.Contradicted, bulletin.RuleConverted, bulletin.CauseTwice},
		{"the number with another currency", "The agreements signed at the 26th edition come to US$67.22 billion.", "US$67.22 billion", bulletin.Contradicted, bulletin.RuleConverted, bulletin.CauseCurrency},
		{"the record's own currency", "The agreements signed at the 26th edition come to RMB 67.22 billion.", "RMB 67.22 billion", bulletin.Supported, bulletin.RulePrintedPrecision, ""},
	})
}

func TestRuleShareOfAmounts(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"rounded", "朝阳区签约13个项目，占全部签约项目的38.2%。", "38.2%", bulletin.Supported, bulletin.RuleShareOf, ""},
		{"another digit", "朝阳区签约13个项目，占全部签约项目的39.2%。", "39.2%", bulletin.Contradicted, bulletin.RuleShareOf, bulletin.CauseDigit},
	})
	checkCases(t, sampleEvaluator(t), bulletin.Options{Edition: 26}, []checkCase{
		{"of other parts", "本届签约36个项目。", "36个", bulletin.Supported, bulletin.RulePrintedPrecision, ""},
	})
}

func TestRuleGrowthBase(t *testing.T) {
	checkCases(t, sampleEvaluator(t), bulletin.Options{Edition: 26}, []checkCase{
		{"over the last edition", "本届签约36个项目，比上届增长28.6%。", "28.6%", bulletin.Supported, bulletin.RuleGrowthBase, ""},
		{"over another edition", "本届签约36个项目，比上届增长100%。", "100%", bulletin.Contradicted, bulletin.RuleGrowthBase, bulletin.CauseBase},
		{"over the edition that is named", "本届签约36个项目，比第24届增长100%。", "100%", bulletin.Supported, bulletin.RuleGrowthBase, ""},
		{"in English", "36 agreements were signed at this edition, up 28.6 percent from the last edition.", "28.6 percent", bulletin.Supported, bulletin.RuleGrowthBase, ""},
	})
}

func TestRuleHigherThanLast(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"both higher", "本届签约34个项目，总金额672.2亿元，均高于上届。", "高于上届", bulletin.ConsistentIf, bulletin.RuleHigher, ""},
		{"lower", "本届签约34个项目，总金额672.2亿元，均低于上届。", "低于上届", bulletin.Contradicted, bulletin.RuleHigher, bulletin.CauseVerdict},
	})
}

func TestRuleCumulativeNeverFalls(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), bulletin.Options{Edition: 28}, []checkCase{
		{"less than three editions before", "截至第26届，京港洽谈会累计签约560个项目。", "560个", bulletin.Contradicted, bulletin.RuleNeverFalls, bulletin.CauseOtherValue},
		{"what the record has", "前25届累计签约576个项目。", "576个", bulletin.Supported, bulletin.RulePrintedPrecision, ""},
	})
}

func TestRulePartsAndWhole(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"parts that are more than the whole", "会议期间安排了30个展台，其中北京12个展台，香港19个展台。", "19个", bulletin.Contradicted, bulletin.RulePartsAndWhole, bulletin.CausePart},
		{"parts that are less", "会议期间安排了30个展台，其中北京12个展台，香港8个展台。", "8个", bulletin.NoFigure, "", ""},
	})
}

func TestRuleHeadlineAndBody(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"a headline that the body does not reach", "某博览会意向成交超万亿元\n\n某博览会昨日落幕，意向成交金额为7712亿元。\n", "万亿元", bulletin.Contradicted, bulletin.RuleHeadlineBody, bulletin.CauseOtherValue},
		{"a headline that is quoted", "标题称意向成交超万亿元。某博览会意向成交金额为7712亿元。", "万亿元", bulletin.Contradicted, bulletin.RuleHeadlineBody, bulletin.CauseOtherValue},
		{"a headline that it does", "某博览会意向成交超7700亿元\n\n某博览会昨日落幕，意向成交金额为7712亿元。\n", "7700亿元", bulletin.NoFigure, "", ""},
	})
}

func TestRuleSaidTwice(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"another number for the same words", "主会场座位总数为1280个。会后统计，主会场座位总数为1820个。", "1820个", bulletin.Contradicted, bulletin.RuleSaidTwice, bulletin.CauseDigit},
		{"the same number", "主会场座位总数为1280个。会后统计，主会场座位总数为1280个。", "1280个", bulletin.NoFigure, "", ""},
	})
}

func TestRuleEditionAndDate(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"the day it opened", "第26届京港洽谈会2023年11月29日在香港开幕。", "2023年11月29日", bulletin.Supported, bulletin.RuleEditionDate, ""},
		{"another day", "第26届京港洽谈会2023年11月28日在香港开幕。", "2023年11月28日", bulletin.Contradicted, bulletin.RuleEditionDate, bulletin.CauseDate},
		{"another edition on its day", "第16届京港洽谈会2023年11月29日在香港开幕。", "第16届", bulletin.Contradicted, bulletin.RuleEditionDate, bulletin.CauseEdition},
	})
}

func TestRuleOtherReferenceDate(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), of26, []checkCase{
		{"the record's own date", "截至2023年10月底，香港在北京累计投资超过1350亿美元。", "1350亿美元", bulletin.Supported, bulletin.RuleQualifierTrue, ""},
		{"the record's number with another date", "截至2021年10月底，香港在北京累计投资超过1350亿美元。", "2021年10月底", bulletin.Contradicted, bulletin.RuleOtherReferenceDate, bulletin.CauseDate},
		{"attendance at the opening and at the close", "开幕时有119个国家和地区参会，闭幕时为120个国家和地区。", "120个", bulletin.NoFigure, "", ""},
		{"what was added is not what it came to", "本届签约34个项目，比上届增加25个。", "25个", bulletin.NoFigure, "", ""},
		{"companies of another city", "截至2022年底，香港在深圳累计设立企业超过6.3万家。", "6.3万家", bulletin.NoFigure, "", ""},
		{"another number of another date", "截至2021年10月底，香港在北京累计投资超过1280亿美元。", "1280亿美元", bulletin.NoFigure, "", ""},
	})
}

func TestRuleOtherReferenceDateOfAnotherEdition(t *testing.T) {
	checkCases(t, jinggangEvaluator(t), bulletin.Options{}, []checkCase{
		{"a stock in a text of a later edition", "第28届京港洽谈会上公布，香港在北京累计投资超过1400亿美元。", "1400亿美元", bulletin.NoFigure, "", ""},
		{"the number of another fair's edition", "第14届某地投资洽谈会签约35个项目。", "35个", bulletin.NoFigure, "", ""},
		{"a text that names no fair", "集中签约仪式上，某区签约重大项目36个。", "36个", bulletin.NoFigure, "", ""},
	})
}

func TestMendedTextSaysWhatTheRecordSays(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	for text, want := range map[string]string{
		"第26届京港洽谈会共签约超过35个项目。":           "第26届京港洽谈会共签约34个项目。",
		"第26届京港洽谈会共签约超过34个项目。":           "第26届京港洽谈会共签约34个项目。",
		"截至2023年10月底，北京在香港累计投资超过820亿美元。": "截至2023年10月底，北京在香港累计投资超过520亿美元。",
		"朝阳区的香港企业已超过4000家。":              "朝阳区的香港企业已近4,000家。",
	} {
		all, err := c.CheckAll(t.Context(), bulletin.Texts{Texts: []bulletin.Text{{Name: "-", Text: text}}}, of26)
		if err != nil {
			t.Fatal(err)
		}
		if got := all.Texts[0].Mend(); got != want {
			t.Errorf("%s is mended to %s, want %s", text, got, want)
		}
	}
}

func TestTextsOfAFolderAreHeldAgainstEachOther(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	all, err := c.CheckAll(t.Context(), bulletin.Texts{Folder: true, Texts: []bulletin.Text{
		{Name: "a", Text: "第28届京港洽谈会签约金额77.745亿美元。"},
		{Name: "b", Text: "The agreements signed at the 28th Beijing-Hong Kong Symposium come to US$7.86 billion in total."},
		{Name: "c", Text: "第26届京港洽谈会签约34个项目。"},
	}}, bulletin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Conflicts) != 1 || all.Conflicts[0].A.Text != "a" || all.Conflicts[0].B.Text != "b" || all.Conflicts[0].Figure != "signed.amount?edition=28" {
		t.Errorf("conflicts %+v, want one between a and b", all.Conflicts)
	}
}

func TestRuleBetweenTexts(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	said := func(text string) bulletin.Statement {
		t.Helper()
		all, err := c.CheckAll(t.Context(), bulletin.Texts{Texts: []bulletin.Text{{Name: "a", Text: text}}}, of26)
		if err != nil {
			t.Fatal(err)
		}
		if got := all.Texts[0].Statements(); len(got) > 0 {
			return got[0]
		}
		t.Fatalf("%s states %+v", text, all.Texts[0].Statements())
		return bulletin.Statement{}
	}
	for name, c := range map[string]struct {
		a, b  string
		cause string // "" where they agree
	}{
		"one figure with two numbers":       {"本届签约34个项目。", "At the 26th edition 43 agreements were signed.", bulletin.CauseDigit},
		"the same number":                   {"本届签约34个项目。", "At the 26th edition 34 agreements were signed.", ""},
		"a number with fewer digits":        {"本届签约总金额672.2亿元。", "本届签约总金额约670亿元。", ""},
		"the same number in another unit":   {"本届签约总金额672.2亿元。", "本届签约总金额672.2万元。", bulletin.CauseSlip + "10000"},
		"another edition's number":          {"本届签约总金额672.2亿元。", "第28届签约总金额77.745亿美元。", ""},
		"a number that is nobody's, by far": {"本届签约90个项目。", "本届签约17个项目。", bulletin.CauseOtherValue},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := said(c.a), said(c.b)
			for range 2 {
				if cause, against := a.Against(b); cause != c.cause || against != (c.cause != "") {
					t.Errorf("against each other: %v, cause %q, want %q", against, cause, c.cause)
				}
				a, b = b, a
			}
			kept, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			var again bulletin.Statement
			if err := json.Unmarshal(kept, &again); err != nil {
				t.Fatal(err)
			}
			if cause, _ := again.Against(b); cause != c.cause {
				t.Errorf("as it was kept its cause is %q, want %q", cause, c.cause)
			}
		})
	}
}

// How many agreements were suspended is not spoken of where no word says so, however near the number comes.
func TestWhatBecameOfAgreementsHasToBeNamed(t *testing.T) {
	checkCases(t, sampleEvaluator(t), bulletin.Options{Edition: 26}, []checkCase{
		{"said of none", "The fair brought 36 agreements.", "36", bulletin.Supported, bulletin.RulePrintedPrecision, ""},
		{"near the number of suspended ones", "The fair brought 4 agreements at the 26th edition.", "4", bulletin.Contradicted, bulletin.RulePrintedPrecision, bulletin.CauseOtherValue},
		{"said of the suspended", "At the 26th edition 1 of the agreements was suspended.", "1", bulletin.Supported, bulletin.RulePrintedPrecision, ""},
	})
}
