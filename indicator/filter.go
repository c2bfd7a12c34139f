package indicator

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// A Filter says which records an indicator takes: those that meet all of its conditions.
// In a definition it is one object, such as {"type": ["investment"], "with_amount": true}.
type Filter struct {
	// Values are the values of fields that a record may have, one of each list. An industry
	// stands for all below it. An agreement of several districts has each of them, and its
	// amount counts by the shares of those that are listed.
	Values map[string][]string

	WithAmount *bool // whether an amount is given; nil for both
	Ended      *bool // whether the record says when it ended; nil for both
	Increase   *bool // increases alone, or agreements without them; nil for both

	// AtLeast are amounts of which the record's own, in their currency, reaches one.
	// Nothing is converted: what is in another currency reaches none.
	AtLeast []money.Amount
}

// The fields of a filter that are not lists of values.
const (
	fieldWithAmount = "with_amount"
	fieldAtLeast    = "amount_at_least"
	fieldEnded      = "ended"
	fieldIncrease   = "increase"
)

// Fields of records beside the dimensions of figures.
const (
	FieldStatus   = "status"   // of a project, as submitted
	FieldKind     = "kind"     // of a session
	FieldParty    = "party"    // an agreement's parties, whatever their role
	FieldInvestor = "investor" // those whose role it is to invest
	FieldPartner  = "partner"
	FieldOwner    = "owner" // of a project

	// What became of an agreement, as far as its milestones count.
	FieldReached  = "reached"  // a stage that it reached, that one or one beyond it
	FieldStage    = "stage"    // the furthest stage that it reached
	FieldStanding = "standing" // whether it goes on
)

// How an agreement stands, beside its stage.
const (
	GoesOn     = "goes_on"
	Suspended  = "suspended"
	Terminated = "terminated" // by a milestone, or it says when it ended
)

// filterFields are the fields by which the records of each kind can be filtered.
var filterFields = map[string][]string{
	OfAgreements: {
		figure.ByType, figure.ByDirection, figure.ByIndustry, figure.ByCountry, figure.ByCurrency, figure.ByDistrict, figure.ByOffice,
		fieldWithAmount, fieldAtLeast, fieldEnded, fieldIncrease, FieldReached, FieldStage, FieldStanding,
	},
	OfContracts: {fieldWithAmount, FieldReached, FieldStage, FieldStanding},
	OfPayments:  {fieldWithAmount, FieldReached, FieldStage, FieldStanding},
	OfProjects: {
		figure.ByType, figure.ByDirection, figure.ByIndustry, figure.ByCurrency, figure.ByDistrict, figure.ByOffice, figure.BySide,
		FieldStatus, fieldWithAmount, fieldAtLeast,
	},
	OfSessions:    {FieldKind},
	OfEnterprises: {fieldEnded},
	OfListings:    {fieldEnded},
}

// distinctFields are the fields whose values can be counted.
var distinctFields = map[string][]string{
	OfAgreements: {
		figure.ByDistrict, figure.ByOffice, figure.ByCountry, figure.ByIndustry, figure.ByType, FieldParty, FieldInvestor, FieldPartner,
	},
	OfProjects: {figure.ByDistrict, figure.ByOffice, figure.ByIndustry, figure.ByType, figure.BySide, FieldOwner},
}

// The dates of an agreement between which days are counted.
const (
	DateOpened = "opened"    // the opening of its edition
	DateSigned = "signed_on" // its own day of signing
	DateEnded  = "ended_on"  // when it was replaced or terminated
)

var durationDates = []string{DateOpened, DateSigned, DateEnded}

// ofAgreement are the dimensions of the agreement that something belongs to.
var ofAgreement = []string{
	figure.ByDistrict, figure.ByOffice, figure.ByDirection, figure.ByType, figure.ByIndustry, figure.ByCountry, figure.ByCurrency,
}

// narrowing are the dimensions by which the records of each kind can be narrowed.
var narrowing = map[string][]string{
	OfEnterprises: {figure.BySide, figure.ByDistrict, figure.ByPeriod},
	OfListings:    {figure.BySide, figure.ByExchange, figure.ByPeriod},
	OfContracts:   ofAgreement,
	OfPayments:    ofAgreement,
	OfAgreements: {
		figure.ByDistrict, figure.ByOffice, figure.ByDirection, figure.ByType, figure.ByIndustry, figure.ByCountry, figure.ByCurrency, figure.ByDay,
	},
	OfProjects: {
		figure.ByDistrict, figure.ByOffice, figure.BySide, figure.ByDirection, figure.ByType, figure.ByIndustry, figure.ByCurrency,
	},
}

// allFilterFields are those of any kind of record, in the order of the alphabet.
func allFilterFields() []string {
	var all []string
	for _, fields := range filterFields {
		all = append(all, fields...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// IsZero reports whether it takes all records.
func (f Filter) IsZero() bool {
	return len(f.Values) == 0 && f.WithAmount == nil && f.Ended == nil && f.Increase == nil && len(f.AtLeast) == 0
}

// Attributed reports whether it asks for districts or offices, of which an agreement can
// have several.
func (f Filter) Attributed() bool {
	return len(f.Values[figure.ByDistrict]) > 0 || len(f.Values[figure.ByOffice]) > 0
}

// fields returns the names of its conditions in the order of the alphabet.
func (f Filter) fields() []string {
	names := slices.Collect(maps.Keys(f.Values))
	for name, given := range map[string]bool{
		fieldWithAmount: f.WithAmount != nil, fieldEnded: f.Ended != nil, fieldIncrease: f.Increase != nil, fieldAtLeast: len(f.AtLeast) > 0,
	} {
		if given {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// MarshalJSON writes the conditions as one object, in the order of the alphabet.
func (f Filter) MarshalJSON() ([]byte, error) {
	all := map[string]any{}
	for field, values := range f.Values {
		all[field] = values
	}
	for field, flag := range map[string]*bool{fieldWithAmount: f.WithAmount, fieldEnded: f.Ended, fieldIncrease: f.Increase} {
		if flag != nil {
			all[field] = *flag
		}
	}
	if len(f.AtLeast) > 0 {
		var list []string
		for _, a := range f.AtLeast {
			list = append(list, a.String())
		}
		all[fieldAtLeast] = list
	}
	return json.Marshal(all)
}

// String is its canonical form.
func (f Filter) String() string {
	b, err := f.MarshalJSON()
	if err != nil {
		panic(err) // texts and flags always encode
	}
	return string(b)
}

// conditions are the conditions as a file holds them, by their fields.
func (f Filter) conditions() (all map[string]json.RawMessage) {
	if err := json.Unmarshal([]byte(f.String()), &all); err != nil {
		panic(err) // it is what String has just written
	}
	return all
}

// UnmarshalJSON reads the conditions. What it does not understand is refused.
func (f *Filter) UnmarshalJSON(b []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	*f = Filter{}
	strict := func(raw json.RawMessage, into any) bool {
		return json.Unmarshal(raw, into) == nil && string(raw) != "null"
	}
	flags := map[string]**bool{fieldWithAmount: &f.WithAmount, fieldEnded: &f.Ended, fieldIncrease: &f.Increase}
	for _, field := range slices.Sorted(maps.Keys(all)) {
		refused := func(want string) error {
			return lang.Invalid("definition.filter.type", lang.Args{"given": field, "want": lang.Word("definition.want." + want)})
		}
		if flag, ok := flags[field]; ok {
			*flag = new(bool)
			if !strict(all[field], *flag) {
				return refused("flag")
			}
			continue
		}
		if known := allFilterFields(); !slices.Contains(known, field) {
			return lang.Invalid("definition.filter.unknown", lang.Args{"given": field, "choices": strings.Join(known, ", ")})
		}
		var list []string
		if !strict(all[field], &list) || len(list) == 0 {
			return refused("list")
		}
		if field != fieldAtLeast {
			if f.Values == nil {
				f.Values = map[string][]string{}
			}
			f.Values[field] = list
			continue
		}
		for _, text := range list {
			a, err := money.ParseExact(text)
			if err != nil || !a.Given() || a.Minor <= 0 {
				return refused("amounts")
			}
			f.AtLeast = append(f.AtLeast, a)
		}
	}
	return nil
}

// knownValue reports whether a field of a kind of record can have the value. Codes of
// offices, countries and what is as submitted are the fair's own.
func knownValue(of, field, value string) bool {
	switch field {
	case figure.ByType:
		if of == OfProjects {
			return slices.Contains(project.Types, project.Type(value))
		}
		return slices.Contains(agreement.Types, agreement.Type(value))
	case figure.ByDirection:
		return slices.Contains([]project.Direction{project.Inward, project.Outward, project.Joint}, project.Direction(value))
	case figure.ByIndustry:
		_, ok := project.IndustryByCode(value)
		return ok
	case figure.ByDistrict:
		_, ok := fair.DistrictByCode(value)
		return ok
	case figure.ByCurrency:
		return money.Currency(value).Known()
	case figure.ByPeriod:
		return len(value) == 4 && lang.Partial(value).Valid()
	case figure.ByExchange:
		return party.ValidExchange(value)
	case FieldReached, FieldStage:
		s := landing.Stage(value)
		return slices.Contains(landing.Landed[:], s) || field == FieldStage && s == landing.Signed
	case FieldStanding:
		return slices.Contains([]string{GoesOn, Suspended, Terminated}, value)
	case figure.ByCountry:
		return len(value) == 2 && strings.ToUpper(value) == value
	}
	return value != ""
}
