package web

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"bridgehead/journal"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// What projects offer stands ready in memory: to lay a million of them out takes half a minute, and one
// person's list of them a fraction of a second. Each serving process does it for itself, when
// somebody first asks, and again behind those who ask once a project has changed.

// Of the editions that were asked for last as many stay laid out as have together no more projects than a million and a
// half, and eight at the most; the one that was asked for last stays whatever it has. A million
// take about half a GiB.
const (
	editionsKept = 8
	projectsKept = 1_500_000
)

// offersKept are the offers of editions.
type offersKept struct {
	mu    sync.Mutex
	of    map[offersOf]*laidOut
	asked int64 // how often any was asked for
}

type offersOf struct {
	fair    string
	edition int64
}

// laidOut are the offers of one edition at a position; index is nil until they are first there.
type laidOut struct {
	at     journal.Position
	index  *match.Index
	making chan struct{} // closed when what is being made is there; nil while nothing is
	asked  int64         // when it was last asked for, in the count of all
}

// laid returns what is laid out of an edition, which was asked for just now.
func (k *offersKept) laid(key offersOf) *laidOut {
	if k.of == nil {
		k.of = map[offersOf]*laidOut{}
	}
	l := k.of[key]
	if l == nil {
		l = &laidOut{}
		k.of[key] = l
	}
	k.asked++
	l.asked = k.asked
	return l
}

// forget forgets those that were asked for longest ago, until what is left keeps to the bounds. One that is being made
// stays, since others wait for it.
func (k *offersKept) forget(editions, projects int) {
	last := slices.SortedFunc(maps.Keys(k.of), func(a, b offersOf) int { return cmp.Compare(k.of[b].asked, k.of[a].asked) })
	all, kept := 0, 0
	for n, key := range last {
		l := k.of[key]
		has := 0
		if l.index != nil {
			has = l.index.Len()
		}
		if n > 0 && l.making == nil && (kept == editions || all+has > projects) {
			delete(k.of, key)
			continue
		}
		all, kept = all+has, kept+1
	}
}

// How long somebody waits for offers that are being laid out: at first, and where former ones are there.
const (
	offersPatience = 2 * time.Second
	newerPatience  = 200 * time.Millisecond
)

// offers returns the projects of an edition as offers, with the position that they are of. It is nil where
// they are not laid out yet: then somebody asks again. Those that are there are given while newer ones are made.
func (s *site) offers(v *visit, edition int64) (*match.Index, journal.Position, error) {
	k := &s.laid
	key := offersOf{v.fair.ID, edition}
	k.mu.Lock()
	l := k.laid(key)
	index, at, making := l.index, l.at, l.making
	k.mu.Unlock()
	fresh := index != nil && at >= v.view.At
	if !fresh && index != nil {
		written, err := v.view.Written(v.Context(), at, "project", "merge")
		if err != nil {
			return nil, 0, err
		}
		if fresh = !written; fresh {
			k.mu.Lock()
			l.at = max(l.at, v.view.At)
			k.mu.Unlock()
		}
	}
	if fresh {
		return index, at, nil
	}
	if making == nil {
		making = s.layOut(context.WithoutCancel(v.Context()), l, v.view, edition)
	}
	patience := offersPatience
	if index != nil {
		patience = newerPatience
	}
	select {
	case <-making:
	case <-time.After(patience):
	case <-v.Context().Done():
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return l.index, l.at, nil
}

// layOut makes the offers of an edition behind those who ask.
func (s *site) layOut(ctx context.Context, l *laidOut, view store.View, edition int64) chan struct{} {
	k := &s.laid
	k.mu.Lock()
	defer k.mu.Unlock()
	if l.making != nil { // somebody else was quicker
		return l.making
	}
	making := make(chan struct{})
	l.making = making
	go func() {
		var offers []match.Offer
		err := store.Each(ctx, view, store.Filter{Edition: edition}, store.Order{By: store.OrderMade}, func(some []store.Row[project.Project]) error {
			for _, row := range some {
				if row.Value.Status != "withdrawn" {
					offers = append(offers, match.OfferOf(row.Value))
				}
			}
			return nil
		})
		var index *match.Index
		if err == nil {
			index = match.NewIndex(nil, offers, nil, nil)
		} else {
			s.log.Error("web: offers", "fair", view.Fair, "error", err)
		}
		k.mu.Lock()
		if l.making = nil; index != nil {
			l.index, l.at = index, view.At
		}
		k.forget(editionsKept, projectsKept)
		k.mu.Unlock()
		close(making)
	}()
	return making
}

// ratesOf are the rates by which suggestions compare amounts: from the source of the edition's rate policy, the ECB
// where it has none, of the record's day, or of the policy's where that is earlier. What went wrong with
// them is in failed.
func (v *visit) ratesOf(edition int64, failed *error) (match.Rates, error) {
	today, err := v.view.AsOfDay(v.Context())
	if err != nil {
		return nil, err
	}
	e, err := v.view.Edition(v.Context(), edition)
	if err != nil {
		return nil, err
	}
	policy, day := e.RatePolicy(), today.Date()
	if policy.Day != "" && policy.Day < day {
		day = policy.Day
	}
	return func(from, to money.Currency) (*big.Rat, bool) {
		q, err := money.Cross(v.Context(), v.figures.Rates, cmp.Or(policy.Source, money.ECB), from, to, day)
		if err != nil && !errors.Is(err, money.ErrNoRate) {
			*failed = err
		}
		return q.Rate, err == nil
	}, nil
}
