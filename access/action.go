package access

import "bridgehead/lang"

// An Action is something that can be allowed or refused. Every route and every command names
// one.
type Action string

// The actions.
const (
	ReadPublished  Action = "published.read"        // what is published, figures among it
	ReadEmbargoed  Action = "embargoed.read"        // the same while an embargo holds
	ManageSelf     Action = "self.manage"           // own password, second step, sessions, notices, saved lists
	ReadDraft      Action = "draft.read"            // what an office is still writing
	WriteDraft     Action = "draft.write"           // write it, and bring drafts in from a spreadsheet
	Submit         Action = "submission.submit"     // hand a draft in, and take it back
	ReadSubmission Action = "submission.read"       // what was handed in, with the comments
	Review         Action = "submission.review"     // approve, return with a comment, one or many
	ReadRecord     Action = "record.read"           // a record with its terms, published or not
	ReadHistory    Action = "record.history"        // who changed it, when, from what
	Correct        Action = "record.correct"        // change a record, see first which figures that touches
	Restore        Action = "record.restore"        // bring a former state back
	Merge          Action = "record.merge"          // make one of two records, and undo it
	Attribute      Action = "record.attribute"      // propose and agree for whom an agreement counts
	ConfirmFor     Action = "agreement.confirm"     // confirm that it was signed, for a side
	Import         Action = "import.run"            // bring a file straight into the record
	Declare        Action = "edition.declare"       // declare an edition's record complete, or open again
	SetUp          Action = "edition.set_up"        // make the next edition, change an edition's form
	SetEmbargo     Action = "embargo.set"           // hold back and release
	SetSides       Action = "sides.set"             // what each side may enter, see and confirm
	Define         Action = "indicator.define"      // an indicator of the fair's own
	ReadReportCard Action = "report_card.read"      // an office's report card before it is published
	ReadLead       Action = "lead.read"             // leads: who may invest, and how it stands
	WriteLead      Action = "lead.write"            // record a lead, and work it
	ReportLanding  Action = "landing.report"        // report what became of an agreement or a lead
	VerifyLanding  Action = "landing.verify"        // verify what was reported; then it counts
	SetLimits      Action = "landing.limits"        // the time limits of an edition
	WriteScheme    Action = "scheme.write"          // enter programmes, facilities and paths abroad
	KeepChecklist  Action = "checklist.keep"        // how far a company has come on a path abroad
	FindDelegate   Action = "delegate.find"         // who comes, and for which party, to ask for a meeting
	ReadDelegate   Action = "delegate.read"         // a delegate with contact and availability
	WriteDelegate  Action = "delegate.write"        // register a delegate, change when they have time
	InviteDelegate Action = "delegate.invite"       // send a person of a party a link by which they register
	EraseDelegate  Action = "delegate.erase"        // erase the person, and hand out what is held of them
	AskMeeting     Action = "meeting.ask"           // ask for a meeting, or decline one
	ReadMeeting    Action = "meeting.read"          // requests, meetings, and what a party asks for
	ReportMeeting  Action = "meeting.report"        // whether it was held, outcome, next step
	PlanMeetings   Action = "meeting.plan"          // slots, tables, the draft of the timetable and its release
	Compose        Action = "bulletin.compose"      // write a bulletin
	Publish        Action = "bulletin.publish"      // publish it
	AgreeText      Action = "bulletin.agree"        // agree with it for a side
	ReadJournal    Action = "journal.read"          // every entry, and the refusals
	ReadAccounts   Action = "account.list"          // who holds what in the fair
	InviteOffice   Action = "account.invite"        // invite people of offices and parties, and let them go
	ManageGrants   Action = "account.grant"         // give and take any role in the fair
	ManageAccounts Action = "account.manage"        // any account of the installation: unlock, reset, disable
	ReadStatus     Action = "status.read"           // jobs, mail queue, last backup, last verification
	Maintain       Action = "installation.maintain" // back up, restore, verify, load rates
)

// Actions lists all actions.
var Actions = []Action{
	ReadPublished, ReadEmbargoed, ManageSelf, ReadDraft, WriteDraft, Submit, ReadSubmission, Review, ReadRecord, ReadHistory,
	Correct, Restore, Merge, Attribute, ConfirmFor, Import, Declare, SetUp, SetEmbargo, SetSides, Define, ReadReportCard,
	ReadLead, WriteLead, ReportLanding, VerifyLanding, SetLimits, WriteScheme, KeepChecklist,
	FindDelegate, ReadDelegate, WriteDelegate, InviteDelegate, EraseDelegate, AskMeeting, ReadMeeting, ReportMeeting, PlanMeetings,
	Compose, Publish, AgreeText, ReadJournal, ReadAccounts, InviteOffice, ManageGrants, ManageAccounts, ReadStatus, Maintain,
}

// In returns the words for the action for a reader of tag.
func (a Action) In(tag lang.Tag) string { return lang.Say(tag, "access.action."+string(a)) }
