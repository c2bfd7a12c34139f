package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A browser may keep the day of whoever is signed in and no other page: not the day of another whom they may see,
// nothing else of the workspace, and none for longer than a day after the fair.
func TestOnlyOnesOwnDayIsKeptInTheBrowser(t *testing.T) {
	t.Parallel()
	x := attack(t)
	f := x.fixture
	me, desk := x.who("the delegate"), x.who("the secretariat of both")
	form := url.Values{"edition": {"26"}, "name_hans": {"代表本人"}, "party": {x.party}, "role": {"owner"}, "side": {"beijing"}, "languages": {"zh"}}
	r := f.post(t, "/en/model/work/delegates/new", form, me.cookie)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("registering oneself: %d %s", r.Code, seen(r.Body.String()))
	}
	mine := r.Header().Get("Location")
	mine = mine[strings.LastIndex(mine, "/")+1:]

	// keeps says what a browser is told of a page: whose it is, and under what address and for how many seconds it is kept.
	type told struct{ account, at, seconds string }
	keeps := func(path string, cookies ...*http.Cookie) told {
		t.Helper()
		r := f.visit(path, cookies...)
		at, seconds, _ := strings.Cut(r.Header().Get("Bridgehead-Keep"), " ")
		if html := r.Body.String(); strings.Contains(html, `data-worker="/worker.js"`) != (at != "") || strings.Contains(html, "/day.js") != (at != "") {
			t.Errorf("%s is kept at %q, and says otherwise", path, at)
		}
		return told{r.Header().Get("Bridgehead-Account"), at, seconds}
	}
	own := "/model/work/day?edition=26&of=" + mine
	// The edition and its slots are of 29 November: until midnight behind the 30th.
	until := time.Date(2023, 12, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	for _, path := range []string{"/en/model/work/day", "/zh-Hans/model/work/day?edition=26", "/zh-Hant/model/work/day?edition=26&of=" + mine} {
		got := keeps(path, me.cookie)
		seconds, err := time.ParseDuration(got.seconds + "s")
		if left := until.Sub(f.db.Now()); got.at != own || got.account != string(me.actor.Account) || err != nil || seconds < left || seconds > left+time.Minute {
			t.Errorf("%s is kept as %+v; %v are left", path, got, left)
		}
	}
	for _, path := range []string{"/en/model/work/day?of=" + x.delegate, "/en/model/work/day?edition=25", "/en/model/work/requests", "/en/model/work", "/en/account", "/en/model/work/day/calendar"} {
		if got, want := keeps(path, me.cookie), (told{account: string(me.actor.Account)}); got != want {
			t.Errorf("%s is kept as %+v", path, got)
		}
	}
	if got, want := keeps("/en/model/work/day?of="+mine, desk.cookie), (told{account: string(desk.actor.Account)}); got != want {
		t.Errorf("the secretariat keeps another's day as %+v", got)
	}
	// By these the browser sees that nobody is signed in any more.
	for _, path := range []string{"/en/model/work/day", "/en/account/sign-in", "/en/", "/en/account/offline"} {
		if got := keeps(path); got != (told{}) {
			t.Errorf("the public is shown %s as %+v", path, got)
		}
	}

	// Opened when the fair is over, it is kept for a day.
	f.pass(20 * 24 * time.Hour)
	token, _, err := f.db.SignIn(t.Context(), emailOf("the delegate"), goodPassword, access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	later := &http.Cookie{Name: me.cookie.Name, Value: token}
	if got, want := keeps("/en/model/work/day", later), (told{string(me.actor.Account), own, "86400"}); got != want {
		t.Errorf("after the fair it is kept as %+v", got)
	}
	// Whoever is erased has no day.
	d := stored[delegate.Delegate](t, f, mine)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		return tx.EraseDelegate(ctx, mine, d.Since, journal.Origin{Kind: "form"})
	})
	if got, want := keeps("/en/model/work/day", later), (told{account: string(me.actor.Account)}); got != want {
		t.Errorf("of whom was erased it is kept as %+v", got)
	}
}

// The worker is served where it sees every page, and asked for each time; the page that it shows where there is no
// network is there in every language and says nothing of anybody.
func TestWhatABrowserNeedsWithoutANetworkIsServed(t *testing.T) {
	t.Parallel()
	x := attack(t)
	w := x.get(t, "/worker.js")
	want := map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("the worker's %s is %q", name, got)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); w.Code != http.StatusOK || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "connect-src 'self'") {
		t.Errorf("the worker: %d, %q", w.Code, policy)
	}
	for _, tag := range lang.Tags {
		r := x.visit("/"+string(tag)+"/account/offline", x.who("the delegate").cookie)
		html := r.Body.String()
		if r.Code != http.StatusOK || !strings.Contains(seen(html), lang.Say(tag, "offline.why")) || !strings.Contains(html, `id="kept" hidden`) || !strings.Contains(html, "<ul></ul>") {
			t.Errorf("%s: %d %s", tag, r.Code, seen(html))
		}
		if signedOut := x.visit("/" + string(tag) + "/account/offline").Body.String(); strings.Contains(signedOut, "<form") {
			t.Errorf("%s: what is kept asks for something: %s", tag, seen(signedOut))
		}
	}
}
