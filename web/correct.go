package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A desk is where records of one kind are corrected and their history is read.
type desk interface {
	show(s *site, v *visit) error
	correct(s *site, v *visit) error
	past(s *site, v *visit) error
	restore(s *site, v *visit) error
}

// correctDeeds lists the pages of single records.
func (s *site) correctDeeds() []deed {
	at := func(action access.Action, do func(desk, *site, *visit) error) func(*visit) error {
		return func(v *visit) error {
			v.latest()
			if err := s.enterAs(v, action); err != nil {
				return err
			}
			d, ok := s.desks()[v.PathValue("kind")]
			if !ok {
				return lang.NotFound("web.error.page")
			}
			return do(d, s, v)
		}
	}
	const record = "/{fair}/work/records/{kind}/{id}"
	return []deed{
		{method: "GET", pattern: record, action: access.ReadRecord, do: at(access.ReadRecord, desk.show)},
		{method: "POST", pattern: record, action: access.Correct, do: at(access.Correct, desk.correct)},
		{method: "GET", pattern: record + "/history", action: access.ReadHistory, do: at(access.ReadHistory, desk.past)},
		{method: "POST", pattern: record + "/restore", action: access.Restore, do: at(access.Restore, desk.restore)},
	}
}

// latest has the visit read the record as it is: what is changed is not an earlier position.
func (v *visit) latest() {
	q := v.URL.Query()
	q.Del("at")
	q.Del("ref")
	v.URL.RawQuery = q.Encode()
}

// recordPath is the address of a record's page in the workspace.
func (v *visit) recordPath(kind, id string, more ...string) string {
	return v.workPath(append([]string{"records", kind, id}, more...)...)
}

// A pair is a field of a form that the reader does not see.
type pair struct{ Name, Value string }

// hidden lists the fields of a form in a certain order.
func hidden(form url.Values) []pair {
	var out []pair
	for name, values := range form {
		for _, value := range values {
			out = append(out, pair{name, value})
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// A heading is what the pages of one record share: what it is, and where its pages are.
type heading struct {
	Kind    string
	Name    lang.Text
	Record  string // address of its form
	History string // "" where the reader may not see it
	Counts  string // where another attribution is proposed; "" where the reader may not
	Public  string
	Restore string
}

func (k editor[T]) heading(v *visit, id string, rec T) heading {
	h := heading{
		Kind: v.label("word." + k.kind), Name: k.title(rec), Record: v.recordPath(k.kind, id), Public: v.path(k.public, id),
		Restore: v.recordPath(k.kind, id, "restore"),
	}
	if k.page != nil {
		h.Public = k.page(v, rec)
	}
	if !access.AllRefused(v.actor, access.ReadHistory) {
		h.History = v.recordPath(k.kind, id, "history")
	}
	if (k.kind == "agreement" || k.kind == "project") && !access.AllRefused(v.actor, access.Attribute) {
		h.Counts = v.recordPath(k.kind, id, "attribution")
	}
	return h
}

// allow asks the table about a record. Who may not even read it is told that there is none.
func (k editor[T]) allow(s *site, v *visit, id string, rec T, action access.Action) error {
	q, err := k.question(v, rec)
	if err != nil {
		return err
	}
	ask := func(action access.Action) error {
		q.Action = action
		return s.db.Allow(v.Context(), v.fair.ID, v.actor, q, k.kind+"/"+id)
	}
	if err := ask(access.ReadRecord); err != nil {
		if lang.CodeOf(err) == lang.CodeForbidden {
			return lang.NotFound("web.error.record").Because(err)
		}
		return err
	}
	if action == access.ReadRecord {
		return nil
	}
	return ask(action)
}

// open reads the record that the address names, for a reader who may do the action to it.
func (k editor[T]) open(s *site, v *visit, action access.Action) (store.Row[T], error) {
	id := v.PathValue("id")
	row, err := store.Get[T](v.Context(), v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return row, lang.NotFound("web.error.record")
	}
	if err == nil {
		err = k.allow(s, v, id, row.Value, action)
	}
	return row, err
}

// A formField is one field of the form as it is shown.
type formField struct {
	Name, Label, Hint, Value, Wrong, Widget string
	Options                                 []option
	Rows                                    []formRow
	Blocks                                  []block
}

// A formRow is one line of a list in the form.
type formRow struct {
	ID, Share string
	Name      lang.Text
	URL       string
	Roles     []option
}

// A correctPage is a record as a form.
type correctPage struct {
	frame
	heading
	Fields   []formField
	Recorded []recordField // of a reader who changes nothing
	Before   int64
	Sources  []option
	Refused  string
	Note     string
	Places   []string // suggestions for districts
}

func (k editor[T]) show(s *site, v *visit) error {
	row, err := k.open(s, v, access.ReadRecord)
	if err != nil {
		return err
	}
	if err := k.prepare(v, []T{row.Value}); err != nil {
		return err
	}
	q, err := k.question(v, row.Value)
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	if q.Action = access.Correct; !access.Decide(v.actor, q, settings) {
		p := correctPage{heading: k.heading(v, v.PathValue("id"), row.Value), Recorded: filled(k.fields(v, row.Value))}
		if p.frame, err = s.workFrame(v, "records", cmp.Or(v.name(p.Name), p.Kind)); err != nil {
			return err
		}
		return s.show(v, "correct", p)
	}
	return k.form(s, v, row.Value, row.Since, k.values(&row.Value), nil, "", http.StatusOK)
}

// values is what the form holds of a record.
func (k editor[T]) values(rec *T) url.Values {
	form := url.Values{}
	for _, e := range k.entries {
		for name, values := range e.values(rec) {
			form[name] = values
		}
	}
	return form
}

// form shows the form with what was typed, and what is wrong in it.
func (k editor[T]) form(s *site, v *visit, rec T, before journal.Position, typed url.Values, wrong map[string]string, refused string, status int) error {
	id := v.PathValue("id")
	p := correctPage{heading: k.heading(v, id, rec), Before: int64(before), Refused: refused}
	ids := slices.Concat(typed["party"], typed["owner"], typed["parent"])
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	for _, e := range k.entries {
		f := formField{Name: e.column, Label: v.label(e.label), Widget: e.widget, Value: typed.Get(e.column), Wrong: wrong[e.column]}
		if e.hint != "" {
			f.Hint = v.say(e.hint)
		}
		if e.language != "" {
			f.Label = v.say("scheme.cell.in", lang.Args{"what": f.Label, "language": lang.Say(e.language, "web.language")})
		}
		switch e.widget {
		case "choice":
			f.Options = optionsWith(e.options(v), f.Value)
		case "blocks":
			f.Blocks = e.blocks(v, typed)
		case "party":
			if f.Value != "" {
				f.Rows = []formRow{{ID: f.Value, Name: v.partyField(party.ID(f.Value)).Text}}
			}
		case "parties":
			for i, id := range typed["party"] {
				role := ""
				if roles := typed["role"]; i < len(roles) {
					role = roles[i]
				}
				f.Rows = append(f.Rows, formRow{ID: id, Name: v.partyField(party.ID(id)).Text, Roles: optionsWith(wordOptions("web.role", partyRoles)(v), role)})
			}
			f.Options = wordOptions("web.role", partyRoles)(v)
			f.Value = typed.Get("party_add")
		case "shares":
			for i, place := range append(slices.Clone(typed["place"]), "", "") {
				row := formRow{ID: place}
				if shares := typed["share"]; i < len(shares) {
					row.Share = shares[i]
				}
				if place != "" {
					row.Name = v.placeName(place)
				}
				f.Rows = append(f.Rows, row)
			}
			p.Places = v.placeNames()
		}
		p.Fields = append(p.Fields, f)
	}
	documents, err := v.view.Documents(v.Context())
	if err != nil {
		return err
	}
	for _, d := range documents {
		p.Sources = append(p.Sources, option{Value: d.Code, Text: d.Code + " " + cut(v.name(d.Title), 60), Selected: d.Code == typed.Get("source")})
	}
	if v.URL.Query().Has("same") {
		p.Note = v.say("correct.same")
	}
	if p.frame, err = s.workFrame(v, "records", v.say("correct.title", lang.Args{"name": cut(cmp.Or(v.name(p.Name), p.heading.Kind), 120)})); err != nil {
		return err
	}
	return s.showAs(v, status, "correct", p)
}

// optionsWith marks the chosen one, which is offered even when it is none of ours.
func optionsWith(options []option, chosen string) []option {
	options = append([]option{{Value: "", Text: "—"}}, options...)
	for i := range options {
		if options[i].Value == chosen {
			options[i].Selected = true
			return options
		}
	}
	return append(options, option{Value: chosen, Text: chosen, Selected: true})
}

// read puts what was typed into a record; what is wrong comes by column, and as one refusal.
func (k editor[T]) read(v *visit, rec *T) (map[string]string, string, error) {
	wrong := map[string]string{}
	refused := ""
	for _, e := range k.entries {
		if !v.PostForm.Has(e.column) {
			continue // a field that the form does not have is left alone
		}
		if err := e.read(v, rec, v.PostForm); err != nil {
			text, _, rest := v.refusal(err)
			if rest != nil {
				return nil, "", rest
			}
			wrong[e.column] = text
		}
	}
	if err := k.validate(*rec).Err(); err != nil {
		refused = lang.Explain(v.tag, err)
	}
	if len(wrong) > 0 && refused == "" {
		refused = v.say("correct.wrong")
	}
	return wrong, refused, nil
}

// how says where a correction comes from: the form, or the document that was named.
func (s *site) how(v *visit) (store.How, error) {
	how := store.How{Action: journal.Corrected, Origin: journal.Origin{Kind: "form", ID: v.account.ID}}
	if code := lang.Clean(v.PostForm.Get("source")); code != "" {
		d, err := v.view.DocumentCoded(v.Context(), code)
		if err != nil {
			return how, err
		}
		if d.Code == "" {
			return how, lang.Invalid("correct.source", lang.Args{"given": short(code)})
		}
		how.Origin = journal.Origin{Kind: "document", ID: d.Code}
	}
	return how, nil
}

// correct looks at a correction, and makes it once its figures were seen.
func (k editor[T]) correct(s *site, v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	row, err := k.open(s, v, access.Correct)
	if err != nil {
		return err
	}
	before, base, err := k.version(v, "before")
	if err != nil {
		return err
	}
	how, err := s.how(v)
	if err != nil {
		return err
	}
	mine := base
	wrong, refused, err := k.read(v, &mine)
	if err != nil {
		return err
	}
	if err := k.prepare(v, []T{base, mine, row.Value}); err != nil {
		return err
	}
	if refused != "" {
		return k.form(s, v, row.Value, before, v.PostForm, wrong, refused, http.StatusBadRequest)
	}
	if v.PostForm.Get("step") == "choose" {
		now, theirs, err := k.version(v, "now")
		if err != nil {
			return err
		}
		merged, open := k.choose(v.PostForm, base, mine, theirs)
		if open {
			return k.clash(s, v, base, mine, theirs, before, now, v.say("correct.choose_all"))
		}
		base, before, mine = theirs, now, merged
	}
	if row.Since != before {
		return k.clash(s, v, base, mine, row.Value, before, row.Since, "")
	}
	if len(store.Differences(base, mine)) == 0 {
		redirectSeen(v.w, v.Request, v.recordPath(k.kind, v.PathValue("id"))+"?same=1")
		return nil
	}
	// Whoever moves a record to another edition or side must be allowed there as well.
	if err := k.allow(s, v, v.PathValue("id"), mine, access.Correct); err != nil {
		return err
	}
	if err := k.prepare(v, []T{mine}); err != nil {
		return err
	}
	change := func(ctx context.Context, tx *store.Tx) error {
		rec := mine
		if k.put != nil {
			return k.put(ctx, tx, rec, before, how)
		}
		return store.Put(ctx, tx, &rec, before, how)
	}
	look := lookPage{Before: int64(before), Do: v.recordPath(k.kind, v.PathValue("id")), Hidden: hidden(k.values(&mine)), Go: "correct.save", Source: how.Origin.ID}
	if how.Origin.Kind != "document" {
		look.Source = ""
	} else {
		look.Hidden = append(look.Hidden, pair{"source", look.Source})
	}
	err = k.lookOrDo(s, v, base, mine, look, change, func() error {
		now, err := s.fresh(v)
		if err != nil {
			return err
		}
		row, err := store.Get[T](v.Context(), now, v.PathValue("id"))
		if err != nil {
			return lang.Stale("record.stale").Because(err)
		}
		return k.clash(s, v, base, mine, row.Value, before, row.Since, "")
	})
	if code := lang.CodeOf(err); code == lang.CodeInvalid || code == lang.CodeConflict { // such as an amount for which there is no rate
		return k.form(s, v, row.Value, before, k.values(&mine), nil, lang.Explain(v.tag, err), http.StatusBadRequest)
	}
	return err
}

// fresh is the record as it is by now, after a change that came too late.
func (s *site) fresh(v *visit) (store.View, error) {
	if err := s.enterAs(v, access.ReadRecord); err != nil {
		return store.View{}, err
	}
	return v.view, nil
}

// version reads the version of the record that a field of the form names.
func (k editor[T]) version(v *visit, field string) (journal.Position, T, error) {
	var none T
	n, err := strconv.ParseInt(v.PostForm.Get(field), 10, 64)
	if err != nil {
		return 0, none, lang.Invalid("web.error.form")
	}
	rows, err := store.History[T](v.Context(), v.view, v.PathValue("id"))
	if err != nil {
		return 0, none, err
	}
	for _, r := range rows {
		if int64(r.Since) == n {
			return r.Since, r.Value, nil
		}
	}
	return 0, none, lang.Invalid("web.error.form")
}

// A lookPage shows what a change touches before it is made.
type lookPage struct {
	frame
	heading
	Changes []change
	Figures []touchedLine
	Texts   []touchedText
	Before  int64
	Seen    string // what was seen, so that nothing else is saved
	Do      string
	Go      string // key of the word on the button
	Hidden  []pair
	Source  string
	Again   bool // the figures have changed since they were seen
}

// A touchedLine is a figure with what it is and what it would be.
type touchedLine struct {
	Label, Scope, Old, New, URL string
}

// lookOrDo shows what a change touches and, once that was seen, makes it.
func (k editor[T]) lookOrDo(s *site, v *visit, from, to T, p lookPage, change func(context.Context, *store.Tx) error, late func() error) error {
	touched, texts, err := k.touches(s, v, from, to, change)
	if lang.CodeOf(err) == lang.CodeStale {
		return late()
	}
	if err != nil {
		return err
	}
	if p.Figures, err = v.touchedLines(touched); err != nil {
		return err
	}
	p.Changes, p.Texts = k.changes(v, from, to), texts
	p.Seen = seenMark(p.Changes, touched, texts)
	if v.PostForm.Get("step") == "save" {
		if v.PostForm.Get("seen") == p.Seen {
			err := s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error { return change(v.Context(), tx) })
			if lang.CodeOf(err) == lang.CodeStale {
				return late()
			}
			if err != nil {
				return err
			}
			to := v.recordPath(k.kind, v.PathValue("id"), "history")
			redirectSeen(v.w, v.Request, to+"?saved=1")
			return nil
		}
		p.Again = true
	}
	p.heading = k.heading(v, v.PathValue("id"), from)
	if p.frame, err = s.workFrame(v, "records", v.say("correct.look", lang.Args{"name": cut(cmp.Or(v.name(p.Name), p.heading.Kind), 120)})); err != nil {
		return err
	}
	return s.show(v, "look", p)
}

// seenMark stands for what a page showed of a change.
func seenMark(changes []change, touched []store.Touched, texts []touchedText) string {
	h := sha256.New()
	for _, c := range changes {
		fmt.Fprintf(h, "%+v\n", c)
	}
	for _, t := range texts {
		fmt.Fprintf(h, "%s %+v\n", t.URL, t.Lines)
	}
	for _, t := range touched {
		for _, f := range []struct{ name, value any }{{t.Before.Name.Indicator, t.Before.Value}, {t.After.Name.Indicator, t.After.Value}} {
			fmt.Fprintf(h, "%v %v ", f.name, f.value)
		}
		fmt.Fprintf(h, "%s %s\n", t.Before.Name.Scope, t.After.Name.Scope)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

func (v *visit) touchedLines(touched []store.Touched) ([]touchedLine, error) {
	var out []touchedLine
	for _, t := range touched {
		f := t.After
		if f.Name.Indicator == "" {
			f = t.Before
		}
		d, err := v.figures.Define(v.Context(), f.Name.Indicator)
		if err != nil {
			return nil, err
		}
		line := touchedLine{Label: v.name(d.Label), Scope: v.scope(f.Name.Scope, 0), URL: v.figurePath(f.Name)}
		if t.Before.Name.Indicator != "" {
			line.Old = t.Before.ShowBare(v.tag)
		}
		if t.After.Name.Indicator != "" {
			line.New = t.After.ShowBare(v.tag)
			// Two values that round alike are told apart in full.
			if line.New == line.Old && t.Before.Value != nil && t.After.Value != nil && t.Before.Value.Cmp(t.After.Value) != 0 {
				line.Old, line.New = v.exact(t.Before.Value, t.Before.Currency), v.exact(t.After.Value, t.After.Currency)
			}
			// What was reported stays, and what the record has of it becomes another.
			if line.New == line.Old && t.Before.Recorded != nil && t.After.Recorded != nil && t.Before.Recorded.Cmp(t.After.Recorded) != 0 {
				line.Old = v.say("correct.recorded", lang.Args{"value": v.exact(t.Before.Recorded, t.Before.RecordedCurrency)})
				line.New = v.say("correct.recorded", lang.Args{"value": v.exact(t.After.Recorded, t.After.RecordedCurrency)})
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// changes lists what differs between two states, as the record's pages name it.
func (k editor[T]) changes(v *visit, from, to T) []change {
	var out []change
	before, after := k.fields(v, from), k.fields(v, to)
	for i, f := range after {
		if !f.same(before[i]) {
			out = append(out, change{f.Label, before[i], f})
		}
	}
	return out
}

// A clashPage shows two corrections of one record side by side.
type clashPage struct {
	frame
	heading
	By       string // who changed it meanwhile
	When     version
	Lines    []clashLine
	Before   int64
	Now      int64
	Hidden   []pair
	Refused  string
	Settled  bool // nothing is left to choose
	Conflict bool
}

// A clashLine is one field in the three states.
type clashLine struct {
	Column, Label      string
	Base, Mine, Theirs recordField
	Open               bool // both changed it, and not alike
	TakesMine          bool // of one that only one of them changed
	Chosen             string
}

// clash shows a correction that comes after another: what stood there, what the other made of it
// and what this one does, to choose from.
func (k editor[T]) clash(s *site, v *visit, base, mine, theirs T, before, now journal.Position, refused string) error {
	if err := k.prepare(v, []T{base, mine, theirs}); err != nil {
		return err
	}
	_, conflicts := store.Combine(base, mine, theirs)
	entryNow, err := v.view.Entry(v.Context(), now)
	if err != nil {
		return err
	}
	p := clashPage{
		heading: k.heading(v, v.PathValue("id"), theirs), Before: int64(before), Now: int64(now), Hidden: hidden(k.values(&mine)), Refused: refused,
		By: s.actorName(v, entryNow.Actor), When: version{Time: entryNow.Time.In(v.fair.Location()), Action: entryNow.Action, Position: int64(now)},
		Settled: len(conflicts) == 0,
	}
	if source := v.PostForm.Get("source"); source != "" {
		p.Hidden = append(p.Hidden, pair{"source", source})
	}
	for _, e := range k.entries {
		b, m, t := e.values(&base).Encode(), e.values(&mine).Encode(), e.values(&theirs).Encode()
		if m == b && t == b {
			continue
		}
		line := clashLine{
			Column: e.column, Label: v.label(e.label), Base: e.shown(v, &base), Mine: e.shown(v, &mine), Theirs: e.shown(v, &theirs),
			TakesMine: t == b, Chosen: v.PostForm.Get("pick." + e.column),
		}
		line.Open = slices.ContainsFunc(conflicts, func(d store.Difference) bool { return d.Field == e.column })
		p.Lines = append(p.Lines, line)
	}
	if p.frame, err = s.workFrame(v, "records", v.say("correct.clash")); err != nil {
		return err
	}
	return s.showAs(v, http.StatusConflict, "clash", p)
}

// choose brings two corrections together as was chosen; open when something was not.
func (k editor[T]) choose(form url.Values, base, mine, theirs T) (merged T, open bool) {
	merged, conflicts := store.Combine(base, mine, theirs)
	for _, d := range conflicts {
		at := slices.IndexFunc(k.entries, func(e entry[T]) bool { return e.column == d.Field })
		switch pick := form.Get("pick." + d.Field); {
		case at < 0: // no field of the form: what the other made of it stays
		case pick == "mine":
			k.entries[at].take(&merged, &mine)
		case pick != "theirs":
			open = true
		}
	}
	return merged, open
}

// actorName is the name of whoever did something, as those see it who work on the record.
func (s *site) actorName(v *visit, id access.ID) string {
	if id == access.System {
		return v.say("access.role.operator")
	}
	a, err := s.db.Account(v.Context(), id)
	if err != nil || a.Name == "" {
		return id
	}
	return a.Name
}
