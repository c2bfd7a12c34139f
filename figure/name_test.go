package figure_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/figure"
)

func TestANameReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := figure.Name{
			Indicator:  rapid.StringMatching(`[a-z][a-z0-9_]{0,8}(\.[a-z][a-z0-9_]{0,8}){1,2}`).Draw(t, "indicator"),
			Scope:      figure.Scope{},
			At:         rapid.Int64Min(-1).Draw(t, "at"),
			Ref:        rapid.Int64Min(-1).Draw(t, "ref"),
			Definition: rapid.Int64Min(0).Draw(t, "definition"),
		}
		for _, k := range figure.Dimensions {
			if rapid.IntRange(0, 3).Draw(t, k) == 0 {
				n.Scope[k] = rapid.StringN(1, 8, -1).Draw(t, k+" value")
			}
		}
		got, err := figure.ParseName(n.String())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(n, got); d != "" {
			t.Errorf("%s: %s", n, d)
		}
	})
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		name, in, out string
	}{
		{"an indicator alone", "signed.count", "signed.count"},
		{"an empty scope says nothing", "signed.count?", "signed.count"},
		{"the scope stands in one order", "signed.count?district=110105&edition=26", "signed.count?edition=26&district=110105"},
		{"positions come after the scope", "signed.amount?ref=3&at=57&edition=26", "signed.amount?edition=26&at=57&ref=3"},
		{"position zero is a position", "signed.count?at=0", "signed.count?at=0"},
		{"the version of the definition comes last", "a.b?definition=2&at=5", "a.b?at=5&definition=2"},
		{"a value with a space and an ampersand is escaped", "a.b?subject=R%26D+centre", "a.b?subject=R%26D+centre"},
		{"a value in Chinese is escaped", "a.b?office=副中心", "a.b?office=%E5%89%AF%E4%B8%AD%E5%BF%83"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := figure.ParseName(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := n.String(); got != tt.out {
				t.Errorf("got %s, want %s", got, tt.out)
			}
		})
	}
}

func TestTextsThatNameNoFigure(t *testing.T) {
	for _, tt := range []struct{ name, in string }{
		{"nothing", ""},
		{"an indicator without its group", "count"},
		{"capital letters", "Signed.Count"},
		{"a path", "../signed.count"},
		{"a dimension that there is not", "signed.count?colour=red"},
		{"a dimension without a value", "signed.count?edition="},
		{"a dimension without an equals sign", "signed.count?edition"},
		{"a dimension given twice", "signed.count?edition=26&edition=25"},
		{"a position given twice", "signed.count?at=1&at=2"},
		{"a position below zero", "signed.count?at=-1"},
		{"a position that is no number", "signed.count?at=now"},
		{"a position that is too large", "signed.count?at=9223372036854775808"},
		{"a broken escape", "signed.count?office=%zz"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if n, err := figure.ParseName(tt.in); err == nil {
				t.Errorf("read as %+v", n)
			}
		})
	}
}

func TestAScopeIsNarrowedWithoutTouchingTheWiderOne(t *testing.T) {
	wide := figure.Scope{figure.ByEdition: "26"}
	narrow := wide.With(figure.ByDistrict, "110105")
	if !maps.Equal(wide, figure.Scope{figure.ByEdition: "26"}) || narrow.String() != "edition=26&district=110105" {
		t.Errorf("%v, %v", wide, narrow)
	}
	if back := narrow.With(figure.ByDistrict, ""); !maps.Equal(back, wide) {
		t.Errorf("%v", back)
	}
}

func FuzzParseName(f *testing.F) {
	f.Add("signed.count?edition=26&district=110105&at=57&ref=3&definition=2")
	f.Add("a.b?subject=%E5%89%AF&&at=+5")
	f.Add("a.b?at=0&office=%00")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := figure.ParseName(text)
		if err != nil {
			return
		}
		again, err := figure.ParseName(n.String())
		if err != nil {
			t.Fatalf("%q is written %q: %v", text, n, err)
		}
		if d := cmp.Diff(n, again); d != "" {
			t.Errorf("%q is written %q: %s", text, n, d)
		}
	})
}
