// Package notice is what somebody is told of what happens to what is theirs: that an office's
// project came back, that a key of their side is missing, that somebody signed in from
// elsewhere in their name.
//
// What always holds: a notice holds no words of a record, only which version of which record it
// is of, so that it says nothing to somebody who may not read that record any more; and each person
// says for each kind whether it is mailed at once, in a digest, or not at all.
//
// Next in the way of the data: indicator, the figures that are defined.
package notice
