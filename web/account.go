package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rsc.io/qr"

	"bridgehead/access"
	"bridgehead/lang"
)

// A signInPage asks for address and password, or then for the code.
type signInPage struct {
	frame
	Action  string
	To      string // where to go afterwards
	Email   string
	Refused string
	Note    string
	Code    bool   // the code is asked for, not the password
	Forgot  string // address of the page that mails a link
}

// accountDeeds lists what people do with their own accounts.
func (s *site) accountDeeds() []deed {
	slow := newLimiter(2*time.Second, 20) // of one address: an office behind one gateway signs in within minutes
	open, self := access.ReadPublished, access.ManageSelf
	return []deed{
		{method: "GET", pattern: "/account/sign-in", action: open, do: s.signInForm},
		{method: "POST", pattern: "/account/sign-in", action: open, do: s.signIn, limit: slow},
		{method: "GET", pattern: "/account/code", action: open, do: s.codeForm},
		{method: "POST", pattern: "/account/code", action: open, do: s.signInCode, limit: slow},
		{method: "POST", pattern: "/account/sign-out", action: open, do: s.signOut},
		{method: "GET", pattern: "/account/forgotten", action: open, do: s.forgottenForm},
		{method: "POST", pattern: "/account/forgotten", action: open, do: s.forgotten, limit: slow},
		{method: "GET", pattern: "/account/invitation/{token}", action: open, do: s.tokenForm(access.Invitation)},
		{method: "POST", pattern: "/account/invitation/{token}", action: open, do: s.setPassword(access.Invitation), limit: slow},
		{method: "GET", pattern: "/account/recovery/{token}", action: open, do: s.tokenForm(access.Recovery)},
		{method: "POST", pattern: "/account/recovery/{token}", action: open, do: s.setPassword(access.Recovery), limit: slow},
		{method: "GET", pattern: "/account", action: self, do: s.ownAccount},
		{method: "POST", pattern: "/account/password", action: self, do: s.changePassword, limit: slow},
		{method: "POST", pattern: "/account/sessions", action: self, do: s.endSession},
		{method: "POST", pattern: "/account/details", action: self, do: s.changeDetails},
		{method: "GET", pattern: "/account/second-step", action: self, do: s.secondStepForm},
		{method: "POST", pattern: "/account/second-step", action: self, do: s.secondStep, limit: slow},
		{method: "POST", pattern: "/account/second-step/remove", action: self, do: s.removeSecondStep, limit: slow},
	}
}

func (v *visit) accountPath(parts ...string) string {
	to := "/" + string(v.tag) + "/account"
	for _, p := range parts {
		to += "/" + url.PathEscape(p)
	}
	return to
}

// private keeps a page out of caches and its address out of what other sites are told.
func (v *visit) private() { v.w.Header().Set("Referrer-Policy", "no-referrer") }

// after is where a visitor goes who has signed in.
func (v *visit) after() string {
	return within(v.FormValue("to"), "/"+string(v.tag)+"/")
}

func (s *site) signInForm(v *visit) error {
	if v.signedIn() {
		redirect(v.w, v.Request, v.after())
		return nil
	}
	return s.showSignIn(v, signInPage{}, http.StatusOK)
}

func (s *site) showSignIn(v *visit, p signInPage, status int) error {
	v.private()
	title := v.say("account.sign_in")
	p.Action, p.Forgot = v.accountPath("sign-in"), v.accountPath("forgotten")
	if p.Code {
		title, p.Action = v.say("account.code"), v.accountPath("code")
	}
	p.frame = s.bareFor(v, title)
	p.To = within(v.FormValue("to"), "")
	if v.URL.Query().Has("changed") {
		p.Note = v.say("account.password_set")
	}
	return s.showAs(v, status, "sign_in", p)
}

// refusal is what a page says of an error that its form can mend; other errors go on.
func (v *visit) refusal(err error) (text string, status int, rest error) {
	switch lang.CodeOf(err) {
	case lang.CodeForbidden:
		return lang.Explain(v.tag, err), http.StatusForbidden, nil
	case lang.CodeUnavailable:
		return lang.Explain(v.tag, err), http.StatusTooManyRequests, nil
	case lang.CodeInvalid:
		return lang.Explain(v.tag, err), http.StatusBadRequest, nil
	case lang.CodeConflict, lang.CodeStale:
		return lang.Explain(v.tag, err), http.StatusConflict, nil
	}
	return "", 0, err
}

func (s *site) signIn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	email := v.field("email")
	token, session, err := s.db.SignIn(v.Context(), email, v.PostFormValue("password"), v.client())
	if err != nil {
		text, status, err := v.refusal(err)
		if err != nil {
			return err
		}
		return s.showSignIn(v, signInPage{Email: email, Refused: text}, status)
	}
	v.keep(token)
	if session.Pending {
		redirectSeen(v.w, v.Request, v.accountPath("code")+"?"+url.Values{"to": {within(v.FormValue("to"), "")}}.Encode())
		return nil
	}
	redirectSeen(v.w, v.Request, v.after())
	return nil
}

func (s *site) codeForm(v *visit) error {
	if !v.session.Pending {
		redirect(v.w, v.Request, v.accountPath("sign-in"))
		return nil
	}
	return s.showSignIn(v, signInPage{Code: true}, http.StatusOK)
}

func (s *site) signInCode(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	token, _, err := s.db.SignInCode(v.Context(), v.token, v.field("code"))
	if err != nil {
		text, status, err := v.refusal(err)
		if err != nil {
			return err
		}
		return s.showSignIn(v, signInPage{Code: true, Refused: text}, status)
	}
	v.keep(token)
	redirectSeen(v.w, v.Request, v.after())
	return nil
}

func (s *site) signOut(v *visit) error {
	if v.token != "" {
		if err := s.db.SignOut(v.Context(), v.token); err != nil {
			return err
		}
	}
	v.forget()
	redirectSeen(v.w, v.Request, "/"+string(v.tag)+"/")
	return nil
}

// A mailedPage asks for an address, or for a password by a link that was mailed.
type mailedPage struct {
	frame
	Action   string
	Sent     bool
	Email    string
	Password bool
	Least    int
	Refused  string
}

func (s *site) forgottenForm(v *visit) error {
	return s.showMailed(v, mailedPage{Action: v.accountPath("forgotten")}, v.say("account.forgotten"), http.StatusOK)
}

func (s *site) showMailed(v *visit, p mailedPage, title string, status int) error {
	v.private()
	p.frame = s.bareFor(v, title)
	p.Least = access.PasswordLeast
	return s.showAs(v, status, "mailed", p)
}

func (s *site) forgotten(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	p := mailedPage{Action: v.accountPath("forgotten"), Email: v.field("email")}
	status := http.StatusOK
	base, err := s.mailBase(v)
	if err != nil {
		return err
	}
	if err := s.db.RequestRecovery(v.Context(), p.Email, base); err != nil {
		var rest error
		if p.Refused, status, rest = v.refusal(err); rest != nil {
			return rest
		}
	} else {
		p.Sent = true
	}
	return s.showMailed(v, p, v.say("account.forgotten"), status)
}

// tokenForm shows the form that a mailed link leads to; looking at it does not use the link up.
func (s *site) tokenForm(purpose access.Purpose) func(*visit) error {
	return func(v *visit) error {
		account, err := s.db.TokenAccount(v.Context(), purpose, v.PathValue("token"))
		if err != nil {
			v.private()
			return err
		}
		p := mailedPage{Action: v.accountPath(string(purpose), v.PathValue("token")), Password: true, Email: account.Email}
		return s.showMailed(v, p, v.say("account.choose_password"), http.StatusOK)
	}
}

func (s *site) setPassword(purpose access.Purpose) func(*visit) error {
	return func(v *visit) error {
		if err := v.form(); err != nil {
			return err
		}
		v.private()
		token, password := v.PathValue("token"), v.PostFormValue("password")
		p := mailedPage{Action: v.accountPath(string(purpose), token), Password: true}
		account, err := s.db.TokenAccount(v.Context(), purpose, token)
		if err != nil {
			return err
		}
		p.Email = account.Email
		if password != v.PostFormValue("again") {
			p.Refused = v.say("account.not_the_same")
			return s.showMailed(v, p, v.say("account.choose_password"), http.StatusBadRequest)
		}
		if _, err := s.db.SetPassword(v.Context(), purpose, token, password); err != nil {
			text, status, err := v.refusal(err)
			if err != nil {
				return err
			}
			p.Refused = text
			return s.showMailed(v, p, v.say("account.choose_password"), status)
		}
		redirectSeen(v.w, v.Request, v.accountPath("sign-in")+"?changed=1")
		return nil
	}
}

// An ownPage is somebody's own account.
type ownPage struct {
	frame
	Own      ownFields
	Sessions []sessionRow
	Grants   []grantRow
	Tags     []option
	Refused  string
	Note     string
	Least    int
}

// ownFields are what the page shows of the account: no secret of it reaches the template.
type ownFields struct {
	Name, Email string
	SecondStep  bool
}

type sessionRow struct {
	access.Session
	Device string
}

type grantRow struct {
	Fair lang.Text
	URL  string
	Role string
	Of   string
}

func (s *site) ownAccount(v *visit) error { return s.showOwn(v, "", http.StatusOK) }

func (s *site) showOwn(v *visit, refused string, status int) error {
	v.private()
	p := ownPage{Own: ownFields{v.account.Name, v.account.Email, v.account.SecondStep()}, Refused: refused, Least: access.PasswordLeast}
	sessions, err := s.db.Sessions(v.Context(), v.token)
	if err != nil {
		return err
	}
	for _, x := range sessions {
		p.Sessions = append(p.Sessions, sessionRow{x, device(x.Agent)})
	}
	if p.Grants, err = s.ownGrants(v); err != nil {
		return err
	}
	for _, tag := range lang.Tags {
		p.Tags = append(p.Tags, option{Value: string(tag), Text: lang.Say(tag, "web.language"), Selected: tag == v.account.Tag})
	}
	p.frame = s.bareFor(v, v.say("account.own"))
	if v.URL.Query().Has("saved") {
		p.Note = v.say("account.saved")
	}
	return s.showAs(v, status, "account", p)
}

// ownGrants lists what the visitor holds in each fair.
func (s *site) ownGrants(v *visit) ([]grantRow, error) {
	fairs, err := s.fairList(v.Context())
	if err != nil {
		return nil, err
	}
	var rows []grantRow
	for _, f := range fairs {
		actor, err := s.db.Actor(v.Context(), f.ID, v.account.ID)
		if err != nil {
			return nil, err
		}
		for _, g := range actor.Grants {
			row := grantRow{Fair: f.Name, URL: "/" + string(v.tag) + "/" + f.ID + "/work", Role: g.Role.In(v.tag)}
			if side, at := f.SideNamed(g.Side); at >= 0 {
				row.Of, _ = side.Name.In(v.tag)
			}
			if g.Office != "" {
				row.Of = v.name(v.office(g.Office))
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// device names the browser and system of a session, as far as what it says of itself shows.
func device(agent string) string {
	find := func(pairs ...[2]string) string {
		for _, p := range pairs {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	browser := find([2]string{"Edg/", "Edge"}, [2]string{"Firefox/", "Firefox"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := find([2]string{"Android", "Android"}, [2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"}, [2]string{"Windows", "Windows"}, [2]string{"Mac OS", "macOS"}, [2]string{"Linux", "Linux"})
	switch {
	case browser == "" && system == "":
		return cut(agent, 60)
	case browser == "" || system == "":
		return browser + system
	}
	return browser + " · " + system
}

// change runs one change of the own account and shows it, or why it was refused.
func (s *site) change(v *visit, err error) error {
	if err != nil {
		text, status, err := v.refusal(err)
		if err != nil {
			return err
		}
		return s.showOwn(v, text, status)
	}
	redirectSeen(v.w, v.Request, v.accountPath()+"?saved=1")
	return nil
}

func (s *site) changePassword(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if v.PostFormValue("password") != v.PostFormValue("again") {
		return s.showOwn(v, v.say("account.not_the_same"), http.StatusBadRequest)
	}
	token, err := s.db.ChangePassword(v.Context(), v.token, v.PostFormValue("old"), v.PostFormValue("password"), v.client())
	if err == nil {
		v.keep(token)
	}
	return s.change(v, err)
}

// endSession ends one of the own sessions, or all of them.
func (s *site) endSession(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	id := v.field("session")
	if id == "all" {
		if err := s.db.RevokeSession(v.Context(), v.account.ID, ""); err != nil {
			return err
		}
		v.forget()
		redirectSeen(v.w, v.Request, v.accountPath("sign-in"))
		return nil
	}
	if id == "" {
		return lang.Invalid("web.error.form")
	}
	return s.change(v, s.db.RevokeSession(v.Context(), v.account.ID, id))
}

func (s *site) changeDetails(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	a := v.account
	a.Name = v.field("name")
	tag, err := lang.ParseTag(v.field("language"))
	if err != nil {
		return err
	}
	a.Tag = tag
	return s.change(v, s.db.SetAccount(v.Context(), v.account.ID, a))
}

// A stepPage sets the second step up: a code to scan, the same as text, then the codes that
// stand in for a lost authenticator.
type stepPage struct {
	frame
	Secret  string
	Address string
	Size    int
	Path    string // of the code, in modules
	Codes   []string
	Refused string
}

func (s *site) secondStepForm(v *visit) error { return s.showStep(v, "", http.StatusOK) }

func (s *site) showStep(v *visit, refused string, status int) error {
	secret, err := s.db.BeginSecondStep(v.Context(), v.account.ID)
	if err != nil {
		return err
	}
	p := stepPage{Secret: secret, Address: access.TOTPAddress("Bridgehead", v.account.Email, secret), Refused: refused}
	code, err := qr.Encode(p.Address, qr.M)
	if err != nil {
		return err
	}
	p.Size, p.Path = code.Size+8, modules(code)
	v.private()
	p.frame = s.bareFor(v, v.say("account.second_step"))
	return s.showAs(v, status, "second_step", p)
}

// modules draws the black modules of a code as one path, with the quiet zone around it.
func modules(c *qr.Code) string {
	var b strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			if !c.Black(x, y) {
				continue
			}
			end := x
			for end < c.Size && c.Black(end, y) {
				end++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+4, y+4, end-x, end-x)
			x = end
		}
	}
	return b.String()
}

func (s *site) secondStep(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	codes, token, err := s.db.EndSecondStep(v.Context(), v.token, v.field("code"))
	if err != nil {
		text, status, err := v.refusal(err)
		if err != nil {
			return err
		}
		return s.showStep(v, text, status)
	}
	v.keep(token)
	v.private()
	return s.show(v, "second_step", stepPage{frame: s.bareFor(v, v.say("account.second_step")), Codes: codes})
}

func (s *site) removeSecondStep(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	token, err := s.db.RemoveSecondStep(v.Context(), v.token, v.PostFormValue("password"))
	if err == nil {
		v.keep(token)
	}
	return s.change(v, err)
}
