package demo_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"bridgehead/demo"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

func jinggangEvaluator(t *testing.T) *indicator.Evaluator {
	t.Helper()
	e, err := jinggang(t).Evaluator(t.Context(), demo.JinggangID, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTheClaimThatThe26thIsHigherDependsOnTheDay(t *testing.T) {
	e := jinggangEvaluator(t)
	c, err := e.Compare(t.Context(), "signed.amount", figure.Scope{}, 25, 26)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"RMB 67.22 billion at edition 26, RMB 63.953 billion at edition 25, each at its edition’s own rates: higher.",
		"RMB 67.22 billion at edition 26, RMB 65.588 billion at edition 25, both at the rates of 29 November 2023 (ECB): higher.",
		"At 7.305 renminbi for 1 US dollar the two would be the same.",
	}
	if got := c.Explain(lang.En); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got, want := c.Explain(lang.Hans)[2], "1 美元兑7.305 人民币时，两者相等。"; got != want {
		t.Errorf("%s", got)
	}
	if own := c.Own.Growth.Show(lang.En); own != "5.1%" || c.Common.Growth.Show(lang.En) != "2.5%" {
		t.Errorf("growth %s and %s", own, c.Common.Growth.Show(lang.En))
	}
	// 672.2 / 92.02, exactly.
	if c.Turn.Rate.Low.Cmp(big.NewRat(67220, 9202)) != 0 || c.Turn.Above != figure.Lower {
		t.Errorf("it turns at %s", c.Turn.Rate.Low.FloatString(6))
	}
	days, err := e.Days(t.Context(), c, "2023-08-28", "2023-12-08")
	if err != nil {
		t.Fatal(err)
	}
	other := days.Otherwise
	if len(days.Days) != 75 || len(other) != 22 || other[0] != "2023-09-07" || other[21] != "2023-11-03" {
		t.Errorf("otherwise on %d of %d quoted days: %v", len(other), len(days.Days), other)
	}
	for _, d := range days.Days {
		above := d.Rates[0].Value.Cmp(c.Turn.Rate.Low) > 0
		if d.Otherwise != above || above != (d.Verdict == figure.Lower) {
			t.Errorf("%s at %s: %s", d.Day, d.Rates[0].Value.FloatString(4), d.Verdict)
		}
	}
	// The same in dollars, as the press put it.
	c, err = e.CompareAt(t.Context(), "signed.amount", figure.Scope{}, 25, 26, money.Policy{Currency: "USD"})
	if err != nil || c.Common.Verdict != figure.Higher || c.Common.B.Show(lang.En) != "US$9.431 billion" {
		t.Errorf("%s %s, %v", c.Common.Verdict, c.Common.B.Show(lang.En), err)
	}
	if c, err = e.Compare(t.Context(), "signed.count", figure.Scope{}, 25, 26); err != nil || c.Own.Verdict != figure.Higher || c.Own.Growth.Show(lang.En) != "277.8%" {
		t.Errorf("%+v, %v", c.Own, err)
	}
	if len(c.Reasons) != 1 || !c.Reasons[0].Bar || !strings.Contains(c.Reasons[0].In(lang.En), "is our assumption") {
		t.Errorf("that both count the same is an assumption: %v", c.Reasons)
	}
}

func TestChaoyangOverTheEditions(t *testing.T) {
	e := jinggangEvaluator(t)
	for code, want := range map[string]string{
		"signed.count":  "25: not known; 26: 13 agreements; 27: 4 agreements, -69.2%, not like; 28: not known; ",
		"signed.amount": "25: not known; 26: US$3.539 billion; 27: US$4.469 billion, 26.3%, not like; 28: not known; ",
	} {
		s, err := e.Series(t.Context(), code, figure.Scope{figure.ByDistrict: "110105"}, 25, 28)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range s.Points {
			got += fmt.Sprintf("%d: %s", p.Edition, p.Figure.Show(lang.En))
			if p.From != nil {
				u := p.From.Own
				got += ", " + u.Growth.Show(lang.En)
				if len(u.Growth.Parts) != 2 || u.Growth.Parts[0].Scope[figure.ByEdition] != "26" {
					t.Errorf("its base is %v", u.Growth.Parts)
				}
				if !p.Like {
					got += ", not like"
				}
				if r := p.From.Reasons; len(r) != 1 || r[0].Key != "compare.caution.kind" || !strings.Contains(r[0].In(lang.En), "Hong Kong funded projects") {
					t.Errorf("reasons: %v", r)
				}
			}
			got += "; "
		}
		if got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	// The long series has a point for each of the 28 editions, four of them with a number.
	s, err := e.Series(t.Context(), "signed.amount", figure.Scope{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var known []int64
	for _, p := range s.Points {
		if p.Known {
			known = append(known, p.Edition)
		}
	}
	if len(s.Points) != 28 || !slices.Equal(known, []int64{21, 25, 26, 28}) {
		t.Errorf("%d points, known %v", len(s.Points), known)
	}
	last := s.Points[27]
	if last.Gap != 1 || last.From.EditionA.Number != 26 || last.From.Common.Verdict != figure.Lower {
		t.Errorf("edition 28: %+v", last.From)
	}
}

func TestWhatIsBrokenDownOfThe26thEdition(t *testing.T) {
	e := jinggangEvaluator(t)
	for _, c := range []struct{ name, by, want string }{
		{"signed.count?edition=26", figure.ByDistrict, "Chaoyang 13 agreements; remainder 21 agreements; overlap 0 agreements; whole 34 agreements"},
		{"signed.amount?edition=26", figure.ByDistrict, "Chaoyang US$3.539 billion; remainder RMB 42 billion; overlap RMB 0; whole RMB 67.22 billion"},
		{"signed.count?edition=27", figure.ByDistrict, "Chaoyang 4 agreements; Shijingshan 2 agreements; remainder not known; overlap not known; whole not known"},
		{"signed.part?edition=21", figure.BySubject, "culture 5 agreements; innovation 4 agreements; producer-services 8 agreements; remainder between 7 and 16 agreements; overlap between 0 and 9 agreements; whole 24 agreements"},
	} {
		n, err := figure.ParseName(c.name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.Split(t.Context(), n.Indicator, n.Scope, indicator.By(c.by)...)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range b.Parts {
			label, _ := p.Labels[0].In(lang.En)
			got += label + " " + p.Figure.Show(lang.En) + "; "
		}
		got += "remainder " + b.Remainder.Show(lang.En) + "; overlap " + b.Overlap.Show(lang.En) + "; whole " + b.Whole.Show(lang.En)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}

	f, err := e.Flow(t.Context(), 26)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range f.Stocks {
		got += fmt.Sprintf("%s %s, %s of %s; ", s.Direction, s.Figure.Show(lang.En), s.Share.Show(lang.En), s.Of.En)
	}
	if want := "inward over US$135 billion, 66% of Beijing’s foreign investment in actual use; the source does not say whether it is cumulative; outward over US$52 billion, 48% of Beijing’s total outward direct investment; "; got != want {
		t.Errorf("stocks: %s", got)
	}
	if len(f.Count.Parts) != 0 || f.Count.Remainder.Show(lang.En) != "34 agreements" {
		t.Errorf("the sources give no directions: %+v", f.Count.Parts)
	}

	card, err := e.ReportCard(t.Context(), "110105", 26)
	if err != nil {
		t.Fatal(err)
	}
	var agreements []string
	for _, a := range card.Agreements {
		agreements = append(agreements, a.Code)
	}
	if got := fmt.Sprint(card.Count.Figure.Show(lang.En), ", ", card.Count.Share.Show(lang.En), ", ", card.Count.Rank.Figure.Show(lang.En), " of ", card.Count.Rank.Among, ", ", card.Amount.Share.Show(lang.En), " ", agreements); got != "13 agreements, 38.2%, No. 1 of 1, 37.5% [JG26-N4 JG26-C1 JG26-C2]" {
		t.Errorf("Chaoyang's card: %s", got)
	}
	if card, err = e.ReportCard(t.Context(), "110105", 27); err != nil || card.Amount.Change == nil || card.Amount.Change.Own.Growth.Show(lang.En) != "26.3%" {
		t.Errorf("Chaoyang's change: %+v, %v", card.Amount.Change, err)
	}
}

func TestTheContradictionsAmongTheReports(t *testing.T) {
	e := jinggangEvaluator(t)
	found, err := e.Examine(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	said := map[string]string{}
	for _, f := range found {
		key := strings.TrimPrefix(f.Key, "finding.")
		got = append(got, f.Verdict+" "+key)
		said[key] = f.In(lang.En)
		for _, tag := range lang.Tags {
			if text := f.In(tag); strings.ContainsAny(text, "⟦{") {
				t.Error(text)
			}
		}
	}
	want := []string{
		"explained several-totals.rounded", "explained several-totals.rounded", // 576 and 570-odd, over 111 and 110-odd
		"explained several-totals.converted", "explained several-totals.converted_back", // 77.745亿美元, 近560亿元, 约78.6亿美元
		"cannot_tell cumulative-sum.implied", "contradicts cumulative-sum.part_exceeds", // what is left for the 27th edition
		"explained parts-sum.open", "explained rank-in-words.words",
		"holds higher-claimed.holds", "holds higher-claimed.holds_at_rate",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q", got)
	}
	for key, want := range map[string]string{
		"several-totals.converted_back": "Two totals of one thing, US$7.7745 billion and about US$7.86 billion: the second is most likely the rounded nearly RMB 56 billion converted back, which at the rate of 12 November 2025 (7.1165 renminbi for 1 US dollar, ECB) is US$7.869 billion; the first is the one to use.",
		"cumulative-sum.part_exceeds":   "nearly US$130 billion is printed through edition 28, and without edition 27 it already comes to over US$128.2 billion (3 summands), which leaves at most US$1.8 billion for edition 27, but US$4.469 billion was reported of a part of it alone: unless that part is not within the total, both cannot be true.",
		"higher-claimed.holds_at_rate":  "Amount signed: RMB 65.588 billion at edition 25, RMB 67.22 billion at edition 26. At the rate of 29 November 2023 (7.1275 renminbi for 1 US dollar, ECB) the claim “Both the number and the amount are higher than at the last edition” holds; beyond 7.305 it would not.",
	} {
		if said[key] != want {
			t.Errorf("%s: %s", key, said[key])
		}
	}
	if open, err := e.Contradictions(t.Context(), 26); err != nil || slices.ContainsFunc(open, func(f indicator.Finding) bool { return f.Verdict == indicator.Holds }) || len(open) == 0 {
		t.Errorf("%d of edition 26, %v", len(open), err)
	}
}
