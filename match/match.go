package match

import (
	"math/big"
	"slices"

	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// A Wish is what an investor seeks. A criterion that is left empty asks for nothing and gives no points.
type Wish struct {
	Party       party.ID
	Industries  []string // codes of GB/T 4754-2017, as wide or narrow as they are meant
	Types       []project.Type
	Directions  []project.Direction
	Places      []string     // codes of districts, or of sides
	Least, Most money.Amount // each may be open; they may be of different currencies
	Stages      []string
	Text        string // in any of the languages
}

// An Offer is a project as far as its reader may know it. What is empty is not known.
type Offer struct {
	Project        project.ID
	Owner          party.ID
	Industry       string
	Type           project.Type
	Direction      project.Direction
	Side, District string
	Amount         money.Amount
	Stage          string
	Text           string // its titles and what else says what it is about, in all languages that there are
}

// A Past is what one of the two said of the other before.
type Past struct {
	Investor party.ID
	Project  project.ID
	ByOwner  bool // the project's owner said it, not the investor
	Declined bool // they declined; otherwise they asked for the other
}

// Rates returns how many units of one currency a unit of another is worth; false where no rate is known.
type Rates func(from, to money.Currency) (*big.Rat, bool)

// A Criterion is what a reason speaks of.
type Criterion string

// The criteria, in the order in which reasons are given.
const (
	Asked     Criterion = "asked"    // one asked for the other before
	Industry  Criterion = "industry" // distance in the tree of industries
	Taste     Criterion = "taste"    // the investor asked for other projects of the industry's division
	Text      Criterion = "text"     // words that both have
	Amount    Criterion = "amount"   // range, across currencies
	Type      Criterion = "type"
	Place     Criterion = "place"
	Direction Criterion = "direction"
	Stage     Criterion = "stage"
)

// A Finding is what was found of a criterion.
type Finding string

// The findings.
const (
	Fits    Finding = "fits"
	Near    Finding = "near"
	Against Finding = "against"
	Unknown Finding = "unknown" // the offer does not say, or no rate is known
)

// Names of the rules; docs/match.md explains each, and each has a test.
const (
	RuleIndustry = "industry-distance"
	RuleAmount   = "amount-across-currencies"
	RulePlace    = "place-or-side"
	RuleText     = "words-in-any-script"
	RuleUnknown  = "unknown-is-neither"
	RuleDeclined = "declined-never"
	RuleAsked    = "asked-before"
	RuleSeen     = "only-what-is-seen"
	RuleWithheld = "shown-as-far-as-let"
	RuleOrder    = "order-changes-nothing"
)

// Full is the most points that a criterion gives. What is near gives a part of it, what is unknown a quarter.
func (c Criterion) Full() int {
	switch c {
	case Industry:
		return 300
	case Text, Asked:
		return 200
	case Amount:
		return 140
	case Type, Place, Direction:
		return 100
	case Stage, Taste:
		return 60
	}
	return 0
}

// points returns the points of a finding where nearness has no steps.
func (c Criterion) points(f Finding) int {
	switch f {
	case Fits:
		return c.Full()
	case Near:
		return c.Full() / 2
	case Unknown:
		return c.Full() / 4
	}
	return 0
}

// A Suggestion is an investor and a project that fit.
type Suggestion struct {
	Party   party.ID
	Project project.ID
	Score   int      // the sum of the reasons' points
	Reasons []Reason // in the order of the criteria
}

// industryPoints is the distance in the tree from what is sought to what is offered: the offer's
// class within what is sought fits; else points fall with the narrowest branch that holds both.
func industryPoints(wanted []string, code string) (int, Finding) {
	full := Industry.Full()
	if code == "" {
		return Industry.points(Unknown), Unknown
	}
	best := 0
	for _, w := range wanted {
		shared := 0
		for shared < len(w) && shared < len(code) && w[shared] == code[shared] {
			shared++
		}
		switch {
		case shared == len(w):
			return full, Fits
		case shared >= 4: // one group
			best = max(best, full*3/4)
		case shared == 3: // one division
			best = max(best, full/2)
		case shared >= 1: // one section
			best = max(best, full/5)
		}
	}
	if best > 0 {
		return best, Near
	}
	return 0, Against
}

// division returns the code of the division, or of the section where no more is said.
func division(code string) string { return code[:min(3, len(code))] }

// placeFinding takes a district for what is sought when it or its side is; another district of a
// side that a sought district is of is near.
func placeFinding(wanted []string, side, district string, sideOf func(string) string) Finding {
	if side == "" && district != "" {
		side = sideOf(district)
	}
	switch {
	case side == "" && district == "":
		return Unknown
	case slices.Contains(wanted, side), district != "" && slices.Contains(wanted, district):
		return Fits
	}
	for _, w := range wanted {
		if side != "" && sideOf(w) == side {
			if district == "" {
				return Unknown // the side is said, the district is not
			}
			return Near
		}
	}
	return Against
}

// oneOf is the finding of a criterion that is met by one of several words.
func oneOf[T ~string](wanted []T, has T) Finding {
	switch {
	case has == "":
		return Unknown
	case slices.Contains(wanted, has):
		return Fits
	}
	return Against
}

// A span is a range in minor units of one currency, with what is near to it.
type span struct {
	known                  bool // there is a rate
	lo, hi, nearLo, nearHi int64
}

// spanIn returns the wish's range in a currency. What lies within half of its least and twice its most is near.
func spanIn(w *Wish, c money.Currency, rates Rates) span {
	s := span{known: true, lo: minInt, hi: maxInt, nearLo: minInt, nearHi: maxInt}
	bound := func(a money.Amount, up bool, exact, near *int64) {
		if !a.Given() {
			return
		}
		rate := big.NewRat(1, 1)
		if a.Currency != c {
			ok := false
			if rates != nil {
				rate, ok = rates(a.Currency, c)
			}
			if !ok {
				s.known = false
				return
			}
		}
		v := new(big.Rat).Mul(a.Rat(), rate)
		v.Mul(v, scale(c))
		*exact = whole(v, up)
		half := big.NewRat(1, 2)
		if !up {
			half.Inv(half)
		}
		*near = whole(v.Mul(v, half), up)
	}
	bound(w.Least, true, &s.lo, &s.nearLo)
	bound(w.Most, false, &s.hi, &s.nearHi)
	return s
}

const (
	maxInt = int64(^uint64(0) >> 1)
	minInt = -maxInt - 1
)

// scale returns how many minor units a major one has.
func scale(c money.Currency) *big.Rat {
	return new(big.Rat).Inv(money.Amount{Minor: 1, Currency: c}.Rat())
}

// whole rounds up or down to an int64, the nearest one where it is out of range.
func whole(v *big.Rat, up bool) int64 {
	n, rest := new(big.Int).DivMod(v.Num(), v.Denom(), new(big.Int))
	if up && rest.Sign() > 0 {
		n.Add(n, big.NewInt(1))
	}
	switch {
	case n.IsInt64():
		return n.Int64()
	case n.Sign() > 0:
		return maxInt
	}
	return minInt
}

func (s span) finding(minor int64) Finding {
	switch {
	case !s.known:
		return Unknown
	case s.lo <= minor && minor <= s.hi:
		return Fits
	case s.nearLo <= minor && minor <= s.nearHi:
		return Near
	}
	return Against
}

// OfferOf returns what a project's record says as an offer. Its terms are not read: not all who see a project may see them.
func OfferOf(p project.Project) Offer {
	o := Offer{
		Project: p.ID, Owner: p.Owner, Industry: p.Industry, Type: p.Type, Direction: p.Direction, Side: p.Side, District: p.District, Amount: p.Amount,
		Text: p.Title.Hans + " " + p.Title.Hant + " " + p.Title.En,
	}
	if i, ok := project.IndustryByCode(p.Industry); ok {
		o.Text += " " + i.Name.Hans + " " + i.Name.En
	}
	return o
}
