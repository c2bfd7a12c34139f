package access

import (
	"slices"

	"bridgehead/lang"
)

// A Role is what somebody is to a fair.
type Role string

// The roles. The first two and the last are held without a grant.
const (
	Public        Role = "public"        // anybody at all
	Member        Role = "member"        // anybody who is signed in
	Delegate      Role = "delegate"      // comes for a party
	Office        Role = "office"        // a reporting office: submits, and answers for what it submitted
	Press         Role = "press"         // publishes figures
	Secretariat   Role = "secretariat"   // of a side, or of all of them
	Auditor       Role = "auditor"       // reads everything with the journal, changes nothing
	Administrator Role = "administrator" // looks after accounts and the machine
	Operator      Role = "operator"      // holds the machine: the actor "system"
)

// Roles lists all roles.
var Roles = []Role{Public, Member, Delegate, Office, Press, Secretariat, Auditor, Administrator, Operator}

// Granted lists the roles that can be granted, in the order in which forms offer them.
var Granted = []Role{Secretariat, Office, Press, Delegate, Auditor, Administrator}

// In returns the word for the role for a reader of tag.
func (r Role) In(tag lang.Tag) string { return lang.Say(tag, "access.role."+string(r)) }

// A Grant gives an account a role in one fair. It is a record of that fair, so that its
// journal says who was let in, by whom and when. An administrator of the installation holds
// the grant in the reserved fair of the accounts.
type Grant struct {
	ID      string
	Account ID
	Role    Role
	Side    string // code of the side that a secretariat or an office belongs to; "" of a secretariat: all sides
	Office  string // code of the reporting office; of that role alone
	Party   string // identifier of the party that a delegate comes for
}

// Validate returns what is wrong in the grant by itself.
func (g Grant) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string) {
		found = append(found, lang.Problem{Field: "access.field." + field, Why: lang.Invalid(key)})
	}
	if g.Account == "" || g.Account == System {
		wrong("account", "error.required")
	}
	if !slices.Contains(Granted, g.Role) {
		wrong("role", "access.role.unknown")
	}
	if (g.Role == Office) != (g.Office != "") {
		wrong("office", "access.grant.office")
	}
	if g.Role == Office && g.Side == "" {
		wrong("side", "error.required")
	}
	if g.Side != "" && g.Role != Office && g.Role != Secretariat {
		wrong("side", "access.grant.side")
	}
	if (g.Role == Delegate) != (g.Party != "") {
		wrong("party", "access.grant.party")
	}
	return found
}

// An Actor is whoever asks, with what they hold in one fair. The zero value is the public.
type Actor struct {
	Account ID // "" for the public, System for the operator
	Grants  []Grant
}

// holds returns the roles that the actor has, as grants.
func (a Actor) holds() []Grant {
	all := []Grant{{Role: Public}}
	switch a.Account {
	case "":
		return all
	case System:
		return append(all, Grant{Role: Operator})
	}
	return append(append(all, Grant{Role: Member}), a.Grants...)
}

// Has reports whether the actor holds the role in any form.
func (a Actor) Has(r Role) bool {
	return slices.ContainsFunc(a.holds(), func(g Grant) bool { return g.Role == r })
}

// Offices returns the codes of the offices that the actor reports for.
func (a Actor) Offices() []string {
	var codes []string
	for _, g := range a.Grants {
		if g.Role == Office && !slices.Contains(codes, g.Office) {
			codes = append(codes, g.Office)
		}
	}
	return codes
}
