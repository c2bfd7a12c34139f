package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/compose"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// bulletinDeeds lists the pages on which bulletins are composed, agreed to and published.
func (s *site) bulletinDeeds() []deed {
	const one = "/{fair}/work/bulletins/{id}"
	return []deed{
		{method: "GET", pattern: "/{fair}/work/bulletins", action: access.Compose, do: s.bulletinList},
		{method: "GET", pattern: "/{fair}/work/bulletins/new", action: access.Compose, do: s.newBulletin},
		{method: "POST", pattern: "/{fair}/work/bulletins/new", action: access.Compose, do: s.newBulletin},
		{method: "GET", pattern: "/{fair}/work/bulletins/figures", action: access.Compose, do: s.bulletinFigures},
		{method: "GET", pattern: one, action: access.Compose, do: s.bulletinDesk},
		{method: "POST", pattern: one, action: access.Compose, do: s.bulletinDesk},
	}
}

// bulletinMoment is how an input takes and gives a day with its time.
const bulletinMoment = "2006-01-02T15:04"

type bulletinListPage struct {
	frame
	Lines       []bulletinLine
	New         string
	First, Next string // addresses of other pages, "" where there is none
}

// bulletinList lists all bulletins, those that are not published yet first.
func (s *site) bulletinList(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.Compose); err != nil {
		return err
	}
	rows, first, next, err := v.bulletinsListed([]string{"work", "bulletins"})
	if err != nil {
		return err
	}
	p := bulletinListPage{New: v.workPath("bulletins", "new"), First: first, Next: next}
	for _, r := range rows {
		l := v.bulletinLine(r.Value)
		l.URL = v.workPath("bulletins", r.Value.ID)
		p.Lines = append(p.Lines, l)
	}
	if p.frame, err = s.workFrame(v, "bulletins", v.say("work.menu.bulletins")); err != nil {
		return err
	}
	return s.show(v, "bulletin_list", p)
}

// A deskField is a part of a bulletin as it is typed.
type deskField struct {
	Name, Label, Value string
	Lang               lang.Tag
	Rows               int // of an area, 0 for a line
}

// A deskColumn is what is written in one language, and how it would read.
type deskColumn struct {
	Lang    lang.Tag
	Name    string
	Fields  []deskField
	Preview *preview
}

// A preview is a bulletin as it would read in one language, with what keeps it from being published.
type preview struct {
	Lines   [][]stretch
	Refused string
	Against []blocked
}

// A blocked is a stretch of the text that the record, or the text itself, states otherwise.
type blocked struct {
	Text, Record, Right, URL string
}

type bulletinDeskPage struct {
	frame
	Form, List, State, Why string
	Since                  int64
	Code, Edition, Embargo string
	Fixed                  bool // the name and the edition are those of an earlier issue
	Editable, Fresh        bool
	Columns                []deskColumn
	Quotes                 [][]deskColumn
	Refused                string
	Theirs                 []touchedLine // what somebody else wrote meanwhile, beside what was typed
	Blocked                bool
	Override, Public       string
	Agreed                 []string
	Sides                  []option // for which the visitor can agree
	CanHandIn, CanPublish  bool
	CanReturn, CanNext     bool
	Figures                string        // the page that finds them
	Outdated               []touchedLine // figures of what is published that read otherwise now
}

// bulletinParts are the languages of a bulletin's fields.
var bulletinParts = []struct {
	tag  lang.Tag
	name string
}{{lang.Hans, "hans"}, {lang.Hant, "hant"}, {lang.En, "en"}}

// typedText reads a text of several lines in three languages.
func (v *visit) typedText(field string) lang.Text {
	var t lang.Text
	for _, p := range bulletinParts {
		t = t.With(p.tag, strings.TrimSpace(strings.ReplaceAll(v.PostFormValue(field+"_"+p.name), "\r\n", "\n")))
	}
	return t
}

// typedBulletin reads what was typed over what was there.
func (v *visit) typedBulletin(b compose.Bulletin) (compose.Bulletin, error) {
	b.Code, b.Title, b.Text, b.Note = v.field("code"), v.typedText("title"), v.typedText("text"), v.typedText("note")
	for _, p := range bulletinParts { // a title is one line
		b.Title = b.Title.With(p.tag, strings.ReplaceAll(b.Title.Get(p.tag), "\n", " "))
	}
	b.Quotes = nil
	for i := range compose.MostQuotes {
		n := "q" + strconv.Itoa(i) + "_"
		if q := (compose.Quote{Words: v.typedText(n + "words"), Speaker: v.typedText(n + "speaker"), Office: v.typedText(n + "office")}); !q.Words.Empty() || !q.Speaker.Empty() || !q.Office.Empty() {
			b.Quotes = append(b.Quotes, q)
		}
	}
	b.Embargo = 0
	if text := v.field("embargo"); text != "" {
		at, err := time.ParseInLocation(bulletinMoment, text, v.fair.Location())
		if err != nil {
			return b, lang.Invalid("bulletin.moment", lang.Args{"given": short(text)})
		}
		b.Embargo = at.UnixMilli()
	}
	var err error
	if b.Edition, err = strconv.ParseInt(v.field("edition"), 10, 64); err != nil {
		return b, lang.Invalid("web.error.edition", lang.Args{"given": short(v.field("edition"))})
	}
	return b, nil
}

// newBulletin begins a bulletin.
func (s *site) newBulletin(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Compose); err != nil {
		return err
	}
	b := compose.Bulletin{Edition: v.fair.Current}
	if v.Method != http.MethodPost {
		return s.showBulletinDesk(v, store.Row[compose.Bulletin]{Value: b}, b, nil, http.StatusOK)
	}
	return s.keepBulletin(v, store.Row[compose.Bulletin]{}, b)
}

// keepBulletin saves what was typed, or shows how it would read.
func (s *site) keepBulletin(v *visit, row store.Row[compose.Bulletin], b compose.Bulletin) error {
	b, err := v.typedBulletin(b)
	if err == nil {
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, b.Question(access.Compose, ""), "bulletin/"+b.ID)
	}
	if err == nil && v.field("do") == "preview" {
		if err = b.Validate().Err(); err == nil {
			return s.showBulletinDesk(v, row, b, nil, http.StatusOK)
		}
	}
	id := b.ID
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			before, _ := strconv.ParseInt(v.field("since"), 10, 64)
			got, err := tx.PutBulletin(v.Context(), b, journal.Position(before), s.byForm(v).Origin)
			id = got.ID
			return err
		})
	}
	if err != nil {
		_, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showBulletinDesk(v, row, b, err, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("bulletins", id))
	return nil
}

// bulletinDesk shows a bulletin to those who compose it, and does what they ask for.
func (s *site) bulletinDesk(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Compose); err != nil {
		return err
	}
	row, err := store.Get[compose.Bulletin](v.Context(), v.view, v.PathValue("id"))
	if err != nil {
		return err
	}
	b := row.Value
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, b.Question(access.Compose, ""), "bulletin/"+b.ID); err != nil {
		return err
	}
	if v.Method != http.MethodPost {
		return s.showBulletinDesk(v, row, b, nil, http.StatusOK)
	}
	do := v.field("do")
	if do == "save" || do == "preview" {
		return s.keepBulletin(v, row, b)
	}
	to, err := s.moveBulletin(v, row, do)
	if err != nil {
		_, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showBulletinDesk(v, row, b, err, status)
	}
	redirectSeen(v.w, v.Request, to)
	return nil
}

// moveBulletin does what is no change of the text, and returns where to go then.
func (s *site) moveBulletin(v *visit, row store.Row[compose.Bulletin], do string) (to string, err error) {
	ctx, b, origin := v.Context(), row.Value, s.byForm(v).Origin
	since, _ := strconv.ParseInt(v.field("since"), 10, 64)
	seen := journal.Position(since)
	allow := func(action access.Action, side string) error {
		return s.db.Allow(ctx, v.fair.ID, v.actor, b.Question(action, side), "bulletin/"+b.ID)
	}
	to = v.workPath("bulletins", b.ID)
	move := func(fn func(compose.Bulletin) (compose.Bulletin, error)) error {
		return s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			_, err := tx.MoveBulletin(ctx, b.ID, seen, journal.Corrected, origin, fn)
			return err
		})
	}
	switch do {
	case "hand_in":
		return to, move(compose.Bulletin.HandedIn)
	case "return":
		sides, err := v.agreeingSides(b)
		if err != nil {
			return to, err
		}
		if len(sides) == 0 { // which writes the refusal down
			return to, allow(access.AgreeText, v.fair.Sides[0].Code)
		}
		return to, move(func(b compose.Bulletin) (compose.Bulletin, error) { return b.Returned(v.field("why")) })
	case "agree":
		side := v.field("side")
		if err := allow(access.AgreeText, side); err != nil {
			return to, err
		}
		return to, s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			_, err := tx.AgreeBulletin(ctx, b.ID, seen, v.fair, side, origin)
			return err
		})
	case "override", "publish", "withdraw":
		if err := allow(access.Publish, ""); err != nil {
			return to, err
		}
		if do == "withdraw" {
			return to, move(func(b compose.Bulletin) (compose.Bulletin, error) { return b.Withdrawn(v.field("why")) })
		}
		if do == "publish" {
			_, err := s.db.Publish(ctx, v.fair.ID, v.account.ID, b.ID, seen, origin)
			return to, err
		}
		x, err := s.db.Examine(ctx, v.view, b, s.db.Now())
		if err != nil {
			return to, err
		}
		return to, move(func(b compose.Bulletin) (compose.Bulletin, error) { return b.Overridden(x, v.field("why")) })
	case "next":
		next, err := b.Next()
		if err != nil {
			return to, err
		}
		if next.Note, err = s.correctionNotice(v, b); err != nil {
			return to, err
		}
		err = s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			next, err = tx.PutBulletin(ctx, next, 0, origin)
			return err
		})
		return v.workPath("bulletins", next.ID), err
	}
	return to, lang.Invalid("web.error.form")
}

// correctionNotice drafts what a correction says: each figure that reads otherwise now than it was
// published.
func (s *site) correctionNotice(v *visit, was compose.Bulletin) (lang.Text, error) {
	var out lang.Text
	changed, err := s.db.Outdated(v.Context(), v.view, was)
	if err != nil {
		return out, err
	}
	day := lang.DateOf(s.db.Now().In(v.fair.Location()))
	for _, p := range bulletinParts {
		var lines []string
		for _, c := range changed {
			if c.Tag != p.tag || c.Now == "" { // of what cannot be written any more the text has to be mended
				continue
			}
			line := lang.Say(p.tag, "bulletin.note_line", lang.Args{"was": c.Text, "now": c.Now, "day": day.Format(p.tag)})
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
		out = out.With(p.tag, strings.Join(lines, "\n"))
	}
	return out, nil
}

// previews are how the bulletin would read now, and what contradicts the record, by language.
func (s *site) previews(v *visit, b compose.Bulletin) (map[lang.Tag]*preview, error) {
	x, err := s.db.Examine(v.Context(), v.view, b, s.db.Now())
	if err != nil {
		return nil, err
	}
	out := map[lang.Tag]*preview{}
	for _, part := range bulletinParts {
		if err := x.Refused[part.tag]; err != nil {
			out[part.tag] = &preview{Refused: lang.Explain(v.tag, err)}
			continue
		}
		r, ok := x.Texts[part.tag]
		if !ok {
			continue
		}
		var placed []compose.Frozen
		for _, f := range r.Figures {
			placed = append(placed, compose.Frozen{Tag: part.tag, Name: f.Name.String(), Start: int64(f.Start), End: int64(f.End), Text: f.Text})
		}
		p := &preview{Lines: v.stretches(r.Text, placed)}
		for _, c := range compose.Blocking(x.Reports[part.tag]) {
			p.Against = append(p.Against, blocked{c.Claim.Text, c.Record, c.Right, v.path("figures") + "/" + c.Figure})
		}
		out[part.tag] = p
	}
	return out, nil
}

// A written is a text of the bulletin in three languages, and how it is typed.
type written struct {
	field, label string
	text         lang.Text
	rows         int
}

// columns set texts of the bulletin beside each other, a language in each.
func (v *visit) columns(all ...written) []deskColumn {
	var out []deskColumn
	for _, p := range bulletinParts {
		c := deskColumn{Lang: p.tag, Name: v.say("bulletin.desk." + p.name)}
		for _, w := range all {
			label := v.say("web.labelled", lang.Args{"label": v.say(w.label), "value": c.Name})
			c.Fields = append(c.Fields, deskField{Name: w.field + "_" + p.name, Label: label, Value: w.text.Get(p.tag), Lang: p.tag, Rows: w.rows})
		}
		out = append(out, c)
	}
	return out
}

// showBulletinDesk shows a bulletin as it was typed, over what is recorded of it.
func (s *site) showBulletinDesk(v *visit, row store.Row[compose.Bulletin], b compose.Bulletin, refused error, status int) error {
	rec := row.Value
	p := bulletinDeskPage{
		Form: v.workPath("bulletins", "new"), List: v.workPath("bulletins"), State: rec.State.In(v.tag), Why: rec.Why, Since: int64(row.Since), Code: b.Code, Edition: cmp.Or(v.field("edition"), strconv.FormatInt(b.Edition, 10)),
		Fixed: b.Issue > 1, Fresh: rec.ID == "", Editable: !rec.State.Public(), Override: rec.Override,
	}
	var err error
	if !p.Fresh {
		p.Form = v.workPath("bulletins", rec.ID)
	} else {
		p.State = compose.Draft.In(v.tag)
	}
	if refused != nil {
		p.Refused = lang.Explain(v.tag, refused)
	}
	p.Embargo = cmp.Or(v.field("embargo"), v.moment(b.Embargo))
	texts := []written{{"title", "bulletin.field.title", b.Title, 2}, {"text", "bulletin.desk.text", b.Text, 14}}
	if b.Corrects != "" {
		texts = append(texts, written{"note", "bulletin.desk.note", b.Note, 4})
	}
	p.Columns = v.columns(texts...)
	for i := range min(len(b.Quotes)+1, compose.MostQuotes) {
		var q compose.Quote
		if i < len(b.Quotes) {
			q = b.Quotes[i]
		}
		n := "q" + strconv.Itoa(i) + "_"
		p.Quotes = append(p.Quotes, v.columns(written{n + "words", "bulletin.desk.words", q.Words, 3},
			written{n + "speaker", "bulletin.desk.speaker", q.Speaker, 0}, written{n + "office", "bulletin.desk.office", q.Office, 0}))
	}
	if c, ok := errors.AsType[*store.Change](refused); ok && c != nil {
		p.Theirs = v.theirBulletin(rec, b)
	} else if seen, err := strconv.ParseInt(v.field("since"), 10, 64); err == nil && v.Method == http.MethodPost {
		p.Since = seen // what was typed is still of what was seen then
	}
	if p.Editable && b.Validate().Err() == nil {
		seen, err := s.previews(v, b)
		if err != nil {
			return err
		}
		for i, c := range p.Columns {
			p.Columns[i].Preview = seen[c.Lang]
			p.Blocked = p.Blocked || seen[c.Lang] != nil && len(seen[c.Lang].Against) > 0
		}
	}
	if err := s.bulletinChoices(v, &p, rec); err != nil {
		return err
	}
	title := v.say("bulletin.desk.new")
	if !p.Fresh {
		title = v.say("bulletin.desk.title", lang.Args{"code": rec.Code, "issue": rec.Issue})
	}
	if p.frame, err = s.workFrame(v, "bulletins", title); err != nil {
		return err
	}
	if p.Editable {
		s.with(&p.frame, "compose.js")
	}
	return s.showAs(v, status, "bulletin_desk", p)
}

// theirBulletin is what is recorded beside what was typed, where they differ.
func (v *visit) theirBulletin(rec, typed compose.Bulletin) []touchedLine {
	var out []touchedLine
	for _, x := range [][3]string{
		{"bulletin.field.code", rec.Code, typed.Code},
		{"bulletin.field.edition", strconv.FormatInt(rec.Edition, 10), strconv.FormatInt(typed.Edition, 10)},
		{"bulletin.desk.embargo", v.moment(rec.Embargo), v.moment(typed.Embargo)},
	} {
		if x[1] != x[2] {
			out = append(out, touchedLine{Label: v.say(x[0]), Old: x[1], New: x[2]})
		}
	}
	for _, x := range []struct {
		label     string
		rec, mine lang.Text
	}{{"bulletin.field.title", rec.Title, typed.Title}, {"bulletin.desk.text", rec.Text, typed.Text}, {"bulletin.desk.note", rec.Note, typed.Note}, {"bulletin.field.quotes", quotesText(rec.Quotes), quotesText(typed.Quotes)}} {
		for _, p := range bulletinParts {
			if a, b := x.rec.Get(p.tag), x.mine.Get(p.tag); a != b {
				out = append(out, touchedLine{Label: v.say(x.label), Scope: v.say("bulletin.desk." + p.name), Old: a, New: b})
			}
		}
	}
	return out
}

// quotesText is all quotations of a bulletin, each on lines of its own.
func quotesText(all []compose.Quote) lang.Text {
	var t lang.Text
	for _, p := range bulletinParts {
		var lines []string
		for _, q := range all {
			lines = append(lines, q.Words.Get(p.tag), q.Speaker.Get(p.tag), q.Office.Get(p.tag))
		}
		t = t.With(p.tag, strings.Join(lines, "\n"))
	}
	return t
}

// moment is a time as an input takes it; "" for none.
func (v *visit) moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(v.fair.Location()).Format(bulletinMoment)
}

// agreeingSides are the sides for which the visitor may agree to a bulletin, or return it.
func (v *visit) agreeingSides(b compose.Bulletin) ([]fair.Side, error) {
	settings, err := v.view.Settings(v.Context())
	return slices.DeleteFunc(slices.Clone(v.fair.Sides), func(side fair.Side) bool {
		return !access.Decide(v.actor, b.Question(access.AgreeText, side.Code), settings)
	}), err
}

// bulletinChoices says what may be done about the bulletin, and where the figures are that can be put into it.
func (s *site) bulletinChoices(v *visit, p *bulletinDeskPage, b compose.Bulletin) error {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	may := func(action access.Action, side string) bool {
		return access.Decide(v.actor, b.Question(action, side), settings)
	}
	for _, side := range v.fair.Sides {
		if b.Has(side.Code) {
			p.Agreed = append(p.Agreed, v.name(side.Name))
		}
	}
	agreeing, err := v.agreeingSides(b)
	if err != nil {
		return err
	}
	for _, side := range agreeing {
		if b.State == compose.Review && !b.Has(side.Code) {
			p.Sides = append(p.Sides, option{Value: side.Code, Text: v.name(side.Name)})
		}
	}
	p.CanHandIn = b.State == compose.Draft && b.ID != ""
	p.CanReturn = (b.State == compose.Review || b.State == compose.Agreed) && len(agreeing) > 0
	p.CanPublish = b.State == compose.Agreed && may(access.Publish, "")
	if p.CanNext = b.State == compose.Published; p.CanNext {
		if p.Outdated, err = s.outdated(v, b); err != nil {
			return err
		}
	}
	if b.State.Public() {
		p.Public = v.issuePath(b)
	}
	if p.Editable {
		edition := cmp.Or(b.Edition, v.fair.Current)
		p.Figures = v.address(url.Values{"edition": {strconv.FormatInt(edition, 10)}}, "work", "bulletins", "figures")
	}
	return nil
}
