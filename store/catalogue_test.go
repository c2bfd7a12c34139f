package store_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// A plainListed is a record as the plain list sees it.
type plainListed struct {
	since    journal.Position
	id, code string
	title    lang.Text
	amount   money.Amount
	day      string
	values   map[string][]string // by facet
}

// plainList reads all records in force, with what they can be narrowed by.
func plainList(t *testing.T, v store.View, table string) []plainListed {
	t.Helper()
	var out []plainListed
	var err error
	switch table {
	case "project":
		err = store.EveryVersion(t.Context(), v, func(r project.Project, since journal.Position) {
			out = append(out, plainListed{since: since, id: string(r.ID), code: r.Code, title: r.Title, amount: r.Amount, values: map[string][]string{
				"edition": {strconv.FormatInt(r.Edition, 10)}, "type": {string(r.Type)}, "direction": {string(r.Direction)}, "industry": {r.Industry},
				"district": {r.District}, "side": {r.Side}, "currency": {string(r.Amount.Currency)}, "band": {bandOf(r.Amount)},
			}})
		})
	case "agreement":
		err = store.EveryVersion(t.Context(), v, func(r agreement.Agreement, since journal.Position) {
			x := plainListed{since: since, id: string(r.ID), code: r.Code, title: r.Title, amount: r.Amount, day: string(r.SignedOn), values: map[string][]string{
				"edition": {strconv.FormatInt(r.Edition, 10)}, "type": {string(r.Type)}, "direction": {string(r.Direction)}, "industry": {r.Industry},
				"country": {r.Country}, "currency": {string(r.Amount.Currency)}, "band": {bandOf(r.Amount)}, "district": nil,
			}}
			for _, a := range r.Attributions {
				if !slices.Contains(x.values["district"], a.District) {
					x.values["district"] = append(x.values["district"], a.District)
				}
			}
			out = append(out, x)
		})
	case "party":
		err = store.EveryVersion(t.Context(), v, func(r party.Party, since journal.Position) {
			out = append(out, plainListed{since: since, id: string(r.ID), code: r.Code, title: r.Name, values: map[string][]string{
				"type": {string(r.Kind)}, "industry": {r.Industry}, "district": {r.District}, "side": {r.Side}, "country": {r.Country},
			}})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// bandOf writes an amount's band by hand.
func bandOf(a money.Amount) string {
	if a.Currency == "" {
		return ""
	}
	units := a.Minor
	for range a.Currency.Digits() {
		units /= 10
	}
	for _, exponent := range []int{10, 9, 8, 7} {
		least := int64(1)
		for range exponent {
			least *= 10
		}
		if units >= least {
			return fmt.Sprintf("%s.%d", a.Currency, exponent)
		}
	}
	return string(a.Currency) + ".0"
}

// takes reports whether the record fits all that is asked for, but for one facet.
func (x plainListed) takes(asked map[string]string, but string) bool {
	for facet, value := range asked {
		values, has := x.values[facet]
		if value == "" || facet == but || !has {
			continue
		}
		if !slices.ContainsFunc(values, func(v string) bool {
			return v == value || facet == "industry" && strings.HasPrefix(v, value)
		}) {
			return false
		}
	}
	return true
}

// before puts two records in the order, as the rule says.
func (x plainListed) compare(y plainListed, o store.Order) int {
	last := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return 1
		}
		return -1
	}
	turned := func(n int) int {
		if o.Descending {
			return -n
		}
		return n
	}
	var n int
	switch o.By {
	case store.OrderAmount:
		n = cmp.Or(last(!x.amount.Given(), !y.amount.Given()), cmp.Compare(x.amount.Currency, y.amount.Currency), turned(cmp.Compare(x.amount.Minor, y.amount.Minor)))
	case store.OrderDate:
		n = cmp.Or(last(x.day == "", y.day == ""), turned(cmp.Compare(x.day, y.day)))
	case store.OrderNumber:
		n = cmp.Or(last(x.code == "", y.code == ""), turned(cmp.Compare(x.code, y.code)))
		if x.code == y.code && x.code != "" {
			n = turned(cmp.Compare(x.since, y.since))
		}
	case store.OrderTitle:
		key := lang.SortKeys(o.Tag)
		a, _ := x.title.In(o.Tag)
		b, _ := y.title.In(o.Tag)
		n = cmp.Or(last(a == "", b == ""), turned(cmp.Or(bytes.Compare(key(a), key(b)), cmp.Compare(x.since, y.since))))
		if a == "" && b == "" {
			n = 0
		}
	default:
		n = turned(cmp.Compare(x.id, y.id))
	}
	return cmp.Or(n, cmp.Compare(x.since, y.since))
}

func filterOf(asked map[string]string) store.Filter {
	n, _ := strconv.ParseInt(asked["edition"], 10, 64)
	return store.Filter{
		Edition: n, Type: asked["type"], Direction: asked["direction"], Industry: asked["industry"], District: asked["district"],
		Side: asked["side"], Country: asked["country"], Currency: asked["currency"], Band: asked["band"],
	}
}

// checkList compares a list, read page by page in both directions, and its counts.
func checkList[T store.Catalogued](t *testing.T, v store.View, table string, asked map[string]string, o store.Order, counted bool) {
	t.Helper()
	all := plainList(t, v, table)
	var want []journal.Position
	facets := map[string]map[string]int64{}
	slices.SortFunc(all, func(a, b plainListed) int { return a.compare(b, o) })
	for _, x := range all {
		if x.takes(asked, "") {
			want = append(want, x.since)
		}
		for facet, values := range x.values {
			if !x.takes(asked, facet) {
				continue
			}
			if facets[facet] == nil {
				facets[facet] = map[string]int64{}
			}
			for _, value := range values {
				if facet == "industry" {
					for _, n := range []int{1, 3, 4, 5} {
						parent := map[int]int{1: 0, 3: 1, 4: 3, 5: 4}[n]
						if n <= len(value) && strings.HasPrefix(asked["industry"], value[:parent]) {
							facets[facet][value[:n]]++
						}
					}
					if value != "" {
						continue
					}
				}
				facets[facet][value]++
			}
		}
	}
	name := fmt.Sprintf("%s %v by %+v at %d", table, asked, o, v.At)
	var got, back []journal.Position
	turn := store.Turn{Limit: 7}
	for {
		l, err := store.List[T](t.Context(), v, filterOf(asked), o, turn)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range l.Rows {
			got = append(got, r.Since)
		}
		if l.Earlier != (turn.After > 0) {
			t.Errorf("%s: earlier %v", name, l.Earlier)
		}
		if counted {
			if l.Total != int64(len(want)) {
				t.Fatalf("%s: %d in all, want %d", name, l.Total, len(want))
			}
			for _, f := range l.Facets {
				is := map[string]int64{}
				for _, value := range f.Values {
					is[value.Value] = value.Records
				}
				should := facets[f.Name]
				if value := asked[f.Name]; value != "" && should[value] == 0 {
					if should == nil {
						should = map[string]int64{}
					}
					should[value] = 0 // what is chosen is always offered
				}
				if diff := gocmp.Diff(should, is); diff != "" && len(should)+len(is) > 0 {
					t.Fatalf("%s: %s: %s", name, f.Name, diff)
				}
			}
		}
		if !l.Later || len(got) > len(want) {
			break
		}
		turn.After = l.Rows[len(l.Rows)-1].Since
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatalf("%s: %s", name, diff)
	}
	if len(want) == 0 {
		return
	}
	turn = store.Turn{Limit: 5, Before: want[len(want)-1]}
	for {
		l, err := store.List[T](t.Context(), v, filterOf(asked), o, turn)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range slices.Backward(l.Rows) {
			back = append(back, r.Since)
		}
		if !l.Earlier || len(back) > len(want) {
			break
		}
		turn.Before = l.Rows[0].Since
	}
	slices.Reverse(back)
	if diff := gocmp.Diff(want[:len(want)-1], back); len(want) > 1 && diff != "" {
		t.Fatalf("%s backwards: %s", name, diff)
	}
	var each []journal.Position
	err := store.Each(t.Context(), v, filterOf(asked), o, func(rows []store.Row[T]) error {
		for _, r := range rows {
			each = append(each, r.Since)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, each); diff != "" {
		t.Fatalf("%s, each: %s", name, diff)
	}
}

func TestListsAreWhatALookThroughAllRecordsGives(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 25, 26)
		kept := searching(t, address)
		kept.KeepColumns(store.ColumnsLimit)
		small := keeping(t, address, 1)
		r := rand.New(rand.NewPCG(3, 4))
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		title := func() lang.Text {
			return lang.Text{Hans: pick("", "医疗", "园区10", "园区9"), Hant: pick("", "醫療"), En: pick("", "Park", "park 2")}
		}
		amount := func() money.Amount {
			if r.IntN(4) == 0 {
				return money.Amount{}
			}
			return money.Amount{Currency: money.Currency(pick("CNY", "USD", "JPY")), Minor: r.Int64N(9) * []int64{1, 1e8, 1e9, 1e10, 1e11, 1e12}[r.IntN(6)]}
		}
		type live struct {
			id    string
			since journal.Position
		}
		var projects []live
		at := journal.Position(0)
		for round, size := range []int{40, 5, 600, 3, 20} {
			projects = slices.Clone(projects)
			at = update(t, db, func(tx *store.Tx) error {
				for range size {
					p := project.Project{
						ID: project.ID(tx.NewID()), Edition: 25 + r.Int64N(2), Code: pick("", "A1", "a2", "B"), Title: title(), Type: project.Type(pick("park", "land")),
						Direction: project.Direction(pick("inward", "outward")), District: pick("", "110105", "810001"), Side: pick("beijing", "hongkong"),
						Industry: pick("", "I", "I65", "I651", "I6513", "C", "C26"), Amount: amount(),
					}
					var err error
					switch n := r.IntN(10); {
					case n < 2 && len(projects) > 0 && projects[0].since <= tx.At:
						x := projects[0]
						projects = projects[1:]
						if n == 0 {
							err = store.Remove[project.Project](t.Context(), tx, x.id, x.since, store.How{Action: journal.Removed, Origin: created.Origin})
							break
						}
						p.ID = project.ID(x.id)
						err = store.Put(t.Context(), tx, &p, x.since, store.How{Action: journal.Corrected, Origin: created.Origin})
						projects = append(projects, live{x.id, tx.Position()})
					case n < 5:
						err = store.Put(t.Context(), tx, &p, 0, created)
						projects = append(projects, live{string(p.ID), tx.Position()})
					case n < 8:
						a := agreement.Agreement{
							ID: agreement.ID(tx.NewID()), Edition: p.Edition, Code: p.Code, Title: p.Title, Type: agreement.Type(pick("contract", "framework")), Direction: p.Direction,
							Industry: p.Industry, Country: pick("", "HK"), Amount: p.Amount, SignedOn: lang.Date(pick("", "2023-11-29", "2023-11-30")),
						}
						for i := range r.Int64N(3) {
							a.Attributions = append(a.Attributions, agreement.Attribution{District: pick("110105", "810001"), Office: strconv.FormatInt(i, 10), Num: 1, Den: 2})
						}
						err = store.Put(t.Context(), tx, &a, 0, created)
					default:
						err = store.Put(t.Context(), tx, &party.Party{
							ID: party.ID(tx.NewID()), Code: p.Code, Kind: party.Kind(pick("company", "fund")), Name: p.Title, Side: p.Side, District: p.District, Country: pick("", "HK", "CN"), Industry: p.Industry,
						}, 0, created)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			if v := viewAt(t, kept, -1); !v.AwaitColumns() {
				t.Fatal("the columns were not loaded")
			}
			for n := range 14 {
				asked := map[string]string{}
				for facet, values := range map[string][]string{
					"edition": {"26"}, "type": {"park", "company", "contract", "none"}, "direction": {"inward"}, "industry": {"I", "I65", "Z"},
					"district": {"110105", "810001"}, "side": {"beijing"}, "country": {"HK"}, "currency": {"USD"}, "band": {"CNY.8", "USD.0", "JPY.10"},
				} {
					if r.IntN(5) == 0 {
						asked[facet] = pick(values...)
					}
				}
				v, when := viewAt(t, kept, at), at
				if n%3 == 1 {
					when = 1 + journal.Position(r.Int64N(int64(at)))
					v = viewAt(t, kept, when)
				}
				if n%3 == 2 && round%2 == 0 {
					v = viewAt(t, db, when) // keeps nothing
				}
				o := store.Order{Descending: r.IntN(2) == 0, Tag: lang.Tags[r.IntN(3)]}
				if round == 4 && n < 6 { // more than is kept: the rows answer
					o.By = store.OrderMade
					checkList[project.Project](t, viewAt(t, small, when), "project", asked, o, false)
					checkList[agreement.Agreement](t, viewAt(t, small, when), "agreement", asked, o, false)
				}
				switch n % 3 {
				case 0:
					o.By = pick(store.Orders[project.Project]()...)
					checkList[project.Project](t, v, "project", asked, o, true)
				case 1:
					o.By = pick(store.Orders[agreement.Agreement]()...)
					checkList[agreement.Agreement](t, v, "agreement", asked, o, true)
				case 2:
					o.By = pick(store.Orders[party.Party]()...)
					checkList[party.Party](t, v, "party", asked, o, true)
				}
			}
		}
	})
}
