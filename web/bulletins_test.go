package web_test

import (
	"encoding/json"
	"encoding/xml"
	"html"
	"regexp"
	"strings"
	"testing"

	"bridgehead/demo"
	"bridgehead/exchange"
	"bridgehead/journal"
)

// What was published is read with each figure leading to its trace, and its proof holds.
func TestABulletinIsReadAndProven(t *testing.T) {
	t.Parallel()
	f := open(t)
	if err := (demo.Sample{}).Load(t.Context(), f.db, nil); err != nil {
		t.Fatal(err)
	}
	if err := demo.SampleBulletin(t.Context(), f.db, demo.SampleFair); err != nil {
		t.Fatal(err)
	}
	f.site = named(t, f.db)
	if list := f.get(t, "/en/sample/bulletins").Body.String(); !strings.Contains(list, "What was signed at the 26th edition") {
		t.Error(seen(list))
	}
	for _, tag := range []string{"en", "zh-Hans", "zh-Hant"} {
		page := f.get(t, "/"+tag+"/sample/bulletins/signing-results").Body.String()
		traces := regexp.MustCompile(`class="figure-in" href="([^"]+)">([^<]+)<`).FindAllStringSubmatch(page, -1)
		if len(traces) != 2 {
			t.Fatalf("%s: %d figures lead to a trace:\n%s", tag, len(traces), seen(page))
		}
		for _, to := range traces {
			figure := f.get(t, strings.ReplaceAll(to[1], "&amp;", "&"))
			if figure.Code != 200 || !strings.Contains(to[1], "at=") {
				t.Errorf("%s: %s answers %d", tag, to[1], figure.Code)
			}
		}
	}
	if page := f.get(t, "/en/sample/bulletins/signing-results").Body.String(); !strings.Contains(html.UnescapeString(page), f.db.PublicKey()) {
		t.Error("the page does not show the public key")
	}
	text := f.get(t, "/en/sample/bulletins/signing-results/1/text").Body.String()
	k, err := journal.PublicKey(f.db.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	var p journal.Proof
	if err := json.Unmarshal(f.get(t, "/en/sample/bulletins/signing-results/1/proof.json").Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Verify(k); err != nil {
		t.Error(err)
	}
	first, _, _ := strings.Cut(text, "\n")
	if !strings.Contains(string(p.State()), first) {
		t.Errorf("the proof does not hold %q", first)
	}
	// What is taken away says the same, with its figures leading to their traces, and that nothing in it is real.
	for _, out := range []string{"page.html", "document.docx"} {
		r := f.get(t, "/en/sample/bulletins/signing-results/1/"+out)
		read, err := exchange.Prose(r.Body.Bytes())
		if err != nil {
			t.Fatal(out, err)
		}
		for _, line := range append(strings.Split(strings.TrimSpace(text), "\n"), "Synthetic demonstration data", "/en/sample/bulletins/signing-results/1") {
			if !strings.Contains(read, line) {
				t.Errorf("%s lacks %q: %s", out, line, read)
			}
		}
		if name := r.Header().Get("Content-Disposition"); !strings.Contains(name, "signing-results-1.en.") {
			t.Errorf("%s is called %s", out, name)
		}
	}
	if page := f.get(t, "/en/sample/bulletins/signing-results/1/page.html").Body.String(); strings.Count(page, "/sample/figures/") != 2 || !strings.Contains(page, "at=") {
		t.Errorf("the figures lead nowhere: %s", page)
	}
	var feed struct {
		Entries []struct {
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(f.get(t, "/en/sample/bulletins.atom").Body.Bytes(), &feed); err != nil || len(feed.Entries) != 1 || feed.Entries[0].Title != first {
		t.Errorf("the feed says %v, %v", feed, err)
	}
	if w := f.get(t, "/en/sample/bulletins/signing-results/2"); w.Code != 404 {
		t.Errorf("an issue that is not there answers %d", w.Code)
	}
}
