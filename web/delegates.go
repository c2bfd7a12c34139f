package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// Who comes to an edition: delegates are found by all who may ask them for a meeting, and
// registered by the secretariat, their office or themselves. What is held of a person can be handed
// out and erased.

func (s *site) delegateDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/delegates", action: access.FindDelegate, do: s.delegates},
		{method: "GET", pattern: "/{fair}/work/delegates.csv", action: access.ReadDelegate, do: s.recordFile("csv", exchange.Delegates, access.ReadDelegate)},
		{method: "GET", pattern: "/{fair}/work/delegates.xlsx", action: access.ReadDelegate, do: s.recordFile("xlsx", exchange.Delegates, access.ReadDelegate)},
		{method: "GET", pattern: "/{fair}/work/delegates/new", action: access.WriteDelegate, do: s.newDelegate},
		{method: "POST", pattern: "/{fair}/work/delegates/new", action: access.WriteDelegate, do: s.writeNewDelegate},
		{method: "GET", pattern: "/{fair}/work/delegates/{id}", action: access.ReadDelegate, do: s.delegate},
		{method: "POST", pattern: "/{fair}/work/delegates/{id}", action: access.WriteDelegate, do: s.writeDelegate},
		{method: "GET", pattern: "/{fair}/work/delegates/{id}/known", action: access.EraseDelegate, do: s.knownOf},
		{method: "POST", pattern: "/{fair}/work/delegates/{id}/erase", action: access.EraseDelegate, do: s.eraseDelegate},
	}
}

// delegatesListed is how many lines a list of delegates, requests or meetings has at most.
const delegatesListed = 200

// A delegatesPage lists who comes.
type delegatesPage struct {
	frame
	Form     string
	Editions choice
	Query    string
	From     string // in whose name a meeting is asked for; "" when that is not settled
	FromName string
	New      string
	Invite   string
	Files    []fileLink // those whom the visitor may read, to be brought in again
	Lines    []delegateLine
	More     int
}

// A delegateLine is one who comes.
type delegateLine struct {
	Name      string
	Post      string
	Party     lang.Text
	Role      string
	Side      lang.Text
	Languages string
	Withdrawn bool
	URL       string // for who may read all of them
	Ask       string // where they are asked for a meeting, or one asks in their name; "" where one can neither
	For       bool   // in their name
	Day       string // their meetings
}

// person is the name and post of a delegate, who may have been erased.
func (v *visit) person(people map[string]party.Person, d delegate.Delegate) (name, post string) {
	p := people[d.Person]
	if name = v.name(p.Name); name == "" {
		name = cmp.Or(d.Code, v.say("delegate.unnamed"))
	}
	return name, v.name(p.Office)
}

// delegateNames reads the people and parties behind delegates.
func (s *site) delegateNames(v *visit, all []delegate.Delegate) (map[string]party.Person, error) {
	var refs, parties []string
	for _, d := range all {
		if d.Person != "" {
			refs = append(refs, d.Person)
		}
		if d.Party != "" {
			parties = append(parties, string(d.Party))
		}
	}
	if err := s.nameParties(v, parties); err != nil {
		return nil, err
	}
	return v.view.People(v.Context(), refs)
}

// meets reports whether the table lets the visitor do the action to the delegate.
func meets(v *visit, settings access.Settings, action access.Action, d delegate.Delegate) bool {
	return access.Decide(v.actor, store.DelegateQuestion(action, d), settings)
}

func (s *site) delegates(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.FindDelegate); err != nil {
		return err
	}
	q := v.URL.Query()
	edition, all, err := s.workEdition(v, q.Get("edition"))
	if err != nil {
		return err
	}
	rows, err := v.view.Delegates(v.Context(), edition.Number)
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	found := make([]delegate.Delegate, 0, len(rows))
	for _, r := range rows {
		if !r.Value.Withdrawn || meets(v, settings, access.ReadDelegate, r.Value) {
			found = append(found, r.Value)
		}
	}
	people, err := s.delegateNames(v, found)
	if err != nil {
		return err
	}
	p := delegatesPage{Form: v.workPath("delegates"), Editions: v.editionChoice(all, edition.Number), Query: q.Get("q")}
	if from := q.Get("from"); from != "" {
		row, err := s.openDelegate(v, from, access.ReadDelegate)
		if err != nil {
			return err
		}
		names, err := s.namesOf(v, []string{from}, nil)
		if err != nil {
			return err
		}
		if meets(v, settings, access.AskMeeting, row.Value) {
			p.From, p.FromName = from, names[from]
		}
	}
	wanted := lang.Fold(p.Query)
	mayAsk := !access.AllRefused(v.actor, access.AskMeeting)
	for _, d := range found {
		person := people[d.Person]
		if text := person.Name.Hans + " " + person.Name.Hant + " " + person.Name.En + " " + v.name(v.named(d.Party).Name) + " " + d.Code; wanted != "" && !strings.Contains(lang.Fold(text), wanted) {
			continue
		}
		if len(p.Lines) == delegatesListed {
			p.More++
			continue
		}
		line := delegateLine{Role: d.Role.In(v.tag), Side: v.sideName(d.Side), Languages: v.languages(delegate.Words(d.Languages)), Withdrawn: d.Withdrawn}
		line.Name, line.Post = v.person(people, d)
		if d.Party != "" {
			line.Party = v.named(d.Party).Name
		}
		if meets(v, settings, access.ReadDelegate, d) {
			line.URL = v.workPath("delegates", d.ID)
		}
		if meets(v, settings, access.ReadMeeting, d) {
			line.Day = v.address(url.Values{"of": {d.ID}}, "work", "day")
		}
		if d.Meets() && mayAsk && d.ID != p.From {
			ask := url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}
			switch {
			case p.From != "":
				ask.Set("from", p.From)
				ask.Set("to", d.ID)
			case meets(v, settings, access.AskMeeting, d):
				ask.Set("from", d.ID)
				line.For = d.Account != v.account.ID
			default:
				ask.Set("to", d.ID)
			}
			line.Ask = v.address(ask, "work", "requests")
		}
		p.Lines = append(p.Lines, line)
	}
	if !access.AllRefused(v.actor, access.WriteDelegate) {
		p.New = v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "delegates", "new")
	}
	if !access.AllRefused(v.actor, access.InviteDelegate) {
		p.Invite = v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "invitations")
	}
	if !access.AllRefused(v.actor, access.ReadDelegate) {
		for _, form := range downloadForms {
			p.Files = append(p.Files, fileLink{form.name, v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "delegates."+form.name)})
		}
	}
	if p.frame, err = s.workFrame(v, "delegates", v.say("delegate.of", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.show(v, "delegates", p)
}

// A delegatePage is the form of a delegate.
type delegatePage struct {
	frame
	Form    string
	Fields  []typedField
	Before  string
	Refused string
	Note    string
	Known   string // where what is held of them is handed out
	Erase   string
	Day     string
	Ask     string // where a meeting is asked for on their behalf

	Suggest, Interest string // whom they should meet, and what their party asks for
}

// delegateForm is what a form of a delegate begins with.
func delegateForm(d delegate.Delegate, p party.Person) url.Values {
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	form := url.Values{
		"edition": {strconv.FormatInt(d.Edition, 10)}, "party": {string(d.Party)}, "role": {string(d.Role)}, "side": {d.Side}, "office": {d.Office}, "code": {d.Code},
		"languages": {d.Languages}, "away": {strings.Join(delegate.Words(d.Away), "\n")}, "least": {number(d.Least)}, "most": {number(d.Most)}, "least_day": {number(d.LeastDay)}, "most_day": {number(d.MostDay)},
		"name_hans": {p.Name.Hans}, "name_hant": {p.Name.Hant}, "name_en": {p.Name.En}, "post_hans": {p.Office.Hans}, "post_hant": {p.Office.Hant}, "post_en": {p.Office.En},
		"email": {p.Email}, "phone": {p.Phone},
	}
	form["sessions"] = delegate.Words(d.Sessions)
	if d.Withdrawn {
		form.Set("withdrawn", "1")
	}
	return form
}

func (s *site) newDelegate(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.WriteDelegate); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	d := delegate.Delegate{Edition: edition.Number, Languages: "zh"}
	for _, g := range v.actor.Grants {
		switch {
		case g.Role == access.Delegate && g.Party != "":
			d.Party = party.ID(g.Party)
		case g.Role == access.Office:
			d.Side, d.Office = g.Side, g.Office
		}
	}
	return s.showDelegate(v, delegatePage{Form: v.workPath("delegates", "new")}, delegateForm(d, party.Person{}), http.StatusOK)
}

// delegateFields are the fields of the form.
func (s *site) delegateFields(v *visit, form url.Values) ([]typedField, error) {
	var out []typedField
	field := func(name, label string, options []option) *typedField {
		f := typedField{Name: name, Label: label, Value: form.Get(name), Options: options}
		if key := "delegate.hint." + name; lang.Has(key) {
			f.Hint = v.say(key)
		}
		out = append(out, f)
		return &out[len(out)-1]
	}
	label := func(name string) string { return v.label("delegate.field." + name) }
	for _, tag := range lang.Tags {
		field("name_"+shortTag(tag), v.say("delegate.name_in", lang.Args{"language": v.say("scheme.language." + shortTag(tag))}), nil)
	}
	for _, tag := range lang.Tags {
		field("post_"+shortTag(tag), v.say("delegate.post_in", lang.Args{"language": v.say("scheme.language." + shortTag(tag))}), nil)
	}
	field("email", label("email"), nil)
	field("phone", label("phone"), nil)
	f := field("party", label("party"), nil)
	if f.Value != "" {
		word, name, err := s.partyWord(v, party.ID(f.Value))
		if err != nil {
			return nil, err
		}
		if f.Value = word; name != word {
			f.Read = name
		}
	}
	var roles, sides []option
	for _, r := range delegate.Roles {
		roles = append(roles, option{Value: string(r), Text: r.In(v.tag), Selected: string(r) == form.Get("role")})
	}
	for _, side := range v.fair.Sides {
		sides = append(sides, option{Value: side.Code, Text: v.name(side.Name), Selected: side.Code == form.Get("side")})
	}
	field("role", label("role"), roles).Required = true
	field("side", label("side"), sides)
	field("office", label("office"), nil)
	field("code", label("code"), nil)
	field("languages", label("languages"), nil)
	field("least", label("least"), nil)
	field("most", label("most"), nil)
	field("least_day", label("least_day"), nil)
	field("most_day", label("most_day"), nil)
	field("away", label("away"), nil).Long = true
	return out, nil
}

// partyWord is what a party is typed as where one is asked for, and its name: the code, or the name when
// that is of no other, or else the identifier.
func (s *site) partyWord(v *visit, id party.ID) (word, name string, err error) {
	rows, err := store.ByID[party.Party](v.Context(), v.view, []string{string(id)})
	if err != nil || len(rows) == 0 {
		return string(id), string(id), err
	}
	name = v.name(rows[0].Value.Name)
	if code := rows[0].Value.Code; code != "" {
		return code, name, nil
	}
	if found, err := s.findParty(v, name); err != nil || found != id {
		return string(id), name, nil // the name is of several
	}
	return name, name, nil
}

func shortTag(tag lang.Tag) string {
	switch tag {
	case lang.Hans:
		return "hans"
	case lang.Hant:
		return "hant"
	}
	return "en"
}

func (s *site) showDelegate(v *visit, p delegatePage, form url.Values, status int) error {
	var err error
	if p.Fields, err = s.delegateFields(v, form); err != nil {
		return err
	}
	number, err := strconv.ParseInt(form.Get("edition"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.edition", lang.Args{"given": short(form.Get("edition"))})
	}
	title := v.say("delegate.new")
	if p.Before != "" {
		if title = cmp.Or(form.Get("name_"+shortTag(v.tag)), form.Get("name_hans"), form.Get("name_en"), form.Get("name_hant"), form.Get("code"), v.say("delegate.unnamed")); title == "" {
			title = v.label("word.delegate")
		}
	}
	if p.frame, err = s.workFrame(v, "delegates", title); err != nil {
		return err
	}
	return s.showAs(v, status, "delegate", struct {
		delegatePage
		Edition   int64
		Withdrawn bool
	}{p, number, form.Get("withdrawn") != ""})
}

// delegateTyped reads the form into a delegate.
func (s *site) delegateTyped(v *visit, d *delegate.Delegate) (party.Person, error) {
	p := party.Person{
		Name:   lang.Text{Hans: v.field("name_hans"), Hant: v.field("name_hant"), En: v.field("name_en")},
		Office: lang.Text{Hans: v.field("post_hans"), Hant: v.field("post_hant"), En: v.field("post_en")},
		Email:  v.field("email"), Phone: v.field("phone"),
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return p, err
	}
	d.Edition, d.Code, d.Side, d.Office, d.Role = edition.Number, v.field("code"), v.field("side"), v.field("office"), delegate.Role(v.field("role"))
	if d.Party = ""; v.field("party") != "" {
		if d.Party, err = s.findParty(v, v.field("party")); err != nil {
			return p, err
		}
	}
	d.Languages = strings.ToLower(strings.Join(strings.FieldsFunc(v.field("languages"), func(r rune) bool { return strings.ContainsRune(" ,，、;；", r) }), " "))
	d.Away = strings.Join(strings.Fields(v.PostFormValue("away")), " ")
	d.Withdrawn = v.field("withdrawn") != ""
	for name, to := range map[string]*int64{"least": &d.Least, "most": &d.Most, "least_day": &d.LeastDay, "most_day": &d.MostDay} {
		if *to = 0; v.field(name) != "" {
			if *to, err = delegateNumber(name, v.field(name)); err != nil {
				return p, err
			}
		}
	}
	if p.Name.Empty() {
		return p, lang.Invalid("delegate.nameless")
	}
	if side := d.Side; side != "" && !slices.ContainsFunc(v.sideCodes(), func(c string) bool { return c == side }) {
		return p, lang.Invalid("delegate.no_side", lang.Args{"given": short(side)})
	}
	return p, d.Validate().Err()
}

// delegateNumber reads how many meetings somebody wants.
func delegateNumber(field, text string) (int64, error) {
	n, err := strconv.ParseInt(lang.HalfWidth(text), 10, 32)
	if err != nil {
		return 0, lang.Invalid("delegate.number", lang.Args{"field": lang.Word("delegate.field." + field), "given": short(text)})
	}
	return n, nil
}

// sideCodes are the codes of the fair's sides.
func (v *visit) sideCodes() []string {
	var out []string
	for _, side := range v.fair.Sides {
		out = append(out, side.Code)
	}
	return out
}

func (s *site) writeNewDelegate(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.WriteDelegate); err != nil {
		return err
	}
	var d delegate.Delegate
	person, err := s.delegateTyped(v, &d)
	if err == nil {
		for _, g := range v.actor.Grants { // who registers themselves signs in as themselves
			if g.Role == access.Delegate && g.Party == string(d.Party) {
				if _, err := v.view.DelegateOf(v.Context(), d.Edition, v.account.ID); lang.CodeOf(err) == lang.CodeNotFound {
					d.Account = v.account.ID
				}
			}
		}
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, store.DelegateQuestion(access.WriteDelegate, d), "delegate")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			p := person
			made, err := tx.PutDelegate(v.Context(), d, &p, 0, v.fromForm())
			if err == nil {
				d = made
			}
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden {
			return err
		}
		return s.showDelegate(v, delegatePage{Form: v.workPath("delegates", "new"), Refused: text}, v.PostForm, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("delegates", d.ID))
	return nil
}

// openDelegate reads the delegate that the address names for who may do the action. Who may not read
// them is told that there is nobody.
func (s *site) openDelegate(v *visit, id string, action access.Action) (store.Row[delegate.Delegate], error) {
	row, err := store.Get[delegate.Delegate](v.Context(), v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return row, lang.NotFound("web.error.record")
	}
	if err != nil {
		return row, err
	}
	for _, a := range slices.Compact([]access.Action{access.ReadDelegate, action}) {
		err := s.db.Allow(v.Context(), v.fair.ID, v.actor, store.DelegateQuestion(a, row.Value), "delegate/"+id)
		if a == access.ReadDelegate && lang.CodeOf(err) == lang.CodeForbidden {
			return row, lang.NotFound("web.error.record").Because(err)
		}
		if err != nil {
			return row, err
		}
	}
	return row, nil
}

// delegateLinks are what the page of a delegate leads to.
func (v *visit) delegateLinks(row store.Row[delegate.Delegate]) (delegatePage, error) {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return delegatePage{}, err
	}
	d := row.Value
	p := delegatePage{Before: strconv.FormatInt(int64(row.Since), 10), Day: v.address(url.Values{"of": {d.ID}}, "work", "day")}
	if meets(v, settings, access.WriteDelegate, d) {
		p.Form = v.workPath("delegates", d.ID)
	}
	if meets(v, settings, access.EraseDelegate, d) {
		p.Known, p.Erase = v.workPath("delegates", d.ID, "known"), v.workPath("delegates", d.ID, "erase")
	}
	if meets(v, settings, access.AskMeeting, d) && d.Meets() {
		if d.Party != "" {
			p.Suggest, p.Interest = v.address(url.Values{"from": {d.ID}}, "work", "suggestions"), v.workPath("interests", d.ID)
		}
		p.Ask = v.address(url.Values{"from": {d.ID}}, "work", "requests")
	}
	return p, nil
}

func (s *site) delegate(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadDelegate); err != nil {
		return err
	}
	row, err := s.openDelegate(v, v.PathValue("id"), access.ReadDelegate)
	if err != nil {
		return err
	}
	person, err := v.view.Person(v.Context(), row.Value.Person)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	p, err := v.delegateLinks(row)
	if err != nil {
		return err
	}
	if v.URL.Query().Has("saved") {
		p.Note = v.say("delegate.saved")
	}
	return s.showDelegate(v, p, delegateForm(row.Value, person), http.StatusOK)
}

func (s *site) writeDelegate(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.WriteDelegate); err != nil {
		return err
	}
	row, err := s.openDelegate(v, v.PathValue("id"), access.WriteDelegate)
	if err != nil {
		return err
	}
	d := row.Value
	person, err := s.delegateTyped(v, &d)
	if err == nil { // nor may it become what one may not write
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, store.DelegateQuestion(access.WriteDelegate, d), "delegate/"+d.ID)
	}
	before, wrong := strconv.ParseInt(v.field("before"), 10, 64)
	if err == nil && wrong != nil {
		err = lang.Stale("record.stale")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			p := person
			_, err := tx.PutDelegate(v.Context(), d, &p, journal.Position(before), v.fromForm())
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden {
			return err
		}
		p, err := v.delegateLinks(row)
		if err != nil {
			return err
		}
		p.Refused = text
		return s.showDelegate(v, p, v.PostForm, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("delegates", d.ID)+"?saved=1")
	return nil
}

// knownOf hands out what the fair holds of a person.
func (s *site) knownOf(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.EraseDelegate); err != nil {
		return err
	}
	row, err := s.openDelegate(v, v.PathValue("id"), access.EraseDelegate)
	if err != nil {
		return err
	}
	known, err := v.view.KnownOf(v.Context(), row.Value.ID)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="person.json"`)
	h.Set("Cache-Control", "no-store")
	out := json.NewEncoder(v.w)
	out.SetIndent("", "  ")
	return out.Encode(known)
}

func (s *site) eraseDelegate(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.EraseDelegate); err != nil {
		return err
	}
	row, err := s.openDelegate(v, v.PathValue("id"), access.EraseDelegate)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil {
		return lang.Stale("record.stale").Because(err)
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.EraseDelegate(v.Context(), row.Value.ID, journal.Position(before), v.fromForm())
	})
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("delegates"))
	return nil
}

// languages names the languages that somebody speaks.
func (v *visit) languages(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i], _ = lang.Language(c).In(v.tag)
	}
	return strings.Join(names, v.say("web.list"))
}

// A fileLink leads to a list as a file.
type fileLink struct{ Form, URL string }
