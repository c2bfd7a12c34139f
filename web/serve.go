package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"bridgehead/lang"
)

// policy lets a page load its own style, pictures and modules, look at pictures that its own modules make, ask its own server, and send
// its forms home; nothing comes from elsewhere, no script stands in a page, and no other
// page frames it.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' blob:; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets the headers that every answer has, and turns a panic into an error page.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("web: panic", "address", unsecret(r.URL.Path), "panic", p, "stack", string(debug.Stack()))
				s.fail(w, r, tagOf(r), fmt.Errorf("web: panic: %v", p))
			}
		}()
		if !textual(r.URL.Path) || !textual(r.URL.RawQuery) || !textualAll(r.URL.Query()) {
			s.failWith(w, r, tagOf(r), http.StatusBadRequest, lang.Say(tagOf(r), "web.error.address"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// textual reports whether text is text: no database takes any other for it.
func textual(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

func textualAll(form url.Values) bool {
	for name, values := range form {
		if !textual(name) || slices.ContainsFunc(values, func(v string) bool { return !textual(v) }) {
			return false
		}
	}
	return true
}

// elsewhere answers a form that the page of another site has sent in the reader's name.
func (s *site) elsewhere(w http.ResponseWriter, r *http.Request) {
	s.failWith(w, r, tagOf(r), http.StatusForbidden, lang.Say(tagOf(r), "web.error.elsewhere"))
}

// plain adapts what is no page of one language.
func (s *site) plain(show func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := show(w, r); err != nil {
			s.fail(w, r, tagOf(r), err)
		}
	})
}

// page adapts a page of a language; an error becomes a page that says what to do.
func (s *site) page(tag lang.Tag, show func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Request: r, w: w, tag: tag, asked: -1, ref: -1}
		err := s.identify(v)
		if err == nil {
			err = show(v)
		}
		if err != nil {
			s.fail(w, r, tag, err)
		}
	})
}

// send writes an answer whole: with its checksum, so that a reader who has it already is
// sent nothing, and compressed where the reader takes that.
func send(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept-Encoding")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if status == http.StatusOK {
		sum := sha256.Sum256(body)
		tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
		h.Set("ETag", tag)
		offer(w, status, kind, body)
		if known(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		if zipped := zip(body); zipped != nil {
			if t, ok := w.(*taking); ok && t.plain != nil {
				t.zipped = zipped
			}
			h.Set("Content-Encoding", "gzip")
			body = zipped
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body) // a reader who has left is no error of ours
	}
}

// known reports whether the reader's list of checksums holds the tag.
func known(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimSpace(t); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// takesGzip reports whether the header names gzip and does not refuse it.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if name == "gzip" {
			return strings.Trim(strings.TrimPrefix(q, "q="), "0.") != "" || q == ""
		}
	}
	return false
}

// health answers for whoever watches the process: it can read its record.
func (s *site) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.db.Fairs(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	return nil
}

// languageCookie keeps the language that a reader chose.
const languageCookie = "language"

// tagOf returns the language of an address, or else the one that the reader chose before
// or the browser asks for.
func tagOf(r *http.Request) lang.Tag {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, tag := range lang.Tags {
		if first == string(tag) {
			return tag
		}
	}
	if c, err := r.Cookie(languageCookie); err == nil {
		if tag, err := lang.ParseTag(c.Value); err == nil {
			return tag
		}
	}
	return lang.Negotiate(r.Header.Get("Accept-Language"))
}

// chooseLanguage keeps the reader's choice and shows the page that they came from in it.
func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	tag, err := lang.ParseTag(r.PathValue("lang"))
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: string(tag), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
	to := "/" + string(tag) + "/"
	// Only a path below a language is followed, never another host.
	if u, err := url.Parse(r.URL.Query().Get("page")); err == nil && u.Host == "" && u.Scheme == "" {
		first, rest, _ := strings.Cut(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
		for _, known := range lang.Tags {
			if first == string(known) {
				to = (&url.URL{Path: "/" + string(tag) + "/"}).Path + rest
				if u.RawQuery != "" {
					to += "?" + u.RawQuery
				}
			}
		}
	}
	redirect(w, r, to)
	return nil
}

// redirectSeen shows a page after a form was sent, so that looking again sends nothing again.
func redirectSeen(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// redirect sends the reader on, for this time only.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Language, Cookie")
	http.Redirect(w, r, to, http.StatusFound)
}

// defaultFair is the fair that is shown where the address names none: the first that
// holds real records.
func (s *site) defaultFair(r *http.Request) (string, error) {
	all, err := s.fairList(r.Context())
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if !f.Synthetic {
			return f.ID, nil
		}
	}
	if len(all) > 0 {
		return all[0].ID, nil
	}
	return "", nil
}

func (s *site) front(w http.ResponseWriter, r *http.Request) error {
	to := "/" + string(tagOf(r)) + "/"
	id, err := s.defaultFair(r)
	if err != nil {
		return err
	}
	if id != "" {
		if to, err = s.currentEdition(r.Context(), tagOf(r), id); err != nil {
			return err
		}
	}
	redirect(w, r, to)
	return nil
}

func (s *site) frontReport(w http.ResponseWriter, r *http.Request) error {
	id, err := s.defaultFair(r)
	if err != nil {
		return err
	}
	to := "/" + string(tagOf(r)) + "/"
	if id != "" {
		to += id + "/report"
	}
	redirect(w, r, to)
	return nil
}

func (s *site) nothing(w http.ResponseWriter, r *http.Request) error {
	other := r.Clone(r.Context())
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other.Method = method
		if _, pattern := s.mux.Handler(other); method != r.Method && r.Method != http.MethodHead && pattern != "/" {
			w.Header().Set("Allow", map[string]string{http.MethodGet: "GET, HEAD", http.MethodPost: "POST"}[method])
			s.failWith(w, r, tagOf(r), http.StatusMethodNotAllowed, lang.Say(tagOf(r), "web.error.method"))
			return nil
		}
	}
	return lang.NotFound("web.error.page")
}
