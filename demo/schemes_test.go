package demo

import (
	"strings"
	"testing"

	"bridgehead/landing"
	"bridgehead/lang"
)

func TestWhatIsRestatedMakesSenseAndNamesItsSources(t *testing.T) {
	for _, p := range []landing.Programme{jinggangScheme, beijingProgramme} {
		if err := p.Validate().Err(); err != nil {
			t.Errorf("%s: %v", p.Code, err)
		}
		for _, c := range p.Conditions {
			if c.Cites == "" && c.Matter != landing.Unstated {
				t.Errorf("%s: %s names no source", p.Code, c.Words.En)
			}
		}
	}
	if err := jinggangPath.Validate().Err(); err != nil {
		t.Error(err)
	}
	for _, l := range jinggangPath.Legs {
		if l.Cites == "" {
			t.Errorf("step %s names no source", l.Code)
		}
		for _, text := range []lang.Text{l.Name, l.About, l.Papers, l.Offices, l.Advisers, l.Gap} {
			if n := strings.Count(text.Hans, "\n"); n != strings.Count(text.Hant, "\n") || n != strings.Count(text.En, "\n") || (text.Hans == "") != (text.En == "") || (text.Hans == "") != (text.Hant == "") {
				t.Errorf("step %s says more in one language than in another: %q", l.Code, text.En)
			}
		}
	}
}

// The report says planned; what came later does not change what it said.
func TestTheReportsSchemeIsPlannedOnTheDayOfTheReport(t *testing.T) {
	for day, want := range map[lang.Date]landing.Window{
		"2023-11-28": landing.WindowUnknown, "2023-11-29": landing.WindowPlanned, "2024-09-15": landing.WindowPlanned, "2024-09-16": landing.WindowAllYear,
	} {
		if got := jinggangScheme.Window(day); got != want {
			t.Errorf("on %s it is %s, want %s", day, got, want)
		}
	}
}
