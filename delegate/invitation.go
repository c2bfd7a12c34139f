package delegate

import (
	"slices"
	"time"

	"bridgehead/lang"
	"bridgehead/party"
)

// An InvitationState says whether an invitation can still be taken up.
type InvitationState string

// The states.
const (
	InvitationOpen      InvitationState = ""
	InvitationUsed      InvitationState = "used"
	InvitationWithdrawn InvitationState = "withdrawn"
)

// InvitationMost is how many days an invitation is good for at most.
const InvitationMost = 90

// An Invitation lets one person register for an edition by a link, without an account, once and until a
// day. The link holds a secret; the record holds its hash alone, so that nobody who reads record,
// journal or backup can take the place of who was invited.
type Invitation struct {
	ID      string
	Edition int64
	Party   party.ID // for whom they are to come; "" of an interpreter
	Role    Role     // as which, until they say otherwise
	Side    string
	Office  string // the office that invites, and registers them by it; "" for the secretariat
	Person  string // reference of whom it is for: name and address
	Tag     lang.Tag
	Hash    string    // of the secret
	Until   lang.Date // the last day, by the clock of the fair's zone

	State    InvitationState
	Delegate string // who was registered by it
}

// Validate returns what is wrong in the record by itself.
func (i Invitation) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string, args lang.Args) {
		found = append(found, lang.Problem{Field: "delegate.field." + field, Why: lang.Invalid(key, args)})
	}
	if i.Edition < 1 {
		wrong("edition", "error.required", nil)
	}
	if i.Party == "" && i.Role != Interpreter {
		wrong("party", "error.required", nil)
	}
	if !slices.Contains(Roles, i.Role) {
		wrong("role", "delegate.role.unknown", lang.Args{"given": i.Role})
	}
	if !i.Until.Valid() {
		wrong("until", "invitation.until", lang.Args{"most": InvitationMost})
	}
	return found
}

// Open reports whether it can be taken up on the day.
func (i Invitation) Open(today lang.Date) bool {
	return i.State == InvitationOpen && i.Hash != "" && today <= i.Until
}

// InTime returns what is wrong with the last day on the day on which the invitation is written.
func (i Invitation) InTime(today lang.Date) error {
	if i.Until < today || i.Until.Time().Sub(today.Time()) > InvitationMost*24*time.Hour {
		return lang.Invalid("invitation.until", lang.Args{"most": InvitationMost})
	}
	return nil
}

// Delegated is who comes by the invitation, before they have said more of themselves.
func (i Invitation) Delegated() Delegate {
	return Delegate{Edition: i.Edition, Party: i.Party, Person: i.Person, Role: i.Role, Side: i.Side, Office: i.Office}
}
