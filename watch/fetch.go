package watch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bridgehead/bulletin/watched"
)

// Bounds of one request.
const (
	fetchTime    = 30 * time.Second // for all of it, redirects and body included
	fetchConnect = 10 * time.Second
	fetchMost    = 4 << 20 // bytes of an answer, unpacked
	fetchHops    = 5       // redirects
	agent        = "Bridgehead-Watch/1.0"
)

// A Failure says why an address was not read: one of watched.Failures.
type Failure struct {
	Why    string
	Detail string        // what the server said
	After  time.Duration // how long it asks to be left alone; 0 where it says nothing
	cause  error
}

func (f *Failure) Error() string {
	text := "watch: not read: " + f.Why
	if f.Detail != "" {
		text += " " + f.Detail
	}
	if f.cause != nil {
		text += ": " + f.cause.Error()
	}
	return text
}

func (f *Failure) Unwrap() error { return f.cause }

// inner are networks that netip does not count among the private ones and that are none of the public web.
var inner = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// public reports whether an address is one of the public web. It is asked of each address that is really connected to, so
// that neither a name that resolves to two things nor a redirect leads around it.
func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Zone() != "" {
		return false
	}
	return !slices.ContainsFunc(inner, func(p netip.Prefix) bool { return p.Contains(ip) })
}

var (
	errInner    = errors.New("the address is not one of the public web")
	errRedirect = errors.New("it leads on too often, or to what is no page of the web")
)

// A fetcher reads addresses of the web.
type fetcher struct{ client *http.Client }

// newFetcher returns one that connects to the public web alone, or anywhere.
func newFetcher(anywhere bool) *fetcher {
	return newFetcherTo(func(at netip.AddrPort) bool { return anywhere || public(at.Addr()) })
}

// newFetcherTo returns one that connects to the addresses that may be connected to.
func newFetcherTo(may func(netip.AddrPort) bool) *fetcher {
	dialer := &net.Dialer{Timeout: fetchConnect, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !may(at) {
			return errInner
		}
		return nil
	}}
	return &fetcher{&http.Client{
		Timeout: fetchTime,
		Transport: &http.Transport{ // without a proxy, which would connect in our place
			DialContext: dialer.DialContext, TLSHandshakeTimeout: fetchConnect, ResponseHeaderTimeout: fetchTime,
			MaxResponseHeaderBytes: 64 << 10, MaxIdleConns: 4, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			last := via[len(via)-1].URL
			if len(via) > fetchHops || !watched.Reachable(r.URL.String()) || last.Scheme == "https" && r.URL.Scheme != "https" {
				return errRedirect
			}
			return nil
		},
	}}
}

// An answer is what stands at an address.
type answer struct {
	body           []byte
	same           bool // it has not changed since
	etag, modified string
	address        string // where redirects led
}

// get reads an address; etag and modified are those of the last answer. The error is a *Failure, or the context's.
func (f *fetcher) get(ctx context.Context, address, etag, modified string) (answer, error) {
	var out answer
	if !watched.Reachable(address) {
		return out, &Failure{Why: watched.FailedRedirect}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return out, &Failure{Why: watched.FailedRedirect, cause: err}
	}
	r.Header.Set("User-Agent", agent)
	r.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.8, */*;q=0.1")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	if modified != "" {
		r.Header.Set("If-Modified-Since", modified)
	}
	response, err := f.client.Do(r)
	if err != nil {
		return out, failure(ctx, err)
	}
	defer response.Body.Close()
	out.address = response.Request.URL.String()
	switch {
	case response.StatusCode == http.StatusNotModified && (etag != "" || modified != ""):
		out.same, out.etag, out.modified = true, etag, modified
		return out, nil
	case response.StatusCode != http.StatusOK:
		return out, &Failure{Why: watched.FailedStatus, Detail: strconv.Itoa(response.StatusCode), After: after(response.Header.Get("Retry-After"))}
	}
	// One byte more than allowed shows that there is more.
	out.body, err = io.ReadAll(io.LimitReader(response.Body, fetchMost+1))
	if err != nil {
		return out, failure(ctx, err)
	}
	if len(out.body) > fetchMost {
		return out, &Failure{Why: watched.FailedLarge}
	}
	out.etag, out.modified = bounded(response.Header.Get("Etag")), bounded(response.Header.Get("Last-Modified"))
	return out, nil
}

// bounded is a header that is kept: one that is too long, or not text, is not.
func bounded(s string) string {
	if len(s) > 300 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return s
}

// after is how long a server asks to be left alone, in seconds; a date is not read.
func after(text string) time.Duration {
	seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 24)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// failure says why a request failed.
func failure(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errInner):
		return &Failure{Why: watched.FailedAddress, cause: err}
	case errors.Is(err, errRedirect):
		return &Failure{Why: watched.FailedRedirect, cause: err}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Failure{Why: watched.FailedLate, cause: err}
	}
	return &Failure{Why: watched.FailedUnreachable, cause: err}
}
