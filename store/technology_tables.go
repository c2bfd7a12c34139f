package store

import (
	"bridgehead/landing"
	"bridgehead/party"
)

// How technologies, where they are put to use, joint research, and the register of enterprises
// and listings are kept (tables.go).

var _ = register(&table[landing.Technology]{
	kind: "technology", table: "technology",
	fields: func(r *landing.Technology) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"edition", &r.Edition}, text("name", &r.Name), text("what", &r.What),
			field{"took_low", &r.TookLow}, field{"took_high", &r.TookHigh}, text("took_said", &r.TookSaid), text("chain_said", &r.ChainSaid),
			field{"document", &r.Document}, field{"stated_by", &r.StatedBy}, field{"note", &r.Note},
		)
	},
	lists: []sublist[landing.Technology]{{
		table: "technology_origin", name: "origins",
		size: func(r *landing.Technology) int { return len(r.Origins) },
		at: func(r *landing.Technology, i int) []field {
			o := grow(&r.Origins, i)
			return fields(
				field{"kind", (*string)(&o.Kind)}, text("name", &o.Name), field{"party", (*string)(&o.Party)},
				field{"place", &o.Place}, field{"number", &o.Number},
			)
		},
	}},
})

var _ = register(&table[landing.Deployment]{
	kind: "deployment", table: "deployment",
	fields: func(r *landing.Deployment) []field {
		return fields(
			field{"id", &r.ID}, field{"edition", &r.Edition}, text("technology", &r.Technology),
			text("origin", &r.Origin), text("place", &r.Place), text("scenario", &r.Scenario),
			field{"step", &r.Step}, field{"open", &r.Open},
			field{"document", &r.Document}, field{"stated_by", &r.StatedBy},
			field{"code", &r.Code}, field{"of_technology", &r.Of}, field{"place_code", &r.PlaceCode}, field{"status", (*string)(&r.Status)},
			field{"began", (*string)(&r.Began)}, field{"ended", (*string)(&r.Ended)},
			text("operator", &r.Operator), text("scale", &r.Scale), field{"note", &r.Note},
		)
	},
})

var _ = register(&table[landing.Research]{
	kind: "research", table: "research",
	fields: func(r *landing.Research) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"edition", &r.Edition}, text("title", &r.Title), text("fields", &r.Fields),
			field{"begun", (*string)(&r.Begun)}, field{"ended", (*string)(&r.Ended)}, field{"open", &r.Open},
			field{"document", &r.Document}, field{"stated_by", &r.StatedBy}, field{"note", &r.Note},
		)
	},
	lists: []sublist[landing.Research]{{
		table: "research_partner", name: "partners",
		size: func(r *landing.Research) int { return len(r.Partners) },
		at: func(r *landing.Research, i int) []field {
			p := grow(&r.Partners, i)
			return fields(field{"side", &p.Side}, field{"party", (*string)(&p.Party)}, text("name", &p.Name))
		},
	}, {
		table: "research_output", name: "outputs",
		size: func(r *landing.Research) int { return len(r.Outputs) },
		at: func(r *landing.Research, i int) []field {
			o := grow(&r.Outputs, i)
			return fields(field{"kind", (*string)(&o.Kind)}, text("name", &o.Name), field{"number", &o.Number}, field{"day", (*string)(&o.Day)})
		},
	}, {
		table: "research_step", name: "steps",
		size: func(r *landing.Research) int { return len(r.Steps) },
		at: func(r *landing.Research, i int) []field {
			s := grow(&r.Steps, i)
			return fields(field{"step", (*string)(&s.Step)}, field{"day", (*string)(&s.Day)}, text("name", &s.Name))
		},
	}},
})

var _ = register(&table[party.Enterprise]{
	kind: "enterprise", table: "enterprise",
	fields: func(r *party.Enterprise) []field {
		return []field{
			{"id", &r.ID},
			{"code", &r.Code},
			{"company", (*string)(&r.Company)},
			{"from_side", &r.From},
			{"in_side", &r.In},
			{"district", &r.District},
			{"established", (*string)(&r.Established)},
			{"closed", (*string)(&r.Closed)},
			{"register", &r.Register},
			{"document", &r.Document},
			{"stated_by", &r.StatedBy},
			{"note", &r.Note},
		}
	},
})

var _ = register(&table[party.Listing]{
	kind: "listing", table: "listing",
	fields: func(r *party.Listing) []field {
		return []field{
			{"id", &r.ID},
			{"code", &r.Code},
			{"company", (*string)(&r.Company)},
			{"side", &r.Side},
			{"exchange", &r.Exchange},
			{"board", &r.Board},
			{"ticker", &r.Ticker},
			{"listed", (*string)(&r.Listed)},
			{"delisted", (*string)(&r.Delisted)},
			{"document", &r.Document},
			{"stated_by", &r.StatedBy},
			{"note", &r.Note},
		}
	},
})
