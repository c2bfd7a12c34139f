package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestAListIsSavedUnderANameAndStandsOnTheHomePage(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	if body := w.visit("/en/model/projects?district=110105").Body.String(); strings.Contains(body, "save-list") {
		t.Error("the public is offered to save a list")
	}
	save := func(page, name string, c *http.Cookie) {
		t.Helper()
		form := hiddenFields(regexp.MustCompile(`(?s)<form class="line-form save-list".*?</form>`).FindString(w.visit(page, c).Body.String()))
		form.Set("name", name)
		form.Set("query", html.UnescapeString(form.Get("query")))
		if r := w.post(t, "/en/model/work/saved", form, c); r.Code != http.StatusSeeOther {
			t.Fatalf("saving %s: %d %s", page, r.Code, seen(r.Body.String()))
		}
	}
	save("/en/model/projects?district=110105&q=研发", "Chaoyang <b>", w.desk)
	save("/en/model/work/review?office=chaoyang", "From Chaoyang", w.desk)
	home := func() string { t.Helper(); return seen(w.visit("/en/model/work", w.desk).Body.String()) }
	if text := home(); !strings.Contains(text, "Chaoyang <b> Projects") && !strings.Contains(text, "Chaoyang &lt;b&gt;") || !strings.Contains(text, "From Chaoyang") || strings.Contains(text, "1 new") {
		t.Fatalf("the home page: %s", text)
	}
	w.handIn(t, wholeProject("京港医疗设备研发中心"), w.office, "chaoyang")
	w.handIn(t, wholeProject("海淀的"), w.other, "haidian")
	if text := home(); strings.Count(text, "1 new") != 1 {
		t.Errorf("what is new in the queue: %s", text)
	}
	body := w.visit("/en/model/work/saved", w.desk).Body.String()
	at := regexp.MustCompile(`href="(/en/model/work/saved/[0-9a-z]+)"><bdi>From`).FindStringSubmatch(body)
	if at == nil {
		t.Fatalf("the page: %s", seen(body))
	}
	for who, c := range map[string]*http.Cookie{"another": w.office, "the auditor": w.auditor} {
		if r := w.visit(at[1], c); r.Code != http.StatusNotFound {
			t.Errorf("%s opens it: %d", who, r.Code)
		}
		if r := w.post(t, at[1], url.Values{"do": {"drop"}}, c); r.Code != http.StatusNotFound {
			t.Errorf("%s deletes it: %d", who, r.Code)
		}
	}
	if r := w.visit(at[1], w.desk); r.Code != http.StatusFound || r.Header().Get("Location") != "/en/model/work/review?office=chaoyang" {
		t.Errorf("it leads to %d %s", r.Code, r.Header().Get("Location"))
	}
	if text := home(); strings.Contains(text, "1 new") {
		t.Errorf("what was looked at is still new: %s", text)
	}
	if r := w.post(t, at[1], url.Values{"do": {"rename"}, "name": {" "}}, w.desk); r.Code != http.StatusBadRequest {
		t.Errorf("without a name: %d", r.Code)
	}
	for _, form := range []url.Values{{"do": {"rename"}, "name": {"Mine"}}, {"do": {"notify"}}} {
		if r := w.post(t, at[1], form, w.desk); r.Code != http.StatusSeeOther {
			t.Errorf("%v: %d", form, r.Code)
		}
	}
	if body := w.visit("/en/model/work/saved", w.desk).Body.String(); !strings.Contains(body, "<bdi>Mine</bdi>") || !strings.Contains(body, "Stop telling me") {
		t.Errorf("the page: %s", seen(body))
	}
	if r := w.post(t, at[1], url.Values{"do": {"drop"}}, w.desk); r.Code != http.StatusSeeOther || strings.Contains(home(), "Mine") {
		t.Errorf("deleting: %d", r.Code)
	}
	// A list of which the table lets somebody see nothing is not to be saved.
	if r := w.post(t, "/en/model/work/saved", url.Values{"list": {"review"}, "name": {"x"}}, w.office); r.Code != http.StatusBadRequest {
		t.Errorf("an office saves the queue of the secretariat: %d", r.Code)
	}
}
