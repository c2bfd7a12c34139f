package web

import (
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
)

// A recordLine is a line of a record that stands beside that of another: what is seen, and the
// columns that are taken with it.
type recordLine struct {
	Name    string
	Columns []string
	recordField
}

// projectLines lists a project line by line, always the same lines in the same order.
func (v *visit) projectLines(p project.Project) []recordLine {
	var officer recordField
	if p.Officer != "" {
		officer.Text = v.people[p.Officer]
	}
	lines := append(titleLines(p.Title), []recordLine{
		{"code", []string{"code"}, recordField{Plain: p.Code}},
		{"type", []string{"type"}, recordField{Plain: wordFor(v.tag, "word.cooperation", string(p.Type))}},
		{"direction", []string{"direction"}, recordField{Plain: wordFor(v.tag, "word.direction", string(p.Direction))}},
		{"amount", amountColumns, recordField{Plain: amountText(v.tag, p.Amount)}},
		{"side", []string{"side"}, v.sideField(p.Side)},
		{"district", []string{"district"}, districtField(p.District)},
		{"office", []string{"office"}, v.officeField(p.Office)},
		{"owner", []string{"owner"}, v.partyLine(p.Owner, "")},
		{"industry", []string{"industry"}, v.industryField(p.Industry)},
		{"terms", []string{"terms"}, recordField{Plain: p.Terms}},
		{"status", []string{"status"}, recordField{Plain: wordFor(v.tag, "web.status", p.Status)}},
		{"officer", []string{"officer"}, officer},
	}...)
	return lines
}

// agreementLines lists an agreement line by line.
func (v *visit) agreementLines(a agreement.Agreement) []recordLine {
	var parties, shares, sides []recordField
	for _, r := range a.Parties {
		parties = append(parties, v.partyLine(r.Party, wordFor(v.tag, "web.role", r.Role)))
	}
	for _, t := range a.Attributions {
		f := districtField(t.District)
		f.Label = v.shareText(t.Num, t.Den)
		if t.Office != "" {
			f.Label = v.name(v.office(t.Office)) + " " + f.Label
		}
		shares = append(shares, f)
	}
	for i, side := range v.fair.Sides {
		if a.Confirmed.Has(fair.SideBit(i)) {
			sides = append(sides, recordField{Text: side.Name})
		}
	}
	return append(titleLines(a.Title), []recordLine{
		{"code", []string{"code"}, recordField{Plain: a.Code}},
		{"type", []string{"type"}, recordField{Plain: wordFor(v.tag, "word.agreement", string(a.Type))}},
		{"direction", []string{"direction"}, recordField{Plain: wordFor(v.tag, "word.direction", string(a.Direction))}},
		{"signed_on", []string{"signed_on"}, recordField{Plain: a.SignedOn.Format(v.tag)}},
		{"amount", amountColumns, recordField{Plain: amountText(v.tag, a.Amount)}},
		{"parties", []string{"parties"}, recordField{Parts: parties}},
		{"attribution", []string{"attributions"}, recordField{Parts: shares}},
		{"industry", []string{"industry"}, v.industryField(a.Industry)},
		{"country", []string{"country"}, recordField{Text: countryName(a.Country)}},
		{"project", []string{"project"}, recordField{Plain: a.Project}},
		{"confirmed", []string{"confirmed"}, recordField{Parts: sides}},
		{"ended_on", []string{"ended_on"}, recordField{Plain: a.EndedOn.Format(v.tag)}},
		{"note", []string{"note"}, recordField{Plain: a.Note}},
	}...)
}

var amountColumns = []string{"amount", "currency"}

func titleLines(t lang.Text) []recordLine {
	return []recordLine{
		{"title_hans", []string{"title_hans"}, recordField{Text: lang.Text{Hans: t.Hans}}},
		{"title_hant", []string{"title_hant"}, recordField{Text: lang.Text{Hant: t.Hant}}},
		{"title_en", []string{"title_en"}, recordField{Text: lang.Text{En: t.En}}},
	}
}

func (v *visit) sideField(code string) recordField {
	if x, at := v.fair.SideNamed(code); at >= 0 {
		return recordField{Text: x.Name}
	}
	return recordField{Plain: code}
}

func districtField(code string) recordField {
	if code == "" {
		return recordField{}
	}
	return recordField{Text: districtName(code)}
}

func (v *visit) officeField(code string) recordField {
	if code == "" {
		return recordField{}
	}
	return recordField{Text: v.office(code), hidden: code}
}

func (v *visit) partyLine(id party.ID, role string) recordField {
	if id == "" {
		return recordField{}
	}
	p := v.named(id)
	return recordField{Label: role, Text: p.Name, URL: p.URL, hidden: string(id)}
}

// A besideLine is a line of two records beside each other.
type besideLine struct {
	Name    string
	Label   string
	Old     recordField
	New     recordField
	Differs bool
	Columns []string
	FromNew bool // to be taken from the second: the first has nothing there
}

// beside puts two records side by side; lines in which nothing stands on either are left out.
func (v *visit) beside(from, to []recordLine) []besideLine {
	var out []besideLine
	for i, x := range to {
		l := besideLine{Name: x.Name, Label: v.column(x.Name), New: x.recordField, Columns: x.Columns}
		if from != nil {
			l.Old = from[i].recordField
			l.Differs = !l.Old.same(l.New)
			l.FromNew = l.Old.empty() && !l.New.empty()
		}
		if !l.Old.empty() || !l.New.empty() {
			out = append(out, l)
		}
	}
	return out
}
