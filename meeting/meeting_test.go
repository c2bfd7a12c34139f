package meeting_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
)

// round is an edition of one day with four slots, two tables and three people a side.
func round() meeting.Input {
	in := meeting.Input{Setup: meeting.Setup{
		Edition: 1, Ask: meeting.Matched, Halls: []meeting.Hall{{Code: "A", Tables: 2}},
		Slots: []meeting.Slot{
			{Day: "2024-05-12", Begins: "09:00", Ends: "09:30"},
			{Day: "2024-05-12", Begins: "09:30", Ends: "10:00"},
			{Day: "2024-05-12", Begins: "14:00", Ends: "14:30"},
			{Day: "2024-05-12", Begins: "14:30", Ends: "15:00"},
		},
	}}
	for i := range 6 {
		d := delegate.Delegate{ID: "d" + strconv.Itoa(i), Edition: 1, Party: party.ID("p" + strconv.Itoa(i)), Role: delegate.Investor, Languages: "zh"}
		if i > 2 {
			d.Role = delegate.Owner
		}
		in.Delegates = append(in.Delegates, d)
	}
	return in
}

func wish(in *meeting.Input, from, to int, w meeting.Wish, by meeting.Asker) *meeting.Request {
	a, b := in.Delegates[from], in.Delegates[to]
	in.Requests = append(in.Requests, meeting.Request{ID: "r" + strconv.Itoa(len(in.Requests)), Edition: 1, From: a.ID, FromParty: a.Party, To: b.ID, ToParty: b.Party, Wish: w, By: by})
	return &in.Requests[len(in.Requests)-1]
}

func plan(t testing.TB, in meeting.Input) (*meeting.Problem, meeting.Draft) {
	t.Helper()
	p, err := meeting.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := p.Plan(t.Context(), timetable.Options{Seed: 1, Threads: 1, Work: 200_000})
	if err != nil {
		t.Fatal(err)
	}
	return p, d
}

func at(d meeting.Draft, a, b string) meeting.Place {
	for _, x := range d.Places {
		if x.A == a && x.B == b || x.A == b && x.B == a {
			return x
		}
	}
	return meeting.Place{}
}

func TestAPlanKeepsWhatIsSaidOfMeetings(t *testing.T) {
	in := round()
	in.Sessions = []fair.Session{{ID: "forum", Day: "2024-05-12", Time: "09:15", Ends: "09:40"}}
	in.Delegates[0].Sessions = "forum"
	in.Delegates[1].Away = "2024-05-12T14:00"
	wish(&in, 0, 3, meeting.Like, meeting.ByDelegate)
	wish(&in, 0, 4, meeting.Must, meeting.BySecretariat).Slot = "2024-05-12T14:30"
	wish(&in, 1, 3, meeting.Like, meeting.BySecretariat).Part = "afternoon"
	wish(&in, 1, 5, meeting.Must, meeting.ByDelegate)
	wish(&in, 5, 1, meeting.No, meeting.ByDelegate)
	wish(&in, 2, 4, meeting.Like, meeting.ByDelegate)
	in.Requests[len(in.Requests)-1].To = "" // whoever comes for the party
	p, d := plan(t, in)
	if found := p.Findings(d.Places); len(found) > 0 {
		t.Errorf("the plan breaks rules: %+v", found)
	}
	for _, c := range []struct{ what, got, want string }{
		{"who attends a session until 09:40 meets after it", at(d, "d0", "d3").Slot, "2024-05-12T14:00"},
		{"what is fixed is where it is fixed", at(d, "d0", "d4").Slot, "2024-05-12T14:30"},
		{"an afternoon meeting of somebody who is away at two", at(d, "d1", "d3").Slot, "2024-05-12T14:30"},
		{"no thanks is not held, however much the other wants it", at(d, "d1", "d5").Slot, ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.what, c.got, c.want)
		}
	}
	if at(d, "d2", "d4").Slot == "" {
		t.Error("what is asked of a party is held with whoever comes for it")
	}
}

func TestAMeetingThatIsNotAtItsTableIsTold(t *testing.T) {
	in := round()
	tables := in.Setup.Tables()
	fixed := tables[len(tables)-1]
	wish(&in, 0, 3, meeting.Must, meeting.BySecretariat).Table = fixed
	wish(&in, 1, 4, meeting.Must, meeting.BySecretariat)
	p, d := plan(t, in)
	if x := at(d, "d0", "d3"); x.Table != fixed {
		t.Fatalf("it is at %s, not at %s", x.Table, fixed)
	}
	for i := range d.Places {
		if d.Places[i].Table == fixed {
			d.Places[i].Table = tables[0]
			if found := p.Findings(d.Places); !slices.ContainsFunc(found, func(f meeting.Finding) bool { return f.Place == i && f.Rule == "fixed_table" }) {
				t.Errorf("at another table: %+v", found)
			}
		}
	}
	in.Setup.Lost = []meeting.Lost{{Table: fixed}}
	p, d = plan(t, in)
	if found := p.Findings(d.Places); len(found) != 1 || found[0].Rule != "fixed_table" {
		t.Errorf("its table is lost, it is at %s: %+v", at(d, "d0", "d3").Table, found)
	}
}

func TestAnInterpreterSitsWhereNoLanguageIsShared(t *testing.T) {
	in := round()
	in.Delegates[0].Languages, in.Delegates[1].Languages = "en", "en"
	in.Delegates = append(in.Delegates, delegate.Delegate{ID: "i", Edition: 1, Role: delegate.Interpreter, Languages: "zh en", Away: "2024-05-12T09:00"})
	wish(&in, 0, 3, meeting.Like, meeting.ByDelegate)
	wish(&in, 1, 4, meeting.Like, meeting.ByDelegate)
	p, d := plan(t, in)
	if found := p.Findings(d.Places); len(found) > 0 || len(d.Places) != 2 {
		t.Errorf("%+v breaks %+v", d.Places, found)
	}
	for _, x := range d.Places {
		if x.Interpreter != "i" {
			t.Errorf("%+v has no interpreter", x)
		}
	}
}

func TestAMoveSaysWhichRulesItBreaks(t *testing.T) {
	in := round()
	in.Setup.Halls = append(in.Setup.Halls, meeting.Hall{Code: "B", Tables: 1})
	in.Setup.Reserved = []meeting.Reserved{{Table: "B-1", Party: "p5"}}
	in.Setup.Walks = []meeting.Walk{{From: "A", To: "B", Minutes: 10}}
	in.Delegates[2].Away = "2024-05-12T14:00"
	wish(&in, 0, 3, meeting.Like, meeting.ByDelegate)
	wish(&in, 0, 4, meeting.Like, meeting.ByDelegate).Part = "morning"
	wish(&in, 2, 4, meeting.Like, meeting.ByDelegate).Part = "afternoon"
	p, d := plan(t, in)
	rules := func(found []meeting.Finding) []string {
		var out []string
		for _, f := range found {
			out = append(out, f.Rule)
			if lang.CodeOf(f.Why) != lang.CodeConflict {
				t.Errorf("%s is said as %v", f.Rule, f.Why)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	which := func(a, b string) int {
		return slices.IndexFunc(d.Places, func(x meeting.Place) bool { return x.A == a && x.B == b })
	}
	other := at(d, "d0", "d4")
	for _, c := range []struct {
		name        string
		a, b        string
		slot, table string
		want        []string
	}{
		{"to where somebody is away", "d2", "d4", "2024-05-12T14:00", "A-2", []string{"away"}},
		{"to a table that is another's", "d2", "d4", "2024-05-12T14:30", "B-1", []string{"reserved"}},
		{"onto another meeting of the same person", "d0", "d3", other.Slot, other.Table, []string{"busy", "table"}},
	} {
		places := slices.Clone(d.Places)
		if got := rules(p.Move(places, which(c.a, c.b), c.slot, c.table)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}

func TestWhoMayAskWhom(t *testing.T) {
	investor := delegate.Delegate{ID: "a", Party: "p", Role: delegate.Investor, Side: "x", Office: "o"}
	owner := delegate.Delegate{ID: "b", Party: "q", Role: delegate.Owner, Side: "x"}
	for _, c := range []struct {
		name string
		rule meeting.Rule
		r    meeting.Request
		ok   bool
	}{
		{"an investor asks an owner", meeting.Matched, meeting.Request{By: meeting.ByDelegate, Wish: meeting.Like}, true},
		{"of the same side where sides ask each other", meeting.Across, meeting.Request{By: meeting.ByDelegate, Wish: meeting.Like}, false},
		{"the secretariat asks for them", meeting.Across, meeting.Request{By: meeting.BySecretariat, Wish: meeting.Must}, true},
		{"no thanks may always be said", meeting.Nobody, meeting.Request{By: meeting.ByDelegate, Wish: meeting.No}, true},
		{"where nobody asks", meeting.Nobody, meeting.Request{By: meeting.ByDelegate, Wish: meeting.Like}, false},
		{"an office for its own", meeting.Nobody, meeting.Request{By: meeting.ByOffice, Office: "o", Wish: meeting.Like}, true},
		{"an office for another's", meeting.Anybody, meeting.Request{By: meeting.ByOffice, Office: "other", Wish: meeting.Like}, false},
	} {
		if err := c.r.Allowed(meeting.Setup{Ask: c.rule}, investor, owner); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// large is a fair of the given number of investors, with four owners to each, whose wishes are
// drawn; it is planned already.
func large(t testing.TB, investors int) (meeting.Input, meeting.Draft) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 8))
	in := meeting.Input{Setup: meeting.Setup{Edition: 1, Ask: meeting.Matched, Halls: []meeting.Hall{{Code: "A", Tables: int64(investors) / 2}}}}
	for _, day := range []lang.Date{"2024-05-12", "2024-05-13"} {
		for h := range 10 {
			clock := func(hour, minute int) string { return strconv.Itoa(hour + 10)[:2] + ":" + []string{"00", "30"}[minute] }
			in.Setup.Slots = append(in.Setup.Slots, meeting.Slot{Day: day, Begins: clock(h/2, 0+h%2), Ends: clock((h+1)/2, (h+1)%2)})
		}
	}
	for i := range investors * 5 {
		d := delegate.Delegate{ID: "d" + strconv.Itoa(10000+i), Edition: 1, Party: party.ID("p" + strconv.Itoa(i)), Role: delegate.Owner}
		if i < investors {
			d.Role = delegate.Investor
		}
		in.Delegates = append(in.Delegates, d)
	}
	for i := range investors {
		for range 8 {
			wish(&in, i, investors+r.IntN(4*investors), meeting.Like, meeting.ByDelegate)
		}
	}
	_, d := plan(t, in)
	return in, d
}
