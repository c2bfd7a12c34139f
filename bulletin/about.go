package bulletin

import (
	"slices"
	"strings"
	"unicode"

	"bridgehead/bulletin/claim"
	"bridgehead/lang"
)

// kindsOfFair end the names of fairs in Chinese texts.
var kindsOfFair = []string{"博览会", "交易会", "洽谈会", "博会", "贸会", "洽会", "交会"}

// fairWords are words in the names of fairs in English texts.
var fairWords = []string{"expo", "exposition", "fair", "ciie", "ciftis", "cifit", "caexpo", "wciti"}

// editionOf is the edition that a text speaks of: the first that it names, 0 when that is one of
// another fair or the text names another fair and never this one, and the fair's current one when
// it names none. It is a guess when the text says neither of what fair nor of what edition it is.
func (x *examination) editionOf(claims []claim.Claim, published lang.Date) (number int64, guess bool) {
	for _, cl := range claims {
		p := passage{cl.Start, cl.End}
		if cl.Kind != claim.Ordinal || !x.namesEdition(p) {
			continue
		}
		if x.foreign(p) {
			return 0, false
		}
		if v := cl.Value.Rat(); v != nil && v.IsInt() {
			if _, ok := x.edition(v.Num().Int64()); ok {
				return v.Num().Int64(), false
			}
		}
	}
	whole := passage{0, len(x.layout.folded)}
	switch {
	case x.namesFair():
		return x.editionByDay(claims, published), false
	case x.namesAnotherFair():
		return 0, false
	}
	return x.editionByDay(claims, published), !x.layout.hasAny(whole, thisEdition...)
}

// aboutDays is how many days from its edition a text may name, or be published on, and still be of it.
const aboutDays = 300

// editionByDay is the edition that the days of a text are nearest to: of the day that it appeared,
// else of the days with their year that it names. It is the current one when it names none, or
// one of them is near that, and 0 when all are far from any.
func (x *examination) editionByDay(claims []claim.Claim, published lang.Date) int64 {
	var days []lang.Date
	if published != "" {
		days = append(days, published)
	} else {
		for _, c := range claims {
			if c.Kind != claim.DateKind && c.Kind != claim.Period || slices.Contains(c.Assumed, claim.AssumeYear) {
				continue
			}
			_, last, ok := strings.Cut(c.AsOf, "/")
			if !ok {
				last = c.AsOf
			}
			if first := strings.TrimSuffix(c.AsOf, "/"+last); len(last) == len("2006-01-02") && first[:len("2006-01")] == last[:len("2006-01")] {
				days = append(days, lang.Date(last))
			}
		}
	}
	if len(days) == 0 {
		return x.fair.Current
	}
	var nearest int64
	least := aboutDays + 1
	for _, e := range x.editions {
		if e.Opened == "" {
			continue
		}
		for _, d := range days {
			n := int(d.Time().Sub(e.AsOf().Time()).Hours() / 24)
			n = max(n, -n)
			switch {
			case n <= aboutDays && e.Number == x.fair.Current && published == "":
				return e.Number
			case n < least:
				nearest, least = e.Number, n
			}
		}
	}
	return nearest
}

// namesFair reports whether the text names the fair of the record anywhere.
func (x *examination) namesFair() bool {
	text := plainDashes(string(x.layout.folded))
	return slices.ContainsFunc(x.ownNames(), func(own string) bool { return strings.Contains(text, plainDashes(own)) })
}

// plainDashes writes Beijing–Hong Kong and Beijing-Hong Kong alike.
func plainDashes(s string) string {
	return strings.NewReplacer("–", "-", "—", "-", "‑", "-", "·", "", "・", "").Replace(s)
}

// namesAnotherFair reports whether the text names some fair.
func (x *examination) namesAnotherFair() bool {
	if x.tag != lang.En {
		return x.layout.hasAny(passage{0, len(x.layout.folded)}, kindsOfFair...)
	}
	for _, w := range strings.FieldsFunc(string(x.layout.runes), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if unicode.IsUpper([]rune(w)[0]) && slices.Contains(fairWords, strings.ToLower(w)) {
			return true
		}
	}
	return false
}
