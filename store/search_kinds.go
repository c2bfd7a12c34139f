package store

import (
	"context"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
)

// A searchedKind says by what records of one kind are found. Only what every reader may
// see is searched: no notes, no terms.
type searchedKind struct {
	kind, table string
	names       []string     // texts in three languages: titles and names
	coded       []codedField // codes that have a name
	exact       []string     // identifiers that have no index of their own
	districts   string       // the table with the districts of each version
	identifiers []string     // identifiers with an index of their own
	hits        func(ctx context.Context, v View, since []int64) ([]Hit, error)
}

type codedField struct {
	column string
	name   func(code string) lang.Text
}

func (s searchedKind) columns() []string {
	var out []string
	for _, name := range s.names {
		out = append(out, name+"_hans", name+"_hant", name+"_en")
	}
	for _, c := range s.coded {
		out = append(out, c.column)
	}
	return append(out, s.exact...)
}

// sectionsOfKind: names, codes with a name, districts beside the record.
const sectionsOfKind = 3

func districtNames(code string) lang.Text {
	d, _ := fair.DistrictByCode(code)
	return d.Name
}

func industryNames(code string) lang.Text {
	i, _ := project.IndustryByCode(code)
	return i.Name
}

// searchedKinds are in the order in which results are shown. Their order is part of the
// form of the index.
var searchedKinds = []searchedKind{
	{
		kind: "party", table: "party", names: []string{"name"},
		coded: []codedField{{"district", districtNames}, {"industry", industryNames}},
		exact: []string{"registration"}, identifiers: []string{"code", "uscc", "lei"},
		hits: hitsOf(func(r party.Party) Hit {
			return Hit{
				ID: string(r.ID), Title: r.Name, Code: r.Code,
				fields: []hitField{
					{"name", r.Name}, {"district", districtNames(r.District)}, {"industry", industryNames(r.Industry)},
				},
				identifiers: []hitIdentifier{{"code", r.Code}, {"uscc", r.USCC}, {"lei", r.LEI}, {"registration", r.Registration}},
			}
		}),
	},
	{
		kind: "session", table: "session", names: []string{"name", "within"},
		hits: hitsOf(func(r fair.Session) Hit {
			return Hit{
				ID: r.ID, Title: r.Name, Edition: r.Edition, Day: r.Day,
				fields: []hitField{{"name", r.Name}, {"within", r.Within}},
			}
		}),
	},
	{
		kind: "agreement", table: "agreement", names: []string{"title"},
		coded: []codedField{{"industry", industryNames}}, districts: "agreement_attribution", identifiers: []string{"code"},
		hits: hitsOf(func(r agreement.Agreement) Hit {
			h := Hit{
				ID: string(r.ID), Title: r.Title, Code: r.Code, Edition: r.Edition, Day: r.SignedOn, Amount: r.Amount,
				fields:      []hitField{{"title", r.Title}, {"industry", industryNames(r.Industry)}},
				identifiers: []hitIdentifier{{"code", r.Code}},
			}
			for _, a := range r.Attributions {
				h.fields = append(h.fields, hitField{"district", districtNames(a.District)})
			}
			return h
		}),
	},
	{
		kind: "project", table: "project", names: []string{"title"},
		coded: []codedField{{"district", districtNames}, {"industry", industryNames}}, identifiers: []string{"code"},
		hits: hitsOf(func(r project.Project) Hit {
			return Hit{
				ID: string(r.ID), Title: r.Title, Code: r.Code, Edition: r.Edition, Amount: r.Amount,
				fields: []hitField{
					{"title", r.Title}, {"district", districtNames(r.District)}, {"industry", industryNames(r.Industry)},
				},
				identifiers: []hitIdentifier{{"code", r.Code}},
			}
		}),
	},
}

// searchedNames are the kinds, as a statement lists them.
const searchedNames = "'party', 'session', 'agreement', 'project'"

// A hitField is a field of a record in which words can be found.
type hitField struct {
	name string
	text lang.Text
}

type hitIdentifier struct{ name, value string }

// hitsOf reads the versions that begin at the positions, in that order.
func hitsOf[T any](hit func(T) Hit) func(ctx context.Context, v View, since []int64) ([]Hit, error) {
	return func(ctx context.Context, v View, since []int64) ([]Hit, error) {
		rows, err := bySince[T](ctx, v, since)
		if err != nil {
			return nil, err
		}
		out := make([]Hit, len(rows))
		for i, row := range rows {
			out[i] = hit(row.Value)
			out[i].Kind, out[i].Since = tableOf[T]().kind, row.Since
		}
		return out, nil
	}
}

// bySince reads the versions that begin at the positions, in the order of the list.
func bySince[T any](ctx context.Context, v View, since []int64) ([]Row[T], error) {
	if len(since) == 0 {
		return nil, nil
	}
	size := askedSize(len(since))
	rows, err := tableOf[T]().rows(ctx, v.q, where{"fair_id = $1 and since in (" + marks(2, size) + ")", append([]any{v.Fair}, padded(since, size)...)})
	if err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(rows))
	for i, row := range rows {
		at[int64(row.Since)] = i
	}
	out := make([]Row[T], 0, len(rows))
	for _, s := range since {
		if i, ok := at[s]; ok {
			out = append(out, rows[i])
		}
	}
	return out, nil
}
