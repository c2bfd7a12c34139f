package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

const wrongly = "At the 26th edition 99 agreements were signed."

func heard(name, words string) (watched.Text, string) {
	return watched.Text{Source: watched.FromFolder, Key: name, Outlet: "The Harbour Post", Title: name}, words
}

func TestATextIsOneRecordHoweverOftenItIsRead(t *testing.T) {
	eachHouse(t, func(h *house) {
		w := recorded(h)
		ctx := h.Context()
		hear := func(name, words string, again bool) (watched.Text, bool) {
			h.Helper()
			watching, err := h.db.Watching(ctx, "test")
			h.ok(err)
			in, words := heard(name, words)
			got, told, err := watching.Hear(ctx, access.System, in, words, store.Hearing{Again: again}, journal.Origin{Kind: "folder", ID: name})
			h.ok(err)
			return got, told
		}
		view := func() store.View {
			v, err := h.db.View(ctx, "test", -1)
			h.ok(err)
			return v
		}
		text, told := hear("a.txt", wrongly, false)
		if !told || len(text.Findings) != 1 || !slices.Contains([]string{"99", "99 agreements"}, text.Findings[0].Said) || text.Lang != lang.En || text.Edition != 26 {
			h.Fatalf("told %v: %+v", told, text)
		}
		if f := text.Findings[0]; f.State != watched.New || f.Record != "1" || f.Says.En == "" || f.Says.Hant == "" || text.At == 0 {
			h.Fatalf("it is found so: %+v", f)
		}
		head := view().At
		for range 2 {
			if _, told := hear("a.txt", wrongly, true); told {
				h.Fatal("what is read again says something new")
			}
		}
		if view().At != head {
			h.Fatalf("reading it again writes entries: %d, then %d", head, view().At)
		}
		if got, err := view().Words(ctx, text); err != nil || got != wrongly {
			h.Fatalf("its words are %q, %v", got, err)
		}
		hear("right.txt", "At the 26th edition 1 agreement was signed.", false)

		// It is written about, and what was seen before somebody else did something is refused.
		move := func(id string, before journal.Position, fn func(watched.Text) (watched.Text, error)) error {
			return h.db.Update(ctx, "test", w.ids["press"], func(tx *store.Tx) error { return tx.MoveWatched(ctx, id, before, form, fn) })
		}
		row, err := store.Get[watched.Text](ctx, view(), text.ID)
		h.ok(err)
		write := func(x watched.Text) (watched.Text, error) {
			return x.WrittenTo(watched.Letter{To: "desk@example.org", Text: "Dear editors", By: w.ids["press"], Sent: 7}, []int{0})
		}
		h.ok(move(text.ID, row.Since, write))
		h.is(move(text.ID, row.Since, write), "record.stale")

		// The outlet corrects it: a next version, and the finding is settled.
		h.pass(time.Hour)
		next, told := hear("a.txt", "At the 26th edition 1 agreement was signed.", false)
		if !told || next.ID != text.ID || next.Version != 2 || next.Findings[0].State != watched.Settled || next.Findings[0].How != watched.Corrected || len(next.Letters) != 1 {
			h.Fatalf("told %v: %+v", told, next)
		}
		rows, err := store.History[watched.Text](ctx, view(), text.ID)
		h.ok(err)
		if len(rows) != 4 { // found, another text stands against it, written to, corrected
			h.Fatalf("it has %d versions in the record", len(rows))
		}
		if got, err := view().Words(ctx, rows[0].Value); err != nil || got != wrongly {
			h.Fatalf("the words of its first version are %q, %v", got, err)
		}

		// Nobody sees them but those who compose.
		for who, want := range map[string]int{"": 0, "press": 2, "beijing": 2, "chaoyang": 0} {
			actor := access.Actor{}
			if who != "" {
				actor, err = h.db.Actor(ctx, "test", w.ids[who])
				h.ok(err)
			}
			s, err := h.db.Sight(ctx, "test", actor)
			h.ok(err)
			v, err := view().As(ctx, s)
			h.ok(err)
			all, err := v.Watched(ctx, store.WatchedPlace{}, 10)
			h.ok(err)
			found, err := v.Found(ctx, store.WatchedFilter{}, store.WatchedPlace{}, 10)
			h.ok(err)
			if len(all) != want || want == 0 && len(found) != 0 {
				h.Errorf("%q sees %d texts and %d findings", who, len(all), len(found))
			}
		}
		h.verify("test")
	})
}

func TestFindingsAreListedByOutletKindCauseAndState(t *testing.T) {
	eachHouse(t, func(h *house) {
		recorded(h)
		ctx := h.Context()
		for i, name := range []string{"a", "b", "c"} {
			h.pass(time.Minute)
			watching, err := h.db.Watching(ctx, "test")
			h.ok(err)
			in, words := heard(name, "At the 26th edition 99 agreements were signed. In all, 98 agreements were signed at the 26th edition.")
			if i == 2 {
				in.Outlet = "The Peak Gazette"
			}
			_, _, err = watching.Hear(ctx, access.System, in, words, store.Hearing{}, journal.Origin{Kind: "folder", ID: name})
			h.ok(err)
		}
		v, err := h.db.View(ctx, "test", -1)
		h.ok(err)
		all, err := v.Found(ctx, store.WatchedFilter{}, store.WatchedPlace{}, 100)
		h.ok(err)
		if len(all) < 6 || all[0].Outlet != "The Peak Gazette" || all[len(all)-1].Title != "a" {
			h.Fatalf("%d are found: %+v", len(all), all)
		}
		// By pages of one it is the same list.
		var paged []store.WatchedLine
		for after := (store.WatchedPlace{}); ; {
			page, err := v.Found(ctx, store.WatchedFilter{}, after, 1)
			h.ok(err)
			if len(page) == 0 {
				break
			}
			paged, after = append(paged, page[0]), page[0].WatchedPlace
		}
		if diff := cmp.Diff(all, paged); diff != "" {
			h.Error(diff)
		}
		counts, err := v.FoundCounts(ctx, store.WatchedFilter{Outlet: "The Peak Gazette", State: watched.New, Edition: 26})
		h.ok(err)
		var n int64
		for _, c := range counts {
			if c.Outlet != "The Peak Gazette" || c.State != watched.New {
				h.Errorf("what was not asked for is counted: %+v", c)
			}
			n += c.N
			some, err := v.Found(ctx, store.WatchedFilter{Outlet: c.Outlet, Kind: c.Kind, Cause: c.Cause, State: c.State}, store.WatchedPlace{}, 100)
			h.ok(err)
			if int64(len(some)) != c.N {
				h.Errorf("%d are counted and %d listed of %+v", c.N, len(some), c)
			}
		}
		if n != int64(len(all)/3) {
			h.Errorf("%d of %d are counted", n, len(all))
		}
		texts, err := v.Watched(ctx, store.WatchedPlace{}, 2)
		h.ok(err)
		rest, err := v.Watched(ctx, store.WatchedPlace{Read: texts[1].Value.Read, ID: texts[1].Value.ID}, 2)
		h.ok(err)
		if len(texts) != 2 || len(rest) != 1 || rest[0].Value.Title != "a" {
			h.Errorf("the texts are %d and %d", len(texts), len(rest))
		}
	})
}
