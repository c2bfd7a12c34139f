package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bridgehead/demo"
	"bridgehead/lang"
)

// jinggangPages is an installation with what was really published, and the addresses of its schemes.
func jinggangPages(t *testing.T) (f *fixture, ids map[string]string) {
	t.Helper()
	f = open(t)
	if err := demo.Jinggang(t.Context(), f.db); err != nil {
		t.Fatal(err)
	}
	v, err := f.db.View(t.Context(), demo.JinggangID, -1)
	if err != nil {
		t.Fatal(err)
	}
	ids = map[string]string{}
	programmes, err := v.Programmes(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programmes {
		ids[p.Value.Code] = p.Value.ID
	}
	paths, err := v.Paths(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		ids[p.Value.Code] = p.Value.ID
	}
	return f, ids
}

func TestACompanySeesOfEachConditionHowItStands(t *testing.T) {
	t.Parallel()
	f, _ := jinggangPages(t)
	all := url.Values{
		"place": {"hongkong"}, "cost": {"HK$160 million"}, "funds": {"HK$110 million"}, "q.NIAS.subvented": {"yes"}, "q.NIAS.field": {"yes"}, "q.NIAS.smart": {"yes"},
	}
	with := func(name, value string) url.Values {
		q := url.Values{}
		for k, v := range all {
			q[k] = v
		}
		q.Set(name, value)
		return q
	}
	for _, c := range []struct {
		name    string
		answers url.Values
		want    []string // in the part of the report's scheme
	}{
		{"all met is no more than that", all, []string{"may fit", "All recorded conditions are met. The sponsor decides.", "Only planned, not launched."}},
		{"what was not said is asked", with("q.NIAS.smart", ""), []string{"not decided", "1 is not known", "You have not said.", "Are they new smart production facilities", `href="#f-q.NIAS.smart"`}},
		{"an amount in another currency is not compared", with("funds", "9亿元"), []string{"not decided", "no rate is agreed", "condition’s currency (Hong Kong dollar)"}},
		{"what is not met is said", with("cost", "HK$140 million"), []string{"does not fit", "1 is not met", "You said: HK$140 million."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := f.get(t, "/en/jinggang/programmes?"+c.answers.Encode())
			body := w.Body.String()
			_, part, _ := strings.Cut(body, `<article class="fit">`)
			for !strings.Contains(part[:strings.Index(part, "</h3>")], "New Industrialisation") {
				_, part, _ = strings.Cut(part, `<article class="fit">`)
			}
			part, _, _ = strings.Cut(part, "</article>")
			for _, want := range c.want {
				if w.Code != http.StatusOK || !strings.Contains(part, want) {
					t.Errorf("%d, without %q: %s", w.Code, want, part)
				}
			}
		})
	}
	// Whatever is answered, Beijing's programme stays open where its sources are silent.
	body := f.get(t, "/en/jinggang/programmes?place=beijing&q.BJ-FRD.foreign=yes&q.BJ-FRD.capital=yes&q.BJ-FRD.staff=yes&q.BJ-FRD.mandate=yes").Body.String()
	if !strings.Contains(body, "No source that is cited states it.") || !strings.Contains(body, "2 are not known") {
		t.Error("what no source states is taken for known")
	}
	for _, wrong := range []string{"founded=tomorrow", "employees=many", "cost=much", "industry=nonsense", "side=mars"} {
		if body := f.get(t, "/en/jinggang/programmes?"+wrong).Body.String(); !strings.Contains(body, "Some answers cannot be read") {
			t.Errorf("%s is taken", wrong)
		}
	}
}

func TestASchemeShowsWhatItWasOnTheDayOfTheReport(t *testing.T) {
	t.Parallel()
	f, ids := jinggangPages(t)
	for _, tag := range lang.Tags {
		body := f.get(t, "/"+string(tag)+"/jinggang/programmes/"+ids["NIAS"]).Body.String()
		for _, want := range []string{
			lang.Date("2023-11-29").Format(tag), lang.Say(tag, "web.status.planned"), lang.Say(tag, "scheme.window.planned"), "https://www.itf.gov.hk/en/funding-programmes/facilitating-technology/nias/index.html",
			lang.Say(tag, "scheme.read"),
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: without %q", tag, want)
			}
		}
		edition := f.get(t, "/"+string(tag)+"/jinggang/editions/26").Body.String()
		if !strings.Contains(edition, lang.Say(tag, "web.status.planned")) || !strings.Contains(edition, "/programmes/"+ids["NIAS"]) {
			t.Errorf("%s: the edition does not say that it was planned", tag)
		}
	}
}

func TestAVisitorTicksOffStepsInTheAddress(t *testing.T) {
	t.Parallel()
	f, ids := jinggangPages(t)
	at := "/en/jinggang/abroad/" + ids["AV-SG"]
	body := f.get(t, at+"?done=plan&done=mofcom&done=nothing").Body.String()
	for _, want := range []string{"2 of 12 steps done", `value="plan" checked`, "Changi", "Whether these rules hold on the airside"} {
		if !strings.Contains(body, want) {
			t.Errorf("without %q", want)
		}
	}
	if body := f.get(t, at).Body.String(); !strings.Contains(body, "0 of 12 steps done") || strings.Contains(body, " checked") {
		t.Error("something is ticked off that nobody ticked")
	}
}
