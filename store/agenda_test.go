package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func TestASessionTellsWhatBecameOfIt(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		s := fair.Session{
			Edition: 26, Kind: "forum", Day: "2023-11-29", Time: "09:30", Ends: "11:00",
			Name: lang.Text{Hans: "论坛"}, Room: lang.Text{En: "Hall 1"},
			Guests: []fair.Guest{{Party: "p1", Role: "chair"}, {Party: "p2", Person: "x1", Role: "speaker"}},
		}
		at := update(t, db, func(tx *store.Tx) error {
			s.ID = tx.NewID()
			return store.Put(t.Context(), tx, &s, 0, created)
		})
		moved := s
		moved.Time, moved.Status, moved.Day, moved.Edition = "10:30", fair.Changed, "2023-11-30", 25
		moved.Guests = s.Guests[:1]
		second := update(t, db, func(tx *store.Tx) error {
			return store.Put(t.Context(), tx, &moved, at, store.How{Action: journal.Corrected})
		})
		third := update(t, db, func(tx *store.Tx) error {
			return store.Remove[fair.Session](t.Context(), tx, s.ID, second, store.How{Action: journal.Removed})
		})
		fourth := update(t, db, func(tx *store.Tx) error {
			return store.Put(t.Context(), tx, &s, 0, created)
		})
		written := func(at journal.Position) time.Time {
			v, err := db.View(t.Context(), "test", at)
			if err != nil {
				t.Fatal(err)
			}
			e, err := v.Entry(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			return e.Time
		}
		for _, tt := range []struct {
			name string
			at   journal.Position
			want []store.SessionHistory
		}{
			{"before it is written there is none", at - 1, nil},
			{"at first nothing has changed", at, []store.SessionHistory{
				{Session: s, Versions: []fair.Session{s}, Created: written(at), Modified: written(at)},
			}},
			{"moved to another edition it is still told of in the first", second, []store.SessionHistory{
				{Session: moved, Versions: []fair.Session{s, moved}, Created: written(at), Modified: written(second), Sequence: 1},
			}},
			{"its removal is a change", third, []store.SessionHistory{
				{Session: moved, Versions: []fair.Session{s, moved}, Created: written(at), Modified: written(third), Sequence: 2, Removed: true},
			}},
			{"and so is its return", fourth, []store.SessionHistory{
				{Session: s, Versions: []fair.Session{s, moved, s}, Created: written(at), Modified: written(fourth), Sequence: 3},
			}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				v, err := db.View(t.Context(), "test", tt.at)
				if err != nil {
					t.Fatal(err)
				}
				got, err := v.SessionHistories(t.Context(), 26)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(tt.want, got); d != "" {
					t.Error(d)
				}
				one, err := v.SessionHistory(t.Context(), s.ID)
				if err != nil {
					t.Fatal(err)
				}
				if len(tt.want) > 0 {
					if d := cmp.Diff(tt.want[0], one); d != "" {
						t.Error(d)
					}
				} else if one.Versions != nil {
					t.Errorf("%v", one)
				}
			})
		}
		if v, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("%v %v", v.Findings, err)
		}
	})
}

func TestWhatWasSignedAtASessionIsFound(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var want []string
		update(t, db, func(tx *store.Tx) error {
			want = nil
			for i := range 6 {
				a := signed(tx, 26, money.Amount{})
				if i%2 == 0 {
					a.Session = "s1"
					want = append(want, string(a.ID))
				}
				if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		v, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		for session, want := range map[string][]string{"s1": want, "s2": nil} {
			l, err := v.Agreements(t.Context(), store.Filter{Session: session}, store.Page{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range l.Rows {
				got = append(got, string(r.Value.ID))
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s", session, d)
			}
		}
	})
}
