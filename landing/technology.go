package landing

import (
	"cmp"
	"slices"

	"bridgehead/lang"
	"bridgehead/party"
)

// A Technology is something that was worked out in one place and put to use in others: where it
// comes from, and what the source says of the time it took.
type Technology struct {
	ID        string
	Code      string
	Edition   int64
	Name      lang.Text
	What      lang.Text // what it does
	Origins   []Origin
	TookLow   int64 // months from the technology to its first use, at least and at most as the source says;
	TookHigh  int64 // 0 where it does not
	TookSaid  lang.Text
	ChainSaid lang.Text // the way it took, in the source's words
	Document  string    // code of the document that says so
	StatedBy  string    // reference of the person who said so
	Note      string    // for the secretariat
}

// An Origin is one of the things that a technology comes from.
type Origin struct {
	Kind   OriginKind
	Name   lang.Text // as the source has it
	Party  party.ID  // where it is one of the fair's own register
	Place  string    // code of its place, ISO 3166
	Number string    // of a patent; code of a research project
}

// An OriginKind says what a technology comes from.
type OriginKind string

// The kinds of origins.
const (
	FromPlace       OriginKind = "place"
	FromInstitution OriginKind = "institution"
	FromCompany     OriginKind = "company"
	FromResearch    OriginKind = "research"
	FromPatent      OriginKind = "patent"
)

// OriginKinds lists the kinds of origins in their order on a page.
var OriginKinds = []OriginKind{FromPlace, FromInstitution, FromCompany, FromResearch, FromPatent}

// A Deployment is a technology put to use in one place; several of the same technology, in order,
// are its chain from place to place.
type Deployment struct {
	ID         string
	Edition    int64
	Technology lang.Text
	Origin     lang.Text // the institution or company and place it comes from
	Place      lang.Text
	Scenario   lang.Text
	Step       int64  // its place in the chain, from 1; the same of those that the source puts side by side
	Open       bool   // the source's list of places ends in 等
	Document   string // code of the document that says so
	StatedBy   string // reference of the person who said so

	Code      string
	Of        string // identifier of the technology
	PlaceCode string // ISO 3166: HK, SG, CN-BJ; "" when the place has none
	Status    Use
	Began     lang.Partial // when it came into use, as far as it is known
	Ended     lang.Partial // "" while it is used, as far as is known
	Operator  lang.Text
	Scale     lang.Text // how many, how much
	Note      string    // for the secretariat
}

// A Use says how far a technology is put to use.
type Use string

// The uses.
const (
	UsePlanned Use = "planned"
	UseTrial   Use = "trial"
	InUse      Use = "in_use"
	UseEnded   Use = "ended"
)

// Uses lists them in their order.
var Uses = []Use{UsePlanned, UseTrial, InUse, UseEnded}

// Validate returns what is wrong in the record by itself.
func (t Technology) Validate() lang.Problems {
	f := finding{prefix: "landing.technology."}
	f.need("name", !t.Name.Empty())
	f.need("edition", t.Edition > 0)
	for _, o := range t.Origins {
		if !slices.Contains(OriginKinds, o.Kind) {
			f.wrong("origins", lang.Invalid("landing.word.unknown", lang.Args{"given": string(o.Kind)}))
		}
	}
	if t.TookLow < 0 || t.TookHigh < t.TookLow {
		f.wrong("took", lang.Invalid("landing.technology.took_order"))
	}
	return f.found
}

// Validate returns what is wrong in the record by itself.
func (d Deployment) Validate() lang.Problems {
	f := finding{prefix: "landing.technology."}
	f.need("place", !d.Place.Empty())
	f.need("edition", d.Edition > 0)
	f.need("technology", d.Of != "")
	if d.Step < 1 {
		f.wrong("step", lang.Invalid("landing.technology.no_step"))
	}
	if d.Status != "" && !slices.Contains(Uses, d.Status) {
		f.wrong("status", lang.Invalid("landing.word.unknown", lang.Args{"given": string(d.Status)}))
	}
	f.order("ended", d.Began, d.Ended)
	return f.found
}

// A finding gathers what is wrong in a record.
type finding struct {
	prefix string
	found  lang.Problems
}

func (f *finding) wrong(field string, why *lang.Error) {
	f.found = append(f.found, lang.Problem{Field: f.prefix + field, Why: why})
}

func (f *finding) need(field string, given bool) {
	if !given {
		f.wrong(field, lang.Invalid("error.required"))
	}
}

func (f *finding) order(field string, from, until lang.Partial) {
	if from != "" && until != "" && until.Last() < from.First() {
		f.wrong(field, lang.Invalid("landing.ends_before"))
	}
}

// An Elapsed is how many days lie between two things, as far as their dates are known. Unknown,
// where one of them has none.
type Elapsed struct {
	Low, High int
	Known     bool
}

// Between is the time from one date to another. What is known of them may leave open which was
// first; then it is at least none.
func Between(from, to lang.Partial) Elapsed {
	if from == "" || to == "" || to.Last() < from.First() {
		return Elapsed{}
	}
	days := func(a, b lang.Date) int { return int(b.Time().Sub(a.Time()).Hours()) / 24 }
	return Elapsed{Low: max(0, days(from.Last(), to.First())), High: days(from.First(), to.Last()), Known: true}
}

// A Leg is one step of a chain: the deployments of one step, and the time since those before.
type Leg struct {
	Step   int64
	Places []Deployment
	Since  Elapsed // from the first use of the step before to the first of this one
}

// Chain puts the deployments of one technology in the order of its way
// (docs/technology.md): those of the same step side by side, and nothing said of the time where a
// date is missing.
func Chain(all []Deployment) []Leg {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Deployment) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Began, b.Began))
	})
	var legs []Leg
	for _, d := range sorted {
		if n := len(legs); n > 0 && legs[n-1].Step == d.Step {
			legs[n-1].Places = append(legs[n-1].Places, d)
			continue
		}
		legs = append(legs, Leg{Step: d.Step, Places: []Deployment{d}})
	}
	for i := 1; i < len(legs); i++ {
		legs[i].Since = Between(legs[i-1].first(), legs[i].first())
	}
	return legs
}

// first is the earliest first use of a step; "" when one of its places has no date, since then
// nobody can tell which was the first.
func (l Leg) first() lang.Partial {
	var first lang.Partial
	for _, d := range l.Places {
		if d.Began == "" {
			return ""
		}
		if first == "" || d.Began.First() < first.First() {
			first = d.Began
		}
	}
	return first
}
