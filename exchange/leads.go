package exchange

import (
	"crypto/rand"
	"slices"

	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

type leadRow struct {
	landing.Lead
	investor      string // name or code of the party
	agreement     string // code of the agreement that it became
	officer, post string
}

var leadAttrs = slices.Concat([]attr[leadRow]{
	plainText("code", func(r *leadRow) *string { return &r.Code }),
	number("edition", func(r *leadRow) *int64 { return &r.Edition }, (*cells).edition),
}, titles("title", func(r *leadRow) *lang.Text { return &r.Title }), []attr[leadRow]{
	held("investor", func(r *leadRow) *string { return &r.investor },
		func(to, from *leadRow) { to.Investor = from.Investor }, func(r *leadRow) string { return string(r.Investor) }),
	plainText("project", func(r *leadRow) *string { return &r.Project }),
	worded("side", func(r *leadRow) *string { return &r.Side }, (*cells).side),
	worded("district", func(r *leadRow) *string { return &r.District }, (*cells).district),
	plainText("office", func(r *leadRow) *string { return &r.Office }),
	held("officer", func(r *leadRow) *string { return &r.officer }, nil, nil),
	held("officer_post", func(r *leadRow) *string { return &r.post }, nil, nil),
	worded("received", func(r *leadRow) *string { return &r.Received }, moment("received")),
	worded("answered", func(r *leadRow) *string { return &r.Answered }, moment("answered")),
	held("agreement", func(r *leadRow) *string { return &r.agreement },
		func(to, from *leadRow) { to.Agreement = from.Agreement }, func(r *leadRow) string { return r.Agreement }),
	plainText("note", func(r *leadRow) *string { return &r.Note }),
})

// moment reads a date and time with its zone.
func moment(field string) func(*cells, string) (string, error) {
	return func(_ *cells, text string) (string, error) {
		t, err := landing.ParseMoment(field, lang.HalfWidth(text))
		if err != nil {
			return "", err
		}
		return t.Format("2006-01-02T15:04:05Z07:00"), nil
	}
}

// leadBook is what planning a file of leads keeps.
type leadBook struct {
	*planner
	file map[coded]*seen
}

func (p *planner) readLeads() error {
	b := &leadBook{planner: p, file: map[coded]*seen{}}
	return eachBatch(p, leadAttrs, leadRow{}, b.finish, b.handle)
}

func (b *leadBook) finish(r *pending[leadRow]) {
	x := &r.rec
	if x.Edition == 0 {
		x.Edition = b.o.Edition
	}
	if x.Edition == 0 && !r.bad {
		fail(b.planner, r, "edition", lang.Invalid("import.edition.required"))
	} else if why := b.knownEdition(x.Edition); x.Edition != 0 && why != nil {
		fail(b.planner, r, "edition", why)
	}
	if x.Code == "" && !r.bad {
		fail(b.planner, r, "code", lang.Invalid("import.required", lang.Args{"field": lang.Word("landing.field.code")}))
	}
}

func (b *leadBook) handle(batch []pending[leadRow]) error {
	var codes, names, agreements []string
	for i := range batch {
		if r := &batch[i]; !r.bad {
			codes, names, agreements = append(codes, r.rec.Code), append(names, r.rec.investor), append(agreements, r.rec.agreement)
		}
	}
	if err := b.book.learn(names); err != nil {
		return err
	}
	rows, err := store.ByCode[landing.Lead](b.ctx, b.view, codes)
	if err != nil {
		return err
	}
	signed, err := agreementsNamed(b.planner, agreements)
	if err != nil {
		return err
	}
	there := map[coded]*store.Row[landing.Lead]{}
	for i := range rows {
		there[coded{rows[i].Value.Code, rows[i].Value.Edition}] = &rows[i]
	}
	for i := range batch {
		r := &batch[i]
		if r.bad {
			b.leftOut()
			continue
		}
		key := coded{r.rec.Code, r.rec.Edition}
		if again(b.planner, r, b.file[key], "lead", r.rec.Code, r.rec.Title) {
			continue
		}
		b.file[key] = &seen{row: r.row, hash: r.hash}
		if err := b.settle(r, there[key], signed); err != nil {
			return err
		}
	}
	return nil
}

func (b *leadBook) settle(r *pending[leadRow], there *store.Row[landing.Lead], signed namedAgreements) error {
	x := &r.rec
	if x.investor != "" {
		id, why := b.book.find(x.investor, r.row)
		if why != nil {
			fail(b.planner, r, "investor", why)
		}
		x.Investor = id
	}
	if x.agreement != "" {
		a, why := signed.find(x.agreement)
		if why != nil {
			fail(b.planner, r, "agreement", why)
		}
		x.Agreement = a.id
	}
	if r.bad {
		b.leftOut()
		return nil
	}
	out := Outcome{Row: r.row, Record: "lead", Code: x.Code, Title: x.Title, Action: ActionCreate}
	w := write[landing.Lead]{row: r.row, action: journal.Created}
	if there == nil {
		w.rec = x.Lead
		w.rec.ID = b.newID()
	} else {
		merged, changes := merge(leadAttrs, leadRow{Lead: there.Value}, r)
		w.rec, w.before, w.action = merged.Lead, there.Since, journal.Corrected
		out.Matched, out.Changes, out.Title, out.Action = "import.match.code", changes, merged.Title, ActionCorrect
	}
	officer, err := responsible(b.planner, x.officer, x.post, &w.rec.Officer)
	if err != nil {
		return err
	}
	if officer != nil && there != nil {
		out.Changes = append(out.Changes, *officer)
	}
	if there != nil && len(out.Changes) == 0 {
		out.Action = ActionUnchanged
	}
	out.ID = w.rec.ID
	if !validate(b.planner, r, w.rec.Validate()) {
		b.leftOut()
		return nil
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.leads = append(b.plan.leads, w)
	}
	return nil
}

// responsible has a record name the person of a row, and returns what that changes; nil when the
// row names none, or the one who is named already.
func responsible(p *planner, name, post string, ref *string) (*Change, error) {
	if name == "" {
		return nil, nil
	}
	who := party.Person{Name: lang.Text{}.With(inOwn(name), name)}
	if post != "" {
		who.Office = who.Office.With(inOwn(post), post)
	}
	var before party.Person
	if *ref != "" {
		var err error
		if before, err = p.view.Person(p.ctx, *ref); err != nil {
			return nil, err
		}
	}
	if before.Name == who.Name && before.Office == who.Office {
		return nil, nil
	}
	who.Ref = rand.Text()
	*ref = who.Ref
	p.plan.people = append(p.plan.people, who)
	old, _ := before.Name.In(lang.Hans)
	return &Change{"officer", old, name}, nil
}
