package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// An embargoPage lists what is held back, and holds back more.
type embargoPage struct {
	frame
	Form     string
	Lines    []heldLine
	Editions choice
	Sessions []choiceGroup
	Until    string
	Zone     string
	Refused  string
}

// A heldLine is one embargo.
type heldLine struct {
	Edition int64
	Session string
	Of      string
	Name    lang.Text // of the session
	Until   time.Time
	Holds   bool
}

// A choiceGroup is the sessions of one edition among which one is chosen.
type choiceGroup struct {
	Label   string
	Options []option
}

func (s *site) embargoPage(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.SetEmbargo); err != nil {
		return err
	}
	return s.showEmbargoes(v, http.StatusOK, "")
}

func (s *site) showEmbargoes(v *visit, status int, refused string) error {
	ctx := v.Context()
	edition, all, err := s.workEdition(v, v.FormValue("edition"))
	if err != nil {
		return err
	}
	p := embargoPage{
		Form: v.workPath("embargo"), Editions: v.editionChoice(all, edition.Number), Until: v.PostFormValue("until"),
		Zone: zone(time.Now().In(v.fair.Location())), Refused: refused,
	}
	embargoes, err := v.view.Embargoes(ctx)
	if err != nil {
		return err
	}
	holds := map[string]bool{}
	for _, e := range v.sight.Embargoes {
		holds[e.ID] = true
	}
	for _, e := range embargoes {
		line := heldLine{Edition: e.Edition, Session: e.Session, Of: v.editionWord(e.Edition), Until: e.Until().In(v.fair.Location()), Holds: holds[e.ID]}
		if e.Session != "" {
			row, err := store.Get[fair.Session](ctx, v.view, e.Session)
			if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
				return err
			}
			line.Name = row.Value.Name
		}
		p.Lines = append(p.Lines, line)
	}
	for i := len(all) - 1; i >= 0; i-- {
		_, sessions, err := v.view.Agenda(ctx, all[i].Number)
		if err != nil {
			return err
		}
		g := choiceGroup{Label: v.editionLabel(all[i].Number)}
		for _, x := range sessions {
			g.Options = append(g.Options, option{Value: x.ID, Text: cut(v.sessionName(x), 60), Selected: x.ID == v.PostFormValue("session")})
		}
		if len(g.Options) > 0 {
			p.Sessions = append(p.Sessions, g)
		}
	}
	if p.frame, err = s.workFrame(v, "embargo", v.say("work.menu.embargo")); err != nil {
		return err
	}
	return s.showAs(v, status, "embargo", p)
}

// setEmbargo holds an edition or a session back, or releases it.
func (s *site) setEmbargo(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.SetEmbargo); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return err
	}
	if err := s.ask(v, access.SetEmbargo, edition.Number); err != nil {
		return err
	}
	e := access.Embargo{Edition: edition.Number, Session: v.field("session")}
	if e.Session != "" {
		row, err := store.Get[fair.Session](v.Context(), v.view, e.Session)
		if lang.CodeOf(err) == lang.CodeNotFound || err == nil && row.Value.Edition != edition.Number {
			return s.showEmbargoes(v, http.StatusBadRequest, v.say("embargo.other_session"))
		}
		if err != nil {
			return err
		}
	}
	release := v.field("do") == "release"
	if !release {
		until, err := time.ParseInLocation("2006-01-02T15:04", v.field("until"), v.fair.Location())
		if err != nil {
			return s.showEmbargoes(v, http.StatusBadRequest, v.say("embargo.until_wrong"))
		}
		e.Ends = until.UnixMilli()
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		if release {
			e.Ends = tx.Now.UnixMilli()
		}
		return tx.SetEmbargo(v.Context(), e, store.How{Action: journal.Corrected, Origin: v.fromForm()})
	})
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "embargo"))
	return nil
}

// A sidesPage settles what each side may enter, see and confirm in an edition.
type sidesPage struct {
	frame
	Form     string
	Editions choice
	Edition  int64
	Sides    []sideRights
	Saved    bool
	Refused  string
}

// sideRights are what one side may do.
type sideRights struct {
	Code    string
	Side    lang.Text
	Aspects []choice
}

// rights shows a setting as choices, each with what holds.
func (v *visit) rights(x access.Setting) sideRights {
	out := sideRights{Code: x.Side, Side: lang.Text{Hans: x.Side, Hant: x.Side, En: x.Side}}
	if side, at := v.fair.SideNamed(x.Side); at >= 0 {
		out.Side = side.Name
	}
	for _, a := range []access.Aspect{access.Enter, access.See, access.Confirm} {
		c := choice{Name: string(a), Label: v.label("access.field." + string(a))}
		for _, r := range access.Reaches[a] {
			c.Options = append(c.Options, option{Value: string(r), Text: r.In(v.tag), Selected: r == x.Reach(a)})
		}
		out.Aspects = append(out.Aspects, c)
	}
	return out
}

// Chosen is what a choice says.
func (c choice) Chosen() string {
	for _, o := range c.Options {
		if o.Selected {
			return o.Text
		}
	}
	return ""
}

func (s *site) sidesPage(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.SetSides); err != nil {
		return err
	}
	edition, all, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	p := sidesPage{Form: v.workPath("sides"), Editions: v.editionChoice(all, edition.Number), Edition: edition.Number, Saved: v.URL.Query().Get("saved") != ""}
	for _, side := range v.fair.Sides {
		p.Sides = append(p.Sides, v.rights(settings.Of(edition.Number, side.Code)))
	}
	if p.frame, err = s.workFrame(v, "sides", v.say("work.menu.sides")); err != nil {
		return err
	}
	return s.show(v, "sides", p)
}

// setSides writes what the sides may do, all of them at once.
func (s *site) setSides(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.SetSides); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return err
	}
	if err := s.ask(v, access.SetSides, edition.Number); err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		for _, side := range v.fair.Sides {
			x := settings.Of(edition.Number, side.Code)
			was := x
			for a, reach := range map[access.Aspect]*access.Reach{access.Enter: &x.Enter, access.See: &x.See, access.Confirm: &x.Confirm} {
				if given := v.field(side.Code + "." + string(a)); given != "" && access.Reach(given) != x.Reach(a) {
					*reach = access.Reach(given)
				}
			}
			if x == was {
				continue
			}
			if err := tx.SetSides(v.Context(), x, store.How{Action: journal.Corrected, Origin: v.fromForm()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}, "saved": {"1"}}, "work", "sides"))
	return nil
}
