package web_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/party"
	"bridgehead/store"
)

// What parties ask for comes in pages, in each language, narrowed by the party's name, industry and cooperation type; whoever comes
// for a party reads its own alone.
func TestInterestsComeInPages(t *testing.T) {
	x := attack(t)
	desk := x.who("the secretariat of both").cookie
	const parties = 60
	x.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		how := store.How{Action: journal.Created}
		for n := range parties {
			id := party.ID(fmt.Sprintf("seeker-%02d", n))
			i := match.Interest{Edition: 26, Party: id, Side: "hongkong", Industries: []string{"C39", "I65"}[n%2], Types: []string{"park", "land", "building"}[n%3]}
			name := lang.Text{Hans: fmt.Sprintf("样例%02d号公司", n), En: fmt.Sprintf("Seeker Number %02d", n)}
			_, err := tx.PutInterest(ctx, i, 0, journal.Origin{Kind: "form"})
			if err = errors.Join(err, store.Put(ctx, tx, &party.Party{ID: id, Kind: party.Company, Name: name}, 0, how)); err != nil {
				return err
			}
		}
		return nil
	})
	row, next, prev := regexp.MustCompile(`parties/(seeker-\d\d)"`), regexp.MustCompile(`<a rel="next" href="([^"]*)"`), regexp.MustCompile(`<a rel="prev" href="([^"]*)"`)
	page := func(path string, cookie *http.Cookie) string {
		t.Helper()
		r := x.visit(path, cookie)
		if r.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, r.Code, seen(r.Body.String()))
		}
		return r.Body.String()
	}
	link := func(pattern *regexp.Regexp, body string) string {
		if m := pattern.FindStringSubmatch(body); m != nil {
			return html.UnescapeString(m[1])
		}
		return ""
	}
	listed := func(body string) (out []string) {
		for _, m := range row.FindAllStringSubmatch(body, -1) {
			out = append(out, m[1])
		}
		return out
	}
	for _, c := range []struct {
		narrowed url.Values
		n, pages int
	}{
		{url.Values{}, 60, 3},
		{url.Values{"section": {"C"}}, 30, 2},
		{url.Values{"section": {"C"}, "type": {"park"}}, 10, 1},
		{url.Values{"type": {"land"}, "section": {"Q"}}, 0, 1},
		{url.Values{"section": {"%"}, "type": {"castle"}}, 60, 3}, // no such choice
		{url.Values{"q": {"样例17号公司"}}, 1, 1},
		{url.Values{"q": {"樣例17號公司"}, "type": {"park"}}, 0, 1},
		{url.Values{"q": {"seeker number"}}, 60, 3},
		{url.Values{"q": {"nowhere"}}, 0, 1},
	} {
		c.narrowed.Set("edition", "26")
		for _, tag := range lang.Tags {
			at := "/" + string(tag) + "/model/work/interests?" + c.narrowed.Encode()
			found, pages, last := map[string]bool{}, 0, ""
			for at != "" {
				body := page(at, desk)
				ids := listed(body)
				if len(ids) > 25 {
					t.Fatalf("%s lists %d", at, len(ids))
				}
				for _, id := range ids {
					if found[id] {
						t.Errorf("%s comes twice", id)
					}
					found[id] = true
				}
				if total := lang.Say(tag, "interest.total", lang.Args{"n": fmt.Sprint(c.n)}); c.n > 0 && !strings.Contains(body, total) {
					t.Errorf("%s does not say %q", at, total)
				}
				if back := link(prev, body); last != "" && strings.Join(listed(page(back, desk)), " ") != last {
					t.Errorf("%s leads back to %s", at, back)
				}
				last, at = strings.Join(ids, " "), link(next, body)
				pages++
			}
			if len(found) != c.n || pages != c.pages {
				t.Errorf("%s %v: %d on %d pages, want %d on %d", tag, c.narrowed, len(found), pages, c.n, c.pages)
			}
		}
	}
	for _, who := range []string{"the delegate", "the office", "another office"} {
		if ids := listed(page("/en/model/work/interests?edition=26", x.who(who).cookie)); len(ids) > 0 {
			t.Errorf("%s reads what %v ask for", who, ids)
		}
	}
}
