package money_test

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/money"
)

func TestConvert(t *testing.T) {
	ecb := ecbTable(t)
	signing := money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnSigning}
	named := money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnNamed, Day: "2023-11-29"}
	opening := money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening}
	line := func(minor int64, c money.Currency, day lang.Date) money.Line {
		return money.Line{Amount: money.Amount{Minor: minor, Currency: c}, Day: day}
	}
	share := func(l money.Line, num, den int64) money.Line {
		l.Num, l.Den = num, den
		return l
	}
	for _, tt := range []struct {
		name   string
		policy money.Policy
		lines  []money.Line
		want   string
		used   []lang.Date
	}{
		{"nothing comes to nothing", signing, nil, "0", nil},
		{"an amount that is not given adds nothing", signing, []money.Line{{Day: "2023-11-29"}}, "0", nil},
		{"the reporting currency needs no rate and no day", signing, []money.Line{line(150, "CNY", "")}, "1.5", nil},
		{"each line by the rate of its day", signing, []money.Line{line(100, "EUR", "2023-11-30"), line(100, "EUR", "2023-11-29")}, "15.6304", []lang.Date{"2023-11-29", "2023-11-30"}},
		{"all lines by the rate of the named day", named, []money.Line{line(100, "EUR", "2023-11-30"), line(100, "EUR", "")}, "15.6592", []lang.Date{"2023-11-29"}},
		{"each line by the opening of its own edition", opening, []money.Line{line(100, "EUR", "2022-12-30"), line(100, "EUR", "2023-11-29")}, "15.1878", []lang.Date{"2022-12-30", "2023-11-29"}},
		{"two days that use one earlier rate show it once", signing, []money.Line{line(100, "EUR", "2023-11-25"), line(100, "EUR", "2023-11-26")}, "15.618", []lang.Date{"2023-11-24"}},
		{"a share counts alone", signing, []money.Line{share(line(300, "CNY", ""), 1, 3), share(line(100, "EUR", "2023-11-29"), 1, 2)}, "4.9148", []lang.Date{"2023-11-29"}},
		{"a share of nothing adds nothing", signing, []money.Line{share(line(300, "CNY", ""), 0, 1)}, "0", nil},
		{"crossed rates stay exact", named, []money.Line{line(109850, "USD", "")}, "7829.6", []lang.Date{"2023-11-29"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			total, quotes, err := money.Convert(context.Background(), ecb, tt.policy, tt.lines)
			if err != nil {
				t.Fatal(err)
			}
			var used []lang.Date
			for _, q := range quotes {
				used = append(used, q.Day)
			}
			if total.Cmp(rat(t, tt.want)) != 0 || !slices.Equal(used, tt.used) {
				t.Errorf("got %s by %v, want %s by %v", total.FloatString(6), used, tt.want, tt.used)
			}
		})
	}
	for _, tt := range []struct {
		name   string
		line   money.Line
		noRate bool
	}{
		{"a day that is not known", line(100, "EUR", ""), true},
		{"a day before the first", line(100, "EUR", "1990-01-01"), true},
		{"a share over zero", share(line(100, "CNY", ""), 1, 0), false},
		{"a negative share", share(line(100, "CNY", ""), -1, 2), false},
	} {
		t.Run(tt.name+" is refused", func(t *testing.T) {
			total, _, err := money.Convert(context.Background(), ecb, signing, []money.Line{tt.line})
			if err == nil || errors.Is(err, money.ErrNoRate) != tt.noRate {
				t.Errorf("got %v, %v", total, err)
			}
		})
	}
}

func drawLine(t *rapid.T) money.Line {
	l := money.Line{
		Amount: money.Amount{
			Minor:    rapid.Int64().Draw(t, "minor"),
			Currency: rapid.SampledFrom([]money.Currency{"CNY", "HKD", "USD", "EUR", "JPY"}).Draw(t, "currency"),
		},
		Day: lang.Date("2023-11-24").AddDays(rapid.IntRange(0, 9).Draw(t, "day")),
	}
	if rapid.Bool().Draw(t, "shared") {
		l.Den = rapid.Int64Range(1, 100).Draw(t, "den")
		l.Num = rapid.Int64Range(0, l.Den).Draw(t, "num")
	}
	return l
}

func TestConversionsCloseToTheLastCent(t *testing.T) {
	ecb, ctx := ecbTable(t), context.Background()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(drawLine), 0, 20).Draw(t, "lines")
		policy := money.Policy{Currency: rapid.SampledFrom([]money.Currency{"CNY", "USD", "JPY"}).Draw(t, "to"), Source: money.ECB, On: money.OnSigning}
		step := rapid.SampledFrom([]*big.Rat{big.NewRat(1, 100), big.NewRat(1, 1), big.NewRat(10000, 1), big.NewRat(100000000, 1)}).Draw(t, "step")

		exact, _, err := money.Convert(ctx, ecb, policy, lines)
		if err != nil {
			t.Fatal(err)
		}
		var values []*big.Rat
		sum := new(big.Rat)
		for _, line := range lines {
			v, _, err := money.Convert(ctx, ecb, policy, []money.Line{line})
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, v)
			sum.Add(sum, v)
		}
		if sum.Cmp(exact) != 0 {
			t.Fatalf("parts make %s, the whole is %s", sum, exact)
		}

		total := money.RoundHalfUp(exact, step)
		c := money.Close(values, step, total)
		shown := new(big.Rat).Set(c.Rounding)
		for _, v := range c.Shown {
			shown.Add(shown, v)
		}
		if shown.Cmp(total) != 0 || c.Total.Cmp(total) != 0 {
			t.Fatalf("the list makes %s, the total is %s", shown, total)
		}
		// Each record and the total are off by half a step at most.
		limit := new(big.Rat).Mul(step, big.NewRat(int64(len(lines)+1), 2))
		if new(big.Rat).Abs(c.Rounding).Cmp(limit) > 0 {
			t.Fatalf("rounding is %s with %d lines and step %s", c.Rounding, len(lines), step)
		}

		shuffled, _, err := money.Convert(ctx, ecb, policy, rapid.Permutation(lines).Draw(t, "shuffled"))
		if err != nil || shuffled.Cmp(exact) != 0 {
			t.Fatalf("in another order it makes %s, %v", shuffled, err)
		}
	})
}

func TestClose(t *testing.T) {
	third := rat(t, "100/3")
	for _, tt := range []struct {
		name     string
		values   []*big.Rat
		total    string
		shown    []string
		rounding string
	}{
		{"three thirds leave a cent", []*big.Rat{third, third, third}, "100", []string{"33.33", "33.33", "33.33"}, "0.01"},
		{"two halves take one too much", []*big.Rat{rat(t, "0.005"), rat(t, "0.005")}, "0.01", []string{"0.01", "0.01"}, "-0.01"},
		{"nothing closes", nil, "0", nil, "0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := money.Close(tt.values, big.NewRat(1, 100), rat(t, tt.total))
			var shown []string
			for _, v := range c.Shown {
				shown = append(shown, v.FloatString(2))
			}
			if !slices.Equal(shown, tt.shown) || c.Rounding.Cmp(rat(t, tt.rounding)) != 0 {
				t.Errorf("got %v and %s", shown, c.Rounding.FloatString(2))
			}
		})
	}
}
