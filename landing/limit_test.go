package landing_test

import (
	"strings"
	"testing"
	"time"

	"bridgehead/landing"
	"bridgehead/lang"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	got, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Each row is a lead that nothing was done about: the last days for answer, assessment and first
// report, and the moment at which the answer is overdue.
func TestRuleWorkingDays(t *testing.T) {
	for _, c := range []struct {
		name     string
		place    landing.Place
		received string
		answer   lang.Date
		assess   lang.Date
		report   lang.Date
		overdue  string
	}{
		{"an ordinary Wednesday", landing.Mainland, "2023-11-29T16:30:00+08:00", "2023-11-30", "2023-12-04", "2023-12-06", "2023-12-01T00:00:00+08:00"},
		{"Friday evening", landing.HongKong, "2023-11-24T18:00:00+08:00", "2023-11-27", "2023-11-29", "2023-12-01", "2023-11-28T00:00:00+08:00"},
		{"a Saturday counts from Monday", landing.Mainland, "2023-11-25T10:00:00+08:00", "2023-11-27", "2023-11-29", "2023-12-04", "2023-11-28T00:00:00+08:00"},
		{"before the golden week, with weekends that are worked", landing.Mainland, "2023-09-28T09:00:00+08:00", "2023-10-07", "2023-10-09", "2023-10-07", "2023-10-08T00:00:00+08:00"},
		{"the same day in Hong Kong, which has 30 September and 2 October off", landing.HongKong, "2023-09-28T09:00:00+08:00", "2023-09-29", "2023-10-04", "2023-10-05", "2023-09-30T00:00:00+08:00"},
		{"the eve of the Spring Festival 2024, on a Friday", landing.Mainland, "2024-02-09T11:00:00+08:00", "2024-02-18", "2024-02-20", "2024-02-18", "2024-02-19T00:00:00+08:00"},
		{"the same in Hong Kong, back on the 14th", landing.HongKong, "2024-02-09T11:00:00+08:00", "2024-02-14", "2024-02-16", "2024-02-16", "2024-02-15T00:00:00+08:00"},
		{"the eve of Good Friday 2024 in Hong Kong", landing.HongKong, "2024-03-28T15:00:00+08:00", "2024-04-02", "2024-04-05", "2024-04-05", "2024-04-03T00:00:00+08:00"},
		{"the same on the mainland, with Qingming and its Sunday", landing.Mainland, "2024-03-28T15:00:00+08:00", "2024-03-29", "2024-04-02", "2024-04-07", "2024-03-30T00:00:00+08:00"},
		{"New Year's Eve in New York is New Year's Day in Hong Kong", landing.HongKong, "2023-12-31T20:00:00-05:00", "2024-01-02", "2024-01-04", "2024-01-08", "2024-01-03T00:00:00+08:00"},
		{"Christmas in Hong Kong", landing.HongKong, "2025-12-24T12:00:00+08:00", "2025-12-29", "2025-12-31", "2025-12-31", "2025-12-30T00:00:00+08:00"},
		{"Christmas on the mainland", landing.Mainland, "2025-12-24T12:00:00+08:00", "2025-12-25", "2025-12-29", "2025-12-31", "2025-12-26T00:00:00+08:00"},
		{"a make-up Sunday is a working day", landing.Mainland, "2026-09-18T12:00:00+08:00", "2026-09-20", "2026-09-22", "2026-09-28", "2026-09-21T00:00:00+08:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := landing.Lead{ID: "l", Received: c.received}
			cal := landing.CalendarOf(c.place)
			list, err := l.Duties(nil, landing.DefaultLimits(), cal, at(t, c.received))
			if err != nil {
				t.Fatal(err)
			}
			got := map[landing.Task]landing.Duty{}
			for _, d := range list {
				got[d.Task] = d
			}
			if got[landing.Answer].Day != c.answer || got[landing.Assess].Day != c.assess || got[landing.Report].Day != c.report {
				t.Errorf("answer by %s, assess by %s, report by %s", got[landing.Answer].Day, got[landing.Assess].Day, got[landing.Report].Day)
			}
			moment := at(t, c.overdue)
			if got[landing.Answer].Overdue(moment.Add(-time.Second)) || !got[landing.Answer].Overdue(moment) {
				t.Errorf("the answer is not overdue from just %s on: due %s", moment, got[landing.Answer].Due)
			}
		})
	}
}

func TestReportsFollowEveryTwoWeeksUntilItIsSigned(t *testing.T) {
	l := landing.Lead{ID: "l", Received: "2023-11-01T10:00:00+08:00", Answered: "2023-11-02T09:00:00+08:00"}
	cal := landing.CalendarOf(landing.Mainland)
	step := func(stage landing.Stage, date lang.Date) landing.Milestone {
		return landing.Milestone{Lead: "l", Stage: stage, Date: date, Actual: true, Reason: "r"}
	}
	said := func(list []landing.Duty) string {
		var out []string
		for _, d := range list {
			s := string(d.Task) + " " + string(d.Day)
			if d.Done != "" {
				s += " done " + string(d.Done)
			}
			if d.Late {
				s += " late"
			}
			out = append(out, s)
		}
		return strings.Join(out, "; ")
	}
	all := []landing.Milestone{step(landing.Assessed, "2023-11-03"), step(landing.Reported, "2023-11-10"), step(landing.Negotiating, "2023-11-13")}
	duties := func(more ...landing.Milestone) string {
		t.Helper()
		list, err := l.Duties(append(all[:len(all):len(all)], more...), landing.DefaultLimits(), cal, at(t, "2023-12-01T00:00:00+08:00"))
		if err != nil {
			t.Fatal(err)
		}
		return said(list)
	}
	for _, c := range []struct {
		name string
		more []landing.Milestone
		want string
	}{
		{
			"the report was late, and the next is due two weeks after it", nil,
			"answer 2023-11-02 done 2023-11-02; assess 2023-11-06 done 2023-11-03; report 2023-11-08 done 2023-11-10 late; report 2023-11-24",
		},
		{
			"one that is suspended is owed nothing",
			[]landing.Milestone{step(landing.Suspended, "2023-11-20")},
			"answer 2023-11-02 done 2023-11-02; assess 2023-11-06 done 2023-11-03; report 2023-11-08 done 2023-11-10 late",
		},
		{
			"nor one that was signed",
			[]landing.Milestone{step(landing.Signed, "2023-11-21")},
			"answer 2023-11-02 done 2023-11-02; assess 2023-11-06 done 2023-11-03; report 2023-11-08 done 2023-11-10 late",
		},
		{
			"what was planned and is not done is due on its day",
			[]landing.Milestone{{ID: "p", Lead: "l", Stage: landing.Signed, Date: "2023-11-22"}},
			"answer 2023-11-02 done 2023-11-02; assess 2023-11-06 done 2023-11-03; report 2023-11-08 done 2023-11-10 late; plan 2023-11-22; report 2023-11-24",
		},
	} {
		if got := duties(c.more...); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestRuleSuspendedRests(t *testing.T) {
	l := landing.Lead{ID: "l", Received: "2023-11-01T10:00:00+08:00"}
	cal := landing.CalendarOf(landing.Mainland)
	step := func(stage landing.Stage, date lang.Date) landing.Milestone {
		return landing.Milestone{Lead: "l", Stage: stage, Date: date, Actual: true, Reason: "r"}
	}
	suspended, resumed := step(landing.Suspended, "2023-11-03"), step(landing.Resumed, "2023-11-20")
	plan := landing.Milestone{ID: "p", Lead: "l", Stage: landing.Negotiating, Date: "2023-11-10"}
	for _, c := range []struct {
		name  string
		all   []landing.Milestone
		owing bool
		want  string
	}{
		{"it goes on", nil, true, "answer 2023-11-01 2023-11-02; assess 2023-11-01 2023-11-06; report 2023-11-01 2023-11-08"},
		{"while it rests nothing is owed, not even what was overdue or planned", []landing.Milestone{suspended, plan}, false, ""},
		{
			"what was running begins anew on the day on which it was resumed, what was overdue stays so",
			[]landing.Milestone{suspended, plan, resumed},
			true,
			"answer 2023-11-01 2023-11-02; plan  2023-11-10; assess 2023-11-20 2023-11-23; report 2023-11-20 2023-11-27",
		},
		{
			"twice",
			[]landing.Milestone{suspended, resumed, step(landing.Suspended, "2023-11-22"), step(landing.Resumed, "2023-11-27")},
			true,
			"answer 2023-11-01 2023-11-02; assess 2023-11-27 2023-11-30; report 2023-11-27 2023-12-04",
		},
		{
			"a report while it rested was not late, and the next is counted from the resumption",
			[]landing.Milestone{suspended, step(landing.Reported, "2023-11-14"), resumed, step(landing.Assessed, "2023-11-22")},
			true,
			"answer 2023-11-01 2023-11-02; assess 2023-11-20 2023-11-23 done 2023-11-22; report 2023-11-20 2023-11-27 done 2023-11-14; report 2023-11-20 2023-12-04",
		},
		{
			"what was done before it rested is as it was",
			[]landing.Milestone{step(landing.Assessed, "2023-11-02"), step(landing.Suspended, "2023-11-03")},
			false,
			"assess 2023-11-01 2023-11-06 done 2023-11-02",
		},
	} {
		list, err := l.Duties(c.all, landing.DefaultLimits(), cal, at(t, "2023-12-01T00:00:00+08:00"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range list {
			s := string(d.Task) + " " + string(d.From) + " " + string(d.Day)
			if d.Done != "" {
				s += " done " + string(d.Done)
			}
			if d.Late {
				s += " late"
			}
			got = append(got, s)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "; "), c.want)
		}
		if landing.Owing(c.all) != c.owing {
			t.Errorf("%s: owing is %v", c.name, !c.owing)
		}
	}
}

func TestWhoIsToldWhen(t *testing.T) {
	l := landing.Lead{ID: "l", Received: "2023-09-28T09:00:00+08:00"}
	cal := landing.CalendarOf(landing.Mainland)
	told := func(now string) string {
		duties, err := l.Duties(nil, landing.DefaultLimits(), cal, at(t, now))
		if err != nil {
			t.Fatal(err)
		}
		list, err := landing.Reminders("l", duties, landing.DefaultLimits(), cal, at(t, now))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range list {
			if r.Duty.Task == landing.Answer {
				out = append(out, string(r.Level)+" "+r.At.Format("2006-01-02T15:04"))
			}
		}
		return strings.Join(out, "; ")
	}
	// The answer is due by the end of Saturday 7 October, which is worked; so is Sunday.
	for _, c := range []struct{ now, want string }{
		{"2023-10-06T23:59:00+08:00", ""},
		{"2023-10-07T09:00:00+08:00", "officer 2023-10-07T09:00"},
		{"2023-10-08T09:00:00+08:00", "officer 2023-10-07T09:00; office 2023-10-08T09:00"},
		{"2023-10-10T08:59:00+08:00", "officer 2023-10-07T09:00; office 2023-10-08T09:00"},
		{"2023-10-10T09:00:00+08:00", "officer 2023-10-07T09:00; office 2023-10-08T09:00; secretariat 2023-10-10T09:00"},
	} {
		if got := told(c.now); got != c.want {
			t.Errorf("at %s: %q, want %q", c.now, got, c.want)
		}
	}
	duties, _ := l.Duties(nil, landing.DefaultLimits(), cal, at(t, "2023-10-30T00:00:00+08:00"))
	once, _ := landing.Reminders("l", duties, landing.DefaultLimits(), cal, at(t, "2023-10-30T00:00:00+08:00"))
	seen := map[string]bool{}
	for _, r := range once {
		if seen[r.Key] {
			t.Errorf("two reminders have the key %q", r.Key)
		}
		seen[r.Key] = true
	}
	later, _ := landing.Reminders("l", duties, landing.DefaultLimits(), cal, at(t, "2023-12-30T00:00:00+08:00"))
	for i, r := range once {
		if later[i].Key != r.Key {
			t.Errorf("the reminder %q is %q when it is worked out later", r.Key, later[i].Key)
		}
	}
}

func TestTheLimitsAreTheEditionsOwnElseThePublishedOnes(t *testing.T) {
	own, all := landing.DefaultLimits(), landing.DefaultLimits()
	own.Edition, own.Answer = 26, 2
	all.Answer = 4
	for _, c := range []struct {
		set     []landing.Limits
		edition int64
		want    int64
	}{{nil, 26, 1}, {[]landing.Limits{all, own}, 26, 2}, {[]landing.Limits{all, own}, 25, 4}, {[]landing.Limits{own}, 25, 1}} {
		if got := landing.LimitsFor(c.set, c.edition); got.Answer != c.want {
			t.Errorf("edition %d of %v: %d", c.edition, c.set, got.Answer)
		}
	}
	if p := landing.DefaultLimits().Validate(); len(p) > 0 {
		t.Errorf("the published rule: %v", p.Err())
	}
	wrong := landing.Limits{Answer: 0, Assess: 400, Report: 1, Every: 1, Office: 1, Secretariat: 1}
	if p := wrong.Validate(); len(p) != 2 {
		t.Errorf("no time at all, and more than a year: %v", p.Err())
	}
	wrong = landing.DefaultLimits()
	wrong.Office, wrong.Secretariat = 3, 1
	said(t, wrong.Validate().Err())
}
