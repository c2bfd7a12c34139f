// Package journal is the memory of a fair: one append-only sequence of entries per
// fair, hashed into a Merkle log (RFC 6962) whose head is signed.
//
// The invariant it keeps: nothing in the record changes without an entry, and an
// entry, once written, cannot be altered, dropped or reordered without Verify naming
// the first position at which it happened. The package is pure; package store keeps
// its entries and versioned rows in a database. Personal data never enters an entry:
// entries hold references that mean nothing once the person is erased.
//
// Next in the way of the data: party, fair, project and agreement, the records that
// entries speak of.
package journal
