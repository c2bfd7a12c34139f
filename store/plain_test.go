package store_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// A plain record keeps all that a fair holds in memory, and counts it in the most
// obvious way. It shares nothing with the product but the types of records.
type plain struct {
	agreements map[agreement.ID]agreement.Agreement
	increases  map[agreement.AmendmentID]agreement.Amendment
	milestones map[string]landing.Milestone
}

func (p plain) clone() plain {
	return plain{maps.Clone(p.agreements), maps.Clone(p.increases), maps.Clone(p.milestones)}
}

// What an edition of the property's fairs converts by.
var plainPolicies = map[int64]money.Policy{
	1: {Currency: "CNY", Source: "ECB", On: money.OnOpening},
	2: {Currency: "CNY", Source: "ECB", On: money.OnSigning},
	3: {Currency: "USD", Source: "ECB", On: money.OnNamed, Day: "2023-11-26"},
}

// plainQuotes are units for one euro, by day.
var plainQuotes = map[lang.Date]map[money.Currency]*big.Rat{
	"2023-11-24": {"EUR": big.NewRat(1, 1), "USD": big.NewRat(10916, 10000), "CNY": big.NewRat(78090, 10000), "HKD": big.NewRat(85063, 10000)},
	"2023-11-27": {"EUR": big.NewRat(1, 1), "USD": big.NewRat(10951, 10000), "CNY": big.NewRat(78332, 10000), "HKD": big.NewRat(85364, 10000)},
	"2023-11-29": {"EUR": big.NewRat(1, 1), "USD": big.NewRat(10985, 10000), "CNY": big.NewRat(78296, 10000), "HKD": big.NewRat(85739, 10000)},
}

func plainRate(from, to money.Currency, day lang.Date) *big.Rat {
	used := lang.Date("")
	for d := range plainQuotes {
		if d <= day && d > used {
			used = d
		}
	}
	return new(big.Rat).Quo(plainQuotes[used][to], plainQuotes[used][from])
}

// evaluate counts and sums what a scope takes, one record after the other.
func (p plain) evaluate(edition int64, s figure.Scope) (count int64, amount *big.Rat) {
	return p.filtered(edition, s, func(agreement.Agreement, money.Amount, bool) *big.Rat { return big.NewRat(1, 1) })
}

// filtered counts and sums what a scope and a condition take. The condition gives the share
// of the amount that counts, or nil when the record does not.
func (p plain) filtered(edition int64, s figure.Scope, condition plainCondition) (count int64, amount *big.Rat) {
	policy := plainPolicies[edition]
	amount = new(big.Rat)
	add := func(a agreement.Agreement, m money.Amount, signed lang.Date, counts int64) {
		if c := s[figure.ByCurrency]; c != "" && string(m.Currency) != c || s[figure.ByType] != "" && string(a.Type) != s[figure.ByType] {
			return
		}
		share := big.NewRat(1, 1)
		if district := s[figure.ByDistrict]; district != "" {
			i := slices.IndexFunc(a.Attributions, func(at agreement.Attribution) bool { return at.District == district })
			if i < 0 {
				return
			}
			share.SetFrac64(a.Attributions[i].Num, a.Attributions[i].Den)
		}
		part := condition(a, m, counts == 0)
		if part == nil {
			return
		}
		share.Mul(share, part)
		count += counts
		if m.Currency == "" {
			return
		}
		day := map[string]lang.Date{money.OnOpening: "2023-11-29", money.OnSigning: signed, money.OnNamed: policy.Day}[policy.On]
		v := new(big.Rat).Mul(big.NewRat(m.Minor, 100), share)
		amount.Add(amount, v.Mul(v, plainRate(m.Currency, policy.Currency, day)))
	}
	for _, a := range p.agreements {
		if a.Edition == edition && a.Confirmed == 3 {
			add(a, a.Amount, a.SignedOn, 1)
		}
	}
	for _, m := range p.increases {
		if a, ok := p.agreements[m.Agreement]; ok && m.Edition == edition && m.Confirmed == 3 {
			add(a, m.Amount, m.SignedOn, 0)
		}
	}
	return count, amount
}

var (
	plainCurrencies = []money.Currency{"CNY", "USD", "HKD", "EUR", ""}
	plainDays       = []lang.Date{"2023-11-24", "2023-11-25", "2023-11-27", "2023-11-28", "2023-11-29", "2023-12-02"}
	plainDistricts  = []string{"110105", "110108", "110101"}
	plainIndustries = []string{"", "I", "I65", "I651", "I64", "C26"}
	plainTypes      = []agreement.Type{agreement.Contract, agreement.Framework}
	plainScopes     = []figure.Scope{
		{},
		{},
		{figure.ByDistrict: "110105"},
		{figure.ByDistrict: "110108"},
		{figure.ByType: "framework"},
		{figure.ByCurrency: "USD"},
		{figure.ByDistrict: "110105", figure.ByCurrency: "HKD", figure.ByType: "investment"},
	}
)

func drawAmount(t *rapid.T) money.Amount {
	c := rapid.SampledFrom(plainCurrencies).Draw(t, "currency")
	if c == "" {
		return money.Amount{}
	}
	return money.Amount{Minor: rapid.OneOf(rapid.Int64Range(0, 100_000), rapid.Int64Range(0, 1<<58)).Draw(t, "minor"), Currency: c}
}

// drawAgreement draws all but the identifier.
func drawAgreement(t *rapid.T, a *agreement.Agreement) {
	a.Edition = rapid.Int64Range(1, 3).Draw(t, "edition")
	a.Title = lang.Text{Hans: "样例"}
	a.Type = rapid.SampledFrom(plainTypes).Draw(t, "type")
	a.SignedOn = rapid.SampledFrom(plainDays).Draw(t, "signed on")
	a.Amount = drawAmount(t)
	a.Confirmed = rapid.SampledFrom([]fair.SideSet{3, 3, 3, 1, 2, 0}).Draw(t, "confirmed")
	a.Attributions = nil
	left := int64(12) // twelfths that are not given away yet
	for _, d := range plainDistricts {
		if n := rapid.Int64Range(-6, left).Draw(t, d); n >= 0 {
			a.Attributions = append(a.Attributions, agreement.Attribution{District: d, Num: n, Den: 12})
			left -= n
		}
	}
	if n := rapid.Int64Range(-12, left).Draw(t, "office"); n >= 0 {
		a.Attributions = append(a.Attributions, agreement.Attribution{Office: "OFFICE", Num: n, Den: 12})
	}
	a.Industry = rapid.SampledFrom(plainIndustries).Draw(t, "industry")
	a.Direction = rapid.SampledFrom([]project.Direction{"", project.Inward, project.Outward}).Draw(t, "direction")
	a.Country = rapid.SampledFrom([]string{"", "HK", "SG"}).Draw(t, "country")
	a.EndedOn = rapid.SampledFrom([]lang.Date{"", "", "2023-11-30", "2024-03-01"}).Draw(t, "ended on")
	a.Parties = nil
	for _, id := range []party.ID{"P1", "P2", "P3"} {
		if role := rapid.SampledFrom([]string{"", "investor", "partner", "witness"}).Draw(t, string(id)); role != "" {
			a.Parties = append(a.Parties, agreement.Role{Party: id, Role: role})
		}
	}
}

// A plainChange is one change of a plain record.
type plainChange struct {
	do    int
	which int
	a     agreement.Agreement
	m     agreement.Amendment
	step  landing.Milestone
}

// write draws and writes one transaction of changes, and keeps the state after each entry.
func write(t *rapid.T, db *store.DB, id string, states []plain) []plain {
	change := changing(t, states) // drawn before the transaction, which may run more than once
	err := db.Update(t.Context(), id, "tester", func(tx *store.Tx) (err error) {
		states, err = change(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return states
}

// changing draws a transaction of changes. What it returns makes them, each time anew, and gives the states after each entry.
func changing(t *rapid.T, states []plain) func(*store.Tx) ([]plain, error) {
	var changes []plainChange
	for range rapid.IntRange(1, 5).Draw(t, "changes") {
		c := plainChange{do: rapid.IntRange(0, 14).Draw(t, "do"), which: rapid.IntRange(0, 1000).Draw(t, "which")}
		drawAgreement(t, &c.a)
		c.m = agreement.Amendment{
			Edition: rapid.Int64Range(1, 3).Draw(t, "edition of increase"), SignedOn: rapid.SampledFrom(plainDays).Draw(t, "increased on"),
			Amount: drawAmount(t), Confirmed: rapid.SampledFrom([]fair.SideSet{3, 3, 1}).Draw(t, "increase confirmed"),
		}
		c.step = landing.Milestone{
			Stage: rapid.SampledFrom(landing.Steps[3:]).Draw(t, "step"), Date: rapid.SampledFrom(plainDays).Draw(t, "taken on"),
			Actual: rapid.IntRange(0, 4).Draw(t, "planned") > 0, VerifiedBy: rapid.SampledFrom([]string{"s", "s", "s", ""}).Draw(t, "verified by"),
			Estimated: rapid.IntRange(0, 5).Draw(t, "estimated") == 0,
		}
		if c.step.Stage == landing.PaidIn {
			c.step.Amount = drawAmount(t)
		}
		changes = append(changes, c)
	}
	before := slices.Clip(states)
	ctx := t.Context()
	return func(tx *store.Tx) ([]plain, error) {
		states := before
		for _, c := range changes {
			now := states[len(states)-1].clone()
			agreements, increases := slices.Sorted(maps.Keys(now.agreements)), slices.Sorted(maps.Keys(now.increases))
			var err error
			steps := slices.Sorted(maps.Keys(now.milestones))
			switch {
			case c.do == 10 && len(steps) > 0:
				gone := steps[c.which%len(steps)]
				err = store.Remove[landing.Milestone](ctx, tx, gone, sinceOf(states, func(p plain) bool { return p.milestones[gone] == now.milestones[gone] }), created)
				delete(now.milestones, gone)
			case c.do == 11 && len(steps) > 0:
				of := now.milestones[steps[c.which%len(steps)]]
				c.step.ID, c.step.Agreement, c.step.Note = of.ID, of.Agreement, fmt.Sprint(len(states))
				err = store.Put(ctx, tx, &c.step, sinceOf(states, func(p plain) bool { return p.milestones[of.ID] == of }), created)
				now.milestones[of.ID] = c.step
			case c.do >= 10 && len(agreements) > 0:
				c.step.ID, c.step.Agreement = tx.NewID(), string(agreements[c.which%len(agreements)])
				err = store.Put(ctx, tx, &c.step, 0, created)
				now.milestones[c.step.ID] = c.step
			case c.do == 0 && len(increases) > 0:
				gone := increases[c.which%len(increases)]
				err = store.Remove[agreement.Amendment](ctx, tx, string(gone), sinceOf(states, func(p plain) bool { _, ok := p.increases[gone]; return ok }), created)
				delete(now.increases, gone)
			case c.do == 1 && len(agreements) > 0:
				gone := agreements[c.which%len(agreements)]
				err = store.Remove[agreement.Agreement](ctx, tx, string(gone), lastChange(states, gone), created)
				delete(now.agreements, gone)
			case c.do <= 4 && len(agreements) > 0: // a correction, of anything
				c.a.ID = agreements[c.which%len(agreements)]
				c.a.Note = fmt.Sprint(len(states)) // so that it differs from the version before
				err = store.Put(ctx, tx, &c.a, lastChange(states, c.a.ID), created)
				now.agreements[c.a.ID] = c.a
			case c.do <= 6 && len(agreements) > 0:
				c.m.ID, c.m.Agreement = agreement.AmendmentID(tx.NewID()), agreements[c.which%len(agreements)]
				err = store.Put(ctx, tx, &c.m, 0, created)
				now.increases[c.m.ID] = c.m
			default:
				c.a.ID = agreement.ID(tx.NewID())
				err = store.Put(ctx, tx, &c.a, 0, created)
				now.agreements[c.a.ID] = c.a
			}
			if err != nil {
				return nil, err
			}
			states = append(states, now)
		}
		return states, nil
	}
}

// sinceOf returns the position from which on the latest states have something.
func sinceOf(states []plain, has func(plain) bool) journal.Position {
	at := len(states) - 1
	for at > 0 && has(states[at-1]) {
		at--
	}
	return journal.Position(at)
}

// lastChange returns the position that made the current version of an agreement.
func lastChange(states []plain, id agreement.ID) journal.Position {
	now := states[len(states)-1].agreements[id]
	return sinceOf(states, func(p plain) bool {
		a, ok := p.agreements[id]
		return ok && a.Note == now.Note && cmp.Equal(a, now)
	})
}

func TestFiguresEqualAPlainEvaluationAtEveryPosition(t *testing.T) {
	var fairs atomic.Int64
	each(t, func(t *testing.T, db *store.DB, address string) {
		for day, quotes := range plainQuotes {
			text := ""
			for c, q := range quotes {
				if c != "EUR" {
					text += fmt.Sprintf(" %s %s", c, q.FloatString(4))
				}
			}
			rates(t, db, day, text)
		}
		rapid.Check(t, func(rt *rapid.T) {
			// A run takes its time, and on a server more of it; -rapid.checks makes many.
			few := 3
			if strings.HasPrefix(address, "postgres") {
				few = 12
			}
			if rapid.IntRange(1, few).Draw(rt, "one in a few") > 1 {
				return
			}
			id := fmt.Sprintf("fair-%d", fairs.Add(1))
			beginPlain(rt, db, id)
			empty := plain{map[agreement.ID]agreement.Agreement{}, map[agreement.AmendmentID]agreement.Amendment{}, map[string]landing.Milestone{}}
			states := []plain{empty, empty, empty, empty, empty} // the fair and its three editions, and nothing at 0
			for range rapid.IntRange(1, 5).Draw(rt, "transactions") {
				states = write(rt, db, id, states)
			}
			earlier := map[string]string{}
			for range 5 {
				at := rapid.IntRange(4, len(states)-1).Draw(rt, "at")
				number := rapid.Int64Range(1, 3).Draw(rt, "of edition")
				scope := rapid.SampledFrom(plainScopes).Draw(rt, "scope").With(figure.ByEdition, fmt.Sprint(number))
				count, amount := states[at].evaluate(number, scope)
				e, err := db.Evaluator(rt.Context(), id, journal.Position(at), -1)
				if err != nil {
					rt.Fatal(err)
				}
				for code, want := range map[string]*big.Rat{"signed.count": new(big.Rat).SetInt64(count), "signed.amount": amount} {
					name := figure.Name{Indicator: code, Scope: scope, At: int64(at), Ref: -1}
					trace, err := e.Trace(rt.Context(), name, "", 1000)
					if err != nil {
						rt.Fatal(err)
					}
					f := trace.Figure
					if f.Value.Cmp(want) != 0 || f.Qualifier != figure.Exact {
						rt.Errorf("%s is %s, want %s", name, said(f), want.RatString())
					}
					if trace.Count != count || trace.More {
						rt.Errorf("the trace of %s counts %d, want %d", name, trace.Count, count)
					}
					if code == "signed.amount" {
						closes(rt, trace)
					}
					earlier[f.Name.String()] = jsonOf(rt, f)
				}
			}
			// More is written, and what was said of the earlier positions stays.
			write(rt, db, id, states)
			for name, want := range earlier {
				n, err := figure.ParseName(name)
				if err != nil {
					rt.Fatal(err)
				}
				e, err := db.Evaluator(rt.Context(), id, journal.Position(n.At), journal.Position(n.Ref))
				if err != nil {
					rt.Fatal(err)
				}
				f, err := e.Figure(rt.Context(), n)
				if err != nil {
					rt.Fatal(err)
				}
				if d := cmp.Diff(want, jsonOf(rt, f)); d != "" {
					rt.Errorf("%s: %s", name, d)
				}
			}
		})
		if v, err := db.Verify(t.Context(), "fair-1", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func beginPlain(t *rapid.T, db *store.DB, id string) {
	err := db.Update(t.Context(), id, "tester", func(tx *store.Tx) error {
		f := fair.Fair{ID: id, Sides: []fair.Side{{Code: "beijing"}, {Code: "hongkong"}}}
		if err := store.Put(t.Context(), tx, &f, 0, created); err != nil {
			return err
		}
		for n := int64(1); n <= 3; n++ {
			e := fair.Edition{ID: fair.EditionID(tx.NewID()), Number: n, Opened: "2023-11-29", Requires: 3, Policy: plainPolicies[n], Complete: true}
			if err := store.Put(t.Context(), tx, &e, 0, created); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// closes checks that the shown amounts and the rounding come to the total, and that the
// total is the figure, rounded once.
func closes(t *rapid.T, trace indicator.Trace) {
	sum := new(big.Rat).Set(trace.Rounding)
	for _, i := range trace.Items {
		if i.Shown != nil {
			sum.Add(sum, i.Shown)
		}
	}
	if sum.Cmp(trace.Total) != 0 {
		t.Errorf("%s: the records and the rounding come to %s, the total is %s", trace.Figure.Name, sum.RatString(), trace.Total.RatString())
	}
	if rounded := money.RoundHalfUp(trace.Figure.Value, trace.Step); rounded.Cmp(trace.Total) != 0 {
		t.Errorf("%s: the figure rounds to %s, the total is %s", trace.Figure.Name, rounded.RatString(), trace.Total.RatString())
	}
}

func jsonOf(t interface{ Fatal(...any) }, f figure.Figure) string {
	b, err := json.Marshal(f.JSON())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Figures, comparisons and cumulative ones keep their values by name when records, rates,
// editions and observations change afterwards.
func TestTheSameNameGivesTheSameValueForEver(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		first := rates(t, db, "2023-11-29", "USD 1.0985 CNY 7.8296")
		begin(t, db, 24, 25, 26)
		state(t, db, "cumulative.amount", "edition=24", "over 1000 USD", nil)
		agree(t, db, 25, "100 USD", "30 CNY")
		a, since := agreeWith(t, db, 26, "200 CNY", func(*agreement.Agreement) {})
		e, err := db.Evaluator(t.Context(), "test", since, -1)
		if err != nil {
			t.Fatal(err)
		}
		figures, err := e.Edition(t.Context(), 26)
		if err != nil || len(figures) < 8 {
			t.Fatalf("%d figures, %v", len(figures), err)
		}
		for _, code := range []string{"signed.average", "signed.edition_rank", "signed.amount.growth", "signed.districts", "signed.days"} {
			f, err := e.Figure(t.Context(), figure.Name{Indicator: code, Scope: figure.Scope{figure.ByEdition: "26"}})
			if err != nil {
				t.Fatal(err)
			}
			figures = append(figures, f)
		}
		said := map[string]string{}
		for _, f := range figures {
			said[f.Name.String()] = jsonOf(t, f)
		}

		a.Amount.Minor *= 2
		put(t, db, &a, since)
		raise(t, db, 26, a, "9 CNY")
		edition(t, db, 26, func(e *fair.Edition) { e.Policy.Currency, e.Complete = "USD", false })
		state(t, db, "cumulative.amount", "edition=25", "over 2000 USD", nil)
		state(t, db, "signed.count", "edition=26", "exact 99", nil)
		if second := rates(t, db, "2023-11-29", "USD 2 CNY 7"); second != first+1 { // a correction
			t.Errorf("rates at %d and %d", first, second)
		}

		for name, want := range said {
			if d := cmp.Diff(want, jsonOf(t, figureOf(t, db, name))); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
	})
}
