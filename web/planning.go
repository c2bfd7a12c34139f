package web

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

// A timetable is looked for by the server, not by a request: whoever asked for it may close the page, look
// again, stop it or have what there is. What is known of it stands in the database, so that every
// process shows it, and one at a time is looked for in an edition.

// planTimes are for how long a search may be asked, in seconds; the first when nothing is said.
var planTimes = []int{30, 10, 120, 600}

const (
	planTold = time.Second             // how often a search says how far it is
	planWait = 1500 * time.Millisecond // how long a request waits for one that is quick
)

// A planningJob is a search under way in this process.
type planningJob struct {
	site    *site
	fair    string
	base    int64 // number of the release that it goes on from
	limit   time.Duration
	problem *meeting.Problem

	mu     sync.Mutex
	it     store.Planning
	asked  string
	finish atomic.Bool
	stop   context.CancelFunc
}

// beginPlanning has a timetable looked for in the visitor's name. It returns once that goes on, or at
// once when it is quick. Where another goes on, that is said before anything is read for it; two who press at
// once are told apart when it begins.
func (s *site) beginPlanning(v *visit, edition int64) error {
	if it, err := s.db.Planning(v.Context(), v.fair.ID, edition); err == nil && it.Running() {
		return lang.Conflict("planning.running")
	}
	old, err := s.draftSeen(v, edition)
	if err != nil {
		return err
	}
	var from *meeting.Draft
	if old.Version > 0 {
		from = &old
	}
	in, err := v.view.MeetingInput(v.Context(), edition, from)
	if err != nil {
		return err
	}
	j := &planningJob{site: s, fair: v.fair.ID, base: old.Base, limit: time.Duration(planTimes[0]) * time.Second}
	for _, n := range planTimes {
		if v.field("seconds") == strconv.Itoa(n) {
			j.limit = time.Duration(n) * time.Second
		}
	}
	if from == nil {
		if j.base, err = s.lastRelease(v, edition); err != nil {
			return err
		}
	}
	if j.problem, err = meeting.Build(in); err != nil {
		return err
	}
	j.it = store.Planning{Edition: edition, Account: v.account.ID, Said: store.PlanningSaid{Breaks: -1, Seen: old.Version}}
	if j.it, err = s.db.BeginPlanning(v.Context(), j.fair, j.it); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		j.run(s.walls.stopping)
	}()
	select {
	case <-done:
	case <-time.After(planWait):
	case <-v.Context().Done():
	}
	return nil
}

// lastRelease is the number of an edition's last release; 0 for none.
func (s *site) lastRelease(v *visit, edition int64) (int64, error) {
	releases, err := v.view.Releases(v.Context(), edition)
	if err != nil || len(releases) == 0 {
		return 0, err
	}
	return releases[0].Value.Number, nil
}

// run looks for the timetable and writes what becomes of it.
func (j *planningJob) run(stopping <-chan struct{}) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	j.stop = stop
	told := make(chan struct{})
	go func() {
		defer close(told)
		j.tell(ctx, stopping)
	}()
	d, why, err := j.solve(ctx)
	stop()
	<-told
	j.mu.Lock()
	defer j.mu.Unlock()
	var draft *meeting.Draft
	switch {
	case j.asked == store.PlanningCancel:
		j.it.Said.Outcome = store.PlanningCancelled
	case j.asked == store.PlanningLost:
		j.it.Said.Outcome = store.PlanningLost
	case err != nil:
		j.it.Said.Outcome = store.PlanningFailed
		j.say(func(tag lang.Tag) []string {
			if text := lang.Explain(tag, err); text != "" {
				return []string{text}
			}
			return nil
		})
		j.site.log.Error("web: plan meetings", "fair", j.fair, "edition", j.it.Edition, "error", err)
	case d.Status == timetable.Infeasible:
		j.it.Said.Outcome = store.PlanningImpossible
		j.say(func(tag lang.Tag) []string {
			var all []string
			for _, r := range why {
				all = append(all, r.In(tag))
			}
			return all
		})
	default:
		d.Base = j.base
		draft, j.it.Said.Outcome = &d, store.PlanningDone
		j.it.Said.Placed, j.it.Said.Breaks, j.it.Said.Bound = len(d.Places), d.Breaks, d.Bound
	}
	end, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := j.site.db.EndPlanning(end, j.fair, j.it, draft); err != nil && lang.CodeOf(err) != lang.CodeStale {
		j.site.log.Error("web: keep a plan of meetings", "fair", j.fair, "edition", j.it.Edition, "error", err)
	}
}

// say keeps what is to be said of the outcome, in every language.
func (j *planningJob) say(in func(lang.Tag) []string) {
	j.it.Said.Why = map[lang.Tag][]string{}
	for _, tag := range lang.Tags {
		j.it.Said.Why[tag] = in(tag)
	}
}

func (j *planningJob) solve(ctx context.Context) (d meeting.Draft, why []timetable.Reason, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("web: panic while planning: %v\n%s", p, debug.Stack())
		}
	}()
	begun := time.Now()
	return j.problem.Plan(ctx, timetable.Options{
		Seed: 1,
		Left: func() float64 {
			if j.finish.Load() {
				return 0
			}
			return 1 - float64(time.Since(begun))/float64(j.limit)
		},
		Progress: func(p timetable.Progress) {
			j.mu.Lock()
			defer j.mu.Unlock()
			said := &j.it.Said
			said.Share, said.Breaks, said.Bound = int64(time.Since(begun)*1000/j.limit), p.Breaks, p.Bound
			if p.Placed > 0 {
				said.Placed = p.Placed
			}
			if p.Upper > 0 {
				said.Value, said.Upper = p.Value, p.Upper
			}
		},
	})
}

// tell says now and then how far the search is, and hears what is asked of it, until ctx is done.
func (j *planningJob) tell(ctx context.Context, stopping <-chan struct{}) {
	every := time.NewTicker(planTold)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-stopping:
			j.ask(store.PlanningLost)
			return
		case <-every.C:
		}
		j.mu.Lock()
		it := j.it
		j.mu.Unlock()
		asked, err := j.site.db.TellPlanning(ctx, j.fair, it)
		switch {
		case lang.CodeOf(err) == lang.CodeStale:
			j.ask(store.PlanningLost)
		case err != nil && ctx.Err() == nil:
			j.site.log.Error("web: say how far a plan of meetings is", "fair", j.fair, "error", err)
		case asked != "":
			j.ask(asked)
		}
	}
}

// ask has the search finish with what it has, or end with nothing.
func (j *planningJob) ask(what string) {
	if what == store.PlanningFinish {
		j.finish.Store(true)
		return
	}
	j.mu.Lock()
	j.asked = what
	j.mu.Unlock()
	j.stop()
}

// A planningLine is the search for a timetable, under way or ended.
type planningLine struct {
	Running       bool
	Who           string
	Begun         time.Time
	Seconds       int64
	Share         int64 // in thousandths
	Placed        int64
	Breaks, Bound int64
	Known         bool // the breaks are known
	Value, Upper  int64
	Outcome       string
	Why           []string
	Asked         bool // it has been asked to stop
}

// planningOf says what is known of the search for an edition's timetable; nil when there was none.
func (s *site) planningOf(v *visit, edition int64) (*planningLine, error) {
	it, err := s.db.Planning(v.Context(), v.fair.ID, edition)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l := &planningLine{
		Running: it.Running(), Who: s.accountName(v, it.Account), Begun: it.Begun.In(v.fair.Location()), Share: min(1000, it.Said.Share), Placed: int64(it.Said.Placed),
		Value: it.Said.Value, Upper: it.Said.Upper, Why: it.Said.Why[v.tag], Asked: it.Asked != "",
	}
	if it.Said.Breaks >= 0 {
		l.Known, l.Breaks, l.Bound = true, int64(it.Said.Breaks), int64(it.Said.Bound)
	}
	if l.Running {
		l.Seconds = int64(it.Told.Sub(it.Begun).Seconds())
		return l, nil
	}
	l.Seconds = int64(it.Ended.Sub(it.Begun).Seconds())
	l.Outcome = v.say("planning.outcome." + it.Said.Outcome)
	return l, nil
}
