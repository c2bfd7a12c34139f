package agreement

import (
	"math/big"
	"slices"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// An ID identifies an agreement's record.
type ID string

// A Type is the legal weight of what was signed.
type Type string

// The types of agreement.
const (
	Contract   Type = "investment" // investment contract
	Framework  Type = "framework"  // framework agreement
	Strategic  Type = "strategic"  // strategic cooperation
	Memorandum Type = "memorandum" // memorandum of understanding
	Other      Type = "other"
)

// Types lists the types of agreement, the most binding first.
var Types = []Type{Contract, Framework, Strategic, Memorandum, Other}

// An Agreement is one signature between parties, with or without an amount.
type Agreement struct {
	ID        ID
	Code      string // identifier that the reporting office's files use
	Edition   int64  // edition in which it was first signed, and the only one it counts in
	Title     lang.Text
	Type      Type
	Direction project.Direction
	SignedOn  lang.Date
	Amount    money.Amount // the original amount and currency, kept for ever; none when none was given
	Industry  string
	Country   string       // where the money comes from, ISO 3166 alpha-2
	Project   string       // code of the project it came from, when there was one
	Confirmed fair.SideSet // the sides that confirmed it
	Replaces  ID           // the agreement that this one replaced with other investors
	EndedOn   lang.Date    // when it was replaced or terminated; it still counts where it was signed
	Note      string
	Session   string // identifier of the session at which it was signed, when that was said

	Parties      []Role
	Attributions []Attribution
}

// A Role is a party's part in an agreement.
type Role struct {
	Party party.ID
	Role  string // investor, partner, owner, witness
}

// An Attribution says for which district or office an agreement counts: as one in the
// count of each, and in amount by the share.
type Attribution struct {
	District string // district code, or
	Office   string // code of the reporting office
	Num, Den int64  // the share of the amount, Num/Den
}

// AmendmentID identifies an amendment's record.
type AmendmentID string

// An Amendment is a capital increase of an agreement: it adds its amount in the edition
// of its own date and no agreement.
type Amendment struct {
	ID        AmendmentID
	Code      string
	Agreement ID
	Edition   int64
	SignedOn  lang.Date
	Amount    money.Amount
	Confirmed fair.SideSet
	Note      string
}

// Names of the counting rules; docs/rules.md explains each, and each has a test.
const (
	RuleCountsOnce     = "counts-once"     // in the edition where it was first signed
	RuleIncrease       = "increase"        // adds amount in its own edition, and no agreement
	RuleReplacement    = "replacement"     // ends the old one and counts as new in its own edition
	RuleWithoutAmount  = "without-amount"  // counts as one and adds nothing
	RuleAttribution    = "attribution"     // one in each district's count, the amount by shares, once in the total
	RuleTwoKeys        = "two-keys"        // counts when the required sides have confirmed it
	RuleRemainder      = "remainder"       // parts that do not cover the whole are shown with their remainder
	RuleOpeningBalance = "opening-balance" // a cumulative figure adds only later editions
)

// SignedUnder reports whether the agreement counts as signed in an edition that requires
// the given sides.
func (a Agreement) SignedUnder(required fair.SideSet) bool { return a.Confirmed.Has(required) }

// Validate returns what is wrong in the record by itself.
func (a Agreement) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string) {
		found = append(found, lang.Problem{Field: "agreement.field." + field, Why: lang.Invalid(key)})
	}
	if a.Title.Empty() {
		wrong("title", "error.required")
	}
	if a.Edition <= 0 {
		wrong("edition", "error.required")
	}
	if a.Amount.Minor < 0 {
		wrong("amount", "record.negative")
	}
	covered := new(big.Rat)
	for i, at := range a.Attributions {
		if at.Num < 0 || at.Den <= 0 {
			wrong("attribution", "agreement.share.invalid")
			return found
		}
		if slices.ContainsFunc(a.Attributions[:i], func(b Attribution) bool {
			return at.District != "" && at.District == b.District || at.Office != "" && at.Office == b.Office
		}) {
			wrong("attribution", "agreement.share.twice")
		}
		covered.Add(covered, big.NewRat(at.Num, at.Den))
	}
	if covered.Cmp(big.NewRat(1, 1)) > 0 {
		wrong("attribution", "agreement.share.exceeds")
	}
	return found
}

// Validate returns what is wrong in the record by itself.
func (a Amendment) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string) {
		found = append(found, lang.Problem{Field: "agreement.field." + field, Why: lang.Invalid(key)})
	}
	if a.Agreement == "" {
		wrong("agreement", "error.required")
	}
	if a.Edition <= 0 {
		wrong("edition", "error.required")
	}
	if a.Amount.Minor < 0 {
		wrong("amount", "record.negative")
	}
	return found
}
