package store

import (
	"context"

	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
)

// What is done about programmes, facilities, paths and checklists, and how they are read. None of it
// asks who may: ask the table of access first.

// Programmes reads the programmes of an edition that the view may show, 0 for all, by their names.
func (v View) Programmes(ctx context.Context, edition int64) ([]Row[landing.Programme], error) {
	return ofEdition[landing.Programme](ctx, v, edition)
}

// Facilities reads the facilities of an edition that the view may show, 0 for all, by their names.
func (v View) Facilities(ctx context.Context, edition int64) ([]Row[landing.Facility], error) {
	return ofEdition[landing.Facility](ctx, v, edition)
}

// Paths reads the paths of an edition that the view may show, 0 for all, by their names.
func (v View) Paths(ctx context.Context, edition int64) ([]Row[landing.Path], error) {
	return ofEdition[landing.Path](ctx, v, edition)
}

func ofEdition[T any](ctx context.Context, v View, edition int64) ([]Row[T], error) {
	const order = "order by edition desc, code, id"
	if edition == 0 {
		return list[T](ctx, v, order)
	}
	return list[T](ctx, v, "and edition = $3 "+order, edition)
}

// ChecklistOf reads how far a company has come on a path; the error is not_found when it keeps
// nothing.
func (v View) ChecklistOf(ctx context.Context, path, party string) (Row[landing.Checklist], error) {
	return one[landing.Checklist](ctx, v, "and path = $3 and party = $4", path, party)
}

// Checklists reads what is kept of a path, by company.
func (v View) Checklists(ctx context.Context, path string) ([]Row[landing.Checklist], error) {
	return list[landing.Checklist](ctx, v, "and path = $3 order by party, id", path)
}

// PutProgramme writes a programme, new or as it was seen (before 0: new). The error is invalid when
// it makes no sense.
func (tx *Tx) PutProgramme(ctx context.Context, p landing.Programme, before journal.Position, origin journal.Origin) (landing.Programme, error) {
	err := putChecked(ctx, tx, &p, &p.ID, p.Validate(), before, origin)
	return p, err
}

// PutFacility is PutProgramme for a facility.
func (tx *Tx) PutFacility(ctx context.Context, f landing.Facility, before journal.Position, origin journal.Origin) (landing.Facility, error) {
	err := putChecked(ctx, tx, &f, &f.ID, f.Validate(), before, origin)
	return f, err
}

// PutPath is PutProgramme for a path.
func (tx *Tx) PutPath(ctx context.Context, p landing.Path, before journal.Position, origin journal.Origin) (landing.Path, error) {
	err := putChecked(ctx, tx, &p, &p.ID, p.Validate(), before, origin)
	return p, err
}

// KeepChecklist writes how far a company has come on a path, as it was seen. There is one for each
// company and path: who begins another is told that the record has changed.
func (tx *Tx) KeepChecklist(ctx context.Context, c landing.Checklist, before journal.Position, origin journal.Origin) (landing.Checklist, error) {
	if before == 0 {
		if _, err := tx.ChecklistOf(ctx, c.Path, string(c.Party)); lang.CodeOf(err) != lang.CodeNotFound {
			if err == nil {
				err = lang.Stale("record.stale")
			}
			return c, err
		}
	}
	err := putChecked(ctx, tx, &c, &c.ID, c.Validate(), before, origin)
	return c, err
}

// putChecked writes a record that was found to make sense, under a new identifier when it is new.
func putChecked[T any](ctx context.Context, tx *Tx, rec *T, id *string, problems lang.Problems, before journal.Position, origin journal.Origin) error {
	if err := problems.Err(); err != nil {
		return err
	}
	how := How{Action: journal.Corrected, Origin: origin}
	if before == 0 {
		*id, how.Action = tx.NewID(), journal.Created
	}
	return Put(ctx, tx, rec, before, how)
}
