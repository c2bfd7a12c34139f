package meeting_test

import (
	"testing"

	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
)

func TestWhoWouldHaveTooFewMeetingsComesFirst(t *testing.T) {
	in := round()
	in.Setup.Halls[0].Tables, in.Setup.Slots = 1, in.Setup.Slots[:2]
	wish(&in, 0, 3, meeting.Must, meeting.ByDelegate)
	wish(&in, 0, 4, meeting.Must, meeting.ByDelegate)
	wish(&in, 1, 4, meeting.Like, meeting.ByDelegate)
	if _, d := plan(t, in); at(d, "d1", "d4").Slot != "" || d.Value != 40 {
		t.Fatalf("without a least the two that are worth most are held: %+v", d.Places)
	}
	in.Delegates[1].Least = 1
	in.Delegates[2].Least = 1
	in.Delegates[5].Least = 3
	wish(&in, 5, 2, meeting.No, meeting.ByDelegate)
	p, d := plan(t, in)
	if at(d, "d1", "d4").Slot == "" || d.Value != 24 || d.Status != timetable.Optimal || d.Upper != 24 || d.ShortBound != 4 {
		t.Errorf("the least of the second comes before value: %s, value %d of %d, at least %d short, %+v", d.Status, d.Value, d.Upper, d.ShortBound, d.Places)
	}
	want := map[string]string{"d2": meeting.ShortOfWishes, "d5": meeting.ShortOfWishes}
	short := p.Short(d.Places)
	for _, x := range short {
		if x.Why != want[x.Person.ID] {
			t.Errorf("%s has %d of %d: %s", x.Person.ID, x.Has, x.Least, x.Why)
		}
	}
	if len(short) != len(want) {
		t.Errorf("%+v", short)
	}
	in.Delegates[0].Least = 2
	in.Delegates[1].Away = "2024-05-12"
	p, d = plan(t, in)
	for _, x := range p.Short(d.Places) {
		if why := map[string]string{"d1": meeting.ShortOfTime, "d2": meeting.ShortOfWishes, "d5": meeting.ShortOfWishes}[x.Person.ID]; x.Why != why {
			t.Errorf("%s has %d of %d: %s", x.Person.ID, x.Has, x.Least, x.Why)
		}
	}
	in.Delegates[1].Away, in.Setup.Slots = "", in.Setup.Slots[:1]
	in.Delegates[0].Least = 1
	p, d = plan(t, in)
	room := 0
	for _, x := range p.Short(d.Places) {
		if x.Why == meeting.ShortOfRoom {
			room++
		}
	}
	if room != 1 || len(d.Places) != 1 {
		t.Errorf("%d without room where one meeting fits for two: %+v", room, p.Short(d.Places))
	}
}

func TestATimetableIsMeasured(t *testing.T) {
	in := round()
	in.Setup.Halls = append(in.Setup.Halls, meeting.Hall{Code: "B", Tables: 1})
	p, err := meeting.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	place := func(a, b string, slot int, table string) meeting.Place {
		return meeting.Place{A: a, B: b, Slot: in.Setup.Slots[slot].Code(), Table: table}
	}
	got := p.Measure([]meeting.Place{
		place("d0", "d3", 0, "A-1"), place("d0", "d4", 2, "A-2"), place("d0", "d5", 3, "B-1"),
		place("d1", "d4", 0, "A-2"), place("d1", "d3", 1, "A-1"),
	})
	// d0: a break, two tables, a way; d1: a change of table; d4 waits between two meetings at A-2; d3 stays.
	if want := (meeting.Measures{Breaks: 2, Spread: 1, Walks: 1, TableChanges: 3}); got != want {
		t.Errorf("%+v, not %+v", got, want)
	}
}

func TestRequestsForWhoeverComesAreCountedForWhoIsMeant(t *testing.T) {
	in := round()
	in.Setup.Halls[0].Tables, in.Setup.Slots = 1, in.Setup.Slots[:1]
	in.Delegates[3].Least = 2
	for _, from := range []int{0, 1} {
		wish(&in, from, 3, meeting.Like, meeting.ByDelegate).To = ""
	}
	in.Requests = append(in.Requests, in.Requests[0])
	in.Requests[2].ID, in.Requests[2].To = "by name", in.Delegates[3].ID
	p, d := plan(t, in)
	for _, x := range p.Short(d.Places) {
		if x.Person.ID == in.Delegates[3].ID && (x.Asked != 2 || x.Why != meeting.ShortOfTime) {
			t.Errorf("two ask for them: %d, %s", x.Asked, x.Why)
		}
	}
	if len(p.Short(d.Places)) == 0 {
		t.Error("nobody is short")
	}
}

func TestADayWithTooFewMeetingsIsFilledBeforeValue(t *testing.T) {
	in := round()
	in.Setup.Slots = []meeting.Slot{
		{Day: "2024-05-12", Begins: "09:00", Ends: "09:30"},
		{Day: "2024-05-12", Begins: "09:30", Ends: "10:00"},
		{Day: "2024-05-13", Begins: "09:00", Ends: "09:30"},
		{Day: "2024-05-14", Begins: "09:00", Ends: "09:30"},
	}
	in.Setup.LeastDay = 9 // of those who do not say themselves
	for i := range in.Delegates {
		in.Delegates[i].LeastDay = 1
	}
	in.Delegates[0].Away = "2024-05-14"
	for i := range 3 {
		in.Delegates[i+3].Away = "2024-05-14"
	}
	wish(&in, 0, 3, meeting.Must, meeting.BySecretariat)
	wish(&in, 0, 4, meeting.Must, meeting.BySecretariat)
	wish(&in, 1, 5, meeting.Like, meeting.ByDelegate)
	p, d := plan(t, in)
	if a, b := at(d, "d0", "d3").Slot[:10], at(d, "d0", "d4").Slot[:10]; a == b || d.Status != timetable.Optimal {
		t.Errorf("both on %s, the other day without any: %s", a, d.Status)
	}
	whole := map[string]string{}
	for _, x := range p.Short(d.Places) {
		whole[x.Person.ID] += string(x.Day) + " " + x.Why + " "
	}
	if whole["d0"] != "" || whole["d2"] != "2024-05-12 asked 2024-05-13 asked 2024-05-14 asked " || len(whole) != 5 {
		t.Errorf("%+v", whole)
	}
	in.Delegates[0].LeastDay = 2
	p, d = plan(t, in)
	for _, x := range p.Short(d.Places) {
		if why := map[string]string{"2024-05-12": meeting.ShortOfWishes, "2024-05-13": meeting.ShortOfTime}[string(x.Day)]; x.Person.ID == "d0" && (x.Why != why || x.Least != 2) {
			t.Errorf("%s: %d of %d, %s", x.Day, x.Has, x.Least, x.Why)
		}
	}
}
