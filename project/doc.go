// Package project is the catalogue: the investment projects that one side puts on offer
// to the other, with cooperation type, direction, industry, place and amount. It knows
// the industry classification GB/T 4754-2017.
//
// The invariant: a project is on offer in one edition and is never an agreement; what is
// signed is an agreement. Next in the way of the data: agreement.
package project
