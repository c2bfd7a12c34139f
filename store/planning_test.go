package store_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

// drafted is a draft that a search has found.
func drafted() *meeting.Draft {
	return &meeting.Draft{Status: timetable.Feasible, Places: []meeting.Place{{A: "a", B: "b", Slot: "2023-11-29T09:00", Table: "A-1"}}}
}

func TestATimetableIsLookedForByOneAtATime(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		begin(t, db, 26)
		if _, err := db.Planning(t.Context(), "test", 26); lang.CodeOf(err) != lang.CodeNotFound {
			t.Fatalf("before anybody has planned: %v", err)
		}
		// Both press at once: one of them begins.
		var wait sync.WaitGroup
		begun := make([]store.Planning, 2)
		failed := make([]error, 2)
		for i := range begun {
			wait.Go(func() {
				begun[i], failed[i] = db.BeginPlanning(t.Context(), "test", store.Planning{Edition: 26, Account: "account", Said: store.PlanningSaid{Breaks: -1}})
			})
		}
		wait.Wait()
		first := 0
		if failed[0] != nil {
			first = 1
		}
		if failed[first] != nil || lang.CodeOf(failed[1-first]) != lang.CodeConflict {
			t.Fatalf("two at once: %v", failed)
		}
		job := begun[first]
		job.Said.Placed = 3
		if asked, err := db.TellPlanning(t.Context(), "test", job); asked != "" || err != nil {
			t.Errorf("asked %q, %v", asked, err)
		}
		if err := db.AskPlanning(t.Context(), "test", 26, store.PlanningFinish); err != nil {
			t.Fatal(err)
		}
		if asked, err := db.TellPlanning(t.Context(), "test", job); asked != store.PlanningFinish || err != nil {
			t.Errorf("asked %q, %v", asked, err)
		}
		now, err := db.Planning(t.Context(), "test", 26)
		if err != nil || !now.Running() || now.Said.Placed != 3 || now.Account != "account" {
			t.Errorf("while it goes on: %+v %v", now, err)
		}

		// What it finds becomes the draft, with whose it is and an event.
		job.Said.Outcome = store.PlanningDone
		if _, err := db.EndPlanning(t.Context(), "test", job, drafted()); err != nil {
			t.Fatal(err)
		}
		d, err := db.MeetingDraft(t.Context(), "test", 26)
		if err != nil || d.Version != 1 || d.Author != "account" || len(d.Places) != 1 || d.Saved.IsZero() {
			t.Errorf("the draft: %+v %v", d, err)
		}
		events, err := db.Events(t.Context(), "", "account", journal.Position(1<<40), 10)
		if err != nil || len(events) != 1 || events[0].Value.Kind != access.MeetingsPlanned || events[0].Value.Fair != "test" || events[0].Value.Subject != "meeting_draft/26" {
			t.Errorf("the events: %+v %v", events, err)
		}
		if _, err := db.EndPlanning(t.Context(), "test", job, drafted()); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("ended a second time: %v", err)
		}
		if now, err = db.Planning(t.Context(), "test", 26); err != nil || now.Running() || now.Said.Outcome != store.PlanningDone {
			t.Errorf("afterwards: %+v %v", now, err)
		}

		// A draft that somebody has changed meanwhile stays as it is.
		job, err = db.BeginPlanning(t.Context(), "test", store.Planning{Edition: 26, Account: "account", Said: store.PlanningSaid{Seen: 1}})
		if err != nil {
			t.Fatal(err)
		}
		if d, err = db.SaveMeetingDraft(t.Context(), "test", d); err != nil {
			t.Fatal(err)
		}
		job.Said.Outcome = store.PlanningDone
		if job, err = db.EndPlanning(t.Context(), "test", job, drafted()); err != nil || job.Said.Outcome != store.PlanningStale {
			t.Errorf("over a changed draft: %+v %v", job, err)
		}
		if now, err := db.MeetingDraft(t.Context(), "test", 26); err != nil || now.Version != d.Version {
			t.Errorf("the draft after that: %+v %v", now, err)
		}
	})
}

func TestASearchWhoseServerIsGoneIsNoHindrance(t *testing.T) {
	clock := time.Date(2023, 11, 28, 9, 0, 0, 0, time.UTC)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), store.Options{Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	begin(t, db, 26)
	gone, err := db.BeginPlanning(t.Context(), "test", store.Planning{Edition: 26, Account: "account"})
	if err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(time.Minute)
	if now, err := db.Planning(t.Context(), "test", 26); err != nil || !now.Running() {
		t.Errorf("a minute later: %+v %v", now, err)
	}
	clock = clock.Add(time.Minute)
	if now, err := db.Planning(t.Context(), "test", 26); err != nil || now.Running() || now.Said.Outcome != store.PlanningLost {
		t.Errorf("two minutes later: %+v %v", now, err)
	}
	if _, err := db.MeetingDraft(t.Context(), "test", 26); lang.CodeOf(err) != lang.CodeNotFound {
		t.Errorf("a draft was left: %v", err)
	}
	if _, err := db.BeginPlanning(t.Context(), "test", store.Planning{Edition: 26, Account: "other"}); err != nil {
		t.Errorf("another begins: %v", err)
	}
	gone.Said.Outcome = store.PlanningDone
	if _, err := db.EndPlanning(t.Context(), "test", gone, drafted()); lang.CodeOf(err) != lang.CodeStale {
		t.Errorf("the first comes back: %v", err)
	}
}
