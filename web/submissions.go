package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
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

// submissionDeeds lists what is done with what was handed in.
func (s *site) submissionDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/submissions", action: access.ReadSubmission, do: s.submissions},
		{method: "GET", pattern: "/{fair}/work/submissions/{id}", action: access.ReadSubmission, do: s.submission},
		{method: "POST", pattern: "/{fair}/work/submissions/{id}", action: access.Submit, do: s.withdraw},
		{method: "GET", pattern: "/{fair}/work/review", action: access.Review, do: s.reviewQueue},
		{method: "POST", pattern: "/{fair}/work/review", action: access.Review, do: s.reviewMany},
		{method: "GET", pattern: "/{fair}/work/review/{id}", action: access.Review, do: s.review},
		{method: "POST", pattern: "/{fair}/work/review/{id}", action: access.Review, do: s.decide},
		{method: "GET", pattern: "/{fair}/work/review/{id}/merge/{record}", action: access.Merge, do: s.mergeHanded},
		{method: "POST", pattern: "/{fair}/work/review/{id}/merge/{record}", action: access.Merge, do: s.mergeHandedNow},
	}
}

// submissionDuties says what of the submissions waits for the visitor.
func (s *site) submissionDuties(v *visit, settings access.Settings) ([]duty, error) {
	ctx := v.Context()
	var out []duty
	add := func(key string, q store.Queue, url string) error {
		n, oldest, err := v.view.Waiting(ctx, q, countMost)
		if err != nil || n == 0 {
			return err
		}
		out = append(out, duty{Text: v.say(key), Count: n, Since: time.UnixMilli(oldest).In(v.fair.Location()), URL: url})
		return nil
	}
	for _, code := range v.actor.Offices() {
		if err := add("work.duty.returned", store.Queue{State: submission.Returned, Office: code}, v.address(map[string][]string{"state": {"returned"}}, "work", "submissions")); err != nil {
			return nil, err
		}
		drafts, err := s.db.Drafts(ctx, v.fair.ID, store.DraftFilter{Office: code}, "", countMost)
		if err != nil {
			return nil, err
		}
		d := duty{Text: v.say("work.duty.drafts"), Count: int64(len(drafts)), URL: v.workPath("drafts")}
		if len(drafts) > 0 {
			d.Since = drafts[0].Saved.In(v.fair.Location())
		}
		out = append(out, d)
	}
	if !access.AllRefused(v.actor, access.Review) {
		side, all := v.reviewSide(settings)
		if all {
			side = ""
		}
		late, err := v.view.Late(ctx, s.db.Now())
		if err != nil {
			return nil, err
		}
		overdue := store.Queue{State: submission.Submitted, Side: side, Only: store.OnlyLate, Late: late}
		if err := add("work.duty.overdue", overdue, v.workPath("review")); err != nil {
			return nil, err
		}
		if err := add("work.duty.review", store.Queue{State: submission.Submitted, Side: side}, v.workPath("review")); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// reviewSide is the side whose submissions the visitor may review; all when of every side.
func (v *visit) reviewSide(settings access.Settings) (side string, all bool) {
	return v.secretariatSide(access.Review, v.fair.Current, settings)
}

// secretariatSide is the side that the visitor may do something for as its secretariat; all when for
// every side.
func (v *visit) secretariatSide(action access.Action, edition int64, settings access.Settings) (side string, all bool) {
	for _, g := range v.actor.Grants {
		if g.Role != access.Secretariat {
			continue
		}
		all = true
		for _, other := range v.fair.Sides {
			q := access.Question{Action: action, Edition: edition, Side: other.Code}
			all = all && access.Decide(v.actor, q, settings)
		}
		side = g.Side
		if all {
			return side, true
		}
	}
	return side, false
}

// A submissionLine is a line of a list of what was handed in.
type submissionLine struct {
	ID, Since string
	Title     lang.Text
	URL       string
	Kind      string
	Office    lang.Text
	Edition   string
	Amount    string
	Asked     time.Time
	State     submission.State
	Comment   string
	Corrects  bool
	Suspects  int
	Unchecked bool // whether it may be double was not looked at: that takes too long for a list
	Days      int64
	Overdue   bool
}

type submissionsPage struct {
	frame
	States []option
	Lines  []submissionLine
	Next   string
	Saving *saving
}

// queueListed is how many lines a page of submissions has.
const queueListed = 50

// place reads where a page of the queue begins.
func (v *visit) place() store.Place {
	asked, _ := strconv.ParseInt(v.URL.Query().Get("asked"), 10, 64)
	return store.Place{Asked: asked, ID: v.URL.Query().Get("after"), Rest: v.URL.Query().Has("rest")}
}

// placed are the parts of an address that begin a page at a place.
func placed(p store.Place) url.Values {
	q := url.Values{"asked": {strconv.FormatInt(p.Asked, 10)}, "after": {p.ID}}
	if p.Rest {
		q.Set("rest", "1")
	}
	return q
}

// queue reads a page of the queue of what the table lets the visitor do the action to, and where
// the next begins; nil when there is none.
func (s *site) queue(v *visit, q store.Queue, action access.Action) ([]store.Row[submission.Submission], *store.Place, error) {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return nil, nil, err
	}
	var out []store.Row[submission.Submission]
	place := v.place()
	stages := []store.Lateness{store.LateOrNot}
	if q.State == submission.Submitted { // what is overdue comes first
		if q.Late, err = v.view.Late(v.Context(), s.db.Now()); err != nil {
			return nil, nil, err
		}
		if stages = []store.Lateness{store.OnlyLate, store.NotLate}; place.Rest {
			stages = stages[1:]
		}
	}
	var ended store.Place // where the line that was listed last is
	for _, q.Only = range stages {
		for {
			rows, err := v.view.Submissions(v.Context(), q, place, queueListed+1)
			if err != nil {
				return nil, nil, err
			}
			for _, r := range rows {
				if !access.Decide(v.actor, r.Value.Question(action), settings) {
					continue
				}
				if len(out) == queueListed {
					return out, &ended, nil
				}
				out = append(out, r)
				ended = store.Place{Asked: r.Value.Asked, ID: r.Value.ID, Rest: q.Only == store.NotLate}
			}
			if len(rows) <= queueListed {
				break
			}
			place = store.Place{Asked: rows[len(rows)-1].Value.Asked, ID: rows[len(rows)-1].Value.ID}
		}
		place = store.Place{}
	}
	return out, nil, nil
}

func (s *site) submissions(v *visit) error {
	if err := s.enterAs(v, access.ReadSubmission); err != nil {
		return err
	}
	state := submission.State(v.URL.Query().Get("state"))
	if !slices.Contains(submission.States, state) {
		state = submission.Submitted
	}
	var p submissionsPage
	var err error
	if p.frame, err = s.workFrame(v, "submissions", v.say("work.menu.submissions")); err != nil {
		return err
	}
	for _, x := range submission.States {
		p.States = append(p.States, option{Text: x.In(v.tag), Selected: x == state, URL: v.address(map[string][]string{"state": {string(x)}}, "work", "submissions")})
	}
	q := store.Queue{State: state}
	if codes := v.actor.Offices(); len(codes) == 1 && !v.actor.Has(access.Secretariat) && !v.actor.Has(access.Auditor) {
		q.Office = codes[0]
	}
	rows, next, err := s.queue(v, q, access.ReadSubmission)
	if err != nil {
		return err
	}
	if p.Lines, err = s.submissionLines(v, rows); err != nil {
		return err
	}
	for i := range p.Lines {
		p.Lines[i].URL = v.workPath("submissions", p.Lines[i].ID)
	}
	if next != nil {
		more := placed(*next)
		more.Set("state", string(state))
		p.Next = v.address(more, "work", "submissions")
	}
	p.Saving = v.saving("submissions")
	return s.show(v, "submissions", p)
}

// submissionLines makes the lines of a list.
func (s *site) submissionLines(v *visit, rows []store.Row[submission.Submission]) ([]submissionLine, error) {
	var codes []string
	for _, r := range rows {
		codes = append(codes, r.Value.Office)
	}
	if err := s.nameOffices(v, codes); err != nil {
		return nil, err
	}
	late, err := v.view.Late(v.Context(), s.db.Now())
	if err != nil {
		return nil, err
	}
	var out []submissionLine
	for _, r := range rows {
		x := r.Value
		l := submissionLine{
			Overdue: late.Is(x),
			ID:      x.ID, Since: strconv.FormatInt(int64(r.Since), 10), Kind: v.say("submit.kind." + string(x.Kind)), Office: v.office(x.Office), Edition: v.editionWord(x.Edition),
			Asked: time.UnixMilli(x.Asked).In(v.fair.Location()), State: x.State, Comment: x.Comment, Corrects: x.Base > 0,
		}
		var amount money.Amount
		if x.Kind == submission.Project {
			rec, err := store.Handed[project.Project](x)
			if err != nil {
				return nil, err
			}
			l.Title, amount = rec.Title, rec.Amount
		} else {
			rec, err := store.Handed[agreement.Agreement](x)
			if err != nil {
				return nil, err
			}
			l.Title, amount = rec.Title, rec.Amount
		}
		l.Amount = amountText(v.tag, amount)
		out = append(out, l)
	}
	return out, nil
}

// handed is what was handed in, with the parties that the fair lacks until it is approved.
type handed struct {
	row     store.Row[submission.Submission]
	rec     any
	parties []party.Party
}

// handedIn reads what was handed in against the record of the view: parties that it names and
// that were not there are found again by what was typed.
func handedIn(ctx context.Context, db *store.DB, view store.View, newID func() string, row store.Row[submission.Submission]) (handed, error) {
	h := handed{row: row}
	var read reading
	d, err := db.Draft(ctx, view.Fair, row.Value.ID)
	if err == nil {
		d.Record = cmp.Or(d.Record, row.Value.Record)
		var all []reading
		if all, err = readDrafts(ctx, view, newID, []submission.Draft{d}); err == nil {
			read = all[0]
		}
	}
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return h, err
	}
	if row.Value.Kind == submission.Project {
		rec, err := store.Handed[project.Project](row.Value)
		if fresh, ok := read.rec.(project.Project); ok {
			rec.Owner, h.parties = fresh.Owner, read.parties
		}
		h.rec = rec
		return h, err
	}
	rec, err := store.Handed[agreement.Agreement](row.Value)
	if fresh, ok := read.rec.(agreement.Agreement); ok {
		rec.Parties, h.parties = fresh.Parties, read.parties
	}
	h.rec = rec
	return h, err
}

// theSubmission reads the submission that the address names.
func (s *site) theSubmission(v *visit, action access.Action) (handed, error) {
	if err := s.enterAs(v, action); err != nil {
		return handed{}, err
	}
	unknown := lang.NotFound("web.error.record")
	row, err := store.Get[submission.Submission](v.Context(), v.view, v.PathValue("id"))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return handed{}, unknown
	}
	if err != nil {
		return handed{}, err
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, row.Value.Question(action), "submission/"+row.Value.ID); err != nil {
		settings, e := v.view.Settings(v.Context())
		if e == nil && lang.CodeOf(err) == lang.CodeForbidden && !access.Decide(v.actor, row.Value.Question(access.ReadSubmission), settings) {
			return handed{}, unknown
		}
		return handed{}, cmp.Or(e, err)
	}
	return handedIn(v.Context(), s.db, v.view, s.db.IDs(), row)
}

// lines lists what was handed in line by line, and what is recorded of the same; nil when that is
// new.
func (s *site) handedLines(v *visit, h handed) (was, now []recordLine, err error) {
	for _, p := range h.parties {
		if v.parties == nil {
			v.parties = map[string]namedParty{}
		}
		v.parties[string(p.ID)] = namedParty{Name: p.Name}
	}
	x := h.row.Value
	switch rec := h.rec.(type) {
	case project.Project:
		var there project.Project
		if x.Record != "" {
			row, err := store.Get[project.Project](v.Context(), v.view, x.Record)
			if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
				return nil, nil, err
			}
			there = row.Value
		}
		if err := s.nameProjects(v, rec, there); err != nil {
			return nil, nil, err
		}
		if there.ID != "" && x.State != submission.Approved {
			was = v.projectLines(there)
		}
		return was, v.projectLines(rec), nil
	case agreement.Agreement:
		var there agreement.Agreement
		if x.Record != "" {
			row, err := store.Get[agreement.Agreement](v.Context(), v.view, x.Record)
			if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
				return nil, nil, err
			}
			there = row.Value
		}
		if err := s.nameAgreements(v, rec, there); err != nil {
			return nil, nil, err
		}
		if there.ID != "" && x.State != submission.Approved {
			was = v.agreementLines(there)
		}
		return was, v.agreementLines(rec), nil
	}
	return nil, nil, nil
}

// nameProjects reads the names that the lines of projects show.
func (s *site) nameProjects(v *visit, list ...project.Project) error {
	var ids, offices []string
	for _, p := range list {
		ids, offices = append(ids, string(p.Owner)), append(offices, p.Office)
		if p.Officer == "" {
			continue
		}
		who, err := v.view.Person(v.Context(), p.Officer)
		if err != nil {
			return err
		}
		if v.people == nil {
			v.people = map[string]lang.Text{}
		}
		v.people[p.Officer] = withPost(who)
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	return s.nameOffices(v, offices)
}

// withPost is a person's name with the post behind it, as far as each is known.
func withPost(p party.Person) lang.Text {
	t := p.Name
	for _, tag := range lang.Tags {
		if post, _ := p.Office.In(tag); post != "" && t.Get(tag) != "" {
			t = t.With(tag, lang.Say(tag, "submit.person", lang.Args{"name": t.Get(tag), "post": post}))
		}
	}
	return t
}

// nameAgreements reads the names that the lines of agreements show.
func (s *site) nameAgreements(v *visit, list ...agreement.Agreement) error {
	var ids, offices []string
	for _, a := range list {
		for _, r := range a.Parties {
			ids = append(ids, string(r.Party))
		}
		for _, x := range a.Attributions {
			offices = append(offices, x.Office)
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return err
	}
	return s.nameOffices(v, offices)
}

// A stepLine is one step of what became of a submission.
type stepLine struct {
	At      time.Time
	Who     string
	State   submission.State
	Comment string
	Origin  originLine
}

// A submissionPage is one submission as its office sees it, or who reviews it.
type submissionPage struct {
	frame
	Submission submission.Submission
	Since      int64
	Kind       string
	Office     lang.Text
	Edition    string
	Asked      time.Time
	Lines      []besideLine
	Corrects   bool
	Differs    int
	Fresh      []lang.Text // parties that the fair lacks
	Steps      []stepLine
	Note       string
	Refused    string
	Comment    string // as typed
	Record     string // the page of the record
	Draft      string // where it is changed; "" when that is not allowed now
	Withdraw   bool
	Review     string // where it is reviewed; "" for who may not
	Suspects   []suspectLine
	Stale      bool // what it corrects has changed since
}

// A suspectLine is a record, or something handed in, that may be the same.
type suspectLine struct {
	Title   lang.Text
	URL     string
	Merge   string
	Reasons []string
	Pending bool
	Amount  string
	Office  string
	When    string
}

func (s *site) submission(v *visit) error {
	h, err := s.theSubmission(v, access.ReadSubmission)
	if err != nil {
		return err
	}
	p, err := s.submissionPage(v, h, "submissions")
	if err != nil {
		return err
	}
	if v.URL.Query().Has("done") {
		p.Note = v.say("submit.done")
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	x := h.row.Value
	if access.Decide(v.actor, x.Question(access.Submit), settings) {
		p.Withdraw = x.State == submission.Submitted || x.State == submission.Returned
		if x.State == submission.Returned || x.State == submission.Withdrawn {
			p.Draft = v.workPath("drafts", x.ID)
		}
	}
	if x.State == submission.Submitted && access.Decide(v.actor, x.Question(access.Review), settings) {
		p.Review = v.workPath("review", x.ID)
	}
	return s.show(v, "submission", p)
}

// submissionPage fills what all pages of a submission show.
func (s *site) submissionPage(v *visit, h handed, here string) (submissionPage, error) {
	x := h.row.Value
	p := submissionPage{
		Submission: x, Since: int64(h.row.Since), Kind: v.say("submit.kind." + string(x.Kind)), Edition: v.editionWord(x.Edition),
		Asked: time.UnixMilli(x.Asked).In(v.fair.Location()), Corrects: x.Base > 0,
	}
	was, now, err := s.handedLines(v, h)
	if err != nil {
		return p, err
	}
	p.Lines = v.beside(was, now)
	for _, l := range p.Lines {
		if l.Differs {
			p.Differs++
		}
	}
	if err := s.nameOffices(v, []string{x.Office}); err != nil {
		return p, err
	}
	p.Office = v.office(x.Office)
	for _, who := range h.parties {
		p.Fresh = append(p.Fresh, who.Name)
	}
	var title lang.Text
	switch rec := h.rec.(type) {
	case project.Project:
		title = rec.Title
	case agreement.Agreement:
		title = rec.Title
	}
	if x.State == submission.Approved && x.Record != "" {
		p.Record = v.path(string(x.Kind)+"s", x.Record)
	}
	steps, err := store.Steps[submission.Submission](v.Context(), v.view, x.ID)
	if err != nil {
		return p, err
	}
	for _, st := range steps {
		l := stepLine{At: st.Entry.Time.In(v.fair.Location()), Who: s.accountName(v, st.Entry.Actor), State: st.Value.State, Comment: st.Value.Comment}
		if l.Origin, err = s.origin(v, st.Entry.Origin, false); err != nil {
			return p, err
		}
		p.Steps = append(p.Steps, l)
	}
	p.frame, err = s.workFrame(v, here, cmp.Or(cut(v.name(title), 160), p.Kind))
	return p, err
}

func (s *site) withdraw(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	h, err := s.theSubmission(v, access.Submit)
	if err != nil {
		return err
	}
	since, err := strconv.ParseInt(v.field("since"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.Decide(v.Context(), h.row.Value.ID, journal.Position(since), submission.Withdrawn, v.field("comment"), s.byForm(v))
	})
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		p, err := s.submissionPage(v, h, "submissions")
		if err != nil {
			return err
		}
		p.Refused = text
		return s.showAs(v, status, "submission", p)
	}
	redirectSeen(v.w, v.Request, v.workPath("drafts", h.row.Value.ID))
	return nil
}

// byForm says that a change came from a form that the visitor filled in.
func (s *site) byForm(v *visit) store.How {
	return store.How{Action: journal.Corrected, Origin: journal.Origin{Kind: "form", ID: v.account.ID}}
}
