package exchange_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// An engine makes a fresh, empty database. The file for PostgreSQL adds its own.
type engine struct {
	name  string
	fresh func(t testing.TB) (address string)
}

var engines = []engine{{"sqlite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "fair.db") }}}

// each runs a test on a fresh database of every engine, which holds the fair "test" with
// editions 25 and 26 and the sides beijing and hongkong.
func each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			test(t, begin(t, e.fresh(t)))
		})
	}
}

// begin opens a database with the fair "test".
func begin(t testing.TB, address string) *store.DB {
	t.Helper()
	dir := t.TempDir()
	clock := time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC)
	db, err := store.Open(t.Context(), address, store.Options{
		Key: filepath.Join(dir, "key"), Checkpoints: filepath.Join(dir, "checkpoints"),
		Now: func() time.Time { clock = clock.Add(time.Second); return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
		how := store.How{Action: journal.Created}
		f := fair.Fair{ID: "test", Name: lang.Text{En: "Test fair"}, Sides: []fair.Side{
			{Code: "beijing", Name: lang.Text{Hans: "北京"}}, {Code: "hongkong", Name: lang.Text{Hans: "香港"}},
		}}
		if err := store.Put(t.Context(), tx, &f, 0, how); err != nil {
			return err
		}
		for n, opened := range map[int64]lang.Date{25: "2022-12-14", 26: "2023-11-29"} {
			e := fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: n, Opened: opened, Requires: 3, Complete: true,
				Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
			}
			if err := store.Put(t.Context(), tx, &e, 0, how); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// text makes a csv file of lines.
func text(t testing.TB, lines ...string) *exchange.Source {
	t.Helper()
	return source(t, "test.csv", []byte(strings.Join(lines, "\n")+"\n"))
}

func source(t testing.TB, name string, b []byte) *exchange.Source {
	t.Helper()
	src, err := exchange.Read(bytes.NewReader(b), int64(len(b)), name, exchange.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// book makes an xlsx file.
func book(t testing.TB, fill func(f *excelize.File)) *exchange.Source {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return source(t, "test.xlsx", b.Bytes())
}

// agreements are the usual options for a file of agreements.
var agreements = exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Agreements, Edition: 26}

// bring imports and fails the test when it cannot.
func bring(t testing.TB, db *store.DB, src *exchange.Source, o exchange.Options) *exchange.Preview {
	t.Helper()
	p, err := exchange.Import(t.Context(), db, src, o)
	if err != nil {
		if p != nil {
			var b strings.Builder
			p.Write(&b, lang.En)
			t.Log(b.String())
		}
		t.Fatal(err)
	}
	return p
}

func view(t testing.TB, db *store.DB) store.View {
	t.Helper()
	v, err := db.View(t.Context(), "test", -1)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// counts are what an import comes to.
type counts struct {
	Created, Corrected, Amended, Unchanged, Repeated, LeftOut, Warnings, Errors int64
}

func countsOf(p *exchange.Preview) counts {
	return counts{p.Created, p.Corrected, p.Amended, p.Unchanged, p.Repeated, p.LeftOut, p.Warnings, p.Errors}
}
