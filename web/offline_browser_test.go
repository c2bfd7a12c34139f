//go:build browser

package web_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"bridgehead/lang"
)

// A stopping server can be stopped, so that it refuses connections, and begun again at the same address.
type stopping struct {
	t       *testing.T
	site    http.Handler
	address string // as the browser knows it
	at      string
	server  *httptest.Server
	hold    sync.RWMutex // while it is held, no page comes
}

func newStopping(t *testing.T, site http.Handler) *stopping {
	s := &stopping{t: t, site: site, at: "127.0.0.1:0"}
	s.begin()
	s.at = s.server.Listener.Addr().String()
	s.address = "http://" + strings.Replace(s.at, "127.0.0.1", "localhost", 1)
	t.Cleanup(s.stop)
	return s
}

func (s *stopping) begin() {
	s.t.Helper()
	listener, err := net.Listen("tcp", s.at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.server = &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(s.serve)}}
	s.server.Start()
}

func (s *stopping) serve(w http.ResponseWriter, r *http.Request) {
	s.hold.RLock()
	defer s.hold.RUnlock()
	s.site.ServeHTTP(w, r)
}

func (s *stopping) stop() { s.server.Close() }

// until waits for an expression, or the promise of one, to come true in the page.
func (b *tab) until(expression string) {
	b.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(30 * time.Millisecond) {
		// While another page comes there is none to ask.
		if is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Promise.resolve("+expression+")", chromedp.EvalAwaitPromise)); err == nil && is {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s: it does not come to be that %s: %s", b.where(), expression, clipped(b.text(), 2000))
		}
	}
}

// open opens a page of the fair, which the network need not give.
func (w *worker) open(path string) {
	w.t.Helper()
	call(w.tab, page.Navigate, page.NavigateParams{URL: w.site + "/" + string(w.tag) + path})
	w.until(`document.readyState === "complete"`)
}

// copies says how many caches there are, and in how many of them a day is kept.
const copies = `caches.keys().then((all) => Promise.all(all.map((name) => caches.open(name).then((cache) => cache.keys()))).then((found) => all.length + " " + found.flat().filter((request) => request.url.includes("work/day?")).length))`

// withoutNetwork has somebody see their day where the server cannot be reached, and nobody after them: signed out, or
// when another signs in.
func (w *worker) withoutNetwork(x *attacked, server *stopping, other, interpreter, table string) {
	w.t.Helper()
	const day = "/model/work/day?edition=26"
	// what an explanation begins with, before what is put into it
	begins := func(key string) string {
		return strings.TrimSpace(lang.Say(w.tag, key, lang.Args{"when": "\x00", "until": "\x00"}))
	}
	part := func(key string, n int) string { return strings.TrimSpace(strings.Split(begins(key), "\x00")[n]) }
	w.open(day)
	w.soon(part("offline.kept", 0))

	w.refusing(true)
	defer w.refusing(false)
	server.stop()
	w.open(day)
	for _, text := range []string{other, interpreter, table, part("offline.copy", 0), part("offline.copy", 1)} {
		w.sees(text)
	}
	w.until(`document.querySelectorAll('main form[method="post"] button').length > 0 && [...document.querySelectorAll('main form[method="post"] button')].every((button) => button.disabled)`)
	w.complaints() // the browser tells of what it cannot reach
	w.looked("day-offline")
	w.screen(phone)
	w.open("/model/work/requests?edition=26")
	w.sees(w.say("offline.why"))
	w.complaints()
	w.looked("offline")
	w.screen(phone)
	w.leave(func() { w.click(w.after(w.say("offline.days"), "link")) })
	w.sees(table)

	// The network is back: the page comes anew by itself.
	server.begin()
	evaluate[bool](w.tab, `dispatchEvent(new Event("online"))`)
	w.until(`document.getElementById("kept")?.hidden === true && document.querySelector('main form[method="post"] button')?.disabled === false`)
	w.soon(part("offline.kept", 0))

	// A network that lets nothing through is none.
	if w.tag == lang.En {
		server.hold.Lock()
		w.open(day)
		w.sees(part("offline.copy", 0))
		w.sees(table)
		server.hold.Unlock()
		evaluate[bool](w.tab, `dispatchEvent(new Event("online"))`)
		w.soon(part("offline.kept", 0))

		// Whoever is writing keeps what they wrote.
		evaluate[bool](w.tab, `(document.querySelector("main details").open = true)`)
		w.fill("textbox", "Outcome", "to be continued")
		evaluate[bool](w.tab, `dispatchEvent(new Event("offline"))`)
		w.soon(w.say("offline.back"))
		w.until(`document.querySelector('main input[name="outcome"]').value === "to be continued" && !document.querySelector('main form[method="post"] button').disabled`)
		w.complaints()
		w.looked("day-back")
		w.screen(phone)
		w.follow(w.say("offline.anew"))
		w.soon(part("offline.kept", 0))
	}

	// Another signs in on the device: theirs alone is there.
	another := x.who("the delegate").cookie
	mine := evaluate[string](w.tab, `caches.keys().then((all) => all.join())`, chromedp.EvalAwaitPromise)
	call(w.tab, network.SetCookie, network.SetCookieParams{Name: another.Name, Value: another.Value, URL: w.site, Path: "/", Secure: new(true)})
	w.open(day)
	w.soon(part("offline.kept", 0))
	w.until(copies + `.then((there) => there === "1 1")`)
	if theirs := evaluate[string](w.tab, `caches.keys().then((all) => all.join())`, chromedp.EvalAwaitPromise); theirs == mine || !strings.HasPrefix(theirs, "day of ") {
		w.t.Errorf("what is kept is %q, before it was %q", theirs, mine)
	}

	// A session that has ended leaves nothing, wherever it was ended.
	if err := x.db.SignOut(w.t.Context(), another.Value); err != nil {
		w.t.Fatal(err)
	}
	w.open(day)
	w.sees(w.say("account.password"))
	w.until(copies + `.then((there) => there === "0 0")`)
	w.enter(emailOf("a delegate of another"), "/"+string(w.tag)+day)
	w.soon(part("offline.kept", 0))

	// Signing out takes it away as the button is pressed, whether or not that reaches the server.
	server.stop()
	w.open(day)
	w.sees(table)
	w.click(w.find("button", w.say("account.sign_out")))
	w.until(`location.protocol === "chrome-error:"`)
	server.begin()
	w.open("/model/work/requests?edition=26")
	w.until(copies + `.then((there) => there === "0 0")`)
	w.press(w.say("account.sign_out"))
	w.until(copies + `.then((there) => there === "0 0")`)
	server.stop()
	call(w.tab, page.Navigate, page.NavigateParams{URL: w.site + "/" + string(w.tag) + day})
	if text := w.text(); strings.Contains(text, table) || strings.Contains(text, other) || strings.Contains(text, interpreter) {
		w.t.Errorf("signed out, the day is still there: %s", text)
	}
	server.begin()
	w.complaints()
}
