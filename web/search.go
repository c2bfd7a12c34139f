package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// How many hits of each kind a search shows: on its first page, and on that of a kind.
const (
	searchFew  = 5
	searchMany = 25
)

// searchLength is how many characters of what is searched for are looked at.
const searchLength = 200

// A searchPage shows what was found.
type searchPage struct {
	frame
	Action string
	Words  string
	At     int64
	Groups []foundGroup
	Some   bool
	Reach  int64 // the position searched up to; 0 when that is all
	None   bool
}

// A foundGroup is what was found of one kind.
type foundGroup struct {
	Kind  string // party, session, agreement, project, figure, technology, programme, facility, path, enterprise, listing, lead
	Label string
	Total int64
	Hits  []foundLine
	All   string // address of all of them; "" when they are shown
	Later string // address of those after these
}

// A foundLine is one hit.
type foundLine struct {
	Title   []lang.Piece
	Tag     lang.Tag // the language of the title
	URL     string
	Code    string
	Edition string
	Day     lang.Date
	Amount  string
	Matches []foundMatch // where else it was found
}

type foundMatch struct {
	Field  string
	Tag    lang.Tag
	Pieces []lang.Piece
}

// kindPaths are where the records of a kind have their pages.
var kindPaths = map[string]string{"party": "parties", "session": "sessions", "agreement": "agreements", "project": "projects"}

// search shows what is found for the words in the address.
func (s *site) search(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	q := v.URL.Query()
	words := strings.TrimSpace(cut(q.Get("q"), searchLength))
	kind := q.Get("kind")
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	p := searchPage{Action: v.path("search"), Words: words, At: v.asked}
	title := v.say("web.menu.search")
	if words != "" {
		title = v.say("web.search.title", lang.Args{"text": short(words)})
		limit := searchFew
		if kind != "" {
			limit = searchMany
		}
		if kind == "" || kind == "figure" {
			if err := s.searchFigures(v, &p); err != nil {
				return err
			}
		}
		found, err := v.view.Search(v.Context(), store.Wanted{Text: words, Kind: kind, After: journal.Position(max(0, after)), Limit: limit})
		if err != nil {
			return err
		}
		p.Some = found.Some
		if found.Reach < v.view.At {
			p.Reach = max(1, int64(found.Reach))
		}
		kept := url.Values{"q": {words}}
		for _, k := range found.Kinds {
			g := foundGroup{Kind: k.Kind, Label: v.label("word." + k.Kind), Total: k.Total}
			for _, h := range k.Hits {
				g.Hits = append(g.Hits, v.foundLine(h, words))
			}
			of := also(kept, "kind", k.Kind)
			if k.Later && kind == "" {
				g.All = v.address(of, "search")
			}
			if k.Later && kind != "" {
				g.Later = v.address(also(of, "after", positionText(k.Hits[len(k.Hits)-1].Since)), "search")
			}
			p.Groups = append(p.Groups, g)
		}
		if err := s.searchFew(v, &p, kind, int(after), limit); err != nil {
			return err
		}
		p.None = len(p.Groups) == 0
	}
	var err error
	if p.frame, err = s.frame(v, "search", title); err != nil {
		return err
	}
	return s.show(v, "search", p)
}

// foundLine shows a hit with where it was found.
func (v *visit) foundLine(h store.Hit, words string) foundLine {
	line := foundLine{Code: h.Code, Edition: v.editionLabel(h.Edition), Day: h.Day, Amount: amountText(v.tag, h.Amount)}
	line.URL = v.path(kindPaths[h.Kind], h.ID)
	title, tag := h.Title.In(v.tag)
	line.Tag = tag
	line.Title, _ = lang.ParseSearch(words).Mark(title, matchTitle)
	for _, m := range h.Matches(words, v.tag) {
		if (m.Field == "title" || m.Field == "name") && m.Tag == tag {
			continue // it is seen already
		}
		line.Matches = append(line.Matches, foundMatch{v.say("web.search.field." + m.Field), m.Tag, m.Pieces})
	}
	return line
}

// matchTitle is how many characters of a title are shown.
const matchTitle = 120

// searchFigures finds indicators by their names, and gives their figures of the edition
// that is named with them, or of the current one.
func (s *site) searchFigures(v *visit, p *searchPage) error {
	definitions, err := v.figures.Definitions(v.Context())
	if err != nil {
		return err
	}
	editions, err := v.view.Editions(v.Context())
	if err != nil {
		return err
	}
	edition := v.fair.Current
	if edition == 0 && len(editions) > 0 {
		edition = editions[len(editions)-1].Number
	}
	words, edition := namedEdition(lang.ParseSearch(p.Words).Words, editions, edition)
	if len(words) == 0 {
		return nil
	}
	g := foundGroup{Kind: "figure", Label: v.label("word.figure")}
	for _, d := range definitions {
		if !calledBy(d, words) {
			continue
		}
		g.Total++
		name := figure.Name{Indicator: d.Code, At: -1, Ref: -1, Scope: figure.Scope{}}
		label, tag := d.Label.In(v.tag)
		line := foundLine{Tag: tag}
		if d.Measure != indicator.Lines { // a register is of no edition
			name.Scope = name.Scope.With(figure.ByEdition, strconv.FormatInt(edition, 10))
			line.Edition = v.editionLabel(edition)
		}
		line.URL = v.figurePath(name)
		line.Title, _ = lang.Search{Words: words}.Mark(label, matchTitle)
		g.Hits = append(g.Hits, line)
	}
	if g.Total > 0 {
		p.Groups = append(p.Groups, g)
	}
	return nil
}

// namedEdition takes the number of an edition out of what somebody looks for; without one it is the
// edition that is given.
func namedEdition(all []lang.SearchWord, editions []fair.Edition, edition int64) ([]lang.SearchWord, int64) {
	words := all[:0:0]
	for _, w := range all {
		n, err := strconv.ParseInt(w.Folded, 10, 64)
		if err == nil && slices.ContainsFunc(editions, func(e fair.Edition) bool { return e.Number == n }) {
			edition = n
			continue
		}
		if w.Folded != "届" && w.Folded != "edition" && w.Folded != "第" {
			words = append(words, w)
		}
	}
	return words, edition
}

// calledBy reports whether an indicator has all the words in its name.
func calledBy(d indicator.Definition, words []lang.SearchWord) bool {
	return !slices.ContainsFunc(words, func(w lang.SearchWord) bool {
		return !w.Finds(d.Label.Hans) && !w.Finds(d.Label.Hant) && !w.Finds(d.Label.En) && !w.Finds(d.Code)
	})
}
