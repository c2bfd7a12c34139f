package journal_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"bridgehead/journal"
)

// leafOf is the leaf of the n-th entry of a test's log.
func leafOf(seed uint64, n int64) tlog.Hash {
	return tlog.RecordHash(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, seed), uint64(n)))
}

// A log is a tree with what a store would keep of it: all leaves, and the nodes that
// Append returned.
type log struct {
	tree   journal.Tree
	leaves []tlog.Hash
	kept   map[int][]tlog.Hash // by level
	reads  int
}

func grown(t interface{ Errorf(string, ...any) }, seed uint64, size int64) *log {
	l := &log{kept: map[int][]tlog.Hash{}}
	for n := range size {
		leaf := leafOf(seed, n)
		l.leaves = append(l.leaves, leaf)
		for _, node := range l.tree.Append(leaf) {
			if node.Index != int64(len(l.kept[node.Level])) {
				t.Errorf("after %d leaves: node %d of level %d follows %d others", n+1, node.Index, node.Level, len(l.kept[node.Level]))
			}
			l.kept[node.Level] = append(l.kept[node.Level], node.Hash)
		}
	}
	return l
}

// reader reads leaves and kept nodes alone, as a store does.
func (l *log) reader() tlog.HashReader {
	return journal.Hashes(func(level int, first int64, count int) ([]tlog.Hash, error) {
		l.reads++
		hashes := l.kept[level]
		if level == 0 {
			hashes = l.leaves
		}
		if first >= int64(len(hashes)) {
			return nil, nil
		}
		return append([]tlog.Hash(nil), hashes[first:min(first+int64(count), int64(len(hashes)))]...), nil
	}).Reader()
}

// stored is a log as package tlog itself keeps it, with every hash.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = s[x]
	}
	return out, nil
}

func TestTheTreeHasTheRootThatRFC6962Gives(t *testing.T) {
	var s stored
	var tree journal.Tree
	for size := int64(0); size <= 600; size++ {
		want, err := tlog.TreeHash(size, s)
		if err != nil {
			t.Fatal(err)
		}
		if tree.Size != size || tree.Root() != want {
			t.Fatalf("size %d: root %v of a tree of %d, want %v", size, tree.Root(), tree.Size, want)
		}
		leaf := leafOf(1, size)
		hashes, err := tlog.StoredHashesForRecordHash(size, leaf, s)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, hashes...)
		tree.Append(leaf)
	}
}

func TestATreeReadsBackFromItsPeaksAndGrowsOnAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := grown(t, rapid.Uint64().Draw(t, "seed"), rapid.Int64Range(0, 600).Draw(t, "size"))
		back, err := journal.DecodeTree(l.tree.Size, l.tree.EncodePeaks())
		if err != nil {
			t.Fatal(err)
		}
		clone := l.tree.Clone()
		for n := range rapid.Int64Range(0, 20).Draw(t, "more") {
			back.Append(leafOf(2, n))
			clone.Append(leafOf(2, n))
		}
		if back.Size != clone.Size || back.Root() != clone.Root() {
			t.Errorf("a tree of %d grew to another root after it was read back", l.tree.Size)
		}
	})
}

func TestACloneGrowsWithoutTouchingTheTree(t *testing.T) {
	l := grown(t, 1, 7)
	root := l.tree.Root()
	clone := l.tree.Clone()
	clone.Append(leafOf(1, 7))
	if l.tree.Size != 7 || l.tree.Root() != root {
		t.Error("the tree changed with its clone")
	}
}

func TestDamagedPeaksAreRefused(t *testing.T) {
	l := grown(t, 1, 6)
	peaks := l.tree.EncodePeaks()
	for _, tt := range []struct {
		name  string
		size  int64
		peaks string
	}{
		{"a peak too few for the size", 7, peaks},
		{"a peak too many for the size", 4, peaks},
		{"a size below zero", -1, peaks},
		{"a peak that is not base64", 6, "!" + peaks[1:]},
		{"a peak that is too short", 6, peaks[:len(peaks)-4]},
		{"no peaks at all", 6, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tree, err := journal.DecodeTree(tt.size, tt.peaks); err == nil {
				t.Errorf("read as %+v", tree)
			}
		})
	}
}

// proves checks that an entry of the log and an earlier size of it can be proven against
// its root from what is kept.
func proves(t interface{ Fatalf(string, ...any) }, l *log, entry, earlier int64) {
	size, root := l.tree.Size, l.tree.Root()
	record, err := tlog.ProveRecord(size, entry, l.reader())
	if err != nil {
		t.Fatalf("size %d, entry %d: %v", size, entry, err)
	}
	if err := tlog.CheckRecord(record, size, root, entry, l.leaves[entry]); err != nil {
		t.Fatalf("size %d, entry %d: %v", size, entry, err)
	}
	if err := tlog.CheckRecord(record, size, root, entry, leafOf(99, entry)); err == nil {
		t.Fatalf("size %d: the proof of entry %d holds for another entry", size, entry)
	}
	var old journal.Tree
	for _, leaf := range l.leaves[:earlier] {
		old.Append(leaf)
	}
	tree, err := tlog.ProveTree(size, earlier, l.reader())
	if err != nil {
		t.Fatalf("size %d after %d: %v", size, earlier, err)
	}
	if err := tlog.CheckTree(tree, size, root, earlier, old.Root()); err != nil {
		t.Fatalf("size %d after %d: %v", size, earlier, err)
	}
}

func TestEveryEntryCanBeProvenFromTheKeptHashes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 1500).Draw(t, "size")
		l := grown(t, 3, size)
		proves(t, l, rapid.Int64Range(0, size-1).Draw(t, "entry"), rapid.Int64Range(1, size).Draw(t, "earlier"))
	})
}

func TestALogBeyondTwoKeptLevelsCanBeProven(t *testing.T) {
	l := grown(t, 4, 70_000)
	if len(l.kept[8]) != 273 || len(l.kept[16]) != 1 || len(l.kept) != 2 {
		t.Errorf("kept %d nodes of level 8 and %d of level 16 on %d levels", len(l.kept[8]), len(l.kept[16]), len(l.kept))
	}
	for _, entry := range []int64{0, 255, 256, 65_535, 65_536, 69_999} {
		proves(t, l, entry, 65_536)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		proves(t, l, r.Int64N(70_000), 1+r.Int64N(70_000))
	}
	// Leaves beside the entry and at the right edge, and nodes of level 8 at both.
	l.reads = 0
	if _, err := tlog.ProveRecord(70_000, 300, l.reader()); err != nil || l.reads != 4 {
		t.Errorf("a proof takes %d reads, %v", l.reads, err)
	}
}

func TestHashesThatAreMissingAreAnError(t *testing.T) {
	l := grown(t, 5, 600)
	l.kept[8] = l.kept[8][:1]
	if _, err := tlog.ProveRecord(600, 0, l.reader()); err == nil {
		t.Error("a proof was made without a hash that it needs")
	}
}
