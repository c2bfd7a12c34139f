package demo

import (
	"context"
	"iter"
	"slices"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// actor is who loads the demonstration.
const actor = "system"

// Load writes the sample's fair into the database, as a fair's record comes about: the
// rates into the reserved fair, then the form, the parties, each edition with its projects,
// agreements and increases until its record is declared complete, what was reported, the
// corrections, what became of the agreements, what crossed, what is asked for, and last of all the one increase
// that is entered late. Each of these is one transaction.
//
// Progress, which may be nil, hears how many records of all are written. A fair that is
// there already is refused with CodeConflict and left as it is; a Sample that cannot be
// made with CodeInvalid.
func (s Sample) Load(ctx context.Context, db *store.DB, progress func(done, total int)) error {
	r, err := s.Generate()
	if err != nil {
		return err
	}
	taken := lang.Conflict("sample.exists", lang.Args{"fair": r.sample.Fair})
	switch at, err := db.Head(ctx, r.sample.Fair); {
	case err != nil:
		return err
	case at > 0:
		return taken
	}
	days := slices.Collect(r.Rates())
	l := &loading{r: r, db: db, origin: s.Origin(), progress: progress}
	l.total = len(days) + r.size()

	if err := l.update(ctx, journal.Reference, func(tx *store.Tx) error {
		for _, day := range days {
			if _, _, err := tx.PutRates(ctx, day, l.how(journal.Created)); err != nil {
				return err
			}
			l.written(1)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := l.update(ctx, r.sample.Fair, func(tx *store.Tx) error {
		if tx.At > 0 {
			return taken
		}
		return l.form(ctx, tx)
	}); err != nil {
		return err
	}
	if err := l.update(ctx, r.sample.Fair, func(tx *store.Tx) error { return put(ctx, l, tx, r.Parties()) }); err != nil {
		return err
	}
	for e := range r.chosen(0) {
		if err := l.update(ctx, r.sample.Fair, func(tx *store.Tx) error { return l.edition(ctx, tx, e) }); err != nil {
			return err
		}
	}
	reported, err := r.Observations()
	if err != nil {
		return err
	}
	for _, step := range []func(tx *store.Tx) error{
		func(tx *store.Tx) error { return put(ctx, l, tx, slices.Values(reported)) },
		func(tx *store.Tx) error { return l.changes(ctx, tx, 0) },
		func(tx *store.Tx) error { return l.landed(ctx, tx) },
		func(tx *store.Tx) error { return l.crossed(ctx, tx) },
		func(tx *store.Tx) error { return l.asked(ctx, tx) },
		func(tx *store.Tx) error { return l.late(ctx, tx) },
	} {
		if err := l.update(ctx, r.sample.Fair, step); err != nil {
			return err
		}
	}
	l.tell(l.total)
	return nil
}

// A loading is one run of Load.
type loading struct {
	r           *Records
	db          *store.DB
	origin      journal.Origin
	progress    func(done, total int)
	done, total int
}

func (l *loading) how(action string) store.How {
	return store.How{Action: action, Origin: l.origin}
}

// update runs fn as one transaction; when that has to be repeated, the count starts again
// from where it was.
func (l *loading) update(ctx context.Context, fair string, fn func(*store.Tx) error) error {
	before := l.done
	return l.db.Update(ctx, fair, actor, func(tx *store.Tx) error {
		l.done = before
		return fn(tx)
	})
}

// told is how many records pass between two calls of progress.
const told = 500

func (l *loading) written(n int) {
	l.done += n
	if l.done%told == 0 {
		l.tell(l.done)
	}
}

func (l *loading) tell(done int) {
	if l.progress != nil {
		l.progress(min(done, l.total), l.total)
	}
}

// size is how many records there are to write, about: an increase that is drawn may in rare cases
// come to nothing, and some agreements take more steps than others.
func (r *Records) size() int {
	n := 1 + len(r.Documents()) + len(r.offices) + len(r.Tracks()) + len(r.Sessions()) + r.sample.Parties + r.sample.Parties/5 + 2*guestsOfEach + len(r.caseParties())
	for _, e := range r.editions {
		c := r.cases[e.Number]
		n += 1 + e.projects + e.agreements + e.amendments + len(c.projects) + len(c.agreements) + len(c.amendments) + 3*e.agreements // steps, about
	}
	return n
}

// put writes new records.
func put[T any](ctx context.Context, l *loading, tx *store.Tx, records iter.Seq[T]) error {
	for record := range records {
		if err := store.Put(ctx, tx, &record, 0, l.how(journal.Created)); err != nil {
			return err
		}
		l.written(1)
	}
	return nil
}

// form writes the fair with its editions, none of them complete yet, agenda and offices.
func (l *loading) form(ctx context.Context, tx *store.Tx) error {
	editions := l.r.Editions()
	for i := range editions {
		editions[i].Complete = false
	}
	if err := put(ctx, l, tx, slices.Values([]fair.Fair{l.r.Fair()})); err != nil {
		return err
	}
	if err := put(ctx, l, tx, slices.Values(l.r.Documents())); err != nil {
		return err
	}
	if err := put(ctx, l, tx, slices.Values(l.r.offices)); err != nil {
		return err
	}
	if err := put(ctx, l, tx, slices.Values(editions)); err != nil {
		return err
	}
	if err := put(ctx, l, tx, slices.Values(l.r.Tracks())); err != nil {
		return err
	}
	if err := put(ctx, l, tx, slices.Values(l.r.Sessions())); err != nil {
		return err
	}
	return l.schemes(ctx, tx)
}

// edition writes what happens at an edition.
func (l *loading) edition(ctx context.Context, tx *store.Tx, e *edition) error {
	if err := put(ctx, l, tx, l.r.Projects(e.Number)); err != nil {
		return err
	}
	if err := put(ctx, l, tx, l.r.Agreements(e.Number)); err != nil {
		return err
	}
	for a := range l.r.Amendments(e.Number) {
		if err := store.Put(ctx, tx, &a, 0, l.how(journal.Amended)); err != nil {
			return err
		}
		l.written(1)
	}
	if err := l.changes(ctx, tx, e.Number); err != nil {
		return err
	}
	for _, s := range l.r.sessionChanges(e) {
		row, err := store.Get[fair.Session](ctx, tx.View, s.ID)
		if err != nil {
			return err
		}
		if err := store.Put(ctx, tx, &s, row.Since, l.how(journal.Corrected)); err != nil {
			return err
		}
	}
	if !e.Complete {
		return nil
	}
	row, err := store.Get[fair.Edition](ctx, tx.View, string(e.ID))
	if err != nil {
		return err
	}
	return store.Put(ctx, tx, &e.Edition, row.Since, l.how(journal.Declared))
}

// changes writes what becomes of scripted agreements in the course of an edition, 0 for
// after all of them. They were written by an earlier transaction.
func (l *loading) changes(ctx context.Context, tx *store.Tx, in int64) error {
	for of := range l.r.chosen(0) {
		for _, s := range l.r.cases[of.Number].agreements {
			if s.act == "" || s.in != in {
				continue
			}
			row, err := store.Get[agreement.Agreement](ctx, tx.View, string(s.first.ID))
			if err != nil {
				return err
			}
			if s.act == journal.Removed {
				err = store.Remove[agreement.Agreement](ctx, tx, string(s.first.ID), row.Since, l.how(s.act))
			} else {
				err = store.Put(ctx, tx, s.final, row.Since, l.how(s.act))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// landed writes what became of the agreements, and the leads of the editions whose working days
// are known.
func (l *loading) landed(ctx context.Context, tx *store.Tx) error {
	for _, p := range l.r.officers() {
		if err := tx.PutPerson(ctx, p); err != nil {
			return err
		}
	}
	if err := put(ctx, l, tx, l.r.Leads(0)); err != nil {
		return err
	}
	return put(ctx, l, tx, l.r.Milestones(0))
}

// late enters the last edition's late increase, alone, so that the position before it is
// the record without it.
func (l *loading) late(ctx context.Context, tx *store.Tx) error {
	for _, a := range l.r.cases[int64(l.r.sample.Editions)].amendments {
		if a.Code == lateIncrease {
			return store.Put(ctx, tx, &a, 0, l.how(journal.Amended))
		}
	}
	return nil
}
