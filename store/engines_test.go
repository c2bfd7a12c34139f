package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// An engine makes databases. Every test of the suite runs on each engine; the file for PostgreSQL
// adds its own.
type engine struct {
	name  string
	empty func(t *testing.T) (address string) // nothing is in it
	fresh func(t *testing.T) (address string) // the tables are made, and empty
}

var engines = []engine{{
	"sqlite",
	func(t *testing.T) string { return filepath.Join(t.TempDir(), "fair.db") },
	func(t *testing.T) string {
		file := filepath.Join(t.TempDir(), "fair.db")
		body, err := made()
		if err == nil {
			err = os.WriteFile(file, body, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return file
	},
}}

// made is a file with the tables, which are made once and copied for each test.
var made = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "bridgehead-store-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "fair.db")
	if err := makeTables(context.Background(), file, dir); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// makeTables opens an empty database once, with a key in the folder that nobody needs.
func makeTables(ctx context.Context, address, folder string) error {
	db, err := store.Open(ctx, address, store.Options{Key: filepath.Join(folder, "key")})
	if err != nil {
		return err
	}
	return db.Close()
}

// each runs a test on a fresh database of every engine.
func each(t *testing.T, test func(t *testing.T, db *store.DB, address string)) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			address := e.fresh(t)
			db := open(t, address)
			test(t, db, address)
		})
	}
}

// open opens a database with its key and checkpoints in a folder of the test. Its clock
// goes on by a second each time it is read.
func open(t *testing.T, address string) *store.DB {
	t.Helper()
	dir := t.TempDir()
	return openWith(t, address, filepath.Join(dir, "key"), filepath.Join(dir, "checkpoints"))
}

// openWith opens a database with the key and the checkpoints given.
func openWith(t *testing.T, address, key, checkpoints string) *store.DB {
	t.Helper()
	var seconds atomic.Int64
	db, err := store.Open(t.Context(), address, store.Options{
		Key: key, Checkpoints: checkpoints,
		Now: func() time.Time {
			return time.Date(2023, 11, 29, 8, 0, int(seconds.Add(1)), 0, time.UTC)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// created is the act of the tests' own records.
var created = store.How{Action: journal.Created, Origin: journal.Origin{Kind: "test", ID: "1"}}

// begin writes the fair "test" with the edition numbers given, each requiring both keys,
// with a rate policy and declared complete.
func begin(t *testing.T, db *store.DB, numbers ...int64) {
	t.Helper()
	beginFair(t, db, "test", numbers...)
}

func beginFair(t *testing.T, db *store.DB, id string, numbers ...int64) {
	t.Helper()
	updateFair(t, db, id, func(tx *store.Tx) error {
		f := fair.Fair{ID: id, Name: lang.Text{En: "Test fair"}, Sides: []fair.Side{{Code: "beijing"}, {Code: "hongkong"}}}
		if err := store.Put(t.Context(), tx, &f, 0, created); err != nil {
			return err
		}
		for _, n := range numbers {
			e := fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: n, Opened: "2023-11-29", Requires: 3,
				Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening}, Complete: true,
			}
			if err := store.Put(t.Context(), tx, &e, 0, created); err != nil {
				return err
			}
		}
		return nil
	})
}

// update changes the fair "test" and fails the test when it cannot.
func update(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) journal.Position {
	t.Helper()
	return updateFair(t, db, "test", fn)
}

func updateFair(t *testing.T, db *store.DB, id string, fn func(tx *store.Tx) error) journal.Position {
	t.Helper()
	var at journal.Position
	err := db.Update(t.Context(), id, "tester", func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		at = tx.Position()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// signed returns an agreement that both sides confirmed.
func signed(tx *store.Tx, edition int64, amount money.Amount) agreement.Agreement {
	return agreement.Agreement{
		ID: agreement.ID(tx.NewID()), Edition: edition, Title: lang.Text{Hans: "样例项目"},
		Type: agreement.Contract, SignedOn: "2023-11-29", Amount: amount, Confirmed: 3,
	}
}
