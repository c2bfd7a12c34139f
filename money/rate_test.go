package money_test

import (
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/money"
)

var equalRats = cmp.Comparer(func(a, b *big.Rat) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 })

// midRates is a source that quotes most currencies in renminbi and one the other way,
// as the official mid-rate does.
func midRates() *money.Table {
	var table money.Table
	table.Add(money.Day{Source: "mid", Date: "2023-11-29", Base: "USD", Quotes: quotes("CNY", "7.1")})
	table.Add(money.Day{Source: "mid", Date: "2023-11-28", Base: "HKD", Quotes: quotes("CNY", "0.91")})
	table.Add(money.Day{Source: "mid", Date: "2023-11-29", Base: "CNY", Quotes: quotes("KRW", "182")})
	return &table
}

func TestCross(t *testing.T) {
	ecb := ecbTable(t)
	for _, tt := range []struct {
		name, source string
		rates        money.Rates
		from, to     money.Currency
		day          lang.Date
		want         money.Quote
	}{
		{"dollar to renminbi goes through the euro", "ECB", ecb, "USD", "CNY", "2023-11-29", money.Quote{Rate: rat(t, "78296/10985"), Day: "2023-11-29", Through: "EUR"}},
		{"from the euro the rate is as published", "ECB", ecb, "EUR", "CNY", "2023-11-29", money.Quote{Rate: rat(t, "7.8296"), Day: "2023-11-29"}},
		{"to the euro the rate is turned round", "ECB", ecb, "USD", "EUR", "2023-11-29", money.Quote{Rate: rat(t, "10000/10985"), Day: "2023-11-29"}},
		{"a currency is one of itself", "ECB", ecb, "CNY", "CNY", "1900-01-01", money.Quote{Rate: rat(t, "1")}},
		{"on a weekend it is the last earlier day", "ECB", ecb, "EUR", "USD", "2023-11-26", money.Quote{Rate: rat(t, "1.0916"), Day: "2023-11-24"}},
		{"a currency that is no longer quoted keeps its last rate", "ECB", ecb, "EUR", "HRK", "2023-11-29", money.Quote{Rate: rat(t, "7.5365"), Day: "2022-12-30"}},
		{"the day shown is the oldest that was used", "ECB", ecb, "RUB", "USD", "2023-11-29", money.Quote{Rate: rat(t, "1098500/117201000"), Day: "2022-03-01", Through: "EUR"}},
		{"a pair quoted in renminbi", "mid", midRates(), "USD", "CNY", "2023-11-30", money.Quote{Rate: rat(t, "7.1"), Day: "2023-11-29"}},
		{"two currencies quoted in renminbi", "mid", midRates(), "USD", "HKD", "2023-11-30", money.Quote{Rate: rat(t, "710/91"), Day: "2023-11-28", Through: "CNY"}},
		{"currencies quoted in opposite directions", "mid", midRates(), "USD", "KRW", "2023-11-30", money.Quote{Rate: rat(t, "1292.2"), Day: "2023-11-29", Through: "CNY"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Cross(context.Background(), tt.rates, tt.source, tt.from, tt.to, tt.day)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.From, tt.want.To, tt.want.Source = tt.from, tt.to, tt.source
			if diff := cmp.Diff(tt.want, got, equalRats); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, tt := range []struct {
		name, source string
		from, to     money.Currency
		day          lang.Date
	}{
		{"before the first day", "ECB", "USD", "CNY", "2008-12-30"},
		{"another source", "PBOC", "USD", "CNY", "2023-11-29"},
		{"a currency that was never quoted", "ECB", "USD", "KZT", "2023-11-29"},
		{"a currency that was never quoted against the euro", "ECB", "EUR", "KZT", "2023-11-29"},
	} {
		t.Run(tt.name+" has no rate", func(t *testing.T) {
			q, err := money.Cross(context.Background(), ecb, tt.source, tt.from, tt.to, tt.day)
			if !errors.Is(err, money.ErrNoRate) {
				t.Errorf("got %+v, %v", q, err)
			}
		})
	}
	t.Run("the dollar is worth 7.1275 yuan when shown to four decimals", func(t *testing.T) {
		q, err := money.Cross(context.Background(), ecb, money.ECB, "USD", "CNY", "2023-11-29")
		if err != nil {
			t.Fatal(err)
		}
		if got := money.PrintNumber(q.Rate, lang.En, money.Style{Digits: 4}); got != "7.1275" {
			t.Errorf("got %s", got)
		}
	})
}

// broken is a store that cannot be reached.
type broken struct{}

var errBroken = errors.New("store cannot be reached")

func (broken) On(context.Context, string, money.Currency, money.Currency, lang.Date) (decimal.Decimal, lang.Date, error) {
	return decimal.Decimal{}, "", errBroken
}

func TestCrossDoesNotTakeAFailureForAMissingRate(t *testing.T) {
	_, err := money.Cross(context.Background(), broken{}, money.ECB, "USD", "CNY", "2023-11-29")
	if !errors.Is(err, errBroken) || errors.Is(err, money.ErrNoRate) {
		t.Errorf("got %v", err)
	}
}

func TestTableFindsTheLastDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := lang.Date("2023-01-01")
		var table money.Table
		want := make(map[int]string)
		for _, n := range rapid.SliceOf(rapid.IntRange(0, 40)).Draw(t, "days") {
			value := decimal.MustNew(int64(len(want)+1), 0)
			table.Add(money.Day{Source: "x", Date: first.AddDays(n), Base: "EUR", Quotes: map[money.Currency]decimal.Decimal{"USD": value}})
			want[n] = value.String()
		}
		day := rapid.IntRange(0, 50).Draw(t, "day")
		last := day
		for last >= 0 && want[last] == "" {
			last--
		}
		value, used, err := table.On(context.Background(), "x", "EUR", "USD", first.AddDays(day))
		if last < 0 {
			if !errors.Is(err, money.ErrNoRate) {
				t.Fatalf("got %s, %v", value, err)
			}
			return
		}
		if err != nil || used != first.AddDays(last) || value.String() != want[last] {
			t.Fatalf("got %s of %s, %v; want %s of %s", value, used, err, want[last], first.AddDays(last))
		}
	})
}

func TestPolicyValidate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		policy money.Policy
		reason string
	}{
		{"the day of signing", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnSigning}, ""},
		{"the day of opening", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening}, ""},
		{"the day of one opening", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening, Day: "2023-11-29"}, ""},
		{"a named day", money.Policy{Currency: "USD", Source: "mid", On: money.OnNamed, Day: "2023-11-29"}, ""},
		{"no currency", money.Policy{Source: "ECB", On: money.OnSigning}, "currency.unknown"},
		{"no source", money.Policy{Currency: "CNY", On: money.OnSigning}, "rate.source"},
		{"no named day", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnNamed}, "rate.date"},
		{"a day that does not exist", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnNamed, Day: "2023-02-29"}, "rate.date"},
		{"a day beside the day of signing", money.Policy{Currency: "CNY", Source: "ECB", On: money.OnSigning, Day: "2023-11-29"}, "rate.date"},
		{"an unknown day", money.Policy{Currency: "CNY", Source: "ECB", On: "closing", Day: "2023-11-29"}, "rate.date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := reasonOf(t, tt.policy.Validate()); got != tt.reason {
				t.Errorf("got %q, want %q", got, tt.reason)
			}
		})
	}
}
