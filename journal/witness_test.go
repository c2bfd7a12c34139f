package journal_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
)

// head signs the tree as it is, as a tree head.
func (g *ledger) head(t *testing.T, key *journal.Key) string {
	t.Helper()
	signed, err := key.SignHead(journal.Checkpoint{Fair: "jinggang", Size: g.tree.Size, Root: g.tree.Root()})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func (g *ledger) advance(t *testing.T, key *journal.Key, old int64) journal.Advance {
	t.Helper()
	a, err := journal.NewAdvance(old, g.tree.Size, g.head(t, key), g.read)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func newCosigner(t *testing.T) *journal.Cosigner {
	t.Helper()
	_, private, err := journal.NewCosigner("witness.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := journal.ParseCosigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAWitnessesKeyIsReadBackAndNoOther(t *testing.T) {
	w, err := journal.ParseWitness(newCosigner(t).Public())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := journal.ParseWitness(w.Public()); err != nil || again.KeyHash() != w.KeyHash() || again.Name() != "witness.example/w1" {
		t.Errorf("the key is read back as %v, %v", again, err)
	}
	for _, text := range []string{"", "w1", "w1+00000000+BAAA", strings.Replace(w.Public(), "w1+", "w2+", 1), newKey(t).Public()} {
		if _, err := journal.ParseWitness(text); err == nil {
			t.Errorf("%q is read as a key", text)
		}
	}
	if _, _, err := journal.NewCosigner("a witness"); err == nil {
		t.Error("a name with a space is taken")
	}
}

func TestAWitnessCosignsALogThatOnlyGrewAndAProofCanDemandIt(t *testing.T) {
	key, c := newKey(t), newCosigner(t)
	public, err := journal.PublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	log := ledger{nodes: map[int][]tlog.Hash{}}
	seen, old := "", int64(0)
	for _, size := range []int64{1, 57, 57, 700, 100_000} {
		log.to(size)
		a, err := journal.ParseAdvance(log.advance(t, key, old).String()) // as a file
		if err != nil {
			t.Fatal(err)
		}
		if seen, err = c.Cosign(a, public, seen, time.Unix(1701244800, 0)); err != nil {
			t.Fatalf("from %d to %d: %v", old, size, err)
		}
		old = size
	}
	n, err := note.Open([]byte(seen), note.VerifierList(c.Witness))
	if lines := strings.Split(n.Text, "\n"); err != nil || len(lines) != 4 || lines[0] != key.Origin("jinggang") || lines[1] != "100000" {
		t.Errorf("what is co-signed is %q, %v", n.Text, err)
	}

	// The cosignature is that of the specification: key ID, time, and the signature of both with the text.
	name, rest, _ := strings.Cut(c.Public(), "+")
	id, encoded, _ := strings.Cut(rest, "+")
	public32, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), public32...))
	signature, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil {
		t.Fatal(err)
	}
	message := "cosignature/v1\ntime 1701244800\n" + n.Text
	if public32[0] != 4 || id != hex.EncodeToString(sum[:4]) || len(signature) != 4+8+64 || !bytes.Equal(signature[:4], sum[:4]) || !ed25519.Verify(public32[1:], []byte(message), signature[12:]) {
		t.Errorf("the cosignature of %s is %x", c.Public(), signature)
	}

	p, err := journal.Prove(entryAt(7), 100_000, seen, log.read)
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &p); err != nil {
		t.Fatal(err)
	}
	if at, err := p.Verify(public); err != nil || at.Size != 100_000 || at.Fair != "jinggang" {
		t.Errorf("the proof in it: %+v, %v", at, err)
	}
	if err := p.Witnessed(c.Witness); err != nil {
		t.Error(err)
	}
	if err := p.Witnessed(newCosigner(t).Witness); !errors.Is(err, journal.ErrProofWitness) {
		t.Errorf("another witness of the same name: %v", err)
	}
	plain := p
	plain.Checkpoint = log.head(t, key)
	if err := plain.Witnessed(c.Witness); !errors.Is(err, journal.ErrProofWitness) {
		t.Errorf("without a cosignature: %v", err)
	}
	// The cosignature of one head under the text of another.
	log.to(100_001)
	_, cosignature, _ := strings.Cut(seen, "— witness.example/w1")
	plain.Checkpoint = log.head(t, key) + "— witness.example/w1" + cosignature
	if err := plain.Witnessed(c.Witness); !errors.Is(err, journal.ErrProofCosigned) {
		t.Errorf("a cosignature of another head: %v", err)
	}
}

func TestAWitnessDoesNotCosignWhatWasForkedChangedOrIsAnothers(t *testing.T) {
	key, c, now := newKey(t), newCosigner(t), time.Unix(1701244800, 0)
	log := ledger{nodes: map[int][]tlog.Hash{}}
	log.to(300)
	seen, err := c.Cosign(log.advance(t, key, 0), key, "", now)
	if err != nil {
		t.Fatal(err)
	}
	log.to(1000)
	good := log.advance(t, key, 300)

	forked := ledger{nodes: map[int][]tlog.Hash{}}
	forked.tree.Append(tlog.Hash{1})
	forked.nodes[0] = []tlog.Hash{{1}}
	forked.to(300)
	same := forked.advance(t, key, 300)
	forked.to(1000)

	other, err := key.SignHead(journal.Checkpoint{Fair: "other", Size: 1000, Root: log.tree.Root()})
	if err != nil {
		t.Fatal(err)
	}
	changed := good
	changed.Head = strings.Replace(good.Head, "\n1000\n", "\n1001\n", 1)
	short := good
	short.Hashes = good.Hashes[1:]
	for _, tt := range []struct {
		name string
		a    journal.Advance
		key  *journal.Key
		want error
	}{
		{"what it should", good, key, nil},
		{"a forked log", forked.advance(t, key, 300), key, journal.ErrAdvanceForked},
		{"another tree of the same size", same, key, journal.ErrAdvanceForked},
		{"a hash is missing", short, key, journal.ErrAdvanceForked},
		{"another beginning", log.advance(t, key, 299), key, journal.ErrAdvanceOld},
		{"as if nothing was seen", log.advance(t, key, 0), key, journal.ErrAdvanceOld},
		{"a head changed after signing", changed, key, journal.ErrAdvanceKey},
		{"another log's key", log.advance(t, newKey(t), 300), key, journal.ErrAdvanceKey},
		{"another fair", journal.Advance{Old: 300, Hashes: good.Hashes, Head: other}, key, journal.ErrAdvanceLog},
	} {
		if _, err := c.Cosign(tt.a, tt.key, seen, now); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	for _, text := range []string{"", "old\n\n", "old -1\n\n" + good.Head, "old 0300\n\n" + good.Head, "old 300\nAAAA\n\n" + good.Head, good.Head, "old 1\n" + strings.Repeat(strings.Repeat("A", 43)+"=\n", 64) + "\n" + good.Head} {
		if _, err := journal.ParseAdvance(text); !errors.Is(err, journal.ErrAdvanceForm) {
			t.Errorf("%.30q is read: %v", text, err)
		}
	}
}
