package store_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// Each rule of docs/rules.md has its test here, through the database and the evaluator.

// put writes a record, as a new one when before is 0.
func put[T any](t *testing.T, db *store.DB, rec *T, before journal.Position) journal.Position {
	t.Helper()
	return update(t, db, func(tx *store.Tx) error { return store.Put(t.Context(), tx, rec, before, created) })
}

// agree writes agreements that both sides confirmed, each changed by its function.
func agree(t *testing.T, db *store.DB, edition int64, amounts ...string) (made []agreement.Agreement, at journal.Position) {
	t.Helper()
	at = update(t, db, func(tx *store.Tx) error {
		made = nil
		for _, s := range amounts {
			a := signed(tx, edition, amountOf(t, s))
			made = append(made, a)
			if err := store.Put(t.Context(), tx, &a, 0, created); err != nil {
				return err
			}
		}
		return nil
	})
	return made, at
}

// agreeWith writes one such agreement, changed by fn.
func agreeWith(t *testing.T, db *store.DB, edition int64, amount string, fn func(*agreement.Agreement)) (a agreement.Agreement, at journal.Position) {
	t.Helper()
	at = update(t, db, func(tx *store.Tx) error {
		a = signed(tx, edition, amountOf(t, amount))
		fn(&a)
		return store.Put(t.Context(), tx, &a, 0, created)
	})
	return a, at
}

// raise writes a capital increase that both sides confirmed.
func raise(t *testing.T, db *store.DB, edition int64, of agreement.Agreement, amount string) journal.Position {
	t.Helper()
	return update(t, db, func(tx *store.Tx) error {
		m := agreement.Amendment{
			ID: agreement.AmendmentID(tx.NewID()), Agreement: of.ID, Edition: edition, SignedOn: "2023-11-29",
			Amount: amountOf(t, amount), Confirmed: 3,
		}
		return store.Put(t.Context(), tx, &m, 0, created)
	})
}

// amountOf reads "100.50 USD"; "" is no amount.
func amountOf(t *testing.T, s string) money.Amount {
	t.Helper()
	a, err := money.ParseExact(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// edition changes an edition of the fair "test".
func edition(t *testing.T, db *store.DB, number int64, fn func(*fair.Edition)) {
	t.Helper()
	v, err := db.View(t.Context(), "test", -1)
	if err != nil {
		t.Fatal(err)
	}
	row, err := v.EditionRow(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	fn(&row.Value)
	put(t, db, &row.Value, row.Since)
}

func reported(e *fair.Edition) { e.Complete = false }

// state writes an observation: "over 111000000000 USD" of an indicator with a scope. The
// function, when not nil, changes the rest of it.
func state(t *testing.T, db *store.DB, code, scope, said string, fn func(*indicator.Observation)) {
	t.Helper()
	parts := append(strings.Fields(said), "", "", "")
	s, err := figure.ParseScope(scope)
	if err != nil {
		t.Fatal(err)
	}
	var number int64
	fmt.Sscan(s[figure.ByEdition], &number)
	update(t, db, func(tx *store.Tx) error {
		o := indicator.Observation{
			ID: tx.NewID(), Indicator: code, Scope: s.String(), Edition: number, Qualifier: figure.Qualifier(parts[0]),
			Value: parts[1], Currency: money.Currency(parts[2]), Step: "1", Kind: indicator.KindPrinted, AsOf: "2023-11-29",
		}
		if fn != nil {
			fn(&o)
		}
		return store.Put(t.Context(), tx, &o, 0, created)
	})
}

// rates writes what the ECB published for a day: "USD 1.0985 CNY 7.8296".
func rates(t *testing.T, db *store.DB, day lang.Date, quotes string) journal.Position {
	t.Helper()
	d := money.Day{Source: "ECB", Date: day, Base: "EUR", Quotes: map[money.Currency]decimal.Decimal{}}
	f := strings.Fields(quotes)
	for i := 0; i < len(f); i += 2 {
		d.Quotes[money.Currency(f[i])] = decimal.MustParse(f[i+1])
	}
	return updateFair(t, db, journal.Reference, func(tx *store.Tx) error {
		_, _, err := tx.PutRates(t.Context(), d, created)
		return err
	})
}

// evaluate returns the figure with the name.
func evaluate(t *testing.T, db *store.DB, name string) (figure.Figure, error) {
	t.Helper()
	n, err := figure.ParseName(name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := db.Evaluator(t.Context(), "test", journal.Position(n.At), journal.Position(n.Ref))
	if err != nil {
		t.Fatal(err)
	}
	return e.Figure(t.Context(), n)
}

func figureOf(t *testing.T, db *store.DB, name string) figure.Figure {
	t.Helper()
	f, err := evaluate(t, db, name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

func traceOf(t *testing.T, db *store.DB, name string) indicator.Trace {
	t.Helper()
	n, err := figure.ParseName(name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := db.Evaluator(t.Context(), "test", journal.Position(n.At), journal.Position(n.Ref))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := e.Trace(t.Context(), n, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// said writes a figure's value as a test reads it: "exact 34", "over 111000000000 USD",
// "between 1 2", with fractions as they are: "exact 100/3 CNY".
func said(f figure.Figure) string {
	s := string(f.Qualifier)
	if f.Qualifier == figure.Between {
		s += " " + f.Interval.Low.RatString() + " " + f.Interval.High.RatString()
	}
	if f.Value != nil {
		s += " " + f.Value.RatString()
	}
	return strings.TrimSpace(s + " " + string(f.Currency))
}

// want compares figures by name with what they must say.
func want(t *testing.T, db *store.DB, figures map[string]string) {
	t.Helper()
	for name, text := range figures {
		if got := said(figureOf(t, db, name)); got != text {
			t.Errorf("%s is %s, want %s", name, got, text)
		}
	}
}

// check returns what one rule says about a figure.
func check(t *testing.T, f figure.Figure, rule string) figure.Check {
	t.Helper()
	for _, c := range f.Checks {
		if c.Rule == rule {
			return c
		}
	}
	t.Fatalf("%s says nothing about %s: %+v", rule, f.Name, f.Checks)
	return figure.Check{}
}

func TestRuleCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		a, first := agreeWith(t, db, 25, "100 CNY", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 2}, {District: "110108", Num: 1, Den: 2}}
		})
		a.Amount.Minor = 12000
		second := put(t, db, &a, first) // a correction
		a.Title = lang.Text{Hans: "改名"}
		third := put(t, db, &a, second)
		want(t, db, map[string]string{
			"signed.count?edition=25":                              "exact 1",
			"signed.amount?edition=25":                             "exact 120 CNY",
			"signed.count?edition=26":                              "exact 0",
			"signed.amount?edition=26":                             "exact 0 CNY",
			fmt.Sprintf("signed.amount?edition=25&at=%d", first):   "exact 100 CNY",
			fmt.Sprintf("signed.amount?edition=25&at=%d", second):  "exact 120 CNY",
			fmt.Sprintf("signed.count?edition=25&at=%d", third):    "exact 1",
			fmt.Sprintf("signed.count?edition=25&at=%d", first-1):  "exact 0",
			fmt.Sprintf("signed.amount?edition=25&at=%d", first-1): "exact 0 CNY",
		})
	})
}

func TestRuleIncrease(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		a, _ := agreeWith(t, db, 25, "100 CNY", func(a *agreement.Agreement) {
			a.Type = agreement.Framework
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 4}}
		})
		at := raise(t, db, 26, a, "40 CNY")
		want(t, db, map[string]string{
			"signed.count?edition=25":                                "exact 1",
			"signed.amount?edition=25":                               "exact 100 CNY",
			"signed.count?edition=26":                                "exact 0",
			"signed.amount?edition=26":                               "exact 40 CNY",
			"signed.amount?edition=26&district=110105":               "exact 10 CNY", // where its agreement belongs
			"signed.count?edition=26&district=110105":                "exact 0",
			"signed.amount?edition=26&type=framework":                "exact 40 CNY",
			"signed.amount?edition=26&type=investment":               "exact 0 CNY",
			fmt.Sprintf("signed.amount?edition=26&at=%d", int(at)-1): "exact 0 CNY",
		})
		tr := traceOf(t, db, "signed.amount?edition=26")
		if len(tr.Items) != 1 || tr.Count != 0 || tr.Items[0].Kind != "amendment" {
			t.Errorf("the trace holds %+v", tr.Items)
		}
	})
}

func TestRuleReplacement(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		old, at := agreeWith(t, db, 25, "100 CNY", func(*agreement.Agreement) {})
		old.EndedOn = "2023-11-29"
		put(t, db, &old, at)
		agreeWith(t, db, 26, "150 CNY", func(a *agreement.Agreement) { a.Replaces = old.ID })
		want(t, db, map[string]string{
			"signed.count?edition=25":  "exact 1", // it was signed, and stays so
			"signed.amount?edition=25": "exact 100 CNY",
			"signed.count?edition=26":  "exact 1",
			"signed.amount?edition=26": "exact 150 CNY",
		})
	})
}

func TestRuleWithoutAmount(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		agree(t, db, 26, "100 CNY", "", "")
		want(t, db, map[string]string{
			"signed.count?edition=26":               "exact 3",
			"signed.amount?edition=26":              "exact 100 CNY",
			"signed.count?edition=26&currency=CNY":  "exact 1",
			"signed.amount?edition=26&currency=USD": "exact 0 CNY",
		})
		tr := traceOf(t, db, "signed.amount?edition=26")
		shown := 0
		for _, i := range tr.Items {
			if i.Shown != nil {
				shown++
			}
		}
		if len(tr.Items) != 3 || tr.Count != 3 || shown != 1 {
			t.Errorf("the trace has %d records, %d counted, %d with an amount", len(tr.Items), tr.Count, shown)
		}
	})
}

func TestRuleAttribution(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		agreeWith(t, db, 26, "100 CNY", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 3}, {District: "110108", Num: 2, Den: 3}}
		})
		agreeWith(t, db, 26, "7 CNY", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
		})
		agreeWith(t, db, 26, "10 CNY", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{Office: "vice-centre", Num: 1, Den: 1}}
		})
		want(t, db, map[string]string{
			"signed.count?edition=26":                     "exact 3",
			"signed.count?edition=26&district=110105":     "exact 2", // and with the next one more than the whole
			"signed.count?edition=26&district=110108":     "exact 1",
			"signed.count?edition=26&office=vice-centre":  "exact 1",
			"signed.amount?edition=26":                    "exact 117 CNY",
			"signed.amount?edition=26&district=110105":    "exact 121/3 CNY",
			"signed.amount?edition=26&district=110108":    "exact 200/3 CNY",
			"signed.amount?edition=26&office=vice-centre": "exact 10 CNY",
			"signed.amount?edition=26&district=110101":    "exact 0 CNY",
		})
	})
}

func TestRuleTwoKeys(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		a, first := agreeWith(t, db, 26, "100 CNY", func(a *agreement.Agreement) { a.Confirmed = fair.SideBit(0) })
		raise(t, db, 26, a, "1 CNY") // has its own keys
		want(t, db, map[string]string{"signed.count?edition=26": "exact 0", "signed.amount?edition=26": "exact 1 CNY"})
		tr := traceOf(t, db, "signed.count?edition=26")
		if len(tr.LeftOut) != 1 || tr.LeftOut[0].ID != string(a.ID) {
			t.Errorf("left out are %+v, want the agreement that lacks a key", tr.LeftOut)
		}
		a.Confirmed |= fair.SideBit(1)
		second := put(t, db, &a, first)
		want(t, db, map[string]string{
			"signed.count?edition=26":                             "exact 1",
			"signed.amount?edition=26":                            "exact 101 CNY",
			fmt.Sprintf("signed.count?edition=26&at=%d", first):   "exact 0",
			fmt.Sprintf("signed.count?edition=26&at=%d", second):  "exact 1",
			fmt.Sprintf("signed.amount?edition=26&at=%d", second): "exact 101 CNY",
		})

		// An edition that asks for one key.
		agreeWith(t, db, 26, "10 CNY", func(a *agreement.Agreement) { a.Confirmed = fair.SideBit(1) })
		want(t, db, map[string]string{"signed.count?edition=26": "exact 1"})
		edition(t, db, 26, func(e *fair.Edition) { e.Requires = fair.SideBit(1) })
		want(t, db, map[string]string{"signed.count?edition=26": "exact 2", "signed.amount?edition=26": "exact 111 CNY"})
		edition(t, db, 26, func(e *fair.Edition) { e.Requires = 0 })
		agreeWith(t, db, 26, "", func(a *agreement.Agreement) { a.Confirmed = 0 })
		want(t, db, map[string]string{"signed.count?edition=26": "exact 3"})
	})
}

func TestRuleRemainder(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		agreeWith(t, db, 26, "100 CNY", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 2}, {District: "110108", Num: 3, Den: 10}}
		})
		agree(t, db, 26, "60 CNY") // attributed to nobody
		// The parts keep their own shares; nothing is spread over them.
		whole := figureOf(t, db, "signed.amount?edition=26")
		rest := whole.Interval
		for _, district := range []string{"110105", "110108"} {
			rest = rest.Sub(figureOf(t, db, "signed.amount?edition=26&district="+district).Interval)
		}
		if q, v := rest.Qualify(); q != figure.Exact || v.RatString() != "80" {
			t.Errorf("the remainder of %s is %s %v", said(whole), q, v)
		}

		// What is reported and not recorded is the remainder of the records.
		edition(t, db, 25, reported)
		state(t, db, "signed.amount", "edition=25", "over 100 CNY", nil)
		agree(t, db, 25, "30 CNY")
		f := figureOf(t, db, "signed.amount?edition=25")
		if q, v := f.Interval.Sub(figure.Point(f.Recorded)).Qualify(); q != figure.Over || v.RatString() != "70" {
			t.Errorf("the remainder of %s is %s %v", said(f), q, v)
		}
	})
}

func TestRuleOpeningBalance(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 24, 25, 26, 27, 29)
		rates(t, db, "2023-11-29", "USD 1 CNY 7")
		agree(t, db, 24, "1 CNY") // before the balance: not added
		agree(t, db, 25, "1 CNY")
		state(t, db, "cumulative.count", "edition=25", "exact 576", nil)
		state(t, db, "cumulative.amount", "edition=25", "over 1000 USD", nil)
		agree(t, db, 26, "700 CNY", "70 CNY")
		want(t, db, map[string]string{
			"cumulative.count?edition=24":  "at_least 1", // of the editions before nothing is known
			"cumulative.count?edition=25":  "exact 576",
			"cumulative.count?edition=26":  "exact 578",
			"cumulative.count?edition=27":  "exact 578",
			"cumulative.count?edition=29":  "at_least 578", // edition 28 is not there
			"cumulative.amount?edition=25": "over 1000 USD",
			"cumulative.amount?edition=26": "over 1110 USD",
		})
		f := figureOf(t, db, "cumulative.amount?edition=26")
		if f.Kind != figure.Computed || len(f.Parts) != 2 || len(f.Rates) == 0 {
			t.Errorf("%+v", f)
		}
		// Its name and those of its parts give the same values again, by themselves.
		for _, part := range append(f.Parts, f.Name) {
			if got := figureOf(t, db, part.String()); got.Name.String() != part.String() {
				t.Errorf("%s leads to %s", part, got.Name)
			}
		}

		// A later balance takes the place of the earlier one and all up to it.
		state(t, db, "cumulative.count", "edition=26", "exact 610", nil)
		want(t, db, map[string]string{"cumulative.count?edition=26": "exact 610", "cumulative.count?edition=27": "exact 610"})

		// An edition of which nothing is known leaves the sum open above, whatever its currency.
		edition(t, db, 27, func(e *fair.Edition) { e.Complete, e.Policy.Source = false, "nobody" })
		want(t, db, map[string]string{"cumulative.count?edition=27": "at_least 610", "cumulative.amount?edition=27": "over 1110 USD"})
	})
}

func TestRuleReportedAndRecorded(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		edition(t, db, 26, reported)
		want(t, db, map[string]string{"signed.count?edition=26": "unknown", "signed.amount?edition=26": "unknown CNY"})
		agree(t, db, 26, "10 CNY", "20 CNY")
		want(t, db, map[string]string{"signed.count?edition=26": "at_least 2", "signed.amount?edition=26": "at_least 30 CNY"})

		state(t, db, "signed.count", "edition=26", "exact 3", nil)
		state(t, db, "signed.amount", "edition=26", "over 50 CNY", nil)
		holds := func(name, text, recorded, verdict string) {
			t.Helper()
			f := figureOf(t, db, name)
			if f.Kind == figure.Observed && f.Recorded.RatString() != recorded || said(f) != text {
				t.Errorf("%s is %s, %v of it recorded", name, said(f), f.Recorded)
			}
			if c := check(t, f, figure.RuleReportedRecorded); c.Verdict != verdict {
				t.Errorf("%s: reported and recorded: %s, want %s", name, c.Verdict, verdict)
			}
		}
		holds("signed.count?edition=26", "exact 3", "2", indicator.Part)
		holds("signed.amount?edition=26", "over 50 CNY", "30", indicator.Part)
		agree(t, db, 26, "30 CNY")
		holds("signed.count?edition=26", "exact 3", "3", indicator.Agrees)
		agree(t, db, 26, "")
		holds("signed.count?edition=26", "exact 3", "4", indicator.Differs)

		// Declared complete: the records lead, and the reported value is their check.
		edition(t, db, 26, func(e *fair.Edition) { e.Complete = true })
		holds("signed.count?edition=26", "exact 4", "", indicator.Differs)
		holds("signed.amount?edition=26", "exact 60 CNY", "", indicator.Agrees)
	})
}

func TestRuleHigherThanLastEdition(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 24, 25, 26)
		for _, n := range []int64{24, 25, 26} {
			edition(t, db, n, reported)
		}
		state(t, db, "signed.count", "edition=25", "exact 9", nil)
		state(t, db, "signed.amount", "edition=25", "exact 9202000000 USD", nil)
		state(t, db, "signed.count", "edition=26", "exact 34", nil)
		state(t, db, "signed.amount", "edition=26", "exact 67220000000 CNY", nil)

		c := check(t, figureOf(t, db, "signed.count?edition=26"), figure.RuleHigherThanLast)
		if c.Verdict != string(figure.Higher) || c.Value.RatString() != "9" || c.Against.Scope[figure.ByEdition] != "25" {
			t.Errorf("%+v", c)
		}
		none := figureOf(t, db, "signed.amount?edition=26")
		if c := check(t, none, figure.RuleHigherThanLast); c.Verdict != indicator.NoRate || c.Rate != nil {
			t.Errorf("without a rate: %+v", c)
		}

		rates(t, db, "2023-11-29", "USD 1.0985 CNY 7.8296")
		f := figureOf(t, db, "signed.amount?edition=26")
		c = check(t, f, figure.RuleHigherThanLast)
		if c.Verdict != string(figure.Higher) || c.Rate.From != "USD" || c.Rate.To != "CNY" || c.Rate.Value.FloatString(4) != "7.1275" ||
			c.Rate.Day != "2023-11-29" || c.BreakEven.FloatString(4) != "7.3049" || c.Converted.FloatString(0) != "9431027128" {
			t.Errorf("%+v", c)
		}
		// At the rate named the verdict just turns.
		turned := new(big.Rat).Quo(f.Value, c.BreakEven)
		if turned.Cmp(c.Value) != 0 {
			t.Errorf("at %s the amount is %s", c.BreakEven.FloatString(4), turned)
		}
		// The name of the figure without a rate still says that there was none.
		if again := figureOf(t, db, none.Name.String()); check(t, again, figure.RuleHigherThanLast).Verdict != indicator.NoRate {
			t.Errorf("%s now finds a rate", none.Name)
		}

		// Edition 24 has nothing to show; 25 has nothing before it to compare with.
		if c := check(t, figureOf(t, db, "signed.count?edition=25"), figure.RuleHigherThanLast); c.Verdict != string(figure.Incomplete) {
			t.Errorf("against an edition of which nothing is known: %+v", c)
		}
		state(t, db, "signed.count", "edition=24", "about 9", nil)
		if c := check(t, figureOf(t, db, "signed.count?edition=25"), figure.RuleHigherThanLast); c.Verdict != string(figure.Undecided) {
			t.Errorf("9 against about 9: %+v", c)
		}
		if f := figureOf(t, db, "signed.count?edition=24"); len(f.Checks) != 0 {
			t.Errorf("the first edition is compared: %+v", f.Checks)
		}
	})
}

func TestRuleSeveralSources(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		edition(t, db, 26, reported)
		leads := func(text string, verdicts ...string) {
			t.Helper()
			f := figureOf(t, db, "signed.count?edition=26")
			var got []string
			for _, c := range f.Checks {
				if c.Rule == figure.RuleSeveralSources {
					got = append(got, c.Verdict)
				}
			}
			if said(f) != text || fmt.Sprint(got) != fmt.Sprint(verdicts) {
				t.Errorf("%s leads, the others %v; want %s, %v", said(f), got, text, verdicts)
			}
		}
		state(t, db, "signed.count", "edition=26", "over 30", nil)
		leads("over 30")
		state(t, db, "signed.count", "edition=26", "exact 35", func(o *indicator.Observation) { o.Kind = indicator.KindDerived })
		leads("exact 35", "agrees") // more exact
		state(t, db, "signed.count", "edition=26", "exact 34", nil)
		leads("exact 34", "agrees", "differs") // printed as given
		state(t, db, "signed.count", "edition=26", "exact 33", nil)
		leads("exact 34", "agrees", "differs", "differs") // the first of two equal ones
		state(t, db, "signed.count", "edition=26", "about 36", func(o *indicator.Observation) { o.Headline = true })
		leads("about 36", "agrees", "agrees", "differs", "differs") // chosen by the secretariat
	})
}

func TestRuleOutwardRounding(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		rates(t, db, "2023-11-29", "USD 1.0985 CNY 7.8296")
		state(t, db, "cumulative.amount", "edition=25", "over 111000000000 USD", nil)
		agree(t, db, 26, "67220000000 CNY")
		f := figureOf(t, db, "cumulative.amount?edition=26")
		exact := big.NewRat(111_000_000_000*78296+67_220_000_000*10985, 78296)
		if f.Qualifier != figure.Over || f.Value.Cmp(exact) != 0 {
			t.Errorf("%s, want over %s", said(f), exact.RatString())
		}
		// 120,431,027,127.82…
		if got := f.Show(lang.En) + "; " + f.Show(lang.Hans); got != "over US$120.431 billion; 超过1,204.3102亿美元" {
			t.Error(got)
		}
	})
}

func TestRuleSumPrecision(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		edition(t, db, 26, reported)
		rates(t, db, "2023-11-29", "USD 1.0985 CNY 7.8296")
		state(t, db, "signed.amount", "edition=26", "exact 67220000000 CNY", func(o *indicator.Observation) { o.Step = "10000000" })
		state(t, db, "cumulative.amount", "edition=25", "exact 111000000000 USD", func(o *indicator.Observation) { o.Step = "1" })
		shows := func(text string) {
			t.Helper()
			if got := figureOf(t, db, "cumulative.amount?edition=26").Show(lang.En); got != text {
				t.Errorf("%s, want %s", got, text)
			}
		}
		shows("US$120.431 billion") // ten million yuan are worth a little more than a million dollars
		state(t, db, "cumulative.amount", "edition=25", "over 111000000000 USD", func(o *indicator.Observation) { o.Step, o.Headline = "1000000000", true })
		shows("over US$120 billion")
	})
}

func TestRuleHalfUpOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		rates(t, db, "2023-11-29", "USD 1 CNY 7.005")
		agree(t, db, 26, "1.00 USD", "1.00 USD", "1.00 USD") // 7.005 each, 21.015 together
		f := figureOf(t, db, "signed.amount?edition=26")
		if f.Value.RatString() != "4203/200" {
			t.Errorf("before it is shown it is %s", f.Value.RatString())
		}
		if got := f.Show(lang.En); got != "RMB 21.02" {
			t.Errorf("shown %s", got)
		}
		tr := traceOf(t, db, f.Name.String())
		if tr.Total.RatString() != "1051/50" || tr.Items[0].Shown.RatString() != "701/100" {
			t.Errorf("total %s, records %s: want 21.02 and 7.01", tr.Total.RatString(), tr.Items[0].Shown.RatString())
		}
	})
}

func TestRuleClosingLine(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26, 27, 28)
		rates(t, db, "2023-11-29", "USD 1 CNY 7.005")
		agree(t, db, 26, "1.00 USD", "1.00 USD", "1.00 USD", "5.00 CNY", "")
		tr := traceOf(t, db, "signed.amount?edition=26")
		sum := new(big.Rat).Set(tr.Rounding)
		for _, i := range tr.Items {
			if i.Shown != nil {
				sum.Add(sum, i.Shown)
			}
		}
		// 3 × 7.01 + 5.00 = 26.03, and the sum rounded once is 26.02.
		if tr.Rounding.RatString() != "-1/100" || sum.Cmp(tr.Total) != 0 || tr.Total.RatString() != "1301/50" {
			t.Errorf("the records and the rounding %s come to %s, the total is %s", tr.Rounding.RatString(), sum.RatString(), tr.Total.RatString())
		}

		// The editions of a cumulative amount are closed as well, each by its own rate:
		// over 1000 dollars, and twice 26.05 yuan at 8, which is 3.25625 dollars.
		edition(t, db, 27, func(e *fair.Edition) { e.Opened = "2024-11-29" })
		edition(t, db, 28, func(e *fair.Edition) { e.Opened = "2024-11-29" })
		rates(t, db, "2024-11-29", "USD 1 CNY 8")
		state(t, db, "cumulative.amount", "edition=26", "over 1000 USD", nil)
		for _, n := range []int64{27, 28} {
			agree(t, db, n, "26.05 CNY")
		}
		tr = traceOf(t, db, "cumulative.amount?edition=28")
		var lines []string
		for i, l := range tr.Lines {
			lines = append(lines, fmt.Sprint(tr.Parts[i].Name.Indicator, " ", l.Shown.FloatString(2), " ", l.Rate != nil))
		}
		lines = append(lines, tr.Rounding.FloatString(2), tr.Total.FloatString(2))
		if want := []string{"cumulative.amount 1000.00 false", "signed.amount 3.26 true", "signed.amount 3.26 true", "-0.01", "1006.51"}; !slices.Equal(want, lines) {
			t.Errorf("the parts of the cumulative amount come to %q, want %q", lines, want)
		}
	})
}

// The rates of three days; the 25th and 26th of November 2023 are a weekend.
func someRates(t *testing.T, db *store.DB) {
	t.Helper()
	rates(t, db, "2023-11-24", "USD 1 CNY 7")
	rates(t, db, "2023-11-27", "USD 1 CNY 8")
	rates(t, db, "2023-11-29", "USD 1 CNY 9")
}

func TestRuleRatePolicy(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		someRates(t, db)
		begin(t, db, 26) // opened on 29 November
		agreeWith(t, db, 26, "1 USD", func(a *agreement.Agreement) { a.SignedOn = "2023-11-24" })
		agreeWith(t, db, 26, "10 USD", func(a *agreement.Agreement) { a.SignedOn = "2023-11-27" })
		for _, tt := range []struct {
			name   string
			policy money.Policy
			want   string
			days   string
		}{
			{"the day of the opening", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening}, "exact 99 CNY", "[2023-11-29]"},
			{"the day on which each was signed", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnSigning}, "exact 87 CNY", "[2023-11-24 2023-11-27]"},
			{"a day that is named", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnNamed, Day: "2023-11-27"}, "exact 88 CNY", "[2023-11-27]"},
			{"the reporting currency", money.Policy{Currency: "USD", Source: "ECB", On: money.OnOpening}, "exact 11 USD", "[]"},
			{"no policy, and one currency", money.Policy{}, "exact 11 USD", "[]"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				edition(t, db, 26, func(e *fair.Edition) { e.Policy = tt.policy })
				f := figureOf(t, db, "signed.amount?edition=26")
				days := []lang.Date{}
				for _, r := range f.Rates {
					days = append(days, r.Day)
				}
				if said(f) != tt.want || fmt.Sprint(days) != tt.days {
					t.Errorf("%s by the rates of %v, want %s, %s", said(f), days, tt.want, tt.days)
				}
				if (len(f.Rates) > 0) != (f.Name.Ref >= 0) {
					t.Errorf("%s used %d rates", f.Name, len(f.Rates))
				}
			})
		}

		edition(t, db, 26, func(e *fair.Edition) { e.Policy = money.Policy{} })
		agree(t, db, 26, "1 CNY")
		if f, err := evaluate(t, db, "signed.amount?edition=26"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("two currencies met without a policy: %s, %v", said(f), err)
		}
		edition(t, db, 26, func(e *fair.Edition) {
			e.Policy = money.Policy{Currency: "CNY", Source: "nobody", On: money.OnOpening}
		})
		if f, err := evaluate(t, db, "signed.amount?edition=26"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("a source without rates: %s, %v", said(f), err)
		}
		edition(t, db, 26, func(e *fair.Edition) { e.Policy = money.Policy{Currency: "CNY", Source: "ECB", On: money.OnNamed} })
		if f, err := evaluate(t, db, "signed.amount?edition=26"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("a day that is not named yet: %s, %v", said(f), err)
		}
		for _, never := range []money.Policy{
			{Currency: "CNY", On: money.OnOpening},
			{Source: "ECB", On: money.OnOpening},
			{Currency: "CNY", Source: "ECB"},
			{Currency: "CNY", Source: "ECB", On: money.OnNamed, Day: "2023-02-30"},
			{Day: "2023-11-29"},
		} {
			err := db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
				row, err := tx.EditionRow(t.Context(), 26)
				if err != nil {
					return err
				}
				row.Value.Policy = never
				return store.Put(t.Context(), tx, &row.Value, row.Since, created)
			})
			if lang.CodeOf(err) != lang.CodeInvalid {
				t.Errorf("%+v was kept: %v", never, err)
			}
		}
	})
}

func TestRuleLastEarlierRate(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		someRates(t, db)
		begin(t, db, 26)
		edition(t, db, 26, func(e *fair.Edition) { e.Policy.On = money.OnSigning })
		for _, day := range []lang.Date{"2023-11-25", "2023-11-26", "2023-11-27", "2023-12-03"} {
			agreeWith(t, db, 26, "1 USD", func(a *agreement.Agreement) { a.SignedOn = day })
		}
		f := figureOf(t, db, "signed.amount?edition=26")
		var used []string
		for _, r := range f.Rates {
			used = append(used, string(r.Asked)+" by "+string(r.Day))
		}
		// Asked is the last of the days that one rate stood in for.
		if got := strings.Join(used, ", "); said(f) != "exact 31 CNY" || got != "2023-11-26 by 2023-11-24, 2023-11-27 by 2023-11-27, 2023-12-03 by 2023-11-29" {
			t.Errorf("%s by %s", said(f), got)
		}
		items := traceOf(t, db, "signed.amount?edition=26").Items
		if r := items[0].Rate; r.Asked != "2023-11-25" || r.Day != "2023-11-24" {
			t.Errorf("the record signed on 25 November is converted at %+v", r)
		}

		agreeWith(t, db, 26, "1 USD", func(a *agreement.Agreement) { a.SignedOn = "2023-11-23" })
		if f, err := evaluate(t, db, "signed.amount?edition=26"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("a day before the first rate took a later one: %s, %v", said(f), err)
		}
	})
}

func TestRuleCrossThroughTheEuro(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		rates(t, db, "2023-11-28", "USD 1.0965 CNY 7.8189 HKD 8.5444")
		rates(t, db, "2023-11-29", "USD 1.0985 CNY 7.8296")
		agree(t, db, 26, "1098.50 USD", "1.00 EUR")
		f := figureOf(t, db, "signed.amount?edition=26")
		// 1,000 euro and one, at 7.8296: the dollar goes through the euro without being rounded on the way.
		if said(f) != "exact 9796787/1250 CNY" {
			t.Errorf("%s", said(f))
		}
		agree(t, db, 26, "8.54 HKD") // no rate on the day: the older of the two days is named
		f = figureOf(t, db, "signed.amount?edition=26")
		for _, r := range f.Rates {
			if r.From == "HKD" && r.Day != "2023-11-28" {
				t.Errorf("the Hong Kong dollar is converted by %+v", r)
			}
		}
	})
}
