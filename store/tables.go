package store

import (
	"cmp"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// What is kept of each kind of record. The order of the fields is the order of the
// canonical image: new ones are added at the end and never renamed.

var _ = register(&table[fair.Fair]{
	kind: "fair", table: "fair",
	fields: func(r *fair.Fair) []field {
		return fields(
			field{"id", &r.ID}, text("name", &r.Name), text("short", &r.Short),
			field{"since_year", &r.Since}, field{"current", &r.Current},
			field{"synthetic", &r.Synthetic}, field{"zone", &r.Zone},
		)
	},
	lists: []sublist[fair.Fair]{{
		table: "fair_side", name: "sides",
		size: func(r *fair.Fair) int { return len(r.Sides) },
		at: func(r *fair.Fair, i int) []field {
			s := grow(&r.Sides, i)
			return fields(field{"code", &s.Code}, text("name", &s.Name))
		},
	}},
})

var _ = register(&table[fair.Edition]{
	kind: "edition", table: "edition",
	check: func(r *fair.Edition) error { return r.Validate() },
	fields: func(r *fair.Edition) []field {
		return fields(
			field{"id", (*string)(&r.ID)}, field{"number", &r.Number}, text("theme", &r.Theme),
			field{"opened", (*string)(&r.Opened)}, field{"closed", (*string)(&r.Closed)},
			text("place", &r.Place), field{"host_side", &r.HostSide}, text("venue", &r.Venue),
			field{"requires", (*int64)(&r.Requires)}, field{"complete", &r.Complete},
			field{"policy_currency", (*string)(&r.Policy.Currency)}, field{"policy_source", &r.Policy.Source},
			field{"policy_on", &r.Policy.On}, field{"policy_day", (*string)(&r.Policy.Day)},
			text("note", &r.Note), field{"review_days", &r.ReviewDays},
		)
	},
})

var _ = register(&table[fair.Track]{
	kind: "track", table: "track",
	fields: func(r *fair.Track) []field {
		return fields(field{"id", &r.ID}, field{"edition", &r.Edition}, text("name", &r.Name))
	},
})

var _ = register(&table[fair.Session]{
	kind: "session", table: "session",
	fields: func(r *fair.Session) []field {
		return fields(
			field{"id", &r.ID}, field{"edition", &r.Edition}, field{"kind", &r.Kind},
			text("name", &r.Name), text("within", &r.Within),
			field{"day", (*string)(&r.Day)}, field{"time", &r.Time},
			field{"track", &r.Track}, field{"office", &r.Office},
			field{"ends", &r.Ends}, text("room", &r.Room), field{"status", (*string)(&r.Status)}, text("note", &r.Note),
		)
	},
	lists: []sublist[fair.Session]{{
		table: "session_guest", name: "guests",
		size: func(r *fair.Session) int { return len(r.Guests) },
		at: func(r *fair.Session, i int) []field {
			g := grow(&r.Guests, i)
			return []field{{"party", (*string)(&g.Party)}, {"person", &g.Person}, {"role", &g.Role}}
		},
	}},
})

var _ = register(&table[fair.Document]{
	kind: "document", table: "document",
	fields: func(r *fair.Document) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, text("title", &r.Title), text("outlet", &r.Outlet),
			field{"published", (*string)(&r.Published)}, field{"address", &r.Address}, text("note", &r.Note),
		)
	},
})

var _ = register(&table[party.Party]{
	kind: "party", table: "party",
	fields: func(r *party.Party) []field {
		return fields(
			field{"id", (*string)(&r.ID)}, field{"code", &r.Code}, field{"kind", (*string)(&r.Kind)},
			text("name", &r.Name), field{"side", &r.Side}, field{"district", &r.District},
			field{"country", &r.Country}, field{"industry", &r.Industry},
			field{"uscc", &r.USCC}, field{"lei", &r.LEI}, field{"registration", &r.Registration},
			field{"parent", (*string)(&r.Parent)}, field{"note", &r.Note},
		)
	},
	derived: func(r *party.Party) []field {
		// Both Chinese scripts fold to one key.
		chinese := lang.NameKey(cmp.Or(r.Name.Hans, r.Name.Hant))
		english := lang.NameKey(r.Name.En)
		// Other words than the simplified name has (電子資訊 for 电子信息) make another key.
		traditional := traditionalKey(r.Name)
		return []field{{"name_key", &chinese}, {"name_key_en", &english}, {"name_key_hant", &traditional}}
	},
})

var _ = register(&table[project.Project]{
	kind: "project", table: "project",
	fields: func(r *project.Project) []field {
		return fields(
			field{"id", (*string)(&r.ID)}, field{"code", &r.Code}, field{"edition", &r.Edition},
			text("title", &r.Title), field{"type", (*string)(&r.Type)}, field{"direction", (*string)(&r.Direction)},
			field{"side", &r.Side}, field{"district", &r.District}, field{"office", &r.Office},
			field{"owner", (*string)(&r.Owner)}, field{"industry", &r.Industry},
			amount("amount", &r.Amount),
			field{"terms", &r.Terms}, field{"status", &r.Status}, field{"officer", &r.Officer},
		)
	},
})

var _ = register(&table[agreement.Agreement]{
	kind: "agreement", table: "agreement",
	fields: func(r *agreement.Agreement) []field {
		return fields(
			field{"id", (*string)(&r.ID)}, field{"code", &r.Code}, field{"edition", &r.Edition},
			text("title", &r.Title), field{"type", (*string)(&r.Type)}, field{"direction", (*string)(&r.Direction)},
			field{"signed_on", (*string)(&r.SignedOn)}, amount("amount", &r.Amount),
			field{"industry", &r.Industry}, field{"country", &r.Country}, field{"project", &r.Project},
			field{"confirmed", (*int64)(&r.Confirmed)}, field{"replaces", (*string)(&r.Replaces)},
			field{"ended_on", (*string)(&r.EndedOn)}, field{"note", &r.Note},
			field{"session", &r.Session},
		)
	},
	lists: []sublist[agreement.Agreement]{{
		table: "agreement_party", name: "parties",
		size: func(r *agreement.Agreement) int { return len(r.Parties) },
		at: func(r *agreement.Agreement, i int) []field {
			p := grow(&r.Parties, i)
			return []field{{"party", (*string)(&p.Party)}, {"role", &p.Role}}
		},
	}, {
		table: "agreement_attribution", name: "attributions",
		size: func(r *agreement.Agreement) int { return len(r.Attributions) },
		at: func(r *agreement.Agreement, i int) []field {
			a := grow(&r.Attributions, i)
			return []field{{"district", &a.District}, {"office", &a.Office}, {"num", &a.Num}, {"den", &a.Den}}
		},
	}},
})

var _ = register(&table[agreement.Amendment]{
	kind: "amendment", table: "amendment",
	fields: func(r *agreement.Amendment) []field {
		return fields(
			field{"id", (*string)(&r.ID)}, field{"code", &r.Code}, field{"agreement", (*string)(&r.Agreement)},
			field{"edition", &r.Edition}, field{"signed_on", (*string)(&r.SignedOn)}, amount("amount", &r.Amount),
			field{"confirmed", (*int64)(&r.Confirmed)}, field{"note", &r.Note},
		)
	},
})

var _ = register(&table[indicator.Observation]{
	kind: "observation", table: "observation",
	fields: func(r *indicator.Observation) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"indicator", &r.Indicator}, field{"scope", &r.Scope},
			field{"edition", &r.Edition}, field{"value", &r.Value}, field{"high", &r.High}, field{"step", &r.Step},
			field{"qualifier", (*string)(&r.Qualifier)}, field{"unit", &r.Unit},
			field{"currency", (*string)(&r.Currency)}, field{"as_of", (*string)(&r.AsOf)},
			field{"kind", &r.Kind}, field{"printed", &r.Printed}, text("words", &r.Words), text("of", &r.Of),
			field{"open", &r.Open}, field{"headline", &r.Headline},
			field{"document", &r.Document}, field{"stated_by", &r.StatedBy}, field{"ordinal", &r.Ordinal},
			field{"about", &r.About},
		)
	},
})

var definitions = register(&table[definition]{
	kind: "indicator", table: "indicator",
	fields: func(r *definition) []field {
		return []field{{"id", &r.id}, {"code", &r.code}, {"version", &r.version}, {"definition", &r.text}}
	},
})

var _ = register(&table[Import]{
	kind: "import", table: "import",
	fields: func(r *Import) []field {
		return []field{
			{"id", &r.ID},
			{"kind", &r.Kind},
			{"file", &r.File},
			{"sha256", &r.SHA256},
			{"rows", &r.Rows},
			{"mapping", &r.Mapping},
		}
	},
})

var rateDays = register(&table[rateDay]{
	kind: "rates", table: "rate_day",
	fields: func(r *rateDay) []field {
		return []field{{"id", &r.id}, {"source", &r.source}, {"day", &r.day}, {"base", &r.base}, {"quotes", &r.quotes}}
	},
})

// amount returns the two columns of an amount of money.
func amount(column string, a *money.Amount) []field {
	return []field{{column, &a.Minor}, {"currency", (*string)(&a.Currency)}}
}

// grow returns a pointer to the i-th element, adding one when i is the length.
func grow[E any](s *[]E, i int) *E {
	if i == len(*s) {
		*s = append(*s, *new(E))
	}
	return &(*s)[i]
}
