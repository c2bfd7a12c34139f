package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/store"
)

// hard records meetings of which no timetable is soon proven to be the best: all of one side wish to
// meet all of the other, in hardly more slots than that, and each is away twice.
func hard(t *testing.T, db *store.DB) {
	t.Helper()
	const n = 18
	r := rand.New(rand.NewPCG(1, 1))
	err := db.Update(t.Context(), "model", access.System, func(tx *store.Tx) error {
		how := store.How{Action: journal.Created}
		setup := meeting.Setup{ID: tx.NewID(), Edition: 25, Ask: meeting.Matched, MostDay: n, Halls: []meeting.Hall{{Code: "A", Tables: n}}}
		for i := range n + 6 {
			setup.Slots = append(setup.Slots, meeting.Slot{Day: "2023-11-29", Begins: fmt.Sprintf("%02d:%02d", 8+i/2, 30*(i%2)), Ends: fmt.Sprintf("%02d:%02d", 8+i/2, 30*(i%2)+25)})
		}
		if err := store.Put(t.Context(), tx, &setup, 0, how); err != nil {
			return err
		}
		var people []delegate.Delegate
		for i := range 2 * n {
			d := delegate.Delegate{ID: tx.NewID(), Code: fmt.Sprintf("H-%03d", i), Edition: 25, Party: party.ID(fmt.Sprintf("hard%02d", i)), Role: delegate.Investor, Side: "beijing", Languages: "zh", Person: tx.NewID()}
			if i >= n {
				d.Role, d.Side = delegate.Owner, "hongkong"
			}
			d.Away = setup.Slots[r.IntN(n+6)].Code() + " " + setup.Slots[r.IntN(n+6)].Code()
			if err := store.Put(t.Context(), tx, &d, 0, how); err != nil {
				return err
			}
			people = append(people, d)
		}
		for _, a := range people[:n] {
			for _, b := range people[n:] {
				q := meeting.Request{ID: tx.NewID(), Edition: 25, From: a.ID, FromParty: a.Party, To: b.ID, ToParty: b.Party, Wish: meeting.Like, By: meeting.ByDelegate}
				if err := store.Put(t.Context(), tx, &q, 0, how); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A timetable is looked for by the server: the page shows how far that is, whoever looks; it is stopped with
// or without what was found, and nobody begins a second one meanwhile.
func TestATimetableIsLookedForByTheServer(t *testing.T) {
	x := attack(t)
	f, desk := x.fixture, x.who("the secretariat of both").cookie
	hard(t, f.db)
	page := func() string {
		t.Helper()
		r := f.visit("/en/model/work/timetable?edition=25", desk)
		if r.Code != http.StatusOK {
			t.Fatalf("the desk: %d", r.Code)
		}
		return r.Body.String()
	}
	send := func(form url.Values) int {
		t.Helper()
		form.Set("edition", "25")
		return f.post(t, "/en/model/work/timetable", form, desk).Code
	}
	until := func(outcome string) store.Planning {
		t.Helper()
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			if p, err := f.db.Planning(t.Context(), "model", 25); err == nil && !p.Running() {
				if p.Said.Outcome != outcome {
					t.Fatalf("it came to %+v, not %s", p.Said, outcome)
				}
				return p
			}
		}
		t.Fatal("it does not end")
		return store.Planning{}
	}
	plan := url.Values{"do": {"plan"}, "version": {"0"}, "seconds": {"600"}}
	if code := send(plan); code != http.StatusSeeOther {
		t.Fatalf("planning: %d", code)
	}
	if html := page(); !strings.Contains(html, "data-running") || !strings.Contains(html, "<progress") || !strings.Contains(seen(html), "A timetable is being looked for") {
		t.Errorf("while it goes on: %s", seen(html))
	}
	if code := send(plan); code != http.StatusConflict {
		t.Errorf("a second one at the same time: %d", code)
	}
	late := url.Values{"edition": {"25"}, "do": {"plan"}, "version": {"7"}}
	if r := f.post(t, "/en/model/work/timetable", late, desk); r.Code != http.StatusConflict || !strings.Contains(seen(r.Body.String()), "is being looked for already") {
		t.Errorf("a second one, whatever they saw of the draft: %d %s", r.Code, seen(r.Body.String()))
	}
	if code := send(url.Values{"do": {"cancel"}}); code != http.StatusSeeOther {
		t.Errorf("cancelling: %d", code)
	}
	until(store.PlanningCancelled)
	if _, err := f.db.MeetingDraft(t.Context(), "model", 25); lang.CodeOf(err) != lang.CodeNotFound {
		t.Errorf("what was cancelled left a draft: %v", err)
	}
	if html := page(); strings.Contains(html, "data-running") || !strings.Contains(seen(html), "It was cancelled") {
		t.Errorf("after it was cancelled: %s", seen(html))
	}

	if code := send(plan); code != http.StatusSeeOther {
		t.Fatalf("planning again: %d", code)
	}
	if code := send(url.Values{"do": {"finish"}}); code != http.StatusSeeOther {
		t.Errorf("finishing: %d", code)
	}
	p := until(store.PlanningDone)
	d, err := f.db.MeetingDraft(t.Context(), "model", 25)
	if err != nil || len(d.Places) < 300 || d.Author != p.Account || p.Said.Placed != len(d.Places) {
		t.Errorf("the draft by %q has %d places, %+v, %v", d.Author, len(d.Places), p.Said, err)
	}
	if text := seen(page()); !strings.Contains(text, "What it found became the draft") || !strings.Contains(text, "Saved by") {
		t.Errorf("afterwards: %s", text)
	}
}
