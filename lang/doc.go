// Package lang holds what every other package needs to speak the three written
// languages of the fair: language tags, names per language with a visible fallback,
// civil dates read and written as people type them, the folding of Simplified and
// Traditional characters for search and matching, the message catalogues, and the one
// vocabulary of refusals, which are said in the reader's language at the edge.
//
// A message exists in all three languages or not at all: catalogue/<area>.json holds each
// key with its three texts side by side, and tests hold them to the same arguments, to the
// punctuation of their language and to their own script.
//
// It knows nothing of records. Next in the way of the data: money.
package lang
