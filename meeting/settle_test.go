package meeting_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"bridgehead/delegate"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
)

// canBeKept tries every place of every meeting of a plan, and says whether all rules can be kept.
// The check of the rules is all that it has from the package.
func canBeKept(p *meeting.Problem, in meeting.Input, meetings []meeting.Place) bool {
	var helpers []string
	for _, d := range in.Delegates {
		if d.Role == delegate.Interpreter && !d.Withdrawn {
			helpers = append(helpers, d.ID)
		}
	}
	var places []meeting.Place
	var try func(m int) bool
	try = func(m int) bool {
		if m == len(meetings) {
			return true
		}
		with := []string{""}
		if p.NeedsInterpreter(meetings[m].A, meetings[m].B) {
			with = helpers
		}
		for _, s := range in.Setup.Slots {
			if meetings[m].Kept && s.Code() != meetings[m].Slot {
				continue
			}
			for _, t := range in.Setup.Tables() {
				for _, h := range with {
					x := meetings[m]
					x.Slot, x.Table, x.Interpreter = s.Code(), t, h
					places = append(places, x)
					if len(p.Findings(places)) == 0 && try(m+1) {
						return true
					}
					places = places[:len(places)-1]
				}
			}
		}
		return false
	}
	return try(0)
}

func TestAPlanKeepsAllRulesWhereItCan(t *testing.T) {
	meetings, hard := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 9))
		in := little(r)
		if r.IntN(2) == 0 {
			in.Setup.Walks = []meeting.Walk{{From: "A", To: "B", Minutes: 10}}
		}
		for range r.IntN(4) {
			if from, to := r.IntN(3), 3+r.IntN(3); !slices.ContainsFunc(in.Requests, func(q meeting.Request) bool { return q.From == in.Delegates[from].ID && q.To == in.Delegates[to].ID }) {
				wish(&in, from, to, meeting.Like, meeting.ByDelegate)
			}
		}
		p, d := plan(t, in)
		meetings += len(d.Places)
		found := p.Findings(d.Places)
		if len(found) == 0 {
			continue
		}
		hard++
		if d.Status == timetable.Optimal {
			t.Errorf("fair %d: a plan that breaks a rule is called the best: %+v", seed, found)
		}
		if canBeKept(p, in, d.Places) {
			t.Errorf("fair %d: all rules can be kept, but the plan breaks %+v\n%+v", seed, found, d.Places)
		}
	}
	if meetings < 900 || hard < 3 {
		t.Errorf("the fairs try too little: %d meetings, %d with a rule that cannot be kept", meetings, hard)
	}
}

func TestWhatIsPutByHandStaysThere(t *testing.T) {
	tried := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 10))
		in := little(r)
		p, d := plan(t, in)
		if len(d.Places) < 3 {
			continue
		}
		tables := in.Setup.Tables()
		p.Move(d.Places, r.IntN(len(d.Places)), in.Setup.Slots[r.IntN(len(in.Setup.Slots))].Code(), tables[r.IntN(len(tables))])
		in.Held = d.Places
		_, again := plan(t, in)
		if again.Status == timetable.Infeasible {
			continue
		}
		for _, x := range d.Places {
			if got := at(again, x.A, x.B); x.Kept && got.Slot == x.Slot && got.Table != x.Table && !p.NeedsInterpreter(x.A, x.B) {
				t.Errorf("fair %d: %+v was put by hand, and is now %+v", seed, x, got)
			} else if x.Kept && got.Slot == x.Slot {
				tried++
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d meetings that were put by hand", tried)
	}
}

// A table that is reserved is room that the solver does not count with; the plan and its bounds do.
func TestAPartyMeetsAtItsOwnTableWhereAllOthersAreTaken(t *testing.T) {
	in := round()
	in.Setup.Halls[0].Tables, in.Setup.Slots = 2, in.Setup.Slots[:1]
	in.Setup.Reserved = []meeting.Reserved{{Table: "A-2", Party: "p5"}}
	wish(&in, 0, 3, meeting.Like, meeting.ByDelegate)
	wish(&in, 1, 5, meeting.Like, meeting.ByDelegate)
	wish(&in, 2, 4, meeting.Like, meeting.ByDelegate)
	p, d := plan(t, in)
	if found := p.Findings(d.Places); len(found) > 0 || len(d.Places) != 2 || at(d, "d1", "d5").Table != "A-2" {
		t.Errorf("%+v breaks %+v", d.Places, found)
	}
	if d.Upper < d.Value || d.Status == timetable.Infeasible {
		t.Errorf("value %d, bound %d, %s", d.Value, d.Upper, d.Status)
	}
	for i := range in.Requests {
		in.Requests[i].Wish, in.Requests[i].By = meeting.Must, meeting.BySecretariat
	}
	in.Requests = slices.Delete(in.Requests, 2, 3)
	p, d = plan(t, in)
	if found := p.Findings(d.Places); d.Status != timetable.Optimal || len(found) > 0 || len(d.Places) != 2 {
		t.Errorf("two that must be held, one at a table of its own: %s, %+v breaks %+v", d.Status, d.Places, found)
	}
}
