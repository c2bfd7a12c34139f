package chart

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
)

func patrol() Places {
	name := func(s string) lang.Text { return lang.Text{Hans: s, Hant: s, En: s} }
	return Places{About: About{Heading: name("way")}, Stops: []Stop{
		{Name: name("Beijing"), Code: "CN-BJ"},
		{Name: name("Hong Kong"), Code: "HK", Step: 1},
		{Name: name("Singapore"), Code: "SG", Step: 2},
		{Name: name("Emirates"), Code: "AE", Step: 2},
		{Name: name("the Moon"), Step: 3, Planned: true},
	}}
}

func TestPlacesLieAsOnTheGlobe(t *testing.T) {
	placed, rest := patrol().tiles()
	at := map[string][2]int{}
	for _, p := range placed {
		at[p.stops[0].Name.En] = [2]int{p.column, p.row}
	}
	want := map[string][2]int{"Beijing": {2, 0}, "Hong Kong": {2, 1}, "Emirates": {0, 1}, "Singapore": {1, 2}}
	if d := cmp.Diff(want, at); d != "" {
		t.Error(d)
	}
	if len(rest) != 1 || rest[0].Name.En != "the Moon" {
		t.Errorf("without a place: %+v", rest)
	}
	// Two in one place of the grid do not cover each other.
	near, _ := Places{Stops: []Stop{{Code: "HK"}, {Code: "MO", Step: 1}, {Code: "CN-GD", Step: 2}}}.tiles()
	seen := map[[2]int]bool{}
	for _, p := range near {
		if seen[[2]int{p.column, p.row}] {
			t.Errorf("two at %d, %d", p.column, p.row)
		}
		seen[[2]int{p.column, p.row}] = true
	}
}

func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
	}
}

func TestPlacesSayWhatTheyShow(t *testing.T) {
	p := patrol()
	for _, tag := range lang.Tags {
		for _, width := range []int{MinWidth, Narrow, Wide} {
			svg := p.SVG(tag, width)
			wellFormed(t, svg)
			// Beijing to Hong Kong, Hong Kong to each of two: three ways, each with its point.
			if n := strings.Count(string(svg), "Z\""); n != 3 {
				t.Errorf("%s, %d wide: %d ways", tag, width, n)
			}
		}
	}
	if got, want := p.Describe(lang.En), "Way: Beijing → Hong Kong → Singapore, Emirates → the Moon (planned)."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if d := cmp.Diff([]string{"Beijing", "origin", ""}, p.Table(lang.En).Rows[0]); d != "" {
		t.Error(d)
	}
	wellFormed(t, Places{}.SVG(lang.En, Narrow))
	wellFormed(t, Places{Stops: []Stop{{Name: lang.Text{En: "nowhere"}}}}.SVG(lang.En, Narrow))
}

func TestEventsSayWhatIsNotKnown(t *testing.T) {
	name := lang.Text{Hans: "甲<&", Hant: "甲<&", En: "a<&"}
	e := Events{About: About{Heading: name}, Events: []Event{
		{Label: name, By: "2023-11-29"}, {Label: name}, {Label: name, Began: "2021-05", Goes: true}, {Label: name, Began: "2020", Ended: "2021-03-01"}, {Label: name, Began: "2022-02-03"},
	}}
	var got []string
	for _, row := range e.Table(lang.En).Rows {
		got = append(got, row[1])
	}
	want := []string{"not known; by 29 November 2023 at the latest", "not known", "since May 2021", "2020 to 1 March 2021", "3 February 2022"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got, want := e.Describe(lang.En), "5 things, of which 3 have a date."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, tag := range lang.Tags {
		for _, width := range []int{MinWidth, Narrow, Wide} {
			wellFormed(t, e.SVG(tag, width))
		}
	}
	wellFormed(t, Events{}.SVG(lang.En, Narrow))
	wellFormed(t, Events{Events: []Event{{Label: name}}}.SVG(lang.En, Narrow))
}

func TestAPlannedPlaceIsDashedAndSaidToBePlanned(t *testing.T) {
	p := patrol()
	solid := string(p.SVG(lang.En, Wide))
	p.Stops[3].Planned = true
	planned := string(p.SVG(lang.En, Wide))
	if n := strings.Count(planned, plannedDash) - strings.Count(solid, plannedDash); n != 2 { // its tile, and the way there
		t.Errorf("%d dashes more", n)
	}
	if rows := p.Table(lang.En).Rows; rows[3][0] != "Emirates (planned)" {
		t.Error(rows[3])
	}
}
