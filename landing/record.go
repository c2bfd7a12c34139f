package landing

import (
	"strings"
	"time"

	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
)

// A Lead is somebody who may invest, from the moment at which it is heard of: who, in
// what, where, and who answers for it. Its stages are milestones of their own.
type Lead struct {
	ID        string
	Code      string
	Edition   int64
	Title     lang.Text // what it is about, where no project of the catalogue is named
	Investor  party.ID
	Project   string // code of the project of the catalogue
	Side      string
	District  string
	Office    string // code of the reporting office
	Officer   string // reference of the responsible officer
	Received  string // when it was heard of, with the zone: 2023-11-29T16:30:00+08:00
	Answered  string // when the investor was answered, likewise; "" while it was not
	Agreement string // identifier of the agreement that it became
	Note      string
}

// ReceivedAt is the time at which it was heard of.
func (l Lead) ReceivedAt() (time.Time, error) { return ParseMoment("received", l.Received) }

// Day is the day on which it was heard of, where it was heard.
func (l Lead) Day() lang.Date {
	t, err := l.ReceivedAt()
	if err != nil {
		return ""
	}
	return lang.DateOf(t)
}

// ParseMoment reads a date and time with its zone.
func ParseMoment(field, text string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00"} {
		if t, err := time.Parse(form, strings.TrimSpace(text)); err == nil {
			return t, nil
		}
	}
	return time.Time{}, lang.Invalid("landing.moment", lang.Args{"field": lang.Word("landing.field." + field), "given": text})
}

// Validate returns what is wrong in the record by itself.
func (l Lead) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "landing.field." + field, Why: why})
	}
	if l.Title.Empty() && l.Project == "" && l.Investor == "" {
		wrong("title", lang.Invalid("landing.lead.nothing"))
	}
	if l.Edition <= 0 {
		wrong("edition", lang.Invalid("error.required"))
	}
	if l.Received == "" {
		wrong("received", lang.Invalid("error.required"))
	} else if _, err := l.ReceivedAt(); err != nil {
		wrong("received", lang.Invalid("landing.moment", lang.Args{"field": lang.Word("landing.field.received"), "given": l.Received}))
	}
	if l.Answered != "" {
		answered, err := ParseMoment("answered", l.Answered)
		received, other := l.ReceivedAt()
		switch {
		case err != nil:
			wrong("answered", lang.Invalid("landing.moment", lang.Args{"field": lang.Word("landing.field.answered"), "given": l.Answered}))
		case other == nil && answered.Before(received):
			wrong("answered", lang.Invalid("landing.lead.answered_before"))
		}
	}
	return found
}

// A Milestone is one step of an agreement, or of a lead: planned, or taken.
type Milestone struct {
	ID         string
	Code       string
	Agreement  string // identifier of the agreement, or
	Lead       string // that of the lead
	Stage      Stage
	Date       lang.Date
	Actual     bool         // it was taken; else it is planned for that day
	Estimated  bool         // the date or the amount is an estimate; else they are confirmed
	Amount     money.Amount // of capital paid in
	Instalment int64        // which instalment of the capital it is, from 1; 0 where that is not said
	Document   string       // the evidence: code or title of a document,
	Registry   string       // the number in a register,
	Address    string       // the address at which it can be seen
	ReportedBy string       // code of the office, or identifier of the account, that reported it
	VerifiedBy string       // identifier of the account that verified it; "" while nobody has
	Reason     string       // of a suspension or termination
	StatedBy   string       // reference of the person who said so, where a source is quoted
	Open       bool         // the source's list of what was done goes on
	Note       string
}

// Counts reports whether figures count it: it was done, it is no estimate, and somebody has
// verified it (docs/rules.md, verified-counts).
func (m Milestone) Counts() bool { return m.Actual && !m.Estimated && m.VerifiedBy != "" }

// Validate returns what is wrong in the record by itself.
func (m Milestone) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "landing.field." + field, Why: why})
	}
	switch {
	case m.Agreement == "" && m.Lead == "":
		wrong("agreement", lang.Invalid("landing.milestone.of_nothing"))
	case m.Agreement != "" && m.Lead != "":
		wrong("agreement", lang.Invalid("landing.milestone.of_both"))
	}
	switch {
	case !m.Stage.Known():
		wrong("stage", lang.Invalid("landing.step.unknown", lang.Args{"given": string(m.Stage)}))
	case m.Agreement != "" && m.Lead != "":
		// said above
	case m.Agreement != "" && !m.Stage.OfAgreement():
		wrong("stage", lang.Invalid("landing.milestone.of_lead", lang.Args{"stage": lang.Word("landing.stage." + string(m.Stage))}))
	case m.Lead != "" && !m.Stage.OfLead():
		wrong("stage", lang.Invalid("landing.milestone.of_agreement", lang.Args{"stage": lang.Word("landing.stage." + string(m.Stage))}))
	}
	if m.Date == "" || !m.Date.Valid() {
		wrong("date", lang.Invalid("error.required"))
	}
	if m.Amount.Minor < 0 {
		wrong("amount", lang.Invalid("record.negative"))
	}
	if m.Amount.Given() && m.Stage != PaidIn {
		wrong("amount", lang.Invalid("landing.milestone.amount", lang.Args{"stage": lang.Word("landing.stage." + string(m.Stage))}))
	}
	if m.Instalment < 0 || m.Instalment > 0 && m.Stage != PaidIn {
		wrong("instalment", lang.Invalid("landing.milestone.instalment"))
	}
	if m.Reason == "" && m.Actual && (m.Stage == Suspended || m.Stage == Terminated) {
		wrong("reason", lang.Invalid("landing.milestone.reason", lang.Args{"stage": lang.Word("landing.stage." + string(m.Stage))}))
	}
	if m.VerifiedBy != "" && !m.Actual {
		wrong("verified_by", lang.Invalid("landing.milestone.verified_plan"))
	}
	return found
}

// NotLater refuses what is said to have been done on a day that is still to come.
func (m Milestone) NotLater(today lang.Date) *lang.Error {
	if m.Actual && m.Date > today {
		return lang.Invalid("landing.milestone.future", lang.Args{"date": m.Date, "today": today})
	}
	return nil
}
