package demo_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/figure"
	"bridgehead/indicator"
)

// What is read together is what each figure says alone.
func TestRatesSideBySideAreThoseOfTheirPages(t *testing.T) {
	e := sampleEvaluator(t)
	codes := []string{"landing.fulfilled_share", "landing.started_share", "landing.operating_share", "landing.funds_share", "landing.terminated"}
	seen := 0
	for _, x := range []struct {
		scope figure.Scope
		by    []indicator.Cut
	}{
		{figure.Scope{}, nil},
		{figure.Scope{figure.ByDistrict: "110105"}, nil},
		{figure.Scope{figure.ByEdition: "24"}, nil},
		{figure.Scope{figure.ByEdition: "24"}, indicator.By(figure.ByDistrict)},
		{figure.Scope{figure.ByEdition: "23"}, indicator.By(figure.ByIndustry)},
		{figure.Scope{figure.ByEdition: "23"}, indicator.By(figure.ByOffice)},
	} {
		rows, err := e.Beside(t.Context(), codes, x.scope, x.by...)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for code, f := range row.Of {
				alone, err := e.Figure(t.Context(), figure.Name{Indicator: code, Scope: f.Name.Scope, At: -1, Ref: -1})
				if err != nil {
					t.Fatalf("%s of %s: %v", code, f.Name.Scope, err)
				}
				alone.Checks, f.Checks = nil, nil // its comparison with the edition before
				if d := cmp.Diff(alone.JSON(), f.JSON()); d != "" {
					t.Errorf("%s of %s: %s", code, f.Name.Scope, d)
				}
				seen++
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d figures", seen)
	}
}

func TestWhatAddsToNothingIsNotSetSideBySide(t *testing.T) {
	if _, err := sampleEvaluator(t).Beside(t.Context(), []string{"signed.amount.growth"}, figure.Scope{}); err == nil {
		t.Error("a growth was set beside the editions")
	}
}
