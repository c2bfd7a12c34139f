package store

import "bridgehead/landing"

// How programmes, facilities, paths and checklists are kept (tables.go).

// items is a list of a record whose items are nothing but texts: the record names the table's
// columns itself, as files and forms do.
func items[R, T any, P landing.Item[T]](table, name string, at func(*R) *[]T) sublist[R] {
	return sublist[R]{
		table: table, name: name,
		size: func(r *R) int { return len(*at(r)) },
		at: func(r *R, i int) []field {
			var out []field
			for _, c := range P(grow(at(r), i)).Cells() {
				out = append(out, field{c.Name, c.Text})
			}
			return out
		},
	}
}

var _ = register(&table[landing.Programme]{
	kind: "programme", table: "programme",
	fields: func(r *landing.Programme) []field {
		return fields(
			field{"id", &r.ID}, field{"edition", &r.Edition}, text("name", &r.Name), field{"side", &r.Side},
			field{"status", &r.Status}, amount("budget", &r.Budget), field{"assumed", &r.Assumed},
			text("fields", &r.Fields), text("supports", &r.Supports),
			field{"document", &r.Document}, field{"stated_by", &r.StatedBy},
			field{"code", &r.Code}, text("sponsor", &r.Sponsor), text("grant_words", &r.Grant), text("apply", &r.Apply),
			field{"opens", (*string)(&r.Opens)}, field{"closes", (*string)(&r.Closes)}, field{"rolling", &r.Rolling}, text("note", &r.Note),
		)
	},
	lists: []sublist[landing.Programme]{
		items("programme_turn", "turns", func(r *landing.Programme) *[]landing.Turn { return &r.Turns }),
		items("programme_condition", "conditions", func(r *landing.Programme) *[]landing.Condition { return &r.Conditions }),
		items("programme_paper", "papers", func(r *landing.Programme) *[]landing.Paper { return &r.Papers }),
		items("programme_source", "sources", func(r *landing.Programme) *[]landing.Source { return &r.Sources }),
	},
})

var _ = register(&table[landing.Facility]{
	kind: "facility", table: "facility",
	fields: func(r *landing.Facility) []field {
		return fields(
			field{"id", &r.ID}, field{"edition", &r.Edition}, text("name", &r.Name), field{"sides", &r.Sides},
			field{"status", &r.Status}, field{"starts", &r.From}, field{"phased", &r.Phased},
			text("purpose", &r.Purpose), field{"document", &r.Document}, field{"stated_by", &r.StatedBy},
			field{"code", &r.Code}, text("operator", &r.Operator), text("capacity", &r.Capacity), text("apply", &r.Apply), text("note", &r.Note),
		)
	},
	lists: []sublist[landing.Facility]{
		items("facility_source", "sources", func(r *landing.Facility) *[]landing.Source { return &r.Sources }),
	},
})

var _ = register(&table[landing.Path]{
	kind: "path", table: "path",
	fields: func(r *landing.Path) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"edition", &r.Edition}, text("name", &r.Name),
			field{"from_side", &r.From}, field{"through_side", &r.Through}, field{"country", &r.Country}, field{"industry", &r.Industry},
			text("about", &r.About), field{"technology", &r.Technology}, field{"programmes", &r.Programmes}, text("note", &r.Note),
		)
	},
	lists: []sublist[landing.Path]{
		items("path_leg", "legs", func(r *landing.Path) *[]landing.PathStep { return &r.Legs }),
		items("path_source", "sources", func(r *landing.Path) *[]landing.Source { return &r.Sources }),
	},
})

var _ = register(&table[landing.Checklist]{
	kind: "checklist", table: "checklist",
	fields: func(r *landing.Checklist) []field {
		return fields(field{"id", &r.ID}, field{"path", &r.Path}, field{"party", (*string)(&r.Party)}, field{"edition", &r.Edition})
	},
	lists: []sublist[landing.Checklist]{
		items("checklist_mark", "marks", func(r *landing.Checklist) *[]landing.Mark { return &r.Marks }),
	},
})
