package journal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A tree head is a checkpoint in the form that witnesses of other logs read and sign (c2sp.org/tlog-checkpoint): the origin,
// the size and the root, each on a line. It says no time; cosignatures do.

const originHead = "bridgehead/"

// Origin names a fair's journal among the logs of the world: by the key that signs it, and the fair.
func (k *Key) Origin(fair string) string {
	_, rest, _ := strings.Cut(k.public, "+")
	hash, _, _ := strings.Cut(rest, "+")
	return originHead + hash + "/" + fair
}

func (k *Key) headText(c Checkpoint) string {
	return k.Origin(c.Fair) + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// SignHead returns the checkpoint as a signed tree head.
func (k *Key) SignHead(c Checkpoint) (string, error) {
	signed, err := note.Sign(&note.Note{Text: k.headText(c)}, k.signer)
	if err != nil {
		return "", fmt.Errorf("journal: sign tree head: %w", err)
	}
	return string(signed), nil
}

// OpenHead verifies a signed tree head and reads it. It may be co-signed.
func (k *Key) OpenHead(signed string) (Checkpoint, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(k.verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return k.parseHead(n.Text)
}

func (k *Key) parseHead(text string) (Checkpoint, error) {
	bad := errors.New("journal: not the text of a tree head")
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return Checkpoint{}, bad
	}
	fair, ok := strings.CutPrefix(lines[0], k.Origin(""))
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, wrong := base64.StdEncoding.DecodeString(lines[2])
	if !ok || err != nil || size < 0 || wrong != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, bad
	}
	c := Checkpoint{Fair: fair, Size: size, Root: tlog.Hash(root)}
	if k.headText(c) != text { // a second way to write the same numbers
		return Checkpoint{}, bad
	}
	return c, nil
}

// An Advance is what a witness is asked to co-sign (c2sp.org/tlog-witness): a signed tree head, and the hashes that show that
// the tree still begins with the one of size Old.
type Advance struct {
	Old    int64
	Hashes []tlog.Hash
	Head   string // signed
}

// NewAdvance proves that the tree of a signed head begins with the one of size old, 0 for none.
func NewAdvance(old, size int64, head string, kept Hashes) (Advance, error) {
	a := Advance{Old: old, Head: head}
	if old == 0 || old == size {
		return a, nil
	}
	var err error
	if a.Hashes, err = tlog.ProveTree(size, old, kept.Reader()); err != nil {
		return a, fmt.Errorf("journal: prove that %d entries begin with %d: %w", size, old, err)
	}
	return a, nil
}

// String writes the request.
func (a Advance) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", a.Old)
	for _, h := range a.Hashes {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	return b.String() + "\n" + a.Head
}

// mostHashes is how many a request may have, as the specification says.
const mostHashes = 63

// ParseAdvance reads a request. The error is ErrAdvanceForm.
func ParseAdvance(text string) (Advance, error) {
	var a Advance
	top, head, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(top, "\n")
	size, old := strings.CutPrefix(lines[0], "old ")
	var err error
	if a.Old, err = strconv.ParseInt(size, 10, 64); !ok || !old || err != nil || a.Old < 0 || size != strconv.FormatInt(a.Old, 10) || len(lines) > mostHashes+1 {
		return a, ErrAdvanceForm
	}
	a.Head = head
	for _, line := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(h) != tlog.HashSize {
			return a, ErrAdvanceForm
		}
		a.Hashes = append(a.Hashes, tlog.Hash(h))
	}
	return a, nil
}
