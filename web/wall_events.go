package web

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// The watchers of the walls. However many there are, a process looks at the journal's head of
// each fair once in a while, makes what is new once in each language, and hands the same
// bytes to all. Several processes over one database each do so by themselves; what they tell
// follows from the journal, and so it is the same.

// A hallKey is what watchers have in common: what they watch, and whether they may read
// under its embargo.
type hallKey struct {
	fair    string
	edition int64
	cleared bool
}

// walls are all walls that somebody watches.
type walls struct {
	site     *site
	stopping <-chan struct{} // closed when the server stops; nil for never

	mu       sync.Mutex
	fairs    map[string]*fairWalls
	watching int
}

// fairWalls are those of one fair, which one goroutine follows while there are any.
type fairWalls struct {
	halls  map[hallKey]*hall // under the lock of walls
	stop   context.CancelFunc
	failed time.Time // when it last said that something is wrong; of the one who follows
}

// A hall is those who watch the same.
type hall struct {
	key hallKey

	mu       sync.Mutex
	watchers map[*watcher]bool
	at       journal.Position // up to which all is told
	from     journal.Position // after which all is in recent
	recent   []wallEvent
	state    string // of edition and embargoes: when it changes, pages are read anew
}

// A watcher is one screen.
type watcher struct {
	batches chan wallBatch
	reached atomic.Int64 // the position up to which it has been told all
}

// A wallEvent is one change, ready to be sent in each language.
type wallEvent struct {
	id   int64
	text map[lang.Tag][]byte
}

type wallBatch struct {
	events []wallEvent
	reload bool
}

// A wallSaid is what an event carries: a line in the place of the one with the same
// identifier, or none when it does not count any more; and what all comes to.
type wallSaid struct {
	ID     string      `json:"id"`
	Line   string      `json:"line,omitempty"`
	Totals *wallTotals `json:"totals,omitempty"` // of the last of those that came together
}

func newWalls(s *site, stopping <-chan struct{}) *walls {
	return &walls{site: s, stopping: stopping, fairs: map[string]*fairWalls{}}
}

// join adds a watcher, who is told what came after the position first.
func (w *walls) join(ctx context.Context, key hallKey, after int64) (*watcher, error) {
	w.mu.Lock()
	if w.watching >= wallMost {
		w.mu.Unlock()
		return nil, lang.Unavailable("wall.full")
	}
	w.watching++
	f := w.fairs[key.fair]
	if f == nil {
		follow, stop := context.WithCancel(context.Background())
		f = &fairWalls{halls: map[hallKey]*hall{}, stop: stop}
		w.fairs[key.fair] = f
		go w.follow(follow, key.fair, f)
	}
	h := f.halls[key]
	if h == nil {
		h = &hall{key: key, watchers: map[*watcher]bool{}}
		f.halls[key] = h
	}
	x := &watcher{batches: make(chan wallBatch, wallQueue)}
	h.mu.Lock()
	h.watchers[x] = true // from here on it misses nothing
	w.mu.Unlock()
	err := w.backlog(ctx, h, x, journal.Position(after))
	h.mu.Unlock()
	if err != nil {
		w.leave(key, x)
		return nil, err
	}
	return x, nil
}

// backlog tells a watcher what it has missed, under the lock of its hall.
func (w *walls) backlog(ctx context.Context, h *hall, x *watcher, after journal.Position) error {
	if h.at == 0 {
		head, err := w.site.db.Head(ctx, h.key.fair)
		if err != nil {
			return err
		}
		h.at, h.from = head, head
	}
	x.reached.Store(int64(min(after, h.at)))
	if after >= h.at {
		return nil // another process was ahead of this one, or nothing is new
	}
	if after < h.from {
		n, err := w.news(ctx, h.key, after, h.from)
		if err != nil {
			return err
		}
		if n.reload || len(n.events)+len(h.recent) > wallRecent {
			x.batches <- wallBatch{reload: true}
			return nil
		}
		h.recent, h.from = append(n.events, h.recent...), after
	}
	var missed []wallEvent
	for _, e := range h.recent {
		if e.id > int64(after) {
			missed = append(missed, e)
		}
	}
	if len(missed) > 0 {
		x.batches <- wallBatch{events: missed}
	}
	x.reached.Store(int64(h.at))
	return nil
}

// leave takes a watcher out; when nobody watches a fair any more, it is not followed.
func (w *walls) leave(key hallKey, x *watcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watching--
	f := w.fairs[key.fair]
	h := f.halls[key]
	h.mu.Lock()
	delete(h.watchers, x)
	empty := len(h.watchers) == 0
	h.mu.Unlock()
	if empty {
		delete(f.halls, key)
	}
	if len(f.halls) == 0 {
		f.stop()
		delete(w.fairs, key.fair)
	}
}

// follow looks at a fair's journal while somebody watches.
func (w *walls) follow(ctx context.Context, id string, f *fairWalls) {
	tick := time.NewTicker(wallPoll)
	defer tick.Stop()
	var looked time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.stopping:
			return
		case <-tick.C:
		}
		head, err := w.site.db.Head(ctx, id)
		if err != nil {
			w.failed(ctx, id, f, err)
			continue
		}
		w.mu.Lock()
		halls := make([]*hall, 0, len(f.halls))
		for _, h := range f.halls {
			halls = append(halls, h)
		}
		w.mu.Unlock()
		again := time.Since(looked) >= wallLook
		for _, h := range halls {
			if err := w.advance(ctx, h, head, again); err != nil {
				w.failed(ctx, id, f, err)
			}
		}
		if again {
			looked = time.Now()
		}
	}
}

// failed says what is wrong, not with every attempt.
func (w *walls) failed(ctx context.Context, id string, f *fairWalls, err error) {
	if ctx.Err() == nil && time.Since(f.failed) > wallWrite {
		f.failed = time.Now()
		w.site.log.Error("web: wall", "fair", id, "error", err)
	}
}

// advance tells a hall what came up to the head.
func (w *walls) advance(ctx context.Context, h *hall, head journal.Position, again bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.at == 0 || len(h.watchers) == 0 {
		return nil
	}
	var batch wallBatch
	if head > h.at {
		var err error
		if batch, err = w.news(ctx, h.key, h.at, head); err != nil {
			return err // the next attempt begins where this one did
		}
	}
	if again || head > h.at {
		state, err := w.state(ctx, h.key)
		if err != nil {
			return err
		}
		batch.reload = batch.reload || h.state != "" && h.state != state
		h.state = state
	}
	h.at = max(h.at, head)
	switch h.recent = append(h.recent, batch.events...); {
	case batch.reload:
		h.recent, h.from = nil, h.at
	case len(h.recent) > wallRecent:
		cut := len(h.recent) - wallRecent
		h.from = journal.Position(h.recent[cut-1].id)
		h.recent = append([]wallEvent(nil), h.recent[cut:]...)
	}
	for x := range h.watchers {
		if len(batch.events) == 0 && !batch.reload {
			x.reached.Store(int64(h.at))
			continue
		}
		select {
		case x.batches <- batch:
			x.reached.Store(int64(h.at))
		default: // whoever is that slow comes back
			close(x.batches)
			delete(h.watchers, x)
		}
	}
	return nil
}

// state says what pages depend on beside what was signed.
func (w *walls) state(ctx context.Context, key hallKey) (string, error) {
	view, sight, err := w.site.viewAs(ctx, key.fair, key.reader(), -1)
	if err != nil {
		return "", err
	}
	row, err := view.EditionRow(ctx, key.edition)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(row.Since, sight.HoldsFigures(key.edition), sight.Until(key.edition).IsZero()), nil
}

// reader is for whom the hall's events are made: the public, or those who read under embargo.
func (k hallKey) reader() access.Actor {
	if k.cleared {
		return access.Actor{Account: access.System}
	}
	return access.Actor{}
}

// news makes the events between two positions.
func (w *walls) news(ctx context.Context, key hallKey, after, to journal.Position) (wallBatch, error) {
	var out wallBatch
	s := w.site
	view, sight, err := s.viewAs(ctx, key.fair, key.reader(), int64(to))
	if err != nil || sight.HoldsFigures(key.edition) {
		return out, err
	}
	f, err := view.TheFair(ctx)
	if err != nil {
		return out, err
	}
	edition, err := view.Edition(ctx, key.edition)
	if err != nil {
		return out, err
	}
	signed, whole, err := view.SignedSince(ctx, edition, after, wallStep)
	if err != nil || len(signed) == 0 {
		out.reload = err == nil && !whole
		return out, err
	}
	out.events = make([]wallEvent, len(signed))
	for i, x := range signed {
		out.events[i] = wallEvent{id: int64(x.Position), text: map[lang.Tag][]byte{}}
	}
	for _, tag := range lang.Tags {
		if err := s.tell(ctx, tag, f, view, edition, signed, out.events); err != nil {
			return out, err
		}
	}
	return out, nil
}

// tell writes the events in one language.
func (s *site) tell(ctx context.Context, tag lang.Tag, f fair.Fair, view store.View, edition fair.Edition, signed []store.Signed, events []wallEvent) error {
	v, err := s.wallVisit(ctx, tag, f, view)
	if err != nil {
		return err
	}
	lines, err := s.wallLinesOf(v, signed)
	if err != nil {
		return err
	}
	for i, x := range signed {
		said := wallSaid{ID: lines[i].ID}
		if x.Counts {
			if said.Line, err = s.wallHTML(tag, lines[i]); err != nil {
				return err
			}
		}
		if i == len(signed)-1 {
			totals, err := s.wallTotals(v, edition.Number)
			if err != nil {
				return err
			}
			said.Totals = &totals
		}
		data, err := json.Marshal(said)
		if err != nil {
			return fmt.Errorf("web: wall: %w", err)
		}
		events[i].text[tag] = fmt.Appendf(nil, "id: %d\nevent: signed\ndata: %s\n\n", x.Position, data)
	}
	return nil
}
