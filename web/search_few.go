package web

import (
	"net/url"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/lang"
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
		if len(hits) == 0 {
			continue
		}
		g := foundGroup{Kind: k.kind, Label: v.label("word." + k.kind), Total: int64(len(hits))}
		of := url.Values{"q": {p.Words}, "kind": {k.kind}}
		hits = hits[min(max(after, 0), len(hits)):]
		if len(hits) > limit {
			if hits = hits[:limit]; kind == "" {
				g.All = v.address(of, "search")
			} else {
				g.Later = v.address(also(of, "after", strconv.Itoa(after+limit)), "search")
			}
		}
		g.Hits = hits
		p.Groups = append(p.Groups, g)
	}
	if kind == "" {
		return s.searchLeads(v, p)
	}
	return nil
}

// searchLeads finds a lead by its code, for those who may read it.
func (s *site) searchLeads(v *visit, p *searchPage) error {
	if v.account.ID == "" || access.AllRefused(v.actor, access.ReadLead) {
		return nil
	}
	rows, err := store.ByCode[landing.Lead](v.Context(), v.view, []string{p.Words})
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	g := foundGroup{Kind: "lead", Label: v.label("word.lead")}
	for _, r := range rows {
		if !access.Decide(v.actor, store.LeadQuestion(access.ReadLead, r.Value), settings) {
			continue
		}
		title, err := s.leadTitle(v, r.Value)
		if err != nil {
			return err
		}
		line := foundLine{Title: []lang.Piece{{Text: title}}, Tag: v.tag, URL: v.workPath("leads", r.Value.ID), Code: r.Value.Code, Edition: v.editionLabel(r.Value.Edition)}
		g.Hits, g.Total = append(g.Hits, line), g.Total+1
	}
	if g.Total > 0 {
		p.Groups = append(p.Groups, g)
	}
	return nil
}
