package notice

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/lang"
)

// A Kind says what somebody is told of.
type Kind string

// The kinds of notices.
const (
	HandedIn     Kind = "handed_in"    // something waits to be reviewed
	Overdue      Kind = "overdue"      // and has waited for longer than the edition allows
	Returned     Kind = "returned"     // what was handed in came back
	Approved     Kind = "approved"     // it is in the record
	Merged       Kind = "merged"       // it was made one with another record
	Undone       Kind = "undone"       // that was taken back
	Attribution  Kind = "attribution"  // another office asks for whom an agreement counts
	Confirmation Kind = "confirmation" // one side has confirmed, the own one has not
	Embargo      Kind = "embargo"      // an embargo has ended
	Complete     Kind = "complete"     // an edition's record was declared complete
	Entered      Kind = "entered"      // something new stands in a list that was saved
	Duty         Kind = "duty"         // something is to be done about a lead, or a step that was planned
	Escalated    Kind = "escalated"    // and has not been done for some time
	Timetable    Kind = "timetable"    // a timetable was released that changes one's own meetings
	Bulletin     Kind = "bulletin"     // a bulletin was to be published and was not
	Outdated     Kind = "outdated"     // a figure of a published bulletin reads otherwise by now
	Place        Kind = "place"        // somebody signed in from where nobody did before
	Locked       Kind = "locked"       // too many attempts to sign in
)

// Kinds lists all kinds in the order in which they are offered to choose.
var Kinds = []Kind{HandedIn, Overdue, Returned, Approved, Merged, Undone, Attribution, Confirmation, Embargo, Complete, Entered, Duty, Escalated, Timetable, Bulletin, Outdated, Place, Locked}

// In returns what the kind is of for a reader of tag.
func (k Kind) In(tag lang.Tag) string { return lang.Say(tag, "notice.kind."+string(k)) }

// OfAccount reports whether the kind is of an account instead of a fair.
func (k Kind) OfAccount() bool { return k == Place || k == Locked }

// A Way is how somebody is told.
type Way string

// The ways. Every notice stands on the page of notices as well.
const (
	AtOnce Way = "at_once"
	Digest Way = "digest"
	OnPage Way = "page"
)

// Ways lists the ways.
var Ways = []Way{AtOnce, Digest, OnPage}

// In returns the words for the way for a reader of tag.
func (w Way) In(tag lang.Tag) string { return lang.Say(tag, "notice.way."+string(w)) }

// usual is how somebody is told who has not chosen; in a digest what is not here.
var usual = map[Kind]Way{Returned: AtOnce, Attribution: AtOnce, Overdue: AtOnce, Embargo: AtOnce, Duty: AtOnce, Escalated: AtOnce, Timetable: AtOnce, Bulletin: AtOnce, Outdated: AtOnce, Place: AtOnce, Locked: AtOnce}

// A Notice tells an account of something once.
type Notice struct {
	Fair    string // journal.Accounts for what is of the account
	ID      string
	Account access.ID
	Kind    Kind
	Record  string // kind of the record that it is of
	Subject string // its identifier
	Since   int64  // the version that came about, of the first of several
	Edition int64
	Office  string // of the office whose records they are; "" when that says nothing
	Count   int64  // of how many records it tells
	Detail  string // what stands in no record: from where somebody signed in
	At      time.Time
	Due     time.Time // when it is to be mailed; zero for never
	Mailed  time.Time // zero when it was not
	Read    time.Time // zero when it was not
}

func address(tag lang.Tag, q url.Values, parts ...string) string {
	path := "/" + string(tag)
	for _, p := range parts {
		path += "/" + url.PathEscape(p)
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// List is where the notices of a fair are listed for a reader of tag; without a fair, where one
// chooses how to be told.
func List(fair string, tag lang.Tag) string {
	if fair == "" {
		return address(tag, nil, "account", "notices")
	}
	return address(tag, nil, fair, "work", "notices")
}

// Path is where the notice leads, below the address of the site, for a reader of tag.
func (n Notice) Path(tag lang.Tag) string {
	to := func(q url.Values, parts ...string) string { return address(tag, q, parts...) }
	edition := strconv.FormatInt(n.Edition, 10)
	switch n.Kind {
	case HandedIn, Overdue:
		if n.Count > 1 {
			return to(url.Values{"office": {n.Office}}, n.Fair, "work", "review")
		}
		return to(nil, n.Fair, "work", "review", n.Subject)
	case Returned, Approved, Merged, Undone:
		if n.Count > 1 {
			state := "approved"
			if n.Kind == Returned {
				state = "returned"
			}
			return to(url.Values{"state": {state}}, n.Fair, "work", "submissions")
		}
		return to(nil, n.Fair, "work", "submissions", n.Subject)
	case Bulletin, Outdated:
		return to(nil, n.Fair, "work", "bulletins", n.Subject)
	case Timetable:
		return to(url.Values{"edition": {edition}}, n.Fair, "work", "day")
	case Attribution:
		if n.Count > 1 {
			return to(nil, n.Fair, "work", "attributions")
		}
		return to(nil, n.Fair, "work", "attributions", n.Subject)
	case Duty, Escalated:
		return to(nil, n.Fair, "work")
	case Confirmation:
		return to(url.Values{"edition": {edition}}, n.Fair, "work", "ceremony")
	case Embargo, Complete:
		return to(nil, n.Fair, "editions", edition)
	case Entered:
		return to(nil, n.Fair, "work", "saved", n.Subject)
	}
	return to(nil, "account")
}

// Line says what happened for a reader of tag. Title is what the record is called, "" when it is
// called nothing or there are several; office is what the office is called.
func (n Notice) Line(tag lang.Tag, title, office string) string {
	key := "notice.line." + string(n.Kind)
	switch {
	case n.Count > 1 && lang.Has(key+".many"):
		key += ".many"
	case title == "" && lang.Has(key+".untitled"):
		key += ".untitled"
	}
	return lang.Say(tag, key, lang.Args{"title": title, "office": office, "edition": n.Edition, "n": n.Count, "detail": n.Detail})
}

// A Wish is how an account wants to be told.
type Wish struct {
	Ways    map[Kind]Way // what is not chosen is told in the usual way
	Zone    string       // IANA name of the time zone in which a digest is timed
	Minute  int64        // of the day, at which a digest is sent
	Weekly  bool         // once a week instead of every day
	Weekday time.Weekday // on which, when weekly
}

// Zones are the time zones that are offered.
var Zones = []string{
	"Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Dubai", "Europe/London", "Europe/Paris",
	"America/New_York", "America/Los_Angeles", "Australia/Sydney", "UTC",
}

// UsualWish is that of whoever has chosen nothing: a digest every morning at half past eight.
func UsualWish() Wish { return Wish{Zone: Zones[0], Minute: 8*60 + 30, Weekday: time.Monday} }

// Way is how the account is told of a kind.
func (w Wish) Way(k Kind) Way { return cmp.Or(w.Ways[k], usual[k], Digest) }

// Validate returns what is wrong in the wish.
func (w Wish) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string) {
		found = append(found, lang.Problem{Field: "notice.field." + field, Why: lang.Invalid("notice.unknown")})
	}
	for k, way := range w.Ways {
		if !slices.Contains(Kinds, k) || !slices.Contains(Ways, way) {
			wrong("ways")
			break
		}
	}
	if !slices.Contains(Zones, w.Zone) {
		wrong("zone")
	}
	if w.Minute < 0 || w.Minute >= 24*60 {
		wrong("minute")
	}
	if w.Weekday < time.Sunday || w.Weekday > time.Saturday {
		wrong("weekday")
	}
	return found
}

// Next is when the first digest after now is due. When the clock is put forward over its minute,
// it is sent at the minute after the gap; when it is put back, once.
func (w Wish) Next(now time.Time) time.Time {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		zone = time.UTC
	}
	local := now.In(zone)
	for day := 0; ; day++ {
		at := time.Date(local.Year(), local.Month(), local.Day()+day, int(w.Minute/60), int(w.Minute%60), 0, 0, zone)
		if at.After(now) && (!w.Weekly || at.Weekday() == w.Weekday) {
			return at.UTC()
		}
	}
}

// Due is when a notice of a kind that comes about now is mailed; zero for never.
func (w Wish) Due(k Kind, now time.Time) time.Time {
	switch w.Way(k) {
	case AtOnce:
		return now.UTC()
	case Digest:
		return w.Next(now)
	}
	return time.Time{}
}
