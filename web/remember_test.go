package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
	"bridgehead/web"
)

// remembering serves the fixture's record as a process that is meant for many readers does.
func remembering(t *testing.T, keep time.Duration) *fixture {
	t.Helper()
	f := load(t)
	var err error
	if f.site, err = web.New(f.db, web.Options{Remember: keep}); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAPageThatIsRememberedIsThePage(t *testing.T) {
	f := remembering(t, time.Hour)
	fresh := load(t)
	fresh.db, fresh.ids = f.db, f.ids
	var err error
	if fresh.site, err = web.New(f.db, web.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, page := range f.pages() {
		for range 2 {
			for _, headers := range [][]string{nil, {"Accept-Encoding", "gzip"}} {
				want, got := fresh.get(t, "/en"+page, headers...), f.get(t, "/en"+page, headers...)
				if got.Code != want.Code || got.Body.String() != want.Body.String() {
					t.Errorf("%s %v: another page", page, headers)
				}
				for name := range want.Header() {
					if got.Header().Get(name) != want.Header().Get(name) {
						t.Errorf("%s %v: %s: %q, want %q", page, headers, name, got.Header().Get(name), want.Header().Get(name))
					}
				}
			}
		}
		tag := f.get(t, "/en"+page).Header().Get("ETag")
		if w := f.get(t, "/en"+page, "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s: sent again to one who has it: %d", page, w.Code)
		}
	}
}

func TestWhatIsWrittenShowsAtOnce(t *testing.T) {
	f := remembering(t, time.Hour)
	const page = "/en/model/parties"
	if body := f.get(t, page).Body.String(); strings.Contains(body, "Newcomer") {
		t.Fatal("it is there already")
	}
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, party.Party{ID: party.ID(tx.NewID()), Kind: party.Fund, Name: lang.Text{En: "Newcomer"}})
		return nil
	})
	if body := f.get(t, page).Body.String(); !strings.Contains(body, "Newcomer") {
		t.Error("it does not show")
	}
}

func TestPagesOfTheSignedInAreNotRemembered(t *testing.T) {
	f := remembering(t, time.Hour)
	const page = "/en/model/parties"
	plain := f.get(t, page)
	// A cookie that opens nothing is taken away, and that is nobody else's answer.
	with := f.get(t, page, "Cookie", "__Host-session=nothing")
	if with.Header().Get("Set-Cookie") == "" {
		t.Error("the cookie was not looked at")
	}
	if again := f.get(t, page); again.Header().Get("Set-Cookie") != "" || again.Body.String() != plain.Body.String() {
		t.Error("somebody's answer was given to another")
	}
}

// Forty ask for a page at once, and while it is made somebody writes: it is made for those who have waited together, not for
// each of them anew, and yet nobody is sent a page from before the request.
func TestThoseWhoWaitedForAPageAreSentTheOneThatWasMade(t *testing.T) {
	f := load(t)
	var made, begun, written atomic.Int64
	site := web.Remembering(f.db, time.Minute, func() string {
		made.Add(1)
		text := strconv.FormatInt(begun.Load(), 10)
		time.Sleep(20 * time.Millisecond) // so that the others come meanwhile
		f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
			return tx.PutPerson(ctx, party.Person{Ref: "w" + strconv.FormatInt(begun.Add(1), 10)})
		})
		written.Add(1)
		return text
	})
	ask := func() {
		before := written.Load()
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://fair.example/en/page", nil))
		if n, err := strconv.ParseInt(w.Body.String(), 10, 64); err != nil || n < before {
			t.Errorf("asked after %d were written, the page is of %s: %v", before, w.Body, err)
		}
	}
	for round := range 2 { // nobody has asked for it before, and then somebody has
		made.Store(0)
		var readers sync.WaitGroup
		for range 40 {
			readers.Go(ask)
		}
		readers.Wait()
		if n := made.Load(); n > 15 {
			t.Errorf("round %d: for forty who asked at once it was made %d times", round, n)
		}
	}
}

// What is no page that is remembered, a file that goes on for long or a stream, keeps nobody waiting; nor does one that failed.
func TestNobodyWaitsForWhatIsNotRemembered(t *testing.T) {
	f := load(t)
	var asked atomic.Int64
	all := make(chan struct{})
	site := web.RememberingAll(f.db, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/panic" {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "text/csv")
		if _, err := w.Write([]byte("a,b")); err != nil {
			t.Error(err)
		}
		if asked.Add(1) == 3 {
			close(all)
		}
		<-all // the first goes on for as long as the others have not come
	})
	ask := func(path string) (failed bool) {
		defer func() { failed = recover() != nil }()
		site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://fair.example"+path, nil))
		return false
	}
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() { ask("/all.csv") })
	}
	readers.Wait()
	for range 2 {
		if !ask("/panic") {
			t.Error("the second who asks for what failed is sent something else")
		}
	}
}
