package store

import (
	"context"
	"errors"
	"fmt"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
)

// heldAtOnce is how many of others' texts one pass holds against a record that has changed.
const heldAtOnce = 25

// A heldAgain is how far a walk through a fair's texts has come.
type heldAgain struct {
	done  rereadAt // the positions against which all of them were held
	walk  rereadAt // those at which the walk that goes on began
	after string   // the text that it has come to; "" when none goes on
}

// holdAgain holds some of others' texts against the record when it has changed since they were all held against
// it: what it states otherwise now is found, and what it states so by now is settled, without anybody asking. A walk goes on
// where the last pass ended, and the next begins when it is done, so that each text has its turn however
// often the record changes.
func (db *DB) holdAgain(ctx context.Context, fairID string) error {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return err
	}
	rates, err := db.Rates(ctx, -1)
	if err != nil {
		return err
	}
	here := rereadAt{v.At, rates.At}
	last, _ := db.reheld.Load(fairID)
	s, _ := last.(heldAgain)
	if s.after == "" {
		if s.done == here {
			return nil
		}
		s.walk = here
	}
	rows, err := list[watched.Text](ctx, v, fmt.Sprintf("and id > $3 order by id limit %d", heldAtOnce), s.after)
	if err != nil {
		return err
	}
	var failed error
	if len(rows) > 0 {
		w, err := db.Watching(ctx, fairID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			words, err := v.Words(ctx, r.Value)
			if lang.CodeOf(err) == lang.CodeNotFound {
				continue
			}
			if err != nil { // the others have their turn
				failed = errors.Join(failed, fmt.Errorf("%s: %w", r.Value.ID, err))
				continue
			}
			origin := journal.Origin{Kind: r.Value.Source, ID: r.Value.Key}
			if _, _, err := w.Hear(ctx, access.System, r.Value, words, Hearing{Again: true}, origin); err != nil && lang.CodeOf(err) != lang.CodeInvalid {
				failed = errors.Join(failed, fmt.Errorf("%s: %w", r.Value.ID, err))
			}
		}
		s.after = rows[len(rows)-1].Value.ID
	}
	if len(rows) < heldAtOnce {
		s.after, s.done = "", s.walk
	}
	db.reheld.Store(fairID, s)
	if failed != nil {
		return fmt.Errorf("store: hold texts against the record again: %w", failed)
	}
	return nil
}
