package kit

import (
	"context"
	"time"

	"bridgehead/fair"
	"bridgehead/party"
	"bridgehead/store"
)

// Ask gathers from the record what a kit has beside its figures: the offices of the sides, or those that sit in the
// district, and the embargo that holds at the time.
func Ask(ctx context.Context, v store.View, edition int64, district string, now time.Time) (Request, error) {
	r := Request{Edition: edition, District: district}
	var err error
	if r.Fair, err = v.TheFair(ctx); err != nil {
		return r, err
	}
	embargoes, err := v.Embargoes(ctx)
	if err != nil {
		return r, err
	}
	for _, e := range embargoes {
		if e.Edition == edition && now.Before(e.Until()) && e.Until().After(r.Embargo) {
			r.Embargo = e.Until()
		}
	}
	filter := store.Filter{Type: string(party.Office), District: district}
	err = store.Each(ctx, v, filter, store.Order{}, func(rows []store.Row[party.Party]) error {
		for _, row := range rows {
			c := Contact{Name: row.Value.Name}
			if side, i := r.Fair.SideNamed(row.Value.Side); i >= 0 {
				c.Side = side.Name
			}
			r.Offices = append(r.Offices, c)
		}
		return nil
	})
	if d, ok := fair.DistrictByCode(district); ok && err == nil && len(r.Offices) == 0 {
		r.Offices = append(r.Offices, Contact{Name: d.Name})
	}
	return r, err
}
