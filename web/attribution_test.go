package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/store"
)

// counted writes an agreement and a project of the office of Chaoyang.
func (f *fixture) counted(t *testing.T) (agreed, offered string) {
	t.Helper()
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		a := agreement.Agreement{
			ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: "共同项目", En: "A shared project"}, Type: agreement.Contract, Confirmed: 1,
			Attributions: []agreement.Attribution{{District: "110105", Office: "chaoyang", Num: 1, Den: 1}},
		}
		p := project.Project{ID: project.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: "园区", En: "A park"}, Type: project.Park, District: "110105", Office: "chaoyang", Side: "beijing"}
		put(ctx, t, tx, a)
		put(ctx, t, tx, p)
		agreed, offered = string(a.ID), string(p.ID)
		return nil
	})
	return agreed, offered
}

// sent posts the form of an address with what its page hides, and returns where it leads.
func (w workers) sent(t *testing.T, address string, form url.Values, c *http.Cookie) string {
	t.Helper()
	hides := hiddenFields(w.visit(address, c).Body.String())
	for name, v := range form {
		hides[name] = v
	}
	r := w.post(t, address, hides, c)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", address, r.Code, seen(r.Body.String()))
	}
	return r.Header().Get("Location")
}

func share(rows ...string) url.Values {
	form := url.Values{"reason": {"two parks in two districts" + hostile}}
	for i := 0; i+2 < len(rows); i += 3 {
		form["office"], form["district"], form["share"] = append(form["office"], rows[i]), append(form["district"], rows[i+1]), append(form["share"], rows[i+2])
	}
	return form
}

func TestOfficesAgreeForWhomARecordCounts(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	agreed, offered := w.counted(t)
	record := "/en/model/work/records/agreement/" + agreed
	if body := w.visit(record, w.office).Body.String(); !strings.Contains(body, record+"/attribution") {
		t.Errorf("the record does not lead to the form: %s", seen(body))
	}
	at := w.sent(t, record+"/attribution", share("chaoyang", "Chaoyang", "1/2", "haidian", "Haidian", "50%"), w.office)
	// It waits on the desk of the other office, which is told of it, and of nobody else.
	for _, one := range []struct {
		who   *http.Cookie
		waits bool
	}{{w.office, false}, {w.other, true}, {w.desk, false}} {
		list := w.visit("/en/model/work/attributions", one.who).Body.String()
		if !strings.Contains(list, at) || strings.Contains(list, "waits for your word") != one.waits {
			t.Errorf("the list says %s", seen(list))
		}
		if home := w.visit("/en/model/work", one.who).Body.String(); strings.Contains(home, "Proposals of attribution that wait") != one.waits {
			t.Errorf("the workspace says %s", seen(home))
		}
		if told := w.visit("/en/model/work/notices", one.who).Body.String(); strings.Contains(told, at) != one.waits {
			t.Errorf("the notices say %s", seen(told))
		}
	}
	for _, tag := range lang.Tags {
		for _, path := range []string{"attributions", strings.TrimPrefix(at, "/en/model/work/"), "records/agreement/" + agreed + "/attribution", "records/project/" + offered + "/attribution"} {
			address := "/" + string(tag) + "/model/work/" + path
			body := w.visit(address, w.desk).Body.String()
			w.harmless(t, address, body)
		}
	}
	// Only who was asked gives the word; what was seen counts.
	since := hiddenFields(w.visit(at, w.other).Body.String()).Get("since")
	for _, refused := range []url.Values{{"do": {"agree"}, "office": {"haidian"}, "since": {since}}, {"do": {"settle"}, "since": {since}}, {"do": {"decline"}, "since": {since}}} {
		if r := w.post(t, at, refused, w.office); r.Code != http.StatusForbidden {
			t.Errorf("%v by the one who proposed: %d", refused, r.Code)
		}
	}
	if r := w.post(t, at, url.Values{"do": {"agree"}, "office": {"haidian"}, "since": {"1"}}, w.other); r.Code != http.StatusConflict {
		t.Errorf("another version: %d", r.Code)
	}
	if a := stored[agreement.Agreement](t, w.fixture, agreed); len(a.Value.Attributions) != 1 {
		t.Fatalf("it counts for %v already", a.Value.Attributions)
	}
	w.sent(t, at, url.Values{"do": {"agree"}, "office": {"haidian"}}, w.other)
	want := []agreement.Attribution{{District: "110105", Office: "chaoyang", Num: 1, Den: 2}, {District: "110108", Office: "haidian", Num: 1, Den: 2}}
	if a := stored[agreement.Agreement](t, w.fixture, agreed); len(a.Value.Attributions) != 2 || a.Value.Attributions[0] != want[0] || a.Value.Attributions[1] != want[1] {
		t.Errorf("it counts for %v", a.Value.Attributions)
	}
	if past := w.visit(record+"/history", w.desk).Body.String(); !strings.Contains(past, "a proposal of attribution") {
		t.Errorf("the history says %s", seen(past))
	}
	if r := w.post(t, at, url.Values{"do": {"decline"}, "since": {since}}, w.other); r.Code != http.StatusConflict && r.Code != http.StatusForbidden {
		t.Errorf("a second word: %d", r.Code)
	}

	// A project goes to another office, once that says yes; declining leaves it.
	form := "/en/model/work/records/project/" + offered + "/attribution"
	at = w.sent(t, form, share("haidian", "Haidian", ""), w.office)
	if body := w.visit(form, w.office).Body.String(); !strings.Contains(body, "open already") {
		t.Errorf("a second one is offered: %s", seen(body))
	}
	w.sent(t, at, url.Values{"do": {"decline"}}, w.other)
	if p := stored[project.Project](t, w.fixture, offered); p.Value.Office != "chaoyang" {
		t.Errorf("it is of %s", p.Value.Office)
	}
	at = w.sent(t, form, share("haidian", "Haidian", ""), w.office)
	w.sent(t, at, url.Values{"do": {"withdraw"}}, w.office)
	at = w.sent(t, form, share("haidian", "Haidian", ""), w.office)
	w.sent(t, at, url.Values{"do": {"settle"}}, w.desk)
	if p := stored[project.Project](t, w.fixture, offered); p.Value.Office != "haidian" || p.Value.District != "110108" {
		t.Errorf("it is of %s, %s", p.Value.Office, p.Value.District)
	}
}

// What an office proposes and no other office is asked about waits for the secretariat: nobody corrects a
// record by saying for whom it counts.
func TestAnOfficeTakesNothingForItself(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	agreed, _ := w.counted(t)
	form := "/en/model/work/records/agreement/" + agreed + "/attribution"
	at := w.sent(t, form, share("chaoyang", "Chaoyang", "1/2", "", "Haidian", "1/2"), w.office)
	if a := stored[agreement.Agreement](t, w.fixture, agreed); len(a.Value.Attributions) != 1 {
		t.Fatalf("it was carried out: %v", a.Value.Attributions)
	}
	if told := w.visit("/en/model/work/notices", w.desk).Body.String(); !strings.Contains(told, at) {
		t.Errorf("the secretariat is not told: %s", seen(told))
	}
	if r := w.visit(at, w.other); r.Code != http.StatusNotFound {
		t.Errorf("another office is shown it: %d", r.Code)
	}
	w.sent(t, at, url.Values{"do": {"agree"}, "office": {""}}, w.desk)
	if a := stored[agreement.Agreement](t, w.fixture, agreed); len(a.Value.Attributions) != 2 {
		t.Errorf("it counts for %v", a.Value.Attributions)
	}
	for what, bad := range map[string]url.Values{
		"an unknown office":   share("nowhere", "", ""),
		"an unknown district": share("chaoyang", "Atlantis", ""),
		"more than the whole": share("chaoyang", "", "3/4", "haidian", "", "1/2"),
		"nobody":              share(),
		"a share that is no":  share("chaoyang", "", "1e9"),
	} {
		hides := hiddenFields(w.visit(form, w.office).Body.String())
		for name, v := range bad {
			hides[name] = v
		}
		if r := w.post(t, form, hides, w.office); r.Code != http.StatusBadRequest || strings.Contains(r.Body.String(), "⟦") {
			t.Errorf("%s: %d %s", what, r.Code, seen(r.Body.String()))
		}
	}
}

// proposalTargets adds what the routes of proposals are asked for.
func (x *attacked) proposalTargets(t testing.TB, m map[string][]target, about func(signed bool) access.Question) {
	t.Helper()
	var id string
	x.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[agreement.Agreement](ctx, tx.View, x.unsigned)
		if err != nil {
			return err
		}
		p, err := row.Value.Propose("chaoyang", []agreement.Attribution{{Office: "chaoyang", Num: 1, Den: 2}, {Office: "haidian", Num: 1, Den: 2}}, secretWord)
		if err != nil {
			return err
		}
		p.Base = int64(row.Since)
		p, err = tx.Propose(ctx, p, created)
		id = p.ID
		return err
	})
	of := func(action access.Action, offices ...string) access.Question {
		q := about(false)
		q.Action = action
		if len(offices) > 0 {
			q.Offices = offices
		}
		return q
	}
	seenBy := []access.Question{of(access.Attribute, "chaoyang", "haidian")}
	m["GET /{fair}/work/attributions"] = []target{{path: "/model/work/attributions", shows: seenBy}}
	m["GET /{fair}/work/attributions/{id}"] = []target{{path: "/model/work/attributions/" + id, questions: seenBy, reads: true}, {path: "/model/work/attributions/none", nobody: true}}
	for do, q := range map[string]access.Question{
		"agree": of(access.Attribute, "haidian"), "decline": of(access.Attribute, "haidian"), "withdraw": of(access.Attribute, "chaoyang"), "settle": of(access.Correct),
	} {
		form := url.Values{"do": {do}, "office": {"haidian"}, "since": {since[agreement.Proposal](t, x.fixture, id)}}
		m["POST /{fair}/work/attributions/{id}"] = append(m["POST /{fair}/work/attributions/{id}"], target{
			path: "/model/work/attributions/" + id, questions: append(seenBy[:1:1], q), form: form, harmless: also(form, "since", "none"),
		})
	}
	const record = "/{fair}/work/records/{kind}/{id}/attribution"
	for kind, one := range map[string]string{"agreement": x.unsigned, "project": x.project} {
		path := "/model/work/records/" + kind + "/" + one + "/attribution"
		asked := []access.Question{of(access.ReadRecord), of(access.Attribute)}
		form := also(share("haidian", "", ""), "before", since[project.Project](t, x.fixture, x.project))
		if kind == "agreement" {
			form.Set("before", since[agreement.Agreement](t, x.fixture, x.unsigned))
		}
		m["GET "+record] = append(m["GET "+record], target{path: path, questions: asked, reads: true})
		m["POST "+record] = append(m["POST "+record], target{path: path, questions: asked, form: form, harmless: also(form, "before", "none")})
	}
}
