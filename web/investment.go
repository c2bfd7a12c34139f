package web

import (
	"slices"
	"strconv"

	"bridgehead/chart"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// An investmentPage sets the two directions of investment side by side: what has come
// together over the years, and apart from it what one edition adds.
type investmentPage struct {
	frame
	Edition    fair.Edition
	Directions []directionColumn
	Picture    *drawing // of the stocks; nil when they are not stated of both directions
	Rows       []directionRow
	Why        []string
	Editions   *editionPicker
}

// A directionColumn is one direction: from which place to which, and how much in all.
type directionColumn struct {
	Name     string
	From, To lang.Text
	Stock    *shownFigure
	Share    *shownFigure
	Of       lang.Text // the whole that the share is of
	AsOf     lang.Date
}

// A directionRow is what an edition's agreements come to in one direction.
type directionRow struct {
	Name          string
	URL           string
	Count, Amount *shownFigure
	Rest          bool // no direction is named
}

// An editionPicker leads to the same page of another edition.
type editionPicker struct {
	Action   string
	Name     string
	Options  []option
	At       int64
	Existing []labelled // fields that the form keeps
}

// pickEdition offers all editions, newest first.
func (s *site) pickEdition(v *visit, action string, chosen int64) (*editionPicker, error) {
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return nil, err
	}
	p := &editionPicker{Action: action, Name: "edition", At: v.asked}
	for i := len(all) - 1; i >= 0; i-- {
		n := all[i].Number
		p.Options = append(p.Options, option{Value: strconv.FormatInt(n, 10), Text: v.editionLabel(n), Selected: n == chosen})
	}
	return p, nil
}

// askedEdition reads the edition that the address names by the key; without one it is the
// fair's current edition, or its last.
func (s *site) askedEdition(v *visit, key string) (fair.Edition, error) {
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return fair.Edition{}, err
	}
	text := v.URL.Query().Get(key)
	number := v.shownEdition(all)
	if text != "" {
		if number, err = strconv.ParseInt(text, 10, 64); err != nil {
			return fair.Edition{}, lang.Invalid("web.error.edition", lang.Args{"given": short(text)})
		}
	}
	for _, e := range all {
		if e.Number == number {
			return e, nil
		}
	}
	return fair.Edition{}, lang.NotFound("edition.unknown", lang.Args{"edition": number})
}

// investment shows the two directions.
func (s *site) investment(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	edition, err := s.askedEdition(v, "edition")
	if err != nil {
		return err
	}
	flow, err := v.figures.Flow(v.Context(), edition.Number)
	if err != nil {
		return err
	}
	p := investmentPage{Edition: edition}
	if p.frame, err = s.frame(v, "investment", v.say("overview.investment")); err != nil {
		return err
	}
	if p.Directions, p.Picture, err = s.stocks(v, flow); err != nil {
		return err
	}
	if err := s.flows(v, flow, &p); err != nil {
		return err
	}
	if p.Editions, err = s.pickEdition(v, v.path("investment"), edition.Number); err != nil {
		return err
	}
	p.frame.Description = v.say("overview.investment.intro")
	return s.show(v, "investment", p)
}

// ends are the places that a direction leads from and to. Inward is to the fair's first side.
func (v *visit) ends(direction string) (from, to lang.Text) {
	if len(v.fair.Sides) < 2 {
		return from, to
	}
	first, second := v.fair.Sides[0].Name, v.fair.Sides[1].Name
	switch direction {
	case "inward":
		return second, first
	case "outward":
		return first, second
	}
	return from, to
}

// stocks prepares what was stated of each direction, and draws it where both are known.
func (s *site) stocks(v *visit, flow indicator.Flow) ([]directionColumn, *drawing, error) {
	var columns []directionColumn
	of := map[string]figure.Figure{}
	var names []figure.Name
	for _, x := range flow.Stocks {
		d, err := v.figures.Define(v.Context(), x.Figure.Name.Indicator)
		if err != nil {
			return nil, nil, err
		}
		column := directionColumn{Name: wordFor(v.tag, "word.direction", x.Direction), AsOf: x.Figure.AsOf, Of: x.Of}
		column.From, column.To = v.ends(x.Direction)
		shown := v.shown(x.Figure, d, 0)
		column.Stock = &shown
		names = append(names, x.Figure.Name)
		if x.Share != nil {
			d, err := v.figures.Define(v.Context(), x.Share.Name.Indicator)
			if err != nil {
				return nil, nil, err
			}
			share := v.shown(*x.Share, d, 0)
			column.Share = &share
			names = append(names, x.Share.Name)
		}
		of[x.Direction] = x.Figure
		columns = append(columns, column)
	}
	in, out := of["inward"], of["outward"]
	if in.Name.Indicator == "" || out.Name.Indicator == "" || len(v.fair.Sides) < 2 {
		return columns, nil, nil
	}
	from, to := v.ends("inward")
	picture := chart.Flow{About: v.about("overview.investment.picture", "word.direction"), A: from, B: to, There: in, Back: out}
	return columns, v.draw(picture, names...), nil
}

// flows lists what the edition's agreements come to in each direction.
func (s *site) flows(v *visit, flow indicator.Flow, p *investmentPage) error {
	edition := strconv.FormatInt(p.Edition.Number, 10)
	at := map[string]*directionRow{}
	var order []string
	row := func(direction string) *directionRow {
		if at[direction] == nil {
			at[direction] = &directionRow{
				Name: wordFor(v.tag, "word.direction", direction),
				URL:  v.address(map[string][]string{"edition": {edition}, "direction": {direction}}, "agreements"),
			}
			order = append(order, direction)
		}
		return at[direction]
	}
	rest := directionRow{Name: v.say("overview.investment.rest"), Rest: true}
	for i, b := range []indicator.Breakdown{flow.Count, flow.Amount} {
		put := func(r *directionRow, f figure.Figure) {
			shown := v.shown(f, b.Definition, p.Edition.Number)
			shown.Notes = nil
			if f.Name.Indicator == "" {
				shown.URL = ""
			}
			if i == 0 {
				r.Count = &shown
			} else {
				r.Amount = &shown
			}
		}
		for _, part := range b.Parts {
			put(row(part.Keys[0]), part.Figure)
		}
		if f := b.Remainder; !f.Interval.IsPoint() || f.Interval.Low.Sign() != 0 {
			put(&rest, f)
		}
		for _, why := range b.Why {
			text := v.because(b.Definition, why)
			if !slices.Contains(p.Why, text) {
				p.Why = append(p.Why, text)
			}
		}
	}
	for _, direction := range order {
		p.Rows = append(p.Rows, *at[direction])
	}
	if rest.Count != nil || rest.Amount != nil {
		p.Rows = append(p.Rows, rest)
	}
	return nil
}
