package access

import "slices"

// A Sees is how much of what is not signed yet, or of what is held back, somebody may read:
// all of it, or what belongs to the offices, parties and sides that they come for.
type Sees struct {
	All     bool
	Sides   []string
	Offices []string
	Parties []string
}

// anotherSide is the side of a record that is of no side that a grant can have.
const anotherSide = "\x00"

// Sees asks the table what the actor may read in an edition under an action on records that
// are not signed yet: for a list, which cannot ask of each record. A list holds records of every
// side, so that who may read those of their own side alone does not see all.
func (a Actor) Sees(action Action, edition int64, settings Settings) Sees {
	q := Question{Action: action, Edition: edition, Side: anotherSide}
	var out Sees
	if out.All = Decide(a, q, settings); out.All {
		return out
	}
	for _, g := range a.Grants {
		q.Side, q.Offices, q.Parties = anotherSide, nil, nil
		switch {
		case g.Office != "":
			q.Offices = []string{g.Office}
		case g.Party != "":
			q.Parties = []string{g.Party}
		case g.Side != "":
			if q.Side = g.Side; !slices.Contains(out.Sides, g.Side) && Decide(a, q, settings) {
				out.Sides = append(out.Sides, g.Side)
			}
			continue
		}
		if !Decide(a, q, settings) {
			continue
		}
		out.Offices = append(out.Offices, q.Offices...)
		out.Parties = append(out.Parties, q.Parties...)
	}
	return out
}
