package brief

import (
	"context"
	"slices"
	"strconv"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// RuleSpeakersFigures chooses the figures (docs/rules.md).
const RuleSpeakersFigures = "speakers-figures"

// Why a figure is on the sheet.
const (
	Headline   = "headline"   // what the edition's page leads with
	Changed    = "changed"    // it can be said how it stands to the last edition
	Cumulative = "cumulative" // the sum of all editions
)

// A Sheet is the figures of an edition, or of a district in it, that a speaker needs.
type Sheet struct {
	Edition  fair.Edition
	District string // code; "" for the whole edition
	At, Ref  int64  // the positions that it is of
	Lines    []Line
}

// A Line is one of them.
type Line struct {
	Why        string
	Figure     figure.Figure
	Definition indicator.Definition
	Edition    fair.Edition
	District   string
	Before     *indicator.Comparison // with the last edition; nil where nothing can be said of it
	Converted  []figure.Figure       // what an amount comes to at the edition's rate, in the other currencies that are asked for
	Shares     []string              // codes of the districts whose part of a stated figure is stated, too; of a district's figure its own, where the whole is
	Never      []Warning             // what may not be said
}

// places is how many of the headline figures a speaker needs: those with the first places.
const places = 6

// OfDistrict are the figures of a district's sheet. The fair's own headlines need not be narrowed to one.
var OfDistrict = []string{"signed.count", "signed.amount"}

// Read makes the sheet of an edition from the figures that the evaluator shows: its headline figures, what has
// changed in them since the edition before, and the sums of all editions (docs/rules.md, speakers-figures). With
// a district it is what the district signed. What is not known is left out.
func Read(ctx context.Context, e *indicator.Evaluator, edition int64, code string) (Sheet, error) {
	e = e.Remembering()
	s := Sheet{District: code, Ref: e.Ref}
	_, s.At = e.Records.Where()
	var err error
	if s.Edition, err = e.Records.Edition(ctx, edition); err != nil {
		return s, err
	}
	if _, ok := fair.DistrictByCode(code); code != "" && !ok {
		return s, lang.NotFound("district.unknown", lang.Args{"given": code})
	}
	all, err := e.Definitions(ctx)
	if err != nil {
		return s, err
	}
	all = slices.DeleteFunc(all, func(d indicator.Definition) bool {
		if code != "" {
			return !slices.Contains(OfDistrict, d.Code)
		}
		return d.Headline == 0 || d.Headline > places
	})
	slices.SortStableFunc(all, func(a, b indicator.Definition) int {
		if sums := rank(a) - rank(b); sums != 0 {
			return sums
		}
		return a.Headline - b.Headline
	})
	for _, d := range all {
		l, ok, err := s.line(ctx, e, d)
		if err != nil {
			return s, err
		}
		if ok {
			s.Lines = append(s.Lines, l)
		}
	}
	return s, nil
}

// rank puts the sums of all editions last.
func rank(d indicator.Definition) int {
	if d.Measure == indicator.Cumulative {
		return 1
	}
	return 0
}

func (s Sheet) line(ctx context.Context, e *indicator.Evaluator, d indicator.Definition) (l Line, ok bool, err error) {
	l = Line{Why: Headline, Definition: d, Edition: s.Edition, District: s.District}
	scope := figure.Scope{}
	if s.District != "" {
		scope[figure.ByDistrict] = s.District
	}
	name := figure.Name{Indicator: d.Code, Scope: scope.With(figure.ByEdition, strconv.FormatInt(s.Edition.Number, 10)), At: s.At, Ref: -1}
	l.Figure, err = e.Figure(ctx, name)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return l, false, nil
	}
	if err != nil || l.Figure.Qualifier == figure.Unknown {
		return l, false, err
	}
	if d.Measure == indicator.Cumulative {
		l.Why = Cumulative
	} else if err := l.compare(ctx, e, scope); err != nil {
		return l, false, err
	}
	for _, to := range asked {
		if l.Figure.Currency == "" || l.Figure.Currency == to {
			continue
		}
		f, ok, err := e.InCurrency(ctx, l.Figure, to, s.Edition)
		if err != nil {
			return l, false, err
		}
		if ok {
			two := 2
			l.Converted = append(l.Converted, f.In(figure.Rounding{Digits: &two}))
		}
	}
	if l.Figure.Kind == figure.Observed {
		if l.Shares, err = l.shares(ctx, e); err != nil {
			return l, false, err
		}
	}
	l.Never = l.warnings()
	return l, true, nil
}

// shares finds what a share of a stated figure can follow from: the parts that are stated beside the whole, or the
// whole beside a district's part (docs/rules.md, share-of-amounts).
func (l *Line) shares(ctx context.Context, e *indicator.Evaluator) ([]string, error) {
	stated := func(district string) (bool, error) {
		scope := figure.Scope{figure.ByEdition: strconv.FormatInt(l.Edition.Number, 10)}
		if district != "" {
			scope[figure.ByDistrict] = district
		}
		f, err := e.Figure(ctx, figure.Name{Indicator: l.Definition.Code, Scope: scope, At: l.Figure.Name.At, Ref: -1})
		if lang.CodeOf(err) == lang.CodeNotFound {
			return false, nil
		}
		return err == nil && f.Kind == figure.Observed && f.Value != nil && f.Currency == l.Figure.Currency, err
	}
	if l.District != "" {
		if ok, err := stated(""); err != nil || !ok {
			return nil, err
		}
		return []string{l.District}, nil
	}
	if !slices.Contains(OfDistrict, l.Definition.Code) {
		return nil, nil
	}
	var out []string
	for _, d := range fair.Districts("") {
		ok, err := stated(d.Code)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, d.Code)
		}
	}
	return out, nil
}

// compare holds the figure against that of the edition before, where there is one.
func (l *Line) compare(ctx context.Context, e *indicator.Evaluator, scope figure.Scope) error {
	if l.Edition.Number < 2 {
		return nil
	}
	c, err := e.Compare(ctx, l.Definition.Code, scope, l.Edition.Number-1, l.Edition.Number)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if c.A.Qualifier == figure.Unknown {
		return nil
	}
	switch l.Before = &c; c.Own.Verdict {
	case figure.Higher, figure.Lower, figure.Same:
		l.Why = Changed
	}
	return nil
}
