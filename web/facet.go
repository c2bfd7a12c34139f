package web

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// A choice is one filter of a list, with its options. The first takes all.
type choice struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value, Text string
	Selected    bool
	URL         string // where it is a link
	Records     string // how many there would be; "" when nobody has counted
	Level       int    // of an industry: 0 for a section
}

// facetWords are the labels of facets, and what takes all.
var facetWords = map[string]struct{ label, all string }{
	store.FacetEdition:   {"web.field.edition", "web.filter.all_editions"},
	store.FacetType:      {"web.field.type", "web.filter.all_types"},
	store.FacetDirection: {"word.direction", "web.filter.all_directions"},
	store.FacetIndustry:  {"word.industry", "web.filter.all_industries"},
	store.FacetDistrict:  {"word.district", "web.filter.all_districts"},
	store.FacetSide:      {"word.side", "web.filter.all_sides"},
	store.FacetCountry:   {"web.field.country", "web.filter.all_countries"},
	store.FacetCurrency:  {"web.field.currency", "web.filter.all_currencies"},
	store.FacetBand:      {"web.filter.band", "web.filter.all_bands"},
}

// uncounted are the filters of a list until somebody has counted: what does not depend on the
// records, and whatever is chosen, so that sending the form again loses nothing.
func (v *visit) uncounted(at string, q listQuery, editions []fair.Edition) []store.Facet {
	values := map[string][]string{}
	if at != "parties" {
		for i := len(editions) - 1; i >= 0; i-- {
			values[store.FacetEdition] = append(values[store.FacetEdition], strconv.FormatInt(editions[i].Number, 10))
		}
		for _, d := range []project.Direction{project.Inward, project.Outward, project.Joint} {
			values[store.FacetDirection] = append(values[store.FacetDirection], string(d))
		}
	}
	switch at {
	case "projects":
		for _, t := range project.Types {
			values[store.FacetType] = append(values[store.FacetType], string(t))
		}
		for _, side := range v.fair.Sides {
			values[store.FacetSide] = append(values[store.FacetSide], side.Code)
		}
	case "agreements":
		for _, t := range agreement.Types {
			values[store.FacetType] = append(values[store.FacetType], string(t))
		}
	}
	for _, d := range fair.Districts("") {
		values[store.FacetDistrict] = append(values[store.FacetDistrict], d.Code)
	}
	var out []store.Facet
	for _, name := range []string{
		store.FacetEdition, store.FacetType, store.FacetDirection, store.FacetIndustry, store.FacetDistrict, store.FacetSide,
		store.FacetCountry, store.FacetCurrency, store.FacetBand,
	} {
		f := store.Facet{Name: name}
		if chosen := q.kept.Get(name); chosen != "" && !slices.Contains(values[name], chosen) {
			f.Values = append(f.Values, store.FacetValue{Value: chosen, Records: -1})
		}
		for _, value := range values[name] {
			f.Values = append(f.Values, store.FacetValue{Value: value, Records: -1})
		}
		out = append(out, f)
	}
	return out
}

// choices offers the filters of a list, with how many records each would leave where that was
// counted.
func (s *site) choices(v *visit, at string, q listQuery, facets []store.Facet) []choice {
	var out []choice
	for _, f := range facets {
		words := facetWords[f.Name]
		c := choice{Name: f.Name, Label: v.label(words.label)}
		if f.Name == store.FacetCountry && at == partyList.path {
			c.Label = v.label("party.field.country")
		}
		chosen := q.kept.Get(f.Name)
		c.Options = []option{{Text: v.label(words.all), Selected: chosen == ""}}
		for _, value := range f.Values {
			if value.Value == "" {
				continue // what does not have it cannot be asked for
			}
			o := option{
				Value: value.Value, Text: begin(v.facetWord(at, f.Name, value.Value)), Selected: value.Value == chosen,
			}
			if value.Records >= 0 {
				o.Records = money.PrintNumber(new(big.Rat).SetInt64(value.Records), v.tag, money.Exact)
				o.Text = v.say("web.filter.with_count", lang.Args{"choice": o.Text, "n": o.Records})
			}
			if f.Name == store.FacetIndustry {
				o.Level = max(0, len(value.Value)-2)
				if len(value.Value) > 1 {
					o.Text = strings.Repeat("\u2003", max(1, o.Level)) + o.Text
				}
			}
			c.Options = append(c.Options, o)
		}
		if len(c.Options) > 1 {
			out = append(out, c)
		}
	}
	return out
}

// facetWord says a value of a facet.
func (v *visit) facetWord(at, facet, value string) string {
	switch facet {
	case store.FacetEdition:
		n, _ := strconv.ParseInt(value, 10, 64)
		return v.editionWord(n)
	case store.FacetType:
		prefix := map[string]string{"agreements": "word.agreement", "projects": "word.cooperation", "parties": "party.kind"}[at]
		return wordFor(v.tag, prefix, value)
	case store.FacetDirection:
		return wordFor(v.tag, "word.direction", value)
	case store.FacetIndustry:
		return value + " " + strings.TrimSuffix(v.name(industryName(value)), " ("+value+")")
	case store.FacetDistrict:
		return v.name(districtName(value))
	case store.FacetSide:
		if side, at := v.fair.SideNamed(value); at >= 0 {
			return v.name(side.Name)
		}
	case store.FacetCurrency:
		return money.Currency(value).Name(v.tag)
	case store.FacetBand:
		return v.bandWord(value)
	}
	return value
}

// bandWord says from which amount to which a band goes.
func (v *visit) bandWord(band string) string {
	from, under, err := store.BandLimits(band)
	if err != nil {
		return band
	}
	args := lang.Args{"from": amountText(v.tag, from), "to": amountText(v.tag, under)}
	switch {
	case from.Minor == 0:
		return v.say("web.band.under", args)
	case under.Minor == 0:
		return v.say("web.band.from", args)
	}
	return v.say("web.band.between", args)
}
