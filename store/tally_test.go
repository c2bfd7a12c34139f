package store_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

var errRolledBack = errors.New("rolled back")

// writeOften writes transactions to a fair of the plain evaluation: changes of every kind,
// those of the plain evaluation and others that it does not know: an agreement that was
// removed and comes back, keys alone, projects, sessions and tracks, transactions that fail
// after all was written. Written is called after each transaction.
func writeOften(t *rapid.T, db *store.DB, id string, written func(at journal.Position)) {
	ctx := t.Context()
	done := func(fn func(*store.Tx) error) journal.Position {
		at := change(t, db, id, fn)
		written(at)
		return at
	}
	beginPlain(t, db, id)
	empty := plain{map[agreement.ID]agreement.Agreement{}, map[agreement.AmendmentID]agreement.Amendment{}, map[string]landing.Milestone{}}
	states := []plain{empty, empty, empty, empty, empty}
	for range rapid.IntRange(1, 5).Draw(t, "transactions") {
		states = write(t, db, id, states)
		written(journal.Position(len(states) - 1))
		if rapid.IntRange(0, 2).Draw(t, "rolled back") == 0 {
			gone := agreement.Agreement{Title: plainTitle}
			drawAgreement(t, &gone)
			err := db.Update(ctx, id, "tester", func(tx *store.Tx) error {
				gone.ID = agreement.ID(tx.NewID())
				if err := store.Put(ctx, tx, &gone, 0, created); err != nil {
					return err
				}
				return errRolledBack
			})
			if !errors.Is(err, errRolledBack) {
				t.Fatal(err)
			}
		}
	}
	// What follows is not known to the plain evaluation, which is done.
	v, err := db.View(ctx, id, -1)
	if err != nil {
		t.Fatal(err)
	}
	var agreements []store.Row[agreement.Agreement]
	for n := int64(1); n <= 3; n++ {
		of, err := store.OfEdition[agreement.Agreement](ctx, v, n)
		if err != nil {
			t.Fatal(err)
		}
		agreements = append(agreements, of...)
	}
	for _, r := range agreements {
		a := r.Value
		switch rapid.IntRange(0, 3).Draw(t, "then") {
		case 0: // undone and done again, its increases with it
			since := r.Since
			for range 2 {
				done(func(tx *store.Tx) error {
					return store.Remove[agreement.Agreement](ctx, tx, string(a.ID), since, created)
				})
				since = done(func(tx *store.Tx) error { return store.Put(ctx, tx, &a, 0, created) })
			}
		case 1: // a key, and another, in one transaction
			done(func(tx *store.Tx) error {
				since := r.Since
				for _, keys := range []fair.SideSet{1, 3} {
					a.Confirmed = keys
					if err := store.Put(ctx, tx, &a, since, created); err != nil {
						return err
					}
					since = tx.Position()
				}
				return nil
			})
		case 2:
			comesBack := rapid.Bool().Draw(t, "comes back")
			// A new one in its place, raised, removed and back within one transaction.
			done(func(tx *store.Tx) error {
				b := a
				b.ID, b.Replaces, b.Edition = agreement.ID(tx.NewID()), a.ID, 3
				if err := store.Put(ctx, tx, &b, 0, created); err != nil {
					return err
				}
				since := tx.Position()
				m := agreement.Amendment{ID: agreement.AmendmentID(tx.NewID()), Agreement: b.ID, Edition: 2, SignedOn: "2023-11-27", Amount: b.Amount, Confirmed: 3}
				if err := store.Put(ctx, tx, &m, 0, created); err != nil {
					return err
				}
				if err := store.Remove[agreement.Agreement](ctx, tx, string(b.ID), since, created); err != nil {
					return err
				}
				if !comesBack {
					return nil
				}
				return store.Put(ctx, tx, &b, 0, created)
			})
		}
	}
	others := rapid.IntRange(0, 3).Draw(t, "others")
	done(func(tx *store.Tx) error {
		for i := range int64(others) {
			p := project.Project{
				ID: project.ID(tx.NewID()), Edition: 1 + i, Title: plainTitle, Type: "land", District: plainDistricts[i],
				Side: "beijing", Industry: plainIndustries[1+i], Amount: money.Amount{Minor: 1<<60 + i, Currency: "HKD"},
			}
			if err := store.Put(ctx, tx, &p, 0, created); err != nil {
				return err
			}
			s := fair.Session{ID: tx.NewID(), Edition: 1 + i, Kind: "forum", Day: "2023-11-29", Name: plainTitle}
			if err := store.Put(ctx, tx, &s, 0, created); err != nil {
				return err
			}
			at := tx.Position()
			k := fair.Track{ID: tx.NewID(), Edition: 1 + i, Name: plainTitle}
			if err := store.Put(ctx, tx, &k, 0, created); err != nil {
				return err
			}
			if i == 1 {
				if err := store.Remove[fair.Session](ctx, tx, s.ID, at, created); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

var plainTitle = lang.Text{Hans: "样例"}

// change is one transaction, and returns the last position.
func change(t *rapid.T, db *store.DB, id string, fn func(*store.Tx) error) (at journal.Position) {
	err := db.Update(t.Context(), id, "tester", func(tx *store.Tx) error {
		err := fn(tx)
		at = tx.Position()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// oneInAFew draws how often a property is looked at: a run takes its time, and on a server
// more of it; -rapid.checks makes many.
func oneInAFew(t *rapid.T, address string) bool {
	few := 3
	if strings.HasPrefix(address, "postgres") {
		few = 12
	}
	return rapid.IntRange(1, few).Draw(t, "one in a few") == 1
}

var inAnyOrder = cmpopts.SortSlices(func(a, b indicator.Group) bool { return fmt.Sprint(a) < fmt.Sprint(b) })

func TestTheTallyIsTheFullComputationAfterAnyChanges(t *testing.T) {
	var fairs atomic.Int64
	each(t, func(t *testing.T, db *store.DB, address string) {
		rapid.Check(t, func(rt *rapid.T) {
			if !oneInAFew(rt, address) {
				return
			}
			id := fmt.Sprintf("tally-%d", fairs.Add(1))
			writeOften(rt, db, id, func(journal.Position) {})
			if v, err := db.Verify(rt.Context(), id, nil, nil); err != nil || len(v.Findings) > 0 {
				rt.Fatalf("%+v, %v", v.Findings, err)
			}
			head, err := db.View(rt.Context(), id, -1)
			if err != nil {
				rt.Fatal(err)
			}
			type asked struct {
				of string
				s  indicator.Selection
			}
			var all []asked
			for edition := range int64(5) {
				for _, bits := range []fair.SideSet{0, 1, 3} {
					for _, day := range []bool{false, true} {
						s := indicator.Selection{Edition: edition, Required: bits, PerDay: day}
						for _, of := range []string{indicator.OfAgreements, indicator.OfProjects, indicator.OfSessions, indicator.OfTracks} {
							all = append(all, asked{of, s})
						}
						s.Scope = figure.Scope{figure.ByEdition: "1", figure.ByCurrency: "HKD"}
						all = append(all, asked{indicator.OfAgreements, s}, asked{indicator.OfProjects, s})
						s.Scope = figure.Scope{figure.ByDay: "2023-11-27"}
						all = append(all, asked{indicator.OfAgreements, s})
					}
				}
			}
			said := make([][]indicator.Group, len(all))
			for i, a := range all {
				if said[i], err = head.Groups(rt.Context(), a.of, a.s); err != nil {
					rt.Fatalf("%+v: %v", a, err)
				}
			}
			// One more entry, and the position is no longer the latest: now the rows are asked.
			change(rt, db, id, func(tx *store.Tx) error {
				return store.Put(rt.Context(), tx, &fair.Document{ID: tx.NewID(), Code: "S1", Title: plainTitle}, 0, created)
			})
			for i, a := range all {
				rows, err := head.Groups(rt.Context(), a.of, a.s)
				if err != nil {
					rt.Fatal(err)
				}
				if d := cmp.Diff(rows, said[i], inAnyOrder, cmpopts.EquateEmpty()); d != "" {
					rt.Errorf("%+v: the rows and the tally: %s", a, d)
				}
			}
		})
	})
}

func TestATallyThatWasAlteredIsFoundAndNamed(t *testing.T) {
	cases := []struct {
		name, forge, detail string
	}{
		{
			"more records than there are", `update tally set records = records + 1 where fair_id = 'test' and kind = 'agreement' and currency = 'CNY'`,
			`the tally of agreement (currency "CNY", signed on "2023-11-29", confirmed by 3), edition 26, says 10 records and 45 minor units, and the rows come to 9 records and 45 minor units`,
		},
		{
			"another amount", `update tally set high = high + 1 where fair_id = 'test' and kind = 'amendment'`,
			`the tally of amendment (currency "", signed on "2023-11-29", confirmed by 3), edition 26, says 1 records and 1000000000 minor units, and the rows come to 1 records and 0 minor units`,
		},
		{
			"a row that nothing stands behind", `insert into tally values ('test', 'track', 27, '', '', 0, 3, 0, 0)`,
			`the tally of track (currency "", signed on "", confirmed by 0), edition 27, says 3 records and 0 minor units, and the rows come to 0 records and 0 minor units`,
		},
		{
			"a row taken away", `delete from tally where fair_id = 'test' and kind = 'amendment'`,
			`the tally of amendment (currency "", signed on "2023-11-29", confirmed by 3), edition 26, says 0 records and 0 minor units, and the rows come to 1 records and 0 minor units`,
		},
	}
	each(t, func(t *testing.T, db *store.DB, address string) {
		f := newForger(t, db, address)
		for i, tt := range cases {
			t.Run(tt.name, func(t *testing.T) {
				f.t, f.fair = t, fmt.Sprintf("test-%d", i)
				victim(t, db, f.fair)
				f.exec(tt.forge)
				want := []store.Finding{{Fair: f.fair, Position: 16, Problem: store.ProblemTally, Detail: tt.detail}}
				if d := cmp.Diff(want, verifyFair(t, db, f.fair).Findings); d != "" {
					t.Error(d)
				}
			})
		}
	})
}

// A database from before there was a tally is given one by the migration that brings it.
func TestTheMigrationFillsTheTally(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		victim(t, db, "test")
		f := newForger(t, db, address)
		update(t, db, func(tx *store.Tx) error {
			for _, line := range []string{"26 park 110105 beijing I65 10", "26 park 110105 hongkong I 9223372036854775.80", "26 land 110108 beijing C26 30"} {
				if err := putProject(t, tx, line); err != nil {
					return err
				}
			}
			s := fair.Session{ID: tx.NewID(), Edition: 26, Kind: "forum", Day: "2023-11-29", Name: plainTitle}
			k := fair.Track{ID: tx.NewID(), Edition: 26, Name: plainTitle}
			return errors.Join(store.Put(t.Context(), tx, &s, 0, created), store.Put(t.Context(), tx, &k, 0, created))
		})
		if _, err := f.sql.ExecContext(t.Context(), "drop table tally"); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile("migrations/00003_tally.sql")
		if err != nil {
			t.Fatal(err)
		}
		_, up, _ := strings.Cut(string(text), "-- +goose Up")
		for statement := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(up), ";"), ";") {
			if _, err := f.sql.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		var tallied int
		if err := f.sql.QueryRowContext(t.Context(), "select count(*) from tally where fair_id = 'test'").Scan(&tallied); err != nil || tallied != 6 {
			t.Errorf("%d rows, %v", tallied, err)
		}
		if v, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}
