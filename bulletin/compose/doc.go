// Package compose turns what a press office writes into a text that carries its figures: a figure
// stands in the text by its name, {{signed.amount?edition=26 unit=亿元}}, and is written out in each
// language with its unit word and qualifier, as of a position of the record.
//
// The invariant it keeps: every number that it writes knows the figure it is, with the version of the
// definition and both positions, so that it can be made again. docs/press.md says how to write one.
//
// Next in the way of the data: store, which keeps bulletins and publishes them.
package compose
