package fair

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
)

// An ID names a fair in every key, address and command: a short lower-case word.
type ID = string

// MaxSides is how many sides a fair can have: sides are kept as bits of an integer.
const MaxSides = 8

// A Fair is a series of editions held by two (or more) sides.
type Fair struct {
	ID        ID
	Name      lang.Text
	Short     lang.Text
	Since     int64 // year of the first edition
	Current   int64 // number of the edition that its home page shows
	Synthetic bool  // made by the generator: labelled so wherever it appears
	Zone      string
	Sides     []Side
}

// A Side is one of the hosts. Its place in Fair.Sides is its bit in a SideSet: the
// first side's capital going to the second is outward, the other way inward.
type Side struct {
	Code string
	Name lang.Text
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)

// ValidID reports whether s can name a fair. The reserved ones are none.
func ValidID(s string) bool {
	return idForm.MatchString(s) && s != journal.Reference && s != journal.Accounts
}

// Location returns the time zone in which the fair's days begin; UTC when unknown.
func (f Fair) Location() *time.Location {
	if l, err := time.LoadLocation(f.Zone); err == nil {
		return l
	}
	return time.UTC
}

// SideNamed returns the side with the code and its place among the fair's sides, -1
// when there is none.
func (f Fair) SideNamed(code string) (Side, int) {
	for i, s := range f.Sides {
		if s.Code == code {
			return s, i
		}
	}
	return Side{}, -1
}

// A SideSet is a set of sides of one fair, the first side being bit 0.
type SideSet int64

// Has reports whether every side of other is in s.
func (s SideSet) Has(other SideSet) bool { return s&other == other }

// SideBit returns the set with the one side at place i.
func SideBit(i int) SideSet { return 1 << i }

// An EditionID identifies an edition's record; people and keys use its number.
type EditionID string

// An Edition is one holding of the fair.
type Edition struct {
	ID       EditionID
	Number   int64
	Theme    lang.Text
	Opened   lang.Date
	Closed   lang.Date // last day; empty when the edition lasted one day or it is not known
	Place    lang.Text
	HostSide string // side at whose place it was held
	Venue    lang.Text

	// Requires are the sides that must have confirmed an agreement before it counts as
	// signed: one key or two.
	Requires SideSet
	// Complete says that the secretariat declared the edition's record complete: from
	// then on the computed values are the headline and the reported ones their check.
	Complete bool
	// Policy is how amounts of different currencies are brought together.
	Policy money.Policy
	Note   lang.Text
	// ReviewDays is how many days a review may take; 0 for the usual.
	ReviewDays int64
}

// ReviewDays is how many days a review may take where an edition says nothing, and the most that
// one may say.
const (
	ReviewDays     = 14
	MostReviewDays = 365
)

// Overdue returns the time before which something must have been handed in to be overdue now. A
// day is 24 hours.
func (e Edition) Overdue(now time.Time) time.Time {
	return now.Add(-time.Duration(cmp.Or(e.ReviewDays, ReviewDays)) * 24 * time.Hour)
}

// RatePolicy returns the policy with its day filled in: under OnOpening the day on which
// the edition opened.
func (e Edition) RatePolicy() money.Policy {
	p := e.Policy
	if p.On == money.OnOpening {
		p.Day = e.Opened
	}
	return p
}

// Validate refuses an edition whose rate policy is there and could never be applied. The day of
// rates that is to be named may be named later (Next).
func (e Edition) Validate() error {
	p := e.Policy
	if p.On == money.OnNamed {
		p.Day = cmp.Or(p.Day, "2000-01-01")
	}
	if e.Policy == (money.Policy{}) || p.Validate() == nil {
		return nil
	}
	return e.RefusePolicy(p.Validate())
}

// RefusePolicy says that the edition's rate policy cannot be applied.
func (e Edition) RefusePolicy(why error) error {
	p := e.Policy
	return lang.Invalid("edition.policy", lang.Args{"edition": e.Number, "currency": string(p.Currency), "source": p.Source, "on": p.On, "day": string(p.Day)}).Because(why)
}

// AsOf returns the reference date of the edition's own figures: its last day.
func (e Edition) AsOf() lang.Date { return cmp.Or(e.Closed, e.Opened) }

// Next returns the edition that follows the last one: what belongs to the form of the fair is
// as it was there, nothing of its holding is. The sides hold the fair in turn; where it was
// held last by the side whose turn it is, says another edition.
func Next(f Fair, editions []Edition) Edition {
	var last Edition
	for _, e := range editions {
		if e.Number > last.Number {
			last = e
		}
	}
	next := Edition{Number: last.Number + 1, HostSide: last.HostSide, Requires: last.Requires, Policy: last.Policy, ReviewDays: last.ReviewDays}
	if next.Policy.On == money.OnNamed {
		next.Policy.Day = "" // it was a day of that holding
	}
	if _, at := f.SideNamed(last.HostSide); at >= 0 {
		next.HostSide = f.Sides[(at+1)%len(f.Sides)].Code
	}
	var before int64
	for _, e := range editions {
		if e.HostSide == next.HostSide && e.Number > before {
			before, next.Place, next.Venue = e.Number, e.Place, e.Venue
		}
	}
	return next
}

// A Track is a group of sessions of an edition.
type Track struct {
	ID      string
	Edition int64
	Name    lang.Text
}

// A Document is where an observation comes from: a report, a release, a letter.
type Document struct {
	ID        string
	Code      string // short name by which files refer to it: S1
	Title     lang.Text
	Outlet    lang.Text
	Published lang.Date
	Address   string
	Note      lang.Text // what it is and how it was read
}

// Citation returns the outlet, title and date of the document for a reader, "" in each
// language when there is no document.
func (d Document) Citation() lang.Text {
	var out lang.Text
	for _, tag := range lang.Tags {
		var parts []string
		if s, _ := d.Outlet.In(tag); s != "" {
			parts = append(parts, s)
		}
		if s, _ := d.Title.In(tag); s != "" {
			parts = append(parts, s)
		}
		if d.Published != "" {
			parts = append(parts, d.Published.Format(tag))
		}
		separator := "，"
		if tag == lang.En {
			separator = ", "
		}
		out = out.With(tag, strings.Join(parts, separator))
	}
	return out
}
