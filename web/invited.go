package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/store"
)

// Who holds the link of an invitation says who they are and when they have time. The link is all that
// is asked for; an account is joined when the visitor is signed in as one that may act for the party.

// An invitedPage is the form that an invitation leads to.
type invitedPage struct {
	frame
	Form    string
	Edition string
	Party   lang.Text
	Until   string
	Refused string
	Name    []typedField
	Contact []typedField
	Roles   []option
	Speaks  []option
	Further string // languages that have no box
	Most    string
	Days    []awayDay
	Done    bool
	Day     string // "My day", for who is signed in
}

// An awayDay is a day with its slots: what is ticked has no time for meetings.
type awayDay struct {
	Day   lang.Date
	Value string
	All   bool
	Slots []option
}

// boxedLanguages are offered as boxes to tick.
var boxedLanguages = []string{"zh", "yue", "en"}

// theInvitation reads the invitation that the link names, whatever the table lets its holder see: the
// secret is what they show.
func (s *site) theInvitation(v *visit) (store.Row[delegate.Invitation], party.Person, error) {
	v.private()
	v.whole = true
	v.latest()
	if err := s.enter(v); err != nil {
		return store.Row[delegate.Invitation]{}, party.Person{}, err
	}
	today := lang.Date(s.db.Now().In(v.fair.Location()).Format("2006-01-02"))
	row, person, err := v.view.InvitationBy(v.Context(), v.PathValue("token"), today)
	if err == nil && row.Value.Party != "" {
		err = s.nameParties(v, []string{string(row.Value.Party)})
	}
	return row, person, err
}

func (s *site) invited(v *visit) error {
	row, person, err := s.theInvitation(v)
	if err != nil {
		return err
	}
	form := url.Values{
		"role": {string(row.Value.Role)}, "name_hans": {person.Name.Hans}, "name_hant": {person.Name.Hant}, "name_en": {person.Name.En}, "email": {person.Email},
		"language": {map[bool]string{true: "en", false: "zh"}[v.tag == lang.En]},
	}
	return s.showInvited(v, row.Value, invitedPage{}, form, http.StatusOK)
}

func (s *site) showInvited(v *visit, i delegate.Invitation, p invitedPage, form url.Values, status int) error {
	p.Form, p.Edition, p.Until = v.path("invitation", v.PathValue("token")), v.editionWord(i.Edition), i.Until.Format(v.tag)
	if i.Party != "" {
		p.Party = v.named(i.Party).Name
	}
	field := func(name, label string) typedField {
		return typedField{Name: name, Label: label, Value: form.Get(name)}
	}
	for _, tag := range lang.Tags {
		p.Name = append(p.Name, field("name_"+shortTag(tag), v.say("delegate.name_in", lang.Args{"language": v.say("scheme.language." + shortTag(tag))})))
	}
	for _, tag := range lang.Tags {
		p.Name = append(p.Name, field("post_"+shortTag(tag), v.say("delegate.post_in", lang.Args{"language": v.say("scheme.language." + shortTag(tag))})))
	}
	p.Contact = []typedField{field("email", v.label("delegate.field.email")), field("phone", v.label("delegate.field.phone"))}
	for _, r := range delegate.Roles {
		if r != delegate.Interpreter || i.Role == r {
			p.Roles = append(p.Roles, option{Value: string(r), Text: r.In(v.tag), Selected: string(r) == form.Get("role")})
		}
	}
	if i.Role == delegate.Interpreter {
		p.Roles = nil
	}
	for _, code := range boxedLanguages {
		name, _ := lang.Language(code).In(v.tag)
		p.Speaks = append(p.Speaks, option{Value: code, Text: name, Selected: slices.Contains(form["language"], code)})
	}
	p.Further, p.Most = form.Get("further"), form.Get("most")
	setup, err := v.view.MeetingSetup(v.Context(), i.Edition)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	p.Days = awayDays(setup.Value, form["away"])
	title := v.say("invitation.title", lang.Args{"fair": v.fair.Name})
	if p.frame, err = s.frame(v, "", title); err != nil {
		return err
	}
	p.machine = machine{}
	return s.showAs(v, status, "invited", p)
}

// awayDays are the days and slots of an edition's meetings.
func awayDays(setup meeting.Setup, away []string) []awayDay {
	var out []awayDay
	for _, t := range setup.Slots {
		if len(out) == 0 || out[len(out)-1].Day != t.Day {
			out = append(out, awayDay{Day: t.Day, Value: string(t.Day), All: slices.Contains(away, string(t.Day))})
		}
		d := &out[len(out)-1]
		d.Slots = append(d.Slots, option{Value: t.Code(), Text: t.Begins + "–" + t.Ends, Selected: slices.Contains(away, t.Code())})
	}
	return out
}

// acceptedForm reads what somebody says of themselves.
func (s *site) acceptedForm(v *visit, i delegate.Invitation) (delegate.Delegate, party.Person, error) {
	p := party.Person{
		Name:   lang.Text{Hans: v.field("name_hans"), Hant: v.field("name_hant"), En: v.field("name_en")},
		Office: lang.Text{Hans: v.field("post_hans"), Hant: v.field("post_hant"), En: v.field("post_en")},
		Email:  v.field("email"), Phone: v.field("phone"),
	}
	d := delegate.Delegate{Role: delegate.Role(v.field("role"))}
	if d.Role == "" {
		d.Role = i.Role
	}
	for _, field := range []string{p.Name.Hans, p.Name.Hant, p.Name.En, p.Office.Hans, p.Office.Hant, p.Office.En, p.Phone} {
		if len(field) > fieldMost {
			return d, p, lang.Invalid("invitation.long")
		}
	}
	var err error
	if p.Email != "" {
		if p.Email, err = access.ParseEmail(p.Email); err != nil {
			return d, p, err
		}
	}
	if p.Name.Empty() {
		return d, p, lang.Invalid("delegate.nameless")
	}
	d.Languages = languageList(v.PostForm["language"], v.field("further"))
	if len(delegate.Words(d.Languages)) > 20 || len(v.PostForm["away"]) > 256 {
		return d, p, lang.Invalid("invitation.long")
	}
	setup, err := v.view.MeetingSetup(v.Context(), i.Edition)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return d, p, err
	}
	var away []string
	for _, day := range awayDays(setup.Value, v.PostForm["away"]) { // what the edition has, and nothing else
		if day.All {
			away = append(away, day.Value)
			continue
		}
		for _, slot := range day.Slots {
			if slot.Selected {
				away = append(away, slot.Value)
			}
		}
	}
	d.Away = strings.Join(away, " ")
	if most := v.field("most"); most != "" {
		if d.Most, err = delegateNumber("most", most); err != nil {
			return d, p, err
		}
	}
	x := i.Delegated()
	x.Role, x.Languages, x.Away, x.Most = d.Role, d.Languages, d.Away, d.Most
	return d, p, x.Validate().Err()
}

// fieldMost is how many bytes somebody may write of their name.
const fieldMost = 300

func (s *site) accept(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	row, _, err := s.theInvitation(v)
	if err != nil {
		return err
	}
	i := row.Value
	d, person, err := s.acceptedForm(v, i)
	if err == nil {
		for _, g := range v.actor.Grants { // who may act for the party signs in as themselves
			if g.Role == access.Delegate && g.Party == string(i.Party) && i.Party != "" {
				if _, err := v.view.DelegateOf(v.Context(), i.Edition, v.account.ID); lang.CodeOf(err) == lang.CodeNotFound {
					d.Account = v.account.ID
				}
			}
		}
		err = s.db.Update(v.Context(), v.fair.ID, access.System, func(tx *store.Tx) error {
			made, err := tx.AcceptInvitation(v.Context(), v.PathValue("token"), d, person, journal.Origin{Kind: "invitation"})
			if err == nil {
				d = made
			}
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return err
		}
		return s.showInvited(v, i, invitedPage{Refused: text}, v.PostForm, status)
	}
	p := invitedPage{Done: true}
	if d.Account != "" {
		p.Day = v.workPath("day")
	}
	return s.showInvited(v, i, p, v.PostForm, http.StatusOK)
}

// unsecret leaves out of an address the secret of a link, for what is written down of a request.
func unsecret(path string) string {
	for _, before := range []string{"/invitation/", "/recovery/"} {
		if at := strings.Index(path, before); at >= 0 {
			return path[:at+len(before)] + "…"
		}
	}
	return path
}
