package web

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// A namedParty is a party as pages mention it.
type namedParty struct {
	Name lang.Text
	URL  string
}

// nameParties reads the parties with the identifiers, once each.
func (s *site) nameParties(v *visit, ids []string) error {
	if v.parties == nil {
		v.parties = map[string]namedParty{}
	}
	ids = missing(ids, v.parties)
	remembers := v.names != nil && v.names.at == v.view.At
	if remembers {
		var known map[string]lang.Text
		known, ids = v.names.find(ids)
		for id, name := range known {
			v.parties[id] = namedParty{name, v.path("parties", id)}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := store.ByID[party.Party](v.Context(), v.view, ids)
	if err != nil {
		return err
	}
	if remembers {
		v.names.add(rows)
	}
	for _, r := range rows {
		v.parties[string(r.Value.ID)] = namedParty{r.Value.Name, v.path("parties", string(r.Value.ID))}
	}
	return nil
}

// named returns a party for the page; one that the record lacks shows its identifier.
func (v *visit) named(id party.ID) namedParty {
	if p, ok := v.parties[string(id)]; ok {
		return p
	}
	return namedParty{Name: lang.Text{Hans: string(id), Hant: string(id), En: string(id)}}
}

// nameOffices reads the names of the reporting offices with the codes.
func (s *site) nameOffices(v *visit, codes []string) error {
	if v.offices == nil {
		v.offices = map[string]lang.Text{}
	}
	rows, err := store.ByCode[party.Party](v.Context(), v.view, missing(codes, v.offices))
	if err != nil {
		return err
	}
	for _, r := range rows {
		v.offices[r.Value.Code] = r.Value.Name
	}
	return nil
}

// office returns the name of a reporting office: as the record has it, or of the district
// that the code names, or else the code itself in the script that it is written in.
func (v *visit) office(code string) lang.Text {
	if t, ok := v.offices[code]; ok {
		return t
	}
	if d, err := fair.ParseDistrict(code); err == nil {
		return d.Name
	}
	return inScript(code)
}

// inScript is a text in the languages whose writing it is in.
func inScript(code string) lang.Text {
	chinese := strings.ContainsFunc(code, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	switch simplified, traditional := lang.Script(code); {
	case !chinese:
		return lang.Text{Hans: code, Hant: code, En: code}
	case simplified:
		return lang.Text{Hans: code}
	case traditional:
		return lang.Text{Hant: code}
	}
	return lang.Text{Hans: code, Hant: code}
}

// missing returns the keys that are not in have, once each and sorted.
func missing[T any](keys []string, have map[string]T) []string {
	var out []string
	for _, k := range keys {
		if _, ok := have[k]; !ok && k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func districtName(code string) lang.Text {
	if d, ok := fair.DistrictByCode(code); ok {
		return d.Name
	}
	return lang.Text{Hans: code, Hant: code, En: code}
}

// countryName is the name of the country with a code, nothing where there is none.
func countryName(code string) lang.Text {
	if code == "" {
		return lang.Text{}
	}
	return lang.Region(code)
}

func industryName(code string) lang.Text {
	if i, ok := project.IndustryByCode(code); ok {
		return i.Shown()
	}
	return lang.Text{Hans: code, Hant: code, En: code}
}

// A sourceLine says where something was said and who said it.
type sourceLine struct {
	Document fair.Document
	Speaker  lang.Text
	HasVoice bool
}

// source reads the document and the person behind a record.
func (s *site) source(v *visit, document, person string) (sourceLine, error) {
	var out sourceLine
	var err error
	if document != "" {
		if out.Document, err = v.view.DocumentCoded(v.Context(), document); err != nil {
			return out, err
		}
	}
	if person != "" {
		p, err := v.view.Person(v.Context(), person)
		if err != nil {
			return out, err
		}
		st := indicator.Statement{Speaker: p, HasVoice: true}
		out.Speaker, out.HasVoice = st.StatedByText(), true
	}
	return out, nil
}

// An originLine says where an entry came from.
type originLine struct {
	Kind  string
	ID    string
	File  string // name of the file, where it is one
	Sheet string
	Row   int64
	Found bool // the row as it stood in the file is shown below
	Cells []cell
}

// A cell is one cell of a row that was read, with its heading.
type cell struct{ Heading, Value string }

// origin reads what an origin names: the row of the file as it was brought in.
func (s *site) origin(v *visit, text string, cells bool) (originLine, error) {
	o, err := journal.ParseOrigin(text)
	if err != nil {
		return originLine{}, err
	}
	line := originLine{Kind: o.Kind, ID: o.ID, Sheet: o.Sheet, Row: o.Row}
	if o.Kind != "file" {
		return line, nil
	}
	if !cells {
		line.File, err = s.file(v, o.ID)
		return line, err
	}
	headings, row, imported, err := v.view.SourceRow(v.Context(), o)
	if lang.CodeOf(err) == lang.CodeNotFound {
		line.File = imported.File
		return line, nil
	}
	if err != nil {
		return line, err
	}
	line.File, line.Found = imported.File, true
	for i, value := range row {
		c := cell{Value: value}
		if i < len(headings) {
			c.Heading = headings[i]
		}
		if value != "" {
			line.Cells = append(line.Cells, c)
		}
	}
	return line, nil
}

// file returns the name of the file of an import, read once for a page.
func (s *site) file(v *visit, id string) (string, error) {
	name, ok := v.files[id]
	if ok {
		return name, nil
	}
	row, err := store.Get[store.Import](v.Context(), v.view, id)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return "", err
	}
	if v.files == nil {
		v.files = map[string]string{}
	}
	v.files[id] = row.Value.File
	return row.Value.File, nil
}

// A recordField is one line of a record: what it is and what stands there.
type recordField struct {
	Label  string
	Text   lang.Text // a text of the record, or
	Plain  string    // a word of ours, a number, a code
	URL    string
	Parts  []recordField // several values
	hidden string        // what is compared between versions when it is not shown
}

// same reports whether the field says the same in two versions.
func (f recordField) same(g recordField) bool {
	if f.Text != g.Text || f.Plain != g.Plain || f.hidden != g.hidden || len(f.Parts) != len(g.Parts) {
		return false
	}
	for i := range f.Parts {
		if f.Parts[i].Label != g.Parts[i].Label || !f.Parts[i].same(g.Parts[i]) {
			return false
		}
	}
	return true
}

func (f recordField) empty() bool { return f.Text.Empty() && f.Plain == "" && len(f.Parts) == 0 }

// A version is one state of a record: the entry that made it, and what it changed.
type version struct {
	Position int64
	Time     time.Time
	Actor    string
	Action   string
	Origin   originLine
	Changed  []change
	Current  bool
}

// A change is a field that differs from the version before.
type change struct {
	Label    string
	Old, New recordField
}

type recordPage struct {
	frame
	Kind     string // the word for what it is
	Title    lang.Text
	Code     string
	Fields   []recordField
	Notes    []string
	History  []version
	Ended    bool // it is no longer part of the record
	List     string
	Increase []recordField // the increases of an agreement
	Listing  *listing      // the agreements of a party
	Became   *becamePart   // of an agreement, once there is something to tell
	Desk     string        // the kind under which it is corrected
	Fit      string        // where programmes are held against it
	Open     string        // address of its page in the workspace, for those who have one
	Investor *investorPart // what a party's record says of it across the years
	about    *thing        // what other programs read of it
}

// history reads the versions of a record and what each of them changed.
func history[T any](ctx context.Context, s *site, v *visit, id string, fields func(T) []recordField) ([]store.Row[T], []version, error) {
	rows, err := store.History[T](ctx, v.view, id)
	if err != nil {
		return nil, nil, err
	}
	out, err := versionsOf(ctx, s, v, rows, fields)
	return rows, out, err
}

// versionsOf is history where the versions are read.
func versionsOf[T any](ctx context.Context, s *site, v *visit, rows []store.Row[T], fields func(T) []recordField) ([]version, error) {
	if len(rows) == 0 {
		return nil, lang.NotFound("web.error.record")
	}
	var out []version
	var before []recordField
	for i, r := range rows {
		e, err := v.view.Entry(ctx, r.Since)
		if err != nil {
			return nil, err
		}
		x := version{
			Position: int64(r.Since), Time: e.Time.In(v.fair.Location()), Actor: e.Actor, Action: e.Action,
			Current: int64(r.Until) > v.at(),
		}
		if x.Origin, err = s.origin(v, e.Origin, i == 0); err != nil {
			return nil, err
		}
		now := fields(r.Value)
		if i > 0 {
			for j, f := range now {
				if j < len(before) && !f.same(before[j]) {
					x.Changed = append(x.Changed, change{f.Label, before[j], f})
				}
			}
		}
		before = now
		out = append(out, x)
	}
	last := rows[len(rows)-1]
	if int64(last.Until) <= v.at() {
		e, err := v.view.Entry(ctx, last.Until)
		if err != nil {
			return nil, err
		}
		x := version{Position: int64(last.Until), Time: e.Time.In(v.fair.Location()), Actor: e.Actor, Action: e.Action}
		if x.Origin, err = s.origin(v, e.Origin, false); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out, nil
}

// filled drops the fields in which nothing stands.
func filled(fields []recordField) []recordField {
	return slices.DeleteFunc(fields, recordField.empty)
}

// agreement shows one agreement with all that is recorded of it.
func (s *site) agreement(v *visit) error {
	if id, ok := asJSON(v.PathValue("id")); ok {
		return recordJSONPage(s, v, agreementList, id)
	}
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, id := v.Context(), v.PathValue("id")
	var edition fair.Edition
	var increases []store.Row[agreement.Amendment]
	all, err := store.History[agreement.Agreement](ctx, v.view, id)
	if err != nil {
		return err
	}
	var ids, offices []string
	for _, r := range all {
		for _, p := range r.Value.Parties {
			ids = append(ids, string(p.Party))
		}
		for _, a := range r.Value.Attributions {
			offices = append(offices, a.Office)
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	if err := s.nameOffices(v, offices); err != nil {
		return err
	}
	if err := s.findProjects(v, all); err != nil {
		return err
	}
	versions, err := versionsOf(ctx, s, v, all, v.agreementFields)
	if err != nil {
		return err
	}
	last := all[len(all)-1]
	a := last.Value
	p := recordPage{
		Kind: v.label("word.agreement"), Title: a.Title, Code: a.Code, Fields: filled(v.agreementFields(a)[1:]), // the title is the heading
		History: versions, Ended: int64(last.Until) <= v.at(), List: v.path("agreements"), Desk: "agreement",
	}
	if edition, err = v.view.Edition(ctx, a.Edition); err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	if !a.SignedUnder(edition.Requires) {
		p.Notes = append(p.Notes, v.say("web.record.keys_missing"))
	}
	if a.EndedOn != "" {
		p.Notes = append(p.Notes, v.say("web.record.ended", lang.Args{"day": a.EndedOn}))
	}
	if !a.Amount.Given() {
		p.Notes = append(p.Notes, v.say("web.record.no_amount"))
	}
	if increases, err = store.AmendmentsOf(ctx, v.view, []string{id}); err != nil {
		return err
	}
	for _, r := range increases {
		p.Increase = append(p.Increase, recordField{
			Label: v.say("word.edition_number", lang.Args{"n": r.Value.Edition}),
			Plain: amountText(v.tag, r.Value.Amount), Text: lang.Text{},
			Parts: []recordField{{Plain: r.Value.SignedOn.Format(v.tag)}},
		})
	}
	if p.Became, err = s.became(v, id); err != nil {
		return err
	}
	return s.showRecord(v, "agreements", p)
}

// findProjects finds the pages of the projects that an agreement came from.
func (s *site) findProjects(v *visit, versions []store.Row[agreement.Agreement]) error {
	v.offers = map[string]string{}
	var codes []string
	for _, r := range versions {
		codes = append(codes, r.Value.Project)
	}
	rows, err := store.ByCode[project.Project](v.Context(), v.view, missing(codes, v.offers))
	for _, r := range rows {
		v.offers[r.Value.Code] = v.path("projects", string(r.Value.ID))
	}
	return err
}

// recordPaths are where the records of a kind are.
var recordPaths = map[string]string{"agreement": agreementList.path, "project": projectList.path, "party": partyList.path}

func (s *site) showRecord(v *visit, here string, p recordPage) error {
	title := cmp.Or(v.name(p.Title), p.Code, p.Kind)
	var err error
	if p.frame, err = s.frame(v, here, title); err != nil {
		return err
	}
	if p.frame.Work != "" && p.Desk != "" && !access.AllRefused(v.actor, access.ReadRecord) {
		p.Open = v.recordPath(p.Desk, v.PathValue("id"))
	}
	p.Description = v.say("web.labelled", lang.Args{"label": p.Kind, "value": cut(title, 200)})
	p.Linked = p.about
	if path := recordPaths[p.Desk]; path != "" && !p.Ended {
		p.Feeds = append(p.Feeds, feedLink{"application/json", v.say("web.record.json"), v.path(path, v.PathValue("id")+".json")})
	}
	return s.show(v, "record", p)
}

// agreementFields lists what is recorded of an agreement, always the same fields in the
// same order.
func (v *visit) agreementFields(a agreement.Agreement) []recordField {
	var parties []recordField
	for _, r := range a.Parties {
		p := v.named(r.Party)
		parties = append(parties, recordField{Label: wordFor(v.tag, "web.role", r.Role), Text: p.Name, URL: p.URL, hidden: string(r.Party)})
	}
	shares := v.shareFields(a)
	var sides []recordField
	for i, side := range v.fair.Sides {
		if a.Confirmed.Has(fair.SideBit(i)) {
			sides = append(sides, recordField{Text: side.Name})
		}
	}
	replaces := recordField{Label: v.say("web.field.replaces")}
	if a.Replaces != "" {
		replaces.Plain, replaces.URL = v.say("web.record.replaced"), v.path("agreements", string(a.Replaces))
		replaces.hidden = string(a.Replaces)
	}
	return []recordField{
		{Label: v.say("web.field.title"), Text: a.Title},
		{Label: v.say("web.field.edition"), Plain: v.editionLabel(a.Edition), URL: v.editionPath(a.Edition)},
		{Label: v.say("web.field.signed_on"), Plain: a.SignedOn.Format(v.tag)},
		{Label: v.label("word.amount"), Plain: amountText(v.tag, a.Amount)},
		{Label: v.say("web.field.type"), Plain: v.begins("word.agreement", string(a.Type))},
		{Label: v.label("word.direction"), Plain: v.begins("word.direction", string(a.Direction))},
		{Label: v.say("web.field.parties"), Parts: parties},
		{Label: v.label("word.attribution"), Parts: shares},
		{Label: v.say("web.field.confirmed"), Parts: sides},
		v.industryField(a.Industry),
		{Label: v.say("web.field.country"), Text: countryName(a.Country)},
		{Label: v.label("word.project"), Plain: a.Project, URL: v.offers[a.Project]},
		replaces,
		{Label: v.say("web.field.ended_on"), Plain: a.EndedOn.Format(v.tag)},
		{Label: v.say("web.field.code"), Plain: a.Code},
		{Label: v.say("web.field.note"), Plain: a.Note},
	}
}

// shareFields lists for whom an agreement counts.
func (v *visit) shareFields(a agreement.Agreement) []recordField {
	var shares []recordField
	for _, t := range a.Attributions {
		f := recordField{Text: districtName(t.District)}
		if t.District == "" {
			f.Text = v.office(t.Office)
		}
		f.Label = v.shareText(t.Num, t.Den)
		shares = append(shares, f)
	}
	return shares
}

func (v *visit) industryField(code string) recordField {
	f := recordField{Label: v.label("word.industry"), hidden: code}
	if code != "" {
		f.Text = industryName(code)
	}
	return f
}

func (v *visit) editionWord(n int64) string {
	if n == 0 {
		return ""
	}
	return v.say("word.edition_number", lang.Args{"n": n})
}

// editionLabel is editionWord where nothing stands before it.
func (v *visit) editionLabel(n int64) string { return begin(v.editionWord(n)) }

// begins says a code's word where nothing stands before it.
func (v *visit) begins(prefix, code string) string { return begin(wordFor(v.tag, prefix, code)) }

// shareText writes a share as a percentage where that is exact, else as a fraction.
func (v *visit) shareText(num, den int64) string {
	if den == 0 || num == den {
		return ""
	}
	percent := big.NewRat(num*100, den)
	if percent.Denom().IsInt64() && 100%percent.Denom().Int64() == 0 {
		return strings.TrimRight(strings.TrimRight(percent.FloatString(2), "0"), ".") + "%"
	}
	return fmt.Sprintf("%d/%d", num, den)
}

// project shows one project on offer.
func (s *site) project(v *visit) error {
	if id, ok := asJSON(v.PathValue("id")); ok {
		return recordJSONPage(s, v, projectList, id)
	}
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, id := v.Context(), v.PathValue("id")
	all, err := store.History[project.Project](ctx, v.view, id)
	if err != nil {
		return err
	}
	var states []project.Project
	for _, r := range all {
		states = append(states, r.Value)
	}
	if err := s.nameProjects(v, states...); err != nil {
		return err
	}
	versions, err := versionsOf(ctx, s, v, all, v.projectFields)
	if err != nil {
		return err
	}
	last := all[len(all)-1]
	x := last.Value
	return s.showRecord(v, "projects", recordPage{
		Kind: v.label("word.project"), Title: x.Title, Code: x.Code, Fields: filled(v.projectFields(x)[1:]),
		History: versions, Ended: int64(last.Until) <= v.at(), List: v.path("projects"), Desk: "project", Fit: v.address(url.Values{"project": {id}}, "programmes"),
	})
}

func (v *visit) projectFields(p project.Project) []recordField {
	owner := recordField{Label: v.say("web.field.owner"), hidden: string(p.Owner)}
	if p.Owner != "" {
		n := v.named(p.Owner)
		owner.Text, owner.URL = n.Name, n.URL
	}
	side := recordField{Label: v.label("word.side")}
	if x, at := v.fair.SideNamed(p.Side); at >= 0 {
		side.Text = x.Name
	}
	district := recordField{Label: v.label("word.district")}
	if p.District != "" {
		district.Text = districtName(p.District)
	}
	office := recordField{Label: v.label("word.office")}
	if p.Office != "" {
		office.Text = v.office(p.Office)
	}
	// The one person whom an investor asks.
	officer := recordField{Label: v.say("submit.column.officer"), Text: v.people[p.Officer], hidden: p.Officer}
	return []recordField{
		{Label: v.say("web.field.title"), Text: p.Title},
		{Label: v.say("web.field.edition"), Plain: v.editionLabel(p.Edition), URL: v.editionPath(p.Edition)},
		{Label: v.label("word.cooperation"), Plain: v.begins("word.cooperation", string(p.Type))},
		{Label: v.label("word.direction"), Plain: v.begins("word.direction", string(p.Direction))},
		{Label: v.label("word.amount"), Plain: amountText(v.tag, p.Amount)},
		side,
		district,
		office,
		officer,
		owner,
		v.industryField(p.Industry),
		{Label: v.say("web.field.terms"), Plain: p.Terms},
		{Label: v.say("web.field.status"), Plain: v.begins("web.status", p.Status)},
		{Label: v.say("web.field.code"), Plain: p.Code},
	}
}

// party shows one organisation, with the agreements that it has a part in.
func (s *site) party(v *visit) error {
	if id, ok := asJSON(v.PathValue("id")); ok {
		return recordJSONPage(s, v, partyList, id)
	}
	if err := s.enter(v); err != nil {
		return err
	}
	ctx, id := v.Context(), v.PathValue("id")
	all, err := store.History[party.Party](ctx, v.view, id)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range all {
		ids = append(ids, string(r.Value.Parent))
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	versions, err := versionsOf(ctx, s, v, all, v.partyFields)
	if err != nil {
		return err
	}
	last := all[len(all)-1]
	x := last.Value
	p := recordPage{
		Desk: "party", Fit: v.address(url.Values{"party": {id}}, "programmes"), Kind: v.label("word.party"), Title: x.Name, Code: x.Code, Fields: filled(v.partyFields(x)[1:]),
		History: versions, Ended: int64(last.Until) <= v.at(),
	}
	page := store.Page{After: v.URL.Query().Get("after"), Before: v.URL.Query().Get("before"), Limit: listLimit}
	found, err := v.view.Agreements(ctx, store.Filter{Party: id}, page)
	if err != nil {
		return err
	}
	if len(found.Rows) > 0 {
		l, err := s.agreementListing(v, found, url.Values{}, "parties", id)
		if err != nil {
			return err
		}
		p.Listing = &l
	}
	if p.Investor, err = s.investor(v, x); err != nil {
		return err
	}
	p.about = s.partyThing(v, x)
	return s.showRecord(v, "", p)
}

func (v *visit) partyFields(p party.Party) []recordField {
	side := recordField{Label: v.label("word.side")}
	if x, at := v.fair.SideNamed(p.Side); at >= 0 {
		side.Text = x.Name
	}
	district := recordField{Label: v.label("word.district")}
	if p.District != "" {
		district.Text = districtName(p.District)
	}
	parent := recordField{Label: v.label("party.field.parent"), hidden: string(p.Parent)}
	if p.Parent != "" {
		n := v.named(p.Parent)
		parent.Text, parent.URL = n.Name, n.URL
	}
	return []recordField{
		{Label: v.label("party.field.name"), Text: p.Name},
		{Label: v.label("party.field.kind"), Plain: v.begins("party.kind", string(p.Kind))},
		side,
		district,
		{Label: v.label("party.field.country"), Text: countryName(p.Country)},
		v.industryField(p.Industry),
		parent,
		{Label: v.label("party.scheme.uscc"), Plain: p.USCC},
		{Label: v.label("party.scheme.lei"), Plain: p.LEI},
		{Label: v.say("web.field.registration"), Plain: p.Registration},
		{Label: v.say("web.field.code"), Plain: p.Code},
	}
}

// itemPath returns the page of a record that a figure is made of; "" when it has none.
func (v *visit) itemPath(i indicator.Item) string {
	switch i.Kind {
	case "agreement":
		return v.path("agreements", i.ID)
	case "project":
		return v.path("projects", i.ID)
	case indicator.OfEnterprises:
		return v.path("enterprises", i.ID)
	case indicator.OfListings:
		return v.path("listings", i.ID)
	}
	return ""
}

// editionName is the name of a figure of an edition.
func editionName(code string, edition int64) figure.Name {
	return figure.Name{Indicator: code, At: -1, Ref: -1, Scope: figure.Scope{figure.ByEdition: strconv.FormatInt(edition, 10)}}
}
