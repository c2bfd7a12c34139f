package landing_test

import (
	"slices"
	"testing"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
)

// done are actual milestones of an agreement, a day apart.
func done(stages ...landing.Stage) []landing.Milestone {
	var all []landing.Milestone
	day := lang.Date("2023-12-01")
	for _, s := range stages {
		all = append(all, landing.Milestone{Agreement: "a", Stage: s, Date: day, Actual: true, Reason: "r"})
		day = day.AddDays(1)
	}
	return all
}

func TestWhichStepMayFollowWhich(t *testing.T) {
	for _, c := range []struct {
		name  string
		begin landing.Stage
		steps []landing.Stage
		want  string // where it stands, or the key of the refusal
	}{
		{"a lead to its signature", landing.LeadStage, []landing.Stage{"assessed", "negotiating", "signed"}, "signed"},
		{"a lead is not signed before it is assessed", landing.LeadStage, []landing.Stage{"signed"}, "landing.step.order"},
		{"a lead can be given up at once", landing.LeadStage, []landing.Stage{"terminated"}, "terminated"},
		{"an agreement all the way", landing.Signed, []landing.Stage{"registered", "paid_in", "under_construction", "operating"}, "operating"},
		{"in instalments, before and after it is built", landing.Signed, []landing.Stage{"registered", "paid_in", "paid_in", "under_construction", "paid_in", "operating", "paid_in"}, "operating"},
		{"what needs no building", landing.Signed, []landing.Stage{"registered", "operating"}, "operating"},
		{"capital is not paid in before there is a company", landing.Signed, []landing.Stage{"paid_in"}, "landing.step.order"},
		{"nor built", landing.Signed, []landing.Stage{"under_construction"}, "landing.step.order"},
		{"not built again once it operates", landing.Signed, []landing.Stage{"registered", "operating", "under_construction"}, "landing.step.order"},
		{"registered once", landing.Signed, []landing.Stage{"registered", "registered"}, "landing.step.order"},
		{"suspended and resumed where it was", landing.Signed, []landing.Stage{"registered", "suspended", "resumed", "paid_in"}, "paid_in"},
		{"suspended from anywhere", landing.Signed, []landing.Stage{"suspended"}, "suspended"},
		{"nothing goes on while it is suspended", landing.Signed, []landing.Stage{"suspended", "registered"}, "landing.step.suspended"},
		{"but it can be terminated", landing.Signed, []landing.Stage{"suspended", "terminated"}, "terminated"},
		{"not suspended twice", landing.Signed, []landing.Stage{"suspended", "suspended"}, "landing.step.suspended_twice"},
		{"only what is suspended is resumed", landing.Signed, []landing.Stage{"resumed"}, "landing.step.not_suspended"},
		{"nothing follows a termination", landing.Signed, []landing.Stage{"terminated", "registered"}, "landing.step.terminated"},
		{"no second termination", landing.Signed, []landing.Stage{"terminated", "terminated"}, "landing.step.terminated"},
		{"a report moves nothing", landing.Signed, []landing.Stage{"registered", "reported"}, "registered"},
		{"a stage that there is not", landing.Signed, []landing.Stage{"dreamt"}, "landing.step.unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, at, err := landing.Replay(c.begin, "2023-11-29", done(c.steps...))
			if err == nil {
				if string(s.Place()) != c.want || at != -1 {
					t.Errorf("it stands at %s (%d)", s.Place(), at)
				}
				return
			}
			refusal, _ := err.(*lang.Error)
			if refusal == nil || refusal.Key != c.want || at != len(c.steps)-1 {
				t.Errorf("%v at %d", err, at)
			}
			said(t, err)
		})
	}
}

func TestStepsAreTakenInTheOrderOfTheirDates(t *testing.T) {
	all := done("registered", "paid_in", "operating")
	slices.Reverse(all)
	if s, _, err := landing.Replay(landing.Signed, "2023-11-29", all); err != nil || s.Place() != landing.Operating || s.On != "2023-12-03" {
		t.Errorf("written down the other way round: %v, %v", s, err)
	}
	sameDay := done("registered", "paid_in")
	sameDay[0].Date, sameDay[1].Date = "2023-12-01", "2023-12-01"
	slices.Reverse(sameDay)
	if s, _, err := landing.Replay(landing.Signed, "2023-11-29", sameDay); err != nil || s.Place() != landing.PaidIn {
		t.Errorf("both on one day: %v, %v", s, err)
	}
	oneDay := func(stages ...landing.Stage) []landing.Milestone {
		all := done(append([]landing.Stage{"suspended"}, stages...)...)
		for i := range all[1:] {
			all[1+i].Date = "2024-01-05"
		}
		return all
	}
	if s, _, err := landing.Replay(landing.Signed, "2023-11-29", oneDay("paid_in", "registered", "resumed", "reported")); err != nil || s.Place() != landing.PaidIn {
		t.Errorf("it goes on the day on which it was resumed: %v, %v", s, err)
	}
	for _, again := range [][]landing.Stage{{"resumed", "suspended"}, {"suspended", "resumed"}} {
		if _, at, err := landing.Replay(landing.Signed, "2023-11-29", oneDay(again...)); err == nil || err.(*lang.Error).Key != "landing.step.suspended_again" || at < 1 {
			t.Errorf("resumed and suspended on one day: %v at %d", err, at)
		}
	}
	if s, _, err := landing.Replay(landing.Signed, "2023-11-29", oneDay("terminated", "resumed")); err != nil || s.Place() != landing.Terminated {
		t.Errorf("resumed and terminated on one day: %v, %v", s, err)
	}
	_, at, err := landing.Replay(landing.Signed, "2023-12-24", done("registered"))
	if at != 0 || lang.CodeOf(err) != lang.CodeConflict {
		t.Errorf("registered before it was signed: %v", err)
	}
	said(t, err)
	planned := done("operating")
	planned[0].Actual = false
	if s, _, err := landing.Replay(landing.Signed, "2023-11-29", planned); err != nil || s.Place() != landing.Signed {
		t.Errorf("what is planned is not done: %v, %v", s, err)
	}
	if got := (landing.State{Stage: landing.Registered}).Next(); !slices.Equal(got, []landing.Stage{"paid_in", "under_construction", "operating", "reported", "suspended", "terminated"}) {
		t.Errorf("after registration: %v", got)
	}
}

func TestAMilestoneSaysWhatItNeeds(t *testing.T) {
	whole := landing.Milestone{Agreement: "a", Stage: landing.PaidIn, Date: "2023-12-01", Actual: true, Amount: money.Amount{Minor: 1, Currency: "CNY"}, Instalment: 1}
	if p := whole.Validate(); len(p) > 0 {
		t.Errorf("a whole one: %v", p.Err())
	}
	for name, change := range map[string]func(*landing.Milestone){
		"of nothing":                        func(m *landing.Milestone) { m.Agreement = "" },
		"of an agreement and a lead":        func(m *landing.Milestone) { m.Lead = "l" },
		"a stage of leads of an agreement":  func(m *landing.Milestone) { m.Stage, m.Amount, m.Instalment = landing.Assessed, money.Amount{}, 0 },
		"a stage of agreements of a lead":   func(m *landing.Milestone) { m.Agreement, m.Lead = "", "l" },
		"no date":                           func(m *landing.Milestone) { m.Date = "" },
		"an amount below zero":              func(m *landing.Milestone) { m.Amount.Minor = -1 },
		"an amount of a registration":       func(m *landing.Milestone) { m.Stage, m.Instalment = landing.Registered, 0 },
		"an instalment of a registration":   func(m *landing.Milestone) { m.Stage, m.Amount = landing.Registered, money.Amount{} },
		"a suspension without a reason":     func(m *landing.Milestone) { m.Stage, m.Amount, m.Instalment = landing.Suspended, money.Amount{}, 0 },
		"a plan that somebody has verified": func(m *landing.Milestone) { m.Actual, m.VerifiedBy = false, "x" },
	} {
		m := whole
		change(&m)
		p := m.Validate()
		if len(p) != 1 {
			t.Errorf("%s: %v", name, p.Err())
			continue
		}
		said(t, p.Err())
	}
	if why := whole.NotLater("2023-11-30"); why == nil {
		t.Error("done tomorrow")
	} else {
		said(t, why)
	}
	whole.Actual = false
	if why := whole.NotLater("2023-11-30"); why != nil {
		t.Errorf("planned for tomorrow: %v", why)
	}
}

func TestALeadSaysWhatItNeeds(t *testing.T) {
	whole := landing.Lead{Edition: 26, Title: lang.Text{Hans: "样例"}, Received: "2023-11-29T16:30:00+08:00", Answered: "2023-11-30T09:00:00+08:00"}
	if p := whole.Validate(); len(p) > 0 {
		t.Errorf("a whole one: %v", p.Err())
	}
	for name, change := range map[string]func(*landing.Lead){
		"of nothing":                   func(l *landing.Lead) { l.Title = lang.Text{} },
		"of no edition":                func(l *landing.Lead) { l.Edition = 0 },
		"received at no time":          func(l *landing.Lead) { l.Received = "" },
		"received without a zone":      func(l *landing.Lead) { l.Received, l.Answered = "2023-11-29 16:30", "" },
		"answered before it was heard": func(l *landing.Lead) { l.Answered = "2023-11-29T08:00:00Z" },
		"answered at some time":        func(l *landing.Lead) { l.Answered = "soon" },
	} {
		l := whole
		change(&l)
		p := l.Validate()
		if len(p) != 1 {
			t.Errorf("%s: %v", name, p.Err())
			continue
		}
		said(t, p.Err())
	}
}
