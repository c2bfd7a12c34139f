// Package timetable gives meetings their slots and tables, and says how good the answer is.
//
// The problem is the business-to-business meeting scheduling problem of Bofill, Coll, Garcia,
// Giráldez-Cru, Pesant, Suy and Villaret (JAIR 74, 2022): people, slots, tables that are
// alike, meetings of two people each; a person has at most one meeting in a slot, a slot at
// most as many meetings as there are tables; meetings may be bound to the morning or the
// afternoon, to a slot, or to come after others; people may be away in some slots. Among the
// timetables that keep all of this the best has the fewest breaks, and nobody has more than
// `Fairness` breaks more than anybody else. Beyond that problem: several days, meetings that
// are wishes with a value (choose.go), and changes to a timetable that people hold already
// (replan.go).
//
// The way through: an Instance (instance.go, read.go) is compiled (compile.go), which also
// narrows the slots of each meeting. reason.go looks for a proof that there is no timetable,
// and for a bound that none can beat. build.go places the meetings one by one; anneal.go
// betters the whole by exchanging two slots along a chain of meetings (kempe.go), in lanes
// (lanes.go) or, where the fair is large, in blocks of slots (blocks.go). tables.go gives out
// tables last.
//
// Values in, values out: no database, no network, no clock. An answer depends on the
// instance, the seed and the work alone, whatever the number of threads; a time limit comes
// as a context and a function that says how much of it is left.
package timetable
