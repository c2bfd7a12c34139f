package web

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"bridgehead/chart"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// compared are the figures that editions are compared by.
var compared = []string{"signed.count", "signed.amount", "catalogue.count", "catalogue.amount"}

// A comparePage holds one edition against another.
type comparePage struct {
	frame
	Base, Edition fair.Edition
	Pickers       []*editionPicker
	At            int64
	Action        string
	Items         []comparison
	Parts         []partTable
	Days          *drawing // the days on which the verdict on the amount would have been otherwise
	DaysSay       string
}

// A comparison is one figure of the two editions.
type comparison struct {
	Label    string
	A, B     shownFigure
	Verdict  string
	Says     []string
	Change   string // B less A
	Growth   string // with its base
	Cautions []string
	Picture  *drawing
	Series   string // address of the figure over all editions
}

// A partTable compares the parts of a figure.
type partTable struct {
	Title string
	Rows  []partRow
}

type partRow struct {
	Label   lang.Text
	URL     string
	A, B    *shownFigure
	Verdict string
}

// compare shows two editions side by side.
func (s *site) compare(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	p := comparePage{Action: v.path("compare"), At: v.asked}
	var err error
	if p.Edition, err = s.askedEdition(v, "edition"); err != nil {
		return err
	}
	if v.URL.Query().Get("base") != "" {
		if p.Base, err = s.askedEdition(v, "base"); err != nil {
			return err
		}
	} else if p.Base, err = s.lastKnownBefore(v, p.Edition); err != nil {
		return err
	}
	for _, x := range []struct {
		name string
		n    int64
	}{{"base", p.Base.Number}, {"edition", p.Edition.Number}} {
		picker, err := s.pickEdition(v, p.Action, x.n)
		if err != nil {
			return err
		}
		picker.Name = x.name
		p.Pickers = append(p.Pickers, picker)
	}
	title := v.say("overview.compare.title", lang.Args{"base": p.Base.Number, "edition": p.Edition.Number})
	if p.frame, err = s.frame(v, "series", title); err != nil {
		return err
	}
	for _, code := range compared {
		c, err := v.figures.Compare(ctx, code, figure.Scope{}, p.Base.Number, p.Edition.Number)
		if err != nil {
			return err
		}
		if unknown(c.A) && unknown(c.B) {
			continue
		}
		p.Items = append(p.Items, v.comparison(c))
		if code == "signed.amount" {
			if err := s.compareDays(v, c, &p); err != nil {
				return err
			}
		}
	}
	for _, code := range compared[:2] {
		for _, by := range []string{figure.ByDistrict, figure.ByDay} {
			if err := s.compareParts(v, &p, code, by); err != nil {
				return err
			}
		}
	}
	return s.show(v, "compare", p)
}

func unknown(f figure.Figure) bool { return f.Interval.Low == nil && f.Interval.High == nil }

// lastKnownBefore is the last edition before one of which it is known what was signed; the
// one before it, whatever is known, when there is none.
func (s *site) lastKnownBefore(v *visit, edition fair.Edition) (fair.Edition, error) {
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return fair.Edition{}, err
	}
	var before fair.Edition
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Number >= edition.Number {
			continue
		}
		if before.Number == 0 {
			before = all[i]
		}
		f, err := v.figures.Figure(v.Context(), editionName("signed.count", all[i].Number))
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil {
			return fair.Edition{}, err
		}
		if f.Value != nil && (f.Qualifier != figure.AtLeast || f.Value.Sign() != 0) {
			return all[i], nil
		}
	}
	if before.Number == 0 {
		return edition, nil // it is the first, and stands beside itself
	}
	return before, nil
}

// comparison prepares one comparison for the page.
func (v *visit) comparison(c indicator.Comparison) comparison {
	x := comparison{
		Label: v.name(c.Definition.Label), A: v.shown(c.A, c.Definition, c.EditionA.Number), B: v.shown(c.B, c.Definition, c.EditionB.Number),
		Says: c.Explain(v.tag), Series: v.address(map[string][]string{"of": {c.Definition.Code}}, "series"),
	}
	u := c.Own
	if c.Common != nil {
		u = *c.Common
	}
	x.Verdict = v.say("compare.verdict." + string(u.Verdict))
	if !unknown(u.Difference) {
		x.Change = v.difference(u.Difference)
	}
	x.Growth = v.growth(u, c.EditionA.Number)
	for _, r := range c.Reasons {
		x.Cautions = append(x.Cautions, r.In(v.tag))
	}
	if !unknown(u.A) && !unknown(u.B) && c.EditionA.Number != c.EditionB.Number {
		about := v.about("overview.compare.picture", "dimension.edition")
		about.Heading = c.Definition.Label
		x.Picture = v.draw(chart.Slope{
			About: about, From: editionLabel(c.EditionA.Number), To: editionLabel(c.EditionB.Number),
			Lines: []chart.Line{{Label: c.Definition.Label, From: u.A, To: u.B, Accent: true}},
		}, c.A.Name, c.B.Name)
	}
	return x
}

// compareDays draws the rate over the months before the edition, with the days on which the
// verdict would have been otherwise.
func (s *site) compareDays(v *visit, c indicator.Comparison, p *comparePage) error {
	if c.Common == nil || c.Turn == nil || !c.Turn.Rate.IsPoint() || !c.EditionB.Opened.Valid() {
		return nil
	}
	to := c.EditionB.Opened
	from := lang.DateOf(to.Time().AddDate(0, -6, 0))
	days, err := v.figures.Days(v.Context(), c, from, to)
	if err != nil {
		return err
	}
	picture := chart.Rates{
		About: v.about("overview.compare.days", "dimension.day"), From: c.Turn.From, To: c.Turn.To, Turn: c.Turn.Rate.Low, Used: c.Common.Policy.RateDay(to),
	}
	for _, d := range days.Days {
		day := chart.Day{Day: d.Day, Otherwise: d.Otherwise}
		for _, r := range d.Rates {
			if r.From == c.Turn.From && r.To == c.Turn.To {
				day.Rate = r.Value
			} else if r.From == c.Turn.To && r.To == c.Turn.From && r.Value.Sign() != 0 {
				day.Rate = inverse(r.Value)
			}
		}
		picture.Days = append(picture.Days, day)
	}
	if len(picture.Days) < 2 {
		return nil
	}
	p.Days = v.draw(picture, c.A.Name, c.B.Name)
	p.DaysSay = v.say("overview.compare.days_say", lang.Args{
		"from": from, "to": to, "source": days.Source, "n": len(days.Otherwise), "of": len(days.Days),
	})
	return nil
}

// compareParts adds a table of the parts of a figure.
func (s *site) compareParts(v *visit, p *comparePage, code, by string) error {
	parts, err := v.figures.CompareBy(v.Context(), code, figure.Scope{}, indicator.By(by)[0], p.Base.Number, p.Edition.Number)
	var refused *lang.Error
	if errors.As(err, &refused) && refused.Code == lang.CodeInvalid {
		return nil
	}
	if err != nil {
		return err
	}
	d, err := v.figures.Define(v.Context(), code)
	if err != nil {
		return err
	}
	table := partTable{Title: v.say("overview.compare.by", lang.Args{"what": v.name(d.Label), "by": v.say("dimension." + by)})}
	for _, x := range parts {
		row := partRow{Label: x.Labels[0]}
		if by == figure.ByDistrict {
			row.URL = v.cardPath(x.Keys[0], p.Edition.Number)
		}
		show := func(f *figure.Figure, n int64) *shownFigure {
			if f == nil || unknown(*f) {
				return nil
			}
			shown := v.shown(*f, d, n)
			if f.Name.Indicator == "" {
				shown.URL = ""
			}
			return &shown
		}
		row.A, row.B = show(x.A, p.Base.Number), show(x.B, p.Edition.Number)
		u := x.Own
		if x.Common != nil {
			u = *x.Common
		}
		if row.A != nil && row.B != nil {
			row.Verdict = v.say("compare.verdict." + string(u.Verdict))
		}
		table.Rows = append(table.Rows, row)
	}
	if len(table.Rows) > 1 {
		p.Parts = append(p.Parts, table)
	}
	return nil
}

// A seriesPage is one figure over all editions.
type seriesPage struct {
	frame
	Label     string
	Means     lang.Text
	Scope     string
	Choices   []option
	Action    string
	At        int64
	Kept      []labelled
	Picture   *drawing
	Points    []seriesPoint
	Downloads []link
}

type seriesPoint struct {
	Edition  string
	URL      string
	Opened   lang.Date
	Value    *shownFigure
	Growth   string
	Cautions []string
	Compare  string
}

// runsOf makes one line of three editions or more, one after another, of which nothing is known.
// The points are those of all, from first to last; the lines come from last to first.
func (v *visit) runsOf(lines []seriesPoint, all []indicator.Point) []seriesPoint {
	var out []seriesPoint
	for i := 0; i < len(lines); {
		end := i
		for end < len(lines) && lines[end].Value == nil && lines[end].URL == "" && lines[end].Opened == "" {
			end++
		}
		if end-i < 3 {
			end = max(end, i+1)
			out = append(out, lines[i:end]...)
		} else {
			first, last := all[len(all)-end].Edition, all[len(all)-1-i].Edition
			out = append(out, seriesPoint{Edition: v.say("overview.series.run", lang.Args{"first": first, "last": last})})
		}
		i = end
	}
	return out
}

// seriesOf are the indicators that the page of series offers.
var seriesOf = []string{"signed.count", "signed.amount", "catalogue.count", "catalogue.amount", "session.count"}

// series shows a figure over all editions, with gaps as gaps.
func (s *site) series(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	code := v.URL.Query().Get("of")
	if code == "" {
		code = seriesOf[0]
	}
	scope := figure.Scope{}
	p := seriesPage{Action: v.path("series"), At: v.asked}
	for _, k := range figure.Dimensions {
		if value := v.URL.Query().Get(k); value != "" && k != figure.ByEdition {
			scope = scope.With(k, value)
			p.Kept = append(p.Kept, labelled{Label: k, Value: value})
		}
	}
	line, err := v.figures.Series(ctx, code, scope, 0, 0)
	if err != nil {
		return err
	}
	d := line.Definition
	p.Label, p.Means, p.Scope = v.name(d.Label), d.Means, v.scope(scope, 0)
	for _, code := range seriesOf {
		offered, err := v.figures.Define(ctx, code)
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		p.Choices = append(p.Choices, option{Value: code, Text: v.name(offered.Label), Selected: code == d.Code})
	}
	if form, ok := formNamed(v.URL.Query().Get("format")); ok {
		return s.sendTables(v, v.fair.ID+"-series-"+d.Code, form, v.out().Series(line))
	}
	for _, f := range downloadForms {
		q := url.Values{"of": {d.Code}, "format": {f.name}}
		for _, k := range p.Kept {
			q.Set(k.Label, k.Value)
		}
		p.Downloads = append(p.Downloads, link{Text: strings.ToUpper(f.name), URL: v.address(q, "series")})
	}
	title := v.say("overview.series.title", lang.Args{"what": p.Label})
	if p.Scope != "" {
		title = v.say("overview.series.title_of", lang.Args{"what": p.Label, "scope": p.Scope})
	}
	if p.frame, err = s.frame(v, "series", title); err != nil {
		return err
	}
	if p.Picture, err = s.seriesPicture(v, line, v.fair.Current); err != nil {
		return err
	}
	for i := len(line.Points) - 1; i >= 0; i-- {
		x := line.Points[i]
		point := seriesPoint{Edition: v.say("web.edition.ordinal", lang.Args{"n": x.Edition}), Opened: x.Opened}
		if x.Held {
			point.URL = v.editionPath(x.Edition)
		}
		if x.Known {
			shown := v.shown(x.Figure, d, x.Edition)
			point.Value = &shown
		}
		if c := x.From; c != nil {
			u := c.Own
			if c.Common != nil {
				u = *c.Common
			}
			if x.Like {
				point.Growth = v.growth(u, c.EditionA.Number)
			}
			for _, r := range c.Reasons {
				if r.Bar {
					point.Cautions = append(point.Cautions, r.In(v.tag))
				}
			}
			if len(scope) == 0 {
				point.Compare = v.address(map[string][]string{
					"base": {strconv.FormatInt(c.EditionA.Number, 10)}, "edition": {strconv.FormatInt(x.Edition, 10)},
				}, "compare")
			}
		}
		p.Points = append(p.Points, point)
	}
	p.Points = v.runsOf(p.Points, line.Points)
	return s.show(v, "series", p)
}

// seriesPicture draws a series, with the edition that is spoken of; nil when fewer than two of
// its points are known. Amounts in
// several currencies are brought into the last one, each at its own edition's rate, and the
// heading says so.
func (s *site) seriesPicture(v *visit, line indicator.Series, spoken int64) (*drawing, error) {
	editions, err := v.view.Editions(v.Context())
	if err != nil {
		return nil, err
	}
	held := map[int64]fair.Edition{}
	for _, e := range editions {
		held[e.Number] = e
	}
	bars := chart.Bars{About: v.about("overview.series.picture", "dimension.edition")}
	bars.Heading = line.Definition.Label
	var names []figure.Name
	var to money.Currency
	for _, x := range line.Points {
		if x.Known {
			names = append(names, x.Figure.Name)
			to = x.Figure.Currency
		}
	}
	for _, x := range line.Points {
		point := chart.Point{Label: editionLabel(x.Edition), Accent: x.Edition == spoken}
		if x.Known {
			converted, ok, err := v.figures.InCurrency(v.Context(), x.Figure, to, held[x.Edition])
			if err != nil {
				return nil, err
			}
			if ok && x.Figure.Currency != to {
				bars.Heading = everywhere("overview.series.converted", lang.Args{"what": line.Definition.Label, "currency": currencyWord(to)})
			}
			point.Value = converted
		}
		bars.Points = append(bars.Points, point)
	}
	if len(names) < 2 {
		return nil, nil
	}
	return v.draw(bars, names...), nil
}

// A currencyWord is a currency's name in the reader's language.
type currencyWord money.Currency

// In implements what messages take for an argument.
func (c currencyWord) In(tag lang.Tag) string { return money.Currency(c).Name(tag) }

// growth says a change in percent with its base; "" when it is not known.
func (v *visit) growth(u indicator.Under, base int64) string {
	g := u.Growth
	if unknown(g) {
		return ""
	}
	args := lang.Args{"base": base, "value": u.A.Show(v.tag)}
	key := "overview.compare.between"
	switch i := g.Interval; {
	case i.IsPoint() && i.Low.Sign() == 0:
		key = "overview.compare.level"
	case i.Low != nil && i.Low.Sign() >= 0:
		key = "overview.compare.up"
	case i.High != nil && i.High.Sign() <= 0:
		key = "overview.compare.down"
		down := figure.FromInterval(g.Name, i.Neg())
		down.Unit, down.Step, down.Rounding = g.Unit, g.Step, g.Rounding
		g = down
	}
	args["growth"] = g.Show(v.tag)
	return v.say(key, args)
}

// difference says by how much, without a sign: the verdict beside it says in which direction.
func (v *visit) difference(d figure.Figure) string {
	if i := d.Interval; i.High != nil && i.High.Sign() <= 0 {
		turned := figure.FromInterval(d.Name, i.Neg())
		turned.Unit, turned.Currency, turned.Step, turned.Rounding = d.Unit, d.Currency, d.Step, d.Rounding
		d = turned
	}
	return d.Show(v.tag)
}
