package exchange

import (
	"context"
	"math/big"
	"strconv"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// Cohorts is a table of cohorts: for each edition and full year since signing, how many are looked
// at and how many of them reached each stage, and the share.
func (o Out) Cohorts(list []landing.Cohort, asOf landing.Day) Table {
	heads := []string{"edition#decimal", "signed#decimal", "undated#decimal", "year#decimal", "looked_at#decimal"}
	for _, s := range landing.Landed {
		heads = append(heads, "reached_"+string(s)+"#decimal", "share_"+string(s)+"#decimal")
	}
	t := o.table(lang.Say(o.Tag, "table.cohorts"), []string{lang.Say(o.Tag, "table.as_of_day", lang.Args{"date": asOf.Date()})}, heads...)
	var rows [][]string
	for _, c := range list {
		for y, shares := range c.Years {
			row := []string{number64(c.Edition), number64(c.Signed), number64(c.Undated), strconv.Itoa(y), number64(shares[0].All)}
			for _, s := range shares {
				row = append(row, number64(s.Of), percent(s.Rat()))
			}
			rows = append(rows, row)
		}
	}
	t.Rows = Listed(rows)
	return t
}

func number64(n int64) string { return strconv.FormatInt(n, 10) }

// percent is a share in percent with two decimals, rounded half up; "" when there is none.
func percent(r *big.Rat) string {
	if r == nil {
		return ""
	}
	return new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(2)
}

// Curve is a table of the points of a survival curve.
func (o Out) Curve(c landing.Curve, leaves bool) Table {
	key := "table.curve"
	if leaves {
		key = "table.curve_leaves"
	}
	t := o.table(lang.Say(o.Tag, key, lang.Args{"stage": lang.Word("landing.stage." + string(c.Stage))}),
		[]string{lang.Say(o.Tag, "table.as_of_day", lang.Args{"date": c.AsOf.Date()}), lang.Say(o.Tag, "table.curve_of", lang.Args{"n": c.Signed, "events": c.Events, "undated": c.Undated})},
		"days#decimal", "at_risk#decimal", "events#decimal", "left#decimal", "still_open#decimal", "variance#decimal")
	var rows [][]string
	for _, p := range c.Points {
		rows = append(rows, []string{number64(p.Days), number64(p.AtRisk), number64(p.Events), number64(p.Left), p.Open.FloatString(landing.CurveDigits), p.Variance.FloatString(landing.CurveDigits)})
	}
	t.Rows = Listed(rows)
	return t
}

// Stalls is a table of where agreements wait.
func (o Out) Stalls(list []landing.Stall, asOf landing.Day) Table {
	t := o.table(lang.Say(o.Tag, "table.stalls"), []string{lang.Say(o.Tag, "table.as_of_day", lang.Args{"date": asOf.Date()})},
		"stage", "passed#decimal", "median_days#decimal", "waiting#decimal", "waited_days#decimal", "held#decimal", "ended_there#decimal")
	var rows [][]string
	for _, s := range list {
		rows = append(rows, []string{
			o.word("landing.stage", string(s.Stage)), number64(s.Passed), half(s.Median), number64(s.Waiting), half(s.Since), number64(s.Held), number64(s.Ended),
		})
	}
	t.Rows = Listed(rows)
	return t
}

// half is a number of days, which may be half a day.
func half(r *big.Rat) string {
	switch {
	case r == nil:
		return ""
	case r.IsInt():
		return r.Num().String()
	}
	return r.FloatString(1)
}

// Owed is a table of what has to be done.
func (o Out) Owed(ctx context.Context, v store.View, list []store.Owed) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.owed"), nil, "owed_of", "code", "edition#decimal", "title", "office", "officer", "task", "stage", "due#day", "place", "told", "problem")
	var rows [][]string
	for _, x := range list {
		officer := ""
		if x.Officer != "" {
			p, err := v.Person(ctx, x.Officer)
			if err != nil {
				return t, err
			}
			officer = o.text(p.Name)
		}
		offices := ""
		for i, of := range x.Offices {
			if i > 0 {
				offices += "; "
			}
			offices += of
		}
		stage, problem := "", ""
		if x.Duty.Task == landing.Plan {
			stage = o.word("landing.stage", string(x.Duty.Stage))
		}
		if x.Unknown != nil {
			problem = lang.Explain(o.Tag, x.Unknown)
		}
		rows = append(rows, []string{
			o.word("word", x.Kind), x.Code, number64(x.Edition), o.text(x.Title), offices, officer, o.word("landing.task", string(x.Duty.Task)), stage, string(x.Duty.Day),
			o.word("landing.place", string(x.Place)), o.word("landing.level", string(x.Level())), problem,
		})
	}
	t.Rows = Listed(rows)
	return t, nil
}
