package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// A queuePage lists what waits to be reviewed, what has waited longest first.
type queuePage struct {
	frame
	Editions, Offices, Sides []option
	Lines                    []submissionLine
	Next, First              string
	Waiting                  duty
	Note, Refused            string
	Action                   string
	Saving                   *saving
}

// suspecting is how long a page of the queue looks for what may be double. Each is held against all that wait: where those are a
// great many, the page does not wait for it.
const (
	suspecting        = 400 * time.Millisecond
	suspectingOfCrowd = 50 * time.Millisecond
)

func (s *site) reviewQueue(v *visit) error { return s.showQueue(v, "", http.StatusOK) }

func (s *site) showQueue(v *visit, refused string, status int) error {
	if err := s.enterAs(v, access.Review); err != nil {
		return err
	}
	ctx, q := v.Context(), v.URL.Query()
	p := queuePage{Refused: refused, Action: v.workPath("review")}
	var err error
	if p.frame, err = s.workFrame(v, "review", v.say("work.menu.review")); err != nil {
		return err
	}
	wanted := store.Queue{State: submission.Submitted, Side: q.Get("side"), Office: q.Get("office")}
	wanted.Edition, _ = strconv.ParseInt(q.Get("edition"), 10, 64)
	rows, next, err := s.queue(v, wanted, access.Review)
	if err != nil {
		return err
	}
	if p.Lines, err = s.submissionLines(v, rows); err != nil {
		return err
	}
	if p.Waiting.Count, _, err = v.view.Waiting(ctx, wanted, countMost); err != nil {
		return err
	}
	within := suspecting
	if p.Waiting.Many() {
		within = suspectingOfCrowd
	}
	brief, done := context.WithTimeout(ctx, within)
	defer done()
	for i := range p.Lines {
		l := &p.Lines[i]
		l.URL = v.workPath("review", l.ID)
		l.Days = int64(s.db.Now().Sub(l.Asked).Hours() / 24)
		if l.Unchecked = brief.Err() != nil; l.Unchecked {
			continue
		}
		h, err := handedOnly(rows[i])
		if err != nil {
			return err
		}
		n, err := s.countSuspects(brief, v, h)
		switch {
		case brief.Err() != nil:
			l.Unchecked = true
		case err != nil:
			return err
		}
		l.Suspects = n
	}
	if next != nil {
		more := placed(*next)
		for _, name := range []string{"edition", "side", "office"} {
			if q.Get(name) != "" {
				more[name] = []string{q.Get(name)}
			}
		}
		p.Next = v.address(more, "work", "review")
	}
	if q.Get("after") != "" {
		p.First = v.workPath("review")
	}
	if n, err := strconv.ParseInt(q.Get("approved"), 10, 64); err == nil {
		p.Note = v.say("review.approved_many", lang.Args{"n": n})
	}
	if n, err := strconv.ParseInt(q.Get("returned"), 10, 64); err == nil {
		p.Note = v.say("review.returned_many", lang.Args{"n": n})
	}
	if p.Editions, err = s.openEditions(v, wanted.Edition); err != nil {
		return err
	}
	for _, side := range v.fair.Sides {
		p.Sides = append(p.Sides, option{Value: side.Code, Text: v.name(side.Name), Selected: side.Code == wanted.Side})
	}
	offices, err := v.view.SubmittingOffices(ctx, store.Queue{State: submission.Submitted, Edition: wanted.Edition, Side: wanted.Side})
	if err != nil {
		return err
	}
	if wanted.Office != "" && !slices.Contains(offices, wanted.Office) {
		offices = append(offices, wanted.Office)
	}
	if err := s.nameOffices(v, offices); err != nil {
		return err
	}
	p.Offices = v.officeOptions(offices, wanted.Office)
	p.Saving = v.saving("review")
	return s.showAs(v, status, "review_queue", p)
}

// officeOptions are offices to choose from, in the order of their names.
func (v *visit) officeOptions(codes []string, chosen string) []option {
	var out []option
	for _, code := range codes {
		out = append(out, option{Value: code, Text: v.name(v.office(code)), Selected: code == chosen})
	}
	slices.SortFunc(out, func(a, b option) int { return cmp.Compare(a.Text, b.Text) })
	return out
}

// handedOnly is what was handed in as it stands, without looking for its parties again.
func handedOnly(row store.Row[submission.Submission]) (handed, error) {
	h := handed{row: row}
	if row.Value.Kind == submission.Project {
		rec, err := store.Handed[project.Project](row.Value)
		h.rec = rec
		return h, err
	}
	rec, err := store.Handed[agreement.Agreement](row.Value)
	h.rec = rec
	return h, err
}

// countSuspects counts what may be the same as what was handed in.
func (s *site) countSuspects(ctx context.Context, v *visit, h handed) (int, error) {
	switch rec := h.rec.(type) {
	case project.Project:
		found, err := store.Suspects(ctx, v.view, rec, h.row.Value.ID)
		return len(found), err
	case agreement.Agreement:
		found, err := store.Suspects(ctx, v.view, rec, h.row.Value.ID)
		return len(found), err
	}
	return 0, nil
}

// suspects looks for what may be the same as what was handed in.
func (s *site) suspects(v *visit, h handed) ([]suspectLine, error) {
	switch rec := h.rec.(type) {
	case project.Project:
		found, err := store.Suspects(v.Context(), v.view, rec, h.row.Value.ID)
		return suspectLines(s, v, h, found, err, func(p project.Project) (string, lang.Text, money.Amount, string, lang.Date) {
			return string(p.ID), p.Title, p.Amount, p.Office, ""
		})
	case agreement.Agreement:
		found, err := store.Suspects(v.Context(), v.view, rec, h.row.Value.ID)
		return suspectLines(s, v, h, found, err, func(a agreement.Agreement) (string, lang.Text, money.Amount, string, lang.Date) {
			office := ""
			for _, x := range a.Attributions {
				office = cmp.Or(office, x.Office)
			}
			return string(a.ID), a.Title, a.Amount, office, a.SignedOn
		})
	}
	return nil, nil
}

func suspectLines[T store.Submittable](s *site, v *visit, h handed, found []store.Suspect[T], err error, of func(T) (string, lang.Text, money.Amount, string, lang.Date)) ([]suspectLine, error) {
	if err != nil {
		return nil, err
	}
	var offices []string
	for _, x := range found {
		_, _, _, office, _ := of(x.Record)
		offices = append(offices, office)
	}
	if err := s.nameOffices(v, offices); err != nil {
		return nil, err
	}
	kind := string(h.row.Value.Kind)
	var out []suspectLine
	for _, x := range found {
		id, title, amount, office, day := of(x.Record)
		if x.Pending == "" && id == h.row.Value.Record && id != "" {
			continue // the record that it corrects
		}
		l := suspectLine{Title: title, Amount: amountText(v.tag, amount), When: day.Format(v.tag), Pending: x.Pending != ""}
		if office != "" {
			l.Office = v.name(v.office(office))
		}
		if l.Pending {
			l.URL = v.workPath("review", x.Pending)
		} else {
			l.URL = v.path(kind+"s", id)
			l.Merge = v.workPath("review", h.row.Value.ID, "merge", id)
		}
		for _, reason := range x.Reasons {
			l.Reasons = append(l.Reasons, v.say(reason))
		}
		out = append(out, l)
	}
	return out, nil
}

func (s *site) review(v *visit) error {
	h, err := s.theSubmission(v, access.Review)
	if err != nil {
		return err
	}
	return s.showReview(v, h, "", http.StatusOK)
}

func (s *site) showReview(v *visit, h handed, refused string, status int) error {
	p, err := s.submissionPage(v, h, "review")
	if err != nil {
		return err
	}
	p.Refused, p.Review, p.Comment = refused, v.workPath("review", h.row.Value.ID), v.field("comment")
	if h.row.Value.State == submission.Submitted {
		if p.Suspects, err = s.suspects(v, h); err != nil {
			return err
		}
		if p.Stale, err = s.movedOn(v, h.row.Value); err != nil {
			return err
		}
	}
	return s.showAs(v, status, "review", p)
}

// movedOn reports whether the record that a submission corrects has changed since it was written.
func (s *site) movedOn(v *visit, x submission.Submission) (bool, error) {
	if x.Base == 0 {
		return false, nil
	}
	var since journal.Position
	var err error
	if x.Kind == submission.Project {
		var row store.Row[project.Project]
		row, err = store.Get[project.Project](v.Context(), v.view, x.Record)
		since = row.Since
	} else {
		var row store.Row[agreement.Agreement]
		row, err = store.Get[agreement.Agreement](v.Context(), v.view, x.Record)
		since = row.Since
	}
	if lang.CodeOf(err) == lang.CodeNotFound {
		return true, nil
	}
	return int64(since) != x.Base, err
}

// An approval approves submissions in one change: parties that several of them name and the fair
// lacks are made once.
type approval struct {
	s    *site
	tx   *store.Tx
	made map[string]party.ID // by the key of the name
}

func (a approval) approve(ctx context.Context, id string, seen journal.Position, how store.How) (string, error) {
	row, err := store.Get[submission.Submission](ctx, a.tx.View, id)
	if err != nil {
		return "", err
	}
	h, err := handedIn(ctx, a.s.db, a.tx.View, a.tx.NewID, row)
	if err != nil {
		return "", err
	}
	instead := map[party.ID]party.ID{}
	for _, who := range h.parties {
		key := lang.NameKey(cmp.Or(who.Name.Hans, who.Name.Hant, who.Name.En))
		if there, ok := a.made[key]; ok {
			instead[who.ID] = there
			continue
		}
		a.made[key] = who.ID
		by := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "submission", ID: id}}
		if err := store.Put(ctx, a.tx, &who, 0, by); err != nil {
			return "", err
		}
	}
	switch rec := h.rec.(type) {
	case project.Project:
		rec.Owner = cmp.Or(instead[rec.Owner], rec.Owner)
		return store.Approve(ctx, a.tx, id, seen, &rec, how)
	case agreement.Agreement:
		rec.Parties = slices.Clone(rec.Parties)
		for i, r := range rec.Parties {
			rec.Parties[i].Party = cmp.Or(instead[r.Party], r.Party)
		}
		return store.Approve(ctx, a.tx, id, seen, &rec, how)
	}
	return "", lang.NotFound("web.error.record")
}

// decide approves a submission or returns it.
func (s *site) decide(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	h, err := s.theSubmission(v, access.Review)
	if err != nil {
		return err
	}
	since, err := strconv.ParseInt(v.field("since"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	ctx, id, how := v.Context(), h.row.Value.ID, s.byForm(v)
	err = s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		switch v.field("do") {
		case "approve":
			_, err := approval{s, tx, map[string]party.ID{}}.approve(ctx, id, journal.Position(since), how)
			return err
		case "return":
			return tx.Decide(ctx, id, journal.Position(since), submission.Returned, v.PostFormValue("comment"), how)
		}
		return lang.Invalid("web.error.form")
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		if lang.CodeOf(err) == lang.CodeStale {
			text = v.say("review.stale")
		}
		return s.showReview(v, h, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("submissions", id))
	return nil
}

// A manyPage shows what an act on several submissions would do, before it is done.
type manyPage struct {
	frame
	Act     string // approve or return
	Lines   []manyLine
	Comment string
	Refused string
	Doing   int64
	Action  string
}

// A manyLine is one of the submissions that were chosen.
type manyLine struct {
	submissionLine
	Differs  []besideLine
	Suspects []suspectLine
	Fresh    []lang.Text
	Cannot   string // why it is left out
}

// manyMost is how many submissions are decided on at once.
const manyMost = queueListed

// reviewMany shows what would become of the submissions that were chosen, and does it when that
// page was seen.
func (s *site) reviewMany(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Review); err != nil {
		return err
	}
	act := v.field("act")
	if act != "approve" && act != "return" {
		return lang.Invalid("web.error.form")
	}
	chosen := v.PostForm["chosen"] // identifier@version
	if len(chosen) == 0 {
		return s.showQueue(v, v.say("review.none_chosen"), http.StatusBadRequest)
	}
	if len(chosen) > manyMost {
		return s.showQueue(v, v.say("review.too_many", lang.Args{"most": int64(manyMost)}), http.StatusBadRequest)
	}
	seen := map[string]journal.Position{}
	var ids []string
	for _, c := range chosen {
		id, at, _ := strings.Cut(c, "@")
		n, err := strconv.ParseInt(at, 10, 64)
		if err != nil || seen[id] != 0 {
			return lang.Invalid("web.error.form")
		}
		seen[id] = journal.Position(n)
		ids = append(ids, id)
	}
	// Every one is asked about, one by one, before any is touched.
	rows, err := store.ByID[submission.Submission](v.Context(), v.view, ids)
	if err != nil {
		return err
	}
	if len(rows) != len(ids) {
		return lang.NotFound("web.error.record")
	}
	for _, r := range rows {
		if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, r.Value.Question(access.Review), "submission/"+r.Value.ID); err != nil {
			return lang.NotFound("web.error.record").Because(err)
		}
	}
	slices.SortFunc(rows, func(a, b store.Row[submission.Submission]) int {
		return cmp.Or(cmp.Compare(a.Value.Asked, b.Value.Asked), cmp.Compare(a.Value.ID, b.Value.ID))
	})
	if v.field("do") != "now" {
		return s.showMany(v, act, rows, seen, "", http.StatusOK)
	}
	ctx, how := v.Context(), s.byForm(v)
	err = s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		a := approval{s, tx, map[string]party.ID{}}
		for _, r := range rows {
			var err error
			if act == "approve" {
				_, err = a.approve(ctx, r.Value.ID, seen[r.Value.ID], how)
			} else {
				err = tx.Decide(ctx, r.Value.ID, seen[r.Value.ID], submission.Returned, v.PostFormValue("comment"), how)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		if lang.CodeOf(err) == lang.CodeStale {
			text = v.say("review.stale")
		}
		return s.showMany(v, act, rows, seen, text, status)
	}
	redirectSeen(v.w, v.Request, v.address(map[string][]string{act + map[string]string{"approve": "d", "return": "ed"}[act]: {strconv.Itoa(len(rows))}}, "work", "review"))
	return nil
}

func (s *site) showMany(v *visit, act string, rows []store.Row[submission.Submission], seen map[string]journal.Position, refused string, status int) error {
	lines, err := s.submissionLines(v, rows)
	if err != nil {
		return err
	}
	p := manyPage{Act: act, Refused: refused, Comment: v.field("comment"), Action: v.workPath("review")}
	for i, l := range lines {
		m := manyLine{submissionLine: l}
		m.URL = v.workPath("review", l.ID)
		x := rows[i].Value
		moved, err := s.movedOn(v, x)
		if err != nil {
			return err
		}
		switch {
		case rows[i].Since != seen[x.ID] || x.State != submission.Submitted:
			m.Cannot = v.say("review.stale")
		case act == "approve" && moved:
			m.Cannot = v.say("review.moved_on")
		default:
			p.Doing++
			h, err := handedIn(v.Context(), s.db, v.view, s.db.IDs(), rows[i])
			if err != nil {
				return err
			}
			was, now, err := s.handedLines(v, h)
			if err != nil {
				return err
			}
			if was != nil {
				m.Differs = slices.DeleteFunc(v.beside(was, now), func(b besideLine) bool { return !b.Differs })
			}
			for _, who := range h.parties {
				m.Fresh = append(m.Fresh, who.Name)
			}
			if m.submissionLine.Suspects = 0; act == "approve" {
				if m.Suspects, err = s.suspects(v, h); err != nil {
					return err
				}
			}
		}
		p.Lines = append(p.Lines, m)
	}
	title := v.say("review.many."+act, lang.Args{"n": p.Doing})
	if p.frame, err = s.workFrame(v, "review", title); err != nil {
		return err
	}
	return s.showAs(v, status, "review_many", p)
}
