package compose_test

import (
	"strings"
	"testing"

	"bridgehead/bulletin/compose"
	"bridgehead/lang"
)

func TestATemplateThatCannotBeReadSaysWhereAndWhatToWrite(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a {{}}", "Line 1, column 3: there is no figure between the braces. Write its name, such as signed.count?edition=26."},
		{"一行\n第{{signed.count?edition=26", "Line 2, column 2: the braces are not closed on the same line. Write two closing braces behind the figure."},
		{"a\n\nb }} c", "Line 3, column 3: these braces close what was never opened. Write the figure between two opening and two closing braces, or take them away."},
		{"{{signed}}", "Line 1, column 1: “signed” is not the name of a figure. A name looks like signed.count?edition=26, and may go on with &district=110105."},
		{"{{signed.count?edition=26 unit=stone}}", "Line 1, column 1: “stone” is not a unit. Write 万元, 亿元, 万亿元, thousand, million, billion or trillion."},
		{"{{signed.count?edition=26 digits=-1}}", "Line 1, column 1: “-1” is no number of decimals. Write a whole number from 0 to 12, such as digits=2."},
		{"{{signed.count?edition=26 as=song}}", "Line 1, column 1: as=song is not known. Write as=bare for the number and its unit alone, or as=spoken for how it is said."},
		{"{{signed.count?edition=26 as=bare as=bare}}", "Line 1, column 1: as is given twice. Keep one."},
		{"{{signed.count?edition=26 bold}}", "Line 1, column 1: “bold” is not known. Behind the name, parted by spaces, may stand unit=亿元, digits=2, as=bare and as=spoken."},
		{strings.Repeat("{{a.b}}", 501), "The bulletin is too long: at most 500 figures. Make several of it."},
	} {
		_, err := compose.Parse(tt.text)
		if lang.CodeOf(err) != lang.CodeInvalid || lang.Explain(lang.En, err) != tt.want {
			t.Errorf("%.40q: %v", tt.text, lang.Explain(lang.En, err))
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("一 {{signed.amount?edition=26 unit=亿元 digits=2 as=spoken}} 二")
	f.Add("{{a.b?edition=1&edition=2}}")
	f.Fuzz(func(t *testing.T, text string) {
		template, err := compose.Parse(text)
		if err != nil && lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && len(template.Names()) != strings.Count(text, "{{") {
			t.Errorf("%q has the figures %v", text, template.Names())
		}
	})
}
