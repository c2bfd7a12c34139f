package money

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
)

// A Sum adds any number of amounts exactly, each currency for itself. It cannot
// overflow, and the order of adding does not matter. The zero Sum is empty and ready.
type Sum struct {
	minor map[Currency]*big.Rat
}

// A Total is the sum of one currency.
type Total struct {
	Currency Currency
	Value    *big.Rat // major units, exact; finer than the minor unit where shares were added
}

// Add adds an amount; one that is not given adds nothing.
func (s *Sum) Add(a Amount) {
	if a.Given() {
		s.add(new(big.Rat).SetInt64(a.Minor), a.Currency)
	}
}

// AddScaled adds num/den of so many minor units of a currency: a share of a sum that
// may be larger than an Amount. It is an error when den is not above zero.
func (s *Sum) AddScaled(minor *big.Int, c Currency, num, den int64) error {
	if den <= 0 {
		return fmt.Errorf("money: %d/%d is not a share", num, den)
	}
	v := new(big.Rat).SetInt(minor)
	s.add(v.Mul(v, big.NewRat(num, den)), c)
	return nil
}

// AddSum adds all of another sum.
func (s *Sum) AddSum(o Sum) {
	for c, minor := range o.minor {
		s.add(minor, c)
	}
}

func (s *Sum) add(minor *big.Rat, c Currency) {
	if s.minor == nil {
		s.minor = make(map[Currency]*big.Rat)
	}
	if s.minor[c] == nil {
		s.minor[c] = new(big.Rat)
	}
	s.minor[c].Add(s.minor[c], minor)
}

// Lines returns the sum of each currency that was added, also where it came to zero,
// by code.
func (s *Sum) Lines() []Total {
	var totals []Total
	for _, c := range slices.Sorted(maps.Keys(s.minor)) {
		v := new(big.Rat).Quo(s.minor[c], scaleOf(c.Digits()))
		totals = append(totals, Total{c, v})
	}
	return totals
}
