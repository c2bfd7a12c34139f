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

// A Point is one thing that a letter points out.
type Point struct {
	Said      string
	Why       string   // in the language of the letter
	Elsewhere []string // what the text says of the same in other places
	Others    []string // what other texts say of it, in the language of the letter
	Figure    string   // its name; "" where the text contradicts itself
	Page      string   // the address where it can be traced
}

// Letter drafts the letter for what is contradicted in the text, in the text's language: what was printed, what
// stands against it and why, the figure's name and the page where it can be traced below base. It is empty
// where nothing is contradicted.
func (t CheckedText) Letter(f fair.Fair, base string) Letter {
	tag := t.Language()
	var points []Point
	for _, v := range t.Report.Verdicts {
		if v.Verdict != Contradicted {
			continue
		}
		p := Point{Said: v.Claim.Text, Why: v.Explain(tag), Figure: v.Figure, Page: strings.TrimSuffix(base, "/") + v.Trace}
		for _, other := range v.Against {
			p.Elsewhere = append(p.Elsewhere, t.Report.Verdicts[other].Claim.Text)
		}
		points = append(points, p)
	}
	return Write(tag, t.Name, f, points)
}

// Language is the language of the text, told by its characters.
func (t CheckedText) Language() lang.Tag { return languageOf(newLayout(t.text)) }

// Write writes a letter about a text; it is empty where there is nothing to point out. What is pointed out
// twice in the same words is written once.
func Write(tag lang.Tag, title string, f fair.Fair, points []Point) Letter {
	l := Letter{Tag: tag}
	name, _ := f.Name.In(tag)
	var lines []string
	told := map[string]bool{}
	for _, p := range points {
		line := lang.Say(tag, "watch.letter.point", lang.Args{"said": p.Said, "why": p.Why})
		for _, other := range p.Elsewhere {
			line += "\n" + lang.Say(tag, "watch.letter.against", lang.Args{"said": other})
		}
		for _, other := range p.Others {
			line += "\n" + other
		}
		if p.Figure != "" {
			line += "\n" + lang.Say(tag, "watch.letter.record", lang.Args{"figure": p.Figure, "page": p.Page})
		}
		if !told[line] {
			told[line] = true
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		l.Text = lang.Say(tag, "watch.letter.opening", lang.Args{"text": title, "fair": name}) + "\n\n" +
			strings.Join(lines, "\n\n") + "\n\n" + lang.Say(tag, "watch.letter.closing", lang.Args{"fair": name}) + "\n"
	}
	return l
}
