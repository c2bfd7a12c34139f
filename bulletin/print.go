package bulletin

import (
	"fmt"
	"html/template"
	"io"
	"strings"

	"bridgehead/lang"
)

// Explain says a verdict in words for a reader of the language.
func (v Verdict) Explain(tag lang.Tag) string {
	args := lang.Args{"said": v.Claim.Text, "record": v.Record, "right": v.Right}
	if v.found != nil {
		args["record"] = v.found.Show(tag)
	}
	var out []string
	say := func(key string) {
		if lang.Has(key) {
			out = append(out, lang.Say(tag, key, args))
		}
	}
	switch v.Verdict {
	case Unread:
		say("claim.unread." + v.Reason)
	case NoFigure:
		say("check.says.no_figure")
	default:
		if args["record"] != "" {
			say("check.says." + v.Verdict)
		}
		say("check.rule." + v.Rule)
	}
	if v.Cause != "" {
		if n, ok := strings.CutPrefix(v.Cause, CauseSlip); ok {
			args["n"] = n
			say("check.cause.unit-slip")
		} else {
			say("check.cause." + v.Cause)
		}
	}
	for _, a := range v.Assuming {
		kind, of, _ := strings.Cut(a, ":")
		args["of"] = of
		say("check.assuming." + kind)
	}
	space := " "
	if tag != lang.En {
		space = ""
	}
	return strings.Join(out, space)
}

// WriteText prints verdicts for a terminal: those that need a look first.
func WriteText(w io.Writer, c Checked, tag lang.Tag) error {
	var b strings.Builder
	for _, t := range c.Texts {
		if len(c.Texts) > 1 {
			fmt.Fprintf(&b, "%s\n", t.Name)
		}
		for _, verdict := range []string{Contradicted, ConsistentIf, Unread, Supported, NoFigure} {
			for _, v := range t.Report.Verdicts {
				if v.Verdict != verdict {
					continue
				}
				fmt.Fprintf(&b, "  %s  %s  (%d–%d)\n", lang.Say(tag, "check.verdict."+v.Verdict), v.Claim.Text, v.Claim.Start, v.Claim.End)
				if verdict != NoFigure {
					fmt.Fprintf(&b, "      %s\n", v.Explain(tag))
				}
				if v.Figure != "" {
					fmt.Fprintf(&b, "      %s\n", v.Figure)
				}
			}
		}
		s := t.Report.Summary
		fmt.Fprintf(&b, "  %s\n", lang.Say(tag, "check.summary", lang.Args{
			"supported": s.Supported, "contradicted": s.Contradicted, "consistent": s.ConsistentIf, "none": s.NoFigure, "unread": s.Unread,
		}))
	}
	for _, x := range c.Conflicts {
		fmt.Fprintf(&b, "%s\n", lang.Say(tag, "check.conflict", lang.Args{
			"a": x.A.Text, "said_a": x.A.Said, "b": x.B.Text, "said_b": x.B.Said, "figure": x.Figure,
		}))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A Mark is a stretch of a checked text: one claim with its verdict, or the text between
// claims.
type Mark struct {
	Text    string
	Verdict *Verdict // nil between claims
	N       int      // of the verdict, from 1
}

// Marks cuts the text at its claims.
func (t CheckedText) Marks() []Mark {
	runes := []rune(t.text)
	var out []Mark
	from := 0
	for i := range t.Report.Verdicts {
		v := &t.Report.Verdicts[i]
		if v.Claim.Start < from {
			continue
		}
		if v.Claim.Start > from {
			out = append(out, Mark{Text: string(runes[from:v.Claim.Start])})
		}
		out = append(out, Mark{Text: string(runes[v.Claim.Start:v.Claim.End]), Verdict: v, N: i + 1})
		from = v.Claim.End
	}
	if from < len(runes) {
		out = append(out, Mark{Text: string(runes[from:])})
	}
	return out
}

// page is a file that stands alone: it is opened from a folder, where no server sends style
// sheets.
var page = template.Must(template.New("check").Parse(`<!doctype html>
<html lang="{{.Tag}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
<style>
body{font:1.05rem/1.75 system-ui,"Noto Sans CJK SC","PingFang SC",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:none;color:inherit;border-bottom:2px solid;text-decoration:none}
mark.supported{border-color:#2a7a3b}mark.contradicted{border-color:#b3261e;border-bottom-width:4px}
mark.consistent_if{border-color:#9a6b00;border-bottom-style:dashed}mark.no_figure,mark.unread{border-color:#888;border-bottom-style:dotted}
sup{font-size:.7em}li{margin:.4rem 0}
</style>
<h1>{{.Title}}</h1>
{{range .Texts}}<h2>{{.Name}}</h2>
<p>{{.Summary}}</p>
<div class="text">{{range .Marks}}{{if .Verdict}}<mark class="{{.Verdict.Verdict}}" title="{{call $.Explain .Verdict}}">{{.Text}}<sup>{{.N}}</sup></mark>{{else}}{{.Text}}{{end}}{{end}}</div>
<ol>{{range .Verdicts}}<li value="{{.N}}"><strong>{{.Label}}</strong> {{.Said}} {{.Says}}</li>{{end}}</ol>
{{if .Mended}}<h3>{{$.MendedTitle}}</h3><div class="text">{{.Mended}}</div>{{end}}
{{end}}
{{if .Conflicts}}<h2>{{.ConflictsTitle}}</h2><ul>{{range .Conflicts}}<li>{{.}}</li>{{end}}</ul>{{end}}
</html>
`))

// WriteHTML prints a page with each text marked claim by claim, what is said of each claim,
// and the text mended.
func WriteHTML(w io.Writer, c Checked, tag lang.Tag) error {
	type item struct {
		N                 int
		Label, Said, Says string
	}
	type text struct {
		Name, Summary, Mended string
		Marks                 []Mark
		Verdicts              []item
	}
	data := struct {
		Tag                                string
		Title, MendedTitle, ConflictsTitle string
		Texts                              []text
		Conflicts                          []string
		Explain                            func(*Verdict) string
	}{
		Tag: string(tag), Title: lang.Say(tag, "check.title"), MendedTitle: lang.Say(tag, "check.mended"), ConflictsTitle: lang.Say(tag, "check.conflicts"),
		Explain: func(v *Verdict) string { return v.Explain(tag) },
	}
	for _, t := range c.Texts {
		s := t.Report.Summary
		one := text{Name: t.Name, Marks: t.Marks(), Summary: lang.Say(tag, "check.summary", lang.Args{
			"supported": s.Supported, "contradicted": s.Contradicted, "consistent": s.ConsistentIf, "none": s.NoFigure, "unread": s.Unread,
		})}
		for i, v := range t.Report.Verdicts {
			if v.Verdict != NoFigure {
				one.Verdicts = append(one.Verdicts, item{i + 1, lang.Say(tag, "check.verdict."+v.Verdict), v.Claim.Text, v.Explain(tag)})
			}
		}
		if s.Contradicted > 0 {
			one.Mended = t.Mend()
		}
		data.Texts = append(data.Texts, one)
	}
	for _, x := range c.Conflicts {
		data.Conflicts = append(data.Conflicts, lang.Say(tag, "check.conflict", lang.Args{
			"a": x.A.Text, "said_a": x.A.Said, "b": x.B.Text, "said_b": x.B.Said, "figure": x.Figure,
		}))
	}
	return page.Execute(w, data)
}
