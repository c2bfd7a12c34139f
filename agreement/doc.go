// Package agreement holds what was signed: by whom, for how much, for which district,
// with its later increases and replacements, its attribution and the keys of both sides.
//
// The invariant is the counting: an agreement counts once, in the edition in which it was
// first signed, and only when the sides that the edition requires have confirmed it. Each
// rule of counting has a name here, a place in docs/rules.md and a test of that name.
//
// Next in the way of the data: landing, and indicator, which counts.
package agreement
