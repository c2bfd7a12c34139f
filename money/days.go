package money

import (
	"context"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"bridgehead/lang"
)

// Quoted lists what was published on which days. A store and a Table are Quoted.
type Quoted interface {
	// Days returns what the source published on each day from the first to the last given,
	// the oldest first; days on which it published nothing are not there.
	Days(ctx context.Context, source string, from, to lang.Date) ([]Day, error)
}

// Days implements Quoted.
func (t *Table) Days(_ context.Context, source string, from, to lang.Date) ([]Day, error) {
	found := map[[2]string]*Day{}
	for key, days := range t.pairs {
		if key.source != source {
			continue
		}
		for _, d := range days {
			if d.day < from || d.day > to {
				continue
			}
			at := [2]string{string(d.day), string(key.base)}
			if found[at] == nil {
				found[at] = &Day{Source: source, Date: d.day, Base: key.base, Quotes: map[Currency]decimal.Decimal{}}
			}
			found[at].Quotes[key.quote] = d.value
		}
	}
	out := make([]Day, 0, len(found))
	for _, d := range found {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Day) int {
		if c := strings.Compare(string(a.Date), string(b.Date)); c != 0 {
			return c
		}
		return strings.Compare(string(a.Base), string(b.Base))
	})
	return out, nil
}
