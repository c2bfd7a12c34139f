package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// A conditionLine is a condition, with what became of it where somebody was held against it; or several
// of which one suffices.
type conditionLine struct {
	Either   []conditionLine
	Text     string
	Cites    []string
	Verdict  landing.Verdict // "" where nobody was
	Why      string
	Question string
	Field    string // of the form that asks it
}

// A fitLine is a programme of the list.
type fitLine struct {
	Name       lang.Text
	URL        string
	Code       string
	Side       lang.Text
	Outcome    landing.Outcome // "" where nobody was held against it
	Said       string          // what the outcome means
	Window     string
	Grant      lang.Text
	Conditions []conditionLine
}

// A programmesPage asks a company about itself and says of each programme how it stands.
type programmesPage struct {
	frame
	Do, Reset  string
	Fields     []formField
	Questions  []questionGroup
	Known      []recordField // what is read from the record instead of asked
	Kept       []pair
	Asked      bool
	Refused    string
	Fits       []fitLine
	Facilities []facilityLine
	Abroad     string
	On         lang.Date
}

// A questionGroup are the questions of one programme.
type questionGroup struct {
	Name   lang.Text
	Fields []formField
}

// programmes lists the programmes, and how each stands for who answers.
func (s *site) programmes(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	rows, err := v.view.Programmes(ctx, 0)
	if err != nil {
		return err
	}
	var all []landing.Programme
	for _, r := range rows {
		all = append(all, r.Value)
	}
	p := programmesPage{Do: v.path("programmes"), Reset: v.path("programmes"), Abroad: v.path("abroad"), On: s.db.Today()}
	if p.frame, err = s.frame(v, "programmes", v.say("scheme.title")); err != nil {
		return err
	}
	a, err := s.applicant(v, &p)
	if err != nil {
		return err
	}
	if v.asked >= 0 {
		p.Kept = append(p.Kept, pair{"at", v.URL.Query().Get("at")})
	}
	s.answers(v, &p, &a, all)
	for _, f := range landing.Fits(all, a, p.On) {
		line := fitLine{
			Name: f.Programme.Name, URL: v.path("programmes", f.Programme.ID), Code: f.Programme.Code, Side: v.sideName(f.Programme.Side),
			Window: v.window(f.Programme, p.On), Grant: f.Programme.Grant,
		}
		if p.Asked {
			line.Outcome = f.Outcome
			line.Said = v.say("scheme.outcome."+string(f.Outcome)+".said", lang.Args{"unknown": int64(f.Unknown()), "unmet": int64(f.Unmet())})
			if len(f.Results) == 0 {
				line.Said = v.say("scheme.outcome.nothing")
			}
		}
		line.Conditions = v.conditions(f, func(g landing.Group, r landing.Result) conditionLine {
			c := conditionLine{Text: v.condition(r.Condition)}
			if p.Asked {
				c.Verdict, c.Why = r.Verdict, v.reason(r, a, f.Programme)
			}
			if p.Asked && g.Verdict == landing.Unknown { // where another of them suffices nothing is asked
				c.Question, c.Field = v.question(r, f.Programme)
			}
			return c
		}, p.Asked)
		p.Fits = append(p.Fits, line)
	}
	facilities, err := v.view.Facilities(ctx, 0)
	if err != nil {
		return err
	}
	for _, f := range facilities {
		p.Facilities = append(p.Facilities, v.facilityLine(f.Value))
	}
	return s.show(v, "programmes", p)
}

func (v *visit) sideName(code string) lang.Text {
	if side, at := v.fair.SideNamed(code); at >= 0 {
		return side.Name
	}
	return lang.Text{}
}

// applicant reads what the record has of a project or a party that the address names.
func (s *site) applicant(v *visit, p *programmesPage) (landing.Applicant, error) {
	var a landing.Applicant
	q := v.URL.Query()
	company := q.Get("party")
	if id := q.Get("project"); id != "" {
		row, err := store.Get[project.Project](v.Context(), v.view, id)
		if lang.CodeOf(err) == lang.CodeNotFound {
			return a, lang.NotFound("web.error.record")
		}
		if err != nil {
			return a, err
		}
		x := row.Value
		p.Known = append(p.Known, recordField{Label: v.label("word.project"), Text: x.Title, URL: v.path("projects", id)})
		p.Kept = append(p.Kept, pair{"project", id})
		p.Asked = true
		a.Side, a.Industry, a.Cost = x.Side, x.Industry, x.Amount
		company = cmp.Or(company, string(x.Owner))
	}
	if company == "" {
		return a, nil
	}
	row, err := store.Get[party.Party](v.Context(), v.view, company)
	if lang.CodeOf(err) == lang.CodeNotFound && q.Get("party") == "" {
		return a, nil // the owner that a project names is not in the register
	}
	if lang.CodeOf(err) == lang.CodeNotFound {
		return a, lang.NotFound("web.error.record")
	}
	if err != nil {
		return a, err
	}
	x := row.Value
	p.Known = append(p.Known, recordField{Label: v.label("word.party"), Text: x.Name, URL: v.path("parties", company)})
	p.Kept = append(p.Kept, pair{"party", company})
	p.Asked = true
	a.Side, a.Industry = cmp.Or(x.Side, a.Side), cmp.Or(a.Industry, x.Industry)
	// A number of the register of Hong Kong's companies says where a company is registered; a
	// country alone does not say at which side.
	if _, at := v.fair.SideNamed("hongkong"); at >= 0 && x.Registration != "" {
		a.Place = "hongkong"
	}
	return a, nil
}

// answers reads what was answered, and makes the form that asks.
func (s *site) answers(v *visit, p *programmesPage, a *landing.Applicant, all []landing.Programme) {
	q := v.URL.Query()
	field := func(name, widget, given string, options []option) {
		f := formField{Name: name, Label: v.say("scheme.answer." + name), Widget: widget, Value: given}
		if lang.Has("scheme.hint." + name) {
			f.Hint = v.say("scheme.hint." + name)
		}
		if widget == "choice" {
			f.Options = optionsWith(options, given)
		}
		p.Fields = append(p.Fields, f)
	}
	wrong := func(err error) {
		f := &p.Fields[len(p.Fields)-1]
		f.Wrong, p.Refused = lang.Explain(v.tag, err), v.say("scheme.wrong")
	}
	line := func(name string) string {
		text := lang.HalfWidth(lang.Clean(q.Get(name)))
		p.Asked = p.Asked || text != ""
		return text
	}
	choose := func(name string, at *string, options []option) {
		given := line(name)
		known := slices.ContainsFunc(options, func(o option) bool { return o.Value == given })
		if given != "" && known {
			*at = given
		}
		field(name, "choice", *at, options)
		if given != "" && !known {
			wrong(lang.Invalid("correct.choice", lang.Args{"given": short(given)}))
		}
	}
	sides := v.sideOptions()
	choose("side", &a.Side, sides)
	choose("place", &a.Place, append(slices.Clone(sides), wordOptions("scheme.place", []string{landing.OnMainland, landing.Elsewhere})(v)...))
	given := line("industry")
	i, err := project.ParseIndustry(given)
	if given != "" && err == nil {
		a.Industry = i.Code
	}
	field("industry", "line", cmp.Or(given, a.Industry), nil)
	if given != "" && err != nil {
		wrong(err)
	}
	choose("stage", &a.Stage, wordOptions("scheme.stage", landing.GrowthStages)(v))
	given = line("founded")
	_, _, known := landing.YearsSince(given, p.On)
	if known {
		a.Founded = given
	}
	field("founded", "line", given, nil)
	if given != "" && !known {
		wrong(lang.Invalid("scheme.founded", lang.Args{"given": short(given)}))
	}
	given = line("employees")
	field("employees", "line", given, nil)
	if given != "" {
		if n, err := strconv.ParseInt(strings.ReplaceAll(given, ",", ""), 10, 64); err != nil || n < 0 {
			wrong(lang.Invalid("scheme.condition.number", lang.Args{"given": short(given)}))
		} else {
			a.Employees = strconv.FormatInt(n, 10)
		}
	}
	for _, m := range []struct {
		name string
		at   *money.Amount
	}{{"revenue", &a.Revenue}, {"funds", &a.Funds}, {"cost", &a.Cost}} {
		given := line(m.name)
		if given == "" {
			field(m.name, "line", amountText(v.tag, *m.at), nil)
			continue
		}
		field(m.name, "line", given, nil)
		amount, err := money.ParseAmount(given, money.Unit{}, "")
		if err != nil || amount.Minor < 0 {
			wrong(lang.Invalid("scheme.amount", lang.Args{"given": short(given)}))
			continue
		}
		*m.at = amount
	}
	a.Answers = map[string]bool{}
	for _, x := range all {
		g := questionGroup{Name: x.Name}
		for _, c := range x.Conditions {
			if c.Matter != landing.OfQuestion {
				continue
			}
			key := landing.AnswerKey(x.Code, c.Question)
			given := line("q." + key)
			if given == "yes" || given == "no" {
				a.Answers[key] = given == "yes"
			}
			g.Fields = append(g.Fields, formField{
				Name: "q." + key, Label: v.name(c.Ask), Widget: "choice", Value: given,
				Options: optionsWith(wordOptions("scheme.said", []string{"yes", "no"})(v), given),
			})
		}
		if len(g.Fields) > 0 {
			p.Questions = append(p.Questions, g)
		}
	}
}

// conditions are the lines of what has to hold, those of a group together.
func (v *visit) conditions(f landing.Fit, line func(landing.Group, landing.Result) conditionLine, judged bool) []conditionLine {
	var out []conditionLine
	for _, g := range f.Groups() {
		if len(g.Results) == 1 {
			out = append(out, line(g, g.Results[0]))
			continue
		}
		group := conditionLine{Text: v.say("scheme.either")}
		if judged {
			group.Verdict = g.Verdict
			group.Text = v.say("scheme.either." + string(g.Verdict))
		}
		for _, r := range g.Results {
			group.Either = append(group.Either, line(g, r))
		}
		out = append(out, group)
	}
	return out
}

// condition says a condition in words.
func (v *visit) condition(c landing.Condition) string {
	if !c.Words.Empty() {
		return v.name(c.Words)
	}
	switch c.Matter {
	case landing.OfSide, landing.OfPlace, landing.OfIndustry, landing.OfStage:
		var names []string
		for code := range strings.FieldsSeq(c.Among) {
			names = append(names, v.choiceName(c.Matter, code))
		}
		return v.say("scheme.rule.among", lang.Args{"matter": v.label("scheme.matter." + string(c.Matter)), "among": strings.Join(names, v.say("web.list"))})
	}
	args := lang.Args{"matter": v.label("scheme.matter." + string(c.Matter)), "least": v.limit(c, c.Least), "most": v.limit(c, c.Most)}
	switch {
	case c.Most == "":
		return v.say("scheme.rule.least", args)
	case c.Least == "":
		return v.say("scheme.rule.most", args)
	}
	return v.say("scheme.rule.between", args)
}

func (v *visit) limit(c landing.Condition, text string) string {
	if c.OfMoney() {
		if a, err := money.ParseExact(text); err == nil {
			return amountText(v.tag, a)
		}
	}
	return text
}

// choiceName is the name of a code that a condition or an answer names.
func (v *visit) choiceName(m landing.Matter, code string) string {
	switch m {
	case landing.OfIndustry:
		return v.name(industryName(code))
	case landing.OfStage:
		return wordFor(v.tag, "scheme.stage", code)
	}
	if name := v.sideName(code); !name.Empty() {
		return v.name(name)
	}
	return wordFor(v.tag, "scheme.place", code)
}

// reason says why a condition is met, not met or not known.
func (v *visit) reason(r landing.Result, a landing.Applicant, p landing.Programme) string {
	given := ""
	switch r.Condition.Matter {
	case landing.OfSide:
		given = v.choiceName(landing.OfSide, a.Side)
	case landing.OfPlace:
		given = v.choiceName(landing.OfPlace, a.Place)
	case landing.OfIndustry:
		given = v.choiceName(landing.OfIndustry, a.Industry)
	case landing.OfStage:
		given = v.choiceName(landing.OfStage, a.Stage)
	case landing.OfEmployees:
		given = a.Employees
	case landing.OfYears:
		given = a.Founded
	case landing.OfRevenue:
		given = amountText(v.tag, a.Revenue)
	case landing.OfFunds:
		given = amountText(v.tag, a.Funds)
	case landing.OfCost:
		given = amountText(v.tag, a.Cost)
	case landing.OfQuestion:
		given = v.say("scheme.said.no")
		if a.Answers[landing.AnswerKey(p.Code, r.Condition.Question)] {
			given = v.say("scheme.said.yes")
		}
	}
	return v.say("scheme.reason."+string(r.Reason), lang.Args{"given": given})
}

// question says what would settle a condition that is not known, and which field asks it.
func (v *visit) question(r landing.Result, p landing.Programme) (ask, name string) {
	if r.Verdict != landing.Unknown {
		return "", ""
	}
	c := r.Condition
	name = map[landing.Matter]string{landing.OfYears: "founded", landing.OfQuestion: "q." + landing.AnswerKey(p.Code, c.Question)}[c.Matter]
	name = cmp.Or(name, string(c.Matter))
	switch r.Reason {
	case landing.Wider:
		return v.say("scheme.ask.narrower"), name
	case landing.Currencies:
		limit, err := money.ParseExact(cmp.Or(c.Least, c.Most))
		if err != nil {
			return "", ""
		}
		return v.say("scheme.ask.currency", lang.Args{"currency": limit.Currency.Name(v.tag)}), name
	case landing.Imprecise:
		return v.say("scheme.ask.day"), name
	case landing.Unsourced:
		return v.say("scheme.ask.sponsor"), ""
	}
	if c.Matter == landing.OfQuestion {
		return v.name(c.Ask), name
	}
	return v.say("scheme.ask." + string(c.Matter)), name
}

// window says whether a programme can be applied to on a day.
func (v *visit) window(p landing.Programme, on lang.Date) string {
	return v.say("scheme.window."+string(p.Window(on)), lang.Args{"opens": p.Opens, "closes": p.Closes})
}

// facilityLine is a facility as lists name it.
func (v *visit) facilityLine(f landing.Facility) facilityLine {
	line := facilityLine{Facility: f, URL: v.path("facilities", f.ID)}
	for code := range strings.FieldsSeq(f.Sides) {
		if name := v.sideName(code); !name.Empty() {
			line.SideNames = append(line.SideNames, name)
		}
	}
	return line
}

// sideNames are the names of sides by their codes, as one field.
func (v *visit) sideNames(codes string) recordField {
	var f recordField
	for code := range strings.FieldsSeq(codes) {
		if name := v.sideName(code); !name.Empty() {
			f.Parts = append(f.Parts, recordField{Text: name})
		} else {
			f.Parts = append(f.Parts, recordField{Plain: code})
		}
	}
	return f
}
