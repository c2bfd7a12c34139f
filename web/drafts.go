package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// draftDeeds lists what is done with drafts.
func (s *site) draftDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/drafts", action: access.ReadDraft, do: s.drafts},
		{method: "GET", pattern: "/{fair}/work/drafts/new/{kind}", action: access.WriteDraft, do: s.newDraft},
		{method: "POST", pattern: "/{fair}/work/drafts/new/{kind}", action: access.WriteDraft, do: s.writeNewDraft},
		{method: "GET", pattern: "/{fair}/work/drafts/{id}", action: access.ReadDraft, do: s.draft},
		{method: "POST", pattern: "/{fair}/work/drafts/{id}", action: access.WriteDraft, do: s.writeDraft},
		{method: "POST", pattern: "/{fair}/work/uploads", action: access.WriteDraft, do: s.upload, body: uploadLimit + bodyLimit},
		{method: "GET", pattern: "/{fair}/work/uploads/{id}", action: access.ReadDraft, do: s.uploaded},
		{method: "POST", pattern: "/{fair}/work/uploads/{id}", action: access.WriteDraft, do: s.mendUpload, body: 4 << 20},
	}
}

// An officeOf is an office that the visitor writes for, on its side.
type officeOf struct{ Office, Side string }

// writesFor lists the offices that the visitor may write drafts for in the edition.
func (v *visit) writesFor(settings access.Settings, edition int64) []officeOf {
	var out []officeOf
	for _, g := range v.actor.Grants {
		o := officeOf{g.Office, g.Side}
		if g.Role != access.Office || slices.Contains(out, o) {
			continue
		}
		q := access.Question{Action: access.WriteDraft, Edition: edition, Side: g.Side, Offices: []string{g.Office}, Author: v.account.ID}
		if access.Decide(v.actor, q, settings) {
			out = append(out, o)
		}
	}
	return out
}

// A draftsPage lists what an office is writing.
type draftsPage struct {
	frame
	Offices  []option // whose drafts can be begun; empty when none can
	Editions []option
	Kinds    []option
	Uploads  []uploadLine
	Lines    []draftLine
	Next     string
	Refused  string
	Most     int64
	Size     string
}

type uploadLine struct {
	submission.Upload
	URL string
}

type draftLine struct {
	Title   string
	URL     string
	Kind    string
	Office  lang.Text
	Saved   time.Time
	State   submission.State
	Comment string
}

// draftsListed is how many lines a page of drafts has.
const draftsListed = 50

func (s *site) drafts(v *visit) error { return s.showDrafts(v, "", http.StatusOK) }

// draftFilter narrows the list to what the visitor may read: the office's own, or of the
// secretariat what the visitor wrote.
func (v *visit) draftFilters() []store.DraftFilter {
	var out []store.DraftFilter
	if v.actor.Has(access.Auditor) {
		return []store.DraftFilter{{Typed: true}}
	}
	for _, code := range v.actor.Offices() {
		out = append(out, store.DraftFilter{Office: code, Typed: true})
	}
	if len(out) == 0 {
		out = append(out, store.DraftFilter{Author: v.account.ID, Typed: true})
	}
	return out
}

func (s *site) showDrafts(v *visit, refused string, status int) error {
	if err := s.enterAs(v, access.ReadDraft); err != nil {
		return err
	}
	ctx := v.Context()
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	p := draftsPage{Refused: refused, Most: rowsMost, Size: strconv.Itoa(uploadLimit>>20) + " MiB"}
	if p.frame, err = s.workFrame(v, "drafts", v.say("work.menu.drafts")); err != nil {
		return err
	}
	if p.Editions, err = s.openEditions(v, v.fair.Current); err != nil {
		return err
	}
	offices := v.writesFor(settings, v.fair.Current)
	codes := v.actor.Offices()
	if err := s.nameOffices(v, codes); err != nil {
		return err
	}
	for _, o := range offices {
		p.Offices = append(p.Offices, option{Value: o.Office, Text: v.name(v.office(o.Office))})
	}
	for _, k := range []submission.Kind{submission.Project, submission.Agreement} {
		p.Kinds = append(p.Kinds, option{Value: string(k), Text: v.say("submit.kind." + string(k)), URL: v.workPath("drafts", "new", string(k))})
	}
	for _, code := range codes {
		found, err := s.db.Uploads(ctx, v.fair.ID, code, 20)
		if err != nil {
			return err
		}
		for _, u := range found {
			u.At = u.At.In(v.fair.Location())
			p.Uploads = append(p.Uploads, uploadLine{u, v.workPath("uploads", u.ID)})
		}
	}
	after := v.URL.Query().Get("after")
	for _, f := range v.draftFilters() {
		found, err := s.db.Drafts(ctx, v.fair.ID, f, after, draftsListed+1)
		if err != nil {
			return err
		}
		if len(found) > draftsListed {
			found = found[:draftsListed]
			p.Next = v.address(map[string][]string{"after": {found[draftsListed-1].ID}}, "work", "drafts")
		}
		lines, err := s.draftLines(v, found)
		if err != nil {
			return err
		}
		p.Lines = append(p.Lines, lines...)
	}
	return s.showAs(v, status, "drafts", p)
}

// draftLines makes the lines of a list of drafts, those that came back with why.
func (s *site) draftLines(v *visit, found []submission.Draft) ([]draftLine, error) {
	var ids, codes []string
	for _, d := range found {
		ids, codes = append(ids, d.ID), append(codes, d.Office)
	}
	rows, err := store.ByID[submission.Submission](v.Context(), v.view, ids)
	if err == nil {
		err = s.nameOffices(v, codes)
	}
	if err != nil {
		return nil, err
	}
	states := map[string]submission.Submission{}
	for _, r := range rows {
		states[r.Value.ID] = r.Value
	}
	var out []draftLine
	for _, d := range found {
		out = append(out, draftLine{
			Title: v.draftTitle(d), URL: v.workPath("drafts", d.ID), Kind: v.say("submit.kind." + string(d.Kind)), Office: v.office(d.Office),
			Saved: d.Saved.In(v.fair.Location()), State: states[d.ID].State, Comment: states[d.ID].Comment,
		})
	}
	return out, nil
}

// draftTitle is the title as typed, in the reader's language where there is one.
func (v *visit) draftTitle(d submission.Draft) string {
	t := lang.Text{Hans: d.Fields["title_hans"], Hant: d.Fields["title_hant"], En: d.Fields["title_en"]}
	return cut(cmp.Or(v.name(t), d.Fields["code"], v.say("submit.untitled")), 120)
}

// openEditions offers the editions whose record is not declared complete.
func (s *site) openEditions(v *visit, chosen int64) ([]option, error) {
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return nil, err
	}
	var out []option
	for _, e := range slices.Backward(all) {
		if !e.Complete || e.Number == chosen {
			out = append(out, option{Value: strconv.FormatInt(e.Number, 10), Text: v.editionLabel(e.Number), Selected: e.Number == chosen})
		}
	}
	return out, nil
}

// A typedField is one field of the form of a draft.
type typedField struct {
	Name     string
	Label    string
	Hint     string
	Value    string
	Read     string // how it was read, where that says more than what was typed
	Wrong    []string
	Options  []option // of a field to choose in; nil for one to type in
	Long     bool
	Moment   bool // a day and a time
	Required bool
}

// A formGroup is fields that belong together.
type formGroup struct {
	Title  string
	Fields []typedField
}

// A draftPage is the form of a draft.
type draftPage struct {
	frame
	Action    string
	Version   int64
	Office    lang.Text
	Edition   string
	Kind      string
	State     submission.State
	Comment   string
	Groups    []formGroup
	Wrong     []typedField // those with something wrong, for the summary
	Whole     []string     // what is wrong with all of it
	Missing   []string
	Becomes   string // what handing it in would do
	Why       string
	Changes   []typedChange
	Saved     time.Time
	SavedBy   string
	Writable  bool
	Fresh     bool // not saved yet
	Refused   string
	Theirs    []typedChange // what somebody else has saved meanwhile
	Note      string
	From      string // the spreadsheet that it came from, and the address of its page
	FromURL   string
	Submitted string // the page of what was handed in
}

type typedChange struct{ Label, Old, New string }

// newDraft shows an empty form, or that of a correction.
func (s *site) newDraft(v *visit) error {
	d, err := s.begun(v)
	if err != nil {
		return err
	}
	return s.showDraft(v, d, draftPage{Fresh: true}, http.StatusOK)
}

// begun is a draft that the address asks to begin, when the visitor may.
func (s *site) begun(v *visit) (submission.Draft, error) {
	var d submission.Draft
	if err := s.enterAs(v, access.WriteDraft); err != nil {
		return d, err
	}
	ctx := v.Context()
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return d, err
	}
	q := v.URL.Query()
	d.Kind, d.Edition, d.Fields = submission.Kind(v.PathValue("kind")), v.fair.Current, map[string]string{}
	if d.Kind != submission.Project && d.Kind != submission.Agreement {
		return d, lang.NotFound("web.error.page")
	}
	if text := q.Get("edition"); text != "" {
		if d.Edition, err = strconv.ParseInt(text, 10, 64); err != nil {
			return d, lang.NotFound("web.error.page")
		}
	}
	if id := q.Get("record"); id != "" {
		if err := s.fromRecord(v, &d, id); err != nil {
			return d, err
		}
	} else if _, err := v.view.Edition(ctx, d.Edition); err != nil {
		return d, err
	}
	for _, o := range v.writesFor(settings, d.Edition) {
		if d.Office == "" && (q.Get("office") == "" || q.Get("office") == o.Office) || d.Office == o.Office {
			d.Office, d.Side = o.Office, o.Side
			return d, nil
		}
	}
	ask := access.Question{Action: access.WriteDraft, Edition: d.Edition, Offices: []string{cmp.Or(d.Office, q.Get("office"))}}
	if err := s.db.Allow(ctx, v.fair.ID, v.actor, ask, ""); err != nil {
		if q.Get("record") != "" {
			return d, lang.NotFound("web.error.record")
		}
		return d, err
	}
	return d, access.Refusal(access.WriteDraft)
}

// fromRecord fills a draft with a record that it is to correct.
func (s *site) fromRecord(v *visit, d *submission.Draft, id string) error {
	ctx := v.Context()
	if d.Kind == submission.Project {
		row, err := store.Get[project.Project](ctx, v.view, id)
		if err != nil {
			return err
		}
		d.Office, d.Edition, d.Record, d.Base = row.Value.Office, row.Value.Edition, id, row.Since
		d.Fields, err = s.projectCells(v, row.Value)
		return err
	}
	row, err := store.Get[agreement.Agreement](ctx, v.view, id)
	if err != nil {
		return err
	}
	for _, a := range row.Value.Attributions {
		if a.Office != "" && slices.Contains(v.actor.Offices(), a.Office) {
			d.Office = a.Office
		}
	}
	if d.Office == "" {
		d.Office = "-" // of none of the visitor's
	}
	d.Edition, d.Record, d.Base = row.Value.Edition, id, row.Since
	d.Fields, err = s.agreementCells(v, row.Value)
	return err
}

func (s *site) writeNewDraft(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	d, err := s.begun(v)
	if err != nil {
		return err
	}
	s.fill(v, &d)
	d, err = s.db.SaveDraft(v.Context(), v.fair.ID, v.account.ID, d)
	if err != nil {
		return s.draftRefused(v, d, err, true)
	}
	return s.afterSaving(v, d)
}

// fill takes what was typed from the form: the form's own fields and no others.
func (s *site) fill(v *visit, d *submission.Draft) {
	for _, name := range exchange.FormColumns(kindOfFile(d.Kind)) {
		text := typedText(v.PostFormValue(name))
		delete(d.Fields, name)
		if text != "" {
			d.Fields[name] = text
		}
	}
	for _, name := range settledColumns { // what a spreadsheet said otherwise is settled in the form
		delete(d.Fields, name)
	}
}

// theDraft reads the draft that the address names; to whom it is not to be known, there is none.
func (s *site) theDraft(v *visit, action access.Action) (submission.Draft, error) {
	if err := s.enterAs(v, action); err != nil {
		return submission.Draft{}, err
	}
	unknown := lang.NotFound("web.error.record")
	d, err := s.db.Draft(v.Context(), v.fair.ID, v.PathValue("id"))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return d, unknown
	}
	if err != nil {
		return d, err
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, d.Question(action), "draft/"+d.ID); err != nil {
		settings, e := v.view.Settings(v.Context())
		if e == nil && lang.CodeOf(err) == lang.CodeForbidden && !access.Decide(v.actor, d.Question(access.ReadDraft), settings) {
			return d, unknown
		}
		return d, cmp.Or(e, err)
	}
	return d, nil
}

func (s *site) draft(v *visit) error {
	d, err := s.theDraft(v, access.ReadDraft)
	if err != nil {
		return err
	}
	p := draftPage{}
	if v.URL.Query().Has("saved") {
		p.Note = v.say("submit.saved")
	}
	return s.showDraft(v, d, p, http.StatusOK)
}

func (s *site) writeDraft(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	d, err := s.theDraft(v, access.WriteDraft)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(v.field("version"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	if v.field("do") == "drop" {
		d.Version = version
		if err := s.db.DropDraft(v.Context(), v.fair.ID, d); err != nil {
			return s.draftRefused(v, d, err, false)
		}
		redirectSeen(v.w, v.Request, v.workPath("drafts"))
		return nil
	}
	there := d
	d.Fields = map[string]string{}
	s.fill(v, &d)
	d.Version = version
	kept, err := s.db.SaveDraft(v.Context(), v.fair.ID, v.account.ID, d)
	if lang.CodeOf(err) == lang.CodeStale {
		p := draftPage{Refused: v.say("submit.stale")}
		for _, name := range exchange.FormColumns(kindOfFile(d.Kind)) {
			if there.Fields[name] != d.Fields[name] {
				p.Theirs = append(p.Theirs, typedChange{v.say("submit.column." + name), there.Fields[name], d.Fields[name]})
			}
		}
		d.Version, d.Saved, d.SavedBy = there.Version, there.Saved, there.SavedBy
		return s.showDraft(v, d, p, http.StatusConflict)
	}
	if err != nil {
		return s.draftRefused(v, d, err, false)
	}
	return s.afterSaving(v, kept)
}

// afterSaving goes back to the form, or hands in what was saved.
func (s *site) afterSaving(v *visit, d submission.Draft) error {
	if v.field("do") != "submit" {
		redirectSeen(v.w, v.Request, v.workPath("drafts", d.ID)+"?saved=1")
		return nil
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, d.Question(access.Submit), "draft/"+d.ID); err != nil {
		return err
	}
	read, err := readDrafts(v.Context(), v.view, s.db.IDs(), []submission.Draft{d})
	if err != nil {
		return err
	}
	if !read[0].ready {
		return s.showDraft(v, d, draftPage{Refused: v.say("submit.not_ready")}, http.StatusBadRequest)
	}
	how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "form", ID: v.account.ID}}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error { return read[0].handIn(v.Context(), tx, how) })
	if err != nil {
		return s.draftRefused(v, d, err, false)
	}
	redirectSeen(v.w, v.Request, v.workPath("submissions", d.ID)+"?done=1")
	return nil
}

// draftRefused shows the form again with what was typed and why it was not kept.
func (s *site) draftRefused(v *visit, d submission.Draft, err error, fresh bool) error {
	text, status, rest := v.refusal(err)
	if rest != nil {
		return rest
	}
	return s.showDraft(v, d, draftPage{Refused: text, Fresh: fresh}, status)
}

// showDraft shows the form of a draft with what is wrong and what is missing in it.
func (s *site) showDraft(v *visit, d submission.Draft, p draftPage, status int) error {
	ctx := v.Context()
	read, err := readDrafts(ctx, v.view, s.db.IDs(), []submission.Draft{d})
	if err != nil {
		return err
	}
	r := read[0]
	title := v.draftTitle(d)
	if p.Fresh && len(d.Fields) == 0 {
		title = v.say("submit.new." + string(d.Kind))
	}
	if p.frame, err = s.workFrame(v, "drafts", title); err != nil {
		return err
	}
	if err := s.nameOffices(v, []string{d.Office}); err != nil {
		return err
	}
	p.Version, p.Office, p.Edition, p.Kind = d.Version, v.office(d.Office), v.editionWord(d.Edition), v.say("submit.kind."+string(d.Kind))
	p.Action = v.workPath("drafts", d.ID)
	if p.Fresh {
		p.Action = v.workPath("drafts", "new", string(d.Kind)) + query(v.URL.RawQuery)
	} else {
		p.Saved, p.SavedBy = d.Saved.In(v.fair.Location()), s.accountName(v, d.SavedBy)
		if row, err := store.Get[submission.Submission](ctx, v.view, d.ID); err == nil {
			p.State, p.Comment, p.Submitted = row.Value.State, row.Value.Comment, v.workPath("submissions", d.ID)
		} else if lang.CodeOf(err) != lang.CodeNotFound {
			return err
		}
		if d.Upload != "" {
			p.FromURL = v.workPath("uploads", d.Upload)
			p.From = v.say("submit.from_row", lang.Args{"row": d.Row})
		}
	}
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	closed := p.State == submission.Submitted || p.State == submission.Approved
	p.Writable = !closed && access.Decide(v.actor, d.Question(access.WriteDraft), settings)
	untouched := p.Fresh && len(d.Fields) == 0
	p.Groups = v.formGroups(r, untouched)
	for _, g := range p.Groups {
		for _, f := range g.Fields {
			if len(f.Wrong) > 0 {
				p.Wrong = append(p.Wrong, f)
			}
		}
	}
	if untouched {
		return s.showAs(v, status, "draft", p)
	}
	for _, x := range r.problems {
		if x.Column == "" || slices.Contains(settledColumns, x.Column) {
			p.Whole = append(p.Whole, lang.Explain(v.tag, x.Why))
		}
	}
	for _, name := range r.missing() {
		p.Missing = append(p.Missing, v.say("submit.column."+name))
	}
	if r.outcome.Action != "" {
		p.Becomes = v.say("submit.becomes." + r.outcome.Action)
		if r.outcome.Matched != "" {
			p.Why = v.say(r.outcome.Matched)
		}
		p.Changes = v.typedChanges(r.outcome.Changes)
	}
	return s.showAs(v, status, "draft", p)
}

func (v *visit) typedChanges(list []exchange.Change) []typedChange {
	var out []typedChange
	for _, c := range list {
		out = append(out, typedChange{v.say("submit.column." + c.Field), v.cellText(c.Field, c.Old), v.cellText(c.Field, c.New)})
	}
	return out
}

// cellText is a value as a preview holds it, in the reader's words.
func (v *visit) cellText(column, value string) string {
	switch column {
	case "type":
		return cmp.Or(wordOr(v.tag, "word.cooperation", value), wordOr(v.tag, "word.agreement", value), value)
	case "direction":
		return wordFor(v.tag, "word.direction", value)
	case "industry":
		if i, ok := project.IndustryByCode(value); ok {
			return value + " " + v.name(i.Name)
		}
	case "district":
		if d, ok := fair.DistrictByCode(value); ok {
			return v.name(d.Name)
		}
	}
	return value
}

// wordOr says a code's word, "" where it has none.
func wordOr(tag lang.Tag, prefix, code string) string {
	if key := prefix + "." + code; code != "" && lang.Has(key) {
		return lang.Say(tag, key)
	}
	return ""
}

// accountName is what an account is called on pages of those who work together.
func (s *site) accountName(v *visit, id access.ID) string {
	if a, err := s.db.Account(v.Context(), id); err == nil {
		return cmp.Or(a.Name, a.Email)
	}
	return id
}
