package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"bridgehead/access"
	"bridgehead/lang"
)

// sessionCookie keeps a session's token. Its name binds it to this host, and browsers keep it
// over secure connections alone; they take the loopback for one.
const sessionCookie = "__Host-session"

// identify reads who asks from the session's cookie. A visitor without one, or with one that
// opens nothing any more, is the public.
func (s *site) identify(v *visit) error {
	c, err := v.Cookie(sessionCookie)
	if err != nil || c.Value == "" {
		return nil
	}
	session, account, err := s.db.Session(v.Context(), c.Value)
	if lang.CodeOf(err) == lang.CodeForbidden {
		awaits, err := s.db.AwaitsCode(v.Context(), c.Value)
		switch {
		case err != nil:
			return err
		case awaits:
			v.token = c.Value // for the code alone: the visitor is the public until then
			v.w.Header().Set("Cache-Control", "no-store")
		default:
			v.forget()
		}
		return nil
	}
	if err != nil {
		return err
	}
	v.token = c.Value
	if session.Renew {
		token, err := s.db.RenewSession(v.Context(), c.Value)
		if lang.CodeOf(err) == lang.CodeForbidden {
			v.forget()
			return nil
		}
		if err != nil {
			return err
		}
		v.keep(token)
	}
	v.session, v.account = session, account
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set(accountHeader, string(account.ID))
	return nil
}

// keep sets the session's token in the browser.
func (v *visit) keep(token string) {
	v.token = token
	http.SetCookie(v.w, &http.Cookie{
		Name: sessionCookie, Value: token, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// forget takes the token from the browser.
func (v *visit) forget() {
	v.token = ""
	http.SetCookie(v.w, &http.Cookie{
		Name: sessionCookie, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// signedIn reports whether the visitor is somebody.
func (v *visit) signedIn() bool { return v.account.ID != "" }

// client is what the account's list of sessions shows of this device.
func (v *visit) client() access.Client {
	return access.Client{Agent: v.UserAgent(), Address: addressOf(v.Request)}
}

// addressOf is the network address that a request comes from.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// loopback reports whether a host of a request is this machine itself.
func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// toSignIn is the page that signs in and then leads back to where the visitor is.
func (v *visit) toSignIn() string {
	to := "/" + string(v.tag) + "/account/sign-in"
	if v.Method == http.MethodGet {
		to += "?" + url.Values{"to": {v.URL.RequestURI()}}.Encode()
	}
	return to
}

// within returns the address when it leads to a page of this site, else the fallback: nobody
// is sent elsewhere by an address that somebody made up.
func within(address, fallback string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return fallback
	}
	to := u.EscapedPath()
	if u.RawQuery != "" {
		to += "?" + u.RawQuery
	}
	return to
}

// A limiter holds back who asks too often, by network address. It forgets an address that has
// not been heard of for a while, and is bounded.
type limiter struct {
	every time.Duration // one request in each
	burst int

	mu   sync.Mutex
	seen map[string]*visitor
}

type visitor struct {
	allow *rate.Limiter
	last  time.Time
}

const (
	visitorsKept = 10_000
	visitorStays = 10 * time.Minute
)

func newLimiter(every time.Duration, burst int) *limiter {
	return &limiter{every: every, burst: burst, seen: map[string]*visitor{}}
}

// allow counts a request and reports whether it may go on.
func (l *limiter) allow(address string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	x := l.seen[address]
	if x == nil {
		if len(l.seen) >= visitorsKept {
			for k, old := range l.seen {
				if now.Sub(old.last) > visitorStays {
					delete(l.seen, k)
				}
			}
			if len(l.seen) >= visitorsKept {
				address = "" // too many at once: strangers share what one would have
				if x = l.seen[address]; x != nil {
					x.last = now
					return x.allow.AllowN(now, 1)
				}
			}
		}
		x = &visitor{allow: rate.NewLimiter(rate.Every(l.every), l.burst)}
		l.seen[address] = x
	}
	x.last = now
	return x.allow.AllowN(now, 1)
}
