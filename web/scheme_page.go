package web

import (
	"cmp"
	"slices"
	"strings"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// A schemePage is a programme or a facility with all that is recorded of it.
type schemePage struct {
	frame
	Kind       string
	List       string
	Name       lang.Text
	Code       string
	Open       string // address of its page in the workspace
	Ended      bool
	Window     string
	Fields     []recordField
	Turns      []turnLine
	Conditions []conditionLine
	Papers     []citedText
	Sources    []landing.Source
	Stated     sourceLine
	Fit        string
	History    []version
}

// A turnLine is what became of a programme from a day on.
type turnLine struct {
	On     lang.Date
	Status string
	Words  lang.Text
	Cites  []string
}

// A citedText is a text with the sources that it names.
type citedText struct {
	Text  lang.Text
	Cites []string
}

func (s *site) programme(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	rows, versions, err := history(v.Context(), s, v, v.PathValue("id"), v.programmeFields)
	if err != nil {
		return err
	}
	last := rows[len(rows)-1]
	x := last.Value
	today := x // as it stands today, while the record may know already what comes
	today.Status = cmp.Or(x.StatusOn(s.db.Today()), x.Status)
	p := schemePage{
		Kind: v.label("word.programme"), List: v.path("programmes"), Name: x.Name, Code: x.Code, Ended: int64(last.Until) <= v.at(),
		Window: v.window(x, s.db.Today()), Fields: filled(v.programmeFields(today)), Sources: x.Sources, Fit: v.path("programmes"), History: versions,
	}
	// What the page shows in parts of its own is not said twice.
	p.Fields = slices.DeleteFunc(p.Fields, func(f recordField) bool { return f.hidden == listed })
	for _, t := range x.Turns {
		p.Turns = append(p.Turns, turnLine{t.On, t.Status, t.Words, strings.Fields(t.Cites)})
	}
	p.Conditions = v.conditions(x.Fit(landing.Applicant{}, s.db.Today()), func(_ landing.Group, r landing.Result) conditionLine {
		return conditionLine{Text: v.condition(r.Condition), Cites: strings.Fields(r.Condition.Cites), Field: string(r.Condition.Matter)}
	}, false)
	for _, d := range x.Papers {
		p.Papers = append(p.Papers, citedText{d.Name, strings.Fields(d.Cites)})
	}
	if p.Stated, err = s.source(v, x.Document, x.StatedBy); err != nil {
		return err
	}
	return s.showScheme(v, "programme", x.ID, p)
}

func (s *site) facility(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	rows, versions, err := history(v.Context(), s, v, v.PathValue("id"), v.facilityFields)
	if err != nil {
		return err
	}
	last := rows[len(rows)-1]
	x := last.Value
	p := schemePage{
		Kind: v.label("word.facility"), List: v.path("programmes"), Name: x.Name, Code: x.Code, Ended: int64(last.Until) <= v.at(),
		Fields: filled(v.facilityFields(x)), Sources: x.Sources, History: versions,
	}
	if x.Capacity.Empty() {
		p.Fields = append(p.Fields, recordField{Label: v.say("scheme.field.capacity"), Plain: v.say("scheme.not_stated")})
	}
	if x.Apply.Empty() {
		p.Fields = append(p.Fields, recordField{Label: v.say("scheme.field.apply"), Plain: v.say("scheme.not_stated")})
	}
	p.Fields = slices.DeleteFunc(p.Fields, func(f recordField) bool { return f.hidden == listed })
	if p.Stated, err = s.source(v, x.Document, x.StatedBy); err != nil {
		return err
	}
	return s.showScheme(v, "facility", x.ID, p)
}

func (s *site) showScheme(v *visit, kind, id string, p schemePage) error {
	var err error
	if p.frame, err = s.frame(v, "programmes", v.name(p.Name)); err != nil {
		return err
	}
	if p.Work != "" {
		p.Open = v.recordPath(kind, id)
	}
	return s.show(v, "scheme", p)
}

// listed marks fields that hold a whole list, for the history alone.
const listed = "list"

// list is a field of a list whose items are texts: what is compared is all of it.
func (v *visit) list(label, text string, parts []recordField) recordField {
	f := recordField{Label: v.say("scheme.field." + label), Parts: parts, hidden: listed}
	if len(parts) > 0 {
		f.Parts[0].hidden = text
	}
	return f
}

// programmeFields is all that is recorded of a programme.
func (v *visit) programmeFields(p landing.Programme) []recordField {
	say := func(name string) string { return v.say("scheme.field." + name) }
	assumed := ""
	if p.Assumed != "" {
		assumed = v.say("scheme.assumed", lang.Args{"what": wordFor(v.tag, "scheme.assume", p.Assumed)})
	}
	rolling := ""
	if p.Rolling {
		rolling = v.say("scheme.rolling")
	}
	var turns, conditions, papers, sources []recordField
	for _, t := range p.Turns {
		turns = append(turns, recordField{Plain: t.On.Format(v.tag) + " " + wordFor(v.tag, "web.status", t.Status)})
	}
	for _, c := range p.Conditions {
		text := v.condition(c)
		if c.Either != "" {
			text = v.say("scheme.either.member", lang.Args{"group": c.Either, "text": text})
		}
		conditions = append(conditions, recordField{Plain: text})
	}
	for _, d := range p.Papers {
		papers = append(papers, recordField{Text: d.Name})
	}
	for _, x := range p.Sources {
		sources = append(sources, recordField{Text: x.Name})
	}
	return []recordField{
		{Label: say("sponsor"), Text: p.Sponsor},
		{Label: v.label("word.side"), Text: v.sideName(p.Side)},
		{Label: say("status"), Plain: wordFor(v.tag, "web.status", p.Status)},
		{Label: say("budget"), Plain: amountText(v.tag, p.Budget)},
		{Label: say("assumed"), Plain: assumed},
		{Label: say("supports"), Text: p.Supports},
		{Label: say("fields"), Text: p.Fields},
		{Label: say("grant"), Text: p.Grant},
		{Label: say("opens"), Plain: p.Opens.Format(v.tag)},
		{Label: say("closes"), Plain: p.Closes.Format(v.tag)},
		{Label: say("rolling"), Plain: rolling},
		{Label: say("apply"), Text: p.Apply},
		{Label: say("note"), Text: p.Note},
		{Label: v.label("word.edition"), Plain: v.editionWord(p.Edition)},
		v.list("turns", landing.FormatList(p.Turns), turns),
		v.list("conditions", landing.FormatList(p.Conditions), conditions),
		v.list("papers", landing.FormatList(p.Papers), papers),
		v.list("sources", landing.FormatList(p.Sources), sources),
	}
}

// facilityFields is all that is recorded of a facility.
func (v *visit) facilityFields(f landing.Facility) []recordField {
	say := func(name string) string { return v.say("scheme.field." + name) }
	from, phased := "", ""
	if f.From != "" {
		from = v.say("web.landed.from", lang.Args{"year": f.From})
	}
	if f.Phased {
		phased = v.say("web.landed.phased")
	}
	var sources []recordField
	for _, x := range f.Sources {
		sources = append(sources, recordField{Text: x.Name})
	}
	sides := v.sideNames(f.Sides)
	sides.Label = v.label("word.side")
	return []recordField{
		{Label: say("operator"), Text: f.Operator},
		sides,
		{Label: say("status"), Plain: wordFor(v.tag, "web.status", f.Status)},
		{Label: say("starts"), Plain: from},
		{Label: say("phased"), Plain: phased},
		{Label: say("purpose"), Text: f.Purpose},
		{Label: say("capacity"), Text: f.Capacity},
		{Label: say("apply"), Text: f.Apply},
		{Label: say("note"), Text: f.Note},
		{Label: v.label("word.edition"), Plain: v.editionWord(f.Edition)},
		v.list("sources", landing.FormatList(f.Sources), sources),
	}
}

// programmesByCode reads the programmes with the codes.
func programmesByCode(v *visit, codes string) ([]link, error) {
	rows, err := store.ByCode[landing.Programme](v.Context(), v.view, strings.Fields(codes))
	if err != nil {
		return nil, err
	}
	var out []link
	for _, r := range rows {
		out = append(out, link{Text: v.name(r.Value.Name), URL: v.path("programmes", r.Value.ID)})
	}
	return out, nil
}
