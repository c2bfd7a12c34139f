package store_test

import (
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
	"bridgehead/store"
)

// meetingRound records an edition with four people who want meetings, and returns their identifiers.
func meetingRound(t *testing.T, db *store.DB) []string {
	t.Helper()
	begin(t, db, 26)
	ids := make([]string, 4)
	update(t, db, func(tx *store.Tx) error {
		_, err := tx.PutMeetingSetup(t.Context(), meeting.Setup{
			Edition: 26, Ask: meeting.Matched,
			Slots: []meeting.Slot{{Day: "2023-11-29", Begins: "09:00", Ends: "09:30"}, {Day: "2023-11-29", Begins: "09:30", Ends: "10:00"}, {Day: "2023-11-29", Begins: "14:00", Ends: "14:30"}},
			Halls: []meeting.Hall{{Code: "A", Name: lang.Text{En: "Hall"}, Tables: 2}}, Walks: []meeting.Walk{{From: "A", To: "A", Minutes: 0}},
			Reserved: []meeting.Reserved{{Table: "A-2", Party: "none"}}, Lost: []meeting.Lost{{Table: "A-2", Slot: "2023-11-29T14:00"}},
		}, 0, form)
		if err != nil {
			return err
		}
		for i := range ids {
			d := delegate.Delegate{Edition: 26, Party: party.ID("company" + string(rune('a'+i))), Role: delegate.Investor, Side: "beijing", Languages: "zh en", Account: "account" + string(rune('a'+i))}
			if i > 1 {
				d.Role, d.Side = delegate.Owner, "hongkong"
			}
			d, err := tx.PutDelegate(t.Context(), d, &party.Person{Name: lang.Text{En: "Erasable Person"}, Email: "person@example.org", Phone: "12345678"}, 0, form)
			if err != nil {
				return err
			}
			ids[i] = d.ID
		}
		return nil
	})
	return ids
}

func ask(t *testing.T, db *store.DB, from, to string, wish meeting.Wish, by meeting.Asker) error {
	t.Helper()
	return db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
		_, err := tx.PutRequest(t.Context(), meeting.Request{Edition: 26, From: from, To: to, ToParty: "x", Wish: wish, By: by}, 0, form)
		return err
	})
}

func TestMeetingsAreAskedForPlannedReleasedAndChanged(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ids := meetingRound(t, db)
		for _, pair := range [][2]int{{0, 2}, {0, 3}, {1, 2}} {
			if err := ask(t, db, ids[pair[0]], ids[pair[1]], meeting.Like, meeting.ByDelegate); err != nil {
				t.Fatal(err)
			}
		}
		if err := ask(t, db, ids[0], ids[1], meeting.Like, meeting.ByDelegate); lang.CodeOf(err) != lang.CodeForbidden {
			t.Errorf("an investor asks an investor: %v", err)
		}
		if err := ask(t, db, ids[0], ids[2], meeting.Must, meeting.ByDelegate); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("a second wish of the same two: %v", err)
		}
		view := func(at journal.Position) store.View {
			v, err := db.View(t.Context(), "test", at)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		in, err := view(-1).MeetingInput(t.Context(), 26, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := meeting.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := p.Plan(t.Context(), timetable.Options{Seed: 1, Threads: 1, Work: 100_000})
		if err != nil || len(d.Places) != 3 || len(p.Findings(d.Places)) > 0 {
			t.Fatalf("the plan: %+v %v %v", d, p.Findings(d.Places), err)
		}
		if d, err = db.SaveMeetingDraft(t.Context(), "test", d); err != nil {
			t.Fatal(err)
		}
		stale := d
		stale.Version = 0
		if _, err := db.SaveMeetingDraft(t.Context(), "test", stale); lang.CodeOf(err) != lang.CodeStale {
			t.Errorf("a second draft: %v", err)
		}
		release := func() meeting.Release {
			t.Helper()
			d, err := db.MeetingDraft(t.Context(), "test", 26)
			if err != nil {
				t.Fatal(err)
			}
			var r meeting.Release
			update(t, db, func(tx *store.Tx) (err error) {
				r, err = tx.ReleaseMeetings(t.Context(), d, form)
				return err
			})
			return r
		}
		if r := release(); r.Number != 1 || r.New != 3 {
			t.Errorf("the first release: %+v", r)
		}
		first := view(-1).At
		if _, err := db.MeetingDraft(t.Context(), "test", 26); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("the draft after its release: %v", err)
		}
		before, err := view(first).Held(t.Context(), 26)
		if err != nil {
			t.Fatal(err)
		}
		// Somebody is ill: their meetings are cancelled, and the others stay.
		update(t, db, func(tx *store.Tx) error {
			row, err := store.Get[delegate.Delegate](t.Context(), tx.View, ids[3])
			if err != nil {
				return err
			}
			row.Value.Withdrawn = true
			_, err = tx.PutDelegate(t.Context(), row.Value, nil, row.Since, form)
			return err
		})
		if in, err = view(-1).MeetingInput(t.Context(), 26, nil); err != nil {
			t.Fatal(err)
		}
		if p, err = meeting.BuildHeld(in); err != nil {
			t.Fatal(err)
		}
		if d, err = p.Replan(t.Context(), timetable.Options{Seed: 1, Threads: 1}); err != nil {
			t.Fatal(err)
		}
		d.Base = 1
		if _, err = db.SaveMeetingDraft(t.Context(), "test", d); err != nil {
			t.Fatal(err)
		}
		if r := release(); r.Number != 2 || r.Cancelled != 1 || r.Moved != 0 || r.New != 0 {
			t.Errorf("the second release: %+v", r)
		}
		if again, err := view(first).Held(t.Context(), 26); err != nil || len(again) != len(before) {
			t.Errorf("the first version after the second: %v %v", again, err)
		}
		histories, err := view(-1).MeetingHistories(t.Context(), ids[3])
		if err != nil || len(histories) != 1 || !histories[0].Cancelled || histories[0].Sequence != 1 {
			t.Errorf("what a calendar is told: %+v %v", histories, err)
		}
		verified(t, db)
	})
}

func TestAnErasedPersonIsGoneAndTheRecordVerifies(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ids := meetingRound(t, db)
		var row store.Row[delegate.Delegate]
		update(t, db, func(tx *store.Tx) (err error) {
			if row, err = store.Get[delegate.Delegate](t.Context(), tx.View, ids[0]); err != nil {
				return err
			}
			return tx.EraseDelegate(t.Context(), ids[0], row.Since, form)
		})
		v, err := db.View(t.Context(), "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		known, err := v.KnownOf(t.Context(), ids[0])
		if err != nil || !known.Person.Name.Empty() || known.Person.Email != "" || known.Account != "" || len(known.Versions) != 2 {
			t.Errorf("what is known of the erased: %+v %v", known, err)
		}
		other, err := v.KnownOf(t.Context(), ids[1])
		if err != nil || other.Person.Email != "person@example.org" {
			t.Errorf("what is known of another: %+v %v", other, err)
		}
		for at := journal.Position(1); at <= v.At; at++ {
			e, err := v.Entry(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			if text := string(e.After); strings.Contains(text, "Erasable") || strings.Contains(text, "example.org") {
				t.Errorf("entry %d holds what was to be erased: %s", at, text)
			}
		}
		verified(t, db)
	})
}

func TestDelegatesAndMeetingsAreSeenByThoseWhoseTheyAre(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		ids := meetingRound(t, db)
		if err := ask(t, db, ids[0], ids[2], meeting.Like, meeting.ByDelegate); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name      string
			actor     access.Actor
			delegates int
			requests  int
		}{
			{"the public", access.Actor{}, 0, 0},
			{"who asks", access.Actor{Account: "a", Grants: []access.Grant{{Role: access.Delegate, Party: "companya"}}}, 1, 1},
			{"who is asked", access.Actor{Account: "c", Grants: []access.Grant{{Role: access.Delegate, Party: "companyc"}}}, 1, 1},
			{"another", access.Actor{Account: "b", Grants: []access.Grant{{Role: access.Delegate, Party: "companyb"}}}, 1, 0},
			{"the press", access.Actor{Account: "p", Grants: []access.Grant{{Role: access.Press}}}, 0, 0},
			{"the secretariat", access.Actor{Account: "s", Grants: []access.Grant{{Role: access.Secretariat}}}, 4, 1},
		} {
			sight, err := db.Sight(t.Context(), "test", c.actor)
			if err != nil {
				t.Fatal(err)
			}
			all, err := db.View(t.Context(), "test", -1)
			if err != nil {
				t.Fatal(err)
			}
			v, err := all.As(t.Context(), sight)
			if err != nil {
				t.Fatal(err)
			}
			delegates, err := v.Delegates(t.Context(), 26)
			if err != nil {
				t.Fatal(err)
			}
			requests, err := v.Requests(t.Context(), 26)
			if err != nil || len(delegates) != c.delegates || len(requests) != c.requests {
				t.Errorf("%s: %d delegates, %d requests, %v", c.name, len(delegates), len(requests), err)
			}
		}
	})
}
