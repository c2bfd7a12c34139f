package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
)

// A View is the record of one fair at a position. Versions never change once they are
// written, so a View gives the same answers for ever without holding anything open.
type View struct {
	q    querier
	Fair string
	At   journal.Position
	own  *ownDefinitions // nil of a transaction

	eyes        *eyes // whose view it is; nil for one that sees everything
	figuresOnly bool  // an evaluator reads it

	positions *positions // nil of a transaction, whose position is not reached yet

	columns *keeper       // nil where none are kept, as in a transaction
	search  *searchKeeper // likewise
	waiting *waiting      // likewise
}

// Head returns the position of the last entry of a fair, 0 when it has none.
func (db *DB) Head(ctx context.Context, fair string) (journal.Position, error) {
	var at int64
	err := db.reading.QueryRowContext(ctx, `select position from journal_head where fair_id = $1`, fair).Scan(&at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("store: head of %s: %w", fair, err)
	}
	return journal.Position(at), nil
}

// View returns the record of a fair at a position; a negative one means the latest. A
// position that is not reached yet is refused as invalid.
func (db *DB) View(ctx context.Context, fair string, at journal.Position) (View, error) {
	head, err := db.Head(ctx, fair)
	if err != nil {
		return View{}, err
	}
	if at < 0 {
		at = head
	}
	if at > head {
		return View{}, lang.Invalid("position.beyond", lang.Args{"position": int64(at), "head": int64(head), "fair": fair})
	}
	return View{q: db.reading, Fair: fair, At: at, own: &ownDefinitions{}, positions: &db.positions, columns: db.columns, search: db.search, waiting: &db.waiting}, nil
}

// PositionAt returns the last position of a fair whose entry is earlier than t.
func (db *DB) PositionAt(ctx context.Context, fair string, t time.Time) (journal.Position, error) {
	head, err := db.Head(ctx, fair)
	if err != nil {
		return 0, err
	}
	// The times never fall, so the position is found by halving.
	low, high := int64(0), int64(head)
	for low < high {
		mid := low + (high-low+1)/2
		var at int64
		err := db.read.QueryRowContext(ctx, `select at_ms from journal where fair_id = $1 and position = $2`, fair, mid).Scan(&at)
		if err != nil {
			return 0, fmt.Errorf("store: time of entry %d of %s: %w", mid, fair, err)
		}
		if at < t.UnixMilli() {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return journal.Position(low), nil
}

// Fairs returns the fairs of the installation in the order of their names, without the
// reserved ones.
func (db *DB) Fairs(ctx context.Context) ([]string, error) {
	rows, err := db.read.QueryContext(ctx, `select fair_id from journal_head where fair_id <> $1 and fair_id <> $2 and position > 0 order by fair_id`,
		journal.Reference, journal.Accounts)
	if err != nil {
		return nil, fmt.Errorf("store: fairs: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("store: fairs: %w", err)
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// at is the condition for the versions of the view's fair that are in force at its
// position; further arguments are numbered from $3. The sign before since keeps SQLite from
// walking all versions of the fair by their positions instead of using the column's index.
const at = "fair_id = $1 and +since <= $2 and until > $2"

// list reads the records in force for which the condition holds.
func list[T any](ctx context.Context, v View, condition string, args ...any) ([]Row[T], error) {
	unseen, own := v.seenOf(tableOf[T]().table, 2)
	text := at + unseen
	if condition != "" {
		text += " " + shifted(condition, len(own))
	}
	return tableOf[T]().rows(ctx, v.q, where{text, slices.Concat([]any{v.Fair, int64(v.At)}, own, args)})
}

// one reads the single record for which the condition holds, or ErrNotFound's refusal.
func one[T any](ctx context.Context, v View, condition string, args ...any) (Row[T], error) {
	rows, err := list[T](ctx, v, condition, args...)
	if err != nil {
		return Row[T]{}, err
	}
	if len(rows) == 0 {
		return Row[T]{}, lang.NotFound("record.not_found", lang.Args{"kind": tableOf[T]().kind})
	}
	return rows[0], nil
}

// Get reads one record by its identifier.
func Get[T any](ctx context.Context, v View, id string) (Row[T], error) {
	return one[T](ctx, v, "and id = $3", id)
}

// History reads all versions of a record up to the view's position, the oldest first: those
// that its reader may see, and none when the last of them is not. The signs before since keep
// SQLite from walking all versions of the fair in their order.
func History[T any](ctx context.Context, v View, id string) ([]Row[T], error) {
	unseen, own := v.seenOf(tableOf[T]().table, 3)
	rows, err := tableOf[T]().rows(ctx, v.q, where{
		"fair_id = $1 and id = $2 and +since <= $3" + unseen + " order by +since", append([]any{v.Fair, id, int64(v.At)}, own...),
	})
	if err != nil {
		return nil, err
	}
	return lastSeen(ctx, v, id, rows)
}

// Entry reads one entry of the fair's journal.
func (v View) Entry(ctx context.Context, at journal.Position) (journal.Entry, error) {
	es, err := readEntries(ctx, v.q, v.Fair, at, at)
	if err != nil {
		return journal.Entry{}, err
	}
	if len(es) == 0 {
		return journal.Entry{}, lang.NotFound("record.not_found", lang.Args{"kind": "entry"})
	}
	return es[0].Entry, nil
}

// Person reads the personal data behind a reference. A person who was erased reads as
// one without name and office.
func (v View) Person(ctx context.Context, ref string) (party.Person, error) {
	p := party.Person{Ref: ref}
	err := v.q.QueryRowContext(ctx, `select name_hans, name_hant, name_en, office_hans, office_hant, office_en, email, phone
		from person where fair_id = $1 and ref = $2`, v.Fair, ref).
		Scan(&p.Name.Hans, &p.Name.Hant, &p.Name.En, &p.Office.Hans, &p.Office.Hant, &p.Office.En, &p.Email, &p.Phone)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return p, fmt.Errorf("store: read person: %w", err)
	}
	return p, nil
}
