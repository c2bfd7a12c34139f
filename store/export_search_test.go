package store

import (
	"context"
	"time"

	"bridgehead/journal"
)

// Blocks are small in tests, so that a few hundred records make many of them.
func init() { blockBits, tailBits = []int{10, 8, 6}, 9 }

// AwaitSearch waits until the fair's index is written as far as it goes; false when it is
// not within a few seconds.
func (db *DB) AwaitSearch(ctx context.Context, fair string) bool {
	db.search.begin(fair)
	for range 1000 {
		f := db.search.of(fair)
		f.mu.Lock()
		writing := f.writing
		f.mu.Unlock()
		head, err := db.Head(ctx, fair)
		have, err2 := readBlocks(ctx, db.read, fair)
		want, _ := blocks(head)
		if !writing && err == nil && err2 == nil && len(want) == len(have) {
			return true
		}
		if !writing {
			db.search.begin(fair)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// EveryVersion hands fn all records in force at the view's position.
func EveryVersion[T any](ctx context.Context, v View, fn func(T, journal.Position)) error {
	rows, err := list[T](ctx, v, "")
	for _, r := range rows {
		fn(r.Value, r.Since)
	}
	return err
}
