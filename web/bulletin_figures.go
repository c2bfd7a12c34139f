package web

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/bulletin/compose"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// figuresOffered is how many figures are offered to put into a text.
const figuresOffered = 24

// An offered is a figure that can be put into a text.
type offered struct {
	Label, Scope, Shown, Slot, URL string
}

type bulletinFiguresPage struct {
	frame
	List, Action string
	Query        string
	Edition      int64
	Lines        []offered
	More         bool
}

// bulletinFigures finds figures to be put into a text: by words of their names, an edition and a
// district; without any those of the edition.
func (s *site) bulletinFigures(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.Compose); err != nil {
		return err
	}
	editions, err := v.view.Editions(v.Context())
	if err != nil {
		return err
	}
	p := bulletinFiguresPage{List: v.workPath("bulletins"), Action: v.workPath("bulletins", "figures"), Edition: v.fair.Current}
	if p.Edition == 0 && len(editions) > 0 {
		p.Edition = editions[len(editions)-1].Number
	}
	if text := v.URL.Query().Get("edition"); text != "" {
		if p.Edition, err = strconv.ParseInt(text, 10, 64); err != nil {
			return lang.Invalid("web.error.edition", lang.Args{"given": short(text)})
		}
	}
	p.Query = strings.TrimSpace(cut(v.URL.Query().Get("q"), searchLength))
	if p.Lines, p.More, err = v.offeredFigures(p.Query, p.Edition, editions); err != nil {
		return err
	}
	if p.frame, err = s.workFrame(v, "bulletins", v.say("bulletin.desk.figures")); err != nil {
		return err
	}
	return s.show(v, "bulletin_figures", p)
}

// offeredFigures are the figures that the words name, as they read now.
func (v *visit) offeredFigures(query string, edition int64, editions []fair.Edition) (lines []offered, more bool, err error) {
	if query == "" {
		all, err := v.figures.Edition(v.Context(), edition)
		if lang.CodeOf(err) == lang.CodeNotFound {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		return offeredOf(v, all, func(f figure.Figure) (figure.Figure, indicator.Definition, error) {
			d, err := v.figures.Define(v.Context(), f.Name.Indicator)
			return f, d, err
		})
	}
	scope := figure.Scope{}
	rest, district := namedDistrict(query)
	words, edition := namedEdition(lang.ParseSearch(rest).Words, editions, edition)
	scope[figure.ByEdition] = strconv.FormatInt(edition, 10)
	if district != "" {
		scope[figure.ByDistrict] = district
	}
	definitions, err := v.figures.Definitions(v.Context())
	if err != nil {
		return nil, false, err
	}
	definitions = slices.DeleteFunc(definitions, func(d indicator.Definition) bool { return !calledBy(d, words) })
	slices.SortStableFunc(definitions, func(a, b indicator.Definition) int { // the headlines first
		return cmp.Compare(uint(a.Headline-1), uint(b.Headline-1))
	})
	return offeredOf(v, definitions, func(d indicator.Definition) (figure.Figure, indicator.Definition, error) {
		f, err := v.figures.Figure(v.Context(), figure.Name{Indicator: d.Code, Scope: scope, At: -1, Ref: -1})
		if _, told := errors.AsType[*lang.Error](err); told { // there is none of it in this scope
			return figure.Figure{}, d, nil
		}
		return f, d, err
	})
}

// offeredOf offers the figures that are known, each found from one of those given; more says that there are others.
func offeredOf[T any](v *visit, of []T, find func(T) (figure.Figure, indicator.Definition, error)) (lines []offered, more bool, err error) {
	for _, one := range of {
		f, d, err := find(one)
		if err != nil {
			return nil, false, err
		}
		if f.Value == nil {
			continue
		}
		if len(lines) == figuresOffered {
			return lines, true, nil
		}
		lines = append(lines, v.offer(f, d))
	}
	return lines, false, nil
}

// offer shows a figure with what puts it into a text.
func (v *visit) offer(f figure.Figure, d indicator.Definition) offered {
	name := f.Name
	name.At, name.Ref, name.Definition = -1, -1, 0
	return offered{Label: v.name(d.Label), Scope: v.scope(name.Scope, 0), Shown: f.ShowBare(v.tag), Slot: compose.Slot(name), URL: v.figurePath(f.Name)}
}

// namedDistrict takes the longest name of a district out of what somebody looks for.
func namedDistrict(query string) (rest, code string) {
	rest = lang.Fold(query)
	var named string
	for _, d := range fair.Districts("") {
		for _, form := range d.Forms()[1:] {
			if form = lang.Fold(form); len(form) > len(named) && strings.Contains(rest, form) {
				named, code = form, d.Code
			}
		}
	}
	if named != "" {
		rest = strings.Replace(rest, named, " ", 1)
	}
	return rest, code
}
