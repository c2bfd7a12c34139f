// Package exchange brings spreadsheets into a fair's record: what offices and hosts send
// as xlsx, csv and JSON, with headings in any of the three languages and the dirt of real files.
//
// The invariant: a file comes in whole or not at all, and nothing of it is dropped in
// silence. Every cell is kept as it stood; a column that is not understood is listed; a
// row that is wrong is named by sheet, row and column with how to put it right; and the
// same file, brought in twice, changes nothing the second time.
//
// The way of a file: Read opens the bytes; a layout says which column means what; the rows
// become records; these are matched to what the fair holds, which gives a Plan; its
// Preview is shown; Import stages the rows beside the record and commits the plan in one
// short transaction. Next in the way of the data: web, which shows it.
package exchange
