package bulletin

import (
	"strings"

	"bridgehead/fair"
	"bridgehead/lang"
)

// A Letter asks an outlet politely to look at what it printed again.
type Letter struct {
	Tag  lang.Tag // the language of the text
	Text string
}

// Letter drafts the letter for what is contradicted in the text, in the text's language: what was printed, what
// stands against it and why, the figure's name and the page where it can be traced below base. It is empty
// where nothing is contradicted.
func (t CheckedText) Letter(f fair.Fair, base string) Letter {
	l := Letter{Tag: languageOf(newLayout(t.text))}
	name, _ := f.Name.In(l.Tag)
	var lines []string
	told := map[string]bool{}
	for _, v := range t.Report.Verdicts {
		if v.Verdict != Contradicted {
			continue
		}
		line := lang.Say(l.Tag, "watch.letter.point", lang.Args{"said": v.Claim.Text, "why": v.Explain(l.Tag)})
		for _, other := range v.Against {
			line += "\n" + lang.Say(l.Tag, "watch.letter.against", lang.Args{"said": t.Report.Verdicts[other].Claim.Text})
		}
		if v.Figure != "" {
			line += "\n" + lang.Say(l.Tag, "watch.letter.record", lang.Args{"figure": v.Figure, "page": strings.TrimSuffix(base, "/") + v.Trace})
		}
		if !told[line] {
			told[line] = true
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		l.Text = lang.Say(l.Tag, "watch.letter.opening", lang.Args{"text": t.Name, "fair": name}) + "\n\n" +
			strings.Join(lines, "\n\n") + "\n\n" + lang.Say(l.Tag, "watch.letter.closing", lang.Args{"fair": name}) + "\n"
	}
	return l
}
