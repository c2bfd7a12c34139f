package web_test

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	page "golang.org/x/net/html"

	"bridgehead/lang"
	"bridgehead/web"
)

// demonstration is an installation with the two fairs of the demonstration.
func demonstration(t testing.TB) *fixture {
	t.Helper()
	return demonstrated.open(t, time.Second)
}

// A reached address is one that a link leads to.
type reached struct {
	address string // with the language
	kind    string // its route and the names in its query
	from    string // the page that links to it; "" for the first
	page    bool   // it is a page in the language, not a file or feed
}

// most is how many addresses of one kind the crawler opens in each fair and language: what
// they have in common shows on the first, what only some have on the next ones.
const most = 2

// crawl follows the links from the home page of a language, as many of each kind as most
// says, and returns what it reached, in its order. Each link that leads to nothing is an error.
func crawl(t testing.TB, site http.Handler, tag lang.Tag, most int) []reached {
	t.Helper()
	return crawlFrom(t, site, tag, most, "/", func(string) bool { return true })
}

// crawlFrom is crawl from another page on, of those pages whose path below the language is wanted.
func crawlFrom(t testing.TB, site http.Handler, tag lang.Tag, most int, first string, wanted func(path string) bool) []reached {
	t.Helper()
	routes := http.NewServeMux()
	for _, p := range slices.Concat(web.Patterns(), workPatterns()) {
		routes.Handle("/"+string(tag)+p, http.NotFoundHandler())
	}
	queue := []reached{{address: "/" + string(tag) + first}}
	seen := map[string]bool{queue[0].address: true}
	opened := map[string]int{}
	var all []reached
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		r := httptest.NewRequest(http.MethodGet, at.address, nil)
		below, here := strings.CutPrefix(r.URL.Path, "/"+string(tag))
		if here && !wanted(below) {
			continue
		}
		first, _, _ := strings.Cut(strings.TrimPrefix(cmp.Or(below, r.URL.Path), "/"), "/")
		fair := first
		if _, pattern := routes.Handler(r); here {
			at.kind = cmp.Or(strings.TrimPrefix(pattern, "/"+string(tag)), below)
		} else {
			at.kind = "/" + first // what has no language: files, the choice of one
		}
		if keys := slices.Sorted(maps.Keys(r.URL.Query())); len(keys) > 0 {
			at.kind += "?" + strings.Join(keys, "&")
		}
		if opened[fair+" "+at.kind]++; opened[fair+" "+at.kind] > most {
			continue
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		switch {
		case w.Code == http.StatusFound:
			if to := w.Header().Get("Location"); here && !seen[to] {
				seen[to] = true
				queue = append(queue, reached{address: to, from: at.address})
			}
		case w.Code != http.StatusOK:
			t.Errorf("%s, to which %s links, answers %d", at.address, at.from, w.Code)
		}
		if w.Code != http.StatusOK {
			continue
		}
		at.page = here && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Header().Get("Content-Disposition") == "" // a file to take away is none
		all = append(all, at)
		if !at.page {
			continue
		}
		if body := w.Body.String(); strings.Contains(body, "class=&#34;") {
			t.Errorf("%s shows markup as text", at.address)
		} else if strings.Contains(body, "$argon2") {
			t.Errorf("%s shows what is kept of a password", at.address)
		}
		ids, links := read(w.Body)
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s has the identifier %s %d times", at.address, id, n)
			}
		}
		for _, l := range links {
			to, err := r.URL.Parse(l.to)
			if err != nil {
				t.Errorf("%s links to %q: %v", at.address, l.to, err)
				continue
			}
			if to.Scheme == "http" && to.Host == r.Host { // this site, in full
				to.Scheme, to.Host = "", ""
			}
			if to.Scheme != "" || to.Host != "" {
				if l.element != "a" {
					t.Errorf("%s loads %s", at.address, to)
				}
				continue
			}
			if to.Fragment != "" && to.Path == r.URL.Path && to.RawQuery == r.URL.RawQuery && ids[to.Fragment] == 0 {
				t.Errorf("%s links to #%s, which is not on it", at.address, to.Fragment)
			}
			to.Fragment = ""
			if next := to.String(); !seen[next] && l.method != http.MethodPost {
				seen[next] = true
				queue = append(queue, reached{address: next, from: at.address})
			}
		}
	}
	return all
}

// A link is what an element leads to, loads or is sent to.
type link struct {
	element, to string
	method      string // how a form is sent
}

// read returns the identifiers of a page, with how often each stands in it, and its links.
func read(body io.Reader) (ids map[string]int, links []link) {
	ids = map[string]int{}
	for z := page.NewTokenizer(body); z.Next() != page.ErrorToken; {
		token := z.Token()
		if token.Type != page.StartTagToken && token.Type != page.SelfClosingTagToken {
			continue
		}
		method := http.MethodGet
		for _, a := range token.Attr {
			if a.Key == "method" {
				method = strings.ToUpper(a.Val)
			}
		}
		for _, a := range token.Attr {
			switch a.Key {
			case "id":
				ids[a.Val]++
			case "href", "src", "action":
				links = append(links, link{token.Data, a.Val, method})
			}
		}
	}
	return ids, links
}

func TestEveryLinkAnswersAndEveryPageIsReached(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			t.Parallel()
			n := 1 // what differs between the languages shows on the first of each kind
			if tag == lang.Hans {
				n = most
			}
			all := crawl(t, f.site, tag, n)
			kinds := map[string]bool{}
			for _, r := range all {
				kind, _, _ := strings.Cut(r.kind, "?")
				kinds[kind] = true
			}
			for _, p := range web.Patterns() {
				// Those that end with the fair lead on to another page; the module of the wall asks for
				// its events.
				if !kinds[p] && p != "/{fair}/wall/events" && p != "" && p != "/{fair}" && p != "/{fair}/{$}" {
					t.Errorf("no link leads to a page %s", p)
				}
			}
			if len(all) < 80 {
				t.Errorf("only %d pages were reached", len(all))
			}
		})
	}
}

func TestTheCrawlerNoticesWhatIsWrong(t *testing.T) {
	t.Parallel()
	site := http.NewServeMux()
	site.HandleFunc("/en/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `&lt;p class=&#34;a&#34;&gt;<p id="a"><p id="a"><a href="#a"></a><a href="#b"></a><a class="x" href="gone?a=1&amp;b=2"></a><img src="https://elsewhere.example/x.png">`)
	})
	var r recorder
	r.TB = t
	crawl(&r, site, lang.En, 9)
	want := []string{
		"/en/ shows markup as text",
		"/en/ has the identifier a 2 times",
		"/en/ links to #b, which is not on it",
		"/en/ loads https://elsewhere.example/x.png",
		"/en/gone?a=1&b=2, to which /en/ links, answers 404",
	}
	if !slices.Equal(r.errors, want) {
		t.Errorf("got %q, want %q", r.errors, want)
	}
}

// A recorder keeps what a test would fail with.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
