package web

import (
	"cmp"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
)

// A shownFigure is a figure as a page places it among others.
type shownFigure struct {
	Label string
	Scope string // what of the fair it speaks of, beside the page's edition
	Shown string
	URL   string
	Notes []string // what the checks say, in words

	Observed, Assumed bool
	AsOf              lang.Date
	Statement         *statementLine // what was stated, where one statement leads
}

// A cumulativeLine is a sum over the editions, before this one and with it.
type cumulativeLine struct {
	Label        string
	Before, With *shownFigure
}

// A districtLine is what a district signed.
type districtLine struct {
	Name          lang.Text
	URL           string // of its report card
	Count, Amount *shownFigure
}

// A figureGroup is figures of one subject.
type figureGroup struct {
	Title   string
	Figures []shownFigure
}

// A chain is one technology with the places where it is put to use, in order.
type chain struct {
	Technology, Origin lang.Text
	URL                string // of its page
	Places             []landing.Deployment
	Open               bool
}

// An agenda is the sessions of an edition by day, with the tracks that no session names.
type agenda struct {
	AgendaBlocks []agendaBlock
	AgendaTracks []lang.Text
	Agenda       string // address of its page
}

type editionPage struct {
	frame
	Edition     fair.Edition
	Hosts       []fair.Side
	Host        lang.Text
	What        string        // what the fair is, in a sentence
	Lead        []shownFigure // what was signed
	Rest        []shownFigure
	Cumulative  []cumulativeLine
	Districts   []districtLine
	Maps        []*drawing // how many agreements each district signed, a map for each side
	TwoWay      *twoWay
	Groups      []figureGroup
	Became      []landedRate // what became of what was signed
	BecameURL   string
	BecameLater bool // it is not read yet: the page leads to it
	landed
	agenda
	Older, Newer *link
	Agreements   string
	Projects     string
	Report       string
	Cards        string
	Compare      string
	Series       string
	Press        string // of what the press is given
	Wall         string // of the edition that is being held
}

// A twoWay is the two directions of investment as an edition's page shows them: what was
// stated of each, and both drawn side by side.
type twoWay struct {
	Picture *drawing
	Figures []shownFigure
	URL     string
}

// landed is what an edition's record holds of technologies, programmes and facilities.
type landed struct {
	Fit, Abroad  string // where programmes are held against a company, and the paths abroad
	Technologies string
	Chains       []chain
	Programmes   []programmeLine
	Facilities   []facilityLine
}

type programmeLine struct {
	landing.Programme
	URL       string
	Then      string // its status on the day of the edition
	SideName  lang.Text
	Source    sourceLine
	FigureURL string // of its budget
}

type facilityLine struct {
	landing.Facility
	URL       string
	SideNames []lang.Text
	Source    sourceLine
}

// toCurrent sends the reader of a fair's address to its current edition.
func (s *site) toCurrent(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	to, err := s.currentEdition(v.Context(), v.tag, v.fair.ID)
	if err != nil {
		return err
	}
	redirect(v.w, v.Request, to)
	return nil
}

// edition shows one holding of the fair: what it amounts to, and where that comes from.
func (s *site) edition(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	number, err := strconv.ParseInt(v.PathValue("edition"), 10, 64)
	if err != nil || number < 1 {
		return lang.NotFound("edition.unknown", lang.Args{"edition": short(v.PathValue("edition"))})
	}
	all, err := v.view.Editions(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(e fair.Edition) bool { return e.Number == number })
	if i < 0 {
		return lang.NotFound("edition.unknown", lang.Args{"edition": number})
	}
	p := editionPage{Edition: all[i], Hosts: v.fair.Sides, What: v.whatFair()}
	title := v.say("web.edition.ordinal", lang.Args{"n": number})
	if theme := v.name(p.Edition.Theme); theme != "" {
		title = v.say("web.edition.title", lang.Args{"edition": title, "theme": theme})
	}
	if p.frame, err = s.frame(v, "edition", title); err != nil {
		return err
	}
	p.Linked = s.editionThing(v, p.Edition)
	p.Feeds = v.editionFeeds(number)
	if side, at := v.fair.SideNamed(p.Edition.HostSide); at >= 0 {
		p.Host = side.Name
	}
	neighbour := func(j int) *link {
		if j < 0 || j >= len(all) {
			return nil
		}
		return &link{Text: v.say("web.edition.ordinal", lang.Args{"n": all[j].Number}), URL: v.editionPath(all[j].Number)}
	}
	p.Older, p.Newer = neighbour(i-1), neighbour(i+1)
	own := map[string][]string{"edition": {strconv.FormatInt(number, 10)}}
	p.Agreements, p.Projects = v.address(own, "agreements"), v.address(own, "projects")
	if p.Press, err = s.pressPath(v, number); err != nil {
		return err
	}
	p.Cards, p.Compare, p.Series = v.address(own, "districts"), v.address(own, "compare"), v.path("series")
	if number == v.fair.Current {
		p.Report, p.Wall = v.path("report"), v.path("wall")
	}
	if p.landed, err = s.landed(v, number, p.Edition.Opened); err != nil {
		return err
	}
	if !v.sight.HoldsFigures(number) {
		if err := s.editionFigures(v, &p); err != nil {
			return err
		}
		if err := s.editionTwoWay(v, &p); err != nil {
			return err
		}
		p.BecameURL = v.path("editions", strconv.FormatInt(number, 10), "landing")
		if p.BecameLater = !v.view.LandedSoon(); !p.BecameLater {
			if p.Became, _, err = s.landedHeads(v, figure.Scope{figure.ByEdition: strconv.FormatInt(number, 10)}); err != nil {
				return err
			}
		}
	}
	if p.agenda, err = s.agenda(v, p.Edition); err != nil {
		return err
	}
	return s.show(v, "edition", p)
}

// whatFair says in a sentence what the fair of two sides is.
func (v *visit) whatFair() string {
	if len(v.fair.Sides) != 2 {
		return ""
	}
	args := lang.Args{"one": v.name(v.fair.Sides[0].Name), "other": v.name(v.fair.Sides[1].Name), "year": v.fair.Since}
	if v.fair.Since == 0 {
		return v.say("web.edition.what", args)
	}
	return v.say("web.edition.what_since", args)
}

// editionFigures places an edition's figures on its page.
func (s *site) editionFigures(v *visit, p *editionPage) error {
	ctx, number := v.Context(), p.Edition.Number
	stated, err := v.figures.Records.Observations(ctx, "", nil, number)
	if err != nil {
		return err
	}
	byID := map[string]indicator.Statement{}
	for _, st := range stated {
		byID[st.ID] = st
	}
	figures, err := v.figures.Edition(ctx, number)
	if err != nil {
		return err
	}
	self := strconv.FormatInt(number, 10)
	districts := map[string]*districtLine{}
	var order []string
	district := func(code string) *districtLine {
		if districts[code] == nil {
			districts[code] = &districtLine{Name: districtName(code), URL: v.cardPath(code, number)}
			order = append(order, code)
		}
		return districts[code]
	}
	cumulative := map[string]*cumulativeLine{}
	var sums []string
	groups := map[string]*figureGroup{}
	var described []string
	for _, f := range figures {
		d, err := v.figures.Define(v.Context(), f.Name.Indicator)
		if err != nil {
			return err
		}
		shown := v.shown(f, d, number)
		if st, ok := byID[f.Observation]; ok {
			line := v.statementLine(st)
			shown.Statement = &line
		}
		scope := f.Name.Scope
		code, ofDistrict := scope[figure.ByDistrict]
		switch {
		case d.Measure == indicator.Cumulative && f.Qualifier == figure.AtLeast && f.Value.Sign() == 0:
			// Nothing is known of it: at least nothing is no figure to show.
		case d.Measure == indicator.Cumulative:
			line := cumulative[d.Code]
			if line == nil {
				line = &cumulativeLine{Label: shown.Label}
				cumulative[d.Code] = line
				sums = append(sums, d.Code)
			}
			if scope[figure.ByEdition] == self {
				line.With = &shown
			} else if scope[figure.ByEdition] == strconv.FormatInt(number-1, 10) {
				line.Before = &shown
			}
		case scope[figure.ByEdition] == self && len(scope) == 1 && d.Headline > 0:
			if f.Qualifier == figure.Unknown && len(f.Checks) == 0 {
				continue
			}
			if d.Higher {
				p.Lead = append(p.Lead, shown)
			} else {
				p.Rest = append(p.Rest, shown)
			}
			described = append(described, v.say("web.labelled", lang.Args{"label": shown.Label, "value": f.ShowBare(v.tag)}))
		case d.Higher && scope[figure.ByEdition] == self && ofDistrict && len(scope) == 2:
			if d.Of == indicator.OfAgreements && d.Measure == indicator.Count {
				district(code).Count = &shown
			} else {
				district(code).Amount = &shown
			}
		case f.Qualifier == figure.Unknown || d.Headline > 0:
			// Sentences without a number, and what other editions signed: the report has them.
		default:
			if p.budget(f, shown.URL) {
				continue
			}
			subject, _, _ := strings.Cut(d.Code, ".")
			if !slices.Contains(subjects, subject) {
				subject = "other"
			}
			if groups[subject] == nil {
				groups[subject] = &figureGroup{Title: v.say("web.group." + subject)}
			}
			shown.Shown = f.Show(v.tag) // what is counted differs from one to the next
			groups[subject].Figures = append(groups[subject].Figures, shown)
		}
	}
	for _, code := range sums {
		p.Cumulative = append(p.Cumulative, *cumulative[code])
	}
	if err := s.recordedDistricts(v, p, district); err != nil {
		return err
	}
	slices.Sort(order)
	for _, code := range order {
		p.Districts = append(p.Districts, *districts[code])
	}
	for _, subject := range subjects {
		if g := groups[subject]; g != nil {
			p.Groups = append(p.Groups, *g)
		}
	}
	separator := v.say("error.and")
	p.Description = strings.Join(described, separator)
	return nil
}

// editionTwoWay draws what has come together in each direction, and moves what was stated
// of it beside the drawing.
func (s *site) editionTwoWay(v *visit, p *editionPage) error {
	flow, err := v.figures.Flow(v.Context(), p.Edition.Number)
	if err != nil {
		return err
	}
	directions, picture, err := s.stocks(v, flow)
	if err != nil || picture == nil {
		return err
	}
	p.TwoWay = &twoWay{Picture: picture, URL: v.address(url.Values{"edition": {strconv.FormatInt(p.Edition.Number, 10)}}, "investment")}
	title := v.say("web.group.investment")
	p.Groups = slices.DeleteFunc(p.Groups, func(g figureGroup) bool {
		if g.Title == title {
			// What the picture shows is not said a second time below it.
			p.TwoWay.Figures = slices.DeleteFunc(g.Figures, func(f shownFigure) bool {
				return slices.ContainsFunc(directions, func(d directionColumn) bool { return d.Stock.URL == f.URL })
			})
			return true
		}
		return false
	})
	return nil
}

// subjects are the groups of figures that were stated on the occasion, in the order of
// the page: the first part of the indicators' codes.
var subjects = []string{"investment", "enterprise", "listing", "cluster", "research", "programme", "investor", "deployment", "edition", "other"}

// budget leads from a programme's budget to its figure, so that the number stands on the
// page once. It reports whether there is such a programme.
func (p *editionPage) budget(f figure.Figure, address string) bool {
	for i := range p.Programmes {
		b := p.Programmes[i].Budget
		if b.Given() && b.Currency == f.Currency && f.Value != nil && b.Rat().Cmp(f.Value) == 0 {
			p.Programmes[i].FigureURL = address
			return true
		}
	}
	return false
}

// recordedDistricts adds the districts that agreements are attributed to.
func (s *site) recordedDistricts(v *visit, p *editionPage, district func(string) *districtLine) error {
	for i, code := range []string{"signed.count", "signed.amount"} {
		split, err := v.figures.Split(v.Context(), code, editionName(code, p.Edition.Number).Scope, indicator.By(figure.ByDistrict)...)
		if err != nil {
			return err
		}
		if i == 0 {
			p.Maps = v.districtMaps(split)
		}
		for _, part := range split.Parts {
			line := district(part.Keys[0])
			at := []**shownFigure{&line.Count, &line.Amount}[i]
			if *at != nil {
				continue // it was stated, and is there already
			}
			shown := v.shown(part.Figure, split.Definition, p.Edition.Number)
			shown.Notes = nil
			*at = &shown
		}
	}
	return nil
}

// shown places a figure on a page about an edition.
func (v *visit) shown(f figure.Figure, d indicator.Definition, edition int64) shownFigure {
	return shownFigure{
		Label: v.name(d.Label), Scope: v.scope(f.Name.Scope, edition), Shown: f.ShowBare(v.tag),
		URL: v.figurePath(f.Name), AsOf: f.AsOf, Notes: v.notes(f),
		Observed: f.Kind == figure.Observed, Assumed: f.Assumed,
	}
}

// scope says in words what a figure speaks of, beside the edition given.
func (v *visit) scope(s figure.Scope, edition int64) string {
	var parts []string
	for _, k := range figure.Dimensions {
		value, ok := s[k]
		if !ok || k == figure.ByEdition && value == strconv.FormatInt(edition, 10) {
			continue
		}
		parts = append(parts, v.scopeValue(k, value))
	}
	return strings.Join(parts, v.say("web.scope.separator"))
}

// scopeValue says one dimension of a scope.
func (v *visit) scopeValue(k, value string) string {
	switch k {
	case figure.ByEdition:
		return v.say("word.edition_number", lang.Args{"n": value})
	case figure.ByDistrict:
		return v.name(districtName(value))
	case figure.BySide:
		if side, at := v.fair.SideNamed(value); at >= 0 {
			return v.name(side.Name)
		}
	case figure.ByDirection:
		return wordFor(v.tag, "word.direction", value)
	case figure.ByType:
		for _, prefix := range []string{"word.agreement", "word.cooperation"} {
			if lang.Has(prefix + "." + value) {
				return wordFor(v.tag, prefix, value)
			}
		}
	case figure.ByCountry:
		return v.name(lang.Region(value))
	case figure.ByIndustry:
		return v.name(industryName(value))
	case figure.ByCurrency:
		return money.Currency(value).Name(v.tag)
	case figure.ByExchange:
		return wordFor(v.tag, "party.exchange", strings.ToLower(value))
	case figure.ByDay, figure.ByAsOf:
		if d := lang.Date(value); d.Valid() {
			return d.Format(v.tag)
		}
	}
	return value
}

// landed reads the technologies, programmes and facilities of an edition.
func (s *site) landed(v *visit, number int64, day lang.Date) (landed, error) {
	ctx := v.Context()
	deployments, programmes, facilities, err := v.view.Landed(ctx, number)
	if err != nil {
		return landed{}, err
	}
	out := landed{Technologies: v.path("technologies"), Fit: v.path("programmes"), Abroad: v.path("abroad")}
	of := map[string]landing.Technology{}
	if len(deployments) > 0 {
		technologies, _, err := v.view.Technologies(ctx)
		if err != nil {
			return out, err
		}
		for _, t := range technologies {
			of[t.Value.ID] = t.Value
		}
	}
	for i, d := range deployments {
		n := len(out.Chains)
		if n == 0 || d.Of != deployments[i-1].Of || d.Technology != deployments[i-1].Technology {
			c := chain{Technology: d.Technology, Origin: d.Origin}
			if t, ok := of[d.Of]; ok {
				c.Technology, c.URL = t.Name, v.path("technologies", t.ID)
				if len(t.Origins) > 0 {
					c.Origin = t.Origins[len(t.Origins)-1].Name // a place first, then who
				}
			}
			out.Chains = append(out.Chains, c)
			n++
		}
		c := &out.Chains[n-1]
		c.Places = append(c.Places, d)
		c.Open = c.Open || d.Open
	}
	for _, p := range programmes {
		line := programmeLine{Programme: p, URL: v.path("programmes", p.ID), Then: cmp.Or(p.StatusOn(day), p.Status)}
		if side, at := v.fair.SideNamed(p.Side); at >= 0 {
			line.SideName = side.Name
		}
		if line.Source, err = s.source(v, p.Document, p.StatedBy); err != nil {
			return out, err
		}
		out.Programmes = append(out.Programmes, line)
	}
	for _, f := range facilities {
		line := facilityLine{Facility: f, URL: v.path("facilities", f.ID)}
		for code := range strings.FieldsSeq(f.Sides) {
			if side, at := v.fair.SideNamed(code); at >= 0 {
				line.SideNames = append(line.SideNames, side.Name)
			}
		}
		if line.Source, err = s.source(v, f.Document, f.StatedBy); err != nil {
			return out, err
		}
		out.Facilities = append(out.Facilities, line)
	}
	return out, nil
}

// agenda reads the sessions of an edition.
func (s *site) agenda(v *visit, e fair.Edition) (agenda, error) {
	a, err := s.readAgenda(v, e)
	if err != nil {
		return agenda{}, err
	}
	out := agenda{Agenda: v.agendaPath(e.Number, nil, nil, "agenda")}
	var lines []sessionLine
	belongs := false
	for _, x := range a.held() {
		lines = append(lines, v.line(a, x))
		belongs = belongs || x.Session.Track != ""
	}
	out.AgendaBlocks = v.blocksByDay(a, lines)
	if !belongs {
		for _, t := range a.tracks {
			out.AgendaTracks = append(out.AgendaTracks, t.Name)
		}
	}
	return out, nil
}

// notes says in words what the checks found about a figure.
func (v *visit) notes(f figure.Figure) []string {
	var notes []string
	for _, rule := range []string{figure.RuleHigherThanLast, figure.RuleReportedRecorded} { // several sources stand on the figure's own page
		for _, c := range f.Checks {
			if n := v.note(f, c); c.Rule == rule && n != "" {
				notes = append(notes, n)
			}
		}
	}
	return notes
}

// note says one check in words.
func (v *visit) note(f figure.Figure, c figure.Check) string {
	args := lang.Args{"value": v.value(c.Value, c.Currency), "shown": f.ShowBare(v.tag)}
	switch c.Rule {
	case figure.RuleHigherThanLast:
		args["edition"] = v.say("word.edition_number", lang.Args{"n": c.Against.Scope[figure.ByEdition]})
		key := "web.check.last." + c.Verdict
		if c.Converted != nil && c.Rate != nil && c.BreakEven != nil && lang.Has(key+".rate") {
			args["converted"] = money.Print(c.Converted, c.Currency, v.tag, money.Style{Unit: money.Auto, Digits: v.convertedDigits()})
			args["day"] = c.Rate.Day
			args["rate"] = v.rate(*c.Rate, c.Rate.Value, rateDecimals)
			args["limit"] = v.rate(*c.Rate, c.BreakEven, limitDecimals)
			args["source"] = c.Rate.Source
			return v.say(key+".rate", args)
		}
		if lang.Has(key) {
			return v.say(key, args)
		}
	case figure.RuleReportedRecorded:
		key := "web.check.recorded." + c.Verdict
		if f.Kind == figure.Computed {
			key = "web.check.reported." + c.Verdict
		} else if c.Value != nil && c.Value.Sign() == 0 && f.Currency != "" && c.Verdict == indicator.Part {
			key = "web.check.recorded.no_amount"
		}
		if lang.Has(key) {
			return v.say(key, args)
		}
	case figure.RuleSeveralSources:
		if c.Value == nil {
			return v.say("web.check.sources.wordless", args)
		}
		return v.say("web.check.sources."+c.Verdict, args)
	}
	return ""
}

const (
	rateDecimals  = 4
	limitDecimals = 3
	mostDecimals  = 10
)

// convertedDigits is how many decimals a converted amount shows: as many as leave about
// four digits in the units of the language.
func (v *visit) convertedDigits() int {
	if v.tag == lang.En {
		return 3
	}
	return 2
}

// value writes a figure's value exactly as far as it goes.
func (v *visit) value(x *big.Rat, c money.Currency) string {
	if x == nil {
		return v.say("word.qualifier.unknown")
	}
	return money.Print(x, c, v.tag, money.Exact)
}

// rate writes how much of one currency another is worth: 7.1275 yuan to the US dollar.
func (v *visit) rate(r figure.Rate, value *big.Rat, decimals int) string {
	scale := func() *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil) }
	for decimals < mostDecimals && new(big.Rat).Mul(value, new(big.Rat).SetInt(scale())).Cmp(big.NewRat(1000, 1)) < 0 {
		decimals++ // a yen is worth so little that four decimals say nothing of it
	}
	text, _ := money.Decimal(money.RoundHalfUp(value, new(big.Rat).SetFrac(big.NewInt(1), scale())))
	return v.say("web.rate.pair", lang.Args{"value": text, "from": v.unitOf(r.From), "to": v.unitOf(r.To)})
}

// unitOf names the unit of a currency where it differs from the currency's name.
func (v *visit) unitOf(c money.Currency) string {
	if c == "CNY" {
		return v.say("web.rate.yuan")
	}
	return c.Name(v.tag)
}

// fairsPage lists the fairs.
type fairsPage struct {
	frame
	Fairs []fairLine
}

type fairLine struct {
	fair.Fair
	URL string
}

func (s *site) toFairs(v *visit) error {
	http.Redirect(v.w, v.Request, "/"+string(v.tag)+"/", http.StatusMovedPermanently)
	return nil
}

// fairs lists the fairs of the installation.
func (s *site) fairs(v *visit) error {
	all, err := s.fairList(v.Context())
	if err != nil {
		return err
	}
	p := fairsPage{frame: s.bare(v.Request, v.tag, v.say("web.fairs.title"))}
	for _, f := range all {
		p.Fairs = append(p.Fairs, fairLine{f, "/" + string(v.tag) + "/" + f.ID})
	}
	return s.show(v, "fairs", p)
}
