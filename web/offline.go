package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/meeting"
)

// A delegate's own day is there without a network too. A worker, which that page alone has the browser
// install, keeps the page as it was last seen (assets/worker.js); these headers tell it what to keep and whose
// it is. No other page is kept.
const (
	// accountHeader names the account that a page was made for; a page for the public has none. By it the worker
	// sees that somebody signed out or another came, whichever page they open.
	accountHeader = "Bridgehead-Account"
	// keepHeader is on a page that may be kept: under what address, whatever the language, and for how many
	// seconds, so that no clock of a device matters.
	keepHeader = "Bridgehead-Keep"
	// workerPath is at the root, so that the worker sees all pages.
	workerPath = "/worker.js"
)

// keptAfter is for how long a day is kept that is opened when its edition is over.
const keptAfter = 24 * time.Hour

// keptUntil is when a copy of a day goes that is opened now: a day after the last of the edition and of its
// slots.
func keptUntil(e fair.Edition, setup meeting.Setup, zone *time.Location, now time.Time) time.Time {
	last := e.AsOf()
	for _, t := range setup.Slots {
		last = max(last, t.Day)
	}
	least := now.Add(keptAfter)
	if last == "" {
		return least
	}
	end := last.AddDays(2).Time()
	if until := time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, zone); until.After(least) {
		return until
	}
	return least
}

// keepDay lets the browser keep a day when it is the visitor's own: nobody keeps that of another, whom they
// registered or look after.
func (s *site) keepDay(v *visit, e fair.Edition, me delegate.Delegate, p *dayPage) error {
	if me.ID == "" || me.Account != v.account.ID {
		return nil
	}
	setup, err := v.view.MeetingSetup(v.Context(), e.Number)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	now := s.db.Now()
	until := keptUntil(e, setup.Value, v.fair.Location(), now)
	q := url.Values{"edition": {strconv.FormatInt(e.Number, 10)}, "of": {me.ID}}
	at := strings.TrimPrefix(v.address(q, "work", "day"), "/"+string(v.tag))
	v.w.Header().Set(keepHeader, at+" "+strconv.FormatInt(int64(until.Sub(now).Seconds()), 10))
	p.Worker, p.Made, p.Until = workerPath, momentText(v.tag, now.In(v.fair.Location())), momentText(v.tag, until.In(v.fair.Location()))
	s.with(&p.frame, "day.js")
	return nil
}

// serveWorker serves the worker. Its address stays, so the browser asks each time whether it has changed.
func (s *site) serveWorker(w http.ResponseWriter, r *http.Request) error {
	send(w, r, http.StatusOK, assetKinds[".js"], s.worker)
	return nil
}

// An offlinePage stands for a page that cannot be reached.
type offlinePage struct{ frame }

// offline shows what the worker keeps for that, in each language; it says nothing of anybody.
func (s *site) offline(v *visit) error {
	f := s.bareFor(v, v.say("offline.title"))
	f.machine = machine{} // it is no page to come back to
	return s.show(v, "offline", offlinePage{f})
}
