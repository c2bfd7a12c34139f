package brief

import (
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
)

// Label names what the figure is of.
func (l Line) Label(tag lang.Tag) string { return said(l.Definition.Label, tag) }

// Means is its definition, in words.
func (l Line) Means(tag lang.Tag) string { return said(l.Definition.Means, tag) }

// Source says where the figure comes from: the record, or who stated it.
func (l Line) Source(tag lang.Tag) string {
	if l.Figure.Kind == figure.Observed {
		if s := said(l.Figure.Source, tag); s != "" {
			return s
		}
	}
	return lang.Say(tag, "brief.source.record")
}

// Quote is one sentence, and what it counts, that can be quoted as it stands: the figure's value with its
// qualifier, the edition and district that it is of, its date, definition and source.
func (l Line) Quote(f fair.Fair, tag lang.Tag) string {
	of := lang.Say(tag, "brief.quote.edition", lang.Args{"edition": l.Edition.Number, "fair": said(f.Name, tag)})
	if d, ok := fair.DistrictByCode(l.District); ok {
		of = lang.Say(tag, "brief.quote.district", lang.Args{"of": of, "district": said(d.Name, tag)})
	}
	key := "brief.quote"
	if l.Figure.Qualifier == figure.Exact {
		key = "brief.quote.exact"
	}
	out := lang.Say(tag, key, lang.Args{"of": of, "label": l.Label(tag), "value": l.Figure.ShowBare(tag)})
	return out + gap(tag) + lang.Say(tag, "brief.quote.about", lang.Args{"means": l.Means(tag), "source": l.Source(tag)})
}

// Change says how the figure stands to that of the last edition; "" where nothing can be said.
func (l Line) Change(tag lang.Tag) string {
	for _, c := range l.Figure.Checks {
		if c.Rule == figure.RuleHigherThanLast {
			return l.Figure.ExplainCheck(c, tag)
		}
	}
	if l.Before == nil {
		return ""
	}
	if l.Before.A.Currency != l.Before.B.Currency { // the rate belongs to what is said
		return strings.Join(l.Before.Explain(tag), gap(tag))
	}
	switch v := l.Before.Own.Verdict; v {
	case figure.Higher, figure.Lower, figure.Same:
		return lang.Say(tag, "brief.change."+string(v), lang.Args{"edition": l.Before.EditionA.Number, "value": l.Before.A.Show(tag)})
	}
	return ""
}

func said(t lang.Text, tag lang.Tag) string {
	s, _ := t.In(tag)
	return s
}

// gap stands between two sentences.
func gap(tag lang.Tag) string {
	if tag == lang.En {
		return " "
	}
	return ""
}

// Said is the figure as it is spoken; ok is false for a number that is not said well.
func (l Line) Said(tag lang.Tag) (text string, ok bool) {
	text, err := l.Figure.Say(tag)
	return text, err == nil
}

// Title names the sheet.
func (s Sheet) Title(tag lang.Tag) string {
	if d, ok := fair.DistrictByCode(s.District); ok {
		return lang.Say(tag, "brief.title.district", lang.Args{"edition": s.Edition.Number, "district": said(d.Name, tag)})
	}
	return lang.Say(tag, "brief.title", lang.Args{"edition": s.Edition.Number})
}
