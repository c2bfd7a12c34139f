package exchange

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"bridgehead/lang"
)

// A Calendar is sessions as other programs take them into theirs: iCalendar (RFC 5545),
// published (RFC 5546). It is the same to the last byte whenever it is written from the
// same record.
type Calendar struct {
	Name, Description string
	Address           string // of the page that shows it
	Zone              *time.Location
	Language          lang.Tag
	Events            []Event

	// Invites is set of what is sent to one person about their own meetings (RFC 5546): events that
	// stand are requested of Attendee by Organizer, both addresses of mail. Such a calendar holds
	// either events that stand or events that were cancelled, since its method is of all of them.
	Invites             bool
	Organizer, Attendee string
}

// An Event is one entry of a calendar.
type Event struct {
	ID          string // the same in every calendar and language, for ever
	Sequence    int    // how often it was changed: what a program has is replaced by a higher one
	Summary     string
	Description []string // its lines
	Location    string
	Categories  []string
	Address     string // of its page

	// From is when it begins. When that is the zero time it stands on its Day without one.
	From, To time.Time // To is the zero time when it is not known
	Day      lang.Date

	Cancelled         bool
	Created, Modified time.Time
}

const (
	calendarTitle = 300  // characters of a title
	calendarText  = 2000 // characters of a line of a description
	localTime     = "20060102T150405"
	refreshed     = "PT1H" // how often a program should look again
)

// Write writes the calendar: lines end in CR LF and are folded at 75 octets, between
// characters. Texts are cleaned of what cannot be seen, since a calendar cannot keep the
// direction of one text from reaching into the next, and cut to a length that programs bear.
func (c Calendar) Write(w io.Writer) error {
	cal := &ics.Calendar{}
	cal.SetVersion("2.0")
	cal.SetProductId("-//Bridgehead//Agenda//" + string(c.Language))
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(c.method())
	cal.SetName(calendarWords(c.Name, calendarTitle))
	if c.Description != "" {
		cal.SetXWRCalDesc(calendarWords(c.Description, calendarText))
	}
	if c.Address != "" {
		cal.SetUrl(c.Address)
	}
	cal.SetXWRTimezone(c.Zone.String())
	if !c.Invites { // what is sent is not looked at again
		cal.SetRefreshInterval(refreshed)
		cal.SetXPublishedTTL(refreshed)
	}
	if t := c.timezone(); t != nil {
		cal.AddVTimezone(t)
	}
	for _, e := range c.Events {
		cal.AddVEvent(c.event(e))
	}
	if err := cal.SerializeTo(w, ics.WithNewLineWindows); err != nil {
		return fmt.Errorf("exchange: calendar: %w", err)
	}
	return nil
}

func (c Calendar) method() ics.Method {
	switch {
	case !c.Invites:
		return ics.MethodPublish
	case len(c.Events) > 0 && c.Events[0].Cancelled:
		return ics.MethodCancel
	}
	return ics.MethodRequest
}

func (c Calendar) event(e Event) *ics.VEvent {
	v := ics.NewEvent(e.ID)
	if c.Invites {
		v.SetOrganizer("mailto:" + calendarWords(c.Organizer, calendarTitle))
		v.AddAttendee("mailto:"+calendarWords(c.Attendee, calendarTitle), ics.ParticipationStatusAccepted)
	}
	v.SetDtStampTime(e.Modified)
	v.SetCreatedTime(e.Created)
	v.SetModifiedAt(e.Modified)
	v.SetSequence(e.Sequence)
	language := &ics.KeyValues{Key: string(ics.ParameterLanguage), Value: []string{string(c.Language)}}
	v.SetSummary(calendarWords(e.Summary, calendarTitle), language)
	if lines := slices.Clone(e.Description); len(lines) > 0 {
		for i := range lines {
			lines[i] = calendarWords(lines[i], calendarText)
		}
		v.SetDescription(strings.Join(lines, "\n"), language)
	}
	if e.Location != "" {
		v.SetLocation(calendarWords(e.Location, calendarTitle), language)
	}
	for _, category := range e.Categories {
		v.AddCategory(calendarWords(category, calendarTitle))
	}
	if e.Address != "" {
		v.SetURL(e.Address)
	}
	if e.From.IsZero() {
		v.SetAllDayStartAt(e.Day.Time())
		v.SetAllDayEndAt(e.Day.Time().AddDate(0, 0, 1))
		v.SetTimeTransparency(ics.TransparencyTransparent) // it takes a part of the day, not all of it
	} else {
		c.moment(v, ics.ComponentPropertyDtStart, e.From)
		if !e.To.IsZero() {
			c.moment(v, ics.ComponentPropertyDtEnd, e.To)
		}
		v.SetTimeTransparency(ics.TransparencyOpaque)
	}
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
		v.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return v
}

// moment sets a time: on the clock of the calendar's zone, which it names.
func (c Calendar) moment(v *ics.VEvent, property ics.ComponentProperty, t time.Time) {
	if c.universal() {
		v.SetProperty(property, t.UTC().Format(localTime+"Z"))
		return
	}
	v.SetProperty(property, t.In(c.Zone).Format(localTime), ics.WithTZID(c.Zone.String()))
}

func (c Calendar) universal() bool { return c.Zone.String() == time.UTC.String() }

// timezone says what the clocks of the zone showed while the events are held; nil when the
// calendar names no time in a zone of its own.
func (c Calendar) timezone() *ics.VTimezone {
	var moments []time.Time
	for _, e := range c.Events {
		for _, t := range []time.Time{e.From, e.To} {
			if !t.IsZero() {
				moments = append(moments, t)
			}
		}
	}
	if len(moments) == 0 || c.universal() {
		return nil
	}
	first, last := slices.MinFunc(moments, time.Time.Compare), slices.MaxFunc(moments, time.Time.Compare)
	zone := ics.NewTimezone(c.Zone.String())
	for at := first.In(c.Zone); !at.After(last); {
		begins, ends := at.ZoneBounds()
		name, offset := at.Zone()
		before, onset := offset, "19700101T000000"
		if !begins.IsZero() {
			_, before = begins.Add(-time.Second).Zone()
			onset = begins.In(time.FixedZone("", before)).Format(localTime)
		}
		var part *ics.ComponentBase
		if at.IsDST() {
			d := &ics.Daylight{}
			zone.Components = append(zone.Components, d)
			part = &d.ComponentBase
		} else {
			part = &zone.AddStandard().ComponentBase
		}
		part.SetProperty(ics.ComponentPropertyDtStart, onset)
		part.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), utcOffset(before))
		part.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), utcOffset(offset))
		part.SetProperty(ics.ComponentProperty(ics.PropertyTzname), name)
		if ends.IsZero() {
			break
		}
		at = ends
	}
	return zone
}

func utcOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}

// calendarWords cleans a text of one line and cuts it.
func calendarWords(s string, most int) string {
	r := []rune(lang.Clean(s))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most-1]) + "…"
}
