package money_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/money"
)

func TestAmountArithmeticIsExactOrRefused(t *testing.T) {
	cny := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "CNY"} }
	usd := money.Amount{Minor: 1, Currency: "USD"}
	add := money.Amount.Add
	sub := money.Amount.Sub
	for _, tt := range []struct {
		name string
		op   func(a, b money.Amount) (money.Amount, error)
		a, b money.Amount
		want money.Amount
		err  error
	}{
		{"a sum", add, cny(1), cny(2), cny(3), nil},
		{"a difference", sub, cny(1), cny(2), cny(-1), nil},
		{"a sum with a negative amount", add, cny(1), cny(-2), cny(-1), nil},
		{"a difference that adds", sub, cny(1), cny(-2), cny(3), nil},
		{"nothing added to the largest amount", add, cny(math.MaxInt64), cny(0), cny(math.MaxInt64), nil},
		{"a sum that is too large", add, cny(math.MaxInt64), cny(1), money.Amount{}, money.ErrOverflow},
		{"a sum that is too small", add, cny(math.MinInt64), cny(-1), money.Amount{}, money.ErrOverflow},
		{"a difference that is too large", sub, cny(math.MaxInt64), cny(-1), money.Amount{}, money.ErrOverflow},
		{"a difference that is too small", sub, cny(math.MinInt64), cny(1), money.Amount{}, money.ErrOverflow},
		{"yuan and dollars are not added", add, cny(1), usd, money.Amount{}, money.ErrCurrency},
		{"yuan and dollars are not subtracted", sub, cny(1), usd, money.Amount{}, money.ErrCurrency},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.op(tt.a, tt.b)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	t.Run("the smallest amount has no opposite", func(t *testing.T) {
		if _, err := cny(math.MinInt64).Neg(); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("yuan and dollars are not compared", func(t *testing.T) {
		if _, err := cny(1).Cmp(usd); !errors.Is(err, money.ErrCurrency) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("amounts of one currency are compared", func(t *testing.T) {
		if got, err := cny(1).Cmp(cny(2)); got != -1 || err != nil {
			t.Errorf("got %d, %v", got, err)
		}
	})
}

func TestAmountOf(t *testing.T) {
	for _, tt := range []struct {
		name, value string
		currency    money.Currency
		want        string
		err         error
	}{
		{"fen are the minor unit of yuan", "0.01", "CNY", "0.01 CNY", nil},
		{"yen have no minor unit", "1", "JPY", "1 JPY", nil},
		{"a thousandth of a yuan is too fine", "0.001", "CNY", "", money.ErrTooFine},
		{"a third is too fine", "1/3", "CNY", "", money.ErrTooFine},
		{"the largest amount", "92233720368547758.07", "CNY", "92233720368547758.07 CNY", nil},
		{"one fen more", "92233720368547758.08", "CNY", "", money.ErrOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := money.AmountOf(rat(t, tt.value), tt.currency)
			if a.String() != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v", a, err)
			}
		})
	}
}

func TestParseExactRefusesWhatStringDoesNotWrite(t *testing.T) {
	for _, tt := range []struct{ name, text, reason string }{
		{"a number without a currency", "5.00", "currency.unknown"},
		{"a currency that is not known", "5.00 XYZ", "currency.unknown"},
		{"a code in small letters", "5.00 cny", "currency.unknown"},
		{"separators", "1,234.00 CNY", "number.unreadable"},
		{"a unit", "5万 CNY", "number.unreadable"},
		{"two signs", "--5.00 CNY", "number.unreadable"},
		{"a thousandth", "5.001 CNY", "number.too-fine"},
		{"too much", "92233720368547758.08 CNY", "number.range"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := money.ParseExact(tt.text)
			if got := reasonOf(t, err); got != tt.reason {
				t.Errorf("%q: got %v (%q), want %q", tt.text, a, got, tt.reason)
			}
		})
	}
}

func drawAmount(t *rapid.T) money.Amount {
	return money.Amount{
		Minor:    rapid.Int64().Draw(t, "minor"),
		Currency: rapid.SampledFrom([]money.Currency{"CNY", "HKD", "USD", "JPY", "BHD", "CLF"}).Draw(t, "currency"),
	}
}

func TestParseExactReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAmount(t)
		if got, err := money.ParseExact(a.String()); got != a || err != nil {
			t.Fatalf("%q reads as %v, %v", a.String(), got, err)
		}
	})
	t.Run("no amount is the empty text", func(t *testing.T) {
		if got, err := money.ParseExact(money.Amount{}.String()); got != (money.Amount{}) || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
	})
}
