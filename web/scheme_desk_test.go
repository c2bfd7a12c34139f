package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

func TestTheSecretariatEntersASchemeAndItsConditions(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "secretariat@fair.example", secretariatOf(""))
	head := f.head(t, "model")
	if w := f.post(t, "/en/model/work/schemes", url.Values{"kind": {"programme"}}, c); w.Code != http.StatusBadRequest || f.head(t, "model") != head {
		t.Errorf("a programme without a name: %d", w.Code)
	}
	w := f.post(t, "/en/model/work/schemes", url.Values{"kind": {"programme"}, "name_en": {"Grants"}}, c)
	address := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(address, "/en/model/work/records/programme/") {
		t.Fatalf("%d %s: %s", w.Code, address, seen(w.Body.String()))
	}
	id := address[strings.LastIndex(address, "/")+1:]
	page, _ := f.correctTo(t, address, c, url.Values{
		"code": {"G"}, "status": {"open"}, "rolling": {"yes"}, "budget": {"5 million yuan"}, "conditions.0.matter": {"funds"}, "conditions.0.least": {"100.00 HKD"}, "conditions.0.cites": {"1"},
		"sources.0.code": {"1"}, "sources.0.name_en": {"Source"}, "sources.0.address": {"https://fair.example/"},
	})
	if w := f.post(t, address, filledForm(t, page, "seen"), c); w.Code != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", w.Code, seen(w.Body.String()))
	}
	p := stored[landing.Programme](t, f, id).Value
	if p.Code != "G" || !p.Rolling || len(p.Conditions) != 1 || p.Conditions[0].Least != "100.00 HKD" || len(p.Sources) != 1 {
		t.Errorf("the programme is %+v", p)
	}
	// One more is added after it, and the first is emptied.
	page, _ = f.correctTo(t, address, c, url.Values{"conditions.0.matter": {""}, "conditions.0.least": {""}, "conditions.0.cites": {""}, "conditions.1.matter": {"side"}, "conditions.1.among": {"hongkong"}})
	if w := f.post(t, address, filledForm(t, page, "seen"), c); w.Code != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", w.Code, seen(w.Body.String()))
	}
	if p := stored[landing.Programme](t, f, id).Value; len(p.Conditions) != 1 || p.Conditions[0].Matter != landing.OfSide {
		t.Errorf("the conditions are %+v", p.Conditions)
	}
	// Of two of one group one suffices: the page says so, and how each stands.
	page, _ = f.correctTo(t, address, c, url.Values{
		"conditions.0.either": {"a"}, "conditions.1.matter": {"funds"}, "conditions.1.least": {"100.00 HKD"}, "conditions.1.either": {"a"},
	})
	if w := f.post(t, address, filledForm(t, page, "seen"), c); w.Code != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", w.Code, seen(w.Body.String()))
	}
	for _, tag := range lang.Tags {
		at := "/" + string(tag) + "/model/programmes"
		for query, want := range map[string][]string{
			"?side=beijing&funds=HK%24200": {"met", "unmet met"}, "?side=beijing": {"unknown", "unmet unknown"}, "?side=beijing&funds=HK%2450": {"unmet", "unmet unmet"},
		} {
			body := f.get(t, at+query).Body.String()
			_, group, _ := strings.Cut(body, lang.Say(tag, "scheme.either."+want[0]))
			group, _, _ = strings.Cut(group, "</ul>")
			var each []string
			for _, m := range regexp.MustCompile(`class="condition is-(\w+)"`).FindAllStringSubmatch(group, -1) {
				each = append(each, m[1])
			}
			if got := strings.Join(each, " "); got != want[1] {
				t.Errorf("%s %s: of the group %q, want %q", tag, query, got, want[1])
			}
		}
		if body := f.get(t, at+"/"+id).Body.String(); !strings.Contains(body, lang.Say(tag, "scheme.either")) {
			t.Errorf("%s: the programme's page does not say that one suffices", tag)
		}
	}
	// What makes no sense comes back as it was typed; so does a group of one.
	alone := filledForm(t, f.visit(address, c).Body.String(), "step")
	alone.Set("conditions.1.either", "")
	if w := f.post(t, address, alone, c); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "has one condition alone") {
		t.Errorf("a group of one: %d", w.Code)
	}
	form := filledForm(t, f.visit(address, c).Body.String(), "step")
	form.Set("conditions.1.matter", "weather")
	if w := f.post(t, address, form, c); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `value="weather"`) {
		t.Errorf("a matter that there is not: %d", w.Code)
	}
	if w := f.visit("/en/model/work/records/programme/"+id+"/history", c); w.Code != http.StatusOK {
		t.Errorf("the history: %d", w.Code)
	}
}

func TestACompanyKeepsItsChecklistInTheRecord(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, landing.Path{ID: "way", Edition: 26, Name: lang.Text{En: "Way"}, Legs: []landing.PathStep{
			{Code: "a", Part: "prepare", Name: lang.Text{En: "First"}}, {Code: "b", Part: "enter", Name: lang.Text{En: "Second"}},
		}})
		return nil
	})
	own := f.hold(t, "delegate@fair.example", access.Grant{Role: access.Delegate, Party: f.ids.party})
	other := f.hold(t, "other@fair.example", access.Grant{Role: access.Delegate, Party: "another"})
	public := f.visit("/en/model/abroad/way", own).Body.String()
	address := "/en/model/work/abroad/way?party=" + f.ids.party
	if !strings.Contains(public, address) {
		t.Errorf("the path does not lead to the company's checklist")
	}
	w := f.visit(address, own)
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	form := filledForm(t, w.Body.String(), "before")
	form.Set("state.a", "done")
	form.Set("on.a", "2023-11-29")
	w = f.post(t, "/en/model/work/abroad/way", form, own)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	if body := f.visit(w.Header().Get("Location"), own).Body.String(); !strings.Contains(body, "1 of 2 steps done") || !strings.Contains(body, "It is saved.") {
		t.Errorf("it is not kept: %s", seen(body))
	}
	// The same form again is of a version that is past, and what makes no sense is refused.
	head := f.head(t, "model")
	if w := f.post(t, "/en/model/work/abroad/way", form, own); w.Code != http.StatusConflict {
		t.Errorf("an old form: %d", w.Code)
	}
	form = filledForm(t, f.visit(address, own).Body.String(), "before")
	form.Set("on.b", "soon")
	if w := f.post(t, "/en/model/work/abroad/way", form, own); w.Code != http.StatusBadRequest {
		t.Errorf("a day that is none: %d", w.Code)
	}
	if w := f.visit(address, other); w.Code != http.StatusNotFound {
		t.Errorf("another company reads it: %d", w.Code)
	}
	if w := f.post(t, "/en/model/work/abroad/way", form, other); w.Code != http.StatusNotFound {
		t.Errorf("another company writes it: %d", w.Code)
	}
	if f.head(t, "model") != head {
		t.Error("something was written")
	}
}
