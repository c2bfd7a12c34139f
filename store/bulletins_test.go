package store_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/compose"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func three(hans, hant, en string) lang.Text { return lang.Text{Hans: hans, Hant: hant, En: en} }

// written is a bulletin whose number of agreements is a figure, and another typed by hand.
func written(typed string) compose.Bulletin {
	return compose.Bulletin{
		Code: "26-signing", Edition: 26, Title: three("签约结果", "簽約結果", "What was signed"),
		Text: three("第26届洽谈会签约{{signed.count?edition=26}}。", "第26屆洽談會簽約{{signed.count?edition=26}}。",
			"At the 26th edition {{signed.count?edition=26}} were signed."+typed),
		Quotes: []compose.Quote{{Words: three("很好。", "很好。", "Well done."), Speaker: three("某甲", "某甲", "A. Speaker"), Office: three("秘书处", "秘書處", "Secretariat")}},
	}
}

// recorded is a fair whose edition is complete, with one agreement of it.
func recorded(h *house) told {
	w := atWork(h)
	w.by(access.System, func(tx *store.Tx) error {
		row, err := tx.EditionRow(h.Context(), 26)
		if err != nil {
			return err
		}
		row.Value.Complete = true
		if err := store.Put(h.Context(), tx, &row.Value, row.Since, created); err != nil {
			return err
		}
		a := signed(tx, 26, money.Amount{Minor: 100_00, Currency: "CNY"})
		return store.Put(h.Context(), tx, &a, 0, created)
	})
	return w
}

func TestABulletinIsAgreedByBothSidesAndPublishedAtTheEndOfItsEmbargo(t *testing.T) {
	eachHouse(t, func(h *house) {
		w := recorded(h)
		ctx := h.Context()
		var b compose.Bulletin
		var seen journal.Position
		do := func(actor access.ID, fn func(tx *store.Tx) (compose.Bulletin, error)) error {
			return h.db.Update(ctx, "test", actor, func(tx *store.Tx) error {
				got, err := fn(tx)
				if err == nil {
					b, seen = got, tx.Position()
				}
				return err
			})
		}
		move := func(actor access.ID, fn func(compose.Bulletin) (compose.Bulletin, error)) error {
			return do(actor, func(tx *store.Tx) (compose.Bulletin, error) {
				return tx.MoveBulletin(ctx, b.ID, seen, journal.Confirmed, form, fn)
			})
		}
		f := func() fair.Fair {
			v, err := h.db.View(ctx, "test", -1)
			h.ok(err)
			f, err := v.TheFair(ctx)
			h.ok(err)
			return f
		}()
		agree := func(side string) error {
			return do(w.ids[side], func(tx *store.Tx) (compose.Bulletin, error) {
				return tx.AgreeBulletin(ctx, b.ID, seen, f, side, form)
			})
		}
		draft := written(" In all, 99 agreements were signed at the 26th edition.")
		draft.Embargo = time.UnixMilli(h.clock.Load()).Add(time.Hour).UnixMilli()
		h.ok(do(w.ids["press"], func(tx *store.Tx) (compose.Bulletin, error) { return tx.PutBulletin(ctx, draft, 0, form) }))

		// Nobody but those who compose sees it.
		public := func() store.View {
			v, err := h.db.View(ctx, "test", -1)
			h.ok(err)
			s, err := h.db.Sight(ctx, "test", access.Actor{})
			h.ok(err)
			v, err = v.As(ctx, s)
			h.ok(err)
			return v
		}
		if rows, err := public().Bulletins(ctx); err != nil || len(rows) != 0 {
			h.Fatalf("the public sees %v, %v", rows, err)
		}

		h.ok(move(w.ids["press"], compose.Bulletin.HandedIn))
		h.ok(agree("beijing"))
		h.is(agree("beijing"), "bulletin.agreed_already")
		if b.State != compose.Review {
			h.Fatalf("one side alone makes it %s", b.State)
		}
		h.ok(agree("hongkong"))
		_, err := h.db.Publish(ctx, "test", w.ids["press"], b.ID, seen, form)
		h.is(err, "bulletin.held")

		// A number that contradicts the record keeps it back, and the press office is told, once.
		h.pass(2 * time.Hour)
		h.ok(h.db.Remind(ctx))
		h.ok(h.db.Remind(ctx))
		if rows, _ := public().Bulletins(ctx); len(rows) != 0 {
			h.Fatal("it was published with a contradiction")
		}
		notices, err := h.db.Notices(ctx, "test", w.ids["press"], "", 10)
		h.ok(err)
		if len(notices) != 1 || notices[0].Kind != "bulletin" {
			h.Fatalf("the press office is told %v", notices)
		}

		// What is changed takes the agreements back.
		mended := written("")
		mended.ID, mended.Embargo = b.ID, draft.Embargo
		stale := seen - 1
		h.is(do(w.ids["press"], func(tx *store.Tx) (compose.Bulletin, error) { return tx.PutBulletin(ctx, mended, stale, form) }), "record.stale")
		h.ok(do(w.ids["press"], func(tx *store.Tx) (compose.Bulletin, error) { return tx.PutBulletin(ctx, mended, seen, form) }))
		if b.State != compose.Draft || len(b.Agreements) != 0 {
			h.Fatalf("a changed text is %s with %v", b.State, b.Agreements)
		}
		h.ok(move(w.ids["press"], compose.Bulletin.HandedIn))
		h.ok(agree("hongkong"))
		h.ok(agree("beijing"))
		h.ok(h.db.Remind(ctx))
		rows, err := public().Bulletins(ctx)
		h.ok(err)
		if len(rows) != 1 || rows[0].Value.State != compose.Published {
			h.Fatalf("the public reads %v", rows)
		}
		got := rows[0].Value
		want := "What was signed\n\nAt the 26th edition 1 agreement were signed.\n\nA. Speaker, Secretariat: “Well done.”"
		if got.Frozen.En != want {
			h.Errorf("published was\n%s\nwant\n%s", got.Frozen.En, want)
		}
		if fs := got.FiguresIn(lang.En); len(fs) != 1 || fs[0].Value != "1" || !strings.Contains(fs[0].Name, "at=") || string([]rune(want)[fs[0].Start:fs[0].End]) != fs[0].Text {
			h.Errorf("its figures are %v", fs)
		}
		seen = rows[0].Since

		// One entry proves what was published, and says what of it was altered.
		at, err := public().IssuedAt(ctx, got.ID)
		h.ok(err)
		p, err := h.db.Prove(ctx, "test", at)
		h.ok(err)
		state := p.State()
		for _, tt := range []struct {
			from, to string
			want     compose.Altered
		}{
			{"Well done", "Well dine", compose.AlteredText},
			{`"value":"1"`, `"value":"2"`, compose.AlteredFigures},
			{"at=", "at=1", compose.AlteredFigures},
			{"nothing", "", ""},
		} {
			_, altered, ok := compose.ReadEntry([]byte(strings.ReplaceAll(string(state), tt.from, tt.to)))
			if !ok || altered != tt.want {
				h.Errorf("%s changed: %q, %v", tt.from, altered, ok)
			}
		}
		if !json.Valid(state) {
			h.Error("the entry is no JSON")
		}

		// A correction takes its place, and both stay.
		h.ok(do(w.ids["press"], func(tx *store.Tx) (compose.Bulletin, error) {
			next, err := got.Next()
			if err != nil {
				return next, err
			}
			next.Note = three("更正。", "更正。", "Corrected.")
			return tx.PutBulletin(ctx, next, 0, form)
		}))
		h.ok(move(w.ids["press"], compose.Bulletin.HandedIn))
		h.ok(agree("hongkong"))
		h.ok(agree("beijing"))
		_, err = h.db.Publish(ctx, "test", w.ids["press"], b.ID, seen, form)
		h.ok(err)
		issues, err := public().Issues(ctx, "26-signing")
		h.ok(err)
		if len(issues) != 2 || issues[0].Value.State != compose.Published || issues[1].Value.State != compose.Corrected || !strings.Contains(issues[0].Value.Frozen.En, "\n\nCorrection\nCorrected.") {
			h.Errorf("the issues are %v", issues)
		}
		if again, err := public().IssuedAt(ctx, got.ID); err != nil || again != at {
			h.Errorf("the first issue is proven by %d, %v; it was %d", again, err, at)
		}
		h.verify("test")
	})
}

func TestAnOverrideIsForTheContradictionsItNames(t *testing.T) {
	eachHouse(t, func(h *house) {
		recorded(h)
		ctx := h.Context()
		b := written(" In all, 99 agreements were signed at the 26th edition.")
		v, err := h.db.View(ctx, "test", -1)
		h.ok(err)
		x, err := h.db.Examine(ctx, v, b, time.UnixMilli(h.clock.Load()))
		h.ok(err)
		if got := len(compose.Blocking(x.Reports[lang.En])); got != 1 {
			h.Fatalf("%d places block: %v, %v", got, x.Reports[lang.En], x.Refused)
		}
		h.is(x.Allows(b), "bulletin.contradicts")
		_, err = b.Overridden(x, " ")
		h.is(err, "bulletin.why")
		over, err := b.Overridden(x, "the count of another office")
		h.ok(err)
		h.ok(x.Allows(over))
		other := over
		other.Text.En = strings.Replace(other.Text.En, "99", "98", 1)
		y, err := h.db.Examine(ctx, v, other, time.UnixMilli(h.clock.Load()))
		h.ok(err)
		h.is(y.Allows(other), "bulletin.contradicts")
		edited, err := over.Edited(other)
		if err != nil || edited.Override != "" {
			h.Errorf("an edit keeps the override %q, %v", edited.Override, err)
		}
		if _, err := (compose.Bulletin{State: compose.Published}).Overridden(x, "why"); lang.CodeOf(err) != lang.CodeConflict {
			h.Errorf("a published text is overridden: %v", err)
		}
	})
}

// While others write on, a bulletin is published as of the entry before its own: nobody has changed
// what it was held against.
func TestABulletinIsPublishedAsOfTheEntryBeforeIt(t *testing.T) {
	eachHouse(t, func(h *house) {
		w := recorded(h)
		ctx := h.Context()
		var b compose.Bulletin
		var seen journal.Position
		do := func(actor access.ID, fn func(tx *store.Tx) (compose.Bulletin, error)) {
			h.Helper()
			h.ok(h.db.Update(ctx, "test", actor, func(tx *store.Tx) (err error) {
				b, err = fn(tx)
				seen = tx.Position()
				return err
			}))
		}
		do(w.ids["press"], func(tx *store.Tx) (compose.Bulletin, error) { return tx.PutBulletin(ctx, written(""), 0, form) })
		do(w.ids["press"], func(tx *store.Tx) (compose.Bulletin, error) {
			return tx.MoveBulletin(ctx, b.ID, seen, journal.Confirmed, form, compose.Bulletin.HandedIn)
		})
		for _, side := range []string{"beijing", "hongkong"} {
			do(w.ids[side], func(tx *store.Tx) (compose.Bulletin, error) {
				f, err := tx.TheFair(ctx)
				if err != nil {
					return b, err
				}
				return tx.AgreeBulletin(ctx, b.ID, seen, f, side, form)
			})
		}
		done := make(chan struct{})
		var writer sync.WaitGroup
		writer.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				err := h.db.Update(ctx, "test", access.System, func(tx *store.Tx) error {
					a := signed(tx, 26, money.Amount{Minor: 100_00, Currency: "CNY"})
					return store.Put(ctx, tx, &a, 0, created)
				})
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
		out, err := h.db.Publish(ctx, "test", w.ids["press"], b.ID, seen, form)
		close(done)
		writer.Wait()
		h.ok(err)
		v, err := h.db.View(ctx, "test", -1)
		h.ok(err)
		at, err := v.IssuedAt(ctx, out.ID)
		h.ok(err)
		if len(out.Figures) == 0 {
			t.Fatal("it has no figures")
		}
		for _, f := range out.Figures {
			name, err := figure.ParseName(f.Name)
			if h.ok(err); name.At != int64(at)-1 {
				t.Errorf("it was published by entry %d with a figure of %d", at, name.At)
			}
		}
	})
}
