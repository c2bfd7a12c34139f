package web_test

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestTheOutletIsWrittenToAndWhatWasFoundIsSettled(t *testing.T) {
	t.Parallel()
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
	do(url.Values{"do": {"no_error"}, "since": {since()}, "about": {"1", "2"}, "why": {"another fair"}}, http.StatusSeeOther) // that of another text, too
	if list := f.visit("/en/sample/work/watched?state=new", desk.cookie).Body.String(); strings.Contains(list, found[1]) {
		t.Error("what is settled is listed as new")
	}
	do(url.Values{"do": {"reopen"}, "since": {since()}, "about": {"1"}}, http.StatusSeeOther)
	do(url.Values{"do": {"reread"}}, http.StatusSeeOther)
}

func TestFeedsAreListedPausedAndTakenAway(t *testing.T) {
	t.Parallel()
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

func TestATextIsPutInByHandMendedAndHeldAgainstAnother(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	desk := f.staff(t)[0]
	const list = "/en/sample/work/watched"
	put := func(form url.Values, want int) string {
		t.Helper()
		form.Set("do", "put")
		r := f.post(t, list, form, desk.cookie)
		if r.Code != want {
			t.Fatalf("%v: %d %s", form, r.Code, seen(r.Body.String()))
		}
		return cmp.Or(r.Header().Get("Location"), r.Body.String())
	}
	if page := put(url.Values{"outlet": {"Harbour Post"}, "words": {" \r\n"}, "title": {"Gala"}}, http.StatusBadRequest); !strings.Contains(page, `value="Gala"`) || !strings.Contains(page, `<details class="put" open>`) {
		t.Errorf("what was typed does not come back: %s", seen(page))
	}
	put(url.Values{"words": {"At the 26th edition 43 agreements were signed."}}, http.StatusBadRequest)
	put(url.Values{"outlet": {"Harbour Post"}, "words": {"Words."}, "published": {"some day"}}, http.StatusBadRequest)
	put(url.Values{"outlet": {"Harbour Post"}, "words": {"Words."}, "lang": {"fr"}}, http.StatusBadRequest)
	put(url.Values{"outlet": {"Harbour Post"}, "words": {"Words."}, "address": {"javascript:alert(1)"}}, http.StatusBadRequest)
	form := url.Values{"outlet": {"Harbour Post"}, "words": {"At the 26th edition 43 agreements were signed.\r\nThe rain stopped."}, "published": {"2023-11-30"}, "lang": {"en"}}
	text := put(form, http.StatusSeeOther)
	known := func(form url.Values, say string) {
		t.Helper()
		before, again := f.head(t, "sample"), put(form, http.StatusSeeOther)
		if at, _, _ := strings.Cut(again, "?"); at != text || f.head(t, "sample") != before {
			t.Errorf("the same text is put in twice: %s and %s, the record went from %d to %d", text, again, before, f.head(t, "sample"))
		}
		if page := f.visit(again, desk.cookie).Body.String(); !strings.Contains(page, `<p class="notice" role="status">`+say) {
			t.Errorf("who puts it in is not told %q: %s", say, seen(page))
		}
	}
	known(form, "This text is here already")
	page := f.visit(text, desk.cookie).Body.String()
	for _, want := range []string{"At the 26th edition 43 agreements were signed.", `<a class="claim is-contradicted" id="c1" href="#f1">43`, "<code>between-texts</code>", "in 样例日报 says", "See that text"} {
		if !strings.Contains(page, want) {
			t.Errorf("its page does not say %q: %s", want, seen(page))
		}
	}
	other := regexp.MustCompile(`href="(/en/sample/work/watched/[0-9a-z]+)#f\d+">See that text`).FindStringSubmatch(page)
	if other == nil || !strings.Contains(f.visit(other[1], desk.cookie).Body.String(), `in Harbour Post says “43”`) && !strings.Contains(f.visit(other[1], desk.cookie).Body.String(), `in Harbour Post says “43 agreements”`) {
		t.Fatalf("the other text does not say so: %s", seen(f.visit(other[1], desk.cookie).Body.String()))
	}
	do := func(form url.Values, want int) {
		t.Helper()
		if r := f.post(t, text, form, desk.cookie); r.Code != want {
			t.Fatalf("%v: %d %s", form, r.Code, seen(r.Body.String()))
		}
	}
	since := hiddenFields(page).Get("since")
	do(url.Values{"do": {"mend"}, "since": {since}, "outlet": {""}, "title": {"Gala night"}}, http.StatusBadRequest)
	do(url.Values{"do": {"mend"}, "since": {since}, "outlet": {"The Peak Gazette"}, "title": {"Gala night"}, "published": {"2023-11-30"}, "lang": {"en"}}, http.StatusSeeOther)
	do(url.Values{"do": {"mend"}, "since": {since}, "outlet": {"The Peak Gazette"}, "title": {"Another"}}, http.StatusConflict)
	if page := f.visit(other[1], desk.cookie).Body.String(); !strings.Contains(page, "“Gala night” in The Peak Gazette says") {
		t.Errorf("the other text does not follow: %s", seen(page))
	}
	do(url.Values{"do": {"words"}, "words": {"At the 26th edition 34 agreements were signed."}}, http.StatusSeeOther)
	if page := f.visit(text, desk.cookie).Body.String(); !strings.Contains(page, "corrected by the outlet") || !strings.Contains(page, "Version 2") {
		t.Errorf("its next version is %s", seen(page))
	}
	// The words that it has now are this text, and so are those that it had; neither is another record, or brings older words back.
	do(url.Values{"do": {"words"}, "words": {"At the 26th edition 35 agreements were signed."}}, http.StatusSeeOther)
	known(url.Values{"outlet": {"The Peak Gazette"}, "words": {"At the 26th edition 35 agreements were signed."}}, "This text is here already")
	for _, words := range form["words"] {
		known(url.Values{"outlet": {"The Peak Gazette"}, "words": {words}}, "The outlet has changed these words since: below is version 3")
		known(url.Values{"outlet": {"Harbour Post"}, "words": {words}}, "The outlet has changed these words since: below is version 3")
	}
	known(url.Values{"outlet": {"The Peak Gazette"}, "words": {"At the 26th edition 34 agreements were signed."}}, "The outlet has changed these words since: below is version 3")
	if page := f.visit(text, desk.cookie).Body.String(); !strings.Contains(page, "Version 3") || strings.Contains(page, `class="notice"`) {
		t.Errorf("it is %s", seen(page))
	}

	// What says nothing otherwise is listed by itself.
	page = f.visit(list+"?state=none", desk.cookie).Body.String()
	if !strings.Contains(page, "样例：weather.txt") || strings.Contains(page, "Gala night") || !strings.Contains(page, "nothing found (1)") {
		t.Errorf("texts without a finding: %s", seen(page))
	}
}
