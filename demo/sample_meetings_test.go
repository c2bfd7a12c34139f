package demo_test

import (
	"math/rand/v2"
	"testing"

	"bridgehead/demo"
	"bridgehead/meeting"
	"bridgehead/meeting/meetingtest"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

func TestTheSamplesMeetingsAreReleasedWithoutABrokenRule(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), dir+"/a.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := (demo.Sample{Agreements: 100, Projects: 60, Parties: 60, Steps: demo.NoSteps}).Load(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	small := demo.Meetings{Investors: 20, Owners: 40, Days: 2, Tables: 8, Wishes: 5, Work: 200_000}
	for _, first := range []bool{true, false} { // a second time there is nothing to do
		if loaded, err := small.Load(t.Context(), db, demo.SampleFair); err != nil || loaded != first {
			t.Fatalf("loaded %t: %v", loaded, err)
		}
	}
	v, err := db.View(t.Context(), demo.SampleFair, -1)
	if err != nil {
		t.Fatal(err)
	}
	in, err := v.MeetingInput(t.Context(), 26, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := meeting.BuildHeld(in)
	if err != nil {
		t.Fatal(err)
	}
	if found := p.Findings(in.Held); len(in.Held) < 60 || len(found) > 0 {
		t.Errorf("%d meetings break %+v", len(in.Held), found)
	}
	r := rand.New(rand.NewPCG(26, 100))
	for i := range 100 {
		changed, kind, concerned := meetingtest.Disturb(in, r, i)
		p, err := meeting.BuildHeld(changed)
		if err != nil {
			t.Fatal(err)
		}
		d, err := p.Replan(t.Context(), timetable.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if all, moved := meetingtest.Others(in.Held, d.Places, concerned); moved*50 > all || len(p.Findings(d.Places)) > 0 {
			t.Errorf("disturbance %d (%s) changes %d of %d other meetings, and breaks %+v", i, kind, moved, all, p.Findings(d.Places))
		}
	}
	verified, err := db.Verify(t.Context(), demo.SampleFair, nil, nil)
	if err != nil || len(verified.Findings) > 0 {
		t.Errorf("it does not verify: %v, %v", verified.Findings, err)
	}
}
