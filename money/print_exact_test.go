package money

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// A short decimal is laid out by moving its point, which must give what dividing and rounding
// the rational gives.
func TestShiftIsLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Min(0), rapid.Int64Range(0, 1_000_000), rapid.Map(rapid.Int64Range(0, 9999), func(n int64) int64 { return n * 100_000_000 })).Draw(t, "n")
		v := big.NewRat(n, rapid.SampledFrom([]int64{1, 2, 4, 10, 100, 125, 1000, 10_000, 3, 1 << 20}).Draw(t, "of"))
		d, ok := shortDecimal(v)
		if places, finite := decimalPlaces(v); ok && (!finite || places > fewDecimals) {
			t.Fatalf("%s is taken for a short decimal", v)
		}
		if !ok {
			return
		}
		for _, r := range append(append([]rung(nil), chineseRungs...), englishRungs...) {
			for _, c := range []Currency{"", "CNY", "JPY", "KWD"} {
				if got, want := r.shift(d, c).text, r.layout(v, c, Exact).text; got != want {
					t.Fatalf("%s %s by 10^%d: %q, not %q", v, c, r.power, got, want)
				}
			}
		}
	})
}
