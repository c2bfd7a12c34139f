package web

import (
	"context"
	"net/http"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// Whatever the pages show of a fair is read through here, with the eyes of whoever asks: what
// is not signed yet and what is held back is not there for those who may not see it. A test
// sees to it that no other file opens a view.

// viewAs opens a fair's record at a position for an actor; a negative one is the last.
func (s *site) viewAs(ctx context.Context, fairID string, a access.Actor, at int64) (store.View, *store.Sight, error) {
	last, err := s.db.View(ctx, fairID, -1)
	if err != nil {
		return last, nil, err
	}
	return s.seenAs(ctx, last, a, at)
}

// seenAs is viewAs where the last position is open.
func (s *site) seenAs(ctx context.Context, last store.View, a access.Actor, at int64) (store.View, *store.Sight, error) {
	sight, err := s.db.SightOf(ctx, last, a)
	if err != nil {
		return last, nil, err
	}
	view := last
	if at >= 0 && journal.Position(at) != last.At {
		if view, err = s.db.View(ctx, last.Fair, journal.Position(at)); err != nil {
			return view, sight, err
		}
	}
	view, err = view.As(ctx, sight)
	return view, sight, err
}

// publicView is what anybody may read of a fair now.
func (s *site) publicView(ctx context.Context, fairID string) (store.View, error) {
	view, _, err := s.viewAs(ctx, fairID, access.Actor{}, -1)
	return view, err
}

// figuresFor returns the evaluator of the figures that a view shows.
func (s *site) figuresFor(ctx context.Context, view store.View, at, ref int64) (*indicator.Evaluator, error) {
	return s.db.EvaluatorOf(ctx, view.Figures(), journal.Position(at), journal.Position(ref))
}

// open opens the fair of the visit, whose id it is, for whoever asks; there is none when nothing
// was ever written to it. Work is done on the whole record: each deed asks the table itself about
// the record at hand.
func (s *site) open(v *visit, id string) (there bool, err error) {
	ctx := v.Context()
	last, err := s.db.View(ctx, id, -1)
	if err != nil || last.At == 0 {
		return false, err
	}
	v.head = int64(last.At)
	if v.actor, err = s.db.Actor(ctx, id, v.account.ID); err != nil {
		return true, err
	}
	if v.view, v.sight, err = s.seenAs(ctx, last, v.actor, v.asked); err != nil {
		return true, err
	}
	if v.whole {
		if v.view, err = s.db.View(ctx, id, v.view.At); err != nil {
			return true, err
		}
	}
	v.figures, err = s.figuresFor(ctx, v.view, v.asked, v.ref)
	return true, err
}

// identified returns who asks by an interface that is no page.
func (s *site) identified(w http.ResponseWriter, r *http.Request, fairID string) (access.Actor, error) {
	v := &visit{Request: r, w: w, tag: tagOf(r)}
	if err := s.identify(v); err != nil {
		return access.Actor{}, err
	}
	return s.db.Actor(r.Context(), fairID, v.account.ID)
}

// An embargoLine says what of an edition is held back until when.
type embargoLine struct {
	Text    string
	Cleared bool // the reader sees it, and must not pass it on
}

// embargoes are those that hold in the visit's fair, to be said on each page of it.
func (v *visit) embargoes() []embargoLine {
	var out []embargoLine
	if v.sight == nil {
		return nil
	}
	for _, e := range v.sight.Embargoes {
		cleared := v.whole || !v.sight.HoldsFigures(e.Edition)
		key := "embargo.notice.public"
		if cleared {
			key = "embargo.notice.cleared"
		}
		of := v.editionWord(e.Edition)
		if e.Session != "" {
			of = v.say("embargo.of_session", lang.Args{"edition": of})
		}
		until := e.Until().In(v.fair.Location())
		when := lang.DateOf(until).Format(v.tag) + " " + until.Format("15:04") + " " + zone(until)
		out = append(out, embargoLine{v.say(key, lang.Args{"of": of, "until": when}), cleared})
	}
	return out
}

// shownEdition is the edition that a page shows when its address names none: the fair's
// current one, or the last before it of which the reader may know the figures.
func (v *visit) shownEdition(all []fair.Edition) int64 {
	number := v.fair.Current
	if number == 0 && len(all) > 0 {
		number = all[len(all)-1].Number
	}
	if !v.sight.HoldsFigures(number) {
		return number
	}
	for i := len(all) - 1; i >= 0; i-- {
		if n := all[i].Number; n < number && !v.sight.HoldsFigures(n) {
			return n
		}
	}
	return number
}
