package web_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bridgehead/demo"
)

// An original is what a record's files hold. It is made for the first test that asks, and the others
// begin with a copy of it: they need not wait until the same is written again.
type original struct {
	make func(t testing.TB, f *fixture)

	mu    sync.Mutex
	files map[string][]byte
	made  *fixture // closed
}

var (
	empty        = original{make: func(testing.TB, *fixture) {}}
	filled       = original{make: func(t testing.TB, f *fixture) { f.loaded(t) }}
	demonstrated = original{make: func(t testing.TB, f *fixture) {
		if err := demo.Jinggang(t.Context(), f.db); err != nil {
			t.Fatal(err)
		}
		if err := (demo.Sample{}).Load(t.Context(), f.db, nil); err != nil {
			t.Fatal(err)
		}
		if err := demo.SampleBulletin(t.Context(), f.db, demo.SampleFair); err != nil {
			t.Fatal(err)
		}
	}}
)

// open opens a copy, with a clock that goes on from where the original was left, so much further with each look.
func (o *original) open(t testing.TB, tick time.Duration) *fixture {
	t.Helper()
	o.once(t)
	folder := t.TempDir()
	for name, body := range o.files {
		if err := os.WriteFile(filepath.Join(folder, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := openWith(t, filepath.Join(folder, "fair.db"), folder, o.made.clock.Load(), tick)
	f.ids, f.before = o.made.ids, o.made.before
	return f
}

// once makes it unless it was made.
func (o *original) once(t testing.TB) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made != nil {
		return
	}
	folder := t.TempDir()
	f := openWith(t, filepath.Join(folder, "fair.db"), folder, begins, time.Second)
	o.make(t, f)
	if err := f.db.Close(); err != nil { // leaves nothing beside the database that belongs in it
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(folder, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	o.files, o.made = files, f
}
