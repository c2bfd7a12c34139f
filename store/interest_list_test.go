package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/match"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// What parties ask for is listed page by page, forwards and back, as far as each reader may read it by the table and as it was
// at an earlier position, and narrowed.
func TestInterestsAreListedInPagesAsFarAsTheyMayBeRead(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ctx := t.Context()
		begin(t, db, 25, 26)
		var all []match.Interest
		update(t, db, func(tx *store.Tx) error {
			for n := range 40 {
				p := party.ID(fmt.Sprintf("p%02d", n))
				i := match.Interest{Edition: 26, Party: p, Side: []string{"beijing", "hongkong", ""}[n%3], Office: []string{"", "CHAOYANG", "HAIDIAN"}[n%4%3], Industries: []string{"C39 I65", "A01", "I65", ""}[n%4]}
				i.Types = []string{"park land", "land", ""}[n%3]
				i, err := tx.PutInterest(ctx, i, 0, journal.Origin{Kind: "form"})
				all = append(all, i)
				if err != nil {
					return err
				}
				i.ID, i.Edition = "", 25
				if _, err := tx.PutInterest(ctx, i, 0, journal.Origin{Kind: "form"}); err != nil {
					return err
				}
			}
			return nil
		})
		slices.SortFunc(all, func(a, b match.Interest) int { return strings.Compare(a.ID, b.ID) })
		ids := func(takes func(match.Interest) bool) (out []string) {
			for _, i := range all {
				if takes(i) {
					out = append(out, i.ID)
				}
			}
			return out
		}
		earlier := view(t, db)
		update(t, db, func(tx *store.Tx) error { // the record of today is another
			rows, err := tx.InterestsOf(ctx, []string{"p00", "p01", "nobody"})
			if len(rows) != 4 {
				return fmt.Errorf("two parties ask for %d things at two editions", len(rows))
			}
			for _, r := range rows {
				err = errors.Join(err, store.Remove[match.Interest](ctx, tx, r.Value.ID, r.Since, store.How{Action: journal.Corrected}))
			}
			return err
		})
		walk := func(v store.View, f store.InterestFilter, want []string) {
			t.Helper()
			var got []string
			p := store.Page{Limit: 7}
			for {
				l, err := v.InterestPage(ctx, f, p)
				if err != nil {
					t.Fatal(err)
				}
				if n := len(got); n > 0 {
					back, err := v.InterestPage(ctx, f, store.Page{Before: l.Rows[0].Value.ID, Limit: 7})
					if err != nil || len(back.Rows) == 0 || back.Rows[len(back.Rows)-1].Value.ID != got[n-1] {
						t.Errorf("before %s are %d, %v", l.Rows[0].Value.ID, len(back.Rows), err)
					}
				}
				for _, r := range l.Rows {
					got = append(got, r.Value.ID)
				}
				if !l.Later {
					break
				}
				p.After = l.Rows[len(l.Rows)-1].Value.ID
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%+v: %s", f, d)
			}
			if n, err := v.CountInterests(ctx, f, 30); err != nil || n != int64(min(30, len(want))) {
				t.Errorf("%+v counts %d, %v", f, n, err)
			}
		}
		settings := access.Settings{{Edition: 26, Side: "beijing", See: access.Own}}
		actors := []access.Actor{
			{},
			{Grants: []access.Grant{{Role: access.Secretariat}}},
			{Grants: []access.Grant{{Role: access.Auditor}}},
			{Grants: []access.Grant{{Role: access.Press}}},
			{Grants: []access.Grant{{Role: access.Secretariat, Side: "beijing"}}},
			{Grants: []access.Grant{{Role: access.Secretariat, Side: "hongkong"}}},
			{Grants: []access.Grant{{Role: access.Office, Side: "beijing", Office: "CHAOYANG"}}},
			{Grants: []access.Grant{{Role: access.Delegate, Party: "p07"}}},
			{Grants: []access.Grant{{Role: access.Delegate, Party: "p07"}, {Role: access.Office, Side: "hongkong", Office: "HAIDIAN"}}},
		}
		for _, a := range actors {
			want := ids(func(i match.Interest) bool {
				return access.Decide(a, store.InterestQuestion(access.ReadMeeting, i), settings)
			})
			walk(earlier, store.InterestFilter{Edition: 26, Sees: a.Sees(access.ReadMeeting, 26, settings)}, want)
		}
		walk(earlier, store.InterestFilter{Edition: 26, Sees: access.Sees{Sides: []string{"beijing"}}}, ids(func(i match.Interest) bool { return i.Side != "hongkong" }))
		every := access.Sees{All: true}
		walk(view(t, db), store.InterestFilter{Edition: 26, Sees: every}, ids(func(i match.Interest) bool { return i.Party > "p01" }))
		walk(earlier, store.InterestFilter{Edition: 26, Sees: every, Section: "I"}, ids(func(i match.Interest) bool { return strings.Contains(i.Industries, "I65") }))
		walk(earlier, store.InterestFilter{Edition: 26, Sees: every, Section: "C", Type: "land"}, ids(func(i match.Interest) bool { return i.Industries == "C39 I65" && strings.Contains(i.Types, "land") }))
		walk(earlier, store.InterestFilter{Edition: 26, Sees: every, Type: project.Type("lan")}, nil)
		walk(earlier, store.InterestFilter{Edition: 26, Sees: every, Parties: []string{"p03", "p30"}}, ids(func(i match.Interest) bool { return i.Party == "p03" || i.Party == "p30" }))
		walk(earlier, store.InterestFilter{Edition: 26, Sees: every, Parties: []string{}}, nil)
	})
}
