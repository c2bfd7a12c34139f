package exchange

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// Options say what is brought in and how.
type Options struct {
	Fair    string // not needed for rates, which all fairs share
	Actor   string
	Kind    Kind
	Edition int64    // of the rows that do not name theirs; 0 when each does
	Confirm []string // sides that confirm the agreements by this file
	Sheet   string   // "" for the mapping's or the first that has headings
	Mapping *Mapping
	Partial bool      // leave out the rows with errors instead of refusing the file
	DryRun  bool      // plan only
	Today   lang.Date // what is said to be done later than this is refused; "" takes the clock's
	Detail  int       // how many of each sort of detail the preview keeps; 0 means 20

	// For is whose rights each row is held against; nil for the operator, who may import all.
	For *access.Actor

	// Progress is told how far a step has come; it may be nil. Total is 0 when it is not
	// known beforehand.
	Progress func(step Step, done, total int64)
}

// A Step is a part of an import's work.
type Step string

// The steps, in their order.
const (
	Reading    Step = "read"
	Staging    Step = "stage"
	Committing Step = "commit"
)

// problemsKept is how many problems a preview keeps for each detail it keeps: they are
// what a person works through.
const problemsKept = 10

// A write is one version of a record that the plan holds.
type write[T any] struct {
	rec    T
	before journal.Position // the version that it follows; 0 for a new record
	follow int              // when above 0: the place in the plan, from 1, of the write that it follows
	action string
	row    int64
}

// A plan is all that an import would write, in the order of writing.
type plan struct {
	at           journal.Position // of the record that it was made from
	people       []party.Person
	parties      []write[party.Party]
	projects     []write[project.Project]
	agreements   []write[agreement.Agreement]
	amendments   []write[agreement.Amendment]
	observations []write[indicator.Observation]
	leads        []write[landing.Lead]
	milestones   []write[landing.Milestone]
	technologies []write[landing.Technology]
	deployments  []write[landing.Deployment]
	research     []write[landing.Research]
	programmes   []write[landing.Programme]
	facilities   []write[landing.Facility]
	paths        []write[landing.Path]
	enterprises  []write[party.Enterprise]
	listings     []write[party.Listing]
	delegates    []write[delegate.Delegate]
	interests    []write[match.Interest]
	chunks       []store.Chunk
}

func (p *plan) size() int {
	return len(p.parties) + len(p.projects) + len(p.agreements) + len(p.amendments) + len(p.observations) + len(p.leads) + len(p.milestones) +
		len(p.technologies) + len(p.deployments) + len(p.research) + len(p.programmes) + len(p.facilities) + len(p.paths) + len(p.enterprises) + len(p.listings) + len(p.delegates) + len(p.interests)
}

// A planner reads a file against a view of the record and makes the plan.
type planner struct {
	ctx      context.Context
	view     store.View
	src      *Source
	o        Options
	newID    func() string
	layout   *layout
	cells    *cells
	editions map[int64]fair.Edition
	confirm  fair.SideSet
	unit     money.Unit // of the amounts
	book     *partyBook
	preview  *Preview
	kept     map[string]int
	problems int
	warnings int
	plan     plan
	chunk    chunkBuilder
	seed     maphash.Seed

	// Of what was typed in forms, see ReadTyped.
	typed bool
	bound map[int64]string // the record that a row is about, by the row
	mine  func(any) bool   // whether a record may be taken for the one that a row is about
}

// makePlan reads the file and matches it to the record of the view.
func makePlan(ctx context.Context, view store.View, newID func() string, src *Source, o Options) (*plan, *Preview, error) {
	return newPlanner(ctx, view, newID, src, o).make()
}

func newPlanner(ctx context.Context, view store.View, newID func() string, src *Source, o Options) *planner {
	if o.Detail == 0 {
		o.Detail = 20
	}
	p := &planner{
		ctx: ctx, view: view, src: src, o: o, newID: newID, kept: map[string]int{}, seed: maphash.MakeSeed(),
		preview:  &Preview{Fair: view.Fair, Kind: o.Kind, File: src.Name, SHA256: src.SHA256},
		editions: map[int64]fair.Edition{},
	}
	p.plan.at = view.At
	return p
}

func (p *planner) make() (*plan, *Preview, error) {
	if err := p.begin(); err != nil {
		return nil, nil, err
	}
	var err error
	switch p.o.Kind {
	case Projects:
		err = p.readProjects()
	case Agreements:
		err = p.readAgreements()
	case Parties:
		err = p.readParties()
	case Observations:
		err = p.readObservations()
	case Leads:
		err = p.readLeads()
	case Milestones:
		err = p.readMilestones()
	case Technologies:
		err = p.readTechnologies()
	case Deployments:
		err = p.readDeployments()
	case Research:
		err = p.readResearch()
	case Programmes:
		err = p.readProgrammes()
	case Facilities:
		err = p.readFacilities()
	case Paths:
		err = p.readPaths()
	case Enterprises:
		err = p.readEnterprises()
	case Listings:
		err = p.readListings()
	case Delegates:
		err = p.readDelegates()
	case Interests:
		err = p.readInterests()
	}
	if err == nil {
		err = p.chunk.close()
	}
	if err == nil {
		err = p.namesForIDs()
	}
	if err != nil {
		return nil, nil, err
	}
	if p.src.keyed {
		p.preview.withoutLetters()
	}
	p.plan.parties = append(p.book.created, p.plan.parties...)
	p.plan.chunks = p.chunk.done
	p.preview.sort()
	return &p.plan, p.preview, nil
}

// begin reads the fair, its editions and the layout of the file.
func (p *planner) begin() error {
	f, err := store.Get[fair.Fair](p.ctx, p.view, p.view.Fair)
	if err != nil {
		return err
	}
	editions, err := store.Editions(p.ctx, p.view)
	if err != nil {
		return err
	}
	for _, e := range editions {
		p.editions[e.Value.Number] = e.Value
	}
	if p.o.Edition != 0 {
		if why := p.knownEdition(p.o.Edition); why != nil {
			return why
		}
	}
	p.cells = &cells{fair: f.Value, seen: map[seenWord]string{}, parts: map[string][]share{}}
	for _, side := range p.o.Confirm {
		code, err := p.cells.side(tidy(side))
		if err != nil {
			return err
		}
		_, i := f.Value.SideNamed(code)
		p.confirm |= fair.SideBit(i)
	}
	l, err := layoutOf(p.ctx, p.src, p.o.Kind, f.Value, p.o.Sheet, p.o.Mapping)
	if err != nil {
		return err
	}
	p.layout, p.cells.layout = l, l
	p.chunk = chunkBuilder{sheet: l.sheet, headings: l.headings}
	for _, name := range []string{"amount", "value"} {
		if at := slices.Index(l.columns, name); at >= 0 {
			p.unit = l.units[at]
		}
	}
	p.book = newPartyBook(p)
	describe(p.preview, p.src, l)
	return nil
}

// describe says in the preview what of the file is understood.
func describe(v *Preview, src *Source, l *layout) {
	v.Sheet, v.HeadingRow = l.sheet, l.row
	for _, s := range src.Sheets {
		if s != l.sheet {
			v.Others = append(v.Others, s)
		}
	}
	for i, h := range l.headings {
		switch name := l.columns[i]; {
		case name != "":
			c := Column{Letter: Letter(i), Heading: tidy(h), Name: name}
			if u := l.units[i]; inMoney(name) && u.Scale > 0 {
				c.Unit = strings.TrimSpace(string(u.Currency) + " × " + ratOf(u.Scale).RatString())
			}
			v.Columns = append(v.Columns, c)
		case h != "" || l.ignored[i]:
			v.NotUnderstood = append(v.NotUnderstood, Unknown{Letter: Letter(i), Heading: tidy(h), Ignored: l.ignored[i]})
		}
	}
	for _, c := range l.constants {
		v.Columns = append(v.Columns, Column{Heading: c.text, Name: c.column})
	}
}

// notUnderstood counts the cells of a row that stand in columns which say nothing.
func notUnderstood(v *Preview, l *layout, r *Row) {
	for i, text := range r.Cells {
		if text == "" || i < len(l.columns) && l.columns[i] != "" {
			continue
		}
		at := slices.IndexFunc(v.NotUnderstood, func(u Unknown) bool { return u.Letter == Letter(i) })
		if at < 0 { // a column without a heading
			at = len(v.NotUnderstood)
			v.NotUnderstood = append(v.NotUnderstood, Unknown{Letter: Letter(i)})
		}
		u := &v.NotUnderstood[at]
		if u.Cells++; u.Cells == 1 {
			u.Example = shorten(tidy(text), 60)
		}
	}
}

// knownEdition refuses the number of an edition that the fair does not have.
func (p *planner) knownEdition(n int64) *lang.Error {
	if _, ok := p.editions[n]; ok {
		return nil
	}
	low, high := int64(0), int64(0)
	for number := range p.editions {
		if low == 0 || number < low {
			low = number
		}
		high = max(high, number)
	}
	if high == 0 {
		return lang.Invalid("import.edition.none", lang.Args{"given": n})
	}
	return lang.Invalid("import.edition.unknown", lang.Args{"given": n, "first": low, "last": high})
}

// problem notes what is wrong in a row. The column is its place in the file, -1 when it is
// about the row.
func (p *planner) problem(row int64, column int, warning bool, why *lang.Error) {
	x := Problem{Sheet: p.layout.sheet, Row: row, Warning: warning, Why: why}
	if column >= 0 {
		if x.Letter = Letter(column); p.src.keyed {
			x.Letter = ""
		}
		if column < len(p.layout.headings) {
			x.Heading = tidy(p.layout.headings[column])
		}
	}
	kept := &p.problems
	if warning {
		p.preview.Warnings++
		kept = &p.warnings
	} else {
		p.preview.Errors++
	}
	if *kept < p.o.Detail*problemsKept {
		*kept++
		p.preview.Problems = append(p.preview.Problems, x)
	}
}

// unitOf is the unit of a row's amount: what the row says of it goes before the heading.
func (p *planner) unitOf(row money.Unit) money.Unit {
	if row.Scale > 0 {
		return row
	}
	return p.unit
}

// ofEdition gives a row its edition: its own, or the one that the whole file is of.
func ofEdition[R any](p *planner, r *pending[R], at *int64) {
	if *at == 0 {
		*at = p.o.Edition
	}
	if *at == 0 && !r.bad {
		fail(p, r, "edition", lang.Invalid("import.edition.required"))
	} else if why := p.knownEdition(*at); *at != 0 && why != nil {
		fail(p, r, "edition", why)
	}
}

// columnNamed returns the place of a column in the file, -1 when it is not there.
func (p *planner) columnNamed(name string) int {
	at := slices.Index(p.layout.columns, name)
	for _, suffix := range []string{"_hans", "_hant", "_en"} {
		if at < 0 {
			at = slices.Index(p.layout.columns, name+suffix)
		}
	}
	return at
}

// A pending row is read and not yet matched.
type pending[T any] struct {
	rec  T
	set  uint64 // the attributes that the row gives, by their places
	row  int64
	hash uint64
	bad  bool
}

func (r *pending[T]) has(i int) bool { return r.set&(1<<i) != 0 }

// batchRows is how many rows are looked up at once.
const batchRows = 5000

// eachBatch reads the rows below the headings and hands them on in batches. Finish makes
// a row's record whole from its cells, and is asked about a row that has an error too, so
// that all that is wrong in it is said at once; such a row is handed on as bad.
func eachBatch[T any](p *planner, attrs []attr[T], start T, finish func(*pending[T]), handle func([]pending[T]) error) error {
	if len(attrs) > 64 {
		panic("exchange: a row has more attributes than bits")
	}
	place := map[string]int{}
	for i, a := range attrs {
		place[a.name] = i
	}
	at := make([]int, len(p.layout.columns))
	for i, name := range p.layout.columns {
		at[i] = -1
		if n, ok := place[name]; ok {
			at[i] = n
		}
	}
	worded := make([]bool, len(attrs))
	for i, a := range attrs {
		worded[i] = p.layout.worded(a.name)
	}
	batch := make([]pending[T], 0, batchRows)
	var h maphash.Hash
	h.SetSeed(p.seed)
	read := func(r *pending[T], n int, text string, column int) bool {
		if attrs[n].lines {
			text = tidyLines(text)
		} else {
			text = tidy(text)
		}
		if text == "" {
			return false
		}
		if worded[n] {
			if text = p.layout.meaning(attrs[n].name, text); text == "" {
				return false
			}
		}
		if cleared(text) {
			r.set |= 1 << n
			return true
		}
		p.cells.field = n
		if err := attrs[n].read(p.cells, &r.rec, text); err != nil {
			p.problem(r.row, column, false, refusal(err))
			r.bad = true
			return true
		}
		r.set |= 1 << p.cells.field
		return true
	}
	err := p.src.Rows(p.ctx, p.layout.sheet, func(row *Row) error {
		if err := p.chunk.add(row); err != nil {
			return err
		}
		if row.N <= p.layout.row {
			return nil
		}
		if !p.layout.takes(row) {
			p.preview.Apart++
			return nil
		}
		p.preview.Rows++
		notUnderstood(p.preview, p.layout, row)
		batch = append(batch, pending[T]{rec: start, row: row.N})
		r := &batch[len(batch)-1]
		h.Reset()
		for _, bad := range row.bad {
			if bad.column < len(at) && at[bad.column] >= 0 {
				p.problem(r.row, bad.column, false, bad.why)
				r.bad = true
			}
		}
		given := uint64(0)
		for i, text := range row.Cells {
			h.WriteString(text)
			h.WriteByte(0)
			if i < len(at) && at[i] >= 0 && !slices.ContainsFunc(row.bad, func(b badCell) bool { return b.column == i }) {
				if read(r, at[i], text, i) {
					given |= 1 << at[i]
				}
			}
		}
		for _, c := range p.layout.constants {
			if n := place[c.column]; given&(1<<n) == 0 {
				read(r, n, c.text, -1)
			}
		}
		r.hash = h.Sum64()
		finish(r)
		if p.o.Progress != nil && p.preview.Rows%batchRows == 0 {
			p.o.Progress(Reading, p.preview.Rows, 0)
		}
		if len(batch) < batchRows {
			return nil
		}
		err := handle(batch)
		clear(batch)
		batch = batch[:0]
		return err
	})
	if err != nil {
		return err
	}
	if p.o.Progress != nil {
		p.o.Progress(Reading, p.preview.Rows, p.preview.Rows)
	}
	return handle(batch)
}

// fail notes what is wrong in a row that is read, at one of its columns.
func fail[T any](p *planner, r *pending[T], column string, why *lang.Error) {
	p.problem(r.row, p.columnNamed(column), false, why)
	r.bad = true
}

// leftOut counts a bad row when rows may be left out.
func (p *planner) leftOut() {
	if p.o.Partial {
		p.preview.LeftOut++
	}
}

// problemColumns are the columns of the fields that Validate names.
var problemColumns = map[string]string{
	"agreement.field.title": "title", "agreement.field.edition": "edition", "agreement.field.amount": "amount",
	"agreement.field.attribution": "district", "agreement.field.agreement": "amends",
	"project.field.title": "title", "project.field.edition": "edition", "project.field.amount": "amount",
	"scheme.field.name": "name", "scheme.field.status": "status", "scheme.field.budget": "amount", "scheme.field.closes": "closes", "scheme.field.turns": "turns",
	"scheme.field.conditions": "conditions", "scheme.field.sources": "sources", "scheme.field.legs": "legs", "scheme.field.industry": "industry",
	"party.field.name": "name", "party.field.kind": "kind", "party.field.country": "country", "party.field.parent": "parent",
	"landing.field.title": "title", "landing.field.edition": "edition", "landing.field.received": "received", "landing.field.answered": "answered",
	"landing.field.agreement": "agreement", "landing.field.stage": "stage", "landing.field.date": "date", "landing.field.amount": "amount",
	"landing.field.instalment": "instalment", "landing.field.reason": "reason", "landing.field.verified_by": "verified",
	"landing.technology.name": "name", "landing.technology.edition": "edition", "landing.technology.took": "took_low", "landing.technology.place": "place",
	"landing.technology.technology": "technology", "landing.technology.step": "step", "landing.technology.status": "status", "landing.technology.ended": "ended",
	"landing.technology.origins": "patents", "landing.research.title": "title", "landing.research.edition": "edition", "landing.research.ended": "ended",
	"landing.research.outputs": "outputs", "landing.research.steps": "steps",
	"party.enterprise.company": "name", "party.enterprise.from": "from", "party.enterprise.in": "in", "party.enterprise.closed": "closed",
	"party.listing.company": "name", "party.listing.exchange": "exchange", "party.listing.delisted": "delisted",
	"delegate.field.edition": "edition", "delegate.field.party": "party", "delegate.field.role": "role", "delegate.field.languages": "languages", "delegate.field.away": "away", "delegate.field.most": "most",
	"interest.field.edition": "edition", "interest.field.party": "party", "interest.field.industries": "industries", "interest.field.types": "types", "interest.field.directions": "directions",
	"interest.field.places": "places", "interest.field.least": "least_amount", "interest.field.most": "most_amount", "interest.field.text": "words",
	"party.scheme.uscc": "uscc", "party.scheme.lei": "lei", "party.scheme.hk-br": "registration", "party.scheme.hk-cr": "registration",
}

// validate notes what is wrong in a record by itself. It reports whether it may be written.
func validate[T any](p *planner, r *pending[T], found lang.Problems) bool {
	for _, x := range found {
		if x.Warning {
			p.problem(r.row, p.columnNamed(problemColumns[x.Field]), true, x.Why)
			continue
		}
		if x.Why.Key == "error.required" {
			x.Why = lang.Invalid("import.required", lang.Args{"field": lang.Word(x.Field)})
		}
		fail(p, r, problemColumns[x.Field], x.Why)
	}
	return !r.bad
}

// merge puts what a row gives over the record that is there, and lists what changes.
func merge[T any](attrs []attr[T], there T, r *pending[T]) (T, []Change) {
	merged := there
	var changes []Change
	for i, a := range attrs {
		if !r.has(i) || a.copy == nil {
			continue
		}
		before := a.show(&merged)
		a.copy(&merged, &r.rec)
		if after := a.show(&merged); after != before {
			changes = append(changes, Change{a.name, before, after})
		}
	}
	return merged, changes
}

// chunkBuilder gathers rows as they were read into compressed chunks. One chunk at a time
// is compressed beside the reading.
type chunkBuilder struct {
	sheet    string
	headings []string
	numbers  []int64
	rows     [][]string
	done     []store.Chunk

	// Of a file with personal data: the cells of which columns are kept, below the row of the headings. What
	// stands above it is not. Nil keeps all.
	keeps   func(column int) bool
	heading int64

	working chan error // of the chunk that is being compressed, the last in done; nil when none is
}

// chunkRows is how many rows a chunk holds.
const chunkRows = 1000

func (c *chunkBuilder) add(r *Row) error {
	cells := slices.Clone(r.Cells)
	if c.keeps != nil {
		for i := range cells {
			if r.N < c.heading || r.N > c.heading && !c.keeps(i) {
				cells[i] = ""
			}
		}
	}
	c.numbers = append(c.numbers, r.N)
	c.rows = append(c.rows, cells)
	if len(c.rows) < chunkRows {
		return nil
	}
	return c.next()
}

// next begins to compress the rows gathered so far.
func (c *chunkBuilder) next() error {
	if err := c.wait(); err != nil || len(c.rows) == 0 {
		return err
	}
	c.done = append(c.done, store.Chunk{})
	into, numbers, rows := &c.done[len(c.done)-1], c.numbers, c.rows
	working := make(chan error, 1)
	go func() {
		var err error
		*into, err = store.NewChunk(c.sheet, c.headings, numbers, rows)
		working <- err
	}()
	c.working = working
	c.numbers, c.rows = make([]int64, 0, chunkRows), make([][]string, 0, chunkRows)
	return nil
}

// wait waits for the chunk that is being compressed.
func (c *chunkBuilder) wait() error {
	if c.working == nil {
		return nil
	}
	err := <-c.working
	c.working = nil
	return err
}

// close compresses what is left.
func (c *chunkBuilder) close() error {
	if err := c.next(); err != nil {
		return err
	}
	return c.wait()
}
