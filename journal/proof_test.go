package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
)

// A ledger is a journal of many entries that is kept as the database keeps it: leaves, and the
// nodes of every eighth level.
type ledger struct {
	tree  journal.Tree
	nodes map[int][]tlog.Hash // by level
}

func entryAt(n int64) journal.Entry {
	e := entry
	e.Position, e.Before = journal.Position(n), 0
	e.After = []byte(`{"id":"01h","text":"签约金额672.2亿元"}`)
	return e
}

func (g *ledger) to(n int64) {
	for g.tree.Size < n {
		h := entryAt(g.tree.Size + 1).Hash()
		g.nodes[0] = append(g.nodes[0], h)
		for _, node := range g.tree.Append(h) {
			g.nodes[node.Level] = append(g.nodes[node.Level], node.Hash)
		}
	}
}

func (g *ledger) read(level int, first int64, count int) ([]tlog.Hash, error) {
	return append([]tlog.Hash(nil), g.nodes[level][first:first+int64(count)]...), nil
}

func (g *ledger) prove(t *testing.T, key *journal.Key, n int64) journal.Proof {
	t.Helper()
	signed, err := key.Sign(journal.Checkpoint{Fair: "jinggang", Size: g.tree.Size, Time: time.UnixMilli(1701244800123), Root: g.tree.Root()})
	if err != nil {
		t.Fatal(err)
	}
	p, err := journal.Prove(entryAt(n), g.tree.Size, signed, g.read)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAProofVerifiesFromItsFileAloneAlsoAfterAHundredThousandLaterEntries(t *testing.T) {
	key := newKey(t)
	public, err := journal.PublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	log := ledger{nodes: map[int][]tlog.Hash{}}
	log.to(57)
	early, err := json.Marshal(log.prove(t, key, 7))
	if err != nil {
		t.Fatal(err)
	}
	log.to(100_057)
	late, err := json.Marshal(log.prove(t, key, 7))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("a proof is %d bytes at 57 entries, %d at 100,057", len(early), len(late))
	for _, file := range [][]byte{early, late} {
		var p journal.Proof
		if err := json.Unmarshal(file, &p); err != nil {
			t.Fatal(err)
		}
		c, err := p.Verify(public)
		if err != nil || c.Size != p.Size {
			t.Errorf("%+v, %v", c, err)
		}
		if !bytes.Equal(p.Record, entryAt(7).Record()) {
			t.Error("the record is another one")
		}
	}
}

func TestAProofThatWasChangedSaysWhatWas(t *testing.T) {
	key, other := newKey(t), newKey(t)
	log := ledger{nodes: map[int][]tlog.Hash{}}
	log.to(1000)
	for _, tt := range []struct {
		name   string
		key    *journal.Key
		change func(*journal.Proof)
		want   error
	}{
		{"a text in the record", key, func(p *journal.Proof) { p.Record = bytes.Replace(p.Record, []byte("金额"), []byte("总额"), 1) }, journal.ErrProofRecord},
		{"a figure in the record", key, func(p *journal.Proof) { p.Record = bytes.Replace(p.Record, []byte("672.2"), []byte("771.2"), 1) }, journal.ErrProofRecord},
		{"a hash", key, func(p *journal.Proof) { p.Hashes[3][5] ^= 1 }, journal.ErrProofRecord},
		{"a hash too few", key, func(p *journal.Proof) { p.Hashes = p.Hashes[1:] }, journal.ErrProofRecord},
		{"the position", key, func(p *journal.Proof) { p.Position++ }, journal.ErrProofPlace},
		{"the position in the record", key, func(p *journal.Proof) { p.Record = bytes.Replace(p.Record, []byte("\n7 "), []byte("\n8 "), 1) }, journal.ErrProofPlace},
		{"the fair in the record", key, func(p *journal.Proof) { p.Record = bytes.Replace(p.Record, []byte("jinggang"), []byte("sample00"), 1) }, journal.ErrProofPlace},
		{"the size", key, func(p *journal.Proof) { p.Size-- }, journal.ErrProofPlace},
		{"a position below one", key, func(p *journal.Proof) { p.Position = 0 }, journal.ErrProofPlace},
		{"the checkpoint", key, func(p *journal.Proof) { p.Checkpoint = strings.Replace(p.Checkpoint, "\n1000 ", "\n1001 ", 1) }, journal.ErrProofSigned},
		{"the checkpoint is missing", key, func(p *journal.Proof) { p.Checkpoint = "" }, journal.ErrProofSigned},
		{"the key", other, func(*journal.Proof) {}, journal.ErrProofKey},
		{"nothing", key, func(*journal.Proof) {}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := log.prove(t, key, 7)
			tt.change(&p)
			if _, err := p.Verify(tt.key); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestAFileThatIsNoProofIsRefused(t *testing.T) {
	for _, text := range []string{`{}`, `{"bridgehead_proof":"2"}`, `{"bridgehead_proof":"1","record":"%"}`, `{"bridgehead_proof":"1","record":"","hashes":["AA=="]}`} {
		var p journal.Proof
		if err := json.Unmarshal([]byte(text), &p); !errors.Is(err, journal.ErrProofForm) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func BenchmarkProof(b *testing.B) {
	key, _, err := journal.NewKey()
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []int64{100_000, 10_000_000} {
		b.Run(strconv.FormatInt(size, 10), func(b *testing.B) {
			log := ledger{nodes: map[int][]tlog.Hash{}}
			log.to(size)
			signed, err := key.Sign(journal.Checkpoint{Fair: "jinggang", Size: size, Root: log.tree.Root()})
			if err != nil {
				b.Fatal(err)
			}
			file, n := 0, int64(0)
			for b.Loop() {
				n++
				p, err := journal.Prove(entryAt(1+n*7919%size), size, signed, log.read)
				if err == nil {
					_, err = p.Verify(key)
				}
				if err != nil {
					b.Fatal(err)
				}
				if n == 1 {
					text, _ := json.Marshal(p)
					file = len(text)
				}
			}
			b.ReportMetric(float64(file), "bytes/file")
		})
	}
}
