package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/project"
	"bridgehead/submission"
)

var _ = register(&table[submission.Submission]{
	kind: "submission", table: "submission",
	fields: func(r *submission.Submission) []field {
		return []field{
			{"id", &r.ID},
			{"kind", (*string)(&r.Kind)},
			{"edition", &r.Edition},
			{"side", &r.Side},
			{"office", &r.Office},
			{"author", &r.Author},
			{"state", (*string)(&r.State)},
			{"content", &r.Content},
			{"record", &r.Record},
			{"base", &r.Base},
			{"officer", &r.Officer},
			{"comment", &r.Comment},
			{"asked_ms", &r.Asked},
		}
	},
})

// Submittable is what an office can hand in.
type Submittable interface {
	project.Project | agreement.Agreement
}

// Submit hands a draft in, for the first time or again, as the record that its fields were read
// into. What is recorded is read again from there; the draft stays, to be changed should it
// be returned. The error is invalid, stale or conflict.
func Submit[T Submittable](ctx context.Context, tx *Tx, d submission.Draft, rec T, how How) (submission.Submission, error) {
	var s submission.Submission
	if v, ok := any(rec).(interface{ Validate() lang.Problems }); ok {
		if err := v.Validate().Err(); err != nil {
			return s, err
		}
	}
	// The draft is named by its version, so that what is handed in is what was seen.
	err := changed(tx.q.ExecContext(ctx, `update draft set version = version + 1 where fair_id = $1 and id = $2 and version = $3`, tx.Fair, d.ID, d.Version))
	if err != nil {
		return s, err
	}
	t := tableOf[T]()
	*t.fields(&rec)[0].p.(*string) = d.Record
	row, err := Get[submission.Submission](ctx, tx.View, d.ID)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return s, err
	}
	if s = row.Value; s.ID == "" {
		s = submission.Submission{
			ID: d.ID, Kind: submission.Kind(t.kind), Edition: d.Edition, Side: d.Side, Office: d.Office, Author: d.Author, Asked: tx.Now.UnixMilli(),
		}
	}
	if submission.Kind(t.kind) != d.Kind {
		return s, lang.Conflict("submission.move", lang.Args{"from": d.Kind, "to": t.kind})
	}
	if s, err = s.Move(submission.Submitted, ""); err != nil {
		return s, err
	}
	if p := d.OfficerFrom(); !p.Name.Empty() {
		p.Ref = cmp.Or(s.Officer, "officer-"+access.NewSecret()[:22])
		if err := tx.PutPerson(ctx, p); err != nil {
			return s, err
		}
		s.Officer = p.Ref
	}
	if p, ok := any(&rec).(*project.Project); ok && s.Officer != "" {
		p.Officer = s.Officer
	}
	s.Content, s.Record, s.Base = string(t.image(&rec)), d.Record, int64(d.Base)
	if err := Put(ctx, tx, &s, row.Since, how); err != nil {
		return s, err
	}
	tx.tellOf(notice.HandedIn, s)
	return s, nil
}

// Handed returns the record as it was handed in.
func Handed[T Submittable](s submission.Submission) (T, error) { return read[T](s.Content) }

// Decide returns or withdraws a submission; before is the version that was seen. The error is
// invalid, conflict or stale.
func (tx *Tx) Decide(ctx context.Context, id string, before journal.Position, to submission.State, comment string, how How) error {
	row, err := tx.seen(ctx, id, before)
	if err != nil {
		return err
	}
	if to == submission.Approved {
		return lang.Conflict("submission.move", lang.Args{"from": row.Value.State, "to": to}) // by Approve, with its record
	}
	s, err := row.Value.Move(to, comment)
	if err != nil {
		return err
	}
	if err := Put(ctx, tx, &s, before, how); err != nil {
		return err
	}
	if to == submission.Returned {
		tx.tellOf(notice.Returned, s)
	}
	return nil
}

// seen reads a submission that must still be what was seen.
func (tx *Tx) seen(ctx context.Context, id string, before journal.Position) (Row[submission.Submission], error) {
	row, err := Get[submission.Submission](ctx, tx.View, id)
	if err == nil && row.Since != before {
		err = stale[submission.Submission](ctx, tx, id, before, lang.Stale("record.stale"))
	}
	return row, err
}

// Approve puts a submission into the record, new or as a correction, and returns the record's
// identifier; before is the version of the submission that was seen. Amend, when it is not
// nil, is the record as the secretariat wants it. The origin of the record is the
// submission. The error is stale when the submission, or the record that it corrects, has changed
// since.
func Approve[T Submittable](ctx context.Context, tx *Tx, id string, before journal.Position, amend *T, how How) (string, error) {
	row, err := tx.seen(ctx, id, before)
	if err != nil {
		return "", err
	}
	s, err := row.Value.Move(submission.Approved, "")
	if err != nil {
		return "", err
	}
	t := tableOf[T]()
	if submission.Kind(t.kind) != s.Kind {
		return "", lang.Conflict("submission.move", lang.Args{"from": s.Kind, "to": t.kind})
	}
	rec, err := read[T](s.Content)
	if err != nil {
		return "", err
	}
	if amend != nil {
		rec = *amend
	}
	name := t.fields(&rec)[0].p.(*string)
	act := How{Action: journal.Corrected, Origin: journal.Origin{Kind: "submission", ID: s.ID}}
	if *name = s.Record; *name == "" {
		*name, act.Action = tx.NewID(), journal.Created
	}
	if err := Put(ctx, tx, &rec, journal.Position(s.Base), act); err != nil {
		return "", err
	}
	s.Record = *name
	if err := Put(ctx, tx, &s, before, how); err != nil {
		return "", err
	}
	tx.tellOf(notice.Approved, s)
	if a, ok := any(rec).(agreement.Agreement); ok && a.Confirmed != 0 {
		if err := tellKey(ctx, tx, a); err != nil {
			return "", err
		}
	}
	if _, err := tx.q.ExecContext(ctx, `delete from draft where fair_id = $1 and id = $2`, tx.Fair, s.ID); err != nil {
		return "", fmt.Errorf("store: drop a draft: %w", err)
	}
	return *name, nil
}

// A Queue narrows the list of submissions; an empty field takes all.
type Queue struct {
	State   submission.State // never empty: a list of one state
	Edition int64
	Side    string
	Office  string
	Offices []string        // any of these
	Kind    submission.Kind // what was handed in
	Only    Lateness
	Late    Late // what is overdue, when Only asks
}

// A Lateness narrows a queue to what is overdue, or to what is not.
type Lateness int

// The latenesses.
const (
	LateOrNot Lateness = iota
	OnlyLate
	NotLate
)

// A Late says for each edition before when something must have been handed in to be overdue (docs/rules.md,
// overdue).
type Late struct {
	editions map[int64]int64 // milliseconds since 1970, where an edition says how long a review may take
	others   int64
}

// Late returns what is overdue at the time.
func (v View) Late(ctx context.Context, now time.Time) (Late, error) {
	editions, err := v.Editions(ctx)
	l := Late{editions: map[int64]int64{}, others: fair.Edition{}.Overdue(now).UnixMilli()}
	for _, e := range editions {
		if e.ReviewDays > 0 {
			l.editions[e.Number] = e.Overdue(now).UnixMilli()
		}
	}
	return l, err
}

// outermost is the limit of the edition that takes most.
func (l Late) outermost(only Lateness) int64 {
	all := append(slices.Collect(maps.Values(l.editions)), l.others)
	if only == OnlyLate {
		return slices.Max(all)
	}
	return slices.Min(all)
}

// Is reports whether a submission is overdue.
func (l Late) Is(s submission.Submission) bool {
	limit, ok := l.editions[s.Edition]
	if !ok {
		limit = l.others
	}
	return s.State == submission.Submitted && s.Asked < limit
}

func (q Queue) conditions() *conditions {
	c := &conditions{}
	c.add("and state = %s", string(q.State))
	if q.Only != LateOrNot {
		limit := strconv.FormatInt(q.Late.others, 10)
		for _, number := range slices.Sorted(maps.Keys(q.Late.editions)) {
			limit = "case when edition = " + strconv.FormatInt(number, 10) + " then " + strconv.FormatInt(q.Late.editions[number], 10) + " else " + limit + " end"
		}
		op := map[Lateness]string{OnlyLate: "<", NotLate: ">="}[q.Only]
		c.text = append(c.text, "and asked_ms "+op+" "+limit)
		// One bound for all, which the index answers: among a million few are overdue.
		c.add("and asked_ms "+op+" %s", q.Late.outermost(q.Only))
	}
	if q.Office != "" {
		c.add("and office = %s", q.Office)
	}
	if len(q.Offices) > 0 {
		c.add("and (office = %s", q.Offices[0])
		for _, code := range q.Offices[1:] {
			c.add("or office = %s", code)
		}
		c.text = append(c.text, ")")
	}
	if q.Kind != "" {
		c.add("and kind = %s", string(q.Kind))
	}
	if q.Edition > 0 {
		c.add("and edition = %s", q.Edition)
	}
	if q.Side != "" {
		c.add("and side = %s", q.Side)
	}
	return c
}

// A Place is where a page of the queue begins: after the submission that was first handed in at
// the time.
type Place struct {
	Asked int64
	ID    string
	Rest  bool // of a queue in which what is overdue comes first: it begins among the rest
}

// Submissions lists the submissions of a state, those that have waited longest first. Those in force now,
// which is nearly all of them, one index gives in order; the few that were in force at an earlier position and have
// changed since are read beside them.
func (v View) Submissions(ctx context.Context, q Queue, after Place, limit int) ([]Row[submission.Submission], error) {
	c := q.conditions()
	c.add("and (asked_ms > %s", after.Asked)
	n := len(c.args) + 2
	c.args = append(c.args, after.ID)
	c.text = append(c.text, fmt.Sprintf("or asked_ms = $%d and id > $%d)", n, n+1))
	bound := len(c.text)
	c.add("and asked_ms >= %s", after.Asked) // the same for the index, which does not look into an "or"
	c.add("order by asked_ms, id limit %s", limit)
	var out []Row[submission.Submission]
	for _, until := range []string{"and until = " + openText, "and until < " + openText} {
		text := slices.Insert(slices.Clone(c.text), bound, until)
		rows, err := list[submission.Submission](ctx, v, strings.Join(text, " "), c.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b Row[submission.Submission]) int {
		return cmp.Or(cmp.Compare(a.Value.Asked, b.Value.Asked), cmp.Compare(a.Value.ID, b.Value.ID))
	})
	return out[:min(len(out), limit)], nil
}

// SubmissionOf returns the submission that a record came from last, not_found when it came from
// none.
func (v View) SubmissionOf(ctx context.Context, record string) (Row[submission.Submission], error) {
	return one[submission.Submission](ctx, v, "and record = $3 order by since desc", record)
}
