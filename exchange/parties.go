package exchange

import (
	"cmp"
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// partyFile is what planning a file of parties keeps.
type partyFile struct {
	*planner
	rows   []settledParty
	byWord map[string]*seen // by code, register number and key of the name, each with its sort in front
}

// A settledParty is a row whose party is known, and whose parent may stand further down.
type settledParty struct {
	r     pending[partyRow]
	there *store.Row[party.Party]
	why   string
	id    party.ID
}

func (p *planner) readParties() error {
	f := &partyFile{planner: p, byWord: map[string]*seen{}}
	if err := eachBatch(p, partyAttrs, partyRow{}, func(*pending[partyRow]) {}, f.handle); err != nil {
		return err
	}
	return f.settleAll()
}

// words returns what a party may be known by, the surest first.
func words(x party.Party) []string {
	var list []string
	add := func(sort, word string) {
		if word != "" {
			list = append(list, sort+word)
		}
	}
	add("code ", x.Code)
	add("uscc ", x.USCC)
	add("lei ", x.LEI)
	for _, tag := range lang.Tags {
		add("name ", lang.NameKey(x.Name.Get(tag)))
	}
	return list
}

func (f *partyFile) handle(batch []pending[partyRow]) error {
	var codes, credit, lei, keys []string
	for i := range batch {
		x := &batch[i].rec
		if batch[i].bad {
			continue
		}
		codes, credit, lei = append(codes, x.Code), append(credit, x.USCC), append(lei, x.LEI)
		for _, tag := range lang.Tags {
			if key := lang.NameKey(x.Name.Get(tag)); key != "" {
				keys = append(keys, key)
			}
		}
	}
	there := map[string][]*store.Row[party.Party]{}
	for _, look := range []func() ([]store.Row[party.Party], error){
		func() ([]store.Row[party.Party], error) { return store.ByCode[party.Party](f.ctx, f.view, codes) },
		func() ([]store.Row[party.Party], error) {
			return store.PartiesRegistered(f.ctx, f.view, party.USCC, credit)
		},
		func() ([]store.Row[party.Party], error) {
			return store.PartiesRegistered(f.ctx, f.view, party.LEI, lei)
		},
		func() ([]store.Row[party.Party], error) { return store.PartiesNamed(f.ctx, f.view, keys) },
	} {
		rows, err := look()
		if err != nil {
			return err
		}
		for i := range rows {
			for _, word := range words(rows[i].Value) {
				if !slices.ContainsFunc(there[word], func(r *store.Row[party.Party]) bool { return r.Value.ID == rows[i].Value.ID }) {
					there[word] = append(there[word], &rows[i])
				}
			}
		}
	}
	for i := range batch {
		if r := &batch[i]; r.bad {
			f.leftOut()
		} else {
			f.match(r, there)
		}
	}
	return nil
}

// match finds the party that a row is about, in the file and in the record.
func (f *partyFile) match(r *pending[partyRow], there map[string][]*store.Row[party.Party]) {
	x := r.rec.Party
	list := words(x)
	if len(list) == 0 {
		fail(f.planner, r, "name", lang.Invalid("import.required", lang.Args{"field": lang.Word("party.field.name")}))
		f.leftOut()
		return
	}
	for _, word := range list {
		before := f.byWord[word]
		if before == nil {
			continue
		}
		// The same name with another code is another party, or a slip: it is said.
		if word[:5] == "name " && before.hash != r.hash && (x.Code != "" || x.USCC != "" || x.LEI != "") {
			f.problem(r.row, f.columnNamed("name"), true, lang.Invalid("import.party.same_name", lang.Args{"first": before.row}))
			continue
		}
		if again(f.planner, r, before, "party", cmp.Or(x.Code, x.USCC, x.LEI), x.Name) {
			return
		}
	}
	s := settledParty{r: *r}
	for _, word := range list {
		found := there[word]
		if word[:5] == "name " {
			// A name is a reason to ask; what is surer may say that they are two.
			found = slices.DeleteFunc(slices.Clone(found), func(row *store.Row[party.Party]) bool {
				other := row.Value
				if x.Code != "" && other.Code != "" && x.Code != other.Code {
					return true
				}
				_, ok := party.Similar(other, x)
				return !ok
			})
		}
		if len(found) > 1 {
			fail(f.planner, r, "name", lang.Invalid("import.party.several", lang.Args{"given": aTitle(x.Name)}))
			f.leftOut()
			return
		}
		if len(found) == 1 {
			s.there = found[0]
			sort, _, _ := strings.Cut(word, " ")
			s.why = map[string]string{"code": "import.match.code", "uscc": "party.similar.uscc", "lei": "party.similar.lei", "name": "party.similar.name"}[sort]
			break
		}
	}
	if s.there != nil {
		s.id = s.there.Value.ID
	} else {
		s.id = party.ID(f.newID())
	}
	mark := &seen{row: r.row, hash: r.hash, id: string(s.id)}
	for _, word := range list {
		if f.byWord[word] == nil {
			f.byWord[word] = mark
		}
	}
	f.rows = append(f.rows, s)
}

// settleAll plans the rows, now that every party of the file is known.
func (f *partyFile) settleAll() error {
	var parents []string
	for i := range f.rows {
		if parent := f.rows[i].r.rec.parent; parent != "" && f.inFile(parent) == "" {
			parents = append(parents, parent)
		}
	}
	if err := f.book.learn(parents); err != nil {
		return err
	}
	for i := range f.rows {
		f.settle(&f.rows[i])
	}
	return nil
}

// inFile returns the party of the file that has the code or the name.
func (f *partyFile) inFile(text string) party.ID {
	for _, word := range []string{"code " + text, "name " + lang.NameKey(text)} {
		if s := f.byWord[word]; s != nil {
			return party.ID(s.id)
		}
	}
	return ""
}

func (f *partyFile) settle(s *settledParty) {
	r := &s.r
	if parent := r.rec.parent; parent != "" {
		r.rec.Parent = f.inFile(parent)
		if r.rec.Parent == "" {
			id, why := f.book.find(parent, r.row)
			if why != nil {
				fail(f.planner, r, "parent", why)
				f.leftOut()
				return
			}
			r.rec.Parent = id
		}
	}
	out := Outcome{Row: r.row, Record: "party", ID: string(s.id), Code: r.rec.Code, Title: r.rec.Name, Action: ActionCreate}
	w := write[party.Party]{row: r.row, action: journal.Created}
	if s.there == nil {
		w.rec = r.rec.Party
		w.rec.ID = s.id
		if w.rec.Kind == "" {
			w.rec.Kind = kindOf(aTitle(w.rec.Name))
		}
	} else {
		merged, changes := merge(partyAttrs, partyRow{Party: s.there.Value}, r)
		w.rec, w.before, w.action = merged.Party, s.there.Since, journal.Corrected
		out.Matched, out.Changes, out.Title, out.Action = s.why, changes, merged.Name, ActionCorrect
		if len(changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	if !validate(f.planner, r, w.rec.Validate()) {
		f.leftOut()
		return
	}
	f.preview.outcome(out, f.o.Detail, f.kept)
	if out.Action != ActionUnchanged {
		f.plan.parties = append(f.plan.parties, w)
	}
}
