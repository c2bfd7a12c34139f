package project

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"bridgehead/lang"
)

// An Industry is a section, division, group or class of the industrial classification of
// the national economy, GB/T 4754-2017.
type Industry struct {
	Code string // a section's letter, then up to four digits: A, A01, A011, A0111

	// In Chinese for every code; in English for the sections and divisions alone (Shown).
	Name lang.Text
}

// industriesCSV lists the 20 sections, 97 divisions, 473 groups and 1,381 classes, each
// after the one that holds it. Codes and names are facts of GB/T 4754-2017; the English of
// sections and divisions is our own wording, after the tables of the China Statistical Yearbook.
//
//go:embed industries.csv
var industriesCSV string

// A classification finds industries by code and by name.
type classification struct {
	all    []Industry
	byCode map[string]Industry
	bare   map[string]Industry // by the code without its letter
	byName map[string]Industry // by folded name, the widest of those that share it
}

var industries = sync.OnceValue(func() classification {
	c := classification{byCode: map[string]Industry{}, bare: map[string]Industry{}, byName: map[string]Industry{}}
	rows, err := csv.NewReader(strings.NewReader(industriesCSV)).ReadAll()
	if err != nil {
		panic(err) // the table is part of the program
	}
	for _, row := range rows[1:] {
		i := Industry{row[0], lang.Text{Hans: row[1], Hant: row[2], En: row[3]}}
		c.all = append(c.all, i)
		c.byCode[i.Code] = i
		if digits := i.Code[1:]; digits != "" {
			c.bare[digits] = i
		}
		for _, name := range []string{i.Name.Hans, i.Name.En} {
			key := lang.Fold(name)
			// The rows lead from the wide to the narrow, so the first one to come is the widest.
			if _, taken := c.byName[key]; key != "" && !taken {
				c.byName[key] = i
			}
		}
	}
	return c
})

// Sections returns the 20 sections, A to T.
func Sections() []Industry {
	var found []Industry
	for _, i := range industries().all {
		if len(i.Code) == 1 {
			found = append(found, i)
		}
	}
	return found
}

// IndustryByCode returns the industry of the code; false when there is none.
func IndustryByCode(code string) (Industry, bool) {
	i, ok := industries().byCode[code]
	return i, ok
}

// ParseIndustry reads an industry by its code, with or without the section's letter (A0111,
// a0111, 0111), or by its whole name, folded. Names are shared only by industries one within
// the other (国际组织 is a section, its division, its group and its class); then the name
// means the widest. The error is a lang.Error with CodeInvalid.
func ParseIndustry(s string) (Industry, error) {
	c := industries()
	folded := lang.Fold(s)
	if i, ok := c.byCode[strings.ToUpper(folded)]; ok {
		return i, nil
	}
	if i, ok := c.bare[folded]; ok {
		return i, nil
	}
	if i, ok := c.byName[folded]; ok {
		return i, nil
	}
	return Industry{}, lang.Invalid("industry.unknown", lang.Args{"given": s})
}

// ParseIndustries reads several industries, each by its code or name, or its code with the name behind it. They
// stand in lines or between semicolons, or else between commas: names hold commas too.
func ParseIndustries(s string) (codes []string, err error) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("\n;；|", r) }) {
		if part = lang.Clean(part); part == "" {
			continue
		}
		found, why := ParseIndustry(part)
		if code, _, ok := strings.Cut(part, " "); why != nil && ok {
			if i, known := IndustryByCode(strings.ToUpper(lang.HalfWidth(code))); known {
				found, why = i, nil
			}
		}
		commas := strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("、,，/", r) })
		switch {
		case why == nil:
			codes = append(codes, found.Code)
		case len(commas) < 2:
			return nil, why
		default:
			of, err := ParseIndustries(strings.Join(commas, ";"))
			if err != nil {
				return nil, err
			}
			codes = append(codes, of...)
		}
	}
	return codes, nil
}

// Parent returns the industry one level up; false for a section.
func (i Industry) Parent() (Industry, bool) {
	switch len(i.Code) {
	case 0, 1:
		return Industry{}, false
	case 3: // a division's two digits come at once
		return IndustryByCode(i.Code[:1])
	}
	return IndustryByCode(i.Code[:len(i.Code)-1])
}

// Section returns the section that holds the industry, which is the industry itself when it
// is one; the zero Industry when i is zero.
func (i Industry) Section() Industry {
	if i.Code == "" {
		return i
	}
	section, _ := IndustryByCode(i.Code[:1])
	return section
}

// Shown is the name as a reader is shown it: where the industry has none in English, that of the
// nearest one above it which has, with the code to say that it is narrower: Retail Trade (F5299).
func (i Industry) Shown() lang.Text {
	name := i.Name
	for above, ok := i, true; name.En == "" && ok; {
		if above, ok = above.Parent(); ok && above.Name.En != "" {
			name.En = above.Name.En + " (" + i.Code + ")"
		}
	}
	return name
}

// Within reports whether i is the ancestor or lies below it. Nothing lies within the zero
// Industry.
func (i Industry) Within(ancestor Industry) bool {
	return ancestor.Code != "" && strings.HasPrefix(i.Code, ancestor.Code)
}
