// Package planted makes investors and projects with hidden preferences, so that what fits whom is
// known: what suggestions are measured by. Projects are made of a kind of thing (an industry, words
// that go with it in three languages, an amount that is usual for it); an investor prefers one or
// two such things, and says it with noise: too wide an industry, a word in another script, a range in
// another currency, a wish for a type that they would drop for the right project.
package planted

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"bridgehead/fair"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// A Set is wishes and offers, with what truly suits whom.
type Set struct {
	Wishes []match.Wish
	Offers []match.Offer
	hidden []preference // beside Wishes
	truth  []made       // beside Offers: all of it, where the offer leaves something out
}

// preference is what an investor would say yes to.
type preference struct {
	class, second string // industries
	kind          project.Type
	direction     project.Direction
	side          string
	least, most   int64 // in thousands of CNY
	stage         string
}

// made is what an offer is.
type made struct {
	industry  string
	kind      project.Type
	direction project.Direction
	side      string
	amount    int64 // in thousands of CNY
	stage     string
}

var (
	currencies = []money.Currency{"CNY", "HKD", "USD"}
	perCNY     = map[money.Currency][2]int64{"CNY": {1, 1}, "HKD": {11, 10}, "USD": {7, 50}} // units for one yuan
	directions = []project.Direction{project.Inward, project.Outward, project.Joint}
	stages     = []string{"planned", "approved", "building", "running"}
	sides      = []string{"beijing", "hongkong"}
	fillers    = []string{"项目", "合作", "建设", "發展", "平台", "中心", "创新", "國際", "project", "centre", "development", "platform", "services", "示范", "产业园", "investment"}
)

// classes are the industries of four digits.
var classes = sync.OnceValue(func() []project.Industry {
	var all []project.Industry
	for _, s := range project.Sections() {
		for n := range 10000 {
			if i, ok := project.IndustryByCode(fmt.Sprintf("%s%04d", s.Code, n)); ok {
				all = append(all, i)
			}
		}
	}
	return all
})

// amount returns thousands of CNY in a currency, and leaves out what is finer than ten thousand.
func amount(thousands int64, c money.Currency) money.Amount {
	rate := perCNY[c]
	return money.Amount{Minor: thousands * rate[0] / rate[1] / 10 * 10 * 1000 * 100, Currency: c}
}

// New makes a set of so many investors and projects.
func New(investors, projects int, seed uint64) *Set {
	r := rand.New(rand.NewPCG(seed, 8))
	s := &Set{}
	all := classes()
	places := map[string][]fair.District{}
	for _, side := range sides {
		places[side] = fair.Districts(side)
	}
	for i := range projects {
		class := all[r.IntN(len(all))]
		m := made{class.Code, project.Types[r.IntN(4)], directions[r.IntN(3)], sides[r.IntN(2)], int64(1000) << r.IntN(12) * int64(10+r.IntN(10)) / 10, stages[r.IntN(4)]}
		district := places[m.side][r.IntN(len(places[m.side]))]
		name := class.Name.Hans
		if r.IntN(2) == 0 && class.Name.Hant != "" {
			name = class.Name.Hant
		}
		words := []string{fillers[r.IntN(len(fillers))], fillers[r.IntN(len(fillers))], fillers[r.IntN(len(fillers))]}
		if r.IntN(10) < 6 {
			words = append(words, name)
		}
		if r.IntN(10) < 3 { // the titles of another trade come into it
			words = append(words, all[r.IntN(len(all))].Name.Hans)
		}
		r.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
		o := match.Offer{
			Project: project.ID(fmt.Sprintf("p%07d", i)), Owner: party.ID(fmt.Sprintf("owner%07d", i)), Industry: class.Code, Type: m.kind, Direction: m.direction,
			Side: m.side, District: district.Code, Amount: amount(m.amount, currencies[r.IntN(3)]), Stage: m.stage, Text: strings.Join(words, " "),
		}
		// One in ten leaves each of these out.
		for _, drop := range []func(){func() { o.Industry = "" }, func() { o.Amount = money.Amount{} }, func() { o.Stage = "" }, func() { o.Type = "" }, func() { o.District = "" }} {
			if r.IntN(10) == 0 {
				drop()
			}
		}
		s.Offers, s.truth = append(s.Offers, o), append(s.truth, m)
	}
	for i := range investors {
		class := all[r.IntN(len(all))]
		second := all[r.IntN(len(all))]
		least := int64(1000) << r.IntN(9)
		p := preference{class.Code, second.Code, project.Types[r.IntN(4)], directions[r.IntN(3)], sides[r.IntN(2)], least, least * 16, stages[r.IntN(4)]}
		w := match.Wish{Party: party.ID(fmt.Sprintf("i%05d", i))}
		// The industry as it is said: a third exactly, a third a group, a third a division; one in ten says another instead.
		said := func(code string) string {
			if r.IntN(10) == 0 {
				return all[r.IntN(len(all))].Code
			}
			return code[:5-r.IntN(3)]
		}
		w.Industries = []string{said(p.class), said(p.second)}
		slices.Sort(w.Industries)
		if r.IntN(10) < 7 {
			w.Types = []project.Type{p.kind}
		}
		if r.IntN(10) < 7 {
			w.Directions = []project.Direction{p.direction}
		}
		if r.IntN(10) < 7 {
			w.Places = []string{p.side}
		}
		if r.IntN(10) < 8 {
			c := currencies[r.IntN(3)]
			w.Least, w.Most = amount(p.least, c), amount(p.most, c)
		}
		if r.IntN(10) < 5 {
			w.Stages = []string{p.stage}
		}
		text := []string{fillers[r.IntN(len(fillers))], fillers[r.IntN(len(fillers))]}
		if r.IntN(10) < 8 {
			text = append(text, class.Name.Hant)
		}
		if r.IntN(10) < 5 {
			text = append(text, second.Name.Hans)
		}
		w.Text = strings.Join(text, " ")
		s.Wishes, s.hidden = append(s.Wishes, w), append(s.hidden, p)
	}
	return s
}

// Rates are those at which the set was made.
func Rates(from, to money.Currency) (*big.Rat, bool) {
	f, known := perCNY[from]
	t, alsoKnown := perCNY[to]
	if !known || !alsoKnown {
		return nil, false
	}
	return big.NewRat(t[0]*f[1], t[1]*f[0]), true
}

// Gain returns how well an offer truly suits an investor, 0 to 4, whatever both say of it: 0 when it
// is of another group of industries than the investor's, else 1 and one for each of: the amount
// within their range, two of type, direction and side as preferred, and the class itself.
func (s *Set) Gain(wish, offer int) int {
	p, m := s.hidden[wish], s.truth[offer]
	if m.industry[:4] != p.class[:4] && m.industry[:4] != p.second[:4] {
		return 0
	}
	gain := 1
	if p.least <= m.amount && m.amount <= p.most {
		gain++
	}
	same := 0
	for _, is := range []bool{m.kind == p.kind, m.direction == p.direction, m.side == p.side} {
		if is {
			same++
		}
	}
	if same >= 2 {
		gain++
	}
	if m.industry == p.class || m.industry == p.second {
		gain++
	}
	return gain
}
