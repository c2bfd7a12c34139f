// Package watched keeps what others write about the fair: a text with its outlet, what of it
// contradicts the record, and what was done about that. Anybody's text is held against the record by
// package bulletin; here each contradiction has a state: new, written to the outlet, settled.
//
// The invariant: a text is one record however often it is read. Reading it again adds nothing that
// stands there already and takes nothing of what was decided; a text that has changed is its next
// version, and what it no longer says is settled as corrected. The words of the text are other people's:
// they are kept beside the record by their sum, for those alone who deal with them.
//
// Next in the way of the data: store, which keeps it, and watch, which brings texts in.
package watched
