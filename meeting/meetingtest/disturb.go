// Package meetingtest draws what happens on the day of a fair, for tests and measurements of how
// a timetable of meetings is changed.
package meetingtest

import (
	"math/rand/v2"
	"slices"

	"bridgehead/delegate"
	"bridgehead/meeting"
)

// The kinds of what happens.
const (
	Late      = "late"       // somebody has no time on one half of a day
	Ill       = "ill"        // somebody does not come
	New       = "new"        // a meeting more must be held
	TableHalf = "table_half" // a table cannot be used on one half of a day
	Table     = "table"      // a table cannot be used any more
)

// Kinds lists them in the order in which they are drawn.
var Kinds = []string{Late, Ill, New, TableHalf, Table}

// Disturb returns the record after the i-th of a series of disturbances, and whether a meeting that
// people hold is one that it concerns; the others should stay.
func Disturb(in meeting.Input, r *rand.Rand, i int) (changed meeting.Input, kind string, concerned func(meeting.Place) bool) {
	changed = in
	changed.Delegates = slices.Clone(in.Delegates)
	changed.Requests = slices.Clone(in.Requests)
	changed.Setup.Lost = slices.Clone(in.Setup.Lost)
	hit := in.Held[r.IntN(len(in.Held))]
	who := hit.A
	if r.IntN(2) == 0 {
		who = hit.B
	}
	k := slices.IndexFunc(in.Delegates, func(d delegate.Delegate) bool { return d.ID == who })
	concerned = func(p meeting.Place) bool { return p.A == who || p.B == who }
	half := halfOf(in.Setup, hit.Slot)
	kind = Kinds[i%len(Kinds)]
	switch kind {
	case Late:
		for _, code := range half {
			changed.Delegates[k].Away += " " + code
		}
	case Ill:
		changed.Delegates[k].Withdrawn = true
	case New:
		other := in.Held[r.IntN(len(in.Held))].B
		if other == hit.A || slices.ContainsFunc(in.Held, func(p meeting.Place) bool { return p.A == hit.A && p.B == other }) {
			return Disturb(in, r, i)
		}
		changed.Requests = append(changed.Requests, meeting.Request{ID: "new", From: hit.A, To: other, Wish: meeting.Must, By: meeting.BySecretariat})
		concerned = func(meeting.Place) bool { return false }
	case TableHalf:
		for _, code := range half {
			changed.Setup.Lost = append(changed.Setup.Lost, meeting.Lost{Table: hit.Table, Slot: code})
		}
		concerned = func(p meeting.Place) bool { return p.Table == hit.Table && slices.Contains(half, p.Slot) }
	case Table:
		changed.Setup.Lost = append(changed.Setup.Lost, meeting.Lost{Table: hit.Table})
		concerned = func(p meeting.Place) bool { return p.Table == hit.Table }
	}
	return changed, kind, concerned
}

// halfOf lists the slots of the part of the day in which a slot is.
func halfOf(s meeting.Setup, code string) []string {
	at := s.Slots[s.Slot(code)]
	var out []string
	for _, t := range s.Slots {
		if t.Day == at.Day && t.Part() == at.Part() {
			out = append(out, t.Code())
		}
	}
	return out
}

// Others counts the meetings that people held and a disturbance does not concern, and those of them
// that an answer changes.
func Others(held, after []meeting.Place, concerned func(meeting.Place) bool) (all, changed int) {
	for _, p := range held {
		if !concerned(p) {
			all++
		}
	}
	for _, c := range meeting.Changes(held, after) {
		if c.Kind != meeting.ChangeNew && !concerned(c.Before) {
			changed++
		}
	}
	return all, changed
}
