// Package indicator holds the fair's named statistics: each defined once, as data, and
// evaluated at any position of the record into a figure that can be followed to the
// records and observations it comes from.
//
// The invariant: a figure is a function of the indicator and its version, the scope, the
// position of the fair and the position of the reference fair; the same four give the
// same value for ever. What was reported and what is recorded are kept apart and shown
// side by side. The package holds no SQL: package store implements Records.
//
// Next in the way of the data: bulletin, and web, which shows figures.
package indicator
