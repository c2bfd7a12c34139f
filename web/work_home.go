package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/lang"
	"bridgehead/party"
)

// A workplace is an entry of the workspace's menu: where it leads, below /work, and what one
// must be allowed to do to anything at all for it to be shown.
type workplace struct {
	key    string // of its word, work.menu.KEY, and what pages name as theirs
	at     []string
	action access.Action
}

// workplaces lists the menu in its order.
var workplaces = []workplace{
	{"home", nil, access.ManageSelf},
	{"board", []string{"board"}, access.ReadSubmission},
	{"drafts", []string{"drafts"}, access.WriteDraft},
	{"submissions", []string{"submissions"}, access.ReadSubmission},
	{"card", []string{"card"}, access.ReadReportCard},
	{"review", []string{"review"}, access.Review},
	{"merges", []string{"merges"}, access.Merge},
	{"attributions", []string{"attributions"}, access.Attribute},
	{"schemes", []string{"schemes"}, access.WriteScheme},
	{"leads", []string{"leads"}, access.ReadLead},
	{"owed", []string{"owed"}, access.ReadLead},
	{"day", []string{"day"}, access.ReadMeeting},
	{"requests", []string{"requests"}, access.ReadMeeting},
	{"suggestions", []string{"suggestions"}, access.AskMeeting},
	{"delegates", []string{"delegates"}, access.FindDelegate},
	{"timetable", []string{"timetable"}, access.PlanMeetings},
	{"briefing", []string{"briefing"}, access.Compose},
	{"bulletins", []string{"bulletins"}, access.Compose},
	{"watched", []string{"watched"}, access.Compose},
	{"ceremony", []string{"ceremony"}, access.ConfirmFor},
	{"editions", []string{"editions"}, access.Declare},
	{"limits", []string{"limits"}, access.SetLimits},
	{"embargo", []string{"embargo"}, access.SetEmbargo},
	{"sides", []string{"sides"}, access.SetSides},
	{"audit", []string{"audit"}, access.ReadJournal},
	{"accounts", []string{"accounts"}, access.ReadAccounts},
	{"status", []string{"status"}, access.ReadStatus},
}

// workPath returns the address of a page of the workspace.
func (v *visit) workPath(parts ...string) string {
	return v.path(append([]string{"work"}, parts...)...)
}

// workFrame returns the frame of a page of the workspace: its menu stands in the place of the
// fair's own, and other programs are told nothing.
func (s *site) workFrame(v *visit, here, title string) (frame, error) {
	f, err := s.frame(v, here, title)
	f.machine, f.Menu, f.Inside = machine{}, nil, true
	for _, p := range workplaces {
		if !access.AllRefused(v.actor, p.action) {
			f.Menu = append(f.Menu, link{Text: v.say("work.menu." + p.key), URL: v.workPath(p.at...), Current: p.key == here})
		}
	}
	if err == nil {
		err = s.unread(v, &f)
	}
	return f, err
}

// workDeeds lists the page where the workspace begins.
func (s *site) workDeeds() []deed {
	return []deed{{method: "GET", pattern: "/{fair}/work", action: access.ManageSelf, do: s.workHome}}
}

// A duty is something that waits for whoever is signed in.
type duty struct {
	Text  string
	Count int64     // how many; countMost for that many or more
	Since time.Time // since when the first of them waits; zero when that says nothing
	URL   string
}

// countMost is where counting what waits ends: from there on it is a great deal.
const countMost = 1000

// Many reports whether it was not counted to the end.
func (d duty) Many() bool { return d.Count >= countMost }

// duties lists what finds what waits for the visitor; each looks at what the actor holds.
func (s *site) duties() []func(*visit, access.Settings) ([]duty, error) {
	return []func(*visit, access.Settings) ([]duty, error){s.submissionDuties, s.attributionDuties, s.watchedDuties}
}

// A workPage says what waits for whoever is signed in, and for whom they act.
type workPage struct {
	frame
	Roles  []string
	Duties []duty
	Saved  []savedLine
	Manage string // the page of saved lists
	Places []workEntry
}

// A workEntry is a part of the workspace with what is done there.
type workEntry struct {
	link
	About string
}

// enterWorkspace enters what everybody has there who holds a role in the fair.
func (s *site) enterWorkspace(v *visit) error {
	if err := s.enterAs(v, access.ManageSelf); err != nil {
		return err
	}
	if len(v.actor.Grants) == 0 {
		return lang.Forbidden("work.none")
	}
	return nil
}

func (s *site) workHome(v *visit) error {
	if err := s.enterWorkspace(v); err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	var p workPage
	if p.frame, err = s.workFrame(v, "home", v.say("work.title")); err != nil {
		return err
	}
	if p.Roles, err = s.rolesHeld(v); err != nil {
		return err
	}
	for _, find := range s.duties() {
		found, err := find(v, settings)
		if err != nil {
			return err
		}
		p.Duties = append(p.Duties, slices.DeleteFunc(found, func(d duty) bool { return d.Count == 0 })...)
	}
	if p.Saved, err = s.savedLines(v); err != nil {
		return err
	}
	p.Manage = v.workPath("saved")
	for i, place := range workplaces[1:] {
		if !access.AllRefused(v.actor, place.action) {
			p.Places = append(p.Places, workEntry{link{Text: v.say("work.menu." + place.key), URL: v.workPath(workplaces[i+1].at...)}, v.say("work.about." + place.key)})
		}
	}
	lists, err := s.checklistEntries(v)
	if err != nil {
		return err
	}
	p.Places = append(p.Places, lists...)
	return s.showAs(v, http.StatusOK, "work", p)
}

// rolesHeld says what the visitor is in the fair: each role with its office, party or side.
func (s *site) rolesHeld(v *visit) ([]string, error) {
	if err := s.nameOffices(v, v.actor.Offices()); err != nil {
		return nil, err
	}
	var parties []string
	for _, g := range v.actor.Grants {
		if g.Party != "" {
			parties = append(parties, g.Party)
		}
	}
	if err := s.nameParties(v, parties); err != nil {
		return nil, err
	}
	var out []string
	for _, g := range v.actor.Grants {
		var of []string
		if g.Office != "" {
			of = append(of, v.name(v.office(g.Office)))
		}
		if g.Party != "" {
			of = append(of, v.name(v.named(party.ID(g.Party)).Name))
		}
		if side, i := v.fair.SideNamed(g.Side); g.Side != "" && i >= 0 {
			of = append(of, v.name(side.Name))
		}
		role := v.say("access.role." + string(g.Role))
		if len(of) > 0 {
			role = v.say("web.labelled", lang.Args{"label": role, "value": strings.Join(of, v.say("error.list"))})
		}
		if !slices.Contains(out, role) {
			out = append(out, role)
		}
	}
	return out, nil
}
