package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

var (
	markup = regexp.MustCompile(`(?s)<[^>]*>`)
	// What pages load by themselves: modules, and data in which no markup stands.
	ours   = regexp.MustCompile(`<script type="module" src="/assets/[\w-]+/\w+\.js"></script>|<script type="application/ld\+json">[^<]*</script>`)
	blocks = regexp.MustCompile(`</(td|th|dt|dd|li|p|h1|h2|h3|title)>`)
)

// seen is what a reader sees of a page: its text without markup.
func seen(body string) string {
	body = blocks.ReplaceAllString(ours.ReplaceAllString(body, ""), "$0 ")
	body = html.UnescapeString(markup.ReplaceAllString(body, ""))
	return strings.Join(strings.Fields(body), " ")
}

// What stands in a line with what is before it, and a space that follows a Chinese mark there.
var (
	inline = regexp.MustCompile(`</?(a|span|strong|bdi|b|em|i|time)( [^>]*)?>`)
	spaced = regexp.MustCompile(`[^<>]{0,20}[，。：；、！？] +[^ <>\n][^<>]{0,20}`)
)

func TestEveryPageIsThereInEveryLanguage(t *testing.T) {
	t.Parallel()
	f := load(t)
	for _, tag := range lang.Tags {
		for _, page := range f.pages() {
			t.Run(string(tag)+page, func(t *testing.T) {
				w := f.get(t, "/"+string(tag)+page)
				body := w.Body.String()
				if w.Code != http.StatusOK {
					t.Fatalf("status %d: %s", w.Code, seen(body))
				}
				if !strings.Contains(body, fmt.Sprintf("<html lang=%q>", tag)) {
					t.Error("the page does not name its language")
				}
				// A full-width mark brings its own space.
				if gap := spaced.FindString(inline.ReplaceAllString(body, "")); tag != lang.En && gap != "" {
					t.Errorf("a space after a Chinese mark: %s", gap)
				}
				if at := strings.Index(body, "⟦"); at >= 0 {
					t.Errorf("a message is missing: %.60s", body[at:])
				}
				if strings.Contains(ours.ReplaceAllString(body, ""), "<script") || strings.Contains(body, "<img") || strings.Contains(body, "onerror=alert(1)>") || strings.Contains(body, "javascript:") {
					t.Error("text of a record became markup")
				}
				if got := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'") || strings.Contains(got, "unsafe") {
					t.Errorf("policy %q", got)
				}
				for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Content-Type": "text/html; charset=utf-8"} {
					if got := w.Header().Get(name); got != want {
						t.Errorf("%s: %q, want %q", name, got, want)
					}
				}
				if strings.Contains(body, " style=") || strings.Contains(body, "<style") {
					t.Error("a style stands in the page, where the policy blocks it")
				}
				if n := strings.Count(body, "<h1"); n != 1 {
					t.Errorf("%d main headings", n)
				}
				synthetic := strings.Contains(body, `class="synthetic"`)
				if want := strings.HasPrefix(page, "/made/"); synthetic != want {
					t.Errorf("labelled synthetic: %v, want %v", synthetic, want)
				}
			})
		}
	}
}

func TestTheEditionPageSaysWhatTheEditionAmountsTo(t *testing.T) {
	t.Parallel()
	f := load(t)
	for tag, wants := range map[lang.Tag][]string{
		lang.Hans: {
			"34", "672.2亿元", "朝阳区", "13", "35.39亿美元", "576", "超过1,110亿美元", "610", "高于上届（9）",
			"672.2亿元按2023年11月29日汇率（1美元兑7.1275元人民币，ECB）折合94.31亿美元，上届为92.02亿美元；汇率若高于1美元兑7.305元人民币，便不再高于上届。",
			"对外公布34，其中2逐项登记在册，其余来源未作细分。",
		},
		lang.Hant: {"34", "672.2億元", "高於上屆（9）", "1美元兌7.1275元人民幣", "1美元兌7.305元人民幣"},
		lang.En: {
			"RMB 67.22 billion", "Higher than the last edition (9).", "over US$111 billion", "610",
			"RMB 67.22 billion is US$9.431 billion at the rate of 29 November 2023 (7.1275 yuan to the US dollar, ECB), against US$9.202 billion; it would no longer be higher above 7.305 yuan to the US dollar.",
			"34 reported; 2 of them recorded by name; the rest is not broken down in the source.",
		},
	} {
		text := seen(f.get(t, "/"+string(tag)+"/model/editions/26").Body.String())
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in:\n%s", tag, want, text)
			}
		}
	}
}

func TestAnEarlierPositionIsShownAsSuch(t *testing.T) {
	t.Parallel()
	f := load(t)
	name := fmt.Sprintf("/en/model/figures/signed.amount?edition=26&at=%d", f.before)
	then := f.get(t, name).Body.String()
	now := f.get(t, "/en/model/figures/signed.amount?edition=26").Body.String()
	if !strings.Contains(then, `class="earlier"`) || strings.Contains(now, `class="earlier"`) {
		t.Error("the banner of an earlier position is not where it belongs")
	}
	for _, want := range []string{"US$1 million"} {
		if !strings.Contains(seen(then), want) {
			t.Errorf("then: no %q in:\n%s", want, seen(then))
		}
	}
	if !strings.Contains(seen(now), "US$2 million") {
		t.Error("the corrected amount is not in the trace")
	}
	if !strings.Contains(then, fmt.Sprintf("at=%d", f.before)) {
		t.Error("links do not keep the position")
	}
	if w := f.get(t, "/en/model/editions/26?at=999999"); w.Code != http.StatusBadRequest {
		t.Errorf("a position that is not reached yet: %d", w.Code)
	}
	history := seen(f.get(t, "/en/model/agreements/"+f.ids.corrected).Body.String())
	for _, want := range []string{"Corrected", "US$1 million → US$2 million", "by tester"} {
		if !strings.Contains(history, want) {
			t.Errorf("history: no %q in:\n%s", want, history)
		}
	}
}

func TestTheTraceClosesToTheLastDigit(t *testing.T) {
	t.Parallel()
	f := open(t)
	f.update(t, "thirds", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, fair.Fair{ID: "thirds", Name: lang.Text{En: "Thirds"}, Current: 1})
		put(ctx, t, tx, fair.Edition{
			ID: "e", Number: 1, Opened: "2023-11-29", Complete: true,
			Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
		})
		for range 3 {
			put(ctx, t, tx, agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 1, Title: lang.Text{En: "A third"}, SignedOn: "2023-11-29", Amount: money.Amount{Minor: 100, Currency: "CNY"},
				Attributions: []agreement.Attribution{{District: "110105", Num: 1, Den: 3}},
			})
		}
		return nil
	})
	text := seen(f.get(t, "/en/thirds/figures/signed.amount?edition=1&district=110105").Body.String())
	for _, want := range []string{"RMB 0.33", "1/3", "Rounding RMB 0.01", "Total RMB 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

func TestHowMuchKeysAreMissingForIsSaidWhereItIsLeftOut(t *testing.T) {
	t.Parallel()
	f := load(t)
	text := seen(f.get(t, "/en/model/figures/signed.count?edition=26").Body.String())
	if !strings.Contains(text, "Records left out") || !strings.Contains(text, "2 in all.") || strings.Contains(text, "Waiting for one key") {
		t.Errorf("it is not said that two are left out, or of what they are:\n%s", text)
	}
}

func TestANameThatIsMissingFallsBackVisibly(t *testing.T) {
	t.Parallel()
	f := load(t)
	body := f.get(t, "/en/model/agreements/"+f.ids.corrected).Body.String()
	if !strings.Contains(body, `<bdi lang="zh-Hant">只有繁體</bdi> <abbr class="mark"`) {
		t.Error("the Traditional name is not marked for an English reader")
	}
}

func TestFiguresAsJSON(t *testing.T) {
	t.Parallel()
	f := load(t)
	w := f.get(t, "/en/model/figures/signed.count.json?edition=26")
	var list figure.List
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if w.Header().Get("Content-Type") != "application/json" || list.Fair != "model" || len(list.Figures) != 1 ||
		*list.Figures[0].Value != "34" || list.Figures[0].Shown["zh-Hans"] != "34个签约项目" {
		t.Errorf("%s", w.Body)
	}
}

func TestWhatIsNotThereSaysWhatToDo(t *testing.T) {
	t.Parallel()
	f := load(t)
	for address, want := range map[string]int{
		"/en/nowhere":                                   http.StatusNotFound,
		"/en/nowhere/editions/1":                        http.StatusNotFound,
		"/en/reference/report":                          http.StatusNotFound,
		"/fr/":                                          http.StatusNotFound,
		"/en/model/editions/99":                         http.StatusNotFound,
		"/en/model/editions/x":                          http.StatusNotFound,
		"/en/model/agreements/none":                     http.StatusNotFound,
		"/en/model/projects/none":                       http.StatusNotFound,
		"/en/model/parties/none":                        http.StatusNotFound,
		"/en/model/observations/none":                   http.StatusNotFound,
		"/en/model/figures/no.such?edition=26":          http.StatusNotFound,
		"/en/model/figures/listing.count?edition=26":    http.StatusNotFound,
		"/assets/old/site.css":                          http.StatusNotFound,
		"/en/model/figures/signed.count":                http.StatusBadRequest,
		"/en/model/figures/signed.count?edition=x":      http.StatusBadRequest,
		"/en/model/figures/signed.count?nonsense=1":     http.StatusBadRequest,
		"/en/model/figures/signed.count?edition=26&at=": http.StatusBadRequest,
		"/en/model/editions/26?at=-1":                   http.StatusBadRequest,
		"/en/model/editions/26?at=soon":                 http.StatusBadRequest,
		"/en/model/agreements?edition=last":             http.StatusBadRequest,
	} {
		w := f.get(t, address)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", address, w.Code, want)
		}
		if text := w.Body.String(); !strings.Contains(text, "<h1>") || strings.Contains(text, "⟦") {
			t.Errorf("%s: no page: %s", address, seen(text))
		}
	}
	if w := f.get(t, "/nowhere", "Accept-Language", "zh-HK"); !strings.Contains(w.Body.String(), `lang="zh-Hant"`) {
		t.Error("the error is not said in the reader's language")
	}
	w := httptest.NewRecorder()
	f.site.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/en/model/editions/26", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestTheFirstVisitFindsItsLanguage(t *testing.T) {
	t.Parallel()
	f := load(t)
	for _, tt := range []struct{ name, address, header, cookie, want string }{
		{"by the browser", "/", "zh-CN", "", "/zh-Hans/model/editions/26"},
		{"by the choice before", "/", "zh-CN", "en", "/en/model/editions/26"},
		{"a choice that is none is passed over", "/", "zh-TW", "xx", "/zh-Hant/model/editions/26"},
		{"the report too", "/report", "zh-HK", "", "/zh-Hant/model/report"},
		{"a fair leads to its current edition", "/en/model", "", "", "/en/model/editions/26"},
		{"choosing keeps the page", "/language/zh-Hant?page=/en/model/agreements%3Fedition=26", "", "", "/zh-Hant/model/agreements?edition=26"},
		{"choosing leads to no other host", "/language/en?page=//evil.example/en/", "", "", "/en/"},
		{"choosing leads to no other scheme", "/language/en?page=https:evil.example", "", "", "/en/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			headers := []string{"Accept-Language", tt.header}
			if tt.cookie != "" {
				headers = append(headers, "Cookie", "language="+tt.cookie)
			}
			w := f.get(t, tt.address, headers...)
			if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != tt.want {
				t.Errorf("%d to %q, want %q", w.Code, got, tt.want)
			}
		})
	}
	if got := f.get(t, "/language/zh-Hant").Header().Get("Set-Cookie"); !strings.HasPrefix(got, "language=zh-Hant;") {
		t.Errorf("the choice is not kept: %q", got)
	}
}

func TestAListIsTurnedPageByPageInBothDirections(t *testing.T) {
	t.Parallel()
	const records = 1000
	f := open(t)
	f.update(t, "large", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, fair.Fair{ID: "large", Name: lang.Text{En: "Large"}, Current: 1})
		put(ctx, t, tx, fair.Edition{ID: "e", Number: 1, Opened: "2023-11-29"})
		for i := range records {
			put(ctx, t, tx, agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 1, Title: lang.Text{En: fmt.Sprintf("Agreement %04d.", i)}, Type: agreement.Types[i%2],
			})
		}
		return nil
	})
	title := regexp.MustCompile(`Agreement (\d{4})\.`)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	prev := regexp.MustCompile(`rel="prev" href="([^"]+)"`)
	walk := func(address string, link *regexp.Regexp) (titles [][]string, last string) {
		for address != "" {
			w := f.get(t, address)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d", address, w.Code)
			}
			var page []string
			for _, m := range title.FindAllStringSubmatch(w.Body.String(), -1) {
				page = append(page, m[1])
			}
			titles, last, address = append(titles, page), address, ""
			if m := link.FindStringSubmatch(w.Body.String()); m != nil {
				address = html.UnescapeString(m[1])
			}
		}
		return titles, last
	}
	forward, last := walk("/en/large/agreements", next)
	n := 0
	for _, page := range forward {
		for _, title := range page {
			if want := fmt.Sprintf("%04d", n); title != want {
				t.Fatalf("record %s where %s is due", title, want)
			}
			n++
		}
	}
	if n != records {
		t.Fatalf("%d records listed, want %d", n, records)
	}
	back, _ := walk(last, prev)
	if len(back) != len(forward) || back[len(back)-1][0] != "0000" {
		t.Errorf("%d pages back, want %d", len(back), len(forward))
	}
	filtered, _ := walk("/en/large/agreements?type=framework&edition=1", next)
	n = 0
	for _, page := range filtered {
		n += len(page)
	}
	if n != records/2 {
		t.Errorf("%d records of one type, want %d", n, records/2)
	}
}

func TestAPageThatTheReaderHasIsNotSentAgain(t *testing.T) {
	t.Parallel()
	f := load(t)
	first := f.get(t, "/en/about")
	tag := first.Header().Get("ETag")
	if again := f.get(t, "/en/about", "If-None-Match", tag); tag == "" || again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
	}
	if small := f.get(t, "/en/about", "Accept-Encoding", "gzip"); small.Header().Get("Content-Encoding") != "gzip" || small.Body.Len() >= first.Body.Len() {
		t.Error("the page is not compressed")
	}
	if plain := f.get(t, "/en/about", "Accept-Encoding", "gzip;q=0"); plain.Header().Get("Content-Encoding") != "" {
		t.Error("the page is compressed though the reader refuses it")
	}
	style := regexp.MustCompile(`/assets/[\w-]+/site\.css`).FindString(first.Body.String())
	w := f.get(t, style)
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%s: %d %v", style, w.Code, w.Header())
	}
}

func TestAnEmptyInstallationAnswers(t *testing.T) {
	t.Parallel()
	f := open(t)
	if w := f.get(t, "/"); w.Header().Get("Location") != "/en/" {
		t.Errorf("/ leads to %q", w.Header().Get("Location"))
	}
	if w := f.get(t, "/en/"); w.Code != http.StatusOK || !strings.Contains(seen(w.Body.String()), "There is no fair yet.") {
		t.Errorf("%d %s", w.Code, seen(w.Body.String()))
	}
	if w := f.get(t, "/healthz"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("/healthz: %d %q", w.Code, w.Body)
	}
}

func TestInternalLinksAnswer(t *testing.T) {
	t.Parallel()
	f := load(t)
	link := regexp.MustCompile(`(?:href|action)="(/[^"]*)"`)
	done := map[string]bool{}
	queue := []string{"/en/"}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		w := f.get(t, address)
		if w.Code >= 400 {
			t.Errorf("%s: %d %s", address, w.Code, seen(w.Body.String()))
		}
		if to := w.Header().Get("Location"); to != "" && !done[to] {
			done[to] = true
			queue = append(queue, to)
		}
		for _, m := range link.FindAllStringSubmatch(w.Body.String(), -1) {
			to := html.UnescapeString(m[1])
			// Each language is the same pages again.
			if !done[to] && !strings.HasPrefix(to, "/language/") {
				done[to] = true
				queue = append(queue, to)
			}
		}
	}
	if len(done) < 50 {
		t.Errorf("only %d addresses were found", len(done))
	}
}

// The catalogue's own test looks at Go files; templates say things too.
func TestEveryKeyThatTemplatesSayIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	said := regexp.MustCompile(`say "([^"]+)"`)
	files, err := filepath.Glob("templates/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			if !lang.Has(m[1]) {
				t.Errorf("%s says %s, which no catalogue holds", file, m[1])
			}
		}
	}
}

// A number that is typed into a template would be one that leads nowhere.
func TestNoNumberStandsInATemplate(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	actions := regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		plain := markup.ReplaceAllString(actions.ReplaceAllString(string(text), ""), "")
		if at := strings.IndexFunc(plain, func(r rune) bool { return r >= '0' && r <= '9' }); at >= 0 {
			t.Errorf("%s: %.40q", file, plain[at:])
		}
	}
}

func TestATextIsCheckedOnAPage(t *testing.T) {
	t.Parallel()
	f := load(t)
	for _, tag := range lang.Tags {
		form := url.Values{"text": {"34 agreements were signed at the 26th edition. 99 agreements were signed at the 25th edition. " + hostile}}
		r := httptest.NewRequest(http.MethodPost, "/"+string(tag)+"/model/check", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		f.site.ServeHTTP(w, r)
		text := seen(w.Body.String())
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script>") {
			t.Fatalf("%s: %d: %s", tag, w.Code, text)
		}
		if want := "1 " + lang.Say(tag, "check.verdict.contradicted"); !strings.Contains(text, want) {
			t.Errorf("%s: no %q in:\n%s", tag, want, text)
		}
	}
}
