package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/journal"
)

func grantsIn(t testing.TB, f *fixture) []access.Grant {
	t.Helper()
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	grants, err := v.Grants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return grants
}

func TestTheSecretariatInvitesItsOffices(t *testing.T) {
	t.Parallel()
	f := openedNamed(t)
	c := f.hold(t, "secretariat@fair.example", secretariatOf("beijing"))
	form := url.Values{"email": {"new@fair.example"}, "name": {hostileName}, "language": {"zh-Hant"}, "role": {"office"}, "side": {"beijing"}, "office": {"chaoyang"}}
	if w := f.post(t, "/en/model/work/accounts/invite", form, c); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	mails, err := f.db.ClaimMails(t.Context(), 10)
	if err != nil || len(mails) == 0 || mails[len(mails)-1].To != "new@fair.example" || !strings.Contains(mails[len(mails)-1].Body, "https://fair.example/zh-Hant/account/invitation/") {
		t.Fatalf("%v %v", mails, err)
	}
	page := f.visit("/en/model/work/accounts", c).Body.String()
	if !strings.Contains(seen(page), "new@fair.example") || strings.Contains(page, "<b>bold") {
		t.Errorf("the page: %s", seen(page))
	}
	// A second time is a conflict, and the form comes back as typed.
	if w := f.post(t, "/en/model/work/accounts/invite", form, c); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `value="new@fair.example"`) {
		t.Errorf("again: %d", w.Code)
	}
	grants := grantsIn(t, f)
	if w := f.post(t, "/en/model/work/accounts/revoke", url.Values{"grant": {grants[len(grants)-1].ID}}, c); w.Code != http.StatusSeeOther || len(grantsIn(t, f)) != len(grants)-1 {
		t.Errorf("taking it back: %d", w.Code)
	}
}

const hostileName = `<b>bold & "quoted"`

// openedNamed is load with an address of its own.
func openedNamed(t testing.TB) *fixture {
	t.Helper()
	f := load(t)
	f.site = named(t, f.db)
	return f
}

func TestAFormFieldGivesNobodyARole(t *testing.T) {
	t.Parallel()
	f := openedNamed(t)
	secretariat := f.hold(t, "secretariat@fair.example", secretariatOf("beijing"))
	people := map[string]*http.Cookie{
		"secretariat": secretariat,
		"office":      f.hold(t, "office@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"}),
		"auditor":     f.hold(t, "auditor@fair.example", auditor),
		"nobody":      f.hold(t, "nobody@fair.example"),
	}
	other := f.hold(t, "other@fair.example", secretariatOf("hongkong"))
	own, err := f.db.AccountNamed(t.Context(), "secretariat@fair.example")
	if err != nil {
		t.Fatal(err)
	}
	head, held := f.head(t, "model"), grantsIn(t, f)
	for who, c := range people {
		for _, role := range []string{"administrator", "secretariat", "auditor", "press", "operator", "public", ""} {
			form := url.Values{"email": {who + "@fair.example"}, "name": {"x"}, "language": {"en"}, "role": {role}, "account": {own.ID}, "fair": {journal.Accounts}}
			if w := f.post(t, "/en/model/work/accounts/invite", form, c); w.Code != http.StatusForbidden {
				t.Errorf("%s gives the role %q: %d", who, role, w.Code)
			}
		}
		form := url.Values{"email": {"x@fair.example"}, "name": {"x"}, "language": {"en"}, "role": {"office"}, "side": {"hongkong"}, "office": {"central"}}
		if w := f.post(t, "/en/model/work/accounts/invite", form, c); w.Code != http.StatusForbidden {
			t.Errorf("%s lets an office of the other side in: %d", who, w.Code)
		}
		for _, g := range held {
			if g.Role == access.Office && who == "secretariat" {
				continue
			}
			if w := f.post(t, "/en/model/work/accounts/revoke", url.Values{"grant": {g.ID}}, c); w.Code != http.StatusForbidden {
				t.Errorf("%s takes the role %s: %d", who, g.Role, w.Code)
			}
		}
		for _, do := range []string{"reset", "disable", "unlock", "enable"} {
			if w := f.post(t, "/en/model/work/accounts/manage", url.Values{"account": {own.ID}, "do": {do}}, c); w.Code != http.StatusForbidden {
				t.Errorf("%s does %s: %d", who, do, w.Code)
			}
		}
	}
	if w := f.post(t, "/en/model/work/accounts/revoke", url.Values{"grant": {"made-up"}}, other); w.Code != http.StatusNotFound {
		t.Errorf("a grant that is not there: %d", w.Code)
	}
	if f.head(t, "model") != head || len(grantsIn(t, f)) != len(held) {
		t.Error("something was written")
	}
	if _, err := f.db.AccountNamed(t.Context(), "x@fair.example"); err == nil {
		t.Error("an account was made")
	}
	if w := f.visit("/en/model/work/accounts", people["office"]); w.Code != http.StatusForbidden {
		t.Errorf("an office sees who holds what: %d", w.Code)
	}
	if page := f.visit("/en/model/work/accounts", people["auditor"]).Body.String(); !strings.Contains(page, "other@fair.example") || strings.Contains(page, "/invite") || strings.Contains(page, "/revoke") {
		t.Errorf("the auditor's page: %s", seen(page))
	}
}

func TestAnAdministratorOfTheInstallationLooksAfterAccounts(t *testing.T) {
	t.Parallel()
	f := openedNamed(t)
	c := f.hold(t, "admin@fair.example", access.Grant{Role: access.Administrator})
	admin, err := f.db.AccountNamed(t.Context(), "admin@fair.example")
	if err != nil {
		t.Fatal(err)
	}
	f.hold(t, "office@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	a, err := f.db.AccountNamed(t.Context(), "office@fair.example")
	if err != nil {
		t.Fatal(err)
	}
	do := func(id, what string) int {
		t.Helper()
		return f.post(t, "/en/model/work/accounts/manage", url.Values{"account": {id}, "do": {what}}, c).Code
	}
	if got := do(a.ID, "disable"); got != http.StatusForbidden {
		t.Errorf("an administrator of the fair disables an account of the installation: %d", got)
	}
	if _, err := f.db.Grant(t.Context(), journal.Accounts, access.System, access.Grant{Account: admin.ID, Role: access.Administrator}); err != nil {
		t.Fatal(err)
	}
	c = f.signIn(t, "admin@fair.example")
	for i, step := range []struct {
		id, what string
		want     int
		state    access.State
	}{
		{a.ID, "disable", http.StatusSeeOther, access.Disabled},
		{a.ID, "reset", http.StatusConflict, access.Disabled},
		{a.ID, "enable", http.StatusSeeOther, access.Active},
		{a.ID, "unlock", http.StatusSeeOther, access.Active},
		{a.ID, "reset", http.StatusSeeOther, access.Active},
		{a.ID, "promote", http.StatusBadRequest, access.Active},
		{admin.ID, "disable", http.StatusConflict, access.Active},
		{"made-up", "disable", http.StatusNotFound, access.Active},
	} {
		if got := do(step.id, step.what); got != step.want {
			t.Errorf("%d %s: %d, want %d", i, step.what, got, step.want)
		}
		if now, err := f.db.Account(t.Context(), a.ID); err != nil || now.State != step.state {
			t.Errorf("%d %s: the account is %s, %v", i, step.what, now.State, err)
		}
	}
	// What may be given by nobody else: another administrator of the fair.
	form := url.Values{"email": {"second@fair.example"}, "name": {"Second"}, "language": {"en"}, "role": {"administrator"}, "side": {"beijing"}}
	if w := f.post(t, "/en/model/work/accounts/invite", form, c); w.Code != http.StatusSeeOther {
		t.Errorf("an administrator: %d %s", w.Code, seen(w.Body.String()))
	}
}
