package party

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"bridgehead/lang"
)

// An ID names a party within its fair. It is made by the program, never by the database,
// and sorts by the time at which it was made.
type ID string

// A Party is an organisation that comes to the fair, offers, signs or reports.
type Party struct {
	ID       ID
	Code     string    // the identifier that the fair's own files use; "" when they use none
	Kind     Kind      // never ""
	Name     lang.Text // in at least one language
	Side     string    // the side it comes from; "" when it comes from neither
	District string    // code of the district where it sits; "" when not known
	Country  string    // ISO 3166-1 alpha-2 code of the country or region; "" when not known
	Industry string    // code of GB/T 4754-2017; "" when not known

	// What registers call it, each "" when not known. A wrong one is a warning.
	USCC         string // unified social credit code
	LEI          string // legal entity identifier
	Registration string // number in its own country's register; in HK the business or company registration number

	Parent ID     // the party that it belongs to; "" when to none
	Note   string // for the secretariat
}

// A Kind says what sort of organisation a party is.
type Kind string

// The kinds of parties.
const (
	Company     Kind = "company"
	Government  Kind = "government"
	University  Kind = "university"
	Association Kind = "association"
	Fund        Kind = "fund"
	Office      Kind = "office" // a reporting office (district, park, bureau)
	Other       Kind = "other"
)

// Kinds lists all kinds in the order in which forms offer them.
var Kinds = []Kind{Company, Government, University, Association, Fund, Office, Other}

// In returns the word for the kind for a reader of tag.
func (k Kind) In(tag lang.Tag) string { return lang.Say(tag, "party.kind."+string(k)) }

// kindWords are words that lists use beside the catalogue's own.
var kindWords = map[string]Kind{
	"公司": Company, "企业单位": Company, "enterprise": Company, "firm": Company,
	"政府": Government, "政府部门": Government, "机关": Government, "government office": Government,
	"大学": University, "高校": University, "学校": University,
	"协会": Association, "商会": Association, "社会团体": Association, "chamber of commerce": Association,
	"投资基金": Fund, "基金公司": Fund,
	"园区": Office, "office": Office,
	"其他": Other, "其它": Other,
}

// ParseKind reads a kind in any of the three languages, or its own name ("company"). The
// error is a lang.Error with CodeInvalid that lists the choices.
func ParseKind(s string) (Kind, error) {
	folded := lang.Fold(s)
	for _, k := range Kinds {
		if folded == string(k) || slices.ContainsFunc(lang.Tags, func(tag lang.Tag) bool { return folded == lang.Fold(k.In(tag)) }) {
			return k, nil
		}
	}
	if k, ok := kindWords[folded]; ok {
		return k, nil
	}
	return "", lang.Invalid("error.unknown_word", lang.Args{"given": s, "choices": choices{}})
}

// choices says the kinds in the reader's language, so that an error can list them.
type choices struct{}

func (choices) In(tag lang.Tag) string {
	words := make([]string, len(Kinds))
	for i, k := range Kinds {
		words[i] = k.In(tag)
	}
	return strings.Join(words, lang.Say(tag, "error.list"))
}

// Identifiers returns the identifiers that the party has and whose scheme is known.
func (p Party) Identifiers() []Identifier {
	var ids []Identifier
	if p.USCC != "" {
		ids = append(ids, Identifier{USCC, p.USCC})
	}
	if p.LEI != "" {
		ids = append(ids, Identifier{LEI, p.LEI})
	}
	if p.Registration != "" && p.Country == "HK" {
		scheme := HKBR
		if CheckHKCR(p.Registration) == nil {
			scheme = HKCR
		}
		ids = append(ids, Identifier{scheme, p.Registration})
	}
	return ids
}

// Validate returns what is wrong in the record by itself, without a look at other
// records. Identifiers that fail their check are warnings.
func (p Party) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string, args lang.Args) {
		found = append(found, lang.Problem{Field: "party.field." + field, Why: lang.Invalid(key, args)})
	}
	if p.Name.Empty() {
		wrong("name", "error.required", nil)
	}
	if !slices.Contains(Kinds, p.Kind) {
		wrong("kind", "error.unknown_word", lang.Args{"given": p.Kind, "choices": choices{}})
	}
	if p.Country != "" && !isCountry(p.Country) {
		wrong("country", "party.country", lang.Args{"given": p.Country})
	}
	for _, id := range p.Identifiers() {
		if why, ok := errors.AsType[*lang.Error](id.Check()); ok {
			found = append(found, lang.Problem{Field: "party.scheme." + string(id.Scheme), Warning: true, Why: why})
		}
	}
	if p.Parent != "" && p.Parent == p.ID {
		wrong("parent", "party.own_parent", nil)
	}
	return found
}

// isCountry reports whether s is an alpha-2 code of ISO 3166-1.
func isCountry(s string) bool {
	region, err := language.ParseRegion(s)
	return err == nil && region.IsCountry() && region.String() == s
}
