package demo_test

import (
	"cmp"
	"encoding/csv"
	"flag"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bridgehead/figure"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

var writeCourses = flag.Bool("courses", false, "write the courses of the sample's agreements, for sample.R")

// sampleCourses are what became of the sample's agreements, in a certain order.
func sampleCourses(t *testing.T) []landing.Course {
	t.Helper()
	_, v := full(t)
	seq, err := v.Courses(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Collect(seq)
	slices.SortFunc(all, func(a, b landing.Course) int {
		return cmp.Or(cmp.Compare(a.Edition, b.Edition), cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	return all
}

func readCSV(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/landing/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheSamplesCurvesAndCohortsAreThoseOfR(t *testing.T) {
	all := sampleCourses(t)
	if len(all) < 550 {
		t.Errorf("only %d agreements count", len(all))
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	rows := [][]string{{"edition", "signed", "registered", "paid_in", "under_construction", "operating", "terminated"}}
	for _, c := range all {
		row := []string{strconv.FormatInt(c.Edition, 10), string(c.Signed.Date())}
		for _, d := range c.First {
			row = append(row, string(d.Date()))
		}
		rows = append(rows, append(row, string(c.Terminated.Date())))
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if *writeCourses {
		if err := os.WriteFile("testdata/landing/courses.csv", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile("testdata/landing/courses.csv"); err != nil || string(want) != b.String() {
		t.Fatalf("the courses are not those that R was given: run the test with -courses, and sample.R (%v)", err)
	}

	asOf := landing.DayOf("2024-12-31")
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	// Each point of each curve.
	curves := map[string][][]string{}
	for _, r := range readCSV(t, "curves.csv")[1:] {
		curves[r[0]+" "+r[1]] = append(curves[r[0]+" "+r[1]], r[2:])
	}
	if len(curves) != 4 {
		t.Errorf("R has %d curves", len(curves))
	}
	for name, want := range curves {
		stage, leaves, _ := strings.Cut(name, " ")
		got := landing.Survival(slices.Values(all), landing.Stage(stage), asOf, leaves == "TRUE").Points
		if len(got) != len(want) || len(got) < 100 {
			t.Errorf("%s: %d points, R has %d", name, len(got), len(want))
			continue
		}
		for i, p := range got {
			r := want[i]
			if p.Days != number(r[0]) || p.AtRisk != number(r[1]) || p.Events != number(r[2]) || p.Left != number(r[3]) {
				t.Errorf("%s: %+v, R has %v", name, p, r)
			}
			for n, v := range []*big.Rat{p.Open, p.Variance} {
				x, ok := new(big.Rat).SetString(r[4+n])
				if !ok {
					t.Fatalf("%q is no number", r[4+n])
				}
				if diff := new(big.Rat).Sub(v, x); diff.Abs(diff).Cmp(big.NewRat(1, 1_000_000_000_000)) > 0 {
					t.Errorf("%s, day %d: %s, R has %s", name, p.Days, v.FloatString(15), r[4+n])
				}
			}
		}
	}
	// Each cell of the cohorts.
	var got [][]string
	for _, c := range landing.Cohorts(slices.Values(all), asOf, 10) {
		for y, s := range c.Years {
			got = append(got, []string{
				fmt.Sprint(c.Edition), fmt.Sprint(y), fmt.Sprint(s[0].All), fmt.Sprint(s[0].Of), fmt.Sprint(s[1].Of), fmt.Sprint(s[2].Of), fmt.Sprint(s[3].Of),
			})
		}
	}
	want := readCSV(t, "cohorts.csv")[1:]
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("cohorts: %d rows, R has %d", len(got), len(want))
		for i := range min(len(got), len(want)) {
			if !slices.Equal(got[i], want[i]) {
				t.Errorf("%v, R has %v", got[i], want[i])
			}
		}
	}
}

func TestWhatBecomesOfTheSampleFollowsItsRules(t *testing.T) {
	_, v := full(t)
	of := map[string][]landing.Milestone{}
	stages := map[landing.Stage]int{}
	sure := map[string]int{}
	err := store.EachMilestone(t.Context(), v, 0, func(rows []store.Row[landing.Milestone]) error {
		for _, r := range rows {
			m := r.Value
			if p := m.Validate().Err(); p != nil {
				t.Errorf("%s: %v", m.Code, p)
			}
			of[m.Agreement+m.Lead] = append(of[m.Agreement+m.Lead], m)
			stages[m.Stage]++
			switch {
			case !m.Actual:
				sure["planned"]++
			case m.Estimated:
				sure["estimated"]++
			case m.VerifiedBy == "":
				sure["not verified"]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, all := range of {
		begin := landing.Signed
		if all[0].Lead != "" {
			begin = landing.LeadStage
		}
		if _, i, err := landing.Replay(begin, "", all); err != nil {
			t.Errorf("%s: %s: %v", id, all[i].Code, err)
		}
	}
	for _, s := range landing.Steps {
		if stages[s] == 0 {
			t.Errorf("nothing in the sample is %s", s)
		}
	}
	if sure["planned"] == 0 || sure["estimated"] == 0 || sure["not verified"] == 0 {
		t.Errorf("of all sorts there is something: %v", sure)
	}
	leads, err := v.Leads(t.Context(), 26)
	if err != nil || len(leads) == 0 {
		t.Fatalf("%d leads, %v", len(leads), err)
	}
	now, err := landing.ParseMoment("received", "2023-12-08T09:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	owed, err := v.Owed(t.Context(), 26, now, true)
	if err != nil || len(owed) < 10 {
		t.Fatalf("%d overdue, %v", len(owed), err)
	}
	places := map[landing.Place]int{}
	for _, o := range owed {
		if o.Unknown != nil || !o.Duty.Overdue(now) || o.Level() == "" {
			t.Errorf("%+v", o)
		}
		places[o.Place]++
	}
	if places[landing.Mainland] == 0 || places[landing.HongKong] == 0 {
		t.Errorf("overdue by place: %v", places)
	}
}

func TestTheSamplesRatesHaveTheirTraces(t *testing.T) {
	db, _ := full(t)
	for _, name := range []string{"landing.fulfilled_share?edition=24", "landing.funds_share?edition=24", "landing.started_share?edition=24&district=110105"} {
		f := evaluate(t, db, -1, name)
		if f.Show(lang.En) == "" || f.Interval.Low == nil || len(f.Parts) != 2 {
			t.Errorf("%s: %s of %v", name, f.Show(lang.En), f.Parts)
		}
	}
}

// The report of the 26th edition names four agreements and says of none what became of it: nothing
// is made up, and what is not known stays unknown.
func TestNothingIsKnownOfWhatBecameOfTheAgreementsOfTheReport(t *testing.T) {
	e := jinggangEvaluator(t)
	for _, code := range []string{"landing.fulfilled", "landing.started_share", "landing.funds_share", "landing.operating"} {
		name, err := figure.ParseName(code + "?edition=26")
		if err != nil {
			t.Fatal(err)
		}
		f, err := e.Figure(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Qualifier != figure.Unknown {
			t.Errorf("%s: %s", code, f.Show(lang.En))
		}
	}
}
