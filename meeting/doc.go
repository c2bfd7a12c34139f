// Package meeting says who should meet whom, and when and where they do: what an edition has of
// slots and tables (Setup), what is asked for (Request), the timetable that is worked on (Draft),
// and the meetings that were released (Meeting).
//
// Build makes what the solver, meeting/timetable, works on from the records; Problem.Draft takes
// its answer back. There is one open draft of an edition; a release is a frozen version: it writes
// only the meetings that it changes, so that the record at its position is the timetable that
// people held from then on.
//
// Values in, values out: package store keeps the records and works the steps together.
package meeting
