package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
)

// accountsDeeds lists the page on which it is seen who holds what in a fair, and what is done there.
func (s *site) accountsDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/accounts", action: access.ReadAccounts, do: s.accounts},
		{method: "POST", pattern: "/{fair}/work/accounts/invite", action: access.InviteOffice, do: s.inviteAccount},
		{method: "POST", pattern: "/{fair}/work/accounts/revoke", action: access.InviteOffice, do: s.revokeGrant},
		{method: "POST", pattern: "/{fair}/work/accounts/manage", action: access.ManageAccounts, do: s.manageAccount},
	}
}

// An accountsPage says who holds what in the fair.
type accountsPage struct {
	frame
	Lines      []accountLine
	May        bool // invite
	Manage     bool // any account of the installation
	Roles      []option
	Sides      []option
	Tags       []option
	Typed      url.Values
	Refused    string
	Note       string
	Act        string
	RevokePath string
	ManagePath string
	Wrong      bool
}

// An accountLine is somebody with what they hold.
type accountLine struct {
	access.Account
	Word   string // of the state
	Until  version
	Locked bool
	Grants []heldGrant
	Own    bool // the reader's own
}

// A heldGrant is a role that somebody holds in the fair.
type heldGrant struct {
	ID, Role, Of string
	May          bool // the reader may take it back
}

// grantQuestion is what the table is asked before a role is given or taken.
func grantQuestion(g access.Grant) access.Question {
	if g.Role == access.Office || g.Role == access.Delegate {
		return access.Question{Action: access.InviteOffice, Side: g.Side, Parties: given(g.Party), Offices: given(g.Office)}
	}
	return access.Question{Action: access.ManageGrants}
}

func (s *site) accounts(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadAccounts); err != nil {
		return err
	}
	return s.showAccounts(v, "", http.StatusOK)
}

func (s *site) showAccounts(v *visit, refused string, status int) error {
	ctx := v.Context()
	grants, err := v.view.Grants(ctx)
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	manage, err := s.manager(v)
	if err != nil {
		return err
	}
	p := accountsPage{
		May: !access.AllRefused(v.actor, access.InviteOffice), Refused: refused, Typed: v.PostForm, Wrong: refused != "",
		Act: v.workPath("accounts", "invite"), RevokePath: v.workPath("accounts", "revoke"), ManagePath: v.workPath("accounts", "manage"), Sides: v.sideOptions(),
	}
	p.Manage = access.Decide(manage, access.Question{Action: access.ManageAccounts, Installation: true}, nil)
	for i := range p.Sides {
		p.Sides[i].Selected = p.Sides[i].Value == v.PostForm.Get("side")
	}
	for _, r := range access.Granted {
		may := slices.ContainsFunc(append([]string{""}, sideCodes(v)...), func(side string) bool {
			return access.Decide(v.actor, grantQuestion(access.Grant{Role: r, Side: side}), settings)
		})
		if may {
			p.Roles = append(p.Roles, option{Value: string(r), Text: r.In(v.tag), Selected: string(r) == v.PostForm.Get("role")})
		}
	}
	for _, tag := range lang.Tags {
		p.Tags = append(p.Tags, option{Value: string(tag), Text: lang.Say(tag, "web.language"), Selected: string(tag) == cmp.Or(v.PostForm.Get("language"), string(v.tag))})
	}
	if p.Lines, err = s.accountLines(v, grants, settings); err != nil {
		return err
	}
	if v.URL.Query().Has("done") {
		p.Note = v.say("accounts.done")
	}
	if p.frame, err = s.workFrame(v, "accounts", v.say("accounts.title")); err != nil {
		return err
	}
	return s.showAs(v, status, "accounts", p)
}

func sideCodes(v *visit) []string {
	var out []string
	for _, side := range v.fair.Sides {
		out = append(out, side.Code)
	}
	return out
}

// accountLines lists those who hold something, in the order in which the roles were given.
func (s *site) accountLines(v *visit, grants []access.Grant, settings access.Settings) ([]accountLine, error) {
	var parties, offices []string
	for _, g := range grants {
		parties, offices = append(parties, g.Party), append(offices, g.Office)
	}
	if err := s.nameParties(v, parties); err != nil {
		return nil, err
	}
	if err := s.nameOffices(v, offices); err != nil {
		return nil, err
	}
	var lines []accountLine
	at := map[access.ID]int{}
	for _, g := range grants {
		i, there := at[g.Account]
		if !there {
			a, err := s.db.AccountState(v.Context(), g.Account)
			if lang.CodeOf(err) == lang.CodeNotFound {
				a.Account.ID, err = g.Account, nil
			}
			if err != nil {
				return nil, err
			}
			i = len(lines)
			at[g.Account] = i
			line := accountLine{Account: a.Account, Word: wordFor(v.tag, "access.state", string(a.State)), Locked: !a.Locked.IsZero(), Own: a.ID == v.account.ID}
			line.Until.Time = a.Locked.In(v.fair.Location())
			lines = append(lines, line)
		}
		held := heldGrant{ID: g.ID, Role: g.Role.In(v.tag), May: access.Decide(v.actor, grantQuestion(g), settings)}
		switch side, n := v.fair.SideNamed(g.Side); {
		case g.Office != "":
			held.Of = v.name(v.office(g.Office))
		case g.Party != "":
			held.Of = v.name(v.named(party.ID(g.Party)).Name)
		case n >= 0:
			held.Of = v.name(side.Name)
		}
		lines[i].Grants = append(lines[i].Grants, held)
	}
	return lines, nil
}

// manager is the visitor as the installation knows them.
func (s *site) manager(v *visit) (access.Actor, error) {
	return s.db.Actor(v.Context(), journal.Accounts, v.account.ID)
}

// mailBase is the address at which a link that is mailed leads here. Whoever asks writes the host
// of the request; only on this machine is it to be trusted in a mail.
func (s *site) mailBase(v *visit) (string, error) {
	switch {
	case s.address != "":
		return s.address, nil
	case loopback(v.Host):
		return s.base(v.Request), nil
	}
	return "", lang.Unavailable("account.no_address")
}

// inviteAccount gives somebody a role, and mails an invitation to who has no password yet. What the
// form asks for is asked of the table, whatever the page offered.
func (s *site) inviteAccount(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	v.latest()
	if err := s.enterAs(v, access.InviteOffice); err != nil {
		return err
	}
	err := s.invite(v)
	if err == nil {
		redirectSeen(v.w, v.Request, v.workPath("accounts")+"?done=1")
		return nil
	}
	text, status, rest := v.refusal(err)
	if lang.CodeOf(err) == lang.CodeForbidden || rest != nil {
		return err
	}
	return s.showAccounts(v, text, status)
}

func (s *site) invite(v *visit) error {
	ctx := v.Context()
	g := access.Grant{Account: "x", Role: access.Role(v.field("role")), Side: v.field("side"), Office: v.field("office")}
	if g.Role != access.Office && g.Role != access.Secretariat {
		g.Side = ""
	}
	if g.Role != access.Office {
		g.Office = ""
	}
	if name := v.field("party"); name != "" && g.Role == access.Delegate {
		id, err := s.findParty(v, name)
		if err != nil {
			return err
		}
		g.Party = string(id)
	}
	if err := s.db.Allow(ctx, v.fair.ID, v.actor, grantQuestion(g), "grant/"+string(g.Role)); err != nil {
		return err
	}
	if err := g.Validate().Err(); err != nil {
		return err
	}
	if _, at := v.fair.SideNamed(g.Side); g.Side != "" && at < 0 {
		return lang.Invalid("correct.choice", lang.Args{"given": short(g.Side)})
	}
	tag, err := lang.ParseTag(v.field("language"))
	if err != nil {
		return err
	}
	base, err := s.mailBase(v)
	if err != nil {
		return err
	}
	a := access.Account{Email: v.field("email"), Name: v.field("name"), Tag: tag}
	if err := a.Validate().Err(); err != nil {
		return err
	}
	found, err := s.db.AccountNamed(ctx, a.Email)
	if lang.CodeOf(err) == lang.CodeNotFound {
		found, err = s.db.AddAccount(ctx, v.account.ID, a)
	}
	if err != nil {
		return err
	}
	g.Account = found.ID
	if _, err := s.db.Grant(ctx, v.fair.ID, v.account.ID, g); err != nil {
		return err
	}
	if found.State != access.Invited {
		return nil // they sign in as they do
	}
	return s.db.Invite(ctx, v.account.ID, found.ID, base)
}

// revokeGrant takes a role back, of this fair alone.
func (s *site) revokeGrant(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	v.latest()
	if err := s.enterAs(v, access.InviteOffice); err != nil {
		return err
	}
	grants, err := v.view.Grants(v.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(grants, func(g access.Grant) bool { return g.ID == v.field("grant") })
	if at < 0 {
		return lang.NotFound("web.error.record")
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, grantQuestion(grants[at]), "grant/"+grants[at].ID); err != nil {
		return err
	}
	if err := s.db.Revoke(v.Context(), v.fair.ID, v.account.ID, grants[at].ID); err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("accounts")+"?done=1")
	return nil
}

// manageAccount unlocks, resets, disables or brings back an account of somebody in the fair. An account
// belongs to the installation, and so does whoever may do that.
func (s *site) manageAccount(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	v.latest()
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	manager, err := s.manager(v)
	if err != nil {
		return err
	}
	id := v.field("account")
	if err := s.db.Allow(ctx, journal.Accounts, manager, access.Question{Action: access.ManageAccounts, Installation: true}, "account/"+id); err != nil {
		return err
	}
	if err := s.enterAs(v, access.ReadAccounts); err != nil {
		return err
	}
	grants, err := v.view.GrantsOf(ctx, id)
	if err != nil {
		return err
	}
	if len(grants) == 0 {
		return lang.NotFound("access.account.unknown")
	}
	base, err := s.mailBase(v)
	if err != nil {
		return err
	}
	switch what := v.field("do"); what {
	case "unlock":
		err = s.db.Unlock(ctx, v.account.ID, id)
	case "reset":
		err = s.db.Reset(ctx, v.account.ID, id, base)
	case "disable", "enable":
		if id == v.account.ID {
			return s.showAccounts(v, v.say("accounts.not_own"), http.StatusConflict)
		}
		err = s.db.SetDisabled(ctx, v.account.ID, id, what == "disable")
	default:
		return lang.Invalid("web.error.form")
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showAccounts(v, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("accounts")+"?done=1")
	return nil
}
