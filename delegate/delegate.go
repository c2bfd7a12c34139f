package delegate

import (
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/lang"
	"bridgehead/party"
)

// A Role is what a delegate comes for.
type Role string

// The roles.
const (
	Investor    Role = "investor"
	Owner       Role = "owner" // of a project
	Adviser     Role = "adviser"
	Interpreter Role = "interpreter" // sits at meetings of others
	Guest       Role = "guest"       // holds no meetings unless the secretariat asks for them
)

// Roles lists all roles in the order in which forms offer them.
var Roles = []Role{Investor, Owner, Adviser, Interpreter, Guest}

// In returns the word for the role for a reader of tag.
func (r Role) In(tag lang.Tag) string { return lang.Say(tag, "delegate.role."+string(r)) }

// A Delegate is a person who comes to an edition for a party.
type Delegate struct {
	ID      string
	Code    string // the identifier that the fair's own files use; "" when they use none
	Edition int64
	Party   party.ID  // for whom they come; "" of an interpreter
	Person  string    // reference of name, post and contact
	Account access.ID // with which they sign in; "" for none
	Role    Role
	Side    string // code of the side that they come from; "" when of neither
	Office  string // the office that registered them, and may ask on their behalf; "" for none

	Languages string // codes that they speak, separated by spaces: zh en ja
	Away      string // days (2024-05-12) and slots (2024-05-12T09:00) in which they take no meeting, separated by spaces
	Sessions  string // identifiers of agenda sessions that they attend: no meeting is held then

	// Meetings that they want, each 0 for what the edition says.
	Least, Most, LeastDay, MostDay int64

	Withdrawn bool // they do not come
}

// Words are the entries of one of the lists that a delegate keeps as a text.
func Words(list string) []string { return strings.Fields(list) }

// Speaks reports whether two people have a language in common. Somebody of whom no language is
// known is taken to need no interpreter.
func (d Delegate) Speaks(other Delegate) bool {
	mine, theirs := Words(d.Languages), Words(other.Languages)
	if len(mine) == 0 || len(theirs) == 0 {
		return true
	}
	return slices.ContainsFunc(mine, func(code string) bool { return slices.Contains(theirs, code) })
}

// Interprets reports whether an interpreter has a language in common with each of the two.
func (d Delegate) Interprets(a, b Delegate) bool {
	return d.Role == Interpreter && !d.Withdrawn && d.Speaks(a) && d.Speaks(b)
}

// IsAway reports whether they take no meeting in the slot with the code: that of its day is the
// part before its T.
func (d Delegate) IsAway(slot string) bool {
	day, _, _ := strings.Cut(slot, "T")
	return slices.ContainsFunc(Words(d.Away), func(w string) bool { return w == slot || w == day })
}

// Meets reports whether they hold meetings.
func (d Delegate) Meets() bool { return !d.Withdrawn && d.Role != Interpreter }

// Validate returns what is wrong in the record by itself.
func (d Delegate) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string, args lang.Args) {
		found = append(found, lang.Problem{Field: "delegate.field." + field, Why: lang.Invalid(key, args)})
	}
	if d.Edition < 1 {
		wrong("edition", "error.required", nil)
	}
	if d.Party == "" && d.Role != Interpreter {
		wrong("party", "error.required", nil)
	}
	if !slices.Contains(Roles, d.Role) {
		wrong("role", "delegate.role.unknown", lang.Args{"given": d.Role})
	}
	for _, code := range Words(d.Languages) {
		if !IsLanguage(code) {
			wrong("languages", "delegate.language", lang.Args{"given": code})
		}
	}
	for _, w := range Words(d.Away) {
		day, clock, timed := strings.Cut(w, "T")
		if !lang.Date(day).Valid() || timed && !isClock(clock) {
			wrong("away", "delegate.away", lang.Args{"given": w})
		}
	}
	if min(d.Least, d.Most, d.LeastDay, d.MostDay) < 0 || d.Most > 0 && d.Least > d.Most || d.MostDay > 0 && d.LeastDay > d.MostDay {
		wrong("most", "delegate.most", nil)
	}
	return found
}

// IsLanguage reports whether code is of ISO 639: two or three small letters.
func IsLanguage(code string) bool {
	return (len(code) == 2 || len(code) == 3) && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") == ""
}

func isClock(s string) bool {
	return len(s) == 5 && s[2] == ':' && s[:2] >= "00" && s[:2] < "24" && s[3:] >= "00" && s[3:] < "60" &&
		strings.Trim(s[:2]+s[3:], "0123456789") == ""
}

// ParseRole reads a role in any of the three languages, or its own name.
func ParseRole(s string) (Role, error) {
	folded := lang.Fold(s)
	for _, r := range Roles {
		if folded == string(r) || slices.ContainsFunc(lang.Tags, func(tag lang.Tag) bool { return folded == lang.Fold(r.In(tag)) }) {
			return r, nil
		}
	}
	return "", lang.Invalid("delegate.role.unknown", lang.Args{"given": s})
}
