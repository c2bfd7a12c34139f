package meeting_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bridgehead/meeting"
	"bridgehead/meeting/meetingtest"
	"bridgehead/meeting/timetable"
)

// apart is a fair in four halls, two of them half an hour away from the others, with few tables to spare.
var apart = meetingtest.Fair{Investors: 100, Owners: 300, Days: 3, Tables: 42, Halls: 4, Walk: 30, Wishes: 9, MostDay: 4, Interpreters: 6, Booths: 6}

func TestNobodyIsSentOnAWayThatIsTooLong(t *testing.T) {
	var before []meeting.Place
	for _, threads := range []int{1, 2} {
		p, err := meeting.Build(apart.Draw(5))
		if err != nil {
			t.Fatal(err)
		}
		last := timetable.Progress{}
		d, _, err := p.Plan(t.Context(), timetable.Options{Seed: 1, Threads: threads, Work: 2_000_000, Progress: func(p timetable.Progress) {
			if p.Share < last.Share {
				t.Errorf("the search was at %v and is at %v", last.Share, p.Share)
			}
			last = p
		}})
		if err != nil {
			t.Fatal(err)
		}
		if found := p.Findings(d.Places); len(found) > 0 || len(d.Places) < 780 {
			t.Errorf("%d meetings break %d rules: %+v", len(d.Places), len(found), found[:min(1, len(found))])
		}
		if last.Share <= 0.5 || last.Breaks > d.Breaks+20 {
			t.Errorf("the last that was told is %+v of %d breaks", last, d.Breaks)
		}
		if before != nil && !slices.Equal(before, d.Places) {
			t.Error("the answer depends on the number of threads")
		}
		before = d.Places
	}
}

// What is cut short says which ways are too long, and for whom.
func TestASearchForHallsIsHeardToEnd(t *testing.T) {
	p, err := meeting.Build(apart.Draw(5))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var asked time.Time
	d, _, err := p.Plan(ctx, timetable.Options{Seed: 1, Threads: 1, Work: 1 << 40, Progress: func(p timetable.Progress) {
		if p.Placed > 780 && asked.IsZero() {
			asked = time.Now()
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	late := time.Since(asked)
	found := p.Findings(d.Places)
	t.Logf("%d rules are broken; heard %v later", len(found), late)
	if len(found) > 0 && d.Status == timetable.Optimal || len(d.Places) < 780 || late > 20*time.Second {
		t.Errorf("%d meetings, %s, heard %v later", len(d.Places), d.Status, late)
	}
	for _, f := range found {
		if _, there := p.Person(f.Person); f.Rule == "walk" && (!there || f.Other < 0) {
			t.Errorf("%+v does not say who has to go from where", f)
		}
	}
}

// A slot in which every table is lost has nobody in it, whatever is tried.
func TestASlotWithoutTablesStaysEmpty(t *testing.T) {
	in := apart.Draw(5)
	gone := in.Setup.Slots[3].Code()
	for _, table := range in.Setup.Tables() {
		in.Setup.Lost = append(in.Setup.Lost, meeting.Lost{Table: table, Slot: gone})
	}
	p, err := meeting.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := p.Plan(t.Context(), timetable.Options{Seed: 1, Threads: 2, Work: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Places) < 600 {
		t.Errorf("%d meetings: the test says little", len(d.Places))
	}
	for _, place := range d.Places {
		if place.Slot == gone {
			t.Fatalf("%+v is at a table that is lost", place)
		}
	}
}
