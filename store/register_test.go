package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// registered writes a register of one side's companies in the other.
func registered(t *testing.T, db *store.DB, lines ...party.Enterprise) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, e := range lines {
			company := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "甲公司"}}
			e.ID, e.Company, e.From, e.In = tx.NewID(), company.ID, "hongkong", "beijing"
			if err := store.Put(t.Context(), tx, &company, 0, created); err != nil {
				return err
			}
			if err := store.Put(t.Context(), tx, &e, 0, created); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestRuleAsOfDay(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		registered(t, db,
			party.Enterprise{Established: "1996-04-01", District: "110105"},
			party.Enterprise{Established: "2021", Closed: "2022-06", District: "110105"},
			party.Enterprise{}, // of which no date is known
		)
		want(t, db, map[string]string{
			"register.set_up":                                  "exact 3", // by the day of the record
			"register.open":                                    "exact 2",
			"register.set_up?as_of=1996-03-31":                 "between 0 1",
			"register.set_up?as_of=1996-04-01":                 "between 1 2",
			"register.set_up?as_of=2021-07-01":                 "between 1 3",
			"register.set_up?as_of=2021-12-31":                 "between 2 3",
			"register.set_up?as_of=2022-01-01":                 "between 2 3",
			"register.open?as_of=2022-05-31":                   "between 2 3",
			"register.open?as_of=2022-06-15":                   "between 1 3", // it closed some day of that month
			"register.open?as_of=2022-06-30":                   "between 1 2",
			"register.set_up?side=beijing&district=110105":     "exact 2",
			"register.open?side=beijing&district=110105":       "exact 1",
			"register.set_up?side=hongkong":                    "exact 0",
			"register.set_up?period=2021":                      "between 1 2", // the third may be of any year
			"register.set_up?period=2020":                      "between 0 1",
			"register.set_up.share?district=110105":            "exact 200/3",
			"register.set_up?period=1996&as_of=1996-12-31":     "between 1 2",
			"register.open?district=110105&as_of=2022-07-01":   "exact 1",
			"register.set_up?district=110108":                  "exact 0",
			"register.set_up?district=110105&as_of=2000-01-01": "exact 1",
		})
		for _, name := range []string{
			"register.set_up?as_of=2999-01-01", "register.set_up?as_of=2022", "register.set_up?edition=26", "register.set_up?exchange=XHKG", "register.listings?exchange=hkex", "register.set_up?period=2021-2022",
		} {
			n, err := figure.ParseName(name)
			if err != nil {
				t.Fatal(err)
			}
			e, err := db.Evaluator(t.Context(), "test", -1, -1)
			if err != nil {
				t.Fatal(err)
			}
			if f, err := e.Figure(t.Context(), n); lang.CodeOf(err) == "" {
				t.Errorf("%s is %v, %v", name, said(f), err)
			}
		}
	})
}

func TestARegisterIsTracedToItsLines(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		registered(t, db, party.Enterprise{Established: "1996-04-01", District: "110105"}, party.Enterprise{Established: "2021", District: "110108"}, party.Enterprise{Established: "2022"})
		before := latest(t, db)
		registered(t, db, party.Enterprise{Established: "2000", District: "110105"})
		e, err := db.Evaluator(t.Context(), "test", -1, -1)
		if err != nil {
			t.Fatal(err)
		}
		name := figure.Name{Indicator: "register.set_up", Scope: figure.Scope{figure.BySide: "beijing", figure.ByAsOf: "2021-06-30"}, At: -1, Ref: -1}
		first, err := e.Trace(t.Context(), name, "", 2)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := e.Trace(t.Context(), name, first.Cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		var sure, perhaps int
		for _, i := range append(first.Items, rest.Items...) {
			if i.Kind != "enterprise" || i.Title.Hans != "甲公司" || i.Since == 0 || i.Began == "" {
				t.Errorf("line: %+v", i)
			}
			if i.Counts {
				sure++
			} else if perhaps++; i.Began != "2021" {
				t.Errorf("perhaps: %+v", i)
			}
		}
		if !first.More || rest.More || sure != 2 || perhaps != 1 || said(first.Figure) != "between 2 3" {
			t.Errorf("%s: %d surely, %d perhaps, more: %t %t", said(first.Figure), sure, perhaps, first.More, rest.More)
		}
		b, err := e.Split(t.Context(), "register.set_up", figure.Scope{figure.BySide: "beijing"}, indicator.By(figure.ByDistrict)...)
		if err != nil || len(b.Parts) != 2 || said(b.Parts[0].Figure) != "exact 2" || said(b.Whole) != "exact 4" || said(b.Remainder) != "exact 1" || len(b.Why) != 1 {
			t.Errorf("split: %+v %v", b, err)
		}
		for _, p := range b.Parts {
			if f := figureOf(t, db, p.Figure.Name.String()); said(f) != said(p.Figure) {
				t.Errorf("%s is %s, and %s as a part", f.Name, said(f), said(p.Figure))
			}
		}
		// It is what it was at its own position.
		name.Scope, name.At = figure.Scope{}, int64(before.At)
		if f := figureOf(t, db, name.String()); said(f) != "exact 3" {
			t.Errorf("as of position %d: %s", before.At, said(f))
		}
	})
}

func TestListingsAreCountedByExchangeAndYear(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			for _, l := range []party.Listing{
				{Exchange: "XHKG", Side: "beijing", Listed: "2022"},
				{Exchange: "XHKG", Side: "beijing", Listed: "2022-03-01", Delisted: "2023"},
				{Exchange: "XSHG", Listed: "2022-05"},
				{Exchange: "XHKG", Listed: "2019"},
				{Exchange: "XHKG"},
			} {
				l.ID, l.Company = tx.NewID(), party.ID(tx.NewID())
				if err := store.Put(t.Context(), tx, &l, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		want(t, db, map[string]string{
			"register.listings": "exact 5", "register.listed": "exact 4", "register.listings?side=beijing": "exact 2",
			"register.listings?period=2022&exchange=XSHG": "exact 1", "register.listings?period=2022&exchange=XHKG": "between 2 3", "register.listings?period=2022": "between 3 4",
		})
		e, err := db.Evaluator(t.Context(), "test", -1, -1)
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.Split(t.Context(), "register.listings", figure.Scope{}, indicator.By(figure.ByExchange, figure.ByPeriod)...)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range b.Parts {
			got = append(got, p.Keys[0]+" "+p.Keys[1]+" "+said(p.Figure))
			if f := figureOf(t, db, p.Figure.Name.String()); said(f) != said(p.Figure) {
				t.Errorf("%s is %s, and %s as a part", f.Name, said(f), said(p.Figure))
			}
		}
		if d := cmp.Diff([]string{"XHKG 2019 between 1 2", "XHKG 2022 between 2 3", "XSHG 2022 exact 1"}, got); d != "" {
			t.Error(d)
		}
		if said(b.Whole) != "exact 5" || said(b.Sum) != "exact 4" || said(b.Remainder) != "exact 1" {
			t.Errorf("%s, parts %s, no year %s", said(b.Whole), said(b.Sum), said(b.Remainder))
		}
	})
}
