package access

import (
	"slices"
	"time"

	"bridgehead/lang"
)

// An Aspect is one of the three things that an edition settles for each side.
type Aspect string

// The aspects.
const (
	Enter   Aspect = "enter"   // whose records the side enters, reviews and corrects
	See     Aspect = "see"     // whose records it sees before they are published
	Confirm Aspect = "confirm" // for which side it confirms
)

// A Reach says how far an aspect goes.
type Reach string

// The reaches.
const (
	Nobody Reach = "none"   // no record
	Own    Reach = "own"    // records of the own side, and those of no side
	Signed Reach = "signed" // those, and records of other sides once they are signed
	All    Reach = "all"    // records of all sides
)

// In returns the words for the reach for a reader of tag.
func (r Reach) In(tag lang.Tag) string { return lang.Say(tag, "access.reach."+string(r)) }

// Reaches lists how far an aspect can go.
var Reaches = map[Aspect][]Reach{Enter: {Nobody, Own, All}, See: {Own, Signed, All}, Confirm: {Nobody, Own, All}}

// defaults are what holds for a side of which an edition says nothing: both see all of the one
// record, and each enters and confirms what is its own.
var defaults = map[Aspect]Reach{Enter: Own, See: All, Confirm: Own}

// A Setting is what one side of a fair may enter, see and confirm in one edition. It is a
// record of the fair. An empty reach is the default.
type Setting struct {
	ID      string
	Edition int64
	Side    string
	Enter   Reach
	See     Reach
	Confirm Reach
}

// Reach returns how far the aspect goes.
func (s Setting) Reach(a Aspect) Reach {
	r := map[Aspect]Reach{Enter: s.Enter, See: s.See, Confirm: s.Confirm}[a]
	if r == "" {
		return defaults[a]
	}
	return r
}

// Validate returns what is wrong in the setting by itself.
func (s Setting) Validate() lang.Problems {
	var found lang.Problems
	if s.Edition <= 0 {
		found = append(found, lang.Problem{Field: "access.field.edition", Why: lang.Invalid("error.required")})
	}
	if s.Side == "" {
		found = append(found, lang.Problem{Field: "access.field.side", Why: lang.Invalid("error.required")})
	}
	for _, a := range []Aspect{Enter, See, Confirm} {
		if !slices.Contains(Reaches[a], s.Reach(a)) {
			found = append(found, lang.Problem{Field: "access.field." + string(a), Why: lang.Invalid("access.reach.unknown")})
		}
	}
	return found
}

// Settings are those of all editions and sides of a fair.
type Settings []Setting

// Of returns what holds for a side in an edition.
func (s Settings) Of(edition int64, side string) Setting {
	for _, one := range s {
		if one.Edition == edition && one.Side == side {
			return one
		}
	}
	return Setting{Edition: edition, Side: side}
}

// covers reports whether the reach takes a record of the own side or of another, signed or not.
func (r Reach) covers(own, signed bool) bool {
	switch r {
	case All:
		return true
	case Signed:
		return own || signed
	case Own:
		return own
	}
	return false
}

// An Embargo holds back what would be published, of one session or of the whole edition, until
// a time. It is a record of the fair.
type Embargo struct {
	ID      string
	Edition int64
	Session string // identifier; "" for the whole edition
	Ends    int64  // milliseconds since 1970
}

// Until returns the time at which the embargo ends.
func (e Embargo) Until() time.Time { return time.UnixMilli(e.Ends).UTC() }

// Validate returns what is wrong in the embargo by itself.
func (e Embargo) Validate() lang.Problems {
	if e.Edition > 0 && e.Ends > 0 {
		return nil
	}
	return lang.Problems{{Field: "access.field.edition", Why: lang.Invalid("error.required")}}
}

// Embargoes are those of a fair.
type Embargoes []Embargo

// Holds reports whether the edition, or the session of it when one is named, is held back at
// the time. An embargo of the edition holds for each of its sessions.
func (es Embargoes) Holds(edition int64, session string, now time.Time) bool {
	return slices.ContainsFunc(es, func(e Embargo) bool {
		return e.Edition == edition && (e.Session == "" || e.Session == session) && now.Before(e.Until())
	})
}

// Reading returns the action that reading what is published amounts to.
func (es Embargoes) Reading(edition int64, session string, now time.Time) Action {
	if es.Holds(edition, session, now) {
		return ReadEmbargoed
	}
	return ReadPublished
}
