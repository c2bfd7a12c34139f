package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/store"
	"bridgehead/web"
)

// walled are the databases on which the wall is tried.
var walled = []struct {
	name    string
	address func(t *testing.T) string
}{
	{"sqlite", func(t *testing.T) string { return filepath.Join(t.TempDir(), "fair.db") }},
}

// serve opens the record as a process of its own does, with its pages on a port.
func serve(t *testing.T, address, keys string) (*fixture, *httptest.Server, func()) {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{Key: filepath.Join(keys, "key"), Checkpoints: filepath.Join(keys, "checkpoints")})
	if err != nil {
		t.Fatal(err)
	}
	stopping := make(chan struct{})
	stop := sync.OnceFunc(func() { close(stopping) })
	site, err := web.New(db, web.Options{Stopping: stopping, Remember: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(site)
	server.Config.WriteTimeout = 2 * time.Second // which a stream outlives
	server.Config.ReadTimeout = 2 * time.Second
	server.Start()
	t.Cleanup(func() {
		stop()
		server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &fixture{db: db, site: site}, server, stop
}

// A told is an event as a browser takes it.
type told struct {
	id   int64
	kind string
	data string
}

// watch reads a stream until fn says that it is enough or the line breaks, and returns the
// last identifier, as a browser keeps it.
func watch(ctx context.Context, address string, last int64, again bool, fn func(told) bool) (int64, error) {
	if !again {
		address += "&since=" + strconv.FormatInt(last, 10)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return last, err
	}
	if again {
		r.Header.Set("Last-Event-ID", strconv.FormatInt(last, 10))
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return last, err
	}
	defer w.Body.Close()
	if w.StatusCode != http.StatusOK || w.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		return last, fmt.Errorf("%d %s", w.StatusCode, w.Header.Get("Content-Type"))
	}
	lines := bufio.NewScanner(w.Body)
	lines.Buffer(nil, 1<<20)
	e := told{id: last}
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			if e.id, err = strconv.ParseInt(value, 10, 64); err != nil {
				return last, err
			}
		case "event":
			e.kind = value
		case "data":
			e.data = value
		case "":
			last = e.id
			if e.data != "" && !fn(e) {
				return last, nil
			}
			e = told{id: last}
		}
	}
	return last, lines.Err()
}

// sign has both sides confirm an agreement.
func (f *fixture) sign(t testing.TB, id string) journal.Position {
	t.Helper()
	var at journal.Position
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[agreement.Agreement](ctx, tx.View, id)
		if err != nil {
			return err
		}
		_, err = store.Confirm[agreement.Agreement](ctx, tx, id, 3, row.Since, "2023-11-29", created.Origin)
		at = tx.Position()
		return err
	})
	return at
}

// However often the line breaks, and whichever process answers next, each watcher is told of
// each signing once and in order.
func TestAWatcherMissesNothingAndSeesNothingTwice(t *testing.T) {
	for _, d := range walled {
		t.Run(d.name, func(t *testing.T) {
			address, keys := d.address(t), t.TempDir()
			one, first, _ := serve(t, address, keys)
			two, second, _ := serve(t, address, keys)
			one.update(t, "model", func(ctx context.Context, tx *store.Tx) error { one.model(ctx, t, tx); return nil })
			const signings, watchers = 60, 6
			ids := one.toSign(t, signings)
			begin := int64(one.head(t, "model"))
			servers := []string{first.URL, second.URL}

			var want []int64
			got := make([][]int64, watchers)
			ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
			defer stop()
			var group sync.WaitGroup
			for n := range watchers {
				group.Go(func() {
					dice := rand.New(rand.NewPCG(uint64(n), 7))
					last, again := begin, false
					for len(got[n]) < signings && ctx.Err() == nil {
						left := 1 + dice.IntN(9) // then the line breaks
						_, err := watch(ctx, servers[dice.IntN(2)]+"/en/model/wall/events?edition=26", last, again, func(e told) bool {
							if e.kind == "signed" {
								got[n], last = append(got[n], e.id), e.id
							} else {
								t.Errorf("watcher %d is told to %s", n, e.kind)
							}
							left--
							return left > 0 && len(got[n]) < signings
						})
						again = true
						if err != nil && ctx.Err() == nil {
							t.Errorf("watcher %d: %v", n, err)
							return
						}
					}
				})
			}
			for i, id := range ids {
				at := []*fixture{one, two}[i%2].sign(t, id)
				want = append(want, int64(at))
				time.Sleep(time.Duration(i%5) * 15 * time.Millisecond)
			}
			group.Wait()
			for n := range got {
				if !slices.Equal(got[n], want) {
					t.Errorf("watcher %d was told of %d, not of the %d: %v", n, len(got[n]), len(want), got[n])
				}
			}
		})
	}
}

func TestTheWallIsToldWhatChangesAndWhatItComesTo(t *testing.T) {
	f, server, stop := serve(t, filepath.Join(t.TempDir(), "fair.db"), t.TempDir())
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error { f.model(ctx, t, tx); return nil })
	id := f.toSign(t, 1)[0]
	events := make(chan told, 10)
	ended := make(chan error, 1)
	go func() {
		_, err := watch(t.Context(), server.URL+"/zh-Hans/model/wall/events?edition=26", int64(f.head(t, "model")), false, func(e told) bool { events <- e; return true })
		ended <- err
	}()
	next := func(why string) told {
		t.Helper()
		select {
		case e := <-events:
			return e
		case <-time.After(20 * time.Second):
			t.Fatalf("the wall is not told %s", why)
			return told{}
		}
	}
	type said struct {
		ID, Line string
		Totals   *struct{ Count, Amount string }
	}
	read := func(e told) (s said) {
		t.Helper()
		if err := json.Unmarshal([]byte(e.data), &s); err != nil {
			t.Fatalf("%s: %v", e.data, err)
		}
		return s
	}
	time.Sleep(3 * time.Second) // longer than the server lets an answer take
	at := f.sign(t, id)
	e := next("of a signing")
	s := read(e)
	if e.id != int64(at) || !strings.Contains(s.Line, "待签000") || s.Totals == nil || s.Totals.Count != "3" {
		t.Errorf("%+v %+v", e, s.Totals)
	}
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[agreement.Agreement](ctx, tx.View, id)
		if err != nil {
			return err
		}
		_, err = store.Unconfirm[agreement.Agreement](ctx, tx, id, 1, row.Since, created.Origin)
		return err
	})
	if s := read(next("that it was taken back")); s.Line != "" || s.ID != "agreement-"+id || s.Totals.Count != "2" {
		t.Errorf("%+v", s)
	}
	f.embargo(t, 26, "", time.Now().Add(time.Hour))
	if e := next("that the edition is held back"); e.kind != "reload" {
		t.Errorf("%+v", e)
	}
	f.sign(t, id)
	select {
	case e := <-events:
		t.Errorf("while the edition is held back it is told %+v", e)
	case <-time.After(time.Second):
	}
	stop()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("when the server stops, the watcher is not let go")
	}
}

// A position from before all that is told one by one has the page read anew.
func TestWhoWasAwayForLongReadsThePageAnew(t *testing.T) {
	f, server, _ := serve(t, filepath.Join(t.TempDir(), "fair.db"), t.TempDir())
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error { f.model(ctx, t, tx); return nil })
	f.toSign(t, 600)
	var got []string
	if _, err := watch(t.Context(), server.URL+"/en/model/wall/events?edition=26", 1, true, func(e told) bool { got = append(got, e.kind); return false }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []string{"reload"}) {
		t.Error(got)
	}
}

func TestTheWallLooksAgainByItselfWithoutScript(t *testing.T) {
	f := loadNamed(t)
	w := f.visit("/zh-Hans/model/wall")
	if !strings.Contains(w.Body.String(), `<noscript><meta http-equiv="refresh" content="10"></noscript>`) {
		t.Error("it does not look again")
	}
	if w := f.visit("/zh-Hans/model/wall/events?edition=26&since=x"); w.Code != http.StatusBadRequest {
		t.Errorf("a position that is none: %d", w.Code)
	}
	if w := f.visit("/zh-Hans/model/wall/events?edition=99&since=1"); w.Code != http.StatusNotFound {
		t.Errorf("an edition that there is not: %d", w.Code)
	}
}

// What all comes to may not be known: the edition names a source of rates that there is not.
func TestASigningIsToldThoughItCannotBeAddedUp(t *testing.T) {
	f, server, _ := serve(t, filepath.Join(t.TempDir(), "fair.db"), t.TempDir())
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		f.model(ctx, t, tx)
		return nil
	})
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.EditionRow(ctx, 26)
		if err != nil {
			return err
		}
		row.Value.Policy.Source = "nobody" // who has published no rates
		return store.Put(ctx, tx, &row.Value, row.Since, created)
	})
	id := f.toSign(t, 1)[0]
	since := int64(f.head(t, "model"))
	at := int64(f.sign(t, id))
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var got told
	if _, err := watch(ctx, server.URL+"/en/model/wall/events?edition=26", since, false, func(e told) bool { got = e; return false }); err != nil || got.id != at || !strings.Contains(got.data, "To sign 000") {
		t.Errorf("%+v: %v", got, err)
	}
	if w := f.visit("/en/model/wall"); w.Code != http.StatusOK {
		t.Errorf("the page answers %d", w.Code)
	}
}
