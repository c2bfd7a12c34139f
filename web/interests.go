package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// What a party asks for: written by those who come for it, by the office that registered them, and by the
// secretariat.

func (s *site) interestDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/interests", action: access.ReadMeeting, do: s.interests},
		{method: "GET", pattern: "/{fair}/work/interests.csv", action: access.ReadMeeting, do: s.recordFile("csv", exchange.Interests, access.ReadMeeting)},
		{method: "GET", pattern: "/{fair}/work/interests.xlsx", action: access.ReadMeeting, do: s.recordFile("xlsx", exchange.Interests, access.ReadMeeting)},
		{method: "GET", pattern: "/{fair}/work/interests/{id}", action: access.AskMeeting, do: s.interest},
		{method: "POST", pattern: "/{fair}/work/interests/{id}", action: access.AskMeeting, do: s.writeInterest},
	}
}

// An interestPage is the form of what a party asks for.
type interestPage struct {
	frame
	Form       string
	Back       string
	Party      lang.Text
	Before     string
	Refused    string
	Industries typedField
	Places     typedField
	Least      typedField
	Most       typedField
	Stages     typedField
	Words      typedField
	Types      []option
	Directions []option
	Shown      bool
}

// interestOf is what the party of a delegate asks for; since is 0 where it has not said.
func (v *visit) interestOf(d delegate.Delegate) (match.Interest, journal.Position, error) {
	row, err := v.view.InterestOf(v.Context(), d.Edition, d.Party)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return match.Interest{Edition: d.Edition, Party: d.Party, Side: d.Side, Office: d.Office}, 0, nil
	}
	return row.Value, row.Since, err
}

func (s *site) interest(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.AskMeeting); err != nil {
		return err
	}
	row, err := s.openDelegate(v, v.PathValue("id"), access.AskMeeting)
	if err != nil {
		return err
	}
	i, since, err := v.interestOf(row.Value)
	if err != nil {
		return err
	}
	form := url.Values{
		"before": {strconv.FormatInt(int64(since), 10)}, "industries": {v.industryWords(i.Industries)}, "places": {v.placeWords(i.Places)}, "stages": {i.Stages}, "words": {i.Text},
		"types": strings.Fields(i.Types), "directions": strings.Fields(i.Directions), "least": {i.Least.String()}, "most": {i.Most.String()},
	}
	if i.Shown {
		form.Set("shown", "1")
	}
	return s.showInterest(v, row.Value, interestPage{}, form, http.StatusOK)
}

// industryWords are the codes of industries with what they are called.
func (v *visit) industryWords(codes string) string {
	var out []string
	for code := range strings.FieldsSeq(codes) {
		if i, ok := project.IndustryByCode(code); ok {
			code += " " + v.name(i.Name)
		}
		out = append(out, code)
	}
	return strings.Join(out, "\n")
}

// placeWords are places by their names.
func (v *visit) placeWords(codes string) string {
	var out []string
	for code := range strings.FieldsSeq(codes) {
		out = append(out, v.wantedPlace(code))
	}
	return strings.Join(out, "\n")
}

// wantedPlace is the name of a district or a side.
func (v *visit) wantedPlace(code string) string {
	if d, ok := fair.DistrictByCode(code); ok {
		return v.name(d.Name)
	}
	if side, at := v.fair.SideNamed(code); at >= 0 {
		return v.name(side.Name)
	}
	return code
}

func (s *site) showInterest(v *visit, d delegate.Delegate, p interestPage, form url.Values, status int) error {
	if err := s.nameParties(v, []string{string(d.Party)}); err != nil {
		return err
	}
	field := func(name string, long bool) typedField {
		f := typedField{Name: name, Label: v.label("interest.field." + name), Value: form.Get(name), Long: long}
		if key := "interest.hint." + name; lang.Has(key) {
			f.Hint = v.say(key)
		}
		return f
	}
	p.Form, p.Back = v.workPath("interests", d.ID), v.address(url.Values{"from": {d.ID}}, "work", "suggestions")
	p.Party, p.Before, p.Shown = v.named(d.Party).Name, form.Get("before"), form.Get("shown") != ""
	p.Industries, p.Places, p.Words = field("industries", true), field("places", true), field("words", true)
	p.Least, p.Most, p.Stages = field("least", false), field("most", false), field("stages", false)
	for _, t := range project.Types {
		p.Types = append(p.Types, option{Value: string(t), Text: v.say("word.cooperation." + string(t)), Selected: slices.Contains(form["types"], string(t))})
	}
	for _, t := range match.Directions {
		p.Directions = append(p.Directions, option{Value: string(t), Text: v.say("word.direction." + string(t)), Selected: slices.Contains(form["directions"], string(t))})
	}
	var err error
	if p.frame, err = s.workFrame(v, "suggestions", v.say("interest.title")); err != nil {
		return err
	}
	return s.showAs(v, status, "interest", p)
}

// placesTyped reads districts and sides, in lines or parted by semicolons, commas and 、.
func (v *visit) placesTyped(text string) (codes []string, err error) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\n;；、,，", r) }) {
		if part = lang.Clean(part); part == "" {
			continue
		}
		at := slices.IndexFunc(v.fair.Sides, func(x fair.Side) bool {
			return x.Code == part || slices.ContainsFunc(lang.Tags, func(tag lang.Tag) bool { return x.Name.Get(tag) != "" && lang.Fold(x.Name.Get(tag)) == lang.Fold(part) })
		})
		if at >= 0 {
			codes = append(codes, v.fair.Sides[at].Code)
			continue
		}
		d, err := fair.ParseDistrict(part)
		if err != nil {
			return nil, err
		}
		codes = append(codes, d.Code)
	}
	return codes, nil
}

// interestTyped reads the form into an interest. What is wrong is said in the order of the form.
func interestTyped(v *visit, i *match.Interest) error {
	industries, err := project.ParseIndustries(v.PostFormValue("industries"))
	if err != nil {
		return err
	}
	places, err := v.placesTyped(v.PostFormValue("places"))
	if err != nil {
		return err
	}
	i.Industries, i.Places = strings.Join(industries, " "), strings.Join(places, " ")
	for _, bound := range []struct {
		name string
		to   *money.Amount
	}{{"least", &i.Least}, {"most", &i.Most}} {
		text := v.field(bound.name)
		if *bound.to = (money.Amount{}); text == "" {
			continue
		}
		if *bound.to, err = money.ParseExact(text); err != nil {
			if *bound.to, err = money.ParseAmount(text, money.Unit{}, ""); err != nil {
				return lang.Invalid("interest.amount", lang.Args{"given": short(text)}).Because(err)
			}
		}
	}
	i.Types, i.Directions = strings.Join(v.PostForm["types"], " "), strings.Join(v.PostForm["directions"], " ")
	i.Stages, i.Text, i.Shown = v.field("stages"), strings.TrimSpace(v.PostFormValue("words")), v.field("shown") != ""
	return i.Validate().Err()
}

func (s *site) writeInterest(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.AskMeeting); err != nil {
		return err
	}
	row, err := s.openDelegate(v, v.PathValue("id"), access.AskMeeting)
	if err != nil {
		return err
	}
	d := row.Value
	i, since, err := v.interestOf(d)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil || journal.Position(before) != since {
		err = lang.Stale("record.stale")
	}
	if err == nil && d.Party == "" {
		err = lang.Invalid("interest.nobody")
	}
	if err == nil {
		err = interestTyped(v, &i)
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			_, err := tx.PutInterest(v.Context(), i, since, v.fromForm())
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden {
			return err
		}
		return s.showInterest(v, d, interestPage{Refused: text}, v.PostForm, status)
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"from": {d.ID}}, "work", "suggestions"))
	return nil
}

// declines notes that a party said no thanks to a project.
func declines(i match.Interest, id project.ID, since journal.Position, origin journal.Origin, v *visit, tx *store.Tx) error {
	if !i.Decline(id) {
		return nil
	}
	_, err := tx.PutInterest(v.Context(), i, since, origin)
	return err
}

// declinedBefore are the projects that a party said no thanks to.
func declinedBefore(i match.Interest) []match.Past {
	var out []match.Past
	for id := range strings.FieldsSeq(i.Declined) {
		out = append(out, match.Past{Investor: party.ID(i.Party), Project: project.ID(id), Declined: true})
	}
	return out
}
