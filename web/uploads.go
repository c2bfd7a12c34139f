package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/submission"
)

const (
	uploadLimit = 16 << 20 // bytes of a spreadsheet
	rowsMost    = 500      // rows of one
	cellsMost   = 8 << 10  // bytes of a cell
	refusedMost = 60       // rows with errors that one page shows

	// sheetsAtOnce is how many are read at once: each may take tens of megabytes, and the others wait.
	sheetsAtOnce = 3
)

// sheetLimits keep a spreadsheet from costing more to read than an office's could.
var sheetLimits = exchange.Limits{Bytes: uploadLimit, Unzipped: 64 << 20, Strings: 16 << 20, Rows: 20_000, Columns: 200, Cell: cellsMost}

// upload reads a spreadsheet into drafts and leads to its preview.
func (s *site) upload(v *visit) error {
	if err := s.enterAs(v, access.WriteDraft); err != nil {
		return err
	}
	refused := func(err error) error {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showDrafts(v, text, status)
	}
	switch err := v.ParseMultipartForm(1 << 20); {
	case errors.Is(err, http.ErrNotMultipart):
		return refused(lang.Invalid("submit.no_file").Because(err))
	case err != nil:
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return refused(lang.Invalid("import.file.large", lang.Args{"limit": strconv.Itoa(uploadLimit>>20) + " MiB"}).Because(err))
		}
		return refused(lang.Invalid("web.error.form").Because(err))
	}
	defer v.MultipartForm.RemoveAll()
	if !textualAll(v.Form) {
		return refused(lang.Invalid("web.error.form"))
	}
	u, err := s.uploadFor(v)
	if err != nil {
		return err
	}
	file, head, err := v.FormFile("file")
	if err != nil {
		return refused(lang.Invalid("submit.no_file"))
	}
	defer file.Close()
	ctx, done := context.WithTimeout(v.Context(), time.Minute)
	defer done()
	select {
	case s.sheets <- struct{}{}:
		defer func() { <-s.sheets }()
	case <-ctx.Done():
		return lang.Unavailable("submit.busy").Because(ctx.Err())
	}
	src, err := exchange.Read(file, head.Size, head.Filename, sheetLimits)
	if err != nil {
		return refused(err)
	}
	sheet, err := exchange.ReadSheet(ctx, v.view, src, kindOfFile(u.Kind), "", rowsMost)
	if err != nil {
		return refused(err)
	}
	if len(sheet.Typed) == 0 {
		return refused(lang.Invalid("submit.no_rows"))
	}
	u.File, u.SHA256, u.Sheet, u.Rows, u.Columns = cut(lang.Clean(src.Name), 200), src.SHA256, sheet.Sheet, sheet.Rows, map[string]string{}
	for _, c := range sheet.Columns {
		u.Columns[c.Name] = c.Letter
		if c.Name == "amount" {
			u.Columns["amount_unit"] = cmp.Or(u.Columns["amount_unit"], c.Letter)
		}
	}
	for _, c := range sheet.NotUnderstood {
		if c.Cells > 0 {
			u.Passed = append(u.Passed, strings.TrimSpace(c.Letter+" "+cut(c.Heading, 60)))
		}
	}
	var rows []submission.Draft
	asked := slices.Concat(exchange.FormColumns(kindOfFile(u.Kind)), settledColumns)
	for _, r := range sheet.Typed {
		d := submission.Draft{Row: r.N, Fields: map[string]string{}}
		for _, name := range asked {
			if text := typedText(r.Cells[name]); text != "" {
				d.Fields[name] = text
			}
		}
		rows = append(rows, d)
	}
	for _, name := range []string{"confirmed", "ended_on"} { // not for an office to say
		if at := slices.IndexFunc(sheet.Columns, func(c exchange.Column) bool { return c.Name == name }); at >= 0 {
			u.Passed = append(u.Passed, strings.TrimSpace(sheet.Columns[at].Letter+" "+cut(sheet.Columns[at].Heading, 60)))
		}
	}
	if u, err = s.db.SaveUpload(ctx, v.fair.ID, v.account.ID, u, rows); err != nil {
		return refused(err)
	}
	redirectSeen(v.w, v.Request, v.workPath("uploads", u.ID))
	return nil
}

// uploadFor is whose a spreadsheet is and what its rows are, by the form; the office must be one
// of the visitor's own.
func (s *site) uploadFor(v *visit) (submission.Upload, error) {
	u := submission.Upload{Kind: submission.Kind(v.field("kind")), Office: v.field("office")}
	if u.Kind != submission.Project && u.Kind != submission.Agreement {
		return u, lang.Invalid("web.error.form")
	}
	var err error
	if u.Edition, err = strconv.ParseInt(v.field("edition"), 10, 64); err != nil {
		return u, lang.Invalid("web.error.form")
	}
	if _, err := v.view.Edition(v.Context(), u.Edition); err != nil {
		return u, err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return u, err
	}
	for _, o := range v.writesFor(settings, u.Edition) {
		if o.Office == u.Office {
			u.Side = o.Side
			return u, nil
		}
	}
	ask := access.Question{Action: access.WriteDraft, Edition: u.Edition, Offices: []string{u.Office}}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, ask, ""); err != nil {
		return u, err
	}
	return u, access.Refusal(access.WriteDraft)
}

// An uploadPage is the preview of a spreadsheet: what would be handed in and what must be mended.
type uploadPage struct {
	frame
	Upload   submission.Upload
	Office   lang.Text
	Edition  string
	Kind     string
	Counts   []countLine
	Refused  string
	Note     string
	Errors   []mendRow
	More     int // further rows with errors
	Rows     []sheetRow
	Ready    int64
	Writable bool
}

type countLine struct {
	Text string
	N    int64
}

// A mendRow is a row with what was refused in it, to be typed anew.
type mendRow struct {
	ID      string
	Place   string
	Version int64
	Title   string
	URL     string
	Cells   []mendCell
	About   []string // what is wrong with all of it
	Left    string   // name of the field that leaves the row out
}

type mendCell struct {
	Name    string // of the field
	Label   string
	Place   string
	Value   string
	Wrong   []string
	Options []option
	Long    bool
}

// A sheetRow says what becomes of a row.
type sheetRow struct {
	Row     int64
	URL     string
	Title   string
	Becomes string
	Action  string
	Why     string
	Changes []typedChange
	Missing []string
	Handed  string // the page of what was handed in
	State   submission.State
}

// theUpload reads the spreadsheet that the address names with its rows.
func (s *site) theUpload(v *visit, action access.Action) (submission.Upload, []submission.Draft, error) {
	if err := s.enterAs(v, action); err != nil {
		return submission.Upload{}, nil, err
	}
	unknown := lang.NotFound("web.error.record")
	u, err := s.db.Upload(v.Context(), v.fair.ID, v.PathValue("id"))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return u, nil, unknown
	}
	if err != nil {
		return u, nil, err
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, u.Question(action), "upload/"+u.ID); err != nil {
		settings, e := v.view.Settings(v.Context())
		if e == nil && lang.CodeOf(err) == lang.CodeForbidden && !access.Decide(v.actor, u.Question(access.ReadDraft), settings) {
			return u, nil, unknown
		}
		return u, nil, cmp.Or(e, err)
	}
	drafts, err := s.db.Drafts(v.Context(), v.fair.ID, store.DraftFilter{Upload: u.ID}, "", rowsMost)
	slices.SortFunc(drafts, func(a, b submission.Draft) int { return cmp.Compare(a.Row, b.Row) })
	return u, drafts, err
}

func (s *site) uploaded(v *visit) error {
	u, drafts, err := s.theUpload(v, access.ReadDraft)
	if err != nil {
		return err
	}
	p := uploadPage{}
	if n := v.URL.Query().Get("handed"); n != "" {
		if handed, err := strconv.ParseInt(n, 10, 64); err == nil {
			p.Note = v.say("submit.handed_in", lang.Args{"n": handed})
		}
	}
	return s.showUpload(v, u, drafts, p, http.StatusOK)
}

func (s *site) showUpload(v *visit, u submission.Upload, drafts []submission.Draft, p uploadPage, status int) error {
	read, err := readDrafts(v.Context(), v.view, s.db.IDs(), drafts)
	if err != nil {
		return err
	}
	if p.frame, err = s.workFrame(v, "drafts", cut(u.File, 80)); err != nil {
		return err
	}
	if err := s.nameOffices(v, []string{u.Office}); err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	p.Writable = access.Decide(v.actor, u.Question(access.WriteDraft), settings)
	p.Upload, p.Office, p.Edition, p.Kind = u, v.office(u.Office), v.editionWord(u.Edition), v.say("submit.kind."+string(u.Kind))
	p.Upload.At = u.At.In(v.fair.Location())
	counts := map[string]int64{}
	for i, r := range read {
		action := r.outcome.Action
		switch {
		case r.ready:
			p.Ready++
		case action != exchange.ActionUnchanged && action != exchange.ActionRepeated || slices.ContainsFunc(r.problems, func(x exchange.TypedProblem) bool { return !x.Warning }):
			action = "refused"
			if len(p.Errors) < refusedMost {
				p.Errors = append(p.Errors, v.mendRow(u, r))
			} else {
				p.More++
			}
		}
		counts[action]++
		line := sheetRow{Row: drafts[i].Row, URL: v.workPath("drafts", drafts[i].ID), Title: v.draftTitle(drafts[i]), Action: action, Becomes: v.say("submit.becomes." + action)}
		if r.outcome.Matched != "" {
			line.Why = v.say(r.outcome.Matched)
		}
		if action == exchange.ActionRepeated && r.outcome.First > 0 {
			line.Why = v.say("submit.repeats", lang.Args{"row": drafts[r.outcome.First-1].Row})
		}
		line.Changes = v.typedChanges(r.outcome.Changes)
		if r.ready {
			for _, name := range r.missing() {
				line.Missing = append(line.Missing, v.column(name))
			}
		}
		p.Rows = append(p.Rows, line)
	}
	for _, action := range []string{exchange.ActionCreate, exchange.ActionCorrect, exchange.ActionUnchanged, exchange.ActionRepeated, "refused"} {
		if counts[action] > 0 {
			p.Counts = append(p.Counts, countLine{v.say("submit.becomes." + action), counts[action]})
		}
	}
	return s.showAs(v, status, "upload", p)
}

// mendRow shows what was refused in a row: each cell once, with all that is wrong in it.
func (v *visit) mendRow(u submission.Upload, r reading) mendRow {
	d := r.draft
	row := mendRow{ID: d.ID, Place: exchange.Problem{Sheet: u.Sheet, Row: d.Row}.Place(v.tag), Version: d.Version, Title: v.draftTitle(d), URL: v.workPath("drafts", d.ID), Left: "left." + d.ID}
	cell := func(name string) *mendCell {
		at := slices.IndexFunc(row.Cells, func(c mendCell) bool { return c.Name == "cell."+d.ID+"."+name })
		if at < 0 {
			at = len(row.Cells)
			row.Cells = append(row.Cells, mendCell{
				Name: "cell." + d.ID + "." + name, Label: v.column(name), Place: cellPlace(u, d.Row, name), Value: d.Fields[name],
				Options: v.fieldOptions(d, name, d.Fields[name]), Long: name == "terms" || name == "note",
			})
		}
		return &row.Cells[at]
	}
	for _, x := range r.problems {
		why := lang.Explain(v.tag, x.Why)
		if x.Column == "" {
			row.About = append(row.About, why)
			continue
		}
		name := x.Column
		if name == "title" {
			name = "title_hans"
		}
		c := cell(name)
		c.Wrong = append(c.Wrong, why)
		if name == "amount" && d.Fields["currency"] != "" && cellPlace(u, d.Row, "currency") != "" {
			cell("currency") // what is wrong may stand there
		}
	}
	return row
}

// mendUpload keeps the cells that were typed anew, and hands in what is right when that was
// asked for.
func (s *site) mendUpload(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	u, drafts, err := s.theUpload(v, access.WriteDraft)
	if err != nil {
		return err
	}
	ctx := v.Context()
	if v.field("do") == "drop" {
		if err := s.db.DropUpload(ctx, v.fair.ID, u.ID); err != nil {
			return err
		}
		redirectSeen(v.w, v.Request, v.workPath("drafts"))
		return nil
	}
	var mended []submission.Draft
	asked := slices.Concat(exchange.FormColumns(kindOfFile(u.Kind)), settledColumns)
	for i := range drafts {
		d := &drafts[i]
		version, err := strconv.ParseInt(v.PostFormValue("version."+d.ID), 10, 64)
		if err != nil {
			continue // the page did not show it
		}
		if v.PostFormValue("left."+d.ID) != "" {
			left := *d
			left.Version = version
			if err := s.db.DropDraft(ctx, v.fair.ID, left); err != nil {
				return s.mendRefused(v, u, drafts, err)
			}
			d.ID = ""
			continue
		}
		changed := false
		for _, name := range asked {
			given, ok := v.PostForm["cell."+d.ID+"."+name]
			if !ok {
				continue
			}
			text := typedText(given[0])
			changed = changed || text != d.Fields[name]
			d.Fields[name] = text
			if text == "" {
				delete(d.Fields, name)
			}
		}
		if changed {
			m := *d
			m.Version = version
			mended = append(mended, m)
		}
	}
	drafts = slices.DeleteFunc(drafts, func(d submission.Draft) bool { return d.ID == "" })
	kept, err := s.db.SaveDrafts(ctx, v.fair.ID, v.account.ID, mended)
	if err != nil {
		return s.mendRefused(v, u, drafts, err)
	}
	for _, k := range kept {
		drafts[slices.IndexFunc(drafts, func(d submission.Draft) bool { return d.ID == k.ID })] = k
	}
	if v.field("do") != "submit" {
		redirectSeen(v.w, v.Request, v.workPath("uploads", u.ID))
		return nil
	}
	n, err := s.handInUpload(v, u, drafts)
	if err != nil {
		return s.mendRefused(v, u, drafts, err)
	}
	redirectSeen(v.w, v.Request, v.workPath("uploads", u.ID)+"?handed="+strconv.Itoa(n))
	return nil
}

// mendRefused shows the preview again with what was typed and why it was not kept.
func (s *site) mendRefused(v *visit, u submission.Upload, drafts []submission.Draft, err error) error {
	text, status, rest := v.refusal(err)
	if rest != nil {
		return rest
	}
	return s.showUpload(v, u, drafts, uploadPage{Refused: text}, status)
}

// handInUpload hands in the rows in which nothing is wrong, all in one change that names the
// spreadsheet and the row of each.
func (s *site) handInUpload(v *visit, u submission.Upload, drafts []submission.Draft) (int, error) {
	ctx := v.Context()
	if err := s.db.Allow(ctx, v.fair.ID, v.actor, u.Question(access.Submit), "upload/"+u.ID); err != nil {
		return 0, err
	}
	read, err := readDrafts(ctx, v.view, s.db.IDs(), drafts)
	if err != nil {
		return 0, err
	}
	read = slices.DeleteFunc(read, func(r reading) bool { return !r.ready })
	if len(read) == 0 {
		return 0, lang.Invalid("submit.nothing_ready")
	}
	return len(read), s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		_, err := store.Get[store.Import](ctx, tx.View, u.ID)
		if lang.CodeOf(err) == lang.CodeNotFound {
			file := store.Import{ID: u.ID, Kind: string(kindOfFile(u.Kind)), File: u.File, SHA256: u.SHA256, Rows: u.Rows}
			err = store.Put(ctx, tx, &file, 0, store.How{Action: journal.Created, Origin: journal.Origin{Kind: "file", ID: u.ID}})
		}
		for _, r := range read {
			if err == nil {
				err = r.handIn(ctx, tx, store.How{Action: journal.Created, Origin: journal.Origin{Kind: "file", ID: u.ID, Sheet: u.Sheet, Row: r.draft.Row}})
			}
		}
		return err
	})
}
