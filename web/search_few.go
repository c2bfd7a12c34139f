package web

import (
	"net/url"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/figure"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// Of some kinds there are so few records that they are looked through at each search: what
// crossed, programmes, facilities and paths. They need no index.

// A fewRecord is one of them: what it is called, where its page is, and where else it can be found.
type fewRecord struct {
	title   lang.Text
	code    string
	edition int64
	url     string
	fields  []fewField
}

type fewField struct {
	name string // in web.search.field
	text lang.Text
}

// find returns the record as a hit when it has all the words, or its code is what is searched for.
func (r fewRecord) find(v *visit, q lang.Search, words string) (foundLine, bool) {
	has := func(w lang.SearchWord, t lang.Text) bool { return w.Finds(t.Hans) || w.Finds(t.Hant) || w.Finds(t.En) }
	found := len(q.Words) > 0
	for _, w := range q.Words {
		found = found && (has(w, r.title) || slices.ContainsFunc(r.fields, func(f fewField) bool { return has(w, f.text) }))
	}
	if !found && (r.code == "" || lang.Fold(words) != lang.Fold(r.code)) {
		return foundLine{}, false
	}
	title, tag := r.title.In(v.tag)
	line := foundLine{URL: r.url, Code: r.code, Edition: v.editionLabel(r.edition), Tag: tag}
	line.Title, _ = q.Mark(title, matchTitle)
	for _, f := range r.fields {
		text, tag := f.text.In(v.tag)
		if pieces, ok := q.Mark(text, matchTitle); ok {
			line.Matches = append(line.Matches, foundMatch{v.say("web.search.field." + f.name), tag, pieces})
		}
	}
	return line, true
}

// fewKinds read the records of each of these kinds that the visitor may see, in the order in which
// the kinds are shown.
func (s *site) fewKinds() []struct {
	kind string
	read func(v *visit) ([]fewRecord, error)
} {
	return []struct {
		kind string
		read func(v *visit) ([]fewRecord, error)
	}{
		{"technology", func(v *visit) ([]fewRecord, error) {
			rows, used, err := v.view.Technologies(v.Context())
			return fewOf(rows, err, func(x landing.Technology) fewRecord {
				r := fewRecord{x.Name, x.Code, x.Edition, v.path("technologies", x.ID), []fewField{{"what", x.What}}}
				for _, o := range x.Origins {
					r.fields = append(r.fields, fewField{"origin", o.Name})
				}
				for _, d := range used {
					if d.Of == x.ID {
						r.fields = append(r.fields, fewField{"place", d.Place})
					}
				}
				return r
			})
		}},
		{"programme", func(v *visit) ([]fewRecord, error) {
			rows, err := v.view.Programmes(v.Context(), 0)
			return fewOf(rows, err, func(x landing.Programme) fewRecord {
				return fewRecord{x.Name, x.Code, x.Edition, v.path("programmes", x.ID), []fewField{{"sponsor", x.Sponsor}, {"fields", x.Fields}, {"supports", x.Supports}}}
			})
		}},
		{"facility", func(v *visit) ([]fewRecord, error) {
			rows, err := v.view.Facilities(v.Context(), 0)
			return fewOf(rows, err, func(x landing.Facility) fewRecord {
				return fewRecord{x.Name, x.Code, x.Edition, v.path("facilities", x.ID), []fewField{{"what", x.Purpose}, {"operator", x.Operator}}}
			})
		}},
		{"path", func(v *visit) ([]fewRecord, error) {
			rows, err := v.view.Paths(v.Context(), 0)
			return fewOf(rows, err, func(x landing.Path) fewRecord {
				r := fewRecord{x.Name, x.Code, x.Edition, v.path("abroad", x.ID), []fewField{{"about", x.About}}}
				for _, l := range x.Legs {
					r.fields = append(r.fields, fewField{"step", l.Name})
				}
				return r
			})
		}},
	}
}

func fewOf[T any](rows []store.Row[T], err error, of func(T) fewRecord) ([]fewRecord, error) {
	var out []fewRecord
	for _, r := range rows {
		out = append(out, of(r.Value))
	}
	return out, err
}

// searchFew adds what is found of these kinds: of all, or of one after so many.
func (s *site) searchFew(v *visit, p *searchPage, kind string, after, limit int) error {
	q := lang.ParseSearch(p.Words)
	for _, k := range s.fewKinds() {
		if kind != "" && kind != k.kind {
			continue
		}
		all, err := k.read(v)
		if err != nil {
			return err
		}
		var hits []foundLine
		for _, r := range all {
			if line, ok := r.find(v, q, p.Words); ok {
				hits = append(hits, line)
			}
		}
		v.found(p, k.kind, hits, kind != "", after, limit)
	}
	if kind == "" || kind == "enterprise" || kind == "listing" {
		if err := s.searchRegister(v, p, kind, after, limit); err != nil {
			return err
		}
	}
	if kind == "" || kind == "lead" {
		return s.searchLeads(v, p, kind != "", after, limit)
	}
	return nil
}

// found adds the hits of a kind: the first of them, or those after so many where the kind alone is
// looked at.
func (v *visit) found(p *searchPage, kind string, hits []foundLine, alone bool, after, limit int) {
	if len(hits) == 0 {
		return
	}
	g := foundGroup{Kind: kind, Label: v.label("word." + kind), Total: int64(len(hits))}
	of := url.Values{"q": {p.Words}, "kind": {kind}}
	hits = hits[min(max(after, 0), len(hits)):]
	if len(hits) > limit {
		if hits = hits[:limit]; !alone {
			g.All = v.address(of, "search")
		} else {
			g.Later = v.address(also(of, "after", strconv.Itoa(after+limit)), "search")
		}
	}
	g.Hits = hits
	p.Groups = append(p.Groups, g)
}

// companiesLooked is for how many companies of the words a search looks into the registers, and
// leadsLooked how many leads, the newest first, it looks through.
const (
	companiesLooked = 500
	leadsLooked     = 5000
)

// searchRegister finds companies in the registers, by the names of the company in any script, by its
// numbers, and by what its shares are traded under.
func (s *site) searchRegister(v *visit, p *searchPage, kind string, after, limit int) error {
	ctx := v.Context()
	found, err := v.view.Search(ctx, store.Wanted{Text: p.Words, Kind: "party", Limit: companiesLooked})
	if err != nil {
		return err
	}
	var ids []string
	for _, k := range found.Kinds {
		for _, h := range k.Hits {
			ids = append(ids, h.ID)
		}
	}
	traded, err := v.view.ListingsUnder(ctx, p.Words)
	if err != nil {
		return err
	}
	for _, l := range traded {
		ids = append(ids, string(l.Value.Company))
	}
	enterprises, err := v.view.EnterprisesOf(ctx, ids)
	if err != nil {
		return err
	}
	listings, err := v.view.ListingsOf(ctx, ids)
	if err != nil {
		return err
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	line := func(company party.ID, path, id string) foundLine {
		title, tag := v.named(company).Name.In(v.tag)
		x := foundLine{Tag: tag, URL: v.path(path, id)}
		x.Title, _ = lang.ParseSearch(p.Words).Mark(title, matchTitle)
		return x
	}
	also := func(x *foundLine, field, text string) {
		if text != "" {
			pieces, _ := lang.ParseSearch(p.Words).Mark(text, matchTitle)
			x.Matches = append(x.Matches, foundMatch{v.say(field), v.tag, pieces})
		}
	}
	var lines, shares []foundLine
	for _, e := range enterprises {
		x := line(e.Value.Company, "enterprises", e.Value.ID)
		x.Code = e.Value.Code
		also(&x, "party.enterprise.in", v.name(v.sideName(e.Value.In)))
		lines = append(lines, x)
	}
	for _, l := range listings {
		x := line(l.Value.Company, "listings", l.Value.ID)
		also(&x, "party.listing.exchange", v.scopeValue(figure.ByExchange, l.Value.Exchange))
		also(&x, "party.listing.ticker", l.Value.Ticker)
		shares = append(shares, x)
	}
	if kind != "listing" {
		v.found(p, "enterprise", lines, kind != "", after, limit)
	}
	if kind != "enterprise" {
		v.found(p, "listing", shares, kind != "", after, limit)
	}
	return nil
}

// searchLeads finds leads by their codes, titles, projects and investors, for those who may read them.
func (s *site) searchLeads(v *visit, p *searchPage, alone bool, after, limit int) error {
	if v.account.ID == "" || access.AllRefused(v.actor, access.ReadLead) {
		return nil
	}
	ctx := v.Context()
	rows, err := store.ByCode[landing.Lead](ctx, v.view, []string{p.Words})
	if err != nil {
		return err
	}
	newest, err := v.view.LeadsBefore(ctx, 0, "", leadsLooked)
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	rows = slices.DeleteFunc(append(rows, newest...), func(r store.Row[landing.Lead]) bool {
		again := known[r.Value.ID]
		known[r.Value.ID] = true
		return again || !access.Decide(v.actor, store.LeadQuestion(access.ReadLead, r.Value), settings)
	})
	var investors []string
	for _, r := range rows {
		investors = append(investors, string(r.Value.Investor))
	}
	if err := s.nameParties(v, investors); err != nil {
		return err
	}
	q := lang.ParseSearch(p.Words)
	var hits []foundLine
	for _, r := range rows {
		l := r.Value
		few := fewRecord{title: l.Title, code: l.Code, edition: l.Edition, url: v.workPath("leads", l.ID)}
		if l.Investor != "" {
			few.fields = append(few.fields, fewField{"investor", v.named(l.Investor).Name})
		}
		line, ok := few.find(v, q, p.Words)
		if !ok {
			continue
		}
		if l.Title.Empty() {
			title, err := s.leadTitle(v, l)
			if err != nil {
				return err
			}
			line.Title, line.Tag = []lang.Piece{{Text: title}}, v.tag
		}
		hits = append(hits, line)
	}
	v.found(p, "lead", hits, alone, after, limit)
	return nil
}
