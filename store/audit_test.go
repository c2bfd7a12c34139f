package store_test

import (
	"testing"

	"bridgehead/journal"
	"bridgehead/store"
)

func TestTheJournalIsReadBackwardsAndNarrowed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26, 27)
		v := view(t, db)
		var got []journal.Position
		for before := journal.Position(0); ; {
			entries, next, err := v.Journal(t.Context(), store.Entries{Kind: "edition", Actor: "tester"}, before, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if e.Kind != "edition" || e.Actor != "tester" || e.Time.IsZero() || len(got) > 0 && e.Position >= got[len(got)-1] {
					t.Errorf("%+v after %v", e, got)
				}
				got = append(got, e.Position)
			}
			if before = next; next == 0 {
				break
			}
		}
		if len(got) != 3 {
			t.Errorf("editions at %v", got)
		}
		for name, f := range map[string]store.Entries{"actor": {Actor: "nobody"}, "action": {Action: journal.Removed}, "subject": {Subject: "nothing"}, "after the last": {From: v.At + 1}} {
			if entries, next, err := v.Journal(t.Context(), f, 0, 10); err != nil || len(entries) > 0 || next != 0 {
				t.Errorf("%s: %v, %d, %v", name, entries, next, err)
			}
		}
		if size, err := db.Size(t.Context()); err != nil || size < 1<<14 {
			t.Errorf("the size is %d, %v", size, err)
		}
	})
}
