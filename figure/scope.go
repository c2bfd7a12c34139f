package figure

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Scope says what of the fair a figure speaks of: edition=26, district=110105. Keys
// are the dimensions of indicators, values their codes.
type Scope map[string]string

// The dimensions by which a figure can be narrowed.
const (
	ByEdition   = "edition"   // number of the edition
	ByDistrict  = "district"  // district code, GB/T 2260
	ByOffice    = "office"    // code of the reporting office
	BySide      = "side"      // code of one of the two hosts
	ByDirection = "direction" // inward, outward, joint
	ByType      = "type"      // cooperation type of a project, type of an agreement
	ByIndustry  = "industry"  // GB/T 4754 code and all below it
	ByCountry   = "country"   // ISO 3166 alpha-2
	ByCurrency  = "currency"  // of the original amounts
	ByDay       = "day"       // day of signing
	BySubject   = "subject"   // what an observation from outside is about, a short word
	ByPeriod    = "period"    // year or span that an observation covers; the year in which a line of a register begins
	ByExchange  = "exchange"  // where shares are listed, ISO 10383
	ByAsOf      = "as_of"     // the day as of which a register is counted
)

// Dimensions lists all of them in the order in which names and pages give them.
var Dimensions = []string{
	ByEdition, ByDistrict, ByOffice, BySide, ByDirection, ByType, ByIndustry,
	ByCountry, ByCurrency, ByDay, BySubject, ByPeriod, ByExchange, ByAsOf,
}

// String writes the scope as it stands in a figure's name: edition=26&district=110105,
// in the order of Dimensions, so that one scope has one name.
func (s Scope) String() string {
	var b strings.Builder
	for _, k := range Dimensions {
		if v, ok := s[k]; ok {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(k + "=" + url.QueryEscape(v))
		}
	}
	return b.String()
}

// With returns a copy of s that has the value for the dimension, or lacks it when the
// value is "".
func (s Scope) With(dimension, value string) Scope {
	c := Scope{}
	for k, v := range s {
		c[k] = v
	}
	if value == "" {
		delete(c, dimension)
	} else {
		c[dimension] = value
	}
	return c
}

// ParseScope reads what String wrote, in any order.
func ParseScope(text string) (Scope, error) {
	s := Scope{}
	if text == "" {
		return s, nil
	}
	for pair := range strings.SplitSeq(text, "&") {
		k, v, ok := strings.Cut(pair, "=")
		if !ok || !slices.Contains(Dimensions, k) {
			return nil, fmt.Errorf("figure: scope %q: %q is not one of %s", text, k, strings.Join(Dimensions, ", "))
		}
		v, err := url.QueryUnescape(v)
		if err != nil || v == "" {
			return nil, fmt.Errorf("figure: scope %q: %q has no readable value", text, k)
		}
		if _, twice := s[k]; twice {
			return nil, fmt.Errorf("figure: scope %q gives %q twice", text, k)
		}
		s[k] = v
	}
	return s, nil
}
