package store

import (
	"context"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
)

var _ = register(&table[agreement.Proposal]{
	kind: "proposal", table: "proposal",
	fields: func(r *agreement.Proposal) []field {
		return []field{
			{"id", &r.ID},
			{"agreement", (*string)(&r.Agreement)},
			{"base", &r.Base},
			{"proposer", &r.Proposer},
			{"reason", &r.Reason},
			{"state", (*string)(&r.State)},
			{"open", &r.Open},
		}
	},
	lists: []sublist[agreement.Proposal]{{
		table: "proposal_share", name: "attributions",
		size: func(r *agreement.Proposal) int { return len(r.Attributions) },
		at: func(r *agreement.Proposal, i int) []field {
			a := grow(&r.Attributions, i)
			return []field{{"district", &a.District}, {"office", &a.Office}, {"num", &a.Num}, {"den", &a.Den}}
		},
	}, {
		table: "proposal_office", name: "offices",
		size: func(r *agreement.Proposal) int { return len(r.Offices) },
		at: func(r *agreement.Proposal, i int) []field {
			c := grow(&r.Offices, i)
			return []field{{"office", &c.Office}, {"agreed", &c.Agreed}}
		},
	}},
})

// Proposals lists the open proposals of attribution, the oldest first.
func (v View) Proposals(ctx context.Context, limit int) ([]Row[agreement.Proposal], error) {
	return list[agreement.Proposal](ctx, v, "and open = 1 order by id limit $3", limit)
}

// ProposalsOf lists what was proposed for an agreement, the latest first.
func (v View) ProposalsOf(ctx context.Context, id string) ([]Row[agreement.Proposal], error) {
	return list[agreement.Proposal](ctx, v, "and agreement = $3 order by id desc", id)
}

// Propose writes a proposal of attribution. When it needs nobody's word it is carried out at once.
func (tx *Tx) Propose(ctx context.Context, p agreement.Proposal, how How) (agreement.Proposal, error) {
	rows, err := tx.ProposalsOf(ctx, string(p.Agreement))
	if err != nil {
		return p, err
	}
	for _, r := range rows {
		if r.Value.Open {
			return p, lang.Conflict("proposal.open")
		}
	}
	p.ID, how.Action = tx.NewID(), journal.Created
	if p, err = tx.settle(ctx, p, 0, how); err != nil || !p.Open {
		return p, err
	}
	row, err := Get[agreement.Agreement](ctx, tx.View, string(p.Agreement))
	if err != nil {
		return p, err
	}
	tx.tell(told{
		kind: notice.Attribution, record: "proposal", subject: p.ID, since: tx.Position(), edition: row.Value.Edition,
		may: func(a access.Actor, settings access.Settings) bool { return asked(a, p, row.Value.Edition, settings) },
	})
	return p, nil
}

// asked reports whether the proposal needs the word of an office that the actor reports for.
func asked(a access.Actor, p agreement.Proposal, edition int64, settings access.Settings) bool {
	for _, c := range p.Offices {
		q := access.Question{Action: access.Attribute, Edition: edition, Offices: []string{c.Office}}
		if reportsFor(a, c.Office) && access.Decide(a, q, settings) {
			return true
		}
	}
	return false
}

// Settle writes a proposal again as it has become; seen is the version that was read. With the
// last word given it is carried out. The error is stale when the agreement has changed since.
func (tx *Tx) Settle(ctx context.Context, p agreement.Proposal, seen journal.Position, how How) (agreement.Proposal, error) {
	how.Action = journal.Corrected
	return tx.settle(ctx, p, seen, how)
}

func (tx *Tx) settle(ctx context.Context, p agreement.Proposal, seen journal.Position, how How) (agreement.Proposal, error) {
	if p.Open && p.Settled() {
		p.State, p.Open = agreement.ProposalAgreed, false
	}
	if p.State == agreement.ProposalAgreed {
		row, err := Get[agreement.Agreement](ctx, tx.View, string(p.Agreement))
		if err != nil {
			return p, err
		}
		row.Value.Attributions = p.Attributions
		act := How{Action: journal.Corrected, Origin: journal.Origin{Kind: "proposal", ID: p.ID}}
		if err := Put(ctx, tx, &row.Value, journal.Position(p.Base), act); err != nil {
			return p, err
		}
	}
	return p, Put(ctx, tx, &p, seen, how)
}
