package demo_test

import (
	"strings"
	"testing"

	"bridgehead/delegate"
	"bridgehead/demo"
	"bridgehead/match"
	"bridgehead/project"
	"bridgehead/store"
)

// A page of suggestions that is empty shows nothing: whoever is registered with the current edition, and each who asks
// for something, is suggested as many as a page has, with reasons of several kinds.
func TestTheSampleHasSomebodyToMeetForEachWhoAsks(t *testing.T) {
	t.Parallel()
	db := loadSample(t, demo.Sample{Agreements: 100, Projects: 600, Parties: 200, Steps: demo.NoSteps})
	v, err := db.View(t.Context(), demo.SampleFair, -1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := v.Interests(t.Context(), 26)
	if err != nil || len(rows) != 40 {
		t.Fatalf("%d interests, want one of five parties: %v", len(rows), err)
	}
	var wishes []match.Wish
	for _, r := range rows {
		if err := r.Value.Validate().Err(); err != nil {
			t.Errorf("%s: %v", r.Value.ID, err)
		}
		marked := false
		for _, mark := range []string{"样例", "樣例", "Sample"} {
			marked = marked || strings.HasPrefix(r.Value.Text, mark)
		}
		if !marked {
			t.Errorf("%q does not say that it is a sample", r.Value.Text)
		}
		wishes = append(wishes, r.Value.Wish())
	}
	var offers []match.Offer
	err = store.Each(t.Context(), v, store.Filter{Edition: 26}, store.Order{By: store.OrderMade}, func(some []store.Row[project.Project]) error {
		for _, r := range some {
			offers = append(offers, match.OfferOf(r.Value))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	x := match.NewIndex(wishes, offers, nil, nil)
	kinds := map[match.Criterion]map[match.Finding]bool{}
	for _, w := range wishes {
		list := x.ForParty(w.Party, match.Options{})
		if len(list) < 20 {
			t.Errorf("%s is suggested %d projects", w.Party, len(list))
		}
		for _, s := range list {
			for _, r := range s.Reasons {
				if kinds[r.Criterion] == nil {
					kinds[r.Criterion] = map[match.Finding]bool{}
				}
				kinds[r.Criterion][r.Finding] = true
			}
		}
	}
	if len(kinds) < 6 || !kinds[match.Amount][match.Fits] || !kinds[match.Amount][match.Unknown] || !kinds[match.Industry][match.Near] || !kinds[match.Place][match.Against] {
		t.Errorf("reasons are of %v", kinds)
	}
	people, err := v.Delegates(t.Context(), 26)
	if err != nil || len(people) != 12 {
		t.Fatalf("%d delegates: %v", len(people), err)
	}
	for _, d := range people {
		if d.Value.Role == delegate.Investor {
			if _, err := v.InterestOf(t.Context(), 26, d.Value.Party); err != nil {
				t.Errorf("%s: %v", d.Value.Code, err)
			}
			continue
		}
		projects, err := v.ProjectsOf(t.Context(), 26, d.Value.Party)
		if err != nil || len(projects) == 0 {
			t.Fatalf("%s owns nothing: %v", d.Value.Code, err)
		}
		if list := x.ForProject(projects[0].Value.ID, match.Options{}); len(list) < 10 {
			t.Errorf("%s is suggested %d investors", d.Value.Code, len(list))
		}
	}
}
