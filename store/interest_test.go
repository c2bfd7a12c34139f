package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/party"
	"bridgehead/store"
)

// Two parties that are one ask once: as was written last, without what either said no thanks to. Undone,
// each asks for what it asked for before.
func TestPartiesThatAreMadeOneAskOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 24, 25, 26)
		p, q := party.Party{ID: "p", Kind: party.Company, Name: lang.Text{Hans: "样例公司"}}, party.Party{ID: "q", Kind: party.Company, Name: lang.Text{En: "Sample Ltd"}}
		ask := func(of party.ID, edition int64, industries, declined string) {
			t.Helper()
			update(t, db, func(tx *store.Tx) error {
				i := match.Interest{Edition: edition, Party: of, Industries: industries, Declined: declined, Shown: of == "q"}
				_, err := tx.PutInterest(ctx, i, 0, journal.Origin{Kind: "form"})
				return err
			})
		}
		update(t, db, func(tx *store.Tx) error {
			return errors.Join(store.Put(ctx, tx, &p, 0, created), store.Put(ctx, tx, &q, 0, created))
		})
		ask("q", 24, "A01", "x") // of the dropped one alone
		ask("p", 25, "C39", "x y")
		ask("q", 25, "I65", "y z") // the dropped one's is the later
		ask("q", 26, "C27", "z")
		ask("p", 26, "K70", "") // the kept one's is
		type said struct {
			Party                party.ID
			Edition              int64
			Industries, Declined string
			Shown                bool
		}
		all := func() (out []said) {
			t.Helper()
			for edition := int64(24); edition <= 26; edition++ {
				rows, err := view(t, db).Interests(ctx, edition)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					i := r.Value
					out = append(out, said{i.Party, edition, i.Industries, i.Declined, i.Shown})
				}
			}
			return out
		}
		before := all()
		since := func(id string) journal.Position {
			t.Helper()
			r, err := store.Get[party.Party](ctx, view(t, db), id)
			if err != nil {
				t.Fatal(err)
			}
			return r.Since
		}
		var id string
		ps, qs := since("p"), since("q")
		at := update(t, db, func(tx *store.Tx) (err error) {
			id, err = store.MergeInto(ctx, tx, p, ps, "q", qs, "")
			return err
		})
		want := []said{{"p", 24, "A01", "x", true}, {"p", 25, "I65", "y z x", true}, {"p", 26, "K70", "z", false}}
		if d := cmp.Diff(want, all()); d != "" {
			t.Errorf("made one: %s", d)
		}
		for edition := int64(24); edition <= 26; edition++ {
			if _, err := view(t, db).InterestOf(ctx, edition, "q"); lang.CodeOf(err) != lang.CodeNotFound {
				t.Errorf("the dropped party asks at edition %d: %v", edition, err)
			}
		}
		update(t, db, func(tx *store.Tx) error { return store.UndoMerge(ctx, tx, id, at) })
		if d := cmp.Diff(before, all()); d != "" {
			t.Errorf("undone: %s", d)
		}
		verified(t, db)
	})
}
