// Package store keeps a fair's record in SQLite or in the PostgreSQL family, with one set
// of SQL text for both.
//
// The invariant: every change of a versioned row and its journal entry are written in one
// transaction, and a row, once superseded, is kept. A version is named by the position of
// the entry that made it (since) and ends where the next one begins (until), so that
// reading at a position needs no snapshot: the rows with since ≤ position < until are the
// record as it was then, for ever.
//
// Personal data stands in one side table, person, which is neither versioned nor
// journalled. Rules and words are the domain packages'; nothing here decides anything.
// Next in the way of the data: exchange and web, which read and write through it.
package store
