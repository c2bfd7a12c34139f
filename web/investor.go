package web

import (
	"cmp"
	"slices"

	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// An investorPart is what the page of a party says of it across the years.
type investorPart struct {
	Years       []yearLine
	Next        []nextLine
	Officers    []lang.Text // who answers for it; only those whom the reader may know
	Said        []statementLine
	Enterprises []enterpriseLine
	Listings    []listingLine
	Under       []namedParty
	From        []technologyLine
	Who         []seesLine
	Roles       []string
}

// A yearLine is something that happened, as far as its date is known.
type yearLine struct {
	When  string
	order lang.Date
	What  string
	Of    lang.Text
	URL   string
}

// A nextLine says of an agreement how far it has come, and what may follow.
type nextLine struct {
	Title   lang.Text
	URL     string
	Place   string
	Planned string // what is planned, where the reader may know it
}

// A seesLine says of one thing who may read it.
type seesLine struct {
	What string
	May  []bool
}

// investorAgreements is how many agreements of a party its page follows.
const investorAgreements = 50

// investor gathers what the record has of a party across the years.
func (s *site) investor(v *visit, x party.Party) (*investorPart, error) {
	ctx, id := v.Context(), string(x.ID)
	p := &investorPart{}
	found, err := v.view.Agreements(ctx, store.Filter{Party: id}, store.Page{Limit: investorAgreements})
	if err != nil {
		return nil, err
	}
	said, err := v.view.SaidOf(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	under, err := v.view.Under(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	for _, u := range under {
		p.Under = append(p.Under, namedParty{u.Name, v.path("parties", string(u.ID))})
	}
	if p.Enterprises, p.Listings, err = s.registeredOf(ctx, v, x.ID); err != nil {
		return nil, err
	}
	technologies, err := v.view.TechnologiesOf(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range technologies {
		p.From = append(p.From, technologyLine{Technology: t, URL: v.path("technologies", t.ID)})
	}
	var ids []string
	for _, r := range found.Rows {
		ids = append(ids, string(r.Value.ID))
	}
	steps, err := store.MilestonesOf(ctx, v.view, ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]landing.Milestone{}
	for _, m := range steps {
		of[m.Value.Agreement] = append(of[m.Value.Agreement], m.Value)
	}
	for _, r := range found.Rows {
		a, address := r.Value, v.path("agreements", string(r.Value.ID))
		p.Years = append(p.Years, yearLine{When: a.SignedOn.Format(v.tag), order: a.SignedOn, What: v.say("investor.signed", lang.Args{"edition": a.Edition}), Of: a.Title, URL: address})
		var counted []landing.Milestone
		next := nextLine{Title: a.Title, URL: address}
		for _, m := range of[string(a.ID)] {
			if !m.Counts() {
				if !m.Actual {
					next.Planned = v.say("investor.planned", lang.Args{"stage": lang.Word("landing.stage." + string(m.Stage)), "day": m.Date})
				}
				continue
			}
			counted = append(counted, m)
			p.Years = append(p.Years, yearLine{When: m.Date.Format(v.tag), order: m.Date, What: v.say("landing.stage." + string(m.Stage)), Of: a.Title, URL: address})
		}
		if state, _, err := landing.Replay(landing.Signed, a.SignedOn, counted); err == nil {
			next.Place = v.say("landing.stage." + string(state.Place()))
		}
		p.Next = append(p.Next, next)
	}
	for _, e := range p.Enterprises {
		p.Years = append(p.Years, yearLine{When: cmp.Or(e.Established.In(v.tag), v.say("chart.events.unknown")), order: e.Established.First(), What: v.say("investor.established"), Of: e.Place, URL: e.URL})
	}
	for _, l := range p.Listings {
		p.Years = append(p.Years, yearLine{When: cmp.Or(l.Listed.In(v.tag), v.say("chart.events.unknown")), order: l.Listed.First(), What: v.say("investor.listed", lang.Args{"where": l.Where}), URL: l.URL})
	}
	for _, st := range said {
		p.Said = append(p.Said, v.statementLine(st))
	}
	slices.SortStableFunc(p.Years, func(a, b yearLine) int { return cmp.Compare(a.order, b.order) })
	if len(p.Years)+len(p.Said)+len(p.Under)+len(p.From) == 0 {
		return nil, nil
	}
	if err := s.officers(v, p, x.ID); err != nil {
		return nil, err
	}
	return p, s.whoSees(v, p, x)
}

// officers are those who answer for the leads of a party, as far as the reader may see these.
func (s *site) officers(v *visit, p *investorPart, id party.ID) error {
	if access.AllRefused(v.actor, access.ReadLead) {
		return nil
	}
	leads, err := v.view.Leads(v.Context(), 0)
	if err != nil {
		return err
	}
	for _, l := range leads {
		if l.Value.Investor != id || l.Value.Officer == "" {
			continue
		}
		who, err := v.view.Person(v.Context(), l.Value.Officer)
		if err != nil {
			return err
		}
		if !slices.Contains(p.Officers, who.Name) {
			p.Officers = append(p.Officers, who.Name)
		}
	}
	return nil
}

// whoSees asks the table of access who may read what of a party.
func (s *site) whoSees(v *visit, p *investorPart, x party.Party) error {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	const somebody, office = "somebody", "office"
	readers := []struct {
		word  string
		actor access.Actor
	}{
		{"public", access.Actor{}},
		{"delegate", access.Actor{Account: somebody, Grants: []access.Grant{{Role: access.Delegate, Party: string(x.ID)}}}},
		{"office", access.Actor{Account: somebody, Grants: []access.Grant{{Role: access.Office, Office: office}}}},
		{"secretariat", access.Actor{Account: somebody, Grants: []access.Grant{{Role: access.Secretariat}}}},
	}
	for _, r := range readers {
		p.Roles = append(p.Roles, v.say("investor.reader."+r.word))
	}
	for _, what := range []struct {
		word string
		q    access.Question
	}{
		{"signed", access.Question{Action: access.ReadPublished, Signed: true}},
		{"unsigned", access.Question{Action: access.ReadRecord}},
		{"leads", access.Question{Action: access.ReadLead}},
		{"history", access.Question{Action: access.ReadHistory}},
	} {
		line := seesLine{What: v.say("investor.sees." + what.word)}
		q := what.q
		q.Parties, q.Offices = []string{string(x.ID)}, []string{office}
		for _, r := range readers {
			line.May = append(line.May, access.Decide(r.actor, q, settings))
		}
		p.Who = append(p.Who, line)
	}
	return nil
}
