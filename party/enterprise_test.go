package party

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
)

func TestARegisterStandsAsItsDatesAreKnown(t *testing.T) {
	lines := []Enterprise{
		{Established: "1996-04-01"},
		{Established: "2021", Closed: "2022-06"},
		{Established: "2022-12-31"},
		{Established: "2023"},
		{}, // of which no date is known
	}
	for _, x := range []struct {
		day  lang.Date
		want Standing
	}{
		{"1996-03-31", Standing{Tally{0, 1}, Tally{0, 1}}},
		{"1996-04-01", Standing{Tally{1, 2}, Tally{1, 2}}},
		{"2021-07-01", Standing{Tally{1, 3}, Tally{1, 3}}},
		{"2022-01-01", Standing{Tally{2, 3}, Tally{2, 3}}},
		{"2022-06-15", Standing{Tally{2, 3}, Tally{1, 3}}}, // it closed some day of that month
		{"2022-12-31", Standing{Tally{3, 4}, Tally{2, 3}}},
		{"2023-12-31", Standing{Tally{4, 5}, Tally{3, 4}}},
	} {
		if got := StandingOn(lines, x.day); got != x.want {
			t.Errorf("on %s: %+v, want %+v", x.day, got, x.want)
		}
	}
}

func TestListingsAreCountedByExchangeAndYear(t *testing.T) {
	got := ListedByYear([]Listing{
		{Exchange: "XHKG", Listed: "2022"},
		{Exchange: "XHKG", Listed: "2022-03-01"},
		{Exchange: "XSHG", Listed: "2022-05"},
		{Exchange: "XHKG", Listed: "2019"},
		{Exchange: "XHKG"},
	})
	want := []ListedIn{{"XHKG", 2022, 2}, {"XSHG", 2022, 1}, {"XHKG", 2019, 1}, {"XHKG", 0, 1}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

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
