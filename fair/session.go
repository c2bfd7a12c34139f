package fair

import (
	"time"

	"bridgehead/lang"
	"bridgehead/party"
)

// A Session is one item of an edition's agenda.
type Session struct {
	ID      string
	Edition int64
	Kind    string // opening, signing_ceremony, forum, promotion, negotiation
	Name    lang.Text
	Within  lang.Text // the session it was part of, as the source names it
	Day     lang.Date
	Time    string // morning, afternoon, evening, or the clock time at which it begins: 15:04
	Track   string
	Office  string // the reporting office that holds it

	Ends   string // clock time at which it ends, on the next day when it is before Time; "" when not known
	Room   lang.Text
	Status SessionStatus
	Note   lang.Text // what the public is told of a change
	Guests []Guest   // as published, in that order
}

// A SessionStatus says whether a session is held as it was first published.
type SessionStatus string

const (
	Scheduled SessionStatus = ""
	Changed   SessionStatus = "changed" // held, at another time or place
	Cancelled SessionStatus = "cancelled"
)

// A Guest is somebody who is announced for a session: an organisation, or a person who
// speaks for one.
type Guest struct {
	Party  party.ID
	Person string // reference of the person's name and office; "" when only the party is announced
	Role   string // chair, speaker, host, guest
}

// clock reads a time of the day; it reports whether there is one.
func clock(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}

// Begins returns when the session begins in the zone. It reports false when its day is
// not known, or no clock time on that day.
func (s Session) Begins(zone *time.Location) (time.Time, bool) { return s.moment(s.Time, 0, zone) }

// Until returns when the session ends in the zone. It reports false when that is not known.
func (s Session) Until(zone *time.Location) (time.Time, bool) {
	from, begins := clock(s.Time)
	to, ends := clock(s.Ends)
	switch {
	case !begins || !ends || from == to:
		return time.Time{}, false
	case to < from:
		return s.moment(s.Ends, 1, zone)
	}
	return s.moment(s.Ends, 0, zone)
}

func (s Session) moment(at string, days int, zone *time.Location) (time.Time, bool) {
	d, ok := clock(at)
	if !ok || s.Day == "" || !s.Day.Valid() {
		return time.Time{}, false
	}
	day := s.Day.Time()
	// The clock on the wall, also on a day on which it is put forward or back.
	return time.Date(day.Year(), day.Month(), day.Day()+days, int(d.Hours()), int(d.Minutes())%60, 0, 0, zone), true
}

// Clashes reports whether nobody can be at both sessions from beginning to end, as far as
// their times are known: of a session without an end only its beginning is.
func (s Session) Clashes(other Session) bool {
	if s.ID == other.ID || s.Status == Cancelled || other.Status == Cancelled {
		return false
	}
	from, known := s.Begins(time.UTC)
	begins, also := other.Begins(time.UTC)
	if !known || !also {
		return false
	}
	to, _ := s.Until(time.UTC)
	ends, _ := other.Until(time.UTC)
	return from.Equal(begins) || from.Before(begins) && begins.Before(to) || begins.Before(from) && from.Before(ends)
}

// DayOrder sorts the time of a session within its day: a clock time as it is, a part of
// the day by when it begins.
func (s Session) DayOrder() string {
	switch s.Time {
	case "morning":
		return "00:00"
	case "afternoon":
		return "12:00"
	case "evening":
		return "18:00"
	}
	return s.Time
}
