package brief

import (
	"fmt"
	"io"

	"bridgehead/fair"
	"bridgehead/lang"
)

// Write prints the sheet for a terminal or a sheet of paper.
func (s Sheet) Write(w io.Writer, f fair.Fair, tag lang.Tag) error {
	p := &printer{w: w}
	p.line("%s", s.Title(tag))
	p.line("%s", lang.Say(tag, "brief.of", lang.Args{"at": s.At, "ref": s.Ref}))
	if len(s.Lines) == 0 {
		p.line("\n%s", lang.Say(tag, "brief.none"))
	}
	for _, l := range s.Lines {
		p.line("\n%s  %s", l.Label(tag), l.Figure.Show(tag))
		said, ok := l.Said(tag)
		if !ok {
			said = lang.Say(tag, "brief.unsaid")
		}
		p.line("  %s", lang.Say(tag, "web.labelled", lang.Args{"label": lang.Say(tag, "brief.say"), "value": said}))
		if c := l.Change(tag); c != "" {
			p.line("  %s", c)
		}
		for _, n := range l.Never {
			p.line("  × %s [%s]", n.In(tag), n.Rule)
		}
	}
	if len(s.Lines) > 0 {
		p.line("\n%s", lang.Say(tag, "brief.lines"))
	}
	for _, l := range s.Lines {
		p.line("  %s", l.Quote(f, tag))
	}
	return p.err
}

// A printer keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(form string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, form+"\n", args...)
	}
}
