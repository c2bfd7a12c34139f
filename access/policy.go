package access

import (
	"slices"

	"bridgehead/lang"
)

// A Stage says whether an agreement is signed: its terms are for fewer eyes before.
type Stage string

// The stages.
const (
	Before Stage = "before"
	After  Stage = "after"
)

// A Rule allows a role an action. Its other fields narrow it; an empty one does not.
type Rule struct {
	Action Action
	Role   Role
	Own    bool   // only records of the office, party or account that holds the role
	Side   bool   // only records of the role's own side, and those of no side
	Stage  Stage  // only before, or only after signing
	By     Aspect // what the edition settles for the role's side decides how far it goes
}

// rules is the table. What no rule allows is refused; no rule refuses, so their order says
// nothing.
var rules = []Rule{
	{Action: ReadPublished, Role: Public},

	{Action: ReadEmbargoed, Role: Press},
	{Action: ReadEmbargoed, Role: Secretariat},
	{Action: ReadEmbargoed, Role: Auditor},
	{Action: ReadEmbargoed, Role: Office, Own: true},

	{Action: ManageSelf, Role: Member},

	// A draft is its writer's until it is handed in.
	{Action: ReadDraft, Role: Office, Own: true},
	{Action: ReadDraft, Role: Secretariat, Own: true},
	{Action: ReadDraft, Role: Auditor},
	{Action: WriteDraft, Role: Office, Own: true, By: Enter},
	{Action: WriteDraft, Role: Secretariat, Own: true, By: Enter},
	{Action: Submit, Role: Office, Own: true, By: Enter},
	{Action: Submit, Role: Secretariat, Own: true, By: Enter},

	{Action: ReadSubmission, Role: Office, Own: true},
	{Action: ReadSubmission, Role: Secretariat, By: See},
	{Action: ReadSubmission, Role: Auditor},
	{Action: Review, Role: Secretariat, By: Enter},

	// Terms that are not signed yet are for the parties, their office and the secretariat, and
	// for those who audit.
	{Action: ReadRecord, Role: Office, Own: true},
	{Action: ReadRecord, Role: Delegate, Own: true},
	{Action: ReadRecord, Role: Secretariat, By: See},
	{Action: ReadRecord, Role: Press, Stage: After},
	{Action: ReadRecord, Role: Auditor},
	{Action: ReadHistory, Role: Office, Own: true},
	{Action: ReadHistory, Role: Secretariat, By: See},
	{Action: ReadHistory, Role: Auditor},

	{Action: Correct, Role: Secretariat, By: Enter},
	{Action: Restore, Role: Secretariat, By: Enter},
	{Action: Merge, Role: Secretariat, By: Enter},
	{Action: Attribute, Role: Secretariat, By: Enter},
	{Action: Attribute, Role: Office, Own: true, By: Enter},
	{Action: ConfirmFor, Role: Secretariat, By: Confirm},

	{Action: Import, Role: Secretariat, By: Enter},
	{Action: Declare, Role: Secretariat},
	{Action: SetUp, Role: Secretariat},
	{Action: SetEmbargo, Role: Secretariat},
	{Action: SetSides, Role: Administrator},
	{Action: Define, Role: Secretariat},

	{Action: ReadReportCard, Role: Office, Own: true},
	{Action: ReadReportCard, Role: Secretariat, By: See},
	{Action: ReadReportCard, Role: Auditor},
	// An office works its own leads and reports what became of its own; what it says counts once
	// the secretariat has verified it.
	{Action: ReadLead, Role: Office, Own: true},
	{Action: ReadLead, Role: Secretariat, By: See},
	{Action: ReadLead, Role: Auditor},
	{Action: WriteLead, Role: Office, Own: true, By: Enter},
	{Action: WriteLead, Role: Secretariat, By: Enter},
	{Action: ReportLanding, Role: Office, Own: true, By: Enter},
	{Action: ReportLanding, Role: Secretariat, By: Enter},
	{Action: VerifyLanding, Role: Secretariat, By: Enter},
	{Action: SetLimits, Role: Secretariat},
	{Action: WriteScheme, Role: Secretariat, By: Enter},
	// What a company ticks off is its own; nobody else sees it but who runs the fair.
	{Action: KeepChecklist, Role: Delegate, Own: true},
	{Action: KeepChecklist, Role: Secretariat, By: Enter},

	// Who comes may be found by all who come; how to reach somebody, what they ask for and whom they
	// meet is theirs, of whoever registered them, and of the secretariat.
	{Action: FindDelegate, Role: Delegate},
	{Action: FindDelegate, Role: Office, Own: true},
	{Action: FindDelegate, Role: Secretariat},
	{Action: ReadDelegate, Role: Delegate, Own: true},
	{Action: ReadDelegate, Role: Office, Own: true},
	{Action: ReadDelegate, Role: Secretariat, By: See},
	{Action: ReadDelegate, Role: Auditor},
	{Action: WriteDelegate, Role: Delegate, Own: true},
	{Action: WriteDelegate, Role: Office, Own: true, By: Enter},
	{Action: WriteDelegate, Role: Secretariat, By: Enter},
	{Action: InviteDelegate, Role: Office, Own: true, By: Enter},
	{Action: InviteDelegate, Role: Secretariat, By: Enter},
	{Action: EraseDelegate, Role: Secretariat, By: Enter},
	{Action: AskMeeting, Role: Delegate, Own: true},
	{Action: AskMeeting, Role: Office, Own: true, By: Enter},
	{Action: AskMeeting, Role: Secretariat, By: Enter},
	{Action: ReadMeeting, Role: Delegate, Own: true},
	{Action: ReadMeeting, Role: Office, Own: true},
	{Action: ReadMeeting, Role: Secretariat, By: See},
	{Action: ReadMeeting, Role: Auditor},
	{Action: ReportMeeting, Role: Delegate, Own: true},
	{Action: ReportMeeting, Role: Office, Own: true, By: Enter},
	{Action: ReportMeeting, Role: Secretariat, By: Enter},
	{Action: PlanMeetings, Role: Secretariat},

	{Action: Compose, Role: Press},
	{Action: Compose, Role: Secretariat},
	{Action: Publish, Role: Press},
	{Action: Publish, Role: Secretariat},
	// A text goes out in the name of both hosts: each agrees for itself.
	{Action: AgreeText, Role: Secretariat, Side: true},

	{Action: ReadJournal, Role: Auditor},
	{Action: ReadAccounts, Role: Administrator},
	{Action: ReadAccounts, Role: Auditor},
	{Action: ReadAccounts, Role: Secretariat},
	{Action: InviteOffice, Role: Secretariat, Side: true},
	{Action: InviteOffice, Role: Administrator},
	{Action: ManageGrants, Role: Administrator},
	{Action: ReadStatus, Role: Administrator},
	{Action: ReadStatus, Role: Auditor},

	// The operator could write to the database itself; what is done through a command stands in
	// the journal at least. Accounts, mails and drafts of others are no business of a machine.
	{Action: ReadStatus, Role: Operator},
	{Action: Maintain, Role: Operator},
	{Action: Import, Role: Operator},
	{Action: Define, Role: Operator},
	{Action: Correct, Role: Operator},
	{Action: Restore, Role: Operator},
	{Action: Merge, Role: Operator},
	{Action: ConfirmFor, Role: Operator},
	{Action: ReadLead, Role: Operator},
	{Action: WriteLead, Role: Operator},
	{Action: ReportLanding, Role: Operator},
	{Action: VerifyLanding, Role: Operator},
	{Action: SetLimits, Role: Operator},
	{Action: WriteScheme, Role: Operator},
	{Action: FindDelegate, Role: Operator},
	{Action: ReadDelegate, Role: Operator},
	{Action: WriteDelegate, Role: Operator},
	{Action: InviteDelegate, Role: Operator},
	{Action: EraseDelegate, Role: Operator},
	{Action: AskMeeting, Role: Operator},
	{Action: ReadMeeting, Role: Operator},
	{Action: ReportMeeting, Role: Operator},
	{Action: PlanMeetings, Role: Operator},
	{Action: Compose, Role: Operator},
	{Action: Publish, Role: Operator},
	{Action: Declare, Role: Operator},
	{Action: SetUp, Role: Operator},
	{Action: SetEmbargo, Role: Operator},
	{Action: SetSides, Role: Operator},
	{Action: ReadEmbargoed, Role: Operator},
	{Action: ReadRecord, Role: Operator},
	{Action: ReadHistory, Role: Operator},
	{Action: ReadJournal, Role: Operator},
	{Action: ReadAccounts, Role: Operator},
	{Action: InviteOffice, Role: Operator},
	{Action: ManageGrants, Role: Operator},
	{Action: ManageAccounts, Role: Operator},
}

// installed are the rules that hold in the reserved fair of the accounts, for those to whom the
// installation gave a role.
var installed = []Rule{
	{Action: ManageAccounts, Role: Administrator},
	{Action: Maintain, Role: Administrator},
}

// Rules returns the table, to be shown.
func Rules() []Rule { return append(slices.Clone(rules), installed...) }

// A Question is what is asked: may the actor do this to that.
type Question struct {
	Action  Action
	Edition int64    // of the record; 0 when it belongs to none
	Side    string   // the record's side, or the one that is confirmed for; "" when it is of none
	Offices []string // the offices that the record is of
	Parties []string // its parties
	Author  ID       // the account whose draft it is
	Signed  bool     // it counts as signed
	// Installation is set when what is asked about is not of one fair: then only grants
	// of the installation count.
	Installation bool
}

// Decide reports whether the actor may, under the settings of the fair. It is the only place
// that says so.
func Decide(a Actor, q Question, settings Settings) bool {
	table := rules
	if q.Installation {
		table = slices.Concat(rules, installed)
	}
	for _, g := range a.holds() {
		for _, r := range table {
			if r.Action == q.Action && r.Role == g.Role && r.allows(a, g, q, settings) {
				return true
			}
		}
	}
	return false
}

func (r Rule) allows(a Actor, g Grant, q Question, settings Settings) bool {
	same := g.Side == "" || q.Side == "" || g.Side == q.Side
	switch {
	case r.Own && !g.owns(a, q):
		return false
	case r.Side && !same:
		return false
	case r.Stage != "" && (r.Stage == After) != q.Signed:
		return false
	case r.By != "":
		return settings.Of(q.Edition, g.Side).Reach(r.By).covers(same, q.Signed)
	}
	return true
}

// owns reports whether what is asked about belongs to the holder of the grant.
func (g Grant) owns(a Actor, q Question) bool {
	switch g.Role {
	case Office:
		return slices.Contains(q.Offices, g.Office)
	case Delegate:
		return slices.Contains(q.Parties, g.Party)
	}
	return q.Author != "" && q.Author == a.Account
}

// Journalled reports whether a refusal of the action is worth an entry: an attempt to change
// something, or to read what is kept from most.
func (a Action) Journalled() bool { return a != ReadPublished && a != ManageSelf }

// Refusal is what somebody is told who may not. Where the reader may not even know that there is
// such a record, say lang.NotFound instead.
func Refusal(action Action) error {
	return lang.Forbidden("access.refused", lang.Args{"action": lang.Word("access.action." + string(action))})
}

// AllRefused reports whether the actor may not do the action to anything at all: then a page or
// a command that is about nothing else need not be shown.
func AllRefused(a Actor, action Action) bool {
	return !slices.ContainsFunc(a.holds(), func(g Grant) bool {
		return slices.ContainsFunc(Rules(), func(r Rule) bool { return r.Action == action && r.Role == g.Role })
	})
}
