package web

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"bridgehead/match"
	"bridgehead/project"
)

// Laid out editions would fill the memory of a process that serves for weeks: those asked for longest ago go first.
func TestEditionsLaidOutAreForgottenOldestFirst(t *testing.T) {
	t.Parallel()
	laidOut := func(n int) *match.Index {
		var offers []match.Offer
		for i := range n {
			offers = append(offers, match.Offer{Project: project.ID(fmt.Sprint(i))})
		}
		return match.NewIndex(nil, offers, nil, nil)
	}
	ask := func(k *offersKept, edition int64, projects int) {
		if l := k.laid(offersOf{"f", edition}); l.index == nil {
			l.index = laidOut(projects)
		}
	}
	left := func(k *offersKept) []int64 {
		var out []int64
		for key := range maps.Keys(k.of) {
			out = append(out, key.edition)
		}
		slices.Sort(out)
		return out
	}
	for _, c := range []struct {
		name               string
		editions, projects int
		want               []int64
	}{
		{"all within the bounds", 8, 100, []int64{1, 2, 3, 4}},
		{"three editions", 3, 100, []int64{1, 3, 4}},
		{"twenty projects", 8, 20, []int64{1, 4}},
		{"the last asked for stays whatever it has", 8, 1, []int64{1}},
	} {
		k := &offersKept{}
		for edition := range int64(4) {
			ask(k, edition+1, 10)
		}
		ask(k, 1, 0) // once more, and so the last
		if k.forget(c.editions, c.projects); !slices.Equal(left(k), c.want) {
			t.Errorf("%s: %v are left, want %v", c.name, left(k), c.want)
		}
	}
	k := &offersKept{}
	k.laid(offersOf{"f", 1}).making = make(chan struct{})
	ask(k, 2, 10)
	ask(k, 3, 10)
	if k.forget(1, 10); !slices.Equal(left(k), []int64{1, 3}) {
		t.Errorf("what is being made was forgotten: %v are left", left(k))
	}
}
