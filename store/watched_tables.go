package store

import (
	"bridgehead/bulletin/watched"
)

var _ = register(&table[watched.Text]{
	kind: "watched", table: "watched",
	fields: func(r *watched.Text) []field {
		return []field{
			{"id", &r.ID},
			{"source", &r.Source},
			{"feed", &r.Feed},
			{"item", &r.Key},
			{"outlet", &r.Outlet},
			{"title", &r.Title},
			{"address", &r.Address},
			{"lang", (*string)(&r.Lang)},
			{"edition", &r.Edition},
			{"published", (*string)(&r.Published)},
			{"seen_ms", &r.Seen},
			{"read_ms", &r.Read},
			{"version", &r.Version},
			{"sum", &r.Sum},
			{"at_position", &r.At},
			{"ref", &r.Ref},
			{"mended", &r.Mended},
		}
	},
	lists: []sublist[watched.Text]{{
		table: "watched_finding", name: "findings",
		size: func(r *watched.Text) int { return len(r.Findings) },
		at:   func(r *watched.Text, i int) []field { return findingFields(grow(&r.Findings, i)) },
	}, {
		table: "watched_letter", name: "letters",
		size: func(r *watched.Text) int { return len(r.Letters) },
		at: func(r *watched.Text, i int) []field {
			l := grow(&r.Letters, i)
			return []field{{"recipient", &l.To}, {"text", &l.Text}, {"account", &l.By}, {"sent_ms", &l.Sent}}
		},
	}},
})

var _ = register(&table[watched.Feed]{
	kind: "feed", table: "feed",
	fields: func(r *watched.Feed) []field {
		return []field{{"id", &r.ID}, {"outlet", &r.Outlet}, {"address", &r.Address}, {"follows", &r.Follow}, {"paused", &r.Paused}}
	},
})

func findingFields(f *watched.Finding) []field {
	return fields(
		field{"said", &f.Said}, field{"starts", &f.Start}, field{"ends", &f.End}, field{"kind", &f.Kind}, field{"rule", &f.Rule}, field{"cause", &f.Cause},
		field{"figure", &f.Figure}, field{"record", &f.Record}, field{"mend", &f.Right}, field{"elsewhere", &f.Elsewhere}, text("says", &f.Says),
		field{"trace", &f.Trace}, field{"found_ms", &f.Found}, field{"stands", &f.Stands}, field{"state", (*string)(&f.State)},
		field{"letter", &f.Letter}, field{"how", &f.How}, field{"why", &f.Why}, field{"account", &f.By}, field{"ended_ms", &f.Ended},
		field{"other", &f.Other},
	)
}
