package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func TestARecordReadsBackAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var a agreement.Agreement
		at := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{Minor: 123456, Currency: "USD"})
			a.Parties = []agreement.Role{{Party: "p1", Role: "investor"}, {Party: "p2", Role: "partner"}}
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 3}, {Office: "副中心", Num: 2, Den: 3}}
			return store.Put(t.Context(), tx, &a, 0, created)
		})
		v, err := db.View(t.Context(), "test", at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := store.Get[agreement.Agreement](t.Context(), v, string(a.ID))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, got.Value); d != "" {
			t.Error(d)
		}
		if got.Since != at || got.Until != journal.Open {
			t.Errorf("the version runs from %d to %d, want from %d on", got.Since, got.Until, at)
		}
	})
}

func TestAnEarlierPositionKeepsTheFormerState(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var a agreement.Agreement
		first := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{Minor: 100, Currency: "USD"})
			a.Parties = []agreement.Role{{Party: "p1", Role: "investor"}}
			return store.Put(t.Context(), tx, &a, 0, created)
		})
		changed := a
		changed.Amount.Minor = 200
		changed.Parties = []agreement.Role{{Party: "p2", Role: "investor"}}
		second := update(t, db, func(tx *store.Tx) error {
			return store.Put(t.Context(), tx, &changed, first, store.How{Action: journal.Corrected})
		})
		third := update(t, db, func(tx *store.Tx) error {
			return store.Remove[agreement.Agreement](t.Context(), tx, string(a.ID), second, store.How{Action: journal.Removed})
		})
		for at, want := range map[journal.Position]*agreement.Agreement{first - 1: nil, first: &a, second: &changed, third: nil} {
			v, err := db.View(t.Context(), "test", at)
			if err != nil {
				t.Fatal(err)
			}
			got, err := store.Get[agreement.Agreement](t.Context(), v, string(a.ID))
			switch {
			case want == nil && lang.CodeOf(err) != lang.CodeNotFound:
				t.Errorf("at %d: got %v, %v, want not found", at, got, err)
			case want != nil:
				if d := cmp.Diff(*want, got.Value); d != "" {
					t.Errorf("at %d: %v %s", at, err, d)
				}
			}
		}
	})
}

func TestAChangeOfAVersionThatIsNoLongerCurrentIsStaleAndWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var a agreement.Agreement
		first := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{})
			return store.Put(t.Context(), tx, &a, 0, created)
		})
		a.Note = "changed by one"
		second := update(t, db, func(tx *store.Tx) error { return store.Put(t.Context(), tx, &a, first, created) })
		a.Note = "changed by another"
		err := db.Update(t.Context(), "test", "other", func(tx *store.Tx) error {
			return store.Put(t.Context(), tx, &a, first, created)
		})
		if lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("got %v, want stale", err)
		}
		err = db.Update(t.Context(), "test", "other", func(tx *store.Tx) error {
			return store.Put(t.Context(), tx, &a, 0, created)
		})
		if lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("writing it as new: got %v, want conflict", err)
		}
		if head, err := db.Head(t.Context(), "test"); err != nil || head != second {
			t.Errorf("the journal ends at %d (%v), want %d", head, err, second)
		}
	})
}

func TestVerifyPassesOnAnUntouchedRecord(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		for range 3 {
			update(t, db, func(tx *store.Tx) error {
				for range 300 {
					a := signed(tx, 26, money.Amount{Minor: 1, Currency: "CNY"})
					if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
						return err
					}
				}
				return nil
			})
		}
		got, err := db.Verify(t.Context(), "test", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Findings) > 0 || got.Entries != 902 || got.Checkpoints < 4 {
			t.Errorf("%+v", got)
		}
	})
}
