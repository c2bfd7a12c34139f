package store_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// Definitions as data: the rules of the measures, and a fair's own definitions.

// define writes a fair's own definition, of which the fields are given as JSON; it has the
// same words in all languages.
func define(t *testing.T, db *store.DB, code, fields string) (at journal.Position) {
	t.Helper()
	return defineFor(t, db, "test", code, fields)
}

func defineFor(t *testing.T, db *store.DB, fair, code, fields string) (at journal.Position) {
	t.Helper()
	d := definitionOf(t, code, fields)
	own := map[string]indicator.Definition{}
	for _, wrong := range d.Check(func(code string) (indicator.Definition, bool) {
		v, err := db.View(t.Context(), fair, -1)
		if err != nil {
			t.Fatal(err)
		}
		all, err := v.Definitions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			own[d.Code] = d
		}
		if d, ok := own[code]; ok {
			return d, true
		}
		d, err := indicator.Latest(nil, code)
		return d, err == nil
	}) {
		t.Fatal(wrong)
	}
	return updateFair(t, db, fair, func(tx *store.Tx) error {
		_, _, err := tx.PutDefinition(t.Context(), d, created)
		return err
	})
}

func definitionOf(t *testing.T, code, fields string) indicator.Definition {
	t.Helper()
	const words = `{"zh-Hans": "样例", "zh-Hant": "樣例", "en": "Sample"}`
	d, err := indicator.ParseDefinition(fmt.Sprintf(`{"code": %q, "label": %s, "means": %s, %s}`, code, words, words, fields))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func belongs(parts ...string) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		for _, p := range parts {
			at := agreement.Attribution{Num: 1, Den: 1}
			fmt.Sscanf(p, "%s %d/%d", &at.District, &at.Num, &at.Den)
			a.Attributions = append(a.Attributions, at)
		}
	}
}

func TestRuleDefinitionVersion(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		_, before := agree(t, db, 26, "100 CNY", "50 CNY", "")
		old := figureOf(t, db, fmt.Sprintf("signed.count?edition=26&at=%d", before))
		if old.Definition != 1 || old.Name.Definition != 0 {
			t.Errorf("the built-in definition is version %d and named by %s", old.Definition, old.Name)
		}
		oldJSON := jsonOf(t, old)

		const fields = `"unit": "agreement", "measure": "count", "of": "agreement", "filter": {"with_amount": true}, "rules": ["filter"], "split": ["type"]`
		define(t, db, "signed.count", fields)
		now := figureOf(t, db, "signed.count?edition=26")
		if said(now) != "exact 2" || now.Definition != 2 || !strings.HasSuffix(now.Name.String(), "&definition=2") {
			t.Errorf("the fair's own is %s, named %s", said(now), now.Name)
		}
		again := figureOf(t, db, old.Name.String())
		if d := jsonOf(t, again); d != oldJSON {
			t.Errorf("the old figure was %s and is %s", oldJSON, d)
		}
		first := figureOf(t, db, "signed.count?edition=26&definition=1")
		if said(first) != "exact 3" || first.Definition != 1 || !strings.HasSuffix(first.Name.String(), "&definition=1") {
			t.Errorf("by version 1 it is %s, named %s", said(first), first.Name)
		}
		if tr := traceOf(t, db, "signed.count?edition=26&definition=1"); tr.Count != 3 || tr.Definition.Version != 1 {
			t.Errorf("the trace of version 1 has %d records by version %d", tr.Count, tr.Definition.Version)
		}
		if _, err := evaluate(t, db, "signed.count?edition=26&definition=3"); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("a version that there is not: %v", err)
		}
		// What is made of it follows the one in force.
		want(t, db, map[string]string{"cumulative.count?edition=26": "at_least 2", "signed.count.share?edition=26&type=investment": "exact 100"})
	})
}

func TestAFairsOwnDefinitionIsWrittenOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		const fields = `"unit": "agreement", "measure": "count", "of": "agreement"`
		first := define(t, db, "signed.own", fields)
		if again := define(t, db, "signed.own", fields); again != first {
			t.Errorf("the same definition was written at %d and %d", first, again)
		}
		if second := define(t, db, "signed.own", fields+`, "headline": 9`); second != first+1 {
			t.Errorf("another one was written at %d, after %d", second, first)
		}
		agree(t, db, 26, "1 CNY")
		v, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		all, err := v.Definitions(t.Context())
		if err != nil || len(all) != 2 || all[0].Version != 1 || all[1].Version != 2 || all[1].Headline != 9 {
			t.Errorf("%+v, %v", all, err)
		}
		early, err := db.View(t.Context(), "test", first-1)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := early.Definitions(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("before it there were %+v, %v", all, err)
		}
		// It is among the headlines of the edition, and can be compared and put into a series.
		e := evaluator(t, db)
		figures, err := e.Edition(t.Context(), 26)
		if err != nil || !slices.ContainsFunc(figures, func(f figure.Figure) bool { return f.Name.Indicator == "signed.own" }) {
			t.Errorf("it is not among the figures of the edition: %v", err)
		}
		if s, err := e.Series(t.Context(), "signed.own", figure.Scope{}, 0, 0); err != nil || len(s.Points) != 26 || said(s.Points[25].Figure) != "exact 1" {
			t.Errorf("its series: %v", err)
		}
		if found, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(found.Findings) > 0 {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestRuleFilter(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		someRates(t, db)
		begin(t, db, 26)
		a, _ := agreeWith(t, db, 26, "100 CNY", func(a *agreement.Agreement) {
			belongs("110105 1/2", "110108 1/4", "110106 1/4")(a)
			a.Industry, a.EndedOn = "I6510", "2024-01-01"
		})
		agreeWith(t, db, 26, "40 CNY", func(a *agreement.Agreement) { belongs("110106")(a); a.Industry = "C26" })
		agreeWith(t, db, 26, "", func(a *agreement.Agreement) { a.Type = agreement.Framework })
		agreeWith(t, db, 26, "90 USD", func(*agreement.Agreement) {})
		raise(t, db, 26, a, "8 CNY")
		for name, x := range map[string]struct{ filter, count, sum string }{
			"districts": {`{"district": ["110105", "110108"]}`, "exact 1", "exact 81 CNY"},
			"industry":  {`{"industry": ["I65"]}`, "exact 1", "exact 108 CNY"},
			"section":   {`{"industry": ["I", "C26"]}`, "exact 2", "exact 148 CNY"},
			"amount":    {`{"with_amount": true, "currency": ["CNY"]}`, "exact 2", "exact 148 CNY"},
			"without":   {`{"with_amount": false}`, "exact 1", "exact 0 CNY"},
			"ended":     {`{"ended": true}`, "exact 1", "exact 108 CNY"},
			"unended":   {`{"ended": false, "currency": ["CNY", "EUR"]}`, "exact 1", "exact 40 CNY"},
			"large":     {`{"amount_at_least": ["100 CNY", "91 USD"]}`, "exact 1", "exact 100 CNY"},
			"larger":    {`{"amount_at_least": ["40 CNY"]}`, "exact 2", "exact 140 CNY"},
			"plain":     {`{"increase": false, "currency": ["CNY"]}`, "exact 2", "exact 140 CNY"},
			"types":     {`{"type": ["framework", "memorandum"]}`, "exact 1", "exact 0 CNY"},
		} {
			define(t, db, "filtered."+name, `"unit": "agreement", "measure": "count", "of": "agreement", "rules": ["filter"], "split": ["type"], "filter": `+x.filter)
			define(t, db, "filtered."+name+"_sum", `"measure": "sum", "of": "agreement", "rules": ["filter"], "split": ["type"], "filter": `+x.filter)
			want(t, db, map[string]string{"filtered." + name + "?edition=26": x.count, "filtered." + name + "_sum?edition=26": x.sum})
			tr := traceOf(t, db, "filtered."+name+"_sum?edition=26")
			total := new(big.Rat).Set(tr.Rounding)
			for _, i := range tr.Items {
				if i.Shown != nil {
					total.Add(total, i.Shown)
				}
			}
			if total.Cmp(tr.Total) != 0 || tr.Total.Cmp(tr.Figure.Value) != 0 {
				t.Errorf("%s: the records come to %s, the total is %s", name, total.RatString(), tr.Total.RatString())
			}
		}
		want(t, db, map[string]string{"signed.increase?edition=26": "exact 8 CNY", "signed.with_amount?edition=26": "exact 3"})

		// Of a list that is read in pieces, nothing is lost where a record has several shares.
		n, err := figure.ParseName("filtered.districts_sum?edition=26")
		if err != nil {
			t.Fatal(err)
		}
		var shares []string
		for after, more := "", true; more; {
			tr, err := evaluator(t, db).Trace(t.Context(), n, after, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range tr.Items {
				shares = append(shares, fmt.Sprintf("%s %d/%d", i.Kind, i.Num, i.Den))
			}
			after, more = tr.Cursor, tr.More
		}
		sameText(t, "the shares read one by one", strings.Join(shares, ", "), "agreement 1/2, agreement 1/4, amendment 1/2, amendment 1/4")
	})
}

func TestRuleDistinctValues(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		var ids []party.ID
		update(t, db, func(tx *store.Tx) error {
			ids = nil
			for range 3 {
				p := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "样例公司"}}
				ids = append(ids, p.ID)
				if err := store.Put(t.Context(), tx, &p, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		agreeWith(t, db, 26, "1 CNY", func(a *agreement.Agreement) {
			belongs("110105")(a)
			a.Country, a.Parties = "HK", []agreement.Role{{Party: ids[0], Role: "investor"}, {Party: ids[1], Role: "partner"}}
		})
		agreeWith(t, db, 26, "1 CNY", func(a *agreement.Agreement) {
			belongs("110105 1/2", "110108 1/2")(a)
			a.Country, a.Parties = "HK", []agreement.Role{{Party: ids[1], Role: "investor"}, {Party: ids[0], Role: "investor"}}
		})
		agreeWith(t, db, 26, "1 CNY", func(*agreement.Agreement) {})
		agreeWith(t, db, 26, "1 CNY", func(a *agreement.Agreement) { // without its second key
			belongs("110101")(a)
			a.Confirmed, a.Parties = 1, []agreement.Role{{Party: ids[2], Role: "investor"}}
		})
		want(t, db, map[string]string{
			"signed.districts?edition=26": "exact 2", "signed.parties?edition=26": "exact 2", "signed.investors?edition=26": "exact 2",
			"signed.investors?edition=26&district=110108": "exact 2", "signed.countries?edition=26": "exact 1",
			"signed.investors?edition=26&district=110101": "exact 0",
		})
		if tr := traceOf(t, db, "signed.districts?edition=26"); len(tr.Items) != 2 || len(tr.LeftOut) != 1 {
			t.Errorf("its trace has %d records, and %d left out", len(tr.Items), len(tr.LeftOut))
		} else if v := tr.JSON("test").Values; len(v) != 2 || v[0].Value != "110105" || v[0].Label.En != "Chaoyang" || v[0].Records != 2 || v[1].Records != 1 {
			t.Errorf("its trace has the values %+v", v)
		}
		if tr := traceOf(t, db, "signed.investors?edition=26"); len(tr.Values) != 2 || tr.Values[0].Value != string(ids[0]) || tr.Values[0].Label.Hans != "样例公司" || tr.Values[0].Records != 2 {
			t.Errorf("the trace of investors has the values %+v", tr.Values)
		}
		_, err := evaluator(t, db).Split(t.Context(), "signed.investors", figure.Scope{figure.ByEdition: "26"}, indicator.By(figure.ByDistrict)...)
		if lang.CodeOf(err) != lang.CodeInvalid || !strings.Contains(err.Error(), "do not add up") {
			t.Errorf("its parts are added up: %v", err)
		}
		edition(t, db, 26, reported)
		want(t, db, map[string]string{"signed.districts?edition=26": "at_least 2"})
	})
}

func TestRuleShareOf(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		someRates(t, db)
		begin(t, db, 26)
		agreeWith(t, db, 26, "100 CNY", func(a *agreement.Agreement) { a.Direction = "outward"; belongs("110105")(a) })
		agree(t, db, 26, "", "300 CNY")
		f := figureOf(t, db, "signed.outward_share?edition=26")
		if said(f) != "exact 100/3" || f.Show(lang.En) != "33.3%" || f.Unit != "percent" {
			t.Errorf("it is %s, shown as %s", said(f), f.Show(lang.En))
		}
		tr := traceOf(t, db, "signed.outward_share?edition=26&district=110105")
		if said(tr.Figure) != "exact 100" || len(tr.Parts) != 2 || said(tr.Parts[0]) != "exact 1" || said(tr.Parts[1]) != "exact 1" {
			t.Errorf("the trace of a district's share is %s of %d parts", said(tr.Figure), len(tr.Parts))
		}
		define(t, db, "share.with_amount", `"unit": "percent", "measure": "share", "of": "signed.count", "part": "signed.with_amount"`)
		want(t, db, map[string]string{
			"share.with_amount?edition=26":                         "exact 200/3",
			"signed.amount.share?edition=26&district=110105":       "exact 25",
			"signed.count.share?edition=26&direction=outward":      "exact 100/3",
			"signed.outward_share?edition=26&district=110108":      "unknown",
			"signed.outward_share?edition=26&type=investment":      "exact 100/3",
			"signed.amount.share?edition=26&district=110108":       "exact 0",
			"signed.with_amount.share?edition=26&district=110105":  "exact 50",
			"signed.districts.share?edition=26&direction=outward":  "exact 100",
			"signed.outward_share?edition=26&country=SG":           "unknown",
			"signed.amount.share?edition=26&direction=outward":     "exact 25",
			"signed.amount.share?edition=26&district=110105&ref=1": "exact 25",
		})
		if _, err := evaluate(t, db, "signed.count.share?edition=26"); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("a share of nothing narrower: %v", err)
		}

		// What was stated is the check of what a complete record comes to, and leads otherwise.
		state(t, db, "signed.outward_share", "edition=26", "exact 33.3", func(o *indicator.Observation) { o.Unit, o.Step = "percent", "1/10" })
		f = figureOf(t, db, "signed.outward_share?edition=26")
		if c := check(t, f, figure.RuleReportedRecorded); said(f) != "exact 100/3" || c.Verdict != indicator.Agrees {
			t.Errorf("%s, and the check says %s", said(f), c.Verdict)
		}
		edition(t, db, 26, reported)
		want(t, db, map[string]string{
			"signed.outward_share?edition=26":                 "exact 333/10",
			"signed.outward_share?edition=26&type=investment": "between 0 100",
		})
		// A stock has a share in one of the same date alone.
		state(t, db, "investment.stock", "direction=inward", "over 1 USD", nil)
		state(t, db, "investment.stock", "", "exact 4 USD", nil)
		want(t, db, map[string]string{"investment.stock.share?direction=inward": "between 25 100"})
		state(t, db, "enterprise.stock", "direction=inward", "exact 1", func(o *indicator.Observation) { o.AsOf = "2022-12-31" })
		state(t, db, "enterprise.stock", "", "exact 4", nil)
		if f, err := evaluate(t, db, "enterprise.stock.share?direction=inward"); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("a share in the stock of another date: %s, %v", said(f), err)
		}
		want(t, db, map[string]string{"enterprise.stock?edition=26&direction=inward": "exact 1"}) // the latest up to it
	})
}

func TestRuleRatioOf(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		someRates(t, db)
		begin(t, db, 25, 26)
		agree(t, db, 26, "100 CNY", "50 CNY", "")
		define(t, db, "ratio.one", `"unit": "ratio", "measure": "ratio", "of": "signed.count", "over": "signed.with_amount"`)
		define(t, db, "ratio.percent", `"unit": "percent", "measure": "ratio", "of": "signed.with_amount", "over": "signed.count"`)
		want(t, db, map[string]string{
			"signed.average?edition=26": "exact 50 CNY", "signed.average?edition=25": "unknown CNY",
			"ratio.one?edition=26": "exact 3/2", "ratio.percent?edition=26": "exact 200/3",
		})
		f := figureOf(t, db, "signed.average?edition=26")
		if len(f.Parts) != 2 || f.Parts[0].Indicator != "signed.amount" || f.Parts[1].Indicator != "signed.count" {
			t.Errorf("it is made of %v", f.Parts)
		}
		edition(t, db, 26, reported)
		state(t, db, "signed.amount", "edition=26", "over 1000 CNY", nil)
		state(t, db, "signed.count", "edition=26", "exact 4", nil)
		want(t, db, map[string]string{"signed.average?edition=26": "over 250 CNY"})
		state(t, db, "signed.average", "edition=26", "about 260 CNY", nil)
		want(t, db, map[string]string{"signed.average?edition=26": "about 260 CNY"})
	})
}

func TestRuleGrowthOver(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		rates(t, db, "2023-11-29", "USD 1 CNY 7")
		begin(t, db, 24, 25, 26)
		agree(t, db, 25, "100 CNY")
		agree(t, db, 26, "120 CNY", "30 CNY")
		define(t, db, "growth.amount", `"unit": "percent", "measure": "growth", "of": "signed.amount", "split": ["type"]`)
		want(t, db, map[string]string{
			"growth.amount?edition=26": "exact 50", "signed.amount.growth?edition=26": "exact 50", "signed.count.growth?edition=26": "exact 100",
			"growth.amount?edition=26&type=investment": "exact 50", "growth.amount?edition=25": "unknown", // over none
		})
		f := figureOf(t, db, "growth.amount?edition=26")
		if len(f.Parts) != 2 || f.Parts[1].Scope[figure.ByEdition] != "25" || f.Show(lang.En) != "50%" {
			t.Errorf("%s is made of %v", f.Show(lang.En), f.Parts)
		}
		if _, err := evaluate(t, db, "growth.amount?edition=24"); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("growth over no edition: %v", err)
		}
		edition(t, db, 25, func(e *fair.Edition) { e.Policy.Currency = "USD" })
		f = figureOf(t, db, "growth.amount?edition=26") // 100/7 dollars, 100 yuan at the rate of edition 26
		if said(f) != "exact 50" || len(f.Rates) == 0 || f.Name.Ref < 0 {
			t.Errorf("%s by %v", said(f), f.Rates)
		}
		edition(t, db, 25, func(e *fair.Edition) { e.Policy.Currency, e.Complete = "CNY", false })
		state(t, db, "signed.amount", "edition=25", "over 100 CNY", nil)
		f = figureOf(t, db, "growth.amount?edition=26")
		if f.Interval.Contains(big.NewRat(50, 1)) || !f.Interval.Contains(big.NewRat(499, 10)) || f.Interval.Low == nil {
			t.Errorf("over more than 100 it is %s", said(f))
		}
		state(t, db, "enterprise.count", "period=2022", "exact 200", nil)
		state(t, db, "enterprise.count", "period=2023", "exact 250", nil)
		want(t, db, map[string]string{"enterprise.count.growth?period=2023": "exact 25"})
		state(t, db, "enterprise.count.growth", "period=2023", "exact 24", nil)
		want(t, db, map[string]string{"enterprise.count.growth?period=2023": "exact 24"}) // as it was stated
	})
}

func TestPlacesAreFoundAmongDistrictsAndEditions(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		someRates(t, db)
		begin(t, db, 24, 25, 26)
		for _, x := range []struct{ district, amount string }{
			{"110108", "10 CNY"}, {"110108", "10 CNY"}, {"110105", "50 CNY"}, {"110101", "1 CNY"},
		} {
			agreeWith(t, db, 26, x.amount, belongs(x.district))
		}
		agree(t, db, 25, "100 CNY")
		want(t, db, map[string]string{
			"signed.rank?edition=26&district=110108": "exact 1", "signed.rank?edition=26&district=110105": "exact 2", "signed.rank?edition=26&district=110101": "exact 2",
			"signed.amount_rank?edition=26&district=110105": "exact 1", "signed.rank?edition=26&district=110106": "unknown",
			"signed.edition_rank?edition=26": "exact 2", "signed.edition_rank?edition=25": "exact 1", "signed.edition_rank?edition=24": "exact 3",
		})
		if tr := traceOf(t, db, "signed.rank?edition=26&district=110105"); len(tr.Parts) != 3 {
			t.Errorf("it is found among %d", len(tr.Parts))
		}
		if _, err := evaluate(t, db, "signed.rank?edition=26"); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("a rank of nobody: %v", err)
		}
		edition(t, db, 26, reported)
		state(t, db, "signed.count", "edition=26&district=110108", "over 5", nil)
		state(t, db, "signed.count", "edition=26&district=110105", "at_least 5", nil)
		want(t, db, map[string]string{"signed.rank?edition=26&district=110105": "between 1 3", "signed.edition_rank?edition=25": "between 1 2"})
	})
}

func TestRuleDaysBetween(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 25, 26)
		for _, day := range []lang.Date{"2023-11-28", "2023-11-29", "2023-12-03"} {
			agreeWith(t, db, 26, "1 CNY", func(a *agreement.Agreement) { a.SignedOn = day })
		}
		agreeWith(t, db, 26, "1 CNY", func(a *agreement.Agreement) { a.SignedOn = "" })
		define(t, db, "days.median", `"unit": "day", "measure": "duration", "of": "agreement", "from": "opened", "to": "signed_on", "average": "median"`)
		define(t, db, "days.lasted", `"unit": "day", "measure": "duration", "of": "agreement", "from": "signed_on", "to": "ended_on", "average": "mean"`)
		want(t, db, map[string]string{
			"signed.days?edition=26": "exact 1", "days.median?edition=26": "exact 0", "days.lasted?edition=26": "unknown", "signed.days?edition=25": "unknown",
		})
		tr := traceOf(t, db, "signed.days?edition=26")
		var days []int64
		for _, i := range tr.Items {
			days = append(days, indicator.DaysBetween(i.From, i.To))
		}
		if fmt.Sprint(days) != "[-1 0 4]" || tr.Count != 3 {
			t.Errorf("its trace has the days %v of %d records", days, tr.Count)
		}
		if r := tr.JSON("test").Records[2]; r.From != "2023-11-29" || r.To != "2023-12-03" || *r.Days != 4 {
			t.Errorf("in JSON a record has %s, %s, %d days", r.From, r.To, *r.Days)
		}
		agreeWith(t, db, 26, "1 CNY", func(a *agreement.Agreement) { a.SignedOn, a.EndedOn = "2024-02-28", "2024-03-01" })
		want(t, db, map[string]string{"signed.days?edition=26": "exact 47/2", "days.median?edition=26": "exact 2", "days.lasted?edition=26": "exact 2"})
		if f := figureOf(t, db, "signed.days?edition=26"); f.Show(lang.En) != "23.5 days" {
			t.Errorf("it is shown as %s", f.Show(lang.En))
		}
		edition(t, db, 26, reported)
		if f := figureOf(t, db, "signed.days?edition=26"); said(f) != "unknown" || f.Recorded.RatString() != "47/2" {
			t.Errorf("of a record that is not complete it is %s", said(f))
		}
	})
}

func TestRuleShownDigits(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		agree(t, db, 26, "100 CNY", "", "")
		f := figureOf(t, db, "signed.average?edition=26")
		if said(f) != "exact 100/3 CNY" || f.Show(lang.Hans) != "33.33元" || f.Show(lang.En) != "RMB 33.33" {
			t.Errorf("%s is shown as %s and %s", said(f), f.Show(lang.Hans), f.Show(lang.En))
		}
		define(t, db, "shown.amount", `"measure": "sum", "of": "agreement", "rounding": {"digits": 1, "unit": {"zh-Hans": "万", "zh-Hant": "萬", "en": "thousand"}}`)
		agree(t, db, 26, "123456 CNY")
		f = figureOf(t, db, "shown.amount?edition=26")
		if said(f) != "exact 123556 CNY" || f.Show(lang.Hans) != "12.4万元" || f.Show(lang.Hant) != "12.4萬元" || f.Show(lang.En) != "RMB 123.6 thousand" {
			t.Errorf("%s is shown as %s, %s and %s", said(f), f.Show(lang.Hans), f.Show(lang.Hant), f.Show(lang.En))
		}
		edition(t, db, 26, reported)
		if f = figureOf(t, db, "shown.amount?edition=26"); f.Show(lang.Hans) != "不少于12.3万元" { // never more than it says
			t.Errorf("%s is shown as %s", said(f), f.Show(lang.Hans))
		}
		var j struct{ Value string }
		state(t, db, "shown.amount", "edition=26", "exact 123499.5 CNY", func(o *indicator.Observation) { o.Step = "1/10" })
		f = figureOf(t, db, "shown.amount?edition=26")
		if err := json.Unmarshal([]byte(jsonOf(t, f)), &j); err != nil || j.Value != "123499.5" || f.Show(lang.En) != "RMB 123,499.50" {
			t.Errorf("what was stated is shown as %s", f.Show(lang.En))
		}
	})
}
