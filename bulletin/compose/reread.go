package compose

import (
	"context"

	"bridgehead/figure"
	"bridgehead/lang"
)

// A Reread is a figure of a published text that reads otherwise than it was published.
type Reread struct {
	Frozen
	Now string // "" when it cannot be written any more
}

// Reread writes the figures of a published bulletin again of which now has a value, and returns those that
// read otherwise, in the order of the languages and of the texts. A figure that is there no longer is the zero
// value; one of which nothing else is known, and one that names its position, is left as it was published.
func (b Bulletin) Reread(now func(figure.Name) (figure.Figure, bool)) []Reread {
	var out []Reread
	for _, tag := range lang.Tags {
		frozen := b.FiguresIn(tag)
		for _, p := range b.parts() {
			t, err := Parse(p.words.Get(tag))
			if err != nil { // then it was not published in this language
				break
			}
			for _, part := range t.parts {
				if part.slot == nil {
					continue
				}
				if len(frozen) == 0 {
					break
				}
				was := frozen[0]
				frozen = frozen[1:]
				if part.slot.name.At >= 0 || part.slot.name.Ref >= 0 {
					continue
				}
				f, known := now(part.slot.name)
				if !known {
					continue
				}
				text := ""
				if f.Name.Indicator != "" {
					if text, err = part.slot.write(f, tag); err != nil {
						text = ""
					}
				}
				if text != was.Text {
					out = append(out, Reread{was, text})
				}
			}
		}
	}
	return out
}

// Reread returns the figures of a published bulletin that read otherwise at the evaluator's positions.
func (f *Figures) Reread(ctx context.Context, b Bulletin) ([]Reread, error) {
	var failed error
	out := b.Reread(func(n figure.Name) (figure.Figure, bool) {
		v, err := f.figure(ctx, n)
		if err != nil && !told(err) {
			failed = err
			return v, false
		}
		return v, true
	})
	return out, failed
}
