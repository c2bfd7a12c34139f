// Package lang holds what every other package needs to speak the three written
// languages of the fair: language tags, names per language with a visible fallback,
// civil dates read and written as people type them, the folding of Simplified and
// Traditional characters for search and matching, and the message catalogues.
//
// It knows nothing of records. Next in the way of the data: money.
package lang
