package watch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"bridgehead/bulletin/watched"
)

func TestPrivateAddressesAreNoneOfTheWeb(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "0.0.0.0": false, "::": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "fe80::1": false, "fc00::1": false, "fd00::1": false, "100.64.0.1": false, "224.0.0.1": false, "ff02::1": false,
		"255.255.255.255": false, "198.18.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "fe80::1%eth0": false,
		"1.1.1.1": true, "93.184.216.34": true, "2606:4700::1111": true, "::ffff:1.1.1.1": true,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is public: %v", address, got)
		}
	}
}

func TestWhatIsAskedForIsBounded(t *testing.T) {
	var asked int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		switch r.URL.Path {
		case "/feed":
			if r.Header.Get("If-None-Match") == `"1"` || r.Header.Get("If-Modified-Since") == "Wed, 29 Nov 2023 08:00:00 GMT" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("Etag", `"1"`)
			w.Header().Set("Last-Modified", "Wed, 29 Nov 2023 08:00:00 GMT")
			_, _ = w.Write([]byte("hello"))
		case "/large":
			for range fetchMost/1024 + 2 {
				_, _ = w.Write(make([]byte, 1024))
			}
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case "/busy":
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/moved":
			http.Redirect(w, r, "/feed", http.StatusMovedPermanently)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	f := newFetcher(true)
	for path, want := range map[string]Failure{
		"/large": {Why: watched.FailedLarge}, "/loop": {Why: watched.FailedRedirect}, "/file": {Why: watched.FailedRedirect}, "/none": {Why: watched.FailedStatus, Detail: "404"},
		"/busy": {Why: watched.FailedStatus, Detail: "503", After: 2 * time.Minute},
	} {
		_, err := f.get(t.Context(), server.URL+path, "", "")
		var got *Failure
		if !errors.As(err, &got) || got.Why != want.Why || got.Detail != want.Detail || got.After != want.After {
			t.Errorf("%s: %v", path, err)
		}
	}
	a, err := f.get(t.Context(), server.URL+"/moved", "", "")
	if err != nil || string(a.body) != "hello" || !strings.HasSuffix(a.address, "/feed") || a.etag != `"1"` {
		t.Fatalf("%+v, %v", a, err)
	}
	for _, c := range [][2]string{{a.etag, ""}, {"", a.modified}} {
		if again, err := f.get(t.Context(), server.URL+"/feed", c[0], c[1]); err != nil || !again.same {
			t.Errorf("it is read again although it has not changed: %v", err)
		}
	}

	// The public web alone: nothing of this machine is even connected to, whatever the address is called.
	before := asked
	closed := newFetcher(false)
	for _, address := range []string{server.URL + "/feed", strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/feed", "http://[::ffff:127.0.0.1]:1/"} {
		_, err := closed.get(t.Context(), address, "", "")
		var got *Failure
		if !errors.As(err, &got) || got.Why != watched.FailedAddress {
			t.Errorf("%s: %v", address, err)
		}
	}
	if asked != before {
		t.Error("this machine was asked")
	}
	for _, address := range []string{"file:///etc/passwd", "ftp://news.example/", "https://a:b@news.example/", "gopher://x"} {
		var got *Failure
		if _, err := f.get(t.Context(), address, "", ""); !errors.As(err, &got) || got.Why != watched.FailedRedirect {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A redirect is followed by connecting anew, so that it is looked at like any other address.
func TestARedirectDoesNotLeadIntoAPrivateNetwork(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("what stands inside was asked") }))
	defer inside.Close()
	outside := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusFound))
	defer outside.Close()
	f := newFetcherTo(func(at netip.AddrPort) bool { return at.String() == strings.TrimPrefix(outside.URL, "http://") })
	_, err := f.get(t.Context(), outside.URL, "", "")
	var got *Failure
	if !errors.As(err, &got) || got.Why != watched.FailedAddress {
		t.Error(err)
	}
}

func TestAFeedThatFailsIsLeftAloneLongerEachTime(t *testing.T) {
	for fails, want := range map[int64]time.Duration{1: 30 * time.Minute, 2: time.Hour, 3: 2 * time.Hour, 6: 16 * time.Hour, 7: 24 * time.Hour, 1000: 24 * time.Hour} {
		if got := pause(15*time.Minute, fails, 0); got != want {
			t.Errorf("after %d: %v", fails, got)
		}
	}
	if got := pause(15*time.Minute, 1, 5*time.Hour); got != 5*time.Hour {
		t.Errorf("it asks for five hours and is left alone for %v", got)
	}
	if got := pause(15*time.Minute, 1, 500*time.Hour); got != 24*time.Hour {
		t.Errorf("it asks for weeks and is left alone for %v", got)
	}
}
