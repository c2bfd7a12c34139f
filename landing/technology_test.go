package landing

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
)

func TestAChainSaysNoMoreOfTheTimeThanItsDates(t *testing.T) {
	at := func(code string, step int64, began lang.Partial) Deployment {
		return Deployment{Code: code, Step: step, Began: began}
	}
	legs := Chain([]Deployment{at("sg", 2, "2021-05"), at("hk", 1, "2020"), at("ae", 2, "2021-02-10"), at("uk", 3, "")})
	var got []string
	for _, l := range legs {
		line := ""
		for _, d := range l.Places {
			line += d.Code + " "
		}
		got = append(got, line)
	}
	if d := cmp.Diff([]string{"hk ", "ae sg ", "uk "}, got); d != "" {
		t.Error(d)
	}
	// From some day of 2020 to 10 February 2021: 41 days from its last, 406 from its first.
	if want := (Elapsed{41, 406, true}); legs[1].Since != want {
		t.Errorf("from Hong Kong on: %+v, want %+v", legs[1].Since, want)
	}
	if legs[0].Since.Known || legs[2].Since.Known {
		t.Errorf("a time without dates: %+v %+v", legs[0].Since, legs[2].Since)
	}
	// One of two places of a step without a date: which was the first is not known.
	if legs := Chain([]Deployment{at("hk", 1, "2020"), at("sg", 2, "2021"), at("ae", 2, "")}); legs[1].Since.Known {
		t.Errorf("%+v", legs[1].Since)
	}
}

func TestTheTimeBetweenTwoDates(t *testing.T) {
	for _, x := range []struct {
		from, to lang.Partial
		want     Elapsed
	}{
		{"2020-01-01", "2020-01-31", Elapsed{30, 30, true}},
		{"2020", "2020", Elapsed{0, 365, true}},
		{"2021", "2020", Elapsed{}},
		{"", "2020", Elapsed{}},
		{"2020", "", Elapsed{}},
	} {
		if got := Between(x.from, x.to); got != x.want {
			t.Errorf("%s to %s: %+v, want %+v", x.from, x.to, got, x.want)
		}
	}
}

func TestWhatMakesNoSenseOfTechnologiesIsSaid(t *testing.T) {
	name := lang.Text{En: "x"}
	for _, x := range []struct {
		what string
		got  lang.Problems
		want []string
	}{
		{"a technology", Technology{Edition: 26, Name: name, TookLow: 24, TookHigh: 36, Origins: []Origin{{Kind: FromPlace}}}.Validate(), nil},
		{"an empty one", Technology{}.Validate(), []string{"landing.technology.name", "landing.technology.edition"}},
		{"its time", Technology{Edition: 26, Name: name, TookLow: 3, TookHigh: 2}.Validate(), []string{"landing.technology.took"}},
		{"its origin", Technology{Edition: 26, Name: name, Origins: []Origin{{Kind: "luck"}}}.Validate(), []string{"landing.technology.origins"}},
		{"a deployment", Deployment{Of: "t", Edition: 26, Place: name, Step: 1}.Validate(), nil},
		{
			"an empty one", Deployment{Status: "lost", Began: "2021", Ended: "2020"}.Validate(),
			[]string{"landing.technology.place", "landing.technology.edition", "landing.technology.technology", "landing.technology.step", "landing.technology.status", "landing.technology.ended"},
		},
		{"a project", Research{Edition: 26, Title: name, Steps: []Advance{{Step: Resulted, Day: "2020"}, {Step: Piloted}, {Step: Used, Day: "2021"}}}.Validate(), nil},
		{"steps back", Research{Edition: 26, Title: name, Steps: []Advance{{Step: Piloted}, {Step: Proved}}}.Validate(), []string{"landing.research.steps"}},
		{"dates back", Research{Edition: 26, Title: name, Steps: []Advance{{Step: Proved, Day: "2021"}, {Step: Piloted, Day: "2020"}}}.Validate(), []string{"landing.research.steps"}},
		{"an output", Research{Edition: 26, Title: name, Outputs: []Output{{Kind: "luck"}}, Steps: []Advance{{Step: "luck"}}}.Validate(), []string{"landing.research.outputs", "landing.research.steps"}},
	} {
		var got []string
		for _, p := range x.got {
			got = append(got, p.Field)
		}
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%s: %s", x.what, d)
		}
	}
}
