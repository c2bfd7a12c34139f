package demo

import (
	"iter"
	"time"

	"github.com/govalues/decimal"

	"bridgehead/lang"
	"bridgehead/money"
)

// The rates do not follow the seed: two samples in one database share the reserved fair,
// and one must not change the other's figures.

// walkFrom is the day on which the walks begin: before the first edition of any sample.
const walkFrom = lang.Date("1955-01-01")

// walks are the levels around which each currency's price of a euro walks, in millionths.
// A pegged one is so many millionths of the dollar's.
var walks = []struct {
	code   money.Currency
	level  int64
	pegged bool
	digits int // decimals that are published
}{
	{"USD", 1_120_000, false, 4},
	{"HKD", 7_800_000, true, 4},
	{"CNY", 7_800_000, false, 4},
	{"JPY", 132_000_000, false, 2},
	{"GBP", 830_000, false, 5},
	{"SGD", 1_550_000, false, 4},
	{"AUD", 1_520_000, false, 4},
	{"CAD", 1_450_000, false, 4},
	{"CHF", 1_150_000, false, 4},
	{"KRW", 1_350_000_000, false, 2},
	{"AED", 3_672_500, true, 4},
}

// rates publishes, for every weekday that is no holiday and that an edition needs, the walks
// as they stand on it.
func (r *Records) rates() iter.Seq[money.Day] {
	needed, middle := r.rateDays()
	return func(yield func(money.Day) bool) {
		at := make([]int64, len(walks))
		for i, w := range walks {
			at[i] = w.level
		}
		last := r.editions[len(r.editions)-1].Opened[:4] + "-12-31"
		for day, n := walkFrom, uint64(0); day <= last; day, n = day.AddDays(1), n+1 {
			d := dice(n)
			for i, w := range walks {
				noise := int64(d.n(8001)) - 4000 // up to 0.4 per cent a day
				if w.pegged {
					at[i] = at[0] * (w.level/1000 + noise/1000) / 1000
					continue
				}
				at[i] += (w.level-at[i])/128 + at[i]/1000*noise/1000
			}
			if !needed[day] || !published(day) {
				continue
			}
			if !yield(euroDay(day, at)) || middle[day] && !yield(renminbiDay(day, at)) {
				return
			}
		}
	}
}

// rateDays returns the days around each edition, and those of them on which the other
// source publishes too.
func (r *Records) rateDays() (needed, middle map[lang.Date]bool) {
	needed, middle = map[lang.Date]bool{}, map[lang.Date]bool{}
	for _, e := range r.editions {
		span := func(from, to lang.Date) {
			for d := from.AddDays(-10); d <= to; d = d.AddDays(1) {
				needed[d] = true
				if e.Policy.Source == sampleMid {
					middle[d] = true
				}
			}
		}
		span(e.Opened, e.lastDay().AddDays(3))
		if e.Policy.Day != "" {
			span(e.Policy.Day, e.Policy.Day)
		}
		for _, s := range r.cases[e.Number].agreements {
			span(s.first.SignedOn, s.first.SignedOn)
		}
	}
	return needed, middle
}

// published reports whether there are rates on the day.
func published(d lang.Date) bool {
	switch d[5:] {
	case "01-01", "05-01", "12-25", "12-26":
		return false
	}
	w := d.Time().Weekday()
	return w != time.Saturday && w != time.Sunday
}

func euroDay(day lang.Date, at []int64) money.Day {
	out := money.Day{Source: sampleRates, Date: day, Base: "EUR", Quotes: map[money.Currency]decimal.Decimal{}}
	for i, w := range walks {
		out.Quotes[w.code] = rounded(at[i], w.digits)
	}
	return out
}

// renminbiDay gives the same prices for one yuan, a twentieth of a per cent apart.
func renminbiDay(day lang.Date, at []int64) money.Day {
	const yuan = 2
	euro := at[yuan] / 10_000 * 10_005
	out := money.Day{Source: sampleMid, Date: day, Base: walks[yuan].code, Quotes: map[money.Currency]decimal.Decimal{
		"EUR": rounded(1_000_000*1_000_000/euro, 6),
	}}
	for i, w := range walks {
		if i != yuan {
			out.Quotes[w.code] = rounded(at[i]*1_000_000/euro, 6)
		}
	}
	return out
}

// rounded returns so many millionths with fewer digits.
func rounded(millionths int64, digits int) decimal.Decimal {
	return decimal.MustNew(millionths, 6).Round(digits)
}
