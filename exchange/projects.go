package exchange

import (
	"crypto/rand"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// projectBook is what planning a file of projects keeps.
type projectBook struct {
	*planner
	file   index
	titles titleBook
}

func (p *planner) readProjects() error {
	b := &projectBook{planner: p, file: newIndex()}
	b.titles = titleBook{func(edition int64, fn func(store.Titled)) error {
		return store.ProjectTitles(p.ctx, p.view, edition, fn)
	}, map[int64]map[uint64]string{}}
	return eachBatch(p, projectAttrs, projectRow{}, b.finish, b.handle)
}

func (b *projectBook) finish(r *pending[projectRow]) {
	x := &r.rec
	ofEdition(b.planner, r, &x.Edition)
	if x.amount != "" {
		amount, err := b.cells.amount(x.amount, b.unitOf(x.unit), x.currency)
		if err != nil {
			fail(b.planner, r, "amount", refusal(err))
		} else if x.Amount = amount; amount.Minor < 0 {
			fail(b.planner, r, "amount", lang.Invalid("record.negative"))
		}
	}
}

func (b *projectBook) handle(batch []pending[projectRow]) error {
	var codes, names, ids []string
	for i := range batch {
		if r := &batch[i]; !r.bad {
			ids = append(ids, b.bound[r.row])
			codes = append(codes, r.rec.Code)
			names = append(names, r.rec.owner)
		}
	}
	if err := b.book.learn(names); err != nil {
		return err
	}
	found := map[int]string{}
	for i := range batch {
		r := &batch[i]
		if r.bad || r.rec.Code != "" || b.bound[r.row] != "" {
			continue
		}
		id, err := b.titles.find(b.planner, r.rec.Edition, store.Titled{Title: r.rec.Title, Amount: r.rec.Amount})
		if err != nil {
			return err
		}
		if id == "?" {
			fail(b.planner, r, "title", lang.Invalid("import.title.several", lang.Args{"given": aTitle(r.rec.Title)}))
		} else if id != "" {
			found[i] = id
			ids = append(ids, id)
		}
	}
	byCode, err := store.ByCode[project.Project](b.ctx, b.view, codes)
	if err != nil {
		return err
	}
	byID, err := store.ByID[project.Project](b.ctx, b.view, ids)
	if err != nil {
		return err
	}
	coders, titled := map[coded]*store.Row[project.Project]{}, map[string]*store.Row[project.Project]{}
	for i := range byCode {
		if b.mine != nil && !b.mine(byCode[i].Value) {
			continue
		}
		coders[coded{byCode[i].Value.Code, byCode[i].Value.Edition}] = &byCode[i]
	}
	for i := range byID {
		if b.mine != nil && !b.mine(byID[i].Value) {
			continue
		}
		titled[string(byID[i].Value.ID)] = &byID[i]
	}
	for i := range batch {
		r := &batch[i]
		if r.bad {
			b.leftOut()
			continue
		}
		if id := b.bound[r.row]; id != "" {
			if titled[id] == nil {
				fail(b.planner, r, "", lang.Invalid("record.not_found", lang.Args{"kind": "project"}))
				continue
			}
			r.set |= asked(projectAttrs, Projects)
			b.settle(r, titled[id], "import.match.draft")
			continue
		}
		if r.rec.Code != "" {
			key := coded{r.rec.Code, r.rec.Edition}
			if !again(b.planner, r, b.file.byCode[key], "project", r.rec.Code, r.rec.Title) {
				b.file.byCode[key] = b.settle(r, coders[key], "import.match.code")
			}
			continue
		}
		key := b.titleKey(r.rec.Edition, aTitle(r.rec.Title), r.rec.Amount, "")
		if !again(b.planner, r, b.file.byTitle[key], "project", "", r.rec.Title) {
			b.file.byTitle[key] = b.settle(r, titled[found[i]], "import.match.title")
		}
	}
	return nil
}

func (b *projectBook) settle(r *pending[projectRow], there *store.Row[project.Project], why string) *seen {
	s := &seen{row: r.row, hash: r.hash}
	if r.rec.owner != "" {
		id, refused := b.book.find(r.rec.owner, r.row)
		if refused != nil {
			fail(b.planner, r, "owner", refused)
			b.leftOut()
			return s
		}
		r.rec.Owner = id
	}
	out := Outcome{Row: r.row, Record: "project", Code: r.rec.Code, Title: r.rec.Title, Action: ActionCreate}
	w := write[project.Project]{row: r.row, action: journal.Created}
	if there == nil {
		w.rec = r.rec.Project
		w.rec.ID = project.ID(b.newID())
		if _, err := b.officer(r, &w.rec); err != nil {
			fail(b.planner, r, "officer", refusal(err))
		}
	} else {
		merged, changes := merge(projectAttrs, projectRow{Project: there.Value}, r)
		w.rec, w.before, w.action = merged.Project, there.Since, journal.Corrected
		out.Matched, out.Changes, out.Title, out.Action = why, changes, merged.Title, ActionCorrect
		if officer, err := b.officer(r, &w.rec); err != nil {
			fail(b.planner, r, "officer", refusal(err))
		} else if officer != nil {
			out.Changes = append(out.Changes, *officer)
		}
		if len(out.Changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	s.id = string(w.rec.ID)
	out.ID = s.id
	if !validate(b.planner, r, w.rec.Validate()) {
		b.leftOut()
		return s
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.projects = append(b.plan.projects, w)
	}
	return s
}

// officer has the project name the responsible person of the row, and returns what that changes;
// nil when it names none, or the one who is named already.
func (b *projectBook) officer(r *pending[projectRow], to *project.Project) (*Change, error) {
	if r.rec.officer == "" || b.typed {
		return nil, nil
	}
	who := party.Person{Name: lang.Text{}.With(inOwn(r.rec.officer), r.rec.officer)}
	if r.rec.post != "" {
		who.Office = who.Office.With(inOwn(r.rec.post), r.rec.post)
	}
	var before party.Person
	if to.Officer != "" {
		var err error
		if before, err = b.view.Person(b.ctx, to.Officer); err != nil {
			return nil, err
		}
	}
	if before.Name == who.Name && before.Office == who.Office {
		return nil, nil
	}
	who.Ref = rand.Text()
	to.Officer = who.Ref
	b.plan.people = append(b.plan.people, who)
	old, _ := before.Name.In(lang.Hans)
	return &Change{"officer", old, r.rec.officer}, nil
}
