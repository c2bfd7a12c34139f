package indicator

import (
	"context"
	"slices"
	"strconv"

	"bridgehead/figure"
	"bridgehead/lang"
)

// A Cut is a dimension by which a whole is split. Level says how fine codes of industries
// are taken: 1 sections, 3 divisions, 4 groups, 5 classes (the length of the code); 0 is
// the sections, or the level below the industry that the scope names.
type Cut struct {
	Dimension string
	Level     int
}

// By returns the cuts by the dimensions, industries by their sections.
func By(dimensions ...string) []Cut {
	cuts := make([]Cut, len(dimensions))
	for i, d := range dimensions {
		cuts[i].Dimension = d
	}
	return cuts
}

// A Cell is the sum of the records of one currency, share and day that have the same keys.
type Cell struct {
	Edition int64
	Keys    []string // one for each cut; "" where the record names none
	Group
}

// Cells are what a split needs of a fair's record. Package store's View gives them.
type Cells interface {
	// Cells counts and sums the records that the selection takes by the keys of the cuts,
	// in one statement for each table that is counted. Edition 0 takes all editions, each
	// with the keys of sides that it requires. A record of several districts or offices is
	// in the cell of each, with its share; one without is in the cell of "".
	Cells(ctx context.Context, of string, s Selection, by []Cut) ([]Cell, error)
}

// shared are the dimensions in which one record can belong to several values.
var shared = []string{figure.ByDistrict, figure.ByOffice}

// ofAgreements reports whether records of the kind are agreements, or belong to some: then they have
// their districts and offices.
func ofAgreements(of string) bool { return of == OfAgreements || of == OfContracts || of == OfPayments }

// overlaps reports whether a record of the kind can be in two parts of a cut.
func (d Definition) overlaps(c Cut) bool {
	return ofAgreements(d.Of) && slices.Contains(shared, c.Dimension)
}

// cutsOf refuses cuts that the indicator does not declare or that would count a record
// twice without a sign of it, and settles the level of industries.
func (d Definition) cutsOf(scope figure.Scope, by []Cut) ([]Cut, error) {
	if len(by) > 2 {
		return nil, lang.Invalid("split.many", lang.Args{"n": len(by)})
	}
	if len(by) > 0 && !d.stated() && !d.adds() && d.Measure != Cumulative && d.Measure != Lines {
		return nil, lang.Invalid("split.not_additive", lang.Args{"code": d.Code, "label": d.Label})
	}
	cuts := slices.Clone(by)
	for i := range cuts {
		c := &cuts[i]
		args := lang.Args{"code": d.Code, "dimension": dimensionWord(c.Dimension), "allowed": dimensionWords(d.Split)}
		if c.Dimension == figure.ByEdition {
			return nil, lang.Invalid("split.edition", args)
		}
		if d.stated() {
			if !slices.Contains(figure.Dimensions, c.Dimension) {
				return nil, lang.Invalid("split.undeclared", args)
			}
		} else if !slices.Contains(d.Split, c.Dimension) {
			if len(d.Split) == 0 {
				return nil, lang.Invalid("split.none", args)
			}
			return nil, lang.Invalid("split.undeclared", args)
		}
		given, narrowed := scope[c.Dimension]
		if c.Dimension == figure.ByIndustry {
			if c.Level == 0 {
				c.Level = levelBelow(len(given))
			}
			if !slices.Contains(levels, c.Level) {
				return nil, lang.Invalid("split.level", lang.Args{"level": strconv.Itoa(c.Level)})
			}
			narrowed = c.Level <= len(given)
		}
		if narrowed {
			return nil, lang.Invalid("split.narrowed", args)
		}
		for _, other := range cuts[:i] {
			if other.Dimension == c.Dimension {
				return nil, lang.Invalid("split.same", args)
			}
			if d.overlaps(other) && d.overlaps(*c) {
				return nil, lang.Invalid("split.twice", lang.Args{
					"code": d.Code, "dimension": dimensionWord(c.Dimension), "other": dimensionWord(other.Dimension),
				})
			}
		}
	}
	return cuts, nil
}

// levels are the lengths of codes of industries, from sections to classes.
var levels = []int{1, 3, 4, 5}

func levelBelow(length int) int {
	for _, l := range levels {
		if l > length {
			return l
		}
	}
	return levels[len(levels)-1]
}

// dimensionWord is the name of a dimension for a reader; one without a name is given as
// it is written in scopes.
func dimensionWord(dimension string) any {
	if key := "dimension." + dimension; lang.Has(key) {
		return lang.Word(key)
	}
	return dimension
}

// words are several arguments as one list.
type words []any

func dimensionWords(dimensions []string) words {
	list := make(words, len(dimensions))
	for i, d := range dimensions {
		list[i] = dimensionWord(d)
	}
	return list
}

// In writes the list in a reader's language.
func (w words) In(tag lang.Tag) string {
	separator := "、"
	if tag == lang.En {
		separator = ", "
	}
	out := ""
	for i, x := range w {
		if i > 0 {
			out += separator
		}
		out += lang.Say(tag, "compare.as_is", lang.Args{"v": x})
	}
	return out
}
