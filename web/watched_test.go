package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestTheOutletIsWrittenToAndWhatWasFoundIsSettled(t *testing.T) {
	f := demonstration(t)
	desk := f.staff(t)[0]
	list := f.visit("/en/sample/work/watched?state=new", desk.cookie).Body.String()
	found := regexp.MustCompile(`href="(/en/sample/work/watched/[0-9a-z]+)#f1"`).FindStringSubmatch(list)
	if found == nil {
		t.Fatalf("the text is not listed: %s", seen(list))
	}
	page := f.visit(found[1], desk.cookie).Body.String()
	for _, want := range []string{`<a class="claim is-contradicted" id="c1" href="#f1">`, "9999", "/zh-Hans/sample/figures/signed.count?edition=26", "谨请复核"} {
		if !strings.Contains(page, want) {
			t.Fatalf("the text's page does not say %q: %s", want, seen(page))
		}
	}
	do := func(form url.Values, want int) string {
		t.Helper()
		r := f.post(t, found[1], form, desk.cookie)
		if r.Code != want {
			t.Fatalf("%v: %d %s", form, r.Code, seen(r.Body.String()))
		}
		return r.Body.String()
	}
	since := func() string { return hiddenFields(f.visit(found[1], desk.cookie).Body.String()).Get("since") }
	old := since()
	if page := do(url.Values{"do": {"written"}, "since": {old}, "about": {"1"}, "letter": {"Dear editors"}}, http.StatusBadRequest); !strings.Contains(page, "Dear editors") {
		t.Error("what was typed does not come back")
	}
	do(url.Values{"do": {"written"}, "since": {old}, "about": {"1"}, "to": {"desk@example.org"}, "letter": {"Dear editors"}}, http.StatusSeeOther)
	do(url.Values{"do": {"corrected"}, "since": {old}, "about": {"1"}}, http.StatusConflict)
	if page := f.visit(found[1], desk.cookie).Body.String(); !strings.Contains(page, "desk@example.org") || !strings.Contains(page, "written to") {
		t.Errorf("the letter is not shown: %s", seen(page))
	}
	do(url.Values{"do": {"no_error"}, "since": {since()}, "about": {"1"}}, http.StatusBadRequest)
	do(url.Values{"do": {"no_error"}, "since": {since()}, "about": {"1"}, "why": {"another fair"}}, http.StatusSeeOther)
	if list := f.visit("/en/sample/work/watched?state=new", desk.cookie).Body.String(); strings.Contains(list, found[1]) {
		t.Error("what is settled is listed as new")
	}
	do(url.Values{"do": {"reopen"}, "since": {since()}, "about": {"1"}}, http.StatusSeeOther)
	do(url.Values{"do": {"reread"}}, http.StatusSeeOther)
}

func TestFeedsAreListedPausedAndTakenAway(t *testing.T) {
	f := demonstration(t)
	desk := f.staff(t)[0]
	const path = "/en/sample/work/watched"
	do := func(form url.Values, want int) {
		t.Helper()
		if r := f.post(t, path, form, desk.cookie); r.Code != want {
			t.Fatalf("%v: %d %s", form, r.Code, seen(r.Body.String()))
		}
	}
	do(url.Values{"do": {"add"}, "outlet": {"Harbour Post"}, "address": {"file:///etc/passwd"}}, http.StatusBadRequest)
	do(url.Values{"do": {"add"}, "outlet": {"Harbour Post"}, "address": {"https://news.example/feed"}}, http.StatusSeeOther)
	do(url.Values{"do": {"add"}, "outlet": {"Harbour Post"}, "address": {"https://news.example/feed"}}, http.StatusConflict)
	page := f.visit(path, desk.cookie).Body.String()
	if !strings.Contains(page, "https://news.example/feed") || !strings.Contains(page, "not read yet") {
		t.Fatalf("the feed is not listed: %s", seen(page))
	}
	hidden := hiddenFields(page)
	do(url.Values{"do": {"pause"}, "feed": {hidden.Get("feed")}, "since": {hidden.Get("since")}}, http.StatusSeeOther)
	page = f.visit(path, desk.cookie).Body.String()
	if !strings.Contains(page, "paused") {
		t.Fatal("it is not paused")
	}
	do(url.Values{"do": {"drop"}, "feed": {hidden.Get("feed")}, "since": {hiddenFields(page).Get("since")}}, http.StatusSeeOther)
	if page := f.visit(path, desk.cookie).Body.String(); strings.Contains(page, "https://news.example/feed") {
		t.Error("it is listed although it was taken away")
	}
}
