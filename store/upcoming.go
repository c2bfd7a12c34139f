package store

import (
	"context"
	"fmt"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/project"
	"bridgehead/submission"
)

// Upcoming is what an office's figures of an edition come to once all that waits is approved and
// confirmed, beside what they are.
type Upcoming struct {
	Figures   []Touched // in the order of the names
	Approved  int       // how many submissions were taken as approved
	Confirmed int       // how many agreements, with those handed in, were taken as confirmed by all sides
	LeftOut   []string  // submissions that cannot be approved as they stand
	More      bool      // more waits than was looked at, so that the figures say too little
}

// upcomingMost is how many submissions, and how many agreements without all keys, are taken up.
const upcomingMost = 500

// Upcoming approves what an office has handed in at an edition, gives all of its agreements, and those of
// its district where it is one's, the keys that are missing, evaluates the figures before and after, and takes everything back. The names are
// of figures without a position.
func (db *DB) Upcoming(ctx context.Context, fairID, actor string, edition fair.Edition, office, district string, names []figure.Name) (Upcoming, error) {
	var u Upcoming
	touched, err := db.Touches(ctx, fairID, actor, nil, names, func(tx *Tx) error {
		u = Upcoming{}
		rows, err := tx.Submissions(ctx, Queue{State: submission.Submitted, Edition: edition.Number, Office: office}, Place{}, upcomingMost+1)
		if err != nil {
			return err
		}
		if u.More = len(rows) > upcomingMost; u.More {
			rows = rows[:upcomingMost]
		}
		for _, r := range rows {
			approve := Approve[project.Project]
			if r.Value.Kind == submission.Agreement {
				approve = func(ctx context.Context, tx *Tx, id string, before journal.Position, _ *project.Project, how How) (string, error) {
					return Approve[agreement.Agreement](ctx, tx, id, before, nil, how)
				}
			}
			if _, err := approve(ctx, tx, r.Value.ID, r.Since, nil, How{Action: journal.Corrected}); err != nil {
				if tx.broken != nil {
					return err
				}
				u.LeftOut = append(u.LeftOut, r.Value.ID)
				continue
			}
			u.Approved++
		}
		if err := tx.flush(ctx); err != nil {
			return err
		}
		for _, keyed := range []Keyed{NoKey, SomeKeys} {
			lacking, err := tx.OnBoard(ctx, Column{Edition: edition, Keyed: keyed, Offices: []string{office}, District: district}, "", upcomingMost+1)
			if err != nil {
				return err
			}
			if len(lacking) > upcomingMost {
				u.More, lacking = true, lacking[:upcomingMost]
			}
			for _, r := range lacking {
				a := r.Value
				a.Confirmed |= edition.Requires
				if err := Put(ctx, tx, &a, r.Since, How{Action: journal.Confirmed}); err != nil {
					return err
				}
				u.Confirmed++
			}
		}
		return nil
	})
	if err != nil {
		return u, fmt.Errorf("store: what is to come of an office: %w", err)
	}
	view, err := db.View(ctx, fairID, -1)
	if err != nil {
		return u, err
	}
	e, err := db.EvaluatorOf(ctx, view.Figures(), -1, -1)
	if err != nil {
		return u, err
	}
	for _, name := range names {
		name.At, name.Ref = int64(view.At), -1
		now, err := e.Figure(ctx, name)
		if err != nil {
			return u, err
		}
		t := Touched{Before: now, After: now}
		for _, x := range touched {
			if x.After.Name.Indicator == name.Indicator {
				t = x
			}
		}
		u.Figures = append(u.Figures, t)
	}
	return u, nil
}
