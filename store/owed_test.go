package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// plainOwed reads every lead of an edition and every agreement that is named, with all of their
// milestones, and asks each what is owed.
func plainOwed(ctx context.Context, v store.View, edition int64, agreements []string, now time.Time, overdue bool) (map[string]int, error) {
	out := map[string]int{}
	milestones := func(id string) ([]landing.Milestone, error) {
		rows, err := store.MilestonesOf(ctx, v, []string{id})
		var all []landing.Milestone
		for _, r := range rows {
			all = append(all, r.Value)
		}
		return all, err
	}
	add := func(kind, id string, duties []landing.Duty) {
		for _, d := range duties {
			if d.Done == "" && (!overdue || d.Overdue(now)) {
				out[fmt.Sprintln(kind, id, d.Task, d.Stage, d.Of, d.From, d.Day)]++
			}
		}
	}
	leads, err := v.Leads(ctx, edition)
	if err != nil {
		return nil, err
	}
	for _, r := range leads {
		all, err := milestones(r.Value.ID)
		if err != nil {
			return nil, err
		}
		place, err := landing.PlaceOf(r.Value.District, r.Value.Side)
		if err != nil {
			return nil, err
		}
		duties, err := r.Value.Duties(all, landing.DefaultLimits(), landing.CalendarOf(place), now)
		switch {
		case err == nil:
			add("lead", r.Value.ID, duties)
		case landing.Owing(all):
			out[fmt.Sprintln("lead", r.Value.ID, err)]++
		}
	}
	for _, id := range agreements {
		all, err := milestones(id)
		if err != nil {
			return nil, err
		}
		add("agreement", id, landing.PlanDuties(all, landing.CalendarOf(landing.Mainland)))
	}
	return out, nil
}

// What is owed is read from the leads and steps that may owe something. Whatever became of the
// others, in whatever order and however often it was corrected, that is what reading all gives.
func TestWhatIsOwedIsWhatReadingEverythingGives(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		edition := int64(26)
		now := time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC)
		rapid.Check(t, func(rt *rapid.T) {
			if !oneInAFew(rt, address) {
				return
			}
			edition++
			day := rapid.IntRange(1, 40)
			draw := func(of landing.Milestone, steps []landing.Stage) landing.Milestone {
				of.Stage = rapid.SampledFrom(steps).Draw(rt, "step")
				of.Date = lang.Date("2023-11-01").AddDays(day.Draw(rt, "day"))
				of.Actual = rapid.IntRange(0, 3).Draw(rt, "planned") > 0
				if of.Stage == landing.PaidIn {
					of.Instalment = rapid.Int64Range(0, 2).Draw(rt, "instalment")
				}
				return of
			}
			some := rapid.IntRange(0, 6)
			var steps []*landing.Milestone
			since := map[string]store.Row[landing.Milestone]{}
			var agreements []string
			err := db.Update(rt.Context(), "test", "tester", func(tx *store.Tx) error {
				for range rapid.IntRange(1, 5).Draw(rt, "leads") {
					l := landing.Lead{ID: tx.NewID(), Edition: edition, Title: lang.Text{Hans: "来京设厂"}, Side: "beijing", Received: "2023-11-01T10:00:00+08:00"}
					if rapid.IntRange(0, 9).Draw(rt, "long ago") == 0 {
						l.Received = "2009-11-02T10:00:00+08:00"
					}
					if rapid.Bool().Draw(rt, "answered") {
						l.Answered = "2023-11-06T10:00:00+08:00"
					}
					if err := store.Put(rt.Context(), tx, &l, 0, created); err != nil {
						return err
					}
					for range some.Draw(rt, "steps") {
						m := draw(landing.Milestone{ID: tx.NewID(), Lead: l.ID}, []landing.Stage{
							landing.Assessed, landing.Negotiating, landing.Signed, landing.Reported, landing.Suspended, landing.Resumed, landing.Terminated,
						})
						steps = append(steps, &m)
					}
				}
				for range rapid.IntRange(0, 3).Draw(rt, "agreements") {
					a := signed(tx, edition, money.Amount{})
					if err := store.Put(rt.Context(), tx, &a, 0, created); err != nil {
						return err
					}
					agreements = append(agreements, string(a.ID))
					for range some.Draw(rt, "steps") {
						m := draw(landing.Milestone{ID: tx.NewID(), Agreement: string(a.ID)}, []landing.Stage{
							landing.Registered, landing.PaidIn, landing.PaidIn, landing.Construction, landing.Operating, landing.Suspended, landing.Resumed, landing.Terminated,
						})
						steps = append(steps, &m)
					}
				}
				for _, m := range steps {
					if err := store.Put(rt.Context(), tx, m, 0, created); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
			before := latest(t, db)
			for _, m := range steps {
				if since[m.ID], err = store.Get[landing.Milestone](rt.Context(), before, m.ID); err != nil {
					rt.Fatal(err)
				}
			}
			err = db.Update(rt.Context(), "test", "tester", func(tx *store.Tx) error {
				for _, m := range steps {
					if rapid.IntRange(0, 3).Draw(rt, "corrected") > 0 {
						continue
					}
					next := *m
					next.Actual, next.Date = !m.Actual, m.Date.AddDays(1)
					if err := store.Put(rt.Context(), tx, &next, since[m.ID].Since, created); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
			for _, v := range []store.View{before, latest(t, db)} {
				for _, overdue := range []bool{false, true} {
					want, err := plainOwed(rt.Context(), v, edition, agreements, now, overdue)
					if err != nil {
						rt.Fatal(err)
					}
					list, err := v.Owed(rt.Context(), edition, now, overdue)
					if err != nil {
						rt.Fatal(err)
					}
					got := map[string]int{}
					for _, o := range list {
						if o.Duty.Task == "" {
							got[fmt.Sprintln(o.Kind, o.ID, o.Unknown)]++
							continue
						}
						d := o.Duty
						got[fmt.Sprintln(o.Kind, o.ID, d.Task, d.Stage, d.Of, d.From, d.Day)]++
					}
					if d := cmp.Diff(want, got); d != "" {
						rt.Fatalf("overdue %v, without what is owed (-) and beyond it (+):\n%s", overdue, d)
					}
					leads, err := v.OwedOfLeads(rt.Context(), edition, now, overdue)
					if err != nil {
						rt.Fatal(err)
					}
					list = slices.DeleteFunc(list, func(o store.Owed) bool { return o.Kind != "lead" })
					if len(leads) != len(list) {
						rt.Fatalf("%d owed of leads, %d among all", len(leads), len(list))
					}
				}
			}
		})
	})
}

// What is left over from one reading is found by the next, beyond what is read at once.
func TestWhatIsOwedOfManyLeadsIsReadToTheEnd(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		const many = 1100
		update(t, db, func(tx *store.Tx) error {
			for i := range many {
				l := landing.Lead{ID: tx.NewID(), Code: fmt.Sprintf("L-%04d", i), Edition: 26, Side: "hongkong", Received: "2023-11-01T10:00:00+08:00", Answered: "2023-11-01T11:00:00+08:00"}
				if err := store.Put(t.Context(), tx, &l, 0, created); err != nil {
					return err
				}
				m := landing.Milestone{ID: tx.NewID(), Lead: l.ID, Stage: landing.Assessed, Date: "2023-11-02", Actual: true, VerifiedBy: "s"}
				if i%2 == 0 {
					m.Stage, m.VerifiedBy = landing.Terminated, ""
				}
				if err := store.Put(t.Context(), tx, &m, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		v := latest(t, db)
		list, err := v.Owed(t.Context(), 26, time.Date(2023, 11, 29, 0, 0, 0, 0, time.UTC), true)
		if err != nil || len(list) != many/2 || list[0].Code != "L-0001" || list[many/2-1].Code != "L-1099" || list[0].Duty.Task != landing.Report {
			t.Errorf("%d owed, %v", len(list), err)
		}
		seen, after := 0, store.Row[landing.Milestone]{}
		for {
			rows, err := store.Unverified(t.Context(), v, 26, after.Since, 100)
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				break
			}
			for _, r := range rows {
				if r.Value.Stage != landing.Terminated || r.Since <= after.Since {
					t.Fatalf("%+v after %d", r, after.Since)
				}
				after = r
			}
			seen += len(rows)
		}
		if seen != many/2 {
			t.Errorf("%d wait to be verified", seen)
		}
		none, err := store.Unverified(t.Context(), v, 25, 0, 100)
		if err != nil || len(none) > 0 {
			t.Errorf("%d of an edition that has none, %v", len(none), err)
		}
	})
}
