package match

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
)

// A Reason is what one criterion says of a suggestion.
type Reason struct {
	Criterion Criterion
	Finding   Finding
	Points    int
	ByOwner   bool     // under Asked: the project's owner asked for the investor
	NoRate    bool     // under Amount: not known since no rate joins the currencies
	Wanted    []string // what is sought: codes, words, exact amounts
	Has       []string // what is offered, in the same form; empty when it is not known
}

// excluded reports whether the two may never be suggested to each other: one declined, or the project is the investor's own.
func (x *Index) excluded(w, at int) bool {
	p := x.wishes[w].Party
	if x.offers[at].Owner == p {
		return true
	}
	return slices.ContainsFunc(x.past[p], func(s said) bool { return s.offer == at && s.past.Declined })
}

func (x *Index) kindFinding(w *Wish, i int) Finding {
	return oneOf(w.Types, project.Type(x.kinds[i]))
}

func (x *Index) directionFinding(w *Wish, i int) Finding {
	return oneOf(w.Directions, project.Direction(x.directions[i]))
}
func (x *Index) stageFinding(w *Wish, i int) Finding { return oneOf(w.Stages, x.stages[i]) }
func (x *Index) placeFinding(w *Wish, i int) Finding {
	side, district, _ := strings.Cut(x.places[i], " ")
	return placeFinding(w.Places, side, district, sideOf)
}

func (x *Index) kindPoints(w *Wish, i int) int { return Type.points(x.kindFinding(w, i)) }
func (x *Index) directionPoints(w *Wish, i int) int {
	return Direction.points(x.directionFinding(w, i))
}
func (x *Index) stagePoints(w *Wish, i int) int { return Stage.points(x.stageFinding(w, i)) }
func (x *Index) placePoints(w *Wish, i int) int { return Place.points(x.placeFinding(w, i)) }

// industryPoints returns what an industry gives, the taste for its division included.
func (x *Index) industryPoints(w *Wish, a *ask, code string) int {
	points := 0
	if len(w.Industries) > 0 {
		points, _ = industryPoints(w.Industries, code)
	}
	if slices.Contains(a.tastes, division(code)) {
		points += Taste.Full()
	}
	return points
}

func (x *Index) amountFinding(a *ask, at int) Finding {
	if x.currency[at] == 0 {
		return Unknown
	}
	return a.spans[x.currency[at]].finding(x.minor[at])
}

// each hands fn what every criterion finds of a wish and an offer, in the order of the criteria; words is the weight of the words they share.
func (x *Index) each(w, at int, words int32, fn func(c Criterion, f Finding, points int)) {
	wish, a, o := &x.wishes[w], &x.asks[w], &x.offers[at]
	for _, s := range x.past[wish.Party] {
		if s.offer == at && !s.past.Declined {
			fn(Asked, Fits, Asked.Full())
			break
		}
	}
	if len(wish.Industries) > 0 {
		points, f := industryPoints(wish.Industries, o.Industry)
		fn(Industry, f, points)
	}
	if slices.Contains(a.tastes, division(o.Industry)) {
		fn(Taste, Fits, Taste.Full())
	}
	if words > 0 {
		fn(Text, Fits, a.textPoints(words))
	}
	of := func(asked bool, c Criterion, f func() Finding) {
		if asked {
			found := f()
			fn(c, found, c.points(found))
		}
	}
	of(a.spans != nil, Amount, func() Finding { return x.amountFinding(a, at) })
	of(len(wish.Types) > 0, Type, func() Finding { return x.kindFinding(wish, int(x.kind[at])) })
	of(len(wish.Places) > 0, Place, func() Finding { return x.placeFinding(wish, int(x.place[at])) })
	of(len(wish.Directions) > 0, Direction, func() Finding { return x.directionFinding(wish, int(x.direction[at])) })
	of(len(wish.Stages) > 0, Stage, func() Finding { return x.stageFinding(wish, int(x.stage[at])) })
}

// score returns the sum of the points, and how many of them come from what is known.
func (x *Index) score(w, at int, words int32) (score, known int) {
	x.each(w, at, words, func(_ Criterion, f Finding, points int) {
		score += points
		if f != Unknown {
			known += points
		}
	})
	return score, known
}

// suggestion gives the reasons of a pair.
func (x *Index) suggestion(w, at int) Suggestion {
	wish, a, o := &x.wishes[w], &x.asks[w], &x.offers[at]
	s := Suggestion{Party: wish.Party, Project: o.Project}
	has := map[string]uint32{}
	lang.Terms(o.Text, func(term string) { has[term] = x.terms[term] })
	var words int32
	var shared []string
	for _, t := range a.terms {
		for term, n := range has {
			if n == t {
				words += x.weight[t]
				shared = append(shared, term)
			}
		}
	}
	slices.Sort(shared)
	x.each(w, at, words, func(c Criterion, f Finding, points int) {
		r := Reason{Criterion: c, Finding: f, Points: points}
		switch c {
		case Asked:
			r.ByOwner = !slices.ContainsFunc(x.past[wish.Party], func(s said) bool { return s.offer == at && !s.past.Declined && !s.past.ByOwner })
		case Industry:
			r.Wanted, r.Has = wish.Industries, given(o.Industry)
		case Taste:
			r.Has = given(division(o.Industry))
		case Text:
			r.Has = phrases(wish.Text, o.Text, shared)
		case Amount:
			r.Wanted, r.Has = []string{wish.Least.String(), wish.Most.String()}, given(o.Amount.String())
			r.NoRate = f == Unknown && o.Amount.Given()
		case Type:
			r.Wanted, r.Has = plain(wish.Types), given(string(o.Type))
		case Place:
			r.Wanted, r.Has = wish.Places, given(o.District)
			if o.District == "" {
				r.Has = given(o.Side)
			}
		case Direction:
			r.Wanted, r.Has = plain(wish.Directions), given(string(o.Direction))
		case Stage:
			r.Wanted, r.Has = wish.Stages, given(o.Stage)
		}
		s.Score += points
		s.Reasons = append(s.Reasons, r)
	})
	return s
}

// phrases joins the terms that two texts share, where they overlap as those of each two characters do, to the words that stand in
// both: 深水 and 水埗 to 深水埗.
func phrases(text, other string, terms []string) []string {
	var out []string
	other = lang.Fold(other)
	last := "" // the term before, when it was one of them
	lang.Terms(text, func(term string) {
		before := last
		if last = ""; !slices.Contains(terms, term) {
			return
		}
		last = term
		_, size := utf8.DecodeLastRuneInString(before)
		if end := before[len(before)-size:]; end != "" && end[0] >= utf8.RuneSelf && strings.HasPrefix(term, end) && strings.Contains(other, out[len(out)-1]+term[size:]) {
			out[len(out)-1] += term[size:]
			return
		}
		out = append(out, term)
	})
	slices.Sort(out)
	return slices.Compact(out)
}

func given(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func plain[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}

// In says the reason in a language.
func (r Reason) In(tag lang.Tag) string {
	args := lang.Args{"criterion": lang.Say(tag, "match.criterion."+string(r.Criterion)), "has": r.words(tag, r.Has), "wanted": r.words(tag, r.Wanted)}
	switch {
	case r.Criterion == Asked && r.ByOwner:
		return lang.Say(tag, "match.reason.asked_by_owner")
	case r.Criterion == Asked:
		return lang.Say(tag, "match.reason.asked")
	case r.Criterion == Taste:
		return lang.Say(tag, "match.reason.taste", args)
	case r.Criterion == Text:
		return lang.Say(tag, "match.reason.text", args)
	case r.NoRate:
		return lang.Say(tag, "match.reason.no_rate", args)
	case r.Finding == Unknown && len(r.Has) == 0:
		return lang.Say(tag, "match.reason.unknown", args)
	case r.Finding == Unknown:
		return lang.Say(tag, "match.reason.partly", args)
	}
	return lang.Say(tag, "match.reason."+string(r.Finding), args)
}

// words says codes in a language.
func (r Reason) words(tag lang.Tag, codes []string) string {
	said := make([]string, 0, len(codes))
	for _, code := range codes {
		switch r.Criterion {
		case Industry, Taste:
			if i, ok := project.IndustryByCode(code); ok {
				code = i.Shown().Get(tag)
			}
		case Type:
			if key := "word.cooperation." + code; lang.Has(key) {
				code = lang.Say(tag, key)
			}
		case Direction:
			if key := "word.direction." + code; lang.Has(key) {
				code = lang.Say(tag, key)
			}
		case Place:
			if d, ok := fair.DistrictByCode(code); ok {
				code = d.Name.Get(tag)
			} else if key := "match.side." + code; lang.Has(key) {
				code = lang.Say(tag, key)
			}
		case Amount:
			code = printed(tag, code)
		}
		said = append(said, code)
	}
	if r.Criterion == Amount && len(said) == 2 {
		least, most := said[0], said[1]
		switch {
		case least == "":
			return lang.Say(tag, "match.range.most", lang.Args{"most": most})
		case most == "":
			return lang.Say(tag, "match.range.least", lang.Args{"least": least})
		}
		return lang.Say(tag, "match.range.between", lang.Args{"least": least, "most": most})
	}
	separator := "、"
	if tag == lang.En {
		separator = ", "
	}
	return strings.Join(said, separator)
}

func printed(tag lang.Tag, exact string) string {
	a, err := money.ParseExact(exact)
	if err != nil || !a.Given() {
		return ""
	}
	return money.Print(a.Rat(), a.Currency, tag, money.Exact)
}
