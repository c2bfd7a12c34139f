package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// crossed writes one record of each kind that tells what crossed: a technology and a place, a
// research project, a company of the register and its listing.
type crossed struct {
	company    party.Party
	technology landing.Technology
	deployment landing.Deployment
	research   landing.Research
	enterprise party.Enterprise
	listing    party.Listing
	said       indicator.Observation
}

func putCrossed(t *testing.T, tx *store.Tx) crossed {
	t.Helper()
	c := crossed{company: party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "甲公司"}}}
	c.technology = landing.Technology{
		ID: tx.NewID(), Code: "T-1", Edition: 26, Name: lang.Text{Hans: "巡逻车", En: "patrol vehicle"}, TookLow: 24, TookHigh: 36, Document: "S1",
		Origins: []landing.Origin{{Kind: landing.FromPlace, Name: lang.Text{Hans: "中关村"}, Place: "CN-BJ"}, {Kind: landing.FromCompany, Party: c.company.ID}, {Kind: landing.FromPatent, Number: "CN1"}},
	}
	c.deployment = landing.Deployment{
		ID: tx.NewID(), Code: "D-1", Edition: 26, Of: c.technology.ID, Place: lang.Text{Hans: "香港"}, PlaceCode: "HK", Step: 1, Status: landing.InUse, Began: "2021-05",
		Operator: lang.Text{Hans: "某机场"}, Scale: lang.Text{Hans: "三台"}, Open: true,
	}
	c.research = landing.Research{
		ID: tx.NewID(), Code: "R-1", Edition: 26, Title: lang.Text{Hans: "联合研究"}, Begun: "2020",
		Partners: []landing.Partner{{Side: "beijing", Party: c.company.ID}, {Side: "hongkong", Name: lang.Text{Hans: "某大学"}}},
		Outputs:  []landing.Output{{Kind: landing.OutPatent, Number: "CN1", Day: "2021"}},
		Steps:    []landing.Advance{{Step: landing.Resulted, Day: "2021"}, {Step: landing.Piloted, Day: "2022-03"}},
	}
	c.enterprise = party.Enterprise{ID: tx.NewID(), Code: "E-1", Company: c.company.ID, From: "hongkong", In: "beijing", District: "110105", Established: "1997"}
	c.listing = party.Listing{ID: tx.NewID(), Code: "L-1", Company: c.company.ID, Side: "beijing", Exchange: "XHKG", Ticker: "0001", Listed: "2022-07"}
	c.said = indicator.Observation{ID: tx.NewID(), Code: "o", Indicator: "fair.statement", Edition: 26, Kind: indicator.KindPrinted, Qualifier: "unknown", Words: lang.Text{Hans: "说"}, About: string(c.company.ID)}
	for _, put := range []error{
		store.Put(t.Context(), tx, &c.company, 0, created), store.Put(t.Context(), tx, &c.technology, 0, created), store.Put(t.Context(), tx, &c.deployment, 0, created),
		store.Put(t.Context(), tx, &c.research, 0, created), store.Put(t.Context(), tx, &c.enterprise, 0, created), store.Put(t.Context(), tx, &c.listing, 0, created),
		store.Put(t.Context(), tx, &c.said, 0, created),
	} {
		if put != nil {
			t.Fatal(put)
		}
	}
	return c
}

func TestWhatCrossedIsARecordLikeAllOthers(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var c crossed
		first := update(t, db, func(tx *store.Tx) error { c = putCrossed(t, tx); return nil })
		// A correction keeps both states, lists included.
		later := c.research
		later.Steps = append(later.Steps[:2:2], landing.Advance{Step: landing.Produced, Day: "2023"})
		update(t, db, func(tx *store.Tx) error {
			row, err := store.Get[landing.Research](t.Context(), tx.View, c.research.ID)
			if err != nil {
				return err
			}
			return store.Put(t.Context(), tx, &later, row.Since, store.How{Action: journal.Corrected, Origin: form})
		})
		v := latest(t, db)
		versions, err := store.History[landing.Research](t.Context(), v, c.research.ID)
		if err != nil || len(versions) != 2 {
			t.Fatalf("%d versions, %v", len(versions), err)
		}
		if d := cmp.Diff([]landing.Research{c.research, later}, []landing.Research{versions[0].Value, versions[1].Value}); d != "" {
			t.Error(d)
		}
		before, err := db.View(t.Context(), "test", first)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := before.Research(t.Context()); err != nil || len(all) != 1 || all[0].Value.Reached() != landing.Piloted {
			t.Errorf("as it was: %+v %v", all, err)
		}
		technologies, used, err := v.Technologies(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]landing.Technology{c.technology}, []landing.Technology{technologies[0].Value}); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]landing.Deployment{c.deployment}, used); d != "" {
			t.Error(d)
		}
		register, err := v.Enterprises(t.Context(), "hongkong", "", "110105")
		if err != nil || len(register) != 1 || register[0].Value != c.enterprise {
			t.Errorf("register: %+v %v", register, err)
		}
		if other, err := v.Enterprises(t.Context(), "beijing", "", ""); err != nil || len(other) != 0 {
			t.Errorf("of the other side: %+v %v", other, err)
		}
		listings, err := v.ListingsOf(t.Context(), []string{string(c.company.ID)})
		if err != nil || len(listings) != 1 || listings[0].Value != c.listing {
			t.Errorf("listings: %+v %v", listings, err)
		}
		said, err := v.SaidOf(t.Context(), []string{string(c.company.ID)})
		if err != nil || len(said) != 1 || said[0].Observation != c.said {
			t.Errorf("said: %+v %v", said, err)
		}
		ofCompany, err := v.TechnologiesOf(t.Context(), c.company.ID)
		if err != nil || len(ofCompany) != 1 {
			t.Errorf("technologies: %+v %v", ofCompany, err)
		}
		if v, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("verification: %v %v", v.Findings, err)
		}
	})
}

func TestAMergedPartyKeepsWhatCrossed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var c crossed
		kept := party.Party{Kind: party.Company, Name: lang.Text{Hans: "甲公司"}}
		update(t, db, func(tx *store.Tx) error {
			c = putCrossed(t, tx)
			kept.ID = party.ID(tx.NewID())
			return store.Put(t.Context(), tx, &kept, 0, created)
		})
		at := func(id party.ID) store.Row[party.Party] {
			row, err := store.Get[party.Party](t.Context(), latest(t, db), string(id))
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		a, b := at(kept.ID), at(c.company.ID)
		var merged string
		update(t, db, func(tx *store.Tx) (err error) {
			merged, err = store.MergeInto(t.Context(), tx, a.Value, a.Since, string(b.Value.ID), b.Since, "similar.name")
			return err
		})
		named := func(id party.ID) [5]int {
			t.Helper()
			v := latest(t, db)
			technologies, err := v.TechnologiesOf(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			research, err := v.ResearchOf(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			register, err := v.EnterprisesOf(t.Context(), []string{string(id)})
			if err != nil {
				t.Fatal(err)
			}
			listings, err := v.ListingsOf(t.Context(), []string{string(id)})
			if err != nil {
				t.Fatal(err)
			}
			said, err := v.SaidOf(t.Context(), []string{string(id)})
			if err != nil {
				t.Fatal(err)
			}
			return [5]int{len(technologies), len(research), len(register), len(listings), len(said)}
		}
		all, none := [5]int{1, 1, 1, 1, 1}, [5]int{}
		if got := named(kept.ID); got != all {
			t.Errorf("of the kept one: %v", got)
		}
		if got := named(c.company.ID); got != none {
			t.Errorf("of the dropped one: %v", got)
		}
		row, err := store.Get[store.Merge](t.Context(), latest(t, db), merged)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return store.UndoMerge(t.Context(), tx, merged, row.Since) })
		if got := named(c.company.ID); got != all {
			t.Errorf("after it was undone: %v", got)
		}
	})
}

func TestAnEmbargoHoldsBackWhatCrossed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			putCrossed(t, tx)
			e := access.Embargo{ID: tx.NewID(), Edition: 26, Ends: tx.Now.AddDate(1, 0, 0).UnixMilli()}
			return store.Put(t.Context(), tx, &e, 0, created)
		})
		sight, err := db.Sight(t.Context(), "test", access.Actor{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := latest(t, db).As(t.Context(), sight)
		if err != nil {
			t.Fatal(err)
		}
		technologies, used, err := v.Technologies(t.Context())
		if err != nil || len(technologies)+len(used) > 0 {
			t.Errorf("%+v %+v %v", technologies, used, err)
		}
		if research, err := v.Research(t.Context()); err != nil || len(research) > 0 {
			t.Errorf("%+v %v", research, err)
		}
		// The register is of no edition.
		if register, err := v.Enterprises(t.Context(), "", "", ""); err != nil || len(register) != 1 {
			t.Errorf("%+v %v", register, err)
		}
	})
}
