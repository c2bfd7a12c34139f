package store

import (
	"context"
	"slices"
	"strings"

	"bridgehead/delegate"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/meeting"
	"bridgehead/party"
)

// How technologies, joint research, enterprises and listings are read.

// Technologies lists the technologies with where they are put to use, in the order in which they
// were recorded.
func (v View) Technologies(ctx context.Context) ([]Row[landing.Technology], []landing.Deployment, error) {
	all, err := list[landing.Technology](ctx, v, "order by id")
	if err != nil {
		return nil, nil, err
	}
	used, err := values(list[landing.Deployment](ctx, v, "and of_technology <> '' order by of_technology, step, id"))
	return all, used, err
}

// DeploymentsOf lists where a technology is put to use, in the order of its chain.
func (v View) DeploymentsOf(ctx context.Context, technology string) ([]Row[landing.Deployment], error) {
	return list[landing.Deployment](ctx, v, "and of_technology = $3 and of_technology <> '' order by step, id", technology)
}

// AllDeployments lists all places where something is put to use, of an edition or of all (0).
func (v View) AllDeployments(ctx context.Context, edition int64) ([]Row[landing.Deployment], error) {
	if edition > 0 {
		return list[landing.Deployment](ctx, v, "and edition = $3 order by of_technology, step, id", edition)
	}
	return list[landing.Deployment](ctx, v, "order by of_technology, step, id")
}

// Research lists the joint research projects in the order in which they were recorded.
func (v View) Research(ctx context.Context) ([]Row[landing.Research], error) {
	return list[landing.Research](ctx, v, "order by id")
}

// ResearchOf lists the joint research projects in which a party takes part.
func (v View) ResearchOf(ctx context.Context, id party.ID) ([]landing.Research, error) {
	return values(list[landing.Research](ctx, v, "and since in (select p.since from research_partner p where p.fair_id = research.fair_id and p.party = $3) order by id", string(id)))
}

// TechnologiesOf lists the technologies that come from a party.
func (v View) TechnologiesOf(ctx context.Context, id party.ID) ([]landing.Technology, error) {
	return values(list[landing.Technology](ctx, v, "and since in (select o.since from technology_origin o where o.fair_id = technology.fair_id and o.party = $3) order by id", string(id)))
}

// Enterprises lists the register of the companies of one side in the other; "" for any side.
func (v View) Enterprises(ctx context.Context, from, in, district string) ([]Row[party.Enterprise], error) {
	return list[party.Enterprise](ctx, v, `and (from_side = $3 or $4 = '') and (in_side = $5 or $6 = '') and (district = $7 or $8 = '') order by id`,
		from, from, in, in, district, district)
}

// EnterprisesOf lists the lines of the register of the companies.
func (v View) EnterprisesOf(ctx context.Context, companies []string) ([]Row[party.Enterprise], error) {
	return in[party.Enterprise](ctx, v, "company", companies)
}

// Listings lists the listings in the order in which they were recorded.
func (v View) Listings(ctx context.Context) ([]Row[party.Listing], error) {
	return list[party.Listing](ctx, v, "order by id")
}

// ListingsOf lists the listings of the companies.
func (v View) ListingsOf(ctx context.Context, companies []string) ([]Row[party.Listing], error) {
	return in[party.Listing](ctx, v, "company", companies)
}

// ListingsUnder lists the listings under a ticker, as it is written or in capitals.
func (v View) ListingsUnder(ctx context.Context, ticker string) ([]Row[party.Listing], error) {
	return in[party.Listing](ctx, v, "ticker", []string{ticker, strings.ToUpper(ticker)})
}

// Under lists the parties that belong to a party, by their own naming of it.
func (v View) Under(ctx context.Context, parent party.ID) ([]party.Party, error) {
	return values(list[party.Party](ctx, v, "and parent = $3 and parent <> '' order by id", string(parent)))
}

// SaidOf lists what was stated of the records with the identifiers, by the date that it speaks of.
func (v View) SaidOf(ctx context.Context, ids []string) ([]indicator.Statement, error) {
	rows, err := in[indicator.Observation](ctx, v, "about", ids)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r Row[indicator.Observation]) bool { return v.statedUnseen(r.Value) })
	slices.SortStableFunc(rows, func(a, b Row[indicator.Observation]) int {
		if a.Value.AsOf != b.Value.AsOf {
			return compareText(string(a.Value.AsOf), string(b.Value.AsOf))
		}
		return int(a.Value.Ordinal - b.Value.Ordinal)
	})
	return v.statements(ctx, rows)
}

func repointed(at *party.ID, from, to party.ID) {
	if *at == from {
		*at = to
	}
}

// repointLanded is repoint for what names a party beside what is signed.
func (w merging) repointLanded(ctx context.Context, from, to party.ID) error {
	for _, move := range []func() error{
		func() error {
			return eachNaming(ctx, w, "and investor = $3 and investor <> '' order by id", string(from), func(l *landing.Lead) { l.Investor = to })
		},
		func() error {
			return eachNaming(ctx, w, "and company = $3 order by id", string(from), func(e *party.Enterprise) { e.Company = to })
		},
		func() error {
			return eachNaming(ctx, w, "and company = $3 order by id", string(from), func(l *party.Listing) { l.Company = to })
		},
		func() error {
			return eachNaming(ctx, w, "and party = $3 order by id", string(from), func(d *delegate.Delegate) { d.Party = to })
		},
		func() error {
			return eachNaming(ctx, w, "and party = $3 order by id", string(from), func(i *delegate.Invitation) { i.Party = to })
		},
		func() error {
			return w.repointInterests(ctx, from, to)
		},
		func() error {
			return eachNaming(ctx, w, "and $3 in (from_party, to_party) order by id", string(from), func(r *meeting.Request) { repointed(&r.FromParty, from, to); repointed(&r.ToParty, from, to) })
		},
		func() error {
			return eachNaming(ctx, w, "and $3 in (party_a, party_b) order by id", string(from), func(m *meeting.Meeting) { repointed(&m.PartyA, from, to); repointed(&m.PartyB, from, to) })
		},
		func() error {
			return eachNaming(ctx, w, "and about = $3 and about <> '' order by id", string(from), func(o *indicator.Observation) { o.About = string(to) })
		},
		func() error {
			return eachNaming(ctx, w, "and since in (select since from technology_origin where fair_id = "+ofFair+" and party = $3) order by id", string(from), func(t *landing.Technology) {
				for i := range t.Origins {
					if t.Origins[i].Party == from {
						t.Origins[i].Party = to
					}
				}
			})
		},
		func() error {
			return eachNaming(ctx, w, "and since in (select since from research_partner where fair_id = "+ofFair+" and party = $3) order by id", string(from), func(r *landing.Research) {
				for i := range r.Partners {
					if r.Partners[i].Party == from {
						r.Partners[i].Party = to
					}
				}
			})
		},
	} {
		if err := move(); err != nil {
			return err
		}
	}
	return nil
}
