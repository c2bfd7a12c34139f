package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"

	"bridgehead/lang"
)

// Codes that change with time (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits, which
// is what every authenticator takes.
const (
	totpStep   = 30 // seconds
	totpDigits = 6
	totpDrift  = 1 // steps that a clock may be off, either way
	secretSize = 20
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTP returns a new shared secret in base32.
func NewTOTP() string {
	b := make([]byte, secretSize)
	rand.Read(b)
	return base32Text.EncodeToString(b)
}

// TOTPAddress returns the otpauth address that an authenticator reads from a picture.
func TOTPAddress(issuer, email, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(email) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// CheckTOTP reports whether the code is right at the time, and the step that it belongs to. A
// code whose step is not after used, that of the last one taken, was used already: each
// is good once.
func CheckTOTP(secret, code string, at time.Time, used int64) (step int64, ok bool) {
	key, err := base32Text.DecodeString(secret)
	if err != nil || len(key) == 0 {
		return 0, false
	}
	code = strings.ReplaceAll(lang.HalfWidth(lang.Clean(code)), " ", "")
	now := at.Unix() / totpStep
	for s := now - totpDrift; s <= now+totpDrift; s++ {
		// All steps are tried, so that the time does not tell which was right.
		if subtle.ConstantTimeCompare([]byte(hotp(key, s, totpDigits)), []byte(code)) == 1 && s > used && !ok {
			step, ok = s, true
		}
	}
	return step, ok
}

// hotp returns the code of a counter (RFC 4226).
func hotp(key []byte, counter int64, digits int) string {
	var message [8]byte
	binary.BigEndian.PutUint64(message[:], uint64(counter))
	h := hmac.New(sha1.New, key)
	h.Write(message[:])
	sum := h.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	value := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	modulus := uint32(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, value%modulus)
}

// RecoveryCodes is how many codes an account gets for when the authenticator is lost.
const RecoveryCodes = 10

// NewRecoveryCodes returns codes of 80 random bits, in groups as people write them down. They
// are shown once and kept only as HashSecret of RecoveryForm.
func NewRecoveryCodes() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		b := make([]byte, 10)
		rand.Read(b)
		s := strings.ToLower(base32Text.EncodeToString(b))
		codes[i] = s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
	}
	return codes
}

// RecoveryForm returns a recovery code as it is hashed, however it was typed.
func RecoveryForm(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(lang.HalfWidth(lang.Clean(code))))
}
