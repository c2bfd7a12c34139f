package landing

import (
	"maps"
	"slices"
	"strings"

	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
)

// A Programme is an incentive scheme with a budget, a window and conditions.
type Programme struct {
	ID       string
	Edition  int64
	Name     lang.Text
	Side     string
	Status   string // the last that is known: planned, open, suspended, closed
	Budget   money.Amount
	Assumed  string // what the record assumes that the source does not say: currency
	Fields   lang.Text
	Supports lang.Text
	Document string
	StatedBy string

	Code       string
	Sponsor    lang.Text
	Grant      lang.Text // what one applicant may get, and how it is reckoned
	Apply      lang.Text // how to apply, and where
	Opens      lang.Date // the window; "" where no source says
	Closes     lang.Date
	Rolling    bool // applications are taken all year round
	Note       lang.Text
	Turns      []Turn // what became of it, in order of days
	Conditions []Condition
	Papers     []Paper // the documents to hand in
	Sources    []Source
}

// A Source is where something was read.
type Source struct {
	Code      string // by which what was read names it
	Name      lang.Text
	Address   string
	Published lang.Date
	Read      lang.Date // when it was read
}

// Cells are its texts.
func (s *Source) Cells() []Cell {
	return cells(cell("code", &s.Code), three("name", &s.Name), cell("address", &s.Address), cell("published", (*string)(&s.Published)), cell("read_on", (*string)(&s.Read)))
}

// A Turn is a status from a day on.
type Turn struct {
	Status string
	On     lang.Date
	Words  lang.Text
	Cites  string // codes of sources, separated by spaces
}

// Cells are its texts.
func (t *Turn) Cells() []Cell {
	return cells(cell("status", &t.Status), cell("day", (*string)(&t.On)), three("words", &t.Words), cell("cites", &t.Cites))
}

// A Paper is a document that an applicant hands in.
type Paper struct {
	Name  lang.Text
	Cites string
}

// Cells are its texts.
func (p *Paper) Cells() []Cell { return cells(three("name", &p.Name), cell("cites", &p.Cites)) }

// A Matter is what a condition is about.
type Matter string

// The matters of conditions.
const (
	OfSide      Matter = "side"
	OfPlace     Matter = "place" // where it is registered
	OfIndustry  Matter = "industry"
	OfStage     Matter = "stage"
	OfEmployees Matter = "employees"
	OfRevenue   Matter = "revenue"
	OfFunds     Matter = "funds" // its own money in the project
	OfCost      Matter = "cost"  // of the whole project
	OfYears     Matter = "years" // since it was founded
	OfQuestion  Matter = "question"
	Unstated    Matter = "unstated" // there may be one, and no source says
)

// Matters lists them in the order in which forms offer them.
var Matters = []Matter{OfSide, OfPlace, OfIndustry, OfStage, OfEmployees, OfRevenue, OfFunds, OfCost, OfYears, OfQuestion, Unstated}

// ProgrammeStatuses and FacilityStatuses are those that a record can have.
var (
	ProgrammeStatuses = []string{"planned", "open", "suspended", "closed"}
	FacilityStatuses  = []string{"planned", "building", "open", "closed"}
)

// GrowthStages are the stages of a company.
var GrowthStages = []string{"founding", "growing", "established", "listed"}

// Places beside the sides of a fair where a company can be registered.
const (
	OnMainland = "mainland"  // elsewhere on the mainland
	Elsewhere  = "elsewhere" // neither on the mainland nor at a side
)

// A Condition is something that has to hold of who applies.
type Condition struct {
	Matter   Matter
	Question string // of a question: by what answers name it, within the programme
	Among    string // codes, separated by spaces, of which one has to hold
	Least    string // a number, or an amount "100000000.00 HKD"
	Most     string
	Words    lang.Text // the condition in words; made from the rest where it is empty
	Ask      lang.Text // of a question: what to ask
	Cites    string
	Either   string // the group of which one condition suffices; "" where it has to hold by itself
}

// Cells are its texts.
func (c *Condition) Cells() []Cell {
	return cells(cell("matter", (*string)(&c.Matter)), cell("question", &c.Question), cell("among", &c.Among), cell("least", &c.Least), cell("most", &c.Most),
		three("words", &c.Words), three("ask", &c.Ask), cell("cites", &c.Cites), cell("either", &c.Either))
}

// Validate returns what is wrong in the record by itself.
func (p Programme) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "scheme.field." + field, Why: why})
	}
	if p.Name.Empty() {
		wrong("name", lang.Invalid("error.required"))
	}
	if p.Status != "" && !slices.Contains(ProgrammeStatuses, p.Status) {
		wrong("status", unknownWord(p.Status, ProgrammeStatuses))
	}
	if p.Budget.Minor < 0 {
		wrong("budget", lang.Invalid("record.negative"))
	}
	if p.Opens != "" && p.Closes != "" && p.Closes < p.Opens {
		wrong("closes", lang.Invalid("scheme.window.backwards"))
	}
	before := Turn{}
	for _, t := range p.Turns {
		switch {
		case !slices.Contains(ProgrammeStatuses, t.Status):
			wrong("turns", unknownWord(t.Status, ProgrammeStatuses))
		case t.On == "" || !t.On.Valid():
			wrong("turns", lang.Invalid("scheme.day", lang.Args{"given": string(t.On)}))
		case t.On < before.On:
			wrong("turns", lang.Invalid("scheme.turns.order"))
		}
		before = t
	}
	if before.Status != "" && before.Status != p.Status {
		wrong("status", lang.Invalid("scheme.turns.last", lang.Args{"status": lang.Word("web.status." + before.Status)}))
	}
	asked, grouped := map[string]bool{}, map[string]int{}
	for _, c := range p.Conditions {
		if why := c.wrong(); why != nil {
			wrong("conditions", why)
		}
		if c.Matter == OfQuestion {
			if asked[c.Question] {
				wrong("conditions", lang.Invalid("scheme.question.twice", lang.Args{"given": c.Question}))
			}
			asked[c.Question] = true
		}
		if c.Either != "" {
			grouped[c.Either]++
		}
	}
	for _, group := range slices.Sorted(maps.Keys(grouped)) {
		if strings.ContainsAny(group, " \t\n") {
			wrong("conditions", lang.Invalid("scheme.either.name", lang.Args{"given": group}))
		} else if grouped[group] == 1 {
			wrong("conditions", lang.Invalid("scheme.either.alone", lang.Args{"given": group}))
		}
	}
	found = append(found, citesOf(p.Sources, "sources", slices.Concat(
		each(p.Turns, func(t Turn) string { return t.Cites }), each(p.Conditions, func(c Condition) string { return c.Cites }),
		each(p.Papers, func(d Paper) string { return d.Cites })))...)
	return found
}

func each[T any](list []T, of func(T) string) []string {
	var out []string
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}

func unknownWord(given string, known []string) *lang.Error {
	return lang.Invalid("scheme.unknown", lang.Args{"given": given, "known": strings.Join(known, ", ")})
}

// citesOf finds what is wrong in sources, and references to sources that are not there.
func citesOf(sources []Source, field string, cites []string) lang.Problems {
	var found lang.Problems
	wrong := func(why *lang.Error) {
		found = append(found, lang.Problem{Field: "scheme.field." + field, Why: why})
	}
	codes := map[string]bool{}
	for _, s := range sources {
		switch {
		case s.Code == "" || strings.ContainsAny(s.Code, " \t"):
			wrong(lang.Invalid("scheme.source.code"))
		case codes[s.Code]:
			wrong(lang.Invalid("scheme.source.twice", lang.Args{"given": s.Code}))
		case s.Name.Empty():
			wrong(lang.Invalid("scheme.source.name", lang.Args{"given": s.Code}))
		case s.Address != "" && !strings.HasPrefix(s.Address, "https://") && !strings.HasPrefix(s.Address, "http://"):
			wrong(lang.Invalid("scheme.source.address", lang.Args{"given": s.Address}))
		case s.Read != "" && !s.Read.Valid():
			wrong(lang.Invalid("scheme.day", lang.Args{"given": string(s.Read)}))
		case s.Published != "" && !s.Published.Valid():
			wrong(lang.Invalid("scheme.day", lang.Args{"given": string(s.Published)}))
		}
		codes[s.Code] = true
	}
	for _, c := range cites {
		for code := range strings.FieldsSeq(c) {
			if !codes[code] {
				wrong(lang.Invalid("scheme.source.missing", lang.Args{"given": code}))
			}
		}
	}
	return found
}

// wrong says what is wrong in a condition; nil when nothing is.
func (c Condition) wrong() *lang.Error {
	switch c.Matter {
	case OfSide, OfPlace, OfStage, OfIndustry:
		if strings.TrimSpace(c.Among) == "" {
			return lang.Invalid("scheme.condition.among", lang.Args{"matter": lang.Word("scheme.matter." + string(c.Matter))})
		}
		for code := range strings.FieldsSeq(c.Among) {
			if _, known := project.IndustryByCode(code); c.Matter == OfIndustry && !known {
				return lang.Invalid("scheme.condition.industry", lang.Args{"given": code})
			}
			if c.Matter == OfStage && !slices.Contains(GrowthStages, code) {
				return unknownWord(code, GrowthStages)
			}
		}
	case OfEmployees, OfYears, OfRevenue, OfFunds, OfCost:
		if c.Least == "" && c.Most == "" {
			return lang.Invalid("scheme.condition.limit", lang.Args{"matter": lang.Word("scheme.matter." + string(c.Matter))})
		}
		for _, limit := range []string{c.Least, c.Most} {
			if limit == "" {
				continue
			}
			if c.OfMoney() {
				if _, err := money.ParseExact(limit); err != nil {
					return lang.Invalid("scheme.condition.amount", lang.Args{"given": limit})
				}
			} else if _, ok := whole(limit); !ok {
				return lang.Invalid("scheme.condition.number", lang.Args{"given": limit})
			}
		}
	case OfQuestion:
		if c.Question == "" || strings.ContainsAny(c.Question, " ./") || c.Words.Empty() || c.Ask.Empty() {
			return lang.Invalid("scheme.condition.question")
		}
	case Unstated:
		if c.Words.Empty() {
			return lang.Invalid("scheme.condition.words")
		}
	default:
		var known []string
		for _, m := range Matters {
			known = append(known, string(m))
		}
		return unknownWord(string(c.Matter), known)
	}
	return nil
}

// OfMoney reports whether its limits are amounts.
func (c Condition) OfMoney() bool {
	return c.Matter == OfRevenue || c.Matter == OfFunds || c.Matter == OfCost
}

// StatusOn is the status on a day, as far as the record says.
func (p Programme) StatusOn(day lang.Date) string {
	if len(p.Turns) == 0 {
		return p.Status
	}
	status := ""
	for _, t := range p.Turns {
		if t.On <= day {
			status = t.Status
		}
	}
	return status
}

// A Window says whether a programme can be applied to on a day.
type Window string

// The windows.
const (
	WindowOpen      Window = "open"
	WindowAllYear   Window = "all_year"
	WindowNotYet    Window = "not_yet"
	WindowOver      Window = "over"
	WindowPlanned   Window = "planned"
	WindowSuspended Window = "suspended"
	WindowClosed    Window = "closed"
	WindowUnknown   Window = "unknown" // it is open, and no source says from when to when; or nothing is known
)

// Window says whether applications are taken on a day.
func (p Programme) Window(on lang.Date) Window {
	switch p.StatusOn(on) {
	case "planned":
		return WindowPlanned
	case "suspended":
		return WindowSuspended
	case "closed":
		return WindowClosed
	case "open":
		switch {
		case p.Opens > on:
			return WindowNotYet
		case p.Closes != "" && p.Closes < on:
			return WindowOver
		case p.Closes != "":
			return WindowOpen
		case p.Rolling:
			return WindowAllYear
		}
	}
	return WindowUnknown
}

// A Facility is a shared resource: computing centre, laboratory, pilot line.
type Facility struct {
	ID       string
	Edition  int64
	Name     lang.Text
	Sides    string // codes of the sides, separated by spaces
	Status   string // planned, building, open, closed
	From     string // year it is planned or known to start
	Phased   bool
	Purpose  lang.Text
	Document string
	StatedBy string

	Code     string
	Operator lang.Text
	Capacity lang.Text
	Apply    lang.Text // how to apply for its use
	Note     lang.Text
	Sources  []Source
}

// Validate returns what is wrong in the record by itself.
func (f Facility) Validate() lang.Problems {
	var found lang.Problems
	if f.Name.Empty() {
		found = append(found, lang.Problem{Field: "scheme.field.name", Why: lang.Invalid("error.required")})
	}
	if f.Status != "" && !slices.Contains(FacilityStatuses, f.Status) {
		found = append(found, lang.Problem{Field: "scheme.field.status", Why: unknownWord(f.Status, FacilityStatuses)})
	}
	return append(found, citesOf(f.Sources, "sources", nil)...)
}
