package store

import (
	"bridgehead/bulletin/compose"
)

var _ = register(&table[compose.Bulletin]{
	kind: "bulletin", table: "bulletin",
	fields: func(r *compose.Bulletin) []field {
		return fields(
			field{"id", &r.ID}, field{"code", &r.Code}, field{"issue", &r.Issue}, field{"edition", &r.Edition}, field{"state", (*string)(&r.State)},
			text("title", &r.Title), text("text", &r.Text), field{"embargo_ms", &r.Embargo},
			field{"override", &r.Override}, field{"against", &r.Against}, field{"corrects", &r.Corrects}, text("note", &r.Note), field{"why", &r.Why},
			text("frozen", &r.Frozen), field{"at_position", &r.At}, field{"ref", &r.Ref}, field{"issued_ms", &r.Issued},
			field{"sum_text", &r.SumText}, field{"sum_figures", &r.SumFigures},
		)
	},
	lists: []sublist[compose.Bulletin]{{
		table: "bulletin_quote", name: "quotes",
		size: func(r *compose.Bulletin) int { return len(r.Quotes) },
		at: func(r *compose.Bulletin, i int) []field {
			q := grow(&r.Quotes, i)
			return fields(text("words", &q.Words), text("speaker", &q.Speaker), text("office", &q.Office))
		},
	}, {
		table: "bulletin_agreement", name: "agreements",
		size: func(r *compose.Bulletin) int { return len(r.Agreements) },
		at: func(r *compose.Bulletin, i int) []field {
			s := grow(&r.Agreements, i)
			return []field{{"side", &s.Side}, {"account", &s.Account}, {"at_ms", &s.At}}
		},
	}, {
		table: "bulletin_figure", name: "figures",
		size: func(r *compose.Bulletin) int { return len(r.Figures) },
		at: func(r *compose.Bulletin, i int) []field {
			f := grow(&r.Figures, i)
			return []field{{"tag", (*string)(&f.Tag)}, {"name", &f.Name}, {"starts", &f.Start}, {"ends", &f.End}, {"text", &f.Text}, {"value", &f.Value}}
		},
	}},
})
