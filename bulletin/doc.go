// Package bulletin holds texts against the record of a fair: anybody's text is read claim
// by claim (package bulletin/claim), each claim finds the figure that it speaks of, and a
// verdict says whether the record supports it, by which rule, and what the likely cause of
// a difference is.
//
// The way through the package: layout.go cuts the text, about.go finds of which edition it is,
// topic.go knows what the record can be asked, place.go and context.go find edition and district
// of a number, match.go finds the figures that a claim may speak of and subject.go tells their
// subjects apart, measure.go compares the two numbers, cause.go explains a difference and
// convince.go weighs whether that is enough to contradict, inner.go holds the claims of one text
// against each other, folder.go those of several texts.
//
// The invariant: "contradicted" is said only where the record, or the text itself, states the
// same thing otherwise. What the record does not know is "no such figure", and what holds
// only under an assumption names it.
//
// Next in the way of the data: store, exchange and web, which bring texts in.
package bulletin
