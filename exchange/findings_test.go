package exchange_test

import (
	"fmt"
	"strings"
	"testing"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// What others printed comes in as observations, and the product says by itself what does
// not go together.

// examined imports the rows as observations of a fair with so many editions, and returns
// what is found, as "rule verdict how".
func examined(t *testing.T, db *store.DB, name string, editions int, rows ...string) []indicator.Finding {
	t.Helper()
	err := db.Update(t.Context(), name, "tester", func(tx *store.Tx) error {
		how := store.How{Action: journal.Created}
		if err := store.Put(t.Context(), tx, &fair.Fair{ID: name, Sides: []fair.Side{{Code: "beijing"}, {Code: "hongkong"}}}, 0, how); err != nil {
			return err
		}
		for n := 1; n <= editions; n++ {
			e := fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: int64(n), Opened: lang.Date(fmt.Sprintf("%d-11-29", 2000+n)), Requires: 3,
				Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
			}
			if err := store.Put(t.Context(), tx, &e, 0, how); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	bring(t, db, text(t, rows...), exchange.Options{Fair: name, Actor: "tester", Kind: exchange.Observations})
	e, err := db.Evaluator(t.Context(), name, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	found, err := e.Examine(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		for _, tag := range lang.Tags {
			if said := f.In(tag); strings.ContainsAny(said, "⟦{") {
				t.Errorf("%s: %s", f.Rule, said)
			}
		}
		if len(f.Statements) == 0 || f.Rule == "" || !lang.Has("finding.verdict."+f.Verdict) {
			t.Errorf("%+v", f)
		}
	}
	return found
}

// finds compares what one rule found with what it must find.
func finds(t *testing.T, found []indicator.Finding, rule string, want ...string) {
	t.Helper()
	var got []string
	for _, f := range found {
		if f.Rule == rule {
			got = append(got, f.Verdict+": "+f.In(lang.En))
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s finds\n%s\nwant\n%s", rule, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func ratesOf(t *testing.T, db *store.DB) {
	t.Helper()
	bring(t, db, text(t, "Date,USD,CNY", "2003-11-29,1.1,7.7"), exchange.Options{Actor: "tester", Kind: exchange.Rates})
}

func TestRuleCumulativeSum(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		// Vibrant Gujarat's nine editions, and the total that was printed of them.
		rows := []string{"indicator,edition,value"}
		for i, n := range []string{"38", "227", "454", `"3,574"`, `"8,380"`, `"17,117"`, `"21,304"`, `"24,774"`, `"28,360"`} {
			rows = append(rows, fmt.Sprintf("signed.count,%d,%s", i+1, n))
		}
		found := examined(t, db, "gujarat", 9, append(rows, `cumulative.count,9,"104,872"`)...)
		finds(t, found, indicator.RuleCumulativeSum,
			"contradicts: Added up through edition 9 (9 summands) it comes to 104,228 agreements, but 104,872 agreements is printed: the difference is 644 agreements.")
		if len(found) != 1 || len(found[0].Statements) != 10 || found[0].Expected.Value.RatString() != "104228" || len(found[0].Expected.Parts) != 9 {
			t.Errorf("%+v", found)
		}
		finds(t, examined(t, db, "gujarat-right", 9, append(rows, `cumulative.count,9,"104,228"`)...), indicator.RuleCumulativeSum,
			"holds: Added up through edition 9 (9 summands) it comes to 104,228 agreements, as printed: 104,228 agreements.")

		// From an opening balance, with one edition not known: what it must have had.
		finds(t, examined(t, db, "balance", 4,
			"indicator,scope,value", "cumulative.count,edition=1,100", "signed.count,edition=2,10", "signed.count,edition=4,20", "cumulative.count,edition=4,137",
			"signed.count,edition=3&district=110105,7",
		), indicator.RuleCumulativeSum,
			"cannot_tell: 137 agreements is printed through edition 4, and without edition 3 it comes to 130 agreements (3 summands): if both are right, edition 3 had 7 agreements.")
		finds(t, examined(t, db, "balance-part", 4,
			"indicator,scope,value", "cumulative.count,edition=1,100", "signed.count,edition=2,10", "signed.count,edition=4,20", "cumulative.count,edition=4,137",
			"signed.count,edition=3&district=110105,8",
		), indicator.RuleCumulativeSum,
			"contradicts: 137 agreements is printed through edition 4, and without edition 3 it already comes to 130 agreements (3 summands), which leaves 7 agreements for edition 3, but 8 agreements was reported of a part of it alone: unless that part is not within the total, both cannot be true.")
		finds(t, examined(t, db, "balance-less", 4,
			"indicator,scope,value", "cumulative.count,edition=1,100", "signed.count,edition=2,10", "signed.count,edition=4,20", "cumulative.count,edition=4,129",
		), indicator.RuleCumulativeSum,
			"contradicts: What is known through edition 4 (3 summands, without edition 3) already comes to 130 agreements, more than the 129 agreements printed.")
		// Printed to the tenth of 亿, and in another currency.
		ratesOf(t, db)
		finds(t, examined(t, db, "amounts", 3,
			"indicator,scope,value", "cumulative.amount,edition=2,100亿元", "signed.amount,edition=3,10.02亿美元", "cumulative.amount,edition=3,170.1亿元",
		), indicator.RuleCumulativeSum,
			"holds: Added up through edition 3 (2 summands) it comes to RMB 17 billion, as printed: RMB 17.01 billion.")
	})
}

func TestRuleGrowthFollows(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		// InvestHK: companies in three years, and the growth that was printed.
		found := examined(t, db, "investhk", 1,
			"indicator,period,value,unit", "enterprise.count,2017,402,enterprise", "enterprise.count,2018,436,enterprise", "enterprise.count,2019,487,enterprise",
			"enterprise.count.growth,2018,8.5%,percent", "enterprise.count.growth,2019,11.7%,percent")
		finds(t, found, indicator.RuleGrowthFollows,
			"holds: From 402 enterprises (2017) to 436 enterprises is 8.5%: the 8.5% printed is right.",
			"holds: From 436 enterprises (2018) to 487 enterprises is 11.7%: the 11.7% printed is right.")
		if exact := found[0].Expected.Value.RatString(); exact != "1700/201" {
			t.Errorf("exactly %s", exact)
		}
		finds(t, examined(t, db, "growth", 3,
			"indicator,edition,value,unit", "signed.count,1,10,agreement", "signed.count,2,13,agreement", "signed.count.growth,2,25%,percent"), indicator.RuleGrowthFollows,
			"contradicts: 25% is printed, but from 10 agreements (edition 1) to 13 agreements is 30%.")
		finds(t, examined(t, db, "growth-open", 2,
			"indicator,edition,value,unit", "signed.count,1,10,agreement", "signed.count,2,超过12,agreement", "signed.count.growth,2,25%,percent"), indicator.RuleGrowthFollows,
			"cannot_tell: From 10 agreements (edition 1) to over 12 agreements is over 20%, which neither proves nor refutes the 25% printed.")
		// The first was worked out before the amounts were rounded; the second is over the sixth edition, whose amount is not known.
		finds(t, examined(t, db, "rounded", 7,
			"indicator,edition,value,unit",
			"signed.amount,3,80.01亿美元,", "signed.amount,4,83.49亿美元,", "signed.amount.growth,4,4.4%,percent", "signed.amount,7,90亿美元,", "signed.amount.growth,7,2%,percent",
		), indicator.RuleGrowthFollows,
			"explained: From US$8.001 billion (edition 3) to US$8.349 billion is 4.3% as printed; the amounts may have been rounded in print, and the 4.4% can be right too.")
	})
}

func TestRuleSeveralTotals(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ratesOf(t, db)
		finds(t, examined(t, db, "totals", 3,
			"indicator,edition,value",
			"signed.amount,3,77.745亿美元", "signed.amount,3,近560亿元", "signed.amount,3,约80亿美元", "signed.amount,3,超过70亿美元", "signed.amount,3,70亿美元", "signed.amount,3,300亿元", "signed.amount,3,10亿港元",
			"signed.amount,2,1亿元", "signed.amount,2,1亿元",
		), indicator.RuleSeveralTotals,
			"explained: nearly RMB 56 billion and US$7.7745 billion are stated of one thing: at the rate of 29 November 2003 (7.0000 renminbi for 1 US dollar, ECB) US$7.7745 billion is RMB 54.4215 billion, so the former is the latter converted and rounded.",
			"explained: Two totals of one thing, US$7.7745 billion and about US$8 billion: the second is most likely the rounded nearly RMB 56 billion converted back, which at the rate of 29 November 2003 (7.0000 renminbi for 1 US dollar, ECB) is US$8 billion; the first is the one to use.",
			"explained: over US$7 billion and US$7.7745 billion are stated of one thing to a different precision, and both can be true.",
			"contradicts: US$7 billion and US$7.7745 billion are stated of one thing and cannot both be true.",
			"contradicts: RMB 30 billion and US$7.7745 billion are stated of one thing, but at the rate of 29 November 2003 (7.0000 renminbi for 1 US dollar, ECB) US$7.7745 billion is RMB 54.4215 billion: they do not agree.",
			"cannot_tell: HK$1 billion and US$7.7745 billion are stated of one thing in different currencies, and there is no rate to check them by.")
	})
}

func TestRuleCumulativeFalls(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		finds(t, examined(t, db, "falls", 3,
			"indicator,scope,edition,value,as_of",
			"cumulative.count,edition=1,1,100,2001-11-29", "cumulative.count,edition=2,2,99,2002-11-29", "cumulative.count,edition=3,3,98余,2003-11-29",
			"enterprise.stock,side=beijing,,13088家,2022-10-31", "enterprise.stock,side=beijing,,超过18000家,2022-12-31", "enterprise.stock,side=beijing,,超过14000家,2024-12-31",
			"investment.stock,direction=outward,,520亿美元,2023-10-31", "investment.stock,direction=outward,,500亿美元,2024-12-31",
		), indicator.RuleCumulativeFalls,
			"contradicts: A cumulative total cannot fall, but the 99 agreements of edition 2 is less than the 100 agreements of edition 1.",
			"contradicts: A cumulative total cannot fall, but the 98 agreements odd of edition 3 is less than the 100 agreements of edition 1.",
			"explained: The over 14,000 enterprises printed of 31 December 2024 is less than the over 18,000 enterprises of 31 December 2022: by their qualifiers both can be true, but in print a cumulative total fell, and what is counted may have changed.",
			"contradicts: A cumulative total cannot fall, but the US$50 billion of 31 December 2024 is less than the US$52 billion of 31 October 2023.")
	})
}

func TestRuleShareBase(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		finds(t, examined(t, db, "base", 1,
			"indicator,scope,value,unit,as_of,of_en",
			"investment.share,direction=inward,44.9%,percent,2017-09-30,utilised foreign direct investment", "investment.share,direction=inward,66%,percent,2023-10-31,foreign investment in actual use.",
		), indicator.RuleShareBase,
			"explained: The 44.9% of 30 September 2017 and the 66% of 31 October 2023 are shares of different wholes and not to be compared. 30 September 2017: utilised foreign direct investment. 31 October 2023: foreign investment in actual use.")
	})
}

func TestRuleShareFollows(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		finds(t, examined(t, db, "shares", 2,
			"indicator,scope,value,unit,as_of",
			"investment.stock,,36亿美元,,2010-06-30", "investment.stock,direction=inward,18亿美元,,2010-06-30", "investment.share,direction=inward,50%,percent,2010-06-30",
			"signed.count,edition=1,30,agreement,", "signed.count,edition=1&district=110105,10,agreement,", "signed.count.share,edition=1&district=110105,34%,percent,",
			"signed.count,edition=2,超过30,agreement,", "signed.count,edition=2&district=110105,10,agreement,", "signed.count.share,edition=2&district=110105,30%,percent,",
		), indicator.RuleShareFollows,
			"holds: US$1.8 billion is 50% of US$3.6 billion: the 50% printed is right.",
			"contradicts: 34% is printed, but 10 agreements is 33.3% of 30 agreements.",
			"cannot_tell: From 10 agreements and over 30 agreements follows between 0% and 33.4%, which neither proves nor refutes the 30% printed.")
	})
}

func TestRulePartsSum(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		finds(t, examined(t, db, "parts", 7,
			"indicator,scope,value,unit,open",
			"signed.count,edition=1,24,agreement,", "signed.part,edition=1&subject=a,10,agreement,", "signed.part,edition=1&subject=b,13,agreement,",
			"signed.count,edition=2,24,agreement,", "signed.part,edition=2&subject=a,10,agreement,true", "signed.part,edition=2&subject=b,13,agreement,true",
			"signed.count,edition=3,24,agreement,", "signed.count,edition=3&type=framework,11,agreement,", "signed.count,edition=3&type=strategic,14,agreement,",
			"signed.count,edition=4,24,agreement,", "signed.count,edition=4&district=110105,11,agreement,", "signed.count,edition=4&district=110108,14,agreement,",
			"signed.count,edition=5,24,agreement,", "signed.count,edition=5&direction=inward,11,agreement,", "signed.count,edition=5&direction=outward,13,agreement,",
			"signed.count,edition=6,24,agreement,", "signed.count,edition=6&district=110105,11,agreement,",
			"signed.amount,edition=7,10.1亿元,,", "signed.amount,edition=7&direction=inward,4.0亿元,,", "signed.amount,edition=7&direction=outward,6.0亿元,,",
		), indicator.RulePartsSum,
			"contradicts: The 2 parts (by kind named by the source) come to 23 agreements, 1 agreement less than the 24 agreements printed, though the list does not say that it is not complete.",
			"explained: The 2 parts named (by kind named by the source) come to 23 agreements, 1 agreement less than the 24 agreements printed: the list ends in “等” and is not complete.",
			"contradicts: The 2 parts (by type) come to 25 agreements, 1 agreement more than the 24 agreements printed, though they cannot overlap.",
			"explained: The 2 parts (by district) come to 25 agreements, 1 agreement more than the 24 agreements printed: one agreement can count in more than one of them.",
			"holds: The 2 parts (by direction) come to 24 agreements, which agrees with the 24 agreements printed (difference 0 agreements).",
			// Each was rounded to a tenth, so the sum may differ by one.
			"holds: The 2 parts (by direction) come to RMB 1 billion, which agrees with the RMB 1.01 billion printed (difference RMB 10 million).")
	})
}

func TestRuleRankInWords(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		finds(t, examined(t, db, "ranks", 1,
			"indicator,scope,value,unit,words_en",
			"investment.rank,subject=a,,,It is one of the largest investors.", "investment.rank,subject=a,1,rank,It is the first.",
			"investment.rank,subject=b,1,rank,It is the first.", "investment.rank,subject=b,2,rank,It is the second.",
		), indicator.RuleRankInWords,
			"explained: Two wordings of one place: No. 1, and “It is one of the largest investors”. If the first is true so is the second, which says less.",
			"contradicts: No. 1 and No. 2 are stated of one place and cannot both be true.")
	})
}

func TestRuleHigherClaimed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ratesOf(t, db)
		finds(t, examined(t, db, "claims", 4,
			"indicator,edition,value,words_en",
			"signed.count,1,10,", "signed.count,2,9,", "signed.versus,2,,The number is higher than last time.",
			"signed.amount,2,10亿美元,", "signed.amount,3,71亿元,", "signed.versus,3,,The amount is higher.",
			"signed.count,4,11,", "signed.versus,4,,More than last time: the number.",
		), indicator.RuleHigherClaimed,
			"contradicts: Agreements signed: 10 agreements at edition 1, 9 agreements at edition 2. The claim “The number is higher than last time” does not hold.",
			"holds: Amount signed: RMB 7 billion at edition 2, RMB 7.1 billion at edition 3. At the rate of 29 November 2003 (7.0000 renminbi for 1 US dollar, ECB) the claim “The amount is higher” holds; beyond 7.100 it would not.",
			"cannot_tell: Agreements signed: not known at edition 3, 11 agreements at edition 4. The claim “More than last time: the number” can be neither proved nor refuted.")
	})
}

func TestContradictionsOfAnEditionAreThoseOfItsStatements(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		examined(t, db, "some", 2,
			"indicator,edition,value", "signed.count,1,10", "signed.count,1,11", "cumulative.count,1,10", "signed.count,2,5", "cumulative.count,2,15", "signed.count,2,6")
		e, err := db.Evaluator(t.Context(), "some", -1, -1)
		if err != nil {
			t.Fatal(err)
		}
		for edition, want := range map[int64]string{0: "several-totals several-totals", 1: "several-totals", 2: "several-totals"} {
			found, err := e.Contradictions(t.Context(), edition)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found {
				got = append(got, f.Rule)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("edition %d: %v, want %s", edition, got, want)
			}
		}
	})
}
