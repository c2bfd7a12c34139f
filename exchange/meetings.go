package exchange

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/store"
)

// MeetingEvent is a meeting as calendars have it: the same event wherever it is written. It is not ok
// when the edition no longer has its slot.
func MeetingEvent(tag lang.Tag, f fair.Fair, setup meeting.Setup, m store.MeetingHistory, names map[string]string) (e Event, ok bool) {
	i := setup.Slot(m.Slot)
	if i < 0 {
		return e, false
	}
	t, zone := setup.Slots[i], f.Location()
	e = Event{
		ID: m.ID + "@" + f.ID, Sequence: m.Sequence, Summary: lang.Say(tag, "day.with", lang.Args{"a": names[m.A], "b": names[m.B]}), Location: m.Table,
		From: t.From(zone), To: t.To(zone), Day: t.Day, Cancelled: m.Cancelled, Created: m.Created, Modified: m.Modified,
	}
	if h, ok := setup.HallOf(m.Table); ok {
		if name, _ := h.Name.In(tag); name != "" {
			e.Location = m.Table + lang.Say(tag, "web.comma") + name
		}
	}
	if m.Interpreter != "" {
		e.Description = []string{lang.Say(tag, "day.interpreter", lang.Args{"name": names[m.Interpreter]})}
	}
	return e, true
}

// MailMeetings mails everybody whose meetings a release changes what is different for them, with
// an entry for their calendar for each: a request for one that stands, whose sequence says that it
// takes the place of what they have, or a cancellation, which an interpreter who is taken off gets too.
// Those who have an account are written to as it has it, others at the address with which they were registered.
// Organizer is the address that the mails come from.
func MailMeetings(ctx context.Context, tx *store.Tx, r meeting.Release, organizer string) error {
	changed, err := tx.ReleasedChanges(ctx, r)
	if err != nil || len(changed) == 0 {
		return err
	}
	p := post{release: r, organizer: organizer, told: map[string][]entry{}}
	for _, m := range changed {
		p.tell(m)
	}
	if p.fair, err = tx.TheFair(ctx); err != nil {
		return err
	}
	setup, err := tx.MeetingSetup(ctx, r.Edition)
	if err != nil {
		return err
	}
	p.setup = setup.Value
	rows, err := tx.Delegates(ctx, r.Edition)
	if err != nil {
		return err
	}
	var refs []string
	for _, d := range rows {
		refs = append(refs, d.Value.Person)
	}
	people, err := tx.People(ctx, refs)
	if err != nil {
		return err
	}
	p.delegates, p.people = map[string]delegate.Delegate{}, people
	for _, d := range rows {
		p.delegates[d.Value.ID] = d.Value
	}
	for _, d := range rows {
		if len(p.told[d.Value.ID]) == 0 {
			continue
		}
		to, err := tx.WhoMeets(ctx, d.Value, people[d.Value.Person])
		if err != nil {
			return err
		}
		if to.Email == "" {
			continue
		}
		to.Name = cmp.Or(to.Name, p.name(to.Tag, d.Value.ID))
		l, err := p.letter(to, p.told[d.Value.ID])
		if err != nil {
			return err
		}
		if err := tx.MailMeetings(ctx, r, to, l); err != nil {
			return err
		}
	}
	return nil
}

// A post is what is mailed of one release.
type post struct {
	release   meeting.Release
	organizer string
	fair      fair.Fair
	setup     meeting.Setup
	delegates map[string]delegate.Delegate
	people    map[string]party.Person
	told      map[string][]entry // by delegate
}

// An entry is what one meeting became for one person.
type entry struct {
	store.MeetingHistory
	off bool // it is not, or no longer, theirs
}

// tell notes a meeting for those whom it concerns.
func (p *post) tell(m store.MeetingHistory) {
	for _, id := range []string{m.A, m.B, m.Interpreter} {
		if id != "" {
			p.told[id] = append(p.told[id], entry{m, m.Cancelled})
		}
	}
	if was := m.Before.Interpreter; was != "" && was != m.Interpreter && !m.Before.Cancelled {
		p.told[was] = append(p.told[was], entry{m, true})
	}
}

func (p *post) name(tag lang.Tag, id string) string {
	name, _ := p.people[p.delegates[id].Person].Name.In(tag)
	return cmp.Or(name, p.delegates[id].Code, lang.Say(tag, "delegate.unnamed"))
}

// letter writes what became of somebody's meetings.
func (p *post) letter(to access.Account, all []entry) (access.Letter, error) {
	var lines []string
	var with []access.Enclosure
	slices.SortStableFunc(all, func(a, b entry) int { return strings.Compare(a.Slot, b.Slot) })
	for _, m := range all {
		names := map[string]string{}
		for _, id := range []string{m.A, m.B, m.Interpreter} {
			if id != "" {
				names[id] = p.name(to.Tag, id)
			}
		}
		e, ok := MeetingEvent(to.Tag, p.fair, p.setup, m.MeetingHistory, names)
		if !ok {
			continue
		}
		e.Cancelled = m.off
		key := "mail.meetings.new"
		switch {
		case m.off:
			key = "mail.meetings.cancelled"
		case m.Sequence > 0 && !m.Before.Cancelled && m.Before.Slot == m.Slot && m.Before.Table != m.Table:
			key = "mail.meetings.table"
		case m.Sequence > 0 && !m.Before.Cancelled:
			key = "mail.meetings.changed"
		}
		lines = append(lines, lang.Say(to.Tag, key, lang.Args{
			"when": e.Day.Format(to.Tag) + " " + e.From.Format("15:04") + "–" + e.To.Format("15:04"), "where": e.Location, "what": e.Summary,
		}))
		c := Calendar{Name: e.Summary, Zone: p.fair.Location(), Language: to.Tag, Events: []Event{e}, Invites: true, Organizer: p.organizer, Attendee: to.Email}
		var text strings.Builder
		if err := c.Write(&text); err != nil {
			return access.Letter{}, err
		}
		with = append(with, access.Enclosure{Name: m.ID + ".ics", Type: "text/calendar; charset=utf-8; method=" + string(c.method()), Text: text.String()})
	}
	name, _ := p.fair.Short.In(to.Tag)
	if name == "" {
		name, _ = p.fair.Name.In(to.Tag)
	}
	l := access.NewLetter(to, "meetings", lang.Args{"lines": strings.Join(lines, "\n"), "fair": name, "n": p.release.Number})
	l.With = with
	return l, nil
}
