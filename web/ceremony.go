package web

import (
	"net/http"
	"net/url"
	"strconv"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// deskLimit is how many records the desk shows at once.
const deskLimit = 60

// ceremonyDeeds lists the desk at which the sides sign off, one by one.
func (s *site) ceremonyDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/ceremony", action: access.ConfirmFor, do: s.ceremony},
		{method: "POST", pattern: "/{fair}/work/ceremony", action: access.ConfirmFor, do: s.confirm},
	}
}

// A ceremonyPage is the desk: what is to be signed, in the order of signing, with a button for
// each side that the visitor confirms for.
type ceremonyPage struct {
	frame
	Edition   fair.Edition
	Closed    bool // its record is declared complete
	Form      string
	Sessions  choice
	Editions  choice
	All       bool   // also what the visitor's sides have confirmed
	ShowAll   string // address of the other view
	ShowOpen  string
	Waiting   int64 // records that lack a key of the visitor's sides
	Lacking   int64 // records that lack any
	Lines     []signLine
	Increases []signLine
	More      string
	Kept      []pair // the query that leads back
	Done      *doneLine
	Refused   string
	Wall      string
}

// A signLine is one agreement or increase on the desk.
type signLine struct {
	N       int
	Kind    string
	ID      string
	Seen    int64
	Title   lang.Text
	Code    string
	URL     string
	Amount  string
	Parties []namedParty
	Keys    []sideKey
	Signed  bool
	Changed []string // what the record says that it did not when the visitor saw it
	First   bool     // the keyboard begins here
}

// A sideKey is the confirmation of one side.
type sideKey struct {
	Side     lang.Text
	Code     string
	Held     bool
	Required bool
	May      bool // the visitor confirms for it
}

// A doneLine says what the visitor has just done, and undoes it.
type doneLine struct {
	signLine
	Side   lang.Text
	Code   string
	Undone bool
	Late   bool // somebody else had done it
}

// ownSides are the sides that the actor may confirm for in an edition.
func (v *visit) ownSides(edition int64, settings access.Settings) fair.SideSet {
	var own fair.SideSet
	for i, side := range v.fair.Sides {
		if access.Decide(v.actor, access.Question{Action: access.ConfirmFor, Edition: edition, Side: side.Code}, settings) {
			own |= fair.SideBit(i)
		}
	}
	return own
}

// ceremony shows the desk.
func (s *site) ceremony(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ConfirmFor); err != nil {
		return err
	}
	return s.showDesk(v, http.StatusOK, nil)
}

// showDesk shows the desk, with what became of a confirmation that was not written.
func (s *site) showDesk(v *visit, status int, refused error) error {
	ctx := v.Context()
	p := ceremonyPage{Form: v.workPath("ceremony"), All: v.FormValue("show") == "all", Wall: v.path("wall")}
	edition, all, err := s.workEdition(v, v.FormValue("edition"))
	if err != nil {
		return err
	}
	p.Edition, p.Closed, p.Editions = edition, edition.Complete, v.editionChoice(all, edition.Number)
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	own := v.ownSides(edition.Number, settings)
	session := v.FormValue("session")
	if p.Sessions, err = v.ceremonies(edition.Number, session); err != nil {
		return err
	}
	kept := url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}
	if session != "" {
		kept.Set("session", session)
	}
	p.ShowOpen, p.ShowAll = v.address(kept, "work", "ceremony"), v.address(also(kept, "show", "all"), "work", "ceremony")
	if p.All {
		kept.Set("show", "all")
	}
	p.Kept = hidden(kept)
	what := store.Signing{Edition: edition.Number, Session: session, Lacks: own & edition.Requires}
	if edition.Requires != 0 {
		lacking := what
		lacking.Lacks = edition.Requires
		if p.Lacking, err = count(v, lacking); err != nil {
			return err
		}
	}
	if what.Lacks != 0 {
		if p.Waiting, err = count(v, what); err != nil {
			return err
		}
	}
	what.After, what.Limit = v.FormValue("after"), deskLimit+1
	if p.All {
		what.Lacks = 0
	}
	if p.All || what.Lacks != 0 {
		if err := s.deskLines(v, &p, what, own, kept); err != nil {
			return err
		}
	}
	if p.Done, err = s.justDone(v, own); err != nil {
		return err
	}
	if refused != nil {
		if p.Refused, _, err = v.refusal(refused); err != nil {
			return err
		}
		if err := p.marks(v, refused); err != nil {
			return err
		}
	}
	p.begins()
	if p.frame, err = s.workFrame(v, "ceremony", v.say("ceremony.title", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	s.with(&p.frame, "ceremony.js")
	return s.showAs(v, status, "ceremony", p)
}

// count counts agreements and increases.
func count(v *visit, what store.Signing) (int64, error) {
	n, err := store.CountToSign[agreement.Agreement](v.Context(), v.view, what)
	if err != nil || what.Session != "" {
		return n, err
	}
	more, err := store.CountToSign[agreement.Amendment](v.Context(), v.view, what)
	return n + more, err
}

// deskLines reads the records of the desk.
func (s *site) deskLines(v *visit, p *ceremonyPage, what store.Signing, own fair.SideSet, kept url.Values) error {
	ctx := v.Context()
	rows, err := store.ToSign[agreement.Agreement](ctx, v.view, what)
	if err != nil {
		return err
	}
	if len(rows) > deskLimit {
		rows = rows[:deskLimit]
		p.More = v.address(also(kept, "after", string(rows[deskLimit-1].Value.ID)), "work", "ceremony")
	}
	if err := s.nameThose(v, rows); err != nil {
		return err
	}
	for i, r := range rows {
		line := v.signLine(r.Value, own, p.Edition)
		line.N, line.Seen = i+1, int64(r.Since)
		p.Lines = append(p.Lines, line)
	}
	if what.Session != "" || what.After != "" {
		return nil
	}
	increases, err := store.ToSign[agreement.Amendment](ctx, v.view, what)
	if err != nil {
		return err
	}
	for i, r := range increases {
		line, err := s.increaseLine(v, r, own, p.Edition)
		if err != nil {
			return err
		}
		line.N = i + 1
		p.Increases = append(p.Increases, line)
	}
	return nil
}

// nameThose names the parties of agreements.
func (s *site) nameThose(v *visit, rows []store.Row[agreement.Agreement]) error {
	var ids []string
	for _, r := range rows {
		for _, x := range r.Value.Parties {
			ids = append(ids, string(x.Party))
		}
	}
	return s.nameParties(v, ids)
}

func (v *visit) signLine(a agreement.Agreement, own fair.SideSet, e fair.Edition) signLine {
	line := signLine{
		Kind: "agreement", ID: string(a.ID), Title: a.Title, Code: a.Code, URL: v.recordPath("agreement", string(a.ID)),
		Amount: amountText(v.tag, a.Amount), Keys: v.sideKeys(a.Confirmed, own, e), Signed: a.Confirmed.Has(e.Requires),
	}
	for _, x := range a.Parties {
		line.Parties = append(line.Parties, v.named(x.Party))
	}
	return line
}

func (s *site) increaseLine(v *visit, r store.Row[agreement.Amendment], own fair.SideSet, e fair.Edition) (signLine, error) {
	line := signLine{
		Kind: "amendment", ID: string(r.Value.ID), Seen: int64(r.Since), Code: r.Value.Code, Amount: amountText(v.tag, r.Value.Amount),
		Keys: v.sideKeys(r.Value.Confirmed, own, e), Signed: r.Value.Confirmed.Has(e.Requires),
	}
	of, err := store.ByID[agreement.Agreement](v.Context(), v.view, []string{string(r.Value.Agreement)})
	if err == nil && len(of) > 0 {
		line.Title, line.URL = of[0].Value.Title, v.recordPath("agreement", string(of[0].Value.ID))
	}
	return line, err
}

// sideKeys says of each side whether it has confirmed.
func (v *visit) sideKeys(confirmed, own fair.SideSet, e fair.Edition) []sideKey {
	var out []sideKey
	for i, side := range v.fair.Sides {
		bit := fair.SideBit(i)
		out = append(out, sideKey{Side: side.Name, Code: side.Code, Held: confirmed.Has(bit), Required: e.Requires.Has(bit), May: own.Has(bit) && !e.Complete})
	}
	return out
}

// begins puts the keyboard on the first record that the visitor has still to confirm.
func (p *ceremonyPage) begins() {
	for _, lines := range [][]signLine{p.Lines, p.Increases} {
		for i := range lines {
			for _, k := range lines[i].Keys {
				if k.May && k.Required && !k.Held {
					lines[i].First = true
					return
				}
			}
		}
	}
}

// workEdition reads the edition that a page of the workspace is about, and all of them.
func (s *site) workEdition(v *visit, text string) (fair.Edition, []fair.Edition, error) {
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return fair.Edition{}, nil, err
	}
	number := v.fair.Current
	if number == 0 && len(all) > 0 {
		number = all[len(all)-1].Number
	}
	if text != "" {
		if number, err = strconv.ParseInt(text, 10, 64); err != nil {
			return fair.Edition{}, nil, lang.Invalid("web.error.edition", lang.Args{"given": short(text)})
		}
	}
	for _, e := range all {
		if e.Number == number {
			return e, all, nil
		}
	}
	return fair.Edition{}, nil, lang.NotFound("edition.unknown", lang.Args{"edition": number})
}

func (v *visit) editionChoice(all []fair.Edition, chosen int64) choice {
	c := choice{Name: "edition", Label: v.say("web.field.edition")}
	for i := len(all) - 1; i >= 0; i-- {
		n := all[i].Number
		c.Options = append(c.Options, option{Value: strconv.FormatInt(n, 10), Text: v.editionLabel(n), Selected: n == chosen})
	}
	return c
}

// ceremonies are the sessions of an edition at which something is signed.
func (v *visit) ceremonies(edition int64, chosen string) (choice, error) {
	c := choice{Name: "session", Label: v.label("word.session"), Options: []option{{Text: v.say("ceremony.any_session"), Selected: chosen == ""}}}
	_, sessions, err := v.view.Agenda(v.Context(), edition)
	for _, x := range sessions {
		if x.Kind == "signing_ceremony" || x.ID == chosen {
			c.Options = append(c.Options, option{Value: x.ID, Text: cut(v.sessionName(x), 60), Selected: x.ID == chosen})
		}
	}
	return c, err
}

// confirm writes a confirmation for a side, or takes one back.
func (s *site) confirm(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.ConfirmFor); err != nil {
		return err
	}
	kind, id, back := v.field("kind"), v.field("id"), v.field("do") == "unconfirm"
	seen, err := strconv.ParseInt(v.field("seen"), 10, 64)
	side, at := v.fair.SideNamed(v.field("side"))
	if err != nil || at < 0 || kind != "agreement" && kind != "amendment" {
		return lang.Invalid("web.error.form")
	}
	edition, err := v.editionOf(kind, id)
	if err != nil {
		return err
	}
	q := access.Question{Action: access.ConfirmFor, Edition: edition, Side: side.Code}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, kind+"/"+id); err != nil {
		return err
	}
	written := false
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		origin := journal.Origin{Kind: "form", ID: v.account.ID}
		day := lang.DateOf(tx.Now.In(v.fair.Location()))
		var err error
		switch {
		case kind == "agreement" && back:
			written, err = store.Unconfirm[agreement.Agreement](v.Context(), tx, id, fair.SideBit(at), journal.Position(seen), origin)
		case kind == "agreement":
			written, err = store.Confirm[agreement.Agreement](v.Context(), tx, id, fair.SideBit(at), journal.Position(seen), day, origin)
		case back:
			written, err = store.Unconfirm[agreement.Amendment](v.Context(), tx, id, fair.SideBit(at), journal.Position(seen), origin)
		default:
			written, err = store.Confirm[agreement.Amendment](v.Context(), tx, id, fair.SideBit(at), journal.Position(seen), day, origin)
		}
		return err
	})
	if code := lang.CodeOf(err); code == lang.CodeStale || code == lang.CodeConflict {
		if e := s.enter(v); e != nil { // what the others have made of it
			return e
		}
		return s.showDesk(v, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	to := url.Values{}
	for _, name := range []string{"edition", "session", "show", "after"} {
		if value := v.field(name); value != "" {
			to.Set(name, value)
		}
	}
	to.Set("done", kind+"."+id+"."+side.Code)
	if back {
		to.Set("undone", "1")
	}
	if !written {
		to.Set("late", "1")
	}
	redirectSeen(v.w, v.Request, v.address(to, "work", "ceremony"))
	return nil
}

// editionOf is the edition that a record counts in.
func (v *visit) editionOf(kind, id string) (int64, error) {
	var edition int64
	var err error
	if kind == "agreement" {
		var row store.Row[agreement.Agreement]
		row, err = store.Get[agreement.Agreement](v.Context(), v.view, id)
		edition = row.Value.Edition
	} else {
		var row store.Row[agreement.Amendment]
		row, err = store.Get[agreement.Amendment](v.Context(), v.view, id)
		edition = row.Value.Edition
	}
	if lang.CodeOf(err) == lang.CodeNotFound {
		err = lang.NotFound("web.error.record")
	}
	return edition, err
}
