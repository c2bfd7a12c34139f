package indicator

import (
	"context"
	"math/big"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
)

// A Flow is what an edition adds in each direction, with what has come together over the
// years beside it. The two are never added: a flow is of the edition, a stock of a date.
type Flow struct {
	Edition       fair.Edition
	Count, Amount Breakdown // by direction
	Stocks        []Stock
}

// A Stock is what has come together in one direction until a date, as stated.
type Stock struct {
	Direction string
	Figure    figure.Figure
	Share     *figure.Figure // in the whole that the source names; nil when none was stated
	Of        lang.Text      // that whole
}

// Flow returns an edition's agreements by direction, and the stocks that were stated of the
// latest date up to the edition, or with it.
func (e *Evaluator) Flow(ctx context.Context, edition int64) (Flow, error) {
	e = e.Remembering()
	var f Flow
	var err error
	if f.Edition, err = e.Records.Edition(ctx, edition); err != nil {
		return f, err
	}
	scope := ofEdition(edition)
	if f.Count, err = e.Split(ctx, "signed.count", scope, By(figure.ByDirection)...); err != nil {
		return f, err
	}
	if f.Amount, err = e.Split(ctx, "signed.amount", scope, By(figure.ByDirection)...); err != nil {
		return f, err
	}
	for _, direction := range []string{"inward", "outward", "joint"} {
		stock, _, err := e.latest(ctx, "investment.stock", direction, f.Edition)
		if err != nil {
			return f, err
		}
		if stock == nil {
			continue
		}
		s := Stock{Direction: direction, Figure: *stock}
		var of lang.Text
		if s.Share, of, err = e.latest(ctx, "investment.share", direction, f.Edition); err != nil {
			return f, err
		}
		if s.Share != nil && s.Share.AsOf != s.Figure.AsOf {
			s.Share = nil
		}
		if s.Share != nil {
			s.Of = of
		}
		f.Stocks = append(f.Stocks, s)
	}
	return f, nil
}

// latest is what was stated of a direction, of the latest date up to the edition.
func (e *Evaluator) latest(ctx context.Context, code, direction string, edition fair.Edition) (*figure.Figure, lang.Text, error) {
	d, err := e.Define(ctx, code)
	if err != nil {
		return nil, lang.Text{}, err
	}
	_, at := e.Records.Where()
	scope := figure.Scope{figure.ByDirection: direction}
	newest, err := e.newest(ctx, code, scope, edition)
	if err != nil {
		return nil, lang.Text{}, err
	}
	if len(newest) == 0 {
		return nil, lang.Text{}, nil
	}
	f, err := together(newest, figure.Name{Indicator: code, Scope: scope, At: at, Ref: -1}, d)
	if err != nil {
		return nil, lang.Text{}, err
	}
	out := e.finished(*f, d)
	return &out, leading(newest).Of, nil
}

// newest are the statements of the latest date up to the edition.
func (e *Evaluator) newest(ctx context.Context, code string, scope figure.Scope, edition fair.Edition) ([]Statement, error) {
	all, err := e.Records.Observations(ctx, code, scope, 0)
	var newest []Statement
	for _, s := range all {
		if s.AsOf > edition.AsOf() && s.Edition != edition.Number {
			continue
		}
		if len(newest) > 0 && s.AsOf > newest[0].AsOf {
			newest = nil
		}
		if len(newest) == 0 || s.AsOf == newest[0].AsOf {
			newest = append(newest, s)
		}
	}
	return newest, err
}

func ofEdition(number int64) figure.Scope {
	return figure.Scope{}.With(figure.ByEdition, big.NewInt(number).String())
}

// A Card is a district's report card (成绩单) of an edition.
type Card struct {
	District          fair.District
	Edition           fair.Edition
	Count, Amount     Result
	Types, Industries Breakdown // its agreements by type and by industry
	Agreements        []Item    // its agreements and increases, in the order of their records
	More              bool      // there are more than these
}

// A Result is one figure of a report card.
type Result struct {
	Figure figure.Figure
	Share  figure.Figure // in percent of the edition's; a part of the whole by its share
	Rank   Rank
	Change *Comparison // against the district's last edition of which something is known; nil when none
}

// A Rank is the place among the districts of which something is known. Where the figures
// leave it open, Best and Worst differ.
type Rank struct {
	Best, Worst int64
	Among       int64
	Figure      figure.Figure // the place, with the figures that it follows from
}

// cardItems are how many agreements a card lists.
const cardItems = 1000

// ReportCard returns the report card of a district.
func (e *Evaluator) ReportCard(ctx context.Context, district string, edition int64) (Card, error) {
	e = e.Remembering()
	var c Card
	var ok bool
	if c.District, ok = fair.DistrictByCode(district); !ok {
		return c, lang.NotFound("district.unknown", lang.Args{"given": district})
	}
	var err error
	if c.Edition, err = e.Records.Edition(ctx, edition); err != nil {
		return c, err
	}
	for _, x := range []struct {
		code   string
		result *Result
	}{{"signed.count", &c.Count}, {"signed.amount", &c.Amount}} {
		if err := e.result(ctx, x.code, district, c.Edition, x.result); err != nil {
			return c, err
		}
	}
	scope := ofEdition(edition).With(figure.ByDistrict, district)
	if c.Types, err = e.Split(ctx, "signed.count", scope, By(figure.ByType)...); err != nil {
		return c, err
	}
	if c.Industries, err = e.Split(ctx, "signed.count", scope, By(figure.ByIndustry)...); err != nil {
		return c, err
	}
	c.Agreements, err = e.Records.Items(ctx, OfAgreements, Selection{Edition: edition, Required: c.Edition.Requires, Scope: scope}, "", cardItems+1)
	if len(c.Agreements) > cardItems {
		c.Agreements, c.More = c.Agreements[:cardItems], true
	}
	return c, err
}

func (e *Evaluator) result(ctx context.Context, code, district string, edition fair.Edition, r *Result) error {
	d, err := e.Define(ctx, code)
	if err != nil {
		return err
	}
	narrow := figure.Scope{figure.ByDistrict: district}
	if r.Figure, err = e.known(ctx, d, narrow, edition.Number); err != nil {
		return err
	}
	b, err := e.Split(ctx, code, ofEdition(edition.Number), By(figure.ByDistrict)...)
	if err != nil {
		return err
	}
	own, rate, err := e.in(ctx, r.Figure, b.Whole.Currency, edition)
	if err != nil {
		own = figure.Everything
	}
	r.Share = figure.FromInterval(noName, own.Quo(b.Whole.Interval).Scale(big.NewRat(100, 1)))
	r.Share.Unit, r.Share.Step, r.Share.AsOf = "percent", growthStep, edition.AsOf()
	r.Share.Parts = []figure.Name{r.Figure.Name, b.Whole.Name}
	if rate != nil {
		r.Share.Rates = []figure.Rate{*rate}
	}
	r.Rank = e.rank(ctx, b, district, own, b.Whole.Currency, edition)

	editions, err := e.Records.Editions(ctx)
	if err != nil {
		return err
	}
	for i := len(editions) - 1; i >= 0; i-- {
		if editions[i].Number >= edition.Number {
			continue
		}
		base, err := e.known(ctx, d, narrow, editions[i].Number)
		if err != nil {
			return err
		}
		if base.Interval.Low == nil && base.Interval.High == nil {
			continue
		}
		change, err := e.Compare(ctx, code, narrow, editions[i].Number, edition.Number)
		if err != nil {
			return err
		}
		r.Change = &change
		break
	}
	return nil
}
