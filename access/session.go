package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"time"

	"bridgehead/lang"
)

// NewSecret returns a random token of 256 bits that can stand in an address or a cookie.
func NewSecret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// HashSecret returns what a token is looked up by. A token is random and long, so a plain
// hash is enough; whoever reads the database cannot use what stands in it.
func HashSecret(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// How long a session lasts.
const (
	SessionIdle    = 2 * time.Hour    // without a request
	SessionLasts   = 12 * time.Hour   // whatever is done
	PendingLasts   = 5 * time.Minute  // between the password and the code
	SessionTouched = 60 * time.Second // how exactly its last use is known
)

// A Session is one sign-in of an account on one device. Its token stands in the cookie alone.
type Session struct {
	ID      string // names it in the owner's list; opens nothing
	Account ID
	Pending bool      // the password was right, the code is still to come: it is signed in to nothing
	Renew   bool      // the account's rights changed since: the token must be renewed before it is used on
	Created time.Time // when it was signed in
	Seen    time.Time // its last use, to a minute
	Expires time.Time
	Agent   string // what the browser says it is, cut short
	Address string // network address it was opened from
	Current bool   // of a list: the one that asks
}

// Live reports whether the session can be used at the time.
func (s Session) Live(now time.Time) bool {
	return now.Before(s.Expires) && now.Before(s.Seen.Add(SessionIdle)) && (!s.Pending || now.Before(s.Created.Add(PendingLasts)))
}

// A Client is what a request says of where it comes from.
type Client struct {
	Agent, Address string
}

// maxAgent is how much of a browser's own description is kept.
const maxAgent = 200

// Cut returns the client as it is kept.
func (c Client) Cut() Client {
	c.Agent, c.Address = lang.Clean(c.Agent), lang.Clean(c.Address)
	for len(c.Agent) > maxAgent {
		r := []rune(c.Agent)
		c.Agent = string(r[:len(r)*2/3])
	}
	if len(c.Address) > 64 {
		c.Address = ""
	}
	return c
}

// Network returns the network that an address belongs to, as far as a person is likely to stay in
// it: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one; "" of what is no address.
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 48
	if a = a.Unmap().WithZone(""); a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
