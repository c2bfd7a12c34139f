package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// note writes one agreement and returns its identifier.
func note(ctx context.Context, db *store.DB, id, text string) (made string, at journal.Position, err error) {
	err = db.Update(ctx, id, "tester", func(tx *store.Tx) error {
		a := signed(tx, 26, money.Amount{})
		a.Note, made = text, string(a.ID)
		if err := store.Put(ctx, tx, &a, 0, created); err != nil {
			return err
		}
		at = tx.Position()
		return nil
	})
	return made, at, err
}

func TestEveryAcknowledgedWriteOfManyIsThereOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		beginFair(t, db, "other", 26)
		const writers, times = 8, 12
		var mu sync.Mutex
		acknowledged := map[string]map[journal.Position]string{"test": {}, "other": {}}
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for n := range times {
					id := "test"
					if w == 0 { // one of them writes another fair
						id = "other"
					}
					made, at, err := note(t.Context(), db, id, fmt.Sprintf("%d by %d", n, w))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if twice := acknowledged[id][at]; twice != "" {
						t.Errorf("position %d was given to %s and to %s", at, twice, made)
					}
					acknowledged[id][at] = made
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for id, made := range acknowledged {
			v := verifyFair(t, db, id)
			if len(v.Findings) > 0 || v.Entries != int64(len(made)+2) || v.Checkpoints < len(made)+1 {
				t.Errorf("%s: %d were acknowledged: %+v", id, len(made), v)
			}
			view, err := db.View(t.Context(), id, -1)
			if err != nil {
				t.Fatal(err)
			}
			for at := journal.Position(3); at <= view.At; at++ { // after the fair and its edition
				e, err := view.Entry(t.Context(), at)
				if err != nil || e.Subject != made[at] {
					t.Errorf("%s: entry %d speaks of %s (%v), acknowledged was %s", id, at, e.Subject, err, made[at])
				}
			}
		}
		if len(acknowledged["test"]) != (writers-1)*times || len(acknowledged["other"]) != times {
			t.Errorf("%d and %d were acknowledged", len(acknowledged["test"]), len(acknowledged["other"]))
		}
	})
}

func TestAChangeThatFailsWritesNothing(t *testing.T) {
	gaveUp := errors.New("gave up")
	cases := []struct {
		name string
		fn   func(t *testing.T, tx *store.Tx, existing agreement.Agreement) error
		is   func(error) bool
	}{
		{
			"because the function says so, after a thousand records", func(t *testing.T, tx *store.Tx, _ agreement.Agreement) error {
				for range 1000 {
					a := signed(tx, 26, money.Amount{})
					if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
						return err
					}
				}
				return gaveUp
			},
			func(err error) bool { return errors.Is(err, gaveUp) },
		},
		{
			"because a record exists already", func(t *testing.T, tx *store.Tx, existing agreement.Agreement) error {
				a := signed(tx, 26, money.Amount{})
				if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
					return err
				}
				return store.Put(t.Context(), tx, &existing, 0, created)
			},
			func(err error) bool { return lang.CodeOf(err) == lang.CodeConflict },
		},
		{
			"because part of it failed, though the function passed over that", func(t *testing.T, tx *store.Tx, existing agreement.Agreement) error {
				if err := store.Put(t.Context(), tx, &existing, 0, created); err != nil {
					return err
				}
				a := signed(tx, 26, money.Amount{})
				if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
					return err
				}
				if store.Put(t.Context(), tx, &a, tx.Position(), created) == nil {
					t.Error("the record that exists was written again")
				}
				return nil
			},
			func(err error) bool { return lang.CodeOf(err) == lang.CodeConflict },
		},
		{
			"because its origin cannot stand in an entry", func(t *testing.T, tx *store.Tx, existing agreement.Agreement) error {
				return store.Put(t.Context(), tx, &existing, 3, store.How{Action: journal.Corrected, Origin: journal.Origin{Kind: "a\nb"}})
			},
			func(err error) bool { return err != nil },
		},
	}
	each(t, func(t *testing.T, _ *store.DB, address string) {
		checkpoints := filepath.Join(t.TempDir(), "checkpoints")
		db := openWith(t, address, filepath.Join(t.TempDir(), "key"), checkpoints)
		begin(t, db, 26)
		existing, since := agreeWith(t, db, 26, "5 CNY", func(*agreement.Agreement) {})
		if since != 3 {
			t.Fatalf("written at %d", since)
		}
		for _, tt := range cases {
			t.Run(tt.name, func(t *testing.T) {
				_, head, err := note(t.Context(), db, "test", "the fair can be written, again")
				if err != nil {
					t.Fatal(err)
				}
				written, err := os.ReadFile(checkpoints)
				if err != nil {
					t.Fatal(err)
				}
				err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error { return tt.fn(t, tx, existing) })
				if !tt.is(err) {
					t.Errorf("got %v", err)
				}
				if at, err := db.Head(t.Context(), "test"); err != nil || at != head {
					t.Errorf("the journal ends at %d (%v), want %d", at, err, head)
				}
				if v := verify(t, db); len(v.Findings) > 0 || v.Entries != int64(head) {
					t.Errorf("%+v", v)
				}
				if now, err := os.ReadFile(checkpoints); err != nil || string(now) != string(written) {
					t.Errorf("a checkpoint was written out: %s, %v", strings.TrimPrefix(string(now), string(written)), err)
				}
			})
		}
	})
}

func TestAChangeThatWritesNothingMovesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		for range 2 {
			if at := update(t, db, func(*store.Tx) error { return nil }); at != 0 {
				t.Errorf("position %d", at)
			}
		}
		if v := verify(t, db); len(v.Findings) > 0 || v.Entries != 0 {
			t.Errorf("%+v", v)
		}
		if fairs, err := db.Fairs(t.Context()); err != nil || len(fairs) != 0 {
			t.Errorf("%v, %v", fairs, err)
		}
	})
}

func TestARecordCanChangeTwiceInOneTransaction(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var a agreement.Agreement
		last := update(t, db, func(tx *store.Tx) error {
			a = signed(tx, 26, money.Amount{Minor: 1, Currency: "CNY"})
			if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
				return err
			}
			a.Amount.Minor = 2
			return store.Put(t.Context(), tx, &a, tx.Position(), store.How{Action: journal.Corrected})
		})
		view, err := db.View(t.Context(), "test", last)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := store.History[agreement.Agreement](t.Context(), view, string(a.ID))
		if err != nil {
			t.Fatal(err)
		}
		former := a
		former.Amount.Minor = 1
		want := []store.Row[agreement.Agreement]{{Value: former, Since: last - 1, Until: last}, {Value: a, Since: last, Until: journal.Open}}
		if d := cmp.Diff(want, rows); d != "" {
			t.Error(d)
		}
		if v := verify(t, db); len(v.Findings) > 0 {
			t.Errorf("%+v", v.Findings)
		}
	})
}

func TestTimesNeverFall(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26) // the clock of db goes on with each look
		for range 5 {
			agreeWith(t, db, 26, "", func(*agreement.Agreement) {})
		}
		late, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		before, err := late.Entry(t.Context(), late.At)
		if err != nil {
			t.Fatal(err)
		}
		// Another process, whose clock is behind.
		other := open(t, address)
		_, at, err := note(t.Context(), other, "test", "")
		if err != nil {
			t.Fatal(err)
		}
		after, err := late.Entry(t.Context(), at)
		if err != nil || !after.Time.Equal(before.Time) {
			t.Errorf("%v after %v, %v", after.Time, before.Time, err)
		}
		if got, err := db.PositionAt(t.Context(), "test", before.Time); err != nil || got != late.At-1 {
			t.Errorf("before %v the record is at %d, want %d, %v", before.Time, got, late.At-1, err)
		}
		if got, err := db.PositionAt(t.Context(), "test", before.Time.Add(1e6)); err != nil || got != at {
			t.Errorf("after %v the record is at %d, want %d, %v", before.Time, got, at, err)
		}
	})
}

func TestAPositionThatIsNotReachedIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		if _, err := db.View(t.Context(), "test", 3); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("got %v, want invalid", err)
		}
	})
}
