package agreement

import (
	"math/big"
	"slices"

	"bridgehead/lang"
)

// A Proposal is that an agreement should count for other districts or offices, or in other
// shares. The offices that lose or gain by it agree to it, or the secretariat settles it; then
// it is a correction of the agreement.
type Proposal struct {
	ID           string
	Agreement    ID
	Base         int64  // the version of the agreement that it was written from
	Proposer     string // code of the office; "" for the secretariat
	Reason       string
	State        ProposalState
	Open         bool // State is open; kept so that the open ones are found
	Attributions []Attribution
	Offices      []Consent // those whose word it needs
}

// A Consent is an office whose word a proposal needs, and whether it gave it.
type Consent struct {
	Office string
	Agreed bool
}

// A ProposalState is how far a proposal has come.
type ProposalState string

// The states of a proposal.
const (
	ProposalOpen      ProposalState = "open"
	ProposalAgreed    ProposalState = "agreed" // the agreement was corrected
	ProposalDeclined  ProposalState = "declined"
	ProposalWithdrawn ProposalState = "withdrawn"
)

// Propose returns the proposal of an office, or of the secretariat, to attribute the agreement in
// another way. The error is invalid when the shares make no sense, or nothing would change.
func (a Agreement) Propose(proposer string, to []Attribution, reason string) (Proposal, error) {
	p := Proposal{Agreement: a.ID, Proposer: proposer, Reason: lang.Clean(reason), State: ProposalOpen, Open: true, Attributions: to}
	if len(p.Reason) > 4000 {
		return p, lang.Invalid("submission.long")
	}
	if len(to) == 0 {
		return p, lang.Invalid("proposal.empty")
	}
	covered := new(big.Rat)
	for i, x := range to {
		if x.District == "" && x.Office == "" || x.Num <= 0 || x.Den <= 0 || x.Num > x.Den {
			return p, lang.Invalid("agreement.share.invalid")
		}
		if slices.ContainsFunc(to[:i], func(y Attribution) bool { return x.District == y.District && x.Office == y.Office }) {
			return p, lang.Invalid("proposal.twice")
		}
		covered.Add(covered, big.NewRat(x.Num, x.Den))
	}
	if covered.Cmp(big.NewRat(1, 1)) > 0 {
		return p, lang.Invalid("proposal.over")
	}
	if slices.Equal(a.Attributions, to) {
		return p, lang.Invalid("proposal.same")
	}
	for _, x := range slices.Concat(a.Attributions, to) {
		known := slices.ContainsFunc(p.Offices, func(c Consent) bool { return c.Office == x.Office })
		if x.Office != "" && x.Office != proposer && !known {
			p.Offices = append(p.Offices, Consent{Office: x.Office})
		}
	}
	return p, nil
}

// Settled reports whether every office whose word is needed gave it.
func (p Proposal) Settled() bool {
	return !slices.ContainsFunc(p.Offices, func(c Consent) bool { return !c.Agreed })
}

// Agree notes the word of an office. The error is conflict when it is closed, or the word of the
// office is not asked for.
func (p Proposal) Agree(office string) (Proposal, error) {
	at := slices.IndexFunc(p.Offices, func(c Consent) bool { return c.Office == office && !c.Agreed })
	if !p.Open || at < 0 {
		return p, lang.Conflict("proposal.closed")
	}
	p.Offices = slices.Clone(p.Offices)
	p.Offices[at].Agreed = true
	return p, nil
}

// Close ends the proposal. The error is conflict when it is closed.
func (p Proposal) Close(as ProposalState) (Proposal, error) {
	if !p.Open {
		return p, lang.Conflict("proposal.closed")
	}
	p.State, p.Open = as, false
	return p, nil
}
