package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/chart"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// traceLimit is how many records a figure's page lists at once. A list that is whole is
// closed by its rounding line.
const traceLimit = 500

// traceFile is how many records a figure's file holds: a sheet has room for no more.
const traceFile = 1_000_000

type figurePage struct {
	frame
	Figure     figure.Figure
	Definition indicator.Definition
	Shown      string
	Exact      string // the exact value in full; "" when Shown says it
	Interval   string
	Scope      []labelled
	Rules      []rule
	Name       string
	Permanent  string
	Downloads  []link       // the trace as files
	Latest     *shownFigure // what it is at the last position, when that is another value
	Gone       bool         // it is not there at the last position
	Policy     string
	Rates      []rateLine
	Checks     []checkLine
	Statements []statementLine
	Parts      []shownFigure
	Items      []itemLine
	Amounts    bool   // the records have amounts
	Lines      bool   // they are lines of a register
	Perhaps    bool   // of which some may count or not
	Shares     bool   // of which shares count, or
	Converted  bool   // that were converted
	Recorded   bool   // they are only what is recorded of a reported total
	More       string // address of the records that follow
	First      string // address of the first records, when these are not
	LeftOut    []itemLine
	Missing    int64 // how many are left out, among LeftOut or not for this reader to see
	Count      int64
	Pictures   []*drawing // over the editions, and the parts of it
	Series     string     // address of the figure over all editions; "" when it is of no edition
	Rounding   string
	Total      string
	Source     lang.Text
	StatedBy   lang.Text
}

type labelled struct{ Label, Value, URL string }

// A rule is a counting rule with what it says.
type rule struct{ Code, Name, Text string }

type rateLine struct {
	Text       string
	Asked, Day lang.Date
	Source     string
}

// A checkLine is what one rule says of the figure.
type checkLine struct {
	Rule rule
	Text string
	URL  string
}

// An itemLine is a record that makes up a figure.
type itemLine struct {
	Title     lang.Text
	Code      string
	URL       string
	Increase  bool
	Day       lang.Date
	Line      bool // of a register: Began and Ended stand for the day
	Began     lang.Partial
	Ended     lang.Partial
	Perhaps   bool // its dates leave open whether it counts
	Amount    string
	Share     string
	Rate      string
	RateDay   lang.Date
	Converted string
	Origin    originLine
	Position  int64
	Missing   []lang.Text // sides that have not confirmed it
}

// figureName reads the figure's name from the address. The query belongs to the name but
// for what the page itself uses.
func (v *visit) figureName(code string) (figure.Name, error) {
	q := url.Values{}
	for k, values := range v.URL.Query() {
		if k != "after" {
			q[k] = values
		}
	}
	text := code
	if len(q) > 0 {
		text += "?" + q.Encode()
	}
	n, err := figure.ParseName(text)
	if err != nil {
		return n, lang.Invalid("indicator.name", lang.Args{"given": short(text)}).Because(err)
	}
	return n, nil
}

// figure shows a figure with all that stands behind it, as a page or as JSON.
func (s *site) figure(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	code, asJSON := strings.CutSuffix(v.PathValue("indicator"), ".json")
	form, asFile := downloadForm{}, false
	for _, f := range downloadForms {
		if of, ok := strings.CutSuffix(code, "."+f.name); ok {
			code, form, asFile = of, f, true
		}
	}
	name, err := v.figureName(code)
	if err != nil {
		return err
	}
	if asJSON {
		f, err := v.figures.Figure(ctx, name)
		if err != nil {
			return err
		}
		return v.sendJSON(f)
	}
	if asFile {
		t, err := v.figures.Trace(ctx, name, "", traceFile)
		if err != nil {
			return err
		}
		return s.sendTables(v, v.fair.ID+"-"+code, form, v.out().Trace(t))
	}
	after := v.URL.Query().Get("after")
	t, err := v.figures.Trace(ctx, name, after, traceLimit)
	if err != nil {
		return err
	}
	f := t.Figure
	p := figurePage{
		Figure: f, Definition: t.Definition, Shown: f.ShowBare(v.tag), Interval: v.interval(f),
		Rules: rulesOf(v.tag, t.Definition.Rules), Name: f.Name.String(), Permanent: v.nameAddress(f.Name),
		Source: f.Source, StatedBy: f.StatedBy, Count: t.Count, Recorded: f.Kind == figure.Observed,
	}
	for _, end := range []string{"csv", "xlsx", "json"} {
		of := f.Name
		of.Indicator += "." + end
		p.Downloads = append(p.Downloads, link{Text: strings.ToUpper(end), URL: v.nameAddress(of)})
	}
	if f.Value != nil {
		exact := v.exact(f.Value, f.Currency)
		if !strings.Contains(p.Shown, exact) {
			p.Exact = exact
		}
	}
	for _, k := range figure.Dimensions {
		if value, ok := f.Name.Scope[k]; ok {
			p.Scope = append(p.Scope, labelled{Label: v.say("web.dimension." + k), Value: v.scopeValue(k, value)})
		}
	}
	if t.Edition.Number > 0 && t.Policy.Currency != "" {
		p.Policy = v.policy(t.Policy)
	}
	for _, r := range f.Rates {
		p.Rates = append(p.Rates, rateLine{v.rate(r, r.Value, rateDecimals), r.Asked, r.Day, r.Source})
	}
	if err := s.figureChecks(v, &p); err != nil {
		return err
	}
	for _, st := range t.Statements {
		line := v.statementLine(st)
		if line.Origin, err = s.origin(v, st.Origin, false); err != nil {
			return err
		}
		p.Statements = append(p.Statements, line)
	}
	for _, part := range t.Parts {
		d, err := v.figures.Define(ctx, part.Name.Indicator)
		if err != nil {
			return err
		}
		p.Parts = append(p.Parts, v.shown(part, d, 0))
	}
	if err := s.figureItems(v, &p, t, name, after); err != nil {
		return err
	}
	if after == "" {
		if err := s.figurePictures(v, &p, t.Definition, f.Name.Scope); err != nil {
			return err
		}
	}
	if v.at() < v.head {
		if err := s.figureNow(v, &p); err != nil {
			return err
		}
	}
	title := v.say("web.labelled", lang.Args{"label": v.name(t.Definition.Label), "value": p.Shown})
	if scope := v.scope(f.Name.Scope, 0); scope != "" {
		title = v.say("web.figure.title", lang.Args{"label": v.name(t.Definition.Label), "scope": scope, "value": p.Shown})
	}
	if p.frame, err = s.frame(v, "", title); err != nil {
		return err
	}
	p.Linked = s.figureThing(v, f, t.Definition, title)
	p.Description = title
	return s.show(v, "figure", p)
}

// sendJSON answers with the figure in the form that all parts of the product share.
func (v *visit) sendJSON(f figure.Figure) error {
	list := figure.List{Fair: v.fair.ID, Position: v.at(), Reference: v.figures.Ref, Figures: []figure.JSON{f.JSON()}}
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false) // names are read by people too
	e.SetIndent("", "  ")
	if err := e.Encode(list); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	send(v.w, v.Request, http.StatusOK, "application/json", body.Bytes())
	return nil
}

// figureChecks says the checks in words, with where each leads.
func (s *site) figureChecks(v *visit, p *figurePage) error {
	for _, c := range p.Figure.Checks {
		line := checkLine{Text: v.note(p.Figure, c)}
		if line.Text == "" {
			continue
		}
		if rules := rulesOf(v.tag, []string{c.Rule}); len(rules) > 0 {
			line.Rule = rules[0]
		}
		switch {
		case c.Rule == figure.RuleHigherThanLast:
			line.URL = v.figurePath(c.Against)
		case c.Observation != "":
			line.URL = v.path("observations", c.Observation)
		}
		p.Checks = append(p.Checks, line)
	}
	return nil
}

// figureItems lists the records that make the figure up, and those that were left out.
func (s *site) figureItems(v *visit, p *figurePage, t indicator.Trace, name figure.Name, after string) error {
	currency := t.Policy.Currency
	line := func(i indicator.Item) (itemLine, error) {
		x := itemLine{
			Title: i.Title, Code: i.Code, URL: v.itemPath(i), Increase: i.Kind == "amendment", Day: i.Day,
			Amount: amountText(v.tag, i.Amount), Share: v.shareText(i.Num, i.Den), Position: i.Since,
		}
		if i.Kind == indicator.OfEnterprises || i.Kind == indicator.OfListings {
			x.Line, x.Began, x.Ended, x.Perhaps = true, i.Began, i.Ended, !i.Counts
		}
		for n, side := range v.fair.Sides {
			if bit := sideBit(n); t.Edition.Requires.Has(bit) && !i.Confirmed.Has(bit) {
				x.Missing = append(x.Missing, side.Name)
			}
		}
		var err error
		x.Origin, err = s.origin(v, i.Origin, false)
		return x, err
	}
	for _, i := range t.Items {
		x, err := line(i.Item)
		if err != nil {
			return err
		}
		if i.Rate != nil {
			x.Rate, x.RateDay = v.rate(*i.Rate, i.Rate.Value, rateDecimals), i.Rate.Day
		}
		if i.Shown != nil {
			x.Converted = v.minor(i.Shown, currency)
			p.Amounts = true
		}
		p.Shares = p.Shares || x.Share != ""
		p.Lines, p.Perhaps = p.Lines || x.Line, p.Perhaps || x.Perhaps
		p.Converted = p.Converted || i.Rate != nil
		p.Items = append(p.Items, x)
	}
	p.Missing = t.Missing
	for _, i := range t.LeftOut {
		x, err := line(i)
		if err != nil {
			return err
		}
		p.LeftOut = append(p.LeftOut, x)
	}
	if t.Rounding != nil && t.Rounding.Sign() != 0 {
		p.Rounding = v.minor(t.Rounding, currency)
	}
	if t.Total != nil {
		p.Total = v.minor(t.Total, currency)
	}
	here := name
	here.At, here.Ref = v.asked, v.ref
	if t.More {
		p.More = joinQuery(v.nameAddress(here), "after", t.Cursor)
	}
	if after != "" {
		p.First = v.nameAddress(here)
	}
	return nil
}

// figurePictures draws an edition's figure over the editions, and where it is of the whole
// edition its parts.
func (s *site) figurePictures(v *visit, p *figurePage, d indicator.Definition, scope figure.Scope) error {
	edition, ok := scope[figure.ByEdition]
	if !ok || p.Figure.Qualifier == figure.Unknown {
		return nil
	}
	number, err := strconv.ParseInt(edition, 10, 64)
	if err != nil {
		return nil // a name that was parsed has a number here
	}
	line, err := v.figures.Series(v.Context(), d.Code, scope.With(figure.ByEdition, ""), 0, 0)
	if err != nil {
		return err
	}
	picture, err := s.seriesPicture(v, line, number)
	if err != nil {
		return err
	}
	if picture != nil {
		p.Pictures = append(p.Pictures, picture)
		of := url.Values{"of": {d.Code}}
		for k, value := range scope {
			if k != figure.ByEdition {
				of.Set(k, value)
			}
		}
		p.Series = v.address(of, "series")
	}
	if len(scope) > 1 || d.Measure != indicator.Count && d.Measure != indicator.Sum {
		return nil
	}
	for _, by := range []string{figure.ByDirection, figure.ByType} {
		if !slices.Contains(d.Split, by) {
			continue
		}
		b, err := v.figures.Split(v.Context(), d.Code, scope, indicator.By(by)...)
		if err != nil {
			return err
		}
		if len(b.Parts) < 2 {
			continue
		}
		parts := chart.Parts{About: v.about("overview.card.types", "dimension."+by), Whole: b.Whole}
		parts.Heading = everywhere("overview.compare.by", lang.Args{"what": d.Label, "by": lang.Word("dimension." + by)})
		names := []figure.Name{b.Whole.Name}
		for _, part := range b.Parts {
			parts.Parts = append(parts.Parts, chart.Point{Label: part.Labels[0], Value: part.Figure})
			names = append(names, part.Figure.Name)
		}
		p.Pictures = append(p.Pictures, v.draw(parts, names...))
	}
	return nil
}

// figureNow compares the figure with what it is at the last position.
func (s *site) figureNow(v *visit, p *figurePage) error {
	view, _, err := s.viewAs(v.Context(), v.fair.ID, v.actor, -1)
	if err != nil {
		return err
	}
	now, err := s.figuresFor(v.Context(), view, -1, -1)
	if err != nil {
		return err
	}
	f, same, err := now.Same(v.Context(), p.Figure)
	if err != nil || same {
		return err
	}
	if f.Name.Indicator == "" {
		p.Gone = true
		return nil
	}
	latest := f.Name
	latest.At, latest.Ref, latest.Definition = -1, -1, 0
	p.Latest = &shownFigure{Shown: f.ShowBare(v.tag), URL: v.nameAddress(latest)}
	return nil
}

// minor writes an amount with all the digits of its minor unit, so that a column lines up.
func (v *visit) minor(x *big.Rat, c money.Currency) string {
	return money.Print(x, c, v.tag, money.Style{Unit: "one", Digits: c.Digits(), Pad: true})
}

// exact writes a value in full, money to its minor unit.
func (v *visit) exact(x *big.Rat, c money.Currency) string {
	style := money.Style{Unit: "one", Digits: money.All}
	if !whole(x, c) {
		style.Digits, style.Pad = c.Digits(), true
	}
	return money.Print(x, c, v.tag, style)
}

// whole reports whether a value is no finer than the minor unit of its currency, as a sum
// that was converted mostly is.
func whole(x *big.Rat, c money.Currency) bool {
	if c == "" {
		return true
	}
	_, err := money.AmountOf(x, c)
	return !errors.Is(err, money.ErrTooFine)
}

// interval says in words which values a figure may have.
func (v *visit) interval(f figure.Figure) string {
	i := f.Interval
	end := func(x *big.Rat, open bool) lang.Args {
		edge := "web.interval.included"
		if open {
			edge = "web.interval.excluded"
		}
		return lang.Args{"v": v.exact(x, f.Currency), "edge": lang.Word(edge)}
	}
	switch {
	case i.IsPoint() && !whole(i.Low, f.Currency):
		return v.say("web.interval.rounded", lang.Args{"v": v.exact(i.Low, f.Currency)})
	case i.IsPoint():
		return v.say("web.interval.point", lang.Args{"v": v.exact(i.Low, f.Currency)})
	case i.Low == nil && i.High == nil:
		return v.say("web.interval.unknown")
	case i.High == nil && i.LowOpen:
		return v.say("web.interval.above", lang.Args{"v": v.exact(i.Low, f.Currency)})
	case i.High == nil:
		return v.say("web.interval.from", lang.Args{"v": v.exact(i.Low, f.Currency)})
	case i.Low == nil && i.HighOpen:
		return v.say("web.interval.below", lang.Args{"v": v.exact(i.High, f.Currency)})
	case i.Low == nil:
		return v.say("web.interval.up_to", lang.Args{"v": v.exact(i.High, f.Currency)})
	}
	return v.say("web.interval.range", lang.Args{
		"low": v.say("web.interval.end", end(i.Low, i.LowOpen)), "high": v.say("web.interval.end", end(i.High, i.HighOpen)),
	})
}

// policy says how amounts of different currencies were brought together.
func (v *visit) policy(p money.Policy) string {
	args := lang.Args{"currency": p.Currency.Name(v.tag), "source": p.Source, "day": p.Day}
	switch {
	case p.Source == "":
		return v.say("web.policy.none", args)
	case p.On == money.OnSigning:
		return v.say("web.policy.signing", args)
	case p.On == money.OnOpening:
		return v.say("web.policy.opening", args)
	}
	return v.say("web.policy.named", args)
}

// rulesOf returns the rules that have an entry, with what they say.
func rulesOf(tag lang.Tag, codes []string) []rule {
	var out []rule
	for _, code := range codes {
		key := "web.rule." + code
		if lang.Has(key + ".name") {
			out = append(out, rule{code, lang.Say(tag, key+".name"), lang.Say(tag, key+".text")})
		}
	}
	return out
}

func joinQuery(address, key, value string) string {
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + key + "=" + url.QueryEscape(value)
}
