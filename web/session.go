package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/store"
)

// A sessionPage is one session with what belongs to it.
type sessionPage struct {
	frame
	Session  sessionLine
	Fields   []recordField
	Removed  bool
	Guests   []guestLine
	Figures  []shownFigure
	Listing  *listing // what was signed there
	Before   *link
	After    *link
	Track    []sessionLine
	Meantime []sessionLine
	History  []version
	Key      string
	Mine     string
	Calendar string
	Agenda   string
	At       int64
}

// session shows a session, as a page or as a calendar.
func (s *site) session(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	id, asCalendar := strings.CutSuffix(v.PathValue("id"), ".ics")
	h, err := v.view.SessionHistory(ctx, id)
	if err != nil {
		return err
	}
	if h.Versions == nil {
		return lang.NotFound("web.error.record")
	}
	e, err := v.view.Edition(ctx, h.Edition)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	e.Number = h.Edition
	a, err := s.readAgenda(v, e)
	if err != nil {
		return err
	}
	if asCalendar {
		return s.sendCalendar(v, a, []store.SessionHistory{h}, v.sessionName(h.Session), v.path("sessions", id))
	}
	if err := s.nameParties(v, partyIDs(h.Versions)); err != nil {
		return err
	}
	p := sessionPage{
		Session: v.line(a, h), Removed: h.Removed, Key: v.fair.ID + "/" + strconv.FormatInt(e.Number, 10), At: v.asked,
		Mine: v.agendaPath(e.Number, nil, nil, "agenda", "mine"), Agenda: v.agendaPath(e.Number, nil, nil, "agenda"),
	}
	if h.Day != "" {
		p.Calendar = v.path("sessions", id+".ics")
	}
	title := v.sessionName(h.Session)
	if p.frame, err = s.frame(v, "agenda", title); err != nil {
		return err
	}
	s.with(&p.frame, "agenda.js")
	p.Linked = s.sessionThing(v, a, h)
	p.Linked.Super = s.editionThing(v, e)
	p.Linked.Super.Context = ""
	p.Description = v.say("web.labelled", lang.Args{"label": v.editionWord(e.Number), "value": cut(title, 200)})
	fields := func(x fair.Session) []recordField { return v.sessionFields(a, x) }
	p.Fields = filled(fields(h.Session))
	if _, p.History, err = history(ctx, s, v, id, fields); err != nil {
		return err
	}
	if p.Guests, err = s.guestLines(v, h.Guests); err != nil {
		return err
	}
	if len(p.Guests) > 0 { // they have a part of their own
		p.Fields = slices.DeleteFunc(p.Fields, func(f recordField) bool { return f.Label == v.say("agenda.guests") })
	}
	if p.Figures, err = v.sessionFigures(h.Session); err != nil {
		return err
	}
	if p.Listing, err = s.signedAt(v, id); err != nil {
		return err
	}
	v.around(&p, a, h)
	return s.show(v, "session", p)
}

// sessionFields lists what is recorded of a session, always the same fields in the same order.
func (v *visit) sessionFields(a agendaView, x fair.Session) []recordField {
	office := recordField{Label: v.label("word.office"), hidden: x.Office}
	if x.Office != "" {
		office.Text = v.office(x.Office)
	}
	status := recordField{Label: v.say("agenda.status")}
	if x.Status != fair.Scheduled {
		status.Plain, status.Parts = "", []recordField{{Plain: wordFor(v.tag, "agenda.status", string(x.Status))}}
		if !x.Note.Empty() {
			status.Parts = append(status.Parts, recordField{Text: x.Note})
		}
	}
	var guests []recordField
	for _, g := range x.Guests {
		f := recordField{Label: wordFor(v.tag, "agenda.guest", g.Role), hidden: g.Person}
		if g.Party != "" {
			f.Text = v.named(g.Party).Name
		}
		guests = append(guests, f)
	}
	return []recordField{
		{Label: v.say("web.field.edition"), Plain: v.editionLabel(x.Edition), URL: v.editionPath(x.Edition)},
		{Label: v.say("agenda.day"), Plain: x.Day.Format(v.tag)},
		{Label: v.say("agenda.time"), Plain: v.zonedText(x)},
		{Label: v.say("agenda.room"), Text: x.Room},
		{Label: v.say("agenda.kind"), Plain: v.begins("web.session", x.Kind)},
		{Label: v.say("agenda.track"), Text: a.names[x.Track], hidden: x.Track},
		office,
		{Label: v.say("agenda.within"), Text: x.Within},
		status,
		{Label: v.say("agenda.guests"), Parts: guests},
	}
}

// sessionFigures are the figures of what a session is about: a ceremony stands for what
// the edition signed, and a session that a district holds for what the district did.
func (v *visit) sessionFigures(x fair.Session) ([]shownFigure, error) {
	scope := editionName("", x.Edition).Scope
	if x.Kind != "signing_ceremony" {
		district := officeDistrict(x.Office)
		if district == "" {
			return nil, nil
		}
		scope = scope.With(figure.ByDistrict, district)
	}
	var out []shownFigure
	for _, code := range []string{"signed.count", "signed.amount"} {
		d, err := v.figures.Define(v.Context(), code)
		if err != nil {
			return nil, err
		}
		f, err := v.figures.Figure(v.Context(), figure.Name{Indicator: code, At: -1, Ref: -1, Scope: scope})
		if lang.CodeOf(err) == lang.CodeNotFound || err == nil && f.Qualifier == figure.Unknown {
			continue
		}
		if err != nil {
			return nil, err
		}
		shown := v.shown(f, d, 0)
		shown.Label = v.say("web.labelled", lang.Args{"label": shown.Scope, "value": shown.Label})
		out = append(out, shown)
	}
	return out, nil
}

// officeDistrict returns the code of the district that an office reports for; "" when it
// names none.
func officeDistrict(office string) string {
	for _, d := range fair.Districts("") {
		if strings.EqualFold(office, strings.ReplaceAll(d.Name.En, " ", "")) {
			return d.Code
		}
	}
	if d, err := fair.ParseDistrict(office); err == nil && office != "" {
		return d.Code
	}
	return ""
}

// signedAt lists the agreements that say they were signed at the session; nil when none does.
func (s *site) signedAt(v *visit, id string) (*listing, error) {
	page := store.Page{After: v.URL.Query().Get("after"), Before: v.URL.Query().Get("before"), Limit: listLimit}
	found, err := v.view.Agreements(v.Context(), store.Filter{Session: id}, page)
	if err != nil || len(found.Rows) == 0 {
		return nil, err
	}
	l, err := s.agreementListing(v, found, url.Values{}, "sessions", id)
	l.Editions = false
	return &l, err
}

// around fills in what is held before, after and beside a session.
func (v *visit) around(p *sessionPage, a agendaView, h store.SessionHistory) {
	held := a.held()
	to := func(i int) *link {
		if i < 0 || i >= len(held) {
			return nil
		}
		return &link{Text: cut(v.sessionName(held[i].Session), 80), URL: v.path("sessions", held[i].ID)}
	}
	if i := slices.IndexFunc(held, func(x store.SessionHistory) bool { return x.ID == h.ID }); i >= 0 {
		p.Before, p.After = to(i-1), to(i+1)
	}
	for _, x := range held {
		if x.ID == h.ID {
			continue
		}
		if h.Session.Track != "" && x.Session.Track == h.Session.Track {
			p.Track = append(p.Track, v.line(a, x))
		}
		if h.Clashes(x.Session) {
			p.Meantime = append(p.Meantime, v.line(a, x))
		}
	}
}
