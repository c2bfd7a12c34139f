//go:build server

package store_test

import (
	"context"
	"testing"
	"time"

	"bridgehead/internal/testenv"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

func TestChangesOfTwoFairsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	db := open(t, testenv.Postgres(t))
	begin(t, db, 26)
	beginFair(t, db, "other", 26)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := db.Update(ctx, "test", "tester", func(tx *store.Tx) error {
		a := signed(tx, 26, amountOf(t, "1 CNY"))
		if err := store.Put(ctx, tx, &a, 0, created); err != nil {
			return err
		}
		// While this change holds its own fair's head.
		_, _, err := note(ctx, db, "other", "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"test", "other"} {
		if v := verifyFair(t, db, id); len(v.Findings) > 0 || v.Entries != 3 {
			t.Errorf("%s: %+v", id, v)
		}
	}
}

func TestAChangeThatTheServerEndedInADeadlockIsRunAgain(t *testing.T) {
	t.Parallel()
	address := testenv.Postgres(t)
	db := open(t, address)
	begin(t, db, 26)
	person := party.Person{Ref: "r", Name: lang.Text{En: "Jane Doe"}}
	update(t, db, func(tx *store.Tx) error { return tx.PutPerson(t.Context(), person) })

	f := newForger(t, db, address)
	raw, err := f.sql.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Rollback()
	if _, err := raw.ExecContext(t.Context(), `update person set name_en = 'x' where fair_id = 'test'`); err != nil {
		t.Fatal(err)
	}
	tries := 0
	done := make(chan error)
	err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
		if tries++; tries == 1 {
			// Waits for the head, which this change holds, until the server ends this change:
			// it is the first of the two to notice.
			go func() {
				time.Sleep(300 * time.Millisecond)
				_, err := raw.ExecContext(context.Background(), `update journal_head set position = position where fair_id = 'test'`)
				if err == nil {
					err = raw.Commit()
				}
				done <- err
			}()
		}
		a := signed(tx, 26, amountOf(t, "1 CNY"))
		if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
			return err
		}
		return tx.PutPerson(t.Context(), person)
	})
	if err := <-done; err != nil {
		t.Fatalf("the other transaction: %v", err)
	}
	if err != nil || tries < 2 { // on a busy machine it can meet the other a second time
		t.Errorf("tried %d times, %v", tries, err)
	}
	if v := verify(t, db); len(v.Findings) > 0 || v.Entries != 3 {
		t.Errorf("%+v", v)
	}
}
