package web

import (
	"net/url"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
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

// A choice is one filter of a list, with its options.
type choice struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value, Text string
	Selected    bool
}

type listPage struct {
	frame
	listing
	Filters []choice
	Reset   string // address of the list without filters; "" when it has none
	Figures []shownFigure
	Action  string
	At      int64 // the position that the form keeps; -1 when the reader asked for none
}

// filter reads what a list is narrowed by from the address.
func (v *visit) filter() (store.Filter, store.Page, url.Values, error) {
	q := v.URL.Query()
	kept := url.Values{}
	keep := func(name string) string {
		value := strings.TrimSpace(q.Get(name))
		if value != "" {
			kept.Set(name, value)
		}
		return value
	}
	f := store.Filter{District: keep("district"), Type: keep("type"), Direction: keep("direction")}
	if text := keep("edition"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return f, store.Page{}, nil, lang.Invalid("web.error.edition", lang.Args{"given": short(text)})
		}
		f.Edition = n
	}
	return f, store.Page{After: q.Get("after"), Before: q.Get("before"), Limit: listLimit}, kept, nil
}

// choices offers the filters of a list.
func (s *site) choices(v *visit, f store.Filter, types []option) ([]choice, error) {
	all := func(key string) option { return option{Text: v.say(key)} }
	edition := choice{Name: "edition", Label: v.say("web.field.edition"), Options: []option{all("web.filter.all_editions")}}
	editions, err := v.view.Editions(v.Context())
	if err != nil {
		return nil, err
	}
	for i := len(editions) - 1; i >= 0; i-- {
		n := editions[i].Number
		edition.Options = append(edition.Options, option{strconv.FormatInt(n, 10), v.editionWord(n), n == f.Edition})
	}
	district := choice{Name: "district", Label: v.label("word.district"), Options: []option{all("web.filter.all_districts")}}
	for _, d := range fair.Districts("") {
		district.Options = append(district.Options, option{d.Code, v.name(d.Name), d.Code == f.District})
	}
	kind := choice{Name: "type", Label: v.say("web.field.type"), Options: append([]option{all("web.filter.all_types")}, types...)}
	direction := choice{Name: "direction", Label: v.label("word.direction"), Options: []option{all("web.filter.all_directions")}}
	for _, d := range []project.Direction{project.Inward, project.Outward, project.Joint} {
		direction.Options = append(direction.Options, option{string(d), wordFor(v.tag, "word.direction", string(d)), string(d) == f.Direction})
	}
	return []choice{edition, district, kind, direction}, nil
}

// listFigures are the figures of just what a list shows, for the first page of an
// edition's list.
func (v *visit) listFigures(f store.Filter, p store.Page, codes ...string) ([]shownFigure, error) {
	if f.Edition == 0 || p.After != "" || p.Before != "" {
		return nil, nil
	}
	var out []shownFigure
	for _, code := range codes {
		d, err := v.figures.Define(v.Context(), code)
		if err != nil {
			return nil, err
		}
		name := editionName(code, f.Edition)
		for k, value := range map[string]string{figure.ByDistrict: f.District, figure.ByType: f.Type, figure.ByDirection: f.Direction} {
			name.Scope = name.Scope.With(k, value)
		}
		x, err := v.figures.Figure(v.Context(), name)
		if lang.CodeOf(err) == lang.CodeNotFound {
			return nil, nil // the list is empty and says so
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
	with := func(name, id string) string {
		q := url.Values{}
		for k, x := range kept {
			q[k] = x
		}
		q.Set(name, id)
		return v.address(q, at...)
	}
	if earlier {
		l.Earlier = with("before", first)
	}
	if later {
		l.Later = with("after", last)
	}
}

// agreements lists agreements.
func (s *site) agreements(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	f, page, kept, err := v.filter()
	if err != nil {
		return err
	}
	found, err := v.view.Agreements(v.Context(), f, page)
	if err != nil {
		return err
	}
	p := listPage{Action: v.path("agreements")}
	if p.listing, err = s.agreementListing(v, found, kept, "agreements"); err != nil {
		return err
	}
	var types []option
	for _, t := range agreement.Types {
		types = append(types, option{string(t), wordFor(v.tag, "word.agreement", string(t)), string(t) == f.Type})
	}
	if p.Figures, err = v.listFigures(f, page, "signed.count", "signed.amount"); err != nil {
		return err
	}
	return s.showList(v, p, "agreements", f, kept, types)
}

func (s *site) showList(v *visit, p listPage, here string, f store.Filter, kept url.Values, types []option) error {
	var err error
	if p.Filters, err = s.choices(v, f, types); err != nil {
		return err
	}
	if len(kept) > 0 {
		p.Reset = v.path(here)
	}
	p.At = v.asked
	title := v.say("web.menu." + here)
	if f.Edition > 0 {
		title = v.say("web.edition.of", lang.Args{"edition": v.editionWord(f.Edition), "what": title})
	}
	if p.frame, err = s.frame(v, here, title); err != nil {
		return err
	}
	return s.show(v, "list", p)
}

// agreementListing makes the lines of a page of agreements.
func (s *site) agreementListing(v *visit, found store.Listing[agreement.Agreement], kept url.Values, at ...string) (listing, error) {
	l := listing{Editions: !kept.Has("edition")}
	var ids, offices []string
	for _, r := range found.Rows {
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
	required := map[int64]fair.SideSet{}
	editions, err := v.view.Editions(v.Context())
	if err != nil {
		return l, err
	}
	for _, e := range editions {
		required[e.Number] = e.Requires
	}
	for _, r := range found.Rows {
		a := r.Value
		line := listLine{
			Title: a.Title, URL: v.path("agreements", string(a.ID)), Code: a.Code, Edition: v.editionWord(a.Edition),
			Type: wordFor(v.tag, "word.agreement", string(a.Type)), Direction: wordFor(v.tag, "word.direction", string(a.Direction)),
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
	if n := len(found.Rows); n > 0 {
		v.turn(&l, kept, found.Earlier, found.Later, string(found.Rows[0].Value.ID), string(found.Rows[n-1].Value.ID), at...)
	}
	return l, nil
}

// projects lists projects on offer.
func (s *site) projects(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	f, page, kept, err := v.filter()
	if err != nil {
		return err
	}
	found, err := v.view.Projects(v.Context(), f, page)
	if err != nil {
		return err
	}
	p := listPage{Action: v.path("projects"), listing: listing{Projects: true, Editions: f.Edition == 0}}
	var ids, offices []string
	for _, r := range found.Rows {
		ids = append(ids, string(r.Value.Owner))
		if r.Value.District == "" {
			offices = append(offices, r.Value.Office)
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	if err := s.nameOffices(v, offices); err != nil {
		return err
	}
	for _, r := range found.Rows {
		x := r.Value
		line := listLine{
			Title: x.Title, URL: v.path("projects", string(x.ID)), Code: x.Code, Edition: v.editionWord(x.Edition),
			Type: wordFor(v.tag, "word.cooperation", string(x.Type)), Direction: wordFor(v.tag, "word.direction", string(x.Direction)),
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
		p.Lines = append(p.Lines, line)
	}
	if n := len(found.Rows); n > 0 {
		v.turn(&p.listing, kept, found.Earlier, found.Later, string(found.Rows[0].Value.ID), string(found.Rows[n-1].Value.ID), "projects")
	}
	var types []option
	for _, t := range project.Types {
		types = append(types, option{string(t), wordFor(v.tag, "word.cooperation", string(t)), string(t) == f.Type})
	}
	if p.Figures, err = v.listFigures(f, page, "catalogue.count", "catalogue.amount"); err != nil {
		return err
	}
	return s.showList(v, p, "projects", f, kept, types)
}
