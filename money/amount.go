package money

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// ErrOverflow says that an amount does not fit into 64 bits of minor units.
var ErrOverflow = errors.New("money: amount out of range")

// ErrCurrency says that amounts of different currencies met without a rate.
var ErrCurrency = errors.New("money: different currencies")

// ErrTooFine says that a value is finer than the currency's minor unit.
var ErrTooFine = errors.New("money: finer than the minor unit")

// An Amount is a whole number of minor units (fen, cents) of one currency. The zero
// Amount, without a currency, means that no amount was given.
type Amount struct {
	Minor    int64
	Currency Currency
}

// AmountOf returns the amount that stands for exactly v major units. It is ErrTooFine
// when v is finer than the currency's minor unit, ErrOverflow when it is out of range.
func AmountOf(v *big.Rat, c Currency) (Amount, error) {
	minor := new(big.Rat).Mul(v, scaleOf(c.Digits()))
	if !minor.IsInt() {
		return Amount{}, fmt.Errorf("%w: %s %s", ErrTooFine, v.RatString(), c)
	}
	if !minor.Num().IsInt64() {
		return Amount{}, ErrOverflow
	}
	return Amount{minor.Num().Int64(), c}, nil
}

// ParseExact reads the form that String writes: a plain decimal number of major units,
// a space and the code. No amount is the empty text.
func ParseExact(s string) (Amount, error) {
	if s == "" {
		return Amount{}, nil
	}
	number, code, _ := strings.Cut(s, " ")
	c := Currency(code)
	if !c.Known() {
		return Amount{}, &SyntaxError{s, "currency.unknown"}
	}
	d, rest, reason := cutDigits(strings.TrimPrefix(number, "-"))
	if reason != "" || rest != "" || strings.ContainsFunc(number, isSeparator) {
		return Amount{}, &SyntaxError{s, "number.unreadable"}
	}
	n := d.number(0)
	if strings.HasPrefix(number, "-") {
		n.Value.Neg(n.Value)
	}
	return amountOf(s, n.Value, c)
}

// amountOf is AmountOf with errors that name the text.
func amountOf(text string, v *big.Rat, c Currency) (Amount, error) {
	a, err := AmountOf(v, c)
	switch {
	case errors.Is(err, ErrTooFine):
		return Amount{}, &SyntaxError{text, "number.too-fine"}
	case err != nil:
		return Amount{}, &SyntaxError{text, "number.range"}
	}
	return a, nil
}

// Given reports whether there is an amount at all.
func (a Amount) Given() bool { return a.Currency != "" }

// Rat returns the exact value in major units (yuan, dollars).
func (a Amount) Rat() *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(a.Minor), pow10(a.Currency.Digits()))
}

// String writes the exact amount for records, not for readers: "67220000000.00 CNY",
// "" when none was given. ParseExact reads it back.
func (a Amount) String() string {
	if !a.Given() {
		return ""
	}
	return a.Rat().FloatString(a.Currency.Digits()) + " " + string(a.Currency)
}

// Add returns a + b, ErrCurrency when the currencies differ, ErrOverflow when the sum
// does not fit.
func (a Amount) Add(b Amount) (Amount, error) {
	if err := a.sameCurrency(b); err != nil {
		return Amount{}, err
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, ErrOverflow
	}
	return Amount{sum, a.Currency}, nil
}

// Sub returns a − b, with the errors of Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	if err := a.sameCurrency(b); err != nil {
		return Amount{}, err
	}
	difference := a.Minor - b.Minor
	if (difference < a.Minor) != (b.Minor > 0) {
		return Amount{}, ErrOverflow
	}
	return Amount{difference, a.Currency}, nil
}

// Neg returns −a, ErrOverflow for the one amount that has no opposite.
func (a Amount) Neg() (Amount, error) {
	if a.Minor == math.MinInt64 {
		return Amount{}, ErrOverflow
	}
	return Amount{-a.Minor, a.Currency}, nil
}

// Cmp returns -1, 0 or 1 as a is less than, equal to or more than b, ErrCurrency when
// the currencies differ.
func (a Amount) Cmp(b Amount) (int, error) {
	if err := a.sameCurrency(b); err != nil {
		return 0, err
	}
	return cmp.Compare(a.Minor, b.Minor), nil
}

func (a Amount) sameCurrency(b Amount) error {
	if a.Currency != b.Currency {
		return fmt.Errorf("%w: %q and %q", ErrCurrency, a.Currency, b.Currency)
	}
	return nil
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// Near reports whether two amounts of one currency differ by at most one in a hundred of the
// larger: what is left of one amount after it was rounded twice.
func (a Amount) Near(b Amount) bool {
	if a.Currency != b.Currency || (a.Minor < 0) != (b.Minor < 0) {
		return false
	}
	low, high := min(a.Minor, b.Minor), max(a.Minor, b.Minor)
	if high < 0 {
		low, high = -high, -low
	}
	return high-low <= high/100
}
