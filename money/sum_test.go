package money_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/money"
)

// totalsOf writes the lines of a sum so that they can be compared.
func totalsOf(s *money.Sum) []string {
	var lines []string
	for _, total := range s.Lines() {
		lines = append(lines, fmt.Sprintf("%s %s", total.Value.RatString(), total.Currency))
	}
	return lines
}

func TestSum(t *testing.T) {
	for _, tt := range []struct {
		name string
		add  func(t *testing.T, s *money.Sum)
		want []string
	}{
		{"nothing has no lines", func(*testing.T, *money.Sum) {}, nil},
		{"amounts that are not given add nothing", func(_ *testing.T, s *money.Sum) { s.Add(money.Amount{}) }, nil},
		{"each currency is summed for itself, by code", func(_ *testing.T, s *money.Sum) {
			s.Add(money.Amount{Minor: 100, Currency: "USD"})
			s.Add(money.Amount{Minor: 250, Currency: "CNY"})
			s.Add(money.Amount{Minor: 3, Currency: "JPY"})
			s.Add(money.Amount{Minor: 50, Currency: "CNY"})
		}, []string{"3 CNY", "3 JPY", "1 USD"}},
		{"the largest amounts do not overflow", func(_ *testing.T, s *money.Sum) {
			for range 4 {
				s.Add(money.Amount{Minor: math.MaxInt64, Currency: "JPY"})
			}
		}, []string{"36893488147419103228 JPY"}},
		{"three thirds are the whole", func(t *testing.T, s *money.Sum) {
			for range 3 {
				if err := s.AddScaled(big.NewInt(10000), "CNY", 1, 3); err != nil {
					t.Fatal(err)
				}
			}
		}, []string{"100 CNY"}},
		{"a sum that came to zero stays a line", func(_ *testing.T, s *money.Sum) {
			s.Add(money.Amount{Minor: 1, Currency: "CNY"})
			s.Add(money.Amount{Minor: -1, Currency: "CNY"})
		}, []string{"0 CNY"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s money.Sum
			tt.add(t, &s)
			if got := totalsOf(&s); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("a share over zero is refused", func(t *testing.T) {
		var s money.Sum
		if err := s.AddScaled(big.NewInt(1), "CNY", 1, 0); err == nil {
			t.Error("no error")
		}
	})
}

func TestSumsDoNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOf(rapid.Custom(drawAmount)).Draw(t, "amounts")
		shuffled := rapid.Permutation(amounts).Draw(t, "shuffled")
		cut := rapid.IntRange(0, len(shuffled)).Draw(t, "cut")
		var whole, left, right money.Sum
		for _, a := range amounts {
			whole.Add(a)
		}
		for _, a := range shuffled[:cut] {
			left.Add(a)
		}
		for _, a := range shuffled[cut:] {
			right.Add(a)
		}
		right.AddSum(left)
		if got, want := totalsOf(&right), totalsOf(&whole); !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
