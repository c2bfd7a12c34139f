package web

import (
	"math/big"
	"slices"
	"strconv"

	"bridgehead/chart"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// A cardsPage lists the districts with what each signed at an edition.
type cardsPage struct {
	frame
	Edition  fair.Edition
	Editions *editionPicker
	Sides    []cardSide
	Maps     []*drawing
	Why      []string
}

// A cardSide is the districts of one side.
type cardSide struct {
	Name    lang.Text
	Code    string
	Lines   []cardLine
	Nothing int // districts of which nothing is known
}

type cardLine struct {
	Name          lang.Text
	URL           string
	Count, Amount *shownFigure
}

func (v *visit) cardPath(district string, edition int64) string {
	return v.address(map[string][]string{"edition": {strconv.FormatInt(edition, 10)}}, "districts", district)
}

// cards lists the report cards of an edition.
func (s *site) cards(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	edition, err := s.askedEdition(v, "edition")
	if err != nil {
		return err
	}
	p := cardsPage{Edition: edition}
	title := v.say("web.edition.of", lang.Args{"edition": v.editionWord(edition.Number), "what": v.say("overview.cards")})
	if p.frame, err = s.frame(v, "districts", title); err != nil {
		return err
	}
	if p.Editions, err = s.pickEdition(v, v.path("districts"), edition.Number); err != nil {
		return err
	}
	lines := map[string]*cardLine{}
	for i, code := range compared[:2] {
		b, err := v.figures.Split(v.Context(), code, editionName(code, edition.Number).Scope, indicator.By(figure.ByDistrict)...)
		if err != nil {
			return err
		}
		for _, part := range b.Parts {
			if unknown(part.Figure) {
				continue
			}
			key := part.Keys[0]
			if lines[key] == nil {
				lines[key] = &cardLine{Name: districtName(key), URL: v.cardPath(key, edition.Number)}
			}
			shown := v.shown(part.Figure, b.Definition, edition.Number)
			if i == 0 {
				lines[key].Count = &shown
			} else {
				lines[key].Amount = &shown
			}
		}
		p.Maps = append(p.Maps, v.districtMaps(b)...)
		for _, why := range b.Why {
			text := v.because(b.Definition, why)
			if !slices.Contains(p.Why, text) {
				p.Why = append(p.Why, text)
			}
		}
	}
	for _, side := range v.fair.Sides {
		x := cardSide{Name: side.Name, Code: side.Code}
		for _, d := range fair.Districts(side.Code) {
			if line := lines[d.Code]; line != nil {
				x.Lines = append(x.Lines, *line)
				delete(lines, d.Code)
			} else {
				x.Nothing++
			}
		}
		if len(x.Lines) > 0 {
			p.Sides = append(p.Sides, x)
		}
	}
	var others []string
	for code := range lines {
		others = append(others, code)
	}
	if slices.Sort(others); len(others) > 0 {
		x := cardSide{}
		for _, code := range others {
			x.Lines = append(x.Lines, *lines[code])
		}
		p.Sides = append(p.Sides, x)
	}
	return s.show(v, "cards", p)
}

// A cardPage is a district's report card (成绩单) of an edition.
type cardPage struct {
	frame
	District   lang.Text
	Side       lang.Text
	Edition    fair.Edition
	Editions   *editionPicker
	Results    []cardResult
	Series     []*drawing
	Became     []landedRate // what became of what it signed at the edition
	Rates      []*drawing   // and at all of them
	BecameURL  string
	Breakdowns []cardBreakdown
	Items      []cardItem
	More       string // address of the list that holds the rest
	All        string // address of all cards
}

// A cardResult is one figure of the card, with its place among the districts.
type cardResult struct {
	Label  string
	Shown  shownFigure
	Share  string
	Rank   string
	Change []string
	Gap    bool // nothing is known
	Series string
}

// A cardBreakdown is the card's agreements by one dimension.
type cardBreakdown struct {
	Title string
	Parts []labelled
	Why   []string
}

type cardItem struct {
	Title    lang.Text
	URL      string
	Increase bool
	Day      lang.Date
	Amount   string
	Share    string
}

// card shows one district's results, and its series over the editions.
func (s *site) card(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, code := v.Context(), v.PathValue("district")
	edition, err := s.askedEdition(v, "edition")
	if err != nil {
		return err
	}
	c, err := v.figures.ReportCard(ctx, code, edition.Number)
	if err != nil {
		return err
	}
	p := cardPage{District: c.District.Name, Edition: edition, All: v.address(map[string][]string{"edition": {strconv.FormatInt(edition.Number, 10)}}, "districts")}
	if side, at := v.fair.SideNamed(c.District.Side); at >= 0 {
		p.Side = side.Name
	}
	title := v.say("overview.card.title", lang.Args{"district": v.name(c.District.Name), "n": edition.Number})
	if p.frame, err = s.frame(v, "districts", title); err != nil {
		return err
	}
	if p.Editions, err = s.pickEdition(v, v.path("districts", code), edition.Number); err != nil {
		return err
	}
	for i, r := range []indicator.Result{c.Count, c.Amount} {
		d, err := v.figures.Define(ctx, compared[i])
		if err != nil {
			return err
		}
		p.Results = append(p.Results, v.cardResult(r, d, code))
		line, err := v.figures.Series(ctx, d.Code, figure.Scope{figure.ByDistrict: code}, 0, 0)
		if err != nil {
			return err
		}
		picture, err := s.seriesPicture(v, line, edition.Number)
		if err != nil {
			return err
		}
		if picture != nil {
			p.Series = append(p.Series, picture)
		}
	}
	if err := s.cardLanding(v, &p, code); err != nil {
		return err
	}
	for i, b := range []indicator.Breakdown{c.Types, c.Industries} {
		x := cardBreakdown{Title: v.say([]string{"overview.card.types", "overview.card.industries"}[i])}
		for _, part := range b.Parts {
			x.Parts = append(x.Parts, labelled{Label: v.name(part.Labels[0]), Value: part.Figure.ShowBare(v.tag), URL: v.figurePath(part.Figure.Name)})
		}
		for _, why := range b.Why {
			x.Why = append(x.Why, why.In(v.tag))
		}
		if len(x.Parts) > 0 {
			p.Breakdowns = append(p.Breakdowns, x)
		}
	}
	p.Items = v.cardItems(c.Agreements)
	if c.More {
		p.More = v.address(map[string][]string{"edition": {strconv.FormatInt(edition.Number, 10)}, "district": {code}}, "agreements")
	}
	return s.show(v, "card", p)
}

// cardItems prepares the agreements and increases of a card.
func (v *visit) cardItems(items []indicator.Item) []cardItem {
	var out []cardItem
	for _, i := range items {
		out = append(out, cardItem{
			Title: i.Title, URL: v.itemPath(i), Increase: i.Kind == "amendment", Day: i.Day,
			Amount: amountText(v.tag, i.Amount), Share: v.shareText(i.Num, i.Den),
		})
	}
	return out
}

// cardLanding says what became of what a district signed, at the edition and over all of them.
func (s *site) cardLanding(v *visit, p *cardPage, district string) error {
	number := p.Edition.Number
	if v.sight.HoldsFigures(number) || !v.view.LandedSoon() {
		return nil
	}
	if some, err := v.view.Happened(v.Context()); err != nil || !some {
		return err
	}
	scope := figure.Scope{figure.ByDistrict: district}
	rows, err := v.figures.Beside(v.Context(), landedCodes(), scope)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r indicator.BesideRow) bool { return v.sight.HoldsFigures(r.Edition.Number) })
	if !happened(rows) {
		return nil
	}
	p.BecameURL = v.path("editions", strconv.FormatInt(number, 10), "landing")
	if i := slices.IndexFunc(rows, func(r indicator.BesideRow) bool { return r.Edition.Number == number }); i >= 0 {
		if p.Became, err = s.landedRatesOf(v, rows[i]); err != nil {
			return err
		}
	}
	p.Rates, err = s.landedPictures(v, rows, number)
	return err
}

// cardResult prepares one figure of a card.
func (v *visit) cardResult(r indicator.Result, d indicator.Definition, district string) cardResult {
	x := cardResult{
		Label: v.name(d.Label), Shown: v.shown(r.Figure, d, 0), Gap: unknown(r.Figure),
		Series: v.address(map[string][]string{"of": {d.Code}, "district": {district}}, "series"),
	}
	if x.Gap {
		return x
	}
	if !unknown(r.Share) {
		x.Share = v.say("overview.card.share", lang.Args{"share": r.Share.Show(v.tag)})
	}
	switch {
	case r.Rank.Among < 2:
	case r.Rank.Best == r.Rank.Worst:
		x.Rank = v.say("overview.card.rank", lang.Args{"rank": r.Rank.Best, "among": r.Rank.Among})
	default:
		x.Rank = v.say("overview.card.rank_between", lang.Args{"best": r.Rank.Best, "worst": r.Rank.Worst, "among": r.Rank.Among})
	}
	if r.Change != nil {
		x.Change = r.Change.Explain(v.tag)
		for _, reason := range r.Change.Reasons {
			if reason.Bar {
				x.Change = append(x.Change, reason.In(v.tag))
			}
		}
	}
	return x
}

func inverse(x *big.Rat) *big.Rat { return new(big.Rat).Inv(x) }

// districtMaps draws a figure by district on a map of tiles for each side of which
// more than one is known. Each tile leads to the district's report card.
func (v *visit) districtMaps(b indicator.Breakdown) []*drawing {
	known := map[string]figure.Figure{}
	for _, part := range b.Parts {
		if !unknown(part.Figure) {
			known[part.Keys[0]] = part.Figure
		}
	}
	var maps []*drawing
	for _, side := range v.fair.Sides {
		tiles := chart.Tiles{About: v.about("overview.cards", "word.district")}
		tiles.Heading = everywhere("overview.cards.map", lang.Args{"side": side.Name, "what": b.Definition.Label})
		var names []figure.Name
		for _, d := range fair.Districts(side.Code) {
			f := known[d.Code]
			if f.Name.Indicator != "" {
				names = append(names, f.Name)
			}
			tiles.Tiles = append(tiles.Tiles, chart.Tile{
				Label: d.Short(), Column: d.Column, Row: d.Row, Value: f, Link: v.cardPath(d.Code, b.Edition.Number),
			})
		}
		if len(names) > 1 { // one alone is said better in a line
			maps = append(maps, v.draw(tiles, names...))
		}
	}
	return maps
}

// because says why parts and whole stand as they do, with the figure that it is said of
// unless it holds for all figures of the edition.
func (v *visit) because(d indicator.Definition, why indicator.Reason) string {
	if why.Key == "split.why.incomplete" {
		return why.In(v.tag)
	}
	return v.say("web.labelled", lang.Args{"label": v.name(d.Label), "value": why.In(v.tag)})
}
