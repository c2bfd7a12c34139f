package store_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/agreement"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// Filters and measures against the plain record, one record after the other.

// A plainCondition is a filter in the plainest way: the share of the amount that counts, nil
// when the record does not. An increase comes with its agreement and its own amount.
type plainCondition func(a agreement.Agreement, m money.Amount, increase bool) *big.Rat

// when is a condition that takes the whole record or nothing.
func when(holds func(a agreement.Agreement, m money.Amount, increase bool) bool) plainCondition {
	return func(a agreement.Agreement, m money.Amount, increase bool) *big.Rat {
		if holds(a, m, increase) {
			return big.NewRat(1, 1)
		}
		return nil
	}
}

// plainFilters are filters as definitions write them and as the plain record does.
var plainFilters = map[string]struct {
	json  string
	plain plainCondition
}{
	"types": {`{"type": ["framework", "memorandum"]}`, when(func(a agreement.Agreement, _ money.Amount, _ bool) bool {
		return a.Type == agreement.Framework
	})},
	"industry": {`{"industry": ["I65", "C"], "direction": ["inward", "outward"]}`, when(func(a agreement.Agreement, _ money.Amount, _ bool) bool {
		return (strings.HasPrefix(a.Industry, "I65") || strings.HasPrefix(a.Industry, "C")) && a.Direction != ""
	})},
	"ended": {`{"ended": true, "country": ["HK", "SG"]}`, when(func(a agreement.Agreement, _ money.Amount, _ bool) bool {
		return a.EndedOn != "" && a.Country != ""
	})},
	"given": {`{"with_amount": true, "increase": false}`, when(func(_ agreement.Agreement, m money.Amount, increase bool) bool {
		return m.Currency != "" && !increase
	})},
	"large": {`{"amount_at_least": ["500 CNY", "300.50 USD"]}`, when(func(_ agreement.Agreement, m money.Amount, _ bool) bool {
		return m.Currency == "CNY" && m.Minor >= 50000 || m.Currency == "USD" && m.Minor >= 30050
	})},
	"districts": {`{"district": ["110105", "110108"], "with_amount": true}`, func(a agreement.Agreement, m money.Amount, _ bool) *big.Rat {
		share, any := new(big.Rat), false
		for _, at := range a.Attributions {
			if at.District == "110105" || at.District == "110108" {
				any = true
				share.Add(share, big.NewRat(at.Num, at.Den))
			}
		}
		if !any || m.Currency == "" {
			return nil
		}
		return share
	}},
	"office": {`{"office": ["OFFICE", "ELSEWHERE"]}`, func(a agreement.Agreement, _ money.Amount, _ bool) *big.Rat {
		for _, at := range a.Attributions {
			if at.Office == "OFFICE" {
				return big.NewRat(at.Num, at.Den)
			}
		}
		return nil
	}},
}

// values are the different values that the agreements of an edition have.
func (p plain) values(edition int64, s figure.Scope, of func(agreement.Agreement) []string) *big.Rat {
	all := map[string]bool{}
	for id, a := range p.agreements {
		one := plain{agreements: map[agreement.ID]agreement.Agreement{id: a}}
		if n, _ := one.evaluate(edition, s); n > 0 {
			for _, v := range of(a) {
				if v != "" {
					all[v] = true
				}
			}
		}
	}
	return new(big.Rat).SetInt64(int64(len(all)))
}

// days are the days between two dates of the agreements that have both.
func (p plain) days(edition int64, s figure.Scope, from, to func(agreement.Agreement) lang.Date) []int64 {
	var all []int64
	for id, a := range p.agreements {
		one := plain{agreements: map[agreement.ID]agreement.Agreement{id: a}}
		if n, _ := one.evaluate(edition, s); n > 0 && from(a) != "" && to(a) != "" {
			all = append(all, int64(to(a).Time().Sub(from(a).Time()).Hours()/24))
		}
	}
	slices.Sort(all)
	return all
}

// over divides, and knows nothing of what is divided by zero.
func over(a, b *big.Rat, by int64) *big.Rat {
	if b.Sign() == 0 {
		return nil
	}
	q := new(big.Rat).Quo(a, b)
	return q.Mul(q, big.NewRat(by, 1))
}

// plainMeasures are figures with what the plain record makes of them; nil is not known.
func (p plain) measures(edition int64, s figure.Scope) map[string]*big.Rat {
	whole := func(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }
	count, amount := p.evaluate(edition, s)
	out := map[string]*big.Rat{
		"signed.average": over(amount, whole(count), 1),
		"signed.districts": p.values(edition, s.With(figure.ByDistrict, ""), func(a agreement.Agreement) (v []string) {
			for _, at := range a.Attributions {
				v = append(v, at.District)
			}
			return v
		}),
		"signed.countries": p.values(edition, s, func(a agreement.Agreement) []string { return []string{a.Country} }),
		"signed.parties": p.values(edition, s, func(a agreement.Agreement) (v []string) {
			for _, r := range a.Parties {
				v = append(v, string(r.Party))
			}
			return v
		}),
		"signed.investors": p.values(edition, s, func(a agreement.Agreement) (v []string) {
			for _, r := range a.Parties {
				if r.Role == "investor" {
					v = append(v, string(r.Party))
				}
			}
			return v
		}),
	}
	outward, _ := p.filtered(edition, s, when(func(a agreement.Agreement, _ money.Amount, _ bool) bool { return a.Direction == "outward" }))
	out["signed.outward_share"] = over(whole(outward), whole(count), 100)
	large, _ := p.filtered(edition, s, plainFilters["large"].plain)
	out["plain.large_share"] = over(whole(large), whole(count), 100)

	days := p.days(edition, s, func(agreement.Agreement) lang.Date { return "2023-11-29" }, func(a agreement.Agreement) lang.Date { return a.SignedOn })
	sum := int64(0)
	for _, d := range days {
		sum += d
	}
	out["signed.days"] = over(whole(sum), whole(int64(len(days))), 1)
	out["plain.median"] = nil
	days = p.days(edition, s, func(a agreement.Agreement) lang.Date { return a.SignedOn }, func(a agreement.Agreement) lang.Date { return a.EndedOn })
	if n := len(days); n > 0 {
		out["plain.median"] = big.NewRat(days[(n-1)/2]+days[n/2], 2)
	}

	// In the currency and at the rate of this edition.
	policy := plainPolicies[edition]
	day := policy.Day
	if day == "" {
		day = "2023-11-29"
	}
	higher := int64(1)
	for n := range int64(3) {
		_, other := p.evaluate(n+1, s)
		other = new(big.Rat).Mul(other, plainRate(plainPolicies[n+1].Currency, policy.Currency, day))
		if other.Cmp(amount) > 0 {
			higher++
		}
		if n+1 == edition-1 {
			out["signed.amount.growth"] = nil
			if g := over(amount, other, 100); g != nil {
				out["signed.amount.growth"] = g.Sub(g, big.NewRat(100, 1))
			}
		}
	}
	if s[figure.ByDistrict] == "" {
		out["signed.edition_rank"] = whole(higher)
	}
	return out
}

// ranks are the places of the districts by count and by amount.
func (p plain) ranks(edition int64) map[string]*big.Rat {
	parts := p.split(edition, indicator.By(figure.ByDistrict))
	out := map[string]*big.Rat{}
	for _, d := range plainDistricts {
		name := "signed.rank " + d
		out[name], out["signed.amount_rank "+d] = nil, nil
		if parts.sum[d] == nil {
			continue
		}
		byCount, byAmount := int64(1), int64(1)
		for other := range parts.sum {
			if parts.count[other] > parts.count[d] {
				byCount++
			}
			if parts.sum[other].Cmp(parts.sum[d]) > 0 {
				byAmount++
			}
		}
		out[name], out["signed.amount_rank "+d] = new(big.Rat).SetInt64(byCount), new(big.Rat).SetInt64(byAmount)
	}
	return out
}

// definePlain writes the property's definitions and returns how many there are.
func definePlain(t *testing.T, rt *rapid.T, db *store.DB, id string) int {
	fields := map[string]string{
		"plain.large_share": `"unit": "percent", "measure": "share", "of": "signed.count", "part": "plain.large", "split": ["type", "currency", "district"]`,
		"plain.median":      `"unit": "day", "measure": "duration", "of": "agreement", "from": "signed_on", "to": "ended_on", "average": "median", "split": ["type", "currency", "district"], "rules": ["attribution"]`,
	}
	for name, f := range plainFilters {
		split := `, "split": ["type", "currency"], "rules": ["filter"]`
		if name == "large" {
			split = `, "split": ["type", "currency", "district"], "rules": ["filter", "attribution"]`
		}
		fields["plain."+name] = `"unit": "agreement", "measure": "count", "of": "agreement", "filter": ` + f.json + split
		fields["plain."+name+"_sum"] = `"measure": "sum", "of": "agreement", "filter": ` + f.json + split
	}
	err := db.Update(rt.Context(), id, "tester", func(tx *store.Tx) error {
		for code, f := range fields {
			if _, _, err := tx.PutDefinition(rt.Context(), definitionOf(t, code, f), created); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	return len(fields)
}

func TestMeasuresEqualAPlainEvaluationAtEveryPosition(t *testing.T) {
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
			few := 6
			if strings.HasPrefix(address, "postgres") {
				few = 20
			}
			if rapid.IntRange(1, few).Draw(rt, "one in a few") > 1 {
				return
			}
			id := fmt.Sprintf("measured-%d", fairs.Add(1))
			beginPlain(rt, db, id)
			empty := plain{map[agreement.ID]agreement.Agreement{}, map[agreement.AmendmentID]agreement.Amendment{}, map[string]landing.Milestone{}}
			first := 4 + definePlain(t, rt, db, id)
			states := make([]plain, first+1)
			for i := range states {
				states[i] = empty
			}
			for range rapid.IntRange(1, 5).Draw(rt, "transactions") {
				states = write(rt, db, id, states)
			}
			for range 3 {
				at := rapid.IntRange(first, len(states)-1).Draw(rt, "at")
				number := rapid.Int64Range(1, 3).Draw(rt, "of edition")
				scope := rapid.SampledFrom(plainScopes).Draw(rt, "scope")
				e, err := db.Evaluator(rt.Context(), id, journal.Position(at), -1)
				if err != nil {
					rt.Fatal(err)
				}
				state := states[at]
				is := func(code string, s figure.Scope, want *big.Rat) {
					name := figure.Name{Indicator: code, Scope: s.With(figure.ByEdition, fmt.Sprint(number)), At: int64(at), Ref: -1}
					f, err := e.Figure(rt.Context(), name)
					if err != nil {
						rt.Fatal(err)
					}
					if want == nil && f.Qualifier != figure.Unknown || want != nil && (f.Value == nil || f.Value.Cmp(want) != 0 || f.Qualifier != figure.Exact) {
						rt.Errorf("%s is %s, want %v", name, said(f), want)
					}
				}
				for name, filter := range plainFilters {
					s := scope
					if name != "large" {
						s = s.With(figure.ByDistrict, "")
					}
					count, amount := state.filtered(number, s, filter.plain)
					is("plain."+name, s, new(big.Rat).SetInt64(count))
					is("plain."+name+"_sum", s, amount)
					trace, err := e.Trace(rt.Context(), figure.Name{Indicator: "plain." + name + "_sum", Scope: s.With(figure.ByEdition, fmt.Sprint(number)), At: int64(at), Ref: -1}, "", 1000)
					if err != nil {
						rt.Fatal(err)
					}
					closes(rt, trace)
				}
				// Currencies are not among the dimensions of what is made of several figures.
				s := scope.With(figure.ByCurrency, "")
				for code, want := range state.measures(number, s) {
					own := s
					if code == "signed.districts" {
						own = s.With(figure.ByDistrict, "")
					}
					is(code, own, want)
				}
				for name, want := range state.ranks(number) {
					code, district, _ := strings.Cut(name, " ")
					is(code, figure.Scope{figure.ByDistrict: district}, want)
				}
			}
		})
		if v, err := db.Verify(t.Context(), "measured-1", nil, nil); err != nil || len(v.Findings) > 0 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}
