package bulletin

import (
	"math/big"
	"testing"

	"bridgehead/figure"
)

// printed is a number as a text prints it.
func printed(q figure.Qualifier, value, step string) quantity {
	v, _ := new(big.Rat).SetString(value)
	s, _ := new(big.Rat).SetString(step)
	return quantity{value: v, step: s, qualifier: q}
}

func exactly(value string) quantity {
	v, _ := new(big.Rat).SetString(value)
	return quantity{value: v, qualifier: figure.Exact}
}

func TestRulePrintedPrecision(t *testing.T) {
	for _, test := range []struct {
		name         string
		said, record quantity
		want         fit
	}{
		{"the same number", printed(figure.Exact, "67220000000", "10000000"), exactly("67220000000"), fits},
		{"what is rounded to it", printed(figure.Exact, "67220000000", "10000000"), exactly("67215000000"), fits},
		{"the upper end belongs to the next", printed(figure.Exact, "67220000000", "10000000"), exactly("67225000000"), unlike},
		{"fewer digits", printed(figure.Exact, "67000000000", "1000000000"), exactly("67220000000"), fits},
		{"fewer digits that were cut off", printed(figure.Exact, "67000000000", "1000000000"), exactly("67620000000"), unlike},
		{"more digits than the record's source printed", printed(figure.Exact, "67223000000", "1000000"), printed(figure.Exact, "67220000000", "10000000"), finer},
		{"a count to its last digit", printed(figure.Exact, "34", "1"), exactly("34"), fits},
		{"another count", printed(figure.Exact, "35", "1"), exactly("34"), unlike},
	} {
		if got := compare(test.said, test.record); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestRuleQualifierTrue(t *testing.T) {
	over := func(v string) quantity { return printed(figure.Over, v, "1000000000") }
	for _, test := range []struct {
		name         string
		said, record quantity
		want         fit
	}{
		{"over less than it is", printed(figure.Over, "30", "10"), exactly("34"), fits},
		{"over what it is", printed(figure.Over, "34", "1"), exactly("34"), misjudged},
		{"nearly a little more", printed(figure.Nearly, "35", "1"), exactly("34"), fits},
		{"nearly what it is", printed(figure.Nearly, "34", "1"), exactly("34"), misjudged},
		{"about", printed(figure.About, "33", "1"), exactly("34"), fits},
		{"at least what it is", printed(figure.AtLeast, "34", "1"), exactly("34"), fits},
		{"thirty odd", printed(figure.Odd, "30", "10"), exactly("34"), fits},
		{"twenty odd", printed(figure.Odd, "20", "10"), exactly("34"), unlike},
		{"over, as the record says", over("111000000000"), over("111000000000"), fits},
		{"over less than the record says", over("110000000000"), over("111000000000"), fits},
		{"over more than the record says", over("117000000000"), over("111000000000"), unlike},
		{"the bare number of what is over it", printed(figure.Exact, "111000000000", "1000000000"), over("111000000000"), misjudged},
		{"nearly what is over it", printed(figure.Nearly, "111000000000", "1000000000"), over("111000000000"), misjudged},
		{"odd, which the record bears out", printed(figure.Odd, "110000000000", "10000000000"), over("111000000000"), fits},
	} {
		if got := compare(test.said, test.record); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestTheLikelyCauseOfADifference(t *testing.T) {
	for _, test := range []struct {
		name         string
		said, record quantity
		want         string
	}{
		{"億 for 萬", printed(figure.Exact, "6722000", "1000"), exactly("67220000000"), CauseSlip + "10000"},
		{"a zero too many", printed(figure.Exact, "340", "1"), exactly("34"), CauseSlip + "10"},
		{"a comma in the wrong place", printed(figure.Exact, "6722000000", "1000000"), exactly("67220000000"), CauseSlip + "10"},
		{"million for billion", printed(figure.Exact, "3539000", "1000"), exactly("3539000000"), CauseSlip + "1000"},
		{"cut off", printed(figure.Exact, "67.6", "0.1"), exactly("67.6471"), ""},
		{"cut off where it should go up", printed(figure.Exact, "61.7", "0.1"), exactly("61.7647"), CauseCut},
		{"something else", printed(figure.Exact, "35", "1"), exactly("34"), ""},
	} {
		if got := simpleCause(test.said, test.record); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if !digitSlip(printed(figure.Exact, "576", "1"), exactly("567")) || !digitSlip(printed(figure.Exact, "576", "1"), exactly("571")) || digitSlip(printed(figure.Exact, "576", "1"), exactly("612")) {
		t.Error("a digit, or two neighbours")
	}
}
