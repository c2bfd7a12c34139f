package journal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A witness co-signs tree heads of a log after it has seen that the log only ever grew (c2sp.org/tlog-cosignature): whoever
// trusts one of them need not trust that the log shows everybody the same.

// cosigning is the algorithm of the keys of witnesses, with which their names and identifiers are bound to it.
const cosigning = 0x04

// A Witness is the public key of one.
type Witness struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

// A Cosigner is a witness that can sign.
type Cosigner struct {
	Witness
	private ed25519.PrivateKey
}

// NewCosigner makes a witness with a fresh key and its private text.
func NewCosigner(name string) (*Cosigner, string, error) {
	if name == "" || strings.ContainsAny(name, "+ \t\r\n") {
		return nil, "", errors.New("journal: a witness's name has no spaces and no plus sign")
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, "", fmt.Errorf("journal: new witness: %w", err)
	}
	c := &Cosigner{witness(name, private.Public().(ed25519.PublicKey)), private}
	return c, fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, c.hash, keyText(private.Seed())), nil
}

func witness(name string, public ed25519.PublicKey) Witness {
	sum := sha256.Sum256(append([]byte(name+"\n"), append([]byte{cosigning}, public...)...))
	return Witness{name, binary.BigEndian.Uint32(sum[:4]), public}
}

func keyText(key []byte) string {
	return base64.StdEncoding.EncodeToString(append([]byte{cosigning}, key...))
}

// ParseWitness reads a witness's public key as Public writes it.
func ParseWitness(text string) (Witness, error) {
	name, hash, key, err := splitKey(strings.TrimSpace(text), ed25519.PublicKeySize)
	if err != nil {
		return Witness{}, err
	}
	w := witness(name, key)
	if w.hash != hash {
		return Witness{}, errWitnessKey
	}
	return w, nil
}

// ParseCosigner reads the private text of a witness.
func ParseCosigner(text string) (*Cosigner, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "PRIVATE+KEY+")
	name, hash, seed, err := splitKey(rest, ed25519.SeedSize)
	if !ok || err != nil {
		return nil, errWitnessKey
	}
	private := ed25519.NewKeyFromSeed(seed)
	c := &Cosigner{witness(name, private.Public().(ed25519.PublicKey)), private}
	if c.hash != hash {
		return nil, errWitnessKey
	}
	return c, nil
}

var errWitnessKey = errors.New("journal: this is no key of a witness")

func splitKey(text string, size int) (name string, hash uint32, key []byte, err error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 || parts[0] == "" || len(parts[1]) != 8 {
		return "", 0, nil, errWitnessKey
	}
	h, err := strconv.ParseUint(parts[1], 16, 32)
	b, wrong := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || wrong != nil || len(b) != size+1 || b[0] != cosigning {
		return "", 0, nil, errWitnessKey
	}
	return parts[0], uint32(h), b[1:], nil
}

// Public is the witness's public key as text.
func (w Witness) Public() string { return fmt.Sprintf("%s+%08x+%s", w.name, w.hash, keyText(w.public)) }

// Name is what the witness is called.
func (w Witness) Name() string { return w.name }

// KeyHash identifies the key, as package note asks for it.
func (w Witness) KeyHash() uint32 { return w.hash }

// Verify checks a cosignature of a tree head's text: the time and the signature of both.
func (w Witness) Verify(text, cosignature []byte) bool {
	return len(cosignature) == 8+ed25519.SignatureSize && ed25519.Verify(w.public, cosigned(text, cosignature[:8]), cosignature[8:])
}

// cosigned is what a witness signs.
func cosigned(text, at []byte) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(at)), text...)
}

// A timed cosigner signs as of a time.
type timed struct {
	*Cosigner
	at time.Time
}

// Sign returns the cosignature of a text.
func (t timed) Sign(text []byte) ([]byte, error) {
	at := binary.BigEndian.AppendUint64(nil, uint64(t.at.Unix()))
	return append(bytes.Clone(at), ed25519.Sign(t.private, cosigned(text, at))...), nil
}

// What keeps a witness from co-signing. Each is another reason.
var (
	ErrAdvanceForm   = errors.New("journal: this is no request to a witness")
	ErrAdvanceKey    = errors.New("journal: the tree head is not signed with the log's key, or was changed")
	ErrAdvanceLog    = errors.New("journal: the tree head is of another log than the one that was seen last")
	ErrAdvanceOld    = errors.New("journal: the request begins at another size than the one that was seen last")
	ErrAdvanceForked = errors.New("journal: the log does not hold any more what it held when it was seen last")
)

// Cosign checks that a log has only grown since its head was seen, "" when none ever was, and returns the new one with
// the cosignature added: it is to be kept as the one that was seen. The error is one of the ErrAdvance above.
func (c *Cosigner) Cosign(a Advance, log *Key, seen string, now time.Time) (string, error) {
	head, err := log.OpenHead(a.Head)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAdvanceKey, err)
	}
	last := Checkpoint{Fair: head.Fair}
	if seen != "" {
		if last, err = log.OpenHead(seen); err != nil {
			return "", fmt.Errorf("journal: what was seen last: %w", err)
		}
	}
	switch {
	case last.Fair != head.Fair:
		return "", ErrAdvanceLog
	case a.Old != last.Size || head.Size < a.Old:
		return "", fmt.Errorf("%w: it was %d", ErrAdvanceOld, last.Size)
	case head.Size == last.Size && last.Size > 0:
		if head.Root != last.Root || len(a.Hashes) > 0 {
			return "", ErrAdvanceForked
		}
	case last.Size > 0:
		if err := tlog.CheckTree(a.Hashes, head.Size, head.Root, last.Size, last.Root); err != nil {
			return "", fmt.Errorf("%w: %w", ErrAdvanceForked, err)
		}
	case len(a.Hashes) > 0:
		return "", ErrAdvanceForm
	}
	n, err := note.Open([]byte(a.Head), note.VerifierList(log.verifier))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAdvanceKey, err)
	}
	signed, err := note.Sign(n, timed{c, now})
	if err != nil {
		return "", fmt.Errorf("journal: co-sign: %w", err)
	}
	return string(signed), nil
}

// Cosignature is the witness's line of signature in what it has co-signed, "" when there is none that is valid.
func (w Witness) Cosignature(signed string) string {
	n, err := note.Open([]byte(signed), note.VerifierList(w))
	if err != nil {
		return ""
	}
	return "— " + w.name + " " + n.Sigs[0].Base64 + "\n"
}

// What the demand for a witness can fail by.
var (
	ErrProofWitness  = errors.New("journal: the checkpoint is not co-signed by the witness")
	ErrProofCosigned = errors.New("journal: what the witness has co-signed is another checkpoint")
)

// Witnessed reports whether the witness has co-signed the checkpoint of a proof that verifies. The error is one of the two
// above.
func (p Proof) Witnessed(w Witness) error {
	_, err := note.Open([]byte(p.Checkpoint), note.VerifierList(w))
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return fmt.Errorf("%w: %w", ErrProofWitness, unverified)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProofCosigned, err)
	}
	return nil
}
