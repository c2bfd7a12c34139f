package meeting_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/meeting"
	"bridgehead/meeting/meetingtest"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
)

// A tried is what an answer costs people, the worst first: meetings left out that must be held,
// meetings left out, meetings that people hold and that are not as they were.
type tried [3]int

func (a tried) less(b tried) bool { return slices.Compare(a[:], b[:]) < 0 }

// least tries every place of every meeting and returns the least that an answer can cost. The check
// of the rules is all that it has from the package.
func least(p *meeting.Problem, in meeting.Input) tried {
	best := tried{1 << 20}
	held := map[[2]string]meeting.Place{}
	for _, x := range in.Held {
		held[[2]string{x.A, x.B}] = x
	}
	var helpers []string
	for _, d := range in.Delegates {
		if d.Role == delegate.Interpreter && !d.Withdrawn {
			helpers = append(helpers, d.ID)
		}
	}
	var places []meeting.Place
	var try func(m int, cost tried)
	try = func(m int, cost tried) {
		if !cost.less(best) {
			return
		}
		if m == len(p.Places) {
			best = cost
			return
		}
		was, has := held[[2]string{p.Places[m].A, p.Places[m].B}]
		put := func(x meeting.Place, more tried) {
			for i := range more {
				more[i] += cost[i]
			}
			if places = append(places, x); len(p.Findings(places)) == 0 {
				try(m+1, more)
			}
			places = places[:len(places)-1]
		}
		changed := tried{}
		if has {
			put(was, tried{})
			changed[2] = 1
		}
		with := []string{""}
		if p.NeedsInterpreter(p.Places[m].A, p.Places[m].B) {
			with = helpers
		}
		for _, s := range in.Setup.Slots {
			if p.Places[m].Kept && s.Code() != p.Places[m].Slot {
				continue
			}
			for _, t := range in.Setup.Tables() {
				for _, h := range with {
					x := p.Places[m]
					x.Slot, x.Table, x.Interpreter = s.Code(), t, h
					if has && x.Slot == was.Slot && x.Table == was.Table && x.Interpreter == was.Interpreter {
						continue
					}
					put(x, changed)
				}
			}
		}
		if changed[1]++; p.Places[m].Must || p.Places[m].Kept {
			changed[0]++
		}
		for i := range changed {
			changed[i] += cost[i]
		}
		try(m+1, changed)
	}
	try(0, tried{})
	return best
}

// costs is what an answer costs.
func costs(in meeting.Input, d meeting.Draft) tried {
	var cost tried
	for _, x := range d.Left {
		if cost[1]++; x.Must || x.Kept {
			cost[0]++
		}
	}
	left := map[[2]string]bool{}
	for _, x := range d.Left {
		left[[2]string{x.A, x.B}] = true
	}
	for _, c := range meeting.Changes(in.Held, d.Places) {
		if c.Kind == meeting.ChangeCancelled && left[[2]string{c.Before.A, c.Before.B}] || c.Kind != meeting.ChangeCancelled && c.Kind != meeting.ChangeNew {
			cost[2]++
		}
	}
	return cost
}

// little draws a fair of a few people with every kind of rule.
func little(r *rand.Rand) meeting.Input {
	in := meeting.Input{Setup: meeting.Setup{
		Edition: 1, Ask: meeting.Matched, Halls: []meeting.Hall{{Code: "A", Tables: int64(1 + r.IntN(2))}, {Code: "B", Tables: 1}},
		Slots: []meeting.Slot{
			{Day: "2024-05-12", Begins: "09:00", Ends: "09:25"},
			{Day: "2024-05-12", Begins: "09:30", Ends: "09:55"},
			{Day: "2024-05-12", Begins: "14:00", Ends: "14:25"},
			{Day: "2024-05-13", Begins: "09:00", Ends: "09:25"},
		}[:3+r.IntN(2)],
	}}
	chance := func(percent int) bool { return r.IntN(100) < percent }
	if chance(40) {
		in.Setup.Walks = []meeting.Walk{{From: "A", To: "B", Minutes: 10}}
	}
	if chance(30) {
		in.Setup.MostDay = int64(1 + r.IntN(2))
	}
	in.Sessions = []fair.Session{{ID: "forum", Day: "2024-05-12", Time: "09:15", Ends: "09:50"}}
	for i := range 6 {
		d := delegate.Delegate{ID: "d" + strconv.Itoa(i), Edition: 1, Party: party.ID("p" + strconv.Itoa(i)), Role: delegate.Investor, Languages: "zh"}
		if i > 2 {
			d.Role = delegate.Owner
		}
		if chance(25) {
			d.Languages = "en"
		}
		if chance(15) {
			d.Sessions = "forum"
		}
		if chance(15) {
			d.Away = in.Setup.Slots[r.IntN(len(in.Setup.Slots))].Code()
		}
		in.Delegates = append(in.Delegates, d)
	}
	for i := range 2 {
		in.Delegates = append(in.Delegates, delegate.Delegate{ID: "i" + strconv.Itoa(i), Edition: 1, Role: delegate.Interpreter, Languages: "zh en"})
	}
	if chance(30) {
		in.Setup.Reserved = []meeting.Reserved{{Table: "B-1", Party: in.Delegates[r.IntN(6)].Party}}
	}
	for range 4 + r.IntN(3) {
		from, to := r.IntN(3), 3+r.IntN(3)
		if slices.ContainsFunc(in.Requests, func(q meeting.Request) bool { return q.From == in.Delegates[from].ID && q.To == in.Delegates[to].ID }) {
			continue
		}
		q := wish(&in, from, to, meeting.Like, meeting.ByDelegate)
		if chance(20) {
			q.Part = []string{"morning", "afternoon"}[r.IntN(2)]
		}
		if chance(15) {
			q.Wish, q.By = meeting.Must, meeting.BySecretariat
		}
		if n := len(in.Requests); n > 1 && chance(20) {
			q.By, q.After = meeting.BySecretariat, in.Requests[r.IntN(n-1)].ID
		}
	}
	return in
}

// upset changes the record of a little fair in one of the ways in which a day does.
func upset(in meeting.Input, r *rand.Rand) (meeting.Input, string) {
	in.Delegates, in.Requests = slices.Clone(in.Delegates), slices.Clone(in.Requests)
	in.Setup.Lost, in.Held = slices.Clone(in.Setup.Lost), slices.Clone(in.Held)
	x, slot := r.IntN(6), in.Setup.Slots[r.IntN(len(in.Setup.Slots))].Code()
	tables := in.Setup.Tables()
	switch kind := r.IntN(10); kind {
	case 0:
		in.Delegates[x].Away += " " + slot
	case 1:
		in.Delegates[x].Away += " 2024-05-12"
	case 2:
		in.Setup.Lost = append(in.Setup.Lost, meeting.Lost{Table: tables[r.IntN(len(tables))], Slot: slot})
	case 3:
		in.Setup.Lost = append(in.Setup.Lost, meeting.Lost{Table: tables[r.IntN(len(tables))]})
	case 4:
		in.Delegates[6+r.IntN(2)].Away = slot
	case 5:
		in.Delegates[6].Withdrawn = true
	case 6:
		in.Delegates[x].Languages = "en"
	case 7:
		in.Setup.MostDay = 1
	case 8:
		in.Setup.Reserved = []meeting.Reserved{{Table: "B-1", Party: in.Delegates[x].Party}}
	case 9:
		in.Held[r.IntN(len(in.Held))].Kept = true
		in.Delegates[x].Sessions = "forum"
	}
	if r.IntN(3) == 0 {
		wish(&in, r.IntN(3), 3+r.IntN(3), meeting.Must, meeting.BySecretariat)
	}
	return in, fmt.Sprintf("%+v", in)
}

func TestAChangeIsTheLeastThatThereIs(t *testing.T) {
	changed, left, tables := 0, 0, 0
	for seed := range uint64(160) {
		r := rand.New(rand.NewPCG(seed, 4))
		in := little(r)
		_, d := plan(t, in)
		if len(d.Places) < 2 {
			continue
		}
		in.Held = d.Places
		in, said := upset(in, r)
		p, err := meeting.BuildHeld(in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Replan(t.Context(), timetable.Options{Seed: 1, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if found := p.Findings(got.Places); len(found) > 0 || len(got.Places)+len(got.Left) != len(p.Places) {
			t.Errorf("fair %d: %+v breaks %+v: %s", seed, got, found, said)
			continue
		}
		want, have := least(p, in), costs(in, got)
		if have != want || !got.Fewest {
			t.Errorf("fair %d: the answer costs %v, proven %t; %v is enough: %s", seed, have, got.Fewest, want, said)
		}
		changed, left = changed+have[2], left+have[1]
		for _, c := range meeting.Changes(in.Held, got.Places) {
			if c.Kind == meeting.ChangeTable || c.Kind == meeting.ChangeInterpreter {
				tables++
			}
		}
	}
	if changed < 80 || left < 20 || tables < 20 {
		t.Errorf("the fairs try too little: %d changes, %d left out, %d of a table or an interpreter", changed, left, tables)
	}
}

func TestADisturbanceLeavesTheOtherMeetingsAlone(t *testing.T) {
	in, d := large(t, 60)
	in.Held = d.Places
	r := rand.New(rand.NewPCG(2, 8))
	for i := range 100 {
		changed, kind, concerned := meetingtest.Disturb(in, r, i)
		p, err := meeting.BuildHeld(changed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Replan(t.Context(), timetable.Options{Seed: 1, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if found := p.Findings(got.Places); len(found) > 0 {
			t.Errorf("disturbance %d (%s) leaves broken rules: %+v", i, kind, found[0])
		}
		if all, moved := meetingtest.Others(in.Held, got.Places, concerned); moved*50 > all {
			t.Errorf("disturbance %d (%s) changes %d of %d other meetings", i, kind, moved, all)
		}
	}
}
