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
	sight, err := s.db.Sight(ctx, fairID, a)
	if err != nil {
		return store.View{}, nil, err
	}
	view, err := s.db.View(ctx, fairID, journal.Position(at))
	if err != nil {
		return view, sight, err
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
	e, err := s.db.Evaluator(ctx, view.Fair, journal.Position(at), journal.Position(ref))
	if err != nil {
		return nil, err
	}
	view.At = e.Records.(store.View).At
	e.Records = view.Figures()
	return e, nil
}

// open opens the fair of the visit for whoever asks. Work is done on the whole record: each
// deed asks the table itself about the record at hand.
func (s *site) open(v *visit, fairID string) error {
	ctx := v.Context()
	var err error
	if v.actor, err = s.db.Actor(ctx, fairID, v.account.ID); err != nil {
		return err
	}
	if v.view, v.sight, err = s.viewAs(ctx, fairID, v.actor, v.asked); err != nil {
		return err
	}
	if v.whole {
		if v.view, err = s.db.View(ctx, fairID, v.view.At); err != nil {
			return err
		}
	}
	v.figures, err = s.figuresFor(ctx, v.view, v.asked, v.ref)
	return err
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
