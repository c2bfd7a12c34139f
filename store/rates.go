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
	runs map[[2]string][]run // what was read of a source and base: one row answers for many currencies
}

// A run is consecutive days of one source and base, the latest first.
type run struct {
	rows  []Row[rateDay]
	until lang.Date // all that were published before it are there, back to the last of rows
	first bool      // nothing was published before the last of rows
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
	return &Rates{View: v, seen: map[[4]string]rate{}, runs: map[[2]string][]run{}}, nil
}

const (
	// rateDaysStep is how many days are read at once.
	rateDaysStep = 32
	// rateDaysAhead is how many calendar days beyond the one that is asked for are read with
	// it: the days of signing of an edition are asked for one after the other.
	rateDaysAhead = 21
)

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
		rows, first, err := r.before(ctx, source, base, until)
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
		if first {
			return decimal.Decimal{}, "", fmt.Errorf("%w: %s against %s by %s on or before %s", money.ErrNoRate, quote, base, source, day)
		}
	}
}

// before returns the last days before a day on which the source published rates for the
// base, the latest first, at least one; first says that there are no earlier ones.
func (r *Rates) before(ctx context.Context, source string, base money.Currency, until lang.Date) (rows []Row[rateDay], first bool, err error) {
	key := [2]string{source, string(base)}
	for _, k := range r.runs[key] {
		if until <= k.until && (k.first || string(until) > k.rows[len(k.rows)-1].Value.day) {
			return k.before(until), k.first, nil
		}
	}
	for ahead := rateDaysAhead; ; ahead = 0 {
		k := run{until: until.AddDays(ahead)}
		k.rows, err = list[rateDay](ctx, r.View,
			"and source = $3 and day < $4 and base = $5 order by day desc limit $6", source, string(k.until), string(base), rateDaysStep)
		if err != nil {
			return nil, false, err
		}
		k.first = len(k.rows) < rateDaysStep
		r.runs[key] = append(r.runs[key], k)
		if rows := k.before(until); len(rows) > 0 || k.first {
			return rows, k.first, nil
		}
	}
}

// before returns the days of the run before the day.
func (k run) before(until lang.Date) []Row[rateDay] {
	i := slices.IndexFunc(k.rows, func(r Row[rateDay]) bool { return r.Value.day < string(until) })
	if i < 0 {
		return nil
	}
	return k.rows[i:]
}
