package store

import (
	"context"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
)

// Questions says to whom records belong, as the table of access is asked about them. It remembers
// the editions and offices that it has looked up.
type Questions struct {
	view     View
	editions map[int64]fair.Edition
	sides    map[string]string // by the code of an office
}

// Questions returns what asks about the records of the view.
func (v View) Questions() *Questions {
	return &Questions{v, map[int64]fair.Edition{}, map[string]string{}}
}

// Agreement asks about an agreement: it belongs to its parties, to the offices that it is attributed to,
// and to the side of all its districts and offices, when they are of one.
func (q *Questions) Agreement(ctx context.Context, a agreement.Agreement) (access.Question, error) {
	out := access.Question{Edition: a.Edition}
	for _, r := range a.Parties {
		out.Parties = append(out.Parties, string(r.Party))
	}
	sides := map[string]bool{}
	for _, t := range a.Attributions {
		if d, ok := fair.DistrictByCode(t.District); ok {
			sides[d.Side] = true
		}
		if t.Office == "" {
			continue
		}
		out.Offices = append(out.Offices, t.Office)
		side, known := q.sides[t.Office]
		if !known {
			offices, err := ByCode[party.Party](ctx, q.view, []string{t.Office})
			if err != nil {
				return out, err
			}
			for _, o := range offices {
				side = o.Value.Side
			}
			q.sides[t.Office] = side
		}
		if side != "" {
			sides[side] = true
		}
	}
	if len(sides) == 1 {
		for side := range sides {
			out.Side = side
		}
	}
	edition, known := q.editions[a.Edition]
	if !known {
		var err error
		if edition, err = q.view.Edition(ctx, a.Edition); err != nil && lang.CodeOf(err) != lang.CodeNotFound {
			return out, err
		}
		q.editions[a.Edition] = edition
	}
	out.Signed = edition.Number != 0 && a.SignedUnder(edition.Requires)
	return out, nil
}

// Project asks about a project, which belongs to its office, its side and its owner.
func (q *Questions) Project(p project.Project) access.Question {
	return access.Question{Edition: p.Edition, Side: p.Side, Offices: given(p.Office), Parties: given(string(p.Owner))}
}

// Party asks about a party, which belongs to itself, and an office to those who report for it.
func (q *Questions) Party(p party.Party) access.Question {
	out := access.Question{Side: p.Side, Parties: given(string(p.ID))}
	if p.Kind == party.Office {
		out.Offices = given(p.Code)
	}
	return out
}

func given(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}
