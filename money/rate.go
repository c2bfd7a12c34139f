package money

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/govalues/decimal"

	"bridgehead/lang"
)

// ErrNoRate says that a source has no rate between two currencies on a day or before.
var ErrNoRate = errors.New("money: no rate")

// A Day is what one source published on one day against one base currency.
type Day struct {
	Source string
	Date   lang.Date
	Base   Currency
	Quotes map[Currency]decimal.Decimal // units of the quoted currency per 1 base, above zero
}

// Rates finds published rates. A store and a Table are Rates.
type Rates interface {
	// On returns how many units of quote one unit of base is worth, as source published it
	// on the day, or on the last earlier day on which it published this pair, and which day
	// that was. Only pairs as they were published are looked for: inverting and crossing
	// are Cross's. The error wraps ErrNoRate when there is none.
	On(ctx context.Context, source string, base, quote Currency, day lang.Date) (value decimal.Decimal, used lang.Date, err error)
}

// The days that a Policy may name.
const (
	OnSigning = "signing" // the day on which each agreement was signed
	OnOpening = "opening" // the day on which each agreement's edition opened
	OnNamed   = "named"   // Policy.Day
)

// A Policy says how amounts of different currencies meet in one sum.
type Policy struct {
	Currency Currency  // the reporting currency
	Source   string    // whose rates: "ECB", or the source of a table that was given
	On       string    // OnSigning, OnOpening or OnNamed
	Day      lang.Date // the day under OnNamed; under OnOpening that of the one edition spoken of, empty when each line brings its own
}

// Validate reports whether the policy can be applied.
func (p Policy) Validate() error {
	switch {
	case !p.Currency.Known():
		return &SyntaxError{string(p.Currency), "currency.unknown"}
	case p.Source == "":
		return &SyntaxError{p.Source, "rate.source"}
	case p.On == OnSigning && p.Day == "",
		p.On == OnOpening && p.Day.Valid(),
		p.On == OnNamed && p.Day.Valid() && p.Day != "":
		return nil
	}
	return &SyntaxError{string(p.Day), "rate.date"}
}

// A Quote is a rate that was used, with where it comes from.
type Quote struct {
	From, To Currency
	Rate     *big.Rat  // units of To per 1 From, exact
	Day      lang.Date // the oldest day whose rate is in it; "" when From is To
	Source   string
	Through  Currency // the currency both were quoted against; "" when one was quoted against the other
}

// hubs are the currencies against which sources quote all others, in the order in which
// they are tried.
var hubs = []Currency{"EUR", "CNY", "USD"}

// Cross returns how many units of to one unit of from is worth by the source's rates
// of the day, or of the last earlier day that has them. A pair that was published is
// taken as it is or turned round; any other goes through a currency against which both
// were published, as dollar and renminbi through the euro in the ECB's rates. A currency
// is worth one of itself, on any day. The error wraps ErrNoRate when there is no way.
func Cross(ctx context.Context, rates Rates, source string, from, to Currency, day lang.Date) (Quote, error) {
	q := Quote{From: from, To: to, Source: source}
	if from == to {
		q.Rate = big.NewRat(1, 1)
		return q, nil
	}
	direct, used, err := pair(ctx, rates, source, from, to, day)
	if err == nil {
		q.Rate, q.Day = direct, used
		return q, nil
	}
	for _, hub := range hubs {
		if !errors.Is(err, ErrNoRate) {
			return Quote{}, err
		}
		if hub == from || hub == to {
			continue
		}
		var in, out *big.Rat
		var inDay, outDay lang.Date
		if in, inDay, err = pair(ctx, rates, source, from, hub, day); err != nil {
			continue
		}
		if out, outDay, err = pair(ctx, rates, source, hub, to, day); err != nil {
			continue
		}
		q.Rate, q.Day, q.Through = in.Mul(in, out), min(inDay, outDay), hub
		return q, nil
	}
	if !errors.Is(err, ErrNoRate) {
		return Quote{}, err
	}
	return Quote{}, fmt.Errorf("%w: %s to %s on or before %s by %q", ErrNoRate, from, to, day, source)
}

// pair returns the units of to per 1 from if either was published against the other.
func pair(ctx context.Context, rates Rates, source string, from, to Currency, day lang.Date) (*big.Rat, lang.Date, error) {
	value, used, err := rates.On(ctx, source, from, to, day)
	if err == nil {
		return ratOf(value), used, nil
	}
	if !errors.Is(err, ErrNoRate) {
		return nil, "", err
	}
	value, used, err = rates.On(ctx, source, to, from, day)
	if err != nil {
		return nil, "", err
	}
	if !value.IsPos() {
		return nil, "", fmt.Errorf("money: rate of %s in %s by %q on %s is not positive", to, from, source, used)
	}
	r := ratOf(value)
	return r.Inv(r), used, nil
}

// ratOf returns the exact value of a decimal.
func ratOf(d decimal.Decimal) *big.Rat {
	r := new(big.Rat).SetFrac(new(big.Int).SetUint64(d.Coef()), pow10(d.Scale()))
	if d.Sign() < 0 {
		r.Neg(r)
	}
	return r
}

// A Table is Rates in memory. The zero Table is empty and ready. Any number may read
// it at once, while nobody adds to it.
type Table struct {
	pairs map[tableKey][]dated
}

type tableKey struct {
	source      string
	base, quote Currency
}

type dated struct {
	day   lang.Date
	value decimal.Decimal
}

func (a dated) compare(day lang.Date) int {
	switch {
	case a.day < day:
		return -1
	case a.day > day:
		return 1
	}
	return 0
}

// Add takes the rates of a day, in any order of days. A rate for the same day replaces
// the former one. The error is there so that Add can receive what ReadECB and ReadRates
// read; it is always nil.
func (t *Table) Add(d Day) error {
	if t.pairs == nil {
		t.pairs = make(map[tableKey][]dated)
	}
	for quote, value := range d.Quotes {
		key := tableKey{d.Source, d.Base, quote}
		days := t.pairs[key]
		at, found := slices.BinarySearchFunc(days, d.Date, dated.compare)
		if found {
			days[at].value = value
		} else {
			t.pairs[key] = slices.Insert(days, at, dated{d.Date, value})
		}
	}
	return nil
}

// On implements Rates.
func (t *Table) On(_ context.Context, source string, base, quote Currency, day lang.Date) (decimal.Decimal, lang.Date, error) {
	days := t.pairs[tableKey{source, base, quote}]
	at, found := slices.BinarySearchFunc(days, day, dated.compare)
	if found {
		at++
	}
	if at == 0 {
		return decimal.Decimal{}, "", fmt.Errorf("%w: %s in %s on or before %s by %q", ErrNoRate, base, quote, day, source)
	}
	return days[at-1].value, days[at-1].day, nil
}
