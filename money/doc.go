// Package money holds exact amounts, currencies, dated exchange rates with their
// source, and numbers and units in words: reading what people type and printing what
// a reader expects, in Simplified and Traditional Chinese and in English.
//
// The invariant: nothing here is ever a binary fraction. An amount is a whole number
// of minor units, a rate a decimal, a conversion an exact rational that is rounded
// once, when it is printed. Next in the way of the data: figure.
package money
