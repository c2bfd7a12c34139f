package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// later is how many entries follow after a bulletin was published.
const later = 100_000

// What was proven of a published bulletin stays proven however much is written afterwards: the file of then, and one of now, both
// checked without the record; and the journal of now begins with the one that the first file is of.
func TestThePublishedStaysProvenAmongAHundredThousandLaterEntries(t *testing.T) {
	t.Parallel()
	provenAsItGrows(t, filepath.Join(t.TempDir(), "grown.db"))
}

func provenAsItGrows(t *testing.T, address string) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	write := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	record := []string{"--db", address, "--key", at("key"), "--checkpoints", at("checkpoints")}
	on := func(args ...string) string {
		t.Helper()
		return call(t, 0, append(args, record...)...)
	}
	on("demo", "--no-serve")
	db, err := store.Open(t.Context(), address, store.Options{Key: at("key"), Checkpoints: at("checkpoints"), MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	public := write("public.key", db.PublicKey()+"\n")
	then := write("then.json", on("prove", "signing-results", "--fair", "sample"))
	text := strings.TrimSpace(on("bulletin", "show", "signing-results", "--fair", "sample"))
	write("witness.public", call(t, 0, "witness", "--new", "witness.example/w1", "--key", at("witness.key")))
	cosign := func(old int64) string {
		t.Helper()
		request := write("request.txt", on("checkpoint", "--fair", "sample", "--old", fmt.Sprint(old)))
		return call(t, 0, "witness", request, "--key", at("witness.key"), "--log", public, "--seen", at("sample.seen"))
	}
	cosign(0)

	const atOnce = later / 5
	for first := 0; first < later; first += atOnce {
		err := db.Update(t.Context(), "sample", "tester", func(tx *store.Tx) error {
			for i := range atOnce {
				track := fair.Track{ID: tx.NewID(), Edition: 1, Name: lang.Text{En: fmt.Sprintf("Track %d", first+i)}}
				if err := store.Put(t.Context(), tx, &track, 0, store.How{Action: journal.Created, Origin: journal.Origin{Kind: "test", ID: "1"}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}

	now := write("now.json", on("prove", "signing-results", "--fair", "sample"))
	read := func(file string) (p journal.Proof, c journal.Checkpoint) {
		t.Helper()
		b, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(b, &p)
		}
		if err != nil {
			t.Fatal(err)
		}
		key, err := journal.PublicKey(db.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		if c, err = p.Verify(key); err != nil {
			t.Fatal(err)
		}
		return p, c
	}
	earlier, was := read(then)
	latest, is := read(now)
	if is.Size != was.Size+later || latest.Position != earlier.Position || string(latest.Record) != string(earlier.Record) {
		t.Errorf("%d of %d entries was proven, and then %d of %d", earlier.Position, was.Size, latest.Position, is.Size)
	}
	// A signed head of now, and what shows that it begins with what the first file is of: a witness goes by it, and so can anybody.
	a, err := journal.ParseAdvance(on("checkpoint", "--fair", "sample", "--old", fmt.Sprint(was.Size)))
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.CheckTree(a.Hashes, is.Size, is.Root, was.Size, was.Root); err != nil {
		t.Errorf("the journal does not begin with what it was: %v", err)
	}
	if err := tlog.CheckTree(a.Hashes, is.Size, is.Root, was.Size, is.Root); err == nil {
		t.Error("it begins with anything")
	}
	cosigned := write("cosigned.txt", cosign(was.Size))
	witnessed := write("witnessed.json", on("prove", "signing-results", "--fair", "sample", "--cosigned", cosigned))

	if err := os.Remove(at("key")); err != nil {
		t.Fatal(err)
	}
	for file, size := range map[string]int64{then: was.Size, now: is.Size} {
		out := call(t, 0, "verify", file, "--key", public, "--lang", "en")
		if !strings.Contains(out, fmt.Sprint(earlier.Position)) || !strings.Contains(out, fmt.Sprint(size)) || !strings.Contains(out, text) {
			t.Errorf("%s: %s", file, out)
		}
	}
	if out := call(t, 0, "verify", witnessed, "--key", public, "--witness", at("witness.public"), "--lang", "en"); !strings.Contains(out, text) {
		t.Error(out)
	}
	call(t, 3, "verify", now, "--key", public, "--witness", at("witness.public"))
	// The proof of then under the checkpoint of now, which is another size.
	earlier.Checkpoint = latest.Checkpoint
	mixed, err := json.Marshal(earlier)
	if err != nil {
		t.Fatal(err)
	}
	call(t, 3, "verify", write("mixed.json", string(mixed)), "--key", public)
}
