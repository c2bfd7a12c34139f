package web

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/submission"
)

// formParts are the groups of the forms: the fields of each, by their columns.
var formParts = map[submission.Kind][]struct {
	key     string
	columns []string
}{
	submission.Project: {
		{"title", []string{"title_hans", "title_hant", "title_en", "code"}},
		{"what", []string{"type", "direction", "district", "industry", "amount", "amount_unit", "currency", "terms", "status"}},
		{"who", []string{"owner", "officer", "officer_post"}},
	},
	submission.Agreement: {
		{"title", []string{"title_hans", "title_hant", "title_en", "code", "project"}},
		{"what", []string{"type", "direction", "signed_on", "amount", "amount_unit", "currency", "industry"}},
		{"who", []string{"investor", "country", "partner", "district", "note"}},
	},
}

// formGroups are the fields of the form with what was typed, how it was read and what is
// wrong. Of a form that nobody has touched nothing is wrong yet.
func (v *visit) formGroups(r reading, untouched bool) []formGroup {
	var out []formGroup
	for _, part := range formParts[r.draft.Kind] {
		g := formGroup{Title: v.say("submit.part." + part.key)}
		for _, name := range part.columns {
			f := typedField{Name: name, Label: v.say("submit.column." + name), Value: r.draft.Fields[name], Long: name == "terms" || name == "note"}
			if key := "submit.hint." + name; lang.Has(key) {
				f.Hint = v.say(key)
			}
			f.Options = v.fieldOptions(r.draft, name, f.Value)
			f.Required = name == "title_hans" || name == "officer" && r.draft.Kind == submission.Project
			if !untouched {
				f.Read = v.readAs(r, name)
				for _, p := range r.problems {
					if p.Column == name || p.Column == "title" && name == "title_hans" {
						f.Wrong = append(f.Wrong, lang.Explain(v.tag, p.Why))
					}
				}
			}
			g.Fields = append(g.Fields, f)
		}
		out = append(out, g)
	}
	return out
}

// fieldOptions are what a field is chosen from. What was typed and is none of them stays among
// them, so that nothing is lost by opening the form.
func (v *visit) fieldOptions(d submission.Draft, name, value string) []option {
	var out []option
	add := func(code, text string) {
		chosen := value != "" && (lang.Fold(value) == lang.Fold(code) || slices.ContainsFunc(lang.Tags, func(t lang.Tag) bool {
			return lang.Fold(value) == lang.Fold(text)
		}))
		out = append(out, option{Value: code, Text: text, Selected: chosen})
	}
	switch {
	case name == "type" && d.Kind == submission.Project:
		for _, t := range project.Types {
			add(string(t), v.say("word.cooperation."+string(t)))
		}
	case name == "type":
		for _, t := range agreement.Types {
			add(string(t), v.say("word.agreement."+string(t)))
		}
	case name == "direction":
		for _, t := range []project.Direction{project.Inward, project.Outward, project.Joint} {
			add(string(t), v.say("word.direction."+string(t)))
		}
	case name == "district" && d.Kind == submission.Project:
		for _, x := range fair.Districts(d.Side) {
			add(x.Code, v.name(x.Name))
		}
		if at, err := fair.ParseDistrict(value); err == nil {
			for i := range out {
				out[i].Selected = out[i].Value == at.Code
			}
		}
	default:
		return nil
	}
	if value != "" && !slices.ContainsFunc(out, func(o option) bool { return o.Selected }) {
		out = append(out, option{Value: value, Text: value, Selected: true})
	}
	return out
}

// readAs is how a field was read, when that says more than what was typed.
func (v *visit) readAs(r reading, name string) string {
	text := ""
	var amount money.Amount
	var industry string
	switch rec := r.rec.(type) {
	case project.Project:
		amount, industry = rec.Amount, rec.Industry
	case agreement.Agreement:
		amount, industry = rec.Amount, rec.Industry
		if name == "signed_on" {
			text = rec.SignedOn.Format(v.tag)
		}
	}
	switch name {
	case "amount":
		text = amountText(v.tag, amount)
	case "industry":
		if i, ok := project.IndustryByCode(industry); ok {
			text = i.Code + " " + v.name(i.Name)
		}
	case "owner", "investor", "partner":
		var fresh []string
		for _, p := range r.parties {
			if typed := v.name(p.Name); strings.Contains(r.draft.Fields[name], typed) && typed != "" {
				fresh = append(fresh, typed)
			}
		}
		if len(fresh) > 0 {
			return v.say("submit.new_party", lang.Args{"name": strings.Join(fresh, v.say("error.list"))})
		}
	}
	if text == "" || text == r.draft.Fields[name] {
		return ""
	}
	return v.say("submit.read_as", lang.Args{"value": text})
}

// typedAmount is an amount as somebody would type it: exact, with its currency.
func typedAmount(a money.Amount) (number, currency string) {
	if !a.Given() {
		return "", ""
	}
	text, exact := money.Decimal(a.Rat())
	if !exact {
		return a.String(), ""
	}
	return text, string(a.Currency)
}

// partyNames are parties as a cell names them: by the code, or the name.
func (s *site) partyNames(v *visit, ids []party.ID) (map[party.ID]string, error) {
	var list []string
	for _, id := range ids {
		list = append(list, string(id))
	}
	if err := s.nameParties(v, list); err != nil {
		return nil, err
	}
	out := map[party.ID]string{}
	for _, id := range ids {
		t := v.named(id).Name
		for _, tag := range []lang.Tag{lang.Hans, lang.Hant, lang.En} {
			if out[id] == "" {
				out[id] = t.Get(tag)
			}
		}
	}
	return out, nil
}

// projectCells writes a project as a form would have it typed.
func (s *site) projectCells(v *visit, p project.Project) (map[string]string, error) {
	names, err := s.partyNames(v, []party.ID{p.Owner})
	if err != nil {
		return nil, err
	}
	cells := map[string]string{
		"code": p.Code, "title_hans": p.Title.Hans, "title_hant": p.Title.Hant, "title_en": p.Title.En, "type": string(p.Type),
		"direction": string(p.Direction), "district": p.District, "industry": p.Industry, "terms": p.Terms, "status": p.Status,
	}
	if p.Owner != "" {
		cells["owner"] = names[p.Owner]
	}
	if p.Officer != "" {
		who, err := v.view.Person(v.Context(), p.Officer)
		if err != nil {
			return nil, err
		}
		cells["officer"], _ = who.Name.In(lang.Hans)
		cells["officer_post"], _ = who.Office.In(lang.Hans)
	}
	cells["amount"], cells["currency"] = typedAmount(p.Amount)
	return withoutEmpty(cells), nil
}

// agreementCells writes an agreement as a form would have it typed.
func (s *site) agreementCells(v *visit, a agreement.Agreement) (map[string]string, error) {
	var ids []party.ID
	for _, r := range a.Parties {
		ids = append(ids, r.Party)
	}
	names, err := s.partyNames(v, ids)
	if err != nil {
		return nil, err
	}
	cells := map[string]string{
		"code": a.Code, "title_hans": a.Title.Hans, "title_hant": a.Title.Hant, "title_en": a.Title.En, "type": string(a.Type),
		"direction": string(a.Direction), "signed_on": string(a.SignedOn), "industry": a.Industry, "country": a.Country, "project": a.Project, "note": a.Note,
	}
	roles := map[string][]string{}
	for _, r := range a.Parties {
		roles[r.Role] = append(roles[r.Role], names[r.Party])
	}
	cells["investor"], cells["partner"] = strings.Join(roles["investor"], "; "), strings.Join(roles["partner"], "; ")
	var shares []string
	for _, x := range a.Attributions {
		if x.District == "" {
			continue
		}
		text := x.District
		if x.Num != x.Den && x.Den > 0 {
			text += " " + big.NewRat(x.Num, x.Den).String()
		}
		shares = append(shares, text)
	}
	cells["district"] = strings.Join(shares, "; ")
	cells["amount"], cells["currency"] = typedAmount(a.Amount)
	return withoutEmpty(cells), nil
}

func withoutEmpty(cells map[string]string) map[string]string {
	for name, text := range cells {
		if text == "" {
			delete(cells, name)
		}
	}
	return cells
}

// column is the word for a column of a spreadsheet or a field of a form.
func (v *visit) column(name string) string {
	if lang.Has("submit.column." + name) {
		return v.say("submit.column." + name)
	}
	return name
}

// cellPlace names a cell of a spreadsheet as that does: C4; "" when the file has no such column.
func cellPlace(u submission.Upload, row int64, column string) string {
	if column == "title_hans" && u.Columns[column] == "" {
		column = "title" // the form asks for it by its language
	}
	if letter := u.Columns[column]; letter != "" {
		return letter + strconv.FormatInt(row, 10)
	}
	return ""
}
