package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
)

// hold makes an account that holds the grants in the fair "model" and returns the cookie of its
// session.
func (f *fixture) hold(t testing.TB, email string, grants ...access.Grant) *http.Cookie {
	t.Helper()
	return f.holdIn(t, "model", email, grants...)
}

// holdIn is hold for any fair.
func (f *fixture) holdIn(t testing.TB, fair, email string, grants ...access.Grant) *http.Cookie {
	t.Helper()
	a := f.join(t, email)
	for _, g := range grants {
		g.Account = a.ID
		if _, err := f.db.Grant(t.Context(), fair, access.System, g); err != nil {
			t.Fatal(err)
		}
	}
	w := f.post(t, "/en/account/sign-in", url.Values{"email": {email}, "password": {goodPassword}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d %s", w.Code, seen(w.Body.String()))
	}
	return w.Result().Cookies()[0]
}

func TestTheWorkspaceIsForThoseWithARoleInTheFair(t *testing.T) {
	t.Parallel()
	f := load(t)
	office := f.hold(t, "chaoyang@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	nobody := f.hold(t, "nobody@fair.example")
	if w := f.visit("/en/model/work"); w.Code != http.StatusFound || !strings.HasPrefix(w.Header().Get("Location"), "/en/account/sign-in?to=") {
		t.Errorf("without signing in: %d to %q", w.Code, w.Header().Get("Location"))
	}
	if w := f.visit("/en/model/work", nobody); w.Code != http.StatusForbidden {
		t.Errorf("without a role: %d", w.Code)
	}
	if w := f.visit("/en/made/work", office); w.Code != http.StatusForbidden {
		t.Errorf("with a role in another fair: %d", w.Code)
	}
	w := f.visit("/en/model/work", office)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "reporting office: Chaoyang") {
		t.Errorf("with a role: %d %s", w.Code, seen(w.Body.String()))
	}
	for page, want := range map[string]bool{"/en/model/agreements": true, "/en/made/agreements": false} {
		if got := strings.Contains(f.visit(page, office).Body.String(), `/work">Workspace</a>`); got != want {
			t.Errorf("%s leads to the workspace: %v, want %v", page, got, want)
		}
	}
}
