package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/money"
	"bridgehead/store"
)

func TestRecordsAreFoundByWhenTheyWereWritten(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		var all []agreement.Agreement
		var at []journal.Position
		for i := range 5 {
			var a agreement.Agreement
			at = append(at, update(t, db, func(tx *store.Tx) error {
				a = signed(tx, 26, money.Amount{})
				if i == 4 {
					a.Edition = 25
				}
				return store.Put(t.Context(), tx, &a, 0, created)
			}))
			all = append(all, a)
		}
		changed := update(t, db, func(tx *store.Tx) error {
			return store.Put(t.Context(), tx, &all[0], at[0], store.How{Action: journal.Corrected})
		})
		removed := update(t, db, func(tx *store.Tx) error {
			return store.Remove[agreement.Agreement](t.Context(), tx, string(all[1].ID), at[1], store.How{Action: journal.Removed})
		})
		v, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := store.Recent[agreement.Agreement](t.Context(), v, 26, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 2 || rows[0].Since != changed || rows[0].Value.ID != all[0].ID || rows[1].Value.ID != all[3].ID {
			t.Errorf("%+v", rows)
		}
		first, err := store.FirstWritten[agreement.Agreement](t.Context(), v, []string{string(all[0].ID), string(all[2].ID), "none"})
		if d := cmp.Diff(map[string]journal.Position{string(all[0].ID): at[0], string(all[2].ID): at[2]}, first); d != "" || err != nil {
			t.Error(d, err)
		}
		for _, tt := range []struct {
			after, to journal.Position
			want      []agreement.ID
		}{
			{at[0] - 1, removed, []agreement.ID{all[2].ID, all[3].ID, all[4].ID, all[0].ID}},
			{at[2], at[4], []agreement.ID{all[3].ID, all[4].ID}},
			{at[0] - 1, at[1], nil},
		} {
			var got []agreement.ID
			err := v.EachWritten(t.Context(), tt.after, tt.to, func(w store.Written) error {
				if w.Kind != "agreement" || w.At.IsZero() {
					t.Errorf("%+v", w)
				}
				got = append(got, agreement.ID(w.ID))
				return nil
			})
			if d := cmp.Diff(tt.want, got); d != "" || err != nil {
				t.Errorf("%d to %d: %s %v", tt.after, tt.to, d, err)
			}
		}
		stop := errors.New("stop")
		n := 0
		if err := v.EachWritten(t.Context(), 0, removed, func(store.Written) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
			t.Error(fmt.Sprint(n), err)
		}
	})
}
