package agreement

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
	"bridgehead/money"
)

func TestWhatMayHaveBeenReportedTwice(t *testing.T) {
	usd := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "USD"} }
	a := Agreement{
		ID: "a", Code: "CY-1", Title: lang.Text{Hans: "京港医疗设备研发中心项目", En: "Medical devices centre"}, Amount: usd(1000000), SignedOn: "2023-11-29",
		Parties: []Role{{Party: "p1", Role: "investor"}, {Party: "p2", Role: "partner"}},
	}
	tests := []struct {
		name string
		b    Agreement
		want []string
	}{
		{"itself", a, nil},
		{"the same code", Agreement{ID: "b", Code: "CY-1", Title: lang.Text{En: "Other"}}, []string{"similar.code"}},
		{"the title in the other script, the amount rounded", Agreement{Title: lang.Text{Hant: "京港醫療設備研發中心項目"}, Amount: usd(1000900)}, []string{"similar.title"}},
		{"the title in English, in capitals, without an amount", Agreement{Title: lang.Text{En: "MEDICAL DEVICES CENTRE"}}, []string{"similar.title"}},
		{"the title with another amount", Agreement{Title: a.Title, Amount: usd(2000000)}, nil},
		{"the title with another currency", Agreement{Title: a.Title, Amount: money.Amount{Minor: 1000000, Currency: "CNY"}}, nil},
		{"a title, an amount and a date that are near", Agreement{Title: lang.Text{Hans: "京港医疗设备研发中心"}, Amount: usd(1000000), SignedOn: "2023-12-05"}, []string{"similar.title_near"}},
		{"a near title signed in another year", Agreement{Title: lang.Text{Hans: "京港医疗设备研发中心"}, Amount: usd(1000000), SignedOn: "2021-12-05"}, nil},
		{"the same parties and amount under another title", Agreement{Title: lang.Text{En: "X"}, Amount: usd(1000000), Parties: a.Parties}, []string{"similar.parties"}},
		{"one party in common", Agreement{Title: lang.Text{En: "X"}, Amount: usd(1000000), Parties: a.Parties[:1]}, nil},
		{"nothing in common", Agreement{Title: lang.Text{En: "X"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, Similar(a, tt.b)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.want, Similar(tt.b, a)); d != "" {
				t.Errorf("the other way round: %s", d)
			}
		})
	}
	plain := Agreement{ID: "x", Title: lang.Text{Hans: "战略合作协议"}, Parties: []Role{{Party: "p1"}}}
	other := Agreement{ID: "y", Title: lang.Text{Hans: "战略合作协议"}, Parties: []Role{{Party: "p9"}}}
	if why := Similar(plain, other); why != nil {
		t.Errorf("two parties' strategic cooperation is suspected for %v", why)
	}
}
