//go:build browser

package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bridgehead/delegate"
	"bridgehead/internal/testenv"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// patience is how long a page may take on a machine that is busy with other tests.
const patience = 30 * time.Second

// overflowing names the elements that reach beyond the page, in the page's own words.
const overflowing = `document.scrollingElement.scrollWidth <= innerWidth ? "" : (document.scrollingElement.scrollWidth - innerWidth) + " pixels too wide: " +
	[...document.querySelectorAll("main *, header *, footer *")].filter(e => !e.closest(".scroll") && e.getBoundingClientRect().right > innerWidth + 1)
		.slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.textContent.slice(0, 40)).join("; ")`

// What axe is asked for: the rules of WCAG 2.2 up to AA and good practice, or those alone that
// depend on colours, and what of its answer is shown.
const (
	allRules    = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}`
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`

	violations = `axe.run(document, {runOnly: %s, resultTypes: ["violations"]}).then(r => r.violations.map(v =>
		v.id + " (" + v.help + "): " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ").slice(0, 240)).join(" | ")))`
)

// axe returns what a page violates.
func (b *tab) axe(script, rules string) []string {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](script + ";undefined"))
	return evaluate[[]string](b, fmt.Sprintf(violations, rules), chromedp.EvalAwaitPromise)
}

// A shown page is one that the tests look at.
type shown struct {
	name    string                     // of its picture
	path    string                     // below the language
	then    func(b *tab, tag lang.Tag) // what is done on it before it is looked at
	status  int                        // with which it answers, when that is no success: the browser tells of it
	screens []screen                   // on which it is seen; screens unless others are named
}

// open shows the page in a language.
func (p shown) open(b *tab, site string, tag lang.Tag) {
	b.t.Helper()
	b.do(chromedp.Navigate(site + "/" + string(tag) + p.path))
	if p.then != nil {
		p.then(b, tag)
	}
}

// on are the screens that it is seen on, two.
func (p shown) on() []screen {
	if p.screens != nil {
		return p.screens
	}
	return screens
}

var notInName = regexp.MustCompile(`[^a-z]+`)

// mainPages picks of the pages that were reached the first of each route in each fair, and
// the states of some that only a query brings about.
func mainPages(all []reached) []shown {
	var pages []shown
	named := map[string]bool{}
	for _, r := range all {
		if !r.page {
			continue
		}
		path := r.address[strings.Index(r.address[1:], "/")+1:]
		fair, _, _ := strings.Cut(path[1:], "/")
		route, query, _ := strings.Cut(r.kind, "?")
		name := strings.Trim(notInName.ReplaceAllString(strings.Replace(route, "{fair}", fair, 1), "-"), "-")
		if query == "at" && route == "/{fair}/editions/{edition}" {
			name += "-earlier"
		}
		if name == "" {
			name = "fairs"
		}
		if !named[name] {
			named[name] = true
			pages = append(pages, shown{name: name, path: path})
		}
	}
	return pages
}

// look opens the pages in the three languages: they fit the phone, and the desktop in one of the
// languages in turn, where there is room; the browser has no complaint, and axe finds nothing, by day and by
// night. Axe looks at each page in as many of the languages as times says: in the first on either screen in
// turn, in the others on a phone; once in the dark, by what depends on colours.
func look(t *testing.T, b *tab, site string, pages []shown, rules string, times int) {
	b.scheme("light")
	for i, p := range pages {
		on := p.on()
		for j := range lang.Tags {
			tag := lang.Tags[(i+j)%len(lang.Tags)]
			where := p.name + " " + string(tag)
			at := on[:1]
			if j == 0 {
				at = []screen{on[(i+1)%2], on[i%2]}
			}
			b.screen(at[0])
			p.open(b, site, tag)
			for _, s := range at {
				b.screen(s)
				if wide := evaluate[string](b, overflowing); wide != "" {
					t.Errorf("%s on a %s is %s", where, s.name, wide)
				}
			}
			last := at[len(at)-1]
			if rules != "" && j < times {
				for _, v := range b.axe(rules, allRules) {
					t.Errorf("%s on a %s: %s", where, last.name, v)
				}
				if j == 0 {
					b.scheme("dark")
					for _, v := range b.axe(rules, colourRules) {
						t.Errorf("%s on a %s in the dark: %s", where, last.name, v)
					}
					b.scheme("light")
				}
			}
			for _, c := range b.complaints() {
				if p.status == 0 || !strings.Contains(c, fmt.Sprint(p.status)) {
					t.Errorf("%s: %s", where, c)
				}
			}
		}
	}
}

// pictures writes each page, whole, in each language, width and scheme into the folder.
func pictures(t *testing.T, b *tab, site string, pages []shown, folder string) {
	for _, p := range pages {
		for _, tag := range lang.Tags {
			p.open(b, site, tag)
			for _, s := range p.on() {
				b.screen(s)
				for _, scheme := range schemes {
					b.scheme(scheme)
					png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
					if err == nil {
						err = os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s.%s.%s.%s.png", p.name, tag, s.name, scheme)), png, 0o644)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

// chosen are some sessions of the sample, two of which clash.
func chosen(f *fixture, t *testing.T) string {
	t.Helper()
	var ids []string
	for _, m := range regexp.MustCompile(`name="mine" value="([0-9a-z]+)"`).FindAllStringSubmatch(f.get(t, "/en/sample/editions/26/agenda").Body.String(), 4) {
		ids = append(ids, m[1])
	}
	return strings.Join(ids, ".")
}

// A part is the pages that one person looks at, in a tab of their own; the public's has no name.
type part struct {
	name, email, site string
	pages             []shown
	times             int // in how many languages axe looks at each page
}

// together is how many pages at most are looked at one after the other in one tab: others are looked at meanwhile.
const together = 24

// tab opens a tab and signs in.
func (p part) tab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	b := openTab(t, browser)
	b.screen(desktop)
	if p.email != "" {
		w := worker{tab: b, site: p.site, tag: lang.En}
		w.enter(p.email, "/en/sample/work")
	}
	return b
}

// publicPages are the pages that anybody sees.
func publicPages(t *testing.T, f *fixture) []shown {
	checked := func(b *tab, tag lang.Tag) {
		v := &visitor{tab: b, lang: tag}
		v.checkAText()
	}
	return append(mainPages(crawl(t, f.site, lang.En, 1)), shown{name: "design", path: "/design"},
		shown{name: "sample-agenda-by-track", path: "/sample/editions/26/agenda?by=track"},
		shown{name: "sample-agenda-chosen", path: "/sample/editions/26/agenda/mine?mine=" + chosen(f, t)},
		shown{name: "sample-projects-filtered", path: "/sample/projects?edition=26&type=park"},
		shown{name: "sample-projects-none", path: "/sample/projects?edition=26&q=" + url.QueryEscape("无此项目")},
		shown{name: "sample-search-found", path: "/sample/search?q=" + url.QueryEscape("香港")},
		shown{name: "sample-checked", path: "/sample/check", then: checked},
		shown{name: "sample-wall-hall", path: "/sample/wall", screens: []screen{{"hall", 1920, 1080}, {"hall4k", 3840, 2160}}},
		shown{name: "error-missing", path: "/sample/nothing", status: http.StatusNotFound},
		shown{name: "error-bad", path: "/sample/agreements?at=x", status: http.StatusBadRequest},
	)
}

// parts are the pages of the demonstration, by who looks at them: the public, those who work
// in the sample fair, and whoever comes while the database is gone.
func parts(t *testing.T) []part {
	t.Helper()
	f := demonstration(t)
	public := publicPages(t, f)
	record := chosenAgreement(f, t)
	colleagues := f.staff(t)
	_, invitation := f.invite(t, "invited@fair.example")
	public = append(public, shown{name: "account-invitation", path: invitation})
	f.update(t, "sample", func(ctx context.Context, tx *store.Tx) error {
		i := delegate.Invitation{Edition: 26, Role: delegate.Interpreter, Tag: lang.En, Until: lang.Date(f.db.Now().AddDate(0, 0, 14).Format("2006-01-02"))}
		_, secret, err := tx.InviteDelegate(ctx, i, party.Person{Name: lang.Text{En: "Sample Guest"}}, journal.Origin{Kind: "form"})
		public = append(public, shown{name: "invited", path: "/sample/invitation/" + secret})
		return err
	})
	serve := func(h http.Handler) string {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		return strings.Replace(server.URL, "127.0.0.1", "localhost", 1) // where a session's cookie is kept without TLS
	}
	site := serve(f.site)
	gone := open(t)
	if err := gone.db.Close(); err != nil {
		t.Fatal(err)
	}
	all := []part{
		{"public", "", site, public, 1},
		{"nobody", "", serve(gone.site), []shown{{name: "error-fault", path: "/sample/agreements", status: http.StatusInternalServerError}}, 1},
	}
	known := map[string]bool{}
	for i, c := range colleagues {
		p := part{name: c.name, email: c.email, site: site, times: 1}
		for _, page := range mainPages(workPages(t, f, c, lang.En)) {
			// Of those that several reach the first shows it; what waits is another's for each, as are a
			// delegate's day and requests.
			own := page.name == "sample-work" || c.name == "delegate" && (page.name == "sample-work-day" || page.name == "sample-work-requests")
			if known[page.name] && !own {
				continue
			}
			known[page.name] = true
			if own && i > 0 {
				page.name += "-" + c.name
			}
			p.pages = append(p.pages, page)
		}
		switch c.name {
		case "secretariat":
			p.pages = append(p.pages, shown{name: "sample-work-records-touched", path: "/sample/work/records/agreement/" + record, then: correctAmount},
				shown{name: "sample-work-ceremony-all", path: "/sample/work/ceremony?show=all"})
			p.pages = append(p.pages, suggestionPages(t, f)...)
		case "office":
			p.pages = append(p.pages, shown{name: "error-refused", path: "/sample/work/accounts", status: http.StatusForbidden})
		}
		all = append(all, p)
	}
	return all
}

// suggestionPages are what is suggested to an investor and to the owner of a project.
func suggestionPages(t *testing.T, f *fixture) []shown {
	v, err := f.db.View(t.Context(), "sample", -1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := v.Delegates(t.Context(), 26)
	if err != nil {
		t.Fatal(err)
	}
	id := func(role delegate.Role) string {
		return rows[slices.IndexFunc(rows, func(r store.Row[delegate.Delegate]) bool { return r.Value.Role == role })].Value.ID
	}
	return []shown{
		{name: "sample-work-suggestions-investor", path: "/sample/work/suggestions?from=" + id(delegate.Investor)},
		{name: "sample-work-suggestions-owner", path: "/sample/work/suggestions?from=" + id(delegate.Owner)},
	}
}

// chosenAgreement is an agreement of the last edition that counts.
func chosenAgreement(f *fixture, t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`href="/en/sample/agreements/([0-9a-z]{8,})"`).FindStringSubmatch(f.get(t, "/en/sample/agreements?edition=26&sort=-amount").Body.String())
	if m == nil {
		t.Fatal("the last edition has no agreement")
	}
	return m[1]
}

// correctAmount types another amount into the form of a correction and looks at what that touches.
func correctAmount(b *tab, tag lang.Tag) {
	w := worker{tab: b, tag: tag}
	w.retype("textbox", map[lang.Tag]string{lang.Hans: "金额", lang.Hant: "金額", lang.En: "Amount"}[tag], "CNY 2000000000")
	w.press(w.say("correct.do_look"))
}

// TestPagesInChromium looks at all pages of the demonstration and does there what visitors come to
// do. With a folder named by BRIDGEHEAD_SCREENSHOTS it does no more than leave a picture of each page.
func TestPagesInChromium(t *testing.T) {
	t.Parallel()
	all := parts(t)
	site := all[0].site
	browser := chromium(t)
	if folder := os.Getenv("BRIDGEHEAD_SCREENSHOTS"); folder != "" {
		only := strings.Split(os.Getenv("BRIDGEHEAD_SCREENSHOTS_OF"), ",") // parts of the names of the pages that are wanted
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			for i := range 2 {
				t.Run(fmt.Sprint("pictures ", p.name, i), func(t *testing.T) {
					t.Parallel()
					var half []shown
					for j := i; j < len(p.pages); j += 2 {
						if slices.ContainsFunc(only, func(part string) bool { return strings.Contains(p.pages[j].name, part) }) {
							half = append(half, p.pages[j])
						}
					}
					if len(half) > 0 {
						pictures(t, p.tab(t, browser), p.site, half, folder)
					}
				})
			}
		}
		return
	}
	t.Run("every page fits, is accessible and lets the browser be content", func(t *testing.T) {
		t.Parallel()
		axe := testenv.Axe(t)
		for _, p := range all {
			for pages := range slices.Chunk(p.pages, together) {
				t.Run(p.name, func(t *testing.T) {
					t.Parallel()
					look(t, p.tab(t, browser), p.site, pages, axe, p.times)
				})
			}
		}
	})
	t.Run("what visitors come to do", func(t *testing.T) {
		t.Parallel()
		for i, tag := range lang.Tags {
			for j, s := range screens {
				for _, scripted := range []bool{true, false} {
					if !scripted && (i+j)%2 == 1 {
						continue // without script a language has one of the two screens: the pages are the same
					}
					t.Run(fmt.Sprintf("%s %s script %v", tag, s.name, scripted), func(t *testing.T) {
						t.Parallel()
						v := &visitor{tab: openTab(t, browser), site: site, lang: tag}
						v.screen(s)
						v.script(scripted)
						v.jobs()
					})
				}
			}
		}
	})
	t.Run("hostile text", func(t *testing.T) {
		t.Parallel()
		f := load(t)
		server := httptest.NewServer(f.site)
		t.Cleanup(server.Close)
		var pages []shown
		for i, p := range f.pages() {
			pages = append(pages, shown{name: fmt.Sprintf("hostile %d %s", i, p), path: p})
		}
		look(t, openTab(t, browser), server.URL, pages, "", 0)
	})
}

// A page with everything that the tests above look for.
func TestTheBrowserNoticesWhatIsWrong(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'")
		if r.URL.Path == "/script.js" {
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `alert("open"); document.body.append("by script"); throw Error("thrown")`)
			return
		}
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>Wrong</title><link rel="icon" href="data:,"><main><h1>Wrong</h1>`+
			`<p style="color: red">styled</p><pre>`+strings.Repeat("wide", 400)+`</pre><a href="/"><img src="data:,"></a></main><script src="/script.js"></script>`)
	}))
	defer server.Close()
	b := openTab(t, chromium(t))
	b.screen(phone)
	b.do(chromedp.Navigate(server.URL))
	said := strings.Join(b.complaints(), "\n")
	for _, want := range []string{"dialog: open", "security error: Applying inline style violates", "exception: Uncaught", "security error: Loading the image"} {
		if !strings.Contains(said, want) {
			t.Errorf("no complaint %q in:\n%s", want, said)
		}
	}
	if wide := evaluate[string](b, overflowing); !strings.Contains(wide, "pixels too wide") {
		t.Errorf("what is too wide: %q", wide)
	}
	found := strings.Join(b.axe(testenv.Axe(t), allRules), "\n")
	for _, want := range []string{"link-name (", "image-alt ("} {
		if !strings.Contains(found, want) {
			t.Errorf("axe does not find %q in:\n%s", want, found)
		}
	}
	b.sees("by script")
	b.script(false)
	b.do(chromedp.Navigate(server.URL))
	b.sees("styled")
	if strings.Contains(b.text(), "by script") {
		t.Error("a script ran that was switched off")
	}
}
