package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

var form = journal.Origin{Kind: "form", ID: "1"}

func TestWhatBecameOfAnAgreementIsARecord(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var a agreement.Agreement
		var l landing.Lead
		update(t, db, func(tx *store.Tx) (err error) {
			a = signed(tx, 26, money.Amount{Minor: 1000, Currency: "USD"})
			a.SignedOn = "2023-11-20"
			if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
				return err
			}
			l, err = tx.PutLead(t.Context(), landing.Lead{
				Code: "L-1", Edition: 26, Title: lang.Text{Hans: "来京设厂"}, Side: "beijing", District: "110105", Office: "CHAOYANG",
				Received: "2023-11-01T10:00:00+08:00", Agreement: string(a.ID),
			}, 0, form)
			return err
		})
		step := landing.Milestone{Agreement: string(a.ID), Stage: landing.Registered, Date: "2023-11-24", Actual: true, Registry: "91110000", ReportedBy: "CHAOYANG"}
		var first, paid landing.Milestone
		at := update(t, db, func(tx *store.Tx) (err error) {
			if first, err = tx.PutMilestone(t.Context(), step, 0, form); err != nil {
				return err
			}
			return nil
		})
		refused := func(m landing.Milestone, key string) {
			t.Helper()
			err := db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
				_, err := tx.PutMilestone(t.Context(), m, 0, form)
				return err
			})
			if refusal, _ := err.(*lang.Error); refusal == nil || refusal.Key != key {
				t.Errorf("%s on %s: %v, want %s", m.Stage, m.Date, err, key)
			}
		}
		with := func(stage landing.Stage, date lang.Date) landing.Milestone {
			return landing.Milestone{Agreement: string(a.ID), Stage: stage, Date: date, Actual: true}
		}
		refused(with(landing.Registered, "2023-11-25"), "landing.step.order")
		refused(with(landing.PaidIn, "2023-11-21"), "landing.step.order")
		refused(with(landing.PaidIn, "2023-11-30"), "landing.milestone.future")
		refused(with(landing.Terminated, "2023-11-25"), "error.record")
		// A correction keeps both states, and what follows must still follow.
		verified := first
		verified.VerifiedBy = "secretariat"
		update(t, db, func(tx *store.Tx) error {
			if _, err := tx.PutMilestone(t.Context(), verified, at, form); err != nil {
				return err
			}
			m := with(landing.PaidIn, "2023-11-28")
			m.Amount, m.Instalment = money.Amount{Minor: 300, Currency: "USD"}, 1
			var err error
			paid, err = tx.PutMilestone(t.Context(), m, 0, form)
			return err
		})
		moved := verified
		moved.Date = "2023-11-29"
		now, err := store.Get[landing.Milestone](t.Context(), latest(t, db), first.ID)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
			_, err := tx.PutMilestone(t.Context(), moved, now.Since, form)
			return err
		})
		if lang.CodeOf(err) != lang.CodeConflict {
			t.Errorf("the registration is moved behind the payment: %v", err)
		}
		versions, err := store.History[landing.Milestone](t.Context(), latest(t, db), first.ID)
		if err != nil || len(versions) != 2 {
			t.Fatalf("%d versions, %v", len(versions), err)
		}
		if d := cmp.Diff([]landing.Milestone{first, verified}, []landing.Milestone{versions[0].Value, versions[1].Value}); d != "" {
			t.Error(d)
		}
		rows, err := store.MilestonesOf(t.Context(), latest(t, db), []string{string(a.ID), l.ID})
		if err != nil || len(rows) != 2 || rows[1].Value.ID != paid.ID {
			t.Errorf("%+v, %v", rows, err)
		}
		became, err := latest(t, db).LeadOf(t.Context(), string(a.ID))
		if err != nil || became.Value != l {
			t.Errorf("the lead that it came from: %+v, %v", became.Value, err)
		}
		if v, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("verification: %v %v", v.Findings, err)
		}
	})
}

func latest(t *testing.T, db *store.DB) store.View {
	t.Helper()
	v, err := db.View(t.Context(), "test", -1)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTimeLimitsAreSetForAnEditionAndKept(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		own := landing.DefaultLimits()
		own.Edition, own.Answer = 26, 2
		at := update(t, db, func(tx *store.Tx) error { return tx.SetLimits(t.Context(), own, 0, form) })
		err := db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error { return tx.SetLimits(t.Context(), own, 0, form) })
		if lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("set a second time by somebody who had seen none: %v", err)
		}
		row, err := latest(t, db).LimitsRow(t.Context(), 26)
		if err != nil || row.Since != at || row.Value.Answer != 2 {
			t.Fatalf("%+v, %v", row, err)
		}
		row.Value.Answer = 3
		update(t, db, func(tx *store.Tx) error { return tx.SetLimits(t.Context(), row.Value, row.Since, form) })
		all, err := latest(t, db).Limits(t.Context())
		if err != nil || landing.LimitsFor(all, 26).Answer != 3 || landing.LimitsFor(all, 25).Answer != 1 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestWhoSeesLeadsAndMilestones(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var done, open agreement.Agreement
		update(t, db, func(tx *store.Tx) error {
			done, open = signed(tx, 26, money.Amount{}), signed(tx, 26, money.Amount{})
			open.Confirmed = 1
			for _, a := range []*agreement.Agreement{&done, &open} {
				a.SignedOn = "2023-11-20"
				a.Attributions = []agreement.Attribution{{Office: "CHAOYANG", Num: 1, Den: 1}}
				a.Parties = []agreement.Role{{Party: "p1", Role: "investor"}}
				if err := store.Put(t.Context(), tx, a, 0, created); err != nil {
					return err
				}
			}
			for i, m := range []landing.Milestone{
				{Agreement: string(done.ID), Stage: landing.Registered, Date: "2023-11-21", Actual: true, VerifiedBy: "s"},
				{Agreement: string(done.ID), Stage: landing.PaidIn, Date: "2023-11-22", Actual: true},
				{Agreement: string(done.ID), Stage: landing.Operating, Date: "2024-11-22"},
				{Agreement: string(open.ID), Stage: landing.Registered, Date: "2023-11-21", Actual: true, VerifiedBy: "s"},
				{Lead: "l1", Stage: landing.Assessed, Date: "2023-11-21", Actual: true, VerifiedBy: "s"},
			} {
				m.ID, m.Code = tx.NewID(), string(rune('1'+i))
				if err := store.Put(t.Context(), tx, &m, 0, created); err != nil {
					return err
				}
			}
			l := landing.Lead{ID: "l1", Code: "L", Edition: 26, Side: "beijing", Office: "CHAOYANG", Investor: "p1", Received: "2023-11-01T10:00:00+08:00"}
			return errors.Join(
				store.Put(t.Context(), tx, &l, 0, created),
				tx.SetSides(t.Context(), access.Setting{Edition: 26, Side: "beijing", See: access.Own}, created),
				tx.SetSides(t.Context(), access.Setting{Edition: 26, Side: "hongkong", See: access.Own}, created),
			)
		})
		as := func(g access.Grant) access.Actor {
			g.Account = "me"
			return access.Actor{Account: "me", Grants: []access.Grant{g}}
		}
		for _, c := range []struct {
			name             string
			actor            access.Actor
			milestones, lead string
		}{
			{"the public sees what is verified of what is signed", access.Actor{}, "1", ""},
			{"the press too", as(access.Grant{Role: access.Press}), "1", ""},
			{"the office sees all of its own", as(access.Grant{Role: access.Office, Side: "beijing", Office: "CHAOYANG"}), "12345", "L"},
			{"another office nothing more than the public", as(access.Grant{Role: access.Office, Side: "beijing", Office: "HAIDIAN"}), "1", ""},
			{"the investor sees its own", as(access.Grant{Role: access.Delegate, Party: "p1"}), "12345", "L"},
			{"a side that sees its own alone sees its leads", as(access.Grant{Role: access.Secretariat, Side: "beijing"}), "15", "L"},
			{"and not the other's", as(access.Grant{Role: access.Secretariat, Side: "hongkong"}), "1", ""},
			{"the secretariat sees all", as(access.Grant{Role: access.Secretariat}), "12345", "L"},
		} {
			sight, err := db.Sight(t.Context(), "test", c.actor)
			if err != nil {
				t.Fatal(err)
			}
			v, err := latest(t, db).As(t.Context(), sight)
			if err != nil {
				t.Fatal(err)
			}
			got, leads := "", ""
			err = store.EachMilestone(t.Context(), v, 0, func(rows []store.Row[landing.Milestone]) error {
				for _, r := range rows {
					got += r.Value.Code
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			list, err := v.Leads(t.Context(), 26)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range list {
				leads += r.Value.Code
			}
			if got != c.milestones || leads != c.lead {
				t.Errorf("%s: milestones %q and leads %q, want %q and %q", c.name, got, leads, c.milestones, c.lead)
			}
		}
	})
}

func TestALongRecordIsNotSummedFromItsRowsWhileSomebodyWaits(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		v, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		if !v.LandedSoon() {
			t.Error("a short record is not summed at once")
		}
		v.At = 100_000 // nothing has it in memory
		if v.LandedSoon() {
			t.Error("a long record is summed from its rows")
		}
	})
}
