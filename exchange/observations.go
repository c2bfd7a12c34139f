package exchange

import (
	"crypto/rand"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// observationBook is what planning a file of observations keeps.
type observationBook struct {
	*planner
	file     map[string]*seen
	read     map[string][]store.Row[indicator.Observation] // of indicators, when a row lacks a code
	people   map[party.Person]string                       // reference by name and office
	document map[string]bool
	about    map[string]string // identifier of a party or technology by its code
	scope    int               // place of the attribute
	own      []indicator.Definition
}

func (p *planner) readObservations() error {
	b := &observationBook{
		planner: p, file: map[string]*seen{}, read: map[string][]store.Row[indicator.Observation]{},
		people: map[party.Person]string{}, document: map[string]bool{}, about: map[string]string{},
	}
	for i, a := range observationAttrs {
		if a.name == "scope" {
			b.scope = i
		}
	}
	var err error
	if b.own, err = p.view.Definitions(p.ctx); err != nil {
		return err
	}
	return eachBatch(p, observationAttrs, observationRow{}, b.finish, b.handle)
}

func (b *observationBook) finish(r *pending[observationRow]) {
	x := &r.rec
	of, err := indicator.Among(b.own, x.Indicator)
	if x.Indicator == "" && !r.bad {
		fail(b.planner, r, "indicator", lang.Invalid("import.required", lang.Args{"field": lang.Word("import.column.indicator")}))
	} else if x.Indicator != "" && err != nil {
		b.problem(r.row, b.columnNamed("indicator"), true, refusal(err))
	}
	scopeGiven := r.has(b.scope)
	if x.Edition == 0 {
		if n, err := strconv.ParseInt(x.scope[figure.ByEdition], 10, 64); err == nil {
			x.Edition = n
		} else if !scopeGiven {
			x.Edition = b.o.Edition
		}
	}
	if x.Edition != 0 {
		if why := b.knownEdition(x.Edition); why != nil {
			fail(b.planner, r, "edition", why)
		}
		if !scopeGiven && x.scope[figure.ByEdition] == "" {
			x.scope = x.scope.With(figure.ByEdition, strconv.FormatInt(x.Edition, 10))
		}
	}
	if x.Scope = x.scope.String(); x.Scope != "" {
		r.set |= 1 << b.scope
	}
	if why := x.value(b.cells, b.unit, of.Unit); why != nil {
		fail(b.planner, r, "value", why)
	}
	if x.Value == "" && x.Words.Empty() && x.Printed == "" && !r.bad {
		fail(b.planner, r, "value", lang.Invalid("import.observation.empty"))
	}
}

// key is what an observation is recognised by: its code, or else what it says of what,
// and where.
func observationKey(x *indicator.Observation) string {
	if x.Code != "" {
		return "code " + x.Code
	}
	return strings.Join([]string{
		x.Indicator, x.Scope, string(x.AsOf), x.Document, x.Value, x.High, string(x.Qualifier), string(x.Currency), x.Unit, x.Words.Hans, x.Words.Hant, x.Words.En,
	}, "\x00")
}

func (b *observationBook) handle(batch []pending[observationRow]) error {
	var codes, documents, unread []string
	for i := range batch {
		x := &batch[i].rec
		if batch[i].bad {
			continue
		}
		codes = append(codes, x.Code)
		if _, ok := b.read[x.Indicator]; !ok && x.Code == "" {
			b.read[x.Indicator] = nil
			unread = append(unread, x.Indicator)
		}
		if _, ok := b.document[x.Document]; !ok && x.Document != "" {
			b.document[x.Document] = false
			documents = append(documents, x.Document)
		}
	}
	there := map[string]*store.Row[indicator.Observation]{}
	rows, err := store.ByCode[indicator.Observation](b.ctx, b.view, codes)
	if err != nil {
		return err
	}
	others, err := store.ObservationsOf(b.ctx, b.view, unread)
	if err != nil {
		return err
	}
	for _, row := range others {
		b.read[row.Value.Indicator] = append(b.read[row.Value.Indicator], row)
	}
	for i := range rows {
		there[observationKey(&rows[i].Value)] = &rows[i]
	}
	for _, list := range b.read {
		for i := range list {
			without := list[i].Value
			without.Code = ""
			if without.Qualifier == figure.Unknown {
				without.Qualifier = ""
			}
			there[observationKey(&without)] = &list[i]
		}
	}
	if err := b.learnAbout(batch); err != nil {
		return err
	}
	known, err := store.ByCode[fair.Document](b.ctx, b.view, documents)
	if err != nil {
		return err
	}
	for _, d := range known {
		b.document[d.Value.Code] = true
	}
	for i := range batch {
		r := &batch[i]
		if r.bad {
			b.leftOut()
			continue
		}
		key := observationKey(&r.rec.Observation)
		if again(b.planner, r, b.file[key], "observation", r.rec.Code, r.rec.Words) {
			continue
		}
		b.file[key] = &seen{row: r.row, hash: r.hash}
		if err := b.settle(r, there[key]); err != nil {
			return err
		}
	}
	return nil
}

func (b *observationBook) settle(r *pending[observationRow], there *store.Row[indicator.Observation]) error {
	x := &r.rec
	if x.Document != "" && !b.document[x.Document] {
		b.problem(r.row, b.columnNamed("document"), true, lang.Invalid("import.document.unknown", lang.Args{"given": x.Document}))
	}
	if x.about != "" {
		if x.About = b.about[x.about]; x.About == "" {
			fail(b.planner, r, "about", lang.Invalid("import.crossed.about", lang.Args{"given": x.about}))
			b.leftOut()
			return nil
		}
	}
	if !x.person.Name.Empty() || !x.person.Office.Empty() {
		ref, err := b.person(x.person)
		if err != nil {
			return err
		}
		x.StatedBy = ref
	}
	out := Outcome{Row: r.row, Record: "observation", Code: x.Code, Title: x.Words, Action: ActionCreate}
	w := write[indicator.Observation]{row: r.row, action: journal.Created}
	if there == nil {
		w.rec = x.Observation
		w.rec.ID = b.newID()
		if w.rec.Kind == "" {
			w.rec.Kind = indicator.KindPrinted
		}
		if w.rec.Qualifier == "" {
			w.rec.Qualifier = figure.Unknown
		}
	} else {
		merged, changes := merge(observationAttrs, observationRow{Observation: there.Value}, r)
		w.rec, w.before, w.action = merged.Observation, there.Since, journal.Corrected
		out.Matched, out.Changes, out.Title, out.Action = "import.match.observation", changes, merged.Words, ActionCorrect
		if x.Code != "" {
			out.Matched = "import.match.code"
		}
		if len(changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	out.ID = w.rec.ID
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.observations = append(b.plan.observations, w)
	}
	return nil
}

// person returns the reference of somebody of that name and office, made when the fair
// has none. Somebody without an office in the file, or in the record, is the same person.
func (b *observationBook) person(who party.Person) (string, error) {
	if ref, ok := b.people[who]; ok {
		return ref, nil
	}
	known, err := store.PeopleNamed(b.ctx, b.view, who.Name)
	if err != nil {
		return "", err
	}
	same := func(p party.Person) bool {
		if p.Office.Empty() || who.Office.Empty() {
			return true
		}
		for _, tag := range lang.Tags {
			if a, b := p.Office.Get(tag), who.Office.Get(tag); a != "" && lang.Fold(a) == lang.Fold(b) {
				return true
			}
		}
		return false
	}
	for _, p := range known {
		if same(p) {
			b.people[who] = p.Ref
			return p.Ref, nil
		}
	}
	for p, ref := range b.people {
		for _, tag := range lang.Tags {
			if n := p.Name.Get(tag); n != "" && n == who.Name.Get(tag) && same(p) {
				b.people[who] = ref
				return ref, nil
			}
		}
	}
	made := who
	made.Ref = rand.Text()
	b.people[who] = made.Ref
	b.plan.people = append(b.plan.people, made)
	return made.Ref, nil
}

// learnAbout looks up the parties and technologies that the rows speak of.
func (b *observationBook) learnAbout(batch []pending[observationRow]) error {
	var codes []string
	for i := range batch {
		codes = append(codes, batch[i].rec.about)
	}
	parties, err := store.ByCode[party.Party](b.ctx, b.view, codes)
	if err != nil {
		return err
	}
	technologies, err := store.ByCode[landing.Technology](b.ctx, b.view, codes)
	for _, t := range technologies {
		b.about[t.Value.Code] = t.Value.ID
	}
	for _, p := range parties {
		b.about[p.Value.Code] = string(p.Value.ID)
	}
	return err
}
