package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/money"
	"bridgehead/store"
)

// keeping opens the database once more, as a process that keeps columns does.
func keeping(t *testing.T, address string, limit int64) *store.DB {
	t.Helper()
	db := open(t, address)
	db.KeepColumns(limit)
	return db
}

// A question is what is asked of SQL and of the columns.
type question struct {
	of string
	s  indicator.Selection
	by []indicator.Cut
}

var questionScopes = []figure.Scope{
	nil,
	{figure.ByEdition: "1"},
	{figure.ByDistrict: "110105"},
	{figure.ByOffice: "OFFICE"},
	{figure.ByDistrict: "110105", figure.ByOffice: "OFFICE"},
	{figure.ByType: "framework", figure.ByDirection: "inward"},
	{figure.ByIndustry: "I6"},
	{figure.ByIndustry: "Z"},
	{figure.ByCountry: "HK"},
	{figure.ByCurrency: "USD"},
	{figure.ByCurrency: "", figure.ByDay: "2023-11-27"},
	{figure.ByDistrict: "110108", figure.ByCurrency: "HKD", figure.ByIndustry: "I"},
}

func drawQuestion(t *rapid.T) question {
	q := question{of: indicator.OfAgreements, s: indicator.Selection{
		Edition:  rapid.Int64Range(0, 4).Draw(t, "of edition"),
		Required: rapid.SampledFrom([]fair.SideSet{0, 1, 3}).Draw(t, "required"),
		Scope:    rapid.SampledFrom(questionScopes).Draw(t, "scope"),
		PerDay:   rapid.Bool().Draw(t, "per day"),
	}}
	q.by = rapid.SampledFrom(append(plainCuts, nil,
		indicator.By(figure.ByDistrict, figure.ByOffice), indicator.By(figure.ByOffice, figure.ByDistrict), indicator.By(figure.ByDay, figure.ByDistrict),
	)).Draw(t, "cuts")
	if rapid.IntRange(0, 2).Draw(t, "landed") == 0 {
		q.of = rapid.SampledFrom([]string{indicator.OfAgreements, indicator.OfContracts, indicator.OfPayments}).Draw(t, "of what became")
		q.s.Filter.Values = map[string][]string{}
		for _, x := range [][]string{
			{indicator.FieldReached, "registered", "paid_in", "under_construction", "operating"},
			{indicator.FieldStage, "signed", "registered", "paid_in", "under_construction", "operating"},
			{indicator.FieldStanding, indicator.GoesOn, indicator.Suspended, indicator.Terminated},
		} {
			if list := rapid.SliceOfNDistinct(rapid.SampledFrom(x[1:]), 0, 2, func(s string) string { return s }).Draw(t, x[0]); len(list) > 0 {
				q.s.Filter.Values[x[0]] = list
			}
		}
		if n := rapid.IntRange(0, 2).Draw(t, "with amount"); n > 0 {
			with := n == 1
			q.s.Filter.WithAmount = &with
		}
		if q.of != indicator.OfAgreements { // which have no day of their own
			q.s.Scope = q.s.Scope.With(figure.ByDay, "")
			q.by = slices.DeleteFunc(slices.Clone(q.by), func(c indicator.Cut) bool { return c.Dimension == figure.ByDay })
		}
		return q
	}
	if rapid.IntRange(0, 4).Draw(t, "projects") == 0 {
		q.of = indicator.OfProjects
		q.s.Scope = rapid.SampledFrom([]figure.Scope{nil, {figure.ByDistrict: "110105"}, {figure.BySide: "beijing", figure.ByIndustry: "I"}}).Draw(t, "scope of projects")
		q.by = rapid.SampledFrom([][]indicator.Cut{nil, indicator.By(figure.ByDistrict), indicator.By(figure.BySide, figure.ByIndustry), indicator.By(figure.ByOffice, figure.ByCurrency)}).Draw(t, "cuts of projects")
	}
	return q
}

// same asks both and compares: cells in their order, groups in any.
func same(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, sql, kept store.View, q question,
) {
	ctx := context.Background()
	want, wantErr := sql.Cells(ctx, q.of, q.s, q.by)
	got, ok, err := kept.CellsFromColumns(ctx, q.of, q.s, q.by)
	if wantErr == nil && !ok && !kept.ColumnsNumbered() && (q.of == indicator.OfPayments || len(q.s.Filter.Values) > 0) {
		return // before the first milestone SQL answers
	}
	if wantErr == nil && !ok {
		t.Fatalf("at %d: %+v: the columns do not answer: %v", sql.At, q, err)
	}
	if (wantErr == nil) != (err == nil) {
		t.Fatalf("at %d: %+v: SQL says %v, the columns %v", sql.At, q, wantErr, err)
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("at %d: %+v: SQL and columns: %s", sql.At, q, d)
	}
	if q.s.Edition == 0 {
		return
	}
	groups, wantErr := sql.Groups(ctx, q.of, q.s)
	fromColumns, ok, err := kept.GroupsFromColumns(ctx, q.of, q.s)
	if !ok && wantErr == nil || (wantErr == nil) != (err == nil) {
		t.Fatalf("at %d: %+v: SQL says %v, the columns %v", sql.At, q, wantErr, err)
	}
	if d := cmp.Diff(groups, fromColumns, inAnyOrder, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("at %d: %+v: the groups of SQL and columns: %s", sql.At, q, d)
	}
}

// sameCourses asks both what became of the agreements of a scope.
func sameCourses(t *rapid.T, sql, kept store.View, s figure.Scope) {
	list := func(v store.View) (all []string) {
		seq, err := v.Courses(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for c := range seq {
			all = append(all, fmt.Sprintf("%+v", c))
		}
		slices.Sort(all)
		return all
	}
	if d := cmp.Diff(list(sql), list(kept)); d != "" {
		t.Errorf("at %d, %s: courses from SQL and columns: %s", sql.At, s, d)
	}
}

func TestColumnsAnswerAsSQLDoesAtEveryPosition(t *testing.T) {
	var fairs atomic.Int64
	each(t, func(t *testing.T, db *store.DB, address string) {
		columns := keeping(t, address, store.ColumnsLimit)
		rapid.Check(t, func(rt *rapid.T) {
			if !oneInAFew(rt, address) {
				return
			}
			id := fmt.Sprintf("columns-%d", fairs.Add(1))
			// Loaded when little is there, so that the rest is what is added and ended later.
			early := rapid.IntRange(0, 20).Draw(rt, "loaded early at")
			ask := func(at journal.Position) {
				kept, err := columns.View(rt.Context(), id, at)
				if err != nil {
					rt.Fatal(err)
				}
				if !kept.AwaitColumns() {
					rt.Fatalf("no columns at %d", at)
				}
				sql, err := db.View(rt.Context(), id, at)
				if err != nil {
					rt.Fatal(err)
				}
				for range 3 {
					same(rt, sql, kept, drawQuestion(rt))
				}
				sameCourses(rt, sql, kept, rapid.SampledFrom(append(questionScopes[2:10:10], questionScopes[11:]...)).Draw(rt, "courses of"))
			}
			writeOften(rt, db, id, func(at journal.Position) {
				if int(at) > early {
					ask(at)
				}
			})
			head, err := db.Head(rt.Context(), id)
			if err != nil {
				rt.Fatal(err)
			}
			for at := journal.Position(1); at <= head; at += journal.Position(rapid.IntRange(1, 4).Draw(rt, "step")) {
				ask(at)
			}
		})
	})
}

// A sum may be larger than the places it is added up in, and there may be more combinations
// of keys than a table of places has room for.
func TestColumnsAddUpWhatIsLargeAndWhatIsSparse(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		const n = 300
		at := update(t, db, func(tx *store.Tx) error {
			for i := range int64(n) {
				a := signed(tx, 26, money.Amount{Minor: 1<<62 - i, Currency: money.Currency(fmt.Sprintf("C%02d", i%97))})
				a.Industry = fmt.Sprintf("C%04d", 1000+i)
				a.Attributions = []agreement.Attribution{{District: fmt.Sprintf("11%04d", i), Num: i, Den: n}}
				if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		columns := keeping(t, address, store.ColumnsLimit)
		kept, err := columns.View(t.Context(), "test", at)
		if err != nil {
			t.Fatal(err)
		}
		if !kept.AwaitColumns() {
			t.Fatal("no columns")
		}
		sql, err := db.View(t.Context(), "test", at)
		if err != nil {
			t.Fatal(err)
		}
		s := indicator.Selection{Edition: 26, PerDay: true}
		same(t, sql, kept, question{indicator.OfAgreements, s, []indicator.Cut{{Dimension: figure.ByDistrict}, {Dimension: figure.ByIndustry, Level: 5}}})
		same(t, sql, kept, question{indicator.OfAgreements, s, nil}) // more than an amount can hold: refused by both
	})
}

// Above its limit a process keeps nothing and SQL answers; within it, the fair that was not
// asked for longest makes way.
func TestColumnsAreKeptWithinTheirLimit(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		for _, id := range []string{"one", "two", "test"} {
			beginFair(t, db, id, 26)
			updateFair(t, db, id, func(tx *store.Tx) error {
				a := signed(tx, 26, money.Amount{Minor: 7, Currency: "CNY"})
				return store.Put(t.Context(), tx, &a, 0, created)
			})
		}
		s := indicator.Selection{Edition: 26, Required: 3}
		holds := func(db *store.DB, id string) bool {
			v, err := db.View(t.Context(), id, -1)
			if err != nil {
				t.Fatal(err)
			}
			// Asked first: whoever asks for a fair that made way has it loaded again.
			_, ok, err := v.CellsFromColumns(t.Context(), indicator.OfAgreements, s, nil)
			if err != nil {
				t.Error(err)
			}
			cells, err := v.Cells(t.Context(), indicator.OfAgreements, s, nil)
			if err != nil || len(cells) != 1 || cells[0].Line.Amount.Minor != 7 {
				t.Errorf("%s: %+v, %v", id, cells, err)
			}
			return ok
		}
		await := func(db *store.DB, id string) bool {
			v, err := db.View(t.Context(), id, -1)
			if err != nil {
				t.Fatal(err)
			}
			return v.AwaitColumns()
		}
		none := keeping(t, address, 1000)
		if await(none, "one") || holds(none, "one") {
			t.Error("a fair is kept above the limit")
		}
		two := keeping(t, address, 1<<20) // a chunk takes some 400 kB
		if !await(two, "one") || !await(two, "two") || !holds(two, "one") || !holds(two, "two") {
			t.Error("two fairs have room")
		}
		if !await(two, "test") || !holds(two, "test") {
			t.Error("the third makes no room for itself")
		}
		if holds(two, "one") {
			t.Error("the fair that was not asked for longest did not make way")
		}
	})
}

// Readers at their positions see nothing of what is written meanwhile.
func TestColumnsAreReadWhileTheyGrow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		db.KeepColumns(store.ColumnsLimit)
		add := func(k int64) journal.Position {
			return update(t, db, func(tx *store.Tx) error {
				a := signed(tx, 26, money.Amount{Minor: k, Currency: "CNY"})
				if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
					return err
				}
				a.Amount.Minor++
				return store.Put(t.Context(), tx, &a, tx.Position(), created)
			})
		}
		first := add(1)
		v, err := db.View(t.Context(), "test", first)
		if err != nil {
			t.Fatal(err)
		}
		if !v.AwaitColumns() {
			t.Fatal("no columns")
		}
		const times = 40
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				for range times {
					v, err := db.View(t.Context(), "test", -1)
					if err != nil {
						t.Error(err)
						return
					}
					n := (int64(v.At) - int64(first)) / 2 // agreements beside the first, at 2, 3, …
					cells, ok, err := v.CellsFromColumns(t.Context(), indicator.OfAgreements, indicator.Selection{Edition: 26}, nil)
					if err != nil || ok && (len(cells) != 1 || cells[0].Line.Count != n+1 || cells[0].Line.Amount.Minor != (n+1)*(n+4)/2) {
						t.Errorf("at %d: %+v, %v", v.At, cells, err)
					}
				}
			})
		}
		for k := range int64(times) {
			add(2 + k)
		}
		all.Wait()
	})
}
