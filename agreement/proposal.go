package agreement

import (
	"math/big"
	"slices"

	"bridgehead/lang"
	"bridgehead/project"
)

// A Proposal is that an agreement should count for other districts or offices, or in other
// shares, or that a project should be of another office. The offices that lose or gain by it agree to it,
// or the secretariat settles it; then it is a correction of the record. What an office proposes
// needs somebody's word: the secretariat's where no other office is named, or the share of a district
// that no office answers for would change.
type Proposal struct {
	ID           string
	Agreement    ID
	Project      project.ID // of which it is, when it is of no agreement
	Base         int64      // the version of the record that it was written from
	Proposer     string     // code of the office; "" for the secretariat
	Reason       string
	State        ProposalState
	Open         bool // State is open; kept so that the open ones are found
	Attributions []Attribution
	Offices      []Consent // those whose word it needs
}

// A Consent is an office whose word a proposal needs, "" for the secretariat, and whether it gave it.
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
	return p.asking(a.Attributions), nil
}

// ProposeOffice returns the proposal of an office, or of the secretariat, that the project should be of an
// office and a district. The error is invalid when nothing would change.
func ProposeOffice(of project.Project, proposer, district, office, reason string) (Proposal, error) {
	was := Agreement{Attributions: []Attribution{{District: of.District, Office: of.Office, Num: 1, Den: 1}}}
	p, err := was.Propose(proposer, []Attribution{{District: district, Office: office, Num: 1, Den: 1}}, reason)
	p.Agreement, p.Project = "", of.ID
	return p, err
}

// asking returns the proposal with those whose word it needs, given for whom the record counts now.
func (p Proposal) asking(was []Attribution) Proposal {
	unheld := false
	for _, x := range slices.Concat(was, p.Attributions) {
		known := slices.ContainsFunc(p.Offices, func(c Consent) bool { return c.Office == x.Office })
		if x.Office != "" && x.Office != p.Proposer && !known {
			p.Offices = append(p.Offices, Consent{Office: x.Office})
		}
		if x.Office == "" && !(slices.Contains(was, x) && slices.Contains(p.Attributions, x)) {
			unheld = true
		}
	}
	if p.Proposer != "" && (unheld || len(p.Offices) == 0) {
		p.Offices = append(p.Offices, Consent{})
	}
	return p
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
