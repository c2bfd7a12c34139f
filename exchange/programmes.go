package exchange

import (
	"slices"
	"strings"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
)

// asLines keeps the lines of what stands in cells.
func asLines[R any](list []attr[R]) []attr[R] {
	for i := range list {
		list[i].lines = true
	}
	return list
}

// paragraphs are the attributes of a text in three languages that may have several lines.
func paragraphs[R any](name string, at func(*R) *lang.Text) []attr[R] {
	return asLines(titles(name, at))
}

// inBlocks is a list that stands in one cell: landing.FormatList says how.
func inBlocks[R, T any, P landing.Item[T]](name string, at func(*R) *[]T) attr[R] {
	return attr[R]{
		name: name, lines: true,
		read: func(_ *cells, r *R, text string) (err error) { *at(r), err = landing.ParseList[T, P](text); return err },
		copy: func(to, from *R) { *at(to) = *at(from) },
		show: func(r *R) string { return landing.FormatList[T, P](*at(r)) },
	}
}

// statusOf reads a status in its own words.
func statusOf(known []string) func(*cells, string) (string, error) {
	return func(c *cells, text string) (string, error) {
		return c.choice("status", text, "web.status.", known, statusWords)
	}
}

// sourced are the attributes that all of these records end with.
func sourced[R any](document, stated func(*R) *string, person func(*R) *party.Person, note func(*R) *lang.Text) []attr[R] {
	return slices.Concat(
		[]attr[R]{plainText("document", document)},
		spoken("stated_by", func(r *R) *lang.Text { return &person(r).Name }, stated), spoken("stated_office", func(r *R) *lang.Text { return &person(r).Office }, stated),
		paragraphs("note", note),
	)
}

// statusWords are what statuses are called beside their names, folded.
var statusWords = map[string]string{
	"接受申请": "open", "开放申请": "open", "申请中": "open", "已开放": "open", "running": "open", "in operation": "open", "计划中": "planned", "拟设": "planned", "在建": "building",
	"under construction": "building", "已暂停": "suspended", "paused": "suspended", "结束": "closed", "已关闭": "closed", "ended": "closed",
}

type programmeRow struct {
	landing.Programme
	amount, currency string
	unit             money.Unit
	person           party.Person
}

var programmeAttrs = func() []attr[programmeRow] {
	type row = programmeRow
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		},
		titles("name", func(r *row) *lang.Text { return &r.Name }),
		[]attr[row]{
			worded("side", func(r *row) *string { return &r.Side }, (*cells).side),
			worded("status", func(r *row) *string { return &r.Status }, statusOf(landing.ProgrammeStatuses)),
		},
		paragraphs("sponsor", func(r *row) *lang.Text { return &r.Sponsor }), paragraphs("fields", func(r *row) *lang.Text { return &r.Fields }),
		paragraphs("supports", func(r *row) *lang.Text { return &r.Supports }), paragraphs("grant", func(r *row) *lang.Text { return &r.Grant }),
		paragraphs("apply", func(r *row) *lang.Text { return &r.Apply }),
		[]attr[row]{
			worded("opens", func(r *row) *lang.Date { return &r.Opens }, (*cells).date),
			worded("closes", func(r *row) *lang.Date { return &r.Closes }, (*cells).date),
			flag("rolling", func(r *row) *bool { return &r.Rolling }),
			held("amount", func(r *row) *string { return &r.amount }, func(to, from *row) { to.Budget = from.Budget }, func(r *row) string { return r.Budget.String() }),
			held("currency", func(r *row) *string { return &r.currency }, nil, nil),
			amountUnit(func(r *row) *money.Unit { return &r.unit }),
			plainText("assumed", func(r *row) *string { return &r.Assumed }),
			inBlocks("turns", func(r *row) *[]landing.Turn { return &r.Turns }),
			inBlocks("conditions", func(r *row) *[]landing.Condition { return &r.Conditions }),
			inBlocks("papers", func(r *row) *[]landing.Paper { return &r.Papers }),
			inBlocks("sources", func(r *row) *[]landing.Source { return &r.Sources }),
		},
		sourced(func(r *row) *string { return &r.Document }, func(r *row) *string { return &r.StatedBy }, func(r *row) *party.Person { return &r.person }, func(r *row) *lang.Text { return &r.Note }),
	)
}()

func (p *planner) readProgrammes() error {
	type row = programmeRow
	b := crossBook[row, landing.Programme]{
		planner: p, record: "programme", attrs: programmeAttrs, into: &p.plan.programmes,
		of: func(r *row) *landing.Programme { return &r.Programme }, with: func(x landing.Programme) row { return row{Programme: x} },
		ids: func(x *landing.Programme) crossIDs {
			return crossIDs{&x.ID, &x.Code, &x.Document, &x.StatedBy, &x.Edition}
		},
		title: func(r *row) lang.Text { return r.Name }, voice: func(r *row) *party.Person { return &r.person }, validate: landing.Programme.Validate,
		settle: func(r *pending[row]) *lang.Error {
			if r.rec.amount == "" {
				return nil
			}
			amount, err := p.cells.amount(r.rec.amount, p.unitOf(r.rec.unit), r.rec.currency)
			if err != nil {
				fail(p, r, "amount", refusal(err))
			}
			r.rec.Budget = amount
			return nil
		},
	}
	return b.read()
}

type facilityRow struct {
	landing.Facility
	person party.Person
}

var facilityAttrs = func() []attr[facilityRow] {
	type row = facilityRow
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		},
		titles("name", func(r *row) *lang.Text { return &r.Name }),
		[]attr[row]{
			worded("sides", func(r *row) *string { return &r.Sides }, (*cells).sideList),
			worded("status", func(r *row) *string { return &r.Status }, statusOf(landing.FacilityStatuses)),
			plainText("starts", func(r *row) *string { return &r.From }),
			flag("phased", func(r *row) *bool { return &r.Phased }),
		},
		paragraphs("purpose", func(r *row) *lang.Text { return &r.Purpose }), paragraphs("operator", func(r *row) *lang.Text { return &r.Operator }),
		paragraphs("capacity", func(r *row) *lang.Text { return &r.Capacity }), paragraphs("apply", func(r *row) *lang.Text { return &r.Apply }),
		[]attr[row]{inBlocks("sources", func(r *row) *[]landing.Source { return &r.Sources })},
		sourced(func(r *row) *string { return &r.Document }, func(r *row) *string { return &r.StatedBy }, func(r *row) *party.Person { return &r.person }, func(r *row) *lang.Text { return &r.Note }),
	)
}()

// sideList reads the codes of several sides.
func (c *cells) sideList(text string) (string, error) {
	var out []string
	for _, part := range split(text, true) {
		code, err := c.side(part)
		if err != nil {
			return "", err
		}
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return strings.Join(out, " "), nil
}

func (p *planner) readFacilities() error {
	type row = facilityRow
	b := crossBook[row, landing.Facility]{
		planner: p, record: "facility", attrs: facilityAttrs, into: &p.plan.facilities,
		of: func(r *row) *landing.Facility { return &r.Facility }, with: func(x landing.Facility) row { return row{Facility: x} },
		ids: func(x *landing.Facility) crossIDs {
			return crossIDs{&x.ID, &x.Code, &x.Document, &x.StatedBy, &x.Edition}
		},
		title: func(r *row) lang.Text { return r.Name }, voice: func(r *row) *party.Person { return &r.person }, validate: landing.Facility.Validate,
	}
	return b.read()
}

type pathRow struct{ landing.Path }

var pathAttrs = func() []attr[pathRow] {
	type row = pathRow
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		},
		titles("name", func(r *row) *lang.Text { return &r.Name }),
		[]attr[row]{
			worded("home", func(r *row) *string { return &r.From }, (*cells).side),
			worded("through", func(r *row) *string { return &r.Through }, (*cells).side),
			worded("country", func(r *row) *string { return &r.Country }, (*cells).country),
			worded("industry", func(r *row) *string { return &r.Industry }, (*cells).industry),
		},
		paragraphs("about", func(r *row) *lang.Text { return &r.About }),
		[]attr[row]{
			plainText("technology", func(r *row) *string { return &r.Technology }),
			plainText("programmes", func(r *row) *string { return &r.Programmes }),
			inBlocks("legs", func(r *row) *[]landing.PathStep { return &r.Legs }),
			inBlocks("sources", func(r *row) *[]landing.Source { return &r.Sources }),
		},
		paragraphs("note", func(r *row) *lang.Text { return &r.Note }),
	)
}()

func (p *planner) readPaths() error {
	type row = pathRow
	b := crossBook[row, landing.Path]{
		planner: p, record: "path", attrs: pathAttrs, into: &p.plan.paths,
		of: func(r *row) *landing.Path { return &r.Path }, with: func(x landing.Path) row { return row{Path: x} },
		ids: func(x *landing.Path) crossIDs {
			return crossIDs{id: &x.ID, code: &x.Code, edition: &x.Edition}
		},
		title: func(r *row) lang.Text { return r.Name }, validate: landing.Path.Validate,
	}
	return b.read()
}
