package journal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint states how long a fair's journal was at a moment and what its root hash
// was. Signed, it is what anybody can hold against a journal that was cut or rewritten.
//
// Its text has four lines: "bridgehead journal", the fair, "SIZE TIME" (RFC 3339) and
// the root in base64; the signed form is a note of golang.org/x/mod/sumdb/note.
type Checkpoint struct {
	Fair string
	Size int64
	Time time.Time
	Root tlog.Hash
}

const checkpointHead = "bridgehead journal\n"

// Text returns the text that is signed.
func (c Checkpoint) Text() string {
	return checkpointHead + c.Fair + "\n" +
		strconv.FormatInt(c.Size, 10) + " " + c.Time.UTC().Format("2006-01-02T15:04:05.000Z") + "\n" +
		base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// ParseCheckpoint reads the text of a checkpoint whose signature was verified.
func ParseCheckpoint(text string) (Checkpoint, error) {
	bad := errors.New("journal: not the text of a checkpoint")
	body, ok := strings.CutPrefix(text, checkpointHead)
	lines := strings.Split(body, "\n")
	if !ok || len(lines) != 4 || lines[3] != "" {
		return Checkpoint{}, bad
	}
	size, stamp, _ := strings.Cut(lines[1], " ")
	c := Checkpoint{Fair: lines[0]}
	var err error
	if c.Size, err = strconv.ParseInt(size, 10, 64); err != nil || c.Size < 0 {
		return Checkpoint{}, bad
	}
	if c.Time, err = time.Parse("2006-01-02T15:04:05.000Z", stamp); err != nil {
		return Checkpoint{}, bad
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, bad
	}
	c.Root = tlog.Hash(root)
	if c.Text() != text { // a second way to write the same numbers
		return Checkpoint{}, bad
	}
	return c, nil
}

// A Key signs checkpoints and verifies them. It is kept in a file outside the database.
type Key struct {
	signer   note.Signer
	verifier note.Verifier
	public   string
}

const keyName = "bridgehead"

// NewKey makes a fresh key and its private text.
func NewKey() (*Key, string, error) {
	private, public, err := note.GenerateKey(rand.Reader, keyName)
	if err != nil {
		return nil, "", fmt.Errorf("journal: new key: %w", err)
	}
	k, err := parseKey(private, public)
	return k, private, err
}

func parseKey(private, public string) (*Key, error) {
	s, err := note.NewSigner(private)
	if err != nil {
		return nil, fmt.Errorf("journal: signing key: %w", err)
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		return nil, fmt.Errorf("journal: verifying key: %w", err)
	}
	return &Key{s, v, public}, nil
}

// LoadKey reads the key file, which has the private key on its first line and the
// public one on its second. When the file is missing and create is set, it is made,
// readable by its owner alone.
func LoadKey(path string, create bool) (*Key, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && create {
		return createKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("journal: key file: %w", err)
	}
	private, rest, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	return parseKey(strings.TrimSpace(private), strings.TrimSpace(rest))
}

// createKey writes the new key to a temporary file and links it into place, so that
// two processes that start together end up with the same key.
func createKey(path string) (*Key, error) {
	k, private, err := NewKey()
	if err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return nil, fmt.Errorf("journal: key file: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(private + "\n" + k.public + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, fmt.Errorf("journal: key file: %w", err)
	}
	err = os.Link(tmp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return LoadKey(path, false)
	}
	if err != nil {
		return nil, fmt.Errorf("journal: key file: %w", err)
	}
	return k, nil
}

// Public returns the verifying key as text, to be given to anybody who checks.
func (k *Key) Public() string { return k.public }

// Sign returns the signed form of a checkpoint.
func (k *Key) Sign(c Checkpoint) (string, error) {
	signed, err := note.Sign(&note.Note{Text: c.Text()}, k.signer)
	if err != nil {
		return "", fmt.Errorf("journal: sign checkpoint: %w", err)
	}
	return string(signed), nil
}

// ErrSignature says that a checkpoint was not signed with this key or was changed.
var ErrSignature = errors.New("journal: the checkpoint's signature does not verify")

// Open verifies a signed checkpoint and reads it.
func (k *Key) Open(signed string) (Checkpoint, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(k.verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return ParseCheckpoint(n.Text)
}
