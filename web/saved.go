package web

import (
	"net/http"
	"net/url"
	"slices"

	"bridgehead/access"
	"bridgehead/lang"
	"bridgehead/store"
)

// savedDeeds lists what is done with lists that are saved under a name.
func (s *site) savedDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/saved", action: access.ManageSelf, do: s.savedLists},
		{method: "POST", pattern: "/{fair}/work/saved", action: access.ManageSelf, do: s.saveList},
		{method: "GET", pattern: "/{fair}/work/saved/{id}", action: access.ManageSelf, do: s.openSaved},
		{method: "POST", pattern: "/{fair}/work/saved/{id}", action: access.ManageSelf, do: s.changeSaved},
	}
}

// A saving is the form that saves the list of a page.
type saving struct{ Action, List, Query string }

// saving offers to save a list as it is narrowed; nil to the public.
func (v *visit) saving(list string) *saving {
	if !v.signedIn() {
		return nil
	}
	return &saving{Action: v.workPath("saved"), List: list, Query: v.URL.RawQuery}
}

// A savedLine is a list that is saved, as it is now.
type savedLine struct {
	ID, Name, List, URL string
	All, New            int64
	Notify              bool
}

type savedPage struct {
	frame
	Lines   []savedLine
	Refused string
}

// savedLines counts what the visitor's saved lists hold, as far as they may see it now.
func (s *site) savedLines(v *visit) ([]savedLine, error) {
	all, err := s.db.SavedLists(v.Context(), v.fair.ID, v.account.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	view, err := v.view.As(v.Context(), v.sight)
	if err != nil {
		return nil, err
	}
	var out []savedLine
	for _, l := range all {
		line := savedLine{ID: l.ID, Name: l.Name, List: v.savedKind(l.List), URL: v.workPath("saved", l.ID), Notify: l.Notify}
		if !access.AllRefused(v.actor, store.SavedKinds[l.List]) {
			if line.All, line.New, err = view.InList(v.Context(), v.actor, l, l.Seen); err != nil {
				return nil, err
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// savedKind says which list it is.
func (v *visit) savedKind(list string) string {
	if slices.Contains([]string{"submissions", "review"}, list) {
		return v.say("work.menu." + list)
	}
	return v.say("web.menu." + list)
}

func (s *site) savedLists(v *visit) error { return s.showSaved(v, "", http.StatusOK) }

func (s *site) showSaved(v *visit, refused string, status int) error {
	v.latest()
	if err := s.enterAs(v, access.ManageSelf); err != nil {
		return err
	}
	p := savedPage{Refused: refused}
	var err error
	if p.Lines, err = s.savedLines(v); err != nil {
		return err
	}
	if p.frame, err = s.workFrame(v, "saved", v.say("saved.title")); err != nil {
		return err
	}
	return s.showAs(v, status, "saved", p)
}

func (s *site) saveList(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.ManageSelf); err != nil {
		return err
	}
	l := store.SavedList{Account: v.account.ID, Name: v.field("name"), List: v.field("list"), Query: v.PostFormValue("query")}
	if access.AllRefused(v.actor, store.SavedKinds[l.List]) {
		return lang.Invalid("web.error.form")
	}
	if _, err := s.db.SaveList(v.Context(), v.fair.ID, l); err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showSaved(v, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("saved"))
	return nil
}

// openSaved leads to the list, whose owner has then seen what is in it.
func (s *site) openSaved(v *visit) error {
	l, err := s.theSaved(v)
	if err != nil {
		return err
	}
	l.Seen = v.view.At
	if err := s.db.ChangeList(v.Context(), v.fair.ID, l); err != nil {
		return err
	}
	at := []string{l.List}
	if store.SavedKinds[l.List] != access.ReadPublished {
		at = []string{"work", l.List}
	}
	q, err := url.ParseQuery(l.Query)
	if err != nil {
		return err
	}
	redirect(v.w, v.Request, v.address(q, at...))
	return nil
}

// theSaved reads the visitor's own list that the address names.
func (s *site) theSaved(v *visit) (store.SavedList, error) {
	v.latest()
	if err := s.enterAs(v, access.ManageSelf); err != nil {
		return store.SavedList{}, err
	}
	return s.db.SavedList(v.Context(), v.fair.ID, v.account.ID, v.PathValue("id"))
}

func (s *site) changeSaved(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	l, err := s.theSaved(v)
	if err != nil {
		return err
	}
	switch v.field("do") {
	case "rename":
		l.Name = v.field("name")
	case "notify", "quiet":
		l.Notify = v.field("do") == "notify"
	case "drop":
		err = s.db.DropList(v.Context(), v.fair.ID, v.account.ID, l.ID)
	default:
		return lang.Invalid("web.error.form")
	}
	if err == nil && v.field("do") != "drop" {
		err = s.db.ChangeList(v.Context(), v.fair.ID, l)
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showSaved(v, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("saved"))
	return nil
}
