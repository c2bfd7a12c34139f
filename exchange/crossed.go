package exchange

import (
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// crossing are the kinds of records that tell what crossed: each is found by its code within the
// fair (docs/technology.md).
type crossing interface {
	landing.Technology | landing.Deployment | landing.Research | landing.Programme | landing.Facility | landing.Path | party.Enterprise | party.Listing
}

// A crossBook is what planning a file of one of these kinds keeps.
type crossBook[R any, T crossing] struct {
	*planner
	record string
	attrs  []attr[R]
	of     func(*R) *T
	with   func(T) R // a row that says what the record says
	ids    func(*T) crossIDs
	title  func(*R) lang.Text
	voice  func(*R) *party.Person // who stated it; nil where rows name nobody

	learn    func([]pending[R]) error      // looks up what the rows name
	settle   func(*pending[R]) *lang.Error // makes the record whole; fails at a column itself
	found    func(*pending[R]) *store.Row[T]
	validate func(T) lang.Problems
	into     *[]write[T]

	file map[string]*seen
	who  *observationBook
}

// crossIDs are the fields that all of these records have.
type crossIDs struct {
	id, code, document, stated *string
	edition                    *int64 // nil where a record is of none
}

func (b *crossBook[R, T]) read() error {
	b.file = map[string]*seen{}
	b.who = &observationBook{planner: b.planner, people: map[party.Person]string{}}
	return eachBatch(b.planner, b.attrs, *new(R), b.finish, b.handle)
}

func (b *crossBook[R, T]) finish(r *pending[R]) {
	at := b.ids(b.of(&r.rec))
	if at.edition == nil {
		return
	}
	ofEdition(b.planner, r, at.edition)
	if *at.code == "" && !r.bad {
		fail(b.planner, r, "code", lang.Invalid("import.required", lang.Args{"field": lang.Word("table.code")}))
	}
}

func (b *crossBook[R, T]) handle(batch []pending[R]) error {
	if b.learn != nil {
		if err := b.learn(batch); err != nil {
			return err
		}
	}
	var codes []string
	for i := range batch {
		codes = append(codes, *b.ids(b.of(&batch[i].rec)).code)
	}
	rows, err := store.ByCode[T](b.ctx, b.view, codes)
	if err != nil {
		return err
	}
	there := map[string]*store.Row[T]{}
	for i := range rows {
		there[*b.ids(&rows[i].Value).code] = &rows[i]
	}
	for i := range batch {
		r := &batch[i]
		if r.bad {
			b.leftOut()
			continue
		}
		at := b.ids(b.of(&r.rec))
		key := *at.code
		if key == "" {
			key = lang.NameKey(aTitle(b.title(&r.rec)))
		}
		if again(b.planner, r, b.file[key], b.record, key, b.title(&r.rec)) {
			continue
		}
		b.file[key] = &seen{row: r.row, hash: r.hash}
		if err := b.put(r, there[*at.code]); err != nil {
			return err
		}
	}
	return nil
}

func (b *crossBook[R, T]) put(r *pending[R], there *store.Row[T]) error {
	if b.settle != nil {
		if why := b.settle(r); why != nil {
			fail(b.planner, r, "code", why)
		}
	}
	if r.bad {
		b.leftOut()
		return nil
	}
	matched := "import.match.code"
	if there == nil && b.found != nil {
		if there = b.found(r); there != nil {
			matched = "import.match.company"
		}
	}
	at := b.ids(b.of(&r.rec))
	if b.voice != nil {
		if who := b.voice(&r.rec); !who.Name.Empty() || !who.Office.Empty() {
			ref, err := b.who.person(*who)
			if err != nil {
				return err
			}
			*at.stated = ref
		}
	}
	out := Outcome{Row: r.row, Record: b.record, Code: *at.code, Title: b.title(&r.rec), Action: ActionCreate}
	w := write[T]{row: r.row, action: journal.Created}
	if there == nil {
		w.rec = *b.of(&r.rec)
		*b.ids(&w.rec).id = b.newID()
	} else {
		merged, changes := merge(b.attrs, b.with(there.Value), r)
		w.rec, w.before, w.action = *b.of(&merged), there.Since, journal.Corrected
		out.Matched, out.Changes, out.Action = matched, changes, ActionCorrect
		if len(changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	out.ID = *b.ids(&w.rec).id
	if !validate(b.planner, r, b.validate(w.rec)) {
		b.leftOut()
		return nil
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		*b.into = append(*b.into, w)
	}
	return nil
}

// partial reads a date as far as it is known.
func (c *cells) partial(text string) (lang.Partial, error) {
	got, err := c.once("partial", text, func(text string) (string, error) {
		p, err := lang.ParsePartial(text, c.layout.order)
		return string(p), err
	})
	return lang.Partial(got), err
}

// spoken are the attributes of the person who stated something: see people.
func spoken[R any](name string, at func(*R) *lang.Text, stated func(*R) *string) []attr[R] {
	list := titles(name, at)
	for i := range list {
		list[i].copy = func(to, from *R) { *stated(to) = *stated(from) }
		list[i].show = func(r *R) string { return *stated(r) }
	}
	list[0].copy, list[0].show = nil, nil
	return list
}

// listed are the attributes of a list in three languages: the cells are kept until the row is
// whole, and the list as it then is goes over the former.
func listed[R any](name string, at func(*R) *lang.Text, copy func(to, from *R), show func(*R) string) []attr[R] {
	list := titles(name, at)
	for i := range list {
		list[i].copy, list[i].show = copy, show
	}
	list[0].copy, list[0].show = nil, nil
	return list
}

// itemsOf makes one text of each item of a list that is written in several languages. The lists must
// be of one length.
func itemsOf(t lang.Text) ([]lang.Text, bool) {
	var out []lang.Text
	for _, tag := range lang.Tags {
		items := parts(t.Get(tag))
		if len(items) == 0 {
			continue
		}
		if out == nil {
			out = make([]lang.Text, len(items))
		}
		if len(out) != len(items) {
			return nil, false
		}
		for i, item := range items {
			out[i] = out[i].With(tag, item)
		}
	}
	return out, true
}

// parts parts a cell at semicolons alone: items hold commas and enumerations of their own.
func parts(text string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		if p = tidy(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// keyed parts an item at its first colon, in each language: the word before it must mean the same
// in all of them.
func keyed(item lang.Text, read func(string) (string, error)) (key string, rest lang.Text, ok bool) {
	for _, tag := range lang.Tags {
		text := item.Get(tag)
		if text == "" {
			continue
		}
		at := strings.IndexAny(text, ":：")
		if at < 0 {
			return "", rest, false
		}
		_, after, _ := strings.Cut(strings.Replace(text, "：", ":", 1), ":")
		got, err := read(tidy(text[:at]))
		if err != nil || key != "" && got != key {
			return "", rest, false
		}
		key, rest = got, rest.With(tag, tidy(after))
	}
	return key, rest, key != ""
}

// fielded parts an item at its bars: the first field is a text in each language, the others are the
// same in all of them.
func fielded(item lang.Text, n int) (first lang.Text, others []string) {
	others = make([]string, n-1)
	for _, tag := range lang.Tags {
		text := item.Get(tag)
		if text == "" {
			continue
		}
		cut := strings.Split(strings.ReplaceAll(text, "｜", "|"), "|")
		first = first.With(tag, tidy(cut[0]))
		for i := 1; i < n && i < len(cut); i++ {
			if x := tidy(cut[i]); x != "" {
				others[i-1] = x
			}
		}
	}
	return first, others
}

func unreadable(given lang.Text, form string) *lang.Error {
	return lang.Invalid("import.crossed.item", lang.Args{"given": aTitle(given), "form": lang.Word("import.crossed.form." + form)})
}

func unequal(column string) *lang.Error {
	return lang.Invalid("import.crossed.lists", lang.Args{"field": lang.Word("table." + column + "_en")})
}

// knownParties finds parties by codes and names, and makes none.
func (p *planner) knownParties(texts []string) (map[string]party.ID, error) {
	book := newPartyBook(p)
	if err := book.learn(texts); err != nil {
		return nil, err
	}
	out := map[string]party.ID{}
	for text, id := range book.known {
		if id != "" && !book.several[text] {
			out[text] = id
		}
	}
	return out, nil
}

// named is the party that one of a text's languages names; "" when none is known.
func named(t lang.Text, known map[string]party.ID) party.ID {
	for _, tag := range lang.Tags {
		if id := known[t.Get(tag)]; id != "" {
			return id
		}
	}
	return ""
}

// spellings are all that is written in some texts.
func spellings(all []lang.Text) []string {
	var out []string
	for _, t := range all {
		for _, tag := range lang.Tags {
			if text := t.Get(tag); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
