package store

import "bridgehead/access"

// What of access is kept with the record of a fair. As in tables.go, new fields are added at
// the end and never renamed.

var _ = register(&table[access.Grant]{
	kind: "grant", table: "access_grant",
	fields: func(r *access.Grant) []field {
		return []field{
			{"id", &r.ID},
			{"account", &r.Account},
			{"role", (*string)(&r.Role)},
			{"side", &r.Side},
			{"office", &r.Office},
			{"party", &r.Party},
		}
	},
})

var _ = register(&table[access.Setting]{
	kind: "setting", table: "access_setting",
	fields: func(r *access.Setting) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"side", &r.Side},
			{"enter", (*string)(&r.Enter)},
			{"see", (*string)(&r.See)},
			{"confirm", (*string)(&r.Confirm)},
		}
	},
})

var _ = register(&table[access.Embargo]{
	kind: "embargo", table: "embargo",
	fields: func(r *access.Embargo) []field {
		return []field{{"id", &r.ID}, {"edition", &r.Edition}, {"session", &r.Session}, {"ends_ms", &r.Ends}}
	},
})

var _ = register(&table[access.Event]{
	kind: "event", table: "access_event",
	fields: func(r *access.Event) []field {
		return []field{
			{"id", &r.ID},
			{"kind", (*string)(&r.Kind)},
			{"account", &r.Account},
			{"of_fair", &r.Fair},
			{"action", (*string)(&r.Action)},
			{"subject", &r.Subject},
		}
	},
})
