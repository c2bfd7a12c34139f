package journal

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// NodeStep is the distance between the levels of the tree whose nodes are kept. A
// node at another level is computed from at most 2^NodeStep kept ones, so that a proof
// over ten million entries reads some thousand hashes in seven runs and one entry in 256 costs a row.
const NodeStep = 8

// A Tree is the right edge of a Merkle tree: enough to append to it and to know its
// root, in a few hundred bytes for any number of entries.
type Tree struct {
	Size  int64
	Peaks []tlog.Hash // roots of the perfect subtrees, the largest (leftmost) first
}

// A Node is the root of a perfect subtree of 2^Level leaves, the Index-th of its level.
type Node struct {
	Level int
	Index int64
	Hash  tlog.Hash
}

// Append adds a leaf and returns the nodes that became complete and are to be kept.
func (t *Tree) Append(leaf tlog.Hash) []Node {
	var kept []Node
	h := leaf
	t.Size++
	for level := 1; level <= bits.TrailingZeros64(uint64(t.Size)); level++ {
		last := len(t.Peaks) - 1
		h = tlog.NodeHash(t.Peaks[last], h)
		t.Peaks = t.Peaks[:last]
		if level%NodeStep == 0 {
			kept = append(kept, Node{level, t.Size>>level - 1, h})
		}
	}
	t.Peaks = append(t.Peaks, h)
	return kept
}

// Root returns the root hash of RFC 6962; the hash of the empty tree when there is none.
func (t *Tree) Root() tlog.Hash {
	if t.Size == 0 {
		h, _ := tlog.TreeHash(0, nil)
		return h
	}
	h := t.Peaks[len(t.Peaks)-1]
	for i := len(t.Peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.Peaks[i], h)
	}
	return h
}

// Clone returns a tree that can be appended to without touching t.
func (t *Tree) Clone() Tree {
	return Tree{t.Size, append([]tlog.Hash(nil), t.Peaks...)}
}

// EncodePeaks writes the peaks as text for a database column.
func (t *Tree) EncodePeaks() string {
	var b strings.Builder
	for i, h := range t.Peaks {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]))
	}
	return b.String()
}

// DecodeTree reads a tree of size entries back from its peaks.
func DecodeTree(size int64, peaks string) (Tree, error) {
	t := Tree{Size: size}
	for _, f := range strings.Fields(peaks) {
		b, err := base64.StdEncoding.DecodeString(f)
		if err != nil || len(b) != tlog.HashSize {
			return Tree{}, fmt.Errorf("journal: peaks of the head are damaged")
		}
		t.Peaks = append(t.Peaks, tlog.Hash(b))
	}
	if len(t.Peaks) != bits.OnesCount64(uint64(size)) {
		return Tree{}, fmt.Errorf("journal: the head has %d peaks for %d entries", len(t.Peaks), size)
	}
	return t, nil
}

// Hashes reads the hashes that a store keeps: leaves (level 0) and the nodes whose
// level is a multiple of NodeStep, for count consecutive indices from first.
type Hashes func(level int, first int64, count int) ([]tlog.Hash, error)

// Reader turns kept hashes into the reader that package tlog makes proofs from. What a proof needs of the
// hashes that lie under one kept node is read at once: a proof reads a few runs, of any number of entries.
func (read Hashes) Reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		type tile struct {
			level int
			index int64
		}
		type run struct{ from, to int64 }
		runs := map[tile]run{}
		needed := make([]struct {
			tile
			run
		}, len(indexes))
		for i, x := range indexes {
			level, n := tlog.SplitStoredHashIndex(x)
			height := level % NodeStep
			r := run{n << height, (n + 1) << height}
			t := tile{level - height, r.from >> NodeStep}
			all, ok := runs[t]
			if !ok {
				all = r
			}
			runs[t] = run{min(all.from, r.from), max(all.to, r.to)}
			needed[i].tile, needed[i].run = t, r
		}
		hashes := make(map[tile][]tlog.Hash, len(runs))
		for t, r := range runs {
			hs, err := read(t.level, r.from, int(r.to-r.from))
			if err != nil {
				return nil, err
			}
			if int64(len(hs)) != r.to-r.from {
				return nil, fmt.Errorf("journal: hashes at level %d from %d are missing", t.level, r.from)
			}
			hashes[t] = hs
		}
		out := make([]tlog.Hash, len(indexes))
		for i, n := range needed {
			from := n.from - runs[n.tile].from
			out[i] = subtree(hashes[n.tile][from : from+n.to-n.from])
		}
		return out, nil
	})
}

// subtree is the root over hashes whose number is a power of two.
func subtree(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(subtree(hashes[:half]), subtree(hashes[half:]))
}
