package party

import (
	"cmp"
	"slices"

	"bridgehead/lang"
)

// An Enterprise is one line of the register of the companies that one side's capital has set up
// in the other. Who it is, and to whom it belongs, stands in the party that it names.
type Enterprise struct {
	ID          string
	Code        string
	Company     ID           // the company itself
	From        string       // the side whose capital it is of
	In          string       // the side in which it was set up
	District    string       // where it is registered; "" when not known
	Established lang.Partial // as far as it is known
	Closed      lang.Partial // "" while it is open, as far as is known
	Register    string       // the register that the line was taken from
	Document    string       // code of the document that says so
	StatedBy    string       // reference of the person who said so
	Note        string       // for the secretariat
}

// A Listing is a company's shares coming to be traded at an exchange.
type Listing struct {
	ID       string
	Code     string
	Company  ID
	Side     string // the side that the company counts for; "" for neither
	Exchange string // code of ISO 10383: XHKG
	Board    string // as the exchange calls it; "" when not known
	Ticker   string // the number or letters under which it is traded
	Listed   lang.Partial
	Delisted lang.Partial // "" while it is listed, as far as is known
	Document string
	StatedBy string
	Note     string // for the secretariat
}

// Exchanges are the exchanges that have a name in the catalogue, by their codes of ISO 10383.
var Exchanges = []string{"XHKG", "XSHG", "XSHE", "BJSE", "XNYS", "XNAS", "XSES", "XLON"}

// Validate returns what is wrong in the record by itself.
func (e Enterprise) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "party.enterprise." + field, Why: why})
	}
	if e.Company == "" {
		wrong("company", lang.Invalid("error.required"))
	}
	if e.From == "" {
		wrong("from", lang.Invalid("error.required"))
	}
	if e.In == "" {
		wrong("in", lang.Invalid("error.required"))
	}
	if e.From != "" && e.From == e.In {
		wrong("in", lang.Invalid("party.enterprise.same_side"))
	}
	if before(e.Closed, e.Established) {
		wrong("closed", lang.Invalid("party.ends_before"))
	}
	return found
}

// Validate returns what is wrong in the record by itself.
func (l Listing) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "party.listing." + field, Why: why})
	}
	if l.Company == "" {
		wrong("company", lang.Invalid("error.required"))
	}
	if !validExchange(l.Exchange) {
		wrong("exchange", lang.Invalid("party.listing.no_exchange", lang.Args{"given": l.Exchange}))
	}
	if before(l.Delisted, l.Listed) {
		wrong("delisted", lang.Invalid("party.ends_before"))
	}
	return found
}

// validExchange reports whether the code is one of ISO 10383 by its form.
func validExchange(code string) bool {
	if len(code) != 4 {
		return false
	}
	return !slices.ContainsFunc([]byte(code), func(c byte) bool { return (c < 'A' || c > 'Z') && (c < '0' || c > '9') })
}

// before reports whether one date is surely before another, as far as both are known.
func before(a, b lang.Partial) bool { return a != "" && b != "" && a.Last() < b.First() }

// A Tally is how many there are: surely, and at most, where a date that is known only in part or
// not at all leaves it open.
type Tally struct{ Sure, Most int64 }

// Exact reports whether nothing leaves it open.
func (t Tally) Exact() bool { return t.Sure == t.Most }

func (t *Tally) add(o Tally) { t.Sure, t.Most = t.Sure+o.Sure, t.Most+o.Most }

// begun says how many a thing that begins then counts for on a day: one, none, or perhaps one.
func begun(from lang.Partial, day lang.Date) Tally {
	switch {
	case from == "":
		return Tally{0, 1}
	case from.Last() <= day:
		return Tally{1, 1}
	case from.First() <= day:
		return Tally{0, 1}
	}
	return Tally{}
}

// lasting is begun for something that may have ended.
func lasting(from, until lang.Partial, day lang.Date) Tally {
	t := begun(from, day)
	if until == "" {
		return t
	}
	ended := begun(until, day)
	return Tally{t.Sure * (1 - ended.Most), t.Most * (1 - ended.Sure)}
}

// A Standing is how a register stands on a day: all that were set up until then, and those of
// them that had not closed (docs/technology.md).
type Standing struct{ SetUp, Open Tally }

// StandingOn counts the lines of a register as of a day.
func StandingOn(lines []Enterprise, day lang.Date) Standing {
	var s Standing
	for _, e := range lines {
		s.SetUp.add(begun(e.Established, day))
		s.Open.add(lasting(e.Established, e.Closed, day))
	}
	return s
}

// A ListedIn is how many companies were newly listed at an exchange in a year. The year is 0 of
// those whose year is not known.
type ListedIn struct {
	Exchange string
	Year     int
	New      int64
}

// ListedByYear counts listings by exchange and year, the newest year first, and within a year the
// exchange with most first.
func ListedByYear(all []Listing) []ListedIn {
	at := map[ListedIn]int64{}
	for _, l := range all {
		at[ListedIn{Exchange: l.Exchange, Year: l.Listed.Year()}]++
	}
	var out []ListedIn
	for k, n := range at {
		k.New = n
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b ListedIn) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.New, a.New), cmp.Compare(a.Exchange, b.Exchange))
	})
	return out
}
