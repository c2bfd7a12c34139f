package exchange

import (
	"fmt"
	"slices"
	"strings"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

type technologyRow struct {
	landing.Technology
	place, institution, company lang.Text
	placeCode                   string
	research, patents           string
	person                      party.Person
}

func originsOf(r *technologyRow, kinds ...landing.OriginKind) []landing.Origin {
	var out []landing.Origin
	for _, o := range r.Origins {
		if slices.Contains(kinds, o.Kind) {
			out = append(out, o)
		}
	}
	return out
}

// origin copies and shows the origins of one kind.
func origin(kind landing.OriginKind) (func(to, from *technologyRow), func(*technologyRow) string) {
	return func(to, from *technologyRow) {
			to.Origins = slices.DeleteFunc(slices.Clone(to.Origins), func(o landing.Origin) bool { return o.Kind == kind })
			to.Origins = append(to.Origins, originsOf(from, kind)...)
			slices.SortStableFunc(to.Origins, func(a, b landing.Origin) int {
				return slices.Index(landing.OriginKinds, a.Kind) - slices.Index(landing.OriginKinds, b.Kind)
			})
		}, func(r *technologyRow) string {
			var all []string
			for _, o := range originsOf(r, kind) {
				all = append(all, strings.Join(slices.DeleteFunc([]string{o.Name.Hans, o.Name.Hant, o.Name.En, o.Number, o.Place}, func(s string) bool { return s == "" }), " / "))
			}
			return strings.Join(all, "; ")
		}
}

var technologyAttrs = func() []attr[technologyRow] {
	type row = technologyRow
	stated := func(r *row) *string { return &r.StatedBy }
	ofPlace, showPlace := origin(landing.FromPlace)
	ofInstitution, showInstitution := origin(landing.FromInstitution)
	ofCompany, showCompany := origin(landing.FromCompany)
	ofResearch, showResearch := origin(landing.FromResearch)
	ofPatent, showPatent := origin(landing.FromPatent)
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		},
		titles("name", func(r *row) *lang.Text { return &r.Name }), titles("what", func(r *row) *lang.Text { return &r.What }),
		listed("origin_place", func(r *row) *lang.Text { return &r.place }, ofPlace, showPlace),
		[]attr[row]{held("origin_place_code", func(r *row) *string { return &r.placeCode }, ofPlace, showPlace)},
		listed("institution", func(r *row) *lang.Text { return &r.institution }, ofInstitution, showInstitution),
		listed("company", func(r *row) *lang.Text { return &r.company }, ofCompany, showCompany),
		[]attr[row]{
			held("research", func(r *row) *string { return &r.research }, ofResearch, showResearch),
			held("patents", func(r *row) *string { return &r.patents }, ofPatent, showPatent),
			number("took_low", func(r *row) *int64 { return &r.TookLow }, wholeNumber), number("took_high", func(r *row) *int64 { return &r.TookHigh }, wholeNumber),
		},
		titles("took_said", func(r *row) *lang.Text { return &r.TookSaid }), titles("chain_said", func(r *row) *lang.Text { return &r.ChainSaid }),
		[]attr[row]{plainText("document", func(r *row) *string { return &r.Document })},
		spoken("stated_by", func(r *row) *lang.Text { return &r.person.Name }, stated), spoken("stated_office", func(r *row) *lang.Text { return &r.person.Office }, stated),
		[]attr[row]{plainText("note", func(r *row) *string { return &r.Note })},
	)
}()

func (p *planner) readTechnologies() error {
	type row = technologyRow
	var known map[string]party.ID
	b := crossBook[row, landing.Technology]{
		planner: p, record: "technology", attrs: technologyAttrs, into: &p.plan.technologies,
		of: func(r *row) *landing.Technology { return &r.Technology }, with: func(t landing.Technology) row { return row{Technology: t} },
		ids: func(t *landing.Technology) crossIDs {
			return crossIDs{&t.ID, &t.Code, &t.Document, &t.StatedBy, &t.Edition}
		},
		title: func(r *row) lang.Text { return r.Name }, voice: func(r *row) *party.Person { return &r.person }, validate: landing.Technology.Validate,
		learn: func(batch []pending[row]) (err error) {
			var texts []string
			for i := range batch {
				r := &batch[i].rec
				for _, t := range []lang.Text{r.institution, r.company} {
					items, _ := itemsOf(t)
					texts = append(texts, spellings(items)...)
				}
			}
			known, err = p.knownParties(texts)
			return err
		},
	}
	b.settle = func(r *pending[row]) *lang.Error {
		x := &r.rec
		for _, list := range []struct {
			kind   landing.OriginKind
			column string
			text   lang.Text
		}{{landing.FromPlace, "origin_place", x.place}, {landing.FromInstitution, "institution", x.institution}, {landing.FromCompany, "company", x.company}} {
			items, ok := itemsOf(list.text)
			if !ok {
				fail(p, r, list.column, unequal(list.column))
			}
			for i, name := range items {
				o := landing.Origin{Kind: list.kind, Name: name}
				if list.kind == landing.FromPlace {
					if codes := parts(x.placeCode); i < len(codes) {
						o.Place = codes[i]
					}
				} else {
					o.Party = named(name, known)
				}
				x.Origins = append(x.Origins, o)
			}
		}
		for _, code := range parts(x.research) {
			x.Origins = append(x.Origins, landing.Origin{Kind: landing.FromResearch, Number: code})
		}
		for _, n := range parts(x.patents) {
			x.Origins = append(x.Origins, landing.Origin{Kind: landing.FromPatent, Number: n})
		}
		return nil
	}
	return b.read()
}

type deploymentRow struct {
	landing.Deployment
	technology string // its code
	person     party.Person
}

var deploymentAttrs = func() []attr[deploymentRow] {
	type row = deploymentRow
	stated := func(r *row) *string { return &r.StatedBy }
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
			held("technology", func(r *row) *string { return &r.technology }, func(to, from *row) { to.Of = from.Of }, func(r *row) string { return r.Of }),
		},
		titles("place", func(r *row) *lang.Text { return &r.Place }),
		[]attr[row]{plainText("place_code", func(r *row) *string { return &r.PlaceCode })},
		titles("scenario", func(r *row) *lang.Text { return &r.Scenario }),
		[]attr[row]{
			number("step", func(r *row) *int64 { return &r.Step }, wholeNumber),
			worded("status", func(r *row) *landing.Use { return &r.Status }, func(c *cells, text string) (landing.Use, error) {
				use, err := c.choice("status", text, "landing.use.", wordsOf(landing.Uses), nil)
				return landing.Use(use), err
			}),
			worded("began", func(r *row) *lang.Partial { return &r.Began }, (*cells).partial),
			worded("ended", func(r *row) *lang.Partial { return &r.Ended }, (*cells).partial),
		},
		titles("operator", func(r *row) *lang.Text { return &r.Operator }), titles("scale", func(r *row) *lang.Text { return &r.Scale }),
		[]attr[row]{flag("open", func(r *row) *bool { return &r.Open }), plainText("document", func(r *row) *string { return &r.Document })},
		spoken("stated_by", func(r *row) *lang.Text { return &r.person.Name }, stated), spoken("stated_office", func(r *row) *lang.Text { return &r.person.Office }, stated),
		[]attr[row]{plainText("note", func(r *row) *string { return &r.Note })},
	)
}()

// wordsOf are the codes of a list of choices.
func wordsOf[S ~string](all []S) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = string(x)
	}
	return out
}

func (p *planner) readDeployments() error {
	type row = deploymentRow
	technologies := map[string]string{}
	b := crossBook[row, landing.Deployment]{
		planner: p, record: "deployment", attrs: deploymentAttrs, into: &p.plan.deployments,
		of: func(r *row) *landing.Deployment { return &r.Deployment }, with: func(d landing.Deployment) row { return row{Deployment: d} },
		ids: func(d *landing.Deployment) crossIDs {
			return crossIDs{&d.ID, &d.Code, &d.Document, &d.StatedBy, &d.Edition}
		},
		title: func(r *row) lang.Text { return r.Place }, voice: func(r *row) *party.Person { return &r.person }, validate: landing.Deployment.Validate,
		learn: func(batch []pending[row]) error {
			var codes []string
			for i := range batch {
				codes = append(codes, batch[i].rec.technology)
			}
			rows, err := store.ByCode[landing.Technology](p.ctx, p.view, codes)
			for _, t := range rows {
				technologies[t.Value.Code] = t.Value.ID
			}
			return err
		},
		settle: func(r *pending[row]) *lang.Error {
			if r.rec.Of = technologies[r.rec.technology]; r.rec.Of == "" && r.rec.technology != "" {
				fail(p, r, "technology", lang.Invalid("import.crossed.technology", lang.Args{"given": r.rec.technology}))
			}
			return nil
		},
	}
	return b.read()
}

type researchRow struct {
	landing.Research
	institutions, outputs, steps lang.Text
	person                       party.Person
}

var researchAttrs = func() []attr[researchRow] {
	type row = researchRow
	stated := func(r *row) *string { return &r.StatedBy }
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		},
		titles("title", func(r *row) *lang.Text { return &r.Title }), titles("fields", func(r *row) *lang.Text { return &r.Fields }),
		[]attr[row]{
			worded("begun", func(r *row) *lang.Partial { return &r.Begun }, (*cells).partial),
			worded("ended", func(r *row) *lang.Partial { return &r.Ended }, (*cells).partial),
		},
		listed("institutions", func(r *row) *lang.Text { return &r.institutions }, func(to, from *row) { to.Partners = from.Partners }, func(r *row) string { return sayAll(r.Partners) }),
		listed("outputs", func(r *row) *lang.Text { return &r.outputs }, func(to, from *row) { to.Outputs = from.Outputs }, func(r *row) string { return sayAll(r.Outputs) }),
		listed("steps", func(r *row) *lang.Text { return &r.steps }, func(to, from *row) { to.Steps = from.Steps }, func(r *row) string { return sayAll(r.Steps) }),
		[]attr[row]{flag("open", func(r *row) *bool { return &r.Open }), plainText("document", func(r *row) *string { return &r.Document })},
		spoken("stated_by", func(r *row) *lang.Text { return &r.person.Name }, stated), spoken("stated_office", func(r *row) *lang.Text { return &r.person.Office }, stated),
		[]attr[row]{plainText("note", func(r *row) *string { return &r.Note })},
	)
}()

// sayAll writes the items of a list so that any change in it shows.
func sayAll[T any](all []T) string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = strings.Join(strings.Fields(strings.Trim(fmt.Sprint(x), "{}")), " ")
	}
	return strings.Join(out, "; ")
}

func (p *planner) readResearch() error {
	type row = researchRow
	var known map[string]party.ID
	institutions := func(text lang.Text) ([]landing.Partner, *lang.Error) {
		items, ok := itemsOf(text)
		if !ok {
			return nil, unequal("institutions")
		}
		var out []landing.Partner
		for _, item := range items {
			side, name, ok := keyed(item, p.cells.side)
			if !ok {
				return nil, unreadable(item, "institutions")
			}
			out = append(out, landing.Partner{Side: side, Name: name})
		}
		return out, nil
	}
	b := crossBook[row, landing.Research]{
		planner: p, record: "research", attrs: researchAttrs, into: &p.plan.research,
		of: func(r *row) *landing.Research { return &r.Research }, with: func(x landing.Research) row { return row{Research: x} },
		ids: func(x *landing.Research) crossIDs {
			return crossIDs{&x.ID, &x.Code, &x.Document, &x.StatedBy, &x.Edition}
		},
		title: func(r *row) lang.Text { return r.Title }, voice: func(r *row) *party.Person { return &r.person }, validate: landing.Research.Validate,
		learn: func(batch []pending[row]) (err error) {
			var texts []string
			for i := range batch {
				list, _ := institutions(batch[i].rec.institutions)
				for _, x := range list {
					texts = append(texts, spellings([]lang.Text{x.Name})...)
				}
			}
			known, err = p.knownParties(texts)
			return err
		},
	}
	date := func(text string) (lang.Partial, bool) {
		if text == "" {
			return "", true
		}
		d, err := p.cells.partial(text)
		return d, err == nil
	}
	b.settle = func(r *pending[row]) *lang.Error {
		x := &r.rec
		var why *lang.Error
		if x.Partners, why = institutions(x.institutions); why != nil {
			fail(p, r, "institutions", why)
		}
		for i := range x.Partners {
			x.Partners[i].Party = named(x.Partners[i].Name, known)
		}
		items, ok := itemsOf(x.outputs)
		if !ok {
			fail(p, r, "outputs", unequal("outputs"))
		}
		for _, item := range items {
			kind, rest, ok := keyed(item, func(text string) (string, error) {
				return p.cells.choice("outputs", text, "landing.output.", wordsOf(landing.OutputKinds), nil)
			})
			name, others := fielded(rest, 3)
			day, dated := date(others[1])
			if !ok || !dated {
				fail(p, r, "outputs", unreadable(item, "outputs"))
				continue
			}
			x.Outputs = append(x.Outputs, landing.Output{Kind: landing.OutputKind(kind), Name: name, Number: others[0], Day: day})
		}
		items, ok = itemsOf(x.steps)
		if !ok {
			fail(p, r, "steps", unequal("steps"))
		}
		for _, item := range items {
			step, rest, ok := keyed(item, func(text string) (string, error) {
				return p.cells.choice("steps", text, "landing.conversion.", wordsOf(landing.Conversions), nil)
			})
			first, name := "", lang.Text{}
			for _, tag := range lang.Tags { // the date stands first, the place behind the bar
				before, after, _ := strings.Cut(strings.ReplaceAll(rest.Get(tag), "｜", "|"), "|")
				if before = tidy(before); before != "" {
					first = before
				}
				name = name.With(tag, tidy(after))
			}
			day, dated := date(first)
			if !ok || !dated {
				fail(p, r, "steps", unreadable(item, "steps"))
				continue
			}
			x.Steps = append(x.Steps, landing.Advance{Step: landing.Conversion(step), Day: day, Name: name})
		}
		return nil
	}
	return b.read()
}
