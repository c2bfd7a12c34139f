package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
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
	SetUp     string
	Open      string
	Empty     bool
	Partial   bool // fewer than were stated
	Undated   int  // lines without a date of establishment
	Lines     []enterpriseLine
	More      int
	Districts []option
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
	District  string
	Places    []option
	Parts     []registerPart
	Action    string
	Asked     int64
	Downloads []link
	Listings  string
	Picked    lang.Text
}

// tallyText says how many there are; where dates leave it open, between which numbers.
func (v *visit) tallyText(t party.Tally) string {
	if t.Exact() {
		return v.say("register.count", lang.Args{"n": t.Sure})
	}
	return v.say("register.count_between", lang.Args{"low": t.Sure, "high": t.Most})
}

// enterprises shows the register of each side's companies in the other, as of any day.
func (s *site) enterprises(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, q := v.Context(), v.URL.Query()
	p := enterprisesPage{Action: v.path("enterprises"), Asked: v.asked, Listings: v.path("listings")}
	var err error
	if p.AsOf, err = s.asOfDay(v, q.Get("as_of")); err != nil {
		return err
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
	districts := map[string]bool{}
	if len(v.fair.Sides) == 2 {
		for _, from := range []fair.Side{v.fair.Sides[1], v.fair.Sides[0]} {
			part, err := s.registerPart(v, from, p, stated, districts)
			if err != nil {
				return err
			}
			p.Parts = append(p.Parts, part)
		}
	}
	for code := range districts {
		p.Places = append(p.Places, option{Value: code, Text: v.name(districtName(code)), Selected: code == p.District})
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

// asOfDay is the day that the address names, or else that of the position that is shown.
func (s *site) asOfDay(v *visit, text string) (lang.Date, error) {
	if text = strings.TrimSpace(text); text != "" {
		return lang.ParseDate(text)
	}
	return lang.DateOf(v.written.In(v.fair.Location())), nil
}

// registerPart is one side's companies in the other, with what was stated of their number.
func (s *site) registerPart(v *visit, from fair.Side, page enterprisesPage, stated []indicator.Statement, districts map[string]bool) (registerPart, error) {
	part := registerPart{From: from, In: v.otherSide(from.Code)}
	rows, err := v.view.Enterprises(v.Context(), from.Code, part.In.Code, "")
	if err != nil {
		return part, err
	}
	var lines []party.Enterprise
	var ids []string
	for _, r := range rows {
		if r.Value.District != "" {
			districts[r.Value.District] = true
		}
		if page.District != "" && r.Value.District != page.District {
			continue
		}
		lines = append(lines, r.Value)
		if r.Value.Established == "" {
			part.Undated++
		}
		if len(lines) <= registerLines {
			ids = append(ids, string(r.Value.Company))
		}
	}
	part.More = max(0, len(lines)-registerLines)
	part.Empty = len(lines) == 0
	standing := party.StandingOn(lines, page.AsOf)
	part.SetUp, part.Open = v.tallyText(standing.SetUp), v.tallyText(standing.Open)
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
		if f, err := st.Figure(); err == nil && (page.District != "" || place == "") && f.Interval.Low != nil && f.Interval.Low.Num().IsInt64() && standing.SetUp.Most < f.Interval.Low.Num().Int64() {
			part.Partial = true
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return part, err
	}
	known, err := store.ByID[party.Party](v.Context(), v.view, ids)
	if err != nil {
		return part, err
	}
	parents := map[party.ID]party.ID{}
	ids = ids[:0:0]
	for _, r := range known {
		parents[r.Value.ID] = r.Value.Parent
		ids = append(ids, string(r.Value.Parent))
	}
	if err := s.nameParties(v, ids); err != nil {
		return part, err
	}
	for _, e := range lines[:min(len(lines), registerLines)] {
		line := enterpriseLine{Enterprise: e, URL: v.path("enterprises", e.ID), Company: v.named(e.Company)}
		if parent := parents[e.Company]; parent != "" {
			line.Parent = v.named(parent)
		}
		if e.District != "" {
			line.Place = districtName(e.District)
		}
		part.Lines = append(part.Lines, line)
	}
	return part, nil
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
	Years       []listedYear
	Lines       []listingLine
	More        int
	Downloads   []link
	Enterprises string
}

type listedYear struct {
	Exchange, Year, New string
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
	where := func(code string) string { return wordFor(v.tag, "party.exchange", strings.ToLower(code)) }
	for _, y := range party.ListedByYear(all) {
		line := listedYear{Exchange: where(y.Exchange), New: v.say("register.count", lang.Args{"n": y.New}), Year: v.say("register.no_year")}
		if y.Year > 0 {
			line.Year = lang.Partial(strconv.Itoa(y.Year)).In(v.tag)
		}
		p.Years = append(p.Years, line)
	}
	for _, l := range all[:min(len(all), registerLines)] {
		side, _ := v.fair.SideNamed(l.Side)
		p.Lines = append(p.Lines, listingLine{Listing: l, URL: v.path("listings", l.ID), Company: v.named(l.Company), Where: where(l.Exchange), Side: side.Name})
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
