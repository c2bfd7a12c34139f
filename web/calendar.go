package web

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/store"
)

// agendaCalendar answers with an edition's sessions as a calendar: all of them, those of a
// day or a track, or those that the reader chose. A session stays in the calendar of each
// day and track that it ever was announced for, so that whoever took it over from there
// learns that it was moved, cancelled or removed.
func (s *site) agendaCalendar(v *visit) error {
	e, err := s.enterEdition(v)
	if err != nil {
		return err
	}
	a, err := s.readAgenda(v, e)
	if err != nil {
		return err
	}
	q := v.URL.Query()
	day, track := lang.Date(q.Get("day")), q.Get("track")
	if !day.Valid() {
		return lang.Invalid("agenda.day_wrong", lang.Args{"given": short(string(day))})
	}
	var names []string
	if day != "" {
		names = append(names, day.Format(v.tag))
	}
	if track != "" {
		name, ok := a.names[track]
		if !ok {
			return lang.NotFound("web.error.record")
		}
		names = append(names, v.name(name))
	}
	if len(a.chosen) > 0 {
		names = append(names, v.say("agenda.mine"))
	}
	ever := func(x store.SessionHistory, is func(fair.Session) bool) bool {
		return slices.ContainsFunc(x.Versions, is)
	}
	sessions := slices.DeleteFunc(a.sessions, func(x store.SessionHistory) bool {
		return day != "" && !ever(x, func(f fair.Session) bool { return f.Day == day }) ||
			track != "" && !ever(x, func(f fair.Session) bool { return f.Track == track }) ||
			len(a.chosen) > 0 && !slices.Contains(a.chosen, x.ID)
	})
	return s.sendCalendar(v, a, sessions, strings.Join(names, v.say("web.comma")), v.agendaPath(e.Number, nil, nil, "agenda"))
}

// sendCalendar writes sessions as a calendar that is called by the fair, its edition and
// the name.
func (s *site) sendCalendar(v *visit, a agendaView, sessions []store.SessionHistory, name, page string) error {
	fairName := cmp.Or(v.name(v.fair.Short), v.name(v.fair.Name))
	title := []string{fairName, v.editionWord(a.edition.Number)}
	if name != "" {
		title = append(title, name)
	}
	c := exchange.Calendar{
		Name: strings.Join(title, v.say("web.comma")), Address: s.base(v.Request) + page, Zone: v.fair.Location(), Language: v.tag,
		Description: v.say("agenda.subscribe_why"),
	}
	if v.fair.Synthetic {
		c.Description = v.say("web.synthetic")
	}
	for _, x := range sessions {
		if x.Day == "" || !x.Day.Valid() {
			continue // a calendar has no place for it
		}
		c.Events = append(c.Events, s.event(v, a, x))
	}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		return err
	}
	v.w.Header().Set("Content-Disposition", `inline; filename="`+v.fair.ID+"-"+strconv.FormatInt(a.edition.Number, 10)+`.ics"`)
	send(v.w, v.Request, http.StatusOK, "text/calendar; charset=utf-8", b.Bytes())
	return nil
}

// event makes a session an entry of a calendar.
func (s *site) event(v *visit, a agendaView, x store.SessionHistory) exchange.Event {
	e := exchange.Event{
		ID: x.ID + "@" + v.fair.ID + ".bridgehead", Sequence: x.Sequence, Summary: v.sessionName(x.Session), Day: x.Day,
		Address: s.base(v.Request) + v.path("sessions", x.ID), Created: x.Created, Modified: x.Modified,
		Cancelled: x.Removed || x.Status == fair.Cancelled,
	}
	if e.Cancelled {
		e.Summary = v.say("agenda.event_cancelled", lang.Args{"name": e.Summary})
	}
	e.From, _ = x.Begins(v.fair.Location())
	e.To, _ = x.Until(v.fair.Location())
	e.Location = v.placeOf(a, x.Session)
	if name := v.name(a.names[x.Session.Track]); name != "" {
		e.Categories = []string{name}
	}
	lines := []string{v.clockText(x.Session)}
	for _, l := range []string{v.name(x.Note), v.name(x.Within)} {
		if l != "" {
			lines = append(lines, l)
		}
	}
	if x.Status == fair.Changed {
		if was := v.was(x); was != "" {
			lines = append(lines, was)
		}
	}
	if v.fair.Synthetic {
		lines = append(lines, v.say("web.synthetic"))
	}
	e.Description = lines
	return e
}

// placeOf says where a session is held: the room, the venue, the place.
func (v *visit) placeOf(a agendaView, x fair.Session) string {
	var parts []string
	for _, t := range []lang.Text{x.Room, a.edition.Venue} {
		if name := v.name(t); name != "" {
			parts = append(parts, name)
		}
	}
	if a.edition.Venue.Empty() {
		if name := v.name(a.edition.Place); name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, v.say("web.comma"))
}
