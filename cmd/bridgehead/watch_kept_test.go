package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/store"
	"bridgehead/watch"
)

func TestTextsOfAFolderAreKeptOnce(t *testing.T) {
	folder := t.TempDir()
	db, press := filepath.Join(folder, "d.db"), filepath.Join(folder, "press")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(press, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("Harbour Post/opening.txt", "第26届京港洽谈会共签约43个项目，总金额672.2亿元。")
	write("right.txt", "第26届京港洽谈会共签约34个项目，总金额672.2亿元。")
	write("notes.pdf", "no text")
	call(t, 0, "demo", "--db", db, "--no-serve")
	args := []string{"watch", press, "--db", db, "--fair", "jinggang", "--keep"}
	if out := call(t, 0, args...); !strings.Contains(out, "2 texts new or changed in the record, 1 contradictions in them not settled.") {
		t.Fatalf("it says %s", out)
	}
	if out := call(t, 0, args...); strings.Contains(out, "new or changed") {
		t.Fatalf("what is kept is kept again: %s", out)
	}
	write("Harbour Post/opening.txt", "第26届京港洽谈会共签约34个项目，总金额672.2亿元。")
	if out := call(t, 0, args...); !strings.Contains(out, "1 texts new or changed in the record, 0 contradictions") {
		t.Fatalf("what is corrected is not: %s", out)
	}
	d := opened(t, db)
	v, err := d.View(t.Context(), "jinggang", -1)
	if err != nil {
		t.Fatal(err)
	}
	found, err := v.Found(t.Context(), store.WatchedFilter{Outlet: "Harbour Post"}, store.WatchedPlace{}, 10)
	if err != nil || len(found) != 2 {
		t.Fatalf("of the text that contradicted the record and the other text: %+v, %v", found, err)
	}
	for _, f := range found {
		if f.Finding.State != watched.Settled || f.Finding.How != watched.Corrected {
			t.Errorf("%+v", f)
		}
	}
}

// opened opens the record that a command has made.
func opened(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{Key: filepath.Join(t.TempDir(), "key"), Checkpoints: filepath.Join(t.TempDir(), "checkpoints")})
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

func TestAFeedIsReadKeptAndTriedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.db")
	call(t, 0, "demo", "--db", path, "--no-serve")
	db := opened(t, path)
	var asked, pages atomic.Int64
	var down atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case down.Load():
			http.Error(w, "down", http.StatusServiceUnavailable)
		case r.URL.Path == "/story":
			pages.Add(1)
			_, _ = io.WriteString(w, "<!doctype html><html><title>The opening</title><body><p>第26届京港洽谈会共签约43个项目，总金额672.2亿元。</p></body></html>")
		default:
			asked.Add(1)
			_, _ = io.WriteString(w, `<rss><channel><item><title>The opening</title><link>/story</link><description>Short.</description></item>
				<item><title>Weather</title><guid isPermaLink="false">w</guid><description>Rain, 21 degrees.</description></item></channel></rss>`)
		}
	}))
	defer server.Close()
	var feed watched.Feed
	err := db.Update(t.Context(), "jinggang", access.System, func(tx *store.Tx) (err error) {
		feed, err = tx.PutFeed(t.Context(), watched.Feed{Outlet: "Harbour Post", Address: server.URL + "/feed", Follow: true}, 0, journal.Origin{Kind: "form"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w := watch.New(db, watch.Options{Feeds: true, Anywhere: true, Log: slog.New(slog.DiscardHandler)})
	state := func() store.FeedState {
		t.Helper()
		v, err := db.View(t.Context(), "jinggang", -1)
		if err != nil {
			t.Fatal(err)
		}
		feeds, err := v.Feeds(t.Context())
		if err != nil || len(feeds) != 1 {
			t.Fatalf("%v, %v", feeds, err)
		}
		return feeds[0].State
	}
	due := func() { // as if its time had come
		t.Helper()
		s := state()
		s.Due = time.UnixMilli(1)
		if err := db.FeedDone(t.Context(), "jinggang", feed.ID, s); err != nil {
			t.Fatal(err)
		}
	}
	w.Pass(t.Context())
	w.Pass(t.Context()) // it is not due yet
	if asked.Load() != 1 || pages.Load() != 1 {
		t.Fatalf("it was asked %d times, its pages %d times", asked.Load(), pages.Load())
	}
	v, err := db.View(t.Context(), "jinggang", -1)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := v.Watched(t.Context(), store.WatchedPlace{}, 10)
	if err != nil || len(texts) != 1 || texts[0].Value.Address != server.URL+"/story" || texts[0].Value.Outlet != "Harbour Post" || texts[0].Value.Open() != 1 {
		t.Fatalf("what is not of the fair is kept, or what is is not: %+v, %v", texts, err)
	}
	due()
	w.Pass(t.Context())
	if again, err := db.Head(t.Context(), "jinggang"); err != nil || again != v.At || pages.Load() != 1 {
		t.Fatalf("what is read again is written again, or its pages are read: %d and %d, %v", v.At, again, err)
	}
	down.Store(true)
	for i := range int64(3) {
		due()
		w.Pass(t.Context())
		s := state()
		if s.Fails != i+1 || s.Failure != watched.FailedStatus || s.Detail != "503" || s.Due.Sub(s.Tried) != watch.DefaultEvery<<(i+1) || s.Heard.IsZero() {
			t.Fatalf("after %d: %+v", i+1, s)
		}
	}
	down.Store(false)
	due()
	w.Pass(t.Context())
	if s := state(); s.Fails != 0 || s.Failure != "" {
		t.Fatalf("%+v", s)
	}

	// Without leave it connects to nothing on this machine.
	due()
	before := asked.Load()
	watch.New(db, watch.Options{Feeds: true, Log: slog.New(slog.DiscardHandler)}).Pass(t.Context())
	if s := state(); s.Failure != watched.FailedAddress || asked.Load() != before {
		t.Fatalf("%+v", s)
	}
}
