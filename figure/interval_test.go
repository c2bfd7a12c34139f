package figure_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/figure"
)

func rat(t interface{ Fatalf(string, ...any) }, s string) *big.Rat {
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return v
}

func small(t *rapid.T, low int, name string) *big.Rat {
	return big.NewRat(int64(rapid.IntRange(4*low, 80).Draw(t, name)), 4)
}

// interval draws an interval that is not empty and has no value below low. One in three
// ends is unbounded, where low allows it.
func interval(t *rapid.T, low int, name string) figure.Interval {
	i := figure.Interval{Low: small(t, low, name+" low"), LowOpen: rapid.Bool().Draw(t, name+" low open")}
	i.High = new(big.Rat).Add(i.Low, big.NewRat(int64(rapid.IntRange(0, 40).Draw(t, name+" width")), 4))
	i.HighOpen = rapid.Bool().Draw(t, name+" high open")
	if i.Low.Cmp(i.High) == 0 {
		i.LowOpen, i.HighOpen = false, false
	}
	if low < 0 && rapid.IntRange(0, 2).Draw(t, name+" low end") == 0 {
		i.Low, i.LowOpen = nil, true
	}
	if rapid.IntRange(0, 2).Draw(t, name+" high end") == 0 {
		i.High, i.HighOpen = nil, true
	}
	return i
}

// member draws a value of the interval, its ends among them.
func member(t *rapid.T, i figure.Interval, name string) *big.Rat {
	low, high := i.Low, i.High
	switch {
	case low == nil && high == nil:
		low, high = big.NewRat(-50, 1), big.NewRat(50, 1)
	case low == nil:
		low = new(big.Rat).Sub(high, big.NewRat(50, 1))
	case high == nil:
		high = new(big.Rat).Add(low, big.NewRat(50, 1))
	}
	at := big.NewRat(int64(rapid.IntRange(0, 8).Draw(t, name)), 8)
	v := at.Add(low, at.Mul(at, new(big.Rat).Sub(high, low)))
	if !i.Contains(v) { // an open end
		v = v.Quo(new(big.Rat).Add(low, high), big.NewRat(2, 1))
	}
	if !i.Contains(v) {
		t.Fatalf("%s: %v is not in %+v", name, v, i)
	}
	return v
}

func TestArithmeticOfIntervalsHoldsEveryResultOfTheirMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i, j := interval(t, -20, "i"), interval(t, -20, "j")
		x, y := member(t, i, "x"), member(t, j, "y")
		k := small(t, -20, "k")
		for _, tt := range []struct {
			name string
			in   figure.Interval
			v    *big.Rat
		}{
			{"x + y", i.Add(j), new(big.Rat).Add(x, y)},
			{"x - y", i.Sub(j), new(big.Rat).Sub(x, y)},
			{"-x", i.Neg(), new(big.Rat).Neg(x)},
			{"k x", i.Scale(k), new(big.Rat).Mul(x, k)},
		} {
			if !tt.in.Contains(tt.v) {
				t.Errorf("%s is %s, which is not in %+v", tt.name, tt.v.RatString(), tt.in)
			}
		}
	})
}

func TestRatiosOfAmountsHoldEveryRatioOfTheirMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i, j := interval(t, 0, "i"), interval(t, 0, "j")
		x, y := member(t, i, "x"), member(t, j, "y")
		if y.Sign() == 0 {
			return
		}
		if q := i.Quo(j); !q.Contains(new(big.Rat).Quo(x, y)) {
			t.Errorf("%s / %s is not in %+v", x.RatString(), y.RatString(), q)
		}
	})
}

func TestARatioWithValuesBelowZeroIsNotKnown(t *testing.T) {
	one := figure.Point(big.NewRat(1, 1))
	for _, q := range []figure.Interval{
		figure.Point(big.NewRat(-1, 1)).Quo(one), one.Quo(figure.Point(big.NewRat(-1, 1))),
		one.Quo(figure.Point(new(big.Rat))), figure.Everything.Quo(one),
	} {
		if q != figure.Everything {
			t.Errorf("got %+v", q)
		}
	}
}

func TestAVerdictHoldsForAllMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i, j := interval(t, -20, "i"), interval(t, -20, "j")
		verdict := i.Compare(j)
		opposite := map[figure.Verdict]figure.Verdict{figure.Higher: figure.Lower, figure.Lower: figure.Higher}
		if back := j.Compare(i); opposite[verdict] != opposite[""] && back != opposite[verdict] || verdict == figure.Same && back != figure.Same {
			t.Errorf("%+v is %s to %+v, and the other way round %s", i, verdict, j, back)
		}
		for range 4 {
			x, y := member(t, i, "x"), member(t, j, "y")
			c := x.Cmp(y)
			if verdict == figure.Higher && c <= 0 || verdict == figure.Lower && c >= 0 || verdict == figure.Same && c != 0 {
				t.Errorf("%+v is %s to %+v, but they hold %s and %s", i, verdict, j, x.RatString(), y.RatString())
			}
		}
	})
}

func TestAValueAndItsQualifierComeBackFromTheInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := new(big.Rat).Add(small(t, 0, "v"), big.NewRat(1, 7))
		q := rapid.SampledFrom([]figure.Qualifier{figure.Exact, figure.About, figure.Nearly, figure.Over, figure.AtLeast, figure.AtMost}).Draw(t, "q")
		got, value := figure.Of(q, v, nil).Qualify()
		if got != q || value.Cmp(v) != 0 {
			t.Errorf("%s %s comes back as %s %s", q, v.RatString(), got, value.RatString())
		}
	})
}

// The qualifier of a result may say less than its interval, and never more.
func TestAQualifierSaysNoMoreThanItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := interval(t, -20, "i")
		q, v := i.Qualify()
		said := i // between gives both ends as they are
		switch q {
		case figure.Between:
			if v != nil || i.Low == nil || i.High == nil {
				t.Fatalf("%+v is between, with the value %v", i, v)
			}
			said = figure.Range(i.Low, i.High)
		case figure.Unknown:
			said = figure.Everything
		default:
			said = figure.Of(q, v, nil)
		}
		if x := member(t, i, "x"); !said.Contains(x) {
			t.Errorf("%+v is said to be %s %v, which does not hold %s", i, q, v, x.RatString())
		}
	})
}

func TestQualifiersStandForTheirIntervals(t *testing.T) {
	for _, tt := range []struct {
		name    string
		i       figure.Interval
		in, out []string
	}{
		{"exactly 34 is 34 and nothing else", figure.Of(figure.Exact, rat(t, "34"), nil), []string{"34"}, []string{"33.99", "34.01"}},
		{"over 111 is not 111 itself", figure.Of(figure.Over, rat(t, "111"), nil), []string{"111.01", "1e9"}, []string{"111", "110"}},
		{"1,110余 goes one step of the last digit up", figure.Of(figure.Odd, rat(t, "1110"), rat(t, "10")), []string{"1110.1", "1119.9"}, []string{"1110", "1120"}},
		{"570多 goes as far as its last digit that is not zero is worth", figure.Of(figure.Odd, rat(t, "570"), rat(t, "1")), []string{"570.5", "579"}, []string{"570", "580"}},
		{"nearly 100 is from 90 to below 100", figure.Of(figure.Nearly, rat(t, "100"), nil), []string{"90", "99.99"}, []string{"89.99", "100"}},
		{"about 100 is five in a hundred either way", figure.Of(figure.About, rat(t, "100"), nil), []string{"95", "105"}, []string{"94.99", "105.01"}},
		{"about -100 is the same below zero", figure.Of(figure.About, rat(t, "-100"), nil), []string{"-95", "-105"}, []string{"-94.99", "-105.01"}},
		{"at least 5 is 5 or more", figure.Of(figure.AtLeast, rat(t, "5"), nil), []string{"5", "6"}, []string{"4.99"}},
		{"at most 5 is 5 or less", figure.Of(figure.AtMost, rat(t, "5"), nil), []string{"5", "-6"}, []string{"5.01"}},
		{"what is not known may be anything", figure.Of(figure.Unknown, nil, nil), []string{"0", "-1e9", "1e9"}, nil},
		{"between takes its ends in either order", figure.Range(rat(t, "20"), rat(t, "10")), []string{"10", "20"}, []string{"9.99", "20.01"}},
		{"a printed 672.2 was rounded from half a digit below on", figure.Printed(rat(t, "672.2"), rat(t, "0.1")), []string{"672.15", "672.2499"}, []string{"672.1499", "672.25"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range tt.in {
				if !tt.i.Contains(rat(t, s)) {
					t.Errorf("%s is not in %+v", s, tt.i)
				}
			}
			for _, s := range tt.out {
				if tt.i.Contains(rat(t, s)) {
					t.Errorf("%s is in %+v", s, tt.i)
				}
			}
		})
	}
}

func TestSumsOfQualifiedValues(t *testing.T) {
	of := func(q figure.Qualifier, v string) figure.Interval { return figure.Of(q, rat(t, v), rat(t, "1")) }
	for _, tt := range []struct {
		name string
		i    figure.Interval
		q    figure.Qualifier
		v    string // "" when there is no one value
	}{
		{"over 1,110 and exactly 94 is over 1,204", of(figure.Over, "1110").Add(of(figure.Exact, "94")), figure.Over, "1204"},
		{"over 1,110 and at least 94 is over 1,204", of(figure.Over, "1110").Add(of(figure.AtLeast, "94")), figure.Over, "1204"},
		{"576 and 34 is exactly 610", of(figure.Exact, "576").Add(of(figure.Exact, "34")), figure.Exact, "610"},
		{"at least 5 and exactly 3 is at least 8", of(figure.AtLeast, "5").Add(of(figure.Exact, "3")), figure.AtLeast, "8"},
		{"about 100 twice is about 200", of(figure.About, "100").Add(of(figure.About, "100")), figure.About, "200"},
		{"nearly 100 and nearly 100 is nearly 200", of(figure.Nearly, "100").Add(of(figure.Nearly, "100")), figure.Nearly, "200"},
		{"about 100 and exactly 100 lies between", of(figure.About, "100").Add(of(figure.Exact, "100")), figure.Between, ""},
		{"570余 and exactly 34 lies between", of(figure.Odd, "570").Add(of(figure.Exact, "34")), figure.Between, ""},
		{"at most 10 less over 3 is at most 7", of(figure.AtMost, "10").Sub(of(figure.Over, "3")), figure.AtMost, "7"},
		{"over 10 less over 3 is not known", of(figure.Over, "10").Sub(of(figure.Over, "3")), figure.Unknown, ""},
		{"what is not known stays so with anything added", figure.Everything.Add(of(figure.Exact, "3")), figure.Unknown, ""},
		{"over 1,110 at a rate of seven is over 7,770", of(figure.Over, "1110").Scale(rat(t, "7")), figure.Over, "7770"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, v := tt.i.Qualify()
			if q != tt.q || (v == nil) != (tt.v == "") || v != nil && v.Cmp(rat(t, tt.v)) != 0 {
				t.Errorf("got %s %v, want %s %s", q, v, tt.q, tt.v)
			}
		})
	}
}

func TestComparisons(t *testing.T) {
	of := func(q figure.Qualifier, v string) figure.Interval { return figure.Of(q, rat(t, v), rat(t, "1")) }
	for _, tt := range []struct {
		name string
		i, j figure.Interval
		want figure.Verdict
	}{
		{"exactly 10 is higher than exactly 9", of(figure.Exact, "10"), of(figure.Exact, "9"), figure.Higher},
		{"exactly 9 is the same as exactly 9", of(figure.Exact, "9"), of(figure.Exact, "9"), figure.Same},
		{"over 9 is higher than exactly 9", of(figure.Over, "9"), of(figure.Exact, "9"), figure.Higher},
		{"at least 9 may be exactly 9", of(figure.AtLeast, "9"), of(figure.Exact, "9"), figure.Undecided},
		{"nearly 9 is lower than exactly 9", of(figure.Nearly, "9"), of(figure.Exact, "9"), figure.Lower},
		{"over 9 may be lower than exactly 100", of(figure.Over, "9"), of(figure.Exact, "100"), figure.Undecided},
		{"about 100 and about 104 overlap", of(figure.About, "100"), of(figure.About, "104"), figure.Undecided},
		{"about 100 is lower than about 111", of(figure.About, "100"), of(figure.About, "111"), figure.Lower},
		{"nothing is said of what is not known", figure.Everything, of(figure.Exact, "1"), figure.Undecided},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.i.Compare(tt.j); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
