// Package fair holds the form of the fair itself: the series with its two sides, each
// edition with number, theme, dates and venue, the tracks and sessions of its agenda,
// and the documents that sources of figures refer to. It also knows the districts of
// both sides.
//
// The invariant: everything belongs to one fair, and an edition's number is unique in
// it. Next in the way of the data: party, project and agreement.
package fair
