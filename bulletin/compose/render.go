package compose

import (
	"context"
	"strings"
	"unicode/utf8"

	"bridgehead/bulletin"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// A Rendered text is what is read: plain text with its figures written out.
type Rendered struct {
	Tag     lang.Tag
	Text    string
	Figures []Placed // in the order of the text
}

// A Placed figure is one that stands in a text.
type Placed struct {
	Name       figure.Name // with both positions and the version of the definition
	Start, End int         // where it stands, in Unicode code points, the end exclusive
	Text       string      // as it is written there
	Value      string      // exact: a decimal or a fraction; "low/high" bounds are left to the figure; "" when there is no one value
}

// Figures evaluates each figure of the templates once, however often it stands there.
type Figures struct {
	evaluator *indicator.Evaluator
	known     map[string]figure.Figure
}

// NewFigures evaluates at the evaluator's positions. What figures share is read once.
func NewFigures(e *indicator.Evaluator) *Figures {
	return &Figures{evaluator: e.Remembering(), known: map[string]figure.Figure{}}
}

// figure evaluates a figure. One that names another position than the record's is refused.
func (f *Figures) figure(ctx context.Context, n figure.Name) (figure.Figure, error) {
	key := n.String()
	if known, ok := f.known[key]; ok {
		return known, nil
	}
	_, at := f.evaluator.Records.Where()
	if n.At >= 0 && n.At != at || n.Ref >= 0 && n.Ref != f.evaluator.Ref {
		return figure.Figure{}, lang.Invalid("compose.position", lang.Args{"at": at})
	}
	v, err := f.evaluator.Uncompared(ctx, n)
	if err == nil {
		f.known[key] = v
	}
	return v, err
}

// Render writes the text out in a language. The error is invalid where a figure cannot be written:
// it says where it stands and why.
func (f *Figures) Render(ctx context.Context, t Template, tag lang.Tag) (Rendered, error) {
	out := Rendered{Tag: tag}
	var b strings.Builder
	at := 0
	write := func(s string) {
		b.WriteString(s)
		at += utf8.RuneCountInString(s)
	}
	for _, p := range t.parts {
		if p.slot == nil {
			write(p.text)
			continue
		}
		v, err := f.figure(ctx, p.slot.name)
		if err != nil && !told(err) {
			return out, err
		}
		text := ""
		if err == nil {
			text, err = p.slot.write(v, tag)
		}
		if err != nil {
			return out, place{p.slot.line, p.slot.column}.refuse("compose.figure", lang.Args{"figure": p.text, "why": err}).Because(err)
		}
		start := at
		write(text)
		out.Figures = append(out.Figures, Placed{Name: named(v.Name, v.Definition), Start: start, End: at, Text: text, Value: exact(v)})
	}
	out.Text = b.String()
	return out, nil
}

// told reports whether an error is one that a writer can do something about.
func told(err error) bool {
	switch lang.CodeOf(err) {
	case lang.CodeInvalid, lang.CodeNotFound, lang.CodeConflict:
		return true
	}
	return false
}

// named is a figure's name with all that its value hangs on.
func named(n figure.Name, definition int64) figure.Name {
	if n.Definition == 0 {
		n.Definition = definition
	}
	return n
}

func exact(f figure.Figure) string {
	if f.Value == nil {
		return ""
	}
	if d, ok := money.Decimal(f.Value); ok {
		return d
	}
	return f.Value.RatString()
}

// write shows the figure as it is asked for.
func (s *slot) write(f figure.Figure, tag lang.Tag) (string, error) {
	if f.Qualifier == figure.Unknown {
		return "", lang.NotFound("compose.unknown")
	}
	if s.currency != "" && s.currency != f.Currency {
		return "", lang.Invalid("compose.currency", lang.Args{"currency": string(s.currency), "is": string(f.Currency)})
	}
	if s.rounding.Digits != nil && f.Kind != figure.Computed {
		return "", lang.Invalid("compose.stated")
	}
	if s.rounding != (figure.Rounding{}) {
		f = f.In(s.rounding)
	}
	switch s.form {
	case said:
		return f.Say(tag)
	case bare:
		return f.ShowBare(tag), nil
	}
	return f.Show(tag), nil
}

// Blocking are the verdicts on a text that keep it from being published: what the record, or the
// text itself, states otherwise.
func Blocking(r bulletin.Report) []bulletin.Verdict {
	var out []bulletin.Verdict
	for _, v := range r.Verdicts {
		if v.Verdict == bulletin.Contradicted {
			out = append(out, v)
		}
	}
	return out
}
