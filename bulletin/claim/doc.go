// Package claim reads the quantities of a text in the three languages: each with the
// place where it stands, its exact value or range, its unit or currency, the words that
// qualify it, and what the text says of it: of what, of which edition and date, against
// which base, and who says so.
//
// It is a scanner and a grammar, not a list of patterns. fold.go makes every character
// its plain form, one for one, so that places stay what they are and Traditional text is
// read by the Simplified tables. scan.go cuts the text into tokens by the tables in words/.
// The numerals (han.go, western.go, english.go) become numbers, numbers with what
// stands around them become quantities (quantity.go), two quantities a range (range.go).
// What a quantity is said of is read from its clause and sentence last (context.go). Each
// step passes over the text once.
//
// The invariant: no two claims share a character, every place lies within the text, and
// nothing is guessed. What can be read in two ways is in Unread with the reason; where
// usage decides, as with ¥, the claim says in Assumed what was taken for granted.
//
// It knows no record, no clock and no network. Next in the way of the data: bulletin,
// which holds claims against the record.
package claim
