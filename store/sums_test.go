package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/agreement"
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
		looked, found := 0, 0
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
				err = db.Update(rt.Context(), id, "tester", func(tx *store.Tx) (err error) {
					states, err = change(tx)
					return err
				})
				if err != nil {
					rt.Fatal(err)
				}
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
	})
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
