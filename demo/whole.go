package demo

import (
	"context"

	"bridgehead/agreement"
	"bridgehead/store"
)

// Whole reports whether a demonstration fair was loaded to its end: whether what is
// written last is there. A load that was broken off on a server leaves the steps before.
func Whole(ctx context.Context, db *store.DB, fair string) (bool, error) {
	v, err := db.View(ctx, fair, -1)
	if err != nil {
		return false, err
	}
	if fair == JinggangID {
		_, _, facilities, err := v.Landed(ctx, jinggangForm.fair.Current)
		return len(facilities) == len(jinggangFacilities), err
	}
	late, err := store.ByCode[agreement.Amendment](ctx, v, []string{lateIncrease})
	return len(late) > 0, err
}
