package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/web"
)

const goodPassword = "four quite unrelated words"

// openNamed is open with an address of its own, which mails can lead to.
func openNamed(t testing.TB) *fixture {
	t.Helper()
	f := open(t)
	f.site = named(t, f.db)
	return f
}

// named returns the pages of a record under an address of their own.
func named(t testing.TB, db *store.DB) http.Handler {
	t.Helper()
	site, err := web.New(db, web.Options{Address: "https://fair.example"})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// join makes an account that can sign in, as somebody who was invited does.
func (f *fixture) join(t testing.TB, email string) access.Account {
	t.Helper()
	a, at := f.invite(t, email)
	w := f.post(t, "/zh-Hans"+at, url.Values{"password": {goodPassword}, "again": {goodPassword}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("setting the password: %d %s", w.Code, seen(w.Body.String()))
	}
	return a
}

// invite makes an account and returns where its invitation leads, below the language.
func (f *fixture) invite(t testing.TB, email string) (access.Account, string) {
	t.Helper()
	a, err := f.db.AddAccount(t.Context(), access.System, access.Account{Email: email, Name: "王小明", Tag: lang.Hans})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.db.Invite(t.Context(), access.System, a.ID, "https://fair.example"); err != nil {
		t.Fatal(err)
	}
	mails, err := f.db.ClaimMails(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	body := mails[len(mails)-1].Body
	return a, strings.Fields(body[strings.Index(body, access.Invitation.Path()):])[0]
}

// post sends a form as a browser does from a page of the site.
func (f *fixture) post(t testing.TB, address string, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "https://fair.example"+address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return f.send(r, cookies...)
}

func (f *fixture) send(r *http.Request, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	f.site.ServeHTTP(w, r)
	return w
}

// visit reads a page with cookies.
func (f *fixture) visit(address string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	return f.send(httptest.NewRequest(http.MethodGet, "https://fair.example"+address, nil), cookies...)
}

// signIn returns the cookie of a new session.
func (f *fixture) signIn(t testing.TB, email string) *http.Cookie {
	t.Helper()
	w := f.post(t, "/en/account/sign-in", url.Values{"email": {email}, "password": {goodPassword}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d %s", w.Code, seen(w.Body.String()))
	}
	return w.Result().Cookies()[0]
}

func TestSigningInKeepsASessionThatOnlyThisSiteSees(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	c := f.signIn(t, "officer@fair.example")
	if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || !strings.HasPrefix(c.Name, "__Host-") {
		t.Errorf("cookie %v", c)
	}
	w := f.visit("/zh-Hans/account", c)
	if w.Code != http.StatusOK || !strings.Contains(seen(w.Body.String()), "王小明") {
		t.Errorf("the own account: %d %s", w.Code, seen(w.Body.String()))
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a page of somebody may be kept: %q", got)
	}
	if w := f.visit("/en/account"); w.Code != http.StatusFound || !strings.HasPrefix(w.Header().Get("Location"), "/en/account/sign-in?to=") {
		t.Errorf("the public is not asked to sign in: %d %s", w.Code, w.Header().Get("Location"))
	}
	if w := f.post(t, "/en/account/sign-out", nil, c); w.Code != http.StatusSeeOther {
		t.Errorf("signing out: %d", w.Code)
	}
	if w := f.visit("/en/account", c); w.Code != http.StatusFound {
		t.Errorf("a session that was ended still opens: %d", w.Code)
	}
}

func TestAnAddressWithoutAnAccountIsAnsweredLikeOneWith(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	var answers []string
	for _, email := range []string{"officer@fair.example", "nobody@fair.example"} {
		w := f.post(t, "/en/account/sign-in", url.Values{"email": {email}, "password": {"not the password at all"}})
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", email, w.Code)
		}
		answers = append(answers, strings.ReplaceAll(w.Body.String(), email, "EMAIL"))
		w = f.post(t, "/en/account/forgotten", url.Values{"email": {email}})
		answers = append(answers, strings.ReplaceAll(w.Body.String(), email, "EMAIL"))
	}
	if answers[0] != answers[2] || answers[1] != answers[3] {
		t.Error("the answers tell whether there is an account")
	}
}

func TestALinkInAMailNeverLeadsWhereTheRequestSaid(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	r := httptest.NewRequest(http.MethodPost, "https://evil.example/en/account/forgotten", strings.NewReader("email=officer%40fair.example"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	f.send(r)
	mails, err := f.db.ClaimMails(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if strings.Contains(m.Body, "evil.example") {
			t.Errorf("the mail leads to another host: %s", m.Body)
		}
	}
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	for _, to := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: y", "\t//evil.example"} {
		w := f.post(t, "/en/account/sign-in", url.Values{"email": {"officer@fair.example"}, "password": {goodPassword}, "to": {to}})
		got := w.Header().Get("Location")
		if u, err := url.Parse(got); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n") {
			t.Errorf("%q leads to %q", to, got)
		}
	}
}

func TestAnotherSiteCannotPostForTheReader(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	c := f.signIn(t, "officer@fair.example")
	r := httptest.NewRequest(http.MethodPost, "https://fair.example/en/account/sessions", strings.NewReader("session=all"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := f.send(r, c); w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
	if w := f.visit("/en/account", c); w.Code != http.StatusOK {
		t.Errorf("the session was ended from elsewhere: %d", w.Code)
	}
}

func TestASessionPlantedBeforeSigningInOpensNothing(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	planted := &http.Cookie{Name: "__Host-session", Value: access.NewSecret()}
	w := f.post(t, "/en/account/sign-in", url.Values{"email": {"officer@fair.example"}, "password": {goodPassword}}, planted)
	for _, c := range w.Result().Cookies() {
		if c.Value == planted.Value {
			t.Error("the planted token was taken")
		}
	}
	if w := f.visit("/en/account", planted); w.Code != http.StatusFound {
		t.Errorf("the planted token opens: %d", w.Code)
	}
}

func TestWhoAsksTooOftenIsToldToWait(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	var last int
	for range 40 {
		w := f.post(t, "/en/account/sign-in", url.Values{"email": {"nobody@fair.example"}, "password": {"not the password at all"}})
		last = w.Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the fortieth attempt in a row: %d", last)
	}
}

func TestASecondStepIsAskedForOnceItIsSetUp(t *testing.T) {
	t.Parallel()
	f := openNamed(t)
	f.join(t, "officer@fair.example")
	c := f.signIn(t, "officer@fair.example")
	page := f.visit("/en/account/second-step", c).Body.String()
	if !strings.Contains(page, `class="qr"`) || !strings.Contains(page, "<path d=\"M") {
		t.Fatalf("no code to scan: %s", seen(page))
	}
	if w := f.post(t, "/en/account/second-step", url.Values{"code": {"000000"}}, c); w.Code != http.StatusForbidden {
		t.Errorf("a wrong code: %d", w.Code)
	}
}
