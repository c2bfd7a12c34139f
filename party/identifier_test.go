package party

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/lang"
)

func TestCheckUSCC(t *testing.T) {
	tests := []struct{ name, code, key string }{
		{"the example of the standard's form is right", "91350100M000100Y43", ""},
		{"a wrong check character shows", "91350100M000100Y4A", "party.identifier.check"},
		{"two characters changed about show", "91350100M00010Y043", "party.identifier.check"},
		{"letters that the alphabet leaves out are refused", "91350100I000100Y43", "party.identifier.form"},
		{"17 characters are too few", "91350100M000100Y4", "party.identifier.form"},
		{"small letters are refused", "91350100m000100y43", "party.identifier.form"},
		{"nothing is no code", "", "party.identifier.form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantKey(t, CheckUSCC(tt.code), tt.key) })
	}
}

func TestCheckLEI(t *testing.T) {
	tests := []struct{ name, code, key string }{
		{"a code in use is right", "969500KSV493XWY0PS33", ""},
		{"a wrong check digit shows", "969500KSV493XWY0PS34", "party.identifier.check"},
		{"two characters changed about show", "969500KSV493XYW0PS33", "party.identifier.check"},
		{"19 characters are too few", "969500KSV493XWY0PS3", "party.identifier.form"},
		{"the check digits are digits", "969500KSV493XWY0PSAA", "party.identifier.form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantKey(t, CheckLEI(tt.code), tt.key) })
	}
}

func TestCheckHongKongForms(t *testing.T) {
	for _, s := range []string{"12345678", "12345678-000", "12345678-000-01-24-A", "12345678-000-01-24-0"} {
		wantKey(t, CheckHKBR(s), "")
	}
	for _, s := range []string{"", "1234567", "12345678-00", "12345678-000-01", "1234567A"} {
		wantKey(t, CheckHKBR(s), "party.identifier.form")
	}
	for _, s := range []string{"0123456", "F0012345"} {
		wantKey(t, CheckHKCR(s), "")
	}
	for _, s := range []string{"", "123456", "12345678", "G0012345"} {
		wantKey(t, CheckHKCR(s), "party.identifier.form")
	}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var got string
	if e, ok := err.(*lang.Error); ok {
		got = e.Key
	}
	if got != key || (err == nil) != (key == "") {
		t.Errorf("got %v, want %q", err, key)
	}
}

// withCheck returns the code that starts with the 17 characters.
func withCheck(body string) string {
	for _, r := range usccAlphabet {
		if CheckUSCC(body+string(r)) == nil {
			return body + string(r)
		}
	}
	return ""
}

func TestOneWrongCharacterIsAlwaysFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := withCheck(rapid.StringMatching(`9[1-3][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}`).Draw(t, "body"))
		if code == "" {
			t.Fatal("no check character fits")
		}
		at := rapid.IntRange(0, 17).Draw(t, "at")
		other := rapid.SampledFrom([]byte(usccAlphabet)).Draw(t, "other")
		changed := code[:at] + string(other) + code[at+1:]
		if (CheckUSCC(changed) == nil) != (changed == code) {
			t.Fatalf("%s and %s both pass", code, changed)
		}
	})
}

func TestParseIdentifierKnowsTheForms(t *testing.T) {
	tests := []struct {
		name, in string
		want     Identifier
	}{
		{"18 characters are a unified social credit code", "91350100M000100Y43", Identifier{USCC, "91350100M000100Y43"}},
		{"its check character is not judged", "91350100M000100Y4A", Identifier{USCC, "91350100M000100Y4A"}},
		{"spaces, small and full-width letters are put right", " ９１350100 m000100 y43", Identifier{USCC, "91350100M000100Y43"}},
		{"20 characters are a legal entity identifier", "969500KSV493XWY0PS33", Identifier{LEI, "969500KSV493XWY0PS33"}},
		{"8 digits are a business registration", "12345678", Identifier{HKBR, "12345678"}},
		{"8 digits with a branch too", "12345678-000", Identifier{HKBR, "12345678-000"}},
		{"7 digits are a company registration", "0123456", Identifier{HKCR, "0123456"}},
		{"the scheme may be named", "LEI：969500KSV493XWY0PS33", Identifier{LEI, "969500KSV493XWY0PS33"}},
		{"a named scheme takes any value, to be warned about", "uscc:123", Identifier{USCC, "123"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := ParseIdentifier(tt.in); got != tt.want || err != nil {
				t.Errorf("ParseIdentifier(%q) = %v, %v, want %v", tt.in, got, err, tt.want)
			}
		})
	}
	for _, s := range []string{"", "12345", "duns:123456789", "uscc:", "京港", "91350100M000100Y4"} {
		if got, err := ParseIdentifier(s); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("ParseIdentifier(%q) = %v, %v", s, got, err)
		}
	}
}

func FuzzParseIdentifier(f *testing.F) {
	for _, s := range []string{"91350100M000100Y43", "969500KSV493XWY0PS33", "12345678-000-01-24-A", "F0012345", "uscc:x", ":", "ſ:ı"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseIdentifier(s)
		if err != nil {
			return
		}
		if again, err := ParseIdentifier(id.String()); again != id || err != nil {
			t.Errorf("ParseIdentifier(%q) = %v, which reads as %v, %v", s, id, again, err)
		}
		if err := id.Check(); err != nil && lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("Check(%v): %v", id, err)
		}
		if strings.Contains(id.Value, " ") {
			t.Errorf("%v holds a space", id)
		}
	})
}
