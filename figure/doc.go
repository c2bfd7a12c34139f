// Package figure is a number that knows itself: its interval, unit of measure, scope,
// reference date, positions and lineage, with arithmetic that keeps all of it.
//
// The invariant: a result never says more than what went into it. "Over 1,110" plus
// exactly 94 is over 1,204, and what cannot be told from the intervals is not known.
// Values are exact rationals and are rounded once, when they are shown.
//
// Next in the way of the data: journal, and package indicator, which makes figures.
package figure
