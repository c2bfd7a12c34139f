package store_test

import (
	"testing"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

func TestEveryEntryCanBeProvenAndStaysProvenAsTheJournalGrows(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		put := func(n int) {
			t.Helper()
			err := db.Update(ctx, "test", "tester", func(tx *store.Tx) error {
				for range n {
					track := fair.Track{ID: tx.NewID(), Edition: 1, Name: lang.Text{En: "Track"}}
					if err := store.Put(ctx, tx, &track, 0, created); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		key, err := journal.PublicKey(db.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		verify := func(p journal.Proof, size int64) {
			t.Helper()
			if c, err := p.Verify(key); err != nil || c.Size != size || c.Fair != "test" {
				t.Errorf("position %d of %d: %+v, %v", p.Position, size, c, err)
			}
		}
		put(3)
		early, err := db.Prove(ctx, "test", 2)
		if err != nil {
			t.Fatal(err)
		}
		put(700) // past two nodes that are kept
		verify(early, 3)
		for _, at := range []journal.Position{1, 2, 256, 257, 512, 700, 703} {
			p, err := db.Prove(ctx, "test", at)
			if err != nil {
				t.Fatal(err)
			}
			verify(p, 703)
		}
		// So does what a witness co-signed, in which later entries are not to be proven.
		c, _, err := journal.NewCosigner("witness.example")
		if err != nil {
			t.Fatal(err)
		}
		first, err := db.Advance(ctx, "test", 0)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := c.Cosign(first, key, "", db.Now())
		if err != nil {
			t.Fatal(err)
		}
		put(300)
		next, err := db.Advance(ctx, "test", 703)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Cosign(next, key, seen, db.Now()); err != nil {
			t.Error(err)
		}
		in, err := db.ProveIn(ctx, "test", 257, seen)
		if err != nil {
			t.Fatal(err)
		}
		verify(in, 703)
		if err := in.Witnessed(c.Witness); err != nil {
			t.Error(err)
		}
		if _, err := db.ProveIn(ctx, "test", 704, seen); lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("a later entry: %v", err)
		}
		if _, err := db.ProveIn(ctx, "test", 257, "made up\n"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("what nobody signed: %v", err)
		}
		if _, err := db.Advance(ctx, "test", 1004); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("more than there is: %v", err)
		}
		for _, at := range []journal.Position{0, 1004} {
			if _, err := db.Prove(ctx, "test", at); lang.CodeOf(err) != lang.CodeNotFound {
				t.Errorf("position %d: %v", at, err)
			}
		}
	})
}
