package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// What must not be seen by the public: each record says it in every text that it has.
const (
	unsignedWord  = "UNSIGNEDACCORD"
	embargoedWord = "EMBARGOEDWORD"
)

// secrets are the records that are planted, by what they are.
type secrets struct{ unsigned, held, atSession, project, observation string }

// plant writes an agreement that lacks a key, an increase that does, and an edition whose
// records all carry a word.
func (f *fixture) plant(t testing.TB) secrets {
	t.Helper()
	var out secrets
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		text := func(s string) lang.Text { return lang.Text{Hans: s + " stones", Hant: s, En: s + " stones"} }
		a := agreement.Agreement{
			ID: agreement.ID(tx.NewID()), Code: unsignedWord, Edition: 26, Title: text(unsignedWord), Type: agreement.Contract,
			Amount: money.Amount{Minor: 98765432100, Currency: "USD"}, Confirmed: 2, Note: unsignedWord, Session: f.ids.session,
			Parties:      []agreement.Role{{Party: "nobody", Role: "investor"}},
			Attributions: []agreement.Attribution{{District: "110105", Num: 1, Den: 2}, {Office: "planted", Num: 1, Den: 2}},
		}
		put(ctx, t, tx, a)
		out.unsigned = string(a.ID)
		put(ctx, t, tx, agreement.Amendment{
			ID: agreement.AmendmentID(tx.NewID()), Agreement: agreement.ID(f.ids.corrected), Edition: 26, SignedOn: "2023-11-29",
			Amount: money.Amount{Minor: 98765432100, Currency: "USD"}, Note: unsignedWord,
		})
		put(ctx, t, tx, fair.Edition{
			ID: fair.EditionID(tx.NewID()), Number: 27, Opened: "2024-11-20", Requires: 3, Complete: true,
			Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
		})
		s := fair.Session{ID: tx.NewID(), Edition: 27, Kind: "signing_ceremony", Day: "2024-11-20", Time: "10:00"}
		put(ctx, t, tx, s)
		signed := a
		signed.ID, signed.Code, signed.Title, signed.Note = agreement.ID(tx.NewID()), embargoedWord, text(embargoedWord), embargoedWord
		signed.Edition, signed.Confirmed, signed.Session = 27, 3, ""
		signed.Amount.Minor = 76543210900
		put(ctx, t, tx, signed)
		out.held = string(signed.ID)
		signed.ID, signed.Session = agreement.ID(tx.NewID()), s.ID
		put(ctx, t, tx, signed)
		out.atSession = string(signed.ID)
		p := project.Project{ID: project.ID(tx.NewID()), Edition: 27, Title: text(embargoedWord), Type: project.Park, District: "110105", Terms: embargoedWord}
		put(ctx, t, tx, p)
		out.project = string(p.ID)
		o := indicator.Observation{
			ID: tx.NewID(), Indicator: "signed.count", Scope: "edition=27", Edition: 27, Value: "7654", Step: "1", Qualifier: "exact",
			AsOf: "2024-11-20", Kind: indicator.KindPrinted, Printed: "7654" + embargoedWord, Words: text(embargoedWord), Document: "D1", Ordinal: 90,
		}
		put(ctx, t, tx, o)
		out.observation = o.ID
		early := o // said on another occasion, of the edition that is held back
		early.ID, early.Edition, early.Indicator = tx.NewID(), 26, "signed.amount"
		early.Currency = "USD"
		put(ctx, t, tx, early)
		put(ctx, t, tx, landing.Deployment{ID: tx.NewID(), Edition: 27, Technology: text(embargoedWord), Place: text(embargoedWord), Scenario: text(embargoedWord), Step: 1})
		put(ctx, t, tx, landing.Programme{ID: tx.NewID(), Edition: 27, Name: text(embargoedWord)})
		put(ctx, t, tx, landing.Facility{ID: tx.NewID(), Edition: 27, Name: text(embargoedWord), Purpose: text(embargoedWord)})
		return nil
	})
	return out
}

// embargo holds an edition, or a session of it, back until a time.
func (f *fixture) embargo(t testing.TB, edition int64, session string, until time.Time) {
	t.Helper()
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetEmbargo(ctx, access.Embargo{Edition: edition, Session: session, Ends: until.UnixMilli()}, created)
	})
}

var leadsTo = regexp.MustCompile(`(?:href|action|src)="([^"]+)"|<loc>([^<]+)</loc>`)

// crawl reads every page that the public reaches from the addresses, and hands it over.
func (f *fixture) crawl(t *testing.T, from []string, each func(address string, w *httptest.ResponseRecorder), cookies ...*http.Cookie) int {
	t.Helper()
	todo, seen := from, map[string]bool{}
	for len(todo) > 0 {
		address := todo[0]
		todo = todo[1:]
		if seen[address] {
			continue
		}
		seen[address] = true
		w := f.visit(address, cookies...)
		each(address, w)
		for _, m := range leadsTo.FindAllStringSubmatch(w.Body.String(), -1) {
			u, err := url.Parse(strings.ReplaceAll(m[1]+m[2], "&amp;", "&"))
			if err != nil || u.Host != "" && u.Host != "fair.example" {
				continue
			}
			u.Fragment = ""
			path := u.RequestURI()
			// One language stands for the others, which differ in words alone, personal agendas
			// for one another, and one filter of a list for all that can be combined with it.
			if !strings.HasPrefix(path, "/en/") && !strings.HasPrefix(path, "/sitemap") || strings.Contains(path, "mine=") || strings.Contains(path, "/account") || strings.Count(path, "&") > 1 {
				continue
			}
			todo = append(todo, path)
		}
	}
	return len(seen)
}

// publicly are the addresses from which the public goes on, and those that no page leads to.
func (f *fixture) publicly(planted secrets) []string {
	all := []string{"/sitemap.xml", "/robots.txt"}
	for _, p := range f.pages() {
		all = append(all, "/en"+p)
	}
	for _, e := range []string{"25", "26", "27"} {
		all = append(all,
			"/en/model/editions/"+e, "/en/model/editions/"+e+"/feed.atom", "/en/model/editions/"+e+"/agenda.ics", "/en/model/editions/"+e+"/agenda",
			"/en/model/agreements?edition="+e, "/en/model/agreements?district=110105&edition="+e, "/en/model/projects?edition="+e,
			"/en/model/figures/signed.count?edition="+e, "/en/model/figures/signed.amount?edition="+e, "/en/model/figures/signed.amount?edition="+e+"&district=110105",
			"/en/model/figures/signed.amount?edition="+e+"&format=json", "/en/model/figures/cumulative.amount?edition="+e, "/en/model/figures/project.count?edition="+e,
			"/en/model/districts?edition="+e, "/en/model/districts/110105?edition="+e, "/en/model/compare?edition="+e, "/en/model/compare?base="+e,
			"/en/model/compare?base=25&edition="+e+"&indicator=signed.amount", "/en/model/investment?edition="+e)
	}
	for _, kind := range []string{"agreements", "projects", "parties"} {
		all = append(all, "/en/model/"+kind+".csv", "/en/model/"+kind+"?q=stones", "/en/model/"+kind+"?sort=amount", "/en/model/"+kind+".csv?edition=27", "/en/model/search?q=stones&kind="+strings.TrimSuffix(kind, "s"))
	}
	return append(all, "/en/model/search?q=stones", "/en/model/series", "/en/model/series?indicator=signed.amount", "/en/model/series?indicator=signed.count&district=110105", "/en/model/report",
		"/en/model/agreements/"+planted.unsigned, "/en/model/agreements/"+planted.held, "/en/model/agreements/"+planted.atSession,
		"/en/model/projects/"+planted.project, "/en/model/observations/"+planted.observation)
}

// Nothing that lacks a key, and nothing that is held back, is on any page, feed, map, download
// or answer that the public gets.
func TestThePublicSeesNothingThatIsNotSignedOrIsHeldBack(t *testing.T) {
	t.Parallel()
	t.Run("asked of the database", func(t *testing.T) { theWorldSeesNothing(t, loadNamed(t)) })
	t.Run("asked of columns", func(t *testing.T) {
		f := loadNamed(t)
		f.db.KeepColumns(store.ColumnsLimit)
		theWorldSeesNothing(t, f)
	})
}

func theWorldSeesNothing(t *testing.T, f *fixture) {
	planted := f.plant(t)
	words := []string{unsignedWord, "987,654,321", "987654321"}
	held := []string{embargoedWord, "765,432,109", "765432109", "7,654", "7654", "1,530,864,218", "1530864218"}
	judged := 0 // texts held against figures of the edition
	check := func(words []string) {
		t.Helper()
		n := f.crawl(t, f.publicly(planted), func(address string, w *httptest.ResponseRecorder) {
			if w.Code >= 500 {
				t.Errorf("%s answers %d", address, w.Code)
			}
			for _, word := range words {
				if at := strings.Index(w.Body.String(), word); at >= 0 {
					t.Errorf("%s (%d) shows %s: …%s…", address, w.Code, word, around(w.Body.String(), at))
				}
			}
		})
		if n < 150 {
			t.Errorf("only %d pages were read", n)
		}
		// A text that states what is held back is not told right from wrong.
		for _, text := range []string{"第27届签约7654个项目。", "第27届签约2个项目。", "At the 27th edition 2 agreements were signed.", "第27届洽谈会签约金额7.65亿美元。"} {
			body := `{"fair":"model","text":"` + text + `"}`
			r := httptest.NewRequest(http.MethodPost, "https://fair.example/v1/check", strings.NewReader(body))
			w := f.send(r)
			page := f.post(t, "/en/model/check", url.Values{"text": {text}})
			for _, said := range []string{w.Body.String(), page.Body.String()} {
				if regexp.MustCompile(`(signed\.|project\.)[a-z]+\?edition=27`).MatchString(said) {
					judged++
				}
			}
		}
	}
	check(words)
	if judged == 0 {
		t.Error("no text was held against what is free")
	}
	if w := f.visit("/en/model/agreements/" + planted.held); w.Code != http.StatusOK {
		t.Fatalf("what is signed and free is not shown: %d", w.Code)
	}
	f.embargo(t, 27, "", time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	judged = 0
	check(append(held, words...))
	if judged > 0 {
		t.Errorf("%d texts were held against what is held back", judged)
	}
	for _, address := range []string{"/en/model/agreements/" + planted.held, "/en/model/projects/" + planted.project, "/en/model/observations/" + planted.observation, "/en/model/figures/signed.count?edition=27"} {
		if w := f.visit(address); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d while it is held back", address, w.Code)
		}
	}
	// The edition itself is no secret, nor is its agenda.
	for _, address := range []string{"/en/model/editions/27", "/en/model/editions/27/agenda", "/en/model/editions/27/agenda.ics"} {
		if w := f.visit(address); w.Code != http.StatusOK {
			t.Errorf("%s answers %d while the edition is held back", address, w.Code)
		}
	}
	f.embargo(t, 27, "", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	if w := f.visit("/en/model/agreements/" + planted.held); w.Code != http.StatusOK {
		t.Errorf("when the embargo has ended it answers %d", w.Code)
	}
}

// While a session is held back, what was signed there is not shown, and no figure that would
// tell how much it was.
func TestWhatWasSignedAtASessionThatIsHeldBackIsNotShown(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	planted := f.plant(t)
	row := f.read(t, planted.atSession)
	f.embargo(t, 27, row.Value.Session, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	for address, want := range map[string]int{
		"/en/model/agreements/" + planted.atSession: http.StatusNotFound, "/en/model/agreements/" + planted.held: http.StatusOK,
		"/en/model/figures/signed.count?edition=27": http.StatusNotFound, "/en/model/figures/signed.count?edition=26": http.StatusOK,
		"/en/model/sessions/" + row.Value.Session: http.StatusOK, "/en/model/editions/27": http.StatusOK,
	} {
		if w := f.visit(address); w.Code != want {
			t.Errorf("%s answers %d, not %d", address, w.Code, want)
		}
	}
	for _, address := range []string{"/en/model/sessions/" + row.Value.Session, "/en/model/agreements?edition=27", "/en/model/editions/27/feed.atom"} {
		if body := f.visit(address).Body.String(); strings.Contains(body, planted.atSession) {
			t.Errorf("%s leads to what was signed there", address)
		}
	}
}

// Those who may see it do, with a mark that it must not be passed on.
func TestTermsAreSeenByTheirOwnAndWhatIsHeldBackByThePress(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	planted := f.plant(t)
	f.embargo(t, 27, "", time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	as := func(email string, g access.Grant) *http.Cookie {
		a := f.join(t, email)
		g.Account = a.ID
		if _, err := f.db.Grant(t.Context(), "model", access.System, g); err != nil {
			t.Fatal(err)
		}
		return f.signIn(t, email)
	}
	for _, c := range []struct {
		name                       string
		grant                      access.Grant
		unsigned, held, heldFigure int
	}{
		{"the secretariat", access.Grant{Role: access.Secretariat, Side: "beijing"}, 200, 200, 200},
		{"the auditor", access.Grant{Role: access.Auditor}, 200, 200, 200},
		{"the press", access.Grant{Role: access.Press}, 404, 200, 200},
		{"its office", access.Grant{Role: access.Office, Side: "beijing", Office: "planted"}, 200, 200, 404},
		{"another office", access.Grant{Role: access.Office, Side: "beijing", Office: "elsewhere"}, 404, 404, 404},
		{"a party's delegate", access.Grant{Role: access.Delegate, Party: "nobody"}, 200, 404, 404},
		{"another party's delegate", access.Grant{Role: access.Delegate, Party: "somebody"}, 404, 404, 404},
		{"an administrator", access.Grant{Role: access.Administrator}, 404, 404, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			cookie := as(strings.ReplaceAll(strings.ReplaceAll(c.name, " ", "."), "'", "")+"@fair.example", c.grant)
			for address, want := range map[string]int{
				"/en/model/agreements/" + planted.unsigned: c.unsigned, "/en/model/agreements/" + planted.held: c.held,
				"/en/model/figures/signed.count?edition=27": c.heldFigure,
			} {
				w := f.visit(address, cookie)
				if w.Code != want {
					t.Errorf("%s answers %d, not %d", address, w.Code, want)
				}
				if marked := strings.Contains(w.Body.String(), "Under embargo"); want == 200 && c.heldFigure == 200 && !marked {
					t.Errorf("%s does not say that it is held back", address)
				}
			}
			for _, address := range []string{"/en/model/agreements?edition=26", "/en/model/agreements.csv", "/en/model/agreements?sort=amount", "/en/model/search?q=stones"} {
				list := f.visit(address, cookie).Body.String()
				if shown := strings.Contains(list, unsignedWord); shown != (c.unsigned == 200) {
					t.Errorf("%s shows it: %v", address, shown)
				}
			}
			trace := f.visit("/en/model/figures/signed.count?edition=26", cookie).Body.String()
			if shown := strings.Contains(trace, unsignedWord); shown != (c.unsigned == 200) {
				t.Errorf("the figure's page names what is left out: %v", shown)
			}
			if !strings.Contains(seen(trace), "4 in all") {
				t.Errorf("the figure's page does not say how many are left out: %s", seen(trace))
			}
		})
	}
}

// An agreement whose confirmation was taken back is not there, rather than removed.
func TestWhatIsNoLongerSignedIsNotThere(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	row := f.read(t, f.ids.corrected)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row.Value.Confirmed = 1
		return store.Put(ctx, tx, &row.Value, row.Since, created)
	})
	if w := f.visit("/en/model/agreements/" + f.ids.corrected); w.Code != http.StatusNotFound {
		t.Errorf("it answers %d", w.Code)
	}
}

// All pages read a fair through one place.
func TestNoPageOpensAViewByItself(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	opens := regexp.MustCompile(`\bdb\.(View|Evaluator)\(`)
	found := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") || !opens.Match(text) {
			continue
		}
		if found++; name != "sight.go" {
			t.Errorf("%s opens a view that shows everything: read through viewAs", name)
		}
	}
	if found == 0 {
		t.Error("nothing was found at all")
	}
}

func loadNamed(t testing.TB) *fixture {
	t.Helper()
	f := load(t)
	f.site = named(t, f.db)
	return f
}

// read reads an agreement as it stands.
func (f *fixture) read(t testing.TB, id string) store.Row[agreement.Agreement] {
	t.Helper()
	view, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	row, err := store.Get[agreement.Agreement](t.Context(), view, id)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func around(text string, at int) string {
	return text[max(0, at-60):min(len(text), at+60)]
}
