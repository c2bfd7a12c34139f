package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func TestProgrammesPathsAndChecklistsAreRecords(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		name := lang.Text{Hans: "计划", Hant: "計劃", En: "Scheme"}
		source := []landing.Source{{Code: "1", Name: name, Address: "https://example.org/a", Published: "2024-09-16", Read: "2026-11-28"}}
		p := landing.Programme{
			Edition: 26, Name: name, Side: "hongkong", Status: "open", Budget: money.Amount{Minor: 100, Currency: "HKD"}, Code: "P-1", Sponsor: name, Grant: name, Apply: name,
			Opens: "2024-09-16", Closes: "2025-09-16", Rolling: true, Note: name,
			Turns:      []landing.Turn{{Status: "planned", On: "2023-11-29"}, {Status: "open", On: "2024-09-16", Words: name, Cites: "1"}},
			Conditions: []landing.Condition{{Matter: landing.OfFunds, Least: "1.00 HKD", Words: name, Cites: "1"}, {Matter: landing.OfQuestion, Question: "q", Words: name, Ask: name}},
			Papers:     []landing.Paper{{Name: name, Cites: "1"}}, Sources: source,
		}
		f := landing.Facility{Edition: 26, Name: name, Sides: "beijing hongkong", Status: "building", From: "2024", Phased: true, Code: "F-1", Operator: name, Capacity: name, Apply: name, Note: name, Sources: source}
		path := landing.Path{
			Code: "G-1", Edition: 26, Name: name, From: "beijing", Through: "hongkong", Country: "SG", Industry: "C36", About: name, Technology: "车", Programmes: "P-1", Note: name,
			Legs: []landing.PathStep{{Code: "a", Part: "prepare", Name: name, About: name, Papers: name, Offices: name, Advisers: name, Gap: name, Cites: "1"}}, Sources: source,
		}
		var list landing.Checklist
		at := update(t, db, func(tx *store.Tx) (err error) {
			if p, err = tx.PutProgramme(t.Context(), p, 0, form); err != nil {
				return err
			}
			if f, err = tx.PutFacility(t.Context(), f, 0, form); err != nil {
				return err
			}
			if path, err = tx.PutPath(t.Context(), path, 0, form); err != nil {
				return err
			}
			list, err = tx.KeepChecklist(t.Context(), landing.Checklist{Path: path.ID, Party: "company", Edition: 26, Marks: []landing.Mark{{Leg: "a", State: "done", On: "2024-01-01", Note: "x"}}}, 0, form)
			return err
		})
		view := func(at journal.Position) store.View {
			v, err := db.View(t.Context(), "test", at)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		for _, got := range []struct{ want, is any }{
			{p, first(t, view(-1), store.View.Programmes)}, {f, first(t, view(-1), store.View.Facilities)}, {path, first(t, view(-1), store.View.Paths)},
		} {
			if d := cmp.Diff(got.want, got.is); d != "" {
				t.Error(d)
			}
		}
		row, err := view(-1).ChecklistOf(t.Context(), path.ID, "company")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(list, row.Value); d != "" {
			t.Error(d)
		}
		// A second checklist of the same company is a change of the first.
		err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
			_, err := tx.KeepChecklist(t.Context(), landing.Checklist{Path: path.ID, Party: "company"}, 0, form)
			return err
		})
		if lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("a second checklist: %v", err)
		}
		// What makes no sense is refused, and a correction keeps both states.
		err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
			wrong := p
			wrong.Status = "perhaps"
			_, err := tx.PutProgramme(t.Context(), wrong, since(t, view(-1)), form)
			return err
		})
		if lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("a status that there is not: %v", err)
		}
		later := p
		later.Conditions = later.Conditions[:1]
		update(t, db, func(tx *store.Tx) error {
			_, err := tx.PutProgramme(t.Context(), later, since(t, view(-1)), form)
			return err
		})
		if d := cmp.Diff(p, first(t, view(at), store.View.Programmes)); d != "" {
			t.Errorf("the former state: %s", d)
		}
		if d := cmp.Diff(later, first(t, view(-1), store.View.Programmes)); d != "" {
			t.Errorf("the later state: %s", d)
		}
		// Nobody but the company and who runs the fair sees what a company ticked off.
		for _, c := range []struct {
			actor access.Actor
			sees  bool
		}{
			{access.Actor{}, false},
			{access.Actor{Account: "a", Grants: []access.Grant{{Role: access.Delegate, Party: "company"}}}, true},
			{access.Actor{Account: "b", Grants: []access.Grant{{Role: access.Delegate, Party: "other"}}}, false},
			{access.Actor{Account: "c", Grants: []access.Grant{{Role: access.Secretariat}}}, true},
		} {
			sight, err := db.Sight(t.Context(), "test", c.actor)
			if err != nil {
				t.Fatal(err)
			}
			eyes, err := view(-1).As(t.Context(), sight)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := eyes.Checklists(t.Context(), path.ID)
			if err != nil || (len(rows) == 1) != c.sees {
				t.Errorf("%+v sees %d checklists: %v", c.actor.Grants, len(rows), err)
			}
		}
		verified(t, db)
	})
}

func first[T any](t *testing.T, v store.View, read func(store.View, context.Context, int64) ([]store.Row[T], error)) T {
	t.Helper()
	rows, err := read(v, t.Context(), 26)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	return rows[0].Value
}

func since(t *testing.T, v store.View) journal.Position {
	t.Helper()
	rows, err := v.Programmes(t.Context(), 0)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	return rows[0].Since
}

func TestRuleOneSuffices(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		p := landing.Programme{Edition: 26, Code: "P", Name: lang.Text{En: "grants"}, Status: "open", Conditions: []landing.Condition{
			{Matter: landing.OfStage, Among: "listed", Either: "means"}, {Matter: landing.OfFunds, Least: "1000000.00 CNY", Either: "means"},
		}}
		update(t, db, func(tx *store.Tx) error { p.ID = tx.NewID(); return store.Put(t.Context(), tx, &p, 0, created) })
		row, err := store.Get[landing.Programme](t.Context(), latest(t, db), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(p, row.Value); d != "" {
			t.Fatal(d)
		}
		for minor, want := range map[int64]landing.Verdict{200_000_000: landing.Met, 0: landing.Unknown, 50_000_000: landing.Unmet} {
			a := landing.Applicant{Stage: "growing"}
			if minor > 0 {
				a.Funds = money.Amount{Minor: minor, Currency: "CNY"}
			}
			f := row.Value.Fit(a, "2026-11-28")
			if g := f.Groups(); len(g) != 1 || g[0].Verdict != want || f.Results[0].Verdict != landing.Unmet {
				t.Errorf("own funds of %d: %+v, want %s", minor, g, want)
			}
		}
		if v, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("verification: %v %v", v.Findings, err)
		}
	})
}
