package exchange

import (
	"context"
	"slices"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// A refusedRow says what of a row the table of access does not let its bringer do.
type refusedRow struct {
	row      int64
	question access.Question
	subject  string
}

// err is what is said of it.
func (r *refusedRow) err() error {
	return lang.Forbidden("import.forbidden", lang.Args{"row": r.row, "action": lang.Word("access.action." + string(r.question.Action))})
}

// refused holds each write of the plan against the table, as it would be and as it is recorded: a row of a
// side's spreadsheet is not to change what another side enters, nor to confirm for it.
func (p *plan) refused(ctx context.Context, view store.View, who access.Actor) (*refusedRow, error) {
	settings, err := view.Settings(ctx)
	if err != nil {
		return nil, err
	}
	f, err := view.TheFair(ctx)
	if err != nil {
		return nil, err
	}
	c := &checking{ctx: ctx, view: view, who: who, settings: settings, fair: f, ask: view.Questions()}
	agreements := map[agreement.ID]agreement.Agreement{}
	for _, w := range p.agreements {
		agreements[w.rec.ID] = w.rec
	}
	about := func(a agreement.Agreement) (access.Question, error) { return c.ask.Agreement(ctx, a) }
	ofIncrease := func(m agreement.Amendment) (access.Question, error) {
		a, there := agreements[m.Agreement]
		if !there {
			rows, err := store.ByID[agreement.Agreement](ctx, view, []string{string(m.Agreement)})
			if err != nil {
				return access.Question{}, err
			}
			if len(rows) > 0 {
				a = rows[0].Value
				agreements[m.Agreement] = a
			}
		}
		q, err := about(a)
		q.Edition = m.Edition
		return q, err
	}
	for _, check := range []func() (*refusedRow, error){
		func() (*refusedRow, error) {
			return checkAll(c, "party", p.parties, func(x party.Party) string { return string(x.ID) },
				func(x party.Party) (access.Question, error) { return c.ask.Party(x), nil }, nil)
		},
		func() (*refusedRow, error) {
			return checkAll(c, "project", p.projects, func(x project.Project) string { return string(x.ID) },
				func(x project.Project) (access.Question, error) { return c.ask.Project(x), nil }, nil)
		},
		func() (*refusedRow, error) {
			return checkAll(c, "agreement", p.agreements, func(x agreement.Agreement) string { return string(x.ID) }, about,
				func(x agreement.Agreement) fair.SideSet { return x.Confirmed })
		},
		func() (*refusedRow, error) {
			return checkAll(c, "amendment", p.amendments, func(x agreement.Amendment) string { return string(x.ID) }, ofIncrease,
				func(x agreement.Amendment) fair.SideSet { return x.Confirmed })
		},
		func() (*refusedRow, error) {
			return checkAll(c, "lead", p.leads, func(x landing.Lead) string { return x.ID },
				func(x landing.Lead) (access.Question, error) { return store.LeadQuestion(access.Import, x), nil }, nil)
		},
		func() (*refusedRow, error) {
			return checkAll(c, "delegate", p.delegates, func(x delegate.Delegate) string { return x.ID },
				func(x delegate.Delegate) (access.Question, error) {
					return store.DelegateQuestion(access.Import, x), nil
				}, nil)
		},
		func() (*refusedRow, error) {
			return checkAll(c, "interest", p.interests, func(x match.Interest) string { return x.ID },
				func(x match.Interest) (access.Question, error) { return store.InterestQuestion(access.Import, x), nil }, nil)
		},
		func() (*refusedRow, error) { return p.refusedSteps(c) },
	} {
		if r, err := check(); r != nil || err != nil {
			return r, err
		}
	}
	for _, w := range p.observations {
		if r := c.may(access.Question{Action: access.Import, Edition: w.rec.Edition}, w.row, "observation/"+w.rec.ID); r != nil {
			return r, nil
		}
	}
	for _, r := range []*refusedRow{
		firstRefused(c, p.technologies, "technology", func(x landing.Technology) (string, access.Question) { return x.ID, access.Question{Edition: x.Edition} }),
		firstRefused(c, p.deployments, "deployment", func(x landing.Deployment) (string, access.Question) { return x.ID, access.Question{Edition: x.Edition} }),
		firstRefused(c, p.research, "research", func(x landing.Research) (string, access.Question) { return x.ID, access.Question{Edition: x.Edition} }),
		firstRefused(c, p.programmes, "programme", func(x landing.Programme) (string, access.Question) {
			return x.ID, access.Question{Edition: x.Edition, Side: x.Side}
		}),
		firstRefused(c, p.facilities, "facility", func(x landing.Facility) (string, access.Question) { return x.ID, access.Question{Edition: x.Edition} }),
		firstRefused(c, p.paths, "path", func(x landing.Path) (string, access.Question) { return x.ID, access.Question{Edition: x.Edition} }),
		firstRefused(c, p.enterprises, "enterprise", func(x party.Enterprise) (string, access.Question) { return x.ID, access.Question{Side: x.In} }),
		firstRefused(c, p.listings, "listing", func(x party.Listing) (string, access.Question) { return x.ID, access.Question{Side: x.Side} }),
	} {
		if r != nil {
			return r, nil
		}
	}
	return nil, nil
}

// refusedSteps holds milestones against the table, as their agreement or lead is; one that is verified
// is verified by whoever brings it in.
func (p *plan) refusedSteps(c *checking) (*refusedRow, error) {
	for part := range slices.Chunk(p.milestones, 500) {
		var signed, heard []string
		for _, w := range part {
			signed, heard = append(signed, w.rec.Agreement), append(heard, w.rec.Lead)
		}
		agreements, err := store.ByID[agreement.Agreement](c.ctx, c.view, signed)
		if err != nil {
			return nil, err
		}
		leads, err := store.ByID[landing.Lead](c.ctx, c.view, heard)
		if err != nil {
			return nil, err
		}
		of := map[string]access.Question{}
		for _, a := range agreements {
			if of[string(a.Value.ID)], err = c.ask.Agreement(c.ctx, a.Value); err != nil {
				return nil, err
			}
		}
		for _, l := range leads {
			of[l.Value.ID] = store.LeadQuestion(access.Import, l.Value)
		}
		for _, w := range part {
			q := of[w.rec.Agreement+w.rec.Lead]
			for _, action := range []access.Action{access.Import, access.VerifyLanding} {
				if q.Action = action; action == access.VerifyLanding && w.rec.VerifiedBy == "" {
					continue
				}
				if r := c.may(q, w.row, "milestone/"+w.rec.ID); r != nil {
					return r, nil
				}
			}
		}
	}
	return nil, nil
}

// firstRefused is the first write of a kind that may not be brought in.
func firstRefused[T any](c *checking, list []write[T], kind string, about func(T) (string, access.Question)) *refusedRow {
	for _, w := range list {
		id, q := about(w.rec)
		q.Action = access.Import
		if r := c.may(q, w.row, kind+"/"+id); r != nil {
			return r
		}
	}
	return nil
}

// checking is what all checks of a plan share.
type checking struct {
	ctx      context.Context
	view     store.View
	who      access.Actor
	settings access.Settings
	fair     fair.Fair
	ask      *store.Questions
}

func (c *checking) may(q access.Question, row int64, subject string) *refusedRow {
	if access.Decide(c.who, q, c.settings) {
		return nil
	}
	return &refusedRow{row, q, subject}
}

// checkAll checks the writes of one kind. Keys are the confirmations of a record, nil where it has none.
func checkAll[T any](c *checking, kind string, list []write[T], id func(T) string, about func(T) (access.Question, error), keys func(T) fair.SideSet) (*refusedRow, error) {
	var ids []string
	for i := range list {
		if list[i].before > 0 {
			ids = append(ids, id(list[i].rec))
		}
	}
	recorded := map[string]T{}
	rows, err := store.ByID[T](c.ctx, c.view, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		recorded[id(r.Value)] = r.Value
	}
	for i := range list {
		rec, row := list[i].rec, list[i].row
		was, there := recorded[id(rec)]
		states := []T{rec}
		if there {
			states = append(states, was)
		}
		var q access.Question
		for _, state := range states {
			if q, err = about(state); err != nil {
				return nil, err
			}
			q.Action = access.Import
			if r := c.may(q, row, kind+"/"+id(rec)); r != nil {
				return r, nil
			}
		}
		if keys == nil {
			continue
		}
		for n, side := range c.fair.Sides {
			if bit := fair.SideBit(n); keys(rec)&bit != keys(was)&bit {
				if r := c.may(access.Question{Action: access.ConfirmFor, Edition: q.Edition, Side: side.Code}, row, kind+"/"+id(rec)); r != nil {
					return r, nil
				}
			}
		}
	}
	return nil, nil
}
