package landing_test

import (
	"encoding/csv"
	"math/big"
	"os"
	"slices"
	"strconv"
	"testing"

	"bridgehead/landing"
	"bridgehead/lang"
)

// course is what became of an agreement: "registered 2022-06-01".
func course(edition int64, signed lang.Date, steps ...any) landing.Course {
	var all []landing.Milestone
	for i := 0; i < len(steps); i += 2 {
		all = append(all, landing.Milestone{Stage: landing.Stage(steps[i].(string)), Date: lang.Date(steps[i+1].(string)), Actual: true})
	}
	return landing.CourseOf(edition, signed, all)
}

func TestRuleCohortYears(t *testing.T) {
	all := []landing.Course{
		course(25, "2021-12-01", "registered", "2022-06-01"), course(25, "2021-12-01"), course(25, "2022-03-01"), course(25, ""),
		course(26, "2022-12-20", "registered", "2022-12-20", "operating", "2022-12-25"),
	}
	got := landing.Cohorts(slices.Values(all), landing.DayOf("2022-12-31"), 5)
	none, all3 := landing.Share{All: 3}, landing.Share{All: 2}
	want := []landing.Cohort{
		{Edition: 25, Signed: 4, Undated: 1, Years: [][4]landing.Share{{none, none, none, none}, {{Of: 1, All: 2}, all3, all3, all3}}},
		{Edition: 26, Signed: 1, Years: [][4]landing.Share{{{Of: 1, All: 1}, {All: 1}, {All: 1}, {All: 1}}}},
	}
	if !slices.EqualFunc(got, want, func(a, b landing.Cohort) bool {
		return a.Edition == b.Edition && a.Signed == b.Signed && a.Undated == b.Undated && slices.Equal(a.Years, b.Years)
	}) {
		t.Errorf("%+v\nwant\n%+v", got, want)
	}
}

func TestRuleTerminatedStays(t *testing.T) {
	all := []landing.Course{
		course(26, "2023-11-29", "terminated", "2023-12-09"), course(26, "2023-11-29", "registered", "2023-12-01", "operating", "2023-12-19"),
	}
	asOf := landing.DayOf("2024-11-29")
	stays := landing.Survival(slices.Values(all), landing.Operating, asOf, false)
	if got := stays.Points[0]; got.Days != 20 || got.AtRisk != 2 || got.Events != 1 || got.Open.Cmp(big.NewRat(1, 2)) != 0 || got.Variance.Cmp(big.NewRat(1, 8)) != 0 {
		t.Errorf("%+v", got)
	}
	if got := stays.Points[1]; got.Days != 366 || got.Left != 1 || got.Open.Cmp(big.NewRat(1, 2)) != 0 || stays.At(30).Cmp(big.NewRat(1, 2)) != 0 || stays.At(367) != nil || *stays.Median != 20 {
		t.Errorf("%+v", got)
	}
	leaves := landing.Survival(slices.Values(all), landing.Operating, asOf, true)
	if got := leaves.Points[1]; leaves.Points[0].Left != 1 || got.AtRisk != 1 || got.Open.Sign() != 0 {
		t.Errorf("when the terminated one leaves: %+v", leaves.Points)
	}
}

func TestWhereItStalls(t *testing.T) {
	all := []landing.Course{
		course(26, "2023-01-01", "registered", "2023-01-11", "paid_in", "2023-01-31"),
		course(26, "2023-01-01", "registered", "2023-01-21"),
		course(26, "2023-01-01", "suspended", "2023-02-01"),
		course(26, "2023-01-01", "registered", "2023-01-31", "terminated", "2023-02-01"),
		course(26, ""),
	}
	got := landing.Stalls(slices.Values(all), landing.DayOf("2023-03-02"))
	said := ""
	for _, s := range got {
		median, since := "-", "-"
		if s.Median != nil {
			median = s.Median.RatString()
		}
		if s.Since != nil {
			since = s.Since.RatString()
		}
		said += string(s.Stage) + " " + strconv.FormatInt(s.Passed, 10) + " " + median + ", waiting " + strconv.FormatInt(s.Waiting, 10) + " " + since +
			" held " + strconv.FormatInt(s.Held, 10) + " ended " + strconv.FormatInt(s.Ended, 10) + "; "
	}
	want := "signed 3 20, waiting 1 60 held 1 ended 0; registered 1 20, waiting 1 40 held 0 ended 1; paid_in 0 -, waiting 1 30 held 0 ended 0; " +
		"under_construction 0 -, waiting 0 - held 0 ended 0; "
	if said != want {
		t.Errorf("\n%s\nwant\n%s", said, want)
	}
}

// The courses of testdata/courses.csv were drawn by
// testdata/survival.R, which wrote what R's survival package makes of them beside it.
func TestTheCurveIsThatOfR(t *testing.T) {
	read := func(name string) [][]string {
		t.Helper()
		f, err := os.Open("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	day := func(s string) lang.Date {
		if s == "NA" {
			return ""
		}
		return lang.Date(s)
	}
	var all []landing.Course
	for _, r := range read("courses.csv") {
		c := landing.NewCourse(26, landing.DayOf(day(r[0])))
		c.First[3], c.Terminated = landing.DayOf(day(r[1])), landing.DayOf(day(r[2]))
		all = append(all, c)
	}
	for _, leaves := range []bool{false, true} {
		name := "curve-stays.csv"
		if leaves {
			name = "curve-leaves.csv"
		}
		want := read(name)
		got := landing.Survival(slices.Values(all), landing.Operating, landing.DayOf("2024-12-31"), leaves)
		CompareWithR(t, name, got, want)
	}
}

// CompareWithR holds every point of a curve against what R wrote: days, at risk, events,
// censored, surviving, and its standard error squared.
func CompareWithR(t *testing.T, name string, got landing.Curve, want [][]string) {
	t.Helper()
	if len(got.Points) != len(want) || len(want) < 10 {
		t.Fatalf("%s: %d points, R has %d", name, len(got.Points), len(want))
	}
	for i, p := range got.Points {
		var counts [4]int64
		for n := range counts {
			counts[n], _ = strconv.ParseInt(want[i][n], 10, 64)
		}
		if counts != [4]int64{p.Days, p.AtRisk, p.Events, p.Left} {
			t.Fatalf("%s, day %d: %+v, R has %v", name, p.Days, p, want[i])
		}
		for n, v := range []*big.Rat{p.Open, p.Variance} {
			r, ok := new(big.Rat).SetString(want[i][4+n])
			if !ok {
				t.Fatalf("%s: %q is no number", name, want[i][4+n])
			}
			if diff := new(big.Rat).Sub(v, r); diff.Abs(diff).Cmp(big.NewRat(1, 1_000_000_000_000)) > 0 {
				t.Errorf("%s, day %d: %s, R has %s", name, p.Days, v.FloatString(15), want[i][4+n])
			}
		}
	}
}

func TestTheBandIsGreenwoodsAndStaysWithinAWhole(t *testing.T) {
	for _, c := range []struct{ open, variance, low, high string }{
		// R: survfit(Surv(c(1,2,3,4,5), c(1,1,0,1,0)) ~ 1, conf.type = "plain") at 2 and at 4.
		{"3/5", "6/125", "0.170593", "1.000000"},
		{"3/10", "57/1000", "0.000000", "0.767935"},
		{"1", "0", "1.000000", "1.000000"},
		{"0", "0", "0.000000", "0.000000"},
		{"1/2", "1/400", "0.402002", "0.597998"},
	} {
		open, _ := new(big.Rat).SetString(c.open)
		variance, _ := new(big.Rat).SetString(c.variance)
		low, high := landing.Point{Open: open, Variance: variance}.Band()
		if low.FloatString(6) != c.low || high.FloatString(6) != c.high {
			t.Errorf("%s, %s: %s to %s", c.open, c.variance, low.FloatString(6), high.FloatString(6))
		}
	}
}
