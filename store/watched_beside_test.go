package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// besideFindings are the findings of a text against others, with how they stand.
func besideFindings(h *house, id string) (all []string) {
	h.Helper()
	v, err := h.db.View(h.Context(), "test", -1)
	h.ok(err)
	row, err := store.Get[watched.Text](h.Context(), v, id)
	h.ok(err)
	for _, f := range row.Value.Findings {
		if f.Other != "" {
			all = append(all, fmt.Sprint(f.Said, " ", f.Elsewhere, " ", f.State, " ", f.How, " ", f.Rule))
		}
	}
	return all
}

func hearOf(h *house, name, words string) watched.Text {
	h.Helper()
	watching, err := h.db.Watching(h.Context(), "test")
	h.ok(err)
	in, words := heard(name, words)
	got, _, err := watching.Hear(h.Context(), access.System, in, words, store.Hearing{}, journal.Origin{Kind: "folder", ID: name})
	h.ok(err)
	return got
}

func TestWhatTwoTextsStateDifferentlyIsFoundInBoth(t *testing.T) {
	eachHouse(t, func(h *house) {
		recorded(h)
		is := func(id string, want ...string) {
			h.Helper()
			if got := besideFindings(h, id); fmt.Sprint(got) != fmt.Sprint(want) {
				h.Fatalf("it is found %v, want %v", got, want)
			}
		}
		right := hearOf(h, "right.txt", "At the 26th edition 1 agreement was signed.")
		is(right.ID)
		wrong := hearOf(h, "wrong.txt", wrongly)
		is(right.ID, "1 99 settled borne_out between-texts")
		is(wrong.ID, "99 1 new  between-texts")

		// Read again neither says anything new, whatever else is written.
		head, err := h.db.Head(h.Context(), "test")
		h.ok(err)
		for _, id := range []string{right.ID, wrong.ID, right.ID} {
			if told, err := h.db.Reread(h.Context(), "test", access.System, id, form); err != nil || told {
				h.Fatalf("told %v, %v", told, err)
			}
		}
		if again, err := h.db.Head(h.Context(), "test"); err != nil || again != head {
			h.Fatalf("reading them again writes entries: %d, then %d", head, again)
		}

		// Its outlet corrects it: nothing stands between them any more.
		h.pass(time.Hour)
		hearOf(h, "wrong.txt", "At the 26th edition 1 agreement was signed.")
		is(right.ID, "1 99 settled no_error between-texts")
		is(wrong.ID, "99 1 settled corrected between-texts")

		// Many that say otherwise are named a few times.
		for i := range watched.MostBeside + 3 {
			hearOf(h, fmt.Sprint("other", i), fmt.Sprintf("At the 26th edition %d agreements were signed.", 700+i))
		}
		if n := len(besideFindings(h, right.ID)); n != watched.MostBeside+1 {
			h.Errorf("%d others are named", n)
		}
		h.verify("test")
	})
}

func TestTextsAreHeldAgainstTheRecordAgainWhenItHasChanged(t *testing.T) {
	eachHouse(t, func(h *house) {
		w := recorded(h)
		h.ok(h.db.Remind(h.Context()))
		text := hearOf(h, "two.txt", "At the 26th edition 2 agreements were signed.")
		for i := range 60 {
			hearOf(h, fmt.Sprint("weather", i), fmt.Sprintf("Rain, %d degrees.", i))
		}
		last := hearOf(h, "last.txt", "At the 26th edition 1 agreement was signed.")
		state := func(id string) []string {
			h.Helper()
			v, err := h.db.View(h.Context(), "test", -1)
			h.ok(err)
			row, err := store.Get[watched.Text](h.Context(), v, id)
			h.ok(err)
			var out []string
			for _, f := range row.Value.Findings {
				if f.Other == "" {
					out = append(out, string(f.State)+" "+f.How)
				}
			}
			return out
		}
		if got := fmt.Sprint(state(text.ID), state(last.ID)); got != "[new ] []" {
			h.Fatal(got)
		}
		w.by(access.System, func(tx *store.Tx) error {
			a := signed(tx, 26, money.Amount{Minor: 100_00, Currency: "CNY"})
			return store.Put(h.Context(), tx, &a, 0, created)
		})
		passes := 0
		for ; passes < 20 && fmt.Sprint(state(text.ID), state(last.ID)) != "[settled no_error] [new ]"; passes++ {
			h.ok(h.db.Remind(h.Context()))
		}
		if passes > 6 { // three, after as many of a walk that had begun
			h.Fatalf("after %d passes it is %v and %v", passes, state(text.ID), state(last.ID))
		}
		// Once that has been said, nothing is written any more.
		for range 8 {
			h.ok(h.db.Remind(h.Context()))
		}
		head, err := h.db.Head(h.Context(), "test")
		h.ok(err)
		for range 8 {
			h.ok(h.db.Remind(h.Context()))
		}
		if again, err := h.db.Head(h.Context(), "test"); err != nil || again != head {
			h.Fatalf("it goes on to write entries: %d, then %d", head, again)
		}
		h.verify("test")
	})
}

func TestTextsWithoutFindingsAreListedAndWhatIsSaidOfATextIsMended(t *testing.T) {
	eachHouse(t, func(h *house) {
		w := recorded(h)
		ctx := h.Context()
		var ids []string
		for i := range 3 {
			h.pass(time.Minute)
			ids = append(ids, hearOf(h, fmt.Sprint("weather", i), fmt.Sprintf("Rain, %d degrees.", i)).ID)
		}
		wrong := hearOf(h, "wrong.txt", wrongly)
		right := hearOf(h, "right.txt", "At the 26th edition 1 agreement was signed.")
		view := func() store.View {
			v, err := h.db.View(ctx, "test", -1)
			h.ok(err)
			return v
		}
		first, err := view().WatchedWithout(ctx, "The Harbour Post", store.WatchedPlace{}, 2)
		h.ok(err)
		rest, err := view().WatchedWithout(ctx, "", store.WatchedPlace{Read: first[1].Value.Read, ID: first[1].Value.ID}, 2)
		h.ok(err)
		if len(first) != 2 || len(rest) != 1 || first[0].Value.ID != ids[2] || rest[0].Value.ID != ids[0] {
			h.Fatalf("they are listed as %+v and %+v", first, rest)
		}
		counts, err := view().CountWithout(ctx)
		h.ok(err)
		if len(counts) != 1 || counts[0].N != 3 || counts[0].Outlet != "The Harbour Post" {
			h.Fatalf("they are counted as %+v", counts)
		}
		row, err := store.Get[watched.Text](ctx, view(), wrong.ID)
		h.ok(err)
		h.ok(h.db.Update(ctx, "test", w.ids["press"], func(tx *store.Tx) error {
			return tx.MoveWatched(ctx, wrong.ID, row.Since, form, func(x watched.Text) (watched.Text, error) {
				return x.Mend("The Peak Gazette", "Opening night", "https://peak.example/1", "2023-11-30", lang.En)
			})
		}))
		if _, err := h.db.Reread(ctx, "test", w.ids["press"], wrong.ID, form); err != nil {
			h.Fatal(err)
		}
		row, err = store.Get[watched.Text](ctx, view(), right.ID)
		h.ok(err)
		if says := row.Value.Findings[0].Says.En; says != "Of the same figure, “Opening night” in The Peak Gazette says “99”." && says != "Of the same figure, “Opening night” in The Peak Gazette says “99 agreements”." {
			h.Errorf("the other text says %q", says)
		}
		// What brings the text does not take that back.
		next := hearOf(h, "wrong.txt", "At the 26th edition 98 agreements were signed.")
		if next.Outlet != "The Peak Gazette" || next.Title != "Opening night" || next.Published != "2023-11-30" || next.Version != 2 {
			h.Errorf("it is %+v", next)
		}
	})
}

// The words with which a text was listed may have changed by the time that it is held against the record again.
func TestWordsThatCameMeanwhileStay(t *testing.T) {
	eachHouse(t, func(h *house) {
		recorded(h)
		listed := hearOf(h, "text.txt", "At the 26th edition 1 agreement was signed.")
		next := hearOf(h, "text.txt", wrongly)
		watching, err := h.db.Watching(h.Context(), "test")
		h.ok(err)
		got, told, err := watching.Hear(h.Context(), access.System, listed, "At the 26th edition 1 agreement was signed.", store.Hearing{Again: true}, journal.Origin{Kind: "folder", ID: "text.txt"})
		h.ok(err)
		if told || got.Sum != next.Sum || got.Version != next.Version {
			h.Errorf("the words of before came back: version %d after %d", got.Version, next.Version)
		}
		h.verify("test")
	})
}

func TestATextThatManyCameAfterIsNotForgotten(t *testing.T) {
	eachHouse(t, func(h *house) {
		recorded(h)
		right := hearOf(h, "right.txt", "At the 26th edition 1 agreement was signed.")
		wrong := hearOf(h, "wrong.txt", wrongly)
		hearOf(h, "many.txt", strings.Repeat("At the 26th edition 1 agreement was signed. ", 600))
		head, err := h.db.Head(h.Context(), "test")
		h.ok(err)
		found := fmt.Sprint(besideFindings(h, wrong.ID))
		for _, id := range []string{wrong.ID, right.ID, wrong.ID} {
			if told, err := h.db.Reread(h.Context(), "test", access.System, id, form); err != nil || told {
				h.Errorf("read again it says anew %v, %v", besideFindings(h, id), err)
			}
		}
		if again, err := h.db.Head(h.Context(), "test"); err != nil || again != head || fmt.Sprint(besideFindings(h, wrong.ID)) != found {
			h.Errorf("entries %d, then %d, %v; it was found %s, then %v", head, again, err, found, besideFindings(h, wrong.ID))
		}
	})
}
