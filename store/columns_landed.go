package store

import (
	"slices"
	"sync/atomic"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/landing"
)

// What became of agreements, and what they contracted and were paid, from the columns: the filters
// of became.go, and the records that count where their agreement does.

// inColumns reports whether a selection asks for nothing that the columns do not know.
func inColumns(of string, s indicator.Selection) bool {
	f := s.Filter
	s.Filter = indicator.Filter{}
	if !known(s) || f.Ended != nil || f.Increase != nil || len(f.AtLeast) > 0 {
		return false
	}
	for field := range f.Values {
		if field != indicator.FieldReached && field != indicator.FieldStage && field != indicator.FieldStanding {
			return false
		}
	}
	switch of {
	case indicator.OfAgreements, indicator.OfContracts, indicator.OfPayments:
		return true
	}
	return f.IsZero() && slices.Contains(talliedKinds, of)
}

// needsNumbers reports whether a selection asks what became of agreements, which the columns know
// once they have numbers.
func needsNumbers(of string, s indicator.Selection) bool {
	return of == indicator.OfPayments || len(s.Filter.Values) > 0
}

// A landed is what a pass asks of what became of an agreement.
type landed struct {
	became     *became
	wants      []func(b *became, ended landing.Day, of uint32) bool
	agreed     *bool // whether an amount was agreed; nil for both
	noCurrency int
}

// landing takes the conditions of a filter over, and what became of the agreements where it is
// asked for.
func (p *pass) landing(f indicator.Filter) {
	for _, field := range []string{indicator.FieldReached, indicator.FieldStage, indicator.FieldStanding} {
		if values := f.Values[field]; len(values) > 0 {
			p.wants = append(p.wants, func(b *became, ended landing.Day, of uint32) bool {
				return slices.ContainsFunc(values, func(v string) bool { return b.is(field, v, ended, of) })
			})
		}
	}
	p.agreed, p.noCurrency = f.WithAmount, p.c.noCurrency()
	if len(p.wants) > 0 || p.t.table == milestoneColumns.table {
		p.became = p.c.becameAt(p.at)
	}
}

// is reports whether an agreement meets a condition of a filter.
func (b *became) is(field, value string, ended landing.Day, of uint32) bool {
	x := landing.Course{First: b.first[of]}
	s := landing.Stage(value)
	gone := ended != landing.NoDay || b.ended[of] != landing.NoDay
	switch field {
	case indicator.FieldReached:
		return x.Reached(s) != landing.NoDay
	case indicator.FieldStage:
		return x.Stage(1<<31-1) == s
	}
	switch value {
	case indicator.Terminated:
		return gone
	case indicator.Suspended:
		return !gone && b.suspended(of)
	}
	return !gone && !b.suspended(of)
}

// rows is the table whose chunks are looked through: payments are found by their agreement.
func (p pass) rows() string {
	if p.t.table == milestoneColumns.table {
		return "agreement"
	}
	return p.t.table
}

// lands reports whether an agreement, or that of an increase, meets what is asked.
func (w *worker) lands(c *chunk, i int) bool {
	if len(w.wants) == 0 && w.agreed == nil {
		return true
	}
	// An increase has its own amount, and the rest is its agreement's.
	own := c
	row := i
	if c.owner != nil {
		var ok bool
		if own, row, ok = w.c.find("agreement", c.owner[i]); !ok {
			return false
		}
	}
	if w.agreed != nil {
		of, at := c, i
		if w.t.agreed != "" {
			of, at = own, row
		}
		if (int(of.words[columnOf(figure.ByCurrency)][at]) != w.noCurrency) != *w.agreed {
			return false
		}
	}
	for _, want := range w.wants {
		if !want(w.became, own.ended[row], own.subject[row]) {
			return false
		}
	}
	return true
}

// pickOwned takes what counts of a chunk where its agreement does: payments from those of their
// agreement, and increases by their own rows.
func (w *worker) pickOwned(c *chunk, number uint16, held []bool) {
	payments := w.t.table == milestoneColumns.table
	currency, day := columnOf(figure.ByCurrency), columnOf(figure.ByDay)
	for i := range c.since {
		own, row := c, i
		if c.since[i] > w.at || atomic.LoadInt64(&c.until[i]) <= w.at || !held[c.confirmed[i]] {
			continue
		}
		if !payments {
			var ok bool
			if own, row, ok = w.c.find("agreement", c.owner[i]); !ok {
				continue
			}
		}
		if own.edition[row] != number || !held[own.confirmed[row]] {
			continue
		}
		parts := []int32{-1}
		if w.shared {
			for n := c.first[i]; n < c.first[i+1]; n++ {
				if (w.district == nil || w.district[c.district[n]]) && (w.office == nil || w.office[c.office[n]]) {
					parts = append(parts, int32(n))
				}
			}
			if len(parts) > 1 {
				parts = parts[1:]
			} else if w.scoped {
				continue
			}
		}
		take := func(amount int64, in uint16) {
			for _, own := range w.own {
				code := c.words[own.dimension][i]
				if own.dimension == currency {
					code = in
				}
				if !own.takes[code] {
					return
				}
			}
			for _, part := range parts {
				w.amounts = append(w.amounts, amount)
				for n, k := range w.keys {
					var rank uint16
					switch {
					case k.from == fromColumn && k.column == currency:
						rank = k.rank[in]
					case k.from == fromColumn && k.column == day:
						rank = k.rank[own.words[day][row]]
					case k.from == fromColumn:
						rank = k.rank[c.words[k.column][i]]
					case part < 0:
						rank = k.none()
					case k.from == fromDistrict:
						rank = k.rank[c.district[part]]
					case k.from == fromOffice:
						rank = k.rank[c.office[part]]
					default:
						rank = k.rank[c.share[part]]
					}
					w.picked[n] = append(w.picked[n], rank)
				}
			}
		}
		if !w.lands(c, i) {
			continue
		}
		if !payments {
			take(c.amount[i], c.words[currency][i])
			continue
		}
		of := c.subject[i]
		for n := w.became.pays[of]; n < w.became.pays[of+1]; n++ {
			take(w.became.amount[n], w.became.currency[n])
		}
	}
}
