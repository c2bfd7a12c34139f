package meeting

import (
	"slices"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/lang"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
)

// A Wish says how much a meeting is wanted.
type Wish string

// The wishes.
const (
	Must Wish = "must"
	Like Wish = "like"
	No   Wish = "no" // no thanks: it is not held, whatever others wish
)

// Wishes lists all wishes in the order in which forms offer them.
var Wishes = []Wish{Must, Like, No}

// In returns the words for the wish for a reader of tag.
func (w Wish) In(tag lang.Tag) string { return lang.Say(tag, "meeting.wish."+string(w)) }

// An Asker says who asks.
type Asker string

// Those who ask.
const (
	ByDelegate    Asker = "delegate"    // the person themselves
	ByOffice      Asker = "office"      // an office on the person's behalf
	BySecretariat Asker = "secretariat" // what it says must be held, is held
)

// A Request is what one person wishes of a meeting with another, or with whoever comes for a
// party. There is one of each From and To.
type Request struct {
	ID        string
	Edition   int64
	From      string // delegate
	FromParty party.ID
	To        string // delegate; "" for whoever comes for ToParty
	ToParty   party.ID
	Office    string // the office that asks; "" for none
	Project   string // what it is about: identifier of a project; "" when not said
	Wish      Wish
	By        Asker
	Account   access.ID // who wrote it

	// What the secretariat settles of the meeting: when it must be, and must not be.
	Slot  string // code of the slot that it is fixed to; ""
	Table string // the table that it is fixed to; ""
	Part  string // morning, afternoon, or ""
	Not   string // codes of slots, separated by spaces
	After string // identifiers of requests whose meetings must be earlier, separated by spaces

	Removed bool // it is taken back
}

// parts are the words for parts of the day.
var parts = map[string]timetable.Part{"": timetable.Any, "morning": timetable.Morning, "afternoon": timetable.Afternoon}

// Validate returns what is wrong in the record by itself.
func (r Request) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string, args lang.Args) {
		found = append(found, lang.Problem{Field: "meeting.field." + field, Why: lang.Invalid(key, args)})
	}
	if r.Edition < 1 {
		wrong("edition", "error.required", nil)
	}
	if r.From == "" || r.FromParty == "" {
		wrong("from", "error.required", nil)
	}
	if r.ToParty == "" {
		wrong("to", "error.required", nil)
	}
	if r.From != "" && r.From == r.To || r.FromParty != "" && r.FromParty == r.ToParty {
		wrong("to", "meeting.bad.same", nil)
	}
	if !slices.Contains(Wishes, r.Wish) {
		wrong("wish", "meeting.bad.wish", lang.Args{"given": r.Wish})
	}
	if r.By != ByDelegate && r.By != ByOffice && r.By != BySecretariat {
		wrong("by", "meeting.bad.asker", lang.Args{"given": r.By})
	}
	if _, ok := parts[r.Part]; !ok {
		wrong("part", "meeting.bad.part", lang.Args{"given": r.Part})
	}
	if r.By != BySecretariat && (r.Slot != "" || r.Table != "" || r.After != "") {
		wrong("slot", "meeting.bad.settled", nil)
	}
	return found
}

// Allowed returns why one may not ask the other; nil when they may. The secretariat may ask for
// whomever it likes, an office for those whom it registered.
func (r Request) Allowed(setup Setup, from, to delegate.Delegate) error {
	switch {
	case r.By == BySecretariat:
		return nil
	case r.By == ByOffice && from.Office != r.Office:
		return lang.Forbidden("meeting.ask.office")
	case r.Wish == No:
		return nil
	case setup.Ask == Nobody && r.By == ByOffice:
		return nil
	case !setup.Ask.Allows(from, to):
		return lang.Forbidden("meeting.ask.rule", lang.Args{"rule": lang.Word("meeting.rule." + string(setup.Ask))})
	}
	return nil
}

// What wishes are worth: a meeting's value is what both say of it, and a little more when both
// want it.
const (
	worthMust   = 20
	worthLike   = 4
	worthBoth   = 5
	metBeforeBy = 2 // the value is divided by this for those who have met at an earlier edition
)

func worth(w Wish) int64 {
	if w == Must {
		return worthMust
	}
	return worthLike
}
