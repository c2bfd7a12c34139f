package store

import (
	"context"
	"fmt"
	"slices"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/notice"
)

// A Following is the next edition as it would be set up from the last one: what it would be
// given, and what of the last one it would not.
type Following struct {
	Last     fair.Edition
	Edition  fair.Edition
	Tracks   []fair.Track
	Settings access.Settings
	Left     []LeftBehind
}

// A LeftBehind is how many records of a kind belong to the holding of an edition.
type LeftBehind struct {
	Kind    string
	Records int64
}

// heldKinds are the kinds of records that belong to one holding.
var heldKinds = []string{"session", "agreement", "amendment", "project", "observation", "deployment", "programme", "facility", "path", "lead", "technology", "research", "embargo"}

// Following returns what the next edition would be.
func (v View) Following(ctx context.Context) (Following, error) {
	var out Following
	f, err := v.TheFair(ctx)
	if err != nil {
		return out, err
	}
	editions, err := v.Editions(ctx)
	if err != nil {
		return out, err
	}
	if len(editions) > 0 {
		out.Last = editions[len(editions)-1]
	}
	out.Edition = fair.Next(f, editions)
	tracks, _, err := v.Agenda(ctx, out.Last.Number)
	if err != nil {
		return out, err
	}
	for _, t := range tracks {
		out.Tracks = append(out.Tracks, fair.Track{Edition: out.Edition.Number, Name: t.Name})
	}
	settings, err := v.Settings(ctx)
	if err != nil {
		return out, err
	}
	for _, s := range settings {
		if s.Edition == out.Last.Number {
			s.ID, s.Edition = "", out.Edition.Number
			out.Settings = append(out.Settings, s)
		}
	}
	for _, kind := range heldKinds {
		l := LeftBehind{Kind: kind}
		err := v.q.QueryRowContext(ctx, "select count(*) from "+kind+" where "+at+" and edition = $3", v.Fair, int64(v.At), out.Last.Number).Scan(&l.Records)
		if err != nil {
			return out, fmt.Errorf("store: what edition %d holds: %w", out.Last.Number, err)
		}
		if l.Records > 0 {
			out.Left = append(out.Left, l)
		}
	}
	return out, nil
}

// SetUp writes the next edition with what it is given, as it was seen: when another edition has
// been set up since, or the last has changed, the error is conflict. Days and theme are the
// caller's; current says that the fair's pages begin with it.
func (tx *Tx) SetUp(ctx context.Context, seen int64, opened, closed lang.Date, theme lang.Text, current bool, origin journal.Origin) (fair.Edition, error) {
	next, err := tx.Following(ctx)
	if err != nil {
		return fair.Edition{}, err
	}
	e := next.Edition
	if e.Number != seen {
		return e, lang.Conflict("next.exists", lang.Args{"edition": seen})
	}
	how := How{Action: journal.Created, Origin: origin}
	e.ID, e.Opened, e.Closed, e.Theme = fair.EditionID(tx.NewID()), opened, closed, theme
	if e.Policy.On == money.OnNamed {
		e.Policy.Day = opened // until another is named
	}
	if err := Put(ctx, tx, &e, 0, how); err != nil {
		return e, err
	}
	for _, t := range next.Tracks {
		t.ID = tx.NewID()
		if err := Put(ctx, tx, &t, 0, how); err != nil {
			return e, err
		}
	}
	for _, s := range next.Settings {
		if err := tx.SetSides(ctx, s, how); err != nil {
			return e, err
		}
	}
	if !current {
		return e, nil
	}
	row, err := one[fair.Fair](ctx, tx.View, "")
	if err != nil {
		return e, err
	}
	row.Value.Current = e.Number
	row.Value.Sides = slices.Clone(row.Value.Sides)
	return e, Put(ctx, tx, &row.Value, row.Since, How{Action: journal.Corrected, Origin: origin})
}

// Declare declares an edition's record complete, or opens it again, in the version that the
// caller has seen.
func (tx *Tx) Declare(ctx context.Context, number int64, complete bool, seen journal.Position, origin journal.Origin) error {
	row, err := tx.EditionRow(ctx, number)
	if err != nil {
		return err
	}
	row.Value.Complete = complete
	if err := Put(ctx, tx, &row.Value, seen, How{Action: journal.Declared, Origin: origin}); err != nil {
		return err
	}
	if complete {
		tx.tellAll(notice.Complete, "edition", string(row.Value.ID), number)
	}
	return nil
}
