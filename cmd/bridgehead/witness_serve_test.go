package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// grown is a small log of as many leaves, all of which it keeps.
func grown(t *testing.T, key *journal.Key, salt string, old, size int64) journal.Advance {
	t.Helper()
	var tree journal.Tree
	var leaves []tlog.Hash
	for n := range size {
		h := tlog.RecordHash(fmt.Appendf(nil, "%s %d", salt, n))
		leaves = append(leaves, h)
		tree.Append(h)
	}
	head, err := key.SignHead(journal.Checkpoint{Fair: "jinggang", Size: size, Root: tree.Root()})
	if err != nil {
		t.Fatal(err)
	}
	a, err := journal.NewAdvance(old, size, head, func(_ int, first int64, count int) ([]tlog.Hash, error) {
		return append([]tlog.Hash(nil), leaves[first:first+int64(count)]...), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A witness answers over HTTP as c2sp.org/tlog-witness says, each refusal with its own status, and moves on by what it co-signs alone.
func TestAWitnessAnswersOverHTTPAsItsSpecificationSays(t *testing.T) {
	key, _, err := journal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := journal.NewCosigner("witness.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	mux := http.NewServeMux()
	mux.Handle("POST /add-checkpoint", &witnessing{cosigner: c, log: key, folder: folder})
	server := httptest.NewServer(mux)
	defer server.Close()
	other, _, err := journal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	forged := grown(t, key, "a", 0, 40)
	forged.Head = strings.Replace(forged.Head, "\n40\n", "\n41\n", 1)
	short := grown(t, key, "a", 40, 100)
	short.Hashes = short.Hashes[1:]
	surplus := grown(t, key, "a", 0, 40)
	surplus.Hashes = []tlog.Hash{{1}}
	larger := grown(t, key, "a", 0, 40)
	larger.Old = 41
	outside := strings.Replace(grown(t, key, "a", 0, 40).Head, "jinggang", "../jinggang", 1)
	for _, tt := range []struct {
		name, request string
		status        int
		size          string // of a conflict
	}{
		{"no request", "old\n", http.StatusBadRequest, ""},
		{"too long", "old 0\n\n" + strings.Repeat("a", mostRequest), http.StatusBadRequest, ""},
		{"an origin that it does not know", grown(t, other, "a", 0, 40).String(), http.StatusNotFound, ""},
		{"an origin that leads out of its folder", "old 0\n\n" + outside, http.StatusNotFound, ""},
		{"a head that was changed after it was signed", forged.String(), http.StatusForbidden, ""},
		{"an old size beyond the checkpoint", larger.String(), http.StatusBadRequest, ""},
		{"an old size although nothing was seen", grown(t, key, "a", 30, 40).String(), http.StatusConflict, "0\n"},
		{"a proof from nothing", surplus.String(), http.StatusUnprocessableEntity, ""},
		{"the first", grown(t, key, "a", 0, 40).String(), http.StatusOK, ""},
		{"the same once more", grown(t, key, "a", 40, 40).String(), http.StatusOK, ""},
		{"as if nothing had been seen", grown(t, key, "a", 0, 100).String(), http.StatusConflict, "40\n"},
		{"another old size", grown(t, key, "a", 39, 100).String(), http.StatusConflict, "40\n"},
		{"another root of the same size", grown(t, key, "b", 40, 40).String(), http.StatusConflict, "40\n"},
		{"a forked log", grown(t, key, "b", 40, 100).String(), http.StatusUnprocessableEntity, ""},
		{"a hash is missing", short.String(), http.StatusUnprocessableEntity, ""},
		{"what it grew to", grown(t, key, "a", 40, 100).String(), http.StatusOK, ""},
		{"back to what it was", grown(t, key, "a", 40, 100).String(), http.StatusConflict, "100\n"},
	} {
		r, err := http.Post(server.URL+"/add-checkpoint", "text/plain", strings.NewReader(tt.request))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != tt.status {
			t.Errorf("%s: %s, %v, want %d: %s", tt.name, r.Status, err, tt.status, body)
		}
		if tt.size != "" && (string(body) != tt.size || r.Header.Get("Content-Type") != "text/x.tlog.size") {
			t.Errorf("%s: the conflict says %q as %s", tt.name, body, r.Header.Get("Content-Type"))
		}
		if tt.status == http.StatusOK {
			a, err := journal.ParseAdvance(tt.request)
			if err != nil {
				t.Fatal(err)
			}
			if line := c.Cosignature(a.Head + string(body)); line == "" || line != string(body) {
				t.Errorf("%s: the answer is %q", tt.name, body)
			}
		}
	}
	if r, err := http.Get(server.URL + "/add-checkpoint"); err != nil || r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("reading answers %v, %v", r, err)
	}
	// Of those who ask at once for the same step one is answered, and the others hear how far it is.
	var wait sync.WaitGroup
	statuses := make(chan int, 8)
	for range cap(statuses) {
		wait.Go(func() {
			r, err := http.Post(server.URL+"/add-checkpoint", "text/plain", strings.NewReader(grown(t, key, "a", 100, 200).String()))
			if err == nil {
				statuses <- r.StatusCode
				r.Body.Close()
			}
		})
	}
	wait.Wait()
	close(statuses)
	count := map[int]int{}
	for s := range statuses {
		count[s]++
	}
	if count[http.StatusOK] != 1 || count[http.StatusConflict] != 7 {
		t.Errorf("at once they are answered %v", count)
	}
}

// The commands ask witnesses over the network, each from where it has got to, and a proof in what they co-signed holds for all of them.
func TestWitnessesAreAskedOverTheNetwork(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	path := at("demo.db")
	call(t, 0, "demo", "--no-serve", "--db", path)
	db, err := store.Open(t.Context(), path, store.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := os.WriteFile(at("public.key"), []byte(db.PublicKey()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var asked, witnesses []string
	var ended []chan int
	for _, w := range []string{"w1", "w2"} {
		public := call(t, 0, "witness", "--new", "witness.example/"+w, "--key", at(w+".key"))
		if err := os.WriteFile(at(w+".public"), []byte(public), 0o600); err != nil {
			t.Fatal(err)
		}
		read, write := io.Pipe()
		end := make(chan int, 1)
		go func() {
			end <- run(ctx, []string{"witness", "--serve", "127.0.0.1:0", "--key", at(w + ".key"), "--log", at("public.key"), "--seen", at(w + ".seen")}, strings.NewReader(""), write, io.Discard)
			write.Close()
		}()
		line, err := bufio.NewReader(read).ReadString('\n')
		address := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
		if err != nil || address == "" {
			t.Fatalf("the witness says %q, %v", line, err)
		}
		asked, witnesses, ended = append(asked, "--ask", address), append(witnesses, "--witness", at(w+".public")), append(ended, end)
	}
	ask := func(asked, witnesses []string) []string {
		return append(append([]string{"checkpoint", "--fair", "sample", "--db", path}, asked...), witnesses...)
	}
	refused := func(want string, args []string) {
		t.Helper()
		var out, errw bytes.Buffer
		if got := run(t.Context(), args, strings.NewReader(""), &out, &errw); got == 0 || out.Len() > 0 || !strings.Contains(errw.String(), want) {
			t.Errorf("%v: exit status %d, %q %q, want %q", args, got, &out, &errw, want)
		}
	}
	call(t, 0, ask(asked[:2], witnesses[:2])...) // the second has seen less than the first from here on
	for range 2 {
		cosigned := call(t, 0, ask(asked, witnesses)...)
		if strings.Count(cosigned, "— witness.example/") != 2 {
			t.Errorf("co-signed is %q", cosigned)
		}
		if err := os.WriteFile(at("cosigned.txt"), []byte(cosigned), 0o600); err != nil {
			t.Fatal(err)
		}
		proof := call(t, 0, "prove", "signing-results", "--fair", "sample", "--cosigned", at("cosigned.txt"), "--db", path)
		if err := os.WriteFile(at("proof.json"), []byte(proof), 0o600); err != nil {
			t.Fatal(err)
		}
		call(t, 0, append([]string{"verify", at("proof.json"), "--key", at("public.key")}, witnesses...)...)
		if err := db.Update(t.Context(), "sample", "tester", func(tx *store.Tx) error {
			track := fair.Track{ID: tx.NewID(), Edition: 1, Name: lang.Text{En: "One more"}}
			return store.Put(t.Context(), tx, &track, 0, store.How{Action: journal.Created, Origin: journal.Origin{Kind: "test", ID: "1"}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	refused("no cosignature by a key of --witness", ask(asked[:2], witnesses[2:]))
	other := at("other.db")
	call(t, 0, "demo", "--no-serve", "--db", other)
	refused("404", append([]string{"checkpoint", "--fair", "sample", "--db", other}, append(asked[:2:2], witnesses...)...))
	call(t, 2, ask(asked, nil)...)
	call(t, 2, append(ask(asked, witnesses), "--old", "0")...)
	stop()
	for _, end := range ended {
		if status := <-end; status != 0 {
			t.Errorf("a witness that is stopped ends with %d", status)
		}
	}
	refused("does not answer", ask(asked[:2], witnesses))
}
