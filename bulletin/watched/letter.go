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

// Beside says what the text and another one state differently of a figure (docs/rules.md, between-texts): the
// findings of the text, in the order of its statements. Where the record bears the text out, its finding is settled;
// where it bears the other one out, the finding says what the record states.
func (t Text) Beside(fairID string, own []bulletin.Statement, other Text, others []bulletin.Statement) []Finding {
	var out []Finding
	for _, a := range own {
		for _, b := range others {
			cause, against := a.Against(b)
			if !against {
				continue
			}
			f := Finding{
				Said: a.Claim.Text, Start: int64(a.Claim.Start), End: int64(a.Claim.End), Kind: string(a.Claim.Kind), Rule: bulletin.RuleBetweenTexts, Cause: cause,
				Figure: a.Figure, Elsewhere: b.Claim.Text, Other: other.ID, Trace: "/" + string(t.Lang) + "/" + fairID + "/figures/" + a.Figure,
			}
			switch bulletin.Supported {
			case a.Verdict:
				f.How = BorneOut
			case b.Verdict:
				f.Record = b.Record
			}
			for _, tag := range lang.Tags {
				f.Says = f.Says.With(tag, lang.Say(tag, "watched.beside", lang.Args{"title": other.Title, "outlet": other.Outlet, "said": b.Claim.Text}))
			}
			out = append(out, f)
			break // what the other says twice is one contradiction
		}
	}
	return out
}

// Draft drafts the letter to the outlet about the findings that are not settled and still stand, in the
// text's language; base is the address below which readers find the fair's pages. It is empty where there is none. What
// another text says stands with what the record says of the same number.
func (t Text) Draft(f fair.Fair, base string) bulletin.Letter {
	var points []bulletin.Point
	at := map[int64]int{} // by where a number stands, the point about it
	page := func(found Finding) string { return strings.TrimSuffix(base, "/") + found.Trace }
	pass := func(beside bool) {
		for _, found := range t.Findings {
			if found.State == Settled || !t.Standing(found) || beside != (found.Other != "") {
				continue
			}
			i, there := at[found.Start]
			says := found.Says.Get(t.Lang)
			switch {
			case beside && there:
				if found.Record != "" { // what is wrong there too is no argument
					points[i].Others = append(points[i].Others, says)
				}
				continue
			case beside:
				points = append(points, bulletin.Point{Said: found.Said, Why: says, Figure: found.Figure, Page: page(found)})
			default:
				p := bulletin.Point{Said: found.Said, Why: says, Figure: found.Figure, Page: page(found)}
				if found.Elsewhere != "" {
					p.Elsewhere = []string{found.Elsewhere}
				}
				points = append(points, p)
			}
			at[found.Start] = len(points) - 1
		}
	}
	pass(false)
	pass(true)
	return bulletin.Write(t.Lang, t.Title, f, points)
}
