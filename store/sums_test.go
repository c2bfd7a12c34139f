package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/agreement"
	"bridgehead/bulletin/compose"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// What a change is said to touch, from sums that are brought along, is what evaluating all figures from all rows
// before it and after it finds.
func TestWhatAChangeTouchesIsWhatAllRowsSay(t *testing.T) {
	var fairs atomic.Int64
	each(t, func(t *testing.T, db *store.DB, address string) {
		for day, quotes := range plainQuotes {
			text := ""
			for c, q := range quotes {
				if c != "EUR" {
					text += fmt.Sprintf(" %s %s", c, q.FloatString(4))
				}
			}
			rates(t, db, day, text)
		}
		looked, found, otherwise := 0, 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			few := 4
			if strings.HasPrefix(address, "postgres") {
				few = 12
			}
			if rapid.IntRange(1, few).Draw(rt, "one in a few") > 1 {
				return
			}
			id := fmt.Sprintf("fair-%d", fairs.Add(1))
			beginPlain(rt, db, id)
			empty := plain{map[agreement.ID]agreement.Agreement{}, map[agreement.AmendmentID]agreement.Amendment{}, map[string]landing.Milestone{}}
			states := []plain{empty, empty, empty, empty, empty}
			for range rapid.IntRange(1, 3).Draw(rt, "transactions before") {
				states = write(rt, db, id, states)
			}
			for range rapid.IntRange(1, 3).Draw(rt, "looks") {
				if rapid.Bool().Draw(rt, "somebody writes between") {
					states = write(rt, db, id, states)
				}
				names := plainNames(rt, db, id)
				change := changing(rt, states)
				looked++
				touched, err := db.Touches(rt.Context(), id, "tester", nil, names, func(tx *store.Tx) error { _, err := change(tx); return err })
				if err != nil {
					rt.Fatal(err)
				}
				before := plainFigures(rt, db, id, names)
				text := publishedOf(rt, db, id, names)
				sameOutdated(rt, db, id, text)
				err = db.Update(rt.Context(), id, "tester", func(tx *store.Tx) (err error) {
					states, err = change(tx)
					return err
				})
				if err != nil {
					rt.Fatal(err)
				}
				otherwise += sameOutdated(rt, db, id, text)
				after := plainFigures(rt, db, id, names)
				told := map[string]bool{}
				for _, f := range touched {
					name := cmpName(f.After)
					if f.After.Name.Indicator == "" {
						name = cmpName(f.Before)
					}
					told[name] = true
					found++
					if got, want := said(f.Before)+" → "+said(f.After), before[name]+" → "+after[name]; got != want {
						rt.Errorf("%s: %s, and all rows say %s", name, got, want)
					}
				}
				for name := range after {
					if !told[name] && before[name] != after[name] {
						rt.Errorf("%s is touched and not told: %s → %s", name, before[name], after[name])
					}
				}
			}
		})
		if looked > 5 && found < looked {
			t.Errorf("%d changes touched only %d figures", looked, found)
		}
		if looked > 20 && otherwise == 0 {
			t.Errorf("after %d changes no published figure read otherwise", looked)
		}
	})
}

// publishedOf is a bulletin of the figures that can be written, as it would be published now.
func publishedOf(t *rapid.T, db *store.DB, id string, names []figure.Name) compose.Bulletin {
	e, err := db.Evaluator(t.Context(), id, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	figures := compose.NewFigures(e)
	var b compose.Bulletin
	for _, n := range names {
		n.At, n.Ref, n.Definition = -1, -1, 0
		slot := compose.Slot(n)
		one, err := compose.Parse(slot)
		if err != nil {
			t.Fatal(err)
		}
		r, err := figures.Render(t.Context(), one, lang.En)
		if lang.CodeOf(err) == lang.CodeInvalid { // nothing is known of it
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		b.Text.En += slot + "\n"
		b.Figures = append(b.Figures, compose.Frozen{Tag: lang.En, Name: r.Figures[0].Name.String(), Text: r.Figures[0].Text, Value: r.Figures[0].Value})
	}
	return b
}

// sameOutdated holds what of a bulletin reads otherwise now against all rows, and returns how much it is.
func sameOutdated(t *rapid.T, db *store.DB, id string, b compose.Bulletin) int {
	v, err := db.View(t.Context(), id, -1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Outdated(t.Context(), v, b)
	if err != nil {
		t.Fatal(err)
	}
	e, err := db.EvaluatorOf(t.Context(), v, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	want, err := compose.NewFigures(e).Reread(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("otherwise reads %v, and all rows say %v", got, want)
	}
	return len(got)
}

// cmpName is a figure's name without positions.
func cmpName(f figure.Figure) string {
	return figure.Name{Indicator: f.Name.Indicator, Scope: f.Name.Scope, At: -1, Ref: -1}.String()
}

// plainNames are figures of many kinds.
func plainNames(t *rapid.T, db *store.DB, id string) []figure.Name {
	e, err := db.Evaluator(t.Context(), id, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	all, err := e.Definitions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []figure.Name
	for _, d := range all {
		if d.Of == indicator.OfProjects {
			continue
		}
		scope := rapid.SampledFrom(plainScopes).Draw(t, "scope of "+d.Code)
		name := figure.Name{Indicator: d.Code, Scope: scope.With(figure.ByEdition, fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "edition of "+d.Code)))}
		if _, err := e.Figure(t.Context(), name); lang.CodeOf(err) != lang.CodeInvalid { // a scope that it does not take
			out = append(out, name)
		}
	}
	return out
}

// plainFigures evaluates the figures from the rows: the tally and what is kept of earlier looks have no part in it.
func plainFigures(t *rapid.T, db *store.DB, id string, names []figure.Name) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		e, err := db.Evaluator(t.Context(), id, -1, -1)
		if err != nil {
			t.Fatal(err)
		}
		f, err := e.Figure(t.Context(), name)
		if lang.CodeOf(err) == lang.CodeNotFound || lang.CodeOf(err) == lang.CodeInvalid {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		out[cmpName(f)] = said(f)
	}
	return out
}
