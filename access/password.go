package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"bridgehead/lang"
)

// A Cost says how much work it is to try one password (argon2id). It stands beside each
// password, so that it can be raised later: the next time the password is given, it is kept at
// the new cost.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost takes some 30 ms and 19 MiB: the first choice of OWASP's cheat sheet for
// argon2id.
var DefaultCost = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

// Bounds of a stored cost, so that a row that was tampered with cannot take the machine.
const (
	maxMemory = 1 << 20 // KiB
	maxPasses = 64
)

const (
	saltLength = 16
	hashLength = 32
)

// HashPassword returns what the password can be checked by, in the usual text form:
// $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func HashPassword(password string, c Cost) string {
	salt := make([]byte, saltLength)
	rand.Read(salt) // never fails: crypto/rand ends the program instead
	return c.text(salt, c.hash(password, salt, hashLength))
}

func (c Cost) hash(password string, salt []byte, length uint32) []byte {
	return argon2.IDKey(passwordForm(password), salt, c.Passes, c.Memory, c.Threads, length)
}

func (c Cost) text(salt, hash []byte) string {
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads, e.EncodeToString(salt), e.EncodeToString(hash))
}

// passwordForm makes one password of what different keyboards send for the same letters.
func passwordForm(s string) []byte { return norm.NFKC.Bytes([]byte(s)) }

// CheckPassword reports whether the password is the one that stored was made of, and whether
// it should be kept anew because the cost has changed. What is not such a text, "" among
// it, takes as long as a check and matches nothing: the time does not tell that there is no
// account, or none with a password.
func CheckPassword(stored, password string, want Cost) (ok, outdated bool) {
	c, salt, hash, err := parsePassword(stored)
	if err != nil {
		c, salt, hash = want, make([]byte, saltLength), make([]byte, hashLength)
	}
	same := subtle.ConstantTimeCompare(c.hash(password, salt, uint32(len(hash))), hash) == 1
	return same && err == nil, c != want
}

func parsePassword(stored string) (c Cost, salt, hash []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("access: a password is kept in an unknown form")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads); err != nil {
		return c, nil, nil, fmt.Errorf("access: cost of a password: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil {
		return c, nil, nil, fmt.Errorf("access: a password is kept in an unknown form: %w", err)
	}
	if c.Memory > maxMemory || c.Passes > maxPasses || c.Passes == 0 || c.Threads == 0 || len(hash) < 16 || len(hash) > 64 || len(salt) < 8 {
		return c, nil, nil, fmt.Errorf("access: a password is kept at a cost out of bounds")
	}
	return c, salt, hash, nil
}

// Length of a password, in characters. There is no rule of what must be in it: such rules make
// worse ones.
const (
	PasswordLeast = 12
	maxPassword   = 256
	fewest        = 5 // different characters
)

// Acceptable refuses a password that is easily guessed. The error is invalid.
func Acceptable(password string, a Account) error {
	n := utf8.RuneCountInString(password)
	if n < PasswordLeast || n > maxPassword || !utf8.ValidString(password) {
		return lang.Invalid("access.password.length", lang.Args{"least": PasswordLeast, "most": maxPassword})
	}
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	folded, name := lang.Fold(password), lang.Fold(a.Name)
	local, _, _ := strings.Cut(a.Email, "@")
	if len(different) < fewest || folded == lang.Fold(a.Email) || name != "" && folded == name || strings.Trim(folded, "0123456789 ") == lang.Fold(local) {
		return lang.Invalid("access.password.guessed")
	}
	return nil
}
