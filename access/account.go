package access

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"bridgehead/lang"
)

// An ID identifies an account. It is random in part, says nothing about the person, and is
// what journals hold.
type ID = string

// System is the actor of whoever holds the machine: commands without an account, and what the
// program does by itself.
const System ID = "system"

// A State says whether an account can be used.
type State string

// The states of an account.
const (
	Invited  State = "invited"  // no password yet
	Active   State = "active"   // can sign in
	Disabled State = "disabled" // cannot; what it did stays in its name
)

// In returns the word for the state for a reader of tag.
func (s State) In(tag lang.Tag) string { return lang.Say(tag, "access.state."+string(s)) }

// An Account is a person who can sign in. It belongs to the installation.
type Account struct {
	ID       ID
	Version  int64    // counts the changes of what stands here; a change names the one it has read
	Email    string   // as it was given
	Name     string   // as the person writes it
	Tag      lang.Tag // the language of mails and of pages that name none
	State    State
	Password string    // what a password is checked by (see HashPassword); "" until one is set
	TOTP     string    // the shared secret, sealed; "" when there is no second step
	Created  time.Time // to the millisecond, UTC
}

// SecondStep reports whether signing in asks for a code too.
func (a Account) SecondStep() bool { return a.TOTP != "" }

// maxEmail is the longest address that mail can carry (RFC 5321), maxName the longest name kept, in bytes.
const (
	maxEmail = 254
	maxName  = 200
)

// emailForm takes the addresses that any mail server takes: no quotes, comments, controls or
// line breaks, so that an address can stand in a header as it is.
var emailForm = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*` +
	`@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)

// Validate returns what is wrong in the account by itself.
func (a Account) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "access.field." + field, Why: why})
	}
	if len(a.Email) > maxEmail || !emailForm.MatchString(a.Email) {
		wrong("email", lang.Invalid("access.email", lang.Args{"given": a.Email}))
	}
	switch {
	case a.Name == "":
		wrong("name", lang.Invalid("error.required"))
	case len(a.Name) > maxName || a.Name != lang.Clean(a.Name) || !utf8.ValidString(a.Name):
		wrong("name", lang.Invalid("access.name"))
	}
	if _, err := lang.ParseTag(string(a.Tag)); err != nil {
		wrong("lang", lang.Invalid("error.tag", lang.Args{"given": a.Tag}))
	}
	return found
}

// EmailKey returns the form by which an address is looked up: two addresses with one key are
// one account. Full-width letters and surrounding spaces are put right.
func EmailKey(s string) string { return strings.ToLower(lang.HalfWidth(lang.Clean(s))) }

// ParseEmail reads an address and refuses what cannot be one.
func ParseEmail(s string) (string, error) {
	s = lang.HalfWidth(lang.Clean(s))
	if len(s) > maxEmail || !emailForm.MatchString(s) {
		return "", lang.Invalid("access.email", lang.Args{"given": s})
	}
	return s, nil
}

// A Purpose says what a token that was mailed is for; it is good for nothing else.
type Purpose string

// The purposes of tokens.
const (
	Invitation Purpose = "invitation" // sets the first password
	Recovery   Purpose = "recovery"   // sets a new one
)

// How long a token is good for.
const (
	InvitationLasts = 7 * 24 * time.Hour
	RecoveryLasts   = time.Hour
)

// Lasts returns how long a token of the purpose is good for.
func (p Purpose) Lasts() time.Duration {
	if p == Invitation {
		return InvitationLasts
	}
	return RecoveryLasts
}

// Path is where the pages take a token of the purpose: the base address, the language, this,
// and the token.
func (p Purpose) Path() string { return "/account/" + string(p) + "/" }

// Link returns the address that is mailed, for a reader of tag.
func (p Purpose) Link(base string, tag lang.Tag, token string) string {
	return strings.TrimRight(base, "/") + "/" + string(tag) + p.Path() + token
}
