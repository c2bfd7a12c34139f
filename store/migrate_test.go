package store_test

import (
	"errors"
	"testing"

	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A party is found by each of its names, also one that was recorded before Traditional
// names had a key of their own.
func TestAPartyIsFoundByEachOfItsNames(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		names := lang.Text{Hans: "北京电子信息有限公司", Hant: "北京電子資訊有限公司", En: "Beijing Electronics Ltd"}
		update(t, db, func(tx *store.Tx) error {
			p := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: names}
			return store.Put(t.Context(), tx, &p, 0, created)
		})
		found := func(db *store.DB) {
			t.Helper()
			v, err := db.View(t.Context(), "test", -1)
			if err != nil {
				t.Fatal(err)
			}
			for _, tag := range lang.Tags {
				rows, err := store.PartiesNamed(t.Context(), v, []string{lang.NameKey(names.Get(tag))})
				if err != nil || len(rows) != 1 || rows[0].Value.Name != names {
					t.Errorf("by its name in %s: %v, %v", tag, rows, err)
				}
			}
		}
		found(db)
		if got := verify(t, db).Findings; len(got) > 0 {
			t.Errorf("%+v", got)
		}

		f := newForger(t, db, address)
		f.exec("update party set name_key_hant = '' where fair_id = 'test'")
		tx, err := f.sql.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(store.FillTraditionalNames(t.Context(), tx), tx.Commit()); err != nil {
			t.Fatal(err)
		}
		found(db)
	})
}
