package demo

import (
	"encoding/base32"
	"encoding/binary"
	"math/bits"

	"bridgehead/lang"
)

// A dice is the source of everything that is drawn. It is the generator's own (SplitMix64),
// so that no release of the standard library changes the records of a seed; and each
// record has one to itself, thrown from the seed and the record's place, so that any
// record can be made without those before it.
type dice uint64

// thrown returns the dice of one record.
func (r *Records) thrown(kind byte, a, b int64) *dice {
	d := dice(r.sample.Seed)
	for _, v := range [...]uint64{uint64(kind), uint64(a), uint64(b)} {
		d = dice(d.next() ^ v)
	}
	return &d
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n returns a number from 0 to n-1.
func (d *dice) n(n int) int {
	high, _ := bits.Mul64(d.next(), uint64(n))
	return int(high)
}

// percent reports true that often of a hundred times.
func (d *dice) percent(often int) bool { return d.n(100) < often }

func pick[E any](d *dice, from []E) E { return from[d.n(len(from))] }

// crockford is the alphabet of the store's identifiers.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// The kinds of records, as they stand in identifiers and throw the dice.
const (
	ofParty byte = iota + 1
	ofOffice
	ofProject
	ofAgreement
	ofAmendment
	ofObservation
	ofEdition
	ofTrack
	ofSession
	ofDocument
	ofCase // scripted agreements and amendments
	ofMilestone
	ofLead
	ofOfficer
	ofMeeting // delegates, requests, what an edition has for meetings
	ofInterest
	ofGuest // delegates of the sample without the meetings, and their people
)

// id returns an identifier of the store's form, which follows from the seed: 48 bits of
// milliseconds of the record's own day, then the kind, 24 bits of the seed and 40 of the
// number. It sorts by day, then as numbered.
func (r *Records) id(kind byte, day lang.Date, number int64) string {
	d := dice(r.sample.Seed)
	var b [15]byte
	binary.BigEndian.PutUint64(b[:8], uint64(day.Time().UnixMilli())<<16)
	b[6] = kind
	binary.BigEndian.PutUint64(b[7:], d.next()>>40<<40|uint64(number)&(1<<40-1))
	return crockford.EncodeToString(b[:])
}
