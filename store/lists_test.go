package store_test

import (
	"slices"
	"testing"

	"bridgehead/agreement"
	"bridgehead/money"
	"bridgehead/store"
)

func TestListsArePagedByKeyInBothDirections(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		var all, district, ofParty []string
		update(t, db, func(tx *store.Tx) error {
			all, district, ofParty = nil, nil, nil
			for i := range 25 {
				a := signed(tx, 26, money.Amount{Minor: 1, Currency: "CNY"})
				if i%2 == 0 {
					a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
					district = append(district, string(a.ID))
				}
				if i%3 == 0 {
					a.Parties = []agreement.Role{{Party: "p1", Role: "investor"}, {Party: "p1", Role: "owner"}}
					ofParty = append(ofParty, string(a.ID))
				}
				all = append(all, string(a.ID))
				if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
					return err
				}
			}
			other := signed(tx, 25, money.Amount{})
			return store.Put(t.Context(), tx, &other, 0, created)
		})
		v, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name   string
			filter store.Filter
			want   []string
		}{
			{"all of an edition", store.Filter{Edition: 26}, all},
			{"of a district", store.Filter{Edition: 26, District: "110105"}, district},
			{"of a party, once each", store.Filter{Party: "p1"}, ofParty},
			{"of a type that none has", store.Filter{Type: "framework"}, nil},
		} {
			t.Run(tt.name, func(t *testing.T) {
				var got []string
				page := store.Page{Limit: 4}
				var last store.Listing[agreement.Agreement]
				for {
					l, err := v.Agreements(t.Context(), tt.filter, page)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range l.Rows {
						got = append(got, string(r.Value.ID))
					}
					last = l
					if !l.Later {
						break
					}
					page.After = got[len(got)-1]
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("forward: %v, want %v", got, tt.want)
				}
				var back []string
				for last.Earlier {
					before := string(last.Rows[0].Value.ID)
					if last, err = v.Agreements(t.Context(), tt.filter, store.Page{Before: before, Limit: 4}); err != nil {
						t.Fatal(err)
					}
					var part []string
					for _, r := range last.Rows {
						part = append(part, string(r.Value.ID))
					}
					back = append(part, back...)
				}
				if !slices.Equal(back, tt.want[:len(back)]) || len(tt.want) > 4 && len(back) < len(tt.want)-4 {
					t.Errorf("back: %v, want the beginning of %v", back, tt.want)
				}
			})
		}
	})
}
