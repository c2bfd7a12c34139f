package store_test

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

// A forger has the database's own connection and knows SQL, but not the signing key.
type forger struct {
	t    *testing.T
	db   *store.DB
	sql  *sql.DB
	fair string // the one whose record is altered; statements name it 'test'
}

func newForger(t *testing.T, db *store.DB, address string) *forger {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(address, "postgres") {
		driver = "pgx"
	}
	raw, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return &forger{t, db, raw, "test"}
}

// exec changes something, or the test is wrong.
func (f *forger) exec(query string, args ...any) {
	f.t.Helper()
	r, err := f.sql.ExecContext(f.t.Context(), f.of(query), args...)
	if err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		f.t.Fatalf("%s changed %d rows, %v", query, n, err)
	}
}

// of puts the fair into a statement.
func (f *forger) of(query string) string {
	return strings.ReplaceAll(query, "'test'", "'"+f.fair+"'")
}

// rehash writes the hash that belongs to the entry as it now stands.
func (f *forger) rehash(at journal.Position) tlog.Hash {
	f.t.Helper()
	v, err := f.db.View(f.t.Context(), f.fair, -1)
	if err != nil {
		f.t.Fatal(err)
	}
	e, err := v.Entry(f.t.Context(), at)
	if err != nil {
		f.t.Fatal(err)
	}
	h := e.Hash()
	f.exec(`update journal set hash = $1 where fair_id = 'test' and position = $2`, h[:], int64(at))
	return h
}

type head struct {
	position, atMS    int64
	peaks, checkpoint string
}

func (f *forger) head() (h head) {
	f.t.Helper()
	err := f.sql.QueryRowContext(f.t.Context(), f.of(`select position, at_ms, peaks, checkpoint from journal_head where fair_id = 'test'`)).
		Scan(&h.position, &h.atMS, &h.peaks, &h.checkpoint)
	if err != nil {
		f.t.Fatal(err)
	}
	return h
}

func (f *forger) setHead(h head) {
	f.t.Helper()
	f.exec(`update journal_head set position = $1, at_ms = $2, peaks = $3, checkpoint = $4 where fair_id = 'test'`,
		h.position, h.atMS, h.peaks, h.checkpoint)
}

// The record that the forger works on, by position: 1 the fair, 2 its edition; 3 an
// agreement, of which 14 is the second version; 4 to 13 ten agreements that are written
// together, of which 15 removes the last; 16 an increase.

// victim writes that record and returns the first agreement as it is in the end.
func victim(t *testing.T, db *store.DB, id string) (first agreement.Agreement) {
	t.Helper()
	var batch []agreement.Agreement
	beginFair(t, db, id, 26)
	put := func(a *agreement.Agreement, before journal.Position) {
		updateFair(t, db, id, func(tx *store.Tx) error {
			if before == 0 {
				*a = signed(tx, 26, money.Amount{Minor: 100, Currency: "USD"})
				a.Parties = []agreement.Role{{Party: "p1", Role: "investor"}}
				a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
			} else {
				a.Amount.Minor = 200
			}
			return store.Put(t.Context(), tx, a, before, created)
		})
	}
	put(&first, 0)
	updateFair(t, db, id, func(tx *store.Tx) error {
		batch = nil
		for range 10 {
			a := signed(tx, 26, money.Amount{Minor: 5, Currency: "CNY"})
			batch = append(batch, a)
			if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
				return err
			}
		}
		return nil
	})
	put(&first, 3)
	updateFair(t, db, id, func(tx *store.Tx) error {
		return store.Remove[agreement.Agreement](t.Context(), tx, string(batch[9].ID), 13, store.How{})
	})
	last := updateFair(t, db, id, func(tx *store.Tx) error {
		m := agreement.Amendment{ID: agreement.AmendmentID(tx.NewID()), Agreement: first.ID, Edition: 26, SignedOn: "2023-11-29", Confirmed: 3}
		return store.Put(t.Context(), tx, &m, 0, created)
	})
	if last != 16 {
		t.Fatalf("the record ends at %d", last)
	}
	return first
}

func verify(t *testing.T, db *store.DB, files ...string) store.Verification {
	t.Helper()
	return verifyFair(t, db, "test", files...)
}

func verifyFair(t *testing.T, db *store.DB, id string, files ...string) store.Verification {
	t.Helper()
	v, err := db.Verify(t.Context(), id, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryAlterationBehindTheProgramsBackIsFoundWhereItBegins(t *testing.T) {
	type finding struct {
		at      journal.Position
		problem string
	}
	cases := []struct {
		name   string
		forge  func(f *forger)
		first  finding
		others []finding // what follows from it, by position
	}{
		{
			"the image of an entry",
			func(f *forger) {
				f.exec(`update journal set image = replace(image, '"amount":5,', '"amount":6,') where fair_id = 'test' and position = 6`)
			},
			finding{6, store.ProblemAltered},
			[]finding{{6, store.ProblemRow}},
		},
		{
			"the actor of an entry",
			func(f *forger) {
				f.exec(`update journal set actor = 'somebody' where fair_id = 'test' and position = 6`)
			},
			finding{6, store.ProblemAltered},
			nil,
		},
		{
			"the time of an entry",
			func(f *forger) {
				f.exec(`update journal set at_ms = at_ms + 1 where fair_id = 'test' and position = 6`)
			},
			finding{6, store.ProblemAltered},
			[]finding{{7, store.ProblemAltered}}, // now earlier than the one before it
		},
		{
			"the origin of an entry",
			func(f *forger) {
				f.exec(`update journal set origin = 'document:S1' where fair_id = 'test' and position = 6`)
			},
			finding{6, store.ProblemAltered},
			nil,
		},
		{
			"the hash that stands beside an entry",
			func(f *forger) {
				f.exec(`update journal set hash = $1 where fair_id = 'test' and position = 16`, make([]byte, 32))
			},
			finding{16, store.ProblemAltered},
			[]finding{{16, store.ProblemCheckpoint}, {16, store.ProblemHead}},
		},
		{
			"an entry together with its hash and its row: the next checkpoint does not vouch for it",
			func(f *forger) {
				f.exec(`update journal set image = replace(image, '"amount":5,', '"amount":6,') where fair_id = 'test' and position = 6`)
				f.exec(`update agreement set amount = 6 where fair_id = 'test' and since = 6`)
				f.rehash(6)
			},
			finding{4, store.ProblemCheckpoint}, // the checkpoint before vouches for entries 1 to 3
			[]finding{{16, store.ProblemHead}},
		},
		{
			"an entry with its hash, its row and the head: the checkpoint cannot be made anew",
			func(f *forger) {
				f.exec(`update journal set actor = 'somebody' where fair_id = 'test' and position = 6`)
				f.rehash(6)
				f.rebuild()
			},
			finding{4, store.ProblemCheckpoint},
			nil,
		},
		{
			"an entry that is dropped in the middle",
			func(f *forger) { f.exec(`delete from journal where fair_id = 'test' and position = 6`) },
			finding{6, store.ProblemDropped},
			[]finding{{6, store.ProblemAdded}}, // its row has no entry any more
		},
		{
			"the first entry dropped",
			func(f *forger) { f.exec(`delete from journal where fair_id = 'test' and position = 1`) },
			finding{1, store.ProblemDropped},
			[]finding{{1, store.ProblemAdded}},
		},
		{
			"two entries that change places",
			func(f *forger) {
				f.exec(`update journal set position = -1 where fair_id = 'test' and position = 6`)
				f.exec(`update journal set position = 6 where fair_id = 'test' and position = 8`)
				f.exec(`update journal set position = 8 where fair_id = 'test' and position = -1`)
			},
			finding{6, store.ProblemAltered},
			[]finding{{6, store.ProblemCheckpoint}, {6, store.ProblemRow}, {8, store.ProblemAltered}, {8, store.ProblemRow}, {16, store.ProblemHead}},
		},
		{
			"a current row",
			func(f *forger) {
				f.exec(`update agreement set amount = 300 where fair_id = 'test' and since = 14`)
			},
			finding{14, store.ProblemRow},
			nil,
		},
		{
			"the row of an older version",
			func(f *forger) {
				f.exec(`update agreement set amount = 300 where fair_id = 'test' and since = 3`)
			},
			finding{3, store.ProblemRow},
			nil,
		},
		{
			"a row that is deleted",
			func(f *forger) { f.exec(`delete from agreement where fair_id = 'test' and since = 6`) },
			finding{6, store.ProblemRow},
			nil,
		},
		{
			"a row that is added without an entry",
			func(f *forger) {
				f.exec(`update agreement set since = 99 where fair_id = 'test' and since = 6`)
			},
			finding{6, store.ProblemRow},
			[]finding{{17, store.ProblemAdded}},
		},
		{
			"a row that is added at the position of another kind's entry",
			func(f *forger) {
				f.exec(`insert into track (fair_id, since, until, id, edition, name_hans, name_hant, name_en)
					values ('test', 6, 9223372036854775807, 'x', 26, '', '', '')`)
			},
			finding{6, store.ProblemAdded},
			nil,
		},
		{
			"a row for an entry that removed one",
			func(f *forger) {
				f.exec(`update agreement set since = 15, until = 9223372036854775807 where fair_id = 'test' and since = 13`)
			},
			finding{13, store.ProblemRow},
			[]finding{{13, store.ProblemRow}, {15, store.ProblemRow}},
		},
		{
			"the end of a superseded version, put off",
			func(f *forger) {
				f.exec(`update agreement set until = 15 where fair_id = 'test' and since = 3`)
			},
			finding{3, store.ProblemRow},
			nil,
		},
		{
			"the end of a removed record, taken back",
			func(f *forger) {
				f.exec(`update agreement set until = 9223372036854775807 where fair_id = 'test' and since = 13`)
			},
			finding{13, store.ProblemRow},
			nil,
		},
		{
			"the end of a current version, set",
			func(f *forger) {
				f.exec(`update agreement set until = 15 where fair_id = 'test' and since = 6`)
			},
			finding{6, store.ProblemRow},
			nil,
		},
		{
			"a party of an agreement",
			func(f *forger) {
				f.exec(`update agreement_party set party = 'p9' where fair_id = 'test' and since = 14`)
			},
			finding{14, store.ProblemRow},
			nil,
		},
		{
			"a share of an agreement",
			func(f *forger) {
				f.exec(`update agreement_attribution set den = 2 where fair_id = 'test' and since = 3`)
			},
			finding{3, store.ProblemRow},
			nil,
		},
		{
			"a share that is taken away",
			func(f *forger) {
				f.exec(`delete from agreement_attribution where fair_id = 'test' and since = 14`)
			},
			finding{14, store.ProblemRow},
			nil,
		},
		{
			"a share that is added",
			func(f *forger) {
				f.exec(`insert into agreement_attribution (fair_id, since, n, district, office, num, den) values ('test', 6, 1, '110105', '', 1, 1)`)
			},
			finding{6, store.ProblemRow},
			nil,
		},
		{
			"a share of an agreement that is not there",
			func(f *forger) {
				f.exec(`insert into agreement_attribution (fair_id, since, n, district, office, num, den) values ('test', 2, 1, '110105', '', 1, 1)`)
			},
			finding{2, store.ProblemAdded},
			nil,
		},
		{
			"the checkpoint of the head, forged",
			func(f *forger) {
				h := f.head()
				h.checkpoint = strings.Replace(h.checkpoint, "\n16 ", "\n15 ", 1)
				f.setHead(h)
			},
			finding{16, store.ProblemCheckpoint},
			nil,
		},
		{
			"the checkpoint of the head, taken away",
			func(f *forger) {
				h := f.head()
				h.checkpoint = ""
				f.setHead(h)
			},
			finding{16, store.ProblemCheckpoint},
			nil,
		},
		{
			"the peaks of the head",
			func(f *forger) {
				h := f.head()
				h.peaks = "A" + h.peaks[1:]
				f.setHead(h)
			},
			finding{16, store.ProblemHead},
			nil,
		},
		{
			"the time of the head",
			func(f *forger) {
				h := f.head()
				h.atMS++
				f.setHead(h)
			},
			finding{16, store.ProblemHead},
			nil,
		},
		{
			"an entry appended past the head",
			func(f *forger) { f.appendEntry() },
			finding{17, store.ProblemHead},
			nil,
		},
		{
			"an entry appended with its hash and a head to match: no checkpoint vouches for it",
			func(f *forger) {
				f.appendEntry()
				f.rebuild()
			},
			finding{17, store.ProblemCheckpoint},
			[]finding{{17, store.ProblemRow}},
		},
		{
			"the head taken away",
			func(f *forger) { f.exec(`delete from journal_head where fair_id = 'test'`) },
			finding{1, store.ProblemCut},
			[]finding{{1, store.ProblemHead}, {1, store.ProblemAdded}, {1, store.ProblemAdded}, {1, store.ProblemAdded}, {1, store.ProblemAdded}},
		},
	}
	each(t, func(t *testing.T, db *store.DB, address string) {
		f := newForger(t, db, address)
		for i, tt := range cases {
			t.Run(tt.name, func(t *testing.T) {
				f.t, f.fair = t, fmt.Sprintf("test-%d", i)
				victim(t, db, f.fair)
				if v := verifyFair(t, db, f.fair); len(v.Findings) > 0 {
					t.Fatalf("before anything was altered: %+v", v.Findings)
				}
				tt.forge(f)
				got := verifyFair(t, db, f.fair).Findings
				if len(got) == 0 || got[0].Position != tt.first.at || got[0].Problem != tt.first.problem || got[0].Fair != f.fair {
					t.Fatalf("found %+v, want first %+v", got, tt.first)
				}
				var others []finding
				for _, g := range got[1:] {
					others = append(others, finding{g.Position, g.Problem})
				}
				if d := cmp.Diff(tt.others, others, cmp.AllowUnexported(finding{})); d != "" {
					t.Errorf("beside the first: %s\n%+v", d, got)
				}
			})
		}
	})
}

func TestATailThatIsCutOffIsFoundByTheCheckpointsOutside(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, address string) {
		key := filepath.Join(t.TempDir(), "key")
		db := openWith(t, address, key, key+".checkpoints")
		f := newForger(t, db, address)
		begin(t, db, 26)
		put := func() {
			update(t, db, func(tx *store.Tx) error {
				a := signed(tx, 26, money.Amount{})
				return store.Put(t.Context(), tx, &a, 0, created)
			})
		}
		put()
		earlier := f.head()
		put()
		put()
		late, err := db.Checkpoint(t.Context(), "test")
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"journal where position", "agreement where since"} {
			f.exec("delete from "+table+" > $1", earlier.position)
		}
		f.exec(`update tally set records = 1 where fair_id = 'test' and kind = 'agreement'`)
		f.setHead(earlier)
		want := []store.Finding{{
			Fair: "test", Position: 4, Problem: store.ProblemCut,
			Detail: "a signed checkpoint of 2023-11-29 08:00:04 knows 5 entries, but the journal ends at 3",
		}}
		if d := cmp.Diff(want, verify(t, db).Findings); d != "" {
			t.Error(d)
		}

		// The same record opened elsewhere, without the file beside it, agrees with itself;
		// a checkpoint that somebody kept does not.
		elsewhere := openWith(t, address, key, key+".none")
		if got := verify(t, elsewhere); len(got.Findings) > 0 {
			t.Errorf("without checkpoints from outside: %+v", got.Findings)
		}
		kept := filepath.Join(t.TempDir(), "kept")
		if err := os.WriteFile(kept, []byte(late), 0o600); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, verify(t, elsewhere, kept).Findings); d != "" {
			t.Error(d)
		}
	})
}

func TestCheckpointFilesAreHeldAgainstTheRecord(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		victim(t, db, "test")
		checkpoint, err := db.Checkpoint(t.Context(), "test")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "checkpoint")
		if _, err := db.Verify(t.Context(), "test", []string{file}, nil); err == nil {
			t.Error("a file that was named and is missing passed")
		}
		for _, tt := range []struct {
			name, content string
			more          int // checkpoints beside those that are there anyway
			want          []store.Finding
		}{
			{"a checkpoint as it is printed", checkpoint, 1, nil},
			{"two of them, one on each line as they are written out", encoded(checkpoint) + encoded(checkpoint), 2, nil},
			{"nothing at all", "", 0, nil},
			{
				"a checkpoint that was changed", strings.Replace(checkpoint, "\n16 ", "\n15 ", 1), 0,
				[]store.Finding{{Fair: "test", Position: 0, Problem: store.ProblemCheckpoint}},
			},
			{
				"something else", "hello\n", 0,
				[]store.Finding{{Fair: "test", Position: 0, Problem: store.ProblemCheckpoint}},
			},
		} {
			t.Run(tt.name, func(t *testing.T) {
				before := verify(t, db).Checkpoints
				if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
					t.Fatal(err)
				}
				got := verify(t, db, file)
				if d := cmp.Diff(tt.want, got.Findings, cmpopts.IgnoreFields(store.Finding{}, "Detail")); d != "" || got.Checkpoints != before+tt.more {
					t.Errorf("%d checkpoints, %s", got.Checkpoints-before, d)
				}
			})
		}
	})
}

func encoded(checkpoint string) string {
	return base64.StdEncoding.EncodeToString([]byte(checkpoint)) + "\n"
}

func TestAPersonCanBeErasedAndTheRecordStillVerifies(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			ref := tx.NewID()
			if err := tx.PutPerson(t.Context(), party.Person{Ref: ref, Name: lang.Text{En: "Jane Doe"}, Office: lang.Text{En: "Mayor"}}); err != nil {
				return err
			}
			o := indicator.Observation{
				ID: tx.NewID(), Indicator: "signed.count", Scope: "edition=26", Edition: 26, Value: "34",
				Step: "1", Qualifier: figure.Exact, StatedBy: ref,
			}
			return store.Put(t.Context(), tx, &o, 0, created)
		})
		said := func() string {
			v, err := db.View(t.Context(), "test", -1)
			if err != nil {
				t.Fatal(err)
			}
			all, err := v.Observations(t.Context(), "signed.count", nil, 26)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := all[0].StatedByText().In(lang.En)
			return text
		}
		if got := said(); got != "Jane Doe, Mayor" {
			t.Errorf("stated by %q", got)
		}
		f := newForger(t, db, address)
		var n int
		err := f.sql.QueryRowContext(t.Context(), `select count(*) from journal where image like '%Jane%' or origin like '%Jane%'`).Scan(&n)
		if err != nil || n != 0 {
			t.Errorf("the name stands in %d entries, %v", n, err)
		}
		f.exec(`delete from person where fair_id = 'test'`)
		if got := verify(t, db).Findings; len(got) > 0 {
			t.Errorf("%+v", got)
		}
		if got := said(); strings.Contains(got, "Jane") || strings.Contains(got, "Mayor") || got == "" {
			t.Errorf("after the person was erased: stated by %q", got)
		}
	})
}

// Entries are read in steps, and hashes are kept of runs of 256.
func TestARecordOfManyStepsVerifies(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		var first agreement.Agreement
		at := update(t, db, func(tx *store.Tx) error {
			first = signed(tx, 26, money.Amount{})
			return store.Put(t.Context(), tx, &first, 0, created)
		})
		update(t, db, func(tx *store.Tx) error {
			for i := range 4200 {
				track := fair.Track{ID: tx.NewID(), Edition: 26}
				if err := store.Put(t.Context(), tx, &track, 0, created); err != nil {
					return err
				}
				if i == 2100 { // ends a version that was made two steps before
					first.Note = "changed"
					if err := store.Put(t.Context(), tx, &first, at, created); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if got := verify(t, db); len(got.Findings) > 0 || got.Entries != 4204 {
			t.Fatalf("%+v", got)
		}

		f := newForger(t, db, address)
		f.exec(`update journal_node set hash = $1 where fair_id = 'test' and n = 2`, make([]byte, 32))
		f.exec(`update agreement set until = until + 1 where fair_id = 'test' and since = $1`, int64(at))
		want := []store.Finding{
			{Fair: "test", Position: at, Problem: store.ProblemRow, Detail: "the version made by entry 3 does not end where the journal says"},
			{Fair: "test", Position: 513, Problem: store.ProblemNode, Detail: "the hash that is kept of entries 513 to 768 does not follow from them"},
		}
		if d := cmp.Diff(want, verify(t, db).Findings); d != "" {
			t.Error(d)
		}
	})
}

func TestWhatIsWrittenDuringVerificationIsNoFinding(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		first := victim(t, db, "test")
		before := journal.Position(14)
		done := make(chan struct{})
		var writing sync.WaitGroup
		writing.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				err := db.Update(context.Background(), "test", "tester", func(tx *store.Tx) error {
					if err := store.Put(context.Background(), tx, &first, before, created); err != nil {
						return err
					}
					before = tx.Position()
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
		for range 5 {
			if got := verify(t, db); len(got.Findings) > 0 {
				t.Errorf("%+v", got.Findings)
				break
			}
		}
		close(done)
		writing.Wait()
	})
}

func TestVerifyTellsHowFarItIs(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		victim(t, db, "test")
		var done, total int64
		if _, err := db.Verify(t.Context(), "test", nil, func(d, n int64) { done, total = d, n }); err != nil || done != 16 || total != 16 {
			t.Errorf("%d of %d, %v", done, total, err)
		}
		if got, err := db.Verify(t.Context(), "nothing", nil, nil); err != nil || got.Entries != 0 || len(got.Findings) > 0 {
			t.Errorf("a fair that is not there: %+v, %v", got, err)
		}
	})
}

// appendEntry adds an entry after the head as the program would write it.
func (f *forger) appendEntry() {
	f.t.Helper()
	f.exec(`insert into journal (fair_id, position, at_ms, actor, action, kind, subject, prior, origin, image, hash)
		select fair_id, 17, at_ms, actor, action, kind, 'x', 0, origin, image, hash from journal where fair_id = 'test' and position = 16`)
	f.rehash(17)
}

// rebuild makes the head follow from the entries as they stand, all but the signature.
func (f *forger) rebuild() {
	f.t.Helper()
	rows, err := f.sql.QueryContext(f.t.Context(), f.of(`select hash, at_ms from journal where fair_id = 'test' order by position`))
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	var tree journal.Tree
	h := f.head()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b, &h.atMS); err != nil {
			f.t.Fatal(err)
		}
		tree.Append(tlog.Hash(b))
	}
	if err := rows.Err(); err != nil {
		f.t.Fatal(err)
	}
	h.position, h.peaks = tree.Size, tree.EncodePeaks()
	f.setHead(h)
}

// The columns by which a party is found are not in its image, and yet held against it.
func TestAPartyThatWouldNoLongerBeFoundIsFound(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			p := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "甲公司", En: "First Company"}}
			return store.Put(t.Context(), tx, &p, 0, created)
		})
		f := newForger(t, db, address)
		if got := verify(t, db).Findings; len(got) > 0 {
			t.Fatalf("before anything was altered: %+v", got)
		}
		f.exec(`update party set name_key_en = 'another' where fair_id = 'test'`)
		got := verify(t, db).Findings
		if len(got) != 1 || got[0].Problem != store.ProblemRow || int64(got[0].Position) != f.head().position {
			t.Errorf("found %+v", got)
		}
	})
}
