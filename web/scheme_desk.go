package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// A blockField is one text of an item of a list in a form.
type blockField struct {
	Name, Label, Value string
	Long               bool
}

// A block is one item of a list in a form.
type block struct {
	Title  string
	Fields []blockField
}

// longCell says which are the texts of items that take more than a line.
func longCell(name string) bool {
	base, _, _ := strings.Cut(name, "_")
	return slices.Contains([]string{"about", "papers", "offices", "advisers", "gap", "words"}, base)
}

// blocksEntry is the entry of a list of a record whose items are texts: each item has a field for each
// of its texts, an empty item stands at the end, and one that is emptied is taken out.
func blocksEntry[R, T any, P landing.Item[T]](column, label string, at func(*R) *[]T) entry[R] {
	field := func(i int, name string) string { return column + "." + strconv.Itoa(i) + "." + name }
	return entry[R]{
		column: column, label: label, hint: "scheme.hint.blocks", widget: "blocks",
		values: func(rec *R) url.Values {
			form := url.Values{column: {strconv.Itoa(len(*at(rec)))}}
			for i := range *at(rec) {
				for _, c := range P(&(*at(rec))[i]).Cells() {
					if *c.Text != "" {
						form.Set(field(i, c.Name), *c.Text)
					}
				}
			}
			return form
		},
		read: func(_ *visit, rec *R, form url.Values) error {
			n, err := strconv.Atoi(form.Get(column))
			if err != nil || n < 0 || n > listMost {
				return lang.Invalid("web.error.form")
			}
			var list []T
			for i := range n + 1 {
				var item T
				for _, c := range P(&item).Cells() {
					text := strings.TrimSpace(strings.ReplaceAll(form.Get(field(i, c.Name)), "\r\n", "\n"))
					if len(text) > typedMost {
						return lang.Invalid("submission.long")
					}
					*c.Text = text
				}
				if !landing.Blank[T, P](&item) {
					list = append(list, item)
				}
			}
			*at(rec) = list
			return nil
		},
		shown: func(_ *visit, rec *R) recordField { return recordField{Plain: landing.FormatList[T, P](*at(rec))} },
		take:  func(to, from *R) { *at(to) = slices.Clone(*at(from)) },
		blocks: func(v *visit, form url.Values) []block {
			n, err := strconv.Atoi(form.Get(column))
			if err != nil || n < 0 || n > listMost {
				n = 0
			}
			var out []block
			for i := range n + 1 {
				b := block{Title: v.say("scheme.block", lang.Args{"n": i + 1})}
				if i == n {
					b.Title = v.say("scheme.block.more")
				}
				var item T
				for _, c := range P(&item).Cells() {
					b.Fields = append(b.Fields, blockField{Name: field(i, c.Name), Label: v.cellLabel(c.Name), Value: form.Get(field(i, c.Name)), Long: longCell(c.Name)})
				}
				out = append(out, b)
			}
			return out
		},
	}
}

// cellLabel names a text of an item: its word, and the language that it is in.
func (v *visit) cellLabel(name string) string {
	for suffix, tag := range map[string]lang.Tag{"_hans": lang.Hans, "_hant": lang.Hant, "_en": lang.En} {
		if base, ok := strings.CutSuffix(name, suffix); ok {
			return v.say("scheme.cell.in", lang.Args{"what": v.say("scheme.cell." + base), "language": lang.Say(tag, "web.language")})
		}
	}
	return v.say("scheme.cell." + name)
}

// longTexts are textEntries whose texts take more than a line.
func longTexts[T any](name, label string, at func(*T) *lang.Text) []entry[T] {
	out := textEntries(name, label, at)
	for i := range out {
		out[i].widget = "area"
	}
	return inLanguages(out, label)
}

func shortTexts[T any](name, label string, at func(*T) *lang.Text) []entry[T] {
	return inLanguages(textEntries(name, label, at), label)
}

// inLanguages labels the three entries of a text by one word.
func inLanguages[T any](out []entry[T], label string) []entry[T] {
	for i, tag := range lang.Tags {
		out[i].label, out[i].language = label, tag
	}
	return out
}

func boolEntry[T any](column, label string, at func(*T) *bool) entry[T] {
	words := func(v *visit) []option { return wordOptions("scheme.said", []string{"yes", "no"})(v) }
	text := func(rec *T) string {
		if *at(rec) {
			return "yes"
		}
		return "no"
	}
	return entry[T]{
		column: column, label: label, widget: "choice", options: words,
		values: func(rec *T) url.Values { return url.Values{column: {text(rec)}} },
		read:   func(_ *visit, rec *T, form url.Values) error { *at(rec) = form.Get(column) == "yes"; return nil },
		shown:  func(v *visit, rec *T) recordField { return recordField{Plain: v.say("scheme.said." + text(rec))} },
		take:   func(to, from *T) { *at(to) = *at(from) },
	}
}

func (s *site) programmeEditor() editor[landing.Programme] {
	type rec = landing.Programme
	budget := amountEntry(func(p *rec) *money.Amount { return &p.Budget })
	budget.label = "scheme.field.budget"
	entries := slices.Concat(
		shortTexts("name", "scheme.field.name", func(p *rec) *lang.Text { return &p.Name }),
		[]entry[rec]{
			typed("code", "web.field.code", "line", func(p *rec) *string { return &p.Code }, nil),
			editionEntry(func(p *rec) *int64 { return &p.Edition }), sideEntry(func(p *rec) *string { return &p.Side }),
			chosenFrom("status", "scheme.field.status", func(p *rec) *string { return &p.Status }, wordOptions("web.status", landing.ProgrammeStatuses)), budget,
		},
		shortTexts("sponsor", "scheme.field.sponsor", func(p *rec) *lang.Text { return &p.Sponsor }),
		longTexts("supports", "scheme.field.supports", func(p *rec) *lang.Text { return &p.Supports }),
		longTexts("fields", "scheme.field.fields", func(p *rec) *lang.Text { return &p.Fields }),
		longTexts("grant_words", "scheme.field.grant", func(p *rec) *lang.Text { return &p.Grant }),
		[]entry[rec]{
			dateEntry("opens", "scheme.field.opens", func(p *rec) *lang.Date { return &p.Opens }), dateEntry("closes", "scheme.field.closes", func(p *rec) *lang.Date { return &p.Closes }),
			boolEntry("rolling", "scheme.window.all_year", func(p *rec) *bool { return &p.Rolling }),
		},
		longTexts("apply", "scheme.field.apply", func(p *rec) *lang.Text { return &p.Apply }),
		longTexts("note", "scheme.field.note", func(p *rec) *lang.Text { return &p.Note }),
		[]entry[rec]{
			blocksEntry("turns", "scheme.field.turns", func(p *rec) *[]landing.Turn { return &p.Turns }),
			blocksEntry("conditions", "scheme.field.conditions", func(p *rec) *[]landing.Condition { return &p.Conditions }),
			blocksEntry("papers", "scheme.field.papers", func(p *rec) *[]landing.Paper { return &p.Papers }),
			blocksEntry("sources", "scheme.field.sources", func(p *rec) *[]landing.Source { return &p.Sources }),
		},
	)
	return editor[rec]{
		kind: "programme", public: "programmes", entries: entries,
		title: func(p rec) lang.Text { return p.Name }, edition: func(p rec) int64 { return p.Edition }, validate: rec.Validate, fields: (*visit).programmeFields,
		prepare: func(*visit, []rec) error { return nil },
		question: func(_ *visit, p rec) (access.Question, error) {
			return access.Question{Edition: p.Edition, Side: p.Side}, nil
		},
	}
}

func (s *site) facilityEditor() editor[landing.Facility] {
	type rec = landing.Facility
	entries := slices.Concat(
		shortTexts("name", "scheme.field.name", func(f *rec) *lang.Text { return &f.Name }),
		[]entry[rec]{
			typed("code", "web.field.code", "line", func(f *rec) *string { return &f.Code }, nil),
			editionEntry(func(f *rec) *int64 { return &f.Edition }), typed("sides", "word.side", "line", func(f *rec) *string { return &f.Sides }, nil),
			chosenFrom("status", "scheme.field.status", func(f *rec) *string { return &f.Status }, wordOptions("web.status", landing.FacilityStatuses)),
			typed("starts", "scheme.field.starts", "line", func(f *rec) *string { return &f.From }, nil), boolEntry("phased", "scheme.field.phased", func(f *rec) *bool { return &f.Phased }),
		},
		shortTexts("operator", "scheme.field.operator", func(f *rec) *lang.Text { return &f.Operator }),
		longTexts("purpose", "scheme.field.purpose", func(f *rec) *lang.Text { return &f.Purpose }),
		longTexts("capacity", "scheme.field.capacity", func(f *rec) *lang.Text { return &f.Capacity }),
		longTexts("apply", "scheme.field.apply", func(f *rec) *lang.Text { return &f.Apply }),
		longTexts("note", "scheme.field.note", func(f *rec) *lang.Text { return &f.Note }),
		[]entry[rec]{blocksEntry("sources", "scheme.field.sources", func(f *rec) *[]landing.Source { return &f.Sources })},
	)
	return editor[rec]{
		kind: "facility", public: "facilities", entries: entries,
		title: func(f rec) lang.Text { return f.Name }, edition: func(f rec) int64 { return f.Edition }, validate: rec.Validate, fields: (*visit).facilityFields,
		prepare:  func(*visit, []rec) error { return nil },
		question: func(_ *visit, f rec) (access.Question, error) { return access.Question{Edition: f.Edition}, nil },
	}
}

func (s *site) pathEditor() editor[landing.Path] {
	type rec = landing.Path
	side := func(column, label string, at func(*rec) *string) entry[rec] {
		return chosenFrom(column, label, at, (*visit).sideOptions)
	}
	entries := slices.Concat(
		shortTexts("name", "scheme.field.name", func(p *rec) *lang.Text { return &p.Name }),
		[]entry[rec]{
			typed("code", "web.field.code", "line", func(p *rec) *string { return &p.Code }, nil),
			editionEntry(func(p *rec) *int64 { return &p.Edition }), side("from_side", "scheme.field.from", func(p *rec) *string { return &p.From }),
			side("through_side", "scheme.field.through", func(p *rec) *string { return &p.Through }), countryEntry("scheme.field.country", func(p *rec) *string { return &p.Country }),
			industryEntry(func(p *rec) *string { return &p.Industry }), typed("technology", "scheme.field.technology", "line", func(p *rec) *string { return &p.Technology }, nil),
			typed("programmes", "scheme.field.programmes", "line", func(p *rec) *string { return &p.Programmes }, nil),
		},
		longTexts("about", "scheme.field.about", func(p *rec) *lang.Text { return &p.About }),
		longTexts("note", "scheme.field.note", func(p *rec) *lang.Text { return &p.Note }),
		[]entry[rec]{
			blocksEntry("legs", "scheme.field.legs", func(p *rec) *[]landing.PathStep { return &p.Legs }),
			blocksEntry("sources", "scheme.field.sources", func(p *rec) *[]landing.Source { return &p.Sources }),
		},
	)
	return editor[rec]{
		kind: "path", public: "abroad", entries: entries,
		title: func(p rec) lang.Text { return p.Name }, edition: func(p rec) int64 { return p.Edition }, validate: rec.Validate, fields: (*visit).pathFields,
		prepare: func(*visit, []rec) error { return nil },
		question: func(_ *visit, p rec) (access.Question, error) {
			return access.Question{Edition: p.Edition, Side: p.From}, nil
		},
	}
}

// A schemesPage lists what the secretariat keeps of programmes, facilities and paths.
type schemesPage struct {
	frame
	Groups  []schemeGroup
	Do      string
	Kinds   []option
	Refused string
}

// A schemeGroup are the records of one kind.
type schemeGroup struct {
	Kind  string
	Links []link
}

func (s *site) schemeDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/schemes", action: access.WriteScheme, do: s.schemes},
		{method: "POST", pattern: "/{fair}/work/schemes", action: access.WriteScheme, do: s.newScheme},
	}
}

func (s *site) schemes(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.WriteScheme); err != nil {
		return err
	}
	return s.showSchemes(v, "", http.StatusOK)
}

func (s *site) showSchemes(v *visit, refused string, status int) error {
	ctx := v.Context()
	p := schemesPage{Do: v.workPath("schemes"), Refused: refused, Kinds: optionsWith(wordOptions("word", []string{"programme", "facility", "path"})(v), v.PostForm.Get("kind"))[1:]}
	programmes, err := v.view.Programmes(ctx, 0)
	if err != nil {
		return err
	}
	facilities, err := v.view.Facilities(ctx, 0)
	if err != nil {
		return err
	}
	paths, err := v.view.Paths(ctx, 0)
	if err != nil {
		return err
	}
	p.Groups = []schemeGroup{
		schemesOf(v, "programme", programmes, func(x landing.Programme) (string, lang.Text) { return x.ID, x.Name }),
		schemesOf(v, "facility", facilities, func(x landing.Facility) (string, lang.Text) { return x.ID, x.Name }),
		schemesOf(v, "path", paths, func(x landing.Path) (string, lang.Text) { return x.ID, x.Name }),
	}
	if p.frame, err = s.workFrame(v, "schemes", v.say("work.menu.schemes")); err != nil {
		return err
	}
	return s.showAs(v, status, "schemes", p)
}

func schemesOf[T any](v *visit, kind string, rows []store.Row[T], of func(T) (string, lang.Text)) schemeGroup {
	g := schemeGroup{Kind: v.label("word." + kind)}
	for _, r := range rows {
		id, name := of(r.Value)
		g.Links = append(g.Links, link{Text: v.name(name), URL: v.recordPath(kind, id)})
	}
	return g
}

// newScheme begins a record with its name; the rest is filled in where it is corrected.
func (s *site) newScheme(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	v.latest()
	if err := s.enterAs(v, access.WriteScheme); err != nil {
		return err
	}
	name := lang.Text{Hans: v.field("name_hans"), Hant: v.field("name_hant"), En: v.field("name_en")}
	kind, side := v.field("kind"), ""
	for _, g := range v.actor.Grants {
		if g.Role == access.Secretariat {
			side = g.Side // a secretariat of both sides says later whose it is
		}
	}
	ctx, edition, id := v.Context(), v.fair.Current, ""
	if err := s.db.Allow(ctx, v.fair.ID, v.actor, access.Question{Action: access.WriteScheme, Edition: edition, Side: side}, kind+"/new"); err != nil {
		return err
	}
	origin := journal.Origin{Kind: "form", ID: v.account.ID}
	err := s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		switch kind {
		case "programme":
			x, err := tx.PutProgramme(ctx, landing.Programme{Name: name, Edition: edition, Side: side}, 0, origin)
			id = x.ID
			return err
		case "facility":
			x, err := tx.PutFacility(ctx, landing.Facility{Name: name, Edition: edition, Sides: side}, 0, origin)
			id = x.ID
			return err
		case "path":
			x, err := tx.PutPath(ctx, landing.Path{Name: name, Edition: edition, From: side}, 0, origin)
			id = x.ID
			return err
		}
		return lang.Invalid("correct.choice", lang.Args{"given": short(kind)})
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		if err := s.enterAs(v, access.WriteScheme); err != nil {
			return err
		}
		return s.showSchemes(v, text, status)
	}
	redirectSeen(v.w, v.Request, v.recordPath(kind, id))
	return nil
}
