// Package landing follows what became of what was signed and of the technology that
// crossed: technologies with the places where they were put to use, incentive programmes
// and shared facilities.
//
// The invariant: nothing is sharpened beyond its source; what is planned is not open, and
// a list that the source leaves open stays open. Next in the way of the data: indicator.
package landing
