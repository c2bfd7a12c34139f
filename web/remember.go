package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"bridgehead/store"
)

// Pages that the public asks for again and again are made once and sent to many: for a
// moment, and never longer than until this process changes the record. Nothing that is made
// for somebody who is signed in is remembered, nor anything but whole pages.

const (
	// rememberedBytes bounds what is remembered; when it is full, all is forgotten.
	rememberedBytes = 64 << 20
	// rememberedPage is the largest page that is remembered.
	rememberedPage = 1 << 20
)

// A memory is the pages of the last moment.
type memory struct {
	next http.Handler
	db   *store.DB
	keep time.Duration

	mu    sync.Mutex
	pages map[pageKey]*remembered
	bytes int
}

// A pageKey is what a page of the public depends on beside the record.
type pageKey struct{ host, address string }

// A remembered is a page as it was sent.
type remembered struct {
	making  sync.Mutex // held by whoever makes the page, while others wait for it
	never   bool       // what is there is no page that is remembered: nobody waits for it
	changes int64      // of the record when it was begun
	until   time.Time
	header  http.Header
	plain   []byte // nil while there is none
	zipped  []byte // nil where it is not worth it
}

func remember(next http.Handler, db *store.DB, keep time.Duration) http.Handler {
	return &memory{next: next, db: db, keep: keep, pages: map[pageKey]*remembered{}}
}

func (m *memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || strings.Contains(r.Header.Get("Cookie"), sessionCookie) ||
		r.Header.Get("Authorization") != "" {
		m.next.ServeHTTP(w, r)
		return
	}
	asked := m.db.Changes()
	key := pageKey{r.Host, r.URL.RequestURI()}
	m.mu.Lock()
	p := m.pages[key]
	first := p == nil
	if first { // others who ask for it wait for this one
		p = &remembered{}
		p.making.Lock()
		m.pages[key] = p
	}
	m.mu.Unlock()
	if !first {
		p.making.Lock()
		if p.never {
			p.making.Unlock()
			m.next.ServeHTTP(w, r)
			return
		}
		// It holds what was written before it was asked for; what was written while it was made, the next reader sees. Else
		// readers who waited for it would make it one after the other as long as somebody writes.
		fresh := p.plain != nil && p.changes >= asked && time.Now().Before(p.until)
		if fresh {
			if p.zipped == nil && takesGzip(r.Header.Get("Accept-Encoding")) {
				p.zipped = zip(p.plain)
			}
			// Nothing in it changes any more but for the next one who makes it.
			header, plain, zipped := p.header, p.plain, p.zipped
			p.making.Unlock()
			again(w, r, header, plain, zipped)
			return
		}
	}
	take := &taking{ResponseWriter: w, pass: sync.OnceFunc(func() {
		m.forget(key, p)
		p.never = true
		p.making.Unlock()
	})}
	changes := m.db.Changes()
	defer func() {
		if take.plain == nil { // also after a panic
			take.pass()
		}
	}()
	m.next.ServeHTTP(take, r)
	if take.plain == nil {
		return
	}
	defer p.making.Unlock()
	if len(p.plain) != len(take.plain) {
		m.room(key, p, len(take.plain))
	}
	p.changes, p.until = changes, time.Now().Add(m.keep)
	p.header, p.plain, p.zipped = take.header, take.plain, take.zipped
}

// room makes room for a page.
func (m *memory) room(key pageKey, p *remembered, size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bytes += 2 * size; m.bytes > rememberedBytes {
		m.pages, m.bytes = map[pageKey]*remembered{}, 2*size
	}
	m.pages[key] = p
}

// forget drops what stands at an address where it is this.
func (m *memory) forget(key pageKey, p *remembered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pages[key] == p {
		delete(m.pages, key)
	}
}

// again sends a page that was made before.
func again(w http.ResponseWriter, r *http.Request, header http.Header, plain, zipped []byte) {
	h := w.Header()
	for name, values := range header {
		h[name] = values
	}
	if known(r.Header.Get("If-None-Match"), h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := plain
	if zipped != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body) // a reader who has left is no error of ours
	}
}

// A taking is an answer of which send gives a copy. One that begins without a copy will not be
// remembered: whoever waits for it is let pass.
type taking struct {
	http.ResponseWriter
	pass   func()
	header http.Header
	plain  []byte
	zipped []byte // when the one who asked takes it so
}

func (t *taking) WriteHeader(status int) {
	if t.plain == nil {
		t.pass()
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *taking) Write(b []byte) (int, error) {
	if t.plain == nil {
		t.pass()
	}
	return t.ResponseWriter.Write(b)
}

// Unwrap leads http.ResponseController to what is under it.
func (t *taking) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// offer gives a page to whoever remembers it. The headers are as they are before those that
// say how it is sent.
func offer(w http.ResponseWriter, status int, kind string, body []byte) {
	t, ok := w.(*taking)
	h := w.Header()
	if !ok || status != http.StatusOK || len(body) > rememberedPage || !strings.HasPrefix(kind, "text/html") ||
		h.Get("Cache-Control") != "no-cache" || h.Get("Set-Cookie") != "" {
		return
	}
	t.header, t.plain = h.Clone(), body
}

// zippers are writers that were used before: a new one takes 800 KB.
var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// zip compresses a page; nil where it is too short to be worth it.
func zip(body []byte) []byte {
	if len(body) <= 1024 {
		return nil
	}
	var b bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	if _, err := z.Write(body); err != nil || z.Close() != nil {
		return nil // a buffer takes everything
	}
	return b.Bytes()
}
