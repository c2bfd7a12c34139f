package web_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/bulletin/compose"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// The lists of bulletins turn pages: each bulletin stands on one of them, drafts before what is published and the newest first; the public
// sees no draft on any, and the feed has the newest alone.
func TestTheListsOfBulletinsTurnPages(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	press := w.hold(t, "press@fair.example", access.Grant{Role: access.Press})
	const published, drafts = 120, 3
	how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "test", ID: "1"}}
	w.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		for i := range published + drafts {
			title := fmt.Sprintf("Number %03d", i)
			b := compose.Bulletin{
				ID: tx.NewID(), Code: fmt.Sprintf("n-%d", i), Issue: 1, Edition: 26, State: compose.Draft,
				Title: lang.Text{Hans: title, Hant: title, En: title}, Text: lang.Text{Hans: "文", Hant: "文", En: "Text"},
			}
			if i < published {
				// Ten have been issued in the same moment each: then the later version comes first.
				b.State, b.Issued = compose.Published, int64(1_700_000_000_000+i/10)
				b.Frozen = lang.Text{Hans: title + "\n\n文", Hant: title + "\n\n文", En: title + "\n\nText"}
			}
			if err := store.Put(ctx, tx, &b, 0, how); err != nil {
				return err
			}
		}
		return nil
	})
	numbered := regexp.MustCompile(`>(?:<bdi[^>]*>)?Number (\d{3})<`)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	turned := func(at string, c ...*http.Cookie) (all []string, pages int) {
		t.Helper()
		begun := at
		for at != "" {
			page := w.visit(at, c...).Body.String()
			before := len(all)
			for _, m := range numbered.FindAllStringSubmatch(page, -1) {
				all = append(all, m[1])
			}
			if n := len(all) - before; n == 0 || n > 50 {
				t.Fatalf("%s lists %d bulletins: %s", at, n, seen(page))
			}
			if back := strings.Contains(page, `<a href="`+begun+`">`+lang.Say(lang.Tag(strings.Split(at, "/")[1]), "audit.first")); back != (pages > 0) {
				t.Errorf("%s leads back: %t", at, back)
			}
			pages++
			at = ""
			if m := next.FindStringSubmatch(page); m != nil {
				at = html.UnescapeString(m[1])
			}
		}
		return all, pages
	}
	var want []string
	for i := published - 1; i >= 0; i-- {
		want = append(want, fmt.Sprintf("%03d", i))
	}
	for _, tag := range lang.Tags {
		if all, pages := turned("/" + string(tag) + "/model/bulletins"); !slices.Equal(all, want) || pages != 3 {
			t.Errorf("%s: the public turns %d pages and reads %v", tag, pages, all)
		}
		if all, pages := turned("/"+string(tag)+"/model/work/bulletins", press); !slices.Equal(all, slices.Concat([]string{"122", "121", "120"}, want)) || pages != 3 {
			t.Errorf("%s: the press office turns %d pages and reads %v", tag, pages, all)
		}
	}
	if feed := w.get(t, "/en/model/bulletins.atom").Body.String(); strings.Count(feed, "<entry>") != 50 || !strings.Contains(feed, "Number 119") || strings.Contains(feed, "Number 069") {
		t.Errorf("the feed has %d entries", strings.Count(feed, "<entry>"))
	}
	// What is no place is the first page.
	if page := w.get(t, "/en/model/bulletins?after=x.y").Body.String(); !strings.Contains(page, "Number 119") {
		t.Error(seen(page))
	}
}
