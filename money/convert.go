package money

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"bridgehead/lang"
)

// A Line is an amount to be converted: one record's, or the sum of all records with
// the same currency, day and share.
type Line struct {
	Amount   Amount
	Day      lang.Date // of signing; of its edition's opening under OnOpening without a day
	Count    int64     // how many records the amount is the sum of; not used in the conversion
	Num, Den int64     // the share that counts, Num/Den of the amount; 0/0 is all of it
}

// Share returns the exact value that counts, in major units.
func (l Line) Share() (*big.Rat, error) {
	v := l.Amount.Rat()
	if l.Num == 0 && l.Den == 0 {
		return v, nil
	}
	if l.Num < 0 || l.Den <= 0 {
		return nil, fmt.Errorf("money: %d/%d is not a share", l.Num, l.Den)
	}
	return v.Mul(v, big.NewRat(l.Num, l.Den)), nil
}

// Convert returns the exact sum of the lines in the currency of the policy, in major
// units, and the rates that were used, once each, by currency and day. Lines without an
// amount add nothing. Nothing is rounded; the order of the lines does not matter. The
// error wraps ErrNoRate when a rate is wanting.
func Convert(ctx context.Context, rates Rates, p Policy, lines []Line) (total *big.Rat, used []Quote, err error) {
	if err := p.Validate(); err != nil {
		return nil, nil, err
	}
	type rateKey struct {
		currency Currency
		day      lang.Date
	}
	known := make(map[rateKey]Quote)
	total = new(big.Rat)
	for _, line := range lines {
		if !line.Amount.Given() {
			continue
		}
		v, err := line.Share()
		if err != nil {
			return nil, nil, err
		}
		key := rateKey{line.Amount.Currency, p.RateDay(line.Day)}
		if key.currency == p.Currency {
			total.Add(total, v)
			continue
		}
		if key.day == "" {
			return nil, nil, fmt.Errorf("%w: %s to %s, the day is not known", ErrNoRate, key.currency, p.Currency)
		}
		q, ok := known[key]
		if !ok {
			if q, err = Cross(ctx, rates, p.Source, key.currency, p.Currency, key.day); err != nil {
				return nil, nil, err
			}
			known[key] = q
			used = append(used, q)
		}
		total.Add(total, v.Mul(v, q.Rate))
	}
	slices.SortFunc(used, compareQuotes)
	// Two days without rates of their own may have used the same earlier one.
	used = slices.CompactFunc(used, func(a, b Quote) bool {
		return compareQuotes(a, b) == 0 && a.Rate.Cmp(b.Rate) == 0
	})
	return total, used, nil
}

func compareQuotes(a, b Quote) int {
	if c := strings.Compare(string(a.From), string(b.From)); c != 0 {
		return c
	}
	if c := strings.Compare(string(a.Day), string(b.Day)); c != 0 {
		return c
	}
	return a.Rate.Cmp(b.Rate)
}

// RateDay returns the day whose rate converts a line of the day given.
func (p Policy) RateDay(line lang.Date) lang.Date {
	return cmp.Or(p.Day, line)
}

// A Closing shows how a total that was rounded once comes about from records that are
// shown rounded too: the sum of Shown and Rounding is Total, to the last digit.
type Closing struct {
	Shown    []*big.Rat // each record's value, rounded half up to the step
	Rounding *big.Rat   // what the rounding of the records left over or took too much
	Total    *big.Rat   // the exact sum, rounded once
}

// Close rounds each exact value to the step for showing and closes the list up to
// total, which was rounded once from the exact sum.
func Close(values []*big.Rat, step, total *big.Rat) Closing {
	c := Closing{Rounding: new(big.Rat).Set(total), Total: total}
	for _, v := range values {
		shown := RoundHalfUp(v, step)
		c.Shown = append(c.Shown, shown)
		c.Rounding.Sub(c.Rounding, shown)
	}
	return c
}
