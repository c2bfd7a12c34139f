package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

func view(t *testing.T, db *store.DB) store.View {
	t.Helper()
	v, err := db.View(t.Context(), "test", -1)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// changes runs a change and returns its error.
func changes(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) error {
	t.Helper()
	return db.Update(t.Context(), "test", "tester", fn)
}

func verified(t *testing.T, db *store.DB) {
	t.Helper()
	r, err := db.Verify(t.Context(), "test", nil, nil)
	if err != nil || len(r.Findings) > 0 {
		t.Errorf("it does not verify: %v, %v", r.Findings, err)
	}
}

func TestASubmissionGoesFromDraftToRecord(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		empty := view(t, db).At
		d, err := db.SaveDraft(ctx, "test", "writer", submission.Draft{
			Kind: submission.Project, Edition: 26, Side: "beijing", Office: "chaoyang", Fields: map[string]string{"title": "样", "amount": "abc"},
		})
		if err != nil || d.Version != 1 || d.Author != "writer" {
			t.Fatal(d, err)
		}
		old := d
		d.Fields = map[string]string{"title": "样例项目", "amount": "1亿元", "officer": "陈一", "officer_post": "科长"}
		if d, err = db.SaveDraft(ctx, "test", "writer", d); err != nil || d.Version != 2 {
			t.Fatal(d, err)
		}
		if _, err := db.SaveDraft(ctx, "test", "another", old); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("an older draft is saved over a newer one: %v", err)
		}
		if got, err := db.Draft(ctx, "test", d.ID); err != nil || cmp.Diff(d, got) != "" {
			t.Errorf("%v %s", err, cmp.Diff(d, got))
		}
		if v := view(t, db); v.At != empty {
			t.Errorf("drafts stand in the journal, which is at %d", v.At)
		}

		rec := project.Project{Edition: 26, Title: lang.Text{Hans: "样例项目"}, Type: project.Park, Office: "chaoyang", Side: "beijing", Amount: money.Amount{Minor: 1e10, Currency: "CNY"}}
		submit := func(d submission.Draft, rec project.Project) error {
			return changes(t, db, func(tx *store.Tx) error {
				_, err := store.Submit(ctx, tx, d, rec, created)
				return err
			})
		}
		if err := submit(old, rec); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("what was not seen is handed in: %v", err)
		}
		if err := submit(d, project.Project{Edition: 26}); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("a record that is not whole is handed in: %v", err)
		}
		if err := submit(d, rec); err != nil {
			t.Fatal(err)
		}
		if _, err := db.SaveDraft(ctx, "test", "writer", submission.Draft{ID: d.ID, Version: 3, Kind: d.Kind, Edition: 26, Office: "chaoyang"}); lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("what is handed in is changed: %v", err)
		}
		if p, err := store.OfEdition[project.Project](ctx, view(t, db), 26); err != nil || len(p) != 0 {
			t.Errorf("what is only handed in is in the record: %v, %v", p, err)
		}
		queue := func(q store.Queue) []store.Row[submission.Submission] {
			t.Helper()
			rows, err := view(t, db).Submissions(ctx, q, store.Place{}, 10)
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		rows := queue(store.Queue{State: submission.Submitted, Office: "chaoyang", Edition: 26, Side: "beijing"})
		if len(rows) != 1 || len(queue(store.Queue{State: submission.Submitted, Office: "daxing"})) != 0 {
			t.Fatalf("the queue holds %v", rows)
		}
		if handed, err := store.Handed[project.Project](rows[0].Value); err != nil || handed.Title != rec.Title || handed.Amount != rec.Amount {
			t.Errorf("it was handed in as %+v, %v", handed, err)
		}
		decide := func(to submission.State, before journal.Position, comment string) error {
			return changes(t, db, func(tx *store.Tx) error { return tx.Decide(ctx, d.ID, before, to, comment, created) })
		}
		if err := decide(submission.Returned, rows[0].Since, " "); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("it is returned without a comment: %v", err)
		}
		if err := decide(submission.Approved, rows[0].Since, ""); lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("it is approved without a record: %v", err)
		}
		if err := decide(submission.Returned, rows[0].Since, "金额单位？"); err != nil {
			t.Fatal(err)
		}
		if err := decide(submission.Withdrawn, rows[0].Since, ""); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("what was returned meanwhile is withdrawn: %v", err)
		}
		if d, err = db.Draft(ctx, "test", d.ID); err != nil {
			t.Fatal(err)
		}
		d.Fields["amount"] = "2亿元"
		if d, err = db.SaveDraft(ctx, "test", "writer", d); err != nil {
			t.Fatal(err)
		}
		rec.Amount.Minor = 2e10
		if err := submit(d, rec); err != nil {
			t.Fatal(err)
		}
		rows = queue(store.Queue{State: submission.Submitted})
		var id string
		if err := changes(t, db, func(tx *store.Tx) (err error) {
			id, err = store.Approve[project.Project](ctx, tx, d.ID, rows[0].Since, nil, created)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		row, err := store.Get[project.Project](ctx, view(t, db), id)
		if err != nil || row.Value.Amount.Minor != 2e10 || row.Value.Officer == "" {
			t.Fatalf("the record is %+v, %v", row, err)
		}
		if p, err := view(t, db).Person(ctx, row.Value.Officer); err != nil || p.Name.Hans != "陈一" || p.Office.Hans != "科长" {
			t.Errorf("the officer is %+v, %v", p, err)
		}
		if e, err := view(t, db).Entry(ctx, row.Since); err != nil || e.Origin != "submission:"+d.ID || e.Action != journal.Created {
			t.Errorf("the record's entry is %+v, %v", e, err)
		}
		if s, err := view(t, db).SubmissionOf(ctx, id); err != nil || s.Value.State != submission.Approved {
			t.Errorf("it came from %+v, %v", s, err)
		}
		if _, err := db.Draft(ctx, "test", d.ID); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("the draft is still there: %v", err)
		}
		steps, err := store.Steps[submission.Submission](ctx, view(t, db), d.ID)
		if err != nil || len(steps) != 4 || steps[2].Value.Comment != "金额单位？" {
			t.Errorf("its history is %+v, %v", steps, err)
		}
		verified(t, db)
	})
}

func TestACorrectionIsHandedInAgainstTheVersionThatWasSeen(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		var a agreement.Agreement
		base := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{Minor: 100, Currency: "USD"})
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
			return store.Put(ctx, tx, &a, 0, created)
		})
		d, err := db.SaveDraft(ctx, "test", "writer", submission.Draft{Kind: submission.Agreement, Edition: 26, Office: "chaoyang", Record: string(a.ID), Base: base})
		if err != nil {
			t.Fatal(err)
		}
		corrected := a
		corrected.Amount.Minor = 150
		at := update(t, db, func(tx *store.Tx) error {
			_, err := store.Submit(ctx, tx, d, corrected, created)
			return err
		})
		update(t, db, func(tx *store.Tx) error { // somebody else is faster
			a.Note = "seen"
			return store.Put(ctx, tx, &a, base, created)
		})
		err = changes(t, db, func(tx *store.Tx) error {
			_, err := store.Approve[agreement.Agreement](ctx, tx, d.ID, at, nil, created)
			return err
		})
		c, ok := errors.AsType[*store.Change](err)
		if lang.CodeOf(err) != lang.CodeStale || !ok {
			t.Fatalf("it is put over another's change: %v", err)
		}
		if d := cmp.Diff([]store.Difference{{Field: "note", From: "", To: "seen"}}, c.Fields); d != "" || c.Kind != "agreement" || c.Read != base || c.By.Actor != "tester" {
			t.Errorf("%+v %s", c, d)
		}
		rows, err := view(t, db).Submissions(ctx, store.Queue{State: submission.Submitted}, store.Place{}, 10)
		if err != nil || len(rows) != 1 || rows[0].Since != at {
			t.Errorf("the submission is %v, %v", rows, err)
		}
		verified(t, db)
	})
}

func TestTwoWhoChangeOneRecordLoseNothing(t *testing.T) {
	base := agreement.Agreement{ID: "a", Title: lang.Text{En: "Old"}, Note: "n", Parties: []agreement.Role{{Party: "p1", Role: "investor"}}}
	mine, theirs := base, base
	mine.Title.Hans, mine.Note, mine.Industry = "新", "mine", "65"
	theirs.Title.En, theirs.Note, theirs.Industry = "New", "theirs", "65"
	theirs.Parties = append([]agreement.Role{}, agreement.Role{Party: "p2", Role: "investor"})
	got, conflicts := store.Combine(base, mine, theirs)
	want := theirs
	want.Title.Hans = "新"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]store.Difference{{Field: "note", From: "theirs", To: "mine"}}, conflicts); d != "" {
		t.Error(d)
	}
	if got.Parties[0].Party = "x"; theirs.Parties[0].Party != "p2" {
		t.Error("the result shares its lists")
	}
	if d := store.Differences(base, theirs); len(d) != 4 || d[3] != (store.Difference{Field: "parties", From: `[{"party":"p1","role":"investor"}]`, To: `[{"party":"p2","role":"investor"}]`}) {
		t.Errorf("the differences are %+v", d)
	}
}

func TestTheNumberOfOneAndTheCurrencyOfAnotherMakeNoAmount(t *testing.T) {
	base := agreement.Agreement{ID: "a", Amount: money.Amount{Minor: 100, Currency: "CNY"}}
	mine, theirs := base, base
	mine.Amount.Minor, theirs.Amount.Currency = 200, "USD"
	got, conflicts := store.Combine(base, mine, theirs)
	if got.Amount != theirs.Amount {
		t.Errorf("the amount is %v", got.Amount)
	}
	if d := cmp.Diff([]store.Difference{{Field: "amount", From: "100 USD", To: "200 CNY"}}, conflicts); d != "" {
		t.Error(d)
	}
	theirs = base
	theirs.Note = "seen"
	if got, conflicts = store.Combine(base, mine, theirs); got.Amount != mine.Amount || got.Note != "seen" || len(conflicts) > 0 {
		t.Errorf("%+v, %v", got, conflicts)
	}
}

func TestAFormerStateIsBroughtBack(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		var a agreement.Agreement
		first := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{Minor: 100, Currency: "USD"})
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
			return store.Put(ctx, tx, &a, 0, created)
		})
		b := a
		b.Amount.Minor, b.Attributions = 200, nil
		second := update(t, db, func(tx *store.Tx) error { return store.Put(ctx, tx, &b, first, store.How{Action: journal.Corrected}) })
		bring := func(state, before journal.Position) error {
			return changes(t, db, func(tx *store.Tx) error {
				return store.Bring[agreement.Agreement](ctx, tx, string(a.ID), state, before, journal.Origin{Kind: "form", ID: "restore"})
			})
		}
		if err := bring(first, first); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("over a version that was not seen: %v", err)
		}
		if err := bring(second+100, second); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("a state that never was: %v", err)
		}
		if err := bring(first, second); err != nil {
			t.Fatal(err)
		}
		row, err := store.Get[agreement.Agreement](ctx, view(t, db), string(a.ID))
		if d := cmp.Diff(a, row.Value); err != nil || d != "" {
			t.Fatal(err, d)
		}
		gone := update(t, db, func(tx *store.Tx) error {
			return store.Remove[agreement.Agreement](ctx, tx, string(a.ID), row.Since, store.How{})
		})
		if err := bring(second, row.Since); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("as a correction of what was removed: %v", err)
		}
		if err := bring(second, 0); err != nil {
			t.Fatal(err)
		}
		if err := bring(first, 0); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("beside what is in force: %v", err)
		}
		steps, err := store.Steps[agreement.Agreement](ctx, view(t, db), string(a.ID))
		if err != nil || len(steps) != 4 {
			t.Fatal(steps, err)
		}
		if steps[1].Ended == nil || steps[1].Ended.Position != gone || steps[0].Ended != nil || steps[2].Ended != nil || steps[0].Entry.Action != journal.Created {
			t.Errorf("the history is %+v", steps)
		}
		if d := cmp.Diff([]store.Difference{{Field: "amount", From: "100", To: "200"}, {Field: "attributions", From: `[{"district":"110105","num":1,"den":1}]`}}, steps[2].Fields); d != "" {
			t.Error(d)
		}
		verified(t, db)
	})
}

// The table is asked about a draft and a submission as their office's.
func TestADraftIsItsOffices(t *testing.T) {
	d := submission.Draft{Edition: 26, Side: "beijing", Office: "chaoyang", Author: "writer"}
	s := submission.Submission{Edition: 26, Side: "beijing", Office: "chaoyang", Author: "writer"}
	own := access.Actor{Account: "b", Grants: []access.Grant{{Account: "b", Role: access.Office, Side: "beijing", Office: "chaoyang"}}}
	other := access.Actor{Account: "writer", Grants: []access.Grant{{Account: "writer", Role: access.Office, Side: "beijing", Office: "daxing"}}}
	for _, q := range []access.Question{d.Question(access.WriteDraft), d.Question(access.Submit), s.Question(access.ReadSubmission)} {
		if !access.Decide(own, q, nil) || access.Decide(other, q, nil) {
			t.Errorf("%s: own office %t, who has left it for another %t", q.Action, access.Decide(own, q, nil), access.Decide(other, q, nil))
		}
	}
}
