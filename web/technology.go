package web

import (
	"cmp"
	"slices"
	"strings"

	"bridgehead/chart"
	"bridgehead/fair"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// A technologyLine is a technology in the list.
type technologyLine struct {
	landing.Technology
	URL    string
	Places []lang.Text
	Open   bool
}

type technologiesPage struct {
	frame
	Lines    []technologyLine
	Research string
}

// technologies lists what was put to use elsewhere.
func (s *site) technologies(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	all, used, err := v.view.Technologies(v.Context())
	if err != nil {
		return err
	}
	p := technologiesPage{Research: v.path("research")}
	for _, t := range all {
		line := technologyLine{Technology: t.Value, URL: v.path("technologies", t.Value.ID)}
		for _, d := range used {
			if d.Of == t.Value.ID {
				line.Places = append(line.Places, d.Place)
				line.Open = line.Open || d.Open
			}
		}
		p.Lines = append(p.Lines, line)
	}
	if p.frame, err = s.frame(v, "technologies", v.say("technology.list")); err != nil {
		return err
	}
	p.Description = v.say("technology.intro")
	return s.show(v, "technologies", p)
}

// A placeLine is one place where a technology is put to use.
type placeLine struct {
	landing.Deployment
	Since  string // how long after the step before; "" for the first
	Source sourceLine
}

// An originOf is one thing that a technology comes from, as its page says it.
type originOf struct {
	Kind   string
	Name   lang.Text
	Number string
	URL    string
}

type technologyPage struct {
	frame
	landing.Technology
	Origin  []originOf
	Took    string // what the source says of the time, as a number of months or years
	Source  sourceLine
	Map     *drawing
	Line    *drawing
	Places  []placeLine
	Open    bool
	Said    []statementLine
	History []version
	Ended   bool
	List    string
	At      string // the edition that it was told at
	AtURL   string
}

// technology shows one technology: where it comes from, and the way it took.
func (s *site) technology(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, id := v.Context(), v.PathValue("id")
	all, err := store.History[landing.Technology](ctx, v.view, id)
	if err != nil {
		return err
	}
	var parties []string
	for _, r := range all {
		for _, o := range r.Value.Origins {
			parties = append(parties, string(o.Party))
		}
	}
	if err := s.nameParties(v, parties); err != nil {
		return err
	}
	p := technologyPage{List: v.path("technologies")}
	if p.History, err = versionsOf(ctx, s, v, all, v.technologyFields); err != nil {
		return err
	}
	last := all[len(all)-1]
	p.Technology, p.Ended = last.Value, int64(last.Until) <= v.at()
	if p.Origin, err = s.originsOf(v, p.Technology); err != nil {
		return err
	}
	p.Took = v.monthsText(p.TookLow, p.TookHigh)
	p.At, p.AtURL = v.editionWord(p.Edition), v.editionPath(p.Edition)
	if p.Source, err = s.source(v, p.Document, p.StatedBy); err != nil {
		return err
	}
	rows, err := v.view.DeploymentsOf(ctx, id)
	if err != nil {
		return err
	}
	if err := s.way(v, &p, rows); err != nil {
		return err
	}
	said, err := v.view.SaidOf(ctx, []string{id})
	if err != nil {
		return err
	}
	for _, st := range said {
		p.Said = append(p.Said, v.statementLine(st))
	}
	title := cmp.Or(v.name(p.Name), p.Code)
	if p.frame, err = s.frame(v, "technologies", title); err != nil {
		return err
	}
	p.Description = cut(cmp.Or(v.name(p.What), title), 200)
	p.Linked = s.technologyThing(v, p)
	return s.show(v, "technology", p)
}

// technologyThing is a technology as a product with the places where it is used.
func (s *site) technologyThing(v *visit, p technologyPage) *thing {
	t := s.begin(v, "Product", v.name(p.Name), v.path("technologies", p.ID))
	t.Description = strings.TrimSpace(linkedText(v.name(p.What), linkedWords) + " " + t.Description)
	t.Identifier = linkedText(p.Code, linkedName)
	return t
}

// originsOf are what a technology comes from, with links to what the record has of it.
func (s *site) originsOf(v *visit, t landing.Technology) ([]originOf, error) {
	var codes []string
	for _, o := range t.Origins {
		if o.Kind == landing.FromResearch {
			codes = append(codes, o.Number)
		}
	}
	projects, err := store.ByCode[landing.Research](v.Context(), v.view, codes)
	if err != nil {
		return nil, err
	}
	var out []originOf
	for _, o := range t.Origins {
		x := originOf{Kind: v.label("landing.origin." + string(o.Kind)), Name: o.Name, Number: o.Number}
		if o.Party != "" {
			n := v.named(o.Party)
			x.URL = n.URL
			if x.Name.Empty() {
				x.Name = n.Name
			}
		}
		for _, r := range projects {
			if o.Kind == landing.FromResearch && r.Value.Code == o.Number {
				x.Name, x.Number, x.URL = r.Value.Title, "", v.path("research", r.Value.ID)
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// way prepares the chain of a technology: the map, the line of time and the table.
func (s *site) way(v *visit, p *technologyPage, rows []store.Row[landing.Deployment]) error {
	about := v.about("technology.map", "landing.technology.place")
	scheme := chart.Places{About: about}
	for _, o := range p.Origins {
		if o.Kind == landing.FromPlace {
			scheme.Stops = append(scheme.Stops, chart.Stop{Name: o.Name, Code: o.Place})
		}
	}
	line := chart.Events{About: v.about("technology.line", "landing.technology.place")}
	var used []landing.Deployment
	for _, r := range rows {
		used = append(used, r.Value)
	}
	for i, leg := range landing.Chain(used) {
		for _, d := range leg.Places {
			x := placeLine{Deployment: d}
			if i > 0 {
				x.Since = v.elapsedText(leg.Since)
			}
			var err error
			if x.Source, err = s.source(v, d.Document, d.StatedBy); err != nil {
				return err
			}
			p.Places = append(p.Places, x)
			p.Open = p.Open || d.Open
			scheme.Stops = append(scheme.Stops, chart.Stop{Name: d.Place, Code: d.PlaceCode, Step: int(d.Step), What: d.Scenario, Planned: d.Status == landing.UsePlanned})
			event := chart.Event{Label: d.Place, Began: d.Began, Ended: d.Ended, Goes: d.Status == landing.InUse && d.Ended == ""}
			if d.Status == landing.InUse {
				event.By = x.Source.Document.Published
			}
			line.Events = append(line.Events, event)
		}
	}
	if len(p.Places) > 0 {
		p.Map, p.Line = v.drawAlone(scheme), v.drawAlone(line)
	}
	return nil
}

// monthsText says a time that a source states in months, in years where it is whole years.
func (v *visit) monthsText(low, high int64) string {
	if high == 0 {
		return ""
	}
	unit := "months"
	if low%12 == 0 && high%12 == 0 {
		unit, low, high = "years", low/12, high/12
	}
	if low == high {
		return v.say("technology."+unit, lang.Args{"n": low})
	}
	return v.say("technology."+unit+"_between", lang.Args{"low": low, "high": high})
}

// elapsedText says the time between two steps as far as their dates tell it.
func (v *visit) elapsedText(e landing.Elapsed) string {
	switch {
	case !e.Known:
		return v.say("technology.not_stated")
	case e.Low == e.High:
		return v.say("technology.days", lang.Args{"n": e.Low})
	}
	return v.say("technology.days_between", lang.Args{"low": e.Low, "high": e.High})
}

// technologyFields are what the history of a technology compares.
func (v *visit) technologyFields(t landing.Technology) []recordField {
	var origins []recordField
	for _, o := range t.Origins {
		f := recordField{Label: v.say("landing.origin." + string(o.Kind)), Text: o.Name, Plain: o.Number, hidden: string(o.Party) + o.Place}
		origins = append(origins, f)
	}
	return []recordField{
		{Label: v.say("landing.technology.name"), Text: t.Name},
		{Label: v.say("landing.technology.what"), Text: t.What},
		{Label: v.say("landing.technology.origins"), Parts: origins},
		{Label: v.say("landing.technology.took"), Plain: v.monthsText(t.TookLow, t.TookHigh)},
		{Label: v.say("landing.technology.chain"), Text: t.ChainSaid},
		{Label: v.label("word.source"), Plain: t.Document},
	}
}

type researchListPage struct {
	frame
	Stated       []statementLine
	Lines        []researchLine
	Technologies string
}

type researchLine struct {
	landing.Research
	URL      string
	Partners []partnerLine
	Reached  string
}

type partnerLine struct {
	Side lang.Text
	namedParty
}

// partnersOf are the institutions of a research project with the sides that they are of.
func (v *visit) partnersOf(r landing.Research) []partnerLine {
	var out []partnerLine
	for _, p := range r.Partners {
		x := partnerLine{namedParty: namedParty{Name: p.Name}}
		if side, at := v.fair.SideNamed(p.Side); at >= 0 {
			x.Side = side.Name
		}
		if p.Party != "" {
			n := v.named(p.Party)
			x.URL = n.URL
			if x.Name.Empty() {
				x.Name = n.Name
			}
		}
		out = append(out, x)
	}
	return out
}

// statedOf are the statements of an indicator, as a page lists them.
func (s *site) statedOf(v *visit, indicators ...string) ([]statementLine, error) {
	var out []statementLine
	for _, code := range indicators {
		all, err := v.figures.Records.Observations(v.Context(), code, nil, 0)
		if err != nil {
			return nil, err
		}
		for _, st := range all {
			out = append(out, v.statementLine(st))
		}
	}
	return out, nil
}

// researchList lists the joint research projects, beside how many were stated.
func (s *site) researchList(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	rows, err := v.view.Research(v.Context())
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range rows {
		for _, x := range r.Value.Partners {
			ids = append(ids, string(x.Party))
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	p := researchListPage{Technologies: v.path("technologies")}
	if p.Stated, err = s.statedOf(v, "research.count"); err != nil {
		return err
	}
	for _, r := range rows {
		p.Lines = append(p.Lines, researchLine{
			Research: r.Value, URL: v.path("research", r.Value.ID), Partners: v.partnersOf(r.Value), Reached: wordFor(v.tag, "landing.conversion", string(r.Value.Reached())),
		})
	}
	if p.frame, err = s.frame(v, "technologies", v.say("technology.research")); err != nil {
		return err
	}
	p.Description = v.say("technology.research.intro")
	return s.show(v, "research_list", p)
}

type researchPage struct {
	frame
	landing.Research
	Partners []partnerLine
	Steps    []advanceLine
	Source   sourceLine
	History  []version
	Ended    bool
	List     string
	From     []technologyLine // technologies that came of it
}

// A advanceLine is a step from a result to a product, taken or not known to be.
type advanceLine struct {
	Word  string
	Taken bool
	Day   lang.Partial
	Name  lang.Text
}

// research shows one joint research project.
func (s *site) research(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	all, err := store.History[landing.Research](ctx, v.view, v.PathValue("id"))
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range all {
		for _, x := range r.Value.Partners {
			ids = append(ids, string(x.Party))
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	p := researchPage{List: v.path("research")}
	if p.History, err = versionsOf(ctx, s, v, all, v.researchFields); err != nil {
		return err
	}
	last := all[len(all)-1]
	p.Research, p.Ended, p.Partners = last.Value, int64(last.Until) <= v.at(), v.partnersOf(last.Value)
	for _, word := range landing.Conversions {
		line := advanceLine{Word: v.say("landing.conversion." + string(word))}
		for _, x := range p.Research.Steps {
			if x.Step == word {
				line.Taken, line.Day, line.Name = true, x.Day, x.Name
			}
		}
		p.Steps = append(p.Steps, line)
	}
	if p.Source, err = s.source(v, p.Document, p.StatedBy); err != nil {
		return err
	}
	technologies, _, err := v.view.Technologies(ctx)
	if err != nil {
		return err
	}
	for _, t := range technologies {
		if slices.ContainsFunc(t.Value.Origins, func(o landing.Origin) bool {
			return o.Kind == landing.FromResearch && o.Number == p.Code && p.Code != ""
		}) {
			p.From = append(p.From, technologyLine{Technology: t.Value, URL: v.path("technologies", t.Value.ID)})
		}
	}
	title := cmp.Or(v.name(p.Research.Title), p.Code)
	if p.frame, err = s.frame(v, "technologies", title); err != nil {
		return err
	}
	p.Description = cut(title, 200)
	p.Linked = s.begin(v, "ResearchProject", title, v.path("research", p.ID))
	return s.show(v, "research", p)
}

// researchFields are what the history of a research project compares.
func (v *visit) researchFields(r landing.Research) []recordField {
	var partners, outputs, steps []recordField
	for _, x := range v.partnersOf(r) {
		partners = append(partners, recordField{Label: v.name(x.Side), Text: x.Name, URL: x.URL})
	}
	for _, x := range r.Outputs {
		outputs = append(outputs, recordField{Label: wordFor(v.tag, "landing.output", string(x.Kind)), Text: x.Name, Plain: x.Number, hidden: x.Number + string(x.Day)})
	}
	for _, x := range r.Steps {
		steps = append(steps, recordField{Label: x.Day.In(v.tag), Plain: wordFor(v.tag, "landing.conversion", string(x.Step)), hidden: x.Name.Hans + x.Name.Hant + x.Name.En})
	}
	return []recordField{
		{Label: v.say("landing.research.title"), Text: r.Title},
		{Label: v.say("landing.research.fields"), Text: r.Fields},
		{Label: v.say("landing.research.begun"), Plain: r.Begun.In(v.tag)},
		{Label: v.say("landing.research.ended"), Plain: r.Ended.In(v.tag)},
		{Label: v.say("landing.research.partners"), Parts: partners},
		{Label: v.say("landing.research.outputs"), Parts: outputs},
		{Label: v.say("landing.research.steps"), Parts: steps},
	}
}

// otherSide is the side of two that the first is not.
func (v *visit) otherSide(code string) fair.Side {
	for _, s := range v.fair.Sides {
		if s.Code != code {
			return s
		}
	}
	return fair.Side{}
}
