package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/bulletin/compose"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// An editor is what the pages that correct records and show their history know of one kind.
type editor[T any] struct {
	kind    string
	public  string // the first part of its public pages' addresses
	entries []entry[T]

	title    func(T) lang.Text
	edition  func(T) int64
	validate func(T) lang.Problems
	prepare  func(*visit, []T) error                                                // reads the names that are shown
	fields   func(*visit, T) []recordField                                          // all that is recorded of it
	question func(*visit, T) (access.Question, error)                               // what the table is asked, but for the action
	keys     func(T) fair.SideSet                                                   // which sides have confirmed it
	of       string                                                                 // what indicators count of it; "" for nothing
	scopes   func(T) []figure.Scope                                                 // what its figures can be narrowed to
	page     func(*visit, T) string                                                 // where it is worked on, of what has no public page
	touched  func(*visit, T) []figure.Name                                          // further figures that it can touch; nil for none
	put      func(context.Context, *store.Tx, T, journal.Position, store.How) error // writes it where more than the record itself is looked at
}

// desks are the kinds of records that can be corrected on pages.
func (s *site) desks() map[string]desk {
	return map[string]desk{
		"agreement": s.agreementEditor(), "project": s.projectEditor(), "party": s.partyEditor(),
		"programme": s.programmeEditor(), "facility": s.facilityEditor(), "path": s.pathEditor(),
		"lead": s.leadEditor(), "milestone": s.milestoneEditor(),
	}
}

func (s *site) agreementEditor() editor[agreement.Agreement] {
	type rec = agreement.Agreement
	entries := textEntries("title", "correct.title", func(a *rec) *lang.Text { return &a.Title })
	entries = append(entries,
		editionEntry(func(a *rec) *int64 { return &a.Edition }),
		amountEntry(func(a *rec) *money.Amount { return &a.Amount }),
		dateEntry("signed_on", "web.field.signed_on", func(a *rec) *lang.Date { return &a.SignedOn }),
		chosenFrom("type", "web.field.type", func(a *rec) *string { return (*string)(&a.Type) }, wordOptions("word.agreement", agreement.Types)),
		chosenFrom("direction", "word.direction", func(a *rec) *string { return (*string)(&a.Direction) }, wordOptions("word.direction", directions)),
		partiesEntry(s), sharesEntry(s),
		industryEntry(func(a *rec) *string { return &a.Industry }),
		countryEntry("web.field.country", func(a *rec) *string { return &a.Country }),
		typed("project", "table.project", "line", func(a *rec) *string { return &a.Project }, nil),
		dateEntry("ended_on", "web.field.ended_on", func(a *rec) *lang.Date { return &a.EndedOn }),
		typed("code", "web.field.code", "line", func(a *rec) *string { return &a.Code }, nil),
		typed("note", "web.field.note", "area", func(a *rec) *string { return &a.Note }, nil),
	)
	return editor[rec]{
		kind: "agreement", public: "agreements", entries: entries, of: indicator.OfAgreements,
		title:    func(a rec) lang.Text { return a.Title },
		edition:  func(a rec) int64 { return a.Edition },
		validate: rec.Validate,
		keys:     func(a rec) fair.SideSet { return a.Confirmed },
		fields:   (*visit).agreementFields,
		prepare: func(v *visit, all []rec) error {
			var ids, offices []string
			for _, a := range all {
				for _, r := range a.Parties {
					ids = append(ids, string(r.Party))
				}
				for _, t := range a.Attributions {
					offices = append(offices, t.Office)
				}
			}
			if err := s.nameParties(v, ids); err != nil {
				return err
			}
			return s.nameOffices(v, offices)
		},
		question: func(v *visit, a rec) (access.Question, error) { return v.view.Questions().Agreement(v.Context(), a) },
		scopes: func(a rec) []figure.Scope {
			scopes := []figure.Scope{{figure.ByDirection: string(a.Direction)}, {figure.ByType: string(a.Type)}, {figure.ByIndustry: a.Industry}}
			for _, t := range a.Attributions {
				scopes = append(scopes, figure.Scope{figure.ByDistrict: t.District}, figure.Scope{figure.ByOffice: t.Office})
			}
			return scopes
		},
	}
}

func (s *site) projectEditor() editor[project.Project] {
	type rec = project.Project
	entries := textEntries("title", "correct.title", func(p *rec) *lang.Text { return &p.Title })
	entries = append(entries,
		editionEntry(func(p *rec) *int64 { return &p.Edition }),
		amountEntry(func(p *rec) *money.Amount { return &p.Amount }),
		chosenFrom("type", "word.cooperation", func(p *rec) *string { return (*string)(&p.Type) }, wordOptions("word.cooperation", project.Types)),
		chosenFrom("direction", "word.direction", func(p *rec) *string { return (*string)(&p.Direction) }, wordOptions("word.direction", directions)),
		sideEntry(func(p *rec) *string { return &p.Side }),
		districtEntry(func(p *rec) *string { return &p.District }),
		typed("office", "word.office", "line", func(p *rec) *string { return &p.Office }, nil),
		partyEntry(s, "owner", "web.field.owner", func(p *rec) *party.ID { return &p.Owner }),
		industryEntry(func(p *rec) *string { return &p.Industry }),
		typed("terms", "web.field.terms", "area", func(p *rec) *string { return &p.Terms }, nil),
		typed("status", "web.field.status", "line", func(p *rec) *string { return &p.Status }, nil),
		typed("code", "web.field.code", "line", func(p *rec) *string { return &p.Code }, nil),
	)
	return editor[rec]{
		kind: "project", public: "projects", entries: entries, of: indicator.OfProjects,
		title:    func(p rec) lang.Text { return p.Title },
		edition:  func(p rec) int64 { return p.Edition },
		validate: rec.Validate,
		fields:   (*visit).projectFields,
		prepare:  func(v *visit, all []rec) error { return s.nameProjects(v, all...) },
		question: func(v *visit, p rec) (access.Question, error) { return v.view.Questions().Project(p), nil },
		scopes: func(p rec) []figure.Scope {
			return []figure.Scope{
				{figure.ByDistrict: p.District},
				{figure.ByOffice: p.Office},
				{figure.BySide: p.Side},
				{figure.ByDirection: string(p.Direction)},
				{figure.ByType: string(p.Type)},
				{figure.ByIndustry: p.Industry},
			}
		},
	}
}

func (s *site) partyEditor() editor[party.Party] {
	type rec = party.Party
	entries := textEntries("name", "correct.name", func(p *rec) *lang.Text { return &p.Name })
	entries = append(entries,
		chosenFrom("kind", "party.field.kind", func(p *rec) *string { return (*string)(&p.Kind) }, wordOptions("party.kind", party.Kinds)),
		sideEntry(func(p *rec) *string { return &p.Side }),
		districtEntry(func(p *rec) *string { return &p.District }),
		countryEntry("party.field.country", func(p *rec) *string { return &p.Country }),
		industryEntry(func(p *rec) *string { return &p.Industry }),
		typed("uscc", "party.scheme.uscc", "line", func(p *rec) *string { return &p.USCC }, nil),
		typed("lei", "party.scheme.lei", "line", func(p *rec) *string { return &p.LEI }, nil),
		typed("registration", "web.field.registration", "line", func(p *rec) *string { return &p.Registration }, nil),
		partyEntry(s, "parent", "party.field.parent", func(p *rec) *party.ID { return &p.Parent }),
		typed("code", "web.field.code", "line", func(p *rec) *string { return &p.Code }, nil),
		typed("note", "web.field.note", "area", func(p *rec) *string { return &p.Note }, nil),
	)
	return editor[rec]{
		kind: "party", public: "parties", entries: entries,
		title:    func(p rec) lang.Text { return p.Name },
		edition:  func(rec) int64 { return 0 },
		validate: rec.Validate,
		fields: func(v *visit, p rec) []recordField {
			return append(v.partyFields(p), recordField{Label: v.say("web.field.note"), Plain: p.Note})
		},
		prepare: func(v *visit, all []rec) error {
			var ids []string
			for _, p := range all {
				ids = append(ids, string(p.Parent))
			}
			return s.nameParties(v, ids)
		},
		question: func(v *visit, p rec) (access.Question, error) { return v.view.Questions().Party(p), nil },
	}
}

var directions = []project.Direction{project.Inward, project.Outward, project.Joint}

func given(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}

// touches finds the figures that a change of a record from one state to another touches, the change being
// what fn makes, and the published bulletins that they stand in.
func (k editor[T]) touches(s *site, v *visit, from, to T, fn func(context.Context, *store.Tx) error) ([]store.Touched, []touchedText, error) {
	ctx := v.Context()
	editions, err := v.view.Editions(ctx)
	if err != nil {
		return nil, nil, err
	}
	// What an edition comes to stands in the cumulative figures of all later ones.
	first := min(k.edition(from), k.edition(to))
	whole := first == 0
	if whole {
		first = cmp.Or(v.fair.Current, 1)
	}
	var numbers []int64
	for _, e := range editions {
		if e.Number >= first {
			numbers = append(numbers, e.Number)
		}
	}
	names, err := k.figures(v, from, to)
	if err != nil {
		return nil, nil, err
	}
	texts, err := v.view.Bulletins(ctx, compose.Published)
	if err != nil {
		return nil, nil, err
	}
	if whole { // what is of no edition is behind the figures of any
		first = 0
	}
	written, err := v.textFigures(texts, first)
	if err != nil {
		return nil, nil, err
	}
	touched, err := s.db.Touches(ctx, v.fair.ID, v.account.ID, numbers, slices.Concat(names, written), func(tx *store.Tx) error { return fn(ctx, tx) })
	if err != nil {
		return nil, nil, err
	}
	in, err := v.touchedTexts(texts, touched)
	return touched, in, err
}

// figures names the headline figures narrowed to what the record belongs to in either state.
func (k editor[T]) figures(v *visit, states ...T) ([]figure.Name, error) {
	if k.touched != nil {
		var out []figure.Name
		for _, state := range states {
			out = append(out, k.touched(v, state)...)
		}
		return out, nil
	}
	if k.of == "" {
		return nil, nil
	}
	definitions, err := v.figures.Definitions(v.Context())
	if err != nil {
		return nil, err
	}
	var out []figure.Name
	seen := map[string]bool{}
	for _, d := range definitions {
		if d.Of != k.of || d.Headline == 0 {
			continue
		}
		for _, state := range states {
			for _, scope := range k.scopes(state) {
				for by, value := range scope {
					name := figure.Name{Indicator: d.Code, At: -1, Ref: -1, Scope: scope.With(figure.ByEdition, strconv.FormatInt(k.edition(state), 10))}
					if value != "" && slices.Contains(d.Split, by) && !seen[name.String()] {
						seen[name.String()] = true
						out = append(out, name)
					}
				}
			}
		}
	}
	return out, nil
}
