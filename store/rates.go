package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/govalues/decimal"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
)

// rateDay is all that a source published for one day; quotes has a line "USD 1.0985" for
// each currency, in the order of the codes. It is kept in the reserved fair.
type rateDay struct {
	id, source, day, base, quotes string
}

// rateDayOf returns the row for a day of rates.
func rateDayOf(d money.Day) rateDay {
	var codes []string
	for c := range d.Quotes {
		codes = append(codes, string(c))
	}
	slices.Sort(codes)
	var b strings.Builder
	for _, c := range codes {
		b.WriteString(c + " " + d.Quotes[money.Currency(c)].String() + "\n")
	}
	return rateDay{
		id:     d.Source + " " + string(d.Base) + " " + string(d.Date),
		source: d.Source, day: string(d.Date), base: string(d.Base), quotes: b.String(),
	}
}

// quote finds the rate of a currency in the row.
func (r rateDay) quote(c money.Currency) (decimal.Decimal, bool, error) {
	for line := range strings.SplitSeq(r.quotes, "\n") {
		if v, ok := strings.CutPrefix(line, string(c)+" "); ok {
			d, err := decimal.Parse(v)
			return d, true, err
		}
	}
	return decimal.Decimal{}, false, nil
}

// PutRates writes the rates of a day into the reserved fair; the transaction must be one
// of it. A day that is there already is corrected when it differs, and left alone when it
// does not. Changed tells which of the two it was; New that the day was not there.
func (tx *Tx) PutRates(ctx context.Context, d money.Day, how How) (written, isNew bool, err error) {
	r := rateDayOf(d)
	old, err := rateDays.rows(ctx, tx.q, where{"fair_id = $1 and id = $2 and until = " + openText, []any{tx.Fair, r.id}})
	if err != nil {
		return false, false, err
	}
	var before journal.Position
	if len(old) > 0 {
		if old[0].Value == r {
			return false, false, nil
		}
		before, how.Action = old[0].Since, journal.Corrected
	}
	return true, before == 0, Put(ctx, tx, &r, before, how)
}

// Rates are the published rates as of a position of the reserved fair.
type Rates struct {
	View
	mu   sync.Mutex
	seen map[[4]string]rate
}

type rate struct {
	value decimal.Decimal
	used  lang.Date
	err   error
}

// Rates returns the rates at a position of the reserved fair; a negative one means the
// latest.
func (db *DB) Rates(ctx context.Context, at journal.Position) (*Rates, error) {
	v, err := db.View(ctx, journal.Reference, at)
	if err != nil {
		return nil, err
	}
	return &Rates{View: v, seen: map[[4]string]rate{}}, nil
}

// rateDaysStep is how many earlier days are read at once when a day lacks a currency.
const rateDaysStep = 8

// On returns the rate of quote against base as published by source on the day, or on the
// last earlier day that has it. It implements money.Rates.
func (r *Rates) On(ctx context.Context, source string, base, quote money.Currency, day lang.Date) (decimal.Decimal, lang.Date, error) {
	key := [4]string{source, string(base), string(quote), string(day)}
	r.mu.Lock()
	defer r.mu.Unlock()
	got, ok := r.seen[key]
	if !ok {
		got.value, got.used, got.err = r.find(ctx, source, base, quote, day)
		if got.err == nil || errors.Is(got.err, money.ErrNoRate) {
			r.seen[key] = got
		}
	}
	return got.value, got.used, got.err
}

func (r *Rates) find(ctx context.Context, source string, base, quote money.Currency, day lang.Date) (decimal.Decimal, lang.Date, error) {
	for until := day.AddDays(1); ; {
		rows, err := list[rateDay](ctx, r.View,
			"and source = $3 and day < $4 and base = $5 order by day desc limit $6", source, string(until), string(base), rateDaysStep)
		if err != nil {
			return decimal.Decimal{}, "", err
		}
		for _, row := range rows {
			v, ok, err := row.Value.quote(quote)
			if err != nil {
				return decimal.Decimal{}, "", fmt.Errorf("store: rate of %s by %s on %s: %w", quote, source, row.Value.day, err)
			}
			if ok {
				return v, lang.Date(row.Value.day), nil
			}
			until = lang.Date(row.Value.day)
		}
		if len(rows) < rateDaysStep {
			return decimal.Decimal{}, "", fmt.Errorf("%w: %s against %s by %s on or before %s", money.ErrNoRate, quote, base, source, day)
		}
	}
}
