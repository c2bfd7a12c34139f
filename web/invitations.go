package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// The secretariat, or an office, invites a person of a party by a link; what the person does with it is in
// invited.go.

func (s *site) invitationDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/invitations", action: access.InviteDelegate, do: s.invitations},
		{method: "POST", pattern: "/{fair}/work/invitations", action: access.InviteDelegate, do: s.inviteDelegate},
		{method: "POST", pattern: "/{fair}/work/invitations/{id}/withdraw", action: access.InviteDelegate, do: s.withdrawInvitation},
		{method: "GET", pattern: "/{fair}/invitation/{token}", action: access.ReadPublished, do: s.invited, limit: s.invitees},
		{method: "POST", pattern: "/{fair}/invitation/{token}", action: access.ReadPublished, do: s.accept, limit: s.invitees},
	}
}

// An invitationsPage invites, and lists who was invited.
type invitationsPage struct {
	frame
	Form     string
	List     string
	Edition  int64
	Editions choice
	Fields   []typedField
	Refused  string
	Link     string // of the invitation that was just written: it is shown once
	Mailed   string // where it was mailed to as well
	Lines    []invitationLine
	More     int
}

// An invitationLine is one invitation.
type invitationLine struct {
	Name     string
	Party    lang.Text
	Role     string
	Until    lang.Date
	State    string // key of its word
	Delegate string // the page of who registered by it
	Withdraw string // "" where it is over
	Before   string
}

func (s *site) invitations(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.InviteDelegate); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	form := url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}, "role": {string(delegate.Investor)}, "tag": {string(v.tag)}, "until": {s.lastDay(v)}}
	for _, g := range v.actor.Grants {
		if g.Role == access.Office {
			form.Set("side", g.Side)
			form.Set("office", g.Office)
		}
	}
	return s.showInvitations(v, invitationsPage{}, form, http.StatusOK)
}

// lastDay is the day until which invitations are good unless another is given: in two weeks.
func (s *site) lastDay(v *visit) string {
	return s.db.Now().In(v.fair.Location()).AddDate(0, 0, 14).Format("2006-01-02")
}

func (s *site) showInvitations(v *visit, p invitationsPage, form url.Values, status int) error {
	v.private()
	edition, all, err := s.workEdition(v, form.Get("edition"))
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	rows, err := v.view.Invitations(v.Context(), edition.Number)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.Row[delegate.Invitation]) bool {
		return !meets(v, settings, access.InviteDelegate, r.Value.Delegated())
	})
	if len(rows) > delegatesListed {
		p.More, rows = len(rows)-delegatesListed, rows[:delegatesListed]
	}
	of := make([]delegate.Delegate, len(rows))
	for i, r := range rows {
		of[i] = r.Value.Delegated()
	}
	people, err := s.delegateNames(v, of)
	if err != nil {
		return err
	}
	today := lang.Date(s.db.Now().In(v.fair.Location()).Format("2006-01-02"))
	for i, r := range rows {
		line := invitationLine{Role: r.Value.Role.In(v.tag), Until: r.Value.Until, State: "invitation.state.open"}
		line.Name, _ = v.person(people, of[i])
		if r.Value.Party != "" {
			line.Party = v.named(r.Value.Party).Name
		}
		switch {
		case r.Value.State == delegate.InvitationUsed:
			line.State, line.Delegate = "invitation.state.used", v.workPath("delegates", r.Value.Delegate)
		case r.Value.State == delegate.InvitationWithdrawn:
			line.State, line.Name = "invitation.state.withdrawn", v.say("invitation.forgotten")
		default:
			if !r.Value.Open(today) {
				line.State = "invitation.state.over"
			}
			line.Withdraw, line.Before = v.workPath("invitations", r.Value.ID, "withdraw"), strconv.FormatInt(int64(r.Since), 10)
		}
		p.Lines = append(p.Lines, line)
	}
	p.Form, p.List, p.Edition, p.Editions = v.workPath("invitations"), v.workPath("invitations"), edition.Number, v.editionChoice(all, edition.Number)
	p.Fields = s.invitationFields(v, form)
	if p.frame, err = s.workFrame(v, "delegates", v.say("invitation.of", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.showAs(v, status, "invitations", p)
}

// invitationFields are the fields of the form that invites.
func (s *site) invitationFields(v *visit, form url.Values) []typedField {
	field := func(name string, options []option) typedField {
		f := typedField{Name: name, Label: v.label("delegate.field." + name), Value: form.Get(name), Options: options}
		if key := "invitation.hint." + name; lang.Has(key) {
			f.Hint = v.say(key)
		}
		return f
	}
	var roles, sides, tags []option
	for _, r := range delegate.Roles {
		roles = append(roles, option{Value: string(r), Text: r.In(v.tag), Selected: string(r) == form.Get("role")})
	}
	for _, side := range v.fair.Sides {
		sides = append(sides, option{Value: side.Code, Text: v.name(side.Name), Selected: side.Code == form.Get("side")})
	}
	for _, tag := range lang.Tags {
		tags = append(tags, option{Value: string(tag), Text: lang.Say(tag, "web.language"), Selected: string(tag) == form.Get("tag")})
	}
	name := field("name", nil)
	name.Required = true
	list := []typedField{name, field("email", nil), field("party", nil), field("role", roles), field("side", sides), field("office", nil), field("tag", tags), field("until", nil)}
	list[3].Required = true
	return list
}

// invitationTyped reads the form that invites.
func (s *site) invitationTyped(v *visit) (delegate.Invitation, party.Person, error) {
	var i delegate.Invitation
	name := v.field("name")
	p := party.Person{Name: lang.Text{}.With(v.tag, name), Email: v.field("email")}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return i, p, err
	}
	i.Edition, i.Role, i.Side, i.Office = edition.Number, delegate.Role(v.field("role")), v.field("side"), v.field("office")
	if i.Until, err = lang.ParseDate(v.field("until")); err != nil {
		return i, p, lang.Invalid("invitation.until", lang.Args{"most": delegate.InvitationMost}).Because(err)
	}
	if i.Tag, err = lang.ParseTag(v.field("tag")); err != nil {
		return i, p, err
	}
	if p.Email != "" {
		if p.Email, err = access.ParseEmail(p.Email); err != nil {
			return i, p, err
		}
	}
	if v.field("party") != "" {
		if i.Party, err = s.findParty(v, v.field("party")); err != nil {
			return i, p, err
		}
	}
	if name == "" {
		return i, p, lang.Invalid("delegate.nameless")
	}
	if i.Side != "" && !slices.Contains(v.sideCodes(), i.Side) {
		return i, p, lang.Invalid("delegate.no_side", lang.Args{"given": short(i.Side)})
	}
	return i, p, i.Validate().Err()
}

// inviteDelegate writes an invitation, mails its link where mails are sent, and shows it to be copied.
func (s *site) inviteDelegate(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.InviteDelegate); err != nil {
		return err
	}
	i, person, err := s.invitationTyped(v)
	if err == nil {
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, store.DelegateQuestion(access.InviteDelegate, i.Delegated()), "delegate_invitation")
	}
	base := ""
	if err == nil {
		base, err = s.mailBase(v)
	}
	p := invitationsPage{}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			made, secret, err := tx.InviteDelegate(v.Context(), i, person, v.fromForm())
			if err != nil {
				return err
			}
			p.Link = base + invitationPath(made.Tag, v.fair.ID, secret)
			p.Mailed = ""
			if s.mailFrom == "" || person.Email == "" {
				return nil
			}
			p.Mailed = person.Email
			return s.mailInvitation(v.Context(), tx, v, made, person, p.Link)
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden {
			return err
		}
		return s.showInvitations(v, invitationsPage{Refused: text}, v.PostForm, status)
	}
	v.latest()
	if err := s.enter(v); err != nil { // with what was written
		return err
	}
	for _, name := range []string{"name", "email"} {
		v.PostForm.Del(name)
	}
	return s.showInvitations(v, p, v.PostForm, http.StatusOK)
}

func invitationPath(tag lang.Tag, fair, secret string) string {
	return "/" + string(tag) + "/" + fair + "/invitation/" + url.PathEscape(secret)
}

func (s *site) mailInvitation(ctx context.Context, tx *store.Tx, v *visit, i delegate.Invitation, to party.Person, link string) error {
	name, _ := to.Name.In(i.Tag)
	of, _ := v.fair.Name.In(i.Tag)
	return tx.Mail(ctx, access.Letter{To: to.Email, Name: name, Tag: i.Tag, Kind: "delegate_invitation", Args: lang.Args{
		"address": link, "until": i.Until.Format(i.Tag), "fair": of, "edition": i.Edition,
	}})
}

func (s *site) withdrawInvitation(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.InviteDelegate); err != nil {
		return err
	}
	id := v.PathValue("id")
	row, err := store.Get[delegate.Invitation](v.Context(), v.view, id)
	if err == nil {
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, store.DelegateQuestion(access.InviteDelegate, row.Value.Delegated()), "delegate_invitation/"+id)
	}
	if code := lang.CodeOf(err); code == lang.CodeNotFound || code == lang.CodeForbidden { // nor that there is one
		return lang.NotFound("web.error.record").Because(err)
	}
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil {
		return lang.Stale("record.stale").Because(err)
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.WithdrawInvitation(v.Context(), id, journal.Position(before), v.fromForm())
	})
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("invitations")+"?edition="+strconv.FormatInt(row.Value.Edition, 10))
	return nil
}

// languageList reads the languages of boxes that were ticked and of what was typed beside them.
func languageList(ticked []string, typed string) string {
	words := slices.Concat(ticked, strings.FieldsFunc(strings.ToLower(lang.HalfWidth(typed)), func(r rune) bool { return strings.ContainsRune(" ,，、;；", r) }))
	var out []string
	for _, w := range words {
		if w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}
