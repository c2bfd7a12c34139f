package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

// Leads and milestones are corrected like every other record, the figures that it touches first.

// yesNo is an entry of one of two, by the keys of their words.
func yesNo[T any](column, label string, at func(*T) *bool, yes, no string) entry[T] {
	text := func(b bool) string { return strconv.FormatBool(b) }
	word := func(v *visit, b bool) string {
		if b {
			return v.label(yes)
		}
		return v.label(no)
	}
	return entry[T]{
		column: column, label: label, widget: "choice",
		values: func(rec *T) url.Values { return url.Values{column: {text(*at(rec))}} },
		read: func(_ *visit, rec *T, form url.Values) error {
			b, err := strconv.ParseBool(form.Get(column))
			if err != nil {
				return lang.Invalid("correct.choice", lang.Args{"given": short(form.Get(column))})
			}
			*at(rec) = b
			return nil
		},
		shown: func(v *visit, rec *T) recordField { return recordField{Plain: word(v, *at(rec))} },
		take:  func(to, from *T) { *at(to) = *at(from) },
		options: func(v *visit) []option {
			return []option{{Value: "true", Text: word(v, true)}, {Value: "false", Text: word(v, false)}}
		},
	}
}

// numberEntry is an entry of a whole number from 1, empty for none.
func numberEntry[T any](column, label string, at func(*T) *int64) entry[T] {
	text := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	return entry[T]{
		column: column, label: label, widget: "line",
		values: func(rec *T) url.Values { return url.Values{column: {text(*at(rec))}} },
		read: func(_ *visit, rec *T, form url.Values) error {
			given := lang.HalfWidth(lang.Clean(form.Get(column)))
			if given == "" {
				*at(rec) = 0
				return nil
			}
			n, err := strconv.ParseInt(given, 10, 64)
			if err != nil || n < 1 {
				return lang.Invalid("landing.milestone.instalment")
			}
			*at(rec) = n
			return nil
		},
		shown: func(_ *visit, rec *T) recordField { return recordField{Plain: text(*at(rec))} },
		take:  func(to, from *T) { *at(to) = *at(from) },
	}
}

// landingFigures are what a milestone can touch.
var landingFigures = []string{
	"landing.fulfilled", "landing.fulfilled_share", "landing.started_share", "landing.operating_share", "landing.suspended", "landing.terminated",
	"landing.paid_in", "landing.paid_in_all", "landing.funds_share",
}

func (s *site) milestoneEditor() editor[landing.Milestone] {
	type rec = landing.Milestone
	agreements := map[string]agreement.Agreement{} // of the milestones that were asked about
	leads := map[string]landing.Lead{}
	line := func(column string, at func(*rec) *string) entry[rec] {
		return typed(column, "landing.field."+column, "line", at, nil)
	}
	amount := amountEntry(func(m *rec) *money.Amount { return &m.Amount })
	return editor[rec]{
		kind: "milestone",
		page: func(v *visit, m rec) string {
			if m.Lead != "" {
				return v.workPath("leads", m.Lead)
			}
			return v.workPath("landing", m.Agreement)
		},
		entries: []entry[rec]{
			chosenFrom("stage", "landing.field.stage", func(m *rec) *string { return (*string)(&m.Stage) }, wordOptions("landing.stage", landing.Steps)),
			dateEntry("day", "landing.field.date", func(m *rec) *lang.Date { return &m.Date }),
			yesNo("actual", "landing.field.actual", func(m *rec) *bool { return &m.Actual }, "follow.actual", "follow.planned"),
			yesNo("estimated", "landing.field.estimated", func(m *rec) *bool { return &m.Estimated }, "follow.estimated", "follow.confirmed"),
			amount,
			numberEntry("instalment", "landing.field.instalment", func(m *rec) *int64 { return &m.Instalment }),
			line("document", func(m *rec) *string { return &m.Document }), line("registry", func(m *rec) *string { return &m.Registry }),
			line("address", func(m *rec) *string { return &m.Address }), line("reason", func(m *rec) *string { return &m.Reason }),
			typed("note", "landing.field.note", "area", func(m *rec) *string { return &m.Note }, nil),
		},
		title: func(m rec) lang.Text { return everywhere("landing.stage." + string(m.Stage)) },
		edition: func(m rec) int64 {
			return max(agreements[m.Agreement].Edition, leads[m.Lead].Edition)
		},
		validate: rec.Validate,
		prepare:  func(*visit, []rec) error { return nil },
		fields: func(v *visit, m rec) []recordField {
			word := func(yes bool, key, other string) string {
				if yes {
					return v.label(key)
				}
				return v.label(other)
			}
			instalment := ""
			if m.Instalment > 0 {
				instalment = strconv.FormatInt(m.Instalment, 10)
			}
			field := func(name, text string) recordField {
				return recordField{Label: v.label("landing.field." + name), Plain: text}
			}
			return []recordField{
				field("stage", v.label("landing.stage."+string(m.Stage))), field("date", m.Date.Format(v.tag)), field("actual", word(m.Actual, "follow.actual", "follow.planned")),
				field("estimated", word(m.Estimated, "follow.estimated", "follow.confirmed")), field("amount", amountText(v.tag, m.Amount)), field("instalment", instalment),
				field("document", m.Document), field("registry", m.Registry), field("address", m.Address), field("reported_by", s.whoSaid(v, m.ReportedBy)),
				field("verified_by", s.whoSaid(v, m.VerifiedBy)), field("reason", m.Reason), field("note", m.Note),
			}
		},
		question: func(v *visit, m rec) (access.Question, error) {
			if m.Lead != "" {
				row, err := store.Get[landing.Lead](v.Context(), v.view, m.Lead)
				leads[m.Lead] = row.Value
				if err != nil {
					return access.Question{}, err
				}
			} else {
				row, err := store.Get[agreement.Agreement](v.Context(), v.view, m.Agreement)
				agreements[m.Agreement] = row.Value
				if err != nil {
					return access.Question{}, err
				}
			}
			return v.stepQuestion(m)
		},
		put: func(ctx context.Context, tx *store.Tx, m rec, before journal.Position, how store.How) error {
			_, err := tx.PutMilestone(ctx, m, before, how.Origin)
			return err
		},
		touched: func(_ *visit, m rec) []figure.Name {
			a, ok := agreements[m.Agreement]
			if !ok {
				return nil
			}
			scope := figure.Scope{figure.ByEdition: strconv.FormatInt(a.Edition, 10)}
			scopes := []figure.Scope{scope}
			for _, t := range a.Attributions {
				if t.District != "" {
					scopes = append(scopes, scope.With(figure.ByDistrict, t.District))
				}
				if t.Office != "" {
					scopes = append(scopes, scope.With(figure.ByOffice, t.Office))
				}
			}
			var out []figure.Name
			for _, code := range landingFigures {
				for _, x := range scopes {
					out = append(out, figure.Name{Indicator: code, Scope: x, At: -1, Ref: -1})
				}
			}
			return out
		},
	}
}

// nameLeads reads the names that leads mention.
func (s *site) nameLeads(v *visit, all []landing.Lead) error {
	var ids, offices []string
	for _, l := range all {
		ids, offices = append(ids, string(l.Investor)), append(offices, l.Office)
		if l.Officer == "" {
			continue
		}
		name, err := v.officerName(l.Officer)
		if err != nil {
			return err
		}
		if v.officers == nil {
			v.officers = map[string]string{}
		}
		v.officers[l.Officer] = name
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	return s.nameOffices(v, offices)
}

// leadFields lists what is recorded of a lead, always the same fields in the same order.
func (v *visit) leadFields(l landing.Lead) []recordField {
	field := func(name string, f recordField) recordField {
		f.Label = v.label("landing.field." + name)
		return f
	}
	moment := func(name, text string) recordField {
		at, err := landing.ParseMoment(name, text)
		if err != nil {
			return recordField{Plain: text}
		}
		return recordField{Plain: lang.DateOf(at).Format(v.tag) + " " + at.Format("15:04") + " " + zone(at)}
	}
	became := recordField{}
	if l.Agreement != "" {
		became = recordField{Plain: v.say("follow.to_agreement"), URL: v.workPath("landing", l.Agreement), hidden: l.Agreement}
	}
	return []recordField{
		field("title", recordField{Text: l.Title}), field("edition", recordField{Plain: v.editionLabel(l.Edition)}), field("investor", v.partyField(l.Investor)),
		field("project", recordField{Plain: l.Project}), field("side", v.sideField(l.Side)), field("district", districtField(l.District)), field("office", v.officeField(l.Office)),
		field("officer", recordField{Plain: v.officers[l.Officer], hidden: l.Officer}), field("received", moment("received", l.Received)), field("answered", moment("answered", l.Answered)),
		field("agreement", became), field("code", recordField{Plain: l.Code}), field("note", recordField{Plain: l.Note}),
	}
}

// officeEntry is an entry of a reporting office that there is: a party with the code, a district, or
// one for which somebody holds an office's part.
func officeEntry[T any](s *site, at func(*T) *string) entry[T] {
	e := typed("office", "landing.field.office", "line", at, nil)
	read := e.read
	e.read = func(v *visit, rec *T, form url.Values) error {
		former := *at(rec)
		if err := read(v, rec, form); err != nil || *at(rec) == former || *at(rec) == "" {
			return err
		}
		code := *at(rec)
		if err := s.nameOffices(v, []string{code}); err != nil {
			return err
		}
		if _, ok := v.offices[code]; ok {
			return nil
		}
		if _, err := fair.ParseDistrict(code); err == nil {
			return nil
		}
		grants, err := v.view.Grants(v.Context())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(grants, func(g access.Grant) bool { return g.Office == code }) {
			return lang.Invalid("follow.no_office", lang.Args{"given": short(code)})
		}
		return nil
	}
	return e
}

func (s *site) leadEditor() editor[landing.Lead] {
	type rec = landing.Lead
	line := func(column string, at func(*rec) *string) entry[rec] {
		return typed(column, "landing.field."+column, "line", at, nil)
	}
	entries := textEntries("title", "correct.title", func(l *rec) *lang.Text { return &l.Title })
	entries = append(entries,
		editionEntry(func(l *rec) *int64 { return &l.Edition }),
		partyEntry(s, "investor", "landing.field.investor", func(l *rec) *party.ID { return &l.Investor }),
		line("project", func(l *rec) *string { return &l.Project }),
		sideEntry(func(l *rec) *string { return &l.Side }),
		districtEntry(func(l *rec) *string { return &l.District }),
		officeEntry(s, func(l *rec) *string { return &l.Office }),
		line("received", func(l *rec) *string { return &l.Received }), line("answered", func(l *rec) *string { return &l.Answered }),
		line("code", func(l *rec) *string { return &l.Code }),
		typed("note", "landing.field.note", "area", func(l *rec) *string { return &l.Note }, nil),
	)
	return editor[rec]{
		kind: "lead", entries: entries,
		page:     func(v *visit, l rec) string { return v.workPath("leads", l.ID) },
		title:    func(l rec) lang.Text { return l.Title },
		edition:  func(l rec) int64 { return l.Edition },
		validate: rec.Validate,
		prepare:  func(v *visit, all []rec) error { return s.nameLeads(v, all) },
		fields:   (*visit).leadFields,
		question: func(_ *visit, l rec) (access.Question, error) { return store.LeadQuestion("", l), nil },
		put: func(ctx context.Context, tx *store.Tx, l rec, before journal.Position, how store.How) error {
			_, err := tx.PutLead(ctx, l, before, how.Origin)
			return err
		},
	}
}
