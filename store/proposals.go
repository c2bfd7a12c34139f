package store

import (
	"context"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/project"
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
			{"project", (*string)(&r.Project)},
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

// ProposalsOf lists what was proposed for an agreement or a project, the latest first.
func (v View) ProposalsOf(ctx context.Context, kind, id string) ([]Row[agreement.Proposal], error) {
	if kind == "project" {
		return list[agreement.Proposal](ctx, v, "and project = $3 and project <> '' order by id desc", id)
	}
	return list[agreement.Proposal](ctx, v, "and agreement = $3 order by id desc", id)
}

// A Proposed is the record that a proposal is of.
type Proposed struct {
	Kind, ID string
	Title    lang.Text
	Since    journal.Position
	Question access.Question // as the table is asked about it
}

// Proposed reads the record that a proposal is of.
func (v View) Proposed(ctx context.Context, p agreement.Proposal) (Proposed, error) {
	if p.Project != "" {
		row, err := Get[project.Project](ctx, v, string(p.Project))
		return Proposed{"project", string(p.Project), row.Value.Title, row.Since, v.Questions().Project(row.Value)}, err
	}
	row, err := Get[agreement.Agreement](ctx, v, string(p.Agreement))
	if err != nil {
		return Proposed{}, err
	}
	q, err := v.Questions().Agreement(ctx, row.Value)
	return Proposed{"agreement", string(p.Agreement), row.Value.Title, row.Since, q}, err
}

// Propose writes a proposal of attribution. When it needs nobody's word it is carried out at once.
func (tx *Tx) Propose(ctx context.Context, p agreement.Proposal, how How) (agreement.Proposal, error) {
	of, err := tx.Proposed(ctx, p)
	if err != nil {
		return p, err
	}
	rows, err := tx.ProposalsOf(ctx, of.Kind, of.ID)
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
	tx.tell(told{
		kind: notice.Attribution, record: "proposal", subject: p.ID, since: tx.Position(), edition: of.Question.Edition,
		may: func(a access.Actor, settings access.Settings) bool {
			return len(Asked(a, p, of.Question, settings)) > 0
		},
	})
	return p, nil
}

// Asked lists the offices for which the actor is asked for a word that they have not given yet; "" is the
// secretariat.
func Asked(a access.Actor, p agreement.Proposal, of access.Question, settings access.Settings) []string {
	var out []string
	for _, c := range p.Offices {
		q := access.Question{Action: access.Attribute, Edition: of.Edition, Offices: []string{c.Office}}
		if c.Office == "" {
			q = of
			q.Action = access.Correct
		}
		if !c.Agreed && p.Open && (c.Office == "" || reportsFor(a, c.Office)) && access.Decide(a, q, settings) {
			out = append(out, c.Office)
		}
	}
	return out
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
		if err := tx.attribute(ctx, p, How{Action: journal.Corrected, Origin: journal.Origin{Kind: "proposal", ID: p.ID}}); err != nil {
			return p, err
		}
	}
	return p, Put(ctx, tx, &p, seen, how)
}

// attribute carries a proposal out.
func (tx *Tx) attribute(ctx context.Context, p agreement.Proposal, how How) error {
	if p.Project != "" {
		row, err := Get[project.Project](ctx, tx.View, string(p.Project))
		if err != nil {
			return err
		}
		row.Value.District, row.Value.Office = p.Attributions[0].District, p.Attributions[0].Office
		return Put(ctx, tx, &row.Value, journal.Position(p.Base), how)
	}
	row, err := Get[agreement.Agreement](ctx, tx.View, string(p.Agreement))
	if err != nil {
		return err
	}
	row.Value.Attributions = p.Attributions
	return Put(ctx, tx, &row.Value, journal.Position(p.Base), how)
}
