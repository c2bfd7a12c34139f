package project

import (
	"testing"

	"pgregory.net/rapid"

	"bridgehead/lang"
)

func TestTheClassificationIsWhole(t *testing.T) {
	levels := map[int]int{}
	for _, i := range industries().all {
		levels[len(i.Code)]++
		if i.Name.Hans == "" {
			t.Errorf("%s has no name", i.Code)
		}
		parent, ok := i.Parent()
		if ok == (len(i.Code) == 1) || !i.Within(parent) && ok {
			t.Errorf("%s lies within %v, %v", i.Code, parent, ok)
		}
	}
	for digits, want := range map[int]int{1: 20, 3: 97, 4: 473, 5: 1381} {
		if levels[digits] != want {
			t.Errorf("%d codes of length %d, want %d", levels[digits], digits, want)
		}
	}
	if got := len(Sections()); got != 20 {
		t.Errorf("%d sections", got)
	}
	for _, i := range industries().all {
		for _, tag := range lang.Tags {
			if i.Name.Get(tag) == "" && (tag != lang.En || len(i.Code) <= 3) {
				t.Errorf("%s has no name in %s", i.Code, tag)
			}
			if i.Shown().Get(tag) == "" {
				t.Errorf("%s is shown by no name in %s", i.Code, tag)
			}
		}
		if folded := lang.Fold(i.Name.Hant); folded != lang.Fold(i.Name.Hans) {
			t.Errorf("%s is %s in one writing and %s in the other", i.Code, i.Name.Hans, i.Name.Hant)
		}
	}
	for code, want := range map[string]string{"F": "Wholesale and Retail Trades", "F52": "Retail Trade", "F5299": "Retail Trade (F5299)"} {
		if i, ok := IndustryByCode(code); !ok || i.Shown().En != want {
			t.Errorf("%s is shown as %q, want %q", code, i.Shown().En, want)
		}
	}
}

func TestIndustriesThatShareANameLieWithinOneAnother(t *testing.T) {
	for _, i := range industries().all {
		widest, err := ParseIndustry(i.Name.Hans)
		if err != nil || !i.Within(widest) {
			t.Errorf("ParseIndustry(%q) = %v, %v, which does not hold %s", i.Name.Hans, widest, err, i.Code)
		}
	}
}

func TestParseIndustry(t *testing.T) {
	tests := []struct{ name, in, code string }{
		{"a section by its letter", "I", "I"},
		{"a division", "A01", "A01"},
		{"a group in small letters", "a011", "A011"},
		{"a class in full-width letters", "Ａ０１１１", "A0111"},
		{"a class without its letter", "0111", "A0111"},
		{"a division without its letter", "65", "I65"},
		{"a name", "稻谷种植", "A0111"},
		{"a name in Traditional characters", "穀物種植", "A011"},
		{"a section by its English name", "construction", "E"},
		{"a name that all levels share means the section", "国际组织", "T"},
		{"a letter that does not hold the digits", "B0111", ""},
		{"a part of a name", "稻谷", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseIndustry(tt.in)
			if got.Code != tt.code || (lang.CodeOf(err) == lang.CodeInvalid) != (tt.code == "") {
				t.Errorf("ParseIndustry(%q) = %v, %v, want %q", tt.in, got, err, tt.code)
			}
		})
	}
}

func TestTheWayUpEndsInTheSection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.SampledFrom(industries().all).Draw(t, "industry")
		if got, err := ParseIndustry(start.Code); got != start || err != nil {
			t.Fatalf("ParseIndustry(%q) = %v, %v", start.Code, got, err)
		}
		top := start
		for up, ok := top.Parent(); ok; up, ok = top.Parent() {
			if !start.Within(up) || up.Within(top) {
				t.Fatalf("%s and %s hold one another wrongly", up.Code, top.Code)
			}
			top = up
		}
		if top != start.Section() {
			t.Fatalf("%s ends in %s, and its section is %s", start.Code, top.Code, start.Section().Code)
		}
	})
}

func TestNothingLiesWithinTheZeroIndustry(t *testing.T) {
	section, _ := IndustryByCode("A")
	if section.Within(Industry{}) || (Industry{}).Within(section) || (Industry{}).Section() != (Industry{}) {
		t.Error("the zero Industry holds or is held")
	}
}

func FuzzParseIndustry(f *testing.F) {
	for _, s := range []string{"A", "0111", "国际组织", "a 0 1", "Mining"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		i, err := ParseIndustry(s)
		if _, known := IndustryByCode(i.Code); known != (err == nil) {
			t.Errorf("ParseIndustry(%q) = %v, %v", s, i, err)
		}
	})
}
