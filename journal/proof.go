package journal

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Proof shows, without the database, that an entry stands in a fair's journal: the entry's
// record, its place, the hashes beside its way to the root (RFC 6962, section 2.1.1), and the signed
// checkpoint that states the root.
type Proof struct {
	Position   Position
	Record     []byte // Entry.Record
	Size       int64  // of the tree that it is proven for
	Hashes     []tlog.Hash
	Checkpoint string // signed: a checkpoint, or a tree head that witnesses have co-signed
}

// Prove makes the proof of an entry for the tree of a checkpoint's size from the hashes that are kept.
func Prove(e Entry, size int64, signed string, kept Hashes) (Proof, error) {
	hashes, err := tlog.ProveRecord(size, int64(e.Position)-1, kept.Reader())
	if err != nil {
		return Proof{}, fmt.Errorf("journal: prove entry %d: %w", e.Position, err)
	}
	return Proof{e.Position, e.Record(), size, hashes, signed}, nil
}

// What a proof can fail by. Each is another thing that was changed.
var (
	ErrProofForm   = errors.New("journal: this is no proof")
	ErrProofKey    = errors.New("journal: the checkpoint is signed with another key")
	ErrProofSigned = errors.New("journal: the checkpoint was changed after it was signed")
	ErrProofPlace  = errors.New("journal: the proof is for another position or size than the checkpoint's")
	ErrProofRecord = errors.New("journal: the entry is not the one that the checkpoint holds")
)

// Verify checks the proof with the key and returns the checkpoint. The error is one of the ErrProof
// above.
func (p Proof) Verify(k *Key) (Checkpoint, error) {
	n, err := note.Open([]byte(p.Checkpoint), note.VerifierList(k.verifier))
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrProofKey, unverified)
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrProofSigned, err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		c, err = k.parseHead(n.Text)
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrProofForm, err)
	}
	if c.Size != p.Size || p.Position < 1 || int64(p.Position) > c.Size || !namesPosition(p.Record, c.Fair, p.Position) {
		return c, ErrProofPlace
	}
	if err := tlog.CheckRecord(p.Hashes, c.Size, c.Root, int64(p.Position)-1, tlog.RecordHash(p.Record)); err != nil {
		return c, fmt.Errorf("%w: %w", ErrProofRecord, err)
	}
	return c, nil
}

// namesPosition reports whether the header of a record names the fair and the position.
func namesPosition(record []byte, fair string, at Position) bool {
	lines := strings.SplitN(string(record), "\n", 9)
	return len(lines) == 9 && lines[1] == fair && strings.HasPrefix(lines[7], strconv.FormatInt(int64(at), 10)+" ")
}

// PublicKey reads the verifying key as Public writes it, or the second line of a key file. It
// signs nothing.
func PublicKey(text string) (*Key, error) {
	v, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("journal: verifying key: %w", err)
	}
	return &Key{verifier: v, public: strings.TrimSpace(text)}, nil
}

// proofJSON is the file.
type proofJSON struct {
	Format     string   `json:"bridgehead_proof"`
	Position   Position `json:"position"`
	Size       int64    `json:"size"`
	Record     string   `json:"record"`
	Hashes     []string `json:"hashes"`
	Checkpoint string   `json:"checkpoint"`
}

const proofFormat = "1"

// MarshalJSON writes the proof as its file has it.
func (p Proof) MarshalJSON() ([]byte, error) {
	out := proofJSON{proofFormat, p.Position, p.Size, base64.StdEncoding.EncodeToString(p.Record), []string{}, p.Checkpoint}
	for _, h := range p.Hashes {
		out.Hashes = append(out.Hashes, base64.StdEncoding.EncodeToString(h[:]))
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads it. The error is ErrProofForm.
func (p *Proof) UnmarshalJSON(b []byte) error {
	var in proofJSON
	if err := json.Unmarshal(b, &in); err != nil || in.Format != proofFormat {
		return fmt.Errorf("%w: %w", ErrProofForm, err)
	}
	record, err := base64.StdEncoding.Strict().DecodeString(in.Record)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProofForm, err)
	}
	*p = Proof{Position: in.Position, Record: record, Size: in.Size, Checkpoint: in.Checkpoint}
	for _, text := range in.Hashes {
		h, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || len(h) != tlog.HashSize {
			return fmt.Errorf("%w: a hash of it cannot be read", ErrProofForm)
		}
		p.Hashes = append(p.Hashes, tlog.Hash(h))
	}
	return nil
}

// State is the state of the record that the entry holds, nil when there is none.
func (p Proof) State() []byte {
	lines := strings.SplitN(string(p.Record), "\n", 9)
	if len(lines) < 9 {
		return nil
	}
	return []byte(lines[8])
}
