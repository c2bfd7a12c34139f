package party

import (
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
	if !ValidExchange(l.Exchange) {
		wrong("exchange", lang.Invalid("party.listing.no_exchange", lang.Args{"given": l.Exchange}))
	}
	if before(l.Delisted, l.Listed) {
		wrong("delisted", lang.Invalid("party.ends_before"))
	}
	return found
}

// ValidExchange reports whether the code is one of ISO 10383 by its form.
func ValidExchange(code string) bool {
	if len(code) != 4 {
		return false
	}
	return !slices.ContainsFunc([]byte(code), func(c byte) bool { return (c < 'A' || c > 'Z') && (c < '0' || c > '9') })
}

// before reports whether one date is surely before another, as far as both are known.
func before(a, b lang.Partial) bool { return a != "" && b != "" && a.Last() < b.First() }
