package web

import (
	"iter"
	"math/big"
	"net/url"
	"slices"

	"bridgehead/chart"
	"bridgehead/landing"
	"bridgehead/lang"
)

// landedCourses draws the curves and the cohorts, and says where agreements wait.
func (s *site) landedCourses(v *visit, h landedHere, p *landingPage) error {
	all, err := h.courses(v)
	if err != nil {
		return err
	}
	p.StageOptions = []option{{Text: v.say("landed.several"), Selected: h.stage == ""}}
	for _, st := range landing.Landed {
		p.StageOptions = append(p.StageOptions, option{Value: string(st), Text: v.begins("landing.stage", string(st)), Selected: st == h.stage})
	}
	for _, st := range landing.Stalls(all, h.asOf) {
		p.Stalls = append(p.Stalls, landedStall{
			Stage: v.begins("landing.stage", string(st.Stage)), Passed: st.Passed, Waiting: st.Waiting, Held: st.Held, Ended: st.Ended,
			Median: v.halfDays(st.Median), Since: v.halfDays(st.Since),
		})
	}
	v.landedCurve(h, all, p)
	cohortStage := h.stage
	if cohortStage == "" {
		cohortStage = landing.Operating
	}
	p.StageWord = v.say("landing.stage." + string(cohortStage))
	if h.edition == nil {
		v.landedCohorts(landing.Cohorts(all, h.asOf, cohortYears), cohortStage, p)
	}
	q := url.Values{}
	if h.stage != "" {
		q.Set("stage", string(h.stage))
	}
	p.Downloads = append(p.Downloads, h.files(v, v.say("landed.stalls"), "stalls", nil), h.files(v, v.say("landed.cohorts"), "cohorts", nil),
		h.files(v, v.say("landed.curve_of", lang.Args{"stage": p.StageWord}), "curve", url.Values{"stage": {string(cohortStage)}}))
	return nil
}

// halfDays writes a number of days that may be half a day; "" for none.
func (v *visit) halfDays(r *big.Rat) string {
	switch {
	case r == nil:
		return ""
	case r.IsInt():
		return r.Num().String()
	}
	return r.FloatString(1)
}

// landedCurve draws how long it took: three stages beside each other, or one with its band.
func (v *visit) landedCurve(h landedHere, all iter.Seq[landing.Course], p *landingPage) {
	stages := []landing.Stage{landing.Registered, landing.PaidIn, landing.Operating}
	if h.stage != "" {
		stages = []landing.Stage{h.stage}
	}
	c := chart.Curve{About: v.about("landed.curve", "landing.field.stage")}
	if h.stage != "" {
		c.Heading = everywhere("landed.curve_of", lang.Args{"stage": lang.Word("landing.stage." + string(h.stage))})
	}
	for _, st := range stages {
		curve := landing.Survival(all, st, h.asOf, false)
		line := chart.CurveLine{Label: everywhere("landing.stage." + string(st))}
		for _, x := range curve.Points {
			point := chart.CurvePoint{Days: x.Days, Share: x.Open, AtRisk: x.AtRisk}
			if h.stage != "" {
				point.Left = x.Left
				point.Low, point.High = x.Band()
			}
			line.Points = append(line.Points, point)
		}
		c.Lines = append(c.Lines, line)
		half := landedHalf{Stage: v.begins("landing.stage", string(st)), Signed: curve.Signed, Undated: curve.Undated, Half: v.say("landed.not_half")}
		if curve.Median != nil {
			half.Half = v.say("landed.days", lang.Args{"n": *curve.Median})
		}
		half.Reached = v.say("chart.grid.of", lang.Args{"part": curve.Events, "whole": curve.Signed, "share": v.percent(curve.Events, curve.Signed)})
		p.Halves = append(p.Halves, half)
	}
	p.Curve = v.drawAlone(c)
}

// percent writes a part in percent of its whole with one decimal, rounded half up.
func (v *visit) percent(part, whole int64) string {
	if whole == 0 {
		return v.say("web.empty_value")
	}
	return new(big.Rat).SetFrac64(part*100, whole).FloatString(1) + "%"
}

// landedCohorts draws the share of each edition's agreements that reached a stage within full years.
func (v *visit) landedCohorts(all []landing.Cohort, stage landing.Stage, p *landingPage) {
	g := chart.Grid{About: v.about("landed.cohorts", "dimension.edition")}
	g.Heading = everywhere("landed.cohorts_of", lang.Args{"stage": lang.Word("landing.stage." + string(stage))})
	at := slices.Index(landing.Landed[:], stage)
	for i := len(all) - 1; i >= 0; i-- {
		row := chart.GridRow{Label: editionLabel(all[i].Edition)}
		for y, shares := range all[i].Years {
			if len(g.Columns) <= y {
				g.Columns = append(g.Columns, everywhere("landed.years", lang.Args{"n": y}))
			}
			row.Cells = append(row.Cells, chart.GridCell{Part: shares[at].Of, Whole: shares[at].All})
		}
		g.Rows = append(g.Rows, row)
	}
	if len(g.Rows) > 0 && len(g.Columns) > 0 {
		p.Cohorts = v.drawAlone(g)
	}
}
