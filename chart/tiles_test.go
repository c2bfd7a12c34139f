package chart_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/chart"
	"bridgehead/figure"
	"bridgehead/lang"
)

// onTile returns how a value looks: the classes of what fills its tile, "hatched" for the
// mark of a gap, "dashed" for an open edge.
func onTile(t *testing.T, f figure.Figure) []string {
	t.Helper()
	all := plain(t, chart.Tiles{Tiles: []chart.Tile{
		{Label: edition(1), Value: f}, {Label: edition(2), Column: 1, Value: agreements(10)}, {Label: edition(3), Column: 2, Value: agreements(20)},
	}}, lang.En, chart.Wide)
	var looks []string
	tiles := 0
	for _, e := range all {
		if e.name == "g" {
			tiles++
		}
		if e.name != "rect" || tiles != 1 {
			continue
		}
		switch {
		case strings.HasPrefix(e.attr["fill"], "url("):
			looks = append(looks, "hatched")
		case e.attr["stroke-dasharray"] != "":
			looks = append(looks, "dashed")
		case e.attr["fill"] == "currentColor":
			looks = append(looks, strings.TrimPrefix(e.attr["class"], "c-"))
		}
	}
	return looks
}

func TestTilesSayNoMoreThanTheirIntervals(t *testing.T) {
	of := func(f figure.Figure) figure.Figure { f.Unit = "agreement"; return f }
	for _, tt := range []struct {
		name  string
		value figure.Figure
		want  []string
	}{
		{"what is not known is hatched", figure.Figure{}, []string{"hatched", "paper"}},
		{"zero is plain", agreements(0), []string{"paper"}},
		{"a value has the shade of its step", agreements(20), []string{"tint4"}},
		{"one that is over something has the shade of that and a dashed edge", of(stated(figure.Over, "10", "1")), []string{"tint2", "dashed"}},
		{"one between two has both shades", of(figure.FromInterval(figure.Name{}, figure.Range(rat("10"), rat("20")))), []string{"tint2", "tint4"}},
		{"one that is at most something lies from zero up to it", of(stated(figure.AtMost, "20", "1")), []string{"paper", "tint4"}},
		{"another unit is written only", in("USD", stated(figure.Exact, "10", "1")), []string{"hatched", "paper"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, onTile(t, tt.value)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTilesLeadToThisSiteOnly(t *testing.T) {
	for link, want := range map[string]bool{
		"/en/sample/districts/110105":          true,
		"/en/sample/districts?edition=26&at=1": true,
		"":                                     false,
		"javascript:alert(1)":                  false,
		" javascript:alert(1)":                 false,
		"/\tjavascript:alert(1)":               false,
		"https://elsewhere.example/":           false,
		"//elsewhere.example/":                 false,
		"/\\elsewhere.example/":                false,
		"/\n/elsewhere.example/":               false,
		"data:text/html,<script>1":             false,
		"relative":                             false,
	} {
		for _, width := range []int{chart.Narrow, chart.Wide} {
			all := plain(t, chart.Tiles{Tiles: []chart.Tile{{Label: edition(1), Link: link}}}, lang.En, width)
			i := slices.IndexFunc(all, func(e *element) bool { return e.name == "a" })
			switch {
			case (i >= 0) != want:
				t.Errorf("%q leads somewhere: %v", link, i >= 0)
			case want && (all[i].attr["href"] != link || all[i+1].name != "title" || all[i+1].text != "No. 1: not known"):
				t.Errorf("%q: %v", link, all[i].attr)
			}
		}
	}
}
