package exchange

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// planKinds are the kinds of records that a plan rests on: when one of them has changed
// since, the plan is made again.
var planKinds = []string{"fair", "edition", "party", "project", "agreement", "amendment", "observation", "document", "indicator", "lead", "milestone", "technology", "deployment", "research", "enterprise", "listing", "delegate", "interest"}

// errMoved says that the record moved between planning and commit.
var errMoved = errors.New("exchange: the record changed since it was planned")

// errDry ends a transaction that is not to be kept.
var errDry = errors.New("exchange: only a preview")

// errNotAllowed says that the record changed so that the import is not allowed any more.
var errNotAllowed = errors.New("exchange: not allowed any more")

// mayAll holds a plan against the table of access. What is refused is written down.
func mayAll(ctx context.Context, db *store.DB, view store.View, p *plan, o Options) error {
	if o.For == nil {
		return nil
	}
	r, err := p.refused(ctx, view, *o.For)
	if r == nil || err != nil {
		return err
	}
	if err := db.Allow(ctx, o.Fair, *o.For, r.question, r.subject); err != nil && lang.CodeOf(err) != lang.CodeForbidden {
		return err
	}
	return r.err()
}

// plansOutside is how often a plan is made without holding the fair. After that it is
// made inside the transaction, where nobody can overtake it.
const plansOutside = 3

// Plan reads a file and says what Import would do with it. Errors in rows are in the
// preview; the error is invalid when the file as a whole cannot be understood.
func Plan(ctx context.Context, db *store.DB, src *Source, o Options) (*Preview, error) {
	o.DryRun = true
	return Import(ctx, db, src, o)
}

// Import brings a file in: all of it, or nothing. It reads and plans without holding
// anything; keeps the rows as they were read, beside the record; and then commits the
// plan in one short transaction, whose first entry is the import itself. When the record
// has moved meanwhile it plans again. With nothing to do it writes nothing.
//
// Errors in rows come back in the preview together with an invalid error, unless
// o.Partial leaves those rows out.
func Import(ctx context.Context, db *store.DB, src *Source, o Options) (*Preview, error) {
	if o.Kind == Rates {
		return importRates(ctx, db, src, o)
	}
	if o.Today == "" {
		o.Today = db.Today()
	}
	id := db.IDs()()
	staged := false
	// What was staged for nothing goes away; were the process killed here, the next import
	// would remove it.
	unstage := func(err error) error {
		if !staged {
			return err
		}
		return errors.Join(err, db.Unstage(context.WithoutCancel(ctx), o.Fair, id))
	}
	for try := 1; ; try++ {
		view, err := db.View(ctx, o.Fair, -1)
		if err != nil {
			return nil, unstage(err)
		}
		plan, preview, err := makePlan(ctx, view, db.IDs(), src, o)
		if err != nil {
			return nil, unstage(err)
		}
		if err := mayAll(ctx, db, view, plan, o); err != nil { // what is there now stands in the preview
			return nil, unstage(err)
		}
		if preview.Errors > 0 && !o.Partial {
			return preview, unstage(lang.Invalid("import.errors", lang.Args{"n": preview.Errors}))
		}
		if o.DryRun || plan.size() == 0 {
			return preview, unstage(nil)
		}
		if !staged {
			staged = true
			if o.Progress != nil {
				o.Progress(Staging, 0, int64(len(plan.chunks)))
			}
			if err := db.Stage(ctx, o.Fair, id, plan.chunks); err != nil {
				return nil, unstage(err)
			}
		}
		rec := store.Import{ID: id, Kind: string(o.Kind), File: src.Name, SHA256: src.SHA256, Rows: preview.Rows, Mapping: o.Mapping.String()}
		err = db.Update(ctx, o.Fair, o.Actor, func(tx *store.Tx) error {
			plan, shown := plan, preview
			moved, err := tx.Changed(ctx, plan.at, planKinds...)
			switch {
			case err != nil:
				return err
			case moved && try <= plansOutside:
				return errMoved
			case moved:
				inside := o
				inside.Progress = nil
				if plan, shown, err = makePlan(ctx, tx.View, tx.NewID, src, inside); err != nil {
					return err
				}
				preview = shown
				if o.For != nil {
					if r, err := plan.refused(ctx, tx.View, *o.For); r != nil || err != nil {
						return cmp.Or(err, errNotAllowed)
					}
				}
				if preview.Errors > 0 && !o.Partial || plan.size() == 0 {
					return errDry
				}
			}
			if err := plan.commit(ctx, tx, rec, shown.Sheet, o.Progress); err != nil {
				return err
			}
			shown.Position = tx.Position()
			return nil
		})
		switch {
		case errors.Is(err, errNotAllowed): // it says so when it is looked at from outside
			continue
		case errors.Is(err, errMoved), lang.CodeOf(err) == lang.CodeStale && try <= plansOutside:
			continue
		case errors.Is(err, errDry):
			if preview.Errors > 0 && !o.Partial {
				return preview, unstage(lang.Invalid("import.errors", lang.Args{"n": preview.Errors}))
			}
			return preview, unstage(nil)
		case err != nil:
			return nil, unstage(err)
		}
		preview.Done, preview.Import = true, id
		return preview, nil
	}
}

// String returns the mapping as it is kept with an import, "" when there is none.
func (m *Mapping) String() string {
	if m == nil {
		return ""
	}
	return m.text
}

// commit writes the import and then what it caused.
func (p *plan) commit(ctx context.Context, tx *store.Tx, rec store.Import, sheet string, progress func(Step, int64, int64)) error {
	origin := journal.Origin{Kind: "file", ID: rec.ID}
	if err := store.Put(ctx, tx, &rec, 0, store.How{Action: journal.Created, Origin: origin}); err != nil {
		return err
	}
	origin.Sheet = sheet
	w := &writer{ctx: ctx, tx: tx, origin: origin, total: int64(p.size()), progress: progress}
	for _, person := range p.people {
		if err := tx.PutPerson(ctx, person); err != nil {
			return err
		}
	}
	if err := putAll(w, p.parties); err != nil {
		return err
	}
	if err := putAll(w, p.projects); err != nil {
		return err
	}
	if err := putAll(w, p.agreements); err != nil {
		return err
	}
	if err := putAll(w, p.amendments); err != nil {
		return err
	}
	if err := putAll(w, p.observations); err != nil {
		return err
	}
	if err := putAll(w, p.leads); err != nil {
		return err
	}
	if err := putAll(w, p.milestones); err != nil {
		return err
	}
	if err := putAll(w, p.technologies); err != nil {
		return err
	}
	if err := putAll(w, p.deployments); err != nil {
		return err
	}
	if err := putAll(w, p.research); err != nil {
		return err
	}
	if err := putAll(w, p.programmes); err != nil {
		return err
	}
	if err := putAll(w, p.facilities); err != nil {
		return err
	}
	if err := putAll(w, p.paths); err != nil {
		return err
	}
	if err := putAll(w, p.enterprises); err != nil {
		return err
	}
	if err := putAll(w, p.listings); err != nil {
		return err
	}
	if err := putAll(w, p.delegates); err != nil {
		return err
	}
	return putAll(w, p.interests)
}

// A writer writes the parts of a plan and counts.
type writer struct {
	ctx         context.Context
	tx          *store.Tx
	origin      journal.Origin
	done, total int64
	progress    func(Step, int64, int64)
}

func putAll[T any](w *writer, list []write[T]) error {
	var at []journal.Position
	for i := range list {
		if list[i].follow > 0 {
			at = make([]journal.Position, len(list))
			break
		}
	}
	for i := range list {
		x := &list[i]
		before := x.before
		if x.follow > 0 {
			before = at[x.follow-1]
		}
		w.origin.Row = x.row
		if err := store.Put(w.ctx, w.tx, &x.rec, before, store.How{Action: x.action, Origin: w.origin}); err != nil {
			return fmt.Errorf("row %d: %w", x.row, err)
		}
		if at != nil {
			at[i] = w.tx.Position()
		}
		if w.done++; w.progress != nil && w.done%1000 == 0 {
			w.progress(Committing, w.done, w.total)
		}
	}
	return nil
}
