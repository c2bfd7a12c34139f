package web

import (
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

func sideBit(n int) fair.SideSet { return fair.SideBit(n) }

// A statementLine is what somebody stated, in our own words, with who, where and how.
type statementLine struct {
	ID, URL    string
	Words      lang.Text
	Of         lang.Text // what the value is a share or part of
	Shown      string    // the value; "" when it names no number
	Label      string    // the indicator
	FigureURL  string    // the figure that it belongs to; "" for a sentence without a number
	Kind       string    // printed, derived, assumed
	Printed    string
	Open       bool
	StatedBy   lang.Text
	HasVoice   bool
	Source     fair.Document
	SourceLink string // its address, when it is one that may be followed
	AsOf       lang.Date
	Origin     originLine
}

// statementLine prepares a statement for a page.
func (v *visit) statementLine(st indicator.Statement) statementLine {
	line := statementLine{
		ID: st.ID, URL: v.path("observations", st.ID), Words: st.Words, Of: st.Of, Kind: st.Kind, Printed: st.Printed,
		Open: st.Open, StatedBy: st.StatedByText(), HasVoice: st.HasVoice, Source: st.Source, AsOf: st.AsOf,
		SourceLink: webAddress(st.Source.Address),
	}
	if d, err := v.figures.Define(v.Context(), st.Indicator); err == nil {
		line.Label = v.name(d.Label)
	}
	if f, err := st.Figure(); err == nil && f.Qualifier != figure.Unknown {
		line.Shown, line.FigureURL = f.Show(v.tag), v.figurePath(f.Name)
	}
	return line
}

// webAddress returns the address of a document when it leads to the web, so that no other
// scheme gets into a link.
func webAddress(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return ""
}

type observationPage struct {
	frame
	statementLine
	Name    string
	Scope   []labelled
	Rank    bool // it leads among several sources by the secretariat's choice
	History []version
}

// observation shows one statement: sentence, speaker, document, and the row it came from.
func (s *site) observation(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, id := v.Context(), v.PathValue("id")
	st, err := v.view.Statement(ctx, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return lang.NotFound("web.error.record")
	}
	if err != nil {
		return err
	}
	p := observationPage{statementLine: v.statementLine(st), Rank: st.Headline}
	if p.Origin, err = s.origin(v, st.Origin, true); err != nil {
		return err
	}
	if _, p.History, err = history(ctx, s, v, id, v.observationFields); err != nil {
		return err
	}
	scope, err := figure.ParseScope(st.Scope)
	if err != nil {
		return err
	}
	p.Name = (figure.Name{Indicator: st.Indicator, Scope: scope, At: -1, Ref: -1}).String()
	for _, k := range figure.Dimensions {
		if value, ok := scope[k]; ok {
			p.Scope = append(p.Scope, labelled{Label: v.say("web.dimension." + k), Value: v.scopeValue(k, value)})
		}
	}
	title := v.name(st.Words)
	if title == "" {
		title = p.Label
	}
	if p.frame, err = s.frame(v, "", title); err != nil {
		return err
	}
	p.Description = cut(title, 200)
	return s.show(v, "observation", p)
}

// observationFields are what the history of an observation compares.
func (v *visit) observationFields(o indicator.Observation) []recordField {
	return []recordField{
		{Label: v.say("web.field.words"), Text: o.Words},
		{Label: v.say("web.field.value"), Plain: o.Value},
		{Label: v.label("word.qualifier"), Plain: string(o.Qualifier)},
		{Label: v.say("web.field.currency"), Plain: string(o.Currency)},
		{Label: v.label("word.as_of"), Plain: o.AsOf.Format(v.tag)},
		{Label: v.say("web.field.kind"), Plain: wordFor(v.tag, "web.kind", o.Kind)},
		{Label: v.label("word.source"), Plain: o.Document},
	}
}

type reportPage struct {
	frame
	Edition fair.Edition
	Facts   []statementLine
	Sources []fair.Document
	landed
	Empty bool
}

// report shows, one by one, what was stated about the current edition.
func (s *site) report(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	p := reportPage{}
	all, err := v.view.Editions(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Number == v.fair.Current || v.fair.Current == 0 {
			p.Edition = e
		}
	}
	stated, err := v.figures.Records.Observations(ctx, "", nil, p.Edition.Number)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, st := range stated {
		p.Facts = append(p.Facts, v.statementLine(st))
		if code := st.Source.Code; code != "" && !seen[code] {
			seen[code] = true
			p.Sources = append(p.Sources, st.Source)
		}
	}
	if p.landed, err = s.landed(v, p.Edition.Number, p.Edition.Opened); err != nil {
		return err
	}
	p.Empty = len(p.Facts) == 0
	title := v.say("web.report.title")
	if p.Edition.Number > 0 {
		title = v.say("web.edition.of", lang.Args{"edition": v.editionWord(p.Edition.Number), "what": title})
	}
	if p.frame, err = s.frame(v, "report", title); err != nil {
		return err
	}
	return s.show(v, "report", p)
}

type aboutPage struct {
	frame
	Rules     []rule
	Fairs     []fairSources
	Synthetic []fair.Fair
}

type fairSources struct {
	fair.Fair
	Documents []documentLine
}

type documentLine struct {
	fair.Document
	URL string
}

// aboutRules are the rules that hold in all figures, in the order of the page.
var aboutRules = []string{
	agreement.RuleCountsOnce, agreement.RuleTwoKeys, agreement.RuleIncrease, agreement.RuleReplacement,
	agreement.RuleWithoutAmount, agreement.RuleAttribution, agreement.RuleRemainder, agreement.RuleOpeningBalance,
	figure.RuleReportedRecorded, figure.RuleHigherThanLast, figure.RuleSeveralSources, ruleOutward,
}

// ruleOutward names the rule by which a shown value never says more than the exact one.
const ruleOutward = "outward-rounding"

// about says what the data is and how it is counted.
func (s *site) about(v *visit) error {
	ctx := v.Context()
	p := aboutPage{frame: s.bare(v.Request, v.tag, v.say("web.about.title")), Rules: rulesOf(v.tag, aboutRules)}
	all, err := s.fairList(ctx)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Synthetic {
			p.Synthetic = append(p.Synthetic, f)
			continue
		}
		view, err := s.publicView(ctx, f.ID)
		if err != nil {
			return err
		}
		documents, err := view.Documents(ctx)
		if err != nil {
			return err
		}
		of := fairSources{Fair: f}
		for _, d := range documents {
			of.Documents = append(of.Documents, documentLine{d, webAddress(d.Address)})
		}
		p.Fairs = append(p.Fairs, of)
	}
	return s.show(v, "about", p)
}
