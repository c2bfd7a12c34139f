package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/submission"
)

// boardDeeds lists the board.
func (s *site) boardDeeds() []deed {
	return []deed{{method: "GET", pattern: "/{fair}/work/board", action: access.ReadSubmission, do: s.board}}
}

// boardListed is how many lines a column of the board shows at once.
const boardListed = 10

// A boardPage shows an edition by how far what belongs to it has come.
type boardPage struct {
	frame
	Form     string
	Editions choice
	Columns  []boardColumn
}

// A boardColumn is one stage, the oldest first.
type boardColumn struct {
	Key, Title   string
	Count        int64
	Many         bool // it was not counted to the end
	Lines        []boardLine
	Later, First string
}

type boardLine struct {
	Title  lang.Text
	Plain  string // of a draft, which may have no title yet
	URL    string
	Office lang.Text
	Amount string
	Days   int64
	Late   bool
}

// A boardScope is what of an edition the visitor is shown: what belongs to their offices, or all
// that they may read.
type boardScope struct {
	edition  fair.Edition
	settings access.Settings
	offices  []string // nil for all
	side     string   // of which submissions are counted; "" for all
}

func (s *site) board(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadSubmission); err != nil {
		return err
	}
	edition, all, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	scope := boardScope{edition: edition, settings: settings}
	switch {
	case v.actor.Has(access.Auditor):
	case v.actor.Has(access.Secretariat):
		if side, all := v.secretariatSide(access.ReadSubmission, edition.Number, settings); !all {
			scope.side = side
		}
	default:
		scope.offices = v.actor.Offices()
	}
	p := boardPage{Form: v.workPath("board"), Editions: v.editionChoice(all, edition.Number)}
	for _, make := range []func(*visit, boardScope) (boardColumn, error){
		s.draftColumn, s.handedColumn(submission.Submitted, ""), s.handedColumn(submission.Returned, ""), s.handedColumn(submission.Approved, submission.Project),
		s.keyColumn("first_key", store.NoKey), s.keyColumn("second_key", store.SomeKeys), s.keyColumn("confirmed", store.AllKeys),
	} {
		c, err := make(v, scope)
		if err != nil {
			return err
		}
		c.Title, c.Many = v.say("board."+c.Key), c.Count >= countMost
		if v.URL.Query().Get(c.Key) != "" {
			c.First = v.boardPage(c.Key, "")
		}
		p.Columns = append(p.Columns, c)
	}
	if p.frame, err = s.workFrame(v, "board", v.say("board.title", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.show(v, "board", p)
}

// boardPage is the board with one column begun elsewhere, the others as they are.
func (v *visit) boardPage(column, place string) string {
	q := url.Values{}
	for name, x := range v.URL.Query() {
		q[name] = x
	}
	return v.address(also(q, column, place), "work", "board") + "#" + column
}

// age is how many days ago something was.
func (s *site) age(at time.Time) int64 { return int64(s.db.Now().Sub(at).Hours() / 24) }

func (s *site) draftColumn(v *visit, scope boardScope) (boardColumn, error) {
	c := boardColumn{Key: "draft"}
	sees := v.actor.Sees(access.ReadDraft, scope.edition.Number, scope.settings)
	offices := sees.Offices
	if offices == nil {
		offices = []string{}
	}
	if sees.All {
		offices = nil
	}
	rows, n, err := s.db.DraftsOnBoard(v.Context(), v.fair.ID, scope.edition.Number, offices, v.account.ID, v.URL.Query().Get(c.Key), boardListed+1, countMost)
	if err != nil {
		return c, err
	}
	c.Count = n
	if len(rows) > boardListed {
		rows = rows[:boardListed]
		c.Later = v.boardPage(c.Key, rows[boardListed-1].ID)
	}
	var codes []string
	for _, d := range rows {
		codes = append(codes, d.Office)
	}
	if err := s.nameOffices(v, codes); err != nil {
		return c, err
	}
	for _, d := range rows {
		if access.Decide(v.actor, d.Question(access.ReadDraft), scope.settings) {
			c.Lines = append(c.Lines, boardLine{Plain: v.draftTitle(d), URL: v.workPath("drafts", d.ID), Office: v.office(d.Office), Days: s.age(d.Saved)})
		}
	}
	return c, nil
}

// handedColumn is that of the submissions in a state, of one kind when it is named: an agreement that
// was approved goes on to the keys.
func (s *site) handedColumn(state submission.State, kind submission.Kind) func(*visit, boardScope) (boardColumn, error) {
	return func(v *visit, scope boardScope) (boardColumn, error) {
		c := boardColumn{Key: string(state)}
		q := store.Queue{State: state, Edition: scope.edition.Number, Side: scope.side, Offices: scope.offices, Kind: kind}
		var err error
		if c.Count, _, err = v.view.Waiting(v.Context(), q, countMost); err != nil {
			return c, err
		}
		place := store.Place{}
		if asked, id, ok := cutPlace(v.URL.Query().Get(c.Key)); ok {
			place = store.Place{Asked: asked, ID: id}
		}
		rows, err := v.view.Submissions(v.Context(), q, place, boardListed+1)
		if err != nil {
			return c, err
		}
		if len(rows) > boardListed {
			rows = rows[:boardListed]
			last := rows[boardListed-1].Value
			c.Later = v.boardPage(c.Key, strconv.FormatInt(last.Asked, 10)+"-"+last.ID)
		}
		rows = slices.DeleteFunc(rows, func(r store.Row[submission.Submission]) bool {
			return !access.Decide(v.actor, r.Value.Question(access.ReadSubmission), scope.settings)
		})
		lines, err := s.submissionLines(v, rows)
		if err != nil {
			return c, err
		}
		for i, l := range lines {
			at := v.workPath("submissions", l.ID)
			if state == submission.Submitted && access.Decide(v.actor, rows[i].Value.Question(access.Review), scope.settings) {
				at = v.workPath("review", l.ID)
			}
			c.Lines = append(c.Lines, boardLine{Title: l.Title, URL: at, Office: l.Office, Amount: l.Amount, Days: s.age(l.Asked), Late: l.Overdue})
		}
		return c, nil
	}
}

// cutPlace reads a place of the queue from an address.
func cutPlace(text string) (asked int64, id string, ok bool) {
	for i, r := range text {
		if r == '-' {
			n, err := strconv.ParseInt(text[:i], 10, 64)
			return n, text[i+1:], err == nil
		}
	}
	return 0, "", false
}

// keyColumn is that of the agreements which have some of the keys: as the visitor may see them.
func (s *site) keyColumn(key string, keyed store.Keyed) func(*visit, boardScope) (boardColumn, error) {
	return func(v *visit, scope boardScope) (boardColumn, error) {
		c := boardColumn{Key: key}
		view, err := v.view.As(v.Context(), v.sight)
		if err != nil {
			return c, err
		}
		column := store.Column{Edition: scope.edition, Keyed: keyed, Offices: scope.offices}
		if c.Count, err = view.CountOnBoard(v.Context(), column, countMost); err != nil {
			return c, err
		}
		rows, err := view.OnBoard(v.Context(), column, v.URL.Query().Get(key), boardListed+1)
		if err != nil {
			return c, err
		}
		if len(rows) > boardListed {
			rows = rows[:boardListed]
			c.Later = v.boardPage(key, string(rows[boardListed-1].Value.ID))
		}
		var ids []string
		var list []agreement.Agreement
		questions := v.view.Questions()
		for _, r := range rows {
			q, err := questions.Agreement(v.Context(), r.Value)
			if err != nil {
				return c, err
			}
			if q.Action = access.ReadRecord; !q.Signed && !access.Decide(v.actor, q, scope.settings) {
				continue
			}
			ids, list = append(ids, string(r.Value.ID)), append(list, r.Value)
		}
		if err := s.nameAgreements(v, list...); err != nil {
			return c, err
		}
		first, err := store.FirstWritten[agreement.Agreement](v.Context(), v.view, ids)
		if err != nil {
			return c, err
		}
		for _, a := range list {
			e, err := v.view.Entry(v.Context(), first[string(a.ID)])
			if err != nil {
				return c, err
			}
			l := boardLine{Title: a.Title, URL: v.workPath("records", "agreement", string(a.ID)), Amount: amountText(v.tag, a.Amount), Days: s.age(e.Time)}
			for _, t := range a.Attributions {
				if t.Office != "" && l.Office.Empty() {
					l.Office = v.office(t.Office)
				}
			}
			c.Lines = append(c.Lines, l)
		}
		return c, nil
	}
}
