package match

import (
	"slices"
	"strings"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// An Interest is what a party asks for at an edition, as it is recorded: a party has one of an edition. Lists
// are codes parted by spaces.
type Interest struct {
	ID      string
	Edition int64
	Party   party.ID
	Side    string // of who comes for the party
	Office  string // that registered them, and may write this; "" for none

	Industries, Types, Directions, Places, Stages string
	Least, Most                                   money.Amount
	Text                                          string

	// Shown says that the owners of projects may read it. Otherwise it is nobody's but the party's, and who deals with it.
	Shown bool

	// Declined are the projects that the party said no thanks to. Meetings with their owners are another matter.
	Declined string
}

// Wish is the interest as suggestions take it.
func (i Interest) Wish() Wish {
	return Wish{
		Party: i.Party, Industries: strings.Fields(i.Industries), Types: typed[project.Type](i.Types), Directions: typed[project.Direction](i.Directions),
		Places: strings.Fields(i.Places), Least: i.Least, Most: i.Most, Stages: strings.Fields(i.Stages), Text: i.Text,
	}
}

func typed[T ~string](list string) []T {
	var out []T
	for w := range strings.FieldsSeq(list) {
		out = append(out, T(w))
	}
	return out
}

// Decline notes that the party said no thanks to a project; it is false when they had said so.
func (i *Interest) Decline(id project.ID) bool {
	if slices.Contains(strings.Fields(i.Declined), string(id)) {
		return false
	}
	i.Declined = strings.TrimSpace(i.Declined + " " + string(id))
	return true
}

// Empty reports whether nothing is asked for.
func (i Interest) Empty() bool {
	return i.Industries+i.Types+i.Directions+i.Places+i.Stages+i.Text == "" && !i.Least.Given() && !i.Most.Given()
}

// Told reports whether an investor is named to who looks for those whom a project fits: who asks for something and lets it be
// shown, or whose wish the reader may read whoever they look for. That a wish fits says what it is: its investor is found
// or not found as the project is changed.
func (i Interest) Told(readable bool) bool { return !i.Empty() && (i.Shown || readable) }

// interestMost is how many bytes the words of an interest have at most.
const interestMost = 4000

// Validate returns what is wrong in the record by itself.
func (i Interest) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string, args lang.Args) {
		found = append(found, lang.Problem{Field: "interest.field." + field, Why: lang.Invalid(key, args)})
	}
	if i.Edition < 1 {
		wrong("edition", "error.required", nil)
	}
	if i.Party == "" {
		wrong("party", "error.required", nil)
	}
	for code := range strings.FieldsSeq(i.Industries) {
		if _, ok := project.IndustryByCode(code); !ok {
			wrong("industries", "interest.industry", lang.Args{"given": code})
		}
	}
	for _, t := range typed[project.Type](i.Types) {
		if !slices.Contains(project.Types, t) {
			wrong("types", "interest.type", lang.Args{"given": t})
		}
	}
	for _, d := range typed[project.Direction](i.Directions) {
		if !slices.Contains(Directions, d) {
			wrong("directions", "interest.direction", lang.Args{"given": d})
		}
	}
	for place := range strings.FieldsSeq(i.Places) {
		if _, ok := fair.DistrictByCode(place); !ok && strings.Trim(place, "0123456789") == "" {
			wrong("places", "interest.place", lang.Args{"given": place})
		}
	}
	if i.Least.Minor < 0 {
		wrong("least", "record.negative", nil)
	}
	if i.Most.Minor < 0 {
		wrong("most", "record.negative", nil)
	}
	if i.Least.Given() && i.Most.Given() && i.Least.Currency == i.Most.Currency && i.Least.Minor > i.Most.Minor {
		wrong("least", "interest.range", nil)
	}
	if len(i.Text) > interestMost || len(i.Industries) > interestMost || len(i.Places) > interestMost {
		wrong("text", "interest.long", nil)
	}
	return found
}

// Directions lists the directions in the order in which forms offer them.
var Directions = []project.Direction{project.Inward, project.Outward, project.Joint}

// With returns an index of the same offers for other wishes and another past. The offers are shared, so
// that one person's list takes no longer than to prepare their wish.
func (x *Index) With(wishes []Wish, past []Past, rates Rates) *Index {
	y := *x
	y.hear(wishes, past, rates)
	return &y
}
