// Package delegate says who comes to an edition for a party, as far as meetings need it: what
// languages they speak, when they have time, and which part they play. A delegate's name and
// contact are personal data: the record holds only the reference of a party.Person, so that
// somebody can be erased and everything still verifies.
//
// Meetings (package meeting) are asked for by delegates, and held by them.
package delegate
