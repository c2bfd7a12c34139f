package demo_test

import (
	"strings"
	"testing"

	"bridgehead/bulletin"
	"bridgehead/bulletin/compose"
	"bridgehead/figure"
	"bridgehead/lang"
)

// composed renders a text of the model's fair.
func composed(t *testing.T, tag lang.Tag, text string) (compose.Rendered, error) {
	t.Helper()
	template, err := compose.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return compose.NewFigures(jinggangEvaluator(t)).Render(t.Context(), template, tag)
}

func TestAFigureIsWrittenWithItsUnitAndQualifierInEachLanguage(t *testing.T) {
	for _, tt := range []struct {
		tag        lang.Tag
		text, want string
	}{
		{lang.Hans, "签约{{signed.count?edition=26 as=bare}}项，金额{{signed.amount?edition=26 unit=亿元}}。", "签约34项，金额672.2亿元。"},
		{lang.Hant, "金額{{signed.amount?edition=26 unit=億元}}。", "金額672.2億元。"},
		{lang.Hans, "金额{{signed.amount?edition=26 unit=万元}}。", "金额6,722,000万元。"},
		{lang.En, "{{signed.count?edition=26}}, {{signed.amount?edition=26 unit=亿元}}.", "34 agreements, RMB 67.22 billion."},
		{lang.Hans, "{{signed.amount?edition=26 as=spoken}}", "六百七十二亿二千万元"},
		{lang.Hant, "{{signed.count?edition=26 as=spoken}}", "三十四個簽約項目"},
		{lang.En, "{{signed.amount?edition=26 as=spoken}}", "sixty-seven point two two billion yuan"},
	} {
		got, err := composed(t, tt.tag, tt.text)
		if err != nil || got.Text != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.text, got.Text, lang.Explain(lang.En, err), tt.want)
			continue
		}
		for _, p := range got.Figures {
			if string([]rune(got.Text)[p.Start:p.End]) != p.Text {
				t.Errorf("%q does not stand at %d to %d of %q", p.Text, p.Start, p.End, got.Text)
			}
			if p.Name.At <= 0 || p.Name.Indicator == "signed.amount" && p.Name.Ref <= 0 || p.Name.Definition <= 0 || p.Value == "" {
				t.Errorf("%s lacks what its value hangs on", p.Name)
			}
			n, err := figure.ParseName(p.Name.String())
			if err != nil || n.String() != p.Name.String() {
				t.Errorf("%s reads back as %s, %v", p.Name, n, err)
			}
		}
	}
}

func TestAFigureThatCannotBeWrittenSaysWhereAndWhy(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"\n {{signed.amount?edition=26 unit=US$ unit=亿}}", ""},
		{"\n {{signed.amount?edition=26 unit=亿美元}}", "Line 2, column 2: the figure signed.amount?edition=26 unit=亿美元 cannot be written: The unit says USD, the figure is in CNY. Leave the currency out, as in unit=亿."},
		{"{{signed.amount?edition=26&at=1}}", "It names another position."},
		{"{{signed.count?edition=26 digits=2}}", "It was stated by somebody and is written as it was stated. Take digits away."},
		{"{{no.such?edition=26}}", "the figure no.such?edition=26 cannot be written: "},
		{"{{signed.count?edition=99}}", "cannot be written: "},
	} {
		template, err := compose.Parse(tt.text)
		if tt.want == "" {
			if lang.CodeOf(err) != lang.CodeInvalid {
				t.Errorf("%s was read", tt.text)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = compose.NewFigures(jinggangEvaluator(t)).Render(t.Context(), template, lang.En)
		if said := lang.Explain(lang.En, err); lang.CodeOf(err) != lang.CodeInvalid || !strings.Contains(said, tt.want) {
			t.Errorf("%s: %s", tt.text, said)
		}
	}
}

func TestWhatContradictsTheRecordKeepsATextFromBeingPublished(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	for _, tt := range []struct {
		text   string
		blocks []string
	}{
		{"第26届京港洽谈会共签约{{signed.count?edition=26}}，签约总额{{signed.amount?edition=26 unit=亿元}}人民币。", nil},
		{"第26届京港洽谈会共签约35个项目，签约总额{{signed.amount?edition=26 unit=亿元}}人民币。", []string{"35个"}},
	} {
		got, err := composed(t, lang.Hans, tt.text)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Check(t.Context(), got.Text, bulletin.Options{Edition: 26, Lang: lang.Hans})
		if err != nil {
			t.Fatal(err)
		}
		var blocks []string
		for _, v := range compose.Blocking(r) {
			blocks = append(blocks, v.Claim.Text)
		}
		if strings.Join(blocks, "|") != strings.Join(tt.blocks, "|") {
			t.Errorf("%s is blocked by %q, want %q", got.Text, blocks, tt.blocks)
		}
	}
}
