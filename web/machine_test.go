package web_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/web"
)

var linked = regexp.MustCompile(`<script type="application/ld\+json">([^<]*)</script>`)

func TestPagesSayWhatTheyAreAboutToOtherPrograms(t *testing.T) {
	t.Parallel()
	f := load(t)
	for page, want := range map[string]string{
		"/model/editions/26": "BusinessEvent", "/model/editions/26/agenda": "BusinessEvent", "/model/sessions/" + f.ids.session: "Event",
		"/model/parties/" + f.ids.party: "Corporation", "/model/figures/signed.amount?edition=26": "Dataset", "/made/editions/1": "BusinessEvent",
	} {
		for _, tag := range lang.Tags {
			body := f.get(t, "/"+string(tag)+page).Body.String()
			m := linked.FindStringSubmatch(body)
			if m == nil || strings.Count(body, "ld+json") != 1 {
				t.Errorf("%s: no data, or several", page)
				continue
			}
			var thing map[string]any
			if err := json.Unmarshal([]byte(m[1]), &thing); err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			if thing["@context"] != "https://schema.org" || thing["@type"] != want || thing["url"] != "http://example.com/"+string(tag)+strings.TrimSuffix(page, "/agenda") || thing["inLanguage"] != string(tag) {
				t.Errorf("%s: %.300s", page, m[1])
			}
			if name := thing["name"].(string); name == "" || len([]rune(name)) > 300 || strings.ContainsRune(name, '\u202e') {
				t.Errorf("%s is called %q", page, name)
			}
			if strings.HasPrefix(page, "/made/") && thing["description"] == nil {
				t.Errorf("%s does not say that it is synthetic", page)
			}
		}
	}
}

func TestAChangedSessionSaysWhenItWasToBegin(t *testing.T) {
	t.Parallel()
	f, ids := programme(t)
	f.change(t, ids["Forum"], func(s *fair.Session) { s.Time, s.Status = "10:30", fair.Changed })
	f.change(t, ids["Talks"], func(s *fair.Session) { s.Status = fair.Cancelled })
	for name, want := range map[string][]string{
		"Forum": {"EventRescheduled", "2023-11-29T10:30:00+08:00", "2023-11-29T11:00:00+08:00", "2023-11-29T09:30:00+08:00"},
		"Talks": {"EventCancelled", "2023-11-30T14:00:00+08:00", "2023-11-30T15:00:00+08:00", ""},
		"Visit": {"EventScheduled", "2023-11-30", "", ""},
	} {
		var got struct{ EventStatus, StartDate, EndDate, PreviousStartDate string }
		if err := json.Unmarshal([]byte(linked.FindStringSubmatch(f.get(t, "/en/prog/sessions/"+ids[name]).Body.String())[1]), &got); err != nil {
			t.Fatal(err)
		}
		if read := []string{strings.TrimPrefix(got.EventStatus, "https://schema.org/"), got.StartDate, got.EndDate, got.PreviousStartDate}; !slices.Equal(read, want) {
			t.Errorf("%s: %q, want %q", name, read, want)
		}
	}
}

func TestPagesNameThemselvesInEachLanguage(t *testing.T) {
	t.Parallel()
	f := load(t)
	body := f.get(t, "/zh-Hant/model/agreements?edition=26&at=12").Body.String()
	for _, want := range []string{
		`<link rel="canonical" href="http://example.com/zh-Hant/model/agreements?edition=26">`,
		`<link rel="alternate" hreflang="zh-Hans" href="http://example.com/zh-Hans/model/agreements?edition=26">`,
		`<link rel="alternate" hreflang="zh-Hant" href="http://example.com/zh-Hant/model/agreements?edition=26">`,
		`<link rel="alternate" hreflang="en" href="http://example.com/en/model/agreements?edition=26">`,
		`<link rel="alternate" hreflang="x-default" href="http://example.com/en/model/agreements?edition=26">`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, address := range []string{"/en/nowhere", "/en/model/editions/26/agenda/mine?mine=x"} {
		if body := f.get(t, address).Body.String(); strings.Contains(body, `rel="canonical"`) {
			t.Errorf("%s is no page to come back to", address)
		}
	}
	var err error
	if f.site, err = web.New(f.db, web.Options{Address: "https://fair.example/"}); err != nil {
		t.Fatal(err)
	}
	if body := f.get(t, "/en/").Body.String(); !strings.Contains(body, `<link rel="canonical" href="https://fair.example/en/">`) {
		t.Error("the public address is not kept to")
	}
}

type siteMap struct {
	Parts []string `xml:"sitemap>loc"`
	Pages []struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod"`
	} `xml:"url"`
}

func (f *fixture) xml(t *testing.T, address string, into any) {
	t.Helper()
	w := f.get(t, address)
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Type"), "xml; charset=utf-8") {
		t.Fatalf("%s: %d %v", address, w.Code, w.Header())
	}
	if err := xml.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
}

func TestTheSiteMapNamesEveryRecordInEveryLanguage(t *testing.T) {
	t.Parallel()
	f := load(t)
	if robots := f.get(t, "/robots.txt").Body.String(); !strings.Contains(robots, "\nSitemap: http://example.com/sitemap.xml\n") {
		t.Error(robots)
	}
	var index struct {
		Parts []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	f.xml(t, "/sitemap.xml", &index)
	seen := map[string]bool{}
	for _, part := range index.Parts {
		var m siteMap
		f.xml(t, strings.TrimPrefix(part.Loc, "http://example.com"), &m)
		if len(m.Pages) == 0 || len(m.Pages) > 50_000 {
			t.Errorf("%s names %d pages", part.Loc, len(m.Pages))
		}
		for _, p := range m.Pages {
			path := strings.TrimPrefix(p.Loc, "http://example.com")
			if seen[path] {
				t.Errorf("%s is named twice", path)
			}
			seen[path] = true
			if w := f.get(t, path); w.Code != http.StatusOK {
				t.Errorf("%s: %d", path, w.Code)
			}
			if p.Lastmod != "" {
				if _, err := time.Parse(time.RFC3339, p.Lastmod); err != nil {
					t.Error(err)
				}
			}
		}
	}
	for _, page := range []string{
		"/agreements/" + f.ids.agreement, "/agreements/" + f.ids.corrected, "/projects/" + f.ids.project, "/parties/" + f.ids.party,
		"/observations/" + f.ids.observation, "/sessions/" + f.ids.session, "/editions/26", "/editions/26/agenda", "/report",
	} {
		for _, tag := range lang.Tags {
			if path := "/" + string(tag) + "/model" + page; !seen[path] {
				t.Errorf("%s is missing", path)
			}
		}
	}
	for _, address := range []string{"/sitemap/model/1.xml", "/sitemap/model/-1.xml", "/sitemap/model/x.xml", "/sitemap/none/pages.xml", "/sitemap/reference/pages.xml", "/sitemap/reference/0.xml"} {
		if w := f.get(t, address); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

type feed struct {
	Lang    string `xml:"lang,attr"`
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Published string `xml:"published"`
		Updated   string `xml:"updated"`
		Summary   string `xml:"summary"`
		Link      struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func TestTheFeedOfAnEdition(t *testing.T) {
	t.Parallel()
	f := load(t)
	ids := map[string]bool{}
	for _, tag := range lang.Tags {
		var got feed
		f.xml(t, "/"+string(tag)+"/model/editions/26/feed.atom", &got)
		if got.Lang != string(tag) || ids[got.ID] || got.Links[0].Rel != "self" || got.Links[0].Href != "http://example.com/"+string(tag)+"/model/editions/26/feed.atom" {
			t.Errorf("%s: %+v", tag, got.Links)
		}
		ids[got.ID] = true
		if len(got.Entries) < 15 || got.Entries[0].Updated != got.Updated {
			t.Fatalf("%s: %d entries, updated %s", tag, len(got.Entries), got.Updated)
		}
		// What was corrected last comes first, and keeps the time at which it was first written.
		first := got.Entries[0]
		if !strings.HasSuffix(first.Link.Href, f.ids.corrected) || first.Published >= first.Updated {
			t.Errorf("%s: the first is %+v", tag, first)
		}
		for i, e := range got.Entries {
			if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(e.ID) || ids[e.ID] {
				t.Errorf("%s: %s is no identifier, or another's", tag, e.ID)
			}
			ids[e.ID] = true
			if i > 0 && e.Updated > got.Entries[i-1].Updated {
				t.Errorf("%s: %s comes too late", tag, e.Updated)
			}
			if len([]rune(e.Title)) > 350 || len([]rune(e.Summary)) > 1000 || strings.ContainsAny(e.Title+e.Summary, "\u202e\x00") {
				t.Errorf("%s: %.80q", tag, e.Title)
			}
			if w := f.get(t, strings.TrimPrefix(e.Link.Href, "http://example.com")); w.Code != http.StatusOK {
				t.Errorf("%s: %d", e.Link.Href, w.Code)
			}
		}
		raw := f.get(t, "/"+string(tag)+"/model/editions/26/feed.atom").Body.String()
		if strings.Contains(raw, "<script") || strings.Contains(raw, "<img") {
			t.Error("text of a record became markup")
		}
	}
	before := f.get(t, fmt.Sprintf("/en/model/editions/26/feed.atom?at=%d", f.before)).Body.String()
	var then feed
	if err := xml.Unmarshal([]byte(before), &then); err != nil || strings.HasSuffix(then.Entries[0].Link.Href, f.ids.corrected) {
		t.Errorf("before the correction: %v", err)
	}
	page := f.get(t, "/en/model/editions/26").Body.String()
	if !strings.Contains(html.UnescapeString(page), `type="application/atom+xml" title="What is new in edition 26" href="/en/model/editions/26/feed.atom"`) {
		t.Error("the edition's page does not lead to its feed")
	}
}
