package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// mergeDeeds lists what is done with records that are one.
func (s *site) mergeDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/merges", action: access.Merge, do: s.merges},
		{method: "POST", pattern: "/{fair}/work/merges/{id}", action: access.Merge, do: s.undoMerge},
	}
}

// A mergePage puts a record and what was handed in beside each other: line by line one of the two
// is kept.
type mergePage struct {
	frame
	Kind           string
	Kept           string // address of the record
	Submission     string
	Since, Handed  int64
	Lines          []besideLine
	Action         string
	Refused        string
	Reason         string
	Reasons        []string
	KeptTitle      lang.Text
	OfficeA, Other lang.Text
}

// theMerge reads what was handed in and the record that it is to become one with; the table is asked
// about both.
func (s *site) theMerge(v *visit) (handed, recordAt, error) {
	h, err := s.theSubmission(v, access.Review)
	if err != nil {
		return h, recordAt{}, err
	}
	x := h.row.Value
	if x.State != submission.Submitted || x.Base > 0 {
		return h, recordAt{}, lang.Conflict("review.not_new")
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, x.Question(access.Merge), "submission/"+x.ID); err != nil {
		return h, recordAt{}, err
	}
	r, err := s.recordAt(v, string(x.Kind), v.PathValue("record"))
	if err != nil {
		return h, r, err
	}
	q := r.question
	q.Action = access.Merge
	return h, r, s.db.Allow(v.Context(), v.fair.ID, v.actor, q, string(x.Kind)+"/"+v.PathValue("record"))
}

// A recordAt is a record with what the table is asked about it.
type recordAt struct {
	rec      any
	since    journal.Position
	title    lang.Text
	question access.Question
}

// recordAt reads a record of a kind that can be entered twice.
func (s *site) recordAt(v *visit, kind, id string) (recordAt, error) {
	unknown := func(err error) error {
		if lang.CodeOf(err) == lang.CodeNotFound {
			return lang.NotFound("web.error.record")
		}
		return err
	}
	switch kind {
	case "project":
		row, err := store.Get[project.Project](v.Context(), v.view, id)
		if err != nil {
			return recordAt{}, unknown(err)
		}
		return recordAt{row.Value, row.Since, row.Value.Title, v.view.Questions().Project(row.Value)}, nil
	case "agreement":
		row, err := store.Get[agreement.Agreement](v.Context(), v.view, id)
		if err != nil {
			return recordAt{}, unknown(err)
		}
		q, err := v.view.Questions().Agreement(v.Context(), row.Value)
		return recordAt{row.Value, row.Since, row.Value.Title, q}, err
	}
	return recordAt{}, lang.NotFound("web.error.record")
}

func (s *site) mergeHanded(v *visit) error {
	h, r, err := s.theMerge(v)
	if err != nil {
		return err
	}
	return s.showMerge(v, h, r, "", http.StatusOK)
}

func (s *site) showMerge(v *visit, h handed, r recordAt, refused string, status int) error {
	x := h.row.Value
	p := mergePage{
		Kind: v.say("submit.kind." + string(x.Kind)), Kept: v.path(string(x.Kind)+"s", v.PathValue("record")), Submission: v.workPath("review", x.ID),
		Since: int64(r.since), Handed: int64(h.row.Since), Action: v.workPath("review", x.ID, "merge", v.PathValue("record")), Refused: refused,
		Reason: v.field("reason"), KeptTitle: r.title,
	}
	was, now, err := s.mergeLines(v, h, r)
	if err != nil {
		return err
	}
	p.Lines = v.beside(was, now)
	if p.frame, err = s.workFrame(v, "review", v.say("merge.title")); err != nil {
		return err
	}
	return s.showAs(v, status, "merge", p)
}

// mergeLines lists the record and what was handed in line by line.
func (s *site) mergeLines(v *visit, h handed, r recordAt) (was, now []recordLine, err error) {
	if _, now, err = s.handedLines(v, h); err != nil {
		return nil, nil, err
	}
	switch rec := r.rec.(type) {
	case project.Project:
		err = s.nameProjects(v, rec)
		was = v.projectLines(rec)
	case agreement.Agreement:
		err = s.nameAgreements(v, rec)
		was = v.agreementLines(rec)
	}
	return was, now, err
}

// mergeHandedNow takes what was handed in into the record and makes one of it and the record that
// is there, with the lines that were chosen.
func (s *site) mergeHandedNow(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	h, r, err := s.theMerge(v)
	if err != nil {
		return err
	}
	keptSeen, err := strconv.ParseInt(v.field("since"), 10, 64)
	handedSeen, other := strconv.ParseInt(v.field("handed"), 10, 64)
	if err != nil || other != nil {
		return lang.Invalid("web.error.form")
	}
	was, now, err := s.mergeLines(v, h, r)
	if err != nil {
		return err
	}
	var columns []string
	for _, l := range v.beside(was, now) {
		if v.field("take."+l.Name) == "handed" {
			columns = append(columns, l.Columns...)
		}
	}
	reason := cmp.Or(v.field("reason"), v.say("merge.same_thing"))
	ctx, how, dropped := v.Context(), s.byForm(v), ""
	err = s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		if r.since != journal.Position(keptSeen) {
			return lang.Stale("record.stale")
		}
		dropped, err = approval{s, tx, map[string]party.ID{}}.approve(ctx, h.row.Value.ID, journal.Position(handedSeen), how)
		return err
	})
	if err == nil {
		// What was just recorded is read in a change of its own. Were that one lost, two records
		// would stand there, and the page of merges offers nothing that is not true.
		err = s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			return mergeRecords(v, tx, string(h.row.Value.Kind), v.PathValue("record"), journal.Position(keptSeen), dropped, columns, reason)
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showMerge(v, h, r, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("merges"))
	return nil
}

// mergeRecords makes one of two records of a kind: the columns are taken from the one that goes.
func mergeRecords(v *visit, tx *store.Tx, kind, kept string, seen journal.Position, dropped string, columns []string, reason string) error {
	ctx := v.Context()
	if kind == "project" {
		a, err := store.Get[project.Project](ctx, tx.View, kept)
		if err != nil {
			return err
		}
		b, err := store.Get[project.Project](ctx, tx.View, dropped)
		if err != nil {
			return err
		}
		_, err = store.MergeInto(ctx, tx, store.Take(a.Value, b.Value, columns), seen, dropped, b.Since, reason)
		return err
	}
	a, err := store.Get[agreement.Agreement](ctx, tx.View, kept)
	if err != nil {
		return err
	}
	b, err := store.Get[agreement.Agreement](ctx, tx.View, dropped)
	if err != nil {
		return err
	}
	_, err = store.MergeInto(ctx, tx, store.Take(a.Value, b.Value, columns), seen, dropped, b.Since, reason)
	return err
}

// A mergesPage lists merges, the latest first.
type mergesPage struct {
	frame
	Lines   []mergeLine
	Next    string
	Refused string
}

type mergeLine struct {
	ID      string
	Since   int64
	Kind    string
	Kept    lang.Text
	KeptURL string
	Dropped lang.Text
	Reason  string
	At      time.Time
	Who     string
	Undone  bool
	Changes int64
	Action  string
}

// mergesListed is how many merges a page lists.
const mergesListed = 50

func (s *site) merges(v *visit) error { return s.showMerges(v, "", http.StatusOK) }

func (s *site) showMerges(v *visit, refused string, status int) error {
	if err := s.enterAs(v, access.Merge); err != nil {
		return err
	}
	p := mergesPage{Refused: refused}
	var err error
	if p.frame, err = s.workFrame(v, "merges", v.say("work.menu.merges")); err != nil {
		return err
	}
	rows, err := v.view.AllMerges(v.Context(), v.URL.Query().Get("before"), mergesListed+1)
	if err != nil {
		return err
	}
	if len(rows) > mergesListed {
		rows = rows[:mergesListed]
		p.Next = v.address(map[string][]string{"before": {rows[mergesListed-1].Value.ID}}, "work", "merges")
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	for _, r := range rows {
		m := r.Value
		of, kept, dropped, err := s.merged(v, m)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(of, func(q access.Question) bool { return !access.Decide(v.actor, q, settings) }) {
			continue
		}
		e, err := v.view.Entry(v.Context(), r.Since)
		if err != nil {
			return err
		}
		l := mergeLine{
			ID: m.ID, Since: int64(r.Since), Kind: wordFor(v.tag, "submit.kind", m.Kind), Kept: kept, Dropped: dropped, Reason: m.Reason,
			At: e.Time.In(v.fair.Location()), Who: s.accountName(v, e.Actor), Undone: m.Undone, Changes: int64(len(m.Changes)), Action: v.workPath("merges", m.ID),
		}
		if m.Kind == "party" {
			l.KeptURL = v.path("parties", m.Kept)
		} else {
			l.KeptURL = v.path(m.Kind+"s", m.Kept)
		}
		p.Lines = append(p.Lines, l)
	}
	return s.showAs(v, status, "merges", p)
}

// merged reads what the two records of a merge are called, and what the table is asked about each of
// them.
func (s *site) merged(v *visit, m store.Merge) (of []access.Question, kept, dropped lang.Text, err error) {
	last := func(id string) (name lang.Text, err error) {
		var q access.Question
		switch m.Kind {
		case "project":
			rows, err := store.History[project.Project](v.Context(), v.view, id)
			if err != nil || len(rows) == 0 {
				return name, err
			}
			p := rows[len(rows)-1].Value
			name, q = p.Title, v.view.Questions().Project(p)
		case "agreement":
			rows, err := store.History[agreement.Agreement](v.Context(), v.view, id)
			if err != nil || len(rows) == 0 {
				return name, err
			}
			a := rows[len(rows)-1].Value
			name = a.Title
			if q, err = v.view.Questions().Agreement(v.Context(), a); err != nil {
				return name, err
			}
		default:
			rows, err := store.History[party.Party](v.Context(), v.view, id)
			if err != nil || len(rows) == 0 {
				return name, err
			}
			p := rows[len(rows)-1].Value
			name, q = p.Name, v.view.Questions().Party(p)
		}
		q.Action = access.Merge
		of = append(of, q)
		return name, nil
	}
	if dropped, err = last(m.Dropped); err == nil {
		kept, err = last(m.Kept)
	}
	return of, kept, dropped, err
}

func (s *site) undoMerge(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Merge); err != nil {
		return err
	}
	id := v.PathValue("id")
	row, err := store.Get[store.Merge](v.Context(), v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return lang.NotFound("web.error.record")
	}
	if err != nil {
		return err
	}
	of, _, _, err := s.merged(v, row.Value)
	if err != nil {
		return err
	}
	for _, q := range of {
		if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, "merge/"+id); err != nil {
			return err
		}
	}
	seen, err := strconv.ParseInt(v.field("since"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return store.UndoMerge(v.Context(), tx, id, journal.Position(seen))
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showMerges(v, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("merges"))
	return nil
}
