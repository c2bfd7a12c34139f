package watched

import (
	"strings"

	"bridgehead/bulletin"
	"bridgehead/fair"
	"bridgehead/lang"
)

// Examine says what a checked text contradicts.
func Examine(c bulletin.CheckedText) []Finding {
	var out []Finding
	for _, v := range c.Report.Verdicts {
		if v.Verdict != bulletin.Contradicted || len(out) == MostFindings {
			continue
		}
		f := Finding{
			Said: v.Claim.Text, Start: int64(v.Claim.Start), End: int64(v.Claim.End), Kind: string(v.Claim.Kind), Rule: v.Rule, Cause: v.Cause,
			Figure: v.Figure, Record: v.Record, Right: v.Right, Trace: v.Trace,
		}
		if len(v.Against) > 0 {
			f.Elsewhere = c.Report.Verdicts[v.Against[0]].Claim.Text
		}
		for _, tag := range lang.Tags {
			f.Says = f.Says.With(tag, v.Explain(tag))
		}
		out = append(out, f)
	}
	return out
}

// Draft drafts the letter to the outlet about the findings that are not settled and still stand, in the
// text's language; base is the address below which readers find the fair's pages. It is empty where there is none.
func (t Text) Draft(f fair.Fair, base string) bulletin.Letter {
	var points []bulletin.Point
	for _, found := range t.Findings {
		if found.State == Settled || !t.Standing(found) {
			continue
		}
		p := bulletin.Point{Said: found.Said, Why: found.Says.Get(t.Lang), Figure: found.Figure, Page: strings.TrimSuffix(base, "/") + found.Trace}
		if found.Elsewhere != "" {
			p.Elsewhere = []string{found.Elsewhere}
		}
		points = append(points, p)
	}
	return bulletin.Write(t.Lang, t.Title, f, points)
}
