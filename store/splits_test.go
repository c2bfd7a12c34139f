package store_test

import (
	"context"
	"fmt"
	"maps"
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

// plainParts counts and sums the parts of a whole, one record after the other.
type plainParts struct {
	count map[string]int64
	sum   map[string]*big.Rat
	rest  int64 // records in no part
}

// split counts an edition's record by the dimensions, of which at most one can have
// several values.
func (p plain) split(edition int64, by []indicator.Cut) plainParts {
	policy := plainPolicies[edition]
	parts := plainParts{map[string]int64{}, map[string]*big.Rat{}, 0}
	add := func(a agreement.Agreement, m money.Amount, signed lang.Date, counts int64) {
		v := new(big.Rat)
		if m.Currency != "" {
			day := map[string]lang.Date{money.OnOpening: "2023-11-29", money.OnSigning: signed, money.OnNamed: policy.Day}[policy.On]
			v.Mul(big.NewRat(m.Minor, 100), plainRate(m.Currency, policy.Currency, day))
		}
		type cell struct {
			keys  []string
			share *big.Rat
		}
		cells := []cell{{nil, big.NewRat(1, 1)}}
		for _, c := range by {
			var next []cell
			for _, old := range cells {
				with := func(key string, share *big.Rat) {
					next = append(next, cell{append(slices.Clone(old.keys), key), new(big.Rat).Mul(old.share, share)})
				}
				all := big.NewRat(1, 1)
				switch c.Dimension {
				case figure.ByDistrict, figure.ByOffice:
					for _, at := range a.Attributions {
						if key := map[string]string{figure.ByDistrict: at.District, figure.ByOffice: at.Office}[c.Dimension]; key != "" {
							with(key, big.NewRat(at.Num, at.Den))
						}
					}
				case figure.ByType:
					with(string(a.Type), all)
				case figure.ByDirection:
					with(string(a.Direction), all)
				case figure.ByCountry:
					with(a.Country, all)
				case figure.ByCurrency:
					with(string(m.Currency), all)
				case figure.ByDay:
					with(string(signed), all)
				case figure.ByIndustry:
					if len(a.Industry) >= max(c.Level, 1) {
						with(a.Industry[:max(c.Level, 1)], all)
					}
				}
			}
			cells = next
		}
		in := false
		for _, c := range cells {
			if slices.Contains(c.keys, "") {
				continue
			}
			in = true
			key := strings.Join(c.keys, "|")
			parts.count[key] += counts
			if parts.sum[key] == nil {
				parts.sum[key] = new(big.Rat)
			}
			parts.sum[key].Add(parts.sum[key], new(big.Rat).Mul(v, c.share))
		}
		if !in {
			parts.rest += counts
		}
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
	return parts
}

var plainCuts = [][]indicator.Cut{
	indicator.By(figure.ByDistrict),
	indicator.By(figure.ByOffice),
	indicator.By(figure.ByType),
	indicator.By(figure.ByDirection),
	indicator.By(figure.ByCountry),
	indicator.By(figure.ByCurrency),
	indicator.By(figure.ByDay),
	indicator.By(figure.ByIndustry),
	{{Dimension: figure.ByIndustry, Level: 3}},
	{{Dimension: figure.ByIndustry, Level: 4}},
	indicator.By(figure.ByDistrict, figure.ByIndustry),
	indicator.By(figure.ByCurrency, figure.ByDistrict),
	indicator.By(figure.ByType, figure.ByDirection),
	{{Dimension: figure.ByIndustry, Level: 3}, {Dimension: figure.ByOffice}},
}

func TestSplitsEqualAPlainEvaluationAtEveryPosition(t *testing.T) {
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
			few := 3
			if strings.HasPrefix(address, "postgres") {
				few = 12
			}
			if rapid.IntRange(1, few).Draw(rt, "one in a few") > 1 {
				return
			}
			id := fmt.Sprintf("split-%d", fairs.Add(1))
			beginPlain(rt, db, id)
			empty := plain{map[agreement.ID]agreement.Agreement{}, map[agreement.AmendmentID]agreement.Amendment{}, map[string]landing.Milestone{}}
			states := []plain{empty, empty, empty, empty, empty}
			for range rapid.IntRange(1, 6).Draw(rt, "transactions") {
				states = write(rt, db, id, states)
			}
			for range 4 {
				at := rapid.IntRange(4, len(states)-1).Draw(rt, "at")
				e, err := db.Evaluator(rt.Context(), id, journal.Position(at), -1)
				if err != nil {
					rt.Fatal(err)
				}
				cuts := rapid.SampledFrom(plainCuts).Draw(rt, "cuts")
				code := rapid.SampledFrom([]string{"signed.count", "signed.amount"}).Draw(rt, "indicator")
				all, err := e.SplitEditions(rt.Context(), code, figure.Scope{}, cuts...)
				if err != nil {
					rt.Fatal(err)
				}
				for _, b := range all {
					checkSplit(rt, e, b, states[at])
				}
				// One edition alone gives what all together give of it.
				b := all[rapid.IntRange(0, 2).Draw(rt, "edition")]
				alone, err := e.Split(rt.Context(), code, b.Scope, cuts...)
				if err != nil {
					rt.Fatal(err)
				}
				if got, want := saidSplit(alone), saidSplit(b); got != want {
					rt.Errorf("%s alone: %s\nwith the others: %s", b.Scope, got, want)
				}
			}
		})
	})
}

func saidSplit(b indicator.Breakdown) string {
	out := ""
	for _, p := range b.Parts {
		out += fmt.Sprintf("%s %s\n", p.Figure.Name, said(p.Figure))
	}
	return out + said(b.Whole) + " " + said(b.Sum) + " " + said(b.Remainder) + " " + said(b.Overlap)
}

// checkSplit holds a breakdown against the plain evaluation, and to its identities.
func checkSplit(t *rapid.T, e *indicator.Evaluator, b indicator.Breakdown, state plain) {
	want := state.split(b.Edition.Number, b.Cuts)
	count, amount := state.evaluate(b.Edition.Number, figure.Scope{})
	isCount := b.Definition.Measure == indicator.Count
	whole, rest, over, sum := amount, new(big.Rat).Set(amount), new(big.Rat), new(big.Rat)
	if isCount {
		whole, rest = new(big.Rat).SetInt64(count), new(big.Rat).SetInt64(want.rest)
	}
	if keys := slices.Sorted(maps.Keys(want.count)); len(keys) != len(b.Parts) {
		t.Fatalf("%s %s by %v: %d parts, want %v", b.Definition.Code, b.Scope, b.Cuts, len(b.Parts), keys)
	}
	for _, p := range b.Parts {
		key := strings.Join(p.Keys, "|")
		v := want.sum[key]
		if isCount {
			v = new(big.Rat).SetInt64(want.count[key])
		}
		sum.Add(sum, v)
		if p.Figure.Value.Cmp(v) != 0 || p.Figure.Qualifier != figure.Exact || p.Recorded == nil || p.Recorded.Value.Cmp(v) != 0 || p.Reported != nil {
			t.Errorf("%s is %s, want %s", p.Figure.Name, said(p.Figure), v.RatString())
		}
		// A part is the figure that its name gives.
		f, err := e.Figure(context.Background(), p.Figure.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name.At != p.Figure.Name.At || f.Name.Scope.String() != p.Figure.Name.Scope.String() || said(f) != said(p.Figure) || f.Value.Cmp(v) != 0 {
			t.Errorf("%s is %s by its name and %s as a part", f.Name, said(f), said(p.Figure))
		}
	}
	if isCount {
		over.Sub(over.Add(sum, rest), whole)
	} else {
		rest.Sub(whole, sum)
	}
	for what, x := range map[string]struct {
		got  figure.Figure
		want *big.Rat
	}{"whole": {b.Whole, whole}, "sum": {b.Sum, sum}, "remainder": {b.Remainder, rest}, "overlap": {b.Overlap, over}} {
		if x.got.Value == nil || x.got.Value.Cmp(x.want) != 0 {
			t.Errorf("%s %s by %v: the %s is %s, want %s", b.Definition.Code, b.Scope, b.Cuts, what, said(x.got), x.want.RatString())
		}
	}
	// Sum and remainder, less the overlap, are the whole: exactly.
	closed := new(big.Rat).Add(b.Sum.Value, b.Remainder.Value)
	if closed.Sub(closed, b.Overlap.Value).Cmp(b.Whole.Value) != 0 {
		t.Errorf("%s %s by %v does not close", b.Definition.Code, b.Scope, b.Cuts)
	}
	if b.Overlap.Value.Sign() < 0 || b.Remainder.Value.Sign() < 0 {
		t.Errorf("%s %s by %v: remainder %s, overlap %s", b.Definition.Code, b.Scope, b.Cuts, said(b.Remainder), said(b.Overlap))
	}
}

// Projects are attributed to one district each, and have a side.
func TestProjectsAreSplitByTheirOwnColumns(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		update(t, db, func(tx *store.Tx) error {
			for _, p := range []string{
				"26 park 110105 beijing I65 10", "26 park 110105 hongkong I 20", "26 land 110108 beijing C26 30", "26 land - beijing - 40", "25 park 110105 beijing I65 50",
			} {
				if err := putProject(t, tx, p); err != nil {
					return err
				}
			}
			return nil
		})
		e := evaluator(t, db)
		for _, c := range []struct{ by, want string }{
			{figure.ByDistrict, "110105=30 110108=30 rest 40"},
			{figure.BySide, "beijing=80 hongkong=20 rest 0"},
			{figure.ByType, "land=70 park=30 rest 0"},
			{figure.ByIndustry, "C=30 I=30 rest 40"},
			{figure.ByCurrency, "CNY=100 rest 0"},
		} {
			b, err := e.Split(t.Context(), "catalogue.amount", figure.Scope{"edition": "26"}, indicator.By(c.by)...)
			if err != nil {
				t.Fatal(err)
			}
			if got := partsOf(b); got != c.want {
				t.Errorf("by %s: %s, want %s", c.by, got, c.want)
			}
		}
		b, err := e.Split(t.Context(), "catalogue.count", figure.Scope{"edition": "26", "side": "beijing"}, indicator.By(figure.ByDistrict, figure.ByType)...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := partsOf(b), "110105|park=1 110108|land=1 rest 1"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func partsOf(b indicator.Breakdown) string {
	out := ""
	for _, p := range b.Parts {
		out += strings.Join(p.Keys, "|") + "=" + p.Figure.Value.RatString() + " "
	}
	return out + "rest " + b.Remainder.Value.RatString()
}

func TestASplitThatWouldCountTwiceUnseenIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		e := evaluator(t, db)
		for _, c := range []struct {
			name, code string
			scope      figure.Scope
			by         []indicator.Cut
			key        string
		}{
			{"by a dimension that is not declared", "signed.count", figure.Scope{"edition": "26"}, indicator.By(figure.BySide), "split.undeclared"},
			{"by districts and offices at once", "signed.count", figure.Scope{"edition": "26"}, indicator.By(figure.ByDistrict, figure.ByOffice), "split.twice"},
			{"by one dimension twice", "signed.count", figure.Scope{"edition": "26"}, indicator.By(figure.ByType, figure.ByType), "split.same"},
			{"by three dimensions", "signed.count", figure.Scope{"edition": "26"}, indicator.By(figure.ByType, figure.ByDay, figure.ByCountry), "split.many"},
			{"by what the scope names", "signed.count", figure.Scope{"edition": "26", "type": "framework"}, indicator.By(figure.ByType), "split.narrowed"},
			{"by a wider industry than the scope's", "signed.count", figure.Scope{"edition": "26", "industry": "I65"}, []indicator.Cut{{Dimension: figure.ByIndustry, Level: 1}}, "split.narrowed"},
			{"by codes of a length that there is not", "signed.count", figure.Scope{"edition": "26"}, []indicator.Cut{{Dimension: figure.ByIndustry, Level: 2}}, "split.level"},
			{"by editions within one", "signed.count", figure.Scope{"edition": "26"}, indicator.By(figure.ByEdition), "split.edition"},
			{"of what is not split at all", "cumulative.count", figure.Scope{"edition": "26"}, indicator.By(figure.ByDistrict), "split.none"},
			{"without an edition", "signed.count", figure.Scope{}, indicator.By(figure.ByDistrict), "indicator.edition"},
		} {
			_, err := e.Split(t.Context(), c.code, c.scope, c.by...)
			if lang.CodeOf(err) != lang.CodeInvalid || keyOf(err) != c.key {
				t.Errorf("%s: %v", c.name, err)
			}
			for _, tag := range lang.Tags {
				if text := lang.Explain(tag, err); strings.ContainsAny(text, "⟦{") {
					t.Errorf("%s: %s", c.name, text)
				}
			}
		}
	})
}
