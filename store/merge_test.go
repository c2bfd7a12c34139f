package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

func TestAMergeIsUndone(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26, 27)
		var a, b agreement.Agreement
		var more agreement.Amendment
		var after agreement.Agreement
		usd := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "USD"} }
		update(t, db, func(tx *store.Tx) error {
			a, b, after = signed(tx, 26, usd(100)), signed(tx, 26, usd(101)), signed(tx, 27, usd(50))
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
			b.Attributions = []agreement.Attribution{{District: "110106", Num: 1, Den: 1}}
			after.Replaces = b.ID
			more = agreement.Amendment{ID: agreement.AmendmentID(tx.NewID()), Agreement: b.ID, Edition: 27, SignedOn: "2023-11-29", Amount: usd(7), Confirmed: 3}
			return errors.Join(store.Put(ctx, tx, &a, 0, created), store.Put(ctx, tx, &b, 0, created), store.Put(ctx, tx, &after, 0, created), store.Put(ctx, tx, &more, 0, created))
		})
		state := func() (out []any) {
			t.Helper()
			v := view(t, db)
			for _, id := range []agreement.ID{a.ID, b.ID, after.ID} {
				row, err := store.Get[agreement.Agreement](ctx, v, string(id))
				if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
					t.Fatal(err)
				}
				out = append(out, row.Value)
			}
			row, err := store.Get[agreement.Amendment](ctx, v, string(more.ID))
			if err != nil {
				t.Fatal(err)
			}
			return append(out, row.Value)
		}
		before := state()
		since := func(id agreement.ID) journal.Position {
			t.Helper()
			row, err := store.Get[agreement.Agreement](ctx, view(t, db), string(id))
			if err != nil {
				t.Fatal(err)
			}
			return row.Since
		}
		kept := a
		kept.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 2}, {District: "110106", Num: 1, Den: 2}}
		if err := changes(t, db, func(tx *store.Tx) error {
			_, err := store.MergeInto(ctx, tx, kept, since(a.ID), string(b.ID), since(b.ID)-1, "")
			return err
		}); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("a version that was not seen is dropped: %v", err)
		}
		if err := changes(t, db, func(tx *store.Tx) error {
			_, err := store.MergeInto(ctx, tx, kept, since(a.ID), string(a.ID), since(a.ID), "")
			return err
		}); lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("a record is merged with itself: %v", err)
		}
		var id string
		aSince, bSince := since(a.ID), since(b.ID)
		at := update(t, db, func(tx *store.Tx) (err error) {
			id, err = store.MergeInto(ctx, tx, kept, aSince, string(b.ID), bSince, "similar.title")
			return err
		})
		merged := state()
		moved, replacing := more, after
		moved.Agreement, replacing.Replaces = a.ID, a.ID
		if d := cmp.Diff([]any{kept, agreement.Agreement{}, replacing, moved}, merged); d != "" {
			t.Error(d)
		}
		verified(t, db)
		if ms, err := view(t, db).Merges(ctx, string(b.ID)); err != nil || len(ms) != 1 || ms[0].Value.ID != id || len(ms[0].Value.Changes) != 4 {
			t.Errorf("the merges are %+v, %v", ms, err)
		}

		// Somebody has changed another field since: it stays.
		noted := kept
		noted.Note = "seen"
		aSince = since(a.ID)
		update(t, db, func(tx *store.Tx) error { return store.Put(ctx, tx, &noted, aSince, created) })
		update(t, db, func(tx *store.Tx) error { return store.UndoMerge(ctx, tx, id, at) })
		want := append([]any{}, before...)
		first := before[0].(agreement.Agreement)
		first.Note = "seen"
		want[0] = first
		if d := cmp.Diff(want, state()); d != "" {
			t.Error(d)
		}
		if err := changes(t, db, func(tx *store.Tx) error { return store.UndoMerge(ctx, tx, id, at) }); lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("it is undone twice: %v", err)
		}
		verified(t, db)

		// Somebody has changed what the merge changed: nothing is undone.
		aSince, bSince = since(a.ID), since(b.ID)
		at = update(t, db, func(tx *store.Tx) (err error) {
			id, err = store.MergeInto(ctx, tx, kept, aSince, string(b.ID), bSince, "")
			return err
		})
		aSince = since(a.ID)
		other := kept
		other.Attributions = kept.Attributions[:1]
		update(t, db, func(tx *store.Tx) error { return store.Put(ctx, tx, &other, aSince, created) })
		is := state()
		if err := changes(t, db, func(tx *store.Tx) error { return store.UndoMerge(ctx, tx, id, at) }); lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("a later change is lost: %v", err)
		}
		if d := cmp.Diff(is, state()); d != "" {
			t.Error(d)
		}
		verified(t, db)
	})
}

func TestAMergedPartyIsNamedEverywhere(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		p, q := party.Party{ID: "p", Kind: party.Company, Name: lang.Text{Hans: "样例公司"}}, party.Party{ID: "q", Kind: party.Company, Name: lang.Text{En: "Sample Ltd"}}
		child := party.Party{ID: "c", Kind: party.Company, Name: lang.Text{En: "Child"}, Parent: "q"}
		pr := project.Project{ID: "x", Edition: 26, Title: lang.Text{En: "X"}, Owner: "q"}
		var a agreement.Agreement
		update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{})
			a.Parties = []agreement.Role{{Party: "q", Role: "investor"}, {Party: "p", Role: "investor"}, {Party: "q", Role: "partner"}}
			return errors.Join(store.Put(ctx, tx, &p, 0, created), store.Put(ctx, tx, &q, 0, created), store.Put(ctx, tx, &child, 0, created), store.Put(ctx, tx, &pr, 0, created), store.Put(ctx, tx, &a, 0, created))
		})
		row := func(id string) store.Row[party.Party] {
			t.Helper()
			r, err := store.Get[party.Party](ctx, view(t, db), id)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		ps, qs := row("p").Since, row("q").Since
		p.Name.En = "Sample Ltd"
		var id string
		at := update(t, db, func(tx *store.Tx) (err error) {
			id, err = store.MergeInto(ctx, tx, p, ps, "q", qs, "")
			return err
		})
		v := view(t, db)
		got, err := store.Get[agreement.Agreement](ctx, v, string(a.ID))
		if d := cmp.Diff([]agreement.Role{{Party: "p", Role: "investor"}, {Party: "p", Role: "partner"}}, got.Value.Parties); err != nil || d != "" {
			t.Error(err, d)
		}
		owner, err := store.Get[project.Project](ctx, v, "x")
		if err != nil || owner.Value.Owner != "p" || row("c").Value.Parent != "p" {
			t.Errorf("owner %s, parent %s, %v", owner.Value.Owner, row("c").Value.Parent, err)
		}
		update(t, db, func(tx *store.Tx) error { return store.UndoMerge(ctx, tx, id, at) })
		got, err = store.Get[agreement.Agreement](ctx, view(t, db), string(a.ID))
		if d := cmp.Diff(a.Parties, got.Value.Parties); err != nil || d != "" || row("c").Value.Parent != "q" || row("p").Value.Name.En != "" {
			t.Error(err, d)
		}
		verified(t, db)
	})
}

func TestSuspectsAreFoundInTheRecordAndInTheQueue(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		cny := money.Amount{Minor: 1e10, Currency: "CNY"}
		update(t, db, func(tx *store.Tx) error {
			for _, p := range []project.Project{
				{ID: "1", Edition: 26, Title: lang.Text{Hans: "医疗设备研发中心"}, Amount: cny, Office: "chaoyang"},
				{ID: "2", Edition: 26, Title: lang.Text{Hans: "汽车园区"}, Amount: cny, Office: "chaoyang", Owner: "p"},
				{ID: "3", Edition: 26, Code: "C-3", Title: lang.Text{Hans: "码头"}, Office: "chaoyang"},
				{ID: "4", Edition: 26, Title: lang.Text{Hans: "机场"}, Office: "chaoyang"},
			} {
				if err := store.Put(ctx, tx, &p, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		d, err := db.SaveDraft(ctx, "test", "w", submission.Draft{Kind: submission.Project, Edition: 26, Office: "daxing"})
		if err != nil {
			t.Fatal(err)
		}
		waiting := project.Project{Edition: 26, Title: lang.Text{En: "Medical devices"}, Office: "daxing"}
		update(t, db, func(tx *store.Tx) error {
			_, err := store.Submit(ctx, tx, d, waiting, created)
			return err
		})
		rec := project.Project{Edition: 26, Code: "C-3", Title: lang.Text{Hant: "醫療設備研發中心", En: "medical devices"}, Amount: cny, Owner: "p", Office: "haidian"}
		find := func(own string) map[string]string {
			t.Helper()
			found, err := store.Suspects(ctx, view(t, db), rec, own)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]string{}
			for _, s := range found {
				out[string(s.Record.ID)+s.Pending] = s.Reasons[0]
			}
			return out
		}
		want := map[string]string{"1": "similar.title", "2": "similar.parties", "3": "similar.code", d.ID: "similar.title"}
		if diff := cmp.Diff(want, find("")); diff != "" {
			t.Error(diff)
		}
		delete(want, d.ID)
		if diff := cmp.Diff(want, find(d.ID)); diff != "" {
			t.Errorf("it is suspected to be itself: %s", diff)
		}
	})
}

func TestACorrectionSaysWhatItTouchesBeforeItIsMade(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 25, 26)
		var a agreement.Agreement
		at := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{Minor: 10000, Currency: "CNY"})
			return store.Put(ctx, tx, &a, 0, created)
		})
		changed := a
		changed.Amount.Minor = 25000
		touched, err := db.Touches(ctx, "test", "tester", []int64{25, 26}, nil, func(tx *store.Tx) error {
			return store.Put(ctx, tx, &changed, at, store.How{Action: journal.Corrected})
		})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range touched {
			got[f.After.Name.Indicator] = f.Before.Value.RatString() + " → " + f.After.Value.RatString()
		}
		if got["signed.amount"] != "100 → 250" || got["signed.count"] != "" {
			t.Errorf("it touches %v", got)
		}
		if v := view(t, db); v.At != at {
			t.Errorf("the journal has gone on to %d", v.At)
		}
		noted := a
		noted.Note = "x"
		touched, err = db.Touches(ctx, "test", "tester", []int64{26}, nil, func(tx *store.Tx) error { return store.Put(ctx, tx, &noted, at, created) })
		if err != nil || len(touched) != 0 {
			t.Errorf("a note touches %v, %v", touched, err)
		}
		_, err = db.Touches(ctx, "test", "tester", []int64{26}, nil, func(tx *store.Tx) error { return store.Put(ctx, tx, &noted, at-1, created) })
		if lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("a stale change is looked at: %v", err)
		}
		verified(t, db)
	})
}

func TestWhatBecameOfAMergedAgreementIsOfTheKeptOne(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		var a, b agreement.Agreement
		var m landing.Milestone
		var l landing.Lead
		var p agreement.Proposal
		update(t, db, func(tx *store.Tx) error {
			a, b = signed(tx, 26, money.Amount{Minor: 100, Currency: "USD"}), signed(tx, 26, money.Amount{Minor: 101, Currency: "USD"})
			m = landing.Milestone{ID: tx.NewID(), Agreement: string(b.ID), Stage: landing.Registered, Date: "2023-12-01", Actual: true}
			l = landing.Lead{ID: tx.NewID(), Edition: 26, Title: lang.Text{En: "A lead"}, Received: "2023-10-09T09:00:00+08:00", Agreement: string(b.ID)}
			return errors.Join(store.Put(ctx, tx, &a, 0, created), store.Put(ctx, tx, &b, 0, created), store.Put(ctx, tx, &m, 0, created), store.Put(ctx, tx, &l, 0, created))
		})
		update(t, db, func(tx *store.Tx) (err error) {
			if p, err = b.Propose("CHAOYANG", []agreement.Attribution{{Office: "CHAOYANG", Num: 1, Den: 1}}, "ours"); err != nil {
				return err
			}
			p, err = tx.Propose(ctx, p, created)
			return err
		})
		if !p.Open {
			t.Fatalf("the proposal waits for nobody: %+v", p)
		}
		of := func(want agreement.ID) {
			t.Helper()
			v := view(t, db)
			milestone, err := store.Get[landing.Milestone](ctx, v, m.ID)
			lead, other := store.Get[landing.Lead](ctx, v, l.ID)
			if err := errors.Join(err, other); err != nil || milestone.Value.Agreement != string(want) || lead.Value.Agreement != string(want) {
				t.Errorf("they are of %s and %s, want %s: %v", milestone.Value.Agreement, lead.Value.Agreement, want, err)
			}
			// What was proposed for the dropped one is withdrawn with it, and can still be read.
			row, err := store.Get[agreement.Proposal](ctx, v, p.ID)
			if err != nil || row.Value.Agreement != want || row.Value.Open != (want == b.ID) || (row.Value.State == agreement.ProposalOpen) != row.Value.Open {
				t.Errorf("the proposal is %+v: %v", row.Value, err)
			}
			if _, err := v.Proposed(ctx, row.Value); err != nil {
				t.Errorf("what it is of: %v", err)
			}
			verified(t, db)
		}
		versions := map[agreement.ID]journal.Position{}
		for _, id := range []agreement.ID{a.ID, b.ID} {
			row, err := store.Get[agreement.Agreement](ctx, view(t, db), string(id))
			if err != nil {
				t.Fatal(err)
			}
			versions[id] = row.Since
		}
		var id string
		at := update(t, db, func(tx *store.Tx) (err error) {
			id, err = store.MergeInto(ctx, tx, a, versions[a.ID], string(b.ID), versions[b.ID], "")
			return err
		})
		of(a.ID)
		update(t, db, func(tx *store.Tx) error { return store.UndoMerge(ctx, tx, id, at) })
		of(b.ID)
	})
}
