package agreement_test

import (
	"strings"
	"testing"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
)

func valid() agreement.Agreement {
	return agreement.Agreement{Edition: 26, Title: lang.Text{Hans: "样例"}, Amount: money.Amount{Minor: 1, Currency: "CNY"}}
}

func TestValidateNamesTheFieldThatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name  string
		alter func(*agreement.Agreement)
		want  string // fields of the problems
	}{
		{"a whole one has no problem", func(*agreement.Agreement) {}, ""},
		{"one without an amount has no problem", func(a *agreement.Agreement) { a.Amount = money.Amount{} }, ""},
		{"a title in no language", func(a *agreement.Agreement) { a.Title = lang.Text{} }, "title"},
		{"no edition", func(a *agreement.Agreement) { a.Edition = 0 }, "edition"},
		{"a negative amount", func(a *agreement.Agreement) { a.Amount.Minor = -1 }, "amount"},
		{"all at once", func(a *agreement.Agreement) { *a = agreement.Agreement{} }, "title edition"},
		{"shares that make the whole", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 3}, {District: "110108", Num: 2, Den: 3}}
		}, ""},
		{"shares that leave a remainder", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 3}}
		}, ""},
		{"shares that make more than the whole", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 2}, {Office: "CBD", Num: 51, Den: 100}}
		}, "attribution"},
		{"a district twice", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 4}, {District: "110105", Num: 1, Den: 4}}
		}, "attribution"},
		{"a share without a denominator", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1}}
		}, "attribution"},
		{"a negative share", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: -1, Den: 2}}
		}, "attribution"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := valid()
			c.alter(&a)
			var got []string
			for _, p := range a.Validate() {
				got = append(got, strings.TrimPrefix(p.Field, "agreement.field."))
				for _, tag := range lang.Tags {
					if s := p.In(tag); s == "" || strings.Contains(s, "⟦") {
						t.Errorf("in %s it says %q", tag, s)
					}
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("problems in %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnAmendmentBelongsToAnAgreementAndAnEdition(t *testing.T) {
	whole := agreement.Amendment{Agreement: "a", Edition: 26, Amount: money.Amount{Minor: 1, Currency: "CNY"}}
	if p := whole.Validate(); len(p) > 0 {
		t.Errorf("a whole one: %v", p)
	}
	if p := (agreement.Amendment{Amount: money.Amount{Minor: -1, Currency: "CNY"}}).Validate(); len(p) != 3 {
		t.Errorf("one without agreement and edition, with a negative amount: %v", p)
	}
}

func TestItCountsAsSignedWithTheKeysThatTheEditionRequires(t *testing.T) {
	both, first, second := fair.SideSet(3), fair.SideBit(0), fair.SideBit(1)
	for _, c := range []struct {
		name                string
		confirmed, required fair.SideSet
		want                bool
	}{
		{"both of both", both, both, true},
		{"one of both", first, both, false},
		{"the one that is required", first, first, true},
		{"the other one", second, first, false},
		{"more than required", both, second, true},
		{"none where none is required", 0, 0, true},
	} {
		if got := (agreement.Agreement{Confirmed: c.confirmed}).SignedUnder(c.required); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
