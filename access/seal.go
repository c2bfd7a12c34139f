package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A Seal closes the secrets of authenticators, so that a stolen database opens no second step. A
// sealed secret is sealed:KEY:BASE64, where KEY names the key and the rest is a nonce with
// AES-256-GCM's output; it is bound to its account, so that it opens nobody else's.
type Seal struct {
	name string // of the key
	aead cipher.AEAD
}

const (
	sealMark = "sealed:"
	sealSize = 32 // bytes of the key
)

// ErrSeal says that a secret was sealed with another key, or changed.
var ErrSeal = errors.New("access: the sealed secret does not open")

// LoadSeal reads the file of the key, base64 on one line. When it is missing and create is set, it
// is made, readable by its owner alone; else the error is fs.ErrNotExist.
func LoadSeal(path string, create bool) (*Seal, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && create {
		return createSeal(path)
	}
	if err != nil {
		return nil, fmt.Errorf("access: key that seals: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != sealSize {
		return nil, fmt.Errorf("access: key that seals: %s holds none", path)
	}
	return newSeal(key)
}

func newSeal(key []byte) (*Seal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("access: key that seals: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("access: key that seals: %w", err)
	}
	sum := sha256.Sum256(append([]byte("bridgehead seal\n"), key...))
	return &Seal{hex.EncodeToString(sum[:4]), aead}, nil
}

// createSeal writes the new key to a temporary file and links it into place, so that two
// processes that start together end up with the same one.
func createSeal(path string) (*Seal, error) {
	key := make([]byte, sealSize)
	rand.Read(key)
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seal-*")
	if err != nil {
		return nil, fmt.Errorf("access: key that seals: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, fmt.Errorf("access: key that seals: %w", err)
	}
	err = os.Link(tmp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return LoadSeal(path, false)
	}
	if err != nil {
		return nil, fmt.Errorf("access: key that seals: %w", err)
	}
	return newSeal(key)
}

// Sealed reports whether a secret is kept sealed.
func Sealed(secret string) bool { return strings.HasPrefix(secret, sealMark) }

// Mark is what every secret begins with that this key has sealed.
func (s *Seal) Mark() string { return sealMark + s.name + ":" }

// Close seals the secret of an account.
func (s *Seal) Close(account ID, secret string) string {
	nonce := make([]byte, s.aead.NonceSize())
	rand.Read(nonce)
	return s.Mark() + base64.RawStdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(secret), []byte(account)))
}

// Open returns the secret of an account. The error is ErrSeal.
func (s *Seal) Open(account ID, sealed string) (string, error) {
	text, ours := strings.CutPrefix(sealed, s.Mark())
	b, err := base64.RawStdEncoding.DecodeString(text)
	n := s.aead.NonceSize()
	if !ours || err != nil || len(b) < n {
		return "", ErrSeal
	}
	secret, err := s.aead.Open(nil, b[:n], b[n:], []byte(account))
	if err != nil {
		return "", ErrSeal
	}
	return string(secret), nil
}
