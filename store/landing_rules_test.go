package store_test

import (
	"testing"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// became writes an agreement with what became of it: each milestone has what is given, was done
// and is verified.
func became(t *testing.T, tx *store.Tx, a *agreement.Agreement, all ...landing.Milestone) {
	t.Helper()
	if err := store.Put(t.Context(), tx, a, 0, created); err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		m.ID, m.Agreement = tx.NewID(), string(a.ID)
		if m.Date == "" {
			m.Date = "2023-11-30"
		}
		if err := store.Put(t.Context(), tx, &m, 0, created); err != nil {
			t.Fatal(err)
		}
	}
}

// happened is a milestone that counts.
func happened(stage landing.Stage, date lang.Date, minor int64, currency money.Currency) landing.Milestone {
	return landing.Milestone{Stage: stage, Date: date, Actual: true, VerifiedBy: "s", Amount: money.Amount{Minor: minor, Currency: currency}}
}

func TestRuleVerifiedCounts(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			a := signed(tx, 26, money.Amount{Minor: 40000, Currency: "CNY"})
			unverified, estimated, planned := happened(landing.PaidIn, "", 5000, "CNY"), happened(landing.PaidIn, "", 2000, "CNY"), happened(landing.PaidIn, "", 3000, "CNY")
			unverified.VerifiedBy, estimated.Estimated = "", true
			planned.VerifiedBy, planned.Actual = "", false
			became(t, tx, &a, happened(landing.Registered, "", 0, ""), happened(landing.PaidIn, "", 10000, "CNY"), unverified, estimated, planned)
			return nil
		})
		for name, want := range map[string]string{
			"landing.paid_in?edition=26": "RMB 100", "landing.paid_in_all?edition=26": "RMB 100", "landing.funds_share?edition=26": "25%",
		} {
			if f := figureOf(t, db, name); f.Show(lang.En) != want {
				t.Errorf("%s: %s, want %s", name, f.Show(lang.En), want)
			}
		}
	})
}

func TestRuleReachedStage(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			for _, steps := range [][]landing.Milestone{
				{happened(landing.Registered, "", 0, "")},
				{happened(landing.Registered, "", 0, ""), happened(landing.Operating, "", 0, "")},
				{happened(landing.Registered, "", 0, ""), happened(landing.Terminated, "2023-12-01", 0, "")},
				nil,
			} {
				a := signed(tx, 26, money.Amount{Minor: 100, Currency: "CNY"})
				a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
				became(t, tx, &a, steps...)
			}
			return nil
		})
		for name, want := range map[string]string{
			"landing.fulfilled?edition=26": "2 agreements", "landing.fulfilled_share?edition=26": "50%", "landing.started_share?edition=26": "25%",
			"landing.operating_share?edition=26&district=110105": "25%", "landing.terminated?edition=26": "1 agreement", "landing.suspended?edition=26": "0 agreements",
			"landing.at_signed?edition=26": "1 agreement", "landing.at_registered?edition=26": "2 agreements", "landing.at_operating?edition=26&district=110105": "1 agreement",
			"landing.at_registered_amount?edition=26": "RMB 2", "landing.fulfilled?edition=26&district=110108": "0 agreements",
		} {
			if f := figureOf(t, db, name); f.Show(lang.En) != want {
				t.Errorf("%s: %s, want %s", name, f.Show(lang.En), want)
			}
		}
		e := evaluator(t, db)
		b, err := e.Split(t.Context(), "landing.fulfilled", figure.Scope{figure.ByEdition: "26"}, indicator.By("district")...)
		if err != nil || len(b.Parts) != 1 || b.Parts[0].Figure.Show(lang.En) != "2 agreements" {
			t.Errorf("by district: %+v, %v", b.Parts, err)
		}
	})
}

func TestRuleFundsInPlace(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 27)
		rates(t, db, "2023-11-27", "USD 1 CNY 7")
		rates(t, db, "2023-11-29", "USD 1 CNY 8")
		update(t, db, func(tx *store.Tx) error {
			e := fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: 26, Opened: "2023-11-29", Requires: 3, Complete: true,
				Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnSigning},
			}
			if err := store.Put(t.Context(), tx, &e, 0, created); err != nil {
				return err
			}
			a := signed(tx, 26, money.Amount{Minor: 10000, Currency: "USD"})
			a.SignedOn = "2023-11-27"                                                                                                 // at 7
			became(t, tx, &a, happened(landing.Registered, "2023-11-28", 0, ""), happened(landing.PaidIn, "2023-11-29", 5000, "USD")) // at 8
			more := agreement.Amendment{ID: agreement.AmendmentID(tx.NewID()), Agreement: a.ID, Edition: 27, SignedOn: "2023-11-29", Amount: money.Amount{Minor: 10000, Currency: "USD"}, Confirmed: 3}
			if err := store.Put(t.Context(), tx, &more, 0, created); err != nil {
				return err
			}
			without := signed(tx, 26, money.Amount{})
			became(t, tx, &without, happened(landing.Registered, "", 0, ""), happened(landing.PaidIn, "", 1000, "CNY"))
			return nil
		})
		for name, want := range map[string]string{
			"landing.contracted?edition=26": "RMB 1,400", "landing.paid_in?edition=26": "RMB 350", "landing.funds_share?edition=26": "25%",
			"landing.paid_in_all?edition=26": "RMB 360", "landing.without_amount?edition=26": "1 agreement",
		} {
			if f := figureOf(t, db, name); f.Show(lang.En) != want {
				t.Errorf("%s: %s, want %s", name, f.Show(lang.En), want)
			}
		}
		tr, err := evaluator(t, db).Trace(t.Context(), parsedName(t, "landing.contracted?edition=26"), "", 10)
		if err != nil || len(tr.Items) != 2 || tr.Rounding == nil || tr.Rounding.Sign() != 0 {
			t.Errorf("the trace has %d records, %v", len(tr.Items), err)
		}
	})
}

func parsedName(t *testing.T, s string) figure.Name {
	t.Helper()
	n, err := figure.ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
