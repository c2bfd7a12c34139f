package landing

import (
	"slices"
	"strings"

	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
)

// A Path leads a company from one side through the other to a third market, in steps.
type Path struct {
	ID         string
	Code       string
	Edition    int64 // under whose embargoes it stands; 0 for none
	Name       lang.Text
	From       string // side at which the company is at home
	Through    string // side through which it goes
	Country    string // code of the country it goes to
	Industry   string // of the companies it is for; "" for all
	About      lang.Text
	Technology string // code of the technology whose deployments are its references
	Programmes string // codes of programmes that may help, separated by spaces
	Note       lang.Text
	Legs       []PathStep
	Sources    []Source
}

// A PathStep is one step of a path.
type PathStep struct {
	Code     string // by which checklists name it
	Part     string
	Name     lang.Text
	About    lang.Text
	Papers   lang.Text // documents, one a line
	Offices  lang.Text // one a line
	Advisers lang.Text // the kinds of advisers, one a line
	Gap      lang.Text // what no source says
	Cites    string
}

// Cells are its texts.
func (l *PathStep) Cells() []Cell {
	return cells(cell("code", &l.Code), cell("part", &l.Part), three("name", &l.Name), three("about", &l.About), three("papers", &l.Papers),
		three("offices", &l.Offices), three("advisers", &l.Advisers), three("gap", &l.Gap), cell("cites", &l.Cites))
}

// Parts are the parts of a path, in their order.
var Parts = []string{"prepare", "leave", "bridge", "capital", "reference", "enter", "run"}

// Validate returns what is wrong in the record by itself.
func (p Path) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "scheme.field." + field, Why: why})
	}
	if p.Name.Empty() {
		wrong("name", lang.Invalid("error.required"))
	}
	if _, known := project.IndustryByCode(p.Industry); p.Industry != "" && !known {
		wrong("industry", lang.Invalid("scheme.condition.industry", lang.Args{"given": p.Industry}))
	}
	codes := map[string]bool{}
	for _, l := range p.Legs {
		switch {
		case l.Code == "" || strings.ContainsAny(l.Code, " ,\t"):
			wrong("legs", lang.Invalid("scheme.leg.code"))
		case codes[l.Code]:
			wrong("legs", lang.Invalid("scheme.leg.twice", lang.Args{"given": l.Code}))
		case l.Name.Empty():
			wrong("legs", lang.Invalid("scheme.leg.name", lang.Args{"given": l.Code}))
		case !slices.Contains(Parts, l.Part):
			wrong("legs", unknownWord(l.Part, Parts))
		}
		codes[l.Code] = true
	}
	return append(found, citesOf(p.Sources, "sources", each(p.Legs, func(l PathStep) string { return l.Cites }))...)
}

// A Checklist is how far a company has come on a path.
type Checklist struct {
	ID      string
	Path    string // identifier
	Party   party.ID
	Edition int64 // that of the path
	Marks   []Mark
}

// A Mark says of one step how it stands.
type Mark struct {
	Leg   string
	State string // done, not_needed
	On    lang.Date
	Note  string
}

// Cells are its texts.
func (m *Mark) Cells() []Cell {
	return cells(cell("leg", &m.Leg), cell("state", &m.State), cell("day", (*string)(&m.On)), cell("note", &m.Note))
}

// MarkStates are what a step can be beside open.
var MarkStates = []string{"done", "not_needed"}

// Validate returns what is wrong in the record by itself.
func (c Checklist) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(why *lang.Error) {
		found = append(found, lang.Problem{Field: "scheme.field.marks", Why: why})
	}
	if c.Path == "" || c.Party == "" {
		wrong(lang.Invalid("error.required"))
	}
	seen := map[string]bool{}
	for _, m := range c.Marks {
		switch {
		case m.State != "" && !slices.Contains(MarkStates, m.State):
			wrong(unknownWord(m.State, MarkStates))
		case m.On != "" && !m.On.Valid():
			wrong(lang.Invalid("scheme.day", lang.Args{"given": string(m.On)}))
		case seen[m.Leg]:
			wrong(lang.Invalid("scheme.leg.twice", lang.Args{"given": m.Leg}))
		}
		seen[m.Leg] = true
	}
	return found
}

// Of returns the mark of a step; an empty one while it is open.
func (c Checklist) Of(leg string) Mark {
	for _, m := range c.Marks {
		if m.Leg == leg {
			return m
		}
	}
	return Mark{Leg: leg}
}

// Settled counts the steps of a path that are done or not needed.
func (c Checklist) Settled(p Path) int {
	n := 0
	for _, l := range p.Legs {
		if c.Of(l.Code).State != "" {
			n++
		}
	}
	return n
}
