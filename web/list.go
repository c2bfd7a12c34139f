package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// listLimit is how many records a page of a list holds.
const listLimit = 50

// A listing is a page of a list of records.
type listing struct {
	Lines    []listLine
	Earlier  string // address of the page before; "" when this is the first
	Later    string
	Projects bool
	Parties  bool
	Editions bool // the records are of several editions
}

// A listLine is one record in a list.
type listLine struct {
	Title     lang.Text
	URL       string
	Code      string
	Edition   string
	Type      string
	Direction string
	Day       lang.Date
	Amount    string
	Places    []lang.Text
	Parties   []namedParty
	Notes     []string
}

type listPage struct {
	frame
	listing
	Total     int64 // -1 while nobody has counted
	Unsorted  bool  // the order is being made: the records stand as they were made
	Words     string
	Filters   []choice
	Sort      choice
	Reset     string // address of the list without filters; "" when it has none
	Figures   []shownFigure
	Action    string
	Downloads []link
	Saving    *saving
	Register  string // of the companies in the other place, from the list of parties
	At        int64  // the position that the form keeps; -1 when the reader asked for none
}

// A listQuery is what a list is asked for by its address.
type listQuery struct {
	filter store.Filter
	order  store.Order
	turn   store.Turn
	sort   string     // as the address has it
	kept   url.Values // what the addresses of its other pages have as well
}

// listQuery reads what a list is narrowed and sorted by from the address.
func (v *visit) listQuery(orders []string) (listQuery, error) {
	asked := v.URL.Query()
	q := listQuery{kept: url.Values{}, turn: store.Turn{Limit: listLimit}}
	keep := func(name string) string {
		value := strings.TrimSpace(asked.Get(name))
		if value != "" {
			q.kept.Set(name, value)
		}
		return value
	}
	q.filter = store.Filter{
		District: keep(store.FacetDistrict), Type: keep(store.FacetType), Direction: keep(store.FacetDirection), Industry: keep(store.FacetIndustry),
		Side: keep(store.FacetSide), Country: keep(store.FacetCountry), Currency: keep(store.FacetCurrency), Band: keep(store.FacetBand), Text: keep("q"),
	}
	if text := keep(store.FacetEdition); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return q, lang.Invalid("web.error.edition", lang.Args{"given": short(text)})
		}
		q.filter.Edition = n
	}
	q.order.Tag, q.sort = v.tag, keep("sort")
	q.order.By, q.order.Descending = strings.CutPrefix(q.sort, "-")
	if q.order.By == "made" {
		q.order.By = store.OrderMade
	}
	if !slices.Contains(orders, q.order.By) {
		return q, lang.Invalid("web.error.sort", lang.Args{"given": short(q.sort)})
	}
	for name, at := range map[string]*journal.Position{"after": &q.turn.After, "before": &q.turn.Before} {
		// An address that somebody has cut short leads to the beginning.
		n, _ := strconv.ParseInt(asked.Get(name), 10, 64)
		*at = journal.Position(max(0, n))
	}
	return q, nil
}

// listFigures are the figures of just what a list shows, for the first page of an
// edition's list.
func (v *visit) listFigures(q listQuery, codes ...string) ([]shownFigure, error) {
	f := q.filter
	if f.Edition == 0 || f.Text != "" || f.Band != "" || q.turn.After > 0 || q.turn.Before > 0 {
		return nil, nil
	}
	var out []shownFigure
	for _, code := range codes {
		d, err := v.figures.Define(v.Context(), code)
		if err != nil {
			return nil, err
		}
		name := editionName(code, f.Edition)
		for k, value := range map[string]string{
			figure.ByDistrict: f.District, figure.ByType: f.Type, figure.ByDirection: f.Direction, figure.ByIndustry: f.Industry,
			figure.BySide: f.Side, figure.ByCountry: f.Country, figure.ByCurrency: f.Currency,
		} {
			if value != "" && !slices.Contains(d.Split, k) {
				return nil, nil
			}
			name.Scope = name.Scope.With(k, value)
		}
		x, err := v.figures.Figure(v.Context(), name)
		if code := lang.CodeOf(err); code == lang.CodeNotFound || code == lang.CodeInvalid {
			return nil, nil // the list says what there is
		}
		if err != nil {
			return nil, err
		}
		shown := v.shown(x, d, f.Edition)
		shown.Notes = nil
		for _, c := range x.Checks {
			if c.Rule == figure.RuleReportedRecorded {
				shown.Notes = append(shown.Notes, v.note(x, c))
			}
		}
		out = append(out, shown)
	}
	return out, nil
}

// turn fills in the addresses of the pages before and after.
func (v *visit) turn(l *listing, kept url.Values, earlier, later bool, first, last string, at ...string) {
	with := func(name, id string) string { return v.address(also(kept, name, id), at...) }
	if earlier {
		l.Earlier = with("before", first)
	}
	if later {
		l.Later = with("after", last)
	}
}

// also returns a query with one more value; "" takes it out.
func also(q url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, x := range q {
		out[k] = x
	}
	out.Set(name, value)
	if value == "" {
		out.Del(name)
	}
	return out
}

// A listedKind is what differs between lists.
type listedKind[T store.Catalogued] struct {
	path    string
	figures []string // of just what is listed
	lines   func(s *site, v *visit, rows []store.Row[T]) (listing, error)
	records func(s *site, v *visit, rows []store.Row[T]) ([]any, error) // for other programs
}

// list shows a list.
func list[T store.Catalogued](s *site, v *visit, k listedKind[T]) error {
	if err := s.enter(v); err != nil {
		return err
	}
	q, err := v.listQuery(store.Orders[T]())
	if err != nil {
		return err
	}
	q.order.Now = true
	found, err := store.List[T](v.Context(), v.view, q.filter, q.order, q.turn)
	if err != nil {
		return err
	}
	asked := q
	if found.Unsorted { // what the page leads to goes on as it is seen
		q.kept = also(q.kept, "sort", "")
	}
	p := listPage{Unsorted: found.Unsorted, Action: v.path(k.path), Total: found.Total, Words: q.filter.Text, At: v.asked}
	if p.listing, err = k.lines(s, v, found.Rows); err != nil {
		return err
	}
	p.Editions = p.Editions && q.filter.Edition == 0
	if n := len(found.Rows); n > 0 {
		v.turn(&p.listing, q.kept, found.Earlier, found.Later, positionText(found.Rows[0].Since), positionText(found.Rows[n-1].Since), k.path)
	}
	if k.path == partyList.path {
		p.Register = v.path("enterprises")
	}
	if p.Figures, err = v.listFigures(q, k.figures...); err != nil {
		return err
	}
	facets := found.Facets
	if facets == nil {
		editions, err := v.view.Editions(v.Context())
		if err != nil {
			return err
		}
		facets = v.uncounted(k.path, q, editions)
	}
	p.Filters = s.choices(v, k.path, q, facets)
	p.Sort = v.sortChoice(asked, store.Orders[T]())
	if len(asked.kept) > 0 {
		p.Reset = v.path(k.path)
	}
	for _, form := range downloadForms {
		p.Downloads = append(p.Downloads, link{Text: strings.ToUpper(form.name), URL: v.address(q.kept, k.path+"."+form.name)})
	}
	title := v.say("web.menu." + k.path)
	if q.filter.Edition > 0 {
		title = v.say("web.edition.of", lang.Args{"edition": v.editionWord(q.filter.Edition), "what": title})
	}
	if p.frame, err = s.frame(v, k.path, title); err != nil {
		return err
	}
	p.Feeds = append(p.Feeds, v.listFeed(k.path, q))
	p.Saving = v.saving(k.path)
	return s.show(v, "list", p)
}

// sortChoice offers the orders of a list, each in both directions.
func (v *visit) sortChoice(q listQuery, orders []string) choice {
	c := choice{Name: "sort", Label: v.say("web.filter.sort")}
	add := func(value, word string) {
		c.Options = append(c.Options, option{
			Value: value, Text: v.say("web.sort." + word), Selected: value == q.sort,
		})
	}
	for _, by := range orders {
		if by == store.OrderMade {
			add("", "made")
			add("-made", "-made")
			continue
		}
		add(by, by)
		add("-"+by, "-"+by)
	}
	return c
}

func positionText(p journal.Position) string { return strconv.FormatInt(int64(p), 10) }

var (
	agreementList = listedKind[agreement.Agreement]{"agreements", []string{"signed.count", "signed.amount"}, (*site).agreementLines, (*site).agreementRecords}
	projectList   = listedKind[project.Project]{"projects", []string{"catalogue.count", "catalogue.amount"}, (*site).projectLines, (*site).projectRecords}
	partyList     = listedKind[party.Party]{"parties", nil, (*site).partyLines, (*site).partyRecords}
)

func (s *site) agreements(v *visit) error { return list(s, v, agreementList) }
func (s *site) projects(v *visit) error   { return list(s, v, projectList) }
func (s *site) parties(v *visit) error    { return list(s, v, partyList) }

func (s *site) agreementsJSON(v *visit) error { return listJSONPage(s, v, agreementList) }
func (s *site) projectsJSON(v *visit) error   { return listJSONPage(s, v, projectList) }
func (s *site) partiesJSON(v *visit) error    { return listJSONPage(s, v, partyList) }

// agreementListing makes a page of a party's agreements.
func (s *site) agreementListing(v *visit, found store.Listing[agreement.Agreement], kept url.Values, at ...string) (listing, error) {
	l, err := s.agreementLines(v, found.Rows)
	if n := len(found.Rows); err == nil && n > 0 {
		v.turn(&l, kept, found.Earlier, found.Later, string(found.Rows[0].Value.ID), string(found.Rows[n-1].Value.ID), at...)
	}
	return l, err
}

// agreementLines makes the lines of agreements.
func (s *site) agreementLines(v *visit, rows []store.Row[agreement.Agreement]) (listing, error) {
	l := listing{Editions: true}
	var ids, offices []string
	for _, r := range rows {
		for _, p := range r.Value.Parties {
			ids = append(ids, string(p.Party))
		}
		for _, a := range r.Value.Attributions {
			if a.District == "" {
				offices = append(offices, a.Office)
			}
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return l, err
	}
	if err := s.nameOffices(v, offices); err != nil {
		return l, err
	}
	required, err := requiredSides(v.Context(), v.view)
	if err != nil {
		return l, err
	}
	for _, r := range rows {
		a := r.Value
		line := listLine{
			Title: a.Title, URL: v.path("agreements", string(a.ID)), Code: a.Code, Edition: v.editionLabel(a.Edition),
			Type: v.begins("word.agreement", string(a.Type)), Direction: wordFor(v.tag, "word.direction", string(a.Direction)),
			Day: a.SignedOn, Amount: amountText(v.tag, a.Amount),
		}
		for _, x := range a.Attributions {
			if x.District != "" {
				line.Places = append(line.Places, districtName(x.District))
			} else {
				line.Places = append(line.Places, v.office(x.Office))
			}
		}
		for _, x := range a.Parties {
			line.Parties = append(line.Parties, v.named(x.Party))
		}
		if !a.SignedUnder(required[a.Edition]) {
			line.Notes = append(line.Notes, v.say("web.list.keys_missing"))
		}
		if a.EndedOn != "" {
			line.Notes = append(line.Notes, v.say("web.list.ended"))
		}
		l.Lines = append(l.Lines, line)
	}
	return l, nil
}

// requiredSides are the sides that each edition requires.
func requiredSides(ctx context.Context, view store.View) (map[int64]fair.SideSet, error) {
	editions, err := view.Editions(ctx)
	required := map[int64]fair.SideSet{}
	for _, e := range editions {
		required[e.Number] = e.Requires
	}
	return required, err
}

// projectLines makes the lines of projects on offer.
func (s *site) projectLines(v *visit, rows []store.Row[project.Project]) (listing, error) {
	l := listing{Projects: true, Editions: true}
	var ids, offices []string
	for _, r := range rows {
		ids = append(ids, string(r.Value.Owner))
		if r.Value.District == "" {
			offices = append(offices, r.Value.Office)
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return l, err
	}
	if err := s.nameOffices(v, offices); err != nil {
		return l, err
	}
	for _, r := range rows {
		x := r.Value
		line := listLine{
			Title: x.Title, URL: v.path("projects", string(x.ID)), Code: x.Code, Edition: v.editionLabel(x.Edition),
			Type: v.begins("word.cooperation", string(x.Type)), Direction: wordFor(v.tag, "word.direction", string(x.Direction)),
			Amount: amountText(v.tag, x.Amount),
		}
		switch {
		case x.District != "":
			line.Places = append(line.Places, districtName(x.District))
		case x.Office != "":
			line.Places = append(line.Places, v.office(x.Office))
		}
		if x.Owner != "" {
			line.Parties = append(line.Parties, v.named(x.Owner))
		}
		l.Lines = append(l.Lines, line)
	}
	return l, nil
}

// partyLines makes the lines of parties.
func (s *site) partyLines(v *visit, rows []store.Row[party.Party]) (listing, error) {
	l := listing{Parties: true}
	for _, r := range rows {
		x := r.Value
		line := listLine{Title: x.Name, URL: v.path("parties", string(x.ID)), Code: x.Code, Type: v.begins("party.kind", string(x.Kind))}
		if side, at := v.fair.SideNamed(x.Side); at >= 0 {
			line.Places = append(line.Places, side.Name)
		}
		if x.District != "" {
			line.Places = append(line.Places, districtName(x.District))
		}
		if x.Industry != "" {
			line.Notes = append(line.Notes, v.name(industryName(x.Industry)))
		}
		l.Lines = append(l.Lines, line)
	}
	return l, nil
}
