package web_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match/planted"
	"bridgehead/project"
	"bridgehead/store"
)

// BenchmarkSuggestions asks for one investor's page of suggestions among as many projects as BRIDGEHEAD_BENCH_PROJECTS says: how
// long until it is first there, how long it takes then, and after a project has changed.
func BenchmarkSuggestions(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("BRIDGEHEAD_BENCH_PROJECTS"))
	if err != nil {
		n = 20_000
	}
	x := attack(b)
	desk := x.who("the secretariat of both").cookie
	offers := planted.New(1, n, 26).Offers
	how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "bench", ID: "1"}}
	var last project.Project
	for at := 0; at < n; at += 50_000 {
		x.update(b, "model", func(ctx context.Context, tx *store.Tx) error {
			for _, o := range offers[at:min(n, at+50_000)] {
				last = project.Project{
					ID: o.Project, Edition: 26, Title: lang.Text{Hans: o.Text}, Type: o.Type, Direction: o.Direction, Side: o.Side, District: o.District,
					Industry: o.Industry, Amount: o.Amount, Status: "open",
				}
				if err := store.Put(ctx, tx, &last, 0, how); err != nil {
					return err
				}
			}
			return nil
		})
	}
	r := x.post(b, "/en/model/work/delegates/new", url.Values{"edition": {"26"}, "name_en": {"An Investor"}, "party": {"另一家公司"}, "role": {"investor"}, "side": {"hongkong"}, "languages": {"en"}}, desk)
	at := r.Header().Get("Location")
	investor := at[strings.LastIndex(at, "/")+1:]
	wish := url.Values{"before": {"0"}, "industries": {"C39;I65"}, "types": {"park"}, "directions": {"inward"}, "places": {"北京"}, "least": {"1000万美元"}, "words": {"智慧医疗 智能制造"}}
	if r := x.post(b, "/en/model/work/interests/"+investor, wish, desk); r.Code != http.StatusSeeOther {
		b.Fatalf("an interest: %d %s", r.Code, seen(r.Body.String()))
	}
	path, waiting := "/en/model/work/suggestions?from="+investor, lang.Say(lang.En, "suggestion.waiting")
	page := func() string {
		r := x.visit(path, desk)
		if r.Code != http.StatusOK {
			b.Fatalf("%d %s", r.Code, seen(r.Body.String()))
		}
		return r.Body.String()
	}
	begun := time.Now()
	for strings.Contains(page(), waiting) {
	}
	first := time.Since(begun)
	for b.Loop() {
		if strings.Count(page(), `class="reasons"`) != 20 {
			b.Fatal("no full list")
		}
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(first.Seconds(), "s/first")
	b.ReportMetric(float64(memory.HeapAlloc>>20), "MiB/live")
	x.update(b, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[project.Project](ctx, tx.View, string(last.ID))
		if err != nil {
			return err
		}
		row.Value.Title.Hans += "（改）"
		return store.Put(ctx, tx, &row.Value, row.Since, store.How{Action: journal.Corrected, Origin: how.Origin})
	})
	var slowest time.Duration
	begun = time.Now()
	for {
		asked := time.Now()
		page()
		took := time.Since(asked)
		slowest = max(slowest, took)
		if took < 190*time.Millisecond && time.Since(begun) > time.Second || time.Since(begun) > 10*time.Minute {
			break // nobody waits for newer ones any more
		}
	}
	b.ReportMetric(time.Since(begun).Seconds(), "s/newer")
	b.ReportMetric(float64(slowest.Milliseconds()), "ms/changed")
}
