package store

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// crockford is base32 in an alphabet that sorts as its values do and has no letters that
// are mistaken for digits.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// ids makes identifiers that sort by time and are never made by the database: 48 bits of
// milliseconds, then 72 random bits that count up within one transaction, so that rows
// written together stand together in an index. 24 characters.
type ids struct {
	b [15]byte
}

func newIDs(now time.Time) *ids {
	g := &ids{}
	binary.BigEndian.PutUint64(g.b[:8], uint64(now.UnixMilli())<<16)
	rand.Read(g.b[6:]) // never fails: crypto/rand ends the program instead
	g.b[6] &= 0x7f     // room to count up without running over into the time
	return g
}

func (g *ids) next() string {
	for i := len(g.b) - 1; i >= 6; i-- {
		g.b[i]++
		if g.b[i] != 0 {
			break
		}
	}
	return crockford.EncodeToString(g.b[:])
}
