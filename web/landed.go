package web

import (
	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/store"
)

// A becamePart says on an agreement's page what became of it.
type becamePart struct {
	Stage string
	Steps []milestoneLine
	Note  string
	Work  string // where it is reported; "" for those who do not
}

// became reads what became of an agreement as far as the reader may see it; nil when there is
// nothing to say.
func (s *site) became(v *visit, id string) (*becamePart, error) {
	rows, err := store.MilestonesOf(v.Context(), v.view, []string{id})
	if err != nil {
		return nil, err
	}
	p := becamePart{}
	if v.signedIn() && !access.AllRefused(v.actor, access.ReportLanding) {
		p.Work = v.workPath("landing", id)
	}
	if len(rows) == 0 && p.Work == "" {
		return nil, nil
	}
	var all []landing.Milestone
	p.Note = v.say("landed.only_verified")
	for _, r := range rows {
		if m := r.Value; m.Counts() {
			all = append(all, m)
		} else {
			p.Note = v.say("landed.all_listed")
		}
	}
	state, _, _ := landing.Replay(landing.Signed, "", all)
	p.Stage = v.say("landing.stage." + string(state.Place()))
	p.Steps, err = s.milestoneLines(v, rows, false)
	return &p, err
}
