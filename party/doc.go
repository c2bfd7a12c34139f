// Package party holds the organisations of a fair and the people who speak for them:
// companies, government offices, universities, associations and funds, with the
// identifiers by which registers know them and the rules that find the same party twice.
//
// A wrong check character never keeps a party out of the record: certificates are typed
// by hand, and what the office sent is worth more than nothing. It is shown as a warning.
// Personal data stays apart: a record names a person only by a reference.
//
// Next in the way of the data: project, what a party puts on offer.
package party
