// Package match says who should meet whom: for an investor the projects that fit what they seek,
// for a project the investors whose wish it fits, each with its reasons in words. Values in, values
// out: it knows no database, no request and no time of day.
//
// The invariant: a score is the sum of the points of its reasons. What is not known is named as not
// known, and alone makes no suggestion; what somebody declined, or may not see, is never suggested;
// the order in which wishes and offers are given changes nothing. docs/match.md has the rules.
// Next in the way of the data: meeting.
package match
