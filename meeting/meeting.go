package meeting

import (
	"slices"

	"bridgehead/lang"
	"bridgehead/party"
)

// A Held says what became of a meeting on the day.
type Held string

// What can have become of it; "" is not known yet.
const (
	Took    Held = "held"
	AbsentA Held = "absent_a" // the first did not come
	AbsentB Held = "absent_b"
	Absent  Held = "absent" // nobody came
)

// Helds lists them in the order in which forms offer them.
var Helds = []Held{Took, AbsentA, AbsentB, Absent}

// A Meeting is one that was released: its versions are what the two held in hand, one after the
// other.
type Meeting struct {
	ID      string
	Edition int64
	A       string // delegate
	PartyA  party.ID
	B       string
	PartyB  party.ID
	Project string // identifier; "" when not said

	Slot        string // its code
	Table       string
	Interpreter string // delegate; "" for none
	Kept        bool   // placed by hand, and stays where it is
	Release     int64  // number of the release that last changed it
	Cancelled   bool

	Held    Held
	Outcome string // what came of it, in the words of whoever reports it
	Next    string // what is to be done next
	Lead    string // identifier of the lead that it became; "" for none
}

// Validate returns what is wrong in the record by itself.
func (m Meeting) Validate() lang.Problems {
	var found lang.Problems
	if m.Held != "" && !slices.Contains(Helds, m.Held) {
		found = append(found, lang.Problem{Field: "meeting.field.held", Why: lang.Invalid("meeting.bad.held", lang.Args{"given": m.Held})})
	}
	if m.Held != Took && (m.Outcome != "" || m.Next != "" || m.Lead != "") {
		found = append(found, lang.Problem{Field: "meeting.field.outcome", Why: lang.Invalid("meeting.bad.not_held")})
	}
	return found
}

// Place is where and when it is.
func (m Meeting) Place() Place {
	return Place{Meeting: m.ID, A: m.A, B: m.B, Project: m.Project, Slot: m.Slot, Table: m.Table, Interpreter: m.Interpreter, Kept: m.Kept}
}

// A Release is a version of an edition's timetable that people were given. The record at the
// position of its entry is that version, for ever.
type Release struct {
	ID      string
	Edition int64
	Number  int64 // from 1
	Status  string
	Meetings, New, Moved, Cancelled,
	Unplaced, Breaks, Bound, Value, Upper int64
}
