package store

import "bridgehead/landing"

// How leads, milestones and time limits are kept (tables.go).

var _ = register(&table[landing.Lead]{
	kind: "lead", table: "lead",
	fields: func(r *landing.Lead) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"edition", &r.Edition}, text("title", &r.Title),
			field{"investor", (*string)(&r.Investor)}, field{"project", &r.Project},
			field{"side", &r.Side}, field{"district", &r.District}, field{"office", &r.Office}, field{"officer", &r.Officer},
			field{"received", &r.Received}, field{"answered", &r.Answered}, field{"agreement", &r.Agreement}, field{"note", &r.Note},
		)
	},
})

var _ = register(&table[landing.Milestone]{
	kind: "milestone", table: "milestone",
	fields: func(r *landing.Milestone) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"agreement", &r.Agreement}, field{"lead", &r.Lead},
			field{"stage", (*string)(&r.Stage)}, field{"day", (*string)(&r.Date)},
			field{"actual", &r.Actual}, field{"estimated", &r.Estimated}, amount("amount", &r.Amount),
			field{"instalment", &r.Instalment}, field{"document", &r.Document}, field{"registry", &r.Registry},
			field{"address", &r.Address}, field{"reported_by", &r.ReportedBy}, field{"verified_by", &r.VerifiedBy},
			field{"reason", &r.Reason}, field{"stated_by", &r.StatedBy}, field{"open", &r.Open}, field{"note", &r.Note},
		)
	},
	derived: func(r *landing.Milestone) []field { return []field{{"counts", ptr(r.Counts())}} },
})

var _ = register(&table[landing.Limits]{
	kind: "landing_limits", table: "landing_limits",
	fields: func(r *landing.Limits) []field {
		return []field{
			{"id", &r.ID},
			{"edition", &r.Edition},
			{"answer", &r.Answer},
			{"assess", &r.Assess},
			{"report", &r.Report},
			{"every", &r.Every},
			{"office", &r.Office},
			{"secretariat", &r.Secretariat},
		}
	},
})
