package demo

import (
	"cmp"
	"fmt"
	"iter"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// SampleFair is the name under which the synthetic fair is loaded when none is given.
const SampleFair = "sample"

// A Sample says what synthetic fair to make. The same Sample makes the same records to the
// last byte and identifier, on any machine and at any time. A zero field means its default.
type Sample struct {
	Fair       fair.ID // under which it is loaded; SampleFair
	Seed       uint64  // 1
	Editions   int     // 26; at least 12, so that each case has its edition; the last is of 2023
	Agreements int     // 600 in all editions, the cases included; at least 100
	Projects   int     // 1,500 in all editions, about 150 of them in each recent one
	Parties    int     // 800, beside the reporting offices; at least 50

	// Steps is how many milestones each agreement has: 0 draws them as they come about, NoSteps
	// leaves them and the leads out, and SomeSteps gives each the same five.
	Steps int
}

// What Steps can be beside 0.
const (
	NoSteps   = -1
	SomeSteps = 5
)

const (
	leastEditions   = 12
	mostEditions    = 60
	leastAgreements = 100
	leastParties    = 50
)

// withDefaults returns s with nothing left zero.
func (s Sample) withDefaults() Sample {
	s.Fair = cmp.Or(s.Fair, SampleFair)
	s.Seed = cmp.Or(s.Seed, 1)
	s.Editions = cmp.Or(s.Editions, 26)
	s.Agreements = cmp.Or(s.Agreements, 600)
	s.Projects = cmp.Or(s.Projects, 1500)
	s.Parties = cmp.Or(s.Parties, 800)
	return s
}

// Validate refuses, as a lang.Error with CodeInvalid, what no fair can be made of.
func (s Sample) Validate() error {
	s = s.withDefaults()
	if !fair.ValidID(s.Fair) || s.Fair == journal.Reference {
		return lang.Invalid("sample.fair", lang.Args{"given": s.Fair})
	}
	for _, size := range []struct {
		flag              string
		given, least, top int
	}{
		{"editions", s.Editions, leastEditions, mostEditions},
		{"agreements", s.Agreements, leastAgreements, 1e9},
		{"projects", s.Projects, s.Editions, 1e9},
		{"parties", s.Parties, leastParties, 1e9},
	} {
		if size.given < size.least || size.given > size.top {
			return lang.Invalid("sample.size", lang.Args{"flag": size.flag, "given": size.given, "least": size.least, "most": size.top})
		}
	}
	return nil
}

// Origin says in the journal what made the records.
func (s Sample) Origin() journal.Origin {
	s = s.withDefaults()
	id := fmt.Sprintf("sample seed=%d editions=%d agreements=%d projects=%d parties=%d", s.Seed, s.Editions, s.Agreements, s.Projects, s.Parties)
	if s.Steps != 0 {
		id += fmt.Sprintf(" steps=%d", s.Steps)
	}
	return journal.Origin{Kind: "generator", ID: id}
}

// Records are the records of a Sample. They are made one by one as they are asked for, so
// that a million agreements take no more room than one.
//
// Parties, Projects, Agreements and Amendments are as they are first written. What Load
// changes afterwards – ends, corrects, confirms, removes – is in the cases alone.
type Records struct {
	sample   Sample
	editions []edition // in the order of their numbers, from 1
	offices  []party.Party
	cases    map[int64]*scripts // by the edition's number

	districts  map[string][]fair.District // by side
	reporters  map[string][]party.Party   // the offices by side
	byDistrict map[string]string          // the code of a district's own office
}

// An edition is a fair's edition with the numbers of the records drawn for it; those of its
// cases come on top.
type edition struct {
	fair.Edition
	agreements, amendments, projects int
	openingDays                      int // on how many days it is open
}

// Generate returns the records of s, or the error of Validate.
func (s Sample) Generate() (*Records, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	r := &Records{
		sample:     s.withDefaults(),
		districts:  map[string][]fair.District{beijing: fair.Districts(beijing), hongkong: fair.Districts(hongkong)},
		reporters:  map[string][]party.Party{},
		byDistrict: map[string]string{},
	}
	r.plan()
	r.offices = r.makeOffices()
	for _, o := range r.offices {
		r.reporters[o.Side] = append(r.reporters[o.Side], o)
		if o.District != "" {
			r.byDistrict[o.District] = o.Code
		}
	}
	r.script()
	r.share()
	return r, nil
}

// Offices returns the reporting offices, which are parties too.
func (r *Records) Offices() []party.Party { return r.offices }

// Editions returns the editions; those whose record is declared complete say so.
func (r *Records) Editions() []fair.Edition {
	all := make([]fair.Edition, len(r.editions))
	for i, e := range r.editions {
		all[i] = e.Edition
	}
	return all
}

// Parties returns the parties, without the offices.
func (r *Records) Parties() iter.Seq[party.Party] {
	return func(yield func(party.Party) bool) {
		for i := range r.sample.Parties {
			if !yield(r.party(i)) {
				return
			}
		}
		for _, p := range r.caseParties() {
			if !yield(p) {
				return
			}
		}
	}
}

// Projects returns the projects of the edition, 0 for those of all.
func (r *Records) Projects(number int64) iter.Seq[project.Project] {
	return func(yield func(project.Project) bool) {
		for e := range r.chosen(number) {
			for k := range e.projects {
				if !yield(r.project(e, k)) {
					return
				}
			}
			for _, p := range r.cases[e.Number].projects {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// Agreements returns the agreements of the edition, 0 for those of all.
func (r *Records) Agreements(number int64) iter.Seq[agreement.Agreement] {
	return func(yield func(agreement.Agreement) bool) {
		for e := range r.chosen(number) {
			for k := range e.agreements {
				if !yield(r.agreement(e, k)) {
					return
				}
			}
			for _, s := range r.cases[e.Number].agreements {
				if !yield(s.first) {
					return
				}
			}
		}
	}
}

// Amendments returns the capital increases of the edition, 0 for those of all, without the
// one that is entered late.
func (r *Records) Amendments(number int64) iter.Seq[agreement.Amendment] {
	return func(yield func(agreement.Amendment) bool) {
		for e := range r.chosen(number) {
			for k := range e.amendments {
				if a, ok := r.amendment(e, k); ok && !yield(a) {
					return
				}
			}
			for _, a := range r.cases[e.Number].amendments {
				if a.Code != lateIncrease && !yield(a) {
					return
				}
			}
		}
	}
}

// Observations returns what was reported: it follows from the records as they stand after
// all changes, so it goes through all of them once.
func (r *Records) Observations() ([]indicator.Observation, error) { return r.observations() }

// Rates returns the synthetic rates for the days that the editions need, in the order of
// the days.
func (r *Records) Rates() iter.Seq[money.Day] { return r.rates() }

// chosen returns the edition of the number, all of them for 0.
func (r *Records) chosen(number int64) iter.Seq[*edition] {
	return func(yield func(*edition) bool) {
		for i := range r.editions {
			e := &r.editions[i]
			if (number == 0 || e.Number == number) && !yield(e) {
				return
			}
		}
	}
}
