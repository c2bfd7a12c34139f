package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
)

// An abroadPage lists the paths that lead abroad.
type abroadPage struct {
	frame
	Paths      []pathLine
	Programmes string
}

// A pathLine is a path as lists name it.
type pathLine struct {
	Name     lang.Text
	URL      string
	Way      []lang.Text
	Industry lang.Text
	Intro    lang.Text
	Steps    int64
}

// A pathPage is a path with its steps, and which of them are ticked off.
type pathPage struct {
	frame
	List string
	pathLine
	Code       string
	Key        string // by which the browser keeps what was ticked off
	Open       string // address of its page in the workspace
	Ended      bool
	Parts      []pathPart
	Settled    string
	References []landing.Deployment
	Technology link
	Programmes []link
	Sources    []landing.Source
	Note       lang.Text
	Own        []link // the checklists that the reader keeps in the record
	Do         string
	Clear      string
	Asked      string // position that the reader looks at
	History    []version
}

// A pathPart is a part of a path with its steps.
type pathPart struct {
	Part  string
	Steps []pathStep
}

// A pathStep is one step.
type pathStep struct {
	landing.PathStep
	N     int
	Done  bool
	Mark  landing.Mark
	Needs []needLine
	Cited []string
}

// A needLine is what a step needs of one sort.
type needLine struct {
	Label string
	Lines []string
}

func (s *site) abroad(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	rows, err := v.view.Paths(v.Context(), 0)
	if err != nil {
		return err
	}
	p := abroadPage{Programmes: v.path("programmes")}
	for _, r := range rows {
		p.Paths = append(p.Paths, v.pathLine(r.Value))
	}
	if p.frame, err = s.frame(v, "abroad", v.say("abroad.title")); err != nil {
		return err
	}
	return s.show(v, "abroad", p)
}

func (v *visit) pathLine(p landing.Path) pathLine {
	line := pathLine{Name: p.Name, URL: v.path("abroad", p.ID), Intro: p.About, Steps: int64(len(p.Legs))}
	for _, name := range []lang.Text{v.sideName(p.From), v.sideName(p.Through), countryName(p.Country)} {
		if !name.Empty() {
			line.Way = append(line.Way, name)
		}
	}
	if p.Industry != "" {
		line.Industry = industryName(p.Industry)
	}
	return line
}

// pathAbroad shows a path. What is ticked off stands in the address, and with script the browser
// keeps it too.
func (s *site) pathAbroad(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, id := v.Context(), v.PathValue("id")
	rows, versions, err := history(ctx, s, v, id, v.pathFields)
	if err != nil {
		return err
	}
	last := rows[len(rows)-1]
	x := last.Value
	var list landing.Checklist
	for _, given := range v.URL.Query()["done"] {
		for code := range strings.SplitSeq(given, ".") {
			list.Marks = append(list.Marks, landing.Mark{Leg: code, State: "done"})
		}
	}
	p := pathPage{
		List: v.path("abroad"), pathLine: v.pathLine(x), Code: x.Code, Key: v.fair.ID + "/" + id, Ended: int64(last.Until) <= v.at(), Sources: x.Sources, Note: x.Note,
		Parts: v.pathParts(x, list), Settled: v.settled(x, list), Do: v.path("abroad", id), Clear: v.path("abroad", id), History: versions,
	}
	if v.asked >= 0 {
		p.Asked = v.URL.Query().Get("at")
	}
	if p.Programmes, err = programmesByCode(v, x.Programmes); err != nil {
		return err
	}
	if err := s.references(v, x, &p); err != nil {
		return err
	}
	if p.frame, err = s.frame(v, "abroad", v.name(x.Name)); err != nil {
		return err
	}
	s.with(&p.frame, "abroad.js")
	if p.Work != "" {
		p.Open = v.recordPath("path", id)
	}
	for _, g := range v.actor.Grants {
		if g.Role == access.Delegate && g.Party != "" {
			if err := s.nameParties(v, []string{g.Party}); err != nil {
				return err
			}
			p.Own = append(p.Own, link{Text: v.name(v.named(party.ID(g.Party)).Name), URL: v.address(url.Values{"party": {g.Party}}, "work", "abroad", id)})
		}
	}
	return s.show(v, "path", p)
}

func (v *visit) settled(x landing.Path, list landing.Checklist) string {
	return v.say("abroad.settled", lang.Args{"n": int64(list.Settled(x)), "of": int64(len(x.Legs))})
}

// pathParts are a path's steps by their parts.
func (v *visit) pathParts(x landing.Path, list landing.Checklist) []pathPart {
	var out []pathPart
	for i, l := range x.Legs {
		if n := len(out); n == 0 || out[n-1].Part != l.Part {
			out = append(out, pathPart{Part: l.Part})
		}
		mark := list.Of(l.Code)
		last := &out[len(out)-1]
		last.Steps = append(last.Steps, pathStep{
			PathStep: l, N: i + 1, Done: mark.State != "", Mark: mark, Cited: strings.Fields(l.Cites),
			Needs: slices.DeleteFunc([]needLine{
				{v.say("abroad.papers"), v.linesOf(l.Papers)}, {v.say("abroad.offices"), v.linesOf(l.Offices)}, {v.say("abroad.advisers"), v.linesOf(l.Advisers)},
			}, func(n needLine) bool { return len(n.Lines) == 0 }),
		})
	}
	return out
}

// linesOf are the lines of a text.
func (v *visit) linesOf(t lang.Text) []string {
	return slices.DeleteFunc(strings.Split(v.name(t), "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// references reads the deployments of the path's technology: those who already use it elsewhere.
func (s *site) references(v *visit, x landing.Path, p *pathPage) error {
	if x.Technology == "" {
		return nil
	}
	technologies, _, err := v.view.Technologies(v.Context())
	if err != nil {
		return err
	}
	for _, t := range technologies {
		if t.Value.Code != x.Technology {
			continue
		}
		p.Technology = link{Text: v.name(t.Value.Name), URL: s.technologyPath(v, t.Value.ID)}
		rows, err := v.view.DeploymentsOf(v.Context(), t.Value.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			p.References = append(p.References, r.Value)
		}
	}
	return nil
}

// technologyPath is the address of a technology's page; "" while they have none.
func (s *site) technologyPath(v *visit, id string) string {
	to := v.path("technologies", id)
	if _, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: to}}); pattern == "/" {
		return ""
	}
	return to
}

// pathFields is all that is recorded of a path.
func (v *visit) pathFields(p landing.Path) []recordField {
	say := func(name string) string { return v.say("scheme.field." + name) }
	var legs, sources []recordField
	for _, l := range p.Legs {
		legs = append(legs, recordField{Text: l.Name})
	}
	for _, x := range p.Sources {
		sources = append(sources, recordField{Text: x.Name})
	}
	industry := v.industryField(p.Industry)
	industry.Label = v.label("word.industry")
	return []recordField{
		{Label: say("name"), Text: p.Name},
		{Label: say("from"), Text: v.sideName(p.From)},
		{Label: say("through"), Text: v.sideName(p.Through)},
		{Label: say("country"), Text: countryName(p.Country)},
		industry,
		{Label: say("about"), Text: p.About},
		{Label: say("technology"), Plain: p.Technology},
		{Label: say("programmes"), Plain: p.Programmes},
		{Label: say("note"), Text: p.Note},
		v.list("legs", landing.FormatList(p.Legs), legs),
		v.list("sources", landing.FormatList(p.Sources), sources),
	}
}
