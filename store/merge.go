package store

import (
	"context"
	"slices"
	"sync"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/meeting"
	"bridgehead/notice"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/submission"
)

// A Merge says that two records were found to be one: which was kept, which was dropped, and each
// record that was changed by it, so that it can be undone.
type Merge struct {
	ID      string
	Kind    string // of both records
	Kept    string
	Dropped string
	Reason  string // as the reviewer gave it, or a key of the catalogue
	Undone  bool
	Changes []MergeChange
}

// A MergeChange is one record that a merge changed.
type MergeChange struct {
	Kind, Record string
	Was, Became  int64 // versions; 0 when it was removed
}

var _ = register(&table[Merge]{
	kind: "merge", table: "merge",
	fields: func(r *Merge) []field {
		return []field{{"id", &r.ID}, {"kind", &r.Kind}, {"kept", &r.Kept}, {"dropped", &r.Dropped}, {"reason", &r.Reason}, {"undone", &r.Undone}}
	},
	lists: []sublist[Merge]{{
		table: "merge_change", name: "changes",
		size: func(r *Merge) int { return len(r.Changes) },
		at: func(r *Merge, i int) []field {
			c := grow(&r.Changes, i)
			return []field{{"kind", &c.Kind}, {"record", &c.Record}, {"was", &c.Was}, {"became", &c.Became}}
		},
	}},
})

// Mergeable is what can be entered twice.
type Mergeable interface {
	agreement.Agreement | project.Project | party.Party
}

// MergeInto makes one of two records: kept, as it is to be, from the version that was seen, and the
// record that is dropped, by its identifier and the version that was seen. What names the
// dropped one names the kept one afterwards. It returns the merge's identifier. The error is
// stale or conflict.
func MergeInto[T Mergeable](ctx context.Context, tx *Tx, kept T, keptSeen journal.Position, dropped string, droppedSeen journal.Position, reason string) (string, error) {
	t := tableOf[T]()
	m := Merge{ID: tx.NewID(), Kind: t.kind, Kept: *t.fields(&kept)[0].p.(*string), Dropped: dropped, Reason: lang.Clean(reason)}
	if m.Kept == dropped {
		return "", lang.Conflict("merge.same")
	}
	gone, err := Get[T](ctx, tx.View, dropped)
	if err != nil {
		return "", err
	}
	if gone.Since != droppedSeen {
		return "", stale[T](ctx, tx, dropped, droppedSeen, lang.Stale("record.stale"))
	}
	w := merging{tx: tx, m: &m, how: How{Action: journal.Corrected, Origin: journal.Origin{Kind: "merge", ID: m.ID}}}
	if err := rewrite(ctx, w, kept, keptSeen); err != nil {
		return "", err
	}
	if err := w.repoint(ctx, any(gone.Value), any(kept)); err != nil {
		return "", err
	}
	if err := Remove[T](ctx, tx, dropped, droppedSeen, w.how); err != nil {
		return "", err
	}
	m.Changes = append(m.Changes, MergeChange{t.kind, dropped, int64(droppedSeen), 0})
	if err := Put(ctx, tx, &m, 0, How{Action: journal.Created, Origin: w.how.Origin}); err != nil {
		return "", err
	}
	return m.ID, tx.tellMerged(ctx, notice.Merged, m)
}

// merging is a merge under way.
type merging struct {
	tx  *Tx
	m   *Merge
	how How
}

// rewrite writes a record anew and notes that.
func rewrite[T any](ctx context.Context, w merging, rec T, seen journal.Position) error {
	if err := Put(ctx, w.tx, &rec, seen, w.how); err != nil {
		return err
	}
	t := tableOf[T]()
	w.m.Changes = append(w.m.Changes, MergeChange{t.kind, *t.fields(&rec)[0].p.(*string), int64(seen), int64(w.tx.Position())})
	return nil
}

// eachNaming rewrites the records for which the condition holds, but the two that are merged, as fn
// changes them.
func eachNaming[T any](ctx context.Context, w merging, condition, value string, fn func(*T)) error {
	rows, err := list[T](ctx, w.tx.View, condition, value)
	if err != nil {
		return err
	}
	for _, r := range rows {
		id := *tableOf[T]().fields(&r.Value)[0].p.(*string)
		if id == w.m.Kept || id == w.m.Dropped {
			continue
		}
		if fn(&r.Value); err == nil {
			err = rewrite(ctx, w, r.Value, r.Since)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ofFair is the argument of list that is the fair.
const ofFair = "$1"

// repoint has the records that name the dropped one name the kept one.
func (w merging) repoint(ctx context.Context, dropped, kept any) error {
	switch gone := dropped.(type) {
	case agreement.Agreement:
		to := kept.(agreement.Agreement).ID
		err := eachNaming(ctx, w, "and agreement = $3 order by id", string(gone.ID), func(a *agreement.Amendment) { a.Agreement = to })
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and replaces = $3 and replaces <> '' order by id", string(gone.ID), func(a *agreement.Agreement) { a.Replaces = to })
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and agreement = $3 and agreement <> '' order by id", string(gone.ID), func(m *landing.Milestone) { m.Agreement = string(to) })
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and agreement = $3 and agreement <> '' order by id", string(gone.ID), func(l *landing.Lead) { l.Agreement = string(to) })
		if err != nil {
			return err
		}
		return w.endProposals(ctx, "agreement", string(gone.ID), func(p *agreement.Proposal) { p.Agreement = to })
	case project.Project:
		id, to := kept.(project.Project).ID, kept.(project.Project).Code
		if err := w.endProposals(ctx, "project", string(gone.ID), func(p *agreement.Proposal) { p.Project = id }); err != nil {
			return err
		}
		if gone.Code == "" || to == "" || gone.Code == to {
			return nil
		}
		return eachNaming(ctx, w, "and project = $3 and project <> '' order by id", gone.Code, func(a *agreement.Agreement) { a.Project = to })
	case party.Party:
		from, to := gone.ID, kept.(party.Party).ID
		err := eachNaming(ctx, w, "and since in (select since from agreement_party where fair_id = "+ofFair+" and party = $3) order by id", string(from), func(a *agreement.Agreement) {
			var roles []agreement.Role
			for _, r := range a.Parties {
				if r.Party == from {
					r.Party = to
				}
				if !slices.Contains(roles, r) { // both were named: once is enough
					roles = append(roles, r)
				}
			}
			a.Parties = roles
		})
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and owner = $3 and owner <> '' order by id", string(from), func(p *project.Project) { p.Owner = to })
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and since in (select since from session_guest where fair_id = "+ofFair+" and party = $3) order by id", string(from), func(s *fair.Session) {
			for i := range s.Guests {
				if s.Guests[i].Party == from {
					s.Guests[i].Party = to
				}
			}
		})
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and party = $3 order by id", string(from), func(g *access.Grant) { g.Party = string(to) })
		if err != nil {
			return err
		}
		err = eachNaming(ctx, w, "and parent = $3 and parent <> '' order by id", string(from), func(p *party.Party) { p.Parent = to })
		if err != nil {
			return err
		}
		return w.repointLanded(ctx, from, to)
	}
	return nil
}

// endProposals withdraws what is still proposed for the dropped record: it was written for shares that
// are no more. It can be read at the kept one, and stands again when the merge is undone.
func (w merging) endProposals(ctx context.Context, column, dropped string, of func(*agreement.Proposal)) error {
	return eachNaming(ctx, w, "and open = 1 and "+column+" = $3 and "+column+" <> '' order by id", dropped, func(p *agreement.Proposal) {
		of(p)
		p.State, p.Open = agreement.ProposalWithdrawn, false
	})
}

// undoing puts back what a merge did to one record, by its kind.
var undoing = map[string]func(context.Context, *Tx, MergeChange, How) error{
	"agreement": undo[agreement.Agreement], "amendment": undo[agreement.Amendment], "project": undo[project.Project],
	"party": undo[party.Party], "session": undo[fair.Session], "grant": undo[access.Grant],
	"delegate": undo[delegate.Delegate], "delegate_invitation": undo[delegate.Invitation], "interest": undo[match.Interest], "meeting_request": undo[meeting.Request], "meeting": undo[meeting.Meeting],
	"proposal": undo[agreement.Proposal], "lead": undo[landing.Lead], "milestone": undo[landing.Milestone], "technology": undo[landing.Technology], "research": undo[landing.Research],
	"enterprise": undo[party.Enterprise], "listing": undo[party.Listing], "observation": undo[indicator.Observation],
}

// UndoMerge takes a merge back: the dropped record is there again, and what the merge changed is as
// it was. Changes that were made since stay; where they are of a field that the merge had
// changed, nothing is undone and the error is conflict. Seen is the version of the merge.
func UndoMerge(ctx context.Context, tx *Tx, id string, seen journal.Position) error {
	row, err := Get[Merge](ctx, tx.View, id)
	if err != nil {
		return err
	}
	m := row.Value
	if m.Undone {
		return lang.Conflict("merge.undone")
	}
	how := How{Action: journal.Corrected, Origin: journal.Origin{Kind: "merge", ID: m.ID}}
	for _, c := range slices.Backward(m.Changes) { // the dropped record first: the others name it
		if err := undoing[c.Kind](ctx, tx, c, how); err != nil {
			return err
		}
	}
	m.Undone = true
	if err := Put(ctx, tx, &m, seen, How{Action: journal.Corrected, Origin: how.Origin}); err != nil {
		return err
	}
	return tx.tellMerged(ctx, notice.Undone, m)
}

func undo[T any](ctx context.Context, tx *Tx, c MergeChange, how How) error {
	rows, err := History[T](ctx, tx.View, c.Record)
	if err != nil {
		return err
	}
	var was, became *Row[T]
	for i := range rows {
		switch int64(rows[i].Since) {
		case c.Was:
			was = &rows[i]
		case c.Became:
			became = &rows[i]
		}
	}
	changed := lang.Conflict("merge.changed", lang.Args{"kind": c.Kind, "id": c.Record})
	now := rows[len(rows)-1]
	switch {
	case was == nil || (c.Became == 0) == (now.Until == journal.Open):
		return changed // it is back already, or was removed since
	case c.Became == 0:
		return Put(ctx, tx, &was.Value, 0, How{Action: journal.Created, Origin: how.Origin})
	}
	back, conflicts := Combine(became.Value, was.Value, now.Value)
	if len(conflicts) > 0 {
		return changed
	}
	return Put(ctx, tx, &back, now.Since, how)
}

// Merges returns the merges that a record was kept or dropped in, the latest first.
func (v View) Merges(ctx context.Context, record string) ([]Row[Merge], error) {
	kept, err := list[Merge](ctx, v, "and kept = $3", record)
	if err != nil {
		return nil, err
	}
	dropped, err := list[Merge](ctx, v, "and dropped = $3", record)
	all := append(kept, dropped...)
	slices.SortFunc(all, func(a, b Row[Merge]) int { return int(b.Since - a.Since) })
	return all, err
}

// AllMerges lists merges before an identifier, "" for the latest, the latest first.
func (v View) AllMerges(ctx context.Context, before string, limit int) ([]Row[Merge], error) {
	if before == "" {
		return list[Merge](ctx, v, "order by id desc limit $3", limit)
	}
	return list[Merge](ctx, v, "and id < $3 order by id desc limit $4", before, limit)
}

// A Suspect is a record, or a submission that waits, which may be the one at hand entered twice.
type Suspect[T Submittable] struct {
	Record  T
	Since   journal.Position // the record's version; of a submission, that one's
	Pending string           // the submission's identifier; "" of a record
	Reasons []string         // keys of the catalogue
}

// Suspects looks for what may be the record entered twice: by its code in all editions, in its own
// by title, amount, date and parties, among records and among submissions that wait. Own is
// the submission that it comes from, "" when from none.
func Suspects[T Submittable](ctx context.Context, v View, rec T, own string) ([]Suspect[T], error) {
	var found []Suspect[T]
	t := tableOf[T]()
	seen := map[string]bool{*t.fields(&rec)[0].p.(*string): true}
	candidates := func(rows []Row[T], err error) error {
		for _, r := range rows {
			id := *t.fields(&r.Value)[0].p.(*string)
			if reasons := similar(rec, r.Value); len(reasons) > 0 && !seen[id] {
				found = append(found, Suspect[T]{r.Value, r.Since, "", reasons})
			}
			seen[id] = true
		}
		return err
	}
	var ids []string
	var edition int64
	switch r := any(rec).(type) {
	case agreement.Agreement:
		edition = r.Edition
		if err := candidates(in[T](ctx, v, "code", []string{r.Code})); err != nil {
			return nil, err
		}
		err := AgreementTitles(ctx, v, edition, func(t Titled) {
			if len(agreement.Similar(r, agreement.Agreement{Title: t.Title, Amount: t.Amount, SignedOn: t.SignedOn})) > 0 {
				ids = append(ids, t.ID)
			}
		})
		if err != nil {
			return nil, err
		}
		for _, p := range r.Parties {
			rows, err := v.Agreements(ctx, Filter{Edition: edition, Party: string(p.Party)}, Page{Limit: 500})
			if err != nil {
				return nil, err
			}
			for _, row := range rows.Rows {
				ids = append(ids, string(row.Value.ID))
			}
		}
	case project.Project:
		edition = r.Edition
		if err := candidates(in[T](ctx, v, "code", []string{r.Code})); err != nil {
			return nil, err
		}
		err := ProjectTitles(ctx, v, edition, func(t Titled) {
			if len(project.Similar(r, project.Project{Title: t.Title, Amount: t.Amount})) > 0 {
				ids = append(ids, t.ID)
			}
		})
		if err != nil {
			return nil, err
		}
		if r.Owner != "" {
			if err := candidates(list[T](ctx, v, "and owner = $3 and owner <> '' and edition = $4", string(r.Owner), edition)); err != nil {
				return nil, err
			}
		}
	}
	if err := candidates(ByID[T](ctx, v, ids)); err != nil {
		return nil, err
	}
	var after Place
	const page = 500
	for {
		rows, err := v.Submissions(ctx, Queue{State: submission.Submitted, Edition: edition, Kind: submission.Kind(t.kind)}, after, page)
		if err != nil {
			return nil, err
		}
		for _, s := range rows {
			after = Place{Asked: s.Value.Asked, ID: s.Value.ID}
			if s.Value.ID == own {
				continue
			}
			waiting, err := waitingOf[T](v, s)
			if err != nil {
				return nil, err
			}
			if reasons := similar(rec, waiting); len(reasons) > 0 {
				handed, err := Handed[T](s.Value) // anew: what is kept is everybody's
				if err != nil {
					return nil, err
				}
				found = append(found, Suspect[T]{handed, s.Since, s.Value.ID, reasons})
			}
		}
		if len(rows) < page {
			return found, nil
		}
	}
}

// waitingKept is how many bytes of submissions are kept read; beyond that all are forgotten.
const waitingKept = 32 << 20

// A waiting keeps what was handed in as it was read, since each review holds itself against all that wait.
// A version of a submission never changes.
type waiting struct {
	mu    sync.Mutex
	known map[waitingKey]any
	bytes int
}

type waitingKey struct {
	fair  string
	since journal.Position
}

// waitingOf returns a submission as it was handed in, to be read and not to be changed.
func waitingOf[T Submittable](v View, s Row[submission.Submission]) (T, error) {
	if v.waiting == nil {
		return Handed[T](s.Value)
	}
	k, w := waitingKey{v.Fair, s.Since}, v.waiting
	w.mu.Lock()
	got, ok := w.known[k].(T)
	w.mu.Unlock()
	if ok {
		return got, nil
	}
	rec, err := Handed[T](s.Value)
	if err != nil {
		return rec, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bytes += len(s.Value.Content); w.known == nil || w.bytes > waitingKept {
		w.known, w.bytes = map[waitingKey]any{}, len(s.Value.Content)
	}
	w.known[k] = rec
	return rec, nil
}

func similar(a, b any) []string {
	switch a := a.(type) {
	case agreement.Agreement:
		return agreement.Similar(a, b.(agreement.Agreement))
	case project.Project:
		return project.Similar(a, b.(project.Project))
	}
	return nil
}
