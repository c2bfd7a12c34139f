package web

import (
	"net/http"
	"net/url"
	"strconv"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A checklistPage is a path with how far a company has come on it, kept in the record.
type checklistPage struct {
	frame
	List    string
	Path    lang.Text
	Of      namedParty
	Party   string
	Before  int64
	Do      string
	Settled string
	Steps   []checkedStep
	Note    string
	Refused string
}

// A checkedStep is a step with its mark.
type checkedStep struct {
	N      int
	Code   string
	Name   lang.Text
	States []option
	On     string
	Note   string
}

func (s *site) checklistDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/abroad/{id}", action: access.KeepChecklist, do: s.checklist},
		{method: "POST", pattern: "/{fair}/work/abroad/{id}", action: access.KeepChecklist, do: s.keepChecklist},
	}
}

// checklistEntries are the checklists that the visitor may keep: one of each path for each company
// that they speak for.
func (s *site) checklistEntries(v *visit) ([]workEntry, error) {
	var out []workEntry
	for _, g := range v.actor.Grants {
		if g.Role != access.Delegate || g.Party == "" {
			continue
		}
		paths, err := v.view.Paths(v.Context(), 0)
		if err != nil {
			return nil, err
		}
		if err := s.nameParties(v, []string{g.Party}); err != nil {
			return nil, err
		}
		company := v.name(v.named(party.ID(g.Party)).Name)
		for _, r := range paths {
			to := v.address(url.Values{"party": {g.Party}}, "work", "abroad", r.Value.ID)
			out = append(out, workEntry{link{Text: v.name(r.Value.Name), URL: to}, v.say("abroad.keep_for", lang.Args{"party": company})})
		}
	}
	return out, nil
}

// openChecklist reads a path and what a company keeps of it, for who may. To all others there is no
// such path.
func (s *site) openChecklist(v *visit, company string) (landing.Path, store.Row[landing.Checklist], error) {
	var row store.Row[landing.Checklist]
	v.latest()
	if err := s.enterAs(v, access.KeepChecklist); err != nil {
		return landing.Path{}, row, err
	}
	ctx, id := v.Context(), v.PathValue("id")
	none := lang.NotFound("web.error.record")
	path, err := store.Get[landing.Path](ctx, v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return landing.Path{}, row, none
	}
	if err != nil {
		return landing.Path{}, row, err
	}
	q := access.Question{Action: access.KeepChecklist, Edition: path.Value.Edition, Parties: given(company)}
	if err := s.db.Allow(ctx, v.fair.ID, v.actor, q, "checklist/"+id); err != nil {
		if lang.CodeOf(err) == lang.CodeForbidden {
			return landing.Path{}, row, none.Because(err)
		}
		return landing.Path{}, row, err
	}
	if _, err := store.Get[party.Party](ctx, v.view, company); err != nil {
		if lang.CodeOf(err) == lang.CodeNotFound {
			return landing.Path{}, row, none
		}
		return landing.Path{}, row, err
	}
	row, err = v.view.ChecklistOf(ctx, id, company)
	if lang.CodeOf(err) == lang.CodeNotFound {
		row, err = store.Row[landing.Checklist]{Value: landing.Checklist{Path: id, Party: party.ID(company), Edition: path.Value.Edition}}, nil
	}
	return path.Value, row, err
}

func (s *site) checklist(v *visit) error {
	company := v.URL.Query().Get("party")
	path, row, err := s.openChecklist(v, company)
	if err != nil {
		return err
	}
	note := ""
	if v.URL.Query().Has("kept") {
		note = v.say("abroad.kept")
	}
	return s.showChecklist(v, path, row, note, "", http.StatusOK)
}

func (s *site) showChecklist(v *visit, path landing.Path, row store.Row[landing.Checklist], note, refused string, status int) error {
	company := string(row.Value.Party)
	if err := s.nameParties(v, []string{company}); err != nil {
		return err
	}
	p := checklistPage{
		List: v.path("abroad", path.ID), Path: path.Name, Of: v.named(row.Value.Party), Party: company, Before: int64(row.Since), Do: v.workPath("abroad", path.ID),
		Settled: v.settled(path, row.Value), Note: note, Refused: refused,
	}
	for i, l := range path.Legs {
		mark := row.Value.Of(l.Code)
		states := wordOptions("abroad.state", landing.MarkStates)(v)
		p.Steps = append(p.Steps, checkedStep{N: i + 1, Code: l.Code, Name: l.Name, States: optionsWith(states, mark.State), On: string(mark.On), Note: mark.Note})
	}
	var err error
	if p.frame, err = s.workFrame(v, "abroad", v.say("abroad.keep_for", lang.Args{"party": v.name(p.Of.Name)})); err != nil {
		return err
	}
	return s.showAs(v, status, "checklist", p)
}

// keepChecklist writes what was ticked off, in the version that was seen.
func (s *site) keepChecklist(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	company := v.PostForm.Get("party")
	path, row, err := s.openChecklist(v, company)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.PostForm.Get("before"), 10, 64)
	if err != nil || before < 0 {
		return lang.Invalid("web.error.form")
	}
	list := row.Value
	list.Marks = nil
	for _, l := range path.Legs {
		m := landing.Mark{Leg: l.Code, State: v.field("state." + l.Code), On: lang.Date(v.field("on." + l.Code)), Note: v.field("note." + l.Code)}
		if len(m.Note) > typedMost {
			return lang.Invalid("submission.long")
		}
		if m.State != "" || m.On != "" || m.Note != "" {
			list.Marks = append(list.Marks, m)
		}
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		_, err := tx.KeepChecklist(v.Context(), list, journal.Position(before), journal.Origin{Kind: "form", ID: v.account.ID})
		return err
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		// What was typed comes back; after a change by somebody else it is saved over theirs only when
		// it is sent again, from the version that is shown now.
		row.Value.Marks = list.Marks
		return s.showChecklist(v, path, row, "", text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("abroad", path.ID)+"?"+url.Values{"party": {company}, "kept": {"1"}}.Encode())
	return nil
}
