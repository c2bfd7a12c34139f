// Package submission holds what a reporting office hands in and what becomes of it: a draft as
// it is typed, the submission, its return with a comment, its approval.
//
// What always holds: a draft is nobody's business but its office's, so it stands beside the
// record, unversioned and not in the journal, and can be thrown away without a trace. What is
// handed in is fixed: its content stands in the journal with who handed it in, who returned it and
// why. It is still not part of the record: no figure counts it, and the public does not see it.
// Approval writes the record, in the same transaction, with the submission as its origin.
//
// Next in the way of the data: delegate, who comes.
package submission
