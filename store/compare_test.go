package store_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// The rules of comparing and splitting, through the database.

func evaluator(t *testing.T, db *store.DB) *indicator.Evaluator {
	t.Helper()
	e, err := db.Evaluator(t.Context(), "test", -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// keyOf returns the message of a refusal.
func keyOf(err error) string {
	if e, ok := errors.AsType[*lang.Error](err); ok {
		return e.Key
	}
	return ""
}

// putProject writes a project given as "26 park 110105 beijing I65 10": edition, type,
// district, side, industry and yuan; "-" is none.
func putProject(t *testing.T, tx *store.Tx, line string) error {
	t.Helper()
	f := strings.Fields(strings.ReplaceAll(line, "-", "\x00"))
	for i := range f {
		f[i] = strings.Trim(f[i], "\x00")
	}
	var edition int64
	fmt.Sscan(f[0], &edition)
	p := project.Project{
		ID: project.ID(tx.NewID()), Edition: edition, Title: lang.Text{Hans: "样例"}, Type: project.Type(f[1]),
		District: f[2], Side: f[3], Industry: f[4], Amount: amountOf(t, f[5]+" CNY"),
	}
	return store.Put(t.Context(), tx, &p, 0, created)
}

func compared(t *testing.T, db *store.DB, code string, scope figure.Scope, a, b int64) indicator.Comparison {
	t.Helper()
	c, err := evaluator(t, db).Compare(t.Context(), code, scope, a, b)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(append(c.Explain(lang.Hans), c.Explain(lang.En)...), "\n")
	for _, r := range c.Reasons {
		said += r.In(lang.Hans) + r.In(lang.Hant) + r.In(lang.En)
	}
	if strings.ContainsAny(said, "⟦{") {
		t.Error(said)
	}
	return c
}

func saidUnder(u *indicator.Under) string {
	if u == nil {
		return "none"
	}
	return fmt.Sprintf("%s: %s, %s; %s, %s", u.Verdict, said(u.A), said(u.B), said(u.Difference), said(u.Growth))
}

func sameText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestRuleCommonRate(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		rates(t, db, "2022-12-14", "USD 1 CNY 6")
		rates(t, db, "2023-11-29", "USD 1 CNY 7")
		begin(t, db, 24, 25, 26)
		edition(t, db, 25, func(e *fair.Edition) { e.Opened, e.Policy.Currency = "2022-12-14", "USD" })
		edition(t, db, 24, func(e *fair.Edition) { e.Opened, e.Policy = "2021-12-14", money.Policy{} })
		agree(t, db, 24, "5 JPY")
		agree(t, db, 25, "100 USD")
		agree(t, db, 26, "650 CNY")
		c := compared(t, db, "signed.count", figure.Scope{}, 25, 26)
		sameText(t, "counts", saidUnder(&c.Own), "same: exact 1, exact 1; exact 0, exact 0")
		if c.Common != nil || c.Turn != nil {
			t.Error("a count has a rate")
		}
		// At its own rate the base is 600 yuan, at that of edition 26 it is 700.
		c = compared(t, db, "signed.amount", figure.Scope{}, 25, 26)
		sameText(t, "at its own rates", saidUnder(&c.Own), "higher: exact 600 CNY, exact 650 CNY; exact 50 CNY, exact 25/3")
		sameText(t, "at one rate", saidUnder(c.Common), "lower: exact 700 CNY, exact 650 CNY; exact -50 CNY, exact -50/7")
		sameText(t, "growth as shown", c.Common.Growth.Show(lang.En), "-7.1%")
		if n := c.Common.Growth.Parts; len(n) != 2 || n[0].String() != c.A.Name.String() || n[1].String() != c.B.Name.String() {
			t.Errorf("growth follows from %v", n)
		}
		if c.Turn == nil || c.Turn.Rate.Low.RatString() != "13/2" || c.Turn.From != "USD" || c.Turn.To != "CNY" || c.Turn.Above != figure.Lower {
			t.Errorf("it turns at %+v", c.Turn)
		}
		// A day that is named, and the other way round.
		named, err := evaluator(t, db).CompareAt(t.Context(), "signed.amount", figure.Scope{}, 25, 26, money.Policy{Day: "2022-12-14", Currency: "USD"})
		if err != nil {
			t.Fatal(err)
		}
		sameText(t, "at a named day", saidUnder(named.Common), "higher: exact 100 USD, exact 325/3 USD; exact 25/3 USD, exact 25/3")
		c = compared(t, db, "signed.amount", figure.Scope{}, 26, 25)
		sameText(t, "the other way round", saidUnder(c.Common), "lower: exact 325/3 USD, exact 100 USD; exact -25/3 USD, exact -100/13")
		if c.Common.Policy.Currency != "USD" || c.Turn == nil || c.Turn.Rate.Low.RatString() != "2/13" {
			t.Errorf("%+v, turning at %+v", c.Common.Policy, c.Turn)
		}
		// Never without a rate.
		c = compared(t, db, "signed.amount", figure.Scope{}, 24, 26)
		if c.Own.Verdict != indicator.NoRate || c.Common.Verdict != indicator.NoRate || c.Common.Why.Key != "compare.why.no_rate" {
			t.Errorf("%+v", c.Common)
		}
		// Records of several currencies are summed again at the one rate: the dollars of both
		// editions meet, and it turns where they balance.
		agree(t, db, 26, "20 USD")
		c = compared(t, db, "signed.amount", figure.Scope{}, 25, 26)
		sameText(t, "several currencies", saidUnder(c.Common), "higher: exact 700 CNY, exact 790 CNY; exact 90 CNY, exact 90/7")
		if c.Turn.Rate.Low.RatString() != "65/8" { // 650 = 80 rate
			t.Errorf("it turns at %s", c.Turn.Rate.Low.RatString())
		}
		// Qualified amounts stay intervals.
		edition(t, db, 25, reported)
		state(t, db, "signed.amount", "edition=25", "over 100 USD", nil)
		c = compared(t, db, "signed.amount", figure.Scope{}, 25, 26)
		sameText(t, "over", saidUnder(c.Common), "unknown: over 700 CNY, exact 790 CNY; at_most 90 CNY, between -100 90/7")
		// Nothing is known of it.
		edition(t, db, 24, func(e *fair.Edition) { e.Complete = false })
		state(t, db, "signed.count", "edition=24", "unknown", nil)
		c = compared(t, db, "signed.count", figure.Scope{}, 24, 26)
		if c.Own.Verdict != figure.Incomplete {
			t.Errorf("%+v", c.Own)
		}
	})
}

func TestRuleQuotedDays(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		for day, cny := range map[string]string{"2023-11-23": "6.4", "2023-11-24": "6.6", "2023-11-27": "6.5", "2023-11-28": "6.49", "2023-11-29": "7"} {
			rates(t, db, lang.Date(day), "USD 1 CNY "+cny)
		}
		rates(t, db, "2023-11-22", "CNY 8") // no dollar was quoted that day
		begin(t, db, 25, 26)
		edition(t, db, 25, func(e *fair.Edition) { e.Policy.Currency = "USD" })
		agree(t, db, 25, "100 USD")
		agree(t, db, 26, "650 CNY")
		c := compared(t, db, "signed.amount", figure.Scope{}, 25, 26)
		d, err := evaluator(t, db).Days(t.Context(), c, "2023-11-22", "2023-11-28")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range d.Days {
			got = append(got, fmt.Sprintf("%s %s %s", x.Day, x.Rates[0].Value.FloatString(2), x.Verdict))
		}
		sameText(t, "days", strings.Join(got, ", "), "2023-11-23 6.40 higher, 2023-11-24 6.60 lower, 2023-11-27 6.50 same, 2023-11-28 6.49 higher")
		sameText(t, "otherwise", fmt.Sprint(d.Verdict, " ", d.Otherwise), "lower [2023-11-23 2023-11-27 2023-11-28]")
		// A later position of the rates changes nothing of what was said at this one.
		if _, err := evaluator(t, db).Days(t.Context(), compared(t, db, "signed.count", figure.Scope{}, 25, 26), "2023-11-22", "2023-11-28"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("the days of a count: %v", err)
		}
	})
}

func TestRuleGaps(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 2, 3, 5, 6)
		agree(t, db, 2, "100 CNY", "100 CNY")
		edition(t, db, 5, reported)
		agree(t, db, 6, "150 CNY")
		s, err := evaluator(t, db).Series(t.Context(), "signed.amount", figure.Scope{}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range s.Points {
			text := fmt.Sprintf("%d %t %t %s", p.Edition, p.Held, p.Known, said(p.Figure))
			if p.From != nil {
				text += fmt.Sprintf(" from %d over %d: %s", p.From.EditionA.Number, p.Gap, said(p.From.Common.Growth))
			}
			got = append(got, text)
		}
		// Edition 3 is complete and holds nothing, which is zero; 5 is not, which is a gap, as
		// are 1 and 4, of which the record knows nothing.
		sameText(t, "series", strings.Join(got, "; "), strings.Join([]string{
			"1 false false unknown",
			"2 true true exact 200 CNY",
			"3 true true exact 0 CNY from 2 over 0: exact -100",
			"4 false false unknown",
			"5 true false unknown CNY",
			"6 true true exact 150 CNY from 3 over 2: unknown",
		}, "; "))
	})
}

func TestRuleLikeWithLike(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		rates(t, db, "2023-11-29", "USD 1 CNY 7")
		begin(t, db, 24, 25, 26, 27)
		for _, n := range []int64{24, 25, 26} {
			edition(t, db, n, reported)
		}
		const chaoyang = "&district=110105"
		state(t, db, "signed.amount", "edition=24"+chaoyang, "exact 10 USD", func(o *indicator.Observation) { o.Of = lang.Text{En: "contracts."} })
		state(t, db, "signed.amount", "edition=25"+chaoyang, "exact 12 USD", func(o *indicator.Observation) { o.Of = lang.Text{En: "contracts."} })
		state(t, db, "signed.amount", "edition=26"+chaoyang, "exact 140 CNY", func(o *indicator.Observation) {
			o.Of, o.Kind = lang.Text{En: "Hong Kong funded projects"}, indicator.KindAssumed
		})
		agreeWith(t, db, 27, "150 CNY", func(a *agreement.Agreement) {
			a.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 1}}
		})
		s, err := evaluator(t, db).Series(t.Context(), "signed.amount", figure.Scope{"district": "110105"}, 24, 27)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range s.Points[1:] {
			got += fmt.Sprint(p.Edition, " ", p.Like)
			for _, r := range p.From.Reasons {
				got += " " + strings.TrimPrefix(r.Key, "compare.caution.")
			}
			got += "; "
		}
		sameText(t, "reasons", got, "25 true; 26 false currency kind assumed; 27 false kind observed_first assumed; ")
		sameText(t, "in words", s.Points[2].From.Reasons[1].In(lang.En), "They may not be of one kind. Edition 25: contracts. Edition 26: Hong Kong funded projects.")
	})
}

// attributed returns what gives an agreement to districts by equal shares of n.
func attributed(n int64, districts ...string) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		for _, d := range districts {
			a.Attributions = append(a.Attributions, agreement.Attribution{District: d, Num: 1, Den: n})
		}
	}
}

func saidParts(b indicator.Breakdown) string {
	out := ""
	for _, p := range b.Parts {
		out += strings.Join(p.Keys, "|") + " " + said(p.Figure) + "; "
	}
	return out + "sum " + said(b.Sum) + "; remainder " + said(b.Remainder) + "; overlap " + said(b.Overlap) + "; whole " + said(b.Whole)
}

func broken(t *testing.T, db *store.DB, code, scope string, by ...indicator.Cut) indicator.Breakdown {
	t.Helper()
	s, err := figure.ParseScope(scope)
	if err != nil {
		t.Fatal(err)
	}
	b, err := evaluator(t, db).Split(t.Context(), code, s, by...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Why {
		for _, tag := range lang.Tags {
			if text := r.In(tag); strings.ContainsAny(text, "⟦{") {
				t.Error(text)
			}
		}
	}
	return b
}

func TestRuleWholeAndParts(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		rates(t, db, "2023-11-29", "USD 1 CNY 7")
		begin(t, db, 25, 26)
		a, _ := agreeWith(t, db, 26, "90 CNY", attributed(3, "110105", "110108"))
		agreeWith(t, db, 26, "10 CNY", attributed(1, "110105"))
		agree(t, db, 26, "5 CNY")
		raise(t, db, 26, a, "30 CNY")
		by := indicator.By(figure.ByDistrict)
		b := broken(t, db, "signed.count", "edition=26", by...)
		sameText(t, "agreements", saidParts(b), "110105 exact 2; 110108 exact 1; sum exact 3; remainder exact 1; overlap exact 1; whole exact 3")
		if len(b.Why) != 2 || b.Why[0].Key != "split.why.remainder" || b.Why[1].Key != "split.why.overlap" {
			t.Errorf("why: %v", b.Why)
		}
		if name, _ := b.Parts[0].Labels[0].In(lang.Hans); name != "朝阳区" || b.Parts[0].Figure.Name.Scope.String() != "edition=26&district=110105" {
			t.Errorf("%s, %s", name, b.Parts[0].Figure.Name)
		}
		b = broken(t, db, "signed.amount", "edition=26", by...)
		sameText(t, "amounts", saidParts(b), "110105 exact 50 CNY; 110108 exact 40 CNY; sum exact 90 CNY; remainder exact 45 CNY; overlap exact 0 CNY; whole exact 135 CNY")

		// Nothing is declared complete: what was reported stands beside what is recorded. Two
		// districts may have counted the same agreement, so bounds are all that can be said.
		edition(t, db, 25, reported)
		agreeWith(t, db, 25, "1 CNY", attributed(1, "110101"))
		state(t, db, "signed.count", "edition=25", "exact 34", nil)
		state(t, db, "signed.count", "edition=25&district=110105", "exact 13", nil)
		state(t, db, "signed.count", "edition=25&district=110108", "exact 5", nil)
		b = broken(t, db, "signed.count", "edition=25", by...)
		sameText(t, "reported", saidParts(b), "110101 at_least 1; 110105 exact 13; 110108 exact 5; sum exact 19; remainder between 15 21; overlap between 0 6; whole exact 34")
		sameText(t, "recorded", said(b.Records.Whole)+" "+said(b.Records.Remainder), "exact 1 exact 0")
		// In dollars, of a whole in yuan.
		state(t, db, "signed.amount", "edition=25", "exact 100 CNY", nil)
		state(t, db, "signed.amount", "edition=25&district=110105", "exact 10 USD", nil)
		b = broken(t, db, "signed.amount", "edition=25", by...)
		sameText(t, "in dollars", saidParts(b), "110101 at_least 1 CNY; 110105 exact 10 USD; sum exact 71 CNY; remainder between 29 30 CNY; overlap between 0 1 CNY; whole exact 100 CNY")
		// Parts that cannot overlap and exceed the whole.
		state(t, db, "signed.count", "edition=25&type=framework", "exact 30", nil)
		state(t, db, "signed.count", "edition=25&type=strategic", "exact 10", nil)
		b = broken(t, db, "signed.count", "edition=25", indicator.By(figure.ByType)...)
		sameText(t, "types", saidParts(b), "framework exact 30; investment at_least 1; strategic exact 10; sum exact 41; remainder exact 0; overlap exact 7; whole exact 34")
	})
}

func TestRuleOpenList(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 21, 22)
		edition(t, db, 21, reported)
		edition(t, db, 22, reported)
		open := func(o *indicator.Observation) { o.Open = true }
		state(t, db, "signed.count", "edition=21", "exact 24", nil)
		for subject, n := range map[string]string{"innovation": "4", "culture": "5", "services": "8"} {
			state(t, db, "signed.part", "edition=21&subject="+subject, "exact "+n, open)
		}
		b := broken(t, db, "signed.part", "edition=21", indicator.By(figure.BySubject)...)
		sameText(t, "open", saidParts(b), "culture exact 5; innovation exact 4; services exact 8; sum exact 17; remainder between 7 16; overlap between 0 9; whole exact 24")
		if !b.Open {
			t.Error("the list is closed")
		}
		// Two types that come to the whole, and yet there are others: how much is in them is
		// not known, and it is not zero.
		state(t, db, "signed.count", "edition=22", "exact 9", nil)
		state(t, db, "signed.count", "edition=22&type=framework", "exact 4", open)
		state(t, db, "signed.count", "edition=22&type=strategic", "exact 5", open)
		b = broken(t, db, "signed.count", "edition=22", indicator.By(figure.ByType)...)
		sameText(t, "full", saidParts(b), "framework exact 4; strategic exact 5; sum exact 9; remainder unknown; overlap exact 0; whole exact 9")
	})
}

func TestRuleStockAndFlow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		edition(t, db, 25, func(e *fair.Edition) { e.Opened = "2022-12-14" })
		for i, d := range []project.Direction{project.Inward, project.Inward, project.Outward, ""} {
			agreeWith(t, db, 26, fmt.Sprintf("%d CNY", i+1), func(a *agreement.Agreement) { a.Direction = d })
		}
		on := func(day lang.Date, of string) func(o *indicator.Observation) {
			return func(o *indicator.Observation) { o.AsOf, o.Of = day, lang.Text{En: of} }
		}
		state(t, db, "investment.stock", "direction=inward", "exact 125190000000 USD", on("2022-10-31", ""))
		state(t, db, "investment.stock", "direction=inward", "over 135000000000 USD", on("2023-10-31", ""))
		state(t, db, "investment.share", "direction=inward", "exact 66", on("2023-10-31", "foreign investment in actual use"))
		state(t, db, "investment.stock", "direction=outward", "over 50000000000 USD", on("2024-12-31", ""))
		f, err := evaluator(t, db).Flow(t.Context(), 26)
		if err != nil {
			t.Fatal(err)
		}
		sameText(t, "count", saidParts(f.Count), "inward exact 2; outward exact 1; sum exact 3; remainder exact 1; overlap exact 0; whole exact 4")
		sameText(t, "amount", saidParts(f.Amount), "inward exact 3 CNY; outward exact 3 CNY; sum exact 6 CNY; remainder exact 4 CNY; overlap exact 0 CNY; whole exact 10 CNY")
		if len(f.Stocks) != 1 || said(f.Stocks[0].Figure) != "over 135000000000 USD" || f.Stocks[0].Share == nil || f.Stocks[0].Of.En == "" {
			t.Errorf("stocks of edition 26: %+v", f.Stocks)
		}
		if f, err = evaluator(t, db).Flow(t.Context(), 25); err != nil || len(f.Stocks) != 1 || said(f.Stocks[0].Figure) != "exact 125190000000 USD" || f.Stocks[0].Share != nil {
			t.Errorf("stocks of edition 25: %+v, %v", f.Stocks, err)
		}
	})
}

func TestRulePlaceAmong(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 24, 25, 26)
		for _, n := range []int64{24, 26} {
			agreeWith(t, db, n, "30 CNY", func(a *agreement.Agreement) {
				attributed(1, "110105")(a)
				a.Industry = "I65"
			})
			agreeWith(t, db, n, "60 CNY", attributed(1, "110108"))
			agreeWith(t, db, n, "10 CNY", attributed(1, "110101"))
		}
		agreeWith(t, db, 26, "100 CNY", attributed(2, "110105", "110101"))
		edition(t, db, 25, reported)
		c, err := evaluator(t, db).ReportCard(t.Context(), "110105", 26)
		if err != nil {
			t.Fatal(err)
		}
		sameText(t, "count", fmt.Sprint(said(c.Count.Figure), "; ", said(c.Count.Share), "; ", said(c.Count.Rank.Figure), " of ", c.Count.Rank.Among), "exact 2; exact 50; exact 1 of 3")
		sameText(t, "amount", fmt.Sprint(said(c.Amount.Figure), "; ", said(c.Amount.Share), "; ", said(c.Amount.Rank.Figure)), "exact 80 CNY; exact 40; exact 1")
		if c.Amount.Change == nil || c.Amount.Change.EditionA.Number != 24 { // of 25 nothing is known
			t.Fatalf("change: %+v", c.Amount.Change)
		}
		sameText(t, "change", saidUnder(c.Amount.Change.Common), "higher: exact 30 CNY, exact 80 CNY; exact 50 CNY, exact 500/3")
		sameText(t, "industries", saidParts(c.Industries), "I exact 1; sum exact 1; remainder exact 1; overlap exact 0; whole exact 2")
		sameText(t, "types", saidParts(c.Types), "investment exact 2; sum exact 2; remainder exact 0; overlap exact 0; whole exact 2")
		if len(c.Agreements) != 2 || c.More {
			t.Errorf("%d agreements", len(c.Agreements))
		}
		// What is only known to be at least so much leaves the place open.
		agreeWith(t, db, 25, "10 CNY", attributed(1, "110105"))
		agreeWith(t, db, 25, "10 CNY", attributed(1, "110101"))
		state(t, db, "signed.count", "edition=25&district=110108", "exact 9", nil)
		state(t, db, "signed.count", "edition=25&district=110105", "exact 4", nil)
		if c, err = evaluator(t, db).ReportCard(t.Context(), "110105", 25); err != nil {
			t.Fatal(err)
		}
		sameText(t, "open place", fmt.Sprint(said(c.Count.Rank.Figure), " ", c.Count.Rank.Best, c.Count.Rank.Worst), "between 2 3 2 3")
		if _, err := evaluator(t, db).ReportCard(t.Context(), "999999", 25); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("a district that there is not: %v", err)
		}
	})
}

func TestPartsOfTwoEditionsAreCompared(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		rates(t, db, "2022-12-14", "USD 1 CNY 6")
		rates(t, db, "2023-11-29", "USD 1 CNY 7")
		begin(t, db, 25, 26)
		edition(t, db, 25, func(e *fair.Edition) { e.Opened, e.Policy.Currency = "2022-12-14", "USD" })
		day := func(d lang.Date, districts ...string) func(a *agreement.Agreement) {
			return func(a *agreement.Agreement) {
				attributed(1, districts...)(a)
				a.SignedOn = d
			}
		}
		agreeWith(t, db, 25, "10 USD", day("2022-12-14", "110105"))
		agreeWith(t, db, 25, "20 USD", day("2022-12-15", "110108"))
		agreeWith(t, db, 26, "65 CNY", day("2023-11-29", "110105"))
		agreeWith(t, db, 26, "90 CNY", day("2023-12-01", "110101"))
		for _, c := range []struct{ by, want string }{
			{figure.ByDistrict, "110101 higher higher, 110105 higher lower, 110108 lower lower, "},
			{figure.ByDay, "1 higher lower, 2 lower lower, 3 higher higher, "},
		} {
			parts, err := evaluator(t, db).CompareBy(t.Context(), "signed.amount", figure.Scope{}, indicator.Cut{Dimension: c.by}, 25, 26)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, p := range parts {
				got += fmt.Sprintf("%s %s %s, ", p.Keys[0], p.Own.Verdict, p.Common.Verdict)
			}
			sameText(t, c.by, got, c.want)
		}
		parts, err := evaluator(t, db).CompareBy(t.Context(), "signed.count", figure.Scope{}, indicator.By(figure.ByDistrict)[0], 25, 26)
		if err != nil {
			t.Fatal(err)
		}
		sameText(t, "counts", fmt.Sprint(len(parts), " ", said(parts[0].Own.Difference), " ", parts[0].A == nil), "3 exact 1 true")
		// What the other edition does not have is not known while it is not complete.
		edition(t, db, 25, reported)
		if parts, err = evaluator(t, db).CompareBy(t.Context(), "signed.count", figure.Scope{}, indicator.By(figure.ByDistrict)[0], 25, 26); err != nil {
			t.Fatal(err)
		}
		sameText(t, "not complete", string(parts[0].Own.Verdict), "incomplete")
	})
}

func TestTheQuotedDaysOfASource(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		rates(t, db, "2023-11-24", "USD 1.0916 CNY 7.8090")
		at := rates(t, db, "2023-11-27", "USD 1.0951 CNY 7.8332")
		rates(t, db, "2023-11-28", "USD 2 CNY 7")
		r, err := db.Rates(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		days, err := r.Days(t.Context(), "ECB", "2023-11-25", "2023-11-30")
		if err != nil || len(days) != 1 || days[0].Date != "2023-11-27" || days[0].Base != "EUR" || days[0].Quotes["CNY"].String() != "7.8332" {
			t.Errorf("%v, %v", days, err)
		}
		var table money.Table
		for _, d := range days {
			if err := table.Add(d); err != nil {
				t.Fatal(err)
			}
		}
		same, err := table.Days(t.Context(), "ECB", "2023-11-25", "2023-11-30")
		if err != nil || fmt.Sprint(same) != fmt.Sprint(days) {
			t.Errorf("%v, %v", same, err)
		}
		if none, err := table.Days(t.Context(), "BOC", "", "9999-12-31"); err != nil || len(none) != 0 {
			t.Errorf("%v, %v", none, err)
		}
		q, err := money.Cross(t.Context(), &table, "ECB", "USD", "CNY", "2023-11-27")
		if err != nil || q.Rate.Cmp(big.NewRat(78332, 10951)) != 0 {
			t.Errorf("%v, %v", q, err)
		}
	})
}
