package store

import (
	"bridgehead/delegate"
	"bridgehead/meeting"
)

// How delegates, requests and meetings are kept (tables.go).

var _ = register(&table[delegate.Delegate]{
	kind: "delegate", table: "delegate",
	check: func(r *delegate.Delegate) error { return r.Validate().Err() },
	fields: func(r *delegate.Delegate) []field {
		return []field{
			{"id", &r.ID},
			{"code", &r.Code},
			{"edition", &r.Edition},
			{"party", (*string)(&r.Party)},
			{"person", &r.Person},
			{"account", &r.Account},
			{"role", (*string)(&r.Role)},
			{"side", &r.Side},
			{"office", &r.Office},
			{"languages", &r.Languages},
			{"away", &r.Away},
			{"sessions", &r.Sessions},
			{"least", &r.Least},
			{"most", &r.Most},
			{"most_day", &r.MostDay},
			{"withdrawn", &r.Withdrawn},
			{"least_day", &r.LeastDay},
		}
	},
})

var _ = register(&table[meeting.Setup]{
	kind: "meeting_setup", table: "meeting_setup",
	check: func(r *meeting.Setup) error { return r.Validate().Err() },
	fields: func(r *meeting.Setup) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"ask", (*string)(&r.Ask)},
			{"least", &r.Least},
			{"most", &r.Most},
			{"most_day", &r.MostDay},
			{"least_day", &r.LeastDay},
		}
	},
	lists: []sublist[meeting.Setup]{{
		table: "meeting_slot", name: "slots",
		size: func(r *meeting.Setup) int { return len(r.Slots) },
		at: func(r *meeting.Setup, i int) []field {
			s := grow(&r.Slots, i)
			return []field{{"day", (*string)(&s.Day)}, {"begins", &s.Begins}, {"ends", &s.Ends}}
		},
	}, {
		table: "meeting_hall", name: "halls",
		size: func(r *meeting.Setup) int { return len(r.Halls) },
		at: func(r *meeting.Setup, i int) []field {
			h := grow(&r.Halls, i)
			return fields(field{"code", &h.Code}, text("name", &h.Name), field{"tables", &h.Tables})
		},
	}, {
		table: "meeting_walk", name: "walks",
		size: func(r *meeting.Setup) int { return len(r.Walks) },
		at: func(r *meeting.Setup, i int) []field {
			w := grow(&r.Walks, i)
			return []field{{"from_hall", &w.From}, {"to_hall", &w.To}, {"minutes", &w.Minutes}}
		},
	}, {
		table: "meeting_reserved", name: "reserved",
		size: func(r *meeting.Setup) int { return len(r.Reserved) },
		at: func(r *meeting.Setup, i int) []field {
			x := grow(&r.Reserved, i)
			return []field{{"place", &x.Table}, {"party", (*string)(&x.Party)}}
		},
	}, {
		table: "meeting_lost", name: "lost",
		size: func(r *meeting.Setup) int { return len(r.Lost) },
		at: func(r *meeting.Setup, i int) []field {
			l := grow(&r.Lost, i)
			return []field{{"place", &l.Table}, {"slot", &l.Slot}}
		},
	}},
})

var _ = register(&table[meeting.Request]{
	kind: "meeting_request", table: "meeting_request",
	check: func(r *meeting.Request) error { return r.Validate().Err() },
	fields: func(r *meeting.Request) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"from_delegate", &r.From},
			{"from_party", (*string)(&r.FromParty)},
			{"to_delegate", &r.To},
			{"to_party", (*string)(&r.ToParty)},
			{"office", &r.Office},
			{"project", &r.Project},
			{"wish", (*string)(&r.Wish)},
			{"asker", (*string)(&r.By)},
			{"account", &r.Account},
			{"slot", &r.Slot},
			{"place", &r.Table},
			{"part", &r.Part},
			{"not_slots", &r.Not},
			{"after_requests", &r.After},
			{"removed", &r.Removed},
		}
	},
})

var _ = register(&table[meeting.Meeting]{
	kind: "meeting", table: "meeting",
	check: func(r *meeting.Meeting) error { return r.Validate().Err() },
	fields: func(r *meeting.Meeting) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"a", &r.A},
			{"party_a", (*string)(&r.PartyA)},
			{"b", &r.B},
			{"party_b", (*string)(&r.PartyB)},
			{"project", &r.Project},
			{"slot", &r.Slot},
			{"place", &r.Table},
			{"interpreter", &r.Interpreter},
			{"kept", &r.Kept},
			{"release", &r.Release},
			{"cancelled", &r.Cancelled},
			{"held", (*string)(&r.Held)},
			{"outcome", &r.Outcome},
			{"next_step", &r.Next},
			{"lead", &r.Lead},
		}
	},
})

var _ = register(&table[meeting.Release]{
	kind: "meeting_release", table: "meeting_release",
	fields: func(r *meeting.Release) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"number", &r.Number},
			{"status", &r.Status},
			{"meetings", &r.Meetings},
			{"fresh", &r.New},
			{"moved", &r.Moved},
			{"cancelled", &r.Cancelled},
			{"unplaced", &r.Unplaced},
			{"breaks", &r.Breaks},
			{"bound", &r.Bound},
			{"worth", &r.Value},
			{"worth_most", &r.Upper},
		}
	},
})
