package access

// An Event is something about accounts that somebody may have to answer for. Events are records
// of the reserved fair of the accounts, and so stand in its journal.
type Event struct {
	ID      string
	Kind    EventKind
	Account ID     // whom it concerns; "" when it is nobody's
	Fair    string // of a refusal and of a plan: the fair in which
	Action  Action // of a refusal: what was refused
	Subject string // of these: the record, as kind/identifier; "" when it was of none
}

// An EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	AccountAdded    EventKind = "added"
	AccountInvited  EventKind = "invited"
	AccountJoined   EventKind = "joined" // the invitation was taken up
	AccountLocked   EventKind = "locked" // too many attempts in its name
	AccountUnlocked EventKind = "unlocked"
	PasswordChanged EventKind = "password"
	PasswordReset   EventKind = "reset" // by an administrator: password and second step are gone
	SecondStepSet   EventKind = "second_step"
	SecondStepGone  EventKind = "second_step_removed"
	CodeUsed        EventKind = "recovery_code" // signed in with one
	AccountDisabled EventKind = "disabled"
	AccountEnabled  EventKind = "enabled"
	Refused         EventKind = "refused"
	MeetingsPlanned EventKind = "meetings_planned" // a timetable that it had looked for became the open draft
)
