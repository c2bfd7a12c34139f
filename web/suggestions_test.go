package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/store"
)

// An investor says what they ask for and is shown projects with reasons; the owner of one is shown the investor;
// a meeting is asked for, and no thanks keeps either from coming again.
func TestWhomToMeetIsSuggestedWithReasons(t *testing.T) {
	t.Parallel()
	x := attack(t)
	f, desk := x.fixture, x.who("the secretariat of both").cookie
	r := f.post(t, "/en/model/work/delegates/new", url.Values{"edition": {"26"}, "name_en": {"An Investor"}, "party": {"另一家公司"}, "role": {"investor"}, "side": {"hongkong"}, "languages": {"en"}}, desk)
	at := r.Header().Get("Location")
	investor := at[strings.LastIndex(at, "/")+1:]
	investorParty := string(stored[delegate.Delegate](t, f, investor).Value.Party)
	page := func(path string, status int, cookie *http.Cookie) string {
		t.Helper()
		r := f.visit(path, cookie)
		if r.Code != status {
			t.Fatalf("%s: %d %s", path, r.Code, seen(r.Body.String()))
		}
		return r.Body.String()
	}
	if body := page("/en/model/work/suggestions?edition=26", http.StatusOK, desk); !strings.Contains(body, `<option value="`+investor+`">`) {
		t.Error("the secretariat may not choose the investor")
	}
	suggested := "/model/work/suggestions?from=" + investor
	if body := page("/en"+suggested, http.StatusOK, desk); !strings.Contains(body, lang.Say(lang.En, "suggestion.unsaid")) {
		t.Errorf("without an interest: %s", seen(body))
	}
	form := url.Values{
		"before": {"0"}, "industries": {"C39"}, "types": {"park"}, "directions": {"inward"}, "places": {"北京"}, "least": {"1000万美元"}, "most": {"50000000.00 USD"}, "words": {secretWord},
	}
	interests := "/en/model/work/interests/" + investor
	for field, wrong := range map[string]string{"industries": "Q99999", "types": "castle", "places": "Nowhere", "least": "much", "most": "1.00 USD"} {
		if r := f.post(t, interests, also(form, field, wrong), desk); r.Code != http.StatusBadRequest {
			t.Errorf("%s %q: %d", field, wrong, r.Code)
		}
	}
	// What is wrong is said in the order of the form, each time.
	for range 8 {
		wrong := also(also(also(form, "least", "much"), "most", "more"), "types", "castle")
		r := f.post(t, interests, wrong, desk)
		if body := r.Body.String(); !strings.Contains(body, lang.Say(lang.En, "interest.amount", lang.Args{"given": "much"})) {
			t.Fatalf("of several things that are wrong it says %s", seen(body))
		}
	}
	if r := f.post(t, interests, form, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("an interest: %d %s", r.Code, seen(r.Body.String()))
	}
	// The form as it is shown again, with the industry's own name and its enumeration, is good to be sent.
	again := also(also(form, "before", strconv.FormatInt(interestSince(t, f, investor), 10)), "industries", "C39 计算机、通信和其他电子设备制造业\nI65、K70")
	if r := f.post(t, interests, again, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("with names: %d %s", r.Code, seen(r.Body.String()))
	}
	if r := f.post(t, interests, form, desk); r.Code != http.StatusConflict {
		t.Errorf("over one that was not seen: %d", r.Code)
	}
	if body := page(interests, http.StatusOK, desk); !strings.Contains(body, "C39") || !strings.Contains(body, `value="park" checked`) {
		t.Errorf("what was asked for is shown as %s", seen(body))
	}
	project := `name="project" value="` + x.project + `"`
	for _, tag := range lang.Tags {
		body := page("/"+string(tag)+suggested, http.StatusOK, desk)
		if !strings.Contains(body, project) || !strings.Contains(body, lang.Say(tag, "suggestion.finding.fits")) || !strings.Contains(body, lang.Say(tag, "suggestion.finding.unknown")) {
			t.Errorf("in %s: %s", tag, seen(body))
		}
	}
	offered := "/en/model/work/suggestions?from=" + x.delegate + "&project=" + x.project
	office := x.who("the office").cookie
	page(offered, http.StatusNotFound, x.who("another office").cookie)

	// What the investor asks for is the investor's: the owner is not told of them until they let it be read.
	for _, reader := range []struct {
		cookie       *http.Cookie
		shown, named bool
	}{{office, false, false}, {desk, false, true}, {office, true, true}, {office, false, false}, {desk, true, true}} {
		set := also(form, "before", strconv.FormatInt(interestSince(t, f, investor), 10))
		if reader.shown {
			set.Set("shown", "1")
		}
		if r := f.post(t, interests, set, desk); r.Code != http.StatusSeeOther {
			t.Fatalf("whether it is shown: %d %s", r.Code, seen(r.Body.String()))
		}
		if body := page(interests, http.StatusOK, desk); strings.Contains(body, `name="shown" value="1" aria-describedby="h-shown" checked`) != reader.shown {
			t.Errorf("shown %t: %s", reader.shown, seen(body))
		}
		for _, tag := range lang.Tags {
			body := page("/"+string(tag)+strings.TrimPrefix(offered, "/en"), http.StatusOK, reader.cookie)
			if strings.Contains(body, "另一家公司") != reader.named || strings.Contains(body, investorParty) != reader.named || strings.Contains(body, lang.Say(tag, "match.criterion.amount")) != reader.named {
				t.Errorf("in %s, shown %t: %s", tag, reader.shown, seen(body))
			}
			if strings.Contains(body, lang.Say(tag, "suggestion.withheld")) != (reader.cookie == office) {
				t.Errorf("in %s: whether others are left out: %s", tag, seen(body))
			}
			if strings.Contains(body, lang.Say(tag, "suggestion.secret")) != (reader.named && !reader.shown) {
				t.Errorf("in %s: whether the owner is told: %s", tag, seen(body))
			}
		}
	}

	answer := url.Values{"from": {investor}, "project": {x.project}, "do": {"ask"}}
	if r := f.post(t, "/en/model/work/suggestions", answer, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("asking: %d %s", r.Code, seen(r.Body.String()))
	}
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := v.RequestsOf(t.Context(), investor)
	if err != nil || len(asked) != 1 || asked[0].Value.Wish != meeting.Like || asked[0].Value.Project != x.project || string(asked[0].Value.ToParty) != x.party || asked[0].Value.By != meeting.BySecretariat {
		t.Fatalf("asked was %+v %v", asked, err)
	}
	if body := page("/en"+suggested, http.StatusOK, desk); !strings.Contains(body, project) || !strings.Contains(body, meeting.Like.In(lang.En)) {
		t.Errorf("what was asked for: %s", seen(body))
	}
	answer.Set("do", "no")
	if r := f.post(t, "/en/model/work/suggestions", answer, desk); r.Code != http.StatusSeeOther {
		t.Fatalf("no thanks: %d %s", r.Code, seen(r.Body.String()))
	}
	if body := page("/en"+suggested, http.StatusOK, desk); strings.Contains(body, project) {
		t.Error("what was declined is suggested again")
	}
	if body := page(offered, http.StatusOK, office); strings.Contains(body, "另一家公司") {
		t.Error("who declined is suggested to the owner")
	}
	if v, err = f.db.View(t.Context(), "model", -1); err != nil {
		t.Fatal(err)
	}
	if asked, err = v.RequestsOf(t.Context(), investor); err != nil || len(asked) != 1 || asked[0].Value.Wish != meeting.Like {
		t.Errorf("no thanks to a project declined the meeting with its owner: %+v %v", asked, err)
	}
	// An owner who declines the investor's party is not suggested to it with any project.
	row := stored[delegate.Delegate](t, f, investor)
	past, err := v.PastOf(t.Context(), 26, row.Value.Party, false)
	if err != nil || len(past) != 1 || past[0].Declined {
		t.Errorf("%+v %v", past, err)
	}
	decline := url.Values{"from": {x.delegate}, "project": {x.project}, "to_party": {string(row.Value.Party)}, "do": {"no"}}
	if r := f.post(t, "/en/model/work/suggestions", decline, office); r.Code != http.StatusSeeOther {
		t.Fatalf("the owner declines: %d %s", r.Code, seen(r.Body.String()))
	}
	if v, err = f.db.View(t.Context(), "model", -1); err != nil {
		t.Fatal(err)
	}
	if past, err = v.PastOf(t.Context(), 26, row.Value.Party, false); err != nil || len(past) < 2 || !past[len(past)-1].Declined || !past[len(past)-1].ByOwner {
		t.Errorf("%+v %v", past, err)
	}
	if found, err := f.db.Verify(t.Context(), "model", nil, nil); err != nil || len(found.Findings) > 0 {
		t.Errorf("%+v %v", found.Findings, err)
	}
}

// interestSince is the version of what the party of a delegate asks for.
func interestSince(t *testing.T, f *fixture, of string) int64 {
	t.Helper()
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	row, err := v.InterestOf(t.Context(), 26, stored[delegate.Delegate](t, f, of).Value.Party)
	if err != nil {
		t.Fatal(err)
	}
	return int64(row.Since)
}

// An interest names what there is, and says what it seeks as suggestions take it.
func TestAnInterestIsAWish(t *testing.T) {
	t.Parallel()
	i := match.Interest{Edition: 26, Party: party.ID("p"), Industries: "C39 I65", Types: "park land", Directions: "inward", Places: "beijing 110105", Text: "x"}
	if err := i.Validate().Err(); err != nil {
		t.Error(err)
	}
	w := i.Wish()
	if len(w.Industries) != 2 || len(w.Types) != 2 || len(w.Directions) != 1 || len(w.Places) != 2 || w.Text != "x" || w.Party != "p" || i.Empty() || !(match.Interest{}).Empty() {
		t.Errorf("%+v", w)
	}
}

// suggestionTargets adds what the routes of interests and suggestions are asked for.
func (x *attacked) suggestionTargets(t testing.TB, m map[string][]target) {
	t.Helper()
	d, met := stored[delegate.Delegate](t, x.fixture, x.delegate), stored[meeting.Meeting](t, x.fixture, x.met)
	of := []access.Question{store.DelegateQuestion(access.ReadDelegate, d.Value), store.DelegateQuestion(access.AskMeeting, d.Value)}
	interest := url.Values{"before": {"0"}, "words": {"x"}}
	answer := url.Values{"from": {x.delegate}, "project": {x.project}, "to_party": {string(met.Value.PartyB)}, "do": {"ask"}}
	page, form := "/model/work/suggestions", "/model/work/interests/"+x.delegate
	for _, at := range []string{"", ".csv", ".xlsx"} {
		m["GET /{fair}/work/interests"+at] = []target{{path: "/model/work/interests" + at + "?edition=26"}}
	}
	m["GET /{fair}/work/suggestions"] = []target{{path: page}, {path: page + "?from=" + x.delegate, questions: of, reads: true}}
	m["POST /{fair}/work/suggestions"] = []target{{path: page, questions: of, form: answer, harmless: also(answer, "do", "none")}}
	m["GET /{fair}/work/interests/{id}"] = []target{{path: form, questions: of, reads: true}}
	m["POST /{fair}/work/interests/{id}"] = []target{{path: form, questions: of, form: interest, harmless: also(interest, "before", "none")}}
}
