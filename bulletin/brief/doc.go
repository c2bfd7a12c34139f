// Package brief makes what a speaker takes along and what others may quote: the few figures of an edition
// that matter, chosen by rule, each as it is written and as it is spoken, in a sentence that can be copied,
// and with what may not be said of it.
//
// The invariant it keeps: a sentence carries the figure's value with its qualifier, what it is of and what it counts, and
// each prohibition follows by a named rule from the figure itself, its definition and its comparison.
//
// Next in the way of the data: store and web, which give it the figures that a reader may see.
package brief
