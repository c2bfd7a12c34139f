package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// registerLines is how many lines of a register a page shows; all of them can be downloaded.
const registerLines = 200

// A registerPart is the companies of one side in the other.
type registerPart struct {
	From, In  fair.Side
	Stated    []statementLine
	SetUp     shownFigure
	Open      shownFigure
	Districts []registerDistrict
	Empty     bool
	Partial   bool // fewer than were stated
	Lines     []enterpriseLine
	More      int // how many more there are
}

// A registerDistrict is what a register has in one district.
type registerDistrict struct {
	Name        lang.Text
	SetUp, Open *shownFigure
}

type enterpriseLine struct {
	party.Enterprise
	URL     string
	Company namedParty
	Parent  namedParty
	Place   lang.Text
}

type enterprisesPage struct {
	frame
	AsOf      lang.Date
	Latest    lang.Date // the day of the record's last entry: no later one is known
	District  string
	Places    []option
	Parts     []registerPart
	Action    string
	Asked     int64
	Downloads []link
	Listings  string
	Picked    lang.Text
}

// scope is what the page asks the register for.
func (p enterprisesPage) scope(side string) figure.Scope {
	s := figure.Scope{figure.BySide: side}
	if p.AsOf != p.Latest {
		s[figure.ByAsOf] = string(p.AsOf)
	}
	return s
}

// enterprises shows the register of each side's companies in the other, as of any day.
func (s *site) enterprises(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, q := v.Context(), v.URL.Query()
	p := enterprisesPage{Action: v.path("enterprises"), Asked: v.asked, Listings: v.path("listings")}
	var err error
	if p.Latest, err = v.view.Day(ctx); err != nil {
		return err
	}
	p.AsOf = p.Latest
	if text := strings.TrimSpace(q.Get("as_of")); text != "" {
		if p.AsOf, err = lang.ParseDate(text); err != nil {
			return err
		}
	}
	if text := strings.TrimSpace(q.Get("district")); text != "" {
		d, err := fair.ParseDistrict(text)
		if err != nil {
			return err
		}
		p.District, p.Picked = d.Code, d.Name
	}
	stated, err := v.figures.Records.Observations(ctx, "enterprise.stock", nil, 0)
	if err != nil {
		return err
	}
	if len(v.fair.Sides) == 2 {
		for _, from := range []fair.Side{v.fair.Sides[1], v.fair.Sides[0]} {
			part, err := s.registerPart(v, from, &p, stated)
			if err != nil {
				return err
			}
			p.Parts = append(p.Parts, part)
		}
	}
	slices.SortFunc(p.Places, func(a, b option) int { return cmp.Compare(a.Value, b.Value) })
	for _, form := range downloadForms {
		p.Downloads = append(p.Downloads, link{Text: strings.ToUpper(form.name), URL: v.path("enterprises." + form.name)})
	}
	if p.frame, err = s.frame(v, "parties", v.say("register.title")); err != nil {
		return err
	}
	p.Description = v.say("register.intro")
	return s.show(v, "enterprises", p)
}

// registerPart is one side's companies in the other, with what was stated of their number.
func (s *site) registerPart(v *visit, from fair.Side, page *enterprisesPage, stated []indicator.Statement) (registerPart, error) {
	part := registerPart{From: from, In: v.otherSide(from.Code)}
	scope := page.scope(part.In.Code)
	if err := s.byDistrict(v, &part, page, scope); err != nil {
		return part, err
	}
	var setUp figure.Figure
	for code, into := range map[string]*shownFigure{"register.set_up": &part.SetUp, "register.open": &part.Open} {
		f, shown, err := s.registered(v, code, scope.With(figure.ByDistrict, page.District))
		if err != nil {
			return part, err
		}
		if *into = shown; code == "register.set_up" {
			setUp = f
		}
	}
	most := setUp.Interval.High
	for _, st := range stated {
		scope, err := figure.ParseScope(st.Scope)
		if err != nil || scope[figure.BySubject] != from.Code {
			continue
		}
		place, in := scope[figure.ByDistrict], scope[figure.BySide]
		if d, ok := fair.DistrictByCode(place); ok && d.Side != "" {
			in = cmp.Or(in, d.Side)
		}
		if in != "" && in != part.In.Code || page.District != "" && place != page.District {
			continue
		}
		part.Stated = append(part.Stated, v.statementLine(st))
		if f, err := st.Figure(); err == nil && (page.District != "" || place == "") && f.Interval.Low != nil && most.Cmp(f.Interval.Low) < 0 {
			part.Partial = true
		}
	}
	return part, s.registerLines(v, &part, page)
}

// registered is a figure of a register.
func (s *site) registered(v *visit, code string, scope figure.Scope) (figure.Figure, shownFigure, error) {
	d, err := v.figures.Define(v.Context(), code)
	if err != nil {
		return figure.Figure{}, shownFigure{}, err
	}
	f, err := v.figures.Figure(v.Context(), figure.Name{Indicator: code, Scope: scope, At: -1, Ref: -1})
	return f, v.shown(f, d, 0), err
}

// byDistrict adds what a register has in each district, and the districts to choose from.
func (s *site) byDistrict(v *visit, part *registerPart, page *enterprisesPage, scope figure.Scope) error {
	at := map[string]int{}
	for _, code := range []string{"register.set_up", "register.open"} {
		b, err := v.figures.Split(v.Context(), code, scope, indicator.By(figure.ByDistrict)...)
		if err != nil {
			return err
		}
		row := func(key string, name lang.Text) *registerDistrict {
			i, ok := at[key]
			if !ok {
				i, at[key] = len(part.Districts), len(part.Districts)
				part.Districts = append(part.Districts, registerDistrict{Name: name})
			}
			return &part.Districts[i]
		}
		add := func(r *registerDistrict, shown shownFigure) {
			if code == "register.open" {
				r.Open = &shown
				return
			}
			r.SetUp = &shown
		}
		for _, p := range b.Parts {
			add(row(p.Keys[0], p.Labels[0]), v.shown(p.Figure, b.Definition, 0))
		}
		if f := b.Remainder; f.Interval.High != nil && f.Interval.High.Sign() > 0 {
			add(row("", everywhere("register.no_district", nil)), shownFigure{Shown: f.ShowBare(v.tag)})
		}
		if code == "register.open" {
			continue
		}
		for _, p := range b.Parts {
			page.Places = append(page.Places, option{Value: p.Keys[0], Text: v.name(p.Labels[0]), Selected: p.Keys[0] == page.District})
		}
	}
	if page.District != "" {
		part.Districts = nil
	}
	for key, i := range at {
		if i >= len(part.Districts) || part.Districts[i].Open != nil {
			continue
		}
		none := shownFigure{Shown: "0"} // all that were set up there have closed
		if key != "" {
			none.URL = v.figurePath(figure.Name{Indicator: "register.open", Scope: scope.With(figure.ByDistrict, key), At: v.at(), Ref: -1})
		}
		part.Districts[i].Open = &none
	}
	return nil
}

// registerLines adds the first lines of the register, with the companies' names.
func (s *site) registerLines(v *visit, part *registerPart, page *enterprisesPage) error {
	ctx := v.Context()
	rows, err := v.view.Enterprises(ctx, part.From.Code, part.In.Code, page.District)
	if err != nil {
		return err
	}
	part.Empty = len(rows) == 0
	if more := len(rows) - registerLines; more > 0 {
		part.More, rows = more, rows[:registerLines]
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, string(r.Value.Company))
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	known, err := store.ByID[party.Party](ctx, v.view, ids)
	if err != nil {
		return err
	}
	parents := map[party.ID]party.ID{}
	ids = ids[:0:0]
	for _, r := range known {
		parents[r.Value.ID] = r.Value.Parent
		ids = append(ids, string(r.Value.Parent))
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	for _, r := range rows {
		e := r.Value
		line := enterpriseLine{Enterprise: e, URL: v.path("enterprises", e.ID), Company: v.named(e.Company)}
		if parent := parents[e.Company]; parent != "" {
			line.Parent = v.named(parent)
		}
		if e.District != "" {
			line.Place = districtName(e.District)
		}
		part.Lines = append(part.Lines, line)
	}
	return nil
}

// withoutNotes leaves the column out that is for the secretariat alone.
func withoutNotes(t exchange.Table) exchange.Table {
	last := len(t.Head) - 1
	rows := t.Rows
	t.Head = t.Head[:last]
	t.Rows = func(yield func([]string, error) bool) {
		for row, err := range rows {
			if err == nil {
				row = row[:last]
			}
			if !yield(row, err) {
				return
			}
		}
	}
	return t
}

// registerDownloads are the routes of the files of a register.
func (s *site) registerDownloads(path string, kind exchange.Kind) []route {
	var out []route
	for _, form := range downloadForms {
		out = append(out, route{"/{fair}/" + path + "." + form.name, func(v *visit) error {
			if err := s.enter(v); err != nil {
				return err
			}
			t, err := v.out().Records(v.Context(), v.view, kind, store.Filter{})
			if err != nil {
				return err
			}
			return s.sendTables(v, v.fair.ID+"-"+path, form, withoutNotes(t))
		}})
	}
	return out
}

// enterprise shows one line of the register.
func (s *site) enterprise(v *visit) error {
	return lineOfRegister(s, v, "enterprise", "enterprises", func(e party.Enterprise) party.ID { return e.Company },
		func(e party.Enterprise) string { return e.Code }, func(e party.Enterprise) []recordField {
			from, _ := v.fair.SideNamed(e.From)
			in, _ := v.fair.SideNamed(e.In)
			district := recordField{Label: v.say("party.enterprise.district")}
			if e.District != "" {
				district.Text = districtName(e.District)
			}
			return []recordField{
				{Label: v.say("party.enterprise.from"), Text: from.Name},
				{Label: v.say("party.enterprise.in"), Text: in.Name},
				district,
				{Label: v.say("party.enterprise.established"), Plain: e.Established.In(v.tag)},
				{Label: v.say("party.enterprise.closed"), Plain: e.Closed.In(v.tag)},
				{Label: v.say("party.enterprise.register"), Plain: e.Register},
				{Label: v.label("word.source"), Plain: e.Document},
			}
		})
}

// listing shows one listing.
func (s *site) listing(v *visit) error {
	return lineOfRegister(s, v, "listing", "listings", func(l party.Listing) party.ID { return l.Company },
		func(l party.Listing) string { return l.Code }, func(l party.Listing) []recordField {
			side, _ := v.fair.SideNamed(l.Side)
			return []recordField{
				{Label: v.say("party.listing.exchange"), Plain: wordFor(v.tag, "party.exchange", strings.ToLower(l.Exchange)), hidden: l.Exchange},
				{Label: v.say("party.listing.board"), Plain: l.Board},
				{Label: v.say("party.listing.ticker"), Plain: l.Ticker},
				{Label: v.say("party.listing.side"), Text: side.Name},
				{Label: v.say("party.listing.listed"), Plain: l.Listed.In(v.tag)},
				{Label: v.say("party.listing.delisted"), Plain: l.Delisted.In(v.tag)},
				{Label: v.label("word.source"), Plain: l.Document},
			}
		})
}

// lineOfRegister shows a record that says something of a company, with its history.
func lineOfRegister[T any](s *site, v *visit, kind, list string, company func(T) party.ID, code func(T) string, fields func(T) []recordField) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx := v.Context()
	all, err := store.History[T](ctx, v.view, v.PathValue("id"))
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range all {
		ids = append(ids, string(company(r.Value)))
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	whole := func(x T) []recordField {
		n := v.named(company(x))
		return append([]recordField{{Label: v.say("party.enterprise.company"), Text: n.Name, URL: n.URL, hidden: string(company(x))}}, fields(x)...)
	}
	versions, err := versionsOf(ctx, s, v, all, whole)
	if err != nil {
		return err
	}
	last := all[len(all)-1]
	return s.showRecord(v, "parties", recordPage{
		Kind: v.label("word." + kind), Title: v.named(company(last.Value)).Name, Code: code(last.Value), Fields: filled(whole(last.Value)),
		History: versions, Ended: int64(last.Until) <= v.at(), List: v.path(list),
	})
}

type listingsPage struct {
	frame
	Stated      []statementLine
	Sides       []listedSide
	Years       []listedYear
	Lines       []listingLine
	More        int
	Downloads   []link
	Enterprises string
}

// A listedSide is the listings of one side's companies.
type listedSide struct {
	Name     lang.Text
	All, Now shownFigure
}

type listedYear struct {
	Exchange, Year string
	New            shownFigure
}

type listingLine struct {
	party.Listing
	URL     string
	Company namedParty
	Where   string
	Side    lang.Text
}

// listings shows the listings by exchange and year, beside what was stated of their number.
func (s *site) listings(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	rows, err := v.view.Listings(v.Context())
	if err != nil {
		return err
	}
	p := listingsPage{Enterprises: v.path("enterprises")}
	if p.Stated, err = s.statedOf(v, "listing.count", "listing.rank"); err != nil {
		return err
	}
	var all []party.Listing
	var ids []string
	for _, r := range rows {
		all = append(all, r.Value)
	}
	slices.SortStableFunc(all, func(a, b party.Listing) int { return cmp.Compare(b.Listed, a.Listed) })
	for _, l := range all[:min(len(all), registerLines)] {
		ids = append(ids, string(l.Company))
	}
	p.More = max(0, len(all)-registerLines)
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	if len(all) > 0 {
		if err := s.listed(v, &p); err != nil {
			return err
		}
	}
	for _, l := range all[:min(len(all), registerLines)] {
		side, _ := v.fair.SideNamed(l.Side)
		p.Lines = append(p.Lines, listingLine{Listing: l, URL: v.path("listings", l.ID), Company: v.named(l.Company), Where: v.scopeValue(figure.ByExchange, l.Exchange), Side: side.Name})
	}
	for _, form := range downloadForms {
		p.Downloads = append(p.Downloads, link{Text: strings.ToUpper(form.name), URL: v.path("listings." + form.name)})
	}
	if p.frame, err = s.frame(v, "parties", v.say("register.listings")); err != nil {
		return err
	}
	p.Description = v.say("register.listings.intro")
	return s.show(v, "listings", p)
}

// listed adds the figures of listings: of each side, and by year and exchange, the newest year
// first and in it the exchange with most.
func (s *site) listed(v *visit, p *listingsPage) error {
	for _, side := range v.fair.Sides {
		line := listedSide{Name: side.Name}
		for code, into := range map[string]*shownFigure{"register.listings": &line.All, "register.listed": &line.Now} {
			_, shown, err := s.registered(v, code, figure.Scope{figure.BySide: side.Code})
			if err != nil {
				return err
			}
			*into = shown
		}
		p.Sides = append(p.Sides, line)
	}
	b, err := v.figures.Split(v.Context(), "register.listings", figure.Scope{}, indicator.By(figure.ByPeriod, figure.ByExchange)...)
	if err != nil {
		return err
	}
	slices.SortStableFunc(b.Parts, func(x, y indicator.SplitPart) int {
		return cmp.Or(cmp.Compare(y.Keys[0], x.Keys[0]), y.Figure.Interval.Low.Cmp(x.Figure.Interval.Low))
	})
	for _, part := range b.Parts {
		p.Years = append(p.Years, listedYear{Year: v.name(part.Labels[0]), Exchange: v.name(part.Labels[1]), New: v.shown(part.Figure, b.Definition, 0)})
	}
	if f := b.Remainder; f.Interval.High.Sign() > 0 {
		p.Years = append(p.Years, listedYear{Year: v.say("register.no_year"), New: shownFigure{Shown: f.ShowBare(v.tag)}})
	}
	return nil
}

// registeredOf are the lines of the register and the listings of a company, for its own page.
func (s *site) registeredOf(ctx context.Context, v *visit, id party.ID) ([]enterpriseLine, []listingLine, error) {
	rows, err := v.view.EnterprisesOf(ctx, []string{string(id)})
	if err != nil {
		return nil, nil, err
	}
	var lines []enterpriseLine
	for _, r := range rows {
		line := enterpriseLine{Enterprise: r.Value, URL: v.path("enterprises", r.Value.ID), Company: v.named(id)}
		if r.Value.District != "" {
			line.Place = districtName(r.Value.District)
		}
		lines = append(lines, line)
	}
	listed, err := v.view.ListingsOf(ctx, []string{string(id)})
	if err != nil {
		return nil, nil, err
	}
	var listings []listingLine
	for _, r := range listed {
		listings = append(listings, listingLine{Listing: r.Value, URL: v.path("listings", r.Value.ID), Where: wordFor(v.tag, "party.exchange", strings.ToLower(r.Value.Exchange))})
	}
	return lines, listings, nil
}
