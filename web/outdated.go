package web

import (
	"fmt"
	"slices"
	"strconv"

	"bridgehead/bulletin/compose"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/store"
)

// A touchedText is a published bulletin of which a correction makes figures read otherwise.
type touchedText struct {
	Title, URL, Issue string
	Lang              lang.Tag
	Lines             []touchedLine
}

// textFigures names the figures of published bulletins that what happens to a record of an edition can
// change: computed ones of that edition and later, and places among all editions.
func (v *visit) textFigures(texts []store.Row[compose.Bulletin], first int64) ([]figure.Name, error) {
	var out []figure.Name
	seen := map[string]bool{}
	for _, r := range texts {
		for _, f := range r.Value.Figures {
			n, err := figure.ParseName(f.Name)
			if err != nil {
				return nil, err
			}
			n.At, n.Ref, n.Definition = -1, -1, 0
			if key := n.String(); seen[key] {
				continue
			} else {
				seen[key] = true
			}
			d, err := v.figures.Define(v.Context(), n.Indicator)
			if lang.CodeOf(err) == lang.CodeNotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			edition, _ := strconv.ParseInt(n.Scope[figure.ByEdition], 10, 64)
			if d.Measure == indicator.Stated || d.Measure == indicator.Level || edition < first && d.Among != figure.ByEdition {
				continue
			}
			out = append(out, n)
		}
	}
	return out, nil
}

// touchedTexts are the published bulletins of which figures read otherwise once those have changed.
func (v *visit) touchedTexts(texts []store.Row[compose.Bulletin], touched []store.Touched) ([]touchedText, error) {
	after := map[string]figure.Figure{}
	bare := func(n figure.Name) string {
		return figure.Name{Indicator: n.Indicator, Scope: n.Scope, At: -1, Ref: -1}.String()
	}
	for _, t := range touched {
		f := t.After
		if f.Name.Indicator == "" {
			after[bare(t.Before.Name)] = f
			continue
		}
		after[bare(f.Name)] = f
	}
	var out []touchedText
	for _, r := range texts {
		lines, err := v.rereadLines(r.Value.Reread(func(n figure.Name) (figure.Figure, bool) {
			f, ok := after[bare(n)]
			return f, ok && (n.Definition == 0 || n.Definition == f.Definition)
		}))
		if err != nil {
			return nil, err
		}
		if len(lines) == 0 {
			continue
		}
		t := touchedText{URL: v.issuePath(r.Value), Issue: v.say("bulletin.issue", lang.Args{"issue": r.Value.Issue}), Lines: lines}
		t.Title, t.Lang = r.Value.Headline(v.tag)
		out = append(out, t)
	}
	return out, nil
}

// rereadLines are the figures that read otherwise, each once: in the reader's language where it stands in
// that text.
func (v *visit) rereadLines(changed []compose.Reread) ([]touchedLine, error) {
	var out []touchedLine
	seen := map[string]bool{}
	own := slices.DeleteFunc(slices.Clone(changed), func(c compose.Reread) bool { return c.Tag != v.tag })
	for _, c := range slices.Concat(own, changed) {
		n, err := figure.ParseName(c.Name)
		if err != nil {
			return nil, err
		}
		// A figure stands in all languages; in one it may be written in several ways.
		if key := fmt.Sprint(c.Tag, c.Name, c.Text); seen[key] || c.Tag != v.tag && seen[c.Name] {
			continue
		} else {
			seen[key], seen[c.Name] = true, true
		}
		d, err := v.figures.Define(v.Context(), n.Indicator)
		if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
			return nil, err
		}
		out = append(out, touchedLine{Label: v.name(d.Label), Scope: v.scope(n.Scope, 0), Old: c.Text, New: c.Now, URL: v.nameAddress(n)})
	}
	return out, nil
}

// outdated are the figures of a published bulletin that read otherwise now.
func (s *site) outdated(v *visit, b compose.Bulletin) ([]touchedLine, error) {
	changed, err := s.db.Outdated(v.Context(), v.view, b)
	if err != nil {
		return nil, err
	}
	return v.rereadLines(changed)
}
