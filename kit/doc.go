// Package kit packs what the press is given of an edition, or of a district in it: the briefing sheet with what
// changed and may not be said, lines to quote, charts, tables and whom to ask, in three languages.
//
// The invariant it keeps: a kit is a function of the figures at its position and what it is given beside
// them, so that the same position gives the same bytes; its manifest names each figure with its value and each
// file with its SHA-256.
//
// Next in the way of the data: web, which hands kits out.
package kit
