package web

import (
	"net/url"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// What came of a meeting becomes a lead, which names the meeting as the meeting names it.

// openMeeting reads a meeting for who may report what came of it. Who may not read it is told that
// there is none.
func (s *site) openMeeting(v *visit, id string) (store.Row[meeting.Meeting], error) {
	row, err := store.Get[meeting.Meeting](v.Context(), v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return row, lang.NotFound("web.error.record")
	}
	if err != nil {
		return row, err
	}
	for _, a := range []access.Action{access.ReadMeeting, access.ReportMeeting} {
		err := s.db.Allow(v.Context(), v.fair.ID, v.actor, store.MeetingQuestion(a, row.Value), "meeting/"+row.Value.ID)
		if a == access.ReadMeeting && lang.CodeOf(err) == lang.CodeForbidden {
			return row, lang.NotFound("web.error.record").Because(err)
		}
		if err != nil {
			return row, err
		}
	}
	return row, nil
}

// leadsTo reports why a meeting becomes no lead: only one that was held does, and once.
func leadsTo(m meeting.Meeting) error {
	switch {
	case m.Held != meeting.Took:
		return lang.Conflict("day.lead_not_held")
	case m.Lead != "":
		return lang.Conflict("day.lead_there")
	}
	return nil
}

// leadOfMeeting fills the form of a new lead with what is known from a meeting.
func (s *site) leadOfMeeting(v *visit, id string, form url.Values) error {
	row, err := s.openMeeting(v, id)
	if err == nil {
		err = leadsTo(row.Value)
	}
	if err != nil {
		return err
	}
	m := row.Value
	form.Set("meeting", m.ID)
	form.Set("title", m.Next)
	form.Set("note", strings.TrimSpace(m.Outcome+"\n"+m.Next))
	rows, err := store.ByID[delegate.Delegate](v.Context(), v.view, []string{m.A, m.B})
	if err != nil {
		return err
	}
	investor := party.ID("")
	for _, r := range rows {
		switch d := r.Value; d.Role {
		case delegate.Investor:
			investor = d.Party
		case delegate.Owner:
			form.Set("side", d.Side)
			form.Set("office", d.Office)
		}
	}
	if investor != "" {
		word, _, err := s.partyWord(v, investor)
		if err != nil {
			return err
		}
		form.Set("investor", word)
	}
	if m.Project != "" {
		projects, err := store.ByID[project.Project](v.Context(), v.view, []string{m.Project})
		if err != nil {
			return err
		}
		if len(projects) > 0 {
			form.Set("project", projects[0].Value.Code)
		}
	}
	setup, err := v.view.MeetingSetup(v.Context(), m.Edition)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	if i := setup.Value.Slot(m.Slot); i >= 0 {
		if at := setup.Value.Slots[i].To(v.fair.Location()); at.Before(s.db.Now()) {
			form.Set("received", at.Format(momentForm))
		}
	}
	return nil
}

// nameLead writes in a meeting that it became the lead.
func (v *visit) nameLead(tx *store.Tx, id, lead string) error {
	row, err := store.Get[meeting.Meeting](v.Context(), tx.View, id)
	if err == nil {
		err = leadsTo(row.Value)
	}
	if err != nil {
		return err
	}
	row.Value.Lead = lead
	return tx.ReportMeeting(v.Context(), row.Value, row.Since, v.fromForm())
}
