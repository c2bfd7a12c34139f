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
// over ten million entries reads a few hundred hashes and one entry in 256 costs a row.
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

// Reader turns kept hashes into the reader that package tlog makes proofs from.
func (read Hashes) Reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			level, n := tlog.SplitStoredHashIndex(x)
			base := level - level%NodeStep
			count := 1 << (level - base)
			hs, err := read(base, n<<(level-base), count)
			if err != nil {
				return nil, err
			}
			if len(hs) != count {
				return nil, fmt.Errorf("journal: hashes at level %d from %d are missing", base, n<<(level-base))
			}
			for len(hs) > 1 {
				for j := range len(hs) / 2 {
					hs[j] = tlog.NodeHash(hs[2*j], hs[2*j+1])
				}
				hs = hs[:len(hs)/2]
			}
			out[i] = hs[0]
		}
		return out, nil
	})
}
