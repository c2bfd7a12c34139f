package party

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
)

func TestWhatMakesNoSenseInARegisterIsSaid(t *testing.T) {
	fields := func(p lang.Problems) []string {
		var out []string
		for _, x := range p {
			out = append(out, x.Field+" "+x.Why.Key)
		}
		return out
	}
	for _, x := range []struct {
		got  lang.Problems
		want []string
	}{
		{Enterprise{Company: "p", From: "hongkong", In: "beijing", Established: "2020", Closed: "2020-01"}.Validate(), nil},
		{Enterprise{}.Validate(), []string{"party.enterprise.company error.required", "party.enterprise.from error.required", "party.enterprise.in error.required"}},
		{
			Enterprise{Company: "p", From: "beijing", In: "beijing", Established: "2020-02", Closed: "2020-01"}.Validate(),
			[]string{"party.enterprise.in party.enterprise.same_side", "party.enterprise.closed party.ends_before"},
		},
		{Listing{Company: "p", Exchange: "XHKG"}.Validate(), nil},
		{Listing{Exchange: "hkex", Listed: "2020", Delisted: "2019"}.Validate(), []string{
			"party.listing.company error.required", "party.listing.exchange party.listing.no_exchange", "party.listing.delisted party.ends_before",
		}},
	} {
		if d := cmp.Diff(x.want, fields(x.got)); d != "" {
			t.Error(d)
		}
	}
}
