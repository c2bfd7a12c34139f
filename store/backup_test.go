package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

// Every table is backed up or is left out on purpose.
func TestABackupForgetsNoTable(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^create table (\w+)`).FindAllStringSubmatch(string(b), -1) {
			there = append(there, m[1])
		}
	}
	listed := store.BackupTables()
	slices.Sort(there)
	slices.Sort(listed)
	if d := cmp.Diff(there, listed); d != "" {
		t.Error(d)
	}
}

// A backup of one database is restored into the other, while eight clients write.
func TestABackupIsTakenWhileOthersWriteAndRestoredAnywhere(t *testing.T) {
	for _, from := range engines {
		for _, to := range engines {
			t.Run(from.name+" to "+to.name, func(t *testing.T) {
				t.Parallel()
				ctx := t.Context()
				dir := t.TempDir()
				key := filepath.Join(dir, "key")
				db := openWith(t, from.fresh(t), key, filepath.Join(dir, "checkpoints"))
				begin(t, db, 26)
				a, err := db.AddAccount(ctx, access.System, access.Account{Email: "a@example.org", Name: "A", Tag: lang.En})
				if err == nil {
					err = db.Invite(ctx, access.System, a.ID, base)
				}
				if err == nil {
					_, err = db.Grant(ctx, "test", access.System, access.Grant{Account: a.ID, Role: access.Press})
				}
				if err != nil {
					t.Fatal(err)
				}
				update(t, db, func(tx *store.Tx) error {
					putCrossed(t, tx)
					return tx.PutPerson(ctx, party.Person{Ref: "r", Name: lang.Text{Hans: "陈\"一\"<>\u2028"}})
				})
				writing, stop := context.WithCancel(context.WithoutCancel(ctx))
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						for writing.Err() == nil {
							err := db.Update(writing, "test", "tester", func(tx *store.Tx) error {
								a := signed(tx, 26, money.Amount{Minor: 1<<62 + 1, Currency: "USD"})
								a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
								return store.Put(writing, tx, &a, 0, created)
							})
							if err != nil && writing.Err() == nil {
								t.Error(err)
							}
						}
					})
				}
				var file bytes.Buffer
				rows, err := db.Backup(ctx, &file)
				stop()
				all.Wait()
				if err != nil || rows == 0 {
					t.Fatal(rows, err)
				}
				whole := file.Bytes()

				address := to.empty(t)
				restored, err := store.Restore(ctx, address, store.Options{Key: key, Checkpoints: filepath.Join(dir, "other")}, bytes.NewReader(whole))
				if err != nil {
					t.Fatal(err)
				}
				defer restored.Close()
				for _, fair := range []string{"test", journal.Accounts} {
					v, err := restored.Verify(ctx, fair, nil, nil)
					if err != nil || len(v.Findings) > 0 || v.Entries == 0 {
						t.Errorf("%s does not verify: %+v, %v", fair, v, err)
					}
				}
				if b, err := restored.AccountNamed(ctx, a.Email); err != nil || b.ID != a.ID {
					t.Errorf("the account is %+v, %v", b, err)
				}
				v, err := restored.View(ctx, "test", -1)
				if err != nil {
					t.Fatal(err)
				}
				if p, err := v.Person(ctx, "r"); err != nil || p.Name.Hans != "陈\"一\"<>\u2028" {
					t.Errorf("the person is %+v, %v", p, err)
				}
				mails, err := restored.Mails(ctx, journal.Accounts, store.MailWaiting, 10)
				if err != nil || len(mails) != 0 {
					t.Errorf("the backup holds mails: %v, %v", mails, err)
				}
				// It is written to further.
				updateFair(t, restored, "test", func(tx *store.Tx) error {
					a := signed(tx, 26, money.Amount{Minor: 1, Currency: "USD"})
					return store.Put(ctx, tx, &a, 0, created)
				})
				if _, err := store.Restore(ctx, address, store.Options{Key: key, Checkpoints: filepath.Join(dir, "third")}, bytes.NewReader(whole)); lang.CodeOf(err) != lang.CodeConflict {
					t.Errorf("it is restored over what is there: %v", err)
				}
			})
		}
	}
}

func TestADamagedBackupIsRefusedAndNothingIsWritten(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 26)
		var file bytes.Buffer
		if _, err := db.Backup(ctx, &file); err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		packed := func(text string) []byte {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, err := w.Write([]byte(text))
			if err := errors.Join(err, w.Close()); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		plain := string(text)
		all := strings.SplitAfter(plain, "\n")
		for name, damaged := range map[string][]byte{
			"cut off":                     file.Bytes()[:file.Len()/2],
			"no backup":                   []byte("hello"),
			"nothing":                     {},
			"without its last line":       packed(strings.Join(all[:len(all)-2], "")),
			"a word changed":              packed(strings.Replace(plain, "Test fair", "Best fair", 1)),
			"a line more":                 packed(plain + "[]\n"),
			"another table":               packed(strings.Replace(plain, `{"table":"person"`, `{"table":"goose_db_version"`, 1)),
			"statements for column names": packed(strings.Replace(plain, `"columns":["fair_id"`, `"columns":["fair_id) values (1); drop table journal; --"`, 1)),
			"a newer program":             packed(strings.Replace(plain, `"schema":`, `"schema":9`, 1)),
		} {
			dir := t.TempDir()
			target := filepath.Join(dir, "fair.db")
			o := store.Options{Key: filepath.Join(dir, "key"), Checkpoints: filepath.Join(dir, "checkpoints")}
			if _, err := store.Restore(ctx, target, o, bytes.NewReader(damaged)); lang.CodeOf(err) != lang.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
			left, err := store.Open(ctx, target, o)
			if err != nil {
				t.Fatal(err)
			}
			if head, err := left.Head(ctx, "test"); head != 0 || err != nil {
				t.Errorf("%s: %d entries were left behind, %v", name, head, err)
			}
			if err := left.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestUpkeepSaysWhenATaskWasLastDone(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		h.ok(h.db.NoteUpkeep(ctx, store.TaskBackup, "1 row"))
		h.ok(h.db.NoteUpkeep(ctx, store.TaskBackup, "2 rows"))
		all, err := h.db.Upkeeps(ctx)
		h.ok(err)
		if u := all[store.TaskBackup]; len(all) != 1 || u.Detail != "2 rows" || u.At.UnixMilli() != h.clock.Load() {
			t.Errorf("it says %+v", all)
		}
	})
}
